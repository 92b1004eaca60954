"""The answer as a GeoPackage that QGIS opens in the page's colours. Made in memory: own data never touch a disk."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from exports.context import edition_date, used_sites
from exports.qml import Look, categorised
from exports.spatial import with_polygons
from exports.tables import in_unit, rounded, to_json
from geo import Gaps
from geo.catchment_areas import ROAD, catchments
from geo.catchments import CIRCLE, POLYGON, SERVED
from geo.lists import list_municipalities
from geo.travel import who_is_reached
from layers import Layers
from vocabulary import colours
from words.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT,
    f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
    owner TEXT, ui TEXT, update_time DATETIME)
"""
_METADATA = """
CREATE TABLE gpkg_metadata (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
    md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (
    reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
    timestamp DATETIME NOT NULL, md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
    CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
    CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
CREATE TABLE IF NOT EXISTS gpkg_extensions (
    table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"""
_METADATA_EXTENSION = "http://www.geopackage.org/spec120/#extension_metadata"
_JSON_STANDARD = "https://www.rfc-editor.org/rfc/rfc8259"
_COPIED = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents")


def to_geopackage(gaps: Gaps, layers: Layers, about: dict[str, Any], text: Text) -> bytes:
    """A GeoPackage with the layers gaps, municipalities, catchments, sites, and the settlements of the gaps.

    Keys are text, whole figures whole numbers, missing is NULL, geometry is EPSG:4326 at full precision. Each layer has
    a default style; what the export says about itself is the data set's metadata, as JSON. Its dates are those of
    the data edition.

    Parameters
    ----------
    gaps, layers
        The answer, and what it was made from.
    about : dict
        From `exports.context.describe`.
    text : Text
        The language of the names of programs and sites and of the legend.
    """
    everywhere = list_municipalities(gaps, layers, all_municipalities=True)
    made = {
        "gaps": with_polygons(in_unit(list_municipalities(gaps, layers), gaps.unit), layers),
        "municipalities": with_polygons(in_unit(everywhere, gaps.unit), layers),
        "catchments": _catchments(gaps, layers, text),
        "sites": _sites(gaps, layers, text),
        "settlements": _settlements(gaps, layers),
    }
    date = edition_date(layers).strftime("%Y-%m-%dT00:00:00.000Z")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        for number, (name, frame) in enumerate(made.items()):
            _add(base, name, _one_layer(name, frame), first=number == 0)
        _add_styles(base, _styles(text), date)
        _add_about(base, about, date)
        base.execute("UPDATE gpkg_contents SET last_change = ?", (date,))
        base.execute("VACUUM")
        return _first_change(base.serialize())


def _first_change(data: bytes) -> bytes:
    """The file with its counter of changes, which depends on how GDAL happened to write, set to one.

    By the SQLite file format the counter stands at byte 24 and, for which change the version is valid, at byte 92.
    """
    one = (1).to_bytes(4, "big")
    return data[:24] + one + data[28:92] + one + data[96:]


def _one_layer(name: str, frame: gpd.GeoDataFrame) -> bytes:
    import pyogrio

    buffer = io.BytesIO()
    kind = "Point" if name in {"sites", "settlements"} else "MultiPolygon"
    # The index is left out: its triggers call functions that only spatial tools have, and 2,500 polygons need none.
    pyogrio.write_dataframe(
        frame,
        buffer,
        driver="GPKG",
        layer=name,
        geometry_type=kind,
        promote_to_multi=kind == "MultiPolygon",
        layer_options={"SPATIAL_INDEX": "NO"},
        # The lowest version that knows tables without geometry, as the styles are: old readers warn of later ones.
        dataset_options={"VERSION": "1.2"},
    )
    return buffer.getvalue()


def _add(base: sqlite3.Connection, name: str, data: bytes, *, first: bool) -> None:
    if first:
        base.deserialize(data)
        return
    base.execute("ATTACH ':memory:' AS other")
    base.deserialize(data, name="other")
    # A name of ours, from the five above.
    (made,) = base.execute("SELECT sql FROM other.sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone()
    triggers = base.execute("SELECT sql FROM other.sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (name,))
    counting = [sql for (sql,) in triggers]
    base.execute(made)
    base.execute(f'INSERT INTO main."{name}" SELECT * FROM other."{name}"')  # noqa: S608
    for table in _COPIED:
        base.execute(f"INSERT INTO main.{table} SELECT * FROM other.{table}")  # noqa: S608
    for sql in counting:
        base.execute(sql)
    base.execute("DETACH other")


def _add_styles(base: sqlite3.Connection, styles: dict[str, str], date: str) -> None:
    base.execute(_STYLES)
    (column,) = base.execute("SELECT column_name FROM gpkg_geometry_columns LIMIT 1").fetchone()
    base.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
        " styleQML, styleSLD, useAsDefault, description, owner, update_time)"
        " VALUES ('', '', ?, ?, ?, ?, '', 1, 'Alcance', '', ?)",
        [(name, column, name, style, date) for name, style in styles.items()],
    )
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)"
        " VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
        (date,),
    )


def _add_about(base: sqlite3.Connection, about: dict[str, Any], date: str) -> None:
    base.executescript(_METADATA)
    document = to_json(about).decode("utf-8").strip()
    base.execute(
        "INSERT INTO gpkg_metadata VALUES (1, 'dataset', ?, 'application/json', ?)",
        (_JSON_STANDARD, document),
    )
    base.execute(
        "INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?, 1, NULL)",
        (date,),
    )
    base.executemany(
        "INSERT OR IGNORE INTO gpkg_extensions VALUES (?, NULL, 'gpkg_metadata', ?, 'read-write')",
        [(table, _METADATA_EXTENSION) for table in ("gpkg_metadata", "gpkg_metadata_reference")],
    )


def _catchments(gaps: Gaps, layers: Layers, text: Text) -> gpd.GeoDataFrame:
    frame = catchments(layers, gaps.criteria)
    names = used_sites(gaps, text).set_index("site_id")[["site", "program"]]
    return frame.join(names, on="site_id")[
        ["site_id", "site", "program_id", "program", "catchment", "radius_km", "reached", "geometry"]
    ]


def _sites(gaps: Gaps, layers: Layers, text: Text) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import shapely

    # Readers without our styles draw in the order of the rows: what covers lies on top.
    sites = used_sites(gaps, text).sort_values("covers", kind="stable", ignore_index=True)
    points = shapely.points(sites["lon"].to_numpy(dtype=float), sites["lat"].to_numpy(dtype=float))
    row, polygon = shapely.STRtree(layers.boundaries.geometry.to_numpy()).query(points, predicate="intersects")
    # On a border a site is in the first municipality by key; off the coast in none.
    inside = pd.Series(polygon, index=row).groupby(level=0).min().reindex(range(len(sites)))
    keys = layers.municipios[["cvegeo", "pcode"]].reindex(inside).reset_index(drop=True)
    frame = pd.concat([rounded(sites), keys], axis=1)
    frame["covers"] = np.where(sites["covers"], "yes", "no")
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def _settlements(gaps: Gaps, layers: Layers) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import shapely

    criteria = gaps.criteria
    mine = layers.settlements["cvegeo"].isin(gaps.gaps["cvegeo"]).to_numpy()
    rows = layers.settlements[mine].reset_index(drop=True)
    surely, at_most = (end[mine] for end in who_is_reached(layers, gaps.selection, criteria))
    rural = (rows["locality_population"] < criteria.rural_below).to_numpy()
    pcodes = layers.municipios.set_index("cvegeo")["pcode"]
    frame = rounded(rows.drop(columns=["lon", "lat"]))
    frame.insert(1, "pcode", rows["cvegeo"].map(pcodes))
    frame["help"] = np.select([~rural, surely, ~at_most], ["urban", "reached", "beyond"], "not_known")
    points = shapely.points(rows["lon"].to_numpy(), rows["lat"].to_numpy())
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def _styles(text: Text) -> dict[str, str]:
    statuses = [
        Look(name, text(f"status.{name}"), fill, edge=colours.EDGES.get(name, colours.WHITE))
        for name, fill in colours.STATUS.items()
    ]
    by_status = categorised("status", statuses)
    areas = [
        Look(kind, text(f"catchment.{kind}"), colours.SITE, edge=colours.SITE, opacity=0.08, width=0.3)
        for kind in (CIRCLE, SERVED, POLYGON, ROAD)
    ]
    sites = [
        Look("no", text("map.sites.not"), "#ffffff", edge=colours.SITE, width=0.3, size=2.4),
        Look(
            "hypothetical",
            text("map.sites.hypothetical"),
            "#ffffff",
            edge=colours.SITE,
            width=0.3,
            size=3.6,
            line="dash",
        ),
        Look("yes", text("map.sites"), colours.SITE, width=0.2, size=2.4),
    ]
    points = [
        Look(name, text(f"settlement.{name}"), colours.POINTS[name], width=0.1, size=1.4)
        for name in ("beyond", "not_known", "reached", "urban")
    ]
    return {
        "gaps": by_status,
        "municipalities": by_status,
        "catchments": categorised("catchment", areas),
        "sites": categorised("CASE WHEN kind = 'hypothetical' THEN kind ELSE covers END", sites),
        "settlements": categorised("help", points),
    }
