"""What the catalogue may say of a site, a view, a source, and of what was looked for in vain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from shapely.geometry.base import BaseGeometry

from layers.errors import Constraint, LayerError
from layers.schema import KEY_PATTERN
from vocabulary.lists import (
    COMPONENTS,
    CURRENT,
    GENERAL_SERVICE,
    WITH_GENERAL_SERVICES,
    Eligibility,
    SiteKind,
    Sureness,
)

_LONGEST_REACH_KM = 1000.0
_LONGEST_REACH_MIN = 600.0


def _known_component(value: str) -> str:
    if value not in COMPONENTS:
        raise ValueError("component", {"choices": ", ".join(COMPONENTS)})
    return value


Component = Annotated[str, AfterValidator(_known_component)]
#: What an id of a site, a program or a view is made of.
ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,79}$"
Identifier = Annotated[str, Field(pattern=ID_PATTERN)]
Year = Annotated[int, Field(ge=1900, le=2100)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]


#: What there are words for: of pydantic's kinds of error those that these records can have.
_CONSTRAINTS = {
    **{kind: kind for kind in ("missing", "extra_forbidden", "literal_error", "finite_number")},
    **{kind: kind for kind in ("greater_than", "greater_than_equal", "less_than_equal", "string_too_long")},
    **dict.fromkeys(("string_type", "string_too_short", "string_unicode"), "text"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), "whole_number"),
    **dict.fromkeys(("float_type", "float_parsing"), "number"),
    **dict.fromkeys(("tuple_type", "iterable_type", "list_type"), "list"),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), "record"),
}


def constraint_of(entry: Mapping[str, Any]) -> Constraint:
    """What pydantic asks of a value, as one entry of its errors has it, in words of ours.

    Examples
    --------
    >>> constraint_of({"type": "greater_than", "ctx": {"gt": 0.0}})
    Constraint(key='greater_than', parts={'gt': '0'})
    """
    if entry["type"] == "value_error":
        return Constraint(*entry["ctx"]["error"].args)
    parts = {name: f"{part:g}" if isinstance(part, float) else str(part) for name, part in entry.get("ctx", {}).items()}
    if entry["type"] == "string_pattern_mismatch":
        return Constraint("id" if parts["pattern"] == ID_PATTERN else "key", {})
    if entry["type"] == "literal_error":
        parts = {"expected": parts["expected"].replace(" or ", ", ")}
    return Constraint(_CONSTRAINTS.get(entry["type"], "other"), parts)


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
    ``reach_km`` and ``reach_min`` (minutes by road) are None where the catalogue gives none; it never gives both.
    ``unknown_es`` and ``unknown_en`` name what could not be found,
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
    reach_min: Annotated[float, Field(gt=0, le=_LONGEST_REACH_MIN)] | None = None
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

    @field_validator("reach_min")
    @classmethod
    def _one_reach(cls, reach_min: float | None, info: ValidationInfo) -> float | None:
        if reach_min is not None and info.data.get("reach_km") is not None:
            raise ValueError("one_reach", {})
        return reach_min

    @field_validator("announced")
    @classmethod
    def _not_given_too(cls, announced: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        both = sorted(set(announced) & set(info.data.get("components", ())))
        if both:
            raise ValueError("announced", {"component": both[0]})
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


def place_record(record: Site, geometry: BaseGeometry | None, row: int, file: str) -> Site:
    """The record of a site with its place, or of a program without one; open sites are in the views of today.

    A general service is in `WITH_GENERAL_SERVICES` alone, every other open site in `CURRENT` too.

    Raises
    ------
    LayerError
        Where a place has no id, or what needs a place has none.

    Examples
    --------
    >>> from shapely import Point
    >>> office = Site(site_id="office", program_id="mine", name_es="Oficina", name_en="Office")
    >>> place_record(office, Point(-96.7, 17.1), 1, "mine.geojson").views
    ('current', 'with-general-services')
    """
    if geometry is not None and record.site_id is None:
        raise LayerError.at(file, row=row, column="site_id", found=None, expected=Constraint("id_of_place"))
    if geometry is None:
        given = [name for name in ("served", "reach_km", "reach_min") if getattr(record, name)]
        if given:
            raise LayerError.at(
                file, row=row, column="geometry", found=None, expected=Constraint("point_for", {"field": given[0]})
            )
        return record.model_copy(update={"site_id": None})
    views = set(record.views) - {CURRENT, WITH_GENERAL_SERVICES}
    if record.until is None:
        views |= {WITH_GENERAL_SERVICES} if record.kind == GENERAL_SERVICE else {CURRENT, WITH_GENERAL_SERVICES}
    return record.model_copy(update={"views": tuple(sorted(views))})
