"""The second step: the rows, read as a person has confirmed, into what the layers take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy as np
import shapely

from layers.model import Layers
from layers.own.draft import Draft, kind_of, questions_of
from layers.own.fields import Kind
from layers.own.findings import MENDED, REFUSED, TAKEN, Finding, OwnError, report_of, shorten
from layers.own.kinds import WAYS
from layers.own.limits import SITES
from layers.own.line import Line, Sheet
from layers.own.places import Places
from layers.own.result import Answers, Result
from layers.own.shapes import WGS84, check_crs, fault_of, mend_polygon, same_crs, to_wgs84
from layers.own.steps import Lines, Reading, Way, in_country
from layers.own.table import Table
from layers.programs import Site

_POLYGONS = ("Polygon", "MultiPolygon")
_WORLD = (-180.0, -90.0, 180.0, 90.0)


def read(draft: Draft, mapping: Mapping[str, str | None], layers: Layers, answers: Answers | None = None) -> Result:
    """Read a file as a person has confirmed.

    Parameters
    ----------
    draft : Draft
        From `layers.own.inspect`.
    mapping : mapping
        Column of each field that is used, by the field's id; None, or no entry, where it is not.
    layers : Layers
        What the file's municipalities and sites are compared with.
    answers : Answers, optional
        What the file does not say.

    Raises
    ------
    OwnError
        Where a column is not there or used twice, a needed field has none, a question is not answered, or no row at
        all could be taken.
    """
    kind = kind_of(draft.kind, draft.name)
    given = answers or Answers()
    if kind.id in {"programs", "catchments"} and draft.rows > SITES:
        raise OwnError.of(draft.name, "too_many", found=draft.rows, what="sites", most=SITES)
    columns = _columns(draft, kind, mapping, given)
    used = set(columns.values())
    notes = [finding for finding in draft.table.findings if finding.row is None]
    used |= kept_columns(draft)
    notes += [Finding(None, column, TAKEN, "not_used") for column in draft.columns if column not in used]
    places = Places(layers, given.names)
    reading = Reading(draft, kind, columns, given, layers, places, notes, _change(draft, columns, given, notes))
    before = [finding for finding in draft.table.findings if finding.row is not None]
    lines = _lines(reading)
    way = WAYS[kind.id]
    taken: Lines = []
    for line in lines:
        record = None if line.refused else way.take(line, reading)
        if record is not None and not line.refused:
            taken.append((line, record))
    taken = way.look(_settle(taken, way), reading)
    if lines or before or kind.id != "programs":
        _refuse_nothing(taken, lines, before, reading)
    made = way.make(taken, reading)
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in (*before, *(finding for line in lines for finding in line.findings)):
        found[int(finding.row or 0)].append(finding)
    for line in lines:
        if not found[line.number]:
            found[line.number].append(Finding(line.number, "", TAKEN, "taken"))
    findings = [*reading.notes, *(finding for number in sorted(found) for finding in found[number])]
    return Result(kind.id, reading.name, report=report_of(findings), **made)


def kept_columns(draft: Draft) -> set[str]:
    """Properties of a GeoJSON catalogue that are kept though no table has them: citations, notes."""
    if draft.kind != "programs" or draft.format != "geojson":
        return set()
    return set(draft.columns) & set(Site.model_fields) - set(kind_of(draft.kind, draft.name).ids)


def _columns(draft: Draft, kind: Kind, mapping: Mapping[str, str | None], answers: Answers) -> dict[str, str]:
    columns = {field: column for field, column in mapping.items() if column is not None and field != "geometry"}
    seen: dict[str, str] = {}
    for field, column in columns.items():
        if field not in kind.ids:
            raise OwnError.of(draft.name, "no_such_field", field=field, choices=", ".join(kind.ids))
        if column not in draft.columns:
            raise OwnError.of(draft.name, "no_such_column", column=column, choices=", ".join(draft.columns))
        if column in seen:
            raise OwnError.of(draft.name, "column_twice", column=column, field=field, other=seen[column])
        seen[column] = field
    has = set(columns) | ({"geometry"} if draft.table.geometries is not None else set())
    for group in kind.needs:
        if not has & set(group):
            raise OwnError.of(draft.name, "missing_field", field=" or ".join(group))
    for question in questions_of(kind, draft.table, columns):
        if getattr(answers, question.id) in {None, ""}:
            choices = ", ".join(question.choices) or "a value"
            if question.id == "crs":
                raise OwnError.of(draft.name, "crs_missing")
            raise OwnError.of(draft.name, "unanswered", question=question.id, choices=choices)
    return columns


def _lines(reading: Reading) -> list[Line]:
    table, columns = reading.draft.table, reading.columns
    sheet = Sheet(reading.kind, columns, reading.answers.decimal)
    places = {field: table.columns.index(column) for field, column in columns.items()}
    shapes = _shapes(table, reading)
    more = kept_columns(reading.draft)
    found = [
        Line(
            sheet,
            number,
            {field: cells[place] for field, place in places.items()},
            shape,
            {column: cell for column, cell in zip(table.columns, cells, strict=True) if column in more},
        )
        for number, cells, shape in zip(table.numbers, table.rows, shapes, strict=True)
    ]
    if reading.kind.shapes != "none":
        for line in found:
            _mend_shape(line, reading)
    return found


def _shapes(table: Table, reading: Reading) -> list[shapely.Geometry | None]:
    if table.geometries is None or reading.kind.shapes == "none":
        return [None] * len(table.rows)
    stated = None if reading.answers.crs is None else check_crs(reading.answers.crs, reading.name)
    if stated and table.crs and not same_crs(stated, table.crs):
        raise OwnError.of(reading.name, "crs_differs", found=table.crs, expected=stated)
    crs = table.crs or stated
    if crs is None or same_crs(crs, WGS84):
        return table.geometries
    reading.notes.append(Finding(None, "geometry", MENDED, "reprojected", "", {"crs": shorten(crs)}))
    return to_wgs84(table.geometries, crs)


def _mend_shape(line: Line, reading: Reading) -> None:
    """Look at the geometry of a row: of the right kind, on the earth, in the country, valid."""
    shape, kind = line.shape, reading.kind
    if shape is None:
        if kind.shapes == "polygons":
            line.refuse("geometry", "no_geometry")
        return
    wanted = {"points": ("Point",), "any": ("Point", *_POLYGONS), "polygons": _POLYGONS}[kind.shapes]
    if shape.geom_type not in wanted:
        line.refuse("geometry", "wrong_geometry", shape.geom_type, expected=" or ".join(wanted))
        return
    box = shape.bounds
    if not np.isfinite(box).all() or not _inside(box, _WORLD):
        line.refuse("geometry", "outside_country", shorten(box), country="the world: degrees, longitude first")
        return
    if shape.geom_type in _POLYGONS:
        fault = fault_of(shape)
        if fault is not None:
            mended, code, parts = mend_polygon(shape, fault)
            if mended is None:
                line.refuse("geometry", code, shape.geom_type, **parts)
                return
            line.find(MENDED, "geometry", code, shape.geom_type, **parts)
            line.shape = shape = mended
        if kind.id != "municipalities":
            point = shape.representative_point()
            if in_country(line, "geometry", point.x, point.y, reading) == "swapped":
                line.shape = shapely.transform(shape, lambda xy: xy[:, ::-1])


def _inside(box: tuple[float, ...], bounds: tuple[float, ...]) -> bool:
    return bounds[0] <= box[0] and bounds[1] <= box[1] and box[2] <= bounds[2] and box[3] <= bounds[3]


def _change(
    draft: Draft, columns: Mapping[str, str], answers: Answers, notes: list[Finding]
) -> Callable[..., Any] | None:
    """How columns of coordinates turn into degrees, where a person says in what they are."""
    if answers.crs is None or draft.table.geometries is not None or "lon" not in columns:
        return None
    crs = check_crs(answers.crs, draft.name)
    if same_crs(crs, WGS84):
        return None
    from pyproj import Transformer

    notes.append(Finding(None, columns["lon"], MENDED, "reprojected", "", {"crs": crs}))
    return Transformer.from_crs(crs, WGS84, always_xy=True).transform


def _settle(taken: Lines, way: Way) -> Lines:
    """Leave out rows that are the same as one before; refuse those that share an identity and differ."""
    groups: dict[Hashable, Lines] = defaultdict(list)
    for line, record in taken:
        key = way.identity(record)
        groups[("row", line.number) if key is None else ("key", key)].append((line, record))
    kept: Lines = []
    for group in groups.values():
        first, record = group[0]
        if any(other != record for _, other in group[1:]):
            for place, (line, _) in enumerate(group):
                line.refuse(way.field, "same_id", "", field=way.field, row=group[0 if place else 1][0].number)
            continue
        for line, _ in group[1:]:
            line.find(MENDED, "", "duplicate", "", row=first.number)
        kept.append(group[0])
    return sorted(kept, key=lambda pair: pair[0].number)


def _refuse_nothing(taken: Lines, lines: list[Line], before: list[Finding], reading: Reading) -> None:
    if taken:
        return
    refused = [*before, *(finding for line in lines for finding in line.findings)]
    first = next((finding for finding in refused if finding.outcome == REFUSED), None)
    if first is None:
        raise OwnError.of(reading.name, "no_rows")
    where = f"row {first.row}" + (f", column {first.column}" if first.column else "")
    raise OwnError.of(reading.name, "nothing_taken", reason=f"{where}: found {first.found!r}, {first.words}"[:300])
