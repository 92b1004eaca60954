"""Who is reached: every settlement against every catchment, exact to the millimetre and quick to ask again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.arrays import Bools, Floats, ratio
from geo.catchments import CIRCLE, POLYGON, SERVED, Selection
from geo.geodesy import ON_THE_LINE_KM, chord_bounds_m, geodesic_km
from layers import Layers
from layers.cache import LruCache
from layers.ellipsoid import earth_centred
from layers.names import slug
from layers.rows import each_row
from vocabulary.lists import RURAL_SPLITS

#: Which of two places is nearer may differ between chords and geodesics by the bounds' slack alone: under 0.5 %.
_NEARLY_NEAREST = 1.005

#: Chords from places to settlements are cached in whole steps of this many metres, rounded down: the longest has
#: 63,800.
_STEP_M = 200.0

#: Memory for chords, and for all that is cached of selections, sites and rural lines, bytes: with very many settlements
#: fewer results are cached, and are worked out again.
_CHORD_MEMORY = 24_000_000
_CACHED_MEMORY = 256_000_000

#: A municipality's return dwellings are spread as its people of `abroad_2015` are where it has this many of them, and
#: no more than this share of them lives in localities whose figure is masked.
FEWEST_ABROAD = 25
MOST_MASKED = 0.5

_CACHED_SELECTIONS = 16
_CACHED_SITES = 512
_CACHED_RURAL_LINES = 8

Steps = NDArray[np.uint16]
Place = tuple[float, float]


@dataclass(frozen=True)
class Nearest:
    """The site nearest to each municipal seat: its ids and sureness, and the distance; missing without any site."""

    program_id: pd.api.extensions.ExtensionArray
    site_id: pd.api.extensions.ExtensionArray
    sureness: pd.api.extensions.ExtensionArray
    km: Floats


class Rural:
    """Rural people and dwellings for one rural line: per settlement, and summed per municipality.

    A municipality without settlements, or with an unknown figure among them, is unknown: NaN, never zero.
    """

    def __init__(self, reach: Reach, rural_below: int) -> None:
        rural = reach.locality_population < rural_below
        self.below = rural_below
        self.people_at = np.where(rural, reach.population, 0.0)
        people = reach.sum_by_municipality(reach.population)
        dwellings = reach.sum_by_municipality(reach.dwellings)
        self.people = reach.sum_by_municipality(self.people_at)
        rural_dwellings = reach.sum_by_municipality(np.where(rural, reach.dwellings, 0.0))
        self.share = ratio(self.people, people)
        self.dwelling_share = ratio(rural_dwellings, dwellings)


@dataclass(frozen=True, eq=False)
class Spread:
    """How the return dwellings of each municipality are spread over its settlements, for one rural line.

    Attributes
    ----------
    at : ndarray of shape (settlements,)
        Weight of each settlement among the rural ones of its municipality; 0 where it is not rural.
    total : ndarray of shape (municipalities,)
        Sum of the weights.
    rural_share : ndarray of shape (municipalities,)
        Share of the return dwellings in rural localities, 0-1.
    measured : ndarray of shape (municipalities,)
        Whether the spread is that of the people who lived abroad in 2015. Elsewhere one return rate is assumed:
        dwellings decide the rural share, and rural people the rest.
    """

    at: Floats
    total: Floats
    rural_share: Floats
    measured: Bools


class Reach:
    """Some settlements and the seats of their municipalities, laid out for asking who is reached.

    Distances are geodesic on WGS84. Chords bound them; only where the bound cannot tell inside from outside
    (a few metres about a circle's line) is the geodesic itself computed.

    Examples
    --------
    >>> reach = Reach(layers.municipios, layers.settlements)
    >>> reach.rural(15_000).people[:2].tolist()
    [85097.0, 51536.0]
    """

    def __init__(self, municipios: pd.DataFrame, settlements: pd.DataFrame) -> None:
        keys = pd.Index(municipios["cvegeo"])
        self.municipality = keys.get_indexer(settlements["cvegeo"])
        self.size = len(keys)
        self._keys = keys
        self._lon = settlements["lon"].to_numpy()
        self._lat = settlements["lat"].to_numpy()
        self._xyz = [np.ascontiguousarray(axis) for axis in earth_centred(self._lon, self._lat).T]
        self._seat_lon = municipios["seat_lon"].to_numpy()
        self._seat_lat = municipios["seat_lat"].to_numpy()
        self._seat_xyz = earth_centred(self._seat_lon, self._seat_lat)
        self.names = {name: municipios[name].array for name in municipios.columns}
        self.state_code = municipios["state_code"].to_numpy(dtype=object)
        self.region_id = municipios["region"].map(slug).to_numpy(dtype=object)
        self.population = settlements["population"].to_numpy()
        self.dwellings = settlements["dwellings"].to_numpy()
        self.locality_population = settlements["locality_population"].to_numpy()
        self._abroad_at = settlements["abroad_2015"].to_numpy(dtype="float64")
        self.abroad = municipios["abroad_2015"].to_numpy(dtype="float64")
        over_5 = municipios["people_5_and_over"].to_numpy(dtype="float64")
        #: People of 5 and older who lived in another country in 2015, % of those of 5 and older.
        self.abroad_rate = 100.0 * ratio(self.abroad, over_5)
        known = ~np.isnan(self.abroad_rate)
        over_5_known = over_5[known].sum()
        self.national_abroad_rate = 100.0 * self.abroad[known].sum() / over_5_known if over_5_known > 0 else np.nan
        self.inhabited = np.bincount(self.municipality, minlength=self.size) > 0
        #: Where each municipality's settlements begin, if they stand together: sums are then five times as quick.
        together = len(self.municipality) > 0 and bool((np.diff(self.municipality) >= 0).all())
        starts = np.flatnonzero(np.diff(self.municipality, prepend=-1))
        self.starts = starts if together else starts[:0]
        size = max(1, len(settlements))
        chords = max(_CHORD_MEMORY // (2 * size), min(64, _CACHED_MEMORY // (2 * size)), 1)
        self._chords: LruCache[Steps] = LruCache(chords)
        self._nearest_chords: LruCache[Steps | None] = LruCache(_how_many(_CACHED_SELECTIONS, 2 * size))
        self._in_fixed: LruCache[Bools | None] = LruCache(_how_many(_CACHED_SELECTIONS, size))
        self._in_site: LruCache[Bools] = LruCache(_how_many(_CACHED_SITES, size))
        self._nearest: LruCache[Nearest] = LruCache(_CACHED_SELECTIONS)
        self._rural: LruCache[Rural] = LruCache(_how_many(_CACHED_RURAL_LINES, 8 * size))
        self._spread: LruCache[Spread] = LruCache(_how_many(_CACHED_RURAL_LINES, 8 * size))

    def sum_by_municipality(self, values: Floats) -> Floats:
        """Sum of a figure of the settlements per municipality; NaN where one is unknown or there is no settlement."""
        if not self.starts.size:
            counted = np.bincount(self.municipality, weights=values, minlength=self.size)
            return np.where(self.inhabited, counted, np.nan)
        sums: Floats = np.full(self.size, np.nan)
        sums[self.inhabited] = np.add.reduceat(values, self.starts)
        return sums

    def rural(self, rural_below: int) -> Rural:
        """Rural people and dwellings, a locality of fewer people than ``rural_below`` being rural."""
        return self._rural.get(rural_below, lambda: Rural(self, rural_below))

    def spread(self, rural_below: int, split: str) -> Spread:
        """How return dwellings are spread, a locality of fewer people than ``rural_below`` being rural.

        Parameters
        ----------
        rural_below : int
            People.
        split : str
            One of `RURAL_SPLITS`: ``dwellings`` assumes one return rate in the municipality; ``residence`` takes the
            people who lived abroad in 2015 where they are `FEWEST_ABROAD` or more and mostly known. Those whose
            locality is masked are the municipality's total less the known ones, by people.
        """
        return self._spread.get((rural_below, split), lambda: self._find_spread(rural_below, split))

    def _find_spread(self, rural_below: int, split: str) -> Spread:
        rural = self.rural(rural_below)
        if split == RURAL_SPLITS[0]:
            return Spread(rural.people_at, rural.people, rural.dwelling_share, np.zeros(self.size, dtype=bool))
        weights, measured = self._residence
        rural_weights = np.where(self.locality_population < rural_below, weights, 0.0)
        in_rural = self.sum_by_municipality(rural_weights)
        share = ratio(in_rural, self.sum_by_municipality(weights))
        # Where nobody of them is rural, what a sample may find there is spread as the people are.
        at = np.where((measured & (in_rural > 0))[self.municipality], rural_weights, rural.people_at)
        return Spread(at, self.sum_by_municipality(at), np.where(measured, share, rural.dwelling_share), measured)

    def weights(self, split: str) -> Floats:
        """What return dwellings are spread by, of every settlement, rural or not: people, or those of `abroad_2015`.

        Of shape (settlements,); ``split`` is as in `spread`, whose weights are those of the rural settlements.
        """
        if split == RURAL_SPLITS[0]:
            return self.population
        weights, measured = self._residence
        return np.where(measured[self.municipality], weights, self.population)

    @property
    def knows_residence(self) -> bool:
        """Whether return dwellings can be spread in any municipality as the people who lived abroad in 2015."""
        return bool(self._residence[1].any())

    @cached_property
    def masked_abroad(self) -> Floats:
        """People of `abroad_2015` by municipality who live in localities whose figure is masked; NaN where unknown."""
        rest = self.abroad - self.sum_by_municipality(np.nan_to_num(self._abroad_at, nan=0.0))
        return np.where(rest > 0, rest, 0.0 * rest)

    @cached_property
    def _residence(self) -> tuple[Floats, Bools]:
        """People who lived abroad in 2015 by settlement, the masked ones estimated; where they can be used."""
        masked, rest = np.isnan(self._abroad_at), self.masked_abroad
        hidden_people = np.where(masked, self.population, 0.0)
        each = ratio(rest, self.sum_by_municipality(hidden_people))
        weights = np.where(masked, np.nan_to_num(each)[self.municipality] * hidden_people, self._abroad_at)
        total = self.sum_by_municipality(weights)
        with np.errstate(invalid="ignore"):
            measured = (self.abroad >= FEWEST_ABROAD) & (rest <= MOST_MASKED * self.abroad) & (total > 0)
        return weights, measured

    def reached(self, selection: Selection, reach_km: float) -> Bools:
        """Whether each settlement lies in a catchment of at least one covering site.

        Parameters
        ----------
        selection : Selection
            From `geo.catchments.select_sites`.
        reach_km : float
            Radius of the circles whose site has no reach of its own.

        Returns
        -------
        ndarray of shape (settlements,)
            A point on a line is inside.
        """
        inside = self.in_own_catchments(selection)
        steps = self._nearest_chords.get(selection, lambda: self._nearest_chord(selection.places))
        return inside if steps is None else inside | self._within(steps, selection.places, reach_km)

    def in_own_catchments(self, selection: Selection) -> Bools:
        """Whether each settlement lies in a catchment that does not depend on the question's reach."""
        fixed = self._in_fixed.get(selection, lambda: self._find_fixed(selection))
        return np.zeros(len(self._lon), dtype=bool) if fixed is None else fixed.copy()

    def in_circle(self, place: Place, radius_km: float) -> Bools:
        """Whether each settlement lies within so many km of a place (longitude, latitude)."""
        return self._in_site.get(
            (CIRCLE, place, radius_km), lambda: self._within(self._chord(place), [place], radius_km)
        )

    def nearest(self, selection: Selection) -> Nearest:
        """The covering site nearest to each municipal seat, geodesic; of several equally near, the first by id."""
        return self._nearest.get(selection, lambda: self._find_nearest(selection.covering))

    def km_to_be_reached(self, selection: Selection, rows: NDArray[np.intp]) -> Floats:
        """The smallest reach at which each of some settlements is reached, km.

        Parameters
        ----------
        selection : Selection
            From `geo.catchments.select_sites`.
        rows : ndarray of int
            Which settlements, by position.

        Returns
        -------
        ndarray of shape (len(rows),)
            The geodesic to the nearest circle's centre; 0 in a catchment that does not depend on the question's reach,
            infinite where there is no circle.
        """
        km = np.full(len(rows), np.inf)
        places = selection.places
        steps = self._nearest_chords.get(selection, lambda: self._nearest_chord(places))
        if steps is not None:
            # A metre more for very near ones, as `chord_bounds_m` allows itself.
            bound = (steps[rows] + 1.0) * _NEARLY_NEAREST + 1.0 / _STEP_M
            for place in places:
                chords = self._chords.get(place, partial(self._chord, place))
                near = np.flatnonzero(chords[rows] <= bound)
                at = rows[near]
                lon, lat = (np.full(len(near), degrees) for degrees in place)
                km[near] = np.minimum(km[near], geodesic_km(self._lon[at], self._lat[at], lon, lat))
        return np.where(self.in_own_catchments(selection)[rows], 0.0, km)

    def _nearest_chord(self, places: list[Place]) -> Steps | None:
        if not places:
            return None
        nearest = np.full(len(self._lon), np.iinfo("uint16").max, dtype="uint16")
        for place in places:
            np.minimum(nearest, self._chords.get(place, partial(self._chord, place)), out=nearest)
        return nearest

    def _chord(self, place: Place) -> Steps:
        x, y, z = earth_centred(np.array([place[0]]), np.array([place[1]]))[0]
        dx, dy, dz = self._xyz[0] - x, self._xyz[1] - y, self._xyz[2] - z
        return (np.sqrt(dx * dx + dy * dy + dz * dz) / _STEP_M).astype("uint16")

    def _within(self, steps: Steps, places: list[Place], radius_km: float) -> Bools:
        low, high = (max(chord, 0.0) for chord in chord_bounds_m(radius_km))
        # A chord of n steps is shorter than n + 1 of them.
        sure, most = (np.uint16(chord // _STEP_M) for chord in (low, high))
        inside: Bools = steps < sure
        unsure = np.flatnonzero((steps >= sure) & (steps <= most))
        if unsure.size:
            at = np.array(places)
            squared = np.zeros((len(unsure), len(at)))
            for here, there in zip(self._xyz, earth_centred(at[:, 0], at[:, 1]).T, strict=True):
                squared += (here[unsure, None] - there) ** 2
            inside[unsure[(squared < low**2).any(axis=1)]] = True
            point, place = np.nonzero((squared >= low**2) & (squared <= high**2))
            exact = geodesic_km(self._lon[unsure[point]], self._lat[unsure[point]], at[place, 0], at[place, 1])
            inside[unsure[point[exact <= radius_km + ON_THE_LINE_KM]]] = True
        return inside

    def _find_fixed(self, selection: Selection) -> Bools | None:
        sites = selection.covering
        fixed = sites[(sites["catchment"] != CIRCLE) | sites["reach_km"].notna()]
        if fixed.empty:
            return None
        inside = np.zeros(len(self._lon), dtype=bool)
        for site in each_row(fixed):
            if site.catchment == SERVED:
                inside |= self._in_site.get((SERVED, site.served), partial(self._in_served, site.served))
            elif site.catchment == POLYGON:
                inside |= self._in_site.get((POLYGON, site.polygon.wkb), partial(self._in_polygon, site.polygon))
            else:
                inside |= self.in_circle((float(site.lon), float(site.lat)), float(site.reach_km))
        return inside

    def _in_served(self, served: tuple[str, ...]) -> Bools:
        rows = self._keys.get_indexer(list(served))
        return np.isin(self.municipality, rows[rows >= 0])

    def _in_polygon(self, polygon: BaseGeometry) -> Bools:
        shapely.prepare(polygon)
        return np.asarray(shapely.intersects_xy(polygon, self._lon, self._lat), dtype=bool)

    def _find_nearest(self, sites: pd.DataFrame) -> Nearest:
        if sites.empty:
            none = pd.array([None] * self.size, dtype="str")
            return Nearest(none, none, none, np.full(self.size, np.nan))
        lon, lat = sites["lon"].to_numpy(), sites["lat"].to_numpy()
        at = earth_centred(lon, lat)
        squared = np.zeros((self.size, len(at)))
        for axis in range(3):
            squared += (self._seat_xyz[:, axis, None] - at[None, :, axis]) ** 2
        chord = np.sqrt(squared.min(axis=1))
        seat, site = np.nonzero(squared <= ((chord * _NEARLY_NEAREST + 1.0) ** 2)[:, None])
        km = geodesic_km(self._seat_lon[seat], self._seat_lat[seat], lon[site], lat[site])
        order = np.lexsort((site, np.round(km, 9), seat))
        first = order[np.unique(seat[order], return_index=True)[1]]
        row = site[first]
        ids, names = sites["site_id"].array, sites["program_id"].array
        return Nearest(names[row], ids[row], sites["sureness"].array[row], km[first])


def _how_many(most: int, size: int) -> int:
    """How many results of so many bytes are cached: at most ``most``, within the memory, at least one."""
    return max(1, min(most, _CACHED_MEMORY // size))


def reach_of(layers: Layers) -> Reach:
    """The `Reach` of the layers' settlements, made once: own programs or returns of many sessions share it.

    Examples
    --------
    >>> reach = reach_of(layers)
    >>> bool(reach.reached(gaps.selection, 50.0)[0])
    True
    >>> reach_of(layers.with_programs(layers.programs)) is reach
    True
    """
    return layers.settlement_cache.get("reach", (), lambda: Reach(layers.municipios, layers.settlements), most=1)
