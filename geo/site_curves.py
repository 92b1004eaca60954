"""What sites reach, by how many there are, or by how many times marginalised municipalities count."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from geo.arrays import Floats
from geo.covering import TOLERANCE, Instance
from geo.criteria import Criteria
from geo.deadline import deadline_of
from geo.placement import problem_of
from geo.relaxing import relax
from geo.settings import CriteriaError
from geo.sites import place_sites
from geo.siting import Siting
from geo.solving import OPTIMAL, STOPPED, solve
from layers import Layers

#: How many times a dwelling counts that is in a marginalised municipality, in `equity_curve`.
EQUITIES = (1.0, 1.5, 2.0, 3.0, 5.0, 10.0)

_TIME_LIMIT_S = 60.0
_USUAL = Siting()


def coverage_curve(
    layers: Layers,
    criteria: Criteria,
    siting: Siting = _USUAL,
    *,
    most: int = 20,
    exact: Iterable[int] = (),
    bounded: bool = False,
    time_limit_s: float = _TIME_LIMIT_S,
) -> pd.DataFrame:
    """Rural return dwellings reached against the number of sites.

    Parameters
    ----------
    siting : Siting
        Candidates and the demand; the rest is not looked at.
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
    deadline = deadline_of(time_limit_s)
    problem = problem_of(
        layers, criteria, Siting(demand=siting.demand, candidates=siting.candidates, never=siting.never)
    )
    if most < 0:
        raise CriteriaError.of("most", "between", found=most, low=0, high=len(problem.candidates))
    last = min(most, len(problem.candidates))
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


def equity_curve(
    layers: Layers, criteria: Criteria, siting: Siting = _USUAL, *, time_limit_s: float = _TIME_LIMIT_S
) -> pd.DataFrame:
    """What the best sites reach, by how many times a dwelling counts that is in a marginalised municipality.

    No other choice reaches more of both: each point is on the front of what is traded for what.

    Parameters
    ----------
    siting
        What is asked of the sites, whose ``equity`` is taken from `EQUITIES`.
    time_limit_s : float
        For all points together, seconds.

    Returns
    -------
    DataFrame
        ``equity``, ``reached`` (rural return dwellings), ``marginalised`` (those of them in municipalities of
        high or very high marginalisation), ``sites`` (their number), ``cost``, ``what_if`` (as a question names them,
        joined by commas) and ``status`` (as `Placement` has it).

    Raises
    ------
    CriteriaError
        As `place_sites`.

    Examples
    --------
    >>> curve = equity_curve(layers, Criteria(state=("20",)), Siting(k=1))
    >>> curve[["equity", "reached", "marginalised"]].round(1).head(2)
       equity  reached  marginalised
    0     1.0   2122.2        1368.6
    1     1.5   2122.2        1368.6
    """
    deadline, rows = deadline_of(time_limit_s), []
    for number, equity in enumerate(EQUITIES):
        asked = Siting.ask(**{**siting.model_dump(), "equity": equity})
        left = max(deadline.left / (len(EQUITIES) - number), TOLERANCE)
        found = place_sites(layers, criteria, asked, time_limit_s=left)
        if found.status == STOPPED:
            deadline.stop()
        rows.append(
            {
                "equity": equity,
                "reached": found.dwellings,
                "marginalised": found.marginalised,
                "sites": len(found.sites),
                "cost": found.cost,
                "what_if": ",".join(found.sites["what_if"]),
                "status": found.status,
            }
        )
    return pd.DataFrame(rows)
