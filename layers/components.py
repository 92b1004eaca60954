"""Table 1 of the IMRC brief: 14 components of reintegration programs, five countries."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from layers.schema import check, read_table, text_column
from vocabulary.lists import COMPONENTS, COUNTRIES, MEXICO_CLASSES

if TYPE_CHECKING:
    import pandera.pandas as pa

FILE = "components.csv"


@cache
def schema() -> pa.DataFrameSchema:
    """Columns, types, bounds and keys of the table."""
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            "component": text_column(unique=True, allowed=COMPONENTS),
            **{country: pa.Column("int64", pa.Check.isin([0, 1])) for country in COUNTRIES},
            "mexico": text_column(allowed=MEXICO_CLASSES),
        },
        strict=True,
    )


def read_components(path: Path, *, checked: bool = False) -> pd.DataFrame:
    """Table 1 as a frame: ``component``; 0 or 1 for each of four countries; ``mexico`` (one of `MEXICO_CLASSES`)."""
    table = read_table(path, pd.read_csv, "table 1 as CSV")
    return table if checked else check(table, schema(), path.name)
