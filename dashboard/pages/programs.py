"""The catalogue: who helps, where, with what; table 1 as a matrix; what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.html import Cell, Listed, Shown, note, program, sortable, title, wide_table
from dashboard.map import map_state, show_map, view_of
from dashboard.parts import show_notice, show_share
from dashboard.session import answer, session_layers, session_text
from dashboard.shared import shared_assets
from exports.sentence import reach_in_words
from geo import Criteria, Gaps
from geo.catalogue import list_programs
from geo.classes import classify
from geo.criteria import REACH_SETTINGS
from layers import Layers
from layers.program_records import Site
from vocabulary.lists import ASKED_ELIGIBILITIES, COMPONENTS, COUNTRIES, GENERAL_SERVICE
from words.text import Text

_MAP_HEIGHT = 430


def show() -> None:
    """Draw the page."""
    text = session_text()
    layers = session_layers()
    show_notice(text)
    edition = layers.programs.edition
    head = st.container()
    left, middle, right, last = st.columns(4, gap="medium", vertical_alignment="bottom")
    any_component = text("field.components.empty")
    component = left.selectbox(
        text("programs.component"),
        [None, *COMPONENTS],
        format_func=lambda name: text(f"component.{name}") if name else any_component,
    )
    eligibility: Any = middle.selectbox(
        text("field.eligibility"),
        ASKED_ELIGIBILITIES,
        format_func=lambda name: text(f"eligibility.{name}"),
    )
    year = right.number_input(text("field.as_of"), 1980, edition, edition)
    general = last.toggle(text("programs.general"), help=text("programs.general.help"))
    rows = list_programs(layers.programs, component=component, eligibility=eligibility, year=int(year))
    asked = state.asked()
    question = Criteria.ask(
        **state.first_question(layers).model_dump(exclude={"programs", "as_of", "eligibility", "components"}),
        programs=tuple(rows["program_id"] if general else rows.loc[rows["kind"] != GENERAL_SERVICE, "program_id"]),
        as_of=int(year),
        eligibility=eligibility,
        components=(component,) if component else (),
    ).model_copy(update={name: getattr(asked, name) for name in (*REACH_SETTINGS, "min_return_rate")})
    gaps = answer(question)
    counts = text("programs.count", len(rows)), text("programs.count.sites", rows["sites"].sum())
    with head:
        said = text("programs.title", counts=", ".join(counts))
        st.html(title(said, text("programs.intro", year=str(edition))))
    list_side, map_side = st.columns([1.5, 1], gap="large")
    with list_side:
        _list(rows, text)
    with map_side, st.container(key="on-screen-map"):
        _map(gaps, layers, text)
    _details(rows, layers, text)
    st.html(note(text("programs.unknowns")))
    with st.container(key="on-screen-matrix"):
        _matrix(layers, text)
    state.write_link()
    show_share(answer(state.asked()), text, of="programs", asks=False)


def _list(rows: pd.DataFrame, text: Text) -> None:
    if rows.empty:
        st.info(text("programs.empty"))
        return
    years = [_years(since, until, text) for since, until in zip(rows["since"], rows["until"], strict=True)]
    whom = [text.join([text(f"eligibility.{name}") for name in names.split(";")]) for names in rows["eligibility"]]
    sure = [text(f"sureness.{name}") if isinstance(name, str) else "" for name in rows["sureness"]]
    columns = [
        Shown(text("programs.name"), rows[f"name_{text.data}"]),
        Shown(text("programs.operator"), rows[f"operator_{text.data}"], look="words"),
        Shown(text("programs.kind"), [text(f"kind.{name}") for name in rows["kind"]], look="words"),
        Shown(text("programs.years"), years, look="words"),
        Shown(text("field.eligibility"), whom, look="words"),
        Shown(text("programs.places"), rows["sites"], text.number),
        Shown(text("programs.sureness"), sure, look="words"),
        Shown(text("programs.components"), rows["components"].map(len), text.number),
        Shown(text("programs.announced"), rows["announced"].map(len), text.number),
    ]
    with st.container(height=_MAP_HEIGHT, border=False, key="programs-list"):
        st.html(sortable(text("programs.list"), columns))


def _years(since: float | None, until: float | None, text: Text) -> str:
    if pd.isna(since):
        return text("tip.unknown") if pd.isna(until) else text("programs.years.until", year=f"{until:.0f}")
    first = f"{since:.0f}"
    return text("programs.years.since", year=first) if pd.isna(until) else text.span(first, f"{until:.0f}")


def _map(gaps: Gaps, layers: Layers, text: Text) -> None:
    classes = classify(gaps, layers, "covered_share")
    focus = {"turn": "country", "bounds": view_of(layers)}
    shown = map_state(gaps, classes, layers, shared_assets(), text, chosen=None, focus=focus)
    show_map(shown, layers, text, key=f"programs-{text.language}", height=_MAP_HEIGHT, on_municipality=state.choose)
    st.caption(text("programs.map.note", reach=reach_in_words(gaps, text)))


def _details(rows: pd.DataFrame, layers: Layers, text: Text) -> None:
    if rows.empty:
        return
    with st.container(key="on-screen"):
        _one_program(rows, layers, text)


def _one_program(rows: pd.DataFrame, layers: Layers, text: Text) -> None:
    st.header(text("programs.details"))
    names = dict(zip(rows["program_id"], rows[f"name_{text.data}"], strict=True))
    program_id = st.selectbox(
        text("programs.name"), list(names), format_func=lambda key: names[key], label_visibility="collapsed"
    )
    records = [record for record in layers.programs.records if record.program_id == program_id]
    first = records[0]
    spanish = text.data == "es"
    summary = first.summary_es if spanish else first.summary_en
    reason = first.no_catchment_es if spanish else first.no_catchment_en
    facts = [
        *_components("offers", (name for record in records for name in record.components), text),
        *_components("announced", (name for record in records for name in record.announced), text),
    ]
    unknown = (first.unknown_es or first.unknown_en) if spanish else (first.unknown_en or first.unknown_es)
    if unknown:
        facts.append((text("programs.unknown"), "; ".join(unknown)))
    cited = dict.fromkeys(citation for record in records for citation in record.citations)
    citations = [
        (", ".join(str(part) for part in (entry.title, entry.publisher, entry.year) if part), entry.url or "")
        for entry in cited
    ]
    st.html(
        program(
            [line for line in (summary, reason) if line],
            facts,
            Listed(text("programs.places"), [_place(record, text) for record in records if record.site_id]),
            Listed(text("programs.citations"), citations),
        )
    )


def _components(label: str, names: Iterable[str], text: Text) -> list[tuple[str, str]]:
    found = text.join([text(f"component.{name}") for name in sorted(set(names))])
    if not found and label == "announced":
        return []
    return [(text(f"programs.{label}"), found or text("programs.no_component"))]


def _place(record: Site, text: Text) -> str:
    """A site's name, how exact its place is, how sure it is, and what else is to be said of it."""
    spanish = text.data == "es"
    name = (record.site_es if spanish else record.site_en) or ""
    said = [text(f"precision.{record.precision}")] if record.precision else []
    said += [text(f"sureness.{record.sureness}")] if record.sureness else []
    note = record.note_es if spanish else record.note_en
    return name + (f" ({'; '.join(said)})" if said else "") + (f". {note}" if note else "")


def _matrix(layers: Layers, text: Text) -> None:
    st.header(text("matrix.title"))
    st.caption(text("matrix.note"))
    head = [text("matrix.component"), *(text(f"country.{name}") for name in (*COUNTRIES, "mexico"))]
    rows = [
        [
            text(f"component.{row['component']}"),
            *(text("matrix.has") if row[country] else Cell("·", "no") for country in COUNTRIES),
            Cell(text(f"mexico.{row['mexico']}"), f"mexico {row['mexico']}"),
        ]
        for row in layers.components.to_dict(orient="records")
    ]
    st.html(wide_table(text("matrix.title"), head, rows, look="matrix"))
