"""From pieces of road to a graph: connected parts, minutes a piece, pieces in the order of where they lie."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layers.network.ground import Floats, Ints, Longs, earth_centred_km
from layers.network.roads import BACKWARD, FORWARD, Roads

#: A part of the network that is connected to no other is kept where it has so many km of road (an island's, say), as
#: is the largest; settlements would be tied to shorter ones in vain. A length, and no share: what is kept stays kept
#: whatever roads are added.
PART_KM = 200.0

#: Side of the cells in which pieces are looked up, degrees, and how many there are around the globe.
CELL_DEGREES = 0.05
_AROUND = round(360 / CELL_DEGREES)

_MINUTES = 60.0


@dataclass(frozen=True, eq=False)
class Pieces:
    """The pieces of the graph, by the cell that the middle of each lies in.

    Attributes
    ----------
    start, end : ndarray of int32
        Nodes.
    km : ndarray of float64
        Along the road.
    there, back : ndarray of float64
        Minutes from ``start`` to ``end``, and from ``end`` to ``start``; infinite where that is not allowed.
    cell : ndarray of int64
        Ascending.
    place : ndarray of shape (nodes, 3)
        Where the nodes are: km, earth-centred.
    """

    start: Ints
    end: Ints
    km: Floats
    there: Floats
    back: Floats
    cell: Longs
    place: Floats

    @cached_property
    def middle(self) -> Floats:
        """Middles of all pieces, km, earth-centred."""
        return (self.place[self.start] + self.place[self.end]) / 2.0

    def around(self, lon: float, lat: float, km: float) -> Longs:
        """Pieces whose middles may lie within some km of a place: all that do, and some that do not.

        Examples
        --------
        >>> pieces = Pieces(*(np.zeros(0),) * 5, cell=np.zeros(0, dtype="int64"), place=np.zeros((0, 3)))
        >>> pieces.around(-96.0, 17.0, 10.0).tolist()
        []
        """
        north = km / 110.0
        east = km / (111.0 * max(np.cos(np.radians(abs(lat) + north)), 0.01))
        rows = np.arange(np.floor((lat - north) / CELL_DEGREES), np.floor((lat + north) / CELL_DEGREES) + 1)
        west, far = (np.floor((lon + side) / CELL_DEGREES) for side in (-east, east))
        low = np.searchsorted(self.cell, rows * _AROUND + west, side="left")
        high = np.searchsorted(self.cell, rows * _AROUND + far, side="right")
        return np.concatenate([np.arange(a, b) for a, b in zip(low, high, strict=True)]).astype("int64")

    def save(self, folder: Path) -> None:
        """Write each column to a file of its own, which can be read a part at a time.

        Examples
        --------
        >>> Pieces(*(np.zeros(0),) * 7).save(Path("nowhere"))
        Traceback (most recent call last):
            ...
        FileNotFoundError: [Errno 2] No such file or directory: 'nowhere/piece-start.npy'
        """
        for field in fields(self):
            np.save(folder / f"piece-{field.name}.npy", getattr(self, field.name))

    @classmethod
    def read(cls, folder: Path) -> Pieces:
        """What `save` wrote.

        Examples
        --------
        >>> Pieces.read(Path("nowhere"))
        Traceback (most recent call last):
            ...
        FileNotFoundError: [Errno 2] No such file or directory: 'nowhere/piece-start.npy'
        """
        return cls(**{field.name: np.load(folder / f"piece-{field.name}.npy", mmap_mode="r") for field in fields(cls)})


def quickest(code: Longs, minutes: Floats, km: Floats) -> tuple[Longs, NDArray[np.bool_], Floats, Floats]:
    """Of ways with the same code the least minutes, and the least km of those that take no longer.

    Returns
    -------
    ndarray of int64
        The order in which ways of one code stand together.
    ndarray of bool
        In that order, whether each is the first of its code.
    ndarray, ndarray
        Minutes and km, a value a code, codes ascending.

    Examples
    --------
    >>> quickest(np.array([7, 3, 7]), np.array([2.0, 5.0, 2.0]), np.array([1.0, 4.0, 0.5]))[2:]
    (array([5., 2.]), array([4. , 0.5]))
    """
    order = np.argsort(code, kind="stable")
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.diff(code[order]) != 0
    begins = np.flatnonzero(first)
    if not len(begins):
        return order, first, minutes, km
    taken = minutes[order]
    least = np.minimum.reduceat(taken, begins)
    is_quickest = taken == np.repeat(least, np.diff(np.append(begins, len(order))))
    return order, first, least, np.minimum.reduceat(np.where(is_quickest, km[order], np.inf), begins)


def cells_of(lon: Floats, lat: Floats) -> Longs:
    """The cell of each place: cells of a row stand one after the other.

    Examples
    --------
    >>> np.diff(cells_of(np.array([-96.01, -96.06]), np.array([17.0, 17.0]))).tolist()
    [-1]
    """
    row = np.floor(np.asarray(lat) / CELL_DEGREES)
    return (row * _AROUND + np.floor(np.asarray(lon) / CELL_DEGREES)).astype("int64")


def connected(roads: Roads) -> tuple[Pieces, Ints]:
    """The parts of the network that one can drive about in, and where each piece of the roads went.

    From every node of a part every other of it can be reached by its one-way streets. Parts of `PART_KM` and more are
    kept; where there is none, the largest.

    Returns
    -------
    Pieces
    ndarray of int32
        Of each piece of ``roads`` its index in them, -1 where it is not kept.

    Examples
    --------
    >>> roads = Roads(
    ...     lon=np.array([-96.0, -95.99, -90.0, -89.999]), lat=np.full(4, 17.0), start=np.array([0, 2]),
    ...     end=np.array([1, 3]), line=np.array([0, 1]), km=np.array([1.1, 0.1]), kmh=np.array([60.0, 60.0]),
    ...     way=np.array([3, 3], dtype="uint8"), tied_key=np.zeros(0), tied_line=np.zeros(0),
    ... )
    >>> pieces, kept = connected(roads)
    >>> pieces.there.tolist(), kept.tolist()
    ([1.1], [0, -1])
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    along, against = (roads.way & FORWARD) > 0, (roads.way & BACKWARD) > 0
    tail = np.concatenate([roads.start[along], roads.end[against]])
    head = np.concatenate([roads.end[along], roads.start[against]])
    count = len(roads.lon)
    arcs = coo_array((np.ones(len(tail), dtype="int8"), (tail, head)), shape=(count, count)).tocsr()
    _, part = connected_components(arcs, connection="strong")
    within = (part[roads.start] == part[roads.end]) & (roads.start != roads.end) & (roads.way > 0)
    length = np.bincount(part[roads.start[within]], weights=roads.km[within], minlength=int(part.max(initial=0)) + 1)
    large = length >= min(PART_KM, length.max(initial=0.0))
    kept = np.flatnonzero(within & large[part[roads.start]])
    nodes, new = np.unique(np.concatenate([roads.start[kept], roads.end[kept]]), return_inverse=True)
    start, end = new[: len(kept)].astype("int32"), new[len(kept) :].astype("int32")
    lon, lat = roads.lon[nodes], roads.lat[nodes]
    cell = cells_of((lon[start] + lon[end]) / 2.0, (lat[start] + lat[end]) / 2.0)
    order = np.argsort(cell, kind="stable")
    kept = kept[order]
    minutes = roads.km[kept] / roads.kmh[kept] * _MINUTES
    where = np.full(len(roads.km), -1, dtype="int32")
    where[kept] = np.arange(len(kept), dtype="int32")
    pieces = Pieces(
        start=start[order],
        end=end[order],
        km=roads.km[kept],
        there=np.where(along[kept], minutes, np.inf),
        back=np.where(against[kept], minutes, np.inf),
        cell=cell[order],
        place=earth_centred_km(lon, lat),
    )
    return pieces, where
