"""The second step, the rows read as a person has confirmed; and the third, what was taken put in its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy as np
import shapely

from layers.model import Layers
from layers.own.crs import WGS84, check_crs, same_crs, to_degrees, to_wgs84
from layers.own.draft import Draft
from layers.own.findings import MENDED, REFUSED, TAKEN, Finding, OwnError, report_of, shorten
from layers.own.kind import FileKind, Records
from layers.own.kinds import kind_of
from layers.own.polygons import fault_of, mend_polygon
from layers.own.reading.table import NotStored
from layers.own.result import Answers, Result
from layers.own.row import Context, Row

_POLYGONS = ("Polygon", "MultiPolygon")
_WORLD = (-180.0, -90.0, 180.0, 90.0)


def read(draft: Draft, mapping: Mapping[str, str | None], layers: Layers, answers: Answers | None = None) -> Result:
    r"""Read a file as a person has confirmed.

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

    Examples
    --------
    >>> from layers.own import inspect
    >>> draft = inspect(b"cvegeo,year,return_rate\n20067,2020,9\n", "mine.csv", "returns")
    >>> read(draft, draft.mapping, layers).counts
    {'taken': 1, 'mended': 0, 'refused': 0}
    """
    kind, name = kind_of(draft.kind, draft.name), draft.name
    answers = answers or Answers()
    if kind.most_sites is not None and draft.rows > kind.most_sites:
        raise OwnError.of(name, "too_many", found=draft.rows, what="sites", most=kind.most_sites)
    columns = _columns(draft, kind, mapping, answers)
    kept = kind.kept & set(draft.columns) if draft.format == "geojson" else frozenset()
    used = kept | set(columns.values())
    notes = [finding for finding in draft.table.findings if finding.row is None]
    notes += [Finding(None, column, TAKEN, "not_used") for column in draft.columns if column not in used]
    change = _change(draft, columns, answers, notes)
    context = Context(name, kind.by_id, columns, draft.table.members, answers, layers, notes, change)
    before = [finding for finding in draft.table.findings if finding.row is not None]
    rows = _rows(draft, kind, kept, context)
    records: Records = []
    for row in rows:
        record = None if row.refused else kind.record(row)
        if record is not None and not row.refused:
            records.append((row, record))
    records = _settle(records, kind)
    kind.check(records, context)
    records = [(row, record) for row, record in records if not row.refused]
    if not records and (rows or before or not kind.may_be_empty):
        _refuse_nothing([*before, *(finding for row in rows for finding in row.findings)], name)
    made = kind.result(records, context)
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in (*before, *(finding for row in rows for finding in row.findings)):
        found[int(finding.row or 0)].append(finding)
    for row in rows:
        if not found[row.number]:
            found[row.number].append(Finding(row.number, "", TAKEN, "taken"))
    findings = [*notes, *(finding for number in sorted(found) for finding in found[number])]
    return Result(kind.id, name, report=report_of(findings), **made)


def apply(result: Result, layers: Layers) -> Layers:
    r"""The layers with what was taken of a person's own file, as `read` gives it.

    Raises
    ------
    LayerError
        Where it does not fit these layers.

    Examples
    --------
    >>> from layers.own import inspect
    >>> draft = inspect(b"cvegeo,year,return_rate\n20067,2020,9\n", "mine.csv", "returns")
    >>> apply(read(draft, draft.mapping, layers), layers).provenance.own
    ('mine.csv',)
    """
    return kind_of(result.kind, result.name).put(layers, result)


def _columns(draft: Draft, kind: FileKind, mapping: Mapping[str, str | None], answers: Answers) -> dict[str, str]:
    columns = {field: column for field, column in mapping.items() if column is not None and field != "geometry"}
    seen: dict[str, str] = {}
    for field, column in columns.items():
        if field not in kind.by_id:
            raise OwnError.of(draft.name, "no_such_field", field=field, choices=", ".join(kind.by_id))
        if column not in draft.columns:
            raise OwnError.of(draft.name, "no_such_column", column=column, choices=", ".join(draft.columns))
        if column in seen:
            raise OwnError.of(draft.name, "column_twice", column=column, field=field, other=seen[column])
        seen[column] = field
    has = set(columns) | ({"geometry"} if draft.table.geometries is not None else set())
    for group in kind.needs:
        if not has & set(group):
            raise OwnError.of(draft.name, "missing_field", field=" or ".join(group))
    for question in draft.questions_of(columns):
        if getattr(answers, question.id) in {None, ""}:
            if question.id == "crs":
                raise OwnError.of(draft.name, "crs_missing")
            choices = ", ".join(question.choices) or "a value"
            raise OwnError.of(draft.name, "unanswered", question=question.id, choices=choices)
    return columns


def _rows(draft: Draft, kind: FileKind, kept: frozenset[str], context: Context) -> list[Row]:
    table = draft.table
    place_of = {column: place for place, column in enumerate(table.columns)}
    rows = [
        Row(
            context,
            number,
            {field: cells[place_of[column]] for field, column in context.columns.items()},
            shape,
            {column: cells[place_of[column]] for column in table.columns if column in kept},
        )
        for number, cells, shape in zip(table.numbers, table.rows, _shapes(draft, kind, context), strict=True)
    ]
    for row, cells in zip(rows, table.rows, strict=True):
        for field, column in context.columns.items():
            cell = cells[place_of[column]]
            if isinstance(cell, NotStored):
                row.refuse(field, "formula_not_stored", cell, cell=cell.cell)
    if kind.geometry != "none":
        for row in rows:
            _check_shape(row, kind)
    return rows


def _shapes(draft: Draft, kind: FileKind, context: Context) -> list[shapely.Geometry | None]:
    table, stated = draft.table, context.answers.crs
    if table.geometries is None or kind.geometry == "none":
        return [None] * len(table.rows)
    stated = None if stated is None else check_crs(stated, draft.name)
    if stated and table.crs and not same_crs(stated, table.crs):
        raise OwnError.of(draft.name, "crs_differs", found=table.crs, expected=stated)
    crs = table.crs or stated
    if crs is None or same_crs(crs, WGS84):
        return table.geometries
    context.notes.append(Finding(None, "geometry", MENDED, "reprojected", "", {"crs": shorten(crs)}))
    return to_wgs84(table.geometries, crs)


def _check_shape(row: Row, kind: FileKind) -> None:
    """Look at the geometry of a row: of the right kind, on the earth, in the country, valid."""
    shape = row.shape
    if shape is None:
        if kind.geometry == "polygons":
            row.refuse("geometry", "no_geometry")
        return
    wanted = {"points": ("Point",), "any": ("Point", *_POLYGONS), "polygons": _POLYGONS}[kind.geometry]
    if shape.geom_type not in wanted:
        row.refuse("geometry", "wrong_geometry", shape.geom_type, expected=" or ".join(wanted))
        return
    box = shape.bounds
    if not np.isfinite(box).all() or not _inside(box, _WORLD):
        row.refuse("geometry", "outside_country", shorten(box), country="the world: degrees, longitude first")
        return
    if shape.geom_type in _POLYGONS:
        fault = fault_of(shape)
        if fault is not None:
            mended, code, parts = mend_polygon(shape, fault)
            if mended is None:
                row.refuse("geometry", code, shape.geom_type, **parts)
                return
            row.find(MENDED, "geometry", code, shape.geom_type, **parts)
            row.shape = shape = mended
        if not kind.is_country:
            point = shape.representative_point()
            place = row.place("geometry", point.x, point.y)
            if place is not None and place != (point.x, point.y):
                row.shape = shapely.transform(shape, lambda xy: xy[:, ::-1])


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
    notes.append(Finding(None, columns["lon"], MENDED, "reprojected", "", {"crs": crs}))
    return to_degrees(crs)


def _settle(records: Records, kind: FileKind) -> Records:
    """Leave out rows that are the same as one before; refuse those that share an identity and differ."""
    groups: dict[Hashable, Records] = defaultdict(list)
    for row, record in records:
        key = kind.identity(record)
        groups[("row", row.number) if key is None else ("key", key)].append((row, record))
    kept: Records = []
    for group in groups.values():
        first, record = group[0]
        if any(other != record for _, other in group[1:]):
            for place, (row, _) in enumerate(group):
                other = group[0 if place else 1][0].number
                row.refuse(kind.identity_field, "same_id", "", field=kind.identity_field, row=other)
            continue
        for row, _ in group[1:]:
            row.find(MENDED, "", "duplicate", "", row=first.number)
        kept.append(group[0])
    return sorted(kept, key=lambda pair: pair[0].number)


def _refuse_nothing(findings: list[Finding], name: str) -> None:
    first = next((finding for finding in findings if finding.outcome == REFUSED), None)
    if first is None:
        raise OwnError.of(name, "no_rows")
    where = f"row {first.row}" + (f", column {first.column}" if first.column else "")
    raise OwnError.of(name, "nothing_taken", reason=f"{where}: found {first.found!r}, {first.words}"[:300])
