"""Pieces that several pages show: the sentence, why a municipality has its status, the legend, the link."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.certainty import certainty_notes, firm_line
from dashboard.error import error_line, error_notes
from dashboard.html import Shown, Why, note, sentence, sortable, why
from dashboard.tables import written
from exports.answer import ADDRESSES, address_of
from exports.markup import Markup
from exports.sentence import key_figures, more, reading_line, sentence_html
from geo import Criteria, Gaps
from layers import Layers
from layers.rows import each_row
from vocabulary.colours import STATUS
from vocabulary.columns import column_of
from words.text import Text

_IGNORED_SHOWN = 600


def show_sentence(gaps: Gaps, layers: Layers, text: Text) -> None:
    """The answer in one sentence, with its live numbers."""
    said = f"{more(gaps, layers, text)} {firm_line(gaps, layers, text)}".strip()
    st.html(sentence(sentence_html(gaps, layers, text), said, reading_line(gaps, text)))


def show_head(gaps: Gaps, layers: Layers, text: Text) -> None:
    """The sentence with its key figures in one line: as little as there can be above a map."""
    st.html(sentence(sentence_html(gaps, layers, text), key_figures(gaps, text), reading_line(gaps, text)))


def show_notice(text: Text) -> None:
    """What of the link was not understood."""
    ignored = state.ignored()
    if ignored:
        names = text.join([f"{name} ({fault.said(text)})" for name, fault in ignored.items()])
        st.warning(text("notice.link", names=names[:_IGNORED_SHOWN]))


def show_areas(rows: pd.DataFrame, text: Text, name: str) -> None:
    """Office areas as a table."""
    says: dict[str, tuple[str, Callable[[Any], str]]] = {
        "area": ("office_area", str),
        "office": ("office_municipality", str),
        "municipalities": ("municipalities", text.number),
        "gaps": ("gaps", text.number),
        "dwellings": ("rural_return_dwellings", text.estimate),
        "in_gaps": ("gap_return_dwellings", text.estimate),
        "farthest": ("farthest_km", text.number),
    }
    columns = [
        Shown(text(f"areas.{key}"), rows[column], said, "words" if said is str else "")
        for key, (column, said) in says.items()
    ]
    st.html(sortable(name, columns))


def choose_place(label: str, names: Mapping[str, str], kind: str = "s", *, first: str | None = None) -> str:
    """Key of the state (s) or municipality (m) a page is about: as chosen, else ``first``, else the first named."""
    keys = list(names)
    start = state.chosen(kind) or first
    key = st.selectbox(label, keys, index=keys.index(start) if start in keys else 0, format_func=names.__getitem__)
    state.choose(key, kind)
    return key


def show_share(
    gaps: Gaps, text: Text, *, of: str = "gaps", options: Mapping[str, object] | None = None, asks: bool = True
) -> None:
    """The link that brings the page back, the address of its list for other programs, and how to cite it.

    Parameters
    ----------
    gaps, text
        The answer, and the language.
    of : str
        What the list's address is called.
    options : mapping, optional
        What the page says beside the question.
    asks : bool
        Whether the list is of the question at all.
    """
    with st.popover(text("share.title"), icon=":material/link:"):
        address = state.page_address()
        st.markdown(f"**{text('share.link')}**")
        st.code(address, language=None, wrap_lines=True)
        if gaps.provenance.own:
            st.html(note(text("own.link", files=text.join(gaps.provenance.own))))
        else:
            st.markdown(f"**{text('share.address')}**")
            asked = gaps.criteria if asks else Criteria()
            st.code(address_of(of, "csv", asked, options, state.server_base()), language=None, wrap_lines=True)
            st.html(note(text("share.address.note", page=f"{ADDRESSES}")))
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


def why_html(gaps: Gaps, layers: Layers, text: Text, cvegeo: str) -> Markup:
    """Why a municipality has its status, condition by condition, and what is nearest to it."""
    row = gaps.table[gaps.table["cvegeo"] == cvegeo].iloc[0]
    status = str(row["status"])
    notes = [*error_notes(gaps, row, text), nearest_note(gaps, row, text)]
    notes.append(_second_source_note(gaps, row, text))
    notes += access_notes(gaps, row, text)
    notes += certainty_notes(gaps, layers, text, cvegeo)
    return why(
        text("why.title", municipality=row["municipality"], state=text.state(row["state"])),
        STATUS[status],
        text(f"status.{status}"),
        [_reason_row(reason, row, text) for reason in each_row(gaps.reasons(cvegeo))],
        notes,
    )


def site_name(gaps: Gaps, site_id: str, text: Text) -> tuple[str, str]:
    """Names of a site asked about and of its program."""
    row = gaps.selection.asked.set_index("site_id").loc[site_id]
    return str(row[f"site{text.suffix}"]), str(row[f"program{text.suffix}"])


def nearest_note(gaps: Gaps, row: pd.Series, text: Text) -> str:
    """Which site is nearest to a municipality of the full table, and how far."""
    if not isinstance(row["nearest_site"], str):
        return text("why.no_site")
    site, program = site_name(gaps, row["nearest_site"], text)
    near = text("why.nearest", site=site, program=program, km=text.number(row["nearest_km"]))
    if gaps.network is None:
        return near
    if math.isnan(row["nearest_min"]):
        return f"{near} {text('why.nearest.beyond', minutes=text.number(gaps.network.limit_min))}"
    by_road = {name: text.number(row[f"nearest_{name}"]) for name in ("min", "road_km")}
    return f"{near} {text('why.nearest.road', minutes=by_road['min'], km=by_road['road_km'])}"


def _second_source_note(gaps: Gaps, row: pd.Series, text: Text) -> str:
    if row["second_source"] == "unknown":
        return text("why.second_source.unknown")
    return text(
        f"why.second_source.{row['second_source']}",
        row["abroad_2015"],
        rate=text.rate(row["abroad_rate"]),
        country=text.rate(gaps.national_abroad_rate),
    )


def access_notes(gaps: Gaps, row: pd.Series, text: Text) -> list[str]:
    """How many of its rural people have low access to a road, where the question asks for a least share of them."""
    least = gaps.criteria.min_low_access_share
    if least is None:
        return []
    return [text("why.low_access", had=low_access(row, text), asked=text.percent(least, None))]


def low_access(row: pd.Series, text: Text) -> str:
    """Rural people of low access to a road, and their share: at least, where of some it is not known."""
    people, unknown = row["low_access_rural_population"], row["unknown_access_rural_population"]
    if pd.isna(row["low_access_share"]):
        return text("tip.unknown")
    return _at_least(text("access.people", people, share=text.percent(row["low_access_share"])), unknown, text)


def no_transport(row: pd.Series, text: Text) -> str:
    """Rural people without public transport: at least, where of some it is not known."""
    people = row["no_transport_rural_population"]
    return (
        text.number(people)
        if pd.isna(people)
        else _at_least(text("access.no_transport", people), row["unknown_transport_rural_population"], text)
    )


def _at_least(said: str, unknown: float, text: Text) -> str:
    return text("access.at_least", unknown, said=said) if unknown else said


def about(text: Text, value: float) -> str:
    """A number that is an estimate, and says so."""
    return text.number(value) if math.isnan(value) else f"{text('tip.about')} {text.number(value)}"


def had_in_words(condition: str, had: float, text: Text) -> str:
    """What a municipality has of what a condition asks for."""
    return about(text, had) if column_of(condition).estimate else written(condition, had, text)


def _reason_row(reason: Any, row: pd.Series, text: Text) -> Why:
    name = reason.condition
    had = had_in_words(name, reason.had, text)
    key = "why.asked.least" if reason.at_least else "why.asked.most"
    unknown = pd.isna(reason.met)
    mark = text("why.unknown") if unknown else text("why.met") if reason.met else text("why.not_met")
    sign = "?" if unknown else "✓" if reason.met else "✗"
    return Why(
        condition=text(f"why.{name}"),
        had=had,
        error=error_line(row, text) if name == "return_rate" else "",
        asked=text(key, asked=written(name, reason.asked, text)),
        sign=sign,
        mark=mark,
    )
