"""Reach in minutes without a network of roads: what is sure at both ends, and what is not known between them."""

from __future__ import annotations

import numpy as np
import pytest

from exports.sentence import more, reading_line, sentence
from exports.tables import to_csv
from geo import Criteria, CriteriaError, find_gaps
from geo.catchment_areas import catchments
from geo.certainty import find_certainty
from geo.municipality import settlements_of
from geo.placement import problem_of
from geo.reach import reach_of
from geo.siting import Siting
from geo.travel import REACHED_COLUMNS, who_is_reached
from words.text import Text

HOUR = Criteria(reach_min=60)
NEAR, FAR = Criteria(reach_km=18), Criteria(reach_km=40)


@pytest.fixture(scope="module")
def answers(layers):
    return tuple(find_gaps(layers, criteria) for criteria in (HOUR, NEAR, FAR))


def test_a_gap_is_one_at_both_ends_and_undecided_at_one(answers):
    hour, near, far = (answer.table["status"].astype(str).to_numpy() for answer in answers)
    at_near, at_far = near == "gap", far == "gap"
    assert not (at_far & ~at_near).any()  # a longer reach adds no gap
    assert (hour[at_far] == "gap").all()
    assert (hour[at_near & ~at_far] == "undecided").all()
    assert (hour[~at_near] == near[~at_near]).all()
    assert (hour == "undecided").sum() == 26


def test_what_is_covered_is_the_least_and_beside_it_the_most(answers):
    hour, near, far = (answer.table for answer in answers)
    for name in ("covered_share", "covered_rural_population", "covered_return_dwellings"):
        np.testing.assert_array_equal(hour[name], near[name])
        np.testing.assert_array_equal(hour[f"{name}_most"], far[name])
    np.testing.assert_array_equal(hour["unserved_return_dwellings"], far["unserved_return_dwellings"])
    np.testing.assert_array_equal(hour["unserved_return_dwellings_most"], near["unserved_return_dwellings"])
    assert not set(near) & {f"{name}_most" for name in REACHED_COLUMNS}


def test_nothing_is_lost_between_the_ends(answers):
    totals = answers[0].totals
    dwellings = totals["rural_return_dwellings"]
    most = totals["covered_share_most"] * totals["rural_population"]
    assert most == pytest.approx(totals["covered_rural_population_most"])
    covered_at_most = dwellings - totals["unserved_return_dwellings"]
    assert dwellings - totals["unserved_return_dwellings_most"] < covered_at_most < dwellings
    counts = answers[0].by_state[["gap", "undecided"]].sum()
    assert counts.tolist() == [totals["gap"], totals["undecided"]]


def test_equal_speeds_know_the_reach(layers):
    known = find_gaps(layers, Criteria(reach_min=60, slow_kmh=30, fast_kmh=30))
    assert known.table.equals(find_gaps(layers, Criteria(reach_km=30)).table)


def test_a_reach_of_the_sites_own_is_known(layers):
    selection = find_gaps(layers, HOUR).selection
    own = selection.covering["reach_km"].notna()
    circles = catchments(layers, HOUR)
    assert circles.groupby("site_id").size().loc[selection.covering["site_id"][~own]].max() == 2
    assert sorted(circles["radius_km"].dropna().unique()) == [18.0, 40.0]
    of_minutes = circles[circles["radius_km"].isin([18.0, 40.0])]
    assert of_minutes["reached"].tolist() == np.where(of_minutes["radius_km"] == 18, "surely", "at_most").tolist()
    assert set(circles.drop(of_minutes.index)["reached"]) <= {"surely"}


@pytest.mark.parametrize("minutes", [30, 90])
def test_a_longer_time_never_loses_a_settlement(layers, minutes):
    selection = find_gaps(layers, HOUR).selection
    shorter, longer = sorted([minutes, 60])
    less, more_of = (who_is_reached(layers, selection, Criteria(reach_min=time)) for time in (shorter, longer))
    assert not (less.surely & ~more_of.surely).any()
    assert not (less.at_most & ~more_of.at_most).any()
    assert not (less.surely & ~less.at_most).any()


@pytest.mark.moderate
def test_a_settlement_of_the_ring_is_not_known(layers):
    mine = find_gaps(layers, HOUR).table
    key = mine.loc[mine["status"] == "undecided", "cvegeo"].iloc[0]
    reached = settlements_of(layers, HOUR, key)["reached"]
    assert reached.isna().any()
    selection = find_gaps(layers, HOUR).selection
    at = reach_of(layers).municipality == np.flatnonzero(layers.municipios["cvegeo"] == key)[0]
    ends = who_is_reached(layers, selection, HOUR)
    assert reached.isna().sum() == (ends.at_most & ~ends.surely)[at].sum()


@pytest.mark.moderate
def test_new_sites_count_who_is_reached_for_sure(layers):
    problem = problem_of(layers, Criteria(reach_min=60, state=("20",)), Siting())
    answer = find_gaps(layers, Criteria(reach_min=60, state=("20",)))
    assert problem.demand_total == pytest.approx(answer.totals["unserved_return_dwellings"])
    # Whom no candidate reaches for sure is no point of the problem.
    assert 0.9 * problem.demand_total < problem.instance.weight.sum() <= problem.demand_total


@pytest.mark.moderate
def test_the_readings_of_a_time_are_its_distances_and_the_asked_one_is_what_is_sure(layers, answers):
    sure = find_certainty(layers, HOUR)
    assert sure.readings.reach_km == (18.0, 29.0, 40.0)
    asked = sure.totals.set_index("measure")["asked"]
    assert asked["gaps"] == answers[0].totals["gap"]
    number = np.ravel_multi_index(sure.readings.indices_asked, sure.readings.shape)
    again = find_gaps(layers, sure.readings.criteria(int(number)))
    assert (again.table["status"] == "gap").sum() == asked["gaps"]


@pytest.mark.parametrize(
    ("language", "said"), [("es", "187\N{EN DASH}213 municipios"), ("en", "187\N{EN DASH}213 rural municipalities")]
)
def test_the_sentence_says_both_ends(layers, answers, language, said):
    text = Text(language)
    assert said in sentence(answers[0], layers, text)
    assert "26" in more(answers[0], layers, text)
    assert "60 min" in reading_line(answers[0], text)
    assert "26" not in more(answers[1], layers, text).split(".")[-2]


def test_a_question_in_minutes_goes_through_a_link_and_the_shell():
    asked = Criteria(reach_min=90, slow_kmh=20)
    assert asked.to_query() == "reach_min=90&slow_kmh=20"
    assert Criteria.from_query({"reach_min": "90", "slow_kmh": "20"}) == (asked, {})
    assert asked.to_options() == ["--reach-min", "90", "--slow-kmh", "20"]


def test_a_slow_speed_over_the_fast_one_is_refused_and_named():
    with pytest.raises(CriteriaError, match=r"slow_kmh: .*slow_kmh, fast_kmh"):
        Criteria.ask(slow_kmh=41)
    question, ignored = Criteria.from_query({"fast_kmh": "10", "year": "2010"})
    assert (question, list(ignored)) == (Criteria(year=2010), ["fast_kmh"])


def test_the_shell_writes_both_ends(shell):
    code, written, _ = shell("gaps", "--reach-min", "60")
    header = written.decode("utf-8-sig").splitlines()[0].split(",")
    assert code == 0
    assert "covered_share_most" in header
    code, _, said = shell("gaps", "--reach-min", "0")
    assert code == 2
    assert "reach_min" in said or "--reach-min" in said


def test_the_list_of_a_known_reach_is_as_it_was(answers):
    assert "covered_share_most" not in to_csv(answers[1].gaps[list(answers[1].list_columns)]).decode("utf-8-sig")
