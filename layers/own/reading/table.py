"""A file as a table of raw cells, before it is known what its columns mean, and what a format has to say of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from layers.own.answers import Options, Question
from layers.own.findings import MENDED, REFUSED, TAKEN, WARNED, Finding, OwnError, shorten, without_hidden
from layers.own.limits import CELL_CHARACTERS, CELLS, COLUMNS, HEADER_ROW, ROWS, SHAPE_VERTICES, VERTICES
from layers.own.places import looks_like_shape
from layers.own.reading.header import ROWS_LOOKED_AT, Header, find_header, is_blank, is_empty


@dataclass(eq=False)
class Table:
    """Rows of raw cells, what was found on the way, and what the file says of itself.

    ``geometries`` has one for each row, in ``crs`` (None where the file says none), or is None for a table without.
    ``questions`` are asked whatever its columns are; ``answered`` names those that nobody need be asked of this file;
    ``tags`` has the HXL tags of columns. ``header_row`` is where the header stands, from 1 (None where the format has
    none), ``header_rows`` how many rows it has, ``known`` how many names that people call a field by.
    """

    format: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    numbers: list[int]
    findings: list[Finding] = field(default_factory=list)
    geometries: list[BaseGeometry | None] | None = None
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
    header_row: int | None = None
    header_rows: int = 1
    known: int = 0

    def row_of(self, number: int) -> int:
        """Where a row of the table stands in its file or sheet, from 1.

        Examples
        --------
        >>> Table("csv", ("a",), [("1",)], [1], header_row=4).row_of(1)
        5
        """
        return (self.header_row or 1) + self.header_rows - 1 + number


class NotStored(NamedTuple):
    """A cell whose formula has no stored value: neither empty nor nought, but not known. ``cell`` is its name."""

    cell: str

    def __str__(self) -> str:
        return f"={self.cell}"


class Format(NamedTuple):
    """A format: whether bytes look like it, and what makes a table of them, of the file's name and the options."""

    looks_like: Callable[[bytes], bool]
    read: Callable[[bytes, str, Options], Table]


def header_of(cells: Sequence[Any], name: str, findings: list[Finding]) -> tuple[str, ...]:
    """Column names, each once; a column without a name is called by its place, one that has another's gets a number.

    Raises
    ------
    OwnError
        Where there are none, or too many.

    Examples
    --------
    >>> findings = []
    >>> header_of(["cvegeo", "", "rate ", "rate", None], "mine.csv", findings)
    ('cvegeo', 'column 2', 'rate', 'rate 2')
    >>> findings[0].words
    'another column is called rate too'
    """
    names = [without_hidden("" if cell is None else _as_name(cell)).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not any(names):
        raise OwnError.of(name, "no_header")
    if len(names) > COLUMNS:
        raise OwnError.of(name, "too_many", found=len(names), what="columns", most=COLUMNS)
    found: dict[str, None] = {}
    for place, column in enumerate(names, start=1):
        own = column or f"column {place}"
        number = 1
        while own in found or (number > 1 and own in names):
            number += 1
            own = f"{column} {number}"
        if number > 1:
            findings.append(Finding(None, own, MENDED, "renamed", shorten(column), {"column": shorten(column)}))
        found[own] = None
    return tuple(found)


def tabulate(table: Table, rows: Iterable[Sequence[Any]], name: str, options: Options, *, ragged: bool = True) -> Table:
    """Put rows into a table, its header found among the first of them, or where a person says it is.

    Raises
    ------
    OwnError
        Where there is no header, no row below it, or too many. It says what there is to choose from.

    Examples
    --------
    >>> rows = [["Census"], ["cvegeo", "rate"], ["20067", "1"]]
    >>> table = tabulate(Table("csv", (), [], []), rows, "mine.csv", Options(names=frozenset({"cvegeo", "rate"})))
    >>> table.columns, table.header_row, table.rows
    (('cvegeo', 'rate'), 2, [('20067', '1')])
    """
    rows = iter(rows)
    wanted = options.header_row
    table.header_row = wanted or 1
    try:
        if wanted is not None and not 1 <= wanted <= HEADER_ROW:
            raise OwnError.of(name, "no_header_row", row=wanted, most=HEADER_ROW)
        head = list(islice(rows, ROWS_LOOKED_AT + (wanted or 0)))
        if wanted is not None and wanted > len(head):
            raise OwnError.of(name, "no_header_row", row=wanted, most=len(head))
        widest = max((sum(not is_blank(cell) for cell in cells) for cells in head), default=0)
        if widest > COLUMNS:
            raise OwnError.of(name, "too_many", found=widest, what="columns", most=COLUMNS)
        found = find_header(head, options.names, None if wanted is None else wanted - 1)
        if found is None:
            raise OwnError.of(name, "no_header")
        table.header_row, table.header_rows, table.known = found.first + 1, found.levels, found.known
        table.columns = header_of(found.names, name, table.findings)
        table.columns += _unnamed(len(table.columns), len(found.names) if ragged else COLUMNS, head[found.data :])
        table.findings += _of_header(found, head, told=wanted is not None)
        below = head[found.first + found.levels : found.data]
        for number, cells in enumerate(below, start=1):
            code = "tag_row" if number == len(below) else "above_tags"
            cell = next((cell for cell in cells if not is_blank(cell)), "")
            table.findings.append(Finding(number, "", MENDED, code, shorten(cell)))
        tags = zip(table.columns, below[-1] if below else (), strict=False)
        table.tags = {
            column: tag.strip() for column, tag in tags if isinstance(tag, str) and tag.strip().startswith("#")
        }
        return collect(table, chain(head[found.data :], rows), name, ragged=ragged, first=len(below) + 1)
    except OwnError as error:
        error.offer(sheets=table.sheets, layers=table.layers, chosen=table.chosen, header_row=table.header_row)
        raise


def _unnamed(named: int, most: int, rows: Iterable[Sequence[Any]]) -> tuple[str, ...]:
    """Columns beyond the last that has a name: those that the first rows fill."""
    filled = [place for cells in rows for place in range(named, min(len(cells), most)) if not is_blank(cells[place])]
    return tuple(f"column {place}" for place in range(named + 1, max(filled, default=-1) + 2))


def _of_header(found: Header, head: Sequence[Sequence[Any]], *, told: bool) -> Iterator[Finding]:
    """What a person must know of a header that is not the first row, or is several."""
    outcome = TAKEN if told else WARNED
    if found.joined:
        rows = {"row": found.first + 1, "last": found.first + found.levels, "names": found.joined}
        yield Finding(None, "", outcome, "header_joined", "", rows)
    rows_above = [[cell for cell in cells if not is_blank(cell)] for cells in head[: found.first]]
    above = [cell for cells in rows_above for cell in cells]
    if above:
        # What is as wide as the header may be a table itself.
        sure = told or (found.known > 1 and 2 * max(map(len, rows_above)) <= len(found.names))
        parts = {"row": found.first + 1, "above": shorten(" / ".join(map(str, above[:5])))}
        yield Finding(None, "", TAKEN if sure else WARNED, "header_row", "", parts)


def collect(table: Table, rows: Iterable[Sequence[Any]], name: str, *, ragged: bool = True, first: int = 1) -> Table:
    """Put the rows below the header into the table: blank ones left out, those that do not fit refused.

    The first of them is the row ``first`` below the header. Blank rows at the end are none.

    Raises
    ------
    OwnError
        Where there are too many, or none.

    Examples
    --------
    >>> table = collect(Table("csv", ("a", "b"), [], []), [["1", "2"], ["", ""], ["3", "4", "5"], []], "mine.csv")
    >>> table.rows, [finding.code for finding in table.findings]
    ([('1', '2')], ['blank_row', 'columns_count'])
    """
    width = len(table.columns)
    count = blank = 0
    for number, cells in enumerate(rows, start=first):
        if is_empty(cells):
            blank += 1
            continue
        if blank:
            code, parts = ("blank_row", {}) if blank == 1 else ("blank_rows", {"last": number - 1})
            table.findings.append(Finding(number - blank, "", MENDED, code, "", parts))
            blank = 0
        count += 1
        if count > ROWS:
            raise OwnError.of(name, "too_many", found=f"more than {ROWS}", what="rows", most=ROWS)
        if count * width > CELLS:
            raise OwnError.of(name, "too_many", found=f"more than {CELLS}", what="cells", most=CELLS)
        extra = cells[width:]
        # A note below a table is one cell: what it is, is for the kind of file to say.
        is_short = ragged and len(cells) < width and sum(not is_blank(cell) for cell in cells) > 1
        if is_short or not all(is_blank(cell) for cell in extra):
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


def count_vertices(shape: BaseGeometry | None, before: int, name: str) -> int:
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


def _as_name(cell: Any) -> str:
    """A header's cell as text: years are numbers in a workbook."""
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)[:CELL_CHARACTERS]


def _too_long(cell: Any) -> bool:
    return isinstance(cell, str) and len(cell) > CELL_CHARACTERS and not looks_like_shape(cell)
