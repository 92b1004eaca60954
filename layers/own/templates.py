"""Empty files to fill in: a header, an example row, and what each column means."""

from __future__ import annotations

import csv
import io
from typing import Literal

from layers.own.every_kind import kind_of
from layers.own.kind import FileKind
from words.text import Text


def template(kind: str, format: Literal["csv", "xlsx"] = "csv", language: str = "en") -> bytes:  # noqa: A002
    """A file to fill in: CSV (UTF-8 with byte order mark) or a workbook whose second sheet says what each column means.

    Catchments have no such file: their columns go with polygons, in a GeoPackage, GeoJSON or shapefile.

    Raises
    ------
    OwnError
        Where there is no such kind.

    Examples
    --------
    >>> print(template("catchments").decode("utf-8-sig"))
    site_id,name,band,components,eligibility,since,until,geometry
    casa-oaxaca,Oficina de Oaxaca,1800,legal_assistance;migrant_shelters,any,2015,,
    """
    spec = kind_of(kind, kind)
    if format == "xlsx":
        return _workbook(spec, language)
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(_rows(spec))
    return written.getvalue().encode("utf-8-sig")


def descriptions(kind: str, language: str = "en") -> list[tuple[str, bool, str]]:
    """Field, whether it is needed, and what it means, in order.

    Raises
    ------
    OwnError
        Where there is no such kind.

    Examples
    --------
    >>> descriptions("returns")[0]
    ('cvegeo', True, "Key of the municipality (INEGI's five digits, as text with their zeros)")
    """
    spec, text = kind_of(kind, kind), Text(language)
    needed = {group[0] for group in spec.needs}
    return [(field, field in needed, text(f"own.means.{kind}.{field}")) for field in spec.by_id]


def _rows(kind: FileKind) -> list[list[str]]:
    return [list(kind.by_id), [field.example for field in kind.fields]]


def _workbook(kind: FileKind, language: str) -> bytes:
    import xlsxwriter

    say = Text(language)
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
        meanings = book.add_worksheet(say("own.file.columns"))
        meanings.set_column(0, 0, 22)
        meanings.set_column(2, 2, 90)
        for place, word in enumerate(("own.field", "own.needed", "own.means")):
            meanings.write_string(0, place, say(word), bold)
        for row, (field, needed, means) in enumerate(descriptions(kind.id, language), start=1):
            for place, cell in enumerate((field, say("word.yes") if needed else "", means)):
                meanings.write_string(row, place, cell)
    return written.getvalue()
