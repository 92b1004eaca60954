"""Programs and their sites: a directory, or a whole catalogue as GeoJSON."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import numpy as np
import pydantic
import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import LayerError
from layers.model import Layers
from layers.names import normalise, slug
from layers.own.answers import Question
from layers.own.cells import Context
from layers.own.components import COMPONENT_NAMES
from layers.own.fields import MUNICIPALITY, MUNICIPALITY_KEY_NAMES, POINT, PROGRAM, Field, is_name
from layers.own.findings import MENDED, TAKEN, WARNED, Finding, OwnError, shorten, without_hidden
from layers.own.kind import FileKind, Records
from layers.own.limits import SITES
from layers.own.placed import has_cells, place_columns
from layers.own.reading.table import Table
from layers.own.result import Result
from layers.own.row import Record, Row
from layers.own.values import as_text, is_missing
from layers.own.years import parse_year
from layers.program_records import ID_PATTERN, Site, View, constraint_of, place_record
from layers.programs import catalogue
from vocabulary.lists import SITE_KINDS, SURENESS

_LONGEST_ID = 60
_AREAS = (shapely.Polygon, shapely.MultiPolygon)
_KIND_NAMES = {
    "estatal": "state",
    **dict.fromkeys(("osc", "ong", "asociacion civil", "civil society"), "ngo"),
    "internacional": "international",
    "binacional": "binational",
    **dict.fromkeys(("servicio general", "general service"), "general_service"),
}
#: What a column is called that says whether something is still open, and what it says where it is not.
_STATUS = frozenset(
    {"estatus", "status", "situacion", "estado actual", "estatus del programa", "activo", "vigente", "operando"}
)
_CLOSED = frozenset(
    {
        *("cerrado", "cerrada", "inactivo", "inactiva", "concluido", "concluida", "finalizado", "finalizada", "baja"),
        *("terminado", "suspendido", "suspendida", "cancelado", "no", "no vigente", "no opera", "closed", "inactive"),
        *("completed", "finished", "ended", "suspended", "cancelled"),
    }
)
_SURENESS_NAMES = {"confirmada": "confirmed", "confirmado": "confirmed", "oficina": "office", "estado": "state"}

#: A program's own key may be called "clave" too.
_WHERE = (dataclasses.replace(MUNICIPALITY[0], other_names=MUNICIPALITY_KEY_NAMES), *MUNICIPALITY[1:])

_FIELDS = (
    Field("site_id", "casa-oaxaca", ("id", "id sede", "clave sede", "site", "sede id")),
    Field("program_id", "casa", ("id programa", "programa id", "clave programa")),
    Field("name_es", "Casa del Retorno", ("nombre", "name", "programa", "program", "nombre del programa", "program name", "name en", "nombre de la institucion", "nombre de la organizacion", "nombre del centro", "nombre del albergue", "nombre programa", "nombre institucion", "nombre organizacion", "nombre albergue", "nombre de la casa", "casa o albergue", "albergue", "organization name", "organisation name", "ngo name", "service provider", "nombre de la osc", "nombre oficial"), tags=("#org+name", "#activity+name", "#service+name", "#org", "#activity"), fits=is_name),
    Field("name_en", "House of Return", ("english name", "nombre en ingles", "nombre ingles")),
    Field("site_es", "Oficina de Oaxaca", ("sede", "nombre de la sede", "site name", "oficina", "office")),
    Field("site_en", "Oaxaca office", ("sede en ingles",)),
    *POINT,
    *_WHERE,
    *PROGRAM,
    Field("announced", "", ("anunciado", "anunciados", "componentes anunciados")),
    Field("sureness", "confirmed", ("certeza", "seguridad de la sede"), choices=tuple(reversed(SURENESS)), choice_names=_SURENESS_NAMES),
    Field("reach_km", "40", ("alcance", "alcance km", "radio", "radio km", "reach", "radius", "radius km"), low=0.001, high=1000.0, unit="km"),
    Field("reach_min", "", ("alcance min", "alcance minutos", "alcance en minutos", "minutos", "reach minutes", "minutes"), low=0.1, high=600.0, unit="min"),
    Field("served", "", ("municipios atendidos", "municipios", "municipios que atiende", "cobertura municipal", "served municipalities", "municipalities served")),
    Field("operator_es", "Asociación Civil", ("operator", "operador", "institucion", "organizacion", "organization", "institution", "responsable")),
    Field("operator_en", "Civil association", ("operador en ingles",)),
    Field("kind", "ngo", ("tipo", "type", "ambito"), choices=SITE_KINDS, choice_names=_KIND_NAMES),
    Field("views", "", ("vistas",)),
    Field("summary_es", "Asesoría y albergue.", ("descripcion", "resumen")),
    Field("summary_en", "Advice and shelter.", ("description", "summary")),
)  # fmt: skip

#: `precision` says how our own places were found: no field of a person's file.
_OURS = {
    **{
        name: name
        for name in ("site_id", "program_id", "lon", "lat", "since", "until", "reach_km", "reach_min", "components")
    },
    **{name: name for name in ("eligibility", "views", "served", "kind", "sureness", "announced")},
    "program": "name_es",
    "site": "site_es",
    "precision": None,
}


def _record(row: Row) -> Record | None:
    name = row.text("name_es", required=True)
    point = None if isinstance(row.shape, _AREAS) else row.point()
    record = about_program(row) | {
        "name_es": name,
        "name_en": row.text("name_en") or name,
        "program_id": _id(row, "program_id"),
        "site_id": _id(row, "site_id"),
        "reach_km": row.amount("reach_km"),
        "reach_min": row.amount("reach_min"),
        "served": row.municipalities("served"),
        "views": row.names("views"),
        "announced": row.components("announced"),
        "sureness": row.choice("sureness"),
        **{
            f"{field}_{language}": row.text(f"{field}_{language}")
            for field in ("site", "operator", "summary")
            for language in ("es", "en")
        },
    }
    kind = row.choice("kind")
    record |= {"kind": kind} if kind else {}
    record |= {field: _bare(value) for field, value in row.more.items() if value is not None}
    shape = row.shape if isinstance(row.shape, _AREAS) else shapely.Point(point) if point else _seat(row, record)
    if row.refused:
        return None
    if record["program_id"] is None:
        record["program_id"] = id_of(str(name)) or f"program-{row.number}"
        row.find(MENDED, "program_id", "id_made", "", value=record["program_id"])
    if shape is None:
        row.find(TAKEN, "", "without_place")
    elif record["site_id"] is None:
        record["site_id"] = f"{record['program_id']}-{row.number}"
        row.find(MENDED, "site_id", "id_made", "", value=record["site_id"])
    return site_of(row, record, shape)


def about_program(row: Row) -> Record:
    """What a program offers, to whom and when: `layers.own.fields.PROGRAM`."""
    found: Record = {
        "components": row.components("components"),
        "eligibility": row.choice("eligibility") or "any",
        **dict(zip(("since", "until"), row.period("since", "until"), strict=True)),
    }
    if found["since"] and found["until"] and found["until"] < found["since"]:
        row.refuse("until", "until_before_since", found["until"], since=found["since"])
    return found


def _id(row: Row, field: str) -> str | None:
    """An id as ids are written: small letters, digits and hyphens."""
    text = row.text(field)
    if text is None or re.fullmatch(ID_PATTERN, text):
        return text
    made = id_of(text)
    if not made:
        row.refuse(field, "not_id", text)
        return None
    row.find(MENDED, field, "written_otherwise", text, value=made)
    return made


def _seat(row: Row, record: Record) -> shapely.Point | None:
    """The seat of the municipality that a program without a place names, where the person says that it says so.

    A program that serves municipalities has to stand somewhere: at the seat of the first, which changes nothing of whom
    it covers. ``record`` then says what is known, and no more.
    """
    context, served = row.context, record["served"]
    if row.refused:
        return None
    named = "cvegeo" in context.columns or "municipality" in context.columns
    how = context.answers.municipality_as if named else None
    key = None
    if how in {"seat", "served"} and not (is_missing(row.cell("cvegeo")) and is_missing(row.cell("municipality"))):
        key = row.municipality()
        if key is not None and how == "served" and not served:
            record["served"] = (key,)
            row.find(MENDED, "municipality", "served_read", row.cell("municipality"), value=key)
    key = key or (served[0] if served else None)
    if key is None:
        return None
    place = context.layers.municipios.iloc[context.municipalities.row_of[key]]
    record["precision"] = "municipality"
    row.find(MENDED, "served" if served else "municipality", "placed_at_seat", "", value=f"{place['seat']} ({key})")
    return shapely.Point(place["seat_lon"], place["seat_lat"])


def id_of(name: str) -> str:
    """An id made of a name.

    Examples
    --------
    >>> id_of("Casa del Retorno, A.C.")
    'casa-del-retorno-a-c'
    """
    return slug(name)[:_LONGEST_ID].strip("-")


def site_of(row: Row, record: Record, shape: BaseGeometry | None) -> Record | None:
    """A site or a program as ``record``, with its ``geometry``; None, and the row refused, where it cannot be one."""
    try:
        site = place_record(Site.model_validate(record), shape, row.number, row.context.name)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        row.refuse(str(first["loc"][0]), "schema", first["input"], expected=constraint_of(first))
        return None
    except LayerError:  # it has a reach or municipalities that it serves, and no place
        row.refuse("geometry", "no_geometry")
        return None
    return {"record": site, "geometry": shape}


def check_on_land(records: Records, context: Context) -> None:
    """Refuse sites and catchments whose place (an area's inside point) lies in no municipality."""
    placed = [(row, record["geometry"].representative_point()) for row, record in records if record["geometry"]]
    lon, lat = (np.array([getattr(point, axis) for _, point in placed]) for axis in "xy")
    country = context.layers.extent.country
    for (row, point), good in zip(placed, context.layers.on_land(lon, lat), strict=True):
        if not good:
            row.refuse(row.place_field, "outside_country", f"{point.x:g}, {point.y:g}", country=country)


def _bare(value: Any) -> Any:
    """Whatever JSON holds, its texts without what is not seen."""
    if isinstance(value, str):
        return " ".join(without_hidden(value).split())
    if isinstance(value, list):
        return [_bare(part) for part in value]
    return {_bare(name): _bare(part) for name, part in value.items()} if isinstance(value, dict) else value


def _identity(record: Record) -> Hashable:
    site = record["record"]
    return site.site_id or f"{site.program_id} without a place"


def _result(records: Records, context: Context) -> dict[str, Any]:
    _warn(records, context)
    ours = context.layers.programs
    edition = context.answers.edition or parse_year(context.table.members.get("edition")).value or ours.edition
    views = ours.views
    if isinstance(context.table.members.get("views"), list):
        try:
            views = tuple(View.model_validate(_bare(view)) for view in context.table.members["views"])
        except pydantic.ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            parts = {"column": where, "found": shorten(first["input"]), "expected": constraint_of(first)}
            raise OwnError.of(context.name, "views", **parts) from error
    pairs = [(record["record"], record["geometry"]) for _, record in records]
    programs = catalogue(pairs, views, edition, context.name)
    return {"frame": programs.sites, "programs": programs}


def _warn(records: Records, context: Context) -> None:
    """Say of the whole file what would make all of it useless, and what services none of ours is."""
    columns = context.columns
    if records and not any(record["record"].components for _, record in records):
        context.notes.append(Finding(None, columns.get("components", ""), WARNED, "no_components"))
    unread = ", ".join(column for column in _service_columns(context.table) if column not in columns.values())
    if unread and "components" not in columns:
        context.notes.append(Finding(None, "", WARNED, "service_columns", "", {"columns": shorten(unread, 200)}))
    if records and not any(record["geometry"] for _, record in records):
        near = ", ".join(place_columns(context)) or "—"
        context.notes.append(Finding(None, "", WARNED, "no_places", "", {"columns": near}))
    status, closed = _closed(context.table, columns.values())
    if closed:
        context.notes.append(Finding(None, status, WARNED, "closed_rows", "", {"column": status, "count": closed}))
    left = [
        text
        for row, _ in records
        for finding in row.findings
        if finding.code == "component_left_out"
        for text in finding.found.split("; ")
    ]
    if left:
        column = columns.get("components", "")
        found = shorten("; ".join(dict.fromkeys(left)))
        context.notes.append(Finding(None, column, WARNED, "components_left_out", found, {"count": len(set(left))}))


def _closed(table: Table, used: Iterable[str]) -> tuple[str, int]:
    """A column that no field takes and that says of rows that they are closed, and of how many; none and nought."""
    for place, column in enumerate(table.columns):
        if normalise(column) in _STATUS and column not in used:
            count = sum(normalise(as_text(row[place]) or "") in _CLOSED for row in table.rows)
            if count:
                return column, count
    return "", 0


def _service_columns(table: Table) -> list[str]:
    """The columns that are called as a service is, as where a sheet has a column for each and marks in it."""
    last = {column: normalise(re.split(r"[/.]", column)[-1]) for column in table.columns}
    return [column for column, name in last.items() if name in COMPONENT_NAMES]


def _questions(table: Table, columns: Mapping[str, str | None]) -> list[Question]:
    """What a municipality means, where a file has no other place."""
    names = [columns.get(field) for field in ("cvegeo", "municipality")]
    placed = any(table.geometries or ()) or any(
        has_cells(table, columns.get(field)) for field in ("lon", "lat", "geometry")
    )
    asked = not placed and any(has_cells(table, name) for name in names)
    return [Question("municipality_as", ("seat", "served", "no_place"))] if asked else []


def _put(layers: Layers, result: Result) -> Layers:
    assert result.programs is not None
    return layers.with_programs(result.programs, result.name)


KIND = FileKind(
    id="programs",
    listed=1,
    after="returns",
    fields=_FIELDS,
    needs=(("name_es",),),
    geometry="any",
    record=_record,
    identity=_identity,
    identity_field="site_id",
    check=check_on_land,
    result=_result,
    put=_put,
    questions=_questions,
    answers=("edition", "swap", "west"),
    ours=_OURS,
    most_sites=SITES,
    kept=frozenset(Site.model_fields) - {field.id for field in _FIELDS},
    may_be_empty=True,
)
