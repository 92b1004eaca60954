"""A network from the folder that `alcance network` wrote, or from several of regions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from layers.model import Layers
from layers.named import named
from layers.network import facts as told
from layers.network.errors import NetworkError
from layers.network.model import Network, Region
from layers.network.phases import MINUTES_FILE, PLACES_FILE, TIES_FILE, open_search
from vocabulary.lists import TIES

#: The variable that names the folder of the network, for page and commands alike.
VARIABLE = "ALCANCE_NETWORK"


def with_roads(layers: Layers, asked: Path | None = None) -> Layers:
    """The layers with the network that an option or `VARIABLE` names; as they are where it names none.

    Raises
    ------
    NetworkError
        As `load`.

    Examples
    --------
    >>> with_roads(layers).network is None
    True
    """
    folder = named(VARIABLE, asked)
    return layers if folder is None else layers.with_network(load(folder, layers))


def load(folder: Path, layers: Layers) -> Network:
    """Load a network: a folder that `alcance network` wrote, or one that holds such folders, a region each.

    Parameters
    ----------
    folder : Path
    layers : Layers
        With the settlements that it was built for.

    Raises
    ------
    NetworkError
        Where there is none, it is not whole, it is of other settlements, or two regions have the same settlement.

    Examples
    --------
    >>> load(Path("nowhere"), layers)
    Traceback (most recent call last):
        ...
    layers.network.errors.NetworkError: nowhere: holds no network that `alcance network` has written whole; ...
    """
    folders = [folder]
    if not (folder / told.FILE).is_file() and folder.is_dir():
        folders = sorted(path.parent for path in folder.glob(f"[!.]*/{told.FILE}")) or folders
    digest = told.digest_of(layers.settlements)
    regions = tuple(_region(each, layers, digest) for each in folders)
    tie = np.full(len(layers.settlements), TIES.index("outside"), dtype="int8")
    for region in regions:
        own = region.tie != TIES.index("outside")
        both = np.flatnonzero(own & (tie != TIES.index("outside")))
        if both.size:
            first = layers.settlements.iloc[int(both[0])]
            names = f"{first['locality']} ({first['locality_key']})"
            raise NetworkError("two_regions", folder=region.folder.name, settlement=names, count=int(both.size))
        tie[own] = region.tie[own]
    return Network(regions, tie, folder.name)


def _region(folder: Path, layers: Layers, digest: str) -> Region:
    facts = told.read_facts(folder)
    if facts.settlements != digest:
        raise NetworkError("other_edition", folder=folder.name, found=facts.edition, ours=layers.provenance.edition)
    try:
        places = pd.read_parquet(folder / PLACES_FILE)
        how = pd.read_parquet(folder / TIES_FILE, columns=["tie"])["tie"]
        table = pq.read_table(folder / MINUTES_FILE)
        columns = {name: table.column(name).to_numpy() for name in ("settlement", "minutes", "km")}
        starts = np.searchsorted(table.column("place").to_numpy(), np.arange(len(places) + 1))
        tie = pd.Categorical(how, categories=list(TIES)).codes.astype("int8")
        if len(tie) != len(layers.settlements) or (tie < 0).any():
            raise NetworkError("damaged", folder=folder.name)
        return Region(
            folder=folder,
            facts=facts,
            tie=tie,
            search=open_search(folder, layers, tie != TIES.index("outside")),
            first={(float(lon), float(lat)): row for row, (lon, lat) in enumerate(places.to_numpy())},
            starts=starts.astype("int64"),
            table=columns,
        )
    except (OSError, EOFError, ValueError, KeyError, pa.ArrowException) as error:
        raise NetworkError("damaged", folder=folder.name) from error
