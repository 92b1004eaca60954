"""Polygons out of any geometry, and where the widest one is widest."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry


def polygons_of(shape: BaseGeometry) -> NDArray[Any]:
    """The polygons of a geometry, those of its collections too; its points and lines are left out.

    Examples
    --------
    >>> polygons_of(shapely.GeometryCollection([shapely.Point(0, 0), shapely.box(0, 0, 1, 1)])).tolist()
    [<POLYGON ((1 0, 1 1, 0 1, 0 0, 1 0))>]
    """
    parts = shapely.get_parts(shapely.get_parts(shape))
    return np.asarray(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])


def widest(polygons: NDArray[Any], simplified: float, tolerance: float) -> shapely.LineString:
    """The line from the middle of the largest circle inside the largest of some polygons to its edge.

    Parameters
    ----------
    polygons : ndarray of polygons
        One at least.
    simplified, tolerance : float
        How far the polygon may be from what is looked at, and the circle from the largest; in its units.

    Examples
    --------
    >>> float(shapely.length(widest(polygons_of(shapely.box(0, 0, 4, 2)), 0.0, 0.01)).round(3))
    1.0
    """
    largest = polygons[np.argmax(shapely.area(polygons))]
    return shapely.maximum_inscribed_circle(shapely.simplify(largest, simplified), tolerance)
