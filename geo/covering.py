"""The maximal covering location problem: which k candidates cover the most weight, to proven optimality.

Church and ReVelle (1974), The maximal covering location problem. Maximise the weight of the points covered by at most k
candidates:

    max sum w_i y_i   with   y_i <= sum_j a_ij x_j,   sum_j x_j <= k,   x_j in {0, 1},   0 <= y_i <= 1.

HiGHS solves it, but not at its full size. A solution found by greedy choice and exchange bounds the optimum from below,
the Lagrangian relaxation of the first constraint (Galvao and ReVelle 1996, A Lagrangean heuristic for the maximal
covering location problem) bounds it from above. A candidate whose choice would push the upper bound below the lower one
is in no optimal solution, one without which it falls below is in all of them: both leave the problem, and points that
the candidates left cannot tell apart become one. All of it is exact.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Floats
from geo.deadline import NEVER, SOLVER, Deadline

if TYPE_CHECKING:
    from scipy.sparse import csr_array


#: What two sums of weights may differ by through rounding, and what the solver's own gap may be, in units of weight.
TOLERANCE = 1e-6

#: Statuses of a solution.
OPTIMAL, TIME_LIMIT = "optimal", "time_limit"

#: HiGHS is told to end this long before its answer is no longer waited for: it looks at the clock now and then only.
_TO_HAND_OVER_S = 0.2

#: To lay out a problem for HiGHS takes this long for each of its points and candidates.
_TO_LAY_OUT_S = 3e-8

_ROUNDS = 1200

#: A bound worth telling takes some rounds, however little time there is: these are a tenth of a second.
_FEWEST_ROUNDS = 100

_PATIENCE = 25
_SMALLEST_STEP = 1e-3
_HALF = 0.5


@dataclass(frozen=True)
class Solution:
    """Chosen candidates (rows of the instance, sorted), their weight, and what no choice can exceed.

    ``status`` is ``optimal``, or ``time_limit`` where the time ran out before the proof.
    """

    chosen: tuple[int, ...]
    objective: float
    bound: float
    status: str


class Instance:
    """Candidates, points, and who covers whom.

    Parameters
    ----------
    covers : array of bool, packed, shape (points, ceil(candidates / 8))
        As `numpy.packbits` gives it along the candidates.
    weight : ndarray of shape (points,)
        Not negative.
    candidates : int
        How many there are.

    Points that the same candidates cover are one point here; those that none covers are left out.

    Examples
    --------
    >>> instance = Instance(np.packbits([[1, 1, 0], [0, 1, 1]], axis=1), np.array([5.0, 3.0]), 3)
    >>> instance.greedy(2), instance.value([0])
    ([1], 5.0)
    """

    def __init__(self, covers: NDArray[np.uint8], weight: Floats, candidates: int) -> None:
        from scipy.sparse import csr_array

        covers, weight = _merged(covers, weight)
        self.size = candidates
        self.weight = weight
        bits = np.unpackbits(covers, axis=1, count=candidates) if candidates else np.zeros((0, 0), dtype="uint8")
        point, candidate = np.nonzero(bits)
        shape = (len(weight), candidates)
        ones = np.ones(len(point))
        self.by_candidate: csr_array = csr_array((ones, (candidate, point)), shape=shape[::-1])
        self.total = float(weight.sum())

    def covered(self, chosen: list[int]) -> Floats:
        """How many of the chosen candidates cover each point."""
        points = [self.points(candidate) for candidate in chosen]
        if not points:
            return np.zeros(len(self.weight))
        return np.bincount(np.concatenate(points), minlength=len(self.weight)).astype("float64")

    def value(self, chosen: list[int]) -> float:
        """Weight that the chosen candidates cover."""
        return float(self.weight[self.covered(chosen) > 0].sum()) if chosen else 0.0

    def greedy(self, most: int) -> list[int]:
        """Candidates in the order of greedy choice: each adds the most weight, of equals the first."""
        left = self.weight.copy()
        chosen: list[int] = []
        for _ in range(min(most, self.size)):
            gains = self.by_candidate @ left
            best = int(np.argmax(np.round(gains, 9)))
            if gains[best] <= TOLERANCE * TOLERANCE:
                break
            chosen.append(best)
            left[self.points(best)] = 0.0
        return chosen

    def improved(self, chosen: list[int], deadline: Deadline = NEVER) -> list[int]:
        """The choice after exchanging one candidate for another as long as that covers more and there is time."""
        chosen = sorted(chosen)
        count = self.covered(chosen)
        value = float(self.weight[count > 0].sum())
        while chosen and not deadline.is_over():
            best = (value + TOLERANCE, -1, -1)
            for index, out in enumerate(chosen):
                if deadline.is_over():
                    return sorted(chosen)
                without = count.copy()
                without[self.points(out)] -= 1
                left = np.where(without > 0, 0.0, self.weight)
                gains = self.by_candidate @ left
                new = int(np.argmax(gains))
                best = max(best, (self.total - float(left.sum()) + float(gains[new]), index, new))
            value, index, new = best
            if index < 0:
                break
            count[self.points(chosen[index])] -= 1
            count[self.points(new)] += 1
            chosen[index] = new
        return sorted(chosen)

    def points(self, candidate: int) -> NDArray[np.int32]:
        """Points that a candidate covers."""
        rows = self.by_candidate
        return rows.indices[rows.indptr[candidate] : rows.indptr[candidate + 1]]


@dataclass(frozen=True)
class Relaxed:
    """An upper bound by Lagrangian relaxation: its value is ``slack`` plus the k largest of ``worth``."""

    slack: float
    worth: Floats

    def bound(self, k: int) -> float:
        """What no choice of k candidates can exceed.

        Examples
        --------
        >>> Relaxed(slack=1.0, worth=np.array([5.0, 2.0, 3.0])).bound(2)
        9.0
        """
        return self.slack + float(np.sort(self.worth)[::-1][:k].sum())


def solve(
    instance: Instance,
    k: int,
    *,
    deadline: Deadline = NEVER,
    at_least: float = -np.inf,
    order: list[int] | None = None,
) -> Solution:
    """The choice of at most k candidates that covers the most weight.

    Parameters
    ----------
    k : int
        Not negative.
    deadline : Deadline
        Where it is over before the proof the answer is the best choice found, with the bound proven so far.
    at_least : float
        Only a choice of this weight is of use: the search ends once a bound is below it, or a choice reaches it.
    order : list of int, optional
        `Instance.greedy` of k candidates or more, where it is known.

    Examples
    --------
    >>> covers = np.packbits([[1, 1, 0], [0, 1, 1], [0, 0, 1]], axis=1)
    >>> solve(Instance(covers, np.array([5.0, 3.0, 4.0]), 3), 1)
    Solution(chosen=(1,), objective=8.0, bound=8.0, status='optimal')
    """
    greedy = (instance.greedy(k) if order is None else order)[:k]
    chosen = instance.improved(greedy, deadline)
    if np.isfinite(at_least) and instance.value(chosen) >= at_least:
        return _solution(instance, chosen, instance.total)
    relaxed, chosen = relax(instance, k, chosen, at_least, deadline)
    value, bound = instance.value(chosen), min(relaxed.bound(k), instance.total)
    if bound <= max(value, at_least - 2 * TOLERANCE) + TOLERANCE or (np.isfinite(at_least) and value >= at_least):
        return _solution(instance, chosen, bound)
    wanted = max(value, at_least) - TOLERANCE
    on, free = _left(relaxed, k, wanted)
    found, proven = _branch(instance, k, on, free, deadline)
    if found is not None and instance.value(found) > value:
        chosen, value = found, instance.value(found)
    # What was left out of the search could not reach what was wanted.
    return _solution(instance, chosen, min(bound, max(proven, wanted)))


def _solution(instance: Instance, chosen: list[int], bound: float) -> Solution:
    value = instance.value(chosen)
    bound = max(bound, value)
    is_proven = bound - value <= 2 * TOLERANCE
    return Solution(tuple(sorted(chosen)), value, value if is_proven else bound, OPTIMAL if is_proven else TIME_LIMIT)


def relax(
    instance: Instance, k: int, start: list[int], at_least: float, deadline: Deadline = NEVER
) -> tuple[Relaxed, list[int]]:
    """The best bound that subgradient steps find for k candidates, and the best choice met on the way.

    Parameters
    ----------
    start : list of int
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
    weight, rows = instance.weight, instance.by_candidate
    chosen, value = list(start), instance.value(start)
    count = instance.covered(chosen)
    price = weight * np.select([count == 0, count == 1], [1.0, 0.5], 0.0)
    best, best_bound = Relaxed(instance.total, np.zeros(instance.size)), np.inf
    step, waited = 1.0, 0
    for number in range(_ROUNDS):
        if number >= _FEWEST_ROUNDS and deadline.is_over():
            break
        worth = rows @ price
        now = Relaxed(float((weight - price).sum()), worth)
        top = np.argsort(-worth, kind="stable")[:k]
        bound = now.slack + float(worth[top].sum())
        waited += 1
        if bound < best_bound - 1e-7 * abs(bound):
            best, best_bound, waited = now, bound, 0
        if waited >= _PATIENCE:
            step, waited = step / 2, 0
        cover = instance.covered(top.tolist())
        if float(weight[cover > 0].sum()) > value + TOLERANCE:
            chosen = instance.improved(top.tolist(), deadline)
            value = instance.value(chosen)
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


def _left(relaxed: Relaxed, k: int, wanted: float) -> tuple[list[int], list[int]]:
    """Candidates that every choice of the weight wanted has, and those that it may have."""
    worth = relaxed.worth
    order = np.argsort(-worth, kind="stable")
    in_top = np.zeros(len(worth), dtype=bool)
    in_top[order[:k]] = True
    last = worth[order[k - 1]] if k <= len(worth) else 0.0
    next_one = worth[order[k]] if k < len(worth) else 0.0
    bound = relaxed.bound(k)
    on = in_top & (bound - worth + next_one < wanted)
    off = ~in_top & (bound - last + worth < wanted)
    return np.flatnonzero(on).tolist(), np.flatnonzero(~on & ~off).tolist()


def _branch(
    instance: Instance, k: int, on: list[int], free: list[int], deadline: Deadline
) -> tuple[list[int] | None, float]:
    """Solve what is left by branch and bound; the choice found, if any, and the bound proven."""
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.sparse import csr_array, hstack, identity, vstack

    open_points = instance.covered(on) == 0
    base = float(instance.weight[~open_points].sum())
    if not free or k == len(on):
        return on, base
    if deadline.left <= len(free) * int(open_points.sum()) * _TO_LAY_OUT_S:
        return None, np.inf
    # In bytes: in numbers of eight a country's half a gigabyte would take seconds to lay out.
    bits = instance.by_candidate[free].astype("uint8").T.tocsr()[np.flatnonzero(open_points)].toarray()
    covers, weight = _merged(np.packbits(bits, axis=1), instance.weight[open_points])
    bits = np.unpackbits(covers, axis=1, count=len(free))
    # A point that one candidate alone covers is that candidate's own gain.
    alone = bits.sum(axis=1) == 1
    gain = weight[alone] @ bits[alone].astype("float64")
    shared, weight = csr_array(bits[~alone]).astype("float64"), weight[~alone]
    points, candidates = shared.shape
    rows = vstack(
        [
            hstack([-shared, identity(points)]),
            csr_array(np.concatenate([np.ones(candidates), np.zeros(points)])[None, :]),
        ],
        format="csr",
    )
    limits = np.concatenate([np.zeros(points), [float(k - len(on))]])
    answer = _solved(
        deadline,
        c=-np.concatenate([gain, weight]),
        constraints=LinearConstraint(rows, -np.inf, limits),
        integrality=np.concatenate([np.ones(candidates), np.zeros(points)]),
        bounds=Bounds(0.0, 1.0),
    )
    if answer is None:
        return None, np.inf
    found = None
    if answer.x is not None:
        found = [*on, *(free[index] for index in np.flatnonzero(answer.x[:candidates] > _HALF))]
    dual = answer.mip_dual_bound
    return found, np.inf if dual is None or not np.isfinite(dual) else base - float(dual)


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


def _merged(covers: NDArray[np.uint8], weight: Floats) -> tuple[NDArray[np.uint8], Floats]:
    reachable = (weight > 0) & covers.any(axis=1)
    covers, weight = np.ascontiguousarray(covers[reachable]), weight[reachable]
    if not len(weight):
        return covers, weight
    whole = covers.view(np.dtype((np.void, covers.shape[1]))).ravel()
    _, first, same = np.unique(whole, return_index=True, return_inverse=True)
    return covers[first], np.bincount(same, weights=weight).astype("float64")
