"""Table 1 of the IMRC brief: 14 components of reintegration programs, five countries."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from layers.schema import check, read_table, table_schema
from vocabulary.lists import COUNTRIES

if TYPE_CHECKING:
    import pandera.pandas as pa

FILE = "components.csv"

#: Columns of the table, in the order of its file.
COLUMNS = ("component", *COUNTRIES, "mexico")


@cache
def schema() -> pa.DataFrameSchema:
    """Columns, types, bounds and keys of the table.

    Examples
    --------
    >>> list(schema().columns)[:2]
    ['component', 'guatemala']
    """
    return table_schema(COLUMNS, unique=("component",))


def read_components(path: Path, *, checked: bool = False) -> pd.DataFrame:
    """Table 1 as a frame: ``component``; 0 or 1 for each of four countries; ``mexico`` (one of `MEXICO_CLASSES`).

    Examples
    --------
    >>> read_components(DATA / FILE)[["component", "guatemala", "mexico"]].head(2)
                     component  guatemala    mexico
    0  transportation_services          1  national
    1         migrant_shelters          1  national
    """
    table = read_table(path, pd.read_csv, "table 1 as CSV")
    return table if checked else check(table, schema(), path.name)
