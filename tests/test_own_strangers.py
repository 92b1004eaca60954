"""Files as strangers bring them, of offices, survey tools, maps on the web, spreadsheets: what is read and said."""

from __future__ import annotations

import io
import zipfile

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from layers.errors import LayerError
from layers.own import Answers, OwnError, inspect, read
from layers.own.findings import layer_fault, reasons_of
from layers.own.limits import CROSSINGS_IN_ALL
from layers.own.lookup import comparable
from layers.own.places import parse_place
from layers.own.result import findings_of
from layers.states import StateLookup
from shell.commands import app
from words.text import Text

HEAD = "Nombre,Latitud,Longitud"
PLACE = "17.0604,-96.7236"


def take(layers, text, kind, answers=None, mapping=None, name="own.csv"):
    draft = inspect(text.encode() if isinstance(text, str) else text, name, kind)
    return read(draft, draft.mapping | (mapping or {}), layers, answers)


def offered(result):
    return [set(components) for components in result.programs.sites.sort_values("site_id")["components"]]


def warned(result):
    return result.warnings["code"].tolist()


@pytest.mark.parametrize(
    "cell",
    [
        "migrant_shelters legal_assistance",  # as Kobo and ODK join the answers of one question
        '"Albergue\nAsesoría legal"',  # lines of a cell
        '"• Albergue\n• Asesoría legal"',
        '"- Albergue\r\n- Asesoría legal"',
    ],
)
def test_services_are_told_apart_as_people_join_them(layers, cell):
    result = take(layers, f"{HEAD},servicios\nCasa,17.0604,-96.7236,{cell}\n", "programs")
    assert offered(result) == [{"migrant_shelters", "legal_assistance"}]


def test_a_column_for_each_service_is_told(layers):
    result = take(layers, f"{HEAD},Albergue,servicios/legal_assistance\nCasa,17.0604,-96.7236,X,1\n", "programs")
    assert warned(result) == ["no_components", "service_columns"]
    assert "Albergue, servicios/legal_assistance" in result.report["did"].str.cat(sep="\n")


@pytest.mark.parametrize(
    ("kind", "header", "row", "unit"),
    [
        ("returns", "cvegeo,año,Tasa de retorno (por mil viviendas)", "01001,2020,7.1", "% of dwellings"),
        ("returns", "cvegeo,año,Tasa de retorno \N{PER MILLE SIGN}", "01001,2020,7.1", "% of dwellings"),
        ("returns", "cvegeo,año,Tasa de retorno (x 1,000)", "01001,2020,7.1", "% of dwellings"),
        ("settlements", "cvegeo,lat,lon,Población (miles)", "20067,17.0604,-96.7236,2.5", "people"),
    ],
)
def test_a_column_in_another_unit_is_not_read_as_if_it_were_in_ours(layers, kind, header, row, unit):
    text = '"' + header.replace(",", '","', 3 if kind == "settlements" else 2) + f'"\n{row}\n'
    with pytest.raises(OwnError, match=f"in another unit; expected {unit}") as refused:
        take(layers, text, kind)
    assert "otra unidad" in refused.value.said(Text("es"))
    column = header.split(",", 3 if kind == "settlements" else 2)[-1]
    field = {"returns": "return_rate", "settlements": "population"}[kind]
    draft = inspect(text.encode(), "own.csv", kind)
    found = draft.questions_of(draft.mapping | {field: column})
    assert {question.id for question in found} <= {"rate_unit"}


@pytest.mark.moderate
def test_a_reach_in_metres_is_warned_of(layers):
    text = "{head},Servicios,Radio ({unit})\nCasa,17.0604,-96.7236,Albergue,{cell}\n"
    metres = take(layers, text.format(head=HEAD, unit="m", cell="500"), "programs")
    assert warned(metres) == ["other_unit"]
    assert metres.programs.sites["reach_km"].isna().all()
    forced = take(layers, text.format(head=HEAD, unit="m", cell="500"), "programs", mapping={"reach_km": "Radio (m)"})
    assert warned(forced) == ["unit_as_said"]
    for cell in ("50 km", "50", "50 kms."):
        result = take(layers, text.format(head=HEAD, unit="km", cell=cell), "programs")
        assert warned(result) == []
        assert result.programs.sites["reach_km"].tolist() == [50.0]


@pytest.mark.moderate
def test_whole_numbers_alone_are_told_to_be_read_as_per_cent(layers):
    text = "cvegeo,año,{name}\n01001,2020,12\n02002,2020,{last}\n"
    name = "Viviendas con migrantes de retorno"
    assert warned(take(layers, text.format(name=name, last="85"), "returns")) == ["whole_rates"]
    assert warned(take(layers, text.format(name=name, last="8.5"), "returns")) == []
    assert warned(take(layers, text.format(name="Tasa de retorno", last="85"), "returns")) == []
    assert warned(take(layers, text.format(name=name, last="85"), "returns", Answers(rate_unit="percent"))) == []


@pytest.mark.moderate
def test_rows_of_another_zone_are_not_read_as_if_they_were_of_the_one_said(layers):
    """Villahermosa, of zone 15, would stand in Guerrero."""
    text = (
        "Nombre,Servicios,Zona UTM,X,Y\nOaxaca,Albergue,14Q,742300,1887500\nVillahermosa,Albergue,15,508500,1989000\n"
    )
    result = take(layers, text, "programs", Answers(crs="EPSG:32614"))
    assert result.counts == {"taken": 0, "mended": 1, "refused": 1}
    refused = result.report[result.report["outcome"] == "refused"].iloc[0]
    assert (refused["row"], refused["column"], refused["code"]) == (2, "Zona UTM", "other_zone")
    assert take(
        layers, text.replace("14Q", "Norte").replace(",15,", ",Sur,"), "programs", Answers(crs="EPSG:32614")
    ).whole


@pytest.mark.parametrize(
    ("place", "code", "said"),
    [
        ("-10767221.7,1928142.1", "crs_metres", "EPSG:3857"),
        ("3062399.4,574116.1", "crs_metres", "EPSG:6372"),
        ("742300,1887500", "crs_metres", "EPSG:32614"),
        ("-967236,170604", "crs_nowhere", ""),  # the points of -96.7236 and 17.0604 are lost
    ],
)
def test_the_system_that_is_offered_is_one_that_fits(layers, monkeypatch, tmp_path, place, code, said):
    monkeypatch.setattr("layers.load", lambda: layers)
    path = tmp_path / "x.csv"
    path.write_text(f"name,services,x,y\nCasa,legal_assistance,{place}\n")
    with pytest.raises(OwnError) as refused:
        take(layers, path.read_bytes(), "programs")
    assert refused.value.code == code
    ran = CliRunner().invoke(app, ["check", str(path), "--as", "programs", "--yes"])
    assert f"say --crs {said}" in ran.stderr
    assert not said or take(layers, path.read_bytes(), "programs", Answers(crs=said)).whole


def test_the_country_has_its_spanish_name(layers):
    result = take(layers, f"{HEAD},Servicios\nHouston,29.76,-95.36,Albergue\nCasa,{PLACE},Albergue\n", "programs")
    refused = result.report[result.report["code"] == "outside_country"].iloc[0]
    assert Text("es")("own.country.Mexico") == "México"
    assert refused["did"].endswith("in Mexico")


@pytest.mark.parametrize(
    ("data", "row", "said"),
    [
        (f'{HEAD}\n"Casa Uno",{PLACE}\n"Casa Dos,{PLACE}\nCasa,{PLACE}\n', 2, "comillas que no se cierran"),
        (f'{HEAD}\n"Casa" Uno,{PLACE}\n', 1, "texto después de las comillas de cierre"),
    ],
)
def test_quotes_that_do_not_fit_are_named_where_their_row_begins(layers, data, row, said):
    with pytest.raises(OwnError) as refused:
        take(layers, data, "programs")
    assert (refused.value.code, refused.value.parts["row"]) == ("quotes", row)
    assert said in refused.value.said(Text("es"))


@pytest.mark.parametrize("data", [b"\x1f\x8b\x08\0\0\0\0\0\0\3" + b"abc" * 20, b"PK\3\4" + b"broken" * 20])
def test_a_damaged_file_is_said_to_be_in_words_of_ours(layers, data):
    with pytest.raises(OwnError) as refused:
        take(layers, data, "programs")
    assert "dañado" in refused.value.said(Text("es"))


def test_a_table_of_ours_that_is_wrong_is_refused_in_spanish_too(layers, monkeypatch, tmp_path):
    monkeypatch.setattr("layers.load", lambda: layers)
    path = tmp_path / "r.parquet"
    wrong = {"cvegeo": ["20067"], "year": [2020], "dwellings": [10.0], "return_rate": [171.0]}
    gpd.pd.DataFrame(wrong).to_parquet(path)
    ran = CliRunner().invoke(app, ["check", str(path), "--as", "returns", "--lang", "es"])
    assert ran.exit_code == 1
    assert "columna return_rate: se encontró" in ran.stderr
    assert "expected" not in ran.stderr
    assert layer_fault(LayerError("x"), Text("es")) == "no concuerda con lo que se esperaba"


def test_the_columns_there_are_are_named_where_one_is_missing(layers):
    with pytest.raises(
        OwnError, match="no column for return_rate, expected one; the file has clave, tasa 2010, tasa 2020"
    ):
        take(layers, "clave,tasa 2010,tasa 2020\n01001,1.5,2.5\n", "returns", Answers(year=2020))


@pytest.mark.moderate
@pytest.mark.parametrize("key", ["20,067", "2.0067E+04", "2.0067e+4", "20067.00", "20067.0"])
def test_a_key_of_which_a_spreadsheet_made_a_number_is_read(layers, key):
    result = take(layers, f'cvegeo,year,return_rate\n"{key}",2020,7.1\n', "returns")
    assert result.frame["cvegeo"].tolist() == ["20067"]


@pytest.mark.parametrize("key", ["2.01E+04", "2.0067E+05", "20,06", "2,0067"])
def test_a_key_that_has_lost_digits_is_not(layers, key):
    with pytest.raises(OwnError, match="expected the key of a municipality"):
        take(layers, f'cvegeo,year,return_rate\n"{key}",2020,7.1\n', "returns")


def test_names_as_officials_shorten_them():
    states = StateLookup({"02": "Baja California", "03": "Baja California Sur", "19": "Nuevo León"})
    assert [states.key(name) for name in ("Nvo. León", "Nvo León", "Baja Calif.", "Baja Calif. Sur")] == [
        *("19", "19", "02", "03")
    ]
    assert comparable("H. Cd. de Tlaxiaco") == comparable("Heroica Ciudad de Tlaxiaco")
    assert comparable("Tuxtla Gtz.") == comparable("Tuxtla Gutiérrez")
    assert comparable("H. Ayuntamiento de Oaxaca") == "h ayuntamiento de oaxaca"


def test_a_layer_of_localities_names_these(layers):
    """A locality may be called as another municipality is."""
    text = "CVEGEO,NOMGEO,POBTOT,lat,lon\n200670001,Abejones,120,17.06,-96.72\n"
    result = take(layers, text, "settlements")
    assert result.frame[["cvegeo", "locality"]].to_numpy().tolist() == [["20067", "Abejones"]]


@pytest.mark.moderate
def test_totals_notes_and_headers_repeated_are_left_out(layers):
    text = (
        "Clave de la entidad federativa,Entidad federativa,Clave del municipio,Municipio,Año,Tasa de retorno\n"
        ",Nacional,,,2020,2.19\n20,Oaxaca,,,2020,3.07\n20,Oaxaca,20001,Abejones,2020,2.44\n"
        "Clave de la entidad federativa,Entidad federativa,Clave del municipio,Municipio,Año,Tasa de retorno\n"
        "20,Oaxaca,20067,Oaxaca de Juárez,2020,0.71\n"
        "a/ Cifras preliminares\n¹ Con base en la muestra\nElaboró: la dirección\nPágina 1 de 2\n"
    )
    result = take(layers, text, "returns")
    assert result.frame[["cvegeo", "return_rate"]].to_numpy().tolist() == [["20001", 2.44], ["20067", 0.71]]
    codes = result.report.loc[result.report["row"].notna(), "code"].tolist()
    assert codes == ["total_row", "total_row", "taken", "header_again", "taken", *["note_row"] * 4]
    program = take(layers, f"{HEAD},Estado,Servicios\nCasa,{PLACE},Oaxaca,Albergue\n", "programs")
    assert len(program.programs.sites) == 1


@pytest.mark.parametrize(
    "cell",
    ["lat: 17.0604, lng: -96.7236", '{""lat"":17.0604,""lng"":-96.7236}', '{""lat"": 17.0604, ""lon"": -96.7236}'],
)
def test_places_of_maps_on_the_web_are_read(layers, cell):
    result = take(layers, f'Nombre,Coordenadas,Servicios\nCasa,"{cell}",Albergue\n', "programs")
    assert result.programs.sites[["lon", "lat"]].to_numpy().tolist() == [[-96.7236, 17.0604]]


def test_headers_in_two_languages_are_known(layers):
    text = (
        "Nombre / Name,Servicios / Services,Latitud / Latitude,Longitud / Longitude\nCasa,Albergue,17.0604,-96.7236\n"
    )
    assert inspect(text.encode(), "x.csv", "programs").mapping == {
        "name_es": "Nombre / Name",
        "components": "Servicios / Services",
        "lat": "Latitud / Latitude",
        "lon": "Longitud / Longitude",
    }
    both = inspect(b'Nombre,Lat/Lon\nCasa,"17.06, -96.72"\n', "x.csv", "programs").mapping
    assert both == {"name_es": "Nombre", "geometry": "Lat/Lon"}


def test_a_shapefile_in_a_zip_in_a_zip_and_a_table_beside_a_note_are_read(layers, tmp_path):
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[shapely.box(-96.9, 16.9, -96.5, 17.2)], crs=4326).to_file(
        tmp_path / "a.shp"
    )
    inner, outer, noted = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        for path in sorted(tmp_path.iterdir()):
            file.write(path, path.name)
    with zipfile.ZipFile(outer, "w") as file:
        file.writestr("datos/a.zip", inner.getvalue())
    assert take(layers, outer.getvalue(), "catchments", Answers(as_sites=True), name="x.zip").whole
    with zipfile.ZipFile(noted, "w") as file:
        file.writestr("LEEME.txt", "Directorio de albergues\nversión 1\n")
        file.writestr("datos/directorio.csv", f"{HEAD},Servicios\nCasa,{PLACE},Albergue\n")
    result = take(layers, noted.getvalue(), "programs", name="x.zip")
    assert len(result.programs.sites) == 1
    assert warned(result) == ["packed"]


def test_who_is_taken_is_read_as_people_say_it(layers):
    rows = "".join(
        f"{who},17.0604,-96.7236,Albergue,{who}\n" for who in ("Migrantes", "Todas las personas", "Deportados")
    )
    result = take(layers, f"{HEAD},Servicios,Población objetivo\n{rows}", "programs")
    found = result.programs.sites.set_index("program_id")["eligibility"].to_dict()
    assert found == {"migrantes": "any", "todas-las-personas": "any", "deportados": "deported"}


@pytest.mark.moderate
def test_the_second_of_two_tables_side_by_side_is_told(layers):
    text = "Clave,Año,Tasa de retorno,,Clave,Año,Tasa de retorno\n20067,2020,7.1,,12029,2020,3.1\n"
    result = take(layers, text, "returns")
    assert warned(result) == ["second_not_used"] * 3
    assert "another column is called Clave: Clave 2 is not used" in result.report["did"].tolist()
    assert warned(take(layers, text.replace("12029,2020,3.1", ",,"), "returns")) == []


@pytest.mark.moderate
def test_programs_that_are_closed_are_told(layers):
    text = f"{HEAD},Servicios,Estatus\nA,{PLACE},Albergue,Cerrado\nB,{PLACE},Albergue,Activo\n"
    result = take(layers, text, "programs")
    assert warned(result) == ["closed_rows"]
    assert result.warnings["parts"].iloc[0] == {"column": "Estatus", "count": 1}
    dated = take(
        layers, text.replace("Estatus", "Fecha de cierre").replace("Cerrado", "2019").replace("Activo", ""), "programs"
    )
    assert warned(dated) == []
    assert sorted(dated.programs.sites["until"].dropna().tolist()) == [2019]


def test_questions_of_a_form_are_known_without_their_numbers(layers):
    text = "1. Nombre,2.1 Latitud,2.2) Longitud,3.- Servicios\nCasa,17.0604,-96.7236,Albergue\n"
    assert set(inspect(text.encode(), "x.csv", "programs").mapping) == {"name_es", "lat", "lon", "components"}


@pytest.mark.moderate
def test_text_of_an_old_mac_is_read_in_its_encoding(layers):
    text = f"{HEAD},Servicios\nCasa del Niño,{PLACE},Albergue\nUnión,{PLACE},Asesoría legal\n".replace("\n", "\r")
    for encoding in ("mac-roman", "latin-1", "utf-8"):
        result = take(layers, text.encode(encoding), "programs")
        assert result.programs.sites["program"].tolist() == ["Casa del Niño", "Unión"]


@pytest.mark.moderate
def test_what_is_found_is_not_said_of_rows_that_have_something_else(layers):
    text = f"{HEAD},Servicios\nA,0,0,Albergue\nB,29.76,-95.36,Albergue\nC,0,0,Albergue\nD,{PLACE},Albergue\n"
    report = take(layers, text, "programs").report
    said = [reason.said(Text("en")) for reason in reasons_of(findings_of(report))]
    assert said == ["3 rows (1, 2, 3), column Longitud: found '0, 0', …, expected a place in Mexico"]


def test_a_place_whose_number_is_too_large_is_none():
    assert parse_place("POINT (-96.7e999 17.06)") is None
    assert parse_place("POLYGON ((0 0, 1e400 0, 1 1, 0 0))") is None


@pytest.mark.moderate
def test_many_polygons_that_cross_themselves_take_no_longer_than_one(layers):
    across = [(-96.6 + 0.2 * (i % 2), 17.0 + (-1) ** i * i * 1e-6) for i in range(50)]
    star = shapely.Polygon([*across, across[0]])
    rows = "".join(f'Casa {place},"{star.wkt}"\n' for place in range(12))
    result = take(layers, f"nombre,geom\n{rows}", "catchments", Answers(as_sites=True))
    refused = result.report[result.report["code"] == "too_broken_in_all"]
    assert 0 < len(refused) < 12
    assert {parts["most"] for parts in refused["parts"]} == {CROSSINGS_IN_ALL}


def test_odd_letters_in_the_head_of_a_table_of_dbase_are_said_to_be_there(layers, tmp_path):
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[shapely.Point(-96.7, 17.06)], crs=4326).to_file(tmp_path / "a.shp")
    (tmp_path / "a.cpg").unlink()
    table = bytearray((tmp_path / "a.dbf").read_bytes())
    table[32:36] = b"n\xff\xffm"
    (tmp_path / "a.dbf").write_bytes(table)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for path in sorted(tmp_path.iterdir()):
            file.write(path, path.name)
    with pytest.raises(OwnError) as refused:
        take(layers, packed.getvalue(), "programs", name="x.zip")
    assert (refused.value.code, refused.value.parts["row"]) == ("unknown_encoding", 0)


@pytest.mark.moderate
def test_crossings_of_polygons_that_are_refused_are_not_counted_for_ever(layers):
    across = [(-96.6 + 0.2 * (i % 2), 17.0 + (-1) ** i * i * 1e-6) for i in range(80)]
    rows = f'Casa,"{shapely.Polygon([*across, across[0]]).wkt}"\n' * 9
    with pytest.raises(OwnError) as refused:
        take(layers, f"nombre,geom\n{rows}", "catchments", Answers(as_sites=True))
    codes = [finding.code for finding in refused.value.findings if finding.outcome == "refused"]
    assert codes == ["too_broken"] * 2 + ["too_broken_in_all"] * 7


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            '"views": [{"id": "mine", "name_es": "", "name_en": "Mine"}]',
            "name_es de las vistas: se encontró  y se esperaba texto que no esté vacío",
        ),
        (
            '"views": [{"id": "La mía", "name_es": "Mía", "name_en": "Mine"}]',
            "un identificador de minúsculas, cifras y guiones",
        ),
        ('"views": [{"id": "mine", "name_es": "Mía", "name_en": "Mine", "as_of": 1700}]', "y se esperaba 1900 o más"),
    ],
)
def test_what_a_catalogue_has_to_be_is_said_in_the_language_asked_for(tmp_path, more, said):
    feature = (
        '{"type": "Feature", "geometry": {"type": "Point", "coordinates": [-96.7236, 17.0604]}, "properties":'
        ' {"site_id": "a", "program_id": "a", "name_es": "A", "name_en": "A", "components": ["legal_assistance"]}}'
    )
    path = tmp_path / "mine.geojson"
    path.write_text(f'{{"type": "FeatureCollection", {more}, "features": [{feature}]}}', encoding="utf-8")
    ran = CliRunner().invoke(app, ["check", str(path), "--as", "programs", "--lang", "es", "--yes"])
    assert ran.exit_code == 1
    assert said in ran.stderr
    assert "expected" not in ran.stderr


@pytest.mark.moderate
def test_what_is_told_of_own_files_is_told_in_the_language_asked_for(tmp_path):
    path = tmp_path / "directorio.csv"
    path.write_text(f"{HEAD},servicios\nCasa,{PLACE},\n", encoding="utf-8")
    for language, words in (("es", "columna adivinada: Nombre"), ("en", "guessed column: Nombre")):
        ran = CliRunner().invoke(app, ["gaps", "--programs-file", str(path), "--lang", language])
        assert ran.exit_code == 1
        assert words in ran.stderr
    ran = CliRunner().invoke(app, ["gaps", "--programs-file", str(path), "--lang", "es", "--yes"])
    assert "1 fila corregida" in ran.stderr
    assert "aviso: ningún programa dice qué ofrece" in ran.stderr


def test_a_total_that_counts_services_is_left_out(layers):
    result = take(layers, f"{HEAD},servicios\nCasa,{PLACE},albergue\nTotal,,,1\n", "programs")
    assert result.counts == {"taken": 0, "mended": 2, "refused": 0}
    assert len(result.frame) == 1


def test_a_header_with_the_mark_of_a_footnote_is_known(layers):
    result = take(layers, "Clave,Tasa de retorno 1/,Viviendas*,Año\n20067,1.5,68416,2020\n", "returns")
    assert result.frame["return_rate"].tolist() == [1.5]
    assert result.frame["dwellings"].tolist() == [68416.0]


def test_names_written_without_blanks_are_found(layers):
    result = take(layers, "NAME_1,NAME_2,tasa de retorno,year\nOaxaca,OaxacadeJuárez,1.5,2020\n", "returns")
    assert result.frame["cvegeo"].tolist() == ["20067"]
