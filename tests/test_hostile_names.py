"""Names from a person's own file, wherever they reach HTML, a script or a table: shown as text, never run."""

from __future__ import annotations

import io
import json
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from test_own import AREA, geojson, small

from dashboard import html
from dashboard.map import _drawn_catchments
from dashboard.parts import why_html
from exports.known import layer_rows
from exports.tables import to_csv
from geo import Criteria, find_gaps
from layers.own import apply, inspect, read
from layers.own.limits import FILE_MEGABYTES
from tests.support import worlds
from words.text import Text

ROOT = Path(__file__).resolve().parent.parent
NAMES = [
    '<img src=x onerror="window.hit=1">',
    "</script><script>window.hit=1</script>",
    "`${window.hit=1}`",
    "{{ window.hit }}{% raw %}",
    "'\"><svg/onload=window.hit=1>",
    "<!--<script>",
    "&lt;b&gt;",
    "javascript:alert(1)",
    "\u202eelif\u202c\u2066x\u2069\u200f",
    "=cmd|' /C calc'!A0",
    "a\u2028b\u2029c",
]

__all__ = ["small"]


class Tags(HTMLParser):
    """Tags and attributes that a browser would see."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(str(document))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def own_layers(small, name):
    """A site with the name everywhere; read as a person's own file is, and put there past the reader too."""
    row = {"site_id": "x-1", "program_id": "x", "name_es": name, "name_en": name, "site_es": name, "site_en": name}
    point = worlds.site("x-1", -96.5, 17.0)["geometry"]
    document = json.loads(geojson((None, row)))
    document["features"][0]["geometry"] = point
    draft = inspect(json.dumps(document).encode(), "own.geojson", "programs")
    return apply(read(draft, draft.mapping, small), small)


def own_areas(small):
    data = geojson(*[(AREA, {"site_id": name}) for name in ("casa-1", "casa-2")])
    draft = inspect(data, "own.geojson", "catchments")
    return apply(read(draft, draft.mapping, small), small)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_hostile_name_is_text_in_why(small, name, language):
    layers = own_layers(small, name)
    gaps = find_gaps(layers, Criteria(region=("all",), count_reception=True))
    seen = Tags(why_html(gaps, layers, Text(language), "01001"))
    assert seen.tags <= {"section", "h2", "p", "i", "table", "tr", "th", "td"}
    assert not {attribute for attribute in seen.attributes if attribute.startswith("on")}
    shown = layers.programs.sites["site"].iloc[0]
    assert shown in seen.text


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_text_in_every_piece_of_html(name):
    pieces = [
        html.table([name], [[name, html.Cell(name, "look")]]),
        html.figures([(name, name)]),
        html.prose(name, [name]),
        html.title(name, name),
        html.legend(name, [("#000", name)]),
        html.note(name),
    ]
    for piece in pieces:
        seen = Tags(piece)
        assert not seen.tags & {"img", "script", "svg", "b"}, piece
        assert not {attribute for attribute in seen.attributes if attribute.startswith("on")}
        assert seen.text.replace("\n", "").strip()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_seen_never_gets_in_and_formulas_never_run(small, name):
    layers = own_layers(small, name)
    shown = layers.programs.sites["site"].iloc[0]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u2028\u2029")
    table = pd.read_csv(io.BytesIO(to_csv(layer_rows(layers, "programs"))), dtype=str)
    assert not table["site"].str.match(r"[=+\-@\t\r]").any()


def test_a_question_without_any_circle_is_drawn_too(small):
    """No program asked about, or every catchment a person's own polygon."""
    for layers, programs in ((small, ()), (own_areas(small), ("current",))):
        gaps = find_gaps(layers, Criteria(region=("all",), programs=programs))
        drawn = _drawn_catchments(gaps)
        assert drawn["circles"] == []
        assert len(drawn["areas"]) == len(gaps.selection.covering)


def test_the_server_is_configured_safely():
    """XSRF protection and CORS stay as Streamlit has them by default, which is on and closed."""
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxUploadSize"] == FILE_MEGABYTES
    assert config["server"]["enableXsrfProtection"] is True
    assert config["server"]["enableCORS"] is True  # Streamlit's name for "only this origin"
    assert config["client"]["showErrorDetails"] == "none"
