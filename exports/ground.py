"""What lies about the municipalities: neighbours' land, and which seas, countries, states and towns have a name."""

from __future__ import annotations

import gzip
import json
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import Layers, basemap
from words.text import Text

#: Smaller towns have no name unless all settlements are drawn.
_LEAST_PEOPLE = 5_000

#: One city for a map, though its boroughs are localities of their own.
CAPITAL = "09"


class Area(NamedTuple):
    """What has a name: kind (sea, country, state, capital), id, room (degrees), longitude and latitude, best first."""

    kind: str
    id: str
    room: float
    at: list[list[float]]


def land(layers: Layers) -> bytes | None:
    """TopoJSON of the neighbours' land, gzipped; None where the layers have none, as another country's."""
    if layers.provenance.resource(basemap.FILE) is None:
        return None
    return (layers.folder / basemap.FILE).read_bytes()


def neighbours(layers: Layers) -> gpd.GeoDataFrame:
    """Land of the neighbouring countries, EPSG:4326.

    ``id`` (three letters, empty where no name is written) and ``geometry``. No row where the layers have none.
    """
    return layers.settlement_cache.get("neighbours", (), lambda: _neighbours(layers), most=1)


def _neighbours(layers: Layers) -> gpd.GeoDataFrame:
    packed = land(layers)
    if packed is None:
        return gpd.GeoDataFrame({"id": []}, geometry=[], crs="EPSG:4326")
    # GDAL tells no CRS, since TopoJSON has none but this.
    read = gpd.read_file(gzip.decompress(packed))  # type: ignore[call-overload]  # a file's bytes are as good as a path
    found = read.set_crs("EPSG:4326", allow_override=True)
    return found.set_geometry(shapely.make_valid(found.geometry.to_numpy()), crs="EPSG:4326")


def areas(layers: Layers) -> list[Area]:
    """The areas with a name, of the TopoJSON from `land`; none where the layers have none."""
    return layers.settlement_cache.get("areas", (), lambda: _areas(layers), most=1)


def _areas(layers: Layers) -> list[Area]:
    packed = land(layers)
    if packed is None:
        return []
    found = [Area(**place) for place in json.loads(gzip.decompress(packed))["names"]]
    return [
        area._replace(kind="capital", at=[_middle_of_capital(layers)]) if area.id == CAPITAL else area for area in found
    ]


def name_of(area: Area, layers: Layers, text: Text) -> str:
    """An area's name in a language."""
    if area.kind == "capital":
        return text("map.capital")
    return text.state(layers.states[area.id]) if area.kind == "state" else text(f"map.{area.kind}.{area.id}")


def towns(layers: Layers) -> pd.DataFrame:
    """Settlements whose names a map writes before it draws settlements; the capital's boroughs are not among them."""
    rows = layers.settlements[layers.settlements["population"] >= _LEAST_PEOPLE]
    return rows[rows["cvegeo"].str[:2] != CAPITAL]


def _middle_of_capital(layers: Layers) -> list[float]:
    boroughs = layers.municipios[layers.municipios["state_code"] == CAPITAL]
    middle = np.average(boroughs[["seat_lon", "seat_lat"]], axis=0, weights=boroughs["population"])
    return [round(float(degrees), 3) for degrees in middle]
