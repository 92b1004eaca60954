"""Years as people write them: a date, a span, a day of a spreadsheet, or that something goes on."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

from layers.names import normalise
from layers.own.values import Parsed, as_text

#: How people write that something goes on.
OPEN = frozenset(
    {
        *("vigente", "a la fecha", "actual", "actualmente", "actualidad", "a la actualidad", "en curso", "presente"),
        *("al presente", "hoy", "a hoy", "hasta hoy", "hasta la fecha", "al dia de hoy", "activo", "activa", "abierto"),
        *("abierta", "en operacion", "operando", "en funcionamiento", "funcionando", "continua", "sigue", "indefinido"),
        *("permanente", "present", "to present", "ongoing", "current", "currently", "now", "to date", "till date"),
        *("today", "active", "open", "open ended", "in operation", "operating", "still open"),
    }
)  # fmt: skip

_MONTH_NAMES = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre"),
    *("diciembre", "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic", "setiembre"),
    *("january", "february", "march", "april", "june", "july", "august", "september", "october", "november"),
    *("december", "jan", "apr", "aug", "sept", "set", "dec"),
)
_MONTH = "|".join(sorted(_MONTH_NAMES, key=len, reverse=True))

#: Dates whose year can be told, whichever of two numbers is the month: ``y`` the year, ``a`` and ``b`` month and day.
_DATES = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<y>\d{4})[-/.](?P<a>\d{1,2})[-/.](?P<b>\d{1,2})(?:[T ].*)?",
        r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})(?: .*)?",
        r"(?P<y>\d{4})[-/.](?P<a>\d{1,2})",
        r"(?P<a>\d{1,2})[-/.](?P<y>\d{4})",
        r"(?P<y>(?:19|20)\d{2})(?P<a>\d{2})(?P<b>\d{2})",
    )
)
#: Dates in words, normalised: a year of two digits stands after a day and a month alone.
_WORDED = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(?:(?P<b>\d{{1,2}}) (?:de )?)?(?:{_MONTH})(?: de| del| of| del ano| de ano)? (?P<y>\d{{4}})",
        rf"(?:{_MONTH}) (?P<b>\d{{1,2}}) (?P<y>\d{{4}})",
        rf"(?P<y>\d{{4}}) (?:{_MONTH})(?: (?P<b>\d{{1,2}}))?",
        rf"(?P<b>\d{{1,2}}) (?:de )?(?:{_MONTH})(?: de)? (?P<y>\d{{2}})",
        r"(?:desde|desde el|desde el ano|since|from|en|in|ano|hasta|until|censo|censo de|census|ano censal)"
        r" (?P<y>\d{4})",
    )
)
_SPAN = re.compile(r"(?:de |desde |del |from |desde el )?(\d{4}) (.+)", re.ASCII)
_JOINED = re.compile(r"^(?:a|al|y|hasta|hasta el|to|until|and) ")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ](?!00:00(?::00)?(?:\.0+)?(?:Z|[+-]\d{2}:?\d{2})?$)\d{2}:\d{2}.*", re.ASCII)

_MONTHS, _DAYS = 12, 31
#: Days as a spreadsheet counts them: none of these numbers is a year.
_DAY_ONE = dt.date(1899, 12, 30)
_SERIAL = range(20_000, 70_000)
#: Of two digits, those up to here are of this century, as spreadsheets have it.
_TURN, _CENTURY = 29, 100


class Period(NamedTuple):
    """First and last year of what a cell says: None where it says none, or that there is no end."""

    first: int | None = None
    last: int | None = None


def parse_year(value: Any) -> Parsed:
    """A year; of a date, its year, where the date can be read in one way.

    Examples
    --------
    >>> parse_year("03/04/2014").value, parse_year("marzo de 2015").value, parse_year(42064).value
    (2014, 2015, 2015)
    """
    text = as_text(value) or ""
    if re.fullmatch(r"\d{4}(?:\.0*)?", text, flags=re.ASCII):
        return _year(int(text[:4]), None)
    if re.fullmatch(r"\d{5}", text, flags=re.ASCII) and int(text) in _SERIAL:
        return _year((_DAY_ONE + dt.timedelta(days=int(text))).year, "serial_date")
    found = _first(_DATES, text) or _first(_WORDED, normalise(text))
    if found is None or not _is_date(found.groupdict()):
        return Parsed(refused="not_year")
    year = int(found["y"])
    if year < _CENTURY:
        year += 2000 if year <= _TURN else 1900
    return _year(year, "year_of_date")


def parse_period(value: Any, *, ends: bool) -> Parsed:
    """A `Period`: of one year, its first or, where the cell tells of the end, its last.

    Examples
    --------
    >>> parse_period("2015-2018", ends=False).value
    Period(first=2015, last=2018)
    >>> parse_period("a la fecha", ends=True)
    Parsed(value=Period(first=None, last=None), mended='open_ended', refused=None, parts={})
    """
    text = as_text(value) or ""
    if ends and normalise(text) in OPEN:
        return Parsed(Period(), "open_ended")
    one = parse_year(value)
    if one.refused is None:
        return one._replace(value=Period(None, one.value) if ends else Period(one.value))
    span = _SPAN.fullmatch(normalise(text))
    if span is None:
        return one
    first, end = parse_year(span[1]), _JOINED.sub("", span[2])
    if {span[2], end} & OPEN:
        return first._replace(value=Period(first.value), mended="open_ended") if first.refused is None else first
    last = parse_year(end)
    if first.refused or last.refused or last.value < first.value:
        return Parsed(refused="not_year")
    return Parsed(Period(first.value, last.value), "span", parts={"first": first.value, "last": last.value})


def has_time(value: Any) -> bool:
    """Whether a cell is a moment of a day: as survey tools note when somebody was asked, not when something began.

    Examples
    --------
    >>> has_time("2026-01-02T10:00:00-06:00"), has_time("2015-03-01T00:00:00")
    (True, False)
    """
    return isinstance(value, str) and _TIME.fullmatch(value.strip()) is not None


def _first(forms: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    return next((found for form in forms if (found := form.fullmatch(text))), None)


def _is_date(parts: dict[str, str | None]) -> bool:
    month, day = (parts.get(part) for part in ("a", "b"))
    if month is None or day is None:
        return 1 <= int(month or 1) <= _MONTHS and 1 <= int(day or 1) <= _DAYS
    small, large = sorted((int(month), int(day)))  # in 03/04/2014 they may stand either way
    return 1 <= small <= _MONTHS and large <= _DAYS


def _year(year: int, mended: str | None) -> Parsed:
    if not 1900 <= year <= 2100:  # noqa: PLR2004 as the schemas have it
        return Parsed(refused="not_year")
    return Parsed(year, mended, parts={"value": year} if mended else {})
