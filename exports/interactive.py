"""The answer as a folium map: to look at, to add to, to put into another page; with everything in it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import folium
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from exports.around import MAP_STYLE, Ground, Names, names_around
from exports.classes import UNKNOWN, class_labels, styles
from exports.dots import SITE_LOOKS, in_drawing_order
from exports.embed import back_link, describe_embed, finest_below, origin_html
from exports.features import collection, feature
from exports.leaflet import leaflet
from exports.mapping import mainland
from exports.markup import Markup, escaped, pieces
from exports.sentence import more
from exports.svg import area_look, dashes, legend_html, ring_dash
from geo import Gaps
from geo.catchment_areas import catchments
from geo.classes import Classes, classify
from layers import Layers
from vocabulary import colours
from vocabulary.lists import STATUSES
from words.text import Text

#: Bytes that an interactive file stays below, Leaflet's 162,000 included.
MOST_BYTES = 1_500_000

#: Detail smaller than this part of what is asked about is left out, the finest first.
_DETAILS = (1000, 700, 400, 250, 120)

#: As fine as a frame on another page shows: a page that is served is made once, while a person waits.
_SERVED_DETAILS = _DETAILS[2:]

_STATE_LINE: dict[str, Any] = {"color": "#5c5c57", "weight": 1}

#: Parts of a map, to which folium gives names drawn by lot.
Named = folium.GeoJson | Ground | Names

_ZOOM = {"min_zoom": 4, "max_zoom": 13}

_DECIMALS = 3  # of a degree: as fine as what is left out is coarse

#: A browser that keeps to this fetches nothing and runs these scripts alone.
_POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src data:; base-uri 'none'; form-action 'none'"
)


def to_map(gaps: Gaps, layers: Layers, text: Text, *, measure: str = "status") -> folium.Map:
    """The answer as a folium map that needs no other host: Leaflet is in it, and there is no background.

    The municipalities asked about have their colours and their figures, the states lines alone. Polygons are
    simplified as a coverage, for looks only. What is added to the map may bring scripts of its own.

    Parameters
    ----------
    gaps, layers, text
        The answer, its polygons, and the language.
    measure : str
        What the colours tell: one of `vocabulary.lists.MEASURES`.

    Raises
    ------
    KeyError
        Where there is no such measure.

    Examples
    --------
    >>> answer = find_gaps(layers, Criteria(state=("20",)))
    >>> drawn = to_map(answer, layers, Text("en"), measure="return_rate")
    >>> drawn.save("oaxaca.html")  # doctest: +SKIP
    """
    text = text.about(gaps)
    about = describe_embed(gaps, layers, text, "interactive", None)
    return _drawn(gaps, layers, text, measure, _DETAILS[0], about, link="")[0]


def embed_map(gaps: Gaps, layers: Layers, text: Text, *, address: str | None = None, measure: str = "status") -> bytes:
    """The answer as one HTML file with a map to move about in, below `MOST_BYTES`. Same question, same bytes.

    It names the hashes of its scripts in a policy of its own: a browser runs no other and fetches nothing. A page that
    frames it needs no more in its policy than ``frame-src`` for where the file lies.

    Parameters
    ----------
    gaps, layers, text, measure
        As `to_map`.
    address : str, optional
        Of the page, http or https; the link back is left out without it.

    Raises
    ------
    ValueError
        Where the address is no page's, or even the coarsest map is too large.
    """
    text = text.about(gaps)
    about = describe_embed(gaps, layers, text, "interactive", address)
    link = back_link(about["link"], address)

    def page(detail: int) -> bytes:
        return _page(*_drawn(gaps, layers, text, measure, detail, about, link=link), text)

    return finest_below(MOST_BYTES, page, _DETAILS)


class Served(NamedTuple):
    """Addresses of what a served page takes from its server: Leaflet's script and style, and the outlines."""

    script: str
    style: str
    outlines: str


def served_map(gaps: Gaps, layers: Layers, text: Text, served: Served, *, link: str, measure: str = "status") -> bytes:
    """The same map as a page to be served: Leaflet and outlines are the server's, which browsers keep.

    Parameters
    ----------
    gaps, layers, text, measure
        As `to_map`.
    served : Served
        Addresses below the page's own.
    link : str
        Back to the page with the question.
    """
    text = text.about(gaps)
    about = describe_embed(gaps, layers, text, "interactive", None)

    def page(detail: int) -> bytes:
        drawn, parts = _drawn(gaps, layers, text, measure, detail, about, link=link, served=served)
        return _page(drawn, parts, text, own="'self' ")

    return finest_below(MOST_BYTES, page, _SERVED_DETAILS)


def _page(drawn: folium.Map, parts: Sequence[Named], text: Text, *, own: str = "") -> bytes:
    page = drawn.get_root().render()
    # folium draws its names by lot; the same question gives the same bytes.
    for place, part in enumerate([drawn, *parts]):
        page = page.replace(part.get_name(), f"alcance_{place}")
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    marks = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = own + " ".join(f"'sha256-{mark}'" for mark in marks)
    policy = _POLICY.format(scripts=allowed, styles=f"{own}'unsafe-inline'")
    head = pieces("exports", "page.html").head(Markup(policy))
    page = re.sub(r'<meta name="viewport".*?>', "", page, count=1, flags=re.DOTALL)
    page = page.replace("<html>\n<head>", f'<html lang="{text.language}">\n<head>{head}', 1)
    return page.encode()


def _drawn(
    gaps: Gaps,
    layers: Layers,
    text: Text,
    measure: str,
    detail: int,
    about: Mapping[str, Any],
    *,
    link: str,
    served: Served | None = None,
) -> tuple[folium.Map, list[Named]]:
    """The map, and those of its parts that give names to what they write."""
    classes = classify(gaps, layers, measure)
    looks = styles(classes)
    asked, shapes = gaps.is_asked, layers.boundaries.geometry.to_numpy()
    west, south, east, north = shapely.total_bounds(mainland(shapes[asked])[0])
    tolerance = max(east - west, north - south) / detail
    light = np.full(len(shapes), None, dtype=object)
    light[asked] = shapely.coverage_simplify(shapes[asked], tolerance)
    outlines: pd.Series = catchments(layers, gaps.criteria).geometry
    reached = shapely.simplify(outlines.drop_duplicates().to_numpy(), tolerance / 8)
    drawn = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        prefer_canvas=True,
        control_scale=True,
        zoom_snap=0.25,
        attribution_control=False,
    )
    drawn.options.update(_ZOOM)
    drawn.default_js, drawn.default_css = [], []
    drawn.fit_bounds([[south, west], [north, east]])
    frame = (west, south, east, north)
    states = layers.municipios["state_code"].to_numpy()[asked]
    drawn_over = [
        _areas(gaps, classes, looks, light, asked, text),
        _lines([shapely.union_all(light[asked][states == code]) for code in np.unique(states)], **_STATE_LINE),
        _lines(list(reached), color=colours.SITE, weight=1.2),
        *_sites(gaps.selection.asked, text),
    ]
    parts: list[Named] = [
        Ground(layers, np.unique(states).tolist(), None if served else frame),
        *(part for part in drawn_over if part.data["features"]),
        Names(names_around(gaps, layers, text, frame)),
    ]
    for part in parts:
        part.add_to(drawn)
    _frame(drawn, gaps, layers, text, classes, looks, asked, about, link, served)
    return drawn, parts


def _areas(
    gaps: Gaps,
    classes: Classes,
    looks: Mapping[str, Mapping[str, str]],
    shapes: np.ndarray,
    asked: np.ndarray,
    text: Text,
) -> folium.GeoJson:
    rows = _figures(gaps, classes, text)
    keys = [str(place) for place in range(len(rows))]
    told = list(zip(*(words for _, words in rows), strict=True))
    ids, codes = [_no_template(key) for key in gaps.table["cvegeo"]], classes.codes.tolist()
    looks_of = {ids[at]: looks[UNKNOWN if codes[at] < 0 else str(codes[at])] for at in np.flatnonzero(asked)}

    def style(drawn: Mapping[str, Any]) -> dict[str, Any]:
        look = looks_of[drawn["id"]]
        edge = {"color": look.get("edge", "#ffffff"), "weight": 0.5, "fillColor": look["fill"], "fillOpacity": 1}
        return {**edge, "weight": 1, "dashArray": look["dash"]} if "dash" in look else edge

    features = [
        feature(ids[at], shapes[at], dict(zip(keys, map(_no_template, told[at]), strict=True)), decimals=_DECIMALS)
        for at in np.flatnonzero(asked)
    ]
    return folium.GeoJson(
        collection(features),
        style_function=style,
        highlight_function=lambda _: {"color": "#1d1d1b", "weight": 2},
        tooltip=folium.GeoJsonTooltip(keys, [escaped(name) for name, _ in rows]),
        smooth_factor=0.5,
    )


def _figures(gaps: Gaps, classes: Classes, text: Text) -> list[tuple[str, list[str]]]:
    """What a tooltip says: names, and the words of every municipality."""
    table = gaps.table
    labels = {UNKNOWN: text("map.unknown")} | {str(code): words for code, words in class_labels(classes, text)}
    rows = [
        (
            text("column.municipality"),
            [f"{a}, {text.state(b)}" for a, b in zip(table["municipality"], table["state"], strict=True)],
        ),
        (text("column.status"), [text(f"status.{status}") for status in table["status"]]),
        (text("why.rural_share"), [text.percent(share) for share in table["rural_share"]]),
        (text("tip.return_rate"), [text.rate(rate) for rate in table["return_rate"]]),
        (text("tip.rural_return_dwellings"), [_about(text, value) for value in table["rural_return_dwellings"]]),
        (text("tip.covered_share"), [text.percent(share) for share in table["covered_share"]]),
        (text("measure.nearest_km"), [text.number(value) for value in table["nearest_km"]]),
    ]
    if classes.measure not in ("status", *table.columns[table.dtypes == "float64"]):
        codes = [UNKNOWN if code < 0 else str(code) for code in classes.codes.tolist()]
        rows.insert(1, (text(f"measure.{classes.measure}"), [labels[code] for code in codes]))
    return rows


def _about(text: Text, value: float) -> str:
    return text.number(value) if np.isnan(value) else f"{text('tip.about')} {text.estimate(value)}"


def _lines(shapes: Sequence[BaseGeometry], *, color: str, weight: float) -> folium.GeoJson:
    look = {"color": color, "weight": weight, "fill": False}
    features = [feature(place, shape, decimals=_DECIMALS) for place, shape in enumerate(shapes)]
    return folium.GeoJson(collection(features), style_function=lambda _: look, interactive=False)


def _sites(sites: pd.DataFrame, text: Text) -> list[folium.GeoJson]:
    """A ring that tells how sure a site is, and the site."""
    names = (f"program{text.suffix}", f"site{text.suffix}")
    features: dict[str, list[dict[str, Any]]] = {"rings": [], "sites": []}
    looks: dict[str, dict[str, Any]] = {}
    for row in in_drawing_order(sites).to_dict(orient="records"):
        point, sure = shapely.Point(row["lon"], row["lat"]), row["sureness"]
        known = isinstance(sure, str)
        words = [str(row[name]) for name in names]
        words.append(text(f"sureness.{sure}") if known else text("tip.unknown"))
        words.append("" if row["covers"] else text("tip.covers_nobody"))
        key, told = _no_template(row["site_id"]), {str(at): _no_template(said) for at, said in enumerate(words)}
        features["sites"].append(feature(key, point, told, decimals=_DECIMALS))
        look = SITE_LOOKS[row["look"]]
        looks[key] = {
            "color": look.edge,
            # folium leaves circles empty unless told.
            "fill": True,
            "fillColor": look.fill,
            "fillOpacity": 1,
            "weight": 1.2,
            "radius": look.radius + 0.5,
            **({"dashArray": dashes(look.dash)} if look.dash else {}),
        }
        if known:
            features["rings"].append(feature(key, point, {"sureness": sure}, decimals=_DECIMALS))
    return [
        folium.GeoJson(
            collection(features["rings"]),
            marker=folium.CircleMarker(radius=7),
            style_function=lambda ring: _ring(ring["properties"]["sureness"]),
        ),
        folium.GeoJson(
            collection(features["sites"]),
            marker=folium.CircleMarker(radius=4.5),
            style_function=lambda site: looks[site["id"]],
            tooltip=folium.GeoJsonTooltip([str(place) for place in range(4)], labels=False),
        ),
    ]


def _ring(sureness: str) -> dict[str, Any]:
    dash = ring_dash(sureness)
    look = {"color": colours.SITE, "weight": 1.2, "fill": False, "interactive": False}
    return {**look, "dashArray": dash} if dash else look


def _frame(
    drawn: folium.Map,
    gaps: Gaps,
    layers: Layers,
    text: Text,
    classes: Classes,
    looks: Mapping[str, Mapping[str, str]],
    asked: np.ndarray,
    about: Mapping[str, Any],
    link: str,
    served: Served | None,
) -> None:
    """What stands about the map: Leaflet in the head, the sentence above, the legend and the sources below."""
    page, root = pieces("exports", "page.html"), drawn.get_root()
    assert isinstance(root, folium.Figure)
    root.title = escaped(about["answer"])
    if served:
        root.header.add_child(_raw(page.files(served.style, [served.script, served.outlines])), name="leaflet")
    else:
        style = leaflet("leaflet.css").decode()
        # No control and no marker of ours has a picture.
        root.header.add_child(_raw(page.style(Markup(re.sub(r"url\([^)]*\)", "none", style)))), name="leaflet_css")
        script = leaflet("leaflet.js").decode().split("//# sourceMappingURL")[0]
        root.header.add_child(_raw(page.script(Markup(script))), name="leaflet")
    root.html.add_child(_words(page.above(about["answer"], more(gaps, layers, text))), name="above")
    below = page.below(
        measure=text(f"measure.{classes.measure}"),
        legend=legend_html(gaps, text, measured=_measured(classes, looks, asked, text)),
        origin=origin_html(gaps, text, about, link),
    )
    root.html.add_child(_words(below), name="below")
    # Last, so that it stands after folium's own styles.
    root.html.add_child(_raw(page.style(Markup(MAP_STYLE))), name="style")


def _measured(
    classes: Classes, looks: Mapping[str, Mapping[str, str]], asked: np.ndarray, text: Text
) -> list[tuple[str, str]]:
    """Style and words of every class that the map has, those of a figure that is not known last."""
    codes = pd.Series(classes.codes[asked]).value_counts()
    labels = class_labels(classes, text)
    named = [(str(code), words, int(codes.get(code, 0))) for code, words in labels]
    named.append((UNKNOWN, text("map.unknown"), int(codes.get(-1, 0))))
    skipped = str(STATUSES.index("outside_region")) if classes.measure == "status" else None
    return [
        (
            area_look(looks[code]["fill"], patterned="dash" in looks[code]),
            f"{words} ({text.number(count)})",
        )
        for code, words, count in named
        if count and code != skipped
    ]


def _raw(ours: Markup) -> folium.Element:
    """Styles and scripts of our own or of Leaflet, which folium would read as a template."""
    return folium.Element(f"{{% raw %}}{ours}{{% endraw %}}")


def _no_template(words: str) -> Markup:
    """Words of anyone as HTML that folium, which reads its own scripts as templates, finds none in."""
    return escaped(words).replace("{", Markup("&#123;"))


def _words(html: Markup) -> folium.Element:
    """HTML with words of anyone, which folium would read as a template: none of them can begin one."""
    return folium.Element(html.replace("{", Markup("&#123;")))
