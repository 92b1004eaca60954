"""Checking a table against its schema, with errors a person can act on.

Pandera is imported where it is used: a table whose bytes are those that the build checked needs no second check, and
the shell starts a second sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd
import pyarrow  # noqa: ICN001 `pa` is pandera here
import pyarrow.parquet as pq

from layers.errors import LayerError
from vocabulary.columns import Column, column_of

if TYPE_CHECKING:
    import pandera.pandas as pa

_Read = TypeVar("_Read")

#: A key: INEGI's five digits for a municipality of Mexico; another country's codes may have letters.
KEY_PATTERN = r"[0-9A-Za-z._-]{1,20}"


def table_schema(
    columns: Iterable[str],
    *,
    unique: Collection[str] = (),
    nullable: Collection[str] = (),
    optional: Collection[str] = (),
    key: Sequence[str] | None = None,
) -> pa.DataFrameSchema:
    """The schema of a table: types, bounds and choices of its columns are those that the vocabulary gives them.

    Parameters
    ----------
    columns : iterable of str
        Names; no other column may be there.
    unique, nullable, optional : collection of str
        Columns whose values are each there once; that may lack values; that need not be there.
    key : sequence of str, optional
        Columns that together tell the rows apart.

    Examples
    --------
    >>> table_schema(("cvegeo", "population"), nullable=("population",)).columns["population"].nullable
    True
    """
    import pandera.pandas as pa

    made = {name: _column(column_of(name), unique=name in unique, nullable=name in nullable) for name in columns}
    for name in optional:
        made[name].required = False
    return pa.DataFrameSchema(made, strict=True, unique=None if key is None else list(key))


def _column(column: Column, *, unique: bool, nullable: bool) -> pa.Column:
    import pandera.pandas as pa

    if column.type == "flag":
        return pa.Column("boolean", nullable=nullable, coerce=True)
    if column.type in ("text", "key"):
        checks = [pa.Check(_is_text, error="text, not empty")]
        if column.type == "key":
            checks.append(pa.Check.str_matches(rf"^{KEY_PATTERN}$", error=f"text of the form {KEY_PATTERN}"))
            checks.append(pa.Check(_keeps_zeros, error="a key with its leading zeros, as long as the others"))
        if column.choices:
            checks.append(pa.Check.isin(column.choices, error=f"one of {', '.join(column.choices)}"))
        return pa.Column(None, checks, unique=unique, nullable=nullable)
    checks = [pa.Check(lambda values: ~np.isinf(values), error="a finite number")]
    unit = f" {column.unit}" if column.unit else ""
    if column.low is not None:
        checks.append(pa.Check.ge(column.low, error=f"{column.low:g}{unit} or more"))
    if column.high is not None:
        checks.append(pa.Check.le(column.high, error=f"{column.high:g}{unit} or less"))
    return pa.Column("int64" if column.type == "whole" else "float64", checks, nullable=nullable, coerce=True)


def empty_table(columns: Iterable[str]) -> pd.DataFrame:
    """The table of a country that needs none: these columns, and no row.

    Examples
    --------
    >>> empty_table(("cvegeo", "population")).dtypes.astype("str").to_dict()
    {'cvegeo': 'str', 'population': 'float64'}
    """
    return _empty_table(tuple(columns)).copy()


@cache
def _empty_table(columns: tuple[str, ...]) -> pd.DataFrame:
    types = {"number": "float64", "whole": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=types.get(column_of(name).type, "str")) for name in columns})


def read_parquet(path: Path) -> pd.DataFrame:
    """A Parquet file as a frame, a column at a time: as a whole it would take twice the memory for a moment.

    Examples
    --------
    >>> read_parquet(DATA / "municipios" / "returns.parquet").shape[1]
    8
    """
    with pq.ParquetFile(path) as file:
        # An index that pandas has stored is no column: a row is its place in the file.
        stored = (file.schema_arrow.pandas_metadata or {}).get("index_columns", [])
        names = [name for name in file.schema_arrow.names if name not in stored]
        columns = {name: file.read([name], use_threads=False).column(0).to_pandas() for name in names}
    # What Arrow has freed it keeps for itself otherwise: some 20 MB that the server would never use again.
    pyarrow.default_memory_pool().release_unused()
    return pd.DataFrame(columns, copy=False)


def check(frame: pd.DataFrame, schema: pa.DataFrameSchema, file: str) -> pd.DataFrame:
    """The frame, checked.

    Parameters
    ----------
    frame : DataFrame
        As read; rows are counted from 1 in the error.
    schema : DataFrameSchema
        Its column names, bounds and patterns.
    file : str
        Named in the error.

    Raises
    ------
    LayerError
        With the first fault of the table and the number of the others.

    Examples
    --------
    >>> check(pd.DataFrame({"rural_share": [0.5, 1.5]}), table_schema(("rural_share",)), "mine.csv")
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: mine.csv, row 2, column rural_share: found 1.5, expected 1 or less
    """
    import pandera.pandas as pa

    frame = frame.reset_index(drop=True)  # a row is its place in the file, whatever index was stored with it
    for name, column in schema.columns.items():
        if str(column.dtype) == "int64" and name in frame and pd.api.types.is_float_dtype(frame[name]):
            # Made whole by pandera, 2019.6 would become 2019 without a word.
            broken = np.flatnonzero(frame[name].notna() & (frame[name] % 1 != 0))
            if len(broken):
                found = frame[name].iloc[broken[0]]
                raise LayerError.at(file, row=int(broken[0]) + 1, column=name, found=found, expected="a whole number")
    try:
        return schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise _explain(frame, schema, error, file) from error


def _explain(frame: pd.DataFrame, schema: pa.DataFrameSchema, error: pa.errors.SchemaErrors, file: str) -> LayerError:
    missing = [name for name, column in schema.columns.items() if column.required and name not in frame]
    if missing:
        return LayerError.at(
            file, column=str(missing[0]), found=[str(name) for name in frame.columns], expected="this column"
        )
    cases = error.failure_cases
    first = cases.iloc[0]
    others = len(cases) - 1
    column = first["column"]
    row = None if pd.isna(first["index"]) else int(first["index"]) + 1
    if first["schema_context"] == "DataFrameSchema" and first["check"] == "column_in_schema":
        return LayerError.at(
            file, column=str(first["failure_case"]), found="this column", expected=f"only {', '.join(schema.columns)}"
        )
    expected = {
        "not_nullable": "a value",
        "field_uniqueness": "each value once",
        "multiple_fields_uniqueness": "each row once",
    }.get(str(first["check"]), str(first["check"]))
    if expected.startswith(("dtype", "coerce_dtype")):
        expected = "a value of type " + expected.split("(")[-1].rstrip(")").strip("'")
    message = LayerError.at(
        file, row=row, column=None if pd.isna(column) else str(column), found=first["failure_case"], expected=expected
    )
    if not others:
        return message
    more = LayerError(f"{message} (and {others} more faults)")
    more.place = message.place
    return more


def read_table(path: Path, reader: Callable[[Path], _Read], expected: str) -> _Read:
    """A table from a file; a file that is missing, truncated or of another format is named.

    Raises
    ------
    LayerError
        Where the file cannot be read.

    Examples
    --------
    >>> read_table(Path("nowhere.csv"), pd.read_csv, "a table as CSV")
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: nowhere.csv: found 'no such file', expected a table as CSV
    """
    if not path.is_file():
        raise LayerError.at(path.name, found="no such file", expected=expected)
    try:
        return reader(path)
    except LayerError:
        raise
    except Exception as error:  # every reader has errors of its own kind for a damaged file
        raise LayerError.at(path.name, found=f"{type(error).__name__}: {error}", expected=expected) from error


def _keeps_zeros(keys: pd.Series) -> pd.Series:
    texts = keys.astype("str")
    digits = texts.str.fullmatch(r"[0-9]+").astype(bool)
    return ~digits | (texts.str.len() == texts[digits].str.len().max())


def _is_text(values: pd.Series) -> pd.Series:
    texts = values.map(lambda value: isinstance(value, str)).astype(bool)
    return texts & (values.where(texts, "").astype("str").str.strip() != "")


def read_own_table(path: Path, holds: str, read_csv: Callable[[Path], pd.DataFrame]) -> pd.DataFrame:
    """A person's own table of our schema, as Parquet or CSV by the name: `read_table` of either.

    Examples
    --------
    >>> read_own_table(Path("nowhere.parquet"), "returns", pd.read_csv)
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: nowhere.parquet: found 'no such file', expected a table of returns as Parquet
    """
    if path.suffix.lower() == ".parquet":
        return read_table(path, read_parquet, f"a table of {holds} as Parquet")
    return read_table(path, read_csv, f"a table of {holds} as CSV in UTF-8")
