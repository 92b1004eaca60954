"""How fast each class of road is travelled: declared once, told with every network, and a person may bring others.

OpenStreetMap: a plain table by class. Minutes by it are, in the median, 1.05 to 1.08 of those of Valhalla, and 0.90 to
0.93 of those of OSRM (Andorra, Liechtenstein); the two differ among themselves by more. Posted limits are not used.
Red Nacional de Caminos: the speed of each line; where the file gives none, that of its kind of way.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from layers.names import normalise
from layers.network.errors import NetworkError

#: Nobody walks a road slower, or drives one faster: what lies outside is no speed.
SLOWEST_KMH, FASTEST_KMH = 1.0, 150.0

#: Straight from a settlement to the road, and from the road to a site.
WALKING_KMH = 4.0

#: By class of ``highway``, km/h. Other classes (paths, footways, steps) are no roads.
OSM_KMH: Mapping[str, float] = MappingProxyType(
    {
        "motorway": 100.0,
        "motorway_link": 60.0,
        "trunk": 80.0,
        "trunk_link": 50.0,
        "primary": 70.0,
        "primary_link": 45.0,
        "secondary": 60.0,
        "secondary_link": 40.0,
        "tertiary": 50.0,
        "tertiary_link": 35.0,
        "unclassified": 40.0,
        "road": 30.0,
        "residential": 25.0,
        "living_street": 15.0,
        "service": 20.0,
        "track": 15.0,
    }
)

#: Where the Red Nacional de Caminos gives a line no speed: by its ``TIPO_VIAL``, written without accents, km/h.
OTHER = "other"
RNC_KMH: Mapping[str, float] = MappingProxyType(
    {
        "autopista": 100.0,
        "carretera": 70.0,
        "periferico": 60.0,
        "viaducto": 60.0,
        "libramiento": 60.0,
        "boulevard": 40.0,
        "avenida": 40.0,
        "calzada": 40.0,
        "calle": 25.0,
        "camino": 30.0,
        "brecha": 15.0,
        "vereda": WALKING_KMH,
        "andador": WALKING_KMH,
        "peatonal": WALKING_KMH,
        OTHER: 30.0,
    }
)


def is_speed(kmh: float) -> bool:
    """Whether a number can be the speed of a road, km/h.

    Examples
    --------
    >>> is_speed(40.0), is_speed(0.0), is_speed(900.0)
    (True, False, False)
    """
    return SLOWEST_KMH <= kmh <= FASTEST_KMH


def read_speeds(path: Path, declared: Mapping[str, float]) -> dict[str, float]:
    """The declared speeds with those of a person in their place.

    Parameters
    ----------
    path : Path
        CSV with the columns ``class`` and ``kmh``.
    declared : mapping
        `OSM_KMH` or `RNC_KMH`: its classes are those there are.

    Raises
    ------
    NetworkError
        Where a line names no class or no speed.

    Examples
    --------
    >>> read_speeds(Path("nowhere.csv"), OSM_KMH)
    Traceback (most recent call last):
        ...
    layers.network.errors.NetworkError: nowhere.csv: found no such file
    """
    speeds = dict(declared)
    if not path.is_file():
        raise NetworkError("no_file", file=path.name)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row, line in enumerate(csv.DictReader(file), start=1):
            name, said = normalise(line.get("class") or "").replace(" ", "_"), line.get("kmh") or ""
            try:
                kmh = float(said)
            except ValueError:
                kmh = 0.0
            if name not in declared or not is_speed(kmh):
                found = f"{line.get('class')}, {said}"
                raise NetworkError(
                    "speeds_file", file=path.name, row=str(row), found=found, classes=", ".join(declared)
                )
            speeds[name] = kmh
    return speeds
