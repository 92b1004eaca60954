"""A network that was built, or several of regions, as what answers in minutes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from layers.cache import LruCache
from layers.model import Layers
from layers.network import facts as told
from layers.network.errors import NetworkError
from layers.network.facts import Facts
from layers.network.ground import Floats, Longs
from layers.network.phases import MINUTES_FILE, PLACES_FILE, TENTHS, TIES_FILE, open_search
from layers.network.search import Search
from vocabulary.lists import TIES

#: The variable that names the folder of the network, for page and commands alike.
VARIABLE = "ALCANCE_NETWORK"

_SEARCHED = 100

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
    """

    folder: Path
    facts: Facts
    tie: NDArray[np.int8]
    search: Search
    _first: Mapping[Place, int]
    _starts: Longs
    _table: Mapping[str, NDArray]

    def ways(self, lon: float, lat: float) -> Ways:
        """As `Network.ways`, without a cache.

        Examples
        --------
        >>> table = {"settlement": np.array([3]), "minutes": np.array([905]), "km": np.array([310])}
        >>> facts = Facts.model_construct(limit_min=180.0)
        >>> region = Region(Path(), facts, np.zeros(0), None, {(-96.7, 17.1): 0}, np.array([0, 1]), table)
        >>> region.ways(-96.7, 17.1).minutes.tolist()
        [90.5]
        """
        known = self._first.get((lon, lat))
        if known is not None:
            rows = slice(self._starts[known], self._starts[known + 1])
            minutes, km = (np.divide(self._table[name][rows], TENTHS, dtype="float32") for name in ("minutes", "km"))
            return Ways(self._table["settlement"][rows].astype("int64"), minutes, km)
        minutes, km = self.search.minutes_to(lon, lat, self.facts.limit_min)
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
    """

    regions: tuple[Region, ...]
    tie: NDArray[np.int8]
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

    @property
    def credit(self) -> str:
        """Whom to name and under which licence, wherever the minutes go."""
        return told.joined(f"{facts.credit} ({facts.licence}, {facts.licence_url})" for facts in self.facts)

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


def network_folder(asked: Path | None = None) -> Path | None:
    """The folder of the network: the one that an option names, else the one that `VARIABLE` does, else none.

    Examples
    --------
    >>> network_folder(Path("roads"))
    PosixPath('roads')
    """
    named = os.environ.get(VARIABLE, "")
    return asked or (Path(named) if named else None)


def load(folder: Path, layers: Layers) -> Network:
    """Load a network: a folder that `alcance network` wrote, or one that holds such folders, a region each.

    Parameters
    ----------
    folder : Path
    layers : Layers
        With the settlements that it was built for.

    Raises
    ------
    NetworkError
        Where there is none, it is not whole, it is of other settlements, or two regions have the same settlement.

    Examples
    --------
    >>> load(Path("nowhere"), layers)
    Traceback (most recent call last):
        ...
    layers.network.errors.NetworkError: nowhere: holds no network that `alcance network` has written whole; ...
    """
    folders = [folder]
    if not (folder / told.FILE).is_file() and folder.is_dir():
        folders = sorted(path.parent for path in folder.glob(f"[!.]*/{told.FILE}")) or folders
    digest = told.digest_of(layers.settlements)
    regions = tuple(_region(each, layers, digest) for each in folders)
    tie = np.full(len(layers.settlements), TIES.index("outside"), dtype="int8")
    for region in regions:
        own = region.tie != TIES.index("outside")
        both = np.flatnonzero(own & (tie != TIES.index("outside")))
        if both.size:
            first = layers.settlements.iloc[int(both[0])]
            names = f"{first['locality']} ({first['locality_key']})"
            raise NetworkError("two_regions", folder=region.folder.name, settlement=names, count=int(both.size))
        tie[own] = region.tie[own]
    return Network(regions, tie)


def _region(folder: Path, layers: Layers, digest: str) -> Region:
    facts = told.read_facts(folder)
    if facts.settlements != digest:
        raise NetworkError("other_edition", folder=folder.name, found=facts.edition, ours=layers.provenance.edition)
    try:
        places = pd.read_parquet(folder / PLACES_FILE)
        how = pd.read_parquet(folder / TIES_FILE, columns=["tie"])["tie"]
        table = pq.read_table(folder / MINUTES_FILE)
        columns = {name: table.column(name).to_numpy() for name in ("settlement", "minutes", "km")}
        starts = np.searchsorted(table.column("place").to_numpy(), np.arange(len(places) + 1))
        tie = pd.Categorical(how, categories=list(TIES)).codes.astype("int8")
        if len(tie) != len(layers.settlements) or (tie < 0).any():
            raise NetworkError("damaged", folder=folder.name)
        return Region(
            folder=folder,
            facts=facts,
            tie=tie,
            search=open_search(folder, layers, tie != TIES.index("outside")),
            _first={(float(lon), float(lat)): row for row, (lon, lat) in enumerate(places.to_numpy())},
            _starts=starts.astype("int64"),
            _table=columns,
        )
    except (OSError, EOFError, ValueError, KeyError, pa.ArrowException) as error:
        raise NetworkError("damaged", folder=folder.name) from error
