"""What each answer may be, and answers as people write them: `layers.own.Answers` says it, in its types."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin, get_type_hints

from layers.own.findings import OwnError
from layers.own.result import Answers

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
