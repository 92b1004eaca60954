"""What must always hold of the gap rule, whatever the world and the question."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import Criteria, find_gaps
from tests.support.worlds import municipality, returns, settlement, site, world
from vocabulary.lists import STATUSES

#: Each example is a world of its own, of which next to nothing is cached.
FEW = settings(max_examples=35)

KEYS = ["20001", "20002", "07001", "31001"]
LON = st.floats(-97, -95).map(lambda x: round(x, 4))
LAT = st.floats(16, 18).map(lambda y: round(y, 4))
PEOPLE = st.sampled_from([0.0, 1.0, 400.0, 2499.0, 2500.0, 14_999.0, 15_000.0])
MAYBE = st.one_of(st.just(float("nan")), st.floats(0, 60).map(lambda rate: round(rate, 2)))

SETTLEMENTS = st.lists(
    st.builds(
        lambda key, lon, lat, people, dwellings: settlement(key, lon, lat, population=people, dwellings=dwellings),
        st.sampled_from(KEYS),
        LON,
        LAT,
        PEOPLE,
        st.integers(0, 500).map(float),
    ),
    max_size=14,
)
SITES = st.lists(st.tuples(LON, LAT, st.none() | st.floats(1, 100).map(round).map(float)), max_size=4).map(
    lambda places: [site(f"p{number}-1", lon, lat, reach_km=reach) for number, (lon, lat, reach) in enumerate(places)]
)
FIGURES = st.lists(st.tuples(MAYBE, st.integers(0, 4000).map(float)), min_size=4, max_size=4).map(
    lambda pairs: [returns(key, rate, dwellings) for key, (rate, dwellings) in zip(KEYS, pairs, strict=True)]
)
WORLDS = st.builds(
    lambda settlements, figures, sites: world(
        [municipality(key) for key in KEYS], [*settlements, settlement(KEYS[0])], figures, sites
    ),
    SETTLEMENTS,
    FIGURES,
    SITES,
)
QUESTIONS = st.builds(
    Criteria,
    rural_below=st.sampled_from([2500, 15_000]),
    min_rural_share=st.sampled_from([0.0, 0.5, 1.0]),
    min_return_rate=st.none() | st.floats(0, 50),
    min_return_dwellings=st.sampled_from([0, 25, 100]),
    reach_km=st.floats(1, 200),
    max_covered_share=st.sampled_from([0.0, 0.1, 0.4, 0.5, 1.0]),
)


def gaps(layers, criteria):
    return set(find_gaps(layers, criteria).gaps["cvegeo"])


@pytest.mark.slow
@FEW
@given(WORLDS, QUESTIONS, st.floats(1, 500))
def test_a_larger_reach_never_adds_a_gap(layers, question, more):
    larger = question.model_copy(update={"reach_km": min(1000.0, question.reach_km + more)})
    assert gaps(layers, larger) <= gaps(layers, question)


@pytest.mark.slow
@FEW
@given(WORLDS, QUESTIONS, st.integers(0, 4))
def test_one_more_program_never_adds_a_gap(layers, question, count):
    ids = layers.programs.ids
    fewer = question.model_copy(update={"programs": ids[:count]})
    more = question.model_copy(update={"programs": ids[: count + 1]})
    assert gaps(layers, more) <= gaps(layers, fewer)


@pytest.mark.slow
@FEW
@given(WORLDS, QUESTIONS)
def test_covered_and_uncovered_rural_people_are_all_rural_people(layers, question):
    table = find_gaps(layers, question).table
    rural = layers.settlements[layers.settlements["locality_population"] < question.rural_below]
    people = rural.groupby("cvegeo")["population"].sum().reindex(table["cvegeo"]).fillna(0).to_numpy()
    inhabited = table["cvegeo"].isin(layers.settlements["cvegeo"]).to_numpy()
    covered = table["covered_rural_population"].to_numpy()
    assert (table["rural_population"].to_numpy()[inhabited] == people[inhabited]).all()
    assert ((covered >= 0) & (covered <= people) | ~inhabited).all()
    share = table["covered_share"].to_numpy()
    uncovered = people - covered
    assert np.allclose(np.where(people > 0, (1 - share) * people, uncovered), uncovered, atol=1e-6, equal_nan=True)
    assert np.isnan(share[people == 0]).all()


@pytest.mark.slow
@FEW
@given(WORLDS, QUESTIONS)
def test_every_municipality_has_one_status_and_a_gap_meets_every_condition(layers, question):
    answer = find_gaps(layers, question)
    assert answer.table["cvegeo"].tolist() == sorted(KEYS)
    assert answer.table["status"].isin(STATUSES).all()
    met = answer.table[[f"meets_{condition.id}" for condition in answer.conditions]].fillna(value=False).all(axis=1)
    assert (met == (answer.table["status"] == "gap")).all()


@pytest.mark.slow
@FEW
@given(WORLDS, QUESTIONS)
def test_no_program_covers_nobody(layers, question):
    table = find_gaps(layers, question.model_copy(update={"programs": ()})).table
    inhabited = table["cvegeo"].isin(layers.settlements["cvegeo"])
    rural = inhabited & (table["rural_population"] > 0)
    assert (table.loc[rural, "covered_share"] == 0).all()
    assert table.loc[~rural, "covered_share"].isna().all()
    assert not table["status"].isin(["covered", "partly_covered"]).any()


@pytest.mark.slow
@FEW
@given(WORLDS, QUESTIONS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(layers, question, random):
    def shuffled(frame):
        rows = list(range(len(frame)))
        random.shuffle(rows)
        return frame.iloc[rows].reset_index(drop=True)

    mixed = dataclasses.replace(layers, settlements=shuffled(layers.settlements), returns=shuffled(layers.returns))
    pd.testing.assert_frame_equal(
        find_gaps(mixed, question).table, find_gaps(layers, question).table, check_exact=False, rtol=1e-12
    )


@pytest.mark.slow
@FEW
@given(WORLDS, QUESTIONS, st.integers(1, 3))
def test_splitting_a_settlement_into_parts_changes_nothing(layers, question, parts):
    rows = layers.settlements
    part = rows.assign(population=rows["population"] / (parts + 1), dwellings=rows["dwellings"] / (parts + 1))
    split = dataclasses.replace(layers, settlements=pd.concat([part] * (parts + 1), ignore_index=True))
    whole, pieces = find_gaps(layers, question).table, find_gaps(split, question).table
    assert (whole["status"] == pieces["status"]).all()
    assert np.allclose(whole["covered_share"], pieces["covered_share"], equal_nan=True)


@pytest.mark.moderate
@FEW
@given(WORLDS, QUESTIONS)
def test_what_is_missing_never_turns_into_a_number(layers, question):
    table = find_gaps(layers, question).table.set_index("cvegeo")
    figures = layers.returns.set_index("cvegeo").reindex(table.index)
    lost = figures["return_rate"].isna()
    assert table.loc[lost, ["return_rate", "return_dwellings", "rural_return_dwellings"]].isna().all(axis=None)
    assert (table.loc[lost, "status"] == "unknown").all()
    empty = ~table.index.isin(layers.settlements["cvegeo"])
    assert table.loc[empty, ["rural_share", "covered_share"]].isna().all(axis=None)


@pytest.mark.moderate
@FEW
@given(WORLDS, QUESTIONS)
def test_asking_again_gives_the_same_answer(layers, question):
    first = find_gaps(layers, question).table
    find_gaps(layers, question.model_copy(update={"reach_km": 7.0, "programs": layers.programs.ids}))
    pd.testing.assert_frame_equal(first, find_gaps(layers, question).table)
