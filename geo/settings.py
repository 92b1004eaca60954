"""Settings that page, shell, link and export say alike, a question's and those of new sites; what is wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import urlencode

import pydantic
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from words.text import Text

#: Characters of a setting's text, at most.
LONGEST_TEXT = 20_000
_SHOWN = 60

#: What a list that selects nothing is called in text; no program, region or component has this id.
NONE = "none"

#: What Pydantic and we call a fault, and there are words for.
_SAID = frozenset(
    {
        "bool_parsing",
        "cost",
        "extra_forbidden",
        "finite_number",
        "float_parsing",
        "greater_than",
        "greater_than_equal",
        "int_parsing",
        "less_than_equal",
        "literal_error",
        "longitude_first",
        "missing",
        "place",
        "readings",
        "speeds",
        "string_pattern_mismatch",
        "too_long",
    }
)


class Fault(NamedTuple):
    """Why a setting cannot be what it is: ``fault.KEY`` are its words, with parts (what was found, what may be)."""

    field: str
    key: str
    parts: dict[str, Any]

    def said(self, text: Text) -> str:
        """The fault in words, without the setting's name.

        Examples
        --------
        >>> from words.text import Text
        >>> Fault("reach_km", "greater_than", {"found": "-1", "gt": 0.0}).said(Text("en"))
        'found -1, expected greater than 0'
        """
        parts = {name: f"{part:g}" if isinstance(part, float) else str(part) for name, part in self.parts.items()}
        return text(f"fault.{self.key}", self.parts.get("count"), **parts)


class CriteriaError(ValueError):
    """A question that cannot be asked; ``faults`` holds each `Fault`, and the message says them in English."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(faults)

    @classmethod
    def of(cls, field: str, key: str, **parts: Any) -> Self:
        """The error for one fault.

        Examples
        --------
        >>> str(CriteriaError.of("reach_km", "greater_than", found="-1", gt=0.0))
        'reach_km: found -1, expected greater than 0'
        """
        return cls([Fault(field, key, parts)])

    def __str__(self) -> str:
        from words.text import Text

        return "; ".join(f"{fault.field}: {fault.said(Text('en'))}" for fault in self.faults)


class Settings(BaseModel):
    """An immutable object of settings, each with its usual value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def ask(cls, **settings: Any) -> Self:
        """Settings other than the usual ones.

        Raises
        ------
        CriteriaError
            Where a setting is unknown or out of bounds; each fault has its message.

        Examples
        --------
        >>> from geo import Criteria
        >>> Criteria.ask(reach_km=30, state=("20",)).to_query()
        'state=20&reach_km=30'
        >>> Criteria.ask(reach_km=-1)
        Traceback (most recent call last):
            ...
        geo.settings.CriteriaError: reach_km: found -1, expected greater than 0
        """
        try:
            return cls(**settings)
        except pydantic.ValidationError as error:
            raise CriteriaError([fault_of(entry) for entry in error.errors()]) from error

    @classmethod
    def from_text(cls, values: Mapping[str, str]) -> Self:
        """Settings from texts, as a link or a shell gives them: lists joined by commas, ``none`` for an empty one.

        Raises
        ------
        CriteriaError
            As `ask`.

        Examples
        --------
        >>> from geo import Criteria
        >>> Criteria.from_text({"state": "20,07", "min_return_rate": "none"}).state
        ('07', '20')
        """
        for field, text in values.items():
            if len(text) > LONGEST_TEXT:
                raise CriteriaError.of(field, "characters", length=len(text), most=LONGEST_TEXT)
        return cls.ask(**{field: cls._parse(field, text) for field, text in values.items()})

    @classmethod
    def _parse(cls, field: str, text: str) -> Any:
        """What a setting's text says; what is wrong with it is found when it is asked."""
        raise NotImplementedError

    def to_text(self) -> dict[str, str]:
        """The settings that are not the usual ones, as texts; `from_text` gives the same back.

        Examples
        --------
        >>> from geo import Criteria
        >>> Criteria(programs=(), reach_km=30).to_text()
        {'reach_km': '30', 'programs': 'none'}
        """
        usual = type(self)()
        return {
            field: as_text(getattr(self, field))
            for field in type(self).model_fields
            if getattr(self, field) != getattr(usual, field)
        }

    def to_query(self) -> str:
        """The settings that are not the usual ones, as a URL query.

        Examples
        --------
        >>> from geo import Criteria
        >>> Criteria(state=("07", "20")).to_query()
        'state=07,20'
        """
        return urlencode(self.to_text(), safe=",:")

    def to_options(self) -> list[str]:
        """The settings that are not the usual ones, as options of the shell.

        Examples
        --------
        >>> from geo import Criteria
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


def as_text(value: object) -> str:
    """A setting as a link or an option writes it.

    Examples
    --------
    >>> as_text(50.0), as_text(None), as_text(("07", "20")), as_text(value=False)
    ('50', 'none', '07,20', 'false')
    """
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(value) or NONE
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return str(value)


def fault_of(entry: Any) -> Fault:
    """One of the errors that Pydantic tells of a setting, as we say it, without its English "or".

    Examples
    --------
    >>> fault_of({"loc": ("k",), "type": "int_parsing", "input": "many"}).key
    'int_parsing'
    """
    parts, given = entry.get("ctx", {}), entry["input"]
    # What two settings must be to each other has no place of its own: it is told of the one that was given.
    place = entry["loc"] or [name for name in ("slow_kmh", "fast_kmh") if name in given][:1]
    field = str(place[0])
    found = repr(given if entry["loc"] else given[field])
    found = found if len(found) <= _SHOWN else found[: _SHOWN - 3] + "..."
    if field == "state" and entry["type"] == "string_pattern_mismatch":
        from layers.states import StateLookup

        return Fault(field, "state", {"found": found, "choices": StateLookup().choices(str(given))})
    # What a validator of ours raises: a key of the words, and the parts that these have, if any.
    key, *more = parts["error"].args if entry["type"] == "value_error" else (entry["type"],)
    parts = {**parts, **(more[0] if more else {})}
    parts = {name: part.replace(" or ", ", ") if isinstance(part, str) else part for name, part in parts.items()}
    return Fault(field, key if key in _SAID else "other", {**parts, "found": found})
