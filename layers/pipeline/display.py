"""The display geometry: one TopoJSON for the browser's map, never used for a calculation."""

from __future__ import annotations

import gzip
import json

import geopandas as gpd
import numpy as np
import shapely
import topojson

#: Metres of the simplification's tolerance: twice the triangle's area is this squared.
TOLERANCE_M = 350.0

#: The grid that coordinates are rounded to, cells along each side: about 30 m for Mexico.
QUANTISATION = 100_000

_METRES_PER_DEGREE = 111_320.0


def make_display(boundaries: gpd.GeoDataFrame) -> bytes:
    """Municipal polygons, simplified as a coverage and quantised, as gzipped TopoJSON.

    Neighbours keep one shared border and nobody vanishes. The geometries stand in the order of ``boundaries``.

    Parameters
    ----------
    boundaries : GeoDataFrame
        ``cvegeo``, ``geometry``: a clean coverage in EPSG:4326.

    Returns
    -------
    bytes
        Gzip of a Topology with one object, ``m``: a GeometryCollection whose ids are the keys.
    """
    middle = np.radians(np.mean(boundaries.total_bounds[[1, 3]]))
    squeeze = np.array([np.cos(middle), 1.0]) * _METRES_PER_DEGREE
    flat = shapely.transform(boundaries.geometry.to_numpy(), lambda xy: xy * squeeze)
    simple = shapely.coverage_simplify(flat, TOLERANCE_M)
    back = shapely.transform(simple, lambda xy: xy / squeeze)
    frame = gpd.GeoDataFrame({"id": boundaries["cvegeo"].to_numpy()}, geometry=back, crs="EPSG:4326")
    # topojson has types but says nowhere what it exports.
    topology = topojson.Topology(  # type: ignore[attr-defined]
        frame, object_name="m", prequantize=QUANTISATION, topology=True, shared_coords=True, winding_order=None
    ).to_dict()
    for geometry, cvegeo in zip(topology["objects"]["m"]["geometries"], boundaries["cvegeo"], strict=True):
        geometry.pop("properties", None)
        geometry.pop("bbox", None)
        geometry["id"] = cvegeo
    text = json.dumps(topology, separators=(",", ":"), sort_keys=True)
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)
