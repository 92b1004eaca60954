"""One row being read: its cells by field, and what is found in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import shapely

from layers.names import plain
from layers.own.fields import CHOICE_NAMES, Kind
from layers.own.findings import MENDED, REFUSED, Finding, without_hidden
from layers.own.limits import CELL_CHARACTERS
from layers.own.places import Places, Suggestions
from layers.own.values import Read, as_text, found_of, is_missing, read_number, read_year
from vocabulary.lists import COMPONENTS

#: Letters that text in UTF-8 shows when it was read as Latin-1 or windows-1252.
_READ_WRONGLY = re.compile("[\xc2\xc3][\x80-\xbf\u0152-\u2122]")
_IDS = {plain(name): name for name in COMPONENTS}
_COMPONENTS = {name: name for name in COMPONENTS} | CHOICE_NAMES["components"] | _IDS


class Sheet:
    """What the rows of one file share: its kind, the column of each field, the decimal sign a person named."""

    def __init__(self, kind: Kind, columns: Mapping[str, str], decimal: str | None) -> None:
        self.kind, self.columns, self.decimal = kind, columns, decimal
        self.components = Suggestions(_IDS)


class Line:
    """A row: ``number`` counts from 1 below the header. Every method gives None where the cell holds nothing.

    ``refused`` says whether something in it was; ``shape`` is its geometry, ``more`` what it holds beside the fields
    that have a column.
    """

    def __init__(
        self,
        sheet: Sheet,
        number: int,
        cells: Mapping[str, Any],
        shape: shapely.Geometry | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        self.number, self.shape, self.more = number, shape, dict(more or {})
        self.findings: list[Finding] = []
        self.refused = False
        self._sheet, self._cells = sheet, cells

    def find(self, outcome: str, field: str, code: str, found: Any = None, /, **parts: Any) -> None:
        """Note a finding about a field."""
        self.refused = self.refused or outcome == REFUSED
        column = self._sheet.columns.get(field, field)
        self.findings.append(Finding(self.number, column, outcome, code, found_of(found), parts))

    def refuse(self, field: str, code: str, found: Any = None, /, **parts: Any) -> None:
        """Note why the row cannot be taken."""
        self.find(REFUSED, field, code, found, **parts)

    def raw(self, field: str) -> Any:
        """The cell; None where it holds nothing or the field has no column."""
        value = self._cells.get(field)
        if is_missing(value):
            if isinstance(value, str) and value.strip():
                self.find(MENDED, field, "missing_marker", value)
            return None
        return value

    def text(self, field: str, *, required: bool = False) -> str | None:
        """Text, without what is not seen."""
        value = self._cells.get(field)
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
        bare = " ".join(without_hidden(text).split())
        if bare != " ".join(text.split()):
            self.find(MENDED, field, "hidden_characters", text)
        if not bare and required:
            self.refuse(field, "missing_value", text)
        return bare or None

    def amount(
        self, field: str, *, required: bool = False, low: float | None = None, high: float | None = None
    ) -> float | None:
        """A number within the field's bounds, or within others."""
        value, spec = self.raw(field), self._sheet.kind.field(field)
        if value is None:
            if required:
                self.refuse(field, "missing_value", self._cells.get(field))
            return None
        read = read_number(
            value,
            low=spec.low if low is None else low,
            high=spec.high if high is None else high,
            unit=spec.unit,
            whole=spec.whole,
            decimal=self._sheet.decimal,
        )
        return self._note(field, value, read)

    def year(self, field: str) -> int | None:
        """A year."""
        value = self.raw(field)
        return None if value is None else self._note(field, value, read_year(value))

    def choice(self, field: str) -> str | None:
        """One of the field's choices, by its id or another word for it."""
        text, choices = self.text(field), self._sheet.kind.field(field).choices
        if text is None or is_missing(text):
            return None
        wanted = {plain(choice): choice for choice in choices} | CHOICE_NAMES.get(field, {})
        found = text if text in choices else wanted.get(plain(text))
        if found is None:
            self.refuse(field, "unknown_choice", text, choices=", ".join(choices))
        elif found != text:
            self.find(MENDED, field, "written_otherwise", text, value=found)
        return found

    def components(self, field: str = "components") -> tuple[str, ...]:
        """Ids of components."""
        found: dict[str, None] = {}
        for text in self._list(field):
            known: str | None = (
                text if text in COMPONENTS else _IDS.get(plain(text), CHOICE_NAMES["components"].get(plain(text)))
            )
            if known is None:
                self.refuse(field, "unknown_component", text, suggestions=self._sheet.components.near(text))
                continue
            if known != text:
                self.find(MENDED, field, "written_otherwise", text, value=known)
            found[known] = None
        return tuple(found)

    def names(self, field: str) -> tuple[str, ...]:
        """A list of names."""
        return tuple(self._list(field))

    def served(self, places: Places) -> tuple[str, ...]:
        """Keys of municipalities."""
        keys = [self._note("served", text, places.by_key(text)) for text in self._list("served")]
        return tuple(dict.fromkeys(key for key in keys if key is not None))

    def municipality(self, places: Places) -> str | None:
        """The key of the municipality: by its key, else by its name."""
        text, name = self.text("cvegeo"), self.text("municipality")
        state = self.text("state")
        if text is None and name is None:
            if not self.refused:
                field = "cvegeo" if "cvegeo" in self._sheet.columns else "municipality"
                self.refuse(field, "missing_value")
            return None
        if text is None:
            assert name is not None
            return self._note("municipality", name, places.by_name(name, state))
        key = self._note("cvegeo", text, places.by_key(text))
        others = None if key is None or name is None else places.differ(key, name)
        if others is not None:
            self.refuse("municipality", "key_and_name_differ", name, key=key, others=others)
        return key

    def locality(self, places: Places, key: str | None) -> str | None:
        """The key of the locality."""
        text = self.text("locality_key")
        return None if text is None or key is None else self._note("locality_key", text, places.locality(text, key))

    def _list(self, field: str) -> list[str]:
        value = self._cells.get(field)
        if isinstance(value, list | tuple):
            if not all(isinstance(part, str) for part in value):
                self.refuse(field, "not_text", value)
                return []
            return [text for part in value if (text := " ".join(without_hidden(part).split()))]
        written = self.text(field) or ""
        return [part.strip() for part in re.split(r"[;|,]", written) if part.strip()]

    def _note(self, field: str, found: Any, read: Read) -> Any:
        if read.refused:
            self.refuse(field, read.refused, found, **read.parts)
            return None
        if read.mended:
            self.find(MENDED, field, read.mended, found, **read.parts)
        return read.value
