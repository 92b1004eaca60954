"""Pieces that several pages show: the sentence, why a municipality has its status, the legend, the link."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.certainty import certainty_notes
from dashboard.error import error_line, error_notes
from dashboard.html import note
from dashboard.map import styles
from exports.legend import site_entries
from exports.sentence import more, reading_line, sentence_html
from geo import Gaps
from geo.classes import Classes
from layers import Layers
from vocabulary.colours import STATUS
from vocabulary.lists import LEGEND_STATUSES
from words.text import Text

_IGNORED_SHOWN = 600


def show_sentence(gaps: Gaps, layers: Layers, text: Text) -> None:
    """The answer in one sentence, with its live numbers."""
    st.html(
        f'<h1 class="alcance-sentence">{sentence_html(gaps, layers, text)}</h1><p class="alcance-more">'
        f"{escape(more(gaps, layers, text))} "
        f'<span class="reading">{escape(reading_line(gaps, text))}</span></p>'
    )


def show_notice(text: Text) -> None:
    """What of the link was not understood."""
    ignored = state.ignored()
    if ignored:
        names = ", ".join(f"{name} ({reason})" if reason else name for name, reason in ignored.items())
        st.warning(text("notice.link", names=names[:_IGNORED_SHOWN]))


def choose_place(label: str, names: Mapping[str, str], kind: str = "s", *, first: str | None = None) -> str:
    """Key of the state (s) or municipality (m) a page is about: as chosen, else ``first``, else the first named."""
    keys = list(names)
    start = state.chosen(kind) or first
    key = st.selectbox(label, keys, index=keys.index(start) if start in keys else 0, format_func=names.__getitem__)
    state.choose(key, kind)
    return key


def show_share(gaps: Gaps, text: Text) -> None:
    """The link that brings the page back, and how to cite it."""
    with st.popover(text("share.title"), icon=":material/link:"):
        address = state.page_address()
        st.markdown(f"**{text('share.link')}**")
        st.code(address, language=None, wrap_lines=True)
        if gaps.provenance.own:
            st.html(note(text("own.link", files=text.join(gaps.provenance.own))))
        st.markdown(f"**{text('share.cite')}**")
        today = dt.datetime.now(tz=dt.UTC).date().isoformat()
        cited = text(
            "share.citation",
            edition=gaps.provenance.edition,
            address=address,
            date=today,
            reading=reading_line(gaps, text),
        )
        st.code(cited, language=None, wrap_lines=True)


def show_legend(gaps: Gaps, classes: Classes, text: Text) -> None:
    """The map's colours in words, with how many municipalities each has."""
    looks = styles(classes)
    items = [(looks[str(code)], label, classes.counts[code]) for code, label in class_labels(classes, text)]
    items.append((looks["?"], text("map.unknown"), classes.unknown))
    rows = [
        _legend_item("dashed" if "dash" in look else "", f"background:{look['fill']}", label, count, text)
        for look, label, count in items
        if count
    ]
    for entry in site_entries(gaps, hypothetical_apart=True):
        style = f"background:{entry.fill};border-color:{entry.edge}" if entry.mark == "site" else ""
        rows.append(_legend_item(f"{entry.mark} {entry.name}", style, text(entry.key), entry.count, text))
    st.html(
        f'<ul class="alcance-legend" aria-label="{escape(text("map.legend"))}">{"".join(rows)}</ul>'
        f'<p class="alcance-source">{escape(text("map.source"))}</p>'
    )


def class_labels(classes: Classes, text: Text) -> list[tuple[int, str]]:
    """Code and words of each class, in the legend's order."""
    if classes.measure == "status":
        return [(classes.categories.index(name), text(f"status.{name}")) for name in LEGEND_STATUSES]
    if classes.categories:
        return [(code, text(f"degree.{name}")) for code, name in enumerate(classes.categories)]
    show = partial(_break, classes.measure, text)
    labels = [(0, text("legend.below", high=show(classes.breaks[0])))]
    labels += [
        (code, text.span(show(low), show(high)))
        for code, (low, high) in enumerate(zip(classes.breaks[:-1], classes.breaks[1:], strict=True), start=1)
    ]
    return [*labels, (len(classes.breaks), text("legend.from", low=show(classes.breaks[-1])))]


def why_html(gaps: Gaps, layers: Layers, text: Text, cvegeo: str) -> str:
    """Why a municipality has its status, condition by condition, and what is nearest to it."""
    row = gaps.table[gaps.table["cvegeo"] == cvegeo].iloc[0]
    status = str(row["status"])
    lines = "".join(_reason_row(reason, row, text) for reason in gaps.reasons(cvegeo).itertuples(index=False))
    notes = [*error_notes(gaps, row, text), _nearest_note(gaps, row, text)]
    notes.append(_second_source_note(gaps, row, text))
    notes += certainty_notes(gaps, layers, text, cvegeo)
    title = text("why.title", municipality=row["municipality"], state=row["state"])
    return (
        f'<section class="alcance-why" style="border-left-color:{STATUS[status]}">'
        f'<h2>{escape(title)}</h2><p class="status"><i style="background:{STATUS[status]}"></i>'
        f"{escape(text(f'status.{status}'))}</p><table>{lines}</table>"
        + "".join(f"<p>{escape(note)}</p>" for note in notes)
        + "</section>"
    )


def site_name(gaps: Gaps, site_id: str, text: Text) -> tuple[str, str]:
    """Names of a site asked about and of its program."""
    row = gaps.selection.asked.set_index("site_id").loc[site_id]
    return str(row[f"site{text.suffix}"]), str(row[f"program{text.suffix}"])


def _nearest_note(gaps: Gaps, row: pd.Series, text: Text) -> str:
    if not isinstance(row["nearest_site"], str):
        return text("why.no_site")
    site, program = site_name(gaps, row["nearest_site"], text)
    return text("why.nearest", site=site, program=program, km=text.number(row["nearest_km"]))


def _second_source_note(gaps: Gaps, row: pd.Series, text: Text) -> str:
    if row["second_source"] == "unknown":
        return text("why.second_source.unknown")
    return text(
        f"why.second_source.{row['second_source']}",
        row["abroad_2015"],
        rate=text.rate(row["abroad_rate"]),
        country=text.rate(gaps.national_abroad_rate),
    )


def _legend_item(look: str, style: str, label: str, count: int, text: Text) -> str:
    return (
        f'<li><span class="swatch {look}" style="{style}"></span>'
        f'{escape(label)} <span class="count">{text.number(count)}</span></li>'
    )


def _break(measure: str, text: Text, value: float) -> str:
    if measure == "covered_share":
        return text.percent(value)
    return text.number(value, None).replace("-", "\N{MINUS SIGN}")


def about(text: Text, value: float) -> str:
    """A number that is an estimate, and says so."""
    return text.number(value) if math.isnan(value) else f"{text('tip.about')} {text.number(value)}"


def _reason_row(reason: Any, row: pd.Series, text: Text) -> str:
    shows: dict[str, Callable[[float], str]] = {
        "rural_share": text.percent,
        "covered_share": text.percent,
        "return_rate": text.rate,
        "return_dwellings": partial(about, text),
    }
    show = shows[reason.condition]
    asked = text.number(reason.asked) if reason.condition == "return_dwellings" else show(reason.asked)
    key = "why.asked.least" if reason.at_least else "why.asked.most"
    unknown = pd.isna(reason.met)
    mark = text("why.unknown") if unknown else text("why.met") if reason.met else text("why.not_met")
    sign = "?" if unknown else "✓" if reason.met else "✗"
    error = error_line(row, text) if reason.condition == "return_rate" else ""
    had = escape(show(reason.had)) + (f"<br><small>{escape(error)}</small>" if error else "")
    return (
        f'<tr><th scope="row">{escape(text(f"why.{reason.condition}"))}</th><td>{had}</td>'
        f'<td class="asked">{escape(text(key, asked=asked))}</td><td class="mark">{sign} {escape(mark)}</td></tr>'
    )
