"""The map: a component of Streamlit's that draws once, and a small state that repaints it.

What stands beside this file runs in the browser: ``loader.js`` is what Streamlit itself sends, ``main.js`` the
component, which imports the other modules, ``map.css`` its style. Leaflet comes from its package (`dashboard.assets`).

State in is `map_state`. Events out are triggers, each with a callback of `show_map`: ``municipality``, the key of the
one that a person clicks; ``place``, where a person clicks on a map that takes pins (longitude and latitude as
`Criteria.what_if` has them); ``beside``, what the answer is to be compared with. The view is none: it stays in the
browser, which writes it into the page's link.
"""

from __future__ import annotations

import base64
import json
import math
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry
from streamlit.components.v2 import component

from dashboard.assets import Assets, site_names, site_rows
from dashboard.html import note
from dashboard.map.beside import Beside
from dashboard.map.changed import Changed, changed_words
from dashboard.map.legend import legend, municipalities
from dashboard.map.tooltips import tooltips
from dashboard.shared import shared_layers
from dashboard.sizes import EXAMPLES, SCALES
from geo.areas import OfficeAreas
from geo.catchment_areas import circles_of
from geo.classes import Classes
from geo.firmness import Firmness
from geo.gaps import Gaps
from geo.geodesy import circles, corners
from layers import Layers
from layers.rows import each_row
from vocabulary.colours import POINTS
from vocabulary.lists import SIZES, Size
from words.text import Text

#: The environment's name for the address of a background map.
TILES = "ALCANCE_TILES"

#: Vertices of half a circle as drawn; the other half mirrors it, as a geodesic circle does about its meridian.
_HALF_AZIMUTHS = -np.linspace(0.0, 180.0, 23)

#: Characters that stand for themselves in a JSON string: the digits of the steps.
_DIGITS = np.array([chr(code) for code in range(35, 127) if chr(code) not in "\\<"])
_LARGEST_STEP = len(_DIGITS) ** 2 // 2

#: Of how many answers, as one measure colours them, what the map shows is cached.
_CACHED = 24

#: Room around the seats that a view shall show, degrees.
_MARGIN = 0.3


_component = component("alcance_map", js=(Path(__file__).parent / "loader.js").read_text(encoding="utf-8"))


def show_map(
    state: dict[str, Any],
    layers: Layers,
    text: Text,
    *,
    key: str,
    height: int | None = None,
    on_municipality: Callable[[str], None] | None = None,
    on_place: Callable[[str], None] | None = None,
    on_beside: Callable[[str], None] | None = None,
) -> None:
    """Draw the map, or repaint it if it is there already.

    Parameters
    ----------
    state : dict
        From `map_state`.
    key : str
        The map's name on the page; one whose words change needs another.
    height : int, optional
        Of the map without its legend, pixels; without, ``--alcance-map-height`` says it where the map stands, and may
        follow the window.
    on_municipality, on_place, on_beside
        Told what a person clicks, before the page runs again: the key of a municipality of the layers, the place, or
        the id of what the answer is to be compared with (empty: with nothing).
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

    def clicked_beside() -> None:
        if on_beside is not None:
            on_beside(str(st.session_state[key].beside or ""))

    _component(
        key=key,
        data={**state, "height": height},
        height="content",
        on_municipality_change=clicked_municipality,
        on_place_change=clicked_place,
        on_beside_change=clicked_beside,
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
    firm: Firmness | None = None,
    changed: Changed | None = None,
    beside: Beside | None = None,
    areas: OfficeAreas | None = None,
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
    firm : Firmness, optional
        How firm each municipality's place in the answer is, to be told by pattern.
    changed : Changed, optional
        What the last change of the question did.
    beside : Beside, optional
        With which answers this one can be compared.
    areas : OfficeAreas, optional
        To be outlined, each with its office's place and its name.

    Returns
    -------
    dict
        ``files``, the addresses of what is fetched once; ``failed``, what to say where one does not come; ``drawn``,
        what is painted at once; ``told``, the rest, as JSON that zlib has compressed, in base64: Streamlit does not
        compress what it sends, and a browser takes a while to unpack it. In ``drawn`` are

        - ``label``, ``bounds`` of the first view, ``tiles``, ``focus``, ``pins``
        - ``municipalities``: ``classes`` and ``styles`` (`dashboard.map.legend`); ``faint``, ``chosen``
        - ``areas``: of each its ``rows``, ``name`` and where its office is, ``at`` (latitude, longitude)
        - ``catchments``: ``circles`` and ``unit`` (`_half_circles`), keys ``served``, ``areas`` (latitude, longitude)

        and in ``told``

        - ``language`` of the names on the map; ``legend`` (`dashboard.map.legend`)
        - ``tooltips``: ``names`` and ``locale`` of the language, ``labels``, ``rows``, ``figures`` by name, and more of
          them in ``files``
        - ``sites``: ``shown`` (number, whether it covers), the session's ``own`` if any, the ``hypothetical`` ones
        - ``points``: settlements of one municipality, ``places`` (`_points`) in ``colours`` and sizes of a ``scale``
        - ``changed``: rows ``gained`` and ``lost``, what is ``said`` of them, ``close``, and the ``step``; or None
        - ``beside``: ``label``, ``options`` (id, words) and which is ``chosen``; or None
        - ``settlements``: words and scale of the embedded ones, or None where those are not to be drawn
    """
    # Who asks what others have asked is shown what was worked out for them.
    key = (gaps.criteria, classes.measure, firm is not None, text.language)
    answer = layers.cache.get("map", key, lambda: _of_answer(gaps, classes, firm, layers, assets, text), most=_CACHED)
    drawn = {
        "label": text("map.label"),
        "bounds": view_of(layers),
        "tiles": _tiles(text),
        "focus": focus,
        "pins": pins,
        "municipalities": {**answer.municipalities, "faint": points is not None, "chosen": chosen},
        "catchments": answer.catchments,
        "areas": [] if areas is None else _drawn_areas(areas, layers),
    }
    told = {
        "language": text.language,
        "legend": answer.legend,
        "tooltips": answer.tooltips,
        "sites": answer.sites,
        "points": {
            "places": [] if points is None else _points(points, text, size),
            "colours": POINTS,
            "scale": SCALES[size]._asdict(),
        },
        "changed": changed and changed_words(changed, text),
        "beside": beside and beside._asdict(),
        # Where a session brings settlements of its own, the embedded ones are not what its answer is made of.
        "settlements": _near_words(text) if near and layers.settlements is shared_layers().settlements else None,
    }
    return {
        "files": assets.files(),
        "failed": text("map.failed"),
        "drawn": drawn,
        "told": _packed(told),
    }


class _OfAnswer(NamedTuple):
    """What the map shows of an answer, whatever a person has chosen or done."""

    municipalities: dict[str, Any]
    catchments: dict[str, Any]
    legend: dict[str, Any]
    tooltips: dict[str, Any]
    sites: dict[str, Any]


def _of_answer(
    gaps: Gaps, classes: Classes, firm: Firmness | None, layers: Layers, assets: Assets, text: Text
) -> _OfAnswer:
    return _OfAnswer(
        municipalities(classes, firm, text),
        _drawn_catchments(gaps),
        legend(gaps, classes, firm, text),
        tooltips(gaps, layers, assets, text),
        _sites(gaps, layers),
    )


def _packed(state: dict[str, Any]) -> str:
    document = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(document.encode())).decode()


def _sites(gaps: Gaps, layers: Layers) -> dict[str, Any]:
    asked = gaps.selection.asked
    rows = site_rows(gaps, layers).get_indexer(pd.Index(asked["site_id"]))
    return {
        "shown": [[int(row), int(covers)] for row, covers in zip(rows, asked["covers"], strict=True)],
        "own": site_names(layers.programs.sites) if gaps.provenance.own else None,
        "hypothetical": site_names(gaps.selection.hypothetical),
    }


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
    for row in each_row(rows.sort_values(size, ascending=False, kind="stable")):
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
    # What is reached by road is no outline: the settlements say who is.
    circles = circles_of(selection, gaps.criteria, by_road=gaps.network is not None)
    return {
        **_half_circles(np.unique(circles[["lon", "lat", "km"]].to_numpy(dtype="float64"), axis=0)),
        "served": selection.served,
        "areas": [_outline(polygon) for polygon in selection.polygons],
    }


def _drawn_areas(areas: OfficeAreas, layers: Layers) -> list[dict[str, Any]]:
    keys = pd.Index(layers.municipios["cvegeo"])
    return [
        {
            "rows": keys.get_indexer(list(row.members)).tolist(),
            "name": row.office_area,
            "at": [round(row.office_lat, 4), round(row.office_lon, 4)],
        }
        for row in each_row(areas.table)
    ]


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


def _outline(polygon: BaseGeometry) -> list[Any]:
    parts = shapely.get_parts(polygon)
    return [[np.round(np.array(part.exterior.coords)[:, ::-1], 4).tolist()] for part in parts]


def _tiles(text: Text) -> dict[str, str] | None:
    """The background that whoever runs the server offers, if any; the map does not ask for it until a person does."""
    address = os.environ.get(TILES, "")
    if not address:
        return None
    return {"url": address, "credit": os.environ.get("ALCANCE_TILES_CREDIT", ""), "name": text("map.tiles")}
