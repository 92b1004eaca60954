"""From a file of roads to a folder and to answers; minutes known by hand; what is refused."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from geo.geodesy import geodesic_km
from layers.named import named
from layers.network import OSM_KMH, RNC_KMH, VARIABLE, NetworkError, Order, build, load, phases, read_speeds
from layers.network.facts import read_facts
from layers.network.osm import read_osm
from layers.network.rnc import read_rnc
from tests.support.roads import Road, write_osm, write_rnc
from tests.support.worlds import municipality, returns, settlement, site, world
from words.text import Text

ROOT = Path(__file__).resolve().parent.parent

#: A road along the parallel from 96 W to 95.4 W in three lines, a spur to the north in the middle.
NODES = {1: (-96.0, 17.0), 2: (-95.8, 17.0), 3: (-95.6, 17.0), 4: (-95.4, 17.0), 5: (-95.8, 17.2)}
ROADS = [Road(1, 2, 60.0), Road(2, 3, 40.0), Road(3, 4, 60.0), Road(2, 5, 30.0)]


def km(a, b):
    return geodesic_km(*(np.array([value]) for value in (*a, *b)))[0]


def at(key, place, people=1000.0):
    return settlement(key[:5], *place, locality_key=key, locality=f"Pueblo {key}", population=people)


def small(**changes):
    """Settlements at the nodes, one 3 km to the south of node 2, one 40 km away from all; a site at node 4."""
    places = {f"2000{n}0001": NODES[n] for n in (1, 2, 3)}
    homes = [at(key, place) for key, place in places.items()]
    homes += [at("200020002", (-95.8, 17.0 - 3 / 110.66)), at("200030002", (-95.6, 16.6), 500.0)]
    keys = ["20001", "20002", "20003"]
    sites = changes.get("sites", [site("office-1", *NODES[4])])
    return world(
        [municipality(key) for key in keys], changes.get("homes", homes), [returns(key) for key in keys], sites
    )


def silent(step, share):
    pass


def rnc_order(folder, **changes):
    return Order(**{"kind": "rnc", "source": folder, "speeds": RNC_KMH, **changes})


@pytest.fixture(scope="module")
def country():
    return small()


@pytest.fixture
def roads(tmp_path):
    return write_rnc(tmp_path / "rnc", NODES, ROADS)


@pytest.fixture
def network(tmp_path, roads, country):
    build(rnc_order(roads), country, tmp_path / "net", report=silent)
    return load(tmp_path / "net", country)


def minutes_of(network, country, place):
    """Minutes by locality key."""
    ways = network.ways(*place)
    keys = country.settlements["locality_key"].to_numpy()[ways.settlement]
    return dict(zip(keys.tolist(), ways.minutes.tolist(), strict=True))


@pytest.mark.moderate
def test_minutes_are_those_known_by_hand(network, country):
    first, second, third = (km(NODES[n], NODES[n + 1]) for n in (1, 2, 3))
    found = minutes_of(network, country, NODES[4])
    assert found["200030001"] == pytest.approx(third, abs=0.06)
    assert found["200020001"] == pytest.approx(third + second * 1.5, abs=0.06)
    assert found["200010001"] == pytest.approx(third + second * 1.5 + first, abs=0.06)
    # 3 km on foot, not quite straight to the road: it is left 3 km * v / sqrt(w² - v²) further on.
    slow, foot = 1.5, 15.0
    expected = third + second * slow + 3 * (foot**2 - slow**2) ** 0.5
    assert found["200020002"] == pytest.approx(expected, abs=0.1)
    assert "200030002" not in found


def test_a_settlement_far_from_every_road_is_off_the_network(network, country):
    keys = country.settlements["locality_key"]
    assert keys[network.off].tolist() == ["200030002"]
    assert network.known.all()
    (facts,) = network.facts
    assert (facts.people, facts.off, facts.tied_by_road) == (4500.0, pytest.approx(1 / 9), pytest.approx(8 / 9))
    assert facts.road_km == pytest.approx(sum(km(NODES[road.start], NODES[road.end]) for road in ROADS), rel=1e-5)


@pytest.mark.moderate
def test_another_place_is_searched_and_cached(network, country):
    found = minutes_of(network, country, NODES[1])
    assert found["200010001"] == 0
    assert found["200030001"] == pytest.approx(km(NODES[1], NODES[2]) + 1.5 * km(NODES[2], NODES[3]), abs=0.06)
    assert network.ways(*NODES[1]) is network.ways(*NODES[1])
    known, searched = network.ways(*NODES[4]), network.regions[0].search.minutes_to(*NODES[4], 180.0)
    assert np.allclose(searched[0][known.settlement], known.minutes, atol=0.051)
    assert np.allclose(searched[1][known.settlement], known.km, atol=0.051)


def test_reached_and_nearest_are_over_all_places(network, country):
    places = [NODES[4], NODES[1]]
    within = network.reached(places, [40.0, 30.0])
    keys = country.settlements["locality_key"]
    assert set(keys[within]) == {"200030001", "200010001", "200020001"}
    nearest = network.nearest(places)
    assert dict(zip(keys, nearest.place.tolist(), strict=True)) == {
        "200010001": 1, "200020001": 1, "200020002": 1, "200030001": 0, "200030002": -1,
    }  # fmt: skip
    assert np.isinf(nearest.minutes[network.off]).all()


def test_minutes_are_kept_only_within_the_limit(tmp_path, roads, country):
    build(rnc_order(roads, limit_min=50.0), country, tmp_path / "net", report=silent)
    network = load(tmp_path / "net", country)
    assert set(minutes_of(network, country, NODES[4])) == {"200030001"}
    assert network.limit_min == 50.0
    table = pq.read_table(tmp_path / "net" / "minutes.parquet")
    assert [str(kind) for kind in table.schema.types] == ["uint16", "uint32", "uint16", "uint16"]


@pytest.mark.moderate
def test_the_network_s_own_table_ties_settlements_to_its_lines(tmp_path, country):
    # The village of node 2 is tied to the spur alone; the one off every road, to the last line.
    folder = write_rnc(tmp_path / "rnc", NODES, ROADS, [("200020001", 3), ("200030002", 2)])
    build(rnc_order(folder), country, tmp_path / "net", report=silent)
    network = load(tmp_path / "net", country)
    assert not network.off.any()
    assert network.facts[0].tied_by_key == pytest.approx(1500 / 4500)
    assert network.facts[0].notes == ()
    found = minutes_of(network, country, NODES[4])
    assert found["200020001"] == pytest.approx(km(NODES[3], NODES[4]) + 1.5 * km(NODES[2], NODES[3]), abs=0.06)
    walk = km((-95.6, 16.6), NODES[3])
    assert "200030002" not in found
    far = load_with(tmp_path, folder, country, limit_min=800.0)
    assert minutes_of(far, country, NODES[4])["200030002"] == pytest.approx(15 * walk, abs=40)
    # A place where a tied settlement stands is left over its lines too.
    spur = minutes_of(far, country, NODES[2])
    assert spur["200010001"] == pytest.approx(km(NODES[1], NODES[2]), abs=0.06)


def load_with(tmp_path, folder, country, **changes):
    build(rnc_order(folder, **changes), country, tmp_path / "other", report=silent)
    return load(tmp_path / "other", country)


def test_missing_speeds_are_those_of_the_kind_of_road(tmp_path, country):
    roads = [Road(1, 2, "N/A", kind="Camino"), Road(2, 3, ""), Road(3, 4, "N/A", kind="Vía férrea"), Road(2, 5, 30.0)]
    found = read_rnc(write_rnc(tmp_path, NODES, roads), RNC_KMH, odd_as_missing=False, report=silent).roads
    speeds = dict(zip(found.line.tolist(), found.kmh.tolist(), strict=True))
    assert speeds == {0: RNC_KMH["camino"], 1: RNC_KMH["carretera"], 2: RNC_KMH["other"], 3: 30.0}


def test_directions_and_frames_of_the_file(tmp_path):
    roads = [Road(1, 2, way=1), Road(2, 3, way=2), Road(3, 4, way=0), Road(2, 5, via=((-95.81, 17.1),))]
    found = read_rnc(write_rnc(tmp_path, NODES, roads), RNC_KMH, odd_as_missing=False, report=silent)
    ways = dict(zip(found.roads.line.tolist(), found.roads.way.tolist(), strict=True))
    assert ways == {0: 1, 1: 2, 2: 0, 3: 3}
    length = found.roads.km[found.roads.line == 3].sum()
    assert length == pytest.approx(km(NODES[2], (-95.81, 17.1)) + km((-95.81, 17.1), NODES[5]), rel=1e-6)


def test_coordinates_in_metres_are_taken_to_degrees(tmp_path):
    from pyproj import Transformer

    to = Transformer.from_crs("EPSG:4326", "EPSG:6372", always_xy=True).transform
    flat = {number: to(*place) for number, place in NODES.items()}
    found = read_rnc(write_rnc(tmp_path, flat, ROADS, crs="EPSG:6372"), RNC_KMH, odd_as_missing=False, report=silent)
    assert found.roads.km[found.roads.line == 0].sum() == pytest.approx(km(NODES[1], NODES[2]), rel=1e-4)


def test_openstreetmap_is_read_by_class(tmp_path, country):
    kinds = ["primary", "tertiary", "primary", "footway"]
    roads = [Road(road.start, road.end, highway=kind) for road, kind in zip(ROADS, kinds, strict=True)]
    path = write_osm(tmp_path / "mexico.osm.pbf", NODES, [*roads, Road(4, 5, highway="primary", way=2)])
    found = read_osm(path, OSM_KMH, report=silent)
    assert found.date == "2026-01-02"
    assert set(found.roads.kmh) == {70.0, 50.0}
    assert set(found.roads.way[found.roads.line == 3]) == {2}
    facts = build(Order(kind="osm", source=path, speeds=OSM_KMH), country, tmp_path / "net", report=silent)
    assert (facts.date, facts.kind, facts.files[0].name) == ("2026-01-02", "osm", "mexico.osm.pbf")
    network = load(tmp_path / "net", country)
    assert "OpenStreetMap" in network.credit
    assert "ODbL" in network.credit
    minutes = minutes_of(network, country, NODES[4])
    assert minutes["200030001"] == pytest.approx(km(NODES[3], NODES[4]) / 70 * 60, abs=0.06)


@pytest.mark.parametrize(
    ("tags", "way"),
    [
        ({}, 3),
        ({"oneway": "yes"}, 1),
        ({"oneway": "-1"}, 2),
        ({"oneway": "no"}, 3),
        ({"junction": "roundabout"}, 1),
        ({"access": "private"}, None),
        ({"access": "no", "motor_vehicle": "yes"}, 3),
        ({"area": "yes"}, None),
    ],
)
def test_what_the_tags_of_a_way_say(tmp_path, tags, way):
    path = write_osm(tmp_path / "a.osm.pbf", NODES, [Road(1, 2)], tags)
    if way is None:
        with pytest.raises(NetworkError) as caught:
            read_osm(path, OSM_KMH, report=silent)
        assert caught.value.code == "no_roads"
    else:
        assert set(read_osm(path, OSM_KMH, report=silent).roads.way) == {way}


def test_ways_meet_only_where_they_share_a_node(tmp_path):
    # The second passes over the first without one.
    nodes = {1: (-96.0, 17.0), 2: (-95.99, 17.0), 3: (-95.995, 16.995), 4: (-95.995, 17.005)}
    roads = read_osm(write_osm(tmp_path / "a.osm.pbf", nodes, [Road(1, 2), Road(3, 4)]), OSM_KMH, report=silent).roads
    assert len(roads.lon) == len(set(roads.start) | set(roads.end))
    assert not set(roads.start[roads.line == 0]) & set(roads.end[roads.line == 1])


def test_a_piece_cut_off_ties_nobody(tmp_path, country):
    nodes = {**NODES, 8: (-96.001, 17.001), 9: (-96.002, 17.001)}
    folder = write_rnc(tmp_path / "rnc", nodes, [*ROADS, Road(8, 9)])
    facts = build(rnc_order(folder), country, tmp_path / "net", report=silent)
    assert facts.left_out_km == pytest.approx(km(nodes[8], nodes[9]), rel=1e-4)
    found = minutes_of(load(tmp_path / "net", country), country, NODES[4])
    assert "200010001" in found


def test_a_large_island_keeps_its_roads(tmp_path, country, monkeypatch):
    monkeypatch.setattr("layers.network.graph.PART_KM", 20.0)
    nodes = {**NODES, 8: (-94.0, 17.0), 9: (-93.7, 17.0)}
    folder = write_rnc(tmp_path / "rnc", nodes, [*ROADS, Road(8, 9)])
    assert build(rnc_order(folder), country, tmp_path / "net", report=silent).left_out_km == 0


# --- the folder


def test_the_folder_tells_what_it_was_made_of(tmp_path, roads, network):
    facts = read_facts(tmp_path / "net")
    assert facts == network.facts[0]
    assert facts.speeds == dict(RNC_KMH)
    assert (facts.edition, facts.kind, facts.walking_kmh, facts.walk_km) == ("world", "rnc", 4.0, 10.0)
    shape = next(file for file in facts.files if file.name == "red_vial.shp")
    assert shape.bytes == (roads / "red_vial.shp").stat().st_size
    assert len(shape.sha256) == 64
    assert [note[0] for note in facts.notes] == ["no_ties"]


@pytest.mark.moderate
def test_the_same_file_gives_the_same_bytes(tmp_path, roads, country, network):
    build(rnc_order(roads), country, tmp_path / "again", report=silent)
    names = sorted(path.name for path in (tmp_path / "net").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "again").iterdir())
    for name in names:
        assert (tmp_path / "net" / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def stop(*_):
    raise KeyboardInterrupt


def interrupt(monkeypatch, order, country, out):
    """Stop a build while it searches."""
    with monkeypatch.context() as patch:
        patch.setattr(phases, "_search", stop)
        with pytest.raises(KeyboardInterrupt):
            build(order, country, out, report=silent)


def test_a_phase_that_is_done_is_not_done_again(tmp_path, roads, country, monkeypatch):
    interrupt(monkeypatch, rnc_order(roads), country, tmp_path / "net")
    assert not (tmp_path / "net").exists()
    monkeypatch.setattr(phases, "_read", stop)
    monkeypatch.setattr(phases, "_tie", stop)
    steps = []
    build(rnc_order(roads), country, tmp_path / "net", report=lambda step, _: steps.append(step))
    assert dict.fromkeys(steps) == dict.fromkeys(["fingerprint", "searching", "writing"])
    assert {path.name for path in tmp_path.iterdir()} == {"rnc", "net"}


def test_another_order_begins_anew(tmp_path, roads, country, monkeypatch):
    interrupt(monkeypatch, rnc_order(roads), country, tmp_path / "net")
    steps = []
    build(rnc_order(roads, limit_min=60.0), country, tmp_path / "net", report=lambda step, _: steps.append(step))
    assert "reading" in steps


KILLED = """
import sys, time
from pathlib import Path
sys.path.insert(0, ".")
from tests import test_network as t
from layers.network import phases
def killed(*_):
    (_[5] / "minutes.parquet").write_bytes(b"half")
    print("ready", flush=True)
    time.sleep(60)
phases._search = killed
phases.build(t.rnc_order(Path(sys.argv[1])), t.small(), Path(sys.argv[2]), report=t.silent)
"""


@pytest.mark.moderate
def test_killed_in_the_middle_the_old_network_stands_and_the_new_one_is_built_on(tmp_path, roads, country, network):
    script = [sys.executable, "-c", KILLED, roads, tmp_path / "net"]
    before = (tmp_path / "net" / "network.json").read_bytes()
    with subprocess.Popen(script, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ}) as running:
        assert running.stdout.readline() == b"ready\n"
        running.send_signal(signal.SIGKILL)
    assert (tmp_path / "net" / "network.json").read_bytes() == before
    assert minutes_of(load(tmp_path / "net", country), country, NODES[4])
    build(rnc_order(roads), country, tmp_path / "net", report=silent)
    assert (tmp_path / "net" / "network.json").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"rnc", "net"}


# --- regions


@pytest.fixture(scope="module")
def two_states():
    homes = [at("070010001", NODES[1]), at("200010001", NODES[3]), at("200010002", NODES[4])]
    keys = ["07001", "20001"]
    sites = [site("office-1", *NODES[2]), site("office-2", *NODES[4])]
    return world([municipality(key) for key in keys], homes, [returns(key) for key in keys], sites)


@pytest.mark.moderate
def test_a_region_a_folder(tmp_path, two_states):
    folder = write_rnc(tmp_path / "rnc", NODES, ROADS)
    whole = load_with(tmp_path, folder, two_states)
    for state in ("07", "20"):
        build(rnc_order(folder, states=(state,)), two_states, tmp_path / "regions" / state, report=silent)
    regions = load(tmp_path / "regions", two_states)
    assert len(regions.regions) == 2
    for place in (NODES[2], NODES[4], NODES[5]):
        one, other = whole.ways(*place), regions.ways(*place)
        assert one.settlement.tolist() == other.settlement.tolist()
        assert one.minutes.tolist() == other.minutes.tolist()
    only = load(tmp_path / "regions" / "07", two_states)
    assert only.known.tolist() == [True, False, False]
    assert only.ways(*NODES[4]).settlement.tolist() == [0]


def test_a_settlement_is_in_one_region(tmp_path, two_states):
    folder = write_rnc(tmp_path / "rnc", NODES, ROADS)
    for name, states in (("a", ("07",)), ("b", ("07", "20"))):
        build(rnc_order(folder, states=states), two_states, tmp_path / "regions" / name, report=silent)
    with pytest.raises(NetworkError, match=r"^b: Pueblo 070010001 \(070010001\) is in another region too"):
        load(tmp_path / "regions", two_states)


# --- what is refused


def refused(tmp_path, country, order):
    """The fault, in both languages, and that nothing of it was kept."""
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(NetworkError) as caught:
        build(order, country, tmp_path / "net", report=silent)
    assert {path.name for path in tmp_path.iterdir()} == before
    error = caught.value
    assert str(error) == error.said(Text("en")) != error.said(Text("es"))
    return error


def test_a_truncated_extract(tmp_path, country):
    random = np.random.default_rng(1)
    nodes = {n: tuple(place) for n, place in enumerate(random.uniform([-97, 16], [-95, 18], (3000, 2)), start=1)}
    path = write_osm(tmp_path / "a.osm.pbf", nodes, [Road(n, n + 1) for n in range(1, 3000)])
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    error = refused(tmp_path, country, Order(kind="osm", source=path, speeds=OSM_KMH))
    assert (error.code, error.parts["file"]) == ("not_whole", "a.osm.pbf")


@pytest.mark.parametrize("data", [b"", b"no roads here", b"<html>"])
def test_what_is_no_extract(tmp_path, country, data):
    (tmp_path / "a.osm.pbf").write_bytes(data)
    error = refused(tmp_path, country, Order(kind="osm", source=tmp_path / "a.osm.pbf", speeds=OSM_KMH))
    assert error.code in {"not_whole", "no_roads"}


def test_lines_without_speed(tmp_path, country):
    folder = write_rnc(tmp_path / "rnc", NODES, ROADS)
    shutil.rmtree(folder)
    write_without(folder, "VELOCIDAD")
    error = refused(tmp_path, country, rnc_order(folder))
    assert (error.code, error.parts["column"]) == ("no_column", "VELOCIDAD")
    assert "VELOCIDAD" in str(error)


def write_without(folder, column):
    import shapely

    from tools.roads import write_table

    folder.mkdir()
    fields = {"VELOCIDAD": ["60"], "UNION_INI": [1], "UNION_FIN": [2]}
    made = {name: np.array(values, dtype=object if name == "VELOCIDAD" else "int64") for name, values in fields.items()}
    del made[column]
    write_table(folder / "red_vial.shp", made, [shapely.LineString([NODES[1], NODES[2]])], crs="EPSG:6365")


def test_lines_without_columns_of_their_ends(tmp_path, country):
    write_without(tmp_path / "rnc", "UNION_FIN")
    error = refused(tmp_path, country, rnc_order(tmp_path / "rnc"))
    assert (error.code, error.parts["column"]) == ("no_column", "UNION_FIN")


def test_a_folder_without_roads(tmp_path, country):
    (tmp_path / "rnc").mkdir()
    assert refused(tmp_path, country, rnc_order(tmp_path / "rnc")).code == "no_rnc"


def test_a_truncated_shapefile(tmp_path, country):
    folder = write_rnc(tmp_path / "rnc", NODES, ROADS)
    for name in ("red_vial.shp", "red_vial.dbf", "red_vial.shx"):
        path = folder / name
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refused(tmp_path, country, rnc_order(folder)).code in {"not_whole", "no_ends", "no_rnc"}


def test_lines_without_end_nodes(tmp_path, country):
    nodes = {**NODES, 0: (-95.9, 17.1)}
    folder = write_rnc(tmp_path / "rnc", nodes, [*ROADS, Road(1, 0), Road(0, 5)])
    error = refused(tmp_path, country, rnc_order(folder))
    assert (error.code, error.parts["row"], error.parts["count"]) == ("no_ends", "5", 2)


@pytest.mark.parametrize("kmh", [0.0, 900.0, "fast", -5.0])
def test_speeds_that_can_be_none(tmp_path, country, kmh):
    folder = write_rnc(tmp_path / "rnc", NODES, [*ROADS, Road(4, 5, kmh)])
    error = refused(tmp_path, country, rnc_order(folder))
    assert (error.code, error.parts["row"], error.parts["count"]) == ("speed", "5", 1)
    facts = build(rnc_order(folder, odd_as_missing=True), country, tmp_path / "net", report=silent)
    assert ("odd_speeds", "1") in facts.notes


def test_another_country_s_network(tmp_path, country):
    away = {number: (lon + 100, lat + 30) for number, (lon, lat) in NODES.items()}
    error = refused(tmp_path, country, rnc_order(write_rnc(tmp_path / "rnc", away, ROADS)))
    assert error.code == "elsewhere"
    assert "4.0 47.0, 4.6 47.2" in str(error)


def test_a_network_that_ties_fewer_than_half_of_the_people(tmp_path, roads):
    homes = [at("200010001", NODES[1]), at("200020001", (-95.8, 16.5), 1001.0)]
    error = refused(tmp_path, small(homes=homes), rnc_order(roads))
    assert (error.code, error.parts["share"]) == ("few_tied", pytest.approx(1000 / 2001))
    assert "only 50% of the people" in str(error)


def test_an_unknown_state(tmp_path, country, roads):
    assert refused(tmp_path, country, rnc_order(roads, states=("99",))).code == "state"


def test_a_folder_of_other_files_is_not_written_over(tmp_path, country, roads):
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "thesis.docx").write_text("years of work")
    assert refused(tmp_path, country, rnc_order(roads)).code == "not_ours"
    assert (tmp_path / "net" / "thesis.docx").is_file()


def test_a_folder_of_an_older_edition_of_settlements(tmp_path, country, network):
    homes = country.settlements.assign(population=country.settlements["population"] + 1)
    newer = country.with_settlements(homes, "settlements.parquet")
    with pytest.raises(NetworkError) as caught:
        load(tmp_path / "net", newer)
    assert caught.value.code == "other_edition"
    assert "world" in caught.value.said(Text("es"))


@pytest.mark.parametrize(
    "name",
    ["network.json", "minutes.parquet", "places.parquet", "settlements.parquet", "arc-minutes.npy", "keyed-piece.npy"],
)
@pytest.mark.parametrize("left", [0.0, 0.5])
def test_a_damaged_folder(tmp_path, country, network, name, left):
    # A copy: the network that is loaded reads its own files still.
    path = shutil.copytree(tmp_path / "net", tmp_path / "copy") / name
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * left)])
    with pytest.raises(NetworkError) as caught:
        load(tmp_path / "copy", country)
    assert caught.value.code == "damaged"


def test_a_folder_of_another_version(tmp_path, country, network):
    path = tmp_path / "net" / "network.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "layout": 99}))
    with pytest.raises(NetworkError) as caught:
        load(tmp_path / "net", country)
    assert caught.value.code == "layout"


# --- speeds, where the folder is, the command


def test_speeds_of_a_person(tmp_path):
    path = tmp_path / "speeds.csv"
    path.write_text("class,kmh\nTrack,12\nmotorway link,55\n")
    found = read_speeds(path, OSM_KMH)
    assert (found["track"], found["motorway_link"], found["primary"]) == (12.0, 55.0, 70.0)
    for line in ("canal,20", "track,0", "track,900", "track,fast", "track"):
        path.write_text(f"class,kmh\n{line}\n")
        with pytest.raises(NetworkError) as caught:
            read_speeds(path, OSM_KMH)
        assert caught.value.code == "speeds_file"


def test_the_documents_have_the_speeds_of_the_code():
    told = {}
    for line in (ROOT / "docs" / "network.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for names, speeds in zip(cells[::2], cells[1::2], strict=False):
            if all(part.strip().isdigit() for part in speeds.split(",")):
                told |= dict(zip(names.split(", "), map(float, speeds.split(", ")), strict=True))
    assert told == {**OSM_KMH, **RNC_KMH}


def test_where_the_folder_is(monkeypatch):
    monkeypatch.delenv("ALCANCE_NETWORK", raising=False)
    assert named(VARIABLE) is None
    monkeypatch.setenv("ALCANCE_NETWORK", "/roads")
    assert named(VARIABLE) == Path("/roads")
    assert named(VARIABLE, Path("mine")) == Path("mine")


def test_the_command_builds_a_folder_and_says_whom_it_ties(tmp_path, country, roads, shell, monkeypatch):
    monkeypatch.setattr("layers.load", lambda: country)
    code, out, err = shell("network", "--rnc", roads, "--out", tmp_path / "net", "--date", "2018")
    assert (code, read_facts(tmp_path / "net").date) == (0, "2018")
    assert "off the network 11.11%" in out.decode()
    assert "Red Nacional de Caminos" in err
    assert "most memory" in err


@pytest.mark.moderate
def test_the_command_says_what_is_wrong_in_the_language_asked_for(tmp_path, country, shell, monkeypatch):
    monkeypatch.setattr("layers.load", lambda: country)
    folder = write_rnc(tmp_path / "rnc", NODES, [*ROADS, Road(4, 5, 900.0)])
    code, out, err = shell("network", "--rnc", folder, "--out", tmp_path / "net", "--lang", "es")
    assert (code, out) == (1, b"")
    assert "red_vial.shp, fila 5: hay una velocidad de 900 km/h" in err
    for options in ((), ("--rnc", folder, "--osm", folder)):
        assert shell("network", "--out", tmp_path / "net", *options)[0] == 2


def test_a_network_that_stood_there_comes_back_after_a_kill_between_two_renames(
    tmp_path, roads, country, network, monkeypatch
):
    (tmp_path / "net").rename(tmp_path / ".net-old")
    interrupt(monkeypatch, rnc_order(roads, limit_min=60.0), country, tmp_path / "net")
    assert load(tmp_path / "net", country).facts == network.facts
