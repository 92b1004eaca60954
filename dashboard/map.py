"""The map: a constant base that draws once, and a small message that repaints it."""

from __future__ import annotations

import base64
import json
import math
import os
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

import folium
import numpy as np
import pandas as pd
import shapely
import streamlit as st
from branca.element import MacroElement
from folium.template import Template

from dashboard.assets import Assets, figures, for_json, nearest, site_names, site_rows
from dashboard.html import note
from dashboard.line import ADDRESS, line_of
from dashboard.shared import shared_layers
from dashboard.sizes import EXAMPLES, SCALES
from dashboard.tables import tooltip_row
from geo.classes import Classes
from geo.gaps import Gaps
from geo.geodesy import circles, corners
from layers import Layers
from vocabulary.colours import CHANGE, EDGES, POINTS, SEQUENTIAL, STATUS
from vocabulary.lists import SECOND_SOURCES, SIZES, STATUSES, SURENESS, Size
from words.text import Text

#: Vertices of half a circle as drawn; the other half mirrors it, as a geodesic circle does about its meridian.
_HALF_AZIMUTHS = -np.linspace(0.0, 180.0, 27)

#: Characters that stand for themselves in a JSON string: the digits of the steps.
_DIGITS = np.array([chr(code) for code in range(35, 127) if chr(code) not in "\\<"])
_LARGEST_STEP = len(_DIGITS) ** 2 // 2

_TOOLTIP_ROWS: tuple[dict[str, Any], ...] = (
    *(tooltip_row(name) for name in ("population", "rural_share", "return_rate", "rural_return_dwellings")),
    {"key": "second_source", "kind": "word"},
    tooltip_row("covered_share"),
    {"key": "nearest_site", "kind": "site"},
    tooltip_row("nearest_km"),
)

#: Follows the rate where it is an estimate with its error.
_INTERVAL_ROW: dict[str, Any] = {**tooltip_row("return_rate"), "key": "return_rate_interval", "kind": "interval"}

_UNKNOWN = "?"

#: Room around the seats that a view shall show, degrees.
_MARGIN = 0.3


#: Seconds that the rest of a page waits at most until its map has painted a change, and until a new map is there:
#: Streamlit's page, once it is busy with the rest, would let the map wait for longer (benchmarks/browser.py).
_CHANGE_S = 0.06
_NEW_S = 2.0

#: What the map says, instead of a key, when the page names a message that it has not got.
_AGAIN = "again."


class Message(NamedTuple):
    """What repaints the map: ``now`` as JSON, drawn at once; ``later`` packed, for tooltips and sites; which it is."""

    now: str
    later: str
    stamp: str

    @property
    def text(self) -> str:
        """The message as it goes on a line."""
        return f'{{"now":{self.now},"later":"{self.later}"}}'


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
    """Brings one message to the map's own script, or tells it which one its line has brought."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        {% if this.sent %}alcance.expect("{{ this.message.stamp }}");
        {% else %}alcance.show({{ this.message.now }}, "{{ this.message.later }}");{% endif %}
        {% endmacro %}"""
    )

    def __init__(self, message: Message, *, sent: bool) -> None:
        super().__init__()
        self._name = "Show"
        self.message = message
        self.sent = sent


def show_map(
    message: Message,
    layers: Layers,
    assets: Assets,
    text: Text,
    *,
    key: str,
    height: int,
    on_click: Callable[[str], None],
) -> None:
    """Draw the map, or repaint it if it is there already.

    Parameters
    ----------
    message : Message
        From `map_message`.
    key : str
        The map's name on the page; the base map must not change under it.
    on_click
        Told what a person clicks, before the page runs again: the key of a municipality, or the place where the
        message asks for pins.
    """
    if not _has_map(layers):
        st.html(note(text("own.map.elsewhere")))
        return
    # Not at the top: the component makes itself known to the server when a visitor's page first imports it.
    from streamlit_folium import st_folium

    prefix, line = app_path(), line_of(key)
    base = folium.Map(tiles=None, prefer_canvas=True, control_scale=True, zoom_snap=0.25, min_zoom=4, max_zoom=13)
    base.default_js = [(name, prefix + path) for name, path in assets.scripts]
    base.default_css = [(name, prefix + path) for name, path in assets.styles]
    start = _Start(
        {
            "geometry": prefix + assets.geometry,
            "facts": prefix + assets.facts,
            "bounds": view_of(layers),
            "failed": text("map.failed"),
            "tiles": _tiles(text),
            "line": prefix + ADDRESS + line.name,
            "near": _near_words(text),
        }
    )
    base.add_child(start)
    overlay = folium.FeatureGroup(name="alcance")
    overlay.add_child(_Show(message, sent=line.send(message.stamp, message.text)))

    def clicked() -> None:
        found = (st.session_state.get(key) or {}).get("last_object_clicked_tooltip")
        if str(found).startswith(_AGAIN):
            line.close()
        elif found:
            on_click(str(found))

    st_folium(
        base,
        key=key,
        height=height,
        use_container_width=True,
        render=False,
        returned_objects=["last_object_clicked_tooltip"],
        feature_group_to_add=overlay,
        on_change=clicked,
    )


def show_first(message: Callable[[], Message], *, key: str) -> None:
    """Let a map that is there show a change before the page runs again; `show_map` then finds it done.

    Parameters
    ----------
    message
        Makes what `show_map` will be given, if there is a map to show it.
    key : str
        The map's name on the page.
    """
    line = line_of(key)
    if line.is_open:
        made = message()
        line.send(made.stamp, made.text)
        line.wait(made.stamp, _CHANGE_S)


def wait_painted(message: Message, layers: Layers, *, key: str) -> None:
    """Let the map that `show_map` has drawn show its message before the rest of the page comes.

    Only a browser says what its address is; without one there is nobody to wait for. A session whose new map has not
    been heard of, since lines do not get through to it, is not kept waiting again.
    """
    if not _has_map(layers) or not st.context.url:
        return
    line = line_of(key)
    if line.is_open:
        line.wait(message.stamp, _CHANGE_S)
    elif not st.session_state.get("unheard"):
        st.session_state["unheard"] = not line.wait(message.stamp, _NEW_S)


def _has_map(layers: Layers) -> bool:
    # The geometry that browsers fetch is ours: another country's municipalities are not in it.
    return layers.municipios is shared_layers().municipios


def view_of(layers: Layers, gaps: Gaps | None = None) -> list[list[float]]:
    """Corners of a view that shows the municipalities an answer is about, or all: latitude, longitude."""
    lon, lat = layers.municipios["seat_lon"].to_numpy(), layers.municipios["seat_lat"].to_numpy()
    shown = slice(None) if gaps is None else gaps.is_asked
    return corners(lon[shown], lat[shown], margin=_MARGIN)


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
    size: Size = SIZES[0],
    near: bool = False,
    pins: bool = False,
) -> Message:
    """What the map shows.

    Parameters
    ----------
    gaps, classes
        The answer, and the measure that colours it.
    chosen : str or None
        Key of the municipality to outline.
    focus : dict or None
        ``turn`` (changes when the view shall move), and ``bounds`` or the ``key`` of a municipality.
    points : DataFrame, optional
        Settlements to draw, from `geo.municipality.settlements_of`.
    size : str
        The column that sizes them.
    near : bool
        Whether the embedded settlements are drawn when a person zooms in.
    pins : bool
        A click tells the place (as `Criteria.what_if` has it) and not the municipality.
    """
    table = gaps.table
    own = bool(gaps.provenance.own)
    files = {} if own else assets.files_of(gaps.criteria)
    inline: dict[str, Any] = {} if "figures" in files else figures(table)
    if "nearest" not in files:
        inline |= nearest(gaps, layers)
    row_of = site_rows(gaps, layers)
    asked = gaps.selection.asked
    now = {
        "classes": _characters(np.where(classes.codes < 0, ord(_UNKNOWN), classes.codes + ord("0"))),
        "styles": styles(classes),
        "palette": classes.measure[:3],
        "faint": points is not None,
        "chosen": chosen,
        "pins": pins,
        "focus": focus,
        **_drawn_catchments(gaps),
    }
    later = {
        "names": text.data,
        "locale": text.locale,
        "labels": _labels(text),
        "rows": _tooltip_rows(table),
        "data": {
            "status": _characters(table["status"].cat.codes.to_numpy() + ord("0")),
            "second_source": _characters(table["second_source"].cat.codes.to_numpy() + ord("0")),
            "covered_share": for_json(table, "covered_share"),
            **inline,
            **_intervals(table),
        },
        "files": [app_path() + address for address in files.values()],
        "shown": [
            [int(row), int(covers)]
            for row, covers in zip(row_of.get_indexer(asked["site_id"]), asked["covers"], strict=True)
        ],
        "sites": site_names(layers.programs.sites) if own else None,
        "hypothetical": site_names(gaps.selection.hypothetical),
        "points": [] if points is None else _points(points, text, size),
        "colours": POINTS,
        "scale": SCALES[size]._asdict(),
        # Where a session brings settlements of its own, the embedded ones are not what its answer is made of.
        "near": near and layers.settlements is shared_layers().settlements,
    }
    packed = zlib.compress(_json(later))
    stamp = f"{zlib.crc32(packed, zlib.crc32(_json(now))):08x}"
    return Message(_json({**now, "stamp": stamp}).decode(), base64.b64encode(packed).decode(), stamp)


def _characters(codes: np.ndarray) -> str:
    return codes.astype("uint8").tobytes().decode("ascii")


def _json(document: dict[str, Any]) -> bytes:
    # Browsers end a script at its closing tag, wherever it stands.
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/").encode()


def styles(classes: Classes) -> dict[str, dict[str, str]]:
    """Fill, edge and dash of each class; never told by colour alone, the legend and the list say it in words."""
    unknown = {"fill": STATUS["unknown"], "edge": EDGES["unknown"], "dash": "3 3"}
    if classes.measure == "status":
        found = {str(code): {"fill": STATUS[name]} for code, name in enumerate(STATUSES)}
        found[str(STATUSES.index("outside_region"))]["edge"] = EDGES["outside_region"]
        found[str(STATUSES.index("unknown"))] = unknown
    else:
        colours = CHANGE if classes.measure == "rate_change" else SEQUENTIAL[len(classes.counts)]
        found = {str(code): {"fill": colour} for code, colour in enumerate(colours)}
    return {**found, _UNKNOWN: unknown}


def _tooltip_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    more = [_INTERVAL_ROW] if "return_rate_low" in table else []
    return [each for row in _TOOLTIP_ROWS for each in ([row, *more] if row["key"] == "return_rate" else [row])]


def _intervals(table: pd.DataFrame) -> dict[str, list[list[float] | None]]:
    """Ends of the rate's interval, rounded as they are shown; None where it is unknown."""
    if "return_rate_low" not in table:
        return {}
    ends = table[["return_rate_low", "return_rate_high"]].to_numpy(dtype=float).round(_INTERVAL_ROW["decimals"])
    return {_INTERVAL_ROW["key"]: [None if np.isnan(pair).any() else pair.tolist() for pair in ends]}


def _labels(text: Text) -> dict[str, str]:
    rows = [row["key"] for row in (*_TOOLTIP_ROWS, _INTERVAL_ROW)]
    names = ["unknown", "none", "about", "covers_nobody", *rows]
    labels = {name: text(f"tip.{name}") for name in names}
    labels |= {"percent": text.percentage("{number}"), "range": text.span("{low}", "{high}")}
    labels |= {f"sureness.{name}": text(f"sureness.{name}") for name in SURENESS}
    labels |= {f"status.{code}": text(f"status.{name}") for code, name in enumerate(STATUSES)}
    return labels | {f"second_source.{code}": text(f"second_source.{name}") for code, name in enumerate(SECOND_SOURCES)}


def _near_words(text: Text) -> dict[str, Any]:
    """What the map says of the settlements that it draws when it is near."""
    examples = EXAMPLES[SIZES[0]]
    return {
        "locale": text.locale,
        "population": text("tip.population"),
        "abroad_2015": text("tip.abroad_2015"),
        "unknown": text("tip.unknown"),
        "unnamed": text("settlement.unnamed"),
        "means": text("size.near"),
        "hollow": text("size.unknown"),
        "failed": text("size.failed"),
        "examples": [[count, example_of(text, SIZES[0], count)] for count in examples],
    }


def example_of(text: Text, size: Size, count: int) -> str:
    """A figure of a legend of sizes; larger ones than the last are drawn as it is."""
    return text("size.most", count=text.number(count)) if count == EXAMPLES[size][-1] else text("size.people", count)


def _points(rows: pd.DataFrame, text: Text, size: Size) -> list[list[Any]]:
    """Longitude, latitude, what sizes it, class (rural and reached, rural and not, not rural), words of the tooltip.

    The largest are drawn first, so that none hides a smaller one; those of unknown size last.
    """
    found = []
    for row in rows.sort_values(size, ascending=False, kind="stable").itertuples(index=False):
        kind = ("reached" if row.reached else "beyond") if row.rural else "urban"
        name = row.locality if isinstance(row.locality, str) else text("settlement.unnamed")
        words = [
            name,
            text("settlement.people", row.population),
            text("settlement.abroad", count=text.number(row.abroad_2015)),
            text("settlement.return_dwellings", count=estimate(text, row.return_dwellings)),
            text(f"settlement.{kind}"),
            text(f"basis.{row.basis}"),
        ]
        value = getattr(row, size)
        sized = None if math.isnan(value) else int(value)
        found.append([round(row.lon, 4), round(row.lat, 4), sized, kind, words])
    return found


def estimate(text: Text, value: float) -> str:
    """Dwellings estimated for one settlement: often few, so to a decimal, and said to be about so many."""
    return text.number(value) if math.isnan(value) else f"{text('tip.about')} {text.number(value, 1)}"


def _drawn_catchments(gaps: Gaps) -> dict[str, Any]:
    selection = gaps.selection
    places = selection.circles.copy()
    places[:, 2] = np.where(np.isnan(places[:, 2]), gaps.criteria.reach_km, places[:, 2])
    return {
        **_half_circles(np.unique(places, axis=0)),
        "served": selection.served,
        "areas": [_outline(polygon) for polygon in selection.polygons],
    }


def _half_circles(places: np.ndarray) -> dict[str, Any]:
    """Half of each circle: centre, step to the north, then steps in two characters a number.

    The unit is a whole multiple of 0.0001 degrees, the smallest in which every step fits.
    """
    rings = circles(places[:, 0], places[:, 1], places[:, 2], azimuths=_HALF_AZIMUTHS) * 1e4
    unit = 1 + int(np.abs(np.diff(rings, axis=1)).max(initial=0.0) // _LARGEST_STEP)
    rings = np.round(rings / unit).astype(int)
    centres = np.round(places[:, :2] * 1e4 / unit).astype(int)
    width = 2 * (len(_HALF_AZIMUTHS) - 1)
    steps = np.diff(rings, axis=1).reshape(len(places), width) + _LARGEST_STEP
    high, low = _DIGITS[steps // len(_DIGITS)], _DIGITS[steps % len(_DIGITS)]
    characters = np.ascontiguousarray(np.stack([high, low], axis=-1).reshape(len(places), 2 * width))
    texts = characters.view(f"U{2 * width}").ravel().tolist()
    return {
        "unit": unit,
        "circles": [
            [int(x), int(y), int(north - y), steps]
            for (x, y), north, steps in zip(centres, rings[:, 0, 1], texts, strict=True)
        ],
    }


def _outline(polygon: shapely.Geometry) -> list[Any]:
    parts = shapely.get_parts(polygon)
    return [[np.round(np.array(part.exterior.coords)[:, ::-1], 4).tolist()] for part in parts]


def _tiles(text: Text) -> dict[str, str] | None:
    """The background that whoever runs the server offers, if any; the map does not ask for it until a person does."""
    address = os.environ.get("ALCANCE_TILES", "")
    if not address:
        return None
    return {"url": address, "credit": os.environ.get("ALCANCE_TILES_CREDIT", ""), "name": text("map.tiles")}


def app_path() -> str:
    """The path of the whole app on its server, with a slash at both ends."""
    root = st.get_option("server.baseUrlPath").strip("/")
    return f"/{root}/" if root else "/"
