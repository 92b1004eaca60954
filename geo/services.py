"""Which services miss: who can reach a program that offers each of the 14 components of table 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.arrays import Floats
from geo.catchments import select_sites
from geo.coverage import coverage_of, part_of
from geo.criteria import Criteria
from geo.gaps import find_gaps
from geo.travel import MOST
from layers import Layers
from vocabulary.lists import ASKED_ELIGIBILITIES, COMPONENTS, COUNTRIES, AskedEligibility


class Reached(NamedTuple):
    """What lies in a catchment, a value a municipality: share of the rural people (0-1), rural return dwellings.

    ``most`` is of those dwellings where it is not known who is reached; else None.
    """

    share: Floats
    return_dwellings: Floats
    most: Floats | None


@dataclass(frozen=True, eq=False)
class ServiceReach:
    """Who can reach each component, of the municipalities asked about.

    The rural return dwellings of a municipality that reach a component are those in a catchment of a site that offers
    it, spread in the municipality as the question's ``rural_split`` says (`geo.reach.Spread`).

    Attributes
    ----------
    totals : DataFrame
        A row a component, in table 1's order: ``component``; ``programs`` and ``sites`` asked about that offer it, and
        ``sites_deported``, ``sites_voluntary`` (those that take each); ``municipalities``;
        ``rural_return_dwellings``; ``reached_any``, ``reached_deported``, ``reached_voluntary`` (of those dwellings)
        and ``share_any``, ``share_deported``, ``share_voluntary`` (0-1; missing where there are none), which where it
        is not known who is reached are of those reached for sure, and ``share_any_most`` and so on at most; and
        ``unknown_figures``: municipalities that lack a figure, and are not in the sums.
    by_state : DataFrame
        The same for each state: ``component``, ``state_code``, ``state``, then as above without programs and sites;
        by component and key.
    shares : DataFrame
        Covered share of the rural people by component (0-1), for the heat table: ``eligibility``, ``cvegeo``,
        ``state_code``, ``state``, ``municipality``, ``rural_return_dwellings``, and a column for each of the 14
        components; a row for each of `vocabulary.lists.ASKED_ELIGIBILITIES` and municipality asked about, by key.
    criteria : Criteria
        The question; its components, eligibility and reception are not used: each is asked in turn, and a program
        that offers no component offers none of the 14.
    """

    totals: pd.DataFrame
    by_state: pd.DataFrame
    shares: pd.DataFrame
    criteria: Criteria


def service_reach(layers: Layers, criteria: Criteria) -> ServiceReach:
    """Who can reach a program that offers each component.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`.

    Examples
    --------
    >>> service_reach(layers, Criteria()).totals[["component", "sites", "share_any"]].round(2).head(2)
                     component  sites  share_any
    0  transportation_services     31       0.11
    1         migrant_shelters     23       0.02
    """
    gaps = find_gaps(layers, criteria)
    base, asked = gaps.table, gaps.is_asked
    names = base.loc[asked, ["cvegeo", "state_code", "state", "municipality"]].reset_index(drop=True)
    returns = base["rural_return_dwellings"].to_numpy()[asked]
    covered: dict[tuple[str, AskedEligibility], Reached] = {}
    known: dict[tuple[str, ...], Reached] = {}
    sites: list[dict[str, object]] = []
    for component in COMPONENTS:
        counts: dict[str, object] = {"component": component}
        for eligibility in ASKED_ELIGIBILITIES:
            question = criteria.model_copy(
                update={"components": (component,), "eligibility": eligibility, "count_reception": False}
            )
            selection = select_sites(layers, question)
            offering = selection.covering
            # Whom most sites take makes no difference to who is reached: the same sites are asked about once.
            which = tuple(offering["site_id"])
            if which not in known:
                surely, at_most = coverage_of(layers, question, selection)
                known[which] = Reached(
                    surely.share[asked],
                    part_of(returns, surely.returns[asked]),
                    None if at_most is surely else part_of(returns, at_most.returns[asked]),
                )
            covered[component, eligibility] = known[which]
            if eligibility == "any":
                counts |= {"programs": offering["program_id"].nunique(), "sites": len(offering)}
            else:
                counts[f"sites_{eligibility}"] = len(offering)
        sites.append(counts)
    states = names[["state_code", "state"]].drop_duplicates().sort_values("state_code", ignore_index=True)
    group = pd.Index(states["state_code"]).get_indexer(names["state_code"])
    nation = np.zeros(len(names), dtype="int64")
    by_state, totals = [], []
    for component in COMPONENTS:
        reached = {eligibility: covered[component, eligibility] for eligibility in ASKED_ELIGIBILITIES}
        sums = pd.concat([states, _sums(returns, reached, group, len(states))], axis=1)
        sums.insert(0, "component", component)
        by_state.append(sums)
        totals.append(_sums(returns, reached, nation, 1))
    heat = []
    for eligibility in ASKED_ELIGIBILITIES:
        frame = names.assign(rural_return_dwellings=returns)
        frame = frame.assign(**{component: covered[component, eligibility].share for component in COMPONENTS})
        frame.insert(0, "eligibility", eligibility)
        heat.append(frame)
    return ServiceReach(
        totals=pd.concat([pd.DataFrame(sites), pd.concat(totals, ignore_index=True)], axis=1),
        by_state=pd.concat(by_state, ignore_index=True),
        shares=pd.concat(heat, ignore_index=True),
        criteria=criteria,
    )


#: Mexico's classes in table 1 by the colours that the brief prints them in.
COLOURS = {"national": "blue", "local_only": "yellow", "absent": "red"}


def beside_table_one(layers: Layers, reach: ServiceReach) -> pd.DataFrame:
    """Table 1 beside what can be reached: five countries as the brief has them, and the answer of today.

    Returns
    -------
    DataFrame
        A row a component: ``component``, ``guatemala``, ``bolivia``, ``ecuador``, ``colombia`` (whether their programs
        have it), ``mexico`` (one of `vocabulary.lists.MEXICO_CLASSES`, of 2014), ``colour`` (the brief's), then
        the columns of `ServiceReach.totals`. Missing where the layers have no table 1.

    Examples
    --------
    >>> beside = beside_table_one(layers, service_reach(layers, Criteria()))
    >>> beside[["component", "guatemala", "mexico", "sites"]].head(2)
                     component  guatemala    mexico  sites
    0  transportation_services       True  national     31
    1         migrant_shelters       True  national     23
    """
    table = layers.components
    if table.empty:
        table = pd.DataFrame({"component": list(COMPONENTS), **dict.fromkeys((*COUNTRIES, "mexico"))})
    table = table.assign(
        **{country: table[country].astype("boolean") for country in COUNTRIES}, colour=table["mexico"].map(COLOURS)
    )
    return table.merge(reach.totals, on="component", how="right", validate="one_to_one")


def _sums(returns: Floats, covered: dict[AskedEligibility, Reached], group: np.ndarray, size: int) -> pd.DataFrame:
    # Whoever lacks one figure is in no sum: reached can then be held against all.
    known = ~np.isnan(np.column_stack([returns, *(one.return_dwellings for one in covered.values())])).any(axis=1)
    some = np.bincount(group[known], minlength=size) > 0

    def total(values: Floats) -> Floats:
        return np.where(some, np.bincount(group[known], weights=values[known], minlength=size), np.nan)

    whole = total(returns)
    columns: dict[str, np.ndarray] = {
        "municipalities": np.bincount(group, minlength=size),
        "rural_return_dwellings": whole,
    }
    reached = {eligibility: total(one.return_dwellings) for eligibility, one in covered.items()}
    columns |= {f"reached_{eligibility}": values for eligibility, values in reached.items()}
    for eligibility, values in reached.items():
        columns[f"share_{eligibility}"] = _share(values, whole)
    at_most = {eligibility: total(one.most) for eligibility, one in covered.items() if one.most is not None}
    columns |= {f"share_{eligibility}{MOST}": _share(values, whole) for eligibility, values in at_most.items()}
    columns["unknown_figures"] = np.bincount(group[~known], minlength=size)
    return pd.DataFrame(columns)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
