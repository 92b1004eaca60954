"""INEGI's ITER 2020: every locality of the census where it lies, and the totals of the municipalities."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from layers.errors import LayerError
from layers.pipeline.text import degrees, known_number, masked_number, municipal_key
from layers.schema import read_table

#: People of 5 and older, by age group: the question of residence in 2015 was asked about them.
AGE_GROUPS = (*(f"P_{age}A{age + 4}" for age in range(5, 85, 5)), "P_85YMAS")

_PLACES = ("MUN", "LOC", "NOM_LOC", "LONGITUD", "LATITUD", "POBTOT")
_FACTS = {"P3YM_HLI": "indigenous_speakers", "PSINDER": "without_health_insurance", "GRAPROES": "schooling_years"}
_REQUIRED = (*_PLACES, *AGE_GROUPS, "PRES2015", "PRESOE15", *_FACTS)

#: Inhabited dwellings, which the official files have, or else households: the census counts one a private dwelling.
_DWELLINGS = ("TVIVHAB", "TOTHOG")

_WANTED = ("ENTIDAD", *_REQUIRED, *_DWELLINGS)
_TOTAL = "0000"
_GROUPS = (_TOTAL, "9998", "9999")


class Census(NamedTuple):
    """The ITER of one or more states.

    Attributes
    ----------
    localities : DataFrame
        ``locality_key``, ``cvegeo``, ``locality``, ``lon``, ``lat`` (degrees), ``population`` (people, never masked),
        ``dwellings`` (inhabited: TVIVHAB, or TOTHOG where the file lacks it), ``is_masked`` (whether they are masked as
        ``*``: one or two), ``abroad_2015`` (people of 5 and older
        who lived in another country in March 2015, or did not say), ``indigenous_speakers`` (people of 3 and older),
        ``without_health_insurance`` (people), ``schooling_years`` (mean of people of 15 and older); missing where
        masked; ordered by key.
    municipalities : DataFrame
        ``cvegeo``, ``population``, ``people_5_and_over``, ``abroad_2015`` of the municipalities' own total rows, in
        which nothing is masked; ordered by key.
    """

    localities: pd.DataFrame
    municipalities: pd.DataFrame


def read_iter(paths: list[Path]) -> Census:
    """Localities and municipalities of the 2020 census.

    Rows that are totals (LOC 0000, MUN 000) or groups (9998 and 9999, which repeat the localities of one and two
    dwellings) are no localities. A masked figure (``*``, ``N/D``) is missing.

    Parameters
    ----------
    paths : list of Path
        The national file, or files of states: zips as INEGI gives them (the largest CSV is read), CSV (UTF-8, with or
        without BOM) or Parquet. A Parquet without the column ENTIDAD has the state's two digits at its name's end.

    Raises
    ------
    LayerError
        Where a file is damaged or holds no CSV, a column is missing, a value is of another form, a locality is there
        twice, or the localities of a municipality do not add up to its total: a file that was cut off, or a total
        taken for a locality.
    """
    states = [_read_file(path) for path in paths]
    localities = pd.concat([part.localities for part in states], ignore_index=True)
    municipalities = pd.concat([part.municipalities for part in states], ignore_index=True)
    for frame, key, column in ((localities, "locality_key", "LOC"), (municipalities, "cvegeo", "MUN")):
        twice = frame[key].duplicated()
        if twice.any():
            found = frame[key][int(np.flatnonzero(twice)[0])]
            raise LayerError.at(_named(paths), column=column, found=found, expected="each key once")
    return Census(
        localities.sort_values("locality_key", ignore_index=True),
        municipalities.sort_values("cvegeo", ignore_index=True),
    )


def _named(paths: list[Path]) -> str:
    return paths[0].name if len(paths) == 1 else f"{paths[0].name} to {paths[-1].name}"


def _read_file(path: Path) -> Census:
    table = read_table(path, _read_text, "INEGI's ITER 2020 as zip, CSV in UTF-8 or Parquet")
    for column in _REQUIRED:
        if column not in table:
            raise LayerError.at(path.name, column=column, found=list(table.columns)[:12], expected="this column")
    dwellings = next((name for name in _DWELLINGS if name in table), None)
    if dwellings is None:
        raise LayerError.at(
            path.name, column=_DWELLINGS[0], found=list(table.columns)[:12], expected="this column or TOTHOG"
        )
    locality = municipal_key(table["LOC"], file=path.name, width=4)
    municipality = municipal_key(table["MUN"], file=path.name, width=3)
    is_place = ~locality.isin(_GROUPS) & (municipality != "000")
    is_total = (locality == _TOTAL) & (municipality != "000")
    cvegeo = _state_of(table, path) + municipality
    population = known_number(table["POBTOT"], file=path.name)
    over_5, abroad = _abroad_2015(table, path)
    places = table[is_place]
    localities = pd.DataFrame(
        {
            "locality_key": (cvegeo + locality)[is_place],
            "cvegeo": cvegeo[is_place],
            "locality": places["NOM_LOC"].str.strip(),
            "lon": degrees(places["LONGITUD"], file=path.name),
            "lat": degrees(places["LATITUD"], file=path.name),
            "population": population[is_place],
            "dwellings": masked_number(places[dwellings], file=path.name),
            "is_masked": places[dwellings].str.strip() == "*",
            "abroad_2015": abroad[is_place],
            **{name: masked_number(places[column], file=path.name) for column, name in _FACTS.items()},
        }
    )
    municipalities = pd.DataFrame(
        {"cvegeo": cvegeo, "population": population, "people_5_and_over": over_5, "abroad_2015": abroad}
    )[is_total]
    _check_sums(localities, municipalities, path)
    return Census(localities, municipalities)


def _state_of(table: pd.DataFrame, path: Path) -> pd.Series:
    if "ENTIDAD" in table:
        return municipal_key(table["ENTIDAD"], file=path.name, width=2)
    state = path.stem[-2:]
    if not state.isdigit():
        raise LayerError.at(
            path.name, column="ENTIDAD", found="no such column", expected="it, or the state's two digits in the name"
        )
    return pd.Series(state, index=table.index, dtype=object)


def _abroad_2015(table: pd.DataFrame, path: Path) -> tuple[pd.Series, pd.Series]:
    """People of 5 and older, and those of them who lived in no state of the country in March 2015, or did not say."""
    over_5 = sum(masked_number(table[column], file=path.name) for column in AGE_GROUPS)
    here = sum(masked_number(table[column], file=path.name) for column in ("PRES2015", "PRESOE15"))
    assert isinstance(over_5, pd.Series)
    assert isinstance(here, pd.Series)
    abroad = over_5 - here
    wrong = np.flatnonzero((abroad < 0).to_numpy())
    if wrong.size:
        row = int(wrong[0])
        raise LayerError.at(
            path.name,
            row=row + 1,
            column="PRES2015",
            found=f"{here.iloc[row]:g} with PRESOE15",
            expected=f"at most the {over_5.iloc[row]:g} people of 5 and older",
        )
    return over_5, abroad


def _check_sums(localities: pd.DataFrame, municipalities: pd.DataFrame, path: Path) -> None:
    sums = localities.groupby("cvegeo")["population"].sum()
    totals = municipalities.drop_duplicates("cvegeo").set_index("cvegeo")["population"]
    either = sums.index.union(totals.index)
    odd = either[(sums.reindex(either) != totals.reindex(either)).to_numpy()]
    if len(odd):
        key = str(odd[0])
        raise LayerError.at(
            path.name,
            row=key,
            column="POBTOT",
            found=f"{sums.get(key, np.nan):g} people in the localities of the municipality",
            expected=f"its total row's {totals.get(key, np.nan):g}",
        )


def _read_text(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        # Of more than two hundred columns of text.
        return pd.read_parquet(path, columns=[name for name in pq.read_schema(path).names if name in _WANTED])
    if not zipfile.is_zipfile(path):
        return pd.read_csv(path, dtype=str, encoding="utf-8-sig", usecols=lambda name: name in _WANTED)
    with zipfile.ZipFile(path) as archive:
        tables = [entry for entry in archive.infolist() if _is_table(entry.filename)]
        if not tables:
            raise LayerError.at(path.name, found=archive.namelist(), expected="a CSV of the ITER, ..CSV20.csv")
        with archive.open(max(tables, key=lambda entry: entry.file_size)) as file:
            return pd.read_csv(file, dtype=str, encoding="utf-8-sig", usecols=lambda name: name in _WANTED)


def _is_table(name: str) -> bool:
    # ITER_31CSV20.csv in a state's zip; conjunto_de_datos_iter_00CSV20.csv, and a dictionary, in the national one.
    file = name.rsplit("/", 1)[-1].lower()
    return "iter" in file and file.endswith(".csv") and not file.startswith("diccionario")
