"""How much each criterion of a pilot state counts: as a mapping, a named preset, or a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

import pydantic
from pydantic import BaseModel, ConfigDict, Field, model_validator

from geo.settings import CriteriaError

_MOST = 1000.0
_LONGEST_TEXT = 500

Weight = Annotated[float, Field(ge=0, le=_MOST, allow_inf_nan=False)]


class Weights(BaseModel):
    """Weights of the criteria of `geo.pilots.CRITERIA`, each from 0 up; only their ratios matter.

    A criterion of weight 0 is not looked at.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    gaps: Weight = 0.0
    unserved: Weight = 0.0
    unserved_share: Weight = 0.0
    return_rate: Weight = 0.0
    rural_share: Weight = 0.0
    marginalised_need: Weight = 0.0
    distance: Weight = 0.0
    low_access: Weight = 0.0

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not any(self.as_mapping().values()):
            raise ValueError("at least one weight over 0")
        return self

    @classmethod
    def of(cls, weights: Weights | Mapping[str, float] | str) -> Weights:
        """Weights from any form they are given in: a criterion that is not named has weight 0.

        Parameters
        ----------
        weights
            Weights; criterion to weight; a preset's name; or a text like ``gaps:2,unserved:1``.

        Raises
        ------
        CriteriaError
            Of the field ``weights``: an unknown criterion or preset, a criterion twice, a weight that is no number
            from 0 to 1000, or no weight over 0.

        Examples
        --------
        >>> Weights.of("gaps:2,unserved:1").gaps
        2.0
        >>> Weights.of("equal").unserved, Weights.of("equal").low_access
        (1.0, 0.0)
        """
        if isinstance(weights, Weights):
            return weights
        if isinstance(weights, str):
            name = weights.strip().lower().replace("-", "_")
            if name in PRESETS:
                return PRESETS[name]
            weights = _parse(weights)
        unknown = [name for name in weights if name not in cls.model_fields]
        if unknown:
            raise _fault("criterion", unknown[0], choices=", ".join(cls.model_fields))
        try:
            return cls(**weights)
        except pydantic.ValidationError as error:
            entry = error.errors()[0]
            found = dict(weights) if not entry["loc"] else f"{entry['loc'][0]}:{entry['input']}"
            raise _fault("weight" if entry["loc"] else "no_weight", found, most=f"{_MOST:g}") from error

    def as_mapping(self) -> dict[str, float]:
        """Criterion to weight, all of them, in the order of `geo.pilots.CRITERIA`.

        Examples
        --------
        >>> {name: weight for name, weight in Weights.of("gaps:2").as_mapping().items() if weight}
        {'gaps': 2.0}
        """
        return {name: getattr(self, name) for name in type(self).model_fields}

    def to_text(self) -> str:
        """The preset's name, else criteria and weights; `of` gives the same weights back.

        Examples
        --------
        >>> Weights.of({"gaps": 2, "unserved": 1}).to_text()
        'gaps:2,unserved:1'
        >>> Weights.of("most-people").to_text()
        'most_people'
        """
        for name, preset in PRESETS.items():
            if preset == self:
                return name
        return ",".join(f"{name}:{_number(weight)}" for name, weight in self.as_mapping().items() if weight > 0)


def _parse(text: str) -> dict[str, float]:
    if len(text) > _LONGEST_TEXT:
        raise CriteriaError.of("weights", "characters", length=len(text), most=_LONGEST_TEXT)
    found: dict[str, float] = {}
    for part in text.split(","):
        name, colon, number = (piece.strip() for piece in part.partition(":"))
        name = name.replace("-", "_")
        if not colon:
            raise _fault("weights", part.strip(), choices=", ".join(PRESETS))
        if name in found:
            raise _fault("criterion_twice", name)
        try:
            found[name] = float(number)
        except ValueError as error:
            raise _fault("weight", part.strip(), most=f"{_MOST:g}") from error
    return found


def _number(weight: float) -> str:
    return repr(int(weight)) if weight.is_integer() else repr(weight)


def _fault(key: str, found: object, **parts: str) -> CriteriaError:
    return CriteriaError.of("weights", key, found=repr(found), **parts)


#: What a file of one's own must say is in no named weighting: they rank the same with it and without.
_EVEN = dict.fromkeys(Weights.model_fields, 1.0) | {"low_access": 0.0}

#: Named weightings. In all but the first, what the name says counts four times as much as each other criterion.
PRESETS: dict[str, Weights] = {
    "equal": Weights(**_EVEN),
    "most_people": Weights(**{**_EVEN, "unserved": 4.0}),
    "poorest_first": Weights(**{**_EVEN, "marginalised_need": 4.0}),
    "fewest_services": Weights(**{**_EVEN, "unserved_share": 4.0, "distance": 4.0}),
}
