"""Pilot states: which state to begin in, how sure that is, and where in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.charts import interval_picture, intervals, show_chart
from dashboard.downloads import take_rows
from dashboard.html import Shown, note, sortable, title, wide_table
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
    weights = Weights.of(state.setting("w", "equal"))
    gaps = answer(state.asked())
    with st.spinner(text("notice.working")):
        pilots = kept(lambda: rank_states(gaps, weights), "pilots", gaps.criteria, weights)
    said = _sentence(pilots, gaps, text)
    left, right = st.columns([2.4, 1], gap="large")
    with left:
        _chart(pilots, gaps, said, text)
        st.html(note(text("pilots.note")))
    with right:
        _weights(weights, text)
    _table(pilots, text)
    show_residence(pilots.table["state_code"], text)
    _where_to_begin(pilots, gaps, text)
    state.write_link()
    show_share(gaps, text, of="pilots", options={"weights": weights.to_text()})


def _weights(weights: Weights, text: Text) -> None:
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


def _take_preset() -> None:
    if st.session_state["preset"] in PRESETS:
        state.keep_setting("w", st.session_state["preset"])


def _take_weights() -> None:
    found = {criterion.id: st.session_state[f"weight.{criterion.id}"] for criterion in CRITERIA}
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
    if len(first) == 1 and first["first_share_no_size"].notna().all():
        shares = {name: text.percent(first[f"first_share_{name}"].iloc[0]) for name in ("one_size", "no_size")}
        words = text(
            "pilots.size",
            state=text.state(first["state"].iloc[0]),
            criterion=text(f"criterion.{SIZE_CRITERIA[0]}"),
            **shares,
        )
        st.html(note(words))
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
        *(_criterion(criterion.id, criterion.unit, table, text) for criterion in CRITERIA),
    ]
    st.html(sortable(text("pilots.table"), columns))
    if pilots.left_out:
        st.caption(text("pilots.left_out", names=text.join([text(f"criterion.{name}") for name in pilots.left_out])))
    missing = int(table["unknown_figures"].sum())
    if missing:
        st.caption(text("pilots.lower", missing))


def _or_dot(share: float, text: Text) -> str:
    return "·" if pd.isna(share) else text.percent(share)


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
    name = places[code]
    clusters = kept(partial(find_clusters, gaps, session_layers()), "clusters", gaps.criteria)
    mine = clusters[clusters["state_code"] == code].reset_index(drop=True)
    left, right = st.columns([1.4, 1], gap="large")
    with left:
        st.header(text("clusters.title", state=name))
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
    shown = mine.head(_SHOWN_CLUSTERS)
    says: dict[str, tuple[str, Callable[[Any], str]]] = {
        "office": ("office_municipality", str),
        "gaps": ("gaps", text.number),
        "unserved": ("unserved_return_dwellings", text.estimate),
        "in_reach": ("unserved_in_reach", text.estimate),
        "farthest": ("farthest_km", text.number),
    }
    columns = [Shown(text(f"clusters.{name}"), shown[column], said) for name, (column, said) in says.items()]
    st.html(sortable(text("clusters.title", state=text.state(str(mine["state"].iloc[0]))), columns))
    if len(mine) > _SHOWN_CLUSTERS:
        st.caption(text("clusters.others", len(mine) - _SHOWN_CLUSTERS))
    with st.container(horizontal=True, gap="small"):
        take_rows(mine, gaps, text, text("file.clusters"))


def _sizes(gaps: Gaps, clusters: pd.DataFrame, code: str, text: Text) -> None:
    sizes = kept(lambda: size_groups(gaps, clusters), "sizes", gaps.criteria)
    st.header(text("sizes.title"))
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
    st.html(wide_table(text("sizes.title"), head, rows))


def _size(low: float, high: float, text: Text) -> str:
    if pd.isna(high):
        return text("sizes.from", low=text.number(low))
    if low == 0:
        return text("sizes.below", high=text.number(high))
    return text.span(text.number(low), text.number(high - 1))
