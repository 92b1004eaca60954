"""The legend of an answer's map: what it has, in order. Page, figure, brief and embed each draw these entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from exports.dots import SITE_LOOKS, in_drawing_order
from exports.mapping import Drawing
from geo import Gaps
from vocabulary.colours import EDGES, SITE, STATUS, WHITE
from vocabulary.lists import LEGEND_STATUSES, SURENESS

OUTSIDE = "outside_region"


@dataclass(frozen=True)
class Entry:
    """One entry: how it is drawn, the key of its words, how many there are, its colours.

    ``name`` is the status of an area, the look of a site or the sureness of a ring; an area of which nothing is known
    is ``patterned``, so that it is not told by its colour alone.
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


def legend_of(gaps: Gaps, drawing: Drawing | None = None) -> list[Entry]:
    """The entries of a picture of an answer: statuses, sites, how sure they are, catchments, as far as they are in it.

    Parameters
    ----------
    gaps : Gaps
        The answer.
    drawing : Drawing, optional
        What the picture shows, from `exports.mapping.draw`: sites and catchments out of sight have no entry, and the
        neighbours that are drawn have one. Without it the whole map can be seen.
    """
    counts = gaps.table["status"].value_counts()
    around = drawing is not None and (drawing.areas["status"] == OUTSIDE).any()
    statuses = [
        Entry("area", f"status.{name}", int(counts[name]), STATUS[name], EDGES.get(name, WHITE), name)
        for name in LEGEND_STATUSES
        if name != OUTSIDE or around
    ]
    sites = in_drawing_order(gaps.selection.asked) if drawing is None else drawing.sites
    line = Entry("line", "figure.catchment", len(gaps.selection.covering if drawing is None else drawing.catchments))
    return [entry for entry in [*statuses, *site_entries(sites), line] if entry.count]


def site_entries(sites: pd.DataFrame) -> list[Entry]:
    """The entries of sites in their ``look``: those that cover, the others, hypothetical ones; then the rings."""
    looks, sure = sites["look"].value_counts(), sites["sureness"].value_counts()
    entries = [
        *(
            Entry("site", look.key, int(looks.get(name, 0)), look.fill, look.edge, name)
            for name, look in SITE_LOOKS.items()
        ),
        *(Entry("ring", f"map.sureness.{name}", int(sure.get(name, 0)), name=name) for name in reversed(SURENESS)),
    ]
    return [entry for entry in entries if entry.count]
