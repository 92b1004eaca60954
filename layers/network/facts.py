"""What is told of a network: which file it was made of, by which speeds, and whom it ties."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from layers.network.errors import NetworkError

FILE = "network.json"

#: What a folder of this layout is called; another layout has another number.
LAYOUT = 1

Kind = Literal["rnc", "osm"]


class SourceFile(BaseModel):
    """A file that the network was made of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    bytes: int
    sha256: str


class Facts(BaseModel):
    """What stands in `FILE`.

    Attributes
    ----------
    layout : int
    kind : str
        ``rnc`` or ``osm``.
    files : tuple of SourceFile
    date : str
        Of the data, as the file says or a person told; empty where nobody did.
    licence, licence_url, credit : str
        What every use of the minutes must carry.
    speeds : dict
        Km/h by class of road.
    walking_kmh, walk_km, limit_min : float
        Straight to the road and from it; how far at most; minutes beyond which nothing is known.
    settlements, edition : str
        A digest of the settlements, and the edition of the data that they are of.
    states : tuple of str
        Keys of the states that it is about; none are all.
    people, tied_by_key, tied_by_road, off : float
        People of those settlements; the shares of them that the network's own table ties, that the nearest road ties,
        that are off the network.
    nodes, pieces : int
    road_km : float
    left_out_km : float
        Roads that are connected to no large part of the network, or closed.
    notes : tuple of (str, str)
        What else is to be told of the file: the end of its words' key, ``network.note.``, and what was found.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    layout: int
    kind: Kind
    files: tuple[SourceFile, ...]
    date: str
    licence: str
    licence_url: str
    credit: str
    speeds: dict[str, float]
    walking_kmh: float
    walk_km: float
    limit_min: float
    settlements: str
    edition: str
    states: tuple[str, ...]
    people: float
    tied_by_key: float
    tied_by_road: float
    off: float
    nodes: int
    pieces: int
    road_km: float
    left_out_km: float
    notes: tuple[tuple[str, str], ...]


#: Terms of each kind of file.
TERMS: Mapping[str, Mapping[str, str]] = {
    "rnc": {
        "licence": "Términos de libre uso de la información del INEGI",
        "licence_url": "https://www.inegi.org.mx/inegi/terminos.html",
        "credit": "INEGI, Red Nacional de Caminos",
    },
    "osm": {
        "licence": "Open Database License (ODbL) 1.0",
        "licence_url": "https://opendatacommons.org/licenses/odbl/1-0/",
        "credit": "© OpenStreetMap contributors",
    },
}


def source_files(path: Path) -> tuple[SourceFile, ...]:
    """Names, sizes and SHA-256 of a file, or of all files of a folder.

    Examples
    --------
    >>> [file.name for file in source_files(DATA / "programs.geojson")]
    ['programs.geojson']
    """
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    return tuple(_source_file(file, path) for file in files)


def _source_file(file: Path, top: Path) -> SourceFile:
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256")
    name = file.name if file == top else file.relative_to(top).as_posix()
    return SourceFile(name=name, bytes=file.stat().st_size, sha256=digest.hexdigest())


def digest_of(settlements: pd.DataFrame) -> str:
    """A digest of which settlements there are, where, and in which order.

    Examples
    --------
    >>> table = layers.settlements
    >>> digest_of(table) == digest_of(table.copy()), digest_of(table) == digest_of(table.iloc[1:])
    (True, False)
    """
    digest = hashlib.sha256()
    for name in ("cvegeo", "locality_key"):
        digest.update("\0".join(settlements[name].fillna("").astype("str")).encode())
    for name in ("lon", "lat", "population"):
        digest.update(settlements[name].to_numpy(dtype="float64").tobytes())
    return digest.hexdigest()


def write_facts(folder: Path, facts: Facts) -> None:
    """Write them to a folder.

    Examples
    --------
    >>> write_facts(Path("nowhere"), Facts.model_construct(layout=1))
    Traceback (most recent call last):
        ...
    FileNotFoundError: [Errno 2] No such file or directory: 'nowhere/network.json'
    """
    text = json.dumps(facts.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_facts(folder: Path) -> Facts:
    """What a folder says of its network.

    Raises
    ------
    NetworkError
        Where there is no such file, or it is not as this version writes it.

    Examples
    --------
    >>> read_facts(Path("nowhere"))
    Traceback (most recent call last):
        ...
    layers.network.errors.NetworkError: nowhere: holds no network that `alcance network` has written whole; ...
    """
    try:
        document: Any = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if isinstance(document, dict) and document.get("layout", LAYOUT) != LAYOUT:
            raise NetworkError("layout", folder=folder.name)
        return Facts.model_validate(document)
    except (OSError, ValueError, ValidationError) as error:
        if isinstance(error, NetworkError):
            raise
        raise NetworkError("damaged", folder=folder.name) from error


def joined(texts: Iterable[str]) -> str:
    """Different texts, each once, in order.

    Examples
    --------
    >>> joined(["a", "b", "a"])
    'a; b'
    """
    return "; ".join(dict.fromkeys(text for text in texts if text))
