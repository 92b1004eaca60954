"""Polygons that are not valid, mended."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import shapely

from layers.own.limits import CROSSINGS

_PAIRS_AT_ONCE = 2_000_000


def fault_of(shape: shapely.Geometry) -> str | None:
    """Why a polygon is not valid; None where it is.

    Examples
    --------
    >>> fault_of(shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))
    'Self-intersection'
    """
    reason = str(shapely.is_valid_reason(shape))
    return None if reason == "Valid Geometry" else re.sub(r"\[.*", "", reason)


def mend_polygon(shape: shapely.Geometry, reason: str) -> tuple[shapely.Geometry | None, str, dict[str, Any]]:
    """A polygon that is not valid, made valid, with the code and the parts of what was done; None with why not.

    Examples
    --------
    >>> bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> mended, code, _ = mend_polygon(bow_tie, fault_of(bow_tie))
    >>> mended.area, code
    (2.0, 'polygon_mended')
    """
    if _crossings(shape) > CROSSINGS:
        return None, "too_broken", {"most": CROSSINGS}
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(mended) if part.geom_type.endswith("Polygon") and part.area > 0]
    if not parts:
        return None, "broken_geometry", {"reason": reason}
    found = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    before = abs(shape.area)
    changed = 100.0 * abs(found.area - before) / max(found.area, before)
    return found, "polygon_mended", {"reason": reason, "share": f"{changed:.2g}"}


def _crossings(shape: shapely.Geometry) -> int:
    """How often the lines of a polygon touch or cross, neighbours left out; counted until it is too often."""
    starts, ends = [], []
    for ring in shapely.get_rings(shape):
        xy = shapely.get_coordinates(ring)
        starts.append(xy[:-1])
        ends.append(xy[1:])
    pairs = np.stack([np.concatenate(starts), np.concatenate(ends)], axis=1)
    lines = shapely.linestrings(pairs)
    tree = shapely.STRtree(lines)
    count, step = 0, max(1, _PAIRS_AT_ONCE // len(lines))
    for first in range(0, len(lines), step):
        some = lines[first : first + step]
        found = tree.query(some, predicate="intersects").shape[1]
        count += max(0, found - 3 * len(some))
        if count > 2 * CROSSINGS:
            break
    return count // 2
