"""Empty files to fill in: a header, an example row, and what each column means."""

from __future__ import annotations

import csv
import io
from typing import Literal

from layers.own.draft import kind_of
from layers.own.fields import Kind


def template(kind: str, format: Literal["csv", "xlsx"] = "csv") -> bytes:  # noqa: A002
    """A file to fill in: CSV (UTF-8 with byte order mark) or a workbook whose second sheet says what each column means.

    Catchments have no such file: their columns go with polygons, in a GeoPackage, GeoJSON or shapefile.

    Raises
    ------
    OwnError
        Where there is no such kind.
    """
    spec = kind_of(kind, kind)
    if format == "xlsx":
        return _workbook(spec)
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(_rows(spec))
    return written.getvalue().encode("utf-8-sig")


def descriptions(kind: str) -> list[tuple[str, bool, str]]:
    """Field, whether it is needed, and what it means, in order.

    Raises
    ------
    OwnError
        Where there is no such kind.
    """
    spec = kind_of(kind, kind)
    needed = {group[0] for group in spec.needs}
    return [(field.id, field.id in needed, field.means) for field in spec.fields]


def _rows(kind: Kind) -> list[list[str]]:
    return [list(kind.ids), [field.example for field in kind.fields]]


def _workbook(kind: Kind) -> bytes:
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        text = book.add_format({"num_format": "@"})  # keys keep their zeros in cells of text
        bold = book.add_format({"bold": True})
        page = book.add_worksheet(kind.id)
        page.set_column(0, len(kind.fields) - 1, 18, text)
        header, example = _rows(kind)
        for place, (name, value) in enumerate(zip(header, example, strict=True)):
            page.write_string(0, place, name, bold)
            page.write_string(1, place, value, text)
        page.freeze_panes(1, 0)
        meanings = book.add_worksheet("columns")
        meanings.set_column(0, 0, 22)
        meanings.set_column(2, 2, 90)
        for row, cells in enumerate([("column", "needed", "meaning"), *descriptions(kind.id)]):
            for place, cell in enumerate(cells):
                words = {True: "yes", False: ""}.get(cell, cell) if isinstance(cell, bool) else cell
                meanings.write_string(row, place, words, bold if row == 0 else None)
    return written.getvalue()
