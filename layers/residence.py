"""Who lived in the United States five years before: the survey of 2025, by state. People, never dwellings.

INEGI's Encuesta Intercensal 2025 asks people of 5 and older where they lived in October 2020. Its figures stand beside
the censuses' return rates, which are of dwellings, and are in no sum or comparison with them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from layers.errors import LayerError
from layers.schema import check, read_table, table_schema

if TYPE_CHECKING:
    import pandera.pandas as pa

FILE = "estados/residence_2025.csv"

#: The key of the row with the whole country.
COUNTRY = "00"

#: A figure whose coefficient of variation is over this is of low precision (INEGI), %.
LOW_PRECISION_CV = 30.0

#: Share of the sample's repetitions whose interval holds the true figure, %.
LEVEL = 90

#: The two figures, and what each has besides: its 90 % interval and its coefficient of variation.
FIGURES = ("people_5_and_over_in_us_2020", "households_money_from_abroad")
PARTS = ("", "_low_90", "_high_90", "_cv")

COLUMNS = ("state_code", *(f"{name}{part}" for name in FIGURES for part in PARTS))


@cache
def schema() -> pa.DataFrameSchema:
    """Columns, types, bounds and keys of the table.

    Examples
    --------
    >>> list(schema().columns)[:2]
    ['state_code', 'people_5_and_over_in_us_2020']
    """
    return table_schema(COLUMNS, unique=("state_code",), nullable=COLUMNS[1:])


def read_residence(path: Path, *, checked: bool = False) -> pd.DataFrame:
    """The figures of 2025, the country first, then the states by key.

    Returns
    -------
    DataFrame
        ``state_code`` (`COUNTRY`, or two digits), ``people_5_and_over_in_us_2020`` (% of people of 5 and older who
        lived in the United States in October 2020), ``households_money_from_abroad`` (% of households that receive
        money from abroad), each with ``_low_90``, ``_high_90`` (90 % interval, %) and ``_cv`` (coefficient of
        variation, %).

    Raises
    ------
    LayerError
        Where the file or a value in it is not as expected, or a figure lies outside its interval.

    Examples
    --------
    >>> read_residence(DATA / FILE)[["state_code", "people_5_and_over_in_us_2020"]].head(2)
      state_code  people_5_and_over_in_us_2020
    0         00                          0.27
    1         01                          0.44
    """
    table = read_table(path, lambda file: pd.read_csv(file, dtype={"state_code": "str"}), "figures by state as CSV")
    if not checked:
        table = check_intervals(check(table, schema(), path.name), path.name)
    return table[list(COLUMNS)].sort_values("state_code", ignore_index=True)


def check_intervals(table: pd.DataFrame, file: str) -> pd.DataFrame:
    """The table, each figure of which lies in its interval.

    Raises
    ------
    LayerError
        Naming the first that does not.

    Examples
    --------
    >>> len(check_intervals(layers.residence, "residence_2025.csv"))
    33
    """
    for name in FIGURES:
        outside = ~table[name].between(table[f"{name}_low_90"], table[f"{name}_high_90"]) & table[name].notna()
        if outside.any():
            row = int(outside.to_numpy().argmax())
            low, high = table[f"{name}_low_90"].iloc[row], table[f"{name}_high_90"].iloc[row]
            raise LayerError.at(
                file, row=row + 1, column=name, found=table[name].iloc[row], expected=f"{low:g} to {high:g}"
            )
    return table
