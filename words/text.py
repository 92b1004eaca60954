"""How a language is spoken: its words, filled in, and how its numbers are written."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol, Self

from words.catalogues import DEFAULT, catalogue, languages

_ALL = 100


def language_of(asked: str | None) -> str:
    """The language that a link asks for, Spanish where it asks for none of ours."""
    return asked if asked in languages() else DEFAULT


class Counted(Protocol):
    """What says in which unit its figures are counted, and the level of their intervals: an answer, say."""

    @property
    def unit(self) -> str:
        """Dwellings, or people."""

    @property
    def level(self) -> float:
        """Per cent."""


@dataclass(frozen=True)
class Text:
    """The words of one language: ``text("page.gaps")``; and its numbers.

    Spanish as Mexico writes it and English use the same separators: 1,234.5.

    Attributes
    ----------
    language : str
        One of `words.catalogues.languages`.
    unit : str
        What return figures are counted in: dwellings, or people, for which catalogues have other words.
    level : float
        Level of their intervals, %: ``{level}`` in words.
    """

    language: str
    unit: str = "dwellings"
    level: float = 95.0

    def about(self, figures: Counted) -> Self:
        """The same language for figures of another unit and level."""
        return replace(self, unit=figures.unit, level=figures.level)

    def __call__(self, key: str, **parts: str) -> str:
        """The words of a key, with its parts filled in.

        Raises
        ------
        KeyError
            Where there is no such key, or a part is missing.
        """
        words = catalogue(self.language).get(key, people=self.unit == "people")
        if words is None:
            raise KeyError(key)
        if "{level}" in words:
            parts = {"level": f"{self.level:g}", **parts}
        return words.format(**parts) if parts else words

    def has(self, key: str) -> bool:
        """Whether there are words for a key that is put together from data."""
        return catalogue(self.language).get(key) is not None

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with separators, nothing without a sign; unknown is said in words."""
        if math.isnan(value):
            return self("tip.unknown")
        return f"{value:z,.{decimals}f}"

    def estimate(self, value: float) -> str:
        """An estimate: three significant digits."""
        if math.isnan(value):
            return self("tip.unknown")
        digits = max(0, len(str(int(abs(value)))) - 3)
        return f"{round(value, -digits):z,.0f}"

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share (0-1) as a percentage; what is not quite nothing or everything is not written so."""
        if math.isnan(share):
            return self("tip.unknown")
        space = " " if self.language == "es" else ""
        text = f"{share * 100:z,.{decimals}f}"
        if share > 0 and float(text) == 0:
            return f"<{10**-decimals:g}{space}%"
        if share < 1 and float(text) == _ALL:
            return f">{_ALL - 10**-decimals:g}{space}%"
        return f"{text}{space}%"
