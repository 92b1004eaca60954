"""Pilot states: the states asked about, ranked by declared criteria, and how sure the ranking is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.arrays import Floats
from geo.criteria import Criteria, CriteriaError
from geo.gaps import Gaps
from geo.smaa import analyse, normalise
from geo.weights import Weights
from vocabulary.lists import MARGINALISATION

#: Weight of an unserved rural return dwelling by its municipality's degree of marginalisation (CONAPO, 2020): equal
#: steps from 0 to 1, since the degrees are an order and no more.
DEGREE_WEIGHTS: dict[str, float] = {
    degree: step / (len(MARGINALISATION) - 1) for step, degree in enumerate(MARGINALISATION)
}

DRAWS = 10_000
_MOST_DRAWS = 1_000_000
_SEED = 2001

#: How far off a figure may be in the confidence factor, as a share of it: our assumption, for CONAPO publishes no
#: errors of the municipal figures.
FIGURE_ERROR = 0.1

#: Between these shares of the weightings lies the interval of ranks.
INTERVAL = (0.05, 0.95)


@dataclass(frozen=True)
class StateCriterion:
    """A criterion of a pilot state: its id, its unit, and whether more (1) or less (-1) speaks for a pilot."""

    id: str
    unit: str
    direction: int


#: The criteria, in the order of the table. All are sums or means over municipalities with known figures.
#:
#: gaps: municipalities that are gaps. unserved: rural return dwellings outside all reach. unserved_share: those, of
#: the state's rural return dwellings; 0 where it has none. return_rate: return dwellings of all dwellings.
#: rural_share: rural people of all people. marginalised_need: unserved dwellings weighted by `DEGREE_WEIGHTS`.
#: distance: mean distance from the municipal seat to the nearest covering site, weighted by unserved dwellings; 0
#: where none is unserved. low_access: rural people in settlements of `geo.access.LOW_GRADES`, of those in settlements
#: whose degree is known; a column only where the layers have the degrees.
CRITERIA = (
    StateCriterion("gaps", "municipalities", 1),
    StateCriterion("unserved", "dwellings", 1),
    StateCriterion("unserved_share", "0-1", 1),
    StateCriterion("return_rate", "% of dwellings", 1),
    StateCriterion("rural_share", "0-1", 1),
    StateCriterion("marginalised_need", "weighted dwellings", 1),
    StateCriterion("distance", "km", 1),
    StateCriterion("low_access", "0-1", 1),
)

#: Criteria that measure how large a state's need is, correlated at 0.96 and more: weightings drawn at random favour
#: large states threefold. `Pilots.table` says what is left where the first of them alone counts, and where none does.
SIZE_CRITERIA = ("unserved", "gaps", "marginalised_need")

_IDS = tuple(criterion.id for criterion in CRITERIA)


@dataclass(frozen=True, eq=False)
class Pilots:
    """The states asked about, ranked.

    Attributes
    ----------
    table : DataFrame
        A row a state, the best first, then by key; states without a rank last. ``rank`` (1: the first choice; equal
        scores share a rank; missing where a criterion that counts is unknown), ``state_code``, ``state``,
        ``score`` (0-1, weighted mean of the normalised criteria), ``first_share`` (share of all weightings that put
        it first, 0-1), ``first_share_one_size``, ``first_share_no_size`` (the same where of `SIZE_CRITERIA` the first
        alone counts, or none), ``expected_rank``, ``rank_low``, ``rank_high`` (the ranks between which it is in 90 % of
        the weightings, `INTERVAL`), ``confidence`` (of being first at its central weights if every figure were
        up to 10 % off, `FIGURE_ERROR`; missing where never first), a column for each of `CRITERIA` that there is,
        ``municipalities``, and ``unknown_figures``: those whose figures are not all known, and not in the sums.
    acceptability : DataFrame
        Share of all weightings that give the state each rank: ``state_code``, then ``rank_1`` and so on. States
        without a rank are not in it. Rows and columns sum to 1.
    central_weights : DataFrame
        Mean of the weightings that put the state first: ``state_code``, then a column for each criterion that counts;
        missing where none does.
    weights : Weights
        Those of ``score`` and ``rank``. All weightings are over the criteria whose weight is not 0.
    left_out : tuple of str
        Criteria that count but are unknown for every state (the distance to help, where there is no help).
    draws : int
        Weightings drawn.
    criteria : Criteria
        The question.
    """

    table: pd.DataFrame
    acceptability: pd.DataFrame
    central_weights: pd.DataFrame
    weights: Weights
    left_out: tuple[str, ...]
    draws: int
    criteria: Criteria


def rank_states(
    gaps: Gaps, weights: Weights | Mapping[str, float] | str = "equal", *, draws: int = DRAWS, seed: int = _SEED
) -> Pilots:
    """Rank the states asked about as places for a pilot.

    Each criterion is normalised to 0-1 by the least and the most among the states asked about; one in which all
    are equal prefers none. The certainty is that of SMAA-2 (Lahdelma and Salminen 2001; see `geo.smaa`).

    Parameters
    ----------
    gaps : Gaps
        From `geo.find_gaps`.
    weights
        A preset (`geo.weights.PRESETS`), weights by criterion, or a text like ``gaps:2,unserved:1``.
    draws, seed
        Weightings drawn, and where the draws start.

    Raises
    ------
    CriteriaError
        Where the weights or the number of draws are not as expected.

    Examples
    --------
    >>> rank_states(gaps, "equal").table[["rank", "state", "score", "first_share"]].round(2).head(2)
       rank     state  score  first_share
    0     1    Oaxaca   0.91         0.99
    1     2  Guerrero   0.65         0.00
    """
    chosen = Weights.of(weights)
    if not 1 <= draws <= _MOST_DRAWS:
        raise CriteriaError.of("draws", "between", found=repr(draws), low=1, high=_MOST_DRAWS)
    figures = state_criteria(gaps)
    counts = [criterion for criterion in CRITERIA if chosen.as_mapping()[criterion.id] > 0]
    used = [criterion for criterion in counts if criterion.id in figures and figures[criterion.id].notna().any()]
    ids = [criterion.id for criterion in used]
    known = figures[ids].notna().all(axis=1).to_numpy() & bool(used)
    ranked = figures[known].reset_index(drop=True)
    values = ranked[ids].to_numpy(dtype="float64")
    direction = np.array([criterion.direction for criterion in used], dtype="int64")
    share = np.array([chosen.as_mapping()[name] for name in ids])
    share /= share.sum() if used else 1.0
    score = normalise(values, direction) @ share
    found = analyse(values, direction, draws=draws, seed=seed, error=FIGURE_ERROR)

    def first_without(left_out: tuple[str, ...]) -> Floats:
        counted = np.array([name not in left_out for name in ids], dtype=bool)
        if not len(ranked) or not counted.any():
            return np.full(len(ranked), np.nan)
        return analyse(values[:, counted], direction[counted], draws=draws, seed=seed, error=FIGURE_ERROR).ranks[:, 0]

    certainty = pd.DataFrame(
        {
            "state_code": ranked["state_code"],
            "rank": _ranks(score),
            "score": score,
            "first_share": found.ranks[:, 0] if len(ranked) else np.zeros(0),
            "first_share_one_size": first_without(SIZE_CRITERIA[1:]),
            "first_share_no_size": first_without(SIZE_CRITERIA),
            "expected_rank": found.expected_rank,
            "rank_low": found.rank_at(INTERVAL[0]) if len(ranked) else np.zeros(0, dtype="int64"),
            "rank_high": found.rank_at(INTERVAL[1]) if len(ranked) else np.zeros(0, dtype="int64"),
            "confidence": found.confidence,
        }
    ).astype({"rank": "Int64", "rank_low": "Int64", "rank_high": "Int64"})
    table = figures.merge(certainty, on="state_code", how="left")
    table = table.sort_values(["rank", "state_code"], na_position="last", ignore_index=True)
    table = table[[name for name in _TABLE_COLUMNS if name in table]]
    order = pd.Index(ranked["state_code"]).get_indexer(table["state_code"][table["rank"].notna()])
    codes = ranked[["state_code"]].iloc[order].reset_index(drop=True)
    ranks = [f"rank_{rank + 1}" for rank in range(len(ranked))]
    return Pilots(
        table=table,
        acceptability=pd.concat([codes, pd.DataFrame(found.ranks[order], columns=ranks)], axis=1),
        central_weights=pd.concat([codes, pd.DataFrame(found.central_weights[order], columns=ids)], axis=1),
        weights=chosen,
        left_out=tuple(criterion.id for criterion in counts if criterion not in used),
        draws=draws,
        criteria=gaps.criteria,
    )


def state_criteria(gaps: Gaps) -> pd.DataFrame:
    """The criteria of every state asked about, by key.

    Returns
    -------
    DataFrame
        ``state_code``, ``state``, a column for each of `CRITERIA` (missing where no municipality's figures are
        known; no ``low_access`` where nobody has brought it), ``municipalities``, ``unknown_figures``.

    Examples
    --------
    >>> state_criteria(gaps)[["state", "gaps", "unserved_share", "distance"]].round(2).head(2)
          state  gaps  unserved_share  distance
    0  Campeche     0            0.89    127.47
    1   Chiapas     7            0.55     68.32
    """
    table = gaps.table[gaps.is_asked]
    names = table[["state_code", "state"]].drop_duplicates().sort_values("state_code", ignore_index=True)
    group = pd.Index(names["state_code"]).get_indexer(table["state_code"])
    size = len(names)

    def total(figures: Floats, where: np.ndarray | None = None) -> Floats:
        """Sum of the known figures of a state; NaN where it has none."""
        known = ~np.isnan(figures) if where is None else where & ~np.isnan(figures)
        sums = np.bincount(group[known], weights=figures[known], minlength=size)
        return np.where(np.bincount(group[known], minlength=size) > 0, sums, np.nan)

    def column(name: str) -> Floats:
        return table[name].to_numpy(dtype="float64")

    status = table["status"].to_numpy()
    unserved, returns, people = (
        column("unserved_return_dwellings"),
        column("rural_return_dwellings"),
        column("population"),
    )
    dwellings, return_dwellings = column("dwellings"), column("return_dwellings")
    rural_people, km = column("rural_population"), column("nearest_km")
    degree = table["marginalisation"].map(DEGREE_WEIGHTS).to_numpy(dtype="float64")
    is_gap = np.where(status == "unknown", np.nan, (status == "gap").astype("float64"))
    need = unserved * degree
    figures = {
        "gaps": total(is_gap),
        "unserved": total(unserved),
        "unserved_share": _part(total(unserved), total(returns, ~np.isnan(unserved))),
        "return_rate": 100.0 * _part(total(return_dwellings), total(dwellings, ~np.isnan(return_dwellings))),
        "rural_share": _part(total(rural_people), total(people, ~np.isnan(rural_people))),
        "marginalised_need": total(need),
        "distance": _part(total(unserved * km), total(unserved, ~np.isnan(km))),
    }
    if "low_access_share" in table:
        low = column("low_access_rural_population")
        told = rural_people - column("unknown_access_rural_population")
        figures["low_access"] = _part(total(low), total(told, ~np.isnan(low)))
    lacks = np.isnan(np.column_stack([is_gap, unserved, return_dwellings, rural_people, need])).any(axis=1)
    counts = {
        "municipalities": np.bincount(group, minlength=size),
        "unknown_figures": np.bincount(group, weights=lacks.astype("float64"), minlength=size).astype("int64"),
    }
    frame = pd.concat([names, pd.DataFrame({**figures, **counts})], axis=1)
    return frame.astype({"gaps": "Int64"})


def _part(part: Floats, whole: Floats) -> Floats:
    """Part over whole; 0 where there is nothing to be a part of, NaN where either is unknown."""
    return np.divide(part, whole, out=0.0 * (part + whole), where=whole > 0)


def _ranks(score: Floats) -> np.ndarray:
    return pd.Series(score).round(12).rank(ascending=False, method="min").astype("int64").to_numpy()


_TABLE_COLUMNS = (
    "rank",
    "state_code",
    "state",
    "score",
    "first_share",
    "first_share_one_size",
    "first_share_no_size",
    "expected_rank",
    "rank_low",
    "rank_high",
    "confidence",
    *_IDS,
    "municipalities",
    "unknown_figures",
)
