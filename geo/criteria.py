"""The question: one immutable object, the same for page, shell, link and export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from geo.grid import written_grid
from geo.settings import NONE, CriteriaError, Fault, Settings
from layers.candidates import DECIMALS
from vocabulary.lists import (
    BRIEF,
    BRIEF_LINE,
    CURRENT,
    EVERYWHERE,
    REGIONS,
    SUR_SURESTE,
    WITH_GENERAL_SERVICES,
    AskedEligibility,
    RuralSplit,
    Sureness,
)

_LONGEST_LIST = 500

#: How many hypothetical sites a question may have.
MOST_PROPOSED = 50

#: Decimals of a proposed place in degrees: about a metre.
PLACE_DECIMALS = DECIMALS
_EAST, _NORTH = 180, 90

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


def place_text(lon: float, lat: float) -> str:
    """A place as a question names it.

    Examples
    --------
    >>> place_text(-96.7, 17.123456), place_text(-0.0000001, 0)
    ('-96.7_17.12346', '0_0')
    """
    return "_".join(f"{degrees:z.{PLACE_DECIMALS}f}".rstrip("0").rstrip(".") for degrees in (lon, lat))


def _written(text: str) -> str:
    """One text for each place: ``-96.70_17.1`` is ``-96.7_17.1``."""
    place = place_of(text)
    if place is None:
        if "_" in text or text.startswith("-"):
            raise ValueError("place")
        return text
    lon, lat = place
    if abs(lon) > _EAST or abs(lat) > _NORTH:
        raise ValueError("longitude_first")
    return place_text(lon, lat)


Proposed = Annotated[Name, AfterValidator(_written)]
Names = Annotated[tuple[Name, ...], Field(max_length=_LONGEST_LIST)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Speed = Annotated[float, Field(ge=1, le=130, allow_inf_nan=False)]

#: Km an hour along the straight line between which people travel by road: the 10th and the 90th percentile of Hidalgo's
#: model of travel (24 sites, 2,602 settlements).
SLOW_KMH, FAST_KMH = 18.0, 40.0

#: Settings that say how far help reaches: by none of them do the sites or the figures change.
REACH_SETTINGS = ("reach_km", "reach_min", "slow_kmh", "fast_kmh")


class Criteria(Settings):
    """What is asked: the gap rule's settings, with the defaults of the design.

    Make one with ``Criteria()``, ``Criteria.ask(year=2010)`` or `Criteria.from_text`; it never changes. Fields are
    in the order of the rule. What each is stands once, in `words` under ``field.NAME.help``: the shell's help, the help
    of the page's controls and the page on the method say that.
    """

    year: Annotated[int, Field(ge=1900, le=2100)] = 2020
    region: Annotated[Names, Field(examples=[",".join(REGIONS), EVERYWHERE])] = (SUR_SURESTE,)
    state: Annotated[Names, Field(examples=["20,12", "Oaxaca,Guerrero"])] = ()
    min_low_access_share: Share | None = None
    rural_below: Annotated[int, Field(ge=1, le=10_000_000)] = BRIEF_LINE
    rural_split: RuralSplit = "dwellings"
    min_rural_share: Share = 0.5
    min_return_rate: Annotated[float | None, Field(ge=0, le=100, allow_inf_nan=False)] = None
    min_return_dwellings: Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)] = 25.0
    reach_km: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] = 50.0
    reach_min: Annotated[float | None, Field(gt=0, le=600, allow_inf_nan=False)] = None
    slow_kmh: Speed = SLOW_KMH
    fast_kmh: Speed = FAST_KMH
    programs: Annotated[Names, Field(examples=[CURRENT, WITH_GENERAL_SERVICES, BRIEF, "probem,inm-enlaces"])] = (
        CURRENT,
    )
    as_of: Annotated[int | None, Field(ge=1900, le=2100)] = None
    eligibility: AskedEligibility = "any"
    components: Annotated[Names, Field(examples=["legal_assistance,migrant_shelters"])] = ()
    count_announced: bool = False
    count_reception: bool = False
    sureness: Sureness = "state"
    max_covered_share: Share = 0.1
    readings: Annotated[
        str,
        Field(max_length=600, examples=["reach_km:30,50;min_rural_share:0.5,0.6"]),
        AfterValidator(written_grid),
    ] = ""
    what_if: Annotated[tuple[Proposed, ...], Field(max_length=MOST_PROPOSED, examples=["20537,-96.7_17.1"])] = ()

    @field_validator("region", "state", "programs", "components", "what_if")
    @classmethod
    def _sorted_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(names) - {NONE}))

    @model_validator(mode="after")
    def _slow_is_slower(self) -> Self:
        if self.slow_kmh > self.fast_kmh:
            raise ValueError("speeds")
        return self

    @property
    def reach_ends_km(self) -> tuple[float, float]:
        """Within the first distance help reaches for sure, beyond the second for sure not; km.

        Both are ``reach_km`` unless ``reach_min`` is asked: then the distance along the straight line that the slow
        and the fast speed make in that time.

        Examples
        --------
        >>> Criteria(reach_km=30).reach_ends_km, Criteria(reach_min=60).reach_ends_km
        ((30.0, 30.0), (18.0, 40.0))
        """
        return (self.reach_km, self.reach_km) if self.reach_min is None else self.ends_km(self.reach_min)

    def ends_km(self, minutes: float) -> tuple[float, float]:
        """How far the slow and the fast speed come in some minutes along the straight line, km.

        Examples
        --------
        >>> Criteria().ends_km(30)
        (9.0, 20.0)
        """
        return self.slow_kmh * minutes / 60.0, self.fast_kmh * minutes / 60.0

    def without(self, fields: frozenset[str]) -> tuple[object, ...]:
        """The settings but for some, as a key for what does not depend on those.

        Examples
        --------
        >>> Criteria(reach_km=30).without(frozenset({"reach_km"})) == Criteria().without(frozenset({"reach_km"}))
        True
        """
        return tuple(getattr(self, field) for field in type(self).model_fields if field not in fields)

    @classmethod
    def from_query(cls, values: Mapping[str, str]) -> tuple[Self, dict[str, Fault]]:
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
        ignored: dict[str, Fault] = {}
        # Each turn drops one text at least.
        for _ in tuple(texts):
            try:
                return cls.from_text(texts), ignored
            except CriteriaError as error:
                for fault in error.faults:
                    ignored[fault.field] = fault
                    texts.pop(fault.field, None)
        return cls(), ignored

    @classmethod
    def _parse(cls, field: str, text: str) -> Any:
        if field in ("region", "state", "programs", "components", "what_if"):
            return tuple(part.strip() for part in text.split(",") if part.strip())
        may_be_none = ("min_low_access_share", "min_return_rate", "as_of", "reach_min")
        if field in may_be_none and text.strip().lower() in ("", NONE):
            return None
        return text.strip()
