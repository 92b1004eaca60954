"""The question: immutable, bounded, the same as text, link and options."""

from __future__ import annotations

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Criteria, CriteriaError
from geo.settings import Fault
from words.catalogues import languages
from words.text import Text

NAMES = st.lists(st.from_regex(r"[0-9a-z][0-9a-z-]{0,12}", fullmatch=True), max_size=4).map(tuple)
PLACES = st.lists(
    st.tuples(st.integers(-18_000_000, 18_000_000), st.integers(-9_000_000, 9_000_000)).map(
        lambda place: f"{place[0] / 1e5:.5f}_{place[1] / 1e5:.5f}"
    )
    | st.from_regex(r"[0-9]{5}", fullmatch=True),
    max_size=4,
).map(tuple)
QUESTIONS = st.builds(
    Criteria,
    year=st.sampled_from([2010, 2020]),
    region=NAMES,
    state=NAMES,
    rural_below=st.integers(1, 10_000_000),
    min_rural_share=st.floats(0, 1),
    min_return_rate=st.none() | st.floats(0, 100),
    min_return_dwellings=st.floats(0, 10_000_000),
    reach_km=st.floats(0, 1000, exclude_min=True),
    programs=NAMES,
    as_of=st.none() | st.integers(1900, 2100),
    eligibility=st.sampled_from(["any", "deported", "voluntary"]),
    components=NAMES,
    count_announced=st.booleans(),
    count_reception=st.booleans(),
    sureness=st.sampled_from(["state", "office", "confirmed"]),
    max_covered_share=st.floats(0, 1),
    what_if=PLACES,
)

BAD = [
    ("year", "1800", "greater than or equal to 1900"),
    ("year", "soon", "a valid integer"),
    ("rural_below", "0", "greater than or equal to 1"),
    ("min_rural_share", "1.5", "less than or equal to 1"),
    ("min_rural_share", "nan", "a finite number"),
    ("min_return_rate", "-1", "greater than or equal to 0"),
    ("min_return_rate", "101", "less than or equal to 100"),
    ("min_return_dwellings", "-1", "greater than or equal to 0"),
    ("reach_km", "0", "greater than 0"),
    ("reach_km", "-5", "greater than 0"),
    ("reach_km", "1e9", "less than or equal to 1000"),
    ("reach_km", "inf", "a finite number"),
    ("as_of", "3000", "less than or equal to 2100"),
    ("eligibility", "nobody", "one of 'any', 'deported', 'voluntary'"),
    ("count_reception", "perhaps", "a valid boolean"),
    ("count_announced", "perhaps", "a valid boolean"),
    ("sureness", "sure", "one of 'state', 'office', 'confirmed'"),
    ("max_covered_share", "2", "less than or equal to 1"),
    ("programs", "a b", "letters, digits, dots and hyphens"),
    ("state", ",".join(str(n) for n in range(600)), "at most 500 items"),
    ("programs", "x" * 30_000, "at most 20000"),
    ("what_if", "17.1_-96.7", "longitude first"),
    ("what_if", "-96.7_17.1_5", "-96.7_17.1"),
    ("what_if", "-96.7", "-96.7_17.1"),
    ("what_if", "a b", "letters, digits"),
    ("what_if", ",".join(f"-96.{n}_17" for n in range(100, 160)), "at most 50 items"),
    ("colour", "red", "no such setting"),
]


@pytest.mark.moderate
@given(QUESTIONS)
def test_a_link_gives_the_same_question_back(question):
    assert Criteria.from_text(question.to_text()) == question
    again, ignored = Criteria.from_query(question.to_text())
    assert again == question
    assert ignored == {}


@pytest.mark.moderate
@given(QUESTIONS)
def test_options_of_the_shell_give_the_same_question_back(question):
    options = question.to_options()
    texts = {}
    while options:
        name = options.pop(0).removeprefix("--").replace("-", "_")
        texts[name] = "true" if name.startswith("count_") else options.pop(0)
    assert Criteria.from_text(texts) == question


def test_the_default_question_is_an_empty_link():
    assert Criteria().to_query() == ""
    assert Criteria().to_options() == []


def test_lists_are_the_same_in_any_order_and_with_repeats():
    assert Criteria(state=("20", "12", "20")) == Criteria(state=("12", "20"))


def test_an_empty_list_survives_as_none():
    assert Criteria(programs=()).to_query() == "programs=none"
    assert Criteria.from_text({"programs": "none"}).programs == ()


def test_a_hypothetical_place_has_one_text():
    asked = Criteria(what_if=("-96.70_17.100", "-96.7_17.1", "-96.700001_17.1", "20001", "-0.0_0.0"))
    assert asked.what_if == ("-96.7_17.1", "0_0", "20001")
    assert asked.to_query() == "what_if=-96.7_17.1,0_0,20001"


def test_a_question_never_changes():
    question = Criteria()
    with pytest.raises(pydantic.ValidationError):
        question.year = 2010
    assert hash(question) == hash(Criteria())


@pytest.mark.parametrize(("field", "text", "expected"), BAD)
def test_every_bound_has_its_message(field, text, expected):
    with pytest.raises(CriteriaError) as caught:
        Criteria.from_text({field: text})
    assert caught.value.faults[0].field == field
    assert expected in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_bad_link_keeps_what_it_can_and_says_what_it_ignored():
    question, ignored = Criteria.from_query({"reach_km": "30", "year": "soon", "max_covered_share": "9", "lang": "en"})
    assert question == Criteria(reach_km=30)
    assert set(ignored) == {"year", "max_covered_share"}


def test_a_fault_that_no_setting_of_the_link_mends_does_not_keep_it_for_ever(monkeypatch):
    cannot_be = Fault("criteria", "extra_forbidden", {})

    def fault(_):
        raise CriteriaError([cannot_be])

    monkeypatch.setattr(Criteria, "from_text", fault)
    assert Criteria.from_query({"reach_km": "30", "year": "2010"}) == (Criteria(), {"criteria": cannot_be})
    assert Criteria.from_query({}) == (Criteria(), {})


@pytest.mark.parametrize(("field", "text", "_"), BAD)
@pytest.mark.parametrize("language", languages())
def test_every_fault_has_words_of_its_own_in_every_language(field, text, _, language):
    with pytest.raises(CriteriaError) as caught:
        Criteria.from_text({field: text})
    [fault] = caught.value.faults
    assert fault.key != "other"
    assert fault.said(Text(language))
    assert (fault.said(Text("es")) == fault.said(Text("en"))) is False


def test_a_fault_that_nobody_foresaw_has_words_too():
    with pytest.raises(CriteriaError) as caught:
        Criteria.ask(programs=3)
    assert str(caught.value) == "programs: found 3, which cannot be"


@pytest.mark.moderate
@given(st.dictionaries(st.sampled_from([*Criteria.model_fields, "x"]), st.text(max_size=200), max_size=14))
def test_no_link_breaks_it(link):
    question, ignored = Criteria.from_query(link)
    assert isinstance(question, Criteria)
    assert set(ignored) <= set(link)
