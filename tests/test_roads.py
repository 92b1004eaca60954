"""The question in minutes by a network of roads: who is reached, what follows, and what is told of it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import shapely

from exports.context import describe, query_of
from exports.credits import credit, sources
from exports.isochrones import export_isochrones
from exports.lists import export_gaps
from exports.regions import describe_regions, export_regions, regions_notes
from exports.sentence import more, reading_line
from geo import Criteria, CriteriaError, find_gaps
from geo.areas import office_areas
from geo.catchment_areas import CELL_DEGREES, catchments, cells, circles_of, isochrones
from geo.catchments import select_sites
from geo.certainty import find_certainty
from geo.coverage import Inside, covered
from geo.municipality import nearest_sites, settlements_of
from geo.placement import problem_of
from geo.reach import reach_of
from geo.referrals import referrals
from geo.sites import place_sites
from geo.siting import Siting
from geo.travel import SPEED_FACTORS, minutes_to_be_reached, seats, surely_from, who_is_reached
from layers.network import load
from layers.network.facts import FILE
from tests.support.roads import network_of_oaxaca
from vocabulary.lists import TIES
from words.text import Text

EN = Text("en")
ASKED = Criteria(state=("20",), reach_min=90)

pytestmark = pytest.mark.moderate


@pytest.fixture(scope="module")
def folder(layers, tmp_path_factory):
    """A generated network among Oaxaca's settlements."""
    return network_of_oaxaca(layers, tmp_path_factory.mktemp("roads"))


@pytest.fixture(scope="module")
def by_road(layers, folder):
    return layers.with_network(load(folder, layers))


@pytest.fixture(scope="module")
def answer(by_road):
    return find_gaps(by_road, ASKED)


def minutes_of(layers, selection):
    """Minutes of every settlement to the nearest place that reaches as far as the question says: one by one."""
    found = np.full(len(layers.settlements), np.inf)
    for place in selection.places:
        ways = layers.network.ways(*place)
        found[ways.settlement] = np.minimum(found[ways.settlement], ways.minutes)
    return found


def test_who_is_reached_is_who_is_within_the_minutes(by_road, answer):
    reached = who_is_reached(by_road, answer.selection, ASKED)
    about = by_road.network.known
    minutes = minutes_of(by_road, answer.selection)
    assert about.sum() == by_road.settlements["cvegeo"].str.startswith("20").sum()
    np.testing.assert_array_equal(reached.surely[about], minutes[about] <= 90)
    assert 500 < reached.surely[about].sum() < about.sum()


def test_elsewhere_the_band_holds(layers, by_road, answer):
    reached, band = (who_is_reached(some, answer.selection, ASKED) for some in (by_road, layers))
    elsewhere = ~by_road.network.known
    for ours, theirs in zip(reached, band, strict=True):
        np.testing.assert_array_equal(ours[elsewhere], theirs[elsewhere])
    country = find_gaps(by_road, Criteria(reach_min=90))
    undecided = country.table.loc[country.table["status"] == "undecided", "state_code"]
    assert len(undecided)
    assert "20" not in set(undecided)


def test_with_roads_a_gap_disappears_and_another_appears(layers, answer):
    by_circle = find_gaps(layers, Criteria(state=("20",), reach_km=35))
    ours, theirs = (set(found.gaps["cvegeo"]) for found in (answer, by_circle))
    assert ours - theirs
    assert theirs - ours
    assert not answer.totals["undecided"]


def test_covered_and_uncovered_people_are_the_people(by_road, answer):
    reach = reach_of(by_road)
    rural = reach.rural(ASKED.rural_below)
    reached = who_is_reached(by_road, answer.selection, ASKED)
    both = covered(rural, Inside(reach, reached.surely))[0] + covered(rural, Inside(reach, ~reached.surely))[0]
    mine = (answer.table["state_code"] == "20").to_numpy()
    np.testing.assert_allclose(both[mine], answer.table["rural_population"][mine])


@pytest.mark.parametrize(("shorter", "longer"), [(30, 60), (60, 90), (90, 180)])
def test_more_minutes_never_lose_a_settlement_nor_add_a_gap(by_road, answer, shorter, longer):
    few, many = (ASKED.model_copy(update={"reach_min": float(minutes)}) for minutes in (shorter, longer))
    less, more_of = (who_is_reached(by_road, answer.selection, asked).surely for asked in (few, many))
    assert not (less & ~more_of).any()
    assert set(find_gaps(by_road, many).gaps["cvegeo"]) <= set(find_gaps(by_road, few).gaps["cvegeo"])


def test_more_minutes_than_the_network_knows_are_refused(by_road):
    with pytest.raises(CriteriaError, match=r"reach_min: found 181 minutes, .* no more than 180"):
        find_gaps(by_road, Criteria(reach_min=181))


def test_km_are_km_with_a_network_too(layers, by_road):
    with_roads, without = (find_gaps(some, Criteria()) for some in (by_road, layers))
    assert with_roads.table.equals(without.table)
    assert with_roads.network is None


def test_the_nearest_site_is_the_one_reached_soonest(by_road, answer):
    places = list(zip(answer.selection.covering["lon"], answer.selection.covering["lat"], strict=True))
    row = answer.table[(answer.table["state_code"] == "20") & answer.table["nearest_min"].notna()].iloc[0]
    at = seats(by_road)[row.name]
    ways = np.array([by_road.network.ways(*place).of(np.array([at])) for place in places])[:, :, 0]
    soonest = int(np.nanargmin(ways[:, 0]))
    assert row["nearest_site"] == answer.selection.covering["site_id"].iloc[soonest]
    assert (row["nearest_min"], row["nearest_road_km"]) == pytest.approx(tuple(ways[soonest]))
    far = answer.table["nearest_min"].isna()
    assert answer.table.loc[far, "nearest_km"].notna().all()
    known = answer.table[~far]
    assert (known["nearest_road_km"] >= known["nearest_km"] * (1 - 1e-6) - 0.1).mean() > 0.95


def test_seats_are_settlements_of_their_municipality(layers):
    found = seats(layers)
    assert (layers.settlements["cvegeo"].to_numpy()[found] == layers.municipios["cvegeo"]).all()
    away = np.hypot(
        *(layers.settlements[name].to_numpy()[found] - layers.municipios[f"seat_{name}"] for name in ("lon", "lat"))
    )
    assert np.median(away) < 1e-9


def test_who_is_off_the_network_is_not_reached_and_told(by_road, answer):
    network = by_road.network
    tie = np.where(network.tie == TIES.index("off"), TIES.index("road"), network.tie)
    mine = np.flatnonzero((by_road.settlements["cvegeo"] == "20334").to_numpy())
    tie[mine] = TIES.index("off")
    off = type(network)(network.regions, tie, network.name)
    table = find_gaps(by_road.with_network(off), ASKED)
    rural = table.table.set_index("cvegeo").loc["20334"]
    assert rural["off_network_population"] == rural["rural_population"]
    assert "1 municipality live over 10 km" in more(table, by_road, EN)
    assert set(settlements_of(by_road.with_network(off), ASKED, "20334")["tie"]) == {"off"}


def test_the_readings_are_slower_and_faster_roads(by_road, answer):
    sure = find_certainty(by_road, ASKED)
    assert sure.readings.settings["reach_min"] == (90 * 0.8, 90, 90 * 1.25)
    assert "reach_km" not in sure.readings.settings
    assert sure.totals.set_index("measure").loc["gaps", "asked"] == answer.totals["gap"]
    for number in (0, len(sure.readings) // 2, len(sure.readings) - 1):
        again = find_gaps(by_road, sure.readings.criteria(number))
        np.testing.assert_array_equal(again.is_gap, sure.is_gap(number))
    assert (find_certainty(by_road, Criteria(state=("20",), reach_min=180)).readings.reach_min) == (144, 180)


def test_the_minutes_at_which_a_gap_ends_end_it(by_road):
    table = find_certainty(by_road, ASKED).table
    turned = table[table["flip_condition"] == "reach_min"]
    assert len(turned)
    before = find_gaps(by_road, ASKED).table.set_index("cvegeo")["status"]
    for row in turned.head(3).itertuples(index=False):
        at = find_gaps(by_road, ASKED.model_copy(update={"reach_min": float(row.flip_threshold)}))
        after = at.table.set_index("cvegeo")["status"]
        assert (before[row.cvegeo] == "gap") == (after[row.cvegeo] != "gap") or row.flip_change < 0


def test_a_catchment_of_its_own_needs_no_minutes(by_road, answer):
    rows = np.arange(len(by_road.settlements))
    least = minutes_to_be_reached(by_road, by_road.network, answer.selection, rows)
    assert ((least <= 90) == who_is_reached(by_road, answer.selection, ASKED).surely)[by_road.network.known].all()


def test_a_site_may_reach_so_many_minutes_of_its_own(layers, by_road, answer):
    covering = answer.selection.covering
    timed = covering[covering["site_id"].str.contains("oaxaca")].iloc[0]
    records = [
        record.model_copy(update={"reach_min": 30.0}) if record.site_id == timed["site_id"] else record
        for record in layers.programs.records
    ]
    own = type(layers.programs)(
        tuple(records), layers.programs.geometries, layers.programs.views, layers.programs.edition, "own"
    )
    alone = Criteria(state=("20",), programs=(timed["program_id"],), reach_km=1)
    some = by_road.with_programs(own)
    found = select_sites(some, alone)
    assert found.timed == [(timed["lon"], timed["lat"], 30.0)]
    reached = who_is_reached(some, found, alone)
    ways = by_road.network.ways(timed["lon"], timed["lat"])
    assert set(ways.within(30.0)) <= set(np.flatnonzero(reached.surely))
    # Without roads it is a ring between the two speeds, whatever the question says in km.
    ring = who_is_reached(layers.with_programs(own), found, alone)
    assert not ring.is_known
    assert circles_of(found, alone, by_road=False)["km"].max() == pytest.approx(20.0)


def test_a_site_with_two_reaches_is_refused(shell, tmp_path):
    (tmp_path / "sites.csv").write_text("name_es,lon,lat,reach_km,reach_min\nCasa,-96.7,17.1,40,90\n")
    code, _, said = shell("gaps", "--programs-file", str(tmp_path / "sites.csv"), "--yes")
    assert code == 1
    assert "reach_min" in said


def test_new_sites_reach_by_road(by_road, answer):
    state = by_road.municipios["cvegeo"].str.startswith("20")
    candidates = by_road.municipios.loc[state, "cvegeo"].iloc[::40]
    problem = problem_of(by_road, ASKED, Siting(candidates=candidates))
    placement = place_sites(by_road, ASKED, Siting(k=1, candidates=candidates))
    seat = by_road.municipios.set_index("cvegeo").loc[placement.sites["cvegeo"].iloc[0]]
    within = by_road.network.within(seat["seat_lon"], seat["seat_lat"], 90.0)
    np.testing.assert_array_equal(within, by_road.network.ways(seat["seat_lon"], seat["seat_lat"]).within(90.0))
    assert problem.demand_total == pytest.approx(answer.totals["unserved_return_dwellings"])
    helped = find_gaps(by_road, placement.what_if)
    closed = answer.totals["unserved_return_dwellings"] - helped.totals["unserved_return_dwellings"]
    assert closed == pytest.approx(placement.objective)


def test_new_sites_reach_those_the_network_is_not_about_as_the_band_has_it_for_sure(by_road):
    table = by_road.municipios.set_index("cvegeo").loc[["12066", "20010"]]
    seats = table[["seat_lon", "seat_lat"]].to_numpy(dtype=float)
    rows, known = np.arange(len(by_road.settlements)), by_road.network.known
    found = list(surely_from(by_road, Criteria(reach_min=90), seats, rows))
    assert (~known[found[0]]).sum() > 100  # Tlapa lies outside Oaxaca
    for (lon, lat), mine in zip(seats, found, strict=True):
        reached = np.isin(rows, mine)
        np.testing.assert_array_equal(np.flatnonzero(reached & known), by_road.network.within(lon, lat, 90.0))
        np.testing.assert_array_equal(reached[~known], reach_of(by_road).in_circle((lon, lat), 27.0)[~known])


def test_minutes_that_are_none_are_refused_as_what_they_are(by_road):
    with pytest.raises(CriteriaError, match="found 0, expected greater than 0"):
        isochrones(by_road, ASKED, [0, 120])
    with pytest.raises(CriteriaError, match=r"found 200 minutes, .* no more than 180"):
        isochrones(by_road, ASKED, [30, 200])


def test_the_regions_follow_the_minutes_and_an_office_serves_as_far_as_those_reach_by_road(by_road, answer):
    areas = office_areas(answer, by_road)
    assert np.isnan(areas.within_km)
    assert areas.within_min == ASKED.reach_min
    assert areas.regions.is_in[answer.is_gap].all()
    seat_of = dict(zip(by_road.municipios["cvegeo"], seats(by_road), strict=True))
    known, asked = by_road.network.known, 0
    for office in areas.table.itertuples():
        reached = set(by_road.network.within(office.office_lon, office.office_lat, ASKED.reach_min).tolist())
        mine = areas.members.loc[areas.members["office_area"] == office.office_area, "cvegeo"]
        rows = {seat_of[key] for key in mine if key != office.office}
        asked += len(rows)
        assert {row for row in rows if known[row]} <= reached
    assert asked > 100
    assert (areas.table["farthest_km"] > ASKED.reach_ends_km[0]).any(), "farther than the band is sure of"
    said = regions_notes(areas, answer, Text("en"))
    assert "no seat is farther than 90 minutes by road" in " ".join(said)
    again = office_areas(answer, by_road, within_km=ASKED.reach_ends_km[0])
    assert (again.table["farthest_km"] <= again.within_km).all()
    document = json.loads(export_regions(areas, answer, by_road, format="json"))
    assert (document["within_km"], document["within_min"]) == (None, 90)
    beside = describe_regions(areas, answer, by_road, table="areas", name="a.csv").decode()
    assert "alcance regions" in beside
    assert "--within-km" not in beside


def test_the_municipality_s_settlements_tell_minutes_and_what_other_speeds_make_of_them(by_road, answer):
    key = answer.table.loc[answer.table["nearest_min"].between(20, 80), "cvegeo"].iloc[0]
    rows = settlements_of(by_road, ASKED, key)
    known = rows[rows["nearest_min"].notna()]
    slow, _, fast = SPEED_FACTORS
    np.testing.assert_allclose(known["nearest_min_low"] * fast, known["nearest_min"])
    np.testing.assert_allclose(known["nearest_min_high"] * slow, known["nearest_min"])
    assert (known["reached"] == (known["nearest_min"] <= 90)).all()
    assert known["tie"].isin(["road", "key"]).all()
    sites = nearest_sites(by_road, ASKED, key)
    assert sites["minutes"].dropna().is_monotonic_increasing
    assert sites.loc[sites["covers"], "minutes"].min() == pytest.approx(
        answer.table.set_index("cvegeo").loc[key, "nearest_min"]
    )


def test_the_referral_table_has_the_five_nearest_sites_of_every_gap(layers, by_road, answer):
    rows = referrals(answer, by_road)
    assert (rows.groupby("cvegeo", sort=False).size() == 5).all()
    assert rows["cvegeo"].drop_duplicates().tolist() == answer.gaps["cvegeo"].tolist()
    mine = rows[rows["cvegeo"] == rows.loc[rows["minutes"].notna(), "cvegeo"].iloc[0]]
    assert mine["minutes"].dropna().is_monotonic_increasing
    first = answer.gaps.set_index("cvegeo").loc[mine["cvegeo"].iloc[0]]
    assert (mine["site_id"].iloc[0], mine["minutes"].iloc[0]) == (first["nearest_site"], first["nearest_min"])
    by_circle = find_gaps(layers, Criteria())
    plain = referrals(by_circle, layers, each=1)
    assert "minutes" not in plain
    assert plain["site_id"].tolist() == by_circle.gaps["nearest_site"].tolist()
    none = find_gaps(layers, Criteria(programs=()))
    assert referrals(none, layers).empty


def test_isochrones_are_cells_about_the_settlements_reached(by_road, answer):
    frame = isochrones(by_road, ASKED, [30, 60])
    assert (frame.groupby("site_id")["population"].diff().dropna() >= 0).all()
    row = frame.loc[frame["population"].idxmax()]
    site = answer.selection.covering.set_index("site_id").loc[row["site_id"]]
    within = by_road.network.ways(site["lon"], site["lat"]).within(row["minutes"])
    assert row["settlements"] == len(within)
    places = by_road.settlements.iloc[within]
    assert shapely.intersects_xy(row["geometry"], places["lon"], places["lat"]).all()
    assert row["geometry"].area <= len(within) * CELL_DEGREES**2 * (1 + 1e-9)
    document = json.loads(export_isochrones(answer, by_road, [30, 60], text=EN))
    assert len(document["features"]) == len(frame)
    assert document["alcance"]["cell_degrees"] == CELL_DEGREES
    assert "--minutes 30,60" in document["alcance"]["command"]


def test_cells_of_nobody_are_empty(layers):
    assert cells(layers, np.zeros(0, dtype="int64")).is_empty


def test_catchments_by_road_are_no_circles(by_road, answer):
    frame = catchments(by_road, ASKED)
    assert set(frame["catchment"]) <= {"road", "served", "polygon"}
    assert set(frame["site_id"]) == set(answer.selection.covering["site_id"])
    assert frame["radius_km"].isna().all()


def test_catchments_draw_who_is_reached_elsewhere_too_for_sure_and_at_most(by_road, answer):
    """The network is Oaxaca's alone: beyond it a site reaches as the band has it."""
    frame, reached = catchments(by_road, ASKED), who_is_reached(by_road, answer.selection, ASKED)
    frame = frame[frame["catchment"] == "road"]
    surely, at_most = frame[frame["reached"] == "surely"], frame.drop_duplicates("site_id", keep="last")
    by_name = reach_of(by_road).in_own_catchments(answer.selection)  # of whole municipalities
    lon, lat = (by_road.settlements[name].to_numpy() for name in ("lon", "lat"))
    for drawn, ours in zip((surely, at_most), reached, strict=True):
        area, ours = shapely.union_all(drawn.geometry), ours & ~by_name  # noqa: PLW2901
        assert shapely.intersects_xy(area, lon[ours], lat[ours]).all()
        assert area.area <= ours.sum() * CELL_DEGREES**2 * (1 + 1e-9)
    assert (reached.surely & ~by_road.network.known).sum() > 1000
    twice = frame.groupby("site_id").size() == 2
    assert twice.any()
    assert not twice.all(), "of a site far within the network all is known"


def test_of_a_network_of_the_whole_country_one_drawing_is_enough(layers, by_road):
    everywhere = replace(by_road.network, tie=np.full(len(layers.settlements), TIES.index("off"), dtype="int8"))
    frame = catchments(layers.with_network(everywhere), ASKED)
    assert frame["site_id"].is_unique


def test_every_export_says_which_roads_and_their_licence(layers, by_road, answer):
    network = by_road.network
    assert query_of(answer) == f"state=20&reach_min=90&net={network.id}"
    told = describe(answer, by_road, EN)
    assert told["network"][0]["id"] == network.id
    assert "--network net" in told["command"]
    assert "Roads: INEGI, Red Nacional de Caminos" in credit(answer, EN)
    assert [entry["edition"] for entry in sources(answer, EN) if entry["title"] == "National road network"] == ["2018"]
    assert "National road network" in reading_line(answer, EN)
    assert "in Oaxaca" in reading_line(answer, EN)
    document = json.loads(export_gaps(answer, by_road, format="json", text=EN))
    assert document["network"][0]["licence_url"].startswith("https://www.inegi.org.mx/")
    assert describe(find_gaps(layers, ASKED), layers, EN)["network"] is None


def test_the_shell_uses_the_network_that_is_named(shell, folder, monkeypatch, answer):
    asked = ("gaps", "--state", "20", "--reach-min", "90")
    _, by_band, _ = shell(*asked)
    code, named, _ = shell(*asked, "--network", str(folder))
    assert code == 0
    assert named != by_band
    assert len(named.decode().splitlines()) == len(answer.gaps) + 1
    monkeypatch.setenv("ALCANCE_NETWORK", str(folder))
    assert shell(*asked)[1] == named
    code, rows, _ = shell("referrals", "--state", "20", "--reach-min", "90", "--each", "2")
    assert (code, len(rows.decode().splitlines())) == (0, 2 * len(answer.gaps) + 1)
    code, _, said = shell("isochrones", "--state", "20", "--minutes", "soon")
    assert (code, "30,60" in said) == (2, True)


def test_a_broken_folder_is_refused_and_one_that_is_not_asked_is_not_read(shell, folder, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    (broken / FILE).unlink()
    code, written, said = shell("gaps", "--reach-min", "60", "--network", str(broken), "--lang", "es")
    assert (code, written) == (1, b"")
    assert "broken" in said
    assert shell("gaps", "--network", str(broken))[0] == 0


def test_own_settlements_are_not_those_of_the_network(by_road):
    assert by_road.with_settlements(by_road.settlements.head(9), "mine").network is None
    assert by_road.with_programs(by_road.programs, "mine").network is by_road.network
