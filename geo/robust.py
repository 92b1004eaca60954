"""Sites that are good in every reading of the question: best in the mean, best in the worst, or of the least regret.

The readings are those of `geo.readings` that change who is to be reached and who reaches them: rural line, how return
dwellings are spread, who helps, how far is near. Thresholds of the rule and the return rates stay as asked. Each counts
once. Regret is what a choice misses of the most that as much could reach in that reading (Savage 1951, The theory of
statistical decision).

The mean is one covering problem. The smallest over the readings is bounded by any mixture of them (a weighted mean is
no smaller than the smallest), and the bound by a mixture and prices together (`geo.relaxing`) settles candidates too.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo.arrays import Floats
from geo.covering import TOLERANCE, Instance, merged_points
from geo.criteria import Criteria
from geo.deadline import Deadline
from geo.gaps import find_gaps
from geo.placement import Problem, covers_of, demanded
from geo.purse import Purse
from geo.readings import readings_of
from geo.relaxing import Relaxed
from geo.siting import Siting
from geo.solving import Search, Solution, branch, solve
from layers import Layers

#: Settings of a question that are read otherwise, in the order of the readings.
READ = ("rural_split", "rural_below", "helpers", "reach_km", "reach_min")

_CACHED = 2
_ROUNDS = 400
_FEWEST_ROUNDS = 20
_LOOKED_AT = 10

#: How fast a mixture turns to the readings in which a choice is worst.
_TURN = 0.3

#: Of the time, what may be spent on what is best in each reading, which regret is held against.
_FOR_THE_BEST = 0.6
_TURNS = 3


@dataclass(frozen=True, eq=False)
class EveryReading:
    """A problem in all readings: ``instance`` has the readings' weights; ``table`` says which reading each is.

    ``table`` has the settings (`READ`, helpers by their own) and ``demand`` (rural return dwellings).
    """

    instance: Instance
    table: pd.DataFrame


def every_reading(layers: Layers, criteria: Criteria, siting: Siting, problem: Problem) -> EveryReading:
    """The problem of a question in every reading, with the candidates of the question; the last ones are cached.

    Raises
    ------
    CriteriaError
        As `geo.placement.problem_of`.

    Examples
    --------
    >>> from geo.placement import problem_of
    >>> asked, siting = Criteria(state=("04",)), Siting(over="worst")
    >>> len(every_reading(layers, asked, siting, problem_of(layers, asked, siting)).table)
    150
    """
    key = (criteria, siting.demand, tuple(problem.candidates["id"]))
    return layers.cache.get(
        "placement in readings", key, lambda: _lay_out(layers, criteria, siting, problem), most=_CACHED
    )


def _lay_out(layers: Layers, criteria: Criteria, siting: Siting, problem: Problem) -> EveryReading:
    readings = readings_of(layers, criteria)
    settings = readings.settings
    names = [name for name in READ if name in settings]
    values = list(itertools.product(*(settings[name] for name in names)))
    rows, weights = [], []
    for value in values:
        chosen = dict(zip(names, value, strict=True))
        chosen |= chosen.pop("helpers")._asdict()
        question = criteria.model_copy(update={"reach_min": None} | chosen)
        demand = demanded(layers, find_gaps(layers, question), siting)
        rows.append({**chosen, "demand": float(np.nansum(demand.by_municipality))})
        weights.append(demand.at.astype("float32"))
    table = pd.DataFrame(rows)
    pieces = []
    by_reach: dict[Any, Any] = table.groupby(readings.reach).groups
    for reach, index in by_reach.items():
        mine = [weights[reading] for reading in index]
        points = np.flatnonzero(np.any(mine, axis=0))
        covers = covers_of(layers, readings.with_reach(float(reach)), problem.candidates, points)
        covers, merged, _ = merged_points(covers, np.stack([at[points] for at in mine]).astype("float64"))
        every = np.zeros((len(values), len(covers)))
        every[index] = merged
        pieces.append((covers, every))
    covers = np.concatenate([covers for covers, _ in pieces])
    instance = Instance(covers, np.concatenate([every for _, every in pieces], axis=1), len(problem.candidates))
    table["programs"] = table["programs"].map(",".join)
    return EveryReading(instance, table.drop(columns="as_of"))


@dataclass(frozen=True, eq=False)
class Robust:
    """A choice and what it is worth in each reading.

    ``solution``'s objective is the mean, the smallest over the readings, or less the largest regret; ``reached`` (rural
    return dwellings) and ``best`` (the most that any choice reaches; where it is not proven, no choice reaches more;
    missing where it was not asked for) have a value a reading.
    """

    solution: Solution
    reached: Floats
    best: Floats


def choose_over(instance: Instance, budget: float, over: str, deadline: Deadline) -> Robust:
    """The choice that is best over the readings of an instance.

    Parameters
    ----------
    over : str
        ``mean``, ``worst`` or ``regret``.
    deadline : Deadline
        As in `geo.solving.solve`.

    Examples
    --------
    >>> covers = np.packbits([[1, 0, 0], [0, 1, 0], [0, 0, 1]], axis=1)
    >>> either = Instance(covers, np.array([[9.0, 0.0, 4.0], [0.0, 7.0, 4.0]]), 3)
    >>> [choose_over(either, 1, over, Deadline(9.0)).solution.chosen for over in ("mean", "worst", "regret")]
    [(0,), (2,), (2,)]
    """
    size = len(instance.readings)
    best = np.full(size, np.nan)
    if over == "mean":
        found = solve(instance, budget, deadline=deadline)
    else:
        least, offsets = np.zeros(size), np.zeros(size)
        if over == "regret":
            least, best = _bests(instance, budget, deadline)
            offsets = best
        found = _least(instance, budget, offsets, float((offsets - least).max()), deadline)
    return Robust(found, instance.readings @ (instance.covered(found.chosen) > 0), best)


def _bests(instance: Instance, budget: float, deadline: Deadline) -> tuple[Floats, Floats]:
    """The most that a choice is known to reach in each reading, and what none exceeds."""
    every = [instance.weighing(weight) for weight in instance.readings]
    least, most = np.zeros(len(every)), np.array([alone.total for alone in every])
    for_all = Deadline(deadline.left * _FOR_THE_BEST)
    # What the first readings leave of their time is for those that were not done in theirs.
    for _ in range(_TURNS):
        left = [number for number in range(len(every)) if most[number] - least[number] > TOLERANCE]
        for done, number in enumerate(left):
            if for_all.is_over() or deadline.is_over():
                return least, most
            found = solve(every[number], budget, deadline=Deadline(for_all.left / (len(left) - done)))
            if found.status == "stopped":
                deadline.stop()
            least[number] = max(least[number], found.objective)
            most[number] = min(most[number], found.bound)
    return least, most


def _least(instance: Instance, budget: float, offsets: Floats, unsure: float, deadline: Deadline) -> Solution:
    """The choice whose smallest weight over the readings, each less its offset, is largest.

    ``unsure`` is by how much an offset may be too large: no choice can exceed the bound and that.
    """

    def value_of(chosen: list[int]) -> float:
        return float((instance.readings @ (instance.covered(chosen) > 0) - offsets).min())

    search = Search(value_of, list(instance.fixed), np.inf)
    return search.run(lambda: _look(instance, budget, offsets, unsure, search, deadline), deadline)


def _look(
    instance: Instance, budget: float, offsets: Floats, unsure: float, search: Search, deadline: Deadline
) -> None:
    search.lower(float((instance.readings.sum(axis=1) - offsets).min()) + unsure)
    relaxed = _relax(instance, budget, offsets, unsure, search, Deadline(deadline.left / 2))
    if search.bound <= search.value + TOLERANCE or deadline.is_over():
        return
    wanted = search.value - TOLERANCE
    on, free = relaxed.settled(wanted)
    active: list[int] = []
    # Few readings decide: others come in where a choice is worse in them.
    while True:
        reached = instance.readings @ (instance.covered(search.chosen) > 0) - offsets
        active = sorted({*active, int(reached.argmin())})
        found, proven = branch(instance, budget, on, free, deadline, (instance.readings[active], offsets[active]))
        search.lower(max(proven, wanted) + unsure)
        if found is None:
            return
        search.take(found)
        worst = int((instance.readings @ (instance.covered(found) > 0) - offsets).argmin())
        if search.bound <= search.value + TOLERANCE or worst in active or deadline.is_over():
            return
        active.append(worst)


def _relax(
    instance: Instance, budget: float, offsets: Floats, unsure: float, search: Search, deadline: Deadline
) -> Relaxed:
    """The best bound that a mixture of the readings and prices give, and better choices met on the way."""
    readings, rows = instance.readings, instance.by_candidate
    purse = Purse(instance.cost, budget, tuple(instance.fixed))
    mix, part = np.full(len(readings), 1.0 / len(readings)), np.full(readings.shape[1], 0.5)
    for start in (instance.greedy(budget), instance.greedy(budget, by_cost=True)):
        search.take(start)
    best, best_bound, step, waited = Relaxed(np.inf, np.zeros(instance.size), purse), np.inf, 1.0, 0
    for number in range(_ROUNDS):
        if number >= _FEWEST_ROUNDS and deadline.is_over():
            break
        weight = mix @ readings
        worth = rows @ (weight * part)
        now = Relaxed(float((weight * (1.0 - part)).sum() - mix @ offsets), worth, purse)
        values, top = purse.fill(worth)
        bound = now.slack + float(values[-1])
        waited += 1
        if bound < best_bound - 1e-7 * abs(bound):
            best, best_bound, waited = now, bound, 0
            search.lower(bound + unsure)
        cover = instance.covered(top)
        if number % _LOOKED_AT == 0:
            mixed = instance.weighing(weight)
            start = top if instance.affords(top, budget) else instance.fixed
            search.take(mixed.improved(mixed.extended(start, budget, by_cost=True), budget, deadline))
        if best_bound <= search.value + TOLERANCE:
            break
        if waited >= _LOOKED_AT:
            step, waited = step / 2, 0
        reached = readings @ (1.0 - part + part * cover) - offsets
        scale = max(float(reached.max() - reached.min()), TOLERANCE)
        mix = mix * np.exp(-_TURN * step * (reached - reached.min()) / scale)
        mix /= mix.sum()
        slope = cover - (part < 1.0)
        slope[((part <= 0) & (slope > 0)) | ((part >= 1) & (slope < 0))] = 0.0
        length = float((weight * slope * slope).sum())
        if length > 0:
            part = np.clip(part - step * max(bound - search.value, 0.0) / length * slope, 0.0, 1.0)
    return best
