"""The map in ink: the shapes of a drawing, its legend and its scale bar, for figures and briefs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from exports.alternative import entry_words
from exports.canvas import INK, RULE, SMALL, Canvas, wrap
from exports.dots import SITE_LOOKS
from exports.legend import legend_of
from exports.mapping import Drawing, rings_of
from geo import Gaps
from vocabulary import colours
from words.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path


def paint_map(axes: Axes, drawing: Drawing) -> None:
    """The map's shapes into axes: statuses, borders, catchments, sites."""
    from matplotlib.collections import PathCollection

    for status, rows in drawing.areas.groupby("status", observed=True):
        edge = colours.PICTURE_EDGES.get(str(status), colours.WHITE)
        paths = [_path(shape) for shape in rows["shape"]]
        hatch = "////" if status == "unknown" else None
        axes.add_collection(
            PathCollection(paths, facecolor=colours.STATUS[str(status)], edgecolor=edge, linewidth=0.25, hatch=hatch)
        )
    axes.add_collection(
        PathCollection([_path(shape) for shape in drawing.states], facecolor="none", edgecolor="#8a8a86", linewidth=0.6)
    )
    reached = [_path(shape) for shape in drawing.catchments]
    axes.add_collection(PathCollection(reached, facecolor="none", edgecolor=colours.SITE, linewidth=0.7, alpha=0.75))
    for name in colours.RINGS:
        dots = drawing.sites[(drawing.sites["sureness"] == name).to_numpy(dtype=bool)]
        axes.scatter(dots["x"], dots["y"], s=42, facecolor="none", edgecolor=colours.SITE, lw=0.7, ls=ring_line(name))
    for name in dict.fromkeys(drawing.sites["look"]):
        dots = drawing.sites[drawing.sites["look"] == name]
        axes.scatter(dots["x"], dots["y"], **site_marks(name))
    west, south, east, north = drawing.bounds
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[])
    axes.spines[:].set_color(RULE)


def ring_line(sureness: str) -> tuple[float, tuple[float, float] | None]:
    """Matplotlib's style of the ring about a site that is so sure."""
    return 0.0, colours.RINGS[sureness]


def site_marks(name: str) -> dict[str, Any]:
    """Matplotlib's settings of the dot of a site that looks so."""
    look = SITE_LOOKS[name]
    line = "solid" if look.dash is None else (0, (2.4, 1.6))
    return {"s": look.radius**2, "facecolor": look.fill, "edgecolor": look.edge, "lw": 0.8, "ls": line}


def paint_legend(canvas: Canvas, gaps: Gaps, drawing: Drawing, text: Text, *, left: float, top: float) -> None:
    """The legend of what the map shows, at a place of the canvas's room, inches."""
    from matplotlib.patches import Rectangle

    step = 0.215
    key = canvas.axes(left, top - 3.1, canvas.width - left, 3.1)
    key.set(xlim=(0, canvas.width - left), ylim=(-3.1, 0))
    key.axis("off")
    room = canvas.width - left - 0.3
    y = -0.12
    entries = legend_of(gaps, drawing)
    for entry, before in zip(entries, [None, *entries], strict=False):
        y -= 0.08 if before is not None and before.mark == "area" != entry.mark else 0
        if entry.mark == "area":
            edge, hatch = (entry.edge, "////") if entry.patterned else ("#8a8a86", None)
            box = Rectangle((0, y - 0.065), 0.2, 0.13, facecolor=entry.fill, edgecolor=edge, lw=0.4, hatch=hatch)
            key.add_patch(box)
        elif entry.mark == "site":
            key.scatter([0.1], [y], **site_marks(entry.name))
        elif entry.mark == "ring":
            line = ring_line(entry.name)
            key.scatter([0.1], [y], s=42, facecolor="none", edgecolor=entry.edge, lw=0.7, ls=line)
        else:
            key.plot([0, 0.2], [y, y], color=entry.edge, linewidth=0.8, alpha=0.75)
        for words in wrap(entry_words(entry, text), SMALL, room):
            key.text(0.3, y, words, va="center", fontsize=SMALL)
            y -= 0.14
        y -= step - 0.14


def paint_scale_bar(axes: Axes, drawing: Drawing, text: Text) -> None:
    """A bar of a round length, right at the map's middle."""
    west, south, _, _ = drawing.bounds
    length = drawing.scale_km * 1000.0
    x, y = west + drawing.scale_at, south + 0.035 * drawing.height
    tick = 0.008 * drawing.width
    halo: dict[str, Any] = {"color": "#ffffff", "linewidth": 3.2, "solid_capstyle": "round"}
    line: dict[str, Any] = {"color": INK, "linewidth": 1.0}
    for look in (halo, line):
        axes.plot([x, x, x + length, x + length], [y + tick, y, y, y + tick], **look)
    said = f"{text.number(drawing.scale_km, 0 if drawing.scale_km >= 1 else 2)} km"
    box = {"facecolor": "#ffffff", "edgecolor": "none", "alpha": 0.75, "pad": 0.8}
    axes.text(x + length / 2, y + 1.6 * tick, said, ha="center", va="bottom", fontsize=7, bbox=box)


def _path(shape: shapely.Geometry) -> Path:
    from matplotlib.path import Path as Outline

    return Outline.make_compound_path(*[Outline(ring, closed=True) for ring in rings_of(shape)])
