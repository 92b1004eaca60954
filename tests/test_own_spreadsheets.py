"""What spreadsheets hide, mark and turn into dates: read where it is sure, and told."""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from typer.testing import CliRunner

from layers.own import Answers, OwnError, inspect, read
from layers.own.result import findings_of
from layers.own.spoken import options_of
from layers.own.values import parse_number, without_mark
from shell.commands import app
from words.text import Text

NEAR = "POLYGON ((-96.8 17, -96.6 17, -96.6 17.2, -96.8 17.2, -96.8 17))"
FAR = "POLYGON ((-97 16, -96.9 16, -96.9 16.1, -97 16))"
ROWS = [["cvegeo", "year", "return_rate", "nota"], *[[key, 2020, 1.5, "x"] for key in ("20067", "20002", "20003")]]


def workbook(change, rows=ROWS):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Datos")
        for place, cells in enumerate(rows):
            sheet.write_row(place, 0, cells)
        change(sheet)
    return buffer.getvalue()


def taken(layers, data, name="x.xlsx", kind="returns", answers=None):
    draft = inspect(data, name, kind)
    return read(draft, draft.mapping, layers, answers)


def told(result, code):
    return [finding for finding in findings_of(result.report) if finding.code == code]


def filtered(sheet):
    sheet.autofilter(0, 0, 3, 3)
    sheet.set_row(2, None, None, {"hidden": True})


@pytest.mark.moderate
def test_rows_that_a_filter_hides_are_told_before_they_are_used(layers, tmp_path):
    data = workbook(filtered)
    result = taken(layers, data)
    assert len(result.frame) == 3
    (finding,) = told(result, "hidden_rows")
    assert (finding.outcome, finding.parts) == ("warned", {"count": 1, "row": 3})
    path = tmp_path / "filtro.xlsx"
    path.write_bytes(data)
    ran = CliRunner().invoke(app, ["check", str(path), "--as", "returns", "--lang", "es"])
    assert ran.exit_code == 1
    assert "las filas que el libro oculta" in ran.stderr
    assert CliRunner().invoke(app, ["check", str(path), "--as", "returns", "--yes"]).exit_code == 0


@pytest.mark.moderate
def test_a_column_that_is_hidden_is_told_where_it_is_used_alone(layers):
    used = taken(layers, workbook(lambda sheet: sheet.set_column("C:C", None, None, {"hidden": 1})))
    assert [finding.column for finding in told(used, "hidden_column")] == ["return_rate"]
    other = taken(layers, workbook(lambda sheet: sheet.set_column("D:D", None, None, {"hidden": 1})))
    assert other.warnings.empty


@pytest.mark.moderate
def test_what_is_hidden_above_the_table_or_nowhere_is_not_told(layers):
    rows = [["Tasas de retorno de tres municipios"], [], *ROWS]
    hidden = taken(layers, workbook(lambda sheet: sheet.set_row(0, None, None, {"hidden": True}), rows))
    assert not told(hidden, "hidden_rows")
    assert taken(layers, workbook(lambda sheet: None)).warnings.empty


@pytest.mark.moderate
def test_an_open_document_says_what_it_hides(layers):
    def row(cells, head=""):
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
        )
        return f"<table:table-row{head}>{cells}</table:table-row>"

    rows = [row(["cvegeo", "year", "return_rate"]), row(["20067", "2020", "1.5"], ' table:visibility="filter"')]
    rows += [row(["20002", "2020", "2.5"], ' table:visibility="collapse"'), row(["20003", "2020", "0.5"])]
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Datos"><table:table-column table:number-columns-repeated="2"/>'
        f'<table:table-column table:visibility="collapse"/>{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
    result = taken(layers, buffer.getvalue(), "x.ods")
    assert [finding.parts for finding in told(result, "hidden_rows")] == [{"count": 2, "row": 2}]
    assert [finding.column for finding in told(result, "hidden_column")] == ["return_rate"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("12 a/", 12.0), ("1,234.5*", 1234.5), ("7.5²", 7.5), ("12 1/", 12.0), ("12a/", 12.0), ("12 (p)", 12.0)),
        *(
            ("3.1 r/", 3.1),
            ("12 [b]", 12.0),
            ("12 a/ b/", 12.0),
            ("88.5†", 88.5),
            ("0.7 %*", 0.7),
            ("1 234 e)", 1234.0),
        ),
    ],
)
def test_the_mark_of_a_footnote_is_taken_off_a_number(text, value):
    read_as = parse_number(text, low=0, high=10_000, unit="% of dwellings")
    assert (read_as.value, read_as.mended) == (value, "footnote_mark")


@pytest.mark.parametrize("text", ["1/2", "12/", "12 (m)", "5 km²", "12 (3)", "a/", "12 m*x", "3-4*", "12 ab/", "*12"])
def test_what_may_be_more_than_a_mark_is_refused(text):
    assert parse_number(text, low=0, high=10_000, unit="people").refused == "not_number"


def test_keys_and_names_lose_their_marks_too(layers):
    text = "clave,municipio,year,tasa de retorno\n20067*,,2020,1.5\n,Abejones 1/,2020,12 a/\n"
    result = taken(layers, text.encode(), "x.csv")
    assert result.frame["cvegeo"].tolist() == ["20001", "20067"]
    assert without_mark("Abejones") is None


@pytest.mark.parametrize(
    "text", ["ene-14", "1-ene", "14-Jan", "2014-01-01", "2014-01-01T00:00:00", "01/02/2014", "01:30:00", "enero 2014"]
)
def test_a_date_in_the_place_of_a_number_is_told_as_one(text):
    read_as = parse_number(text, low=0, high=100, unit="people", whole=True)
    assert read_as.refused == "date_for_number"


def test_what_a_spreadsheet_made_a_date_of_is_refused_in_words(layers):
    with pytest.raises(OwnError, match="format the cell as text") as refused:
        taken(layers, b"cvegeo,year,return_rate\n20067,2020,ene-14\n", "x.csv")
    assert "1-14, 3/5 o 1:30" in refused.value.said(Text("es"))


@pytest.mark.moderate
def test_keys_of_gadm_are_told_and_names_taken_beside_them(layers):
    with pytest.raises(OwnError, match="INEGI's key of five digits"):
        taken(layers, b"GID_2,year,return_rate\nMEX.20.67_1,2020,1.5\n", "x.csv")
    named = "GID_1,NAME_1,GID_2,NAME_2,year,return_rate\nMEX.20_1,Oaxaca,MEX.20.1_1,Abejones,2020,1.5\n"
    assert taken(layers, named.encode(), "x.csv").frame["cvegeo"].tolist() == ["20001"]


@pytest.mark.moderate
def test_plain_parquet_of_returns_is_read_whatever_its_columns_are_called(layers, tmp_path):
    frame = pd.DataFrame({"CVE_MUN": ["20067", "20002"], "año": [2020, 2020], "tasa de retorno": [1.5, 2.5]})
    path = tmp_path / "tasas.parquet"
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)
    assert taken(layers, path.read_bytes(), path.name).frame["return_rate"].tolist() == [2.5, 1.5]
    ran = CliRunner().invoke(app, ["check", str(path), "--as", "returns", "--yes"])
    assert ran.exit_code == 0, ran.stderr


def test_what_arrow_writes_is_named(layers):
    buffer = io.BytesIO()
    pd.DataFrame({"cvegeo": ["20067"]}).to_feather(buffer)
    with pytest.raises(OwnError, match="found an Arrow or Feather file, expected a table"):
        taken(layers, buffer.getvalue(), "x.feather")


@pytest.mark.parametrize("count", [1, 2])
def test_isochrones_with_nothing_to_choose_ask_nothing(layers, count):
    squares = [NEAR, FAR]
    rows = "".join(f'"{shape}",legal_assistance\n' for shape in squares[:count])
    draft = inspect(f"wkt,components\n{rows}".encode(), "iso.csv", "catchments")
    assert not draft.questions
    assert len(read(draft, draft.mapping, layers).frame) == count


def test_bands_of_one_site_ask_for_the_band_alone():
    rows = "".join(f'"{NEAR}",{band},{band}.5\n' for band in (600, 1200))
    draft = inspect(f"wkt,value,area\n{rows}".encode(), "iso.csv", "catchments")
    assert [question.id for question in draft.questions] == ["band"]


@pytest.mark.moderate
def test_an_answer_and_a_name_may_have_an_equals_sign(tmp_path):
    path = tmp_path / "tasas.csv"
    path.write_text("cvegeo,a=b,year\n20067,1.5,2020\n", encoding="utf-8")
    arguments = ["check", str(path), "--as", "returns", "--column", "a=b=return_rate"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    areas = tmp_path / "areas.csv"
    areas.write_text("wkt,x=y\n" + "".join(f'"{shape}",{n}\n' for n, shape in enumerate((NEAR, FAR))), encoding="utf-8")
    ran = CliRunner().invoke(
        app, ["check", str(areas), "--as", "catchments", "--yes", "--answer", "sites=x=y", "--answer", "as_sites=yes"]
    )
    assert ran.exit_code == 0, ran.stderr


def test_all_that_is_said_of_reading_is_said_again():
    draft = inspect(b"a;b\n1;2\n", "x.csv", "returns", encoding="latin-1", separator=";", header_row=1)
    said = options_of(draft, {}, Answers(), warned=False)
    assert said[:6] == ("--encoding", "returns:latin-1", "--separator", "returns:;", "--header-row", "returns:1")
    draft = inspect(b"a\tb\n1\t2\n", "x.csv", "returns", separator="tab")
    assert draft.columns == ("a", "b")
    assert options_of(draft, {}, Answers(), warned=False)[:2] == ("--separator", "returns:tab")
