"""The answer as a folium map: what it shows, the same bytes twice, nothing of another host, no name that runs."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import folium
import numpy as np
import pytest
import shapely

import alcance
from exports.around import names_around
from exports.canvas import width_of
from exports.interactive import MOST_BYTES, embed_map, to_map
from exports.safe_text import one_line
from geo import Criteria, find_gaps
from geo.classes import classify
from geo.geodesy import geodesic_km
from tests.support.strange import NAMES, UNKNOWN, strange_world
from vocabulary import colours
from vocabulary.lists import MEASURES
from words.text import Text

ROOT = Path(__file__).resolve().parent.parent
EN, ES = Text("en"), Text("es")
STRANGE = Criteria.ask(state=("01",), min_return_rate=1)


def data_of(page):
    """The data of every GeoJSON layer, in order, as the page's script has them."""
    page = page.decode() if isinstance(page, bytes) else page
    return [json.loads(found) for found in re.findall(r"_add\((\{.*\})\);", page)]


@pytest.fixture(scope="module")
def oaxaca(layers):
    return find_gaps(layers, Criteria(state=("20",)))


@pytest.fixture(scope="module")
def page(oaxaca, layers):
    return embed_map(oaxaca, layers, ES, address="https://example.org/alcance/")


@pytest.mark.moderate
def test_the_municipalities_asked_about_have_colours_and_figures_the_states_lines(oaxaca, layers, page):
    areas, states, reached, *_ = data_of(page)
    told = {feature["id"]: feature["properties"] for feature in areas["features"]}
    assert sorted(told) == sorted(oaxaca.table.loc[oaxaca.is_asked, "cvegeo"])
    assert len(states["features"]) == 1
    assert len(reached["features"]) == len(oaxaca.selection.covering[["lon", "lat", "reach_km"]].drop_duplicates())
    row = oaxaca.table.set_index("cvegeo").loc["20537"]
    assert list(told["20537"].values()) == [
        "Silacayoápam, Oaxaca",
        "Brecha",
        ES.percent(row["rural_share"]),
        ES.rate(row["return_rate"]),
        f"cerca de {ES.estimate(row['rural_return_dwellings'])}",
        ES.percent(row["covered_share"]),
        ES.number(row["nearest_km"]),
    ]


def looks_of(page):
    """The style that the script gives each municipality; folium writes one of them for all that it does not name."""
    styler = re.search(r"_styler\(feature\) \{(.*?)default:\s*return (\{.*?\});", page.decode(), flags=re.DOTALL)
    looks = defaultdict(lambda: json.loads(styler[2]))
    for cases, look in re.findall(r"((?:case \"\d+\": )+)\s*return (\{.*?\});", styler[1]):
        looks |= dict.fromkeys(re.findall(r"\d{5}", cases), json.loads(look))
    return looks


@pytest.mark.moderate
def test_every_status_has_our_colour(oaxaca, page):
    looks = looks_of(page)
    for key, status in oaxaca.table.loc[oaxaca.is_asked, ["cvegeo", "status"]].itertuples(index=False):
        assert looks[key]["fillColor"] == colours.STATUS[status]


@pytest.mark.moderate
def test_dots_of_sites_are_filled_as_the_legend_has_them(layers):
    asked = find_gaps(layers, Criteria(state=("20",), what_if=("20537",)))
    page = embed_map(asked, layers, ES).decode()
    styles = [json.loads(style) for style in re.findall(r"return (\{[^{}]*\"radius\"[^{}]*\});", page)]
    # Leaflet fills no circle that folium says is not filled, which it says of every one unless told.
    assert {(style["fill"], style["fillColor"]) for style in styles} == {(True, colours.SITE), (True, colours.WHITE)}


@pytest.mark.moderate
def test_a_circle_is_geodesic(oaxaca, page):
    circles = [shapely.geometry.shape(feature["geometry"]) for feature in data_of(page)[2]["features"]]
    sites = oaxaca.selection.covering
    at = sites[["lon", "lat"]].to_numpy()
    found = 0
    for circle in circles:
        points = np.array(circle.exterior.coords) if circle.geom_type == "Polygon" else np.zeros((0, 2))
        inside = [place for place in at if circle.contains(shapely.Point(place))]
        for lon, lat in inside:
            km = geodesic_km(np.full(len(points), lon), np.full(len(points), lat), points[:, 0], points[:, 1])
            if np.allclose(km, 50.0, atol=0.2):
                found += 1
                break
    assert found >= 40


@pytest.mark.parametrize("measure", MEASURES)
def test_any_measure_can_be_drawn_with_its_legend(measure):
    layers = strange_world((2010, 2020))
    gaps = find_gaps(layers, STRANGE)
    drawn = to_map(gaps, layers, EN, measure=measure)
    assert isinstance(drawn, folium.Map)
    page = drawn.get_root().render()
    assert EN(f"measure.{measure}") in page
    legend = re.search(r'<ul class="legend">(.*?)</ul>', page)[1]
    counts = [int(count) for count in re.findall(r"\((\d+)\)</li>", legend)]
    assert sum(counts) == gaps.is_asked.sum() == len(NAMES)
    classes = classify(gaps, layers, measure)
    assert len(counts) == len(np.unique(classes.codes[gaps.is_asked]))


def test_a_measure_that_there_is_not_is_told(layers, oaxaca):
    with pytest.raises(KeyError):
        to_map(oaxaca, layers, EN, measure="population")


def test_what_is_not_known_is_outlined():
    layers = strange_world()
    page = embed_map(find_gaps(layers, STRANGE), layers, EN)
    assert looks_of(page)[UNKNOWN] == {
        "color": colours.EDGES["unknown"],
        "weight": 1,
        "fillColor": colours.STATUS["unknown"],
        "fillOpacity": 1,
        "dashArray": "3 3",
    }
    assert b"1px dashed" in page


@pytest.mark.slow
def test_the_same_question_gives_the_same_bytes_and_no_name_drawn_by_lot(page):
    assert not re.search(rb"[0-9a-f]{32}", page)
    code = (
        "import sys, alcance\nfrom exports.interactive import embed_map\nfrom words.text import Text\n"
        "layers = alcance.load()\n"
        "answer = alcance.find_gaps(layers, alcance.Criteria(state=('20',)))\n"
        "sys.stdout.buffer.write(embed_map(answer, layers, Text('es'), address='https://example.org/alcance/'))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert ran.stdout == page


@pytest.mark.slow
@pytest.mark.parametrize("asked", [{}, {"region": ("all",), "what_if": ("20537",)}])
def test_it_stays_below_its_size_whatever_is_asked(layers, asked):
    page = embed_map(find_gaps(layers, Criteria.ask(**asked)), layers, ES)
    assert len(page) < MOST_BYTES
    assert len(gzip.compress(page)) < 350_000


class Fetched(HTMLParser):
    """What a browser would fetch, run or follow."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.links, self.scripts, self.policy, self.language = set(), [], 0, "", ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.add(tag)
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "srcdoc")], tag
        self.scripts += tag == "script"
        if tag == "a":
            self.links.append(attributes["href"])
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]
        if tag == "html":
            self.language = attributes.get("lang")


def test_a_page_has_all_in_it_and_names_its_scripts(page):
    text = page.decode()
    seen = Fetched(text)
    assert not seen.tags & {"link", "img", "iframe", "object", "embed", "svg", "base"}
    styles = " ".join(re.findall(r"<style>(.*?)</style>", text, flags=re.DOTALL))
    assert not re.search(r"url\(|@import", styles)
    assert "sourceMappingURL" not in text
    assert seen.links == ["https://example.org/alcance/?state=20"]
    scripts = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    assert len(scripts) == seen.scripts == 3
    for script in scripts:
        assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in seen.policy
    assert "default-src 'none'" in seen.policy
    assert "script-src 'unsafe" not in seen.policy
    assert text.index("Content-Security-Policy") < text.index("<script>")
    assert seen.language == "es"
    assert "user-scalable=no" not in text


@pytest.mark.moderate
@pytest.mark.parametrize("text", [ES, EN], ids=["es", "en"])
def test_strange_names_are_text(text):
    layers = strange_world()
    gaps = find_gaps(layers, STRANGE)
    page = embed_map(gaps, layers, text).decode()
    seen = Fetched(page)
    assert seen.scripts == 3
    assert not seen.tags & {"img", "svg", "b"}
    assert not re.search("[\u200e\u200f\u202a-\u202e]", page)
    data = data_of(page)
    told = [str(words) for layer in data for feature in layer["features"] for words in feature["properties"].values()]
    assert not [words for words in told if re.search("[<>\"'`]", words)]
    names = {unescape(words) for words in told}
    for name in NAMES.values():
        assert any(words.startswith(f"{one_line(name)}, ") for words in names)


@pytest.mark.moderate
@pytest.mark.parametrize(
    "name", ["{{ 7*7 }}", "{% raw %}", "{% endraw %}{{ 7*7 }}", "{# x #}", "</script><script>", "{%"]
)
def test_a_name_is_no_template_of_folium_s(layers, name):
    layers = strange_world()
    layers.__dict__["states"] = {"01": name}
    page = embed_map(find_gaps(layers, STRANGE), layers, EN).decode()
    assert Fetched(page).scripts == 3
    assert unescape(re.search(r"<h1>(.*?)</h1>", page)[1]).find(name) > 0
    assert unescape(re.search(r"<title>(.*?)</title>", page)[1]).find(name) > 0


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc", "//host", ""])
def test_it_links_to_pages_alone(oaxaca, layers, address):
    with pytest.raises(ValueError, match="address: found"):
        embed_map(oaxaca, layers, ES, address=address)


@pytest.mark.moderate
def test_a_question_without_sites_is_drawn():
    layers = strange_world()
    nothing = find_gaps(layers, Criteria.ask(**STRANGE.model_dump() | {"programs": ()}))
    assert len(data_of(embed_map(nothing, layers, EN))) == 2, "the municipalities, and their state's lines"


def test_a_map_asks_for_nothing_as_folium_writes_it_too(tmp_path):
    layers = strange_world()
    to_map(find_gaps(layers, STRANGE), layers, EN).save(tmp_path / "map.html")
    seen = Fetched((tmp_path / "map.html").read_text(encoding="utf-8"))
    assert not seen.tags & {"link", "img", "iframe"}
    assert seen.scripts == 3
    assert (folium.Map().default_js, folium.Map().default_css) != ([], [])


@pytest.mark.slow
def test_the_document_s_example_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    [example] = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "exports.md").read_text(encoding="utf-8"), flags=re.DOTALL
    )
    exec(example, {})
    assert {path.name for path in tmp_path.iterdir()} == {"gaps.html"}


def shown_on(page):
    """Outlines and names, as the page's script has them."""
    page = page.decode()
    ground = json.loads(re.search(r"const alcance_1 = (\{.*?\});\n", page)[1])
    return ground, [tuple(name) for name in json.loads(re.search(r"= (\[\[.*?\]\])\.map\(", page)[1])]


@pytest.mark.moderate
@pytest.mark.parametrize(("text", "sea"), [(ES, "Océano Pacífico"), (EN, "Pacific Ocean")], ids=["es", "en"])
def test_a_map_has_land_states_and_their_names_in_the_reader_s_language(layers, text, sea):
    gaps = find_gaps(layers, Criteria(state=("07",)))
    ground, names = shown_on(embed_map(gaps, layers, text))
    assert [state["id"] for state in ground["states"]["features"]] == sorted(layers.states)
    guatemala = shapely.Point(-91.0, 15.3)
    assert any(shapely.geometry.shape(land["geometry"]).contains(guatemala) for land in ground["land"]["features"])
    assert {("state", "Chiapas"), ("country", "Guatemala"), ("sea", sea)} <= {(name[2], name[4]) for name in names}
    assert sum(name[2] == "town" for name in names) > 10


@pytest.mark.moderate
@pytest.mark.parametrize("asked", [{"region": ("all",)}, {"state": ("15",)}], ids=["all", "15"])
def test_at_no_zoom_does_a_name_lie_on_another_or_on_a_site(layers, asked):
    gaps = find_gaps(layers, Criteria.ask(**asked))
    west, south, east, north = layers.boundaries[gaps.is_asked].total_bounds
    names = names_around(gaps, layers, EN, (west, south, east, north))
    assert len(names) > 20
    sites = gaps.selection.asked[["lon", "lat"]].drop_duplicates().to_numpy()

    def pixels(lon, lat, zoom):
        y = 0.5 - np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)) / (2 * np.pi)
        return (lon + 180) / 360 * 256 * 2**zoom, y * 256 * 2**zoom

    for zoom in range(4, 12):
        boxes = [shapely.box(x - 7, y - 7, x + 7, y + 7) for x, y in (pixels(*site, zoom) for site in sites)]
        count = len(boxes)
        for lat, lon, kind, first, words in names:
            if first <= zoom:
                x, y = pixels(lon, lat, zoom)
                wide, y = width_of(words, 9.0, bold=kind in ("state", "capital")) * 48, y - 11 * (kind == "town")
                boxes.append(shapely.box(x - wide, y - 7, x + wide, y + 7))
        clashes = shapely.STRtree(boxes).query(boxes, predicate="intersects").T
        assert [pair for pair in clashes.tolist() if pair[0] < pair[1] and pair[1] >= count] == []


@pytest.mark.moderate
def test_a_name_on_the_map_is_text(layers):
    gaps = find_gaps(layers, Criteria(state=("20",)))
    name = "</script><b>{{ 7*7 }}"
    shown = embed_map(gaps, renamed(layers, name), EN).decode()
    assert Fetched(shown).scripts == 3
    assert name in {name[4] for name in shown_on(shown.encode())[1]}


def renamed(layers, name):
    """The layers, their largest town of Oaxaca called otherwise."""
    settlements = layers.settlements.copy()
    of_state = settlements["cvegeo"].str[:2] == "20"
    settlements["locality"] = settlements["locality"].astype(object)
    largest = settlements.loc[of_state, "population"].nlargest(8).index
    settlements.loc[largest, "locality"] = name
    return replace(layers, settlements=settlements)


def test_importing_alcance_gives_what_it_says_and_loads_nothing_heavy():
    assert all(getattr(alcance, name) for name in alcance.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Gaps'"):
        _ = alcance.Gaps
    code = "import sys, alcance\nprint({'folium', 'pandas', 'geopandas', 'jinja2'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert ran.stdout == "set()\n"


@pytest.mark.moderate
def test_the_shell_writes_it(shell, tmp_path, page):
    asked = ("--state", "20", "--kind", "interactive", "--address", "https://example.org/alcance/")
    code, _, err = shell("embed", *asked, "--out", tmp_path / "map.html")
    assert (code, err) == (0, "")
    assert (tmp_path / "map.html").read_bytes() == page
