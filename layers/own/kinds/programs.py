"""Programs and their sites: a directory, or a whole catalogue as GeoJSON."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pydantic
import shapely

from layers.errors import LayerError
from layers.model import Layers
from layers.names import slug
from layers.own.fields import POINT, PROGRAM, Field
from layers.own.findings import MENDED, TAKEN, OwnError, note, without_hidden
from layers.own.kind import FileKind, Records
from layers.own.limits import SITES
from layers.own.result import Result
from layers.own.row import Context, Record, Row
from layers.own.values import parse_year
from layers.program_records import Site, View, place_record
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
_SURENESS_NAMES = {"confirmada": "confirmed", "confirmado": "confirmed", "oficina": "office", "estado": "state"}

_FIELDS = (
    Field("site_id", "casa-oaxaca", ("id", "id sede", "clave sede", "site", "sede id")),
    Field("program_id", "casa", ("id programa", "programa id", "clave programa")),
    Field("name_es", "Casa del Retorno", ("nombre", "name", "programa", "program", "nombre del programa", "program name", "name en")),
    Field("name_en", "House of Return", ("english name", "nombre en ingles", "nombre ingles")),
    Field("site_es", "Oficina de Oaxaca", ("sede", "nombre de la sede", "site name", "oficina", "office")),
    Field("site_en", "Oaxaca office", ("sede en ingles",)),
    *POINT,
    *PROGRAM,
    Field("announced", "", ("anunciado", "anunciados", "componentes anunciados")),
    Field("sureness", "confirmed", ("certeza", "seguridad de la sede"), choices=tuple(reversed(SURENESS)), choice_names=_SURENESS_NAMES),
    Field("reach_km", "40", ("alcance", "alcance km", "radio", "radio km", "reach", "radius", "radius km"), low=0.001, high=1000.0, unit="km"),
    Field("served", "", ("municipios atendidos", "municipios", "served municipalities")),
    Field("operator_es", "Asociación Civil", ("operator", "operador", "institucion", "organizacion", "organization", "institution", "responsable")),
    Field("operator_en", "Civil association", ("operador en ingles",)),
    Field("kind", "ngo", ("tipo", "type", "ambito"), choices=SITE_KINDS, choice_names=_KIND_NAMES),
    Field("views", "", ("vistas",)),
    Field("summary_es", "Asesoría y albergue.", ("descripcion", "resumen")),
    Field("summary_en", "Advice and shelter.", ("description", "summary")),
)  # fmt: skip


def _record(row: Row) -> Record | None:
    name = row.text("name_es", required=True)
    point = None if isinstance(row.shape, _AREAS) else row.point()
    record = about_program(row) | {
        "name_es": name,
        "name_en": row.text("name_en") or name,
        "program_id": row.text("program_id"),
        "site_id": row.text("site_id"),
        "reach_km": row.amount("reach_km"),
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
    if row.refused:
        return None
    shape = row.shape if isinstance(row.shape, _AREAS) else shapely.Point(point) if point else None
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
        "since": row.year("since"),
        "until": row.year("until"),
    }
    if found["since"] and found["until"] and found["until"] < found["since"]:
        row.refuse("until", "until_before_since", found["until"], since=found["since"])
    return found


def id_of(name: str) -> str:
    """An id made of a name.

    Examples
    --------
    >>> id_of("Casa del Retorno, A.C.")
    'casa-del-retorno-a-c'
    """
    return slug(name)[:_LONGEST_ID].strip("-")


def site_of(row: Row, record: Record, shape: shapely.Geometry | None) -> Record | None:
    """A site or a program as ``record``, with its ``geometry``; None, and the row refused, where it cannot be one."""
    try:
        site = place_record(Site.model_validate(record), shape, row.number, row.context.name)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        expected = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
        row.refuse(str(first["loc"][0]), "schema", first["input"], expected=expected)
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
            row.refuse("geometry", "outside_country", f"{point.x:g}, {point.y:g}", country=country)


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
    if records and not any(record["record"].components for _, record in records):
        context.notes.append(note("no_components"))
    ours = context.layers.programs
    edition = context.answers.edition or parse_year(context.members.get("edition")).value or ours.edition
    views = ours.views
    if isinstance(context.members.get("views"), list):
        try:
            views = tuple(View.model_validate(_bare(view)) for view in context.members["views"])
        except pydantic.ValidationError as error:
            reason = f"views: {error.errors()[0]['msg']}"
            raise OwnError.of(context.name, "unreadable", reason=reason, expected="named views") from error
    pairs = [(record["record"], record["geometry"]) for _, record in records]
    programs = catalogue(pairs, views, edition, context.name)
    return {"frame": programs.sites, "programs": programs}


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
    answers=("edition", "swap"),
    most_sites=SITES,
    kept=frozenset(Site.model_fields) - {field.id for field in _FIELDS},
    may_be_empty=True,
)
