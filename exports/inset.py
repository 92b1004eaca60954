"""A printed map with its names, its scale bar and, where a part is too small or too far off, an inset of that part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from exports.canvas import INK, say_clearly, shorten, width_of
from exports.ground import CAPITAL
from exports.ink import SCALE_SIZE, paint_map, paint_scale_bar, scale_words
from exports.labels import Box
from exports.mapping import Drawing, draw, islands_off
from exports.names import names_on
from geo import Gaps
from layers import Layers
from vocabulary.colours import WHITE
from words.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches: the longer side of an inset, the first that fits, and what stays free between it and the frame.
_SIDES, _FREE = (1.9, 1.5, 1.15), 0.06

#: A part of the map is too small where the map's longer side is so many times its own.
_TIMES = 5.0

#: Of what is asked about, at most so much may lie below an inset.
_MOST_HIDDEN = 0.002

_TITLE = 7.0
_DETAIL = 400


class Inset(NamedTuple):
    """An inset: what it shows, its title, where it stands (inches from the lower left), whether it has names.

    Of islands the title alone says which they are.
    """

    drawing: Drawing
    title: str
    box: Box
    has_names: bool


def paint_whole_map(axes: Axes, drawing: Drawing, gaps: Gaps, layers: Layers, text: Text, *, width: float) -> None:
    """The map into axes so many inches wide: shapes, names, scale bar, inset."""
    inset = inset_of(drawing, gaps, layers, text, width=width)
    taken = [scale_box(drawing, text, width), *([inset.box] if inset else [])]
    paint_map(axes, drawing, names_on(drawing, layers, text, width=width, taken=taken), width=width)
    paint_scale_bar(axes, drawing, text)
    if inset:
        _paint_inset(axes, drawing, inset, layers, text, width=width)


def scale_box(drawing: Drawing, text: Text, width: float) -> Box:
    """What the scale bar and its words take, inches."""
    scale = width / drawing.width
    left, long = drawing.scale_at * scale, drawing.scale_km * 1000.0 * scale
    beside = max(0.0, width_of(scale_words(drawing, text), SCALE_SIZE) - long) / 2 + 0.05
    low = 0.035 * drawing.height * scale
    return Box(left - beside, low - 0.05, left + long + beside, low + 0.016 * width + 0.2)


def inset_of(drawing: Drawing, gaps: Gaps, layers: Layers, text: Text, *, width: float) -> Inset | None:
    """An inset of the capital and the states about it, or of the islands left out, where there is room for one."""
    capital = _capital_region(drawing, gaps, layers, text)
    found = capital or _islands(gaps, layers, text)
    if found is None:
        return None
    frame, title = found
    part = draw(gaps, layers, detail=_DETAIL, frame=frame, plane=drawing.plane)
    bar = scale_box(drawing, text, width)
    for side in _SIDES:
        for box in _corners(part, side, width, width * drawing.height / drawing.width):
            if not box.meets(bar) and _is_free(box, drawing, width):
                return Inset(part, title, box, has_names=capital is not None)
    return None


def _capital_region(drawing: Drawing, gaps: Gaps, layers: Layers, text: Text) -> tuple[np.ndarray, str] | None:
    """The capital and the states that touch it, where they are asked about and too small on the map."""
    states = gaps.table["state_code"].to_numpy()
    if CAPITAL not in set(states[gaps.is_asked]):
        return None
    shapes = layers.boundaries.geometry.to_numpy()
    capital = shapely.box(*shapely.total_bounds(shapes[states == CAPITAL]))
    touching = np.unique(states[gaps.is_asked & shapely.intersects(shapes, capital)])
    region = drawing.flat(_corner_points(shapes[np.isin(states, touching)]))
    longest = float(np.ptp(region, axis=0).max())
    if longest * _TIMES > max(drawing.width, drawing.height):
        return None
    return _square(shapes[np.isin(states, touching)]), text("figure.inset.capital")


def _islands(gaps: Gaps, layers: Layers, text: Text) -> tuple[np.ndarray, str] | None:
    if not gaps.is_asked.any():
        return None
    found = islands_off(layers.boundaries.geometry.to_numpy()[gaps.is_asked])
    if found is None:
        return None
    names = layers.municipios["municipality"].to_numpy()[gaps.is_asked]
    return _square(found[0]), text("figure.inset.islands", name=str(names[found[1]]))


def _corner_points(shapes: np.ndarray) -> np.ndarray:
    west, south, east, north = shapely.total_bounds(shapes)
    return np.array([(west, south), (east, north)])


def _square(shapes: np.ndarray) -> np.ndarray:
    """A box about some shapes whose sides are nearly as long as each other."""
    west, south, east, north = shapely.total_bounds(shapes)
    half = max(east - west, north - south) / 2
    high, wide = max(half * 0.8, (north - south) / 2), max(half * 0.8, (east - west) / 2)
    x, y = (west + east) / 2, (south + north) / 2
    return np.array([shapely.box(x - wide, y - high, x + wide, y + high)])


def _corners(part: Drawing, side: float, width: float, height: float) -> Iterator[Box]:
    """Places of an inset whose longer side is so many inches: the corners of the map, those below first."""
    longer = max(part.width, part.height)
    wide, high = side * part.width / longer, side * part.height / longer
    for low in (_FREE, height - high - _FREE):
        for left in (_FREE, width - wide - _FREE):
            yield Box(left, low, left + wide, low + high)


def _is_free(box: Box, drawing: Drawing, width: float) -> bool:
    """Whether a box of inches hides no site and next to nothing of what is asked about."""
    west, south, _, _ = drawing.bounds
    metres = drawing.width / width
    hidden = shapely.box(*(np.array(box) * metres + (west, south, west, south)))
    asked = drawing.areas.loc[drawing.areas["status"] != "outside_region", "shape"].to_numpy()
    below = shapely.area(shapely.intersection(asked[shapely.intersects(asked, hidden)], hidden)).sum()
    sites = shapely.points(drawing.sites[["x", "y"]].to_numpy())
    return bool(below <= _MOST_HIDDEN * shapely.area(asked).sum()) and not shapely.intersects(hidden, sites).any()


def _paint_inset(axes: Axes, drawing: Drawing, inset: Inset, layers: Layers, text: Text, *, width: float) -> None:
    """The inset in its box, and on the map a line about what it shows."""
    box, part = inset.box, inset.drawing
    height = width * drawing.height / drawing.width
    wide, high = box.right - box.left, box.high - box.low
    inner = axes.inset_axes((box.left / width, box.low / height, wide / width, high / height))
    head = Box(0.0, high - 0.16, wide, high)
    taken = [scale_box(part, text, wide), head]
    names = names_on(part, layers, text, width=wide, taken=taken) if inset.has_names else []
    paint_map(inner, part, names, width=wide)
    paint_scale_bar(inner, part, text)
    inner.spines[:].set_color(INK)
    words = shorten(inset.title, _TITLE, wide - 0.06)
    west, south, east, north = part.bounds
    middle = (west + part.width / 2, north - 0.085 * part.width / wide)
    say_clearly(inner, middle, words, around=WHITE, fontsize=_TITLE, color=INK, fontweight="bold")
    axes.plot([west, east, east, west, west], [south, south, north, north, south], color=INK, linewidth=0.6)
    axes.set(xlim=drawing.bounds[::2], ylim=drawing.bounds[1::2])
