"""What stands beside our files, judged by validators that others wrote: `csvw`, and `frictionless` for our own data."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest

from exports.lists import describe_csv, export_gaps
from exports.settlements import describe_settlements, export_settlements
from geo import Criteria, find_gaps
from layers import DATA
from words.text import Text

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from csvw import CSVW
    from frictionless import Package, Resource, Schema

EN = Text("en")

#: Of a table of very many rows a validator gets one in so many: each cell takes it 20 microseconds.
MANY, ONE_IN = 20_000, 40


def judged(folder, name):
    """Rows of a CSV as `csvw` reads them by what stands beside it; whatever it says of either is a fault."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        found = CSVW(str(folder / f"{name}-metadata.json"), validate=True)
        assert found.is_valid
        return list(found.tables[0])


def expected_rows(data, *, tags=False):
    return data.decode("utf-8-sig").count("\r\n") - 1 - tags


@pytest.mark.moderate
@pytest.mark.parametrize("hxl", [False, True])
@pytest.mark.parametrize("everyone", [False, True])
def test_a_list_and_what_stands_beside_it(layers, tmp_path, everyone, hxl):
    gaps = find_gaps(layers, Criteria())
    told = {"everyone": everyone, "hxl": hxl, "text": EN}
    data = export_gaps(gaps, layers, **told)
    (tmp_path / "list.csv").write_bytes(data)
    (tmp_path / "list.csv-metadata.json").write_bytes(describe_csv(gaps, layers, name="list.csv", **told))
    rows = judged(tmp_path, "list.csv")
    assert len(rows) == expected_rows(data, tags=hxl) == (len(layers.municipios) if everyone else len(gaps.gaps))
    want = (gaps.table if everyone else gaps.gaps).iloc[0]
    assert (rows[0]["cvegeo"], rows[0]["population"]) == (want["cvegeo"], want["population"])
    assert rows[0]["pcode_in_cod"] is bool(want["pcode_in_cod"])


@pytest.mark.moderate
@pytest.mark.parametrize("criteria", [Criteria(year=2010, region=("all",)), Criteria(what_if=("20537",))])
def test_a_zip_holds_a_list_and_what_stands_beside_it(layers, tmp_path, criteria):
    data = export_gaps(find_gaps(layers, criteria), layers, everyone=True, format="zip", name="list.csv")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path)
    assert len(judged(tmp_path, "list.csv")) == len(layers.municipios)


@pytest.mark.moderate
@pytest.mark.parametrize("cvegeo", ["20067", "01001"])
def test_the_settlements_of_a_municipality_and_what_stands_beside_them(layers, tmp_path, cvegeo):
    gaps = find_gaps(layers, Criteria())
    data = export_settlements(gaps, layers, cvegeo)
    (tmp_path / "here.csv").write_bytes(data)
    about = describe_settlements(gaps, layers, cvegeo, name="here.csv")
    (tmp_path / "here.csv-metadata.json").write_bytes(about)
    assert len(judged(tmp_path, "here.csv")) == expected_rows(data)


@pytest.mark.parametrize("name", ["mi lista #1.csv", "á?b.csv", "50%25.csv", "\udcff.csv"])
def test_what_stands_beside_a_list_of_any_name_leads_to_it(layers, name):
    about = json.loads(describe_csv(find_gaps(layers, Criteria()), layers, name=name))
    assert about["url"].isascii()
    assert not set(about["url"]) & set(" #?")
    assert unquote(about["url"], errors="surrogateescape") == name


def test_the_data_package_holds_to_its_standard():
    document = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert [error.message for error in Package.metadata_validate(document)] == []


def tables():
    document = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    return [entry for entry in document["resources"] if "schema" in entry]


@pytest.mark.slow
@pytest.mark.parametrize("entry", tables(), ids=lambda entry: entry["name"])
def test_every_table_of_the_data_package_is_as_its_schema_says(entry):
    if entry["format"] == "csv":
        resource = Resource.from_descriptor(entry, basepath=str(DATA))
    else:
        # Its own reader of Parquet makes numbers of what is missing.
        table = pq.read_table(DATA / entry["path"])
        whole = table.num_rows < MANY
        rows = table if whole else table.take(list(range(0, table.num_rows, ONE_IN)))
        schema = Schema.from_descriptor(entry["schema"])
        resource = Resource(data=rows.to_pylist(), schema=schema)
    report = resource.validate()
    assert report.flatten(["rowNumber", "fieldName", "type", "note"]) == []
