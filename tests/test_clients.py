"""Every export opened by the programs that people open it with: pandas, DuckDB, GDAL, LibreOffice Calc, QGIS."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import duckdb
import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
from matplotlib import colors, image

from exports.lists import export_gaps
from exports.tables import rounded
from geo import Criteria, find_gaps
from geo.lists import list_municipalities
from vocabulary.colours import STATUS

#: Debian's Python, for which QGIS is made; the project's own does not have it.
QGIS_PYTHON = Path("/usr/bin/python3")
CALC = shutil.which("soffice")
LOOK = Path(__file__).parent / "qgis_look.py"


@pytest.fixture(scope="module")
def want(layers):
    """The rows of the list of every municipality as they are to be read, keys as text."""
    return rounded(list_municipalities(find_gaps(layers, Criteria()), layers, all_municipalities=True))


@pytest.fixture(scope="module")
def written(layers, tmp_path_factory):
    """The list of every municipality in every format, by format: written when it is first asked for."""
    folder, answer = tmp_path_factory.mktemp("clients"), find_gaps(layers, Criteria())

    class Lists(dict):
        def __missing__(self, form):
            self[form] = folder / f"list.{form}"
            self[form].write_bytes(export_gaps(answer, layers, everyone=True, format=form))
            return self[form]

    return Lists()


def assert_as_written(found, want):
    """Every row once and in order, keys with their zeros, figures equal, and missing where they are missing."""
    assert list(found.columns) == list(want.columns)
    assert len(found) == len(want)
    for name in want.columns:
        had, asked = found[name], want[name]
        missing = asked.isna().to_numpy(dtype=bool)
        assert (had.isna().to_numpy(dtype=bool) == missing).all(), name
        had, asked = had[~missing], asked[~missing]
        if pd.api.types.is_bool_dtype(asked.dtype):
            truth = had.map(lambda value: str(value).lower() in {"true", "1", "1.0", "=true()"})
            assert (truth.to_numpy() == asked.to_numpy(dtype=bool)).all(), name
        elif pd.api.types.is_numeric_dtype(asked.dtype):
            assert np.array_equal(had.to_numpy(dtype="float64"), asked.to_numpy(dtype="float64")), name
        else:
            assert had.astype(str).tolist() == asked.astype(str).tolist(), name


def texts_of(want):
    """Columns that a reader must take for text, where it guesses."""
    return {name: str for name in want.columns if not pd.api.types.is_numeric_dtype(want[name].dtype)}


# --- pandas


@pytest.mark.moderate
def test_pandas_reads_every_format(written, want):
    assert_as_written(pd.read_csv(written["csv"], dtype=texts_of(want)), want)
    with zipfile.ZipFile(written["zip"]) as archive:
        assert_as_written(pd.read_csv(io.BytesIO(archive.read("alcance.csv")), dtype=texts_of(want)), want)
    assert_as_written(pd.read_excel(written["xlsx"], engine="openpyxl", dtype=texts_of(want)), want)
    assert_as_written(pd.DataFrame(json.loads(written["json"].read_text(encoding="utf-8"))["rows"]), want)
    assert_as_written(pd.read_parquet(written["parquet"]), want)
    assert_as_written(pd.DataFrame(gpd.read_parquet(written["geoparquet"]).drop(columns="geometry")), want)


# --- DuckDB


@pytest.mark.moderate
@pytest.mark.parametrize(
    "source",
    [
        "read_csv('{csv}', types={{'cvegeo': 'VARCHAR'}})",
        "read_csv('{csv}')",
        "'{parquet}'",
        "read_parquet('{geoparquet}')",
        "(SELECT unnest(rows, recursive := true) FROM read_json('{json}', maximum_object_size = 99999999))",
    ],
)
def test_duckdb_reads_it(written, want, source):
    found = duckdb.sql(f"SELECT * FROM {source.format_map(written)}").df()
    assert_as_written(found.drop(columns="geometry", errors="ignore"), want)


# --- GDAL


@pytest.mark.moderate
@pytest.mark.parametrize("form", ["geojson", "gpkg"])
def test_gdal_reads_it(written, want, form):
    layer = {"gpkg": "municipalities"}.get(form)
    found = pyogrio.read_dataframe(written[form], layer=layer)
    assert found.crs.to_epsg() == 4326
    assert found.geometry.notna().all()
    assert found.geometry.is_valid.all()
    assert_as_written(pd.DataFrame(found.drop(columns=["geometry", "id"], errors="ignore")), want)


def test_gdal_reads_a_csv_that_it_is_told_is_text(written, want):
    found = pyogrio.read_dataframe(written["csv"])
    assert found["cvegeo"].tolist() == want["cvegeo"].tolist()
    assert len(found) == len(want)


# --- LibreOffice Calc

#: Calc's filters. Of a CSV: commas, quotes, UTF-8, from the first line on, all else as its dialogue proposes.
_READ = {".csv": "CSV:44,34,76,1", ".xlsx": "Calc MS Excel 2007 XML"}


def calc(path, folder, form):
    """What Calc makes of a file, as another one."""
    subprocess.run(
        [
            *(
                CALC,
                f"-env:UserInstallation=file://{folder / 'profile'}",
                "--headless",
                f"--infilter={_READ[path.suffix]}",
            ),
            *("--convert-to", form, "--outdir", str(folder / "calc"), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=170,
    )
    return folder / "calc" / f"{path.stem}.{form.partition(':')[0]}"


@pytest.mark.slow
@pytest.mark.skipif(CALC is None, reason="LibreOffice is not here")
def test_calc_reads_a_workbook(written, want, tmp_path):
    book = openpyxl.load_workbook(calc(written["xlsx"], tmp_path, "xlsx"))
    before = openpyxl.load_workbook(written["xlsx"])
    assert book.sheetnames == before.sheetnames
    values = [list(sheet.iter_rows(values_only=True)) for sheet in (book.worksheets[0], before.worksheets[0])]
    found = pd.DataFrame(values[0][1:], columns=values[0][0], dtype=object)
    assert_as_written(found, want)


@pytest.mark.slow
@pytest.mark.skipif(CALC is None, reason="LibreOffice is not here")
def test_calc_reads_a_csv_as_a_person_opens_it(written, want, tmp_path):
    sheet = openpyxl.load_workbook(calc(written["csv"], tmp_path, "xlsx")).worksheets[0]
    values = list(sheet.iter_rows(values_only=True))
    found = pd.DataFrame(values[1:], columns=values[0], dtype=object)
    # Opened without being told, a key is a number and loses its zero: the P-code keeps it.
    assert found["pcode"].tolist() == want["pcode"].tolist()
    assert found["cvegeo"].map(lambda key: f"{int(key):05}").tolist() == want["cvegeo"].tolist()
    assert_as_written(found.assign(cvegeo=want["cvegeo"].to_numpy()), want)


# --- QGIS


def has_qgis():
    return (
        QGIS_PYTHON.exists()
        and not subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode
    )


@pytest.fixture(scope="module")
def looked(written, tmp_path_factory):
    """What QGIS says of the GeoPackage, and what it draws."""
    if not has_qgis():
        pytest.skip("QGIS is not here (Debian: python3-qgis)")
    folder = tmp_path_factory.mktemp("qgis")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    ran = subprocess.run(
        [QGIS_PYTHON, LOOK, written["gpkg"], folder / "map.png"],
        env=clean | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)},
        capture_output=True,
        check=False,
        timeout=170,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    return json.loads(ran.stdout), folder / "map.png"


@pytest.mark.slow
def test_qgis_opens_every_layer_with_its_rows_keys_and_style(looked, layers, want):
    found, _ = looked
    answer = find_gaps(layers, Criteria())
    drawn = {"gaps", "municipalities", "catchments", "sites", "settlements"}
    assert drawn <= set(found["there"])
    assert found["faults"] == []
    for name in drawn:
        assert (found[name]["valid"], found[name]["crs"], found[name]["shapes"]) == (True, "EPSG:4326", True)
        assert found[name]["renderer"] in {"categorizedSymbol", "singleSymbol", "RuleRenderer"}
    assert found["municipalities"]["keys"] == want["cvegeo"].tolist()
    assert found["municipalities"]["fields"] == ["fid", *want.columns]
    assert found["gaps"]["keys"] == answer.gaps["cvegeo"].tolist()
    assert found["sites"]["features"] == len(answer.selection.asked)
    assert found["catchments"]["features"] == len(answer.selection.covering)
    assert set(found["settlements"]["keys"]) == set(answer.gaps["cvegeo"])


@pytest.mark.slow
def test_qgis_draws_the_gaps_in_our_colour(looked):
    _, picture = looked
    seen = image.imread(picture)[:, :, :3]
    gap = np.array(colors.to_rgb(STATUS["gap"]))
    share = (np.abs(seen - gap).max(axis=2) < 0.04).mean()
    # Of the picture the gaps are a part, and not all: the settlements in them lie on top.
    assert 0.005 < share < 0.5
