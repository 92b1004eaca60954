"""The one error of the data: what is wrong, where, and what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

_LONGEST_FOUND = 300


class LayerError(ValueError):
    """A table that cannot be used. The message names file, row, column, what was found and expected, in English.

    Attributes
    ----------
    place : dict
        Of an error that `at` made: ``file``, ``found``, and ``row`` and ``column`` where there are some, for who says
        it in another language.
    """

    place: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def at(
        cls, file: str, *, expected: str, row: int | str | None = None, column: str | None = None, found: object = None
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
        error = cls(f"{', '.join(place)}: found {text}, expected {expected}")
        known = {"file": file, "row": row, "column": column, "found": text}
        error.place = {name: str(part) for name, part in known.items() if part is not None}
        return error
