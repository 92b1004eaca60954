"""The controls: the four questions a person asks, each a part of `Criteria`, and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard.text import Text
from geo import Criteria
from geo.gaps import EVERYWHERE
from layers import Layers
from layers.components import COMPONENTS
from layers.programs import CURRENT

BRIEF = "imrc-2014"
_CHOOSE, _NO_PROGRAM = "choose", "none"

_RATES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0, 15.0)
_DWELLINGS = (0, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000)
_SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_COVERED = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
_REACHES = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 125, 150, 175, 200, 250, 300, 400, 500)
_LINES = (15_000, 2_500)


def reading(name: str) -> Criteria:
    """One of the two readings one click away: today's programs, or the brief's of 2014."""
    return Criteria() if name == CURRENT else Criteria(programs=(BRIEF,))


def show_controls(asked: Criteria, layers: Layers, text: Text, *, national_rate: float) -> Criteria:
    """Draw the controls, starting from a question, and give the question they show now.

    A value that the link asks for and the steps do not have is added to the steps, so that nothing is rounded.
    """
    found: dict[str, Any] = {}
    with _group("ask.where", text):
        found.update(_where(asked, layers, text))
    with _group("ask.who", text):
        found.update(_who_returns(asked, layers, text, national_rate))
    with _group("ask.rural", text):
        found.update(_what_is_rural(asked, text))
    with _group("ask.help", text):
        found.update(_who_helps(asked, layers, text))
    with _group("ask.near", text):
        found.update(_how_near(asked, text))
    return Criteria.ask(**found)


def _group(key: str, text: Text) -> Any:
    box = st.container(border=True, gap="small")
    box.markdown(f"**{text(key)}**  \n:small[{text(key + '.help')}]")
    return box


def _where(asked: Criteria, layers: Layers, text: Text) -> dict[str, Any]:
    regions = layers.regions | {EVERYWHERE: text("region.all")}
    states = layers.states
    options = sorted(regions, key=lambda name: name == EVERYWHERE)
    region = st.selectbox(
        text("field.region"),
        options,
        index=_index(options, asked.region[:1]),
        format_func=lambda name: regions.get(name, name),
        key="ask.region",
    )
    chosen = st.multiselect(
        text("field.state"),
        list(states),
        default=[code for code in asked.state if code in states],
        format_func=lambda code: states[code],
        placeholder=text("field.state.empty"),
        key="ask.state",
    )
    same = asked.region[:1] == (region,) and len(asked.region) > 1
    return {"region": asked.region if same else (region,), "state": tuple(chosen)}


def _who_returns(asked: Criteria, layers: Layers, text: Text, national_rate: float) -> dict[str, Any]:
    year = _choice("year", tuple(reversed(layers.years)), asked.year, text("field.year"), str)
    national = text("field.national", rate=f"{national_rate:.2f} %")
    rate = _steps(
        "min_return_rate",
        (None, *_RATES),
        asked.min_return_rate,
        text("field.min_return_rate"),
        lambda value: national if value is None else f"{value:g} %",
        help=text("field.min_return_rate.help"),
    )
    dwellings = _steps(
        "min_return_dwellings",
        _DWELLINGS,
        asked.min_return_dwellings,
        text("field.min_return_dwellings"),
        "{:g}".format,
    )
    return {"year": year, "min_return_rate": rate, "min_return_dwellings": dwellings}


def _what_is_rural(asked: Criteria, text: Text) -> dict[str, Any]:
    line = _choice(
        "rural_below",
        _LINES,
        asked.rural_below,
        text("field.rural_below"),
        lambda people: text("field.people", count=f"{people:,}"),
        help=text("field.rural_below.help"),
    )
    share = _steps("min_rural_share", _SHARES, asked.min_rural_share, text("field.min_rural_share"), _percent)
    return {"rural_below": line, "min_rural_share": share}


def _who_helps(asked: Criteria, layers: Layers, text: Text) -> dict[str, Any]:
    names = {CURRENT: text("reading.today"), BRIEF: text("reading.brief")}
    names |= {_CHOOSE: text("field.programs.choose"), _NO_PROGRAM: text("field.programs.none")}
    start = _CHOOSE if asked.programs else _NO_PROGRAM
    if len(asked.programs) == 1 and asked.programs[0] in (CURRENT, BRIEF):
        start = asked.programs[0]
    which = str(
        st.selectbox(
            text("field.programs"),
            list(names),
            index=list(names).index(start),
            format_func=lambda name: names[name],
            key="ask.programs",
        )
    )
    programs: tuple[str, ...] = () if which == _NO_PROGRAM else (which,)
    if which == _CHOOSE:
        sites = layers.programs.sites.drop_duplicates("program_id")
        titles = dict(
            zip(sites["program_id"], sites["program" if text.language == "es" else "program_en"], strict=True)
        )
        picked = st.multiselect(
            text("field.programs.pick"),
            sorted(titles, key=titles.__getitem__),
            default=[name for name in asked.programs if name in titles],
            format_func=lambda name: titles[name],
            placeholder=text("field.programs.empty"),
            key="ask.pick",
        )
        programs = tuple(picked)
    eligibility = _choice(
        "eligibility",
        ("any", "deported", "voluntary"),
        asked.eligibility,
        text("field.eligibility"),
        lambda name: text(f"eligibility.{name}"),
    )
    components = st.multiselect(
        text("field.components"),
        COMPONENTS,
        default=[name for name in asked.components if name in COMPONENTS],
        format_func=lambda name: text(f"component.{name}"),
        placeholder=text("field.components.empty"),
        key="ask.components",
    )
    reception = st.toggle(
        text("field.count_reception"),
        value=asked.count_reception,
        help=text("field.count_reception.help"),
        key="ask.count_reception",
    )
    return {
        "programs": programs,
        "as_of": asked.as_of,
        "eligibility": eligibility,
        "components": tuple(components),
        "count_reception": reception,
    }


def _how_near(asked: Criteria, text: Text) -> dict[str, Any]:
    reach = _steps("reach_km", _REACHES, asked.reach_km, text("field.reach_km"), lambda km: f"{km:g} km")
    covered = _steps(
        "max_covered_share",
        _COVERED,
        asked.max_covered_share,
        text("field.max_covered_share"),
        _percent,
        help=text("field.max_covered_share.help"),
    )
    return {"reach_km": reach, "max_covered_share": covered}


def _steps(
    field: str,
    steps: Sequence[Any],
    value: Any,
    label: str,
    show: Callable[[Any], str],
    *,
    help: str | None = None,  # noqa: A002
) -> Any:
    start = _start(field, value)
    options = list(steps)
    if start not in options:
        options = [step for step in options if step is None] + sorted([*(s for s in options if s is not None), start])
    return st.select_slider(
        label, options, value=_same(options, start), format_func=show, help=help, key=f"ask.{field}"
    )


def _choice(
    field: str,
    choices: Sequence[Any],
    value: Any,
    label: str,
    show: Callable[[Any], str],
    *,
    help: str | None = None,  # noqa: A002
) -> Any:
    start = _start(field, value)
    options = list(choices) if start in choices else [*choices, start]
    return st.segmented_control(
        label, options, default=start, required=True, format_func=show, help=help, key=f"ask.{field}", width="stretch"
    )


def _start(field: str, value: Any) -> Any:
    """The value a control started from: its options stay the same while it is used."""
    return (
        st.session_state.setdefault(f"start.{field}", value)
        if f"ask.{field}" in st.session_state
        else _restart(field, value)
    )


def _restart(field: str, value: Any) -> Any:
    st.session_state[f"start.{field}"] = value
    return value


def _same(options: list[Any], value: Any) -> Any:
    return options[options.index(value)]


def _index(options: list[str], wanted: tuple[str, ...]) -> int:
    return options.index(wanted[0]) if wanted and wanted[0] in options else 0


def _percent(share: float) -> str:
    return f"{share * 100:g} %"
