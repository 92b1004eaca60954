"""The gap rule: which rural municipalities receive many return migrants outside every program's reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.access import ACCESS_COLUMNS, access_figures, asked_access
from geo.arrays import Bools, Floats, row_of
from geo.catchments import Selection, select_sites
from geo.conditions import CONDITIONS, Condition, conditions_of, meets, rate_asked, status_of
from geo.coverage import coverage_of, part_of
from geo.criteria import Criteria
from geo.place import asked_about
from geo.reach import Reach, Rural, reach_of
from geo.returns import RATE_INTERVAL, Returns, one_rate_share, returns_of, rural_figures, rural_return_share
from geo.totals import totals
from geo.travel import MOST, REACHED_COLUMNS, ROAD_COLUMNS, nearest_figures, network_of
from layers import Layers
from layers.provenance import Provenance
from layers.returns import LEVEL
from vocabulary.lists import DWELLINGS, SECOND_SOURCES, SPLITS_USED, STATUSES

if TYPE_CHECKING:
    from layers.network.model import Network

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

#: Columns that follow where the return figures are estimates with their error.
ERROR_COLUMNS = (*RATE_INTERVAL, "significant")

#: Columns that follow where it is not known who is reached.
MOST_COLUMNS = tuple(f"{name}{MOST}" for name in REACHED_COLUMNS)

_COLUMNS = (
    *LIST_COLUMNS,
    "state_code",
    "rural_population",
    "covered_rural_population",
    "rural_return_share_dwellings",
    "rural_return_share_residence",
    "covered_return_dwellings",
    "unserved_return_dwellings",
    *(f"meets_{name}" for name in CONDITIONS),
)


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
        - ``rural_return_share``: 0-1 of the return dwellings; ``rural_split``: how it is known, of `SPLITS_USED`
        - ``abroad_2015``: people of 5 and older who lived in another country in March 2015, or did not say;
          ``abroad_rate``: those, % of the people of 5 and older; ``second_source``: one of `SECOND_SOURCES`
        - ``marginalisation``; ``covered_share``: 0-1 of the rural people; missing where there are none
        - ``nearest_program``, ``nearest_site``: ids; ``nearest_sureness``: one of `vocabulary.lists.SURENESS`, missing
          where the catalogue does not say; ``nearest_km``: geodesic, from the municipal seat; ``status``: of `STATUSES`

        Then:

        - ``state_code``; ``rural_population``, ``covered_rural_population``: people
        - ``rural_return_share_dwellings``, ``rural_return_share_residence``: the share in either split; missing where
          it is not known
        - ``covered_return_dwellings``: rural return dwellings in a catchment, spread as the split asked says;
          ``unserved_return_dwellings``: those in none
        - ``meets_...`` for each condition: True, False, or missing where unknown
        - `MOST_COLUMNS` where it is not known who is within reach: the most that `geo.travel.REACHED_COLUMNS`, then the
          least, can be; ``meets_covered_share`` is missing where it depends on that
        - `geo.travel.ROAD_COLUMNS` where a network of roads answers, as `geo.travel.nearest_figures` says
        - `ERROR_COLUMNS` where the return figures of the year are estimates with their error: ``return_rate_low`` and
          ``return_rate_high`` (% of dwellings), ``precision``, and ``significant``: whether all of the interval
          reaches the rate asked for; missing where it is unknown
        - `geo.access.ACCESS_COLUMNS` where the layers know how well settlements are connected

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
    network : Network, optional
        By whose roads minutes were counted.
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
    network: Network | None = None
    unit: str = DWELLINGS
    level: float = LEVEL

    @property
    def list_columns(self) -> tuple[str, ...]:
        """Columns of the list: `LIST_COLUMNS`, then what there is of error, unknown reach, roads and access."""
        more = (*ERROR_COLUMNS, *MOST_COLUMNS[:1], *ROAD_COLUMNS, *ACCESS_COLUMNS)
        return (*LIST_COLUMNS, *(name for name in more if name in self.table))

    @property
    def is_asked(self) -> Bools:
        """Whether the question asks about each municipality of the table."""
        return np.asarray(self.table["status"] != "outside_region")

    @cached_property
    def is_gap(self) -> Bools:
        """Whether each municipality of the table is a gap."""
        return np.asarray(self.table["status"].cat.codes == STATUSES.index("gap"))

    @cached_property
    def ranked(self) -> NDArray[np.intp]:
        """Rows of the table that are gaps, most rural return dwellings first, then by key."""
        is_gap = np.flatnonzero(self.is_gap)
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
        return totals(self.table, (~self.is_asked).astype(int)).iloc[0]

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
        keys = ["state_code", "state", "region"]
        names = self.table[keys].drop_duplicates().sort_values(keys, ignore_index=True)
        group = pd.Index(names[keys[0]]).get_indexer(self.table[keys[0]])
        found = pd.concat([names, totals(self.table, group)], axis=1)
        found["unserved_rank"] = found["unserved_return_dwellings"].rank(ascending=False, method="min").astype("int64")
        return found.sort_values(["gap_return_dwellings", keys[0]], ascending=[False, True], ignore_index=True)

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

        Examples
        --------
        >>> gaps.reasons("20334")[["condition", "asked", "met"]].round(2)
                  condition  asked   met
        0       rural_share   0.50  True
        1       return_rate   0.72  True
        2  return_dwellings  25.00  True
        3     covered_share   0.10  True
        """
        row = self.table.iloc[row_of(self.table["cvegeo"], cvegeo)]
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


def find_gaps(layers: Layers, criteria: Criteria, selection: Selection | None = None) -> Gaps:
    """Answer the question.

    Parameters
    ----------
    layers : Layers
        From `layers.load`.
    criteria : Criteria
        The question; with a ``selection``, of other sites than its own.

    Raises
    ------
    CriteriaError
        Where the question names a year, region, state, program or component that the layers do not have.

    Examples
    --------
    >>> answer = find_gaps(layers, Criteria(state=("20",), reach_km=30))
    >>> len(answer.gaps)
    96
    >>> answer.gaps[["municipality", "rural_return_dwellings", "covered_share"]].round(2).head(2)
                    municipality  rural_return_dwellings  covered_share
    0  Acatlán de Pérez Figueroa                   237.0            0.0
    1      Santa María Zacatepec                   229.0            0.0
    """
    reach = reach_of(layers)
    in_region = asked_about(layers, criteria)
    returns = returns_of(layers, criteria)
    rural = reach.rural(criteria.rural_below)
    if selection is None:
        selection = select_sites(layers, criteria)
    conditions = conditions_of(criteria, returns.national_rate)

    figures = reach.names | _return_figures(reach, criteria, returns, rural)
    figures |= _coverage_figures(layers, criteria, selection, rural, figures["rural_return_dwellings"])
    figures |= access_figures(layers, criteria.rural_below)
    *others, coverage = conditions
    met = {condition.id: meets(figures[condition.column], condition) for condition in others}
    figures["second_source"] = _second_source(reach, returns, met["return_rate"])
    ends, access = _ends(figures), asked_access(layers, criteria)
    is_open = None if access is None else access.is_open
    figures["status"] = status_of(
        in_region, conditions, figures, met, ends, nobody_rural=rural.people == 0, is_open=is_open
    )
    for condition in others:
        unknown = np.isnan(figures[condition.column])
        figures[f"meets_{condition.id}"] = pd.arrays.BooleanArray(met[condition.id], unknown)
    least, most = (meets(end, coverage) for end in ends)
    figures[f"meets_{coverage.id}"] = pd.arrays.BooleanArray(most, np.isnan(ends[0]) | (least != most))
    error = _error(returns, rate_asked(criteria, returns.national_rate))
    columns = (*_COLUMNS, *(name for name in (*MOST_COLUMNS, *ROAD_COLUMNS, *ACCESS_COLUMNS) if name in figures))
    return Gaps(
        table=pd.DataFrame({name: figures[name] for name in columns} | error, copy=False),
        criteria=criteria,
        conditions=conditions,
        selection=selection,
        national_rate=returns.national_rate,
        national_abroad_rate=reach.national_abroad_rate,
        provenance=layers.provenance,
        network=network_of(layers, selection, criteria),
        unit=returns.unit,
        level=returns.level,
    )


def _return_figures(reach: Reach, criteria: Criteria, returns: Returns, rural: Rural) -> dict[str, Any]:
    """Columns that say how many return, and how rural the municipality is."""
    spread = reach.spread(criteria.rural_below, criteria.rural_split)
    rural_share, split_used = rural_return_share(returns, rural, spread)
    residence = reach.spread(criteria.rural_below, "residence")
    return {
        "dwellings": returns.dwellings,
        "return_dwellings": returns.return_dwellings,
        **rural_figures(returns, rural, spread),
        "rural_population": rural.people,
        "rural_return_share": rural_share,
        "rural_split": pd.Categorical.from_codes(split_used, categories=pd.Index(SPLITS_USED)),
        "rural_return_share_dwellings": one_rate_share(returns, rural),
        "rural_return_share_residence": np.where(residence.measured, residence.rural_share, np.nan),
        "abroad_2015": reach.abroad,
        "abroad_rate": reach.abroad_rate,
    }


def _coverage_figures(
    layers: Layers, criteria: Criteria, selection: Selection, rural: Rural, rural_return_dwellings: Floats
) -> dict[str, Any]:
    """Columns that say who is reached, and by what."""
    least, most = coverage_of(layers, criteria, selection)
    least_dwellings, most_dwellings = (part_of(rural_return_dwellings, each.returns) for each in (least, most))
    of_least = least.share, least.people, least_dwellings, rural_return_dwellings - most_dwellings
    found = dict(zip(REACHED_COLUMNS, of_least, strict=True))
    if most is not least:
        of_most = most.share, most.people, most_dwellings, rural_return_dwellings - least_dwellings
        found |= dict(zip(MOST_COLUMNS, of_most, strict=True))
    return found | nearest_figures(layers, criteria, selection, rural)


def _ends(figures: dict[str, Any]) -> tuple[Floats, Floats]:
    """The least and the most of the rural people that is covered, 0-1."""
    share = figures["covered_share"]
    return share, figures.get(f"covered_share{MOST}", share)


def _error(returns: Returns, min_rate: float) -> dict[str, Any]:
    if not returns.error:
        return {}
    low = returns.error["return_rate_low"].to_numpy()
    with np.errstate(invalid="ignore"):
        significant = pd.arrays.BooleanArray(low >= min_rate, np.isnan(low) | np.isnan(min_rate))
    return {**returns.error, "significant": significant}


def _second_source(reach: Reach, returns: Returns, rate_met: Bools) -> pd.Categorical[str]:
    unknown = np.isnan(reach.abroad_rate) | np.isnan(returns.rate) | np.isnan(returns.national_rate)
    with np.errstate(invalid="ignore"):
        differs = (reach.abroad_rate >= reach.national_abroad_rate) != rate_met
    codes = np.where(unknown, 2, differs.astype("int8"))
    return pd.Categorical.from_codes(codes, categories=pd.Index(SECOND_SOURCES))
