"""Roads of INEGI's Red Nacional de Caminos, read through GDAL: lines with a speed and the nodes that they end in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from layers.names import normalise
from layers.network.errors import NetworkError
from layers.network.ground import Floats, Ints, Longs
from layers.network.osm import Read, Report
from layers.network.roads import BACKWARD, BOTH, FORWARD, Lines, cut
from layers.network.speeds import FASTEST_KMH, OTHER, SLOWEST_KMH

#: The columns of the lines: speed, direction, kind of way, the nodes at both ends.
_SPEED, _DIRECTION, _KIND, _START, _END = "VELOCIDAD", "CIRCULA", "TIPO_VIAL", "UNION_INI", "UNION_FIN"
_NEEDED = (_SPEED, _START, _END)
_KEY = "CVE_GEO"
_TIES = "tred_localidad"
_ENDINGS = (".shp", ".gpkg", ".gdb", ".geojson", ".fgb", ".dbf")
_NONE = {"", "n/a", "na", "nan", "none", "nd", "n/d"}
_KEY_DIGITS = 9


@dataclass(frozen=True)
class _Layer:
    path: Path
    name: str
    columns: Mapping[str, str]


def read_rnc(path: Path, speeds: Mapping[str, float], *, odd_as_missing: bool, report: Report) -> Read:
    """The roads of the Red Nacional de Caminos.

    Parameters
    ----------
    path : Path
        The layer of roads (``red_vial``), or the unpacked folder that has it; then localities are tied by its table
        ``tred_localidad``, where that can be followed.
    speeds : mapping
        Km/h by ``TIPO_VIAL`` for lines without a speed (`layers.network.speeds.RNC_KMH`).
    odd_as_missing : bool
        Whether a speed that can be none (0, 900) is taken as missing, instead of refused.
    report : callable
        Told each step.

    Raises
    ------
    NetworkError
        Where the file is not such a network: no column ``VELOCIDAD``, lines without end nodes, odd speeds.

    Examples
    --------
    >>> read_rnc(Path("nowhere.shp"), {"other": 30.0}, odd_as_missing=False, report=lambda step, share: None)
    Traceback (most recent call last):
        ...
    layers.network.errors.NetworkError: nowhere.shp: found no such file
    """
    if not path.exists():
        raise NetworkError("no_file", file=path.name)
    layers = _layers(path)
    lines = next((layer for layer in layers if {_START, _END} <= set(layer.columns)), None)
    lines = lines or next((layer for layer in layers if _SPEED in layer.columns), None)
    if lines is None:
        raise NetworkError("no_rnc", file=path.name, columns=", ".join(_NEEDED))
    missing = [name for name in _NEEDED if name not in lines.columns]
    if missing:
        raise NetworkError("no_column", file=lines.path.name, column=", ".join(missing))
    report("reading", None)
    wanted = [name for name in (*_NEEDED, _DIRECTION, _KIND) if name in lines.columns]
    ties = next((layer for layer in layers if layer.name.lower() == _TIES), None)
    shared = [] if ties is None else sorted(set(ties.columns) & set(lines.columns) - {*wanted, _KEY})
    table, shapes, crs = _read(lines, [*wanted, *shared])
    if not len(table):
        raise NetworkError("no_roads", file=lines.path.name)
    kmh, odd = _speeds(table, speeds, lines.path.name, odd_as_missing=odd_as_missing)
    way, unknown = _directions(table)
    notes = [("direction", word) for word in unknown]
    notes += [("odd_speeds", f"{odd:,}")] if odd else []
    made = _lines(shapes, table, kmh, way, lines.path.name, crs)
    del shapes
    key, line = _tied(layers, ties, table, shared, way > 0)
    if not len(key):
        notes.append(("no_ties", ""))
    return Read(cut(made, key, line), notes=tuple(notes))


def _layers(path: Path) -> list[_Layer]:
    """The tables of a file or a folder, those of the network itself before others."""
    import pyogrio

    files = [path]
    if path.is_dir() and path.suffix.lower() != ".gdb":
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in _ENDINGS)
        shapes = {file.with_suffix("") for file in files if file.suffix.lower() == ".shp"}
        files = [file for file in files if file.suffix.lower() != ".dbf" or file.with_suffix("") not in shapes]
    found = []
    for file in files:
        try:
            names = [str(name) for name in pyogrio.list_layers(file)[:, 0]]
            for name in names:
                fields = pyogrio.read_info(file, layer=name)["fields"]
                found.append(_Layer(file, name, {str(field).upper(): str(field) for field in fields}))
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise NetworkError("not_whole", file=file.name, found=str(error)) from error
    return found


def _read(layer: _Layer, columns: list[str], *, shapes: bool = True) -> tuple[pa.Table, NDArray[Any], Any]:
    """Some columns of a layer by their names in capitals, its shapes, its frame."""
    import pyogrio
    from pyogrio.raw import read_arrow

    try:
        meta, table = read_arrow(
            layer.path, layer=layer.name, columns=[layer.columns[name] for name in columns], read_geometry=shapes
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as error:
        raise NetworkError("not_whole", file=layer.path.name, found=str(error)) from error
    found = table.select([layer.columns[name] for name in columns]).rename_columns(columns)
    if not shapes:
        return found, np.zeros(0, dtype=object), None
    return found, table.column(meta["geometry_name"] or "wkb_geometry").to_numpy(), meta["crs"]


def _coded(column: pa.ChunkedArray) -> tuple[Longs, NDArray[Any]]:
    """The different values of a column, and of each row which it is: there are a few words in a million lines."""
    codes, words = pd.factorize(column.to_pandas(), use_na_sentinel=False)
    return codes.astype("int64"), np.asarray(words, dtype=object)


def _speeds(table: pa.Table, speeds: Mapping[str, float], file: str, *, odd_as_missing: bool) -> tuple[Floats, int]:
    """Km/h of each line, and how many had one that can be none."""
    codes, words = _coded(table.column(_SPEED))
    known = np.array([_number(word) for word in words], dtype="float64")
    odd = np.isnan(known) & np.array([str(word).strip().lower() not in _NONE for word in words], dtype=bool)
    odd |= (known < SLOWEST_KMH) | (known > FASTEST_KMH)
    count = int(odd[codes].sum())
    if count and not odd_as_missing:
        row = int(np.flatnonzero(odd[codes])[0])
        raise NetworkError("speed", file=file, row=str(row + 1), found=str(words[codes[row]]), count=count)
    kmh = np.where(odd, np.nan, known)[codes]
    usual = np.full(len(kmh), speeds[OTHER])
    if _KIND in table.column_names:
        kinds, names = _coded(table.column(_KIND))
        usual = np.array([speeds.get(normalise(str(name)), speeds[OTHER]) for name in names])[kinds]
    return np.where(np.isnan(kmh), usual, kmh), count


def _number(word: object) -> float:
    try:
        return float(str(word))
    except ValueError:
        return float("nan")


def _directions(table: pa.Table) -> tuple[NDArray[np.uint8], list[str]]:
    """The directions of each line, 0 where it is closed, and the words that are not known."""
    if _DIRECTION not in table.column_names:
        return np.full(len(table), BOTH, dtype="uint8"), []
    codes, words = _coded(table.column(_DIRECTION))
    ways = [_direction(normalise(str(word))) for word in words]
    unknown = [str(word) for word, way in zip(words, ways, strict=True) if way is None]
    return np.array([BOTH if way is None else way for way in ways], dtype="uint8")[codes], unknown


def _direction(plain: str) -> int | None:
    """What a word of CIRCULA says, as the standard of such files (GDF) has it; None where it is another word."""
    if plain in _NONE:
        return BOTH
    closed = "cerrad" in plain
    if "ambas" in plain or "ambos" in plain or "dos sentidos" in plain or "doble" in plain:
        return 0 if closed else BOTH
    if "positiv" in plain:
        return BACKWARD if closed else FORWARD
    if "negativ" in plain:
        return FORWARD if closed else BACKWARD
    if "un sentido" in plain or "un solo sentido" in plain:
        return FORWARD
    return None


def _lines(shapes: NDArray[Any], table: pa.Table, kmh: Floats, way: NDArray[np.uint8], file: str, crs: Any) -> Lines:
    geometry = shapely.from_wkb(shapes)
    ends = [table.column(name).to_pandas() for name in (_START, _END)]
    first, last = (pd.to_numeric(end, errors="coerce").fillna(0).to_numpy(dtype="int64") for end in ends)
    vertices = shapely.get_num_coordinates(geometry)
    lacking = np.flatnonzero((first <= 0) | (last <= 0) | (vertices < 2))  # noqa: PLR2004 a line has two ends
    if lacking.size:
        raise NetworkError("no_ends", file=file, row=str(int(lacking[0]) + 1), count=int(lacking.size))
    at = shapely.get_coordinates(geometry)
    lon, lat = _degrees(at[:, 0], at[:, 1], crs)
    starts = np.concatenate([[0], np.cumsum(vertices)]).astype("int64")
    ref = np.full(len(at), -1, dtype="int64")
    ref[starts[:-1]], ref[starts[1:] - 1] = first, last
    return Lines(ref=ref, lon=lon, lat=lat, starts=starts, kmh=kmh, way=way)


def _degrees(x: Floats, y: Floats, crs: Any) -> tuple[Floats, Floats]:
    from pyproj import CRS, Transformer

    known = CRS.from_user_input(crs) if crs else None
    if known is None or known.is_geographic:
        # INEGI's own frames differ from WGS84 by less than a metre.
        return np.ascontiguousarray(x), np.ascontiguousarray(y)
    lon, lat = Transformer.from_crs(known, "EPSG:4326", always_xy=True).transform(x, y)
    return np.asarray(lon), np.asarray(lat)


def _tied(
    layers: list[_Layer], ties: _Layer | None, table: pa.Table, shared: list[str], is_open: NDArray[np.bool_]
) -> tuple[Longs, Ints]:
    """Keys of localities and the lines that they lie on.

    The table of ties shares a column with the roads, and has the key itself or shares a column with the localities.
    """
    nothing = np.zeros(0, dtype="int64"), np.zeros(0, dtype="int32")
    if ties is None or not shared:
        return nothing
    frame = _read(ties, list(ties.columns), shapes=False)[0].to_pandas()
    if _KEY not in frame:
        places = next((layer for layer in layers if _KEY in layer.columns and layer is not ties), None)
        common = [] if places is None else sorted(set(places.columns) & set(frame.columns) - {*shared})
        if places is None or not common:
            return nothing
        frame = frame.merge(_read(places, [_KEY, common[0]], shapes=False)[0].to_pandas(), on=common[0])
    keys = pd.to_numeric(frame[_KEY].astype("str").str.strip().str.slice(0, _KEY_DIGITS), errors="coerce")
    roads = table.select(shared[:1]).to_pandas().assign(line=np.arange(len(is_open)))[is_open]
    both = frame.assign(key=keys).dropna(subset=["key"]).merge(roads, on=shared[0])
    return both["key"].to_numpy(dtype="int64"), both["line"].to_numpy(dtype="int32")
