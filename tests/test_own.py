"""A person's own files: what is taken, mended and refused; nothing guessed quietly."""

from __future__ import annotations

import ast
import io
import json
import re
import sqlite3
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely.geometry import Polygon, box, mapping

from geo import Criteria, CriteriaError, find_gaps
from layers.names import normalise
from layers.own import KINDS, Answers, OwnError, apply, inspect, read, template
from layers.own.components import COMPONENT_NAMES
from layers.own.findings import say
from layers.own.limits import CELLS, FILE_BYTES, ROWS, UNPACKED_BYTES
from tests.support import worlds
from tests.support.said import all_said, parts, said
from vocabulary.lists import COMPONENTS
from words.catalogues import languages
from words.text import Text

ROOT = Path(__file__).resolve().parent.parent
BOUNDS = box(-97.0, 16.0, -95.0, 18.0)


@pytest.fixture(scope="module")
def small():
    """Two municipalities side by side, of one name in two states, and a third; a site in the first."""
    layers = worlds.world(
        [
            worlds.municipality("01001", municipality="San José", seat_lon=-96.5),
            worlds.municipality("02001", municipality="San José", seat_lon=-95.5),
            worlds.municipality("02002", municipality="Río Hondo", seat_lon=-95.5, seat_lat=17.5),
        ],
        [worlds.settlement(key) for key in ("01001", "02001", "02002")],
        [worlds.returns(key) for key in ("01001", "02001", "02002")],
        [
            worlds.site("casa-1", -96.5, 17.0, site_es="Casa Uno"),
            worlds.site("casa-2", -96.4, 17.0, site_es="Casa Dos"),
        ],
    )
    shapes = [box(-97, 16, -96, 18), box(-96, 16, -95, 17), box(-96, 17, -95, 18)]
    keys = layers.municipios["cvegeo"]
    vars(layers)["boundaries"] = gpd.GeoDataFrame({"cvegeo": keys, "geometry": shapes}, crs="EPSG:4326")
    return layers


def take(layers, text, kind, answers=None, mapping=None, name="own.csv", **options):
    data = text.encode("utf-8") if isinstance(text, str) else text
    draft = inspect(data, name, kind, **options)
    return read(draft, draft.mapping | (mapping or {}), layers, answers)


def codes(result, row=None):
    rows = result.report[result.report["row"] == row] if row else result.report[result.report["row"].notna()]
    return rows["code"].tolist()


def geojson(*pairs, **members):
    features = [
        {"type": "Feature", "properties": properties, "geometry": None if shape is None else mapping(shape)}
        for shape, properties in pairs
    ]
    return json.dumps({"type": "FeatureCollection", **members, "features": features}).encode()


def workbook(*rows, sheets=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title in sheets:
        book.create_sheet(title)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def packed(entries):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return written.getvalue()


def from_gdal(frame, suffix, **options):
    """A file as another tool writes it."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that there is no CRS is the point
        path = Path(folder) / f"made{suffix}"
        frame.to_file(path, **options)
        if suffix == ".gpkg":
            return path.read_bytes()
        return packed({f"inner/{part.name}": part.read_bytes() for part in Path(folder).iterdir()})


# --- what the file is


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("latin-1", "latin-1"),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encoding_and_separator_are_found_and_said(small, encoding, said, separator):
    text = (
        separator.join(["municipio", "tasa de retorno", "año"]) + "\r\n" + separator.join(["Río Hondo", "1.5", "2020"])
    )
    draft = inspect(text.encode(encoding), "x", "returns")
    assert (draft.encoding, draft.separator) == (said, separator)
    found = read(draft, draft.mapping, small)
    assert found.frame[["cvegeo", "year", "return_rate"]].to_numpy().tolist() == [["02002", 2020, 1.5]]


def test_windows_1252_is_told_from_latin_1_by_its_signs():
    text = "name,components\nEl “Hogar” de Añil,legal_assistance\n"
    assert inspect(text.encode("windows-1252"), "x", "programs").encoding == "windows-1252"


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        ("name,x\nNuño,1\n".encode() + "Peña,2\n".encode("latin-1"), "mixed_encodings", 2),
        ("name,x\nNu\xa4o l\xednea\n".encode("latin-1"), "unknown_encoding", 1),
        (b"name,x\nNu\x9do,1\n", "unknown_encoding", 1),
        ("\ufeffname\n".encode() + b"\xff\n", "wrong_encoding", 1),
        (b'name,x\n"a"b,1\n', "quotes", None),
        (b'name,x\n"a,1\n', "quotes", None),
        (b"name,x\na\0b,1\n", "zero_bytes", None),
        (b"\n\n\n", "empty", None),
        (b"name,x\n", "no_rows", None),
        (b"PAR1....", "damaged", None),
        (b"\xd0\xcf\x11\xe0....", "not_table", None),
        (b"PK\x03\x04junk", "unreadable", None),
        (b"{", "broken_json", None),
        (b'{"type": "Topology", "objects": []}', "damaged", None),
        (b"[" * 1000, "too_deep", None),
        (b"x" * (FILE_BYTES + 1), "too_large", None),
        (b"a\n" + b"1\n" * (ROWS + 1), "too_many", None),
        (b"a," * 300 + b"z\n1\n", "too_many", None),
        ((b"a%d," * 200) % tuple(range(200)) + b"\n" + (b"1," * 200 + b"\n") * (CELLS // 200 + 1), "too_many", None),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole_with_a_code_and_its_name(data, code, row):
    with pytest.raises(OwnError) as refused:
        inspect(data, "/etc/../a\nb/own.csv", "programs")
    assert refused.value.code == code
    assert str(refused.value).startswith("own.csv: ")
    assert row is None or refused.value.parts["row"] == row


@pytest.mark.moderate
def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(OwnError) as refused:
        inspect(packed({"a.shp": b"", "a.dbf": b"\0" * (UNPACKED_BYTES + 1)}), "x", "programs")
    assert refused.value.code == "too_many"
    with pytest.raises(OwnError) as refused:
        inspect(packed({"xl/workbook.xml": b"", "a.xml": b"\0" * (UNPACKED_BYTES - 1)}), "x", "programs")
    assert refused.value.code == "bomb"
    with pytest.raises(OwnError) as refused:
        inspect(packed({"xl/workbook.xml": b"", **{str(n): b"" for n in range(300)}}), "x", "programs")
    assert refused.value.code == "too_many"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_entities_is_refused(encoding):
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'.encode(encoding)
    with pytest.raises(OwnError) as refused:
        inspect(packed({"xl/workbook.xml": laughs}), "x", "programs")
    assert refused.value.code == "xml_entities"


@pytest.mark.moderate
def test_a_workbook_gives_its_sheets_and_dates_and_numbers_keep_their_kind(small):
    import datetime as dt

    data = workbook(
        ["cvegeo", "return_rate", "year"], [1001, 1.5, 2020], ["02001", "2", dt.date(2020, 3, 1)], sheets=["Notas"]
    )
    draft = inspect(data, "x.xlsx", "returns")
    assert (draft.format, draft.sheets, draft.chosen) == ("xlsx", ("Sheet", "Notas"), "Sheet")
    result = read(draft, draft.mapping, small)
    assert result.frame["cvegeo"].tolist() == ["01001", "02001"]
    assert codes(result) == ["lost_zeros", "year_of_date"]
    with pytest.raises(OwnError) as refused:
        inspect(data, "x.xlsx", "returns", sheet="Otra")
    assert refused.value.code == "no_such"


# --- the two steps


def test_columns_are_guessed_with_a_reason_and_nothing_is_read_without_them(small):
    draft = inspect(b"Nombre,Longitud,Y,Servicios,Otra\nCasa,-96.5,17,,z\n", "x", "programs")
    guesses = draft.guesses.dropna(subset="column").set_index("field")
    assert guesses["column"].to_dict() == {
        "name_es": "Nombre",
        "lon": "Longitud",
        "lat": "Y",
        "components": "Servicios",
    }
    assert set(guesses["reason"]) == {"other_name"}
    assert draft.unused == ("Otra",)
    with pytest.raises(OwnError) as refused:
        read(draft, {}, small)
    assert refused.value.code == "missing_field"
    # The person says that it is otherwise: then it is.
    other = read(draft, {"name_es": "Otra", "lon": "Longitud", "lat": "Y"}, small)
    assert other.programs.records[0].name_es == "z"
    assert other.report.loc[other.report["code"] == "not_used", "column"].tolist() == ["Nombre", "Servicios"]


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"name_es": "nowhere"}, "no_such_column"),
        ({"magic": "name"}, "no_such_field"),
        ({"name_es": "name", "site_es": "name"}, "column_twice"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(small, mapping, code):
    draft = inspect(b"name\nCasa\n", "x", "programs")
    with pytest.raises(OwnError) as refused:
        read(draft, mapping, small)
    assert refused.value.code == code


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_has_the_fields_of_its_kind_and_is_read_back(layers, kind, form):
    data = template(kind, form)
    if KINDS[kind].geometry == "polygons":
        with pytest.raises(OwnError, match="polygons"):
            inspect(data, "x", kind)
        return
    draft = inspect(data, "x", kind)
    assert draft.columns == tuple(KINDS[kind].by_id)
    assert draft.guessed == {}
    result = read(draft, draft.mapping, layers, Answers(rate_unit="percent"))
    assert result.counts == {"taken": 1, "mended": 0, "refused": 0}
    assert result.name in apply(result, layers).provenance.own


# --- programs


def test_every_fault_of_a_program_is_named_in_its_row(layers):
    rows = {
        "casa-1,Casa,-96.72,17.06,legal_assistance,2014,": [],
        "casa-2,Casa,-96.72,17.06,Asistencia legal; migrant shelters,03/04/2014,": ["written_otherwise"] * 2
        + ["year_of_date"],
        "casa-3,Casa,17.06,-96.72,,,": ["swapped_suspected"],
        "casa-4,Casa,96.72,17.06,,,": ["sign_suspected"],
        "casa-5,Casa,-90.52,14.62,,,": ["outside_country"],
        'casa-6,Casa,"-96,72","17,06",,,': ["decimal_comma"] * 2,
        "casa-7,Casa,-96.72,17.06,legal asistance,,": ["unknown_component"],
        "casa-8,Casa,-96.72,17.06,,31/31/2014,": ["not_year"],
        "casa-9,Casa,-96.72,17.06,,2014,2010": ["until_before_since"],
        "La Casa,Casa,-96.72,17.06,,,": ["id_made", "written_otherwise"],
        "¿?,Casa,-96.72,17.06,,,": ["not_id"],
        "casa-11,,-96.72,17.06,,,": ["missing_value"],
        "casa-12,Casa,-96.72,,,,": ["missing_value"],
        "casa-13,Casa,norte,17.06,,,": ["not_number"],
        "casa-14,Casa": ["columns_count"],
        "casa-15,Casa \u202egpj,-96.72,17.06,,,": ["hidden_characters", "id_made"],
        "casa-16,MÃ©rida,-96.72,17.06,,,": ["wrong_text"],
        ",,,,,,": ["blank_row"],
        "casa-18,Casa,,,,,": ["id_made", "without_place"],
    }
    text = "site_id,name_es,lon,lat,components,since,until\n" + "\n".join(rows) + "\n"
    result = take(layers, text, "programs")
    for number, expected in enumerate(rows.values(), start=1):
        found = [code for code in codes(result, number) if code != "id_made" or "id_made" in expected]
        assert sorted(found) == sorted(expected), (number, found)
    near = result.report.set_index("code").loc["unknown_component"]
    assert (near["column"], near["found"]) == ("components", "legal asistance")
    assert near["parts"]["suggestions"].startswith("legal_assistance")
    assert set(result.programs.sites["site_id"]) == {"casa-1", "casa-2", "casa-6", "la-casa", "casa-15"}
    assert result.outcomes.index.tolist() == list(range(1, len(rows) + 1))


@pytest.mark.moderate
def test_swapped_places_are_swapped_back_with_a_yes_alone(layers):
    text = "name_es,lon,lat\nCasa,17.06,-96.72\n"
    with pytest.raises(OwnError, match="no row could be taken"):
        take(layers, text, "programs")
    result = take(layers, text, "programs", Answers(swap=True))
    assert result.programs.sites[["lon", "lat"]].to_numpy().tolist() == [[-96.72, 17.06]]
    assert "swapped" in codes(result, 1)


def test_identical_rows_are_dropped_and_conflicting_ones_refused(small):
    text = (
        "site_id,name_es,lon,lat\na,Casa,-96.5,17\na,Casa,-96.5,17\nb,Casa,-96.5,17\nb,Casa,-96.4,17\nc,Casa,-96.5,17\n"
    )
    result = take(small, text, "programs")
    assert result.outcomes.tolist() == ["mended", "mended", "refused", "refused", "mended"]
    assert codes(result, 2)[-1] == "duplicate"
    assert [parts.get("row") for parts in result.report.loc[result.report["code"] == "same_id", "parts"]] == [4, 3]
    assert result.programs.sites["site_id"].tolist() == ["a", "c"]


@pytest.mark.moderate
def test_the_embedded_catalogue_is_read_as_it_is(layers):
    data = (ROOT / "data" / "programs.geojson").read_bytes()
    result = take(layers, data, "programs", name="programs.geojson")
    assert result.whole
    assert result.programs.records == layers.programs.records
    assert result.programs.views == layers.programs.views
    gaps = find_gaps(apply(result, layers), Criteria())
    assert gaps.gaps.drop(columns=[]).equals(find_gaps(layers, Criteria()).gaps)
    assert gaps.provenance.own == ("programs.geojson",)


def test_our_words_for_the_components_are_those_of_the_page():
    for component in COMPONENTS:
        for words in all_said(f"component.{component}"):
            assert COMPONENT_NAMES[normalise(words)] == component, words


# --- figures of returns


@pytest.mark.parametrize(
    ("cell", "read_as", "code"),
    [
        ("1.5", 1.5, "taken"),
        ('"1,5"', 1.5, "decimal_comma"),
        ('"0,724"', 0.724, "decimal_comma"),
        ('"1,234"', 1.234, "decimal_comma"),  # 1234 % is none
        ("12.5%", 12.5, "percent_sign"),
        ("*", None, "missing_marker"),
        ("", None, "taken"),
        ("\u22121", None, "out_of_bounds"),
        ("101", None, "out_of_bounds"),
        ("1e999", None, "out_of_bounds"),
        ("doce", None, "not_number"),
        ("1.2.3", None, "not_number"),
        ("٣", None, "not_number"),
    ],
)
def test_a_rate_is_read_in_the_one_way_it_can_be(small, cell, read_as, code):
    result = take(small, f"cvegeo,year,return_rate\n01001,2020,{cell}\n02001,2020,50\n", "returns")
    assert codes(result, 1) == [code]
    found = result.frame.set_index("cvegeo")["return_rate"]
    if code in {"out_of_bounds", "not_number"}:
        assert "01001" not in found
    else:
        assert found["01001"] == pytest.approx(read_as, nan_ok=True) if read_as is not None else pd.isna(found["01001"])


@pytest.mark.parametrize(
    ("cell", "decimal", "read_as", "code"),
    [
        ("1234", None, 1234, "taken"),
        ('"1,234"', None, 1234, "thousands"),
        ("1.234", None, None, "ambiguous_number"),
        ("1.234", ",", 1234, "thousands"),
        ("1.234", ".", 1.234, "taken"),
        ("1.234.567", None, 1234567, "thousands"),
        ('"1.234,5"', None, 1234.5, "decimal_comma"),
        ('"1,234.5"', None, 1234.5, "thousands"),
        ("1 234", None, 1234, "thousands"),
        ('"12,34"', None, 12.34, "decimal_comma"),
        ('"1,23,456"', None, None, "not_number"),
    ],
)
def test_a_count_with_separators_is_read_in_one_way_or_refused(small, cell, decimal, read_as, code):
    text = f"cvegeo,year,return_rate,dwellings\n01001,2020,50,{cell}\n02001,2020,50,1\n"
    result = take(small, text, "returns", Answers(decimal=decimal))
    assert codes(result, 1) == [code]
    found = result.frame.set_index("cvegeo")["dwellings"]
    assert (found["01001"] == read_as) if read_as is not None else "01001" not in found


@pytest.mark.parametrize(
    ("key", "taken", "code"),
    [
        ("01001", "01001", "taken"),
        ("1001", "01001", "lost_zeros"),
        ("1001.0", "01001", "lost_zeros"),
        ("MX01001", "01001", "pcode"),
        ("09999", None, "unknown_key"),
        ("9999", None, "unknown_key"),
        ("101", None, "not_key"),
        ("abc", None, "not_key"),
    ],
)
def test_a_key_that_lost_its_zero_gets_it_back_where_one_key_can_be_meant(small, key, taken, code):
    result = take(small, f"cvegeo,year,return_rate\n{key},2020,50\n02002,2020,50\n", "returns")
    assert codes(result, 1) == [code]
    assert (taken in result.frame["cvegeo"].tolist()) == (taken is not None)


def test_a_name_is_matched_exactly_or_with_a_yes_and_one_of_two_is_refused_naming_both(small):
    text = "municipio,estado,return_rate,year\nRIO HONDO,,9,2020\nSan José,,9,2020\n"
    text += "San José,Estado 02,9,2020\nRío Ondo,,9,2021\n"
    result = take(small, text, "returns")
    assert codes(result) == ["name_to_key", "name_of_several", "name_to_key", "unknown_name"]
    several = result.report.set_index("code").loc["name_of_several", "parts"]["suggestions"]
    assert "01001" in several
    assert "02001" in several
    assert "02002 Río Hondo" in result.report.set_index("code").loc["unknown_name", "did"]
    confirmed = take(small, text, "returns", Answers(names={"Río Ondo": "02002"}))
    assert codes(confirmed, 4) == ["name_confirmed"]
    assert confirmed.frame["cvegeo"].tolist() == ["02001", "02002", "02002"]


def test_a_name_that_is_another_municipalitys_than_the_key_is_refused(small):
    result = take(
        small, "cvegeo,municipality,return_rate,year\n01001,Río Hondo,9,2020\n01001,S. José,9,2020\n", "returns"
    )
    assert codes(result) == ["key_and_name_differ", "taken"]


def test_the_year_and_the_unit_are_asked_where_the_file_does_not_say(small):
    draft = inspect(b"cvegeo,return_rate\n01001,0.5\n02001,1\n", "x", "returns")
    assert [(question.id, question.choices) for question in draft.questions] == [
        ("year", ()),
        ("rate_unit", ("percent", "share")),
    ]
    with pytest.raises(OwnError, match="does not say"):
        read(draft, draft.mapping, small, Answers(year=2020))
    share = read(draft, draft.mapping, small, Answers(year=2020, rate_unit="share"))
    assert share.frame["return_rate"].tolist() == [50.0, 100.0]
    assert codes(share) == ["share_to_percent"] * 2
    percent = read(draft, draft.mapping, small, Answers(year=2020, rate_unit="percent"))
    assert percent.frame["return_rate"].tolist() == [0.5, 1.0]


def test_own_returns_take_the_place_of_ours_and_who_has_none_is_unknown(small):
    result = take(small, "cvegeo,year,return_rate,dwellings\n01001,2020,9,200\n", "returns")
    said = result.report.set_index("code").loc["municipalities_without", "parts"]
    assert (said["count"], said["all"]) == (2, 3)
    own = apply(result, small)
    table = find_gaps(own, Criteria(region=("all",))).table.set_index("cvegeo")
    assert table["return_rate"].isna().tolist() == [False, True, True]
    assert table.loc["02001", "status"] == "unknown"
    assert own.provenance.own == ("own.csv",)
    assert small.provenance.own == ()


def test_returns_written_by_another_tool_in_our_own_schema_are_taken_from_their_file(small, tmp_path):
    path = tmp_path / "made.parquet"
    small.returns.assign(return_rate=7.0, intensity="Alto").to_parquet(path, index=False)
    own = small.with_returns(path)
    assert own.returns["return_rate"].tolist() == [7.0] * 3
    assert own.provenance.own == ("made.parquet",)


# --- settlements


def test_settlements_are_taken_where_they_lie_and_their_keys_get_their_zeros(small):
    text = (
        "cvegeo,locality_key,locality,lon,lat,population,dwellings\n"
        "01001,10010001,Uno,-96.5,17,100,20\n"
        "01001,010010002,Dos,-96.4,17,50,\n"
        "01001,020010001,Tres,-96.3,17,50,10\n"
        "01001,010010004,Cuatro,-95.5,17.5,50,10\n"
        "02001,020010001,Cinco,-95.5,16.5,,10\n"
    )
    result = take(small, text, "settlements")
    assert codes(result) == ["lost_zeros", "taken", "locality_elsewhere", "outside_municipality", "missing_value"]
    assert result.frame["locality_key"].tolist() == ["010010001", "010010002"]
    own = apply(result, small)
    table = find_gaps(own, Criteria(region=("all",))).table.set_index("cvegeo")
    assert table.loc["01001", "rural_population"] == 150
    assert pd.isna(table.loc["02002", "rural_population"])


def test_columns_of_projected_coordinates_are_reprojected_and_it_is_said(small):
    import pyproj

    x, y = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:6372", always_xy=True).transform(-96.5, 17.0)
    text = f"cvegeo,x,y,population\n01001,{x},{y},10\n"
    result = take(small, text, "settlements", Answers(crs="EPSG:6372"))
    assert result.frame[["lon", "lat"]].to_numpy()[0] == pytest.approx([-96.5, 17.0])
    assert "reprojected" in result.report["code"].tolist()


# --- catchments


AREA = Polygon([(-96.6, 16.9), (-96.3, 16.9), (-96.3, 17.1), (-96.6, 17.1)])


@pytest.mark.parametrize("suffix", [".gpkg", ".shp"])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:6372", None])
def test_polygons_of_other_tools_are_read_in_memory_whatever_their_crs(small, suffix, crs):
    frame = gpd.GeoDataFrame({"site_id": ["casa-1"], "nota": ["ñandú"], "geometry": [AREA]}, crs="EPSG:4326")
    frame = frame.to_crs(crs) if crs else frame.set_crs(None, allow_override=True)
    data = from_gdal(frame, suffix)
    draft = inspect(data, "a.zip", "catchments")
    assert draft.sample.loc[0, "nota"] == "ñandú"
    if crs is None:
        assert [question.id for question in draft.questions] == ["crs"]
        with pytest.raises(OwnError, match="EPSG:4326") as refused:
            read(draft, draft.mapping, small)
        assert refused.value.code == "crs_missing"
    result = read(draft, draft.mapping, small, Answers(crs=None if crs else "EPSG:4326"))
    assert ("reprojected" in result.report["code"].tolist()) == (crs == "EPSG:6372")
    assert result.frame["geometry"].iloc[0].symmetric_difference(AREA).area < 1e-8
    own = apply(result, small)
    polygons = own.programs.sites.set_index("site_id")["polygon"]
    assert polygons["casa-2"] is None
    assert own.programs.geometries[0].equals_exact(result.frame["geometry"].iloc[0], 0)


def test_a_last_column_without_a_name_is_left_out():
    frame = gpd.GeoDataFrame({"site_id": ["casa-1"], "nota": ["x"], "geometry": [AREA]}, crs="EPSG:4326")
    with zipfile.ZipFile(io.BytesIO(from_gdal(frame, ".shp"))) as file:
        entries = {name: bytearray(file.read(name)) for name in file.namelist()}
    table = entries["inner/made.dbf"]
    table[64:75] = bytes(11)  # the name in the second field's description
    draft = inspect(packed(entries), "a.zip", "catchments")
    assert draft.columns == ("site_id",)
    assert draft.sample.to_numpy().tolist() == [["casa-1"]]


def test_the_answer_follows_the_polygon(small):
    away = box(-95.9, 16.1, -95.1, 16.9)
    layers = apply(take(small, geojson((away, {"site_id": "casa-1"})), "catchments"), small)
    criteria = Criteria(region=("all",), programs=("current",), reach_km=1)
    assert find_gaps(small, criteria).table["covered_share"].tolist() == [0.0, 0.0, 0.0]
    # Every settlement of this world stands at 17 N, 96 W: outside that polygon, inside one about it.
    about = apply(take(small, geojson((box(-96.1, 16.9, -95.9, 17.1), {"site_id": "casa-1"})), "catchments"), small)
    assert find_gaps(layers, criteria).table["covered_share"].tolist() == [0.0, 0.0, 0.0]
    assert find_gaps(about, criteria).table["covered_share"].tolist() == [1.0, 1.0, 1.0]


def test_open_rings_are_closed_and_crossing_ones_mended_and_both_are_said(small):
    open_ring = {"type": "Polygon", "coordinates": [[[-96.6, 16.9], [-96.3, 16.9], [-96.3, 17.1], [-96.6, 17.1]]]}
    bow_tie = {
        "type": "Polygon",
        "coordinates": [[[-96.6, 16.9], [-96.3, 17.1], [-96.3, 16.9], [-96.6, 17.1], [-96.6, 16.9]]],
    }
    features = [
        {"type": "Feature", "properties": {"site_id": name}, "geometry": shape}
        for name, shape in (("casa-1", open_ring), ("casa-2", bow_tie))
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    result = take(small, data, "catchments")
    assert codes(result) == ["ring_closed", "polygon_mended"]
    first, second = result.frame["geometry"]
    assert first.equals(AREA)
    assert second.is_valid
    assert second.area == pytest.approx(0.03)  # two triangles of 0.3 by 0.1


@pytest.mark.moderate
def test_a_polygon_that_crosses_itself_thousands_of_times_is_refused_and_takes_no_time(small):
    import numpy as np

    turns = np.arange(4001) * np.pi * (1 + 1 / 4001)
    star = Polygon(np.column_stack([-96.5 + 0.1 * np.cos(turns), 17 + 0.1 * np.sin(turns)]))
    with pytest.raises(OwnError, match="cross at most"):
        take(small, geojson((star, {"site_id": "casa-1"})), "catchments")


def test_a_catchment_goes_to_its_site_by_id_or_by_exact_name_or_becomes_one_with_a_yes(small):
    data = geojson(
        (AREA, {"name": "CASA DOS"}),
        (AREA, {"name": "Casa Doss"}),
        (AREA, {"name": "Nueva", "components": "legal_assistance"}),
    )
    result = take(small, data, "catchments")
    assert codes(result) == ["written_otherwise", "unknown_site", "unknown_site"]
    assert "Casa Dos" in result.report.loc[result.report["code"] == "unknown_site", "did"].iloc[0]
    assert result.frame["site_id"].tolist() == ["casa-2"]
    more = take(small, data, "catchments", Answers(as_sites=True))
    own = apply(more, small)
    assert set(own.programs.sites["site_id"]) == {"casa-1", "casa-2", "casa-doss", "nueva"}
    assert own.programs.sites.set_index("site_id").loc["nueva", "components"] == ("legal_assistance",)


@pytest.mark.parametrize(
    ("crs", "code"),
    [
        ("/etc/passwd", "crs_unknown"),
        ("EPSG:999999", "crs_unknown"),
        ("+proj=longlat", "crs_unknown"),
        ("EPSG:6372", "crs_differs"),
    ],
)
def test_a_crs_that_is_none_or_another_than_the_files_is_refused(small, crs, code):
    with pytest.raises(OwnError) as refused:
        take(small, geojson((AREA, {"site_id": "casa-1"})), "catchments", Answers(crs=crs))
    assert refused.value.code == code


def test_a_geopackage_that_computes_is_refused(tmp_path):
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"site_id": ["casa-1"], "geometry": [AREA]}, crs="EPSG:4326").to_file(path)
    for trap, found in (
        ("CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x FROM c", "a view"),
        ("CREATE TABLE t (a, b AS (zeroblob(999999999)))", "computed column"),
    ):
        copy = tmp_path / "copy.gpkg"
        copy.write_bytes(path.read_bytes())
        database = sqlite3.connect(copy)
        database.execute(trap)
        database.commit()
        database.close()
        with pytest.raises(OwnError, match=found) as refused:
            inspect(copy.read_bytes(), "a.gpkg", "catchments")
        assert refused.value.code == "not_plain"


# --- another country


@pytest.mark.moderate
def test_a_small_invented_country_gets_its_answer_from_its_own_four_tables(layers):
    """Two departments of two municipalities each, half a world away; its keys have letters."""
    squares = {
        "AA-1": box(20, -5, 21, -4),
        "AA-2": box(21, -5, 22, -4),
        "BB-1": box(20, -4, 21, -3),
        "BB-2": box(21, -4, 22, -3),
    }
    towns = geojson(
        *[(shape, {"code": key, "name": f"Town {key}", "department": key[:2]}) for key, shape in squares.items()]
    )
    draft = inspect(towns, "towns.geojson", "municipalities")
    land = apply(read(draft, draft.mapping, layers, Answers(country="Zembla")), layers)
    assert land.municipios["seat_basis"].unique().tolist() == ["inside_point"]
    people = "code,name,lon,lat,pop,viviendas\n" + "".join(
        f"{key},Village {key},{shape.centroid.x},{shape.centroid.y},1000,200\n" for key, shape in squares.items()
    )
    draft = inspect(people.encode(), "people.csv", "settlements")
    land = apply(read(draft, draft.mapping, land), land)
    figures = "code;return rate percent;dwellings\nAA-1;20;200\nAA-2;20;200\nBB-1;20;200\nBB-2;1;200\n"
    draft = inspect(figures.encode(), "figures.csv", "returns")
    land = apply(read(draft, draft.mapping, land, Answers(year=2020)), land)
    sites = (
        "site_id,name,lon,lat,components\nhelp-1,Help,20.5,-4.5,legal_assistance\nfar,Far,-96.7,17,legal_assistance\n"
    )
    draft = inspect(sites.encode(), "sites.csv", "programs")
    programs = read(draft, draft.mapping, land)
    assert programs.report.set_index("code").loc["outside_country", "parts"]["country"] == "Zembla"
    land = apply(programs, land)
    with pytest.raises(CriteriaError, match="expected one or more of aa, bb, all"):
        find_gaps(land, Criteria())
    answer = find_gaps(land, Criteria(region=("all",)))
    assert answer.table["status"].tolist() == ["covered", "gap", "gap", "few_returns"]
    assert answer.table.set_index("cvegeo").loc["AA-2", "nearest_km"] == pytest.approx(110.98, abs=0.1)
    assert answer.provenance.own == ("towns.geojson", "people.csv", "figures.csv", "sites.csv")


# --- in memory, in words, in the shell


def test_nothing_is_written_to_disk_and_no_path_of_a_name_is_opened(tmp_path, monkeypatch, small):
    frame = gpd.GeoDataFrame({"site_id": ["casa-1"], "geometry": [AREA]}, crs="EPSG:4326")
    files = [from_gdal(frame, ".gpkg"), from_gdal(frame, ".shp"), geojson((AREA, {"site_id": "casa-1"}))]
    opened = []
    sys.addaudithook(lambda event, details: opened.append(details) if watching and event == "open" else None)
    watching = True
    for data in files:
        take(small, data, "catchments", name=str(tmp_path / "secret.csv"))
    watching = False
    written = [details for details in opened if details[1] is not None and set(str(details[1])) & set("wax+")]
    assert written == []
    assert not [details for details in opened if "secret" in str(details[0])]


#: Where the code of a finding stands among the arguments of what makes one.
PLACES = {"refuse": 1, "find": 2, "Finding": 3, "note": 0, "Parsed": 1, "of": 1}


def codes_of(source):
    """The codes of findings, and of faults, that some source names."""
    done, faults = set(), set()
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            given = call.args[PLACES[name] : PLACES[name] + 1] if name in PLACES else []
            given += [word.value for word in call.keywords if name == "Parsed" and word.arg in {"refused", "mended"}]
            found = {
                node.value
                for argument in given
                if not isinstance(argument, ast.JoinedStr)
                for node in ast.walk(argument)
                if isinstance(node, ast.Constant) and re.fullmatch("[a-z0-9_]{3,}", str(node.value))
            }
            (faults if name == "of" else done).update(found)
    return done, faults


@pytest.mark.moderate
def test_every_code_has_words_and_every_word_has_a_code():
    files = [*(ROOT / "layers" / "own").rglob("*.py"), ROOT / "shell" / "own.py", ROOT / "dashboard" / "session.py"]
    sources = [path.read_text(encoding="utf-8") for path in files]
    done, faults = (set().union(*codes) for codes in zip(*map(codes_of, sources), strict=True))
    assert len(done) > 40
    assert len(faults) > 25
    words = {family: {key for key in said("en") if key.startswith(f"own.{family}.")} for family in ("did", "fault")}
    assert {f"own.did.{code}" for code in done} <= words["did"]
    assert {f"own.fault.{code}" for code in faults} <= words["fault"]
    text = "".join(sources)
    unused = [key for key in words["did"] | words["fault"] if f'"{key.rpartition(".")[2]}"' not in text]
    assert {key for key in unused if not key.startswith("own.did.people_")} == set()


@pytest.mark.parametrize("language", languages())
def test_what_was_found_is_said_whatever_its_parts_are_called(language):
    for key, forms in said(language).items():
        if key.startswith(("own.did.", "own.fault.")):
            assert "{" not in say(Text(language), key, dict.fromkeys(parts(forms[0]), "1")), key


@pytest.mark.slow
def test_check_prints_the_report_and_ends_by_what_it_found(shell, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "nombre,lon,lat,components\nCasa,-96.72,17.06,legal_assistance\n=cmd,-90.5,14.6,\n", encoding="utf-8"
    )
    code, out, told = shell("check", path, "--as", "programs")
    assert (code, out) == (1, b"")
    assert "mine.csv: guessed column: nombre is name_es" in told
    assert "say --yes, or name each with --column theirs=ours" in told
    code, out, told = shell("check", path, "--as", "programs", "--column", "nombre=name_es")
    assert code == 1
    report = pd.read_csv(io.BytesIO(out))
    assert report.columns.tolist() == ["row", "column", "outcome", "code", "found", "did"]
    assert report.loc[report["outcome"] == "refused", "code"].tolist() == ["outside_country"]
    assert "mine.csv: Rows taken as they are: 0; mended: 1; refused: 1." in told
    assert "mine.csv: row 2, column lon: found '-90.5, 14.6', expected a place in Mexico" in told
    path.write_text("name_es,site_id,program_id,lon,lat\nCasa,casa-1,casa,-96.72,17.06\n", encoding="utf-8")
    assert shell("check", path, "--as", "programs", "--yes")[0] == 0
    code, out, told = shell("gaps", "--programs-file", path, "--count-reception", "--format", "json", "--yes")
    warning = "mine.csv: warning: no program says what it offers: none of them covers anybody\n"
    assert (code, told) == (0, warning)
    assert json.loads(out)["own_files"] == ["mine.csv"]


@pytest.mark.slow
def test_a_question_with_own_files_takes_nothing_guessed_and_no_part_of_a_file(shell, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("nombre,lon,lat\nCasa,-96.72,17.06\n", encoding="utf-8")
    code, _, told = shell("gaps", "--programs-file", path)
    assert code == 1
    assert "columns are guessed (nombre=name_es): say --yes, or name each" in told
    path.write_text("cvegeo,year,return_rate\n20067,2020,9\n99999,2020,9\n", encoding="utf-8")
    code, _, told = shell("gaps", "--returns-file", path)
    assert code == 1
    assert "row 2, column cvegeo: found '99999'" in told


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("San José", "21128 San José Chiapa, Puebla"),
        ("Oaxaca", "20067 Oaxaca de Juárez, Oaxaca"),
        ("Ocosingo Chiapas", "07059 Ocosingo, Chiapas"),
        ("Ocosigno, Chiapas", "07059 Ocosingo, Chiapas"),
        ("Zaragoza Puebla", "21211 Zaragoza, Puebla"),
        ("Sta. Maria Huatluco", "20413 Santa María Huatulco, Oaxaca"),
    ],
)
def test_a_name_that_is_not_whole_or_not_right_finds_its_municipality(layers, name, wanted):
    result = take(layers, f'municipio,tasa de retorno,año\nMérida,1,2020\n"{name}",2,2020\n', "returns")
    near = result.report.set_index("code").loc["unknown_name", "parts"]["suggestions"]
    assert near.startswith(wanted)


def test_a_name_like_no_other_finds_nothing(layers):
    result = take(layers, "municipio,tasa de retorno,año\nMérida,1,2020\nWwwww,2,2020\n", "returns")
    assert result.report.set_index("code").loc["unknown_name", "parts"]["suggestions"] == "—"
