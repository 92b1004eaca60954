"""Reasonable readings of a question: itself with reasonable values in place of the asked ones.

The readings are all combinations of the values that `geo.grid.GRID` declares, or the question names, the asked ones
always among them; each counts once. What a person chooses rather than judges stays as asked: place, year, eligibility,
components.

Where the return rates are estimates with their interval, every combination is read three times: with the estimates,
with the lower and with the upper ends of all intervals. That is what the error can do to each municipality by itself;
errors of different municipalities are independent, so totals over many of them vary less than between these readings.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from geo.catchments import select_sites
from geo.conditions import rate_asked
from geo.coverage import covered_shares
from geo.criteria import Criteria
from geo.grid import Grid, grid_of
from geo.place import asked_about
from geo.reach import reach_of
from geo.returns import returns_of
from geo.travel import SPEED_FACTORS
from layers import Layers
from vocabulary.lists import CURRENT, RURAL_SPLITS, SURENESS, WITH_GENERAL_SERVICES

#: How the return rates are read where they have an interval: as estimated, or at the ends of the interval.
RATE_READINGS = ("estimate", "low", "high")

#: The setting that a condition's threshold has in the readings.
SETTING_OF = {
    "rural_share": "min_rural_share",
    "return_rate": "min_return_rate",
    "return_dwellings": "min_return_dwellings",
    "covered_share": "max_covered_share",
}


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
    rural_below, helpers, max_covered_share, min_rural_share, min_return_rate, min_return_dwellings : tuple
        Values of each setting, the asked one among them.
    reach_km, reach_min : tuple of float
        The same of the reach; one of them is empty. Where a network of roads answers in minutes those are read with
        its speeds as they are, slower and faster (`geo.travel.SPEED_FACTORS`), as so many fewer or more minutes; the
        minutes that a site has of its own stay. Without a network a time is read as the distances that the slow speed,
        the fast one, and the mean of both make of it.
    asked_rate : float
        The smallest return rate asked, % of dwellings, the national one where the question names none.
    """

    asked: Criteria
    rate_reading: tuple[str, ...]
    rural_split: tuple[str, ...]
    rural_below: tuple[int, ...]
    helpers: tuple[Helpers, ...]
    reach_km: tuple[float, ...]
    reach_min: tuple[float, ...]
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
        fixed.add("reach_km" if self.reach_min else "reach_min")
        return {name: getattr(self, name) for name in names if not name.startswith("asked") and name not in fixed}

    @property
    def reach(self) -> str:
        """The setting that says how far help reaches: ``reach_km`` or ``reach_min``."""
        return "reach_min" if self.reach_min else "reach_km"

    def with_reach(self, value: float) -> Criteria:
        """The question with another reach: minutes, or km of a circle, even where it is asked in minutes.

        Examples
        --------
        >>> readings_of(layers, Criteria()).with_reach(30.0).reach_km
        30.0
        """
        return self.asked.model_copy(update={"reach_min": None, self.reach: value})

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each setting has."""
        return tuple(len(values) for values in self.settings.values())

    @property
    def indices_asked(self) -> tuple[int, ...]:
        """Where the asked value of each setting stands among its values."""
        other = {
            "rate_reading": RATE_READINGS[0],
            "helpers": self.helpers[0],
            "min_return_rate": self.asked_rate,
            "reach_km": self.asked.reach_ends_km[1],
        }
        return tuple(
            values.index(other[name] if name in other else getattr(self.asked, name))
            for name, values in self.settings.items()
        )

    def __len__(self) -> int:
        return math.prod(self.shape)

    def criteria(self, number: int) -> Criteria:
        """The question of one reading, to be asked of the rates as `rate_reading_of` says.

        Raises
        ------
        IndexError
            Where there is no such reading.

        Examples
        --------
        >>> first = readings_of(layers, Criteria()).criteria(0)
        >>> first.rural_below, first.reach_km
        (2500, 30.0)
        """
        chosen = self._chosen(number)
        helpers = chosen.pop("helpers")
        estimated = chosen.pop("rate_reading", RATE_READINGS[0]) == RATE_READINGS[0]
        unknown = math.isnan(self.asked_rate)
        # Of other rates the country's would be another: there the threshold is named.
        if unknown or (estimated and chosen["min_return_rate"] == self.asked_rate):
            chosen["min_return_rate"] = self.asked.min_return_rate
        return Criteria.ask(**{**self.asked.model_dump(), "reach_min": None, **chosen, **helpers._asdict()})

    def rate_reading_of(self, number: int) -> str:
        """How one reading reads the return rates: one of `RATE_READINGS`.

        Raises
        ------
        IndexError
            Where there is no such reading.

        Examples
        --------
        >>> readings_of(layers, Criteria()).rate_reading_of(0)
        'estimate'
        """
        return str(self._chosen(number).get("rate_reading", RATE_READINGS[0]))

    def _chosen(self, number: int) -> dict[str, Any]:
        if not 0 <= number < len(self):
            raise IndexError(number)
        indices = np.unravel_index(number, self.shape)
        return {name: values[index] for (name, values), index in zip(self.settings.items(), indices, strict=True)}


def readings_of(layers: Layers, criteria: Criteria, *, grid: Grid | None = None) -> Readings:
    """The readings of a question.

    Raises
    ------
    CriteriaError
        Where the layers have no figures of the year.

    Examples
    --------
    >>> readings = readings_of(layers, Criteria())
    >>> readings.reach_km, len(readings)
    ((30, 40, 50.0, 60, 75), 12150)
    """
    grid = grid or grid_of(criteria.readings)
    returns = returns_of(layers, criteria)
    national = returns.national_rate
    asked_rate = rate_asked(criteria, national)
    rates = [min(national * factor, 100.0) for factor in grid.rate_factors] if not math.isnan(national) else []
    return Readings(
        asked=criteria,
        rate_reading=RATE_READINGS if returns.error else RATE_READINGS[:1],
        rural_split=_splits(layers, criteria),
        rural_below=_lines(criteria, grid),
        helpers=helpers_of(layers, criteria, grid=grid),
        **_reaches(layers, criteria, grid),
        max_covered_share=_values(grid.max_covered_share, criteria.max_covered_share),
        min_rural_share=_values(grid.min_rural_share, criteria.min_rural_share),
        min_return_rate=_values(rates, asked_rate),
        min_return_dwellings=_values(grid.min_return_dwellings, criteria.min_return_dwellings),
        asked_rate=asked_rate,
    )


def helpers_of(layers: Layers, criteria: Criteria, *, grid: Grid | None = None) -> tuple[Helpers, ...]:
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

    Examples
    --------
    >>> [helpers.sureness for helpers in helpers_of(layers, Criteria())]
    ['state', 'state', 'state', 'office', 'confirmed']
    """
    grid = grid or grid_of(criteria.readings)
    asked = Helpers(criteria.programs, criteria.as_of, criteria.count_reception, criteria.sureness)
    others = [asked._replace(count_reception=not criteria.count_reception)]
    if CURRENT in criteria.programs and layers.programs.has_view(WITH_GENERAL_SERVICES):
        others.append(asked._replace(programs=tuple(sorted({*criteria.programs, WITH_GENERAL_SERVICES}))))
    others += [asked._replace(sureness=least) for least in SURENESS[1:]]
    reaches = _reaches(layers, criteria, grid)
    farthest = {"reach_min": None} | {name: max(values) for name, values in reaches.items() if values}
    lines, splits = _lines(criteria, grid), _splits(layers, criteria)
    in_region = asked_about(layers, criteria)
    read, found = {_sites_of(layers, criteria, asked)}, [asked]
    for helpers in others:
        sites = _sites_of(layers, criteria, helpers)
        if sites in read:
            continue
        read.add(sites)
        asked_so = criteria.model_copy(update={**helpers._asdict(), **farthest})
        if (covered_shares(layers, asked_so, lines, splits)[max(lines), splits[0]].share[in_region] > 0).any():
            found.append(helpers)
    return tuple(found)


def _lines(criteria: Criteria, grid: Grid) -> tuple[int, ...]:
    return tuple(sorted({*grid.rural_below, criteria.rural_below}))


def _splits(layers: Layers, criteria: Criteria) -> tuple[str, ...]:
    return RURAL_SPLITS if reach_of(layers).knows_residence else (criteria.rural_split,)


def _sites_of(layers: Layers, criteria: Criteria, helpers: Helpers) -> tuple[str, ...]:
    selection = select_sites(layers, criteria.model_copy(update=helpers._asdict()))
    return tuple(selection.covering["site_id"])


def _reaches(layers: Layers, criteria: Criteria, grid: Grid) -> dict[str, tuple[float, ...]]:
    """Reaches that could be asked, the asked one among them, km or minutes; of minutes that are a band the ends."""
    near, far = criteria.reach_ends_km
    if criteria.reach_min is None:
        return {"reach_km": _values(grid.reach_km, far), "reach_min": ()}
    if layers.network is None:
        return {"reach_km": _values((near, (near + far) / 2.0), far), "reach_min": ()}
    most = layers.network.limit_min
    minutes = [min(criteria.reach_min * factor, most) for factor in SPEED_FACTORS]
    return {"reach_km": (), "reach_min": _values(minutes, criteria.reach_min)}


def _values(declared: Iterable[float], asked: float) -> tuple[float, ...]:
    return tuple(sorted({asked, *declared}))
