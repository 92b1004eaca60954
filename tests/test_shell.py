"""The shell: what it prints, to whom, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner, Result

from geo import Criteria, find_gaps
from geo.sites import place_sites
from geo.siting import Siting
from layers import DATA
from layers.extent import MEXICO_BOUNDS
from shell.commands import app
from shell.sites import INFEASIBLE

ROOT = DATA.parent

LIST_COLUMNS = [
    *("cvegeo", "pcode", "pcode_in_cod", "state", "municipality", "region", "population", "dwellings", "rural_share"),
    *("return_rate", "return_dwellings", "rural_return_dwellings", "rural_return_share", "rural_split"),
    *("abroad_2015", "abroad_rate", "second_source", "covered_share", "nearest_program", "nearest_site"),
    *("nearest_sureness", "nearest_km", "marginalisation", "status", "firmness", "stability", "few_cases"),
    "gap_region",
]
SETTLEMENT_COLUMNS = ["cvegeo", "lon", "lat", "population", "dwellings", "locality_population", "basis"]
PROGRAM_COLUMNS = [
    *("site_id", "program_id", "program", "lon", "lat", "since", "until", "reach_km", "reach_min", "components"),
    *("eligibility", "views", "served"),
]
OPTIONS = [
    *("--year", "--region", "--state", "--rural-below", "--min-rural-share", "--min-return-rate", "--reach-km"),
    *("--min-return-dwellings", "--programs", "--as-of", "--eligibility", "--components", "--count-reception"),
    *("--count-announced", "--sureness", "--rural-split", "--reach-min", "--slow-kmh", "--fast-kmh"),
    *("--min-low-access-share", "--road-grade", "--readings"),
    *(
        "--max-covered-share",
        "--what-if",
        "--programs-file",
        "--returns",
        "--out",
        "--format",
        "--all",
        "--hxl",
        "--lang",
    ),
]
KEYS = {"cvegeo": str, "state_code": str, "locality_key": str}


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the shell as its own process, as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "alcance", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="module")
def default_list(layers) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("layers.load", lambda: layers)
        return CliRunner().invoke(app, ["gaps"])


def table_of(data: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(data), dtype=KEYS, encoding="utf-8-sig")


# --- the list


def test_the_list_has_the_columns_of_the_issue_in_their_order(default_list):
    assert (default_list.exit_code, default_list.stderr) == (0, "")
    header = next(csv.reader(io.StringIO(default_list.stdout_bytes.decode("utf-8-sig"))))
    assert header == LIST_COLUMNS


def test_the_list_holds_gaps_alone_with_the_most_rural_return_dwellings_first(default_list):
    table = table_of(default_list.stdout_bytes)
    assert len(table) > 0
    assert set(table["status"]) == {"gap"}
    assert table["rural_return_dwellings"].is_monotonic_decreasing
    assert set(table["region"]) == {"Sur-sureste"}
    assert table["cvegeo"].is_unique


def test_keys_in_the_list_keep_their_zeros(default_list):
    keys = [row[:2] for row in csv.reader(io.StringIO(default_list.stdout_bytes.decode("utf-8-sig")))][1:]
    assert all(re.fullmatch(r"\d{5}", key) and pcode == f"MX{key}" for key, pcode in keys)
    assert any(key.startswith("0") for key, _ in keys)


def test_the_list_meets_every_condition_of_the_default_question(default_list):
    table = table_of(default_list.stdout_bytes)
    assert (table["rural_share"] >= 0.5).all()
    assert (table["return_rate"] >= 0.724).all()
    assert (table["rural_return_dwellings"] >= 25).all()
    assert (table["covered_share"] <= 0.1).all()


@pytest.mark.slow
def test_the_list_is_the_same_bytes_twice_whatever_the_hash_seed(default_list):
    for seed in "12":
        assert process("gaps", PYTHONHASHSEED=seed).stdout == default_list.stdout_bytes


def test_a_file_has_the_same_bytes_as_the_terminal_and_the_terminal_stays_empty(shell, default_list, tmp_path):
    path = tmp_path / "gaps.csv"
    assert shell("gaps", "--out", path) == (0, b"", "")
    assert path.read_bytes() == default_list.stdout_bytes
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["gaps.csv", "gaps.csv-metadata.json"]
    beside = json.loads((tmp_path / "gaps.csv-metadata.json").read_text(encoding="utf-8"))
    assert (beside["url"], beside["notes"][0]["command"]) == ("gaps.csv", "alcance gaps --format csv --lang es")


def test_a_list_has_a_byte_order_mark_and_ends_its_lines_as_rfc_4180_says(default_list):
    assert default_list.stdout_bytes.startswith(b"\xef\xbb\xbfcvegeo,")
    assert default_list.stdout_bytes.count(b"\n") == default_list.stdout_bytes.count(b"\r\n") > 1


@pytest.mark.slow
def test_a_reader_that_stops_after_the_first_line_ends_the_shell_quietly():
    with subprocess.Popen(
        [sys.executable, "-m", "alcance", "gaps", "--all"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout.readline().decode("utf-8-sig").startswith("cvegeo,pcode,")
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=60) == 0


@pytest.mark.moderate
def test_all_lists_every_municipality_once_with_its_status(shell, layers):
    code, out, err = shell("gaps", "--all")
    table = table_of(out)
    assert (code, err) == (0, "")
    assert list(table.columns) == LIST_COLUMNS
    assert table["cvegeo"].tolist() == layers.municipios["cvegeo"].tolist()
    statuses = {"outside_region", "unknown", "not_rural", "few_returns", "covered", "partly_covered", "gap"}
    assert set(table["status"]) <= statuses
    assert table["status"].notna().all()


def test_a_figure_missing_in_2010_is_an_empty_cell_and_its_municipality_unknown(shell):
    _, out, _ = shell("gaps", "--all", "--year", "2010", "--region", "all")
    table = table_of(out)
    missing = table[table["return_rate"].isna()]
    assert len(missing) == 13
    assert set(missing["status"]) == {"unknown"}
    assert missing["return_dwellings"].isna().all()


def test_json_has_the_rows_the_question_and_the_edition(shell, layers, default_list):
    code, out, _ = shell("gaps", "--format", "json")
    document = json.loads(out.decode("utf-8"))
    rows = table_of(default_list.stdout_bytes)
    assert code == 0
    assert list(document["rows"][0]) == LIST_COLUMNS
    assert [row["cvegeo"] for row in document["rows"]] == rows["cvegeo"].tolist()
    assert [row["return_rate"] for row in document["rows"]] == rows["return_rate"].tolist()
    assert document["data_edition"] == layers.provenance.edition
    assert document["criteria"]["reach_km"] == 50


@pytest.mark.moderate
def test_json_says_null_where_a_figure_is_missing(shell):
    _, out, _ = shell("gaps", "--all", "--year", "2010", "--format", "json", "--state", "07")
    rows = json.loads(out)["rows"]
    assert len(rows) == 2469
    assert sum(row["return_rate"] is None for row in rows) == 13


@pytest.fixture
def geojson(shell) -> dict:
    code, out, _ = shell("gaps", "--format", "geojson")
    assert code == 0
    return json.loads(out.decode("utf-8"))


@pytest.mark.moderate
def test_geojson_has_a_feature_a_gap_with_the_same_figures(geojson, default_list):
    rows = table_of(default_list.stdout_bytes)
    assert geojson["type"] == "FeatureCollection"
    assert [feature["id"] for feature in geojson["features"]] == rows["cvegeo"].tolist()
    assert all(list(feature["properties"]) == LIST_COLUMNS for feature in geojson["features"])


def rings_of(geojson: dict) -> list[tuple[bool, list]]:
    """Every ring, and whether it is an outer one."""
    found = []
    for feature in geojson["features"]:
        geometry = feature["geometry"]
        parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        found += [(place == 0, ring) for part in parts for place, ring in enumerate(part)]
    return found


@pytest.mark.moderate
def test_geojson_rings_are_closed_and_wound_by_the_right_hand_rule(geojson):
    for outer, ring in rings_of(geojson):
        assert ring[0] == ring[-1]
        assert shapely.is_ccw(shapely.linearrings(ring)) == outer


@pytest.mark.moderate
def test_geojson_coordinates_have_six_decimals_or_fewer_and_lie_in_mexico(geojson):
    places = np.concatenate([np.array(ring) for _, ring in rings_of(geojson)])
    west, south, east, north = MEXICO_BOUNDS
    assert (places >= (west, south)).all()
    assert (places <= (east, north)).all()
    texts = {repr(float(number)) for number in places.ravel()}
    assert max(len(text.partition(".")[2]) for text in texts) <= 6


def test_a_state_by_name_whatever_its_accents_is_the_state_by_key(shell):
    _, by_key, _ = shell("gaps", "--state", "31,16")
    code, by_name, _ = shell("gaps", "--state", "YUCATAN, Michoacán")
    assert code == 0
    assert by_name == by_key
    assert set(table_of(by_key)["state"]) <= {"Yucatán", "Michoacán"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Sur-sureste", "SUR SURESTE", " sur-sureste "])
def test_a_region_as_the_list_writes_it_is_the_region_by_id(shell, name):
    _, by_id, _ = shell("gaps", "--region", "sur-sureste,norte")
    code, by_name, said = shell("gaps", "--region", f"{name},Norte")
    assert code == 0, said
    assert by_name == by_id
    assert set(table_of(by_name)["region"]) == {"Sur-sureste", "Norte"}


@pytest.mark.moderate
def test_the_options_that_a_question_gives_ask_that_question_again(shell):
    question = Criteria.ask(
        year=2010, region=("norte", "centro"), reach_km=12.5, programs=("imrc-2014",), min_return_rate=1.5, as_of=2014
    )
    code, out, _ = shell("gaps", "--format", "json", *question.to_options())
    assert code == 0
    assert Criteria.ask(**json.loads(out)["criteria"]) == question


@pytest.mark.moderate
def test_an_own_catalogue_is_asked_instead_of_ours(shell, tmp_path):
    path = tmp_path / "mine.geojson"
    feature = {
        "type": "Feature",
        "properties": {"site_id": "casa-1", "program_id": "casa", "name_es": "Casa", "name_en": "House"},
        "geometry": {"type": "Point", "coordinates": [-96.72, 17.06]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    code, out, _ = shell("gaps", "--all", "--programs-file", str(path), "--count-reception", "--yes")
    assert code == 0
    assert set(table_of(out)["nearest_program"]) == {"casa"}


@pytest.mark.moderate
def test_an_own_catalogue_with_views_of_its_own_alone_is_asked_the_default_question(shell, tmp_path):
    path = tmp_path / "mine.geojson"
    feature = {
        "type": "Feature",
        "properties": {
            "site_id": "casa-1",
            "program_id": "casa",
            "name_es": "Casa",
            "name_en": "House",
            "views": ["mine"],
            "components": ["legal_assistance"],
        },
        "geometry": {"type": "Point", "coordinates": [-96.72, 17.06]},
    }
    views = [{"id": "mine", "name_es": "Mía", "name_en": "Mine"}]
    document = {"type": "FeatureCollection", "views": views, "features": [feature]}
    path.write_text(json.dumps(document), encoding="utf-8")
    for question in ([], ["--programs", "mine"]):
        code, out, err = shell("gaps", "--all", "--programs-file", path, *question)
        assert (code, err) == (0, "")
        assert set(table_of(out)["nearest_program"]) == {"casa"}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["zip", "xlsx", "gpkg", "parquet", "geoparquet"])
def test_a_format_that_is_no_text_is_not_poured_into_a_terminal(shell, monkeypatch, form, tmp_path):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    code, out, err = shell("gaps", "--format", form)
    assert (code, out) == (2, b"")
    assert_one_line(err)
    assert f"--out: found a terminal, expected a file: {form} is no text for a terminal" in err
    path = tmp_path / f"gaps.{form}"
    code, out, err = shell("gaps", "--format", form, "--out", str(path))
    assert (code, out, err) == (0, b"", "")
    assert path.stat().st_size > 1000
    assert len(list(tmp_path.iterdir())) == 1


# --- figures, briefs, embedded maps

TAKEN = {
    "png": (["figure", "--state", "31"], b"\x89PNG"),
    "svg": (["figure", "--kind", "ranking", "--format", "svg", "--lang", "en"], b"<?xml"),
    "pdf": (["brief", "--state", "Yucatán"], b"%PDF-"),
    "html": (["brief", "--state", "31", "--format", "html", "--lang", "en"], b"<!doctype html>"),
    "embed": (["embed", "--state", "31", "--address", "https://example.org/"], b"<!doctype html>"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TAKEN)
def test_what_a_person_takes_along_goes_whole_to_a_file(shell, tmp_path, name):
    arguments, start = TAKEN[name]
    path = tmp_path / name
    code, out, err = shell(*arguments, "--out", str(path))
    assert (code, out, err) == (0, b"", "")
    assert path.read_bytes().startswith(start)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["brief"], "--state: found none, expected one state"),
        (["brief", "--state", "20,12"], "--state: found 12,20, expected one state"),
        (["figure", "--kind", "pie"], "'pie' is not one of 'map', 'multiples', 'ranking', 'coverage', 'change'"),
        (["figure", "--format", "gif"], "'gif' is not one of 'png', 'svg'"),
        (["embed", "--address", "javascript:x"], "'--address': found 'javascript:x', expected http or https"),
    ],
)
def test_what_cannot_be_made_gets_one_line_and_exit_2(shell, tmp_path, arguments, said):
    code, out, err = shell(*arguments, "--out", str(tmp_path / "out"))
    assert (code, out) == (2, b"")
    assert_one_line(err)
    assert said in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["figure"], ["brief", "--state", "20"]])
def test_pictures_and_pdf_are_not_poured_into_a_terminal(shell, monkeypatch, arguments):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    code, out, err = shell(*arguments)
    assert (code, out) == (2, b"")
    assert "is no text for a terminal" in err


# --- layers


@pytest.mark.slow
def test_the_settlements_layer_has_the_columns_of_the_issue_and_adds_up(shell):
    code, out, err = shell("layers", "settlements")
    table = table_of(out)
    assert (code, err) == (0, "")
    assert list(table.columns)[: len(SETTLEMENT_COLUMNS)] == SETTLEMENT_COLUMNS
    assert table["population"].sum() == 126_014_024
    assert table["dwellings"].sum() == 35_233_462
    assert set(table["basis"]) == {"census2020"}
    assert table["abroad_2015"].notna().sum() == 108_175
    assert table["cvegeo"].str.len().eq(5).all()


def test_the_programs_layer_is_a_row_a_site_with_lists_joined_by_semicolons(shell, layers):
    code, out, _ = shell("layers", "programs")
    table = table_of(out)
    assert code == 0
    assert list(table.columns)[: len(PROGRAM_COLUMNS)] == PROGRAM_COLUMNS
    assert table["site_id"].tolist() == layers.programs.sites["site_id"].tolist()
    row = table.set_index("site_id").loc["repatriacion-humana-tijuana"]
    assert row["components"].split(";") == ["transportation_services", "migrant_shelters", "psychosocial_assistance"]
    assert set(row["views"].split(";")) >= {"imrc-2014"}
    assert row["sureness"] == "confirmed"
    announced = table.set_index("site_id").loc["estatal-guerrero-chilpancingo", "announced"]
    assert announced.split(";") == ["legal_assistance", "medical_assistance", "employment_referrals"]


@pytest.mark.moderate
def test_the_shell_asks_how_sure_sites_must_be_and_counts_what_is_announced(shell, layers):
    code, out, _ = shell("gaps", "--sureness", "office", "--count-announced")
    answer = find_gaps(layers, Criteria(sureness="office", count_announced=True))
    assert code == 0
    table = table_of(out)
    assert table["cvegeo"].tolist() == answer.gaps["cvegeo"].tolist()
    assert set(table["nearest_sureness"]) <= {"office", "confirmed"}


@pytest.mark.moderate
@pytest.mark.parametrize(("name", "rows"), [("municipios", 2469), ("returns", 2469 + 2456)])
def test_the_other_layers_are_written_whole(shell, name, rows):
    code, out, _ = shell("layers", name)
    table = table_of(out)
    assert code == 0
    assert len(table) == rows
    assert table["cvegeo"].str.fullmatch(r"\d{5}").all()


@pytest.mark.moderate
def test_a_layer_keeps_every_digit(shell, layers):
    table = pd.read_csv(io.BytesIO(shell("layers", "returns")[1]), dtype=KEYS)
    assert np.array_equal(table["return_rate"], layers.returns["return_rate"], equal_nan=True)
    assert np.array_equal(table["dwellings"], layers.returns["dwellings"], equal_nan=True)


@pytest.mark.moderate
def test_a_layer_goes_to_a_file_too(shell, tmp_path):
    _, printed, _ = shell("layers", "returns")
    code, out, _ = shell("layers", "returns", "--out", str(tmp_path / "returns.csv"))
    assert (code, out) == (0, b"")
    assert (tmp_path / "returns.csv").read_bytes() == printed


# --- a file that cannot be written


@pytest.mark.moderate
def test_a_folder_that_is_not_there_gets_one_line_and_exit_1(shell, tmp_path):
    code, out, err = shell("gaps", "--out", str(tmp_path / "nowhere" / "gaps.csv"))
    assert (code, out) == (1, b"")
    assert err == f"alcance: {tmp_path / 'nowhere'}: no such folder\n"
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_a_folder_gets_one_line_and_exit_2_and_leaves_nothing_behind(shell, tmp_path):
    (tmp_path / "gaps.csv").mkdir()
    code, out, err = shell("gaps", "--out", str(tmp_path / "gaps.csv"))
    assert (code, out) == (2, b"")
    assert_one_line(err)
    assert [path.name for path in tmp_path.rglob("*")] == ["gaps.csv"]


def test_a_folder_that_nobody_may_write_to_gets_one_line_and_exit_1(shell):
    # Not even root may make a file in /proc.
    code, out, err = shell("gaps", "--out", "/proc/gaps.csv")
    assert (code, out) == (1, b"")
    assert_one_line(err)


def test_a_disk_that_is_full_keeps_the_old_file_and_leaves_nothing_half_written(shell, tmp_path, monkeypatch):
    path = tmp_path / "gaps.csv"
    path.write_bytes(b"the list of yesterday")

    def full(*arguments, **settings):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("exports.files.os.fdopen", full)
    code, out, err = shell("gaps", "--out", str(path))
    assert (code, out, err) == (1, b"", f"alcance: {path}: No space left on device\n")
    assert path.read_bytes() == b"the list of yesterday"
    assert [entry.name for entry in tmp_path.iterdir()] == ["gaps.csv"]


# --- wrong options


def assert_one_line(err: str) -> None:
    assert err.startswith("alcance: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1


WRONG = {
    "an unknown option": (["--nope"], "--nope"),
    "an option without its value": (["--year"], "--year"),
    "an extra word": (["extra"], "extra"),
    "a reach of 0": (["--reach-km", "0"], "--reach-km: found '0', expected greater than 0"),
    "a reach of -5": (["--reach-km", "-5"], "--reach-km: found '-5', expected greater than 0"),
    "a reach of 1e9": (["--reach-km", "1e9"], "--reach-km: found '1e9', expected less than or equal to 1000"),
    "a reach of nan": (["--reach-km", "nan"], "--reach-km: found 'nan', expected a finite number"),
    "an infinite reach": (["--reach-km", "inf"], "--reach-km: found 'inf', expected a finite number"),
    "a reach of no number": (["--reach-km", "far"], "--reach-km: found 'far', expected a valid number"),
    "no region": (["--region", "none"], "--region: found no region, expected one or more of centro, norte"),
    "an empty region": (["--region", ""], "--region: found no region, expected one or more of centro, norte"),
    "an unknown region": (["--region", "atlantis"], "--region: found 'atlantis', expected one or more of centro"),
    "a region on two lines": (["--region", "a\nb"], "--region: found 'a\\nb', expected letters"),
    "an unknown state": (
        ["--state", "20,Atlantis"],
        "--state: found 'Atlantis', expected a state by its key or name: 01, ..., 32",
    ),
    "a key of no state": (["--state", "77"], "--state: found '77', expected a state by its key or name: 01, ..., 32"),
    "a year without figures": (
        ["--year", "2015"],
        "--year: found 2015, expected a year with return figures: 2010, 2020",
    ),
    "a year in words": (["--year", "last"], "--year: found 'last', expected a valid integer"),
    "an unknown program": (
        ["--programs", "magic"],
        "--programs: found 'magic', expected a view (current, imrc-2014, with-general-services)",
    ),
    "an unknown component": (["--components", "magic"], "--components: found 'magic', expected one of transportation_"),
    "an unknown format": (["--format", "docx"], "'docx' is not one of 'csv', 'zip', 'xlsx', 'json', 'geojson'"),
    "tags without a place": (["--format", "gpkg", "--hxl"], "--hxl: found gpkg, expected one of csv, zip, xlsx"),
    "an unknown eligibility": (
        ["--eligibility", "all"],
        "--eligibility: found 'all', expected one of 'any', 'deported'",
    ),
    "a share over 1": (["--min-rural-share", "2"], "--min-rural-share: found '2', expected less than or equal to 1"),
    "a rate under 0": (["--min-return-rate", "-1"], "--min-return-rate: found '-1', expected greater than or equal"),
    "a rural line of 0": (["--rural-below", "0"], "--rural-below: found '0', expected greater than or equal to 1"),
    "a covered share of nan": (["--max-covered-share", "nan"], "--max-covered-share: found 'nan', expected a finite"),
    "a year of opening of 20": (["--as-of", "20"], "--as-of: found '20', expected greater than or equal to 1900"),
    "two faults": (["--reach-km", "0", "--year", "1"], "--reach-km: found '0', expected greater than 0"),
}


@pytest.mark.parametrize(("options", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_option_gets_one_clear_line_exit_2_and_an_empty_output(shell, tmp_path, options, said):
    path = tmp_path / "gaps.csv"
    code, out, err = shell("gaps", *options, *([] if options == ["--year"] else ["--out", str(path)]))
    assert (code, out) == (2, b"")
    assert_one_line(err)
    assert said in err
    assert "Value error" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "No such command 'nothing'"),
        (["layers"], "Missing argument 'name'"),
        (["layers", "nothing"], "'nothing' is not one of 'municipios', 'settlements', 'returns', 'programs'"),
        (["build"], "Missing option '--raw'"),
    ],
)
def test_a_wrong_command_gets_one_clear_line_and_exit_2(shell, arguments, said):
    code, out, err = shell(*arguments)
    assert (code, out) == (2, b"")
    assert_one_line(err)
    assert said in err


@pytest.mark.moderate
def test_a_wrong_option_is_told_the_same_way_in_a_process_of_its_own():
    ran = process("gaps", "--reach-km", "0")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr == b"alcance: --reach-km: found '0', expected greater than 0\n"


def test_data_that_cannot_be_used_get_one_line_and_exit_1(shell, tmp_path):
    path = tmp_path / "mine.geojson"
    path.write_text("no catalogue", encoding="utf-8")
    code, out, err = shell("gaps", "--programs-file", str(path))
    assert (code, out) == (1, b"")
    assert_one_line(err)
    assert "mine.geojson: found" in err


# --- sites


def test_sites_are_those_of_python(shell, layers):
    code, out, err = shell("sites", "--k", "2", "--state", "20")
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out.decode("utf-8"))))
    found = place_sites(layers, Criteria(state=("20",)), Siting(k=2))
    assert [entry["cvegeo"] for entry in rows] == found.sites["cvegeo"].tolist()


def test_one_candidate_is_one_site(shell):
    code, out, err = shell("sites", "--candidates", "20537")
    assert (code, err) == (0, "")
    assert [entry["cvegeo"] for entry in csv.DictReader(io.StringIO(out.decode("utf-8-sig")))] == ["20537"]


def test_a_share_that_cannot_be_reached_is_said(shell):
    code, out, err = shell("sites", "--cover", "1", "--candidates", "20001", "--format", "json")
    assert code == INFEASIBLE
    assert err == "alcance: found 100.0%, expected at most 1.5%, which all candidates (1) reach\n"
    document = json.loads(out)
    assert (document["status"], document["rows"]) == ("infeasible", [])
    assert 0 < document["reachable"] < document["demand_total"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--k", "-1"], "--k: found '-1', expected greater than or equal to 0"),
        (["--k", "99999"], "--k: found 99999"),
        (["--k", "2", "--cover", "0.5"], "--cover: found --k too"),
        (["--cover", "2"], "--cover: found 2"),
        (["--time-limit", "0"], "--time-limit: found 0"),
        (["--candidates", "1"], "--candidates: found '1'"),
        (["--what-if", "17_-96"], "--what-if: found '17_-96', expected longitude first"),
    ],
)
def test_sites_that_cannot_be_asked_for_are_said(shell, arguments, expected):
    code, out, err = shell("sites", *arguments)
    assert (code, out) == (2, b"")
    assert_one_line(err)
    assert expected in err


# --- help


def test_help_names_every_option_of_the_list(shell):
    code, out, _ = shell("gaps", "--help")
    assert code == 0
    text = out.decode("utf-8")
    assert [option for option in OPTIONS if not re.search(rf"^\s+{option}\b", text, re.MULTILINE)] == []


def test_every_setting_of_the_question_is_an_option_of_the_shell():
    assert {"--" + field.replace("_", "-") for field in Criteria.model_fields} <= set(OPTIONS)


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_help_names_every_command(shell, arguments):
    code, out, _ = shell(*arguments)
    assert code == 0
    commands = re.findall(r"^  (\w+) {2,}\w", out.decode("utf-8"), re.MULTILINE)
    assert {"gaps", "sites", "figure", "brief", "embed", "layers", "build", "fetch"} <= set(commands)


@pytest.mark.parametrize(
    ("command", "options"),
    [("layers", ["--out", "--programs-file"]), ("build", ["--raw", "--out"]), ("fetch", ["--to"])],
)
def test_help_of_the_other_commands_names_their_options(shell, command, options):
    _, out, _ = shell(command, "--help")
    assert all(option in out.decode("utf-8") for option in options)


@pytest.mark.moderate
def test_a_time_limit_that_cannot_be_is_told_before_anything_is_read(monkeypatch):
    monkeypatch.setattr("layers.load", lambda: pytest.fail("read the tables"))
    for limit in ("0", "-1", "nan", "inf"):
        ran = CliRunner().invoke(app, ["sites", "--time-limit", limit], obj=0.0)
        assert "time_limit: found" in str(ran.exception), limit
