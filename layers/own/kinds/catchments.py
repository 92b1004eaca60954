"""Catchments of sites: polygons, isochrones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from layers.names import normalise
from layers.own.answers import Answers, Question
from layers.own.cells import Context
from layers.own.fields import GEOMETRY, PROGRAM, Field
from layers.own.findings import MENDED, shorten
from layers.own.kind import FileKind, Records
from layers.own.kinds.programs import about_program, check_on_land, id_of, site_of
from layers.own.limits import SITES
from layers.own.reading.table import Table
from layers.own.row import Record, Row
from layers.own.values import as_text

#: How tools call the column that says how far from its site an area goes (ArcGIS, GraphHopper, Mapbox, OpenTripPlanner,
#: openrouteservice and its plugin, QNEAT3, r5r and r5py, Valhalla), and the one that tells the sites apart.
_BANDS = (
    *("value", "contour", "time", "aa mins", "aa meters", "aa metres", "cost level", "isochrone", "tobreak", "bucket"),
    *("break", "travel time", "cutoff", "duration", "minutes", "minutos", "min", "segundos", "range", "rango", "banda"),
)
_SITE_IDS = ("group index", "search id", "origin point id", "origin id", "from id", "facilityid", "facility id")
#: The answer that every area is a site's own.
_EACH = "each"
#: Columns that are offered, values of one that are.
_OFFERED = 12


def _questions(table: Table, columns: Mapping[str, str | None]) -> list[Question]:
    """Which area of each site is kept, where there are several; which column tells the sites apart, where one may.

    Where none may, each area is a site's own: there is nothing to ask.
    """
    if not table.rows:
        return []
    key = columns.get("site_id") or columns.get("name")
    found = []
    bands = _values(table, columns.get("band")) or [""] * len(table.rows)
    several = dict.fromkeys(bands)
    if len(several) > 1 and (key is None or len(set(_values(table, key))) < len(table.rows)):
        found.append(Question("band", tuple(several)[:_OFFERED]))
    if key is None and max(Counter(bands).values()) > 1:
        others = [column for column in table.columns if column not in columns.values()]
        telling = [column for column in others if _tells(_values(table, column), bands)]
        found += [Question("sites", (*telling[:_OFFERED], _EACH))] if telling else []
    return found


def _tells(values: list[str], bands: list[str]) -> bool:
    """Whether a column may tell sites apart: there are several, and none has two areas of one band."""
    return len(set(values)) > 1 and len(set(zip(values, bands, strict=True))) == len(values)


def _values(table: Table, column: str | None) -> list[str]:
    """The cells of a column as a person is asked about them."""
    if column is None or column not in table.columns:
        return []
    place = table.columns.index(column)
    return [shorten(as_text(row[place]) or "") for row in table.rows]


def _settled(columns: Mapping[str, str | None], answers: Answers) -> Mapping[str, str | None]:
    """The columns, with the one that a person says tells the sites apart."""
    told = answers.sites not in {None, "", _EACH} and not (columns.get("site_id") or columns.get("name"))
    return {**columns, "site_id": answers.sites} if told else columns


def _record(row: Row) -> Record | None:
    band, wanted = row.text("band"), row.context.answers.band
    if wanted and band is not None and shorten(band) != wanted:
        row.find(MENDED, "band", "other_band", band, value=wanted)
        return None
    return _catchment(row)


def _catchment(row: Row) -> Record | None:
    context = row.context
    sites = context.layers.programs.sites
    text, name = row.text("site_id"), row.text("name")
    alone = not {"site_id", "name"} & set(context.columns)
    if alone:
        name = f"{context.name.rpartition('.')[0] or context.name} {row.number}"
    elif text is None and name is None:
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
    if not (alone or context.answers.as_sites):
        field, near = ("site_id", sites["site_id"]) if text is not None else ("name", sites["site"])
        row.refuse(field, "unknown_site", given, suggestions=context.suggest(field, map(str, near), given))
        return None
    made = id_of(given) or f"site-{row.number}"
    row.find(MENDED, "site_id", "new_site", given, value=made)
    # A number alone says nothing to whoever reads a list of sites.
    title = str(name or (f"{context.columns['site_id']} {text}" if given.isdigit() else text))
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
        Field("site_id", "casa-oaxaca", ("id", "id sede", "site", "clave sede", *_SITE_IDS)),
        Field("name", "Oficina de Oaxaca", ("nombre", "sede", "site name", "name es", "site es", "oficina")),
        Field("band", "1800", _BANDS),
        *PROGRAM,
        GEOMETRY,
    ),
    needs=(),
    geometry="polygons",
    record=_record,
    identity=lambda record: record["site_id"],
    identity_field="site_id",
    check=check_on_land,
    result=_result,
    put=lambda layers, result: layers.with_catchments(result.frame, result.name),
    questions=_questions,
    settled=_settled,
    answers=("swap", "west", "as_sites"),
    most_sites=SITES,
)
