"""The map in ink: the shapes of a drawing, its legend and its scale bar, for figures and briefs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from shapely.geometry.base import BaseGeometry

from exports.canvas import INK, RULE, SMALL, Canvas, say_clearly, wrap
from exports.dots import SITE_LOOKS
from exports.labels import Label
from exports.legend import Entry
from exports.mapping import Drawing, rings_of
from exports.names import BOLD, ink_of
from vocabulary import colours
from words.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

#: Matplotlib's names of the patterns.
_HATCHES = {"falling": "\\\\\\\\", "dots": "....", "level": "-----", "rising": "////", "steep": "||||"}


#: Points: the letters of the scale bar.
SCALE_SIZE = 7.0


def paint_map(axes: Axes, drawing: Drawing, labels: Sequence[Label], *, width: float) -> None:
    """The map into axes so many inches wide: sea, land, statuses, borders, catchments, sites, and its names."""
    from matplotlib.collections import PathCollection

    def paint(shapes: Iterable[BaseGeometry], **look: Any) -> None:
        axes.add_collection(PathCollection([_path(shape) for shape in shapes], **look))

    if drawing.has_ground:
        axes.set_facecolor(colours.GROUND["sea"])
        paint(
            drawing.land["shape"], facecolor=colours.GROUND["land"], edgecolor=colours.GROUND["border"], linewidth=0.5
        )
    for status, rows in drawing.areas.groupby("status", observed=True):
        edge = colours.PICTURE_EDGES.get(str(status), colours.WHITE)
        look: dict[str, Any] = {"facecolor": colours.STATUS[str(status)], "edgecolor": edge, "linewidth": 0.25}
        paint(rows["shape"], **look, hatch=hatch_of(str(status)))
    paint(drawing.states["shape"], facecolor="none", edgecolor="#8a8a86", linewidth=0.6)
    paint(drawing.catchments, facecolor="none", edgecolor=colours.SITE, linewidth=0.7, alpha=0.75)
    metres = drawing.width / width
    for x, y in (label.point for label in labels if label.point):
        place = (drawing.bounds[0] + x * metres, drawing.bounds[1] + y * metres)
        axes.scatter(*place, s=5, facecolor=colours.NAMES["town"], edgecolor=colours.WHITE, lw=0.5)
    for name in colours.RINGS:
        dots = drawing.sites[(drawing.sites["sureness"] == name).to_numpy(dtype=bool)]
        axes.scatter(dots["x"], dots["y"], s=42, facecolor="none", edgecolor=colours.SITE, lw=0.7, ls=ring_line(name))
    for name in dict.fromkeys(drawing.sites["look"]):
        dots = drawing.sites[drawing.sites["look"] == name]
        axes.scatter(dots["x"], dots["y"], **site_marks(name))
    west, south, east, north = drawing.bounds
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[])
    axes.spines[:].set_color(RULE)
    for label in labels:
        say_clearly(
            axes,
            (west + label.x * metres, south + label.y * metres),
            label.words,
            around=colours.GROUND["sea"] if label.kind == "sea" else colours.NAMES["halo"],
            fontsize=label.size,
            color=ink_of(label.kind),
            fontweight="bold" if label.kind in BOLD else "normal",
            fontstyle="italic" if label.kind == "sea" else "normal",
        )


def hatch_of(status: str) -> str | None:
    """Matplotlib's pattern of a status, which a copy in grey keeps; white where the edge is."""
    return _HATCHES[colours.PATTERNS[status]] if status in colours.PATTERNS else None


def ring_line(sureness: str) -> tuple[float, tuple[float, float] | None]:
    """Matplotlib's style of the ring about a site that is so sure."""
    return 0.0, colours.RINGS[sureness]


def site_marks(name: str) -> dict[str, Any]:
    """Matplotlib's settings of the dot of a site that looks so."""
    look = SITE_LOOKS[name]
    line = "solid" if look.dash is None else (0, (2.4, 1.6))
    return {"s": look.radius**2, "facecolor": look.fill, "edgecolor": look.edge, "lw": 0.8, "ls": line}


def paint_legend(canvas: Canvas, entries: Sequence[tuple[Entry, str]], *, left: float, top: float) -> None:
    """A legend's entries with their words, at a place of the canvas's room, inches."""
    from matplotlib.patches import Rectangle

    step = 0.215
    key = canvas.axes(left, top - 3.1, canvas.width - left, 3.1)
    key.set(xlim=(0, canvas.width - left), ylim=(-3.1, 0))
    key.axis("off")
    room = canvas.width - left - 0.3
    y = -0.12
    for (entry, words), (before, _) in zip(entries, [(None, ""), *entries], strict=False):
        y -= 0.08 if before is not None and before.mark == "area" != entry.mark else 0
        if entry.mark == "area":
            edge = entry.edge if entry.name in colours.PATTERNS else "#8a8a86"
            box: dict[str, Any] = {"xy": (0, y - 0.065), "width": 0.2, "height": 0.13, "facecolor": entry.fill}
            key.add_patch(Rectangle(**box, edgecolor=edge, lw=0, hatch=hatch_of(entry.name)))
            key.add_patch(Rectangle(**box | {"facecolor": "none"}, edgecolor="#8a8a86", lw=0.4))
        elif entry.mark == "site":
            key.scatter([0.1], [y], **site_marks(entry.name))
        elif entry.mark == "ring":
            look: dict[str, Any] = {
                "facecolor": "none",
                "edgecolor": entry.edge,
                "lw": 0.7,
                "ls": ring_line(entry.name),
            }
            key.scatter([0.1], [y], s=42, **look)
        else:
            key.plot([0, 0.2], [y, y], color=entry.edge, linewidth=0.8, alpha=0.75)
        for line in wrap(words, SMALL, room):
            key.text(0.3, y, line, va="center", fontsize=SMALL)
            y -= 0.14
        y -= step - 0.14


def paint_scale_bar(axes: Axes, drawing: Drawing, text: Text) -> None:
    """A bar of a round length, where it hides less of the answer."""
    west, south, _, _ = drawing.bounds
    length = drawing.scale_km * 1000.0
    x, y = west + drawing.scale_at, south + 0.035 * drawing.height
    tick = 0.008 * drawing.width
    halo: dict[str, Any] = {"color": "#ffffff", "linewidth": 3.2, "solid_capstyle": "round"}
    line: dict[str, Any] = {"color": INK, "linewidth": 1.0}
    for look in (halo, line):
        axes.plot([x, x, x + length, x + length], [y + tick, y, y, y + tick], **look)
    box = {"facecolor": "#ffffff", "edgecolor": "none", "alpha": 0.75, "pad": 0.8}
    said = scale_words(drawing, text)
    axes.text(x + length / 2, y + 1.6 * tick, said, ha="center", va="bottom", fontsize=SCALE_SIZE, bbox=box)


def scale_words(drawing: Drawing, text: Text) -> str:
    """How long the scale bar is."""
    return f"{text.number(drawing.scale_km, 0 if drawing.scale_km >= 1 else 2)} km"


def _path(shape: BaseGeometry) -> Path:
    from matplotlib.path import Path as Outline

    return Outline.make_compound_path(*[Outline(ring, closed=True) for ring in rings_of(shape)])
