"""Another reading beside the map's: which there are, and what each asks."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from dashboard.state import KEPT
from geo import Criteria, CriteriaError
from geo.scenarios import Scenario
from layers import Layers
from vocabulary.lists import BRIEF, CURRENT
from words.text import Text


class Beside(NamedTuple):
    """What a map offers to be compared with: its label, pairs of id and words, and the id that is chosen or nothing."""

    label: str
    options: list[tuple[str, str]]
    chosen: str


def readings_beside(asked: Criteria, layers: Layers, kept: Iterable[Scenario] = ()) -> dict[str, Criteria]:
    """Questions that a question can be compared with, by id: other programs, other years counted alike, scenarios."""
    found = {}
    for name in (CURRENT, BRIEF):
        if layers.programs.has_view(name) and asked.programs != (name,):
            found[name] = asked.model_copy(update={"programs": (name,)})
    unit = layers.counted(asked.year).unit
    for year in layers.years:
        if year != asked.year and layers.counted(year).unit == unit:
            found[str(year)] = asked.model_copy(update={"year": year})
    for scenario in kept:
        with suppress(CriteriaError):
            found[f"{KEPT}{scenario.name}"] = scenario.criteria
    return {name: other for name, other in found.items() if other != asked}


def beside_of(readings: Iterable[str], chosen: str, text: Text) -> Beside:
    """What the map offers, in words: readings by id, from `readings_beside`."""
    words = {CURRENT: text("reading.today"), BRIEF: text("reading.brief")}
    options = [(name, words.get(name, name.removeprefix(KEPT))) for name in readings]
    return Beside(text("map.beside"), [("", text("map.beside.none")), *options], chosen)
