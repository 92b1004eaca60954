"""Tables of text: which encoding, which separator, which cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from layers.own.answers import Options
from layers.own.findings import MENDED, Finding, OwnError, note, shorten
from layers.own.limits import FILE_BYTES
from layers.own.reading.table import Format, Table, tabulate
from layers.own.values import without_guard

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

#: What a person may name when the file does not tell.
ENCODINGS = ("utf-8", "utf-16", "latin-1", "windows-1252", "cp850", "mac-roman")

_LINES_LOOKED_AT = 50
_CHARACTERS_LOOKED_AT = 200_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Bytes that windows-1252 gives to letters and signs and Latin-1 to controls; five have no meaning in either.
_WINDOWS = re.compile(rb"[\x80-\x9f]")
_NOWHERE = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
#: Encodings of before Windows: signs stand inside words where their text is read as windows-1252 or Latin-1.
_OLDER = ("cp850", "mac-roman")
_INSIDE_WORDS = re.compile(
    "[A-Za-z][\xa0\xa1\xa2\xa3\xa4\xa5\N{DOUBLE DAGGER}\N{SINGLE LOW-9 QUOTATION MARK}"
    "\N{DOUBLE LOW-9 QUOTATION MARK}\N{LATIN SMALL LETTER F WITH HOOK}\N{EM DASH}\N{LATIN CAPITAL LETTER Z WITH CARON}"
    "\x81\x8d\x8f\x90\x9d]+[a-z]"
)
#: What Spanish is written with beyond ASCII, and a capital inside a word, which is never.
_SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡ªº°«»“”")
_CAPITAL_INSIDE = re.compile("[a-záéíóúüñ][ÁÉÍÓÚÜÑ]")
_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)(?:\r\n?|\n)", re.IGNORECASE)


def read_csv(data: bytes, name: str, options: Options) -> Table:
    r"""A table from text; encoding and separator are found, strictly, unless a person says them.

    Raises
    ------
    OwnError
        Where the text is in no encoding or in two, or is no table.

    Examples
    --------
    >>> table = read_csv("municipio;tasa\nMérida;1,5\n".encode("latin-1"), "mine.csv", Options())
    >>> table.encoding, table.separator, table.rows
    ('latin-1', ';', [('Mérida', '1,5')])
    """
    text, encoding = decode(data, name, options.encoding)
    separator = options.separator
    said = _SEPARATOR_LINE.match(text)  # a line that one spreadsheet writes for itself
    if said is not None:
        text, separator = text[said.end() :], separator or said[1]
    separator = separator or find_separator(text)
    table = Table("csv", (), [], [], encoding=encoding, separator=separator)
    table.findings.append(note("encoding", encoding=encoding))
    table.findings.append(note("separator", separator=SEPARATORS.get(separator, separator)))
    # A quote that is never closed takes the rest of the file for one cell: its length is looked at later.
    csv.field_size_limit(FILE_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    guarded: list[str] = []
    lines: list[int] = []
    try:
        tabulate(table, _unguarded(reader, guarded, lines), name, options)
    except csv.Error as error:
        # A quote that is never closed is found at the end of the file: what is wrong is where its row begins.
        reason = "a quote that is never closed" if "end of data" in str(error) else "text after a closing quote"
        fault = OwnError.of(name, "quotes", row=lines[-1] if lines else 0, reason=reason)
        fault.offer(header_row=table.header_row)
        raise fault from error
    if guarded:
        table.findings.append(Finding(None, "", MENDED, "text_guard", shorten(guarded[0]), {"count": len(guarded)}))
    return table


def _unguarded(rows: Any, guarded: list[str], lines: list[int]) -> Iterator[list[str]]:
    """Rows whose cells of text are no formulas any longer; those that were, and where each row ends, are noted."""
    for cells in rows:
        lines.append(rows.line_num)
        for place, cell in enumerate(cells):
            bare = without_guard(cell) if cell.startswith('="') else None
            if bare is not None:
                guarded.append(cell)
                cells[place] = bare
        yield cells


#: Text is what any other file may be too: the last of the formats.
CSV = Format(lambda _: True, read_csv)


def decode(data: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """Text and the name of its encoding.

    UTF-8 where every line is; UTF-16 or UTF-32 where a byte order mark, or noughts between letters, say so; else
    Latin-1, or windows-1252 where it has signs that Latin-1 lacks. Where those put signs inside words, code page 850 or
    Mac Roman, whichever alone makes it Spanish. Lines in UTF-8 beside lines in another are refused, as is what no rule
    tells apart.

    Raises
    ------
    OwnError
        Naming the first row (the header is row 0) that does not fit.

    Examples
    --------
    >>> decode("Peñón".encode("utf-8-sig"), "mine.csv")
    ('Peñón', 'utf-8')
    """
    if encoding is not None:
        if encoding not in ENCODINGS:
            raise OwnError.of(name, "no_such", what="encoding", found=encoding, choices=", ".join(ENCODINGS))
        rest = data.removeprefix(codecs.BOM_UTF8) if encoding == "utf-8" else data
        return _strictly(rest, name, encoding, "wrong_encoding"), encoding
    for mark, codec in _MARKS:
        if data.startswith(mark):
            encoding = codec.removesuffix("-sig")
            rest = data.removeprefix(mark) if encoding == "utf-8" else data
            return _strictly(rest, name, encoding, "wrong_encoding"), encoding
    if b"\0" in data:
        encoding = _unmarked(data)
        if encoding is None:
            raise OwnError.of(name, "zero_bytes")
        return _strictly(data, name, encoding, "wrong_encoding"), "utf-16"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _one_byte(data, name)


def find_separator(text: str) -> str:
    r"""The separator that gives the first lines the same number of cells, and the most.

    Examples
    --------
    >>> find_separator("a;b\n1,5;2\n")
    ';'
    """
    best, found = (0.0, 1), ","
    text = text[:_CHARACTERS_LOOKED_AT]
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            widths = [len(row) for row in islice(reader, _LINES_LOOKED_AT) if any(row)]
        except csv.Error:
            continue
        # The usual width: lines of a title have one cell, whatever the separator is.
        usual, count = max(Counter(width for width in widths if width > 1).items(), key=_often, default=(1, 0))
        if count and (count / len(widths), usual) > best:
            best, found = (count / len(widths), usual), separator
    return found


def _often(width: tuple[int, int]) -> tuple[int, int]:
    return width[1], width[0]


def _unmarked(data: bytes) -> str | None:
    """UTF-16 without its mark: of ordinary letters every other byte is nought."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2 or max(even, odd) * 4 < len(data) or min(even, odd) * 20 > len(data):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _strictly(data: bytes, name: str, codec: str, code: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n")
        raise OwnError.of(name, code, row=row, encoding=codec) from error


def _one_byte(data: bytes, name: str) -> tuple[str, str]:
    kinds: dict[bool, int] = {}
    for row, line in enumerate(data.split(b"\n")):
        if not line.isascii():
            kinds.setdefault(_is_utf8(line), row)
            if len(kinds) > 1:
                raise OwnError.of(name, "mixed_encodings", row=row)
    odd = _NOWHERE.search(data)
    encoding = "windows-1252" if _WINDOWS.search(data) and odd is None else "latin-1"
    text = data.decode(encoding)
    inside = _INSIDE_WORDS.search(text)
    # The lines of old Macs end so: their text is in their encoding, if that makes it Spanish.
    is_mac = b"\r" in data and b"\n" not in data and _is_spanish(data.decode("mac-roman"))
    if odd is None and inside is None and not is_mac:
        return text, encoding
    older = [(data.decode(codec), codec) for codec in _OLDER if _is_spanish(data.decode(codec))]
    older = older if odd is not None or inside is not None else [one for one in older if one[1] == "mac-roman"]
    if len(older) != 1:
        before = data[: odd.start()].decode("latin-1") if odd else text[: inside.start()] if inside else ""
        raise OwnError.of(name, "unknown_encoding", row=before.count("\n"), choices=", ".join(ENCODINGS))
    return older[0]


def _is_spanish(text: str) -> bool:
    return all(letter in _SPANISH for letter in set(text) if not letter.isascii()) and not _CAPITAL_INSIDE.search(text)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
