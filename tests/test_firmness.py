"""How firm each gap is, against each reading asked by itself."""

from __future__ import annotations

import numpy as np
import pytest

from geo import Criteria, find_gaps
from geo.certainty import find_certainty
from geo.firmness import LIKELY, UNCOUNTED, firmness
from geo.steps import step
from vocabulary.lists import FIRMNESS


@pytest.mark.parametrize("asked", [Criteria(), Criteria(programs=("imrc-2014",), year=2010), Criteria(reach_km=250)])
def test_every_gap_is_sure_likely_or_undecided_and_what_is_near_one_is_none(layers, asked):
    gaps = find_gaps(layers, asked)
    sure, found = find_certainty(layers, asked), firmness(gaps, layers)
    times = sum(sure.is_gap(number).astype(int) for number in range(0, sure.combinations, 1 + sure.combinations // 400))
    names = np.array([*FIRMNESS, ""])[found.codes]
    assert set(names[gaps.is_gap]) <= set(FIRMNESS[:3])
    assert set(names[~gaps.is_gap]) <= {"uncounted", ""}
    assert sum(found.counts[name] for name in FIRMNESS[:3]) == len(gaps.gaps)
    asked_in = len(range(0, sure.combinations, 1 + sure.combinations // 400))
    assert (times[names == "sure"] == asked_in).all()
    assert (sure.stability[names == "likely"] >= LIKELY).all()
    assert (sure.stability[names == "likely"] < 1).all()
    assert not (sure.stability[names == "undecided"] >= LIKELY).any()
    assert (sure.stability[names == "uncounted"] >= UNCOUNTED).all()
    assert not (sure.stability[(names == "") & ~gaps.is_gap] >= UNCOUNTED).any()


def test_a_step_gains_and_loses_what_differs_and_answers_of_other_places_have_none():
    found = step(np.array([True, True, False, False]), np.array([True, False, True, False]))
    assert (found.gained.tolist(), found.lost.tolist()) == ([2], [1])
    with pytest.raises(ValueError, match="2 municipalities before, 3 after"):
        step(np.zeros(2, dtype=bool), np.zeros(3, dtype=bool))
