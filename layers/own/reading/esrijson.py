"""What services of ArcGIS answer with: features whose geometries have rings, in a system by its number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.own.findings import REFUSED, Finding, OwnError, shorten
from layers.own.reading.shapes import state_crs
from layers.own.reading.table import Table

_RING = 4
_ESRI_NUMBERS = 100_000
_DATE = "esriFieldTypeDate"


def is_esri(document: Any) -> bool:
    """Whether a document is an answer of such a service, or a collection of layers as its maps keep them.

    Examples
    --------
    >>> is_esri({"geometryType": "esriGeometryPoint", "features": []}), is_esri({"type": "FeatureCollection"})
    (True, False)
    """
    if not isinstance(document, dict) or "type" in document:
        return False
    features = document.get("features")
    first = features[0] if isinstance(features, list) and features else None
    return "geometryType" in document or (isinstance(first, dict) and "attributes" in first) or _is_fault(document)


def features_of_esri(document: dict[str, Any], table: Table, name: str) -> tuple[list[Any], Callable[..., Any]]:
    """Its features as GeoJSON has them, but for their geometries, and what makes one of those.

    Raises
    ------
    OwnError
        Where the service answered with an error.
    """
    if _is_fault(document):
        raise OwnError.of(name, "service_error", found=shorten(document["error"].get("message")))
    reference = document.get("spatialReference")
    reference = reference if isinstance(reference, dict) else {}
    number = reference.get("latestWkid") or reference.get("wkid")
    if isinstance(number, int):
        state_crs(table, f"{'ESRI' if number >= _ESRI_NUMBERS else 'EPSG'}:{number}")
    elif reference:
        state_crs(table, str(reference.get("wkt") or reference))
    fields = document.get("fields")
    fields = [field for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []
    dates = {field.get("name") for field in fields if field.get("type") == _DATE}
    found = []
    for feature in document.get("features") or []:
        cells = feature.get("attributes") if isinstance(feature, dict) else None
        if not isinstance(cells, dict):
            found.append(feature)
            continue
        told = {column: _date(cell) if column in dates else cell for column, cell in cells.items()}
        found.append({"properties": told, "geometry": feature.get("geometry")})
    return found, _shape


def _is_fault(document: dict[str, Any]) -> bool:
    return isinstance(document.get("error"), dict) and "features" not in document


def _date(cell: Any) -> Any:
    """A moment that counts milliseconds from 1970, as its day."""
    if not isinstance(cell, int | float) or abs(cell) > 1e13:  # noqa: PLR2004 no year of ours
        return cell
    return str(np.datetime64(int(cell), "ms").astype("datetime64[D]"))


def _shape(value: Any, row: int) -> tuple[BaseGeometry | None, list[Finding]]:
    """A geometry: a place, several, or rings, of which those that turn the other way are holes."""
    if value is None:
        return None, []
    try:
        return _made(value), []
    except (TypeError, ValueError, KeyError, AttributeError, shapely.errors.GEOSException):
        reason = "coordinates are lists of two numbers"
        return None, [Finding(row, "geometry", REFUSED, "broken_geometry", shorten(value), {"reason": reason})]


def _made(value: dict[str, Any]) -> BaseGeometry | None:
    if "x" in value:
        return None if value["x"] in (None, "NaN") else shapely.Point(float(value["x"]), float(value["y"]))
    if "points" in value:
        return shapely.MultiPoint([_xy(place) for place in value["points"]])
    if "paths" in value:
        return shapely.MultiLineString([[_xy(place) for place in path] for path in value["paths"]])
    return _polygon([[_xy(place) for place in ring] for ring in value["rings"]])


def _xy(place: list[float]) -> tuple[float, float]:
    return float(place[0]), float(place[1])


def _polygon(rings: list[list[tuple[float, float]]]) -> BaseGeometry | None:
    made = [shapely.LinearRing(ring) for ring in rings if len(ring) >= _RING]
    if not made:
        return None
    turns = shapely.is_ccw(np.array(made, dtype=object))
    outer = [ring for ring, left in zip(made, turns, strict=True) if not left] or made
    areas: Any = shapely.polygons(outer)
    tree = shapely.STRtree(areas)
    holes: list[list[shapely.LinearRing]] = [[] for _ in outer]
    for ring in (ring for ring, left in zip(made, turns, strict=True) if left and len(outer) < len(made)):
        about = tree.query(shapely.Point(ring.coords[0]), predicate="intersects")
        if len(about):
            holes[min(about, key=lambda place: areas[place].area)].append(ring)
    parts = [shapely.Polygon(ring, inner) for ring, inner in zip(outer, holes, strict=True)]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
