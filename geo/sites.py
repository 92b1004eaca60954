"""Where to put new sites: those that reach the most rural return dwellings that no site reaches.

The maximal covering location problem over settlements (Church and ReVelle 1974), and the same asked the other way: the
fewest sites that reach a share. Demand is spread so that placing the sites as the question's ``what_if`` takes exactly
what they reach off ``unserved_return_dwellings`` of `geo.find_gaps`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from geo.catchments import select_sites
from geo.covering import OPTIMAL, TIME_LIMIT, TOLERANCE, Floats, Instance, solve
from geo.criteria import Criteria, CriteriaError
from geo.gaps import find_gaps
from geo.reach import reach_of
from geo.recent import Recent
from layers import Layers
from vocabulary.lists import Demand

#: Whose rural return dwellings are to be reached: of all municipalities asked about, or of the gaps among them.

#: Statuses of an answer: proven; the time ran out before the proof; there is nothing left to reach; it cannot be done.
STATUSES = (OPTIMAL, TIME_LIMIT, "nothing_to_reach", "infeasible")

#: Columns of the sites of an answer.
SITE_COLUMNS = ("place", "cvegeo", "municipality", "state", "seat", "lon", "lat", "reached", "cumulative", "share")

_TIME_LIMIT_S = 60.0
_KEPT_INSTANCES = 4


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
        One of `STATUSES`.
    objective : float
        Rural return dwellings that the sites reach.
    bound : float
        What no choice of as many sites can exceed; the objective itself where it is proven. In `cover_share` all that
        the candidates together reach.
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
    least: int
    greedy_count: int
    criteria: Criteria

    @property
    def gap(self) -> float:
        """How far the bound is above the objective, as a fraction of the bound; 0 where it is proven."""
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0

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


@dataclass(frozen=True, eq=False)
class _Places:
    """Candidates (rows of the table of municipalities) and the demand they may reach."""

    rows: np.ndarray
    instance: Instance
    demand_total: float
    unknown: int


def place_sites(
    layers: Layers,
    criteria: Criteria,
    *,
    k: int,
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
    k : int
        How many, 0 to the number of candidates.
    candidates : iterable of str, optional
        Keys of the municipalities whose seats may have a site; without it those asked about.
    demand : unserved or gaps
        Rural return dwellings of all municipalities asked about, or of the gaps alone.
    time_limit_s : float
        For the solver, seconds; what comes before it takes a fixed number of steps. Where it runs out the answer is
        the best choice found, with the bound proven so far.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`; where k, the time limit or the demand is out of bounds or a candidate is unknown.
    """
    places = _places(layers, criteria, candidates, demand, time_limit_s)
    if not 0 <= k <= len(places.rows):
        raise CriteriaError.of("k", "candidates", found=k, most=len(places.rows))
    greedy = places.instance.greedy(k)
    found = solve(places.instance, k, time_limit_s=time_limit_s, order=greedy)
    status = found.status if places.instance.total > 0 or k == 0 else "nothing_to_reach"
    return _answer(layers, criteria, places, list(found.chosen), status=status, bound=found.bound, greedy=greedy)


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
        For each number of sites that the solver is asked about, seconds. Where it runs out, ``least`` is the number
        that is proven to be needed.

    Raises
    ------
    CriteriaError
        As `place_sites`; where the share is out of bounds.
    """
    if not 0 < share <= 1:
        raise CriteriaError.of("cover", "share", found=f"{share:g}")
    places = _places(layers, criteria, candidates, demand, time_limit_s)
    instance, wanted = places.instance, share * places.demand_total - TOLERANCE
    if places.demand_total <= 0:
        return _answer(layers, criteria, places, [], status="nothing_to_reach", bound=0.0, greedy=[])
    if instance.total < wanted:
        return _answer(layers, criteria, places, [], status="infeasible", bound=instance.total, greedy=[])
    order = instance.greedy(instance.size)
    counts = range(1, len(order) + 1)
    greedy = order[: next(count for count in counts if instance.value(order[:count]) >= wanted)]
    chosen, least = greedy, 1
    for count in range(len(greedy) - 1, 0, -1):
        found = solve(instance, count, time_limit_s=time_limit_s, at_least=wanted, order=order)
        if found.objective >= wanted:
            chosen = list(found.chosen)
        elif found.bound < wanted:
            least = count + 1
            break
        # Neither: the time ran out. A smaller number may still be proven too small.
    status = OPTIMAL if least == len(chosen) else TIME_LIMIT
    return _answer(layers, criteria, places, chosen, status=status, bound=instance.total, greedy=greedy, least=least)


def coverage_curve(
    layers: Layers,
    criteria: Criteria,
    *,
    most: int = 20,
    exact: Iterable[int] = (),
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

    Returns
    -------
    DataFrame
        ``sites`` (0 to ``most``), ``greedy`` (rural return dwellings, sites chosen one by one), ``greedy_share`` (of
        the demand, 0-1; missing where there is none), ``optimal`` and ``optimal_share`` (missing where not asked for,
        or not proven in time).

    Raises
    ------
    CriteriaError
        As `place_sites`; where a number of sites is out of bounds.
    """
    places = _places(layers, criteria, candidates, demand, time_limit_s)
    if most < 0:
        raise CriteriaError.of("most", "between", found=most, low=0, high=len(places.rows))
    last = min(most, len(places.rows))
    asked = sorted(set(exact))
    if asked and not 0 <= asked[0] <= asked[-1] <= last:
        raise CriteriaError.of("exact", "between", found=asked[0] if asked[0] < 0 else asked[-1], low=0, high=last)
    order = places.instance.greedy(last)
    optimal = np.full(last + 1, np.nan)
    for count in asked:
        found = solve(places.instance, count, time_limit_s=time_limit_s, order=order)
        if found.status == OPTIMAL:
            optimal[count] = found.objective
    reached = np.array([places.instance.value(order[:count]) for count in range(last + 1)])
    whole = places.demand_total if places.demand_total > 0 else np.nan
    return pd.DataFrame(
        {
            "sites": np.arange(last + 1),
            "greedy": reached,
            "greedy_share": reached / whole,
            "optimal": optimal,
            "optimal_share": optimal / whole,
        }
    )


def _places(
    layers: Layers, criteria: Criteria, candidates: Iterable[str] | None, demand: str, time_limit_s: float
) -> _Places:
    if demand not in get_args(Demand):
        raise CriteriaError.of("demand", "one_of", found=repr(demand), choices=", ".join(get_args(Demand)))
    if not time_limit_s > 0:
        raise CriteriaError.of("time_limit", "seconds", found=f"{time_limit_s:g}")
    keys = None if candidates is None else tuple(sorted(set(candidates)))
    kept = _INSTANCES.setdefault(layers, Recent(_KEPT_INSTANCES))
    return kept.get((criteria, keys, demand), lambda: _lay_out(layers, criteria, keys, demand))


def _lay_out(layers: Layers, criteria: Criteria, keys: tuple[str, ...] | None, demand: str) -> _Places:
    reach = reach_of(layers)
    gaps = find_gaps(layers, criteria)
    table, in_region = gaps.table, gaps.is_asked
    asked = (table["status"] == "gap").to_numpy() if demand == "gaps" else in_region
    unserved = np.where(asked, table["unserved_return_dwellings"], 0.0)
    spread = reach.spread(criteria.rural_below, criteria.rural_split)
    dwellings = table["rural_return_dwellings"].to_numpy()
    each = np.divide(dwellings, spread.total, out=np.zeros(reach.size), where=asked & (spread.total > 0))
    beyond = ~reach.reached(select_sites(layers, criteria), criteria.reach_km)
    weight = np.where(beyond, each[reach.municipality] * spread.at, 0.0)
    points = np.flatnonzero(weight > 0)
    rows = _candidates(layers, keys, in_region)
    return _Places(
        rows=rows,
        instance=Instance(_covers(layers, rows, points, criteria.reach_km), weight[points], len(rows)),
        demand_total=float(np.nansum(unserved)),
        unknown=int(np.isnan(np.where(in_region, table["unserved_return_dwellings"], 0.0)).sum()),
    )


def _candidates(layers: Layers, keys: tuple[str, ...] | None, in_region: np.ndarray) -> np.ndarray:
    if keys is None:
        return np.flatnonzero(in_region)
    rows = pd.Index(layers.municipios["cvegeo"]).get_indexer(list(keys))
    if (rows < 0).any():
        strange = keys[int(np.flatnonzero(rows < 0)[0])]
        raise CriteriaError.of("candidates", "municipality", found=repr(strange))
    return rows


def _covers(layers: Layers, rows: np.ndarray, points: np.ndarray, reach_km: float) -> np.ndarray:
    """Who is within reach of whom: a row a point, a bit a candidate."""
    reach = reach_of(layers)
    seats = layers.municipios[["seat_lon", "seat_lat"]].to_numpy(dtype="float64")[rows]
    packed = [
        np.packbits(
            np.stack([reach.within((lon, lat), reach_km)[points] for lon, lat in seats[first : first + 8]], axis=1),
            axis=1,
        )
        for first in range(0, len(seats), 8)
    ]
    return np.concatenate(packed, axis=1) if packed else np.zeros((len(points), 0), dtype="uint8")


def _answer(
    layers: Layers,
    criteria: Criteria,
    places: _Places,
    chosen: list[int],
    *,
    status: str,
    bound: float,
    greedy: list[int],
    least: int = 0,
) -> Placement:
    instance = places.instance
    order, reached = _by_contribution(instance, chosen)
    table = layers.municipios.iloc[places.rows[order]]
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
            "share": cumulative / places.demand_total if len(order) else cumulative,
        },
        columns=list(SITE_COLUMNS),
    )
    objective = instance.value(chosen)
    return Placement(
        sites=sites,
        status=status,
        objective=objective,
        bound=max(bound, objective),
        greedy=instance.value(greedy),
        demand_total=places.demand_total,
        reachable=instance.total,
        unknown=places.unknown,
        candidates=len(places.rows),
        least=least,
        greedy_count=len(greedy),
        criteria=criteria,
    )


def _by_contribution(instance: Instance, chosen: list[int]) -> tuple[list[int], Floats]:
    """The chosen candidates, each next the one that adds the most, and what each adds; none that adds nothing."""
    order: list[int] = []
    reached: list[float] = []
    left, value = sorted(chosen), 0.0
    while left:
        values = [instance.value([*order, candidate]) for candidate in left]
        best = int(np.argmax(np.round(values, 9)))
        if values[best] <= value:
            break
        order.append(left.pop(best))
        reached.append(values[best] - value)
        value = values[best]
    return order, np.array(reached, dtype="float64")


_INSTANCES: WeakKeyDictionary[Layers, Recent[_Places]] = WeakKeyDictionary()
