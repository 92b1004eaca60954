"""The ground about the municipalities: neighbouring countries' land, and where names stand. For display only."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import numpy as np
import shapely
import topojson
from shapely.geometry.base import BaseGeometry

from layers.errors import LayerError
from layers.shapes import polygons_of, widest

#: West, south, east, north of what a map of the country can show on a screen of any shape, degrees.
BOX = (-135.0, -6.0, -60.0, 56.0)

#: Degrees of the simplification's tolerance: twice the triangle's area is this squared.
TOLERANCE = 0.015

#: How far neighbours' land goes on under Mexico's, degrees: the two sources draw the border up to a few km apart.
OVERLAP = 0.08

#: About Mexico: a country's name has a second place here, for when the first is out of view.
_NEAR = (-119.0, 12.0, -83.0, 33.5)

#: The grid that coordinates are rounded to, cells along each side: about 400 m, as in the source.
_QUANTISATION = 20_000

#: How exact the widest place of an area is, degrees.
_DETAIL = (0.01, 0.02)

_MEXICO = "484"

#: Code of the countries whose name is written, by the number that the source has for them.
_NAMED = {
    "044": "BHS",
    "084": "BLZ",
    "170": "COL",
    "188": "CRI",
    "192": "CUB",
    "214": "DOM",
    "222": "SLV",
    "320": "GTM",
    "332": "HTI",
    "340": "HND",
    "388": "JAM",
    "558": "NIC",
    "591": "PAN",
    "840": "USA",
    "862": "VEN",
}

#: Where seas have their name: the first place that is in view. Set by eye.
_SEAS = {
    "gulf": [(-92.0, 24.6), (-94.6, 20.6), (-96.0, 23.5), (-89.0, 23.0), (-86.5, 25.5)],
    "pacific": [(-110.5, 17.0), (-117.5, 25.5), (-100.5, 14.8), (-97.5, 14.7), (-94.5, 14.2), (-107.0, 20.0)],
    "caribbean": [(-83.0, 18.6), (-85.5, 19.5), (-86.6, 20.3), (-79.5, 15.5)],
}


def make_basemap(countries: Path, boundaries: gpd.GeoDataFrame) -> bytes:
    """Land of the countries about Mexico, and the places of names of states, countries and seas.

    A neighbour's land goes on under Mexico's by up to `OVERLAP` where the source has land: municipalities drawn over it
    leave no gap at the border. Sea is what is neither.

    Parameters
    ----------
    countries : Path
        Natural Earth's countries at 1:10 million as TopoJSON: object ``countries``, ``id`` the ISO number.
    boundaries : GeoDataFrame
        ``cvegeo``, ``geometry``: Mexico's municipalities in EPSG:4326.

    Returns
    -------
    bytes
        Gzip of a Topology with the object ``countries`` (``id``: three letters, empty where no name is written) and
        ``names``: ``kind`` (state, country, sea), ``id``, ``room`` (degrees about the first place), ``at`` (longitude
        and latitude of the places, the best first).

    Raises
    ------
    LayerError
        Where the file is not such a TopoJSON.
    """
    land = _read(countries)
    names = [
        *({"kind": "sea", "id": sea, "room": 4.0, "at": places} for sea, places in _SEAS.items()),
        *(_name("country", code, land[number], near=True) for number, code in _NAMED.items()),
        *(_name("state", code, geometry) for code, geometry in _states(boundaries).items()),
    ]
    mexico = land.pop(_MEXICO)
    shapely.prepare(mexico)
    for number, geometry in land.items():
        if shapely.dwithin(geometry, mexico, OVERLAP):
            about = shapely.simplify(shapely.buffer(geometry, OVERLAP, quad_segs=2), OVERLAP / 4)
            land[number] = _polygons(shapely.union(geometry, shapely.intersection(about, mexico)))
    frame = gpd.GeoDataFrame({"id": list(land)}, geometry=list(land.values()), crs="EPSG:4326")
    # topojson has types but says nowhere what it exports.
    topology = topojson.Topology(  # type: ignore[attr-defined]
        frame, object_name="countries", prequantize=_QUANTISATION, shared_coords=True, winding_order=None
    ).to_dict()
    for geometry, number in zip(topology["objects"]["countries"]["geometries"], land, strict=True):
        geometry.pop("properties", None)
        geometry.pop("bbox", None)
        geometry["id"] = _NAMED.get(number, "")
    # Readers tell a TopoJSON by how it begins.
    text = json.dumps({"type": "Topology", **topology, "names": names}, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def _read(path: Path) -> dict[str, BaseGeometry]:
    """Polygons in the box by number, simplified as a coverage; those without a number by their place in the file."""
    try:
        frame = gpd.read_file(path, layer="countries", bbox=BOX)
        found = dict(zip(frame["id"].fillna(frame.index.to_series().map("row {}".format)), frame.geometry, strict=True))
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        raise LayerError.at(path.name, found=str(error), expected="TopoJSON with the object countries") from error
    missing = sorted({_MEXICO, *_NAMED} - set(found))
    if missing:
        raise LayerError.at(path.name, column="id", found=f"no {missing}", expected="the countries about Mexico")
    whole = [_polygons(shapely.make_valid(geometry)) for geometry in found.values()]
    clipped = shapely.intersection(shapely.coverage_simplify(whole, TOLERANCE), shapely.box(*BOX))
    kept = {key: _polygons(geometry) for key, geometry in zip(found, clipped, strict=True)}
    return {key: geometry for key, geometry in kept.items() if not geometry.is_empty}


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Its polygons but those that the grid would lose."""
    parts = polygons_of(geometry)
    return cast("BaseGeometry", shapely.multipolygons(parts[shapely.area(parts) > TOLERANCE**2 / 2]))


def _states(boundaries: gpd.GeoDataFrame) -> dict[str, BaseGeometry]:
    states = boundaries["cvegeo"].str[:2].to_numpy()
    polygons = boundaries.geometry.to_numpy()
    return {code: shapely.coverage_union_all(polygons[states == code]) for code in np.unique(states)}


def _name(kind: str, code: str, geometry: BaseGeometry, *, near: bool = False) -> dict[str, Any]:
    """The middle of the widest part, and of the widest part about Mexico."""
    circles = [widest(polygons_of(geometry), *_DETAIL)]
    if near and shapely.intersects(geometry, shapely.box(*_NEAR)):
        circles.append(widest(polygons_of(shapely.intersection(geometry, shapely.box(*_NEAR))), *_DETAIL))
    places = [np.round(circle.coords[0], 2).tolist() for circle in circles]
    return {
        "kind": kind,
        "id": code,
        "room": round(2 * shapely.length(circles[0]), 2),
        "at": [place for row, place in enumerate(places) if place not in places[:row]],
    }
