"""Places where a site may be: the seat of a municipality, or a point; each with what a site costs and can serve."""

from __future__ import annotations

from typing import Any

from layers import candidates
from layers.candidates import DECIMALS
from layers.own.cells import Context
from layers.own.fields import MUNICIPALITY, POINT, Field, is_name
from layers.own.kind import FileKind, Records, frame_of
from layers.own.placing import refuse_outside
from layers.own.row import Record, Row
from layers.own.values import is_missing


def _record(row: Row) -> Record:
    point = row.point()
    has_key = any(not is_missing(row.cell(field)) for field in ("cvegeo", "municipality"))
    key = row.municipality() if has_key or point is None else None
    lon, lat = point or (None, None)
    return {
        "candidate": row.text("candidate"),
        "cvegeo": key,
        "lon": lon,
        "lat": lat,
        "cost": row.amount("cost"),
        "capacity": row.amount("capacity", low=1e-9),
    }


def _place(record: Record) -> str:
    """The point, to about a metre: nearer ones are the same place."""
    lon, lat = record["lon"], record["lat"]
    return "" if lon is None else f"{lon:.{DECIMALS}f}, {lat:.{DECIMALS}f}"


def _result(records: Records, context: Context) -> dict[str, Any]:  # noqa: ARG001 as every kind
    return {"frame": frame_of(records, candidates.COLUMNS, candidates.NUMBERS)}


def _check(records: Records, context: Context) -> None:
    refuse_outside(
        [(row, record) for row, record in records if record["lon"] is not None and record["cvegeo"]], context
    )


KIND = FileKind(
    id="candidates",
    listed=5,
    after="settlements",
    fields=(
        *MUNICIPALITY,
        Field("candidate", "Casa de Cultura", ("candidato", "candidata", "sede propuesta", "lugar", "nombre", "name", "proposed site", "inmueble", "nombre del inmueble"), fits=is_name),
        *POINT,
        Field("cost", "8.5", ("costo", "coste", "costo anual", "precio", "presupuesto", "price", "annual cost"), unit="money"),
        Field("capacity", "400", ("capacidad", "capacidad de atencion"), unit="dwellings"),
    ),
    needs=(("cvegeo", "municipality", "lon", "geometry"), ("cvegeo", "municipality", "lat", "geometry")),
    geometry="points",
    record=_record,
    identity=lambda record: _place(record) or record["cvegeo"],
    identity_field="cvegeo",
    check=_check,
    result=_result,
    put=lambda layers, result: layers.with_candidates(result.frame, result.name),
    answers=("swap", "west"),
)  # fmt: skip
