"""Figures of an answer as a page shows them, in tables and tooltips: rounded, in per cent, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from vocabulary.columns import column_of
from words.text import Text


def figures_of(rows: pd.DataFrame, name: str) -> pd.Series:
    """A column of numbers with the decimals that pages show; shares in per cent."""
    column = column_of(name)
    return (rows[name] * 100 if column.is_share else rows[name]).round(column.shown or 0)


def written(name: str, value: float, text: Text, decimals: int | None = None) -> str:
    """A number of a column as pages write it, with other decimals if some are asked for: a share in per cent."""
    column = column_of(name)
    shown = column.shown if decimals is None else decimals
    if column.is_share:
        return text.percent(value, shown)
    return text.rate(value, shown) if column.unit == "%" else text.number(value, shown)


def in_words(rows: pd.DataFrame, names: Iterable[str], text: Text) -> pd.DataFrame:
    """Columns of an answer as a table shows them; what is neither number nor has words stays as it is."""
    found = {}
    for name in names:
        column = column_of(name)
        if name == "few_cases":
            found[name] = rows[name].map({True: text("certainty.few"), False: ""})
        elif name == "state":
            found[name] = rows[name].map(text.state)
        elif column.words:
            said = {value: text(f"{column.words}.{value}") for value in rows[name].dropna().unique()}
            found[name] = rows[name].astype(object).map(said)
        else:
            numbers = column.shown is not None and pd.api.types.infer_dtype(rows[name]) in ("floating", "integer")
            found[name] = figures_of(rows, name) if numbers else rows[name]
    return pd.DataFrame(found)


def tooltip_row(name: str) -> dict[str, Any]:
    """A line of the map's tooltip: the column's key, decimals and unit, and whether it is an estimate."""
    column = column_of(name)
    row: dict[str, Any] = {"key": name, "decimals": column.shown}
    if column.is_share or column.unit == "%":
        row["percent"] = True
    if column.unit == "km":
        row["unit"] = "km"
    return row | {"about": True} if column.estimate else row
