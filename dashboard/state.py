"""One session's question: kept in the link, shown by the controls, asked of `geo`."""

from __future__ import annotations

import streamlit as st

from dashboard.text import LANGUAGES
from geo import Criteria

_LINK = "link"
_CHOSEN = "chosen"
_IGNORED = "ignored"
_MEASURE = "measure"
_OTHERS = ("lang", "m", "color")


def language() -> str:
    """The page's language: the link's, else Spanish."""
    asked = str(st.query_params.get("lang", LANGUAGES[0]))
    return asked if asked in LANGUAGES else LANGUAGES[0]


def read_link() -> bool:
    """Take over what the link says when it is not what this session wrote last: at the start, or after going back.

    Returns
    -------
    bool
        Whether the link was taken over.
    """
    link = dict(st.query_params)
    if st.session_state.get(_LINK) == link:
        return False
    criteria, ignored = Criteria.from_query(link)
    known = {*Criteria.model_fields, *_OTHERS}
    ignored.update({name: "" for name in link if name not in known})
    st.session_state[_IGNORED] = ignored
    st.session_state["criteria"] = criteria
    st.session_state[_CHOSEN] = link.get("m")
    st.session_state[_LINK] = link
    for name in list(st.session_state):
        if str(name).startswith("ask."):
            del st.session_state[name]
    return True


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
