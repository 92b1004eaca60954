"""Access to a paved road: summed by hand, unknown where it is, a part of the question only where it is asked."""

from __future__ import annotations

import io
import json

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import shared
from dashboard.parts import low_access, no_transport
from dashboard.story import story_html
from exports.credits import credit
from exports.lists import export_gaps
from exports.sentence import reading_line
from exports.settlements import export_settlements
from geo import Criteria, CriteriaError, find_gaps
from geo.access import ACCESS_COLUMNS
from geo.certainty import find_certainty
from geo.municipality import settlements_of
from geo.pilots import rank_states, state_criteria
from layers.cache import LruCache
from layers.road_grade import FACTS
from tests.conftest import ROOT
from tests.support.lists import lists_of
from tests.support.worlds import municipality, returns, settlement, world
from tests.test_road_grade import workbook
from words.catalogues import languages
from words.text import Text

ASKED = Criteria(min_return_rate=5, max_covered_share=0.5)
#: Key, people, degree, public transport; of the last of 20003 and of all of 07001 the file has no row.
PLACES = [
    ("200010001", 600.0, "Muy bajo", "No"),
    ("200010002", 200.0, "Bajo", "Sí"),
    ("200010003", 200.0, "Alto", "Sí"),
    ("200020001", 900.0, "Muy alto", "n.d."),
    ("200020002", 100.0, "Bajo", "No"),
    ("200030001", 400.0, "Bajo", "No"),
    ("200030002", 400.0, "Medio", "Sí"),
    ("200030003", 200.0, None, None),
    ("200040001", 20_000.0, "Muy bajo", "No"),
    ("070010001", 1000.0, None, None),
]
KEYS = ("07001", "20001", "20002", "20003", "20004")


@pytest.fixture(scope="module")
def plain():
    homes = [settlement(key[:5], locality_key=key, locality=key, population=people) for key, people, *_ in PLACES]
    return world([municipality(key) for key in KEYS], homes, [returns(key) for key in KEYS])


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    rows = [
        [key[:2], "Oaxaca", key[:5], "M", key, key, people, transport, 90, 2500, degree]
        for key, people, degree, transport in PLACES
        if degree
    ]
    return workbook(tmp_path_factory.mktemp("coneval") / "Anexo.xlsx", rows=rows)


@pytest.fixture(scope="module")
def graded(plain, path):
    return plain.with_road_grade(path)


def table_of(layers, **asked):
    return find_gaps(layers, ASKED.model_copy(update=asked)).table.set_index("cvegeo")


# --- what is known of a municipality and its settlements


@pytest.mark.moderate
def test_people_are_those_counted_by_hand(graded):
    table = table_of(graded)
    assert table.loc["20001", list(ACCESS_COLUMNS)].tolist() == [0.8, 800, 0, 600, 0]
    assert table.loc["20002", list(ACCESS_COLUMNS)].tolist() == [0.1, 100, 0, 100, 900]
    assert table.loc["20003", list(ACCESS_COLUMNS)].tolist() == [0.4, 400, 200, 400, 200]


def test_where_nothing_is_known_nothing_is_zero(graded):
    row = table_of(graded).loc["07001"]
    assert row[["low_access_share", "low_access_rural_population", "no_transport_rural_population"]].isna().all()
    assert row[["unknown_access_rural_population", "unknown_transport_rural_population"]].tolist() == [1000, 1000]


def test_only_rural_people_are_counted(graded):
    row = table_of(graded).loc["20004"]
    assert pd.isna(row["low_access_share"])
    assert row["low_access_rural_population"] == 0
    assert table_of(graded, rural_below=30_000).loc["20004", "low_access_share"] == 1


def test_a_settlement_has_what_the_file_says_of_it(graded):
    rows = settlements_of(graded, ASKED, "20003").set_index("locality_key")
    assert rows.loc["200030001", list(FACTS)].tolist() == ["Bajo", False, 90.0, 2.5]
    assert rows.loc["200030003", list(FACTS)].isna().all()


# --- the question


def test_without_the_file_nothing_has_a_trace_of_it(plain):
    assert not set(ACCESS_COLUMNS) & set(find_gaps(plain, ASKED).table.columns)
    assert not set(FACTS) & set(settlements_of(plain, ASKED, "20001").columns)
    assert "low_access" not in state_criteria(find_gaps(plain, ASKED))


@pytest.mark.moderate
def test_the_file_alone_changes_no_answer(plain, graded):
    before, after = find_gaps(plain, ASKED), find_gaps(graded, ASKED)
    pd.testing.assert_frame_equal(after.table[before.table.columns], before.table)
    ranked = rank_states(before).table
    pd.testing.assert_frame_equal(rank_states(after).table[ranked.columns], ranked)


@pytest.mark.parametrize(
    ("share", "statuses"),
    [
        (0.05, ["unknown", "gap", "gap", "gap", "outside_region"]),
        (0.4, ["unknown", "gap", "outside_region", "gap", "outside_region"]),
        # Of 20003 between 0.4 and 0.6 of the rural people have low access.
        (0.5, ["unknown", "gap", "outside_region", "unknown", "outside_region"]),
        (0.8, ["unknown", "gap", "outside_region", "outside_region", "outside_region"]),
        (0.9, ["unknown"] + 4 * ["outside_region"]),
    ],
)
def test_only_municipalities_of_low_access_are_asked_about(graded, share, statuses):
    assert table_of(graded, min_low_access_share=share)["status"].tolist() == statuses


def test_a_place_that_is_not_asked_about_stays_outside(graded):
    assert table_of(graded, min_low_access_share=0.5, state=("20",)).loc["07001", "status"] == "outside_region"


def test_it_cannot_be_asked_without_the_file(plain):
    with pytest.raises(CriteriaError, match="ALCANCE_ROAD_GRADE"):
        find_gaps(plain, Criteria(min_low_access_share=0.5))


def test_what_is_open_is_unknown_in_every_reading_and_no_gap_in_any(graded):
    asked = ASKED.model_copy(update={"min_low_access_share": 0.5})
    sure = find_certainty(graded, asked)
    table = sure.table.set_index("cvegeo")
    assert table["stability"].isna().tolist() == [True, False, False, True, False]
    assert table.loc["20003", ["decides", "flip_condition"]].isna().all()
    # 20001 alone can be a gap.
    assert sure.totals.set_index("measure").loc["gaps", "most"] == 1


def test_links_and_options_ask_it():
    asked = Criteria.from_text({"min_low_access_share": "0.5"})
    assert asked.to_query() == "min_low_access_share=0.5"
    assert asked.to_options() == ["--min-low-access-share", "0.5"]
    assert Criteria.from_text({"min_low_access_share": "none"}) == Criteria()


# --- pilots


def test_a_state_s_share_is_of_the_people_of_whom_it_is_known(graded):
    frame = state_criteria(find_gaps(graded, ASKED)).set_index("state_code")
    assert frame.loc["20", "low_access"] == pytest.approx((800 + 100 + 400) / (1000 + 1000 + 800))
    assert pd.isna(frame.loc["07", "low_access"])


def test_it_ranks_states_where_it_is_given_weight(plain, graded):
    found = rank_states(find_gaps(graded, ASKED), "low_access:1")
    assert found.table[["state_code", "rank"]].to_numpy().tolist() == [["20", 1], ["07", pd.NA]]
    assert rank_states(find_gaps(plain, ASKED), "low_access:1,unserved:1").left_out == ("low_access",)


# --- what is said and taken


def test_an_export_has_the_columns_and_names_coneval(graded):
    asked = ASKED.model_copy(update={"min_low_access_share": 0.5})
    gaps, text = find_gaps(graded, asked), Text("es")
    document = json.loads(export_gaps(gaps, graded, format="json", everyone=True))
    assert document["rows"][1]["low_access_share"] == 0.8
    assert document["rows"][0]["low_access_share"] is None
    assert [source["institution"][-9:] for source in document["sources"]] == ["(CONEVAL)"]
    assert "(CONEVAL)" in document["licence"]
    assert "--road-grade Anexo.xlsx" in document["command"]
    assert document["own_files"] == []
    assert "CONEVAL" in credit(gaps, text)
    assert "50" in reading_line(gaps, text)


@pytest.mark.moderate
@pytest.mark.parametrize("lang", languages())
def test_a_workbook_says_what_the_columns_are(graded, lang):
    gaps, text = find_gaps(graded, ASKED), Text(lang)
    listed = openpyxl.load_workbook(io.BytesIO(export_gaps(gaps, graded, format="xlsx", text=text))).worksheets[0]
    notes = {cell.value: cell.comment.text for cell in listed[1]}
    assert [notes[name] for name in ACCESS_COLUMNS] == [text(f"note.{name}") for name in ACCESS_COLUMNS]
    book = openpyxl.load_workbook(io.BytesIO(export_settlements(gaps, graded, "20001", format="xlsx", text=text)))
    assert set(FACTS) <= {cell.value for cell in book.worksheets[0][1]}
    assert text("settlements.fact.low_access_share") in {row[1].value for row in book.worksheets[1]}


def test_what_is_partly_known_is_said_to_be_the_least(graded):
    table, text = table_of(graded), Text("en")
    assert low_access(table.loc["20001"], text) == "800 people (80%)"
    assert low_access(table.loc["20003"], text) == "at least 400 people (40%); of 200 rural people it is not known"
    assert low_access(table.loc["07001"], text) == text("tip.unknown")
    assert no_transport(table.loc["20002"], text) == "at least 100 people; of 900 rural people it is not known"


@pytest.mark.parametrize("lang", languages())
def test_a_municipality_outside_or_open_says_why(graded, lang):
    gaps, text = find_gaps(graded, ASKED.model_copy(update={"min_low_access_share": 0.5})), Text(lang)
    assert text.percent(0.5, None) in story_html(gaps, graded, text, "20002")
    assert text("story.low_access") in story_html(gaps, graded, text, "20003")


# --- page and shell


@pytest.fixture
def annex(tmp_path):
    """Of Abejones the degrees of two settlements, of Acatlán de Pérez Figueroa that of one."""
    return workbook(tmp_path / "Anexo.xlsx")


@pytest.mark.moderate
def test_the_shell_reads_the_file_that_an_option_or_the_variable_names(shell, annex, monkeypatch):
    command = ("municipality", "20001", "--format", "csv", "--out", "-")
    code, out, _ = shell(*command, "--road-grade", annex)
    rows = pd.read_csv(io.BytesIO(out), dtype={"locality_key": str}).set_index("locality_key")
    assert code == 0
    assert rows.loc["200010001", list(FACTS)].tolist() == ["Bajo", True, 150, 2.5]
    monkeypatch.setenv("ALCANCE_ROAD_GRADE", str(annex))
    assert shell(*command)[1] == out
    monkeypatch.setenv("ALCANCE_ROAD_GRADE", str(annex.with_name("none.zip")))
    code, out, err = shell(*command)
    assert (code, out) == (1, b"")
    assert "none.zip: found 'no such file'" in err


@pytest.fixture
def page_of(monkeypatch):
    """Opens the page of Abejones over some layers, with caches of its own."""

    def opened(layers, **link):
        answers, decisions = LruCache(2), LruCache(2)
        monkeypatch.setattr(shared, "shared_layers", lambda: layers)
        monkeypatch.setattr(shared, "_answers", lambda: answers)
        monkeypatch.setattr(shared, "_decisions", lambda: decisions)
        page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "main.py"), default_timeout=120)
        page.query_params |= {"lang": "en", "m": "20001", **link}
        page._page_hash = calc_hash("municipio")
        page.run()
        assert not page.exception
        return page

    return opened


@pytest.mark.moderate
@pytest.mark.filterwarnings("ignore")
def test_the_page_says_how_to_get_the_file_and_without_it_no_more(page_of, layers):
    page, text = page_of(layers, min_low_access_share="0.5"), Text("en")
    assert [caption.value for caption in page.caption].count(text("access.missing")) == 1
    assert text("settlements.column.road_grade") not in lists_of(page)[text("settlements.alt")]
    assert text("fault.no_road_grade") in page.warning[0].value
    assert text("field.min_low_access_share") not in {slider.label for slider in page.select_slider}


@pytest.mark.moderate
@pytest.mark.filterwarnings("ignore")
def test_the_page_shows_what_the_file_says(page_of, layers, annex):
    page, text = page_of(layers.with_road_grade(annex), min_low_access_share="0.5"), Text("en")
    shown = lists_of(page)[text("settlements.alt")].loc["200010001"]
    facts = [shown[text(f"settlements.column.{name}")] for name in FACTS]
    assert facts == [text("degree.Bajo"), text("word.yes"), 150, 2.5]
    assert text("access.note") in {caption.value for caption in page.caption}
    said = " ".join(element.proto.body for element in page.get("html"))
    assert text("figure.no_transport") in said
    assert text("why.low_access", had="", asked="50%").split(":")[0] in said
    (slider,) = [slider for slider in page.select_slider if slider.label == text("field.min_low_access_share")]
    assert (slider.value, slider.proto.help) == (0.5, text("field.min_low_access_share.help"))
    assert page.query_params["min_low_access_share"] == "0.5"
