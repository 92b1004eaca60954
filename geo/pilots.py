"""Pilot states: the states asked about, ranked by declared criteria, and how sure the ranking is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.access import ACCESS_COLUMNS
from geo.arrays import Floats, Ints
from geo.criteria import Criteria
from geo.gaps import Gaps
from geo.settings import CriteriaError
from geo.smaa import Acceptability, analyse, normalise
from geo.weights import Weights
from vocabulary.lists import COUNTINGS, MARGINALISATION, Counting

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

#: Criteria that measure the same thing, by what that is: how large a state's need is, and how far help is from it. Any
#: other is a group of its own. They are declared, for what a criterion measures is known beforehand: found by how
#: states rank in them, groups would change with the states asked about (of two states every correlation is 1 or -1).
#: `Pilots.counted` says how close those are.
GROUPS: dict[str, tuple[str, ...]] = {
    "size": ("unserved", "gaps", "marginalised_need"),
    "remoteness": ("unserved_share", "distance"),
}

_IDS = tuple(criterion.id for criterion in CRITERIA)
_GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}


@dataclass(frozen=True, eq=False)
class Pilots:
    """The states asked about, ranked.

    Attributes
    ----------
    table : DataFrame
        A row a state, the best first, then by key; states without a rank last. ``rank`` (1: the first choice; equal
        scores share a rank; missing where a criterion that counts is unknown), ``state_code``, ``state``,
        ``score`` (0-1, weighted mean of the normalised criteria), ``first_share`` (share of all weightings that put
        it first, 0-1), ``expected_rank``, ``rank_low``, ``rank_high`` (the ranks between which it is in 90 % of
        the weightings, `INTERVAL`), ``confidence`` (of being first at its central weights if every figure were
        up to 10 % off, `FIGURE_ERROR`; missing where never first), for each of `vocabulary.lists.COUNTINGS`
        ``rank_...`` and ``first_share_...`` (the same where groups, or criteria, count alike), a column for each of
        `CRITERIA` that there is, ``municipalities``, and ``unknown_figures``: those whose figures are not all known,
        and not in the sums.
    acceptability : DataFrame
        Share of all weightings that give the state each rank: ``state_code``, then ``rank_1`` and so on. States
        without a rank are not in it. Rows and columns sum to 1.
    central_weights : DataFrame
        Mean of the weightings that put the state first: ``state_code``, then a column for each group, or criterion,
        that counts; missing where none does.
    counted : DataFrame
        A row a criterion that counts: ``criterion``, ``group`` (its own id where it is in none), ``weight_groups`` and
        ``weight_criteria`` (its share of the weight where groups, or criteria, count alike, 0-1), and
        ``rank_correlation``: the least of Spearman's with the others of its group over the ranked states, missing
        without any or where all states are equal in one.
    counting : str
        Of `vocabulary.lists.COUNTINGS`, that of ``rank``, ``score``, the certainty, and the two frames above.
    weights : Weights
        Those of ``score`` and ``rank``. All weightings are over the criteria whose weight is not 0, or their groups.
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
    counted: pd.DataFrame
    counting: Counting
    weights: Weights
    left_out: tuple[str, ...]
    draws: int
    criteria: Criteria


def rank_states(
    gaps: Gaps,
    weights: Weights | Mapping[str, float] | str = "equal",
    *,
    counting: Counting = "groups",
    draws: int = DRAWS,
    seed: int = _SEED,
) -> Pilots:
    """Rank the states asked about as places for a pilot.

    Each criterion is normalised to 0-1 by the least and the most among the states asked about; one in which all
    are equal prefers none. The certainty is that of SMAA-2 (Lahdelma and Salminen 2001; see `geo.smaa`).

    Criteria that measure the same thing (`GROUPS`) count together as one, unless ``counting`` says otherwise: a group
    weighs as much as the heaviest of its criteria, which share that by their weights; those in which all states are
    equal leave theirs to the others.

    Parameters
    ----------
    gaps : Gaps
        From `geo.find_gaps`.
    weights
        A preset (`geo.weights.PRESETS`), weights by criterion, or a text like ``gaps:2,unserved:1``.
    counting : groups or criteria
        What counts as one.
    draws, seed
        Weightings drawn, and where the draws start.

    Raises
    ------
    CriteriaError
        Where the weights, the counting or the number of draws are not as expected.

    Examples
    --------
    >>> rank_states(gaps, "equal").table[["rank", "state", "score", "first_share"]].round(2).head(2)
       rank     state  score  first_share
    0     1    Oaxaca   0.92         0.97
    1     2  Guerrero   0.70         0.00
    """
    chosen = Weights.of(weights)
    if not 1 <= draws <= _MOST_DRAWS:
        raise CriteriaError.of("draws", "between", found=repr(draws), low=1, high=_MOST_DRAWS)
    if counting not in COUNTINGS:
        raise CriteriaError.of("counting", "one_of", found=repr(counting), choices=", ".join(COUNTINGS))
    figures = state_criteria(gaps)
    ranked, used = _known(figures, chosen)
    counts = {name: _counts(ranked, used, chosen, name) for name in COUNTINGS}
    values, direction = _figures_of(ranked, used)
    found = {
        name: analyse(values, direction, draws=draws, seed=seed, error=FIGURE_ERROR, mix=count.mix)
        for name, count in counts.items()
    }
    certainty = _certainty(ranked, counts, found, counting)
    table = figures.merge(certainty, on="state_code", how="left")
    table = table.sort_values(["rank", "state_code"], na_position="last", ignore_index=True)
    table = table[[name for name in _TABLE_COLUMNS if name in table]]
    order = pd.Index(ranked["state_code"]).get_indexer(table["state_code"][table["rank"].notna()])
    codes = ranked[["state_code"]].iloc[order].reset_index(drop=True)
    ranks = [f"rank_{rank + 1}" for rank in range(len(ranked))]
    asked = found[counting]
    central = pd.DataFrame(asked.central_weights[order], columns=counts[counting].groups)
    return Pilots(
        table=table,
        acceptability=pd.concat([codes, pd.DataFrame(asked.ranks[order], columns=ranks)], axis=1),
        central_weights=pd.concat([codes, central], axis=1),
        counted=_counted(ranked, used, counts),
        counting=counting,
        weights=chosen,
        left_out=tuple(name for name, weight in chosen.as_mapping().items() if weight > 0 and name not in used),
        draws=draws,
        criteria=gaps.criteria,
    )


def first_choice(gaps: Gaps, weights: Weights | Mapping[str, float] | str = "equal") -> tuple[str, ...]:
    """The states of rank 1 of `rank_states`, by key, without the certainty: several where they tie, none if unknown.

    Raises
    ------
    CriteriaError
        Where the weights are not as expected.

    Examples
    --------
    >>> first_choice(gaps)
    ('20',)
    """
    chosen = Weights.of(weights)
    ranked, used = _known(state_criteria(gaps), chosen)
    first = _ranks(_counts(ranked, used, chosen, "groups").score) == 1
    return tuple(ranked["state_code"][first])


class _Counts(NamedTuple):
    """What counts as one: its ids, the share of each criterion in each (its row sums to 1), its weight, and scores."""

    groups: list[str]
    mix: Floats
    weight: Floats
    score: Floats


def _known(figures: pd.DataFrame, weights: Weights) -> tuple[pd.DataFrame, list[str]]:
    """The states that can be ranked, and the criteria that count and are known somewhere."""
    counted = [name for name, weight in weights.as_mapping().items() if weight > 0 and name in figures]
    used = [name for name in counted if figures[name].notna().any()]
    known = figures[used].notna().all(axis=1).to_numpy() & bool(used)
    return figures[known].reset_index(drop=True), used


def _figures_of(ranked: pd.DataFrame, used: list[str]) -> tuple[Floats, Ints]:
    more = {criterion.id: criterion.direction for criterion in CRITERIA}
    return ranked[used].to_numpy(dtype="float64"), np.array([more[name] for name in used], dtype="int64")


def _counts(ranked: pd.DataFrame, used: list[str], weights: Weights, counting: Counting) -> _Counts:
    of = [_GROUP_OF.get(name, name) if counting == "groups" else name for name in used]
    groups = list(dict.fromkeys(of))
    weight = np.array([weights.as_mapping()[name] for name in used])
    scores = normalise(*_figures_of(ranked, used))
    differs = scores.max(axis=0, initial=0.0) > 0
    mine = np.array([[name == group for name in of] for group in groups], dtype=bool).reshape(len(groups), len(used))
    telling = mine & differs
    mix = np.where(telling.any(axis=1, keepdims=True), telling, mine) * weight
    heaviest = np.where(mine, weight, 0.0).max(axis=1, initial=0.0)
    mix, heaviest = mix / mix.sum(axis=1, keepdims=True), heaviest / max(heaviest.sum(), np.finfo("float64").tiny)
    return _Counts(groups, mix, heaviest, scores @ (heaviest @ mix))


def _certainty(
    ranked: pd.DataFrame, counts: dict[Counting, _Counts], found: dict[Counting, Acceptability], counting: Counting
) -> pd.DataFrame:
    asked, score, some = found[counting], counts[counting].score, len(ranked) > 0
    columns: dict[str, object] = {
        "state_code": ranked["state_code"],
        "rank": _ranks(score),
        "score": score,
        "first_share": asked.ranks[:, 0] if some else np.zeros(0),
        "expected_rank": asked.expected_rank,
        "rank_low": asked.rank_at(INTERVAL[0]) if some else np.zeros(0, dtype="int64"),
        "rank_high": asked.rank_at(INTERVAL[1]) if some else np.zeros(0, dtype="int64"),
        "confidence": asked.confidence,
    }
    for name, each in counts.items():
        columns[f"rank_{name}"] = _ranks(each.score)
        columns[f"first_share_{name}"] = found[name].ranks[:, 0] if some else np.zeros(0)
    whole = ("rank", "rank_low", "rank_high", *(f"rank_{name}" for name in COUNTINGS))
    return pd.DataFrame(columns).astype(dict.fromkeys(whole, "Int64"))


def _counted(ranked: pd.DataFrame, used: list[str], counts: dict[Counting, _Counts]) -> pd.DataFrame:
    group = [_GROUP_OF.get(name, name) for name in used]
    alike = ranked[used].astype("float64").corr(method="spearman")
    others = [
        [other for other in used if other != name and _GROUP_OF.get(other) == of]
        for name, of in zip(used, group, strict=True)
    ]
    shares = {f"weight_{name}": each.weight @ each.mix for name, each in counts.items()}
    least = [alike.loc[name, names].min(skipna=False) for name, names in zip(used, others, strict=True)]
    return pd.DataFrame({"criterion": used, "group": group, **shares, "rank_correlation": least})


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
    table = gaps.table[[name for name in _READ if name in gaps.table]][gaps.is_asked]
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


#: Columns of the answer that the criteria are made of.
_READ = (
    *("state_code", "state", "status", "population", "rural_population", "dwellings", "return_dwellings"),
    *("rural_return_dwellings", "unserved_return_dwellings", "nearest_km", "marginalisation"),
    *ACCESS_COLUMNS,
)

_TABLE_COLUMNS = (
    "rank",
    "state_code",
    "state",
    "score",
    "first_share",
    "expected_rank",
    "rank_low",
    "rank_high",
    "confidence",
    *(f"{figure}_{name}" for name in COUNTINGS for figure in ("rank", "first_share")),
    *_IDS,
    "municipalities",
    "unknown_figures",
)
