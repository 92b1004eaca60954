"""Covering: candidates that cost something, points with a weight, who covers whom, and how much one can serve.

The maximal covering location problem (Church and ReVelle 1974, The maximal covering location problem) and what planners
ask of it besides: a candidate has a cost, all chosen ones together a budget (a number of sites is a budget of as
many at one each); some are in every choice; where a candidate has only so much room, points are served by several in
parts, and no more of a point than there is (Current and Storbeck 1988, Capacitated covering models).

    max sum w_i y_i   with   y_i <= sum_j g_ij,   0 <= y_i <= 1,   0 <= g_ij <= a_ij x_j,   sum_i m_i g_ij <= u_j x_j,
                             sum_j c_j x_j <= budget,   x_j in {0, 1}.

Here is such a problem, what a choice is worth, and good choices; `geo.relaxing` bounds what any choice can be worth,
`geo.solving` finds the best one.
"""

from __future__ import annotations

from copy import copy
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Floats
from geo.deadline import NEVER, Deadline
from geo.serving import served

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.sparse import csr_array

#: What two sums of weights may differ by through rounding, and what the solver's own gap may be, in units of weight.
TOLERANCE = 1e-6

#: What a sum of costs may be over a budget through rounding, as a part of it.
_ROUNDING = 1e-9


class Instance:
    """Candidates, points, and who covers whom.

    Parameters
    ----------
    covers : array of bool, packed, shape (points, ceil(candidates / 8))
        As `numpy.packbits` gives it along the candidates.
    weight : ndarray of shape (points,) or (readings, points)
        Not negative. Of several readings ``weight`` is the mean, and ``readings`` holds them.
    candidates : int
        How many there are.
    cost : ndarray of shape (candidates,), optional
        Not negative; without it one each.
    room : ndarray of shape (candidates,), optional
        How much of the points' weight each can serve, over 0, infinite where there is no limit.
    counts : ndarray of shape (points,), optional
        How many times a point's weight counts; one each without it. It takes room once.
    fixed : sequence of int
        Candidates that are in every choice.

    Points that the same candidates cover are one point here; those that none covers are left out.

    Examples
    --------
    >>> instance = Instance(np.packbits([[1, 1, 0], [0, 1, 1]], axis=1), np.array([5.0, 3.0]), 3)
    >>> instance.greedy(2), instance.value([0])
    ([1], 5.0)
    >>> small = Instance(np.packbits([[1], [1]], axis=1), np.array([5.0, 3.0]), 1, room=np.array([6.0]))
    >>> small.value([0])
    6.0
    """

    def __init__(
        self,
        covers: NDArray[np.uint8],
        weight: Floats,
        candidates: int,
        *,
        cost: Floats | None = None,
        room: Floats | None = None,
        counts: Floats | None = None,
        fixed: Sequence[int] = (),
    ) -> None:
        from scipy.sparse import csr_array

        self.kinds, of_kind = np.unique(np.ones(weight.shape[-1]) if counts is None else counts, return_inverse=True)
        covers, merged, kind = merged_points(covers, np.atleast_2d(weight), of_kind.astype("uint8"))
        self.size = candidates
        self.readings = merged
        self.amount = merged[0] if weight.ndim == 1 else merged.mean(axis=0)
        self.counts = self.kinds[kind]
        self.weight = self.amount * self.counts if counts is not None else self.amount
        bits = np.unpackbits(covers, axis=1, count=candidates) if candidates else np.zeros((0, 0), dtype="uint8")
        point, candidate = np.nonzero(bits)
        shape = (len(self.weight), candidates)
        ones = np.ones(len(point))
        self.by_candidate: csr_array = csr_array((ones, (candidate, point)), shape=shape[::-1])
        self.total = float(self.weight.sum())
        self.cost = np.ones(candidates) if cost is None else cost
        self.is_unit = cost is None
        self.room = room if room is not None and np.isfinite(room).any() else None
        self.fixed = sorted(fixed)

    def with_choice(self, cost: Floats | None, fixed: Sequence[int]) -> Instance:
        """The same with other costs (one each without them) and others in every choice."""
        other = copy(self)
        other.cost = np.ones(self.size) if cost is None else cost
        other.is_unit, other.fixed = cost is None, sorted(fixed)
        return other

    def weighing(self, weight: Floats) -> Instance:
        """The same with other weights, of shape (points,), that count once."""
        other = copy(self)
        other.weight = other.amount = weight
        other.counts, other.kinds, other.total = np.ones(len(weight)), np.ones(1), float(weight.sum())
        return other

    def covered(self, chosen: Sequence[int]) -> Floats:
        """How many of the chosen candidates cover each point."""
        points = [self.points(candidate) for candidate in chosen]
        if not points:
            return np.zeros(len(self.weight))
        return np.bincount(np.concatenate(points), minlength=len(self.weight)).astype("float64")

    def served(self, chosen: Sequence[int]) -> Floats:
        """Which part of each point the chosen candidates serve where they serve as much as they can, 0-1."""
        if self.room is None or not chosen:
            return (self.covered(chosen) > 0).astype("float64")
        return served(self.by_candidate[list(chosen)], self.amount, self.counts, self.room[list(chosen)])

    def value(self, chosen: Sequence[int]) -> float:
        """Weight that the chosen candidates serve."""
        if not chosen:
            return 0.0
        if self.room is None:
            return float(self.weight[self.covered(chosen) > 0].sum())
        return float(self.weight @ self.served(chosen))

    def gains(self, left: Floats) -> Floats:
        """How much each candidate would serve of what is left of the points' weight, whoever serves the rest."""
        if self.room is None:
            gains: Floats = self.by_candidate @ left
            return gains
        amount, room, gains = left / self.counts, self.room.copy(), np.zeros(self.size)
        for count in self.kinds[::-1]:
            taken = np.minimum(self.by_candidate @ np.where(self.counts == count, amount, 0.0), room)
            room -= taken
            gains += count * taken
        return gains

    def affords(self, chosen: Sequence[int], budget: float) -> bool:
        """Whether the chosen candidates are within a budget."""
        return float(self.cost[list(chosen)].sum()) <= _rounded(budget)

    def greedy(self, budget: float, *, by_cost: bool = False) -> list[int]:
        """Candidates in the order of greedy choice: each adds the most weight, or the most for its cost.

        Of equals it is the first. Those in every choice come before them.
        """
        return self.extended(self.fixed, budget, by_cost=by_cost)

    def extended(
        self, chosen: Sequence[int], budget: float, *, by_cost: bool = False, never: Sequence[int] = ()
    ) -> list[int]:
        """A choice, and what greedy choice adds to it within a budget, but for some candidates."""
        order = list(chosen)
        left = self.weight * (1.0 - self.served(order))
        can, money = np.ones(self.size, dtype=bool), _rounded(budget) - float(self.cost[order].sum())
        can[[*order, *never]] = False
        while True:
            can &= self.cost <= money
            if not can.any():
                break
            gains = self.gains(left)
            score = gains / np.maximum(self.cost, TOLERANCE) if by_cost else gains
            best = int(np.argmax(np.where(can, np.round(score, 9), -1.0)))
            if gains[best] <= TOLERANCE * TOLERANCE:
                break
            order.append(best)
            can[best] = False
            money -= float(self.cost[best])
            if self.room is None:
                left[self.points(best)] = 0.0
            else:
                left = self.weight * (1.0 - self.served(order))
        return order

    def improved(self, chosen: Sequence[int], budget: float, deadline: Deadline = NEVER) -> list[int]:
        """The choice after exchanges, as long as one covers more and there is time.

        One candidate for another; where costs differ, one or two for what greedy choice then adds.
        """
        order = sorted(chosen)
        while not deadline.is_over():
            found = self._exchanged(order, deadline) if self.is_unit else self._rebuilt(order, budget, deadline)
            if found is None:
                break
            order = found
        return sorted(order)

    def cheapened(self, chosen: Sequence[int]) -> list[int]:
        """A choice that serves as much, each candidate being exchanged for a cheaper one that does the same."""
        order = sorted(chosen)
        for index, out in enumerate(order):
            if out in self.fixed:
                continue
            left = self.weight * (1.0 - self.served([*order[:index], *order[index + 1 :]]))
            gains = self.gains(left)
            gains[[candidate for candidate in order if candidate != out]] = -1.0
            as_good = np.flatnonzero((gains >= gains[out] - TOLERANCE) & (self.cost < self.cost[out]))
            if as_good.size:
                order[index] = int(as_good[np.argmin(self.cost[as_good])])
        return sorted(order)

    def _rebuilt(self, order: list[int], budget: float, deadline: Deadline) -> list[int] | None:
        """A better choice without one or two of the candidates; none where there is none."""
        value = self.value(order)
        free = [candidate for candidate in order if candidate not in self.fixed]
        # Where there is room for so many only, what a choice is worth takes long to know.
        for out in (subset for size in ((1, 2) if self.room is None else (1,)) for subset in combinations(free, size)):
            rest = [candidate for candidate in order if candidate not in out]
            for by_cost in (False, True):
                if deadline.is_over():
                    return None
                found = self.extended(rest, budget, by_cost=by_cost, never=out)
                if self.value(found) > value + TOLERANCE:
                    return found
        return None

    def _exchanged(self, order: list[int], deadline: Deadline) -> list[int] | None:
        """The best choice with another candidate in place of one; none where that covers no more."""
        value, count = self.value(order), self.covered(order)
        best = (value + TOLERANCE, -1, -1)
        for index, out in enumerate(order):
            if deadline.is_over():
                return None
            if out in self.fixed:
                continue
            if self.room is None:
                without = count.copy()
                without[self.points(out)] -= 1
                left = np.where(without > 0, 0.0, self.weight)
            else:
                left = self.weight * (1.0 - self.served([*order[:index], *order[index + 1 :]]))
            # Where there is room for so much only, what comes in its place brings that at least.
            gains = self.gains(left)
            gains[[candidate for candidate in order if candidate != out]] = 0.0
            new = int(np.argmax(gains))
            best = max(best, (self.total - float(left.sum()) + float(gains[new]), index, new))
        _, index, new = best
        return None if index < 0 else [*order[:index], new, *order[index + 1 :]]

    def points(self, candidate: int) -> NDArray[np.int32]:
        """Points that a candidate covers."""
        rows = self.by_candidate
        return rows.indices[rows.indptr[candidate] : rows.indptr[candidate + 1]]


def _rounded(budget: float) -> float:
    return budget + _ROUNDING * max(1.0, abs(budget))


def merged_points(
    covers: NDArray[np.uint8], weight: Floats, kind: NDArray[np.uint8] | None = None
) -> tuple[NDArray[np.uint8], Floats, NDArray[np.uint8]]:
    """Points of one kind that the same candidates cover as one, with the sum of their weights; none that none covers.

    Parameters
    ----------
    covers, kind
        As `Instance` takes the first; a small number a point.
    weight : ndarray of shape (readings, points)

    Examples
    --------
    >>> covers, weight, _ = merged_points(np.packbits([[1, 0], [1, 0], [0, 0]], axis=1), np.array([[5.0, 3.0, 4.0]]))
    >>> weight.tolist()
    [[8.0]]
    """
    kind = np.zeros(len(covers), dtype="uint8") if kind is None else kind
    reachable = (weight > 0).any(axis=0) & covers.any(axis=1)
    covers, weight, kind = covers[reachable], weight[:, reachable], kind[reachable]
    if not covers.size:
        return covers, weight, kind
    rows = np.ascontiguousarray(np.column_stack([covers, kind]))
    whole = rows.view(np.dtype((np.void, rows.shape[1]))).ravel()
    _, first, same = np.unique(whole, return_index=True, return_inverse=True)
    return covers[first], np.stack([np.bincount(same, weights=row) for row in weight]), kind[first]
