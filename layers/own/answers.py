"""What a person answers: what it may be, as the types of `Answers` say it, and how people write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from layers.own.findings import OwnError


class Question(NamedTuple):
    """What a file does not say and a person must: an id of `Answers`, and the choices (none: free).

    Its words are ``own.ID``, and ``own.ID.CHOICE`` for a choice that is not a value of the file itself.
    """

    id: str
    choices: tuple[str, ...] = ()


class Options(NamedTuple):
    """Where a person knows better than what was found, and how people call the fields that are looked for.

    Encoding and separator of text; the sheet, layer or packed file to read; the row of the header, from 1. ``names``
    are normalised as `layers.names.normalise` does.
    """

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    layer: str | None = None
    header_row: int | None = None
    names: frozenset[str] = frozenset()


#: What a person may say of how a file is read, in order: options of the shell, boxes of the page.
READING = tuple(name for name in Options._fields if name != "names")


@dataclass(frozen=True)
class Answers:
    """What the file does not say and a person does.

    A field and its words are all that a new answer needs: its type says how page and shell ask for it.

    Attributes
    ----------
    crs
        Coordinate reference system, as ``EPSG:6372``; of geometries, or of columns of coordinates.
    year
        Year of return figures without a column of years.
    edition
        Year of a catalogue of programs; None: the file's, else that of the catalogue it replaces.
    decimal
        The decimal sign, where numbers can be read in two ways.
    rate_unit
        Whether return rates are per cent, shares, or numbers of dwellings.
    swap
        Whether places that lie in the country only with longitude and latitude swapped are swapped back.
    west
        Whether longitudes that lie in the country only with a minus lie west of Greenwich.
    municipality_as
        What the municipality of a program without a place says: it stands at the seat, it stands there and serves the
        municipality, or nothing.
    key_digits
        How many digits the keys of another country have: zeros that were lost are put back.
    band
        Which area of each site is kept, where a file has several: a value of the column that tells them apart.
    sites
        What tells the sites of catchments apart: ``each`` (every area is a site's), or a column of the file.
    as_sites
        Whether catchments of sites that are not in the catalogue become sites of their own.
    names
        Key of the municipality that a name of the file means, by the name.
    country
        Name of another country, for messages.
    """

    crs: str | None = None
    year: int | None = None
    edition: int | None = None
    decimal: Literal[".", ","] | None = None
    rate_unit: Literal["percent", "share", "number"] | None = None
    swap: bool = False
    west: bool = False
    municipality_as: Literal["seat", "served", "no_place"] | None = None
    key_digits: int | None = None
    band: str | None = None
    sites: str | None = None
    as_sites: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    country: str = ""


_YEARS = (1900, 2100)
_NUMBERS = (0, 1_000_000)

_YES = frozenset({"yes", "y", "si", "sí", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})
_HINTS = {answer: hint for answer, hint in get_type_hints(Answers).items() if answer != "names"}

#: Ids of all that can be answered.
IDS = tuple(_HINTS)


def type_of(answer: str) -> type:
    """What an answer is: a bool (yes or no), an int or a str.

    Examples
    --------
    >>> type_of("year"), type_of("rate_unit")
    (<class 'int'>, <class 'str'>)
    """
    hint = _bare(answer)
    return str if get_origin(hint) is Literal else hint


def choices_of(answer: str) -> tuple[str, ...]:
    """What an answer may be; none where it is free, or its question says it.

    Examples
    --------
    >>> choices_of("rate_unit"), choices_of("country")
    (('percent', 'share', 'number'), ())
    """
    hint = _bare(answer)
    return get_args(hint) if get_origin(hint) is Literal else ()


def bounds_of(answer: str) -> tuple[int, int]:
    """The least and the most that an answer which is an int may be.

    Examples
    --------
    >>> bounds_of("edition")
    (1900, 2100)
    """
    return _YEARS if answer in {"year", "edition"} else _NUMBERS


def expected_of(answer: str) -> tuple[str, ...]:
    """What is expected of an answer that is free, as a message says it: the choices, where there are some.

    Examples
    --------
    >>> expected_of("swap"), expected_of("year")
    (('yes', 'no'), ('a year',))
    """
    free = {bool: ("yes", "no"), int: ("a year" if bounds_of(answer) == _YEARS else "a number",), str: ("a value",)}
    return choices_of(answer) or free[type_of(answer)]


def parse_answer(answer: str, text: str, name: str) -> Any:
    """An answer as a person writes it, for a file called ``name``.

    Raises
    ------
    OwnError
        Where it is none of the choices, no year, or neither yes nor no.

    Examples
    --------
    >>> parse_answer("swap", "sí", "mine.csv"), parse_answer("year", "2020", "mine.csv")
    (True, 2020)
    """
    text, kind, choices = text.strip(), type_of(answer), choices_of(answer)
    if kind is bool and text.lower() in _YES | _NO:
        return text.lower() in _YES
    low, high = bounds_of(answer)
    if kind is int and text.isascii() and text.isdigit() and low <= int(text[:9]) <= high:
        return int(text[:9])
    if kind is str and text and (not choices or text in choices):
        return text
    raise OwnError.of(name, "wrong_answer", question=answer, found=text, choices=expected_of(answer))


def _bare(answer: str) -> Any:
    """The type of an answer beside None."""
    hint = _HINTS[answer]
    others = [kind for kind in get_args(hint) if kind is not type(None)]
    return others[0] if len(others) < len(get_args(hint)) else hint
