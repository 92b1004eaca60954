"""What a figure shows, in words, for who does not see it."""

from __future__ import annotations

from math import isnan

import pandas as pd

from exports.concentration import headline, points_in_words
from exports.legend import OUTSIDE, Entry, legend_of
from exports.mapping import Drawing
from exports.panels import panel_title, panels_of
from exports.sentence import place_name, sentence
from geo import Gaps
from geo.change import change_by, change_of_asked, compared_years
from geo.concentration import find_concentration
from layers import Layers
from vocabulary.lists import FigureKind
from words.text import Text

#: How many gaps a ranking has.
BARS = 15

_NAMED = 3


def entry_words(entry: Entry, text: Text) -> str:
    """A legend's entry; of municipalities asked about, with how many there are."""
    counted = entry.mark == "area" and entry.name != OUTSIDE
    return f"{text(entry.key)} ({text.number(entry.count)})" if counted else text(entry.key)


def alternative(kind: FigureKind, gaps: Gaps, layers: Layers, text: Text, *, curve: pd.DataFrame | None = None) -> str:
    """What a figure shows, in sentences: its alternative text.

    Parameters
    ----------
    kind, gaps, layers, text, curve
        As `exports.figures.export_figure`.
    """
    text = text.about(gaps)
    return _coverage(gaps, layers, text, curve) if kind == "coverage" else _SAID[kind](gaps, layers, text)


def _map(gaps: Gaps, layers: Layers, text: Text) -> str:
    return f"{sentence(gaps, layers, text)} {map_words(gaps, text)}"


def _multiples(gaps: Gaps, layers: Layers, text: Text) -> str:
    return " ".join(f"{panel_title(panel, text)}. {map_words(panel, text)}" for panel in panels_of(gaps, layers))


def _change(gaps: Gaps, layers: Layers, text: Text) -> str:
    rows = changes(gaps, layers, text)
    pairs = zip(rows["name"], rows["first_rate"], rows["last_rate"], strict=True)
    said = [f"{name}, {text.rate(first)}, {text.rate(last)}" for name, first, last in pairs]
    first, last = (str(year) for year in compared_years(layers))
    return text("figure.alt.change", first=first, last=last, shown="; ".join(said))


def _ranking(gaps: Gaps, layers: Layers, text: Text) -> str:
    rows = gaps.gaps.head(BARS)
    bars = zip(rows["municipality"], rows["rural_return_dwellings"], strict=True)
    said = [f"{name}, {text.estimate(value)}" for name, value in bars]
    return text("figure.alt.ranking", shown="; ".join(said)) if said else sentence(gaps, layers, text)


def _concentration(gaps: Gaps, layers: Layers, text: Text) -> str:
    found = find_concentration(gaps, layers)
    said = headline(found, text, place=place_name(gaps.criteria, layers, text))
    return said if isnan(found.index) else f"{said} {points_in_words(found, text)}"


def _coverage(gaps: Gaps, layers: Layers, text: Text, curve: pd.DataFrame | None) -> str:
    known = None if curve is None else curve[curve["share"].notna()]
    if known is None or known.empty:
        return nothing_to_reach(gaps, layers, text)
    steps = zip(known["k"], known["share"], strict=True)
    said = [f"{text.number(count)}, {text.percent(share)}" for count, share in steps]
    return text("figure.alt.coverage", shown="; ".join(said))


def nothing_to_reach(gaps: Gaps, layers: Layers, text: Text) -> str:
    """Why no site would reach anybody: all are reached, or nobody meets the question."""
    if gaps.totals["unserved_return_dwellings"] > 0:
        return text("figure.empty")
    return text("sites.nothing_to_reach", place=place_name(gaps.criteria, layers, text))


def map_words(gaps: Gaps, text: Text, drawing: Drawing | None = None) -> str:
    """What a map shows: how many municipalities of each status, how many sites of each kind."""
    counted = [entry for entry in legend_of(gaps, drawing) if entry.mark in ("area", "site")]
    said = [f"{text(entry.key)}: {text.number(entry.count)}" for entry in counted if entry.name != OUTSIDE]
    return text("figure.alt.map", shown="; ".join(said))


def islands(drawing: Drawing, text: Text) -> list[str]:
    """That islands are left out of the frame, where some are."""
    names = text.join(list(drawing.left_out), _NAMED)
    return [text("figure.islands", names=names)] if drawing.left_out else []


def changes(gaps: Gaps, layers: Layers, text: Text) -> pd.DataFrame:
    """The states asked about, and the country, as a figure of the change shows them: by the last rate, with names."""
    first, last = compared_years(layers)
    states = change_by(layers, gaps.criteria, "state", first=first, last=last)
    country = change_of_asked(layers, gaps.criteria, first=first, last=last)[1]
    rates = pd.concat([states[states["asked"]], country.to_frame().T], ignore_index=True)
    rows = rates[rates["rate_change"].notna()]
    names = rows["state"].map(text.state, na_action="ignore").fillna(text("region.all"))
    return rows.assign(name=names).sort_values("last_rate", ascending=False, kind="stable", ignore_index=True)


#: What says of an answer alone what a figure shows.
_SAID = {
    "map": _map,
    "multiples": _multiples,
    "ranking": _ranking,
    "change": _change,
    "concentration": _concentration,
}
