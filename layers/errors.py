"""The one error of the data: what is wrong, where, and what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, Self

from words.text import Text

_LONGEST_FOUND = 300
_ENGLISH = Text("en")


class Constraint(NamedTuple):
    """What a value has to be: ``constraint.KEY`` are its words, with ``parts``."""

    key: str
    parts: Mapping[str, str] = MappingProxyType({})

    def said(self, text: Text) -> str:
        """The constraint in a language.

        Examples
        --------
        >>> Constraint("greater_than_equal", {"ge": "1900"}).said(Text("es"))
        '1900 o más'
        """
        return text(f"constraint.{self.key}", **self.parts)


class LayerError(ValueError):
    """A table that cannot be used. The message names file, row, column, what was found and expected, in English.

    Attributes
    ----------
    place : dict
        Of an error that `at` made: ``file``, ``found``, and ``row`` and ``column`` where there are some, for who says
        it in another language.
    constraint : Constraint, optional
        What was expected, where there are words for it in every language.
    """

    place: Mapping[str, str] = MappingProxyType({})
    constraint: Constraint | None = None

    @classmethod
    def at(
        cls,
        file: str,
        *,
        expected: str | Constraint,
        row: int | str | None = None,
        column: str | None = None,
        found: object = None,
    ) -> Self:
        """Make the error for one place in one file; rows count from 1, the header not counted.

        Examples
        --------
        >>> str(LayerError.at("sites.csv", row=2, column="lon", found=-200.0, expected="degrees"))
        'sites.csv, row 2, column lon: found -200.0, expected degrees'
        """
        place = [file]
        if row is not None:
            place.append(f"row {row}")
        if column is not None:
            place.append(f"column {column}")
        value = found.item() if hasattr(found, "item") else found
        text = " ".join(repr(value).split())
        text = text if len(text) <= _LONGEST_FOUND else text[:_LONGEST_FOUND] + "..."
        words = expected if isinstance(expected, str) else expected.said(_ENGLISH)
        error = cls(f"{', '.join(place)}: found {text}, expected {words}")
        error.constraint = None if isinstance(expected, str) else expected
        known = {"file": file, "row": row, "column": column, "found": text}
        error.place = {name: str(part) for name, part in known.items() if part is not None}
        return error
