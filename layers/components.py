"""Table 1 of the IMRC brief: 14 components of reintegration programs, five countries."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from layers.schema import check, read_table, text_column
from vocabulary.lists import COUNTRIES

if TYPE_CHECKING:
    import pandera.pandas as pa

FILE = "components.csv"

#: Ids of the 14 components, in the brief's order. A program's components are among these.
COMPONENTS: tuple[str, ...] = (
    "transportation_services",
    "migrant_shelters",
    "legal_assistance",
    "psychosocial_assistance",
    "housing_assistance",
    "medical_assistance",
    "support_networks_in_destinations",
    "educational_support",
    "job_skills_training",
    "job_search_assistance",
    "business_setup_assistance",
    "employment_referrals",
    "follow_up_and_monitoring",
    "capacity_building_and_personnel_training",
)

#: Mexico in 2014: in the two larger programs (the brief's blue), in local ones alone (yellow), in none (red).
MEXICO_CLASSES = ("national", "local_only", "absent")


@cache
def schema() -> pa.DataFrameSchema:
    """Columns, types, bounds and keys of the table.

    Examples
    --------
    >>> list(schema().columns)[:2]
    ['component', 'guatemala']
    """
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
