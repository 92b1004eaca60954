"""The catalogue: who helps, where, with what; table 1 as a matrix; what is not known."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.html import Cell, table, title
from dashboard.map import map_message, show_map, view_of
from dashboard.parts import show_legend, show_notice, show_share
from dashboard.session import answer, session_layers, session_text
from dashboard.shared import shared_assets
from geo import Criteria, Gaps
from geo.catalogue import list_programs
from geo.classes import classify
from layers import Layers
from layers.components import COMPONENTS
from words.text import Text

_MAP_HEIGHT = 430
_COUNTRIES = ("guatemala", "bolivia", "ecuador", "colombia")


def show() -> None:
    """Draw the page."""
    text = session_text()
    layers = session_layers()
    show_notice(text)
    edition = layers.programs.edition
    st.html(title(text("programs.title"), text("programs.intro", year=str(edition))))
    left, middle, right = st.columns(3, gap="medium")
    any_component = text("field.components.empty")
    component = left.selectbox(
        text("programs.component"),
        [None, *COMPONENTS],
        format_func=lambda name: text(f"component.{name}") if name else any_component,
    )
    eligibility: Any = middle.selectbox(
        text("field.eligibility"),
        ("any", "deported", "voluntary"),
        format_func=lambda name: text(f"eligibility.{name}"),
    )
    year = right.number_input(text("field.as_of"), 1980, edition, edition)
    rows = list_programs(layers.programs, component=component, eligibility=eligibility, year=int(year))
    asked = state.asked()
    question = Criteria.ask(
        **state.first_question(layers).model_dump(exclude={"programs", "as_of", "eligibility", "components"}),
        programs=tuple(rows["program_id"]),
        as_of=int(year),
        eligibility=eligibility,
        components=(component,) if component else (),
    ).model_copy(update={"reach_km": asked.reach_km, "min_return_rate": asked.min_return_rate})
    gaps = answer(question)
    list_side, map_side = st.columns([1.15, 1], gap="large")
    with list_side:
        _list(rows, text)
    with map_side:
        _map(gaps, layers, text)
    _details(rows, layers, text)
    _matrix(layers, text)
    state.write_link()
    show_share(answer(state.asked()), text)


def _list(rows: pd.DataFrame, text: Text) -> None:
    st.markdown(f"**{text('programs.count', count=text.number(len(rows)), sites=text.number(rows['sites'].sum()))}**")
    shown = pd.DataFrame(
        {
            text("programs.name"): rows[f"name_{text.language}"],
            text("programs.operator"): rows["operator"],
            text("programs.kind"): rows["kind"].map(lambda name: text(f"kind.{name}")),
            text("programs.since"): rows["since"],
            text("programs.until"): rows["until"],
            text("field.eligibility"): rows["eligibility"].map(
                lambda names: ", ".join(text(f"eligibility.{name}") for name in names.split(";"))
            ),
            text("programs.places"): rows["sites"],
            text("programs.components"): rows["components"].map(len),
        }
    )
    plain = st.column_config.NumberColumn(format="%d")
    st.dataframe(
        shown,
        hide_index=True,
        height=_MAP_HEIGHT,
        column_config={text("programs.since"): plain, text("programs.until"): plain},
    )


def _map(gaps: Gaps, layers: Layers, text: Text) -> None:
    classes = classify(gaps, layers, "covered_share")
    focus = {"turn": "country", "bounds": view_of(layers)}
    message = map_message(gaps, classes, layers, shared_assets(), text, chosen=None, focus=focus)
    show_map(
        message,
        layers,
        shared_assets(),
        text,
        key=f"programs-{text.language}",
        height=_MAP_HEIGHT,
        on_click=state.choose,
    )
    show_legend(gaps, classes, text)
    st.caption(text("programs.map.note", reach=f"{gaps.criteria.reach_km:g}"))


def _details(rows: pd.DataFrame, layers: Layers, text: Text) -> None:
    st.subheader(text("programs.details"))
    if rows.empty:
        st.info(text("programs.empty"))
        return
    names = dict(zip(rows["program_id"], rows[f"name_{text.language}"], strict=True))
    program_id = st.selectbox(
        text("programs.name"), list(names), format_func=lambda key: names[key], label_visibility="collapsed"
    )
    records = [record for record in layers.programs.records if record.program_id == program_id]
    first = records[0]
    spanish = text.language == "es"
    summary = first.summary_es if spanish else first.summary_en
    reason = first.no_catchment_es if spanish else first.no_catchment_en
    parts = [f"<p>{escape(line)}</p>" for line in (summary, reason) if line]
    offered = sorted({name for record in records for name in record.components})
    offers = ", ".join(text(f"component.{name}") for name in offered) or text("programs.no_component")
    parts.append(f"<p><strong>{escape(text('programs.offers'))}:</strong> {escape(offers)}</p>")
    if first.unknown:
        parts.append(f"<p><strong>{escape(text('programs.unknown'))}:</strong> {escape('; '.join(first.unknown))}</p>")
    places = [
        f"<li>{escape((record.site_es if spanish else record.site_en) or '')}"
        + (f" ({escape(text(f'precision.{record.precision}'))})" if record.precision else "")
        + (f". {escape(note)}" if (note := record.note_es if spanish else record.note_en) else "")
        + "</li>"
        for record in records
        if record.site_id
    ]
    if places:
        parts.append(f"<p><strong>{escape(text('programs.places'))}:</strong></p><ul>{''.join(places)}</ul>")
    cited = list(dict.fromkeys(citation for record in records for citation in record.citations))
    lines = "".join(
        f"<li>{escape(', '.join(str(part) for part in (entry.title, entry.publisher, entry.year) if part))}"
        + (f"<br><span class='alcance-address'>{escape(entry.url)}</span>" if entry.url else "")
        + "</li>"
        for entry in cited
    )
    parts.append(f"<p><strong>{escape(text('programs.citations'))}:</strong></p><ul>{lines}</ul>")
    st.html(f'<div class="alcance-prose">{"".join(parts)}</div>')


def _matrix(layers: Layers, text: Text) -> None:
    st.subheader(text("matrix.title"))
    st.caption(text("matrix.note"))
    head = [text("matrix.component"), *(text(f"country.{name}") for name in (*_COUNTRIES, "mexico"))]
    rows = [
        [
            text(f"component.{row['component']}"),
            *(text("matrix.has") if row[country] else Cell("·", "no") for country in _COUNTRIES),
            Cell(text(f"mexico.{row['mexico']}"), f"mexico {row['mexico']}"),
        ]
        for row in layers.components.to_dict(orient="records")
    ]
    st.html(table(head, rows, look="matrix"))
