"""Pilot states: which state to begin in, how sure that is, and where in it."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.charts import interval_picture, intervals, show_chart
from dashboard.downloads import take_rows
from dashboard.html import Shown, note, sortable, title, wide_table
from dashboard.parts import choose_place, show_areas, show_notice, show_share
from dashboard.residence import show_residence
from dashboard.session import answer, kept, session_layers, session_text
from exports.sentence import reading_line
from geo import Gaps
from geo.areas import office_areas, usual_km
from geo.pilots import CRITERIA, Pilots, rank_states
from geo.residence import with_residence
from geo.sizes import size_groups
from geo.weights import PRESETS, Weights
from vocabulary.lists import COUNTINGS, Counting
from words.text import Text

_MOST_WEIGHT = 10.0
_SHOWN_AREAS = 8
_SHARES = ("unserved_share", "rural_share", "low_access")


def show() -> None:
    """Draw the page."""
    text = session_text()
    show_notice(text)
    weights = Weights.of(state.setting("w", "equal"))
    counting = _counting()
    gaps = answer(state.asked())
    with st.spinner(text("notice.working")):
        pilots = kept(lambda: rank_states(gaps, weights, counting=counting), "pilots", gaps.criteria, weights, counting)
    said = _sentence(pilots, gaps, text)
    left, right = st.columns([2.4, 1], gap="large")
    with left:
        _chart(pilots, gaps, said, text)
        st.html(note(text("pilots.note")))
        _both_ways(pilots, text)
    with right:
        _weights(weights, [criterion.id for criterion in CRITERIA if criterion.id in pilots.table], text)
    _what_counts(pilots, gaps, text)
    _table(pilots, text)
    show_residence(pilots.table["state_code"], text)
    _where_to_begin(pilots, gaps, text)
    state.write_link()
    show_share(gaps, text, of="pilots", options={"weights": weights.to_text(), "counting": counting})


def _counting() -> Counting:
    return "criteria" if state.setting("c", COUNTINGS[0]) == "criteria" else COUNTINGS[0]


def _weights(weights: Weights, criteria: list[str], text: Text) -> None:
    named = weights.to_text() if weights.to_text() in PRESETS else "own"
    st.header(text("pilots.weights"), help=text("pilots.weights.help"))
    names = [*PRESETS, *(["own"] if named == "own" else [])]
    st.session_state["preset"] = named
    st.pills(
        text("pilots.presets"),
        names,
        format_func=lambda name: text(f"preset.{name}"),
        required=True,
        key="preset",
        on_change=_take_preset,
        label_visibility="collapsed",
        wrap=True,
    )
    for name in criteria:
        st.session_state[f"weight.{name}"] = min(weights.as_mapping()[name], _MOST_WEIGHT)
        st.slider(
            text(f"criterion.{name}"),
            0.0,
            _MOST_WEIGHT,
            step=0.5,
            format="%g",
            key=f"weight.{name}",
            on_change=_take_weights,
            args=(criteria,),
        )
    if st.session_state.pop("weights.zero", False):
        st.caption(text("pilots.zero"))
    st.session_state["together"] = _counting() == COUNTINGS[0]
    st.toggle(text("pilots.together"), key="together", help=text("pilots.together.help"), on_change=_take_counting)


def _take_counting() -> None:
    state.keep_setting("c", None if st.session_state["together"] else "criteria")


def _take_preset() -> None:
    if st.session_state["preset"] in PRESETS:
        state.keep_setting("w", st.session_state["preset"])


def _take_weights(criteria: list[str]) -> None:
    found = {name: st.session_state[f"weight.{name}"] for name in criteria}
    st.session_state["weights.zero"] = not any(found.values())
    state.keep_setting("w", Weights.of(found).to_text() if any(found.values()) else None)


def _sentence(pilots: Pilots, gaps: Gaps, text: Text) -> str:
    """The answer, said and given back."""
    ranked = pilots.table.dropna(subset=["rank"])
    if ranked.empty:
        said = text("pilots.none")
        st.html(title(said, reading_line(gaps, text)))
        return said
    first = ranked[ranked["rank"] == 1]
    draws = text.number(pilots.draws)
    said = (
        text("pilots.first", state=text.state(first["state"].iloc[0]), share=text.percent(first["first_share"].iloc[0]))
        if len(first) == 1
        else text("pilots.tied", states=text.join([text.state(name) for name in first["state"]]))
    )
    others = ranked[ranked["rank"] > 1]
    more = text("pilots.alone", draws=draws)
    if len(others):
        second = others.iloc[0]
        more = text(
            "pilots.second", state=text.state(second["state"]), share=text.percent(second["first_share"]), draws=draws
        )
    st.html(title(said, f"{more} {reading_line(gaps, text)}"))
    return said


def _chart(pilots: Pilots, gaps: Gaps, said: str, text: Text) -> None:
    ranked = pilots.table.dropna(subset=["rank"])
    if ranked.empty:
        return
    rows = pd.DataFrame(
        {
            "name": ranked["state"].map(text.state),
            "low": ranked["rank_low"],
            "high": ranked["rank_high"],
            "at": ranked["rank"],
            "said": [text("pilots.first_in", share=text.percent(share)) for share in ranked["first_share"]],
        }
    )
    legend = {"range": text("pilots.interval"), "at": text("pilots.rank.asked")}
    axis, more, file = text("pilots.rank"), text("pilots.chart"), text("file.pilots")
    show_chart(
        intervals(rows, axis=axis, words={"at": axis}, ends=(0.5, len(rows))),
        more,
        text,
        interval_picture(rows, gaps, text, file, title=said, more=more, axis=axis, words=legend),
        partial(take_rows, with_residence(pilots.table, session_layers()), gaps, text, file),
    )


def _both_ways(pilots: Pilots, text: Text) -> None:
    """The first choice where groups count alike, and where criteria do: how far the one hangs on the other."""
    ranked = pilots.table.dropna(subset=["rank"])
    if ranked.empty:
        return
    rows = []
    for name in COUNTINGS:
        first = ranked[ranked[f"rank_{name}"] == 1]
        shares = text.join([text.percent(share) for share in first[f"first_share_{name}"]])
        rows.append([text(f"counting.{name}"), text.join([text.state(state) for state in first["state"]]), shares])
    head = [text("counting"), text("pilots.rank.first"), text("pilots.first_share")]
    st.html(wide_table(text("pilots.both"), head, rows))


def _what_counts(pilots: Pilots, gaps: Gaps, text: Text) -> None:
    """What counts as one, and the weightings that suit each state best."""
    left, right = st.columns(2, gap="large")
    with left:
        st.header(text("pilots.counted"))
        st.caption(text("pilots.counted.note"))
        rows = pilots.counted
        columns = [
            Shown(text("pilots.criterion"), rows["criterion"], lambda name: text(f"criterion.{name}")),
            Shown(text("pilots.group"), rows["group"], lambda name: text(f"criterion.{name}"), look="words"),
            Shown(text("pilots.weight"), rows[f"weight_{pilots.counting}"], text.percent),
            Shown(text("pilots.correlation"), rows["rank_correlation"], partial(_or_dot, text=text, decimals=2)),
        ]
        st.html(sortable(text("pilots.counted"), columns))
        with st.container(horizontal=True, gap="small"):
            take_rows(rows, gaps, text, text("file.criteria"))
    with right:
        st.header(text("pilots.central"))
        st.caption(text("pilots.central.note"))
        names = dict(zip(pilots.table["state_code"], pilots.table["state"], strict=True))
        central = pilots.central_weights.dropna()
        columns = [Shown(text("pilots.state"), central["state_code"], lambda code: text.state(names[code]))]
        columns += [Shown(text(f"criterion.{name}"), central[name], text.percent) for name in central.columns[1:]]
        st.html(sortable(text("pilots.central"), columns))
        with st.container(horizontal=True, gap="small"):
            take_rows(pilots.central_weights, gaps, text, text("file.central"))


def _table(pilots: Pilots, text: Text) -> None:
    st.header(text("pilots.table"))
    table = pilots.table
    places = [_places(*ends, text) for ends in zip(table["rank_low"], table["rank_high"], strict=True)]
    columns = [
        Shown(text("pilots.state"), table["state"], text.state),
        Shown(text("pilots.rank"), table["rank"], text.number),
        Shown(text("pilots.first_share"), table["first_share"], text.percent),
        Shown(text("pilots.interval"), places),
        Shown(text("pilots.confidence"), table["confidence"], partial(_or_dot, text=text)),
        Shown(text("pilots.score"), table["score"], partial(text.number, decimals=2)),
        *(_criterion(criterion.id, criterion.unit, table, text) for criterion in CRITERIA if criterion.id in table),
    ]
    st.html(sortable(text("pilots.table"), columns))
    if pilots.left_out:
        st.caption(text("pilots.left_out", names=text.join([text(f"criterion.{name}") for name in pilots.left_out])))
    missing = int(table["unknown_figures"].sum())
    if missing:
        st.caption(text("pilots.lower", missing))


def _or_dot(figure: float | None, text: Text, decimals: int | None = None) -> str:
    if pd.isna(figure):
        return "·"
    return text.percent(figure) if decimals is None else text.number(figure, decimals)


def _criterion(name: str, unit: str, table: pd.DataFrame, text: Text) -> Shown:
    label = text(f"criterion.{name}")
    if name in _SHARES:
        return Shown(label, table[name], text.percent)
    if unit.startswith("%"):
        return Shown(label, table[name], text.rate)
    return Shown(f"{label} (km)" if unit == "km" else label, table[name], text.number)


def _places(low: float, high: float, text: Text) -> str:
    return text("tip.unknown") if pd.isna(low) else text.span(text.number(low), text.number(high))


def _where_to_begin(pilots: Pilots, gaps: Gaps, text: Text) -> None:
    places = dict(zip(pilots.table["state_code"], pilots.table["state"].map(text.state), strict=True))
    code = choose_place(text("pilots.choose"), places)
    name, layers = places[code], session_layers()
    # Where in the state: its own regions, as an office of the state would have them.
    alone = answer(gaps.criteria.model_copy(update={"state": (code,)}))
    areas = kept(partial(office_areas, alone, layers), "areas", alone.criteria, usual_km(alone.criteria))
    left, right = st.columns([1.4, 1], gap="large")
    with left:
        st.header(text("areas.begin", state=name))
        if areas.table.empty:
            st.info(text("areas.begin.none", state=name))
        else:
            _areas(areas.table, alone, text, text("areas.begin", state=name))
    with right:
        _sizes(size_groups(alone, areas), text)
    st.button(
        text("pilots.to_sites", state=name),
        on_click=_to_sites,
        args=(code,),
        type="primary",
        icon=":material/add_location:",
    )
    if st.session_state.pop("to_sites", False):
        st.switch_page(st.session_state["pages"]["sites"])


def _to_sites(code: str) -> None:
    state.ask(state.asked().model_copy(update={"state": (code,)}))
    st.session_state["to_sites"] = True


def _areas(table: pd.DataFrame, gaps: Gaps, text: Text, name: str) -> None:
    st.caption(text("areas.begin.note"))
    first = table.sort_values("rural_return_dwellings", ascending=False, kind="stable").head(_SHOWN_AREAS)
    show_areas(first, text, name)
    if len(table) > _SHOWN_AREAS:
        st.caption(text("areas.others", len(table) - _SHOWN_AREAS))
    with st.container(horizontal=True, gap="small"):
        take_rows(table, gaps, text, text("file.areas"))


def _sizes(sizes: pd.DataFrame, text: Text) -> None:
    st.header(text("sizes.title"))
    head = [text(f"sizes.{name}") for name in ("group", "municipalities")]
    head += [text("areas.gaps"), text("sizes.in_gaps")]
    rows = [
        [
            _size(row["people_from"], row["people_below"], text),
            text.number(row["municipalities"]),
            text.number(row["gaps"]),
            text.estimate(row["gap_return_dwellings"]),
        ]
        for row in sizes.to_dict(orient="records")
    ]
    st.html(wide_table(text("sizes.title"), head, rows))


def _size(low: float, high: float | None, text: Text) -> str:
    if pd.isna(high):
        return text("sizes.from", low=text.number(low))
    if low == 0:
        return text("sizes.below", high=text.number(high))
    return text.span(text.number(low), text.number(high - 1))
