"""The rule with its live values, every source, what is assumed, limits, words: from the objects that compute."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.html import Cell, prose, table, title, wide_table
from dashboard.parts import show_notice, show_share
from dashboard.session import answer, session_layers, session_text
from exports.credits import source_words
from exports.method import limits, rule_steps
from exports.sentence import reading_line
from geo import Criteria, Gaps
from geo.criteria import FAST_KMH, SLOW_KMH
from geo.firmness import LIKELY
from layers import Layers, basemap
from vocabulary.lists import FIRMNESS, STATUSES
from words.text import Text

_WORDS = (
    "municipality",
    "rural",
    "rural_share",
    "return_rate",
    "return_dwellings",
    "rural_return_dwellings",
    "second_source",
    "catchment",
    "reach",
    "covered_share",
    "gap",
)


def show() -> None:
    """Draw the page."""
    text = session_text()
    layers = session_layers()
    show_notice(text)
    gaps = answer(state.asked())
    edition = gaps.provenance.edition
    st.html(title(text("method.title"), f"{text('method.intro', edition=edition)} {reading_line(gaps, text)}"))
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        st.html(prose(text("method.rule"), rule_steps(gaps, text), ordered=True))
        _statuses(gaps, text)
        with st.container(key="on-screen"):
            _settings(text.about(gaps))
    with right:
        _firmness(text)
        st.html(prose(text("method.limits"), limits(gaps, layers, text)))
        _roads(layers, text)
        _glossary(text)
    _sources(gaps, layers, text)
    state.write_link()
    show_share(gaps, text)


def _statuses(gaps: Gaps, text: Text) -> None:
    counts = gaps.table["status"].value_counts()
    head = [text(key) for key in ("column.status", "state.municipalities", "method.meaning")]
    rows: list[list[str | Cell]] = [
        [text(f"status.{name}"), text.number(counts[name]), Cell(text(f"method.status.{name}"), "words")]
        for name in STATUSES
    ]
    st.html(table(head, rows))


def _settings(text: Text) -> None:
    head = [text("sheet.setting"), text("method.meaning")]
    rows: list[list[str | Cell]] = [
        [text(f"field.{name}"), Cell(text(f"field.{name}.help"), "words")] for name in Criteria.model_fields
    ]
    st.header(text("method.settings"))
    st.html(table(head, rows))


def _firmness(text: Text) -> None:
    names = ("readings", *FIRMNESS[:3], "second_source", FIRMNESS[-1])
    said = [text(f"method.firmness.{name}", likely=text.percent(LIKELY), page=text("page.certainty")) for name in names]
    st.html(prose(text("method.firmness"), said))


def _roads(layers: Layers, text: Text) -> None:
    """How minutes are counted: by which roads and speeds, or between which speeds where there are none."""
    if layers.network is None:
        slow, fast = (text.number(speed, None) for speed in (SLOW_KMH, FAST_KMH))
        st.html(prose(text("method.roads"), [text("method.roads.none", slow=slow, fast=fast)]))
        return
    for facts in layers.network.facts:
        share = {name: text.percent(getattr(facts, name), 1) for name in ("tied_by_key", "tied_by_road", "off")}
        walk = {"walking": text.number(facts.walking_kmh, None), "km": text.number(facts.walk_km, None)}
        source = f"{text(f'network.title.{facts.kind}')} {facts.date}".strip()
        told = text("method.roads.told", source=source, credit=facts.credit, licence=facts.licence, **share, **walk)
        st.html(prose(text("method.roads"), [told]))
        rows: list[list[str | Cell]] = [[name, text.number(kmh, None)] for name, kmh in sorted(facts.speeds.items())]
        st.html(table([text("method.roads.class"), text("method.roads.kmh")], rows))


def _glossary(text: Text) -> None:
    st.html(prose(text("method.words"), [f"{text(f'word.{name}')}: {text(f'word.{name}.means')}" for name in _WORDS]))


def _sources(gaps: Gaps, layers: Layers, text: Text) -> None:
    """What each table is made of: its sources by number, each said once below."""
    st.header(text("method.sources"))
    used = layers.provenance.used([gaps.criteria.year])
    shown = [entry for entry in layers.provenance.resources if entry in used or entry["path"] == basemap.FILE]
    numbers: dict[str, int] = {}
    rows: list[list[str | Cell]] = []
    for entry in shown:
        titled = [_source(source, text) for source in entry["sources"] if "title" in source]
        own = [numbers.setdefault(source, len(numbers) + 1) for source in titled]
        name = entry["name"]
        made = entry["title"], entry["processing"]
        if text.has(f"table.{name}"):
            made = text(f"table.{name}"), text(f"table.{name}.done")
        file = f"{made[0]}\n{entry['path']}, {text.number(entry['bytes'] / 1000)} kB\n{entry['hash'][:19]}…"
        licences = "\n".join(source_words("licence", licence["title"], text) for licence in entry["licenses"])
        rows.append([file, *(Cell(words, "words") for words in (", ".join(map(str, own)), licences, made[1]))])
    head = [text(f"sources.{name}") for name in ("table", "source", "licence", "done")]
    st.html(wide_table(text("method.sources"), head, rows, look="sources"))
    st.html(prose(text("sources.numbered"), numbers, ordered=True))


def _source(source: dict[str, str], text: Text) -> str:
    """Institution, title and edition, in words where there are some."""
    parts = {
        name: source_words(name, source[name], text) for name in ("institution", "title", "edition") if source.get(name)
    }
    return ". ".join(parts.values())
