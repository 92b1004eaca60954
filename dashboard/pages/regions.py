"""Gap regions: neighbours that together pass what none does alone, and which offices could serve them."""

from __future__ import annotations

import math
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.charts import interval_picture, intervals, show_chart
from dashboard.controls import REACHES
from dashboard.downloads import file_name, offer, take_rows
from dashboard.exports import show_take
from dashboard.html import note, title
from dashboard.map import map_state, show_map, view_of
from dashboard.parts import show_areas, show_notice, show_share
from dashboard.session import answer, kept, session_layers, session_text
from dashboard.shared import shared_assets
from exports.regions import below_sentence, export_regions, regions_notes, regions_sentence
from exports.sentence import reading_line
from geo import Gaps
from geo.areas import OfficeAreas, office_areas, usual_km
from geo.classes import classify
from layers.rows import each_row
from words.text import Text

_MAP_HEIGHT = 520
_BARS = 12


def show() -> None:
    """Draw the page."""
    text, layers = session_text(), session_layers()
    show_notice(text)
    gaps = answer(state.asked())
    said = state.setting("within", "")
    within_km = float(said) if said else None
    with st.spinner(text("notice.working")):
        areas = kept(partial(office_areas, gaps, layers, within_km=within_km), "areas", gaps.criteria, within_km)
    more = f"{below_sentence(areas, gaps, text)} {reading_line(gaps, text)}"
    st.html(title(regions_sentence(areas, gaps, layers, text), more.strip()))
    left, right = st.columns([1.5, 1], gap="large")
    with left:
        _map(areas, gaps, text)
    with right:
        if not math.isnan(areas.within_km):
            _far(areas, text)
        for line in regions_notes(areas, gaps, text):
            st.html(note(line))
    if len(areas.table):
        st.header(text("areas.title"))
        show_areas(areas.table, text, text("areas.title"))
    with st.container(horizontal=True, gap="small"):
        _take(areas, gaps, text)
        show_take(gaps, layers, text, everyone=True)
    _chart(areas, gaps, text)
    state.write_link()
    asked = {} if within_km is None else {"within_km": within_km}
    show_share(gaps, text, of="regions", options=asked)


def _map(areas: OfficeAreas, gaps: Gaps, text: Text) -> None:
    layers = session_layers()
    bounds = view_of(layers, gaps)
    shown = map_state(
        gaps,
        classify(gaps, layers, "status"),
        layers,
        shared_assets(),
        text,
        chosen=state.chosen(),
        focus={"turn": f"regions {bounds}", "bounds": bounds},
        areas=areas,
    )
    show_map(shown, layers, text, key=f"regions-{text.language}", height=_MAP_HEIGHT, on_municipality=state.choose)
    st.caption(text("areas.map"))


def _far(areas: OfficeAreas, text: Text) -> None:
    st.session_state["regions.within"] = areas.within_km
    st.select_slider(
        text("areas.within"),
        sorted({*map(float, REACHES), areas.within_km}),
        format_func=lambda km: f"{text.number(km, None)} km",
        help=text("areas.within.help"),
        key="regions.within",
        on_change=_take_km,
    )


def _take_km() -> None:
    within_km = st.session_state["regions.within"]
    state.keep_setting("within", None if within_km == usual_km(state.asked()) else f"{within_km:g}")


def _take(areas: OfficeAreas, gaps: Gaps, text: Text) -> None:
    layers, file = session_layers(), text("file.areas")
    take_rows(areas.table, gaps, text, file)
    offer(
        text("areas.members"),
        partial(export_regions, areas, gaps, layers, table="municipalities"),
        file_name(text("file.members"), gaps, ".csv"),
    )
    offer(
        text("areas.outlines"),
        partial(export_regions, areas, gaps, layers, format="geojson"),
        file_name(file, gaps, ".geojson"),
    )


def _chart(areas: OfficeAreas, gaps: Gaps, text: Text) -> None:
    """The dwellings of the largest regions, and how many of them are in gaps."""
    table = areas.by_region.head(_BARS)
    if table.empty:
        return
    states = session_layers().states
    rows = pd.DataFrame(
        {
            "name": [
                f"{row.gap_region} · {text.join([text.state(states[code]) for code in row.states], 2)}"
                for row in each_row(table)
            ],
            "low": 0.0,
            "high": table["rural_return_dwellings"],
            "at": table["gap_return_dwellings"],
            "said": [text("regions.municipalities", count) for count in table["municipalities"]],
        }
    )
    words = {"range": text("areas.dwellings"), "at": text("areas.in_gaps")}
    said, file = text("regions.chart", len(rows)), text("file.regions")
    more = text("regions.chart.more")
    show_chart(
        intervals(rows, axis=words["range"], words={"high": words["range"], "at": words["at"]}),
        said,
        text,
        interval_picture(rows, gaps, text, file, title=said, more=more, axis=words["range"], words=words),
        partial(take_rows, areas.by_region, gaps, text, file, key="chart"),
        more=more,
    )
