"""Every word a person reads is there in both languages, is used, and stands nowhere else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from exports.answers import ANSWERS
from layers.own import KINDS
from tests.support.said import catalog, key, parts, said
from vocabulary.columns import COLUMNS
from vocabulary.lists import COMPONENTS, LIST_FORMATS, MARGINALISATION, MEASURES, SETTLEMENTS_FORMATS, STATUSES
from words.catalogues import languages
from words.text import Text

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "app.py", *sorted((ROOT / "dashboard").rglob("*.py"))]
SPEAKERS = [*PAGES, *sorted((ROOT / "exports").rglob("*.py"))]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in SPEAKERS)
MADE = {
    "status": STATUSES,
    "measure": MEASURES,
    "component": COMPONENTS,
    "degree": MARGINALISATION,
    "eligibility": ("any", "deported", "voluntary"),
    "settlements.format": SETTLEMENTS_FORMATS,
    "take.format": LIST_FORMATS,
    "answer": ANSWERS,
    "own.kind": KINDS,
    "own.option": [kind.id for kind in KINDS.values() if not kind.is_country],
    "own.outcome": ("all", "taken", "mended", "refused"),
    "own.reason": ("same_name", "other_name"),
    **{f"own.means.{kind.id}": kind.by_id for kind in KINDS.values()},
}


#: Lists whose columns have meanings of their own.
LISTS = (
    *("acceptability", "central", "differing", "edition", "pilots", "referrals", "settlements", "shares"),
    *("site_readings", "totals"),
)

WORDS = said("en")


@pytest.mark.parametrize("language", languages())
def test_a_catalogue_is_a_valid_gettext_file(language):
    words = catalog(language)
    assert words.locale
    assert words.header_comment
    assert not words.fuzzy
    assert not words.obsolete
    entries = [message for message in words if message.id]
    assert len(entries) > 1000
    for message in entries:
        assert not message.fuzzy, message.id
        assert not [fault for fault in message.check(words) if not message.python_format], message.id
        forms = message.string if isinstance(message.id, tuple) else (message.string,)
        assert len(forms) == (words.num_plurals if isinstance(message.id, tuple) else 1), message.id
        assert all(form.strip() for form in forms), message.id
    ids = [(key(message), message.context or "") for message in entries]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("context", [None, "people"])
def test_every_key_has_words_in_every_language_with_the_same_parts(language, context):
    words, others = said(language, context), said("en", context)
    assert set(words) == set(others)
    for name, forms in words.items():
        assert set().union(*map(parts, forms)) == set().union(*map(parts, others[name])), name


def test_spanish_and_english_are_not_mixed_up():
    same = {words[0] for name, words in said("es").items() if words == WORDS[name]}
    names = {
        "Alcance",
        "Guatemala",
        "Bolivia",
        "Ecuador",
        "Colombia",
        *("Costa Rica", "Cuba", "El Salvador", "Honduras", "Jamaica", "Nicaragua", "Venezuela"),
        "{municipality}, {state}",
        "{what}, {year}",
        "{reading}. {licence}",
        "{low}\N{EN DASH}{high}",
        "{reach} km",
        "{minutes} min ({low}\N{EN DASH}{high})",
        "OpenStreetMap",
        "km/h",
        "> {minutes}",
        "{file}: {size} ({format}).",
        "{name}: {fault}.",
        "Estado de México",
        "CONAPO",
        "GPX",
        "GeoJSON",
        "KML",
        "TopoJSON",
        "INEGI, Marco Geoestadístico",
        "{place}. **{municipality}**, {state}: ≈ {reached}",
    }
    alike = {"INEGI", "Rural", "Km", "km", "federal", "municipal", "no"}
    assert same <= names | alike, same - names - alike


def test_every_key_of_the_pages_has_words():
    used = set(re.findall(r"text\(\s*\"([a-z_.]+)\"", SOURCE))
    assert len(used) > 50
    assert used <= set(WORDS), used - set(WORDS)


def test_no_catalogue_has_words_that_nothing_asks_for():
    parts = ("addresses", "dashboard", "exports", "shell", "geo", "layers", "vocabulary", "words")
    paths = [*PAGES, *(path for part in parts for path in (ROOT / part).rglob("*.py"))]
    source = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    literals = set(re.findall(r"[\"']([\w.]+)[\"']", source))
    # A key that is put together begins with what stands before its first part from elsewhere.
    families = {*re.findall(r"[\"']([\w.]+\.)\{", source), "note.", *(f"{name}.note." for name in LISTS)}
    families |= {f"{column.words}." for column in COLUMNS.values() if column.words}
    unused = {name for name in WORDS if name not in literals and not name.startswith(tuple(families))}
    assert unused == set()


@pytest.mark.parametrize("family", MADE)
def test_every_name_that_is_put_together_has_words(family):
    for name in MADE[family]:
        assert f"{family}.{name}" in WORDS


@pytest.mark.moderate
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
        (0.0, "0\u00a0%", "0%"),
        (0.001, "<1\u00a0%", "<1%"),
        (0.5, "50\u00a0%", "50%"),
        (0.9999, ">99\u00a0%", ">99%"),
        (1.0, "100\u00a0%", "100%"),
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


@pytest.mark.parametrize(
    ("rate", "decimals", "said"),
    [(1.234, 2, "1.23%"), (0.004, 2, "<0.01%"), (99.996, 2, ">99.99%"), (100.0, 2, "100.00%"), (0.25, None, "0.25%")],
)
def test_a_rate_is_written_as_a_share_is(rate, decimals, said):
    assert Text("en").rate(rate, decimals) == said
    assert Text("es").rate(rate, decimals) == said.replace("%", "\u00a0%")


@pytest.mark.parametrize("language", languages())
def test_every_percentage_in_words_is_written_as_the_language_writes_it(language):
    wrong = r"[0-9}]%|[0-9}] %" if language == "es" else r"[0-9}]\s%"
    for context in (None, "people"):
        for name, forms in said(language, context).items():
            assert not [form for form in forms if re.search(wrong, form)], name


@pytest.mark.parametrize(
    ("names", "spanish", "english"),
    [
        (["Oaxaca"], "Oaxaca", "Oaxaca"),
        (["Oaxaca", "Puebla"], "Oaxaca y Puebla", "Oaxaca and Puebla"),
        (["Oaxaca", "Puebla", "Sonora"], "Oaxaca, Puebla y Sonora", "Oaxaca, Puebla and Sonora"),
        (["Guerrero", "Hidalgo"], "Guerrero e Hidalgo", "Guerrero and Hidalgo"),
        (["Oaxaca", "Ixtlán"], "Oaxaca e Ixtlán", "Oaxaca and Ixtlán"),
        (["Sol", "Hielo"], "Sol y Hielo", "Sol and Hielo"),
        (["A", "B", "C", "D"], "A, B y 2 más", "A, B and 2 others"),
    ],
)
def test_a_list_reads_as_a_sentence_does(names, spanish, english):
    most = 2 if len(names) > 3 else None
    assert Text("es").join(names, most) == spanish
    assert Text("en").join(names, most) == english


@pytest.mark.parametrize(
    ("count", "spanish", "english"),
    [(0, "0 habitantes", "0 people"), (1, "1 habitante", "1 person"), (1200, "1,200 habitantes", "1,200 people")],
)
def test_one_is_not_many(count, spanish, english):
    assert Text("es")("settlement.people", count) == spanish
    assert Text("en")("settlement.people", count) == english


def test_what_there_are_no_words_for_is_an_error():
    for count in (None, 1):
        with pytest.raises(KeyError, match=r"no\.such"):
            Text("es")("no.such", count)


def test_an_estimate_of_nothing_has_no_sign():
    assert Text("en").estimate(-0.4) == "0"
