"""The catalogue of programs: complete, cited, in its place; and what a wrong catalogue of one's own is told."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import Criteria, find_gaps
from geo.catchments import select_sites
from layers import DATA, LayerError
from layers.extent import MEXICO_BOUNDS
from layers.own.findings import layer_fault
from layers.pipeline.programs import CATALOGUE, make_programs
from layers.program_file import parse_programs
from layers.programs import Programs
from vocabulary.lists import COMPONENTS, CURRENT, GENERAL_SERVICE, SURENESS, WITH_GENERAL_SERVICES
from words.text import Text

REFERENCE = DATA.parents[1] / "shared" / "reference" / "components.csv"

WITH_PLACES = {
    *("paisano", "repatriacion-humana", "fundacion-bajio", "mercado-justo", "oim-avrr", "prim", "somos-mexicanos"),
    *("inm-enlaces", "mexico-te-abraza", "probem"),
    *("estatal-oaxaca", "estatal-guerrero", "estatal-puebla", "estatal-veracruz", "estatal-chiapas"),
    *("estatal-michoacan", "estatal-guanajuato", "estatal-zacatecas"),
}
WITHOUT_PLACES = {
    *("guatemalan-repatriates-project", "aenas", "bienvenido-a-casa", "programa-bolivia"),
    *("ime-consejo-consultivo", "ime-analisis-escolar", "ime-educacion-a-distancia", "ime-ventanillas-salud"),
    *("ime-educacion-financiera", "3x1-migrantes", "oportunidades", "procampo", "seguro-popular"),
    *("educacion-basica-sin-fronteras", "documentate-ya", "soy-mexico", "fondo-crm"),
    *("propuesta-fondos-familiares", "propuesta-trabajo-temporal", "propuesta-organo-binacional"),
}
REPATRIATION_MODULES = {
    *("Tijuana", "Mexicali", "San Luis Río Colorado", "Nogales", "Juárez", "Ojinaga", "Acuña", "Piedras Negras"),
    *("Nuevo Laredo", "Reynosa", "Matamoros"),
}


def sites_of(layers, program: str) -> pd.DataFrame:
    return layers.programs.sites.query("program_id == @program")


def municipalities_of(layers, sites: pd.DataFrame) -> set[str]:
    keys = {record.site_id: record.locality_key[:5] for record in layers.programs.records if record.site_id}
    names = layers.municipios.set_index("cvegeo")["municipality"]
    return {names[keys[site]] for site in sites["site_id"]}


# --- what is in it


@pytest.mark.parametrize("program", sorted(WITH_PLACES))
def test_every_program_of_the_brief_with_places_has_a_site(layers, program):
    assert len(sites_of(layers, program)) >= 1


@pytest.mark.parametrize("program", sorted(WITHOUT_PLACES))
def test_every_program_of_the_brief_without_a_place_is_listed_once_and_covers_nobody(layers, program):
    [record] = [record for record in layers.programs.records if record.program_id == program]
    assert record.site_id is None
    assert sites_of(layers, program).empty


def test_a_program_without_a_place_has_null_geometry_and_says_why_in_both_languages():
    document = json.loads((DATA / "programs.geojson").read_text(encoding="utf-8"))
    without = [feature["properties"] for feature in document["features"] if feature["geometry"] is None]
    assert len(without) >= len(WITHOUT_PLACES)
    for record in without:
        assert record["no_catchment_es"], record["program_id"]
        assert record["no_catchment_en"], record["program_id"]
        assert "site_id" not in record


def test_every_record_has_a_citation_with_a_title_and_an_address_or_a_publisher(layers):
    for record in layers.programs.records:
        assert record.citations, record.site_id or record.program_id
        for citation in record.citations:
            assert citation.title
            assert citation.url or citation.publisher, record.site_id or record.program_id
            assert citation.url is None or citation.url.startswith(("https://", "http://"))


def test_every_record_has_its_names_in_both_languages_and_every_site_says_how_exact_its_place_is(layers):
    for record in layers.programs.records:
        assert record.name_es
        assert record.name_en
        assert record.summary_es
        assert record.summary_en
        if record.site_id:
            assert record.site_es
            assert record.site_en
            assert record.precision in {"site", "city", "municipality", "region"}


def test_every_site_lies_in_the_municipality_of_its_locality_to_five_kilometres(layers):
    records = [record for record in layers.programs.records if record.site_id]
    points = np.array([geometry for geometry in layers.programs.geometries if geometry is not None])
    rows = pd.Index(layers.municipios["cvegeo"]).get_indexer([record.locality_key[:5] for record in records])
    assert (rows >= 0).all()
    assert shapely.distance(points, layers.boundaries.geometry.to_numpy()[rows]).max() < 0.045


def test_every_site_stands_at_the_census_point_of_its_locality(layers):
    census = layers.settlements.dropna(subset="locality_key").set_index("locality_key")
    for record, point in zip(layers.programs.records, layers.programs.geometries, strict=True):
        if point is not None:
            place = census.loc[record.locality_key]
            assert (point.x, point.y) == (place["lon"], place["lat"]), record.site_id


def test_ids_of_sites_are_there_once_and_in_order(layers):
    ids = layers.programs.sites["site_id"]
    assert ids.is_unique
    assert ids.is_monotonic_increasing


def test_services_are_among_the_14_of_the_brief(layers):
    used = {component for record in layers.programs.records for component in record.components}
    assert used <= set(COMPONENTS)
    assert len(COMPONENTS) == len(set(COMPONENTS)) == 14


# --- what the brief says of its programs


def test_paisano_dates_from_1989_and_offers_none_of_the_14_components(layers):
    sites = sites_of(layers, "paisano")
    assert (sites["components"].map(len) == 0).all()
    since = [record.since for record in layers.programs.records if record.program_id == "paisano" and record.since]
    assert min(since) == 1989


def test_human_repatriation_takes_the_deported_alone_at_its_eleven_modules_on_the_border(layers):
    sites = sites_of(layers, "repatriacion-humana")
    assert set(sites["eligibility"]) == {"deported"}
    assert municipalities_of(layers, sites) == REPATRIATION_MODULES
    assert len(sites) == 11
    offered = {"transportation_services", "migrant_shelters", "psychosocial_assistance"}
    assert all(set(components) == offered for components in sites["components"])


@pytest.mark.parametrize("program", ["inm-enlaces", "probem"])
def test_a_program_with_an_office_in_every_state_has_one_in_each_of_the_32(layers, program):
    keys = [record.locality_key[:2] for record in layers.programs.records if record.program_id == program]
    assert sorted(keys) == [f"{state:02d}" for state in range(1, 33)]


def test_mexico_te_abraza_is_where_the_press_of_2025_saw_it(layers):
    found = municipalities_of(layers, sites_of(layers, "mexico-te-abraza"))
    border = {"Tijuana", "San Luis Río Colorado", "Nogales", "Juárez", "Reynosa", "Matamoros"}
    assert border <= found
    assert {"Tapachula", "Centro", "El Carmen", "San Juan de Sabinas"} <= found


# --- named views


def test_the_view_of_the_brief_is_its_four_programs_as_of_2014(layers):
    sites = layers.programs.sites
    inside = sites["views"].map(lambda views: "imrc-2014" in views)
    four = {"paisano", "repatriacion-humana", "fundacion-bajio", "mercado-justo"}
    assert set(sites.loc[inside, "program_id"]) == four
    assert set(sites.loc[~inside, "program_id"]).isdisjoint(four)
    years = {view.id: view.as_of for view in layers.programs.views}
    assert years == {"current": None, "with-general-services": None, "imrc-2014": 2014}


def test_the_current_view_is_exactly_the_sites_that_have_not_ended_and_are_no_general_service(layers):
    sites = layers.programs.sites
    is_open, general = sites["until"].isna(), sites["kind"] == GENERAL_SERVICE
    current = sites["views"].map(lambda views: CURRENT in views)
    assert (current == (is_open & ~general)).all()
    assert current.any()
    assert not current.all()
    assert (sites["views"].map(lambda views: WITH_GENERAL_SERVICES in views) == is_open).all()


# --- how sure it is


def test_every_site_of_ours_says_how_sure_it_is(layers):
    assert set(layers.programs.sites["sureness"]) == set(SURENESS)


def test_every_citation_of_a_site_names_a_place_unless_the_town_is_unknown(layers):
    for record in layers.programs.records:
        if record.site_id and record.sureness != "state":
            assert any("sites" in citation.supports for citation in record.citations), record.site_id


def test_the_offices_of_the_32_states_are_sure_only_where_a_page_names_them(layers):
    sites = layers.programs.sites.set_index("site_id")["sureness"]
    liaisons, schools = sites[sites.index.str.startswith("inm-enlaces-")], sites[sites.index.str.startswith("probem-")]
    assert liaisons[liaisons == "confirmed"].index.tolist() == ["inm-enlaces-queretaro"]
    assert liaisons["inm-enlaces-chiapas"] == "state"
    assert (schools == "state").sum() == 30


def test_what_is_unknown_and_who_runs_it_is_told_in_both_languages(layers):
    for record in layers.programs.records:
        assert len(record.unknown_es) == len(record.unknown_en), record.program_id
        assert record.operator_es
        assert record.operator_en


def test_what_is_only_announced_is_not_given(layers):
    announced = {record.program_id for record in layers.programs.records if record.announced}
    assert announced == {"estatal-campeche", "estatal-guerrero", "estatal-tabasco", "veracruz-te-abraza"}
    assert all(set(record.announced).isdisjoint(record.components) for record in layers.programs.records)


def test_a_service_open_to_anybody_is_drawn_and_covers_nobody_unless_it_is_asked_for(layers):
    def covering(**asked: object) -> dict[str, bool]:
        sites = select_sites(layers, Criteria(**asked)).asked.query("program_id == 'sne'")
        return dict(zip(sites["site_id"], sites["covers"], strict=True))

    assert len(covering()) == 9
    assert not any(covering().values())
    assert all(covering(programs=("with-general-services",)).values())
    assert all(covering(programs=("sne",)).values())
    assert covering(programs=("imrc-2014",)) == {}
    passports = select_sites(layers, Criteria(programs=("with-general-services",))).asked
    assert not passports.loc[passports["program_id"] == "sre-oficinas-municipales", "covers"].any()


def test_what_was_not_found_is_told_with_its_place(layers):
    places = {missing.id: missing.at for missing in layers.programs.not_found}
    assert {"inm-directory", "semai-regional", "probem-towns", "fondo-apoyo-lists"} <= set(places)
    assert places["semai-regional"] == "12066"


@pytest.mark.slow
def test_the_build_refuses_a_site_that_does_not_say_how_sure_it_is_and_what_is_told_in_one_language(tmp_path, layers):
    points = layers.settlements.dropna(subset="locality_key")[["locality_key", "lon", "lat"]]
    text = CATALOGUE.read_text(encoding="utf-8")
    wrong = {
        "column sureness: found None, expected one of state, office, confirmed": ("        sureness: confirmed\n", ""),
        "column sureness: found 'sure', expected": ("        sureness: confirmed\n", "        sureness: sure\n"),
        "column unknown: found {'es': 2, 'en': 3}, expected the same": (
            '        - "hasta dónde llega cada sede"\n',
            "",
        ),
        "expected components that are only announced": ("    announced: []", "    announced: [legal_assistance]"),
    }
    text = text.replace("    components: []\n", "    components: [legal_assistance]\n    announced: []\n", 1)
    for said, (good, bad) in wrong.items():
        path = tmp_path / "catalogue.yaml"
        path.write_text(text.replace(good, bad, 1), encoding="utf-8")
        with pytest.raises(LayerError) as refused:
            make_programs(points, path)
        assert said in str(refused.value)


# --- table 1


def test_table_1_has_six_components_in_mexico_in_two_classes_and_eight_absent(layers):
    table = layers.components
    assert table["component"].tolist() == list(COMPONENTS)
    assert table["mexico"].value_counts().to_dict() == {"absent": 8, "national": 3, "local_only": 3}
    assert table.drop(columns=["component", "mexico"]).isin([0, 1]).all(axis=None)


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the reference table is not here")
def test_table_1_is_the_briefs(layers):
    reference = pd.read_csv(REFERENCE)
    table = layers.components.assign(mexico=(layers.components["mexico"] != "absent").astype("int64"))
    pd.testing.assert_frame_equal(table, reference, check_dtype=False)


# --- a person's own catalogue


OAXACA = (-96.7236, 17.0604)


def feature(place: tuple[float, float] | dict | None = OAXACA, **properties):
    """A site of an own catalogue that is right but for what is given; ``...`` leaves a property out."""
    geometry = {"type": "Point", "coordinates": list(place)} if isinstance(place, tuple) else place
    known = {"site_id": "casa-1", "program_id": "casa", "name_es": "Casa", "name_en": "House", **properties}
    known = {name: value for name, value in known.items() if value is not ...}
    return {"type": "Feature", "properties": known, "geometry": geometry}


def collection(*features, **members) -> str:
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)})


def polygon(*corners: tuple[float, float]) -> dict:
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


@pytest.fixture
def own(layers, tmp_path):
    """Load an own catalogue written from text."""

    def with_own(text: str | bytes):
        path = tmp_path / "own.geojson"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return layers.with_programs(path)

    return with_own


REFUSED = {
    "a place in France": (
        collection(feature((2.35, 48.85))),
        "row 1, column geometry: found '2.35, 48.85', expected a place in Mexico",
    ),
    "a place in Guatemala, inside Mexico's bounding box": (
        collection(feature((-90.52, 14.62))),
        "row casa-1, column geometry: found '-90.52, 14.62', expected a place in a municipality of Mexico",
    ),
    "a place in Texas, inside Mexico's bounding box": (
        collection(feature((-98.49, 29.42))),
        "row casa-1, column geometry: found '-98.49, 29.42', expected a place in a municipality of Mexico",
    ),
    "a place in the Gulf": (
        collection(feature((-94.0, 22.0))),
        "row casa-1, column geometry: found '-94, 22', expected a place in a municipality of Mexico",
    ),
    "swapped coordinates": (
        collection(feature((17.0604, -96.7236))),
        "row 1, column geometry: found '17.0604, -96.7236', expected longitude first: the two look swapped",
    ),
    "a duplicate id": (
        collection(feature(), feature(site_id="casa-2"), feature()),
        "row 3, column site_id: found 'casa-1', expected each id once (row 1 has it too)",
    ),
    "an unknown component": (
        collection(feature(components=["legal_assistance", "magic"])),
        "row 1, column components.1: found 'magic', expected one of the 14 components: transportation_services",
    ),
    "a served municipality with a lost zero": (
        collection(feature(served=["20067", "4001"])),
        "row casa-1, column served: found '4001', expected the key of a municipality of the table, with its leading",
    ),
    "a served municipality that does not exist": (
        collection(feature(served=["99999"])),
        "row casa-1, column served: found '99999', expected the key of a municipality",
    ),
    "a reach of 0": (
        collection(feature(reach_km=0)),
        "row 1, column reach_km: found 0, expected greater than 0",
    ),
    "a reach of -5": (
        collection(feature(reach_km=-5)),
        "row 1, column reach_km: found -5, expected greater than 0",
    ),
    "a reach of 1e9": (
        collection(feature(reach_km=1e9)),
        "row 1, column reach_km: found 1000000000.0, expected less than or equal to 1000",
    ),
    "a reach that is no number": (
        collection(feature(reach_km="far")),
        "row 1, column reach_km: found 'far', expected a valid number",
    ),
    "a reach of NaN": (collection(feature(reach_km=float("nan"))), "row 1, column reach_km: found nan, expected "),
    "a program without an id": (
        collection(feature(program_id=...)),
        "row 1, column program_id: found ",
    ),
    "an eligibility that is none": (
        collection(feature(eligibility="all")),
        "row 1, column eligibility: found 'all', expected one of 'any', 'deported', 'voluntary', 'unknown'",
    ),
    "a sureness that is none": (
        collection(feature(sureness="sure")),
        "row 1, column sureness: found 'sure', expected one of 'state', 'office', 'confirmed'",
    ),
    "an unknown announced component": (
        collection(feature(announced=["magic"])),
        "row 1, column announced.0: found 'magic', expected one of the 14 components",
    ),
    "a component that is given and announced": (
        collection(feature(components=["legal_assistance"], announced=["legal_assistance"])),
        "row 1, column announced: found ['legal_assistance'], expected components that are only announced: legal_",
    ),
    "what was not found that is no list": (
        collection(not_found={"id": "x"}),
        "column not_found: found {'id': 'x'}, expected a list of what was not found",
    ),
    "what was not found without words": (collection(not_found=[{"id": "x"}]), "row not_found, column what_es: found "),
    "a year before 1900": (collection(feature(since=189)), "row 1, column since: found 189, expected greater than"),
    "an id with spaces": (
        collection(feature(site_id="La Casa")),
        "row 1, column site_id: found 'La Casa', expected ",
    ),
    "a point without an id": (
        collection(feature(site_id=...)),
        "row 1, column site_id: found None, expected an id, since the site has a place",
    ),
    "a reach without a place": (
        collection(feature(None, site_id=..., reach_km=10)),
        "row 1, column geometry: found None, expected a point, since the record has reach_km",
    ),
    "a polygon that crosses itself": (
        collection(feature(polygon((-97, 17), (-96, 18), (-96, 17), (-97, 18)))),
        "row 1, column geometry: found 'Self-intersection[-96.5 17.5]', expected a valid geometry",
    ),
    "a ring that is not closed": (
        collection(feature({"type": "Polygon", "coordinates": [[[-97, 17], [-96, 18], [-96, 17]]]})),
        "row 1, column geometry: found ",
    ),
    "a line": (
        collection(feature({"type": "LineString", "coordinates": [[-97, 17], [-96, 18]]})),
        "row 1, column geometry: found 'LineString', expected a Point, a Polygon or a MultiPolygon",
    ),
    "a point without coordinates": (
        collection(feature({"type": "Point", "coordinates": []})),
        "row 1, column geometry: found 'Point', expected a Point",
    ),
    "coordinates that are texts": (
        collection(feature({"type": "Point", "coordinates": ["-96.7", "17.0"]})),
        "row 1, column geometry: found ",
    ),
    "properties that are a list": (
        json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": [1]}]}),
        "row 1, column properties: found [1], expected ",
    ),
    "a feature that is none": (json.dumps({"type": "FeatureCollection", "features": [3]}), "row 1: found 3, expected"),
    "views that are no list": (collection(views=5), "column views: found 5, expected a list of views"),
    "a view twice": (
        collection(views=[{"id": "mine", "name_es": "Mía", "name_en": "Mine"}] * 2),
        "column views: found 'mine', expected each view's id once",
    ),
    "more views than an answer can be looked at in": (
        collection(views=[{"id": f"mine-{n}", "name_es": "Mía", "name_en": "Mine"} for n in range(51)]),
        "column views: found 51, expected at most 50 views",
    ),
    "a view without names": (collection(views=[{"id": "mine"}]), "row views, column name_es: found "),
    "an edition that is no year": (
        collection(edition="this year"),
        "column edition: found 'this year', expected the catalogue's year",
    ),
}

REFUSED_WHOLE = {
    "no JSON": ("site_id,lon,lat\n1,-96,17\n", "found 'Expecting value"),
    "empty": ("", "found 'Expecting value"),
    "truncated": (collection(feature())[:-30], "found "),
    "Latin-1": ('{"type": "Año"}'.encode("latin-1"), "found "),
    "nested without end": ("[" * 100_000, "found "),
    "a list": ("[]", "found 'list', expected a GeoJSON FeatureCollection"),
    "a single feature": (json.dumps(feature()), "found 'Feature', expected a GeoJSON FeatureCollection"),
    "no features": ('{"type": "FeatureCollection"}', "column features: found 'NoneType', expected a list of features"),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_an_own_catalogue_with_a_fault_is_refused_with_file_row_column_found_and_expected(own, text, said):
    with pytest.raises(LayerError) as refused:
        own(text)
    message = str(refused.value)
    assert message.startswith(f"own.geojson, {said}")
    assert ", expected " in message
    assert "\n" not in message
    assert layer_fault(refused.value, Text("es")).endswith(
        f" y se esperaba {refused.value.constraint.said(Text('es'))}"
    )


@pytest.mark.parametrize(("text", "said"), REFUSED_WHOLE.values(), ids=REFUSED_WHOLE.keys())
def test_a_file_that_is_no_catalogue_is_refused_by_name(own, text, said):
    with pytest.raises(LayerError) as refused:
        own(text)
    message = str(refused.value)
    assert message.startswith("own.geojson")
    assert said in message
    assert ", expected " in message
    assert layer_fault(refused.value, Text("es")).endswith(
        f" y se esperaba {refused.value.constraint.said(Text('es'))}"
    )


def test_an_own_catalogue_that_is_not_there_is_named(layers, tmp_path):
    with pytest.raises(LayerError, match=r"nowhere\.geojson: found 'no such file', expected a catalogue of programs"):
        layers.with_programs(tmp_path / "nowhere.geojson")


def outside() -> st.SearchStrategy[tuple[float, float]]:
    west, south, east, north = MEXICO_BOUNDS
    return st.tuples(st.floats(-180, 180), st.floats(-90, 90)).filter(
        lambda place: not (west <= place[0] <= east and south <= place[1] <= north)
    )


@given(place=outside())
def test_no_place_outside_mexicos_bounding_box_is_ever_taken(place):
    document = json.loads(collection(feature(place), edition=2026))
    with pytest.raises(LayerError, match="column geometry"):
        parse_programs(document, file="own.geojson")


def test_a_good_own_catalogue_takes_the_place_of_ours_and_the_provenance_says_so(layers, own):
    found = own(collection(feature(reach_km=1000, since=2019, served=["20067"])))
    assert found.programs.sites["site_id"].tolist() == ["casa-1"]
    assert found.programs.sites["views"].tolist() == [("current", "with-general-services")]
    assert found.programs.sites["sureness"].isna().all()
    assert found.programs.edition == layers.programs.edition
    assert found.programs.views == layers.programs.views
    assert found.provenance.own == ("own.geojson",)
    assert layers.provenance.own == ()
    assert len(layers.programs.sites) > 1


MINE = {"id": "mine", "name_es": "Mía", "name_en": "Mine", "as_of": 2014}
OLD_TODAY = {"id": "current", "name_es": "En 2015", "name_en": "In 2015", "as_of": 2015}


@pytest.mark.parametrize(
    ("views", "ids"),
    [
        ([MINE], ["current", "mine"]),
        ([MINE, OLD_TODAY], ["mine", "current"]),
        ([], ["current", "with-general-services", "imrc-2014"]),
    ],
)
def test_every_catalogue_has_the_view_that_the_default_question_asks_about(own, views, ids):
    layers = own(collection(feature(views=["mine"]), views=views))
    assert [view.id for view in layers.programs.views] == ids
    assert find_gaps(layers, Criteria()).selection.asked["site_id"].tolist() == ["casa-1"]
    stated = {view["id"]: view["as_of"] for view in views}
    assert {view.id: view.as_of for view in layers.programs.views if view.id in stated} == stated


def test_a_catalogue_without_any_view_or_record_has_the_current_one():
    document = json.loads(collection(edition=2026))
    for programs in (Programs((), (), (), 2026), parse_programs(document, file="own.geojson")):
        assert [(view.id, view.as_of) for view in programs.views] == [("current", None)]
        again = programs.with_hypothetical([("a", "A", -96.7, 17.1)])
        assert again.views == programs.views


def test_an_own_catalogue_may_have_polygons_piers_a_byte_order_mark_and_members_that_we_do_not_know(own):
    shape = polygon((-97, 17), (-96, 17), (-96, 18), (-97, 18))
    pier = (-96.15, 19.21)
    text = collection(feature(shape), feature(pier, site_id="casa-2", colour="red"), name="mine")
    sites = own(text.encode("utf-8-sig")).programs.sites
    assert sites["polygon"].notna().tolist() == [True, False]
    assert shapely.equals(sites["polygon"].iloc[0], shapely.box(-97, 17, -96, 18))


def test_an_own_catalogue_may_say_who_runs_it_and_what_is_unknown_as_it_used_to(own):
    [record] = own(collection(feature(operator="Casa, A.C.", unknown=["since"]))).programs.records
    assert (record.operator_es, record.operator_en, record.unknown_en) == ("Casa, A.C.", None, ("since",))


@pytest.mark.parametrize(
    ("said", "asked", "counts"),
    [
        ({}, {"sureness": "confirmed"}, True),
        ({"sureness": "state"}, {}, True),
        ({"sureness": "state"}, {"sureness": "office"}, False),
        ({"sureness": "office"}, {"sureness": "office"}, True),
        ({"sureness": "office"}, {"sureness": "confirmed"}, False),
        ({"sureness": "confirmed"}, {"sureness": "confirmed"}, True),
        ({"eligibility": "unknown"}, {}, True),
        ({"eligibility": "unknown"}, {"eligibility": "deported"}, False),
        ({"eligibility": "unknown"}, {"eligibility": "voluntary"}, False),
        ({"components": [], "announced": ["legal_assistance"]}, {}, False),
        ({"components": [], "announced": ["legal_assistance"]}, {"count_announced": True}, True),
        (
            {"components": [], "announced": ["legal_assistance"]},
            {"count_announced": True, "components": ("migrant_shelters",)},
            False,
        ),
        ({"kind": "general_service"}, {}, False),
        ({"kind": "general_service"}, {"programs": ("with-general-services",)}, True),
        ({"kind": "general_service"}, {"programs": ("casa",)}, True),
    ],
    ids=str,
)
def test_a_site_counts_by_what_is_known_of_it(own, said, asked, counts):
    known = {"components": ["legal_assistance"], **said}
    found = select_sites(own(collection(feature(**known))), Criteria(**asked)).covering
    assert len(found) == counts


def test_an_own_catalogue_of_no_program_at_all_is_an_answer_too(own):
    assert own(collection()).programs.sites.empty
