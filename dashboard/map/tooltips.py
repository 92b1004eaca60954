"""What the map says of the municipality under the mouse: its status, three figures, why, and the nearest site."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dashboard.assets import Assets, app_path, figures, for_json, nearest
from dashboard.tables import tooltip_row, written
from geo.gaps import Gaps
from layers import Layers
from vocabulary.lists import STATUSES, SURENESS
from words.text import Text

_ROWS: tuple[dict[str, Any], ...] = tuple(
    tooltip_row(name) for name in ("rural_return_dwellings", "return_rate", "covered_share")
)

#: Follows the rate where it is an estimate with its error.
_INTERVAL_ROW: dict[str, Any] = {**tooltip_row("return_rate"), "key": "return_rate_interval", "kind": "interval"}

#: What a sentence on the status may say.
_PARTS: tuple[dict[str, Any], ...] = (
    tooltip_row("rural_share"),
    {"key": "nearest_site", "kind": "site"},
    tooltip_row("nearest_km"),
)


def tooltips(gaps: Gaps, layers: Layers, assets: Assets, text: Text) -> dict[str, Any]:
    """What tooltips say: words, how a figure is written, figures by name, and the files that have more of them."""
    table = gaps.table
    files = {} if gaps.provenance.own else assets.files_of(gaps.criteria)
    inline: dict[str, Any] = {} if "figures" in files else figures(table)
    if "nearest" not in files:
        inline |= nearest(gaps, layers)
    return {
        "names": text.data,
        "locale": text.locale,
        "labels": _labels(gaps, text),
        "rows": _rows(table),
        "parts": _PARTS,
        "figures": {
            "status": (table["status"].cat.codes.to_numpy() + ord("0")).astype("uint8").tobytes().decode("ascii"),
            "covered_share": for_json(table, "covered_share"),
            **inline,
            **_intervals(table),
        },
        "files": [app_path() + address for address in files.values()],
    }


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    more = [_INTERVAL_ROW] if "return_rate_low" in table else []
    return [each for row in _ROWS for each in ([row, *more] if row["key"] == "return_rate" else [row])]


def _intervals(table: pd.DataFrame) -> dict[str, list[list[float] | None]]:
    """Ends of the rate's interval, rounded as they are shown; None where it is unknown."""
    if "return_rate_low" not in table:
        return {}
    ends = table[["return_rate_low", "return_rate_high"]].to_numpy(dtype=float).round(_INTERVAL_ROW["decimals"])
    return {_INTERVAL_ROW["key"]: [None if np.isnan(pair).any() else pair.tolist() for pair in ends]}


def _labels(gaps: Gaps, text: Text) -> dict[str, str]:
    rows = [row["key"] for row in (*_ROWS, _INTERVAL_ROW)]
    labels = {name: text(f"tip.{name}") for name in ("unknown", "none", "about", "covers_nobody", *rows)}
    labels |= {"percent": text.percentage("{number}"), "range": text.span("{low}", "{high}")}
    labels |= {f"sureness.{name}": text(f"sureness.{name}") for name in SURENESS}
    labels |= {f"status.{code}": text(f"status.{name}") for code, name in enumerate(STATUSES)}
    labels |= {f"why.{code}": text(f"tip.why.{name}", **_asked(gaps, text)) for code, name in enumerate(STATUSES)}
    return labels | {"nearest": text("tip.nearest", site="{nearest_site}", km="{nearest_km}")}


def _asked(gaps: Gaps, text: Text) -> dict[str, str]:
    """Thresholds of the question in words, and the part of a sentence that is the municipality's own."""
    asked = {condition.id: written(condition.column, condition.asked, text) for condition in gaps.conditions}
    return {
        "rural": "{rural_share}",
        "share": asked["rural_share"],
        "rate": asked["return_rate"],
        "count": asked["return_dwellings"],
    }
