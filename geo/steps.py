"""What a change of the question does to the answer: which gaps it gains and which it loses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Bools


class Step(NamedTuple):
    """Rows of the table that became gaps with a change of the question, and those that no longer are."""

    gained: NDArray[np.intp]
    lost: NDArray[np.intp]


def step(before: Bools, after: Bools) -> Step:
    """The gaps gained and lost from one answer to another about the same municipalities.

    Parameters
    ----------
    before, after : ndarray of bool, shape (municipalities,)
        `geo.gaps.Gaps.is_gap` of either answer.

    Raises
    ------
    ValueError
        Where the answers are not about as many municipalities.

    Examples
    --------
    >>> found = step(find_gaps(layers, Criteria()).is_gap, find_gaps(layers, Criteria(reach_km=60)).is_gap)
    >>> len(found.gained), len(found.lost)
    (0, 17)
    """
    if before.shape != after.shape:
        raise ValueError(f"{len(before)} municipalities before, {len(after)} after")
    return Step(np.flatnonzero(after & ~before), np.flatnonzero(before & ~after))
