"""What the map draws about the municipalities: sea, neighbours' land, and the names that say where one is."""

from __future__ import annotations

import gzip
import json
from typing import Any

import numpy as np
import pandas as pd

from layers import Layers, basemap
from vocabulary.colours import GROUND, NAMES
from words.catalogues import languages
from words.text import Text

#: Smaller towns have their name from the settlements, when the map is near.
_LEAST_PEOPLE = 5_000

#: One city for the map, though its boroughs are localities of their own.
_CAPITAL = "09"


def land(layers: Layers) -> bytes | None:
    """TopoJSON of the neighbours' land, gzipped; None where the layers have none, as another country's."""
    if layers.provenance.resource(basemap.FILE) is None:
        return None
    return (layers.folder / basemap.FILE).read_bytes()


def ground(topology: bytes, layers: Layers) -> dict[str, Any]:
    """Colours and names, which no question changes.

    Parameters
    ----------
    topology : bytes
        From `land`.

    Returns
    -------
    dict
        ``colours`` of sea, land and borders, ``inks`` of names, and ``areas``: of each its ``kind`` (sea, country,
        state, capital), ``names`` by language, ``room`` (degrees) and ``at`` (longitude and latitude, the best place
        first), and a state's key as ``state``.
    """
    speakers = [Text(language) for language in languages()]
    states = layers.municipios.drop_duplicates("state_code").set_index("state_code")["state"]
    areas = []
    for place in json.loads(gzip.decompress(topology))["names"]:
        kind, code = place["kind"], place.pop("id")
        if code == _CAPITAL:
            place |= {"kind": "capital", "at": [_middle_of_capital(layers)]}
            names = {text.language: text("map.capital") for text in speakers}
        elif kind == "state":
            place |= {"state": code}
            names = {text.language: text.state(states[code]) for text in speakers}
        else:
            names = {text.language: text(f"map.{kind}.{code}") for text in speakers}
        areas.append({**place, "names": names})
    return {"colours": GROUND, "inks": NAMES, "areas": areas}


def towns(layers: Layers) -> pd.DataFrame:
    """Settlements whose names the map writes before it draws settlements; the capital's boroughs are not among them."""
    rows = layers.settlements[layers.settlements["population"] >= _LEAST_PEOPLE]
    return rows[rows["cvegeo"].str[:2] != _CAPITAL]


def _middle_of_capital(layers: Layers) -> list[float]:
    boroughs = layers.municipios[layers.municipios["state_code"] == _CAPITAL]
    middle = np.average(boroughs[["seat_lon", "seat_lat"]], axis=0, weights=boroughs["population"])
    return [round(float(degrees), 3) for degrees in middle]
