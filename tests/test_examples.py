"""The examples in the docstrings of `geo` and `layers`: every public function has one, and each is true."""

from __future__ import annotations

import doctest
import inspect
from importlib import import_module
from pathlib import Path
from types import FunctionType

import numpy as np
import pandas as pd
import pytest

from geo import Criteria, find_gaps
from geo.gaps import Gaps
from geo.weights import Weights
from layers import DATA, Layers

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (
    "geo",
    "layers",
    "layers/microdata",
    "layers/network",
    "layers/own",
    "layers/own/kinds",
    "layers/own/reading",
)
MODULES = sorted(
    ".".join((*folder.split("/"), path.stem))
    for folder in FOLDERS
    for path in (ROOT / folder).glob("*.py")
    if path.stem != "__init__"
)

#: They need the files of a survey, rows that are being read, or a file that text cannot hold.
WITHOUT = {"open_persons", "person_table", "read_catalogue", "sample_units"}
WITHOUT |= {"about_program", "check_on_land", "note_missing", "place_columns", "set_aside", "site_of"}
# Readers of bytes that no example could hold, and what they call: tests/test_own_shapes.py and test_own_tables.py.
WITHOUT |= {"read_estimates", "read_flatgeobuf", "read_gdal", "read_geopackage", "read_gpx", "read_kml", "read_kmz"}
WITHOUT |= {"check_shape", "choose_layer", "features_of_esri", "features_of_topology", "from_wkb", "no_crs"}
WITHOUT |= {"main", "read_shapefile", "read_workbook", "shapes_of", "state_crs", "tell"}


def functions_of(module):
    """The public functions by name that a module defines, those that are wrapped too."""
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_")
        and not inspect.isclass(value)
        and getattr(value, "__module__", "") == module.__name__
        if inspect.isfunction(inspect.unwrap(value))
    }


#: Whose examples take more than a tenth of a second.
LONG = {
    *("geo.editions", "geo.one_more", "geo.robust", "geo.services", "geo.site_curves", "geo.sites", "geo.unknowns"),
    *("layers.editions", "layers.loading", "layers.microdata.engines", "layers.model", "layers.municipios"),
    *("layers.neighbours", "layers.network.facts", "layers.network.loading", "layers.returns", "layers.served"),
    "layers.settlements",
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.moderate) if name in LONG else name for name in MODULES]
)
def test_every_example_is_true(name, layers):
    module = import_module(name)
    known = {"layers": layers, "gaps": find_gaps(layers, Criteria()), "Criteria": Criteria, "find_gaps": find_gaps}
    known |= {"DATA": DATA, "Path": Path, "np": np, "pd": pd}
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    said = []
    for example in doctest.DocTestFinder().find(module, name, globs=vars(module) | known):
        runner.run(example, out=said.append)
    assert not runner.failures, "".join(said)


def test_the_long_ones_are_modules():
    assert set(MODULES) >= LONG


def test_every_public_function_of_geo_and_layers_has_an_example():
    found = {name: value for module in MODULES for name, value in functions_of(import_module(module)).items()}
    assert len(found) > 100
    assert {name for name, value in found.items() if ">>>" not in value.__doc__} == WITHOUT


def methods_of(kind):
    """The public methods by name that a class defines; properties are no methods."""
    methods = {name: value for name, value in vars(kind).items() if isinstance(value, FunctionType | classmethod)}
    return {name: method for name, method in methods.items() if not name.startswith("_")}


def test_every_public_class_with_methods_has_an_example_or_each_of_its_methods_has():
    # A person's file is looked at by functions, which have examples; their classes carry what they found.
    kinds = [
        value
        for module in map(import_module, (name for name in MODULES if not name.startswith("layers.own.")))
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module.__name__ and not name.startswith("_")
    ]
    found = {kind: methods_of(kind) for kind in kinds if ">>>" not in (kind.__doc__ or "")}
    assert {Criteria, Gaps, Weights, Layers} <= set(found)
    lacking = [
        (kind.__name__, name)
        for kind, each in found.items()
        for name, method in each.items()
        if ">>>" not in (method.__doc__ or "")
    ]
    assert lacking == []
