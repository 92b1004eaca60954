"""Bytes to rows. To add a format: a module that makes a `Table` of bytes, and its `Format` in `FORMATS`."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from pathlib import PurePosixPath

from layers.own.answers import Options
from layers.own.findings import TAKEN, WARNED, Finding, OwnError, shorten
from layers.own.limits import FILE_BYTES
from layers.own.reading.archive import entries_of, names_in
from layers.own.reading.gdal import FLATGEOBUF, GEOPACKAGE
from layers.own.reading.geojson import GEOJSON
from layers.own.reading.geoparquet import PARQUET
from layers.own.reading.markup import GPX, KML, KMZ
from layers.own.reading.others import other_of
from layers.own.reading.shapefile import SHAPEFILE
from layers.own.reading.table import Format, Table
from layers.own.reading.text import CSV
from layers.own.reading.workbook import WORKBOOK

#: The first that a file looks like reads it. What a person calls them stands in `words`: ``own.formats``.
FORMATS = (WORKBOOK, KMZ, SHAPEFILE, GEOPACKAGE, FLATGEOBUF, PARQUET, GEOJSON, KML, GPX, CSV)

_GZIP = b"\x1f\x8b"
#: Names of what is a table, or may be one, among other things that are packed with it.
_TABLES = frozenset(
    {
        *(".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".gz", ".parquet", ".json"),
        *(".geojson", ".geojsonl", ".ndjson", ".topojson", ".gpkg", ".fgb", ".kml", ".kmz", ".gpx"),
    }
)
_SAID = 6


def read_table(data: bytes, name: str, options: Options, first: Iterable[Format] = ()) -> Table:
    r"""The table in a file, or in one that is packed in it; formats that only a kind of file has come ``first``.

    Raises
    ------
    OwnError
        Where the file is empty, too large, of a format that is not read, or damaged.

    Examples
    --------
    >>> read_table(b"cvegeo,rate\n20067,1.5\n", "mine.csv", Options()).rows
    [('20067', '1.5')]
    """
    formats = (*first, *FORMATS)
    _refuse_size(data, name)
    chosen = next(one for one in formats if one.looks_like(data))
    if chosen in first:
        return chosen.read(data, name, options)
    if data.startswith(_GZIP):
        return _read(_unzipped(data, name), name, options, formats)
    # A shapefile is several files; what else is packed is read as if it stood alone.
    if chosen is SHAPEFILE and other_of(data) is None and not _has_shapes(data):
        return _read_packed(data, name, options, formats)
    return _read(data, name, options, formats)


def _read(data: bytes, name: str, options: Options, formats: Iterable[Format]) -> Table:
    _refuse_size(data, name)
    other = other_of(data)
    if other is not None:
        raise OwnError.of(name, "not_table", file=other.file, remedy=other.remedy)
    chosen = next(one for one in formats if one.looks_like(data))
    if chosen is CSV and data.lstrip(b" \t\r\n\xef\xbb\xbf").startswith(b"<"):
        raise OwnError.of(name, "not_table", file="xml", remedy="export")
    if chosen is SHAPEFILE and not _has_shapes(data):
        raise OwnError.of(name, "not_table", file="zip", remedy="unpack")
    return chosen.read(data, name, options)


def _read_packed(data: bytes, name: str, options: Options, formats: Iterable[Format]) -> Table:
    """The table of a zip: of the file that a person names, else of the first that may be one."""
    entries = entries_of(data, name)
    paths = [path for path in entries if not path.endswith("/") and not re.search(r"(?:^|/)(?:\.|__MACOSX/|~\$)", path)]
    paths = [path for path in paths if PurePosixPath(path.lower()).suffix in _TABLES] or paths
    if not paths:
        raise OwnError.of(name, "nothing_packed")
    # What is text alone may be a note about the others.
    chosen = options.layer or next((path for path in paths if not path.lower().endswith(".txt")), paths[0])
    if chosen not in paths:
        error = OwnError.of(name, "no_such", what="packed", found=chosen, choices=", ".join(paths))
        error.offer(layers=tuple(paths))
        raise error
    try:
        table = _read(entries[chosen], f"{name}/{shorten(chosen)}", options._replace(layer=None), formats)
    except OwnError as error:
        error.offer(layers=tuple(paths) if len(paths) > 1 else (), chosen=chosen)
        raise
    if len(paths) > 1:
        table.layers, table.chosen = tuple(paths), table.chosen or chosen
        others = ", ".join(path for path in paths[: _SAID + 1] if path != chosen)
        parts = {"file": shorten(chosen), "count": len(paths), "others": shorten(others, 200)}
        table.findings.append(Finding(None, "", TAKEN if options.layer else WARNED, "packed", shorten(chosen), parts))
    return table


def _has_shapes(data: bytes) -> bool:
    return any(name.lower().endswith(".shp") for name in names_in(data))


def _unzipped(data: bytes, name: str) -> bytes:
    unpacker = zlib.decompressobj(31)
    try:
        found = unpacker.decompress(data, FILE_BYTES + 1)
    except zlib.error as error:
        raise OwnError.of(name, "unreadable", reason="damaged", expected="a gzip file") from error
    if not unpacker.eof and len(found) <= FILE_BYTES:
        raise OwnError.of(name, "unreadable", reason="an end before the end", expected="a gzip file")
    return found


def _refuse_size(data: bytes, name: str) -> None:
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        raise OwnError.of(name, "empty")
    if len(data) > FILE_BYTES:
        raise OwnError.of(name, "too_large", found=len(data), most=FILE_BYTES)
