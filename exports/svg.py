"""The answer's map as SVG that stands inside an HTML page: small, without scripts, nothing to fetch."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from exports.legend import Entry, legend_of
from exports.mapping import Drawing, draw, rings_of
from exports.safe_text import safe
from geo import Gaps
from layers import Layers
from vocabulary import colours
from vocabulary.lists import STATUSES
from words.text import Text

_WIDE = 1000

#: Line of the ring about a site by how sure it is, as CSS names it.
_BORDERS = {"confirmed": "solid", "office": "dashed", "state": "dotted"}


def map_svg(gaps: Gaps, layers: Layers, text: Text, *, title: str, detail: int = 700) -> str:
    """The statuses, the sites and where their help reaches; a municipality tells its name and figures when pointed at.

    Parameters
    ----------
    gaps, layers, text
        The answer, its polygons, and the language.
    title : str
        What a person hears who does not see the map.
    detail : int
        As `exports.mapping.draw`.
    """
    drawing = draw(gaps, layers, detail=detail)
    west, _, _, north = drawing.bounds
    scale = _WIDE / drawing.width
    high = round(drawing.height * scale)

    def place(points: np.ndarray) -> np.ndarray:
        return np.column_stack([(points[:, 0] - west) * scale, (north - points[:, 1]) * scale])

    def path(shape: shapely.Geometry) -> str:
        return "".join(_ring(place(ring)) for ring in rings_of(shape))

    table = gaps.table.set_index("cvegeo")
    parts = []
    for status in STATUSES:
        rows = drawing.areas[drawing.areas["status"] == status]
        named = status != "outside_region"
        drawn = "".join(
            f'<path d="{path(row.shape)}"><title>{_tip(table.loc[row.cvegeo], text) if named else ""}</title></path>'
            for row in rows.itertuples(index=False)
        ).replace("<title></title>", "")
        if drawn:
            edge = colours.PICTURE_EDGES.get(status, colours.WHITE)
            dash = ' stroke-dasharray="3 3"' if status == "unknown" else ""
            parts.append(f'<g fill="{colours.STATUS[status]}" stroke="{edge}" stroke-width=".5"{dash}>{drawn}</g>')
    lines = "".join(path(shape) for shape in drawing.states)
    parts.append(f'<path d="{lines}" fill="none" stroke="#8a8a86" stroke-width="1" pointer-events="none"/>')
    reached = "".join(path(shape) for shape in drawing.catchments)
    parts.append(f'<path d="{reached}" fill="none" stroke="{colours.SITE}" stroke-width="1.2" pointer-events="none"/>')
    for site in drawing.sites.itertuples(index=False):
        x, y = place(np.array([[site.x, site.y]]))[0]
        if isinstance(site.sureness, str):
            parts.append(
                f'<circle cx="{x:.0f}" cy="{y:.0f}" r="6.5" fill="none" stroke="{colours.SITE}" stroke-width="1.2"'
                f"{_dash(site.sureness)}/>"
            )
        fill, edge = (colours.SITE, "#ffffff") if site.covers else ("#ffffff", colours.SITE)
        parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="{fill}" stroke="{edge}" stroke-width="1.2"/>')
    parts.append(_scale_bar(drawing, scale, high, text))
    return (
        f'<svg viewBox="0 0 {_WIDE} {high}" role="img" aria-label="{safe(title)}">'
        f'<rect width="{_WIDE}" height="{high}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def legend_html(gaps: Gaps, text: Text) -> str:
    """What the map's colours and marks mean, with how many municipalities and sites each has."""
    rows = "".join(f'<li><i style="{_look(entry)}"></i>{safe(_words(entry, text))}</li>' for entry in legend_of(gaps))
    return f'<ul class="legend">{rows}</ul>'


def _look(entry: Entry) -> str:
    if entry.mark == "area":
        return f"background:{entry.fill};border:1px {'dashed' if entry.patterned else 'solid'} #8a8a86"
    if entry.mark == "line":
        return f"border:0;border-top:2px solid {entry.edge};height:0"
    if entry.mark == "ring":
        return f"border:2px {_BORDERS[entry.name]} {entry.edge};border-radius:50%"
    border = "" if entry.fill == entry.edge else f"border:2px solid {entry.edge};"
    return f"background:{entry.fill};{border}border-radius:50%"


def _words(entry: Entry, text: Text) -> str:
    return f"{text(entry.key)} ({text.number(entry.count)})" if entry.mark == "area" else text(entry.key)


def _dash(sureness: str) -> str:
    parts = colours.RINGS[sureness]
    if parts is None:
        return ""
    dash = " ".join(f"{part * 1.2:.1f}" for part in parts)
    return f' stroke-dasharray="{dash}"'


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
        f"{row['municipality']}, {row['state']}",
        text(f"status.{row['status']}"),
        f"{text('tip.rural_return_dwellings')}: {dwellings}",
    )
    return " · ".join(safe(line) for line in lines)


def _scale_bar(drawing: Drawing, scale: float, high: int, text: Text) -> str:
    length = drawing.scale_km * 1000.0 * scale
    words = f"{text.number(drawing.scale_km, 0 if drawing.scale_km >= 1 else 2)} km"
    return (
        f'<path d="M20 {high - 24}v8h{length:.0f}v-8" fill="none" stroke="#1d1d1b" stroke-width="1.5"/>'
        f'<text x="{20 + length / 2:.0f}" y="{high - 24}" text-anchor="middle" font-size="15">{words}</text>'
    )
