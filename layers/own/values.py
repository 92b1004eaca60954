"""Raw cells as values: numbers and texts as people write them, and what stands for nothing; never guessed."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from layers.names import normalise

#: How people, statistics offices and spreadsheets write that a value is missing, in words; then in signs: dashes, dots
#: and stars, letters with points or slashes, and a formula's error. Codes as 9999 are numbers: none is guessed.
MISSING = frozenset(
    {
        *("na", "nd", "ne", "ns", "nr", "sd", "nan", "null", "none", "nil", "missing", "no data", "not available"),
        *("not applicable", "no answer", "suppressed", "confidential", "sin dato", "sin datos", "sin informacion"),
        *("sin informacion disponible", "no disponible", "no aplica", "no especificado", "no especificada"),
        *("no determinado", "no significativo", "no publicado", "no sabe", "no responde", "no contesto"),
        *("confidencial", "dato no disponible", "sin registro", "sin especificar", "sin respuesta", "faltante"),
    }
)  # fmt: skip
_MISSING_SIGNS = re.compile(
    r"[-\u2010-\u2015\u2212_.\u2026*·:?¿]*[-\u2010-\u2015\u2212_.\u2026*·:?¿]|\(?[-*]+\)?"
    r"|[ns][./ -]{1,2}[acdeirs][./]?|n[adesr]\.|\[?(?:n/?a|n/?d)\]?|\((?:n/?a|n/?d|c|p|s)\)"
    r"|#\S*[!?]|#n/?[ad]|#no disponible|err:\d+",
    re.IGNORECASE,
)
_GUARD = re.compile(r'=\s*"((?:[^"]|"")*)"|\'(\d.*)', re.DOTALL)

#: Marks of footnotes after a number: 12 a/, 1,234*, 7.5², 12 1/, 12 (p), 12 [b].
_FOOTNOTE = re.compile(
    r"(?:\s*(?:[*†‡§]+|[¹²³⁰⁴-⁹ᵃ-ᶻʰ-ʸ]+|(?<![a-z])[a-z]/|\(?(?<![a-z])[a-gpr]\)|\[[a-z\d]{1,2}\])"
    r"|\s+\d{1,2}/)+\s*",
    re.IGNORECASE,
)
#: A day, a month of a year or a time, as spreadsheets show what they have made of 1-14, 3/5 or 1:30.
_MONTH = (
    r"(?:ene|feb|mar|abr|may|jun|jul|ago|sep|sept|oct|nov|dic|jan|apr|aug|dec"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\.?"
)
_DATE = re.compile(
    rf"\d{{4}}-\d{{2}}-\d{{2}}(?:[T ].*)?|\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\.\d+)?|\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{2,4}}"
    rf"|(?:\d{{1,2}}[-/. ])?{_MONTH}[-/. ]\d{{2,4}}|\d{{1,2}}[-/. ]{_MONTH}",
    re.ASCII | re.IGNORECASE,
)

_LONGEST_NUMBER = 40
_LONGEST_MARK = 10
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_KILOMETRES = re.compile(r"\s*(?:kms?|kil[oó]met(?:ros?|ers?|res?))\.?$", re.IGNORECASE)
#: Numbers that can be read in one way: a point before three digits may stand for thousands.
_PLAIN = re.compile(r"-?\d+(?:\.(?:\d{1,2}|\d{4,}))?", re.ASCII)
_SPACED = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f\u2009']\d{3})+(?:[.,]\d+)?", re.ASCII)
_GROUPS = {
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII),
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII),
}


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
    >>> is_missing("N/A"), is_missing("Sin dato"), is_missing("…"), is_missing("0"), is_missing("9999")
    (True, True, True, False, False)
    """
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    text = value.strip()
    if text[:1].isdigit() or text[1:2].isdigit():
        return False
    return not text or normalise(text) in MISSING or _MISSING_SIGNS.fullmatch(text) is not None


def without_guard(text: str) -> str | None:
    """What a spreadsheet's guard of text holds (``="20067"``, an apostrophe before digits); None where there is none.

    Examples
    --------
    >>> without_guard('="01001"'), without_guard("'01001"), without_guard("01001")
    ('01001', '01001', None)
    """
    if '"' not in text and "'" not in text:
        return None
    found = _GUARD.fullmatch(text.strip())
    if found is None:
        return None
    return found[2] if found[1] is None else found[1].replace('""', '"')


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
    found = _written(value, low, high, unit, decimal, whole=whole) if isinstance(value, str) else Parsed(value)
    if found.refused:
        return found
    try:
        number = float(found.value)
    except OverflowError:
        return Parsed(refused="not_number")
    if number != number:  # noqa: PLR0124 not a number
        return Parsed(None)
    if not low <= number <= high:
        return Parsed(refused="out_of_bounds", parts={"low": f"{low:g}", "high": f"{high:.12g}", "unit": unit})
    return Parsed(number, found.mended, parts={"value": f"{number:.12g}"} if found.mended else {})


def as_text(value: Any) -> str | None:
    """A cell as text, without a guard; whole numbers without a decimal point. None where it is no text: a list, say.

    Examples
    --------
    >>> as_text(20067.0)
    '20067'
    """
    if isinstance(value, str):
        return without_guard(value) or value.strip()
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else None
    if isinstance(value, float):
        return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)  # noqa: PLR2004 exact in a float
    return None


def without_mark(text: str) -> str | None:
    """What stands before the mark of a footnote; None where there is none.

    Examples
    --------
    >>> without_mark("1,234*"), without_mark("12 a/"), without_mark("Abejones 1/"), without_mark("12")
    ('1,234', '12', 'Abejones', None)
    """
    text = text.strip()
    for place in range(max(1, len(text) - _LONGEST_MARK), len(text)):
        if _FOOTNOTE.fullmatch(text, place) is not None:
            return text[:place].rstrip()
    return None


def _written(value: str, low: float, high: float, unit: str, decimal: str | None, *, whole: bool) -> Parsed:
    """A number of a text, without the mark of a footnote."""
    text = without_guard(value) or value.strip()
    found = _from_text(text, low, high, unit, decimal, whole=whole)
    if found.refused != "not_number":
        return found
    bare = without_mark(text)
    if bare is not None:
        marked = _from_text(bare, low, high, unit, decimal, whole=whole)
        return marked if marked.refused else Parsed(marked.value, "footnote_mark")
    return Parsed(refused="date_for_number") if _DATE.fullmatch(text) else found


def _from_text(text: str, low: float, high: float, unit: str, decimal: str | None, *, whole: bool) -> Parsed:
    if len(text) > _LONGEST_NUMBER:
        return Parsed(refused="not_number")
    if _PLAIN.fullmatch(text):
        return Parsed(float(text))
    mended = None
    if "\N{MINUS SIGN}" in text or text.startswith("\N{EN DASH}"):
        text, mended = text.replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-"), "minus_sign"
    if unit.startswith("%") and text.endswith("%"):
        text, mended = text[:-1].strip(), "percent_sign"
    elif unit == "km" and (bare := _KILOMETRES.sub("", text)) != text:
        text, mended = bare, "unit_read"
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
