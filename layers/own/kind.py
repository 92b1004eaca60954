"""What a kind of file says about itself: everything that is not the same for all of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pandas as pd

from layers.model import Layers
from layers.own.answers import Answers, Question
from layers.own.cells import Context
from layers.own.fields import Field
from layers.own.findings import note
from layers.own.reading.table import Format, Table
from layers.own.result import Result
from layers.own.row import Record, Row

Records: TypeAlias = list[tuple[Row, Record]]
_Columns: TypeAlias = Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """One kind of file. A module of `layers.own.kinds` has one, called ``KIND``.

    Attributes
    ----------
    id
        The module's name, and what words, options and templates call the kind.
    listed
        Its place among the kinds that a person is offered.
    after
        The kind that is put in place before it, with all that this one comes after: a file is compared with what those
        bring. Empty for the first.
    fields, needs
        Its fields; those of which one of each group must be there.
    geometry
        Whether geometries are not looked at, may be there, or must be, and must be polygons.
    record
        What a row becomes; None, or the row refused, where it cannot be taken.
    identity, identity_field
        What only one row may have, and what the report calls it.
    check
        Refuses rows that do not go with the others, or with the layers.
    result
        What of `Result` is made of the rows that are taken: ``frame`` at least.
    put
        The layers with a result in its place.
    questions
        What a file does not say, its columns being taken as a mapping has them.
    settled
        The columns of its fields, a person's answers being what they are.
    answers
        What a person may say of it besides, unasked: ids of `layers.own.Answers`.
    formats
        Formats that this kind alone comes in.
    ours
        The columns of our own list of it, as `alcance layers` writes them, each with the field that it is (None: no
        field has it): of a file with these and no others nothing is guessed.
    put_table
        The layers with a table of our own schema in its place, where the kind may come so: as Parquet, or as CSV with
        exactly the columns of ``ours``. It is taken whole or not at all, and may be as large as ours.
    table_needs, table_more
        The columns that such a Parquet file has, and may have: with others it is read row by row.
    most_sites
        How many rows it may have, where each is a site.
    kept
        Properties of GeoJSON that rows keep in ``more``, though no field has them.
    may_be_empty, is_country
        Whether a file without rows is one; whether it puts another country in place, for which all is brought anew.
    """

    id: str
    listed: int
    after: str = ""
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...]
    geometry: Literal["none", "points", "any", "polygons"] = "none"
    record: Callable[[Row], Record | None]
    identity: Callable[[Record], Hashable]
    identity_field: str
    check: Callable[[Records, Context], None] = lambda records, context: None  # noqa: ARG005 most look at each row alone
    result: Callable[[Records, Context], dict[str, Any]]
    put: Callable[[Layers, Result], Layers]
    questions: Callable[[Table, Mapping[str, str | None]], list[Question]] = lambda table, columns: []  # noqa: ARG005 as above
    settled: Callable[[_Columns, Answers], _Columns] = lambda columns, answers: columns  # noqa: ARG005 as above
    answers: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ()
    ours: Mapping[str, str | None] = field(default_factory=dict)
    put_table: Callable[[Layers, Path], Layers] | None = None
    table_needs: tuple[str, ...] = ()
    table_more: tuple[str, ...] = ()
    most_sites: int | None = None
    kept: frozenset[str] = frozenset()
    may_be_empty: bool = False
    is_country: bool = False

    @cached_property
    def by_id(self) -> dict[str, Field]:
        """The fields by their ids, in order."""
        return {field.id: field for field in self.fields}


def frame_of(records: Records, columns: tuple[str, ...], numbers: tuple[str, ...]) -> pd.DataFrame:
    """Records as a frame of some columns: numbers as float64, all others as text.

    Examples
    --------
    >>> frame_of([(None, {"cvegeo": "20067", "rate": 1})], ("cvegeo", "rate"), ("rate",)).dtypes.tolist()
    [<StringDtype(na_value=nan)>, dtype('float64')]
    """
    frame = pd.DataFrame([record for _, record in records], columns=list(columns))
    for name in columns:
        frame[name] = frame[name].astype("float64" if name in numbers else "str")
    return frame


def note_missing(frame: pd.DataFrame, context: Context) -> None:
    """Say of how many municipalities a frame has no row."""
    table = context.layers.municipios
    missing = int((~table["cvegeo"].isin(frame["cvegeo"])).sum())
    if missing:
        context.notes.append(note("municipalities_without", count=missing, all=len(table)))
