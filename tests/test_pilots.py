"""Pilot states: criteria by hand, SMAA against an exact case, what must always hold."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from geo import Criteria, CriteriaError, find_gaps
from geo.geodesy import GEOD
from geo.pilots import CRITERIA, DEGREE_WEIGHTS, GROUPS, first_choice, rank_states, state_criteria
from geo.smaa import analyse, normalise
from geo.weights import PRESETS, Weights
from tests.support.worlds import municipality, returns, settlement, site, world

EVERYWHERE = Criteria(region=("all",))
IDS = [criterion.id for criterion in CRITERIA]
MORE = np.array([1, 1])


def states(**changes):
    """Two states asked about (07: one municipality reached, 20: two that are not) and one that is not (19)."""
    parts = {
        "municipios": [
            municipality("07001"),
            municipality("19001", region="Norte"),
            municipality("20001", seat_lon=-94.0, marginalisation="Muy alto"),
            municipality("20002", seat_lon=-93.0, marginalisation="Bajo"),
        ],
        "settlements": [
            settlement("07001"),
            settlement("19001"),
            settlement("20001", lon=-94.0),
            settlement("20002", lon=-93.0, population=250.0),
            settlement("20002", lon=-93.0, population=750.0, locality_population=20_000.0),
        ],
        "figures": [returns("07001"), returns("19001", rate=90.0), returns("20001"), returns("20002", rate=10.0)],
        "sites": [site("a-1")],
    } | changes
    return world(**parts)


ASKED = Criteria(min_return_rate=5)


def criteria_of(layers, criteria=ASKED):
    return state_criteria(find_gaps(layers, criteria)).set_index("state_code")


# --- the criteria


def test_the_criteria_are_those_worked_out_by_hand():
    frame = criteria_of(states())
    assert frame.index.tolist() == ["07", "20"]
    assert frame["gaps"].tolist() == [0, 1]
    # 20001: 40 rural return dwellings; 20002: 20, half of whose dwellings are rural.
    assert frame["unserved"].tolist() == [0, 50]
    assert frame["unserved_share"].tolist() == [0, 1]
    assert frame["return_rate"].tolist() == [20, pytest.approx(15)]
    assert frame["rural_share"].tolist() == [1, pytest.approx(1250 / 2000)]
    assert frame["marginalised_need"].tolist() == [0, pytest.approx(40 * 1.0 + 10 * 0.25)]
    km = [GEOD.inv(-96, 17, lon, 17)[2] / 1000 for lon in (-94, -93)]
    assert frame["distance"].tolist() == [0, pytest.approx((40 * km[0] + 10 * km[1]) / 50)]
    assert frame["municipalities"].tolist() == [1, 2]
    assert frame["unknown_figures"].tolist() == [0, 0]


def test_degrees_of_marginalisation_weigh_from_0_to_1_in_equal_steps():
    assert DEGREE_WEIGHTS == {"Muy bajo": 0.0, "Bajo": 0.25, "Medio": 0.5, "Alto": 0.75, "Muy alto": 1.0}


def test_a_figure_that_is_missing_is_in_no_sum_and_counted():
    layers = states(
        figures=[returns("07001", rate=np.nan), returns("19001"), returns("20001", rate=np.nan), returns("20002")]
    )
    frame = criteria_of(layers)
    assert frame.loc["07", ["gaps", "unserved", "unserved_share", "return_rate", "distance"]].isna().all()
    assert frame.loc["07", "rural_share"] == 1
    assert frame.loc["20", "unserved"] == pytest.approx(20)
    assert frame.loc["20", "return_rate"] == pytest.approx(20)
    assert frame["unknown_figures"].tolist() == [1, 1]


def test_a_state_of_unknown_figures_has_no_rank_and_stays_in_the_table():
    layers = states(figures=[returns("07001", rate=np.nan), returns("20001"), returns("20002")])
    found = rank_states(find_gaps(layers, ASKED))
    assert found.table["state_code"].tolist() == ["20", "07"]
    assert found.table.loc[1, ["rank", "score", "first_share", "rank_low", "confidence"]].isna().all()
    assert found.acceptability["state_code"].tolist() == ["20"]
    # Where all that counts is known, it is ranked.
    assert rank_states(find_gaps(layers, ASKED), "rural_share:1").table["state_code"].tolist() == ["07", "20"]


def test_a_criterion_unknown_everywhere_is_left_out_and_said():
    found = rank_states(find_gaps(states(), ASKED.model_copy(update={"programs": ()})))
    assert found.left_out == ("distance",)
    assert found.table["rank"].notna().all()
    assert "distance" not in found.central_weights


def test_nothing_known_at_all_ranks_nobody():
    layers = states(figures=[returns(key, rate=np.nan) for key in ("07001", "20001", "20002")])
    found = rank_states(find_gaps(layers, ASKED), "unserved:1")
    assert found.left_out == ("unserved",)
    assert found.table["rank"].isna().all()
    assert found.acceptability.empty


# --- the ranking


def test_score_and_rank_follow_the_weights():
    gaps = find_gaps(states(), ASKED)
    # Of two states each criterion gives one 1 and the other 0: return rate and rural share to 07, five others to 20.
    even = rank_states(gaps, counting="criteria").table.set_index("state_code")
    assert even["score"].to_dict() == pytest.approx({"20": 5 / 7, "07": 2 / 7})
    heavy = rank_states(gaps, {"return_rate": 3, "gaps": 1}).table.set_index("state_code")
    assert heavy["score"].to_dict() == pytest.approx({"07": 0.75, "20": 0.25})
    assert heavy["rank"].to_dict() == {"07": 1, "20": 2}


def test_equal_states_share_the_first_rank_and_its_share():
    layers = states(
        municipios=[municipality("07001"), municipality("20001")],
        settlements=[settlement("07001"), settlement("20001")],
        figures=[returns("07001"), returns("20001")],
        sites=[],
    )
    found = rank_states(find_gaps(layers, ASKED))
    assert found.table["rank"].tolist() == [1, 1]
    assert found.table["state_code"].tolist() == ["07", "20"]
    assert found.table["first_share"].tolist() == [0.5, 0.5]
    assert found.table["expected_rank"].tolist() == [1.5, 1.5]
    assert found.table["confidence"].notna().all()


@pytest.mark.moderate
def test_the_states_asked_about_and_no_others_are_ranked(layers):
    codes = ["04", "07", "12", "20", "23", "27", "30", "31"]
    assert sorted(rank_states(find_gaps(layers, Criteria())).table["state_code"]) == codes
    some = rank_states(find_gaps(layers, Criteria(state=("20", "09"))))
    assert sorted(some.table["state_code"]) == ["09", "20"]


@pytest.fixture(scope="module")
def ranked(layers):
    return rank_states(find_gaps(layers, Criteria()))


@pytest.mark.moderate
def test_the_figures_of_the_states_are_those_of_the_gap_answer(layers, ranked):
    by_state = find_gaps(layers, Criteria()).by_state.set_index("state_code")
    table = ranked.table.set_index("state_code")
    mine = by_state.loc[table.index]
    assert (table["gaps"] == mine["gap"]).all()
    assert np.allclose(table["unserved"], mine["unserved_return_dwellings"])
    assert np.allclose(table["unserved_share"], mine["unserved_return_dwellings"] / mine["rural_return_dwellings"])
    assert np.allclose(table["rural_share"], mine["rural_population"] / mine["population"])
    assert (table["municipalities"] == mine["municipalities"]).all()


@pytest.mark.moderate
def test_the_same_question_gets_the_same_ranking_to_the_last_bit(layers, ranked):
    again = rank_states(find_gaps(layers, Criteria()))
    pd.testing.assert_frame_equal(ranked.table, again.table, check_exact=True)
    pd.testing.assert_frame_equal(ranked.acceptability, again.acceptability, check_exact=True)


@pytest.mark.moderate
def test_the_default_answer_does_not_hang_on_the_seed(layers, ranked):
    other = rank_states(find_gaps(layers, Criteria()), seed=7)
    assert np.abs(ranked.acceptability.iloc[:, 1:] - other.acceptability.iloc[:, 1:]).to_numpy().max() < 0.03
    assert ranked.table["state"].iloc[0] == "Oaxaca"


def test_rows_and_columns_of_the_acceptability_sum_to_1(ranked):
    shares = ranked.acceptability.iloc[:, 1:].to_numpy()
    assert np.allclose(shares.sum(axis=0), 1)
    assert np.allclose(shares.sum(axis=1), 1)
    assert ranked.table["first_share"].to_numpy() == pytest.approx(shares[:, 0])


def test_intervals_hold_the_expected_rank_and_certainty_is_where_it_was_asked(ranked):
    table = ranked.table
    assert (
        (table["rank_low"] <= table["expected_rank"] + 1) & (table["expected_rank"] - 1 <= table["rank_high"])
    ).all()
    assert (table["confidence"].notna() == (table["first_share"] > 0)).all()
    weights = ranked.central_weights.set_index("state_code").dropna()
    assert np.allclose(weights.sum(axis=1), 1)


@pytest.mark.moderate
@pytest.mark.parametrize("weights", ["return_rate:1,gaps:2", "equal"])
def test_a_criterion_of_weight_0_has_no_influence(layers, weights):
    gaps = find_gaps(layers, Criteria())
    unlike = gaps.table.assign(nearest_km=gaps.table["nearest_km"].to_numpy()[::-1])
    changed = dataclasses.replace(gaps, table=unlike)
    columns = [name for name in rank_states(gaps).table if name != "distance"]
    one, two = rank_states(gaps, weights).table[columns], rank_states(changed, weights).table[columns]
    assert one.equals(two) == (weights != "equal")


@pytest.mark.moderate
def test_the_order_of_the_rows_is_irrelevant(layers, ranked):
    gaps = find_gaps(layers, Criteria())
    mixed = dataclasses.replace(gaps, table=gaps.table.sample(frac=1, random_state=3))
    other = rank_states(mixed)
    pd.testing.assert_frame_equal(ranked.table, other.table)
    pd.testing.assert_frame_equal(ranked.acceptability, other.acceptability)


# --- SMAA


@pytest.mark.moderate
def test_two_criteria_that_disagree_are_decided_by_the_weights_in_proportion():
    # Scores (1, 0), (0, 1) and (0.7, 0.6). With weight w of the first criterion the third beats the second where
    # 0.7 w + 0.6 (1 - w) > 1 - w, w > 4 / 11, and the first where 0.6 + 0.1 w > w, w < 2 / 3.
    found = analyse(np.array([[1.0, 0.0], [0.0, 1.0], [0.7, 0.6]]), MORE, draws=200_000, seed=1, error=0.0)
    first = np.array([1 / 3, 4 / 11, 2 / 3 - 4 / 11])
    assert found.ranks[:, 0] == pytest.approx(first, abs=0.005)
    # The third is never last: there the first or the second is, on either side of one half.
    assert found.ranks[:, 2] == pytest.approx([0.5, 0.5, 0.0], abs=0.005)
    middle = np.array([5 / 6, 2 / 11, (2 / 3 + 4 / 11) / 2])
    assert found.central_weights[:, 0] == pytest.approx(middle, abs=0.005)
    assert found.confidence.tolist() == [1, 1, 1]


def test_the_mean_rank_is_that_of_the_shares():
    found = analyse(np.array([[1.0, 0.0], [0.0, 1.0], [0.7, 0.6]]), MORE, draws=5000, seed=1, error=0.0)
    assert found.expected_rank == pytest.approx((found.ranks * [1, 2, 3]).sum(axis=1))
    assert found.expected_rank.sum() == pytest.approx(6)
    assert found.rank_at(0.05).tolist() == [1, 1, 1]
    assert found.rank_at(0.95).tolist() == [3, 3, 2]


@pytest.mark.moderate
def test_weights_are_uniform_on_the_simplex_in_three_criteria():
    # The share of weightings in which one of three weights is over one half is a quarter of the triangle.
    figures = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]])
    found = analyse(figures, np.array([1, 1, 1]), draws=200_000, seed=2, error=0.0)
    assert found.ranks[0, 0] == pytest.approx(0.25, abs=0.005)
    assert found.central_weights[0] == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=0.01)


def test_confidence_falls_as_the_figures_may_be_further_off():
    # 101 against 100 where both count alike: any error of a tenth turns it about nearly half the time.
    figures = np.array([[101.0, 100.0], [100.0, 101.0], [0.0, 0.0]])
    sure = analyse(figures, MORE, draws=4000, seed=1, error=0.0)
    unsure = analyse(figures, MORE, draws=4000, seed=1, error=0.1)
    assert sure.confidence[:2].tolist() == [1, 1]
    assert (unsure.confidence[:2] < 0.7).all()
    assert (unsure.confidence[:2] > 0.5).all()
    assert np.isnan(unsure.confidence[2])
    assert np.array_equal(sure.ranks, unsure.ranks)


def test_one_far_ahead_is_first_whatever_the_error():
    found = analyse(np.array([[100.0, 100.0], [1.0, 2.0]]), MORE, draws=1000, seed=1, error=0.1)
    assert found.confidence[0] == 1
    assert found.ranks.tolist() == [[1, 0], [0, 1]]


def test_normalisation_is_from_the_least_to_the_most_and_all_equal_prefers_nobody():
    figures = np.array([[1.0, 5.0, 10.0], [3.0, 5.0, 20.0], [2.0, 5.0, np.nan]])
    scores = normalise(figures, np.array([1, 1, -1]))
    assert scores[:, 0].tolist() == [0, 1, 0.5]
    assert scores[:, 1].tolist() == [0, 0, 0]
    assert scores[:2, 2].tolist() == [1, 0]
    assert np.isnan(scores[2, 2])


FIGURES = st.tuples(st.integers(1, 6), st.integers(1, 4)).flatmap(
    lambda shape: arrays.arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0, 2.0, 3.5, 10.0]))
)


@pytest.mark.moderate
@given(FIGURES, st.integers(0, 5))
def test_ranks_are_shared_out_in_full(figures, seed):
    found = analyse(figures, np.ones(figures.shape[1], dtype=int), draws=50, seed=seed, error=0.1)
    assert np.allclose(found.ranks.sum(axis=0), 1)
    assert np.allclose(found.ranks.sum(axis=1), 1)
    known = found.confidence[found.ranks[:, 0] > 0]
    assert ((known >= 0) & (known <= 1 + 1e-12)).all()


@pytest.mark.moderate
@given(FIGURES, st.randoms(use_true_random=False))
def test_the_order_of_alternatives_changes_no_share(figures, random):
    order = list(range(len(figures)))
    random.shuffle(order)
    one = analyse(figures, np.ones(figures.shape[1], dtype=int), draws=50, seed=1, error=0.1)
    two = analyse(figures[order], np.ones(figures.shape[1], dtype=int), draws=50, seed=1, error=0.1)
    assert np.allclose(one.ranks[order], two.ranks)
    assert np.allclose(one.central_weights[order], two.central_weights, equal_nan=True)


@pytest.mark.moderate
@given(FIGURES)
def test_one_at_least_as_good_in_everything_is_never_behind(figures):
    best = np.vstack([figures, figures.max(axis=0) + 1])
    found = analyse(best, np.ones(figures.shape[1], dtype=int), draws=50, seed=1, error=0.1)
    assert found.ranks[-1, 0] == pytest.approx(1)


# --- weights


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_named_and_names_itself(name):
    assert Weights.of(name) == PRESETS[name]
    assert Weights.of(PRESETS[name].to_text()) == PRESETS[name]
    assert Weights.of(name.replace("_", "-")).to_text() == name


def test_the_criteria_of_the_weights_are_the_criteria():
    assert list(Weights.model_fields) == IDS


@given(st.dictionaries(st.sampled_from(IDS), st.floats(0.001, 1000), min_size=1))
def test_weights_survive_their_text(weights):
    assert Weights.of(Weights.of(weights).to_text()) == Weights.of(weights)


@pytest.mark.moderate
def test_only_ratios_of_weights_matter(layers):
    gaps = find_gaps(layers, Criteria())
    one, two = rank_states(gaps, "gaps:1,distance:2"), rank_states(gaps, " distance : 4 , gaps : 2 ")
    assert np.allclose(one.table["score"], two.table["score"])
    assert one.acceptability.equals(two.acceptability)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gaps", "found 'gaps', expected criterion:weight"),
        ("", "found '', expected criterion:weight"),
        ("gaps:1,gaps:2", "found 'gaps' twice, expected each criterion once"),
        ("people:1", "found 'people', expected a criterion: gaps, unserved"),
        ("gaps:many", "found 'gaps:many', expected a weight from 0 to 1000"),
        ("gaps:-1", "expected a weight from 0 to 1000"),
        ("gaps:nan", "expected a weight from 0 to 1000"),
        ("gaps:inf", "expected a weight from 0 to 1000"),
        ("gaps:1001", "expected a weight from 0 to 1000"),
        ("gaps:0", "expected at least one weight over 0"),
        ("x" * 501, "found 501 characters, expected at most 500"),
    ],
)
def test_weights_that_are_none_are_named(text, found):
    with pytest.raises(CriteriaError) as error:
        Weights.of(text)
    assert [fault.field for fault in error.value.faults] == ["weights"]
    assert found in str(error.value)


@pytest.mark.parametrize("draws", [0, -1, 1_000_001])
def test_draws_have_bounds(draws):
    with pytest.raises(CriteriaError, match="draws: found"):
        rank_states(find_gaps(states(), ASKED), draws=draws)


# --- what counts as one


def test_criteria_that_measure_the_same_count_together_as_one():
    gaps = find_gaps(states(), ASKED)
    # Of two states each criterion gives one 1 and the other 0: size and remoteness to 20, the two others to 07.
    even = rank_states(gaps)
    assert even.table.set_index("state_code")["score"].to_dict() == pytest.approx({"20": 0.5, "07": 0.5})
    assert even.table["rank"].tolist() == [1, 1]
    both = even.table.set_index("state_code")
    assert both["rank_criteria"].to_dict() == {"20": 1, "07": 2}
    assert both["first_share"].equals(both["first_share_groups"])
    counted = even.counted.set_index("criterion")
    assert counted["group"].to_dict() == {
        **dict.fromkeys(("gaps", "unserved", "marginalised_need"), "size"),
        **dict.fromkeys(("unserved_share", "distance"), "remoteness"),
        **{name: name for name in ("return_rate", "rural_share")},
    }
    assert counted["weight_groups"].groupby(counted["group"]).sum().tolist() == pytest.approx([0.25] * 4)
    assert counted["weight_criteria"].tolist() == pytest.approx([1 / 7] * 7)
    # Of two states any two criteria rank alike, or the other way round.
    assert counted["rank_correlation"].dropna().tolist() == pytest.approx([1] * 5)


def test_a_group_weighs_as_much_as_the_heaviest_of_its_criteria_which_share_it():
    gaps = find_gaps(states(), ASKED)
    counted = rank_states(gaps, "gaps:1,unserved:3,return_rate:1").counted.set_index("criterion")
    assert counted["weight_groups"].to_dict() == pytest.approx(
        {"gaps": 3 / 16, "unserved": 9 / 16, "return_rate": 0.25}
    )
    assert counted["weight_criteria"].to_dict() == pytest.approx({"gaps": 0.2, "unserved": 0.6, "return_rate": 0.2})


@pytest.mark.moderate
def test_a_criterion_in_which_all_are_equal_leaves_its_weight_to_the_others_of_its_group():
    found = rank_states(find_gaps(states(), ASKED.model_copy(update={"programs": ()})))
    alone = rank_states(find_gaps(states(), ASKED.model_copy(update={"programs": ()})), "unserved_share:1")
    # Nobody is reached: the unserved share is 1 everywhere, and the distance to help is not known.
    weights = found.counted.set_index("criterion")["weight_groups"]
    assert weights["unserved_share"] == pytest.approx(0.25)
    assert alone.table["score"].tolist() == [0, 0]
    with_distance = rank_states(find_gaps(states(sites=[site("a-1", lon=-90.0)]), ASKED)).counted.set_index("criterion")
    assert with_distance.loc["unserved_share", "weight_groups"] == 0
    assert with_distance.loc["distance", "weight_groups"] == pytest.approx(0.25)
    assert np.isnan(with_distance.loc["distance", "rank_correlation"])


def test_groups_are_of_criteria_that_there_are_each_in_one():
    grouped = [name for names in GROUPS.values() for name in names]
    assert len(set(grouped)) == len(grouped)
    assert set(grouped) < set(IDS)
    assert not set(GROUPS) & set(IDS)


def test_both_ways_of_counting_stand_beside_each_other(layers, ranked):
    apart = rank_states(find_gaps(layers, Criteria()), counting="criteria")
    for name, found in (("groups", ranked), ("criteria", apart)):
        for table in (ranked.table, apart.table):
            mine = found.table.set_index("state_code").loc[table["state_code"]]
            assert table[f"first_share_{name}"].tolist() == mine["first_share"].tolist()
            assert table[f"rank_{name}"].tolist() == mine["rank"].tolist()
    assert list(ranked.central_weights.columns[1:]) == ["size", "remoteness", "return_rate", "rural_share"]
    assert list(apart.central_weights.columns[1:]) == [name for name in IDS if name != "low_access"]
    # Criteria of one group rank the states nearly alike: counted apart, the size of the need decides more often.
    assert ranked.counted["rank_correlation"].min() > 0.9
    assert ranked.table["first_share_criteria"][0] > ranked.table["first_share_groups"][0]


@pytest.mark.moderate
def test_the_first_choice_is_the_ranking_s(layers, ranked):
    gaps = find_gaps(layers, Criteria())
    assert first_choice(gaps) == tuple(ranked.table.loc[ranked.table["rank"] == 1, "state_code"])
    assert first_choice(find_gaps(states(), ASKED)) == ("07", "20")
    nothing = states(figures=[returns(key, rate=np.nan) for key in ("07001", "20001", "20002")])
    assert first_choice(find_gaps(nothing, ASKED), "unserved:1") == ()


def test_a_counting_that_there_is_not_is_named():
    with pytest.raises(CriteriaError, match="counting: found 'pairs', expected one of groups, criteria"):
        rank_states(find_gaps(states(), ASKED), counting="pairs")


def test_of_criteria_mixed_in_groups_weights_are_drawn_over_the_groups():
    # Two of three criteria are one group: the first is first where the group's weight is over one half.
    figures = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    mix = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    found = analyse(figures, np.array([1, 1, 1]), draws=20_000, seed=2, error=0.0, mix=mix)
    assert found.ranks[0, 0] == pytest.approx(0.5, abs=0.015)
    assert found.central_weights[0] == pytest.approx([0.75, 0.25], abs=0.01)
