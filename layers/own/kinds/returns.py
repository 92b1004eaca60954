"""Return figures by municipality: as CONAPO's, with an estimate's error, or INEGI's estimates of 2025 as they come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.model import Layers
from layers.own.fields import MUNICIPALITY, Field, count
from layers.own.findings import MENDED, note
from layers.own.kind import FileKind, Records, frame_of, note_missing
from layers.own.reading.estimates import ESTIMATES
from layers.own.reading.table import Table
from layers.own.result import Question
from layers.own.row import Context, Record, Row
from layers.own.values import is_missing, parse_number
from vocabulary.lists import INTENSITIES, PRECISIONS, RURAL_LINES, UNITS


def _rate(id: str, example: str, *other_names: str) -> Field:  # noqa: A002
    return Field(id, example, other_names, high=100.0, unit="% of dwellings")


_RATES = (
    _rate("return_rate", "0.71", "tasa de retorno", "retorno", "migrantes de retorno", "viv mig ret", "viv ret", "return rate percent"),
    _rate("remittance_rate", "4.2", "remesas", "viv rem"),
    _rate("emigrant_rate", "0.9", "emigrantes", "viv emig"),
    _rate("circular_rate", "0.2", "circulares", "viv circ"),
)  # fmt: skip
#: What an estimate from microdata has besides, as `alcance microdata` writes it.
_ESTIMATED = (
    *(_rate(f"return_rate_{part}", "") for part in ("low", "high", "se")),
    Field("return_rate_cv", "", unit="%"),
    Field("cases", "", unit="cases"),
    Field("precision", "", choices=PRECISIONS),
    Field("unit", "", choices=UNITS),
    Field("interval_level", "", low=50.0, high=99.9, unit="%"),
    *(
        Field(f"rural_return_share_{line}{part}", "", high=1.0)
        for line in sorted(RURAL_LINES)
        for part in ("", "_low", "_high")
    ),
)
_CHOICES = tuple(field.id for field in _ESTIMATED if field.choices)
_AMOUNTS = tuple(field.id for field in _ESTIMATED if not field.choices)
_RATE_IDS = tuple(field.id for field in _RATES)
_COLUMNS = ("cvegeo", "year", "dwellings", *_RATE_IDS, "intensity")


def _record(row: Row) -> Record:
    columns, answers = row.context.columns, row.context.answers
    record: Record = {
        "cvegeo": row.municipality(),
        "year": row.year("year") if "year" in columns else answers.year,
        "dwellings": row.amount("dwellings"),
        **{rate: row.amount(rate) for rate in _RATE_IDS},
        "intensity": row.choice("intensity"),
        **{name: row.amount(name) for name in _AMOUNTS if name in columns},
        **{name: row.choice(name) for name in _CHOICES if name in columns},
    }
    if record["year"] is None and not row.refused:
        row.refuse("year", "missing_value")
    rate = record["return_rate"]
    if answers.rate_unit == "share" and rate is not None:
        record["return_rate"] = rate * 100.0
        row.find(MENDED, "return_rate", "share_to_percent", rate, value=f"{rate * 100.0:.12g}")
    return record


def _result(records: Records, context: Context) -> dict[str, Any]:
    amounts, choices = ([name for name in names if name in context.columns] for names in (_AMOUNTS, _CHOICES))
    numbers = ("year", "dwellings", *_RATE_IDS, *amounts)
    frame = frame_of(records, (*_COLUMNS, *amounts, *choices), numbers).astype({"year": "int64"})
    if "year" not in context.columns:
        context.notes.append(note("year_as_said", year=context.answers.year))
    note_missing(frame, context)
    return {"frame": frame.sort_values(["year", "cvegeo"], ignore_index=True)}


def _questions(table: Table, columns: Mapping[str, str | None]) -> list[Question]:
    found = [] if columns.get("year") else [Question("year")]
    if "rate_unit" not in table.answered and _look_like_shares(table, columns.get("return_rate")):
        found.append(Question("rate_unit", ("percent", "share")))
    return found


def _look_like_shares(table: Table, column: str | None) -> bool:
    """Whether no rate is over 1: a small rate in per cent and a share look the same then."""
    if column not in table.columns:
        return False
    place = table.columns.index(column)
    read = [parse_number(row[place], low=0, high=100, unit="%") for row in table.rows if not is_missing(row[place])]
    rates = [parsed.value for parsed in read if parsed.value is not None]
    return bool(rates) and 0 < max(rates) <= 1


KIND = FileKind(
    id="returns",
    listed=2,
    after="settlements",
    fields=(
        *MUNICIPALITY,
        Field("year", "2020", ("ano", "anio", "periodo", "census year")),
        count("dwellings", "68416", "viviendas", "total de viviendas", "viviendas habitadas", "tot viv", unit="dwellings"),
        *_RATES,
        *_ESTIMATED,
        Field("intensity", "Bajo", ("intensidad", "grado", "gim", "grado de intensidad migratoria"), choices=INTENSITIES),
    ),
    needs=(("cvegeo", "municipality"), ("return_rate",)),
    record=_record,
    identity=lambda record: (record["cvegeo"], record["year"]),
    identity_field="cvegeo",
    result=_result,
    put=lambda layers, result: layers.with_returns(result.frame, result.name),
    questions=_questions,
    formats=(ESTIMATES,),
    put_table=Layers.with_returns,
)  # fmt: skip
