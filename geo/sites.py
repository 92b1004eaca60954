"""Where to put new sites: those that reach the most rural return dwellings that no site reaches.

The maximal covering location problem over settlements (Church and ReVelle 1974), and the same asked the other way: the
fewest sites that reach a share. Demand is spread so that placing the sites as the question's ``what_if`` takes exactly
what they reach off ``unserved_return_dwellings`` of `geo.find_gaps`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.arrays import Floats
from geo.covering import OPTIMAL, TIME_LIMIT, TOLERANCE, Instance, relax, solve
from geo.criteria import Criteria, CriteriaError
from geo.deadline import Deadline
from geo.placement import Problem, problem_of
from layers import Layers
from vocabulary.lists import Demand

#: Columns of the sites of an answer.
SITE_COLUMNS = ("place", "cvegeo", "municipality", "state", "seat", "lon", "lat", "reached", "cumulative", "share")

_TIME_LIMIT_S = 60.0
_DEFAULT_SITES = 5


@dataclass(frozen=True, eq=False)
class Placement:
    """Proposed sites, what they reach, and how sure it is that nothing reaches more (or takes fewer).

    Attributes
    ----------
    sites : DataFrame
        `SITE_COLUMNS`, a row a site: ``place`` (1: the one that reaches the most, 2: the one that adds the most to it
        ...), ``cvegeo``, ``municipality``, ``state``, ``seat`` (names), ``lon``, ``lat`` (EPSG:4326), ``reached``
        (rural return dwellings that no site before reaches), ``cumulative``, ``share`` (cumulative, of the demand,
        0-1). Sites that would add nothing are not among them.
    status : str
        ``optimal`` (proven), ``time_limit`` (it ran out before the proof), ``nothing_to_reach`` (nothing is left), or
        ``infeasible`` (it cannot be done).
    objective : float
        Rural return dwellings that the sites reach.
    bound : float
        What no choice of as many sites can exceed; the objective itself where it is proven. Missing in `cover_share`,
        where the number of sites is what is proven.
    greedy : float
        What as many sites reach that are chosen one by one, each the best there is.
    demand_total : float
        Rural return dwellings that no site of the question reaches.
    reachable : float
        Those of them that all candidates together would reach.
    unknown : int
        Municipalities asked about whose figures are missing. They are not in the demand, which is a lower bound then.
    candidates : int
        How many places there were to choose from.
    share : float
        In `cover_share` the share that was asked for; missing in `place_sites`.
    least : int
        Proven smallest number of sites: in `cover_share` what no smaller number can do; in `place_sites` 0.
    greedy_count : int
        How many sites the greedy choice takes.
    criteria : Criteria
        The question.
    """

    sites: pd.DataFrame
    status: str
    objective: float
    bound: float
    greedy: float
    demand_total: float
    reachable: float
    unknown: int
    candidates: int
    share: float
    least: int
    greedy_count: int
    criteria: Criteria

    @property
    def gap(self) -> float:
        """How far from the best it may be, 0 where it is proven; missing where nothing was proposed.

        In `place_sites` by how much the bound is above the objective, as a fraction of the bound; in `cover_share` by
        how much the number of sites is above the least, as a fraction of it.
        """
        if np.isnan(self.share):
            return (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0
        return 1.0 - self.least / len(self.sites) if len(self.sites) else np.nan

    @property
    def what_if(self) -> Criteria:
        """The question with these sites in it as hypothetical ones.

        Raises
        ------
        CriteriaError
            Where they are more than a question may have.
        """
        return Criteria.ask(
            **{**self.criteria.model_dump(), "what_if": (*self.criteria.what_if, *self.sites["cvegeo"].tolist())}
        )


def place_sites(
    layers: Layers,
    criteria: Criteria,
    *,
    k: int | None = None,
    candidates: Iterable[str] | None = None,
    demand: Demand = "unserved",
    time_limit_s: float = _TIME_LIMIT_S,
) -> Placement:
    """The k sites that together reach the most rural return dwellings that no site of the question reaches.

    A municipality's rural return dwellings are spread over its rural settlements as the question's ``rural_split``
    says (`geo.reach.Spread`). A site reaches a settlement within the question's reach (``reach_km``, geodesic, the line
    included). Of several equally good choices it is the solver's; the same inputs give the same one, in whatever order
    they come.

    Parameters
    ----------
    k : int, optional
        How many, 0 to the number of candidates; without it five, or all candidates where they are fewer.
    candidates : iterable of str, optional
        Keys of the municipalities whose seats may have a site; without it those asked about.
    demand : unserved or gaps
        Rural return dwellings of all municipalities asked about, or of the gaps alone.
    time_limit_s : float
        For the search, seconds. Where it runs out the answer is the best choice found, with the bound proven so far.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`; where k, the time limit or the demand is out of bounds or a candidate is unknown.

    Examples
    --------
    >>> found = place_sites(layers, Criteria(state=("20",)), k=2)
    >>> found.status
    'optimal'
    >>> found.sites[["place", "municipality", "reached", "share"]].round(2)
       place            municipality  reached  share
    0      1  Santos Reyes Tepejillo  2122.20   0.24
    1      2      Santiago Ixtayutla  1505.48   0.42
    """
    deadline = _deadline(time_limit_s)
    problem = problem_of(layers, criteria, candidates, demand)
    if k is None:
        k = min(_DEFAULT_SITES, len(problem.rows))
    if not 0 <= k <= len(problem.rows):
        raise CriteriaError.of("k", "candidates", found=k, most=len(problem.rows))
    greedy = problem.instance.greedy(k)
    found = solve(problem.instance, k, deadline=deadline, order=greedy)
    status = found.status if problem.instance.total > 0 or k == 0 else "nothing_to_reach"
    return _answer(layers, criteria, problem, list(found.chosen), status=status, bound=found.bound, greedy=greedy)


def cover_share(
    layers: Layers,
    criteria: Criteria,
    *,
    share: float = 0.9,
    candidates: Iterable[str] | None = None,
    demand: Demand = "unserved",
    time_limit_s: float = _TIME_LIMIT_S,
) -> Placement:
    """The fewest sites that together reach a share of the rural return dwellings that no site of the question reaches.

    Asks whether one site fewer can do it until it is proven that it cannot. Of several choices of as few sites it is
    one, not the one that reaches the most.

    Parameters
    ----------
    share : float
        Of the demand, over 0 and up to 1. Where all candidates together do not reach so much the status is
        ``infeasible``, there are no sites, and ``reachable`` says how much they do.
    candidates, demand
        As in `place_sites`.
    time_limit_s : float
        As in `place_sites`. Where it runs out, ``least`` is the number that is proven to be needed.

    Raises
    ------
    CriteriaError
        As `place_sites`; where the share is out of bounds.

    Examples
    --------
    >>> found = cover_share(layers, Criteria(state=("20",)), share=0.5)
    >>> len(found.sites), found.status
    (3, 'optimal')
    """
    if not 0 < share <= 1:
        raise CriteriaError.of("cover", "share", found=f"{share:g}")
    deadline = _deadline(time_limit_s)
    problem = problem_of(layers, criteria, candidates, demand)
    instance, wanted = problem.instance, share * problem.demand_total - TOLERANCE
    if problem.demand_total <= 0:
        return _answer(layers, criteria, problem, [], status="nothing_to_reach", greedy=[], share=share)
    if instance.total < wanted:
        return _answer(layers, criteria, problem, [], status="infeasible", greedy=[], share=share)
    order = instance.greedy(instance.size)
    counts = range(1, len(order) + 1)
    greedy = order[: next(count for count in counts if instance.value(order[:count]) >= wanted)]
    chosen, least = greedy, 1
    for count in range(len(greedy) - 1, 0, -1):
        found = solve(instance, count, deadline=deadline, at_least=wanted, order=order)
        if found.objective >= wanted:
            chosen = list(found.chosen)
        else:
            # Proven too few, or the time ran out: then one bound says of every number whether it is.
            least = count + 1 if found.bound < wanted else _least(instance, count, wanted, deadline)
            break
    status = OPTIMAL if least == len(chosen) else TIME_LIMIT
    return _answer(layers, criteria, problem, chosen, status=status, greedy=greedy, share=share, least=least)


def coverage_curve(
    layers: Layers,
    criteria: Criteria,
    *,
    most: int = 20,
    exact: Iterable[int] = (),
    bounded: bool = False,
    candidates: Iterable[str] | None = None,
    demand: Demand = "unserved",
    time_limit_s: float = _TIME_LIMIT_S,
) -> pd.DataFrame:
    """Rural return dwellings reached against the number of sites.

    Parameters
    ----------
    most : int
        The largest number of sites; at most that of candidates is used.
    exact : iterable of int
        Numbers of sites for which the most that can be reached is found too.
    bounded : bool
        Whether to find what no choice of sites can exceed: quicker than the most, and as close for some numbers.

    Returns
    -------
    DataFrame
        ``sites`` (0 to ``most``), ``greedy`` (rural return dwellings, sites chosen one by one), ``greedy_share`` (of
        the demand, 0-1; missing where there is none), ``optimal`` and ``optimal_share`` (missing where not asked for,
        or not proven in time); where it was asked for, ``bound_share``: what no choice of as many sites can exceed.

    Raises
    ------
    CriteriaError
        As `place_sites`; where a number of sites is out of bounds.

    Examples
    --------
    >>> coverage_curve(layers, Criteria(state=("20",)), most=2)[["sites", "greedy", "greedy_share"]].round(2)
       sites   greedy  greedy_share
    0      0     0.00          0.00
    1      1  2122.20          0.24
    2      2  3627.68          0.42
    """
    deadline = _deadline(time_limit_s)
    problem = problem_of(layers, criteria, candidates, demand)
    if most < 0:
        raise CriteriaError.of("most", "between", found=most, low=0, high=len(problem.rows))
    last = min(most, len(problem.rows))
    asked = sorted(set(exact))
    if asked and not 0 <= asked[0] <= asked[-1] <= last:
        raise CriteriaError.of("exact", "between", found=asked[0] if asked[0] < 0 else asked[-1], low=0, high=last)
    order = problem.instance.greedy(last)
    optimal = np.full(last + 1, np.nan)
    for count in asked:
        found = solve(problem.instance, count, deadline=deadline, order=order)
        if found.status == OPTIMAL:
            optimal[count] = found.objective
    reached = np.array([problem.instance.value(order[:count]) for count in range(last + 1)])
    whole = problem.demand_total if problem.demand_total > 0 else np.nan
    curve = pd.DataFrame(
        {
            "sites": np.arange(last + 1),
            "greedy": reached,
            "greedy_share": reached / whole,
            "optimal": optimal,
            "optimal_share": optimal / whole,
        }
    )
    if bounded:
        curve["bound_share"] = np.maximum(_bounds(problem.instance, order, last), reached) / whole
    return curve


def _bounds(instance: Instance, order: list[int], last: int) -> Floats:
    """What no choice of 0, 1 ... ``last`` sites can exceed.

    A relaxation made for one number of sites bounds any other, the better the nearer it is. The order of greedy choice
    ends where nobody is left to reach: more sites reach no more.
    """
    useful = len(order)
    sizes = {useful, useful // 2, useful // 4, useful // 8}
    made = [relax(instance, count, order[:count], -np.inf)[0] for count in sizes]
    counts = range(1, last + 1)
    return np.array([0.0, *(min([instance.total, *(found.bound(count) for found in made)]) for count in counts)])


def _least(instance: Instance, count: int, wanted: float, deadline: Deadline) -> int:
    """The smallest number of sites that is not proven to be too small."""
    relaxed, _ = relax(instance, count, [], wanted, deadline)
    return next(fewer for fewer in range(1, count + 1) if fewer == count or relaxed.bound(fewer) >= wanted)


def _deadline(time_limit_s: float) -> Deadline:
    if not time_limit_s > 0:
        raise CriteriaError.of("time_limit", "seconds", found=f"{time_limit_s:g}")
    return Deadline(time_limit_s)


def _answer(
    layers: Layers,
    criteria: Criteria,
    problem: Problem,
    chosen: list[int],
    *,
    status: str,
    greedy: list[int],
    bound: float = np.nan,
    share: float = np.nan,
    least: int = 0,
) -> Placement:
    instance = problem.instance
    order, reached = _by_contribution(instance, chosen)
    table = layers.municipios.iloc[problem.rows[order]]
    cumulative = np.cumsum(reached)
    sites = pd.DataFrame(
        {
            "place": np.arange(1, len(order) + 1),
            "cvegeo": table["cvegeo"].to_numpy(),
            "municipality": table["municipality"].to_numpy(),
            "state": table["state"].to_numpy(),
            "seat": table["seat"].to_numpy(),
            "lon": table["seat_lon"].to_numpy(),
            "lat": table["seat_lat"].to_numpy(),
            "reached": reached,
            "cumulative": cumulative,
            "share": cumulative / problem.demand_total if len(order) else cumulative,
        },
        columns=list(SITE_COLUMNS),
    )
    objective = instance.value(chosen)
    return Placement(
        sites=sites,
        status=status,
        objective=objective,
        bound=np.maximum(bound, objective),
        greedy=instance.value(greedy),
        demand_total=problem.demand_total,
        reachable=instance.total,
        unknown=problem.unknown,
        candidates=len(problem.rows),
        share=share,
        least=least,
        greedy_count=len(greedy),
        criteria=criteria,
    )


def _by_contribution(instance: Instance, chosen: list[int]) -> tuple[list[int], Floats]:
    """The chosen candidates, each next the one that adds the most, and what each adds; none that adds nothing."""
    order: list[int] = []
    reached: list[float] = []
    left, weight = sorted(chosen), instance.weight.copy()
    while left:
        gains = instance.by_candidate[left] @ weight
        best = int(np.argmax(np.round(gains, 9)))
        if gains[best] <= 0:
            break
        weight[instance.points(left[best])] = 0.0
        order.append(left.pop(best))
        reached.append(float(gains[best]))
    return order, np.array(reached, dtype="float64")
