"""What the map lets a person read: patterns, legend, tooltip, what a step changed, another reading beside it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from geo import Criteria, find_gaps
from geo.firmness import firmness
from geo.steps import step

REACH = "Alcance de una sede"

#: Every state at every zoom: names that lie over another, or over a site though another place was free.
NAMES_AMISS = """(async () => {
    // No name asks what the municipalities look like; to draw all of them 200 times over would be most of the work.
    for (const layer of [shown.municipalities.group, shown.municipalities.borders]) layer.remove();
    const { places } = await import(new URL("labels.js", new URL(shown.files.script, document.baseURI)));
    const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const amiss = [];
    const names = shown.names;
    let seen = 0;
    for (const { kind, at: [[lon, lat]] } of names.areas) {
        if (kind !== "state" && kind !== "capital") continue;
        for (const zoom of [5, 5.5, 6, 7, 8, 9, 10]) {
            shown.map.setView([lat, lon], zoom, { animate: false });
            const { x: width, y: height } = shown.map.getSize();
            const sites = names.sitesIn(width, height);
            const kept = [...names.controls(), ...sites];
            const candidates = names.candidates();
            const boxes = names.placed.map(({ box }) => box);
            seen += boxes.length;
            names.placed.forEach(({ text, box }, row) => {
                if (boxes.some((other, i) => i > row && over(box, other))) amiss.push([text, zoom, "name"]);
                if (!sites.some((site) => over(box, site))) return;
                const mine = candidates.find((each) => each.text === text);
                const isFree = (one) => one.left >= 0 && one.top >= 0 && one.right <= width && one.bottom <= height
                    && ![...kept, ...boxes.filter((other) => other !== box)].some((other) => over(one, other));
                const widthOf = (each) => names.width(each.kind, each.text);
                if (!places(mine, widthOf, isFree).next().done) amiss.push([text, zoom, "site"]);
            });
        }
    }
    return { amiss, seen };
})()"""

#: Milliseconds from a mouse on the middle of a municipality to the frame that has its tooltip.
HOVER = """(async () => {
    const at = shown.map.latLngToContainerPoint(shown.municipalities.shape(arg).getCenter());
    const from = box.getBoundingClientRect();
    const mouse = { clientX: from.left + at.x, clientY: from.top + at.y, bubbles: true };
    const said = () => box.querySelector(".alcance-tip")?.innerText ?? "";
    let start;
    // A mouse moves many times; Leaflet looks at one move in 32 ms.
    for (let move = 0; move < 100 && !said().includes(arg); move += 1) {
        start = performance.now();
        shown.map.getPane("overlayPane").querySelector("canvas").dispatchEvent(new MouseEvent("mousemove", mouse));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    }
    return [performance.now() - start, said()];
})()"""


@pytest.fixture
def ready(alcance):
    alcance.open("/")
    alcance.complete()
    return alcance


def test_no_name_lies_over_another_in_any_state_at_any_zoom_nor_over_a_site_where_there_is_another_place(ready):
    found = ready.script(NAMES_AMISS)
    assert found["amiss"] == []
    assert found["seen"] > 2000


def test_a_tooltip_says_status_three_figures_and_why_at_once(ready):
    ready.script(HOVER, "20045")
    times = []
    for key in ("07059", "20334", "20447"):
        time, said = ready.script(HOVER, key)
        times.append(time)
        assert key in said
        assert said.count("\n") < 9
        assert "Sede más cercana" in said
    assert min(times) < 50


def test_gaps_in_doubt_are_hatched_and_an_entry_of_the_legend_hides_them_by_keyboard_too(ready, layers):
    gaps = find_gaps(layers, Criteria())
    counts = firmness(gaps, layers).counts
    drawn = ready.script("shown.municipalities.shapes.map(({ options }) => typeof options.fillColor)")
    assert drawn.count("object") == counts["likely"] + counts["undecided"] + counts["near"]
    entry = ready.page.get_by_role("button", name=f"Brecha dudosa {counts['undecided']}")
    entry.press("Enter")
    expect(entry).to_have_attribute("aria-pressed", "false")
    left = list(ready.fills().values())
    assert left.count("#d55e00") == len(gaps.gaps) - counts["undecided"]
    entry.press("Enter")
    assert list(ready.fills().values()).count("#d55e00") == len(gaps.gaps)


def test_a_step_is_told_and_outlined_until_it_is_dismissed(ready, layers):
    line = ready.map.locator("[role=status]")
    expect(line).to_be_hidden()
    ready.slide(REACH)
    lost = step(find_gaps(layers, Criteria()).is_gap, find_gaps(layers, Criteria(reach_km=60)).is_gap).lost
    expect(line).to_contain_text(f"+0 brechas, \N{MINUS SIGN}{len(lost)}")
    assert ready.script("shown.changed.outlines.getLayers().length") == len(lost)
    line.get_by_role("button").click()
    assert ready.script("shown.changed.outlines.getLayers().length") == 0
    expect(line).to_be_hidden()


def test_two_readings_stand_side_by_side_with_one_view_and_in_the_link(ready):
    ready.page.get_by_label("Comparar con").select_option("imrc-2014")
    ready.page.wait_for_url("**cmp=imrc-2014*")
    maps = ready.page.locator(".alcance-map[data-complete]")
    expect(maps).to_have_count(2)
    ready.settled()
    maps.first.evaluate("(box) => { box.alcance.map.setView([17, -96], 8.3, { animate: false }); }")
    zooms = maps.evaluate_all("(all) => all.map((box) => [box.alcance.map.getZoom(), box.alcance.map.getCenter().lng])")
    assert zooms[0] == pytest.approx(zooms[1], abs=0.01)
    shown = maps.evaluate_all("(all) => all.map((box) => box.alcance.drawn.municipalities.classes)")
    assert shown[0] != shown[1]
