"""Points on the WGS84 ellipsoid in earth-centred coordinates, where a straight line is a root away."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer


def earth_centred(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points on the ellipsoid in earth-centred coordinates (EPSG:4978).

    Parameters
    ----------
    lon, lat : ndarray of shape (n,)
        Degrees, EPSG:4326.

    Returns
    -------
    ndarray of shape (n, 3)
        Metres.

    Examples
    --------
    >>> earth_centred(np.array([0.0]), np.array([0.0])).tolist()
    [[6378137.0, 0.0, 0.0]]
    """
    lon = np.asarray(lon, dtype="float64")
    x, y, z = _to_earth_centred().transform(lon, np.asarray(lat, dtype="float64"), np.zeros(len(lon)))
    return np.column_stack([x, y, z])


@cache
def _to_earth_centred() -> Transformer:
    return Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
