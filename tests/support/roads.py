"""Files of roads as INEGI and OpenStreetMap have them, written from a few lines; and networks of any size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from layers.network import RNC_KMH, Order, build
from tools.roads import CIRCULA, network_among, write_generated_rnc, write_table

Node = tuple[float, float]


@dataclass(frozen=True)
class Road:
    """A line between nodes, through places ``via``; ``way`` is 3 for both ways, 1 forward, 2 backward, 0 closed."""

    start: int
    end: int
    kmh: float | str = 60.0
    way: int = 3
    via: tuple[Node, ...] = ()
    kind: str = "Carretera"
    highway: str = "primary"


def write_rnc(
    folder: Path,
    nodes: Mapping[int, Node],
    roads: Sequence[Road],
    ties: Iterable[tuple[str, int]] = (),
    *,
    crs: str = "EPSG:6365",
) -> Path:
    """A Red Nacional de Caminos: its roads as a shapefile; localities and the table that ties them to lines."""
    folder.mkdir(parents=True, exist_ok=True)
    shapes = [shapely.LineString([nodes[road.start], *road.via, nodes[road.end]]) for road in roads]
    fields = {
        "ID_RED": np.arange(1, len(roads) + 1),
        "TIPO_VIAL": np.array([road.kind for road in roads], dtype=object),
        "CIRCULA": np.array([CIRCULA[road.way] for road in roads], dtype=object),
        "VELOCIDAD": np.array(
            [f"{road.kmh:g}" if isinstance(road.kmh, float) else road.kmh for road in roads], dtype=object
        ),
        "LONGITUD": np.array([shape.length * 111_000 for shape in shapes]),
        "UNION_INI": np.array([road.start for road in roads]),
        "UNION_FIN": np.array([road.end for road in roads]),
    }
    write_table(folder / "red_vial.shp", fields, shapes, crs=crs)
    ties = list(ties)
    if ties:
        keys = sorted({key for key, _ in ties})
        places = {"ID_LOC": np.arange(1, len(keys) + 1), "CVE_GEO": np.array(keys, dtype=object)}
        write_table(folder / "localidad.shp", places, [shapely.Point(0, 0)] * len(keys), crs=crs)
        tied = {
            "ID_LOC": np.array([keys.index(key) + 1 for key, _ in ties]),
            "ID_RED": np.array([line + 1 for _, line in ties]),
        }
        write_table(folder / "tred_localidad.dbf", tied, None)
    return folder


def write_osm(
    path: Path, nodes: Mapping[int, Node], roads: Sequence[Road], tags: Mapping[str, str] | None = None
) -> Path:
    """An extract of OpenStreetMap: the class of a road says its speed."""
    import osmium

    path.parent.mkdir(parents=True, exist_ok=True)
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-01-02T03:04:05Z")
    places, lines = dict(nodes), []
    for road in roads:
        between = []
        for place in road.via:
            between.append(max(places) + 1)
            places[between[-1]] = place
        lines.append([road.start, *between, road.end])
    with osmium.SimpleWriter(str(path), header=header) as writer:
        for number in sorted(places):
            writer.add_node(osmium.osm.mutable.Node(id=number, location=places[number], version=1))
        for number, (road, line) in enumerate(zip(roads, lines, strict=True), start=1):
            oneway = {1: {"oneway": "yes"}, 2: {"oneway": "-1"}}.get(road.way, {})
            way = {"highway": road.highway, **oneway, **(tags or {})}
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=line, tags=way, version=1))
    return path


def network_of_oaxaca(layers, folder, nodes=6_000, lines=9_000):
    """The folder of a network that was built from a generated file among Oaxaca's settlements."""
    homes = layers.settlements[layers.settlements["cvegeo"].str.startswith("20")]
    source = write_generated_rnc(network_among(homes, nodes, lines), folder / "rnc")
    order = Order(kind="rnc", source=source, speeds=RNC_KMH, states=("20",), date="2018")
    build(order, layers, folder / "net", report=lambda _step, _share: None)
    return folder / "net"
