"""The answer's map as SVG that stands inside an HTML page: small, without scripts, nothing to fetch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from exports.alternative import entry_words, map_words
from exports.dots import SITE_LOOKS
from exports.ink import scale_words
from exports.inset import scale_box
from exports.legend import Entry, legend_of
from exports.mapping import Drawing, rings_of
from exports.markup import Markup, pieces
from exports.names import BOLD, ink_of, names_on
from geo import Gaps
from layers import Layers
from layers.rows import each_row
from vocabulary import colours
from vocabulary.lists import STATUSES
from words.text import Text

_WIDE = 1000

#: Units an inch: letters are as large to the map as in print.
_INCH = 156.0

#: Lines of the patterns on a tile of 8 by 8, and the same as a background of CSS.
_PATTERNS = {
    "falling": "M-1 -1L9 9M-1 7L1 9M7 -1L9 1",
    "rising": "M-1 9L9 -1M-1 1L1 -1M7 9L9 7",
    "level": "M0 2H8M0 6H8",
    "dots": "M2 2h.01M6 6h.01",
    "steep": "M2 0V8M6 0V8",
}
_GRADIENTS = {
    "falling": "repeating-linear-gradient(45deg,{line} 0 1px,{fill} 1px 4px)",
    "rising": "repeating-linear-gradient(-45deg,{line} 0 1px,{fill} 1px 4px)",
    "level": "repeating-linear-gradient(0deg,{line} 0 1px,{fill} 1px 4px)",
    "dots": "radial-gradient({line} 1px,{fill} 1px) 0 0/4px 4px",
    "steep": "repeating-linear-gradient(90deg,{line} 0 1px,{fill} 1px 4px)",
}

#: Line of the ring about a site by how sure it is, as CSS names it.
_BORDERS = {"confirmed": "solid", "office": "dashed", "state": "dotted"}


def map_svg(drawing: Drawing, gaps: Gaps, layers: Layers, text: Text, *, title: str) -> Markup:
    """The statuses, the sites and where their help reaches; a municipality tells its name and figures when pointed at.

    Parameters
    ----------
    drawing : Drawing
        Of the answer, from `exports.mapping.draw`.
    gaps, layers, text
        The answer, what it was made from, and the language.
    title : str
        What a person hears first who does not see the map; what it shows follows.
    """
    west, _, _, north = drawing.bounds
    scale = _WIDE / drawing.width
    high = round(drawing.height * scale)

    def place(points: np.ndarray) -> np.ndarray:
        return np.column_stack([(points[:, 0] - west) * scale, (north - points[:, 1]) * scale])

    def path(shape: BaseGeometry) -> str:
        return "".join(_ring(place(ring)) for ring in rings_of(shape))

    table = gaps.table.set_index("cvegeo")
    groups = []
    for status in STATUSES:
        named = status != "outside_region"
        areas = [
            (path(row.shape), _tip(table.loc[row.cvegeo], text) if named else "")
            for row in each_row(drawing.areas[drawing.areas["status"] == status])
        ]
        if areas:
            edge = colours.PICTURE_EDGES.get(status, colours.WHITE)
            fill = f"url(#{status})" if status in colours.PATTERNS else colours.STATUS[status]
            groups.append((fill, edge, "3 3" if status == "unknown" else "", areas))
    sites = []
    for site in each_row(drawing.sites):
        x, y = place(np.array([[site.x, site.y]]))[0]
        ring = isinstance(site.sureness, str)
        look = SITE_LOOKS[site.look]
        dot = (look.fill, look.edge, f"{look.radius:g}", dashes(look.dash))
        sites.append((f"{x:.0f}", f"{y:.0f}", ring, ring_dash(site.sureness) if ring else "", *dot))
    return pieces("exports", "map.html").map(
        wide=_WIDE,
        high=high,
        title=title,
        shown=map_words(gaps, text, drawing),
        sea=colours.GROUND["sea"] if drawing.has_ground else colours.WHITE,
        land=[(path(shape), colours.GROUND["land"], colours.GROUND["border"]) for shape in drawing.land["shape"]],
        patterns=_patterns(),
        groups=groups,
        names=_names(drawing, layers, text, high),
        lines=[
            ("".join(path(shape) for shape in drawing.states["shape"]), "#8a8a86", "1"),
            ("".join(path(shape) for shape in drawing.catchments), colours.SITE, "1.2"),
        ],
        sites=sites,
        bar=_scale_bar(drawing, scale, high, text),
        colour=colours.SITE,
    )


def _patterns() -> list[tuple[str, str, str, str]]:
    """Id, fill, lines and their colour of each status that has a pattern."""
    found = []
    for status, pattern in colours.PATTERNS.items():
        edge = colours.EDGES.get(status, colours.WHITE)
        found.append((status, colours.STATUS[status], _PATTERNS[pattern], edge))
    return found


def _names(drawing: Drawing, layers: Layers, text: Text, high: int) -> list[tuple[str, ...]]:
    """Names and dots of towns, in the picture's units: from its upper left corner."""
    bar = scale_box(drawing, text, _WIDE / _INCH)
    labels = names_on(drawing, layers, text, width=_WIDE / _INCH, taken=[bar])
    found = []
    for label in labels:
        dot = [f"{label.point[0] * _INCH:.0f}", f"{high - label.point[1] * _INCH:.0f}"] if label.point else ["", ""]
        place = [f"{label.x * _INCH:.0f}", f"{high - label.y * _INCH:.0f}", f"{label.size / 72 * _INCH:.0f}"]
        look = ["bold" if label.kind in BOLD else "normal", "italic" if label.kind == "sea" else "normal"]
        halo = colours.GROUND["sea"] if label.kind == "sea" else colours.NAMES["halo"]
        found.append((*dot, *place, *look, ink_of(label.kind), halo, label.words))
    return found


def legend_html(
    gaps: Gaps, text: Text, drawing: Drawing | None = None, *, measured: Sequence[tuple[str, str]] = ()
) -> Markup:
    """What the map's colours and marks mean, with how many municipalities each has.

    The colours are those of the statuses, unless the map shows a measure: ``measured`` has the style and the words of
    each of its classes.
    """
    entries = [entry for entry in legend_of(gaps, drawing) if not measured or entry.mark != "area"]
    items = [*measured, *((_look(entry), entry_words(entry, text)) for entry in entries)]
    return pieces("exports", "page.html").legend(items)


def area_look(fill: str, *, patterned: bool) -> str:
    """The style of an area's entry in a legend; ``patterned`` tells that nothing is known of it."""
    return f"background:{fill};border:1px {'dashed' if patterned else 'solid'} #8a8a86"


def _look(entry: Entry) -> str:
    if entry.mark == "area":
        look = area_look(entry.fill, patterned=entry.patterned)
        lines = _GRADIENTS.get(colours.PATTERNS.get(entry.name, ""))
        return f"{look};background:{lines.format(line=entry.edge, fill=entry.fill)}" if lines else look
    if entry.mark == "line":
        return f"border:0;border-top:2px solid {entry.edge};height:0"
    if entry.mark == "ring":
        return f"border:2px {_BORDERS[entry.name]} {entry.edge};border-radius:50%"
    line = "dashed" if SITE_LOOKS[entry.name].dash else "solid"
    border = "" if entry.edge == colours.WHITE else f"border:2px {line} {entry.edge};"
    return f"background:{entry.fill};{border}border-radius:50%"


def ring_dash(sureness: str) -> str:
    """Dashes and gaps of the ring that tells how sure a site is, in pixels; empty for a whole one."""
    parts = colours.RINGS[sureness]
    return dashes(parts and (parts[0] * 1.2, parts[1] * 1.2))


def dashes(parts: tuple[float, float] | None) -> str:
    """A dash and a gap as SVG names them; empty for a whole line."""
    return " ".join(f"{part:.1f}" for part in parts or ())


def _ring(points: np.ndarray) -> str:
    # Steps in whole units; ends that fall on the same unit are one.
    at = np.round(points).astype(int)
    steps = np.diff(at, axis=0)
    steps = steps[np.abs(steps).sum(axis=1) > 0]
    if len(steps) < 3:  # noqa: PLR2004
        return ""
    return f"M{at[0, 0]} {at[0, 1]}l" + " ".join(f"{x} {y}" for x, y in steps[:-1].tolist()) + "z"


def _tip(row: pd.Series, text: Text) -> str:
    dwellings = text.estimate(row["rural_return_dwellings"])
    lines = (
        f"{row['municipality']}, {text.state(row['state'])}",
        text(f"status.{row['status']}"),
        f"{text('tip.rural_return_dwellings')}: {dwellings}",
    )
    return " · ".join(lines)


def _scale_bar(drawing: Drawing, scale: float, high: int, text: Text) -> dict[str, str]:
    left, length = drawing.scale_at * scale, drawing.scale_km * 1000.0 * scale
    return {
        "path": f"M{left:.0f} {high - 24}v8h{length:.0f}v-8",
        "x": f"{left + length / 2:.0f}",
        "y": str(high - 24),
        "words": scale_words(drawing, text),
    }
