"""One session's question: kept in the link, shown by the controls, asked of `geo`."""

from __future__ import annotations

import streamlit as st

from dashboard.text import LANGUAGES
from geo import Criteria, CriteriaError, find_gaps
from geo.classes import MEASURES
from layers import Layers

_LINK = "link"
_CHOSEN = "chosen"
_IGNORED = "ignored"
_MEASURE = "measure"
_OTHERS = ("lang", "m", "color")


def language() -> str:
    """The page's language: the link's, else Spanish."""
    asked = str(st.query_params.get("lang", LANGUAGES[0]))
    return asked if asked in LANGUAGES else LANGUAGES[0]


def read_link(layers: Layers) -> None:
    """Take over what the link says when it is not what this session wrote last: at the start, or after going back."""
    link = dict(st.query_params)
    if st.session_state.get(_LINK) == link:
        return
    criteria, ignored = _understood(link, layers)
    chosen = link.get("m")
    if chosen is not None and chosen not in set(layers.municipios["cvegeo"]):
        ignored["m"] = f"found {chosen[:20]!r}"
        chosen = None
    ignored.update({name[:40]: "" for name in link if name not in {*Criteria.model_fields, *_OTHERS}})
    st.session_state[_IGNORED] = ignored
    st.session_state[_CHOSEN] = chosen
    st.session_state[_MEASURE] = link["color"] if link.get("color") in MEASURES else "status"
    st.session_state[_LINK] = link
    ask(criteria)


def _understood(link: dict[str, str], layers: Layers) -> tuple[Criteria, dict[str, str]]:
    criteria, ignored = Criteria.from_query(link)
    while True:
        try:
            find_gaps(layers, criteria)
        except CriteriaError as error:
            ignored.update(error.faults)
            criteria = criteria.model_copy(update={name: getattr(Criteria(), name) for name, _ in error.faults})
        else:
            return criteria, ignored


def write_link(criteria: Criteria) -> None:
    """Put the question, the language and the chosen municipality into the link."""
    link = criteria.to_text()
    if language() != LANGUAGES[0]:
        link["lang"] = language()
    if chosen() is not None:
        link["m"] = str(chosen())
    if measure() != "status":
        link["color"] = measure()
    st.session_state["criteria"] = criteria
    st.session_state[_LINK] = link
    if dict(st.query_params) != link:
        st.query_params.from_dict(link)


def chosen() -> str | None:
    """Key of the chosen municipality, if any."""
    return st.session_state.get(_CHOSEN)


def choose(cvegeo: str | None) -> None:
    """Choose a municipality, or none."""
    st.session_state[_CHOSEN] = cvegeo


def measure() -> str:
    """What colours the map."""
    return str(st.session_state.get(_MEASURE, "status"))


def set_measure(name: str) -> None:
    """Colour the map by another measure."""
    st.session_state[_MEASURE] = name


def ignored() -> dict[str, str]:
    """What of the link was not understood, and why."""
    return dict(st.session_state.get(_IGNORED, {}))


def ask(criteria: Criteria) -> None:
    """Ask another question: the controls start again from it."""
    st.session_state["criteria"] = criteria
    for name in list(st.session_state):
        if str(name).startswith("ask."):
            del st.session_state[name]


def criteria() -> Criteria:
    """The session's question."""
    found = st.session_state.get("criteria")
    return found if isinstance(found, Criteria) else Criteria()
