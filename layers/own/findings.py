"""What was found in a person's own file: one code for each kind of finding, with its parts, in English here.

A page says the same in its own language: `WORDS` is the list of codes, and the names in braces are the parts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple, Self

import pandas as pd

from layers.errors import LayerError
from layers.own.limits import FOUND_CHARACTERS, NAME_CHARACTERS, REASON_CHARACTERS

TAKEN, MENDED, REFUSED = "taken", "mended", "refused"

#: Findings about a row, or (without a row) about the whole file that do not stop it, in English.
WORDS = {
    # taken
    "taken": "taken as it is",
    "encoding": "text read as {encoding}",
    "separator": "columns separated by {separator}",
    "sheet": "sheet {sheet} of {count}",
    "layer": "layer {layer} of {count}",
    "not_used": "column not used",
    "municipalities_without": "{count} of {all} municipalities have no row here: their figures are unknown",
    "no_components": "no program says what it offers: none of them covers anybody",
    "without_place": "taken as a program without a place: it covers nobody",
    "derived": "not in the file: {value}",
    "estimates": "INEGI's estimates of 2025: people, not dwellings; intervals of 90%",
    "people_counted": "people of 5 and older as the file has them",
    "people_less_under_5": "people of 5 and older: all people less those under 5",
    "people_scaled": "people of 5 and older are not in the file: all people times {share}, as in the census of 2020",
    "put_back": "created since 2020 and put back, weighted by people, without an interval: {keys}",
    "of_several": "created since 2020 from several municipalities and left out: {keys}",
    # mended
    "reprojected": "reprojected from {crs} to EPSG:4326",
    "blank_row": "empty row left out",
    "tag_row": "row of HXL tags left out",
    "duplicate": "the same as row {row}: left out",
    "hidden_characters": "characters that are not seen (control, direction) taken out",
    "decimal_comma": "decimal comma read: {value}",
    "thousands": "separator of thousands taken out: {value}",
    "minus_sign": "minus sign read: {value}",
    "percent_sign": "per cent sign taken out: {value}",
    "share_to_percent": "share turned into per cent, as you said: {value}",
    "missing_marker": "stands for a missing value: unknown",
    "lost_zeros": "lost leading zeros put back: {value}",
    "pcode": "P-code read as key: {value}",
    "name_to_key": "municipality found by its name: {value}",
    "name_confirmed": "municipality as you confirmed: {value}",
    "year_of_date": "year of the date: {value}",
    "written_otherwise": "read as {value}",
    "id_made": "id made: {value}",
    "swapped": "longitude and latitude swapped back, as you said: {value}",
    "ring_closed": "ring that was not closed, closed",
    "polygon_mended": "polygon that was not valid ({reason}), mended: {share}% of area changed",
    "new_site": "no such site: taken as a new one, as you said: {value}",
    # refused
    "columns_count": "expected {expected} cells, as the header has",
    "cell_too_long": "expected at most {most} characters",
    "wrong_text": "expected text in one encoding: these characters were read in another (as in 'MÃ©xico')",
    "missing_value": "expected a value",
    "not_text": "expected text",
    "not_number": "expected a number",
    "ambiguous_number": "expected a number that can be read in one way: {one} or {other}? Say which sign is decimal",
    "out_of_bounds": "expected {low} to {high} {unit}",
    "not_year": "expected a year, 1900 to 2100",
    "until_before_since": "expected a year from {since} on",
    "not_key": "expected the key of a municipality, with its leading zeros",
    "unknown_key": "expected the key of a municipality of the table",
    "unknown_name": "expected the name of a municipality; near it: {suggestions}",
    "name_of_several": "expected a name that one municipality has; these have it: {suggestions}",
    "key_and_name_differ": "expected the name of {key}: it is the name of {others}",
    "unknown_component": "expected components of the 14; near it: {suggestions}",
    "unknown_choice": "expected one of {choices}",
    "locality_elsewhere": "expected a locality of municipality {key}",
    "swapped_suspected": "expected longitude first: the two look swapped. Say so, and they are swapped back",
    "sign_suspected": "expected a longitude west of Greenwich, with a minus",
    "outside_country": "expected a place in {country}",
    "outside_municipality": "expected a place in {key} or within some 5 km of it",
    "no_geometry": "expected a geometry",
    "wrong_geometry": "expected {expected}",
    "broken_geometry": "expected a geometry that can be read: {reason}",
    "too_broken": "expected a polygon whose lines cross at most {most} times",
    "same_id": "expected each {field} once: row {row} has it too, with other values",
    "unknown_site": "expected a site of the catalogue; near it: {suggestions}",
    "site_of_several": "expected a name that one site has; these have it: {suggestions}",
    "schema": "expected {expected}",
}

#: Faults for which a whole file is refused, in English.
FAULTS = {
    "empty": "the file is empty",
    "too_large": "found {found} bytes, expected at most {most}",
    "unknown_format": "found {found}, expected CSV, XLSX, GeoJSON, GeoPackage or a zipped shapefile",
    "old_excel": "found a workbook of an old kind, expected XLSX: save it anew",
    "unreadable": "found a file that cannot be read ({reason}), expected {expected}",
    "mixed_encodings": "row {row}: found text in another encoding than the rows before, expected one: UTF-8, say",
    "unknown_encoding": "row {row}: found text in an encoding that is not told apart, expected UTF-8",
    "wrong_encoding": "row {row}: found bytes that are no {encoding}, expected the encoding you named",
    "zero_bytes": "found zero bytes, expected text",
    "quotes": "row {row}: found quotes that do not fit ({reason}), expected CSV as RFC 4180 has it",
    "no_header": "found no row of column names, expected one",
    "no_rows": "found no rows below the header, expected one or more",
    "duplicate_columns": "column {column}: found twice, expected each name once",
    "too_many": "found {found} {what}, expected at most {most}",
    "too_deep": "found lists within lists more than {most} deep, expected fewer",
    "bomb": "found a packed file that unpacks to {found} times its size, expected at most {most} times",
    "xml_entities": "found XML with entities or a document type, expected a workbook without",
    "encrypted": "found a packed file with a password, expected one without",
    "no_such": "found no {what} {found}, expected one of {choices}",
    "not_plain": "found {found}, expected tables alone: no views, no computed columns",
    "needs_shapes": "found {found}, expected GeoJSON, GeoPackage or a zipped shapefile, with polygons",
    "parts_missing": "found a shapefile without {found}, expected .shp, .shx and .dbf",
    "several_shapefiles": "found {found} shapefiles, expected one",
    "crs_missing": "found no coordinate reference system, expected one: say which, as EPSG:4326",
    "crs_unknown": "found {found}, expected a coordinate reference system as EPSG:6372",
    "crs_differs": "found {found} in the file, expected {expected} as you said",
    "missing_field": "found no column for {field}, expected one",
    "no_such_column": "found no column {column}, expected one of {choices}",
    "no_such_field": "found no field {field}, expected one of {choices}",
    "column_twice": "column {column}: found for {field} and for {other}, expected one use",
    "unanswered": "the file does not say: {question}; expected an answer ({choices})",
    "estimates": "found no table as INEGI's estimates of 2025 have it: {reason}",
    "web_page": "found a page of HTML, expected a file with figures: fetch it again",
    "nothing_taken": "no row could be taken; the first: {reason}",
    "no_kind": "found {found}, expected one of {choices}",
}


class Finding(NamedTuple):
    """One finding: ``row`` counts from 1 below the header, None for the whole file; ``column`` as the file has it."""

    row: int | None
    column: str
    outcome: str
    code: str
    found: str = ""
    parts: dict[str, Any] = {}  # noqa: RUF012 never changed

    @property
    def words(self) -> str:
        """What was done or is expected, in English."""
        return WORDS[self.code].format_map(self.parts)


class OwnError(LayerError):
    """A file that is refused whole: ``code`` of `FAULTS`, ``parts`` of its words, ``name`` of the file."""

    def __init__(self, message: str, *, name: str = "", code: str = "", parts: dict[str, Any] | None = None) -> None:
        self.name, self.code, self.parts = name, code, dict(parts or {})
        super().__init__(message)

    @classmethod
    def of(cls, name: str, code: str, **parts: Any) -> Self:
        """The error for one code."""
        shown = {
            part: shorten(value, REASON_CHARACTERS) if isinstance(value, str) else value
            for part, value in parts.items()
        }
        return cls(f"{name}: {FAULTS[code].format_map(shown)}", name=name, code=code, parts=shown)


def report_of(findings: Iterable[Finding]) -> pd.DataFrame:
    """The findings as a frame: columns of `layers.own.Result.report`.

    ``did`` says in English what was done, or, of what was refused, what is expected.
    """
    rows = [(*finding[:5], finding.words, finding.parts) for finding in findings]
    frame = pd.DataFrame(rows, columns=["row", "column", "outcome", "code", "found", "did", "parts"])
    return frame.astype({"row": "Int64"})


def shorten(value: object, most: int = FOUND_CHARACTERS) -> str:
    """A value as it is shown: one line, nothing hidden, not long."""
    # Cut before and after: a long list need not be written out to be shown.
    text = value if isinstance(value, str) else repr(value) if isinstance(value, list | dict) else str(value)
    text = " ".join(without_hidden(text[: 4 * most]).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def without_hidden(text: str) -> str:
    """Text without characters that are not seen or turn the reading direction; tabs and line ends become spaces."""
    if text.isascii() and text.isprintable():
        return text
    spaced = "".join(" " if letter in "\t\r\n\v\f\x85\u2028\u2029" else letter for letter in text)
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def shown_name(name: str) -> str:
    """A file's name as it is shown: its last part, without what is not seen; never a path that is opened."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return shorten(last, NAME_CHARACTERS) or "file"
