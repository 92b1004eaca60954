"""Answers that decide something (pilots, services, changes): CSV with the rows, JSON and XLSX with the question too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from exports.context import describe
from exports.csvw import sidecar
from exports.sheets import to_xlsx
from exports.tables import in_unit, records, to_csv, to_json
from geo import Criteria, Gaps, find_gaps
from layers import Layers
from vocabulary.lists import RowFormat, TableFormat
from words.catalogues import DEFAULT
from words.text import Text

_SPANISH = Text(DEFAULT)
#: Columns that may tell the rows of a list apart, alone.
_KEYS = ("cvegeo", "office_area", "gap_region", "place", "component", "state_code")


def export_rows(
    rows: pd.DataFrame,
    criteria: Criteria,
    layers: Layers,
    *,
    format: RowFormat,  # noqa: A002 as everywhere
    more: dict[str, Any] | None = None,
    year: int | None = None,
) -> bytes:
    """Rows of an answer as a file.

    Parameters
    ----------
    rows : DataFrame
        A frame of `geo`. Missing figures are empty in CSV and null in JSON; whole numbers have no decimals.
    criteria, layers
        The question, and what it was asked of: JSON names both.
    format : csv or json
        CSV: UTF-8, one header, keys as text with their zeros. JSON: criteria, data edition, then ``more``, then rows.
    more
        What else JSON says; a frame is written as rows.
    year
        Whose unit the figures are counted in; the question's where it is not given.
    """
    unit = layers.counted(criteria.year if year is None else year).unit
    if format == "csv":
        return to_csv(in_unit(rows, unit))
    return to_json(
        {
            "criteria": criteria.model_dump(mode="json"),
            "data_edition": layers.provenance.edition,
            "own_files": list(layers.provenance.own),
            "unit": unit,
            **_roads(criteria, layers),
            **{name: _plain(value, unit) for name, value in (more or {}).items()},
            "rows": _plain(rows, unit),
        }
    )


def _roads(criteria: Criteria, layers: Layers) -> dict[str, str]:
    """Whom to credit for minutes by road."""
    return {} if layers.network is None or criteria.reach_min is None else {"roads": layers.network.credit}


def export_table(
    rows: pd.DataFrame,
    criteria: Criteria,
    layers: Layers,
    *,
    format: TableFormat,  # noqa: A002 as everywhere
    command: Sequence[str],
    years: Sequence[int] = (),
    more: dict[str, Any] | None = None,
) -> bytes:
    """Rows of an answer as a file of any format: `export_rows`, `rows_as_sheet`, or Parquet that says what made it.

    Parameters
    ----------
    rows, criteria, layers, more
        As in `export_rows`; Parquet says ``more`` too.
    format : csv, json, xlsx or parquet
    command, years
        As in `exports.context.describe`.
    """
    year = years[-1] if years else None
    if format in ("csv", "json"):
        return export_rows(rows, criteria, layers, format=format, more=more, year=year)
    gaps = find_gaps(layers, criteria)
    if format == "xlsx":
        return rows_as_sheet(rows, gaps, layers, _SPANISH, year=year, command=command)
    from exports.spatial import to_parquet

    unit = layers.counted(criteria.year if year is None else year).unit
    about = describe(gaps, layers, _SPANISH, command=command, written=("--format", format), years=years)
    said = {name: _plain(value, unit) for name, value in (more or {}).items()}
    return to_parquet(in_unit(rows, unit), {**about, **said})


def rows_as_sheet(
    rows: pd.DataFrame,
    gaps: Gaps,
    layers: Layers,
    text: Text,
    *,
    year: int | None = None,
    command: Sequence[str] = ("gaps",),
) -> bytes:
    """Rows of an answer, as `export_rows` has them, as XLSX: with criteria, sources and programs, as a list's."""
    unit = layers.counted(gaps.criteria.year if year is None else year).unit
    about = describe(gaps, layers, text, command=command, written=("--format", "xlsx"))
    return to_xlsx(in_unit(rows, unit), gaps, layers, about, text, notes=None)


def describe_rows(
    rows: pd.DataFrame,
    gaps: Gaps,
    layers: Layers,
    *,
    name: str,
    what: str,
    command: Sequence[str],
    years: Sequence[int] = (),
    text: Text = _SPANISH,
) -> bytes:
    """What belongs beside a CSV of `export_rows` as ``NAME-metadata.json``.

    Parameters
    ----------
    rows, layers
        As there.
    gaps : Gaps
        The answer to the same question.
    name : str
        File name of the CSV.
    what : str
        The list: its title stands in `words` under ``list.``, its own meanings of columns under the name and ``.note``.
    command, years, text
        As in `exports.context.describe`.
    """
    unit = layers.counted(years[-1] if years else gaps.criteria.year).unit
    text = replace(text, unit=unit)
    about = describe(gaps, layers, text, command=command, written=("--format", "csv"), years=years)
    rows = in_unit(rows, unit)
    keys = (column for column in _KEYS if column in rows and rows[column].notna().all() and rows[column].is_unique)
    about["list"] = text(f"list.{what}")
    return sidecar(rows, about, text, name=name, notes=f"{what}.note", key=next(keys, None))


def _plain(value: Any, unit: str) -> Any:
    return records(in_unit(value, unit)) if isinstance(value, pd.DataFrame) else value
