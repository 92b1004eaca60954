"""Settlements: localities, or parts of them, where they stand."""

from __future__ import annotations

import dataclasses
from typing import Any

from layers import settlements
from layers.model import Layers
from layers.own.cells import Context
from layers.own.fields import MUNICIPALITY, POINT, Field, count, is_key, is_name
from layers.own.findings import note
from layers.own.kind import FileKind, Records, frame_of, note_missing
from layers.own.placing import refuse_outside
from layers.own.row import Record, Row

#: A layer of localities names these where one of municipalities names those.
_NOMGEO = "nomgeo"
_WHERE = tuple(
    dataclasses.replace(field, other_names=tuple(name for name in field.other_names if name != _NOMGEO))
    for field in MUNICIPALITY
)


def _record(row: Row) -> Record:
    key = row.municipality()
    point = row.point()
    people = row.amount("population", required=True)
    whole = row.amount("locality_population")
    lon, lat = point or (None, None)
    record = {
        "cvegeo": key,
        "locality_key": row.locality(key),
        "locality": row.text("locality"),
        "lon": lon,
        "lat": lat,
        "population": people,
        "dwellings": row.amount("dwellings"),
        "locality_population": people if whole is None else whole,
        **{name: row.amount(name) for name in settlements.FACTS},
        "basis": "own",
    }
    if point is None and not row.refused:
        row.refuse(row.place_field, "missing_value")
    return record


def _result(records: Records, context: Context) -> dict[str, Any]:
    numbers = ("lon", "lat", "population", "dwellings", "locality_population", *settlements.FACTS)
    frame = frame_of(records, settlements.COLUMNS, numbers)
    if "locality_population" not in context.columns:
        context.notes.append(note("derived", value="locality_population, as population"))
    note_missing(frame, context)
    return {"frame": frame}


KIND = FileKind(
    id="settlements",
    listed=4,
    after="municipalities",
    fields=(
        *_WHERE,
        Field("locality_key", "200670001", ("clave localidad", "cve loc", "cveloc", "loc", "clave de la localidad", "clave de localidad", "clave loc", "cve localidad", "cvegeo loc", "cvegeoloc", "id loc", "id localidad", "localidad", "mapa", "locality code"), tags=("#loc+code",), fits=is_key),
        Field("locality", "Oaxaca de Juárez", ("localidad", "nom loc", "nomloc", "nom localidad", "nombre localidad", "nombre loc", "nombre de la localidad", "nombre de localidad", "settlement", "place", "name", "nombre", _NOMGEO, "comunidad", "nombre de la comunidad", "community"), tags=("#loc+name", "#loc"), fits=is_name),
        *POINT,
        count("population", "258913", "poblacion", "pobtot", "pob total", "poblacion total", "people", "pop", "poblacion 2020", "pob", "pobtot 2020", "p total", "pob tot", "pob 2020", "poblacion total 2020", "total population", "population total", "habitantes", "numero de habitantes", tags=("#population+total", "#population")),
        count("dwellings", "74361", "viviendas", "vivparhab", "tvivparhab", "tvivhab", "viv hab", "viviendas habitadas", "total de viviendas habitadas", "viviendas particulares habitadas", "total de viviendas particulares habitadas", unit="dwellings"),
        count("locality_population", "258913", "poblacion de la localidad"),
        count("abroad_2015", "1200", "residencia en otro pais 2015"),
        count("indigenous_speakers", "31000", "p3ym hli"),
        count("without_health_insurance", "70000", "psinder"),
        count("schooling_years", "11.2", "graproes", unit="years"),
    ),
    needs=(("cvegeo", "municipality"), ("population",), ("lon", "geometry"), ("lat", "geometry")),
    geometry="points",
    record=_record,
    identity=lambda record: record["locality_key"] or tuple(record.values()),
    identity_field="locality_key",
    check=refuse_outside,
    result=_result,
    put=lambda layers, result: layers.with_settlements(result.frame, result.name),
    answers=("swap", "west"),
    ours=dict.fromkeys(settlements.COLUMNS),
    put_table=Layers.with_settlements,
    table_needs=settlements.COLUMNS,
)  # fmt: skip
