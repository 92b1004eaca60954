"""TopoJSON: geometries whose lines are shared, put together from the arcs that each names."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.own.findings import OwnError
from layers.own.limits import VERTICES
from layers.own.reading.shapes import choose_layer
from layers.own.reading.table import Table

_Arc = np.ndarray


def features_of_topology(document: dict[str, Any], table: Table, layer: str | None, name: str) -> list[Any]:
    """The features of one object of a topology as GeoJSON has them, but their geometries made.

    Raises
    ------
    OwnError
        Where it is no topology, has no such object, or its arcs make too many vertices: a few that are named often
        would fill a memory.
    """
    objects = document.get("objects")
    if not isinstance(objects, dict) or not isinstance(document.get("arcs"), list):
        raise OwnError.of(name, "damaged", formats="topojson")
    table.format = "topojson"
    chosen = choose_layer(objects, layer, table, name)
    try:
        topology = _Topology(document, name)
        found = objects[chosen]
        members = found["geometries"] if found.get("type") == "GeometryCollection" else [found]
        return [
            {"id": member.get("id"), "properties": member.get("properties"), "geometry": topology.shape(member)}
            for member in members
        ]
    except OwnError:
        raise
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, shapely.errors.GEOSException) as error:
        raise OwnError.of(name, "damaged", formats="topojson") from error


class _Topology:
    """The arcs of a topology, in coordinates, and how many vertices were made of them."""

    def __init__(self, document: dict[str, Any], name: str) -> None:
        change = document.get("transform")
        self._scale: list[float] = change["scale"] if change else [1.0, 1.0]
        self._start: list[float] = change["translate"] if change else [0.0, 0.0]
        self._arcs = [self._placed(arc, added=change is not None) for arc in document["arcs"]]
        self._name, self._count = name, 0

    def shape(self, member: dict[str, Any]) -> BaseGeometry | None:
        """The geometry of one member."""
        kind = member.get("type")
        if kind is None:
            return None
        if kind == "GeometryCollection":
            parts = [self.shape(part) for part in member["geometries"]]
            return shapely.GeometryCollection([part for part in parts if part is not None])
        if kind in {"Point", "MultiPoint"}:
            places = member["coordinates"]
            return shapely.MultiPoint(self._placed([places] if kind == "Point" else places))
        arcs: list[Any] = member["arcs"]
        if kind in {"LineString", "MultiLineString"}:
            return shapely.MultiLineString([self._line(line) for line in ([arcs] if kind == "LineString" else arcs)])
        rings = [[self._line(ring) for ring in part] for part in ([arcs] if kind == "Polygon" else arcs)]
        return shapely.MultiPolygon([(part[0], part[1:]) for part in rings if part])

    def _placed(self, places: list[list[float]], *, added: bool = False) -> _Arc:
        """Places as a topology writes them, in coordinates; ``added`` where each says how far it is from the last."""
        found = np.array([place[:2] for place in places], dtype="float64").reshape(-1, 2)
        return (np.cumsum(found, axis=0) if added else found) * self._scale + self._start

    def _line(self, numbers: list[int]) -> _Arc:
        """Arcs joined: each begins where the one before ends, a negative one turned about."""
        arcs = [self._arcs[number] if number >= 0 else self._arcs[~number][::-1] for number in numbers]
        self._count += sum(map(len, arcs))
        if self._count > VERTICES:
            raise OwnError.of(self._name, "too_many", found=f"more than {VERTICES}", what="vertices", most=VERTICES)
        return np.concatenate([arcs[0], *(after[1:] for _, after in itertools.pairwise(arcs))])
