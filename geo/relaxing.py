"""What no choice of candidates can be worth: the Lagrangian relaxation of a covering problem.

The relaxation of the constraint that a point counts once (Galvao and ReVelle 1996, A Lagrangean heuristic for the
maximal covering location problem): each point offers a price up to its weight to every candidate that serves it, each
candidate serves what offers the most within its room, and a knapsack (`geo.purse`) takes the candidates. Subgradient
steps lower the bound. A candidate whose choice would push the bound below a choice that is known is in no better one,
one without which it falls below is in all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.arrays import Floats
from geo.covering import TOLERANCE, Instance
from geo.deadline import NEVER, Deadline
from geo.purse import Purse

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_ROUNDS = 1200

#: A bound worth telling takes some rounds, however little time there is: these are a tenth of a second.
_FEWEST_ROUNDS = 100

#: Where offices have room for so many only, a round takes longer, and so does what a choice is worth: fewer rounds are
#: had for nothing, and every so many choices one is looked at.
_ROUNDS_WITH_ROOM = 300
_FEWEST_WITH_ROOM = 10
_LOOKED_AT = 20

_PATIENCE = 25
_SMALLEST_STEP = 1e-3


@dataclass(frozen=True)
class Relaxed:
    """An upper bound: its value is ``slack`` plus the most of ``worth`` that a budget buys."""

    slack: float
    worth: Floats
    purse: Purse

    def bound(self, budget: float) -> float:
        """What no choice of that budget can exceed.

        Examples
        --------
        >>> Relaxed(slack=1.0, worth=np.array([5.0, 2.0, 3.0]), purse=Purse(np.ones(3), 2)).bound(2)
        9.0
        """
        purse = self.purse if budget == self.purse.budget else Purse(self.purse.cost, budget, self.purse.fixed)
        return self.slack + purse.most(self.worth)

    def settled(self, wanted: float) -> tuple[list[int], list[int]]:
        """Candidates that every choice of the weight wanted has, and those that it may have.

        Examples
        --------
        >>> Relaxed(slack=0.0, worth=np.array([5.0, 1.0, 3.0]), purse=Purse(np.ones(3), 2)).settled(7.0)
        ([0, 2], [])
        """
        purse, short = self.purse, wanted - self.slack
        values, taken = purse.fill(self.worth)
        left = purse.steps - purse.price
        with_it = self.worth + values[np.maximum(left, 0)]
        may = (left >= 0) & (with_it >= short)
        may[list(purse.fixed)] = True
        on = set(purse.fixed)
        for candidate in taken:
            if candidate not in on:
                without = np.where(np.arange(len(self.worth)) == candidate, 0.0, self.worth)
                if purse.most(without) < short:
                    on.add(candidate)
        return sorted(on), [candidate for candidate in np.flatnonzero(may).tolist() if candidate not in on]


def relax(
    instance: Instance, budget: float, start: Sequence[int], at_least: float, deadline: Deadline = NEVER
) -> tuple[Relaxed, list[int]]:
    """The best bound that subgradient steps find for a budget, and the best choice met on the way.

    Parameters
    ----------
    start : sequence of int
        A choice to begin from.
    at_least : float
        Stop where the bound is below it: nothing so heavy exists.
    deadline : Deadline
        Stop where it is over, but for the first rounds.

    Examples
    --------
    >>> covers = np.packbits([[1, 1, 0], [0, 1, 1], [0, 0, 1]], axis=1)
    >>> relaxed, chosen = relax(Instance(covers, np.array([5.0, 3.0, 4.0]), 3), 1, [0], -np.inf)
    >>> chosen, relaxed.bound(1)
    ([1], 8.0)
    """
    weight = instance.weight
    chosen, value = list(start), instance.value(start)
    count = instance.covered(chosen)
    price = weight * np.select([count == 0, count == 1], [1.0, 0.5], 0.0 if instance.room is None else 0.5)
    purse = Purse(instance.cost, budget, tuple(instance.fixed))
    best, best_bound = Relaxed(instance.total, np.zeros(instance.size), purse), np.inf
    if instance.room is not None:
        # What each could serve if it were alone.
        best = Relaxed(0.0, _offers(instance, weight)[0], purse)
        best_bound = best.bound(budget)
    rounds, fewest = (_ROUNDS, _FEWEST_ROUNDS) if instance.room is None else (_ROUNDS_WITH_ROOM, _FEWEST_WITH_ROOM)
    step, waited, seen = 1.0, 0, set[tuple[int, ...]]()
    for number in range(rounds):
        if number >= fewest and deadline.is_over():
            break
        worth, served = _offers(instance, price)
        now = Relaxed(float((weight - price).sum()), worth, purse)
        values, top = purse.fill(worth)
        bound = now.slack + float(values[-1])
        waited += 1
        if bound < best_bound - 1e-7 * abs(bound):
            best, best_bound, waited = now, bound, 0
        if waited >= _PATIENCE:
            step, waited = step / 2, 0
        cover = instance.covered(top) if instance.room is None else served[top].sum(axis=0)
        if _may_be_better(instance, cover, value, number) and (instance.room is None or tuple(top) not in seen):
            seen.add(tuple(top))
            found = _from(instance, top, budget, value, deadline)
            if instance.value(found) > value:
                chosen, value = found, instance.value(found)
        if best_bound <= max(at_least - TOLERANCE, value + TOLERANCE) or step < _SMALLEST_STEP:
            break
        slope = cover - (price < weight)
        # A price at its limit moves only back from it.
        slope[((price <= 0) & (slope > 0)) | ((price >= weight) & (slope < 0))] = 0.0
        length = float((weight * slope * slope).sum())
        if length <= 0:
            break
        price = np.clip(price - step * (bound - max(value, at_least)) / length * weight * slope, 0.0, weight)
    return best, chosen


def _from(instance: Instance, top: list[int], budget: float, value: float, deadline: Deadline) -> list[int]:
    """A choice that begins with the candidates of most worth."""
    # What is bought at rounded prices may be a little too dear.
    start = top if instance.affords(top, budget) else instance.fixed
    found = instance.extended(start, budget, by_cost=True)
    # Where costs differ, exchanges take long: they are for what is better without them.
    is_worth_it = instance.is_unit or instance.value(found) > value
    return instance.improved(found, budget, deadline) if is_worth_it else found


def _may_be_better(instance: Instance, cover: Floats, value: float, number: int) -> bool:
    if instance.room is not None and number % _LOOKED_AT:
        return False
    return float(instance.weight @ np.minimum(cover, 1.0)) > value + TOLERANCE


def _offers(instance: Instance, price: Floats) -> tuple[Floats, csr_array]:
    """What the points offer each candidate that it has room for; and which part of each point that is."""
    rows = instance.by_candidate
    if instance.room is None:
        return rows @ price, rows
    from scipy.sparse import csr_array

    unit = price / instance.amount
    order = np.argsort(-unit, kind="stable")
    rank = np.empty(len(order), dtype="int64")
    rank[order] = np.arange(len(order))
    starts = rows.indptr[:-1]
    row = np.repeat(np.arange(instance.size), np.diff(rows.indptr))
    key = row * len(order) + rank[rows.indices]
    key.sort()
    point = order[key % len(order)]
    amount = instance.amount[point]
    after = np.cumsum(amount)
    before = after - amount
    first = np.concatenate([before, [0.0]])[np.minimum(starts, len(before))]
    taken = np.clip(instance.room[row] - (before - first[row]), 0.0, amount)
    worth = np.bincount(row, weights=taken * unit[point], minlength=instance.size).astype("float64")
    return worth, csr_array((taken / amount, point, rows.indptr), shape=rows.shape)
