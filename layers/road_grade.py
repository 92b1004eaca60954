"""CONEVAL's degree of accessibility to a paved road, by locality: read where a person has the file; none is embedded.

*Grado de accesibilidad a carretera pavimentada 2020*, the statistical annex: a workbook, or the zip it comes in. Its
sheet of localities has a header in several rows, then a row a locality: keys, names, people, whether there is public
transport, the time to a service centre, the distance to a paved road, the degree.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from layers.errors import LayerError
from layers.model import Layers
from layers.names import normalise
from vocabulary.lists import ROAD_GRADES

COLUMNS = ("locality_key", "road_grade", "public_transport", "minutes_to_services", "paved_road_km")

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
    top, header = _header(rows, path.name)
    body = rows[top:]
    keys = _keys(body, header, path.name)
    kept = [place for place, key in enumerate(keys) if key is not None]
    columns = {name: _column(header, words, path.name, name) for name, words in _HEADERS.items()}
    values = {name: [body[place][column] for place in kept] for name, column in columns.items()}
    number_rows = [top + place + 1 for place in kept]
    table = pd.DataFrame({"locality_key": [keys[place] for place in kept]})
    twice = np.flatnonzero(table["locality_key"].duplicated())
    if twice.size:
        row = int(twice[0])
        found, expected = table["locality_key"][row], "each locality once"
        raise LayerError.at(path.name, row=number_rows[row], column="clave", found=found, expected=expected)
    table["road_grade"] = _grades(values["road_grade"], number_rows, path.name)
    table["public_transport"] = pd.array([_answer(value) for value in values["public_transport"]], dtype="boolean")
    hours = bool(_HOURS.search(header[columns["minutes_to_services"]]))
    table["minutes_to_services"] = _numbers(values["minutes_to_services"]) * (60.0 if hours else 1.0)
    metres = bool(_METRES.search(header[columns["paved_road_km"]]))
    table["paved_road_km"] = _numbers(values["paved_road_km"]) / (1000.0 if metres else 1.0)
    return table[list(COLUMNS)]


def road_grade_of(table: pd.DataFrame, layers: Layers) -> pd.DataFrame:
    """The degrees in the order of the settlements, a row each; missing where the file does not have the settlement.

    Parameters
    ----------
    table : DataFrame
        From `read_road_grade`.
    layers : Layers

    Examples
    --------
    >>> table = pd.DataFrame({"locality_key": ["010010296"], "road_grade": ["Alto"], "paved_road_km": [0.4]})
    >>> road_grade_of(table, layers).head(1)[["cvegeo", "locality_key", "road_grade", "paved_road_km"]]
      cvegeo locality_key road_grade  paved_road_km
    0  01001    010010296       Alto            0.4
    """
    settlements = layers.settlements[["cvegeo", "locality_key"]].astype({"locality_key": "str"})
    return settlements.merge(table.astype({"locality_key": "str"}), on="locality_key", how="left", validate="m:1")


def road_grade_by_municipality(table: pd.DataFrame, layers: Layers) -> pd.DataFrame:
    """People of each municipality by degree, a row each in their order; those without one are counted as unknown.

    Parameters
    ----------
    table : DataFrame
        From `read_road_grade`.
    layers : Layers

    Returns
    -------
    DataFrame
        ``cvegeo``, a column of people for each of `vocabulary.lists.ROAD_GRADES`, and ``unknown``.

    Examples
    --------
    >>> table = pd.DataFrame({"locality_key": ["010010296"], "road_grade": ["Alto"]})
    >>> road_grade_by_municipality(table, layers).head(1)[["cvegeo", "Alto", "Bajo", "unknown"]]
      cvegeo   Alto  Bajo   unknown
    0  01001  262.0   0.0  948728.0
    """
    found = road_grade_of(table, layers)
    grade = found["road_grade"].astype("object").where(found["road_grade"].notna(), "unknown")
    people = layers.settlements["population"].fillna(0.0)
    counted = pd.DataFrame({"cvegeo": found["cvegeo"], "grade": grade.astype("str"), "people": people})
    summed = counted.pivot_table(index="cvegeo", columns="grade", values="people", aggfunc="sum")
    keys = layers.municipios["cvegeo"]
    whole = summed.reindex(index=keys, columns=[*ROAD_GRADES, "unknown"]).fillna(0.0)
    return whole.rename_axis(columns=None).reset_index()


def _rows(path: Path, expected: str) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    try:
        data = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = [name for name in packed.namelist() if name.lower().endswith(".xlsx")]
            data = packed.read(inside[0]) if inside else data
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [name for name in book.sheet_names if normalise(name) == _SHEET]
        if names:
            return book.get_sheet_by_name(names[0]).to_python(skip_empty_area=False)
        found = ", ".join(book.sheet_names)
    except Exception as error:  # every layer of a workbook has errors of its own kind
        raise LayerError.at(path.name, found=f"{type(error).__name__}: {error}", expected=expected) from error
    raise LayerError.at(path.name, column="sheet", found=found, expected="a sheet Localidades")


def _header(rows: Sequence[Sequence[Any]], file: str) -> tuple[int, list[str]]:
    """How many rows stand above the first locality, and what they say of each column."""
    for top, row in enumerate(rows[:_HEADER_ROWS]):
        if any(_digits(value) is not None for value in row[:1]):
            above = [[normalise(str(value)) for value in line] for line in rows[:top]]
            # A row with one cell is a title, of no column.
            above = [line for line in above if sum(map(bool, line)) > 1]
            return top, [" ".join(filter(None, column)) for column in zip(*above, strict=True)]
    raise LayerError.at(file, found="no row that begins with a key", expected="localities from about the fifth row on")


def _column(header: Sequence[str], choices: Iterable[Sequence[str]], file: str, name: str) -> int:
    for words in choices:
        for place, said in enumerate(header):
            if all(word in said for word in words):
                return place
    told = " or ".join(" ".join(words) for words in choices)
    raise LayerError.at(file, column=name, found=list(header), expected=f"a column headed {told}")


def _keys(body: Sequence[Sequence[Any]], header: Sequence[str], file: str) -> list[str | None]:
    """Nine-digit keys: of one column that has them whole, or of three; None below the last locality."""
    places = [_column(header, [words], file, " ".join(words)) for words in _KEYS]
    whole = places[2]
    keys: list[str | None] = []
    for row in body:
        parts = [_digits(row[place]) for place in places]
        last = _digits(row[whole])
        if last is not None and len(last) > _PARTS[2]:
            keys.append(last.zfill(sum(_PARTS)))
        elif any(part is None for part in parts):
            keys.append(None)
        else:
            # A municipality's key may hold its state's.
            split = [str(part).zfill(size)[-size:] for part, size in zip(parts, _PARTS, strict=True)]
            keys.append("".join(split))
    return keys


def _digits(value: Any) -> str | None:
    text = str(int(value)) if isinstance(value, float) and value == int(value) else str(value).strip()
    return text if text.isascii() and text.isdigit() else None


def _grades(values: Sequence[Any], rows: Sequence[int], file: str) -> pd.Series:
    known = {normalise(grade): grade for grade in ROAD_GRADES}
    grades = []
    for row, value in zip(rows, values, strict=True):
        said = normalise(str(value))
        if said and said not in known and any(letter.isalpha() for letter in said) and not said.startswith(_UNTOLD):
            expected = ", ".join(ROAD_GRADES)
            raise LayerError.at(file, row=row, column="grado", found=value, expected=expected)
        grades.append(known.get(said))
    return pd.Series(grades, dtype="str")


def _answer(value: Any) -> bool | None:
    said = normalise(f"{value:g}" if isinstance(value, float) else str(value))
    return True if said in _YES else False if said in _NO else None


def _numbers(values: Sequence[Any]) -> pd.Series:
    return pd.to_numeric(pd.Series(values, dtype="object"), errors="coerce").astype("float64")
