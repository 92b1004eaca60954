"""Where return rates are estimates with their error: the interval and the precision, in words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from geo import Gaps
from geo.gaps import ERROR_COLUMNS
from words.text import Text

_SHOWN = ("return_rate_interval", "precision", "significant")


def error_line(row: pd.Series, text: Text) -> str:
    """The rate's interval and precision; nothing where they are not known."""
    if "precision" not in row:
        return ""
    parts = []
    interval = _interval(row["return_rate_low"], row["return_rate_high"], text)
    if interval is not None:
        parts.append(text("error.interval.of", interval=interval))
    if row["precision"] == "not_published":
        parts.append(text("error.precision.not_published"))
    elif isinstance(row["precision"], str):
        parts.append(text("error.precision", precision=text(f"error.{row['precision']}")))
    return "; ".join(parts)


def error_notes(gaps: Gaps, row: pd.Series, text: Text) -> list[str]:
    """What a gap's interval means for it being one, where not all of the interval reaches the threshold."""
    if "significant" not in row or row["status"] != "gap":
        return []
    if pd.isna(row["significant"]):
        return [text("error.gap.unknown")]
    if row["significant"]:
        return []
    asked = next(condition.asked for condition in gaps.conditions if condition.id == "return_rate")
    low = text.rate(row["return_rate_low"])
    return [text("error.gap.not_significant", low=low, asked=text.rate(asked))]


def with_error(rows: pd.DataFrame, columns: Iterable[str], text: Text) -> tuple[pd.DataFrame, list[str]]:
    """The rows with interval, precision and significance in words, and the columns with those after the rate."""
    if not set(ERROR_COLUMNS) <= set(rows.columns):
        return rows, list(columns)
    said: dict[str, Any] = {
        "return_rate_interval": [
            _interval(low, high, text)
            for low, high in zip(rows["return_rate_low"], rows["return_rate_high"], strict=True)
        ],
        "precision": rows["precision"].map(lambda name: text(f"error.{name}"), na_action="ignore"),
        "significant": rows["significant"].astype(object).map(_mark(text), na_action="ignore"),
    }
    shown = [each for name in columns for each in ([name, *_SHOWN] if name == "return_rate" else [name])]
    return rows.assign(**said), shown


def _mark(text: Text) -> dict[Any, str]:
    return {True: text("significant.yes"), False: text("significant.no")}


def _interval(low: float, high: float, text: Text) -> str | None:
    if math.isnan(low) or math.isnan(high):
        return None
    return text.rates(low, high)
