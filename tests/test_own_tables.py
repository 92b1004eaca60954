"""Sheets and tables as people bring them: titles, covers, headers in two rows, tags, formulas never calculated."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from test_own import packed, workbook

from layers.own import Answers, OwnError, inspect, read
from layers.own.findings import MENDED, REFUSED, WARNED
from layers.own.limits import ROWS

FILES = Path(__file__).parent / "cases" / "tables"
HEAD = ["CVEGEO", "Municipio", "Año", "Tasa de retorno"]
ROWS_OF = [["20067", "Oaxaca de Juárez", 2020, 0.71], ["20537", "Silacayoápam", 2020, 7.5]]
CSV = "cvegeo,year,return_rate\n20067,2020,0.71\n20537,2020,7.5\n"


def rates(layers, data, name="x", **options):
    """What is taken of a file of return rates."""
    draft = inspect(data, name, "returns", **options)
    result = read(draft, draft.mapping, layers, Answers(year=2020, rate_unit="percent"))
    return dict(zip(result.frame["cvegeo"], result.frame["return_rate"], strict=True))


def refused(data, name="x", **options):
    with pytest.raises(OwnError) as caught:
        inspect(data, name, "returns", **options)
    return caught.value


def outcomes(draft):
    return {finding.code: finding.outcome for finding in draft.table.findings}


def text_of(rows, separator=","):
    return "".join(separator.join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows)


def written(fill, **options):
    """A workbook as a library writes it that calculates nothing."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, options)
    fill(book)
    book.close()
    return out.getvalue()


def changed(data, part, edit):
    """A packed file with one part edited."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    return packed(entries | {part: edit(entries[part])})


# --- where the header is

TITLES = [["Consejo Estatal de Población"], ["Viviendas con migrantes de retorno"], []]
LEVELS = [["Clave", "Municipio", "2020", ""], ["", "", "Viviendas", "Tasa de retorno"]]
FIGURES = [["20067", "Oaxaca de Juárez", 68416, 0.71], ["20537", "Silacayoápam", 1862, 7.5]]


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("rows", "row", "said"),
    [
        ([HEAD, *ROWS_OF], 1, {}),
        ([*TITLES, HEAD, *ROWS_OF], 4, {"header_row": "taken"}),
        ([[], [], HEAD, *ROWS_OF], 3, {}),
        ([["Fuente:", "CONAPO"], ["Año:", "2020"], HEAD, *ROWS_OF], 3, {"header_row": "taken"}),
        ([["Fuente:", "CONAPO", "2020"], [], HEAD, *ROWS_OF], 3, {"header_row": WARNED}),
        ([*TITLES, ["Tabla 1", "", "", "Por ciento"], HEAD, *ROWS_OF], 5, {"header_row": "taken"}),
        ([*LEVELS, *FIGURES], 1, {"header_joined": WARNED}),
        ([*TITLES, *LEVELS, *FIGURES], 4, {"header_joined": WARNED, "header_row": "taken"}),
        (
            [["Datos", "", "Retorno", ""], ["Clave", "Municipio", "Viviendas", "Tasa de retorno"], *FIGURES],
            1,
            {"header_joined": WARNED},
        ),
    ],
)
def test_the_header_is_found_below_titles_and_in_two_rows(layers, rows, row, said):
    width = max(map(len, rows))
    even = [[*cells, *[""] * (width - len(cells))] for cells in rows]
    wanted = {"20067": 0.71, "20537": 7.5}
    for data in (text_of(rows).encode(), text_of(even, ";").encode("latin-1"), workbook(*rows)):
        draft = inspect(data, "x", "returns")
        assert draft.header_row == row
        assert said.items() <= outcomes(draft).items()
        assert rates(layers, data) == wanted


def test_a_header_of_other_words_is_found_by_its_width_and_said_before_it_is_used():
    rows = [["Consejo Estatal"], ["Retorno"], ["Llave", "Lugar", "Índice"], ["20067", "Oaxaca", "0.71"]]
    draft = inspect(text_of(rows).encode(), "x", "returns")
    assert (draft.columns, draft.header_row) == (("Llave", "Lugar", "Índice"), 3)
    assert outcomes(draft)["header_row"] == WARNED
    told = inspect(text_of(rows).encode(), "x", "returns", header_row=3)
    assert outcomes(told)["header_row"] != WARNED


def test_a_header_of_three_rows_is_read_together():
    rows = [
        ["Cuadro 4.1"],
        [],
        ["Entidad", "Municipio", "Viviendas", "", "", "Tasa de retorno"],
        ["", "", "Total", "Con migrantes", "", ""],
        ["", "", "", "Del país", "De fuera", ""],
        ["Oaxaca", "Abejones", 10, 2, 3, 1.5],
        ["Oaxaca", "Acatlán", 10, 2, 3, 1.5],
    ]
    draft = inspect(workbook(*rows), "x", "returns")
    assert draft.columns == ("Entidad", "Municipio", "Total", "Del país", "De fuera", "Tasa de retorno")
    assert "De fuera (Viviendas Con migrantes)" in codes_of(draft)["header_joined"].parts["names"]
    assert len(draft.table.rows) == 2


def test_names_that_two_groups_share_get_the_name_of_their_group():
    rows = [["Clave", "2010", "", "2020", ""], ["", "Viviendas", "Tasa", "Viviendas", "Tasa"], ["20067", 1, 2, 3, 4]]
    draft = inspect(workbook(*rows), "x", "returns")
    assert draft.columns == ("Clave", "2010 Viviendas", "2010 Tasa", "2020 Viviendas", "2020 Tasa")
    assert draft.table.rows == [("20067", 1, 2, 3, 4)]


@pytest.mark.parametrize(
    "rows",
    [
        [["Nombre", "", "Estado"], ["Casa Uno", "x", "Oaxaca"], ["Casa Dos", "x", "Oaxaca"]],
        [["Nombre", "", "Contacto", ""], ["Casa", "x", "Ana", "tel"], ["Casa Dos", "x", "Eva", "tel"]],
        [["", "Nombre"], ["a", "Casa"], ["b", "Casa Dos"]],
        [["Programa", "Albergue", "Legal"], ["Casa", "x", "x"], ["Otra", "x", "y"]],
    ],
)
def test_a_row_of_data_below_unnamed_columns_is_no_second_header(rows):
    draft = inspect(text_of(rows).encode(), "x", "programs")
    assert (draft.header_row, len(draft.table.rows)) == (1, 2)


def test_a_person_says_where_the_header_is(layers):
    rows = [["cvegeo", "Tasa de retorno"], ["clave", "tasa"], ["cvegeo", "return_rate"], ["20067", "0.71"]]
    data = text_of(rows).encode()
    assert inspect(data, "x", "returns").header_row == 1
    assert rates(layers, data, header_row=3) == {"20067": 0.71}
    for row in (0, 5, 2000):
        error = refused(data, header_row=row)
        assert (error.code, error.header_row) == ("no_header_row", row or 1)


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("rows", "left_out"),
    [
        ([HEAD, ["#adm2+code", "#adm2+name", "#date", "#value"], *ROWS_OF], ["tag_row"]),
        ([HEAD, list("abcd"), ["#adm2+code", "#adm2", "", "#value"], *ROWS_OF], ["above_tags", "tag_row"]),
        ([HEAD, ["#adm2+code", "#adm2+name", "notes", "rate"], *ROWS_OF], ["tag_row"]),
        ([*TITLES, HEAD, ["#ADM2 +code", "", "#date+year", "#value + pct"], *ROWS_OF], ["tag_row"]),
    ],
)  # fmt: skip
def test_tags_end_the_header_in_whichever_of_the_first_rows_they_are(layers, rows, left_out):
    draft = inspect(text_of(rows).encode(), "x", "returns")
    found = [finding.code for finding in draft.table.findings if finding.outcome == MENDED]
    assert found == left_out
    assert rates(layers, workbook(*rows)) == {"20067": 0.71, "20537": 7.5}


def test_errors_and_numbers_with_a_hash_are_no_tags():
    rows = [["Nombre", "Lat"], ["#1", "#N/A"], ["#2", "17"]]
    assert len(inspect(text_of(rows).encode(), "x", "programs").table.rows) == 2


@pytest.mark.moderate
def test_a_name_that_another_column_has_gets_a_number_and_it_is_said(layers):
    data = b"cvegeo,year,return_rate,Total,Total,Total 2\n20067,2020,0.71,1,2,3\n"
    draft = inspect(data, "x", "returns")
    assert draft.columns == ("cvegeo", "year", "return_rate", "Total", "Total 3", "Total 2")
    assert outcomes(draft)["renamed"] == MENDED
    assert rates(layers, data) == {"20067": 0.71}


# --- which rows there are


@pytest.mark.moderate
def test_fifty_thousand_rows_are_taken_and_one_more_is_not():
    header, row = "cvegeo,year,return_rate" + ",x" * 9 + "\n", "20067,2020,1" + ",1" * 9 + "\n"
    assert inspect((header + row * ROWS).encode(), "x", "returns").rows == ROWS
    assert refused((header + row * (ROWS + 1)).encode()).parts["what"] == "rows"


@pytest.mark.moderate
def test_rows_that_only_look_full_are_none(layers):
    def fill(book):
        sheet = book.add_worksheet()
        for place, row in enumerate([HEAD, *ROWS_OF]):
            sheet.write_row(place, 0, row)
        for place in range(3, 900):
            sheet.write_blank(place, 0, None, book.add_format({"bold": True}))
        sheet.write(4, 1, " ")

    draft = inspect(written(fill), "x.xlsx", "returns")
    assert (draft.rows, [finding for finding in draft.table.findings if finding.row]) == (2, [])
    assert inspect((CSV + ",,\n" * 60_000).encode(), "x", "returns").rows == 2


def test_empty_rows_between_others_are_said_once():
    draft = inspect(b"cvegeo,return_rate\n20067,1\n,\n,\n,\n20537,2\n\n20068,3\n", "x", "returns")
    found = [(finding.row, finding.code) for finding in draft.table.findings if finding.row]
    assert found == [(2, "blank_rows"), (6, "blank_row")]
    assert draft.table.numbers == [1, 5, 7]


def test_a_note_below_a_table_is_a_row_of_one_cell_and_a_row_that_is_too_short_is_refused():
    draft = inspect(b"a,b,c\n1,2,3\n1,2\nFuente: CONAPO\n", "x", "returns")
    assert draft.table.rows == [("1", "2", "3"), ("Fuente: CONAPO", None, None)]
    assert [finding.code for finding in draft.table.findings if finding.row] == ["columns_count"]


def test_what_merged_cells_show_is_given_to_each_of_their_rows():
    book = openpyxl.Workbook()
    for row in (["Estado", "Municipio", "Tasa de retorno"], ["Oaxaca", "A", 1], [None, "B", 2], ["Chiapas", "C", 3]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    draft = inspect(out.getvalue(), "x.xlsx", "returns")
    assert [row[0] for row in draft.table.rows] == ["Oaxaca", "Oaxaca", "Chiapas"]
    assert outcomes(draft)["merged_filled"] == MENDED


# --- workbooks


@pytest.mark.moderate
@pytest.mark.parametrize("name", ["titles.xls", "titles.xlsb", "titles.ods"])
def test_workbooks_of_every_kind_are_read_below_cover_and_titles(layers, name):
    data = (FILES / name).read_bytes()
    draft = inspect(data, name, "returns")
    assert (draft.format, draft.chosen, draft.header_row) == (name.rpartition(".")[2], "Datos", 4)
    assert draft.table.rows == [tuple(row) for row in ROWS_OF]
    assert rates(layers, data, sheet="Datos", header_row=4) == {"20067": 0.71, "20537": 7.5}
    error = refused(data, sheet="Portada")
    assert error.sheets == draft.sheets
    assert error.chosen == "Portada"
    assert refused(data, sheet="Otra").sheets == draft.sheets


@pytest.mark.moderate
def test_a_strict_workbook_is_read(layers):
    namespaces = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    data = workbook(HEAD, *ROWS_OF)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    for old, new in namespaces.items():
        entries = {name: part.replace(old, new) for name, part in entries.items()}
    assert rates(layers, packed(entries)) == {"20067": 0.71, "20537": 7.5}


@pytest.mark.moderate
def test_of_several_sheets_the_one_that_is_known_is_read_and_the_others_are_said():
    def fill(book):
        for name, rows in {
            "Notas": [["Autor", "Ana"], ["Fecha", "2020"]],
            "Datos": [HEAD, *ROWS_OF],
            "Otros datos": [HEAD, *ROWS_OF],
            "Hoja4": [],
            "Oculta": [HEAD, *ROWS_OF],
        }.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
        book.get_worksheet_by_name("Oculta").hide()

    draft = inspect(written(fill), "x.xlsx", "returns")
    assert draft.chosen == "Datos"
    said = next(finding for finding in draft.table.findings if finding.code == "sheet")
    assert (said.outcome, said.parts["count"], said.parts["others"]) == (WARNED, 3, "Notas, Otros datos")
    assert outcomes(inspect(written(fill), "x.xlsx", "returns", sheet="Otros datos"))["sheet"] != WARNED


@pytest.mark.moderate
def test_a_sheet_that_is_not_read_does_not_count():
    def fill(book):
        for name, rows in (("Datos", 2), ("Base", ROWS + 5000)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEAD)
            for place in range(rows):
                sheet.write_row(place + 1, 0, ROWS_OF[place % 2])

    data = written(fill)
    assert inspect(data, "x.xlsx", "returns").rows == 2
    error = refused(data, sheet="Base")
    assert (error.code, error.sheets, error.chosen) == ("too_many", ("Datos", "Base"), "Base")


# --- what is no value


def formulas(*cells, **options):
    def fill(book):
        sheet = book.add_worksheet("Datos")
        sheet.write_row(0, 0, ["cvegeo", "year", "return_rate", "nota"])
        for place, (key, values) in enumerate(zip(("20067", "20537"), cells, strict=True), start=1):
            sheet.write_row(place, 0, [key, 2020])
            sheet.write_formula(place, 2, "=486/D2*100", None, values)

    return written(fill, **options)


@pytest.mark.moderate
def test_a_formula_without_a_value_refuses_its_row_and_names_its_cell(layers):
    data = formulas(0.71, 7.5)
    empty = changed(data, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"<v>0.71</v>", b"<v></v>"))
    draft = inspect(empty, "x.xlsx", "returns")
    result = read(draft, draft.mapping, layers)
    assert result.frame["cvegeo"].tolist() == ["20537"]
    found = result.report[result.report["code"] == "formula_not_stored"].iloc[0]
    assert (found["row"], found["column"], found["outcome"], found["parts"]) == (
        1,
        "return_rate",
        REFUSED,
        {"cell": "C2"},
    )


@pytest.mark.moderate
def test_a_formula_without_a_value_in_a_column_that_nobody_uses_refuses_nothing(layers):
    data = formulas(0.71, 7.5)
    moved = changed(
        data,
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b"<v>0.71</v></c>", b'<v>0.71</v></c><c r="D2"><f>1+1</f></c>'),
    )
    assert rates(layers, moved) == {"20067": 0.71, "20537": 7.5}


@pytest.mark.parametrize(
    ("values", "calculates", "warned"),
    [
        ((0, 0), True, True),
        ((0, 0), False, True),
        ((0, 7.5), False, False),
        ((0, 7.5), True, True),
        ((1, 7.5), True, False),
    ],
)
def test_noughts_that_nobody_may_have_calculated_are_said_before_they_are_used(values, calculates, warned):
    data = formulas(*values)
    if not calculates:
        data = changed(data, "xl/workbook.xml", lambda part: part.replace(b' fullCalcOnLoad="1"', b""))
    draft = inspect(data, "x.xlsx", "returns")
    said = [finding for finding in draft.table.findings if finding.code == "formulas_zero"]
    assert [(finding.outcome, finding.column, finding.parts["cell"]) for finding in said] == (
        [(WARNED, "return_rate", "C2")] if warned else []
    )


def test_an_old_workbook_that_was_never_calculated_is_said_too():
    draft = inspect((FILES / "never-calculated.xls").read_bytes(), "x.xls", "returns")
    said = next(finding for finding in draft.table.findings if finding.code == "formulas_zero")
    assert (said.outcome, said.parts) == (WARNED, {"cell": "C2", "count": 2})


def open_document(rows):
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    head = f'<office:document-content {names} xmlns:calcext="urn:calcext"><office:body><office:spreadsheet>'
    table = f'<table:table table:name="Datos">{rows}</table:table>'
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"{head}{table}</office:spreadsheet></office:body></office:document-content>".encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        }
    )


def open_row(*cells, repeated=1):
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    inner = "".join(cell if cell.startswith("<") else text.format(cell) for cell in cells)
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inner}</table:table-row>'


@pytest.mark.moderate
def test_an_open_document_says_its_errors_and_its_formulas_without_values():
    number = '<table:table-cell table:formula="of:=1" office:value-type="float" office:value="{}"/>'
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    rows = [
        open_row("cvegeo", "year", "return_rate"),
        open_row("20067", "2020", '<table:table-cell table:formula="of:=1"/>', repeated=2),
        open_row("20067", "2020", error),
        open_row("20067", number.format(2020), number.format(0)),
    ]
    draft = inspect(open_document("".join(rows)), "x.ods", "returns")
    assert [str(row[2]) for row in draft.table.rows] == ["=C2", "=C3", "#DIV/0!", "0"]
    assert "formulas_zero" not in outcomes(draft)
    draft = inspect(open_document(rows[0] + open_row("20067", "2020", number.format(0))), "x.ods", "returns")
    assert outcomes(draft)["formulas_zero"] == WARNED


@pytest.mark.moderate
def test_errors_of_a_workbook_are_told_from_empty_cells():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["cvegeo", "return_rate"])
        for place, value in enumerate(["#DIV/0!", "#N/A", "#VALUE!", True], start=1):
            sheet.write(place, 0, "20067")
            sheet.write_formula(place, 1, "=1/0", None, value)

    draft = inspect(written(fill), "x.xlsx", "returns")
    assert [row[1] for row in draft.table.rows] == ["#DIV/0!", "#N/A", "#VALUE!", True]


# --- limits


def far(cell):
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    part = f'<sheetData>{first}<row r="{cell[1:]}"><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'.encode()
    return changed(workbook(["a"]), "xl/worksheets/sheet1.xml", lambda found: found.partition(b"<sheetData")[0] + part)


MANY = '<table:table-cell table:number-columns-repeated="1000000000" office:value-type="float" office:value="1"/>'


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        changed(far("D900"), "xl/worksheets/sheet1.xml", lambda part: part.replace(b'"D900"', b'"XFD1048576"')),
        open_document(open_row("a", "b") + open_row("1", "2", repeated=1_000_000_000)),
        open_document(open_row("a", MANY)),
        (FILES / "titles.xls").read_bytes()[:3000],
        (FILES / "titles.xls").read_bytes()[:512] * 8,
        changed((FILES / "titles.xlsb").read_bytes(), "xl/workbook.bin", lambda part: part[:40]),
    ],
)  # fmt: skip
def test_a_workbook_that_asks_for_everything_ends_its_reader_alone(data):
    assert refused(data).code in {"too_heavy", "too_many", "unreadable", "not_table"}


@pytest.mark.slow
def test_a_cell_at_the_end_of_a_sheet_is_a_row(layers):
    draft = inspect(far("D1048576"), "x.xlsx", "returns", header_row=1)
    assert draft.table.findings[-1].code == "columns_count"


# --- text


@pytest.mark.moderate
@pytest.mark.parametrize("encoding", ["cp850", "mac-roman", "utf-16-le", "utf-16-be", "latin-1"])
def test_older_encodings_are_told_by_the_spanish_that_they_make(layers, encoding):
    text = "clave,municipio,año,tasa de retorno\n20537,Silacayoápam,2020,7.5\n20067,Oaxaca de Juárez,2020,0.71\n"
    data = text.encode(encoding)
    assert rates(layers, data) == {"20067": 0.71, "20537": 7.5}
    draft = inspect(data, "x", "returns")
    assert draft.encoding == ("utf-16" if encoding.startswith("utf-16") else encoding)
    assert draft.columns[2] == "año"


def test_what_is_said_of_the_encoding_is_obeyed():
    data = "clave,municipio\n20067,Peñón\n".encode("cp850")
    assert inspect(data, "x", "returns", encoding="cp850").table.rows == [("20067", "Peñón")]
    assert inspect(data, "x", "returns", encoding="latin-1").table.rows != [("20067", "Peñón")]


def test_signs_beside_numbers_are_no_older_encoding():
    text = "nombre,nota\nSan\N{NO-BREAK SPACE}José,10\N{NO-BREAK SPACE}km\nCasa,£5 y ¢3\n"
    draft = inspect(text.encode("latin-1"), "x", "programs")
    assert (draft.encoding, draft.table.rows[1][1]) == ("latin-1", "£5 y ¢3")


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\n" + CSV.replace(",", ";"),
        "sep=|\r" + CSV.replace(",", "|").replace("\n", "\r"),
        CSV.replace("\n", "\r"),
        CSV.replace(",", "\t"),
        CSV.replace("20067", '"=""20067"""').replace("20537", '="20537"'),
        "Consejo, Estatal, de Población\n\n" + CSV.replace(",", ";"),
        '"Título; con signos"\n' + CSV.replace(",", ";").replace(".", ","),
    ],
)
def test_text_of_other_programs_is_read(layers, text):
    assert rates(layers, text.encode()) == {"20067": 0.71, "20537": 7.5}


def test_text_guards_are_said():
    draft = inspect(CSV.replace("20067", '"=""20067"""').encode(), "x", "returns")
    assert draft.table.rows[0][0] == "20067"
    assert codes_of(draft)["text_guard"].parts == {"count": 1}


def codes_of(draft):
    return {finding.code: finding for finding in draft.table.findings}


# --- packed


@pytest.mark.moderate
def test_a_table_in_a_zip_is_read_and_of_several_one_is_chosen(layers):
    book = workbook(HEAD, *ROWS_OF)
    assert rates(layers, packed({"datos/retorno.csv": CSV.encode()})) == {"20067": 0.71, "20537": 7.5}
    assert rates(layers, packed({"retorno.xlsx": book, "__MACOSX/._retorno.xlsx": b"x"})) == {
        "20067": 0.71,
        "20537": 7.5,
    }
    assert rates(layers, gzip.compress(CSV.encode())) == {"20067": 0.71, "20537": 7.5}
    several = packed({"LEEME.md": b"x", "a.csv": CSV.encode(), "b.xlsx": book})
    draft = inspect(several, "x.zip", "returns")
    assert (draft.layers, draft.chosen, outcomes(draft)["packed"]) == (("a.csv", "b.xlsx"), "a.csv", WARNED)
    other = inspect(several, "x.zip", "returns", layer="b.xlsx")
    assert (other.format, other.layers) == ("xlsx", ("a.csv", "b.xlsx"))
    assert outcomes(other)["packed"] != WARNED
    assert refused(several, layer="c.csv").layers == ("a.csv", "b.xlsx")
    error = refused(packed({"a.csv": b"cvegeo\n", "b.csv": CSV.encode()}), "x.zip")
    assert (error.code, error.layers, error.chosen) == ("no_rows", ("a.csv", "b.csv"), "a.csv")
    assert str(error).startswith("x.zip/a.csv: ")


@pytest.mark.parametrize(
    "data",
    [
        packed({"a/": b""}),
        gzip.compress(CSV.encode())[:-9],
        gzip.compress(b"x" * 20_000_000),
        packed({"a.zip": packed({"b.csv": b"x"})}),
    ],
)
def test_what_is_packed_badly_is_refused_with_words(data):
    assert refused(data).code in {"nothing_packed", "unreadable", "too_large", "not_table"}


# --- what is no table

DBF = (
    bytes([3, 124, 3, 4, 1, 0, 0, 0, 65, 0, 11, 0])
    + bytes(20)
    + b"NOMBRE\0\0\0\0\0C"
    + bytes(20)
    + b"\r"
    + b" casa      "
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("data", "file"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>a</td></tr></table>", "html_table"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><body>Not found", "web_page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "xml_spreadsheet"),
        (b'<?xml version="1.0"?><municipios/>', "xml"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (OLE + "WordDocument".encode("utf-16-le"), "word"),
        (OLE, "office"),
        (packed({"word/document.xml": b"<x/>"}), "word"),
        (packed({"Index/Document.iwa": b"x"}), "numbers"),
        (b"Rar!\x1a\x07\0", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (DBF, "dbf"),
        (b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', "shortcut"),
        (b"L\0\0\0\x01\x14\x02\0", "shortcut"),
        (b"[InternetShortcut]\nURL=x", "shortcut"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"$FL2@(#) SPSS DATA FILE", "spss"),
        (b"<stata_dta><header>", "stata"),
        (bytes([0x72, 2, 1, 0]), "stata"),
        (gzip.compress(b"RDX3\nX\n"), "statistics"),
        (packed({"a.sav": b"$FL2@(#) SPSS DATA FILE"}), "spss"),
    ],
)
def test_what_is_no_table_is_named_with_what_to_save_it_as(data, file):
    error = refused(data)
    assert (error.code, error.parts["file"]) == ("not_table", file)
    assert "expected a table: " in str(error)
    assert "{" not in str(error)


# --- in the shell


@pytest.mark.moderate
def test_the_shell_says_what_there_is_to_choose_from_where_a_file_is_refused(tmp_path):
    from typer.testing import CliRunner

    from shell.commands import app

    def check(*options):
        return CliRunner().invoke(app, ["check", str(path), "--as", "returns", "--yes", *options])

    path = tmp_path / "libro.ods"
    path.write_bytes((FILES / "titles.ods").read_bytes())
    assert check("--sheet", "Datos", "--header-row", "4").exit_code == 0
    cover = check("--sheet", "Portada")
    assert cover.exit_code
    assert "choose with --sheet: Portada, Datos (taken: Portada)" in cover.stderr
    assert "column names taken from row 5: choose another with --header-row" in check("--header-row", "5").stderr
