"""Where a table begins: the rows of its header among titles above it, tags below it and names in two rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from layers.names import normalise
from layers.own.findings import shorten

#: Rows that a table is looked for in, and rows that a header may have.
ROWS_LOOKED_AT = 60
_MOST_LEVELS = 3
#: Rows that tags may stand in, as the standard has it; tags in them.
_TAGGED_ROWS = 25
_TAG = re.compile(r"#[a-z]\w*(?:\s*\+\s*\w+)*", re.IGNORECASE)
#: Cells that a person's names for fields must be in, for a row to be the header by them alone.
_SURE = 2
_NAME_CHARACTERS = 80

Cells = Sequence[Any]


class Header(NamedTuple):
    """Which rows are the header, counted from 0: the first, how many, the first below them that holds data.

    ``names`` are the columns' as the file has them, ``joined`` says those of a header in several rows with the group
    that each stands in; ``known`` counts the names that people call a field by.
    """

    first: int
    levels: int
    data: int
    names: tuple[Any, ...]
    joined: str = ""
    known: int = 0


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing.

    Examples
    --------
    >>> is_blank(" "), is_blank(0)
    (True, False)
    """
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_empty(cells: Iterable[Any]) -> bool:
    """Whether a row holds nothing.

    Examples
    --------
    >>> is_empty([None, " "]), is_empty([0])
    (True, False)
    """
    for cell in cells:  # noqa: SIM110 a generator takes four times as long, and files have millions of such rows
        if not is_blank(cell):
            return False
    return True


def find_header(rows: Sequence[Cells], names: frozenset[str], row: int | None = None) -> Header | None:
    """The header among the first rows of a table; None where all are blank.

    Parameters
    ----------
    rows
        The first rows, raw.
    names : frozenset of str
        How people call the fields that are looked for, normalised.
    row : int, optional
        The row, from 0, where a person says which.

    Examples
    --------
    >>> find_header([["Título"], [], ["clave", "tasa"], ["01001", "1"]], frozenset({"clave", "tasa"})).first
    2
    >>> find_header([["Clave", "2020", ""], ["", "Viviendas", "Tasa"], ["01001", "9", "1"]], frozenset()).names
    ('Clave', 'Viviendas', 'Tasa')
    """
    tags = next((place for place, cells in enumerate(rows[:_TAGGED_ROWS]) if _is_tagged(cells)), None)
    above = rows if tags is None else rows[:tags] if any(map(_filled, rows[:tags])) else rows[: tags + 1]
    first = _first(above, names) if row is None else row
    if first is None or first >= len(rows) or not _filled(rows[first]):
        return None
    levels = 1
    if row is None and first and _continues(above, first - 1, names):
        first -= 1
    while levels < _MOST_LEVELS and _continues(above, first + levels - 1, names, first):
        levels += 1
    data = first + levels if tags is None or tags < first + levels else tags + 1
    found, joined = _join(rows[first : first + levels])
    return Header(first, levels, data, found, joined, _known(found, names))


def _first(rows: Sequence[Cells], names: frozenset[str]) -> int | None:
    """The first of the rows with the most known names, if two or more; else the first as wide as the rest."""
    filled = [place for place, cells in enumerate(rows) if _filled(cells)]
    if not filled:
        return None
    known = {place: _known(rows[place], names) for place in filled}
    best = max(filled, key=known.__getitem__)
    if known[best] >= _SURE:
        return best
    widths = [len(_filled(rows[place])) for place in filled]
    usual = Counter(width for width in widths if width > 1).most_common(1)
    if not usual:
        return filled[0]
    wide = [place for place, width in zip(filled, widths, strict=True) if width > 1 and 2 * width >= usual[0][0]]
    return filled[0] if known[filled[0]] else wide[0]


def _known(cells: Iterable[Any], names: frozenset[str]) -> int:
    """How many names a row has that people call a field by; x and y are marks in a row as often as names above it."""
    texts = {cell for cell in cells if isinstance(cell, str) and 1 < len(cell) <= _NAME_CHARACTERS}
    return len({normalise(text) for text in texts} & names)


def _filled(cells: Cells) -> list[int]:
    return [place for place, cell in enumerate(cells) if not is_blank(cell)]


def _is_tagged(cells: Cells) -> bool:
    filled = _filled(cells)
    tags = sum(1 for place in filled if isinstance(cells[place], str) and _TAG.fullmatch(cells[place].strip()))
    return bool(tags) and 2 * tags >= len(filled)


def _continues(rows: Sequence[Cells], upper: int, names: frozenset[str], first: int | None = None) -> bool:
    """Whether the row below ``upper`` names the columns of groups, or those that have no name yet: nothing else.

    A row of data may look so where all of it is words: then the rows below it do too.
    """
    if upper < 0 or upper + 2 >= len(rows):
        return False
    first = upper if first is None else first
    above = {place for cells in rows[first : upper + 1] for place in _filled(cells)}
    last, lower = rows[upper], rows[upper + 1]
    filled = _filled(lower)
    if len(_filled(last)) < 2 or not filled or not all(_is_name(lower[place]) for place in filled):  # noqa: PLR2004 one cell is a title
        return False
    below = [cell for cells in rows[upper + 2 : upper + 2 + _MOST_LEVELS] for cell in cells if not is_blank(cell)]
    if all(_is_name(cell) for cell in below) and _known(lower, names) < _SURE:
        return False
    new = {place for place in filled if place not in above}
    # A group's own place is named again below where the next place has no name but that of the group.
    groups = {place for place in filled if place in above and place + 1 in new}
    return bool(new) and set(filled) == new | groups


def _is_name(cell: Any) -> bool:
    return isinstance(cell, str) and len(cell) <= _NAME_CHARACTERS and re.search(r"[^\W\d_]", cell) is not None


def _join(rows: Sequence[Cells]) -> tuple[tuple[Any, ...], str]:
    """The names of the lowest row that has one; with the group's before it where two would be the same."""
    if len(rows) == 1:
        return tuple(rows[0]), ""
    width = max(map(len, rows))
    padded = [[None if is_blank(cell) else cell for cell in (*cells, *[None] * (width - len(cells)))] for cells in rows]
    columns = []
    for place in range(width):
        levels = [cells[place] for cells in padded]
        lowest = max((level for level, cell in enumerate(levels) if cell is not None), default=0)
        groups = [_last(padded[level][: place + 1]) for level in range(lowest)]
        columns.append((levels[lowest], " ".join(str(group) for group in groups if group is not None)))
    repeated = Counter(normalise(str(name)) for name, _ in columns)
    names = tuple(
        f"{group} {name}" if group and repeated[normalise(str(name))] > 1 else name for name, group in columns
    )
    said = [f"{name} ({group})" if group else str(name) for name, group in columns if name is not None]
    return names, shorten(", ".join(said), 200)


def _last(cells: Cells) -> Any:
    return next((cell for cell in reversed(cells) if cell is not None), None)
