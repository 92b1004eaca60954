"""How sure an answer is, in words."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from geo import Gaps
from geo.robustness import FEW_CASES, REACH, REGION, robustness
from layers import Layers
from words.text import Text

#: Decimals that a flip's threshold is shown with; finer than a control's step, so that it differs from what is asked.
_DECIMALS = {"rural_share": 3, "return_rate": 3, "return_dwellings": 1, "covered_share": 3, REACH: 1}


def certainty_notes(gaps: Gaps, layers: Layers, text: Text, cvegeo: str) -> list[str]:
    """In how many readings a municipality is a gap, what decides, what would change it; nothing outside the place."""
    sure = robustness(layers, gaps.criteria)
    place = int(np.flatnonzero(layers.municipios["cvegeo"] == cvegeo)[0])
    row = sure.table.iloc[place]
    notes = []
    if row["decides"] != REGION and not math.isnan(row["stability"]):
        count = text.number(sure.combinations)
        notes.append(text("certainty.stability", share=text.percent(row["stability"]), count=count))
        if isinstance(row["decides"], str):
            notes[-1] += " " + text(f"certainty.decides.{row['decides']}")
        notes.append(_flip(row, text, is_gap=gaps.table["status"].iloc[place] == "gap"))
    if sure.few_cases.fillna(value=False)[place]:
        notes.append(text("certainty.few_cases", few=str(FEW_CASES), chance=text.percent(1 / math.sqrt(FEW_CASES))))
    return notes


def list_note(gaps: Gaps, layers: Layers, text: Text) -> str:
    """What the list's columns about certainty mean."""
    count = text.number(robustness(layers, gaps.criteria).combinations)
    return text("certainty.list", count=count, few=str(FEW_CASES))


def _flip(row: pd.Series, text: Text, *, is_gap: bool) -> str:
    name = row["flip_condition"]
    if not isinstance(name, str):
        return text("certainty.no_flip")
    threshold, change = float(row["flip_threshold"]), float(row["flip_change"])
    digits = _DECIMALS[name]
    # Rounded to the side on which the result does change.
    up = is_gap != (name == "covered_share")
    value = (math.ceil if up else math.floor)(threshold * 10**digits) / 10**digits
    shows: dict[str, Callable[[float], str]] = {
        "rural_share": partial(text.percent, decimals=1),
        "covered_share": partial(text.percent, decimals=1),
        "return_rate": lambda rate: f"{text.number(rate, digits)} %",
        "return_dwellings": lambda dwellings: text.number(dwellings, digits).removesuffix(".0"),
        REACH: lambda km: text.number(km, digits).removesuffix(".0"),
    }
    key = f"certainty.{'ends' if is_gap else 'starts'}.{name}"
    return text(key, value=shows[name](value), asked=shows[name](threshold - change))
