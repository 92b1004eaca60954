"""What a person takes along from the pages is what the library makes of the same question, byte by byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import CALM

from exports.brief import export_brief
from exports.embed import embed
from exports.figures import export_figure, figure_curve
from exports.lists import export_gaps
from geo import Criteria, find_gaps
from geo.site_curves import coverage_curve
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
    alcance.visit(path)
    button = alcance.page.get_by_role("button", name=re.compile("Download$"))
    button.wait_for()
    # What opens is placed beside the button: until the page has settled, it would be left behind.
    alcance.page.wait_for_function(QUIET)
    alcance.page.wait_for_function(COMPLETE)
    alcance.page.evaluate(CALM)
    button.click()
    alcance.settled()


def shown(alcance):
    return alcance.page.get_by_test_id("stPopoverBody")


def choose(alcance, label, option):
    shown(alcance).get_by_role("combobox", name=re.compile(label)).click()
    press(alcance, alcance.page.get_by_role("option", name=option))


def press(alcance, control):
    """Press a control and wait until the buttons offer what was chosen: before, the server lets go of their files."""
    with alcance.run():
        control.click()


def take(alcance, button):
    with alcance.page.expect_download(timeout=60_000) as caught:
        shown(alcance).get_by_role("button", name=button).click()
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


def test_the_list_in_every_format(alcance, layers, guerrero):
    opened(alcance, f"/?{ASKED}")
    edition = layers.provenance.edition
    for form in LIST_FORMATS:
        name, data = take(alcance, re.compile(f"^{form.upper()}$"))
        assert name == f"alcance-gaps-12-2020-{edition}.{form}"
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
    opened(alcance, f"/?{ASKED}")
    press(alcance, shown(alcance).get_by_text("All municipalities, not only the gaps"))
    press(alcance, shown(alcance).get_by_text("With HXL tags"))
    assert shown(alcance).get_by_role("button", name=re.compile("^GEOJSON$")).is_disabled()
    name, data = take(alcance, re.compile("^CSV$"))
    assert name.startswith("alcance-municipalities-12-2020-")
    assert data == export_gaps(guerrero, layers, everyone=True, hxl=True)


def test_figures_and_the_map_for_another_page(alcance, layers, guerrero):
    opened(alcance, f"/?{ASKED}")
    assert take(alcance, "Download the figure")[1] == export_figure("map", guerrero, layers, EN)
    choose(alcance, "Figure", "First municipalities")
    press(alcance, shown(alcance).get_by_role("radio", name="SVG"))
    name, data = take(alcance, "Download the figure")
    assert name.endswith(".svg")
    assert data == export_figure("ranking", guerrero, layers, EN, picture="svg")
    page = take(alcance, "Download the map (HTML)")[1]
    assert page == embed(guerrero, layers, EN, address=f"{alcance.server}/")


def test_the_brief_of_the_chosen_state(alcance, layers):
    opened(alcance, "/estado?lang=en&reach_km=30&s=12")
    address = alcance.page.url.partition("?")[0]
    assert take(alcance, "Download the brief")[1] == export_brief(layers, QUESTION, EN, address=address)
    press(alcance, shown(alcance).get_by_role("radio", name="HTML"))
    name, data = take(alcance, "Download the brief")
    assert name == f"alcance-brief-12-2020-{layers.provenance.edition}.html"
    assert data == export_brief(layers, QUESTION, EN, form="html", address=address)


def test_the_coverage_curve_and_the_change(alcance, layers, guerrero):
    opened(alcance, f"/sedes?{ASKED}")
    choose(alcance, "Figure", "Coverage curve")
    name, data = take(alcance, "Download the figure")
    curve = figure_curve(coverage_curve(layers, QUESTION, most=15, bounded=True))
    assert name.startswith("alcance-coverage-12-")
    assert data == export_figure("coverage", guerrero, layers, EN, curve=curve)
    opened(alcance, f"/cambio?{ASKED}")
    assert take(alcance, "Download the figure")[1] == export_figure("change", guerrero, layers, EN)
