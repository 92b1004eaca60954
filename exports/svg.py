"""The answer's map as SVG that stands inside an HTML page: small, without scripts, nothing to fetch."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from exports import colours
from exports.mapping import Drawing, draw, rings_of
from exports.safe_text import safe
from geo import Gaps
from geo.gaps import STATUSES
from layers import Layers
from words.text import Text

_WIDE = 1000


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
            unknown = status == "unknown"
            edge = colours.UNKNOWN_EDGE if unknown else "#ffffff" if named else "#e4e4e0"
            dash = ' stroke-dasharray="3 3"' if unknown else ""
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
    counts = gaps.table["status"].value_counts()
    items = []
    for status in ("gap", "partly_covered", "covered", "few_returns", "not_rural", "unknown"):
        if counts[status]:
            dash = "dashed" if status == "unknown" else "solid"
            look = f"background:{colours.STATUS[status]};border:1px {dash} #8a8a86"
            items.append((look, f"{text(f'status.{status}')} ({text.number(counts[status])})"))
    asked = gaps.selection.asked
    if asked["covers"].any():
        items.append((f"background:{colours.SITE};border-radius:50%", text("map.sites")))
    if not asked["covers"].all():
        look = f"background:#ffffff;border:2px solid {colours.SITE};border-radius:50%"
        items.append((look, text("map.sites.not")))
    borders = {"confirmed": "solid", "office": "dashed", "state": "dotted"}
    items += [
        (f"border:2px {line} {colours.SITE};border-radius:50%", text(f"map.sureness.{name}"))
        for name, line in borders.items()
        if (asked["sureness"] == name).any()
    ]
    if len(gaps.selection.covering):
        look = f"border:0;border-top:2px solid {colours.SITE};height:0"
        items.append((look, text("figure.catchment")))
    rows = "".join(f'<li><i style="{look}"></i>{safe(words)}</li>' for look, words in items)
    return f'<ul class="legend">{rows}</ul>'


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
        f"{row['municipality']}, {text.state(row['state'])}",
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
