"""The map: a constant base that draws once, and a small message that repaints it."""

from __future__ import annotations

import base64
import json
import math
import zlib
from typing import Any

import folium
import numpy as np
import pandas as pd
import shapely
import streamlit as st
from branca.element import MacroElement
from folium.template import Template
from streamlit_folium import st_folium

from dashboard.assets import Assets, figures, rounded, site_names
from dashboard.colours import CHANGE, SEQUENTIAL, STATUS, UNKNOWN_EDGE, UNKNOWN_FILL
from dashboard.text import Text
from geo.catchments import CIRCLE, POLYGON, SERVED
from geo.classes import Classes
from geo.gaps import STATUSES, Gaps
from geo.places import circles
from layers import Layers

#: Vertices of half a circle as drawn; the other half mirrors it, as a geodesic circle does about its meridian.
_HALF_CIRCLE = 33

_TOOLTIP_ROWS: tuple[dict[str, Any], ...] = (
    {"key": "population", "from": "figures", "decimals": 0},
    {"key": "rural_share", "from": "figures", "decimals": 0, "unit": "%"},
    {"key": "return_rate", "from": "figures", "decimals": 2, "unit": "%"},
    {"key": "rural_return_dwellings", "from": "figures", "decimals": 0, "about": True},
    {"key": "covered_share", "from": "data", "decimals": 0, "unit": "%"},
    {"key": "nearest_site", "from": "data", "kind": "site"},
    {"key": "nearest_km", "from": "data", "decimals": 0, "unit": "km"},
)

_UNKNOWN = "?"


class _Start(MacroElement):
    """Starts the map's own script on the folium map it is added to."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        alcance.start({{ this._parent.get_name() }}, {{ this.options | tojson }});
        {% endmacro %}"""
    )

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Start"
        self.options = options


class _Show(MacroElement):
    """Sends one message to the map's own script."""

    _template = Template("""{% macro script(this, kwargs) %}alcance.show("{{ this.message }}");{% endmacro %}""")

    def __init__(self, message: str) -> None:
        super().__init__()
        self._name = "Show"
        self.message = message


def show_map(message: str, layers: Layers, assets: Assets, text: Text, *, key: str, height: int) -> str | None:
    """Draw the map, or repaint it if it is there already.

    Parameters
    ----------
    message : str
        From `map_message`.
    key : str
        The map's name on the page; the base map must not change under it.

    Returns
    -------
    str or None
        Key of the municipality that was clicked last on this map.
    """
    prefix = _prefix()
    base = folium.Map(tiles=None, prefer_canvas=True, control_scale=True, zoom_snap=0.25, min_zoom=4, max_zoom=13)
    base.default_js = [(name, prefix + path) for name, path in assets.scripts]
    base.default_css = [(name, prefix + path) for name, path in assets.styles]
    west, south, east, north = _home(layers)
    start = _Start(
        {
            "geometry": prefix + assets.geometry,
            "facts": prefix + assets.facts,
            "bounds": [[south, west], [north, east]],
            "failed": text("map.failed"),
        }
    )
    base.add_child(start)
    overlay = folium.FeatureGroup(name="alcance")
    overlay.add_child(_Show(message))
    shown = st_folium(
        base,
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=["last_object_clicked_tooltip"],
        feature_group_to_add=overlay,
    )
    clicked = shown.get("last_object_clicked_tooltip") if shown else None
    return str(clicked) if clicked else None


def map_message(
    gaps: Gaps,
    classes: Classes,
    layers: Layers,
    assets: Assets,
    text: Text,
    *,
    chosen: str | None,
    focus: dict[str, Any] | None,
    points: pd.DataFrame | None = None,
) -> str:
    """What the map shows, packed: base64 of zlib-compressed JSON.

    Parameters
    ----------
    gaps, classes
        The answer, and the measure that colours it.
    chosen : str or None
        Key of the municipality to outline.
    focus : dict or None
        ``turn`` (changes when the view shall move), and ``bounds`` or the ``key`` of a municipality.
    points : DataFrame, optional
        Settlements to draw, from `geo.profile.settlements_of`.
    """
    table = gaps.table
    sites = layers.programs.sites
    own = bool(gaps.provenance.own)
    row_of = pd.Index(sites["site_id"])
    asked = gaps.selection.asked
    address = None if own else assets.figures.get((gaps.criteria.year, gaps.criteria.rural_below))
    message: dict[str, Any] = {
        "language": text.language,
        "labels": _labels(text),
        "rows": _TOOLTIP_ROWS,
        "styles": styles(classes),
        "palette": classes.measure[:3],
        "classes": "".join(np.where(classes.codes < 0, _UNKNOWN, classes.codes.astype(str))),
        "data": {
            "status": "".join(table["status"].cat.codes.astype(str)),
            "covered_share": rounded(table["covered_share"] * 100, 0),
            "nearest_site": row_of.get_indexer(table["nearest_site"]).tolist(),
            "nearest_km": rounded(table["nearest_km"], 0),
        },
        "shown": [
            [int(row), int(covers)]
            for row, covers in zip(row_of.get_indexer(asked["site_id"]), asked["covers"], strict=True)
        ],
        "sites": site_names(layers) if own else None,
        "figures": None if address is None else _prefix() + address,
        "figures_data": figures(gaps) if address is None else None,
        "points": [] if points is None else _points(points, text),
        "chosen": chosen,
        "focus": focus,
        **_drawn_catchments(gaps),
    }
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    body = body[:-1] + f',"stamp":"{zlib.crc32(body):08x}"}}'.encode()
    return base64.b64encode(zlib.compress(body)).decode()


def styles(classes: Classes) -> dict[str, dict[str, str]]:
    """Fill, edge and dash of each class; never told by colour alone, the legend and the list say it in words."""
    unknown = {"fill": UNKNOWN_FILL, "edge": UNKNOWN_EDGE, "dash": "3 3"}
    if classes.measure == "status":
        found = {str(code): {"fill": STATUS[name]} for code, name in enumerate(STATUSES)}
        found[str(STATUSES.index("outside_region"))]["edge"] = "#d9d9d6"
        found[str(STATUSES.index("unknown"))] = unknown
    else:
        colours = CHANGE if classes.measure == "rate_change" else SEQUENTIAL[len(classes.counts)]
        found = {str(code): {"fill": colour} for code, colour in enumerate(colours)}
    return {**found, _UNKNOWN: unknown}


def _labels(text: Text) -> dict[str, str]:
    names = ["unknown", "none", "about", "covers_nobody", *(row["key"] for row in _TOOLTIP_ROWS)]
    labels = {name: text(f"tip.{name}") for name in names}
    return labels | {f"status.{code}": text(f"status.{name}") for code, name in enumerate(STATUSES)}


def _points(rows: pd.DataFrame, text: Text) -> list[list[Any]]:
    """Longitude, latitude, people, class (rural and reached, rural and not, not rural), words of the tooltip."""
    found = []
    for row in rows.itertuples(index=False):
        kind = ("reached" if row.reached else "beyond") if row.rural else "urban"
        name = row.locality if isinstance(row.locality, str) else text("settlement.unnamed")
        words = [
            name,
            text("settlement.people", count=text.number(row.population)),
            text(f"settlement.{kind}"),
            text(f"basis.{row.basis}"),
        ]
        people = 0 if math.isnan(row.population) else int(row.population)
        found.append([round(row.lon, 4), round(row.lat, 4), people, kind, words])
    return found


def _drawn_catchments(gaps: Gaps) -> dict[str, list[Any]]:
    covering = gaps.selection.covering
    round_ones = covering[covering["catchment"] == CIRCLE]
    radius = round_ones["reach_km"].fillna(gaps.criteria.reach_km)
    places = np.unique(np.column_stack([round_ones["lon"], round_ones["lat"], radius]), axis=0)
    served = sorted({key for keys in covering.loc[covering["catchment"] == SERVED, "served"] for key in keys})
    polygons = covering.loc[covering["catchment"] == POLYGON, "polygon"]
    return {
        "circles": _half_circles(places),
        "served": served,
        "areas": [_outline(polygon) for polygon in polygons],
    }


def _half_circles(places: np.ndarray) -> list[dict[str, Any]]:
    rings = circles(places[:, 0], places[:, 1], places[:, 2], vertices=2 * (_HALF_CIRCLE - 1))[:, :_HALF_CIRCLE]
    centres = np.round(places[:, :2] * 1e4).astype(int)
    steps = np.diff(np.concatenate([centres[:, None], np.round(rings * 1e4).astype(int)], axis=1), axis=1)
    return [
        {"at": at, "half": half}
        for at, half in zip(centres.tolist(), steps.reshape(len(places), -1).tolist(), strict=True)
    ]


def _outline(polygon: shapely.Geometry) -> list[Any]:
    parts = shapely.get_parts(polygon)
    return [[np.round(np.array(part.exterior.coords)[:, ::-1], 4).tolist()] for part in parts]


def _prefix() -> str:
    root = st.get_option("server.baseUrlPath").strip("/")
    return f"/{root}/" if root else "/"


def _home(layers: Layers) -> tuple[float, float, float, float]:
    seats = layers.municipios
    return (
        round(float(seats["seat_lon"].min()), 1),
        round(float(seats["seat_lat"].min()), 1),
        round(float(seats["seat_lon"].max()), 1),
        round(float(seats["seat_lat"].max()), 1),
    )
