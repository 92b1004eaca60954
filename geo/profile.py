"""One municipality close up: its settlements, the sites around it, its years, its neighbours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.adjacency import adjacency_of
from geo.catchments import select_sites
from geo.criteria import Criteria
from geo.gaps import find_gaps
from geo.places import geodesic_km
from geo.reach import reach_of
from layers import Layers


def settlements_of(layers: Layers, criteria: Criteria, cvegeo: str) -> pd.DataFrame:
    """Settlements of a municipality, most people first, and whether help reaches them.

    Returns
    -------
    DataFrame
        ``locality``, ``lon``, ``lat`` (EPSG:4326), ``population``, ``dwellings``, ``rural``, ``basis``, ``reached``
        (in a catchment that counts), ``nearest_site`` (id) and ``nearest_km`` (geodesic, to the nearest site that
        counts; missing without any).

    Raises
    ------
    KeyError
        Where no municipality has the key.
    """
    selection = select_sites(layers, criteria)
    mine = _rows_of(layers, cvegeo)
    reached = reach_of(layers).reached(selection, criteria.reach_km)[mine]
    rows = layers.settlements[mine]
    km = _distances(rows["lon"].to_numpy(), rows["lat"].to_numpy(), selection.covering)
    has_site = km.shape[1] > 0
    nearest = km.argmin(axis=1) if has_site else np.zeros(len(rows), dtype=int)
    sites = selection.covering["site_id"].to_numpy(dtype=object)
    frame = pd.DataFrame(
        {
            "locality": rows["locality"].to_numpy(),
            "lon": rows["lon"].to_numpy(),
            "lat": rows["lat"].to_numpy(),
            "population": rows["population"].to_numpy(),
            "dwellings": rows["dwellings"].to_numpy(),
            "rural": (rows["locality_population"] < criteria.rural_below).to_numpy(),
            "basis": rows["basis"].to_numpy(),
            "reached": reached,
            "nearest_site": sites[nearest] if has_site else None,
            "nearest_km": km.min(axis=1) if has_site else np.nan,
        }
    )
    return frame.sort_values(["population", "lon", "lat"], ascending=[False, True, True], ignore_index=True)


def nearest_sites(layers: Layers, criteria: Criteria, cvegeo: str, *, count: int = 5) -> pd.DataFrame:
    """The sites asked about that are nearest to the municipal seat, those that cover nobody too.

    Returns
    -------
    DataFrame
        Rows of `Programs.sites` with ``covers`` and ``km`` (geodesic), nearest first.
    """
    _rows_of(layers, cvegeo)
    seat = layers.municipios[layers.municipios["cvegeo"] == cvegeo]
    sites = select_sites(layers, criteria).asked
    km = _distances(seat["seat_lon"].to_numpy(), seat["seat_lat"].to_numpy(), sites)[0]
    return sites.assign(km=km).sort_values(["km", "site_id"], ignore_index=True).head(count)


def years_of(layers: Layers, criteria: Criteria, cvegeo: str) -> pd.DataFrame:
    """The municipality's return figures in every year the layers have; missing where there are none.

    Returns
    -------
    DataFrame
        ``year``, ``unit`` (what its figures are counted in: dwellings, or people), ``return_rate``, ``national_rate``
        (% of that), ``dwellings``, ``return_dwellings``, ``rural_return_dwellings``. Rural shares are those of 2020 in
        every year.
    """
    _rows_of(layers, cvegeo)
    rows = []
    for year in layers.years:
        answer = find_gaps(layers, criteria.model_copy(update={"year": year}))
        row = answer.table[answer.table["cvegeo"] == cvegeo].iloc[0]
        rows.append(
            {
                "year": year,
                "unit": answer.unit,
                "return_rate": row["return_rate"],
                "national_rate": answer.national_rate,
                "dwellings": row["dwellings"],
                "return_dwellings": row["return_dwellings"],
                "rural_return_dwellings": row["rural_return_dwellings"],
            }
        )
    return pd.DataFrame(rows)


def neighbours_of(layers: Layers, cvegeo: str) -> list[str]:
    """Keys of the municipalities that share a stretch of border with this one, in order; a corner is none."""
    keys = layers.municipios["cvegeo"]
    row = np.flatnonzero(keys == cvegeo)
    if not row.size:
        raise KeyError(cvegeo)
    return keys.iloc[adjacency_of(layers).beside(int(row[0]))].tolist()


def _rows_of(layers: Layers, cvegeo: str) -> np.ndarray:
    if not (layers.municipios["cvegeo"] == cvegeo).any():
        raise KeyError(cvegeo)
    return (layers.settlements["cvegeo"] == cvegeo).to_numpy()


def _distances(lon: np.ndarray, lat: np.ndarray, sites: pd.DataFrame) -> np.ndarray:
    """Geodesic distances in km, a row a point, a column a site."""
    if sites.empty:
        return np.zeros((len(lon), 0))
    points, places = np.meshgrid(np.arange(len(lon)), np.arange(len(sites)), indexing="ij")
    site_lon, site_lat = sites["lon"].to_numpy(), sites["lat"].to_numpy()
    km = geodesic_km(lon[points.ravel()], lat[points.ravel()], site_lon[places.ravel()], site_lat[places.ravel()])
    return km.reshape(points.shape)
