"""A list of places, to look at or to choose from: a table of its own, whose names are never cut.

Streamlit's table draws on a canvas and shortens what does not fit. What stands beside this file runs in the browser:
``rows.js`` and its style. State in are the rows; the event out is the trigger ``row``, the key of the one chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.components.v2 import component

from dashboard.tables import in_words
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
    by: str = "cvegeo",
    said: Mapping[str, Iterable[Any]] | None = None,
    finer: Collection[str] = (),
    chosen: str | None = None,
    on_row: Callable[[str], None] | None = None,
    wide: bool = False,
) -> None:
    """Draw a list, or show other rows in it.

    Parameters
    ----------
    rows : DataFrame
        Column ``by``, and those that are shown.
    columns : mapping of str to str
        What is shown, the name first, and its heading.
    key, label : str
        The list's name on the page, and for a screen reader.
    by : str
        The column that tells the rows apart.
    said : mapping, optional
        By column what is shown instead of its values: words, or a number to sort by with the words for it.
    finer : collection of str
        Columns that are shown to a decimal more than elsewhere.
    chosen : str, optional
        Key of the row that is marked.
    on_row : callable, optional
        Told the key of the row that a person chooses, before the page runs again; without it none can be chosen.
    wide : bool
        Whether it has the whole width of the page, and scrolls by itself.
    """
    known = set(rows[by])

    def chose() -> None:
        row = st.session_state[key].row
        if on_row is not None and row in known:
            on_row(row)

    said = said or {}
    words = in_words(rows, [name for name in columns if name not in said], text)
    told, cells = [], []
    for name, heading in columns.items():
        if name in said:
            told.append({"label": heading})
            cells.append(_known(pd.Series(list(said[name]), dtype=object)))
        elif pd.api.types.is_numeric_dtype(words[name]):
            shown = (column_of(name).shown or 0) + (name in finer)
            told.append(_column(name, heading, text) | {"decimals": shown})
            values = rows[name].round(shown) if name in finer else words[name]
            cells.append([None if pd.isna(value) else value if shown else int(value) for value in values])
        else:
            told.append({"label": heading})
            cells.append(_in_order(name, rows[name], _known(words[name].astype(object))))
    _component(
        key=key,
        data={
            "label": label,
            "locale": text.locale,
            "columns": told,
            "rows": list(zip(_known(rows[by].astype(object)), *cells, strict=True)),
            "chosen": chosen,
            "choosable": on_row is not None,
            "wide": wide,
        },
        height="content",
        on_row_change=chose,
    )


def _in_order(name: str, values: pd.Series, said: list[Any]) -> list[Any]:
    """Words of a closed list, each with its place in that list, by which it is sorted; other words as they are."""
    column = column_of(name)
    if not (column.choices and column.words):
        return said
    place = {choice: number for number, choice in enumerate(column.choices)}
    return [None if word is None else (place.get(value), word) for value, word in zip(values, said, strict=True)]


def _known(values: pd.Series) -> list[Any]:
    return values.where(values.notna(), None).tolist()


def _column(name: str, heading: str, text: Text) -> dict[str, Any]:
    """A column of numbers; its sign stands in the heading, else in every cell."""
    column = column_of(name)
    if (column.is_share or column.unit == "%") and "%" not in heading:
        return {"label": heading, "pattern": text.percentage("#")}
    if column.estimate and "≈" not in heading:
        return {"label": heading, "pattern": "≈ #"}
    return {"label": heading}
