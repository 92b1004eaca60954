"""Roads of an extract of OpenStreetMap (``.osm.pbf``), read with osmium."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from layers.network.errors import NetworkError
from layers.network.roads import BACKWARD, BOTH, FORWARD, Lines, Roads, cut

#: Called with what is being done and how far it is, 0-1, or None where that is not known.
Report = Callable[[str, float | None], None]

#: What osmium gives as the place of a node that the extract does not have.
_NOWHERE = 2_147_483_647
_UNIT = 1e-7
_TOLD_EVERY = 50_000

_CLOSED = {"no", "private"}
_ALONG, _AGAINST = {"yes", "true", "1"}, {"-1", "reverse"}
_ONE_WAY_ITSELF = {"motorway", "motorway_link"}
_ROUND = {"roundabout", "circular"}


@dataclass(frozen=True)
class Read:
    """What a file gave: its roads, its date as it says it (empty: it does not), and what is to be told of it.

    A note is the end of its words' key, ``network.note.``, and what was found.
    """

    roads: Roads
    date: str = ""
    notes: tuple[tuple[str, str], ...] = ()


def read_osm(path: Path, speeds: Mapping[str, float], *, report: Report) -> Read:
    """The roads of an extract that may be driven, by the speeds of their classes.

    Parameters
    ----------
    path : Path
        ``.osm.pbf``, or another format that osmium reads.
    speeds : mapping
        Km/h by class of ``highway`` (`layers.network.speeds.OSM_KMH`); other classes are left out.
    report : callable
        Told every now and then.

    Raises
    ------
    NetworkError
        Where osmium is not installed, the file is not whole, or has no such road.

    Examples
    --------
    >>> read_osm(Path("nowhere.osm.pbf"), {"primary": 70.0}, report=lambda step, share: None)
    Traceback (most recent call last):
        ...
    layers.network.errors.NetworkError: nowhere.osm.pbf: found no such file
    """
    try:
        import osmium
    except ImportError as error:
        raise NetworkError("no_osmium") from error
    if not path.is_file():
        raise NetworkError("no_file", file=path.name)
    ways = _Ways(speeds)
    try:
        file = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
        date = file.header.get("osmosis_replication_timestamp", "")
        for done, found in enumerate(file):
            if isinstance(found, osmium.osm.Way):
                ways.take(found)
            if done % _TOLD_EVERY == 0:
                report("reading", None)
    except (RuntimeError, OSError) as error:
        raise NetworkError("not_whole", file=path.name, found=str(error)) from error
    lines = ways.lines()
    if not len(lines.kmh):
        raise NetworkError("no_roads", file=path.name)
    return Read(cut(lines), date[:10])


class _Ways:
    """The ways so far, in flat arrays: some 30 bytes a vertex."""

    def __init__(self, speeds: Mapping[str, float]) -> None:
        self._speeds = speeds
        self._ref, self._x, self._y = array("q"), array("i"), array("i")
        self._count, self._kmh, self._way = array("q"), array("d"), bytearray()

    def take(self, way: Any) -> None:
        """Take a way, if it is a road."""
        tags = way.tags
        kind = tags["highway"]
        kmh = self._speeds.get(kind)
        if kmh is None or not _is_open(tags):
            return
        nodes = way.nodes
        before = len(self._ref)
        for node in nodes:
            x = node.x
            if x != _NOWHERE:
                self._ref.append(node.ref)
                self._x.append(x)
                self._y.append(node.y)
        taken = len(self._ref) - before
        if taken < 2:  # noqa: PLR2004 a line has two ends
            del self._ref[before:], self._x[before:], self._y[before:]
            return
        self._count.append(taken)
        self._kmh.append(kmh)
        self._way.append(_direction(tags, kind))

    def lines(self) -> Lines:
        """All of them."""
        return Lines(
            ref=np.frombuffer(self._ref, dtype="int64"),
            lon=np.frombuffer(self._x, dtype="int32") * _UNIT,
            lat=np.frombuffer(self._y, dtype="int32") * _UNIT,
            starts=np.concatenate([[0], np.cumsum(np.frombuffer(self._count, dtype="int64"))]).astype("int64"),
            kmh=np.frombuffer(self._kmh, dtype="float64"),
            way=np.frombuffer(self._way, dtype="uint8"),
        )


def _is_open(tags: Any) -> bool:
    """Whether anybody may drive here, as far as the tags say; who drives says more than who has access."""
    for name in ("motor_vehicle", "motorcar", "vehicle", "access"):
        said = tags.get(name)
        if said is not None:
            return said not in _CLOSED
    return tags.get("area") != "yes"


def _direction(tags: Any, kind: str) -> int:
    said = tags.get("oneway")
    if said in _ALONG:
        return FORWARD
    if said in _AGAINST:
        return BACKWARD
    if said is None and (kind in _ONE_WAY_ITSELF or tags.get("junction") in _ROUND):
        return FORWARD
    return BOTH
