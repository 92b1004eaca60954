"""The map: a component of Streamlit's that draws once, and a small state that repaints it.

What stands beside this file runs in the browser: ``loader.js`` is what Streamlit itself sends, ``main.js`` the
component, which imports the other modules, ``map.css`` its style. Leaflet comes from its package (`dashboard.assets`).

State in is `map_state`. Events out are triggers, each with a callback of `show_map`: ``municipality``, the key of the
one that a person clicks, and ``place``, where a person clicks on a map that takes pins (longitude and latitude as
`Criteria.what_if` has them). The view is neither: it stays in the browser, which writes it into the page's link.
"""

from __future__ import annotations

import base64
import json
import math
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
import streamlit as st
from streamlit.components.v2 import component

from dashboard.assets import Assets, app_path, figures, for_json, nearest, site_names, site_rows
from dashboard.html import note
from dashboard.shared import shared_layers
from dashboard.sizes import EXAMPLES, SCALES
from dashboard.tables import tooltip_row
from exports.classes import UNKNOWN, styles
from geo.classes import Classes
from geo.gaps import Gaps
from geo.geodesy import circles, corners
from layers import Layers
from vocabulary.colours import POINTS
from vocabulary.lists import SECOND_SOURCES, SIZES, STATUSES, SURENESS, Size
from words.text import Text

#: Vertices of half a circle as drawn; the other half mirrors it, as a geodesic circle does about its meridian.
_HALF_AZIMUTHS = -np.linspace(0.0, 180.0, 23)

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

#: Room around the seats that a view shall show, degrees.
_MARGIN = 0.3


_component = component("alcance_map", js=(Path(__file__).parent / "loader.js").read_text(encoding="utf-8"))


def show_map(
    state: dict[str, Any],
    layers: Layers,
    text: Text,
    *,
    key: str,
    height: int,
    on_municipality: Callable[[str], None] | None = None,
    on_place: Callable[[str], None] | None = None,
) -> None:
    """Draw the map, or repaint it if it is there already.

    Parameters
    ----------
    state : dict
        From `map_state`.
    key : str
        The map's name on the page; one whose words change needs another.
    height : int
        Pixels.
    on_municipality, on_place
        Told what a person clicks, before the page runs again: the key of a municipality of the layers, or the place.
    """
    if not _has_map(layers):
        st.html(note(text("own.map.elsewhere")))
        return

    def clicked_municipality() -> None:
        said = st.session_state[key].municipality
        if on_municipality is not None and said in set(layers.municipios["cvegeo"]):
            on_municipality(said)

    def clicked_place() -> None:
        if on_place is not None:
            on_place(str(st.session_state[key].place))

    _component(
        key=key,
        data=state,
        height=height,
        on_municipality_change=clicked_municipality,
        on_place_change=clicked_place,
    )


def _has_map(layers: Layers) -> bool:
    # The geometry that browsers fetch is ours: another country's municipalities are not in it.
    return layers.municipios is shared_layers().municipios


def view_of(layers: Layers, gaps: Gaps | None = None) -> list[list[float]]:
    """Corners of a view that shows the municipalities an answer is about, or all: latitude, longitude."""
    lon, lat = layers.municipios["seat_lon"].to_numpy(), layers.municipios["seat_lat"].to_numpy()
    shown = slice(None) if gaps is None else gaps.is_asked
    return corners(lon[shown], lat[shown], margin=_MARGIN)


def map_state(
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
) -> dict[str, Any]:
    """What the map shows: the component's state.

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
        A click tells the place and not the municipality.

    Returns
    -------
    dict
        ``files``, the addresses of what is fetched once; ``failed``, what to say where one does not come; ``drawn``,
        what is painted at once; ``told``, the rest, as JSON that zlib has compressed, in base64: Streamlit does not
        compress what it sends, and a browser takes a while to unpack it. In ``drawn`` are

        - ``label``, ``bounds`` of the first view, ``tiles``, ``focus``, ``pins``
        - ``municipalities``: ``classes``, a character each in the table's order, and their ``styles``; ``faint``,
          ``chosen``
        - ``catchments``: ``circles`` and ``unit`` (`_half_circles`), keys ``served``, ``areas`` (latitude, longitude)

        and in ``told``

        - ``language`` of the names on the map
        - ``tooltips``: ``names`` and ``locale`` of the language, ``labels``, ``rows``, ``figures`` by name, and more of
          them in ``files``
        - ``sites``: ``shown`` (number, whether it covers), the session's ``own`` if any, the ``hypothetical`` ones
        - ``points``: settlements of one municipality, ``places`` (`_points`) in ``colours`` and sizes of a ``scale``
        - ``settlements``: words and scale of the embedded ones, or None where those are not to be drawn
    """
    prefix = app_path()
    drawn = {
        "label": text("map.label"),
        "bounds": view_of(layers),
        "tiles": _tiles(text),
        "focus": focus,
        "pins": pins,
        "municipalities": {
            "classes": _characters(np.where(classes.codes < 0, ord(UNKNOWN), classes.codes + ord("0"))),
            "styles": styles(classes),
            "faint": points is not None,
            "chosen": chosen,
        },
        "catchments": _drawn_catchments(gaps),
    }
    told = {
        "language": text.language,
        "tooltips": _tooltips(gaps, layers, assets, text),
        "sites": _sites(gaps, layers),
        "points": {
            "places": [] if points is None else _points(points, text, size),
            "colours": POINTS,
            "scale": SCALES[size]._asdict(),
        },
        # Where a session brings settlements of its own, the embedded ones are not what its answer is made of.
        "settlements": _near_words(text) if near and layers.settlements is shared_layers().settlements else None,
    }
    return {
        "files": {
            "script": prefix + assets.scripts[0],
            "styles": [prefix + address for address in assets.styles],
            "geometry": prefix + assets.geometry,
            "land": assets.land and prefix + assets.land,
            "facts": prefix + assets.facts,
        },
        "failed": text("map.failed"),
        "drawn": drawn,
        "told": _packed(told),
    }


def _packed(state: dict[str, Any]) -> str:
    document = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(document.encode())).decode()


def _tooltips(gaps: Gaps, layers: Layers, assets: Assets, text: Text) -> dict[str, Any]:
    table = gaps.table
    files = {} if gaps.provenance.own else assets.files_of(gaps.criteria)
    inline: dict[str, Any] = {} if "figures" in files else figures(table)
    if "nearest" not in files:
        inline |= nearest(gaps, layers)
    return {
        "names": text.data,
        "locale": text.locale,
        "labels": _labels(text),
        "rows": _tooltip_rows(table),
        "figures": {
            "status": _characters(table["status"].cat.codes.to_numpy() + ord("0")),
            "second_source": _characters(table["second_source"].cat.codes.to_numpy() + ord("0")),
            "covered_share": for_json(table, "covered_share"),
            **inline,
            **_intervals(table),
        },
        "files": [app_path() + address for address in files.values()],
    }


def _sites(gaps: Gaps, layers: Layers) -> dict[str, Any]:
    asked = gaps.selection.asked
    rows = site_rows(gaps, layers).get_indexer(asked["site_id"])
    return {
        "shown": [[int(row), int(covers)] for row, covers in zip(rows, asked["covers"], strict=True)],
        "own": site_names(layers.programs.sites) if gaps.provenance.own else None,
        "hypothetical": site_names(gaps.selection.hypothetical),
    }


def _characters(codes: np.ndarray) -> str:
    return codes.astype("uint8").tobytes().decode("ascii")


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
        "scale": SCALES[SIZES[0]]._asdict(),
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
        kind = _help_of(row)
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


def _help_of(settlement: Any) -> str:
    if not settlement.rural:
        return "urban"
    return "not_known" if pd.isna(settlement.reached) else "reached" if settlement.reached else "beyond"


def _drawn_catchments(gaps: Gaps) -> dict[str, Any]:
    selection = gaps.selection
    lon, lat, km = selection.circles.T
    ends = set(gaps.criteria.reach_ends_km)
    places = [np.column_stack([lon, lat, np.where(np.isnan(km), end, km)]) for end in ends]
    return {
        **_half_circles(np.unique(np.concatenate(places), axis=0)),
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
