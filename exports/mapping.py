"""What a printed or embedded map draws: the answer's polygons on a plane, few enough points to be light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo import Gaps
from geo.catchments import catchments
from layers import Layers

#: Around what is asked about, of its longer side.
_MARGIN = 0.03

_STEPS = (1, 2, 5)


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
        ``x``, ``y``, ``covers`` and ``sureness`` of the sites in sight.
    bounds : tuple of float
        West, south, east, north.
    """

    areas: pd.DataFrame
    states: np.ndarray
    catchments: np.ndarray
    sites: pd.DataFrame
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
    west, south, east, north = shapely.total_bounds(shapes[asked] if asked.any() else shapes)
    plane = f"+proj=laea +lon_0={(west + east) / 2:.4f} +lat_0={(south + north) / 2:.4f} +datum=WGS84 +units=m"
    to_plane = Transformer.from_crs("EPSG:4326", plane, always_xy=True)

    def flat(lonlat: np.ndarray) -> np.ndarray:
        return np.column_stack(to_plane.transform(lonlat[:, 0], lonlat[:, 1]))

    wide = max(east - west, north - south) * (1 + 4 * _MARGIN) / 2
    near = shapely.box((west + east) / 2 - wide, (south + north) / 2 - wide, (west + east) / 2 + wide, north + wide)
    drawn = np.flatnonzero(asked | shapely.intersects(shapes, near))
    flattened = shapely.transform(shapes[drawn], flat)
    bounds = _widened(shapely.total_bounds(flattened[asked[drawn]] if asked.any() else flattened))
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
    sites = gaps.selection.asked
    at = flat(sites[["lon", "lat"]].to_numpy(dtype=float))
    places = pd.DataFrame(
        {"x": at[:, 0], "y": at[:, 1], "covers": sites["covers"].to_numpy(), "sureness": sites["sureness"].array}
    )
    inside = shapely.intersects(window, shapely.points(at))
    return Drawing(
        areas=areas[["cvegeo", "status", "shape"]].reset_index(drop=True),
        states=np.array([_without_specks(shape, tolerance_m) for shape in outlines]),
        catchments=shapely.simplify(reached[shapely.intersects(reached, window)], tolerance_m / 4),
        sites=places[inside].reset_index(drop=True),
        bounds=bounds,
    )


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
