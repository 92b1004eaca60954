"""Tables with geometries: GeoJSON, GeoPackage, zipped shapefiles."""

from __future__ import annotations

import json
import re
import sqlite3
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from layers.own.archive import entries_of, pack
from layers.own.findings import MENDED, REFUSED, Finding, OwnError, shorten
from layers.own.limits import COLUMNS, CROSSINGS, NESTING, ROWS, SHAPE_VERTICES, VERTICES
from layers.own.table import Table, collect, header_of, note
from layers.own.text import decode

WGS84 = "EPSG:4326"

_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_RINGS = {"Polygon": 0, "MultiPolygon": 1}
_ORDERS = {"Point": 0, "Polygon": 2, "MultiPolygon": 3, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2}
_CLOSED = 3
_PAIRS_AT_ONCE = 2_000_000
#: Members of a GeoJSON collection that a catalogue of programs says about itself.
_MEMBERS = ("edition", "views", "country")


def read_geojson(data: bytes, name: str, *, encoding: str | None = None) -> Table:
    """A table from a GeoJSON FeatureCollection: a row a feature, a column a property.

    Coordinates are EPSG:4326 unless an (old) ``crs`` member says otherwise.

    Raises
    ------
    OwnError
        Where it is no such collection, or too large or deep.
    """
    document, encoding = _parse(data, name, encoding)
    expected = "a GeoJSON FeatureCollection"
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        kind = document.get("type") if isinstance(document, dict) else type(document).__name__
        raise OwnError.of(name, "unreadable", reason=shorten(kind), expected=expected)
    features = document.get("features")
    if not isinstance(features, list):
        raise OwnError.of(name, "unreadable", reason="no list of features", expected=expected)
    if len(features) > ROWS:
        raise OwnError.of(name, "too_many", found=len(features), what="rows", most=ROWS)
    columns: dict[str, None] = {}
    for feature in features:
        found = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(found, dict):
            columns.update(dict.fromkeys(found))
        if len(columns) > COLUMNS:
            raise OwnError.of(name, "too_many", found=f"more than {COLUMNS}", what="columns", most=COLUMNS)
    names = header_of(list(columns), name) if any(column.strip() for column in columns) else ()
    table = Table("geojson", names, [], [], encoding=encoding, crs=_stated_crs(document, name), geometries=[])
    table.members = {member: document[member] for member in _MEMBERS if member in document}
    vertices = 0
    shapes: list[shapely.Geometry | None] = []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or not isinstance(properties, dict | None):
            table.findings.append(
                Finding(number, "", REFUSED, "schema", shorten(feature), {"expected": "a GeoJSON Feature"})
            )
            continue
        shape, findings = _geometry(feature.get("geometry"), number)
        table.findings += findings
        if any(finding.outcome == REFUSED for finding in findings):
            continue
        vertices = _count_vertices(shape, vertices, name)
        properties = properties or {}
        table.numbers.append(number)
        table.rows.append(tuple(properties.get(column) for column in columns)[: len(names)])
        shapes.append(shape)
    table.geometries = shapes
    return table


def read_geopackage(data: bytes, name: str, *, layer: str | None = None) -> Table:
    """A table from one layer of a GeoPackage.

    The file is a database: it is looked at first, and refused where it computes anything as it is read.

    Raises
    ------
    OwnError
        Where it is no GeoPackage, has views or computed columns, or no such layer.
    """
    # A database last written with a journal beside it says so in two bytes; in memory there is none.
    plain = data[:18] + b"\x01\x01" + data[20:]
    _refuse_programs(plain, name)
    return _read_gdal(plain, name, "gpkg", layer, "a GeoPackage")


def read_shapefile(data: bytes, name: str) -> Table:
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


def to_wgs84(shapes: list[shapely.Geometry | None], crs: str) -> list[shapely.Geometry | None]:
    """Geometries in EPSG:4326; where a place has no counterpart there, its coordinates are not finite."""
    from pyproj import Transformer

    change = Transformer.from_crs(crs, WGS84, always_xy=True)

    def turn(xy: np.ndarray) -> np.ndarray:
        return np.column_stack(change.transform(xy[:, 0], xy[:, 1]))

    found = np.array(shapes, dtype=object)
    return shapely.transform(shapely.force_2d(found), turn).tolist()


def same_crs(one: str, other: str) -> bool:
    """Whether two coordinate reference systems are the same for coordinates in the order longitude, latitude."""
    from pyproj import CRS

    return CRS(one).equals(CRS(other), ignore_axis_order=True)


def check_crs(text: str, name: str) -> str:
    """A coordinate reference system as a person names it: an authority and a code.

    Raises
    ------
    OwnError
        Where it is not of that form, or unknown.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    # PROJ also takes texts that name files: none of those.
    if not re.fullmatch(r"(?:EPSG|ESRI|OGC):[A-Za-z0-9]{1,10}", text.strip(), flags=re.IGNORECASE):
        raise OwnError.of(name, "crs_unknown", found=text)
    try:
        found = CRS.from_user_input(text.strip().upper())
    except CRSError as error:
        raise OwnError.of(name, "crs_unknown", found=text) from error
    if not (found.is_geographic or found.is_projected):
        raise OwnError.of(name, "crs_unknown", found=text)
    return text.strip().upper()


def fault_of(shape: shapely.Geometry) -> str | None:
    """Why a polygon is not valid; None where it is."""
    reason = str(shapely.is_valid_reason(shape))
    return None if reason == "Valid Geometry" else re.sub(r"\[.*", "", reason)


def mend_polygon(shape: shapely.Geometry, reason: str) -> tuple[shapely.Geometry | None, str, dict[str, Any]]:
    """A polygon that is not valid, made valid; else why not: the code and its parts."""
    if _crossings(shape) > CROSSINGS:
        return None, "too_broken", {"most": CROSSINGS}
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(mended) if part.geom_type in _RINGS and part.area > 0]
    if not parts:
        return None, "broken_geometry", {"reason": reason}
    found = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    before = abs(shape.area)
    changed = 100.0 * abs(found.area - before) / max(found.area, before)
    return found, "polygon_mended", {"reason": reason, "share": f"{changed:.2g}"}


def _crossings(shape: shapely.Geometry) -> int:
    """How often the lines of a polygon touch or cross, neighbours left out; counted until it is too often."""
    starts, ends = [], []
    for ring in shapely.get_rings(shape):
        xy = shapely.get_coordinates(ring)
        starts.append(xy[:-1])
        ends.append(xy[1:])
    pairs = np.stack([np.concatenate(starts), np.concatenate(ends)], axis=1)
    lines = shapely.linestrings(pairs)
    tree = shapely.STRtree(lines)
    count, step = 0, max(1, _PAIRS_AT_ONCE // len(lines))
    for first in range(0, len(lines), step):
        some = lines[first : first + step]
        found = tree.query(some, predicate="intersects").shape[1]
        count += max(0, found - 3 * len(some))
        if count > 2 * CROSSINGS:
            break
    return count // 2


def _parse(data: bytes, name: str, encoding: str | None) -> tuple[Any, str]:
    text, encoding = decode(data, name, encoding)
    bare = _STRINGS.sub(b"", data)
    codes = np.frombuffer(bare, dtype="uint8")
    steps = np.isin(codes, [ord("["), ord("{")]).astype("int32") - np.isin(codes, [ord("]"), ord("}")])
    if len(steps) and np.cumsum(steps).max() > NESTING:
        raise OwnError.of(name, "too_deep", most=NESTING)

    def refuse(constant: str) -> float:
        raise ValueError(f"{constant} is no number of JSON")

    try:
        return json.loads(text, parse_constant=refuse), encoding
    except (ValueError, RecursionError) as error:
        raise OwnError.of(name, "unreadable", reason=str(error), expected="GeoJSON") from error


def _stated_crs(document: dict[str, Any], name: str) -> str:
    stated = document.get("crs")
    if stated is None:
        return WGS84
    properties = stated.get("properties") if isinstance(stated, dict) else None
    text = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(text, str):
        raise OwnError.of(name, "crs_unknown", found=shorten(stated))
    urn = re.fullmatch(r"urn:ogc:def:crs:(\w+):[\w.]*:(\w+)", text)
    return check_crs(f"{urn[1]}:{urn[2]}" if urn else text, name)


def _geometry(value: Any, row: int) -> tuple[shapely.Geometry | None, list[Finding]]:
    """A geometry from JSON, its rings closed, and what was found."""
    findings: list[Finding] = []
    if value is None:
        return None, findings

    def refuse(code: str, found: object, **parts: Any) -> tuple[None, list[Finding]]:
        return None, [Finding(row, "geometry", REFUSED, code, shorten(found), parts)]

    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _ORDERS:
        return refuse("wrong_geometry", kind or value, expected="a Point, a Polygon or a MultiPolygon")
    coordinates = value.get("coordinates")
    if not _is_nested(coordinates, _ORDERS[kind]):
        return refuse("broken_geometry", coordinates, reason="coordinates are lists of two numbers")
    if kind in _RINGS:
        rings = coordinates if kind == "Polygon" else [ring for part in coordinates for ring in part]
        for ring in rings:
            if len(ring) >= _CLOSED and ring[0][:2] != ring[-1][:2]:
                ring.append(ring[0])
                findings = [Finding(row, "geometry", MENDED, "ring_closed")]
    try:
        shape = shapely.from_geojson(json.dumps({"type": kind, "coordinates": coordinates}))
    except (shapely.errors.GEOSException, ValueError) as error:
        return refuse("broken_geometry", kind, reason=shorten(error))
    if shape.is_empty:
        return refuse("no_geometry", kind)
    return shapely.force_2d(shape), findings


def _is_nested(value: Any, order: int) -> bool:
    """Whether a value is lists within lists, so deep, of positions."""
    if not isinstance(value, list):
        return False
    if order == 0:
        return 2 <= len(value) <= 4 and all(_is_number(number) for number in value)  # noqa: PLR2004 longitude, latitude, height, measure
    return all(_is_nested(part, order - 1) for part in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12  # noqa: PLR2004 far off any map


def _count_vertices(shape: shapely.Geometry | None, before: int, name: str) -> int:
    own = 0 if shape is None else int(shapely.get_num_coordinates(shape))
    if own > SHAPE_VERTICES:
        raise OwnError.of(name, "too_many", found=own, what="vertices of one geometry", most=SHAPE_VERTICES)
    if before + own > VERTICES:
        raise OwnError.of(name, "too_many", found=f"more than {VERTICES}", what="vertices", most=VERTICES)
    return before + own


def _refuse_programs(data: bytes, name: str) -> None:
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
    table = Table(kind, header_of(fields, name) if fields else (), [], [], crs=_crs_of(meta, name))
    if kind == "gpkg":
        table.layers, table.chosen = found, chosen
        if len(found) > 1:
            table.findings.append(note("layer", layer=chosen, count=len(found)))
    columns = [_plain(column) for column in values]
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
        vertices = _count_vertices(shape, vertices, name)
        table.numbers.append(number)
        table.rows.append(cells)
        table.geometries.append(None if shape is None or shape.is_empty else shape)
    return table


def _plain(column: np.ndarray) -> list[Any]:
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
