"""Which sites a question is about, and what kind of catchment each has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.arrays import Bools
from geo.criteria import REACH_SETTINGS, Criteria, place_of
from geo.settings import CriteriaError
from layers import Layers
from layers.programs import WHAT_IF, Programs
from vocabulary.lists import COMPONENTS, CURRENT, GENERAL_SERVICE, HYPOTHETICAL, SURENESS

#: The three kinds of catchment.
CIRCLE, SERVED, POLYGON = "circle", "served", "polygon"

_CACHED_SELECTIONS = 64
#: With hypothetical sites in them: who asks about services asks about the same sites many times.
_CACHED_CATALOGUES = 8

#: Settings that which sites count does not depend on. Any other is part of the key of a selection, a new one too.
_NOT_OF_SITES = frozenset(
    {
        *("year", "region", "state", "rural_below", "rural_split", "min_rural_share", "min_return_rate"),
        *("min_low_access_share", "min_return_dwellings", "max_covered_share", *REACH_SETTINGS),
        "readings",
    }
)

#: A hypothetical site may be this far from every settlement, in degrees (about 55 km); farther is at sea or abroad.
_FARTHEST_DEGREES = 0.5


def is_asked_circle(sites: pd.DataFrame) -> NDArray[np.bool_]:
    """Which covering sites reach as far as the question says: they have no catchment and no reach of their own.

    Examples
    --------
    >>> sites = gaps.selection.covering
    >>> bool((is_asked_circle(sites) == (sites["catchment"] == CIRCLE)).all())
    True
    """
    own = sites["reach_km"].notna() | sites["reach_min"].notna()
    return ((sites["catchment"] == CIRCLE) & ~own).to_numpy(dtype=bool)


def year_asked(programs: Programs, criteria: Criteria) -> int:
    """The year in which a site must be open: the question's, else its view's, else the catalogue's edition.

    A view lends its year only where every name asked for is a view of that same year.

    Examples
    --------
    >>> year_asked(layers.programs, Criteria(programs=("imrc-2014",)))
    2014
    """
    if criteria.as_of is not None:
        return criteria.as_of
    years = {view.id: view.as_of for view in programs.views}
    asked = {years.get(name) for name in criteria.programs}
    year = asked.pop() if len(asked) == 1 else None
    return programs.edition if year is None else year


@dataclass(frozen=True, eq=False)
class Selection:
    """The sites that a question is about; one object as long as the question asks for the same ones.

    Attributes
    ----------
    asked : DataFrame
        The sites of the programs asked about that are open and take the people asked about: rows of
        `Programs.sites`, with ``covers``: whether the site is as sure as asked and offers one of the components asked
        for (or, where the question counts reception, none of the 14 at all). The question's hypothetical sites are
        among them, their ``kind`` says so. Where the question asks for the current view, general services are among
        them too, to be seen; they cover nobody unless they are asked for.
    covering : DataFrame
        Those that cover, with ``catchment``: circle, served or polygon.
    as_of : int
        The year in which they had to be open.
    """

    asked: pd.DataFrame
    covering: pd.DataFrame
    as_of: int

    @cached_property
    def places(self) -> list[tuple[float, float]]:
        """Longitude and latitude of the covering sites whose circle has the question's reach, each place once."""
        rows = self.covering[is_asked_circle(self.covering)]
        return sorted(set(zip(rows["lon"].tolist(), rows["lat"].tolist(), strict=True)))

    @cached_property
    def timed(self) -> list[tuple[float, float, float]]:
        """Longitude, latitude and minutes of the covering sites that reach so many minutes far, each once."""
        rows = self.covering[((self.covering["catchment"] == CIRCLE) & self.covering["reach_min"].notna()).to_numpy()]
        return sorted(set(zip(rows["lon"].tolist(), rows["lat"].tolist(), rows["reach_min"].tolist(), strict=True)))

    @cached_property
    def served(self) -> list[str]:
        """Keys of the municipalities that a covering site serves, in order."""
        rows = self.covering.loc[(self.covering["catchment"] == SERVED).to_numpy(), "served"]
        return sorted({key for keys in rows for key in keys})

    @cached_property
    def polygons(self) -> list[BaseGeometry]:
        """Catchments of the covering sites that have a polygon (EPSG:4326)."""
        return self.covering.loc[(self.covering["catchment"] == POLYGON).to_numpy(), "polygon"].tolist()

    @cached_property
    def hypothetical(self) -> pd.DataFrame:
        """The question's hypothetical sites: rows of ``asked``."""
        return self.asked[(self.asked["kind"] == HYPOTHETICAL).to_numpy(dtype=bool)].reset_index(drop=True)


def select_sites(layers: Layers, criteria: Criteria) -> Selection:
    """The sites that the question is about.

    Raises
    ------
    CriteriaError
        Where a program, view or component is not in the catalogue, or a hypothetical site is at no municipality's seat
        and far from every settlement.

    Examples
    --------
    >>> len(select_sites(layers, Criteria()).covering)
    122
    >>> len(select_sites(layers, Criteria(sureness="confirmed")).covering)
    43
    """
    return layers.cache.get("sites", sites_key(criteria), lambda: _select(layers, criteria), most=_CACHED_SELECTIONS)


def sites_key(criteria: Criteria) -> tuple[object, ...]:
    """The settings that which sites count depends on: questions of the same key are about the same sites.

    Examples
    --------
    >>> sites_key(Criteria(reach_km=30)) == sites_key(Criteria())
    True
    >>> sites_key(Criteria(sureness="office")) == sites_key(Criteria())
    False
    """
    return criteria.without(_NOT_OF_SITES)


def hypothetical_sites(layers: Layers, criteria: Criteria) -> list[tuple[str, str, float, float]]:
    """For each hypothetical site of the question the end of its id, its name, longitude and latitude (degrees).

    Raises
    ------
    CriteriaError
        As `select_sites`.

    Examples
    --------
    >>> hypothetical_sites(layers, Criteria(what_if=("-96.7_17.1",)))
    [('w96-7-n17-1', '17.1, -96.7', -96.7, 17.1)]
    """
    table = layers.municipios
    row_of = pd.Index(table["cvegeo"])
    found = []
    for text in criteria.what_if:
        place = place_of(text)
        if place is None:
            row = row_of.get_indexer([text])[0]
            if row < 0:
                raise CriteriaError.of("what_if", "place", found=repr(text))
            at = table.iloc[row]
            found.append((text, f"{at['seat']}, {at['state']}", float(at["seat_lon"]), float(at["seat_lat"])))
        else:
            lon, lat = place
            _check_inhabited(layers, text, lon, lat)
            east, north = text.split("_")
            found.append((f"{_half(east, 'we')}-{_half(north, 'sn')}", f"{north}, {east}", lon, lat))
    return found


def _half(degrees: str, halves: str) -> str:
    return halves[not degrees.startswith("-")] + degrees.removeprefix("-").replace(".", "-")


def _check_inhabited(layers: Layers, text: str, lon: float, lat: float) -> None:
    east = (layers.settlements["lon"].to_numpy() - lon) * np.cos(np.radians(lat))
    north = layers.settlements["lat"].to_numpy() - lat
    if not np.hypot(east, north).min(initial=np.inf) <= _FARTHEST_DEGREES:
        raise CriteriaError.of("what_if", "uninhabited", found=repr(text))


class Requirements(NamedTuple):
    """What a site must be to cover, a value a site: `covers` where all are met.

    ``asked``: of a program asked about; ``open`` in the year; ``whom``: takes those asked about; ``gives`` a component
    asked for; ``there``: as sure as asked.
    """

    sites: pd.DataFrame
    asked: Bools
    open: Bools
    whom: Bools
    gives: Bools
    there: Bools

    @property
    def covers(self) -> Bools:
        """Whether each site covers."""
        return self.asked & self.open & self.whom & self.gives & self.there


def requirements(layers: Layers, criteria: Criteria) -> Requirements:
    """What each site of the catalogue, and each hypothetical one of the question, meets.

    Raises
    ------
    CriteriaError
        As `select_sites`.

    Examples
    --------
    >>> met = requirements(layers, Criteria(sureness="confirmed"))
    >>> int(met.covers.sum()), int((met.covers | ~met.there).sum())
    (43, 189)
    """
    year = year_asked(layers.programs, criteria)
    programs = layers.programs
    if criteria.what_if:
        programs = layers.cache.get(
            "hypothetical",
            criteria.what_if,
            lambda: layers.programs.with_hypothetical(hypothetical_sites(layers, criteria)),
            most=_CACHED_CATALOGUES,
        )
    sites = programs.sites
    views = {view.id for view in programs.views}
    unknown = [name for name in criteria.programs if name not in views and name not in layers.programs.ids]
    if unknown:
        raise CriteriaError.of("programs", "program", found=repr(unknown[0]), choices=", ".join(sorted(views)))
    strange = [name for name in criteria.components if name not in COMPONENTS]
    if strange:
        raise CriteriaError.of("components", "one_of", found=repr(strange[0]), choices=", ".join(COMPONENTS))
    names = set(criteria.programs)
    asked = sites["program_id"].isin(names | {WHAT_IF}) | _any_of(sites["views"], names)
    is_open = (sites["since"].fillna(year) <= year) & (sites["until"].fillna(year) >= year)
    takes = (sites["eligibility"] == "any") | (criteria.eligibility == "any")
    takes |= sites["eligibility"] == criteria.eligibility
    wanted = set(criteria.components or COMPONENTS)
    gives = _any_of(sites["components"], wanted)
    if criteria.count_announced:
        gives |= _any_of(sites["announced"], wanted)
    gives |= (sites["components"].map(len) == 0) & criteria.count_reception
    sure = sites["sureness"].isna() | sites["sureness"].isin(SURENESS[SURENESS.index(criteria.sureness) :])
    return Requirements(sites, *(met.to_numpy(dtype=bool) for met in (asked, is_open, takes, gives, sure)))


def covering(sites: pd.DataFrame) -> pd.DataFrame:
    """Sites that cover (rows of `Programs.sites`), as `Selection.covering` has them.

    Examples
    --------
    >>> covering(layers.programs.sites.head(1))["catchment"].tolist()
    ['circle']
    """
    return sites.assign(covers=True, catchment=_kind(sites)).reset_index(drop=True)


def _select(layers: Layers, criteria: Criteria) -> Selection:
    met = requirements(layers, criteria)
    general = (met.sites["kind"] == GENERAL_SERVICE).to_numpy(dtype=bool) & (CURRENT in criteria.programs)
    listed = (met.asked | general) & met.open & met.whom
    return Selection(
        asked=met.sites.assign(covers=met.covers)[listed].reset_index(drop=True),
        covering=covering(met.sites[met.covers]),
        as_of=year_asked(layers.programs, criteria),
    )


def _kind(sites: pd.DataFrame) -> np.ndarray:
    has_polygon = sites["polygon"].notna().to_numpy(dtype=bool)
    serves = (sites["served"].map(len) > 0).to_numpy(dtype=bool)
    return np.select([has_polygon, serves], [POLYGON, SERVED], CIRCLE).astype(object)


def _any_of(lists: pd.Series, wanted: set[str]) -> pd.Series:
    return lists.map(lambda names: not wanted.isdisjoint(names)).astype(bool)
