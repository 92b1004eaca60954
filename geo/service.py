"""Who is within reach of proposed sites and of those that are there, and for whom these have capacity."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.arrays import Floats, ratio
from geo.criteria import Criteria
from geo.placement import MARGINALISED, Problem, covers_of
from geo.serving import evenly_served
from layers import Layers
from vocabulary.lists import SERVICE_STATUSES

#: Columns of `service_of`.
SERVICE_COLUMNS = (
    *("cvegeo", "municipality", "state", "marginalisation", "demand", "reached", "served", "without_capacity"),
    *("out_of_reach", "service"),
)


def service_of(layers: Layers, criteria: Criteria, problem: Problem, chosen: list[int]) -> pd.DataFrame:
    """Whose dwellings the chosen candidates, and the sites there that have a capacity, reach and serve.

    Where they have no capacity for all, those within reach of the same sites are served alike, and all as evenly as
    can be (`geo.serving.evenly_served`).

    Returns
    -------
    DataFrame
        `SERVICE_COLUMNS`, a row a municipality with a demand, by key: ``cvegeo``, ``municipality``, ``state``,
        ``marginalisation``; rural return dwellings: ``demand`` (of those asked for), ``reached``, ``served``,
        ``without_capacity`` (reached and not served), ``out_of_reach``; ``service``, one of
        `vocabulary.lists.SERVICE_STATUSES`: out of reach where no more than the question's covered share of them is
        reached; without capacity where a larger share than that of the reached ones is not served; else served.

    Examples
    --------
    >>> from geo.placement import problem_of
    >>> from geo.siting import Siting
    >>> asked = Criteria(state=("20",))
    >>> service_of(layers, asked, problem_of(layers, asked, Siting()), [0])["service"].value_counts().index[0]
    'out_of_reach'
    """
    points, demand = problem.points, problem.demand.at[problem.points]
    new = (
        np.unpackbits(covers_of(layers, criteria, problem.candidates.iloc[chosen], points), axis=1, count=len(chosen))
        if chosen
        else np.zeros((len(points), 0), dtype="uint8")
    )
    covers = np.column_stack([new.astype(bool), problem.covered_there])
    is_reached = covers.any(axis=1)
    served = is_reached.astype("float64")
    room = problem.instance.room
    if room is not None and covers.size:
        from scipy.sparse import csr_array

        counts = np.where(problem.demand.is_marginalised[points], problem.equity, 1.0)
        served = evenly_served(csr_array(covers.T.astype("float64")), demand, counts, room[[*chosen, *problem.there]])
    at = problem.municipality[points]

    def total(values: Floats) -> Floats:
        return np.bincount(at, weights=values, minlength=len(layers.municipios)).astype("float64")

    whole, reached, helped = total(demand), total(demand * is_reached), total(demand * served)
    share, limit = ratio(reached, whole), criteria.max_covered_share
    statuses = np.select(
        [share <= limit, (reached - helped) > limit * reached], list(SERVICE_STATUSES[:2]), SERVICE_STATUSES[2]
    )
    frame = layers.municipios[["cvegeo", "municipality", "state", "marginalisation"]].assign(
        demand=whole,
        reached=reached,
        served=helped,
        without_capacity=np.maximum(reached - helped, 0.0),
        out_of_reach=np.maximum(whole - reached, 0.0),
        service=statuses,
    )
    return frame.loc[whole > 0, list(SERVICE_COLUMNS)].reset_index(drop=True)


def marginalised(service: pd.DataFrame, column: str) -> float:
    """What a column of `service_of` sums to in municipalities of high or very high marginalisation.

    Examples
    --------
    >>> marginalised(pd.DataFrame({"marginalisation": ["Bajo", "Alto"], "served": [5.0, 3.0]}), "served")
    3.0
    """
    return float(service.loc[service["marginalisation"].isin(MARGINALISED), column].sum())
