"""Rows that are no rows of data: totals, groups and footnotes, left out and said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from layers.names import normalise
from layers.own.row import Row
from layers.own.values import as_text, is_missing

#: How people call a row that sums others up, normalised.
_TOTAL = re.compile(
    r"(?:gran |sub ?)?total(?:es)?(?: .*)?|grand total|nacional|national|estatal|municipal|suma(?: total)?|sum|average"
    r"|mean|(?:promedio|media)(?: nacional| estatal)?|estados unidos mexicanos|republica mexicana|todos los municipios"
    r"|resto de .*|no especificado|localidades de (?:una|dos) viviendas?"
)
#: How a note below a table begins, and a mark of a footnote.
_NOTE = re.compile(
    r"\s*(?:fuentes?|notas?|source|notes?|n\.?\s?b\.?|elaboraci[oó]n|elabor[oó]|elaborado|revis[oó]|autoriz[oó]"
    r"|p[aá]g(?:ina|\.)? \d|page \d|actualizad[oa]|actualizaci[oó]n|[uú]ltima|fecha|cifras|incluye|excluye|datos"
    r"|consultad[oa]|disponible|estimaci[oó]n|https?:|llamada|[a-z]/\s|\d{1,2}/\s|[¹²³⁰⁴-⁹]|\(\d\)\s|[*†‡]+\s*\w)",
    re.IGNORECASE,
)
#: Numbers in the place of a municipality's or a locality's that stand for all of them, or for those not told apart.
_GROUPS = {
    "state": re.compile(r"0{1,2}"),
    "cvegeo": re.compile(r"0{1,3}|999|(?P<state>\d{1,2})(?:000|999)"),
    "locality_key": re.compile(r"(?:\d{4,5})?(?:0000|9998|9999)|0{1,3}"),
}
_NAMES = ("cvegeo", "municipality", "state", "name_es")


def set_aside(row: Row, cells: Sequence[Any]) -> bool:
    """Whether a row is a total or a note; then it says so, and is left out.

    Parameters
    ----------
    row : Row
        The row.
    cells : sequence
        All its cells, those of columns that no field has too.
    """
    if row.shape is not None:
        return False
    filled = list(islice((cell for cell in cells if not is_missing(cell)), 2))
    names = row.context.table.columns
    if len(filled) > 1 and all(is_missing(cell) or cell == name for cell, name in zip(cells, names, strict=True)):
        row.set_aside("", "header_again", filled[0])
    elif len(cells) > 1 and len(filled) == 1 and isinstance(filled[0], str) and _NOTE.match(filled[0]):
        row.set_aside("", "note_row", filled[0])
    elif (found := _group(row, cells)) is not None:
        row.set_aside(found, "total_row", row.cell(found))
    return row.left_out


def _group(row: Row, cells: Sequence[Any]) -> str | None:
    """The field that says of a row that it is a total, or a group of municipalities or localities."""
    lookup = row.context.municipalities
    for field, groups in _GROUPS.items():
        text = (as_text(row.cell(field)) or "").removesuffix(".0")
        found = None if text in lookup.row_of else groups.fullmatch(text)
        if found is not None and (field != "cvegeo" or not found["state"] or lookup.states.key(found["state"])):
            return field
    key = as_text(row.cell("cvegeo")) or ""
    if lookup.is_locality(key) and _GROUPS["locality_key"].fullmatch(key):
        return "cvegeo"
    if _is_of_state(row, cells, key):
        return "state"
    for field in _NAMES:
        name = as_text(row.cell(field)) or ""
        if _TOTAL.fullmatch(normalise(name)) and not lookup.knows(name) and not _is_placed(row, key):
            return field
    return None


def _is_of_state(row: Row, cells: Sequence[Any], key: str) -> bool:
    """Whether a row names no municipality, but its state or the country: a total. A program need name none."""
    fields = row.context.fields
    if "name_es" in fields or "municipality" not in fields or _is_placed(row, key):
        return False
    if not all(is_missing(row.cell(field)) for field in ("cvegeo", "municipality")):
        return False
    state = as_text(row.cell("state")) or ""
    return row.context.municipalities.states.key(state) is not None or any(
        isinstance(cell, str) and _TOTAL.fullmatch(normalise(cell)) for cell in cells
    )


def _is_placed(row: Row, key: str) -> bool:
    """Whether a row says where it is, or of which municipality, beside its name."""
    if key in row.context.municipalities.row_of:
        return True
    # A number in the place of services counts them.
    services = row.cell("components")
    counted = is_missing(services) or (as_text(services) or "").removesuffix(".0").isdigit()
    return not (counted and all(is_missing(row.cell(field)) for field in ("lon", "lat", "geometry")))
