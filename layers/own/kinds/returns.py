"""Return figures by municipality: as CONAPO's, with an estimate's error, or INEGI's estimates of 2025 as they come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers import returns
from layers.model import Layers
from layers.names import normalise
from layers.own.answers import Question
from layers.own.cells import Context
from layers.own.fields import MUNICIPALITY, Field, count, is_year
from layers.own.findings import MENDED, WARNED, Finding, note
from layers.own.kind import FileKind, Records, frame_of, note_missing
from layers.own.reading.estimates import ESTIMATES
from layers.own.reading.table import Table
from layers.own.row import Record, Row
from layers.own.values import is_missing, parse_number
from vocabulary.lists import INTENSITIES, PRECISIONS, RURAL_LINES, UNITS

_PERCENT = "% of dwellings"
_MOST, _HUNDRED = 10_000_000_000.0, 100.0
#: Words of a column's name that say that it holds rates.
_SAYS_RATE = frozenset({"tasa", "rate", "porcentaje", "porciento", "pct", "percent", "proporcion", "share"})


def _rate(id: str, example: str, *other_names: str) -> Field:  # noqa: A002
    return Field(id, example, other_names, high=100.0, unit=_PERCENT)


_RATES = (
    _rate("return_rate", "0.71", "tasa de retorno", "tasa retorno", "retorno", "porcentaje retorno", "pct retorno", "tasa de migracion de retorno", "tasa migracion de retorno", "migrantes de retorno", "viv mig ret", "viv ret", "return rate percent", "porcentaje de retorno", "tasa de migrantes de retorno", "viviendas con migrantes de retorno", "viviendas con migrantes de retorno del quinquenio anterior", "porcentaje de viviendas con migrantes de retorno", "viviendas con migrante de retorno"),
    _rate("remittance_rate", "4.2", "remesas", "viv rem", "viviendas que reciben remesas", "porcentaje de viviendas que reciben remesas"),
    _rate("emigrant_rate", "0.9", "emigrantes", "viv emig", "viviendas con emigrantes", "viviendas con emigrantes a estados unidos", "viviendas con emigrantes a estados unidos del quinquenio anterior"),
    _rate("circular_rate", "0.2", "circulares", "viv circ", "viviendas con migrantes circulares", "viviendas con migrantes circulares del quinquenio anterior"),
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
    dwellings = row.amount("dwellings")
    record: Record = {
        "cvegeo": row.municipality(),
        "year": row.year("year") if "year" in columns else answers.year,
        "dwellings": dwellings,
        **{rate: _rate_in(row, rate, dwellings) for rate in _RATE_IDS},
        "intensity": row.choice("intensity"),
        **{name: _rate_in(row, name, dwellings) for name in _AMOUNTS if name in columns},
        **{name: row.choice(name) for name in _CHOICES if name in columns},
    }
    if record["year"] is None and not row.refused:
        row.refuse("year", "missing_value")
    return record


def _rate_in(row: Row, field: str, dwellings: float | None) -> float | None:
    """A rate in per cent, whatever the person says the file has; a sign of per cent says so itself."""
    unit, cell = row.context.answers.rate_unit, row.cell(field)
    if unit in {None, "percent"} or row.context.fields[field].unit != _PERCENT or _is_percent(cell):
        return row.amount(field)
    if unit == "share":
        share = row.amount(field, high=1.0)
        if share is not None:
            row.find(MENDED, field, "share_to_percent", cell, value=f"{share * 100.0:.12g}")
        return None if share is None else share * 100.0
    number = row.amount(field, high=dwellings or _MOST)
    if number is None:
        return None
    if not dwellings:
        row.refuse("dwellings", "missing_value", row.cell("dwellings"))
        return None
    rate = 100.0 * number / dwellings
    row.find(MENDED, field, "number_to_percent", cell, value=f"{rate:.4g}", dwellings=dwellings)
    return rate


def _is_percent(cell: Any) -> bool:
    return isinstance(cell, str) and cell.strip().endswith("%")


def _result(records: Records, context: Context) -> dict[str, Any]:
    amounts, choices = ([name for name in names if name in context.columns] for names in (_AMOUNTS, _CHOICES))
    numbers = ("year", "dwellings", *_RATE_IDS, *amounts)
    frame = frame_of(records, (*_COLUMNS, *amounts, *choices), numbers).astype({"year": "int64"})
    if "year" not in context.columns:
        context.notes.append(note("year_as_said", year=context.answers.year))
    rates, column = _bare_rates(context.table, context.columns), context.columns.get("return_rate", "")
    if "dwellings" not in context.columns and not context.answers.rate_unit and _look_like_numbers(column, rates):
        context.notes.extend([Finding(None, column, WARNED, "whole_rates", "", {"column": column})] if rates else [])
    note_missing(frame, context)
    return {"frame": frame.sort_values(["year", "cvegeo"], ignore_index=True)}


def _questions(table: Table, columns: Mapping[str, str | None]) -> list[Question]:
    found = [] if columns.get("year") else [Question("year")]
    choices = () if "rate_unit" in table.answered else _units(table, columns)
    return [*found, Question("rate_unit", choices)] if choices else found


def _units(table: Table, columns: Mapping[str, str | None]) -> tuple[str, ...]:
    """What the return rates of a file may be in, where it is more than one: shares are never over 1, numbers are whole.

    A small rate in per cent and a share look the same; so do a rate and a number of dwellings beside all dwellings.
    """
    rates = _bare_rates(table, columns)
    if not rates:
        return ()
    are_shares = max(rates) <= 1
    are_numbers = columns.get("dwellings") in table.columns and (
        max(rates) > _HUNDRED or _look_like_numbers(columns["return_rate"], rates)
    )
    found = ("percent", *(("share",) if are_shares else ()), *(("number",) if are_numbers else ()))
    return found if len(found) > 1 else ()


def _bare_rates(table: Table, columns: Mapping[str, str | None]) -> list[float]:
    """The return rates of a file that say no unit themselves; none where all are nought."""
    column = columns.get("return_rate")
    if column not in table.columns:
        return []
    place = table.columns.index(column)
    cells = [row[place] for row in table.rows if not is_missing(row[place])]
    read = [parse_number(cell, low=0, high=_MOST, unit=_PERCENT) for cell in cells if not _is_percent(cell)]
    rates = [parsed.value for parsed in read if parsed.value is not None]
    return rates if any(rates) else []


def _look_like_numbers(column: str | None, rates: list[float]) -> bool:
    """Whether rates look like numbers of dwellings: all are whole, and the column's name says no rate."""
    says_rate = "%" in str(column) or _SAYS_RATE & set(normalise(str(column)).split())
    return not says_rate and all(rate == int(rate) for rate in rates)


KIND = FileKind(
    id="returns",
    listed=2,
    after="settlements",
    fields=(
        *MUNICIPALITY,
        Field("year", "2020", ("ano", "anio", "periodo", "census year"), tags=("#date+year", "#date"), fits=is_year),
        count("dwellings", "68416", "viviendas", "total de viviendas", "viviendas habitadas", "tot viv", "viv tot", "total viviendas", "vivparhab", "tvivparhab", unit="dwellings"),
        *_RATES,
        *_ESTIMATED,
        Field("intensity", "Bajo", ("intensidad", "grado", "gim", "grado de intensidad migratoria", "gim 2010", "gim 2020", "gim dp2"), choices=INTENSITIES),
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
    table_needs=("cvegeo", "year", "dwellings", "return_rate"),
    table_more=(*returns.COLUMNS, *returns.ESTIMATED),
)  # fmt: skip
