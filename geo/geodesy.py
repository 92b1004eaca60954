"""Distances on the WGS84 ellipsoid: a fast bound by chords, exact geodesics where the bound does not decide."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from geo.arrays import Floats
from layers.ellipsoid import earth_centred

GEOD = Geod(ellps="WGS84")

#: Mean radius of curvature used between chord and geodesic, metres; WGS84's own lie between 6,335 and 6,400 km.
_RADIUS_M = 6_371_000.0

#: By how much the radius of curvature may differ from the mean, as a fraction (0.0056 on WGS84, and some).
_RADIUS_SPREAD = 0.0065

#: A point this far outside a circle is on its line and inside: rounding of coordinates, not distance.
ON_THE_LINE_KM = 1e-6

#: What rounding squared chords to single precision can do at most, as a fraction of the chord.
_ROUNDING = 1e-6


def chord_bounds_m(distance_km: float) -> tuple[float, float]:
    """Chords below the first belong to a geodesic shorter than the distance, chords above the second to a longer one.

    A chord c through a sphere of radius R belongs to an arc of 2 R asin(c / 2 R), about c + c³ / 24 R². On the
    ellipsoid R stays within a small fraction of its mean, which bounds the arc.

    Parameters
    ----------
    distance_km : float
        Geodesic distance, km; up to 5,000.

    Returns
    -------
    float, float
        Metres.

    Examples
    --------
    >>> [round(bound) for bound in chord_bounds_m(1000.0)]
    [998959, 998988]
    """
    arc = distance_km * 1000.0
    chord = 2 * _RADIUS_M * np.sin(arc / (2 * _RADIUS_M))
    slack = 2 * _RADIUS_SPREAD * (arc - chord) + _ROUNDING * chord + 1e-3
    return float(chord - slack), float(chord + slack)


def corners(lon: Floats, lat: Floats, *, margin: float) -> list[list[float]]:
    """South-west and north-east corner of the box around points and a margin: latitude, longitude; two decimals.

    Examples
    --------
    >>> corners(np.array([-97.0, -96.0]), np.array([16.0, 17.5]), margin=0.25)
    [[15.75, -97.25], [17.75, -95.75]]
    """
    return [
        [round(float(lat.min()) - margin, 2), round(float(lon.min()) - margin, 2)],
        [round(float(lat.max()) + margin, 2), round(float(lon.max()) + margin, 2)],
    ]


def geodesic_km(lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats) -> Floats:
    """Length of the geodesic between pairs of points on WGS84 (Karney 2013, as PROJ computes it).

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : ndarray of shape (n,)
        Degrees, EPSG:4326.

    Returns
    -------
    ndarray of shape (n,)
        Kilometres.

    Examples
    --------
    >>> geodesic_km(*np.array([[0.0], [0.0], [1.0], [0.0]])).round(6).tolist()
    [111.319491]
    """
    lengths = GEOD.inv(lon1, lat1, lon2, lat2)[2]
    return np.asarray(lengths, dtype="float64") / 1000.0


def each_within(places: Floats, points: Floats, radius_km: float) -> Iterator[NDArray[np.intp]]:
    """Which points lie in the geodesic circle about each of many places, or on it.

    Parameters
    ----------
    places, points : ndarray of shape (n, 2)
        Longitude and latitude, degrees.
    radius_km : float

    Yields
    ------
    ndarray of int
        For one place after the other, positions in ``points``.

    Examples
    --------
    >>> points = np.array([[-96.7, 17.1], [-96.7, 17.2], [-96.7, 18.1]])
    >>> [near.tolist() for near in each_within(points[:2], points, 12.0)]
    [[0, 1], [0, 1]]
    """
    from scipy.spatial import cKDTree

    low, high = chord_bounds_m(radius_km)
    at = earth_centred(points[:, 0], points[:, 1])
    tree = cKDTree(at)
    for place, centre in zip(places, earth_centred(places[:, 0], places[:, 1]), strict=True):
        near = np.array(tree.query_ball_point(centre, high), dtype="intp")
        unsure = ((at[near] - centre) ** 2).sum(axis=1) >= max(low, 0.0) ** 2
        there = points[near[unsure]]
        exact = geodesic_km(there[:, 0], there[:, 1], *(np.full(len(there), degrees) for degrees in place))
        yield np.sort(np.concatenate([near[~unsure], near[unsure][exact <= radius_km + ON_THE_LINE_KM]]))


def distances_km(lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats) -> Floats:
    """Geodesic distances from each of some points to each of others, on WGS84.

    Parameters
    ----------
    lon1, lat1 : ndarray of shape (n,)
        Degrees, EPSG:4326.
    lon2, lat2 : ndarray of shape (m,)
        Degrees, EPSG:4326.

    Returns
    -------
    ndarray of shape (n, m)
        Kilometres.

    Examples
    --------
    >>> lon, lat = np.array([0.0, 1.0]), np.zeros(2)
    >>> distances_km(lon, lat, lon, lat).round(2).tolist()
    [[0.0, 111.32], [111.32, 0.0]]
    """
    shape = (len(lon1), len(lon2))
    first, second = (index.ravel() for index in np.indices(shape))
    return geodesic_km(lon1[first], lat1[first], lon2[second], lat2[second]).reshape(shape)


def circles(lon: Floats, lat: Floats, radius_km: Floats, *, azimuths: Floats) -> Floats:
    """Points of geodesic circles: each lies at its circle's radius from the centre on WGS84.

    Parameters
    ----------
    lon, lat : ndarray of shape (n,)
        Centres, degrees.
    radius_km : ndarray of shape (n,)
        Kilometres.
    azimuths : ndarray of shape (m,)
        Where on the circle, degrees clockwise from the north.

    Returns
    -------
    ndarray of shape (n, m, 2)
        Longitude, latitude.

    Examples
    --------
    >>> centre, radius_km = np.array([0.0]), np.array([111.32])
    >>> circles(centre, centre, radius_km, azimuths=np.array([90.0])).round(3).tolist()
    [[[1.0, 0.0]]]
    """
    shape = (len(lon), len(azimuths))
    lons, lats, _ = GEOD.fwd(
        np.broadcast_to(lon[:, None], shape).ravel(),
        np.broadcast_to(lat[:, None], shape).ravel(),
        np.broadcast_to(azimuths, shape).ravel(),
        np.broadcast_to(radius_km[:, None] * 1000.0, shape).ravel(),
    )
    return np.stack([np.reshape(lons, shape), np.reshape(lats, shape)], axis=-1)


def circle(lon: float, lat: float, radius_km: float, *, vertices: int = 180) -> Floats:
    """A whole geodesic circle, counter-clockwise from the north, the first point again at the end.

    Returns
    -------
    ndarray of shape (vertices + 1, 2)
        Longitude, latitude; every vertex at the radius from the centre on WGS84.

    Examples
    --------
    >>> circle(-96.0, 17.0, 50.0).shape
    (181, 2)
    """
    azimuths = -np.linspace(0.0, 360.0, vertices, endpoint=False)
    ring = circles(np.array([lon]), np.array([lat]), np.array([radius_km]), azimuths=azimuths)[0]
    return np.concatenate([ring, ring[:1]])
