"""One scale of letters, one place for colours, tables that sort by what numbers are, charts as pictures."""

from __future__ import annotations

import io
import re
import tomllib

import openpyxl
import pandas as pd
import pytest
from PIL import Image

from dashboard.html import Shown, sortable
from exports.charts import alternative_of_intervals, export_intervals
from exports.rows import rows_as_sheet
from geo import Criteria, find_gaps
from geo.change import change_by
from geo.pilots import rank_states
from geo.services import service_reach
from tests.conftest import ROOT
from vocabulary import colours
from words.text import Text

STYLE = (ROOT / "dashboard" / "style.css").read_text(encoding="utf-8")
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]


def test_letters_have_the_sizes_of_the_scale_and_no_other():
    sizes = set(re.findall(r"font-size: ([^;]+);", STYLE))
    scale = {f"var(--{name})" for name in re.findall(r"--(type-\w+):", STYLE)}
    assert sizes - {"inherit", "60%"} <= scale
    assert len(scale) == 6  # the sentence of the front page follows the window


def test_colours_stand_in_one_place_and_those_with_a_meaning_are_the_vocabulary_s():
    root, rest = STYLE.split("}", 1)
    assert not re.findall(r"#[0-9a-f]{3,6}\b", rest)
    named = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", root))
    assert named["ink"] == colours.INK == THEME["textColor"]
    assert named["site"] == colours.SITE == THEME["primaryColor"]
    assert named["paper"] == colours.WHITE == THEME["backgroundColor"]
    assert (named["quiet"], named["line"]) == (colours.QUIET, colours.LINE)
    assert tuple(named[f"share-{step}"] for step in range(1, 5)) == colours.SEQUENTIAL[4]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("letters", "paper"),
    [
        ("ink", "paper"), ("quiet", "paper"), ("quiet", "band"), ("gap-words", "paper"), ("fault", "fault-paper"),
        ("national-words", "national"), ("local-words", "local"), ("absent-words", "absent"),
        ("ink", "share-0"), ("ink", "share-1"), ("ink", "share-2"), ("paper", "share-3"), ("paper", "share-4"),
    ],
)  # fmt: skip
def test_letters_stand_out(letters, paper):
    named = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", STYLE))
    assert contrast(named[letters], named[paper]) >= 4.5


def test_what_can_be_used_and_what_a_legend_shows_stands_out():
    assert contrast(THEME["borderColor"], colours.WHITE) >= 3
    edge = re.search(r"--edge: (#\w{6})", STYLE)[1]
    assert contrast(edge, colours.WHITE) >= 3


def test_a_table_sorts_by_what_a_number_is_and_keeps_what_is_not_known_without_a_key():
    es = Text("es")
    made = sortable("x", [Shown("n", ["b", "<a>"]), Shown("km", [12_345.6, float("nan")], es.number)])
    assert '<td data-key="12345.6">12,346</td>' in made
    assert f"<td>{es('tip.unknown')}</td>" in made
    assert "&lt;a&gt;" in made
    assert made.count('aria-sort="none"') == 2


ROWS = pd.DataFrame(
    {
        "name": ["Oaxaca", "A$b$"],
        "low": [1, 2],
        "high": [3, 8],
        "at": [2.0, None],
        "median": [2, 4],
        "said": ["1 a 3", "x"],
    }
)


@pytest.mark.moderate
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_chart_s_picture_stands_alone(layers, language):
    text, gaps = Text(language), find_gaps(layers, Criteria())
    words = {"range": "r", "median": "m", "at": "a"}
    made = export_intervals(ROWS, gaps, text, title="Oaxaca.", more="more", axis="axis", words=words)
    assert made == export_intervals(ROWS, gaps, text, title="Oaxaca.", more="more", axis="axis", words=words)
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.width > 2000
        assert picture.text["Title"] == "Oaxaca."
        assert picture.text["Description"] == alternative_of_intervals(ROWS, "Oaxaca.", text, words=words)
        assert layers.provenance.edition in picture.text["Copyright"]


def test_a_chart_s_alternative_text_says_every_row():
    said = alternative_of_intervals(ROWS, "Oaxaca.", Text("es"), words={"range": "lo usual", "at": "hoy"})
    assert "lo usual; y un punto: hoy." in said
    assert "Oaxaca, 2 (1 a 3)" in said
    assert "A$b$, 2 a 8" in said


@pytest.mark.moderate
def test_rows_come_as_a_workbook_too(layers):
    gaps, text = find_gaps(layers, Criteria(state=("20",))), Text("es")
    for rows in (
        rank_states(find_gaps(layers, Criteria())).table,
        change_by(layers, gaps.criteria, "municipality"),
        service_reach(layers, gaps.criteria).by_state,
    ):
        book = openpyxl.load_workbook(io.BytesIO(rows_as_sheet(rows, gaps, layers, text)), read_only=True)
        sheet = book.worksheets[0]
        head, first, *rest = sheet.iter_rows(values_only=True)
        assert len(rest) + 1 == len(rows)
        assert dict(zip(head, first, strict=True))["state"] == rows["state"].iloc[0]
        assert text("sheet.criteria") in book.sheetnames
