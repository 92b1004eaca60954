"""Municipalities created between the census of 2010 and that of 2020, and the ones they were part of."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from layers.schema import check, read_table, table_schema

if TYPE_CHECKING:
    import pandera.pandas as pa

FILE = "municipios/parents.csv"

#: Columns of the table, in the order of its file.
COLUMNS = ("cvegeo", "parent")


@cache
def schema() -> pa.DataFrameSchema:
    """Columns, types and keys of the table.

    Examples
    --------
    >>> list(schema().columns)
    ['cvegeo', 'parent']
    """
    return table_schema(COLUMNS, unique=("cvegeo",))


def read_parents(path: Path, *, checked: bool = False) -> pd.DataFrame:
    """Municipalities without figures of 2010 of their own, ordered by key.

    Returns
    -------
    DataFrame
        ``cvegeo``; ``parent``: key of the municipality whose figures of 2010 include theirs.

    Raises
    ------
    LayerError
        Where the file or a value in it is not as expected.

    Examples
    --------
    >>> read_parents(DATA / FILE).head(2)
      cvegeo parent
    0  02006  02001
    1  04012  04004
    """
    table = read_table(path, lambda file: pd.read_csv(file, dtype="str"), "municipalities and their parents as CSV")
    return (table if checked else check(table, schema(), path.name)).sort_values("cvegeo", ignore_index=True)
