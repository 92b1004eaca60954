"""Rates with an interval: in the readings, in every format of the list, on the pages."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from test_certainty import SMALL
from test_own_returns import FAR, HERE, THERE, own, three, with_own

from dashboard.error import with_error
from dashboard.map.tooltips import _intervals
from dashboard.map.tooltips import _rows as _tooltip_rows
from dashboard.parts import why_html
from exports.certainty import export_certainty
from exports.lists import describe_csv, export_gaps
from geo import Criteria, find_gaps
from geo.certainty import find_certainty
from geo.firmness import evidence
from geo.gaps import ERROR_COLUMNS
from geo.lists import list_municipalities
from geo.readings import RATE_READINGS, readings_of
from vocabulary.columns import TAGS
from vocabulary.lists import LIST_FORMATS
from words.catalogues import languages
from words.text import Text

ASKED = Criteria(min_return_rate=10.0)


@pytest.fixture
def estimated(tmp_path):
    """Sure of its rate; not sure; without an interval."""
    return with_own(tmp_path, *_rows())


def _rows():
    unsure = own(FAR, return_rate_low=9.0, precision="low")
    unknown = own(THERE, return_rate_low=None, return_rate_high=None, precision=None)
    return [own(HERE), unsure, unknown]


def at_one_end(layers, reading):
    """The layers with the rates replaced, where they have an interval, by its end."""
    if reading == "estimate":
        return layers
    end = layers.returns[f"return_rate_{reading}"]
    rates = end.where(end.notna(), layers.returns["return_rate"])
    return dataclasses.replace(layers, returns=layers.returns.assign(return_rate=rates))


@pytest.mark.slow
@pytest.mark.parametrize("question", [ASKED, Criteria(), Criteria(min_return_rate=9.0, min_return_dwellings=19)])
def test_every_reading_is_the_rule_s_own_answer_of_the_rates_it_reads(estimated, question):
    sure = find_certainty(estimated, question, grid=SMALL)
    readings = sure.readings
    ends = {reading: at_one_end(estimated, reading) for reading in RATE_READINGS}
    masks, seen = [], []
    for number in range(len(readings)):
        reading = readings.rate_reading_of(number)
        answer = find_gaps(ends[reading], readings.criteria(number))
        masks.append((answer.table["status"] == "gap").to_numpy())
        seen.append((reading, readings.criteria(number) == question))
        assert (sure.is_gap(number) == masks[-1]).all()
        totals = sure.per_reading.iloc[number]
        assert totals["gaps", ""] == masks[-1].sum()
        assert totals["gap_return_dwellings", ""] == pytest.approx(answer.totals["gap_return_dwellings"])
        assert totals["unserved_return_dwellings", ""] == pytest.approx(answer.totals["unserved_return_dwellings"])
    assert sure.stability.tolist() == pytest.approx(np.mean(masks, axis=0))
    assert seen.count(("estimate", True)) == 1
    assert {reading for reading, _ in seen} == set(RATE_READINGS)
    assert len(readings) == 3 * len(readings_of(three(), question, grid=SMALL))


def test_the_end_of_an_interval_decides_by_hand(estimated):
    # At 20 % where 10 is asked, all are gaps. Of the three readings of the rate the low one (9 %) is none in FAR.
    sure = find_certainty(estimated, ASKED, grid=dataclasses.replace(SMALL, rate_factors=(), min_return_dwellings=(1,)))
    share = dict(zip(sure.table["cvegeo"], sure.stability, strict=True))
    dwellings = len({1, ASKED.min_return_dwellings})
    assert dwellings == 2
    # HERE: 40, 30, 52 rural return dwellings; 25 are asked at most: a gap wherever the town does not end it.
    assert share[FAR] == pytest.approx(share[HERE] * 2 / 3)
    assert share[THERE] == share[HERE]
    rows = sure.by_setting[sure.by_setting["setting"] == "rate_reading"]
    assert rows["value"].tolist() == list(RATE_READINGS)
    assert rows["asked"].tolist() == [True, False, False]


@pytest.mark.moderate
def test_without_intervals_the_readings_are_as_before(layers, estimated):
    assert len(readings_of(layers, Criteria())) == 12150
    assert "rate_reading" not in readings_of(layers, Criteria()).settings
    assert "rate_reading" not in readings_of(estimated, Criteria(year=2010)).settings
    said = json.loads(export_certainty(find_gaps(estimated, ASKED), estimated, format="json"))
    assert said["readings"]["rate_reading"] == list(RATE_READINGS)


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("form", LIST_FORMATS)
def test_every_format_has_the_error(layers, form, language, tmp_path):
    path = tmp_path / "own.csv"
    pd.DataFrame(_rows()).to_csv(path, index=False)
    mine = layers.with_returns(path)
    answer = find_gaps(mine, Criteria(min_return_rate=10.0, programs=(), state=("20",)))
    expected = list_municipalities(answer, mine).set_index("cvegeo")
    assert sorted(expected.index) == [HERE, FAR, THERE]
    data = export_gaps(answer, mine, format=form, text=Text(language))
    rows = pd.DataFrame(_read(form, data, tmp_path)).set_index("cvegeo")
    assert [name for name in rows.columns if name in ERROR_COLUMNS] == list(ERROR_COLUMNS)
    for key in expected.index:
        for name in ERROR_COLUMNS:
            found, wanted = rows.loc[key, name], expected.loc[key, name]
            if pd.isna(wanted):
                assert pd.isna(found) or found == ""
            elif name == "significant":
                assert str(found).lower() in ({"true", "1.0"} if wanted else {"false", "0.0"})
            elif name == "precision":
                assert found == wanted
            else:
                assert float(found) == wanted


def _read(form, data, folder):
    if form == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read(next(name for name in archive.namelist() if name.endswith(".csv")))
    if form in {"csv", "zip"}:
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    if form == "xlsx":
        head, *rows = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]
    if form == "json":
        return json.loads(data)["rows"]
    if form == "geojson":
        return [feature["properties"] for feature in json.loads(data)["features"]]
    if form == "gpkg":
        import pyogrio

        (folder / "list.gpkg").write_bytes(data)
        return pyogrio.read_dataframe(folder / "list.gpkg", layer="gaps", read_geometry=False)
    return pq.read_table(io.BytesIO(data)).to_pandas()


def test_tags_and_the_description_know_the_columns(estimated):
    answer = find_gaps(estimated, ASKED)
    tags = export_gaps(answer, estimated, hxl=True).decode("utf-8-sig").splitlines()[1].split(",")
    assert [TAGS[name] for name in ERROR_COLUMNS] == [tag for tag in tags if tag in {TAGS[c] for c in ERROR_COLUMNS}]
    columns = json.loads(describe_csv(answer, estimated, name="x.csv"))["tableSchema"]["columns"]
    types = {column["name"]: column["datatype"] for column in columns if column["name"] in ERROR_COLUMNS}
    assert list(types.values()) == ["double", "double", "string", "boolean"]


@pytest.mark.moderate
@pytest.mark.parametrize("language", languages())
def test_a_municipality_says_how_sure_its_rate_is(estimated, language):
    text = Text(language)
    answer = find_gaps(estimated, ASKED)
    html = {key: why_html(answer, estimated, text, key) for key in (HERE, FAR, THERE)}
    doubt = text("error.gap.not_significant", low=text.rate(9), asked=text.rate(10))
    assert "9.00" in html[FAR]
    assert [doubt in html[key] for key in (HERE, FAR, THERE)] == [False, True, False]
    assert [text("error.gap.unknown") in html[key] for key in (HERE, FAR, THERE)] == [False, False, True]
    said = re.search(r"<small>(.*?)</small>", html[HERE])
    told = {key: evidence(answer, estimated, key)["significant"] for key in (HERE, FAR, THERE)}
    assert told == {HERE: True, FAR: False, THERE: None}
    precision = text("error.precision", precision=text("error.high"))
    interval = text("error.interval.of", interval=text.rates(15, 26))
    assert said
    assert said[1] == f"{interval}; {precision}"
    assert "<small>" not in html[THERE]
    # What is no gap says nothing of the threshold.
    few = find_gaps(estimated, Criteria(min_return_rate=50.0))
    assert text("error.gap.unknown") not in why_html(few, estimated, text, THERE)


@pytest.mark.moderate
def test_the_list_and_the_map_show_the_interval(estimated):
    text, answer = Text("en"), find_gaps(estimated, ASKED)
    rows, columns = with_error(
        list_municipalities(answer, estimated, all_municipalities=True), ("state", "return_rate", "status"), text
    )
    assert columns == ["state", "return_rate", "return_rate_interval", "precision", "significant", "status"]
    shown = rows.set_index("cvegeo")[columns[2:5]].astype(object)
    assert shown.loc[HERE].tolist() == ["15.00 to 26.00%", "high", "yes"]
    assert shown.loc[FAR].tolist() == ["9.00 to 26.00%", "low", "not certain"]
    assert shown.loc[THERE].isna().all()
    assert _intervals(answer.table) == {"return_rate_interval": [[15.0, 26.0], [9.0, 26.0], None]}
    keys = [row["key"] for row in _tooltip_rows(answer.table)]
    assert keys[keys.index("return_rate") + 1] == "return_rate_interval"
    before = find_gaps(estimated, Criteria(year=2010))
    assert _intervals(before.table) == {}
    assert "return_rate_interval" not in [row["key"] for row in _tooltip_rows(before.table)]
    assert with_error(before.gaps, ("return_rate",), text)[1] == ["return_rate"]
