"""The first step: what a person's own file seems to be. Nothing of it is used before a person has said yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from layers.eic2025 import looks_like
from layers.html import is_html
from layers.own.book import read_xlsx
from layers.own.estimates import read_estimates
from layers.own.fields import KINDS, Kind, guess_columns
from layers.own.findings import OwnError, shorten, shown_name
from layers.own.limits import FILE_BYTES
from layers.own.shapes import read_geojson, read_geopackage, read_shapefile
from layers.own.table import Table
from layers.own.text import read_csv
from layers.own.values import is_missing, read_number

_SAMPLE_ROWS = 5
_HEAD = 1024
_BINARY = {b"PAR1": "a Parquet file", b"%PDF": "a PDF file", b"\x1f\x8b": "a gzip file", b"\x89PNG": "a picture"}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Question(NamedTuple):
    """What the file does not say and a person must: an id of `layers.own.Answers`, and the choices (none: free)."""

    id: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Draft:
    """What a file seems to be.

    Attributes
    ----------
    kind, name, format
        Id of the kind asked for; the file's name as shown; csv, xlsx, geojson, gpkg or shp.
    encoding, separator, crs
        As found; None where there is none.
    sheets, layers, chosen
        Sheets of a workbook or layers of a GeoPackage, and the one that was read.
    columns : tuple of str
        As the file calls them.
    rows : int
        How many rows can be looked at.
    guesses : DataFrame
        A row for each field: ``field``, ``column`` (missing where none was found), ``reason`` (same_name,
        other_name, geometry; missing), ``required``, ``means``.
    questions : tuple of Question
        What a person must answer before the file can be read.
    sample : DataFrame
        The first rows, as text.
    table : Table
        All of it, for `layers.own.read`.
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
    columns: tuple[str, ...]
    rows: int
    guesses: pd.DataFrame
    questions: tuple[Question, ...]
    sample: pd.DataFrame
    table: Table

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


def inspect(
    data: bytes,
    name: str,
    kind: str,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    layer: str | None = None,
) -> Draft:
    """Look at a person's own file: what it is, its columns, and what they may mean.

    Parameters
    ----------
    data : bytes
        The file. Nothing is written to disk, and no path is opened.
    name : str
        Its name, for messages alone.
    kind : str
        What the person says it holds: one of `KINDS`.
    encoding, separator, sheet, layer
        Where the person knows better than what was found.

    Raises
    ------
    OwnError
        Where the file is too large, of another format, damaged, or not what its kind needs.
    """
    name = shown_name(name)
    spec = kind_of(kind, name)
    if separator is not None and (len(separator) != 1 or separator in '\r\n"'):
        raise OwnError.of(name, "no_such", what="separator", found=separator, choices="one character")
    if kind == "returns" and looks_like(data):
        table = read_estimates(data, name)
    else:
        table = _read(data, name, encoding=encoding, separator=separator, sheet=sheet, layer=layer)
    if spec.shapes == "polygons" and table.geometries is None:
        raise OwnError.of(name, "needs_shapes", found=table.format)
    guesses = _guesses(spec, table)
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
        columns=table.columns,
        rows=len(table.rows),
        guesses=guesses,
        questions=tuple(questions_of(spec, table, dict(zip(guesses["field"], guesses["column"], strict=True)))),
        sample=sample,
        table=table,
    )


def kind_of(kind: str, name: str) -> Kind:
    """The kind by its id.

    Raises
    ------
    OwnError
        Where there is none.
    """
    if kind not in KINDS:
        raise OwnError.of(name, "no_kind", found=kind, choices=", ".join(KINDS))
    return KINDS[kind]


def questions_of(kind: Kind, table: Table, mapping: dict[str, Any]) -> list[Question]:
    """What the file does not say, its columns being taken as ``mapping`` has them."""
    found = []
    if table.geometries is not None and kind.shapes != "none" and table.crs is None and any(table.geometries):
        found.append(Question("crs"))
    if kind.id == "returns":
        if not isinstance(mapping.get("year"), str):
            found.append(Question("year"))
        if "rate_unit" not in table.answered and _look_like_shares(table, mapping.get("return_rate")):
            found.append(Question("rate_unit", ("percent", "share")))
    return found


def _look_like_shares(table: Table, column: Any) -> bool:
    """Whether no rate is over 1: a small rate in per cent and a share look the same then."""
    if not isinstance(column, str) or column not in table.columns:
        return False
    place = table.columns.index(column)
    reads = [read_number(row[place], low=0, high=100, unit="%") for row in table.rows if not is_missing(row[place])]
    rates = [read.value for read in reads if read.value is not None]
    return bool(rates) and max(rates) <= 1 and max(rates) > 0


def _read(data: bytes, name: str, *, encoding: str | None, separator: str | None, **part: str | None) -> Table:
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        raise OwnError.of(name, "empty")
    if len(data) > FILE_BYTES:
        raise OwnError.of(name, "too_large", found=len(data), most=FILE_BYTES)
    if is_html(data[:_HEAD]):
        raise OwnError.of(name, "web_page")
    if data.startswith(b"PK"):
        # The list of what is packed stands at the end of the file, in plain letters.
        return read_xlsx(data, name, sheet=part["sheet"]) if b"xl/workbook.xml" in data else read_shapefile(data, name)
    if data.startswith(b"SQLite format 3\0"):
        return read_geopackage(data, name, layer=part["layer"])
    if data.startswith(_OLD_EXCEL):
        raise OwnError.of(name, "old_excel")
    for mark, found in _BINARY.items():
        if data.startswith(mark):
            raise OwnError.of(name, "unknown_format", found=found)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}:
        return read_geojson(data, name, encoding=encoding)
    return read_csv(data, name, encoding=encoding, separator=separator)


def _guesses(kind: Kind, table: Table) -> pd.DataFrame:
    found = guess_columns(kind, table.columns)
    required = {group[0] for group in kind.needs}
    rows = [(field.id, *found.get(field.id, (None, None)), field.id in required, field.means) for field in kind.fields]
    if kind.shapes != "none":
        has = table.geometries is not None
        needed = ("geometry",) in kind.needs or kind.shapes == "polygons"
        rows.append(("geometry", *(("geometry", "geometry") if has else (None, None)), needed, "Where it is"))
    return pd.DataFrame(rows, columns=["field", "column", "reason", "required", "means"])
