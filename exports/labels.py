"""Where names stand on a picture: without overlaps, the most important first. The interactive map does the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

#: The most important first; of one kind, what has more people or more room.
KINDS = ("sea", "country", "capital", "state", "around", "town")

#: Where a name may stand about a town, in steps to the right and up.
_ABOUT = [(1.0, 0.0), (-1.0, 0.0), *((x, y) for y in (1.0, -1.0) for x in (0.0, 0.8, -0.8))]


class Box(NamedTuple):
    """What is taken, from its lower left corner to its upper right one."""

    left: float
    low: float
    right: float
    high: float

    def meets(self, other: Box) -> bool:
        """Whether two boxes have room in common."""
        return self.left < other.right and other.left < self.right and self.low < other.high and other.low < self.high


class Name(NamedTuple):
    """A name to place: its kind, weight among its kind, size of its letters, width and height of its words.

    ``points`` are x and y: of an area where its name's middle may be, the best first; of a town where the town is.
    """

    kind: str
    words: str
    weight: float
    size: float
    width: float
    height: float
    points: tuple[tuple[float, float], ...]

    @property
    def is_town(self) -> bool:
        """Whether it names a point, beside which it stands."""
        return self.kind in ("town", "capital")


class Label(NamedTuple):
    """A placed name: its kind, words, size and middle, what it takes, and where a town is."""

    kind: str
    words: str
    size: float
    x: float
    y: float
    box: Box
    point: tuple[float, float] | None


def place_names(
    names: Iterable[Name],
    frame: Box,
    taken: Sequence[Box],
    *,
    gap: float,
    away: Sequence[float],
    apart: float,
    most_towns: int,
) -> list[Label]:
    """Names without overlaps, each where it first fits, or nowhere.

    Parameters
    ----------
    names : iterable of Name
    frame : Box
        No name leaves it.
    taken : sequence of Box
        What stays free: sites, scale bar.
    gap, apart : float
        What stays free about a name; how far towns are from each other.
    away : sequence of float
        How far a town's name is from the town, the best first.
    most_towns : int
        How many towns have their name.

    Examples
    --------
    >>> names = [Name("town", words, 9, 8, 1, 1, ((x, 5),)) for words, x in (("A", 5), ("B", 5.2))]
    >>> [label.words for label in place_names(names, Box(0, 0, 10, 10), [], gap=0.1, away=[0.5], apart=1, most_towns=9)]
    ['A']
    """
    boxes, placed = list(taken), list[Label]()
    for name in sorted(names, key=lambda name: (KINDS.index(name.kind), -name.weight, name.words)):
        dot = _dot(name, gap) if name.is_town else None
        if dot and any(_hides(label, dot, apart) for label in placed):
            continue
        if name.kind == "town" and sum(label.kind == "town" for label in placed) == most_towns:
            break
        for middle in _about(name, gap, away) if dot else name.points:
            box = _around(*middle, name, gap)
            inside = frame.left <= box.left and box.right <= frame.right and frame.low <= box.low
            if inside and box.high <= frame.high and not any(box.meets(other) for other in boxes):
                boxes += [box, dot] if dot else [box]
                placed.append(Label(name.kind, name.words, name.size, *middle, box, name.points[0] if dot else None))
                break
    return placed


def _dot(name: Name, gap: float) -> Box:
    x, y = name.points[0]
    return Box(x - gap, y - gap, x + gap, y + gap)


def _hides(label: Label, dot: Box, apart: float) -> bool:
    x, y = (dot.left + dot.right) / 2, (dot.low + dot.high) / 2
    near = label.point is not None and (label.point[0] - x) ** 2 + (label.point[1] - y) ** 2 < apart**2
    return near or label.box.meets(dot)


def _about(name: Name, gap: float, away: Sequence[float]) -> Iterator[tuple[float, float]]:
    x, y = name.points[0]
    for far in away:
        beside, level = name.width / 2 + gap + far, name.height / 2 + gap + far
        for right, up in _ABOUT:
            yield x + right * (name.width / 2 if up else beside), y + up * level


def _around(x: float, y: float, name: Name, gap: float) -> Box:
    wide, high = name.width / 2 + gap, name.height / 2 + gap
    return Box(x - wide, y - high, x + wide, y + high)
