"""Where to put new sites, as a problem to solve: candidates, points with their demand, and who covers whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.arrays import Bools, Floats
from geo.candidates import candidates_of, rows_named
from geo.catchments import Selection
from geo.covering import Instance
from geo.criteria import Criteria
from geo.gaps import Gaps, find_gaps
from geo.reach import reach_of
from geo.regions import find_regions
from geo.settings import CriteriaError
from geo.siting import USUAL, Siting
from geo.travel import surely_from, who_is_reached
from layers import Layers
from vocabulary.lists import MARGINALISATION

_CACHED_PROBLEMS = 4

#: Degrees of marginalisation that `Siting.equity` is about.
MARGINALISED = MARGINALISATION[-2:]

#: Settings that say which of the candidates are chosen, and nothing of what there is to choose from.
_OF_THE_CHOICE = frozenset({"k", "budget", "must", "over"})


@dataclass(frozen=True, eq=False)
class Demanded:
    """Who is to be reached: of shape (settlements,) and (municipalities,)."""

    #: Rural return dwellings of each settlement that are to be reached, and whether it counts as marginalised.
    at: Floats
    is_marginalised: Bools
    #: Of each municipality; missing where a figure is.
    by_municipality: Floats


@dataclass(frozen=True, eq=False)
class Problem:
    """Where sites may be, and the demand that they may reach.

    Attributes
    ----------
    candidates : DataFrame
        `geo.candidates.CANDIDATE_COLUMNS`.
    instance : Instance
        Who covers whom, for `geo.solving.solve`: candidates, then the sites that are there and have a capacity.
    there : tuple of int
        The latter.
    demand : Demanded
        Who is to be reached.
    points : ndarray of int
        Settlements that have any of it.
    covered_there : ndarray of bool, shape (points, sites there)
        Whom each of the sites there that have a capacity reaches.
    municipality : ndarray of shape (settlements,)
        Rows of ``layers.municipios``.
    equity : float
        As `Siting` has it.
    demand_total : float
        Rural return dwellings of the demand that no site of the question reaches, or has the capacity to serve.
    served_there : float
        Those that the sites there have the capacity to serve.
    unknown : int
        Municipalities asked about whose figures are missing.

    Examples
    --------
    >>> problem = problem_of(layers, Criteria(state=("20",)), Siting())
    >>> problem.rows_of("must", ("20002",)), problem.chosen_from(Siting(k=2))[1]
    ([1], 2.0)
    """

    candidates: pd.DataFrame
    instance: Instance
    there: tuple[int, ...]
    demand: Demanded
    points: np.ndarray
    covered_there: Bools
    municipality: np.ndarray
    equity: float
    demand_total: float
    served_there: float
    unknown: int

    def rows_of(self, field: str, ids: tuple[str, ...]) -> list[int]:
        """Candidates by their ids, as `geo.candidates.rows_named`.

        Raises
        ------
        CriteriaError
            Of the field, where one is no candidate.
        """
        return rows_named(self.candidates, field, ids)

    def chosen_from(self, siting: Siting) -> tuple[Instance, float]:
        """The instance with the costs and the must-sites of what is asked, and the budget.

        Raises
        ------
        CriteriaError
            Where there are fewer candidates than sites asked for, one that must be is no candidate, or all of those
            cost more than there is.
        """
        must = self.rows_of("must", siting.must)
        size, extra = len(self.candidates), len(self.there)
        if siting.budget is None:
            budget = float(min(USUAL, size) if siting.k is None else siting.k)
            cost = None if not extra else np.concatenate([np.ones(size), np.zeros(extra)])
            if not 0 <= budget <= size:
                raise CriteriaError.of("k", "candidates", found=siting.k, most=size)
        else:
            budget, cost = siting.budget, np.concatenate([self.candidates["cost"].to_numpy(), np.zeros(extra)])
        spent = float(len(must)) if cost is None else float(cost[must].sum())
        if spent > budget * (1 + 1e-9):
            key = "must_over_k" if siting.budget is None else "must_over_budget"
            raise CriteriaError.of("must", key, cost=f"{spent:g}", budget=f"{budget:g}")
        return self.instance.with_choice(cost, [*must, *self.there]), budget


def problem_of(layers: Layers, criteria: Criteria, siting: Siting) -> Problem:
    """The problem of a question; the last ones are cached.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`; where a candidate, or a site that is never to be one, is unknown.

    Examples
    --------
    >>> problem = problem_of(layers, Criteria(state=("20",)), Siting())
    >>> len(problem.candidates), round(problem.demand_total)
    (570, 8664)
    """
    key = (criteria, *(getattr(siting, name) for name in Siting.model_fields if name not in _OF_THE_CHOICE))
    return layers.cache.get("placement", key, lambda: _lay_out(layers, criteria, siting), most=_CACHED_PROBLEMS)


def _lay_out(layers: Layers, criteria: Criteria, siting: Siting) -> Problem:
    gaps = find_gaps(layers, criteria)
    demand = demanded(layers, gaps, siting)
    points = np.flatnonzero(demand.at > 0)
    candidates = candidates_of(layers, gaps, siting)
    covers = covers_of(layers, criteria, candidates, points)
    room = candidates["capacity"].to_numpy()
    there = _there(layers, gaps, points) if siting.existing_capacity is not None else np.zeros((len(points), 0), bool)
    if there.size:
        bits = np.unpackbits(covers, axis=1, count=len(candidates)) if len(candidates) else there[:, :0]
        covers = np.packbits(np.column_stack([bits, there]), axis=1)
        room = np.concatenate([room, np.full(there.shape[1], float(siting.existing_capacity or 0.0))])
    counts = None if siting.equity == 1 else np.where(demand.is_marginalised[points], siting.equity, 1.0)
    size = len(candidates) + there.shape[1]
    sites_there = tuple(range(len(candidates), size))
    instance = Instance(covers, demand.at[points], size, room=room, counts=counts)
    served = float(instance.amount @ instance.served(sites_there)) if sites_there else 0.0
    unknown = np.where(gaps.is_asked, gaps.table["unserved_return_dwellings"], 0.0)
    return Problem(
        candidates=candidates,
        instance=instance,
        there=sites_there,
        demand=demand,
        points=points,
        covered_there=there,
        municipality=reach_of(layers).municipality,
        equity=siting.equity,
        demand_total=float(np.nansum(demand.by_municipality)) - served,
        served_there=served,
        unknown=int(np.isnan(unknown).sum()),
    )


def demanded(layers: Layers, gaps: Gaps, siting: Siting) -> Demanded:
    """Who is to be reached: those beyond every site, or, where sites have a capacity, all of them.

    Examples
    --------
    >>> round(float(demanded(layers, gaps, Siting(demand="gaps")).at.sum()))
    12273
    """
    reach, table, criteria = reach_of(layers), gaps.table, gaps.criteria
    asked = {
        "unserved": lambda: gaps.is_asked,
        "gaps": lambda: gaps.is_gap,
        "regions": lambda: find_regions(gaps, layers).is_in,
    }[siting.demand]()
    spread = reach.spread(criteria.rural_below, criteria.rural_split)
    dwellings = table["rural_return_dwellings"].to_numpy()
    each = np.divide(dwellings, spread.total, out=np.zeros(reach.size), where=asked & (spread.total > 0))
    at = each[reach.municipality] * spread.at
    whole = table["rural_return_dwellings" if siting.existing_capacity is not None else "unserved_return_dwellings"]
    if siting.existing_capacity is None:
        beyond = ~who_is_reached(layers, gaps.selection, criteria).at_most
        at = np.where(beyond, at, 0.0)
    marginalised = table["marginalisation"].isin(MARGINALISED).to_numpy(dtype=bool)
    return Demanded(at, marginalised[reach.municipality], np.where(asked, whole, 0.0))


def covers_of(layers: Layers, criteria: Criteria, candidates: pd.DataFrame, points: np.ndarray) -> np.ndarray:
    """Who is within reach of whom for sure: a row a settlement of ``points``, a bit a candidate (`numpy.packbits`).

    Examples
    --------
    >>> covers_of(layers, Criteria(), pd.DataFrame({"lon": [-102.3], "lat": [21.9]}), np.array([0, 80_000])).tolist()
    [[128], [0]]
    """
    seats = candidates[["lon", "lat"]].to_numpy(dtype="float64")
    packed = np.zeros((len(points), -(-len(seats) // 8)), dtype="uint8")
    for seat, within in enumerate(surely_from(layers, criteria, seats, points)):
        packed[within, seat // 8] |= 0x80 >> seat % 8
    return packed


def _there(layers: Layers, gaps: Gaps, points: np.ndarray) -> Bools:
    """Whom each site of the question that covers anybody of the points reaches: (points, sites)."""
    covering = gaps.selection.covering
    columns = []
    for site in range(len(covering)):
        alone = Selection(gaps.selection.asked, covering.iloc[[site]].reset_index(drop=True), gaps.selection.as_of)
        columns.append(who_is_reached(layers, alone, gaps.criteria).surely[points])
    found = np.column_stack(columns) if columns else np.zeros((len(points), 0), dtype=bool)
    return found[:, found.any(axis=0)]


def question_with(criteria: Criteria, sites: pd.DataFrame) -> Criteria:
    """The question with proposed sites in it as hypothetical ones.

    Raises
    ------
    CriteriaError
        Where they are more than a question may have.

    Examples
    --------
    >>> question_with(Criteria(), pd.DataFrame({"what_if": ["20067"]})).what_if
    ('20067',)
    """
    return Criteria.ask(**{**criteria.model_dump(), "what_if": (*criteria.what_if, *sites["what_if"].tolist())})
