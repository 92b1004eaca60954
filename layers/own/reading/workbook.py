"""Workbooks: XLSX, values alone."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

from layers.own.findings import OwnError, note
from layers.own.limits import CELLS, COLUMNS
from layers.own.reading.archive import entries_of, pack, refuse_entities
from layers.own.reading.table import Format, Options, Table, collect, header_of, is_blank

_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_EXPECTED = "a workbook (XLSX)"


def read_xlsx(data: bytes, name: str, options: Options) -> Table:
    """A table from one sheet: the one a person names, else the first that is shown.

    Raises
    ------
    OwnError
        Where it is no workbook, has XML entities, unpacks to too much, or the sheet is not there or no table.
    """
    entries = entries_of(data, name)
    refuse_entities(entries, name)
    # Counted before they are parsed, which takes some microseconds a cell, and twice that in a sheet without its size.
    if any(len(_CELL.findall(part)) > CELLS for part in entries.values()):
        raise OwnError.of(name, "too_many", found=f"more than {CELLS}", what="cells", most=CELLS)
    import openpyxl

    parts = {part: text for part, text in entries.items() if part.endswith((".xml", ".rels"))}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and extensions that it does not know are nothing to us
        try:
            book = openpyxl.load_workbook(io.BytesIO(pack(parts)), read_only=True, data_only=True, keep_links=False)
            return _read(book, name, options.sheet)
        except OwnError:
            raise
        except Exception as error:  # a workbook can be broken in more ways than its reader has errors for
            reason = f"{type(error).__name__}: {error}"
            raise OwnError.of(name, "unreadable", reason=reason, expected=_EXPECTED) from error


#: The list of what is packed stands at the end of the file, in plain letters.
XLSX = Format(lambda data: data.startswith(b"PK") and b"xl/workbook.xml" in data, read_xlsx)


def _read(book: Any, name: str, sheet: str | None) -> Table:
    found = {page.title: page for page in book.worksheets}
    shown = [title for title, page in found.items() if page.sheet_state == "visible"] or list(found)
    if sheet is not None and sheet not in found:
        raise OwnError.of(name, "no_such", what="sheet", found=sheet, choices=", ".join(found))
    if not shown:
        raise OwnError.of(name, "no_header")
    chosen = sheet or shown[0]
    page = found[chosen]
    page.reset_dimensions()  # what a sheet says of its own size may be wrong
    rows = _rows(page, name)
    header = next((row for row in rows if not all(is_blank(cell) for cell in row)), ())
    table = Table("xlsx", header_of(header, name), [], [], sheets=tuple(found), chosen=chosen)
    if len(found) > 1:
        table.findings.append(note("sheet", sheet=chosen, count=len(found)))
    return collect(table, rows, name, ragged=False)


def _rows(page: Any, name: str) -> Iterator[tuple[Any, ...]]:
    cells = 0
    for row in page.iter_rows(max_col=COLUMNS + 1, values_only=True):
        cells += len(row)
        if cells > 2 * CELLS:
            raise OwnError.of(name, "too_many", found=f"more than {CELLS}", what="cells", most=CELLS)
        last = len(row)
        while last and row[last - 1] is None:
            last -= 1
        yield tuple(_value(cell) for cell in row[:last])


def _value(cell: Any) -> Any:
    """A cell as text, number or nothing: dates as ISO 8601 writes them."""
    if cell is None or isinstance(cell, str | int | float):
        return cell
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
