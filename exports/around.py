"""What lies about the answer on a folium map: sea, land, states, and the names of all of them and of main towns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from folium import MacroElement
from jinja2 import Template
from jinja2.utils import htmlsafe_json_dumps
from shapely.geometry.base import BaseGeometry

from exports.canvas import width_of
from exports.embed import STYLE
from exports.features import collection, feature
from exports.ground import areas, name_of, neighbours, towns
from exports.labels import KINDS
from exports.names import BEYOND, BOLD
from geo import Gaps
from layers import Layers
from layers.rows import each_row
from layers.shapes import polygons_of
from vocabulary.colours import GROUND, NAMES, WHITE
from words.text import Text

#: Detail and islands smaller than so many degrees are left out: for looks only.
_DETAIL_DEG = 0.02
_DECIMALS = 2

#: About what is asked, land and names are drawn this far: in lengths of its longer side, and at least, degrees.
_AROUND, _AROUND_DEG = 0.3, 4.0

#: Zooms at which names may begin to be shown.
_ZOOMS = range(4, 12)

#: Pixels: height of a line, what stays free about a name, half of a site, how far a town's name is above it.
_LINE, _GAP, _SITE, _ABOVE = 14.0, 2.0, 8.0, 11.0

#: Points of the letters, as the style sheet has them, and how many towns may have a name.
_SIZE, _TOWNS = 9.0, 40


#: Style of the page about the map, and of its names.
MAP_STYLE = (
    STYLE
    + """
html{height:100%}body{display:flex;flex-direction:column;box-sizing:border-box;min-height:100%;height:auto!important;
max-width:none;padding:12px!important}
.folium-map{flex:1 0 auto;order:1;height:62vh!important;min-height:280px;background:#f7f7f5;border:1px solid #d9d9d6}
.alcance-below{order:2}h2{font-size:.9em;font-weight:600;margin:.8em 0 0}
.foliumtooltip{font:13px/1.35 system-ui,sans-serif;white-space:normal;width:max-content;max-width:min(360px,75vw)}
.leaflet-control-scale{font-size:11px}
.alcance-name span{position:absolute;transform:translate(-50%,-50%);white-space:nowrap;
font:12px/14px system-ui,sans-serif;color:"""
    + NAMES["town"]
    + """;text-shadow:-1px 0 #fff,1px 0 #fff,0 -1px #fff,0 1px #fff,0 0 3px #fff}
.alcance-town span{top:-11px}.alcance-town::after{content:"";position:absolute;left:-2px;top:-2px;width:4px;height:4px;
border-radius:50%;background:currentColor}
.alcance-state span,.alcance-capital span{font-weight:600}
.alcance-state span{color:"""
    + NAMES["state"]
    + """}
.alcance-country span{color:"""
    + NAMES["country"]
    + """}
.alcance-sea span{font-style:italic;text-shadow:none;color:"""
    + NAMES["sea"]
    + """}
.foliumtooltip th{font-weight:400;color:#5c5c57;vertical-align:top}.foliumtooltip td{font-weight:600}
"""
)


class Shown(NamedTuple):
    """A name on the map: place (degrees), kind, the zoom that it is shown from on, its words."""

    lat: float
    lon: float
    kind: str
    zoom: int
    words: str


def outlines(layers: Layers) -> dict[str, Any]:
    """Neighbours' land and the states, as two GeoJSON collections: ``land``, ``states`` (``id``: the state's key)."""
    return layers.settlement_cache.get("outlines", (), lambda: _outlines(layers), most=1)


def outlines_script(layers: Layers) -> bytes:
    """The same as a script, for pages that are served: browsers keep it beside Leaflet."""
    return f"const ALCANCE_OUTLINES = {json.dumps(outlines(layers), separators=(',', ':'))};".encode()


def _outlines(layers: Layers) -> dict[str, Any]:
    codes = layers.municipios["state_code"].to_numpy()
    light = shapely.coverage_simplify(layers.boundaries.geometry.to_numpy(), _DETAIL_DEG)
    whole = np.array([shapely.union_all(light[codes == code]) for code in np.unique(codes)])
    states = [_without_specks(shape) for shape in shapely.coverage_simplify(whole, _DETAIL_DEG)]
    ground = [_without_specks(shape) for shape in shapely.simplify(neighbours(layers).geometry.to_numpy(), _DETAIL_DEG)]
    return {"land": _collection(range(len(ground)), ground), "states": _collection(np.unique(codes), states)}


def _without_specks(shape: BaseGeometry) -> BaseGeometry:
    parts = polygons_of(shape)
    kept = parts[shapely.area(parts) > _DETAIL_DEG**2]
    return shapely.MultiPolygon([shapely.Polygon(part.exterior) for part in (kept if len(kept) else parts)])


def _collection(ids: Iterable[object], shapes: Sequence[BaseGeometry]) -> dict[str, Any]:
    return collection([feature(str(key), shape, decimals=_DECIMALS) for key, shape in zip(ids, shapes, strict=True)])


class Ground(MacroElement):
    """Sea, land and states below what is added later.

    Parameters
    ----------
    layers : Layers
    asked : iterable of str
        Keys of the states of which something is asked: their own lines come later, and finer.
    frame : tuple of float, optional
        West, south, east, north: land beyond is left out of a file that has all in it; without it the page has
        `outlines_script`.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        const {{ this.get_name() }} = {% if this.data %}{{ this.data|tojson }}{% else %}ALCANCE_OUTLINES{% endif %};
        {% if this.has_sea %}
        {{ this._parent.get_name() }}.getContainer().style.background = "{{ this.sea }}";
        {% endif %}
        L.geoJson({{ this.get_name() }}.land, {interactive: false, smoothFactor: 0.5,
            style: {fillColor: "{{ this.land }}", fillOpacity: 1, color: "{{ this.border }}", weight: 1}})
            .addTo({{ this._parent.get_name() }});
        L.geoJson({{ this.get_name() }}.states, {interactive: false, smoothFactor: 0.5, style: (state) => ({
            fillColor: "{{ this.white }}", fillOpacity: 1, weight: 0.8,
            color: {{ this.asked|tojson }}.includes(state.id) ? "{{ this.white }}" : "#b9b9b4"})})
            .addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(
        self, layers: Layers, asked: Iterable[str], frame: tuple[float, float, float, float] | None = None
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.asked = list(asked)
        self.data = None if frame is None else _within(outlines(layers), frame, self.asked)
        self.has_sea = not neighbours(layers).empty
        self.sea, self.land, self.border, self.white = GROUND["sea"], GROUND["land"], GROUND["border"], WHITE


def _within(document: dict[str, Any], frame: tuple[float, float, float, float], asked: Sequence[str]) -> dict[str, Any]:
    """The outlines near a frame; of states none where all are asked about, and have finer ones."""
    near = shapely.box(*_widened(frame))
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in document["land"]["features"]]
    cut = (shape for shape in shapely.intersection(shapely.make_valid(shapes), near) if not shape.is_empty)
    kept = [shapely.MultiPolygon(list(polygons_of(shape))) for shape in cut]
    states = document["states"] if len(asked) < len(document["states"]["features"]) else _collection([], [])
    return {
        "states": states,
        "land": _collection(range(len(kept)), kept),
    }


def _widened(frame: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = frame
    more = max(_AROUND * max(east - west, north - south), _AROUND_DEG)
    return west - more, south - more, east + more, north + more


class Names(MacroElement):
    """Names above all else, each from the zoom on at which it has room; they are text."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        const {{ this.get_name() }} = {{ this.shown }}.map(([lat, lon, kind, zoom, words]) => {
            const name = document.createElement("span");
            name.textContent = words;
            const icon = L.divIcon({className: `alcance-name alcance-${kind}`, iconSize: [0, 0], html: name});
            return [zoom, L.marker([lat, lon], {interactive: false, keyboard: false, icon})];
        });
        function {{ this.get_name() }}_show() {
            const map = {{ this._parent.get_name() }};
            for (const [zoom, name] of {{ this.get_name() }}) {
                if (map.getZoom() < zoom) name.remove();
                else name.addTo(map);
            }
        }
        {{ this._parent.get_name() }}.on("zoomend", {{ this.get_name() }}_show);
        {{ this.get_name() }}_show();
        {% endmacro %}
        """
    )

    def __init__(self, shown: Sequence[Shown]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        # folium reads what this gives as a template once more: no name may begin one.
        self.shown = htmlsafe_json_dumps([list(name) for name in shown]).replace("{", "\\u007b")


def names_around(gaps: Gaps, layers: Layers, text: Text, frame: tuple[float, float, float, float]) -> list[Shown]:
    """The names about a frame (degrees), and from which zoom on each has room.

    Seas, countries, the capital and states where the interactive map of the pages has them, then the largest towns
    asked about. At no zoom does one lie on another or on a site.
    """
    around = areas(layers)
    if not around:
        return []
    west, south, east, north = _widened(frame)
    named: list[tuple[str, str, float, float, float]] = []
    for area in around:
        inside = [(lon, lat) for lon, lat in area.at if west < lon < east and south < lat < north]
        named += [(area.kind, name_of(area, layers, text), area.room, *place) for place in inside[:1]]
    asked = gaps.table.loc[gaps.is_asked, "cvegeo"]
    rows = towns(layers)
    rows = rows[rows["cvegeo"].isin(asked) & rows["locality"].notna()].nlargest(_TOWNS, "population", keep="all")
    named += [("town", row.locality, float(row.population), row.lon, row.lat) for row in each_row(rows)]
    named.sort(key=lambda name: (KINDS.index(name[0]), -name[2], name[1]))
    sites = gaps.selection.asked[["lon", "lat"]].drop_duplicates().to_numpy(dtype=float)
    free = [_Spot(*_mercator(lon, lat), _SITE, _SITE, 0.0) for lon, lat in sites]
    shown: list[Shown] = []
    for zoom in _ZOOMS:
        for name in list(named):
            kind, words, room, lon, lat = name
            wide = width_of(words, _SIZE, bold=kind in BOLD) * 96.0
            if kind not in ("town", "sea", "capital") and wide > BEYOND * room * _pixels(zoom) / 360.0:
                continue
            spot = _Spot(*_mercator(lon, lat), wide / 2 + _GAP, _LINE / 2 + _GAP, _ABOVE if kind == "town" else 0.0)
            if all(not spot.meets(other, each) for each in range(zoom, _ZOOMS.stop) for other in free):
                named.remove(name)
                free.append(spot)
                shown.append(Shown(round(lat, 3), round(lon, 3), kind, zoom, words))
    return shown


class _Spot(NamedTuple):
    """What a name or a site takes: its place in shares of the world, half its width and height, how far it is above."""

    x: float
    y: float
    wide: float
    high: float
    above: float

    def meets(self, other: _Spot, zoom: int) -> bool:
        size = _pixels(zoom)
        beside, level = abs(self.x - other.x) * size, abs((self.y - other.y) * size - self.above + other.above)
        return beside < self.wide + other.wide and level < self.high + other.high


def _pixels(zoom: int) -> float:
    return 256.0 * 2.0**zoom


def _mercator(lon: float, lat: float) -> tuple[float, float]:
    return (lon + 180.0) / 360.0, 0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)
