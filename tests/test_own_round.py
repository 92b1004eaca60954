"""What `alcance layers` writes is taken back by the option for it, and answers as before."""

from __future__ import annotations

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


@pytest.fixture(scope="module")
def ours():
    return {year: run(*ASKED, "--year", year) for year in ("2010", "2020")}


@pytest.mark.slow
@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_goes_round(tmp_path, ours, layer):
    path = tmp_path / f"{layer}.csv"
    run("layers", layer, "--out", str(path))
    for year, answer in ours.items():
        assert run(*ASKED, "--year", year, LAYERS[layer], str(path)) == answer
    run("check", str(path), "--as", layer)


def test_a_table_of_ours_is_taken_whole_or_not_at_all(tmp_path):
    path = tmp_path / "mine.csv"
    run("layers", "settlements", "--out", str(path))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n01001,-102.", "\n01001,-902.", 1), encoding="utf-8")
    ran = CliRunner().invoke(app, [*ASKED, "--settlements-file", str(path)])
    assert ran.exit_code == 1
    assert "mine.csv, row 1, column lon: found -902." in str(ran.exception)
