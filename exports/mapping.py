"""What a printed or embedded map draws: the answer's polygons on a plane, few enough points to be light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from exports.dots import in_drawing_order
from geo import Gaps
from geo.catchments import catchments
from layers import Layers

#: Around what is asked about, of its longer side.
_MARGIN = 0.03

#: Islands that widen the frame by more than this, of its longer side, are left out of it: those of no municipality of
#: their own, a hundred kilometres and more off the coast, for which the land would be a strip.
_ISLANDS = 0.05

_STEPS = (1, 2, 5)

#: The scale bar's distance from the side, of the width; how high it stands with its words, of the height.
_BESIDE, _BAR = 0.03, 0.1


@dataclass(frozen=True, eq=False)
class Drawing:
    """A map's shapes, in metres on a Lambert azimuthal equal-area plane about its middle (WGS84).

    Attributes
    ----------
    areas : DataFrame
        A row a municipality that is in sight: ``cvegeo``, ``status``, ``shape``; simplified as a coverage, so that
        shared borders stay shared.
    states : ndarray
        Outlines of the states in sight.
    catchments : ndarray
        Outlines of what the covering sites reach, those in sight.
    sites : DataFrame
        ``x``, ``y``, ``look`` (of `exports.dots.SITE_LOOKS`) and ``sureness`` of the sites in sight, in the order in
        which they are drawn: of several at one place, the one that covers is on top.
    left_out : tuple of str
        Names of the municipalities with islands outside the frame.
    bounds : tuple of float
        West, south, east, north.
    """

    areas: pd.DataFrame
    states: np.ndarray
    catchments: np.ndarray
    sites: pd.DataFrame
    left_out: tuple[str, ...]
    bounds: tuple[float, float, float, float]

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


def draw(gaps: Gaps, layers: Layers, *, detail: int = 1200) -> Drawing:
    """The answer's map.

    Parameters
    ----------
    gaps, layers
        The answer, and its polygons.
    detail : int
        Detail smaller than this part of the longer side is left out: for looks only, nothing is computed from it.
    """
    from pyproj import Transformer

    shapes = layers.boundaries.geometry.to_numpy()
    asked = gaps.is_asked
    land, cut = mainland(shapes[asked] if asked.any() else shapes)
    west, south, east, north = shapely.total_bounds(land)
    plane = f"+proj=laea +lon_0={(west + east) / 2:.4f} +lat_0={(south + north) / 2:.4f} +datum=WGS84 +units=m"
    to_plane = Transformer.from_crs("EPSG:4326", plane, always_xy=True)

    def flat(lonlat: np.ndarray) -> np.ndarray:
        return np.column_stack(to_plane.transform(lonlat[:, 0], lonlat[:, 1]))

    wide = max(east - west, north - south) * (1 + 4 * _MARGIN) / 2
    near = shapely.box((west + east) / 2 - wide, (south + north) / 2 - wide, (west + east) / 2 + wide, north + wide)
    drawn = np.flatnonzero(asked | shapely.intersects(shapes, near))
    flattened = shapely.transform(shapes[drawn], flat)
    bounds = _widened(shapely.total_bounds(shapely.transform(land, flat)))
    window = shapely.box(*bounds)
    seen = shapely.intersects(flattened, window)
    drawn = drawn[seen]
    tolerance_m = max(bounds[2] - bounds[0], bounds[3] - bounds[1]) / detail
    light = shapely.clip_by_rect(shapely.coverage_simplify(flattened[seen], tolerance_m), *_widened(np.array(bounds)))
    areas = gaps.table[["cvegeo", "status", "state_code"]].iloc[drawn].assign(shape=light)
    outlines = [shapely.union_all(rows.to_numpy()) for _, rows in areas.groupby("state_code")["shape"]]
    # Sites at one place have one outline.
    once = catchments(layers, gaps.criteria).geometry.drop_duplicates().to_numpy()
    reached = shapely.transform(once, flat)
    sites = in_drawing_order(gaps.selection.asked)
    at = flat(sites[["lon", "lat"]].to_numpy(dtype=float))
    places = pd.DataFrame({"x": at[:, 0], "y": at[:, 1], "look": sites["look"], "sureness": sites["sureness"].array})
    inside = shapely.intersects(window, shapely.points(at))
    return Drawing(
        areas=areas[["cvegeo", "status", "shape"]].reset_index(drop=True),
        states=np.array([_without_specks(shape, tolerance_m) for shape in outlines]),
        catchments=shapely.simplify(reached[shapely.intersects(reached, window)], tolerance_m / 4),
        sites=places[inside].reset_index(drop=True),
        left_out=tuple(layers.municipios["municipality"][asked if asked.any() else slice(None)][cut]),
        bounds=bounds,
    )


def mainland(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What a frame about some municipalities is fitted to, without islands far off; whose islands are left out.

    The largest part of each municipality is always in the frame, so that each of them is.

    Returns
    -------
    ndarray of polygons, ndarray of bool
        The parts to fit; a value a municipality.
    """
    parts, owner = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((-shapely.area(parts), owner))
    largest = order[np.unique(owner[order], return_index=True)[1]]
    west, south, east, north = shapely.total_bounds(parts[largest])
    more = _ISLANDS * max(east - west, north - south)
    frame = shapely.box(west - more, south - more, east + more, north + more)
    inside = shapely.intersects(frame, parts)
    left_out = np.zeros(len(shapes), dtype=bool)
    left_out[owner[~inside]] = True
    kept = shapely.clip_by_rect(parts[inside], *frame.bounds)
    return kept, left_out


def rings_of(shape: shapely.Geometry) -> list[np.ndarray]:
    """All rings of a polygon or several, outer ones and holes."""
    parts = shapely.get_parts(shape)
    found: list[np.ndarray] = []
    for part in parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]:
        found += [np.asarray(ring.coords) for ring in (part.exterior, *part.interiors)]
    return found


def _without_specks(shape: shapely.Geometry, tolerance_m: float) -> shapely.Geometry:
    """The outline without the slivers that simplified neighbours leave between them."""
    smallest = 4 * tolerance_m**2
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    kept = [
        shapely.Polygon(part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area > smallest])
        for part in parts
    ]
    return shapely.MultiPolygon(kept)


def _widened(bounds: np.ndarray) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in bounds)
    more = _MARGIN * max(east - west, north - south)
    return west - more, south - more, east + more, north + more
