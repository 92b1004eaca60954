"""Bytes to rows. To add a format: a module that makes a `Table` of bytes, and its `Format` in `FORMATS`."""

from __future__ import annotations

from collections.abc import Iterable

from layers.html import is_html
from layers.own.findings import OwnError
from layers.own.limits import FILE_BYTES
from layers.own.reading.gdal import FLATGEOBUF, GEOPACKAGE
from layers.own.reading.geojson import GEOJSON
from layers.own.reading.geoparquet import PARQUET
from layers.own.reading.markup import GPX, KML, KMZ
from layers.own.reading.shapefile import SHAPEFILE
from layers.own.reading.table import Format, Options, Table
from layers.own.reading.text import CSV
from layers.own.reading.workbook import XLSX

#: The first that a file looks like reads it. What a person calls them stands in `words`: ``own.formats``.
FORMATS = (XLSX, KMZ, SHAPEFILE, GEOPACKAGE, FLATGEOBUF, PARQUET, GEOJSON, KML, GPX, CSV)

_HEAD = 1024
#: How files begin that people bring and nobody reads.
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_OTHERS = {b"%PDF": "a PDF file", b"\x1f\x8b": "a gzip file", b"\x89PNG": "a picture"}


def read_table(data: bytes, name: str, options: Options, first: Iterable[Format] = ()) -> Table:
    r"""The table in a file; formats that only a kind of file has come ``first``.

    Raises
    ------
    OwnError
        Where the file is empty, too large, of a format that is not read, or damaged.

    Examples
    --------
    >>> read_table(b"cvegeo,rate\\n20067,1.5\\n", "mine.csv", Options()).rows
    [('20067', '1.5')]
    """
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        raise OwnError.of(name, "empty")
    if len(data) > FILE_BYTES:
        raise OwnError.of(name, "too_large", found=len(data), most=FILE_BYTES)
    if is_html(data[:_HEAD]):
        raise OwnError.of(name, "web_page")
    if data.startswith(_OLD_EXCEL):
        raise OwnError.of(name, "old_excel")
    for mark, found in _OTHERS.items():
        if data.startswith(mark):
            raise OwnError.of(name, "unknown_format", found=found, formats="all")
    read = next(one.read for one in (*first, *FORMATS) if one.looks_like(data))
    return read(data, name, options)
