"""Where to put new sites: those that reach the most rural return dwellings that no site reaches.

The maximal covering location problem over settlements (Church and ReVelle 1974), with what planners ask besides
(`geo.siting`), and the same asked the other way: the fewest sites that reach a share. Demand is spread so that placing
the sites as the question's ``what_if`` takes exactly what they reach off ``unserved_return_dwellings`` of
`geo.find_gaps`.
"""

from __future__ import annotations

import numpy as np

from geo.covering import TOLERANCE, Instance
from geo.criteria import Criteria
from geo.deadline import Deadline, deadline_of
from geo.placement import Problem, problem_of
from geo.proposed import Placement, propose
from geo.relaxing import relax
from geo.robust import choose_over, every_reading
from geo.settings import CriteriaError
from geo.siting import Siting
from geo.solving import OPTIMAL, STOPPED, TIME_LIMIT, solve
from layers import Layers

_TIME_LIMIT_S = 60.0
_USUAL = Siting()


def place_sites(
    layers: Layers, criteria: Criteria, siting: Siting = _USUAL, *, time_limit_s: float = _TIME_LIMIT_S
) -> Placement:
    """The sites that together reach the most rural return dwellings that no site of the question reaches.

    A municipality's rural return dwellings are spread over its rural settlements as the question's ``rural_split``
    says (`geo.reach.Spread`). A site reaches a settlement within the question's reach (``reach_km``, geodesic, the line
    included). Of several equally good choices it is the solver's; the same inputs give the same one, in whatever order
    they come.

    Parameters
    ----------
    siting : Siting
        What is asked of the sites: how many, or what they may cost, and the rest.
    time_limit_s : float
        For the search, seconds. Where it runs out, or the search is interrupted, the answer is the best choice found,
        with the bound proven so far.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps` and `geo.placement.Problem.chosen_from`; where a candidate is unknown or the time limit is
        out of bounds.

    Examples
    --------
    >>> found = place_sites(layers, Criteria(state=("20",)), Siting(k=2))
    >>> found.status
    'optimal'
    >>> found.sites[["place", "municipality", "reached", "share"]].round(2)
       place            municipality  reached  share
    0      1  Santos Reyes Tepejillo  2122.20   0.24
    1      2      Santiago Ixtayutla  1505.48   0.42
    """
    deadline = deadline_of(time_limit_s)
    problem = problem_of(layers, criteria, siting)
    instance, budget = problem.chosen_from(siting)
    if siting.over != "asked":
        return _place_over(layers, criteria, siting, problem, deadline)
    greedy = instance.greedy(budget)
    found = solve(instance, budget, deadline=deadline, order=greedy if instance.is_unit else None)
    nothing = instance.total <= 0 and budget > 0
    chosen = found.chosen if instance.is_unit else instance.cheapened(found.chosen)
    there = instance.value(problem.there)
    return propose(
        layers,
        criteria,
        siting,
        problem,
        [candidate for candidate in chosen if candidate < len(problem.candidates)],
        status="nothing_to_reach" if nothing else found.status,
        objective=found.objective - there,
        bound=found.bound - there,
        greedy=greedy if instance.is_unit else None,
    )


def _place_over(layers: Layers, criteria: Criteria, siting: Siting, problem: Problem, deadline: Deadline) -> Placement:
    if np.isfinite(problem.candidates["capacity"]).any():
        raise CriteriaError.of("over", "over_alone", found=siting.over, other="capacity")
    every = every_reading(layers, criteria, siting, problem)
    asked, budget = problem.chosen_from(siting)
    instance = every.instance.with_choice(None if asked.is_unit else asked.cost, asked.fixed)
    found = choose_over(instance, budget, siting.over, deadline)
    sign = -1.0 if siting.over == "regret" else 1.0
    demand = every.table["demand"].to_numpy()
    share = np.divide(found.reached, demand, out=np.full(len(demand), np.nan), where=demand > 0)
    return propose(
        layers,
        criteria,
        siting,
        problem,
        list(found.solution.chosen),
        status="nothing_to_reach" if instance.total <= 0 and budget > 0 else found.solution.status,
        objective=sign * found.solution.objective + 0.0,
        bound=max(sign * found.solution.bound, 0.0),
        greedy=None,
        readings=every.table.assign(reached=found.reached, share=share, best=found.best),
    )


def cover_share(
    layers: Layers,
    criteria: Criteria,
    siting: Siting = _USUAL,
    *,
    share: float = 0.9,
    time_limit_s: float = _TIME_LIMIT_S,
) -> Placement:
    """The fewest sites that together reach a share of the rural return dwellings that no site of the question reaches.

    Asks whether one site fewer can do it until it is proven that it cannot. Of several choices of as few sites it is
    one, not the one that reaches the most.

    Parameters
    ----------
    siting : Siting
        Candidates, sites that must or cannot be, and the demand; the rest is for a number of sites or a budget.
    share : float
        Of the demand, over 0 and up to 1. Where all candidates together do not reach so much the status is
        ``infeasible``, there are no sites, and ``reachable`` says how much they do.
    time_limit_s : float
        As in `place_sites`. Where it runs out, ``least`` is the number that is proven to be needed.

    Raises
    ------
    CriteriaError
        As `place_sites`; where the share is out of bounds, or something is asked of the sites that goes with a number
        of them or a budget alone.

    Examples
    --------
    >>> found = cover_share(layers, Criteria(state=("20",)), share=0.5)
    >>> len(found.sites), found.status
    (3, 'optimal')
    """
    if not 0 < share <= 1:
        raise CriteriaError.of("cover", "share", found=f"{share:g}")
    for name in ("k", "budget", "cost", "capacity", "existing_capacity", "equity", "over"):
        if getattr(siting, name) != getattr(_USUAL, name):
            raise CriteriaError.of("cover", "both", other=name)
    deadline = deadline_of(time_limit_s)
    problem = problem_of(layers, criteria, siting)
    must = problem.rows_of("must", siting.must)
    instance, wanted = problem.instance.with_choice(None, must), share * problem.demand_total - TOLERANCE
    if problem.demand_total <= 0:
        return propose(layers, criteria, siting, problem, [], status="nothing_to_reach", greedy=[], share=share)
    if instance.total < wanted:
        return propose(layers, criteria, siting, problem, [], status="infeasible", greedy=[], share=share)
    order = instance.greedy(instance.size)
    first = max(len(must), 1)
    counts = range(first, len(order) + 1)
    greedy = order[: next(count for count in counts if instance.value(order[:count]) >= wanted)]
    chosen, least = greedy, first
    for count in range(len(greedy) - 1, first - 1, -1):
        found = solve(instance, count, deadline=deadline, at_least=wanted, order=order)
        if found.objective >= wanted:
            chosen = list(found.chosen)
        else:
            # Proven too few, or the time ran out: then one bound says of every number whether it is.
            least = count + 1 if found.bound < wanted else _least(instance, first, count, wanted, deadline)
            break
    unproven = STOPPED if deadline.is_stopped else TIME_LIMIT
    status = OPTIMAL if least == len(chosen) else unproven
    if status == OPTIMAL and len(chosen) > 0:
        # Of as few there may be better ones than the first that do.
        best = solve(instance, len(chosen), deadline=deadline, at_least=instance.value(chosen), order=order)
        chosen = list(best.chosen) if best.objective >= instance.value(chosen) else chosen
    return propose(layers, criteria, siting, problem, chosen, status=status, greedy=greedy, share=share, least=least)


def _least(instance: Instance, first: int, count: int, wanted: float, deadline: Deadline) -> int:
    """The smallest number of sites that is not proven to be too small."""
    relaxed, _ = relax(instance, count, instance.fixed, wanted, deadline)
    return next(fewer for fewer in range(first, count + 1) if fewer == count or relaxed.bound(fewer) >= wanted)
