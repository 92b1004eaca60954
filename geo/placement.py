"""Where to put new sites, as a problem to solve: candidates, points with their demand, and who covers whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.covering import Instance
from geo.criteria import Criteria, CriteriaError
from geo.gaps import find_gaps
from geo.geodesy import each_within
from geo.reach import reach_of
from geo.travel import network_of, who_is_reached
from layers import Layers
from vocabulary.lists import DEMANDS

if TYPE_CHECKING:
    from layers.network.model import Network

_CACHED_PROBLEMS = 4


@dataclass(frozen=True, eq=False)
class Problem:
    """Where sites may be, and the demand that they may reach.

    Attributes
    ----------
    rows : ndarray of int
        Candidates, as rows of ``layers.municipios``.
    instance : Instance
        Who covers whom, for `geo.covering.solve`.
    demand_total : float
        Rural return dwellings that no site of the question reaches.
    unknown : int
        Municipalities asked about whose figures are missing.
    """

    rows: np.ndarray
    instance: Instance
    demand_total: float
    unknown: int


def problem_of(layers: Layers, criteria: Criteria, candidates: Iterable[str] | None, demand: str) -> Problem:
    """The problem of a question, of the arguments of `geo.sites.place_sites`; the last ones are cached.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`; where the demand is out of bounds or a candidate is unknown.

    Examples
    --------
    >>> problem = problem_of(layers, Criteria(state=("20",)), None, "unserved")
    >>> len(problem.rows), round(problem.demand_total)
    (570, 8664)
    """
    if demand not in DEMANDS:
        raise CriteriaError.of("demand", "one_of", found=repr(demand), choices=", ".join(DEMANDS))
    keys = None if candidates is None else tuple(sorted(set(candidates)))
    return layers.cache.get(
        "placement", (criteria, keys, demand), lambda: _lay_out(layers, criteria, keys, demand), most=_CACHED_PROBLEMS
    )


def _lay_out(layers: Layers, criteria: Criteria, keys: tuple[str, ...] | None, demand: str) -> Problem:
    reach = reach_of(layers)
    gaps = find_gaps(layers, criteria)
    table, in_region = gaps.table, gaps.is_asked
    asked = (table["status"] == "gap").to_numpy() if demand == "gaps" else in_region
    unserved = np.where(asked, table["unserved_return_dwellings"], 0.0)
    spread = reach.spread(criteria.rural_below, criteria.rural_split)
    dwellings = table["rural_return_dwellings"].to_numpy()
    each = np.divide(dwellings, spread.total, out=np.zeros(reach.size), where=asked & (spread.total > 0))
    beyond = ~who_is_reached(layers, gaps.selection, criteria).at_most
    weight = np.where(beyond, each[reach.municipality] * spread.at, 0.0)
    points = np.flatnonzero(weight > 0)
    rows = _candidates(layers, keys, in_region)
    network = network_of(layers, gaps.selection, criteria) if criteria.reach_min is not None else None
    return Problem(
        rows=rows,
        instance=Instance(_covers(layers, network, criteria, rows, points), weight[points], len(rows)),
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


def _covers(
    layers: Layers, network: Network | None, criteria: Criteria, rows: np.ndarray, points: np.ndarray
) -> np.ndarray:
    """Who is within reach of whom for sure: a row a point, a bit a candidate."""
    at = layers.settlements[["lon", "lat"]].to_numpy(dtype="float64")[points]
    seats = layers.municipios[["seat_lon", "seat_lat"]].to_numpy(dtype="float64")[rows]
    packed = np.zeros((len(points), -(-len(seats) // 8)), dtype="uint8")
    if network is None or criteria.reach_min is None:
        each = each_within(seats, at, criteria.reach_ends_km[0])
    else:
        ways = (network.within(lon, lat, criteria.reach_min) for lon, lat in seats.tolist())
        each = (np.flatnonzero(np.isin(points, reached)) for reached in ways)
    for seat, within in enumerate(each):
        packed[within, seat // 8] |= 0x80 >> seat % 8
    return packed
