"""Where a country lies: a first look at whether a place is in it."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

#: Longitude and latitude within which a place in Mexico lies, with its islands.
MEXICO_BOUNDS = (-118.7, 14.3, -86.4, 32.9)

#: The quick look at a place takes this much more than the box of the seats, in degrees.
_EXTENT_DEGREES = 2.0


class Extent(NamedTuple):
    """A country's name for messages, and its west, south, east and north in degrees: a first look at a place."""

    country: str
    bounds: tuple[float, float, float, float]

    def holds(self, bounds: tuple[float, float, float, float]) -> bool:
        """Whether a box lies in the country's.

        Examples
        --------
        >>> MEXICO.holds((-97.0, 16.0, -96.0, 17.0)), MEXICO.holds((16.0, -97.0, 17.0, -96.0))
        (True, False)
        """
        (west, south, east, north), (left, bottom, right, top) = self.bounds, bounds
        return west <= left and right <= east and south <= bottom and top <= north


MEXICO = Extent("Mexico", MEXICO_BOUNDS)


def extent_of(country: str, table: pd.DataFrame) -> Extent:
    """The box of a country, from the seats of its municipalities.

    Examples
    --------
    >>> extent_of("Mexico", layers.municipios).country
    'Mexico'
    """
    lon, lat, more = table["seat_lon"], table["seat_lat"], _EXTENT_DEGREES
    return Extent(country, (lon.min() - more, lat.min() - more, lon.max() + more, lat.max() + more))
