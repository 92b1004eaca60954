"""What stands beside a CSV: its columns, its terms and its question, after the W3C's metadata for tables on the web."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote

import pandas as pd

from exports.tables import to_json
from vocabulary.columns import PEOPLE_NAMES, column_of
from words.text import Text

#: Columns that say what a row is.
_IDENTITY = frozenset(
    {"state_code", "state", "cvegeo", "municipality", "eligibility", "rural_return_dwellings", "rural_return_people"}
)
_DWELLINGS = {people: column for column, people in PEOPLE_NAMES.items()}


def sidecar(
    rows: pd.DataFrame,
    about: dict[str, Any],
    text: Text,
    *,
    name: str,
    hxl: bool = False,
    notes: str = "note",
    key: str | None = "cvegeo",
) -> bytes:
    """The metadata of a CSV as JSON.

    Parameters
    ----------
    rows : DataFrame
        The rows of the list as they were written.
    about : dict
        From `exports.context.describe`.
    text : Text
        The language of the columns' meanings.
    name : str
        File name of the CSV.
    hxl : bool
        Whether a line of hashtags follows the header.
    notes : str
        Under which name the columns' meanings stand in `words`.
    key : str or None
        The column that tells the rows apart, if there is one.
    """
    columns = [
        {
            "name": column,
            "titles": column,
            "datatype": _type(column, rows[column]),
            "dc:description": meaning(column, text, notes),
        }
        for column in rows.columns
    ]
    return to_json(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": text.language}],
            "url": quote(os.fsencode(name)),
            "dc:title": about["list"] if "list" in about else about["answer"],
            "dc:rights": about["licence"],
            # The line of hashtags is a comment to whoever does not know it.
            "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "commentPrefix": "#" if hxl else None},
            "tableSchema": {"columns": columns, **({} if key is None else {"primaryKey": key})},
            "notes": [about],
        }
    )


def meaning(column: str, text: Text, notes: str) -> str:
    """What a column means: as the table has it, else as all tables do; columns that count people as those of dwellings.

    A table whose columns are alike but for their names has words for all of them: ``other``.

    Examples
    --------
    >>> meaning("rank_2", Text("en"), "acceptability.note")
    'Share of all weightings that give the state this rank, 0-1: rank_2.'
    """
    if text.has(f"{notes}.{column}"):
        return text(f"{notes}.{column}")
    if column not in _IDENTITY and text.has(f"{notes}.other"):
        return text(f"{notes}.other", column=column)
    key = f"note.{column}"
    return text(key if text.has(key) else f"note.{_DWELLINGS.get(column, column)}")


def _type(name: str, column: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(column.dtype):
        return "boolean"
    if not pd.api.types.is_numeric_dtype(column.dtype):
        return "string"
    whole = pd.api.types.is_integer_dtype(column.dtype) or column_of(name).decimals == 0
    return "integer" if whole else "double"
