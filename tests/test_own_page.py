"""My data without a browser: a file is looked at, confirmed, checked, used by every page of its session, put away."""

from __future__ import annotations

import gc
import io
import json
import re
from weakref import WeakSet

import numpy as np
import openpyxl
import pytest
from shapely.geometry import box, mapping
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import tools.microdata as synthetic
from dashboard import session, state
from geo import Criteria, CriteriaError, find_gaps
from geo.settings import Fault
from layers import Layers
from layers.own import apply, inspect, read
from tests.conftest import ROOT

pytestmark = pytest.mark.filterwarnings("ignore")

PAGES = ("", "municipio", "estado", "piloto", "sedes", "servicios", "cambio", "programas", "metodo", "mis-datos")
DIRECTORY = (
    "Nombre,Sede,Longitud,Latitud,Servicios,Desde\n"
    'Casa del Retorno,Oaxaca,"-96,7236","17,0604",legal_assistance,2015\n'
    "Casa del Norte,Saltillo,-101.0,25.42,legal_assistance,2010\n"
    "Casa de Ninguna Parte,Mar,-150.0,10.0,legal_assistance,2010\n"
)


class MyData:
    """A session of the page, which begins where a person brings a file."""

    def __init__(self, path="mis-datos"):
        self.app = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "main.py"), default_timeout=120)
        self.app.query_params["lang"] = "en"
        self.go(path)

    def go(self, path):
        self.app._page_hash = calc_hash(path)
        self.app.run()
        assert not self.app.exception, (path, self.app.exception)
        return self

    def widget(self, kind, label):
        return next(element for element in getattr(self.app, kind) if element.label == label)

    def press(self, label):
        self.widget("button", label).click().run()
        assert not self.app.exception
        return self

    def bring(self, name, data, kind, **answers):
        """Upload and confirm; what is said in between is on the page."""
        if self.app._page_hash != calc_hash("mis-datos"):
            self.go("mis-datos")
        self.widget("selectbox", "What does your file hold?").set_value(kind).run()
        data = data.encode() if isinstance(data, str) else data
        self.app.file_uploader[0].upload(name, data).run()
        for field, value in answers.items():
            boxes = [*self.app.number_input, *self.app.radio, *self.app.text_input]
            next(box for box in boxes if str(box.key).endswith(f".{field}")).set_value(value).run()
        return self

    @property
    def said(self):
        return "\n".join(element.proto.body for element in self.app.get("html"))

    @property
    def labels(self):
        return [button.label for button in self.app.button]

    @property
    def count(self):
        found = re.search(r'<strong class="gap">([\d,]+)</strong>', self.said)
        return int(found[1].replace(",", ""))


SENTENCE = '<h1 class="alcance-sentence">'
YES, USE = "Yes, the columns are right: check the rows", "Use these data"


@pytest.mark.moderate
def test_sheet_and_header_are_offered_after_a_failure_too():
    book = openpyxl.Workbook()
    book.active.append(["Nota"])
    data = book.create_sheet("Lista")
    for row in (["Fuente", "CONAPO"], ["Clave", "Tasa de retorno"], ["20067", 0.71]):
        data.append(row)
    written = io.BytesIO()
    book.save(written)
    mine = MyData().bring("libro.xlsx", written.getvalue(), "returns")
    assert "libro.xlsx: 1 row and 2 columns (xlsx)." in mine.said
    mine.widget("number_input", "Row of the header").set_value(7).run()
    assert "found no row 7 for the header, expected one from 1 to 3" in mine.said
    mine.widget("number_input", "Row of the header").set_value(2).run()
    mine.widget("selectbox", "Sheet").set_value("Sheet").run()
    assert "libro.xlsx cannot be used" in mine.said
    mine.widget("selectbox", "Sheet").set_value("Lista").run()
    assert "libro.xlsx: 1 row and 2 columns (xlsx)." in mine.said


@pytest.mark.moderate
def test_encoding_and_separator_are_offered_with_what_was_found_and_after_a_failure_too():
    data = "Clave;Municipio;Tasa de retorno\n20067;Oaxaca de Juárez;0.71\n".encode("latin-1")
    mine = MyData().bring("tasas.csv", data, "returns")
    assert mine.widget("selectbox", "Encoding of the text").placeholder == "latin-1"
    assert mine.widget("selectbox", "Sign between cells").placeholder == "semicolon"
    mine.widget("selectbox", "Encoding of the text").set_value("utf-8").run()
    assert "bytes that are no utf-8" in mine.said
    mine.widget("selectbox", "Encoding of the text").set_value("latin-1").run()
    mine.widget("selectbox", "Sign between cells").set_value(",").run()
    assert "tasas.csv: 1 row and 1 column (csv)." in mine.said


def own_layers(layers, text, kind="programs", answers=None):
    draft = inspect(text.encode(), "own.csv", kind)
    return apply(read(draft, draft.mapping, layers, answers), layers)


@pytest.mark.slow
def test_a_directory_is_confirmed_checked_used_everywhere_and_put_away(layers):
    mine = MyData().bring("directorio.csv", DIRECTORY, "programs")
    assert "directorio.csv: 3 rows and 6 columns (csv)." in mine.said
    assert "a guess: this field is often called so" in mine.said
    assert USE not in mine.labels, "nothing is read before a yes"
    mine.press(YES)
    report = mine.app.dataframe[-1].value
    outcomes = report.groupby("Row")["Outcome"].agg(set)
    assert "Mended" in outcomes["1"]
    assert "Refused" in outcomes["3"]
    assert report.loc[report["Outcome"] == "Refused", "What was done or is expected"].tolist() == [
        "expected a place in Mexico"
    ]
    mine.press(USE)
    assert "With own data: directorio.csv" in mine.said
    expected = len(find_gaps(own_layers(layers, DIRECTORY), Criteria()).gaps)
    ours = len(find_gaps(layers, Criteria()).gaps)
    assert expected != ours
    assert mine.go("").count == expected
    assert MyData("").count == ours, "another session does not see it"
    for path in PAGES:
        assert "With own data: directorio.csv" in mine.go(path).said
    mine.go("mis-datos").press("Remove programs and sites")
    assert "With own data" not in mine.said
    assert mine.go("").count == ours


@pytest.mark.slow
def test_a_catalogue_with_views_of_its_own_alone_is_asked_the_default_question():
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [-96.72, 17.06]},
        "properties": {
            "site_id": "casa-1",
            "program_id": "casa",
            "name_es": "Casa",
            "name_en": "House",
            "views": ["mine"],
            "components": ["legal_assistance"],
        },
    }
    views = [{"id": "mine", "name_es": "Mía", "name_en": "Mine"}]
    catalogue = json.dumps({"type": "FeatureCollection", "views": views, "features": [feature]})
    mine = MyData()
    mine.app.query_params["programs"] = "imrc-2014"
    mine.bring("mine.geojson", catalogue, "programs").press(YES).press(USE)
    assert "With own data: mine.geojson" in mine.said
    for path in PAGES:
        mine.go(path)
    assert mine.go("").count > 0


@pytest.mark.parametrize("field", ["programs", "year", "criteria"])
def test_a_question_that_the_layers_never_answer_is_given_up(layers, monkeypatch, field):
    """The loop that mends a question setting by setting ends, whatever is found wrong."""
    tries, cannot_be = [], Fault(field, "extra_forbidden", {})

    def refuse(_, criteria):
        tries.append(criteria)
        raise CriteriaError([cannot_be])

    monkeypatch.setattr(state, "find_gaps", refuse)
    asked, ignored = state._fitting(Criteria(reach_km=30, year=2010), {}, layers)
    assert (asked, ignored) == (state.first_question(layers), {field: cannot_be})
    assert len(tries) <= len(Criteria.model_fields)


@pytest.mark.slow
def test_what_was_brought_before_does_not_stay_in_memory():
    """Streamlit keeps every control that a session has seen, with the functions it was given and what those hold."""
    mine, alive = MyData(), []
    for place in ("17.06", "17.16", "17.26"):
        mine.bring("directorio.csv", DIRECTORY.replace("17,0604", place), "programs").press(YES).press(USE)
        for path in ("", "municipio", "estado", "sedes"):
            mine.go(path)
        gc.collect()
        alive.append(sum(isinstance(each, Layers) for each in gc.get_objects()))
    assert alive[2] == alive[1], alive


@pytest.mark.moderate
def test_another_column_needs_another_yes():
    mine = MyData().bring("directorio.csv", DIRECTORY, "programs").press(YES)
    assert USE in mine.labels
    column = next(box for box in mine.app.selectbox if str(box.key).endswith(".since"))
    column.select_index(0).run()
    assert USE not in mine.labels
    mine.press(YES)
    assert USE in mine.labels


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b" ", "a.csv cannot be used: the file is empty."),
        ("<img src=x onerror=top.hit=1>.csv", b" ", "&lt;img src=x onerror=top.hit=1&gt;.csv cannot be used"),
        ("a.pdf", b"%PDF-1.7", "found a PDF, expected a table: copy its table"),
        ("a.zip", b"PK\x03\x04nothing", "a.zip cannot be used"),
        ("a.geojson", b'{"type": "FeatureCollection"', "a.geojson cannot be used"),
    ],
)
def test_a_file_that_is_refused_is_named_with_its_reason(name, data, said):
    mine = MyData().bring(name, data, "programs")
    assert said in mine.said
    assert not mine.app.exception
    assert YES not in mine.labels


@pytest.mark.moderate
def test_figures_of_a_part_of_the_country_ask_for_a_rate(layers):
    figures = "cvegeo,year,dwellings,return_rate\n20067,2020,68416,9\n20334,2020,7000,9\n"
    mine = MyData().bring("tasas.csv", figures, "returns").press(YES).press(USE)
    mine.go("")
    assert any("their mean rate is not the national one" in warning.value for warning in mine.app.warning)
    assert SENTENCE not in mine.said
    mine.widget("number_input", "Return rate, at least (% of dwellings)").set_value(2.0).run()
    mine.press("Ask with this rate")
    asked = find_gaps(own_layers(layers, figures, "returns"), Criteria(min_return_rate=2.0))
    assert SENTENCE in mine.said
    assert f"{asked.totals['unknown']:,.0f}" in mine.said


@pytest.mark.slow
def test_figures_from_census_microdata_are_taken_as_they_were_written(shell, tmp_path, layers):
    persons, written = tmp_path / "personas.csv", tmp_path / "returns.csv"
    population = synthetic.invent({"20001": 0.3, "20002": 0.1, "07001": 0.2}, seed=4, units=8, dwellings=10)
    everyone = np.arange(len(population.unit))
    synthetic.write([synthetic.persons(population, everyone, np.full(len(everyone), 3))], persons)
    assert shell("microdata", "--persons", persons, "--out", written, "--detail", tmp_path / "d.csv")[0] == 0
    mine = MyData().bring("returns.csv", written.read_bytes(), "returns").press(YES).press(USE)
    mine.go("").widget("number_input", "Return rate, at least (% of dwellings)").set_value(2.0).run()
    mine.press("Ask with this rate")
    asked = find_gaps(layers.with_returns(written), Criteria(min_return_rate=2.0))
    assert f"{asked.totals['unknown']:,.0f}" in mine.said
    assert "With own data: returns.csv" in mine.said


@pytest.mark.moderate
def test_figures_of_another_year_are_asked_about(layers):
    figures = "cvegeo,year,dwellings,return_rate\n" + "".join(
        f"{key},2025,500,{5 if key < '20100' else 1}\n" for key in layers.municipios["cvegeo"]
    )
    mine = MyData().bring("tasas.csv", figures, "returns").press(YES).press(USE)
    assert not mine.app.exception
    expected = find_gaps(own_layers(layers, figures, "returns"), Criteria(year=2025))
    assert mine.go("").count == len(expected.gaps)
    assert mine.go("").count != len(find_gaps(layers, Criteria()).gaps)


@pytest.mark.moderate
def test_the_year_and_the_unit_are_asked_where_the_file_does_not_say(layers):
    figures = "cvegeo,dwellings,return_rate\n" + "".join(f"{key},100,0.5\n" for key in layers.municipios["cvegeo"])
    mine = MyData().bring("tasas.csv", figures, "returns").press(YES)
    assert "the file does not say: year" in mine.said
    assert USE not in mine.labels
    mine.bring("tasas.csv", figures, "returns", year=2020, rate_unit="share").press(YES).press(USE)
    assert mine.go("").app.warning.len == 0
    assert SENTENCE in mine.said


@pytest.mark.slow
def test_another_country_answers_with_its_own_four_tables(layers):
    squares = {
        "AA-1": box(20, -5, 21, -4),
        "AA-2": box(21, -5, 22, -4),
        "BB-1": box(20, -4, 21, -3),
        "BB-2": box(21, -4, 22, -3),
    }
    features = [
        {
            "type": "Feature",
            "geometry": mapping(shape),
            "properties": {"code": key, "name": f"Town {key}", "department": key[:2]},
        }
        for key, shape in squares.items()
    ]
    towns = json.dumps({"type": "FeatureCollection", "features": features})
    people = "code,name,lon,lat,pop,viviendas\n" + "".join(
        f"{key},Village {key},{shape.centroid.x},{shape.centroid.y},1000,200\n" for key, shape in squares.items()
    )
    figures = "code;return rate percent;dwellings\nAA-1;20;200\nAA-2;20;200\nBB-1;20;200\nBB-2;1;200\n"
    sites = "site_id,name,lon,lat,components\nhelp-1,Help,20.5,-4.5,legal_assistance\n"
    mine = MyData().bring("towns.geojson", towns, "municipalities", country="Zembla").press(YES).press(USE)
    mine.go("")
    assert any("are missing: bring them in “My data”" in info.value for info in mine.app.info)
    mine.bring("people.csv", people, "settlements").press(YES).press(USE)
    mine.bring("figures.csv", figures, "returns", year=2020).press(YES).press(USE)
    mine.bring("sites.csv", sites, "programs").press(YES).press(USE)
    mine.go("")
    assert mine.count == 2
    assert "The map draws Mexico only" in mine.said
    for path in PAGES:
        assert "With own data: towns.geojson, people.csv, figures.csv and sites.csv" in mine.go(path).said
    mine.go("mis-datos").press("Remove municipalities of another country (polygons)")
    assert mine.go("").count == len(find_gaps(layers, Criteria()).gaps)


SEEN = "I have read the warnings: use the file as it is"


@pytest.mark.moderate
def test_a_warning_is_shown_and_wants_a_tick_of_its_own():
    mine = MyData().bring("directorio.csv", DIRECTORY.replace("legal_assistance", ""), "programs").press(YES)
    assert [warning.value for warning in mine.app.warning] == [
        "no program says what it offers: none of them covers anybody"
    ]
    assert mine.widget("button", USE).disabled
    mine.widget("checkbox", SEEN).check().run()
    assert not mine.widget("button", USE).disabled
    mine.bring("directorio.csv", DIRECTORY.replace("legal_assistance", "shelter"), "programs").press(YES)
    assert not mine.widget("button", USE).disabled
    assert SEEN not in [box.label for box in mine.app.checkbox]


@pytest.mark.moderate
def test_names_are_asked_about_though_no_row_could_be_taken():
    mine = MyData().bring("tasas.csv", "municipio,return_rate,year\nOaxca,9,2020\n", "returns").press(YES)
    assert "no row could be taken: row 1, column municipio: found &#x27;Oaxca&#x27;" in mine.said
    assert USE not in mine.labels
    mine.widget("selectbox", "Municipality of name 1").set_value("20067").run()
    assert not mine.app.exception
    assert USE in mine.labels


@pytest.mark.moderate
def test_a_system_may_be_said_of_every_file_that_has_places():
    mine = MyData().bring("directorio.csv", DIRECTORY, "programs", crs="EPSG:4326").press(YES)
    assert USE in mine.labels
    mine = MyData().bring("tasas.csv", "municipio,return_rate,year\nMérida,9,2020\n", "returns")
    assert not [box for box in mine.app.text_input if str(box.key).endswith(".crs")]


@pytest.mark.moderate
def test_no_more_visitors_bring_files_than_the_server_has_room_for(monkeypatch):
    monkeypatch.setattr(session, "_KEPT", WeakSet())
    monkeypatch.setattr(session, "MOST_KEPT", 1)
    first = (
        MyData()
        .bring("directorio.csv", DIRECTORY.replace("-150.0,10.0", "-101.2,25.42"), "programs")
        .press(YES)
        .press(USE)
    )
    assert len(session._KEPT) == 1
    second = (
        MyData().bring("otro.csv", DIRECTORY.replace("-150.0,10.0", "-101.2,25.42"), "programs").press(YES).press(USE)
    )
    assert "otro.csv cannot be used: this server keeps the own files of 1 visitors at a time" in second.said
    assert len(session._KEPT) == 1
    first.press("Remove programs and sites")
    gc.collect()
    assert len(session._KEPT) == 0
    second.press(USE)
    assert "cannot be used" not in second.said
