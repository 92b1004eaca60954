"""The page that tests share shows what a new page shows, whatever has been done in it before."""

from __future__ import annotations

import difflib
import json
import re

import pytest
from conftest import Alcance

#: What a person sees, hears and finds of a page.
ALL_OF_IT = """() => ({
    address: location.href,
    language: document.documentElement.lang,
    title: document.title,
    values: [...document.querySelectorAll("input")].map((input) => [input.value, input.checked]),
    scrolled: [...document.querySelectorAll("*")].filter((one) => one.scrollTop).map((one) => one.className),
    places: [...document.querySelectorAll("h1, .alcance-map, .alcance-rows, [data-testid=stSidebar]")]
        .map((one) => { const { x, y, width, height } = one.getBoundingClientRect(); return [x, y, width, height]; }),
    maps: [...document.querySelectorAll(".alcance-map")].map(({ alcance }) => ({
        drawn: alcance.drawn,
        told: alcance.told,
        view: [alcance.map.getCenter(), alcance.map.getZoom()],
        names: alcance.names.placed,
        fills: alcance.municipalities.shapes.map(({ options: { plain, fillColor } }) => [plain, typeof fillColor]),
        settlements: alcance.settlements.drawn.length,
    })),
})"""


def looks(alcance, path):
    """Lines of what a page is at an address."""
    alcance.open(path)
    alcance.complete()
    alcance.settled()
    found = json.dumps(alcance.page.evaluate(ALL_OF_IT), indent=1)
    return [*alcance.page.get_by_test_id("stApp").aria_snapshot().splitlines(), *found.splitlines()]


def use(alcance):
    """Leave as much as can be left."""
    page = alcance.page
    alcance.open("/?lang=en&year=2010&color=return_rate&m=12028&reach_km=35&v=17.5,-99.3,9&k=5")
    alcance.slide("Reach of a site")
    page.get_by_role("combobox", name="Find a municipality").fill("putla villa")
    page.get_by_role("option", name=re.compile("Putla Villa de Guerrero, Oaxaca")).click()
    page.locator(".alcance-story", has_text="Putla Villa de Guerrero").wait_for()
    page.locator(".alcance-key").first.press("Enter")
    page.get_by_role("button", name="The whole list").click()
    page.get_by_text("All municipalities").first.wait_for()
    page.set_viewport_size({"width": 390, "height": 700})
    alcance.settled()
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 500)")


def test_a_page_that_was_used_shows_what_a_new_one_shows(alcance):
    use(alcance)
    for path in ("/", "/municipio?m=20073&lang=en&reach_km=30"):
        new = Alcance(alcance.page.context.new_page(), alcance.server)
        wanted, found = looks(new, path), looks(alcance, path)
        if found != wanted:  # to tell what differs takes long
            pytest.fail("\n".join(difflib.unified_diff(wanted, found, "new", "used", lineterm="")))
        new.page.close()
