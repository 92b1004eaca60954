"""Pilot states: which state to begin in, how sure that is, and where in it."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.charts import ranking, spoken
from dashboard.downloads import take_rows
from dashboard.html import note, table, title, wide_table
from dashboard.parts import choose_place, show_notice, show_share
from dashboard.residence import show_residence
from dashboard.session import answer, kept, session_layers, session_text
from exports.sentence import reading_line
from geo import Gaps
from geo.clusters import find_clusters, size_groups
from geo.pilots import CRITERIA, SIZE_CRITERIA, Pilots, rank_states
from geo.residence import with_residence
from geo.weights import PRESETS, Weights
from words.text import Text

_MOST_WEIGHT = 10.0
_SHOWN_CLUSTERS = 8
_SHARES = ("unserved_share", "rural_share")


def show() -> None:
    """Draw the page."""
    text = session_text()
    show_notice(text)
    head = st.container()
    left, right = st.columns([1, 2.4], gap="large")
    with left:
        weights = _weights(text)
    gaps = answer(state.asked())
    pilots = kept(lambda: rank_states(gaps, weights), "pilots", gaps.criteria, weights)
    with head:
        _sentence(pilots, gaps, text)
    with right:
        _chart(pilots, text)
        st.html(note(text("pilots.note")))
    _table(pilots, text)
    show_residence(pilots.table["state_code"], text)
    _where_to_begin(pilots, gaps, text)
    state.write_link()
    show_share(gaps, text)


def _weights(text: Text) -> Weights:
    weights = Weights.of(state.setting("w", "equal"))
    named = weights.to_text() if weights.to_text() in PRESETS else "own"
    st.markdown(f"**{text('pilots.weights')}**", help=text("pilots.weights.help"))
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
    )
    for name, weight in weights.as_mapping().items():
        st.session_state[f"weight.{name}"] = min(weight, _MOST_WEIGHT)
        st.slider(
            text(f"criterion.{name}"),
            0.0,
            _MOST_WEIGHT,
            step=0.5,
            format="%g",
            key=f"weight.{name}",
            on_change=_take_weights,
        )
    if st.session_state.pop("weights.zero", False):
        st.caption(text("pilots.zero"))
    return weights


def _take_preset() -> None:
    if st.session_state["preset"] in PRESETS:
        state.keep_setting("w", st.session_state["preset"])


def _take_weights() -> None:
    found = {criterion.id: st.session_state[f"weight.{criterion.id}"] for criterion in CRITERIA}
    st.session_state["weights.zero"] = not any(found.values())
    state.keep_setting("w", Weights.of(found).to_text() if any(found.values()) else None)


def _sentence(pilots: Pilots, gaps: Gaps, text: Text) -> None:
    ranked = pilots.table.dropna(subset=["rank"])
    if ranked.empty:
        st.html(title(text("pilots.none"), reading_line(gaps, text)))
        return
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
    if len(first) == 1 and first["first_share_no_size"].notna().all():
        shares = {name: text.percent(first[f"first_share_{name}"].iloc[0]) for name in ("one_size", "no_size")}
        words = text(
            "pilots.size",
            state=text.state(first["state"].iloc[0]),
            criterion=text(f"criterion.{SIZE_CRITERIA[0]}"),
            **shares,
        )
        st.html(note(words))


def _chart(pilots: Pilots, text: Text) -> None:
    st.markdown(f"**{text('pilots.chart')}**")
    words = {"rank": text("pilots.rank"), "state": text("pilots.state"), "first_share": text("pilots.first_share")}
    rows = pilots.table.assign(
        said=pilots.table["first_share"].map(text.percent), state=pilots.table["state"].map(text.state)
    )
    st.altair_chart(spoken(ranking(rows, **words), text), width="stretch")


def _table(pilots: Pilots, text: Text) -> None:
    st.markdown(f"**{text('pilots.table')}**")
    head = [
        text("pilots.state"),
        text("pilots.rank"),
        text("pilots.first_share"),
        text("pilots.interval"),
        text("pilots.confidence"),
        text("pilots.score"),
        *(text(f"criterion.{criterion.id}") for criterion in CRITERIA),
    ]
    rows = [
        [
            text.state(row["state"]),
            text.number(row["rank"]) if pd.notna(row["rank"]) else text("tip.unknown"),
            text.percent(row["first_share"]),
            _places(row["rank_low"], row["rank_high"], text),
            text.percent(row["confidence"]) if pd.notna(row["confidence"]) else "·",
            text.number(row["score"], 2),
            *(_figure(row[criterion.id], criterion.id, criterion.unit, text) for criterion in CRITERIA),
        ]
        for row in pilots.table.to_dict(orient="records")
    ]
    st.html(wide_table(text("pilots.table"), head, rows))
    if pilots.left_out:
        st.caption(text("pilots.left_out", names=text.join([text(f"criterion.{name}") for name in pilots.left_out])))
    missing = int(pilots.table["unknown_figures"].sum())
    if missing:
        st.caption(text("pilots.lower", missing))
    rows = with_residence(pilots.table, session_layers())
    take_rows(rows, pilots.criteria, text("take.rows"), text("file.pilots"))


def _figure(value: float, criterion: str, unit: str, text: Text) -> str:
    if criterion in _SHARES:
        return text.percent(value)
    if unit.startswith("%"):
        return text.rate(value)
    return f"{text.number(value)} km" if unit == "km" and not pd.isna(value) else text.number(value)


def _places(low: float, high: float, text: Text) -> str:
    return text("tip.unknown") if pd.isna(low) else text.span(text.number(low), text.number(high))


def _where_to_begin(pilots: Pilots, gaps: Gaps, text: Text) -> None:
    places = dict(zip(pilots.table["state_code"], pilots.table["state"].map(text.state), strict=True))
    code = choose_place(text("pilots.choose"), places)
    name = places[code]
    clusters = kept(partial(find_clusters, gaps, session_layers()), "clusters", gaps.criteria)
    mine = clusters[clusters["state_code"] == code].reset_index(drop=True)
    st.subheader(text("clusters.title", state=name))
    left, right = st.columns([1.5, 1], gap="large")
    with left:
        if mine.empty:
            st.info(text("clusters.none", state=name))
        else:
            _clusters(mine, gaps, text)
    with right:
        _sizes(gaps, clusters, code, text)
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


def _clusters(mine: pd.DataFrame, gaps: Gaps, text: Text) -> None:
    st.caption(text("clusters.note"))
    head = [text(f"clusters.{name}") for name in ("office", "gaps", "unserved", "in_reach", "farthest")]
    rows = [
        [
            str(row["office_municipality"]),
            text.number(row["gaps"]),
            text.estimate(row["unserved_return_dwellings"]),
            text.estimate(row["unserved_in_reach"]),
            text.number(row["farthest_km"]),
        ]
        for row in mine.head(_SHOWN_CLUSTERS).to_dict(orient="records")
    ]
    st.html(table(head, rows))
    if len(mine) > _SHOWN_CLUSTERS:
        st.caption(text("clusters.others", len(mine) - _SHOWN_CLUSTERS))
    take_rows(mine, gaps.criteria, text("take.clusters"), text("file.clusters"))


def _sizes(gaps: Gaps, clusters: pd.DataFrame, code: str, text: Text) -> None:
    sizes = kept(lambda: size_groups(gaps, clusters), "sizes", gaps.criteria)
    st.markdown(f"**{text('sizes.title')}**")
    head = [text(f"sizes.{name}") for name in ("group", "municipalities")]
    head += [text("clusters.gaps"), text("sizes.in_gaps")]
    rows = [
        [
            _size(row["people_from"], row["people_below"], text),
            text.number(row["municipalities"]),
            text.number(row["gaps"]),
            text.estimate(row["gap_return_dwellings"]),
        ]
        for row in sizes[sizes["state_code"] == code].to_dict(orient="records")
    ]
    st.html(table(head, rows))


def _size(low: float, high: float, text: Text) -> str:
    if pd.isna(high):
        return text("sizes.from", low=text.number(low))
    if low == 0:
        return text("sizes.below", high=text.number(high))
    return text.span(text.number(low), text.number(high - 1))
