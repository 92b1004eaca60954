"""Parquet, and GeoParquet: its pages are counted before any is unpacked, for a few bytes may hold a memory's worth."""

from __future__ import annotations

import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from layers.own.answers import Options
from layers.own.crs import WGS84
from layers.own.findings import OwnError
from layers.own.limits import UNPACKED_BYTES
from layers.own.reading.shapes import check_size, from_wkb, state_crs, with_shapes
from layers.own.reading.table import Format, Table, collect, header_of

_STOP, _YES, _NO, _BYTE, _DOUBLE, _TEXT, _LIST, _SET, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 10, 12
_WIDTHS = {_YES: 0, _NO: 0, _BYTE: 1, _DOUBLE: 8}
_UNPACKED, _PACKED = 2, 3


def read_parquet(data: bytes, name: str, _: Options) -> Table:
    """A table from Parquet: with geometries where its metadata name a column of well-known binary.

    Columns that hold lists or records, and bytes that are no text, are left out.

    Raises
    ------
    OwnError
        Where it is damaged, too large, unpacks to too much, or its geometries are in another encoding.
    """
    try:
        return _read(data, name)
    except OwnError:
        raise
    except (pa.ArrowException, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError) as error:
        raise OwnError.of(name, "damaged", formats="parquet") from error


PARQUET = Format(lambda data: data.startswith(b"PAR1"), read_parquet)


def _read(data: bytes, name: str) -> Table:
    file = pq.ParquetFile(io.BytesIO(data))
    schema = file.schema_arrow
    check_size(len(schema.names), file.metadata.num_rows, name)
    _count_pages(data, file.metadata, name)
    stated = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    main = stated.get("primary_column")
    columns = [field.name for field in schema if field.name != main and _is_plain(field.type)]
    texts = [field.name for field in schema if _is_bytes(field.type)]
    # As it is packed, each text stands once however many rows have it.
    file = pq.ParquetFile(io.BytesIO(data), read_dictionary=texts)
    found = file.read(columns=[*columns, *([main] if main else [])])
    rows = list(zip(*(_values(found[column]) for column in columns), strict=True)) if columns else [()] * len(found)
    table = Table("parquet", (), [], [])
    table.columns = header_of(columns, name, table.findings) if columns else ()
    if main is None:
        return collect(table, rows, name, ragged=False)
    about = stated["columns"][main]
    if about.get("encoding") != "WKB":
        raise OwnError.of(name, "native_geometries", found=str(about.get("encoding")))
    crs = about.get("crs", WGS84)
    state_crs(table, None if crs is None else crs if isinstance(crs, str) else json.dumps(crs))
    shapes = from_wkb(_values(found[main]), table)
    return with_shapes(table, ((number, rows[number - 1], shape) for number, shape in shapes), name)


def _is_bytes(kind: pa.DataType) -> bool:
    return any(is_so(kind) for is_so in (pa.types.is_string, pa.types.is_large_string)) or _is_binary(kind)


def _is_binary(kind: pa.DataType) -> bool:
    return any(is_so(kind) for is_so in (pa.types.is_binary, pa.types.is_large_binary))


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return not (pa.types.is_nested(kind) or _is_binary(kind) or pa.types.is_null(kind))


def _values(column: pa.ChunkedArray) -> list[Any]:
    """The cells of a column: moments as text, as ISO 8601 writes them; decimals as numbers."""
    found: list[Any] = []
    for chunk in column.chunks:
        if isinstance(chunk, pa.DictionaryArray):
            words = chunk.dictionary.to_pylist()
            found += [None if place is None else words[place] for place in chunk.indices.to_pylist()]
            continue
        if pa.types.is_temporal(chunk.type):
            chunk = chunk.cast(pa.string())  # noqa: PLW2901 the same cells
        elif pa.types.is_decimal(chunk.type):
            chunk = chunk.cast(pa.float64())  # noqa: PLW2901 the same cells
        found += chunk.to_pylist()
    return [None if isinstance(value, float) and value != value else value for value in found]  # noqa: PLR0124 not a number


def _count_pages(data: bytes, metadata: pq.FileMetaData, name: str) -> None:
    """Refuse a file whose pages say that they unpack to too much: no more than they say is unpacked."""
    unpacked = 0
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(column)
            first, dictionary = chunk.data_page_offset, chunk.dictionary_page_offset
            if dictionary is not None and 0 < dictionary < first:
                first = dictionary
            place, end = first, min(first + chunk.total_compressed_size, len(data))
            while place < end:
                header, place = _struct(data, place)
                unpacked += header[_UNPACKED]
                place += header[_PACKED]
                if unpacked > UNPACKED_BYTES or min(header[_UNPACKED], header[_PACKED]) < 0:
                    found = f"{unpacked} or more"
                    raise OwnError.of(name, "too_many", found=found, what="bytes unpacked", most=UNPACKED_BYTES)


def _struct(data: bytes, place: int, depth: int = 0) -> tuple[dict[int, int], int]:
    """The whole numbers of a record in Thrift's compact protocol by their fields, and where it ends."""
    found: dict[int, int] = {}
    field = 0
    while data[place] != _STOP:
        step, kind = data[place] >> 4, data[place] & 15
        place += 1
        if step:
            field += step
        else:
            field, place = _number(data, place)
        if kind in {4, 5, 6}:
            found[field], place = _number(data, place)
        else:
            place = _skip(data, place, kind, depth)
    return found, place + 1


def _skip(data: bytes, place: int, kind: int, depth: int) -> int:
    if depth > 8:  # noqa: PLR2004 no head of a page is deeper than three
        raise ValueError(kind)
    if kind in _WIDTHS:
        return place + _WIDTHS[kind]
    if kind in {4, 5, 6}:
        return _number(data, place)[1]
    if kind == _TEXT:
        length, place = _unsigned(data, place)
        return place + length
    if kind == _STRUCT:
        return _struct(data, place, depth + 1)[1]
    if kind not in {_LIST, _SET}:
        raise ValueError(kind)
    count, inner = data[place] >> 4, data[place] & 15
    place += 1
    if count == 15:  # noqa: PLR2004 longer ones have their count after
        count, place = _unsigned(data, place)
    for _ in range(count):
        place = _skip(data, place, _BYTE if inner in {_YES, _NO} else inner, depth + 1)
    return place


def _unsigned(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 127) << shift
        shift, place = shift + 7, place + 1
        if byte < 128 or shift > 63:  # noqa: PLR2004 the eighth bit says that more follow
            return value, place


def _number(data: bytes, place: int) -> tuple[int, int]:
    value, place = _unsigned(data, place)
    return (value >> 1) ^ -(value & 1), place
