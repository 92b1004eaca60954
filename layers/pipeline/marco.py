"""Municipal boundaries: INEGI's polygons, mended into a clean coverage."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from layers.errors import LayerError
from layers.pipeline.text import municipal_key
from layers.schema import read_table

#: Gaps between neighbours of up to this width, about 100 m, are closed.
_HAIRLINE_DEGREES = 0.001


def read_boundaries(path: Path) -> gpd.GeoDataFrame:
    """Municipal polygons as a clean coverage: neighbours share their borders to the last digit.

    The source leaves gaps and overlaps between neighbours; `shapely.coverage_clean` closes every overlap and the gaps
    of up to about 100 m. Areas change by less than 1 % (the most in municipalities of a few km²), which the tests
    check; closing the wider slivers too (114, 8 km² in all) would change two municipalities by more.

    Returns
    -------
    GeoDataFrame
        ``cvegeo`` and ``geometry`` (EPSG:4326, longitude first), one row a municipality, ordered by key.

    Raises
    ------
    LayerError
        Where a key is twice there or malformed, a geometry is missing or invalid, or the CRS is another.
    """
    frame = read_table(path, lambda file: gpd.read_file(file, columns=["cve_geo"]), "municipal polygons as GeoJSON")
    if "cve_geo" not in frame:
        raise LayerError.at(path.name, column="cve_geo", found=list(frame.columns), expected="this column")
    if frame.crs is None or not frame.crs.equals("EPSG:4326", ignore_axis_order=True):
        raise LayerError.at(path.name, found=frame.crs, expected="coordinates in EPSG:4326")
    frame["cvegeo"] = municipal_key(frame["cve_geo"], file=path.name)
    twice = frame["cvegeo"].duplicated()
    if twice.any():
        row = int(np.flatnonzero(twice)[0])
        raise LayerError.at(
            path.name, row=row + 1, column="cve_geo", found=frame["cvegeo"][row], expected="each municipality once"
        )
    broken = frame.geometry.isna() | frame.geometry.is_empty | ~frame.geometry.is_valid
    if broken.any():
        row = int(np.flatnonzero(broken)[0])
        raise LayerError.at(
            path.name,
            row=row + 1,
            column="geometry",
            found=shapely.is_valid_reason(frame.geometry.iloc[row]),
            expected="a valid polygon",
        )
    frame = frame.sort_values("cvegeo", ignore_index=True)
    clean = shapely.coverage_clean(  # type: ignore[attr-defined]  # its stubs are of shapely 2.1
        frame.geometry.to_numpy(), gap_width=_HAIRLINE_DEGREES
    )
    return gpd.GeoDataFrame({"cvegeo": frame["cvegeo"]}, geometry=clean, crs="EPSG:4326")
