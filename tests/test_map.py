"""The map's component without a browser: its state, its events, and the files that it is made of."""

from __future__ import annotations

import base64
import json
import zlib
from types import SimpleNamespace

import pytest

from dashboard import map as component
from dashboard.assets import component_files, make_assets
from dashboard.map import map_state, show_map, view_of
from geo import Criteria, find_gaps
from geo.classes import classify
from geo.gaps import STATUSES
from words.text import Text


@pytest.fixture(scope="module")
def assets(layers):
    return make_assets(layers)


def state_of(layers, assets, criteria, **more):
    gaps = find_gaps(layers, criteria)
    focus = {"turn": "x", "bounds": view_of(layers, gaps)}
    classes = classify(gaps, layers, "status")
    return gaps, map_state(gaps, classes, layers, assets, Text("es"), **{"chosen": None, "focus": focus, **more})


def unpacked(state):
    return {**state["drawn"], **json.loads(zlib.decompress(base64.b64decode(state["told"])))}


@pytest.mark.parametrize("view", ["current", "imrc-2014", "with-general-services"])
@pytest.mark.parametrize("reach_km", [5, 50, 500])
def test_a_change_sends_a_character_a_municipality_and_little_more(layers, assets, view, reach_km):
    gaps, state = state_of(layers, assets, Criteria(programs=(view,), reach_km=reach_km), near=True)
    assert len(json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()) < 15_000
    shown = unpacked(state)["municipalities"]
    assert [STATUSES[int(code)] for code in shown["classes"]] == gaps.table["status"].tolist()


def test_a_map_that_takes_pins_says_so_and_who_is_not_near_draws_no_settlements(layers, assets):
    _, state = state_of(layers, assets, Criteria(), pins=True)
    shown = unpacked(state)
    assert shown["pins"] is True
    assert shown["settlements"] is None
    assert shown["municipalities"]["chosen"] is None


@pytest.fixture
def drawn(monkeypatch, layers):
    """A map whose events the test tells; ``said`` is what its listeners heard."""
    told = SimpleNamespace(municipality=None, place=None)
    found = SimpleNamespace(told=told, said=[])
    monkeypatch.setattr(component, "_component", lambda **given: vars(found).update(given))
    monkeypatch.setattr(component.st, "session_state", {"here": told})
    monkeypatch.setattr(component, "_has_map", lambda _: True)
    show_map(
        {"drawn": {}, "told": ""},
        layers,
        Text("es"),
        key="here",
        height=400,
        on_municipality=lambda key: found.said.append(("municipality", key)),
        on_place=lambda place: found.said.append(("place", place)),
    )
    return found


def test_a_click_is_an_event_with_the_key_or_the_place(drawn):
    drawn.told.municipality = "20067"
    drawn.on_municipality_change()
    drawn.told.place = "-96.600_16.600"
    drawn.on_place_change()
    assert drawn.said == [("municipality", "20067"), ("place", "-96.600_16.600")]


@pytest.mark.parametrize("nonsense", [None, "", "99999", 20067, '"><script>', "20067 ", {"a": 1}.__class__])
def test_what_is_no_municipality_is_not_told(drawn, nonsense):
    drawn.told.municipality = nonsense
    drawn.on_municipality_change()
    assert drawn.said == []


def test_every_module_stands_beside_leaflet_and_a_changed_one_has_another_address(assets, tmp_path, monkeypatch):
    assert assets.scripts[0].endswith("/main.js")
    files = component_files()
    assert set(files) == {*assets.scripts, *assets.styles} <= set(assets.contents)
    assert len({address.rpartition("/")[0] for address in files}) == 1
    names = {address.rpartition("/")[2] for address in files}
    assert {"leaflet.js", "leaflet.css", "map.css", "main.js", "municipalities.js"} <= names
    assert "loader.js" not in names
    for name in names - {"leaflet.js", "leaflet.css"}:
        (tmp_path / name).write_text(f"// {name}", encoding="utf-8")
    monkeypatch.setattr("dashboard.assets._COMPONENT", tmp_path)
    assert not set(component_files()) & set(files)
