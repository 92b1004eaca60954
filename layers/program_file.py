"""A catalogue of programs read from GeoJSON, with messages for what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pydantic
import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import Constraint, LayerError
from layers.extent import MEXICO, Extent
from layers.program_records import NotFound, Site, View, constraint_of, place_record
from layers.programs import WHAT_IF, Programs, catalogue


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
    >>> read_programs(DATA / "programs.geojson").ids[:2]
    ('3x1-migrantes', 'aenas')
    """
    if not path.is_file():
        raise LayerError.at(path.name, found="no such file", expected=Constraint("catalogue"))
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise LayerError.at(path.name, found=str(error), expected=Constraint("utf8_geojson")) from error
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
        raise LayerError.at(file, found=found, expected=Constraint("collection"))
    features = document.get("features")
    if not isinstance(features, list):
        raise LayerError.at(file, column="features", found=type(features).__name__, expected=Constraint("features"))
    pairs = [_feature(feature, row, file, extent) for row, feature in enumerate(features, start=1)]
    stated = document.get("views") or views
    if isinstance(stated, str) or not isinstance(stated, Iterable):
        raise LayerError.at(file, column="views", found=stated, expected=Constraint("views"))
    try:
        named = tuple(View.model_validate(view) for view in stated)
    except pydantic.ValidationError as error:
        raise _invalid(error, file, "views") from error
    sought = document.get("not_found", [])
    if not isinstance(sought, list):
        raise LayerError.at(file, column="not_found", found=sought, expected=Constraint("not_found"))
    try:
        not_found = tuple(NotFound.model_validate(entry) for entry in sought)
    except pydantic.ValidationError as error:
        raise _invalid(error, file, "not_found") from error
    year = document.get("edition", edition)
    if not isinstance(year, int):
        raise LayerError.at(file, column="edition", found=year, expected=Constraint("edition"))
    return catalogue(pairs, named, year, file, not_found)


def _check_reserved(record: Site, row: int, file: str) -> None:
    if record.program_id == WHAT_IF or (record.site_id or "").startswith(f"{WHAT_IF}-"):
        column = "program_id" if record.program_id == WHAT_IF else "site_id"
        raise LayerError.at(file, row=row, column=column, found=WHAT_IF, expected=Constraint("free_id"))


def _feature(feature: Any, row: int, file: str, extent: Extent) -> tuple[Site, BaseGeometry | None]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise LayerError.at(file, row=row, found=feature, expected=Constraint("feature"))
    try:
        record = Site.model_validate(feature.get("properties") or {})
    except pydantic.ValidationError as error:
        raise _invalid(error, file, row) from error
    _check_reserved(record, row, file)
    geometry = _geometry(feature.get("geometry"), row, file, extent)
    return place_record(record, geometry, row, file), geometry


def _geometry(value: Any, row: int, file: str, extent: Extent) -> BaseGeometry | None:
    if value is None:
        return None
    try:
        geometry = shapely.from_geojson(json.dumps(value))
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        expected = Constraint("geojson_geometry")
        raise LayerError.at(file, row=row, column="geometry", found=str(error), expected=expected) from error
    if not isinstance(geometry, shapely.Point | shapely.Polygon | shapely.MultiPolygon) or geometry.is_empty:
        raise LayerError.at(
            file, row=row, column="geometry", found=geometry.geom_type, expected=Constraint("kind_of_geometry")
        )
    if not geometry.is_valid:
        reason = shapely.is_valid_reason(geometry)
        raise LayerError.at(file, row=row, column="geometry", found=reason, expected=Constraint("valid_geometry"))
    left, bottom, right, top = geometry.bounds
    if not extent.holds((left, bottom, right, top)):
        swapped = extent.holds((bottom, left, top, right))
        hint = Constraint("swapped") if swapped else Constraint("place_in", {"country": extent.country})
        found = f"{geometry.centroid.x:g}, {geometry.centroid.y:g}"
        raise LayerError.at(file, row=row, column="geometry", found=found, expected=hint)
    return shapely.force_2d(geometry)


def _invalid(error: pydantic.ValidationError, file: str, row: int | str) -> LayerError:
    first = error.errors()[0]
    column = ".".join(str(part) for part in first["loc"]) or "properties"
    return LayerError.at(file, row=row, column=column, found=first["input"], expected=constraint_of(first))
