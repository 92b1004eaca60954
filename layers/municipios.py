"""The municipalities: who they are, their people, their seats, their boundaries."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from layers.errors import LayerError
from layers.schema import check, read_parquet, read_table, table_schema

if TYPE_CHECKING:
    import geopandas as gpd
    import pandera.pandas as pa

FILE = "municipios/municipios.parquet"
BOUNDARIES_FILE = "municipios/boundaries.parquet"

#: Simplified for the browser's map; no calculation uses it.
DISPLAY_FILE = "municipios/display.topojson.gz"

#: Columns of the table, in the order of its file.
COLUMNS = (
    *("cvegeo", "pcode", "pcode_in_cod", "municipality", "state_code", "state", "region", "population", "dwellings"),
    *("people_5_and_over", "abroad_2015", "seat", "seat_lon", "seat_lat", "seat_basis"),
    *("marginalisation", "marginalisation_index", "marginalisation_2010"),
)


@cache
def schema() -> pa.DataFrameSchema:
    """Columns, types, bounds and keys of the table."""
    always = {"cvegeo", "pcode", "municipality", "state_code", "state", "region"}
    always |= {name for name in COLUMNS if name.startswith("seat")}
    return table_schema(COLUMNS, unique=("cvegeo", "pcode"), nullable=set(COLUMNS) - always)


def read_municipios(path: Path, *, checked: bool = False) -> pd.DataFrame:
    """The municipalities, one row each, ordered by key.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``pcode``, ``pcode_in_cod`` (whether OCHA's list has it; missing where unknown), ``municipality``,
        ``state_code``, ``state``, ``region`` (CONAPO's), ``population`` (people, 2020), ``dwellings`` (inhabited,
        2020), ``people_5_and_over`` (2020), ``abroad_2015`` (those of them who lived in another country in March 2015,
        or did not say; a full count), ``seat``, ``seat_lon``, ``seat_lat`` (degrees, EPSG:4326), ``seat_basis``,
        ``marginalisation`` (degree, CONAPO 2020), ``marginalisation_index``, ``marginalisation_2010``.

    Raises
    ------
    LayerError
        Where the file or a value in it is not as expected.
    """
    table = read_table(path, read_parquet, "the table of municipalities as Parquet")
    return (table if checked else check(table, schema(), path.name)).sort_values("cvegeo", ignore_index=True)


def read_boundaries(path: Path, municipios: pd.DataFrame) -> gpd.GeoDataFrame:
    """The municipal polygons at full precision, in the order of the table.

    Returns
    -------
    GeoDataFrame
        ``cvegeo``, ``geometry`` (EPSG:4326).

    Raises
    ------
    LayerError
        Where the keys are not those of ``municipios``, or the CRS is another.
    """
    import geopandas as gpd

    return check_boundaries(
        read_table(path, gpd.read_parquet, "municipal polygons as GeoParquet"), municipios, path.name
    )


def check_boundaries(frame: gpd.GeoDataFrame, municipios: pd.DataFrame, file: str) -> gpd.GeoDataFrame:
    """Municipal polygons, checked and in the order of the table; see `read_boundaries`."""
    import geopandas as gpd

    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None or not frame.crs.equals("EPSG:4326"):
        raise LayerError.at(file, found=getattr(frame, "crs", None), expected="coordinates in EPSG:4326")
    if "cvegeo" not in frame:
        raise LayerError.at(file, column="cvegeo", found=list(frame.columns), expected="this column")
    frame = frame.sort_values("cvegeo", ignore_index=True)
    if frame["cvegeo"].tolist() != municipios["cvegeo"].tolist():
        odd = sorted(set(frame["cvegeo"]) ^ set(municipios["cvegeo"]))[:5]
        raise LayerError.at(file, column="cvegeo", found=odd or "a key twice", expected="the table's keys, once")
    return frame
