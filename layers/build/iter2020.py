"""INEGI's ITER 2020: every locality of the census where it lies, in the state and national files' one format."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

from layers.build.text import degrees, masked_number, municipal_key
from layers.errors import LayerError
from layers.schema import read_table

_COLUMNS = ("ENTIDAD", "MUN", "LOC", "NOM_LOC", "LONGITUD", "LATITUD", "POBTOT", "TVIVHAB")
_GROUPS = ("0000", "9998", "9999")


def read_iter(path: Path) -> pd.DataFrame:
    """Localities of the 2020 census.

    Rows that are totals (LOC 0000, MUN 000) or groups (9998 and 9999, which repeat the localities of one and two
    dwellings) are left out. A masked figure (``*``) is missing.

    Parameters
    ----------
    path : Path
        The zip as INEGI gives it (its largest CSV is read), or the CSV. UTF-8, with or without BOM.

    Returns
    -------
    DataFrame
        ``locality_key``, ``cvegeo``, ``locality``, ``lon``, ``lat`` (degrees), ``population`` (people),
        ``dwellings`` (inhabited, TVIVHAB); floats where a figure may be masked; ordered by key.

    Raises
    ------
    LayerError
        Where the zip is damaged or holds no CSV, a column is missing, or a value is of another form.
    """
    table = read_table(path, _read_csv, "INEGI's ITER 2020 as zip or CSV in UTF-8")
    for column in _COLUMNS:
        if column not in table:
            raise LayerError.at(path.name, column=column, found=list(table.columns)[:12], expected="this column")
    localities = table[~table["LOC"].str.zfill(4).isin(_GROUPS) & (table["MUN"].str.zfill(3) != "000")]
    localities = localities.reset_index(drop=True)
    state = municipal_key(localities["ENTIDAD"], file=path.name, width=2)
    municipality = state + municipal_key(localities["MUN"], file=path.name, width=3)
    frame = pd.DataFrame(
        {
            "locality_key": municipality + municipal_key(localities["LOC"], file=path.name, width=4),
            "cvegeo": municipality,
            "locality": localities["NOM_LOC"].str.strip(),
            "lon": degrees(localities["LONGITUD"], file=path.name),
            "lat": degrees(localities["LATITUD"], file=path.name),
            "population": masked_number(localities["POBTOT"], file=path.name),
            "dwellings": masked_number(localities["TVIVHAB"], file=path.name),
        }
    )
    twice = frame["locality_key"].duplicated()
    if twice.any():
        row = int(np.flatnonzero(twice)[0])
        raise LayerError.at(
            path.name, row=row + 1, column="LOC", found=frame["locality_key"][row], expected="each locality once"
        )
    return frame.sort_values("locality_key", ignore_index=True)


def _read_csv(path: Path) -> pd.DataFrame:
    if not zipfile.is_zipfile(path):
        return pd.read_csv(path, dtype=str, encoding="utf-8-sig", usecols=lambda name: name in _COLUMNS)
    with zipfile.ZipFile(path) as archive:
        tables = [entry for entry in archive.infolist() if _is_table(entry.filename)]
        if not tables:
            raise LayerError.at(path.name, found=archive.namelist(), expected="a CSV of the ITER, ..CSV20.csv")
        with archive.open(max(tables, key=lambda entry: entry.file_size)) as file:
            return pd.read_csv(file, dtype=str, encoding="utf-8-sig", usecols=lambda name: name in _COLUMNS)


def _is_table(name: str) -> bool:
    # ITER_31CSV20.csv in a state's zip; conjunto_de_datos_iter_00CSV20.csv, and a dictionary, in the national one.
    file = name.rsplit("/", 1)[-1].lower()
    return "iter" in file and file.endswith(".csv")
