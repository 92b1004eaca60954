"""What must hold of minutes on any network: small ones, without a file, against a search written naively."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.geodesy import geodesic_km
from layers.network.graph import connected
from layers.network.ground import earth_centred_km
from layers.network.roads import Lines, cut
from layers.network.search import Search, reversed_arcs
from layers.network.ties import ON_FOOT, WALK_KM, nearest_pieces, ties
from tests.support.roads import Road

#: Minutes: what rounding in the last digits of coordinates may do.
EXACT = 1e-4


def lines_of(nodes, roads):
    ref, lon, lat, starts = [], [], [], [0]
    for road in roads:
        at = [nodes[road.start], *road.via, nodes[road.end]]
        ref += [road.start, *[-1] * len(road.via), road.end]
        lon += [place[0] for place in at]
        lat += [place[1] for place in at]
        starts.append(len(ref))
    return Lines(
        np.array(ref, dtype="int64"),
        np.array(lon),
        np.array(lat),
        np.array(starts, dtype="int64"),
        np.array([road.kmh for road in roads], dtype="float64"),
        np.array([road.way for road in roads], dtype="uint8"),
    )


def search_on(nodes, roads, homes):
    pieces, _ = connected(cut(lines_of(nodes, roads)))
    lon, lat = (np.array([home[side] for home in homes], dtype="float64") for side in (0, 1))
    at = earth_centred_km(lon, lat)
    arcs = reversed_arcs(pieces, ties(at, nearest_pieces(at, pieces), pieces, leaving=False), len(homes))
    none = np.zeros(0, dtype="int64")
    return Search(pieces, arcs, lon, lat, np.ones(len(homes), dtype=bool), none, none)


def minutes_on(nodes, roads, homes, site, limit=1e6):
    return search_on(nodes, roads, homes).minutes_to(*site, limit)[0]


def naively(nodes, roads, homes, site, step_km=0.2):
    """Minutes from each home to the site, by trying very many points to get on and off the road."""
    import networkx as nx

    graph, points = nx.DiGraph(), []
    lines = lines_of(nodes, roads)
    for first, last, kmh, way in zip(lines.starts[:-1], lines.starts[1:], lines.kmh, lines.way, strict=True):
        at = np.column_stack([lines.lon[first:last], lines.lat[first:last]])
        names = [(int(lines.ref[row]) if lines.ref[row] >= 0 else ("via", int(row))) for row in range(first, last)]
        for a, b, one, other in zip(at[:-1], at[1:], names[:-1], names[1:], strict=True):
            count = max(2, int(111 * np.linalg.norm(b - a) / step_km))
            inner = [one, *[(one, other, int(first), place) for place in range(1, count)], other]
            here = earth_centred_km(*(a + np.linspace(0, 1, count + 1)[:, None] * (b - a)).T)
            points += list(zip(inner, here, strict=True))
            for (u, before), (v, after) in itertools.pairwise(zip(inner, here, strict=True)):
                for tail, head, bit in ((u, v, 1), (v, u, 2)):
                    if way & bit:
                        graph.add_edge(tail, head, weight=np.linalg.norm(after - before) / kmh * 60)
    target = earth_centred_km(*np.array([site]).T)[0]
    found = []
    for name, place in points:
        walk = np.linalg.norm(place - target)
        if walk <= WALK_KM and name in graph:
            graph.add_edge(name, "site", weight=walk * ON_FOOT)
    to_site = nx.single_source_dijkstra_path_length(graph.reverse(), "site") if "site" in graph else {}
    for home in earth_centred_km(*np.array(homes).T):
        ways = [np.inf]
        direct = np.linalg.norm(home - target)
        ways += [direct * ON_FOOT] if direct <= WALK_KM else []
        walks = ((name, np.linalg.norm(place - home)) for name, place in points)
        ways += [walk * ON_FOOT + to_site[name] for name, walk in walks if walk <= WALK_KM and name in to_site]
        found.append(min(ways))
    return np.array(found)


places = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda at: (-96.0 + at[0] / 100, 17.0 + at[1] / 100))


@st.composite
def worlds(draw):
    """A network that can be driven about in: a ring of both directions and some roads across; homes; a site."""
    count = draw(st.integers(3, 6))
    nodes = dict(enumerate(draw(st.lists(places, min_size=count, max_size=count, unique=True))))
    speeds = st.sampled_from([12.0, 30.0, 60.0, 100.0])
    roads = [Road(here, (here + 1) % count, draw(speeds)) for here in range(count)]
    for _ in range(draw(st.integers(0, 3))):
        start, end = draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True))
        roads.append(Road(start, end, draw(speeds), draw(st.sampled_from([1, 2, 3]))))
    homes = draw(st.lists(places, min_size=1, max_size=6, unique=True))
    return nodes, roads, homes, draw(places)


@pytest.mark.moderate
@settings(max_examples=15)
@given(worlds())
def test_minutes_are_those_of_a_naive_search_over_very_many_points(world):
    nodes, roads, homes, site = world
    ours, theirs = minutes_on(*world), naively(nodes, roads, homes, site)
    assert (np.isfinite(ours) == np.isfinite(theirs)).all()
    reached = np.isfinite(ours)
    # Its points lie 200 m apart: 100 m on foot at either end at most.
    assert (ours[reached] <= theirs[reached] + 0.02).all()
    assert (ours[reached] >= theirs[reached] - 3.0).all()


@pytest.mark.moderate
@given(worlds(), st.data())
def test_a_new_road_never_lowers_access(world, data):
    nodes, roads, homes, site = world
    new = data.draw(places)
    joined = data.draw(st.lists(st.sampled_from(sorted(nodes)), min_size=1, max_size=2, unique=True))
    speed, way = data.draw(st.sampled_from([5.0, 20.0, 90.0])), data.draw(st.sampled_from([1, 2, 3]))
    more = {**nodes, 99: new}
    roads_there = [Road(99, node, speed, way) for node in joined]
    before, after = minutes_on(nodes, roads, homes, site), minutes_on(more, [*roads, *roads_there], homes, site)
    assert (after <= before + EXACT).all()


@pytest.mark.moderate
@given(worlds(), st.floats(20, 300), st.floats(0, 100))
def test_a_longer_limit_never_loses_a_settlement(world, limit, longer):
    nodes, roads, homes, site = world
    search = search_on(nodes, roads, homes)
    short, long = (search.minutes_to(*site, most)[0] for most in (limit, limit + longer))
    assert (np.isfinite(long) | ~np.isfinite(short)).all()
    both = np.isfinite(short)
    assert (short[both] == long[both]).all()
    assert (short[both] <= limit).all()


@pytest.mark.moderate
@given(worlds(), st.data())
def test_splitting_a_road_changes_nothing(world, data):
    nodes, roads, homes, site = world
    index = data.draw(st.integers(0, len(roads) - 1))
    share = data.draw(st.floats(0.05, 0.95))
    road = roads[index]
    (x, y), (u, v) = nodes[road.start], nodes[road.end]
    more = {**nodes, 99: (x + share * (u - x), y + share * (v - y))}
    halves = [Road(road.start, 99, road.kmh, road.way), Road(99, road.end, road.kmh, road.way)]
    split = minutes_on(more, [*roads[:index], *halves, *roads[index + 1 :]], homes, site)
    assert np.allclose(split, minutes_on(*world), atol=1e-3)


@pytest.mark.moderate
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(world, random):
    nodes, roads, homes, site = world
    mixed = list(roads)
    random.shuffle(mixed)
    turned = [
        Road(road.end, road.start, road.kmh, {1: 2, 2: 1, 3: 3}[road.way]) if random.random() < 0.5 else road
        for road in mixed
    ]
    assert np.allclose(minutes_on(nodes, turned, homes, site), minutes_on(*world), atol=EXACT)


@pytest.mark.moderate
@given(worlds())
def test_minutes_by_the_reversed_graph_are_those_of_the_forward_graph(world):
    nodes, roads, homes, site = world
    back = {1: 2, 2: 1, 3: 3}
    forward = [Road(road.start, road.end, road.kmh, back[road.way]) for road in roads]
    there = minutes_on(*world)
    for home, minutes in zip(homes, there, strict=True):
        # On the roads turned round the way home from the site is the way to the site.
        assert np.isclose(minutes_on(nodes, forward, [site], home)[0], minutes, atol=EXACT) or np.isinf(minutes)


@pytest.mark.moderate
@given(worlds())
def test_nobody_is_nearer_by_road_than_on_the_geodesic(world):
    nodes, roads, homes, site = world
    minutes, km = search_on(nodes, roads, homes).minutes_to(*site, 1e6)
    reached = np.isfinite(minutes)
    lon, lat = np.array(homes).T
    straight = geodesic_km(lon, lat, np.full(len(lon), site[0]), np.full(len(lon), site[1]))
    assert (km[reached] >= straight[reached] * (1 - 1e-6)).all()
    assert (minutes[reached] >= straight[reached] / 100.0 * 60 * (1 - 1e-6)).all()


@pytest.mark.moderate
@given(worlds())
def test_km_and_minutes_are_of_the_same_way(world):
    nodes, roads, homes, site = world
    same = [Road(road.start, road.end, 60.0, road.way) for road in roads]
    minutes, km = search_on(nodes, same, homes).minutes_to(*site, 1e6)
    reached = np.isfinite(minutes)
    # At 60 km/h a km is a minute; the rest is on foot at 15 minutes a km.
    assert (minutes[reached] >= km[reached] - 1e-3).all()
    assert (minutes[reached] <= ON_FOOT * km[reached] + 1e-3).all()


@pytest.mark.moderate
def test_arcs_are_searched_as_networkx_does():
    import networkx as nx

    random = np.random.default_rng(7)
    nodes = {number: tuple(at) for number, at in enumerate(random.uniform([-97, 16], [-96, 17], (40, 2)))}
    roads = [
        Road(int(a), int(b), float(random.choice([20, 40, 80]))) for a, b in random.integers(0, 40, (120, 2)) if a != b
    ]
    homes = random.uniform([-97, 16], [-96, 17], (30, 2)).tolist()
    search = search_on(nodes, roads, homes)
    minutes, _ = search.minutes_to(-96.5, 16.5, 500.0)
    arcs = search.arcs
    graph = nx.DiGraph()
    for row in range(len(arcs.row) - 1):
        for arc in range(arcs.row[row], arcs.row[row + 1]):
            graph.add_edge(row, int(arcs.column[arc]), weight=arcs.minutes[arc])
    found = nx.single_source_dijkstra_path_length(graph, len(arcs.row) - 2, cutoff=500.0)
    first = len(search.pieces.place)
    expected = [found.get(first + home, np.inf) for home in range(len(homes))]
    # On foot all the way, or over one piece, is looked at apart.
    assert (minutes <= np.array(expected)).all()
    assert np.count_nonzero(minutes == np.array(expected)) >= len(homes) - 3


def test_pieces_about_a_place_are_those_of_the_tree():
    from layers.network.ties import pieces_about

    random = np.random.default_rng(3)
    nodes = {number: tuple(at) for number, at in enumerate(random.uniform([-97, 16], [-96, 17], (60, 2)))}
    # Each once: of two that lie alike, either may be the 64th.
    pairs = {tuple(sorted(pair)) for pair in random.integers(0, 60, (150, 2)).tolist() if pair[0] != pair[1]}
    pieces = search_on(nodes, [Road(*pair) for pair in sorted(pairs)], [(-96.5, 16.5)]).pieces
    for lon, lat in random.uniform([-97.1, 15.9], [-95.9, 17.1], (40, 2)):
        at = earth_centred_km(np.array([lon]), np.array([lat]))
        assert sorted(pieces_about(lon, lat, at[0], pieces)) == sorted(nearest_pieces(at, pieces)[1])


@pytest.mark.parametrize("way", [1, 2])
def test_a_one_way_street_is_not_driven_the_wrong_way(way):
    nodes = {1: (-96.0, 17.0), 2: (-95.5, 17.0), 3: (-95.75, 17.4)}
    roads = [Road(1, 2, 60.0, way), Road(2, 3), Road(3, 1)]
    minutes = minutes_on(nodes, roads, [nodes[1], nodes[2]], nodes[2])
    along = geodesic_km(*np.array([[-96.0], [17.0], [-95.5], [17.0]]))[0]
    assert minutes[1] == 0
    assert (abs(minutes[0] - along) < 0.01) == (way == 1)
