"""The best choice of candidates of a covering problem, to proven optimality, or the best found with what none exceeds.

HiGHS solves it, but not at its full size. Greedy choice and exchange find a solution, `geo.relaxing` a bound; what
candidates they settle leave the problem, and points that the ones left cannot tell apart become one. All of it is
exact.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geo.arrays import Floats
from geo.covering import TOLERANCE, Instance, merged_points
from geo.deadline import SOLVER, Deadline
from geo.relaxing import relax

#: Statuses of a solution.
OPTIMAL, TIME_LIMIT, STOPPED = "optimal", "time_limit", "stopped"

#: HiGHS is told to end this long before its answer is no longer waited for: it looks at the clock now and then only.
_TO_HAND_OVER_S = 0.2

#: To lay out a problem for HiGHS takes this long for each of its points and candidates.
_TO_LAY_OUT_S = 3e-8

_HALF = 0.5


@dataclass(frozen=True)
class Solution:
    """Chosen candidates (rows of the instance, sorted), their weight, and what no choice can exceed.

    ``status`` is ``optimal``, ``time_limit`` where the time ran out before the proof, or ``stopped`` where a person
    ended the search.
    """

    chosen: tuple[int, ...]
    objective: float
    bound: float
    status: str


@dataclass
class Search:
    """What a search has found so far: it can be ended at any moment.

    Examples
    --------
    >>> search = Search(lambda chosen: 3.0 * len(chosen), [], 9.0)
    >>> search.take([4])
    >>> search.lower(6.0)
    >>> search.solution(Deadline(1.0))
    Solution(chosen=(4,), objective=3.0, bound=6.0, status='time_limit')
    """

    value_of: Any
    chosen: list[int]
    bound: float
    value: float = field(init=False)

    def __post_init__(self) -> None:
        self.value = self.value_of(self.chosen)

    def take(self, chosen: Sequence[int]) -> None:
        """Keep a choice if it is better."""
        value = self.value_of(chosen)
        if value > self.value:
            self.chosen, self.value = list(chosen), value

    def lower(self, bound: float) -> None:
        """Keep a bound if it is lower."""
        self.bound = min(self.bound, bound)

    def run(self, look: Callable[[], None], deadline: Deadline) -> Solution:
        """Look for something better; where a person stops it, what was found until then."""
        try:
            look()
        except KeyboardInterrupt:
            deadline.stop()
        return self.solution(deadline)

    def solution(self, deadline: Deadline) -> Solution:
        """What was found."""
        bound = max(self.bound, self.value)
        is_proven = bound - self.value <= 2 * TOLERANCE
        unproven = STOPPED if deadline.is_stopped else TIME_LIMIT
        return Solution(
            tuple(sorted(self.chosen)),
            self.value,
            self.value if is_proven else bound,
            OPTIMAL if is_proven else unproven,
        )


def solve(
    instance: Instance,
    budget: float,
    *,
    deadline: Deadline | None = None,
    at_least: float = -np.inf,
    order: list[int] | None = None,
) -> Solution:
    """The choice within a budget that serves the most weight; where each costs one, that is a number of candidates.

    Parameters
    ----------
    budget : float
        Not negative, and enough for what is in every choice.
    deadline : Deadline, optional
        Where it is over before the proof, or the search is interrupted, the answer is the best choice found, with the
        bound proven so far.
    at_least : float
        Only a choice of this weight is of use: the search ends once a bound is below it, or a choice reaches it.
    order : list of int, optional
        `Instance.greedy` of as much or more, where it is known and each costs one.

    Examples
    --------
    >>> covers = np.packbits([[1, 1, 0], [0, 1, 1], [0, 0, 1]], axis=1)
    >>> solve(Instance(covers, np.array([5.0, 3.0, 4.0]), 3), 1)
    Solution(chosen=(1,), objective=8.0, bound=8.0, status='optimal')
    >>> solve(Instance(covers, np.array([5.0, 3.0, 4.0]), 3, cost=np.array([2.0, 9.0, 2.0])), 4.5).chosen
    (0, 2)
    """
    deadline = deadline or Deadline(math.inf)
    search = Search(instance.value, list(instance.fixed), instance.total)
    return search.run(lambda: _look(instance, budget, search, at_least, order, deadline), deadline)


def _look(
    instance: Instance, budget: float, search: Search, at_least: float, order: list[int] | None, deadline: Deadline
) -> None:
    for start in starts(instance, budget, order):
        search.take(start)
        search.take(instance.improved(start, budget, deadline))
    if np.isfinite(at_least) and search.value >= at_least:
        return
    # Where offices have room for so many only, a bound takes longer: half of the time is the solver's.
    soon = deadline if instance.room is None else Deadline(deadline.left / 2)
    relaxed, chosen = relax(instance, budget, search.chosen, at_least, soon)
    search.take(chosen)
    bound = relaxed.bound(budget)
    search.lower(bound)
    if bound <= max(search.value, at_least - 2 * TOLERANCE) + TOLERANCE:
        return
    if np.isfinite(at_least) and search.value >= at_least:
        return
    wanted = max(search.value, at_least) - TOLERANCE
    on, free = relaxed.settled(wanted)
    found, proven = branch(instance, budget, on, free, deadline)
    if found is not None:
        search.take(found)
    # What was left out of the search could not reach what was wanted.
    search.lower(max(proven, wanted))


def starts(instance: Instance, budget: float, order: list[int] | None = None) -> list[list[int]]:
    """Choices to begin from: by greedy choice; where costs differ, also by what each adds for its cost.

    Examples
    --------
    >>> covers = np.packbits([[1, 1, 0], [0, 1, 1], [0, 0, 1]], axis=1)
    >>> starts(Instance(covers, np.array([5.0, 3.0, 4.0]), 3), 2)
    [[1, 2]]
    """
    if instance.is_unit:
        return [(instance.greedy(budget) if order is None else order)[: int(budget)]]
    return [instance.greedy(budget), instance.greedy(budget, by_cost=True)]


def branch(
    instance: Instance,
    budget: float,
    on: list[int],
    free: list[int],
    deadline: Deadline,
    readings: tuple[Floats, Floats] | None = None,
) -> tuple[list[int] | None, float]:
    """Solve what is left by branch and bound.

    Parameters
    ----------
    on, free : list of int
        Candidates of every choice, and those that may be in it.
    readings : tuple of ndarray, optional
        Weights of shape (readings, points) and an offset each: the smallest of the readings' weights less its offset is
        what counts then, in place of the weight.

    Returns
    -------
    list of int or None, float
        The choice found, if any, and the bound proven.

    Examples
    --------
    >>> covers = np.packbits([[1, 1, 0], [0, 1, 1], [0, 0, 1]], axis=1)
    >>> branch(Instance(covers, np.array([5.0, 3.0, 4.0]), 3), 1, [], [0, 1, 2], Deadline(9.0))
    ([1], 8.0)
    """
    limited = _is_limited(instance)
    always = [candidate for candidate in on if limited[candidate]]
    open_points = instance.covered([candidate for candidate in on if not limited[candidate]]) == 0
    weights = instance.weight[None, :] if readings is None else readings[0]
    base = weights[:, ~open_points].sum(axis=1)
    left = budget - float(instance.cost[on].sum())
    if not always and (not free or instance.cost[free].min() > left + TOLERANCE):
        return on, float((base if readings is None else base - readings[1]).min())
    columns = [*free, *always]
    if deadline.left <= len(columns) * int(open_points.sum()) * _TO_LAY_OUT_S:
        return None, np.inf
    # In bytes: in numbers of eight a country's half a gigabyte would take seconds to lay out.
    bits = instance.by_candidate[columns].astype("uint8").T.tocsr()[np.flatnonzero(open_points)].toarray()
    kind = np.unique(instance.counts[open_points], return_inverse=True)[1].astype("uint8")
    stacked = np.vstack([weights, instance.amount[None, :]])[:, open_points]
    covers, merged, _ = merged_points(np.packbits(bits, axis=1), stacked, kind if instance.room is not None else None)
    bits = np.unpackbits(covers, axis=1, count=len(columns))
    problem = _laid_out(instance, columns, len(free), bits, merged[:-1], merged[-1], limited[columns])
    answer = _solved(deadline, **_limits(problem, len(free), left, base, None if readings is None else readings[1]))
    if answer is None:
        return None, np.inf
    found = None
    if answer.x is not None:
        chosen = [*on, *(free[index] for index in np.flatnonzero(answer.x[: len(free)] > _HALF))]
        found = chosen if instance.affords(chosen, budget) else None
    dual, added = answer.mip_dual_bound, float(base[0]) if readings is None else 0.0
    return found, np.inf if dual is None or not np.isfinite(dual) else added - float(dual)


def _is_limited(instance: Instance) -> Any:
    """Whether a candidate covers more than it has room for."""
    if instance.room is None:
        return np.zeros(instance.size, dtype=bool)
    return instance.by_candidate @ instance.amount > instance.room


@dataclass(frozen=True)
class _Problem:
    """What HiGHS is given: whose variables are candidates, then points, then parts of points that candidates serve."""

    gain: Floats
    weights: Floats
    parts: int
    rows: list[Any]
    limits: list[Floats]
    cost: Floats
    columns: int


def _laid_out(
    instance: Instance, columns: list[int], free: int, bits: Any, weights: Floats, amount: Floats, limited: Any
) -> _Problem:
    from scipy.sparse import csr_array, hstack, identity

    # A point that one candidate alone covers, who has room for it, is that candidate's own gain.
    alone = (bits.sum(axis=1) == 1) & ~bits[:, limited].any(axis=1)
    gain = weights[:, alone] @ bits[alone].astype("float64")
    bits, weights, amount = bits[~alone], weights[:, ~alone], amount[~alone]
    points, size = bits.shape
    whole = csr_array(np.where(limited, 0, bits)).astype("float64")
    point, candidate = np.nonzero(np.where(limited, bits, 0))
    parts = len(point)
    pair, ones = np.arange(parts), np.ones(parts)
    into = csr_array((ones, (point, pair)), shape=(points, parts))
    rows = [hstack([-whole, identity(points), -into])]
    limits = [np.zeros(points)]
    if parts:
        room = np.zeros(size)
        room[limited] = instance.room[np.array(columns)[limited]] if instance.room is not None else 0.0
        of = csr_array((amount[point], (candidate, pair)), shape=(size, parts))
        there = csr_array((ones, (pair, candidate)), shape=(parts, size))
        from scipy.sparse import diags_array

        rows.append(hstack([-diags_array(room), csr_array((size, points)), of]))
        rows.append(hstack([-there, csr_array((parts, points)), identity(parts)]))
        limits += [np.zeros(size), np.zeros(parts)]
    # What is in every choice is paid already.
    cost = np.concatenate([instance.cost[columns[:free]], np.zeros(size - free)])
    return _Problem(gain, weights, parts, rows, limits, cost, size)


def _limits(problem: _Problem, free: int, budget: float, base: Floats, offsets: Floats | None) -> dict[str, Any]:
    """The problem as `scipy.optimize.milp` takes it."""
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.sparse import csr_array, hstack, vstack

    points = problem.weights.shape[1]
    width = problem.columns + points + problem.parts
    money = np.concatenate([problem.cost, np.zeros(width - problem.columns)])
    # Money in units of the budget: what the solver takes for rounding is then the same whatever it is counted in.
    unit = max(budget, TOLERANCE)
    rows, limits = [*problem.rows, csr_array(money[None, :] / unit)], [*problem.limits, np.array([budget / unit])]
    value = np.hstack([problem.gain, problem.weights, np.zeros((len(problem.weights), problem.parts))])
    cost, whole = -value[0], np.concatenate([np.ones(problem.columns), np.zeros(width - problem.columns)])
    low, high = np.zeros(width), np.ones(width)
    low[free : problem.columns] = 1.0
    matrix = vstack(rows, format="csr")
    if offsets is not None:
        least = csr_array(np.concatenate([np.zeros(matrix.shape[0]), np.ones(len(offsets))])[:, None])
        matrix = hstack([vstack([matrix, csr_array(-value)]), least], format="csr")
        limits.append(base - offsets)
        cost, whole = np.append(np.zeros(width), -1.0), np.append(whole, 0.0)
        low, high = np.append(low, -np.inf), np.append(high, np.inf)
    return {
        "c": cost,
        "constraints": LinearConstraint(matrix, -np.inf, np.concatenate(limits)),
        "integrality": whole,
        "bounds": Bounds(low, high),
    }


def _solved(deadline: Deadline, **problem: Any) -> Any:
    """What HiGHS answers by the deadline; None where it does not.

    It may look at the clock only after minutes, and hears of nothing meanwhile: so it runs in a thread of its own, and
    who waits for it can be interrupted.
    """
    from scipy.optimize import milp

    answers: list[Any] = []

    def run() -> None:
        seconds = max(deadline.left - _TO_HAND_OVER_S, 0.0)
        try:
            answers.append(milp(**problem, options={"mip_rel_gap": 0.0, "time_limit": seconds}))
        except Exception as error:  # noqa: BLE001 it is raised where the answer is waited for
            answers.append(error)

    thread = threading.Thread(target=run, name=SOLVER, daemon=True)
    thread.start()
    thread.join(None if np.isinf(deadline.left) else deadline.left)
    answer = answers[0] if answers else None
    if isinstance(answer, Exception):
        raise answer
    return answer
