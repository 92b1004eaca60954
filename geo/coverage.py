"""How much of a municipality lies in a catchment: of its rural people, and of its rural return dwellings."""

from __future__ import annotations

import numpy as np

from geo.arrays import Bools, Floats, ratio
from geo.reach import Reach, Rural, Spread


def covered(reach: Reach, rural: Rural, reached: Bools) -> tuple[Floats, Floats]:
    """Rural people of each municipality in a catchment, and their share of its rural people, 0-1.

    ``reached`` is a value a settlement, from `Reach.reached`. The share is missing where nobody is rural.

    Examples
    --------
    >>> from geo.reach import reach_of
    >>> reach = reach_of(layers)
    >>> people, share = covered(reach, reach.rural(2500), reach.reached(gaps.selection, 30.0))
    >>> people[:2].tolist(), share[:2].round(3).tolist()
    ([47544.0, 4186.0], [1.0, 0.124])
    """
    # Multiplied, not selected: unknown people stay unknown whether reached or not.
    people = reach.sum_by_municipality(rural.people_at * reached)
    return people, ratio(people, rural.people)


def returns_covered(reach: Reach, rural: Rural, spread: Spread, reached: Bools, covered_share: Floats) -> Floats:
    """Share of the rural return dwellings of each municipality in a catchment, 0-1; missing where there are none.

    It is the covered share of the people, from `covered`, unless return dwellings are not spread as people are.

    Examples
    --------
    >>> from geo.reach import reach_of
    >>> reach = reach_of(layers)
    >>> rural, spread = reach.rural(2500), reach.spread(2500, "residence")
    >>> reached = reach.reached(gaps.selection, 30.0)
    >>> returns_covered(reach, rural, spread, reached, covered(reach, rural, reached)[1])[:2].round(3).tolist()
    [1.0, 0.15]
    """
    if spread.at is rural.people_at:
        return covered_share
    return ratio(reach.sum_by_municipality(spread.at * reached), spread.total)


def part_of(dwellings: Floats, share: Floats) -> Floats:
    """Dwellings x a share of them; nothing of nothing, though the share be missing.

    Examples
    --------
    >>> part_of(np.array([0.0, 40.0]), np.array([np.nan, 0.25])).tolist()
    [0.0, 10.0]
    """
    return np.where(dwellings == 0, 0.0, dwellings * share)
