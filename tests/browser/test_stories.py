"""What three people come for, from opening the page to their answer; and what a page must bear."""

from __future__ import annotations

import re

import pytest
from conftest import HOME, Alcance

from geo import Criteria, find_gaps
from geo.catalogue import list_programs
from tools.server import end_server, free_port, start_server

PATHS = {
    "gaps": "/",
    "municipality": "/municipio?m=20334",
    "state": "/estado?s=07",  # more than two sheets would hold; axe takes ten seconds for Oaxaca's 570
    "pilots": "/piloto",
    "regions": "/regiones",
    "sites": "/sedes?state=20",
    "services": "/servicios",
    "scenarios": "/escenarios?sc=name%3D50%3Bname%3D30%26reach_km%3D30%3Bname%3DNo%26reach_km%3Dx",
    "certainty": "/certeza",
    "unknowns": "/llamadas",
    "change": "/cambio",
    "programs": "/programas",
    "own": "/mis-datos",
    "method": "/metodo",
}


def ready(alcance, path):
    """Open a page and wait until it stands."""
    alcance.visit(path)
    if path.startswith("/metodo"):
        alcance.page.locator(".alcance-table.sources").wait_for()
    elif path.startswith("/mis-datos"):
        alcance.page.locator("[data-testid='stFileUploader']").wait_for()
    elif path.startswith("/servicios"):
        alcance.page.locator(".alcance-table.matrix").first.wait_for()
    elif path.startswith("/escenarios"):
        alcance.page.locator(".alcance-map[data-complete]").nth(1).wait_for()
        alcance.page.locator(".alcance-table").last.wait_for()
    elif path.startswith(("/piloto", "/cambio", "/certeza", "/llamadas")):
        alcance.page.locator(
            "[data-testid='stVegaLiteChart'] svg, [data-testid='stVegaLiteChart'] canvas"
        ).first.wait_for()
    else:
        alcance.painted()
    alcance.page.get_by_role("status", name="running").wait_for(state="hidden")


def test_a_planner_finds_what_is_unserved_in_a_state(alcance, layers):
    alcance.open()
    alcance.go("Estado", "Lugares")
    alcance.page.get_by_text("municipios rurales de Oaxaca").wait_for()
    row = find_gaps(layers, Criteria(state=("20",))).by_state.set_index("state_code").loc["20"]
    figures = alcance.page.locator(".alcance-figures").inner_text()
    assert f"{round(row['unserved_return_dwellings'], -1):,.0f}" in figures
    assert "1 de 32" in figures
    assert alcance.sentence().startswith(f"{row['gap']} municipios")


def test_a_journalist_explains_one_municipality_and_shares_it(alcance, layers):
    alcance.open("/?lang=en")
    search = alcance.page.get_by_role("combobox", name="Find a municipality")
    search.fill("putla villa")
    alcance.page.get_by_role("option", name=re.compile("Putla Villa de Guerrero, Oaxaca")).click()
    alcance.page.locator(".alcance-story", has_text="Putla Villa de Guerrero").wait_for()
    alcance.page.get_by_role("link", name="The whole story").click()
    alcance.page.locator("h1", has_text="Putla Villa de Guerrero, Oaxaca").wait_for()
    alcance.page.get_by_role("button", name="Link and citation").click()
    link = alcance.page.locator("[data-testid='stCode']").first.inner_text().strip()
    assert "m=20073" in link
    assert "lang=en" in link
    other = alcance.page.context.new_page()
    other.goto(link)
    other.locator("h1", has_text="Putla Villa de Guerrero, Oaxaca").wait_for()
    row = find_gaps(layers, Criteria()).table.set_index("cvegeo").loc["20073"]
    assert f"about {row['rural_return_dwellings']:,.0f}" in other.locator(".alcance-why").inner_text()


def test_iom_staff_find_who_offers_a_service_to_those_who_came_by_choice(alcance, layers):
    ready(alcance, "/programas?lang=en")
    alcance.page.get_by_role("combobox", name="They offer").click()
    alcance.page.get_by_role("option", name="Legal assistance").click()
    alcance.page.get_by_role("combobox", name="They help").click()
    alcance.page.get_by_role("option", name="People who return by choice").click()
    edition = layers.programs.edition
    rows = list_programs(layers.programs, component="legal_assistance", eligibility="voluntary", year=edition)
    alcance.page.get_by_text(f"{len(rows)} programs, {rows['sites'].sum()} sites in Mexico").wait_for()
    matrix = alcance.page.locator(".alcance-table.matrix")
    assert matrix.locator("tbody tr").count() == 14
    assert matrix.locator("td.national").count() == 3
    assert matrix.locator("td.local_only").count() == 3
    assert matrix.locator("td.absent").count() == 8


def test_the_method_says_the_values_of_the_question(alcance, layers):
    ready(alcance, "/metodo?lang=en&reach_km=35&min_return_dwellings=40")
    text = alcance.page.locator(".alcance-prose").first.inner_text()
    assert "35 km" in text
    assert "its rural return dwellings are at least 40" in text
    assert layers.provenance.edition in alcance.page.locator(".alcance-more").first.inner_text()
    sources = alcance.page.locator(".alcance-table.sources").inner_text()
    for entry in layers.provenance.resources:
        assert entry["path"] in sources


def test_on_a_phone_the_answer_comes_first(phone, server):
    alcance = Alcance(phone.new_page(), server)
    ready(alcance, "/?lang=en")
    assert alcance.page.evaluate("document.documentElement.scrollWidth") <= 390
    tops = [alcance.page.locator(mark).first.bounding_box()["y"] for mark in ("h1", ".alcance-map", ".alcance-rows")]
    assert tops == sorted(tops), "the sentence, the map, the list"
    # The list is drawn up over the map, once all that stands with the map has been seen.
    scrolled = "(top) => document.querySelector('[data-testid=stMain]').scrollTo(0, top)"
    stage, sheet = (alcance.page.locator(f".st-key-{name}") for name in ("stage", "panel"))
    alcance.page.evaluate(scrolled, tops[2])
    alcance.until("box.getBoundingClientRect().top < 0")
    covered, over = stage.bounding_box(), sheet.bounding_box()
    assert covered["y"] + covered["height"] == pytest.approx(844, abs=2)
    assert over["y"] < 300
    name = alcance.page.locator(".alcance-rows tbody button").first
    name.tap()
    alcance.page.locator(".alcance-story").wait_for()


@pytest.mark.own_page
def test_a_link_brings_back_the_page_its_numbers_and_its_view(alcance, layers):
    alcance.open("/?reach_km=30&state=12,20&year=2010&color=return_rate&m=12028&v=17.500,-99.300,7.50")
    answer = find_gaps(layers, Criteria(reach_km=30, state=("12", "20"), year=2010))
    assert alcance.sentence().startswith(f"{len(answer.gaps)} municipios rurales de Guerrero y Oaxaca")
    lat, lon, zoom = alcance.view()
    assert (round(lat, 1), round(lon, 1), zoom) == (17.5, -99.3, 7.5)
    assert alcance.page.locator(".alcance-story").inner_text()
    parts = ("reach_km=30", "state=12,20", "year=2010", "color=return_rate", "m=12028", "v=17.")
    alcance.page.wait_for_url(lambda address: all(part in address for part in parts))
    alcance.settled()
    assert all(part in alcance.page.url for part in parts)


def test_the_view_a_person_chooses_is_in_the_link(alcance):
    alcance.open()
    box = alcance.map.bounding_box()
    alcance.page.mouse.move(box["x"] + 250, box["y"] + 250)
    alcance.page.mouse.down()
    alcance.page.mouse.move(box["x"] + 150, box["y"] + 220, steps=5)
    alcance.page.mouse.up()
    alcance.page.wait_for_url(re.compile(r"[?&]v="))
    alcance.slide("Alcance de una sede")
    alcance.page.wait_for_url(re.compile("reach_km=60"))
    alcance.page.wait_for_url(re.compile(r"[?&]v="))


def test_the_back_button_brings_the_question_before_back(alcance, layers):
    alcance.open("/?lang=es&reach_km=30")
    alcance.page.get_by_role("button", name="El informe, 2014").click()
    brief = len(find_gaps(layers, Criteria(programs=("imrc-2014",))).gaps)
    alcance.page.get_by_text(f"{brief} municipios rurales").wait_for()
    alcance.page.wait_for_url(re.compile("imrc-2014"))
    alcance.settled()  # Streamlit drops the going back of whoever does so while the page still runs and asks again
    alcance.page.go_back()
    near = len(find_gaps(layers, Criteria(reach_km=30)).gaps)
    alcance.page.get_by_text(f"{near} municipios rurales").wait_for()
    alcance.settled()  # the controls come after the sentence
    assert alcance.page.get_by_role("slider", name="Alcance de una sede").get_attribute("aria-valuetext") == "30 km"


def test_going_back_and_forward_through_all_that_was_done(alcance, layers):
    reach = {"es": "Alcance de una sede", "en": "Reach of a site"}
    rural = {"es": "municipios rurales", "en": "rural municipalities"}

    def shows(language, km):
        alcance.page.locator("h1.alcance-sentence", has_text=f"{count[km]} {rural[language]}").wait_for()
        alcance.settled()
        slider = alcance.page.get_by_role("slider", name=reach[language])
        assert slider.get_attribute("aria-valuetext") == f"{km} km"
        checked = alcance.page.get_by_role("radio", name="English" if language == "en" else "Español")
        assert checked.get_attribute("aria-checked") == "true"
        assert ("reach_km" in alcance.page.url) == (km != 50)

    count = {km: len(find_gaps(layers, Criteria(reach_km=km)).gaps) for km in (50, 60)}
    alcance.open("/?lang=es")
    shows("es", 50)
    alcance.page.get_by_text("English").click()
    shows("en", 50)
    alcance.slide(reach["en"])
    shows("en", 60)
    alcance.page.go_back()
    shows("en", 50)
    alcance.page.go_back()
    shows("es", 50)
    alcance.page.go_forward()
    shows("en", 50)
    alcance.page.go_forward()
    shows("en", 60)
    alcance.page.get_by_text("Español").click()
    shows("es", 60)
    alcance.go("Método y datos", "Datos")
    alcance.page.wait_for_url(re.compile("metodo.*reach_km=60"))
    alcance.page.get_by_text("alcance de 60 km").first.wait_for()
    alcance.settled()
    alcance.page.go_back()
    if "/metodo" in alcance.page.url:  # Streamlit's bare address of the page may be a step of its own
        alcance.settled()
        alcance.page.go_back()
    shows("es", 60)
    alcance.page.go_forward()
    alcance.page.wait_for_url(re.compile("metodo.*reach_km=60"))
    alcance.page.get_by_text("alcance de 60 km").first.wait_for()


def test_two_tabs_ask_two_questions(alcance, layers):
    alcance.open("/?reach_km=30")
    other = Alcance(alcance.page.context.new_page(), alcance.server).open("/?reach_km=100")
    alcance.slide("Alcance de una sede")
    assert other.sentence().startswith(str(len(find_gaps(layers, Criteria(reach_km=100)).gaps)))
    near = len(find_gaps(layers, Criteria(reach_km=35)).gaps)
    alcance.page.get_by_text(f"{near} municipios rurales").wait_for()


def test_going_to_another_page_keeps_the_question(alcance):
    alcance.open("/?reach_km=30&lang=en")
    alcance.go("Method and data", "Data")
    alcance.page.get_by_text("reach of 30 km").wait_for()
    alcance.page.wait_for_url(re.compile("reach_km=30"))
    alcance.go("Map")
    alcance.painted()
    assert alcance.page.get_by_role("slider", name="Reach of a site").get_attribute("aria-valuetext") == "30 km"


def test_every_slider_at_its_extremes_answers(alcance):
    alcance.open("/?lang=en")
    for slider in alcance.page.get_by_role("slider").all():
        for key in ("End", "Home"):
            slider.focus()
            slider.press(key)
            alcance.settled()
    alcance.page.get_by_role("status", name="running").wait_for(state="hidden")
    assert "municipalit" in alcance.sentence()
    assert alcance.page.locator("[data-testid='stException']").count() == 0


def test_a_reload_in_the_middle_of_a_change_stands(alcance):
    alcance.open()
    slider = alcance.page.get_by_role("slider", name="Alcance de una sede")
    slider.focus()
    slider.press("ArrowRight")
    alcance.page.reload()
    alcance.painted()
    assert "municipios rurales" in alcance.sentence()
    assert alcance.page.locator("[data-testid='stException']").count() == 0


TILES = f"http://{HOME}:9/tiles/{{z}}/{{x}}/{{y}}.png"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A server of an institution's own: below a path, with a background map."""
    port = free_port()
    offered = {"ALCANCE_TILES": TILES, "ALCANCE_TILES_CREDIT": "© <i>Casa</i>"}
    log = tmp_path_factory.mktemp("house") / "log.txt"
    process = start_server(port, "--server.baseUrlPath", "alcance", log=log, path="/alcance", environment=offered)
    yield f"http://{HOME}:{port}/alcance"
    end_server(process)


def test_a_server_below_a_path_finds_its_own_files(page, house):
    Alcance(page, house).open().slide("Alcance de una sede")


def test_a_background_map_is_asked_for_only_when_a_person_turns_it_on(page, house):
    tiles = []
    page.route("**/tiles/**", lambda route: (tiles.append(route.request.url), route.abort()))
    alcance = Alcance(page, house).open()
    alcance.complete()
    assert tiles == []
    box = alcance.map.get_by_label("Mapa de fondo")
    assert not box.is_checked()
    with page.expect_request("**/tiles/**"):
        box.press("Space")
    assert "<i>Casa</i>" in alcance.map.locator(".leaflet-control-attribution").inner_text()
