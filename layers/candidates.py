"""Places where a site may be, of a person's own: none is embedded."""

from __future__ import annotations

#: Columns of the table: ``candidate`` (the name of the place), ``cvegeo`` (a site at its seat where there is no point,
#: else the municipality of the point where it is said), ``lon``, ``lat`` (EPSG:4326), ``cost`` (in the unit of the
#: budget) and ``capacity`` (rural return dwellings) of a site there; missing as in the question.
COLUMNS = ("candidate", "cvegeo", "lon", "lat", "cost", "capacity")

#: Of degrees: places that are nearer are the same one.
DECIMALS = 5

#: Those of them that are numbers.
NUMBERS = ("lon", "lat", "cost", "capacity")
