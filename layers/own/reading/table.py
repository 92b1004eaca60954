"""A file as a table of raw cells, before it is known what its columns mean, and what a format has to say of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import shapely

from layers.own.findings import MENDED, REFUSED, Finding, OwnError, shorten, without_hidden
from layers.own.limits import CELL_CHARACTERS, CELLS, COLUMNS, ROWS, SHAPE_VERTICES, VERTICES
from layers.own.places import looks_like_shape
from layers.own.result import Question


@dataclass(eq=False)
class Table:
    """Rows of raw cells, what was found on the way, and what the file says of itself.

    ``geometries`` has one for each row, in ``crs`` (None where the file says none), or is None for a table without.
    ``questions`` are asked whatever its columns are; ``answered`` names those that nobody need be asked of this file;
    ``tags`` has the HXL tags of columns.
    """

    format: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    numbers: list[int]
    findings: list[Finding] = field(default_factory=list)
    geometries: list[shapely.Geometry | None] | None = None
    crs: str | None = None
    encoding: str | None = None
    separator: str | None = None
    sheets: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    chosen: str | None = None
    members: dict[str, Any] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    answered: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


class Options(NamedTuple):
    """Where a person knows better than what was found: encoding and separator of text, sheet or layer to read."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    layer: str | None = None


class Format(NamedTuple):
    """A format: whether bytes look like it, and what makes a table of them, of the file's name and the options."""

    looks_like: Callable[[bytes], bool]
    read: Callable[[bytes, str, Options], Table]


def header_of(cells: Sequence[Any], name: str) -> tuple[str, ...]:
    """Column names, each once; a column without a name is called by its place.

    Raises
    ------
    OwnError
        Where there are none, too many, or one twice.

    Examples
    --------
    >>> header_of(["cvegeo", "", "rate ", None], "mine.csv")
    ('cvegeo', 'column 2', 'rate')
    """
    names = [without_hidden("" if cell is None else str(cell)[:CELL_CHARACTERS]).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not any(names):
        raise OwnError.of(name, "no_header")
    if len(names) > COLUMNS:
        raise OwnError.of(name, "too_many", found=len(names), what="columns", most=COLUMNS)
    seen: set[str] = set()
    for column in names:
        if column and column in seen:
            raise OwnError.of(name, "duplicate_columns", column=column)
        seen.add(column)
    return tuple(column or f"column {place}" for place, column in enumerate(names, start=1))


def collect(table: Table, rows: Iterable[Sequence[Any]], name: str, *, ragged: bool = True) -> Table:
    """Put the rows below the header into the table: blank ones and tags left out, those that do not fit refused.

    Raises
    ------
    OwnError
        Where there are too many, or none.

    Examples
    --------
    >>> table = collect(Table("csv", ("a", "b"), [], []), [["1", "2"], ["", ""], ["3"]], "mine.csv")
    >>> table.rows, [finding.code for finding in table.findings]
    ([('1', '2')], ['blank_row', 'columns_count'])
    """
    width = len(table.columns)
    for number, cells in enumerate(rows, start=1):
        if number > ROWS:
            raise OwnError.of(name, "too_many", found=f"more than {ROWS}", what="rows", most=ROWS)
        if number * width > CELLS:
            raise OwnError.of(name, "too_many", found=f"more than {CELLS}", what="cells", most=CELLS)
        if all(is_blank(cell) for cell in cells):
            table.findings.append(Finding(number, "", MENDED, "blank_row"))
            continue
        if number == 1 and all(is_blank(cell) or str(cell).startswith("#") for cell in cells):
            table.findings.append(Finding(number, "", MENDED, "tag_row", shorten(cells[0])))
            continue
        extra = cells[width:]
        if (ragged and len(cells) < width) or not all(is_blank(cell) for cell in extra):
            finding = Finding(number, "", REFUSED, "columns_count", str(len(cells)), {"expected": width})
            table.findings.append(finding)
            continue
        long = next((place for place, cell in enumerate(cells[:width]) if _too_long(cell)), None)
        if long is not None:
            parts = {"most": CELL_CHARACTERS}
            found = shorten(cells[long])
            table.findings.append(Finding(number, table.columns[long], REFUSED, "cell_too_long", found, parts))
            continue
        table.numbers.append(number)
        table.rows.append((*cells[:width], *[None] * (width - len(cells))))
    if not table.numbers and all(finding.row is None for finding in table.findings):
        raise OwnError.of(name, "no_rows")
    return table


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing.

    Examples
    --------
    >>> is_blank(" "), is_blank(0)
    (True, False)
    """
    return cell is None or (isinstance(cell, str) and not cell.strip())


def count_vertices(shape: shapely.Geometry | None, before: int, name: str) -> int:
    """The vertices of a file's geometries so far, those of one more added to ``before``.

    Raises
    ------
    OwnError
        Where they are too many.

    Examples
    --------
    >>> count_vertices(shapely.box(0, 0, 1, 1), 10, "mine.zip")
    15
    """
    own = 0 if shape is None else int(shapely.get_num_coordinates(shape))
    if own > SHAPE_VERTICES:
        raise OwnError.of(name, "too_many", found=own, what="vertices of one geometry", most=SHAPE_VERTICES)
    if before + own > VERTICES:
        raise OwnError.of(name, "too_many", found=f"more than {VERTICES}", what="vertices", most=VERTICES)
    return before + own


def _too_long(cell: Any) -> bool:
    return isinstance(cell, str) and len(cell) > CELL_CHARACTERS and not looks_like_shape(cell)
