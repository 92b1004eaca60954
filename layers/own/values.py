"""Raw cells as values: numbers, years and texts as people write them, never guessed."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

#: How people write that a value is missing.
MISSING = frozenset(
    {"", "na", "n/a", "n.a.", "nd", "n/d", "n.d.", "s/d", "nan", "null", "none", "-", "--", "*", "#n/a"}
)

_LONGEST_NUMBER = 40
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"-?\d+", re.ASCII)
_SPACED = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f\u2009']\d{3})+(?:[.,]\d+)?", re.ASCII)
_GROUPS = {
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII),
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII),
}
_MONTHS, _DAYS = 12, 31
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


class Parsed(NamedTuple):
    """A value; the code of what was done to read it, or of why it could not be; the parts of its words."""

    value: Any = None
    mended: str | None = None
    refused: str | None = None
    parts: dict[str, Any] = {}  # noqa: RUF012 never changed


def is_missing(value: Any) -> bool:
    """Whether a cell stands for a missing value.

    Examples
    --------
    >>> is_missing("N/A"), is_missing("0")
    (True, False)
    """
    return value is None or (isinstance(value, str) and value.strip().lower() in MISSING)


def parse_number(
    value: Any, *, low: float, high: float, unit: str, whole: bool = False, decimal: str | None = None
) -> Parsed:
    """A number as people write it.

    Parameters
    ----------
    value
        A number, or text.
    low, high, unit
        Bounds, both included.
    whole : bool
        Whether it counts something: a single separator before three digits is then no decimal sign.
    decimal : "." or ",", optional
        The decimal sign, where a person says which.

    Examples
    --------
    >>> parse_number("1,5", low=0, high=100, unit="%")
    Parsed(value=1.5, mended='decimal_comma', refused=None, parts={'value': '1.5'})
    >>> parse_number("1.234", low=0, high=9999, unit="people", whole=True).refused
    'ambiguous_number'
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return Parsed(refused="not_number")
    found = (
        _from_text(value.strip(), low, high, unit, decimal, whole=whole) if isinstance(value, str) else Parsed(value)
    )
    if found.refused:
        return found
    try:
        number = float(found.value)
    except OverflowError:
        return Parsed(refused="not_number")
    if number != number:  # noqa: PLR0124 not a number
        return Parsed(None)
    if not low <= number <= high:
        return Parsed(refused="out_of_bounds", parts={"low": f"{low:g}", "high": f"{high:g}", "unit": unit})
    return Parsed(number, found.mended, parts={"value": f"{number:.12g}"} if found.mended else {})


def parse_year(value: Any) -> Parsed:
    """A year; of a date, its year, where the date can be read in one way.

    Examples
    --------
    >>> parse_year("03/04/2014").value
    2014
    """
    text = as_text(value) or ""
    if re.fullmatch(r"\d{4}(?:\.0*)?", text, flags=re.ASCII):
        return _year(int(text[:4]), None)
    date = _DATE.fullmatch(text)
    if date is not None:
        # In 03/04/2014 day and month may stand either way; the year does not.
        year, one, other = (date[1], date[2], date[3]) if date[1] else (date[6], date[4], date[5])
        small, large = sorted((int(one), int(other)))
        if 1 <= small <= _MONTHS and large <= _DAYS:
            return _year(int(year), "year_of_date")
    return Parsed(refused="not_year")


def as_text(value: Any) -> str | None:
    """A cell as text; whole numbers without a decimal point. None where it is no text: a list, say.

    Examples
    --------
    >>> as_text(20067.0)
    '20067'
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else None
    if isinstance(value, float):
        return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)  # noqa: PLR2004 exact in a float
    return None


def _year(year: int, mended: str | None) -> Parsed:
    if not 1900 <= year <= 2100:  # noqa: PLR2004 as the schemas have it
        return Parsed(refused="not_year")
    return Parsed(year, mended, parts={"value": year} if mended else {})


def _from_text(text: str, low: float, high: float, unit: str, decimal: str | None, *, whole: bool) -> Parsed:
    if len(text) > _LONGEST_NUMBER:
        return Parsed(refused="not_number")
    if _WHOLE.fullmatch(text):
        return Parsed(float(text))
    mended = None
    if "\N{MINUS SIGN}" in text or text.startswith("\N{EN DASH}"):
        text, mended = text.replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-"), "minus_sign"
    if unit.startswith("%") and text.endswith("%"):
        text, mended = text[:-1].strip(), "percent_sign"
    if _SPACED.fullmatch(text):
        return Parsed(float(re.sub(r"[ \u00a0\u202f\u2009']", "", text).replace(",", ".")), "thousands")
    if "," in text:
        return _both_signs(text) if "." in text else _comma(text, low, high, decimal, whole=whole)
    return _point(text, mended, decimal, whole=whole)


def _point(text: str, mended: str | None, decimal: str | None, *, whole: bool) -> Parsed:
    if _GROUPS["."].fullmatch(text):
        if text.count(".") > 1 or decimal == ",":
            return Parsed(float(text.replace(".", "")), "thousands")
        if whole and decimal is None:
            return Parsed(refused="ambiguous_number", parts={"one": text, "other": text.replace(".", "")})
    return Parsed(float(text), mended) if _NUMBER.fullmatch(text) else Parsed(refused="not_number")


def _both_signs(text: str) -> Parsed:
    last = "," if text.rfind(",") > text.rfind(".") else "."
    whole, _, fraction = text.rpartition(last)
    other = "." if last == "," else ","
    if last in whole or not fraction.isdigit() or not fraction.isascii() or not _GROUPS[other].fullmatch(whole):
        return Parsed(refused="not_number")
    return Parsed(float(f"{whole.replace(other, '')}.{fraction}"), "decimal_comma" if last == "," else "thousands")


def _comma(text: str, low: float, high: float, decimal: str | None, *, whole: bool) -> Parsed:
    grouped = _GROUPS[","].fullmatch(text) is not None
    pointed = text.replace(",", ".")
    if text.count(",") > 1:
        return Parsed(float(text.replace(",", "")), "thousands") if grouped else Parsed(refused="not_number")
    if not _NUMBER.fullmatch(pointed) or (not grouped and decimal == "."):
        return Parsed(refused="not_number")
    fraction = Parsed(float(pointed), "decimal_comma")
    if not grouped:
        return fraction
    thousands = Parsed(float(text.replace(",", "")), "thousands")
    # A single comma before three digits: what the bounds, or a count, leave of the two readings.
    fits = {
        ",": low <= fraction.value <= high and not whole if decimal is None else decimal == ",",
        ".": low <= thousands.value <= high if decimal is None else decimal == ".",
    }
    if all(fits.values()):
        return Parsed(refused="ambiguous_number", parts={"one": pointed, "other": f"{thousands.value:.12g}"})
    return fraction if fits[","] else thousands
