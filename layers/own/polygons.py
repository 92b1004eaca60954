"""Geometries made plain; polygons that are not valid, mended."""

from __future__ import annotations

import re
import struct
from collections import Counter
from typing import Any, cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.own.limits import CROSSINGS, CROSSINGS_IN_ALL, NESTING

_PAIRS_AT_ONCE = 2_000_000
POLYGONS = ("Polygon", "MultiPolygon")
_POINT, _LINE, _POLYGON = 1, 2, 3
#: Marks of well-known binary as PostGIS extends it: a height, a measure, a number of the system.
_Z, _M, _SRID = 0x80000000, 0x40000000, 0x20000000
_PLAIN = ("Point", "LineString", "LinearRing", "Polygon")


def plain(shape: BaseGeometry | None) -> BaseGeometry | None:
    """A geometry in two dimensions, as simple as it can be: a list of one is that one; None for an empty one.

    Examples
    --------
    >>> plain(shapely.from_wkt("MULTIPOINT Z ((1 2 3))")).wkt
    'POINT (1 2)'
    >>> plain(shapely.from_wkt("GEOMETRYCOLLECTION (POINT EMPTY)"))
    """
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type not in _PLAIN:
        parts = _pieces(shape)
        if len(parts) == 1:
            shape = parts[0]
        elif all(part.geom_type == "Polygon" for part in parts):
            shape = shapely.MultiPolygon(cast("list[shapely.Polygon]", parts))
    return shapely.force_2d(shape)


def read_wkb(data: bytes) -> tuple[BaseGeometry | None, bool]:
    """A geometry from well-known binary, and whether its rings had to be closed; None where it is none.

    Lists within lists are counted first: its reader goes down into each, and ends the process where they are too deep.

    Examples
    --------
    >>> read_wkb(shapely.to_wkb(shapely.Point(1, 2)))
    (<POINT (1 2)>, False)
    >>> read_wkb(b"no geometry")
    (None, False)
    """
    try:
        if not _is_shallow(data):
            return None, False
    except (struct.error, IndexError):
        return None, False
    shape = cast("BaseGeometry | None", shapely.from_wkb(data, on_invalid="ignore"))
    if shape is not None:
        return shape, False
    shape = shapely.from_wkb(data, on_invalid="fix")
    return shape, shape is not None


def read_text(text: str) -> BaseGeometry | None:
    """A geometry from well-known text or GeoJSON; None where it is none, or has lists too deep, as for `read_wkb`.

    Examples
    --------
    >>> read_text("POINT (-96.7 17.1)"), read_text("somewhere")
    (<POINT (-96.7 17.1)>, None)
    """
    if is_too_deep(text.encode(errors="replace")):
        return None
    read = shapely.from_geojson if text.lstrip().startswith("{") else shapely.from_wkt
    with np.errstate(over="ignore"):  # a number that is too large is none that is finite
        return read(text, on_invalid="ignore")


def is_too_deep(text: bytes) -> bool:
    """Whether lists within lists of a text, in brackets of any form, are deeper than our limit.

    Examples
    --------
    >>> is_too_deep(b"[" * 100), is_too_deep(b"[]" * 100)
    (True, False)
    """
    letters = np.frombuffer(text, dtype="uint8")
    steps = np.isin(letters, list(b"([{")).astype("int32") - np.isin(letters, list(b")]}"))
    return int(np.cumsum(steps).max(initial=0)) > NESTING


def _is_shallow(data: bytes) -> bool:
    """Whether no list of well-known binary is deeper than our limit."""
    place, left = 0, [1]
    while left:
        if not left[-1]:
            left.pop()
            continue
        left[-1] -= 1
        order = "<" if data[place] else ">"
        (kind,) = struct.unpack_from(f"{order}I", data, place + 1)
        numbers = 2 + (bool(kind & _Z) + bool(kind & _M) or (0, 1, 1, 2)[(kind & 0xFFFF) // 1000 % 4])
        place += 9 if kind & _SRID else 5
        kind = (kind & 0xFFFF) % 1000
        if kind == _POINT:
            place += 8 * numbers
            continue
        (count,) = struct.unpack_from(f"{order}I", data, place)
        place += 4
        if kind == _LINE:
            place += 8 * numbers * count
        elif kind == _POLYGON:
            for _ in range(count):
                place += 4 + 8 * numbers * struct.unpack_from(f"{order}I", data, place)[0]
        else:
            left.append(count)
        if len(left) > NESTING:
            return False
    return True


def fault_of(shape: BaseGeometry) -> str | None:
    """Why a polygon is not valid; None where it is.

    Examples
    --------
    >>> fault_of(shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))
    'Self-intersection'
    """
    reason = str(shapely.is_valid_reason(shape))
    return None if reason == "Valid Geometry" else re.sub(r"\[.*", "", reason)


def mend_polygon(
    shape: BaseGeometry, reason: str, before: Counter[str]
) -> tuple[BaseGeometry | None, str, dict[str, Any]]:
    """A polygon that is not valid, made valid, with the code and the parts of what was done; None with why not.

    ``before`` counts the crossings of the polygons of the file that were looked at before, and of this one.

    Examples
    --------
    >>> bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> mended, code, _ = mend_polygon(bow_tie, fault_of(bow_tie), Counter())
    >>> mended.area, code
    (2.0, 'polygon_mended')
    """
    # Counting takes as long as mending does: what is refused counts too, and nothing more is counted then.
    own = _crossings(shape) if before["crossings"] <= CROSSINGS_IN_ALL else 0
    before["crossings"] += own
    if own > CROSSINGS:
        return None, "too_broken", {"most": CROSSINGS}
    if before["crossings"] > CROSSINGS_IN_ALL:
        return None, "too_broken_in_all", {"most": CROSSINGS_IN_ALL}
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in _pieces(mended) if isinstance(part, shapely.Polygon) and part.area > 0]
    if not parts:
        return None, "broken_geometry", {"reason": reason}
    found = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    area = abs(shape.area)
    changed = 100.0 * abs(found.area - area) / max(found.area, area)
    return found, "polygon_mended", {"reason": reason, "share": f"{changed:.3g}"}


def _pieces(shape: BaseGeometry) -> list[BaseGeometry]:
    """The parts of a geometry that have no parts, empty ones left out."""
    if shape.geom_type in _PLAIN:
        return [] if shape.is_empty else [shape]
    return [piece for part in shapely.get_parts(shape) for piece in _pieces(part)]


def _crossings(shape: BaseGeometry) -> int:
    """How often the lines of a polygon touch or cross, neighbours left out; counted until it is too often."""
    starts, ends = [], []
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        xy = shapely.get_coordinates(ring)
        starts.append(xy[:-1])
        ends.append(xy[1:])
    pairs = np.stack([np.concatenate(starts), np.concatenate(ends)], axis=1)
    lines = shapely.linestrings(pairs)
    assert isinstance(lines, np.ndarray)
    tree = shapely.STRtree(lines)
    count, step = 0, max(1, _PAIRS_AT_ONCE // len(lines))
    for first in range(0, len(lines), step):
        some = lines[first : first + step]
        found = tree.query(some, predicate="intersects").shape[1]
        count += max(0, found - 3 * len(some))
        if count > 2 * CROSSINGS:
            break
    return count // 2
