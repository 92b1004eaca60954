"""Which column may be which field: by what it is called, by its tag, and never against what stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from layers.names import normalise
from layers.own.fields import Field
from layers.own.reading.table import Table
from layers.own.values import is_missing, without_mark

#: Cells that are looked at for one that a field may hold.
_LOOKED_AT = 1000
#: What a column's name says of its unit, where it is not the field's: thousands, and lengths that are no kilometres.
_THOUSANDS = re.compile(r"\b(?:mil(?:es|lones)?|thousands?|millions?|10{0,2} ?000)\b")
_NUMBERED = re.compile(r"^\s*\d{1,2}(?:\.\d{1,2})*\s*[.)\-]+\s*")
_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_LENGTHS = re.compile(
    r"\b(?:m|mts?|metros?|met(?:er|re)s?|ft|mi|millas?|miles?|min|minut[eo]s?|h|hrs?|horas?|hours?)\b"
)


def guess_columns(fields: Iterable[Field], table: Table) -> dict[str, tuple[str, str]]:
    """Which column may be which field: for each field a column and the reason.

    The reason is ``same_name`` where the column is called as the field is, ``other_name`` where people call the field
    so, or the file's row of HXL tags, or a column that is called by its tag, says so. A column of which no value may be
    the field's is not proposed, whatever it is called. A column goes to one field.

    Examples
    --------
    >>> from layers.own.fields import POINT
    >>> guess_columns(POINT, Table("csv", ("lat", "Longitud"), [("17.06", "-96.72")], [1]))
    {'lat': ('lat', 'same_name'), 'lon': ('Longitud', 'other_name')}
    """
    fields = tuple(field for field in fields if field.id != "geometry" or table.geometries is None)
    found = {field.id: (field.id, "same_name") for field in fields if field.id in table.columns}
    used = {column for column, _ in found.values()}
    for field in fields:
        # Longitude and latitude say where a row is: a third column is not needed.
        if field.id in found or (field.id == "geometry" and {"lon", "lat"} <= set(found)):
            continue
        column = next(
            (column for column in _called(field, table) if column not in used and _holds(table, column, field)), None
        )
        if column is not None:
            found[field.id] = (column, "other_name")
            used.add(column)
    return found


def _called(field: Field, table: Table) -> Iterator[str]:
    """The columns that are called as a field may be, the surest first."""
    tags = {column: table.tags.get(column) or column for column in table.columns}
    for wanted in field.tags:
        yield from (column for column, tag in tags.items() if _is_tagged(tag, wanted))
    plain = {column: normalise(column) for column in table.columns}
    own = [column for column in table.columns if not has_other_unit(column, field)]
    # What stands in brackets is a unit or an explanation, mostly; questions of a form have numbers, others footnotes.
    plainer = {column: without_mark(column) or column for column in own}
    bare = {column: normalise(_NUMBERED.sub("", _BRACKETS.sub(" ", name))) for column, name in plainer.items()}
    called = (normalise(field.id), *field.other_names)
    for names in (plain, bare):
        for name in called:
            yield from (column for column in own if names[column] == name)
    # One name in two languages: Latitud / Latitude.
    yield from (column for column in own if all(normalise(half) in called for half in re.split(r"[/|]", column)))
    for ending in field.endings:
        ended = [column for column, name in plain.items() if name.endswith(f" {ending}")]
        if len(ended) == 1:
            yield ended[0]


def has_other_unit(column: str, field: Field) -> bool:
    """Whether a column's name says a unit that is not the field's: thousands of people, metres, per thousand.

    Examples
    --------
    >>> reach = Field("reach_km", "", ("radio",), unit="km")
    >>> has_other_unit("Radio (m)", reach), has_other_unit("Radio (km)", reach)
    (True, False)
    """
    if not field.unit:
        return False
    said = normalise(" ".join(_BRACKETS.findall(column)))
    return (
        any(sign in column for sign in "\N{PER MILLE SIGN}\N{PER TEN THOUSAND SIGN}")
        or _THOUSANDS.search(said) is not None
        or (field.unit == "km" and _LENGTHS.search(said) is not None)
    )


def other_unit_of(column: str, fields: Iterable[Field]) -> Field | None:
    """The field that a column would be, but for its unit.

    Examples
    --------
    >>> reach = Field("reach_km", "", ("radio",), unit="km")
    >>> other_unit_of("Radio (m)", [reach]).id, other_unit_of("Radio", [reach])
    ('reach_km', None)
    """
    name = normalise(_BRACKETS.sub(" ", column))
    found = (field for field in fields if name in {normalise(field.id), *field.other_names})
    return next((field for field in found if has_other_unit(column, field)), None)


def _is_tagged(tag: str, wanted: str) -> bool:
    """Whether a tag is the one wanted, with its attributes at least; one wanted without any stands alone."""
    if not tag.startswith("#"):
        return False
    name, *attributes = re.split(r"\s*\+", re.sub(r"\s+", " ", tag.strip().lower()))
    wanted_name, *needed = wanted.split("+")
    return name.strip() == wanted_name and (set(needed) <= set(attributes) if needed else not attributes)


def _holds(table: Table, column: str, field: Field) -> bool:
    place = table.columns.index(column)
    cells = [row[place] for row in table.rows[:_LOOKED_AT] if not is_missing(row[place])]
    return not cells or any(field.may_hold(cell) for cell in cells)
