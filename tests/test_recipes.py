"""The lines of docs/recipes.md, run as they stand there against a running server: the list of the page comes out."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
import warnings

import duckdb
import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from exports.lists import export_gaps
from exports.tables import rounded
from geo import Criteria, find_gaps
from geo.lists import list_municipalities
from tests.conftest import ROOT
from tests.test_clients import QGIS_PYTHON, assert_as_written, has_qgis, texts_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

TEXT = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
RECIPES = {}
for language, line in re.findall(r"```(\w+)\n(.*?)\n```", TEXT, flags=re.DOTALL):
    RECIPES.setdefault(language, []).append(line)

#: In the languages of tools that cannot be run here.
UNTESTED = ("powerquery", "sheets", "datawrapper")

QGIS = """
import json, os, sys
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = {line}
rows = [dict(zip(feature.fields().names(), feature.attributes())) for feature in layer.getFeatures()]
sys.stdout.write(json.dumps([layer.crs().authid(), layer.isValid(), rows], default=lambda missing: None))
sys.stdout.flush()
os._exit(0)
"""


@pytest.fixture(autouse=True)
def direct(monkeypatch):
    """Nothing between this machine and itself."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture(scope="module")
def page(layers):
    """The CSV of the page's list."""
    return export_gaps(find_gaps(layers, Criteria(state=("20",))), layers)


@pytest.fixture(scope="module")
def want(layers):
    """The rows of the page's list as they are to be read, keys as text."""
    return rounded(list_municipalities(find_gaps(layers, Criteria(state=("20",))), layers))


def ask_for(address):
    with urllib.request.urlopen(address) as reply:
        return reply.status, reply.headers, reply.read()


def test_every_recipe_is_run_here_or_said_to_be_untested():
    run = {"sh", "python", "pyqgis", "sql", "r", "pyspark"}
    assert set(RECIPES) == run | set(UNTESTED)
    tested, untested = TEXT.split("## Untested", maxsplit=1)
    assert all(f"```{language}\n" in tested + untested.partition("\n## ")[2] for language in run)
    assert all(f"```{language}\n" in untested.partition("\n## ")[0] for language in UNTESTED)


def test_curl_gets_the_bytes_of_the_page(server, page, tmp_path):
    (line,) = RECIPES["sh"]
    subprocess.run(["sh", "-c", line.replace("HOST", server)], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "gaps.csv").read_bytes() == page


@pytest.mark.parametrize("line", RECIPES["python"], ids=lambda line: line.partition("(")[0])
def test_python_reads_the_list_of_the_page(server, want, line):
    found = eval(line.replace("HOST", server), {"pandas": pd, "geopandas": gpd, "pyogrio": pyogrio})
    if isinstance(found, gpd.GeoDataFrame):
        assert found.crs.to_epsg() == 4326
        assert found.geometry.is_valid.all()
        found = pd.DataFrame(found.drop(columns=["geometry", "id"], errors="ignore"))
    assert_as_written(found, want)


def test_qgis_reads_the_list_of_the_page(server, want):
    if not has_qgis():
        pytest.skip("QGIS is not here (Debian: python3-qgis)")
    (line,) = RECIPES["pyqgis"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    ran = subprocess.run(
        [QGIS_PYTHON, "-c", QGIS.replace("{line}", line.replace("HOST", server))],
        env=clean | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=True,
        timeout=170,
    )
    system, valid, rows = json.loads(ran.stdout)
    assert (system, valid) == ("EPSG:4326", True)
    assert_as_written(pd.DataFrame(rows).drop(columns="id", errors="ignore"), want)


def test_duckdb_reads_the_list_of_the_page(server, want):
    (line,) = RECIPES["sql"]
    with duckdb.connect() as database:
        database.execute("SET autoinstall_known_extensions = false")
        try:
            database.load_extension("httpfs")
        except duckdb.Error:
            pytest.skip("DuckDB's extension httpfs is not here")
        assert_as_written(database.sql(line.replace("HOST", server)).df(), want)


def test_r_reads_the_list_of_the_page(server, want, tmp_path):
    if shutil.which("Rscript") is None:
        pytest.skip("R is not here (Debian: r-base-core)")
    (line,) = RECIPES["r"]
    script = (
        f"write.csv({line.replace('HOST', server)}, 'read.csv', row.names = FALSE, na = '', fileEncoding = 'UTF-8')"
    )
    subprocess.run(["Rscript", "-e", script], cwd=tmp_path, check=True, capture_output=True)
    assert_as_written(pd.read_csv(tmp_path / "read.csv", dtype=texts_of(want)), want)


@pytest.mark.parametrize("language", UNTESTED)
def test_what_cannot_be_run_here_gets_what_it_needs(server, page, language):
    (line,) = RECIPES[language]
    (address,) = re.findall(r'HOST[^"\s]*', line)
    status, headers, body = ask_for(address.replace("HOST", server))
    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert headers["access-control-allow-origin"] == "*"
    assert body == page
    assert body.startswith(b"\xef\xbb\xbfcvegeo,")


@pytest.mark.spark
@pytest.mark.usefixtures("spark_here")
def test_spark_answers_questions_in_two_processes_as_one_does(layers, monkeypatch):
    from pyspark.sql import SparkSession

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    (block,) = RECIPES["pyspark"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        try:
            known = {"spark": spark}
            exec(block, known)
            processes = spark.sparkContext.parallelize(range(2), 2).map(lambda _: os.getpid()).distinct().count()
        finally:
            spark.stop()
    assert processes == 2
    assert [row["reach_km"] for row in known["rows"]] == [20, 30, 40, 50]
    for row in known["rows"]:
        gaps = rounded(find_gaps(layers, Criteria(state=("20",), reach_km=row["reach_km"])).gaps)
        assert row["gaps"] == len(gaps)
        assert row["rural_return_dwellings"] == pytest.approx(gaps["rural_return_dwellings"].sum(), rel=1e-9)
