"""JSON: GeoJSON as it comes, lines of it, lists of records; Esri's JSON and TopoJSON in their modules."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from layers.own.answers import Options
from layers.own.crs import WGS84
from layers.own.findings import MENDED, REFUSED, Finding, OwnError, shorten
from layers.own.limits import COLUMNS, NESTING, ROWS
from layers.own.polygons import is_too_deep
from layers.own.reading.esrijson import features_of_esri, is_esri
from layers.own.reading.shapes import Feature, check_size, state_crs, with_shapes
from layers.own.reading.table import Format, Table, collect, header_of
from layers.own.reading.text import decode
from layers.own.reading.topojson import features_of_topology

_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
#: How deep the lists of coordinates of each type are.
_DEPTHS = {"Point": 0, "Polygon": 2, "MultiPolygon": 3, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2}
_CLOSED = 3
#: Members of a collection that a catalogue of programs says about itself.
_MEMBERS = ("edition", "views", "country")
_MARKS = b"\xef\xbb\xbf\xff\xfe\x1e \t\r\n\0"
_RECORD = "\x1e"
Geometry = tuple[BaseGeometry | None, list[Finding]]


def read_geojson(data: bytes, name: str, options: Options) -> Table:
    """A table from GeoJSON: a row a feature, a column a property, and one of the features' ids where they have them.

    A collection, one feature, a geometry alone, or one of them a line; or TopoJSON, Esri's JSON, or a list of records.
    Coordinates are EPSG:4326 unless an (old) ``crs`` member says otherwise or they cannot be.

    Raises
    ------
    OwnError
        Where it is none of these, or too large or deep.

    Examples
    --------
    >>> feature = b'{"type": "Feature", "properties": {"site_id": "a"}, "geometry": null}'
    >>> read_geojson(b'{"type": "FeatureCollection", "features": [' + feature + b"]}", "a.json", Options()).rows
    [('a',)]
    """
    document, encoding = _parse(data, name, options.encoding)
    table = Table("geojson", (), [], [], encoding=encoding, crs=WGS84)
    if isinstance(document, dict) and document.get("type") == "Topology":
        features = features_of_topology(document, table, options.layer, name)
        return _fill(features, table, lambda value, _: (value, []), name)
    if is_esri(document):
        features, shape_of = features_of_esri(document, table, name)
        return _fill(features, table, shape_of, name)
    if isinstance(document, list) and document and all(_is_record(row) for row in document):
        return _records(document, table, name)
    features = _features(document, name)
    if isinstance(document, dict):
        table.members = {member: document[member] for member in _MEMBERS if member in document}
        stated = _stated_crs(document)
        if stated is not None:
            state_crs(table, stated)
    return _fill(features, table, _geometry, name)


#: Text in any encoding whose first sign is one of JSON's; a line of a sequence may begin with one of its own.
GEOJSON = Format(lambda data: data[:99].lstrip(_MARKS)[:1] in {b"{", b"["}, read_geojson)


def _fill(features: list[Any], table: Table, shape_of: Callable[[Any, int], Geometry], name: str) -> Table:
    """Put features, or what stands in their places, into the table."""
    if len(features) > ROWS:
        raise OwnError.of(name, "too_many", found=len(features), what="rows", most=ROWS)
    columns: dict[str, None] = {}
    for feature in features:
        cells = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(cells, dict):
            columns.update(dict.fromkeys(cells))
        if len(columns) > COLUMNS:
            raise OwnError.of(name, "too_many", found=f"more than {COLUMNS}", what="columns", most=COLUMNS)
    # A column of the features' own, unless a property says the same; never one that a property may be called.
    ids = () if "id" in columns else _ids(features)
    heads = ["id", *columns] if ids else list(columns)
    table.columns = header_of(heads, name, table.findings) if any(head.strip() for head in heads) else ()
    found: list[Feature] = []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or not isinstance(properties, dict | None):
            table.findings.append(
                Finding(number, "", REFUSED, "schema", shorten(feature), {"expected": "a GeoJSON Feature"})
            )
            continue
        shape, findings = shape_of(feature.get("geometry"), number)
        table.findings += findings
        if any(finding.outcome == REFUSED for finding in findings):
            continue
        row = tuple((properties or {}).get(column) for column in columns)
        found.append((number, (ids[number - 1], *row) if ids else row, shape))
    check_size(len(heads), len(found), name)
    return with_shapes(table, found, name)


def _ids(features: list[Any]) -> tuple[Any, ...]:
    """The ids of the features; nothing where they have none, or only count the rows."""
    found = [feature.get("id") if isinstance(feature, dict) else None for feature in features]
    if all(value is None or not isinstance(value, str | int | float) for value in found):
        return ()
    counted = [str(value) for value in found]
    if any(counted == [str(first + place) for place in range(len(found))] for first in (0, 1)):
        return ()
    return tuple(value if isinstance(value, str | int | float) else None for value in found)


def _features(document: Any, name: str) -> list[Any]:
    """The features of a document, whatever it holds of GeoJSON."""
    if isinstance(document, list):
        return [feature for part in document for feature in _features(part, name)]
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Feature":
        return [document]
    if kind == "GeometryCollection" and isinstance(document.get("geometries"), list):
        return [{"geometry": geometry} for geometry in document["geometries"]]
    if isinstance(kind, str) and kind in _DEPTHS:
        return [{"geometry": document}]
    # Isochrones of GraphHopper have their features under a name of their own.
    features = document.get("features", document.get("polygons")) if isinstance(document, dict) else None
    if isinstance(features, list) and kind in {"FeatureCollection", None}:
        return features
    members = ", ".join(map(str, document)) if isinstance(document, dict) else type(document).__name__
    raise OwnError.of(name, "other_json", found=shorten(kind or members))


def _is_record(row: Any) -> bool:
    """Whether something is a row of a table as JSON has it."""
    return isinstance(row, dict) and "type" not in row and "geometry" not in row


def _records(rows: list[dict[str, Any]], table: Table, name: str) -> Table:
    columns: dict[str, None] = {}
    for row in rows:
        columns.update(dict.fromkeys(row))
        check_size(len(columns), len(rows), name)
    table.format, table.crs, table.columns = "json", None, header_of(list(columns), name, table.findings)
    return collect(table, ([row.get(column) for column in columns] for row in rows), name, ragged=False)


def _parse(data: bytes, name: str, encoding: str | None) -> tuple[Any, str]:
    text, encoding = decode(data, name, encoding)
    text = text.lstrip("\ufeff")
    bare = _STRINGS.sub(b"", text.encode())
    if is_too_deep(bare):
        raise OwnError.of(name, "too_deep", most=NESTING)
    try:
        if _RECORD in text:
            return [_load(part) for part in text.split(_RECORD) if part.strip()], encoding
        try:
            return _load(text), encoding
        except json.JSONDecodeError as error:
            # One document a line: the first ends before the text does, and a line ends there.
            if error.msg != "Extra data" or "\n" not in text[: error.pos]:
                raise
            return [_load(line) for line in text.splitlines() if line.strip()], encoding
    except json.JSONDecodeError as error:
        line = text.count("\n", 0, error.pos) + 1
        raise OwnError.of(name, "broken_json", line=line, found=shorten(text[error.pos : error.pos + 40])) from error
    except (ValueError, RecursionError) as error:  # a whole number of thousands of digits
        raise OwnError.of(name, "broken_json", line=1, found="") from error


def _load(text: str) -> Any:
    # What is no number (NaN, Infinity: other tools write them) is a missing value.
    return json.loads(text, parse_constant=lambda _: None)


def _stated_crs(document: dict[str, Any]) -> str | None:
    stated = document.get("crs")
    if stated is None:
        return None
    properties = stated.get("properties") if isinstance(stated, dict) else None
    text = properties.get("name") if isinstance(properties, dict) else None
    return text if isinstance(text, str) and text else shorten(stated)


def _geometry(value: Any, row: int) -> Geometry:
    """A geometry from JSON, its rings closed, and what was found."""
    if value is None or (isinstance(value, dict) and value.get("coordinates", 0) in (None, [])):
        return None, []
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "GeometryCollection" and isinstance(value.get("geometries"), list):
        return _collection(value["geometries"], row)
    if not isinstance(kind, str) or kind not in _DEPTHS:
        return _refused(row, "wrong_geometry", kind or value, expected="a Point, a Polygon or a MultiPolygon")
    coordinates = value.get("coordinates")
    if not _is_nested(coordinates, _DEPTHS[kind]):
        return _refused(row, "broken_geometry", coordinates, reason="coordinates are lists of two numbers")
    return _made(kind, coordinates, row)


def _made(kind: str, coordinates: list[Any], row: int) -> Geometry:
    findings = []
    if kind.endswith("Polygon"):
        rings = coordinates if kind == "Polygon" else [ring for part in coordinates for ring in part]
        for ring in rings:
            if len(ring) >= _CLOSED and ring[0][:2] != ring[-1][:2]:
                ring.append(ring[0])
                findings = [Finding(row, "geometry", MENDED, "ring_closed")]
    try:
        return shapely.from_geojson(json.dumps({"type": kind, "coordinates": coordinates})), findings
    except (shapely.errors.GEOSException, ValueError):
        return _refused(row, "broken_geometry", kind, reason="too few points")


def _collection(members: list[Any], row: int) -> Geometry:
    found = [_geometry(member, row) for member in members]
    findings = [finding for _, some in found for finding in some]
    refused = [finding for finding in findings if finding.outcome == REFUSED]
    if refused:
        return None, refused[:1]
    return shapely.GeometryCollection([shape for shape, _ in found if shape is not None]), findings[:1]


def _refused(row: int, code: str, found: object, **parts: Any) -> Geometry:
    return None, [Finding(row, "geometry", REFUSED, code, shorten(found), parts)]


def _is_nested(value: Any, order: int) -> bool:
    """Whether a value is lists within lists, so deep, of positions."""
    if not isinstance(value, list):
        return False
    if order == 0:
        return 2 <= len(value) <= 4 and all(_is_number(number) for number in value)  # noqa: PLR2004 longitude, latitude, height, measure
    return all(_is_nested(part, order - 1) for part in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12  # noqa: PLR2004 far off any map
