"""Tables with geometries that GDAL reads, in memory: GeoPackage and FlatGeobuf; zipped shapefiles through `shapefile`.

GDAL chooses its driver by what a file looks like, and some drivers open other files and addresses that a text names:
only files whose first bytes are one driver's alone come here, never text.
"""

from __future__ import annotations

import re
import sqlite3
import warnings
from typing import Any

from layers.own.answers import Options
from layers.own.findings import OwnError
from layers.own.reading.shapes import cells_of, check_size, choose_layer, from_wkb, state_crs, with_shapes
from layers.own.reading.table import Format, Table, collect, header_of


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
    return read_gdal(unjournaled, name, Table("gpkg", (), [], []), layer=options.layer)


def read_flatgeobuf(data: bytes, name: str, _: Options) -> Table:
    """A table from a FlatGeobuf file.

    Raises
    ------
    OwnError
        Where it is damaged or too large.
    """
    return read_gdal(data, name, Table("fgb", (), [], []))


GEOPACKAGE = Format(lambda data: data.startswith(b"SQLite format 3\0"), read_geopackage)
FLATGEOBUF = Format(lambda data: data.startswith(b"fgb\x03fgb"), read_flatgeobuf)


def read_gdal(data: bytes, name: str, table: Table, *, layer: str | None = None, encoding: str | None = None) -> Table:
    """Fill a table from bytes that GDAL knows; ``encoding`` as GDAL calls it.

    Raises
    ------
    OwnError
        Where there is no such layer, it is too large, or damaged anywhere: GDAL gives what it could read, we do not.
    """
    import pyogrio

    options: dict[str, Any] = {} if encoding is None else {"encoding": encoding}
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            found = [str(row[0]) for row in pyogrio.list_layers(data)]
            chosen = choose_layer(found, layer, table, name)
            if table.format != "gpkg":
                table.layers, table.chosen = (), None
            size = pyogrio.read_info(data, layer=chosen, force_feature_count=True, **options)
            check_size(len(size["fields"]), size["features"], name)
            meta, _, shapes, values = pyogrio.raw.read(
                data, layer=chosen, force_2d=True, datetime_as_string=True, **options
            )
        except OwnError:
            raise
        except Exception as error:  # GDAL's drivers fail in their own ways
            raise OwnError.of(name, "damaged", formats=table.format) from error
    if any(re.search("corrupt|truncat|error|invalid|fail", str(warning.message), re.IGNORECASE) for warning in said):
        raise OwnError.of(name, "damaged", formats=table.format)
    fields = [str(column) for column in meta["fields"]]
    state_crs(table, meta.get("crs"))
    count = len(shapes) if shapes is not None else len(values[0]) if values else 0
    if count != size["features"]:
        raise OwnError.of(name, "damaged", formats=table.format)
    table.columns = header_of(fields, name, table.findings) if any(field.strip() for field in fields) else ()
    rows = cells_of(values, count)
    if shapes is None:
        return collect(table, rows, name, ragged=False)
    return with_shapes(table, ((number, rows[number - 1], shape) for number, shape in from_wkb(shapes, table)), name)


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
                raise OwnError.of(name, "not_plain", found="a virtual table")
            if not is_virtual:
                quoted = table.replace('"', '""')
                if any(column[6] for column in database.execute(f'PRAGMA table_xinfo("{quoted}")')):
                    raise OwnError.of(name, "not_plain", found="a computed column")
        if "gpkg_contents" not in {table for table, _ in tables}:
            raise OwnError.of(name, "unreadable", reason="no table gpkg_contents", expected="a GeoPackage")
    except (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError) as error:
        raise OwnError.of(name, "damaged", formats="gpkg") from error
    finally:
        database.close()
