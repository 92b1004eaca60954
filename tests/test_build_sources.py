"""Every known fault of the official files is mended where it is read: small files in the sources' own formats."""

from __future__ import annotations

import gzip
import json
import zipfile
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
from layers.build import build, conapo, localities, marco, sources
from layers.build.catalogue_inegi import read_municipal_catalogue
from layers.build.iter2020 import read_iter
from layers.build.settlements import apportion, census_settlements, model_settlements
from layers.build.text import degrees, known_number, masked_number, mend_encoding, municipal_key

if TYPE_CHECKING:
    from pathlib import Path

SPANISH = "abcdefghijklmnñopqrstuvwxyzáéíóúüABCDEFGHIJKLMNÑOPQRSTUVWXYZÁÉÍÓÚÜ .-"

# Renamed by their own congresses since CONAPO wrote its table, or written otherwise by INEGI (the last two).
RENAMED_SINCE = {
    *("07017", "08056", "11032", "12006", "20038", "20043", "20124", "20238", "20549", "23008", "24001"),
    *("31025", "31094"),
}

ITER_HEADER = "ENTIDAD,NOM_ENT,MUN,NOM_MUN,LOC,NOM_LOC,LONGITUD,LATITUD,ALTITUD,POBTOT,POBFEM,POBMAS,TVIVHAB"


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


def write_iter(path: Path, rows: list[str], *, inside: str = "ITER_31CSV20.csv", bom: bool = True) -> Path:
    text = "\n".join([ITER_HEADER, *rows, ""])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(inside, text.encode("utf-8-sig" if bom else "utf-8"))
    return path


def iter_row(mun: str, loc: str, name: str = "Sitio", *, people: str = "10", dwellings: str = "3") -> str:
    place = '"89°43\'19.585"" W","20°38\'54.829"" N",0017' if loc not in {"0000", "9998", "9999"} else ",,"
    return f"31,Yucatán,{mun},Abalá,{loc},{name},{place},{people},*,*,{dwellings}"


def write_localities_2020(path: Path, rows: list[str]) -> Path:
    header = (
        "altitud,ambito,cve_entidad,cve_localidad,cve_municipio,cvegeo,latitud,longitud,nom_abr_entidad,nom_entidad,"
        "nom_localidad,nom_municipio,poblacion_femenina,poblacion_masculina,poblacion_total,viviendas_habitadas"
    )
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def locality_row(key: str, lon: float, lat: float, people: int = 1500, dwellings: int = 400) -> str:
    return f"10,U,{key[:2]},{key[5:]},{key[2:5]},{key},{lat},{lon},X,Estado,Pueblo,Municipio,1,2,{people},{dwellings}"


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


# --- masks, totals, groups, the byte order mark


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


def test_totals_and_groups_of_the_iter_are_left_out_and_masks_stay_missing(tmp_path):
    rows = [
        iter_row("000", "0000", "Total de la Entidad", people="2320898"),
        iter_row("000", "9998", "Localidades de una vivienda", people="3950"),
        iter_row("000", "9999", "Localidades de dos viviendas", people="955"),
        iter_row("001", "0000", "Total del Municipio", people="6550"),
        iter_row("001", "0001", "Abalá", people="2039", dwellings="608"),
        iter_row("001", "0065", "San Ramón", people="2", dwellings="*"),
        iter_row("001", "9998", "Localidades de una vivienda", people="4"),
        iter_row("001", "9999", "Localidades de dos viviendas", people="20"),
    ]
    table = read_iter(write_iter(tmp_path / "iter.zip", rows))
    assert table["locality_key"].tolist() == ["310010001", "310010065"]
    assert table["population"].tolist() == [2039, 2]
    assert table["dwellings"].isna().tolist() == [False, True]
    assert table["lon"].tolist() == pytest.approx([-(89 + 43 / 60 + 19.585 / 3600)] * 2)


@pytest.mark.parametrize("bom", [True, False])
def test_the_byte_order_mark_does_not_hide_the_first_column(tmp_path, bom):
    table = read_iter(write_iter(tmp_path / "iter.zip", [iter_row("001", "0001")], bom=bom))
    assert table["cvegeo"].tolist() == ["31001"]


def test_the_national_zip_is_read_although_its_table_lies_in_a_folder_beside_a_dictionary(tmp_path):
    path = tmp_path / "iter_00_cpv2020_csv.zip"
    folder = "iter_00_cpv2020"
    inside = f"{folder}/conjunto_de_datos/conjunto_de_datos_iter_00CSV20.csv"
    write_iter(path, [iter_row("001", "0001"), iter_row("001", "0002")], inside=inside)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"{folder}/diccionario_datos/diccionario_datos_iter_00CSV20.csv", "Núm.,Indicador\n")
        archive.writestr(f"{folder}/catalogos/tam_loc.csv", "x" * 100_000)
    assert len(read_iter(path)) == 2


def test_the_iter_is_read_from_the_csv_itself_too(tmp_path):
    path = tmp_path / "ITER_31CSV20.csv"
    path.write_text("\n".join([ITER_HEADER, iter_row("001", "0001")]) + "\n", encoding="utf-8-sig")
    assert read_iter(path)["locality"].tolist() == ["Sitio"]


def test_a_locality_that_is_twice_in_the_iter_is_refused(tmp_path):
    with pytest.raises(LayerError, match=r"iter\.zip, row 2, column LOC: found '310010001', expected each locality"):
        read_iter(write_iter(tmp_path / "iter.zip", [iter_row("001", "0001"), iter_row("001", "0001")]))


def test_a_zip_without_a_table_of_the_iter_is_refused_by_name(tmp_path):
    path = write_iter(tmp_path / "iter.zip", [], inside="leeme.txt")
    with pytest.raises(LayerError, match=r"iter\.zip: found \['leeme\.txt'\], expected a CSV"):
        read_iter(path)


@pytest.mark.raw
def test_the_iter_of_yucatan_has_2434_localities_and_2320898_people(raw):
    table = read_iter(next(raw.rglob("iter_31_2020_csv.zip")))
    assert len(table) == 2434
    assert table["population"].sum() == 2_320_898
    assert table["cvegeo"].nunique() == 106
    assert table["lon"].between(-90.5, -87.3).all()
    assert table["lat"].between(19.5, 21.7).all()


@pytest.mark.raw
def test_the_large_localities_of_yucatan_are_the_same_in_the_catalogue_and_in_the_iter(raw, raw_boundaries):
    census = read_iter(next(raw.rglob("iter_31_2020_csv.zip"))).set_index("locality_key")
    parents = marco.read_crosswalk(sources.CROSSWALK.require(raw))
    large = localities.read_localities_2020(sources.LOCALITIES_2020.require(raw), raw_boundaries, parents)
    large = large[large["cvegeo"].str.startswith("31")].set_index("locality_key")
    assert len(large) == 221
    same = census.loc[large.index]
    assert same["population"].tolist() == large["population"].tolist()
    assert np.abs(same[["lon", "lat"]].to_numpy() - large[["lon", "lat"]].to_numpy()).max() < 1e-4


# --- municipalities created after the census


WEST = shapely.box(-100, 17, -99, 18)
EAST = shapely.box(-99, 17, -98, 18)


def write_crosswalk(path: Path) -> Path:
    header = "cve_geo,nom_mun,cvegeo_2020,nom_mun_2020,km2,share,share_norm,pob2010_loc_gt100"
    rows = [
        "02007,San Felipe,02001,Ensenada,6350.1,0.57,0.57,0",
        "02007,San Felipe,02002,Mexicali,4698.6,0.42,0.42,17708",
        "04013,Dzitbalché,04001,Calkiní,363.2,0.99,1.0,14213",
    ]
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def test_a_new_municipality_of_one_parent_gives_its_localities_to_the_parent_wherever_the_point_lies(tmp_path):
    parents = marco.read_crosswalk(write_crosswalk(tmp_path / "crosswalk.csv"))
    assert parents == {"04013": "04001"}
    boundaries = frame_of({"04001": WEST, "04002": EAST})
    path = write_localities_2020(tmp_path / "l.csv", [locality_row("040130001", -98.5, 17.5)])
    table = localities.read_localities_2020(path, boundaries, parents)
    assert table["cvegeo"].tolist() == ["04001"]
    assert table["locality_key"].tolist() == ["040130001"]


def test_a_new_municipality_of_several_parents_gives_each_locality_to_the_polygon_that_holds_it(tmp_path):
    parents = marco.read_crosswalk(write_crosswalk(tmp_path / "crosswalk.csv"))
    boundaries = frame_of({"02001": WEST, "02002": EAST})
    rows = [locality_row("020070001", -98.5, 17.5), locality_row("020070002", -99.5, 17.5)]
    table = localities.read_localities_2020(write_localities_2020(tmp_path / "l.csv", rows), boundaries, parents)
    assert table["cvegeo"].tolist() == ["02002", "02001"]


def test_a_locality_of_a_municipality_of_the_census_keeps_its_key_even_if_its_point_lies_next_door(tmp_path):
    boundaries = frame_of({"02001": WEST, "02002": EAST})
    path = write_localities_2020(tmp_path / "l.csv", [locality_row("020010001", -98.5, 17.5)])
    assert localities.read_localities_2020(path, boundaries, {})["cvegeo"].tolist() == ["02001"]


@pytest.mark.raw
def test_exactly_24_localities_are_of_municipalities_created_since_and_go_to_municipalities_of_2020(
    raw, raw_boundaries
):
    parents = marco.read_crosswalk(sources.CROSSWALK.require(raw))
    table = localities.read_localities_2020(sources.LOCALITIES_2020.require(raw), raw_boundaries, parents)
    moved = table[table["locality_key"].str[:5] != table["cvegeo"]]
    assert len(table) == 10_635
    assert len(moved) == 24
    assert set(table["cvegeo"]) <= set(raw_boundaries["cvegeo"])
    assert table.set_index("locality_key").loc["020070001", "cvegeo"] == "02002"
    assert table["population"].sum() == 108_739_262


# --- boundaries


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


@pytest.mark.raw
def test_every_gap_that_is_left_between_official_polygons_is_wider_than_a_hairline(raw_boundaries):
    parts = shapely.get_parts(shapely.union_all(raw_boundaries.geometry.to_numpy()))
    gaps = shapely.polygons([ring for part in parts for ring in part.interiors])
    radius = shapely.length(shapely.maximum_inscribed_circle(gaps))
    assert 2 * radius.min() > 0.001


def test_a_point_on_no_polygon_gets_the_nearest_municipality():
    boundaries = frame_of({"02001": WEST, "02002": EAST})
    found = marco.municipality_at(boundaries, np.array([-97.9, -100.2, -98.5]), np.array([17.5, 17.5, 18.01]))
    assert found.tolist() == ["02002", "02001", "02002"]


def test_a_point_on_a_border_counts_once_and_for_the_smaller_key():
    boundaries = frame_of({"02001": WEST, "02002": EAST})
    found = marco.municipality_at(boundaries, np.array([-99.0, -99.0, -99.5]), np.array([17.5, 18.0, 17.0]))
    assert found.tolist() == ["02001", "02001", "02001"]


def test_points_of_2010_are_read_without_header_as_latitude_longitude_and_logarithm(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("17.5,-99.5,2.00432137378264\n17.5,-98.5,2.99956548822598\n17.6,-98.5,3.0\n", encoding="utf-8")
    table = localities.read_points_2010(path, frame_of({"02001": WEST, "02002": EAST}))
    assert table["cvegeo"].tolist() == ["02001", "02002"]
    assert table["population"].tolist() == [101, 999]
    assert table["lon"].tolist() == [-99.5, -98.5]


@pytest.mark.raw
def test_the_points_of_2010_have_the_people_that_the_census_counted_in_localities_over_100(raw, raw_boundaries):
    path = sources.LOCALITIES_2010.require(raw)
    table = localities.read_points_2010(path, raw_boundaries, below=100_000_000)
    assert len(table) == 52_856
    assert table["population"].sum() == 109_929_405


# --- settlements


@given(
    total=st.integers(0, 3_000_000),
    weights=st.lists(st.integers(1, 999), min_size=1, max_size=200),
)
def test_shares_add_up_exactly_are_never_negative_and_lie_within_one_of_the_exact_share(total, weights):
    shares = apportion(total, np.array(weights, dtype="float64"))
    exact = total * np.array(weights) / sum(weights)
    assert shares.sum() == total
    assert shares.min() >= 0
    assert np.abs(shares - exact).max() < 1


def test_of_two_equal_remainders_the_earlier_point_gets_the_odd_person():
    assert apportion(3, np.array([1.0, 1.0])).tolist() == [2, 1]


@pytest.fixture
def small_country():
    municipios = pd.DataFrame(
        {
            "cvegeo": ["01001", "01002", "01003"],
            "population": [5000.0, 3000.0, 1500.0],
            "dwellings": [1201.0, 700.0, 400.0],
            "seat": ["A", "B", "C"],
            "seat_lon": [-99.5, -98.5, -97.5],
            "seat_lat": [17.5, 17.5, 17.5],
        }
    )
    large = pd.DataFrame(
        {
            "locality_key": ["010010001", "010030001"],
            "cvegeo": ["01001", "01003"],
            "locality": ["A", "C"],
            "lon": [-99.5, -97.5],
            "lat": [17.5, 17.5],
            "population": [2000, 1500],
            "dwellings": [500, 400],
        }
    )
    points = pd.DataFrame(
        {"cvegeo": ["01001"] * 2, "lon": [-99.9, -99.1], "lat": [17.1, 17.9], "population": [101, 202]}
    )
    names = pd.DataFrame({"cvegeo": ["01001"], "locality": ["El Ocote"], "lon": [-99.9001], "lat": [17.1001]})
    return municipios, large, points, names


def test_modelled_settlements_add_up_to_the_census_in_every_municipality(small_country):
    municipios, *_ = small_country
    sums = model_settlements(*small_country).groupby("cvegeo")[["population", "dwellings"]].sum()
    assert sums["population"].tolist() == municipios["population"].tolist()
    assert sums["dwellings"].tolist() == municipios["dwellings"].tolist()


def test_the_remainder_goes_to_the_small_points_in_proportion_and_takes_the_name_of_the_place_beside_it(small_country):
    table = model_settlements(*small_country)
    small = table[(table["cvegeo"] == "01001") & (table["basis"] == "modelled")]
    assert small["population"].tolist() == [1000, 2000]
    assert small["locality"].iloc[0] == "El Ocote"
    assert small["locality"].isna().tolist() == [False, True]
    assert small["locality_key"].isna().all()


def test_where_there_is_no_small_point_the_remainder_is_put_at_the_seat(small_country):
    table = model_settlements(*small_country)
    only = table[table["cvegeo"] == "01002"]
    assert only[["lon", "lat", "population", "dwellings"]].to_numpy().tolist() == [[-98.5, 17.5, 3000, 700]]
    assert only["basis"].tolist() == ["modelled"]
    assert only["locality"].tolist() == ["B"]


def test_a_municipality_whose_people_are_all_in_large_localities_gets_no_modelled_row(small_country):
    table = model_settlements(*small_country)
    assert table[table["cvegeo"] == "01003"]["basis"].tolist() == ["census2020"]


def test_a_modelled_place_never_counts_as_a_locality_of_a_thousand_people_or_more(small_country):
    table = model_settlements(*small_country)
    modelled = table["basis"] == "modelled"
    assert table.loc[modelled, "locality_population"].max() == 999
    assert (table.loc[~modelled, "locality_population"] == table.loc[~modelled, "population"]).all()


def test_localities_with_more_people_than_their_municipality_are_refused_by_key(small_country):
    municipios, large, points, names = small_country
    with pytest.raises(LayerError, match=r"localities, row 01003: found .*1501.* expected at most .*1500"):
        model_settlements(municipios, large.assign(population=[2000, 1501]), points, names)


@pytest.mark.raw
def test_155_municipalities_have_a_remainder_and_no_small_point_and_it_is_put_at_their_seats(
    raw, raw_boundaries, layers
):
    points = localities.read_points_2010(sources.LOCALITIES_2010.require(raw), raw_boundaries)
    modelled = layers.settlements[layers.settlements["basis"] == "modelled"]
    alone = modelled[~modelled["cvegeo"].isin(points["cvegeo"])].set_index("cvegeo")
    seats = layers.municipios.set_index("cvegeo").loc[alone.index]
    assert alone.index.is_unique
    assert (alone["population"] > 0).sum() == 155
    assert alone["population"].sum() == 34_018
    assert (alone["lon"] == seats["seat_lon"]).all()
    assert (alone["lat"] == seats["seat_lat"]).all()


# --- files that are cut off


def readers(raw: Path) -> dict[str, tuple]:
    everywhere = frame_of({"01001": shapely.box(-119, 14, -86, 33)})
    return {
        "boundaries": (sources.BOUNDARIES.find(raw), marco.read_boundaries),
        "catalogue": (sources.MUNICIPAL_CATALOGUE.find(raw), read_municipal_catalogue),
        "localities-2020": (
            sources.LOCALITIES_2020.find(raw),
            lambda path: localities.read_localities_2020(path, everywhere, {}),
        ),
        "localities-2010": (
            sources.LOCALITIES_2010.find(raw),
            lambda path: localities.read_points_2010(path, everywhere),
        ),
        "names-2018": (sources.LOCALITY_NAMES.find(raw), localities.read_names_2018),
        "returns-2010": (sources.RETURNS_2010.find(raw), conapo.read_returns_2010),
        "returns-2020": (sources.RETURNS_2020.find(raw), conapo.read_returns_2020),
        "marginalisation-2010": (sources.MARGINALISATION_2010.find(raw), conapo.read_marginalisation_2010),
        "marginalisation-2020": (sources.MARGINALISATION_2020.find(raw), conapo.read_marginalisation_2020),
        "iter": (next(raw.rglob("iter_31_2020_csv.zip")), read_iter),
    }


NAMES = (
    *("boundaries", "catalogue", "localities-2020", "localities-2010", "names-2018", "returns-2010", "returns-2020"),
    *("marginalisation-2010", "marginalisation-2020", "iter"),
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
        ("x.csv", marco.read_crosswalk),
        ("c.json", read_municipal_catalogue),
        ("l.csv", lambda path: localities.read_localities_2020(path, frame_of({"01001": WEST}), {})),
        ("p.csv", lambda path: localities.read_points_2010(path, frame_of({"01001": WEST}))),
        ("n.csv.gz", localities.read_names_2018),
        ("r10.csv", conapo.read_returns_2010),
        ("r20.csv", conapo.read_returns_2020),
        ("m10.xlsx", conapo.read_marginalisation_2010),
        ("m20.csv", conapo.read_marginalisation_2020),
        ("iter.zip", read_iter),
        ("iter.csv", read_iter),
    ],
)
def test_a_file_that_is_empty_or_no_such_table_is_refused_by_name(tmp_path, name, read, data):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(LayerError) as refused:
        read(path)
    assert str(refused.value).startswith(name)
    assert "expected" in str(refused.value)


def test_names_of_2018_are_read_from_the_gzipped_catalogue_and_rows_without_a_place_are_left_out(tmp_path):
    header = "ent_slug,mun_slug,nom_loc,lat,lon,cvegeo_2025,cvegeo_2020,slug_coincide"
    rows = ["a,b,El Ocote,21.7,-102.5,1001,1001,True", "a,b,Sin Lugar,,,01001,01001,True"]
    path = tmp_path / "n.csv.gz"
    path.write_bytes(gzip.compress("\n".join([header, *rows, ""]).encode()))
    table = localities.read_names_2018(path)
    assert table[["cvegeo", "locality"]].to_numpy().tolist() == [["01001", "El Ocote"]]


# --- the national ITER in place of the model


def dms(value: float, sides: str) -> str:
    thousandths = round(abs(value) * 3_600_000)
    minutes, rest = divmod(thousandths, 60_000)
    return f'{minutes // 60}°{minutes % 60:02d}\'{rest / 1000:06.3f}"" {sides[value < 0]}'


@pytest.fixture(scope="module")
def national(raw, layers, tmp_path_factory):
    """A build with a national ITER beside the other official files: one locality a municipality."""
    folder = tmp_path_factory.mktemp("national")
    with_iter = folder / "raw"
    with_iter.mkdir()
    # A folder that is itself a link is not searched, so the files are linked one by one.
    for path in raw.rglob("*"):
        if path.is_file():
            (with_iter / path.name).symlink_to(path)
    rows = ["00,Total nacional,000,Total nacional,0000,Total nacional,,,,126014024,1,1,35233462"]
    for row in layers.municipios.itertuples(index=False):
        state, mun = row.cvegeo[:2], row.cvegeo[2:]
        place = f'"{dms(row.seat_lon, "EW")}","{dms(row.seat_lat, "NS")}",0010'
        counted = f"{row.population:.0f},*,*,{row.dwellings:.0f}"
        rows += [
            f'{state},"{row.state}",{mun},"{row.municipality}",0000,Total del Municipio,,,,{counted}',
            f'{state},"{row.state}",{mun},"{row.municipality}",0001,"{row.seat}",{place},{counted}',
            f'{state},"{row.state}",{mun},"{row.municipality}",9998,Localidades de una vivienda,,,,3,*,*,1',
        ]
    inside = "conjunto_de_datos/conjunto_de_datos_iter_00CSV20.csv"
    write_iter(with_iter / "iter_00_cpv2020_csv.zip", rows, inside=inside)
    document = build(with_iter, folder / "data")
    return with_iter, folder / "data", document


@pytest.mark.raw
def test_with_the_national_iter_every_settlement_is_where_the_census_counted_it(national, layers):
    folder, data, _ = national
    census = read_iter(folder / "iter_00_cpv2020_csv.zip")
    settlements = pd.read_parquet(data / "municipios" / "settlements.parquet")
    assert settlements["basis"].unique().tolist() == ["census2020"]
    pd.testing.assert_frame_equal(settlements, census_settlements(census), check_dtype=False)
    assert settlements["population"].tolist() == layers.municipios["population"].tolist()
    assert (settlements["locality_population"] == settlements["population"]).all()


@pytest.mark.raw
def test_with_the_national_iter_the_data_package_names_it_as_the_source(national):
    _, _, document = national
    files = {
        entry["name"]: [source.get("file") for source in entry["sources"]]
        for entry in document["resources"]
        if entry["name"] in {"settlements", "municipios"}
    }
    assert files["settlements"] == ["iter_00_cpv2020_csv.zip"]
    assert "iter_00_cpv2020_csv.zip" in files["municipios"]
