"""CONEVAL's degree of accessibility to a paved road, from a workbook laid out as theirs."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from geo.access import settlement_access
from layers.errors import LayerError
from layers.named import named
from layers.road_grade import VARIABLE, read_road_grade
from layers.served import served
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


MISSING = ("", "n.d.", "N/D", "ND", "n. d.", "S/D", "-", "…", "No disponible", "Sin información", "NA", None)


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
    found = settlement_access(country.with_road_grade(workbook(tmp_path / "a.xlsx")))
    by_key = found.set_index(country.settlements["locality_key"])
    assert by_key.loc["200020001", "paved_road_km"] == 0.0
    assert by_key.loc["200010003"].isna().all()
    assert found[country.settlements["cvegeo"] == "20003"].isna().all(axis=None)


def test_a_degree_that_is_not_told_is_missing_however_that_is_written(tmp_path):
    rows = [
        [*ROWS[0][:4], f"20001{number:04}", "Abejones", 7, said, said, said, said]
        for number, said in enumerate(MISSING)
    ]
    table = read_road_grade(workbook(tmp_path / "a.xlsx", rows=rows))
    assert len(table) == len(MISSING)
    assert table.drop(columns="locality_key").isna().all(axis=None)


def test_transport_that_is_available_or_not_is_no_missing_answer(tmp_path):
    rows = [[*row[:7], said, *row[8:]] for row, said in zip(ROWS, ("Disponible", "No disponible", "n.d."), strict=True)]
    table = read_road_grade(workbook(tmp_path / "a.xlsx", rows=rows))
    assert table["public_transport"].tolist() == [True, False, pd.NA]


def test_an_option_goes_before_the_variable(monkeypatch):
    monkeypatch.delenv("ALCANCE_ROAD_GRADE", raising=False)
    assert named(VARIABLE) is None
    monkeypatch.setenv("ALCANCE_ROAD_GRADE", "/theirs.zip")
    assert named(VARIABLE) == Path("/theirs.zip")
    assert named(VARIABLE, Path("mine.xlsx")) == Path("mine.xlsx")


def test_the_file_is_one_of_those_that_an_answer_is_made_of(tmp_path, country):
    path = workbook(tmp_path / "a.xlsx")
    found = country.with_road_grade(path)
    entry = found.provenance.resource("a.xlsx")
    assert entry["hash"] == "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    assert entry["sources"][0]["institution"].endswith("(CONEVAL)")
    assert found.provenance.own == ()
    assert country.road_grade.empty
    assert country.provenance.resources == []


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


@pytest.mark.moderate
def test_pages_addresses_and_python_answer_from_the_layers_that_the_environment_names(monkeypatch, tmp_path):
    monkeypatch.delenv("ALCANCE_NETWORK", raising=False)
    monkeypatch.setenv("ALCANCE_ROAD_GRADE", str(workbook(tmp_path / "a.xlsx")))
    assert len(served().road_grade) == len(ROWS)
    monkeypatch.delenv("ALCANCE_ROAD_GRADE")
    assert served().road_grade.empty
