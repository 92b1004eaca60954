"""The question: one immutable object, the same for page, shell, link and export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Self
from urllib.parse import urlencode

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from vocabulary.lists import AskedEligibility, RuralSplit, Sureness

_LONGEST_LIST = 500
_LONGEST_TEXT = 20_000
_SHOWN = 60

#: How many hypothetical sites a question may have.
MOST_PROPOSED = 50

#: Decimals of a proposed place in degrees: about a metre.
_PLACE_DECIMALS = 5
_EAST, _NORTH = 180, 90

#: What a list that selects nothing is called in text; no program, region or component has this id.
NONE = "none"

Name = Annotated[str, Field(pattern=r"^[0-9A-Za-z._-]{1,80}$")]

_NUMBER = r"-?[0-9]{1,3}(?:\.[0-9]{1,12})?"
_PLACE = re.compile(f"^({_NUMBER})_({_NUMBER})$")


def place_of(text: str) -> tuple[float, float] | None:
    """Longitude and latitude of a hypothetical site given by its place; None where it is given by a key.

    Examples
    --------
    >>> place_of("-96.7_17.1")
    (-96.7, 17.1)
    >>> place_of("20537") is None
    True
    """
    found = _PLACE.match(text)
    return None if found is None else (float(found[1]), float(found[2]))


def _written(text: str) -> str:
    """One text for each place: ``-96.70_17.1`` is ``-96.7_17.1``."""
    place = place_of(text)
    if place is None:
        if "_" in text or text.startswith("-"):
            raise ValueError("a municipality's key, or longitude and latitude in degrees as -96.7_17.1")
        return text
    lon, lat = (round(degrees, _PLACE_DECIMALS) + 0.0 for degrees in place)
    if abs(lon) > _EAST or abs(lat) > _NORTH:
        raise ValueError("longitude first, -180 to 180, then latitude, -90 to 90")
    return "_".join(f"{degrees:.{_PLACE_DECIMALS}f}".rstrip("0").rstrip(".") for degrees in (lon, lat))


Proposed = Annotated[Name, AfterValidator(_written)]


class CriteriaError(ValueError):
    """A question that cannot be asked; ``faults`` holds a (field, message) pair for each fault."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{field}: {message}" for field, message in faults))


class Criteria(BaseModel):
    """What is asked: the gap rule's settings, with the defaults of the design.

    Make one with ``Criteria()``, ``Criteria.ask(year=2010)`` or `Criteria.from_text`; it never changes. Fields are
    in the order of the rule.

    Attributes
    ----------
    year
        Census year of the return figures.
    region
        Ids of CONAPO's regions asked about; not used where ``state`` is given.
    state
        Keys of the states asked about; empty: those of ``region``.
    rural_below
        A locality of fewer people than this is rural.
    rural_split
        How the return dwellings of a municipality are divided between rural and other localities: ``dwellings``
        assumes one rate, ``residence`` takes those who lived in another country in 2015 where enough of them are known.
    min_rural_share
        Smallest share of rural people, 0-1.
    min_return_rate
        Smallest return rate, % of dwellings; None: the national rate of the year.
    min_return_dwellings
        Smallest number of rural return dwellings.
    reach_km
        Radius of a circle catchment whose site has no reach of its own, km.
    programs
        Named views and program ids whose sites are asked about; empty: no program at all.
    as_of
        Year in which a site must be open; None: the view's year, else the catalogue's edition.
    eligibility
        Whom a program must take: deported, voluntary; any: no matter whom. A program of which nobody says whom it takes
        counts for ``any`` alone: missing is not yes.
    components
        Ids of the components of which a program must offer at least one; empty: any of the 14.
    count_announced
        Whether a component that is only announced is taken for one that is given.
    count_reception
        Whether programs that offer none of the 14 components cover too.
    sureness
        How sure a site must be to cover: ``confirmed``, ``office`` or better, ``state`` or better, which is all. A site
        whose catalogue does not say is a person's own and always counts: they know it, and did not have to say how.
    max_covered_share
        Largest covered share of a gap, 0-1; from 1 minus this on a municipality is covered.
    what_if
        Hypothetical sites that help anyone with everything, at most 50: keys of municipalities (a site at the seat) and
        places as longitude and latitude in degrees joined by ``_``: ``-96.7_17.1``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: Annotated[int, Field(ge=1900, le=2100)] = 2020
    region: Annotated[tuple[Name, ...], Field(max_length=_LONGEST_LIST)] = ("sur-sureste",)
    state: Annotated[tuple[Name, ...], Field(max_length=_LONGEST_LIST)] = ()
    rural_below: Annotated[int, Field(ge=1, le=10_000_000)] = 15_000
    rural_split: RuralSplit = "dwellings"
    min_rural_share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.5
    min_return_rate: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = None
    min_return_dwellings: Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)] = 25.0
    reach_km: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] = 50.0
    programs: Annotated[tuple[Name, ...], Field(max_length=_LONGEST_LIST)] = ("current",)
    as_of: Annotated[int, Field(ge=1900, le=2100)] | None = None
    eligibility: AskedEligibility = "any"
    components: Annotated[tuple[Name, ...], Field(max_length=_LONGEST_LIST)] = ()
    count_announced: bool = False
    count_reception: bool = False
    sureness: Sureness = "state"
    max_covered_share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.1
    what_if: Annotated[tuple[Proposed, ...], Field(max_length=MOST_PROPOSED)] = ()

    @field_validator("region", "state", "programs", "components", "what_if")
    @classmethod
    def _sorted_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(names) - {NONE}))

    def without(self, fields: frozenset[str]) -> tuple[object, ...]:
        """The settings but for some, as a key for what does not depend on those.

        Examples
        --------
        >>> Criteria(reach_km=30).without(frozenset({"reach_km"})) == Criteria().without(frozenset({"reach_km"}))
        True
        """
        return tuple(getattr(self, field) for field in type(self).model_fields if field not in fields)

    @classmethod
    def ask(cls, **settings: Any) -> Self:
        """A question with some settings other than the default.

        Raises
        ------
        CriteriaError
            Where a setting is unknown or out of bounds; each fault has its message.

        Examples
        --------
        >>> Criteria.ask(reach_km=30, state=("20",)).to_query()
        'state=20&reach_km=30'
        >>> Criteria.ask(reach_km=-1)
        Traceback (most recent call last):
            ...
        geo.criteria.CriteriaError: reach_km: found -1, expected greater than 0
        """
        try:
            return cls(**settings)
        except pydantic.ValidationError as error:
            raise CriteriaError([_fault(entry) for entry in error.errors()]) from error

    @classmethod
    def from_text(cls, values: Mapping[str, str]) -> Self:
        """A question from texts, as a link or a shell gives them: lists joined by commas, ``none`` for an empty one.

        Raises
        ------
        CriteriaError
            As `ask`.

        Examples
        --------
        >>> Criteria.from_text({"state": "20,07", "min_return_rate": "none"}).state
        ('07', '20')
        """
        return cls.ask(**{field: cls._parse(field, text) for field, text in values.items()})

    @classmethod
    def from_query(cls, values: Mapping[str, str]) -> tuple[Self, dict[str, str]]:
        """A question from a link that may be old or wrong, and what of the link was not understood.

        Parameters
        ----------
        values : mapping
            Parameters of the link; those that are no setting of the question are not looked at.

        Returns
        -------
        Criteria, dict
            The question made of what was understood; name of each ignored setting and why.

        Examples
        --------
        >>> question, ignored = Criteria.from_query({"year": "2010", "reach_km": "far", "page": "2"})
        >>> question.year, list(ignored)
        (2010, ['reach_km'])
        """
        texts = {name: text for name, text in values.items() if name in cls.model_fields}
        ignored: dict[str, str] = {}
        # Each turn drops one text at least.
        for _ in tuple(texts):
            try:
                return cls.from_text(texts), ignored
            except CriteriaError as error:
                for field, message in error.faults:
                    ignored[field] = message
                    texts.pop(field, None)
        return cls(), ignored

    def to_text(self) -> dict[str, str]:
        """The settings that differ from the default, as texts; `from_text` gives the same question back.

        Examples
        --------
        >>> Criteria(programs=(), reach_km=30).to_text()
        {'reach_km': '30', 'programs': 'none'}
        """
        default = type(self)()
        return {
            field: _text(getattr(self, field))
            for field in type(self).model_fields
            if getattr(self, field) != getattr(default, field)
        }

    def to_query(self) -> str:
        """The settings that differ from the default, as a URL query.

        Examples
        --------
        >>> Criteria(state=("07", "20")).to_query()
        'state=07,20'
        """
        return urlencode(self.to_text(), safe=",")

    def to_options(self) -> list[str]:
        """The settings that differ from the default, as options of the shell.

        Examples
        --------
        >>> Criteria(reach_km=30, count_reception=True).to_options()
        ['--reach-km', '30', '--count-reception']
        """
        options: list[str] = []
        for field, text in self.to_text().items():
            name = "--" + field.replace("_", "-")
            if isinstance(getattr(self, field), bool):
                options.append(name)
            else:
                options.extend([name, text])
        return options

    @classmethod
    def _parse(cls, field: str, text: str) -> Any:
        if len(text) > _LONGEST_TEXT:
            raise CriteriaError([(field, f"found {len(text)} characters, expected at most {_LONGEST_TEXT}")])
        if field in ("region", "state", "programs", "components", "what_if"):
            return tuple(part.strip() for part in text.split(",") if part.strip())
        if field in ("min_return_rate", "as_of") and text.strip().lower() in ("", NONE):
            return None
        return text.strip()


def _text(value: object) -> str:
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(value) or NONE
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _fault(entry: Any) -> tuple[str, str]:
    field = str(entry["loc"][0]) if entry["loc"] else "criteria"
    found = repr(entry["input"])
    found = found if len(found) <= _SHOWN else found[: _SHOWN - 3] + "..."
    if entry["type"] == "extra_forbidden":
        return field, "no such setting"
    message = entry["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    if entry["type"] == "string_pattern_mismatch":
        message = "letters, digits, dots and hyphens, at most 80"
    return field, f"found {found}, expected {message}"
