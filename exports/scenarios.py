"""Scenarios side by side as files: CSV, JSON, and a workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from exports.answer import Asked, with_keys
from exports.context import describe, link_to
from exports.credits import licence_line, sources
from exports.csvw import sidecar
from exports.sheets import workbook
from exports.tables import in_unit, records, rounded, to_csv, to_json
from geo import Criteria, Gaps
from geo.scenarios import Scenario, Scenarios, from_text, to_text
from geo.settings import as_text
from layers import Layers
from vocabulary.lists import SCENARIOS, ScenarioFormat, ScenarioTable
from words.catalogues import DEFAULT
from words.text import Text

_SPANISH = Text(DEFAULT)

#: What is said of each scenario, of all that `exports.context.describe` says of an answer.
_TOLD = ("answer", "criteria", "conditions", "as_of", "national_rate", "network", "link", "command")

#: Under which name the meanings of a table's columns stand in `words`.
_NOTES: dict[ScenarioTable, str] = {"totals": "totals.note", "municipalities": "differing.note"}


def scenarios_of(text: str, asked: Asked) -> tuple[Scenario, ...]:
    """The scenarios of a text, as a link keeps them; what one does not say is as in the question.

    Raises
    ------
    CriteriaError
        As `geo.scenarios.from_text`.
    """
    usual = asked.criteria.to_text()
    return from_text(text, lambda said: with_keys(usual | said, asked.layers))


def total_rows(found: Scenarios, text: Text) -> pd.DataFrame:
    """A row a scenario: the columns of `Scenarios.totals`, ``query``, and why there is no answer where there is none.

    Figures of a scenario without an answer are missing.
    """
    totals = found.totals.set_index("number")
    rows = totals.astype(dict.fromkeys(totals.select_dtypes("integer"), "Int64"))
    rows = rows.reindex(pd.RangeIndex(1, len(found.asked) + 1, name="number")).reset_index()
    rows["scenario"] = [scenario.name for scenario in found.asked]
    faults: list[Any] = [fault_words(found, scenario.name, text) for scenario in found.asked]
    return rows.assign(query=[scenario.query for scenario in found.asked], fault=faults)


def fault_words(found: Scenarios, name: str, text: Text) -> str | None:
    """Why a scenario has no answer, setting by setting; None where it has one."""
    faults = found.faults.get(name)
    return None if faults is None else "; ".join(f"{fault.field}: {fault.said(text)}" for fault in faults)


def export_scenarios(
    found: Scenarios,
    layers: Layers,
    text: Text = _SPANISH,
    *,
    format: ScenarioFormat,  # noqa: A002 as everywhere
    table: ScenarioTable = "totals",
    everyone: bool = False,
    address: str | None = None,
) -> bytes:
    """Scenarios side by side as a file.

    Parameters
    ----------
    found, layers, text
        The answers, one at least; what they were made from; the language of what is said.
    format : csv, json or xlsx
        CSV: one table. JSON: ``scenarios``, each with its totals, its question, the answer in a sentence, its link and
        command, or with its ``fault``; then ``rows``, the municipalities. XLSX: a sheet each, and criteria and sources.
    table : totals or municipalities
        Of a CSV.
    everyone : bool
        Every municipality, instead of those that are a gap in some answers and not in others; in a workbook besides.
    address : str, optional
        Of the page, for the links.
    """
    unit = _first(found).unit
    if format == "csv":
        return to_csv(in_unit(_rows(found, text, table, everyone=everyone), unit))
    about = describe_scenarios(found, layers, text, address=address)
    totals = in_unit(total_rows(found, text), unit)
    if format == "json":
        told = about.pop("scenarios")
        both = [row | told.get(row["scenario"], {}) for row in records(totals)]
        rows = _rows(found, text, "municipalities", everyone=everyone)
        return to_json({**about, "scenarios": both, "rows": records(rows)})
    buffer = io.BytesIO()
    with workbook(buffer, layers, about, text) as pen:
        pen.table(text("sheet.scenarios"), rounded(totals), notes=_NOTES["totals"])
        names = {f"status_{number}": name for name, number in found.numbers.items()}
        sheets = {"differing": found.differing} | ({"everyone": found.municipalities} if everyone else {})
        for name, rows in sheets.items():
            pen.table(text(f"sheet.{name}"), rounded(rows), tags=names, notes=_NOTES["municipalities"])
        pen.table(text("sheet.criteria"), _settings(found, about, text))
        pen.sources(about)
    return buffer.getvalue()


def describe_scenarios_csv(
    found: Scenarios,
    layers: Layers,
    text: Text = _SPANISH,
    *,
    name: str,
    table: ScenarioTable,
    everyone: bool = False,
    command: str = "",
) -> bytes:
    """What belongs beside a CSV of `export_scenarios` as ``NAME-metadata.json``."""
    about = describe_scenarios(found, layers, text)
    about |= {"list": text(f"list.scenarios.{table}"), "command": command}
    rows = in_unit(_rows(found, text, table, everyone=everyone), about["unit"])
    key = "scenario" if table == "totals" else "cvegeo"
    return sidecar(rows, about, text, name=name, notes=_NOTES[table], key=key)


def describe_scenarios(found: Scenarios, layers: Layers, text: Text, *, address: str | None = None) -> dict[str, Any]:
    """What a file says of scenarios: link to all, edition, own files, unit, licence, sources, and of each its own."""
    first = _first(found)
    years = sorted({gaps.criteria.year for gaps in found.answers.values()})
    # Sources of programs and roads belong to it where one answer alone is made of them.
    credited = max(found.answers.values(), key=lambda gaps: (gaps.network is not None, bool(gaps.criteria.programs)))
    query = urlencode({SCENARIOS: to_text(found.asked)}, safe=",")
    told = {name: describe(gaps, layers, text, address=address) for name, gaps in found.answers.items()}
    return {
        "link": link_to(query, address, "escenarios"),
        "data_edition": first.provenance.edition,
        "own_files": list(first.provenance.own),
        "unit": first.unit,
        "licence": licence_line(credited, text.about(first), *years),
        "sources": sources(credited, text, *years),
        "scenarios": {name: {part: about[part] for part in _TOLD} for name, about in told.items()},
    }


def _first(found: Scenarios) -> Gaps:
    return next(iter(found.answers.values()))


def _rows(found: Scenarios, text: Text, table: ScenarioTable, *, everyone: bool) -> pd.DataFrame:
    if table == "totals":
        return total_rows(found, text)
    return found.municipalities if everyone else found.differing


def _settings(found: Scenarios, about: dict[str, Any], text: Text) -> pd.DataFrame:
    """A row a setting, a column a scenario; then what is said of all of them."""
    rows: dict[str, list[object]] = {"setting": [], "meaning": []}
    values: dict[str, list[object]] = {name: [] for name in found.answers}
    for field in Criteria.model_fields:
        rows["setting"].append(field)
        rows["meaning"].append(text(f"field.{field}"))
        for name, gaps in found.answers.items():
            values[name].append(as_text(getattr(gaps.criteria, field)))
    for part in ("answer", "link", "command"):
        rows["setting"].append(part)
        rows["meaning"].append(text(f"about.{part}"))
        for name, cells in values.items():
            cells.append(about["scenarios"][name][part])
    named = {text(f"sheet.{name}"): column for name, column in rows.items()}
    # A scenario may be called as a column is.
    table = pd.DataFrame([*named.values(), *values.values()], dtype=object).T
    return table.set_axis(_distinct([*named, *values]), axis=1)


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of columns, each once: a number after one that was there before."""
    found: list[str] = []
    for name in names:
        found.append(name if name not in found else f"{name} ({len(found)})")
    return found
