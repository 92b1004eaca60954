"""The cells of a row by field, and what is found in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shapely.geometry.base import BaseGeometry

from layers.model import Layers
from layers.names import normalise
from layers.own.answers import Answers
from layers.own.fields import Field
from layers.own.findings import MENDED, REFUSED, Finding, shorten, without_hidden
from layers.own.limits import CELL_CHARACTERS
from layers.own.lookup import MunicipalityLookup
from layers.own.reading.table import Table
from layers.own.values import Parsed, as_text, is_missing, parse_number, without_guard
from layers.own.years import Period, parse_period, parse_year
from layers.suggestions import Suggestions

#: Letters that text in UTF-8 shows when it was read as Latin-1 or windows-1252.
_READ_WRONGLY = re.compile("[\xc2\xc3][\x80-\xbf\u0152-\u2122]")
#: What stands between the names of a list.
_LISTED = re.compile(r"[;|,\r\n•·▪]|(?m:^\s*[-–*]\s+)")  # noqa: RUF001 a dash as people type it


@dataclass(frozen=True)
class Context:
    """What all rows of a file share.

    Attributes
    ----------
    name
        The file's name.
    fields, columns
        The fields of its kind by id; the column of each field that has one.
    table
        The file as it was read.
    answers, layers
        What the person says; what the file's municipalities and sites are compared with.
    notes
        Findings about the whole file.
    to_degrees
        What turns its columns of coordinates into longitude and latitude; None where they are in degrees.
    changes
        The same for systems that single cells name, by their codes.
    counts
        What was spent on the file so far: the crossings of polygons.
    """

    name: str
    fields: Mapping[str, Field]
    columns: Mapping[str, str]
    table: Table
    answers: Answers
    layers: Layers
    notes: list[Finding]
    to_degrees: Callable[..., Any] | None = None
    changes: dict[int, Callable[..., Any] | None] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    _suggestions: dict[str, Suggestions] = field(default_factory=dict)

    @cached_property
    def municipalities(self) -> MunicipalityLookup:
        """The municipalities of the layers, by key and by name."""
        return MunicipalityLookup(self.layers, self.answers.names)

    def suggest(self, what: str, names: Iterable[str], text: str) -> str:
        """Which of some names, called ``what`` among those of this file, are near a text."""
        if what not in self._suggestions:
            self._suggestions[what] = Suggestions({normalise(name): name for name in names})
        return self._suggestions[what].near(text)


class Cells:
    """The cells of a row, ``number`` from 1 below the header. Every method gives None where the cell holds nothing.

    ``refused`` says whether something in it was, ``left_out`` whether it is no row of data; ``shape`` is its geometry,
    ``more`` what it holds beside the fields that have a column.
    """

    def __init__(
        self,
        context: Context,
        number: int,
        cells: Mapping[str, Any],
        shape: BaseGeometry | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        self.context, self.number, self.shape, self.more = context, number, shape, dict(more or {})
        self.findings: list[Finding] = []
        self.refused = self.left_out = False
        self._cells = dict(cells)

    def find(self, outcome: str, field: str, code: str, found: Any = None, /, **parts: Any) -> None:
        """Note a finding about a field."""
        self.refused = self.refused or outcome == REFUSED
        column = self.context.columns.get(field, field)
        shown = shorten("" if found is None else found)
        finding = Finding(self.number, column, outcome, code, shown, parts)
        if finding not in self.findings:
            self.findings.append(finding)

    def refuse(self, field: str, code: str, found: Any = None, /, **parts: Any) -> None:
        """Note why the row cannot be taken."""
        self.find(REFUSED, field, code, found, **parts)

    def set_aside(self, field: str, code: str, found: Any, /) -> None:
        """Note why the row is left out."""
        self.left_out = True
        self.find(MENDED, field, code, found)

    def cell(self, field: str) -> Any:
        """The cell as the file has it, but for a spreadsheet's guard of text; None where the field has no column."""
        value = self._cells.get(field)
        bare = without_guard(value) if isinstance(value, str) else None
        if bare is not None:
            self.find(MENDED, field, "text_mark", value, value=bare)
            self._cells[field] = value = bare
        return value

    def text(self, field: str, *, required: bool = False) -> str | None:
        """Text, without what is not seen."""
        value = self.cell(field)
        if not required and (value is None or value == ""):
            return None
        if value is None or (isinstance(value, str) and not value.strip()):
            if required:
                self.refuse(field, "missing_value")
            return None
        text = as_text(value)
        if text is None:
            self.refuse(field, "not_text", value)
            return None
        if len(text) > CELL_CHARACTERS:
            self.refuse(field, "cell_too_long", text, most=CELL_CHARACTERS)
            return None
        if not text.isascii() and _READ_WRONGLY.search(text):
            self.refuse(field, "wrong_text", text)
            return None
        plain = text.isascii() and text.isprintable() and "  " not in text
        bare = text if plain else " ".join(without_hidden(text).split())
        if not plain and bare != " ".join(text.split()):
            self.find(MENDED, field, "hidden_characters", text)
        if not bare and required:
            self.refuse(field, "missing_value", text)
        return bare or None

    def amount(
        self, field: str, *, required: bool = False, low: float | None = None, high: float | None = None
    ) -> float | None:
        """A number within the field's bounds, or within others."""
        value, spec = self._known(field), self.context.fields[field]
        if value is None:
            if required:
                self.refuse(field, "missing_value", self.cell(field))
            return None
        low, high = spec.low if low is None else low, spec.high if high is None else high
        return self._note(field, value, self._parsed(field, value, low, high))

    def _parsed(self, field: str, value: Any, low: float, high: float) -> Parsed:
        spec, decimal = self.context.fields[field], self.context.answers.decimal
        return parse_number(value, low=low, high=high, unit=spec.unit, whole=spec.whole, decimal=decimal)

    def year(self, field: str) -> int | None:
        """A year."""
        value = self._known(field)
        return None if value is None else self._note(field, value, parse_year(value))

    def period(self, first: str, last: str) -> Period:
        """The years of two fields; a span in one of them says what the other does not."""
        (_, since), (ends, until) = (self._period(one, ends=one == last) for one in (first, last))
        return Period(since.first or until.first, until.last if ends else since.last)

    def choice(self, field: str) -> str | None:
        """One of the field's choices, by its id or another word for it."""
        value, spec = self._known(field), self.context.fields[field]
        text = None if value is None else self.text(field)
        if text is None:
            return None
        found = spec.choice_of(text)
        if found is None:
            self.refuse(field, "unknown_choice", text, choices=", ".join(spec.choices))
        elif found != text:
            self.find(MENDED, field, "written_otherwise", text, value=found)
        return found

    def names(self, field: str) -> tuple[str, ...]:
        """A list of names: one of JSON, or text with separators."""
        value = self.cell(field)
        if isinstance(value, list | tuple):
            if not all(isinstance(part, str) for part in value):
                self.refuse(field, "not_text", value)
                return ()
            return tuple(text for part in value if (text := " ".join(without_hidden(part).split())))
        # Lines of a cell are a list too: they are gone once the text is put right.
        written = (as_text(value) or "") if self.text(field) else ""
        parts = (" ".join(without_hidden(part).split()) for part in _LISTED.split(written))
        return tuple(part for part in parts if part)

    def _known(self, field: str) -> Any:
        """The cell; None where it holds nothing or the field has no column."""
        value = self.cell(field)
        if is_missing(value):
            if isinstance(value, str) and value.strip():
                self.find(MENDED, field, "missing_marker", value)
            return None
        return value

    def _period(self, field: str, *, ends: bool) -> tuple[bool, Period]:
        """Whether a field says anything of years, and which."""
        value = self._known(field)
        found = None if value is None else self._note(field, value, parse_period(value, ends=ends))
        return value is not None, found or Period()

    def _note(self, field: str, found: Any, parsed: Parsed) -> Any:
        if parsed.refused:
            self.refuse(field, parsed.refused, found, **parsed.parts)
            return None
        if parsed.mended:
            self.find(MENDED, field, parsed.mended, found, **parsed.parts)
        return parsed.value
