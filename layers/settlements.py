"""The settlements: points where the people of a municipality live."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from layers.schema import check, read_own_table, read_parquet, read_table, table_schema

if TYPE_CHECKING:
    import pandera.pandas as pa

FILE = "municipios/settlements.parquet"

#: Columns of the table, in the order of its file.
COLUMNS = (
    "cvegeo",
    "locality_key",
    "locality",
    "lon",
    "lat",
    "population",
    "dwellings",
    "locality_population",
    "abroad_2015",
    "indigenous_speakers",
    "without_health_insurance",
    "schooling_years",
    "basis",
)

#: What the census says of a settlement's people; missing where it is masked: in localities of one and two dwellings.
FACTS = ("abroad_2015", "indigenous_speakers", "without_health_insurance", "schooling_years")


@cache
def schema() -> pa.DataFrameSchema:
    """Columns, types, bounds and keys of the table.

    Examples
    --------
    >>> schema().columns["population"].nullable
    True
    """
    return table_schema(COLUMNS, nullable=("locality_key", "locality", "population", "dwellings", *FACTS))


_ORDER = ["cvegeo", "lon", "lat", "population", "dwellings"]


def read_settlements(path: Path, *, checked: bool = False) -> pd.DataFrame:
    """The settlements, ordered by municipality.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``locality_key`` (nine digits), ``locality`` (name), both missing where a person's own file says
        none, ``lon``, ``lat`` (degrees, EPSG:4326), ``population`` (people, 2020), ``dwellings`` (inhabited, 2020),
        ``locality_population`` (people of the whole locality, which decides rural or not), ``abroad_2015`` (people of 5
        and older who lived in another country in March 2015, or did not say), ``indigenous_speakers`` (people of 3 and
        older), ``without_health_insurance`` (people), ``schooling_years`` (mean of people of 15 and older), ``basis``.

    Raises
    ------
    LayerError
        Where the file or a value in it is not as expected.

    Examples
    --------
    >>> read_settlements(DATA / FILE)[["cvegeo", "locality", "population"]].head(2)
      cvegeo                     locality  population
    0  01001                     El Ocote       262.0
    1  01001  Centro de Arriba (El Taray)      1172.0
    """
    table = read_table(path, read_parquet, "the table of settlements as Parquet")
    if not checked:
        table = in_order(check(table, schema(), path.name))
    # A table that the build has checked is in order. One word in all rows need not be there 189,432 times.
    return table.assign(basis=table["basis"].astype("category"))


def read_own_settlements(path: Path) -> pd.DataFrame:
    """A person's own settlements with exactly the columns of ours, CSV (UTF-8) or Parquet by the name.

    Raises
    ------
    LayerError
        Where the file cannot be read, or a column or value is not as the schema says.

    Examples
    --------
    >>> read_own_settlements(DATA / FILE).equals(read_settlements(DATA / FILE).astype({"basis": "str"}))
    True
    """
    return in_order(check(read_own_table(path, "settlements", _read_csv), schema(), path.name))


def _read_csv(path: Path) -> pd.DataFrame:
    """The table as text says it, to the last digit. Only an empty cell is missing: a locality may be called NA."""
    from pyarrow import csv, float64, string

    texts = {"cvegeo", "locality_key", "locality", "basis"}
    types = {name: string() if name in texts else float64() for name in COLUMNS}
    options = csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=True)
    table = csv.read_csv(path, parse_options=csv.ParseOptions(newlines_in_values=True), convert_options=options)
    return table.to_pandas()


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """The settlements ordered by municipality, place and people.

    Examples
    --------
    >>> in_order(layers.settlements.head(3).iloc[::-1]).equals(layers.settlements.head(3))
    True
    """
    return table.sort_values(_ORDER, ignore_index=True, kind="stable")
