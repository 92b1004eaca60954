"""Cutting a connected group of places into parts that one office each can serve: fewest parts, then shortest ways.

Exact by dynamic programming over all subsets where the group is small; else grown from the centres of a cover and
improved by moving single places (as in Openshaw 1977, *A geographical solution to scale and aggregation problems*),
with the linear programme of the cover as the bound that no cut passes.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from geo.arrays import Floats

#: Groups of so many places or fewer are cut exactly.
EXACT = 12

#: Which part of a centre the linear programme takes at least, for it to be chosen.
_CHOSEN = 0.5

#: What is no difference between two sums of ways (dwellings x km), or between numbers of centres.
_ROUNDING = 1e-6

#: Dwellings are compared to this decimal: below lies the rounding of sums.
DECIMALS = 6


class Part(NamedTuple):
    """One office's places: the centre, where it stands, and the members, it among them, in order."""

    centre: int
    members: tuple[int, ...]


class Cut(NamedTuple):
    """How a group is cut.

    ``parts`` in the order of their first member; ``rest`` are the places that stay out of all; ``fewest`` is a number
    of parts that no cut with so little left out goes below, None where it is not known how little that need be;
    ``exact`` tells that this is the best cut of all.
    """

    parts: list[Part]
    rest: tuple[int, ...]
    fewest: int | None
    exact: bool


@dataclass(frozen=True, eq=False)
class Group:
    """Places that hang together, and what a part of them may be.

    Attributes
    ----------
    weight : ndarray of shape (n,)
        Dwellings of each place.
    adjacent : tuple of int
        Of each place a bit for every place that adjoins it.
    km : ndarray of shape (n, n)
        From each place (row) to each centre (column); infinite where it is farther than a part may go.
    floor : float
        Dwellings that a part has at least.

    Examples
    --------
    >>> km = np.array([[0.0, 3.0], [3.0, 0.0]])
    >>> pair = Group(np.array([5.0, 1.0]), (0b10, 0b01), km, 6.0)
    >>> pair.hangs_together(0b11), pair.passes(0b11), pair.passes(0b01), pair.best_centre(0b11)
    (True, True, False, (3.0, 0))
    """

    weight: Floats
    adjacent: tuple[int, ...]
    km: Floats
    floor: float

    @cached_property
    def within(self) -> tuple[int, ...]:
        """Of each centre the most that its part could have: what is near enough and hangs together, as bits."""
        near = [_bits(np.flatnonzero(np.isfinite(column))) for column in self.km.T]
        return tuple(self.spread(1 << centre, around) for centre, around in enumerate(near))

    @cached_property
    def ways(self) -> Floats:
        """Dwellings x km of each place (row) to each centre; what is too far stays infinite."""
        with np.errstate(invalid="ignore"):
            return np.where(np.isfinite(self.km), self.weight[:, None] * self.km, np.inf)

    def spread(self, start: int, among: int) -> int:
        """What of some places hangs together with a first one, as bits."""
        found, border = start & among, start & among
        while border:
            around = 0
            for place in _places(border):
                around |= self.adjacent[place]
            border = around & among & ~found
            found |= border
        return found

    def hangs_together(self, part: int) -> bool:
        """Whether a part is in one piece."""
        return self.spread(part & -part, part) == part

    def weigh(self, part: int) -> float:
        """The dwellings of a part."""
        return round(float(self.weight[list(_places(part))].sum()), DECIMALS)

    def passes(self, part: int) -> bool:
        """Whether a part has the dwellings that it must have."""
        return self.weigh(part) >= self.floor

    def best_centre(self, part: int) -> tuple[float, int] | None:
        """Dwellings x km to the centre that is nearest to all of a part, and which it is; None where none is near."""
        members = list(_places(part))
        ways = self.ways[np.ix_(members, members)].sum(axis=0)
        # Rounded, so that the first of equals is taken whatever the sum's last digits are.
        best = int(ways.round(DECIMALS).argmin())
        return None if np.isinf(ways[best]) else (float(ways[best]), members[best])


def cut(group: Group) -> Cut:
    """Cut a group: as little as possible left out, fewest parts, then least dwellings x km to the centres.

    Examples
    --------
    >>> km = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))
    >>> line = Group(np.ones(4), (0b10, 0b101, 0b1010, 0b100), np.where(km <= 1, km, np.inf), 2.0)
    >>> cut(line)
    Cut(parts=[Part(centre=0, members=(0, 1)), Part(centre=2, members=(2, 3))], rest=(), fewest=2, exact=True)
    """
    everything = (1 << len(group.weight)) - 1
    whole = group.best_centre(everything)
    if whole is not None and group.passes(everything):
        return Cut([Part(whole[1], tuple(_places(everything)))], (), 1, exact=True)
    return _exactly(group) if len(group.weight) <= EXACT else _grown(group)


def _exactly(group: Group) -> Cut:
    """The best cut of all, by what is best for every subset of the places."""
    size = len(group.weight)
    by_first: list[list[tuple[int, float]]] = [[] for _ in range(size)]
    for part in range(1, 1 << size):
        if group.passes(part) and group.hangs_together(part):
            found = group.best_centre(part)
            if found is not None:
                by_first[_first(part)].append((part, found[0]))
    # Dwellings left out, places left out, parts, ways; then which part holds the first place.
    best: list[tuple[float, int, int, float]] = [(0.0, 0, 0, 0.0)]
    taken = [0]
    for places in range(1, 1 << size):
        first = _first(places)
        out = best[places & (places - 1)]
        choice = (round(out[0] + float(group.weight[first]), DECIMALS), out[1] + 1, *out[2:]), 0
        for part, ways in by_first[first]:
            if part & places == part:
                others = best[places & ~part]
                choice = min(choice, ((*others[:2], others[2] + 1, round(others[3] + ways, DECIMALS)), part))
        best.append(choice[0])
        taken.append(choice[1])
    parts, rest, places = list[int](), list[int](), (1 << size) - 1
    while places:
        part = taken[places]
        if part:
            parts.append(part)
        else:
            rest.append(_first(places))
        places &= ~(part or 1 << _first(places))
    return _told(group, parts, tuple(rest), len(parts), exact=True)


def _grown(group: Group) -> Cut:
    """A good cut: parts grown from the centres of a cover, joined and mended until nothing gets better."""
    centres = [centre for centre, within in enumerate(group.within) if group.passes(within)]
    coverable = 0
    for centre in centres:
        coverable |= group.within[centre]
    if not coverable:
        return Cut([], tuple(range(len(group.weight))), 0, exact=True)
    chosen, fewest = _cover(group, centres, coverable)
    regions = _Regions(group)
    regions.grow(chosen, coverable)
    while left := coverable & ~regions.taken:
        # What the others' parts cut off from its own centre begins another.
        start = max(_places(left), key=lambda place: group.spread(1 << place, group.within[place] & left).bit_count())
        regions.grow((start,), left)
    regions.mend()
    taken = regions.taken
    rest = tuple(place for place in range(len(group.weight)) if not taken >> place & 1)
    return _told(group, regions.parts.values(), rest, fewest if taken == coverable else None, exact=False)


def _told(group: Group, parts: Iterable[int], rest: tuple[int, ...], fewest: int | None, *, exact: bool) -> Cut:
    found = sorted((_centred(group, part) for part in parts), key=lambda part: part.members)
    return Cut(found, rest, fewest, exact)


def _centred(group: Group, part: int) -> Part:
    """A part that has a centre near enough, with the best one."""
    best = group.best_centre(part)
    if best is None:
        raise ValueError(part)
    return Part(best[1], tuple(_places(part)))


def _cover(group: Group, centres: list[int], coverable: int) -> tuple[list[int], int]:
    """Centres that together are near enough to all, few; and how many there must be, by linear programming."""
    from scipy.optimize import linprog
    from scipy.sparse import csc_array

    members = [list(_places(group.within[centre])) for centre in centres]
    rows = np.concatenate(members)
    starts = np.cumsum([0, *map(len, members)])
    matrix = csc_array((np.ones(len(rows)), rows, starts), shape=(len(group.weight), len(centres)))
    needed = list(_places(coverable))
    share = linprog(np.ones(len(centres)), A_ub=-matrix.tocsr()[needed], b_ub=-np.ones(len(needed)), bounds=(0, 1))
    chosen = [centre for centre, part in zip(centres, share.x, strict=True) if part > _CHOSEN]
    uncovered = coverable
    for centre in chosen:
        uncovered &= ~group.within[centre]
    while uncovered:
        more = max(centres, key=lambda centre: (group.within[centre] & uncovered).bit_count())
        chosen.append(more)
        uncovered &= ~group.within[more]
    return chosen, int(np.ceil(share.fun - _ROUNDING))


class _Regions:
    """Parts as they grow and change: of each centre its places, as bits."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.parts: dict[int, int] = {}

    @property
    def taken(self) -> int:
        """What is in any part."""
        found = 0
        for part in self.parts.values():
            found |= part
        return found

    def grow(self, starts: Iterable[int], free: int) -> int:
        """Give free places to new centres and old ones, the nearest first, each beside what is its own already.

        Returns what is still free.
        """
        heap = [(0.0, start, start) for start in starts]
        for centre, part in self.parts.items():
            heap += self._beside(centre, part, free)
        heapq.heapify(heap)
        while heap:
            _, place, centre = heapq.heappop(heap)
            if free >> place & 1:
                free &= ~(1 << place)
                self.parts[centre] = self.parts.get(centre, 0) | 1 << place
                for offer in self._beside(centre, 1 << place, free):
                    heapq.heappush(heap, offer)
        return free

    def mend(self) -> None:
        """Join, move and centre until nothing gets better; then give away, or leave out, what has too few dwellings."""
        self._centre()
        while self._join() or self._move():
            self._centre()
        for centre in self._lightest_first():
            if not self.group.passes(self.parts[centre]):
                self.grow((), self.parts.pop(centre))
        self._centre()

    def _beside(self, centre: int, part: int, free: int) -> Iterator[tuple[float, int, int]]:
        """What a centre could take next to a part of its own: how far it is, which place, and the centre."""
        around = 0
        for place in _places(part):
            around |= self.group.adjacent[place]
        for place in _places(around & free & self.group.within[centre]):
            yield float(self.group.km[place, centre]), place, centre

    def _lightest_first(self) -> list[int]:
        return sorted(self.parts, key=lambda centre: (self.group.weigh(self.parts[centre]), centre))

    def _centre(self) -> None:
        """Have each part at its best centre."""
        self.parts = {_centred(self.group, part).centre: part for part in self.parts.values()}

    def _join(self) -> bool:
        """Give all of a part to those beside it, the lightest whose neighbours can take it; whether there was one."""
        for centre in self._lightest_first():
            before = dict(self.parts)
            if not self.grow((), self.parts.pop(centre)):
                return True
            self.parts = before
        return False

    def _move(self) -> bool:
        """Move single places to a part beside their own where that makes things better; whether there was one."""
        owner = {place: centre for centre, part in self.parts.items() for place in _places(part)}
        moved = False
        for place in sorted(owner):
            here = owner[place]
            beside = {owner[other] for other in _places(self.group.adjacent[place]) if other in owner}
            for there in sorted(beside - {here}):
                if self._is_better(place, here, there):
                    self.parts[here] &= ~(1 << place)
                    self.parts[there] |= 1 << place
                    owner[place], moved = there, True
                    break
        return moved

    def _is_better(self, place: int, here: int, there: int) -> bool:
        """Whether a place is better there: fewer dwellings lack to the floors, or as few and its way is shorter."""
        if place == here or not self.group.within[there] >> place & 1:
            return False
        weight, ways = float(self.group.weight[place]), self.group.ways[place]
        before = [self.group.weigh(self.parts[centre]) for centre in (here, there)]
        change = round(self._lacking(before[0] - weight, before[1] + weight) - self._lacking(*before), DECIMALS)
        if change > 0 or (change == 0 and ways[there] >= ways[here] - _ROUNDING):
            return False
        return self.group.hangs_together(self.parts[here] & ~(1 << place))

    def _lacking(self, *weights: float) -> float:
        return sum(max(0.0, self.group.floor - weight) for weight in weights)


def _bits(places: np.ndarray) -> int:
    found = 0
    for place in places.tolist():
        found |= 1 << place
    return found


def _places(bits: int) -> Iterator[int]:
    while bits:
        first = _first(bits)
        yield first
        bits ^= 1 << first


def _first(bits: int) -> int:
    return (bits & -bits).bit_length() - 1
