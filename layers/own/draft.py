"""The first step: what a person's own file seems to be. Nothing of it is used before a person has said yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from layers.names import normalise
from layers.own.answers import Options, Question
from layers.own.every_kind import kind_of
from layers.own.fields import names_of
from layers.own.findings import OwnError, shorten, shown_name
from layers.own.guess import guess_columns
from layers.own.kind import FileKind
from layers.own.placed import columns_in_metres, has_shapes
from layers.own.reading import read_table
from layers.own.reading.table import Table

_SAMPLE_ROWS = 5


@dataclass(frozen=True, eq=False)
class Draft:
    """What a file seems to be.

    Attributes
    ----------
    kind, name, format
        Id of the kind asked for; the file's name as shown; csv, xlsx, xls, xlsb, ods, geojson, gpkg or shp.
    encoding, separator, crs
        As found; None where there is none.
    sheets, layers, chosen
        Sheets of a workbook, layers of a GeoPackage or files of a zip, and the one that was read.
    header_row
        Where the names of the columns stand, from 1; None where the format has no rows of them.
    columns : tuple of str
        As the file calls them.
    rows : int
        How many rows can be looked at.
    guesses : DataFrame
        A row for each field: ``field``, ``column`` (missing where none was found), ``reason`` (same_name,
        other_name, geometry; missing), ``required``.
    questions : tuple of Question
        What a person must answer before the file can be read.
    sample : DataFrame
        The first rows, as text.
    table : Table
        All of it, for `layers.own.read`.
    options : Options
        What was said of the file before it was looked at.
    """

    kind: str
    name: str
    format: str
    encoding: str | None
    separator: str | None
    crs: str | None
    sheets: tuple[str, ...]
    layers: tuple[str, ...]
    chosen: str | None
    header_row: int | None
    columns: tuple[str, ...]
    rows: int
    guesses: pd.DataFrame
    questions: tuple[Question, ...]
    sample: pd.DataFrame
    table: Table
    options: Options

    @property
    def mapping(self) -> dict[str, str]:
        """The guessed columns by field, to be confirmed."""
        found = self.guesses[self.guesses["column"].notna() & (self.guesses["reason"] != "geometry")]
        return dict(zip(found["field"], found["column"], strict=True))

    @property
    def guessed(self) -> dict[str, str]:
        """Those whose column is not called as the field is."""
        found = self.guesses[self.guesses["reason"] == "other_name"]
        return dict(zip(found["field"], found["column"], strict=True))

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that no field takes."""
        used = set(self.mapping.values())
        return tuple(column for column in self.columns if column not in used)

    @property
    def offered(self) -> tuple[str, ...]:
        """What a person may say of the file besides, unasked: ids of `layers.own.Answers`."""
        kind = kind_of(self.kind, self.name)
        return (*(("crs",) if kind.geometry != "none" else ()), "decimal", *kind.answers)

    def holds(self, name: str) -> bool:
        """Whether a cell of the file is a name, accents and case aside."""
        wanted = normalise(name)
        return any(isinstance(cell, str) and normalise(cell) == wanted for row in self.table.rows for cell in row)

    def questions_of(self, mapping: Mapping[str, str | None]) -> tuple[Question, ...]:
        """What a person must answer, the columns being taken as ``mapping`` has them."""
        return tuple(_questions(kind_of(self.kind, self.name), self.table, mapping))


def inspect(
    data: bytes,
    name: str,
    kind: str,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    layer: str | None = None,
    header_row: int | None = None,
) -> Draft:
    r"""Look at a person's own file: what it is, its columns, and what they may mean.

    Parameters
    ----------
    data : bytes
        The file. Nothing is written to disk, and no path is opened.
    name : str
        Its name, for messages alone.
    kind : str
        What the person says it holds: one of `KINDS`.
    encoding, separator, sheet, layer, header_row
        Where the person knows better than what was found; ``header_row`` counts from 1, ``layer`` is a file of a zip
        too.

    Raises
    ------
    OwnError
        Where the file is too large, of another format, damaged, or not what its kind needs. It says which sheets and
        layers there are to choose from.

    Examples
    --------
    >>> draft = inspect("Municipio;tasa de retorno\nMérida;1,5\n".encode(), "mine.csv", "returns")
    >>> draft.mapping
    {'municipality': 'Municipio', 'return_rate': 'tasa de retorno'}
    >>> draft.questions
    (Question(id='year', choices=()),)
    """
    name = shown_name(name)
    spec = kind_of(kind, name)
    separator = "\t" if separator in {"tab", "\\t"} else separator
    if separator is not None and (len(separator) != 1 or separator in '\r\n"'):
        raise OwnError.of(name, "no_such", what="separator", found=separator, choices="one character")
    options = Options(encoding, separator, sheet, layer, header_row, names_of(spec.fields))
    table = read_table(data, name, options, spec.formats)
    guesses = _guesses(spec, table)
    if spec.geometry == "polygons" and not has_shapes(table, guesses.set_index("field")["column"].get("geometry")):
        error = OwnError.of(name, "needs_shapes", found=table.format, formats="polygons")
        error.offer(sheets=table.sheets, layers=table.layers, chosen=table.chosen, header_row=table.header_row)
        raise error
    sample = pd.DataFrame(
        [[shorten("" if cell is None else cell) for cell in row] for row in table.rows[:_SAMPLE_ROWS]],
        columns=list(table.columns),
        dtype="str",
    )
    return Draft(
        kind=kind,
        name=name,
        format=table.format,
        encoding=table.encoding,
        separator=table.separator,
        crs=table.crs,
        sheets=table.sheets,
        layers=table.layers,
        chosen=table.chosen,
        header_row=table.header_row,
        columns=table.columns,
        rows=len(table.rows),
        guesses=guesses,
        questions=tuple(_questions(spec, table, dict(zip(guesses["field"], guesses["column"], strict=True)))),
        sample=sample,
        table=table,
        options=options,
    )


def _questions(kind: FileKind, table: Table, mapping: Mapping[str, str | None]) -> list[Question]:
    columns = {field: column for field, column in mapping.items() if isinstance(column, str)}
    has_places = table.geometries is not None and kind.geometry != "none" and any(table.geometries)
    without = table.crs is None if has_places else columns_in_metres(table, columns) is not None
    return ([Question("crs")] if without else []) + table.questions + kind.questions(table, columns)


def _ours(kind: FileKind, table: Table) -> dict[str, tuple[str, str]]:
    """The columns of a list of our own, which nobody need guess; nothing where it is none."""
    if set(table.columns) != set(kind.ours):
        return {}
    return {field: (column, "same_name") for column, field in kind.ours.items() if field is not None}


def _guesses(kind: FileKind, table: Table) -> pd.DataFrame:
    found = _ours(kind, table) or guess_columns(kind.fields, table)
    required = {group[0] for group in kind.needs}
    if kind.geometry == "polygons":
        required.add("geometry")
    if kind.geometry != "none" and table.geometries is not None:
        found["geometry"] = ("geometry", "geometry")
    rows = [(field.id, *found.get(field.id, (None, None)), field.id in required) for field in kind.fields]
    return pd.DataFrame(rows, columns=["field", "column", "reason", "required"])
