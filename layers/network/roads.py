"""Roads as a file has them, cut into short straight pieces between nodes: the same table whatever the file."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layers.network.ground import Floats, Ints, Longs, between_km, earth_centred_km

#: No piece is longer than about this, km: where a settlement meets a road is told from the piece.
PIECE_KM = 1.0

#: In which direction a piece may be travelled.
FORWARD, BACKWARD = 1, 2
BOTH = FORWARD | BACKWARD


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines as they stand in a file: the vertices of all of them, one line after the other.

    Attributes
    ----------
    ref : ndarray of int64
        Of each vertex: vertices of the same number are one place where ways meet. Negative: no other line is here.
    lon, lat : ndarray of float64
        Degrees, EPSG:4326.
    starts : ndarray of int64
        Position of each line's first vertex, and the number of vertices.
    kmh : ndarray of float64
    way : ndarray of uint8
        `FORWARD`, `BACKWARD` or `BOTH`, from the first vertex to the last.
    """

    ref: Longs
    lon: Floats
    lat: Floats
    starts: Longs
    kmh: Floats
    way: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Roads:
    """Pieces of road between nodes.

    Attributes
    ----------
    lon, lat : ndarray of shape (nodes,)
        Degrees, EPSG:4326.
    start, end : ndarray of shape (pieces,)
        Nodes.
    line : ndarray of shape (pieces,)
        Which line of the file it is a piece of, from 0.
    km, kmh, way : ndarray of shape (pieces,)
        Length along the line, speed, directions (`FORWARD`, `BACKWARD`, `BOTH`).
    tied_key, tied_line : ndarray
        Keys of localities, nine digits as a number, and the lines of the file that it says they lie on.
    """

    lon: Floats
    lat: Floats
    start: Ints
    end: Ints
    line: Ints
    km: Floats
    kmh: Floats
    way: NDArray[np.uint8]
    tied_key: Longs
    tied_line: Ints

    def save(self, path: Path) -> None:
        """Write all of it to one file.

        Examples
        --------
        >>> Roads(*(np.zeros(0),) * 10).save(Path("nowhere/roads.npz"))
        Traceback (most recent call last):
            ...
        FileNotFoundError: [Errno 2] No such file or directory: 'nowhere/roads.npz'
        """
        np.savez(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def read(cls, path: Path) -> Roads:
        """What `save` wrote.

        Examples
        --------
        >>> Roads.read(Path("nowhere.npz"))
        Traceback (most recent call last):
            ...
        FileNotFoundError: [Errno 2] No such file or directory: 'nowhere.npz'
        """
        with np.load(path) as stored:
            return cls(**{field.name: stored[field.name] for field in fields(cls)})


def cut(lines: Lines, tied_key: Longs | None = None, tied_line: Ints | None = None) -> Roads:
    """The pieces of some lines: cut where lines meet, at their ends, and about every `PIECE_KM`.

    Lengths are those over the ground along all vertices. Where a line is cut changes no length.

    Parameters
    ----------
    lines : Lines
        Each of two vertices or more.
    tied_key, tied_line : ndarray, optional
        As in `Roads`.

    Examples
    --------
    >>> lines = Lines(
    ...     ref=np.array([1, -1, 2]), lon=np.array([-96.7, -96.69, -96.68]), lat=np.array([17.0, 17.0, 17.0]),
    ...     starts=np.array([0, 3]), kmh=np.array([40.0]), way=np.array([3], dtype="uint8"),
    ... )
    >>> roads = cut(lines)
    >>> len(roads.lon), roads.km.round(3).tolist()
    (3, [1.065, 1.065])
    """
    lines = _without_long_steps(lines)
    count = len(lines.ref)
    first = np.zeros(count, dtype=bool)
    first[lines.starts[:-1]] = True
    last = np.zeros(count, dtype=bool)
    last[lines.starts[1:] - 1] = True
    place = earth_centred_km(lines.lon, lines.lat)
    step = np.zeros(count)
    step[1:] = between_km(place[:-1], place[1:])
    step[first] = 0.0
    along = np.cumsum(step)
    kept = first | last | _met(lines.ref)
    # Between those, one vertex for every PIECE_KM of the way.
    since = along - along[np.maximum.accumulate(np.where(kept, np.arange(count), 0))]
    whole = np.floor(since / PIECE_KM)
    kept[1:] |= (whole[1:] > whole[:-1]) & ~first[1:]
    rows = np.flatnonzero(kept)
    numbers = np.where(lines.ref[rows] < 0, -1 - rows, lines.ref[rows])
    _, where, node = np.unique(numbers, return_index=True, return_inverse=True)
    ends = ~first[rows[1:]]
    line = np.cumsum(first)[rows] - 1
    return Roads(
        lon=lines.lon[rows][where],
        lat=lines.lat[rows][where],
        start=node[:-1][ends].astype("int32"),
        end=node[1:][ends].astype("int32"),
        line=line[:-1][ends].astype("int32"),
        km=np.diff(along[rows])[ends],
        kmh=lines.kmh[line[:-1][ends]],
        way=lines.way[line[:-1][ends]],
        tied_key=np.zeros(0, dtype="int64") if tied_key is None else tied_key,
        tied_line=np.zeros(0, dtype="int32") if tied_line is None else tied_line,
    )


def _met(ref: Longs) -> NDArray[np.bool_]:
    """Whether a vertex is one that more than one line has, or a line twice."""
    _, inverse, times = np.unique(ref, return_inverse=True, return_counts=True)
    return (times[inverse] > 1) & (ref >= 0)


def _without_long_steps(lines: Lines) -> Lines:
    """The lines with a vertex at least every `PIECE_KM`, on the straight step between two of theirs."""
    place = earth_centred_km(lines.lon, lines.lat)
    parts = np.ones(len(lines.ref), dtype="int64")
    parts[:-1] = np.maximum(np.ceil(between_km(place[:-1], place[1:]) / PIECE_KM), 1).astype("int64")
    parts[lines.starts[1:] - 1] = 1
    if parts.max(initial=1) == 1:
        return lines
    moved = np.concatenate([[0], np.cumsum(parts)])
    row = np.repeat(np.arange(len(parts)), parts)
    share = (np.arange(moved[-1]) - moved[row]) / parts[row]
    after = np.minimum(row + 1, len(parts) - 1)
    return Lines(
        ref=np.where(share > 0, -1, lines.ref[row]),
        lon=lines.lon[row] + share * (lines.lon[after] - lines.lon[row]),
        lat=lines.lat[row] + share * (lines.lat[after] - lines.lat[row]),
        starts=moved[lines.starts],
        kmh=lines.kmh,
        way=lines.way,
    )
