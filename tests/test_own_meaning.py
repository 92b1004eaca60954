"""What columns and cells of people's own files mean: offices' layouts, survey tools, places, years, services."""

from __future__ import annotations

import json

import pytest
import shapely
from shapely.geometry import box, mapping

from layers.own import KINDS, Answers, OwnError, apply, inspect, read
from layers.own.fields import MUNICIPALITY, POINT
from layers.own.guess import guess_columns
from layers.own.lookup import MunicipalityLookup
from layers.own.places import parse_degrees, parse_place, unpack_degrees
from layers.own.reading.table import Table
from layers.own.values import is_missing
from layers.own.years import Period, parse_period, parse_year
from layers.states import CODES, STATES, StateLookup

OAXACA, SILACAYOAPAM = (-96.7236, 17.0604), (-98.1426, 17.5014)


def take(layers, text, kind, answers=None, mapping=None, name="own.csv"):
    draft = inspect(text.encode() if isinstance(text, str) else text, name, kind)
    return read(draft, draft.mapping | (mapping or {}), layers, answers)


def codes(result, row=None):
    rows = result.report[result.report["row"].notna()] if row is None else result.report[result.report["row"] == row]
    return [code for code in rows["code"] if code != "id_made"]


def places(result):
    return {
        site: (round(lon, 4), round(lat, 4))
        for site, lon, lat in result.programs.sites[["site_id", "lon", "lat"]].to_numpy()
    }


def guesses(kind, header, *rows):
    table = Table("csv", tuple(header), list(rows), list(range(1, len(rows) + 1)))
    return {field: column for field, (column, _) in guess_columns(KINDS[kind].fields, table).items()}


# --- the layouts of INEGI, CONAPO, datos.gob.mx and OCHA, by the headers of their own files


@pytest.mark.parametrize(
    ("kind", "header", "row", "found"),
    [
        (  # CONAPO, migration intensity 2010
            "returns",
            "ENT,NOM_ENT,MUN,NOM_MUN,TOT_VIV,VIV_REM,VIV_EMIG,VIV_CIRC,VIV_RET,IIM_2010,IIM0a100,GIM_2010,LUG_EDO,LUG_NAL",
            "20,Oaxaca,67,Oaxaca de Juárez,68416,4.2,0.9,0.2,0.71,-0.5,1.4,2 Bajo,11,1483",
            "cvegeo=MUN municipality=NOM_MUN state=ENT dwellings=TOT_VIV return_rate=VIV_RET remittance_rate=VIV_REM "
            "emigrant_rate=VIV_EMIG circular_rate=VIV_CIRC intensity=GIM_2010",
        ),
        (  # CONAPO, migration intensity 2020
            "returns",
            "cve_ent,cve_mun,nom_mun,viv_tot,viv_rem,viv_emig,viv_circ,viv_ret,iim_dp2,gim_dp2,pos_nal",
            "20,20067,Oaxaca de Juárez,68416,4.2,0.9,0.2,0.71,63.4,Bajo,1020.0",
            "cvegeo=cve_mun municipality=nom_mun state=cve_ent dwellings=viv_tot return_rate=viv_ret "
            "remittance_rate=viv_rem emigrant_rate=viv_emig circular_rate=viv_circ intensity=gim_dp2",
        ),
        (  # INEGI, catalogue of localities (AGEEML): degrees, minutes and seconds beside decimals
            "settlements",
            "Mapa,Estatus,CVE_ENT,NOM_ENT,NOM_ABR,CVE_MUN,NOM_MUN,CVE_LOC,NOM_LOC,AMBITO,LATITUD,LONGITUD,LAT_DECIMAL,"
            "LON_DECIMAL,ALTITUD,CVE_CARTA,POB_TOTAL,POB_MASCULINA,POB_FEMENINA,TOTAL DE VIVIENDAS HABITADAS",
            "200670001,,20,Oaxaca,Oax.,067,Oaxaca de Juárez,0001,Oaxaca de Juárez,U,\"17°03'38.0\"\" N\","
            "\"096°43'25.0\"\" W\",17.0604,-96.7236,1555,E14D47,258913,1,1,74361",
            "cvegeo=CVE_MUN municipality=NOM_MUN state=CVE_ENT locality_key=CVE_LOC locality=NOM_LOC lon=LON_DECIMAL "
            "lat=LAT_DECIMAL population=POB_TOTAL dwellings=TOTAL_DE_VIVIENDAS_HABITADAS",
        ),
        (  # INEGI, ITER 2020
            "settlements",
            "ENTIDAD,NOM_ENT,MUN,NOM_MUN,LOC,NOM_LOC,LONGITUD,LATITUD,ALTITUD,POBTOT,POBFEM,P3YM_HLI,PSINDER,GRAPROES,VIVPARHAB",
            "20,Oaxaca,067,Oaxaca de Juárez,0001,Oaxaca de Juárez,\"96°43'25.000\"\" W\",\"17°03'37.000\"\" N\",1555,258913,"
            "1,31000,70000,11.2,70000",
            "cvegeo=MUN municipality=NOM_MUN state=ENTIDAD locality_key=LOC locality=NOM_LOC lon=LONGITUD lat=LATITUD "
            "population=POBTOT dwellings=VIVPARHAB indigenous_speakers=P3YM_HLI without_health_insurance=PSINDER "
            "schooling_years=GRAPROES",
        ),
        (  # INEGI, ITER 2010 and before: degrees, minutes and seconds packed in one number
            "settlements",
            "entidad,nom_ent,mun,nom_mun,loc,nom_loc,longitud,latitud,altitud,pobtot",
            "20,Oaxaca,067,Oaxaca de Juárez,0001,Oaxaca de Juárez,0964325,170338,1555,258913",
            "cvegeo=mun municipality=nom_mun state=entidad locality_key=loc locality=nom_loc lon=longitud lat=latitud "
            "population=pobtot",
        ),
        (  # a public list of localities
            "settlements",
            "altitud,ambito,cve_entidad,cve_localidad,cve_municipio,cvegeo,latitud,longitud,nom_abr_entidad,nom_entidad,"
            "nom_localidad,nom_municipio,poblacion_total,viviendas_habitadas",
            "1555,U,20,0001,067,200670001,17.0604,-96.7236,Oax.,Oaxaca,Oaxaca,Oaxaca de Juarez,258913,74361",
            "cvegeo=cvegeo municipality=nom_municipio state=cve_entidad locality_key=cve_localidad locality=nom_localidad "
            "lon=longitud lat=latitud population=poblacion_total dwellings=viviendas_habitadas",
        ),
        (  # datos.gob.mx
            "returns",
            "clave_entidad,entidad_federativa,id_municipio,municipio,anio,tasa_de_retorno",
            "20,Oaxaca,67,Oaxaca de Juárez,2020,0.71",
            "cvegeo=id_municipio municipality=municipio state=clave_entidad year=anio return_rate=tasa_de_retorno",
        ),
        (  # OCHA's administrative boundaries
            "returns",
            "ADM1_ES,ADM1_PCODE,ADM2_ES,ADM2_PCODE,year,return_rate",
            "Oaxaca,MX20,Oaxaca de Juárez,MX20067,2020,0.71",
            "cvegeo=ADM2_PCODE municipality=ADM2_ES state=ADM1_PCODE year=year return_rate=return_rate",
        ),
        (
            "returns",
            "Admin 1 Name,Admin 2 P-Code,Admin 2 Name,year,return_rate",
            "Oaxaca,MX20067,Oaxaca de Juárez,2020,0.71",
            "cvegeo=Admin_2_P-Code municipality=Admin_2_Name state=Admin_1_Name year=year return_rate=return_rate",
        ),
        (
            "returns",
            "adm1_code,adm2_code,adm2_name,year,return_rate",
            "20,20067,Oaxaca de Juárez,2020,0.71",
            "cvegeo=adm2_code municipality=adm2_name state=adm1_code year=year return_rate=return_rate",
        ),
        (  # HXL tags for names
            "returns",
            "#adm1+name,#adm2+code+v_inegi,#adm2+name,#date+year,return_rate",
            "Oaxaca,20067,Oaxaca de Juárez,2020,0.71",
            "cvegeo=#adm2+code+v_inegi municipality=#adm2+name state=#adm1+name year=#date+year return_rate=return_rate",
        ),
    ],
)  # fmt: skip
def test_an_offices_header_is_known_and_its_row_taken(layers, kind, header, row, found):
    draft = inspect(f"{header}\n{row}\n".encode(), "x.csv", kind)
    wanted = dict(pair.split("=") for pair in found.split())
    assert {field: column.replace(" ", "_") for field, column in draft.mapping.items()} == wanted
    answers = Answers(year=2020, rate_unit="percent")
    result = read(draft, draft.mapping, layers, answers)
    assert result.whole
    first = result.frame.iloc[0]
    assert first["cvegeo"] == "20067"
    if kind == "settlements":
        assert first["locality_key"] == "200670001"
        assert (round(first["lon"], 2), round(first["lat"], 2)) == (-96.72, 17.06)
    else:
        assert first["return_rate"] == 0.71


@pytest.mark.parametrize(
    ("key", "state", "read_as", "code"),
    [
        ("067", "20", "20067", "key_joined"),
        ("67", "Oax.", "20067", "key_joined"),
        ("67.0", "20 Oaxaca", "20067", "key_joined"),
        ("20 067", None, "20067", "key_joined"),
        ("20-067", None, "20067", "key_joined"),
        ("200670001", None, "20067", "key_cut"),
        ("10010001", None, "01001", "key_cut"),
        ("mx20067", None, "20067", "pcode"),
        ("MX-20067", None, "20067", "pcode"),
        ("067", None, None, "not_key"),
        ("2006700010012", None, None, "longer_key"),
        ("200670001001A", None, None, "longer_key"),
        ("2006700010012045", None, None, "longer_key"),
        ("999", "20", None, "unknown_key"),
    ],
)
def test_a_key_is_put_together_or_cut_or_refused_in_words(layers, key, state, read_as, code):
    lookup = MunicipalityLookup(layers, {})
    parsed = lookup.by_key(key, None if state is None else lookup.states.key(state))
    assert (parsed.value, parsed.mended or parsed.refused) == (read_as, code)


def test_a_key_and_a_state_that_differ_are_refused(layers):
    result = take(layers, "CVEGEO,Estado,year,return_rate\n20067,Veracruz,2020,1\n20537,Oaxaca,2020,7\n", "returns")
    assert codes(result) == ["key_and_state_differ", "taken"]


def test_groups_and_totals_of_the_census_are_left_out_and_said(layers):
    rows = {
        "0,Total nacional,0,Total nacional,0,Total nacional,,,126014024": "total_row",
        "20,Oaxaca,0,Total de la entidad Oaxaca,0,Total de la Entidad,,,4132148": "total_row",
        "20,Oaxaca,0,Total de la entidad Oaxaca,9998,Localidades de una vivienda,,,5086": "total_row",
        "20,Oaxaca,67,Oaxaca de Juárez,0,Total del Municipio,,,270955": "total_row",
        "20,Oaxaca,67,Oaxaca de Juárez,9999,Localidades de dos viviendas,,,15": "total_row",
        "20,Oaxaca,999,No especificado,1,No especificado,,,15": "total_row",
        "20,Oaxaca,67,Oaxaca de Juárez,1,Oaxaca de Juárez,-96.7236,17.0604,258913": "key_joined",
        "20,Oaxaca,67,Oaxaca de Juárez,2,Casa sola,-96.72,17.06,*": "missing_marker",
        "Fuente: INEGI. Censo de Población y Vivienda 2020.,,,,,,,,": "note_row",
        "1/ Cifras preliminares.,,,,,,,,": "note_row",
    }
    header = "ENTIDAD,NOM_ENT,MUN,NOM_MUN,LOC,NOM_LOC,LONGITUD,LATITUD,POBTOT\n"
    result = take(layers, header + "\n".join(rows) + "\n", "settlements")
    for number, (row, code) in enumerate(rows.items(), start=1):
        assert code in codes(result, number), row
    assert result.frame["locality_key"].tolist() == ["200670001"]
    assert result.outcomes.tolist() == ["mended"] * 7 + ["refused"] + ["mended"] * 2


@pytest.mark.moderate
@pytest.mark.parametrize(
    "total", ["Total", "TOTAL NACIONAL", "Nacional", "Estados Unidos Mexicanos", "Suma total", "Total Oaxaca"]
)
def test_totals_by_name_are_left_out_of_returns(layers, total):
    result = take(
        layers, f"municipio,año,tasa de retorno\n{total},2020,1.5\nMérida,2020,2.5\nNota: preliminar,,\n", "returns"
    )
    assert codes(result) == ["total_row", "name_to_key", "note_row"]
    assert result.frame["cvegeo"].tolist() == ["31050"]


@pytest.mark.moderate
def test_no_municipality_is_taken_for_a_total(layers):
    for key, name in layers.municipios[["cvegeo", "municipality"]].to_numpy()[::25]:
        result = take(layers, f'cvegeo,municipio,año,tasa de retorno\n{key},"{name}",2020,1.5\n', "returns")
        assert result.whole, name
        assert result.frame["cvegeo"].tolist() == [key]


# --- states and municipalities by name


def test_every_state_is_known_by_all_its_names(layers):
    states = StateLookup(layers.states)
    assert {key: names[0] for key, names in STATES.items()} == layers.states
    assert set(CODES) == set(STATES)
    for key, name in layers.states.items():
        for other in (
            name,
            name.upper(),
            f"Estado de {name}",
            f"{key} {name}",
            f"{key}-{name}",
            key,
            str(int(key)),
            f"0{key}",
        ):
            assert states.key(other) == key, other
        for other in (*STATES[key], *CODES[key].split()):
            found = states.key(other)
            assert found == key or (found is None and len(other) == 2), (name, other)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Veracruz de Ignacio de la Llave", "30"),
        ("Estado Libre y Soberano de Oaxaca", "20"),
        ("EDO. DE MÉXICO", "15"),
        ("Estado de México", "15"),
        ("México", "15"),
        ("México, D.F.", "09"),
        ("d.f.", "09"),
        ("Q Roo", "23"),
        ("MX-OAX", "20"),
        ("MX.MC", "16"),
        ("OC", "20"),
        ("MC", None),  # Michoacán to one institution, México to another
        ("CM", None),
        ("MX20", "20"),
        ("20.0", "20"),
        ("020", "20"),
        ("33", None),
        ("30 Oaxaca", None),
        ("Guatemala", None),
    ],
)
def test_a_state_is_known_or_not_guessed(layers, text, key):
    assert StateLookup(layers.states).key(text) == key


def test_where_the_state_is_unknown_the_fault_is_the_states(layers):
    text = "Estado,Municipio,Año,Tasa de retorno\nOxaca,Silacayoápam,2020,7.5\nOaxaca,Abejones,2020,2\n"
    result = take(layers, text, "returns")
    fault = result.report[result.report["outcome"] == "refused"].iloc[0]
    assert (fault["column"], fault["code"], fault["found"]) == ("Estado", "unknown_state", "Oxaca")
    assert fault["parts"]["suggestions"] == "Oaxaca"


@pytest.mark.parametrize(
    ("name", "state", "key"),
    [
        ("Sta. María Huatulco", None, "20413"),
        ("STO. DOMINGO TEHUANTEPEC", None, "20515"),
        ("Sn. Juan Bautista Tuxtepec", "Oax.", "20184"),
        ("Mpio. de Silacayoápam", None, "20537"),
        ("Municipio de Oaxaca de Juárez", None, "20067"),
        ("H. Ayuntamiento de Oaxaca de Juárez", None, "20067"),
        ("Oaxaca de Juárez, Oax.", None, "20067"),
        ("Oaxaca de Juárez (Oaxaca)", None, "20067"),
        ("Oaxaca de Juárez - Oaxaca", None, "20067"),
        ("067 Oaxaca de Juárez", "Oaxaca", "20067"),
        ("20067 Oaxaca de Juárez", None, "20067"),
        ("Alcaldía Coyoacán", "CDMX", "09003"),
        ("San Juan Mixtepec Dto. 08", None, "20208"),
        ("Benito Juárez, Q. Roo", None, "23005"),
        ("Benito Juárez", None, None),  # there are several
        ("Benito Juárez (Oaxaca)", None, None),
        ("068 Oaxaca de Juárez", "Oaxaca", None),
        ("Oaxaca", "Oaxaca", None),
        ("San Juan Mixtepec", "Oaxaca", None),  # there are two, by their districts
    ],
)
def test_a_name_as_officials_write_it_finds_its_municipality_or_none(layers, name, state, key):
    lookup = MunicipalityLookup(layers, {})
    parsed = lookup.by_name(name, None if state is None else lookup.states.key(state))
    assert parsed.value == key
    assert (parsed.refused is None) == (key is not None)


def test_every_municipality_is_found_by_its_own_name_and_state(layers):
    lookup = MunicipalityLookup(layers, {})
    missed = [
        (key, parsed)
        for key, name, code in layers.municipios[["cvegeo", "municipality", "state_code"]].to_numpy()
        if (parsed := lookup.by_name(name, code)).value != key and parsed.refused != "name_of_several"
    ]
    assert missed == []


# --- places


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("17°03'38.0\" N", 17.060556),
        ("17\u00ba03\u201938\u201d N", 17.060556),
        ("17\u00b0 3\u2032 38\u2033", 17.060556),
        ("N 17°03.6333'", 17.060555),
        ("17 03 38 N", 17.060556),
        ("17:03:38", 17.060556),
        ("17d03m38s N", 17.060556),
        ("17,0604° Norte", 17.0604),
        ("96°43'25\" W", -96.723611),
        ("96°43'25\" O", -96.723611),
        ("96° 43' 25'' Oeste", -96.723611),
        ("-96° 43' 25\"", -96.723611),
        ("O96°43'25\"", -96.723611),
        ("33°26'S", -33.433333),
        ("17°63'38\"", None),
        ("17°03'61\"", None),
        ("17.5°03'", None),
        ("norte", None),
        ("calle 5", None),
        ("2015", None),
    ],
)
def test_degrees_minutes_and_seconds_are_read_however_they_are_written(text, degrees):
    found = parse_degrees(text)
    assert found is None if degrees is None else found == pytest.approx(degrees, abs=1e-5)


def test_packed_degrees_are_told_from_metres():
    assert unpack_degrees(964325) == pytest.approx(96.723611, abs=1e-5)
    assert unpack_degrees(1021742) == pytest.approx(102.295, abs=1e-5)
    assert unpack_degrees(967236) is None
    assert unpack_degrees(742300.5) is None


LON, LAT = OAXACA
POINT_TEXTS = [
    "17.0604, -96.7236",
    "17.0604,-96.7236",
    "17.0604 -96.7236",
    "17.0604 -96.7236 1550 4.9",
    "17.0604;-96.7236",
    "17,0604; -96,7236",
    "17,0604, -96,7236",
    "(17.0604, -96.7236)",
    "[17.0604|-96.7236]",
    "-96.7236, 17.0604",
    "17.0604 N, 96.7236 W",
    "17.0604°N 96.7236°O",
    "17°03'37.44\"N 96°43'24.96\"W",
    "17° 03' 37.44\" N, 96° 43' 24.96\" W",
    "96°43'24.96\" O, 17°03'37.44\" N",
    "Lat: 17.0604, Lon: -96.7236",
    "lat 17.0604 long -96.7236",
    "geo:17.0604,-96.7236",
    "https://www.google.com/maps/place/Oaxaca/@17.0604,-96.7236,15z/data=!3m1",
    "https://maps.google.com/?q=17.0604,-96.7236",
    "https://www.openstreetmap.org/?mlat=17.0604&mlon=-96.7236",
    "POINT (-96.7236 17.0604)",
    "point(-96.7236 17.0604)",
    "POINT Z (-96.7236 17.0604 1550)",
    "SRID=4326;POINT(-96.7236 17.0604)",
    "MULTIPOINT ((-96.7236 17.0604))",
    '{"type": "Point", "coordinates": [-96.7236, 17.0604]}',
    shapely.to_wkb(shapely.Point(LON, LAT), hex=True),
    "\\x" + shapely.to_wkb(shapely.set_srid(shapely.Point(LON, LAT), 4326), hex=True, include_srid=True),
]  # fmt: skip


@pytest.mark.moderate
@pytest.mark.parametrize("cell", POINT_TEXTS)
def test_a_place_in_one_column_is_read(layers, cell):
    text = 'nombre,componentes,ubicación\nCasa,albergue,"' + cell.replace('"', '""') + '"\n'
    draft = inspect(text.encode(), "x.csv", "programs")
    assert draft.mapping["geometry"] == "ubicación"
    result = read(draft, draft.mapping, layers)
    assert places(result) == {"casa-1": pytest.approx(OAXACA, abs=1e-4)}
    assert result.warnings.empty


@pytest.mark.parametrize(
    "cell", ["Calle 5 núm. 32", "Oaxaca de Juárez, Oaxaca", "17.0604", "POINT EMPTY", "POINT (1", "0101", "{}"]
)
def test_what_is_no_place_is_none(cell):
    assert parse_place(cell) is None


@pytest.mark.parametrize(
    "header",
    [
        "POINT_X,POINT_Y", "xcoord,ycoord", "X,Y", "LON_DEC,LAT_DEC", "Longitud (W),Latitud (N)", "Longitud O,Latitud N",
        "_gps_longitude,_gps_latitude", "location-Longitude,location-Latitude", "data-ubicacion-Longitude,data-ubicacion-Latitude",
        "_ubicacion_longitude,_ubicacion_latitude", "lng,lat", "Coordenada X,Coordenada Y", "decimal_longitude,decimal_latitude",
        "Longitud (grados decimales),Latitud (grados decimales)", "#geo+lon,#geo+lat", "long,lat", "Longitude,Latitude",
    ],
)  # fmt: skip
def test_longitude_and_latitude_are_known_by_what_tools_call_them(layers, header):
    result = take(layers, f"nombre,componentes,{header}\nCasa,albergue,-96.7236,17.0604\n", "programs")
    assert places(result) == {"casa-1": OAXACA}


@pytest.mark.moderate
def test_two_columns_that_end_alike_are_not_told_apart(layers):
    result = take(
        layers, "nombre,casa_latitude,casa_longitude,oficina_latitude,oficina_longitude\nA,17,-96,17,-97\n", "programs"
    )
    warned = result.warnings.set_index("code").loc["no_places", "parts"]
    assert warned["columns"] == "—"  # whole numbers look like nothing


def test_a_tag_row_says_what_a_column_is():
    table = Table("csv", ("a", "b", "c", "d"), [("20067", "x", "-96.7", "17.1")], [1])
    table.tags = {"a": "#adm2 +code", "b": "#adm2+name+es", "c": "#geo+lon", "d": "#geo+lat"}
    found = guess_columns((*MUNICIPALITY, *POINT), table)
    assert {field: column for field, (column, _) in found.items()} == {
        "cvegeo": "a",
        "municipality": "b",
        "lon": "c",
        "lat": "d",
    }


def test_the_row_of_tags_is_used_where_names_say_nothing():
    draft = inspect(b"a,b,c\n#adm2+code,#date+year,#x\n20067,2020,1\n", "x.csv", "returns")
    assert draft.mapping == {"cvegeo": "a", "year": "b"}


@pytest.mark.moderate
def test_metres_without_a_system_are_asked_about_and_read_with_one(layers):
    text = "nombre,componentes,X,Y\nCasa,albergue,742300.5,1887500.2\n"
    draft = inspect(text.encode(), "x.csv", "programs")
    assert [question.id for question in draft.questions] == ["crs"]
    with pytest.raises(OwnError, match="EPSG:32614") as refused:
        read(draft, draft.mapping, layers)
    assert refused.value.code == "crs_metres"
    assert "742300.5, 1887500.2" in str(refused.value)
    lon, lat = places(take(layers, text, "programs", Answers(crs="EPSG:32614")))["casa-1"]
    assert (lon, lat) == (-96.7234, 17.0591)
    one = 'nombre,componentes,coordenadas\nCasa,albergue,"742300.5, 1887500.2"\n'
    with pytest.raises(OwnError, match="look like metres"):
        take(layers, one, "programs")
    assert places(take(layers, one, "programs", Answers(crs="EPSG:32614")))["casa-1"] == (lon, lat)
    named = "nombre,componentes,geom\nCasa,albergue,SRID=32614;POINT(742300.5 1887500.2)\n"
    assert places(take(layers, named, "programs"))["casa-1"] == (lon, lat)


def test_a_stray_row_of_metres_is_refused_with_what_to_say(layers):
    text = "nombre,componentes,X,Y\nCasa,albergue,-96.7236,17.0604\nOtra,albergue,742300.5,1887500.2\n"
    result = take(layers, text, "programs")
    assert "looks_like_metres" in codes(result, 2)


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("pair", "answers"),
    [
        ("96.7236,17.0604", Answers(west=True)),
        ("17.0604,-96.7236", Answers(swap=True)),
        ("17.0604,96.7236", Answers(swap=True, west=True)),
        ("96°43'24.96\",17°03'37.44\"", Answers(west=True)),
    ],
)
def test_a_lost_sign_or_a_swap_is_put_right_with_a_yes_alone(layers, pair, answers):
    lon, lat = (part.replace('"', '""') for part in pair.split(","))
    text = f'nombre,componentes,lon,lat\nCasa,albergue,"{lon}","{lat}"\n'
    with pytest.raises(OwnError, match="no row could be taken"):
        take(layers, text, "programs")
    assert places(take(layers, text, "programs", answers)) == {"casa-1": OAXACA}


@pytest.mark.moderate
def test_areas_in_a_column_are_catchments(layers):
    area = box(-97.0, 17.0, -96.5, 17.5)
    for cell in (area.wkt, shapely.to_wkb(area, hex=True), json.dumps(mapping(area)).replace('"', '""')):
        text = f'nombre,the_geom\nCasa,"{cell}"\n'
        result = take(layers, text, "catchments", Answers(as_sites=True))
        assert result.frame["geometry"].iloc[0].equals(area)
    with pytest.raises(OwnError, match="polygons"):
        inspect(b"nombre,the_geom\nCasa,x\n", "x.csv", "catchments")


@pytest.mark.moderate
def test_a_long_area_is_no_long_cell(layers):
    area = shapely.Point(-96.7, 17.1).buffer(0.2, quad_segs=2000)
    result = take(layers, f'nombre,wkt\nCasa,"{area.wkt}"\n', "catchments", Answers(as_sites=True))
    assert len(area.wkt) > 100_000
    assert result.whole


# --- programs: nothing useless is used without a word


@pytest.mark.parametrize(
    ("header", "row", "columns"),
    [
        ("nombre,componentes,dónde", 'Casa,albergue,"17.0604, -96.7236"', "dónde"),
        ("nombre,componentes,dato a,dato b", "Casa,albergue,17.0604,-96.7236", "dato a, dato b"),
        ("nombre,componentes,lugar", "Casa,albergue,Oaxaca de Juárez", "lugar"),
        ("nombre,componentes,calle", "Casa,albergue,Juárez 5 casa", "—"),
    ],
)
def test_a_directory_without_places_is_warned_of_and_says_where_they_may_be(layers, header, row, columns):
    result = take(layers, f"{header}\n{row}\n", "programs")
    warned = result.warnings.set_index("code").loc["no_places", "parts"]
    assert warned["columns"] == columns


@pytest.mark.moderate
def test_what_a_municipality_means_is_asked_where_there_is_no_other_place(layers):
    text = "Nombre,Municipio,Estado,Servicios\nUno,Oaxaca de Juárez,Oaxaca,albergue\nDos,Silacayoápam,Oaxaca,albergue\n"
    draft = inspect(text.encode(), "x.csv", "programs")
    assert [(question.id, question.choices) for question in draft.questions] == [
        ("municipality_as", ("seat", "served", "no_place"))
    ]
    seat = read(draft, draft.mapping, layers, Answers(municipality_as="seat"))
    assert places(seat) == {
        "dos-2": pytest.approx(SILACAYOAPAM, abs=1e-3),
        "uno-1": pytest.approx((-96.7255, 17.06), abs=1e-3),
    }
    assert seat.programs.sites["served"].tolist() == [(), ()]
    served = read(draft, draft.mapping, layers, Answers(municipality_as="served"))
    assert served.programs.sites["served"].tolist() == [("20537",), ("20067",)]
    assert {site.precision for site in served.programs.records} == {"municipality"}
    apply(served, layers)
    nothing = read(draft, draft.mapping, layers, Answers(municipality_as="no_place"))
    assert nothing.warnings["code"].tolist() == ["no_places"]


def test_a_municipality_beside_a_place_is_not_asked_about(layers):
    assert (
        guesses("programs", ["nombre", "municipio", "lat", "lon"], ("A", "Abejones", "17", "-96"))["municipality"]
        == "municipio"
    )
    draft = inspect(b"nombre,municipio,lat,lon\nA,Abejones,17.06,-96.72\n", "x.csv", "programs")
    assert draft.questions == ()


def test_municipalities_served_are_found_by_name_and_state(layers):
    text = "name_es,components,served,state\n"
    text += "Uno,legal_assistance,Oaxaca de Juárez; 20537,\nDos,legal_assistance,Benito Juárez,Q. Roo\n"
    text += "Tres,legal_assistance,20,\nCuatro,legal_assistance,Nowhere,\n"
    result = take(layers, text, "programs")
    assert result.programs.sites["served"].tolist() == [("23005",), ("20067", "20537")]
    assert "state_alone" in codes(result, 3)
    assert "unknown_name" in codes(result, 4)


@pytest.mark.moderate
def test_services_in_a_sentence_are_found_and_the_others_listed(layers):
    text = 'Nombre,Tipo,lat,lon,Servicios\nUno,Albergue,17.06,-96.72,"Hospedaje, alimentación y asesoría jurídica"\n'
    text += 'Dos,Oficina,17.06,-96.72,"Legal advice / mental health"\nTres,Oficina,17.06,-96.72,Alimentación\n'
    text += "Cuatro,Oficina,17.06,-96.72,albergue;legal_asistance\nCinco,Oficina,17.06,-96.72,N/D\n"
    draft = inspect(text.encode(), "x.csv", "programs")
    assert "kind" not in draft.mapping
    result = read(draft, draft.mapping, layers)
    found = result.programs.sites.set_index("site_id")["components"].to_dict()
    assert found == {
        "uno-1": ("migrant_shelters", "legal_assistance"),
        "dos-2": ("legal_assistance", "psychosocial_assistance"),
        "cinco-5": (),
    }
    assert "unknown_component" in codes(result, 3)
    assert "unknown_component" in codes(result, 4)
    warned = result.warnings.set_index("code").loc["components_left_out"]
    assert (warned["found"], warned["column"]) == ("alimentación", "Servicios")


def test_a_guess_whose_values_all_fail_is_not_proposed():
    row = ("Casa", "Albergue", "2026-01-02T10:00:00-06:00", "2026-01-02T10:10:00-06:00", "norte")
    found = guesses("programs", ["nombre", "tipo", "start", "end", "x"], row)
    assert found == {"name_es": "nombre"}
    found = guesses(
        "programs", ["nombre", "tipo", "start", "end", "x"], ("Casa", "OSC", "2015-03-01T00:00:00", "vigente", "-96.7")
    )
    assert found == {"name_es": "nombre", "kind": "tipo", "since": "start", "until": "end", "lon": "x"}


def test_ids_are_made_as_ids_are_written(layers):
    text = "ID,Nombre,lat,lon,Servicios\nOAX-01,Uno,17.06,-96.72,albergue\nSede Núm. 2,Dos,17.06,-96.7,albergue\n"
    result = take(layers, text, "programs")
    assert result.programs.sites["site_id"].tolist() == ["oax-01", "sede-num-2"]
    assert result.report.loc[result.report["column"] == "ID", "code"].tolist() == ["written_otherwise"] * 2


# --- returns: what the rates are in


def rates(layers, text, **answers):
    return (
        take(layers, text, "returns", Answers(year=2020, **answers)).frame.set_index("cvegeo")["return_rate"].to_dict()
    )


@pytest.mark.moderate
def test_numbers_of_dwellings_are_not_taken_for_per_cent(layers):
    text = "cvegeo,Viviendas,Migrantes de retorno\n20537,1862,88\n20001,300,12\n"
    draft = inspect(text.encode(), "x.csv", "returns")
    assert [(question.id, question.choices) for question in draft.questions] == [
        ("year", ()),
        ("rate_unit", ("percent", "number")),
    ]
    assert rates(layers, text, rate_unit="number") == {"20537": pytest.approx(4.7261, abs=1e-4), "20001": 4.0}
    assert rates(layers, text, rate_unit="percent") == {"20537": 88.0, "20001": 12.0}


@pytest.mark.parametrize(
    ("header", "cells", "choices"),
    [
        ("Viviendas,Tasa de retorno", ("1862,88", "300,12"), ()),  # it says that they are rates
        ("Viviendas,Retorno (%)", ("1862,88", "300,12"), ()),
        ("Viviendas,Retorno", ("1862,8.8", "300,12"), ()),
        ("Viviendas,Retorno", ("1862,880", "300,12.5"), ("percent", "number")),
        ("Viviendas,Retorno", ("1862,0.05", "300,0.5"), ("percent", "share")),
        ("Viviendas,Retorno", ("1862,1", "300,0"), ("percent", "share", "number")),
        ("Viviendas,Retorno", ("1862,5%", "300,4 %"), ()),
        ("Casas,Retorno", ("1862,88", "300,12"), ()),  # no column of dwellings to divide by
    ],
)
def test_the_unit_of_rates_is_asked_where_it_can_be_two(header, cells, choices):
    text = f"cvegeo,{header}\n20537,{cells[0]}\n20001,{cells[1]}\n"
    questions = {question.id: question.choices for question in inspect(text.encode(), "x.csv", "returns").questions}
    assert questions.get("rate_unit", ()) == choices


def test_a_unit_goes_for_all_rates_and_a_sign_of_per_cent_wins(layers):
    text = "cvegeo,viviendas,retorno,remesas\n20537,1862,0.05,0.5\n20001,300,4%,0.25\n20002,300,5,0\n"
    result = take(layers, text, "returns", Answers(year=2020, rate_unit="share"))
    frame = result.frame.set_index("cvegeo")
    assert frame["return_rate"].to_dict() == {"20001": 4.0, "20537": 5.0}
    assert frame["remittance_rate"].to_dict() == {"20001": 25.0, "20537": 50.0}
    assert codes(result, 3)[0] == "out_of_bounds"


def test_a_number_without_dwellings_or_above_them_is_refused(layers):
    text = "cvegeo,viviendas,retorno\n20537,1862,88\n20001,,12\n20002,10,12\n"
    result = take(layers, text, "returns", Answers(year=2020, rate_unit="number"))
    assert codes(result, 2) == ["missing_value"]
    assert codes(result, 3) == ["out_of_bounds"]


# --- cells


@pytest.mark.parametrize(
    "cell",
    [
        "", " ", "NA", "N/A", "n.a.", "ND", "N/D", "N.D.", "nd.", "S/D", "s.d.", "S/I", "s.i.", "NE", "n.e.", "n.s.", "N/R",
        "-", "--", "—", "\u2013", "*", "**", "***", ".", "..", "...", "…", "(-)", "(*)", ":", "?", "Sin dato", "SIN INFORMACIÓN",
        "no disponible", "No especificado", "no aplica", "#DIV/0!", "#¡DIV/0!", "#N/A", "#N/D", "#REF!", "#¡REF!", "#VALUE!",
        "#¡VALOR!", "#NAME?", "#¿NOMBRE?", "NaN", "null", "None", "[NA]", "(C)", "suppressed", "Err:502",
    ],
)  # fmt: skip
def test_markers_of_missing_values_are_known(cell):
    assert is_missing(cell)


@pytest.mark.parametrize(
    "cell",
    ["0", "9999", "99", "-1", "-9", "Nulo", "sí", "si", "no", "unknown", "x", "S", "Nahuatzen", "Na Bolom", "20067"],
)
def test_what_may_be_a_value_is_not_taken_for_missing(cell):
    assert not is_missing(cell)


@pytest.mark.moderate
def test_a_missing_marker_is_said_and_a_choice_may_be_missing(layers):
    text = "cvegeo,year,return_rate,intensity\n20067,2020,s/i,n.d.\n20537,2020,7,2 Bajo\n"
    result = take(layers, text, "returns")
    assert codes(result, 1) == ["missing_marker"] * 2
    assert result.frame["intensity"].tolist()[1] == "Bajo"


@pytest.mark.moderate
def test_a_spreadsheets_guard_of_text_is_taken_off_and_said(layers):
    text = 'cvegeo,municipality,year,return_rate\n"=""01001""",Aguascalientes,2020,"=""3.1"""\n\'20067,Oaxaca de Juárez,2020,0.7\n'
    result = take(layers, text, "returns")
    assert result.report.set_index("code").loc["text_guard", "parts"] == {"count": 2}
    assert codes(result, 2) == ["text_mark"]
    assert result.frame["cvegeo"].tolist() == ["01001", "20067"]


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("2015", 2015), (2015.0, 2015), ("2015-03-01", 2015), ("2015-03-01T00:00:00", 2015), ("1/3/2015", 2015),
        ("31.12.2015", 2015), ("2015/03", 2015), ("03/2015", 2015), ("20150301", 2015), ("marzo de 2015", 2015),
        ("Marzo 2015", 2015), ("15 de marzo de 2015", 2015), ("15 de marzo del 2015", 2015), ("March 1, 2015", 2015),
        ("1 March 2015", 2015), ("01-mar-15", 2015), ("05-sept-98", 1998), ("desde 2015", 2015), (42064, 2015), ("42064", 2015),
        ("mar-15", None), ("31/31/2015", None), ("2015-20", None), ("15", None), ("hace años", None), (1500, None), ("2015 (aprox.)", None),
    ],
)  # fmt: skip
def test_a_year_is_read_of_a_date_that_can_be_read_in_one_way(cell, year):
    parsed = parse_year(cell)
    assert parsed.value == year
    assert (parsed.refused is None) == (year is not None)


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2015-2018", (2015, 2018)), ("2015 \u2013 2018", (2015, 2018)), ("2015/2018", (2015, 2018)), ("de 2015 a 2018", (2015, 2018)),
        ("2015 al 2018", (2015, 2018)), ("2015-vigente", (2015, None)), ("2015 a la fecha", (2015, None)),
        ("2015 - present", (2015, None)), ("vigente", (None, None)), ("A la fecha", (None, None)), ("en curso", (None, None)),
        ("ACTUAL", (None, None)), ("ongoing", (None, None)), ("2018", (None, 2018)),
    ],
)  # fmt: skip
def test_a_span_of_years_and_an_open_end_are_read(cell, period):
    assert parse_period(cell, ends=True).value == Period(*period)


def test_a_span_says_both_years_and_the_column_of_the_end_wins(layers):
    text = "name_es,lat,lon,components,since,until\n"
    text += "A,17.06,-96.72,migrant_shelters,2015-2018,\nB,17.06,-96.72,migrant_shelters,2015-2018,vigente\n"
    text += "C,17.06,-96.72,migrant_shelters,,2015-2018\nD,17.06,-96.72,migrant_shelters,vigente,\n"
    result = take(layers, text, "programs")
    assert {site.site_id: (site.since, site.until) for site in result.programs.records} == {
        "a-1": (2015, 2018),
        "b-2": (2015, None),
        "c-3": (2015, 2018),
    }
    assert "not_year" in codes(result, 4)


# --- another country


def country(*rows):
    features = [
        {
            "type": "Feature",
            "properties": {"codigo": key, "municipio": name, "departamento": state, "cod_dep": code},
            "geometry": mapping(box(-90 + place, 14, -89.5 + place, 14.5)),
        }
        for place, (key, name, state, code) in enumerate(rows)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_zeros_of_another_countrys_keys_are_put_back_where_the_person_says_how_long_they_are(layers):
    data = country((101, "Guatemala", "Guatemala", 1), (1803, "El Estor", "Izabal", 18))
    draft = inspect(data, "x.geojson", "municipalities")
    assert [question.id for question in draft.questions] == ["key_digits"]
    with pytest.raises(OwnError, match="key_digits"):
        read(draft, draft.mapping, layers)
    result = read(draft, draft.mapping, layers, Answers(key_digits=4))
    assert result.frame["cvegeo"].tolist() == ["0101", "1803"]
    assert result.frame["pcode"].tolist() == ["0101", "1803"]
    assert result.frame["state_code"].tolist() == ["01", "18"]
    longer = read(draft, draft.mapping, layers, Answers(key_digits=5))
    assert longer.frame["cvegeo"].tolist() == ["00101", "01803"]


def test_keys_of_one_length_or_with_letters_are_not_asked_about(layers):
    for rows in ([(1101, "A", "N", 11), (1803, "B", "S", 18)], [("A1", "A", "N", 11), ("A203", "B", "S", 18)]):
        assert inspect(country(*rows), "x.geojson", "municipalities").questions == ()
