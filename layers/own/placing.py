"""Geometries of a file taken to degrees, and each looked at: of the right kind, on the earth, in the country, valid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.extent import Extent
from layers.model import OFFSHORE_DEGREES
from layers.own.cells import Context
from layers.own.crs import UNKNOWN, WGS84, check_crs, in_metres, look_swapped, same_crs, to_degrees, to_wgs84
from layers.own.findings import MENDED, Finding, OwnError, shorten
from layers.own.kind import FileKind, Records
from layers.own.placed import columns_in_metres
from layers.own.polygons import POLYGONS, fault_of, mend_polygon
from layers.own.reading.table import Table
from layers.own.row import Row

_WORLD = (-180.0, -90.0, 180.0, 90.0)
#: Systems of metres that coordinates of Mexico come in: of maps on the web, INEGI's, and UTM.
_USUAL = "EPSG:32614"
_IN_MEXICO = ("EPSG:3857", "EPSG:6372", *(f"EPSG:{code}" for code in range(32611, 32617)))


def shapes_of(table: Table, kind: FileKind, context: Context) -> list[BaseGeometry | None]:
    """The geometry of each row in EPSG:4326; None where the kind looks at none.

    Raises
    ------
    OwnError
        Where a person says another coordinate reference system than the file.
    """
    if table.geometries is None or kind.geometry == "none":
        return [None] * len(table.rows)
    stated = None if context.answers.crs is None else check_crs(context.answers.crs, context.name)
    if stated and table.crs and not same_crs(stated, table.crs):
        raise OwnError.of(context.name, "crs_differs", found=shorten(table.crs), expected=stated)
    crs = table.crs or stated
    if crs is None or same_crs(crs, WGS84):
        return table.geometries
    context.notes.append(Finding(None, "geometry", MENDED, "reprojected", "", {"crs": shorten(crs)}))
    return to_wgs84(table.geometries, crs)


def no_crs(table: Table, columns: Mapping[str, str], extent: Extent, name: str) -> OwnError:
    """Why nobody knows where the places of a table are: what was found, and what it may be in this country."""
    stated = table.members.get(UNKNOWN)
    x, y = columns_in_metres(table, columns) or _middle(table)
    found = f"{x:.10g}, {y:.10g}"
    if not in_metres(x, y):
        if stated is None:
            return OwnError.of(name, "crs_missing")
        return OwnError.of(name, "crs_in_doubt", found=found, stated=shorten(stated))
    places = {crs: to_degrees(crs)(x, y) for crs in _IN_MEXICO}
    likely = [crs for crs, (lon, lat) in places.items() if extent.holds((lon, lat, lon, lat))]
    if not likely:
        return OwnError.of(name, "crs_nowhere", found=found, country=extent.country)
    return OwnError.of(
        name, "crs_metres", found=found, likely=", ".join(likely), first=_USUAL if _USUAL in likely else likely[0]
    )


def _middle(table: Table) -> tuple[float, float]:
    middle = shapely.centroid(np.array([shape for shape in table.geometries or () if shape is not None]))
    x, y = np.median(shapely.get_coordinates(middle), axis=0)
    return float(x), float(y)


def check_shape(row: Row, kind: FileKind) -> None:
    """Look at the geometry of a row: refuse it, or put what was mended in its place."""
    row.read_shape()
    shape = row.shape
    if shape is None:
        if kind.geometry == "polygons" and not row.refused:
            row.refuse("geometry", "no_geometry")
        return
    wanted = {"points": ("Point",), "any": ("Point", *POLYGONS), "polygons": POLYGONS}[kind.geometry]
    if kind.geometry == "polygons" and shape.geom_type == "LineString" and shape.is_ring:
        row.find(MENDED, "geometry", "line_to_polygon", shape.geom_type)
        shape = shapely.Polygon(cast("shapely.LineString", shape))
    if shape.geom_type not in wanted:
        row.refuse("geometry", "wrong_geometry", shape.geom_type, expected=wanted)
        return
    box = shape.bounds
    if not np.isfinite(box).all() or not (_inside(box, _WORLD) or _inside(_turned(box), _WORLD)):
        row.refuse("geometry", "outside_country", shorten(box), country="the world: degrees, longitude first")
        return
    row.shape = shape if shape.geom_type == "Point" else _polygon(row, shape, kind)


def _polygon(row: Row, shape: BaseGeometry, kind: FileKind) -> BaseGeometry:
    fault = fault_of(shape)
    if fault is not None:
        mended, code, parts = mend_polygon(shape, fault, row.context.counts)
        if mended is None:
            row.refuse("geometry", code, shape.geom_type, **parts)
            return shape
        row.find(MENDED, "geometry", code, shape.geom_type, **parts)
        shape = mended
    point = shape.representative_point()
    if not kind.is_country:
        place = row.place("geometry", point.x, point.y)
        return shape if place in {None, (point.x, point.y)} else _swapped(shape)
    if not look_swapped(point.x, point.y):
        return shape
    found = f"{point.x:g}, {point.y:g}"
    if not row.context.answers.swap:
        row.refuse("geometry", "swapped_suspected", found)
        return shape
    row.find(MENDED, "geometry", "swapped", found, value=f"{point.y:g}, {point.x:g}")
    return _swapped(shape)


def _swapped(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: xy[:, ::-1])


def _turned(box: tuple[float, ...]) -> tuple[float, ...]:
    return box[1], box[0], box[3], box[2]


def _inside(box: tuple[float, ...], bounds: tuple[float, ...]) -> bool:
    return bounds[0] <= box[0] and bounds[1] <= box[1] and box[2] <= bounds[2] and box[3] <= bounds[3]


def refuse_outside(records: Records, context: Context) -> None:
    r"""Refuse what lies farther than some 5 km from the municipality, ``cvegeo``, that it is said to be of.

    Examples
    --------
    >>> from layers.own import inspect, read
    >>> draft = inspect(b"cvegeo,lon,lat\n20067,-99.1,19.4\n20067,-96.7,17.1\n", "mine.csv", "candidates")
    >>> read(draft, draft.mapping, layers).counts
    {'taken': 1, 'mended': 0, 'refused': 1}
    """
    lon, lat = (np.array([record[axis] for _, record in records], dtype="float64") for axis in ("lon", "lat"))
    rows = [context.municipalities.row_of[record["cvegeo"]] for _, record in records]
    polygons = context.layers.boundaries.geometry.to_numpy()[rows]
    inside = shapely.intersects_xy(polygons, lon, lat)
    others = np.flatnonzero(~inside)
    inside[others] = shapely.dwithin(polygons[others], shapely.points(lon[others], lat[others]), OFFSHORE_DEGREES)
    for (row, record), good in zip(records, inside, strict=True):
        if not good:
            found = f"{record['lon']:g}, {record['lat']:g}"
            row.refuse(row.place_field, "outside_municipality", found, key=record["cvegeo"])
