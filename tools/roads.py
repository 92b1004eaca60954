"""Networks of roads of any size among the settlements of the census, the same each time; and the files of them.

For tests and benchmarks: no official file of a nation's roads is here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from pyogrio.raw import write
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay

#: Lines and nodes of INEGI's Red Nacional de Caminos, and of what may be driven of OpenStreetMap's Mexico, in about.
RNC_LINES, RNC_NODES = 1_330_000, 1_000_000
OSM_LINES, OSM_NODES = 4_600_000, 2_350_000

_CLASSES = ("primary", "secondary", "tertiary", "unclassified", "residential", "track")
#: Shares: of settlements that the network is not built about, of lines that are one-way.
_LEFT_OUT, _ONE_WAY = 0.01, 0.1
_KMH = np.array([70, 60, 50, 40, 25, 15])


#: INEGI's words for the directions of a line.
CIRCULA = {
    3: "Abierta en ambas direcciones",
    1: "Cerrada en dirección negativa",
    2: "Cerrada en dirección positiva",
    0: "Cerrada en ambas direcciones",
}


@dataclass(frozen=True)
class Generated:
    """Nodes (degrees), lines between two of them each, the class of each (an index of six), and which are one-way."""

    lon: np.ndarray
    lat: np.ndarray
    start: np.ndarray
    end: np.ndarray
    kind: np.ndarray
    one_way: np.ndarray


def network_among(settlements: pd.DataFrame, nodes: int, lines: int, *, seed: int = 1) -> Generated:
    """A connected network: a node near each settlement, others about them, joined to neighbours, shorter lines first.

    One settlement in a hundred is left out, and so perhaps off the network.
    """
    random = np.random.default_rng(seed)
    kept = settlements[random.random(len(settlements)) >= _LEFT_OUT]
    base = np.column_stack([kept["lon"], kept["lat"]])[:nodes]
    people = np.sqrt(kept["population"].fillna(1).to_numpy()[: len(base)] + 1)
    around = random.choice(len(base), nodes - len(base), p=people / people.sum())
    places = np.concatenate([base, base[around] + random.normal(0, 0.02, (len(around), 2))])
    places[: len(base)] += random.normal(0, 0.001, base.shape)
    corners = Delaunay(places).simplices
    pairs = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1)
    pairs = np.unique(pairs[:, 0] * np.int64(nodes) + pairs[:, 1])
    start, end = pairs // nodes, pairs % nodes
    length = np.hypot(*(places[start] - places[end]).T) + 1e-9
    tree = minimum_spanning_tree(coo_array((length, (start, end)), shape=(nodes, nodes)).tocsr()).tocoo()
    in_tree = np.isin(pairs, np.minimum(tree.row, tree.col).astype("int64") * nodes + np.maximum(tree.row, tree.col))
    others = np.flatnonzero(~in_tree)
    more = others[np.argsort(length[others], kind="stable")[: max(0, lines - int(in_tree.sum()))]]
    chosen = np.sort(np.concatenate([np.flatnonzero(in_tree), more]))
    kind = random.choice(len(_CLASSES), len(chosen), p=[0.05, 0.08, 0.12, 0.25, 0.3, 0.2])
    # What holds the network together is open both ways.
    one_way = ~in_tree[chosen] & (random.random(len(chosen)) < _ONE_WAY)
    return Generated(places[:, 0], places[:, 1], start[chosen], end[chosen], kind, one_way)


def write_generated_rnc(made: Generated, folder: Path, *, vertices: int = 4) -> Path:
    """As a Red Nacional de Caminos: lines of some vertices, a tenth without a speed."""
    folder.mkdir(parents=True, exist_ok=True)
    count = len(made.start)
    steps = np.linspace(0, 1, vertices)[None, :, None]
    ends = np.stack([np.column_stack([made.lon[at], made.lat[at]]) for at in (made.start, made.end)], axis=1)
    at = ends[:, :1] + steps * (ends[:, 1:] - ends[:, :1])
    shapes = shapely.linestrings(at.reshape(-1, 2), indices=np.repeat(np.arange(count), vertices))
    speeds = _KMH.astype(str).astype(object)[made.kind]
    speeds[::10] = "N/A"
    circula = np.where(made.one_way, CIRCULA[1], CIRCULA[3]).astype(object)
    fields = {
        "ID_RED": np.arange(1, count + 1),
        "TIPO_VIAL": np.full(count, "Carretera", dtype=object),
        "CIRCULA": circula,
        "VELOCIDAD": speeds,
        "UNION_INI": made.start + 1,
        "UNION_FIN": made.end + 1,
    }
    write_table(folder / "red_vial.shp", fields, shapes, crs="EPSG:6365")
    return folder


def write_generated_osm(made: Generated, path: Path) -> Path:
    """As an extract of OpenStreetMap, by way of its text format."""
    import osmium

    text = path.with_suffix("").with_suffix(".opl")
    with text.open("w", encoding="utf-8") as file:
        for number, (x, y) in enumerate(zip(made.lon.tolist(), made.lat.tolist(), strict=True), start=1):
            file.write(f"n{number} v1 x{x:.7f} y{y:.7f}\n")
        columns = (made.start + 1, made.end + 1, made.kind, made.one_way)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        for number, (a, b, kind, one_way) in enumerate(rows, start=1):
            tags = f"highway={_CLASSES[kind]}{',oneway=yes' if one_way else ''}"
            file.write(f"w{number} v1 T{tags} Nn{a},n{b}\n")
    writer = osmium.WriteHandler(str(path))
    osmium.apply(str(text), writer)
    writer.close()
    text.unlink()
    return path


def write_table(path: Path, fields: Mapping[str, np.ndarray], shapes: Sequence | None, crs: str | None = None) -> None:
    """A layer, or a table without shapes."""
    options = {} if shapes is None else {"crs": crs, "geometry_type": shapes[0].geom_type}
    write(
        path,
        None if shapes is None else shapely.to_wkb(np.array(shapes, dtype=object)),
        list(fields.values()),
        np.array(list(fields), dtype=object),
        driver="ESRI Shapefile",
        encoding="UTF-8",
        **options,
    )
