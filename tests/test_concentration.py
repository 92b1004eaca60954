"""Who is left behind: the concentration index and curve by hand, and in words."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import pytest

from exports.alternative import alternative
from exports.concentration import headline
from geo import Criteria, find_gaps
from geo.concentration import find_concentration
from tests.support.worlds import municipality, returns, settlement, site, world
from words.text import Text

ASKED = Criteria(min_return_rate=5)
#: Which municipalities a site reaches: those at its own place.
HERE, AWAY = -96.0, -90.0


def ordered(*rows, sites=True):
    """Municipalities by marginalisation index, return dwellings, and whether a site reaches them."""
    keys = [f"20{number:03d}" for number in range(1, len(rows) + 1)]
    return world(
        [municipality(key, marginalisation_index=index) for key, (index, _, _) in zip(keys, rows, strict=True)],
        [settlement(key, HERE if reached else AWAY) for key, (_, _, reached) in zip(keys, rows, strict=True)],
        [returns(key, dwellings=5.0 * count) for key, (_, count, _) in zip(keys, rows, strict=True)],
        [site("a-1")] if sites else [],
    )


def lean_of(layers, criteria=ASKED):
    return find_concentration(find_gaps(layers, criteria), layers)


def test_the_index_is_that_worked_out_by_hand():
    # From the most marginalised: 10 dwellings not covered, 20 covered, 10 not, 60 covered. R = 0.05, 0.2, 0.35, 0.7.
    # Covered parts: 1/4 and 3/4, so C = 2 (0.2 / 4 + 0.7 x 3/4) - 1 = 0.15.
    lean = lean_of(ordered((40.0, 10, False), (45.0, 20, True), (50.0, 10, False), (60.0, 60, True)))
    assert lean.index == pytest.approx(0.15)
    assert lean.covered_share == pytest.approx(0.8)
    assert lean.curve["dwellings_share"].tolist() == pytest.approx([0.1, 0.3, 0.4, 1.0])
    assert lean.curve["covered_part"].tolist() == pytest.approx([0.0, 0.25, 0.25, 1.0])
    # Half of the dwellings are the first 40 and a sixth of the last 60, all of which are covered: 20 + 10 of 50.
    assert (lean.half, lean.half_covered, lean.other_half_covered) == pytest.approx((30 / 80, 30 / 50, 1.0))


def test_the_index_is_twice_the_area_between_diagonal_and_curve():
    random = np.random.default_rng(7)
    rows = [
        (float(index), int(random.integers(1, 50)), bool(random.integers(2))) for index in random.integers(0, 12, 20)
    ]
    lean = lean_of(ordered(*rows))
    at, had = ([0.0, *lean.curve[name]] for name in ("dwellings_share", "covered_part"))
    assert lean.index == pytest.approx(1 - 2 * np.trapezoid(had, at))


@pytest.mark.moderate
def test_covered_alike_leans_nowhere_and_the_ends_are_as_far_as_can_be():
    assert lean_of(ordered((40.0, 10, True), (50.0, 30, True))).index == pytest.approx(0)
    assert lean_of(ordered((40.0, 10, True), (50.0, 90, False))).index == pytest.approx(-0.9)
    assert lean_of(ordered((40.0, 90, False), (50.0, 10, True))).index == pytest.approx(0.9)


@pytest.mark.moderate
def test_neither_the_order_of_equals_nor_how_a_municipality_is_cut_matters():
    whole = lean_of(ordered((40.0, 20, True), (45.0, 40, False), (50.0, 40, True)))
    cut = lean_of(ordered((50.0, 15, True), (40.0, 20, True), (45.0, 10, False), (50.0, 25, True), (45.0, 30, False)))
    assert cut.index == pytest.approx(whole.index)
    assert cut.curve["covered_part"].tolist() == pytest.approx(whole.curve["covered_part"].tolist())
    assert cut.curve["municipalities"].tolist() == [1, 2, 2]
    one, other = (
        lean_of(ordered(*rows)) for rows in (((45.0, 9, True), (45.0, 5, False)), ((45.0, 5, False), (45.0, 9, True)))
    )
    assert one.index == other.index == pytest.approx(0)


def test_what_is_unknown_is_in_no_figure_and_counted():
    layers = ordered((40.0, 10, False), (np.nan, 20, True), (50.0, 10, True))
    unknown = dataclasses.replace(layers, returns=layers.returns.assign(return_rate=[20.0, 20.0, np.nan]))
    assert lean_of(layers).unknown == 1
    assert lean_of(layers).index == pytest.approx(0.5)
    assert lean_of(unknown).unknown == 2


def test_where_nothing_is_covered_nothing_leans_and_it_is_said():
    layers = ordered((40.0, 10, False), (50.0, 10, False), sites=False)
    lean = lean_of(layers)
    assert math.isnan(lean.index)
    assert (lean.covered_share, lean.half_covered, lean.other_half_covered) == (0, 0, 0)
    said = headline(lean, Text("en"), place="here")
    assert (
        said == "Which way the coverage here leans cannot be said: nothing is covered, or marginalisation is not known."
    )
    nobody = lean_of(layers, ASKED.model_copy(update={"min_rural_share": 0.0, "rural_below": 1}))
    assert math.isnan(nobody.covered_share)
    assert headline(nobody, Text("en"), place="here") == said


@pytest.mark.moderate
def test_the_default_question_leaves_the_most_marginalised_behind(shell, layers):
    """As README and docs say: 18 % of one half, 34 % of the other."""
    gaps = find_gaps(layers, Criteria())
    lean = find_concentration(gaps, layers)
    assert (round(lean.index, 2), round(lean.half_covered, 2), round(lean.other_half_covered, 2)) == (0.24, 0.18, 0.34)
    assert lean.unknown == 0
    said = alternative("concentration", gaps, layers, Text("en"))
    assert "18 % are covered, of the other half 34 %" in said.replace("\u00a0", " ").replace("%", " %").replace(
        "  ", " "
    )
    document = json.loads(shell("concentration", "--format", "json")[1])
    assert document["index"] == pytest.approx(lean.index, abs=1e-6)
    assert len(document["rows"]) == len(lean.curve)


@pytest.mark.moderate
def test_where_it_is_not_known_who_is_reached_both_ends_are_told(shell, layers):
    """Each end is the answer in km: 60 minutes are 18 km at the slow speed and 40 at the fast one."""
    lean = find_concentration(find_gaps(layers, Criteria(reach_min=60)), layers)
    for end, km in ((lean, 18), (lean.at_most, 40)):
        known = lean_of(layers, Criteria(reach_km=km))
        assert known.at_most is None
        assert (end.index, end.half_covered, end.unknown) == (known.index, known.half_covered, known.unknown)
    assert (lean.curve["covered_return_dwellings_most"] >= lean.curve["covered_return_dwellings"]).all()
    for text in (Text("en"), Text("es")):
        said = headline(lean, text, place="")
        assert text.number(lean.index, 2) in said
        assert text.number(lean.at_most.index, 2) in said
    document = json.loads(shell("concentration", "--reach-min", 60, "--format", "json")[1])
    assert document["at_most"]["index"] == pytest.approx(lean.at_most.index, abs=1e-6)
    assert "covered_return_dwellings_most" in document["rows"][0]
    assert "at_most" not in json.loads(shell("concentration", "--format", "json")[1])


def test_nothing_for_sure_and_something_at_most_says_so(layers):
    asked = Criteria(reach_min=60, state=("20",))
    lean = find_concentration(find_gaps(layers, asked), layers)
    said = headline(dataclasses.replace(lean, index=math.nan), Text("en"), place="in Oaxaca")
    assert said.startswith(Text("en")("concentration.none", place="in Oaxaca"))
    assert f"(index {Text('en').number(lean.at_most.index, 2)})" in said
