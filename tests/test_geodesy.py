"""Distances: the fast bound never lies, circles are where they should be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.geodesy import chord_bounds_m, circle, geodesic_km
from layers.ellipsoid import earth_centred

WGS84 = Geod(ellps="WGS84")
LONGITUDES = st.floats(-118.5, -86.5)
LATITUDES = st.floats(14.4, 32.8)


@pytest.mark.moderate
@given(lon=LONGITUDES, lat=LATITUDES, azimuth=st.floats(-180, 180), km=st.floats(0.01, 3000))
def test_chords_inside_the_bounds_belong_to_shorter_geodesics_and_outside_to_longer(lon, lat, azimuth, km):
    end_lon, end_lat, _ = WGS84.fwd(lon, lat, azimuth, km * 1000)
    ends = earth_centred(np.array([lon, end_lon]), np.array([lat, end_lat]))
    chord = float(np.linalg.norm(ends[1] - ends[0]))
    low, high = chord_bounds_m(km)
    assert low <= chord <= high


@pytest.mark.parametrize("km", [1, 50, 200, 1000])
def test_the_bound_is_narrow_enough_to_be_worth_it(km):
    low, high = chord_bounds_m(km)
    assert high - low < 0.03 * km


@pytest.mark.moderate
@given(lon=LONGITUDES, lat=LATITUDES, km=st.floats(0.1, 1000))
def test_every_vertex_of_a_circle_lies_at_the_radius_to_a_metre(lon, lat, km):
    ring = circle(lon, lat, km)
    _, _, metres = WGS84.inv(np.full(len(ring), lon), np.full(len(ring), lat), ring[:, 0], ring[:, 1])
    assert np.abs(np.asarray(metres) - km * 1000).max() < 1
    assert (ring[0] == ring[-1]).all()


def test_a_circle_runs_counter_clockwise_as_rfc_7946_asks():
    ring = circle(-96.0, 17.0, 50)
    area = np.sum(ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1]) / 2
    assert area > 0


def test_a_degree_along_the_equator_has_its_known_length():
    zero = np.zeros(1)
    assert geodesic_km(zero, zero, zero + 1, zero)[0] == pytest.approx(6378.137 * np.pi / 180, abs=1e-6)
