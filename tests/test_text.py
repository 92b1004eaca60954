"""Every word a person reads is there in both languages, is used, and stands nowhere else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from geo.classes import MEASURES
from geo.conditions import STATUSES
from layers.components import COMPONENTS
from layers.municipios import MARGINALISATION
from layers.own import FAULTS, KINDS, descriptions
from layers.own import WORDS as DONE
from vocabulary.lists import LANGUAGES
from words.text import WORDS, Text

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "app.py", *sorted((ROOT / "dashboard").rglob("*.py"))]
SPEAKERS = [*PAGES, *sorted((ROOT / "exports").rglob("*.py"))]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in SPEAKERS)
MADE = {
    "status": STATUSES,
    "measure": MEASURES,
    "component": COMPONENTS,
    "degree": MARGINALISATION,
    "language": LANGUAGES,
    "eligibility": ("any", "deported", "voluntary"),
    "own.did": DONE,
    "own.fault": FAULTS,
    "own.kind": KINDS,
    "own.outcome": ("all", "taken", "mended", "refused"),
    "own.reason": ("same_name", "other_name"),
    **{f"own.means.{kind}": [field for field, _, _ in descriptions(kind)] for kind in KINDS},
}


def test_every_key_has_words_in_both_languages_with_the_same_parts():
    for key, words in WORDS.items():
        assert len(words) == len(LANGUAGES), key
        assert all(word.strip() for word in words), key
        parts = [sorted(re.findall(r"\{(\w+)\}", word)) for word in words]
        assert parts[0] == parts[1], key


def test_spanish_and_english_are_not_mixed_up():
    same = {spanish for spanish, english in WORDS.values() if spanish == english}
    names = {
        "Alcance",
        "Español",
        "English",
        "Guatemala",
        "Bolivia",
        "Ecuador",
        "Colombia",
        "{municipality}, {state}",
        "{what}, {year}",
        "{place}. **{municipality}**, {state}: ≈ {reached}",
    }
    alike = {"Rural", "Km", "federal", "municipal", "no"}
    assert same <= names | alike, same - names - alike


def test_every_key_of_the_pages_has_words():
    used = set(re.findall(r"text\(\s*\"([a-z_.]+)\"", SOURCE))
    assert len(used) > 50
    assert used <= set(WORDS), used - set(WORDS)


@pytest.mark.parametrize("family", MADE)
def test_every_name_that_is_put_together_has_words(family):
    for name in MADE[family]:
        assert f"{family}.{name}" in WORDS


@pytest.mark.parametrize(("family", "codes"), [("did", DONE), ("fault", FAULTS)])
def test_findings_about_own_files_are_said_with_the_same_parts_as_in_english(family, codes):
    for code, english in codes.items():
        assert WORDS[f"own.{family}.{code}"][1] == english


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_field_means_is_said_once_in_english(kind):
    for field, _, means in descriptions(kind):
        assert WORDS[f"own.means.{kind}.{field}"][1] == means


def test_no_words_stand_in_the_pages_themselves():
    """A text with a space and a letter that a page hands to Streamlit must come from `text`."""
    shown = {"title", "header", "subheader", "write", "markdown", "caption", "button", "info", "warning", "error"}
    for path in PAGES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in shown:
                for argument in node.args[:1]:
                    literal = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                    assert not (literal and re.search(r"[A-Za-z]{3,}", argument.value)), (path.name, node.lineno)


@pytest.mark.parametrize(
    ("share", "spanish", "english"),
    [
        (0.0, "0 %", "0%"),
        (0.001, "<1 %", "<1%"),
        (0.5, "50 %", "50%"),
        (0.9999, ">99 %", ">99%"),
        (1.0, "100 %", "100%"),
        (float("nan"), "sin dato", "no data"),
    ],
)
def test_a_little_is_not_nothing_and_nearly_all_is_not_all(share, spanish, english):
    assert Text("es").percent(share) == spanish
    assert Text("en").percent(share) == english


@pytest.mark.parametrize(
    ("value", "said"),
    [(12_348.2, "12,300"), (999.4, "999"), (7.0, "7"), (2_605_111, "2,610,000"), (float("nan"), "no data")],
)
def test_an_estimate_looks_like_one(value, said):
    assert Text("en").estimate(value) == said


@pytest.mark.parametrize(
    ("value", "decimals", "said"), [(-0.4, 0, "0"), (-0.004, 2, "0.00"), (-0.6, 0, "-1"), (0, 0, "0")]
)
def test_nothing_has_no_sign(value, decimals, said):
    assert Text("en").number(value, decimals) == said
    assert Text("en").percent(value / 100, decimals) == f"{said}%"


def test_an_estimate_of_nothing_has_no_sign():
    assert Text("en").estimate(-0.4) == "0"
