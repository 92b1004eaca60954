"""The programs that help returned migrants, and their sites: one GeoJSON feature a site.

A site's catchment is a polygon if its geometry is one, else the municipalities it serves if any are named, else a
circle of its own reach, or of the question's where the catalogue gives none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import pandas as pd
import pydantic
import shapely
from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from layers.errors import LayerError
from layers.schema import KEY_PATTERN
from vocabulary.lists import COMPONENTS, Eligibility, SiteKind, Sureness

FILE = "programs.geojson"
CURRENT = "current"

#: The view of everything in `CURRENT` and of the services open to anybody; those are in no other view by themselves.
WITH_GENERAL_SERVICES = "with-general-services"

#: A site of a public service open to anybody: the employment service, passports, health.
GENERAL_SERVICE = "general_service"

#: The program that a question's hypothetical sites belong to; no catalogue has it.
WHAT_IF = "what-if"
HYPOTHETICAL = "hypothetical"

#: Longitude and latitude within which a place in Mexico lies, with its islands.
MEXICO_BOUNDS = (-118.7, 14.3, -86.4, 32.9)


class Extent(NamedTuple):
    """A country's name for messages, and its west, south, east and north in degrees: a first look at a place."""

    country: str
    bounds: tuple[float, float, float, float]

    def holds(self, bounds: tuple[float, float, float, float]) -> bool:
        """Whether a box lies in the country's.

        Examples
        --------
        >>> MEXICO.holds((-97.0, 16.0, -96.0, 17.0)), MEXICO.holds((16.0, -97.0, 17.0, -96.0))
        (True, False)
        """
        (west, south, east, north), (left, bottom, right, top) = self.bounds, bounds
        return west <= left and right <= east and south <= bottom and top <= north


MEXICO = Extent("Mexico", MEXICO_BOUNDS)

_LONGEST_REACH_KM = 1000.0

#: How sure an answer is looks at it in every view: their number is work.
_MOST_VIEWS = 50


def _known_component(value: str) -> str:
    if value not in COMPONENTS:
        raise ValueError(f"one of the 14 components: {', '.join(COMPONENTS)}")
    return value


Component = Annotated[str, AfterValidator(_known_component)]
#: What an id of a site, a program or a view is made of.
ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,79}$"
Identifier = Annotated[str, Field(pattern=ID_PATTERN)]
Year = Annotated[int, Field(ge=1900, le=2100)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]


class Citation(BaseModel):
    """Where a fact of the catalogue was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    publisher: Text | None = None
    year: Year | None = None
    url: Text | None = None
    supports: tuple[Text, ...] = ()


class Site(BaseModel):
    """The properties of one feature: a site with its program's facts, or a program without a place.

    ``since`` and ``until`` are the first and the last year in operation, None where unknown or still open;
    ``reach_km`` is None where the catalogue gives none; ``unknown_es`` and ``unknown_en`` name what could not be found,
    one by one in the same order. ``components`` are given, with evidence; ``announced`` are promised and nothing more.
    ``sureness`` is None where the catalogue does not say, ``eligibility`` is ``unknown`` where no source says whom a
    program takes. ``operator_es`` and ``unknown_en`` were called ``operator`` and ``unknown``.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    site_id: Identifier | None = None
    program_id: Identifier
    name_es: Text
    name_en: Text
    site_es: Text | None = None
    site_en: Text | None = None
    operator_es: Text | None = Field(default=None, validation_alias=AliasChoices("operator_es", "operator"))
    operator_en: Text | None = None
    kind: SiteKind = "ngo"
    since: Year | None = None
    until: Year | None = None
    eligibility: Eligibility = "any"
    components: tuple[Component, ...] = ()
    announced: tuple[Component, ...] = ()
    sureness: Sureness | None = None
    views: tuple[Identifier, ...] = ()
    reach_km: Annotated[float, Field(gt=0, le=_LONGEST_REACH_KM)] | None = None
    served: tuple[Annotated[str, Field(pattern=f"^{KEY_PATTERN}$")], ...] = ()
    precision: Literal["site", "city", "municipality", "region"] | None = None
    locality_key: str | None = None
    summary_es: Text | None = None
    summary_en: Text | None = None
    no_catchment_es: Text | None = None
    no_catchment_en: Text | None = None
    note_es: Text | None = None
    note_en: Text | None = None
    unknown_es: tuple[Text, ...] = ()
    unknown_en: tuple[Text, ...] = Field(default=(), validation_alias=AliasChoices("unknown_en", "unknown"))
    citations: tuple[Citation, ...] = ()

    @field_validator("announced")
    @classmethod
    def _not_given_too(cls, announced: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        both = sorted(set(announced) & set(info.data.get("components", ())))
        if both:
            raise ValueError(f"components that are only announced: {both[0]} is among those given")
        return announced


class View(BaseModel):
    """A named reading of the catalogue; ``as_of`` is the year it asks about, None for the catalogue's edition."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier
    name_es: Text
    name_en: Text
    as_of: Year | None = None


class NotFound(BaseModel):
    """What was looked for and not found, and what finding it would change.

    ``at`` is the key of a municipality at whose seat a missing office is asked about, None without such a place.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier
    what_es: Text
    what_en: Text
    would_es: Text
    would_en: Text
    at: Annotated[str, Field(pattern=f"^{KEY_PATTERN}$")] | None = None


#: The view of a catalogue that does not name it: the default question asks about it.
_TODAY = View(id=CURRENT, name_es="Hoy", name_en="Today")


@dataclass(frozen=True, eq=False)
class Programs:
    """The catalogue: records in the order of ``site_id``, their geometries, the named views, the edition (year).

    ``not_found`` tells what was looked for in vain; a person's own catalogue may leave it out. The view `CURRENT` is in
    every catalogue, as its open sites are in that view.
    """

    records: tuple[Site, ...]
    geometries: tuple[shapely.Geometry | None, ...]
    views: tuple[View, ...]
    edition: int
    file: str = FILE
    not_found: tuple[NotFound, ...] = ()

    def __post_init__(self) -> None:
        if all(view.id != CURRENT for view in self.views):
            object.__setattr__(self, "views", (_TODAY, *self.views))

    @cached_property
    def sites(self) -> pd.DataFrame:
        """The sites that have a place, ordered by ``site_id``.

        Returns
        -------
        DataFrame
            ``site_id``, ``program_id``, ``program`` and ``site`` (Spanish names), ``program_en``, ``site_en``, ``lon``,
            ``lat`` (degrees; a polygon's inside point), ``since``, ``until`` (years, missing where unknown or open),
            ``reach_km`` (missing where the question's applies), ``components``, ``announced``, ``views``, ``served``
            (tuples), ``eligibility``, ``precision``, ``kind``, ``sureness`` (missing where the catalogue
            does not say), ``polygon`` (a geometry or None).
        """
        rows = []
        for record, geometry in zip(self.records, self.geometries, strict=True):
            if geometry is None:
                continue
            is_point = isinstance(geometry, shapely.Point)
            point = geometry if is_point else geometry.representative_point()
            rows.append(
                {
                    "site_id": record.site_id,
                    "program_id": record.program_id,
                    "program": record.name_es,
                    "program_en": record.name_en,
                    "site": record.site_es or record.name_es,
                    "site_en": record.site_en or record.site_es or record.name_en,
                    "lon": point.x,
                    "lat": point.y,
                    "since": record.since,
                    "until": record.until,
                    "reach_km": record.reach_km,
                    "components": record.components,
                    "announced": record.announced,
                    "eligibility": record.eligibility,
                    "views": record.views,
                    "served": record.served,
                    "precision": record.precision,
                    "kind": record.kind,
                    "sureness": record.sureness,
                    "polygon": None if is_point else geometry,
                }
            )
        frame = pd.DataFrame(rows, columns=_SITE_COLUMNS)
        for year in ("since", "until"):
            frame[year] = frame[year].astype("Int64")
        frame["reach_km"] = frame["reach_km"].astype("float64")
        frame["sureness"] = frame["sureness"].astype("str")
        return frame

    def with_hypothetical(self, places: Iterable[tuple[str, str, float, float]]) -> Programs:
        """The catalogue with hypothetical sites that help anyone with all 14 components, as far as the question says.

        Parameters
        ----------
        places
            For each site the rest of its id, its name, longitude and latitude (degrees, EPSG:4326).

        Examples
        --------
        >>> more = layers.programs.with_hypothetical([("20537", "Nochixtlán", -97.22, 17.46)])
        >>> len(more.sites) - len(layers.programs.sites)
        1
        """
        pairs = list(zip(self.records, self.geometries, strict=True))
        for name, words, lon, lat in places:
            record = Site(
                site_id=f"{WHAT_IF}-{name}",
                program_id=WHAT_IF,
                name_es="Sede hipotética",
                name_en="Hypothetical site",
                site_es=f"{words} (sede hipotética)",
                site_en=f"{words} (hypothetical site)",
                kind="hypothetical",
                components=COMPONENTS,
            )
            pairs.append((record, shapely.Point(lon, lat)))
        return catalogue(pairs, self.views, self.edition, self.file, self.not_found)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of all programs, those without a place too, in order."""
        return tuple(sorted({record.program_id for record in self.records}))


_SITE_COLUMNS = [
    "site_id",
    "program_id",
    "program",
    "program_en",
    "site",
    "site_en",
    "lon",
    "lat",
    "since",
    "until",
    "reach_km",
    "components",
    "announced",
    "eligibility",
    "views",
    "served",
    "precision",
    "kind",
    "sureness",
    "polygon",
]


def read_programs(
    path: Path, *, edition: int | None = None, views: Iterable[View] = (), extent: Extent = MEXICO
) -> Programs:
    """A catalogue of programs from GeoJSON (RFC 7946: EPSG:4326, longitude first).

    Parameters
    ----------
    path : Path
        A FeatureCollection; each feature's properties are a `Site`. The members ``edition`` and ``views`` beside
        ``features`` say the catalogue's year and its named views.
    edition, views
        Taken where the file does not say them: a person's own catalogue is asked about as of ours.
    extent : Extent
        The country.

    Raises
    ------
    LayerError
        Where the file is not GeoJSON, an id is there twice, a component is unknown, a point lies outside the country
        or its coordinates are swapped, or any other property is not as `Site` says.

    Examples
    --------
    >>> read_programs(DATA / FILE).ids[:2]
    ('3x1-migrantes', 'aenas')
    """
    if not path.is_file():
        raise LayerError.at(path.name, found="no such file", expected="a catalogue of programs as GeoJSON")
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise LayerError.at(path.name, found=str(error), expected="GeoJSON in UTF-8") from error
    return parse_programs(document, file=path.name, edition=edition, views=views, extent=extent)


def parse_programs(
    document: Any, *, file: str, edition: int | None = None, views: Iterable[View] = (), extent: Extent = MEXICO
) -> Programs:
    """A catalogue from a parsed GeoJSON document; see `read_programs`.

    Examples
    --------
    >>> empty = {"type": "FeatureCollection", "features": [], "edition": 2026}
    >>> [view.id for view in parse_programs(empty, file="mine.geojson").views]
    ['current']
    """
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        found = document.get("type") if isinstance(document, dict) else type(document).__name__
        raise LayerError.at(file, found=found, expected="a GeoJSON FeatureCollection")
    features = document.get("features")
    if not isinstance(features, list):
        raise LayerError.at(file, column="features", found=type(features).__name__, expected="a list of features")
    pairs = [_feature(feature, row, file, extent) for row, feature in enumerate(features, start=1)]
    stated = document.get("views") or views
    if isinstance(stated, str) or not isinstance(stated, Iterable):
        raise LayerError.at(file, column="views", found=stated, expected="a list of views")
    try:
        named = tuple(View.model_validate(view) for view in stated)
    except pydantic.ValidationError as error:
        raise _invalid(error, file, "views") from error
    sought = document.get("not_found", [])
    if not isinstance(sought, list):
        raise LayerError.at(file, column="not_found", found=sought, expected="a list of what was not found")
    try:
        not_found = tuple(NotFound.model_validate(entry) for entry in sought)
    except pydantic.ValidationError as error:
        raise _invalid(error, file, "not_found") from error
    year = document.get("edition", edition)
    if not isinstance(year, int):
        raise LayerError.at(file, column="edition", found=year, expected="the catalogue's year")
    return catalogue(pairs, named, year, file, not_found)


def _check_reserved(record: Site, row: int, file: str) -> None:
    if record.program_id == WHAT_IF or (record.site_id or "").startswith(f"{WHAT_IF}-"):
        column = "program_id" if record.program_id == WHAT_IF else "site_id"
        raise LayerError.at(
            file, row=row, column=column, found=WHAT_IF, expected="another id: this one is a question's own sites"
        )


def _feature(feature: Any, row: int, file: str, extent: Extent) -> tuple[Site, shapely.Geometry | None]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise LayerError.at(file, row=row, found=feature, expected="a GeoJSON Feature")
    try:
        record = Site.model_validate(feature.get("properties") or {})
    except pydantic.ValidationError as error:
        raise _invalid(error, file, row) from error
    _check_reserved(record, row, file)
    geometry = _geometry(feature.get("geometry"), row, file, extent)
    return place_record(record, geometry, row, file), geometry


def place_record(record: Site, geometry: shapely.Geometry | None, row: int, file: str) -> Site:
    """The record of a site with its place, or of a program without one; open sites are in the views of today.

    A general service is in `WITH_GENERAL_SERVICES` alone, every other open site in `CURRENT` too.

    Raises
    ------
    LayerError
        Where a place has no id, or what needs a place has none.

    Examples
    --------
    >>> office = Site(site_id="office", program_id="mine", name_es="Oficina", name_en="Office")
    >>> place_record(office, shapely.Point(-96.7, 17.1), 1, "mine.geojson").views
    ('current', 'with-general-services')
    """
    if geometry is not None and record.site_id is None:
        raise LayerError.at(file, row=row, column="site_id", found=None, expected="an id, since the site has a place")
    if geometry is None:
        if record.served or record.reach_km is not None:
            column = "served" if record.served else "reach_km"
            raise LayerError.at(
                file, row=row, column="geometry", found=None, expected=f"a point, since the record has {column}"
            )
        return record.model_copy(update={"site_id": None})
    views = set(record.views) - {CURRENT, WITH_GENERAL_SERVICES}
    if record.until is None:
        views |= {WITH_GENERAL_SERVICES} if record.kind == GENERAL_SERVICE else {CURRENT, WITH_GENERAL_SERVICES}
    return record.model_copy(update={"views": tuple(sorted(views))})


def _geometry(value: Any, row: int, file: str, extent: Extent) -> shapely.Geometry | None:
    if value is None:
        return None
    try:
        geometry = shapely.from_geojson(json.dumps(value))
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        raise LayerError.at(file, row=row, column="geometry", found=str(error), expected="GeoJSON geometry") from error
    if not isinstance(geometry, shapely.Point | shapely.Polygon | shapely.MultiPolygon) or geometry.is_empty:
        raise LayerError.at(
            file, row=row, column="geometry", found=geometry.geom_type, expected="a Point, a Polygon or a MultiPolygon"
        )
    if not geometry.is_valid:
        reason = shapely.is_valid_reason(geometry)
        raise LayerError.at(file, row=row, column="geometry", found=reason, expected="a valid geometry")
    left, bottom, right, top = geometry.bounds
    if not extent.holds((left, bottom, right, top)):
        swapped = extent.holds((bottom, left, top, right))
        hint = "longitude first: the two look swapped" if swapped else f"a place in {extent.country}, longitude first"
        found = f"{geometry.centroid.x:g}, {geometry.centroid.y:g}"
        raise LayerError.at(file, row=row, column="geometry", found=found, expected=hint)
    return shapely.force_2d(geometry)


def catalogue(
    pairs: Iterable[tuple[Site, shapely.Geometry | None]],
    views: tuple[View, ...],
    edition: int,
    file: str,
    not_found: tuple[NotFound, ...] = (),
) -> Programs:
    """The catalogue of some records with their places, in the order of ``site_id``.

    Raises
    ------
    LayerError
        Where an id is there twice, or there are too many views.

    Examples
    --------
    >>> office = Site(site_id="office", program_id="mine", name_es="Oficina", name_en="Office")
    >>> catalogue([(office, shapely.Point(-96.7, 17.1))], (), 2026, "mine.geojson").sites[["site_id", "lon", "lat"]]
      site_id   lon   lat
    0  office -96.7  17.1
    """
    names = [view.id for view in views]
    if len(names) > _MOST_VIEWS:
        raise LayerError.at(file, column="views", found=len(names), expected=f"at most {_MOST_VIEWS} views")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise LayerError.at(file, column="views", found=twice[0], expected="each view's id once")
    pairs = list(pairs)
    seen: dict[str, int] = {}
    for row, (record, _) in enumerate(pairs, start=1):
        key = record.site_id or f"program {record.program_id} without a place"
        if key in seen:
            raise LayerError.at(
                file, row=row, column="site_id", found=key, expected=f"each id once (row {seen[key]} has it too)"
            )
        seen[key] = row
    pairs = sorted(pairs, key=lambda pair: (pair[0].site_id or "", pair[0].program_id))
    return Programs(
        records=tuple(record for record, _ in pairs),
        geometries=tuple(geometry for _, geometry in pairs),
        views=views,
        edition=edition,
        file=file,
        not_found=not_found,
    )


def with_polygons(programs: Programs, frame: pd.DataFrame, file: str) -> Programs:
    """The catalogue with polygons as catchments of some sites; see `layers.model.Layers.with_catchments`.

    Raises
    ------
    LayerError
        Where an id is not in the catalogue, or a new one is there already.

    Examples
    --------
    >>> frame = pd.DataFrame({"site_id": ["nowhere"], "geometry": [shapely.box(0, 0, 1, 1)], "record": [None]})
    >>> with_polygons(layers.programs, frame, "mine.geojson")
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: mine.geojson, row 1, column site_id: found 'nowhere', expected the id of ...
    """
    pairs = dict(enumerate(zip(programs.records, programs.geometries, strict=True)))
    place_of = {record.site_id: place for place, (record, _) in pairs.items() if record.site_id is not None}
    for row, found in enumerate(frame.itertuples(index=False), start=1):
        if found.record is not None:
            pairs[len(pairs)] = (found.record, found.geometry)
        elif found.site_id in place_of:
            place = place_of[found.site_id]
            pairs[place] = (pairs[place][0], found.geometry)
        else:
            raise LayerError.at(
                file, row=row, column="site_id", found=found.site_id, expected="the id of a site of the catalogue"
            )
    return catalogue(pairs.values(), programs.views, programs.edition, file, programs.not_found)


def _invalid(error: pydantic.ValidationError, file: str, row: int | str) -> LayerError:
    first = error.errors()[0]
    column = ".".join(str(part) for part in first["loc"]) or "properties"
    expected = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return LayerError.at(file, row=row, column=column, found=first["input"], expected=expected)
