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

#: OCHA's common operational dataset that ``pcode_in_cod`` is about: its name on HDX, and the date that its files bear.
COD, COD_DATE = "cod-ab-mex", "2021-06-18"

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
    """Columns, types, bounds and keys of the table.

    Examples
    --------
    >>> schema().columns["population"].nullable
    True
    """
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

    Examples
    --------
    >>> read_municipios(DATA / FILE)[["cvegeo", "municipality", "population"]].head(2)
      cvegeo    municipality  population
    0  01001  Aguascalientes    948990.0
    1  01002        Asientos     51536.0
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

    Examples
    --------
    >>> read_boundaries(DATA / BOUNDARIES_FILE, layers.municipios).crs.to_epsg()
    4326
    """
    import geopandas as gpd

    return check_boundaries(
        read_table(path, gpd.read_parquet, "municipal polygons as GeoParquet"), municipios, path.name
    )


def check_boundaries(frame: gpd.GeoDataFrame, municipios: pd.DataFrame, file: str) -> gpd.GeoDataFrame:
    """Municipal polygons, checked and in the order of the table; see `read_boundaries`.

    Examples
    --------
    >>> check_boundaries(layers.boundaries.head(1), layers.municipios.head(2), "mine.geojson")
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: mine.geojson, column cvegeo: found ['01002'], expected the table's keys, once
    """
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
