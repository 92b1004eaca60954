"""The map's component in a real browser: what a change sends, how near it ends, what it says without its files."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo import Criteria, find_gaps
from vocabulary.colours import GROUND, STATUS

REACH = "Alcance de una sede"


def shows(alcance, layers, reach_km):
    answer = find_gaps(layers, Criteria(reach_km=reach_km))
    alcance.page.locator("h1.alcance-sentence", has_text=f"{len(answer.gaps)} municipios rurales").wait_for()
    colours = {key: STATUS[status] for key, status in zip(answer.table["cvegeo"], answer.table["status"], strict=True)}
    return alcance.fills() == colours


def inside(layers, municipality):
    """Longitude and latitude of a place in a municipality."""
    key = layers.municipios.set_index("municipality").loc[municipality, "cvegeo"]
    place = layers.boundaries.set_index("cvegeo").geometry[key].representative_point()
    return place.x, place.y


def test_a_change_sends_little_and_fetches_nothing_again(alcance, layers):
    alcance.open()
    alcance.until("box.dataset.complete === box.dataset.painted")
    fetched = []
    alcance.page.on("request", lambda request: fetched.append(request.url) if "/map/" in request.url else None)
    alcance.slide(REACH)
    assert shows(alcance, layers, 60)
    assert fetched == []
    assert 1_000 < alcance.script("JSON.stringify(shown.component.data).length") < 16_000


def test_what_is_worked_out_anew_is_paler_after_a_while_and_does_not_fade(alcance):
    """What might fade has a layer of its own, which takes software a fourth of a change."""
    alcance.open()
    alcance.page.evaluate("""() => {
        window.seen = [];
        const look = () => {
            const fading = document.getAnimations().filter((one) => one.transitionProperty === "opacity");
            window.seen.push(...fading.filter((one) => one.effect.target.matches(".stElementContainer")));
            window.looking = requestAnimationFrame(look);
        };
        look();
    }""")
    alcance.slide(REACH)
    assert alcance.page.evaluate("cancelAnimationFrame(looking), seen.length") == 0
    sentence = alcance.page.locator(".stElementContainer", has=alcance.page.locator("h1.alcance-sentence"))
    assert sentence.evaluate("(element) => (element.dataset.stale = true, getComputedStyle(element).opacity)") == "1"
    expect(sentence).to_have_css("opacity", "0.33")
    sentence.evaluate("(element) => { element.dataset.stale = false; }")
    expect(sentence).to_have_css("opacity", "1")


def test_there_and_back_faster_than_the_page_ends_where_it_began(alcance, layers):
    alcance.open()
    before = alcance.fills()
    slider = alcance.page.get_by_role("slider", name=REACH)
    for pause in (20, 40, 60, 80):
        slider.focus()
        for key in ("ArrowRight", "ArrowLeft") * 5:
            alcance.page.keyboard.press(key)
            alcance.page.wait_for_timeout(pause)
        alcance.page.wait_for_url(lambda address: "reach_km" not in address)
        alcance.eventually(lambda: alcance.fills() == before)
        alcance.settled()
        assert slider.get_attribute("aria-valuetext") == "50 km"
        assert shows(alcance, layers, 50)
        assert alcance.fills() == before


def test_the_map_glides_only_where_a_person_s_system_has_nothing_against_motion(alcance):
    steps = """() => {
        const before = shown.map.getCenter();
        shown.map.panBy([80, 0]);
        const moved = shown.map.getSize().x / 2 - shown.map.latLngToContainerPoint(before).x;
        return [shown.map.options.zoomAnimation, Math.round(moved)];
    }"""
    alcance.open()
    assert alcance.script(f"({steps})()") == [False, 80]
    alcance.page.emulate_media(reduced_motion="no-preference")
    alcance.page.reload()
    alcance.painted()
    glides, moved = alcance.script(f"({steps})()")
    assert glides
    assert moved < 80
    alcance.page.emulate_media(reduced_motion="reduce")


def test_the_wheel_ends_where_there_is_something_to_see(alcance, layers):
    alcance.open("/?v=17.030,-97.930,11.00")
    alcance.page.mouse.move(*alcance.point_of(-97.93, 17.03))
    for _ in range(12):
        before = alcance.view()[2]
        alcance.page.mouse.wheel(0, -400)
        alcance.until(f"shown.map.getZoom() > {before} || shown.map.getZoom() === shown.map.getMaxZoom()")
    lat, _, zoom = alcance.view()
    metres_a_pixel = math.cos(math.radians(lat)) * 2 * math.pi * 6378137 / (256 * 2**zoom)
    scale = metres_a_pixel / (0.0254 / 96)
    assert 45_000 < scale < 55_000
    assert alcance.map.locator(".leaflet-control-zoom-in.leaflet-disabled").count() == 1


def test_the_keyboard_moves_the_map_and_a_press_on_it_does_not_scroll_the_page(alcance, layers):
    alcance.page.set_viewport_size({"width": 1440, "height": 450})
    alcance.open()
    lat, _, zoom = alcance.view()
    place = alcance.point_of(*inside(layers, "Ocosingo"))
    top = alcance.map.bounding_box()["y"]
    alcance.page.mouse.click(*place)
    alcance.page.locator(".alcance-story", has_text="Ocosingo").wait_for()
    alcance.settled()
    assert alcance.map.bounding_box()["y"] == top
    alcance.page.keyboard.press("ArrowUp")
    alcance.until(f"shown.map.getCenter().lat > {lat}")
    alcance.page.keyboard.press("+")
    alcance.until(f"shown.map.getZoom() > {zoom}")
    expect(alcance.page.get_by_role("region", name="Mapa de los municipios")).to_be_visible()


def test_a_click_twice_on_the_same_municipality_is_heard_twice(alcance, layers):
    alcance.open()
    place = inside(layers, "Ocosingo")
    alcance.page.mouse.click(*alcance.point_of(*place))
    alcance.page.locator(".alcance-story", has_text="Ocosingo").wait_for()
    alcance.page.get_by_role("button", name="Quitar").click()
    alcance.page.locator(".alcance-story").wait_for(state="detached")
    alcance.settled()
    alcance.page.mouse.click(*alcance.point_of(*place))
    alcance.page.locator(".alcance-story", has_text="Ocosingo").wait_for()


#: Pixel of the neighbours' land at a place, as red, green, blue and opacity.
GROUND_AT = """(([lat, lon]) => {
    const canvas = shown.map.getPane('ground').querySelector('canvas');
    const { x, y } = shown.map.latLngToLayerPoint([lat, lon]).subtract(L.DomUtil.getPosition(canvas));
    const sharp = canvas.width / canvas.clientWidth;
    return [...canvas.getContext('2d').getImageData(x * sharp, y * sharp, 1, 1).data];
})(arg)"""


CAPITAL = {"es": "Ciudad de México", "en": "Mexico City"}


def overlap(one, other):
    return (
        one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
    )


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("es", {"Golfo de México", "Océano Pacífico", "Guatemala", "Belice", "Oaxaca", "Ciudad de México"}),
        ("en", {"Gulf of Mexico", "Pacific Ocean", "Guatemala", "Belize", "Oaxaca", "Mexico City"}),
    ],
)
def test_the_map_says_where_one_is_in_the_page_s_language_and_covers_no_site(alcance, layers, language, names):
    alcance.open(f"/?lang={language}")
    alcance.complete()
    placed = alcance.script("shown.names.placed")
    assert names <= {name["text"] for name in placed}
    sites = alcance.script(
        "[...shown.map.getPane('sites').querySelectorAll('path')].map((path) => {"
        "const at = path.getBoundingClientRect(); const from = box.getBoundingClientRect();"
        "return { left: at.left - from.left, right: at.right - from.left, top: at.top - from.top,"
        " bottom: at.bottom - from.top }; })"
    )
    assert len(sites) > 20
    boxes = [name["box"] for name in placed]
    over = {name["text"] for name in placed for site in sites if overlap(name["box"], site)}
    assert over <= set(layers.settlements.query("population >= 500_000")["locality"]) | {CAPITAL[language]}
    assert not any(overlap(box, other) for row, box in enumerate(boxes) for other in boxes[row + 1 :])


def test_near_the_names_are_those_of_the_settlements_that_are_drawn(alcance, layers):
    alcance.open("/?v=16.600,-96.500,10.50")
    alcance.until("shown.settlements.drawn.length > 0")
    towns = alcance.script("shown.names.placed.filter(({ kind }) => kind === 'town').map(({ text }) => text)")
    people = layers.settlements.groupby("locality")["population"].max()
    assert len(towns) > 5
    assert people[towns].min() < 5000


def test_neighbours_are_land_and_the_sea_is_not(alcance):
    alcance.open("/?v=17.000,-92.000,5.50")
    colours = [tuple(int(GROUND["land"][at : at + 2], 16) for at in (1, 3, 5)), (0, 0, 0)]
    for (lat, lon), colour, opacity in [((14.63, -90.51), colours[0], 255), ((19.5, -94.0), colours[1], 0)]:
        assert alcance.script(GROUND_AT, [lat, lon]) == [*colour, opacity]
    red, green, blue = (int(GROUND["sea"][at : at + 2], 16) for at in (1, 3, 5))
    assert alcance.script("getComputedStyle(box).backgroundColor") == f"rgb({red}, {green}, {blue})"


def test_the_map_never_shows_where_the_land_that_was_sent_ends(alcance):
    alcance.open("/?v=54.000,-66.000,4.00")
    alcance.script("shown.map.setZoom(0, { animate: false }) && null")
    alcance.until("shown.map.getBounds().getNorth() <= 56.5 && shown.map.getBounds().getEast() <= -59.5")
    assert alcance.script("shown.map.getBounds().getSouth()") >= -6.5
    assert alcance.map.locator(".leaflet-control-scale-line").all_inner_texts()[0].endswith("km")
    assert alcance.map.locator(".leaflet-control-scale-line").count() == 1


@pytest.mark.own_page
@pytest.mark.parametrize("missing", ["main.js", "leaflet.js", "leaflet.css", "facts-*", "municipios-*", "land-*"])
def test_whichever_file_is_missing_the_page_says_so_and_the_list_stands(alcance, missing):
    for folder in ("map", "map/component-*"):
        alcance.page.route(f"**/{folder}/{missing}", lambda route: route.abort())
    alcance.visit("/?lang=en")
    alert = alcance.page.get_by_role("alert").filter(has_text="The list has the same figures")
    alert.wait_for()
    alcance.page.locator(".alcance-rows tbody tr").first.wait_for()


@pytest.mark.own_page
def test_what_did_not_come_is_fetched_again_with_the_next_change(alcance, layers):
    geometry = re.compile("/map/municipios-")
    alcance.page.route(geometry, lambda route: route.abort())
    alcance.visit("/")
    alcance.map.get_by_role("alert").wait_for()
    alcance.settled()
    alcance.page.unroute(geometry)
    alcance.page.get_by_role("slider", name=REACH).press("ArrowRight")
    alcance.painted()
    assert shows(alcance, layers, 60)
    expect(alcance.map.get_by_role("alert")).to_have_count(0)


@pytest.mark.own_page
def test_what_a_map_needs_is_fetched_while_the_page_waits_and_again_by_the_map_where_it_did_not_come(alcance):
    began: list[str] = []

    def lose_once(route):
        if "facts" in route.request.url and not any("facts" in address for address in began):
            route.abort()
        else:
            route.continue_()
        began.append(route.request.url)

    alcance.page.on("websocket", lambda socket: began.append(socket.url))
    alcance.page.route(re.compile("/map/[a-z]+-"), lose_once)
    alcance.open()
    of_map = began[: next(at for at, address in enumerate(began) if address.startswith("ws"))]
    assert {re.search("map/([a-z]+)", address)[1] for address in of_map} >= {"municipios", "land", "facts"}
    assert sum("facts" in address for address in began) == 2
    assert alcance.map.get_by_role("alert").count() == 0


@pytest.mark.own_page
def test_the_page_sends_a_component_first_and_the_map_before_the_controls(alcance):
    sent: list[str] = []

    def keep(frame):
        sent.append(ForwardMsg.FromString(frame).delta.new_element.WhichOneof("type") or "")

    alcance.page.on("websocket", lambda socket: socket.on("framereceived", keep))
    alcance.open()
    elements = [kind for kind in sent if kind]
    assert elements[0] == "bidi_component"
    assert elements.index("bidi_component", 1) < elements.index("slider")


def test_a_map_that_has_left_leaves_nothing_behind(alcance):
    alcance.open("/?v=17.500,-99.300,7.50")
    alcance.script("void (window.left = shown.map)")
    alcance.go("Método y datos", "Datos")
    alcance.page.locator(".alcance-table.sources").wait_for()
    assert alcance.map.count() == 0
    # Leaflet tells of a window's new size a moment later, when the map may have left.
    alcance.page.evaluate("void left.fire('moveend')")
    alcance.page.wait_for_url(re.compile("metodo.*lang=es"))
    assert "v=" not in alcance.page.url
