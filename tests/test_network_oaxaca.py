"""A generated network among Oaxaca's settlements, as large as the state's: all pairs of the table, another place."""

from __future__ import annotations

import numpy as np
import pyarrow.parquet as pq
import pytest

from geo.geodesy import geodesic_km
from layers.network import load
from tests.support.roads import network_of_oaxaca

NODES, LINES = 14_000, 19_000

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(layers, tmp_path_factory):
    return network_of_oaxaca(layers, tmp_path_factory.mktemp("oaxaca"), NODES, LINES)


@pytest.fixture(scope="module")
def network(folder, layers):
    return load(folder, layers)


def test_nearly_all_people_are_tied(network):
    (facts,) = network.facts
    assert facts.tied_by_road > 0.98
    assert facts.off + facts.tied_by_road == pytest.approx(1)
    assert facts.left_out_km == pytest.approx(0, abs=50)


def test_no_pair_is_nearer_by_road_than_on_the_geodesic(folder, layers):
    table = pq.read_table(folder / "minutes.parquet").to_pandas()
    places = pq.read_table(folder / "places.parquet").to_pandas().loc[table["place"]]
    homes = layers.settlements.iloc[table["settlement"]]
    columns = (homes["lon"], homes["lat"], places["lon"], places["lat"])
    straight = geodesic_km(*(column.to_numpy() for column in columns))
    assert len(table) > 2_000
    assert (table["km"] / 10 >= straight * (1 - 1e-6) - 0.05).all()
    assert (table["minutes"] / 10 >= straight / 70 * 60 * (1 - 1e-6) - 0.05).all()


def test_places_of_sites_are_as_if_they_were_searched(network, layers):
    sites = layers.programs.sites
    place = sites.loc[sites["site_id"].str.contains("oax").idxmax(), ["lon", "lat"]]
    known = network.ways(*place)
    minutes, km = network.regions[0].search.minutes_to(*place, network.limit_min)
    assert known.settlement.tolist() == np.flatnonzero(np.isfinite(minutes)).tolist()
    assert np.allclose(minutes[known.settlement], known.minutes, atol=0.051)
    assert np.allclose(km[known.settlement], known.km, atol=0.051)


def test_many_limits_lose_nobody(network, layers):
    sites = layers.programs.sites[["lon", "lat"]].drop_duplicates().to_numpy().tolist()
    counts = [network.reached(sites, [limit] * len(sites)).sum() for limit in (30.0, 60.0, 90.0, 180.0)]
    assert counts == sorted(counts)
    assert counts[-1] == np.isfinite(network.nearest(sites).minutes).sum()
