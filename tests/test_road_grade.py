"""CONEVAL's degree of accessibility to a paved road, from a workbook laid out as theirs."""

from __future__ import annotations

import zipfile

import numpy as np
import openpyxl
import pytest

from layers.errors import LayerError
from layers.road_grade import read_road_grade, road_grade_by_municipality, road_grade_of
from tests.support.worlds import municipality, returns, settlement, world

HEADER = [
    *("Clave de entidad", "Entidad federativa", "Clave de municipio", "Municipio", "Clave de localidad", "Localidad"),
    *("Población 2020", "Disponibilidad de transporte público", "Tiempo de traslado al centro de servicios (minutos)"),
    *("Distancia a carretera pavimentada (metros)", "Grado de accesibilidad a carretera pavimentada"),
]
ROWS = [
    ["20", "Oaxaca", "20001", "Abejones", "200010001", "Abejones", 700, "Sí", 150, 2500, "Bajo"],
    ["20", "Oaxaca", "20001", "Abejones", "200010002", "Los Nogales", 40, "No", 240.5, 12000, "Muy bajo"],
    ["20", "Oaxaca", "20002", "Acatlán", "200020001", "Acatlán", 900, "n.d.", "n.d.", 0, "Muy alto"],
]


def workbook(path, header=HEADER, rows=ROWS, sheet="Localidades"):
    book = openpyxl.Workbook()
    book.active.title = "Estados"
    book.create_sheet("Municipios")
    page = book.create_sheet(sheet)
    page["A1"] = "Grado de accesibilidad a carretera pavimentada, 2020"
    page["A2"] = "Estimaciones del CONEVAL"
    for line, values in enumerate([header, *rows], start=4):
        for column, value in enumerate(values, start=1):
            page.cell(line, column, value)
    page.cell(len(rows) + 6, 1, "Fuente: estimaciones del CONEVAL")
    book.save(path)
    return path


def test_the_workbook_is_read_as_it_comes(tmp_path):
    table = read_road_grade(workbook(tmp_path / "Anexo.xlsx"))
    assert table["locality_key"].tolist() == ["200010001", "200010002", "200020001"]
    assert table["road_grade"].tolist() == ["Bajo", "Muy bajo", "Muy alto"]
    assert table["public_transport"].tolist()[:2] == [True, False]
    assert table["public_transport"].isna().tolist() == [False, False, True]
    assert table["minutes_to_services"].tolist()[:2] == [150.0, 240.5]
    assert np.isnan(table["minutes_to_services"][2])
    assert table["paved_road_km"].tolist() == [2.5, 12.0, 0.0]


def test_the_zip_is_read_too(tmp_path):
    path = workbook(tmp_path / "Anexo.xlsx")
    with zipfile.ZipFile(tmp_path / "Anexo_estadistico.zip", "w") as packed:
        packed.write(path, "Anexo/Anexo estadístico.xlsx")
    assert read_road_grade(tmp_path / "Anexo_estadistico.zip").equals(read_road_grade(path))


def test_keys_in_parts_keep_their_zeros(tmp_path):
    rows = [[1, "Aguascalientes", 1, "Aguascalientes", 94, "Granja Adelita", 5, "No", 20, 100, "Alto"]]
    assert read_road_grade(workbook(tmp_path / "a.xlsx", rows=rows))["locality_key"].tolist() == ["010010094"]


def test_units_are_those_of_the_header(tmp_path):
    header = [name.replace("minutos", "horas").replace("metros", "kilómetros") for name in HEADER]
    table = read_road_grade(workbook(tmp_path / "a.xlsx", header))
    assert table.loc[0, ["minutes_to_services", "paved_road_km"]].tolist() == [9000.0, 2500.0]


@pytest.fixture(scope="module")
def country():
    keys = ["20001", "20002", "20003"]
    homes = [
        settlement(key[:5], locality_key=key, locality=key, population=people)
        for key, people in (("200010001", 700.0), ("200010002", 40.0), ("200010003", 5.0), ("200020001", 900.0))
    ]
    homes.append(settlement("20003", population=80.0))
    return world([municipality(key) for key in keys], homes, [returns(key) for key in keys])


def test_settlements_without_a_row_are_missing_and_not_zero(tmp_path, country):
    table = read_road_grade(workbook(tmp_path / "a.xlsx"))
    found = road_grade_of(table, country)
    assert found["cvegeo"].tolist() == country.settlements["cvegeo"].tolist()
    by_key = found.dropna(subset="locality_key").set_index("locality_key")
    assert by_key.loc["200020001", "paved_road_km"] == 0.0
    assert by_key.loc[["200010003"]].iloc[:, 1:].isna().all(axis=None)
    assert found[found["cvegeo"] == "20003"]["road_grade"].isna().all()


def test_people_of_a_municipality_by_degree(tmp_path, country):
    found = road_grade_by_municipality(read_road_grade(workbook(tmp_path / "a.xlsx")), country).set_index("cvegeo")
    assert found.loc["20001"].to_dict() == {
        "Muy bajo": 40.0, "Bajo": 700.0, "Medio": 0.0, "Alto": 0.0, "Muy alto": 0.0, "unknown": 5.0,
    }  # fmt: skip
    assert found.loc["20003", "unknown"] == 80.0
    assert found.to_numpy().sum() == country.settlements["population"].sum()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"sheet": "Hoja1"}, "a sheet Localidades"),
        ({"header": [*HEADER[:10], "Nivel"]}, "a column headed grado"),
        ({"rows": [[*ROWS[0][:10], "Altísimo"]]}, "row 5, column grado: found 'Altísimo'"),
        ({"rows": [ROWS[0], ROWS[0]]}, "row 6, column clave: found '200010001', expected each locality once"),
        ({"rows": []}, "no row that begins with a key"),
    ],
)
def test_another_workbook_is_refused(tmp_path, changed, told):
    with pytest.raises(LayerError) as caught:
        read_road_grade(workbook(tmp_path / "a.xlsx", **changed))
    assert told in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html>"])
def test_what_is_no_workbook_is_refused(tmp_path, data):
    (tmp_path / "a.xlsx").write_bytes(data)
    with pytest.raises(LayerError, match="expected CONEVAL's annex"):
        read_road_grade(tmp_path / "a.xlsx")
