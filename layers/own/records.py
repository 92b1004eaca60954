"""The second step, the rows read as a person has confirmed; and the third, what was taken put in its place."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from layers.model import Layers
from layers.names import normalise
from layers.own.answers import IDS, Answers, Question, expected_of
from layers.own.aside import set_aside
from layers.own.cells import Context
from layers.own.crs import WGS84, check_crs, same_crs, to_degrees, utm_zone
from layers.own.draft import Draft
from layers.own.every_kind import kind_of
from layers.own.findings import HIDDEN_COLUMN, MENDED, TAKEN, WARNED, Finding, OwnError, reasons_of, shorten
from layers.own.guess import has_other_unit, other_unit_of
from layers.own.kind import FileKind, Records
from layers.own.placed import has_cells, zone_column, zone_of
from layers.own.placing import check_shape, no_crs, shapes_of
from layers.own.reading.table import NotStored
from layers.own.result import Result, report_of
from layers.own.row import Row
from layers.own.spoken import options_of


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
    columns = _columns(draft, kind, kind.settled(mapping, answers), answers, layers)
    kept = kind.kept & set(draft.columns) if draft.format == "geojson" else frozenset()
    used = kept | set(columns.values())
    notes = [
        finding
        for finding in draft.table.findings
        if finding.row is None and (finding.code != HIDDEN_COLUMN or finding.column in used)
    ]
    notes += [_unused(column, draft, kind, columns) for column in draft.columns if column not in used]
    notes += [
        Finding(None, column, WARNED, "unit_as_said", "", {"column": column, "unit": kind.by_id[field].unit})
        for field, column in columns.items()
        if has_other_unit(column, kind.by_id[field])
    ]
    change = _change(draft, columns, answers, notes)
    context = Context(name, kind.by_id, columns, draft.table, answers, layers, notes, change)
    before = [finding for finding in draft.table.findings if finding.row is not None]
    rows = _rows(draft, kind, kept, context)
    records: Records = []
    for row in rows:
        record = None if row.refused or row.left_out else kind.record(row)
        if record is not None and not row.refused:
            records.append((row, record))
    _check_names(answers, (finding for row in rows for finding in row.findings), context)
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
    said = options_of(draft, mapping, answers, warned=any(finding.outcome == WARNED for finding in findings))
    return Result(kind.id, name, report=report_of(findings), said=said, **made)


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
    put = kind_of(result.kind, result.name).put(layers, result)
    *others, file = put.provenance.files
    files = (*others, file._replace(said=result.said))
    return dataclasses.replace(put, provenance=dataclasses.replace(put.provenance, files=files))


def _columns(
    draft: Draft, kind: FileKind, mapping: Mapping[str, str | None], answers: Answers, layers: Layers
) -> dict[str, str]:
    own = draft.table.geometries is not None
    columns = {
        field: column for field, column in mapping.items() if column is not None and not (own and field == "geometry")
    }
    seen: dict[str, str] = {}
    for field, column in columns.items():
        if field not in kind.by_id:
            raise OwnError.of(draft.name, "no_such_field", field=field, choices=", ".join(kind.by_id))
        if column not in draft.columns:
            raise OwnError.of(draft.name, "no_such_column", column=column, choices=", ".join(draft.columns))
        if column in seen:
            raise OwnError.of(draft.name, "column_twice", column=column, field=field, other=seen[column])
        seen[column] = field
    questions = draft.questions_of(columns)
    has = {*columns, *(question.id for question in questions)} | ({"geometry"} if own else set())
    for group in kind.needs:
        if not has & set(group):
            raise _missing(draft, kind, group)
    for question in questions:
        if question.id == "crs" and not answers.crs:
            raise no_crs(draft.table, columns, layers.extent, draft.name)
        _check_answer(question, getattr(answers, question.id), draft.name)
    return columns


def _missing(draft: Draft, kind: FileKind, group: tuple[str, ...]) -> OwnError:
    """Why a file cannot be read for want of a column: there is none, or it is in another unit."""
    fields = [kind.by_id[field] for field in group if field in kind.by_id]
    for column in draft.columns:
        field = other_unit_of(column, fields)
        if field is not None:
            return OwnError.of(draft.name, "other_unit", column=column, field=field.id, unit=field.unit)
    return OwnError.of(draft.name, "missing_field", field=group, columns=shorten(", ".join(draft.columns), 250))


def _unused(column: str, draft: Draft, kind: FileKind, columns: Mapping[str, str]) -> Finding:
    """A column that no field takes; what would be a field's but for its unit, or its first, must have been seen."""
    named = next((one.found for one in draft.table.findings if (one.code, one.column) == ("renamed", column)), "")
    if named in columns.values() and has_cells(draft.table, column):
        return Finding(None, column, WARNED, "second_not_used", "", {"column": named, "second": column})
    field = other_unit_of(column, (field for field in kind.fields if field.id not in columns))
    if field is None:
        return Finding(None, column, TAKEN, "not_used")
    parts = {"column": column, "field": field.id, "unit": field.unit}
    return Finding(None, column, WARNED, "other_unit", "", parts)


def _check_answer(question: Question, answer: Any, name: str) -> None:
    expected = question.choices or expected_of(question.id)
    if answer is None or answer == "":
        raise OwnError.of(name, "unanswered", question=question.id, asked=question.id, choices=expected)
    if question.choices and answer not in question.choices:
        raise OwnError.of(name, "wrong_answer", question=question.id, found=str(answer), choices=expected)


def _check_names(answers: Answers, findings: Iterable[Finding], context: Context) -> None:
    """Refuse an answer that stands for no unknown name of the file, or is no key: it is misspelt."""
    used = {normalise(finding.found) for finding in findings if finding.code == "name_confirmed"}
    for given, key in answers.names.items():
        if normalise(shorten(given)) not in used or key not in context.municipalities.row_of:
            raise OwnError.of(context.name, "no_such_answer", found=given, choices=IDS)


def _rows(draft: Draft, kind: FileKind, kept: frozenset[str], context: Context) -> list[Row]:
    table = draft.table
    place_of = {column: place for place, column in enumerate(table.columns)}
    zones = zone_column(table) if context.to_degrees is not None else None
    zone = None if zones is None else utm_zone(str(context.answers.crs))
    rows = [
        Row(
            context,
            number,
            {field: cells[place_of[column]] for field, column in context.columns.items()},
            shape,
            {column: cells[place_of[column]] for column in table.columns if column in kept},
        )
        for number, cells, shape in zip(table.numbers, table.rows, shapes_of(draft.table, kind, context), strict=True)
    ]
    for row, cells in zip(rows, table.rows, strict=True):
        for field, column in context.columns.items():
            cell = cells[place_of[column]]
            if isinstance(cell, NotStored):
                row.refuse(field, "formula_not_stored", cell, cell=cell.cell)
        if (kind.is_country or not set_aside(row, cells)) and kind.geometry != "none":
            check_shape(row, kind)
            found = None if zones is None or zone is None else zone_of(cells[place_of[zones]])
            if zones is not None and found not in {None, zone}:
                row.refuse(zones, "other_zone", found, zone=zone, crs=context.answers.crs)
    return rows


def _change(
    draft: Draft, columns: Mapping[str, str], answers: Answers, notes: list[Finding]
) -> Callable[..., Any] | None:
    """How columns of coordinates turn into degrees, where a person says in what they are."""
    column = columns.get("lon", columns.get("geometry"))
    if answers.crs is None or draft.table.geometries is not None or column is None:
        return None
    crs = check_crs(answers.crs, draft.name)
    if same_crs(crs, WGS84):
        return None
    notes.append(Finding(None, column, MENDED, "reprojected", "", {"crs": crs}))
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
                row.refuse(kind.identity_field, "same_id", _shown(kind.identity(record)), row=other)
            continue
        for row, _ in group[1:]:
            row.find(MENDED, "", "duplicate", "", row=first.number)
        kept.append(group[0])
    return sorted(kept, key=lambda pair: pair[0].number)


def _shown(identity: Hashable) -> str:
    return ", ".join(map(str, identity)) if isinstance(identity, tuple) else str(identity)


def _refuse_nothing(findings: list[Finding], name: str) -> None:
    reasons = reasons_of(findings)
    if not reasons:
        raise OwnError.of(name, "no_rows")
    error = OwnError.of(name, "nothing_taken", reasons=reasons)
    error.findings = tuple(sorted(findings, key=lambda finding: finding.row or 0))
    raise error
