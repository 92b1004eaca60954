"""Scenarios side by side: in geo, in files, in the shell and on their page."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from urllib.parse import quote

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import state
from dashboard.map.beside import readings_beside
from exports.scenarios import describe_scenarios_csv, export_scenarios
from geo import Criteria, CriteriaError, find_gaps
from geo.scenarios import LONGEST_NAME, MOST_SCENARIOS, Scenario, checked, find_scenarios, from_text, to_text
from geo.travel import NETWORK
from shell.questions import questions_of
from tests.conftest import ROOT
from vocabulary.lists import PAGE_PARAMETERS, STATUSES
from words.text import Text

EN = Text("en")
KEPT = (
    Scenario.of("As asked", {}),
    Scenario.of("=Near; 30 km & more", {"reach_km": "30"}),
    Scenario.of("Impossible", {"reach_km": "-1", "year": "soon"}),
    Scenario.of("Oaxaca", {"state": "20", "reach_km": "80"}),
)


@pytest.fixture(scope="module")
def found(layers):
    return find_scenarios(layers, KEPT)


# --- what follows


def test_each_scenario_is_answered_as_its_question_is(layers, found):
    assert list(found.answers) == ["As asked", "=Near; 30 km & more", "Oaxaca"]
    totals = found.totals.set_index("scenario")
    first = find_gaps(layers, Criteria())
    for name, asked in (("As asked", Criteria()), ("Oaxaca", Criteria(state=("20",), reach_km=80))):
        gaps = find_gaps(layers, asked)
        row, mine, theirs = totals.loc[name], set(gaps.gaps["cvegeo"]), set(first.gaps["cvegeo"])
        assert row["gap"] == len(mine)
        assert row["gap_return_dwellings"] == pytest.approx(gaps.gaps["rural_return_dwellings"].sum())
        assert (row["gained"], row["lost"]) == (len(mine - theirs), len(theirs - mine))
    assert totals["number"].tolist() == [1, 2, 4]


def test_of_six_scenarios_the_impossible_one_says_why_and_five_stand(layers):
    six = [Scenario.of(f"{km} km", {"reach_km": str(km)}) for km in (20, 30, 40, 50, 60)]
    six.insert(3, Scenario.of("Nowhere", {"region": "atlantis"}))
    found = find_scenarios(layers, six)
    assert found.totals["gap"].is_monotonic_decreasing
    assert len(found.answers) == MOST_SCENARIOS - 1
    assert [fault.field for fault in found.faults["Nowhere"]] == ["region"]
    assert [fault.field for fault in find_scenarios(layers, KEPT).faults["Impossible"]] == ["year", "reach_km"]


def test_every_municipality_has_its_status_in_each_and_those_that_differ_are_gaps_in_some_alone(layers, found):
    rows = found.municipalities
    assert rows["cvegeo"].tolist() == layers.municipios["cvegeo"].tolist()
    for name, number in found.numbers.items():
        assert (rows[f"status_{number}"] == found.answers[name].table["status"]).all()
        assert set(rows[f"status_{number}"]) <= set(STATUSES)
    sets = [set(gaps.gaps["cvegeo"]) for gaps in found.answers.values()]
    differing = found.differing
    assert set(differing["cvegeo"]) == set.union(*sets) - set.intersection(*sets)
    assert (differing["gap_in"] == [sum(key in keys for keys in sets) for key in differing["cvegeo"]]).all()
    most = pd.concat(
        [gaps.table.set_index("cvegeo")["rural_return_dwellings"] for gaps in found.answers.values()], axis=1
    )
    assert most.max(axis=1)[differing["cvegeo"]].is_monotonic_decreasing


def test_people_do_not_stand_beside_dwellings_and_no_part_passes_for_the_nation(layers):
    def answer(criteria):
        gaps = find_gaps(layers, criteria)
        return replace(gaps, unit="people") if criteria.reach_km == 30 else gaps

    faults = find_scenarios(layers, KEPT, answer).faults
    assert [fault.key for fault in faults["=Near; 30 km & more"]] == ["two_units"]
    south = layers.with_returns(layers.returns[layers.returns["cvegeo"].str.startswith("20")], "mine")
    assert {fault.key for fault in find_scenarios(south, KEPT[:1]).faults["As asked"]} == {"part_of_the_nation"}


def test_nothing_to_compare_is_no_fault(layers):
    nothing = find_scenarios(layers, [KEPT[2]])
    assert len(nothing.totals) == len(nothing.municipalities) == len(nothing.differing) == 0
    alone = find_scenarios(layers, KEPT[:1])
    assert alone.differing.empty


NAMES = st.text(min_size=1, max_size=LONGEST_NAME).filter(lambda text: text.strip())


@pytest.mark.moderate
@given(st.lists(NAMES, max_size=MOST_SCENARIOS, unique_by=lambda text: " ".join(text.split())))
def test_a_link_gives_the_scenarios_back_whatever_they_are_called(names):
    kept = tuple(Scenario.of(name, {"reach_km": str(place + 1)}) for place, name in enumerate(names))
    assert from_text(to_text(kept)) == kept


@pytest.mark.parametrize("text", ["reach_km=30", "name=", f"name={'x' * 61}", "name=A;name=A"])
def test_a_link_of_scenarios_without_names_of_their_own_is_refused(text):
    with pytest.raises(CriteriaError):
        from_text(text)


def test_more_than_six_are_refused():
    with pytest.raises(CriteriaError, match="found 7, expected at most 6"):
        checked(Scenario(str(number), "") for number in range(7))


# --- files


@pytest.mark.moderate
def test_a_workbook_has_figures_what_differs_the_questions_and_the_sources(layers, found):
    book = openpyxl.load_workbook(io.BytesIO(export_scenarios(found, layers, EN, format="xlsx", everyone=True)))
    assert book.sheetnames == ["Scenarios", "What differs", "All municipalities", "Criteria", "Sources"]
    head, *rows = book["Scenarios"].iter_rows(values_only=True)
    totals = pd.DataFrame(rows, columns=head).set_index("scenario")
    assert totals["gap"].tolist()[:2] == found.totals["gap"].tolist()[:2]
    assert totals.loc["Impossible", "gap"] is None or pd.isna(totals.loc["Impossible", "gap"])
    assert totals.loc["Impossible", "fault"].endswith("; reach_km: found '-1', expected greater than 0")
    names = [cell.value for cell in book["What differs"][2]]
    assert names[4:] == ["As asked", "=Near; 30 km & more", "Oaxaca"]
    assert book["What differs"].max_row == 2 + len(found.differing)
    assert book["All municipalities"].max_row == 2 + len(layers.municipios)
    settings = {row[0]: row[2:] for row in book["Criteria"].iter_rows(values_only=True)}
    assert settings["reach_km"] == ("50", "30", "80")
    assert all(cell.comment for cell in book["What differs"][1])


def test_json_says_each_question_and_is_taken_back(layers, found, tmp_path):
    data = export_scenarios(found, layers, EN, format="json")
    document = json.loads(data)
    assert [one["scenario"] for one in document["scenarios"]] == [scenario.name for scenario in KEPT]
    assert document["scenarios"][0]["answer"].startswith("168 rural municipalities")
    assert document["scenarios"][2]["gap"] is None
    assert len(document["rows"]) == len(found.differing)
    path = tmp_path / "kept.json"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):  # as editors save it
        path.write_bytes(data.decode().encode(encoding))
        again = [Scenario.of(one.name, one.texts) for one in questions_of(str(path))]
        assert tuple(again) == KEPT
    linked = questions_of(document["link"])
    assert tuple(Scenario.of(one.name, one.texts) for one in linked) == KEPT


@pytest.mark.parametrize("table", ["totals", "municipalities"])
def test_beside_a_csv_stands_what_every_column_means(layers, found, table):
    rows = pd.read_csv(
        io.BytesIO(export_scenarios(found, layers, EN, format="csv", table=table)), dtype={"cvegeo": str}
    )
    about = json.loads(
        describe_scenarios_csv(found, layers, EN, name="a.csv", table=table, command="alcance compare x")
    )
    assert [column["name"] for column in about["tableSchema"]["columns"]] == list(rows.columns)
    assert about["notes"][0]["command"] == "alcance compare x"
    assert len(rows) == (len(KEPT) if table == "totals" else len(found.differing))


# --- the shell


@pytest.fixture
def files(layers, tmp_path):
    """Two files as the shell's exports and `Criteria` write them."""
    one, other = tmp_path / "asked.json", tmp_path / "near.json"
    one.write_text(json.dumps({"answer": "x", "criteria": Criteria().model_dump(mode="json"), "rows": []}))
    other.write_text(Criteria(reach_km=30, programs=(), state=("07", "20")).model_dump_json())
    return one, other


def table_of(out):
    return pd.read_csv(io.BytesIO(out), encoding="utf-8-sig", dtype={"cvegeo": str})


def test_compare_takes_files_of_exports_of_criteria_and_links(shell, layers, files):
    link = f"https://example.org/?lang=en&m=20067&sc={quote('name=A;name=B&year=2010')}"
    code, out, err = shell("compare", *files, link, "http://localhost/estado?reach_km=40&s=20")
    rows = table_of(out)
    assert (code, err) == (0, "")
    assert rows["scenario"].tolist() == ["asked", "near", "A", "B", "reach_km=40"]
    alone = find_gaps(layers, Criteria(reach_km=30, programs=(), state=("07", "20")))
    assert rows["gap"].tolist()[:2] == [168, len(alone.gaps)]


def test_what_a_question_does_not_say_is_asked_as_the_options_say(shell, tmp_path):
    (tmp_path / "a.json").write_text('{"reach_km": 30}')
    (tmp_path / "b.json").write_text('{"state": ["Oaxaca"]}')
    _, out, _ = shell("compare", tmp_path / "a.json", tmp_path / "b.json", "--state", "Guerrero", "--year", "2010")
    assert table_of(out)["query"].tolist() == ["year=2010&state=12&reach_km=30", "year=2010&state=20"]


def test_of_several_an_impossible_one_is_told_and_the_others_stand(shell, files):
    bad = "http://localhost/?reach_km=far"
    code, out, err = shell("compare", *files, bad, "--table", "municipalities", "--all")
    assert code == 1
    assert err == f"alcance: {bad}: reach_km: found 'far', expected a valid number\n"
    assert list(table_of(out).columns)[-2:] == ["status_1", "status_2"]
    assert len(table_of(out)) == 2469
    assert shell("compare", bad) == (1, b"", err)


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("text", "said"),
    [("[1]", "found no question"), ("{}", "found no setting"), ("x", "found no JSON"), ("{", "found no JSON")],
)
def test_a_file_without_a_question_is_told(shell, tmp_path, text, said):
    (tmp_path / "a.json").write_text(text)
    code, out, err = shell("compare", tmp_path / "a.json")
    assert (code, out) == (1, b"")
    assert said in err
    assert err.count("\n") == 1


def test_seven_are_refused_with_exit_2(shell):
    links = [f"http://localhost/?reach_km={km}" for km in range(10, 17)]
    code, _, err = shell("compare", *links)
    assert (code, err) == (2, "alcance: Invalid value for QUESTIONS: found 7 questions, expected at most 6\n")
    code, _, err = shell("compare", *links[1:], "--scenarios", "name=mine&reach_km=80")
    assert (code, err) == (2, "alcance: --scenarios: found 7, expected at most 6\n")


# --- the page


def open_page(**link):
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "main.py"), default_timeout=120)
    page.query_params |= link
    page._page_hash = calc_hash("escenarios")
    return page.run()


def link_of(page):
    return {name: text if isinstance(text, str) else text[0] for name, text in page.query_params.items()}


def said_on(page):
    assert not page.exception
    return " ".join(element.proto.body for element in page.get("html"))


@pytest.mark.moderate
@pytest.mark.filterwarnings("ignore")
def test_a_question_is_kept_named_and_forgotten_and_the_link_brings_all_back(found):
    page = open_page(lang="en", sc=to_text(KEPT), reach_km="70")
    said = said_on(page)
    assert "3 scenarios with" in said
    assert "reach_km: found &#x27;-1&#x27;, expected greater than 0" in said or "reach_km: found &#39;-1&#39;" in said
    assert f"{len(found.differing) - 100} more" in " ".join(caption.value for caption in page.caption)
    page.text_input[0].set_value("Far").run()
    page.button(key="scenario.keep").click().run()
    kept = from_text(link_of(page)["sc"])
    assert kept == (*KEPT, Scenario("Far", "reach_km=70"))
    assert any("/api/v1/compare.csv?scenarios=name" in code.value for code in page.code)
    page.button(key="scenario.forget.3").click().run()
    assert "Impossible" not in link_of(page)["sc"]
    page.button(key="scenario.ask.2").click().run()
    assert link_of(page)["reach_km"] == "30"
    page.button(key="scenario.keep").click().run()
    assert page.warning[0].value == "found '', expected a name of 1 to 60 characters"


def test_the_front_page_compares_with_what_is_kept(layers):
    beside = readings_beside(Criteria(reach_km=30), layers, KEPT)
    assert list(beside) == ["imrc-2014", "2010", "sc:As asked", "sc:Oaxaca"]
    assert beside["sc:As asked"] == Criteria()


def test_the_shell_knows_every_parameter_of_a_page_s_link():
    assert {*state.SETTINGS, NETWORK} < set(PAGE_PARAMETERS)
    assert not set(PAGE_PARAMETERS) & set(Criteria.model_fields)


@pytest.mark.moderate
def test_a_file_that_holds_no_question_is_told_and_the_others_stand(shell, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text('{"reach": 3}')
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000)
    links = [f"http://localhost/?reach_km={km}" for km in (30, 40)]
    code, out, err = shell("compare", links[0], bad, deep, tmp_path, links[1])
    assert code == 1
    assert len(table_of(out)) == 2
    assert [line.split(": ")[1] for line in err.splitlines()] == [*map(str, (bad, deep, tmp_path))]
    assert shell("compare", bad)[:2] == (1, b"")


@pytest.mark.moderate
def test_a_batch_that_is_nested_without_end_is_no_yaml(shell, tmp_path):
    deep = tmp_path / "deep.yaml"
    deep.write_text("[" * 20_000)
    code, _, err = shell("batch", deep, "--out", tmp_path / "out")
    assert (code, err) == (1, f"alcance: {deep}: found no YAML, expected a list of questions\n")
