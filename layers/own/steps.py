"""The steps in which a kind of file is read, and what they all stand on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely

from layers.model import Layers
from layers.own.draft import Draft
from layers.own.fields import Kind
from layers.own.findings import MENDED, Finding
from layers.own.line import Line
from layers.own.places import Places, Suggestions
from layers.own.result import Answers

#: Farther than any projected coordinate, metres.
_FAR = 1e9

Record = dict[str, Any]
Lines = list[tuple[Line, Record]]


class Way(NamedTuple):
    """How one kind is read: a row to a record; rows of one identity; a look at all; what is made of them.

    ``identity`` gives what only one row may have, called ``field`` in the report.
    """

    take: Callable[[Line, Reading], Record | None]
    identity: Callable[[Record], Hashable]
    field: str
    look: Callable[[Lines, Reading], Lines]
    make: Callable[[Lines, Reading], dict[str, Any]]


@dataclass(frozen=True)
class Reading:
    """Everything that reading one file stands on."""

    draft: Draft
    kind: Kind
    columns: dict[str, str]
    answers: Answers
    layers: Layers
    places: Places
    notes: list[Finding]
    to_degrees: Callable[..., Any] | None = None
    suggestions: dict[str, Suggestions] = dataclasses.field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.draft.name


def in_country(line: Line, field: str, lon: float, lat: float, reading: Reading) -> str | None:
    """None where the place is in the country's box; ``swapped`` where it is so swapped, as agreed; else refused."""
    extent = reading.layers.extent
    if extent.holds((lon, lat, lon, lat)):
        return None
    found = f"{lon:g}, {lat:g}"
    if extent.holds((lat, lon, lat, lon)):
        if reading.answers.swap:
            line.find(MENDED, field, "swapped", found, value=f"{lat:g}, {lon:g}")
            return "swapped"
        line.refuse(field, "swapped_suspected", found)
    elif extent.holds((-lon, lat, -lon, lat)):
        line.refuse(field, "sign_suspected", found)
    else:
        line.refuse(field, "outside_country", found, country=extent.country)
    return "refused"


def place_of(line: Line, reading: Reading) -> tuple[float, float] | None:
    """Longitude and latitude of a row's point; None where it has none, or it was refused."""
    if isinstance(line.shape, shapely.Point):
        lon, lat = line.shape.x, line.shape.y
    else:
        # Wide enough for two that are swapped: those are told apart below.
        far = 180.0 if reading.to_degrees is None else _FAR
        given = [line.amount(field, low=-far, high=far) for field in ("lon", "lat")]
        if given == [None, None] or line.refused:
            return None
        if None in given:
            line.refuse("lon" if given[0] is None else "lat", "missing_value")
            return None
        lon, lat = (float(value or 0.0) for value in given)
        if reading.to_degrees is not None:
            lon, lat = reading.to_degrees(lon, lat)
            if not (np.isfinite(lon) and np.isfinite(lat)):
                country = reading.layers.extent.country
                line.refuse("lon", "outside_country", f"{given[0]}, {given[1]}", country=country)
                return None
    turned = in_country(line, "lon" if "lon" in reading.columns else "geometry", lon, lat, reading)
    if turned == "refused":
        return None
    return (lat, lon) if turned == "swapped" else (lon, lat)
