"""What a first office could serve: clusters of adjoining gaps inside a state, and its municipalities by size."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.gaps import Gaps
from geo.geodesy import distances_km
from geo.travel import seats
from layers import Layers

#: People of a municipality at which the next size group begins.
SIZE_BREAKS = (5_000, 15_000, 50_000)


def find_clusters(gaps: Gaps, layers: Layers) -> pd.DataFrame:
    """Clusters of gaps that adjoin inside one state, and the seat in each that is best placed as its office.

    Two gaps adjoin where they share a stretch of border; a corner is none. A gap without a neighbour is a cluster of
    its own. The office is the seat of the member to which the others' seats are nearest in all, weighted by their
    unserved return dwellings; of several, the first by key. Distances are geodesic, from seat to seat.

    Parameters
    ----------
    gaps : Gaps
        From `geo.find_gaps`, of these layers.

    Returns
    -------
    DataFrame
        A row a cluster, the most unserved return dwellings first, then by the office's key: ``cluster`` (state key and
        number, 1 the largest of its state), ``state_code``, ``state``, ``gaps`` (municipalities), ``municipalities``
        (tuple of keys, in order), ``rural_return_dwellings``, ``unserved_return_dwellings``, ``office`` (key),
        ``office_municipality``, ``office_seat``, ``office_lon``, ``office_lat`` (EPSG:4326), ``mean_km`` (from the
        members' seats to the office, weighted as above), ``farthest_km``, and, of the members whose seat lies within
        the question's reach of the office for sure: ``gaps_in_reach``, ``unserved_in_reach`` (all their unserved
        dwellings).

    Examples
    --------
    >>> find_clusters(gaps, layers)[["cluster", "gaps", "office_municipality"]].head(2)
      cluster  gaps   office_municipality
    0    20-1    54  Santa María Yucuhiti
    1    12-1    28           Copanatoyac
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    rows = np.flatnonzero((gaps.table["status"] == "gap").to_numpy())
    table = gaps.table[list(_OF_MEMBERS)]
    if not rows.size:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()})
    state = table["state_code"].to_numpy(dtype=object)[rows]
    first, second = _adjoining(layers, table["cvegeo"].to_numpy(dtype=object)[rows])
    inside = state[first] == state[second]
    adjoin = csr_array((inside[inside], (first[inside], second[inside])), shape=(len(rows), len(rows)))
    labels = connected_components(adjoin, directed=False)[1]
    found = [_cluster(rows[labels == label], gaps, layers) for label in np.unique(labels)]
    frame = pd.DataFrame(found)
    frame = frame.sort_values(["unserved_return_dwellings", "office"], ascending=[False, True], ignore_index=True)
    number = (frame.groupby("state_code").cumcount() + 1).astype("str")
    frame["cluster"] = frame["state_code"].astype("str") + "-" + number
    return frame[list(_COLUMNS)].astype(_COLUMNS)


def size_groups(gaps: Gaps, clusters: pd.DataFrame) -> pd.DataFrame:
    """The municipalities of every state asked about, by size, and where a first office would help each size.

    Parameters
    ----------
    gaps : Gaps
        From `geo.find_gaps`.
    clusters : DataFrame
        From `find_clusters`, of the same answer.

    Returns
    -------
    DataFrame
        A row a state and size group, by key and size, empty groups too: ``state_code``, ``state``, ``people_from``
        and ``people_below`` (people of a municipality, 2020; the last group has no end), ``municipalities``, ``gaps``,
        ``rural_return_dwellings``, ``unserved_return_dwellings``, ``gap_return_dwellings`` (rural return dwellings in
        gaps), ``first_cluster`` (the cluster whose members of this size have the most unserved return dwellings;
        missing where no gap is of this size), ``first_cluster_unserved`` (those members' unserved dwellings),
        ``unknown_figures`` (municipalities whose dwellings are unknown, and not in the sums).

    Examples
    --------
    >>> groups = size_groups(gaps, find_clusters(gaps, layers))
    >>> groups[["state_code", "people_from", "municipalities", "gaps"]].head(2)
      state_code  people_from  municipalities  gaps
    0         04          0.0               0     0
    1         04       5000.0               2     0
    """
    table = gaps.table[gaps.is_asked]
    member = {
        key: name for name, keys in zip(clusters["cluster"], clusters["municipalities"], strict=True) for key in keys
    }
    cluster = table["cvegeo"].map(member)
    edges = [0.0, *map(float, SIZE_BREAKS), np.inf]
    rows = []
    for (code, name), mine in table.groupby(["state_code", "state"], sort=True, observed=True):
        for low, high in pairwise(edges):
            some = mine[((mine["population"] >= low) & (mine["population"] < high)).to_numpy()]
            is_gap = (some["status"] == "gap").to_numpy()
            in_gaps = some[is_gap]
            by_cluster = in_gaps.groupby(cluster.loc[in_gaps.index])["unserved_return_dwellings"].sum().sort_index()
            first = None if by_cluster.empty else by_cluster.idxmax()
            rows.append(
                {
                    "state_code": code,
                    "state": name,
                    "people_from": low,
                    "people_below": np.nan if np.isinf(high) else high,
                    "municipalities": len(some),
                    "gaps": int(is_gap.sum()),
                    "rural_return_dwellings": some["rural_return_dwellings"].sum(),
                    "unserved_return_dwellings": some["unserved_return_dwellings"].sum(),
                    "gap_return_dwellings": in_gaps["rural_return_dwellings"].sum(),
                    "first_cluster": first,
                    "first_cluster_unserved": np.nan if first is None else by_cluster[first],
                    "unknown_figures": int(some["unserved_return_dwellings"].isna().sum()),
                }
            )
    return pd.DataFrame(rows)


def _adjoining(layers: Layers, keys: NDArray[np.object_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Who adjoins whom among some municipalities: indices into their keys, each pair both ways."""
    index = pd.Index(keys)
    pairs = np.column_stack([index.get_indexer(layers.neighbours[name]) for name in ("cvegeo", "neighbour")])
    first, second = pairs[(pairs >= 0).all(axis=1)].T
    return first, second


def _cluster(rows: NDArray[np.int64], gaps: Gaps, layers: Layers) -> dict[str, object]:
    members, places = gaps.table[list(_OF_MEMBERS)].iloc[rows], layers.municipios
    unserved = members["unserved_return_dwellings"].to_numpy()
    lon, lat = (places[name].to_numpy()[rows] for name in ("seat_lon", "seat_lat"))
    km = distances_km(lon, lat, lon, lat)
    # Rounded to the millimetre and beyond, so that the first by key wins where two are as near.
    office = int((unserved @ km).round(6).argmin())
    away = km[:, office]
    seat = places.iloc[rows[office]]
    near = away <= gaps.criteria.reach_ends_km[0]
    if gaps.network is not None and gaps.criteria.reach_min is not None:
        reached = gaps.network.ways(float(seat["seat_lon"]), float(seat["seat_lat"])).within(gaps.criteria.reach_min)
        near = np.isin(seats(layers)[rows], reached)
    return {
        "state_code": members["state_code"].iloc[0],
        "state": members["state"].iloc[0],
        "gaps": len(rows),
        "municipalities": tuple(members["cvegeo"]),
        "rural_return_dwellings": members["rural_return_dwellings"].sum(),
        "unserved_return_dwellings": unserved.sum(),
        "office": seat["cvegeo"],
        "office_municipality": seat["municipality"],
        "office_seat": seat["seat"],
        "office_lon": seat["seat_lon"],
        "office_lat": seat["seat_lat"],
        "mean_km": float(unserved @ away / unserved.sum()) if unserved.sum() > 0 else float(away.mean()),
        "farthest_km": float(away.max()),
        "gaps_in_reach": int(near.sum()),
        "unserved_in_reach": float(unserved[near].sum()),
    }


_OF_MEMBERS = ("cvegeo", "state_code", "state", "rural_return_dwellings", "unserved_return_dwellings")

_COLUMNS = {
    "cluster": "str",
    "state_code": "str",
    "state": "str",
    "gaps": "int64",
    "municipalities": "object",
    "rural_return_dwellings": "float64",
    "unserved_return_dwellings": "float64",
    "office": "str",
    "office_municipality": "str",
    "office_seat": "str",
    "office_lon": "float64",
    "office_lat": "float64",
    "mean_km": "float64",
    "farthest_km": "float64",
    "gaps_in_reach": "int64",
    "unserved_in_reach": "float64",
}
