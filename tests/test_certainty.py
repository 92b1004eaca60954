"""How sure: every reading is the rule's own answer, and every flip flips."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_gaps_properties import QUESTIONS, WORLDS

from dashboard.certainty import certainty_notes
from exports.certainty import certainty_rows, export_certainty
from exports.lists import export_gaps
from exports.tables import to_csv
from geo import Criteria, CriteriaError, find_gaps
from geo.catchments import select_sites
from geo.certainty import FEW_CASES, find_certainty
from geo.gaps import LIST_COLUMNS
from geo.geodesy import GEOD
from geo.grid import GRID, Grid, grid_of
from geo.lists import CERTAINTY_COLUMNS, REGION_COLUMN, list_municipalities
from geo.readings import readings_of
from tests.support.worlds import municipality, returns, settlement, site, world
from words.catalogues import languages
from words.text import Text

SMALL = Grid(
    rural_below=(2500, 15_000),
    min_rural_share=(0.5,),
    rate_factors=(0.5, 1.0),
    min_return_dwellings=(25, 50),
    reach_km=(30, 50),
    max_covered_share=(0.1, 0.4),
)
TINY = Grid((2500,), (0.5,), (0.5,), (50,), (30,), (0.4,))
SETTINGS = {
    "rural_share": "min_rural_share",
    "return_rate": "min_return_rate",
    "return_dwellings": "min_return_dwellings",
    "covered_share": "max_covered_share",
}
HERE, FAR, OTHER = "20001", "20002", "12001"


def statuses(layers, criteria):
    return find_gaps(layers, criteria).table["status"].astype(str).to_numpy()


def one(rate=20.0, dwellings=200.0, sites=(), settlements=None):
    """A municipality whose threshold for the rate stands at its own, since it is the whole country."""
    return world([municipality(HERE)], settlements or [settlement(HERE)], [returns(HERE, rate, dwellings)], sites)


def row_of(layers, criteria=None, **more):
    return find_certainty(layers, criteria or Criteria(), **more).table.iloc[0]


# --- the readings


@pytest.mark.moderate
def test_the_grid_is_large_enough_and_the_asked_question_is_one_of_it(layers):
    readings = readings_of(layers, Criteria())
    assert len(readings) == 12150
    assert sum(readings.criteria(number) == Criteria() for number in range(len(readings))) == 1


@pytest.mark.moderate
def test_odd_values_that_are_asked_are_readings_too(layers):
    asked = Criteria(
        rural_below=777,
        reach_km=33.3,
        min_return_rate=0.9,
        max_covered_share=0.2,
        min_return_dwellings=7,
        state=("20",),
    )
    readings = readings_of(layers, asked)
    assert len(readings) == 2 * 4 * 5 * 6 * 4 * 3 * 4 * 4
    assert asked in (readings.criteria(number) for number in range(len(readings)))


def test_what_a_person_chooses_stays_as_asked(layers):
    asked = Criteria(year=2010, state=("20",), eligibility="deported", components=("legal_assistance",))
    readings = readings_of(layers, asked)
    for number in range(0, len(readings), 97):
        reading = readings.criteria(number)
        for field in ("year", "state", "region", "eligibility", "components"):
            assert getattr(reading, field) == getattr(asked, field)


@pytest.mark.moderate
def test_who_helps_is_read_as_asked_with_reception_with_general_services_and_by_sureness(layers):
    helpers = readings_of(layers, Criteria(as_of=2025)).helpers
    assert [tuple(each) for each in helpers] == [
        (("current",), 2025, False, "state"),
        (("current",), 2025, True, "state"),
        (("current", "with-general-services"), 2025, False, "state"),
        (("current",), 2025, False, "office"),
        (("current",), 2025, False, "confirmed"),
    ]


def test_no_reading_has_the_brief_s_view_unless_it_is_asked(layers):
    assert all("imrc-2014" not in each.programs for each in readings_of(layers, Criteria()).helpers)
    asked = readings_of(layers, Criteria(programs=("imrc-2014",))).helpers
    assert asked[0].programs == ("imrc-2014",)
    assert all(each.programs == ("imrc-2014",) for each in asked)


@pytest.mark.parametrize(
    "question",
    [
        Criteria(),
        Criteria(eligibility="voluntary"),
        Criteria(programs=("somos-mexicanos",), as_of=2016),
        Criteria(programs=("imrc-2014",)),
        Criteria(programs=()),
        Criteria(state=("20",), components=("educational_support",)),
    ],
    ids=str,
)
def test_no_reading_but_the_asked_one_has_help_that_reaches_nobody(layers, question):
    for helpers in readings_of(layers, question).helpers[1:]:
        changes = {**helpers._asdict(), "reach_km": max(GRID.reach_km), "rural_below": max(GRID.rural_below)}
        answer = find_gaps(layers, question.model_copy(update=changes))
        assert (answer.table.loc[answer.is_asked, "covered_share"] > 0).any()


def test_each_set_of_sites_is_read_once(layers):
    selections = [
        tuple(select_sites(layers, Criteria(**each._asdict())).covering["site_id"])
        for each in readings_of(layers, Criteria()).helpers
    ]
    assert len(set(selections)) == len(selections)


def test_an_own_catalogue_is_read_without_the_views_and_services_of_ours():
    # Its sites do not say how sure they are, so that sureness changes nothing, and none is a general service.
    layers = one(sites=[site("a-1"), site("b-1", -96.2, components=[])])
    helpers = readings_of(layers, Criteria()).helpers
    assert [tuple(each) for each in helpers] == [
        (("current",), None, False, "state"),
        (("current",), None, True, "state"),
    ]


@pytest.mark.moderate
def test_there_is_no_reading_past_the_last(layers):
    sure = find_certainty(layers, Criteria())
    for number in (-1, sure.combinations):
        with pytest.raises(IndexError):
            sure.readings.criteria(number)
        with pytest.raises(IndexError):
            sure.is_gap(number)


@pytest.mark.parametrize("wrong", [{"year": 1999}, {"region": ("nowhere",)}, {"programs": ("nobody",)}])
def test_a_question_that_cannot_be_asked_cannot_be_asked_again(layers, wrong):
    with pytest.raises(CriteriaError):
        find_certainty(layers, Criteria(**wrong))


# --- the same rule


@pytest.mark.slow
@settings(max_examples=8)
@given(WORLDS, QUESTIONS)
def test_every_reading_is_the_rule_s_own_answer(layers, question):
    sure = find_certainty(layers, question, grid=TINY)
    masks, unknown = [], np.zeros(len(layers.municipios), dtype=bool)
    for number in range(sure.combinations):
        answer = find_gaps(layers, sure.readings.criteria(number))
        status = answer.table["status"].astype(str).to_numpy()
        masks.append(status == "gap")
        unknown |= status == "unknown"
        assert (sure.is_gap(number) == masks[-1]).all()
        totals = sure.per_reading.iloc[number]
        assert totals["gaps", ""] == answer.totals["gap"]
        assert totals["gap_return_dwellings", ""] == pytest.approx(answer.totals["gap_return_dwellings"])
        assert totals["unserved_return_dwellings", ""] == pytest.approx(answer.totals["unserved_return_dwellings"])
    assert np.array_equal(sure.stability, np.where(unknown, np.nan, np.mean(masks, axis=0)), equal_nan=True)


@pytest.mark.slow
@pytest.mark.parametrize("question", [Criteria(), Criteria(region=("all",), year=2010, min_return_rate=0.9)])
def test_a_sample_of_the_readings_of_the_country_is_the_rule_s_own_answer(layers, question):
    sure = find_certainty(layers, question)
    for number in np.random.default_rng(4).integers(0, sure.combinations, 40):
        answer = find_gaps(layers, sure.readings.criteria(number))
        assert (sure.is_gap(number) == (answer.table["status"] == "gap").to_numpy()).all()
        by_state = answer.by_state.set_index("state_code")
        reading = sure.per_reading.iloc[number]
        for measure, column in (
            ("gaps", "gap"),
            ("gap_return_dwellings", "gap_return_dwellings"),
            ("unserved_return_dwellings", "unserved_return_dwellings"),
        ):
            states = reading[measure].drop("")
            assert np.allclose(states, by_state.loc[states.index, column], rtol=1e-9, atol=1e-6)


@pytest.mark.moderate
def test_stability_is_the_share_of_all_readings(layers):
    sure = find_certainty(layers, Criteria())
    counts = np.sum([sure.is_gap(number) for number in range(sure.combinations)], axis=0)
    assert np.array_equal(sure.stability, counts / sure.combinations)
    assert sure.totals.set_index("measure").loc["gaps", "asked"] == find_gaps(layers, Criteria()).totals["gap"]


# --- by hand


def test_stability_by_hand():
    # 40 rural return dwellings, a gap at 25 and not at 50; at the national rate and below, since it is the country.
    sure = find_certainty(one(), Criteria(), grid=SMALL)
    assert sure.stability.tolist() == [0.5]
    # One municipality at 0.75 and at 1 times its own rate, not at 1.25; at 15 and 25 dwellings, not at 50.
    assert find_certainty(one(), Criteria()).stability == pytest.approx([2 / 3 * 2 / 3])


@pytest.mark.moderate
def test_what_decides_is_what_most_often_fails_alone():
    # Of 3 x 3 pairs: rate fails alone with 2 of the dwellings, dwellings fail alone with 2 of the rates: the first.
    assert row_of(one())["decides"] == "return_rate"
    # A question for 60 as well: dwellings fail alone with 2 x 2 pairs, the rate with 2.
    assert row_of(one(), Criteria(min_return_dwellings=60))["decides"] == "return_dwellings"
    # Nothing fails alone: both always fail; of equals the first.
    never = Criteria(min_return_rate=100, min_return_dwellings=500, programs=("current",))
    pair = Grid((15_000,), (0.5,), (5.0,), (500,), (50,), (0.1,))
    assert row_of(one(), never, grid=pair)["decides"] == "return_rate"


def test_a_gap_in_every_reading_has_nothing_that_decides():
    row = row_of(one(), grid=Grid((15_000,), (0.5,), (1.0,), (25,), (50,), (0.1,)))
    assert row["stability"] == 1
    assert pd.isna(row["decides"])


def test_outside_the_place_no_reading_asks():
    layers = world([municipality(HERE, region="Norte"), municipality(FAR)], [settlement(HERE), settlement(FAR)], [])
    layers = dataclasses.replace(layers, returns=pd.DataFrame([returns(HERE), returns(FAR)]))
    row = row_of(layers)
    assert (row["stability"], row["decides"]) == (0, "region")
    assert row[["flip_condition", "flip_threshold", "flip_change", "flip_distance"]].isna().all()


@pytest.mark.moderate
def test_an_unknown_figure_stays_unknown():
    for layers in (one(rate=np.nan), one(dwellings=np.nan), one(settlements=[settlement(HERE, population=np.nan)])):
        row = row_of(layers)
        assert row[["stability", "decides", "flip_condition", "flip_threshold"]].isna().all()
    assert pd.isna(row_of(one(rate=np.nan))["few_cases"])


@pytest.mark.parametrize(("rate", "few"), [(14.9, True), (15.0, False)])
def test_few_return_dwellings_are_marked(rate, few):
    assert FEW_CASES == 30
    assert row_of(one(rate=rate))["few_cases"] == few


@pytest.mark.moderate
def test_the_nearest_flip_by_hand():
    # 40 dwellings where 25 are asked: 15 of a span of 35 away. The rate: it is what is asked, so more ends it at once.
    row = row_of(one())
    assert (row["flip_condition"], row["flip_threshold"], row["flip_change"]) == ("return_rate", 20, 0)
    row = row_of(one(), Criteria(min_return_rate=1))
    assert (row["flip_condition"], row["flip_threshold"], row["flip_change"]) == ("return_dwellings", 40, 15)
    assert row["flip_distance"] == pytest.approx(15 / 35)
    # Too few for the question: 40 would do.
    row = row_of(one(), Criteria(min_return_rate=1, min_return_dwellings=60))
    assert (row["flip_condition"], row["flip_change"]) == ("return_dwellings", -20)
    # Two conditions not met: no single threshold changes it.
    assert pd.isna(row_of(one(), Criteria(min_return_rate=30, min_return_dwellings=60))["flip_condition"])


def test_the_reach_that_ends_a_gap_is_the_distance_of_the_settlement_that_brings_it_over_the_line():
    far = GEOD.fwd(-96.0, 17.0, 90, 61_000)[:2]
    near = GEOD.fwd(-96.0, 17.0, 90, 55_000)[:2]
    # The nearer tenth is still a gap; the farther settlement ends it.
    places = [settlement(HERE, *near, population=100.0, dwellings=20.0), settlement(HERE, *far, population=900.0)]
    layers = one(dwellings=2000.0, sites=[site("a-1")], settlements=places)
    row = row_of(layers, Criteria(min_return_rate=1))
    assert row["flip_condition"] == "reach_km"
    assert row["flip_threshold"] == pytest.approx(61, abs=1e-6)
    assert row["flip_change"] == pytest.approx(11, abs=1e-6)
    assert row["flip_distance"] == pytest.approx(11 / 45, abs=1e-6)


def test_a_catchment_that_has_its_own_reach_is_no_matter_of_the_question_s():
    served = one(sites=[site("a-1", served=[HERE])])
    row = row_of(served, Criteria(min_return_rate=1))
    assert row["flip_condition"] != "reach_km"
    assert row["flip_threshold"] == 1


# --- first among states


def two_states():
    return world(
        [municipality(HERE), municipality(FAR), municipality(OTHER)],
        [settlement(key) for key in (HERE, FAR, OTHER)],
        [returns(HERE), returns(FAR), returns(OTHER, rate=20.0, dwellings=600.0)],
    )


@pytest.mark.moderate
def test_in_what_share_of_the_readings_a_state_is_first():
    sure = find_certainty(two_states(), Criteria(min_return_rate=1), grid=SMALL)
    # Three rates (1, 10, 20 %) are met by all. At 25 dwellings: two gaps of 40 in one state, one of 120 in the other.
    assert sure.first("20", "gaps") == pytest.approx(0.5)
    assert sure.first("12", "gaps") == pytest.approx(0.5)
    assert sure.first("12", "gap_return_dwellings") == 1
    assert sure.first("20", "gap_return_dwellings") == 0
    assert sure.first("12", "unserved_return_dwellings") == 1
    with pytest.raises(KeyError):
        sure.first("31", "gaps")


def test_totals_lie_between_the_least_and_the_most():
    sure = find_certainty(two_states(), Criteria(min_return_rate=1), grid=SMALL)
    row = sure.totals.set_index("measure").loc["gaps"]
    assert row[["asked", "least", "low", "high", "most"]].tolist() == [3, 1, 1, 3, 3]
    assert sure.by_state["state_code"].tolist() == ["12"] * 3 + ["20"] * 3


def test_no_reading_has_a_first_where_there_is_nothing():
    sure = find_certainty(one(rate=0.0), Criteria(min_return_rate=1), grid=SMALL)
    assert sure.first("20", "gaps") == 0


def test_each_value_of_a_setting_has_its_own_readings(layers):
    sure = find_certainty(layers, Criteria())
    rows = sure.by_setting
    assert len(rows) == sum(sure.readings.shape)
    assert rows.groupby("setting")["asked"].sum().eq(1).all()
    medians = rows[rows["setting"] == "min_return_dwellings"]["median"].tolist()
    assert medians == sorted(medians, reverse=True)


# --- properties


def test_a_question_names_the_values_that_it_is_read_with(layers):
    asked = Criteria(readings="reach_km: 50,30 ; min_return_dwellings:25")
    assert asked.readings == "min_return_dwellings:25;reach_km:30,50"
    assert Criteria.from_text(asked.to_text()) == asked
    readings = readings_of(layers, asked)
    assert (readings.reach_km, readings.min_return_dwellings) == ((30, 50), (25,))
    assert readings.min_rural_share == GRID.min_rural_share
    sure, usual = find_certainty(layers, asked), find_certainty(layers, Criteria())
    assert sure.combinations == usual.combinations * 2 / 5 / 3
    assert find_gaps(layers, asked).gaps["cvegeo"].tolist() == find_gaps(layers, Criteria()).gaps["cvegeo"].tolist()
    listed = list_municipalities(find_gaps(layers, asked), layers)
    assert listed["stability"].tolist() == sure.stability[find_gaps(layers, asked).ranked].tolist()
    assert (listed["stability"] != list_municipalities(find_gaps(layers, Criteria()), layers)["stability"]).any()


THIRTEEN = "reach_km:" + ",".join(map(str, range(1, 14)))
TOO_MANY = ";".join(
    f"{name}:{','.join(str(0.1 + step / 20) for step in range(9))}"
    for name in ("min_rural_share", "max_covered_share", "rate_factors", "min_return_dwellings")
)


@pytest.mark.parametrize(
    "text",
    [
        *("reach_km", "reach_km:", "reach_km:far", "reach_km:0", "reach_km:nan", "reach:30", "year:2010"),
        *("reach_km:30;reach_km:50", "min_rural_share:1.1", "rural_below:2500.5", THIRTEEN, TOO_MANY),
    ],
)
def test_readings_that_are_none_are_refused(text):
    with pytest.raises(CriteriaError, match=r"readings: found .*, expected settings and their values"):
        Criteria.ask(readings=text)
    with pytest.raises(ValueError, match="readings"):
        grid_of(text)


@pytest.mark.slow
@given(WORLDS, QUESTIONS)
def test_a_gap_in_all_readings_is_one_in_the_question_and_a_gap_in_none_is_not(layers, question):
    sure = find_certainty(layers, question, grid=SMALL)
    status = statuses(layers, question)
    assert (status[sure.stability == 1] == "gap").all()
    assert (status[sure.stability == 0] != "gap").all()
    assert np.isnan(sure.stability[status == "unknown"]).all()


@pytest.mark.slow
@settings(max_examples=25)
@given(WORLDS, QUESTIONS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(layers, question, random):
    def shuffled(frame):
        rows = list(range(len(frame)))
        random.shuffle(rows)
        return frame.iloc[rows].reset_index(drop=True)

    mixed = dataclasses.replace(layers, settlements=shuffled(layers.settlements), returns=shuffled(layers.returns))
    first, second = (find_certainty(each, question, grid=SMALL).table for each in (layers, mixed))
    pd.testing.assert_frame_equal(first, second, check_exact=False, rtol=1e-9)


def assert_flips(layers, question, row):
    """Ask on both sides of the threshold: a gap on one, none on the other."""

    def is_gap(setting, value):
        criteria = Criteria.ask(**{**question.model_dump(), setting: value})
        table = find_gaps(layers, criteria).table.set_index("cvegeo")
        return table.loc[row["cvegeo"], "status"] == "gap"

    name, threshold = row["flip_condition"], row["flip_threshold"]
    if name == "reach_km":
        assert not is_gap("reach_km", threshold)
        assert is_gap("reach_km", max(threshold - 2e-3, 1e-9))
        return
    beyond = -np.inf if name == "covered_share" else np.inf
    assert is_gap(SETTINGS[name], threshold)
    assert not is_gap(SETTINGS[name], float(np.nextafter(threshold, beyond)))


@pytest.mark.slow
@given(WORLDS, QUESTIONS)
def test_every_flip_flips(layers, question):
    for _, row in find_certainty(layers, question, grid=SMALL).table.dropna(subset="flip_condition").iterrows():
        if row["flip_condition"] == "reach_km" and row["flip_threshold"] < 0.01:
            continue
        assert_flips(layers, question, row)


@pytest.mark.moderate
@pytest.mark.parametrize("question", [Criteria(), Criteria(region=("all",), rural_below=2500)])
def test_flips_of_real_municipalities_flip(layers, question):
    table = find_certainty(layers, question).table
    kinds = table.groupby("flip_condition")
    assert set(kinds.groups) == {*SETTINGS, "reach_km"} or question == Criteria()
    for _, rows in kinds:
        for _, row in rows.sample(min(len(rows), 12), random_state=1).iterrows():
            assert_flips(layers, question, row)


def test_whoever_meets_all_or_misses_one_condition_has_the_flip_of_that_condition(layers):
    answer = find_gaps(layers, Criteria())
    table = find_certainty(layers, Criteria()).table
    met = answer.table[[f"meets_{name}" for name in SETTINGS]].fillna(value=False).to_numpy(dtype=bool)
    asked = (answer.table["status"] != "outside_region").to_numpy()
    flips = table["flip_condition"].notna().to_numpy()
    # Where nobody is rural no single threshold makes a gap.
    met &= (answer.table["rural_population"] > 0).to_numpy()[:, None]
    missed = (~met).sum(axis=1)
    assert not flips[~asked | (missed > 1)].any()
    assert flips[asked & (missed == 1)].all()
    alone = table[asked & (missed == 1)]
    names = np.array(list(SETTINGS))[met[asked & (missed == 1)].argmin(axis=1)]
    reach = (alone["flip_condition"] == "reach_km").to_numpy()
    assert (names[reach] == "covered_share").all()
    assert (alone["flip_condition"].to_numpy()[~reach] == names[~reach]).all()


@pytest.mark.moderate
def test_the_answer_is_the_same_however_often_and_in_whatever_order_it_is_asked(layers):
    first = find_certainty(layers, Criteria()).table
    for reach in (31, 32, 33, 34, 35):
        find_certainty(layers, Criteria(reach_km=reach))
    pd.testing.assert_frame_equal(first, find_certainty(layers, Criteria()).table)


# --- lists, files, words


@pytest.mark.parametrize("everyone", [False, True])
def test_every_list_says_how_sure_each_row_is(layers, everyone):
    answer = find_gaps(layers, Criteria())
    rows = list_municipalities(answer, layers, all_municipalities=everyone)
    assert list(rows.columns) == [*LIST_COLUMNS, *CERTAINTY_COLUMNS, REGION_COLUMN]
    assert rows["cvegeo"].tolist() == (answer.table if everyone else answer.gaps)["cvegeo"].tolist()
    expected = find_certainty(layers, Criteria()).table.set_index("cvegeo").loc[rows["cvegeo"]]
    assert rows["stability"].tolist() == expected["stability"].tolist()
    assert rows["few_cases"].tolist() == expected["few_cases"].tolist()


@pytest.mark.moderate
def test_unknown_certainty_is_an_empty_cell_and_null(layers):
    question = Criteria(year=2010, region=("all",))
    answer = find_gaps(layers, question)
    rows = pd.read_csv(io.BytesIO(export_gaps(answer, layers, everyone=True)), dtype={"cvegeo": str})
    unknown = rows["status"] == "unknown"
    assert unknown.sum() == 13
    assert rows.loc[unknown, ["stability", "few_cases"]].isna().all(axis=None)
    document = json.loads(export_gaps(answer, layers, everyone=True, format="json"))
    assert sum(row["stability"] is None and row["few_cases"] is None for row in document["rows"]) == 13


@pytest.mark.moderate
def test_the_table_of_certainty_as_a_file(layers):
    answer = find_gaps(layers, Criteria())
    rows = certainty_rows(answer, layers)
    assert rows["stability"].is_monotonic_decreasing
    assert (rows["stability"] > 0).all()
    assert len(certainty_rows(answer, layers, everyone=True)) == len(layers.municipios)
    document = json.loads(export_certainty(answer, layers, format="json"))
    assert document["combinations"] == 12150
    assert document["readings"]["reach_km"] == list(GRID.reach_km)
    assert [row["cvegeo"] for row in document["rows"]] == rows["cvegeo"].tolist()
    assert document["totals"][0]["asked"] == len(answer.gaps)


@pytest.mark.slow
def test_the_shell_writes_the_same_bytes(layers, shell):
    code, written, _ = shell("certainty", "--state", "Oaxaca")
    answer = find_gaps(layers, Criteria(state=("20",)))
    assert (code, written) == (0, to_csv(certainty_rows(answer, layers)))
    keys = [row[0] for row in csv.reader(io.StringIO(written.decode("utf-8")))][1:]
    assert keys
    assert all(key.startswith("20") for key in keys)


@pytest.mark.moderate
@pytest.mark.parametrize("language", languages())
def test_every_municipality_can_be_told_how_sure(layers, language):
    question = Criteria(region=("all",), rural_below=2500)
    answer, text = find_gaps(layers, question), Text(language)
    table = find_certainty(layers, question).table
    kinds = table.assign(status=answer.table["status"].astype(str)).groupby(
        ["status", "decides", "flip_condition"], dropna=False
    )
    for cvegeo in kinds["cvegeo"].first():
        notes = certainty_notes(answer, layers, text, cvegeo)
        assert "12,150" in notes[0]
        assert len(notes) >= 2
    outside = find_gaps(layers, Criteria())
    assert certainty_notes(outside, layers, text, "01001") == []


def test_a_threshold_is_told_rounded_to_the_side_on_which_the_answer_changes():
    far = GEOD.fwd(-96.0, 17.0, 90, 61_010)[:2]
    layers = one(dwellings=2000.0, sites=[site("a-1")], settlements=[settlement(HERE, *far)])
    question = Criteria(min_return_rate=1)
    notes = " ".join(certainty_notes(find_gaps(layers, question), layers, Text("en"), HERE))
    assert "a reach of 61.1 km or more (asked: 50 km)" in notes
    question = Criteria(min_return_rate=1, reach_km=70)
    notes = " ".join(certainty_notes(find_gaps(layers, question), layers, Text("en"), HERE))
    assert "a reach of less than 61 km (asked: 70 km)" in notes


@pytest.mark.moderate
def test_own_programs_are_read_by_their_own_sites_alone(layers, tmp_path):
    from shell.own import Said, with_files

    path = tmp_path / "mine.csv"
    path.write_text(
        "site_id,program_id,name_es,lon,lat,components\n"
        "casa-1,casa,Casa,-96.72,17.06,legal_assistance\n"
        "punto-1,punto,Punto,-97.5,17.6,\n",
        encoding="utf-8",
    )
    mine = with_files(layers, {"programs": path}, Said(defaultdict(tuple), yes=True))
    readings = find_certainty(mine, Criteria()).readings
    # Reception reaches somebody more; of sureness and general services the file says nothing that could differ.
    assert [(helpers.programs, helpers.count_reception) for helpers in readings.helpers] == [
        (("current",), False),
        (("current",), True),
    ]
    for helpers in readings.helpers:
        selection = select_sites(mine, Criteria().model_copy(update=helpers._asdict()))
        assert set(selection.asked["program_id"]) <= {"casa", "punto"}
