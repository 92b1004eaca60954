"""Who is within the reach asked, in km or in minutes: for sure, and at most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from geo.arrays import Bools, Floats, Ints
from geo.catchments import Selection
from geo.criteria import Criteria
from geo.geodesy import each_within, geodesic_km
from geo.reach import Rural, reach_of
from geo.settings import CriteriaError
from layers import Layers

if TYPE_CHECKING:
    from layers.network.model import Nearest, Network

#: Columns that follow from who is reached. Where that is not known, each is the least, and ``..._most`` the most.
REACHED_COLUMNS = (
    "covered_share",
    "covered_rural_population",
    "covered_return_dwellings",
    "unserved_return_dwellings",
)
MOST = "_most"
COVERED_AT_MOST = f"covered_return_dwellings{MOST}"

#: Columns that an answer by a network of roads has besides.
ROAD_COLUMNS = ("nearest_min", "nearest_road_km", "off_network_population")

#: Speeds that may be so much slower or faster than the network's: minutes are told with what they then would be.
SPEED_FACTORS = (0.8, 1.0, 1.25)

#: What a link calls the network that has counted its minutes.
NETWORK = "net"

_CACHED_NEAREST = 8


class Reached(NamedTuple):
    """Whether each settlement lies within reach: for sure, and at most; the same array where the reach is known."""

    surely: Bools
    at_most: Bools

    @property
    def known(self) -> pd.api.extensions.ExtensionArray | Bools:
        """The same as one array: missing where it is not known."""
        if self.is_known:
            return self.surely
        return pd.arrays.BooleanArray(self.surely, self.surely != self.at_most)

    @property
    def is_known(self) -> bool:
        """Whether there is no settlement of which it is not known."""
        return self.surely is self.at_most


def network_of(layers: Layers, selection: Selection, criteria: Criteria) -> Network | None:
    """The network of roads that answers a question: that of the layers, where some site reaches so many minutes far.

    Examples
    --------
    >>> network_of(layers, gaps.selection, Criteria()) is None
    True
    """
    return layers.network if criteria.reach_min is not None or selection.timed else None


def who_is_reached(layers: Layers, selection: Selection, criteria: Criteria) -> Reached:
    """Who is within reach of a site that covers.

    A reach in km is a circle. A reach in minutes goes by the network of roads; a settlement off the network is not
    reached. Without a network, or where it is not about a settlement, the reach is a ring: within the distance of the
    slow speed a settlement is reached for sure, beyond that of the fast speed for sure not (`Criteria.ends_km`).
    Catchments and reaches of a site's own hold as they are.

    Returns
    -------
    Reached
        Of arrays of shape (settlements,).

    Raises
    ------
    CriteriaError
        Where more minutes are asked than the network knows of.

    Examples
    --------
    >>> reached = who_is_reached(layers, gaps.selection, Criteria(reach_min=60))
    >>> reached.is_known, bool(reached.surely[0]), bool(reached.at_most[0])
    (False, False, True)
    """
    near, far = criteria.reach_ends_km
    network = network_of(layers, selection, criteria)
    if network is None:
        surely = _in_circles(layers, selection, criteria, 0)
        known = near == far and (not selection.timed or criteria.slow_kmh == criteria.fast_kmh)
        return Reached(surely, surely if known else _in_circles(layers, selection, criteria, 1))
    by_road = _by_road(layers, network, selection, criteria)
    about = network.known
    if about.all():
        return Reached(by_road, by_road)
    ends = (_in_circles(layers, selection, criteria, end) for end in (0, 1))
    return Reached(*(np.where(about, by_road, end) for end in ends))


def _in_circles(layers: Layers, selection: Selection, criteria: Criteria, end: int) -> Bools:
    """Who is reached where minutes are as many km as the slow (0) or the fast (1) speed makes of them."""
    reach = reach_of(layers)
    found = reach.reached(selection, criteria.reach_ends_km[end])
    for lon, lat, minutes in selection.timed:
        found |= reach.in_circle((lon, lat), criteria.ends_km(minutes)[end])
    return found


def _by_road(layers: Layers, network: Network, selection: Selection, criteria: Criteria) -> Bools:
    places = {(lon, lat): minutes for lon, lat, minutes in selection.timed}
    if criteria.reach_min is None:
        found = reach_of(layers).reached(selection, criteria.reach_km)
    else:
        found = reach_of(layers).in_own_catchments(selection)
        places |= {place: max(places.get(place, 0.0), criteria.reach_min) for place in selection.places}
    check_minutes(network, max(places.values(), default=0.0))
    return found | network.reached(places, places.values())


def surely_from(layers: Layers, criteria: Criteria, places: Floats, rows: Ints) -> Iterator[Ints]:
    """Which of some settlements a site at each place would reach for sure, as far as the question says.

    Parameters
    ----------
    places : ndarray of shape (n, 2)
        Degrees, EPSG:4326.
    rows : ndarray of int
        Settlements.

    Yields
    ------
    ndarray of int
        Of each place: indices into ``rows``.

    Examples
    --------
    >>> seats = layers.municipios[["seat_lon", "seat_lat"]].to_numpy()[:2]
    >>> [len(found) for found in surely_from(layers, Criteria(reach_km=20), seats, np.arange(99))]
    [83, 0]
    """
    at = layers.settlements[["lon", "lat"]].to_numpy(dtype="float64")[rows]
    near = each_within(places, at, criteria.reach_ends_km[0])
    if layers.network is None or criteria.reach_min is None:
        yield from near
        return
    elsewhere = ~layers.network.known[rows]
    for (lon, lat), within in zip(places.tolist(), near, strict=True):
        by_road = np.flatnonzero(np.isin(rows, layers.network.within(lon, lat, criteria.reach_min)))
        yield np.concatenate([by_road, within[elsewhere[within]]])


def check_minutes(network: Network, minutes: float) -> None:
    """Refuse more minutes than a network knows of.

    Raises
    ------
    CriteriaError
        Where they are more.

    Examples
    --------
    >>> from layers.network.model import Network
    >>> check_minutes(Network((), np.zeros(0, dtype="int8")), 60.0)
    """
    if minutes > network.limit_min:
        raise CriteriaError.of("reach_min", "minutes_of_network", found=f"{minutes:g}", most=f"{network.limit_min:g}")


def nearest_by_road(layers: Layers, network: Network, selection: Selection) -> Nearest:
    """The covering site that each settlement reaches soonest: its row in ``selection.covering``; cached.

    Examples
    --------
    >>> from layers.network.model import Network
    >>> none = Network((), np.zeros(len(layers.settlements), dtype="int8"))
    >>> nearest_by_road(layers, none, gaps.selection).place[:2].tolist()
    [-1, -1]
    """
    places = list(zip(selection.covering["lon"].tolist(), selection.covering["lat"].tolist(), strict=True))
    return layers.cache.get("nearest by road", selection, lambda: network.nearest(places), most=_CACHED_NEAREST)


def nearest_figures(layers: Layers, criteria: Criteria, selection: Selection, rural: Rural) -> dict[str, Any]:
    """Columns that say which site is nearest to the seat: along the geodesic, or by road where one asks for minutes.

    Returns
    -------
    dict
        ``nearest_program``, ``nearest_site``, ``nearest_sureness`` and ``nearest_km`` (geodesic). Where a network of
        roads answers they are about the site that is reached soonest from the settlement at the seat, and there are
        `ROAD_COLUMNS`: ``nearest_min`` and ``nearest_road_km`` to it, missing where none is within the network's limit
        (the others are then of the nearest along the geodesic), and ``off_network_population``: rural people in
        settlements off the network, who count as not reached.

    Examples
    --------
    >>> found = nearest_figures(layers, Criteria(), gaps.selection, reach_of(layers).rural(2500))
    >>> found["nearest_km"][:2].round(1).tolist()
    [0.0, 45.1]
    """
    reach = reach_of(layers)
    network = network_of(layers, selection, criteria)
    if network is None:
        near = reach.nearest(selection)
        return {
            "nearest_program": near.program_id,
            "nearest_site": near.site_id,
            "nearest_sureness": near.sureness,
            "nearest_km": near.km,
        }
    off = {"off_network_population": reach.sum_by_municipality(rural.people_at * network.off)}
    return _soonest_figures(layers, network, selection) | off


def _soonest_figures(layers: Layers, network: Network, selection: Selection) -> dict[str, Any]:
    """Of `nearest_figures` what does not change with the minutes asked about; cached."""

    def find() -> dict[str, Any]:
        near = reach_of(layers).nearest(selection)
        soonest, at = nearest_by_road(layers, network, selection), seats(layers)
        known = (at >= 0) & (soonest.place[at] >= 0)
        sites = selection.covering.iloc[soonest.place[at[known]]]
        program, site, sureness, km = near.program_id.copy(), near.site_id.copy(), near.sureness.copy(), near.km.copy()
        program[known], site[known], sureness[known] = (
            sites[name].array for name in ("program_id", "site_id", "sureness")
        )
        seat_lon, seat_lat = (layers.municipios[name].to_numpy()[known] for name in ("seat_lon", "seat_lat"))
        km[known] = geodesic_km(seat_lon, seat_lat, sites["lon"].to_numpy(), sites["lat"].to_numpy())
        return {
            "nearest_program": program,
            "nearest_site": site,
            "nearest_sureness": sureness,
            "nearest_km": km,
            "nearest_min": np.where(known, soonest.minutes[at], np.nan),
            "nearest_road_km": np.where(known, soonest.km[at], np.nan),
        }

    return layers.cache.get("soonest", selection, find, most=_CACHED_NEAREST)


def seats(layers: Layers) -> Ints:
    """The settlement of each municipality that stands nearest to its seat: its row; -1 where it has none.

    Examples
    --------
    >>> layers.settlements["locality"].iloc[seats(layers)[:2]].tolist()
    ['Aguascalientes', 'Asientos']
    """
    return layers.settlement_cache.get("seats", (), lambda: _find_seats(layers), most=1)


def _find_seats(layers: Layers) -> Ints:
    reach = reach_of(layers)
    table, places = layers.municipios, layers.settlements
    lon, lat = (table[name].to_numpy()[reach.municipality] for name in ("seat_lon", "seat_lat"))
    east = (places["lon"].to_numpy() - lon) * np.cos(np.radians(lat))
    away = np.hypot(east, places["lat"].to_numpy() - lat)
    order = np.lexsort((away, reach.municipality))
    own, first = np.unique(reach.municipality[order], return_index=True)
    found: Ints = np.full(len(table), -1, dtype="int64")
    found[own] = order[first]
    return found


def minutes_to_be_reached(layers: Layers, network: Network, selection: Selection, rows: Ints) -> Floats:
    """The fewest minutes by road at which each of some settlements is reached.

    Returns
    -------
    ndarray of shape (len(rows),)
        0 in a catchment that does not depend on the question's reach, infinite where no way is known.

    Examples
    --------
    >>> from layers.network.model import Network
    >>> none = Network((), np.zeros(len(layers.settlements), dtype="int8"))
    >>> minutes_to_be_reached(layers, none, gaps.selection, np.array([0, 1])).tolist()
    [inf, inf]
    """
    minutes = network.nearest(selection.places).minutes
    return np.where(reach_of(layers).in_own_catchments(selection)[rows], 0.0, minutes[rows])
