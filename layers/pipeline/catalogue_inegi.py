"""INEGI's catalogue of municipalities: names, seats, people and inhabited dwellings of the 2020 census."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from layers.errors import LayerError
from layers.pipeline.text import municipal_key

_COLUMNS = ("cve_completa", "nom_municipio", "cve_cabecera", "nom_cabecera", "poblacion_total", "viviendas_habitadas")
_NO_SEAT = "----"


def read_municipal_catalogue(path: Path) -> pd.DataFrame:
    """Municipalities with their census figures; those created after 2020, which hold no people yet, are left out.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``municipality``, ``seat_key`` (nine digits; missing where there is no seat: Mexico City), ``seat``,
        ``population`` (people, 2020),
        ``dwellings`` (inhabited, 2020); ordered by key.

    Raises
    ------
    LayerError
        Where the file is not JSON, lacks a column, or a key is malformed.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise LayerError.at(path.name, found=str(error), expected="a JSON list of municipalities") from error
    table = pd.DataFrame(rows)
    for column in _COLUMNS:
        if column not in table:
            raise LayerError.at(path.name, column=column, found=list(table.columns), expected="this column")
    cvegeo = municipal_key(table["cve_completa"], file=path.name)
    none = table["cve_cabecera"] == _NO_SEAT
    seat = municipal_key(table["cve_cabecera"].mask(none, "0"), file=path.name, width=4)
    frame = pd.DataFrame(
        {
            "cvegeo": cvegeo,
            "municipality": table["nom_municipio"].str.strip(),
            "seat_key": (cvegeo + seat).mask(none, None),
            "seat": table["nom_cabecera"].str.strip().mask(none, table["nom_municipio"].str.strip()),
            "population": table["poblacion_total"].astype("int64"),
            "dwellings": table["viviendas_habitadas"].astype("int64"),
        }
    )
    return frame[frame["population"] > 0].sort_values("cvegeo", ignore_index=True)
