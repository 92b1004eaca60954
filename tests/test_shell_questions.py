"""The shell's decisions: `alcance pilots`, `alcance services`, `alcance change`."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pytest

from geo import Criteria, find_gaps
from geo.pilots import rank_states
from vocabulary.lists import COMPONENTS
from words.text import Text

KEYS = {"cvegeo": str, "state_code": str, "unit": str, "office": str, "municipalities": str}


def table_of(data: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(data), dtype=KEYS)


@pytest.mark.moderate
def test_pilots_prints_the_ranking_of_geo(shell, layers):
    code, out, err = shell("pilots")
    table = table_of(out)
    found = rank_states(find_gaps(layers, Criteria())).table
    assert (code, err) == (0, "")
    assert list(table.columns)[: len(found.columns)] == list(found.columns)
    assert table["state_code"].tolist() == found["state_code"].tolist()
    assert np.allclose(table["first_share"], found["first_share"])
    assert np.allclose(table["unserved"], found["unserved"], atol=1e-3)


@pytest.mark.moderate
def test_the_same_bytes_twice_and_in_a_file(shell, tmp_path):
    _, printed, _ = shell("pilots", "--format", "json")
    _, again, _ = shell("pilots", "--format", "json", "--out", str(tmp_path / "pilots.json"))
    assert again == b""
    assert (tmp_path / "pilots.json").read_bytes() == printed


@pytest.mark.moderate
def test_json_says_the_question_the_weights_and_how_sure(shell, layers):
    _, out, _ = shell("pilots", "--format", "json", "--weights", "gaps:2,unserved:1", "--state", "Oaxaca,Guerrero")
    document = json.loads(out)
    assert document["criteria"]["state"] == ["12", "20"]
    assert document["data_edition"] == layers.provenance.edition
    assert {name: weight for name, weight in document["weights"].items() if weight} == {"gaps": 2, "unserved": 1}
    assert (document["draws"], document["left_out"]) == (10_000, [])
    assert [row["state_code"] for row in document["rows"]] == ["20", "12"]
    assert [row["state_code"] for row in document["acceptability"]] == ["20", "12"]
    assert document["rows"][1]["confidence"] is None
    assert document["central_weights"][1]["size"] is None
    assert document["counting"] == "groups"
    assert [row["group"] for row in document["counted"]] == ["size", "size"]


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("table", "columns", "rows"),
    [
        ("acceptability", {"state_code", "rank_1", "rank_8"}, 8),
        ("central-weights", {"state_code", "size", "return_rate"}, 8),
        ("criteria", {"criterion", "group", "weight_groups", "rank_correlation"}, 7),
        ("sizes", {"state_code", "people_from", "first_area"}, 32),
    ],
)
def test_the_other_tables_of_the_pilots(shell, table, columns, rows):
    code, out, _ = shell("pilots", "--table", table)
    found = table_of(out)
    assert code == 0
    assert columns <= set(found.columns)
    assert len(found) == rows


@pytest.mark.moderate
@pytest.mark.parametrize("text", ["gaps:x", "foo:1", "gaps:0", "best"])
def test_wrong_weights_get_one_line_and_exit_2(shell, text):
    code, out, err = shell("pilots", "--weights", text)
    assert (code, out) == (2, b"")
    assert err.startswith("alcance: --weights: found ")
    assert err.count("\n") == 1


@pytest.mark.slow
def test_services_by_total_state_and_municipality(shell):
    total = table_of(shell("services")[1])
    assert total["component"].tolist() == list(COMPONENTS)
    assert {"guatemala", "mexico", "colour", "reached_any", "reached_voluntary"} <= set(total.columns)
    state = table_of(shell("services", "--by", "state")[1])
    assert len(state) == 14 * 8
    assert np.allclose(
        state.groupby("component")["reached_any"].sum()[total["component"]], total["reached_any"], atol=0.01
    )
    heat = table_of(shell("services", "--by", "municipality", "--state", "12")[1])
    assert len(heat) == 81 * 3
    assert heat["cvegeo"].str.startswith("12").all()


def test_change_by_region_says_what_the_figures_say(shell):
    _, out, _ = shell("change", "--by", "region")
    south = table_of(out).set_index("region").loc["Sur-sureste"]
    assert (round(south["first_share"], 3), round(south["last_share"], 3)) == (0.185, 0.175)


@pytest.mark.slow
@pytest.mark.parametrize(("by", "rows"), [("municipality", 2469), ("state", 32), ("region", 4), ("rural", 4)])
def test_change_by_each_is_whole(shell, by, rows):
    code, out, err = shell("change", "--by", by)
    assert (code, err) == (0, "")
    assert len(table_of(out)) == rows


@pytest.mark.moderate
def test_a_new_municipality_has_an_empty_cell_for_2010_never_a_zero(shell):
    table = table_of(shell("change", "--by", "municipality")[1]).set_index("cvegeo")
    bacalar = table.loc["23010"]
    assert bacalar[["first_rate", "first_dwellings", "first_return_dwellings", "first_share"]].isna().all()
    assert bacalar["unit"] == "23004"
    document = json.loads(shell("change", "--by", "municipality", "--format", "json")[1])
    assert sum(row["first_rate"] is None for row in document["rows"]) == 13


@pytest.mark.parametrize(("command", "option"), [("pilots", "--table"), ("services", "--by"), ("change", "--by")])
def test_an_unknown_table_gets_one_line_and_exit_2(shell, command, option):
    code, out, err = shell(command, option, "everything")
    assert (code, out) == (2, b"")
    assert err.count("\n") == 1


def test_the_help_says_of_every_setting_what_it_is_with_examples_bounds_and_its_default():
    from typer.testing import CliRunner

    from geo.settings import as_text
    from shell.commands import app

    shown = CliRunner().invoke(app, ["gaps", "--help"]).stdout
    words = " ".join(shown.split())
    for name, field in Criteria.model_fields.items():
        assert f"--{name.replace('_', '-')} " in words
        said = Text("en")(f"field.{name}.help")
        if field.annotation is not bool:
            examples = f" Such as {'; '.join(field.examples)}." if field.examples else ""
            said += f"{examples} [default: ({as_text(getattr(Criteria(), name))})]"
        # Long words are broken at their hyphens.
        assert "".join(said.split()) in "".join(words.split())
    for takes in ("--reach-km >0..1000 ", "--min-return-rate 0..100|none ", "--year 1900..2100 ", "--state NAMES "):
        assert takes in words
    assert "<str>" not in shown.split("--programs-file")[0]
