"""Which values a reasonable person could ask instead: the declared ones, or those that a question names."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Any

#: Values of one setting, and combinations of all, at most.
_MOST_VALUES = 12
_MOST_COMBINATIONS = 5_000


@dataclass(frozen=True)
class Grid:
    """Values that a reasonable person could ask instead of ours.

    Attributes
    ----------
    rural_below : tuple of int
        Rural lines, people: INEGI's 2,500, 5,000, and the brief's 15,000.
    min_rural_share, max_covered_share : tuple of float
        0-1.
    rate_factors : tuple of float
        Thresholds of the return rate, as multiples of the national rate of the year.
    min_return_dwellings : tuple of float
        Rural return dwellings.
    reach_km : tuple of float
        Kilometres.
    """

    rural_below: tuple[int, ...] = (2500, 5000, 15_000)
    min_rural_share: tuple[float, ...] = (0.4, 0.5, 0.6)
    rate_factors: tuple[float, ...] = (0.75, 1.0, 1.25)
    min_return_dwellings: tuple[float, ...] = (15, 25, 50)
    reach_km: tuple[float, ...] = (30, 40, 50, 60, 75)
    max_covered_share: tuple[float, ...] = (0.05, 0.1, 0.25)

    @property
    def text(self) -> str:
        """What differs from the declared values, as a question writes it.

        Examples
        --------
        >>> Grid(reach_km=(30, 50)).text
        'reach_km:30,50'
        """
        return ";".join(
            f"{field.name}:{','.join(f'{value:.12g}' for value in getattr(self, field.name))}"
            for field in fields(self)
            if getattr(self, field.name) != getattr(GRID, field.name)
        )


#: The declared grid. Besides, who helps is read as `geo.readings.helpers_of` says.
GRID = Grid()

#: Between which each value lies, both included.
_BOUNDS = {
    "rural_below": (1, 10_000_000),
    "min_rural_share": (0, 1),
    "rate_factors": (0.001, 100),
    "min_return_dwellings": (0, 10_000_000),
    "reach_km": (0.001, 1000),
    "max_covered_share": (0, 1),
}

#: The settings whose values there are.
NAMES = tuple(_BOUNDS)


def grid_of(text: str) -> Grid:
    """The grid of a question's text; what it does not name is as declared.

    Raises
    ------
    ValueError
        Named ``readings``, where the text is not as `Grid.text` writes it, a value is out of bounds, or there are more
        than 12 values of a setting or 5,000 combinations.

    Examples
    --------
    >>> grid_of("reach_km:50,30").reach_km, grid_of("") == GRID
    ((30.0, 50.0), True)
    """
    found: dict[str, Any] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        name, _, values = part.partition(":")
        name = name.strip()
        if name in found or name not in _BOUNDS:
            raise _fault()
        found[name] = _values(values, name)
    grid = replace(GRID, **found)
    if math.prod(len(getattr(grid, name)) for name in _BOUNDS) > _MOST_COMBINATIONS:
        raise _fault()
    return grid


def written_grid(text: str) -> str:
    """One text for the same grid.

    Raises
    ------
    ValueError
        As `grid_of`.

    Examples
    --------
    >>> written_grid("reach_km: 50, 30.0; min_rural_share:0.4,0.5,0.6")
    'reach_km:30,50'
    """
    return grid_of(text).text


def _fault() -> ValueError:
    """What is wrong, with the parts that `geo.settings.fault_of` takes from it."""
    return ValueError("readings", {"choices": ", ".join(NAMES)})


def _values(text: str, name: str) -> tuple[float, ...]:
    low, high = _BOUNDS[name]
    try:
        values = {float(value) for value in text.split(",")}
    except ValueError as error:
        raise _fault() from error
    whole = name == "rural_below"
    if not 0 < len(values) <= _MOST_VALUES or not all(
        low <= value <= high and (value.is_integer() or not whole) for value in values
    ):
        raise _fault()
    return tuple(int(value) if whole else value for value in sorted(values))
