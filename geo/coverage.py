"""How much of a municipality lies in a catchment: of its rural people, and of its rural return dwellings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from geo.arrays import Bools, Floats, ratio
from geo.catchments import Selection, select_sites
from geo.criteria import REACH_SETTINGS, Criteria
from geo.reach import Reach, Rural, reach_of
from geo.travel import who_is_reached
from layers import Layers

_CACHED_SHARES = 64


class Inside:
    """Which settlements are in a catchment, laid out for sums by municipality: only those partly inside are added up.

    Parameters
    ----------
    inside : ndarray of shape (settlements,)
        As `Reach.reached` gives it.

    Examples
    --------
    >>> from geo.reach import reach_of
    >>> reach = reach_of(layers)
    >>> rural = reach.rural(2500)
    >>> Inside(reach, reach.reached(gaps.selection, 30.0)).sum(rural.people_at, rural.people)[:2].tolist()
    [47544.0, 4186.0]
    """

    def __init__(self, reach: Reach, inside: Bools) -> None:
        self._reach, self._inside = reach, inside
        if not reach.starts.size:
            return
        some, every = (of.reduceat(inside, reach.starts) for of in (np.logical_or, np.logical_and))
        self._wholly, self._partly = np.zeros((2, reach.size), dtype=bool)
        self._wholly[reach.inhabited], self._partly[reach.inhabited] = every, some & ~every
        self._rows = np.flatnonzero(self._partly[reach.municipality])
        self._starts = np.flatnonzero(np.diff(reach.municipality[self._rows], prepend=-1))
        self._inside = inside[self._rows]

    def sum(self, values: Floats, total: Floats) -> Floats:
        """Sum of a figure of the settlements inside per municipality, as `Reach.sum_by_municipality` has it of all.

        ``values`` is the figure of every settlement, ``total`` its sum per municipality.
        """
        # Multiplied, not selected: unknown people stay unknown whether reached or not.
        if not self._reach.starts.size:
            return self._reach.sum_by_municipality(values * self._inside)
        found: Floats = total * self._wholly
        if self._rows.size:
            found[self._partly] = np.add.reduceat(values[self._rows] * self._inside, self._starts)
        return found


def covered(rural: Rural, inside: Inside) -> tuple[Floats, Floats]:
    """Rural people of each municipality in a catchment, and their share of its rural people, 0-1.

    The share is missing where nobody is rural.

    Examples
    --------
    >>> from geo.reach import reach_of
    >>> reach = reach_of(layers)
    >>> people, share = covered(reach.rural(2500), Inside(reach, reach.reached(gaps.selection, 30.0)))
    >>> people[:2].tolist(), share[:2].round(3).tolist()
    ([47544.0, 4186.0], [1.0, 0.124])
    """
    people = inside.sum(rural.people_at, rural.people)
    return people, ratio(people, rural.people)


def part_of(dwellings: Floats, share: Floats) -> Floats:
    """Dwellings x a share of them; nothing of nothing, though the share be missing.

    Examples
    --------
    >>> part_of(np.array([0.0, 40.0]), np.array([np.nan, 0.25])).tolist()
    [0.0, 10.0]
    """
    return np.where(dwellings == 0, 0.0, dwellings * share)


class Coverage(NamedTuple):
    """What lies in a catchment of a municipality's rural people: their share, their number; the share of the returns.

    Shares are 0-1, of rural return dwellings the last; a value a municipality, missing where nobody is rural.
    """

    share: Floats
    people: Floats
    returns: Floats


def coverage_of(layers: Layers, criteria: Criteria, selection: Selection) -> tuple[Coverage, Coverage]:
    """What some sites cover for sure, and what at most; the same object where it is known.

    Raises
    ------
    CriteriaError
        As `geo.travel.who_is_reached`.

    Examples
    --------
    >>> surely, at_most = coverage_of(layers, gaps.criteria, gaps.selection)
    >>> surely is at_most, surely.share[:2].round(3).tolist()
    (True, [1.0, 0.886])
    """
    reach = reach_of(layers)
    reached = who_is_reached(layers, selection, criteria)

    def covers(at: Bools) -> Coverage:
        (found,) = _coverages(reach, Inside(reach, at), criteria.rural_below, (criteria.rural_split,))
        return found

    surely = covers(reached.surely)
    return surely, surely if reached.is_known else covers(reached.at_most)


def covered_shares(
    layers: Layers, criteria: Criteria, lines: tuple[int, ...], splits: tuple[str, ...]
) -> dict[tuple[int, str], Coverage]:
    """What a question's sites cover at most with each rural line (people) and split; cached for other questions.

    Raises
    ------
    CriteriaError
        As `geo.catchments.select_sites`.

    Examples
    --------
    >>> covered_shares(layers, Criteria(reach_km=30), (2500,), ("residence",))[2500, "residence"].share[:2].round(3)
    array([1.   , 0.124])
    """
    selection = select_sites(layers, criteria)

    def ask() -> dict[tuple[int, str], Coverage]:
        reach = reach_of(layers)
        inside = Inside(reach, who_is_reached(layers, selection, criteria).at_most)
        return {
            (line, split): each
            for line in lines
            for split, each in zip(splits, _coverages(reach, inside, line, splits), strict=True)
        }

    key = (selection, *(getattr(criteria, name) for name in REACH_SETTINGS), lines, splits)
    return layers.cache.get("covered shares", key, ask, most=_CACHED_SHARES)


def _coverages(reach: Reach, inside: Inside, line: int, splits: tuple[str, ...]) -> Iterator[Coverage]:
    """What is covered of those who are rural by a line, with each split of the return dwellings."""
    rural = reach.rural(line)
    people, share = covered(rural, inside)
    for spread in (reach.spread(line, split) for split in splits):
        # One return rate spreads dwellings as the people are.
        as_people = spread.at is rural.people_at
        yield Coverage(share, people, share if as_people else ratio(inside.sum(spread.at, spread.total), spread.total))
