"""The one way in: a folder of tables to checked `Layers`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd
import shapely

from layers import components, municipios, programs, provenance, returns, settlements
from layers.errors import LayerError
from layers.names import plain, region_id
from layers.programs import Programs
from layers.provenance import Provenance

if TYPE_CHECKING:
    import geopandas as gpd

T = TypeVar("T")

#: The embedded tables.
DATA = Path(__file__).resolve().parent.parent / "data"

#: A site may lie this far outside every municipality (a pier, a bridge, a coarse coast), in degrees: about 5 km.
_OFFSHORE_DEGREES = 0.05


@dataclass(frozen=True, eq=False)
class Layers:
    """Everything that is known, checked; never changed after loading.

    Attributes
    ----------
    municipios, settlements, returns : DataFrame
        As `layers.municipios`, `layers.settlements` and `layers.returns` describe them.
    programs : Programs
        The catalogue.
    components : DataFrame
        Table 1 of the IMRC brief.
    provenance : Provenance
        Where all of it comes from.
    folder : Path
        Where the polygons are read from when they are first asked for.
    """

    municipios: pd.DataFrame
    settlements: pd.DataFrame
    returns: pd.DataFrame
    programs: Programs
    components: pd.DataFrame
    provenance: Provenance
    folder: Path = DATA

    @cached_property
    def boundaries(self) -> gpd.GeoDataFrame:
        """Municipal polygons at full precision (``cvegeo``, ``geometry``, EPSG:4326), ordered as ``municipios``."""
        frame = municipios.read_boundaries(self.folder / municipios.BOUNDARIES_FILE, self.municipios)
        if not self.provenance.is_intact(self.folder, municipios.BOUNDARIES_FILE):
            self.provenance.refuse_damaged(municipios.BOUNDARIES_FILE)
        return frame

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years with return figures, first to last."""
        return tuple(int(year) for year in np.unique(self.returns["year"]))

    @cached_property
    def _returns_by_year(self) -> dict[int, pd.DataFrame]:
        keys = self.municipios["cvegeo"]
        years = self.returns.groupby("year")
        return {int(year): rows.set_index("cvegeo").reindex(keys).reset_index() for year, rows in years}

    @cached_property
    def states(self) -> dict[str, str]:
        """Key and name of every state, by key."""
        rows = self.municipios[["state_code", "state"]].drop_duplicates().sort_values("state_code")
        return dict(zip(rows["state_code"], rows["state"], strict=True))

    @cached_property
    def regions(self) -> dict[str, str]:
        """Id and name of every region, by id; an id is the name without accents, capitals and spaces."""
        return dict(sorted((region_id(name), name) for name in self.municipios["region"].unique()))

    def returns_of(self, year: int) -> pd.DataFrame:
        """The return figures of one year, a row a municipality in the order of ``municipios``; missing where none.

        Raises
        ------
        KeyError
            Where there is no figure of that year at all.
        """
        return self._returns_by_year[year]

    def state_keys(self, texts: Iterable[str]) -> list[str]:
        """Keys of states given by key or by name (accents and capitals do not matter); others come back as they are."""
        by_name = {plain(name): code for code, name in self.states.items()}
        return [by_name.get(plain(text), text.strip()) for text in texts]

    def with_programs(self, path: Path) -> Layers:
        """These layers with a person's own catalogue of programs in place of ours.

        Raises
        ------
        LayerError
            Where the catalogue is not as `layers.programs.read_programs` asks, serves a municipality that is not in
            the table, or has a site outside every municipality.
        """
        own = programs.read_programs(path, edition=self.programs.edition, views=self.programs.views)
        _check_places(own, self)
        source = dataclasses.replace(self.provenance, own=(*self.provenance.own, path.name))
        return dataclasses.replace(self, programs=own, provenance=source)

    def with_returns(self, path: Path) -> Layers:
        """These layers with a person's own return figures in place of ours, for the years that they are of.

        A municipality that the file leaves out in such a year has no figure then: ours is not mixed in.

        Raises
        ------
        LayerError
            Where the file is not as `layers.returns.read_own_returns` asks, or names a municipality that is not in the
            table.
        """
        own = returns.read_own_returns(path)
        _check_keys(own, self.municipios, path.name)
        others = self.returns[~self.returns["year"].isin(own["year"])]
        both = pd.concat([others, own]).sort_values(["year", "cvegeo"], ignore_index=True)
        source = dataclasses.replace(self.provenance, own=(*self.provenance.own, path.name))
        return dataclasses.replace(self, returns=both, provenance=source)


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
    """
    source = provenance.read_provenance(folder / provenance.FILE)

    def read(reader: Callable[..., T], path: str) -> T:
        intact = source.is_intact(folder, path)
        table = reader(folder / path, checked=intact)
        if not intact:
            source.refuse_damaged(path)
        return table

    layers = Layers(
        municipios=read(municipios.read_municipios, municipios.FILE),
        settlements=read(settlements.read_settlements, settlements.FILE),
        returns=read(returns.read_returns, returns.FILE),
        programs=read(_read_programs, programs.FILE),
        components=read(components.read_components, components.FILE),
        provenance=source,
        folder=folder,
    )
    _check_keys(layers.settlements, layers.municipios, Path(settlements.FILE).name)
    _check_keys(layers.returns, layers.municipios, Path(returns.FILE).name)
    _check_served(layers.programs, layers.municipios)
    return layers


def _read_programs(path: Path, *, checked: bool) -> Programs:  # noqa: ARG001 a catalogue is small: always checked
    return programs.read_programs(path)


def _check_keys(frame: pd.DataFrame, table: pd.DataFrame, file: str) -> None:
    stray = ~frame["cvegeo"].isin(table["cvegeo"])
    if stray.any():
        row = int(np.flatnonzero(stray)[0])
        raise LayerError.at(
            file,
            row=row + 1,
            column="cvegeo",
            found=frame["cvegeo"].iloc[row],
            expected="the key of a municipality of the table, with its leading zeros",
        )


def _check_served(catalogue: Programs, table: pd.DataFrame) -> None:
    known = set(table["cvegeo"])
    for row, record in enumerate(catalogue.records, start=1):
        stray = sorted(set(record.served) - known)
        if stray:
            raise LayerError.at(
                catalogue.file,
                row=record.site_id or row,
                column="served",
                found=stray[0],
                expected="the key of a municipality of the table, with its leading zeros",
            )


def _check_places(catalogue: Programs, layers: Layers) -> None:
    _check_served(catalogue, layers.municipios)
    sites = catalogue.sites
    if sites.empty:
        return
    polygons = layers.boundaries.geometry.to_numpy()
    points = shapely.points(sites["lon"], sites["lat"])
    near = np.unique(shapely.STRtree(polygons).query(points, predicate="dwithin", distance=_OFFSHORE_DEGREES)[0])
    far = np.setdiff1d(np.arange(len(points)), near)
    if far.size:
        site = sites.iloc[int(far[0])]
        raise LayerError.at(
            catalogue.file,
            row=site["site_id"],
            column="geometry",
            found=f"{site['lon']:g}, {site['lat']:g}",
            expected="a place in a municipality of Mexico",
        )
