"""The Frictionless data package: every embedded file with its columns, sources, licences and hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from layers.pipeline.sources import Source, sha256

_TYPES = {"text": "string", "people": "number", "dwellings": "number", "year": "integer"}

_MUNICIPIOS = {
    "cvegeo": ("text", "INEGI key of the municipality, five digits"),
    "pcode": ("text", "P-code of OCHA's common operational datasets: MX + key"),
    "pcode_in_cod": ("yes or no", "whether OCHA's list of P-codes has it"),
    "municipality": ("text", "name; where a state has it twice, the seat's, which INEGI tells apart"),
    "state_code": ("text", "INEGI key of the state, two digits"),
    "state": ("text", "short name of the state"),
    "region": ("text", "CONAPO's region of migration"),
    "population": ("people", "people, census 2020"),
    "dwellings": ("dwellings", "inhabited dwellings, census 2020"),
    "people_5_and_over": ("people", "people of 5 and older, census 2020"),
    "abroad_2015": ("people", "of those, who lived in another country in March 2015, or did not say; a full count"),
    "seat": ("text", "name of the municipal seat"),
    "seat_lon": ("degrees", "longitude of the seat, EPSG:4326"),
    "seat_lat": ("degrees", "latitude of the seat, EPSG:4326"),
    "seat_basis": ("text", "how the seat's point is known"),
    "marginalisation": ("text", "degree of marginalisation, CONAPO 2020"),
    "marginalisation_index": ("index", "marginalisation index (DP2), CONAPO 2020; less is more marginalised"),
    "marginalisation_2010": ("text", "degree of marginalisation, CONAPO 2010"),
}
_SETTLEMENTS = {
    "cvegeo": ("text", "INEGI key of the municipality of 2020"),
    "locality_key": ("text", "INEGI key of the locality, nine digits"),
    "locality": ("text", "name; a seat has its official one"),
    "lon": ("degrees", "longitude, EPSG:4326"),
    "lat": ("degrees", "latitude, EPSG:4326"),
    "population": ("people", "people, 2020"),
    "dwellings": ("dwellings", "inhabited dwellings, 2020, scaled in whole dwellings to the municipality's"),
    "locality_population": ("people", "people of the whole locality"),
    "abroad_2015": ("people", "of 5 and older who lived in another country in March 2015, or did not say"),
    "indigenous_speakers": ("people", "of 3 and older who speak an indigenous language"),
    "without_health_insurance": ("people", "not affiliated to any health service"),
    "schooling_years": ("years", "mean years of schooling of people of 15 and older"),
    "basis": ("text", "census2020"),
}
_RETURNS = {
    "cvegeo": ("text", "INEGI key of the municipality"),
    "year": ("year", "year of the census"),
    "dwellings": ("dwellings", "inhabited private dwellings, the base of the rates"),
    "return_rate": ("% of dwellings", "with a migrant returned from the United States in the past five years"),
    "remittance_rate": ("% of dwellings", "that receive remittances"),
    "emigrant_rate": ("% of dwellings", "with emigrants to the United States in the past five years"),
    "circular_rate": ("% of dwellings", "with circular migrants of the past five years"),
    "intensity": ("text", "CONAPO's degree of migration intensity; 2010 and 2020 are not comparable"),
}
_PRECISION = "INEGI's by the coefficient of variation: high, moderate, low, not_published"
#: What a table of returns has besides where a year's figures are estimates.
_ESTIMATED = {
    "return_rate_low": ("%", "lower end of its interval"),
    "return_rate_high": ("%", "upper end of its interval"),
    "return_rate_se": ("%", "its standard error"),
    "return_rate_cv": ("%", "its coefficient of variation"),
    "precision": ("text", _PRECISION),
    "unit": ("text", "people: dwellings is then people of 5 and older, and the rate is % of them; missing: dwellings"),
    "interval_level": ("%", "level of the interval"),
}
_BOUNDARIES = {"cvegeo": ("text", "INEGI key of the municipality"), "geometry": ("WKB", "polygon, EPSG:4326")}
_COMPONENTS = {
    "component": ("text", "id of the component"),
    "guatemala": ("0 or 1", "has it"),
    "bolivia": ("0 or 1", "has it"),
    "ecuador": ("0 or 1", "has it"),
    "colombia": ("0 or 1", "has it"),
    "mexico": ("text", "national, local_only or absent"),
}

_PARENTS = {
    "cvegeo": ("text", "INEGI key of a municipality created after the census of 2010"),
    "parent": ("text", "INEGI key of the municipality whose figures of 2010 include it"),
}

_NEIGHBOURS = {
    "cvegeo": ("text", "INEGI key of the municipality"),
    "neighbour": ("text", "INEGI key of one that shares a stretch of border with it"),
}

_LIVED = "of 5 and older, who lived in the United States in October 2020"
_MONEY = "that receive money from abroad"
_INTERVAL = {
    "": "",
    "_low_90": ": lower end of the 90 % interval",
    "_high_90": ": upper end of the 90 % interval",
}
_RESIDENCE = {
    "state_code": ("text", "INEGI key of the state, two digits; 00 the country"),
    **{f"people_5_and_over_in_us_2020{part}": ("% of people", _LIVED + words) for part, words in _INTERVAL.items()},
    "people_5_and_over_in_us_2020_cv": ("%", "coefficient of variation; over 30 is low precision (INEGI)"),
    **{f"households_money_from_abroad{part}": ("% of households", _MONEY + words) for part, words in _INTERVAL.items()},
    "households_money_from_abroad_cv": ("%", "coefficient of variation; over 30 is low precision (INEGI)"),
}

COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "residence_2025": _RESIDENCE,
    "municipios": _MUNICIPIOS,
    "settlements": _SETTLEMENTS,
    "returns": _RETURNS,
    "boundaries": _BOUNDARIES,
    "components": _COMPONENTS,
    "parents": _PARENTS,
    "neighbours": _NEIGHBOURS,
}


def resource(
    folder: Path,
    path: str,
    *,
    name: str,
    title: str,
    done: str,
    sources: list[tuple[Source, list[Path]]],
    more_sources: list[dict[str, Any]] | None = None,
    licence: tuple[str, str] | None = None,
    columns: dict[str, tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """The entry of one file that the build has written.

    Parameters
    ----------
    folder, path
        The data folder, and the file inside it.
    name, title, done
        Short name, title, and what was done to the sources.
    sources
        The raw files it was made from, each with its paths: their SHA-256 are computed here.
    more_sources
        Sources that are no raw file (the brief, pages the catalogue cites).
    licence
        Name and address, where the sources do not say it.
    columns
        Unit and meaning of each column, where they are others than `COLUMNS` has.
    """
    file = folder / path
    data = file.read_bytes()
    licences = list(dict.fromkeys([source.licence for source, _ in sources] + ([licence] if licence else [])))
    entry: dict[str, Any] = {
        "name": name,
        "path": path,
        "title": title,
        "format": path.rsplit(".", 1)[-1],
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "processing": done,
        "licenses": [{"title": title, "path": address} for title, address in licences],
        "sources": [_source(source, raw) for source, raw in sources] + (more_sources or []),
    }
    columns = columns or COLUMNS.get(name)
    if columns:
        entry["schema"] = {
            "fields": [
                {"name": column, "type": _type(unit), "unit": unit, "description": text}
                for column, (unit, text) in columns.items()
            ]
        }
    return entry


def returns_columns(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Unit and meaning of the columns that a table of returns has, in its order."""
    about = _RETURNS | _ESTIMATED
    return {name: about[name] for name in names}


def package(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """The whole data package; its edition is the first eight digits of the SHA-256 of all files' hashes."""
    ordered = sorted(resources, key=lambda entry: entry["path"])
    edition = hashlib.sha256("".join(entry["hash"] for entry in ordered).encode()).hexdigest()[:8]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "alcance",
        "title": "Alcance: municipalities, settlements, return migrants and reintegration programs of Mexico",
        "edition": edition,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": ordered,
    }


def _source(source: Source, raw: list[Path]) -> dict[str, Any]:
    first, *more = [{"file": path.name, "sha256": sha256(path)} for path in raw]
    return {
        "title": source.title,
        "institution": source.institution,
        "edition": source.edition,
        "path": source.url,
        **({"files": [first, *more]} if more else first),
        "license": source.licence[0],
        "license_path": source.licence[1],
    }


def _type(unit: str) -> str:
    if unit == "0 or 1":
        return "integer"
    if unit == "yes or no":
        return "boolean"
    if unit in ("degrees", "index", "years") or unit.startswith("%"):
        return "number"
    return _TYPES.get(unit, "any")
