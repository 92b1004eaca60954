"""The survey of 2025 by state, in words: a figure never goes without its interval, its age and its unit."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from layers.residence import COUNTRY, FIGURES
from words.text import Text

LIVED, MONEY = FIGURES


def said_of(row: Mapping[Hashable, Any], figure: str, text: Text) -> tuple[str, str, str]:
    """A figure of `geo.residence.state_residence`, its interval, and its coefficient of variation; low is marked."""
    if pd.isna(row[figure]):
        return (text("tip.unknown"),) * 3
    marked = row[f"{figure}_low_precision"]
    cv = text.rate(row[f"{figure}_cv"], 1)
    if pd.notna(marked) and marked:
        cv = f"{cv} · {text('residence.low')}"
    return text.rate(row[figure]), text.rates(row[f"{figure}_low_90"], row[f"{figure}_high_90"]), cv


def residence_table(rows: pd.DataFrame, text: Text) -> tuple[list[str], list[list[str]]]:
    """Head and rows of a table: people of 5 and older, then households, each with interval and CV."""
    head = [text("pilots.state")]
    head += [text(f"residence.{name}") for name in ("lived", "interval", "cv", "money", "interval", "cv")]
    body = []
    for row in rows.to_dict(orient="records"):
        name = text("region.all") if row["state_code"] == COUNTRY else text.state(str(row["state"]))
        body.append([name, *said_of(row, LIVED, text), *said_of(row, MONEY, text)])
    return head, body
