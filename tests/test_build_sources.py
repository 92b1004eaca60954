"""Every known fault of the official files is mended where it is read: small files in the sources' own formats."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers import LayerError
from layers.pipeline import conapo, marco, sources
from layers.pipeline.catalogue_inegi import read_municipal_catalogue
from layers.pipeline.iter2020 import read_iter
from layers.pipeline.text import degrees, known_number, masked_number, mend_encoding, municipal_key

if TYPE_CHECKING:
    from pathlib import Path

SPANISH = "abcdefghijklmnñopqrstuvwxyzáéíóúüABCDEFGHIJKLMNÑOPQRSTUVWXYZÁÉÍÓÚÜ .-"

# Renamed by their own congresses since CONAPO wrote its table, or written otherwise by INEGI (the last two).
RENAMED_SINCE = {
    *("07017", "08056", "11032", "12006", "20038", "20043", "20124", "20238", "20549", "23008", "24001"),
    *("31025", "31094"),
}


def garbled(text: str, times: int = 1) -> str:
    for _ in range(times):
        text = text.encode("utf-8").decode("latin-1")
    return text


def write_iim_2020(path: Path, rows: list[str]) -> Path:
    header = "cve_ent,cve_mun,nom_mun,viv_tot,viv_rem,viv_emig,viv_circ,viv_ret,iim_dp2,gim_dp2,pos_nal"
    path.write_bytes("\n".join([header, *rows, ""]).encode("latin-1"))
    return path


def write_iim_2010(path: Path, rows: list[str]) -> Path:
    header = (
        "ENT,NOM_ENT,MUN,NOM_MUN,TOT_VIV,VIV_REM,VIV_EMIG,VIV_CIRC,VIV_RET,IIM_2010,IIM0a100,GIM_2010,LUG_EDO,LUG_NAL"
    )
    path.write_bytes("\n".join([header, *rows, ""]).encode("latin-1"))
    return path


def write_boundaries(path: Path, shapes: dict[str, shapely.Geometry]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"cve_geo": key, "cve_ent": key[:2], "nom_mun": "M", "nom_ent": "E"},
            "geometry": shapely.geometry.mapping(shape),
        }
        for key, shape in shapes.items()
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), encoding="utf-8")
    return path


def frame_of(shapes: dict[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"cvegeo": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:4326")


@pytest.fixture(scope="module")
def raw_boundaries(raw):
    return marco.read_boundaries(sources.BOUNDARIES.require(raw))


# --- names


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_name_encoded_twice_or_more_comes_back_as_it_was(times):
    assert mend_encoding(garbled("Cosío, Jesús María, Ñuu Savi", times)) == "Cosío, Jesús María, Ñuu Savi"


@pytest.mark.moderate
@given(name=st.text(SPANISH, min_size=1, max_size=40), times=st.integers(0, 3))
def test_any_spanish_name_survives_any_number_of_wrong_encodings(name, times):
    assert mend_encoding(garbled(name, times)) == name


@pytest.mark.parametrize("name", ["Cosío", "Peñón Blanco", "Güémez", "SÍ", "Ñ", "Oaxaca", ""])
def test_a_name_that_is_right_already_or_holds_a_lone_accent_is_left_alone(name):
    assert mend_encoding(name) == name


def test_double_encoded_names_of_2020_are_mended_when_the_file_is_read(tmp_path):
    rows = [f"1,1004,{garbled('Cosío')},3915,12.5,2.1,0.2,1.66,62.7,Medio,754.0", "1,1001,Rincón,10,1,1,1,1,1,Bajo,1"]
    table = conapo.read_returns_2020(write_iim_2020(tmp_path / "iim.csv", rows))
    assert table["name"].tolist() == ["Rincón", "Cosío"]


@pytest.mark.moderate
@pytest.mark.raw
def test_mended_names_of_2020_are_those_of_inegi_but_for_the_municipalities_renamed_since(raw):
    returns = conapo.read_returns_2020(sources.RETURNS_2020.require(raw)).set_index("cvegeo")["name"]
    catalogue = read_municipal_catalogue(sources.MUNICIPAL_CATALOGUE.require(raw)).set_index("cvegeo")["municipality"]
    both = returns.index.intersection(catalogue.index)
    assert len(both) == 2469
    assert set(both[returns[both] != catalogue[both]]) == RENAMED_SINCE
    assert not returns.str.contains("[ÃÂ]").any()


# --- keys


def test_a_key_that_lost_its_zero_gets_it_back(tmp_path):
    row = "1,1001,Aguascalientes,267588,5.0,1.3,0.6,0.79,63.4,Bajo,1020.0"
    table = conapo.read_returns_2020(write_iim_2020(tmp_path / "iim.csv", [row]))
    assert table["cvegeo"].tolist() == ["01001"]


def test_a_key_split_into_state_and_municipality_without_zeros_is_put_together(tmp_path):
    row = "1,Aguascalientes,4,Cosío,3246,5.05,2.22,2.93,6.53,0.5184,3.8887,3 Medio,7,643"
    table = conapo.read_returns_2010(write_iim_2010(tmp_path / "iim.csv", [row]))
    assert table["cvegeo"].tolist() == ["01004"]
    assert table["intensity"].tolist() == ["Medio"]
    assert table["return_rate"].tolist() == [6.53]


@pytest.mark.parametrize("key", ["123456", "12a", "", "1.0", "-1"])
def test_a_key_that_is_no_whole_number_of_five_digits_is_refused_with_its_place(key):
    values = pd.Series(["01001", key], name="cve_mun")
    with pytest.raises(LayerError, match=r"iim\.csv, row 2, column cve_mun: found .*, expected a key of 5 digits"):
        municipal_key(values, file="iim.csv") if key else municipal_key(values.mask(values == "", None), file="iim.csv")


@pytest.mark.moderate
@pytest.mark.raw
def test_the_keys_of_both_years_are_five_digits_and_2020_has_every_municipality(raw, raw_boundaries):
    returns_2020 = conapo.read_returns_2020(sources.RETURNS_2020.require(raw))
    returns_2010 = conapo.read_returns_2010(sources.RETURNS_2010.require(raw))
    assert returns_2020["cvegeo"].tolist() == raw_boundaries["cvegeo"].tolist()
    assert len(returns_2010) == 2456
    assert returns_2010["cvegeo"].str.fullmatch(r"\d{5}").all()
    assert set(returns_2010["cvegeo"]) < set(returns_2020["cvegeo"])


def test_a_municipal_catalogue_leaves_out_municipalities_without_people_and_knows_a_missing_seat(tmp_path):
    rows = [
        {"cve_completa": "02007", "nom_municipio": "San Felipe", "cve_cabecera": "0001", "nom_cabecera": "San Felipe"},
        {"cve_completa": "09002", "nom_municipio": "Azcapotzalco", "cve_cabecera": "----", "nom_cabecera": ""},
        {"cve_completa": "01001", "nom_municipio": "Aguascalientes ", "cve_cabecera": "0001", "nom_cabecera": "Ags"},
    ]
    people = [(0, 0), (432205, 134204), (948990, 266942)]
    for row, (population, dwellings) in zip(rows, people, strict=True):
        row.update(poblacion_total=population, viviendas_habitadas=dwellings)
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    table = read_municipal_catalogue(path)
    assert table["cvegeo"].tolist() == ["01001", "09002"]
    assert table["municipality"].tolist() == ["Aguascalientes", "Azcapotzalco"]
    assert table["seat_key"].iloc[0] == "010010001"
    assert table["seat_key"].isna().tolist() == [False, True]
    assert table["seat"].tolist() == ["Ags", "Azcapotzalco"]


# --- the workbook of 2010


def write_workbook(path: Path, header_row: int = 6) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Población total, indicadores socioeconómicos, índice y grado de marginación por municipio, 2010"])
    for _ in range(header_row - 2):
        sheet.append([None])
    sheet.append(["CVE_ENT", "NOM_ENT", "CVE_MUN", "NOM_MUN", "POB_TOT", "IM_2010", "GM_2010", "IMN_2010"])
    sheet.append([None])
    sheet.append([None, "Nacional", None, "", 112336538, "—", "—", "—"])
    sheet.append(["01", "Aguascalientes", "01000", "Total del estado", 1184996, "—", "—", "—"])
    sheet.append(["01", "Aguascalientes", "01002", "Asientos", 45492, 33.4, "Bajo", 0.81])
    sheet.append(["01", "Aguascalientes", 1001, "Aguascalientes", 797010, 37.8, "Muy bajo", 0.92])
    sheet.append([None])
    sheet.append(["Fuente: Estimaciones del CONAPO con base en el INEGI, Censo de Población y Vivienda 2010. "])
    book.save(path)
    return path


def test_the_header_of_the_workbook_is_its_sixth_row_and_totals_and_notes_are_left_out(tmp_path):
    table = conapo.read_marginalisation_2010(write_workbook(tmp_path / "imm.xlsx"))
    assert table["cvegeo"].tolist() == ["01001", "01002"]
    assert table["marginalisation"].tolist() == ["Muy bajo", "Bajo"]
    assert table["population"].tolist() == [797010, 45492]


def test_a_workbook_whose_header_is_elsewhere_is_refused_and_says_which_row_it_looked_at(tmp_path):
    with pytest.raises(LayerError, match=r"imm\.xlsx, row header, column CVE_MUN: found .* expected .* row 6"):
        conapo.read_marginalisation_2010(write_workbook(tmp_path / "imm.xlsx", header_row=7))


@pytest.mark.moderate
@pytest.mark.raw
def test_the_official_workbook_gives_2456_municipalities_and_the_census_of_2010(raw):
    table = conapo.read_marginalisation_2010(sources.MARGINALISATION_2010.require(raw))
    assert len(table) == 2456
    assert table["population"].sum() == 112_336_538


# --- degrees, minutes, seconds


def test_degrees_minutes_and_seconds_become_degrees_and_west_is_negative():
    texts = pd.Series(["102°17'45.768\" W", " 21°52'47.362\" N", "0°00'00\" N", "102°30'00.000\" O", "1°30'00\" S"])
    expected = [-(102 + 17 / 60 + 45.768 / 3600), 21 + 52 / 60 + 47.362 / 3600, 0, -102.5, -1.5]
    assert degrees(texts, file="f").tolist() == pytest.approx(expected, abs=1e-12)


@pytest.mark.moderate
@given(
    seconds=st.integers(0, 180 * 3600 * 1000 - 1),
    side=st.sampled_from("NEWS"),
)
def test_written_degrees_are_read_back_to_a_millisecond_of_arc(seconds, side):
    minutes, thousandths = divmod(seconds, 60_000)
    text = f"{minutes // 60:d}°{minutes % 60:02d}'{thousandths / 1000:06.3f}\" {side}"
    sign = -1 if side in "WS" else 1
    assert degrees(pd.Series([text]), file="f")[0] == pytest.approx(sign * seconds / 3_600_000, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["102°60'00.000\" W", "102°17'60.000\" W", "102°17' W", "-102.29", "102°17'45.768\"", "X", "", None]
)
def test_a_place_that_is_not_in_degrees_minutes_and_seconds_is_refused_with_its_place(text):
    values = pd.Series(["102°17'45.768\" W", text], name="LONGITUD")
    with pytest.raises(LayerError, match=r"iter\.csv, row 2, column LONGITUD: found .*, expected degrees, minutes"):
        degrees(values, file="iter.csv")


# --- masks


def test_a_masked_figure_is_missing_and_never_zero():
    numbers = masked_number(pd.Series(["*", " * ", "N/D", "", None, "0", "12.5"]), file="f")
    assert numbers.isna().tolist() == [True] * 5 + [False, False]
    assert numbers.tolist()[5:] == [0.0, 12.5]


@pytest.mark.parametrize("text", ["1,200", "doce", "**", "1 2"])
def test_a_figure_that_is_neither_number_nor_mask_is_refused_with_its_place(text):
    values = pd.Series(["1", "2", text], name="POBTOT")
    with pytest.raises(LayerError, match=r"iter\.csv, row 3, column POBTOT: found .*, expected a number, or \*"):
        masked_number(values, file="iter.csv")


def test_a_figure_that_must_be_there_is_refused_where_it_is_missing():
    with pytest.raises(LayerError, match=r"l\.csv, row 2, column poblacion_total: found nan, expected a number"):
        known_number(pd.Series(["1", None], name="poblacion_total"), file="l.csv")


# --- boundaries


WEST = shapely.box(-100, 17, -99, 18)
EAST = shapely.box(-99, 17, -98, 18)


def test_overlapping_neighbours_become_a_clean_coverage(tmp_path):
    shapes = {"01002": EAST, "01001": shapely.box(-100, 17, -98.9995, 18)}
    assert not shapely.coverage_is_valid(list(shapes.values()))
    frame = marco.read_boundaries(write_boundaries(tmp_path / "b.geojson", shapes))
    clean = frame.geometry.to_numpy()
    assert frame["cvegeo"].tolist() == ["01001", "01002"]
    assert shapely.coverage_is_valid(clean)
    assert shapely.area(shapely.intersection(*clean)) == 0
    assert shapely.area(clean) == pytest.approx([1, 1], rel=1e-3)


def test_a_hairline_gap_between_neighbours_is_closed(tmp_path):
    bent = shapely.Polygon([(-99, 17), (-98, 17), (-98, 18), (-99, 18), (-99, 17.6), (-98.9995, 17.5), (-99, 17.4)])
    shapes = {"01001": WEST, "01002": bent}
    assert shapely.get_num_interior_rings(shapely.union_all(list(shapes.values()))) == 1
    clean = marco.read_boundaries(write_boundaries(tmp_path / "b.geojson", shapes)).geometry.to_numpy()
    assert shapely.coverage_is_valid(clean)
    assert shapely.union_all(clean).equals(shapely.box(-100, 17, -98, 18))


def test_a_municipality_twice_in_the_boundaries_is_refused(tmp_path):
    path = write_boundaries(tmp_path / "b.geojson", {"01001": WEST, "1001": EAST})
    with pytest.raises(LayerError, match=r"b\.geojson, row 2, column cve_geo: found '01001', expected each"):
        marco.read_boundaries(path)


def test_a_polygon_that_crosses_itself_is_refused_with_its_row(tmp_path):
    bow = shapely.Polygon([(-97, 17), (-96, 18), (-96, 17), (-97, 18), (-97, 17)])
    path = write_boundaries(tmp_path / "b.geojson", {"01001": WEST, "01002": bow})
    with pytest.raises(LayerError, match=r"b\.geojson, row 2, column geometry: found 'Self-intersection"):
        marco.read_boundaries(path)


@pytest.mark.moderate
@pytest.mark.raw
def test_the_official_boundaries_are_2469_clean_polygons_whose_areas_are_kept_to_one_percent(raw, raw_boundaries):
    before = gpd.read_file(sources.BOUNDARIES.require(raw), columns=["cve_geo"]).sort_values("cve_geo")
    after = raw_boundaries.geometry.to_numpy()
    assert len(raw_boundaries) == 2469
    assert raw_boundaries["cvegeo"].tolist() == before["cve_geo"].tolist()
    assert not shapely.coverage_is_valid(before.geometry.to_numpy())
    assert shapely.coverage_is_valid(after)
    assert shapely.is_valid(after).all()
    ratio = raw_boundaries.to_crs("EPSG:6372").area.to_numpy() / before.to_crs("EPSG:6372").area.to_numpy()
    assert np.abs(ratio - 1).max() < 0.01


@pytest.mark.moderate
@pytest.mark.raw
def test_every_gap_that_is_left_between_official_polygons_is_wider_than_a_hairline(raw_boundaries):
    parts = shapely.get_parts(shapely.union_all(raw_boundaries.geometry.to_numpy()))
    gaps = shapely.polygons([ring for part in parts for ring in part.interiors])
    radius = shapely.length(shapely.maximum_inscribed_circle(gaps))
    assert 2 * radius.min() > 0.001


# --- files that are cut off


def readers(raw: Path) -> dict[str, tuple]:
    return {
        "boundaries": (sources.BOUNDARIES.find(raw), marco.read_boundaries),
        "catalogue": (sources.MUNICIPAL_CATALOGUE.find(raw), read_municipal_catalogue),
        "returns-2010": (sources.RETURNS_2010.find(raw), conapo.read_returns_2010),
        "returns-2020": (sources.RETURNS_2020.find(raw), conapo.read_returns_2020),
        "marginalisation-2010": (sources.MARGINALISATION_2010.find(raw), conapo.read_marginalisation_2010),
        "marginalisation-2020": (sources.MARGINALISATION_2020.find(raw), conapo.read_marginalisation_2020),
        "iter-zip": (next(raw.rglob("iter_31_2020_csv.zip")), lambda path: read_iter([path])),
        "iter-parquet": (next(raw.rglob("iter2020_31.parquet")), lambda path: read_iter([path])),
    }


NAMES = (
    *("boundaries", "catalogue", "returns-2010", "returns-2020", "marginalisation-2010", "marginalisation-2020"),
    *("iter-zip", "iter-parquet"),
)


@pytest.mark.raw
@pytest.mark.parametrize("name", NAMES)
def test_an_official_file_cut_off_half_way_is_refused_by_name(raw, tmp_path, name):
    path, read = readers(raw)[name]
    data = path.read_bytes()
    cut = tmp_path / path.name
    cut.write_bytes(data[: len(data) // 2])
    with pytest.raises(LayerError) as refused:
        read(cut)
    assert str(refused.value).startswith(path.name)
    assert "expected" in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe no table\n" * 3], ids=["empty", "garbage"])
@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("b.geojson", marco.read_boundaries),
        ("c.json", read_municipal_catalogue),
        ("r10.csv", conapo.read_returns_2010),
        ("r20.csv", conapo.read_returns_2020),
        ("m10.xlsx", conapo.read_marginalisation_2010),
        ("m20.csv", conapo.read_marginalisation_2020),
        ("iter.zip", lambda path: read_iter([path])),
        ("iter.csv", lambda path: read_iter([path])),
        ("iter2020_31.parquet", lambda path: read_iter([path])),
    ],
)
def test_a_file_that_is_empty_or_no_such_table_is_refused_by_name(tmp_path, name, read, data):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(LayerError) as refused:
        read(path)
    assert str(refused.value).startswith(name)
    assert "expected" in str(refused.value)
