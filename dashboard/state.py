"""One session's question: kept in the link, shown by the controls, asked of `geo`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from urllib.parse import urlencode, urlsplit

import streamlit as st

from dashboard.assets import app_path
from dashboard.private import went_back
from geo import Criteria, CriteriaError, find_gaps
from geo.areas import MOST_KM
from geo.scenarios import Scenario, checked, from_text, to_text
from geo.settings import Fault
from geo.siting import Siting
from geo.travel import NETWORK
from geo.weights import Weights
from layers import Layers
from vocabulary.lists import (
    ASKED_ELIGIBILITIES,
    BRIEF,
    COUNTINGS,
    CURRENT,
    EVERYWHERE,
    MEASURES,
    PAGE_PARAMETERS,
    SCENARIOS,
)
from words.text import language_of

#: Parameter of the link that has the view of the map.
_VIEW = "v"

#: What stands before a scenario's name where it says with what is compared.
KEPT = f"{SCENARIOS}:"


def _is_weights(text: str) -> bool:
    Weights.of(text)
    return True


def _is_km(text: str) -> bool:
    try:
        return 0 < float(text) <= MOST_KM
    except ValueError:
        return False


def _is_siting(name: str, text: str) -> bool:
    Siting.from_text({name: text})
    return True


def _are_scenarios(text: str) -> bool:
    return bool(from_text(text))


#: Settings of one page that the link holds: weights of a pilot and what counts as one there, what is asked of new
#: sites, for whom services are, what is compared, and with which reading; how far an office serves; and the scenarios
#: that the session keeps.
SETTINGS: dict[str, Callable[[str], bool]] = {
    "w": _is_weights,
    "c": COUNTINGS.__contains__,
    **{name: partial(_is_siting, name) for name in Siting.model_fields},
    "k": lambda text: text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MOST_SITES,
    "for": ASKED_ELIGIBILITIES.__contains__,
    "cmp": lambda text: text in {CURRENT, BRIEF} or text.isdecimal() or text.startswith(KEPT),
    "within": _is_km,
    "show": ("rate", "share", "dwellings").__contains__,
    SCENARIOS: _are_scenarios,
}

#: Sites that the page proposes at most.
MOST_SITES = 15


def language() -> str:
    """The page's language: the link's, else Spanish."""
    if _address_counts():
        speak(language_of(st.query_params.get("lang", st.session_state.get("lang"))))
    return str(st.session_state["lang"])


def speak(name: str) -> None:
    """Change the page's language."""
    st.session_state["lang"] = name


def _address_counts() -> bool:
    """Whether the browser's address says what to show: at first, and when a person has gone back or forward.

    Else the session itself knows better. The browser writes the session's link into its address after the page has
    run, and sends it along with whatever happens until then: it is a step behind a person who moves a slider quickly.
    """
    return "link" not in st.session_state or went_back()


def read_link(layers: Layers) -> None:
    """Take over what the link says: at the start, or after going back or forward.

    Going to another page drops the link's parameters; the session then keeps its question and writes them again, and
    keeps it too when a person comes back to the address without them.
    """
    here = layers.network.id if layers.network is not None else None
    st.session_state[NETWORK] = here
    link, before = {name: text for name, text in st.query_params.items() if name != _VIEW}, st.session_state.get("link")
    if not _address_counts() or link == before or (before is not None and not link):
        return
    criteria, ignored = understood(link, layers)
    codes = {"m": set(layers.municipios["cvegeo"]), "s": set(layers.municipios["state_code"])}
    for name, known in codes.items():
        asked = link.get(name)
        if asked is not None and asked not in known:
            ignored[name] = not_known(name, asked)
            asked = None
        st.session_state[f"chosen.{name}"] = asked
    if criteria.reach_min is not None and link.get(NETWORK, here) != here:
        ignored[NETWORK] = Fault(
            NETWORK, "no_such_network" if here is None else "other_network", {"found": link[NETWORK][:20]}
        )
    for name in SETTINGS:
        st.session_state[f"set.{name}"] = _checked(name, link.get(name), ignored)
    st.session_state["ignored"] = ignored
    st.session_state["color"] = link["color"] if link.get("color") in MEASURES else "status"
    st.session_state["link"] = link
    ask(criteria)


def understood(link: Mapping[str, str], layers: Layers) -> tuple[Criteria, dict[str, Fault]]:
    """The question that a link asks of the layers, and what of it was not understood, and why."""
    criteria, ignored = _fitting(*Criteria.from_query(link), layers)
    others = {name[:40] for name in link if name not in {*Criteria.model_fields, *PAGE_PARAMETERS, *SETTINGS}}
    return criteria, ignored | {name: Fault(name, "extra_forbidden", {}) for name in sorted(others)}


def _fitting(criteria: Criteria, ignored: dict[str, Fault], layers: Layers) -> tuple[Criteria, dict[str, Fault]]:
    """The question, what the layers do not have in it being as it is first asked; else all of it as first asked."""
    usual = first_question(layers)
    if not layers.years:
        return usual, ignored
    if "region" not in criteria.model_fields_set:
        criteria = criteria.model_copy(update={"region": usual.region})
    # Each turn mends one setting at least, unless the layers have no answer to what is first asked either.
    for _ in type(criteria).model_fields:
        try:
            find_gaps(layers, criteria)
        except CriteriaError as error:
            ignored.update({fault.field: fault for fault in error.faults})
            mended = {fault.field: getattr(usual, fault.field) for fault in error.faults if hasattr(usual, fault.field)}
            criteria = criteria.model_copy(update=mended)
        else:
            return criteria, ignored
    return usual, ignored


def _checked(name: str, text: str | None, ignored: dict[str, Fault]) -> str | None:
    try:
        if text is None or SETTINGS[name](text):
            return text
        ignored[name] = not_known(name, text)
    except CriteriaError as error:
        ignored[name] = error.faults[0]
    return None


def not_known(name: str, text: str) -> Fault:
    """That a parameter of the link says something that there is not."""
    return Fault(name, "not_known", {"found": repr(text[:20])})


def first_question(layers: Layers) -> Criteria:
    """What is asked until a person asks otherwise: of the region of the brief, or all of a country without it."""
    usual = Criteria()
    region = usual.region if set(usual.region) <= set(layers.regions) else (EVERYWHERE,)
    year = usual.year if usual.year in layers.years else max(layers.years, default=usual.year)
    return usual.model_copy(update={"region": region, "year": year})


def fit(layers: Layers, *, anew: bool) -> None:
    """Keep of the question and of what is chosen what the session's new layers have; ``anew``: they are elsewhere."""
    ask(first_question(layers) if anew else _fitting(asked(), {}, layers)[0])
    for name, column in (("m", "cvegeo"), ("s", "state_code")):
        if chosen(name) not in set(layers.municipios[column]):
            choose(None, name)
    st.session_state.pop("focus_row", None)


def setting(name: str, otherwise: str) -> str:
    """A page's own setting."""
    return st.session_state.get(f"set.{name}") or otherwise


def keep_setting(name: str, value: str | None) -> None:
    """Remember a page's own setting; None: as it is without one."""
    st.session_state[f"set.{name}"] = value


def scenarios() -> tuple[Scenario, ...]:
    """The questions that the session keeps to stand side by side."""
    return from_text(setting(SCENARIOS, ""))


def keep_scenarios(kept: Iterable[Scenario]) -> None:
    """Keep other questions."""
    keep_setting(SCENARIOS, to_text(checked(kept)) or None)


def write_link() -> None:
    """Put the question, the language and what is chosen into the link; the map's own view in it stays."""
    link, before = link_parameters(), st.session_state.get("link")
    st.session_state["link"] = link
    view = st.query_params.get(_VIEW)
    wanted = link | ({_VIEW: view} if view else {})
    # What the browser says of its address may be older than what was last written there.
    if link != before or dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def link_parameters() -> dict[str, str]:
    """The parameters that bring this page back."""
    link = {"lang": language(), **asked().to_text()}
    for name in ("m", "s"):
        if chosen(name) is not None:
            link[name] = str(chosen(name))
    for name in SETTINGS:
        value = st.session_state.get(f"set.{name}")
        if value is not None:
            link[name] = value
    if measure() != "status":
        link["color"] = measure()
    if asked().reach_min is not None and st.session_state.get(NETWORK):
        link[NETWORK] = st.session_state[NETWORK]
    return link


def page_address() -> str:
    """The whole address that brings this page back, as far as the browser has told it."""
    base = str(st.context.url or "").split("?")[0]
    view = st.query_params.get(_VIEW)
    return f"{base}?{urlencode(link_parameters() | ({_VIEW: view} if view else {}), safe=',')}"


def page_base() -> str | None:
    """The page's address without its parameters; None where the browser has not told it."""
    known = urlsplit(page_address())
    return known._replace(path=known.path or "/", query="", fragment="").geturl() if known.netloc else None


def server_base() -> str | None:
    """The address that all of the server's begin with; None where the browser has not told it."""
    known = urlsplit(page_address())
    return known._replace(path=app_path(), query="", fragment="").geturl() if known.netloc else None


def asked() -> Criteria:
    """The session's question."""
    found = st.session_state.get("criteria")
    return found if isinstance(found, Criteria) else Criteria()


def keep(criteria: Criteria) -> None:
    """Remember the question that the controls show."""
    st.session_state["criteria"] = criteria


def ask(criteria: Criteria) -> None:
    """Ask another question: the controls start again from it."""
    st.session_state["criteria"] = criteria
    st.session_state["asked"] = _times_asked() + 1


def control_key(name: str) -> str:
    """The key of a control that follows the question.

    Browsers tell what is chosen in the words that they show: in another language it is another control. They also keep
    what a control holds: one that shall start again is another, too.
    """
    return f"{name}.{language()}.{_times_asked()}"


def _times_asked() -> int:
    return int(st.session_state.get("asked", 0))


def chosen(name: str = "m") -> str | None:
    """Key of the chosen municipality (m) or state (s), if any."""
    return st.session_state.get(f"chosen.{name}")


def choose(key: str | None, name: str = "m") -> None:
    """Choose a municipality (m) or state (s), or none."""
    st.session_state[f"chosen.{name}"] = key


def measure() -> str:
    """What colours the map."""
    return str(st.session_state.get("color", "status"))


def set_measure(name: str) -> None:
    """Colour the map by another measure."""
    st.session_state["color"] = name


def ignored() -> dict[str, Fault]:
    """What of the link was not understood, and why."""
    return dict(st.session_state.get("ignored", {}))
