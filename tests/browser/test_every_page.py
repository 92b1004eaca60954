"""How every page looks: nothing cut, nothing to scroll sideways, within reach of all, two sheets."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from test_stories import PATHS, ready

from words.catalogues import languages
from words.text import Text

#: A desk, a small desk, a desk at 200 % zoom, a phone.
SIZES = ((1440, 900), (1280, 720), (720, 450), (390, 844))
DESK, PHONE = SIZES[0], SIZES[-1]

#: Faults that are Streamlit's own: docs/accessibility.md names the threads.
THEIRS = {"presentation-role-conflict": "stFileUploaderDropzo"}

#: Words that do not fit where they stand. What scrolls by itself is named, and the keyboard reaches it.
CUT = """() => [...document.querySelectorAll(
    ".alcance-table th, .alcance-table td, .alcance-why th, .alcance-why td, .alcance-figures dd, "
    + ".stButtonGroup > div, .stButtonGroup button, .stButton button, .stDownloadButton button, .alcance-legend li")]
  .filter((element) => element.getBoundingClientRect().right > 0)  // a sidebar that is put away stands at the left
  .filter((element) => element.offsetParent && element.scrollWidth > element.clientWidth + 1)
  .map((element) => element.textContent.slice(0, 60))"""

#: Tables that are wider than what holds them, unless that scrolls.
WIDE = """() => [...document.querySelectorAll(".alcance-table")]
  .filter((table) => !table.closest(".alcance-wide[tabindex='0'][aria-label]"))
  .filter((table) => table.offsetWidth > table.parentElement.clientWidth + 1)
  .map((table) => table.textContent.slice(0, 60))"""

#: Maps whose lower end, with their legend, lies below what the page gives them: it would not be seen.
CUT_MAPS = "(frames) => frames.filter((frame) => frame.scrollHeight > frame.clientHeight + 1).length"

#: Icons that stand there by their names: the font has them not.
SPELT = """() => [...document.querySelectorAll("[data-testid=stIconMaterial]")]
  .filter((icon) => icon.scrollWidth > 1.5 * parseFloat(getComputedStyle(icon).fontSize))
  .map((icon) => icon.textContent)"""

SIDEWAYS = "document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth"


def faults_of(page):
    """What axe finds, of any weight, without what is Streamlit's own."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        (fault["id"], node["html"][:160])
        for fault in found.response["violations"]
        for node in fault["nodes"]
        if THEIRS.get(fault["id"], " ") not in node["html"]
    ]


def fits(alcance, size):
    """Whether all words and maps of the page fit a size."""
    page, width = alcance.page, size[0]
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    alcance.settled()
    assert page.evaluate(CUT) == [], width
    assert page.evaluate(WIDE) == [], width
    assert page.evaluate(SPELT) == [], width
    assert page.locator(".alcance-frame").evaluate_all(CUT_MAPS) == 0, width
    page.wait_for_function(f"{SIDEWAYS} <= 0")  # charts follow the window a moment later


def prints_on_two_sheets(page):
    """Whether two sheets are enough, and the first has the answer."""
    answer = page.locator("h1").first.inner_text()
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(printed) <= 2
    words = re.sub(r"\s+", " ", printed[0].get_textpage().get_text_bounded())
    assert re.sub(r"\s+", " ", answer)[:40] in words


@pytest.mark.parametrize("name", PATHS)
def test_a_page_fits_every_size_is_within_reach_of_all_and_prints_on_two_sheets(alcance, name):
    """In each language, into which a person switches: to open a page again would be most of the work."""
    path, page = PATHS[name], alcance.page
    first, *others = languages()
    ready(alcance, f"{path}{'&' if '?' in path else '?'}lang={first}")
    for language in (first, *others):
        choice = page.get_by_role("radio", name=Text(language)("language.name"))
        if language != first:
            choice.click()
            page.wait_for_url(f"**lang={language}*")
            alcance.settled()
        assert choice.is_checked()
        # Words change with the language and the layout with the size: the longer words are looked at in every size. The
        # next language begins with the size that the last one ends with.
        looked_at = DESK if language == first else PHONE
        for size in SIZES if language == first else (PHONE, DESK):
            fits(alcance, size)
            if size == looked_at:
                assert faults_of(page) == [], (language, size)
            if size == looked_at == DESK:
                prints_on_two_sheets(page)


def test_a_table_is_sorted_by_a_press_on_its_head(alcance):
    ready(alcance, "/cambio?lang=en")
    table = alcance.page.get_by_role("region", name="State").get_by_role("table")
    head = table.get_by_role("button", name="Return rate, 2020")
    column = head.evaluate("(button) => button.closest('th').cellIndex")

    def shown():
        rows = table.locator("tbody tr").all()
        return [float(row.locator("th, td").nth(column).text_content().rstrip("%")) for row in rows]

    head.press("Enter")
    assert shown() == sorted(shown(), reverse=True)
    assert head.locator("xpath=..").get_attribute("aria-sort") == "descending"
    head.press("Enter")
    assert shown() == sorted(shown())
    table.get_by_role("button", name=re.compile("^State")).press("Enter")
    names = table.locator("tbody th").all_inner_texts()
    assert names[0] == "Aguascalientes"
    assert names[-1] == "Zacatecas"


def test_a_chart_is_copied_and_downloaded_as_a_picture(alcance):
    alcance.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ready(alcance, "/piloto?lang=en")
    alcance.page.get_by_role("button", name="Image").first.click()
    picture = alcance.page.locator("[class*=st-key-picture] img")
    picture.wait_for()
    assert "first choice" in picture.get_attribute("alt")
    alcance.page.get_by_role("button", name="Copy the image").click()
    alcance.page.get_by_role("button", name="Copied").wait_for()
    types = alcance.page.evaluate("navigator.clipboard.read().then((items) => items[0].types)")
    assert types == ["image/png"]
    with alcance.page.expect_download() as download:
        alcance.page.get_by_role("button", name="Download the image (PNG)").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
