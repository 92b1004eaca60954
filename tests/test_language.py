"""A third language touches no Python: whatever a page or a file says comes from a catalogue, or from the data."""

from __future__ import annotations

import base64
import io
import json
import re
import zlib

import openpyxl
import pytest
from google.protobuf.descriptor import FieldDescriptor
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.pages.main import PAGES
from exports.brief import export_brief
from exports.embed import embed
from exports.figures import change_figure, coverage_figure, map_figure, ranking_figure
from exports.lists import describe_csv, export_gaps
from exports.settlements import describe_settlements, export_settlements
from geo import Criteria, CriteriaError, find_gaps
from layers.own.reading.text import ENCODINGS
from tests.conftest import ROOT
from tests.support.pseudo import NAME, left_over, write_catalogues
from tests.test_exports_figures import CURVE, words_of
from words import catalogues
from words.text import Text, language_of

pytestmark = pytest.mark.filterwarnings("ignore")

#: Fields of Streamlit's messages that no person reads.
_UNREAD = {
    "code_text", "component_name", "deferred_file_id", "form_id", "html_class", "icon", "id", "json_args", "language",
    "mime", "name", "raw_value", "theme", "type", "url_pathname", "user_key",
}  # fmt: skip

#: Units and names that are the same in every language, and Streamlit's own mark-up.
_ALIKE = {"Alcance", "CSV", "Español", "English", "IMRC", "kB", "km", "MX", "sha", "small", "material"}


@pytest.fixture(scope="module", autouse=True)
def third(tmp_path_factory):
    folder = tmp_path_factory.mktemp("languages")
    write_catalogues(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogues, "FOLDER", folder)
        yield Text(NAME)


def words_in(values):
    return {word for value in values for word in re.findall(r"[^\W\d_]{2,}", str(value))}


@pytest.fixture(scope="module")
def names(layers):
    """Words of names: of municipalities, programs and sites."""
    places = layers.municipios[["municipality", "state", "region", "seat"]].to_numpy().ravel()
    sites = layers.programs.sites[["program", "program_id", "site", "site_id"]].to_numpy().ravel()
    return _ALIKE | words_in(places) | words_in(sites)


@pytest.fixture(scope="module")
def facts(layers, names):
    """Words of what the catalogue of programs and the data package say besides."""
    records = [record.model_dump(mode="json") for record in layers.programs.records]
    missing = [record.model_dump(mode="json") for record in layers.programs.not_found]
    package = json.dumps(layers.provenance.document, ensure_ascii=False)
    return names | words_in([json.dumps([records, missing], ensure_ascii=False), package])


def said_in(message):
    """Every text of a message of Streamlit's that a person reads."""
    for field, value in message.ListFields():
        values = list(value) if hasattr(value, "append") or hasattr(value, "add") else [value]
        if field.name in _UNREAD:
            continue
        if field.type == FieldDescriptor.TYPE_STRING:
            for text in values:
                yield from labels_in(json.loads(text)) if field.name in {"columns", "spec"} else [text]
        elif field.type == FieldDescriptor.TYPE_MESSAGE and not field.message_type.GetOptions().map_entry:
            for part in values:
                yield from said_in(part)


def said_by_component(state):
    """What a list says in headings and cells; what the map says of itself, in tooltips and of the settlements near."""
    if "columns" in state:
        cells = [cell[1] if isinstance(cell, list) else cell for _, *cells in state["rows"] for cell in cells]
        headings = [column["label"] for column in state["columns"]]
        return [state["label"], *headings, *(cell for cell in cells if isinstance(cell, str))]
    if list(state) == ["language"]:  # the page's script says nothing
        return []
    told = json.loads(zlib.decompress(base64.b64decode(state["told"])))
    settlements = told["settlements"] or {}
    said = [state["failed"], state["drawn"]["label"], *told["tooltips"]["labels"].values()]
    return said + [words for name, words in settlements.items() if isinstance(words, str) and name != "locale"]


def labels_in(document):
    """Titles and labels in a chart, or in the columns of a table."""
    if isinstance(document, dict):
        for name, value in document.items():
            if name in {"title", "label"} and isinstance(value, str):
                yield value
            yield from labels_in(value)
    elif isinstance(document, list):
        for value in document:
            yield from labels_in(value)


def open_page(path):
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "main.py"), default_timeout=200)
    page.query_params["lang"] = NAME
    # What a link says wrongly is said, too.
    page.query_params |= {"year": "1800", "reach_km": "30", "nonsense": "1"}
    page._page_hash = calc_hash(path) if path else ""
    return page.run()


def shown_on(page):
    assert not page.exception
    pending, texts = [page._tree], []
    while pending:
        node = pending.pop()
        pending += getattr(node, "children", {}).values()
        proto = getattr(node, "proto", None)
        if isinstance(proto, BidiComponent):
            texts += said_by_component(json.loads(proto.json))
        elif hasattr(proto, "ListFields"):
            texts += said_in(proto)
    for table in page.dataframe:
        words = table.value.select_dtypes(exclude="number")
        texts += [value for value in words.to_numpy().ravel() if isinstance(value, str)]
    # What a script is made of is read by nobody.
    return [text for text in texts if not text.startswith("<script")]


@pytest.mark.moderate
@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_nothing_that_no_catalogue_says(page, layers, names, facts):
    texts = shown_on(open_page(PAGES[page][1]))
    assert sum("⟦" in text for text in texts) > 15
    known = facts if page in {"programs", "method", "unknowns"} else names
    if page == "municipality":
        known = names | words_in(layers.settlements["locality"].unique())
    if page == "own":
        known = known | words_in(re.findall(r"<th scope=\"row\">(\w+)</th>", " ".join(texts)))
    known = known | {"year", "nonsense"}
    assert {word: text[:200] for text in texts for word in left_over(text) if word not in known} == {}


@pytest.mark.moderate
@pytest.mark.parametrize(
    "data", [b"<!DOCTYPE html><html><body>x</body></html>", b"site_id,lon,lat\na-1,-200,17\na-2,,\n"]
)
def test_what_is_wrong_with_a_file_is_said_in_no_other_words(third, names, data):
    page = open_page(PAGES["own"][1])
    page.file_uploader[0].upload("x.csv", data).run()
    for button in page.button:
        if button.label == third("own.confirm"):
            button.click().run()
            break
    texts = shown_on(page)
    fields = words_in(re.findall(r"<th scope=\"row\">(\w+)</th>", " ".join(texts)))
    known = names | fields | words_in(ENCODINGS) | {"csv", "year", "nonsense", "site", "lon", "lat"}
    assert {word: text[:200] for text in texts for word in left_over(text) if word not in known} == {}


def test_a_word_from_elsewhere_is_found():
    assert left_over('<p title="Map">⟦Hoy ⟦12 %⟧ Oaxaca⟧ <b>Download</b> 5</p>') == ["Download", "Map"]


def test_a_language_is_offered_as_soon_as_there_is_a_catalogue():
    assert catalogues.languages() == ("es", "en", NAME)
    assert language_of(NAME) == NAME
    assert language_of("fr") == "es"


@pytest.mark.slow
def test_files_say_nothing_that_no_catalogue_says(layers, third, names, facts):
    gaps = find_gaps(layers, Criteria(state=("31",), what_if=("31050",)))
    command = {"alcance", "brief", "embed", "state", "what", "if", "what_if", "kind", "static", "format", "html"}
    command |= {"lang", NAME, "http", "localhost"}
    page = embed(gaps, layers, third).decode()
    brief = export_brief(layers, gaps.criteria, third, form="html").decode()
    towns = words_in(layers.settlements["locality"].unique())
    known = facts | command | towns
    for html in (page, brief):
        assert html.count("⟦") > 20
        assert {word for word in left_over(html) if word not in known} == set()
    for described in (describe_csv(gaps, layers, name="x.csv", text=third), beside(gaps, layers, third)):
        columns = json.loads(described)["tableSchema"]["columns"]
        assert [column["name"] for column in columns if left_over(column["dc:description"])] == []
    for make in (map_figure, ranking_figure, change_figure):
        assert set(left_over(" ".join(words_of(make(gaps, layers, third))))) <= names | towns, make
    assert set(left_over(" ".join(words_of(coverage_figure(CURVE, gaps, layers, third))))) <= names


def beside(gaps, layers, text):
    return describe_settlements(gaps, layers, "31050", name="x.csv", text=text)


@pytest.mark.moderate
def test_workbooks_say_nothing_that_no_catalogue_says(layers, third, facts):
    gaps = find_gaps(layers, Criteria(state=("31",)))
    books = (
        export_gaps(gaps, layers, format="xlsx", text=third),
        export_settlements(gaps, layers, "31050", format="xlsx", text=third),
    )
    for book in books:
        for sheet in openpyxl.load_workbook(io.BytesIO(book)):
            assert left_over(sheet.title) == []
            notes = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
            assert [note for note in notes if left_over(note)] == []
            heads = [cell.value for cell in sheet[1]]
            if any("⟦" in head for head in heads):
                meant = [row[1].value for row in sheet.iter_rows(min_row=2)]
                assert set(left_over(" ".join(map(str, [*heads, *meant])))) <= facts, sheet.title


@pytest.mark.parametrize(
    "asked", [{"region": "atlantis"}, {"state": "99"}, {"year": "2015"}, {"programs": "x"}, {"what_if": "0_0"}]
)
def test_errors_say_nothing_that_no_catalogue_says(layers, third, names, asked):
    with pytest.raises(CriteriaError) as caught:
        find_gaps(layers, Criteria.from_text(asked))
    assert [word for fault in caught.value.faults for word in left_over(fault.said(third))] == []
