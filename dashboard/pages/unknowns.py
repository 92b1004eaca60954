"""Which phone call first: what is not known for sure of who helps, and what knowing it would change."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.charts import interval_picture, intervals, show_chart
from dashboard.downloads import take_rows
from dashboard.html import Cell, Shown, note, sortable, title, wide_table
from dashboard.parts import show_notice, show_share
from dashboard.session import kept, session_layers, session_text
from exports.sentence import reading_line
from exports.unknowns import names_of, unknown_rows
from geo.unknowns import ANNOUNCED, GENERAL_SERVICES, TOWNS, Unknowns, unknowns
from layers import Layers
from words.text import Text

_SHOWN = 15
_BARS = 10


def show() -> None:
    """Draw the page."""
    text = session_text()
    layers = session_layers()
    show_notice(text)
    criteria = state.asked()
    with st.spinner(text("notice.working")):
        found = kept(partial(unknowns, layers, criteria), "unknowns", criteria)
    text = text.about(found.gaps)
    rows = unknown_rows(found, layers, "facts", text)
    said = _sentence(found, rows, layers, text)
    _facts(found, rows, layers, text)
    _chart(found, rows, said, text)
    _together(found, layers, text)
    _missing(found, layers, text)
    _not_found(found, layers, text)
    state.write_link()
    show_share(found.gaps, text, of="unknowns")


def _sentence(found: Unknowns, rows: pd.DataFrame, layers: Layers, text: Text) -> str:
    """The first call, and what no single call would tell."""
    turning = rows[(rows["gaps_new"] + rows["gaps_ended"] > 0) | rows["pilot_changes"]]
    if turning.empty:
        said = text("unknowns.none")
    else:
        first = turning.iloc[0]
        said = text(f"unknowns.first.{first['fact']}", site=first["site"], then=text.number(first["gaps"]))
    more = text("unknowns.now", len(found.gaps.ranked))
    together = found.together
    hidden = together[(together["gaps_turned_alone"] == 0) & (together["gaps_new"] + together["gaps_ended"] > 0)]
    if len(hidden):
        names = _sites(hidden.iloc[0]["facts"], names_of(found, layers, text), text)
        more = f"{more} {text('unknowns.hidden', names=names, then=text.number(hidden.iloc[0]['gaps']))}"
    st.html(title(said, f"{more} {reading_line(found.gaps, text)}"))
    return said


def _sites(facts: tuple[str, ...], names: pd.DataFrame, text: Text) -> str:
    return text.join([f"{names['site'][fact.rpartition(':')[0]]}" for fact in facts])


def _facts(found: Unknowns, rows: pd.DataFrame, layers: Layers, text: Text) -> None:
    st.header(text("unknowns.calls"))
    moves = rows["unserved_return_dwellings_change"].abs() > 0
    shown = rows[moves | (rows["gaps_new"] + rows["gaps_ended"] > 0) | rows["pilot_changes"]].head(_SHOWN)
    if shown.empty:
        st.info(text("unknowns.none"))
    else:
        st.html(sortable(text("unknowns.calls"), _columns(shown, layers, text)))
    st.html(note(text("unknowns.note", len(rows) - len(shown))))
    with st.container(horizontal=True, gap="small"):
        take_rows(rows, found.gaps, text, text("file.unknowns"))


def _columns(shown: pd.DataFrame, layers: Layers, text: Text) -> list[Shown]:
    return [
        Shown(text("unknowns.call"), shown["call"], text.number),
        Shown(text("unknowns.ask"), shown["question"], look="words"),
        *_changes(shown, layers, text),
        Shown(text("unknowns.sites"), shown["best_sites"], partial(_places, layers=layers), look="words"),
    ]


def _changes(shown: pd.DataFrame, layers: Layers, text: Text) -> list[Shown]:
    states = dict(zip(layers.municipios["state_code"], layers.municipios["state"], strict=True))

    def pilot(codes: str) -> str:
        return text.join([text.state(states[code]) for code in codes.split(";") if code])

    return [
        Shown(text("unknowns.then"), shown["gaps"], text.number),
        Shown(text("unknowns.new"), shown["gaps_new"], text.number),
        Shown(text("unknowns.ended"), shown["gaps_ended"], text.number),
        Shown(text("unknowns.dwellings"), shown["gap_return_dwellings_change"], partial(_signed, text=text)),
        Shown(text("unknowns.unserved"), shown["unserved_return_dwellings_change"], partial(_signed, text=text)),
        Shown(text("unknowns.pilot"), shown["pilot"], pilot, look="words"),
    ]


def _signed(change: float, text: Text) -> str:
    return f"+{text.estimate(change)}" if change > 0 else text.estimate(change)


def _places(keys: tuple[str, ...], layers: Layers) -> str:
    names = dict(zip(layers.municipios["cvegeo"], layers.municipios["municipality"], strict=True))
    return ", ".join(names[key] for key in keys)


def _chart(found: Unknowns, rows: pd.DataFrame, said: str, text: Text) -> None:
    turning = rows[rows["gaps_new"] + rows["gaps_ended"] > 0].head(_BARS)
    if turning.empty:
        return
    now = len(found.gaps.ranked)
    bars = pd.DataFrame(
        {
            "name": [
                f"{site}: {text(f'fact.{fact}')}" for site, fact in zip(turning["site"], turning["fact"], strict=True)
            ],
            "low": turning["gaps"].clip(upper=now).to_numpy(),
            "high": turning["gaps"].clip(lower=now).to_numpy(),
            "at": now,
            "said": turning["gaps"].map(text.number).to_numpy(),
        }
    )
    axis, file = text("unknowns.then"), text("file.unknowns")
    legend = {"range": text("unknowns.range"), "at": text("unknowns.at")}
    show_chart(
        intervals(bars, axis=axis, words={"at": text("unknowns.at")}),
        text("unknowns.chart"),
        text,
        interval_picture(
            bars, found.gaps, text, file, title=said, more=text("unknowns.chart"), axis=axis, words=legend
        ),
        partial(take_rows, rows, found.gaps, text, file, key="chart"),
    )


def _together(found: Unknowns, layers: Layers, text: Text) -> None:
    st.header(text("unknowns.together"))
    st.caption(text("unknowns.together.note", drawn=text.number(found.drawn), pairs=text.number(found.pairs)))
    names = names_of(found, layers, text)
    rows = found.together
    shown = rows[(rows["gaps_new"] + rows["gaps_ended"] > rows["gaps_turned_alone"]) | rows["pilot_changes"]].head(
        _SHOWN
    )
    if shown.empty:
        st.info(text("unknowns.together.none"))
    else:
        columns = [
            Shown(text("unknowns.which"), shown["facts"], partial(_sites, names=names, text=text)),
            *_changes(shown, layers, text),
            Shown(text("unknowns.alone"), shown["gaps_turned_alone"], text.number),
        ]
        st.html(sortable(text("unknowns.together"), columns))
    with st.container(horizontal=True, gap="small"):
        take_rows(rows, found.gaps, text, text("file.together"))


def _missing(found: Unknowns, layers: Layers, text: Text) -> None:
    st.header(text("unknowns.missing"))
    st.caption(text("unknowns.missing.note"))
    rows = found.missing
    shown = pd.concat([rows[rows["not_found"].notna()], rows[rows["not_found"].isna()].head(_BARS)])
    if shown.empty:
        st.info(text("unknowns.missing.none"))
        return
    looked_for = {
        missing.id: missing.what_es if text.data == "es" else missing.what_en for missing in layers.programs.not_found
    }
    columns = [
        Shown(text("column.municipality"), shown["municipality"]),
        Shown(text("pilots.state"), shown["state"], text.state, look="words"),
        Shown(text("unknowns.ended"), shown["gaps_ended"], text.number),
        Shown(text("unknowns.dwellings"), shown["gap_return_dwellings_change"], partial(_signed, text=text)),
        Shown(text("unknowns.reached"), shown["reached"], text.estimate),
        Shown(text("unknowns.looked_for"), shown["not_found"], lambda name: looked_for.get(name, "·"), look="words"),
    ]
    st.html(sortable(text("unknowns.missing"), columns))
    with st.container(horizontal=True, gap="small"):
        take_rows(rows, found.gaps, text, text("file.missing"))


def _not_found(found: Unknowns, layers: Layers, text: Text) -> None:
    """What was looked for in vain, and the whole catalogue read otherwise."""
    readings = found.readings.set_index("id")
    ended = found.missing.dropna(subset=["not_found"]).set_index("not_found")["gaps_ended"]
    if readings.empty and not layers.programs.not_found:
        return
    spanish = text.data == "es"
    rows: list[list[str | Cell]] = [
        [
            missing.what_es if spanish else missing.what_en,
            Cell(missing.would_es if spanish else missing.would_en, "words"),
            text("unknowns.ends", int(ended[missing.id])) if missing.id in ended.index else "\N{EM DASH}",
        ]
        for missing in layers.programs.not_found
    ]
    rows += [
        [
            text("unknowns.whole_catalogue"),
            Cell(text(f"unknowns.reading.{name}"), "words"),
            _change(readings, name, text),
        ]
        for name in (TOWNS, ANNOUNCED, GENERAL_SERVICES)
        if name in readings.index
    ]
    st.header(text("unknowns.not_found"))
    head = [text(f"unknowns.not_found.{name}") for name in ("what", "would", "then")]
    st.html(wide_table(text("unknowns.not_found"), head, rows))


def _change(readings: pd.DataFrame, name: str, text: Text) -> str:
    change = readings["change"][name]
    key = "fewer" if change < 0 else "more" if change > 0 else "none"
    return text(f"unknowns.change.{key}", abs(change) or None, then=text.number(readings["then"][name]))
