"""The map's component without a browser: its state, its events, and the files that it is made of."""

from __future__ import annotations

import base64
import json
import zlib
from types import SimpleNamespace

import pytest

from dashboard import map as component
from dashboard.assets import component_files, make_assets
from dashboard.map import changed, map_state, show_map, view_of
from dashboard.map.beside import beside_of, readings_beside
from geo import Criteria, find_gaps
from geo.classes import classify
from geo.firmness import firmness
from geo.gaps import STATUSES
from tests.support.worlds import municipality, returns, settlement, world
from vocabulary.lists import FIRMNESS
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


@pytest.mark.moderate
@pytest.mark.parametrize("view", ["current", "imrc-2014", "with-general-services"])
@pytest.mark.parametrize("reach_km", [5, 50, 500])
def test_a_change_sends_a_character_a_municipality_and_little_more(layers, assets, view, reach_km):
    gaps, state = state_of(layers, assets, Criteria(programs=(view,), reach_km=reach_km), near=True)
    assert len(json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()) < 15_000
    shown = unpacked(state)["municipalities"]
    assert [STATUSES[int(code)] for code in shown["classes"]] == gaps.table["status"].tolist()


def test_how_firm_a_gap_is_costs_no_byte_a_municipality_and_the_legend_counts_what_it_hides(layers, assets):
    firm = firmness(find_gaps(layers, Criteria()), layers)
    gaps, state = state_of(layers, assets, Criteria(), near=True, firm=firm)
    assert len(json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()) < 15_000
    shown = unpacked(state)
    classes, rows = shown["municipalities"]["classes"], shown["legend"]["rows"]
    assert set(shown["municipalities"]["styles"]) == set(classes)
    counts = {row["label"]: row["count"] for row in rows if "marks" in row}
    said = {name: counts[Text("es")(f"firmness.legend.{name}")] for name in FIRMNESS}
    assert said == {name: str(count) for name, count in firm.counts.items()}
    for row in (row for row in rows if "marks" in row):
        assert sum(classes.count(mark) for mark in row["marks"]) == int(row["count"].replace(",", "")), row
    assert sum(classes.count(mark) for mark in f"{STATUSES.index('gap')}lu") == len(gaps.gaps)


def test_a_measure_that_is_no_status_has_no_pattern(layers, assets):
    gaps = find_gaps(layers, Criteria())
    classes = classify(gaps, layers, "return_rate")
    state = map_state(gaps, classes, layers, assets, Text("en"), chosen=None, focus=None, firm=firmness(gaps, layers))
    assert not any("hatch" in look or "said" in look for look in state["drawn"]["municipalities"]["styles"].values())


def test_what_the_last_step_did_is_told_until_the_next_and_not_at_first(monkeypatch, layers):
    monkeypatch.setattr(changed.st, "session_state", {})
    first, wider = find_gaps(layers, Criteria()), find_gaps(layers, Criteria(reach_km=60))
    assert changed.last_change(first) is None
    assert changed.last_change(first) is None
    step = changed.last_change(wider)
    assert changed.last_change(wider) is step
    said = changed.changed_words(step, Text("en"))
    assert said["said"] == f"Since your last change: +0 gaps, \N{MINUS SIGN}{len(first.gaps) - len(wider.gaps)}"
    keys = set(first.table["cvegeo"].iloc[said["lost"]])
    assert keys == set(first.gaps["cvegeo"]) - set(wider.gaps["cvegeo"])
    back = changed.last_change(first)
    assert (back.number, back.step.gained.tolist()) == (2, said["lost"])
    same = changed.last_change(find_gaps(layers, Criteria(reach_km=50.0001)))
    assert changed.changed_words(same, Text("en"))["said"] == Text("en")("map.changed.none")
    there = world([municipality("20067")], [settlement("20067")], [returns("20067")])
    assert changed.last_change(find_gaps(there, Criteria(min_return_rate=1))) is None


def test_a_question_is_compared_with_other_programs_and_years_never_with_itself(layers):
    assert list(readings_beside(Criteria(), layers)) == ["imrc-2014", "2010"]
    asked = Criteria(programs=("imrc-2014",), year=2010, reach_km=30)
    beside = readings_beside(asked, layers)
    assert list(beside) == ["current", "2020"]
    assert beside["2020"] == asked.model_copy(update={"year": 2020})
    offered = beside_of(beside, "2020", Text("en"))
    assert offered.options == [("", "nothing"), ("current", "Today"), ("2020", "2020")]


def test_a_map_that_takes_pins_says_so_and_who_is_not_near_draws_no_settlements(layers, assets):
    _, state = state_of(layers, assets, Criteria(), pins=True)
    shown = unpacked(state)
    assert shown["pins"] is True
    assert shown["settlements"] is None
    assert shown["municipalities"]["chosen"] is None


@pytest.fixture
def drawn(monkeypatch, layers):
    """A map whose events the test tells; ``said`` is what its listeners heard."""
    told = SimpleNamespace(municipality=None, place=None, beside=None)
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
        on_beside=lambda name: found.said.append(("beside", name)),
    )
    return found


def test_a_click_is_an_event_with_the_key_or_the_place(drawn):
    drawn.told.municipality = "20067"
    drawn.on_municipality_change()
    drawn.told.place = "-96.600_16.600"
    drawn.on_place_change()
    drawn.told.beside = "2010"
    drawn.on_beside_change()
    drawn.told.beside = None
    drawn.on_beside_change()
    said = [("municipality", "20067"), ("place", "-96.600_16.600"), ("beside", "2010"), ("beside", "")]
    assert drawn.said == said


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
