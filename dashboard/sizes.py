"""How large a settlement is drawn: its area grows with a figure, the same on every map and in its legend."""

from __future__ import annotations

import math
from typing import NamedTuple

from vocabulary.lists import Size


class Scale(NamedTuple):
    """Radius in pixels: ``most`` from the figure ``largest`` on, never under ``least``; the area grows between."""

    largest: int
    most: float
    least: float

    def radius(self, value: float) -> float:
        """As the map's script has it."""
        return max(self.least, self.most * math.sqrt(min(value, self.largest) / self.largest))


SCALES: dict[Size, Scale] = {"abroad_2015": Scale(200, 14.0, 1.8), "population": Scale(5_000, 12.0, 2.5)}

#: Figures that a legend shows.
EXAMPLES: dict[Size, tuple[int, ...]] = {"abroad_2015": (10, 50, 200), "population": (250, 1_000, 5_000)}
