"""The rule in every reading of a question, by the functions of `geo.find_gaps`.

Only the covered share needs the settlements, once for each rural line, choice of helpers and reach, and it is cached;
thresholds are comparisons of figures. Since they vary independently, the readings in which a municipality is a gap are
counted by multiplying, never one by one.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import NamedTuple

import numpy as np

from geo.access import known_to_be_asked
from geo.arrays import Bools, Floats, Ints
from geo.catchments import Selection, select_sites
from geo.conditions import Condition, conditions_of, meets
from geo.coverage import covered_shares
from geo.criteria import Criteria
from geo.reach import reach_of
from geo.readings import RATE_READINGS, SETTING_OF, Readings
from geo.returns import Returns, return_dwellings, returns_of, rural_figures
from layers import Layers


class Block(NamedTuple):
    """The readings that share a rural line, a split of the return dwellings and a reading of the rates.

    ``met``: by condition, whether each municipality (column) meets each value asked (row). ``known``: whether a
    municipality has all figures that the conditions look at.

    ``covered_share`` and ``covered_returns`` (of the rural people, of the rural return dwellings) have a row for each
    choice of helpers and reach, and ``met["covered_share"]`` one for each of those and each share asked.
    """

    met: dict[str, Bools]
    known: Bools
    rural_return_dwellings: Floats
    covered_share: Floats
    covered_returns: Floats

    @property
    def gaps(self) -> Ints:
        """In how many of its readings each municipality meets all conditions."""
        counts: Ints = math.prod(values.sum(axis=0) for values in self.met.values())
        return counts


def blocks_of(layers: Layers, readings: Readings) -> list[Block]:
    """All readings of a question, in their order: by reading of the rates, split, and rural line.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`.

    Examples
    --------
    >>> from geo.readings import readings_of
    >>> blocks = blocks_of(layers, readings_of(layers, Criteria()))
    >>> len(blocks), int(sum(block.gaps for block in blocks).max())
    (6, 12150)
    """
    reach, criteria = reach_of(layers), readings.asked
    returns = returns_of(layers, criteria)
    conditions = conditions_of(criteria, returns.national_rate)
    shares = [
        covered_shares(
            layers,
            readings.with_reach(reach).model_copy(update=helpers._asdict()),
            readings.rural_below,
            readings.rural_split,
        )
        for helpers in readings.helpers
        for reach in readings.settings[readings.reach]
    ]
    blocks = []
    rates = [_read(returns, reading) for reading in readings.rate_reading]
    for each, split, rural_below in itertools.product(rates, readings.rural_split, readings.rural_below):
        rural, spread = reach.rural(rural_below), reach.spread(rural_below, split)
        people = np.array([share[rural_below, split].share for share in shares])
        as_people = spread.at is rural.people_at
        dwellings = people if as_people else np.array([share[rural_below, split].returns for share in shares])
        figures = rural_figures(each, rural, spread)
        figures["rural_share"] = known_to_be_asked(layers, criteria, figures["rural_share"])
        had = {
            condition.id: people if condition.id == "covered_share" else figures[condition.column][None, :]
            for condition in conditions
        }
        known = {name: ~np.isnan(values).any(axis=0) for name, values in had.items()}
        known["covered_share"] |= rural.people == 0
        met = {condition.id: _met(condition, had[condition.id], readings) for condition in conditions}
        all_known = np.logical_and.reduce(list(known.values()))
        blocks.append(Block(met, all_known, figures["rural_return_dwellings"], people, dwellings))
    return blocks


class Asked(NamedTuple):
    """The question itself: its conditions, its sites, and by condition the figures of every municipality."""

    criteria: Criteria
    conditions: tuple[Condition, ...]
    selection: Selection
    had: dict[str, Floats]


def asked_of(layers: Layers, readings: Readings) -> Asked:
    """The question whose readings these are; what it has in common with them is not worked out again.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`.

    Examples
    --------
    >>> from geo.readings import readings_of
    >>> asked_of(layers, readings_of(layers, Criteria())).had["rural_share"].round(2)[:2].tolist()
    [0.09, 1.0]
    """
    reach, criteria = reach_of(layers), readings.asked
    returns, selection = returns_of(layers, criteria), select_sites(layers, criteria)
    line, split = criteria.rural_below, criteria.rural_split
    shares = covered_shares(layers, criteria, readings.rural_below, readings.rural_split)
    figures = rural_figures(returns, reach.rural(line), reach.spread(line, split))
    figures["rural_share"] = known_to_be_asked(layers, criteria, figures["rural_share"])
    figures["covered_share"] = shares[line, split].share
    conditions = conditions_of(criteria, returns.national_rate)
    return Asked(criteria, conditions, selection, {each.id: figures[each.column] for each in conditions})


def _met(condition: Condition, had: Floats, readings: Readings) -> Bools:
    """Whether each municipality (column) meets the condition with each figure and each value asked (row)."""
    values = readings.settings[SETTING_OF[condition.id]]
    tests = [meets(had, dataclasses.replace(condition, asked=value)) for value in values]
    return np.stack(tests, axis=1).reshape(-1, had.shape[1])


def _read(returns: Returns, reading: str) -> Returns:
    """The figures with the rates at one end of their intervals; a rate without one stays."""
    if reading == RATE_READINGS[0]:
        return returns
    end = returns.error[f"return_rate_{reading}"].to_numpy()
    rate = np.where(np.isnan(end), returns.rate, end)
    return returns._replace(rate=rate, return_dwellings=return_dwellings(rate, returns.dwellings))
