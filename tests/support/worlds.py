"""Small invented worlds, small enough to work out by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box, mapping

from layers import Layers
from layers.neighbours import find_neighbours
from layers.program_file import parse_programs
from layers.provenance import Provenance
from vocabulary.lists import COMPONENTS

VIEWS = [
    {"id": "current", "name_es": "Hoy", "name_en": "Today"},
    {"id": "old", "name_es": "Antes", "name_en": "Before", "as_of": 2014},
]


def municipality(cvegeo: str, **other: Any) -> dict[str, Any]:
    """A municipality of the Sur-sureste with its seat at 17 N, 96 W."""
    return {
        "cvegeo": cvegeo,
        "pcode": f"MX{cvegeo}",
        "pcode_in_cod": True,
        "municipality": f"Municipio {cvegeo}",
        "state_code": cvegeo[:2],
        "state": f"Estado {cvegeo[:2]}",
        "region": "Sur-sureste",
        "population": 1000.0,
        "dwellings": 200.0,
        "people_5_and_over": 900.0,
        "abroad_2015": 18.0,
        "seat": "Cabecera",
        "seat_lon": -96.0,
        "seat_lat": 17.0,
        "seat_basis": "census2020",
        "marginalisation": "Alto",
        "marginalisation_index": 50.0,
        "marginalisation_2010": "Alto",
        **other,
    }


def settlement(cvegeo: str, lon: float = -96.0, lat: float = 17.0, **other: Any) -> dict[str, Any]:
    """A rural settlement of 1,000 people in 200 dwellings."""
    people = other.get("population", 1000.0)
    return {
        "cvegeo": cvegeo,
        "locality_key": None,
        "locality": None,
        "lon": lon,
        "lat": lat,
        "population": people,
        "dwellings": 200.0,
        "locality_population": people,
        "abroad_2015": 18.0,
        "indigenous_speakers": 100.0,
        "without_health_insurance": 250.0,
        "schooling_years": 6.5,
        "basis": "census2020",
        **other,
    }


def returns(cvegeo: str, rate: float = 20.0, dwellings: float = 200.0, year: int = 2020) -> dict[str, Any]:
    """Return figures of one municipality and year."""
    return {
        "cvegeo": cvegeo,
        "year": year,
        "dwellings": dwellings,
        "return_rate": rate,
        "remittance_rate": 0.0,
        "emigrant_rate": 0.0,
        "circular_rate": 0.0,
        "intensity": "Alto",
    }


def site(site_id: str, lon: float = -96.0, lat: float = 17.0, *, shape: Any = None, **other: Any) -> dict[str, Any]:
    """A site that offers legal assistance to anyone, as a GeoJSON feature."""
    geometry = mapping(shape) if shape is not None else {"type": "Point", "coordinates": [lon, lat]}
    properties = {
        "site_id": site_id,
        "program_id": site_id.split("-", maxsplit=1)[0],
        "name_es": "Programa",
        "name_en": "Program",
        "components": [COMPONENTS[2]],
        **other,
    }
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def world(
    municipios: Iterable[dict[str, Any]],
    settlements: Iterable[dict[str, Any]],
    figures: Iterable[dict[str, Any]],
    sites: Iterable[dict[str, Any]] = (),
) -> Layers:
    """Layers of an invented world."""
    document = {"type": "FeatureCollection", "edition": 2026, "views": VIEWS, "features": list(sites)}
    return Layers(
        municipios=pd.DataFrame(list(municipios)).sort_values("cvegeo", ignore_index=True),
        settlements=pd.DataFrame(list(settlements)),
        returns=pd.DataFrame(list(figures)),
        programs=parse_programs(document, file="world.geojson"),
        components=pd.DataFrame(),
        provenance=Provenance({"edition": "world"}),
    )


def squares(places: dict[str, tuple[float, float]], **changes: dict[str, Any]) -> Layers:
    """Municipalities that are squares of one degree, whose seats lie in the middle; of each what is changed.

    ``returns`` is the dwellings of one, ``rate`` its return rate, in %; all else is of the municipality.
    """
    figures = {key: dict(changes.get(key, {})) for key in places}
    made = [
        returns(key, rate=figures[key].pop("rate", 20.0), dwellings=figures[key].pop("returns", 200.0))
        for key in places
    ]
    layers = world(
        [municipality(key, seat_lon=x + 0.5, seat_lat=y + 0.5, **figures[key]) for key, (x, y) in places.items()],
        [settlement(key, x + 0.5, y + 0.5) for key, (x, y) in places.items()],
        made,
    )
    shapes = gpd.GeoDataFrame(
        {"cvegeo": sorted(places)}, geometry=[box(x, y, x + 1, y + 1) for _, (x, y) in sorted(places.items())], crs=4326
    )
    return dataclasses.replace(layers, polygons=shapes, neighbours=find_neighbours(shapes))
