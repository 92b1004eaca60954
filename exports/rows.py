"""Answers that decide something (pilots, services, changes) as files: CSV with the rows, JSON with the question too."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports.tables import records, to_csv, to_json
from exports.units import in_unit
from geo import Criteria
from layers import Layers
from vocabulary.lists import RowFormat

#: Decimals of a figure by the end of its name; every other figure that is no whole number has six.
_DECIMALS = {"dwellings": 3, "dwellings_change": 3, "unserved": 3, "need": 3, "in_reach": 3, "km": 3, "distance": 3}
_REACHED = ("reached_any", "reached_deported", "reached_voluntary")
_OTHERS = 6


def export_rows(
    rows: pd.DataFrame,
    criteria: Criteria,
    layers: Layers,
    *,
    format: RowFormat,  # noqa: A002 as everywhere
    more: dict[str, Any] | None = None,
    year: int | None = None,
) -> bytes:
    """Rows of an answer as a file.

    Parameters
    ----------
    rows : DataFrame
        A frame of `geo`. Missing figures are empty in CSV and null in JSON; whole numbers have no decimals.
    criteria, layers
        The question, and what it was asked of: JSON names both.
    format : csv or json
        CSV: UTF-8, one header, keys as text with their zeros. JSON: criteria, data edition, then ``more``, then rows.
    more
        What else JSON says; a frame is written as rows.
    year
        Whose unit the figures are counted in; the question's where it is not given.
    """
    unit = layers.counted(criteria.year if year is None else year).unit
    if format == "csv":
        return to_csv(_plain_rows(rows, unit))
    return to_json(
        {
            "criteria": criteria.model_dump(mode="json"),
            "data_edition": layers.provenance.edition,
            "own_files": list(layers.provenance.own),
            "unit": unit,
            **{name: _plain(value, unit) for name, value in (more or {}).items()},
            "rows": _plain(rows, unit),
        }
    )


def _plain(value: Any, unit: str) -> Any:
    return records(_plain_rows(value, unit)) if isinstance(value, pd.DataFrame) else value


def _plain_rows(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The rows with their decimals, under the names that they go out under."""
    return in_unit(pd.DataFrame({name: _round(str(name), rows[name]) for name in rows.columns}), unit)


def _round(name: str, column: pd.Series) -> pd.Series:
    if not pd.api.types.is_float_dtype(column):
        return column
    if name in _REACHED:
        return column.round(3)
    if (column.dropna() % 1 == 0).all() and name.startswith(("people_", "first_dwell", "last_dwell")):
        return column.astype("Int64")
    return column.round(next((places for end, places in _DECIMALS.items() if name.endswith(end)), _OTHERS))
