"""Where help reaches, as areas to look at: circles, served municipalities, polygons, and what is reached by road."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints
from geo.catchments import CIRCLE, POLYGON, SERVED, Selection, select_sites
from geo.criteria import Criteria
from geo.geodesy import circle
from geo.reach import reach_of
from geo.settings import CriteriaError
from geo.travel import check_minutes, network_of
from layers import Layers
from layers.rows import each_row
from vocabulary.lists import ISOCHRONE_MINUTES

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.network.model import Network

#: The kind of catchment that follows from a network of roads.
ROAD = "road"

#: Side of the cells in which what is reached by road is drawn, degrees: about 2 km.
CELL_DEGREES = 0.02


def circles_of(selection: Selection, criteria: Criteria, *, by_road: bool) -> pd.DataFrame:
    """The circles within which a covering site reaches; of minutes that are a band those of both ends.

    Parameters
    ----------
    by_road : bool
        Whether a network of roads answers for what is asked in minutes, which then is no circle.

    Returns
    -------
    DataFrame
        ``site`` (row in ``selection.covering``), ``lon``, ``lat`` (EPSG:4326), ``km``: first those of the slow end.

    Examples
    --------
    >>> circles_of(gaps.selection, Criteria(reach_min=60), by_road=False)["km"].unique().tolist()
    [18.0, 40.0]
    """
    sites = selection.covering
    own_km, own_min = sites["reach_km"].to_numpy(), sites["reach_min"].to_numpy()
    of_time = ~np.isnan(own_min) | (np.isnan(own_km) & (criteria.reach_min is not None))
    drawn = (sites["catchment"] == CIRCLE).to_numpy(dtype=bool) & ~(of_time & by_road)
    rows = np.flatnonzero(drawn)
    minutes = np.where(np.isnan(own_min), criteria.reach_min or 0.0, own_min)
    slow, fast = (
        np.where(of_time, speed * minutes / 60.0, np.where(np.isnan(own_km), criteria.reach_km, own_km))
        for speed in (criteria.slow_kmh, criteria.fast_kmh)
    )
    both = rows[slow[rows] != fast[rows]]
    site = np.concatenate([rows, both])
    lon, lat = sites["lon"].to_numpy()[site], sites["lat"].to_numpy()[site]
    return pd.DataFrame({"site": site, "lon": lon, "lat": lat, "km": np.concatenate([slow[rows], fast[both]])})


def catchments(layers: Layers, criteria: Criteria) -> gpd.GeoDataFrame:
    """The catchments that count, as polygons.

    Returns
    -------
    GeoDataFrame
        ``site_id``, ``program_id``, ``catchment`` (circle, served, polygon or road), ``radius_km`` (missing if not a
        circle), ``reached`` (surely or at_most), ``geometry`` (EPSG:4326). A circle's vertices lie at the radius from
        the site on WGS84. A reach in minutes gives, without a network of roads, a circle that is reached for sure,
        and after all others one that is reached at most; with one a drawing: the cells of `CELL_DEGREES` in which a
        settlement is reached, twice in the same way where the network is not about some of them.

    Raises
    ------
    CriteriaError
        As `geo.catchments.select_sites`.

    Examples
    --------
    >>> catchments(layers, Criteria(reach_km=30))[["site_id", "catchment", "radius_km"]].head(2)
                               site_id catchment  radius_km
    0                    cisvac-cancun    circle       30.0
    1  deportee-welcome-center-tijuana    circle       30.0
    """
    import geopandas as gpd

    selection = select_sites(layers, criteria)
    sites, network = selection.covering, network_of(layers, selection, criteria)
    circles = circles_of(selection, criteria, by_road=network is not None)
    first = circles["site"].drop_duplicates()
    radius = pd.Series(circles.loc[first.index, "km"].array, index=first.array)
    found: list[tuple[int, str, float, BaseGeometry]] = []
    more: list[tuple[int, str, float, BaseGeometry]] = []
    for row, site in enumerate(each_row(sites)):
        km, kind = float(radius.get(row, np.nan)), str(site.catchment)
        shape: BaseGeometry
        if kind == POLYGON:
            shape = site.polygon
        elif kind == SERVED:
            shape = shapely.union_all(
                layers.boundaries.geometry.to_numpy()[layers.municipios["cvegeo"].isin(site.served)]
            )
        elif network is not None and np.isnan(km):
            minutes = criteria.reach_min if np.isnan(site.reach_min) else site.reach_min
            kind = ROAD
            shape, *at_most = cells_by_road(layers, network, criteria, (site.lon, site.lat), float(minutes or 0.0))
            more += [(row, ROAD, np.nan, wider) for wider in at_most]
        else:
            shape = shapely.Polygon(circle(site.lon, site.lat, km))
        found.append((row, kind, km, shape))
    more += [
        (wider.site, CIRCLE, wider.km, shapely.Polygon(circle(wider.lon, wider.lat, wider.km)))
        for wider in each_row(circles.drop(first.index))
    ]
    found += more
    rows, kinds, radii, shapes = zip(*found, strict=True) if found else ((),) * 4
    return gpd.GeoDataFrame(
        {
            "site_id": sites["site_id"].array[list(rows)],
            "program_id": sites["program_id"].array[list(rows)],
            "catchment": np.array(kinds, dtype=object),
            "radius_km": np.array(radii, dtype="float64"),
            "reached": np.array(["surely", "at_most"], dtype=object)[[0] * len(sites) + [1] * len(more)],
        },
        geometry=np.array(shapes, dtype=object),
        crs="EPSG:4326",
    )


def cells_by_road(
    layers: Layers, network: Network, criteria: Criteria, place: tuple[float, float], minutes: float
) -> list[BaseGeometry]:
    """What a site reaches by road, as `cells`: for sure, and at most where the network is not about all settlements.

    Examples
    --------
    >>> from layers.network.model import Network
    >>> of_nowhere = Network((), np.full(len(layers.settlements), 3, dtype="int8"))
    >>> [round(area.area, 3) for area in cells_by_road(layers, of_nowhere, Criteria(), (-102.3, 21.88), 60.0)]
    [0.066, 0.244]
    """
    reached = network.ways(*place).within(minutes)
    elsewhere = [
        np.flatnonzero(reach_of(layers).in_circle(place, km) & ~network.known) for km in criteria.ends_km(minutes)
    ]
    rows = [np.union1d(reached, more) for more in elsewhere]
    return [cells(layers, some) for some in (rows[:1] if len(rows[0]) == len(rows[-1]) else rows)]


def cells(layers: Layers, rows: Ints) -> BaseGeometry:
    """The cells of `CELL_DEGREES` in which some settlements stand, as one area (EPSG:4326): a drawing, no border.

    Examples
    --------
    >>> round(cells(layers, np.array([0, 1])).area / CELL_DEGREES**2, 6)
    2.0
    """
    if not len(rows):
        return shapely.Polygon()
    places = layers.settlements[["lon", "lat"]].to_numpy(dtype="float64")[rows]
    corner = np.unique(np.floor(places / CELL_DEGREES).astype(int), axis=0)
    west, south = (corner * CELL_DEGREES).T
    east, north = ((corner + 1) * CELL_DEGREES).T
    return shapely.coverage_union_all(shapely.box(west, south, east, north))


def isochrones(layers: Layers, criteria: Criteria, minutes: Iterable[float] = ISOCHRONE_MINUTES) -> gpd.GeoDataFrame:
    """What is reached by road from each covering site within some minutes, drawn as `cells`, with the people there.

    Returns
    -------
    GeoDataFrame
        A row a site and time, by both: ``site_id``, ``program_id``, ``minutes``, ``settlements``, ``population`` and
        ``rural_population`` (people of them), ``geometry`` (EPSG:4326; empty where nobody is reached).

    Raises
    ------
    CriteriaError
        Where no network of roads is loaded, or it does not know of so many minutes.

    Examples
    --------
    >>> isochrones(layers, Criteria())
    Traceback (most recent call last):
        ...
    geo.settings.CriteriaError: reach_min: there is no network of roads to count minutes by
    """
    import geopandas as gpd

    network, times = layers.network, sorted(set(minutes))
    if network is None:
        raise CriteriaError.of("reach_min", "no_network")
    if times and times[0] <= 0:
        raise CriteriaError.of("reach_min", "greater_than", found=f"{times[0]:g}", gt=0.0)
    check_minutes(network, max(times, default=0.0))
    people, rural = layers.settlements["population"].to_numpy(), reach_of(layers).rural(criteria.rural_below).people_at
    found = []
    for site in each_row(select_sites(layers, criteria).covering.sort_values("site_id")):
        ways = network.ways(site.lon, site.lat)
        for time in times:
            rows = ways.within(time)
            facts = (len(rows), _sum(people, rows), _sum(rural, rows), cells(layers, rows))
            found.append((site.site_id, site.program_id, time, *facts))
    names = ["site_id", "program_id", "minutes", "settlements", "population", "rural_population", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(found, columns=names), geometry="geometry", crs="EPSG:4326")


def _sum(values: Floats, rows: Ints) -> float:
    return float(values[rows].sum())
