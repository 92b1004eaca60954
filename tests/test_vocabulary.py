"""What a column or a closed list is stands in the vocabulary, and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd
import pytest

from exports.legend import legend_of
from exports.svg import legend_html
from exports.tables import records, to_csv
from geo import Criteria, find_gaps
from geo.gaps import ERROR_COLUMNS, LIST_COLUMNS
from layers import components, municipios, neighbours, parents, residence, returns, settlements
from layers.own import KINDS
from vocabulary.colours import EDGES, PICTURE_EDGES, STATUS
from vocabulary.columns import COLUMNS, Column, column_of
from vocabulary.lists import CLASSED_MEASURES, LEGEND_STATUSES, MEASURES, STATUSES
from words.text import Text

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("addresses", "dashboard", "exports", "geo", "layers", "shell")
#: What a person's own file may be called, guessed at and asked; the settings of readings; thresholds between classes.
APART = {"layers/own", "geo/certainty", "geo/classes", "layers/microdata"}


def product_files():
    return [path for part in PARTS for path in sorted((ROOT / part).rglob("*.py"))]


def forms_of(source):
    """Column names that a dict of the source gives decimals, a width, a tag or a format."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                named = isinstance(key, ast.Constant) and key.value in COLUMNS
                form = isinstance(value, ast.Constant) and (
                    type(value.value) is int or (isinstance(value.value, str) and value.value[:1] in {"#", "%"})
                )
                if named and form:
                    yield key.value


@pytest.mark.moderate
def test_no_module_keeps_decimals_widths_tags_or_formats_of_columns():
    found = [
        (path.relative_to(ROOT).as_posix(), name)
        for path in product_files()
        if not any(path.relative_to(ROOT).as_posix().startswith(part) for part in APART)
        for name in forms_of(path.read_text(encoding="utf-8"))
    ]
    # How far the search for a threshold's other side goes is no form of the column.
    assert {path for path, _ in found} <= {"dashboard/certainty.py", "dashboard/pages/pilots.py"}


@pytest.mark.parametrize("form", ["3", "'#adm2'", "'%.2f'"])
def test_a_form_of_a_column_is_found(form):
    assert list(forms_of(f"X = {{'return_rate': {form}, 'other': 3}}")) == ["return_rate"]


@pytest.mark.parametrize("layer", [components, municipios, neighbours, parents, residence, returns, settlements])
def test_every_column_of_a_table_has_its_entry(layer):
    for name in layer.COLUMNS:
        assert column_of(name) is not Column(), name
        assert name in COLUMNS


def test_every_column_of_the_list_has_its_entry_and_a_tag():
    assert all(COLUMNS[name].tag for name in (*LIST_COLUMNS, *ERROR_COLUMNS))


def test_a_number_in_a_name_stands_for_any():
    assert column_of("rank_12") == COLUMNS["rank_N"]
    assert column_of("rural_return_share_2500_low") == COLUMNS["rural_return_share_N_low"]
    assert column_of("abroad_2015") == COLUMNS["abroad_2015"]
    assert column_of("nothing_of_the_kind") == Column()


def test_files_hold_the_decimals_of_the_vocabulary_whatever_table_a_column_stands_in():
    rows = pd.DataFrame({"return_rate": [1.23456789], "unserved": [1.23456789], "population": [3.0], "reached": [True]})
    assert to_csv(rows).decode("utf-8-sig").splitlines()[1] == "1.234568,1.235,3,true"
    assert records(rows) == [{"return_rate": 1.234568, "unserved": 1.235, "population": 3, "reached": True}]


def test_a_status_has_one_colour_and_one_place_in_every_legend():
    assert tuple(STATUS) == STATUSES
    assert sorted(LEGEND_STATUSES) == sorted(STATUSES)
    assert set(EDGES) == set(PICTURE_EDGES) <= set(STATUSES)
    assert MEASURES[: len(CLASSED_MEASURES)] == CLASSED_MEASURES


def test_a_legend_tells_its_entries_in_their_order(layers):
    gaps, text = find_gaps(layers, Criteria()), Text("es")
    entries = legend_of(gaps)
    statuses = [entry.name for entry in entries if entry.mark == "area"]
    assert statuses == [name for name in LEGEND_STATUSES if name in statuses]
    assert sum(entry.count for entry in entries if entry.mark == "area") == int(gaps.is_asked.sum())
    drawn = legend_html(gaps, text)
    at = [drawn.index(f"</i>{text(entry.key)}") for entry in entries]
    assert at == sorted(at)


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_of_a_person_s_file_has_the_bounds_of_the_column_that_it_becomes(kind):
    for field in KINDS[kind].fields:
        column = column_of(field.id)
        # A year may come as a date too: the row reads it.
        if column.type == "number":
            assert field.low == (column.low or 0), field.id
            assert field.high == column.high or (column.high is None and field.high > 1e9), field.id
        if column.choices:
            assert set(field.choices) == set(column.choices), field.id
