"""A network that was built, or several of regions, as what answers in minutes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layers.cache import LruCache
from layers.network.facts import Facts, joined
from layers.network.ground import Floats, Longs
from layers.network.search import Search
from vocabulary.lists import TIES

#: Minutes and km are stored as whole ones of so many parts.
TENTHS = 10.0

_SEARCHED = 200

Place = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Ways:
    """The quickest ways to one place, from the settlements that reach it within the network's limit.

    Attributes
    ----------
    settlement : ndarray of int64
        Rows of `Layers.settlements`, ascending.
    minutes, km : ndarray of float32
        To the tenth.
    """

    settlement: Longs
    minutes: NDArray[np.float32]
    km: NDArray[np.float32]

    def within(self, limit_min: float) -> Longs:
        """Settlements from which it takes no longer.

        Examples
        --------
        >>> minutes = np.array([20, 90], dtype="float32")
        >>> Ways(np.array([3, 7]), minutes, minutes).within(60.0).tolist()
        [3]
        """
        return self.settlement[self.minutes <= limit_min]


@dataclass(frozen=True, eq=False)
class Nearest:
    """The place that each settlement reaches soonest: its index among those asked about, -1 where it reaches none."""

    place: Longs
    minutes: Floats
    km: Floats


@dataclass(frozen=True, eq=False)
class Region:
    """One folder that `alcance network` wrote.

    Attributes
    ----------
    facts : Facts
    tie : ndarray of int8
        How each settlement is tied, as an index in `vocabulary.lists.TIES`.
    search : Search
        For places that the folder was not built with.
    first : mapping of place to int
        Those that it was built with, by their row.
    starts : ndarray of int64
        Where the ways to each begin in the table; a last one where they end.
    table : mapping of str to ndarray
        ``settlement``, and ``minutes`` and ``km`` in tenths.
    """

    folder: Path
    facts: Facts
    tie: NDArray[np.int8]
    search: Search
    first: Mapping[Place, int]
    starts: Longs
    table: Mapping[str, NDArray]

    def ways(self, lon: float, lat: float, limit_min: float | None = None) -> Ways:
        """As `Network.ways`, without a cache, and if asked no farther than some minutes.

        Examples
        --------
        >>> table = {"settlement": np.array([3]), "minutes": np.array([905]), "km": np.array([310])}
        >>> facts = Facts.model_construct(limit_min=180.0)
        >>> region = Region(Path(), facts, np.zeros(0), None, {(-96.7, 17.1): 0}, np.array([0, 1]), table)
        >>> region.ways(-96.7, 17.1).minutes.tolist()
        [90.5]
        """
        known = self.first.get((lon, lat))
        if known is not None:
            rows = slice(self.starts[known], self.starts[known + 1])
            minutes, km = (np.divide(self.table[name][rows], TENTHS, dtype="float32") for name in ("minutes", "km"))
            return Ways(self.table["settlement"][rows].astype("int64"), minutes, km)
        minutes, km = self.search.minutes_to(lon, lat, limit_min or self.facts.limit_min)
        found = np.flatnonzero(np.isfinite(minutes))
        told_minutes, told_km = (np.round(values[found], 1).astype("float32") for values in (minutes, km))
        return Ways(found, told_minutes, told_km)


@dataclass(frozen=True, eq=False)
class Network:
    """Minutes by road from every settlement, to the sites' places and to any other; never changed after loading.

    Attributes
    ----------
    regions : tuple of Region
        Each about settlements of its own.
    tie : ndarray of int8
        How each settlement is tied, as an index in `vocabulary.lists.TIES`; ``outside`` in no region.
    name : str
        Of its folder.
    """

    regions: tuple[Region, ...] = field(repr=False)
    tie: NDArray[np.int8] = field(repr=False)
    name: str = ""
    _searched: LruCache[Ways] = field(default_factory=lambda: LruCache(_SEARCHED), repr=False)

    @property
    def limit_min(self) -> float:
        """Minutes beyond which nothing is known."""
        return min(region.facts.limit_min for region in self.regions)

    @property
    def off(self) -> NDArray[np.bool_]:
        """Settlements off the network: farther than 10 km on foot from any road of it."""
        return self.tie == TIES.index("off")

    @property
    def known(self) -> NDArray[np.bool_]:
        """Settlements that the network is about, those off it too."""
        return self.tie != TIES.index("outside")

    @property
    def facts(self) -> tuple[Facts, ...]:
        """What is told of each region's network."""
        return tuple(region.facts for region in self.regions)

    @cached_property
    def id(self) -> str:
        """Eight hexadecimal digits that change whenever the roads, the speeds or the settlements do."""
        said = "".join(facts.model_dump_json() for facts in self.facts)
        return hashlib.sha256(said.encode()).hexdigest()[:8]

    @property
    def credit(self) -> str:
        """Whom to name and under which licence, wherever the minutes go."""
        return joined(f"{facts.credit} ({facts.licence}, {facts.licence_url})" for facts in self.facts)

    def ways(self, lon: float, lat: float) -> Ways:
        """The quickest ways to a place, from all settlements within the limit.

        Those to the sites that the folder was built with are read, others searched once and cached.

        Parameters
        ----------
        lon, lat : float
            Degrees, EPSG:4326.

        Examples
        --------
        >>> Network((), np.zeros(2, dtype="int8")).ways(-96.7, 17.1).settlement.tolist()
        []
        """
        return self._searched.get((lon, lat), lambda: self._join(region.ways(lon, lat) for region in self.regions))

    @staticmethod
    def _join(parts: Iterable[Ways]) -> Ways:
        kept = list(parts)
        if len(kept) == 1:
            return kept[0]
        none = np.zeros(0, dtype="float32")
        kept = kept or [Ways(np.zeros(0, dtype="int64"), none, none)]
        settlement = np.concatenate([part.settlement for part in kept])
        order = np.argsort(settlement, kind="stable")
        minutes, km = (np.concatenate([getattr(part, name) for part in kept])[order] for name in ("minutes", "km"))
        return Ways(settlement[order], minutes, km)

    def way(self, settlement: int, lon: float, lat: float) -> tuple[float, float]:
        """Minutes and km from one settlement to a place; NaN beyond the limit.

        Examples
        --------
        >>> Network((), np.zeros(2, dtype="int8")).way(0, -96.7, 17.1)
        (nan, nan)
        """
        ways = self.ways(lon, lat)
        at = int(np.searchsorted(ways.settlement, settlement))
        if at == len(ways.settlement) or ways.settlement[at] != settlement:
            return np.nan, np.nan
        return float(ways.minutes[at]), float(ways.km[at])

    def within(self, lon: float, lat: float, limit_min: float) -> Longs:
        """Rows of the settlements from which a place is reached in so many minutes; searched anew, and no farther.

        Examples
        --------
        >>> Network((), np.zeros(2, dtype="int8")).within(-96.7, 17.1, 60.0).tolist()
        []
        """
        return self._join(region.ways(lon, lat, limit_min) for region in self.regions).within(limit_min)

    def reached(self, places: Iterable[Place], limits_min: Iterable[float]) -> NDArray[np.bool_]:
        """Whether each settlement reaches some of the places, each within its own minutes.

        Parameters
        ----------
        places : iterable of (lon, lat)
        limits_min : iterable of float
            Of each place.

        Examples
        --------
        >>> Network((), np.zeros(2, dtype="int8")).reached([(-96.7, 17.1)], [60.0]).tolist()
        [False, False]
        """
        found = np.zeros(len(self.tie), dtype=bool)
        for (lon, lat), limit_min in zip(places, limits_min, strict=True):
            found[self.ways(lon, lat).within(limit_min)] = True
        return found

    def nearest(self, places: Iterable[Place]) -> Nearest:
        """The place that each settlement reaches soonest, the first of those that are as soon.

        Examples
        --------
        >>> Network((), np.zeros(2, dtype="int8")).nearest([(-96.7, 17.1)]).place.tolist()
        [-1, -1]
        """
        count = len(self.tie)
        best = Nearest(np.full(count, -1), np.full(count, np.inf), np.full(count, np.inf))
        for index, (lon, lat) in enumerate(places):
            ways = self.ways(lon, lat)
            sooner = ways.minutes < best.minutes[ways.settlement]
            rows = ways.settlement[sooner]
            best.place[rows], best.minutes[rows], best.km[rows] = index, ways.minutes[sooner], ways.km[sooner]
        return best
