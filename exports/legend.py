"""The legend of an answer's map: what it has, in order. Page, figure, brief and embed each draw these entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geo import Gaps
from vocabulary.colours import EDGES, SITE, STATUS, WHITE
from vocabulary.lists import LEGEND_STATUSES, SURENESS


@dataclass(frozen=True)
class Entry:
    """One entry: how it is drawn, the key of its words, how many there are, its colours.

    ``name`` is the status of an area or the sureness of a ring; an area of which nothing is known is ``patterned``, so
    that it is not told by its colour alone.
    """

    mark: Literal["area", "site", "ring", "line"]
    key: str
    count: int
    fill: str = WHITE
    edge: str = SITE
    name: str = ""

    @property
    def patterned(self) -> bool:
        """Whether the area is hatched, or its line dashed."""
        return self.mark == "area" and self.edge == EDGES["unknown"]


def legend_of(gaps: Gaps) -> list[Entry]:
    """The entries of a picture of an answer's municipalities: statuses, sites, how sure they are, catchments."""
    counts = gaps.table["status"].value_counts()
    statuses = [
        Entry("area", f"status.{name}", int(counts[name]), STATUS[name], EDGES.get(name, WHITE), name)
        for name in LEGEND_STATUSES
        if name != "outside_region"
    ]
    line = Entry("line", "figure.catchment", len(gaps.selection.covering))
    return [entry for entry in [*statuses, *site_entries(gaps), line] if entry.count]


def site_entries(gaps: Gaps, *, hypothetical_apart: bool = False) -> list[Entry]:
    """The entries of the sites: those that cover, the others, hypothetical ones if told apart; then the rings."""
    asked = gaps.selection.asked
    imagined = len(gaps.selection.hypothetical) if hypothetical_apart else 0
    covering = int(asked["covers"].sum()) - imagined
    sure = asked["sureness"].value_counts()
    entries = [
        Entry("site", "map.sites", covering, SITE),
        Entry("site", "map.sites.not", len(asked) - covering - imagined),
        Entry("site", "map.sites.hypothetical", imagined),
        *(Entry("ring", f"map.sureness.{name}", int(sure.get(name, 0)), name=name) for name in reversed(SURENESS)),
    ]
    return [entry for entry in entries if entry.count]
