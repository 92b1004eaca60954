"""Which municipalities adjoin: they share a stretch of border; a corner is none."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from layers.schema import check, read_parquet, read_table, table_schema

if TYPE_CHECKING:
    import geopandas as gpd
    import pandera.pandas as pa

FILE = "municipios/neighbours.parquet"

COLUMNS = ("cvegeo", "neighbour")


@cache
def schema() -> pa.DataFrameSchema:
    """Columns, types and keys of the table.

    Examples
    --------
    >>> list(schema().columns)
    ['cvegeo', 'neighbour']
    """
    return table_schema(COLUMNS, key=COLUMNS)


def read_neighbours(path: Path, *, checked: bool = False) -> pd.DataFrame:
    """Pairs of municipalities that adjoin, ordered by key; each pair both ways.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``neighbour`` (keys).

    Raises
    ------
    LayerError
        Where the file or a value in it is not as expected.

    Examples
    --------
    >>> read_neighbours(DATA / FILE).head(2)
      cvegeo neighbour
    0  01001     01002
    1  01001     01003
    """
    table = read_table(path, read_parquet, "the table of neighbours as Parquet")
    return table if checked else in_order(check(table, schema(), path.name))


def find_neighbours(boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Pairs of municipalities that share a stretch of border: rook contiguity, as libpysal finds it.

    Parameters
    ----------
    boundaries : GeoDataFrame
        ``cvegeo`` and ``geometry`` (polygons). Where they overlap, they adjoin along the line halfway between.

    Returns
    -------
    DataFrame
        As `read_neighbours`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely.geometry import box
    >>> squares = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 1, 3, 2)]
    >>> find_neighbours(gpd.GeoDataFrame({"cvegeo": ["a", "b", "c"]}, geometry=squares, crs=4326))
      cvegeo neighbour
    0      a         b
    1      b         a
    """
    from libpysal.graph import Graph

    shapes = boundaries.set_index("cvegeo").geometry
    if not shapely.coverage_is_valid(shapes.to_numpy()):
        shapes[:] = shapely.coverage_clean(shapes.to_numpy())  # type: ignore[attr-defined]  # its stubs are of shapely 2.1
    # An island is a neighbour of itself there, of weight 0.
    pairs = Graph.build_contiguity(shapes, strict=True).adjacency.loc[lambda weight: weight > 0].index
    return in_order(pairs.set_names(COLUMNS).to_frame(index=False).astype("str"))


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """The pairs ordered by both keys.

    Examples
    --------
    >>> in_order(pd.DataFrame({"cvegeo": ["b", "a"], "neighbour": ["a", "b"]}))
      cvegeo neighbour
    0      a         b
    1      b         a
    """
    return table.sort_values(list(COLUMNS), ignore_index=True)
