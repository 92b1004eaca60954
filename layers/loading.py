"""The one way in: a folder of tables to checked `Layers`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pandas as pd

from layers import (
    components,
    municipios,
    neighbours,
    parents,
    program_file,
    programs,
    provenance,
    residence,
    returns,
    settlements,
)
from layers.extent import MEXICO, extent_of
from layers.keys import check_keys, check_served
from layers.model import DATA, Layers
from layers.programs import Programs
from layers.schema import empty_table

T = TypeVar("T")


def load(folder: Path = DATA) -> Layers:
    """Load the tables of a folder.

    Parameters
    ----------
    folder : Path
        As `alcance build` writes it.

    Raises
    ------
    LayerError
        Where a file is missing, damaged or not as its schema says, or two tables do not fit each other.

    Examples
    --------
    >>> layers = load()
    >>> len(layers.municipios), len(layers.settlements), layers.years
    (2469, 189432, (2010, 2020))
    """
    source = provenance.read_provenance(folder / provenance.FILE)

    def read(reader: Callable[..., T], path: str) -> T:
        intact = source.is_intact(folder, path)
        table = reader(folder / path, checked=intact)
        if not intact:
            source.refuse_damaged(path)
        return table

    def read_if_declared(reader: Callable[..., pd.DataFrame], path: str, columns: tuple[str, ...]) -> pd.DataFrame:
        # A country may need no such table: its municipalities are the same in every year, or it has no such survey.
        return read(reader, path) if source.resource(path) is not None else empty_table(columns)

    table = read(municipios.read_municipios, municipios.FILE)
    country = source.document.get("country")
    extent = extent_of(str(country), table) if country else MEXICO

    def read_programs(path: Path, *, checked: bool) -> Programs:  # noqa: ARG001 a catalogue is small: always checked
        return program_file.read_programs(path, extent=extent)

    layers = Layers(
        municipios=table,
        settlements=read(settlements.read_settlements, settlements.FILE),
        returns=read(returns.read_returns, returns.FILE),
        programs=read(read_programs, programs.FILE),
        components=read(components.read_components, components.FILE),
        provenance=source,
        folder=folder,
        parents=read_if_declared(parents.read_parents, parents.FILE, parents.COLUMNS),
        residence=read_if_declared(residence.read_residence, residence.FILE, residence.COLUMNS),
        neighbours=read_if_declared(neighbours.read_neighbours, neighbours.FILE, neighbours.COLUMNS),
        extent=extent,
    )
    check_keys(layers.parents, layers.municipios, Path(parents.FILE).name)
    check_keys(layers.parents, layers.municipios, Path(parents.FILE).name, column="parent")
    for column in neighbours.COLUMNS:
        check_keys(layers.neighbours, layers.municipios, Path(neighbours.FILE).name, column=column)
    check_keys(layers.settlements, layers.municipios, Path(settlements.FILE).name)
    check_keys(layers.returns, layers.municipios, Path(returns.FILE).name)
    check_served(layers.programs, layers.municipios)
    return layers
