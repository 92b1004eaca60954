"""Rows and their geometries put into a table, the same for every format that has geometries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from layers.own.crs import UNKNOWN, could_be, find_crs
from layers.own.findings import MENDED, REFUSED, TAKEN, WARNED, Finding, OwnError
from layers.own.limits import CELLS, COLUMNS, ROWS
from layers.own.polygons import plain, read_wkb
from layers.own.reading.table import Table, count_vertices

Feature = tuple[int, tuple[Any, ...], BaseGeometry | None]


def with_shapes(table: Table, features: Iterable[Feature], name: str) -> Table:
    """Put rows, each with its number and its geometry, into a table whose columns are known.

    Where the coordinates cannot be of the table's system, it has none afterwards, and a person is asked.

    Raises
    ------
    OwnError
        Where vertices are too many.

    Examples
    --------
    >>> from shapely import Point
    >>> table = Table("kml", ("name",), [], [], crs="EPSG:4326")
    >>> with_shapes(table, [(1, ("Casa",), Point(-96.7, 17.1))], "a.kml").geometries
    [<POINT (-96.7 17.1)>]
    """
    table.geometries = []
    vertices = 0
    for number, cells, shape in features:
        vertices = count_vertices(shape, vertices, name)
        table.numbers.append(number)
        table.rows.append(cells[: len(table.columns)])
        table.geometries.append(plain(shape))
    if table.crs is not None and not could_be(table.crs, table.geometries):
        table.members[UNKNOWN], table.crs = table.crs, None
    return table


def from_wkb(blobs: Iterable[bytes | None], table: Table) -> Iterator[tuple[int, BaseGeometry | None]]:
    """Geometries of well-known binary with the numbers of their rows, from 1; what is none is refused with its row."""
    for number, blob in enumerate(blobs, start=1):
        shape, is_mended = (None, False) if blob is None else read_wkb(blob)
        if blob is not None and (shape is None or is_mended):
            outcome, code = (REFUSED, "broken_geometry") if shape is None else (MENDED, "ring_closed")
            table.findings.append(Finding(number, "geometry", outcome, code, "", {"reason": "no well-known binary"}))
            if shape is None:
                continue
        yield number, shape


def state_crs(table: Table, stated: str | None) -> None:
    """Note what a file says of its coordinate reference system, known or not."""
    table.crs = None if stated is None else find_crs(stated)
    if stated and table.crs is None:
        table.members[UNKNOWN] = stated


def choose_layer(layers: Iterable[str], wanted: str | None, table: Table, name: str) -> str:
    """The layer that is read: the one a person names, else the first, and said so where there are others.

    Raises
    ------
    OwnError
        Where there is none, or none of that name.
    """
    table.layers = tuple(layers)
    if not table.layers:
        raise OwnError.of(name, "no_header")
    if wanted is not None and wanted not in table.layers:
        error = OwnError.of(name, "no_such", what="layer", found=wanted, choices=", ".join(table.layers))
        error.offer(layers=table.layers)
        raise error
    table.chosen = wanted or table.layers[0]
    if len(table.layers) > 1:
        parts = {"layer": table.chosen, "count": len(table.layers), "layers": ", ".join(table.layers)}
        table.findings.append(Finding(None, "", TAKEN if wanted else WARNED, "layer", "", parts))
    return table.chosen


def check_size(columns: int, rows: int, name: str) -> None:
    """Refuse a table that is too large, before any of it is read.

    Raises
    ------
    OwnError
        Where it has too many columns, rows or cells.

    Examples
    --------
    >>> check_size(3, 20, "mine.gpkg")
    """
    if columns > COLUMNS:
        raise OwnError.of(name, "too_many", found=columns, what="columns", most=COLUMNS)
    if rows > ROWS:
        raise OwnError.of(name, "too_many", found=f"more than {ROWS}", what="rows", most=ROWS)
    if rows * columns > CELLS:
        raise OwnError.of(name, "too_many", found=f"more than {CELLS}", what="cells", most=CELLS)


def cells_of(columns: Iterable[np.ndarray], count: int) -> list[tuple[Any, ...]]:
    """Columns of an array each as rows of plain values; numbers that are none are missing.

    Examples
    --------
    >>> cells_of([np.array([1.5, np.nan]), np.array(["a", None], dtype=object)], 2)
    [(1.5, 'a'), (None, None)]
    """
    found = [_plain_values(column) for column in columns]
    return list(zip(*found, strict=True)) if found else [()] * count


def _plain_values(column: np.ndarray) -> list[Any]:
    if column.dtype.kind == "f":
        return [None if np.isnan(value) else float(value) for value in column]
    return [value.item() if isinstance(value, np.generic) else value for value in column]
