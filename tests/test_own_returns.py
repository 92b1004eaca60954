"""Return figures with their error: read, asked about, listed."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pytest

import tools.microdata as synthetic
from exports.lists import export_gaps
from geo import Criteria, find_gaps
from geo.gaps import ERROR_COLUMNS, LIST_COLUMNS
from layers import LayerError
from layers.returns import read_own_returns
from tests.support.worlds import municipality, returns, settlement, world

HERE, FAR, THERE = "20001", "20002", "20003"


def own(cvegeo, **other):
    """A row as `alcance microdata` writes it."""
    return {
        "cvegeo": cvegeo,
        "year": 2020,
        "dwellings": 200.0,
        "return_rate": 20.0,
        "return_rate_low": 15.0,
        "return_rate_high": 26.0,
        "precision": "high",
        "rural_return_share_15000": 1.0,
        **other,
    }


def three():
    """Three municipalities alike, half of whose dwellings are in a town of 20,000."""
    keys = (HERE, FAR, THERE)
    small = [settlement(key, population=11_000.0) for key in keys]
    town = [settlement(key, population=9_000.0, locality_population=20_000.0) for key in keys]
    return world(
        [municipality(key, population=20_000.0, dwellings=400.0) for key in keys],
        [*small, *town],
        [returns(key, dwellings=400.0) for key in keys] + [returns(key, year=2010) for key in keys],
    )


def with_own(tmp_path, *rows, name="own.csv"):
    path = tmp_path / name
    frame = pd.DataFrame(list(rows))
    frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_csv(path, index=False)
    return three().with_returns(path)


def test_own_figures_replace_those_of_their_years_alone(tmp_path):
    layers = with_own(tmp_path, own(HERE), own(FAR, return_rate=3.0))
    rates = layers.returns_of(2020).set_index("cvegeo")["return_rate"]
    assert rates[HERE] == 20.0
    assert rates[FAR] == 3.0
    assert np.isnan(rates[THERE])
    assert layers.returns_of(2010)["return_rate"].notna().all()
    assert layers.provenance.own == ("own.csv",)
    assert find_gaps(layers, Criteria(year=2020)).table.set_index("cvegeo").loc[THERE, "status"] == "unknown"


@pytest.mark.moderate
@pytest.mark.parametrize("name", ["own.csv", "own.parquet"])
def test_the_interval_and_its_meaning_are_in_every_list(tmp_path, name):
    rows = [own(HERE), own(FAR, return_rate_low=9.0, precision="low"), own(THERE, return_rate_low=np.nan)]
    layers = with_own(tmp_path, *rows, name=name)
    answer = find_gaps(layers, Criteria(min_return_rate=10.0))
    assert answer.list_columns == (*LIST_COLUMNS, *ERROR_COLUMNS)
    table = answer.table.set_index("cvegeo")
    assert (table["status"] == "gap").all()
    assert table.loc[HERE, "significant"] is np.True_
    assert table.loc[FAR, "significant"] is np.False_
    assert pd.isna(table.loc[THERE, "significant"])
    written = pd.read_csv(io.BytesIO(export_gaps(answer, layers)), dtype={"cvegeo": str}).set_index("cvegeo")
    assert written.loc[FAR, ["return_rate_low", "return_rate_high", "precision"]].tolist() == [9.0, 26.0, "low"]
    assert written["significant"].to_dict() == {HERE: True, FAR: False, THERE: pytest.approx(np.nan, nan_ok=True)}
    records = json.loads(export_gaps(answer, layers, format="json"))["rows"]
    assert {record["cvegeo"]: record["significant"] for record in records} == {HERE: True, FAR: False, THERE: None}


def test_figures_without_an_error_are_listed_as_before(tmp_path):
    assert find_gaps(three(), Criteria()).list_columns == LIST_COLUMNS
    layers = with_own(tmp_path, own(HERE))
    assert find_gaps(layers, Criteria(year=2010)).list_columns == LIST_COLUMNS
    assert "significant" not in find_gaps(layers, Criteria(year=2010)).table


def test_a_measured_rural_share_is_taken_for_the_assumed_one(tmp_path):
    rows = [
        own(HERE),
        own(FAR, rural_return_share_15000=0.25),
        own(THERE, return_rate=0.0, rural_return_share_15000=None),
    ]
    layers = with_own(tmp_path, *rows)
    figures = find_gaps(layers, Criteria()).table.set_index("cvegeo")["rural_return_dwellings"]
    assert figures.tolist() == [40.0, 10.0, 0.0]
    # Of another line the file says nothing: half of the dwellings are in the town.
    other = find_gaps(layers, Criteria(rural_below=12_000)).table.set_index("cvegeo")["rural_return_dwellings"]
    assert other.tolist() == [20.0, 20.0, 0.0]


@pytest.mark.moderate
def test_a_figure_that_is_not_published_stays_unknown(tmp_path):
    nothing = {"return_rate": None, "return_rate_low": None, "return_rate_high": None, "dwellings": None}
    hidden = own(FAR, precision="not_published", rural_return_share_15000=None, **nothing)
    table = find_gaps(with_own(tmp_path, own(HERE), hidden, own(THERE)), Criteria()).table.set_index("cvegeo")
    assert table.loc[FAR, "status"] == "unknown"
    assert table.loc[FAR, "precision"] == "not_published"
    assert np.isnan(table.loc[FAR, "rural_return_dwellings"])
    assert pd.isna(table.loc[FAR, "significant"])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([own("99999")], "row 1, column cvegeo: found '99999'"),
        ([own(HERE, return_rate=120.0)], "row 1, column return_rate: found 120.0, expected 100"),
        ([own(HERE, precision="good")], "column precision: found 'good', expected one of high"),
        ([own(HERE), own(HERE)], "each row once"),
        ([own(HERE, colour="red")], "column colour: found 'this column'"),
        ([{"cvegeo": HERE, "year": 2020, "dwellings": 5}], "column return_rate: .*expected this column"),
        ([own("1001"), own(HERE)], "leading zeros"),
    ],
)
def test_own_figures_that_are_wrong_are_named(tmp_path, rows, words):
    with pytest.raises(LayerError, match=words):
        with_own(tmp_path, *rows)


def test_a_file_that_is_no_table_is_named(tmp_path):
    path = tmp_path / "own.csv"
    with pytest.raises(LayerError, match="no such file"):
        read_own_returns(path)
    path.write_bytes(b"cvegeo,year,dwellings,return_rate\n")
    with pytest.raises(LayerError, match="no rows"):
        read_own_returns(path)
    path.write_bytes("cvegeo\nPeñón\n".encode("latin-1"))
    with pytest.raises(LayerError, match="expected a table of returns as CSV in UTF-8"):
        read_own_returns(path)
    (tmp_path / "own.parquet").write_bytes(b"PAR1")
    with pytest.raises(LayerError, match="as Parquet"):
        read_own_returns(tmp_path / "own.parquet")


@pytest.mark.moderate
def test_from_persons_to_a_list_of_gaps_in_two_commands(shell, tmp_path):
    persons, figures, detail = tmp_path / "personas.csv", tmp_path / "returns.csv", tmp_path / "detail.csv"
    population = synthetic.invent({"20001": 0.3, "20002": 0.1, "07001": 0.2}, seed=4, units=8, dwellings=10)
    everyone = np.arange(len(population.unit))
    synthetic.write([synthetic.persons(population, everyone, np.full(len(everyone), 3))], persons)
    code, _, told = shell("microdata", "--persons", persons, "--out", figures, "--detail", detail)
    assert code == 0, told
    assert "3 municipalities from 960 dwellings of the sample" in told
    code, _, told = shell("gaps", "--returns", figures, "--all")
    assert code == 2
    assert told.startswith("alcance: --min-return-rate: found none, and return figures of 3 municipalities with 0%")
    code, out, told = shell("gaps", "--returns", figures, "--all", "--min-return-rate", "2")
    assert code == 0, told
    table = pd.read_csv(io.BytesIO(out), dtype={"cvegeo": str}).set_index("cvegeo")
    assert len(table) == 2469
    known = table[table["return_rate"].notna()]
    assert sorted(known.index) == ["07001", "20001", "20002"]
    assert (known["return_rate_low"] < known["return_rate"]).all()
    assert set(known["precision"]) <= {"high", "moderate", "low"}
    truth = synthetic.truth(population).query("size == 'all'").set_index("cvegeo")
    assert known["return_rate"].to_dict() == pytest.approx(truth["return_rate"].to_dict(), abs=1e-6)
    rural = truth["return_dwellings_15000"] * 3
    assert known["rural_return_dwellings"].to_dict() == pytest.approx(rural.to_dict(), abs=1e-3)
    code, out, told = shell("gaps", "--returns", figures, "--all", "--min-return-rate", "2", "--year", "2010")
    assert (code, out) == (2, b"")
    assert told == "alcance: --year: found 2010, expected a year of the file's return figures: 2020\n"
    sizes = pd.read_csv(detail, dtype={"cvegeo": str})
    assert set(sizes["size"]) == {"all", "under_2500", "2500_to_14999", "15000_and_more"}


def test_a_fault_of_the_persons_is_one_line(shell, tmp_path):
    (tmp_path / "personas.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    code, out, told = shell("microdata", "--persons", tmp_path / "personas.csv", "--out", tmp_path / "r.csv")
    assert (code, out) == (1, b"")
    assert told.startswith("alcance: personas.csv, column ENT, MUN")
    assert told.count("\n") == 1
    assert not (tmp_path / "r.csv").exists()
    code, _, told = shell(
        "microdata", "--persons", tmp_path / "x.csv", "--out", tmp_path / "r.csv", "--survey", "enadid"
    )
    assert code == 1
    assert "expected one of censo2020" in told
