"""Three tasks by somebody who knows only the labels, each in few steps, a press or a word, and within a minute."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import openpyxl
import pytest

from exports.figures import export_figure
from geo import Criteria, find_gaps
from words.text import Text


class Stranger:
    """Presses what bears a label, and counts."""

    def __init__(self, alcance):
        self.started = time.monotonic()
        self.alcance, self.steps = alcance.open(), 0

    def needed(self) -> int:
        """How many steps it took; a minute is long for a machine, also where it has other work."""
        assert time.monotonic() - self.started < 60
        return self.steps

    def press(self, role, label):
        """Press, and see the page follow."""
        self._press(self.alcance.page.get_by_role(role, name=re.compile(label)))

    def press_words(self, words):
        """Press what bears words: while a list is open, screen readers are told of nothing that it lies over."""
        self._press(self.alcance.page.get_by_text(words, exact=True).filter(visible=True))

    def _press(self, control):
        self.steps += 1
        control.first.click()
        self.alcance.settled()

    def write(self, word):
        """Write a word where one is, take what is offered for it, and see the page follow."""
        self.steps += 1
        with self.alcance.run():
            self.alcance.page.keyboard.type(word)
            self.alcance.page.get_by_role("option", name=re.compile(f"^{word}")).first.wait_for()
            self.alcance.page.keyboard.press("Enter")

    def take(self, label):
        self.steps += 1
        with self.alcance.page.expect_download(timeout=60_000) as caught:
            self.alcance.page.get_by_role("button", name=re.compile(label)).first.click()
        return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


@pytest.fixture
def stranger(alcance):
    return Stranger(alcance)


def test_a_planner_has_a_pilot_state_three_offices_and_the_link_in_five_steps(stranger):
    page = stranger.alcance.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    stranger.press("button", "^Decidir")
    stranger.press("menuitem", "^Piloto")
    page.get_by_text("es la primera opción").wait_for()
    stranger.press("button", "^Ubicar oficinas en Oaxaca")
    page.get_by_text("3 oficinas nuevas").wait_for()
    stranger.press("button", "Enlace y cita")
    page.get_by_test_id("stCode").first.hover()
    stranger.press("button", "Copy to clipboard")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "/sedes?" in link
    assert "state=20" in link
    assert stranger.needed() == 5


def test_a_journalist_has_a_figure_of_a_state_with_its_number_and_source_in_four_steps(stranger, layers):
    stranger.press("combobox", "^Estados")
    stranger.write("Oaxaca")
    stranger.alcance.page.locator("h1", has_text=re.compile("88 municipios")).wait_for()
    stranger.press_words("Descargar")
    name, data = stranger.take("Descargar la figura$")
    gaps = find_gaps(layers, Criteria(state=("20",)))
    assert len(gaps.gaps) == 88
    assert name.endswith(".png")
    assert data == export_figure("map", gaps, layers, Text("es"))
    assert stranger.needed() == 4


def test_iom_staff_have_the_list_of_two_states_for_the_deported_in_six_steps(stranger, layers):
    stranger.press("combobox", "^Estados")
    stranger.write("Oaxaca")
    stranger.write("Guerrero")
    stranger.press_words("Personas deportadas")
    stranger.press_words("Descargar")
    name, data = stranger.take("^XLSX$")
    gaps = find_gaps(layers, Criteria(state=("12", "20"), eligibility="deported"))
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    keys = {row[0] for row in sheet.iter_rows(values_only=True)} & set(layers.municipios["cvegeo"])
    assert keys == set(gaps.gaps["cvegeo"])
    assert name.endswith(".xlsx")
    assert stranger.needed() == 6
