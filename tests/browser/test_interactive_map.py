"""The interactive map that people take along, opened from a disk without a network, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from exports.interactive import embed_map
from exports.safe_text import one_line
from geo import Criteria, find_gaps
from tests.support.strange import NAMES, strange_world
from words.text import Text

PIXELS = """() => {
    const canvas = document.querySelector(".folium-map canvas");
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
        count += data[at] === 0xd5 && data[at + 1] === 0x5e && data[at + 2] === 0x00;
    }
    return count;
}"""


def until(page, condition):
    """Wait for a state of the page; Playwright's own way of doing so is refused by the file's policy."""
    page.evaluate(
        f"""() => new Promise((done) => {{
            const look = () => ({condition}) ? done(true) : requestAnimationFrame(look);
            look();
        }})"""
    )


@pytest.fixture
def opened(browser, tmp_path):
    """Open bytes from a file in a browser without a network; what was asked for, told and refused is checked after."""
    context = browser.new_context(offline=True, viewport={"width": 900, "height": 700})
    path = tmp_path / "map.html"
    asked: list[str] = []
    told: list[str] = []

    def show(data):
        path.write_bytes(data)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: message.type == "error" and told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(path.as_uri())
        until(page, f"({PIXELS})() > 500")
        return page

    show.told = told
    yield show
    assert asked == [path.as_uri()]
    assert told == []
    context.close()


def pointed(page, lon, lat, said):
    """The tooltip that says something, with the mouse where a place is on the map."""
    x, y = page.evaluate(
        """([lon, lat]) => {
            const box = document.querySelector(".folium-map").getBoundingClientRect();
            const spot = alcance_0.latLngToContainerPoint([lat, lon]);
            return [box.left + spot.x, box.top + spot.y];
        }""",
        [lon, lat],
    )
    tip = page.locator(".leaflet-tooltip", has_text=said)
    for turn in range(120):
        # Leaflet takes no notice of a mouse that moves twice within two frames.
        page.mouse.move(x + turn % 2, y)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        if tip.count():
            break
    expect(tip).to_have_count(1)
    return tip


def test_a_map_from_a_disk_is_painted_and_tells_its_figures(opened, layers):
    gaps = find_gaps(layers, Criteria(state=("20",)))
    page = opened(embed_map(gaps, layers, Text("en")))
    seat = layers.municipios.set_index("cvegeo").loc["20537", ["seat_lon", "seat_lat"]]
    tip = pointed(page, *seat, "Silacayoápam, Oaxaca")
    expect(tip).to_contain_text("Return rate")
    assert page.locator("h1").inner_text().startswith("88 rural municipalities of Oaxaca")
    before = page.evaluate("alcance_0.getZoom()")
    page.locator(".leaflet-control-zoom-in").click()
    until(page, f"alcance_0.getZoom() > {before}")
    until(page, "alcance_0.setZoom(20, {animate: false}).getZoom() >= 13")
    assert page.evaluate("alcance_0.getZoom()") == 13


def test_strange_names_are_text_in_tooltips_and_nothing_of_them_runs(opened):
    layers = strange_world()
    gaps = find_gaps(layers, Criteria.ask(state=("01",), min_return_rate=1))
    page = opened(embed_map(gaps, layers, Text("es")))
    for place, name in enumerate(NAMES.values()):
        tip = pointed(page, -96.0 + 0.1 * place, 17.05, one_line(name))
        assert tip.locator("img, script, svg, b").count() == 0
    assert page.evaluate("document.querySelectorAll('img, iframe, object, link, svg').length") == 0


def test_a_script_that_is_not_of_the_file_is_refused(opened, layers):
    page = opened(embed_map(find_gaps(layers, Criteria(state=("31",))), layers, Text("es")))
    refused = page.evaluate(
        """() => new Promise((told) => {
            const refused = (event) => told([event.effectiveDirective, window.hit ?? null]);
            document.addEventListener("securitypolicyviolation", refused);
            const box = document.createElement("div");
            document.body.append(box);
            box.innerHTML = "<button onclick='window.hit = 1'></button>";
            box.firstChild.click();
        })"""
    )
    assert refused == ["script-src-attr", None]
    # What the browser says of it is expected here alone.
    (said,) = opened.told
    assert "Content Security Policy" in said
    opened.told.clear()


def test_a_frame_is_painted_at_any_width_with_names_and_asks_its_own_server_alone(server, context):
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: message.type == "error" and told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    for width in (320, 1920):
        page.set_viewport_size({"width": width, "height": 640})
        page.goto(f"{server}/embed?state=20&lang=en")
        until(page, f"({PIXELS})() > 500")
        assert page.locator("h1").inner_text().startswith("88 rural municipalities of Oaxaca")
        assert page.locator(".alcance-name").count() > 3
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert told == []
