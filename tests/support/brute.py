"""Reach by brute force, for tests: the flat tables, one geodesic a settlement and site."""

from __future__ import annotations

import numpy as np
from pyproj import Geod

WGS84 = Geod(ellps="WGS84")

#: A degree of latitude is nowhere shorter on the ellipsoid (110.574 km at the equator).
KM_A_DEGREE = 110.5


def within_km(lon, lat, site_lon, site_lat, km):
    """Whether each place is within so many km of a site; those too far by their latitude alone need no geodesic."""
    inside = np.abs(lat - site_lat) * KM_A_DEGREE <= km
    count = inside.sum()
    metres = WGS84.inv(lon[inside], lat[inside], np.full(count, site_lon), np.full(count, site_lat))[2]
    inside[inside] = np.asarray(metres) <= km * 1000
    return inside
