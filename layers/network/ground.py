"""Straight distances over the ground, quick enough for millions of points."""

from __future__ import annotations

import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.ellipsoid import earth_centred

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

#: The smallest radius of curvature on WGS84, km: an arc of it is no shorter than the geodesic over the same chord.
_TIGHTEST_KM = 6335.4


def earth_centred_km(lon: Floats, lat: Floats) -> Floats:
    """Points on the ellipsoid in earth-centred coordinates (EPSG:4978, but in km).

    Parameters
    ----------
    lon, lat : ndarray of shape (n,)
        Degrees, EPSG:4326.

    Returns
    -------
    ndarray of shape (n, 3)
        Kilometres.

    Examples
    --------
    >>> earth_centred_km(np.array([0.0]), np.array([0.0])).tolist()
    [[6378.137, 0.0, 0.0]]
    """
    return earth_centred(lon, lat) / 1000.0


def between_km(a: Floats, b: Floats) -> Floats:
    """Length over the ground between points in earth-centred coordinates: by no more than 7 mm a km above the geodesic.

    A chord c is taken to the arc 2 R asin(c / 2 R) of the smallest radius of curvature R, so that a way of many pieces
    is never shorter than the geodesic between its ends.

    Parameters
    ----------
    a, b : ndarray of shape (n, 3)
        Kilometres, of `earth_centred_km`.

    Returns
    -------
    ndarray of shape (n,)
        Kilometres.

    Examples
    --------
    >>> points = earth_centred_km(np.array([-96.7, -96.6]), np.array([17.0, 17.0]))
    >>> between_km(points[:1], points[1:]).round(4).tolist()
    [10.6486]
    """
    chord = np.sqrt(((np.asarray(a) - np.asarray(b)) ** 2).sum(axis=-1))
    return 2.0 * _TIGHTEST_KM * np.arcsin(np.minimum(chord / (2.0 * _TIGHTEST_KM), 1.0))


def release(table: Any) -> None:
    """Give the pages of the files that a table's columns lie in back to the system, which has them at hand still.

    What was written to a column in memory alone is forgotten.

    Parameters
    ----------
    table : object
        With arrays as attributes; those that are no file's are left alone.

    Examples
    --------
    >>> release(np.float64(1.0))
    """
    for column in getattr(table, "__dict__", {}).values():
        pages = getattr(column, "base", None)
        if isinstance(pages, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            pages.madvise(mmap.MADV_DONTNEED)
