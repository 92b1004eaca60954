"""From a file of roads to a folder that answers in minutes: in phases, each kept until the whole is done."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from layers.folders import put_in_place, restore
from layers.model import Layers
from layers.network import facts as told
from layers.network.errors import NetworkError
from layers.network.facts import Facts, Kind, SourceFile
from layers.network.graph import Pieces, connected
from layers.network.ground import Floats, Longs, earth_centred_km
from layers.network.model import TENTHS
from layers.network.osm import Read, Report, read_osm
from layers.network.rnc import read_rnc
from layers.network.roads import Roads
from layers.network.search import Arcs, Search, reversed_arcs
from layers.network.speeds import WALKING_KMH
from layers.network.ties import WALK_KM, Ties, nearest_pieces, ties
from vocabulary.lists import TIES

#: Minutes beyond which a settlement is not reached, unless a person says otherwise.
LIMIT_MIN = 180.0

MINUTES_FILE, PLACES_FILE, TIES_FILE = "minutes.parquet", "places.parquet", "settlements.parquet"

#: A network that ties fewer of the people is of another place, or too thin to tell who is far.
LEAST_TIED = 0.5

#: Settlements that are tied together: a pair with each piece of road near by takes memory.
_AT_ONCE = 200_000


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be built.

    Attributes
    ----------
    kind, source : str, Path
        The file or folder, and what it is.
    speeds : mapping
        Km/h by class, as `layers.network.speeds` has them.
    limit_min : float
    states : tuple of str
        Keys of the states whose settlements it is about; none are all.
    date : str
        Of the data, where the file does not say.
    odd_as_missing : bool
        As in `layers.network.rnc.read_rnc`.
    """

    kind: Kind
    source: Path
    speeds: Mapping[str, float]
    limit_min: float = LIMIT_MIN
    states: tuple[str, ...] = ()
    date: str = ""
    odd_as_missing: bool = False


def build(order: Order, layers: Layers, out: Path, *, report: Report) -> Facts:
    """Build a network into a folder, all of it or nothing.

    What each phase has made is kept beside the folder, under its name with a dot before it; stopped, the same command
    begins again with the phase that it was in. Where the file is refused nothing is kept.

    Parameters
    ----------
    order : Order
    layers : Layers
        The settlements that are tied, and the sites whose places minutes are told to.
    out : Path
        Folder to write; one that holds a network is replaced, another one is refused.
    report : callable
        Told the phase, and how far it is.

    Raises
    ------
    NetworkError
        Where the file or the folder cannot be used.

    Examples
    --------
    >>> order = Order(kind="osm", source=Path("nowhere.osm.pbf"), speeds={"primary": 70.0})
    >>> build(order, layers, Path("nowhere"), report=lambda step, share: None)
    Traceback (most recent call last):
        ...
    layers.network.errors.NetworkError: nowhere.osm.pbf: found no such file
    """
    if not order.source.exists():
        raise NetworkError("no_file", file=order.source.name)
    if out.exists() and not (out / told.FILE).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise NetworkError("not_ours", folder=str(out))
    inside = _inside(layers, order.states)
    report("fingerprint", None)
    files = told.source_files(order.source)
    digest = told.digest_of(layers.settlements)
    places = _places(layers)
    work = _work_folder(out, order, files, digest, places)
    try:
        _phase(work, "roads", lambda folder: _read(order, folder, report))
        _phase(work, "graph", lambda folder: _tie(work / "roads", layers, inside, folder, report))
        _phase(work, "minutes", lambda folder: _search(work / "graph", layers, inside, places, order, folder, report))
        report("writing", None)
        return _finish(work, out, order, files, digest, layers)
    except NetworkError:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _inside(layers: Layers, states: Iterable[str]) -> NDArray[np.bool_]:
    """Which settlements the network is about."""
    asked = set(states)
    unknown = sorted(asked - set(layers.states))
    if unknown:
        raise NetworkError("state", found=unknown[0])
    if not asked:
        return np.ones(len(layers.settlements), dtype=bool)
    codes = layers.municipios.set_index("cvegeo")["state_code"]
    return layers.settlements["cvegeo"].map(codes).isin(asked).to_numpy(dtype=bool)


def _places(layers: Layers) -> pd.DataFrame:
    """Where there are sites: ``lon``, ``lat``, each place once."""
    return layers.programs.sites[["lon", "lat"]].drop_duplicates().sort_values(["lon", "lat"], ignore_index=True)


def _work_folder(out: Path, order: Order, files: tuple[SourceFile, ...], digest: str, places: pd.DataFrame) -> Path:
    """The folder of the phases; what lies there of another order is thrown away."""
    asked = json.dumps(
        {
            "layout": told.LAYOUT,
            "kind": order.kind,
            "files": [file.model_dump() for file in files],
            "speeds": dict(order.speeds),
            "limit_min": order.limit_min,
            "states": order.states,
            "odd_as_missing": order.odd_as_missing,
            "settlements": digest,
            "places": places.to_numpy().tolist(),
        },
        sort_keys=True,
    )
    work = out.with_name(f".{out.name}-phases")
    restore(out)
    known = work / "order.json"
    if not known.is_file() or known.read_text(encoding="utf-8") != asked:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        known.write_text(asked, encoding="utf-8")
    return work


def _phase(work: Path, name: str, make: Callable[[Path], None]) -> None:
    """Make what a phase makes, unless it is there: a folder that has its name is whole."""
    if (work / name).is_dir():
        return
    half = work / f"{name}-half"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    make(half)
    half.replace(work / name)


def _read(order: Order, folder: Path, report: Report) -> None:
    report("reading", None)
    found: Read
    if order.kind == "osm":
        found = read_osm(order.source, order.speeds, report=report)
    else:
        found = read_rnc(order.source, order.speeds, odd_as_missing=order.odd_as_missing, report=report)
    found.roads.save(folder / "roads.npz")
    (folder / "said.json").write_text(json.dumps({"date": found.date, "notes": found.notes}), encoding="utf-8")


def _tie(source: Path, layers: Layers, inside: NDArray[np.bool_], folder: Path, report: Report) -> None:
    report("cleaning", None)
    roads = Roads.read(source / "roads.npz")
    pieces, kept = connected(roads)
    _refuse_elsewhere(roads, layers)
    report("tying", None)
    settlements = layers.settlements
    at = earth_centred_km(settlements["lon"].to_numpy(), settlements["lat"].to_numpy())
    keyed = _keyed(roads, kept, settlements, inside)
    others = np.flatnonzero(inside & ~np.isin(np.arange(len(at)), keyed[0]))
    reached = [ties(at, keyed, pieces, leaving=False, farthest_km=np.inf)]
    for first in range(0, len(others), _AT_ONCE):
        some = others[first : first + _AT_ONCE]
        place, piece = nearest_pieces(at[some], pieces)
        reached.append(ties(at, (some[place], piece), pieces, leaving=False))
    both = Ties(
        *(np.concatenate([getattr(each, name) for each in reached]) for name in ("place", "node", "minutes", "km"))
    )
    how = np.full(len(at), TIES.index("outside"), dtype="int8")
    how[inside] = TIES.index("off")
    how[both.place] = TIES.index("road")
    how[reached[0].place] = TIES.index("key")
    _refuse_few(how, settlements, inside)
    pieces.save(folder)
    reversed_arcs(pieces, both, len(at)).save(folder)
    np.save(folder / "keyed-place.npy", keyed[0])
    np.save(folder / "keyed-piece.npy", keyed[1])
    status = pd.Categorical.from_codes(how, pd.Index(TIES))
    table = pd.DataFrame({"cvegeo": settlements["cvegeo"], "locality_key": settlements["locality_key"], "tie": status})
    _write(table.assign(tie=table["tie"].astype("str")), folder / TIES_FILE)
    counted = {"road_km": float(pieces.km.sum()), "left_out_km": float(roads.km[kept < 0].sum())}
    counted |= {"nodes": len(pieces.place), "pieces": len(pieces.km)}
    (folder / "counted.json").write_text(json.dumps(counted), encoding="utf-8")


def _keyed(
    roads: Roads, kept: NDArray[np.int32], settlements: pd.DataFrame, inside: NDArray[np.bool_]
) -> tuple[Longs, Longs]:
    """Settlements that the network's own table ties, ascending, and the pieces of the lines that it ties them to."""
    keys = pd.to_numeric(settlements["locality_key"], errors="coerce")
    known = pd.DataFrame({"key": keys[inside].dropna().astype("int64")}).reset_index(names="place")
    said = pd.DataFrame({"key": roads.tied_key, "line": roads.tied_line}).drop_duplicates()
    of_line = pd.DataFrame({"line": roads.line[kept >= 0], "piece": kept[kept >= 0]})
    pairs = known.merge(said, on="key").merge(of_line, on="line")[["place", "piece"]].drop_duplicates()
    pairs = pairs.sort_values(["place", "piece"])
    return pairs["place"].to_numpy(dtype="int64"), pairs["piece"].to_numpy(dtype="int64")


def _refuse_elsewhere(roads: Roads, layers: Layers) -> None:
    """Refuse roads none of which lies where there are settlements."""
    settlements = layers.settlements
    (west, east), (south, north) = (
        (settlements[name].min() - 0.5, settlements[name].max() + 0.5) for name in ("lon", "lat")
    )
    if not ((roads.lon > west) & (roads.lon < east) & (roads.lat > south) & (roads.lat < north)).any():
        box = f"{roads.lon.min():.1f} {roads.lat.min():.1f}, {roads.lon.max():.1f} {roads.lat.max():.1f}"
        raise NetworkError("elsewhere", found=box, country=layers.extent.country)


def _shares(how: NDArray[np.int8], settlements: pd.DataFrame, inside: NDArray[np.bool_]) -> dict[str, float]:
    """People, and shares of them by how they are tied."""
    people = settlements["population"].fillna(0.0).to_numpy(dtype="float64") * inside
    total = float(people.sum())
    parts = np.bincount(how, weights=people, minlength=len(TIES)) / max(total, 1.0)
    return {"people": total, **dict(zip(TIES, parts.tolist(), strict=True))}


def _refuse_few(how: NDArray[np.int8], settlements: pd.DataFrame, inside: NDArray[np.bool_]) -> None:
    shares = _shares(how, settlements, inside)
    tied = shares["key"] + shares["road"]
    if tied < LEAST_TIED:
        raise NetworkError("few_tied", share=tied, least=LEAST_TIED)


def open_search(folder: Path, layers: Layers, inside: NDArray[np.bool_]) -> Search:
    """The graph of a folder, ready for searches; it is read from the files where a search goes.

    Examples
    --------
    >>> open_search(Path("nowhere"), layers, np.ones(len(layers.settlements), dtype=bool))
    Traceback (most recent call last):
        ...
    FileNotFoundError: [Errno 2] No such file or directory: 'nowhere/keyed-place.npy'
    """
    place, piece = np.load(folder / "keyed-place.npy"), np.load(folder / "keyed-piece.npy")
    lon, lat = (layers.settlements[name].to_numpy(dtype="float64") for name in ("lon", "lat"))
    return Search(Pieces.read(folder), Arcs.read(folder), lon, lat, inside, place, piece)


def _search(
    source: Path,
    layers: Layers,
    inside: NDArray[np.bool_],
    places: pd.DataFrame,
    order: Order,
    folder: Path,
    report: Report,
) -> None:
    search = open_search(source, layers, inside)
    parts = []
    for row, (lon, lat) in enumerate(places.itertuples(index=False)):
        report("searching", row / len(places))
        minutes, km = search.minutes_to(lon, lat, order.limit_min)
        found = np.flatnonzero(np.isfinite(minutes))
        parts.append(
            {
                "place": np.full(len(found), row, dtype="uint16"),
                "settlement": found.astype("uint32"),
                "minutes": tenths(minutes[found]),
                "km": tenths(km[found]),
            }
        )
    types = {"place": "uint16", "settlement": "uint32", "minutes": "uint16", "km": "uint16"}
    columns: dict[str, Any] = {
        name: np.concatenate([part[name] for part in parts]) if parts else np.zeros(0, dtype=kind)
        for name, kind in types.items()
    }
    pq.write_table(pa.table(columns), folder / MINUTES_FILE, compression="zstd")
    _write(places, folder / PLACES_FILE)


def tenths(values: Floats) -> NDArray[np.uint16]:
    """Numbers as whole tenths, as the table of minutes has them.

    Examples
    --------
    >>> tenths(np.array([0.04, 90.06])).tolist()
    [0, 901]
    """
    return np.minimum(np.rint(values * TENTHS), np.iinfo("uint16").max).astype("uint16")


def _write(frame: pd.DataFrame, path: Path) -> None:
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path, compression="zstd")


def _finish(work: Path, out: Path, order: Order, files: tuple[SourceFile, ...], digest: str, layers: Layers) -> Facts:
    said = json.loads((work / "roads" / "said.json").read_text(encoding="utf-8"))
    counted = json.loads((work / "graph" / "counted.json").read_text(encoding="utf-8"))
    how = pd.read_parquet(work / "graph" / TIES_FILE, columns=["tie"])["tie"]
    codes = pd.Categorical(how, categories=list(TIES)).codes.astype("int8")
    inside = (how != "outside").to_numpy(dtype=bool)
    shares = _shares(codes, layers.settlements, inside)
    terms: Mapping[str, Any] = told.TERMS[order.kind]
    facts = Facts(
        layout=told.LAYOUT,
        kind=order.kind,
        files=files,
        date=order.date or said["date"],
        **terms,
        speeds=dict(order.speeds),
        walking_kmh=WALKING_KMH,
        walk_km=WALK_KM,
        limit_min=order.limit_min,
        settlements=digest,
        edition=layers.provenance.edition,
        states=order.states,
        people=shares["people"],
        tied_by_key=shares["key"],
        tied_by_road=shares["road"],
        off=shares["off"],
        notes=tuple((code, found) for code, found in said["notes"]),
        **counted,
    )
    whole = work / "whole"
    shutil.rmtree(whole, ignore_errors=True)
    whole.mkdir()
    for phase in ("graph", "minutes"):
        for file in sorted((work / phase).iterdir()):
            if file.name != "counted.json":
                (whole / file.name).hardlink_to(file)
    told.write_facts(whole, facts)
    put_in_place(whole, out)
    shutil.rmtree(work, ignore_errors=True)
    return facts
