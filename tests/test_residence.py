"""The rural part of return as those who lived abroad in 2015 have it, and the second witness: worked out by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from geo import Criteria, find_gaps
from geo.certainty import find_certainty
from geo.reach import FEWEST_ABROAD
from geo.readings import readings_of
from geo.services import service_reach
from geo.sites import place_sites
from geo.siting import Siting
from tests.support.worlds import municipality, returns, settlement, site, world

HERE, OTHER = "20001", "21001"
RESIDENCE = Criteria(rural_split="residence", reach_km=10)


def small(*, abroad=100.0, town=20.0, near=60.0, far=np.nan, sites=(), **figures):
    """A town of 20,000, a village of 3,000 beside it and a hamlet of 1,000 far away; 40 return dwellings of 400.

    Of the 100 people who lived abroad 20 live in the town and 60 in the village; the hamlet's 20 are masked.
    """
    return world(
        [
            municipality(HERE, abroad_2015=abroad, people_5_and_over=figures.get("over_5", 20_000.0)),
            municipality(OTHER, region="Centro", abroad_2015=10.0, people_5_and_over=20_000.0),
        ],
        [
            settlement(HERE, population=20_000.0, dwellings=100.0, abroad_2015=town),
            settlement(HERE, lon=-96.0, lat=17.01, population=3000.0, dwellings=200.0, abroad_2015=near),
            settlement(HERE, lon=-97.0, population=1000.0, dwellings=100.0, abroad_2015=far),
            settlement(OTHER, lon=-94.0),
        ],
        [returns(HERE, rate=figures.get("rate", 10.0), dwellings=400.0), returns(OTHER, rate=0.0, dwellings=400.0)],
        sites,
    )


def row_of(layers, criteria=RESIDENCE, cvegeo=HERE):
    return find_gaps(layers, criteria).table.set_index("cvegeo").loc[cvegeo]


def test_the_rural_part_is_that_of_who_lived_abroad_the_masked_ones_among_them():
    row = row_of(small())
    # 100 less the town's 20, of 100; one rate would give 300 of 400 dwellings.
    assert row["rural_return_share"] == pytest.approx(0.8)
    assert row["rural_return_dwellings"] == pytest.approx(32)
    assert row["rural_split"] == "residence"
    assert row["rural_return_share_residence"] == pytest.approx(0.8)
    assert row["rural_return_share_dwellings"] == pytest.approx(0.75)
    assumed = row_of(small(), Criteria())
    assert (assumed["rural_return_share"], assumed["rural_split"]) == (pytest.approx(0.75), "dwellings")
    assert assumed["rural_return_share_residence"] == pytest.approx(0.8)


@pytest.mark.moderate
def test_what_a_site_reaches_is_spread_as_who_lived_abroad_and_the_covered_share_as_the_people():
    layers = small(sites=[site("a-1")])
    row = row_of(layers)
    assert row["covered_share"] == pytest.approx(3000 / 4000)
    # 60 of the 80 rural ones live beside the site.
    assert row["covered_return_dwellings"] == pytest.approx(32 * 60 / 80)
    assert row["unserved_return_dwellings"] == pytest.approx(32 * 20 / 80)
    assumed = row_of(layers, Criteria(reach_km=10))
    assert assumed["covered_return_dwellings"] == pytest.approx(30 * 3000 / 4000)
    legal = service_reach(layers, RESIDENCE).totals.set_index("component").loc["legal_assistance"]
    assert legal["reached_any"] == pytest.approx(24)


def test_new_sites_reach_what_is_spread_so():
    found = place_sites(small(), RESIDENCE.model_copy(update={"state": ("20",)}), Siting(k=1))
    assert found.demand_total == pytest.approx(32)
    assert found.objective == pytest.approx(24)
    placed = row_of(small(), RESIDENCE.model_copy(update={"what_if": (HERE,)}))
    assert placed["unserved_return_dwellings"] == pytest.approx(found.demand_total - found.objective)


@pytest.mark.parametrize(
    "changes",
    [
        {"abroad": FEWEST_ABROAD - 1.0, "town": 4.0, "near": 20.0},  # too few
        {"town": np.nan, "near": 30.0},  # 70 of 100 are in masked places
        {"abroad": np.nan},  # the total is not known
        {"town": np.nan, "near": np.nan},  # a person's own settlements, which do not say
    ],
)
def test_where_too_few_are_known_the_assumption_is_kept_and_said(changes):
    layers = small(**changes)
    row = row_of(layers)
    assert row["rural_split"] == "dwellings"
    assert row["rural_return_share"] == pytest.approx(0.75)
    assert np.isnan(row["rural_return_share_residence"])
    assert row["unserved_return_dwellings"] == pytest.approx(30)
    assert readings_of(layers, Criteria()).rural_split == ("dwellings",)


@pytest.mark.moderate
def test_exactly_so_many_are_enough_and_half_may_be_masked():
    assert row_of(small(abroad=float(FEWEST_ABROAD), town=5.0, near=20.0))["rural_split"] == "residence"
    assert row_of(small(town=20.0, near=30.0))["rural_split"] == "residence"
    assert row_of(small(town=20.0, near=29.0))["rural_split"] == "dwellings"


def test_who_all_lived_in_the_town_leaves_no_rural_return():
    row = row_of(small(town=100.0, near=0.0, far=0.0))
    assert row["rural_return_dwellings"] == 0
    assert row["unserved_return_dwellings"] == 0
    assert row["status"] == "not_rural"


def test_a_share_that_the_sample_measured_goes_before_both():
    layers = small()
    figures = layers.returns.assign(rural_return_share_15000=[0.5, np.nan])
    row = row_of(dataclasses.replace(layers, returns=figures))
    assert (row["rural_return_share"], row["rural_split"]) == (0.5, "sample")
    assert row["rural_return_dwellings"] == pytest.approx(20)


def test_where_the_sample_finds_rural_return_and_residence_none_it_is_spread_as_the_people():
    layers = small(town=100.0, near=0.0, far=0.0, sites=[site("a-1")])
    figures = layers.returns.assign(rural_return_share_15000=[0.5, np.nan])
    row = row_of(dataclasses.replace(layers, returns=figures))
    assert row["rural_return_dwellings"] == pytest.approx(20)
    assert row["unserved_return_dwellings"] == pytest.approx(20 * 1000 / 4000)


# --- the second witness


@pytest.mark.parametrize(
    ("abroad", "rate", "asked", "found"),
    [
        # The country has 110 of 40,000, 0.275 %.
        (100.0, 10.0, None, "agrees"),
        (100.0, 10.0, 20.0, "differs"),
        (1.0, 10.0, None, "differs"),
        (1.0, 10.0, 20.0, "agrees"),
        (np.nan, 10.0, None, "unknown"),
        (100.0, np.nan, 5.0, "unknown"),
    ],
)
def test_the_second_source_agrees_where_both_rates_are_on_the_same_side(abroad, rate, asked, found):
    row = row_of(small(abroad=abroad, rate=rate), Criteria(min_return_rate=asked))
    assert row["second_source"] == found
    assert np.isnan(row["abroad_rate"]) == np.isnan(abroad)


def test_exactly_the_country_s_rate_is_at_it():
    assert row_of(small(abroad=10.0))["abroad_rate"] == pytest.approx(0.05)
    assert row_of(small(abroad=10.0))["second_source"] == "agrees"


# --- the census


def test_the_second_source_of_a_gap_is_whether_its_rate_is_at_or_above_the_countrys(layers):
    gaps = find_gaps(layers, Criteria(programs=("imrc-2014",))).gaps
    rates = layers.municipios["abroad_2015"] / layers.municipios["people_5_and_over"]
    country = layers.municipios["abroad_2015"].sum() / layers.municipios["people_5_and_over"].sum()
    keys = set(layers.municipios.loc[rates >= country, "cvegeo"])
    assert (gaps["second_source"] == "agrees").tolist() == [key in keys for key in gaps["cvegeo"]]


def test_the_split_by_residence_equals_a_calculation_from_the_flat_table(layers):
    table = find_gaps(layers, Criteria(rural_split="residence", rural_below=2500)).table.set_index("cvegeo")
    places = layers.settlements
    total = layers.municipios.set_index("cvegeo")["abroad_2015"]
    urban = places[places["locality_population"] >= 2500]
    in_towns = urban.groupby("cvegeo")["abroad_2015"].sum().reindex(total.index, fill_value=0)
    known = places.groupby("cvegeo")["abroad_2015"].sum()
    used = (total >= FEWEST_ABROAD) & (total - known <= 0.5 * total)
    # Localities of that size are never masked: what is not in towns is rural.
    assert urban["abroad_2015"].notna().all() or not used[urban.loc[urban["abroad_2015"].isna(), "cvegeo"]].any()
    assert (table.loc[used, "rural_split"] == "residence").all()
    assert (table.loc[~used, "rural_split"] == "dwellings").all()
    assert np.allclose(table.loc[used, "rural_return_share"], (1 - in_towns / total)[used], atol=1e-9)


@pytest.mark.parametrize(("state", "rank"), [("20", 0.89), ("12", 0.90), ("30", 0.70), ("07", 0.70), ("23", 0.655)])
def test_both_sources_rank_the_municipalities_of_a_state_alike(layers, state, rank):
    table = find_gaps(layers, Criteria(state=(state,))).table
    mine = table[table["state_code"] == state]
    assert mine["abroad_rate"].rank().corr(mine["return_rate"].rank()) == pytest.approx(rank, abs=0.006)


@pytest.mark.moderate
def test_a_reading_by_residence_is_the_answer_to_that_question(layers):
    readings = readings_of(layers, Criteria())
    sure = find_certainty(layers, Criteria())
    assert readings.rural_split == ("dwellings", "residence")
    for number in range(0, len(readings), len(readings) // 23):
        question = readings.criteria(number)
        assert sure.is_gap(number).tolist() == (find_gaps(layers, question).table["status"] == "gap").tolist()
