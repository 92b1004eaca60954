r"""Where people reach the roads, and where they leave them: on foot, straight, and as soon or as late as serves them.

A person walks straight to a piece of road, drives to one of its ends, and on. The best point of a piece is not the
nearest: with the minutes a km on foot w and those on the piece v < w, it lies d v / sqrt(w² - v²) further on, where d
is the distance to the line of the piece (as light is refracted). So each end of each piece near by has its least
minutes; an end that is sooner reached over another end near by is left out. A road more never makes a way longer then,
and where the file cuts a road makes no difference.

Near by are the 64 pieces whose middles are nearest, of those within 10 km; of a settlement that the network's own table
ties, the pieces of its lines alone, however far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.network.graph import Pieces, quickest
from layers.network.ground import Floats, Longs
from layers.network.roads import PIECE_KM
from layers.network.speeds import WALKING_KMH

#: Nobody walks farther to a road, or from one, straight, km.
WALK_KM = 10.0

#: How many pieces are looked at.
NEAREST = 64

#: Minutes a km on foot.
ON_FOOT = 60.0 / WALKING_KMH

_AT_ONCE = 10_000
#: No piece, and no step of one, is longer: the middle of a road within reach is not farther than this beyond it.
_BEYOND_KM = PIECE_KM
_STEEP = 1e12


@dataclass(frozen=True, eq=False)
class Ties:
    """Ways between places and nodes, on foot and along the first or last piece of road.

    Attributes
    ----------
    place, node : ndarray of int64
        Which place, and which node.
    minutes, km : ndarray of float64
        Of the whole of it.
    """

    place: Longs
    node: Longs
    minutes: Floats
    km: Floats


@dataclass(frozen=True, eq=False)
class Straight:
    """Pieces seen from places, one of each a row: how far along the piece, how far from it, and how long it is (km)."""

    along: Floats
    aside: Floats
    length: Floats

    def turned(self) -> Straight:
        """The same from the other end.

        Examples
        --------
        >>> Straight(np.array([0.2]), np.zeros(1), np.ones(1)).turned().along.tolist()
        [0.8]
        """
        return Straight(self.length - self.along, self.aside, self.length)


def nearest_pieces(places: Floats, pieces: Pieces) -> tuple[Longs, Longs]:
    """Pairs of a place and one of the pieces near by.

    Parameters
    ----------
    places : ndarray of shape (n, 3)
        Km, earth-centred.
    pieces : Pieces

    Returns
    -------
    ndarray, ndarray of int64
        Index in ``places``, ascending, and in ``pieces``.

    Examples
    --------
    >>> pieces = Pieces(*(np.zeros(0, dtype="int32"),) * 2, *(np.zeros(0),) * 4, place=np.zeros((0, 3)))
    >>> nearest_pieces(np.zeros((1, 3)), pieces)[0].tolist()
    []
    """
    from scipy.spatial import cKDTree

    count = len(pieces.start)
    if not count or not len(places):
        return np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64")
    tree = cKDTree(pieces.middle, balanced_tree=False, compact_nodes=False)
    most = np.arange(1, min(NEAREST, count) + 1)
    parts = []
    for first in range(0, len(places), _AT_ONCE):
        some = places[first : first + _AT_ONCE]
        found = tree.query(some, k=most, distance_upper_bound=WALK_KM + _BEYOND_KM, workers=-1)[1]
        row, column = np.nonzero(found < count)
        parts.append((row + first, found[row, column]))
    place, piece = (np.concatenate(each).astype("int64") for each in zip(*parts, strict=True))
    return place, piece


def pieces_about(lon: float, lat: float, place: Floats, pieces: Pieces) -> Longs:
    """The pieces near by one place, as `nearest_pieces` has them, without looking at the others.

    Examples
    --------
    >>> pieces = Pieces(*(np.zeros(0, dtype="int32"),) * 2, *(np.zeros(0),) * 4, place=np.zeros((0, 3)))
    >>> pieces_about(-96.0, 17.0, np.zeros(3), pieces).tolist()
    []
    """
    near = pieces.around(lon, lat, WALK_KM + _BEYOND_KM)
    middle = (pieces.place[pieces.start[near]] + pieces.place[pieces.end[near]]) / 2.0
    apart = np.sqrt(((middle - place) ** 2).sum(axis=1))
    order = np.argsort(apart, kind="stable")[:NEAREST]
    return near[order[apart[order] <= WALK_KM + _BEYOND_KM]]


def ties(
    places: Floats, pairs: tuple[Longs, Longs], pieces: Pieces, *, leaving: bool, farthest_km: float = WALK_KM
) -> Ties:
    """The ways from places to the nodes of the pieces near by, or from those nodes to the places.

    Parameters
    ----------
    places : ndarray of shape (n, 3)
        Km, earth-centred.
    pairs : ndarray, ndarray of int64
        As `nearest_pieces` gives them, ascending by place.
    pieces : Pieces
    leaving : bool
        Whether the road is left at the places, instead of reached from them: one-way streets run the other way.
    farthest_km : float
        On foot.

    Examples
    --------
    >>> road = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    >>> pieces = Pieces(
    ...     np.array([0]), np.array([1]), np.array([1.0]), np.array([1.5]), np.array([np.inf]), np.zeros(1), road
    ... )
    >>> found = ties(np.array([[0.5, 0.3, 0.0]]), (np.array([0]), np.array([0])), pieces, leaving=False)
    >>> found.node.tolist(), found.minutes.round(2).tolist()
    ([0, 1], [8.75, 5.23])
    """
    parts = []
    place, piece = pairs
    for first in range(0, len(places), _AT_ONCE):
        low, high = np.searchsorted(place, [first, first + _AT_ONCE])
        if high > low:
            part = _ties(places, (place[low:high], piece[low:high]), pieces, leaving=leaving, farthest_km=farthest_km)
            parts.append(part)
    if not parts:
        empty = np.zeros(0)
        return Ties(np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64"), empty, empty)
    return Ties(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("place", "node", "minutes", "km"))
    )


def _ties(places: Floats, pairs: tuple[Longs, Longs], pieces: Pieces, *, leaving: bool, farthest_km: float) -> Ties:
    place, piece = pairs
    start, end = pieces.start[piece].astype("int64"), pieces.end[piece].astype("int64")
    seen = straight(places[place], pieces.place[start], pieces.place[end])
    km = pieces.km[piece]
    there, back = pieces.there[piece], pieces.back[piece]
    if leaving:
        there, back = back, there
    to_end = _least(seen, there, km, farthest_km)
    to_start = _least(seen.turned(), back, km, farthest_km)
    both = np.concatenate([place, place])
    node = np.concatenate([end, start])
    minutes = np.concatenate([to_end[0], to_start[0]])
    length = np.concatenate([to_end[1], to_start[1]])
    # Of each node near by the soonest way to it, and of those that are as soon the shortest.
    order, first, least, shortest = quickest(both * len(pieces.place) + node, minutes, length)
    group = np.empty(len(order), dtype="int64")
    group[order] = np.cumsum(first) - 1
    at_end, at_start = group[: len(place)], group[len(place) :]
    # An end is left out where over the piece's other end it is as soon.
    over = np.full(len(least), np.inf)
    np.minimum.at(over, at_end, least[at_start] + there)
    np.minimum.at(over, at_start, least[at_end] + back)
    wanted = np.isfinite(least) & (least < over)
    chosen = order[first][wanted]
    return Ties(both[chosen], node[chosen], least[wanted], shortest[wanted])


def straight(places: Floats, start: Floats, end: Floats) -> Straight:
    """Pieces seen from places.

    Parameters
    ----------
    places, start, end : ndarray of shape (n, 3), or that numpy makes one
        Km, earth-centred.

    Examples
    --------
    >>> seen = straight(np.array([[1.0, 2.0, 0.0]]), np.zeros((1, 3)), np.array([[4.0, 0.0, 0.0]]))
    >>> seen.along.tolist(), seen.aside.tolist(), seen.length.tolist()
    ([1.0], [2.0], [4.0])
    """
    piece, place = end - start, places - start
    length = np.maximum(np.sqrt((piece**2).sum(axis=-1)), 1e-9)
    along = (place * piece).sum(axis=-1) / length
    aside = np.sqrt(np.maximum((place**2).sum(axis=-1) - along**2, 0.0))
    return Straight(along, aside, length)


def refracted(minutes: Floats, length: Floats) -> Floats:
    """How much farther on than the nearest point the best one lies, as a multiple of the distance to the line.

    Examples
    --------
    >>> refracted(np.array([9.0, 15.0]), np.array([1.0, 1.0])).round(2).tolist()
    [0.75, 1000000000000.0]
    """
    pace = np.minimum(minutes / length, ON_FOOT)
    with np.errstate(divide="ignore"):
        return np.where(pace < ON_FOOT, np.minimum(pace / np.sqrt(ON_FOOT**2 - pace**2), _STEEP), _STEEP)


def _least(seen: Straight, minutes: Floats, km: Floats, farthest_km: float) -> tuple[Floats, Floats]:
    """Least minutes to the end of a piece, on foot to its best point and then along it; infinite where there is no way.

    Second, the km of that way. Where the piece may not be travelled so, its end is reached on foot.
    """
    allowed = np.isfinite(minutes)
    spread = np.sqrt(np.maximum(farthest_km**2 - seen.aside**2, 0.0))
    low, high = np.maximum(seen.along - spread, 0.0), np.minimum(seen.along + spread, seen.length)
    near = (seen.aside <= farthest_km) & (low <= high)
    best = seen.along + refracted(np.where(allowed, minutes, 0.0), seen.length) * seen.aside
    point = np.where(allowed, np.clip(best, low, np.maximum(low, high)), seen.length)
    near &= allowed | (high >= seen.length)
    walked = np.hypot(point - seen.along, seen.aside)
    rest = (seen.length - point) / seen.length
    taken = ON_FOOT * walked + rest * np.where(allowed, minutes, 0.0)
    return np.where(near, taken, np.inf), walked + rest * km


def along_one_piece(froms: Straight, to: Straight, minutes: Floats, km: Floats) -> tuple[Floats, Floats]:
    """Minutes and km from places to others over a piece of road between them, without passing an end; else infinite.

    Parameters
    ----------
    froms, to : Straight
        The same pieces, seen from both.
    minutes, km : ndarray
        Of the whole piece in its direction.

    Examples
    --------
    >>> seen = [Straight(np.array([at]), np.zeros(1), np.ones(1)) for at in (0.2, 0.7)]
    >>> along_one_piece(*seen, np.array([2.0]), np.array([1.2]))
    (array([1.]), array([0.6]))
    """
    allowed = np.isfinite(minutes)
    minutes = np.where(allowed, minutes, 0.0)
    further = refracted(minutes, froms.length)

    def reached(seen: Straight) -> tuple[Floats, Floats]:
        spread = np.sqrt(np.maximum(WALK_KM**2 - seen.aside**2, 0.0))
        return np.maximum(seen.along - spread, 0.0), np.minimum(seen.along + spread, seen.length)

    bounds, others = reached(froms), reached(to)
    on = np.clip(froms.along + further * froms.aside, *bounds)
    off = np.clip(to.along - further * to.aside, *others)
    # Where one would get off before one gets on, the way only touches the road.
    low, high = np.maximum(bounds[0], others[0]), np.minimum(bounds[1], others[1])
    aside = np.maximum(froms.aside + to.aside, 1e-12)
    touched = np.clip((froms.along * to.aside + to.along * froms.aside) / aside, low, np.maximum(low, high))
    touches = on >= off
    on, off = np.where(touches, touched, on), np.where(touches, touched, off)
    walked = [np.hypot(on - froms.along, froms.aside), np.hypot(off - to.along, to.aside)]
    possible = (froms.aside <= WALK_KM) & (to.aside <= WALK_KM) & (bounds[0] <= bounds[1]) & (others[0] <= others[1])
    possible &= np.where(touches, low <= high, allowed)
    share = (off - on) / froms.length
    taken = ON_FOOT * (walked[0] + walked[1]) + share * minutes
    return np.where(possible, taken, np.inf), walked[0] + walked[1] + share * km
