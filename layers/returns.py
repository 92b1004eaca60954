"""The returns: how many dwellings have a migrant back from the United States, by municipality and year."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.parquet as pq

from layers.schema import check, key_column, number_column, read_table, text_column

if TYPE_CHECKING:
    import pandera.pandas as pa

FILE = "municipios/returns.parquet"
INTENSITIES = ("Nulo", "Muy bajo", "Bajo", "Medio", "Alto", "Muy alto")


def _rate() -> pa.Column:
    return number_column(low=0, high=100, unit="% of dwellings", nullable=True)


@cache
def schema() -> pa.DataFrameSchema:
    """Columns, types, bounds and keys of the table."""
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            "cvegeo": key_column(),
            "year": number_column(low=1900, high=2100, dtype="int64"),
            "dwellings": number_column(low=0, unit="dwellings", nullable=True),
            "return_rate": _rate(),
            "remittance_rate": _rate(),
            "emigrant_rate": _rate(),
            "circular_rate": _rate(),
            "intensity": text_column(allowed=INTENSITIES, nullable=True),
        },
        unique=["cvegeo", "year"],
        strict=True,
    )


def read_returns(path: Path, *, checked: bool = False) -> pd.DataFrame:
    """The return figures, a row a municipality and year; a municipality that did not exist in a year has no row.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``year``, ``dwellings`` (inhabited private dwellings: the base of the rates), ``return_rate``,
        ``remittance_rate``, ``emigrant_rate``, ``circular_rate`` (% of dwellings), ``intensity`` (CONAPO's degree;
        2010 and 2020 are not comparable).

    Raises
    ------
    LayerError
        Where the file or a value in it is not as expected.
    """
    table = read_table(path, lambda file: pq.read_table(file).to_pandas(), "the table of returns as Parquet")
    return in_order(table if checked else check(table, schema(), path.name))


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """The figures ordered by year and municipality."""
    return table.sort_values(["year", "cvegeo"], ignore_index=True)
