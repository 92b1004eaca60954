"""Which municipalities adjoin: the table of the build, and the same function for a person's own."""

from __future__ import annotations

import subprocess
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import box

from geo.municipality import neighbours_of
from layers import LayerError
from layers.neighbours import find_neighbours, read_neighbours


def polygons(**shapes):
    return gpd.GeoDataFrame({"cvegeo": list(shapes)}, geometry=list(shapes.values()), crs=4326)


def pairs_of(table):
    return set(map(tuple, table.to_numpy()))


def both_ways(*pairs):
    return {pair for first, second in pairs for pair in ((first, second), (second, first))}


@pytest.mark.moderate
def test_the_embedded_pairs_are_those_whose_intersection_has_a_length(layers):
    keys, shapes = layers.boundaries["cvegeo"].to_numpy(), layers.boundaries.geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    borders = shapely.length(shapely.intersection(shapes[first], shapes[second])) > 0
    expected = both_ways(*zip(keys[first[borders]], keys[second[borders]], strict=True))
    assert len(layers.neighbours) == len(expected) == 14_238
    assert pairs_of(layers.neighbours) == expected


@pytest.mark.moderate
def test_a_stretch_of_border_makes_neighbours_and_a_corner_an_island_and_a_gap_do_not():
    found = find_neighbours(
        polygons(a=box(0, 0, 1, 1), b=box(1, 0, 2, 1), corner=box(2, 1, 3, 2), island=box(9, 9, 10, 10))
    )
    assert pairs_of(found) == both_ways(("a", "b"))
    assert found["cvegeo"].tolist() == ["a", "b"]


def test_a_border_is_one_though_its_two_sides_have_other_corners():
    found = find_neighbours(polygons(a=box(0, 0, 1, 2), b=box(1, 0.5, 2, 1.5)))
    assert pairs_of(found) == both_ways(("a", "b"))


def test_polygons_that_overlap_adjoin():
    found = find_neighbours(polygons(a=box(0, 0, 1.01, 1), b=box(1, 0, 2, 1), c=box(2, 0, 3, 1)))
    assert pairs_of(found) == both_ways(("a", "b"), ("b", "c"))


def test_no_municipality_has_a_neighbour_where_there_is_one_alone():
    found = find_neighbours(polygons(a=box(0, 0, 1, 1)))
    assert found.empty
    assert list(found.columns) == ["cvegeo", "neighbour"]


def test_a_person_s_own_municipalities_have_neighbours(layers):
    table = layers.municipios.head(3)
    shapes = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1)]
    own = gpd.GeoDataFrame({"cvegeo": table["cvegeo"]}, geometry=shapes, crs=4326)
    country = layers.with_municipios(table, own, "own", "Elsewhere")
    assert neighbours_of(country, "01002") == ["01001", "01003"]
    with pytest.raises(KeyError):
        neighbours_of(country, "20001")


def test_a_pair_twice_and_a_key_that_has_lost_a_zero_are_refused(tmp_path):
    good = pd.DataFrame({"cvegeo": ["01001", "01002"], "neighbour": ["01002", "01001"]})
    for wrong in (pd.concat([good, good]), good.assign(neighbour=["1002", "01001"])):
        wrong.to_parquet(tmp_path / "wrong.parquet")
        with pytest.raises(LayerError, match=r"wrong\.parquet"):
            read_neighbours(tmp_path / "wrong.parquet")
    good.iloc[::-1].to_parquet(tmp_path / "good.parquet")
    assert np.array_equal(read_neighbours(tmp_path / "good.parquet"), good)


@pytest.mark.slow
def test_the_embedded_data_need_no_libpysal():
    code = """
import sys
from geo import Criteria, find_gaps
from geo.areas import office_areas
from geo.municipality import neighbours_of
from layers import load
layers = load()
assert neighbours_of(layers, "20067")
assert len(office_areas(find_gaps(layers, Criteria()), layers).table)
assert "libpysal" not in sys.modules and "sklearn" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
