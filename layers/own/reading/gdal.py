"""Tables with geometries that GDAL reads, in memory: GeoPackage, zipped shapefiles."""

from __future__ import annotations

import re
import sqlite3
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from layers.own.findings import MENDED, REFUSED, Finding, OwnError, note
from layers.own.limits import ROWS
from layers.own.reading.archive import entries_of, pack
from layers.own.reading.table import Format, Options, Table, collect, count_vertices, header_of
from layers.own.reading.text import decode


def read_geopackage(data: bytes, name: str, options: Options) -> Table:
    """A table from one layer of a GeoPackage.

    The file is a database: it is looked at first, and refused where it computes anything as it is read.

    Raises
    ------
    OwnError
        Where it is no GeoPackage, has views or computed columns, or no such layer.
    """
    # A database last written with a journal beside it says so in two bytes; in memory there is none.
    unjournaled = data[:18] + b"\x01\x01" + data[20:]
    _refuse_computing(unjournaled, name)
    return _read_gdal(unjournaled, name, "gpkg", options.layer, "a GeoPackage")


GEOPACKAGE = Format(lambda data: data.startswith(b"SQLite format 3\0"), read_geopackage)


def read_shapefile(data: bytes, name: str, _: Options) -> Table:
    """A table from a zipped shapefile.

    Raises
    ------
    OwnError
        Where it is damaged, unpacks to too much, or is not one shapefile with its parts.
    """
    entries = {
        path.replace("\\", "/").rsplit("/", 1)[-1]: content
        for path, content in entries_of(data, name).items()
        if not path.startswith("__MACOSX")
    }
    stems = sorted(entry[:-4] for entry in entries if entry.lower().endswith(".shp"))
    if len(stems) != 1:
        raise OwnError.of(name, "several_shapefiles", found=len(stems))
    parts = {
        entry[len(stems[0]) :].lower(): content
        for entry, content in entries.items()
        if entry.startswith(stems[0] + ".") and entry.count(".") == stems[0].count(".") + 1
    }
    missing = [part for part in (".shp", ".shx", ".dbf") if part not in parts]
    if missing:
        raise OwnError.of(name, "parts_missing", found=", ".join(missing))
    text = parts.get(".cpg", b"").decode("ascii", "ignore").strip().lower().replace("_", "-")
    known = {"utf-8": "utf-8", "utf8": "utf-8", "1252": "windows-1252", "cp1252": "windows-1252"}
    known |= {"windows-1252": "windows-1252", "iso-8859-1": "latin-1", "latin1": "latin-1", "88591": "latin-1"}
    encoding = known.get(text) or decode(parts[".dbf"].replace(b"\0", b" "), name)[1]
    kept = {f"layer{part}": parts[part] for part in (".shp", ".shx", ".dbf", ".prj") if part in parts}
    gdal = {"utf-8": "UTF-8", "windows-1252": "CP1252", "latin-1": "ISO-8859-1"}[encoding]
    table = _read_gdal(pack(kept), name, "shp", None, "a zipped shapefile", encoding=gdal)
    table.encoding = encoding
    table.findings.insert(0, note("encoding", encoding=encoding))
    return table


#: Packed, and no workbook.
SHAPEFILE = Format(lambda data: data.startswith(b"PK"), read_shapefile)


def _refuse_computing(data: bytes, name: str) -> None:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return int(steps > 1000)  # noqa: PLR2004 times 10,000 steps of the database: seconds

    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(data)
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, len(data) + 1)
        database.set_progress_handler(count, 10_000)
        database.execute("PRAGMA trusted_schema=OFF")
        master = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        kinds = {str(kind) for kind, _, _ in master}
        if "view" in kinds:
            raise OwnError.of(name, "not_plain", found="a view")
        tables = [(str(table), str(sql or "")) for kind, table, sql in master if kind == "table"]
        for table, sql in tables:
            is_virtual = re.match(r"\s*create\s+virtual\b", sql, flags=re.IGNORECASE)
            if is_virtual and not re.search(r"\busing\s+rtree\b", sql, flags=re.IGNORECASE):
                raise OwnError.of(name, "not_plain", found=f"the virtual table {table}")
            if not is_virtual:
                quoted = table.replace('"', '""')
                if any(column[6] for column in database.execute(f'PRAGMA table_xinfo("{quoted}")')):
                    raise OwnError.of(name, "not_plain", found=f"a computed column of {table}")
        if "gpkg_contents" not in {table for table, _ in tables}:
            raise OwnError.of(name, "unreadable", reason="no table gpkg_contents", expected="a GeoPackage")
    except (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError) as error:
        raise OwnError.of(name, "unreadable", reason=str(error), expected="a GeoPackage") from error
    finally:
        database.close()


def _read_gdal(
    data: bytes, name: str, kind: str, layer: str | None, expected: str, *, encoding: str | None = None
) -> Table:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what matters of them is in the table below
        try:
            found, chosen, (meta, _, shapes, values) = _ask_gdal(data, name, layer, encoding)
        except OwnError:
            raise
        except Exception as error:  # GDAL's drivers fail in their own ways
            reason = f"{type(error).__name__}: {error}"
            raise OwnError.of(name, "unreadable", reason=reason, expected=expected) from error
    fields = [str(column) for column in meta["fields"]]
    count = len(shapes) if shapes is not None else len(values[0]) if values else 0
    if count > ROWS:
        raise OwnError.of(name, "too_many", found=f"more than {ROWS}", what="rows", most=ROWS)
    noted: list[Finding] = []
    names = header_of(fields, name, noted) if fields else ()
    table = Table(kind, names, [], [], noted, crs=_crs_of(meta, name))
    if kind == "gpkg":
        table.layers, table.chosen = found, chosen
        if len(found) > 1:
            table.findings.append(note("layer", layer=chosen, count=len(found)))
    columns = [_cells(column) for column in values]
    rows = list(zip(*columns, strict=True)) if columns else [()] * count
    return collect(table, rows, name, ragged=False) if shapes is None else _with_shapes(table, rows, shapes, name)


def _ask_gdal(data: bytes, name: str, layer: str | None, encoding: str | None) -> tuple[tuple[str, ...], str, Any]:
    import pyogrio

    found = tuple(str(row[0]) for row in pyogrio.list_layers(data))
    if layer is not None and layer not in found:
        raise OwnError.of(name, "no_such", what="layer", found=layer, choices=", ".join(found))
    if not found:
        raise OwnError.of(name, "no_header")
    options = {} if encoding is None else {"encoding": encoding}
    chosen = layer or found[0]
    read = pyogrio.raw.read(
        data, layer=chosen, max_features=ROWS + 1, force_2d=True, datetime_as_string=True, **options
    )
    return found, chosen, read


def _with_shapes(table: Table, rows: list[tuple[Any, ...]], shapes: Iterable[bytes | None], name: str) -> Table:
    table.geometries = []
    vertices = 0
    for number, (cells, blob) in enumerate(zip(rows, shapes, strict=True), start=1):
        shape = None if blob is None else shapely.from_wkb(blob, on_invalid="ignore")
        if blob is not None and shape is None:
            shape = shapely.from_wkb(blob, on_invalid="fix")
            outcome, code = (REFUSED, "broken_geometry") if shape is None else (MENDED, "ring_closed")
            table.findings.append(Finding(number, "geometry", outcome, code, "", {"reason": "no well-known binary"}))
            if shape is None:
                continue
        vertices = count_vertices(shape, vertices, name)
        table.numbers.append(number)
        table.rows.append(cells[: len(table.columns)])
        table.geometries.append(None if shape is None or shape.is_empty else shape)
    return table


def _cells(column: np.ndarray) -> list[Any]:
    if column.dtype.kind == "f":
        return [None if np.isnan(value) else float(value) for value in column]
    return [value.item() if isinstance(value, np.generic) else value for value in column]


def _crs_of(meta: dict[str, Any], name: str) -> str | None:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    text = meta.get("crs")
    if not text:
        return None
    try:
        found = CRS.from_user_input(str(text))
    except CRSError as error:
        raise OwnError.of(name, "crs_unknown", found=str(text)) from error
    # GeoPackage has numbers for "not known"; GDAL gives those as local systems.
    if not (found.is_geographic or found.is_projected):
        return None
    authority = found.to_authority()
    return ":".join(authority) if authority else found.to_wkt()
