"""Zipped shapefiles: which is meant, and in which encoding its table is."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

from layers.own.answers import Options
from layers.own.findings import OwnError, note
from layers.own.reading.archive import entries_of, pack
from layers.own.reading.gdal import read_gdal
from layers.own.reading.shapes import check_size, choose_layer
from layers.own.reading.table import Format, Table

#: Encodings as a person names them, and as GDAL does.
_GDAL = {"utf-8": "UTF-8", "latin-1": "ISO-8859-1", "windows-1252": "CP1252", "cp850": "CP850"}
#: What a file beside the table says of its encoding.
_STATED = {
    **dict.fromkeys(("utf-8", "utf8", "65001"), "utf-8"),
    **dict.fromkeys(("1252", "cp1252", "windows-1252", "ansi 1252"), "windows-1252"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "88591", "iso88591", "8859-1"), "latin-1"),
    **dict.fromkeys(("850", "cp850", "ibm850", "oem 850"), "cp850"),
}
#: The letters beside ASCII that Spanish has, and signs in its names.
_LETTERS = frozenset("áéíóúüñÁÉÍÓÚÜÑ")
_SIGNS = frozenset("ºª°¿¡«»·¨\u00b4\u2018\u2019\u201c\u201d\u2013\u2014")
_HEAD = 100
_MARK, _END = 32, b"\r"


class _Text(NamedTuple):
    """Where texts stand in a table: bytes of the head and of a row, and start and length of each column of text."""

    head: int
    width: int
    columns: tuple[tuple[int, int], ...]


def read_shapefile(data: bytes, name: str, options: Options) -> Table:
    """A table from a zipped shapefile: the one that a person names, else the first.

    Raises
    ------
    OwnError
        Where it is damaged, unpacks to too much, or a part is missing.
    """
    files = _shapefiles(entries_of(data, name))
    if not files:
        raise OwnError.of(name, "no_shapefile")
    table = Table("shp", (), [], [])
    chosen = choose_layer(sorted(files), options.layer, table, name)
    parts = files[chosen]
    missing = [part for part in (".shp", ".shx", ".dbf") if part not in parts]
    if missing:
        raise OwnError.of(name, "parts_missing", found=", ".join(missing), file=chosen)
    # Both say how long they are, in words of two bytes: GDAL reads what is left of one that was cut.
    for part in (parts[".shp"], parts[".shx"]):
        if len(part) < _HEAD or 2 * struct.unpack_from(">i", part, 24)[0] > len(part):
            raise OwnError.of(name, "damaged", formats="shp")
    text = parts.get(".cpg", b"").decode("ascii", "ignore").strip().lower().replace("_", "-")
    place = _text_of(parts[".dbf"], name)
    table.encoding = _encoding_of(parts[".dbf"], place, name, options.encoding, _STATED.get(text))
    if table.encoding == "utf-8":
        parts[".dbf"] = _whole_letters(parts[".dbf"], place)
    table.findings.insert(0, note("encoding", encoding=table.encoding))
    kept = {f"layer{part}": parts[part] for part in (".shp", ".shx", ".dbf", ".prj") if part in parts}
    layers, chosen_one = table.layers, table.chosen
    table = read_gdal(pack(kept), name, table, encoding=_GDAL[table.encoding])
    table.layers, table.chosen = layers, chosen_one
    return table


#: Packed, and nothing else that is.
SHAPEFILE = Format(lambda data: data.startswith(b"PK"), read_shapefile)


def _shapefiles(entries: dict[str, bytes]) -> dict[str, dict[str, bytes]]:
    """The parts of each shapefile by their endings: by its name alone where no other has it, else with its folders."""
    found: dict[str, dict[str, bytes]] = {}
    names: dict[str, str] = {}
    for path, content in entries.items():
        whole = path.replace("\\", "/")
        stem, dot, end = whole.rpartition(".")
        if dot and not whole.startswith("__MACOSX") and not whole.rpartition("/")[2].startswith("._"):
            found.setdefault(stem.casefold(), {}).setdefault("." + end.lower(), content)
            if end.lower() == "shp":
                names[stem.casefold()] = stem
    short = [stem.rpartition("/")[2] for stem in names.values()]
    return {
        stem if short.count(stem.rpartition("/")[2]) > 1 else stem.rpartition("/")[2]: found[key]
        for key, stem in names.items()
    }


def _text_of(data: bytes, name: str) -> _Text:
    """Where texts stand in a table of dBASE, as its head says."""
    if len(data) < _MARK + 1:
        raise OwnError.of(name, "damaged", formats="shp")
    head, width = struct.unpack_from("<HH", data, 8)
    columns, start = [], 1
    for place in range(_MARK, min(head, len(data)) - _MARK, _MARK):
        if data[place : place + 1] == _END:
            break
        kind, length = data[place + 11 : place + 12], data[place + 16]
        if kind == b"C":
            columns.append((start, length))
        start += length
    if width < start or head < _MARK:
        raise OwnError.of(name, "damaged", formats="shp")
    check_size(len(columns), (len(data) - head) // width, name)
    return _Text(head, width, tuple(columns))


def _encoding_of(data: bytes, place: _Text, name: str, said: str | None, stated: str | None) -> str:
    if said is not None:
        if said not in _GDAL:
            raise OwnError.of(name, "no_such", what="encoding", found=said, choices=", ".join(_GDAL))
        if said == "utf-8":
            row = _not_utf8(data, place)
            if row is not None:
                raise OwnError.of(name, "wrong_encoding", row=row, encoding=said)
        return said
    head, body = data[_MARK : place.head], data[place.head :]
    if head.isascii() and body.isascii():
        return stated or "utf-8"
    is_utf8 = _not_utf8(data, place) is None
    if stated is not None and (stated != "utf-8" or is_utf8):
        return stated
    if is_utf8:
        return "utf-8"
    scores = {encoding: _likeness(head + body, encoding) for encoding in ("windows-1252", "cp850")}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] <= 0:
        # Names of columns are in the head: row 0.
        rows = range(len(body) // place.width + 1)
        odd = (row for row in rows if not body[row * place.width : (row + 1) * place.width].isascii())
        raise OwnError.of(name, "unknown_encoding", row=next(odd, -1) + 1, choices=", ".join(_GDAL))
    if best == "windows-1252" and not re.search(rb"[\x80-\x9f]", head + body):
        return "latin-1"
    return best


def _likeness(data: bytes, encoding: str) -> int:
    """How much a text looks like Spanish in an encoding: letters for it, anything else against it."""
    score = 0
    text = re.sub(r"[\x00-\x1f]", " ", data.decode(encoding, "replace"))
    for found in re.finditer(r"(.?)([^\x00-\x7f])(.?)", text):
        before, letter, after = found.groups()
        if letter not in _LETTERS:
            score -= 0 if letter in _SIGNS else 1
        elif letter.isupper() and (before.islower() or (after.islower() and before.isalpha())):
            score -= 1
        else:
            score += 1
    return score


def _cells(data: bytes, place: _Text) -> list[tuple[int, int, bytes]]:
    """The texts that are not ASCII, with their rows from 1 and where they start."""
    found = []
    for row, start in enumerate(range(place.head, len(data), place.width), start=1):
        if not data[start : start + place.width].isascii():
            for offset, length in place.columns:
                text = data[start + offset : start + offset + length]
                if not text.isascii():
                    found.append((row, start + offset, text))
    return found


def _not_utf8(data: bytes, place: _Text) -> int | None:
    """The first row that is no UTF-8, 0 for the head; a letter that is cut by the end of its column is none."""
    names = [data[start : start + 11].split(b"\0")[0] for start in range(_MARK, place.head - 1, _MARK)]
    for row, text in [*((0, text) for text in names), *((row, text) for row, _, text in _cells(data, place))]:
        try:
            text.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data":
                return row
    return None


def _whole_letters(data: bytes, place: _Text) -> bytes:
    """The table without the beginnings of letters that the ends of its columns cut."""
    mended = bytearray(data)
    for _, start, text in _cells(data, place):
        whole = text.decode("utf-8", "ignore").encode()
        mended[start : start + len(text)] = whole.ljust(len(text))
    return bytes(mended)
