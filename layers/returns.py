"""The returns: how many dwellings have a migrant back from the United States, by municipality and year."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from layers.errors import LayerError
from layers.schema import check, read_own_table, read_parquet, read_table, table_schema
from vocabulary.lists import DWELLINGS, RURAL_LINES

if TYPE_CHECKING:
    import pandera.pandas as pa

FILE = "municipios/returns.parquet"
#: Level of an interval where a table does not say, %.
LEVEL = 95.0


class Counted(NamedTuple):
    """What the figures of a year are counted in (`UNITS`), and the level of their intervals, %."""

    unit: str = DWELLINGS
    level: float = LEVEL


#: Columns of the table, in the order of its file; then those that it has besides where figures are estimates: the error
#: of the return rate, and the share of return dwellings that lie in localities of fewer people than a line, measured
#: and not assumed.
COLUMNS = (
    "cvegeo",
    "year",
    "dwellings",
    "return_rate",
    "remittance_rate",
    "emigrant_rate",
    "circular_rate",
    "intensity",
)
ESTIMATED = (
    *(f"return_rate_{part}" for part in ("low", "high", "se", "cv")),
    *("cases", "precision", "unit", "interval_level"),
    *(f"rural_return_share_{line}{part}" for line in sorted(RURAL_LINES) for part in ("", "_low", "_high")),
)


@cache
def schema() -> pa.DataFrameSchema:
    """Columns, types, bounds and keys of the table.

    Examples
    --------
    >>> schema().unique
    ['cvegeo', 'year']
    """
    return table_schema(
        (*COLUMNS, *ESTIMATED), nullable=(*COLUMNS[2:], *ESTIMATED), optional=ESTIMATED, key=("cvegeo", "year")
    )


def read_returns(path: Path, *, checked: bool = False) -> pd.DataFrame:
    """The return figures, a row a municipality and year; a municipality that did not exist in a year has no row.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``year``, ``dwellings`` (inhabited private dwellings: the base of the rates), ``return_rate``,
        ``remittance_rate``, ``emigrant_rate``, ``circular_rate`` (% of dwellings), ``intensity`` (CONAPO's degree;
        2010 and 2020 are not comparable). A table of estimates has besides: ``return_rate_low``, ``return_rate_high``
        (of ``interval_level`` %, else 95), ``return_rate_se`` (% of dwellings), ``return_rate_cv`` (%), ``cases``
        (return dwellings in the sample), ``precision`` (`PRECISIONS`), and for each of `RURAL_LINES`
        ``rural_return_share_...`` with ``_low`` and ``_high`` (0-1 of the return dwellings). Where ``unit`` says
        people (`UNITS`; dwellings where it is missing), ``dwellings`` is people of 5 and older and the rates are % of
        them; a year has one unit.

    Raises
    ------
    LayerError
        Where the file or a value in it is not as expected.

    Examples
    --------
    >>> read_returns(DATA / FILE)[["cvegeo", "year", "return_rate"]].round(2).head(2)
      cvegeo  year  return_rate
    0  01001  2010         1.87
    1  01002  2010         4.58
    """
    table = read_table(path, read_parquet, "the table of returns as Parquet")
    return in_order(table if checked else one_unit(check(table, schema(), path.name), path.name))


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """The figures ordered by year and municipality.

    Examples
    --------
    >>> in_order(layers.returns.iloc[::-1]).equals(layers.returns)
    True
    """
    return table.sort_values(["year", "cvegeo"], ignore_index=True)


def read_own_returns(path: Path) -> pd.DataFrame:
    """A person's own return figures, CSV (UTF-8) or Parquet by the name; columns as in `read_returns`.

    ``cvegeo``, ``year``, ``dwellings`` and ``return_rate`` must be there; the others are missing where they are not.

    Raises
    ------
    LayerError
        Where the file cannot be read, a column or value is not as the schema says, or there are no rows.

    Examples
    --------
    >>> read_own_returns(Path("nowhere.csv"))
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: nowhere.csv: found 'no such file', expected a table of returns as CSV in UTF-8
    """
    table = read_own_table(
        path, "returns", lambda file: pd.read_csv(file, dtype={"cvegeo": "str"}, encoding="utf-8-sig")
    )
    if table.empty:
        raise LayerError.at(path.name, found="no rows", expected="a row a municipality and year")
    for name in ("remittance_rate", "emigrant_rate", "circular_rate", "intensity"):
        if name not in table:
            table[name] = pd.Series(None if name == "intensity" else np.nan, index=table.index)
    for name in ("intensity", "precision", "unit"):
        if name in table:
            table[name] = table[name].astype("object").where(table[name].notna(), None).astype("str")
    return in_order(one_unit(check(table, schema(), path.name), path.name))


def one_unit(table: pd.DataFrame, file: str) -> pd.DataFrame:
    """The table, whose years have one unit and one level of interval each.

    Raises
    ------
    LayerError
        Naming the first row of another.

    Examples
    --------
    >>> rows = pd.DataFrame({"year": [2025, 2025], "unit": ["people", "dwellings"]})
    >>> one_unit(rows, "mine.csv")
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: mine.csv, row 2, column unit: found 'dwellings', expected people, as the ...
    """
    for name, default in (("unit", DWELLINGS), ("interval_level", LEVEL)):
        if name not in table:
            continue
        said = table[name].where(table[name].notna(), default)
        first = said.groupby(table["year"]).transform("first")
        other = (said != first).to_numpy()
        if other.any():
            row = int(other.argmax())
            expected = f"{first.iloc[row]}, as the other rows of {table['year'].iloc[row]}"
            raise LayerError.at(file, row=row + 1, column=name, found=said.iloc[row], expected=expected)
    return table
