"""What `import alcance` gives: the lists of commands and addresses as tables, a map, and a notebook that runs."""

from __future__ import annotations

import ast
import doctest
import inspect
import io
import pickle
import re

import folium
import geopandas as gpd
import nbformat
import pandas as pd
import pytest

import alcance
from exports import frames
from exports.answer import Answer
from exports.answers import ANSWERS
from geo import Criteria, find_gaps
from geo.lists import list_municipalities
from tests.conftest import ROOT
from tests.support.strange import strange_world
from tests.test_clients import assert_as_written
from words.text import Text

NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
TABLES = [name for name, answer in ANSWERS.items() if "parquet" in answer.forms]

#: What an answer is of.
KEYS = {"municipality": ["04001"], "layers": ["settlements"]}


@pytest.fixture(autouse=True)
def loaded(layers, monkeypatch):
    """The embedded layers are there."""
    monkeypatch.setattr(frames, "embedded", lambda: layers)


def test_every_answer_that_is_a_table_is_a_function_of_its_name():
    assert sorted(TABLES) == sorted(set(alcance.__all__) & set(ANSWERS))
    assert set(alcance.__all__) <= set(dir(alcance))
    with pytest.raises(AttributeError, match="briefs"):
        alcance.briefs  # noqa: B018


@pytest.fixture
def recorded(monkeypatch):
    """What answers are asked for, which are not made."""
    found = []

    def record(self, asked, form, given, **said):
        found.append((self.name, asked.criteria, self.understand(given).model_dump()))
        raise KeyboardInterrupt

    monkeypatch.setattr(Answer, "ask", record)
    return found


@pytest.mark.parametrize("name", TABLES)
def test_a_function_asks_for_what_its_command_asks_for(shell, recorded, name):
    key = KEYS.get(name, [])
    for state in (["20", "12"], "Guerrero,Oaxaca", pd.Series(["12", "20"])):
        with pytest.raises(KeyboardInterrupt):
            getattr(alcance, name)(*key, state=state)
    shell(name, *key, "--state=20,12", "--format=parquet")
    assert len(recorded) == 4
    assert recorded[0] == recorded[3]
    assert len({criteria for _, criteria, _ in recorded}) == 1


def test_values_are_asked_as_texts_are(recorded):
    for given in (
        {"reach_km": 30, "reach_min": None, "all": False, "programs": ()},
        {"reach_km": "30", "programs": "none"},
    ):
        with pytest.raises(KeyboardInterrupt):
            alcance.gaps(**given)
    assert recorded[0] == recorded[1]


@pytest.mark.moderate
@pytest.mark.parametrize("name", ["gaps", "municipality", "layers", "regions"])
def test_a_function_gives_the_rows_of_its_command(shell, name):
    key = KEYS.get(name, [])
    found = getattr(alcance, name)(*key, state="12")
    code, out, _ = shell(name, *key, "--state=12", "--format=csv")
    assert code == 0
    texts = {column: str for column in found if not pd.api.types.is_numeric_dtype(found[column].dtype)}
    rows = pd.DataFrame(found).drop(columns="geometry", errors="ignore")
    assert len(rows)
    assert_as_written(pd.read_csv(io.BytesIO(out), dtype=texts), rows)
    assert found.attrs["data_edition"]
    if ANSWERS[name].asks:
        assert found.attrs["criteria"]["state"] == ["12"]
        assert found.attrs["command"].startswith(f"alcance {name}")


@pytest.mark.parametrize("name", TABLES)
def test_a_function_tells_its_parameters(name):
    told = alcance.__getattr__(name)
    names = [*inspect.signature(told).parameters]
    answer = ANSWERS[name]
    assert set(names) == {*answer.names(), "layers", *(Criteria.model_fields if answer.asks else ())}
    assert all(re.search(rf"^{parameter}\n    \w", told.__doc__, flags=re.MULTILINE) for parameter in names)


@pytest.mark.moderate
def test_of_own_layers_the_list_has_polygons_and_what_is_missing_is_missing():
    own = strange_world((2010, 2020))
    found = alcance.gaps(layers=own, all=True, programs=["current"], min_return_rate=1)
    want = list_municipalities(
        find_gaps(own, Criteria(programs=("current",), min_return_rate=1)), own, all_municipalities=True
    )
    assert isinstance(found, gpd.GeoDataFrame)
    assert found.crs.to_epsg() == 4326
    assert found.geometry.geom_equals(
        own.boundaries.set_index("cvegeo").geometry.loc[found["cvegeo"]].reset_index(drop=True)
    ).all()
    assert found["cvegeo"].tolist() == want["cvegeo"].tolist()
    missing = [name for name in want if want[name].isna().any()]
    assert {"return_rate", "gap_region"} <= set(missing)
    assert all((found[name].isna() == want[name].isna()).all() for name in missing)


def test_an_answer_without_rows_has_its_columns():
    found = alcance.gaps(state="04")
    assert len(found) == 0
    assert "cvegeo" in found


def test_all_that_is_wrong_is_told_at_once_by_name():
    with pytest.raises(alcance.CriteriaError) as told:
        alcance.gaps(reach_km=-1, colour="red", year="lately")
    assert {fault.field for fault in told.value.faults} == {"reach_km", "colour", "year"}
    with pytest.raises(alcance.CriteriaError, match="state: found '99'"):
        alcance.gaps(state=["20", "99"])
    for key in (["99999"], []):
        with pytest.raises(alcance.CriteriaError, match="cvegeo"):
            alcance.municipality(*key)
    for wrong in (lambda: alcance.gaps("20"), lambda: alcance.municipality("20208", "20")):
        with pytest.raises(TypeError, match="without its name"):
            wrong()
    with pytest.raises(alcance.CriteriaError, match="measure: found 'population', expected one of status"):
        alcance.gaps(state="04").to_map("population")


def test_sites_that_are_not_what_was_asked_for_are_warned_of():
    with pytest.warns(UserWarning, match="expected at most"):
        found = alcance.sites(state="04", cover=1.0, programs="none", reach_km=1)
    assert found.attrs["status"] == "infeasible"


def test_the_answer_alone_can_be_drawn(layers, monkeypatch):
    monkeypatch.setattr("exports.interactive.to_map", lambda *told, measure: (*told, measure))
    found = alcance.gaps(state="04", lang="en")
    assert found.to_map("return_rate")[1:] == (layers, Text("en"), "return_rate")
    assert found.to_map()[0].criteria == Criteria(state=("04",))
    for other in (found[found["stability"] > 2], found.copy(), pickle.loads(pickle.dumps(found))):
        assert type(other) is gpd.GeoDataFrame
        assert not hasattr(other, "to_map")
        assert other.attrs == found.attrs


@pytest.mark.moderate
@pytest.mark.parametrize("module", [alcance, frames])
def test_every_example_is_true(module, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    said = []
    for example in doctest.DocTestFinder().find(module, globs=vars(module)):
        runner.run(example, out=said.append)
    assert runner.tries
    assert not runner.failures, "".join(said)


@pytest.mark.moderate
def test_the_notebook_says_what_comes_out():
    notebook, names = nbformat.read(NOTEBOOK, as_version=4), {}
    nbformat.validate(notebook)
    shown = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        last = ast.Expression(tree.body.pop().value)
        exec(compile(tree, NOTEBOOK, "exec"), names)
        value = eval(compile(last, NOTEBOOK, "eval"), names)
        shown.append(type(value))
        # A map shows itself to whoever runs the cell.
        assert [output.data["text/plain"] for output in cell.outputs] == (
            [] if isinstance(value, folium.Map) else [repr(value)]
        )
    assert {folium.Map, pd.DataFrame} <= set(shown)


@pytest.mark.moderate
def test_the_lines_of_the_documents_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```python\n(.*?)\n```", text, flags=re.DOTALL)
    exec(lines, {})
    assert (tmp_path / "gaps.html").stat().st_size > 100_000
