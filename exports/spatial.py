"""Lists with their polygons: GeoJSON and GeoParquet; and Parquet without."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from exports.tables import records, rounded, to_json
from layers import Layers

if TYPE_CHECKING:
    import geopandas as gpd
    import pyarrow as pa

#: Under this name the schema of a Parquet file holds what `exports.context.describe` says, as JSON.
METADATA_KEY = b"alcance"

_DECIMALS = 6


def with_polygons(rows: pd.DataFrame, layers: Layers) -> gpd.GeoDataFrame:
    """The rows as exported, with the municipal polygons at full precision (EPSG:4326), outer rings anticlockwise."""
    import geopandas as gpd
    import shapely

    shapes = shapely.orient_polygons(_shapes(rows, layers))
    return gpd.GeoDataFrame(rounded(rows), geometry=shapes, crs="EPSG:4326")


def to_geojson(rows: pd.DataFrame, layers: Layers, about: dict[str, Any]) -> bytes:
    """GeoJSON (RFC 7946) with six decimals; what the export says about itself is the member ``alcance``."""
    import shapely

    shapes = shapely.orient_polygons(shapely.transform(_shapes(rows, layers), lambda xy: np.round(xy, _DECIMALS)))
    features = [
        {"type": "Feature", "id": record["cvegeo"], "properties": record, "geometry": json.loads(geometry)}
        for record, geometry in zip(records(rows), shapely.to_geojson(shapes), strict=True)
    ]
    return to_json({"type": "FeatureCollection", "alcance": about, "features": features})


def to_parquet(rows: pd.DataFrame, about: dict[str, Any], *, exact: bool = False) -> bytes:
    """Parquet; keys and names are text, whole figures whole numbers, missing is null; ``exact``: all digits."""
    import pyarrow as pa

    return _written(pa.Table.from_pandas(rounded(rows, exact=exact), preserve_index=False), about)


def to_geoparquet(rows: pd.DataFrame, layers: Layers, about: dict[str, Any]) -> bytes:
    """GeoParquet 1.1: the same with the polygons as WKB."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    with_polygons(rows, layers).to_parquet(buffer, index=False)
    buffer.seek(0)
    return _written(pq.read_table(buffer), about)


def _shapes(rows: pd.DataFrame, layers: Layers) -> np.ndarray:
    """The municipal polygon of each row."""
    outlines: pd.Series = layers.boundaries.set_index("cvegeo").geometry
    return outlines.loc[rows["cvegeo"]].to_numpy()


def _written(table: pa.Table, about: dict[str, Any]) -> bytes:
    import pyarrow.parquet as pq

    metadata = {**(table.schema.metadata or {}), METADATA_KEY: to_json(about).strip()}
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(metadata), buffer)
    return buffer.getvalue()
