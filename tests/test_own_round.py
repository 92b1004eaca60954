"""What `alcance layers` writes is taken back by the option for it, and answers as before."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shell.commands import app

ASKED = ("gaps", "--all", "--format", "csv")
#: The layer, and the option that takes it: municipalities come with polygons, through the page alone.
LAYERS = {"settlements": "--settlements-file", "returns": "--returns-file", "programs": "--programs-file"}


def run(*arguments):
    ran = CliRunner().invoke(app, arguments)
    assert ran.exit_code == 0, (ran.stderr, ran.exception)
    return ran.stdout_bytes


@pytest.fixture(autouse=True, scope="module")
def loaded(layers):
    """The embedded layers are read once, not by every command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("layers.load", lambda: layers)
        yield


@pytest.fixture(scope="module")
def ours():
    return {year: run(*ASKED, "--year", year) for year in ("2010", "2020")}


@pytest.mark.slow
@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_goes_round(tmp_path, ours, layer):
    path = tmp_path / f"{layer}.csv"
    run("layers", layer, "--out", str(path))
    # Returns alone are of years.
    for year in ours if layer == "returns" else ("2020",):
        assert run(*ASKED, "--year", year, LAYERS[layer], str(path)) == ours[year]
    run("check", str(path), "--as", layer)


@pytest.mark.moderate
def test_a_table_of_ours_is_taken_whole_or_not_at_all(tmp_path):
    path = tmp_path / "mine.csv"
    run("layers", "settlements", "--out", str(path))
    text = "".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:1000])
    path.write_text(text.replace("\n01001,-102.", "\n01001,-902.", 1), encoding="utf-8")
    ran = CliRunner().invoke(app, [*ASKED, "--settlements-file", str(path)])
    assert ran.exit_code == 1
    assert "mine.csv, row 1, column lon: found -902." in str(ran.exception)


CASES = Path(__file__).parent / "cases" / "own-data"
MINE = {
    "mis tasas.csv": "cvegeo,year,TASA,otra\n20067,2020,9,4\n20002,2020,3,5\n",
    "Oaxca.csv": "site_id,nombre,municipio,estado,components\ns1,Casa,Oaxca,Oaxaca,legal_assistance\n",
}
RATES = "--min-return-rate 1"


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("option", "file", "words"),
    [
        ("--programs-file", "46-coordinates-utm.csv", "--yes --crs EPSG:32614"),
        ("--returns", "53-xlsx-two-level-header.xlsx", f"--yes --answer year=2020 {RATES}"),
        ("--returns", "47-state-official-names.csv", f"--yes --answer rate_unit=percent {RATES}"),
        ("--returns", "mis tasas.csv", f"--yes --column otra=return_rate --answer rate_unit=percent {RATES}"),
        (
            "--returns",
            "mis tasas.csv",
            f"--yes --header-row 1 --encoding latin-1 --column TASA=return_rate --answer rate_unit=percent {RATES}",
        ),
        ("--programs-file", "Oaxca.csv", "--yes --answer Oaxca=20067 --answer municipality_as=seat"),
    ],
)
def test_what_an_export_says_makes_it_again_does(tmp_path, monkeypatch, option, file, words):
    ours = CASES / file
    (tmp_path / file).write_bytes(ours.read_bytes() if ours.exists() else MINE[file].encode())
    monkeypatch.chdir(tmp_path)
    made = run("gaps", option, file, "--format", "json", *words.split())
    again = shlex.split(json.loads(made)["command"])
    assert run(*again[1:]) == made


@pytest.mark.moderate
def test_nothing_is_said_of_a_file_that_needs_no_words(tmp_path, monkeypatch):
    (tmp_path / "mine.csv").write_text("cvegeo,year,return_rate\n20067,2020,9\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    made = json.loads(run("gaps", "--returns", "mine.csv", "--format", "json", *RATES.split()))
    assert made["command"] == "alcance gaps --min-return-rate 1 --returns-file mine.csv --format json --lang es"
