"""Gap regions and their office areas in words, and as files: as rows, and as GeoJSON with their outlines."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from exports.context import describe
from exports.rows import describe_rows, export_table
from exports.sentence import place_name
from exports.tables import in_unit, records, to_json
from geo import Gaps
from geo.areas import OfficeAreas, usual_km
from layers import Layers
from layers.rows import each_row
from vocabulary.lists import RegionFormat, RegionTable
from words.catalogues import DEFAULT
from words.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Decimals of an outline in degrees.
_DECIMALS = 6

_KEYS = {"areas": "office_area", "regions": "gap_region", "municipalities": "cvegeo"}


def regions_sentence(areas: OfficeAreas, gaps: Gaps, layers: Layers, text: Text) -> str:
    """How many regions there are, and what is in them."""
    totals, place = areas.regions.totals, place_name(gaps.criteria, layers, text)
    if not totals["regions"]:
        return text("regions.none", place=place, floor=_floor(gaps, text))
    dwellings = text.estimate(totals["rural_return_dwellings"])
    municipalities = text.number(totals["municipalities"])
    return text("regions.found", totals["regions"], place=place, municipalities=municipalities, dwellings=dwellings)


def below_sentence(areas: OfficeAreas, gaps: Gaps, text: Text) -> str:
    """What of the regions no list of single municipalities has; empty where there is nothing of it."""
    totals = areas.regions.totals
    if not totals["below"]:
        return ""
    total = text.estimate(totals["below_return_dwellings"])
    return text("regions.below", totals["below"], floor=_floor(gaps, text), total=total)


def far_in_words(areas: OfficeAreas, text: Text) -> str:
    """How far an office serves."""
    if math.isnan(areas.within_km):
        return text("areas.far.minutes", minutes=text.number(areas.within_min, None))
    return f"{text.number(areas.within_km, None)} km"


def _floor(gaps: Gaps, text: Text) -> str:
    return text.number(gaps.criteria.min_return_dwellings, None)


def regions_notes(areas: OfficeAreas, gaps: Gaps, text: Text) -> list[str]:
    """What is in no region, what in no area, and what is not known or not proven."""
    totals, table = areas.regions.totals, areas.by_region
    floor, far = _floor(gaps, text), far_in_words(areas, text)
    said = []
    if len(table):
        said.append(text("areas.line", len(areas.table), far=far, floor=floor) if len(areas.table) else "")
        said[-1] = said[-1] or text("areas.none", far=far, floor=floor)
    left = table["left_out"].sum()
    if left and len(areas.table):
        total = text.estimate(table["left_out_return_dwellings"].sum())
        said.append(text("areas.left_out", left, total=total, far=far, floor=floor))
    proven = table["shortest"] | (table["areas"] == table["fewest_areas"]).fillna(value=False).astype(bool)
    said += [
        text(
            "areas.bound" if pd.notna(row.fewest_areas) else "areas.unbound",
            region=row.gap_region,
            areas=text.number(row.areas),
            **({"fewest": text.number(row.fewest_areas)} if pd.notna(row.fewest_areas) else {}),
        )
        for row in each_row(table[~proven])
    ]
    if totals["outside"]:
        total = text.estimate(totals["outside_return_dwellings"])
        said.append(text("regions.outside", totals["outside"], total=total, floor=floor))
    if totals["unknown"]:
        said.append(text("regions.unknown", totals["unknown"]))
    return said


def region_rows(areas: OfficeAreas, table: RegionTable) -> pd.DataFrame:
    """A table of the regions: office areas, regions, or the municipalities that meet all but the count."""
    return {"areas": areas.table, "regions": areas.by_region, "municipalities": areas.members}[table]


def export_regions(
    areas: OfficeAreas,
    gaps: Gaps,
    layers: Layers,
    *,
    table: RegionTable = "areas",
    format: RegionFormat = "csv",  # noqa: A002 as everywhere
) -> bytes:
    """A table of the regions as a file.

    Parameters
    ----------
    areas, gaps, layers
        The regions, cut; the answer that they are of, and what it was made from.
    table : str
        One of `vocabulary.lists.RegionTable`.
    format : csv, json, xlsx, parquet or geojson
        As `exports.rows.export_table`; JSON and Parquet say ``within_km``, ``within_min`` and the totals too. GeoJSON
        (RFC 7946): each row with its outline (EPSG:4326, six decimals), and what the export says about itself under
        ``alcance``.
    """
    rows, command = region_rows(areas, table), _command(areas, gaps, table)
    far = {"within_km": areas.within_km, "within_min": areas.within_min}
    known: dict[str, Any] = {name: None if math.isnan(value) else value for name, value in far.items()}
    more = known | {"totals": records(in_unit(areas.regions.totals.to_frame().T, gaps.unit))[0]}
    if format != "geojson":
        return export_table(rows, gaps.criteria, layers, format=format, command=command, more=more)
    about = describe(gaps, layers, Text(DEFAULT), command=command, written=("--format", format))
    key = _KEYS[table]
    features = [
        {"type": "Feature", "id": record[key], "properties": record, "geometry": json.loads(outline)}
        for record, outline in zip(records(in_unit(rows, gaps.unit)), _outlines(rows, layers), strict=True)
    ]
    return to_json({"type": "FeatureCollection", "alcance": {**about, **more}, "features": features})


def describe_regions(areas: OfficeAreas, gaps: Gaps, layers: Layers, *, table: RegionTable, name: str) -> bytes:
    """What belongs beside the CSV as ``NAME-metadata.json``."""
    rows = region_rows(areas, table)
    return describe_rows(rows, gaps, layers, name=name, what=table, command=_command(areas, gaps, table))


def _command(areas: OfficeAreas, gaps: Gaps, table: RegionTable) -> list[str]:
    usual = math.isnan(areas.within_km) or areas.within_km == usual_km(gaps.criteria)
    return ["regions", "--table", table, *([] if usual else ["--within-km", f"{areas.within_km:g}"])]


def _outlines(rows: pd.DataFrame, layers: Layers) -> NDArray[np.object_]:
    """The outline of each row as GeoJSON: of its municipalities, without the borders between them."""
    import shapely

    shapes: pd.Series = layers.boundaries.set_index("cvegeo").geometry
    members = rows["members"] if "members" in rows else [(key,) for key in rows["cvegeo"]]
    joined = np.array([shapely.union_all(shapes.loc[list(keys)].to_numpy()) for keys in members], dtype=object)
    rounded = shapely.transform(joined, lambda at: np.round(at, _DECIMALS))
    return np.asarray(shapely.to_geojson(shapely.orient_polygons(rounded)))
