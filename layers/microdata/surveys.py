"""What a survey calls things: the columns and codes of its person file, and INEGI's catalogue of countries."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from layers.errors import LayerError
from layers.names import normalise

_CATALOGUE_MEMBERS = ("ENT_PAIS.CSV", "ENTIDAD_PAIS.CSV")
_UNITED_STATES = "estados unidos"


@dataclass(frozen=True)
class Survey:
    """A survey's person file, declared.

    Attributes
    ----------
    id, title, year
        Its name on the command line, its title, the year that its figures are of.
    columns
        The file's name of each thing that is read: state, municipality, dwelling, coverage, stratum, unit (the primary
        sampling unit), weight, age, birth, residence (five years before) and size (of locality).
    united_states
        Code of the United States of America in ``birth`` and ``residence``.
    countries
        What INEGI's catalogue calls some codes; `check_united_states` holds ``united_states`` against it.
    abroad
        First and last code of a country other than Mexico.
    born_in_mexico
        Codes of a Mexican state, and of Mexico with the state unspecified.
    unspecified
        Codes of a country that was not said.
    ages, no_age
        First and last age; the code of an age that was not said.
    sizes
        Codes of the size of locality: each of the classes under 2,500 (1), 2,500 to 14,999 (2), 15,000 and more (3).
    coverages
        What each code of the coverage of a municipality means; figures of ``insufficient`` are not published.
    merged
        Municipalities that the census of 2020 did not have, each with the only one that it came from: its persons count
        there, so that figures are of the territory of 2020.
    torn
        Municipalities that the census of 2020 did not have and that came from several: they are in no table of returns.
    """

    id: str
    title: str
    year: int
    columns: Mapping[str, str]
    united_states: int
    countries: Mapping[int, str]
    abroad: tuple[int, int]
    born_in_mexico: tuple[int, ...] = (*range(1, 33), 997)
    unspecified: tuple[int, ...] = (998, 999)
    ages: tuple[int, int] = (0, 130)
    no_age: int = 999
    sizes: Mapping[int, int] = field(default_factory=lambda: {1: 1, 2: 2, 3: 3, 4: 3, 5: 3})
    coverages: Mapping[int, str] = field(default_factory=lambda: {1: "census", 2: "sample", 3: "insufficient"})
    merged: Mapping[str, str] = field(default_factory=dict)
    torn: tuple[str, ...] = ()


#: INEGI, Censo de Población y Vivienda 2020, cuestionario ampliado, diccionario de datos (Personas); the catalogue of
#: countries is ENT_PAIS.csv of Censo2020_clasificaciones_CPV_csv.zip.
CENSO_2020 = Survey(
    id="censo2020",
    title="INEGI, Censo de Población y Vivienda 2020, cuestionario ampliado",
    year=2020,
    columns={
        "state": "ENT",
        "municipality": "MUN",
        "dwelling": "ID_VIV",
        "coverage": "COBERTURA",
        "stratum": "ESTRATO",
        "unit": "UPM",
        "weight": "FACTOR",
        "age": "EDAD",
        "birth": "ENT_PAIS_NAC",
        "residence": "ENT_PAIS_RES_5A",
        "size": "TAMLOC",
    },
    united_states=221,
    countries={213: "Canadá", 221: "Estados Unidos de América", 225: "Guatemala"},
    abroad=(100, 535),
)

#: INEGI, Encuesta Intercensal 2025: columns and codes of its descriptor (eic2025_micro_fd.xlsx); the catalogue of
#: countries is ENTIDAD_PAIS.csv, which has other codes than 2020's for the Isle of Man and Palau alone. Imputed persons
#: (TIPO_REG 1) are counted: with them the weights add up to INEGI's own estimates. The municipalities created since
#: 2020 and the ones they came from: INEGI's catalogue of October 2025 beside that of the census.
EIC_2025 = Survey(
    id="eic2025",
    title="INEGI, Encuesta Intercensal 2025",
    year=2025,
    columns={**CENSO_2020.columns, "state": "CVE_ENT", "municipality": "CVE_MUN"},
    united_states=221,
    countries=CENSO_2020.countries,
    abroad=(100, 536),
    merged={
        "04013": "04001",
        "12082": "12053",
        "12083": "12012",
        "12084": "12041",
        "12085": "12023",
        "24059": "24028",
        "25019": "25006",
    },
    torn=("02007", "25020"),
)

#: INEGI, Encuesta Intercensal 2015: the question is of March 2010, the last age is 110 and more, and the catalogue of
#: countries (TC_ENTIDAD_PAIS_2015) has the codes of 2020.
EIC_2015 = Survey(
    id="eic2015",
    title="INEGI, Encuesta Intercensal 2015",
    year=2015,
    columns={**CENSO_2020.columns, "residence": "ENT_PAIS_RES10"},
    united_states=221,
    countries=CENSO_2020.countries,
    abroad=(100, 535),
    ages=(0, 110),
)

SURVEYS: Mapping[str, Survey] = {survey.id: survey for survey in (CENSO_2020, EIC_2025, EIC_2015)}


def survey_named(name: str) -> Survey:
    """The declared survey of a name.

    Raises
    ------
    LayerError
        Where no survey has it.

    Examples
    --------
    >>> survey_named("censo2020").year
    2020
    """
    if name not in SURVEYS:
        raise LayerError.at("--survey", found=name, expected=f"one of {', '.join(SURVEYS)}")
    return SURVEYS[name]


def check_united_states(survey: Survey, catalogue: Mapping[int, str] | None = None, *, file: str = "") -> None:
    """Refuse a survey whose code of the United States is not what a catalogue of countries says.

    Parameters
    ----------
    survey : Survey
        Its ``united_states`` is checked.
    catalogue : mapping, optional
        Name of each code, as `read_catalogue` gives it; the survey's own excerpt if not given.
    file : str
        Named in the error.

    Raises
    ------
    LayerError
        Where the catalogue has another name for the code, or another code for the name.

    Examples
    --------
    >>> check_united_states(CENSO_2020)
    >>> check_united_states(CENSO_2020, {999: "Estados Unidos de América"}, file="ENT_PAIS.csv")
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: ENT_PAIS.csv, column residence: found {999: 'Estados Unidos de América'}, ...
    """
    names = survey.countries if catalogue is None else catalogue
    found = sorted(code for code, name in names.items() if normalise(name).startswith(_UNITED_STATES))
    if found != [survey.united_states]:
        raise LayerError.at(
            file or f"survey {survey.id}",
            column="residence",
            found={code: names[code] for code in found} or names.get(survey.united_states),
            expected=f"{survey.united_states} as the one code of the United States of America",
        )


def read_catalogue(path: Path) -> dict[int, str]:
    """INEGI's catalogue of states and countries, or the zip that holds it: CLAVE and DESCRIPCION.

    It is ``ENT_PAIS.csv`` of the census of 2020 and ``ENTIDAD_PAIS.csv`` of the survey of 2025.

    Raises
    ------
    LayerError
        Where there is no such file, or it is no such catalogue.
    """
    expected = "INEGI's ENT_PAIS.csv or ENTIDAD_PAIS.csv, or the zip of classifications that holds it"
    if not path.is_file():
        raise LayerError.at(path.name, found="no such file", expected=expected)
    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            member = next((name for name in archive.namelist() if Path(name).name.upper() in _CATALOGUE_MEMBERS), None)
            if member is None:
                raise LayerError.at(path.name, found=archive.namelist()[:20], expected=expected)
            data = archive.read(member)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    header = [normalise(name) for name in rows[0]] if rows else []
    key, label = _at(header, "clave", "cve"), _at(header, "desc", "nom")
    if key is None or label is None:
        raise LayerError.at(path.name, found=rows[0] if rows else "an empty file", expected=expected)
    pairs = [(row[key].strip(), row[label].strip()) for row in rows[1:] if len(row) > max(key, label)]
    return {int(code): name for code, name in pairs if code.isdigit()}


def _at(header: list[str], *starts: str) -> int | None:
    return next((place for place, name in enumerate(header) if name.startswith(starts)), None)
