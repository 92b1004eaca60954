"""What each kind of file may hold: its fields, how people call them, and what each means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from layers.names import plain
from vocabulary.lists import (
    COMPONENTS,
    ELIGIBILITIES,
    INTENSITIES,
    MARGINALISATION,
    PRECISIONS,
    RURAL_LINES,
    SITE_KINDS,
    SURENESS,
    UNITS,
)

Reading = Literal["text", "id", "key", "locality", "number", "year", "components", "served", "names", "choice"]

_BILLIONS = 10_000_000_000.0
_LON, _LAT = (-180.0, 180.0), (-90.0, 90.0)


@dataclass(frozen=True)
class Field:
    """One field: how it is read, its bounds and unit or choices, other names for it, an example, what it means."""

    id: str
    reading: Reading
    means: str
    example: str
    other_names: tuple[str, ...] = ()
    low: float = 0.0
    high: float = _BILLIONS
    unit: str = ""
    whole: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of file: its fields; ``needs`` lists those of which one of each group must be there.

    ``shapes``: whether geometries are not looked at, may be there, or must be, and must be polygons.
    """

    id: str
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...]
    shapes: Literal["none", "points", "any", "polygons"]

    def field(self, name: str) -> Field:
        """A field by its id."""
        return self._by_id[name]

    @cached_property
    def _by_id(self) -> dict[str, Field]:
        return {field.id: field for field in self.fields}

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the fields, in order."""
        return tuple(field.id for field in self.fields)


#: Other words for a choice, compared without accents and capitals; the page's own words for the components are here too.
CHOICE_NAMES = {
    "eligibility": {
        **dict.fromkeys(("cualquiera", "todos", "todas", "all", "everyone", "toda persona"), "any"),
        **dict.fromkeys(("deportados", "deportadas", "deportadas y deportados", "deportees"), "deported"),
        **dict.fromkeys(("desconocida", "desconocido", "no se sabe", "not known"), "unknown"),
        **dict.fromkeys(("voluntario", "voluntarios", "voluntarias", "retorno voluntario"), "voluntary"),
    },
    "kind": {
        **dict.fromkeys(("estatal",), "state"),
        **dict.fromkeys(("osc", "ong", "asociacion civil", "civil society"), "ngo"),
        **dict.fromkeys(("internacional",), "international"),
        **dict.fromkeys(("binacional",), "binational"),
        **dict.fromkeys(("servicio general", "general service"), "general_service"),
    },
    "sureness": {
        **dict.fromkeys(("confirmada", "confirmado"), "confirmed"),
        **dict.fromkeys(("oficina",), "office"),
        **dict.fromkeys(("estado",), "state"),
    },
    "components": dict(
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
    )
    | {"transportation": COMPONENTS[0], "shelter": COMPONENTS[1]},
}

_KEY_NAMES: tuple[str, ...] = (
    "cve geo",
    "cvegeo mun",
    "cve mun",
    "clave",
    "clave municipio",
    "clave municipal",
    "clave del municipio",
)
_KEY_NAMES += (
    "clave geoestadistica",
    "municipality key",
    "municipality code",
    "mun code",
    "pcode",
    "adm2 pcode",
    "code",
)


def _key() -> Field:
    means = "Key of the municipality (INEGI's five digits, as text with their zeros)"
    return Field("cvegeo", "key", means, "20067", _KEY_NAMES)


def _municipality() -> tuple[Field, Field]:
    names = ("municipio", "nom mun", "nombre municipio", "nombre del municipio", "mun", "adm2 es", "municipality name")
    states = ("estado", "entidad", "nom ent", "entidad federativa", "nom estado", "adm1 es", "state name")
    return (
        Field("municipality", "text", "Name of the municipality, where there is no key", "Oaxaca de Juárez", names),
        Field("state", "text", "Name or key of its state, where two municipalities have one name", "Oaxaca", states),
    )


def _place() -> tuple[Field, Field]:
    lon = ("longitude", "longitud", "long", "lng", "x", "lon decimal", "coord x", "longitud decimal")
    lat = ("latitude", "latitud", "y", "lat decimal", "coord y", "latitud decimal")
    return (
        Field("lon", "number", "Longitude in degrees, WGS84; west is negative", "-96.7236", lon, *_LON, "degrees"),
        Field("lat", "number", "Latitude in degrees, WGS84", "17.0604", lat, *_LAT, "degrees"),
    )


def _count(name: str, means: str, example: str, *other_names: str, unit: str = "people") -> Field:
    return Field(name, "number", means, example, other_names, unit=unit, whole=True)


def _rate(name: str, means: str, example: str, *other_names: str) -> Field:
    return Field(name, "number", f"{means}, % of dwellings", example, other_names, high=100.0, unit="% of dwellings")


def _estimated() -> tuple[Field, ...]:
    """What an estimate from microdata has besides, as `alcance microdata` writes it."""
    rates = {
        "low": "Lower end of its interval (95%, unless interval_level says another)",
        "high": "Upper end of its interval (95%, unless interval_level says another)",
        "se": "Its standard error",
    }
    shares = [
        Field(f"rural_return_share_{line}{part}", "number", f"Share of the return dwellings in localities of fewer than {line:,} people{words}, 0-1", "", high=1.0)
        for line in sorted(RURAL_LINES)
        for part, words in (("", ""), ("_low", ", lower end"), ("_high", ", upper end"))
    ]  # fmt: skip
    return (
        *(_rate(f"return_rate_{part}", words, "") for part, words in rates.items()),
        Field("return_rate_cv", "number", "Its coefficient of variation, %", "", unit="%"),
        Field("cases", "number", "Return dwellings in the sample", "", unit="cases"),
        Field("precision", "choice", "Precision class by the coefficient of variation", "", choices=PRECISIONS),
        Field("unit", "choice", "What is counted: dwellings (also where it is missing), or people of 5 and older", "", choices=UNITS),
        Field("interval_level", "number", "Level of the intervals, %; 95 where it is missing", "", low=50.0, high=99.9, unit="%"),
        *shares,
    )  # fmt: skip


def _about_program() -> tuple[Field, ...]:
    offers = ("componentes", "servicios", "services", "component", "componente")
    return (
        Field("components", "components", "What it offers: ids of the 14 components, joined by ;", "legal_assistance;migrant_shelters", offers),
        Field("eligibility", "choice", "Whom it takes", "any", ("elegibilidad", "poblacion objetivo", "a quien"), choices=ELIGIBILITIES),
        Field("since", "year", "First year in operation", "2015", ("desde", "inicio", "ano de inicio", "start", "start year", "opened")),
        Field("until", "year", "Last year in operation; empty while it is open", "", ("hasta", "fin", "termino", "end", "end year", "closed")),
    )  # fmt: skip


PROGRAMS = Kind(
    "programs",
    (
        Field("site_id", "id", "Id of the site: small letters, digits, hyphens", "casa-oaxaca", ("id", "id sede", "clave sede", "site", "sede id")),
        Field("program_id", "id", "Id of the program", "casa", ("id programa", "programa id", "clave programa")),
        Field("name_es", "text", "Name of the program, in Spanish", "Casa del Retorno", ("nombre", "name", "programa", "program", "nombre del programa", "program name", "name en")),
        Field("name_en", "text", "Name of the program, in English", "House of Return", ("english name", "nombre en ingles", "nombre ingles")),
        Field("site_es", "text", "Name of the site, in Spanish", "Oficina de Oaxaca", ("sede", "nombre de la sede", "site name", "oficina", "office")),
        Field("site_en", "text", "Name of the site, in English", "Oaxaca office", ("sede en ingles",)),
        *_place(),
        *_about_program(),
        Field("announced", "components", "What is only announced: ids of components, joined by ;", "", ("anunciado", "anunciados", "componentes anunciados")),
        Field("sureness", "choice", "How sure the site is: confirmed, office or state; empty: it counts as you bring it", "confirmed", ("certeza", "seguridad de la sede"), choices=tuple(reversed(SURENESS))),
        Field("reach_km", "number", "Radius in which it can be reached, km; empty: the question's", "40", ("alcance", "alcance km", "radio", "radio km", "reach", "radius", "radius km"), low=0.001, high=1000.0, unit="km"),
        Field("served", "served", "Keys of the municipalities it works in, joined by ;", "", ("municipios atendidos", "municipios", "served municipalities")),
        Field("operator_es", "text", "Who runs it, in Spanish", "Asociación Civil", ("operator", "operador", "institucion", "organizacion", "organization", "institution", "responsable")),
        Field("operator_en", "text", "Who runs it, in English", "Civil association", ("operador en ingles",)),
        Field("kind", "choice", "Who answers for it", "ngo", ("tipo", "type", "ambito"), choices=SITE_KINDS),
        Field("views", "names", "Named views it belongs to, joined by ;", "", ("vistas",)),
        Field("summary_es", "text", "What it does, in Spanish", "Asesoría y albergue.", ("descripcion", "resumen")),
        Field("summary_en", "text", "What it does, in English", "Advice and shelter.", ("description", "summary")),
    ),
    needs=(("name_es",),),
    shapes="any",
)  # fmt: skip

RETURNS = Kind(
    "returns",
    (
        _key(),
        *_municipality(),
        Field("year", "year", "Year of the figures", "2020", ("ano", "anio", "periodo", "census year")),
        _count("dwellings", "Inhabited private dwellings: the base of the rates", "68416", "viviendas", "total de viviendas", "viviendas habitadas", "tot viv", unit="dwellings"),
        _rate("return_rate", "Dwellings with a migrant back from the United States", "0.71", "tasa de retorno", "retorno", "migrantes de retorno", "viv mig ret", "viv ret", "return rate percent"),
        _rate("remittance_rate", "Dwellings that receive remittances", "4.2", "remesas", "viv rem"),
        _rate("emigrant_rate", "Dwellings with emigrants to the United States", "0.9", "emigrantes", "viv emig"),
        _rate("circular_rate", "Dwellings with circular migrants", "0.2", "circulares", "viv circ"),
        *_estimated(),
        Field("intensity", "choice", "Degree of migration intensity", "Bajo", ("intensidad", "grado", "gim", "grado de intensidad migratoria"), choices=INTENSITIES),
    ),
    needs=(("cvegeo", "municipality"), ("return_rate",)),
    shapes="none",
)  # fmt: skip

CATCHMENTS = Kind(
    "catchments",
    (
        Field("site_id", "id", "Id of the site whose catchment it is", "casa-oaxaca", ("id", "id sede", "site", "clave sede")),
        Field("name", "text", "Name of the site, where there is no id", "Oficina de Oaxaca", ("nombre", "sede", "site name", "name es", "site es", "oficina")),
        *_about_program(),
    ),
    needs=(("site_id", "name"),),
    shapes="polygons",
)  # fmt: skip

SETTLEMENTS = Kind(
    "settlements",
    (
        _key(),
        *_municipality(),
        Field("locality_key", "locality", "Key of the locality (nine digits, as text)", "200670001", ("clave localidad", "cve loc", "clave de la localidad", "cvegeo loc", "locality code")),
        Field("locality", "text", "Name of the locality", "Oaxaca de Juárez", ("localidad", "nom loc", "nombre localidad", "nombre de la localidad", "settlement", "place", "name", "nombre")),
        *_place(),
        _count("population", "People who live there", "258913", "poblacion", "pobtot", "pob total", "poblacion total", "people", "pop"),
        _count("dwellings", "Inhabited private dwellings", "74361", "viviendas", "vivparhab", "tvivparhab", "viviendas habitadas", unit="dwellings"),
        _count("locality_population", "People of the whole locality, where a row is a part of one", "258913", "poblacion de la localidad"),
        _count("abroad_2015", "People of 5 and older who lived in another country in March 2015, or did not say", "1200", "residencia en otro pais 2015"),
        _count("indigenous_speakers", "People of 3 and older who speak an indigenous language", "31000", "p3ym hli"),
        _count("without_health_insurance", "People not affiliated to any health service", "70000", "psinder"),
        _count("schooling_years", "Mean years of schooling of people of 15 and older", "11.2", "graproes", unit="years"),
    ),
    needs=(("cvegeo", "municipality"), ("population",), ("lon", "geometry"), ("lat", "geometry")),
    shapes="points",
)  # fmt: skip

MUNICIPALITIES = Kind(
    "municipalities",
    (
        Field("cvegeo", "id", "Key of the municipality in its own country", "0101", _KEY_NAMES),
        Field("municipality", "text", "Name of the municipality", "San Pedro", ("municipio", "name", "nombre", "nom mun", "adm2 es", "adm2 en", "adm2 name", "nomgeo")),
        Field("state_code", "id", "Key of its state or department", "01", ("cve ent", "adm1 pcode", "departamento codigo", "clave estado", "state key")),
        Field("state", "text", "Name of its state or department", "Norte", ("estado", "departamento", "department", "adm1 es", "adm1 en", "adm1 name", "nom ent", "provincia", "province")),
        Field("region", "text", "Region that questions ask about; the state where there is none", "Norte", ("macro region",)),
        Field("pcode", "id", "P-code; the key where there is none", "XX0101", ("adm2 pcode", "p code")),
        _count("population", "People", "12000", "poblacion", "pobtot", "pop", "people"),
        _count("dwellings", "Inhabited private dwellings", "3000", "viviendas", "vivparhab", unit="dwellings"),
        Field("seat", "text", "Name of its seat", "San Pedro", ("cabecera", "capital")),
        Field("seat_lon", "number", "Longitude of its seat, degrees", "-90.1", ("cabecera lon",), *_LON, "degrees"),
        Field("seat_lat", "number", "Latitude of its seat, degrees", "15.2", ("cabecera lat",), *_LAT, "degrees"),
        Field("marginalisation", "choice", "Degree of marginalisation", "Alto", ("marginacion", "grado de marginacion", "gm 2020"), choices=MARGINALISATION),
    ),
    needs=(("cvegeo",), ("municipality",), ("state",), ("geometry",)),
    shapes="polygons",
)  # fmt: skip

KINDS = {kind.id: kind for kind in (PROGRAMS, RETURNS, CATCHMENTS, SETTLEMENTS, MUNICIPALITIES)}


def guess_columns(kind: Kind, columns: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Which column may be which field: for each field a column and the reason.

    The reason is ``same_name`` where the column is called as the field is, ``other_name`` where people call the field
    so; nothing is guessed from what stands in the column. A column goes to one field.
    """
    names = {column: plain(column) for column in columns}
    found: dict[str, tuple[str, str]] = {}
    used: set[str] = set()
    for field in kind.fields:
        column = next((column for column in columns if column == field.id), None)
        if column is not None:
            found[field.id] = (column, "same_name")
            used.add(column)
    for field in kind.fields:
        if field.id in found:
            continue
        for other in (plain(field.id), *field.other_names):
            column = next((column for column in columns if column not in used and names[column] == other), None)
            if column is not None:
                found[field.id] = (column, "other_name")
                used.add(column)
                break
    return found
