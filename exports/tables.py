"""Rows as CSV and JSON. Same rows, same columns, same bytes for the same question."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, cast

import numpy as np
import pandas as pd

from vocabulary.columns import PEOPLE_NAMES, column_of
from vocabulary.lists import PEOPLE

#: What a spreadsheet runs: an operator first, behind blanks and invisible marks too, in the wide forms too; or a
#: control character that it drops before it looks.
_FORMULA = re.compile(
    r"[\s\0\u00a0\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]"
)

#: A place as a question names it, longitude and latitude, or some: no spreadsheet makes anything of it.
_PLACES = re.compile(r"-?\d+(\.\d+)?_-?\d+(\.\d+)?(;-?\d+(\.\d+)?_-?\d+(\.\d+)?)*")


def in_unit(rows: pd.DataFrame, unit: str, *, keep: Collection[str] = ()) -> pd.DataFrame:
    """Rows of an answer with the names that they go out under; columns of ``keep`` are dwellings in any case."""
    if unit != PEOPLE:
        return rows
    return rows.rename(columns={name: other for name, other in PEOPLE_NAMES.items() if name not in keep})


def to_csv(rows: pd.DataFrame, *, tags: Mapping[str, str] | None = None, exact: bool = False) -> bytes:
    """A table as CSV: UTF-8 with a byte order mark, as RFC 4180 says, numbers with a point, missing figures empty.

    Text that a spreadsheet would run as a formula gets an apostrophe; numbers are left alone.

    Parameters
    ----------
    rows : DataFrame
        Keys as text.
    tags : mapping, optional
        A second line below the header: column to its tag, as `vocabulary.columns.TAGS`.
    exact : bool
        All digits of every number, for rows that are data and no answer.
    """
    written = pd.DataFrame({name: _cells(rows[name], exact=exact) for name in rows.columns})
    body = written.to_csv(index=False, lineterminator="\r\n")
    if tags is not None:
        header, _, body = body.partition("\r\n")
        body = "\r\n".join([header, ",".join(tags.get(name, "") for name in rows.columns), body])
    return body.encode("utf-8-sig")


def runs_as_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula."""
    return _FORMULA.match(text) is not None and _PLACES.fullmatch(text) is None


def rounded(rows: pd.DataFrame, *, exact: bool = False) -> pd.DataFrame:
    """The rows with the decimals of exports, or all; whole figures as whole numbers, lists joined by ``;``."""
    return pd.DataFrame({name: _flat(name, rows[name], exact=exact) for name in rows.columns})


def records(rows: pd.DataFrame, *, exact: bool = False) -> list[dict[str, Any]]:
    """The rows with the decimals of exports, or all, as dicts that JSON can hold; missing is None, lists stay lists."""
    frame = pd.DataFrame({name: _rounded(name, rows[name], exact=exact) for name in rows.columns}).astype(object)
    return cast("list[dict[str, Any]]", frame.where(frame.notna(), None).to_dict(orient="records"))


def to_json(document: Mapping[str, Any]) -> bytes:
    """A document as JSON in UTF-8.

    Raises
    ------
    ValueError
        Where a figure in it is not a finite number.
    """
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n").encode("utf-8")


def _cells(column: pd.Series, *, exact: bool) -> pd.Series:
    column = _flat(str(column.name), column, exact=exact)
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype(object).map({True: "true", False: "false"}, na_action="ignore")
    if pd.api.types.is_float_dtype(column.dtype):
        return column.astype(object).map(_digits, na_action="ignore")
    return column if pd.api.types.is_numeric_dtype(column.dtype) else column.map(_harmless, na_action="ignore")


def _rounded(name: str, column: pd.Series, *, exact: bool = False) -> pd.Series:
    decimals = column_of(name).decimals
    if exact and decimals:
        decimals = None
    # In another table a column of the same name may hold no numbers.
    if decimals is not None and pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        # What rounds to nothing has no sign.
        shown = column.round(decimals) + 0
        return shown.astype("Int64") if decimals == 0 else shown
    return column.astype(object) if isinstance(column.dtype, pd.CategoricalDtype) else column


def _flat(name: str, column: pd.Series, *, exact: bool = False) -> pd.Series:
    if pd.api.types.is_object_dtype(column.dtype):
        return column.map(_joined, na_action="ignore")
    return _rounded(name, column, exact=exact)


def _joined(value: object) -> object:
    return ";".join(str(part) for part in value) if isinstance(value, tuple) else value


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and runs_as_formula(value) else value


def _digits(value: float) -> str:
    return np.format_float_positional(value, trim="0")
