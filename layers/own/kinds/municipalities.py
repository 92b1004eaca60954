"""Municipalities of another country: their polygons, in place of ours."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from layers import municipios
from layers.names import slug
from layers.own.answers import Question
from layers.own.cells import Context
from layers.own.crs import WGS84
from layers.own.fields import GEOMETRY, KEY_NAMES, Field, count, is_key, is_name, latitude, longitude
from layers.own.findings import MENDED, note, shorten
from layers.own.kind import FileKind, Records, frame_of
from layers.own.lookup import is_gadm
from layers.own.reading.table import Table
from layers.own.row import Record, Row
from layers.own.values import as_text
from layers.schema import KEY_PATTERN
from vocabulary.lists import MARGINALISATION

if TYPE_CHECKING:
    import geopandas as gpd

#: What a column is derived from where the file has none.
_DERIVED = {
    "pcode": "pcode, as cvegeo",
    "state_code": "state_code, from state",
    "region": "region, as state",
    "seat": "seat, as municipality",
    "seat_lon": "place of the seat: a point inside the polygon",
}


def _record(row: Row) -> Record | None:
    keys = {field: row.text(field) for field in ("cvegeo", "state_code", "pcode")}
    name, state = row.text("municipality", required=True), row.text("state", required=True)
    if keys["cvegeo"] is None and not row.refused:
        row.refuse("cvegeo", "missing_value")
    for field, text in keys.items():
        if text is not None and is_gadm(text):
            # The part after the underscore counts GADM's editions of it.
            keys[field] = text.rpartition("_")[0]
            row.find(MENDED, field, "written_otherwise", text, value=keys[field])
    for field, text in keys.items():
        if text is not None and not re.fullmatch(KEY_PATTERN, text):
            row.refuse(field, "schema", text, expected="letters, digits, dots and hyphens, at most 20")
    seat = row.amount("seat_lon"), row.amount("seat_lat")
    figures = {field: row.amount(field) for field in ("population", "dwellings")}
    degree, region, seat_name = row.choice("marginalisation"), row.text("region"), row.text("seat")
    if row.refused or row.shape is None:
        return None
    stated = None not in seat
    inside = row.shape.representative_point()
    return {
        "cvegeo": keys["cvegeo"],
        "pcode": keys["pcode"] or keys["cvegeo"],
        "municipality": name,
        "state_code": keys["state_code"] or slug(str(state))[:20],
        "state": state,
        "region": region or state,
        **figures,
        "seat": seat_name or name,
        "seat_lon": seat[0] if stated else inside.x,
        "seat_lat": seat[1] if stated else inside.y,
        "seat_basis": "own" if stated else "inside_point",
        "marginalisation": degree,
        "geometry": row.shape,
    }


def _check_keys(records: Records, context: Context) -> None:
    """Refuse keys of digits alone that are shorter than others, and states with two names or without a key.

    Zeros that were lost are put back where the person has said how long a key is.
    """
    for field in ("cvegeo", "state_code"):
        digits = [record[field] for _, record in records if record[field].isdigit()]
        longest = max(map(len, digits), default=0)
        if context.answers.key_digits:
            longest = context.answers.key_digits if field == "cvegeo" else longest
            _put_back_zeros(records, field, longest)
        for row, record in records:
            if record[field].isdigit() and len(record[field]) < longest:
                row.refuse(field, "not_key", record[field])
    names: dict[str, set[str]] = defaultdict(set)
    for record in (record for _, record in records):
        names[record["state_code"]].add(record["state"])
    expected = "one name for each key of a state, and a key for each"
    for row, record in records:
        if len(names[record["state_code"]]) > 1 or not record["state_code"]:
            row.refuse("state", "schema", record["state"], expected=expected)


def _put_back_zeros(records: Records, field: str, length: int) -> None:
    for row, record in records:
        text = record[field]
        if text.isdigit() and len(text) < length:
            row.find(MENDED, field, "lost_zeros", text, value=text.zfill(length))
            record["pcode"] = text.zfill(length) if field == "cvegeo" and record["pcode"] == text else record["pcode"]
            record[field] = text.zfill(length)


def _questions(table: Table, columns: Mapping[str, str | None]) -> list[Question]:
    """How long a key is, where keys of digits alone differ in length."""
    column = columns.get("cvegeo")
    if column not in table.columns:
        return []
    place = table.columns.index(column)
    keys = [as_text(row[place]) or "" for row in table.rows]
    lengths = {len(key) for key in keys if key.isdigit()}
    return [Question("key_digits")] if len(lengths) > 1 and all(key.isdigit() for key in keys if key) else []


def _result(records: Records, context: Context) -> dict[str, Any]:
    import geopandas as gpd

    numbers = ("population", "dwellings", "people_5_and_over", "abroad_2015")
    frame = frame_of(records, municipios.COLUMNS, (*numbers, "seat_lon", "seat_lat", "marginalisation_index"))
    frame["pcode_in_cod"] = pd.array([None] * len(frame), dtype="boolean")  # our list is of one country
    shapes = [record["geometry"] for _, record in records]
    polygons = gpd.GeoDataFrame({"cvegeo": frame["cvegeo"], "geometry": shapes}, crs=WGS84)
    context.notes.extend(note("derived", value=how) for field, how in _DERIVED.items() if field not in context.columns)
    return {"frame": frame, "polygons": polygons, "country": shorten(context.answers.country) or "the country"}


KIND = FileKind(
    id="municipalities",
    listed=6,
    fields=(
        Field("cvegeo", "0101", KEY_NAMES, tags=("#adm2+code",), fits=is_key),
        Field("municipality", "San Pedro", ("municipio", "name", "nombre", "nom mun", "adm2 es", "adm2 en", "adm2 name", "admin2name", "admin2name es", "admin2name en", "admin2 name", "nomgeo", "nombre municipio", "nombre del municipio", "municipality name", "canton", "distrito", "district", "comuna", "name 2"), tags=("#adm2+name", "#adm2"), fits=is_name),
        Field("state_code", "01", ("cve ent", "adm1 pcode", "departamento codigo", "clave estado", "state key", "admin1pcode", "admin1 pcode", "adm1 code", "cod dep", "codigo departamento", "cod depto", "cod prov", "codigo provincia", "departamento id", "state code", "gid 1"), tags=("#adm1+code",)),
        Field("state", "Norte", ("estado", "departamento", "department", "adm1 es", "adm1 en", "adm1 name", "admin1name", "admin1name es", "admin1 name", "nom ent", "provincia", "province", "nombre departamento", "nom dep", "region name", "name 1"), tags=("#adm1+name", "#adm1"), fits=is_name),
        Field("region", "Norte", ("macro region",)),
        Field("pcode", "XX0101", ("adm2 pcode", "admin2pcode", "admin2 pcode", "p code")),
        count("population", "12000", "poblacion", "pobtot", "pop", "people"),
        count("dwellings", "3000", "viviendas", "vivparhab", unit="dwellings"),
        Field("seat", "San Pedro", ("cabecera", "capital")),
        longitude("seat_lon", "-90.1", "cabecera lon"),
        latitude("seat_lat", "15.2", "cabecera lat"),
        Field("marginalisation", "Alto", ("marginacion", "grado de marginacion", "gm 2020"), choices=MARGINALISATION),
        GEOMETRY,
    ),
    needs=(("cvegeo",), ("municipality",), ("state",), ("geometry",)),
    geometry="polygons",
    record=_record,
    identity=lambda record: record["cvegeo"],
    identity_field="cvegeo",
    check=_check_keys,
    result=_result,
    put=lambda layers, result: layers.with_municipios(
        result.frame, cast("gpd.GeoDataFrame", result.polygons), result.name, result.country
    ),
    questions=_questions,
    answers=("swap", "west", "country"),
    is_country=True,
)  # fmt: skip
