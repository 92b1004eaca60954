"""Lists as files: CSV, JSON, GeoJSON. Same rows, same columns, same bytes for the same question."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from geo import Gaps
from layers import Layers

if TYPE_CHECKING:
    import geopandas as gpd

Format = Literal["csv", "json", "geojson"]

#: Decimals that a figure is written with; whole numbers have none.
DECIMALS = {
    "population": 0,
    "dwellings": 0,
    "rural_share": 6,
    "return_rate": 6,
    "return_rate_low": 6,
    "return_rate_high": 6,
    "return_dwellings": 3,
    "rural_return_dwellings": 3,
    "covered_share": 6,
    "nearest_km": 3,
    "locality_population": 0,
}

_SETTLEMENT_COLUMNS = [
    "cvegeo",
    "lon",
    "lat",
    "population",
    "dwellings",
    "locality_population",
    "basis",
    "locality_key",
    "locality",
]
_PROGRAM_COLUMNS = [
    "site_id",
    "program_id",
    "program",
    "lon",
    "lat",
    "since",
    "until",
    "reach_km",
    "components",
    "eligibility",
    "views",
    "served",
    "site",
    "precision",
    "kind",
]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def gap_rows(gaps: Gaps, *, everyone: bool = False) -> pd.DataFrame:
    """Rows of the list: the gaps, most rural return dwellings first; or every municipality, by key."""
    rows = gaps.table if everyone else gaps.gaps
    return rows[list(gaps.list_columns)]


def layer_rows(layers: Layers, name: str) -> pd.DataFrame:
    """A layer as a flat table: settlements, municipios, returns, or programs (a row a site, lists joined by ``;``).

    Raises
    ------
    KeyError
        Where there is no such layer.
    """
    sites = layers.programs.sites
    return {
        "municipios": layers.municipios,
        "settlements": layers.settlements[_SETTLEMENT_COLUMNS],
        "returns": layers.returns,
        "programs": sites[_PROGRAM_COLUMNS],
    }[name]


def export_gaps(gaps: Gaps, layers: Layers, *, everyone: bool = False, format: Format = "csv") -> bytes:  # noqa: A002
    """The list as a file.

    Parameters
    ----------
    gaps, layers
        The answer, and what it was made from (its polygons go into GeoJSON).
    everyone : bool
        Every municipality with its status instead of the gaps.
    format : csv, json or geojson
        CSV: UTF-8, one header, keys as text with their zeros, missing figures empty. JSON: criteria, data edition and
        rows, missing figures null. GeoJSON (RFC 7946): the same with full-precision polygons.
    """
    rows = gap_rows(gaps, everyone=everyone)
    if format == "csv":
        return to_csv(rows)
    document: dict[str, Any] = {
        "criteria": gaps.criteria.model_dump(mode="json"),
        "conditions": [
            {"id": condition.id, "asked": condition.asked, "at_least": condition.at_least}
            for condition in gaps.conditions
        ],
        "as_of": gaps.selection.as_of,
        "national_rate": gaps.national_rate,
        "data_edition": gaps.provenance.edition,
        "own_files": list(gaps.provenance.own),
    }
    if format == "json":
        return _dump({**document, "rows": _records(rows)})
    return _dump({"type": "FeatureCollection", "alcance": document, "features": _features(rows, layers.boundaries)})


def to_csv(rows: pd.DataFrame) -> bytes:
    """A table as CSV (UTF-8, line feeds); text that a spreadsheet would run as a formula gets an apostrophe."""
    written = rows.copy()
    for name in written.columns:
        column = written[name]
        if name in DECIMALS:
            written[name] = _rounded(column, DECIMALS[name])
        elif not pd.api.types.is_numeric_dtype(column):
            written[name] = column.astype(object).map(_harmless, na_action="ignore")
    return written.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _harmless(value: object) -> object:
    if isinstance(value, tuple):
        value = ";".join(str(part) for part in value)
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def _rounded(column: pd.Series, decimals: int) -> pd.Series:
    rounded = column.round(decimals)
    return rounded.astype("Int64") if decimals == 0 else rounded


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    columns = {name: _rounded(rows[name], DECIMALS[name]) if name in DECIMALS else rows[name] for name in rows.columns}
    frame = pd.DataFrame(columns).astype(object)
    frame = frame.where(frame.notna(), None)
    return frame.to_dict(orient="records")


def _features(rows: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    import shapely

    shapes = boundaries.set_index("cvegeo").geometry.loc[rows["cvegeo"]].to_numpy()
    shapes = shapely.orient_polygons(shapely.transform(shapes, lambda xy: np.round(xy, 6)))
    return [
        {"type": "Feature", "id": record["cvegeo"], "properties": record, "geometry": json.loads(geometry)}
        for record, geometry in zip(_records(rows), shapely.to_geojson(shapes), strict=True)
    ]


def _dump(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n").encode("utf-8")
