"""A workbook's cells, read in a process of its own: `python sheets.py SHEET ROWS CELLS SECONDS BYTES`.

A broken or hostile workbook can ask its reader for any time and any memory, or end the process: here that ends nothing
else. Nothing of ours is imported, so that the process starts in no time. A line of JSON says what there is, then a line
comes for each row. What the reader leaves empty though it is not is found in the file itself: formulas without a stored
value, errors, and what the workbook does not show.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import struct
import sys
import zipfile
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Any
from xml.etree import ElementTree as ET

with contextlib.suppress(ImportError):  # no limits but the caller's patience on Windows
    import resource

#: Places of cells (row and column from 0) that hold a formula's result, or an error.
NOT_STORED, ZERO, STORED = "not stored", "zero", "stored"
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A", 43: "#DATA!"}
_SMALL = 20_000  # bytes of a sheet that may well hold no table
_SHEETS = 200  # more are not offered
_REPEATED = 100_000  # rows that one row of an OpenDocument may stand for
_COLUMNS = 60  # of XLSB: the record of columns
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"

Mark = tuple[int, int, str]


def main() -> None:
    """Read the workbook of standard input, and write its sheet."""
    sheet, rows, cells, seconds, size = (int(text) for text in sys.argv[1:6])
    if "resource" in globals():
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    data = sys.stdin.buffer.read()
    try:
        for line in tell(data, sheet, rows, cells):
            sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    except MemoryError:
        sys.exit(9)
    except BaseException as error:  # noqa: BLE001 the reader's panics are no Exception
        sys.stdout.write("\n" + json.dumps({"kind": type(error).__name__, "reason": str(error)}) + "\n")


def tell(data: bytes, wanted: int, most_rows: int, most_cells: int) -> Iterator[Any]:
    """What there is, then the rows of a sheet, its cells as JSON has them, and the number of those without any between.

    No more than so many rows and cells, and one row beyond.
    """
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    kinds = python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetVisibleEnum.Visible
    pages = [page for page in book.sheets_metadata if page.typ == kinds[0]][:_SHEETS]
    parts = _parts(data)
    found: dict[str, Any] = {
        "sheets": [page.name for page in pages],
        "shown": [page.visible == kinds[1] for page in pages],
        "empty": [_is_empty(book, page.name, parts) for page in pages],
    }
    if wanted >= len(pages):
        yield found
        return
    name = pages[wanted].name
    sheet = book.get_sheet_by_name(name)
    top, left = sheet.start or (0, 0)
    merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
    marks = _doubtful(list(_marks(data, name, wanted, parts)), data)
    hidden = _hidden(data, name, wanted, parts)
    yield found | {"top": top, "left": left, "merged": merged, "marks": marks, "hidden": hidden}
    rows = count = blank = 0
    marked = {row for row, *_ in marks}
    for number, row in enumerate(sheet.to_python(), start=top):
        cells = [_cell(cell) for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells and number not in marked:
            blank += 1
            continue
        if blank:
            yield blank
        yield cells
        rows, count, blank = rows + 1, count + len(cells), 0
        if rows > most_rows or count > most_cells:
            return


def _doubtful(marks: list[Mark], data: bytes) -> list[Mark]:
    """The places whose value is none, or an error, or may never have been calculated.

    Some libraries store nought, or an empty text, for every formula. Where another formula of the sheet has another
    value, noughts are believed, unless the workbook asks to be calculated as it is opened.
    """
    believed = any(what == STORED for *_, what in marks) and not _calculates(data)
    return [mark for mark in marks if mark[2] != STORED and not (mark[2] == ZERO and believed)]


def _cell(cell: Any) -> Any:
    """A cell as text, number or nothing: dates as ISO 8601 writes them, whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, str | int | float):
        return None if cell == "" else cell
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _is_empty(book: Any, name: str, parts: dict[str, bytes]) -> bool:
    """Whether a sheet holds no table: fewer than two rows or two columns, as a cover does."""
    if len(parts.get(name, b"")) > _SMALL:
        return False
    sheet = book.get_sheet_by_name(name)
    return sheet.end is None or min(sheet.height, sheet.width) < 2  # noqa: PLR2004 a header and a row


def _marks(data: bytes, name: str, place: int, parts: dict[str, bytes]) -> Iterator[Mark]:
    if data.startswith(_OLE):
        yield from _of_records(_stream(data), place)
    elif b"office:spreadsheet" in parts.get("", b""):
        yield from _of_open_document(parts[""], place)
    elif b"<" in parts.get(name, b"")[:200]:
        yield from _of_xml(parts[name])
    else:
        yield from _of_binary(parts.get(name, b""))


def _parts(data: bytes) -> dict[str, bytes]:
    """The sheets of a packed workbook by their names; of an OpenDocument all of them, under none."""
    if not data.startswith(_ZIP):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        there = {path.lower(): path for path in packed.namelist()}
        if "content.xml" in there:
            return {"": packed.read(there["content.xml"])}
        binary = "xl/workbook.bin" in there
        book = packed.read(there["xl/workbook.bin" if binary else "xl/workbook.xml"])
        relations = packed.read(there[f"xl/_rels/workbook.{'bin' if binary else 'xml'}.rels"])
        targets = {one.get("Id"): one.get("Target", "") for one in ET.fromstring(relations)}  # noqa: S314 no entities
        found = {}
        for name, relation in islice(_bundles(book) if binary else _sheets(book), _SHEETS):
            target = targets.get(relation, "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if path.lower() in there:
                found[name] = packed.read(there[path.lower()])
        return found


def _sheets(book: bytes) -> Iterator[tuple[str, str]]:
    for one in ET.fromstring(book).iter():  # noqa: S314 entities are refused before
        if one.tag.endswith("}sheet"):
            relation = next((value for name, value in one.attrib.items() if name.endswith("}id")), "")
            yield one.get("name", ""), relation


def _bundles(book: bytes) -> Iterator[tuple[str, str]]:
    for kind, body in _binary_records(book):
        if kind == 156:  # noqa: PLR2004 a sheet
            length = struct.unpack_from("<I", body, 8)[0]
            end = 12 + 2 * length
            size = struct.unpack_from("<I", body, end)[0]
            yield body[end + 4 : end + 4 + 2 * size].decode("utf-16-le"), body[12:end].decode("utf-16-le")


def _calculates(data: bytes) -> bool:
    """Whether the workbook asks to be calculated as it is opened: its writer has not done it."""
    if not data.startswith(_ZIP):
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        book = packed.read("xl/workbook.xml") if "xl/workbook.xml" in packed.namelist() else b""
    return re.search(rb'fullCalcOnLoad\s*=\s*["\'](?:1|true)', book) is not None


_XML = re.compile(
    rb"<(?:\w+:)?(?:row(?P<row>\s[^>]*)?>|c(?P<head>\s[^>]*?)?(?:/>|>(?P<inner>.*?)</(?:\w+:)?c\s*>))", re.DOTALL
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>\s*([^<]*?)\s*<")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)(\d+)")
_KIND = re.compile(rb"\st\s*=\s*[\"'](\w+)")


def _of_xml(part: bytes) -> Iterator[Mark]:
    if not (_FORMULA.search(part) or re.search(rb"\st\s*=\s*[\"']e[\"']", part)):
        return
    row, column = -1, -1
    for cell in _XML.finditer(part):
        head, inner = cell["head"] or b"", cell["inner"] or b""
        place = _PLACE.search(cell["row"] or head)
        if cell[0].startswith(b"<row") or cell["row"] is not None:
            row, column = int(place[2]) - 1 if place else row + 1, -1
            continue
        column = _column(place[1]) if place else column + 1
        row = int(place[2]) - 1 if place else row
        kind = _KIND.search(head)
        value = _VALUE.search(inner)
        text = value[1] if value else b""
        if kind and kind[1] == b"e":
            yield row, column, text.decode("utf-8", "replace") or "#N/A"
        elif _FORMULA.search(inner):
            yield row, column, _state(text, is_text=kind is not None and kind[1] == b"str")


_HEAD = re.compile(rb"<(?:\w+:|table:table-)?(row|col|column)(\s[^>]*)?>")
_HIDDEN = re.compile(rb"\s(?:hidden\s*=\s*[\"'](?:1|true)|table:visibility\s*=\s*[\"'](?:collapse|filter))")


def _hidden(data: bytes, name: str, place: int, parts: dict[str, bytes]) -> dict[str, list[int]]:
    """The rows and columns of a sheet, from 0, that the workbook does not show: by a filter, folded or hidden."""
    part = parts.get(name, b"")
    if data.startswith(_OLE):
        records = _sheet_records(_stream(data), place)
        spans = [("rows", *struct.unpack_from("<H", body) * 2) for kind, body in records if _folds(kind, body, 0x0208)]
        spans += [("columns", *struct.unpack_from("<HH", body)) for kind, body in records if _folds(kind, body, 0x7D)]
    elif b"office:spreadsheet" in parts.get("", b""):
        spans = list(_hidden_heads(re.split(rb"<table:table[\s>]", parts[""])[place + 1]))
    elif b"<" in part[:200]:
        spans = list(_hidden_heads(part))
    else:
        records = list(_binary_records(part))
        spans = [("rows", *struct.unpack_from("<I", body) * 2) for kind, body in records if kind == 0 and body[11] & 16]
        folded = [body for kind, body in records if kind == _COLUMNS and body[16] & 1]
        spans += [("columns", *struct.unpack_from("<II", body)) for body in folded]
    found: dict[str, list[int]] = {"rows": [], "columns": []}
    for what, first, last in spans:
        found[what] += range(first, min(last + 1, first + _REPEATED))
    return found


def _folds(kind: int, body: bytes, wanted: int) -> bool:
    """Whether a record of XLS is a row's or some columns', and hides them."""
    return kind == wanted and bool(body[12] & 0x20 if wanted == 0x0208 else body[8] & 1)  # noqa: PLR2004 a row


def _hidden_heads(part: bytes) -> Iterator[tuple[str, int, int]]:
    """Of XML: the heads of rows and columns, each after the one before unless it says where."""
    if not _HIDDEN.search(part):
        return
    following = {"rows": 0, "columns": 0}
    for head in _HEAD.finditer(part):
        told, what = head[2] or b"", "rows" if head[1] == b"row" else "columns"
        place = _PLACE.search(told) if what == "rows" else re.search(rb"\smin\s*=\s*([\"'])(\d+)", told)
        first = int(place[2]) - 1 if place else following[what]
        most = re.search(rb"\smax\s*=\s*[\"'](\d+)", told)
        last = int(most[1]) - 1 if most else first + _repeated(told, what.encode()) - 1
        following[what] = last + 1
        if _HIDDEN.search(told):
            yield what, first, last


def _column(letters: bytes) -> int:
    found = 0
    for letter in letters.upper():
        found = found * 26 + letter - 64
    return found - 1


def _state(text: bytes, *, is_text: bool) -> str:
    """Of a formula's stored value: none, nought or nothing, or another."""
    if not text:
        return ZERO if is_text else NOT_STORED
    return ZERO if re.fullmatch(rb"-?0+(?:\.0*)?", text) and not is_text else STORED


_OPEN = re.compile(
    rb"<table:(?:table(?P<table>[\s/>])|table-row(?P<row>\s[^>]*)?/?>"
    rb"|(?:covered-)?table-cell(?P<head>(?:\s[^>]*?)?)(?:/>|>(?P<inner>.*?)</table:(?:covered-)?table-cell>))",
    re.DOTALL,
)


def _of_open_document(part: bytes, wanted: int) -> Iterator[Mark]:
    if b"table:formula" not in part and b'value-type="error"' not in part:
        return
    table, row, column, repeated = -1, 0, 0, 1
    for found in _OPEN.finditer(part):
        if found["table"]:
            table, row, repeated = table + 1, 0, 0
        elif found["head"] is None:
            row, column = row + repeated, 0
            repeated = _repeated(found["row"] or b"", b"rows")
        elif table == wanted:
            head, inner = found["head"], found["inner"] or b""
            width = _repeated(head, b"columns")
            what = _open_state(head, inner)
            for place in range(row, row + min(repeated, _REPEATED) if what else row):
                for other in range(column, column + width):
                    yield place, other, what
            column += width


def _repeated(head: bytes, what: bytes) -> int:
    found = re.search(rb"table:number-" + what + rb"-repeated\s*=\s*[\"'](\d+)", head)
    return int(found[1]) if found else 1


def _open_state(head: bytes, inner: bytes) -> str:
    text = re.sub(rb"<[^>]*>", b"", inner).strip()
    formula = b"table:formula" in head
    if b'value-type="error"' in head or (formula and re.fullmatch(rb"#[A-Z/0?!]+[!?A]|Err:\d+", text)):
        return text.decode() if text.isascii() and text.startswith(b"#") else "#VALUE!"
    if not formula:
        return ""
    kind = re.search(rb"office:value-type\s*=\s*[\"'](\w+)", head)
    value = re.search(rb"office:value\s*=\s*[\"']([^\"']*)", head)
    if kind is None:
        return NOT_STORED
    if kind[1] in {b"float", b"percentage", b"currency"}:
        return _state(value[1] if value else b"", is_text=False)
    return STORED if text else ZERO


def _of_binary(part: bytes) -> Iterator[Mark]:
    """Of XLSB, by its published records: a row's head, cells with a column and a style before their value."""
    row = 0
    for kind, body in _binary_records(part):
        if kind == 0:
            row = struct.unpack_from("<I", body)[0]
        elif kind in {3, 8, 9, 10, 11}:
            column = struct.unpack_from("<I", body)[0]
            if kind in {3, 11}:
                yield row, column, _ERRORS.get(body[8], "#N/A")
            elif kind == 9:  # noqa: PLR2004 a number
                yield row, column, STORED if struct.unpack_from("<d", body, 8)[0] else ZERO
            else:
                is_empty = kind == 8 and not struct.unpack_from("<I", body, 8)[0]  # noqa: PLR2004 a text
                yield row, column, ZERO if is_empty else STORED


def _binary_records(part: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(part):
        kind, place = part[place], place + 1
        if kind & 0x80:
            kind, place = kind & 0x7F | (part[place] & 0x7F) << 7, place + 1
        size = 0
        for shift in (0, 7, 14, 21):
            byte, place = part[place], place + 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, part[place : place + size]
        place += size


def _stream(data: bytes) -> bytes:
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as file:
        name = next((name for name in ("Workbook", "Book") if file.exists(name)), None)
        return file.openstream(name).read() if name else b""


def _of_records(stream: bytes, wanted: int) -> Iterator[Mark]:
    """Of XLS, by its published records."""
    following = _sheet_records(stream, wanted)
    for number, (kind, body) in enumerate(following):
        if kind == 0x0205 and body[7]:  # noqa: PLR2004 a truth value or an error
            yield *struct.unpack_from("<HH", body), _ERRORS.get(body[6], "#N/A")
        elif kind in {0x0006, 0x0206, 0x0406}:
            after = following[number + 1][0] if number + 1 < len(following) else 0
            yield *struct.unpack_from("<HH", body), _record_state(body[6:14], after)


def _sheet_records(stream: bytes, wanted: int) -> list[tuple[int, bytes]]:
    """The records of a sheet of XLS: the sheets' places come first, then each sheet from its place to its end."""
    records = dict(_records(stream, 0))
    starts = [struct.unpack_from("<I", body)[0] for kind, body in records.values() if kind == 0x85 and not body[5]]  # noqa: PLR2004 a sheet of cells
    if wanted >= len(starts):
        return []
    return list(takewhile(lambda record: record[0] != 0x0A, (record for _, record in _records(stream, starts[wanted]))))  # noqa: PLR2004 the end


def _record_state(value: bytes, after: int) -> str:
    if value[6:] != b"\xff\xff":
        return STORED if struct.unpack("<d", value)[0] else ZERO
    if value[0] == 2:  # noqa: PLR2004 an error
        return _ERRORS.get(value[2], "#N/A")
    if value[0] == 0:
        return STORED if after in {0x0207, 0x04BC, 0x0221} else NOT_STORED
    return STORED if value[0] == 1 else ZERO


def _records(stream: bytes, place: int) -> Iterator[tuple[int, tuple[int, bytes]]]:
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield place, (kind, stream[place + 4 : place + 4 + size])
        place += 4 + size


if __name__ == "__main__":
    main()
