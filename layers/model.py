"""What is known, as one object: `Layers`, and the same with some of its tables replaced."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from layers import candidates, municipios, neighbours, parents, residence, returns, road_grade, settlements
from layers.cache import Cache
from layers.errors import Constraint, LayerError
from layers.extent import MEXICO, Extent, extent_of
from layers.keys import check_keys, check_served
from layers.names import slug
from layers.program_file import read_programs
from layers.programs import FILE as PROGRAMS_FILE
from layers.programs import Programs, with_polygons
from layers.provenance import OwnFile, Provenance
from layers.returns import Counted
from layers.schema import check, empty_table
from layers.shipped import shipped
from layers.states import StateLookup
from vocabulary.lists import DWELLINGS, REGIONS

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.network.model import Network

#: The embedded tables.
DATA = shipped("data", "layers")

#: A site may lie this far outside every municipality (a pier, a bridge, a coarse coast), in degrees: about 5 km.
OFFSHORE_DEGREES = 0.05


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
    parents : DataFrame
        As `layers.parents` describes it; empty where all municipalities are the same in every year.
    polygons : GeoDataFrame, optional
        The polygons themselves, where they come from no folder.
    extent : Extent
        The country.
    own_years : tuple of int
        Years whose return figures are a person's own.
    residence : DataFrame
        As `layers.residence` describes it; empty for a country without such a survey.
    neighbours : DataFrame
        As `layers.neighbours` describes it; empty where no borders are known.
    network : Network, optional
        Minutes by road between these settlements and any place.
    road_grade : DataFrame
        As `layers.road_grade` describes it; empty where nobody has brought it.
    candidates : DataFrame
        As `layers.candidates` describes it; empty where nobody has brought any.
    settlement_cache : Cache
        What is worked out from ``municipios`` and ``settlements`` alone: layers that have the same ones share it.
    cache : Cache
        What is worked out from these layers.
    """

    municipios: pd.DataFrame
    settlements: pd.DataFrame
    returns: pd.DataFrame
    programs: Programs
    components: pd.DataFrame
    provenance: Provenance
    folder: Path = DATA
    parents: pd.DataFrame = field(default_factory=partial(empty_table, parents.COLUMNS))
    polygons: gpd.GeoDataFrame | None = None
    extent: Extent = MEXICO
    own_years: tuple[int, ...] = ()
    residence: pd.DataFrame = field(default_factory=partial(empty_table, residence.COLUMNS))
    neighbours: pd.DataFrame = field(default_factory=partial(empty_table, neighbours.COLUMNS))
    network: Network | None = None
    road_grade: pd.DataFrame = field(default_factory=partial(empty_table, road_grade.COLUMNS))
    candidates: pd.DataFrame = field(default_factory=partial(empty_table, candidates.COLUMNS))
    settlement_cache: Cache = field(default_factory=Cache, repr=False)
    cache: Cache = field(default_factory=Cache, init=False, repr=False)

    def __post_init__(self) -> None:
        tables = self.municipios, self.settlements
        if not self.settlement_cache.belongs_to(*tables):
            object.__setattr__(self, "settlement_cache", Cache(*tables))

    @cached_property
    def boundaries(self) -> gpd.GeoDataFrame:
        """Municipal polygons at full precision (``cvegeo``, ``geometry``, EPSG:4326), ordered as ``municipios``."""
        if self.polygons is not None:
            return self.polygons
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
        years: Iterable[tuple[Any, pd.DataFrame]] = self.returns.groupby("year")
        return {int(year): rows.set_index("cvegeo").reindex(keys).reset_index() for year, rows in years}

    @cached_property
    def states(self) -> dict[str, str]:
        """Key and name of every state, by key."""
        rows = self.municipios[["state_code", "state"]].drop_duplicates().sort_values("state_code")
        return dict(zip(rows["state_code"], rows["state"], strict=True))

    @cached_property
    def regions(self) -> dict[str, str]:
        """Id and name of every region, in CONAPO's order; an id is the name without accents, capitals and spaces."""
        found = {slug(name): name for name in self.municipios["region"].unique()}
        return {name: found[name] for name in (*REGIONS, *sorted(found)) if name in found}

    def returns_of(self, year: int) -> pd.DataFrame:
        """The return figures of one year, a row a municipality in the order of ``municipios``; missing where none.

        Raises
        ------
        KeyError
            Where there is no figure of that year at all.

        Examples
        --------
        >>> layers.returns_of(2020)[["cvegeo", "dwellings", "return_rate"]].round(2).head(2)
          cvegeo  dwellings  return_rate
        0  01001   267588.0         0.80
        1  01002    12916.0         1.47
        """
        return self._returns_by_year[year]

    def counted(self, year: int) -> Counted:
        """What the figures of a year are counted in, and the level of their intervals; the defaults where none are.

        Examples
        --------
        >>> layers.counted(2020)
        Counted(unit='dwellings', level=95.0)
        """
        rows = self._returns_by_year.get(year)
        if rows is None:
            return returns.Counted()
        said = {
            name: rows[column].dropna().iloc[0]
            for name, column in (("unit", "unit"), ("level", "interval_level"))
            if column in rows and rows[column].notna().any()
        }
        return returns.Counted(str(said.get("unit", DWELLINGS)), float(said.get("level", returns.LEVEL)))

    def state_keys(self, texts: Iterable[str]) -> list[str]:
        """Keys of states given by key or by any of their names (`layers.states`); others come back as they are.

        Examples
        --------
        >>> layers.state_keys(["Estado de México", "07", "Nowhere"])
        ['15', '07', 'Nowhere']
        """
        known = StateLookup(self.states)
        return [known.key(text) or text.strip() for text in texts]

    def region_ids(self, texts: Iterable[str]) -> list[str]:
        """Ids of regions given by id or by name (accents and capitals do not matter); others come back as they are.

        Examples
        --------
        >>> layers.region_ids(["Sur-sureste"])
        ['sur-sureste']
        """
        return [found if (found := slug(text)) in self.regions else text.strip() for text in texts]

    @cached_property
    def _polygon_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.boundaries.geometry.to_numpy())

    def on_land(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """Whether each place lies in a municipality or within some 5 km of one: on a pier, a bridge, a coarse coast.

        Examples
        --------
        >>> layers.on_land(np.array([-96.7, -100.0]), np.array([17.1, 12.0])).tolist()
        [True, False]
        """
        points = shapely.points(np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64"))
        assert isinstance(points, np.ndarray)
        found = np.zeros(len(points), dtype=bool)
        if not len(points):
            return found
        found[self._polygon_tree.query(points, predicate="intersects")[0]] = True
        others = np.flatnonzero(~found)
        near = self._polygon_tree.query(points[others], predicate="dwithin", distance=OFFSHORE_DEGREES)[0]
        found[others[near]] = True
        return found

    def with_programs(self, source: Path | Programs, name: str | None = None) -> Layers:
        """These layers with another catalogue of programs in place of ours: a file's, or one that is read already.

        Raises
        ------
        LayerError
            Where the file is not as `layers.program_file.read_programs` asks, the catalogue serves a municipality that
            is not in the table, or has a site outside every municipality.

        Examples
        --------
        >>> layers.with_programs(layers.programs, "mine").provenance.own
        ('mine',)
        """
        if isinstance(source, Path):
            edition, views = self.programs.edition, self.programs.views
            source = read_programs(source, edition=edition, views=views, extent=self.extent)
        _check_places(source, self)
        return self._with(OwnFile(name or source.file, "programs", PROGRAMS_FILE), programs=source)

    def with_returns(self, source: Path | pd.DataFrame, name: str | None = None) -> Layers:
        """These layers with other return figures (columns of `layers.returns`): a file's, or some read already.

        ``name`` stands for them where they come from no file. They take the place of ours in the years that they are
        of; a municipality without a row in such a year is unknown: ours does not fill in for it.

        Raises
        ------
        LayerError
            Where the figures are not as the schema says or name a municipality that is not in the table.

        Examples
        --------
        >>> own = layers.returns.query("year == 2020").assign(return_rate=1.0)
        >>> layers.with_returns(own, "mine").own_years
        (2020,)
        """
        if isinstance(source, Path):
            name = name or source.name
            own = returns.read_own_returns(source)
        else:
            name = name or "returns"
            own = returns.one_unit(check(source, returns.schema(), name), name)
        check_keys(own, self.municipios, name)
        others = self.returns[~self.returns["year"].isin(own["year"])]
        both = returns.in_order(pd.concat([others, own]) if len(others) else own)
        mine = tuple(sorted(int(year) for year in own["year"].unique()))
        file = OwnFile(name, "returns", returns.FILE, mine)
        return self._with(file, returns=both, own_years=tuple(sorted({*self.own_years, *mine})))

    def with_settlements(self, source: Path | pd.DataFrame, name: str | None = None) -> Layers:
        """These layers with other settlements (columns of `layers.settlements`): a file's, or some read already.

        ``name`` stands for them where they come from no file.

        Raises
        ------
        LayerError
            As `with_returns`.

        Examples
        --------
        >>> len(layers.with_settlements(layers.settlements.head(3), "mine").settlements)
        3
        """
        if isinstance(source, Path):
            name = name or source.name
            table = settlements.read_own_settlements(source)
        else:
            name = name or "settlements"
            table = check(source, settlements.schema(), name)
        check_keys(table, self.municipios, name)
        file = OwnFile(name, "settlements", settlements.FILE)
        # Minutes are those of the settlements that the network was built for.
        return self._with(file, settlements=settlements.in_order(table), network=None)

    def with_catchments(self, frame: pd.DataFrame, name: str) -> Layers:
        """These layers with polygons as the catchments of some sites, which ``name`` stands for.

        Parameters
        ----------
        frame : DataFrame
            ``site_id``, ``geometry`` (polygons, EPSG:4326) and ``record``: None for a site of the catalogue, which then
            reaches as far as its polygon instead of what it had; else the `layers.program_records.Site` it becomes.

        Raises
        ------
        LayerError
            Where an id is not in the catalogue, or a new one is there already.

        Examples
        --------
        >>> from shapely.geometry import box
        >>> site = layers.programs.sites["site_id"].iloc[0]
        >>> frame = pd.DataFrame({"site_id": [site], "geometry": [box(-97.0, 16.0, -96.0, 17.0)], "record": [None]})
        >>> own = layers.with_catchments(frame, "isochrones.geojson")
        >>> own.programs.sites.set_index("site_id").loc[site, "polygon"].bounds
        (-97.0, 16.0, -96.0, 17.0)
        """
        own = with_polygons(self.programs, frame, name)
        _check_places(own, self)
        return self._with(OwnFile(name, "catchments"), programs=own)

    def with_candidates(self, frame: pd.DataFrame, name: str) -> Layers:
        """These layers with the places where new sites may be (columns of `layers.candidates`).

        Raises
        ------
        LayerError
            Where one is of a municipality that is not in the table.

        Examples
        --------
        >>> seat = pd.DataFrame([["Casa", "20067", np.nan, np.nan, 8.0, np.nan]], columns=layers.candidates.columns)
        >>> layers.with_candidates(seat, "mine").candidates["cost"].tolist()
        [8.0]
        """
        check_keys(frame.dropna(subset="cvegeo"), self.municipios, name)
        return self._with(OwnFile(name, "candidates"), candidates=frame)

    def with_network(self, network: Network | None) -> Layers:
        """These layers with minutes by road, from `layers.network.load`.

        Examples
        --------
        >>> layers.with_network(None).network is None
        True
        """
        return dataclasses.replace(self, network=network)

    def with_road_grade(self, path: Path) -> Layers:
        """These layers with CONEVAL's degrees of access to a paved road, and the file among those in use.

        Raises
        ------
        LayerError
            As `layers.road_grade.read_road_grade`.

        Examples
        --------
        >>> layers.with_road_grade(Path("nowhere.xlsx"))
        Traceback (most recent call last):
            ...
        layers.errors.LayerError: nowhere.xlsx: found 'no such file', expected CONEVAL's annex ...
        """
        table = road_grade.read_road_grade(path)
        source = self.provenance.with_resource(road_grade.describe(path))
        return dataclasses.replace(self, road_grade=table, provenance=source)

    def with_municipios(self, frame: pd.DataFrame, polygons: gpd.GeoDataFrame, name: str, country: str) -> Layers:
        """Another country: its municipalities and their polygons; settlements, returns and programs are then empty.

        Raises
        ------
        LayerError
            Where the table is not as `layers.municipios` says or the polygons are not of the same keys.

        Examples
        --------
        >>> rows, shapes = layers.municipios.head(2), layers.boundaries.head(2)
        >>> country = layers.with_municipios(rows, shapes, "mine", "Elsewhere")
        >>> len(country.municipios), len(country.settlements), country.extent.country
        (2, 0, 'Elsewhere')
        """
        table = check(frame, municipios.schema(), name).sort_values("cvegeo", ignore_index=True)
        polygons = municipios.check_boundaries(polygons, table, name)
        return Layers(
            municipios=table,
            settlements=self.settlements.iloc[:0],
            returns=self.returns.iloc[:0],
            programs=Programs((), (), (), self.programs.edition, name),
            components=self.components,
            provenance=Provenance({"title": country, "resources": []}, (OwnFile(name, "municipalities"),)),
            folder=self.folder,
            polygons=polygons,
            extent=extent_of(country, table),
            neighbours=neighbours.find_neighbours(polygons),
        )

    def _with(self, file: OwnFile, **changes: Any) -> Layers:
        source = dataclasses.replace(self.provenance, files=(*self.provenance.files, file))
        # Polygons that are read already are shared, not read again for each session's own file.
        polygons = vars(self).get("boundaries", self.polygons)
        return dataclasses.replace(self, provenance=source, polygons=polygons, **changes)


def _check_places(catalogue: Programs, layers: Layers) -> None:
    check_served(catalogue, layers.municipios)
    sites = catalogue.sites
    far = np.flatnonzero(~layers.on_land(sites["lon"].to_numpy(), sites["lat"].to_numpy()))
    if far.size:
        site = sites.iloc[int(far[0])]
        raise LayerError.at(
            catalogue.file,
            row=site["site_id"],
            column="geometry",
            found=f"{site['lon']:g}, {site['lat']:g}",
            expected=Constraint("place_in_municipality", {"country": layers.extent.country}),
        )
