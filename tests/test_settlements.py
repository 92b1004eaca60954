"""Settlements as files, and those that maps fetch: read back, nothing runs, and what is not known is not zero."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import openpyxl
import pandas as pd
import pytest
from test_municipality import EVERYWHERE, town
from test_own_page import USE, YES, MyData

from dashboard.assets import ADDRESS, facts, make_assets, settlement_files, settlement_points
from dashboard.html import size_legend
from dashboard.map import _points
from dashboard.sizes import EXAMPLES, SCALES
from exports.settlements import describe_settlements, export_settlements
from exports.tables import runs_as_formula
from geo import Criteria, find_gaps
from geo.municipality import settlements_of
from layers.provenance import Provenance
from layers.settlements import FACTS
from tests.support.lists import lists_of
from tests.support.strange import NAMES, strange_world
from vocabulary.lists import SETTLEMENTS_FORMATS, SIZES
from words.text import Text

ES, EN = Text("es"), Text("en")
ASKED = Criteria.ask(**EVERYWHERE)
HASH = {"path": "municipios/settlements.parquet", "hash": "sha256:1"}


def made(layers, cvegeo, form, text=ES, asked=ASKED, **more):
    return export_settlements(find_gaps(layers, asked), layers, cvegeo, format=form, text=text, **more)


def csv_of(data):
    return pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)


# --- files


@pytest.mark.moderate
def test_the_csv_has_every_settlement_and_empty_cells_where_the_census_masks():
    table = csv_of(made(town(), "20001", "csv"))
    assert table.columns.tolist() == settlements_of(town(), ASKED, "20001").columns.tolist()
    assert table["population"].tolist() == ["20000", "3000", "1000", "10"]
    assert table["abroad_2015"].tolist() == ["60", "30", "0", ""]
    assert table["schooling_years"].tolist() == ["6.5", "6.5", "6.5", ""]
    assert table.loc[3, list(FACTS)].tolist() == [""] * 4
    assert table["return_dwellings"].tolist() == ["300.0", "74.813", "24.938", "0.249"]
    assert table["locality_key"].tolist() == ["", "200010002", "", ""]


def test_the_csv_of_a_real_municipality_adds_up_and_keeps_its_keys(layers):
    table = csv_of(made(layers, "20073", "csv", asked=Criteria()))
    row = find_gaps(layers, Criteria()).table.set_index("cvegeo").loc["20073"]
    assert table["locality_key"].str.fullmatch(r"20073\d{4}").all()
    assert table["population"].astype(int).sum() == row["population"]
    assert table["return_dwellings"].astype(float).sum() == pytest.approx(row["return_dwellings"], abs=0.05)


def test_the_workbook_has_typed_cells_notes_and_the_municipality():
    book = openpyxl.load_workbook(io.BytesIO(made(town(), "20001", "xlsx", EN)))
    assert book.sheetnames == ["Settlements", "Municipality", "Criteria", "Sources", "Programs"]
    sheet = book["Settlements"]
    columns = {cell.value: cell for cell in sheet[1]}
    assert all(cell.comment and cell.comment.text for cell in columns.values())
    assert "not the United States alone" in columns["abroad_2015"].comment.text
    at = columns["abroad_2015"].column - 1
    assert [row[at].value for row in sheet.iter_rows(min_row=2)] == [60, 30, 0, None]
    facts_of = {row[0].value: row[2].value for row in book["Municipality"].iter_rows(min_row=2)}
    assert facts_of["rural_return_share_dwellings"] == 0.25
    assert facts_of["rural_return_share_residence"] == 0.4
    assert facts_of["rural_split"] == "dwellings"
    assert facts_of["masked_abroad"] == 10
    settings = {row[0].value: row[2].value for row in book["Criteria"].iter_rows(min_row=2)}
    assert settings["command"].startswith("alcance municipality 20001 ")


@pytest.mark.moderate
@pytest.mark.parametrize("text", [ES, EN])
def test_the_zip_and_the_file_beside_a_csv_describe_every_column(text):
    layers = town()
    with zipfile.ZipFile(io.BytesIO(made(layers, "20001", "zip", text, name="x.csv"))) as archive:
        rows, beside = archive.read("x.csv"), json.loads(archive.read("x.csv-metadata.json"))
    assert rows == made(layers, "20001", "csv")
    answer = find_gaps(layers, ASKED)
    alone = describe_settlements(answer, layers, "20001", name="x.csv", text=text).decode()
    assert beside == json.loads(alone.replace("--format csv", "--format zip"))
    described = {column["name"]: column for column in beside["tableSchema"]["columns"]}
    assert list(described) == csv_of(rows).columns.tolist()
    assert described["abroad_2015"]["datatype"] == "integer"
    assert described["rural"]["datatype"] == "boolean"
    assert "primaryKey" not in beside["tableSchema"], "own settlements may have no keys"
    assert beside["notes"][0]["municipality"]["abroad_2015"] == 100
    assert beside["notes"][0]["link"].startswith("http://localhost:8501/municipio?m=20001&region=all")


def test_what_is_not_known_of_the_municipality_is_null_with_the_reason():
    layers = town(abroad_2015=24.0)
    beside = json.loads(describe_settlements(find_gaps(layers, ASKED), layers, "20001", name="x.csv"))
    found = beside["notes"][0]["municipality"]
    assert found["rural_return_share_residence"] is None
    assert found["residence_not_known"] == "few"


@pytest.mark.moderate
@pytest.mark.parametrize("form", SETTLEMENTS_FORMATS)
def test_the_same_question_gives_the_same_bytes(form):
    assert made(town(), "20001", form) == made(town(), "20001", form)


@pytest.mark.moderate
@pytest.mark.parametrize("cvegeo", NAMES)
def test_strange_names_are_text_in_every_file(cvegeo):
    layers, asked = strange_world(), Criteria.ask(min_return_rate=1)
    name = csv_of(made(layers, cvegeo, "csv", asked=asked))["locality"][0]
    assert not runs_as_formula(name)
    assert name.removeprefix("'") == NAMES[cvegeo].replace("\r\n", "\n")
    book = openpyxl.load_workbook(io.BytesIO(made(layers, cvegeo, "xlsx", asked=asked)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    with zipfile.ZipFile(io.BytesIO(made(layers, cvegeo, "zip", asked=asked))) as archive:
        beside = json.loads(archive.read("alcance.csv-metadata.json"))
    assert beside["notes"][0]["municipality"]["municipality"] == NAMES[cvegeo]


# --- the shell


@pytest.mark.slow
def test_the_shell_writes_what_the_page_offers(shell, layers, tmp_path):
    code, out, errors = shell("municipality", "20073", "--rural-below", "2500")
    asked = Criteria(rural_below=2500)
    assert (code, errors) == (0, "")
    assert out == made(layers, "20073", "csv", asked=asked)
    for form in SETTLEMENTS_FORMATS:
        path = tmp_path / f"m.{form}"
        assert shell("municipality", "20073", "--rural-below", 2500, "--format", form, "--out", path)[0] == 0
        assert path.read_bytes() == made(layers, "20073", form, asked=asked, name="m.csv")
    beside = json.loads((tmp_path / "m.csv-metadata.json").read_bytes())
    assert beside["notes"][0]["command"] == "alcance municipality 20073 --rural-below 2500 --format csv --lang es"
    assert beside["tableSchema"]["primaryKey"] == "locality_key"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2007"], "'2007'"),
        (["99999"], "the key of a municipality"),
        (["=1+1"], "'=1+1'"),
        ([], "CVEGEO"),
        (["20073", "--format", "pdf"], "pdf"),
        (["20073", "--reach-km", "-1"], "reach-km"),
        (["20073", "20067"], "20067"),
    ],
)
def test_what_cannot_be_asked_gets_one_line_and_exit_2(shell, arguments, said):
    code, out, errors = shell("municipality", *arguments)
    assert (code, out) == (2, b"")
    assert said in errors
    assert errors.count("\n") == 1


# --- on the map


@pytest.mark.moderate
def test_a_masked_settlement_is_a_hollow_mark_not_an_empty_one():
    rows = settlements_of(town(), ASKED, "20001")
    found = _points(rows, EN, "abroad_2015")
    assert [point[2] for point in found] == [60, 30, 0, None]
    assert "Lived abroad in 2015 or did not say (not the United States alone): 0" in found[2][4]
    assert "Lived abroad in 2015 or did not say (not the United States alone): no data" in found[3][4]
    assert "Return dwellings: about 74.8" in found[1][4]
    assert [point[2] for point in _points(rows, EN, "population")] == [20_000, 3000, 1000, 10]


@pytest.mark.parametrize("size", SIZES)
def test_the_area_grows_with_the_people_and_stops(size):
    scale = SCALES[size]
    radii = [scale.radius(value) for value in (0, 1, *EXAMPLES[size], 10**7)]
    assert radii == sorted(radii)
    assert radii[0] == scale.least
    assert radii[-1] == radii[-2] == scale.most
    half = scale.radius(scale.largest / 2)
    assert half**2 == pytest.approx(scale.most**2 / 2)


def test_a_legend_of_sizes_is_escaped():
    assert "<b>" not in size_legend("<b>", [(3.0, "<b>")], (1.8, "<b>"))


@pytest.mark.moderate
def test_the_files_of_the_map_hold_every_settlement_of_a_state_once(layers):
    contents, names = make_assets(layers).contents, settlement_files(layers)
    assert sorted(names) == sorted(layers.states)
    packed = {state: contents[ADDRESS + name]() for state, name in names.items()}
    assert sum(len(content) for content in packed.values()) < 2_500_000
    total = 0
    for state, content in packed.items():
        found = json.loads(gzip.decompress(content))
        rows = layers.settlements[layers.settlements["cvegeo"].str[:2] == state]
        total += len(rows)
        assert found["names"] == rows["locality"].tolist()
        for column in ("lon", "lat"):
            np.testing.assert_allclose(np.cumsum(found[column]) / 1e4, rows[column], atol=0.51e-4)
        for column in ("population", "abroad_2015"):
            wanted = rows[column].astype(object).where(rows[column].notna(), None).tolist()
            assert found[column] == wanted
        assert None in found["abroad_2015"]
        assert 0 in found["abroad_2015"]
    assert total == len(layers.settlements)


def test_another_table_s_files_have_other_names():
    layers = replace(town(), provenance=Provenance({"resources": [HASH]}))
    other = replace(layers, provenance=Provenance({"resources": [{**HASH, "hash": "sha256:2"}]}))
    assert list(facts(layers)["settlements"]) == list(settlement_files(other)) == ["20"]
    assert facts(layers)["settlements"] != settlement_files(other)


def test_a_settlement_without_a_name_or_people_is_told_so():
    rows = town().settlements.assign(population=[np.nan, 1.0, 2.0, 3.0])
    found = settlement_points(rows)
    assert found["names"] == ["Ciudad", None, None, None]
    assert found["population"] == [None, 1, 2, 3]


@pytest.mark.slow
def test_a_page_of_own_settlements_says_what_is_not_known_and_sizes_by_people():
    mine = MyData()
    people = "cvegeo,lon,lat,population,dwellings\n20073,-97.93,17.03,3000,600\n20073,-97.92,17.02,,30\n"
    mine.bring("people.csv", people, "settlements").press(YES).press(USE)
    mine.go("municipio")
    mine.widget("selectbox", "Find a municipality").set_value("20073").run()
    assert not mine.app.exception
    assert "Not measured: 310 of the 310 people live in localities whose figure is not known." in mine.said
    assert "Each dot is a locality; its area, the people." in mine.said
    assert "Size of the dots" not in [group.label for group in mine.app.get("button_group")]
    table = lists_of(mine.app)[EN("settlements.alt")]
    assert table[EN("settlements.column.abroad_2015")].isna().all()
