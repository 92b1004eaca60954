"""Questions and answers: what a file does not say is asked, in types and words that stand in one place."""

from __future__ import annotations

import ast
import dataclasses
import re
import string

import pytest
from test_own import small, take

from layers.own import KINDS, Answers, OwnError, Question, inspect, read
from layers.own.answers import IDS, choices_of, parse_answer, type_of
from tests.conftest import ROOT
from words.catalogues import catalogue, languages
from words.text import Text

__all__ = ["small"]

RATES = b"municipio;tasa de retorno\nRio Hondo;0.5\n"


def test_every_answer_has_a_type_and_words_in_every_language():
    assert {*IDS, "names"} == {field.name for field in dataclasses.fields(Answers)}
    for text in map(Text, languages()):
        for answer in IDS:
            assert type_of(answer) in {bool, int, str}
            assert text(f"own.{answer}")
            for choice in choices_of(answer):
                assert text(f"own.{answer}.{choice}")
    assert all(set(kind.answers) <= set(IDS) for kind in KINDS.values())


@pytest.mark.parametrize(
    ("answer", "written", "value"),
    [
        ("year", "2020", 2020),
        ("swap", "Sí", True),
        ("swap", "no", False),
        ("rate_unit", "share", "share"),
        ("decimal", ",", ","),
        ("country", "Zembla", "Zembla"),
    ],
)
def test_an_answer_is_read_as_people_write_it(answer, written, value):
    assert parse_answer(answer, written, "mine.csv") == value


@pytest.mark.parametrize(
    ("answer", "written", "expected"),
    [
        ("year", "20", "a year, 1900 to 2100"),
        ("year", "99999999999", "a year, 1900 to 2100"),
        ("swap", "maybe", "yes, no"),
        ("rate_unit", "shares", "percent, share, number"),
        ("decimal", "point", "., ,"),
        ("country", " ", "a value"),
    ],
)
def test_a_misspelt_answer_names_the_choices(answer, written, expected):
    with pytest.raises(OwnError, match=rf"{answer}: found the answer .*, expected one of {expected}$"):
        parse_answer(answer, written, "mine.csv")


def test_a_question_that_is_not_answered_names_its_choices(small):
    draft = inspect(RATES, "mine.csv", "returns")
    assert draft.questions == (Question("year"), Question("rate_unit", ("percent", "share")))
    with pytest.raises(OwnError, match="the file does not say: year; expected an answer") as unanswered:
        read(draft, draft.mapping, small)
    assert unanswered.value.code == "unanswered"
    with pytest.raises(OwnError, match=r"rate_unit; expected an answer \(percent, share\)"):
        read(draft, draft.mapping, small, Answers(year=2020))
    with pytest.raises(OwnError, match="found the answer shares, expected one of percent, share"):
        read(draft, draft.mapping, small, Answers(year=2020, rate_unit="shares"))


def test_a_table_asks_what_only_its_reader_knows_in_values_of_the_file(small):
    """A reader may raise a question whose choices stand in the file: they are shown as they are."""
    draft = inspect(RATES, "mine.csv", "returns")
    draft.table.questions.append(Question("country", ("Zembla", "Ruritania")))
    assert draft.questions_of(draft.mapping)[0] == Question("country", ("Zembla", "Ruritania"))
    with pytest.raises(OwnError, match="found the answer Freedonia, expected one of Zembla, Ruritania"):
        read(draft, draft.mapping, small, Answers(country="Freedonia"))
    result = read(draft, draft.mapping, small, Answers(country="Zembla", year=2020, rate_unit="share"))
    assert result.counts["mended"] == 1


@pytest.mark.parametrize(
    ("name", "key"), [("Rio Ondo", "02002"), ("Río Onda", "99999"), ("San José", "02002"), ("yaer", "2020")]
)
def test_a_name_that_the_file_does_not_ask_about_is_no_answer(small, name, key):
    """Misspelt, no key of the table, known anyway, or a question that is misspelt."""
    text = "municipio,estado,return_rate,year\nRío Onda,,9,2020\nSan José,01,8,2020\n"
    draft, names = inspect(text.encode(), "mine.csv", "returns"), {"Rio onda": "02002"}
    assert read(draft, draft.mapping, small, Answers(names=names)).whole
    names[name] = key
    with pytest.raises(OwnError, match="is no question"):
        read(draft, draft.mapping, small, Answers(names=names))


#: Parts of a finding or a fault that are words, not names or values of the file.
SPOKEN = {
    "choices",
    "country",
    "expected",
    "formats",
    "found",
    "reason",
    "remedy",
    "separator",
    "value",
    "what",
    "file",
}


def spoken(source):
    """Words that code itself puts into the parts of what it finds: ``expected="a GeoPackage"``."""
    for node in ast.walk(ast.parse(source)):
        pairs = []
        if isinstance(node, ast.Call):
            pairs = [(word.arg, word.value) for word in node.keywords]
        elif isinstance(node, ast.Dict):
            pairs = [(getattr(key, "value", None), value) for key, value in zip(node.keys, node.values, strict=True)]
        for part, value in pairs:
            if part in SPOKEN and isinstance(value, ast.Constant | ast.JoinedStr):
                texts = [value] if isinstance(value, ast.Constant) else value.values
                said = "".join(str(text.value) if isinstance(text, ast.Constant) else "0" for text in texts)
                if re.search("[a-z]{2}", said):
                    yield part, said


@pytest.mark.moderate
def test_what_code_says_of_a_file_is_said_in_every_language():
    for path in (ROOT / "layers" / "own").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert '" or ".join' not in source, path
        for part, said in spoken(source):
            known = re.fullmatch("more than 0", said) or all(
                catalogue(language).get(f"own.{part}.{said}") for language in languages()
            )
            assert known, (path.name, part, said)


@pytest.mark.moderate
def test_every_fault_is_given_the_parts_that_its_words_name():
    for path in (ROOT / "layers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_fault = isinstance(node, ast.Call) and ast.unparse(node.func) == "OwnError.of"
            if is_fault and isinstance(node.args[1], ast.Constant):
                code, given = node.args[1].value, {word.arg for word in node.keywords}
                for language in languages():
                    words = catalogue(language).get(f"own.fault.{code}") or ""
                    named = {part for _, part, _, _ in string.Formatter().parse(words) if part}
                    assert words, (path.name, code)
                    assert named <= given or None in given, (path.name, code)


def test_no_english_is_left_in_what_is_said_in_spanish(small):
    draft = inspect(b"name_es;since\nCasa;x\n", "mine.csv", "programs", separator=";")
    with pytest.raises(OwnError) as refused:
        read(draft, draft.mapping, small)
    assert refused.value.said(Text("es")) == (
        "mine.csv: no se pudo tomar ninguna fila: fila 1, columna since: hay «x» y se esperaba un año, de 1900 a 2100"
    )
    for data, name, kind, said in [
        (b"a\n1\n", "a.csv", "returns", "ninguna columna corresponde a cvegeo o municipality y se esperaba una"),
        (b"[1]", "a.json", "programs", "es JSON de otra clase"),
        (b"%PDF-1.7", "a.pdf", "programs", "PDF"),
        (b"a" + b",a" * 300 + b"\n1\n", "a.csv", "programs", "columnas"),
    ]:
        with pytest.raises(OwnError) as refused:
            take(small, data, kind, name=name)
        found = refused.value.said(Text("es"))
        assert said in found
        assert not re.search(r"\b(found|expected|an|or|the|more|than|file)\b", found), found
    with pytest.raises(OwnError, match="one character") as refused:
        inspect(b"a\n1\n", "a.csv", "programs", separator="ab")
    assert "un solo carácter" in refused.value.said(Text("es"))
