"""What a printed or embedded map draws: the answer's polygons on a plane, few enough points to be light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from exports.dots import in_drawing_order
from exports.ground import neighbours
from geo import Gaps
from geo.catchment_areas import catchments
from layers import Layers
from layers.shapes import polygons_of

if TYPE_CHECKING:
    from pyproj import Transformer

#: Around what is asked about, of its longer side.
_MARGIN = 0.03

#: Islands that widen the frame by more than this, of its longer side, are left out of it: those of no municipality of
#: their own, a hundred kilometres and more off the coast, for which the land would be a strip.
_ISLANDS = 0.05

_STEPS = (1, 2, 5)

#: Of so many sets of municipalities land and borders are kept: of a page's and its inset's, before and after a change.
_CACHED = 4

#: Neighbours' land is taken from so far around a frame, degrees: on the plane its sides are no straight lines.
_GROUND_DEG = 2.0

#: The scale bar's distance from the side, of the width; how high it stands with its words, of the height.
_BESIDE, _BAR = 0.03, 0.1


@dataclass(frozen=True, eq=False)
class Drawing:
    """A map's shapes, in metres on a Lambert azimuthal equal-area plane (WGS84).

    Attributes
    ----------
    areas : DataFrame
        A row a municipality that is in sight: ``cvegeo``, ``status``, ``shape``; simplified as a coverage, so that
        shared borders stay shared.
    states : DataFrame
        Outlines of the states in sight: ``state_code``, ``asked`` (whether of one of its municipalities), ``shape``.
    land : DataFrame
        The neighbouring countries in sight: ``id``, ``shape``.
    has_ground : bool
        Whether sea and neighbours are known: what is no land is sea.
    catchments : ndarray
        Outlines of what the covering sites reach, those in sight.
    sites : DataFrame
        ``x``, ``y``, ``look`` (of `exports.dots.SITE_LOOKS`) and ``sureness`` of the sites in sight, in the order in
        which they are drawn: of several at one place, the one that covers is on top.
    left_out : tuple of str
        Names of the municipalities with islands outside the frame.
    bounds : tuple of float
        West, south, east, north.
    plane : str
        The plane, as PROJ names it: about the middle of the drawing, or of the one that it is an inset of.
    """

    areas: pd.DataFrame
    states: pd.DataFrame
    land: pd.DataFrame
    has_ground: bool
    catchments: np.ndarray
    sites: pd.DataFrame
    left_out: tuple[str, ...]
    bounds: tuple[float, float, float, float]
    plane: str

    def flat(self, lonlat: np.ndarray) -> np.ndarray:
        """Points of the plane, m, by longitude and latitude."""
        return _projected(self.plane, lonlat)

    @property
    def width(self) -> float:
        """From west to east, m."""
        return self.bounds[2] - self.bounds[0]

    @property
    def height(self) -> float:
        """From south to north, m."""
        return self.bounds[3] - self.bounds[1]

    @property
    def scale_km(self) -> float:
        """A round length for the scale bar: at most a quarter of the width, km."""
        longest = self.width / 4000.0
        power = 10.0 ** np.floor(np.log10(longest))
        return float(max(step * power for step in _STEPS if step * power <= longest))

    @property
    def scale_at(self) -> float:
        """Where the scale bar begins, m from the west: in that corner of the south which hides less of the answer."""
        margin, length = _BESIDE * self.width, self.scale_km * 1000.0
        west, south, _, _ = self.bounds
        asked = self.areas.loc[self.areas["status"] != "outside_region", "shape"].to_numpy()

        def hidden(at: float) -> float:
            bar = shapely.box(west + at, south, west + at + length, south + _BAR * self.height)
            return float(shapely.area(shapely.intersection(asked, bar)).sum())

        return min((margin, self.width - margin - length), key=hidden)


def draw(
    gaps: Gaps, layers: Layers, *, detail: int = 1200, frame: np.ndarray | None = None, plane: str | None = None
) -> Drawing:
    """The answer's map.

    Parameters
    ----------
    gaps, layers
        The answer, and its polygons.
    detail : int
        Detail smaller than this part of the longer side is left out: for looks only, nothing is computed from it.
    frame : ndarray of polygons, optional
        What the frame is fitted to, in degrees: without it the municipalities asked about, islands far off aside.
    plane : str, optional
        Of another drawing, so that places in both are the same.
    """
    asked = gaps.is_asked
    within = None if frame is None else tuple(shapely.to_wkb(frame))
    # Of another answer about the same municipalities, no land and no border is made again.
    key = (asked.tobytes(), detail, within, plane)
    ground = layers.cache.get("ground", key, lambda: _draw_ground(layers, asked, detail, frame, plane), most=_CACHED)
    areas = gaps.table[["cvegeo", "status"]].iloc[ground.rows].assign(shape=ground.shapes)
    return Drawing(
        areas=areas.reset_index(drop=True),
        **ground.drawn,
        **_reached(gaps, layers, ground.drawn["plane"], ground.drawn["bounds"], ground.tolerance_m),
    )


class _Ground(NamedTuple):
    """What drawings of the same municipalities share; ``drawn``: parts of a `Drawing`, ``rows``: who is in sight."""

    rows: np.ndarray
    shapes: np.ndarray
    tolerance_m: float
    drawn: dict[str, Any]


def _draw_ground(
    layers: Layers, asked: np.ndarray, detail: int, frame: np.ndarray | None, plane: str | None
) -> _Ground:
    shapes = layers.boundaries.geometry.to_numpy()
    land, cut = mainland(shapes[asked] if asked.any() else shapes)
    land = land if frame is None else frame
    west, south, east, north = shapely.total_bounds(land)
    plane = plane or f"+proj=laea +lon_0={(west + east) / 2:.4f} +lat_0={(south + north) / 2:.4f} +datum=WGS84 +units=m"
    flat = partial(_projected, plane)
    wide = max(east - west, north - south) * (1 + 4 * _MARGIN) / 2
    near = shapely.box((west + east) / 2 - wide, (south + north) / 2 - wide, (west + east) / 2 + wide, north + wide)
    drawn = np.flatnonzero((asked if frame is None else False) | shapely.intersects(shapes, near))
    flattened = shapely.transform(shapes[drawn], flat)
    bounds = _widened(shapely.total_bounds(shapely.transform(land, flat)))
    window = shapely.box(*bounds)
    seen = shapely.intersects(flattened, window)
    drawn = drawn[seen]
    tolerance_m = max(bounds[2] - bounds[0], bounds[3] - bounds[1]) / detail
    light = shapely.clip_by_rect(shapely.coverage_simplify(flattened[seen], tolerance_m), *_widened(np.array(bounds)))
    areas = layers.municipios[["state_code"]].iloc[drawn].assign(shape=light, asked=asked[drawn])
    return _Ground(
        rows=drawn,
        shapes=light,
        tolerance_m=tolerance_m,
        drawn={
            "states": _states(areas, tolerance_m),
            "has_ground": not neighbours(layers).empty,
            "land": _land(layers, near, window, flat, tolerance_m),
            "left_out": tuple(layers.municipios["municipality"][asked if asked.any() else slice(None)][cut]),
            "bounds": bounds,
            "plane": plane,
        },
    )


def _reached(
    gaps: Gaps, layers: Layers, plane: str, bounds: tuple[float, float, float, float], tolerance_m: float
) -> dict[str, Any]:
    """The sites in sight and the outlines of their catchments, as `Drawing` has them."""
    window = shapely.box(*bounds)
    flat = partial(_projected, plane)
    outlines: pd.Series = catchments(layers, gaps.criteria).geometry
    # Sites at one place have one outline.
    reached = shapely.transform(outlines.drop_duplicates().to_numpy(), flat)
    sites = in_drawing_order(gaps.selection.asked)
    at = flat(sites[["lon", "lat"]].to_numpy(dtype=float))
    places = pd.DataFrame({"x": at[:, 0], "y": at[:, 1], "look": sites["look"], "sureness": sites["sureness"].array})
    return {
        "catchments": shapely.simplify(reached[shapely.intersects(reached, window)], tolerance_m / 4),
        "sites": places[shapely.intersects(window, shapely.points(at))].reset_index(drop=True),
    }


def _projected(plane: str, lonlat: np.ndarray) -> np.ndarray:
    return np.column_stack(_to_plane(plane).transform(lonlat[:, 0], lonlat[:, 1]))


@lru_cache(maxsize=8)
def _to_plane(plane: str) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4326", plane, always_xy=True)


def _states(areas: pd.DataFrame, tolerance_m: float) -> pd.DataFrame:
    grouped = areas.groupby("state_code", observed=True)
    outlines = [_without_specks(shapely.union_all(rows.to_numpy()), tolerance_m) for _, rows in grouped["shape"]]
    asked = grouped["asked"].any()
    return pd.DataFrame(
        {"state_code": asked.index, "asked": asked.to_numpy(), "shape": np.array(outlines, dtype=object)}
    )


def _land(
    layers: Layers,
    near: shapely.Polygon,
    window: shapely.Polygon,
    flat: Callable[[np.ndarray], np.ndarray],
    tolerance_m: float,
) -> pd.DataFrame:
    around = neighbours(layers)
    clipped = shapely.clip_by_rect(around.geometry.to_numpy(), *shapely.buffer(near, _GROUND_DEG).bounds)
    light = shapely.make_valid(shapely.simplify(shapely.transform(clipped, flat), tolerance_m / 2))
    shapes = shapely.intersection(light, shapely.box(*_widened(np.array(window.bounds))))
    found = pd.DataFrame({"id": around["id"].to_numpy(), "shape": shapes})
    return found[~shapely.is_empty(shapes)].reset_index(drop=True)


def mainland(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What a frame about some municipalities is fitted to, without islands far off; whose islands are left out.

    The largest part of each municipality is always in the frame, so that each of them is.

    Returns
    -------
    ndarray of polygons, ndarray of bool
        The parts to fit; a value a municipality.
    """
    parts, owner, frame = _framed(shapes)
    inside = shapely.intersects(frame, parts)
    left_out = np.zeros(len(shapes), dtype=bool)
    left_out[owner[~inside]] = True
    kept = shapely.clip_by_rect(parts[inside], *frame.bounds)
    return kept, left_out


def islands_off(shapes: np.ndarray) -> tuple[np.ndarray, int] | None:
    """Of the islands that `mainland` leaves out those of one municipality, which has the most land there, and which.

    None where none are left out.
    """
    parts, owner, frame = _framed(shapes)
    off = ~shapely.intersects(frame, parts)
    if not off.any():
        return None
    most = int(np.argmax(np.bincount(owner[off], shapely.area(parts[off]))))
    return parts[off & (owner == most)], most


def _framed(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray, shapely.Polygon]:
    """All parts, whose they are, and the frame about the largest of each."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((-shapely.area(parts), owner))
    largest = order[np.unique(owner[order], return_index=True)[1]]
    west, south, east, north = shapely.total_bounds(parts[largest])
    more = _ISLANDS * max(east - west, north - south)
    return parts, owner, shapely.box(west - more, south - more, east + more, north + more)


def rings_of(shape: BaseGeometry) -> list[np.ndarray]:
    """All rings of a polygon or several, outer ones and holes."""
    found: list[np.ndarray] = []
    for part in polygons_of(shape):
        found += [np.asarray(ring.coords) for ring in (part.exterior, *part.interiors)]
    return found


def _without_specks(shape: BaseGeometry, tolerance_m: float) -> BaseGeometry:
    """The outline without the slivers that simplified neighbours leave between them."""
    smallest = 4 * tolerance_m**2
    kept = [
        shapely.Polygon(part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area > smallest])
        for part in polygons_of(shape)
    ]
    return shapely.MultiPolygon(kept)


def _widened(bounds: np.ndarray) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in bounds)
    more = _MARGIN * max(east - west, north - south)
    return west - more, south - more, east + more, north + more
