"""Localities: those of 1,000 people and more as of 2020, the points of smaller ones as of 2010, names of 2018."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.build.marco import municipality_at
from layers.build.text import known_number, municipal_key
from layers.errors import LayerError
from layers.schema import read_table

_COLUMNS_2020 = ("cvegeo", "nom_localidad", "latitud", "longitud", "poblacion_total", "viviendas_habitadas")


def read_localities_2020(path: Path, boundaries: gpd.GeoDataFrame, parents: dict[str, str]) -> pd.DataFrame:
    """Localities of 1,000 people and more, census 2020.

    A locality whose key is of a municipality created after 2020 goes to the municipality it belonged to at the
    census: its only parent, or the parent whose polygon holds the point.

    Parameters
    ----------
    boundaries : GeoDataFrame
        ``cvegeo``, ``geometry``: the municipalities of the census.
    parents : dict
        New municipality to its only parent, from `read_crosswalk`.

    Returns
    -------
    DataFrame
        ``locality_key`` (as in the file), ``cvegeo`` (of 2020), ``locality``, ``lon``, ``lat``, ``population``,
        ``dwellings``; ordered by key.
    """
    table = read_table(path, lambda file: pd.read_csv(file, dtype=str), "localities of 2020 as CSV in UTF-8")
    for column in _COLUMNS_2020:
        if column not in table:
            raise LayerError.at(path.name, column=column, found=list(table.columns), expected="this column")
    key = municipal_key(table["cvegeo"], file=path.name, width=9)
    lat, lon, people, dwellings = (known_number(table[column], file=path.name) for column in _COLUMNS_2020[2:])
    municipality = key.str[:5]
    new = ~municipality.isin(boundaries["cvegeo"])
    if new.any():
        there = pd.Series(
            municipality_at(boundaries, lon[new].to_numpy(), lat[new].to_numpy()),
            index=municipality[new].index,
        )
        municipality = municipality.mask(new, municipality[new].map(parents).fillna(there))
    frame = pd.DataFrame(
        {
            "locality_key": key,
            "cvegeo": municipality,
            "locality": table["nom_localidad"].str.strip(),
            "lon": lon,
            "lat": lat,
            "population": people.astype("int64"),
            "dwellings": dwellings.astype("int64"),
        }
    )
    return frame.sort_values("locality_key", ignore_index=True)


def read_points_2010(path: Path, boundaries: gpd.GeoDataFrame, *, below: int = 1000) -> pd.DataFrame:
    """Points of localities of more than 100 and fewer than ``below`` people, census 2010.

    The file has no header and no key: latitude, longitude, and the decimal logarithm of the people.

    Returns
    -------
    DataFrame
        ``cvegeo`` (by polygon), ``lon``, ``lat``, ``population`` (people of 2010); ordered by all four.

    Raises
    ------
    LayerError
        Where a row is not three numbers.
    """
    try:
        table = pd.read_csv(path, header=None, names=["lat", "lon", "log_population"], dtype="float64")
    except ValueError as error:
        raise LayerError.at(
            path.name, found=str(error), expected="rows of latitude, longitude, log10 of people"
        ) from error
    if table.empty:
        raise LayerError.at(path.name, found="no row", expected="rows of latitude, longitude, log10 of people")
    empty = table.isna().any(axis=1)
    if empty.any():
        row = int(np.flatnonzero(empty)[0])
        raise LayerError.at(path.name, row=row + 1, found=table.iloc[row].tolist(), expected="three numbers")
    people = np.rint(10.0 ** table["log_population"]).astype("int64")
    small = table[people < below]
    frame = pd.DataFrame(
        {
            "cvegeo": municipality_at(boundaries, small["lon"].to_numpy(), small["lat"].to_numpy()),
            "lon": small["lon"],
            "lat": small["lat"],
            "population": people[people < below],
        }
    )
    return frame.sort_values(["cvegeo", "lon", "lat", "population"], ignore_index=True)


def read_names_2018(path: Path) -> pd.DataFrame:
    """Names and points of INEGI's 2018 locality catalogue.

    Returns
    -------
    DataFrame
        ``cvegeo`` (2020, by polygon), ``locality``, ``lon``, ``lat``; ordered by all.
    """
    table = read_table(
        path, lambda file: pd.read_csv(file, dtype={"cvegeo_2020": str}), "names of localities as gzipped CSV"
    )
    for column in ("nom_loc", "lat", "lon", "cvegeo_2020"):
        if column not in table:
            raise LayerError.at(path.name, column=column, found=list(table.columns), expected="this column")
    table = table.dropna(subset=["nom_loc", "lat", "lon", "cvegeo_2020"])
    frame = pd.DataFrame(
        {
            "cvegeo": municipal_key(table["cvegeo_2020"], file=path.name),
            "locality": table["nom_loc"].str.strip(),
            "lon": table["lon"].astype("float64"),
            "lat": table["lat"].astype("float64"),
        }
    )
    return frame.sort_values(["cvegeo", "locality", "lon", "lat"], ignore_index=True)
