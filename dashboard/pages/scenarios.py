"""Scenarios: questions that a person has kept, each with its name, side by side."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from dashboard import state
from dashboard.downloads import offer
from dashboard.html import Shown, note, prose, sortable, title, wide_table
from dashboard.map import map_state, show_map, view_of
from dashboard.parts import had_in_words, show_notice, show_share
from dashboard.session import answer, session_layers, session_text
from dashboard.shared import shared_assets
from exports.scenarios import export_scenarios, fault_words
from exports.sentence import reading_line, sentence
from geo import CriteriaError, Gaps
from geo.classes import classify
from geo.scenarios import LONGEST_NAME, MOST_SCENARIOS, Scenario, Scenarios, find_scenarios, to_text
from layers import Layers
from words.text import Text

_MAP_HEIGHT = 230
_IN_A_LINE = 3
_SHOWN_ROWS = 100

#: Figures of every scenario: a row each, of `Scenarios.totals`.
_FIGURES = (
    *("municipalities", "gap", "undecided", "gap_return_dwellings", "gap_share", "gap_rural_population"),
    *("unserved_return_dwellings", "covered_share", "gained", "lost"),
)


def show() -> None:
    """Draw the page."""
    text, layers = session_text(), session_layers()
    show_notice(text)
    gaps = answer(state.asked())
    found = find_scenarios(layers, state.scenarios(), answer)
    st.html(title(_said(found, text), text("scenarios.more", most=text.number(MOST_SCENARIOS))))
    with st.container(key="on-screen-keep"):
        _keep(found, gaps, text)
    bounds = _bounds(found, layers)
    for first in range(0, len(found.asked), _IN_A_LINE):
        for place, column in enumerate(st.columns(_IN_A_LINE, gap="small"), start=first):
            with column:
                if place < len(found.asked):
                    _scenario(place + 1, found.asked[place], found, bounds, text)
    if found.answers:
        _figures(found, text)
        with st.container(key="on-screen-list"):
            _differing(found, text)
        name = f"alcance-{text('file.scenarios')}-{layers.provenance.edition}.xlsx"
        make = partial(export_scenarios, found, layers, text, format="xlsx", everyone=True, address=state.page_base())
        offer(text("scenarios.take"), make, name, key="take.scenarios")
    state.write_link()
    kept = {"scenarios": to_text(found.asked)} if found.asked else {}
    show_share(gaps, text, of="compare" if kept else "gaps", options=kept, asks=not kept)


def _said(found: Scenarios, text: Text) -> str:
    if not found.answers:
        return text("scenarios.none")
    gaps = found.totals["gap"]
    count = len(found.answers)
    if count == 1:
        return text("scenarios.one", gaps.iloc[0])
    span = text.span(text.number(gaps.min()), text.number(gaps.max()))
    return text("scenarios.found", int(found.differs.sum()), scenarios=text.number(count), gaps=span)


def _keep(found: Scenarios, gaps: Gaps, text: Text) -> None:
    """Offer to keep the question that is asked, under a name."""
    st.html(note(f"{text('scenarios.asked')} {sentence(gaps, session_layers(), text)} {reading_line(gaps, text)}"))
    full = len(found.asked) >= MOST_SCENARIOS
    key = state.control_key("scenario.name")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.text_input(
            text("scenarios.name"),
            max_chars=LONGEST_NAME,
            key=key,
            placeholder=text("scenarios.name.such"),
            disabled=full,
            width=320,
        )
        label = text("scenarios.keep")
        st.button(label, key="scenario.keep", type="primary", disabled=full, on_click=_kept, args=(key,))
    fault = st.session_state.pop("scenario.fault", None)
    if fault is not None:
        st.warning(fault.said(text))
    if full:
        st.caption(text("scenarios.full", most=text.number(MOST_SCENARIOS)))


def _kept(key: str) -> None:
    """Keep the question under the name that was given, in place of the one that had it."""
    try:
        kept = Scenario.of(st.session_state.get(key, ""), state.asked().to_text())
    except CriteriaError as error:
        st.session_state["scenario.fault"] = error.faults[0]
        return
    others = [one for one in state.scenarios() if one.name != kept.name]
    state.keep_scenarios([*others, kept])
    st.session_state[key] = ""


def _forget(name: str) -> None:
    state.keep_scenarios([one for one in state.scenarios() if one.name != name])


def _ask(query: str) -> None:
    state.ask(Scenario("", query).criteria)


def _scenario(number: int, scenario: Scenario, found: Scenarios, bounds: Any, text: Text) -> None:
    """One of them: its name, the answer and the map; or why there is none."""
    gaps, layers = found.answers.get(scenario.name), session_layers()
    if gaps is None:
        why = fault_words(found, scenario.name, text) or ""
        st.html(prose(scenario.name, [text("scenarios.cannot", why=why)]))
    else:
        st.html(prose(scenario.name, [sentence(gaps, layers, text), reading_line(gaps, text)]))
        focus = {"turn": str(bounds), "bounds": bounds}
        shown = map_state(
            gaps, classify(gaps, layers, "status"), layers, shared_assets(), text, chosen=state.chosen(), focus=focus
        )
        show_map(shown, layers, text, key=f"scenario-{number}-{text.language}", height=_MAP_HEIGHT)
    with st.container(horizontal=True, gap="xsmall"):
        if gaps is not None:
            st.button(text("scenarios.ask"), key=f"scenario.ask.{number}", on_click=_ask, args=(scenario.query,))
        label = text("scenarios.forget")
        st.button(label, key=f"scenario.forget.{number}", type="tertiary", on_click=_forget, args=(scenario.name,))


def _bounds(found: Scenarios, layers: Layers) -> list[list[float]]:
    """Corners of a view that shows all that the scenarios ask about: the maps move together."""
    views = np.array([view_of(layers, gaps) for gaps in found.answers.values()] or [view_of(layers)])
    return [views[:, 0].min(axis=0).tolist(), views[:, 1].max(axis=0).tolist()]


def _figures(found: Scenarios, text: Text) -> None:
    st.header(text("scenarios.figures"))
    text = text.about(next(iter(found.answers.values())))
    totals = found.totals
    rows = [
        [text(f"scenarios.figure.{name}"), *(had_in_words(name, value, text) for value in totals[name])]
        for name in _FIGURES
        if name != "undecided" or totals[name].any()
    ]
    st.html(wide_table(text("scenarios.figures"), [text("scenarios.figure"), *totals["scenario"]], rows))
    missing = int(totals["unknown_figures"].max())
    if missing:
        st.caption(text("pilots.lower", missing))


def _differing(found: Scenarios, text: Text) -> None:
    if len(found.answers) == 1:
        return
    st.header(text("scenarios.differing"))
    rows = found.differing
    if rows.empty:
        st.info(text("scenarios.same"))
        return
    shown = rows.head(_SHOWN_ROWS)
    columns = [
        Shown(text("column.municipality"), shown["municipality"]),
        Shown(text("column.state"), shown["state"], text.state, "words"),
        *(
            Shown(name, shown[f"status_{number}"], lambda status: text(f"status.{status}"), "words")
            for name, number in found.numbers.items()
        ),
    ]
    st.html(sortable(text("scenarios.differing"), columns))
    if len(rows) > len(shown):
        st.caption(text("scenarios.others", len(rows) - len(shown)))
