"""The ground of the map: neighbours' land, and where names stand."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from dashboard.assets import facts
from dashboard.ground import ground
from exports.ground import land, towns
from layers import DATA, LayerError, basemap
from layers.pipeline import sources
from layers.pipeline.basemap import make_basemap
from layers.provenance import Provenance
from tests.support.worlds import municipality, returns, settlement, world
from words.catalogues import languages


@pytest.fixture(scope="module")
def packed():
    return (DATA / basemap.FILE).read_bytes()


@pytest.fixture(scope="module")
def countries(packed):
    frame = gpd.read_file(io.BytesIO(gzip.decompress(packed)), layer="countries")
    assert frame.geometry.notna().all()
    return frame.set_index("id").geometry.make_valid()


def here(lon, lat):
    return shapely.Point(lon, lat)


@pytest.mark.parametrize(
    ("country", "lon", "lat"),
    [
        ("GTM", -90.5133, 14.6349),  # Guatemala City
        ("BLZ", -88.7713, 17.2514),  # Belmopan
        ("SLV", -89.2182, 13.6929),
        ("HND", -87.1921, 14.0723),
        ("CUB", -82.3666, 23.05),
        ("USA", -98.4936, 29.4241),  # San Antonio
        ("USA", -118.2437, 34.0522),
    ],
)
def test_a_neighbour_s_city_is_on_its_land(countries, country, lon, lat):
    assert countries[country].contains(here(lon, lat))


@pytest.mark.parametrize("place", [(-92.0, 24.6), (-110.5, 17.0), (-86.0, 19.5), (-112.0, 28.0), (-95.0, 15.5)])
def test_sea_is_no_land(countries, place):
    assert not countries.contains(here(*place)).any()


@pytest.mark.moderate
def test_neighbours_meet_mexico_without_a_gap_and_leave_its_towns_alone(countries, layers):
    every = layers.boundaries.geometry.to_numpy()
    for country, box in {"USA": (-116.9, 25.9, -97.2, 32.6), "GTM": (-92.1, 14.6, -89.2, 17.8)}.items():
        near = shapely.buffer(shapely.intersection(countries[country], shapely.box(*box)), 0.2)
        ours = shapely.union_all(shapely.buffer(every[shapely.intersects(every, near)], 1e-6))
        about = shapely.buffer(shapely.simplify(ours, 0.001), 0.05)
        reach = shapely.intersection(shapely.buffer(countries[country], 0.05), shapely.box(*box))
        between = shapely.difference(shapely.intersection(reach, about), shapely.union_all([ours, *countries]))
        widest = shapely.maximum_inscribed_circle(between) if not between.is_empty else shapely.LineString()
        assert shapely.length(widest) < 0.02, country
    inland = shapely.points([-100.3, -92.64, -106.07, -96.72], [25.67, 16.74, 28.64, 17.06])
    assert not any(countries.contains(point).any() for point in inland)


@pytest.mark.moderate
def test_every_state_and_named_country_has_a_place_on_its_land(packed, countries, layers):
    names = json.loads(gzip.decompress(packed))["names"]
    states = [name for name in names if name["kind"] == "state"]
    assert sorted(name["id"] for name in states) == sorted(layers.states)
    boundaries = layers.boundaries.set_index("cvegeo").geometry
    for name in states:
        inside = boundaries[boundaries.contains(here(*name["at"][0]))].index
        assert [key[:2] for key in inside] == [name["id"]]
    for name in (name for name in names if name["kind"] == "country"):
        assert all(countries[name["id"]].contains(here(*place)) for place in name["at"])
    assert [name["id"] for name in names if name["kind"] == "sea"] == ["gulf", "pacific", "caribbean"]


def test_names_are_said_in_every_language(layers):
    areas = {area["names"]["en"]: area for area in ground(layers)["areas"]}
    assert all(list(area["names"]) == list(languages()) for area in areas.values())
    said = {name: area["names"]["es"] for name, area in areas.items()}
    assert said["Gulf of Mexico"] == "Golfo de México"
    assert said["United States"] == "Estados Unidos"
    assert said["Mexico City"] == "Ciudad de México"
    assert said["Oaxaca"] == "Oaxaca"
    assert len(said) == 3 + 15 + 32
    lon, lat = areas["Mexico City"]["at"][0]
    assert here(lon, lat).distance(here(-99.133, 19.433)) < 0.1


def test_towns_are_the_larger_settlements_but_the_capital_s_boroughs(layers):
    found = towns(layers).set_index("locality_key")
    assert found.loc["200670001", "locality"] == "Oaxaca de Juárez"
    assert found["population"].min() >= 5000
    assert not found["cvegeo"].str.startswith("09").any()
    assert 1_500 < len(found) < 2_500


def test_layers_without_a_ground_have_none():
    layers = world([municipality("20067")], [settlement("20067")], [returns("20067")])
    assert layers.provenance.resource(basemap.FILE) is None
    assert land(layers) is None
    assert facts(layers)["ground"] is None


def test_no_answer_is_made_of_the_ground(layers):
    provenance: Provenance = layers.provenance
    assert provenance.resource(basemap.FILE) is not None
    assert basemap.FILE not in {entry["path"] for entry in provenance.used([2020])}


@pytest.mark.moderate
def test_a_file_that_is_no_such_topojson_is_named(tmp_path, layers):
    file = tmp_path / "countries-10m.json"
    file.write_text('{"type": "Topology", "objects": {}, "arcs": []}', encoding="utf-8")
    with pytest.raises(LayerError, match=r"countries-10m\.json"):
        make_basemap(file, layers.boundaries)


def test_making_it_again_gives_the_embedded_file_byte_for_byte(packed, layers):
    folder = os.environ.get("ALCANCE_NATURAL_EARTH")
    source = sources.COUNTRIES.find(Path(folder)) if folder else None
    if source is None:
        pytest.skip(f"no {sources.COUNTRIES.names[0]} here (set ALCANCE_NATURAL_EARTH to its folder)")
    assert make_basemap(source, layers.boundaries) == packed
    [declared] = layers.provenance.resource(basemap.FILE)["sources"]
    assert declared["sha256"] == sources.sha256(source)
