"""Lists in every format, each read back with a tool that did not write it, and compared cell by cell."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from xml.etree import ElementTree as ET

import duckdb
import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from exports.charts import _notes as picture_notes
from exports.context import describe
from exports.credits import credit, kinds_of, source_lines, sources
from exports.lists import TAGGED, describe_csv, export_gaps
from exports.rows import export_table
from exports.tables import records, rounded, runs_as_formula, to_csv
from geo import Criteria, find_gaps
from geo.access import ACCESS_COLUMNS
from geo.gaps import ERROR_COLUMNS, MOST_COLUMNS
from geo.gaps import LIST_COLUMNS as GAP_COLUMNS
from geo.lists import CERTAINTY_COLUMNS, REGION_COLUMN, list_municipalities
from geo.reach import reach_of
from geo.travel import ROAD_COLUMNS
from tests.support.strange import NAMES, UNKNOWN, strange_world
from vocabulary.columns import COLUMNS, PEOPLE_NAMES, TAGS
from vocabulary.lists import COMPONENTS, LIST_FORMATS, MEDIA_TYPES, STATUSES
from words.text import Text

ES, EN = Text("es"), Text("en")
LIST_COLUMNS = (*GAP_COLUMNS, *CERTAINTY_COLUMNS, REGION_COLUMN)
DECIMALS = {name: column.decimals for name, column in COLUMNS.items() if column.decimals is not None}
FLAGS = {"pcode_in_cod", "few_cases"}
TYPES = {**dict.fromkeys(DECIMALS, "DOUBLE"), **dict.fromkeys(FLAGS, "BOOLEAN")}
QUESTION = Criteria.ask(year=2010, region=("all",), reach_km=30)
QUESTION_OF_STRANGERS = Criteria.ask(min_return_rate=1)


@pytest.fixture(scope="module")
def strange():
    layers = strange_world()
    return layers, find_gaps(layers, QUESTION_OF_STRANGERS)


@pytest.fixture(scope="module")
def real(layers):
    return layers, find_gaps(layers, QUESTION)


def assert_same_cells(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    """Texts equal, figures equal to the decimals of exports, missing where missing."""
    assert list(found.columns) == list(wanted.columns)
    assert len(found) == len(wanted)
    for name in wanted.columns:
        want = wanted[name].reset_index(drop=True)
        have = found[name].reset_index(drop=True)
        assert have.isna().tolist() == want.isna().tolist(), name
        known = want.notna().to_numpy()
        if name in DECIMALS:
            have_numbers = have[known].astype(float).to_numpy()
            want_numbers = want[known].astype(float).to_numpy()
            np.testing.assert_allclose(have_numbers, want_numbers, rtol=0, atol=0.5001 * 10.0 ** -DECIMALS[name])
        else:
            assert have[known].astype(object).tolist() == want[known].astype(object).tolist(), name


# --- CSV, byte for byte


def test_csv_is_these_bytes():
    rows = pd.DataFrame(
        {
            "cvegeo": ["01001", "01002", "01003"],
            "municipality": ["=1+1", 'Dos "comillas", y\nlínea', "-5 de Mayo"],
            "population": [1000.0, np.nan, 0.0],
            "rural_share": [0.6032401, -0.5, np.nan],
            "return_rate": [0.000001, 1e20, 20.0],
            "nearest_km": [216.0396, np.nan, 0.0],
            "status": pd.Categorical(["gap", "unknown", "gap"], categories=list(STATUSES)),
        }
    )
    assert to_csv(rows) == (
        b"\xef\xbb\xbfcvegeo,municipality,population,rural_share,return_rate,nearest_km,status\r\n"
        b"01001,'=1+1,1000,0.60324,0.000001,216.04,gap\r\n"
        b'01002,"Dos ""comillas"", y\nl\xc3\xadnea",,-0.5,100000000000000000000.0,,unknown\r\n'
        b"01003,'-5 de Mayo,0,,20.0,0.0,gap\r\n"
    )


def test_csv_with_tags_has_them_on_the_second_line(strange):
    layers, gaps = strange
    plain = export_gaps(gaps, layers)
    lines = export_gaps(gaps, layers, hxl=True).split(b"\r\n")
    assert lines[1].decode() == ",".join(TAGS[name] for name in LIST_COLUMNS)
    assert b"\r\n".join([lines[0], *lines[2:]]) == plain


def test_every_column_of_the_list_has_a_well_formed_tag():
    of_people = [PEOPLE_NAMES[name] for name in LIST_COLUMNS if name in PEOPLE_NAMES]
    more = (*ERROR_COLUMNS, MOST_COLUMNS[0], *ROAD_COLUMNS, *ACCESS_COLUMNS)
    assert set(TAGS) == {*LIST_COLUMNS, *more, *of_people}
    assert all(re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag) for tag in TAGS.values())
    assert len(set(TAGS.values())) == len(TAGS)


@pytest.mark.moderate
@pytest.mark.parametrize("everyone", [False, True])
def test_csv_read_back(real, everyone):
    layers, gaps = real
    data = export_gaps(gaps, layers, everyone=everyone)
    assert data.startswith(b"\xef\xbb\xbfcvegeo,")
    assert (
        data.count(b"\n")
        == data.count(b"\r\n")
        == 1 + len(list_municipalities(gaps, layers, all_municipalities=everyone))
    )
    found = pd.read_csv(io.BytesIO(data), dtype={"cvegeo": str}, encoding="utf-8-sig")
    assert_same_cells(found, list_municipalities(gaps, layers, all_municipalities=everyone))


def test_csv_of_strange_names_has_no_cell_that_runs_and_loses_no_text(strange):
    layers, gaps = strange
    rows = list(csv.reader(io.StringIO(export_gaps(gaps, layers, everyone=True).decode("utf-8-sig"), newline="")))
    assert all(len(row) == len(LIST_COLUMNS) for row in rows)
    for row, want in zip(rows[1:], gaps.table.itertuples(index=False), strict=True):
        cell = dict(zip(rows[0], row, strict=True))
        assert cell["cvegeo"] == want.cvegeo
        assert cell["municipality"].removeprefix("'") == NAMES[want.cvegeo]
        assert cell["state"].startswith("'=")
        assert not any(runs_as_formula(text) for name, text in cell.items() if name not in DECIMALS)


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "+1",
        "-1",
        "@x",
        " =1",
        "\t=1",
        "\tx",
        "\rx",
        "\nx",
        "\u202e=1",
        "\ufeff@x",
        "\u00a0-x",
        "\uff1d1",
        "\u200f +x",
        "-95.9_17;=1",
        "-95.9_17-1",
        "-95.9",
    ],
)
def test_what_a_spreadsheet_runs_is_known(text):
    assert runs_as_formula(text)


@pytest.mark.parametrize("text", ["", "a=1", "Ñ-1", "'=1", "3+3", "(=1)", "Oaxaca", "-95.9_17.03", "-95.9_17;-96_16.5"])
def test_what_it_does_not_run_is_left_alone(text):
    assert not runs_as_formula(text)


@pytest.mark.moderate
def test_a_workbook_of_any_rows_names_the_command_that_makes_them(real):
    layers, gaps = real
    rows = gaps.gaps[["cvegeo", "municipality"]]
    data = export_table(rows, gaps.criteria, layers, format="xlsx", command=("sites", "--k", "2"))
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    cells = {str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row}
    (command,) = [cell for cell in cells if cell.startswith("alcance ")]
    assert command.startswith("alcance sites --k 2")
    assert "--format xlsx" in command


def test_what_rounds_to_nothing_has_no_sign():
    rows = pd.DataFrame({"return_rate": [-4e-9, 0.0], "municipalities": [-0.2, 1.0], "site": ["a", "b"]})
    assert to_csv(rounded(rows)).decode("utf-8-sig").splitlines()[1] == "0.0,0,a"
    assert "-0" not in json.dumps(records(rows))


def test_numbers_are_never_touched_even_below_zero():
    assert to_csv(pd.DataFrame({"x": [-1.5, np.nan]})) == b'\xef\xbb\xbfx\r\n-1.5\r\n""\r\n'


# --- XLSX, with openpyxl


def sheet_frame(sheet) -> pd.DataFrame:
    values = list(sheet.iter_rows(values_only=True))
    return pd.DataFrame(values[1:], columns=values[0], dtype=object)


@pytest.mark.slow
@pytest.mark.parametrize("everyone", [False, True])
def test_xlsx_read_back(real, everyone):
    layers, gaps = real
    book = openpyxl.load_workbook(io.BytesIO(export_gaps(gaps, layers, everyone=everyone, format="xlsx")))
    assert book.sheetnames == ["Lista", "Criterios", "Fuentes", "Programas"]
    assert_same_cells(sheet_frame(book["Lista"]), list_municipalities(gaps, layers, all_municipalities=everyone))


def test_xlsx_cells_are_typed_and_nothing_is_a_formula_or_a_link(strange):
    layers, gaps = strange
    book = openpyxl.load_workbook(io.BytesIO(export_gaps(gaps, layers, everyone=True, format="xlsx")))
    sheet = book["Lista"]
    assert_same_cells(sheet_frame(sheet), list_municipalities(gaps, layers, all_municipalities=True))
    for page in book:
        cells = [cell for row in page.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
        assert not any(cell.hyperlink for cell in cells)
    names = [cell.value for cell in sheet[1]]
    for name in ("cvegeo", "pcode", "municipality"):
        column = names.index(name) + 1
        assert {sheet.cell(row, column).data_type for row in range(2, sheet.max_row + 1)} == {"s"}
        assert {sheet.cell(row, column).number_format for row in range(2, sheet.max_row + 1)} == {"@"}
    column = names.index("municipality") + 1
    quoted = {cell.value for [cell] in sheet.iter_rows(min_col=column, max_col=column) if cell.quotePrefix}
    assert quoted == {name for name in NAMES.values() if runs_as_formula(name)}


@pytest.mark.moderate
def test_xlsx_has_a_frozen_header_filters_and_a_note_a_column_in_the_language(strange):
    layers, gaps = strange
    for text in (ES, EN):
        book = openpyxl.load_workbook(io.BytesIO(export_gaps(gaps, layers, format="xlsx", text=text)))
        sheet = book[text("sheet.list")]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:AB{len(gaps.gaps) + 1}"
        assert [cell.comment.text for cell in sheet[1]] == [text(f"note.{name}") for name in LIST_COLUMNS]


def test_xlsx_with_tags_freezes_both_lines_and_filters_below(strange):
    layers, gaps = strange
    book = openpyxl.load_workbook(io.BytesIO(export_gaps(gaps, layers, format="xlsx", hxl=True)))
    sheet = book["Lista"]
    assert [cell.value for cell in sheet[2]] == [TAGS[name] for name in LIST_COLUMNS]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A3", f"A2:AB{len(gaps.gaps) + 2}")
    assert sheet["A3"].value == gaps.gaps["cvegeo"].iloc[0]


@pytest.mark.moderate
def test_xlsx_says_what_was_asked_of_what_and_whom(real):
    layers, gaps = real
    data = export_gaps(gaps, layers, format="xlsx", text=EN, address="https://example.org/")
    book = openpyxl.load_workbook(io.BytesIO(data))
    asked = {row[0]: row[2] for row in book["Criteria"].iter_rows(min_row=2, values_only=True)}
    assert set(Criteria.model_fields) <= set(asked)
    assert (asked["year"], asked["reach_km"], asked["region"], asked["state"]) == (2010, 30, "all", "none")
    assert asked["link"] == "https://example.org/?year=2010&region=all&reach_km=30"
    said = "--year 2010 --region all --reach-km 30 --format xlsx --lang en --address https://example.org/"
    assert asked["command"] == f"alcance gaps {said}"
    assert asked["data_edition"] == layers.provenance.edition
    assert layers.provenance.edition in asked["licence"]
    assert "CC-BY-4.0" in asked["licence"]
    assert asked["national_rate"] == pytest.approx(gaps.national_rate)
    titles = [row[0] for row in book["Sources"].iter_rows(min_row=2, values_only=True)]
    assert titles == [source["title"] for source in sources(gaps, EN)]
    sites = sheet_frame(book["Programs"])
    wanted = gaps.selection.asked
    assert sites["site_id"].tolist() == wanted["site_id"].tolist()
    assert sites["covers"].tolist() == wanted["covers"].tolist()
    assert sites["program"].tolist() == wanted["program_en"].tolist()
    assert [set(str(text).split(";")) if text else set() for text in sites["components"]] == [
        set(names) for names in wanted["components"]
    ]


def test_a_text_too_long_for_a_cell_is_refused_not_cut(strange):
    layers, _ = strange
    municipios = layers.municipios.assign(municipality="x" * 32_768)
    other = type(layers)(
        municipios, layers.settlements, layers.returns, layers.programs, layers.components, layers.provenance
    )
    with pytest.raises(ValueError, match="32768 characters"):
        export_gaps(find_gaps(other, Criteria()), other, format="xlsx")


# --- JSON and GeoJSON


@pytest.mark.moderate
def test_json_read_back_with_duckdb(real, tmp_path):
    layers, gaps = real
    path = tmp_path / "list.json"
    path.write_bytes(export_gaps(gaps, layers, everyone=True, format="json"))
    fields = ", ".join(f"{name} {TYPES.get(name, 'VARCHAR')}" for name in LIST_COLUMNS)
    columns = f"{{rows: 'STRUCT({fields})[]'}}"
    sql = f"SELECT row.* FROM (SELECT unnest(rows) AS row FROM read_json('{path}', columns={columns}))"
    assert_same_cells(duckdb.sql(sql).df(), list_municipalities(gaps, layers, all_municipalities=True))


@pytest.mark.slow
@pytest.mark.parametrize("which", ["real", "strange"])
def test_geojson_read_back_with_gdal(which, request, tmp_path):
    layers, gaps = request.getfixturevalue(which)
    path = tmp_path / "list.geojson"
    path.write_bytes(export_gaps(gaps, layers, format="geojson"))
    found = pyogrio.read_dataframe(path)
    assert found.crs.equals("EPSG:4326")
    assert found["id"].tolist() == gaps.gaps["cvegeo"].tolist() if "id" in found else True
    assert_same_cells(pd.DataFrame(found)[list(LIST_COLUMNS)], list_municipalities(gaps, layers))
    assert_same_shapes(found, gaps, layers, tolerance=1e-6)


def assert_same_shapes(found, gaps, layers, *, tolerance):
    shapes = layers.boundaries.set_index("cvegeo").geometry.loc[found["cvegeo"]].to_numpy()
    assert shapely.hausdorff_distance(found.geometry.to_numpy(), shapes).max() <= tolerance
    parts = shapely.get_parts(found.geometry.to_numpy())
    assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all()


# --- Parquet and GeoParquet


@pytest.mark.parametrize("which", ["real", "strange"])
def test_parquet_read_back_with_duckdb(which, request, tmp_path):
    layers, gaps = request.getfixturevalue(which)
    path = tmp_path / "list.parquet"
    path.write_bytes(export_gaps(gaps, layers, everyone=True, format="parquet"))
    relation = duckdb.sql(f"SELECT * FROM '{path}'")
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    assert types["cvegeo"] == types["pcode"] == types["status"] == "VARCHAR"
    assert (types["population"], types["return_rate"]) == ("BIGINT", "DOUBLE")
    assert_same_cells(relation.df(), list_municipalities(gaps, layers, all_municipalities=True))


@pytest.mark.moderate
@pytest.mark.parametrize("which", ["real", "strange"])
def test_geoparquet_read_back_with_duckdb_and_geopandas(which, request, tmp_path):
    layers, gaps = request.getfixturevalue(which)
    path = tmp_path / "list.geoparquet"
    path.write_bytes(export_gaps(gaps, layers, format="geoparquet"))
    names = ", ".join(LIST_COLUMNS)
    assert_same_cells(duckdb.sql(f"SELECT {names} FROM read_parquet('{path}')").df(), list_municipalities(gaps, layers))
    found = gpd.read_parquet(path)
    assert found.crs.equals("EPSG:4326")
    assert_same_shapes(found, gaps, layers, tolerance=0)
    geo = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert geo["columns"]["geometry"]["encoding"] == "WKB"


# --- GeoPackage

LAYERS = {"gaps", "municipalities", "catchments", "sites", "settlements"}


@pytest.fixture(scope="module", params=["real", "strange"])
def package(request, tmp_path_factory):
    layers, gaps = request.getfixturevalue(request.param)
    path = tmp_path_factory.mktemp("package") / "alcance.gpkg"
    path.write_bytes(export_gaps(gaps, layers, format="gpkg"))
    return path, layers, gaps


@pytest.mark.moderate
def test_geopackage_has_its_layers_in_the_right_shape(package):
    path, _, gaps = package
    shapes = {name: kind for name, kind in pyogrio.list_layers(path) if kind}
    assert set(shapes) == LAYERS
    assert {name for name, kind in shapes.items() if kind == "Point"} == {"sites", "settlements"}
    counts = {name: pyogrio.read_info(path, layer=name)["features"] for name in LAYERS}
    assert counts["municipalities"] == len(gaps.table)
    assert counts["gaps"] == len(gaps.gaps)
    assert counts["sites"] == len(gaps.selection.asked)
    assert counts["catchments"] == len(gaps.selection.covering)


@pytest.mark.slow
def test_geopackage_read_back_with_gdal(package):
    path, layers, gaps = package
    for layer, everyone in (("gaps", False), ("municipalities", True)):
        found = pyogrio.read_dataframe(path, layer=layer)
        assert found.crs.equals("EPSG:4326")
        assert_same_cells(
            pd.DataFrame(found)[list(LIST_COLUMNS)], list_municipalities(gaps, layers, all_municipalities=everyone)
        )
        assert_same_shapes(found, gaps, layers, tolerance=0)


@pytest.mark.slow
def test_geopackage_s_sites_lie_in_the_municipality_whose_key_they_bear(package):
    path, layers, gaps = package
    found = pyogrio.read_dataframe(path, layer="sites")
    asked = gaps.selection.asked
    # What covers lies on top.
    asked = asked.sort_values("covers", kind="stable")
    assert found["site_id"].tolist() == asked["site_id"].tolist()
    assert (found["covers"] == "yes").tolist() == asked["covers"].tolist()
    np.testing.assert_array_equal(found.geometry.x, asked["lon"])
    np.testing.assert_array_equal(found.geometry.y, asked["lat"])
    placed = found[found["cvegeo"].notna()]
    shapes = layers.boundaries.set_index("cvegeo").geometry.loc[placed["cvegeo"]].to_numpy()
    assert shapely.intersects(shapes, placed.geometry.to_numpy()).all()
    assert (placed["pcode"] == "MX" + placed["cvegeo"]).all()
    lost = found[found["cvegeo"].isna()]
    everywhere = shapely.union_all(layers.boundaries.geometry.to_numpy())
    assert not shapely.intersects(everywhere, lost.geometry.to_numpy()).any()


@pytest.mark.moderate
def test_geopackage_s_settlements_are_those_of_the_gaps_and_add_up(package):
    path, layers, gaps = package
    found = pyogrio.read_dataframe(path, layer="settlements")
    assert set(found["cvegeo"]) == set(gaps.gaps["cvegeo"])
    rural = found[found["help"] != "urban"].groupby("cvegeo")["population"].sum()
    wanted = gaps.gaps.set_index("cvegeo")["rural_population"]
    np.testing.assert_allclose(rural.reindex(wanted.index), wanted, atol=0.5 * found["cvegeo"].value_counts().max())
    reached = reach_of(layers).reached(gaps.selection, gaps.criteria.reach_km)
    mine = layers.settlements["cvegeo"].isin(gaps.gaps["cvegeo"]).to_numpy()
    assert ((found["help"] == "reached").to_numpy() <= reached[mine]).all()


def test_geopackage_opens_styled_a_colour_for_each_value(package):
    path, _, _ = package
    with sqlite3.connect(path) as base:
        styles = base.execute("SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles")
        for layer, column, style, default in styles.fetchall():
            assert (column, default) == ("geom", 1)
            renderer = ET.fromstring(style).find("renderer-v2")
            attribute = renderer.get("attr")
            values = {entry.get("value") for entry in renderer.iter("category")}
            symbols = {entry.get("name") for entry in renderer.find("symbols")}
            assert {entry.get("symbol") for entry in renderer.iter("category")} == symbols
            present = {value for (value,) in base.execute(f'SELECT DISTINCT {attribute} FROM "{layer}"')}
            assert present <= values
        named = {name for (name,) in base.execute("SELECT f_table_name FROM layer_styles")}
        assert named == LAYERS


def test_geopackage_is_whole_and_says_what_was_asked(package):
    path, layers, gaps = package
    with sqlite3.connect(path) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        (document,) = base.execute("SELECT metadata FROM gpkg_metadata").fetchone()
        changed = base.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
        counted = dict(base.execute("SELECT table_name, feature_count FROM gpkg_ogr_contents").fetchall())
    assert json.loads(document) == describe(gaps, layers, ES, written=("--format", "gpkg", "--lang", "es"))
    assert changed == [(f"{layers.programs.edition}-01-01T00:00:00.000Z",)]
    assert counted["municipalities"] == len(gaps.table)


@pytest.mark.moderate
def test_geopackage_read_by_ogrinfo(package):
    if shutil.which("ogrinfo") is None:
        pytest.skip("ogrinfo is not here; GDAL has read the file through pyogrio")
    ran = subprocess.run(
        ["ogrinfo", "-so", "-al", str(package[0])], capture_output=True, text=True, check=True, timeout=60
    )
    assert "ERROR" not in ran.stdout + ran.stderr
    assert all(f"Layer name: {name}" in ran.stdout for name in LAYERS)


# --- what every export carries


def carried(form: str, data: bytes, tmp_path) -> dict:
    """What an export says about itself, found by a tool that did not write it."""
    if form in ("json", "geojson"):
        document = json.loads(data)
        return document["alcance"] if form == "geojson" else document
    if form == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return json.loads(archive.read("alcance.csv-metadata.json"))["notes"][0]
    path = tmp_path / "file"
    path.write_bytes(data)
    if form in ("parquet", "geoparquet"):
        sql = f"SELECT decode(value) FROM parquet_kv_metadata('{path}') WHERE decode(key) = 'alcance'"
        return json.loads(duckdb.sql(sql).fetchall()[0][0])
    with sqlite3.connect(path) as base:
        return json.loads(base.execute("SELECT metadata FROM gpkg_metadata").fetchone()[0])


@pytest.mark.slow
@pytest.mark.parametrize("form", [form for form in LIST_FORMATS if form not in ("csv", "xlsx")])
def test_every_export_carries_the_question_the_edition_the_link_and_the_licence(real, form, tmp_path):
    layers, gaps = real
    data = export_gaps(gaps, layers, format=form, text=EN, address="https://example.org/")
    about = carried(form, data, tmp_path)
    assert Criteria.ask(**about["criteria"]) == QUESTION
    query = dict(part.split("=") for part in about["link"].partition("?")[2].split("&"))
    assert Criteria.from_text(query) == QUESTION
    assert about["link"].startswith("https://example.org/?")
    said = f"--year 2010 --region all --reach-km 30 --format {form} --lang en --address https://example.org/"
    assert about["command"] == f"alcance gaps {said}"
    assert about["data_edition"] == layers.provenance.edition
    assert "Libre Uso MX" in about["licence"]
    assert len(about["sources"]) >= 8
    assert sum(program["sites"] for program in about["programs"]) == len(gaps.selection.asked)
    assert about["as_of"] == gaps.selection.as_of


def test_the_sidecar_of_a_csv_describes_its_columns(strange):
    layers, gaps = strange
    document = json.loads(describe_csv(gaps, layers, name="mine.csv", hxl=True, text=EN))
    columns = document["tableSchema"]["columns"]
    assert document["url"] == "mine.csv"
    assert document["dialect"]["commentPrefix"] == "#"
    assert [column["name"] for column in columns] == list(LIST_COLUMNS)
    assert {column["name"] for column in columns if column["datatype"] != "string"} <= {*DECIMALS, *FLAGS}
    assert columns[-2] == {**columns[-2], "name": "few_cases", "datatype": "boolean"}
    assert columns[-1] == {**columns[-1], "name": "gap_region", "datatype": "string"}
    assert all(column["dc:description"] for column in columns)


@pytest.mark.moderate
def test_own_files_are_named_in_every_export(strange, tmp_path):
    layers, gaps = strange
    path = tmp_path / "<b>mine.geojson"
    feature = {
        "type": "Feature",
        "properties": {"site_id": "casa-1", "program_id": "casa", "name_es": "Casa", "name_en": "House"},
        "geometry": {"type": "Point", "coordinates": [-96.0, 17.0]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    own = layers.with_programs(path)
    own.__dict__["boundaries"] = layers.boundaries
    answer = find_gaps(own, Criteria())
    for form in LIST_FORMATS:
        if form in ("csv", "xlsx"):
            continue
        about = carried(form, export_gaps(answer, own, format=form), tmp_path)
        assert about["own_files"] == [path.name]
        assert path.name in about["licence"]
    book = openpyxl.load_workbook(io.BytesIO(export_gaps(answer, own, format="xlsx")))
    asked = {row[0]: row[2] for row in book["Criterios"].iter_rows(values_only=True)}
    assert asked["own_files"] == path.name
    assert gaps.provenance.own == ()


@pytest.mark.moderate
@pytest.mark.parametrize("form", LIST_FORMATS)
def test_the_same_question_gives_the_same_bytes(strange, form):
    _, gaps = strange
    layers = strange_world()
    again = find_gaps(layers, QUESTION_OF_STRANGERS)
    assert export_gaps(gaps, strange[0], format=form) == export_gaps(again, layers, format=form)


@pytest.mark.parametrize("form", LIST_FORMATS)
def test_an_empty_list_is_a_file_too(strange, form):
    layers, _ = strange
    nobody = find_gaps(layers, Criteria.ask(min_return_dwellings=1_000_000))
    assert nobody.gaps.empty
    assert export_gaps(nobody, layers, format=form)


@pytest.mark.parametrize("form", [form for form in LIST_FORMATS if form not in TAGGED])
def test_tags_are_refused_where_a_format_has_no_place_for_them(strange, form):
    layers, gaps = strange
    with pytest.raises(ValueError, match="hxl"):
        export_gaps(gaps, layers, format=form, hxl=True)


def test_a_rate_that_nobody_knows_is_null_not_a_broken_file(strange):
    layers, _ = strange
    returns = layers.returns.assign(return_rate=np.nan)
    other = type(layers)(
        layers.municipios, layers.settlements, returns, layers.programs, layers.components, layers.provenance
    )
    document = json.loads(export_gaps(find_gaps(other, Criteria()), other, format="json", everyone=True))
    assert document["national_rate"] is None
    assert all(row["return_rate"] is None for row in document["rows"])
    assert [row["cvegeo"] for row in document["rows"]] == list(NAMES)


def test_missing_stays_missing_and_the_worlds_are_what_the_tests_think(strange):
    _, gaps = strange
    row = gaps.table.set_index("cvegeo").loc[UNKNOWN]
    assert row["status"] == "unknown"
    assert np.isnan(row["return_rate"])
    assert set(gaps.gaps["cvegeo"]) == set(NAMES) - {UNKNOWN}
    assert set(LIST_FORMATS) <= set(MEDIA_TYPES)
    assert COMPONENTS


@pytest.mark.moderate
@pytest.mark.parametrize("form", ["zip", "xlsx", "gpkg", "parquet", "geoparquet"])
def test_parts_of_the_list_do_not_depend_on_the_clock(strange, form, monkeypatch):
    layers, gaps = strange
    before = export_gaps(gaps, layers, format=form)
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert export_gaps(gaps, layers, format=form) == before


LISTS = {
    "pilots": ("pilots",),
    "acceptability": ("pilots", "--table", "acceptability"),
    "central": ("pilots", "--table", "central-weights"),
    "areas": ("regions",),
    "regions": ("regions", "--table", "regions"),
    "municipalities": ("regions", "--table", "municipalities"),
    "concentration": ("concentration",),
    "counted": ("pilots", "--table", "criteria"),
    "sizes": ("pilots", "--table", "sizes"),
    "services": ("services",),
    "by-state": ("services", "--by", "state"),
    "shares": ("services", "--by", "municipality"),
    "change": ("change",),
    "rural": ("change", "--by", "rural"),
    "certainty": ("certainty",),
    "sites": ("sites", "--k", "1"),
    "unknowns.facts": ("unknowns",),
}


@pytest.mark.moderate
@pytest.mark.parametrize("name", LISTS)
def test_every_list_says_beside_it_what_it_is(name, tmp_path, shell):
    path = tmp_path / f"{name}.csv"
    code, _, said = shell(*LISTS[name], "--state", "20", "--out", path)
    assert code == 0, said
    head = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    beside = json.loads((tmp_path / f"{name}.csv-metadata.json").read_text(encoding="utf-8"))
    assert [column["name"] for column in beside["tableSchema"]["columns"]] == head
    assert all(column["dc:description"].endswith((".", ";")) for column in beside["tableSchema"]["columns"])
    assert beside["url"] == path.name
    (about,) = beside["notes"]
    assert about["command"].startswith(f"alcance {LISTS[name][0]} ")
    assert beside["dc:title"] == about["list"] != about["answer"]
    editions = {source["title"] for source in about["sources"]}
    assert any("2010" in title for title in editions) == (LISTS[name][0] == "change")


def test_sources_and_credits_name_what_an_answer_used(layers):
    spanish = Text("es")
    answers = {year: find_gaps(layers, Criteria(year=year)) for year in (2010, 2020)}
    named = {year: " ".join(source_lines(gaps, spanish)) for year, gaps in answers.items()}
    assert "municipio, 2010" not in named[2020]
    assert "intensidad migratoria México-Estados Unidos por municipio, 2020" not in named[2010]
    assert "intensidad migratoria México-Estados Unidos por municipio, 2010" in named[2010]
    nobody = find_gaps(layers, Criteria(programs=()))
    assert "IMRC" not in " ".join(source_lines(nobody, spanish))
    assert "catálogo" not in credit(nobody, spanish)
    assert "catálogo" not in picture_notes(nobody, spanish)[0]
    assert "catálogo" in credit(nobody, spanish, kinds=kinds_of(answers[2020]))
