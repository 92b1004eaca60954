"""A list of municipalities to choose from: a table of its own, whose names are never cut.

Streamlit's table draws on a canvas and shortens what does not fit. What stands beside this file runs in the browser:
``rows.js`` and its style. State in are the rows; the event out is the trigger ``row``, the key of the one chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.components.v2 import component

from dashboard.assets import for_json
from vocabulary.columns import column_of
from words.text import Text

_HERE = Path(__file__).parent
_component = component(
    "alcance_rows",
    js=(_HERE / "rows.js").read_text(encoding="utf-8"),
    css=(_HERE / "rows.css").read_text(encoding="utf-8"),
)


def show_rows(
    rows: pd.DataFrame,
    columns: Mapping[str, str],
    text: Text,
    *,
    key: str,
    label: str,
    chosen: str | None,
    on_row: Callable[[str], None],
) -> None:
    """Draw a list, or show other rows in it.

    Parameters
    ----------
    rows : DataFrame
        ``cvegeo``, and the columns that are shown.
    columns : mapping of str to str
        What is shown, the name first, and its heading.
    key, label : str
        The list's name on the page, and for a screen reader.
    chosen : str or None
        Key of the row that is marked.
    on_row
        Told the key of the row that a person chooses, before the page runs again.
    """
    known = set(rows["cvegeo"])

    def chose() -> None:
        said = st.session_state[key].row
        if said in known:
            on_row(said)

    shown = [rows["cvegeo"].tolist(), *(_values(rows, name) for name in columns)]
    _component(
        key=key,
        data={
            "label": label,
            "locale": text.locale,
            "columns": [_column(name, heading) for name, heading in columns.items()],
            "rows": list(zip(*shown, strict=True)),
            "chosen": chosen,
        },
        height="content",
        on_row_change=chose,
    )


def _column(name: str, heading: str) -> dict[str, Any]:
    column = column_of(name)
    if column.shown is None:
        return {"label": heading}
    return {"label": heading, "decimals": column.shown} | ({"sign": "≈ "} if column.estimate else {})


def _values(rows: pd.DataFrame, name: str) -> list[Any]:
    return rows[name].tolist() if column_of(name).shown is None else for_json(rows, name)
