"""Places in a cell: degrees, minutes and seconds; latitude and longitude in one; WKT, WKB and GeoJSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.names import normalise
from layers.own.polygons import read_text, read_wkb

#: Letters and words of the four directions, and their sign. O is Oeste, as people write it in Spanish.
_DIRECTIONS = {
    **dict.fromkeys(("n", "norte", "north", "e", "este", "east"), 1.0),
    **dict.fromkeys(("s", "sur", "south", "w", "o", "oeste", "west", "poniente"), -1.0),
}
_LONGITUDES = frozenset({"e", "este", "east", "w", "o", "oeste", "west", "poniente"})
_WORD = "|".join(sorted(_DIRECTIONS, key=len, reverse=True))
#: Signs that stand for those of degrees, minutes, seconds and minus: an ordinal, a prime, a quotation mark, a dash.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u00ba\u02da\u2103\u1d52", "°"),
        **dict.fromkeys("\u2032\u2018\u2019\u00b4\u0060\u02b9\u02bc", "'"),
        **dict.fromkeys("\u2033\u201c\u201d\u02ba", '"'),
        **dict.fromkeys("\u2212\u2013", "-"),
    }
)
_DEGREES = re.compile(
    rf"(?P<before>{_WORD})?\.?\s*(?P<sign>[+-])?\s*(?P<d>\d{{1,3}}(?:\.\d*)?)"
    r"(?:\s*(?:°|grados|deg|g|d|:|\s)\s*(?P<m>\d{1,2}(?:\.\d*)?)"
    r"(?:\s*(?:'|min|m|:|\s)\s*(?:(?P<s>\d{1,2}(?:\.\d*)?)\s*(?:\"|seg|sec|s(?=\s|$))?)?)?)?"
    rf"\s*°?\s*(?P<after>{_WORD})?\.?",
    re.ASCII | re.IGNORECASE,
)
_MINUTES, _SECONDS = 60.0, 3600.0
#: Degrees, minutes and seconds in one number, as older tables of localities have them: 0964325.
_PACKED = re.compile(r"-?0?\d{6,7}(?:\.0*)?", re.ASCII)

_NUMBER = r"[+-]?\d{1,7}(?:[.,]\d+)?"
#: A link to a map says its place in one of these ways.
_LINKS = (
    r"!3d(-?[\d.]+)!4d(-?[\d.]+)",
    r"[@=:/](-?\d{1,2}\.\d+),\s*\+?(-?\d{1,3}\.\d+)",
    r"mlat=(-?[\d.]+)&mlon=(-?[\d.]+)",
)
_LINK = re.compile(r"(?:https?:|geo:|www\.|maps\.)", re.IGNORECASE)
#: What stands between two coordinates, the surest first: in "17,06; -96,72" a comma is a decimal sign.
_BETWEEN = (r";", r"\|", r"\s*/\s*", r",\s+", r"(?<=[NSEWOnsewo])[\s,]+(?=\S)", r",", r"\s+")
_NAMED = re.compile(
    r"\(?\s*lat\w*\.?\s*[:=]?\s*(?P<lat>[^,;a-z]*?[\d'\"°NSns])\s*[,;\s]\s*(?:lon|lng)\w*\.?\s*[:=]?\s*(?P<lon>.+?)\s*\)?",
    re.IGNORECASE,
)
#: Characters of two numbers, or of a link to a map.
_LONGEST = 1000
_MOST_PARTS = 4  # latitude, longitude, altitude and precision, as survey tools write a place

_SHAPE = re.compile(
    r"(?:SRID=\d+;\s*)?(?:POINT|LINESTRING|POLYGON|MULTI[A-Z]+|GEOMETRYCOLLECTION)\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)",
    re.IGNORECASE,
)
_SRID = re.compile(r"SRID=(\d{1,6});", re.IGNORECASE)
_HEX = re.compile(r"(?:\\x|0x)?(0[01][0-9a-f]{40,})", re.IGNORECASE)
_HALF, _WHOLE = 90.0, 180.0


class Place(NamedTuple):
    """A geometry in the order x, y; the code (EPSG) that the cell names for it; whether it was two numbers."""

    shape: BaseGeometry
    srid: int | None = None
    pair: bool = False


def parse_degrees(text: str) -> float | None:
    r"""Degrees as people write them, with minutes, seconds and a direction; None where it is something else.

    Examples
    --------
    >>> [parse_degrees(text) for text in ("96°43'12.0\" W", "17 30 00", "98,25 O", "17:30:00 N", "calle 5")]
    [-96.72, 17.5, -98.25, 17.5, None]
    """
    text = re.sub(r"(?<=\d),(?=\d)", ".", text.strip().translate(_SIGNS).replace("''", '"'))
    found = _DEGREES.fullmatch(text)
    if found is None or (found["before"] and found["after"]):
        return None
    degrees, minutes, seconds = (float(found[part] or 0.0) for part in "dms")
    if (found["m"] and "." in found["d"]) or minutes >= _MINUTES or seconds >= _MINUTES:
        return None
    direction = _DIRECTIONS[(found["before"] or found["after"] or "n").lower()]
    size = degrees + minutes / _MINUTES + seconds / _SECONDS
    return -size if found["sign"] == "-" or direction < 0 else size


def unpack_degrees(number: float) -> float | None:
    """Degrees of a number that holds degrees, minutes and seconds; None where it cannot.

    Examples
    --------
    >>> unpack_degrees(964312), unpack_degrees(967236)
    (96.72, None)
    """
    if not _PACKED.fullmatch(f"{number:.6f}".rstrip("0")) and not _PACKED.fullmatch(f"{number:.0f}"):
        return None
    whole = int(abs(number))
    degrees, minutes, seconds = whole // 10_000, whole // 100 % 100, whole % 100
    if whole != abs(number) or minutes >= _MINUTES or seconds >= _MINUTES or degrees > _WHOLE:
        return None
    size = degrees + minutes / _MINUTES + seconds / _SECONDS
    return -size if number < 0 else size


def parse_place(value: Any) -> Place | None:
    """The place in a cell; None where it holds none. Of two numbers the latitude comes first, unless it can be none.

    Examples
    --------
    >>> parse_place("17.0604, -96.7236").shape.wkt, parse_place("SRID=32614;POINT (742300 1887500)").srid
    ('POINT (-96.7236 17.0604)', 32614)
    """
    if not isinstance(value, str):
        return None
    text = value.strip()
    if looks_like_shape(text):
        return _shape(text)
    pair = next(_pairs(text), None) if len(text) <= _LONGEST else None
    return None if pair is None else Place(shapely.Point(pair), None, pair=True)


def looks_like_shape(value: Any) -> bool:
    """Whether a cell is WKT, WKB in hexadecimal digits, or GeoJSON, by its beginning.

    Examples
    --------
    >>> looks_like_shape("POLYGON ((0 0, 1 0, 1 1, 0 0))"), looks_like_shape("Polígono 5")
    (True, False)
    """
    if not isinstance(value, str):
        return False
    text = value.lstrip()
    return any(form.match(text) for form in (_SHAPE, _HEX)) or (text[:1] == "{" and '"coordinates"' in text)


def _shape(text: str) -> Place | None:
    srid = _SRID.match(text)
    code = int(srid[1]) if srid else None
    packed = _HEX.fullmatch(text)
    try:
        if packed is not None:
            shape, was_open = read_wkb(bytes.fromhex(packed[1]))
            shape = None if was_open else shape
            code = int(shapely.get_srid(shape)) or None
        else:
            shape = read_text(text[srid.end() :] if srid else text)
    except (shapely.errors.ShapelyError, ValueError):
        return None
    if shape is None or shape.is_empty or not np.isfinite(shape.bounds).all():
        return None
    if isinstance(shape, shapely.MultiPoint) and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    return Place(shapely.force_2d(shape), code)


def _pairs(text: str) -> Iterator[tuple[float, float]]:
    """Readings of a text as x and y, the surest first."""
    if _LINK.match(text):
        for form in _LINKS:
            for found in re.finditer(form, text):
                yield from _ordered(found[1], found[2])
        return
    # {"lat": 17.06, "lng": -96.72}, as maps on the web write it.
    named = _NAMED.fullmatch(re.sub(r"[{}\"]", " ", text).strip() if text.startswith("{") else text)
    if named is not None:
        yield from _ordered(named["lat"], named["lon"])
    bare = text.strip("()[]{} ")
    for between in _BETWEEN:
        parts = [part for part in re.split(between, bare) if part.strip()]
        if len(parts) == 2 or (2 < len(parts) <= _MOST_PARTS and all(map(_is_number, parts))):  # noqa: PLR2004 a pair
            yield from _ordered(parts[0], parts[1])


def _ordered(one: str, other: str) -> Iterator[tuple[float, float]]:
    first, second = _coordinate(one), _coordinate(other)
    if first is None or second is None:
        return
    said_longitude = normalise(one).split()[-1:] != [] and normalise(one).split()[-1] in _LONGITUDES
    if said_longitude or _tail(one) in _LONGITUDES or abs(first) > _HALF:
        yield first, second
    else:
        yield second, first


def _tail(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _coordinate(text: str) -> float | None:
    text = text.strip().translate(_SIGNS)
    return float(text.replace(",", ".")) if _is_number(text) else parse_degrees(text)


def _is_number(text: str) -> bool:
    return re.fullmatch(_NUMBER, text.strip().translate(_SIGNS), flags=re.ASCII) is not None
