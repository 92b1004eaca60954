"""Catchments of sites: polygons, isochrones."""

from __future__ import annotations

from typing import Any

import pandas as pd

from layers.names import normalise
from layers.own.cells import Context
from layers.own.fields import GEOMETRY, PROGRAM, Field
from layers.own.findings import MENDED
from layers.own.kind import FileKind, Records
from layers.own.kinds.programs import about_program, check_on_land, id_of, site_of
from layers.own.limits import SITES
from layers.own.row import Record, Row


def _record(row: Row) -> Record | None:
    context = row.context
    sites = context.layers.programs.sites
    text, name = row.text("site_id"), row.text("name")
    if text is None and name is None:
        row.refuse("site_id" if "site_id" in context.columns else "name", "missing_value")
    about = about_program(row)
    if row.refused:
        return None
    for known in () if text is None else (text, id_of(text)):
        if (sites["site_id"] == known).any():
            if known != text:
                row.find(MENDED, "site_id", "written_otherwise", text, value=known)
            return {"site_id": known, "record": None, "geometry": row.shape}
    found = [] if name is None or text is not None else _named(sites, name)
    if len(found) == 1:
        row.find(MENDED, "name", "written_otherwise", name, value=found[0])
        return {"site_id": found[0], "record": None, "geometry": row.shape}
    if found:
        row.refuse("name", "site_of_several", name, suggestions="; ".join(found[:6]))
        return None
    given = str(text or name)
    if not context.answers.as_sites:
        field, near = ("site_id", sites["site_id"]) if text is not None else ("name", sites["site"])
        row.refuse(field, "unknown_site", given, suggestions=context.suggest(field, map(str, near), given))
        return None
    made = id_of(given) or f"site-{row.number}"
    row.find(MENDED, "site_id", "new_site", given, value=made)
    title = str(name or text)
    record = about | {"site_id": made, "program_id": made, "name_es": title, "name_en": title}
    new = site_of(row, record, row.shape)
    return None if new is None else {"site_id": made, **new}


def _named(sites: pd.DataFrame, name: str) -> list[str]:
    wanted = normalise(name)
    if not wanted:
        return []
    fits = sites["site"].map(normalise).eq(wanted) | sites["site_en"].map(normalise).eq(wanted)
    return sites.loc[fits, "site_id"].tolist()


def _result(records: Records, _: Context) -> dict[str, Any]:
    rows = [record for _, record in records]
    return {"frame": pd.DataFrame(rows, columns=["site_id", "geometry", "record"], dtype=object)}


KIND = FileKind(
    id="catchments",
    listed=3,
    after="programs",
    fields=(
        Field("site_id", "casa-oaxaca", ("id", "id sede", "site", "clave sede")),
        Field("name", "Oficina de Oaxaca", ("nombre", "sede", "site name", "name es", "site es", "oficina")),
        *PROGRAM,
        GEOMETRY,
    ),
    needs=(("site_id", "name"),),
    geometry="polygons",
    record=_record,
    identity=lambda record: record["site_id"],
    identity_field="site_id",
    check=check_on_land,
    result=_result,
    put=lambda layers, result: layers.with_catchments(result.frame, result.name),
    answers=("swap", "west", "as_sites"),
    most_sites=SITES,
)
