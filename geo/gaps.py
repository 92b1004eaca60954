"""The gap rule: which rural municipalities receive many return migrants outside every program's reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.catchments import Selection, select_sites
from geo.criteria import Criteria, CriteriaError
from geo.reach import Bools, Floats, Reach, Rural, Spread, ratio, reach_of
from layers import Layers
from layers.provenance import Provenance
from layers.returns import DWELLINGS, LEVEL, PEOPLE

#: Every municipality has exactly one, the first that applies.
STATUSES = ("outside_region", "unknown", "not_rural", "few_returns", "covered", "partly_covered", "gap")

#: Whether the second witness, the people who lived abroad in 2015, lies on the side of the country's rate that the
#: return rate lies on of the rate asked.
SECOND_SOURCES = ("agrees", "differs", "unknown")

#: How the rural part of a municipality's return dwellings is known: one rate is assumed; as the people who lived abroad
#: in 2015; as the sample has it that the return figures are estimated from.
SPLITS_USED = ("dwellings", "residence", "sample")

#: The region id that asks about the whole country.
EVERYWHERE = "all"

#: Columns of the full table, in order; those of the list come first, as every export has them.
LIST_COLUMNS = (
    "cvegeo",
    "pcode",
    "pcode_in_cod",
    "state",
    "municipality",
    "region",
    "population",
    "dwellings",
    "rural_share",
    "return_rate",
    "return_dwellings",
    "rural_return_dwellings",
    "rural_return_share",
    "rural_split",
    "abroad_2015",
    "abroad_rate",
    "second_source",
    "covered_share",
    "nearest_program",
    "nearest_site",
    "nearest_sureness",
    "nearest_km",
    "marginalisation",
    "status",
)

#: The share of the country's dwellings from which on a mean rate is called national.
NATION = 0.9

#: Return dwellings are told to this decimal. A rate is published to eight: times the dwellings of the largest
#: municipality it is known to 0.00003 of a dwelling. What lies below is the printing, and must not decide a threshold:
#: 25 dwellings of 1,090 are published as 2.29357798 %, which gives 24.99999998 back.
_DECIMALS = 4

_INTERVAL = ("return_rate_low", "return_rate_high", "precision")
_RURAL_RETURN_SHARE = "rural_return_share_"

#: Columns that follow where the return figures are estimates with their error.
ERROR_COLUMNS = (*_INTERVAL, "significant")


@dataclass(frozen=True)
class Condition:
    """One condition of the rule: the column it looks at, and what is asked of it.

    ``asked`` is the threshold; ``at_least`` says whether the figure must reach it or stay at or below it.
    """

    id: str
    column: str
    asked: float
    at_least: bool


class Known(NamedTuple):
    """For how many municipalities a year has return figures, and their share of the country's dwellings, 0-1."""

    municipalities: int
    share: float


class Returns(NamedTuple):
    """The return figures of one year, a value a municipality: % of dwellings, dwellings, rate x dwellings.

    Where ``unit`` is people, so are all of these: people of 5 and older. ``national_rate`` is the country's, weighted
    by dwellings. Where the figures are estimates, ``rural_shares`` has the measured share of the return dwellings in
    localities of fewer people than a line, ``error`` the interval of the rate, of ``level`` %, and its precision, and
    ``cases`` the return dwellings in the sample.
    """

    rate: Floats
    dwellings: Floats
    return_dwellings: Floats
    national_rate: float
    rural_shares: dict[int, Floats]
    error: dict[str, Any]
    cases: Floats | None = None
    unit: str = DWELLINGS
    level: float = LEVEL


@dataclass(frozen=True, eq=False)
class Gaps:
    """The answer to one question.

    Attributes
    ----------
    table : DataFrame
        Every municipality once, ordered by key. `LIST_COLUMNS` first:

        - ``pcode_in_cod``: whether OCHA's list has the P-code; missing where unknown
        - ``population``: people, 2020
        - ``dwellings``: inhabited private dwellings of the year asked, the base of the rate
        - ``rural_share``: 0-1 of the people
        - ``return_rate``: % of dwellings
        - ``return_dwellings``: rate x dwellings, to the fourth decimal
        - ``rural_return_dwellings``: those in rural localities, x the rural return share
        - ``rural_return_share``: 0-1 of the return dwellings; ``rural_split``: how it is known, one of `SPLITS_USED`
        - ``abroad_2015``: people of 5 and older who lived in another country in March 2015, or did not say;
          ``abroad_rate``: those, % of the people of 5 and older; ``second_source``: one of `SECOND_SOURCES`
        - ``covered_share``: 0-1 of the rural people; missing where there are none
        - ``nearest_program``, ``nearest_site``: ids; ``nearest_sureness``: one of `vocabulary.lists.SURENESS`, missing
          where the catalogue does not say; ``nearest_km``: geodesic, from the municipal seat
        - ``marginalisation``; ``status``: one of `STATUSES`

        Then:

        - ``state_code``; ``rural_population``, ``covered_rural_population``: people
        - ``rural_return_share_dwellings``, ``rural_return_share_residence``: the share in either split; missing where
          it is not known
        - ``covered_return_dwellings``: rural return dwellings in a catchment, spread as the split asked says;
          ``unserved_return_dwellings``: those in none
        - ``meets_...`` for each condition: True, False, or missing where unknown
        - `ERROR_COLUMNS` where the return figures of the year are estimates with their error: ``return_rate_low`` and
          ``return_rate_high`` (% of dwellings), ``precision``, and ``significant``: whether all of the interval
          reaches the rate asked for; missing where it is unknown

        Where the figures say which share of the return dwellings lies in rural localities of the line asked about, that
        share is taken before either split. Where ``unit`` is people, every column of dwellings is of people of 5 and
        older instead, and where one rate is assumed the rural part is by the share of people.
    criteria : Criteria
        The question.
    conditions : tuple of Condition
        What was asked, in the rule's order.
    selection : Selection
        The sites asked about, and the year in which they had to be open.
    national_rate : float
        Return rate of the country in the year, % of dwellings, weighted by dwellings.
    national_abroad_rate : float
        The country's ``abroad_rate``; NaN where unknown.
    provenance : Provenance
        Where the layers come from.
    unit : str
        What the figures of the year are counted in: dwellings, or people.
    level : float
        Level of the rate's interval, %, where it has one.
    """

    table: pd.DataFrame
    criteria: Criteria
    conditions: tuple[Condition, ...]
    selection: Selection
    national_rate: float
    national_abroad_rate: float
    provenance: Provenance
    unit: str = DWELLINGS
    level: float = LEVEL

    @property
    def list_columns(self) -> tuple[str, ...]:
        """Columns of the list: `LIST_COLUMNS`, and `ERROR_COLUMNS` where the return figures have an error."""
        return (*LIST_COLUMNS, *(name for name in ERROR_COLUMNS if name in self.table))

    @property
    def is_asked(self) -> Bools:
        """Whether the question asks about each municipality of the table."""
        return np.asarray(self.table["status"] != "outside_region")

    @cached_property
    def ranked(self) -> NDArray[np.intp]:
        """Rows of the table that are gaps, most rural return dwellings first, then by key."""
        is_gap = np.flatnonzero(self.table["status"].cat.codes.to_numpy() == STATUSES.index("gap"))
        dwellings = self.table["rural_return_dwellings"].to_numpy()[is_gap]
        # The table is ordered by key, and a stable sort keeps that order among equals.
        return is_gap[np.argsort(-dwellings, kind="stable")]

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """The municipalities that are gaps, most rural return dwellings first, then by key."""
        return self.table.take(self.ranked).reset_index(drop=True)

    @cached_property
    def totals(self) -> pd.Series:
        """The answer in a few figures, of the municipalities asked about; see `by_state` for what they are."""
        return _totals(self.table, (~self.is_asked).astype(int)).iloc[0]

    @cached_property
    def by_state(self) -> pd.DataFrame:
        """Totals of every state, the most rural return dwellings in gaps first.

        Returns
        -------
        DataFrame
            ``state_code``, ``state``, ``region``, ``municipalities``, a column of counts for each status,
            ``population``, ``rural_population``, ``covered_rural_population`` (people), ``return_dwellings``,
            ``rural_return_dwellings``, ``unserved_return_dwellings``, ``gap_return_dwellings`` (rural return dwellings
            in gaps), ``gap_rural_population``, ``gap_share`` (of the rural return dwellings: in gaps),
            ``covered_share`` (of the rural people), ``unserved_rank`` (1: the most unserved return dwellings); and
            ``unknown_figures``: how many municipalities lack a figure. Their
            figures are not in the sums, which are then lower bounds.
        """
        return self._by(["state_code", "state", "region"])

    @cached_property
    def by_region(self) -> pd.DataFrame:
        """Totals of CONAPO's regions; columns as in `by_state`."""
        return self._by(["region"])

    def _by(self, keys: list[str]) -> pd.DataFrame:
        names = self.table[keys].drop_duplicates().sort_values(keys, ignore_index=True)
        group = pd.Index(names[keys[0]]).get_indexer(self.table[keys[0]])
        totals = pd.concat([names, _totals(self.table, group)], axis=1)
        totals["unserved_rank"] = (
            totals["unserved_return_dwellings"].rank(ascending=False, method="min").astype("int64")
        )
        return totals.sort_values(["gap_return_dwellings", keys[0]], ascending=[False, True], ignore_index=True)

    def reasons(self, cvegeo: str) -> pd.DataFrame:
        """Why a municipality has its status, condition by condition.

        Returns
        -------
        DataFrame
            ``condition``, ``had``, ``asked``, ``at_least``, ``met`` (True, False, or missing where unknown).

        Raises
        ------
        KeyError
            Where no municipality has the key.
        """
        rows = self.table[self.table["cvegeo"] == cvegeo]
        if rows.empty:
            raise KeyError(cvegeo)
        row = rows.iloc[0]
        return pd.DataFrame(
            [
                {
                    "condition": condition.id,
                    "had": row[condition.column],
                    "asked": condition.asked,
                    "at_least": condition.at_least,
                    "met": row[f"meets_{condition.id}"],
                }
                for condition in self.conditions
            ]
        )


def find_gaps(layers: Layers, criteria: Criteria) -> Gaps:
    """Answer the question.

    Parameters
    ----------
    layers : Layers
        From `layers.load`.
    criteria : Criteria
        The question.

    Raises
    ------
    CriteriaError
        Where the question names a year, region, state, program or component that the layers do not have.
    """
    reach = reach_of(layers)
    in_region = asked_about(reach, criteria)
    returns = returns_of(layers, criteria)
    rural = reach.rural(criteria.rural_below)
    selection = select_sites(layers, criteria)
    spread = reach.spread(criteria.rural_below, criteria.rural_split)
    reached = reach.reached(selection, criteria.reach_km)
    covered_people, covered_share = covered(reach, rural, reached)
    covered_returns = returns_covered(reach, rural, spread, reached, covered_share)
    nearest = reach.nearest(selection)

    conditions = conditions_of(criteria, returns.national_rate)
    had = {**rural_figures(returns, rural, spread), "covered_share": covered_share}
    rural_return_dwellings = had["rural_return_dwellings"]
    met = {condition.id: meets(had[condition.column], condition) for condition in conditions}
    status = _status(in_region, had, met, criteria, nobody_rural=rural.people == 0)
    rural_share, split_used = _rural_return_share(returns, rural, spread)
    residence = reach.spread(criteria.rural_below, "residence")
    covered_return_dwellings = part_of(rural_return_dwellings, covered_returns)
    names = reach.names
    table = pd.DataFrame(
        {
            "cvegeo": names["cvegeo"],
            "pcode": names["pcode"],
            "pcode_in_cod": names["pcode_in_cod"],
            "state": names["state"],
            "municipality": names["municipality"],
            "region": names["region"],
            "population": names["population"],
            "dwellings": returns.dwellings,
            "rural_share": rural.share,
            "return_rate": returns.rate,
            "return_dwellings": returns.return_dwellings,
            "rural_return_dwellings": rural_return_dwellings,
            "rural_return_share": rural_share,
            "rural_split": pd.Categorical.from_codes(split_used, categories=list(SPLITS_USED)),
            "abroad_2015": reach.abroad,
            "abroad_rate": reach.abroad_rate,
            "second_source": _second_source(reach, returns, met["return_rate"]),
            "covered_share": covered_share,
            "nearest_program": nearest.program_id,
            "nearest_site": nearest.site_id,
            "nearest_sureness": nearest.sureness,
            "nearest_km": nearest.km,
            "marginalisation": names["marginalisation"],
            "status": status,
            "state_code": names["state_code"],
            "rural_population": rural.people,
            "covered_rural_population": covered_people,
            "rural_return_share_dwellings": one_rate_share(returns, rural),
            "rural_return_share_residence": np.where(residence.measured, residence.rural_share, np.nan),
            "covered_return_dwellings": covered_return_dwellings,
            "unserved_return_dwellings": rural_return_dwellings - covered_return_dwellings,
            **{
                f"meets_{name}": pd.arrays.BooleanArray(values, np.isnan(had[column]))
                for (name, values), column in zip(met.items(), had, strict=True)
            },
            **_errors(returns, conditions[1].asked),
        },
        copy=False,
    )
    return Gaps(
        table=table,
        criteria=criteria,
        conditions=conditions,
        selection=selection,
        national_rate=returns.national_rate,
        national_abroad_rate=reach.national_abroad_rate,
        provenance=layers.provenance,
        unit=returns.unit,
        level=returns.level,
    )


def asked_about(reach: Reach, criteria: Criteria) -> Bools:
    """Whether the question asks about each municipality.

    Raises
    ------
    CriteriaError
        Where the layers do not have a region or state.
    """
    if criteria.state:
        known = set(reach.state_code)
        strange = [code for code in criteria.state if code not in known]
        if strange:
            raise CriteriaError.of("state", "state", found=repr(strange[0]), low=min(known), high=max(known))
        return np.isin(reach.state_code, criteria.state)
    if EVERYWHERE in criteria.region:
        return np.ones(reach.size, dtype=bool)
    known = set(reach.region_id)
    strange = [name for name in criteria.region if name not in known]
    if strange or not criteria.region:
        choices = ", ".join([*sorted(known), EVERYWHERE])
        found = {"found": repr(strange[0])} if strange else {}
        raise CriteriaError.of("region", "region" if strange else "no_region", **found, choices=choices)
    return np.isin(reach.region_id, criteria.region)


def returns_of(layers: Layers, criteria: Criteria) -> Returns:
    """The return figures of the year asked.

    Raises
    ------
    CriteriaError
        Where the layers have no figures of the year.
    """
    if criteria.year not in layers.years:
        years = ", ".join(str(year) for year in layers.years)
        raise CriteriaError.of("year", "year", found=criteria.year, choices=years)
    rows = layers.returns_of(criteria.year)
    rate, dwellings = rows["return_rate"].to_numpy(), rows["dwellings"].to_numpy()
    estimated = "precision" in rows and bool(rows["precision"].notna().any())
    return Returns(
        rate=rate,
        dwellings=dwellings,
        return_dwellings=return_dwellings(rate, dwellings),
        national_rate=_national_rate(rate, dwellings),
        rural_shares={
            int(name.removeprefix(_RURAL_RETURN_SHARE)): rows[name].to_numpy()
            for name in rows.columns
            if name.removeprefix(_RURAL_RETURN_SHARE).isdigit()
        },
        error={name: rows[name].array for name in _INTERVAL} if estimated else {},
        cases=rows["cases"].to_numpy(dtype="float64") if "cases" in rows else None,
        **layers.counted(criteria.year)._asdict(),
    )


def return_dwellings(rate: Floats, dwellings: Floats) -> Floats:
    """Return rate (% of dwellings) x dwellings, to the decimal that a published rate supports."""
    return np.round(rate / 100.0 * dwellings, _DECIMALS)


def part_of_the_nation(layers: Layers, criteria: Criteria) -> Known | None:
    """What the figures of the year are of where the question asks for the national rate and they do not have it.

    The rate that is asked for unless one is given is the country's: a file of a few states does not have it. None where
    a rate is asked for, the figures are of `NATION` of the dwellings or more, or there are none of the year.
    """
    if criteria.min_return_rate is not None or criteria.year not in layers.years:
        return None
    known = layers.returns_of(criteria.year)["return_rate"].notna().to_numpy()
    dwellings = np.nan_to_num(layers.municipios["dwellings"].to_numpy())
    # A country whose table has no dwellings is told by its municipalities.
    size = dwellings if dwellings.any() else np.ones(len(known))
    share = float(size[known].sum() / size.sum())
    return Known(int(known.sum()), share) if share < NATION else None


def _errors(returns: Returns, min_rate: float) -> dict[str, Any]:
    if not returns.error:
        return {}
    low = returns.error["return_rate_low"].to_numpy()
    with np.errstate(invalid="ignore"):
        significant = pd.arrays.BooleanArray(low >= min_rate, np.isnan(low) | np.isnan(min_rate))
    return {**returns.error, "significant": significant}


def _national_rate(rate: Floats, dwellings: Floats) -> float:
    known = ~np.isnan(rate) & ~np.isnan(dwellings)
    if not dwellings[known].sum() > 0:
        return float("nan")
    return float((rate[known] * dwellings[known]).sum() / dwellings[known].sum())


def rural_figures(returns: Returns, rural: Rural, spread: Spread) -> dict[str, Floats]:
    """The figures that the conditions about returns look at, by column, for one rural line and split."""
    return {
        "rural_share": rural.share,
        "return_rate": returns.rate,
        "rural_return_dwellings": returns.return_dwellings * _rural_return_share(returns, rural, spread)[0],
    }


def one_rate_share(returns: Returns, rural: Rural) -> Floats:
    """Share of the return dwellings in rural localities where one rate holds everywhere: of people where they count."""
    return rural.share if returns.unit == PEOPLE else rural.dwelling_share


def _rural_return_share(returns: Returns, rural: Rural, spread: Spread) -> tuple[Floats, NDArray[np.int8]]:
    """Share of the return dwellings in rural localities, and how it is known: the place in `SPLITS_USED`.

    What the sample of the return figures itself measured goes before every other witness.
    """
    used = spread.measured.astype("int8")
    assumed = np.where(spread.measured, spread.rural_share, one_rate_share(returns, rural))
    sampled = returns.rural_shares.get(rural.below)
    if sampled is None:
        return assumed, used
    is_sampled = ~np.isnan(sampled)
    return np.where(is_sampled, sampled, assumed), np.where(is_sampled, np.int8(2), used)


def _second_source(reach: Reach, returns: Returns, rate_met: Bools) -> pd.Categorical:
    unknown = np.isnan(reach.abroad_rate) | np.isnan(returns.rate) | np.isnan(returns.national_rate)
    with np.errstate(invalid="ignore"):
        differs = (reach.abroad_rate >= reach.national_abroad_rate) != rate_met
    codes = np.where(unknown, 2, differs.astype("int8"))
    return pd.Categorical.from_codes(codes, categories=list(SECOND_SOURCES))


def covered(reach: Reach, rural: Rural, reached: Bools) -> tuple[Floats, Floats]:
    """Rural people of each municipality in a catchment, and their share of its rural people, 0-1.

    ``reached`` is a value a settlement, from `Reach.reached`. The share is missing where nobody is rural.
    """
    # Multiplied, not selected: unknown people stay unknown whether reached or not.
    people = reach.sum_by_municipality(rural.people_at * reached)
    return people, ratio(people, rural.people)


def returns_covered(reach: Reach, rural: Rural, spread: Spread, reached: Bools, covered_share: Floats) -> Floats:
    """Share of the rural return dwellings of each municipality in a catchment, 0-1; missing where there are none.

    It is the covered share of the people, from `covered`, unless return dwellings are not spread as people are.
    """
    if spread.at is rural.people_at:
        return covered_share
    return ratio(reach.sum_by_municipality(spread.at * reached), spread.total)


def part_of(dwellings: Floats, share: Floats) -> Floats:
    """Dwellings x a share of them; nothing of nothing, though the share be missing."""
    return np.where(dwellings == 0, 0.0, dwellings * share)


def conditions_of(criteria: Criteria, national_rate: float) -> tuple[Condition, ...]:
    """What the question asks of each figure, in the rule's order."""
    min_rate = national_rate if criteria.min_return_rate is None else criteria.min_return_rate
    return (
        Condition("rural_share", "rural_share", criteria.min_rural_share, at_least=True),
        Condition("return_rate", "return_rate", min_rate, at_least=True),
        Condition("return_dwellings", "rural_return_dwellings", criteria.min_return_dwellings, at_least=True),
        Condition("covered_share", "covered_share", criteria.max_covered_share, at_least=False),
    )


def meets(had: Floats, condition: Condition) -> Bools:
    """Whether each figure meets the condition; an unknown one does not."""
    with np.errstate(invalid="ignore"):
        return had >= condition.asked if condition.at_least else had <= condition.asked


def _status(
    in_region: np.ndarray,
    had: dict[str, Floats],
    met: dict[str, np.ndarray],
    criteria: Criteria,
    *,
    nobody_rural: Bools,
) -> pd.Categorical:
    # Where nobody is rural there is no covered share to know.
    unknown = {name: np.isnan(values) & ~(nobody_rural & (name == "covered_share")) for name, values in had.items()}
    missing = np.column_stack(list(unknown.values())).any(axis=1)
    share = had["covered_share"]
    with np.errstate(invalid="ignore"):
        # A share that still counts as a gap is never "covered", however large the share a gap may have.
        is_covered = ~met["covered_share"] & (share >= 1.0 - criteria.max_covered_share)
    rules = [
        ~in_region,
        missing,
        ~met["rural_share"] | nobody_rural,
        ~(met["return_rate"] & met["return_dwellings"]),
        is_covered,
        ~met["covered_share"],
    ]
    codes = np.select(rules, range(len(rules)), len(rules))
    return pd.Categorical.from_codes(codes, categories=list(STATUSES))


_SUMS = (
    "population",
    "rural_population",
    "covered_rural_population",
    "return_dwellings",
    "rural_return_dwellings",
    "unserved_return_dwellings",
)


def _totals(table: pd.DataFrame, codes: np.ndarray) -> pd.DataFrame:
    size = int(codes.max()) + 1 if len(codes) else 1

    def count(mask: np.ndarray) -> np.ndarray:
        return np.bincount(codes, weights=mask.astype("float64"), minlength=size).astype("int64")

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(codes, weights=np.nan_to_num(values, nan=0.0), minlength=size)

    status = table["status"].cat.codes.to_numpy()
    is_gap = status == STATUSES.index("gap")
    columns: dict[str, np.ndarray] = {"municipalities": np.bincount(codes, minlength=size)}
    columns.update({name: count(status == code) for code, name in enumerate(STATUSES)})
    figures = {name: table[name].to_numpy() for name in _SUMS}
    columns.update({name: total(values) for name, values in figures.items()})
    columns["gap_return_dwellings"] = total(np.where(is_gap, figures["rural_return_dwellings"], 0.0))
    columns["gap_rural_population"] = total(np.where(is_gap, figures["rural_population"], 0.0))
    columns["gap_share"] = ratio(columns["gap_return_dwellings"], columns["rural_return_dwellings"])
    columns["covered_share"] = ratio(columns["covered_rural_population"], columns["rural_population"])
    columns["unknown_figures"] = count(np.isnan(np.column_stack(list(figures.values()))).any(axis=1))
    return pd.DataFrame(columns)
