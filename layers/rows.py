"""The rows of a table, one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd


def each_row(table: pd.DataFrame) -> Iterable[Any]:
    """The rows of a table with its columns as attributes: what one holds its schema knows, and no type does.

    Examples
    --------
    >>> [row.cvegeo for row in each_row(layers.municipios.head(2))]
    ['01001', '01002']
    """
    return table.itertuples(index=False)
