"""Minutes from every settlement to one place: a search from the place along the roads the wrong way round."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layers.network.graph import Pieces, quickest
from layers.network.ground import Floats, Ints, Longs, between_km, earth_centred_km, release
from layers.network.ties import (
    ON_FOOT,
    WALK_KM,
    Ties,
    along_one_piece,
    pieces_about,
    straight,
    ties,
)

#: Room behind the arcs for those of the one place that is asked about.
_ROOM = 16_384
_ARCS = ("row", "column", "minutes", "km")


@dataclass(frozen=True, eq=False)
class Arcs:
    """The reversed graph, a row a node: first the nodes of the roads, then the settlements, last the place asked about.

    From a node lead arcs to the nodes and the settlements from which one comes to it. The row of the place has room
    behind the others' and is written anew for each question.

    Attributes
    ----------
    row : ndarray of shape (rows + 1,)
        Where each row's arcs begin; the last row is empty.
    column : ndarray of int32
        Where each arc leads.
    minutes, km : ndarray of float64, float32
    """

    row: Ints
    column: Ints
    minutes: Floats
    km: NDArray[np.float32]

    def save(self, folder: Path) -> None:
        """Write each column to a file of its own.

        Examples
        --------
        >>> Arcs(*(np.zeros(0),) * 4).save(Path("nowhere"))
        Traceback (most recent call last):
            ...
        FileNotFoundError: [Errno 2] No such file or directory: 'nowhere/arc-row.npy'
        """
        for name in _ARCS:
            np.save(folder / f"arc-{name}.npy", getattr(self, name))

    @classmethod
    def read(cls, folder: Path) -> Arcs:
        """What `save` wrote; what is then written to it stays in memory.

        Examples
        --------
        >>> Arcs.read(Path("nowhere"))
        Traceback (most recent call last):
            ...
        FileNotFoundError: [Errno 2] No such file or directory: 'nowhere/arc-row.npy'
        """
        return cls(**{name: np.load(folder / f"arc-{name}.npy", mmap_mode="c") for name in _ARCS})


def reversed_arcs(pieces: Pieces, reached: Ties, settlements: int) -> Arcs:
    """The reversed graph of roads with the settlements tied to it; of two arcs between the same nodes the quicker one.

    Examples
    --------
    >>> pieces = Pieces(
    ...     np.array([0]), np.array([1]), np.ones(1), np.array([1.5]), np.array([np.inf]), np.zeros(1), np.eye(3)[:2]
    ... )
    >>> none = Ties(np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64"), np.zeros(0), np.zeros(0))
    >>> arcs = reversed_arcs(pieces, none, 0)
    >>> arcs.row.tolist(), arcs.column[:1].tolist()
    ([0, 0, 1, 1], [0])
    """
    nodes = len(pieces.place)
    along, against = np.isfinite(pieces.there), np.isfinite(pieces.back)
    head = np.concatenate([pieces.end[along], pieces.start[against], reached.node])
    tail = np.concatenate([pieces.start[along], pieces.end[against], reached.place + nodes])
    minutes = np.concatenate([pieces.there[along], pieces.back[against], reached.minutes])
    km = np.concatenate([pieces.km[along], pieces.km[against], reached.km])
    rows = nodes + settlements + 1
    order, first, least, shortest = quickest(head.astype("int64") * rows + tail, minutes, km)
    head, tail = head[order][first], tail[order][first]
    row = np.zeros(nodes + settlements + 2, dtype="int32")
    row[1:] = np.cumsum(np.bincount(head, minlength=rows))
    return Arcs(
        row=row,
        column=np.concatenate([tail, np.zeros(_ROOM)]).astype("int32"),
        minutes=np.concatenate([least, np.zeros(_ROOM)]),
        km=np.concatenate([shortest, np.zeros(_ROOM)]).astype("float32"),
    )


@dataclass(frozen=True, eq=False)
class Search:
    """Everything that a search needs.

    Attributes
    ----------
    pieces, arcs : Pieces, Arcs
    lon, lat : ndarray of shape (settlements,)
        Degrees.
    inside : ndarray of bool
        Settlements that this network is about.
    tied_place, tied_piece : ndarray
        Settlements that the network's own table ties, ascending, and the pieces of road that they lie on.
    """

    pieces: Pieces
    arcs: Arcs
    lon: Floats
    lat: Floats
    inside: NDArray[np.bool_]
    tied_place: Longs
    tied_piece: Longs
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def minutes_to(self, lon: float, lat: float, limit_min: float) -> tuple[Floats, Floats]:
        """Minutes and km from every settlement to a place, on the quickest way; infinite beyond the limit.

        A place where a settlement stands that the network's own table ties is reached over the lines of that table.

        Parameters
        ----------
        lon, lat : float
            Degrees, EPSG:4326.
        limit_min : float

        Returns
        -------
        ndarray, ndarray of shape (settlements,)

        Examples
        --------
        >>> nothing = Pieces(*(np.zeros(0, dtype="int32"),) * 2, *(np.zeros(0),) * 4, place=np.zeros((0, 3)))
        >>> none = np.zeros(0, dtype="int64")
        >>> arcs = reversed_arcs(nothing, Ties(none, none, np.zeros(0), np.zeros(0)), 2)
        >>> lon, lat = np.array([-96.0, -96.01]), np.array([17.0, 17.0])
        >>> search = Search(nothing, arcs, lon, lat, np.ones(2, dtype=bool), none, none)
        >>> search.minutes_to(-96.0, 17.0, 60.0)[0].round(1).tolist()
        [0.0, 16.0]
        """
        place = earth_centred_km(np.array([lon]), np.array([lat]))
        at = np.flatnonzero((self.lon == lon) & (self.lat == lat))
        low, high = (np.searchsorted(self.tied_place, at, side=side) for side in ("left", "right"))
        keyed = [self.tied_piece[a:b] for a, b in zip(low, high, strict=True) if b > a]
        near = np.unique(np.concatenate(keyed)) if keyed else pieces_about(lon, lat, place[0], self.pieces)
        pairs = np.zeros(len(near), dtype="int64"), near
        left = ties(place, pairs, self.pieces, leaving=True, farthest_km=np.inf if keyed else WALK_KM)
        with self._lock:
            minutes, km = self._by_road(left, limit_min)
        self._directly(lat, place[0], near[:0] if keyed else near, minutes, km)
        outside = ~self.inside | (minutes > limit_min)
        minutes[outside], km[outside] = np.inf, np.inf
        release(self.pieces)
        return minutes, km

    def _by_road(self, left: Ties, limit_min: float) -> tuple[Floats, Floats]:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        arcs = self.arcs
        last = len(arcs.row) - 2
        begin = int(arcs.row[last])
        end = begin + len(left.node)
        arcs.column[begin:end], arcs.minutes[begin:end], arcs.km[begin:end] = left.node, left.minutes, left.km
        arcs.row[last + 1] = end
        graph = csr_array((arcs.minutes[:end], arcs.column[:end], arcs.row), shape=(last + 1, last + 1), copy=False)
        minutes, before = dijkstra(graph, indices=last, limit=limit_min, return_predecessors=True)
        found = np.flatnonzero(np.isfinite(minutes))
        nodes = len(self.pieces.place)
        km = np.full(last - nodes, np.inf)
        homes = (found >= nodes) & (found < last)
        km[found[homes] - nodes] = self._km(found, before)[homes]
        release(arcs)
        return minutes[nodes:last].copy(), km

    def _km(self, found: Longs, before: Ints) -> Floats:
        """Km of the ways from the nodes found to the place, the last of them.

        Each step takes ways that lead twice as far back as those of the step before.
        """
        arcs = self.arcs
        begin, count = arcs.row[found], arcs.row[found + 1] - arcs.row[found]
        arc = np.repeat(begin - np.cumsum(count) + count, count) + np.arange(count.sum())
        to = arcs.column[arc]
        taken = before[to] == np.repeat(found, count)
        sums, root = np.zeros(len(found)), len(found) - 1
        sums[np.searchsorted(found, to[taken])] = arcs.km[arc[taken]]
        origin = before[found]
        step = np.where(origin < 0, root, np.searchsorted(found, origin))
        while (step != root).any():
            sums = sums + sums[step]
            step = step[step]
        return sums

    def _directly(self, lat: float, place: Floats, near: Longs, minutes: Floats, km: Floats) -> None:
        """Take what is sooner without passing a node: on foot all the way, or over one piece of road."""
        farthest = 2.0 * WALK_KM + 2.0
        rows = np.flatnonzero(np.abs(self.lat - lat) < farthest / 110.0)
        at = earth_centred_km(self.lon[rows], self.lat[rows])
        close = ((at - place) ** 2).sum(axis=1) < farthest**2
        rows, at = rows[close], at[close]
        walked = between_km(at, place[None])
        self._sooner(rows, np.where(walked <= WALK_KM, walked * ON_FOOT, np.inf), walked, minutes, km)
        rows, at = (values[~np.isin(rows, self.tied_place)] for values in (rows, at))
        start, end = self.pieces.place[self.pieces.start[near]], self.pieces.place[self.pieces.end[near]]
        for piece, a, b in zip(near, start, end, strict=True):
            seen, to = straight(at, a, b), straight(place, a, b)
            length = self.pieces.km[piece]
            self._sooner(rows, *along_one_piece(seen, to, self.pieces.there[piece], length), minutes, km)
            back = along_one_piece(seen.turned(), to.turned(), self.pieces.back[piece], length)
            self._sooner(rows, *back, minutes, km)

    @staticmethod
    def _sooner(rows: Longs, taken: Floats, length: Floats, minutes: Floats, km: Floats) -> None:
        better = taken < minutes[rows]
        minutes[rows[better]], km[rows[better]] = taken[better], length[better]
