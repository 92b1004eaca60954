"""What the columns of an answer are called where its figures count people, not dwellings.

Inside, a column has one name whatever its figures count, and `Gaps.unit` says which; what goes out is renamed here and
nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from vocabulary.lists import PEOPLE

_PARTS = ("return", "rural_return", "covered_return", "unserved_return", "gap_return")
_YEARS = ("", "first_", "last_")

#: Name inside to the name where people are counted.
PEOPLE_COLUMNS: dict[str, str] = {
    **{f"{year}dwellings": f"{year}people_5_and_over" for year in _YEARS},
    **{f"{year}{part}_dwellings": f"{year}{part}_people" for year in _YEARS for part in _PARTS},
    "return_dwellings_change": "return_people_change",
}


def in_unit(rows: pd.DataFrame, unit: str, *, keep: Collection[str] = ()) -> pd.DataFrame:
    """Rows of an answer with the names that they go out under; columns of ``keep`` are dwellings in any case."""
    if unit != PEOPLE:
        return rows
    return rows.rename(columns={name: other for name, other in PEOPLE_COLUMNS.items() if name not in keep})
