"""CONEVAL's degree of accessibility to a paved road, by locality: read where a person has the file; none is embedded.

*Grado de accesibilidad a carretera pavimentada 2020*, the statistical annex: a workbook, or the zip it comes in. Its
sheet of localities has a header in several rows, then a row a locality: keys, names, people, whether there is public
transport, the time to a service centre, the distance to a paved road, the degree.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from layers.errors import LayerError
from layers.names import normalise
from layers.own.values import is_missing
from vocabulary.lists import ROAD_GRADES

#: The variable that names the file, for page and commands alike.
VARIABLE = "ALCANCE_ROAD_GRADE"

#: What the table is called in the data package, the official file in `alcance fetch`; where that lies, whose it is, its
#: terms.
NAME = "road_grade"
SOURCE_ID = "road-grade-2020"
SOURCE = {
    "title": "Grado de accesibilidad a carretera pavimentada 2020, statistical annex",
    "institution": "Consejo Nacional de Evaluación de la Política de Desarrollo Social (CONEVAL)",
    "edition": "2020",
    "path": "https://www.coneval.org.mx/Medicion/MP/Documents/Accesibilidad_carretera/2020/Anexo_estadistico.zip",
    "license": "Libre Uso MX",
    "license_path": "https://datos.gob.mx/libreusomx",
}

#: What it says of a settlement.
FACTS = ("road_grade", "public_transport", "minutes_to_services", "paved_road_km")
COLUMNS = ("locality_key", *FACTS)

_SHEET = "localidades"
_HEADER_ROWS = 12
_PARTS = (2, 3, 4)
#: What a header says of each column, all words of one of the choices; of several columns the first.
_HEADERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "road_grade": (("grado",),),
    "public_transport": (("transporte",),),
    "minutes_to_services": (("tiempo",), ("minutos",)),
    "paved_road_km": (("distancia",),),
}
_KEYS = (("clave", "entidad"), ("clave", "municipio"), ("clave", "localidad"))
_YES, _NO = {"si", "1", "disponible", "con transporte"}, {"no", "0", "no disponible", "sin transporte"}
#: How a degree that is not known begins: no disponible.
_UNTOLD = "no "
#: Few answers stand in many rows.
_said = lru_cache(maxsize=256)(normalise)
_METRES, _HOURS = re.compile(r"\bmetros?\b|\(m\)"), re.compile(r"\bhoras?\b|\(h\)")


def read_road_grade(path: Path) -> pd.DataFrame:
    """The degree of each locality, from CONEVAL's workbook or the zip of it.

    Returns
    -------
    DataFrame
        ``locality_key`` (nine digits), ``road_grade`` (one of `vocabulary.lists.ROAD_GRADES`), ``public_transport``
        (yes or no), ``minutes_to_services``, ``paved_road_km``: missing where the file says nothing, or no number.

    Raises
    ------
    LayerError
        Where the file is no such workbook, a column is not there, a locality is twice there, or a degree is another.

    Examples
    --------
    >>> read_road_grade(Path("nowhere.xlsx"))
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: nowhere.xlsx: found 'no such file', expected CONEVAL's annex ...
    """
    expected = "CONEVAL's annex of the degree of accessibility to a paved road, XLSX or its zip"
    if not path.is_file():
        raise LayerError.at(path.name, found="no such file", expected=expected)
    rows = _rows(path, expected)
    header, first = _header(rows, path.name)
    places = [_column(header, [words], path.name, " ".join(words)) for words in _KEYS]
    columns = {name: _column(header, words, path.name, name) for name, words in _HEADERS.items()}
    keys: list[str] = []
    found: list[int] = []
    values: dict[str, list[Any]] = {name: [] for name in columns}
    for number, row in first:
        key = _key([row[place] for place in places])
        # Below the last locality stands what the file says of itself.
        if key is not None:
            keys.append(key)
            found.append(number)
            for name, column in columns.items():
                values[name].append(row[column])
    table = pd.DataFrame({"locality_key": pd.Series(keys, dtype="str")})
    twice = np.flatnonzero(table["locality_key"].duplicated())
    if twice.size:
        again, expected = int(twice[0]), "each locality once"
        raise LayerError.at(path.name, row=found[again], column="clave", found=keys[again], expected=expected)
    table["road_grade"] = _grades(values["road_grade"], found, path.name)
    table["public_transport"] = _answers(values["public_transport"])
    hours = bool(_HOURS.search(header[columns["minutes_to_services"]]))
    table["minutes_to_services"] = _numbers(values["minutes_to_services"]) * (60.0 if hours else 1.0)
    metres = bool(_METRES.search(header[columns["paved_road_km"]]))
    table["paved_road_km"] = _numbers(values["paved_road_km"]) / (1000.0 if metres else 1.0)
    return table[list(COLUMNS)]


def describe(path: Path) -> dict[str, Any]:
    """The file as the data package describes its own.

    Raises
    ------
    OSError
        Where it cannot be read.

    Examples
    --------
    >>> describe(DATA / "components.csv")["sources"][0]["edition"]
    '2020'
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": NAME,
        "path": path.name,
        "title": "CONEVAL's degree of accessibility to a paved road, by locality",
        "format": path.suffix.lstrip(".").lower(),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "processing": "As published; kilometres and minutes. What the file does not say is missing.",
        "licenses": [{"title": SOURCE["license"], "path": SOURCE["license_path"]}],
        "sources": [{**SOURCE, "file": path.name, "sha256": digest}],
    }


def _rows(path: Path, expected: str) -> Iterator[tuple[int, list[Any]]]:
    """The rows of the sheet by their number, from 1."""
    from python_calamine import CalamineWorkbook

    try:
        data = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = [name for name in packed.namelist() if name.lower().endswith(".xlsx")]
            data = packed.read(inside[0]) if inside else data
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [name for name in book.sheet_names if normalise(name) == _SHEET]
        if names:
            return enumerate(book.get_sheet_by_name(names[0]).iter_rows(), start=1)
        found = ", ".join(book.sheet_names)
    except Exception as error:  # every layer of a workbook has errors of its own kind
        raise LayerError.at(path.name, found=f"{type(error).__name__}: {error}", expected=expected) from error
    raise LayerError.at(path.name, column="sheet", found=found, expected="a sheet Localidades")


def _header(rows: Iterator[tuple[int, list[Any]]], file: str) -> tuple[list[str], Iterator[tuple[int, list[Any]]]]:
    """What the rows above the first locality say of each column, and the rows from that one on."""
    above: list[list[str]] = []
    for number, row in islice(rows, _HEADER_ROWS):
        if any(_digits(value) is not None for value in row[:1]):
            return [" ".join(filter(None, column)) for column in zip(*above, strict=True)], chain([(number, row)], rows)
        line = [normalise(str(value)) for value in row]
        # A row with one cell is a title, of no column.
        if sum(map(bool, line)) > 1:
            above.append(line)
    raise LayerError.at(file, found="no row that begins with a key", expected="localities from about the fifth row on")


def _column(header: Sequence[str], choices: Iterable[Sequence[str]], file: str, name: str) -> int:
    for words in choices:
        for place, said in enumerate(header):
            if all(word in said for word in words):
                return place
    told = " or ".join(" ".join(words) for words in choices)
    raise LayerError.at(file, column=name, found=list(header), expected=f"a column headed {told}")


def _key(cells: Sequence[Any]) -> str | None:
    """Nine digits: of the cell of the locality, which may have them whole, or of state, municipality and locality."""
    parts = [_digits(cell) for cell in cells]
    last = parts[-1]
    if last is not None and len(last) > _PARTS[-1]:
        return last.zfill(sum(_PARTS))
    if any(part is None for part in parts):
        return None
    # A municipality's key may hold its state's.
    return "".join(str(part).zfill(size)[-size:] for part, size in zip(parts, _PARTS, strict=True))


def _digits(value: Any) -> str | None:
    text = str(int(value)) if isinstance(value, float) and value == int(value) else str(value).strip()
    return text if text.isascii() and text.isdigit() else None


def _grades(values: Sequence[Any], rows: Sequence[int], file: str) -> pd.Categorical[str]:
    known = {normalise(grade): code for code, grade in enumerate(ROAD_GRADES)}
    codes = []
    for row, value in zip(rows, values, strict=True):
        said = _said(str(value))
        untold = is_missing(value) or said.startswith(_UNTOLD) or not any(letter.isalpha() for letter in said)
        if said not in known and not untold:
            expected = ", ".join(ROAD_GRADES)
            raise LayerError.at(file, row=row, column="grado", found=value, expected=expected)
        codes.append(known.get(said, -1))
    return pd.Categorical.from_codes(codes, categories=pd.Index(ROAD_GRADES))


def _answers(values: Sequence[Any]) -> pd.api.extensions.ExtensionArray:
    said = [_said(f"{value:g}" if isinstance(value, float) else str(value)) for value in values]
    # Where the answers are yes and no, what is not available is the answer, not the transport.
    no = _NO if "disponible" in said else _NO - {"no disponible"}
    return pd.array([True if one in _YES else False if one in no else None for one in said], dtype="boolean")


def _numbers(values: Sequence[Any]) -> pd.Series:
    return pd.to_numeric(pd.Series(values, dtype="object"), errors="coerce").astype("float64")
