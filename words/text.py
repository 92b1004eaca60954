"""How a language is spoken: its words, filled in, and how its numbers and lists are written."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

from words.catalogues import DEFAULT, catalogue, languages

_ALL = 100

#: Letters and sounds before which Spanish says "e", not "y": Guerrero e Hidalgo, but agua y hierro.
_SOUNDS_LIKE_I = re.compile(r"(?i)h?[ií](?![aeou])")


def language_of(asked: str | None) -> str:
    """The language that a link asks for, `DEFAULT` where it asks for none of ours."""
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
    """The words of one language, ``text("page.gaps")``, and its numbers and lists.

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

    def __call__(self, key: str, n: float | None = None, /, **parts: str) -> str:
        """The words of a key, with its parts filled in.

        Parameters
        ----------
        key : str
            The ``msgid``.
        n : number, optional
            How many things the words speak of, where they differ for one and for more; it is their part ``count`` too.
        **parts : str
            What stands for the names in braces.

        Raises
        ------
        KeyError
            Where there is no such key, or a part is missing.
        """
        count = None if n is None else int(n)
        words = catalogue(self.language).get(key, people=self.unit == "people", count=count)
        if words is None:
            raise KeyError(key)
        if n is not None:
            parts = {"count": self.number(n), **parts}
        if "{level}" in words:
            parts = {"level": self.rate(self.level, None), **parts}
        return words.format(**parts) if parts else words

    def has(self, key: str) -> bool:
        """Whether there are words for a key that is put together from data."""
        return catalogue(self.language).get(key) is not None

    def state(self, name: str) -> str:
        """A state's name where it could be taken for the country's: Estado de México."""
        key = f"state.name.{name}"
        return self(key) if self.has(key) else name

    def state_within(self, name: str) -> str:
        """A state's name inside a sentence: with its article, where it has one."""
        key = f"state.within.{name}"
        return self(key) if self.has(key) else self.state(name)

    def contracted(self, words: str) -> str:
        """Words in which a preposition meets an article: Spanish says "del", not "de el".

        Examples
        --------
        >>> Text("es").contracted("de el Estado de México")
        'del Estado de México'
        """
        return words.replace("de el ", "del ") if catalogue(self.language).locale.language == "es" else words

    @property
    def data(self) -> str:
        """The one of the data's two languages, es and en, that these readers read: names of programs, say."""
        return self("language.data")

    @property
    def suffix(self) -> str:
        """What ends the columns of names in that language, where it is not Spanish."""
        return "" if self.data == "es" else "_en"

    @property
    def locale(self) -> str:
        """The language and country whose numbers are written, as browsers name them: ``es-MX``."""
        return str(catalogue(self.language).locale).replace("_", "-")

    @property
    def marks(self) -> dict[int, str]:
        """The language's marks of thousands and of decimals, by those that Python writes."""
        return catalogue(self.language).marks

    def number(self, value: float, decimals: int | None = 0) -> str:
        """A number with separators, nothing without a sign; unknown is said in words.

        Parameters
        ----------
        value : float
        decimals : int or None
            None: as many as the number has, for what a person chose.
        """
        if math.isnan(value):
            return self("tip.unknown")
        written = f"{value:z,.12g}" if decimals is None else f"{value:z,.{decimals}f}"
        return written.translate(self.marks)

    def estimate(self, value: float) -> str:
        """An estimate: three significant digits."""
        if math.isnan(value):
            return self("tip.unknown")
        digits = max(0, len(str(int(abs(value)))) - 3)
        return self.number(round(value, -digits))

    def percent(self, share: float, decimals: int | None = 0) -> str:
        """A share (0-1) as a percentage, as `rate` writes one."""
        return self.rate(share * _ALL, decimals)

    def rate(self, rate: float, decimals: int | None = 2) -> str:
        """A percentage (0-100); what is not quite nothing or everything is not written so.

        Parameters
        ----------
        rate : float
            %.
        decimals : int or None
            As `number` takes them.
        """
        if math.isnan(rate):
            return self("tip.unknown")
        if decimals is not None:
            text = f"{rate:z.{decimals}f}"
            if rate > 0 and float(text) == 0:
                return "<" + self.percentage(self.number(10**-decimals, None))
            if rate < _ALL and float(text) == _ALL:
                return ">" + self.percentage(self.number(_ALL - 10**-decimals, None))
        return self.percentage(self.number(rate, decimals))

    def span(self, low: str, high: str) -> str:
        """From one figure that is already written to another."""
        return self("number.range", low=low, high=high)

    def rates(self, low: float, high: float) -> str:
        """From one percentage (0-100) to another, the sign once."""
        return self.span(self.number(low, 2), self.rate(high))

    def percentage(self, number: str) -> str:
        """A number that is already written with its per cent sign."""
        return self("number.percent", number=number)

    def join(self, names: Sequence[str], most: int | None = None) -> str:
        """Names as a list in a sentence: ``a, b y c``.

        Parameters
        ----------
        names : sequence of str
        most : int, optional
            Of more than so many, the first are named and the others counted.
        """
        from babel.lists import format_list

        shown = list(names)
        if most is not None and len(shown) > most:
            shown = [*shown[:most], self("list.others", len(shown) - most)]
        locale = catalogue(self.language).locale
        found = format_list(shown, locale=locale)
        if locale.language == "es" and len(shown) > 1 and _SOUNDS_LIKE_I.match(shown[-1]):
            found = f"{found.removesuffix(f'y {shown[-1]}')}e {shown[-1]}"
        return found
