"""How sure an answer is, as files: CSV, JSON."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports.context import describe
from exports.tables import in_unit, records, to_csv, to_json
from geo import Gaps
from geo.certainty import FEW_CASES, find_certainty
from geo.firmness import firmness
from layers import Layers
from vocabulary.lists import RowFormat
from words.catalogues import DEFAULT
from words.text import Text

_CERTAINTY_FIGURES = (
    "cvegeo",
    "pcode",
    "state",
    "municipality",
    "status",
    "return_dwellings",
    "rural_return_dwellings",
)


def certainty_rows(gaps: Gaps, layers: Layers, *, everyone: bool = False) -> pd.DataFrame:
    """Who is a gap in how many readings, and what would change it.

    Parameters
    ----------
    gaps, layers
        The answer, and what it was made from.
    everyone : bool
        Every municipality by key, instead of those that are a gap in at least one reading, the surest first.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``pcode``, ``state``, ``municipality``, ``status``, ``return_dwellings``,
        ``rural_return_dwellings``, ``firmness`` (`geo.firmness`), then the columns of `Certainty.table`.
    """
    sure = find_certainty(layers, gaps.criteria).table
    figures = gaps.table[list(_CERTAINTY_FIGURES)].assign(firmness=firmness(gaps, layers).names)
    rows = pd.concat([figures, sure.drop(columns="cvegeo")], axis=1)
    if everyone:
        return rows
    some = rows[rows["stability"] > 0]
    order = ["stability", "rural_return_dwellings", "cvegeo"]
    return some.sort_values(order, ascending=[False, False, True], ignore_index=True)


def export_certainty(
    gaps: Gaps,
    layers: Layers,
    *,
    everyone: bool = False,
    format: RowFormat = "csv",  # noqa: A002
) -> bytes:
    """How sure the answer is, as a file.

    Parameters
    ----------
    gaps, layers, everyone
        As in `certainty_rows`.
    format : csv or json
        CSV: the rows. JSON: criteria, data edition, the values of every setting in the readings, totals over the
        readings, by state and by value of each setting, and the rows.
    """
    rows = certainty_rows(gaps, layers, everyone=everyone)
    rows = in_unit(rows, gaps.unit)
    if format == "csv":
        return to_csv(rows)
    about = describe(
        gaps, layers, Text(DEFAULT), everyone=everyone, command=("certainty",), written=("--format", format)
    )
    return to_json({**about, **certainty_facts(gaps, layers), "rows": records(rows)})


def certainty_facts(gaps: Gaps, layers: Layers) -> dict[str, Any]:
    """What is told of the readings beside the rows: their settings, and totals, as values that JSON can hold."""
    sure = find_certainty(layers, gaps.criteria)
    settings = {name: list(values) for name, values in sure.readings.settings.items()}
    return {
        "combinations": sure.combinations,
        "few_cases_below": FEW_CASES,
        "readings": {**settings, "helpers": [helpers._asdict() for helpers in sure.readings.helpers]},
        "totals": records(in_unit(sure.totals, gaps.unit)),
        "by_state": records(in_unit(sure.by_state, gaps.unit)),
        "by_setting": records(sure.by_setting),
    }
