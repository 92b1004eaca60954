"""The list as a workbook: typed cells, and sheets that say what was asked and where it comes from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from exports.context import edition_date, used_sites
from exports.csvw import meaning
from exports.tables import rounded, runs_as_formula
from geo import Gaps
from layers import Layers
from vocabulary.columns import TAGS, column_of
from words.text import Text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_FIGURE_COLUMNS = ("program_id", "title", "site")
_SOURCE_COLUMNS = ("title", "institution", "edition", "url", "licence", "licence_url")
_WIDTH = 12
_NOTE_WIDTH, _NOTE_LINE, _NOTE_LETTERS = 260, 17, 36
_LONGEST_CELL = 32_767

#: Decimals that a cell shows, by those that it holds.
_SHOWN_DECIMALS = {2: 2, 3: 1, 6: 3}


def to_xlsx(
    rows: pd.DataFrame,
    gaps: Gaps,
    layers: Layers,
    about: dict[str, Any],
    text: Text,
    *,
    hxl: bool = False,
    sheet: str = "list",
    notes: str | None = "note",
) -> bytes:
    """The list as XLSX: the sheets list, criteria, sources, and the programs used; and of what it is, if of one place.

    Parameters
    ----------
    rows : DataFrame
        The list, from `geo.lists.list_municipalities`, or another table, as it is to be written.
    gaps, layers
        The answer, and what it was made from.
    about : dict
        From `exports.context.describe`.
    text : Text
        The language of sheet names, column notes and labels; column names are those of every export.
    hxl : bool
        A line of hashtags below the header.
    sheet : str
        What the rows are: which name their sheet has.
    notes : str
        Under which name the meanings of their columns stand in `words`; None where they do not.

    Raises
    ------
    ValueError
        Where a text is longer than a cell can hold.
    """
    buffer = io.BytesIO()
    with workbook(buffer, layers, about, text) as pen:
        pen.table(text(f"sheet.{sheet}"), rounded(rows), tags=TAGS if hxl else None, notes=notes)
        if "municipality" in about:
            pen.table(text("sheet.municipality"), _figures(about["municipality"], text), widths=_FIGURE_COLUMNS)
        pen.table(text("sheet.criteria"), _settings(gaps, about, text))
        pen.sources(about)
        pen.table(text("sheet.programs"), rounded(used_sites(gaps, text)), notes="note")
    return buffer.getvalue()


@contextmanager
def workbook(buffer: io.BytesIO, layers: Layers, about: dict[str, Any], text: Text) -> Iterator[Pen]:
    """What writes the sheets of a workbook; the book is whole once it is left."""
    from xlsxwriter import Workbook

    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, settings) as book:
        created = edition_date(layers).to_pydatetime()
        book.set_properties({"title": "Alcance", "comments": about["licence"], "created": created})
        yield Pen(book, text)


class Pen:
    """Writes tables into sheets, each value as what it is: never a formula, a link or a number made of text."""

    def __init__(self, book: Workbook, text: Text) -> None:
        self._book = book
        self._text = text
        self._header = book.add_format({"bold": True, "bottom": 1, "bg_color": "#f0f0ec", "valign": "top"})
        self._tag = book.add_format({"italic": True, "font_color": "#6b6b6b"})
        self._words = book.add_format({"num_format": "@", "valign": "top"})
        self._risky = book.add_format({"num_format": "@", "valign": "top", "quote_prefix": True})
        self._whole = book.add_format({"num_format": "#,##0", "valign": "top"})
        self._plain = book.add_format({"num_format": "0", "valign": "top"})
        self._parts = {
            decimals: book.add_format({"num_format": "#,##0." + "0" * decimals, "valign": "top"})
            for decimals in (1, 2, 3)
        }

    def table(
        self,
        name: str,
        rows: pd.DataFrame,
        *,
        tags: dict[str, str] | None = None,
        notes: str | None = None,
        widths: tuple[str, ...] | None = None,
    ) -> None:
        """A sheet with a table, its header frozen and filtered.

        Parameters
        ----------
        name : str
            The sheet's.
        rows : DataFrame
            As they are to be written.
        tags : dict, optional
            Column to what stands below its header.
        notes : str, optional
            Under which name the meanings of the columns stand in `words`.
        widths : tuple of str, optional
            Columns as wide as which these are, where they are called otherwise.

        Raises
        ------
        ValueError
            Where a text is longer than a cell can hold.
        """
        sheet = self._book.add_worksheet(name)
        top = 1 if tags is None else 2
        for at, column in enumerate(rows.columns):
            sheet.set_column(at, at, column_of(column if widths is None else widths[at]).width or _WIDTH)
            self._write_text(sheet, 0, at, column, self._header)
            if tags is not None:
                self._write_text(sheet, 1, at, tags.get(column, ""), self._tag)
            if notes is not None:
                self._note(sheet, at, meaning(column, self._text, notes))
            for row, value in enumerate(rows[column], start=top):
                self._write(sheet, row, at, column, value)
        sheet.freeze_panes(top, 0)
        sheet.autofilter(top - 1, 0, top - 1 + len(rows), len(rows.columns) - 1)

    def sources(self, about: dict[str, Any]) -> None:
        """The sheet that says where an answer comes from."""
        self.table(self._text("sheet.sources"), _sources(about, self._text), widths=_SOURCE_COLUMNS)

    def _note(self, sheet: Worksheet, at: int, words: str) -> None:
        lines = 1 + len(words) // _NOTE_LETTERS
        size = {"width": _NOTE_WIDTH, "height": _NOTE_LINE * (lines + 1), "author": "Alcance", "font_size": 9}
        sheet.write_comment(0, at, words, size)

    def _write(self, sheet: Worksheet, row: int, at: int, column: str, value: Any) -> None:
        if isinstance(value, bool | np.bool_):
            sheet.write_boolean(row, at, bool(value), self._words)
        elif isinstance(value, str):
            self._write_text(sheet, row, at, value, self._risky if runs_as_formula(value) else self._words)
        elif not pd.isna(value):
            sheet.write_number(row, at, value, self._format_of(column, value))

    def _format_of(self, column: str, value: object) -> object:
        decimals = column_of(column).decimals
        if decimals is not None:
            return self._whole if decimals == 0 else self._parts[_SHOWN_DECIMALS[decimals]]
        return self._plain if isinstance(value, int | np.integer) else None

    def _write_text(self, sheet: Worksheet, row: int, at: int, words: str, look: object) -> None:
        if len(words) > _LONGEST_CELL:
            raise ValueError(f"found a text of {len(words)} characters, expected at most {_LONGEST_CELL} for a cell")
        sheet.write_string(row, at, words, look)


def _settings(gaps: Gaps, about: dict[str, Any], text: Text) -> pd.DataFrame:
    rows: list[tuple[str, str, object]] = [
        ("answer", text("about.answer"), about["answer"]),
        ("unit", text("about.unit"), text(f"unit.{about['unit']}")),
    ]
    for name, value in gaps.criteria:
        meaning = text(f"field.{name}")
        shown = ",".join(value) or "none" if isinstance(value, tuple) else "none" if value is None else value
        rows.append((name, meaning, shown))
    rows += [
        (name, text(f"about.{name}"), text.join(value) if isinstance(value, list) else value)
        for name in ("as_of", "national_rate", "data_edition", "own_files", "link", "command", "licence")
        for value in (about[name],)
    ]
    names = ("setting", "meaning", "value")
    columns = [text(f"sheet.{name}") for name in names]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _figures(municipality: dict[str, Any], text: Text) -> pd.DataFrame:
    rows = [(name, text(f"settlements.fact.{name}"), value) for name, value in municipality.items()]
    columns = [text(f"sheet.{name}") for name in ("figure", "meaning", "value")]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _sources(about: dict[str, Any], text: Text) -> pd.DataFrame:
    rows = [[source[name] for name in _SOURCE_COLUMNS] for source in about["sources"]]
    return pd.DataFrame(rows, columns=[text(f"source.{name}") for name in _SOURCE_COLUMNS], dtype=object)
