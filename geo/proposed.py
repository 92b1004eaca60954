"""Proposed sites: what each adds, what all of them reach, and how sure it is that nothing is better."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo.arrays import Floats
from geo.covering import Instance
from geo.criteria import Criteria
from geo.placement import Problem, question_with
from geo.service import marginalised, service_of
from geo.siting import Siting
from layers import Layers

#: Columns of the sites of an answer.
SITE_COLUMNS = (
    *("place", "cvegeo", "municipality", "state", "seat", "lon", "lat", "reached", "cumulative", "share"),
    *("action", "site_id", "cost", "capacity", "what_if"),
)


@dataclass(frozen=True, eq=False)
class Placement:
    """Proposed sites, what they reach, and how sure it is that nothing reaches more (or takes fewer).

    Attributes
    ----------
    sites : DataFrame
        `SITE_COLUMNS`, a row a site: ``place`` (1: the one that reaches the most, 2: the one that adds the most to it
        ...), ``cvegeo``, ``municipality``, ``state``, ``seat`` (names; of a person's own place its name, missing where
        it has none), ``lon``, ``lat`` (EPSG:4326), ``reached`` (rural return dwellings that no site before reaches;
        where sites have a capacity, serves), ``cumulative``, ``share`` (cumulative, of the demand, 0-1), ``action``
        (`vocabulary.lists.SITE_ACTIONS`), ``site_id`` (of an upgraded site, else missing), ``cost``, ``capacity``
        (rural return dwellings, missing without limit), ``what_if`` (as a question names it). Sites that would add
        nothing are not among them, unless they have to be.
    status : str
        ``optimal`` (proven), ``time_limit`` (it ran out before the proof), ``stopped`` (a person ended the search),
        ``nothing_to_reach`` (nothing is left), or ``infeasible`` (it cannot be done).
    objective : float
        What was to be largest: rural return dwellings that the sites reach, those in marginalised municipalities
        counted as often as was asked for; over all readings, their mean, the smallest of them, or the largest regret
        (which was to be smallest).
    bound : float
        What no choice of as many sites, or of that budget, can exceed (of regret: undercut); the objective itself where
        it is proven. Missing in `cover_share`, where the number of sites is what is proven.
    greedy : float
        What sites reach that are chosen one by one, each the best there is. Missing where something else is asked for
        than a number of sites in the question as asked.
    dwellings : float
        Rural return dwellings that the sites reach in the question as asked; where sites have a capacity, serve.
    marginalised : float
        Those of them in municipalities of high or very high marginalisation.
    municipalities : DataFrame
        Who is reached and served: as `geo.service.service_of`.
    cost : float
        Of all sites together.
    demand_total : float
        Rural return dwellings that no site of the question reaches; where those have a capacity, serves.
    served_there : float
        Rural return dwellings that the sites of the question have the capacity to serve; 0 where they have no limit.
        With ``dwellings`` and ``demand_total`` they make what ``municipalities`` have of them in all.
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
    criteria, siting
        The question, and what was asked of the sites.
    readings : DataFrame
        Where the sites are for all readings: `geo.robust.EveryReading.table` with ``reached`` (rural return dwellings),
        ``share`` (of the demand) and ``best`` (the most that as much could reach, or what none exceeds; missing where
        it was not asked for), a row a reading. Else empty.
    problem, chosen
        What was solved, and the chosen candidates: rows of ``problem.candidates``.
    """

    sites: pd.DataFrame
    status: str
    objective: float
    bound: float
    greedy: float
    dwellings: float
    marginalised: float
    municipalities: pd.DataFrame = field(repr=False)
    cost: float
    demand_total: float
    served_there: float
    reachable: float
    unknown: int
    candidates: int
    share: float
    least: int
    greedy_count: int
    criteria: Criteria
    siting: Siting
    problem: Problem = field(repr=False)
    chosen: tuple[int, ...]
    readings: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)

    @property
    def has_limits(self) -> bool:
        """Whether any site, new or there already, has a capacity."""
        limited = bool(np.isfinite(self.problem.candidates["capacity"]).any())
        return limited or self.siting.existing_capacity is not None

    @property
    def gap(self) -> float:
        """How far from the best it may be, 0 where it is proven; missing where nothing was proposed.

        In `place_sites` by how much the bound is above the objective, as a fraction of the bound; in `cover_share` by
        how much the number of sites is above the least, as a fraction of it.
        """
        if np.isnan(self.share):
            most = max(self.bound, self.objective)
            return abs(self.bound - self.objective) / most if most > 0 else 0.0
        return 1.0 - self.least / len(self.sites) if len(self.sites) else np.nan

    @property
    def what_if(self) -> Criteria:
        """The question with these sites in it as hypothetical ones.

        Raises
        ------
        CriteriaError
            Where they are more than a question may have.
        """
        return question_with(self.criteria, self.sites)


def propose(
    layers: Layers,
    criteria: Criteria,
    siting: Siting,
    problem: Problem,
    chosen: list[int],
    *,
    status: str,
    greedy: list[int] | None,
    objective: float = np.nan,
    bound: float = np.nan,
    share: float = np.nan,
    least: int = 0,
    readings: pd.DataFrame | None = None,
) -> Placement:
    """The answer of chosen candidates; what is not given is of no number of sites in the question as asked.

    Parameters
    ----------
    chosen : list of int
        Rows of ``problem.candidates``.
    status, objective, bound, share, least, readings
        As `Placement` has them; without an objective it is what the sites reach.
    greedy : list of int or None
        The greedy choice, where there is one.

    Examples
    --------
    >>> from geo.placement import problem_of
    >>> problem = problem_of(layers, Criteria(state=("20",)), Siting())
    >>> found = propose(layers, Criteria(), Siting(), problem, [0], status="optimal", greedy=None)
    >>> found.sites["cvegeo"].tolist()
    ['20001']
    """
    instance = problem.instance
    must = problem.rows_of("must", siting.must) if chosen else []
    order, reached = _by_contribution(instance, chosen, must, problem.there)
    sites = _sites(layers, problem, order, reached)
    service = service_of(layers, criteria, problem, order)
    dwellings = float(sites["cumulative"].iloc[-1]) if order else 0.0
    objective = instance.value(order) if np.isnan(objective) else objective
    return Placement(
        sites=sites,
        status=status,
        objective=objective,
        bound=bound if siting.over == "regret" else float(np.maximum(bound, objective)),
        greedy=np.nan if greedy is None else instance.value(greedy),
        dwellings=dwellings,
        marginalised=marginalised(service, "served") - _marginalised_there(layers, criteria, problem),
        municipalities=service,
        cost=float(sites["cost"].sum()),
        demand_total=problem.demand_total,
        served_there=problem.served_there,
        reachable=instance.total - problem.served_there,
        unknown=problem.unknown,
        candidates=len(problem.candidates),
        share=share,
        least=least,
        greedy_count=0 if greedy is None else len(greedy),
        criteria=criteria,
        siting=siting,
        problem=problem,
        chosen=tuple(order),
        readings=pd.DataFrame() if readings is None else readings,
    )


def _sites(layers: Layers, problem: Problem, order: list[int], reached: Floats) -> pd.DataFrame:
    """A row a site in order: `SITE_COLUMNS`."""
    candidates = problem.candidates.iloc[order].reset_index(drop=True)
    rows = pd.Index(layers.municipios["cvegeo"]).get_indexer(candidates["cvegeo"])
    table = layers.municipios.iloc[rows]
    cumulative = np.cumsum(reached)
    return pd.DataFrame(
        {
            "place": np.arange(1, len(order) + 1),
            "cvegeo": table["cvegeo"].to_numpy(),
            "municipality": table["municipality"].to_numpy(),
            "state": table["state"].to_numpy(),
            "seat": candidates["place"].to_numpy(),
            "lon": candidates["lon"],
            "lat": candidates["lat"],
            "reached": reached,
            "cumulative": cumulative,
            "share": cumulative / problem.demand_total if len(order) else cumulative,
            "action": candidates["action"],
            "site_id": candidates["site_id"],
            "cost": candidates["cost"],
            "capacity": candidates["capacity"].where(np.isfinite(candidates["capacity"])),
            "what_if": candidates["what_if"],
        }
    )


def _marginalised_there(layers: Layers, criteria: Criteria, problem: Problem) -> float:
    """What the sites that are there and have a capacity serve in marginalised municipalities without any other."""
    return marginalised(service_of(layers, criteria, problem, []), "served") if problem.there else 0.0


def _by_contribution(
    instance: Instance, chosen: list[int], must: list[int], there: tuple[int, ...]
) -> tuple[list[int], Floats]:
    """The chosen candidates, each next the one that adds the most, and what each adds.

    None that adds nothing, but for those that have to be.
    """
    order: list[int] = []
    reached: list[float] = []
    left = sorted(chosen)
    served = instance.served(there)
    while left:
        gains, after = _additions(instance, [*there, *order], left, served)
        best = int(np.argmax(np.round(gains, 9)))
        if gains[best] <= 0 and not set(left) & set(must):
            break
        candidate = left.pop(best)
        if gains[best] <= 0 and candidate not in must:
            continue
        served = after[best] if after else np.maximum(served, instance.covered([candidate]) > 0)
        order.append(candidate)
        reached.append(max(float(gains[best]), 0.0))
    return order, np.array(reached, dtype="float64")


def _additions(instance: Instance, chosen: list[int], others: list[int], served: Floats) -> tuple[Floats, list[Floats]]:
    """What each of some candidates adds to what the chosen ones serve; and who is served then, where that is known."""
    if instance.room is None:
        return instance.by_candidate[others] @ (instance.amount * (1.0 - served)), []
    after = [instance.served([*chosen, other]) for other in others]
    return np.array([float(instance.amount @ (then - served)) for then in after]), after
