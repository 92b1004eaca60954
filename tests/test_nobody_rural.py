"""Where nobody is rural no share is covered: missing, never zero, in whatever a person sees or takes."""

from __future__ import annotations

import base64
import io
import json
import zlib

import openpyxl
import pandas as pd
import pyogrio
import pytest

from dashboard.map import map_state
from dashboard.shared import shared_assets
from exports.brief import export_brief
from exports.embed import embed
from exports.lists import export_gaps
from exports.sentence import more, sentence
from geo import Criteria, find_gaps
from geo.certainty import find_certainty
from geo.classes import classify
from geo.services import service_reach
from words.text import Text

EVERYWHERE = Criteria(region=("all",))


@pytest.fixture(scope="module")
def urban(layers):
    """The answer everywhere, and the keys of the municipalities in which nobody is rural."""
    gaps = find_gaps(layers, EVERYWHERE)
    keys = gaps.table.loc[gaps.table["rural_population"] == 0, "cvegeo"].tolist()
    assert len(keys) == 13
    return gaps, keys


@pytest.mark.moderate
@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "geojson", "parquet"])
def test_in_a_list(layers, urban, form):
    gaps, keys = urban
    data = export_gaps(gaps, layers, everyone=True, format=form)
    if form == "json":
        rows = pd.DataFrame(json.loads(data)["rows"])
    elif form == "xlsx":
        head, *cells = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
        rows = pd.DataFrame(cells, columns=head)
    else:
        read = {
            "csv": lambda file: pd.read_csv(file, dtype={"cvegeo": str}),
            "parquet": pd.read_parquet,
            "geojson": pyogrio.read_dataframe,
        }[form]
        rows = read(io.BytesIO(data))
    found = rows.set_index("cvegeo").loc[keys]
    assert found["covered_share"].isna().all()
    assert set(found["status"]) == {"not_rural"}
    others = rows.set_index("cvegeo").drop(index=keys)
    assert others["covered_share"].notna().all()


def test_on_the_map(layers, urban):
    gaps, keys = urban
    rows = layers.municipios.index[layers.municipios["cvegeo"].isin(keys)]
    classes = classify(gaps, layers, "covered_share")
    state = map_state(gaps, classes, layers, shared_assets(), Text("en"), chosen=None, focus=None)
    told = json.loads(zlib.decompress(base64.b64decode(state["told"])))
    shares = told["tooltips"]["figures"]["covered_share"]
    assert {shares[row] for row in rows} == {None}


@pytest.mark.moderate
def test_in_the_services_and_the_readings(layers, urban):
    _, keys = urban
    shares = service_reach(layers, EVERYWHERE).shares
    mine = shares[shares["cvegeo"].isin(keys)]
    assert mine.filter(regex="_(services|assistance|training)$").isna().all(axis=None)
    certain = find_certainty(layers, EVERYWHERE).table.set_index("cvegeo").loc[keys]
    assert (certain["stability"] == 0).all()


@pytest.mark.moderate
@pytest.mark.parametrize("language", ["es", "en"])
def test_where_nobody_is_rural_at_all_everything_is_said_without_a_share(layers, language):
    text, nobody = Text(language), Criteria(state=("31",), rural_below=1)
    gaps = find_gaps(layers, nobody)
    assert pd.isna(gaps.totals["covered_share"])
    said = [sentence(gaps, layers, text), more(gaps, layers, text)]
    said += [embed(gaps, layers, text).decode(), export_brief(layers, nobody, text, form="html").decode()]
    assert all("nan" not in words.lower().split() for words in said)
