"""Missing services: which of the 14 components who can reach, state by state and municipality by municipality."""

from __future__ import annotations

from functools import partial
from math import ceil, isnan
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.charts import Picture, lean, show_chart
from dashboard.downloads import file_name, take_rows
from dashboard.html import Cell, note, title, wide_table
from dashboard.parts import choose_place, show_notice, show_share
from dashboard.session import answer, kept, session_layers, session_text
from exports.alternative import alternative
from exports.concentration import headline, line_of
from exports.figures import export_figure
from exports.sentence import place_name, reading_line, share_in_words
from geo import Gaps
from geo.concentration import find_concentration
from geo.services import ServiceReach, beside_table_one, service_reach
from geo.travel import MOST
from vocabulary.lists import ASKED_ELIGIBILITIES, COMPONENTS, COUNTRIES, AskedEligibility
from words.text import Text

_SHOWN_MUNICIPALITIES = 40
#: Shades of a share above nothing.
_STEPS = 4


def show() -> None:
    """Draw the page."""
    text = session_text()
    layers = session_layers()
    show_notice(text)
    gaps = answer(state.asked())
    with st.spinner(text("notice.working")):
        reach = kept(partial(service_reach, layers, gaps.criteria), "services", gaps.criteria)
    _sentence(reach, gaps, text)
    whom = _for_whom(text)
    _by_state(reach, gaps, whom, text)
    _beside(reach, whom, text)
    _by_municipality(reach, gaps, whom, text)
    _left_behind(gaps, text)
    state.write_link()
    show_share(gaps, text, of="services")


def _sentence(reach: ServiceReach, gaps: Gaps, text: Text) -> None:
    totals = reach.totals.set_index("component")
    at_most = totals.get(f"share_any{MOST}", totals["share_any"])
    nobody = totals.index[(totals["reached_any"] == 0) & ~(at_most > 0)]
    by_choice = totals.index[totals["reached_voluntary"] < totals["reached_deported"]]
    place = place_name(gaps.criteria, session_layers(), text)
    said = text("services.none", place=place) if nobody.empty else text("services.unreached", len(nobody), place=place)
    more = (
        text("services.voluntary.none")
        if by_choice.empty
        else text("services.voluntary", len(by_choice), names=_joined(by_choice, text))
    )
    st.html(title(said, f"{more} {reading_line(gaps, text)}"))


def _joined(components: pd.Index, text: Text) -> str:
    return text.join([text(f"component.{name}").lower() for name in components])


def _for_whom(text: Text) -> AskedEligibility:
    names = {"any": "services.any", "deported": "services.deported", "voluntary": "services.voluntary.who"}
    st.session_state["for"] = state.setting("for", "any")
    chosen = st.pills(
        text("services.for"),
        ASKED_ELIGIBILITIES,
        format_func=lambda name: text(names[name]),
        required=True,
        key="for",
        on_change=_take,
        wrap=True,
    )
    found: AskedEligibility = chosen or "any"
    return found


def _take() -> None:
    whom = st.session_state["for"]
    state.keep_setting("for", None if whom == "any" else whom)


def _by_state(reach: ServiceReach, gaps: Gaps, whom: AskedEligibility, text: Text) -> None:
    st.header(text("services.chart"))
    rows = reach.by_state
    cells = {
        (row["component"], row["state"]): _share(row[f"share_{whom}"], text, row.get(f"share_{whom}{MOST}"))
        for row in rows.to_dict(orient="records")
    }
    states = list(dict.fromkeys(rows.sort_values("state_code")["state"]))
    head = [text("services.service"), *(text.state(name) for name in states)]
    body: list[list[str | Cell]] = [
        [text(f"component.{name}"), *(cells[name, state_name] for state_name in states)] for name in COMPONENTS
    ]
    st.html(wide_table(text("services.chart"), head, body, look="matrix"))
    st.html(note(text("services.assumed")))
    if f"share_{whom}{MOST}" in rows:
        speeds = {name: text.number(getattr(gaps.criteria, f"{name}_kmh"), None) for name in ("slow", "fast")}
        st.html(note(text("services.band", **speeds)))
    with st.container(horizontal=True, gap="small"):
        take_rows(rows, gaps, text, text("file.services"))


def _left_behind(gaps: Gaps, text: Text) -> None:
    """How coverage leans along marginalisation."""
    layers = session_layers()
    found = find_concentration(gaps, layers)
    said = headline(found, text, place=place_name(gaps.criteria, layers, text))
    if isnan(found.index):
        st.header(text("concentration.title"))
        st.info(said)
        return
    file = text("take.file.concentration")
    show_chart(
        lean(line_of(found), words={"part": text("concentration.part"), "had": text("concentration.had")}),
        said,
        text,
        Picture(
            partial(export_figure, "concentration", gaps, layers, text),
            file_name(file, gaps, ".png"),
            alternative("concentration", gaps, layers, text),
        ),
        partial(take_rows, found.curve, gaps, text, file),
        more=text("concentration.curve"),
    )
    if found.unknown:
        st.caption(text("concentration.unknown", found.unknown))


def _share(share: float, text: Text, most: float | None = None) -> Cell:
    """A cell the darker the more are reached, for sure where that is not known; nobody is the lightest."""
    step = "unknown" if pd.isna(share) else f"share{ceil(min(share, 1.0) * _STEPS)}"
    return Cell(share_in_words(share, most, text), f"share {step}")


def _beside(reach: ServiceReach, whom: AskedEligibility, text: Text) -> None:
    st.header(text("services.table"))
    head = [
        text("services.service"),
        *(text(f"country.{name}") for name in (*COUNTRIES, "mexico")),
        text("services.sites"),
        text("services.reach"),
    ]
    which = "sites" if whom == "any" else f"sites_{whom}"
    rows = [
        [
            text(f"component.{row['component']}"),
            *(_has(row[country], text) for country in COUNTRIES),
            _mexico(row["mexico"], text),
            text.number(row[which]),
            share_in_words(row[f"share_{whom}"], row.get(f"share_{whom}{MOST}"), text),
        ]
        for row in beside_table_one(session_layers(), reach).to_dict(orient="records")
    ]
    st.html(wide_table(text("services.table"), head, rows, look="matrix"))
    st.html(note(text("services.table.note")))


def _has(value: Any, text: Text) -> str | Cell:
    if pd.isna(value):
        return text("tip.unknown")
    return text("matrix.has") if value else Cell("·", "no")


def _mexico(value: Any, text: Text) -> str | Cell:
    if pd.isna(value):
        return text("tip.unknown")
    return Cell(text(f"mexico.{value}"), f"mexico {value}")


def _by_municipality(reach: ServiceReach, gaps: Gaps, whom: AskedEligibility, text: Text) -> None:
    mine = reach.shares[(reach.shares["eligibility"] == whom).to_numpy()]
    places = dict(sorted(zip(mine["state_code"], mine["state"].map(text.state), strict=True)))
    code = choose_place(text("services.state"), places)
    rows = mine[(mine["state_code"] == code).to_numpy()].reset_index(drop=True)
    st.header(text("services.heat", state=places[code]))
    st.caption(text("services.heat.note"))
    order = rows.sort_values(["rural_return_dwellings", "cvegeo"], ascending=[False, True]).head(_SHOWN_MUNICIPALITIES)
    head = [text("column.municipality"), *(text(f"component.{name}") for name in COMPONENTS)]
    body: list[list[str | Cell]] = [
        [str(row["municipality"]), *(_share(row[name], text) for name in COMPONENTS)]
        for row in order.to_dict(orient="records")
    ]
    st.html(wide_table(text("services.heat", state=places[code]), head, body, look="matrix"))
    with st.container(horizontal=True, gap="small"):
        take_rows(rows, gaps, text, text("file.heat"), key="heat")
