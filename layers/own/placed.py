"""Columns that hold places: which do, which hold shapes, and which look like metres of a system nobody has said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from layers.names import normalise
from layers.own.cells import Context
from layers.own.crs import in_metres
from layers.own.places import parse_place, unpack_degrees
from layers.own.reading.table import Table
from layers.own.values import as_text, is_missing, parse_number

#: What a column of zones is called, and what stands in it; Mexico lies in the zones 11 to 16.
_ZONES = frozenset({"zona", "zona utm", "huso", "huso utm", "utm", "utm zone", "utm zona", "zone"})
_ZONE = re.compile(r"\s*(?:zona|huso|zone)?\s*(1[1-6])\s*[A-Z]?(?:orte)?\s*", re.ASCII | re.IGNORECASE)
_FAR = 1e9
_LOOKED_AT = 200
_SAMPLE = 50


def has_shapes(table: Table, column: object) -> bool:
    """Whether a table has geometries, or a column that holds some.

    Examples
    --------
    >>> has_shapes(Table("csv", ("wkt",), [("POLYGON ((0 0, 1 0, 1 1, 0 0))",)], [1]), "wkt")
    True
    """
    if table.geometries is not None:
        return True
    return isinstance(column, str) and any(parse_place(cell) is not None for cell in _cells(table, column))


def has_cells(table: Table, column: str | None) -> bool:
    """Whether a column is there and holds something.

    Examples
    --------
    >>> has_cells(Table("csv", ("lon",), [("",), ("N/D",)], [1, 2]), "lon")
    False
    """
    if column not in table.columns:
        return False
    place = table.columns.index(column)
    return not all(is_missing(row[place]) for row in table.rows)


def place_columns(context: Context) -> list[str]:
    """The columns whose cells look like places, or like municipalities: half of the first of them or more do."""
    table, extent = context.table, context.layers.extent
    west, south, east, north = extent.bounds

    def is_place(cell: object) -> bool:
        number = _number(cell)
        if number is not None:
            return number != int(number) and (west <= number <= east or south <= number <= north)
        place = parse_place(cell)
        if place is not None:
            return extent.holds(place.shape.bounds)
        return isinstance(cell, str) and context.municipalities.knows(cell)

    found = []
    for column in table.columns:
        cells = list(_cells(table, column))[:_SAMPLE]
        if cells and 2 * sum(map(is_place, cells)) >= len(cells):
            found.append(column)
    return found


def columns_in_metres(table: Table, columns: Mapping[str, str]) -> tuple[float, float] | None:
    """The first place of columns that look like metres of a system that no cell names; None where they do not.

    Parameters
    ----------
    table : Table
        The file.
    columns : mapping
        The column of each field that has one.

    Examples
    --------
    >>> table = Table("csv", ("x", "y"), [("742300.5", "1887500")], [1])
    >>> columns_in_metres(table, {"lon": "x", "lat": "y"})
    (742300.5, 1887500.0)
    """
    if table.geometries is not None:
        return None
    if "lon" in columns and "lat" in columns:
        pairs = zip(_cells(table, columns["lon"]), _cells(table, columns["lat"]), strict=False)
        found = [(_number(x), _number(y)) for x, y in pairs]
        numbers = [(x, y) for x, y in found if x is not None and y is not None]
        points = [pair for pair in numbers if None in {unpack_degrees(part) for part in pair}]
    elif "geometry" in columns:
        places = [place for cell in _cells(table, columns["geometry"]) if (place := parse_place(cell)) is not None]
        points = [place.shape.bounds[:2] for place in places if place.srid is None]
    else:
        return None
    return points[0] if points and all(in_metres(*point) for point in points) else None


def zone_column(table: Table) -> str | None:
    """The column that says of each row in which zone of UTM it is.

    Examples
    --------
    >>> zone_column(Table("csv", ("Zona UTM", "x"), [("14Q", "742300")], [1]))
    'Zona UTM'
    """
    named = (column for column in table.columns if normalise(column) in _ZONES)
    return next((column for column in named if any(map(zone_of, _cells(table, column)))), None)


def zone_of(cell: object) -> int | None:
    """The zone of UTM that a cell says, none where it says something else.

    Examples
    --------
    >>> zone_of("14 Q"), zone_of("Zona 15"), zone_of(16.0), zone_of("Norte")
    (14, 15, 16, None)
    """
    found = _ZONE.fullmatch(as_text(cell) or "")
    return None if found is None else int(found[1])


def _cells(table: Table, column: str) -> Iterable[object]:
    if column not in table.columns:
        return []
    place = table.columns.index(column)
    return [row[place] for row in table.rows[:_LOOKED_AT] if not is_missing(row[place])]


def _number(cell: object) -> float | None:
    return parse_number(cell, low=-_FAR, high=_FAR, unit="degrees").value
