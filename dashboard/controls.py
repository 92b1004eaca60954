"""The controls: the four questions a person asks, each a part of `Criteria`, and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.session import session_layers, session_text
from dashboard.state import control_key, first_question
from geo import Criteria
from geo.criteria import REACH_SETTINGS
from geo.returns import part_of_the_nation, returns_of
from layers import Layers
from vocabulary.lists import (
    ASKED_ELIGIBILITIES,
    BRIEF,
    COMPONENTS,
    CURRENT,
    EVERYWHERE,
    RURAL_LINES,
    RURAL_SPLITS,
    SURENESS,
    WITH_GENERAL_SERVICES,
)
from words.text import Text

_CHOOSE, _NO_PROGRAM = "choose", "none"

_RATES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0, 15.0)
_DWELLINGS = (0, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000)
_SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_COVERED = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
REACHES = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 125, 150, 175, 200, 250, 300, 400, 500)
_MINUTES = (15, 20, 30, 40, 45, 60, 75, 90, 105, 120, 150, 180)
_FIRST_MINUTES = 60.0
_SLOW, _FAST = (8, 10, 12, 15, 18, 20, 25, 30), (30, 35, 40, 45, 50, 60, 80)
_FIRST_YEAR = 2005

#: Settings whose control has a place for "not asked": the national rate, the view's own year.
_MAY_BE_NONE = ("min_low_access_share", "min_return_rate", "as_of")


def show_question(*, on_change: Callable[[], None]) -> None:
    """Draw the controls; ``on_change`` draws what follows them."""

    def changed() -> None:
        keep_question()
        on_change()

    _controls(changed)


def keep_question() -> None:
    """Remember the question that the controls show."""
    state.keep(asked_now(state.asked()))


@st.fragment(key="controls")
def _controls(on_change: Callable[[], None]) -> None:
    # Streamlit's page draws itself with less ado where a fragment was touched: 40 ms for each change.
    with st.container(key="controls"):
        show_controls(state.asked(), session_layers(), session_text(), on_change=on_change)


def show_readings() -> None:
    """Draw the readings one click away."""
    layers, text = session_layers(), session_text()
    with st.container(horizontal=True, gap="xsmall", key="readings"):
        st.button(text("reading.today"), on_click=state.ask, args=(reading(CURRENT, layers),))
        if layers.programs.has_view(BRIEF):
            st.button(text("reading.brief"), on_click=state.ask, args=(reading(BRIEF, layers),))
        st.button(text("reading.reset"), on_click=state.ask, args=(state.first_question(layers),), type="tertiary")


def reading(name: str, layers: Layers) -> Criteria:
    """One of the two readings one click away: today's programs, or the brief's of 2014."""
    usual = first_question(layers)
    return usual if name == CURRENT else usual.model_copy(update={"programs": (BRIEF,)})


def show_controls(asked: Criteria, layers: Layers, text: Text, *, on_change: Callable[[], None]) -> None:
    """Draw the controls, starting from a question; `asked_now` reads them.

    A value that the link asks for and the steps do not have is added to the steps, so that nothing is rounded. Where
    another control's words or presence depend on a value, its change runs the whole page; else ``on_change`` decides.
    """
    with _group("ask.where", text):
        _where(asked, layers, text, on_change)
    with _group("ask.who", text):
        _who_returns(asked, layers, text, on_change)
    with _group("ask.rural", text):
        _what_is_rural(asked, text, on_change)
    with _group("ask.help", text):
        _who_helps(asked, layers, text, on_change)
    with _group("ask.near", text):
        _how_near(asked, layers, text, on_change)


def asked_now(asked: Criteria) -> Criteria:
    """The question the controls show: what they hold, and of the question they started from what they do not."""
    found = {field: _held(field, getattr(asked, field)) for field in Criteria.model_fields}
    for field in _MAY_BE_NONE:
        if _key(field) not in st.session_state:
            found[field] = getattr(asked, field)
    region = _held("region", None)
    if isinstance(region, str):
        same = asked.region[:1] == (region,) and len(asked.region) > 1
        found["region"] = asked.region if same else (region,)
    unit = _held("reach_unit", None)
    if unit == "km":
        found["reach_min"] = None
    elif unit == "min":
        found["reach_min"] = found["reach_min"] or _FIRST_MINUTES
    # Two controls that a person may move past each other: the slower of the two is the slow one.
    found["slow_kmh"], found["fast_kmh"] = sorted((found["slow_kmh"], found["fast_kmh"]))
    which = _held("programs", None)
    if isinstance(which, str):
        picked = tuple(_held("pick", asked.programs))
        found["programs"] = {_NO_PROGRAM: (), _CHOOSE: picked}.get(which, (which,))
    return Criteria.ask(**found)


def _key(field: str) -> str:
    return control_key(f"ask.{field}")


def _held(field: str, otherwise: Any) -> Any:
    value = st.session_state.get(_key(field))
    if value is None and field not in _MAY_BE_NONE:
        value = otherwise
    return tuple(value) if isinstance(value, list) else value


def _group(key: str, text: Text) -> Any:
    box = st.container(gap="small")
    box.markdown(f"**{text(key)}**", help=text(f"{key}.help"))
    return box


def _where(asked: Criteria, layers: Layers, text: Text, on_change: Callable[[], None]) -> None:
    regions = layers.regions | {EVERYWHERE: text("region.all")}
    options = list(regions)
    st.selectbox(
        options=options,
        index=_index(options, asked.region[:1]),
        format_func=lambda name: regions.get(name, name),
        on_change=on_change,
        **_about("region", text),
    )
    names = {code: text.state(name) for code, name in layers.states.items()}
    st.multiselect(
        options=list(names),
        default=[code for code in asked.state if code in layers.states],
        format_func=names.__getitem__,
        placeholder=text("field.state.empty"),
        on_change=on_change,
        **_about("state", text),
    )
    if not layers.road_grade.empty:
        _steps(
            "min_low_access_share",
            (None, *_SHARES[1:]),
            asked,
            text,
            lambda share: text("field.any_access") if share is None else text.percent(share, None),
            on_change=on_change,
        )


def _who_returns(asked: Criteria, layers: Layers, text: Text, on_change: Callable[[], None]) -> None:
    _choice("year", tuple(reversed(layers.years)), asked, text, str, on_change=st.rerun)
    year = _held("year", asked.year)
    text = text.about(layers.counted(year))
    national = text("field.national", rate=text.rate(returns_of(layers, Criteria(year=year)).national_rate))
    part = part_of_the_nation(layers, Criteria(year=year)) is not None
    # Of a part of the country the page itself asks for a rate first.
    if not part or asked.min_return_rate is not None:
        _steps(
            "min_return_rate",
            _RATES if part else (None, *_RATES),
            asked,
            text,
            lambda value: national if value is None else text.rate(value, None),
            on_change=on_change,
        )
    _steps("min_return_dwellings", _DWELLINGS, asked, text, lambda value: text.number(value, None), on_change=on_change)


def _what_is_rural(asked: Criteria, text: Text, on_change: Callable[[], None]) -> None:
    _choice("rural_below", RURAL_LINES, asked, text, lambda people: text("field.people", people), on_change=on_change)
    _choice("rural_split", RURAL_SPLITS, asked, text, lambda name: text(f"split.{name}"), on_change=on_change)
    _steps("min_rural_share", _SHARES, asked, text, lambda share: text.percent(share, None), on_change=on_change)


def _who_helps(asked: Criteria, layers: Layers, text: Text, on_change: Callable[[], None]) -> None:
    names = {CURRENT: text("reading.today")}
    names |= {WITH_GENERAL_SERVICES: text("reading.general")} if layers.programs.has_view(WITH_GENERAL_SERVICES) else {}
    names |= {BRIEF: text("reading.brief")} if layers.programs.has_view(BRIEF) else {}
    names |= {_CHOOSE: text("field.programs.choose"), _NO_PROGRAM: text("field.programs.none")}
    start = _CHOOSE if asked.programs else _NO_PROGRAM
    if len(asked.programs) == 1 and asked.programs[0] in names:
        start = asked.programs[0]
    st.selectbox(
        options=list(names),
        index=list(names).index(start),
        format_func=lambda name: names[name],
        on_change=st.rerun,
        **_about("programs", text),
    )
    if _held("programs", start) == _CHOOSE:
        sites = layers.programs.sites.drop_duplicates("program_id")
        titles = dict(zip(sites["program_id"], sites[f"program{text.suffix}"], strict=True))
        st.multiselect(
            text("field.programs.pick"),
            sorted(titles, key=titles.__getitem__),
            default=[name for name in asked.programs if name in titles],
            format_func=lambda name: titles[name],
            placeholder=text("field.programs.empty"),
            on_change=on_change,
            key=_key("pick"),
        )
    _steps(
        "as_of",
        (None, *range(_FIRST_YEAR, layers.programs.edition + 1)),
        asked,
        text,
        lambda year: text("field.as_of.view") if year is None else str(year),
        on_change=on_change,
    )
    _choice(
        "eligibility", ASKED_ELIGIBILITIES, asked, text, lambda name: text(f"eligibility.{name}"), on_change=on_change
    )
    st.multiselect(
        options=COMPONENTS,
        default=[name for name in asked.components if name in COMPONENTS],
        format_func=lambda name: text(f"component.{name}"),
        placeholder=text("field.components.empty"),
        on_change=on_change,
        **_about("components", text),
    )
    _choice("sureness", SURENESS, asked, text, lambda name: text(f"sureness.at_least.{name}"), on_change=on_change)
    for field in ("count_announced", "count_reception"):
        st.toggle(value=getattr(asked, field), on_change=on_change, **_about(field, text))


def _how_near(asked: Criteria, layers: Layers, text: Text, on_change: Callable[[], None]) -> None:
    start = "km" if asked.reach_min is None else "min"
    st.segmented_control(
        options=("km", "min"),
        default=start,
        required=True,
        format_func=lambda unit: text(f"reach_unit.{unit}"),
        on_change=st.rerun,
        width="stretch",
        **_about("reach_unit", text),
    )
    if _held("reach_unit", start) == "km":
        _steps("reach_km", REACHES, asked, text, lambda km: f"{text.number(km, None)} km", on_change=on_change)
    else:
        _minutes(asked, layers, text, on_change)
    _steps("max_covered_share", _COVERED, asked, text, lambda share: text.percent(share, None), on_change=on_change)


def _minutes(asked: Criteria, layers: Layers, text: Text, on_change: Callable[[], None]) -> None:
    """Minutes by road; without a network of roads also between which speeds people may travel."""
    start = asked if asked.reach_min is not None else asked.model_copy(update={"reach_min": _FIRST_MINUTES})
    longest = layers.network.limit_min if layers.network is not None else max(_MINUTES)
    steps = [minutes for minutes in _MINUTES if minutes <= longest]
    _steps("reach_min", steps, start, text, lambda minutes: f"{text.number(minutes, None)} min", on_change=on_change)
    if layers.network is None:
        for field, speeds in (("slow_kmh", _SLOW), ("fast_kmh", _FAST)):
            _steps(field, speeds, start, text, lambda speed: f"{text.number(speed, None)} km/h", on_change=on_change)
        shown = start.model_copy(update={name: _held(name, getattr(start, name)) for name in REACH_SETTINGS})
        near, far = (text.number(km, 0) for km in shown.reach_ends_km)
        st.caption(text("reach.no_network", near=near, far=far))


def _steps(
    field: str,
    steps: Sequence[Any],
    asked: Criteria,
    text: Text,
    show: Callable[[Any], str],
    *,
    on_change: Callable[[], None],
) -> None:
    start = _start(field, asked)
    options = list(steps)
    if start not in options:
        options = [step for step in options if step is None] + sorted([*(s for s in options if s is not None), start])
    start = options[options.index(start)]
    st.select_slider(options=options, value=start, format_func=show, on_change=on_change, **_about(field, text))


def _choice(
    field: str,
    choices: Sequence[Any],
    asked: Criteria,
    text: Text,
    show: Callable[[Any], str],
    *,
    on_change: Callable[[], None],
) -> None:
    start = _start(field, asked)
    st.segmented_control(
        options=list(choices) if start in choices else [*choices, start],
        default=start,
        required=True,
        format_func=show,
        on_change=on_change,
        width="stretch",
        **_about(field, text),
    )


def _about(field: str, text: Text) -> dict[str, Any]:
    """What a setting's control is called, its help and its key."""
    return {"label": text(f"field.{field}"), "help": text(f"field.{field}.help"), "key": _key(field)}


def _start(field: str, asked: Criteria) -> Any:
    """The value a control started from: its options stay the same while it is used."""
    value = getattr(asked, field)
    if _key(field) not in st.session_state:
        st.session_state[f"start.{field}"] = value
    return st.session_state.setdefault(f"start.{field}", value)


def _index(options: list[str], wanted: tuple[str, ...]) -> int:
    return options.index(wanted[0]) if wanted and wanted[0] in options else 0
