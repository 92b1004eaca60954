"""What people bring that is drawn: each format as other tools write it, and as nobody should."""

from __future__ import annotations

import contextlib
import io
import json
import struct
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box, mapping
from test_own import AREA, codes, from_gdal, geojson, packed, small, take

from layers.own import Answers, OwnError, inspect, read
from layers.own.limits import ROWS, SHAPE_VERTICES, VERTICES
from layers.own.places import parse_place
from layers.own.polygons import fault_of, mend_polygon, read_text, read_wkb

__all__ = ["small"]

PLACE = Point(-96.5, 17.0)
BOW_TIE = Polygon([(-96.6, 16.9), (-96.3, 17.1), (-96.3, 16.9), (-96.6, 17.1), (-96.6, 16.9)])


def written(frame, suffix, **options):
    """One file as another tool writes it."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / f"made{suffix}"
        if suffix == ".kml":
            options = {"driver": "KML"} | options
        if suffix == ".fgb":
            options = {"SPATIAL_INDEX": "NO"} | options
        if suffix == ".parquet":
            frame.to_parquet(path, **options)
        else:
            frame.to_file(path, **options)
        return path.read_bytes()


def frame_of(*shapes, crs="EPSG:4326", **columns):
    named = {"name": [f"Casa {place}" for place in range(len(shapes))]}
    return gpd.GeoDataFrame({**named, **columns, "geometry": list(shapes)}, crs=crs)


def refusal(data, kind="programs", **options):
    with pytest.raises(OwnError) as refused:
        inspect(data, "mine", kind, **options)
    return refused.value


def places(draft):
    return [None if shape is None else shape.wkt for shape in draft.table.geometries]


def kml(body, root="kml"):
    return f'<?xml version="1.0"?><{root} xmlns="http://www.opengis.net/kml/2.2">{body}</{root}>'.encode()


def mark(name="Casa", place="<Point><coordinates>-96.5,17</coordinates></Point>", more=""):
    return f"<Placemark><name>{name}</name>{more}{place}</Placemark>"


# --- polygons that are not valid


@pytest.mark.parametrize(
    "shape",
    [
        MultiPolygon([BOW_TIE]),
        MultiPolygon([BOW_TIE, box(-95.9, 16.1, -95.8, 16.2)]),
        MultiPolygon([AREA, box(-96.5, 17.0, -96.2, 17.2)]),
        MultiPolygon([AREA, AREA]),
        Polygon(AREA.exterior, [box(-96.4, 17.0, -96.1, 17.2).exterior]),
        Polygon([(-96.6, 16.9), (-96.3, 16.9), (-96.3, 17.1), (-96.1, 17.1), (-96.3, 17.1), (-96.6, 17.1)]),
        MultiPolygon([AREA.difference(box(-96.5, 16.95, -96.4, 17.0)), BOW_TIE]),
    ],
)  # fmt: skip
def test_polygons_that_are_not_valid_are_mended_whatever_they_are_made_of(small, shape):
    assert not shape.is_valid
    result = take(small, geojson((shape, {"site_id": "casa-1"})), "catchments")
    assert codes(result) == ["polygon_mended"]
    mended = result.frame["geometry"].iloc[0]
    assert mended.is_valid
    assert mended.geom_type in {"Polygon", "MultiPolygon"}
    # As drawn: what an even number of rings lies about may be out or in, and nothing beyond them is.
    assert mended.difference(shape.buffer(0).union(shape.convex_hull)).area < 1e-12


def test_a_polygon_of_no_area_is_refused(small):
    flat = Polygon([(-96.6, 16.9), (-96.3, 17.1), (-96.6, 16.9), (-96.6, 16.9)])
    assert mend_polygon(flat, fault_of(flat), Counter())[0] is None
    with pytest.raises(OwnError, match="geometry that can be read"):
        take(small, geojson((flat, {"site_id": "casa-1"})), "catchments")


# --- shapefiles


def shapefile(texts=("Ñandú",), *, name="areas", crs="EPSG:4326", cpg=None, encoding="utf-8", **columns):
    """The parts of a shapefile: its texts in an encoding that nothing says, unless ``cpg`` does."""
    shapes = [box(-96.9 + place / 50, 16.9, -96.89 + place / 50, 17.1) for place in range(len(texts))]
    ids = [f"casa-{place + 1}" for place in range(len(texts))]
    frame = gpd.GeoDataFrame({"site_id": ids, "nota": texts, **columns, "geometry": shapes}, crs=crs)
    with zipfile.ZipFile(io.BytesIO(from_gdal(frame, ".shp", encoding=encoding))) as file:
        parts = {entry.rpartition(".")[2]: file.read(entry) for entry in file.namelist()}
    parts.pop("cpg", None)
    parts["dbf"] = parts["dbf"][:29] + b"\0" + parts["dbf"][30:]
    return {f"{name}.{end}": data for end, data in parts.items()} | ({f"{name}.cpg": cpg} if cpg else {})


@pytest.mark.parametrize("said", [False, True])
@pytest.mark.parametrize(
    ("encoding", "found", "texts"),
    [
        ("utf-8", "utf-8", ["Ñandú", "Peñón de los Baños"]),
        ("iso-8859-1", "latin-1", ["CÁRDENAS", "Mérida", "José"]),
        ("cp1252", "windows-1252", ["«Mérida» \u201ccentro\u201d", "Ñ"]),
        ("cp850", "cp850", ["CÁRDENAS", "Mérida", "Ñandú", "ACUÑA"]),
        ("cp850", "cp850", ["PUÑO", "Múzquiz"]),
        ("utf-8", "utf-8", ["Casa", "Norte"]),
    ],
)
def test_the_encoding_of_a_table_is_told_apart_and_obeyed_where_it_is_said(encoding, found, texts, said):
    gdal = {"utf-8": "UTF-8", "cp850": "CP850"}.get(encoding, encoding)
    data = packed(shapefile(texts, encoding=gdal))
    draft = inspect(data, "a.zip", "catchments", encoding=found if said else None)
    assert draft.encoding == found
    assert [row[1] for row in draft.table.rows] == texts


def test_an_encoding_that_is_said_counts_for_more_than_the_file_says():
    parts = shapefile(["Mérida"], encoding="cp850", cpg=b"UTF-8")
    assert inspect(packed(parts), "a.zip", "catchments").table.rows[0][1] == "Mérida"
    assert inspect(packed(parts), "a.zip", "catchments", encoding="cp850").table.rows[0][1] == "Mérida"
    assert inspect(packed(parts), "a.zip", "catchments", encoding="latin-1").table.rows[0][1] == "M\x82rida"
    wrong = refusal(packed(parts), "catchments", encoding="utf-8")
    assert (wrong.code, wrong.parts["row"]) == ("wrong_encoding", 1)
    assert refusal(packed(parts), "catchments", encoding="utf-16").code == "no_such"


def test_a_letter_that_the_end_of_its_column_cuts_is_left_out():
    parts = shapefile(["José María"])
    cell = "José María".encode().ljust(80)
    assert cell in parts["areas.dbf"]
    cut = parts["areas.dbf"].replace(cell, "José".encode() + b"x" * 74 + b"\xc3")
    draft = inspect(packed(parts | {"areas.dbf": cut}), "a.zip", "catchments")
    assert draft.encoding == "utf-8"
    assert draft.table.rows[0][1].rstrip() == "José" + "x" * 74


def test_several_shapefiles_are_named_and_one_is_chosen():
    data = packed(
        {f"datos/{name}": part for name, part in shapefile(["a"], name="ent").items()}
        | {f"datos/{name}": part for name, part in shapefile(["b", "c"], name="mun").items()}
        | {"catalogo.csv": b"x", "__MACOSX/datos/._mun.shp": b"junk"}
    )
    first = inspect(data, "a.zip", "catchments")
    assert (first.layers, first.chosen, first.rows) == (("ent", "mun"), "ent", 1)
    told = [finding for finding in first.table.findings if finding.code == "layer"]
    assert [finding.outcome for finding in told] == ["warned"]
    assert "ent, mun" in told[0].words
    other = inspect(data, "a.zip", "catchments", layer="mun")
    assert (other.chosen, other.rows) == ("mun", 2)
    assert [finding.outcome for finding in other.table.findings if finding.code == "layer"] == ["taken"]
    assert "ent, mun" in str(refusal(data, "catchments", layer="loc"))


def test_shapefiles_of_one_name_in_two_folders_are_told_apart_by_them():
    parts = {f"{folder}/{name}": part for folder in "ab" for name, part in shapefile().items()}
    assert inspect(packed(parts), "a.zip", "catchments").layers == ("a/areas", "b/areas")


def test_capital_endings_and_names_that_differ_in_case_are_one_shapefile():
    parts = {name.upper() if name.endswith("shp") else name: part for name, part in shapefile().items()}
    draft = inspect(packed(parts), "A.ZIP", "catchments")
    assert draft.rows == 1
    assert draft.crs == "EPSG:4326"


def test_a_shapefile_without_its_parts_says_which():
    parts = shapefile()
    del parts["areas.shx"]
    missing = refusal(packed(parts), "catchments")
    assert missing.parts == {"found": ".shx", "file": "areas"}
    assert refusal(packed({"__MACOSX/._a.shp": b"x"}), "catchments").code == "no_shapefile"


INEGI = (
    'PROJCS["MEXICO_ITRF_{year}_LCC",GEOGCS["{name}",DATUM["D_{name}",SPHEROID["GRS_1980",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],'
    'PARAMETER["False_Easting",2500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-102.0],'
    'PARAMETER["Standard_Parallel_1",17.5],PARAMETER["Standard_Parallel_2",29.5],'
    'PARAMETER["Latitude_Of_Origin",12.0],UNIT["Meter",1.0]]'
)


@pytest.mark.moderate
@pytest.mark.parametrize(("year", "name"), [("2008", "ITRF_2008"), ("1992", "ITRF_1992"), ("1992", "GCS_ITRF_1992")])
def test_inegis_lambert_is_known_by_whatever_its_prj_calls_it(small, year, name):
    frame = gpd.GeoDataFrame({"site_id": ["casa-1"], "geometry": [AREA]}, crs="EPSG:4326").to_crs("EPSG:6372")
    with zipfile.ZipFile(io.BytesIO(from_gdal(frame, ".shp"))) as file:
        parts = {entry: file.read(entry) for entry in file.namelist()}
    parts = {k: INEGI.format(year=year, name=name).encode() if k.endswith("prj") else v for k, v in parts.items()}
    result = take(small, packed(parts), "catchments")
    assert result.frame["geometry"].iloc[0].hausdorff_distance(AREA) < 2e-5  # metres, of some 100,000 a degree


@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".fgb", ".geojson", ".parquet", ".kml"])
def test_heights_measures_and_lists_of_one_are_no_hindrance(small, suffix):
    shapes = [shapely.force_3d(MultiPoint([PLACE]), 5.0), shapely.force_3d(MultiPoint([(-96.4, 17.1)]), 5.0)]
    frame = frame_of(*shapes)
    data = from_gdal(frame, suffix) if suffix == ".shp" else written(frame, suffix)
    name = {"name_es": "Name"} if suffix == ".kml" and b"<name>" not in data else {}
    result = take(small, data, "programs", mapping=name)
    assert result.whole
    assert [shape.wkt for shape in result.programs.geometries] == ["POINT (-96.5 17)", "POINT (-96.4 17.1)"]


# --- what system the coordinates are in


@pytest.mark.parametrize("is_polygon", [False, True])
def test_swapped_places_are_suspected_and_mended_with_a_yes_alone(small, is_polygon):
    shape = shapely.transform(AREA if is_polygon else PLACE, lambda xy: xy[:, ::-1])
    data = geojson((shape, {"name": "Casa Uno"}))
    kind = "catchments" if is_polygon else "programs"
    with pytest.raises(OwnError, match="swapped"):
        take(small, data, kind)
    result = take(small, data, kind, Answers(swap=True))
    assert "swapped" in codes(result)
    assert result.frame.iloc[0]["geometry" if is_polygon else "lon"] == (AREA if is_polygon else -96.5)


@pytest.mark.parametrize("corner", [(-89.8, 14.0), (-70.6, -33.4), (20.0, -95.0 + 180), (151.0, -33.9)])
def test_swapped_polygons_of_any_country_are_suspected(layers, corner):
    lon, lat = corner
    right = box(lon, lat, lon + 0.2, lat + 0.2)
    towns = {"code": "01", "name": "Town", "department": "A"}
    swapped = geojson((shapely.transform(right, lambda xy: xy[:, ::-1]), towns))
    draft = inspect(swapped, "towns.geojson", "municipalities")
    if lat > 80:  # the swapped place could be a place: nobody can tell
        assert read(draft, draft.mapping, layers).whole
        return
    with pytest.raises(OwnError, match="swapped"):
        read(draft, draft.mapping, layers)
    result = read(draft, draft.mapping, layers, Answers(swap=True))
    assert result.polygons.geometry.iloc[0].equals(right)


@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".fgb", ".geojson", ".parquet"])
def test_metres_said_to_be_degrees_are_asked_about_and_taken_with_a_system(small, suffix):
    frame = frame_of(PLACE).to_crs("EPSG:32614").set_crs("EPSG:4326", allow_override=True)
    data = from_gdal(frame, suffix) if suffix == ".shp" else written(frame, suffix)
    draft = inspect(data, "mine", "programs")
    assert "crs" in [question.id for question in draft.questions]
    with pytest.raises(OwnError, match="EPSG:32614") as refused:
        read(draft, draft.mapping, small)
    assert refused.value.code == "crs_metres"
    result = read(draft, draft.mapping, small, Answers(crs="EPSG:32614"))
    assert result.programs.geometries[0].distance(PLACE) < 1e-8


def test_degrees_said_to_be_metres_are_asked_about(small):
    data = written(frame_of(PLACE, crs="EPSG:4326").set_crs("EPSG:6372", allow_override=True), ".gpkg")
    draft = inspect(data, "a.gpkg", "programs")
    with pytest.raises(OwnError, match="EPSG:6372") as refused:
        read(draft, draft.mapping, small)
    assert refused.value.code == "crs_in_doubt"
    assert read(draft, draft.mapping, small, Answers(crs="EPSG:4326")).programs.geometries[0] == PLACE


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::4326", "EPSG:4326"),
        ("http://www.opengis.net/def/crs/EPSG/0/6372", "EPSG:6372"),
        ("EPSG:32614", "EPSG:32614"),
        ("urn:ogc:def:crs:EPSG::6372", "EPSG:6372"),
        ("ESRI:102100", "EPSG:3857"),
    ],
)
def test_the_system_that_geojson_names_is_its_own(small, name, crs):
    shape = gpd.GeoSeries([PLACE], crs="EPSG:4326").to_crs(crs).iloc[0]
    member = {"type": "name", "properties": {"name": name}}
    result = take(small, geojson((shape, {"name": "Casa"}), crs=member), "programs")
    assert result.programs.geometries[0].distance(PLACE) < 1e-7


def test_a_system_that_nobody_knows_is_named_and_another_may_be_said(small):
    member = {"type": "name", "properties": {"name": "urn:mine:99"}}
    data = geojson((PLACE, {"name": "Casa"}), crs=member)
    with pytest.raises(OwnError, match="urn:mine:99"):
        take(small, data, "programs")
    assert take(small, data, "programs", Answers(crs="EPSG:4326")).whole


# --- JSON


def feature(place=PLACE, **more):
    return {"type": "Feature", "properties": {"name": "Casa"}, "geometry": mapping(place), **more}


AS_JSON = {
    "feature": json.dumps(feature()).encode(),
    "lines": "\n".join(json.dumps(feature()) for _ in range(2)).encode(),
    "lines with old ends": "\r\n".join(json.dumps(feature()) for _ in range(2)).encode(),
    "records": "".join(f"\x1e{json.dumps(feature())}\n" for _ in range(2)).encode(),
    "mark": json.dumps({"type": "FeatureCollection", "features": [feature()]}).encode("utf-8-sig"),
    "utf-16": json.dumps({"type": "FeatureCollection", "features": [feature()]}).encode("utf-16"),
    "latin-1": json.dumps(feature(properties={"name": "Peñón"}), ensure_ascii=False).encode("latin-1"),
    "list": json.dumps([feature()]).encode(),
    "no type": json.dumps({"features": [feature()]}).encode(),
    "collection of one": json.dumps(feature(GeometryCollection([PLACE]))).encode(),
    "nan": json.dumps(feature(properties={"name": "Casa", "x": float("nan")})).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", AS_JSON)
def test_geojson_is_taken_in_whatever_it_stands(small, name):
    result = take(small, AS_JSON[name], "programs")
    assert result.whole
    assert result.programs.geometries[0] == PLACE


def test_a_geometry_alone_is_a_row():
    alone = inspect(json.dumps(mapping(AREA)).encode(), "a.json", "catchments")
    assert alone.rows == 1
    both = {"type": "GeometryCollection", "geometries": [mapping(AREA), mapping(BOW_TIE)]}
    assert inspect(json.dumps(both).encode(), "a.json", "catchments").rows == 2


def test_empty_geometries_are_none(small):
    empty = [{"type": "Point", "coordinates": []}, {"type": "MultiPolygon", "coordinates": []}, None]
    features = [{"type": "Feature", "properties": {"name": f"Casa {n}"}, "geometry": g} for n, g in enumerate(empty)]
    result = take(small, json.dumps({"type": "FeatureCollection", "features": features}), "programs")
    assert codes(result).count("without_place") == 3


@pytest.mark.parametrize(
    ("ids", "columns"),
    [
        (["20067", "20537"], ("id", "name")),
        ([20067, None], ("id", "name")),
        ([1, 2], ("name",)),
        (["0", "1"], ("name",)),
        ([None, None], ("name",)),
        ([{"a": 1}, {"a": 2}], ("name",)),
    ],
)
def test_the_ids_of_features_are_a_column_where_they_say_something(ids, columns):
    features = [feature(id=value) for value in ids]
    draft = inspect(json.dumps({"type": "FeatureCollection", "features": features}).encode(), "a.json", "programs")
    assert draft.columns == columns


def test_a_property_called_id_is_not_replaced():
    data = json.dumps(feature(id="x", properties={"id": "casa-1", "name": "Casa"})).encode()
    assert inspect(data, "a.json", "programs").table.rows == [("casa-1", "Casa")]


def test_a_list_of_records_is_a_table(small):
    rows = [{"cvegeo": "01001", "return_rate": 12.5}, {"cvegeo": "02001", "return_rate": 3}]
    result = take(small, json.dumps(rows), "returns", Answers(year=2020))
    assert result.frame["return_rate"].tolist() == [12.5, 3]
    lines = "\n".join(map(json.dumps, rows))
    assert take(small, lines, "returns", Answers(year=2020)).whole


TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.001, 0.001], "translate": [-97, 16]},
    "objects": {
        "areas": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "casa-1", "properties": {"name": "Casa Uno"}, "arcs": [[0, 1]]},
                {"type": "MultiPolygon", "id": "casa-2", "arcs": [[[-2, 2]]]},
                {"type": None, "id": "casa-3"},
            ],
        },
        "sites": {"type": "Point", "coordinates": [500, 1000], "properties": {"name": "Casa"}},
    },
    "arcs": [
        [[400, 900], [-300, 0], [0, 200], [300, 0]],
        [[400, 1100], [0, -200]],
        [[400, 1100], [300, 0], [0, -200], [-300, 0]],
    ],
}


def test_topojson_is_put_together_from_its_arcs(small):
    data = json.dumps(TOPOLOGY).encode()
    draft = inspect(data, "a.topojson", "catchments")
    assert (draft.layers, draft.chosen, draft.columns) == (("areas", "sites"), "areas", ("id", "name"))
    first, second, none = draft.table.geometries
    assert first.equals(box(-96.9, 16.9, -96.6, 17.1))
    assert second.equals(box(-96.6, 16.9, -96.3, 17.1))
    assert none is None
    assert take(small, data, "programs", layer="sites").programs.geometries[0].distance(PLACE) < 1e-9


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"arcs": [[[0, 0], [1, 1], [2, 0]]], "objects": {"a": {"type": "Polygon", "arcs": [[9]]}}}, "damaged"),
        ({"objects": {"a": {"type": "Polygon", "arcs": [[0, [[[0]]]]]}}}, "damaged"),
        ({"objects": {"a": {"type": "Polygon", "arcs": None}}}, "damaged"),
        ({"transform": {"scale": [1]}}, "damaged"),
        ({"arcs": [[["x", 0]]]}, "damaged"),
        ({"objects": {}}, "no_header"),
        ({"objects": {"a": {"type": "MultiLineString", "arcs": [[0] * 200_000]}}}, "too_many"),
    ],
)
def test_a_topology_that_is_broken_or_wants_much_is_refused(change, code):
    assert refusal(json.dumps(TOPOLOGY | change).encode(), "catchments").code == code


def esri(geometry, kind="Polygon", wkid=4326, **more):
    cells = {"OBJECTID": 7, "name": "Casa", "since": 1_420_070_400_000}
    fields = [{"name": "since", "type": "esriFieldTypeDate"}]
    reference = {"wkid": wkid}
    return json.dumps(
        {
            "geometryType": f"esriGeometry{kind}",
            "spatialReference": reference,
            "fields": fields,
            "features": [{"attributes": cells, "geometry": geometry}],
            **more,
        }
    ).encode()


def test_what_services_of_arcgis_answer_is_read(small):
    result = take(small, esri({"x": -96.5, "y": 17.0}, "Point"), "programs")
    assert result.programs.geometries[0] == PLACE
    assert result.programs.sites["since"].iloc[0] == 2015
    outer, hole, island = (
        [(-96.8, 16.8), (-96.8, 17.2), (-96.2, 17.2), (-96.2, 16.8), (-96.8, 16.8)],
        [(-96.6, 16.9), (-96.4, 16.9), (-96.4, 17.1), (-96.6, 17.1), (-96.6, 16.9)],
        [(-95.8, 16.8), (-95.8, 17.0), (-95.6, 17.0), (-95.6, 16.8), (-95.8, 16.8)],
    )
    draft = inspect(esri({"rings": [hole, outer, island]}), "a.json", "catchments")
    assert draft.table.geometries[0].equals(MultiPolygon([(outer, [hole]), (island, [])]))
    metres = gpd.GeoSeries([PLACE], crs="EPSG:4326").to_crs("EPSG:3857").iloc[0]
    result = take(small, esri({"x": metres.x, "y": metres.y}, "Point", 102100), "programs")
    assert result.programs.geometries[0].distance(PLACE) < 1e-7


@pytest.mark.parametrize("geometry", [{"rings": [[1, 2]]}, {"rings": "x"}, {"x": "a", "y": 1}, {"curveRings": []}, [1]])
def test_a_geometry_of_arcgis_that_is_broken_is_refused_with_its_row(small, geometry):
    with pytest.raises(OwnError, match="row 1"):
        take(small, esri(geometry), "programs")


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b'{"error": {"code": 400, "message": "Invalid query"}}', "service_error", "Invalid query"),
        (b'{"type": "Sphere"}', "other_json", "Sphere"),
        (b'{"a": 1, "b": 2}', "other_json", "a, b"),
        (b'{"type": "FeatureCollection", "features": 3}', "other_json", "FeatureCollection"),
        (b"[1, 2]", "other_json", "int"),
        (b'{"type": "Feature",\n "geometry": oops}', "broken_json", "line 2"),
        (b'{"type": "Feature"}\n{"type": ', "broken_json", "found no JSON"),
        (b'{"a": ' + b"9" * 6000 + b"}", "broken_json", "line 1"),
    ],
)
def test_other_json_is_refused_in_words_that_say_what_it_is(data, code, said):
    error = refusal(data)
    assert error.code == code
    assert said in str(error)


# --- KML, KMZ, GPX


def test_kml_gives_its_placemarks_with_all_that_they_say(small):
    more = (
        "<description><![CDATA[<b>x</b>]]></description><TimeSpan><begin>2015</begin></TimeSpan>"
        '<ExtendedData><Data name="componentes"><value>albergue</value></Data>'
        '<SchemaData schemaUrl="#a"><SimpleData name="tipo">ngo</SimpleData></SchemaData></ExtendedData>'
    )
    data = kml(
        f"<Document><name>D</name><Style><name>no</name></Style><Folder><name>F</name>{mark(more=more)}</Folder></Document>"
    )
    draft = inspect(data, "a.kml", "programs")
    assert (draft.format, draft.layers, draft.crs) == ("kml", ("F",), "EPSG:4326")
    assert draft.columns == ("name", "description", "begin", "componentes", "tipo")
    assert draft.table.rows == [("Casa", "<b>x</b>", "2015", "albergue", "ngo")]
    assert take(small, data, "programs").programs.geometries[0] == PLACE


RING = "<LinearRing><coordinates>{}</coordinates></LinearRing>"


@pytest.mark.parametrize(
    ("place", "wkt"),
    [
        ("<Point><coordinates> -96.5, 17.0, 0 </coordinates></Point>", "POINT (-96.5 17)"),
        ("<MultiGeometry><Point><coordinates>1,2</coordinates></Point></MultiGeometry>", "POINT (1 2)"),
        ("<LineString><coordinates>1,2 3,4</coordinates></LineString>", "LINESTRING (1 2, 3 4)"),
        (
            f"<Polygon><outerBoundaryIs>{RING.format('0,0 9,0 9,9')}</outerBoundaryIs>"
            f"<innerBoundaryIs>{RING.format('7,1 8,1 8,2 7,1')}</innerBoundaryIs></Polygon>",
            "POLYGON ((0 0, 9 0, 9 9, 0 0), (7 1, 8 1, 8 2, 7 1))",
        ),
        ("", None),
    ],
)  # fmt: skip
def test_kml_gives_each_geometry(place, wkt):
    assert places(inspect(kml(f"<Document>{mark(place=place)}</Document>"), "a.kml", "programs")) == [wkt]


def test_a_place_of_kml_that_is_none_is_refused_with_its_row(small):
    wrong = mark(place="<Point><coordinates>here</coordinates></Point>")
    result = take(small, kml(f"<Document>{mark()}{wrong}</Document>"), "programs")
    assert codes(result, 2) == ["broken_geometry"]


def test_folders_of_kml_are_layers_and_the_choice_is_offered():
    inner = f"<Folder>{mark('2')}{mark('3')}</Folder>"
    body = f"<Folder><name>A</name>{mark('1')}{inner}</Folder><Folder><name>A</name>{mark('4')}</Folder>"
    data = kml(f"<Document>{body}</Document>")
    draft = inspect(data, "a.kml", "programs")
    assert draft.layers == ("A", "folder 2", "A (2)")
    assert draft.table.rows == [("1",)]
    assert inspect(data, "a.kml", "programs", layer="folder 2").table.rows == [("2",), ("3",)]
    assert [finding.outcome for finding in draft.table.findings] == ["warned"]


def test_kmz_gives_the_kml_that_is_meant():
    entries = {"files/other.kml": kml(mark("no")), "icon.png": b"x", "doc.kml": kml(mark("yes"))}
    assert inspect(packed(entries), "a.kmz", "programs").table.rows == [("yes",)]


@pytest.mark.parametrize("prefix", ["", "kml:"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_kml_is_read_in_its_own_encoding_and_under_any_prefix(prefix, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><{prefix}kml xmlns:kml="http://www.opengis.net/kml/2.2">'
    text += mark("Peñón").replace("<", f"<{prefix}").replace(f"<{prefix}/", f"</{prefix}") + f"</{prefix}kml>"
    assert inspect(text.encode(encoding), "a.kml", "programs").table.rows == [("Peñón",)]


LAUGHS = b'<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
LINK = b"<NetworkLink><Link><href>file:///etc/passwd</href></Link></NetworkLink>"


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (LAUGHS + b"<kml><Placemark><name>&b;</name></Placemark></kml>", "xml_entities"),
        (b'<!DOCTYPE kml SYSTEM "file:///etc/passwd">' + kml(mark())[21:], "xml_entities"),
        (kml(LINK.decode()), "kml_link"),
        (kml(""), "kml_empty"),
        (kml(mark())[:-9], "broken_xml"),
        (kml("<Placemark>" * 3), "broken_xml"),
        (kml("<a>" * 200_000), "broken_xml"),
        (kml(mark() * (ROWS + 1)), "too_many"),
        (kml(mark(place=f"<LineString><coordinates>{'1,2 ' * 300_001}</coordinates></LineString>")), "too_many"),
        (kml(mark(more="".join(f'<Data name="{n}"><value>x</value></Data>' for n in range(300)))), "too_many"),
        (b'<?xml version="1.0" encoding="wrong"?><kml></kml>', "broken_xml"),
        (b"<gpx><trk><trkseg/></trk></gpx>", "gpx_tracks"),
        (b"<gpx><wpt lat='1'>", "broken_xml"),
        (LAUGHS.replace(b"kml", b"gpx") + b"<gpx/>", "xml_entities"),
    ],
)  # fmt: skip
def test_markup_that_is_broken_or_hostile_is_refused(data, code):
    started = time.process_time()
    assert refusal(data).code == code
    assert time.process_time() - started < 5


def test_links_of_kml_are_not_followed_and_it_is_said(small):
    result = take(small, kml(f"<Document>{LINK.decode()}{mark()}</Document>"), "programs")
    assert "links" in result.warnings["code"].tolist()


def test_waypoints_are_taken(small):
    frame = gpd.GeoDataFrame({"name": ["Casa"], "desc": ["x"], "geometry": [PLACE]}, crs="EPSG:4326")
    data = written(frame, ".gpx", driver="GPX", layer="waypoints")
    draft = inspect(data, "a.gpx", "programs")
    assert (draft.format, draft.columns) == ("gpx", ("name", "desc"))
    assert take(small, data, "programs").programs.geometries[0] == PLACE


# --- FlatGeobuf, GeoPackage, Parquet


@pytest.mark.parametrize("suffix", [".fgb", ".gpkg", ".parquet"])
def test_binary_formats_keep_texts_numbers_dates_and_system(small, suffix):
    since = pd.to_datetime(["2015-05-01", None])
    frame = frame_of(PLACE, None, nota=["Ñandú", None], since=since, x=[1.5, None], ok=[True, False], crs="EPSG:4326")
    data = written(frame.to_crs("EPSG:6372"), suffix)
    draft = inspect(data, "mine", "programs")
    assert (draft.format, draft.crs) == (suffix[1:], "EPSG:6372")
    rows = pd.DataFrame(draft.table.rows, columns=list(draft.columns)).sort_values("name").to_dict("records")
    assert rows[0]["nota"] == "Ñandú"
    assert str(rows[0]["since"]).startswith("2015-05-01")
    assert rows[0]["x"] == 1.5
    assert pd.isna(rows[1]["x"])
    result = read(draft, {"name_es": "name"}, small)
    found = [shape for shape in result.programs.geometries if shape is not None]
    assert len(found) == 1
    assert found[0].distance(PLACE) < 1e-7


@pytest.mark.parametrize("suffix", [".fgb", ".gpkg", ".parquet"])
@pytest.mark.parametrize("left", [0.2, 0.6, 0.95])
def test_a_file_that_is_cut_short_is_refused_whole(suffix, left):
    data = written(frame_of(*[Point(-96.5, 17 + n / 1e4) for n in range(2000)]), suffix)
    assert refusal(data[: int(len(data) * left)]).code == "damaged"


def test_a_shapefile_that_is_cut_short_is_refused_whole():
    parts = shapefile(["a"] * 500)
    shp = parts["areas.shp"]
    assert refusal(packed(parts | {"areas.shp": shp[: len(shp) // 2]}), "catchments").code == "damaged"


@pytest.mark.moderate
@pytest.mark.parametrize("suffix", [".fgb", ".gpkg", ".parquet"])
def test_a_head_that_promises_much_takes_no_time(suffix):
    data = written(frame_of(PLACE), suffix)
    rng = np.random.default_rng(7)
    started = time.process_time()
    for _ in range(40):
        broken = bytearray(data)
        for place in rng.integers(8 if suffix == ".fgb" else 16, min(len(data), 600), 4):
            broken[place] = 255
        with contextlib.suppress(OwnError):
            inspect(bytes(broken), "mine", "programs")
    assert time.process_time() - started < 20


def parquet(table, **options):
    made = io.BytesIO()
    pq.write_table(table, made, **options)
    return made.getvalue()


def test_parquet_without_geometries_is_a_table(small):
    table = pa.table({"cvegeo": ["01001"], "return_rate": pa.array([12.5]), "list": [[1, 2]], "bytes": [b"\x00"]})
    draft = inspect(parquet(table), "a.parquet", "returns")
    assert draft.columns == ("cvegeo", "return_rate")
    assert read(draft, draft.mapping, small, Answers(year=2020)).whole


@pytest.mark.moderate
@pytest.mark.parametrize("compression", ["zstd", "gzip", "snappy", "none"])
def test_parquet_that_unpacks_to_too_much_is_refused_before_it_is(compression):
    texts = pa.array([f"{n:06}" + "x" * 5000 for n in range(20_000)])
    data = parquet(pa.table({"name": texts}), compression=compression, use_dictionary=False)
    if compression == "none":
        data = data[: 1 << 20]
        assert refusal(data).code == "damaged"
        return
    started = time.process_time()
    assert refusal(data).code == "too_many"
    assert time.process_time() - started < 2


@pytest.mark.moderate
def test_parquet_whose_few_texts_stand_in_every_row_takes_no_memory():
    texts = pa.array(["x" * 9_000] * 40_000).dictionary_encode()
    made = parquet(pa.table({"name": texts}))
    draft = inspect(made, "a.parquet", "programs")
    assert draft.rows == 40_000


def test_geometries_of_parquet_in_another_encoding_are_named():
    data = written(frame_of(PLACE), ".parquet", geometry_encoding="geoarrow")
    assert "point" in str(refusal(data))


def test_a_table_of_too_many_columns_is_refused_before_it_is_read():
    columns = {f"c{n}": [1] for n in range(300)}
    assert refusal(written(frame_of(PLACE, **columns), ".fgb")).code == "too_many"
    assert refusal(written(frame_of(PLACE, **columns), ".gpkg")).code == "too_many"


def test_nothing_that_only_looks_like_a_file_of_gdals_reaches_it(monkeypatch):
    """One of its drivers opens other files that a text names: no text comes there."""
    layer = b"<OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"
    trap = b"<OGRVRTDataSource>" + layer + b"</OGRVRTDataSource>"
    monkeypatch.setattr(pyogrio, "list_layers", lambda *_: pytest.fail("GDAL was asked"))
    for data in (
        trap,
        b"<kml>" + trap + b"</kml>",
        b'{"a": "' + trap + b'"}',
        b"<gpx>" + trap + b"</gpx>",
    ):
        with pytest.raises(OwnError):
            inspect(data, "a", "programs")


# --- binary and text of a geometry


def test_well_known_binary_is_read_but_for_lists_that_are_too_deep():
    shape = GeometryCollection([MultiPolygon([AREA]), LineString([(0, 0), (1, 1)]), PLACE])
    for given in (shape, shapely.force_3d(shape)):
        for flavor in ("iso", "extended"):
            assert read_wkb(shapely.to_wkb(given, flavor=flavor))[0].equals(shape)
    deep = struct.pack("<BII", 1, 7, 1) * 200_000 + shapely.to_wkb(PLACE)
    assert read_wkb(deep) == (None, False)
    aside = struct.pack("<BII", 1, 7, 2) + shapely.to_wkb(PLACE) + deep
    assert read_wkb(aside) == (None, False)
    assert read_wkb(struct.pack("<BII", 1, 3, 2**31)) == (None, False)


def test_well_known_text_is_read_however_it_is_written():
    for text in (
        "POINT(-96.5 17)",
        "point z (-96.5 17 3)",
    ):
        assert shapely.force_2d(read_text(text)) == PLACE
    assert read_text("GEOMETRYCOLLECTION(" * 1000) is None
    assert read_text("nowhere") is None


@pytest.mark.moderate
@pytest.mark.parametrize(
    "deep",
    [
        "GEOMETRYCOLLECTION(" * 200_000 + "POINT (1 1)" + ")" * 200_000,
        "SRID=4326;" + "GEOMETRYCOLLECTION(" * 200_000,
        '{"type":"GeometryCollection","geometries":[' * 200_000 + '{"type":"Point","coordinates":[1,1]}',
        "010700000001000000" * 200_000 + shapely.to_wkb(PLACE, hex=True),
    ],
    ids=["text", "text-with-system", "json", "binary"],
)
def test_a_cell_with_lists_that_are_too_deep_is_no_shape(deep):
    # Their reader goes down into each: it would end the process, for everybody.
    assert parse_place(deep) is None


# --- isochrones


def near(size, lon=-96.5, lat=17.0):
    return box(lon - size, lat - size, lon + size, lat + size)


ORS = [
    (near(size, lon), {"group_index": group, "value": value, "center": [lon, 17.0]})
    for group, lon in enumerate((-96.5, -96.4))
    for size, value in ((0.05, 600.0), (0.1, 1200.0))
]


def test_areas_of_one_time_are_taken_by_the_column_that_tells_the_sites_apart(small):
    data = geojson(*(pair for pair in ORS if pair[1]["value"] == 600))
    draft = inspect(data, "isochrones.geojson", "catchments")
    assert draft.guessed == {"site_id": "group_index", "band": "value"}
    assert draft.questions == ()
    result = read(draft, draft.mapping, small, Answers(as_sites=True))
    assert [site.name_es for site in result.frame["record"]] == ["group_index 0", "group_index 1"]


def test_which_of_several_areas_is_kept_is_asked(small):
    draft = inspect(geojson(*ORS), "isochrones.geojson", "catchments")
    assert draft.questions == (("band", ("600", "1200")),)
    with pytest.raises(OwnError, match="600, 1200") as refused:
        read(draft, draft.mapping, small, Answers(as_sites=True))
    assert refused.value.code == "unanswered"
    result = read(draft, draft.mapping, small, Answers(as_sites=True, band="1200"))
    assert codes(result).count("other_band") == 2
    assert [shape.area for shape in result.frame["geometry"]] == pytest.approx([0.04, 0.04])


@pytest.mark.parametrize(
    ("features", "band", "sites"),
    [
        # Valhalla and Mapbox: a request a site, and nothing that names it.
        ([{"contour": 20, "metric": "time"}, {"contour": 10, "metric": "time"}], ("20", "10"), None),
        # OpenTripPlanner: its times are texts.
        ([{"time": "1800"}, {"time": "900"}], ("1800", "900"), None),
        # GraphHopper.
        ([{"bucket": 0}, {"bucket": 1}], ("0", "1"), None),
        # openrouteservice by someone who says that group_index is no site.
        ([ORS[0][1], ORS[2][1]], None, ("group_index", "each")),
    ],
)  # fmt: skip
def test_areas_without_a_column_of_sites_are_asked_about(small, features, band, sites):
    areas = (MultiPolygon([near(0.1)]), near(0.05))
    draft = inspect(geojson(*zip(areas, features, strict=True)), "centro.geojson", "catchments")
    mapping = {"band": draft.mapping["band"]}
    asked = {question.id: question.choices for question in draft.questions_of(mapping)}
    assert asked.get("band") == band
    # Where each band is there once, all are one site's.
    assert asked.get("sites") == sites
    with pytest.raises(OwnError) as refused:
        read(draft, mapping, small)
    assert refused.value.code == "unanswered"
    result = read(draft, mapping, small, Answers(band=band and band[0], sites="each"))
    assert len(result.frame) == (1 if band else 2)
    assert result.frame["record"].iloc[0].name_es == "centro 1"


def test_a_column_that_is_said_to_tell_the_sites_apart_does(small):
    data = geojson((near(0.1), {"lugar": "casa-1"}), (near(0.1, -96.4), {"lugar": "casa-2"}))
    result = take(small, data, "catchments", Answers(sites="lugar"))
    assert result.frame["site_id"].tolist() == ["casa-1", "casa-2"]
    with pytest.raises(OwnError) as refused:
        take(small, data, "catchments", Answers(sites="otra"))
    assert refused.value.code == "no_such_column"


def test_traveltime_names_each_search(small):
    data = geojson((MultiPolygon([near(0.1)]), {"search_id": "desde Casa Uno"}))
    draft = inspect(data, "a.geojson", "catchments")
    assert draft.guessed == {"site_id": "search_id"}
    assert read(draft, draft.mapping, small, Answers(as_sites=True)).frame["site_id"].tolist() == ["desde-casa-uno"]


def test_graphhoppers_polygons_are_features(small):
    features = [{"type": "Feature", "properties": {"bucket": 0}, "geometry": mapping(near(0.1))}]
    data = json.dumps({"polygons": features, "info": {}}).encode()
    assert take(small, data, "catchments", Answers(sites="each")).whole


def test_a_closed_line_is_the_area_that_it_bounds(small):
    data = geojson(
        (LineString(near(0.1).exterior), {"site_id": "casa-1"}),
        (LineString([(-96.5, 17), (-96.4, 17)]), {"site_id": "casa-2"}),
    )
    result = take(small, data, "catchments")
    assert codes(result) == ["line_to_polygon", "wrong_geometry"]
    assert result.frame["geometry"].iloc[0].equals(near(0.1))


def test_the_boundaries_that_we_give_away_are_within_what_we_take(layers):
    vertices = shapely.get_num_coordinates(layers.boundaries.geometry.to_numpy())
    assert 300_000 < vertices.sum() < VERTICES
    assert vertices.max() < SHAPE_VERTICES
