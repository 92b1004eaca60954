"""The ITER of the census of 2020: every form of the official file, its faults, and the settlements made of it."""

from __future__ import annotations

import pathlib
import re
import zipfile

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import LayerError
from layers.pipeline import build, sources
from layers.pipeline.iter2020 import AGE_GROUPS, read_iter
from layers.pipeline.settlements import TWO_DWELLINGS_FROM, apportion, make_settlements

PLACE = {"LONGITUD": "89°43'19.585\" W", "LATITUD": "20°38'54.829\" N"}
FIGURES = {"PRES2015": "80", "PRESOE15": "10", "P3YM_HLI": "7", "PSINDER": "30", "GRAPROES": "7.25"}
MASKED = dict.fromkeys([*AGE_GROUPS, *FIGURES, "TVIVHAB"], "*")


def row(mun: str = "001", loc: str = "0001", people: str = "100", **other: str) -> dict[str, str]:
    """A locality of 100 people, all of 5 and older, ten of whom lived abroad in 2015."""
    place = PLACE if loc not in {"0000", "9998", "9999"} else dict.fromkeys(PLACE, "")
    ages = dict.fromkeys(AGE_GROUPS, "0") | {"P_5A9": people}
    return {
        "ENTIDAD": "31",
        "MUN": mun,
        "LOC": loc,
        "NOM_LOC": "Sitio",
        **place,
        "POBTOT": people,
        **ages,
        **FIGURES,
        "TVIVHAB": "25",
        **other,
    }


ROWS = [
    row("000", "0000", "112"),
    row("001", "0000", "106"),
    row("001", "0001"),
    row("001", "0004", "6", **MASKED),
    row("001", "9998", "6", **MASKED),
    row("002", "0000", "6", **MASKED | dict.fromkeys(AGE_GROUPS, "0") | {"PRES2015": "0", "PRESOE15": "0"}),
    row("002", "0001", "6", **MASKED),
]


def write(path: pathlib.Path, rows: list[dict[str, str]], *, encoding: str = "utf-8-sig") -> pathlib.Path:
    """The rows in the form that the name asks for."""
    frame = pd.DataFrame(rows)
    if path.suffix == ".parquet":
        frame.drop(columns="ENTIDAD", errors="ignore").to_parquet(path, index=False)
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("diccionario_datos/diccionario_datos_iter.csv", "a dictionary,\n" * 2000)
            archive.writestr("conjunto_de_datos/ITER_31CSV20.csv", frame.to_csv(index=False).encode(encoding))
    else:
        path.write_bytes(frame.to_csv(index=False).encode(encoding))
    return path


def changed(at: int, **values: str) -> list[dict[str, str]]:
    return [each | values if place == at else each for place, each in enumerate(ROWS)]


# --- reading


@pytest.mark.parametrize("name", ["iter_31_cpv2020_csv.zip", "iter.csv", "iter2020_31.parquet"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_totals_and_groups_are_no_localities_and_masks_stay_missing_in_every_form(tmp_path, name, encoding):
    census = read_iter([write(tmp_path / name, ROWS, encoding=encoding)])
    table = census.localities
    assert table["locality_key"].tolist() == ["310010001", "310010004", "310020001"]
    assert table["population"].tolist() == [100, 6, 6]
    assert table["is_masked"].tolist() == [False, True, True]
    assert table.loc[0, ["dwellings", "abroad_2015", "indigenous_speakers", "without_health_insurance"]].tolist() == [
        *(25, 10, 7, 30),
    ]
    assert table.loc[0, "schooling_years"] == 7.25
    assert table.loc[1:, ["dwellings", "abroad_2015", "schooling_years"]].isna().all(axis=None)
    assert table[["lon", "lat"]].loc[0].tolist() == pytest.approx([-89.722107, 20.648564], abs=1e-6)
    assert census.municipalities["cvegeo"].tolist() == ["31001", "31002"]
    assert census.municipalities["abroad_2015"].tolist() == [16, 0]


@pytest.mark.moderate
def test_where_the_dwellings_are_missing_their_households_are_taken(tmp_path):
    rows = [{("TOTHOG" if name == "TVIVHAB" else name): value for name, value in each.items()} for each in ROWS]
    table = read_iter([write(tmp_path / "iter.csv", rows)]).localities
    assert table["dwellings"].tolist()[:1] == [25]
    both = [each | {"TOTHOG": "24"} if each["TVIVHAB"] == "25" else each | {"TOTHOG": "*"} for each in ROWS]
    assert read_iter([write(tmp_path / "both.csv", both)]).localities["dwellings"].tolist()[:1] == [25]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (changed(3, LOC="0001"), r"iter\.csv, column LOC: found '310010001', expected each key once"),
        (changed(3, LONGITUD="-89.72"), r"iter\.csv, row \d, column LONGITUD: found '-89\.72', expected degrees"),
        (changed(3, LATITUD="20°61'00.0\" N"), r"row \d, column LATITUD: found .*, expected degrees, minutes"),
        (changed(2, POBTOT="*"), r"row 3, column POBTOT: found '\*', expected a number, never masked"),
        (changed(2, PSINDER="many"), r"column PSINDER: found 'many', expected a number, or \*"),
        (changed(2, PRES2015="200"), r"row 3, column PRES2015: found '210 with PRESOE15', expected at most the 100"),
        # A total row that is taken for a locality, and localities that were cut off.
        (
            changed(4, LOC="0098", **PLACE),
            r"row 31001, column POBTOT: found '112 people .*', expected its total row's 106",
        ),
        (ROWS[:3], r"row 31001, column POBTOT: found '100 people in the localities .*', expected its total row's 106"),
        (ROWS[:2] + ROWS[5:], r"row 31001, column POBTOT: found 'nan people"),
        ([each for each in ROWS if each["LOC"] != "0000"], r"expected its total row's nan"),
        (changed(2, ENTIDAD="x"), r"row 3, column ENTIDAD: found 'x', expected a key of 2 digits"),
    ],
)
def test_a_fault_is_refused_with_its_file_row_and_column(tmp_path, rows, message):
    with pytest.raises(LayerError, match=message):
        read_iter([write(tmp_path / "iter.csv", rows)])


@pytest.mark.parametrize("column", ["MUN", "POBTOT", "P_40A44", "PRES2015", "GRAPROES", "TVIVHAB"])
def test_a_missing_column_is_named(tmp_path, column):
    # As in the ITER of another census, whose questions were others.
    rows = [{name: value for name, value in each.items() if name != column} for each in ROWS]
    with pytest.raises(LayerError, match=rf"iter\.csv, column {column}: found .*, expected this column"):
        read_iter([write(tmp_path / "iter.csv", rows)])


def test_a_parquet_without_the_state_has_it_in_its_name(tmp_path):
    with pytest.raises(LayerError, match=r"localities\.parquet, column ENTIDAD: .* the state's two digits in the name"):
        read_iter([write(tmp_path / "localities.parquet", ROWS)])


def test_a_zip_without_a_table_is_refused_by_name(tmp_path):
    path = tmp_path / "iter_31_cpv2020_csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(
        LayerError, match=r"iter_31_cpv2020_csv\.zip: found .*readme\.txt.*, expected a CSV of the ITER"
    ):
        read_iter([path])


# --- which files


def test_the_national_file_goes_before_those_of_states_and_a_zip_before_a_parquet(tmp_path):
    for number in range(1, 33):
        (tmp_path / f"iter2020_{number:02d}.parquet").touch()
    (tmp_path / "iter_20_cpv2020_csv.zip").touch()
    found = [path.name for path in sources.find_iter(tmp_path)]
    assert len(found) == 32
    assert found[18:21] == ["iter2020_19.parquet", "iter_20_cpv2020_csv.zip", "iter2020_21.parquet"]
    (tmp_path / "iter_00_cpv2020_csv.zip").touch()
    assert [path.name for path in sources.find_iter(tmp_path)] == ["iter_00_cpv2020_csv.zip"]


def test_a_state_whose_file_is_missing_is_named(tmp_path):
    for number in range(1, 33):
        if number not in {9, 20}:
            (tmp_path / f"iter2020_{number:02d}.parquet").touch()
    with pytest.raises(
        LayerError, match=r"found 'no ITER 2020 of the states 09, 20', expected a file of each of the 32"
    ):
        sources.find_iter(tmp_path)


def test_without_any_file_the_official_one_is_named_with_its_address(tmp_path):
    with pytest.raises(LayerError, match=r"iter_00_cpv2020_csv\.zip.*https://www\.inegi\.org\.mx/"):
        sources.find_iter(tmp_path)


# --- settlements


@pytest.mark.moderate
@given(
    total=st.integers(0, 3_000_000),
    weights=st.lists(st.integers(0, 999), min_size=1, max_size=200).filter(any),
)
def test_shares_add_up_exactly_are_never_negative_and_lie_within_one_of_the_exact_share(total, weights):
    shares = apportion(total, np.array(weights, dtype="float64"))
    exact = total * np.array(weights) / sum(weights)
    assert shares.sum() == total
    assert shares.min() >= 0
    assert np.abs(shares - exact).max() < 1


def test_of_two_equal_remainders_the_earlier_point_gets_the_odd_person():
    assert apportion(3, np.array([1.0, 1.0])).tolist() == [2, 1]


def localities(**columns):
    size = len(columns["population"])
    return pd.DataFrame(
        {
            "locality_key": [f"3100100{place:02d}" for place in range(1, size + 1)],
            "cvegeo": "31001",
            "locality": "Sitio",
            "lon": np.linspace(-90, -89, size),
            "lat": 20.0,
            **dict.fromkeys(
                ("abroad_2015", "indigenous_speakers", "without_health_insurance", "schooling_years"), np.nan
            ),
            **columns,
        }
    )


def municipality(population, dwellings):
    return pd.DataFrame(
        {
            "cvegeo": ["31001"],
            "population": [population],
            "dwellings": [dwellings],
            "seat_key": ["310010001"],
            "seat": ["Cabecera"],
        }
    )


def test_masked_dwellings_follow_the_rule_and_all_add_up_to_the_municipality():
    few = TWO_DWELLINGS_FROM - 1
    rows = localities(
        population=[400.0, few, few + 1.0, 40.0],
        dwellings=[100.0, np.nan, np.nan, np.nan],
        is_masked=[False, True, True, False],
    )
    # 4 people a dwelling where dwellings are known: the locality of 40 people whose figure is not there has ten.
    table = make_settlements(rows, municipality(rows["population"].sum(), 113))
    assert table["dwellings"].tolist() == [100, 1, 2, 10]
    assert make_settlements(rows, municipality(rows["population"].sum(), 226))["dwellings"].tolist() == [200, 2, 4, 20]
    assert table["locality"].tolist() == ["Cabecera", "Sitio", "Sitio", "Sitio"]
    assert table["locality_population"].tolist() == table["population"].tolist()


def test_localities_of_another_census_are_refused_by_municipality():
    rows = localities(population=[400.0], dwellings=[100.0], is_masked=[False])
    with pytest.raises(
        LayerError, match=r"localities, row 31001, column POBTOT: found '400 people .*', expected the 401"
    ):
        make_settlements(rows, municipality(401, 100))


# --- the official files


@pytest.mark.moderate
@pytest.mark.raw
def test_the_official_zip_of_yucatan_and_the_parquet_say_the_same(raw):
    official = read_iter([next(raw.rglob("iter_31_2020_csv.zip"))])
    parquet = read_iter([next(raw.rglob("iter2020_31.parquet"))])
    assert len(official.localities) == 2434
    assert official.localities["population"].sum() == 2_320_898
    pd.testing.assert_frame_equal(official.municipalities, parquet.municipalities)
    figures = ["dwellings", "is_masked"]
    pd.testing.assert_frame_equal(official.localities.drop(columns=figures), parquet.localities.drop(columns=figures))
    # Dwellings are in the official file, never masked: one household an inhabited private one, and some for many.
    dwellings, households = official.localities["dwellings"], parquet.localities["dwellings"]
    masked = parquet.localities["is_masked"]
    assert (dwellings.notna() & (masked == households.isna())).all()
    assert (dwellings[~masked] >= households[~masked]).all()
    assert dwellings[~masked].sum() / households[~masked].sum() == pytest.approx(1, abs=1e-3)
    assert dwellings[masked].isin([1, 2]).all()


@pytest.mark.moderate
@pytest.mark.raw
def test_the_national_zip_and_the_files_of_the_states_say_the_same(raw, tmp_path):
    # A key that begins with nought, the smallest, and one with more municipalities than two digits count.
    paths = [next(raw.rglob(f"iter2020_{state}.parquet")) for state in ("01", "06", "31")]
    names = ["MUN", "LOC", "NOM_LOC", "LONGITUD", "LATITUD", "POBTOT", *AGE_GROUPS, "TOTHOG", *FIGURES]
    national = pd.concat([pd.read_parquet(path, columns=names).assign(ENTIDAD=path.stem[-2:]) for path in paths])
    with zipfile.ZipFile(tmp_path / "iter_00_cpv2020_csv.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        table = national.to_csv(index=False).encode("utf-8-sig")
        archive.writestr("iter_00_cpv2020/conjunto_de_datos/conjunto_de_datos_iter_00CSV20.csv", table)
    by_state, whole = read_iter(paths), read_iter(sources.find_iter(tmp_path))
    assert set(whole.municipalities["cvegeo"].str[:2]) == {"01", "06", "31"}
    pd.testing.assert_frame_equal(whole.localities, by_state.localities)
    pd.testing.assert_frame_equal(whole.municipalities, by_state.municipalities)


@pytest.mark.moderate
@pytest.mark.raw
def test_the_dwellings_of_masked_localities_are_right_in_most_of_yucatan(raw, layers):
    official = read_iter([next(raw.rglob("iter_31_2020_csv.zip"))]).localities.set_index("locality_key")
    masked = read_iter([next(raw.rglob("iter2020_31.parquet"))]).localities.set_index("locality_key")["is_masked"]
    ours = layers.settlements.set_index("locality_key")["dwellings"].reindex(official.index)
    right = ours == official["dwellings"]
    assert masked.sum() == 1604
    assert right[masked].mean() > 0.85
    assert (ours - official["dwellings"]).abs().sum() < 0.001 * official["dwellings"].sum()


@pytest.fixture
def linked(raw, tmp_path):
    """A raw folder of links to the official files, one of them replaced."""

    def change(name: str, edit) -> pathlib.Path:
        folder = tmp_path / "raw"
        folder.mkdir()
        for path in raw.rglob("*"):
            if path.is_file() and path.name != name:
                (folder / path.name).symlink_to(path)
        edit(next(raw.rglob(name)), folder / name)
        return folder

    return change


@pytest.mark.moderate
@pytest.mark.raw
@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda source, to: None, r"found 'no ITER 2020 of the states 20'"),
        (lambda source, to: to.write_bytes(source.read_bytes()[:100_000]), r"iter2020_20\.parquet: found"),
        (
            lambda source, to: pd.read_parquet(source).iloc[:-30].to_parquet(to),
            r"iter2020_20\.parquet, row 20570, column POBTOT: found",
        ),
        (
            lambda source, to: pd.concat([pd.read_parquet(source)] * 2).to_parquet(to),
            r"iter2020_20\.parquet, row 20001, column POBTOT: found",
        ),
        (
            lambda source, to: to.write_bytes(source.with_name("iter2020_21.parquet").read_bytes()),
            r"(found 'nothing of 353 municipalities, 20218 first'|localities, row 20001, column POBTOT)",
        ),
    ],
    ids=["missing", "truncated", "cut", "twice", "another state's"],
)
def test_a_wrong_file_of_a_state_stops_the_build_and_leaves_the_old_tables_whole(linked, tmp_path, edit, message):
    data = tmp_path / "data"
    data.mkdir()
    (data / "datapackage.json").write_bytes(b"old package")
    with pytest.raises(LayerError, match=message):
        build(linked("iter2020_20.parquet", edit), data)
    assert [(path.name, path.read_bytes()) for path in data.iterdir()] == [("datapackage.json", b"old package")]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "raw"]


@pytest.mark.moderate
@pytest.mark.raw
def test_an_independent_count_from_the_raw_files_agrees(raw, layers):
    """Population, both rural shares and who lived abroad, by municipality, from the text columns alone."""
    table = layers.municipios.set_index("cvegeo")
    places = layers.settlements
    for path in sorted(raw.rglob("iter2020_[0-3][0-9].parquet")):
        state = path.stem[-2:]
        if state == "00":
            continue
        ages = [name for name in pq.read_schema(path).names if re.fullmatch(r"P_([1-9]\d*A\d+|85YMAS)", name)]
        text = pd.read_parquet(path, columns=["MUN", "LOC", "LONGITUD", "POBTOT", "PRES2015", "PRESOE15", *ages])
        is_place = text["LONGITUD"].notna()
        people = text.loc[is_place, "POBTOT"].astype(float)
        key = state + text.loc[is_place, "MUN"]
        mine = places["cvegeo"].str[:2] == state
        for line in (2500, 15_000):
            wanted = people.where(people < line, 0).groupby(key).sum()
            rural = places[mine & (places["locality_population"] < line)]
            found = rural.groupby("cvegeo")["population"].sum().reindex(wanted.index, fill_value=0)
            assert (found == wanted).all()
        totals = text[(text["LOC"] == "0000") & (text["MUN"] != "000")].set_index("MUN")
        over_5 = totals[ages].astype(int).sum(axis=1)
        abroad = over_5 - totals["PRES2015"].astype(int) - totals["PRESOE15"].astype(int)
        found = table.loc[state + totals.index]
        assert found["population"].tolist() == totals["POBTOT"].tolist()
        assert found["people_5_and_over"].tolist() == over_5.tolist()
        assert found["abroad_2015"].tolist() == abroad.tolist()
