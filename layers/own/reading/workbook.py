"""Workbooks: XLSX, XLS, XLSB and ODS, values alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from layers.own.answers import Options
from layers.own.findings import HIDDEN_COLUMN, MENDED, TAKEN, WARNED, Finding, OwnError, shorten
from layers.own.limits import CELLS, HEADER_ROW, READ_BYTES, READ_SECONDS, ROWS, WORKBOOK_BYTES
from layers.own.reading.archive import refuse_entities, unpacked
from layers.own.reading.table import Format, NotStored, Table, tabulate

_SCRIPT = Path(__file__).with_name("sheets.py")
_EXPECTED = "a workbook (XLSX, XLS, XLSB, ODS)"
_OLE = b"\xd0\xcf\x11\xe0"
#: Sheets that are looked at for one with a known header, and known names that make it one; other sheets that are said.
_SHEETS_TRIED = 8
_SURE = 2
_SHEETS_SAID = 6
#: Seconds that the process may wait for its turn, beside those that it works.
_WAIT = 50
_MARKS = {b"xl/workbook.xml": "xlsx", b"xl/workbook.bin": "xlsb", b"META-INF/manifest.xml": "ods"}
_LETTERS = 26
_MOST_ROWS = ROWS + HEADER_ROW + 1


def read_workbook(data: bytes, name: str, options: Options) -> Table:
    """A table from one sheet: the one a person names, else the first shown whose header is known, else that has one.

    Raises
    ------
    OwnError
        Where it is no workbook, has XML entities, unpacks or grows to too much, or the sheet is not there or no table:
        it says which sheets there are.
    """
    if data.startswith(b"PK"):
        for _, part in unpacked(data, name, WORKBOOK_BYTES):
            refuse_entities(part, name)
    told, rows = _ask(data, name, 0)
    sheets = tuple(told["sheets"])
    best: Table | None = None
    faults = []
    for place in _order(told, name, options.sheet)[:_SHEETS_TRIED]:
        try:
            told, rows = (told, rows) if place == 0 else _ask(data, name, place)
            table = _table(told, rows, place, name, options)
        except OwnError as error:
            error.offer(sheets=sheets, chosen=sheets[place], header_row=options.header_row or 1)
            faults.append(error)
            continue
        table.format = next((form for mark, form in _MARKS.items() if mark in data), "xls")
        best = table if best is None or table.known >= _SURE else best
        if table.known >= _SURE:
            break
    if best is None:
        raise faults[0]
    return best


def _is_workbook(data: bytes) -> bool:
    """Whether it is one: the list of what is packed stands at the end of a file, in plain letters."""
    return data.startswith(_OLE) or (data.startswith(b"PK") and any(mark in data for mark in _MARKS))


WORKBOOK = Format(_is_workbook, read_workbook)


def _ask(data: bytes, name: str, place: int) -> tuple[dict[str, Any], list[list[Any] | int]]:
    """What a workbook has, and the rows of a sheet, from the process that reads it."""
    command = [sys.executable, "-P", str(_SCRIPT), *map(str, (place, _MOST_ROWS, CELLS, READ_SECONDS, READ_BYTES))]
    try:
        ran = subprocess.run(command, input=data, capture_output=True, check=False, timeout=READ_SECONDS + _WAIT)
    except subprocess.TimeoutExpired as error:
        raise OwnError.of(name, "too_heavy", seconds=READ_SECONDS, bytes=READ_BYTES) from error
    lines = ran.stdout.split(b"\n")
    if ran.returncode == 1:  # the process did not come to the workbook: a fault of ours
        raise RuntimeError(ran.stderr.decode("utf-8", "replace"))
    if ran.returncode:
        raise OwnError.of(name, "too_heavy", seconds=READ_SECONDS, bytes=READ_BYTES)
    if len(lines) > 1 and lines[-2].startswith(b'{"kind"'):
        fault = json.loads(lines[-2])
        if fault["kind"] == "PasswordError":
            raise OwnError.of(name, "not_table", file="locked", remedy="unlock")
        raise OwnError.of(name, "unreadable", reason="damaged", expected=_EXPECTED)
    return json.loads(lines[0]), [json.loads(line) for line in lines[1:-1]]


def _order(told: dict[str, Any], name: str, wanted: str | None) -> list[int]:
    """The sheets to look at, in order: those shown that hold anything."""
    sheets = told["sheets"]
    if not sheets:
        raise OwnError.of(name, "no_sheets")
    if wanted is not None:
        if wanted not in sheets:
            error = OwnError.of(name, "no_such", what="sheet", found=wanted, choices=", ".join(sheets))
            error.offer(sheets=tuple(sheets), header_row=1)
            raise error
        return [sheets.index(wanted)]
    shown = [place for place, is_shown in enumerate(told["shown"]) if is_shown] or list(range(len(sheets)))
    return [place for place in shown if not told["empty"][place]] or shown[:1]


def _table(told: dict[str, Any], rows: list[list[Any] | int], place: int, name: str, options: Options) -> Table:
    sheets = tuple(told["sheets"])
    table = Table("xlsx", (), [], [], sheets=sheets, chosen=sheets[place])
    others = [sheets[other] for other in _order(told, name, None) if other != place and not told["empty"][other]]
    if others:
        parts = {"sheet": sheets[place], "count": len(others) + 1, "others": ", ".join(others[:_SHEETS_SAID])}
        outcome = WARNED if options.sheet is None else TAKEN
        table.findings.append(Finding(None, "", outcome, "sheet", shorten(sheets[place]), parts))
    marks = {(row, column): what for row, column, what in told.get("marks", ())}
    tabulate(table, _placed(told, rows, marks), name, options, ragged=False)
    _warn_of_noughts(table, marks)
    _warn_of_hidden(table, told)
    _fill_merged(table, told.get("merged", ()))
    return table


def _placed(
    told: dict[str, Any], rows: list[list[Any] | int], marks: dict[tuple[int, int], str]
) -> Iterator[list[Any]]:
    """Rows where they stand in the sheet, errors and formulas without a value put in."""
    top, left = told.get("top", 0), told.get("left", 0)
    places: dict[int, list[int]] = {}
    for row, column in marks:
        places.setdefault(row, []).append(column)
    for _ in range(top):
        yield []
    number = top - 1
    for cells in rows:
        if isinstance(cells, int):
            for _ in range(cells):
                yield []
            number += cells
            continue
        number += 1
        found = [None] * left + cells if cells else []
        for column in places.get(number, ()):
            what = marks[number, column]
            if what != "zero":
                found += [None] * (column + 1 - len(found))
                found[column] = NotStored(_cell_name(number, column)) if what == "not stored" else what
        yield found


def _warn_of_noughts(table: Table, marks: dict[tuple[int, int], str]) -> None:
    first = table.row_of(1) - 1
    noughts: dict[int, list[int]] = {}
    for (row, column), what in sorted(marks.items()):
        if what == "zero" and row >= first and column < len(table.columns):
            noughts.setdefault(column, []).append(row)
    for column, rows in noughts.items():
        parts = {"cell": _cell_name(rows[0], column), "count": len(rows)}
        table.findings.append(Finding(None, table.columns[column], WARNED, "formulas_zero", "0", parts))


def _warn_of_hidden(table: Table, told: dict[str, Any]) -> None:
    """Say which rows and columns of the table the workbook does not show: they are read as all others are."""
    hidden = told.get("hidden", {"rows": (), "columns": ()})
    concealed = set(hidden["rows"])
    rows = [row for number in table.numbers if (row := table.row_of(number)) - 1 in concealed]
    if rows:
        parts = {"count": len(rows), "row": rows[0]}
        table.findings.append(Finding(None, "", WARNED, "hidden_rows", "", parts))
    for place in hidden["columns"]:
        if place < len(table.columns):
            column = table.columns[place]
            table.findings.append(Finding(None, column, WARNED, HIDDEN_COLUMN, "", {"column": column}))


def _fill_merged(table: Table, merged: list[list[int]]) -> None:
    """Give every row of merged cells what they show: it stands in the first alone."""
    if not merged or not table.numbers:
        return
    place_of = {table.row_of(number) - 1: place for place, number in enumerate(table.numbers)}
    last = max(place_of)
    filled: dict[int, int] = {}
    done: dict[int, int] = {}
    for top, column, bottom, _ in sorted(merged):
        # Merged cells lie apart; a file whose do not would take for ever.
        if top == bottom or column >= len(table.columns) or top not in place_of or top <= done.get(column, -1):
            continue
        done[column] = bottom
        value = table.rows[place_of[top]][column]
        for row in range(top + 1, min(bottom, last) + 1):
            if row in place_of and table.rows[place_of[row]][column] is None:
                cells = table.rows[place_of[row]]
                table.rows[place_of[row]] = (*cells[:column], value, *cells[column + 1 :])
                filled[column] = filled.get(column, 0) + 1
    for column, count in filled.items():
        table.findings.append(Finding(None, table.columns[column], MENDED, "merged_filled", "", {"count": count}))


def _cell_name(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"
