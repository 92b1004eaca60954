"""Whom to send a person to: the sites nearest to every gap."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.gaps import Gaps
from geo.geodesy import distances_km
from geo.travel import seats
from layers import Layers
from layers.rows import each_row
from vocabulary.lists import SITES_EACH

_OF_SITE = ("site_id", "program_id", "sureness", "eligibility", "components")


def referrals(gaps: Gaps, layers: Layers, *, each: int = SITES_EACH) -> pd.DataFrame:
    """The sites that count and are nearest to the seat of every gap: by road where the answer goes by roads.

    Parameters
    ----------
    gaps : Gaps
        From `geo.find_gaps`, of these layers.
    each : int
        Sites named for each gap, at most.

    Returns
    -------
    DataFrame
        A row a gap and site, gaps in the order of the list, the nearest site first, of equally near ones the first by
        id: ``cvegeo``, ``pcode``, ``state``, ``municipality``, ``place`` (1 the nearest), ``site_id``, ``program_id``,
        ``sureness``, ``eligibility``, ``components`` (tuple), ``km`` (geodesic) and, where a network of roads answers,
        ``minutes`` and ``road_km`` from the settlement at the seat, missing beyond the network's limit: those follow,
        nearest along the geodesic first.

    Examples
    --------
    >>> referrals(gaps, layers)[["cvegeo", "place", "site_id", "km"]].round(1).head(2)
      cvegeo  place                  site_id     km
    0  30141      1     inm-enlaces-veracruz  128.7
    1  30141      2  estatal-veracruz-xalapa  216.0
    """
    sites = gaps.selection.covering.sort_values("site_id", ignore_index=True)
    rows, count = gaps.ranked, min(each, len(sites))
    lon, lat = (layers.municipios[name].to_numpy()[rows] for name in ("seat_lon", "seat_lat"))
    km = distances_km(lon, lat, sites["lon"].to_numpy(), sites["lat"].to_numpy())
    ways = np.full((2, *km.shape), np.nan)
    if gaps.network is not None:
        at = seats(layers)[rows]
        for column, site in enumerate(each_row(sites)):
            ways[:, :, column] = gaps.network.ways(site.lon, site.lat).of(at)
    # Missing minutes sort last, and the order of the sites decides among equals.
    order = np.lexsort((np.broadcast_to(np.arange(len(sites)), km.shape), km, ways[0]), axis=1)[:, :count]
    gap, place = np.divmod(np.arange(len(rows) * count), max(count, 1))
    chosen = order.ravel()
    named = gaps.gaps[["cvegeo", "pcode", "state", "municipality"]].take(gap).reset_index(drop=True)
    found = {"place": place + 1, **{name: sites[name].array[chosen] for name in _OF_SITE}, "km": km[gap, chosen]}
    if gaps.network is not None:
        found |= {"minutes": ways[0, gap, chosen], "road_km": ways[1, gap, chosen]}
    return named.assign(**found)
