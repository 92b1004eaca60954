"""Tables of text: which encoding, which separator, which cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import islice

from layers.own.findings import OwnError, note
from layers.own.limits import FILE_BYTES
from layers.own.reading.table import Format, Options, Table, collect, header_of

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

#: What a person may name when the file does not tell.
ENCODINGS = ("utf-8", "utf-16", "latin-1", "windows-1252", "cp850")

_LINES_LOOKED_AT = 50
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
#: Signs that stand between letters when an older encoding (code pages 437 and 850, Mac Roman) is read as Latin-1.
_INSIDE_WORDS = re.compile(
    "[A-Za-z][\xa0\xa1\xa2\xa3\xa4\xa5\N{DOUBLE DAGGER}\N{SINGLE LOW-9 QUOTATION MARK}"
    "\N{DOUBLE LOW-9 QUOTATION MARK}\N{LATIN SMALL LETTER F WITH HOOK}][a-z]"
)


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
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"\ufeff?sep=.\r?", first, flags=re.IGNORECASE):  # a line that one spreadsheet writes for itself
        text, separator = rest, separator or first.rstrip("\r")[-1]
    separator = separator or find_separator(text)
    # A quote that is never closed takes the rest of the file for one cell: its length is looked at later.
    csv.field_size_limit(FILE_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), [])
        table = Table("csv", header_of(header, name), [], [], encoding=encoding, separator=separator)
        table.findings.append(note("encoding", encoding=encoding))
        table.findings.append(note("separator", separator=SEPARATORS.get(separator, separator)))
        return collect(table, reader, name)
    except csv.Error as error:
        raise OwnError.of(name, "quotes", row=max(reader.line_num - 1, 0), reason=str(error)) from error


#: Text is what any other file may be too: the last of the formats.
CSV = Format(lambda _: True, read_csv)


def decode(data: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """Text and the name of its encoding.

    UTF-8 where every line is; UTF-16 or UTF-32 where a byte order mark says so; else Latin-1, or windows-1252 where it
    has signs that Latin-1 lacks. Lines in UTF-8 beside lines in another are refused, as are signs inside words, which
    show an encoding that no rule tells apart.

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
        raise OwnError.of(name, "zero_bytes")
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
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            widths = [len(row) for row in islice(reader, _LINES_LOOKED_AT) if any(row)]
        except csv.Error:
            continue
        if not widths or widths[0] == 1:
            continue
        score = (sum(width == widths[0] for width in widths) / len(widths), widths[0])
        if score > best:
            best, found = score, separator
    return found


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
    if odd is not None:
        raise OwnError.of(name, "unknown_encoding", row=data[: odd.start()].count(b"\n"))
    encoding = "windows-1252" if _WINDOWS.search(data) else "latin-1"
    text = data.decode(encoding)
    inside = _INSIDE_WORDS.search(text)
    if inside is not None:
        raise OwnError.of(name, "unknown_encoding", row=text[: inside.start()].count("\n"))
    return text, encoding


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
