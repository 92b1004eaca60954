"""INEGI's Encuesta Intercensal 2025, estimates by municipality: the file as it comes, as return figures of people.

The file is Windows-1252, undeclared, with a row for each area and estimator. Its figure is the share of the people of 5
and older who lived in the United States in October 2020; intervals are of 90 %.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from layers.errors import LayerError
from layers.html import is_html
from layers.microdata.estimates import HIGH, MODERATE
from layers.microdata.surveys import EIC_2025
from vocabulary.lists import PEOPLE

#: The table in INEGI's zip, by the end of its name.
MEMBER = "conjunto_datos_eic2025_105.csv"

YEAR = 2025
LEVEL = 90

#: People of 5 and older, of all whose age is known: census of 2020 (115,693,273 of 125,740,638).
SHARE_OF_5_AND_OVER = 115_693_273 / 125_740_638

RATE = "PCN_PRESEUA20"
_PEOPLE_COLUMN = "POBTOT"
#: What INEGI may call the people of 5 and older, and those under 5; the first that is there is taken.
_OVER = ("P_5YMAS", "P_5YM", "P5YM", "POB_5YMAS", "POB5YM")
_UNDER = ("P_0A4", "P0A4", "POB_0A4", "POB0_4")

_PLACES = ("CVEGEO", "CVE_ENT", "CVE_MUN", "CVE_LOC")
_ESTIMATOR = "ESTIMADOR"
_VALUE = "Valor"
_PARTS = {
    "return_rate": _VALUE,
    "return_rate_se": "Error estándar",
    "return_rate_low": "Límite inferior de confianza",
    "return_rate_high": "Límite superior de confianza",
    "return_rate_cv": "Coeficiente de variación",
}
_ESTIMATORS = {name.casefold(): name for name in _PARTS.values()}
_MISSING = {"MI", "NA", ""}
_STATES = tuple(f"{number:02d}" for number in range(1, 33))
_MOST_BYTES = 200_000_000
_HEAD = 1024

Base = Literal["counted", "less_under_5", "scaled"]

#: How the people of 5 and older are known, in words for the provenance.
BASES: Mapping[Base, str] = {
    "counted": "People of 5 and older as the file has them.",
    "less_under_5": "People of 5 and older: all people less those under 5.",
    "scaled": f"People of 5 and older: all people times {SHARE_OF_5_AND_OVER:.4f}, their share in the census of 2020, "
    "since the file does not have them.",
}


@dataclass(frozen=True, eq=False)
class Estimates:
    """The municipalities' figures.

    Attributes
    ----------
    frame : DataFrame
        Columns of `layers.returns`, ordered by key, on the municipalities of 2020: ``unit`` is people, ``dwellings``
        people of 5 and older, ``interval_level`` 90.
    rows : list of int
        Row of the file (from 1 below the header) with each municipality's value.
    base : str
        How the people of 5 and older are known: a key of `BASES`.
    merged, torn : tuple of str
        Municipalities created since 2020 that were put back into the one they came from; and those that came from
        several, which are in no row.
    """

    frame: pd.DataFrame
    rows: list[int]
    base: Base
    merged: tuple[str, ...]
    torn: tuple[str, ...]

    @property
    def done(self) -> str:
        """What was done, in words for the provenance."""
        back = ", ".join(f"{key} into {EIC_2025.merged[key]}" for key in self.merged)
        parts = [
            BASES[self.base],
            f"Created since 2020 and put back, weighted by people, without an interval: {back}." if back else "",
            f"From several municipalities, and left out: {', '.join(self.torn)}." if self.torn else "",
        ]
        return " ".join(part for part in parts if part)


def looks_like(data: bytes) -> bool:
    """Whether bytes are INEGI's zip of the estimates, or the table in it; nothing is unpacked.

    Examples
    --------
    >>> looks_like(b"state,people")
    False
    """
    if data.startswith(b"PK"):
        return MEMBER.encode() in data
    head = data[: 1 << 16].split(b"\n", 1)[0]
    return _ESTIMATOR.encode() in head and RATE.encode() in head


def read_estimates(path: Path) -> Estimates:
    """The estimates from INEGI's zip, or the CSV in it.

    Raises
    ------
    LayerError
        Where it is neither, or the table is not as `estimates_of` needs it.

    Examples
    --------
    >>> read_estimates(Path("nowhere.zip"))
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: nowhere.zip: found 'no such file', expected INEGI's estimates of 2025
    """
    name = path.name
    if not path.is_file():
        raise LayerError.at(name, found="no such file", expected="INEGI's estimates of 2025")
    data = path.read_bytes()
    if is_html(data[:_HEAD]):
        found = data.lstrip()[:60].decode("latin-1")
        raise LayerError.at(
            name, found=found, expected="INEGI's zip or its CSV: this is a page of HTML; fetch it again"
        )
    if path.suffix.lower() != ".zip" and not data.startswith(b"PK"):
        return estimates_of(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = {entry.filename: entry.file_size for entry in packed.infolist()}
            member = member_of(list(inside), name)
            if inside[member] > _MOST_BYTES:
                raise LayerError.at(name, found=f"{inside[member]} bytes", expected=f"at most {_MOST_BYTES}")
            table = packed.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise LayerError.at(name, found=str(error), expected="INEGI's zip, whole; fetch it again") from error
    return estimates_of(table, name)


def member_of(names: list[str], file: str) -> str:
    """The table among what is packed.

    Raises
    ------
    LayerError
        Where it is not there.

    Examples
    --------
    >>> member_of(["readme.txt", "data/conjunto_datos_eic2025_105.csv"], "eic.zip")
    'data/conjunto_datos_eic2025_105.csv'
    """
    found = next((name for name in names if name.lower().endswith(MEMBER)), None)
    if found is None:
        raise LayerError.at(file, found=names[:10], expected=f"a file {MEMBER} in it")
    return found


def estimates_of(data: bytes, file: str) -> Estimates:
    """The estimates from the bytes of the CSV.

    Parameters
    ----------
    data : bytes
        Windows-1252.
    file : str
        Named in errors; rows count from 1 below the header.

    Raises
    ------
    LayerError
        Where the text is of another encoding, a column or an estimator is missing, a row is cut off, a key, a number
        or an estimator is another than INEGI's, an area is there twice, a figure lies outside its interval, or a state
        is not there.

    Examples
    --------
    >>> estimates_of(b"CVEGEO,POBTOT", "eic.csv")
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: eic.csv, row header, column CVE_ENT: found ['CVEGEO', 'POBTOT'], expected ...
    """
    rows = _rows(data, file)
    header = next(rows, (0, []))[1]
    for column in (*_PLACES, _ESTIMATOR, _PEOPLE_COLUMN, RATE):
        if column not in header:
            raise LayerError.at(file, row="header", column=column, found=header[:12], expected="this column")
    at = {column: place for place, column in enumerate(header)}
    over = next((column for column in _OVER if column in at), None)
    under = next((column for column in _UNDER if column in at), None)
    wanted = [column for column in (RATE, _PEOPLE_COLUMN, over, under) if column is not None]
    areas = _areas(rows, at, wanted, file)
    base: Base = "counted" if over else "less_under_5" if under else "scaled"
    found = []
    for key, area in areas.items():
        if len(key) != len("20067") or key.endswith(("000", "997")):
            continue
        people = area.figure(over or _PEOPLE_COLUMN, file)
        if base == "less_under_5":
            people -= area.figure(str(under), file)
        elif base == "scaled":
            people = float(np.round(people * SHARE_OF_5_AND_OVER))
        rates = {name: area.figure(RATE, file, part) for name, part in _PARTS.items()}
        low, rate, high = (rates[name] for name in ("return_rate_low", "return_rate", "return_rate_high"))
        if rate < low or rate > high:
            raise LayerError.at(
                file, row=area.row, column=RATE, found=rate, expected=f"{low:g} to {high:g}, its interval"
            )
        found.append({"cvegeo": key, "dwellings": people, **rates})
    frame = pd.DataFrame(found).sort_values("cvegeo", ignore_index=True)
    return _estimates(frame, {key: area.row for key, area in areas.items()}, base)


@dataclass
class _Area:
    """The rows of one area, by estimator, each with its number and the cells that are wanted."""

    rows: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)

    @property
    def row(self) -> int:
        """Number of the row with the value; of the first where there is none."""
        return self.rows.get(_VALUE, next(iter(self.rows.values())))[0]

    def figure(self, column: str, file: str, estimator: str = _VALUE) -> float:
        """A figure of a column; missing where INEGI does not give it."""
        row, cells = self.rows[estimator]
        is_rate = column == RATE and estimator != _PARTS["return_rate_cv"]
        return _number(cells[column], file, row, column, most=100.0 if is_rate else 1e9)


def _areas(
    rows: Iterator[tuple[int, list[str]]], at: Mapping[str, int], wanted: list[str], file: str
) -> dict[str, _Area]:
    """The areas by key, each with all its estimators; every state is among them."""
    areas: dict[str, _Area] = {}
    for row, cells in rows:
        if len(cells) != len(at):
            expected = f"{len(at)}, as the header has: the file is cut off or damaged"
            column = list(at)[min(len(cells), len(at) - 1)]
            raise LayerError.at(file, row=row, column=column, found=f"{len(cells)} cells", expected=expected)
        key, estimator = _key_of(cells, at, file, row), _estimator_of(cells[at[_ESTIMATOR]], file, row)
        area = areas.setdefault(key, _Area())
        if estimator in area.rows:
            raise LayerError.at(file, row=row, column=_ESTIMATOR, found=f"{estimator} of {key}", expected="each once")
        # The other 340 columns of 14,000 rows would fill a memory.
        area.rows[estimator] = (row, {column: cells[at[column]] for column in wanted})
    for key, area in areas.items():
        lost = [name for name in _PARTS.values() if name not in area.rows]
        if lost:
            found = f"no {lost[0]} of {key}"
            raise LayerError.at(file, row=area.row, column=_ESTIMATOR, found=found, expected="all five estimators")
    without = [state for state in _STATES if f"{state}000" not in areas]
    if without:
        found = f"nothing of state {without[0]}"
        raise LayerError.at(file, column="CVE_ENT", found=found, expected="all 32 states: the file is cut off")
    return areas


def _rows(data: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with their number, the header's 0."""
    if is_html(data[:_HEAD]):
        found = data.lstrip()[:60].decode("latin-1")
        raise LayerError.at(file, found=found, expected="INEGI's table: this is a page of HTML; fetch it again")
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n")
        raise LayerError.at(
            file,
            row=row,
            found=data[error.start : error.start + 1],
            expected="text in Windows-1252, as INEGI writes it",
        ) from error
    if not text.strip():
        raise LayerError.at(file, found="an empty file", expected="INEGI's estimates of 2025")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row, cells in enumerate(reader):
            yield row, [cell.strip() for cell in cells] if row == 0 else cells
    except csv.Error as error:
        raise LayerError.at(
            file, row=reader.line_num - 1, found=str(error), expected="CSV as INEGI writes it"
        ) from error


def _key_of(cells: list[str], at: Mapping[str, int], file: str, row: int) -> str:
    """State and municipality of an area, five digits; of a locality, nine, so that it is no municipality."""
    parts = {name: cells[at[name]].strip() for name in _PLACES}
    digits = {"CVE_ENT": 2, "CVE_MUN": 3, "CVE_LOC": 4}
    for name, width in digits.items():
        if not (parts[name].isascii() and parts[name].isdigit() and len(parts[name]) == width):
            raise LayerError.at(
                file, row=row, column=name, found=parts[name], expected=f"{width} digits with their leading zeros"
            )
    whole = parts["CVE_ENT"] + parts["CVE_MUN"] + parts["CVE_LOC"]
    if parts["CVEGEO"] != whole:
        raise LayerError.at(
            file, row=row, column="CVEGEO", found=parts["CVEGEO"], expected=f"{whole}, as its parts say"
        )
    return whole if parts["CVE_LOC"] != "0000" else whole[:5]


def _estimator_of(text: str, file: str, row: int) -> str:
    name = _ESTIMATORS.get(text.strip().casefold())
    if name is None:
        raise LayerError.at(
            file,
            row=row,
            column=_ESTIMATOR,
            found=text,
            expected=f"one of {', '.join(_ESTIMATORS.values())}, in Windows-1252 as INEGI writes it",
        )
    return name


def _number(text: str, file: str, row: int, column: str, *, most: float) -> float:
    text = text.strip()
    if text in _MISSING:
        return float("nan")
    try:
        value = float(text)
    except ValueError:
        value = float("inf")
    if not 0 <= value <= most:
        raise LayerError.at(file, row=row, column=column, found=text, expected=f"a number from 0 to {most:g}, MI or NA")
    return value


def _estimates(frame: pd.DataFrame, places: Mapping[str, int], base: Base) -> Estimates:
    here = set(frame["cvegeo"])
    merged = tuple(child for child, parent in EIC_2025.merged.items() if {child, parent} <= here)
    torn = tuple(key for key in EIC_2025.torn if key in here)
    rows = frame.set_index("cvegeo")
    for child in merged:
        parent = EIC_2025.merged[child]
        both = rows.loc[[parent, child]]
        people = both["dwellings"].sum(skipna=False)
        whole = (both["return_rate"] * both["dwellings"]).sum(skipna=False)
        rows.loc[parent, :] = np.nan  # no interval, error or precision is known of the two together
        rows.loc[parent, ["dwellings", "return_rate"]] = people, whole / people if people > 0 else np.nan
    rows = rows.drop([*merged, *torn]).reset_index()
    cv = rows["return_rate_cv"]
    precision = np.select([cv.isna(), cv < HIGH, cv <= MODERATE], ["not_published", "high", "moderate"], "low")
    return Estimates(
        frame=pd.DataFrame(
            {
                "cvegeo": rows["cvegeo"],
                "year": YEAR,
                "dwellings": rows["dwellings"],
                **{name: rows[name] for name in _PARTS if name == "return_rate"},
                "remittance_rate": np.nan,
                "emigrant_rate": np.nan,
                "circular_rate": np.nan,
                "intensity": pd.Series(None, index=rows.index, dtype="str"),
                **{name: rows[name] for name in _PARTS if name != "return_rate"},
                "precision": pd.Series(precision, dtype="str"),
                "unit": PEOPLE,
                "interval_level": float(LEVEL),
            }
        ),
        rows=[places[key] for key in rows["cvegeo"]],
        base=base,
        merged=merged,
        torn=torn,
    )
