"""Settlements on the map in a browser: drawn when it is near, by who lived abroad; what is not known is not nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Alcance
from playwright.sync_api import expect
from test_own_data import MyData

from dashboard.assets import settlement_files
from exports.settlements import export_settlements
from geo import Criteria, find_gaps
from geo.municipality import settlements_of
from vocabulary.lists import SETTLEMENTS_FORMATS
from words.text import Text

PUTLA = "17.030,-97.930,11.00"
NEAR = "shown.settlements.drawn"
LEGEND = ".alcance-near"
HOSTILE = [
    '<img src=x onerror="top.hit=1;window.hit=1">',
    "</script><script>top.hit=1;window.hit=1</script>",
    "'\"><svg/onload=top.hit=1>",
]


def asked_for(page):
    """Files of settlements that the page fetches from now on, with the server's answer."""
    found: list[tuple[str, int]] = []

    def keep(response):
        if "/map/settlements-" in response.url:
            found.append((response.url.rpartition("/")[2], response.status))

    page.on("response", keep)
    return found


def wait_near(alcance):
    alcance.until(f"{NEAR}.length > 0")


def edges(alcance):
    """West, south, east and north of what the map shows."""
    box = alcance.script("shown.map.getBounds().toBBoxString()")
    return [float(edge) for edge in box.split(",")]


@pytest.mark.own_page
def test_who_zooms_in_finds_every_settlement_in_view_by_who_lived_abroad(alcance, layers):
    files = asked_for(alcance.page)
    alcance.open("/?v=17.030,-97.930,9.00")
    alcance.complete()
    assert alcance.script(f"{NEAR}.length") == 0
    assert files == []
    alcance.script("void shown.map.setZoom(11, {animate: false})")
    wait_near(alcance)
    west, south, east, north = edges(alcance)
    rows = layers.settlements
    inside = rows[rows["lon"].between(west, east) & rows["lat"].between(south, north)]
    drawn = alcance.script(f"{NEAR}.map((each) => [each.name, each.people, each.abroad, each.radius])")
    have = {(name, people, abroad) for name, people, abroad, _ in drawn}
    wanted = {
        (row.locality, int(row.population), None if row.abroad_2015 != row.abroad_2015 else int(row.abroad_2015))
        for row in inside.itertuples()
    }
    assert wanted <= have
    assert any(abroad is None for _, _, abroad in wanted)
    assert any(abroad == 0 for _, _, abroad in wanted)
    largest = max(drawn, key=lambda each: each[2] or 0)
    assert largest[3] == max(radius for *_, radius in drawn)
    assert {status for _, status in files} == {200}
    # What is there is not fetched again, and a change does not bring it.
    before = len(files)
    alcance.script("void shown.map.panBy([40, 0], {animate: false})")
    alcance.slide("Alcance de una sede")
    wait_near(alcance)
    assert len(files) == before
    assert alcance.script("JSON.stringify(shown.component.data).length") < 20_000
    alcance.script("void shown.map.setZoom(9, {animate: false})")
    alcance.until(f"{NEAR}.length === 0")
    assert alcance.map.locator(LEGEND).count() == 0


@pytest.mark.parametrize(
    ("lang", "unknown", "said"), [("es", "sin dato", "vivían en otro país"), ("en", "no data", "lived abroad")]
)
def test_a_settlement_says_its_figures_or_that_they_are_not_known(alcance, lang, unknown, said):
    alcance.open(f"/?lang={lang}&v={PUTLA}")
    wait_near(alcance)
    assert said in alcance.map.locator(LEGEND).inner_text()
    drawn = alcance.script(f"{NEAR}.map((each) => ({{...each, point: null}}))")
    height, width = alcance.script("[box.clientHeight, box.clientWidth]")
    for masked in (False, True):
        for each in drawn:
            if (each["abroad"] is None) == masked:
                x, y = alcance.point_of(each["at"][1], each["at"][0])
                box = alcance.map.bounding_box()
                if 60 < x - box["x"] < width - 60 and 60 < y - box["y"] < height - 200:
                    break
        # A municipality may have the same name; its tooltip fades away.
        of_municipality = alcance.page.locator(".state")
        tip = alcance.map.locator(".leaflet-tooltip", has_text=each["name"], has_not=of_municipality)

        def told(x=x, y=y, tip=tip):
            # Leaflet does not hear a movement that follows another within 32 ms.
            alcance.page.mouse.move(x - 30, y)
            alcance.page.mouse.move(x, y, steps=3)
            return tip.is_visible()

        alcance.eventually(told)
        expect(alcance.map.locator(".leaflet-tooltip")).to_have_count(1)
        assert (unknown in tip.inner_text()) == masked
        assert f"{each['people']:,}" in tip.inner_text()
    # The municipality below is still chosen by a click.
    alcance.page.mouse.click(x, y)
    alcance.page.locator(".alcance-story").wait_for()


def test_a_phone_shows_them_too(phone, server):
    alcance = Alcance(phone.new_page(), server)
    alcance.open(f"/?lang=en&v={PUTLA}")
    wait_near(alcance)
    legend, box = alcance.map.locator(LEGEND).bounding_box(), alcance.map.bounding_box()
    assert legend["width"] < 0.75 * box["width"]


@pytest.mark.own_page
def test_names_are_text_and_a_file_that_does_not_come_is_said_and_asked_for_again(alcance, layers):
    name = settlement_files(layers)["20"]
    points = {"names": HOSTILE, "lon": [-979_300, 0, 0], "lat": [170_300, 200, 200], "population": [5, None, 5]}
    answers = [{"status": 500}, {"json": {**points, "abroad_2015": [1, None, 0]}}]
    alcance.page.route(f"**/{name}", lambda route: route.fulfill(**answers.pop(0)))
    alcance.open(f"/?lang=en&v={PUTLA}")
    alcance.map.locator(LEGEND, has_text="could not be loaded").wait_for()
    alcance.script("void shown.map.panBy([1, 0], {animate: false})")
    alcance.until(f"{NEAR}.some((each) => each.name.includes('onerror'))")
    for lat in (17.03, 17.05, 17.07):
        alcance.page.mouse.move(*alcance.point_of(-97.94, lat))
        alcance.page.mouse.move(*alcance.point_of(-97.93, lat), steps=3)
        expect(alcance.map.locator(".leaflet-tooltip")).to_have_count(1)
    assert any(name in alcance.map.locator(".leaflet-tooltip").inner_text() for name in HOSTILE)
    assert alcance.map.locator(".leaflet-tooltip img, .leaflet-tooltip script, .leaflet-tooltip svg").count() == 0
    for frame in alcance.page.frames:
        assert frame.evaluate("window.hit") is None


@pytest.mark.own_page
def test_own_settlements_are_not_shown_as_the_census_s(alcance):
    mine = MyData(alcance)
    rows = "cvegeo,lon,lat,population,dwellings\r\n20073,-97.93,17.03,3000,600\r\n"
    mine.page.get_by_role("combobox", name="¿Qué contiene su archivo?").click()
    with alcance.run():  # each kind has an uploader of its own
        mine.page.get_by_role("option", name="Localidades").click()
    mine.use("gente.csv", rows)
    mine.go("Mapa")
    alcance.painted()
    files = asked_for(alcance.page)
    alcance.script("void shown.map.setView([17.03, -97.93], 11, {animate: false})")
    alcance.page.wait_for_url("**v=17.030,-97.930,11.00*")
    alcance.settled()
    assert alcance.script(f"{NEAR}.length") == 0
    assert files == []


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_municipality_s_settlements_are_sized_by_who_lived_abroad_or_by_people(alcance, layers, lang):
    alcance.open(f"/municipio?m=20073&lang={lang}")
    alcance.until("box.dataset.complete")
    rows = settlements_of(layers, Criteria(), "20073")
    masked = int(rows["abroad_2015"].isna().sum())
    marks = alcance.map.locator("path.settlement")
    assert marks.count() == len(rows)
    assert alcance.map.locator("path.settlement.hollow").count() == masked > 0
    assert alcance.page.locator(".alcance-legend .hollow").count() == 1
    before = alcance.state()["points"]["places"]
    assert max(point[2] for point in before if point[2] is not None) == rows["abroad_2015"].max()
    stamp = alcance.stamp()
    alcance.page.get_by_text("Población" if lang == "es" else "People", exact=True).first.click()
    alcance.painted(after=stamp)
    alcance.until("shown.told.points.scale.largest === 5000")
    assert alcance.state()["points"]["places"][0][2] == rows["population"].max()
    assert alcance.page.locator(".alcance-legend .hollow").count() == 0
    tables = alcance.page.locator(".alcance-table").all_inner_texts()
    assert any(("una sola tasa" if lang == "es" else "one return rate") in text for text in tables)


def test_what_is_taken_from_the_page_is_what_the_library_makes(alcance, layers):
    alcance.visit("/municipio?m=20073&lang=en&reach_km=30")
    alcance.painted()
    alcance.complete()
    alcance.settled()
    alcance.page.get_by_role("button", name="Download the settlements").click()
    body = alcance.page.get_by_test_id("stPopoverBody")
    asked = Criteria(reach_km=30)
    address = f"{alcance.server}/municipio"
    for form in SETTLEMENTS_FORMATS:
        with alcance.page.expect_download(timeout=60_000) as caught:
            body.get_by_role("button", name=f"{form.upper()}:").click()
        name = caught.value.suggested_filename
        assert name.startswith("alcance-settlements-20073-2020-")
        wanted = export_settlements(
            find_gaps(layers, asked),
            layers,
            "20073",
            format=form,
            text=Text("en"),
            address=address,
            name=f"{Path(name).stem}.csv",
        )
        assert Path(caught.value.path()).read_bytes() == wanted
