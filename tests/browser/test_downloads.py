"""What a person takes along from the pages is what the library makes of the same question, byte by byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import CALM

from exports.brief import export_brief
from exports.embed import embed
from exports.figures import export_figure, figure_curve
from exports.lists import FILES, export_gaps
from geo import Criteria, find_gaps
from geo.sites import coverage_curve
from vocabulary.lists import LIST_FORMATS
from words.text import Text

EN = Text("en")
QUESTION = Criteria.ask(reach_km=30, state=("12",))
COMPLETE = "() => [...document.querySelectorAll('.alcance-map')].every((box) => box.dataset.complete)"
QUIET = "() => !document.querySelector('[data-testid=stSpinner], [data-testid=stSkeleton]')"
ASKED = "lang=en&reach_km=30&state=12"


@pytest.fixture(scope="module")
def guerrero(layers):
    return find_gaps(layers, QUESTION)


def opened(alcance, path):
    alcance.page.goto(f"{alcance.server}{path}")
    button = alcance.page.get_by_role("button", name=re.compile("Download$"))
    button.wait_for()
    # What opens is placed beside the button: until the page has settled, it would be left behind.
    alcance.page.wait_for_function(QUIET)
    alcance.page.wait_for_function(COMPLETE)
    alcance.page.evaluate(CALM)
    button.click()
    return alcance.page.get_by_test_id("stPopoverBody")


def choose(popover, label, option):
    popover.get_by_role("combobox", name=re.compile(label)).click()
    popover.page.get_by_role("option", name=option).click()
    settled(popover)


def take(popover, button):
    popover.page.evaluate(CALM)
    with popover.page.expect_download(timeout=60_000) as caught:
        popover.get_by_role("button", name=button).click()
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


def settled(popover):
    """Wait until the buttons offer what was chosen: until then the server has let go of what they offered before."""
    popover.page.wait_for_timeout(700)
    popover.page.evaluate(CALM)


def test_the_list_in_every_format(alcance, layers, guerrero):
    popover = opened(alcance, f"/?{ASKED}")
    edition = layers.provenance.edition
    for form in LIST_FORMATS:
        choose(popover, "Format", re.compile(f"^{EN(f'take.format.{form}')}$"))
        name, data = take(popover, "Download in this format")
        assert name == f"alcance-gaps-12-2020-{edition}{FILES[form][0]}"
        made = export_gaps(
            guerrero,
            layers,
            format=form,
            text=EN,
            address=f"{alcance.server}/",
            name=f"alcance-gaps-12-2020-{edition}.csv",
        )
        assert data == made, form


def test_all_municipalities_with_tags(alcance, layers, guerrero):
    popover = opened(alcance, f"/?{ASKED}")
    popover.get_by_text("All municipalities, not only the gaps").click()
    settled(popover)
    popover.get_by_text("With HXL tags").click()
    settled(popover)
    name, data = take(popover, "Download in this format")
    assert name.startswith("alcance-municipalities-12-2020-")
    assert data == export_gaps(guerrero, layers, everyone=True, hxl=True)


def test_figures_and_the_map_for_another_page(alcance, layers, guerrero):
    popover = opened(alcance, f"/?{ASKED}")
    assert take(popover, "Download the figure")[1] == export_figure("map", guerrero, layers, EN)
    choose(popover, "Figure", "First municipalities")
    popover.get_by_role("radio", name="SVG").click()
    settled(popover)
    name, data = take(popover, "Download the figure")
    assert name.endswith(".svg")
    assert data == export_figure("ranking", guerrero, layers, EN, picture="svg")
    page = take(popover, "Download the map (HTML)")[1]
    assert page == embed(guerrero, layers, EN, address=f"{alcance.server}/")


def test_the_brief_of_the_chosen_state(alcance, layers):
    popover = opened(alcance, "/estado?lang=en&reach_km=30&s=12")
    address = alcance.page.url.partition("?")[0]
    assert take(popover, "Download the brief")[1] == export_brief(layers, QUESTION, EN, address=address)
    popover.get_by_role("radio", name="HTML").click()
    settled(popover)
    name, data = take(popover, "Download the brief")
    assert name == f"alcance-brief-12-2020-{layers.provenance.edition}.html"
    assert data == export_brief(layers, QUESTION, EN, form="html", address=address)


def test_the_coverage_curve_and_the_change(alcance, layers, guerrero):
    popover = opened(alcance, f"/sedes?{ASKED}")
    choose(popover, "Figure", "Coverage curve")
    name, data = take(popover, "Download the figure")
    curve = figure_curve(coverage_curve(layers, QUESTION, most=15, bounded=True))
    assert name.startswith("alcance-coverage-12-")
    assert data == export_figure("coverage", guerrero, layers, EN, curve=curve)
    popover = opened(alcance, f"/cambio?{ASKED}")
    assert take(popover, "Download the figure")[1] == export_figure("change", guerrero, layers, EN)
