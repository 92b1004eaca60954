"""How sure: the question asked again in every reasonable reading, and what would change the answer.

A *reading* is the question with reasonable values in place of the asked ones. The readings are all combinations of the
values that `GRID` declares, the asked ones always among them; each counts once. What a person chooses rather than
judges stays as asked: place, year, eligibility, components.

Where the return rates are estimates with their interval, every combination is read three times: with the estimates,
with the lower and with the upper ends of all intervals. That is what the error can do to each municipality by itself;
errors of different municipalities are independent, so totals over many of them vary less than between these readings.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from geo.catchments import Selection, select_sites
from geo.criteria import Criteria
from geo.gaps import (
    Condition,
    Gaps,
    Returns,
    asked_about,
    conditions_of,
    covered,
    meets,
    part_of,
    return_dwellings,
    returns_covered,
    returns_of,
    rural_figures,
)
from geo.reach import Bools, Floats, Reach, reach_of
from geo.recent import Recent
from layers import Layers
from layers.programs import CURRENT, WITH_GENERAL_SERVICES
from vocabulary.lists import RURAL_SPLITS, SURENESS

#: Estimates that rest on fewer return dwellings than this are marked: those of the sample where the file has them, else
#: the expanded ones. CONAPO publishes no errors.
FEW_CASES = 30

#: Were every dwelling asked, a count of n would still vary by chance about as a Poisson count does, by 1 / sqrt(n) of
#: itself: 18 % at `FEW_CASES`. The rates come from a sample in most municipalities, so the true error is larger, never
#: smaller.
CHANCE_AT_FEW_CASES = 1 / math.sqrt(FEW_CASES)

#: Columns that every list of municipalities has besides `geo.gaps.LIST_COLUMNS`.
CERTAINTY_COLUMNS = ("stability", "few_cases")

#: What `Certainty.by_state` says a state can be first in.
MEASURES = ("gaps", "gap_return_dwellings", "unserved_return_dwellings")

#: ``decides`` of a municipality outside the place asked about.
REGION = "region"

#: A setting that is no condition of the rule, but flips one.
REACH = "reach_km"

#: How the return rates are read where they have an interval: as estimated, or at the ends of the interval.
RATE_READINGS = ("estimate", "low", "high")

_QUANTILES = {"low": 0.05, "median": 0.5, "high": 0.95}
_LONGEST_REACH_KM = 1000.0
_KEPT_SHARES = 64
_KEPT_ANSWERS = 2


@dataclass(frozen=True)
class Grid:
    """Values that a reasonable person could ask instead of ours.

    Attributes
    ----------
    rural_below : tuple of int
        Rural lines, people: INEGI's 2,500, 5,000, and the brief's 15,000.
    min_rural_share, max_covered_share : tuple of float
        0-1.
    rate_factors : tuple of float
        Thresholds of the return rate, as multiples of the national rate of the year.
    min_return_dwellings : tuple of float
        Rural return dwellings.
    reach_km : tuple of float
        Kilometres.
    """

    rural_below: tuple[int, ...] = (2500, 5000, 15_000)
    min_rural_share: tuple[float, ...] = (0.4, 0.5, 0.6)
    rate_factors: tuple[float, ...] = (0.75, 1.0, 1.25)
    min_return_dwellings: tuple[float, ...] = (15, 25, 50)
    reach_km: tuple[float, ...] = (30, 40, 50, 60, 75)
    max_covered_share: tuple[float, ...] = (0.05, 0.1, 0.25)


#: The declared grid. Besides, who helps is read as `helpers_of` says.
GRID = Grid()


class Helpers(NamedTuple):
    """Who helps, in one reading: settings of `Criteria`."""

    programs: tuple[str, ...]
    as_of: int | None
    count_reception: bool
    sureness: str


@dataclass(frozen=True)
class Readings:
    """All readings of a question, in a fixed order: the first setting varies slowest, the last quickest.

    Attributes
    ----------
    asked : Criteria
        The question.
    rate_reading : tuple of str
        `RATE_READINGS` where the return rates of the year have an interval, else the estimate alone. Return dwellings
        follow the rate. A municipality without an interval keeps its estimate, and so do the thresholds: they are
        multiples of the national rate as estimated.
    rural_split : tuple of str
        Both of `vocabulary.lists.RURAL_SPLITS` where the layers know who lived abroad in 2015, else the asked one.
    rural_below, helpers, reach_km, max_covered_share, min_rural_share, min_return_rate, min_return_dwellings : tuple
        Values of each setting, the asked one among them.
    asked_rate : float
        The smallest return rate asked, % of dwellings, the national one where the question names none.
    """

    asked: Criteria
    rate_reading: tuple[str, ...]
    rural_split: tuple[str, ...]
    rural_below: tuple[int, ...]
    helpers: tuple[Helpers, ...]
    reach_km: tuple[float, ...]
    max_covered_share: tuple[float, ...]
    min_rural_share: tuple[float, ...]
    min_return_rate: tuple[float, ...]
    min_return_dwellings: tuple[float, ...]
    asked_rate: float

    @property
    def settings(self) -> dict[str, tuple[Any, ...]]:
        """Values of each setting by its name, in the readings' order; of how rates are read where that varies."""
        names = [field.name for field in dataclasses.fields(self)]
        fixed = {name for name in ("rate_reading", "rural_split") if len(getattr(self, name)) == 1}
        return {name: getattr(self, name) for name in names if not name.startswith("asked") and name not in fixed}

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each setting has."""
        return tuple(len(values) for values in self.settings.values())

    def __len__(self) -> int:
        return math.prod(self.shape)

    def criteria(self, number: int) -> Criteria:
        """The question of one reading, to be asked of the rates as `rate_reading_of` says.

        Raises
        ------
        IndexError
            Where there is no such reading.
        """
        chosen = self._chosen(number)
        helpers = chosen.pop("helpers")
        estimated = chosen.pop("rate_reading", RATE_READINGS[0]) == RATE_READINGS[0]
        unknown = math.isnan(self.asked_rate)
        # Of other rates the country's would be another: there the threshold is named.
        if unknown or (estimated and chosen["min_return_rate"] == self.asked_rate):
            chosen["min_return_rate"] = self.asked.min_return_rate
        return Criteria.ask(**{**self.asked.model_dump(), **chosen, **helpers._asdict()})

    def rate_reading_of(self, number: int) -> str:
        """How one reading reads the return rates: one of `RATE_READINGS`.

        Raises
        ------
        IndexError
            Where there is no such reading.
        """
        return str(self._chosen(number).get("rate_reading", RATE_READINGS[0]))

    def _chosen(self, number: int) -> dict[str, Any]:
        if not 0 <= number < len(self):
            raise IndexError(number)
        places = np.unravel_index(number, self.shape)
        return {name: values[place] for (name, values), place in zip(self.settings.items(), places, strict=True)}


def readings_of(layers: Layers, criteria: Criteria, *, grid: Grid = GRID) -> Readings:
    """The readings of a question.

    Raises
    ------
    CriteriaError
        Where the layers have no figures of the year.
    """
    returns = returns_of(layers, criteria)
    national = returns.national_rate
    asked_rate = conditions_of(criteria, national)[1].asked
    rates = [min(national * factor, 100.0) for factor in grid.rate_factors] if not math.isnan(national) else []
    return Readings(
        asked=criteria,
        rate_reading=RATE_READINGS if returns.error else RATE_READINGS[:1],
        rural_split=RURAL_SPLITS if reach_of(layers).knows_residence else (criteria.rural_split,),
        rural_below=tuple(sorted({*grid.rural_below, criteria.rural_below})),
        helpers=helpers_of(layers, criteria, grid=grid),
        reach_km=_values(grid.reach_km, criteria.reach_km),
        max_covered_share=_values(grid.max_covered_share, criteria.max_covered_share),
        min_rural_share=_values(grid.min_rural_share, criteria.min_rural_share),
        min_return_rate=_values(rates, asked_rate),
        min_return_dwellings=_values(grid.min_return_dwellings, criteria.min_return_dwellings),
        asked_rate=asked_rate,
    )


def helpers_of(layers: Layers, criteria: Criteria, *, grid: Grid = GRID) -> tuple[Helpers, ...]:
    """Who could reasonably be counted as helping instead, the question's own first.

    As asked; with reception counted (or not); with the services open to anybody, where the question asks for the
    current view; only the sites that are sure to ``office`` or better, and only the confirmed ones. A view with a year
    of its own is another question, no other reading of this one. Each set of sites is read once, and only if it reaches
    somebody whom the question asks about: where help reaches nobody by construction, a municipality would be a gap for
    no reason of its own.

    Raises
    ------
    CriteriaError
        As `geo.catchments.select_sites`.
    """
    asked = Helpers(criteria.programs, criteria.as_of, criteria.count_reception, criteria.sureness)
    others = [asked._replace(count_reception=not criteria.count_reception)]
    if CURRENT in criteria.programs and any(view.id == WITH_GENERAL_SERVICES for view in layers.programs.views):
        others.append(asked._replace(programs=tuple(sorted({*criteria.programs, WITH_GENERAL_SERVICES}))))
    others += [asked._replace(sureness=least) for least in SURENESS[1:]]
    farthest, widest = max(*grid.reach_km, criteria.reach_km), max(*grid.rural_below, criteria.rural_below)
    reach = reach_of(layers)
    in_region = asked_about(reach, criteria)
    read, kept = {_sites_of(layers, criteria, asked)}, [asked]
    for helpers in others:
        sites = _sites_of(layers, criteria, helpers)
        if sites in read:
            continue
        read.add(sites)
        selection = select_sites(layers, criteria.model_copy(update=helpers._asdict()))
        reached = reach.reached(selection, farthest)
        if (covered(reach, reach.rural(widest), reached)[0][in_region] > 0).any():
            kept.append(helpers)
    return tuple(kept)


def _sites_of(layers: Layers, criteria: Criteria, helpers: Helpers) -> tuple[str, ...]:
    selection = select_sites(layers, criteria.model_copy(update=helpers._asdict()))
    return tuple(selection.covering["site_id"])


class _Line(NamedTuple):
    """One rural line, split of the return dwellings and reading of the rates.

    ``met``: by condition, whether each municipality (column) meets each value asked (row).

    ``covered_share`` and ``covered_returns`` (of the rural people, of the rural return dwellings) have a row for each
    choice of helpers and reach, and ``met["covered_share"]`` one for each of those and each share asked.
    """

    met: dict[str, Bools]
    rural_return_dwellings: Floats
    covered_share: Floats
    covered_returns: Floats


@dataclass(frozen=True, eq=False)
class Certainty:
    """How sure the answer to one question is.

    Attributes
    ----------
    readings : Readings
        What was asked instead.
    stability : ndarray of shape (municipalities,)
        Share of the readings in which the municipality is a gap, 0-1; NaN where a figure that a reading needs is
        missing; 0 outside the place asked about.
    few_cases : BooleanArray
        Whether the estimate rests on fewer than `FEW_CASES` return dwellings, of the sample where the file says how
        many; missing where unknown.
    """

    readings: Readings
    stability: Floats
    few_cases: pd.arrays.BooleanArray
    _reach: Reach
    _in_region: Bools
    _lines: tuple[_Line, ...]
    _asked: tuple[Condition, ...]
    _had: dict[str, Floats]
    _selection: Selection

    @property
    def combinations(self) -> int:
        """How many readings there are."""
        return len(self.readings)

    def is_gap(self, number: int) -> Bools:
        """Which municipalities are gaps in one reading.

        Raises
        ------
        IndexError
            Where there is no such reading.
        """
        if not 0 <= number < len(self.readings):
            raise IndexError(number)
        *line, helpers, km, most, share, rate, dwellings = np.unravel_index(number, self.readings.shape)
        met = self._lines[np.ravel_multi_index(tuple(line), self.readings.shape[:-6])].met
        row = np.ravel_multi_index((helpers, km, most), self.readings.shape[-6:-3])
        return (
            self._in_region
            & met["rural_share"][share]
            & met["return_rate"][rate]
            & met["return_dwellings"][dwellings]
            & met["covered_share"][row]
        )

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every municipality, in the order of ``layers.municipios``.

        Returns
        -------
        DataFrame
            ``cvegeo``, ``stability``, ``few_cases``; ``decides``: among the readings in which it is not a gap, the
            condition that most often is the only one not met (where none ever is, the one most often not met; of
            several, the first of the rule), ``region`` outside the place asked about, missing where it is a gap in
            every reading or a figure is missing. Then the nearest change of a single threshold that turns a gap into
            none or the other way round, all else as asked: ``flip_condition`` (a condition's id, or ``reach_km``),
            ``flip_threshold`` (in its unit; a municipality is a gap where this very value is asked of a condition, and
            is not where it is the reach), ``flip_change`` (threshold less what is asked) and ``flip_distance`` (the
            same as a share of the span of the setting's values in the readings, in its unit where it has one value; the
            nearest is the smallest), missing
            where no single threshold does; and ``combinations``.
        """
        return pd.DataFrame(
            {
                "cvegeo": self._reach.names["cvegeo"],
                "stability": self.stability,
                "few_cases": self.few_cases,
                "decides": self._decides(),
                **self._flips(),
                "combinations": self.combinations,
            }
        )

    @cached_property
    def per_reading(self) -> pd.DataFrame:
        """Totals of each reading, in the readings' order.

        Returns
        -------
        DataFrame
            Columns of two levels, measure (`MEASURES`) and ``state_code``: the states asked about, then ``""``, all of
            them: municipalities that are gaps, rural return dwellings in gaps, rural return dwellings not covered
            (whether in gaps or not). What is not known is not in the sums.
        """
        names = [*self._states, ""]
        return pd.concat({name: pd.DataFrame(values, columns=names) for name, values in self._totals.items()}, axis=1)

    @cached_property
    def _totals(self) -> dict[str, Floats]:
        """Totals of each reading (row) by state and, last, of all (column), for each measure."""
        states = [[self._sums(line, self._reach.state_code == code) for line in self._lines] for code in self._states]
        totals = {}
        for measure, name in enumerate(MEASURES):
            columns = [np.concatenate([sums[measure] for sums in lines]) for lines in states]
            totals[name] = np.column_stack([*columns, np.sum(columns, axis=0)])
        return totals

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Between what and what the answer lies over the readings.

        Returns
        -------
        DataFrame
            A row a measure (`MEASURES`): ``measure``, ``asked`` (in the question itself), ``low``, ``median``, ``high``
            (values that 5, 50 and 95 % of the readings do not exceed), ``least``, ``most``.
        """
        return pd.concat([self._spread(name).iloc[-1:] for name in MEASURES], ignore_index=True)

    @cached_property
    def by_state(self) -> pd.DataFrame:
        """The same for each state asked about, and in what share of the readings the state is first.

        Returns
        -------
        DataFrame
            A row a state and measure, by key: ``state_code``, ``measure``, ``asked``, ``low``, ``median``, ``high``,
            ``least``, ``most``; ``first``: share of the readings in which no state has more (0-1; a reading where all
            have nothing has no first, one where several have most counts for each).
        """
        frames = []
        for name in MEASURES:
            values = self._totals[name][:, :-1]
            most = values.max(axis=1, initial=0.0)[:, None]
            first = ((values == most) & (most > 0)).mean(axis=0)
            frame = self._spread(name).iloc[:-1]
            frames.append(frame.assign(first=first).set_axis(self._states).rename_axis("state_code").reset_index())
        return pd.concat(frames).sort_values("state_code", kind="stable", ignore_index=True)

    @cached_property
    def by_setting(self) -> pd.DataFrame:
        """What each value of each setting does to the number of gaps: the readings that have it.

        Returns
        -------
        DataFrame
            ``setting``, ``value`` (as text; the programs and whether reception counts, where it is who helps),
            ``asked`` (whether the question has it), ``low``, ``median``, ``high`` (5, 50 and 95 % of its readings).
        """
        gaps = self._totals["gaps"][:, -1].reshape(self.readings.shape)
        asked = _places_asked(self.readings)
        rows = []
        for axis, (name, values) in enumerate(self.readings.settings.items()):
            for place, value in enumerate(values):
                spread = _quantiles(gaps.take(place, axis=axis).ravel())
                rows.append({"setting": name, "value": _shown(value), "asked": place == asked[axis], **spread})
        return pd.DataFrame(rows)

    def first(self, state_code: str, measure: str) -> float:
        """In what share of the readings a state has the most of a measure, 0-1.

        Raises
        ------
        KeyError
            Where the state is not asked about, or there is no such measure.
        """
        rows = self.by_state.set_index(["state_code", "measure"])["first"]
        return float(rows.loc[(state_code, measure)])

    @cached_property
    def _states(self) -> list[str]:
        return sorted(set(self._reach.state_code[self._in_region]))

    def _spread(self, measure: str) -> pd.DataFrame:
        values = self._totals[measure]
        asked = np.ravel_multi_index(_places_asked(self.readings), self.readings.shape)
        return pd.DataFrame(
            {
                "measure": measure,
                "asked": values[asked],
                **_quantiles(values),
                "least": values.min(axis=0),
                "most": values.max(axis=0),
            }
        )

    def _sums(self, line: _Line, rows: Bools) -> tuple[Floats, Floats, Floats]:
        mine = np.flatnonzero(rows & self._in_region)
        share, rate, dwellings, cover = (line.met[condition.id][:, mine] for condition in self._asked)
        thresholds = share[:, None, None] & rate[None, :, None] & dwellings[None, None, :]
        thresholds = thresholds.reshape(-1, len(mine)).astype("float64")
        worth = line.rural_return_dwellings[mine]
        known = np.nan_to_num(worth, nan=0.0)
        covering = cover.astype("float64")
        unserved = np.nan_to_num(worth - part_of(worth, line.covered_returns[:, mine]), nan=0.0).sum(axis=1)
        each = len(cover) // len(unserved) * len(thresholds)
        return (
            (covering @ thresholds.T).ravel(),
            (covering @ (thresholds * known).T).ravel(),
            np.repeat(unserved, each),
        )

    def _decides(self) -> pd.api.extensions.ExtensionArray:
        names = [condition.id for condition in self._asked]
        alone = np.zeros((len(names), self._reach.size), dtype="int64")
        failed = np.zeros_like(alone)
        for line in self._lines:
            met = {name: line.met[name].sum(axis=0) for name in names}
            every = {name: len(line.met[name]) for name in names}
            for place, name in enumerate(names):
                others = [other for other in names if other != name]
                missed = every[name] - met[name]
                alone[place] += missed * math.prod(met[other] for other in others)
                failed[place] += missed * math.prod(every[other] for other in others)
        most = np.where(alone.any(axis=0), alone.argmax(axis=0), failed.argmax(axis=0))
        decides = np.array(names, dtype=object)[most]
        decides[(self.stability == 1) | np.isnan(self.stability)] = None
        decides[~self._in_region] = REGION
        return pd.array(decides, dtype="str")

    def _flips(self) -> dict[str, object]:
        met = {condition.id: meets(self._had[condition.id], condition) for condition in self._asked}
        known = ~np.isnan(np.array(list(self._had.values()))).any(axis=0) & self._in_region

        def others_met(name: str) -> Bools:
            return known & np.all([values for other, values in met.items() if other != name], axis=0)

        asked, thresholds = {}, {}
        for condition in self._asked:
            had, most = self._had[condition.id], _MOST[condition.id]
            # Nobody can ask for more than everyone or less than no one: such a gap no threshold ends.
            can_end = had < most if condition.at_least else had > 0
            turns = others_met(condition.id) & (~met[condition.id] | can_end)
            asked[condition.id] = condition.asked
            thresholds[condition.id] = np.where(turns, had, np.nan)
        asked[REACH] = self.readings.asked.reach_km
        thresholds[REACH] = self._critical_reach(others_met("covered_share"))
        spans = {name: _span(self.readings.settings[setting]) for name, setting in _SETTINGS.items()}
        change = np.array([thresholds[name] - asked[name] for name in spans])
        distance = np.abs(change) / np.array(list(spans.values()))[:, None]
        nearest = np.where(np.isnan(distance), np.inf, distance).argmin(axis=0), np.arange(self._reach.size)
        names = np.array(list(spans), dtype=object)[nearest[0]]
        names[np.isnan(distance[nearest])] = None
        return {
            "flip_condition": pd.array(names, dtype="str"),
            "flip_threshold": np.array([thresholds[name] for name in spans])[nearest],
            "flip_change": change[nearest],
            "flip_distance": distance[nearest],
        }

    def _critical_reach(self, wanted: Bools) -> Floats:
        """The smallest reach at which a municipality's covered share is more than a gap may have, km; NaN for none.

        Exact: the geodesic from the settlement that brings the share over the line to the circle's centre.
        """
        rows = np.flatnonzero(wanted[self._reach.municipality])
        km = self._reach.km_to_be_reached(self._selection, rows)
        order = np.lexsort((km, self._reach.municipality[rows]))
        rows, km = rows[order], km[order]
        municipality = self._reach.municipality[rows]
        rural = self._reach.rural(self.readings.asked.rural_below)
        critical = np.full(self._reach.size, np.nan)
        if not len(rows):
            return critical
        starts = np.flatnonzero(np.diff(municipality, prepend=-1))
        people = rural.people_at[rows]
        for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True):
            mine = municipality[start]
            # Of one municipality at a time: a sum that runs on from the ones before would carry their rounding.
            over = np.cumsum(people[start:stop]) > self.readings.asked.max_covered_share * rural.people[mine]
            if over.any():
                critical[mine] = km[start + over.argmax()]
        return np.where((critical > 0) & (critical <= _LONGEST_REACH_KM), critical, np.nan)


def find_certainty(layers: Layers, criteria: Criteria, *, grid: Grid = GRID) -> Certainty:
    """Ask the question again in every reading; the last answers are kept.

    A reading's gaps are those of `geo.find_gaps`, by the same functions. Only the covered share needs the settlements,
    once for each rural line, choice of helpers and reach, and it is kept; thresholds are comparisons of figures. And
    since thresholds vary independently, the readings in which a municipality is a gap are counted by multiplying, never
    one by one.

    Parameters
    ----------
    layers : Layers
        From `layers.load`.
    criteria : Criteria
        The question.
    grid : Grid
        What could reasonably be asked instead.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`.
    """
    kept = _ANSWERS.setdefault(layers, Recent(_KEPT_ANSWERS))
    return kept.get((criteria, grid), lambda: _ask_every_reading(layers, criteria, grid))


_ANSWERS: WeakKeyDictionary[Layers, Recent[Certainty]] = WeakKeyDictionary()
_SHARES: WeakKeyDictionary[Layers, Recent[dict[tuple[int, str], _Shares]]] = WeakKeyDictionary()

#: The setting of `Readings` that each flip changes.
_SETTINGS = {
    "rural_share": "min_rural_share",
    "return_rate": "min_return_rate",
    "return_dwellings": "min_return_dwellings",
    "covered_share": "max_covered_share",
    REACH: "reach_km",
}

#: The most that can be asked of a figure that must reach its threshold.
_MOST = {"rural_share": 1.0, "return_rate": 100.0, "return_dwellings": math.inf, "covered_share": 1.0}


def certain_list(gaps: Gaps, layers: Layers, *, everyone: bool = False) -> pd.DataFrame:
    """The list that page, shell and export show, with how sure each row is.

    Parameters
    ----------
    gaps, layers
        The answer, and what it was made from.
    everyone : bool
        Every municipality by key instead of the gaps, most rural return dwellings first.

    Returns
    -------
    DataFrame
        `geo.gaps.LIST_COLUMNS` and `CERTAINTY_COLUMNS`.
    """
    rows = (gaps.table if everyone else gaps.gaps)[list(gaps.list_columns)]
    sure = find_certainty(layers, gaps.criteria)
    place = slice(None) if everyone else gaps.ranked
    return rows.assign(stability=sure.stability[place], few_cases=sure.few_cases[place])


def _ask_every_reading(layers: Layers, criteria: Criteria, grid: Grid) -> Certainty:
    reach = reach_of(layers)
    in_region = asked_about(reach, criteria)
    returns = returns_of(layers, criteria)
    readings = readings_of(layers, criteria, grid=grid)
    asked = conditions_of(criteria, returns.national_rate)
    selections = [select_sites(layers, criteria.model_copy(update=helpers._asdict())) for helpers in readings.helpers]
    read = [_read(returns, reading) for reading in readings.rate_reading]
    lines: list[_Line] = []
    gaps, known = np.zeros(reach.size, dtype="int64"), np.ones(reach.size, dtype=bool)
    reached = [
        _covered_shares(layers, selection, reach_km, readings.rural_below, readings.rural_split)
        for selection in selections
        for reach_km in readings.reach_km
    ]
    for each, split, rural_below in itertools.product(read, readings.rural_split, readings.rural_below):
        rural, spread = reach.rural(rural_below), reach.spread(rural_below, split)
        people = np.array([shares[rural_below, split].people for shares in reached])
        as_people = spread.at is rural.people_at
        dwellings = people if as_people else np.array([shares[rural_below, split].returns for shares in reached])
        figures = rural_figures(each, rural, spread)
        met = {}
        for condition in asked:
            had = people if condition.id == "covered_share" else figures[condition.column][None, :]
            values = readings.settings[_SETTINGS[condition.id]]
            tests = [meets(had, dataclasses.replace(condition, asked=value)) for value in values]
            met[condition.id] = np.stack(tests, axis=1).reshape(-1, reach.size)
            nobody = (rural.people == 0) & (condition.id == "covered_share")
            known &= ~np.isnan(had).any(axis=0) | nobody
        gaps += math.prod(values.sum(axis=0) for values in met.values())
        lines.append(_Line(met, figures["rural_return_dwellings"], people, dwellings))
    places = dict(zip(readings.settings, _places_asked(readings), strict=True))
    line = places.get("rural_split", 0) * len(readings.rural_below) + places["rural_below"]
    shown = rural_figures(
        returns, reach.rural(criteria.rural_below), reach.spread(criteria.rural_below, criteria.rural_split)
    )
    # The estimates are read first, so that the asked line is among the first lines.
    shown["covered_share"] = lines[line].covered_share[places["helpers"] * len(readings.reach_km) + places["reach_km"]]
    stability = np.where(in_region, gaps / len(readings), 0.0)
    few, few_unknown = _few_cases(returns)
    return Certainty(
        readings=readings,
        stability=np.where(known, stability, np.nan),
        few_cases=pd.arrays.BooleanArray(few, few_unknown),
        _reach=reach,
        _in_region=in_region,
        _lines=tuple(lines),
        _asked=asked,
        _had={condition.id: shown[condition.column] for condition in asked},
        _selection=selections[0],
    )


def _few_cases(returns: Returns) -> tuple[Bools, Bools]:
    """Whether fewer than `FEW_CASES` dwellings carry the rate, those of the sample where it is known; where unknown."""
    cases = returns.return_dwellings
    if returns.cases is not None:
        cases = np.where(np.isnan(returns.cases), cases, returns.cases)
    return cases < FEW_CASES, np.isnan(cases)


class _Shares(NamedTuple):
    """Shares of the rural people and of the rural return dwellings in a catchment, a value a municipality."""

    people: Floats
    returns: Floats


def _covered_shares(
    layers: Layers, selection: Selection, reach_km: float, lines: tuple[int, ...], splits: tuple[str, ...]
) -> dict[tuple[int, str], _Shares]:
    """What is covered in each rural line and split, kept for the next question: the settlements are asked once."""

    def ask() -> dict[tuple[int, str], _Shares]:
        reach = reach_of(layers)
        reached = reach.reached(selection, reach_km)
        found = {}
        for line in lines:
            rural = reach.rural(line)
            share = covered(reach, rural, reached)[1]
            for split in splits:
                returns = returns_covered(reach, rural, reach.spread(line, split), reached, share)
                found[line, split] = _Shares(share, returns)
        return found

    return _SHARES.setdefault(layers, Recent(_KEPT_SHARES)).get((selection, reach_km, lines, splits), ask)


def _read(returns: Returns, reading: str) -> Returns:
    """The figures with the rates at one end of their intervals; a rate without one stays."""
    if reading == RATE_READINGS[0]:
        return returns
    end = returns.error[f"return_rate_{reading}"].to_numpy()
    rate = np.where(np.isnan(end), returns.rate, end)
    return returns._replace(rate=rate, return_dwellings=return_dwellings(rate, returns.dwellings))


def _values(declared: Iterable[float], asked: float) -> tuple[float, ...]:
    return tuple(sorted({asked, *declared}))


def _places_asked(readings: Readings) -> tuple[int, ...]:
    """Where the asked value of each setting stands among its values."""
    asked = readings.asked
    rate = readings.asked_rate
    wanted = {"rate_reading": RATE_READINGS[0], "helpers": readings.helpers[0], "min_return_rate": rate}
    return tuple(
        values.index(wanted[name] if name in wanted else getattr(asked, name))
        for name, values in readings.settings.items()
    )


def _span(values: tuple[Any, ...]) -> float:
    return float(max(values) - min(values)) or 1.0


def _quantiles(values: Floats) -> dict[str, Floats]:
    # Values that readings have, not values between them: a count stays a count.
    found = np.quantile(values, list(_QUANTILES.values()), axis=0, method="inverted_cdf")
    return dict(zip(_QUANTILES, found, strict=True))


def _shown(value: object) -> str:
    if isinstance(value, Helpers):
        sure = f"+{value.sureness}" if value.sureness != SURENESS[0] else ""
        return ",".join(value.programs) + ("+reception" if value.count_reception else "") + sure
    return value if isinstance(value, str) else f"{value:g}"
