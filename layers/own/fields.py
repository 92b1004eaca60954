"""What a column of a person's own file may be, how people call it, and the fields that several kinds of file share."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from layers.names import normalise
from vocabulary.lists import COMPONENTS, ELIGIBILITIES

_BILLIONS = 10_000_000_000.0


@dataclass(frozen=True)
class Field:
    """One field. What it means stands in `words`, as ``own.means`` with the kind and the field's id.

    Attributes
    ----------
    id, example
        The column's name and a cell, as the template has them.
    other_names : tuple of str
        How people call the column too, normalised as `layers.names.normalise` does.
    low, high, unit, whole
        Bounds of a number, both included; its unit; whether it counts something.
    choices : tuple of str
        What a choice may be, where it is one.
    choice_names : mapping
        How people write a choice too (normalised), to the choice.
    """

    id: str
    example: str
    other_names: tuple[str, ...] = ()
    low: float = 0.0
    high: float = _BILLIONS
    unit: str = ""
    whole: bool = False
    choices: tuple[str, ...] = ()
    choice_names: Mapping[str, str] = dataclasses.field(default_factory=dict)


#: How people call the components; the page's own words for them are here too.
COMPONENT_NAMES = {
    **dict(
        zip(
            (
                *("transporte", "albergue", "asistencia legal", "apoyo psicosocial", "apoyo para vivienda"),
                *("atencion medica", "redes de apoyo en el destino", "apoyo educativo", "capacitacion laboral"),
                *("ayuda para buscar empleo", "apoyo para abrir un negocio", "vinculacion laboral", "seguimiento"),
                "fortalecimiento de capacidades y del personal",
            ),
            COMPONENTS,
            strict=True,
        )
    ),
    "transportation": COMPONENTS[0],
    "shelter": COMPONENTS[1],
    **{normalise(name): name for name in COMPONENTS},
}
_ELIGIBILITY_NAMES = {
    **dict.fromkeys(("cualquiera", "todos", "todas", "all", "everyone", "toda persona"), "any"),
    **dict.fromkeys(("deportados", "deportadas", "deportadas y deportados", "deportees"), "deported"),
    **dict.fromkeys(("desconocida", "desconocido", "no se sabe", "not known"), "unknown"),
    **dict.fromkeys(("voluntario", "voluntarios", "voluntarias", "retorno voluntario"), "voluntary"),
}

#: How people call the key of a municipality.
KEY_NAMES = (
    *("cve geo", "cvegeo mun", "cve mun", "clave", "clave municipio", "clave municipal", "clave del municipio"),
    *("clave geoestadistica", "municipality key", "municipality code", "mun code", "pcode", "adm2 pcode", "code"),
)

#: The municipality of a row: by its key, else by its name, and its state's where two have one name.
MUNICIPALITY = (
    Field("cvegeo", "20067", KEY_NAMES),
    Field("municipality", "Oaxaca de Juárez", ("municipio", "nom mun", "nombre municipio", "nombre del municipio", "mun", "adm2 es", "municipality name")),
    Field("state", "Oaxaca", ("estado", "entidad", "nom ent", "entidad federativa", "nom estado", "adm1 es", "state name")),
)  # fmt: skip


def longitude(id: str, example: str, *other_names: str) -> Field:  # noqa: A002
    """A field of longitudes, degrees.

    Examples
    --------
    >>> longitude("seat_lon", "-90.1").low
    -180.0
    """
    return Field(id, example, other_names, -180.0, 180.0, "degrees")


def latitude(id: str, example: str, *other_names: str) -> Field:  # noqa: A002
    """A field of latitudes, degrees.

    Examples
    --------
    >>> latitude("seat_lat", "15.2").high
    90.0
    """
    return Field(id, example, other_names, -90.0, 90.0, "degrees")


#: Where a row is, degrees of WGS84 unless a person says otherwise.
POINT = (
    longitude("lon", "-96.7236", "longitude", "longitud", "long", "lng", "x", "lon decimal", "coord x", "longitud decimal"),
    latitude("lat", "17.0604", "latitude", "latitud", "y", "lat decimal", "coord y", "latitud decimal"),
)  # fmt: skip

#: What a program offers, to whom and when.
PROGRAM = (
    Field("components", "legal_assistance;migrant_shelters", ("componentes", "servicios", "services", "component", "componente")),
    Field("eligibility", "any", ("elegibilidad", "poblacion objetivo", "a quien"), choices=ELIGIBILITIES, choice_names=_ELIGIBILITY_NAMES),
    Field("since", "2015", ("desde", "inicio", "ano de inicio", "start", "start year", "opened")),
    Field("until", "", ("hasta", "fin", "termino", "end", "end year", "closed")),
)  # fmt: skip


def count(id: str, example: str, *other_names: str, unit: str = "people") -> Field:  # noqa: A002
    """A field that counts something.

    Examples
    --------
    >>> count("cases", "12", "casos").unit
    'people'
    """
    return Field(id, example, other_names, unit=unit, whole=True)


def names_of(fields: Iterable[Field]) -> frozenset[str]:
    """How people call some fields, normalised.

    Examples
    --------
    >>> sorted(names_of([Field("cases", "", ("casos",))]))
    ['cases', 'casos']
    """
    return frozenset(name for field in fields for name in (normalise(field.id), *field.other_names))


def guess_columns(fields: Iterable[Field], columns: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Which column may be which field: for each field a column and the reason.

    The reason is ``same_name`` where the column is called as the field is, ``other_name`` where people call the field
    so; nothing is guessed from what stands in the column. A column goes to one field.

    Examples
    --------
    >>> guess_columns(POINT, ("lat", "Longitud"))
    {'lat': ('lat', 'same_name'), 'lon': ('Longitud', 'other_name')}
    """
    fields = tuple(fields)
    normalised = {column: normalise(column) for column in columns}
    found = {field.id: (field.id, "same_name") for field in fields if field.id in columns}
    used = set(found)
    for field in fields:
        if field.id in found:
            continue
        for name in (normalise(field.id), *field.other_names):
            column = next((column for column in columns if column not in used and normalised[column] == name), None)
            if column is not None:
                found[field.id] = (column, "other_name")
                used.add(column)
                break
    return found
