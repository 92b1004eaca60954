"""What a column of a person's own file may be, how people call it, and the fields that several kinds of file share."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from layers.names import normalise
from layers.own.places import parse_degrees, parse_place
from layers.own.values import as_text, parse_number, without_mark
from layers.own.years import has_time, parse_period
from vocabulary.lists import ELIGIBILITIES

_BILLIONS = 10_000_000_000.0
_LONGEST_KEY = 20


@dataclass(frozen=True)
class Field:
    """One field. What it means stands in `words`, as ``own.means`` with the kind and the field's id.

    Attributes
    ----------
    id, example
        The column's name and a cell, as the template has them.
    other_names : tuple of str
        How people call the column too, normalised as `layers.names.normalise` does; the first that is there is taken.
    low, high, unit, whole
        Bounds of a number, both included; its unit; whether it counts something.
    choices : tuple of str
        What a choice may be, where it is one.
    choice_names : mapping
        How people write a choice too (normalised), to the choice.
    endings : tuple of str
        Last words by which a column is known where one alone has them, as survey tools put a question's name first.
    tags : tuple of str
        HXL hashtags with the attributes that a column of it has at least.
    fits
        Whether a cell may be one of the field's, where neither a unit nor choices say so.
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
    endings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fits: Callable[[Any], bool] | None = None

    def may_hold(self, cell: Any) -> bool:
        """Whether a cell that is not missing may be one of the field's: no guess is made of a column without any.

        Examples
        --------
        >>> Field("kind", "ngo", choices=("ngo", "federal")).may_hold("Albergue")
        False
        """
        if self.fits is not None:
            return self.fits(cell)
        if self.choices:
            return self.choice_of(as_text(cell) or "") is not None
        if self.unit:
            return (
                parse_number(cell, low=self.low, high=_BILLIONS, unit=self.unit, whole=self.whole).refused
                != "not_number"
            )
        return True

    def choice_of(self, text: str) -> str | None:
        """The choice that a text means; None where it means none."""
        wanted = {normalise(choice): choice for choice in self.choices} | dict(self.choice_names)
        # A rank may stand before it, so that it sorts: 2 Bajo.
        return (
            text
            if text in self.choices
            else wanted.get(normalise(text), wanted.get(normalise(text).lstrip("0123456789 ")))
        )


def is_key(cell: Any) -> bool:
    """Whether a cell may be the key of a municipality or a locality, of its own or inside a state.

    Examples
    --------
    >>> is_key("067"), is_key("MX20067"), is_key('="20067"'), is_key("Abejones")
    (True, True, True, False)
    """
    text = as_text(cell) or ""
    text = without_mark(text) or text
    if re.fullmatch(r"\d{1,2},\d{3}|\d\.\d{3,9}E\+\d+|[A-Z]{3}(?:\.\d+)+_\d+", text, re.ASCII):
        return True  # a number that a spreadsheet has made of it, or one of GADM's
    return (
        len(text) <= _LONGEST_KEY
        and re.fullmatch(r"[A-Za-z]{0,3}[-. ]?\d[\dA-Za-z.-]*(?: \d{3})?", text, re.ASCII) is not None
    )


def is_name(cell: Any) -> bool:
    """Whether a cell may be a name: it is no number.

    Examples
    --------
    >>> is_name("Abejones"), is_name("067"), is_name(67)
    (True, False, False)
    """
    return isinstance(cell, str) and any(letter.isalpha() for letter in cell)


def is_year(cell: Any) -> bool:
    """Whether a cell may be a year, and no moment of a day.

    Examples
    --------
    >>> is_year("marzo de 2015"), is_year("vigente"), is_year("2026-01-02T10:00:00-06:00")
    (True, True, False)
    """
    return parse_period(cell, ends=True).refused is None and not has_time(cell)


def is_degrees(cell: Any) -> bool:
    r"""Whether a cell may be a longitude or a latitude, in degrees or metres.

    Examples
    --------
    >>> is_degrees("17°03'37\" N"), is_degrees("1887500"), is_degrees("norte")
    (True, True, False)
    """
    number = parse_number(cell, low=-_BILLIONS, high=_BILLIONS, unit="degrees")
    return number.refused != "not_number" or (isinstance(cell, str) and parse_degrees(cell) is not None)


def is_place(cell: Any) -> bool:
    """Whether a cell holds a whole place: latitude and longitude, WKT.

    Examples
    --------
    >>> is_place("17.06, -96.72"), is_place("Calle 5")
    (True, False)
    """
    return parse_place(cell) is not None


_ANYBODY = (
    *("cualquiera", "todos", "todas", "all", "everyone", "toda persona", "todas las personas", "cualquier persona"),
    *("publico en general", "poblacion en general", "poblacion abierta", "general public", "migrantes", "migrants"),
    *("personas migrantes", "poblacion migrante", "migrantes en retorno", "migrantes de retorno", "returnees"),
    *("personas en retorno", "personas retornadas", "poblacion en retorno", "personas migrantes en retorno"),
)
_ELIGIBILITY_NAMES = {
    **dict.fromkeys(_ANYBODY, "any"),
    **dict.fromkeys(("deportados", "deportadas", "deportadas y deportados", "deportees"), "deported"),
    **dict.fromkeys(("desconocida", "desconocido", "no se sabe", "not known"), "unknown"),
    **dict.fromkeys(("voluntario", "voluntarios", "voluntarias", "retorno voluntario"), "voluntary"),
}

#: How people call the key of a municipality where no other key can be meant: INEGI, CONAPO, datos.gob.mx, OCHA.
MUNICIPALITY_KEY_NAMES = (
    *("cve geo", "cvegeo mun", "cvegeomun", "cve geo mun", "cvegeo municipal", "cvegeo municipio", "cve completa"),
    *("clave municipio", "clave municipal", "clave del municipio", "clave de municipio", "clave mun", "clave mpio"),
    *(
        "clave geoestadistica",
        "clave geoestadistica municipal",
        "clave inegi",
        "cve inegi",
        "codigo inegi",
        "clave de inegi",
    ),
    *("cve mun", "cvemun", "cve mpio", "cve municipio", "mun cve", "id mun", "id municipio", "municipio id", "idmun"),
    *(
        "municipio clave",
        "cod mun",
        "codigo municipio",
        "codigo municipal",
        "codigo de municipio",
        "codigo del municipio",
    ),
    *("municipality key", "municipality code", "municipality id", "mun code", "mun id", "muni code"),
    *("adm2 pcode", "admin2pcode", "admin2 pcode", "admin 2 pcode", "admin 2 p code", "adm2pcode", "admin pcode 2"),
    *(
        "adm2 code",
        "admin2code",
        "admin2 code",
        "admin 2 code",
        "adm2code",
        "adm2 id",
        "pcode",
        "p code",
        "mun",
        "mpio",
        "gid 2",
    ),
)
KEY_NAMES = (*MUNICIPALITY_KEY_NAMES, "clave", "code", "codigo", "key", "cvegeo loc")
_MUNICIPALITY_NAMES = (
    *(
        "municipio",
        "nom mun",
        "nombre municipio",
        "nombre del municipio",
        "nombre de municipio",
        "nom municipio",
        "nommun",
    ),
    *("nomgeo", "nombre mun", "nom mpio", "municipio nombre", "municipio o alcaldia", "municipio alcaldia", "alcaldia"),
    *(
        "municipio o delegacion",
        "demarcacion",
        "ayuntamiento",
        "mun",
        "mpio",
        "municipality name",
        "municipality",
        "county",
    ),
    *("adm2 es", "adm2 en", "adm2 name", "adm2 name es", "admin2name", "admin2name es", "admin2name en", "admin2 name"),
    *("admin 2 name", "admin2namees", "adm2name", "admin2", "adm2", "admin 2", "name 2"),
)
#: A state's key is surer than its name.
_STATE_NAMES = (
    *("cve ent", "cveent", "ent", "clave entidad", "clave de la entidad", "clave de entidad", "clave entidad federativa"),
    *("clave de la entidad federativa", "clave estado", "clave del estado", "cve entidad", "cve estado", "cve edo", "id entidad"),
    *("id estado", "id ent", "entidad id", "estado id", "cod ent", "cod estado", "codigo estado", "codigo entidad", "entidad"),
    *("adm1 pcode", "admin1pcode", "admin1 pcode", "admin 1 pcode", "admin 1 p code", "adm1 code", "admin1code", "adm1pcode"),
    *("estado", "nom ent", "noment", "entidad federativa", "nombre entidad", "nombre de la entidad", "nombre de entidad"),
    *("nombre de la entidad federativa", "nom estado", "nombre estado", "nombre del estado", "nom entidad", "nom abr", "edo"),
    *("state name", "state", "province", "adm1 es", "adm1 en", "adm1 name", "admin1name", "admin1name es", "admin1 name"),
    *("admin 1 name", "adm1name", "admin1", "adm1", "name 1"),
)  # fmt: skip

#: The municipality of a row: by its key, else by its name, and its state's where two have one name.
MUNICIPALITY = (
    Field("cvegeo", "20067", KEY_NAMES, tags=("#adm2+code",), fits=is_key),
    Field("municipality", "Oaxaca de Juárez", _MUNICIPALITY_NAMES, tags=("#adm2+name", "#adm2"), fits=is_name),
    Field("state", "Oaxaca", _STATE_NAMES, tags=("#adm1+code", "#adm1+name", "#adm1")),
)

_LON_NAMES = (
    *(
        "longitude",
        "lon decimal",
        "long decimal",
        "longitud decimal",
        "longitude decimal",
        "decimal longitude",
        "lon dec",
    ),
    *(
        "long dec",
        "londec",
        "lon dd",
        "long dd",
        "longitud",
        "longitud w",
        "longitud o",
        "longitud oeste",
        "long",
        "lng",
    ),
    *(
        "point x",
        "x coord",
        "xcoord",
        "coord x",
        "coordx",
        "coordenada x",
        "coordenadas x",
        "x coordinate",
        "centroid x",
    ),
    *(
        "centroide x",
        "x centroide",
        "x utm",
        "utm x",
        "este",
        "easting",
        "geo lon",
        "geo lng",
        "gps lon",
        "gps longitude",
    ),
    *(
        "gps longitud",
        "longitude e",
        "longitude w",
        "x",
        "lon wgs84",
        "longitud wgs84",
        "lon grados",
        "longitud grados",
    ),
    *("longitud grados decimales", "longitud geografica", "intptlon", "lo", "xlong", "x long", "longitudine"),
)
_LAT_NAMES = (
    *("latitude", "lat decimal", "latitud decimal", "latitude decimal", "decimal latitude", "lat dec", "latdec"),
    *("lat dd", "latitud", "latitud n", "latitud norte", "point y", "y coord", "ycoord", "coord y", "coordy"),
    *("coordenada y", "coordenadas y", "y coordinate", "centroid y", "centroide y", "y centroide", "y utm"),
    *("utm y", "norte", "northing", "geo lat", "gps lat", "gps latitude", "gps latitud", "latitude n", "y"),
    *("lat wgs84", "latitud wgs84", "lat grados", "latitud grados", "latitud grados decimales", "latitud geografica"),
    *("intptlat", "la", "ylat", "y lat"),
)  # fmt: skip
_PLACE_NAMES = (
    *("wkt", "geom", "the geom", "geometria", "wkb geometry", "wkb", "geom wkt", "wkt geom", "st astext", "shape", "geo"),
    *("geojson", "coordenadas", "coordinates", "coords", "coordenada", "coordenadas geograficas", "ubicacion", "location"),
    *("gps", "geolocation", "geolocalizacion", "georreferencia", "georeferencia", "geopoint", "geopunto", "punto", "point"),
    *("lat lon", "lat long", "lat lng", "latlon", "latlong", "latlng", "latitud longitud", "latitud y longitud", "latitude longitude"),
    *("latitud y longitud decimal", "lat y lon", "lat y long", "lon lat", "lng lat", "longitud latitud", "xy", "x y", "google maps"),
    *("liga google maps", "liga de google maps", "enlace google maps", "enlace de google maps", "link google maps", "link de google maps", "google maps link", "mapa", "link mapa", "map link", "maps"),
)  # fmt: skip


def longitude(id: str, example: str, *other_names: str, **more: Any) -> Field:  # noqa: A002
    """A field of longitudes, degrees.

    Examples
    --------
    >>> longitude("seat_lon", "-90.1").low
    -180.0
    """
    return Field(id, example, other_names, -180.0, 180.0, "degrees", fits=is_degrees, **more)


def latitude(id: str, example: str, *other_names: str, **more: Any) -> Field:  # noqa: A002
    """A field of latitudes, degrees.

    Examples
    --------
    >>> latitude("seat_lat", "15.2").high
    90.0
    """
    return Field(id, example, other_names, -90.0, 90.0, "degrees", fits=is_degrees, **more)


#: A place in one column, where the file has no geometries of its own.
GEOMETRY = Field("geometry", "", _PLACE_NAMES, tags=("#geo+coord", "#geo+latlon", "#geo"), fits=is_place)

#: Where a row is, degrees of WGS84 unless a person says otherwise.
POINT = (
    longitude("lon", "-96.7236", *_LON_NAMES, endings=("longitude", "longitud", "lon", "lng"), tags=("#geo+lon",)),
    latitude("lat", "17.0604", *_LAT_NAMES, endings=("latitude", "latitud", "lat"), tags=("#geo+lat",)),
    GEOMETRY,
)

#: What a program offers, to whom and when.
PROGRAM = (
    Field("components", "legal_assistance;migrant_shelters", ("componentes", "servicios", "services", "component", "componente", "servicios que ofrece", "servicios ofrecidos", "tipo de servicio", "service", "servicio", "tipo de servicios", "servicios que brinda", "servicios que presta", "servicios que ofrecen", "servicios que se ofrecen", "servicios brindados", "servicios prestados", "services offered", "services provided", "service type", "apoyos", "apoyo", "tipo de apoyo", "apoyos que otorga"), tags=("#service+list", "#service", "#activity+type")),
    Field("eligibility", "any", ("elegibilidad", "poblacion objetivo", "poblacion que atiende", "poblacion atendida", "a quien", "a quien atiende"), choices=ELIGIBILITIES, choice_names=_ELIGIBILITY_NAMES),
    Field("since", "2015", ("desde", "inicio", "ano de inicio", "fecha de inicio", "inicio de operaciones", "vigencia", "periodo", "start", "start year", "start date", "opened", "fecha de apertura", "apertura", "ano de apertura", "opening date", "fecha inicio", "ano inicio", "fecha de inicio de operaciones"), tags=("#date+start",), fits=is_year),
    Field("until", "", ("hasta", "fin", "termino", "ano de termino", "fecha de termino", "fecha de fin", "end", "end year", "end date", "closed", "fecha de cierre", "cierre", "ano de cierre", "closing date", "fecha fin", "fecha termino", "fecha de conclusion", "ano fin"), tags=("#date+end",), fits=is_year),
)  # fmt: skip


def count(id: str, example: str, *other_names: str, unit: str = "people", **more: Any) -> Field:  # noqa: A002
    """A field that counts something.

    Examples
    --------
    >>> count("cases", "12", "casos").unit
    'people'
    """
    return Field(id, example, other_names, unit=unit, whole=True, **more)


def names_of(fields: Iterable[Field]) -> frozenset[str]:
    """How people call some fields, normalised.

    Examples
    --------
    >>> sorted(names_of([Field("cases", "", ("casos",))]))
    ['cases', 'casos']
    """
    return frozenset(name for field in fields for name in (normalise(field.id), *field.other_names))
