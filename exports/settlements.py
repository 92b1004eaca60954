"""A municipality's settlements as files: CSV, CSV with its description, JSON, Parquet, and a workbook."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports.context import describe, link_to, query_of
from exports.csvw import sidecar
from exports.lists import zipped
from exports.spatial import to_parquet
from exports.tables import in_unit, records, rounded, to_csv, to_json
from geo import Gaps
from geo.access import ACCESS_COLUMNS
from geo.municipality import settlements_of, splits_of, witness_of
from layers import Layers
from vocabulary.lists import SettlementsFormat
from words.catalogues import DEFAULT
from words.text import Text

#: Where the meanings of the columns, and of what is told of the municipality, stand in `words`.
NOTES = "settlements.note"

_FIGURES = ("cvegeo", "pcode", "state", "municipality", "status", "rural_share", "return_rate", "return_dwellings")
_RETURNS = ("rural_return_dwellings", "rural_return_share", "rural_split")
_DECIMALS = 6
_SPANISH = Text(DEFAULT)


def export_settlements(
    gaps: Gaps,
    layers: Layers,
    cvegeo: str,
    *,
    format: SettlementsFormat = "csv",  # noqa: A002 as everywhere
    text: Text = _SPANISH,
    address: str | None = None,
    name: str = "alcance.csv",
) -> bytes:
    """The settlements of a municipality as a file; rows and columns are those of `geo.municipality.settlements_of`.

    Parameters
    ----------
    gaps, layers
        The answer, and what it was made from.
    cvegeo : str
        Key of the municipality.
    format : str
        One of `vocabulary.lists.SETTLEMENTS_FORMATS`. A CSV carries rows alone; `describe_settlements` makes what
        belongs beside it, and a zip has both. JSON and Parquet have that, the conditions of the rule with what the
        municipality has of each (``reasons``) and the rows. A workbook has the municipality, what was asked, the
        sources and the programs on sheets of their own.
    text : Text
        The language of notes and labels; names of columns are the same in both.
    address : str, optional
        Of the municipality's page, for the link that asks again.
    name : str
        File name of the CSV inside a zip.

    Raises
    ------
    KeyError
        Where no municipality has the key.
    """
    text, rows = text.about(gaps), _rows(gaps, layers, cvegeo)
    if format == "csv":
        return to_csv(rows)
    about = _about(gaps, layers, text, cvegeo, address, format)
    if format in ("json", "parquet"):
        about["reasons"] = records(gaps.reasons(cvegeo))
        return to_parquet(rows, about) if format == "parquet" else to_json({**about, "rows": records(rows)})
    if format == "zip":
        beside = sidecar(rows, about, text, name=name, notes=NOTES, key=_key(rows))
        return zipped({name: to_csv(rows), f"{name}-metadata.json": beside})
    from exports.sheets import to_xlsx

    return to_xlsx(rows, gaps, layers, about, text, sheet="settlements", notes=NOTES)


def describe_settlements(
    gaps: Gaps, layers: Layers, cvegeo: str, *, name: str, text: Text = _SPANISH, address: str | None = None
) -> bytes:
    """What belongs beside a CSV as ``NAME-metadata.json``: columns, municipality, question, data edition, licence.

    Raises
    ------
    KeyError
        Where no municipality has the key.
    """
    text, rows = text.about(gaps), _rows(gaps, layers, cvegeo)
    about = _about(gaps, layers, text, cvegeo, address, "csv")
    return sidecar(rows, about, text, name=name, notes=NOTES, key=_key(rows))


def _rows(gaps: Gaps, layers: Layers, cvegeo: str) -> pd.DataFrame:
    # A settlement's dwellings are the census's, whatever the return figures count.
    return in_unit(settlements_of(layers, gaps.criteria, cvegeo), gaps.unit, keep=("dwellings",))


def _key(rows: pd.DataFrame) -> str | None:
    """What tells the rows apart; a person's own settlements may have no keys."""
    return "locality_key" if rows["locality_key"].notna().all() and rows["locality_key"].is_unique else None


def _about(
    gaps: Gaps, layers: Layers, text: Text, cvegeo: str, address: str | None, form: SettlementsFormat
) -> dict[str, Any]:
    written = ("--format", form, "--lang", text.language)
    about = describe(gaps, layers, text, address=address, command=("municipality", cvegeo), written=written)
    link = link_to(f"m={cvegeo}&{query_of(gaps)}".removesuffix("&"), address, "municipio")
    return {**about, "link": link, "municipality": _municipality(gaps, layers, cvegeo)}


def _municipality(gaps: Gaps, layers: Layers, cvegeo: str) -> dict[str, Any]:
    """The municipality's own figures, the rural share both ways and the second witness; None where not known."""
    row = gaps.table[gaps.table["cvegeo"] == cvegeo]
    access = [name for name in ACCESS_COLUMNS if name in row]
    splits = splits_of(gaps, layers, cvegeo).set_index("split")
    found = rounded(row[[*_FIGURES, *_RETURNS, *access]]).iloc[0].to_dict()
    for split in ("dwellings", "residence"):
        found[f"rural_return_share_{split}"] = splits.loc[split, "rural_return_share"]
    found["residence_not_known"] = splits.loc["residence", "why_not"]
    found |= witness_of(gaps, layers, cvegeo).to_dict()
    return {
        name: round(value, _DECIMALS) if isinstance(value, float) else value
        for name, value in records(in_unit(pd.DataFrame([found]), gaps.unit))[0].items()
    }
