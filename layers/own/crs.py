"""Coordinate reference systems: as a person names them, and geometries taken to ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

from layers.own.findings import OwnError

WGS84 = "EPSG:4326"


def check_crs(text: str, name: str) -> str:
    """A coordinate reference system as a person names it: an authority and a code.

    Raises
    ------
    OwnError
        Where it is not of that form, or unknown.

    Examples
    --------
    >>> check_crs(" epsg:6372", "mine.zip")
    'EPSG:6372'
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    # PROJ also takes texts that name files: none of those.
    if not re.fullmatch(r"(?:EPSG|ESRI|OGC):[A-Za-z0-9]{1,10}", text.strip(), flags=re.IGNORECASE):
        raise OwnError.of(name, "crs_unknown", found=text)
    try:
        found = CRS.from_user_input(text.strip().upper())
    except CRSError as error:
        raise OwnError.of(name, "crs_unknown", found=text) from error
    if not (found.is_geographic or found.is_projected):
        raise OwnError.of(name, "crs_unknown", found=text)
    return text.strip().upper()


def same_crs(one: str, other: str) -> bool:
    """Whether two coordinate reference systems are the same for coordinates in the order longitude, latitude.

    Examples
    --------
    >>> same_crs("EPSG:4326", "OGC:CRS84")
    True
    """
    from pyproj import CRS

    return CRS(one).equals(CRS(other), ignore_axis_order=True)


def to_degrees(crs: str) -> Callable[..., Any]:
    """What turns x and y of a coordinate reference system, numbers or arrays, into longitude and latitude (EPSG:4326).

    Examples
    --------
    >>> [round(degrees, 3) for degrees in to_degrees("EPSG:6372")(2_500_000, 822_000)]
    [-102.0, 19.396]
    """
    from pyproj import Transformer

    return Transformer.from_crs(crs, WGS84, always_xy=True).transform


def to_wgs84(shapes: list[shapely.Geometry | None], crs: str) -> list[shapely.Geometry | None]:
    """Geometries in EPSG:4326; where a place has no counterpart there, its coordinates are not finite.

    Examples
    --------
    >>> to_wgs84([shapely.Point(2_500_000, 822_000)], "EPSG:6372")[0].wkt
    'POINT (-102 19.395...)'
    """
    change = to_degrees(crs)

    def turn(xy: np.ndarray) -> np.ndarray:
        return np.column_stack(change(xy[:, 0], xy[:, 1]))

    return shapely.transform(shapely.force_2d(np.array(shapes, dtype=object)), turn).tolist()
