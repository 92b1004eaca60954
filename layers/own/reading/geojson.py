"""Tables with geometries as GeoJSON."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import shapely

from layers.own.crs import WGS84, check_crs
from layers.own.findings import MENDED, REFUSED, Finding, OwnError, shorten
from layers.own.limits import COLUMNS, NESTING, ROWS
from layers.own.reading.table import Format, Options, Table, count_vertices, header_of
from layers.own.reading.text import decode

_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
#: How deep the lists of coordinates of each type are.
_DEPTHS = {"Point": 0, "Polygon": 2, "MultiPolygon": 3, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2}
_CLOSED = 3
#: Members of a collection that a catalogue of programs says about itself.
_MEMBERS = ("edition", "views", "country")


def read_geojson(data: bytes, name: str, options: Options) -> Table:
    """A table from a GeoJSON FeatureCollection: a row a feature, a column a property.

    Coordinates are EPSG:4326 unless an (old) ``crs`` member says otherwise.

    Raises
    ------
    OwnError
        Where it is no such collection, or too large or deep.

    Examples
    --------
    >>> feature = b'{"type": "Feature", "properties": {"site_id": "a"}, "geometry": null}'
    >>> read_geojson(b'{"type": "FeatureCollection", "features": [' + feature + b"]}", "a.json", Options()).rows
    [('a',)]
    """
    document, encoding = _parse(data, name, options.encoding)
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
    noted: list[Finding] = []
    names = header_of(list(columns), name, noted) if any(column.strip() for column in columns) else ()
    table = Table("geojson", names, [], [], noted, encoding=encoding, crs=_stated_crs(document, name), geometries=[])
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
        vertices = count_vertices(shape, vertices, name)
        properties = properties or {}
        table.numbers.append(number)
        table.rows.append(tuple(properties.get(column) for column in columns)[: len(names)])
        shapes.append(shape)
    table.geometries = shapes
    return table


GEOJSON = Format(lambda data: data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}, read_geojson)


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
    if not isinstance(kind, str) or kind not in _DEPTHS:
        return refuse("wrong_geometry", kind or value, expected="a Point, a Polygon or a MultiPolygon")
    coordinates = value.get("coordinates")
    if not _is_nested(coordinates, _DEPTHS[kind]):
        return refuse("broken_geometry", coordinates, reason="coordinates are lists of two numbers")
    if kind.endswith("Polygon"):
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
