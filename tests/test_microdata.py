"""Return figures from microdata: estimates and errors by hand, against samplics, and against the truth."""

from __future__ import annotations

import contextlib
import io
import sqlite3
import struct
import warnings
import zipfile

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import tools.microdata as synthetic
from layers import LayerError
from layers.microdata import (
    check_united_states,
    estimate,
    read_catalogue,
    returns_table,
    sample_units,
    survey_named,
)
from layers.microdata.engines import connect, table_of
from layers.microdata.estimates import MODERATE
from layers.microdata.reading import open_persons, person_table
from layers.microdata.surveys import CENSO_2020, EIC_2015, EIC_2025, SURVEYS
from layers.microdata.units import TOTALS
from layers.returns import schema
from layers.schema import check

A, B, NONE = "20001", "20002", "31001"
RATES = {A: 0.16, B: 0.22, NONE: 0.0}
PEOPLE = synthetic.invent(RATES, seed=1, units=16, dwellings=10, coverage={A: 1})
ROWS, WEIGHTS = synthetic.draw(PEOPLE, seed=2, units=8, dwellings=5)
PERSONS = synthetic.persons(PEOPLE, ROWS, WEIGHTS)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The same persons as CSV and as Parquet."""
    folder = tmp_path_factory.mktemp("persons")
    for name in ("personas.csv", "personas.parquet"):
        synthetic.write([PERSONS], folder / name)
    return folder


def units_of(path, connection=None, survey=CENSO_2020):
    with open_persons(path, survey, connection or connect()) as table:
        return sample_units(table, survey, file=path.name)


def units_from(table):
    """Units of persons that are in memory."""
    connection = connect()
    connection.con.register("persons", table)
    return sample_units(
        person_table(connection.table("persons"), CENSO_2020, file="persons"), CENSO_2020, file="persons"
    )


def changed(column, value, rows):
    """The persons with another value in some rows."""
    there = np.isin(np.arange(len(PERSONS)), list(rows))
    values = pc.if_else(pa.array(there), pa.scalar(value, pa.string()), PERSONS[column])
    return PERSONS.set_column(PERSONS.column_names.index(column), column, values)


def figure(estimates, name, cvegeo=A, size="all"):
    rows = estimates[(estimates["cvegeo"] == cvegeo) & (estimates["size"] == size) & (estimates["figure"] == name)]
    assert len(rows) == 1
    return rows.iloc[0]


def psu(stratum, unit, dwellings, returns, *, cvegeo=A, size=1, weight=1, coverage="sample"):
    """The sums of a unit of dwellings of three persons each, one returned in each return dwelling."""
    counts = {
        "persons_5": 3 * dwellings,
        "returned": returns,
        "returned_mexican": returns,
        "unspecified": 0,
        "dwellings": dwellings,
        "return_dwellings": returns,
        "return_dwellings_mexican": returns,
    }
    return {
        "cvegeo": cvegeo,
        "size": size,
        "coverage": coverage,
        "stratum": stratum,
        "unit": unit,
        **{name: weight * count for name, count in counts.items()},
        **{f"sample_{name}": count for name, count in counts.items()},
    }


def estimated(*units):
    return estimate(pd.DataFrame(list(units)), CENSO_2020)


# --- the estimates


def test_a_ratio_and_its_error_by_hand():
    found = estimated(
        *(psu("s1", "1", 10, 1, weight=2), psu("s1", "2", 10, 3, weight=2)),
        *(psu("s2", "3", 10, 0), psu("s2", "4", 20, 4), psu("s2", "5", 30, 2)),
    )
    # Y = 2 + 6 + 0 + 4 + 2 = 14, X = 20 + 20 + 10 + 20 + 30 = 100.
    rate = figure(found, "return_rate")
    assert rate["estimate"] == pytest.approx(14.0)
    z = {name: (y - 0.14 * x) / 100 for name, y, x in [(1, 2, 20), (2, 6, 20), (3, 0, 10), (4, 4, 20), (5, 2, 30)]}
    first = 2 / 1 * sum((z[i] - (z[1] + z[2]) / 2) ** 2 for i in (1, 2))
    mean = (z[3] + z[4] + z[5]) / 3
    second = 3 / 2 * sum((z[i] - mean) ** 2 for i in (3, 4, 5))
    assert rate["se"] == pytest.approx(100 * np.sqrt(first + second), rel=1e-12)
    assert rate["cv"] == pytest.approx(100 * rate["se"] / rate["estimate"])
    assert (rate["cases"], rate["sample"], rate["degrees"]) == (10, 80, 3)
    # Ends of a score interval are as many of their own errors away as Student's t says, here of three degrees: 3.18245.
    t, size = 3.182446305284263, 0.14 * 0.86 / (rate["se"] / 100) ** 2
    for end in (rate["low"] / 100, rate["high"] / 100):
        assert abs(end - 0.14) == pytest.approx(t * np.sqrt(end * (1 - end) / size))
    assert rate["low"] < rate["estimate"] < rate["high"]
    total = figure(found, "return_dwellings")
    spread = 2 * (4 + 4) + 3 / 2 * (4 + 4 + 0)
    assert (total["estimate"], total["se"]) == (14, pytest.approx(np.sqrt(spread)))
    for end in (total["low"], total["high"]):
        assert abs(end - 14) == pytest.approx(t * total["se"] * np.sqrt(end / 14))


@pytest.mark.moderate
def test_a_domain_is_estimated_over_the_whole_design():
    # Only one of the stratum's three units has small localities: the others are zeros of the domain, not absent.
    found = estimated(psu("s", "1", 10, 3), psu("s", "2", 10, 2, size=2), psu("s", "3", 10, 1, size=2))
    total = figure(found, "return_dwellings", size="under_2500")
    assert total["se"] == pytest.approx(np.sqrt(3 / 2 * ((3 - 1) ** 2 + 1 + 1)))
    share = figure(found, "rural_return_share_2500")
    z = np.array([3 - 0.5 * 3, -0.5 * 2, -0.5]) / 6
    assert share["estimate"] == pytest.approx(0.5)
    assert share["se"] == pytest.approx(np.sqrt(3 / 2 * (z**2).sum()))


@pytest.mark.moderate
def test_strata_of_one_unit_are_collapsed_with_others_of_the_municipality():
    pair = estimated(psu("s1", "1", 10, 1), psu("s2", "2", 10, 5))
    together = estimated(psu("s", "1", 10, 1), psu("s", "2", 10, 5))
    assert figure(pair, "return_rate")["se"] == figure(together, "return_rate")["se"] > 0
    alone = estimated(psu("s1", "1", 10, 1), psu("s2", "2", 10, 5), psu("s2", "3", 10, 2))
    joined = estimated(psu("s", "1", 10, 1), psu("s", "2", 10, 5), psu("s", "3", 10, 2))
    assert figure(alone, "return_rate")["se"] == figure(joined, "return_rate")["se"] > 0


def test_a_municipality_with_a_single_unit_has_an_unknown_error_not_none():
    rate = figure(estimated(psu("s1", "1", 10, 2)), "return_rate")
    assert rate["estimate"] == pytest.approx(20.0)
    assert np.isnan([rate["se"], rate["cv"], rate["low"], rate["high"]]).all()
    assert rate["precision"] == "low"


def test_a_municipality_without_returnees_has_an_upper_bound_and_no_invented_error():
    found = estimated(psu("s", "1", 60, 0), psu("s", "2", 40, 0))
    rate = figure(found, "return_rate")
    assert (rate["estimate"], rate["low"], rate["cases"], rate["precision"]) == (0.0, 0.0, 0, "low")
    assert np.isnan(rate["se"])
    assert np.isnan(rate["cv"])
    # Clopper and Pearson: (1 - p)^100 = 0.025.
    assert rate["high"] == pytest.approx(100 * (1 - 0.025 ** (1 / 100)))
    assert np.isnan(figure(found, "rural_return_share_15000")["estimate"])


def test_an_insufficient_sample_is_not_published():
    found = estimated(psu("s", "1", 10, 2, coverage="insufficient"), psu("s", "2", 10, 1, coverage="insufficient"))
    assert (found["precision"] == "not_published").all()
    assert found[["estimate", "se", "cv", "low", "high"]].isna().all(axis=None)
    table = returns_table(found, CENSO_2020)
    assert table["return_rate"].isna().all()
    assert table["dwellings"].isna().all()


@pytest.mark.slow
def test_precision_is_inegi_s_class_of_the_coefficient_of_variation():
    found = estimate(units_from(PERSONS), CENSO_2020)
    known = found[found["cv"].notna()]
    expected = np.select([known["cv"] < 15, known["cv"] < 30], ["high", "moderate"], "low")
    assert (known["precision"] == expected).all()
    assert set(known["precision"]) == {"high", "moderate", "low"}


@pytest.mark.moderate
def test_taking_every_dwelling_finds_the_truth():
    everyone = np.arange(len(PEOPLE.unit))
    found = estimate(units_from(synthetic.persons(PEOPLE, everyone, np.ones(len(everyone)))), CENSO_2020)
    truth = synthetic.truth(PEOPLE).set_index(["cvegeo", "size"])
    compared = 0
    for row in found.itertuples():
        if row.figure in truth.columns and not np.isnan(row.estimate):
            assert row.estimate == pytest.approx(truth.loc[(row.cvegeo, row.size), row.figure], rel=1e-12), row
            compared += 1
    assert compared > 100
    unsaid = figure(found, "unspecified_rate")
    assert 0.1 < unsaid["estimate"] < 1.0


def samplics(kind, **given):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from samplics.estimation import TaylorEstimator
        from samplics.utils.types import PopParam

        found = TaylorEstimator(PopParam[kind])
        with contextlib.redirect_stdout(io.StringIO()):
            found.estimate(**given)
    return found


@pytest.mark.slow
def test_estimates_and_errors_are_those_of_samplics():
    frame = PERSONS.to_pandas()
    frame = frame[frame["ENT"] == "20"]  # samplics divides by a domain's estimate, which may not be zero
    age, residence = frame["EDAD"].astype(int), frame["ENT_PAIS_RES_5A"]
    frame["asked"] = (age >= 5).astype(float)
    frame["returned"] = ((age >= 5) & (residence == "221")).astype(float)
    frame["weight"] = frame["FACTOR"].astype(float)
    frame["cvegeo"] = frame["ENT"] + frame["MUN"]
    names = {"1": "under_2500", "2": "2500_to_14999", "3": "15000_and_more"}
    frame["domain"] = frame["cvegeo"] + " " + frame["TAMLOC"].map(names)
    homes = frame.groupby("ID_VIV").agg(
        **{name: (name, "first") for name in ("weight", "ESTRATO", "UPM", "cvegeo", "domain")}, has=("returned", "max")
    )
    homes["one"] = 1.0
    homes["rural"] = homes["has"] * homes["domain"].str.contains("under_2500|2500_to")
    found = estimate(units_from(PERSONS), CENSO_2020)
    cases = [
        ("returned", "total", frame, "returned", None),
        ("persons_5", "total", frame, "asked", None),
        ("returned_rate", "ratio", frame, "returned", "asked"),
        ("return_dwellings", "total", homes, "has", None),
        ("return_rate", "ratio", homes, "has", "one"),
    ]
    compared = 0
    for name, kind, rows, y, x in cases:
        for by in ("cvegeo", "domain"):
            given = {"samp_weight": rows["weight"], "stratum": rows["ESTRATO"], "psu": rows["UPM"], "domain": rows[by]}
            base = {} if x is None else {"x": rows[x]}
            theirs = samplics(kind, y=rows[y], **base, **given)
            scale = 100.0 if kind == "ratio" else 1.0
            for domain, value in theirs.point_est.items():
                cvegeo, _, size = domain.partition(" ")
                ours = figure(found, name, cvegeo, size or "all")
                assert ours["estimate"] == pytest.approx(scale * value, rel=1e-9, abs=1e-12)
                if value > 0:
                    assert ours["se"] == pytest.approx(scale * theirs.stderror[domain], rel=1e-9)
                    compared += 1
    given = {
        "samp_weight": homes["weight"],
        "stratum": homes["ESTRATO"],
        "psu": homes["UPM"],
        "domain": homes["cvegeo"],
    }
    theirs = samplics("ratio", y=homes["rural"], x=homes["has"], **given)
    for cvegeo, value in theirs.point_est.items():
        ours = figure(found, "rural_return_share_15000", cvegeo)
        assert (ours["estimate"], ours["se"]) == pytest.approx((value, theirs.stderror[cvegeo]), rel=1e-9)
        compared += 1
    assert compared == 42


@pytest.mark.slow
@pytest.mark.parametrize("rate", [0.04, 0.16])
def test_intervals_cover_the_truth_in_four_thousand_samples(rate):
    """Where INEGI's classes call a figure usable; a thousand samples would tell to 1.4 points only.

    With fewer cases how often an interval covers jumps from one to the next, whichever interval it is (Brown, Cai and
    DasGupta 2001).
    """
    population = synthetic.invent({A: rate}, seed=3, units=400, dwellings=10)
    hits = []
    copies = synthetic.again(population, 400)
    for batch in range(10):
        rows, weights = synthetic.draw(copies, seed=batch, units=10, dwellings=10)
        hits.append(estimate(synthetic.unit_sums(copies, rows, weights), CENSO_2020))
    truth = synthetic.truth(population).drop(columns="cvegeo").melt("size", var_name="figure", value_name="true")
    found = pd.concat(hits).merge(truth, on=["size", "figure"])
    # Every dwelling weighs the same here: their number has no error.
    found = found[found["figure"] != "dwellings"]
    found["covered"] = found["low"].le(found["true"]) & found["high"].ge(found["true"])
    seen = found.groupby(["size", "figure"]).agg(
        samples=("estimate", "size"), cv=("cv", "median"), covered=("covered", "mean"),
        mean=("estimate", "mean"), true=("true", "first"),
    )  # fmt: skip
    assert (seen["samples"] == 4000).all()
    usable = seen[seen["cv"] < MODERATE]
    assert len(usable) >= 8
    outside = usable[~usable["covered"].between(0.93, 0.97)]
    assert outside.empty, outside
    assert seen["covered"][seen["cv"] >= MODERATE].between(0.90, 0.99).all()
    assert usable["mean"].to_numpy() == pytest.approx(usable["true"].to_numpy(), rel=0.03)


designs = st.lists(
    st.tuples(
        st.sampled_from(["s1", "s2", "s3"]),
        st.integers(1, 3),
        st.integers(1, 40),
        st.integers(0, 40),
        st.integers(1, 9),
    ),
    min_size=1,
    max_size=14,
)


@pytest.mark.slow
@settings(max_examples=25)
@given(designs)
def test_sizes_add_up_bounds_hold_and_the_unit_of_weights_does_not_matter(design):
    units = [
        psu(stratum, str(number), dwellings, min(returned, dwellings), size=size, weight=weight)
        for number, (stratum, size, dwellings, returned, weight) in enumerate(design)
    ]
    found = estimated(*units)
    totals = ["persons_5", "returned", "dwellings", "return_dwellings"]
    sums = found[found["figure"].isin(totals)].pivot_table(index="figure", columns="size", values="estimate")
    assert sums.drop(columns="all").sum(axis=1).to_dict() == pytest.approx(sums["all"].to_dict())
    known = found[found["low"].notna()]
    assert (known["low"] <= known["estimate"] * (1 + 1e-9)).all()
    assert (known["high"] >= known["estimate"] * (1 - 1e-9)).all()
    rates = found[found["figure"].str.endswith("rate")]
    assert rates["high"].dropna().between(0, 100).all()
    thrice = [{name: 3 * value if name in TOTALS else value for name, value in unit.items()} for unit in units]
    again = estimated(*thrice)
    scale = np.where(found["figure"].isin(totals) | found["figure"].str.endswith("dwellings_mexican"), 3.0, 1.0)
    scale = np.where(found["figure"] == "returned_mexican", 3.0, scale)
    for column in ("estimate", "se", "low", "high"):
        assert np.allclose(again[column], scale * found[column], rtol=1e-9, atol=1e-12, equal_nan=True)


@pytest.mark.moderate
def test_order_splitting_and_joining_change_nothing():
    whole = estimate(units_from(PERSONS), CENSO_2020)
    shuffled = PERSONS.take(np.random.default_rng(5).permutation(len(PERSONS)))
    pd.testing.assert_frame_equal(estimate(units_from(shuffled), CENSO_2020), whole, check_exact=True)
    parts = [PERSONS.filter(pc.equal(PERSONS["ENT"], state)) for state in ("20", "31")]
    apart = pd.concat([estimate(units_from(part), CENSO_2020) for part in parts], ignore_index=True)
    pd.testing.assert_frame_equal(apart, whole, check_exact=True)


# --- the files


@pytest.mark.moderate
def test_the_layout_is_inegi_s(raw):
    text = (raw / "censo" / "censo2020_ampliado_variables_personas.yaml").read_text(encoding="utf-8")
    variables = yaml.safe_load(text)
    theirs = [
        name
        for name, entry in variables.items()
        if "Original" not in entry and not name.endswith(("_CAT", "_COARSE")) and name != "EDUC"
    ]
    assert list(synthetic.COLUMNS) == theirs
    assert set(CENSO_2020.columns.values()) <= set(theirs)
    assert variables["TAMLOC"]["Categorías"][2] == "De 2 500 a 14 999 habitantes"
    assert variables["COBERTURA"]["Categorías"][3] == "Municipio con muestra insuficiente"


@pytest.mark.moderate
def test_every_way_of_giving_the_file_gives_the_same(files, tmp_path):
    expected = units_of(files / "personas.csv")
    drawn = synthetic.unit_sums(PEOPLE, ROWS, WEIGHTS)
    assert expected["returned"].sum() == drawn["returned"].sum() > 0
    assert expected["sample_dwellings"].sum() == len(ROWS)
    pd.testing.assert_frame_equal(units_of(files / "personas.parquet"), expected)
    text = (files / "personas.csv").read_bytes()
    packed = tmp_path / "Censo2020_CA_eum_csv.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(files / "personas.csv", "Personas00.CSV")
        archive.writestr("Viviendas00.CSV", "ENT\n01\n")
    pd.testing.assert_frame_equal(units_of(packed), expected)
    marked = tmp_path / "marked.csv"
    marked.write_bytes(b"\xef\xbb\xbf" + text.replace(b'"', b"").replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(units_of(marked), expected)
    frame = PERSONS.to_pandas()
    for name in ("ENT", "MUN", "FACTOR", "EDAD", "TAMLOC", "COBERTURA", "ENT_PAIS_NAC"):
        frame[name] = frame[name].astype("int64")
    frame["ENT_PAIS_RES_5A"] = pd.to_numeric(frame["ENT_PAIS_RES_5A"], errors="coerce")
    frame.to_parquet(tmp_path / "typed.parquet")
    pd.testing.assert_frame_equal(units_of(tmp_path / "typed.parquet"), expected)


@pytest.mark.moderate
def test_a_column_of_names_may_be_of_any_encoding_or_of_two(files, tmp_path):
    lines = (files / "personas.csv").read_bytes().splitlines()
    names = ["Peñón".encode(), "Peñón".encode("latin-1")]
    mixed = [lines[0] + b",NOMBRE", *(line + b"," + names[row % 2] for row, line in enumerate(lines[1:]))]
    (tmp_path / "mixed.csv").write_bytes(b"\n".join(mixed) + b"\n")
    pd.testing.assert_frame_equal(units_of(tmp_path / "mixed.csv"), units_of(files / "personas.csv"))


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("head", "cells"),
    [(b",", b"7,"), (b"Nota,nota,", b"a,b,"), (b",,column 1,", b"1,,2,"), (b"\xef\xbb\xbf", b"")],
)
def test_columns_that_nobody_asks_for_need_no_name_of_their_own(files, tmp_path, head, cells):
    first, *rows = (files / "personas.csv").read_bytes().splitlines()
    written = [head + first, *(cells + row for row in rows)]
    (tmp_path / "more.csv").write_bytes(b"\n".join(written) + b"\n")
    found = units_of(files / "personas.csv")
    pd.testing.assert_frame_equal(units_of(tmp_path / "more.csv"), found)
    (tmp_path / "comma.csv").write_bytes(b",\r\n".join([first, *rows]) + b",\r\n")
    pd.testing.assert_frame_equal(units_of(tmp_path / "comma.csv"), found)


def spoiled(files, tmp_path, edit):
    path = tmp_path / "bad.csv"
    path.write_bytes(edit((files / "personas.csv").read_bytes()))
    return path


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda text: b"", "bad.csv: found 'an empty file'"),
        (lambda text: text.split(b"\n")[0] + b"\n", "a header and no rows"),
        (lambda text: text[:-60], "is the file truncated"),
        (lambda text: text.replace(b'"FACTOR"', b'"PESO"'), "column FACTOR: .*as the person file of INEGI"),
        (lambda text: b'"hogar","factor"\n1,2\n', "column ENT, MUN, ID_VIV.*another survey"),
        (lambda text: text.replace(b"20-001-0001-00", "20-001-0001-ñ".encode("latin-1"), 1), "mixed encodings"),
        (lambda text: text.decode().encode("utf-16"), "found 'UTF-16'"),
        (lambda text: b"\x00\x01\x02" + text, "bytes that are no text"),
        (lambda text: text.replace(b'"MUN"', b'"MUN","ENT"', 1), "column ENT: found 'this column twice'"),
        (lambda text: text.replace(b'"MUN"', b'"MUN","ent"', 1), "column ent: found 'this column twice'"),
        (lambda text: text.replace(b"\r", b"").replace(b"\n", b"\r"), "found 'line ends of an old Mac'"),
        (lambda text: text.replace(b"\n", b"\r\n", 2).replace(b"\r\n", b"\r", 1), "line ends of an old Mac"),
        (lambda text: b"x" * 200_000 + text, "found 'a name of [0-9]+ characters', expected names of columns"),
        (lambda text: text.replace(b"\n", b",\n", 1), "row 1: found '.* cells', expected .*, as in the header"),
        (lambda text: text.replace(b"\n", b'\n"', 1), "row 1: found 'a quote that is not closed"),
        (lambda text: b"sep=,\n" + text, "expected the names of the columns: take the first line out"),
        (lambda text: b"Censo 2020\n\n" + text, "found .'Censo 2020'., expected this column"),
    ],
)
def test_a_damaged_or_strange_csv_is_named(files, tmp_path, edit, words):
    with pytest.raises(LayerError, match=words):
        units_of(spoiled(files, tmp_path, edit))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(LayerError, match=r"nowhere.csv: found 'no such file'"):
        units_of(tmp_path / "nowhere.csv")


def test_a_truncated_parquet_is_named(files, tmp_path):
    data = (files / "personas.parquet").read_bytes()
    (tmp_path / "bad.parquet").write_bytes(data[: len(data) // 2])
    with pytest.raises(LayerError, match=r"bad.parquet.*is it truncated"):
        units_of(tmp_path / "bad.parquet")
    pq.write_table(PERSONS.slice(0, 0), tmp_path / "none.parquet")
    with pytest.raises(LayerError, match=r"none.parquet: found 'no rows'"):
        units_of(tmp_path / "none.parquet")


def test_a_zip_that_python_cannot_unpack_says_how_to(files, tmp_path):
    path = tmp_path / "personas.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(files / "personas.csv", "Personas00.CSV")
    data = bytearray(path.read_bytes())
    entry = data.find(b"PK\x01\x02")
    data[8:10] = data[entry + 10 : entry + 12] = struct.pack("<H", 9)
    path.write_bytes(bytes(data))
    with pytest.raises(LayerError, match=r"Deflate64.*unzip personas.zip"):
        units_of(path)
    path.write_bytes(bytes(data[: len(data) // 2]))
    with pytest.raises(LayerError, match="is it truncated"):
        units_of(path)


def test_a_zip_without_one_person_file_lists_what_it_holds(tmp_path):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Viviendas00.CSV", "x")
        archive.writestr("Migrantes00.CSV", "x")
    with pytest.raises(LayerError, match=r"Viviendas00.CSV.*one person file"):
        units_of(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("FACTOR", "", "row 6 .*column FACTOR: found 'no value', expected a whole number of 1"),
        ("FACTOR", "-3", "column FACTOR: found '-3'"),
        ("FACTOR", "0", "column FACTOR: found '0'"),
        ("FACTOR", "2.5", "column FACTOR: found '2.5'"),
        ("FACTOR", "nan", "column FACTOR: found 'nan'"),
        ("FACTOR", "inf", "column FACTOR: found 'inf'"),
        ("FACTOR", None, "column FACTOR: found 'no value'"),
        ("UPM", "", "column UPM: found 'no value', expected a primary sampling unit"),
        ("ESTRATO", "", "column ESTRATO"),
        ("ID_VIV", "", "column ID_VIV"),
        ("ENT", "33", "column ENT: found '33'"),
        ("EDAD", "131", "column EDAD: found '131'"),
        ("TAMLOC", "", "column TAMLOC"),
        ("COBERTURA", "4", "column COBERTURA"),
        ("ENT_PAIS_RES_5A", "60", "column ENT_PAIS_RES_5A: found '60'"),
        ("ENT_PAIS_NAC", "x", "column ENT_PAIS_NAC: found 'x'"),
    ],
)
def test_a_wrong_value_is_named_with_its_row(column, value, words):
    with pytest.raises(LayerError, match=words):
        units_from(changed(column, value, [5]))


@pytest.mark.moderate
def test_several_wrong_values_are_counted():
    with pytest.raises(LayerError, match=r"row 4 .*\(and 2 more rows\)"):
        units_from(changed("FACTOR", "0", [3, 8, 9]))


@pytest.mark.moderate
def test_persons_of_a_dwelling_who_disagree_about_it_are_an_error():
    crowd = PERSONS["ID_VIV"].to_pandas().duplicated().to_numpy().nonzero()[0][0]
    with pytest.raises(LayerError, match=r"dwelling \d{12}: found 'persons who disagree about ENT, MUN, TAMLOC"):
        units_from(changed("FACTOR", "777", [crowd]))


@pytest.mark.moderate
def test_an_age_or_residence_that_was_not_said_is_nobody_returned():
    adults = np.flatnonzero(PERSONS["EDAD"].to_pandas().astype(int) >= 5)
    before = units_from(PERSONS)
    ageless = units_from(changed("EDAD", "999", adults[:7]))
    assert before["sample_persons_5"].sum() - ageless["sample_persons_5"].sum() == 7
    silent = units_from(changed("ENT_PAIS_RES_5A", "999", adults))
    assert silent["returned"].sum() == 0
    assert silent["unspecified"].sum() == silent["persons_5"].sum()


def parts(folder, names=("personas20.csv", "PERSONAS31.csv")):
    """The persons in two files of a folder, beside other tables of the survey."""
    folder.mkdir()
    here = pc.equal(PERSONS["ENT"], "20")
    for name, rows in zip(names, (here, pc.invert(here)), strict=True):
        synthetic.write([PERSONS.filter(rows)], folder / name)
    (folder / "viviendas20.csv").write_text("ID_VIV\n1\n")
    return folder


@pytest.mark.moderate
def test_a_folder_of_files_is_one_file(files, tmp_path):
    pd.testing.assert_frame_equal(units_of(parts(tmp_path / "csv")), units_of(files / "personas.csv"))
    folder = parts(tmp_path / "parquet", ("personas20.parquet", "personas31.parquet"))
    pd.testing.assert_frame_equal(units_of(folder), units_of(files / "personas.csv"))


def test_a_folder_without_persons_or_of_two_layouts_is_named(tmp_path):
    folder = parts(tmp_path / "csv")
    odd = folder / "personas32.csv"
    odd.write_bytes((folder / "personas20.csv").read_bytes().replace(b'"EDAD"', b'"ANIOS"', 1))
    with pytest.raises(LayerError, match=r"personas32.csv.*expected the columns of PERSONAS31.csv"):
        units_of(folder)
    for file in folder.glob("*[Ss]??.csv"):
        file.unlink()
    zipfile.ZipFile(folder / "eic2025_micro_20_csv.zip", "w").close()
    with pytest.raises(LayerError, match=r"eic2025_micro_20_csv.zip.*expected the person files as CSV.*unpacked"):
        units_of(folder)


# --- the other surveys


def renamed(table, survey):
    """The persons of 2020 under another survey's names."""
    names = {CENSO_2020.columns[ours]: theirs for ours, theirs in survey.columns.items()}
    return table.rename_columns([names.get(name, name) for name in table.column_names])


@pytest.mark.moderate
@pytest.mark.parametrize("survey", [EIC_2025, EIC_2015], ids=lambda survey: survey.id)
def test_the_other_surveys_are_read_by_their_own_names(files, tmp_path, survey):
    synthetic.write([renamed(PERSONS, survey)], tmp_path / "personas.csv")
    units = units_of(tmp_path / "personas.csv", survey=survey)
    pd.testing.assert_frame_equal(units, units_of(files / "personas.csv"))
    table = returns_table(estimate(units, survey), survey)
    assert (table["year"] == survey.year).all()
    with pytest.raises(LayerError, match="another survey"):
        units_of(tmp_path / "personas.csv")


@pytest.mark.moderate
def test_a_municipality_made_since_2020_counts_where_it_came_from():
    # 12082 came from 12053 alone; 02007 from two, so that no municipality of 2020 can have it.
    rates = {"02001": 0.1, "02007": 0.1, "12053": 0.1, "12082": 0.3}
    people = synthetic.invent(rates, seed=5, units=16, dwellings=10, coverage={"12082": 3})
    rows, weights = synthetic.draw(people, seed=6, units=8, dwellings=5)
    connection = connect()
    connection.con.register("persons", renamed(synthetic.persons(people, rows, weights), EIC_2025))
    persons = person_table(connection.table("persons"), EIC_2025, file="persons")
    units = sample_units(persons, EIC_2025, file="persons")
    assert set(units["cvegeo"]) == {"02001", "02007", "12053"}
    sums = synthetic.unit_sums(people, rows, weights)
    both = sums[sums["cvegeo"].isin(["12053", "12082"])]
    table = returns_table(estimate(units, EIC_2025), EIC_2025).set_index("cvegeo")
    assert table.index.tolist() == ["02001", "12053"]
    assert table.loc["12053", "dwellings"] == both["dwellings"].sum()
    expected = 100 * both["return_dwellings"].sum() / both["dwellings"].sum()
    assert table.loc["12053", "return_rate"] == pytest.approx(expected)
    # The parent's sample is enough, though that of the young municipality alone is not.
    assert table.loc["12053", "precision"] != "not_published"


def test_the_municipalities_made_since_2020_are_those_of_the_crosswalk(raw):
    crosswalk = pd.read_csv(raw / "municipios" / "crosswalk_municipios_2025_a_2020.csv", dtype="str")
    came_from = crosswalk.groupby("cve_geo")["cvegeo_2020"].agg(list)
    assert EIC_2025.merged == {key: homes[0] for key, homes in came_from.items() if len(homes) == 1}
    assert EIC_2025.torn == tuple(key for key, homes in came_from.items() if len(homes) > 1)


# --- the code of the United States


def test_the_code_of_the_united_states_is_the_catalogue_s(tmp_path):
    for survey in SURVEYS.values():
        check_united_states(survey)
    path = tmp_path / "ENT_PAIS.csv"
    rows = "CLAVE,DESCRIPCION\n020,Oaxaca\n221,Estados Unidos de América\n222,Islas Vírgenes de los Estados Unidos\n"
    path.write_bytes(rows.encode("cp1252"))
    check_united_states(CENSO_2020, read_catalogue(path))
    with zipfile.ZipFile(tmp_path / "catalogues.zip", "w") as archive:
        archive.write(path, "clasificaciones/ENT_PAIS.csv")
    assert read_catalogue(tmp_path / "catalogues.zip")[221] == "Estados Unidos de América"
    with zipfile.ZipFile(tmp_path / "catalogues_2025.zip", "w") as archive:
        archive.write(path, "catalogos/ENTIDAD_PAIS.csv")
    assert read_catalogue(tmp_path / "catalogues_2025.zip")[221] == "Estados Unidos de América"
    path.write_text(rows.replace("221,", "231,"), encoding="utf-8")
    with pytest.raises(LayerError, match=r"ENT_PAIS.csv.*231.*expected 221 as the one code"):
        check_united_states(CENSO_2020, read_catalogue(path), file=path.name)
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(LayerError, match=r"INEGI's ENT_PAIS.csv"):
        read_catalogue(path)


@pytest.mark.moderate
def test_many_from_abroad_and_none_from_the_united_states_is_another_code():
    table = PERSONS
    residence = pc.if_else(pc.greater_equal(pc.cast(table["EDAD"], pa.int64()), 5), "225", "")
    place = table.column_names.index("ENT_PAIS_RES_5A")
    with pytest.raises(LayerError, match="persons from abroad, none with code 221"):
        units_from(table.set_column(place, "ENT_PAIS_RES_5A", residence))


def test_an_unknown_survey_is_refused():
    with pytest.raises(LayerError, match="expected one of censo2020"):
        survey_named("enadid")


# --- the engines


@pytest.mark.slow
@pytest.mark.spark
@pytest.mark.usefixtures("spark_here")
def test_spark_gives_what_duckdb_gives(files, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spark = connect("spark", master="local[2]")
        try:
            for path in (files / "personas.parquet", parts(tmp_path / "folder")):  # of CSV
                pd.testing.assert_frame_equal(units_of(path, spark), units_of(path))
        finally:
            spark._session.stop()


def test_an_engine_that_is_not_there_is_named():
    with pytest.raises(LayerError, match="--engine: found 'abacus', expected duckdb or spark"):
        connect("abacus")
    with pytest.raises(LayerError, match="--connection"):
        connect(url="abacus://nowhere")


@pytest.mark.moderate
def test_any_database_that_ibis_connects_to_will_do(files, tmp_path):
    with duckdb.connect(tmp_path / "census.duckdb") as made:
        made.execute(f"CREATE TABLE personas AS SELECT * FROM '{files / 'personas.parquet'}'")
    connection = connect(url=f"duckdb://{tmp_path / 'census.duckdb'}")
    table = person_table(table_of(connection, "personas"), CENSO_2020, file="personas")
    pd.testing.assert_frame_equal(
        sample_units(table, CENSO_2020, file="personas"), units_of(files / "personas.parquet")
    )


@pytest.mark.parametrize("address", ["sqlite:///{}", "sqlite://{}", "duckdb://{}", "duckdb:///{}"])
def test_a_database_that_is_not_there_is_told_and_not_made(shell, tmp_path, monkeypatch, address):
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "none.db"
    code, out, err = shell(
        *("microdata", "--connection", address.format(place), "--persons", "p", "--out", "returns.csv")
    )
    assert (code, out) == (1, b"")
    assert err.startswith("alcance: --connection: found 'no such file: ")
    assert err.endswith("none.db', expected a database that Ibis connects to\n")
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_a_database_does_not_have_is_told(shell, tmp_path):
    place = tmp_path / "there.db"
    with contextlib.closing(sqlite3.connect(place)) as made:
        made.execute("CREATE TABLE others (a)")
    code, out, err = shell(
        *("microdata", "--connection", f"sqlite://{place}", "--persons", "p", "--out", tmp_path / "returns.csv")
    )
    assert (code, out) == (1, b"")
    assert err == "alcance: --persons: found 'p', expected a table of --connection (TableNotFound: p)\n"


# --- the returns table


@pytest.mark.moderate
def test_the_result_is_a_table_of_returns():
    table = returns_table(estimate(units_from(PERSONS), CENSO_2020), CENSO_2020)
    checked = check(table, schema(), "returns")
    assert checked["cvegeo"].tolist() == [A, B, NONE]
    assert (checked["return_rate_low"] <= checked["return_rate"]).all()
    assert (checked["return_rate_high"] >= checked["return_rate"]).all()


def test_the_tool_that_invents_persons_says_how_it_is_called(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["microdata", "--help"])
    with pytest.raises(SystemExit):
        synthetic.main()
    assert "FILE [ROWS]" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
