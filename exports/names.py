"""Which names a printed map has: seas, neighbours, states and main towns, sized for the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from exports.canvas import shorten, width_of
from exports.ground import CAPITAL, Area, areas, name_of, towns
from exports.labels import Box, Label, Name, place_names
from exports.mapping import Drawing
from layers import Layers
from layers.shapes import polygons_of, widest
from vocabulary.colours import NAMES
from words.text import Text

#: Points: size of the letters by kind; of towns from so many people on.
SIZES = {"sea": 8.0, "country": 8.0, "capital": 7.4, "state": 7.4, "around": 6.6}

#: Kinds whose letters are bold.
BOLD = ("capital", "state")

_TOWN_SIZES = ((500_000, 7.2), (100_000, 6.6), (0, 6.0))

#: Letters of states are smaller where so many are asked about, points.
_MANY_STATES, _SMALLER = 8, 6.2

#: How far a name may go beyond the widest part of what it names, in lengths of that, and move from its middle.
BEYOND = 2.6
_MOVES = [(x, y) for y in (0.0, -0.15, 0.15, -0.3, 0.3, -0.45, 0.45) for x in (0.0, -0.2, 0.2, -0.4, 0.4)]

#: Inches: free about a name, from a town to its name, between towns, half of what a site takes.
_GAP, _AWAY, _APART, _SITE = 0.015, (0.035, 0.085, 0.15), 0.5, 0.06

#: How many towns have their name on a square inch of paper, and on any paper.
_TOWNS_PER_INCH, _TOWNS = 0.3, 3

#: From a frame so wide on the capital is one town, m.
_CAPITAL_IS_ONE = 200_000.0
_MOST_BOROUGHS = 16

#: A sea whose own places are out of view is named by the nearest of them, if that is so near, m.
_NEAR_SEA = 450_000.0

#: Inches: a longer name is cut.
_WIDEST = 2.5

#: Areas with their names in a language.
_Named = Sequence[tuple[Area, str]]

#: Of an inch: height of a line of letters of one point.
_LINE = 1.1 / 72.0


def names_on(drawing: Drawing, layers: Layers, text: Text, *, width: float, taken: Sequence[Box] = ()) -> list[Label]:
    """The names of a map that is so wide on paper, placed: inches from its lower left corner.

    No name lies on another, on a site, on what is taken or beyond the frame. The same drawing has the same names.

    Parameters
    ----------
    drawing, layers, text
        The map, what it is of, and the language.
    width : float
        Of the map, inches.
    taken : sequence of Box
        What else stays free, inches.
    """
    around = areas(layers)
    if not around:
        return []
    paper = _Paper(drawing, width / drawing.width)
    sites = paper.places(drawing.sites[["x", "y"]].to_numpy()).tolist()
    free = [Box(x - _SITE, y - _SITE, x + _SITE, y + _SITE) for x, y in sites]
    named = [(area, name_of(area, layers, text)) for area in around]
    most = _TOWNS + round(_TOWNS_PER_INCH * width * paper.height)
    found = [*paper.seas(named), *paper.states(named), *paper.countries(named), *paper.towns(named, layers, 3 * most)]
    frame = Box(0.02, 0.02, width - 0.02, paper.height - 0.02)
    return place_names(found, frame, [*free, *taken], gap=_GAP, away=_AWAY, apart=_APART, most_towns=most)


def ink_of(kind: str) -> str:
    """The colour of a kind of name."""
    return NAMES[{"capital": "town", "around": "country"}.get(kind, kind)]


class _Paper:
    """A drawing at a scale, inches a metre, and what has a name on it."""

    def __init__(self, drawing: Drawing, scale: float) -> None:
        self._drawing, self._scale = drawing, scale
        self.height = drawing.height * scale

    def places(self, points: np.ndarray) -> np.ndarray:
        """Points of the plane, m, on the paper, inches."""
        return (points - self._drawing.bounds[:2]) * self._scale

    def _lonlat(self, at: Sequence[Sequence[float]] | np.ndarray) -> np.ndarray:
        return self.places(self._drawing.flat(np.array(at)))

    def _on_paper(self, shapes: pd.Series) -> np.ndarray:
        return shapely.transform(shapely.clip_by_rect(shapes.to_numpy(), *self._drawing.bounds), self.places)

    def seas(self, named: _Named) -> Iterator[Name]:
        drawing = self._drawing
        page = shapely.box(0, 0, drawing.width * self._scale, self.height)
        shapes = pd.concat([drawing.states["shape"], drawing.land["shape"]])
        sea = shapely.difference(page, shapely.union_all(self._on_paper(shapes)))
        shapely.prepare(sea)
        seas = [(words, self._lonlat(area.at)) for area, words in named if area.kind == "sea"]
        inside = [(words, points[shapely.intersects_xy(sea, points)]) for words, points in seas]
        if not any(len(points) for _, points in inside):
            inside = self._nearest_sea(sea, seas)
        for words, points in inside:
            name = _name("sea", words, 0.0, SIZES["sea"])
            around = [(x + name.width * right, y + 0.5 * up) for x, y in points.tolist() for right, up in _MOVES]
            free = [place for place in around if shapely.contains(sea, _box(*place, name))]
            if free:
                yield name._replace(points=tuple(free))

    def _nearest_sea(self, sea: BaseGeometry, seas: list[tuple[str, np.ndarray]]) -> list[tuple[str, np.ndarray]]:
        """The sea in sight whose own places are not, named by the nearest of them."""
        x, y, room = _widest(sea)
        words, far = min(
            ((words, float(np.hypot(*(points - (x, y)).T).min())) for words, points in seas), key=lambda each: each[1]
        )
        return [(words, np.array([(x, y)]))] if room > 0 and far < _NEAR_SEA * self._scale else []

    def countries(self, named: _Named) -> Iterator[Name]:
        words = {area.id: words for area, words in named if area.kind == "country"}
        known = self._drawing.land[self._drawing.land["id"].isin(list(words))]
        for code, shape in zip(known["id"], self._on_paper(known["shape"]), strict=True):
            yield from _on_area("country", words[code], shape, SIZES["country"])

    def states(self, named: _Named) -> Iterator[Name]:
        words = {area.id: words for area, words in named if area.kind == "state"}
        rows = self._drawing.states[self._drawing.states["state_code"].isin(list(words))]
        asked = int(rows["asked"].sum())
        for code, own, shape in zip(rows["state_code"], rows["asked"], self._on_paper(rows["shape"]), strict=True):
            kind = "state" if own else "around"
            if not own or asked > 1:  # of one alone the title has the name
                size = _SMALLER if asked > _MANY_STATES else SIZES[kind]
                yield from _on_area(kind, words[code], shape, size)

    def towns(self, named: _Named, layers: Layers, most: int) -> Iterator[Name]:
        asked = self._drawing.areas.loc[self._drawing.areas["status"] != "outside_region", "cvegeo"]
        rows = towns(layers)
        if self._drawing.width < _CAPITAL_IS_ONE:
            boroughs = layers.settlements[layers.settlements["cvegeo"].str[:2] == CAPITAL]
            rows = pd.concat([rows, boroughs.nlargest(_MOST_BOROUGHS, "population")])
        else:
            for area, words in named:
                if area.kind == "capital":
                    (place,) = self._lonlat(area.at).tolist()
                    yield _name("capital", words, 0.0, SIZES["capital"])._replace(points=(tuple(place),))
        rows = rows[rows["cvegeo"].isin(asked) & rows["locality"].notna()].nlargest(most, "population", keep="all")
        places = self._lonlat(rows[["lon", "lat"]].to_numpy()).tolist()
        for words, people, (x, y) in zip(rows["locality"], rows["population"], places, strict=True):
            size = next(size for least, size in _TOWN_SIZES if people >= least)
            yield _name("town", words, people, size)._replace(points=((x, y),))


def _name(kind: str, words: str, weight: float, size: float) -> Name:
    words = shorten(words, size, _WIDEST)
    return Name(kind, words, weight, size, width_of(words, size, bold=kind in BOLD), size * _LINE, ())


def _on_area(kind: str, words: str, shape: BaseGeometry, size: float) -> Iterator[Name]:
    """A name on the widest part of what is in sight of an area, if it is wide enough."""
    x, y, room = _widest(shape)
    name = _name(kind, words, room, size)
    if name.width <= BEYOND * room:
        yield name._replace(points=tuple((x + right * room, y + up * room) for right, up in _MOVES))


def _widest(shape: BaseGeometry) -> tuple[float, float, float]:
    """Middle and width of the largest circle inside the largest part."""
    parts = polygons_of(shape)
    parts = parts[~shapely.is_empty(parts)]
    if not len(parts):
        return 0.0, 0.0, 0.0
    coarse = np.sqrt(shapely.area(parts).max()) / 60
    circle = widest(parts, coarse, coarse)
    x, y = circle.coords[0]
    return x, y, 2 * shapely.length(circle)


def _box(x: float, y: float, name: Name) -> shapely.Polygon:
    return shapely.box(x - name.width / 2, y - name.height / 2, x + name.width / 2, y + name.height / 2)
