"""How firm each gap is, against each reading asked by itself."""

from __future__ import annotations

import numpy as np
import pytest

from geo import Criteria, find_gaps
from geo.certainty import find_certainty
from geo.firmness import LIKELY, evidence, firmness
from geo.steps import step
from vocabulary.lists import FIRMNESS


@pytest.mark.moderate
@pytest.mark.parametrize("asked", [Criteria(), Criteria(programs=("imrc-2014",), year=2010), Criteria(reach_km=250)])
def test_every_gap_is_sure_likely_or_undecided_and_what_is_near_one_is_none(layers, asked):
    gaps = find_gaps(layers, asked)
    sure, found = find_certainty(layers, asked), firmness(gaps, layers)
    times = sum(sure.is_gap(number).astype(int) for number in range(0, sure.combinations, 1 + sure.combinations // 400))
    names = np.array([*FIRMNESS, ""])[found.codes]
    assert set(names[gaps.is_gap]) <= set(FIRMNESS[:3])
    assert set(names[~gaps.is_gap]) <= {"near", ""}
    assert sum(found.counts[name] for name in FIRMNESS[:3]) == len(gaps.gaps)
    asked_in = len(range(0, sure.combinations, 1 + sure.combinations // 400))
    differs = np.asarray(gaps.table["second_source"] == "differs")
    assert (times[names == "sure"] == asked_in).all()
    assert not differs[names == "sure"].any()
    likely = (names == "likely") & ~differs
    assert (sure.stability[likely] >= LIKELY).all()
    assert (sure.stability[likely] < 1).all()
    assert (sure.stability[(names == "likely") & differs] == 1).all()
    assert not (sure.stability[(names == "undecided") & ~differs] >= LIKELY).any()


@pytest.mark.moderate
def test_what_is_near_is_a_gap_at_another_value_of_one_setting(layers):
    gaps = find_gaps(layers, Criteria())
    sure, found = find_certainty(layers, Criteria()), firmness(gaps, layers)
    asked = sure.readings.indices_asked
    near = np.zeros(len(gaps.table), dtype=bool)
    for axis, count in enumerate(sure.readings.shape):
        for value in range(count):
            number = np.ravel_multi_index((*asked[:axis], value, *asked[axis + 1 :]), sure.readings.shape)
            near |= find_gaps(layers, sure.readings.criteria(int(number))).is_gap
    assert np.array_equal(found.codes == FIRMNESS.index("near"), near & ~gaps.is_gap)
    assert found.counts["near"] > 100


@pytest.mark.moderate
def test_the_settlements_between_the_speeds_make_a_municipality_near_and_are_counted_once(layers):
    gaps = find_gaps(layers, Criteria(reach_min=60))
    found = firmness(gaps, layers)
    undecided = (gaps.table["status"] == "undecided").to_numpy()
    assert (found.codes[undecided] == FIRMNESS.index("near")).all()
    assert found.counts["near"] + undecided.sum() == (found.codes == FIRMNESS.index("near")).sum()


@pytest.mark.moderate
def test_the_evidence_says_why(layers):
    gaps = find_gaps(layers, Criteria())
    sure, names = find_certainty(layers, Criteria()), firmness(gaps, layers).names
    lowered = gaps.is_gap & (sure.stability == 1) & (gaps.table["second_source"] == "differs").to_numpy()
    told = evidence(gaps, layers, gaps.table["cvegeo"][lowered].iloc[0])
    assert (told["firmness"], told["stability"], told["second_source"]) == ("likely", 1, "differs")
    near = evidence(gaps, layers, gaps.table["cvegeo"][np.asarray(names == "near")].iloc[0])
    assert isinstance(near["near_by"], str)
    with pytest.raises(KeyError):
        evidence(gaps, layers, "99999")


def test_a_step_gains_and_loses_what_differs_and_answers_of_other_places_have_none():
    found = step(np.array([True, True, False, False]), np.array([True, False, True, False]))
    assert (found.gained.tolist(), found.lost.tolist()) == ([2], [1])
    with pytest.raises(ValueError, match="2 municipalities before, 3 after"):
        step(np.zeros(2, dtype=bool), np.zeros(3, dtype=bool))
