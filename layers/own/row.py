"""One row being read: its cells by field, and what is found in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import shapely

from layers.model import Layers
from layers.names import normalise
from layers.own.crs import look_swapped
from layers.own.fields import COMPONENT_NAMES, Field
from layers.own.findings import MENDED, REFUSED, Finding, shorten, without_hidden
from layers.own.limits import CELL_CHARACTERS
from layers.own.lookup import MunicipalityLookup, Suggestions
from layers.own.result import Answers
from layers.own.values import Parsed, as_text, is_missing, parse_number, parse_year
from vocabulary.lists import COMPONENTS

#: Letters that text in UTF-8 shows when it was read as Latin-1 or windows-1252.
_READ_WRONGLY = re.compile("[\xc2\xc3][\x80-\xbf\u0152-\u2122]")
#: Farther than any projected coordinate, metres.
_FAR = 1e9

Record: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """What all rows of a file share.

    Attributes
    ----------
    name
        The file's name.
    fields, columns
        The fields of its kind by id; the column of each field that has one.
    members
        What the file says about itself beside its rows.
    answers, layers
        What the person says; what the file's municipalities and sites are compared with.
    notes
        Findings about the whole file.
    to_degrees
        What turns its columns of coordinates into longitude and latitude; None where they are in degrees.
    """

    name: str
    fields: Mapping[str, Field]
    columns: Mapping[str, str]
    members: Mapping[str, Any]
    answers: Answers
    layers: Layers
    notes: list[Finding]
    to_degrees: Callable[..., Any] | None = None
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


class Row:
    """A row: ``number`` counts from 1 below the header. Every method gives None where the cell holds nothing.

    ``refused`` says whether something in it was; ``shape`` is its geometry, ``more`` what it holds beside the fields
    that have a column.
    """

    def __init__(
        self,
        context: Context,
        number: int,
        cells: Mapping[str, Any],
        shape: shapely.Geometry | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        self.context, self.number, self.shape, self.more = context, number, shape, dict(more or {})
        self.findings: list[Finding] = []
        self.refused = False
        self._cells = cells

    def find(self, outcome: str, field: str, code: str, found: Any = None, /, **parts: Any) -> None:
        """Note a finding about a field."""
        self.refused = self.refused or outcome == REFUSED
        column = self.context.columns.get(field, field)
        shown = shorten("" if found is None else found)
        self.findings.append(Finding(self.number, column, outcome, code, shown, parts))

    def refuse(self, field: str, code: str, found: Any = None, /, **parts: Any) -> None:
        """Note why the row cannot be taken."""
        self.find(REFUSED, field, code, found, **parts)

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
        value, spec = self._known(field), self.context.fields[field]
        if value is None:
            if required:
                self.refuse(field, "missing_value", self._cells.get(field))
            return None
        parsed = parse_number(
            value,
            low=spec.low if low is None else low,
            high=spec.high if high is None else high,
            unit=spec.unit,
            whole=spec.whole,
            decimal=self.context.answers.decimal,
        )
        return self._note(field, value, parsed)

    def year(self, field: str) -> int | None:
        """A year."""
        value = self._known(field)
        return None if value is None else self._note(field, value, parse_year(value))

    def choice(self, field: str) -> str | None:
        """One of the field's choices, by its id or another word for it."""
        text, spec = self.text(field), self.context.fields[field]
        if text is None or is_missing(text):
            return None
        wanted = {normalise(choice): choice for choice in spec.choices} | dict(spec.choice_names)
        found = text if text in spec.choices else wanted.get(normalise(text))
        if found is None:
            self.refuse(field, "unknown_choice", text, choices=", ".join(spec.choices))
        elif found != text:
            self.find(MENDED, field, "written_otherwise", text, value=found)
        return found

    def components(self, field: str) -> tuple[str, ...]:
        """Ids of components, each once."""
        found: dict[str, None] = {}
        for text in self.names(field):
            known = text if text in COMPONENTS else COMPONENT_NAMES.get(normalise(text))
            if known is None:
                near = self.context.suggest("components", COMPONENTS, text)
                self.refuse(field, "unknown_component", text, suggestions=near)
                continue
            if known != text:
                self.find(MENDED, field, "written_otherwise", text, value=known)
            found[known] = None
        return tuple(found)

    def names(self, field: str) -> tuple[str, ...]:
        """A list of names: one of JSON, or text with separators."""
        value = self._cells.get(field)
        if isinstance(value, list | tuple):
            if not all(isinstance(part, str) for part in value):
                self.refuse(field, "not_text", value)
                return ()
            return tuple(text for part in value if (text := " ".join(without_hidden(part).split())))
        written = self.text(field) or ""
        return tuple(part.strip() for part in re.split(r"[;|,]", written) if part.strip())

    def municipalities(self, field: str) -> tuple[str, ...]:
        """A list of keys of municipalities, each once."""
        keys = [self._note(field, text, self.context.municipalities.by_key(text)) for text in self.names(field)]
        return tuple(dict.fromkeys(key for key in keys if key is not None))

    def municipality(self) -> str | None:
        """The key of the row's municipality: by ``cvegeo``, else by ``municipality`` and ``state``."""
        lookup = self.context.municipalities
        text, name = self.text("cvegeo"), self.text("municipality")
        state = self.text("state")
        if text is None and name is None:
            if not self.refused:
                field = "cvegeo" if "cvegeo" in self.context.columns else "municipality"
                self.refuse(field, "missing_value")
            return None
        if text is None:
            assert name is not None
            return self._note("municipality", name, lookup.by_name(name, state))
        key = self._note("cvegeo", text, lookup.by_key(text))
        others = None if key is None or name is None else lookup.others_named(key, name)
        if others is not None:
            self.refuse("municipality", "key_and_name_differ", name, key=key, others=others)
        return key

    def locality(self, key: str | None) -> str | None:
        """The key of the row's locality, in the municipality of a key."""
        text = self.text("locality_key")
        if text is None or key is None:
            return None
        return self._note("locality_key", text, self.context.municipalities.locality(text, key))

    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude of the row's point; None where it has none, or it was refused."""
        context = self.context
        if isinstance(self.shape, shapely.Point):
            lon, lat = self.shape.x, self.shape.y
        else:
            # Wide enough for two that are swapped: those are told apart below.
            far = 180.0 if context.to_degrees is None else _FAR
            given = [self.amount(field, low=-far, high=far) for field in ("lon", "lat")]
            if given == [None, None] or self.refused:
                return None
            if None in given:
                self.refuse("lon" if given[0] is None else "lat", "missing_value")
                return None
            lon, lat = (float(value or 0.0) for value in given)
            if context.to_degrees is not None:
                lon, lat = context.to_degrees(lon, lat)
                if not (np.isfinite(lon) and np.isfinite(lat)):
                    country = context.layers.extent.country
                    self.refuse("lon", "outside_country", f"{given[0]}, {given[1]}", country=country)
                    return None
        return self.place(self.place_field, lon, lat)

    @property
    def place_field(self) -> str:
        """The field that a finding about the row's place names."""
        return "lon" if "lon" in self.context.columns else "geometry"

    def place(self, field: str, lon: float, lat: float) -> tuple[float, float] | None:
        """A place in the country's box, swapped back where it is so in it and the person agreed; else refused."""
        extent = self.context.layers.extent
        if extent.holds((lon, lat, lon, lat)):
            return lon, lat
        found = f"{lon:g}, {lat:g}"
        swapped = extent.holds((lat, lon, lat, lon))
        if swapped and self.context.answers.swap:
            self.find(MENDED, field, "swapped", found, value=f"{lat:g}, {lon:g}")
            return lat, lon
        if swapped or (look_swapped(lon, lat) and not self.context.answers.swap):
            self.refuse(field, "swapped_suspected", found)
        elif extent.holds((-lon, lat, -lon, lat)):
            self.refuse(field, "sign_suspected", found)
        else:
            self.refuse(field, "outside_country", found, country=extent.country)
        return None

    def _known(self, field: str) -> Any:
        """The cell; None where it holds nothing or the field has no column."""
        value = self._cells.get(field)
        if is_missing(value):
            if isinstance(value, str) and value.strip():
                self.find(MENDED, field, "missing_marker", value)
            return None
        return value

    def _note(self, field: str, found: Any, parsed: Parsed) -> Any:
        if parsed.refused:
            self.refuse(field, parsed.refused, found, **parsed.parts)
            return None
        if parsed.mended:
            self.find(MENDED, field, parsed.mended, found, **parsed.parts)
        return parsed.value
