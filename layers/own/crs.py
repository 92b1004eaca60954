"""Coordinate reference systems: as a person names them, and geometries taken to ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.own.findings import OwnError

WGS84 = "EPSG:4326"
#: The member of a table that keeps what its file says of its system where that is unknown or cannot be.
UNKNOWN = "crs"
#: Degrees end here, those counted eastwards round the earth too.
_MOST_DEGREES = 360.0
_MOST_LATITUDE = 90.0
#: South of all that people live in, but a few in huts; no municipality, and no site.
_ANTARCTIC = -60.0


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


def find_crs(text: str) -> str | None:
    """A coordinate reference system that a file states, by name or as WKT; None where it is none for maps.

    Examples
    --------
    >>> find_crs("urn:ogc:def:crs:OGC:1.3:CRS84"), find_crs("urn:ogc:def:crs:EPSG::6372"), find_crs("mine")
    ('OGC:CRS84', 'EPSG:6372', None)
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    urn = re.fullmatch(r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)(\w+)[:/][\w.]*[:/](\w+)", text)
    text = f"{urn[1]}:{urn[2]}" if urn else text
    # PROJ also takes texts that name files: names of an authority and WKT alone.
    if not re.match(r"\s*(?:[A-Za-z]{3,5}:\w{1,10}\s*$|[A-Z_]{3,20}\s*[\[(]|\{)", text):
        return None
    try:
        found = CRS.from_user_input(text)
    except CRSError:
        return None
    # GeoPackage has numbers for "not known"; GDAL gives those as local systems.
    if not (found.is_geographic or found.is_projected):
        return None
    authority = found.to_authority()
    return ":".join(authority) if authority else found.to_wkt()


def utm_zone(crs: str) -> int | None:
    """The zone of UTM that a system is, none where it is another.

    Examples
    --------
    >>> utm_zone("EPSG:32614"), utm_zone("EPSG:6372")
    (14, None)
    """
    from pyproj import CRS

    zone = CRS.from_user_input(crs).utm_zone
    return None if zone is None else int(zone[:-1])


def in_metres(x: float, y: float) -> bool:
    """Whether two coordinates can be no degrees: one is far from any, and neither is a latitude.

    Examples
    --------
    >>> in_metres(-10_767_221.9, 1_927_857.1), in_metres(17.1, -96.7), in_metres(17.1, -967.2)
    (True, False, False)
    """
    least, most = sorted((abs(x), abs(y)))
    return most > _MOST_DEGREES and least > _MOST_LATITUDE


def look_swapped(lon: float, lat: float) -> bool:
    """Whether a place can be none where people live, but for its longitude and latitude being swapped.

    Examples
    --------
    >>> look_swapped(17.1, -96.7), look_swapped(14.6, -89.8), look_swapped(-96.7, 17.1)
    (True, True, False)
    """
    return (abs(lat) > _MOST_LATITUDE or lat < _ANTARCTIC) and _ANTARCTIC <= lon <= _MOST_LATITUDE


def could_be(crs: str, shapes: Iterable[BaseGeometry | None]) -> bool:
    """Whether most geometries have coordinates as a system has them: degrees, or metres.

    Examples
    --------
    >>> could_be("EPSG:4326", [shapely.Point(500_000, 1_900_000)]), could_be("EPSG:6372", [shapely.Point(-96, 17)])
    (False, False)
    """
    from pyproj import CRS

    places = shapely.bounds(np.array([shape for shape in shapes if shape is not None], dtype=object))
    far = np.abs(places[np.abs(places).sum(axis=1) > 0]).max(axis=1, initial=0.0)
    far = far[np.isfinite(far)]
    if not len(far):
        return True
    most = float(np.median(far))
    return most <= _MOST_DEGREES if CRS(crs).is_geographic else most > _MOST_DEGREES / 2


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


def to_wgs84(shapes: list[BaseGeometry | None], crs: str) -> list[BaseGeometry | None]:
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
