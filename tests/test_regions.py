"""Gap regions and their office areas: by hand, what must hold of any, and of the embedded data."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.regions import regions_notes, regions_sentence
from geo import Criteria, CriteriaError, find_gaps
from geo.areas import office_areas
from geo.geodesy import GEOD
from geo.lists import list_municipalities
from geo.municipality import neighbours_of
from geo.regions import find_regions
from geo.sizes import size_groups
from tests.support.worlds import municipality, returns, settlement, squares, world
from words.text import Text

ROW = {"20001": (-97, 17), "20002": (-96, 17), "20003": (-95, 17)}
WIDE = Criteria(reach_km=150)


def regions_of(layers, criteria=WIDE):
    return find_regions(find_gaps(layers, criteria), layers)


def few(*dwellings):
    """Three squares in a row with so many return dwellings each, 25 being asked for."""
    return squares(ROW, **{key: {"returns": 5.0 * count} for key, count in zip(ROW, dwellings, strict=True)})


# --- regions


def test_neighbours_that_together_pass_the_number_are_a_region_and_none_is_a_gap_alone():
    regions = regions_of(few(10, 10, 10))
    [row] = regions.table.to_dict("records")
    assert (row["gap_region"], row["members"], row["states"]) == ("R1", tuple(ROW), ("20",))
    assert (row["municipalities"], row["gaps"]) == (3, 0)
    assert (row["rural_return_dwellings"], row["gap_return_dwellings"], row["unserved_return_dwellings"]) == (30, 0, 30)
    assert regions.totals[["regions", "below", "below_return_dwellings", "outside"]].tolist() == [1, 3, 30, 0]
    # With 24 no region, but told.
    assert regions_of(few(8, 8, 8)).totals[["regions", "outside", "outside_return_dwellings"]].tolist() == [0, 3, 24]


def test_a_gap_is_in_a_region_with_its_neighbours_and_a_corner_is_no_border():
    layers = squares({"20001": (-97, 17), "20002": (-96, 17), "20003": (-95, 18)}, **{"20002": {"returns": 5.0}})
    regions = regions_of(layers)
    assert regions.table["members"].tolist() == [("20001", "20002"), ("20003",)]
    assert regions.table["gaps"].tolist() == [1, 1]
    assert regions.region.tolist() == ["R1", "R1", "R2"]
    rows = list_municipalities(find_gaps(layers, WIDE), layers, all_municipalities=True)
    assert rows["gap_region"].tolist() == ["R1", "R1", "R2"]
    assert list_municipalities(find_gaps(layers, WIDE), layers)["gap_region"].tolist() == ["R1", "R2"]


def test_a_region_goes_on_beyond_a_state_s_border_and_ends_where_a_condition_is_not_met():
    layers = squares({"20001": (-97, 17), "21001": (-96, 17)}, **{"21001": {"returns": 5.0}})
    assert regions_of(layers).table["states"].tolist() == [("20", "21")]
    # The one in the middle has too low a rate: 50 dwellings to each side are two regions.
    layers = squares(ROW, **{"20002": {"rate": 0.1}})
    criteria = WIDE.model_copy(update={"min_return_rate": 5.0})
    assert regions_of(layers, criteria).table["members"].tolist() == [("20001",), ("20003",)]
    assert not regions_of(layers, criteria).is_open.any()


@pytest.mark.moderate
def test_a_municipality_of_which_a_figure_is_unknown_is_in_no_region_and_told():
    layers = squares(ROW)
    unknown = layers.returns.assign(return_rate=[20.0, np.nan, 20.0])
    layers = dataclasses.replace(layers, returns=unknown)
    criteria = WIDE.model_copy(update={"min_return_rate": 5.0})
    regions = regions_of(layers, criteria)
    assert regions.table["members"].tolist() == [("20001",), ("20003",)]
    assert regions.is_open.tolist() == [False, True, False]
    gaps = find_gaps(layers, criteria)
    notes = regions_notes(office_areas(gaps, layers), gaps, Text("en"))
    assert any("1 municipality could belong to a region" in note for note in notes)


def test_where_nobody_is_rural_or_nobody_asks_there_is_no_region():
    keys = ("20001", "20002", "19001")
    layers = world(
        [municipality(key, region="Norte" if key == "19001" else "Sur-sureste") for key in keys],
        [settlement(key, locality_population=90_000.0 if key == "20002" else 1000.0) for key in keys],
        [returns(key) for key in keys],
    )
    regions = regions_of(layers, Criteria(min_rural_share=0.0))
    assert regions.region.tolist() == [None, "R1", None]
    assert not regions.is_open.any()
    # Without borders each is a group of its own.
    assert regions.table["members"].tolist() == [("20001",)]


def test_the_most_dwellings_come_first_and_the_first_key_where_they_are_equal():
    layers = squares({"20001": (-97, 17), "20002": (-95, 17), "20003": (-93, 17)}, **{"20003": {"returns": 300.0}})
    assert regions_of(layers).table["members"].tolist() == [("20003",), ("20001",), ("20002",)]


def grid(draw):
    """Municipalities on a grid, of different dwellings, some of which meet no condition."""
    size = draw(st.integers(2, 4))
    keys = [f"20{number:03d}" for number in range(1, size * size + 1)]
    figures = {key: (draw(st.integers(0, 24)), draw(st.booleans())) for key in keys}
    at = {key: divmod(number, size) for number, key in enumerate(keys)}
    pairs = {
        (one, other)
        for one, (x, y) in at.items()
        for other, place in at.items()
        if place in {(x, y + 1), (x + 1, y), (x, y - 1), (x - 1, y)}
    }
    return figures, pairs


def layers_of(figures, pairs):
    """Layers of municipalities with so many return dwellings, of which those that are told so have a high rate."""
    rates = {key: 20.0 if high else 1.0 for key, (_, high) in figures.items()}
    layers = world(
        [municipality(key) for key in figures],
        [settlement(key) for key in figures],
        [returns(key, rate=rates[key], dwellings=count * 100.0 / rates[key]) for key, (count, _) in figures.items()],
    )
    return dataclasses.replace(
        layers, neighbours=pd.DataFrame(sorted(pairs), columns=["cvegeo", "neighbour"], dtype="str")
    )


@pytest.mark.moderate
@settings(max_examples=12)
@given(st.data())
def test_a_municipality_cut_in_two_or_two_made_one_leave_the_dwellings_in_regions_as_they_are(data):
    figures, pairs = grid(data.draw)
    criteria = Criteria(min_return_rate=5.0)
    before = regions_of(layers_of(figures, pairs), criteria).totals
    one = data.draw(st.sampled_from(sorted(figures)))
    count, high = figures[one]
    # Cut in two: each neighbour borders on one half or on both.
    half = data.draw(st.integers(0, count))
    around = sorted(other for first, other in pairs if first == one)
    sides = {other: data.draw(st.sampled_from(([one], ["20999"], [one, "20999"]))) for other in around}
    inner = {pair for pair in pairs if one not in pair} | {(one, "20999"), ("20999", one)}
    outer = {pair for other, halves in sides.items() for each in halves for pair in ((each, other), (other, each))}
    cut = {**figures, one: (half, high), "20999": (count - half, high)}
    after = regions_of(layers_of(cut, inner | outer), criteria).totals
    assert after["rural_return_dwellings"] == pytest.approx(before["rural_return_dwellings"])
    assert after["regions"] == before["regions"]
    # Two members made one.
    twins = sorted(pair for pair in pairs if figures[pair[0]][1] and figures[pair[1]][1])
    if twins:
        kept, gone = data.draw(st.sampled_from(twins))
        merged = {key: value for key, value in figures.items() if key != gone}
        merged[kept] = (figures[kept][0] + figures[gone][0], True)
        moved = {tuple(kept if key == gone else key for key in pair) for pair in pairs}
        after = regions_of(layers_of(merged, {pair for pair in moved if pair[0] != pair[1]}), criteria).totals
        assert after["rural_return_dwellings"] == pytest.approx(before["rural_return_dwellings"])
        assert after["regions"] == before["regions"]


# --- office areas


def test_the_office_is_the_seat_to_which_the_dwellings_have_the_shortest_ways():
    layers = few(10, 10, 10)
    gaps = find_gaps(layers, WIDE)
    [row] = office_areas(gaps, layers).table.to_dict("records")
    km = GEOD.inv(-96.5, 17.5, -95.5, 17.5)[2] / 1000
    assert (row["office_area"], row["office"], row["office_seat"]) == ("R1.1", "20002", "Cabecera")
    assert (row["office_lon"], row["office_lat"]) == (-95.5, 17.5)
    assert row["mean_km"] == pytest.approx(2 / 3 * km)
    assert row["farthest_km"] == pytest.approx(km)
    heavy = few(40, 10, 10)
    assert office_areas(find_gaps(heavy, Criteria(reach_km=300)), heavy).table["office"].tolist() == ["20001"]


def test_a_region_too_large_for_one_office_is_cut_and_what_none_can_serve_is_told():
    layers = few(30, 10, 30)
    gaps = find_gaps(layers, WIDE)
    areas = office_areas(gaps, layers, within_km=107)
    assert areas.table["members"].tolist() == [("20001", "20002", "20003")]
    areas = office_areas(gaps, layers, within_km=50)
    # The one in the middle is 106 km from both, and has too few alone.
    assert areas.table["members"].tolist() == [("20001",), ("20003",)]
    assert areas.by_region[["areas", "left_out", "left_out_return_dwellings"]].to_numpy().tolist() == [[2, 1, 10]]
    assert areas.members["office_area"].fillna("none").tolist() == ["R1.1", "none", "R1.2"]
    assert areas.members["gap_region"].tolist() == ["R1"] * 3
    notes = " ".join(regions_notes(areas, gaps, Text("en")))
    assert "1 municipality (about 10) is in no area: none within 50 km that would hold it has 25" in notes


def test_a_distance_that_no_area_can_keep_is_told_and_nothing_is_lost():
    layers = few(10, 10, 10)
    gaps = find_gaps(layers, WIDE)
    areas = office_areas(gaps, layers, within_km=1)
    assert areas.table.empty
    assert areas.regions.totals["rural_return_dwellings"] == 30
    assert regions_notes(areas, gaps, Text("en")) == [
        "No area within 1 km of an office has 25: ask for a greater distance, or for a smaller number."
    ]
    full = office_areas(gaps, layers)
    assert list(areas.table.columns) == list(full.table.columns)
    assert list(areas.members.columns) == list(full.members.columns)


def test_a_number_that_no_group_has_is_told_and_the_columns_are_the_same():
    layers = few(10, 10, 10)
    gaps = find_gaps(layers, Criteria(min_return_dwellings=1e6))
    areas = office_areas(gaps, layers)
    assert len(areas.table) == len(areas.by_region) == 0
    assert regions_sentence(areas, gaps, layers, Text("en")).endswith("has 1,000,000 rural return dwellings together.")
    full = office_areas(find_gaps(layers, WIDE), layers)
    assert list(areas.by_region.columns) == list(full.by_region.columns)


@pytest.mark.parametrize("within_km", [0, -1, float("nan"), 1001, float("inf")])
def test_a_distance_that_is_none_is_refused(layers, within_km):
    with pytest.raises(CriteriaError, match="within_km: found"):
        office_areas(find_gaps(layers, Criteria()), layers, within_km=within_km)


@pytest.mark.moderate
def test_the_regions_of_the_default_question(layers):
    """Asked anew of the data: 168 gaps and 185 more that meet all but the number, 172 of them in Oaxaca."""
    gaps = find_gaps(layers, Criteria())
    areas = office_areas(gaps, layers)
    members = areas.members
    below = members[members["status"] != "gap"]
    assert (len(members), len(below), (below["state"] == "Oaxaca").sum()) == (353, 185, 172)
    assert round(below["rural_return_dwellings"].sum()) == 1961
    totals = areas.regions.totals
    counts = ["regions", "municipalities", "gaps", "below", "outside", "unknown"]
    assert totals[counts].tolist() == [21, 347, 168, 179, 6, 0]
    assert round(totals["rural_return_dwellings"]) == 14_194
    assert set(gaps.gaps["cvegeo"]) <= set(members.loc[members["gap_region"].notna(), "cvegeo"])
    # No two regions touch, and each area hangs together, passes, and is near its office.
    region = members.set_index("cvegeo")["gap_region"].dropna()
    for key, name in region.items():
        assert {region[other] for other in neighbours_of(layers, key) if other in region} <= {name}
    assert areas.table["members"].map(len).sum() + areas.by_region["left_out"].sum() == totals["municipalities"]
    assert (areas.table["rural_return_dwellings"] >= 25).all()
    assert (areas.table["farthest_km"] <= 50).all()
    for keys in areas.table["members"]:
        found, border = set(), {keys[0]}
        while border:
            found |= border
            border = {other for key in border for other in neighbours_of(layers, key)} & set(keys) - found
        assert found == set(keys)
    assert (areas.by_region["areas"] <= areas.by_region["fewest_areas"] + 1).all()


@pytest.mark.moderate
def test_the_sizes_of_municipalities_and_where_an_office_would_help_each(layers):
    gaps = find_gaps(layers, Criteria())
    groups = size_groups(gaps, office_areas(gaps, layers))
    asked = gaps.table[gaps.table["status"] != "outside_region"]
    assert len(groups) == 8 * 4
    assert groups["municipalities"].sum() == len(asked)
    assert groups["gaps"].sum() == len(gaps.gaps)
    assert groups["unserved_return_dwellings"].sum() == pytest.approx(asked["unserved_return_dwellings"].sum())
    assert (groups["first_area"].notna() == (groups["gaps"] > 0)).all()
    assert groups["people_from"].tolist()[:4] == [0, 5000, 15_000, 50_000]


def test_the_first_area_of_a_size_is_the_one_whose_gaps_of_that_size_have_most_unserved():
    layers = squares(
        {"20001": (-97, 17), "20002": (-95, 17), "20003": (-94, 17)},
        **{
            "20001": {"population": 6000.0, "returns": 300.0},
            "20002": {"population": 6000.0},
            "20003": {"population": 900.0},
        },
    )
    gaps = find_gaps(layers, WIDE)
    areas = office_areas(gaps, layers)
    assert areas.table["members"].tolist() == [("20002", "20003"), ("20001",)]
    groups = size_groups(gaps, areas).set_index("people_from")
    assert groups.loc[5000, "first_area"] == "R2.1"
    assert groups.loc[5000, "first_area_unserved"] == pytest.approx(60)
    assert groups.loc[0, "first_area"] == "R1.1"


# --- files


@pytest.mark.moderate
def test_the_shell_says_what_the_regions_are(shell, layers):
    code, out, _ = shell("regions", "--format", "json", "--within-km", "30")
    document = json.loads(out)
    areas = office_areas(find_gaps(layers, Criteria()), layers, within_km=30)
    assert (code, document["within_km"]) == (0, 30)
    assert document["totals"]["municipalities"] == 347
    assert [row["office_area"] for row in document["rows"]] == areas.table["office_area"].tolist()
    code, out, _ = shell("regions", "--table", "municipalities")
    assert len(out.decode("utf-8-sig").splitlines()) == 1 + 353
    code, out, err = shell("regions", "--within-km", "0")
    assert (code, out, err) == (2, b"", "alcance: --within-km: found 0, expected greater than 0\n")


def test_outlines_hold_the_seats_of_their_municipalities_and_none_of_others(shell, layers):
    import shapely

    code, out, _ = shell("regions", "--format", "geojson", "--state", "31", "--table", "regions")
    document = json.loads(out)
    assert code == 0
    assert document["alcance"]["command"] == "alcance regions --table regions --state 31 --format geojson"
    places = layers.municipios
    seats = shapely.points(places["seat_lon"].to_numpy(), places["seat_lat"].to_numpy())
    for feature in document["features"]:
        outline = shapely.from_geojson(json.dumps(feature["geometry"]))
        inside = places["cvegeo"][shapely.contains(outline, seats)]
        assert inside.tolist() == feature["properties"]["members"]
        assert feature["id"] == feature["properties"]["gap_region"]
