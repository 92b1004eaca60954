"""Shapes as GeoJSON features for a map in a browser: rounded, for looks only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry


def feature(
    key: str | int, shape: BaseGeometry, told: Mapping[str, Any] | None = None, *, decimals: int
) -> dict[str, Any]:
    """A feature with its id, its properties and its geometry (EPSG:4326) to so many decimals of a degree.

    Examples
    --------
    >>> feature("20", shapely.Point(-96.71823, 17.06542), decimals=2)["geometry"]
    {'type': 'Point', 'coordinates': (-96.72, 17.07)}
    """
    rounded = shapely.transform(shape, lambda at: np.round(at, decimals))
    geometry = dict(shapely.geometry.mapping(rounded))
    return {"type": "Feature", "id": key, "properties": dict(told or {}), "geometry": geometry}


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """The features as one document."""
    return {"type": "FeatureCollection", "features": features}
