"""Where people live: census localities as they are, the smallest ones modelled so that every municipality adds up."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from layers.errors import LayerError
from layers.settlements import COLUMNS

#: Every locality of this many people and more is in the census file; a modelled point stands for smaller ones.
SMALLEST_CENSUS_LOCALITY = 1000

_NAME_WITHIN_DEGREES = 0.002


def model_settlements(
    municipios: pd.DataFrame, localities: pd.DataFrame, points: pd.DataFrame, names: pd.DataFrame
) -> pd.DataFrame:
    """Settlements of 2020 from the localities of 1,000 people and more and the points of the smaller ones of 2010.

    What a municipality's census figure has beyond its larger localities is shared among its small points in
    proportion to their people of 2010, in whole people and dwellings (largest remainder), so that both add up
    exactly. Where a municipality has no small point, its remainder is put at its seat.

    Parameters
    ----------
    municipios : DataFrame
        ``cvegeo``, ``population``, ``dwellings`` (2020), ``seat``, ``seat_lon``, ``seat_lat``.
    localities : DataFrame
        From `read_localities_2020`.
    points : DataFrame
        From `read_points_2010`.
    names : DataFrame
        From `read_names_2018`; a modelled point takes the nearest name within about 200 m in its municipality.

    Returns
    -------
    DataFrame
        The settlements layer. ``locality_population`` of a modelled row is at most 999: larger localities are all
        in the census file.

    Raises
    ------
    LayerError
        Where the localities of a municipality have more people or dwellings than the municipality.
    """
    census = localities.assign(locality_population=localities["population"], basis="census2020")
    known = localities.groupby("cvegeo")[["population", "dwellings"]].sum()
    totals = municipios.set_index("cvegeo")[["population", "dwellings"]]
    remainder = (totals - known.reindex(totals.index).fillna(0)).astype("int64")
    if (remainder < 0).any(axis=None):
        cvegeo = str(remainder.index[(remainder < 0).any(axis=1)][0])
        raise LayerError.at(
            "localities",
            row=cvegeo,
            found=known.loc[cvegeo].to_dict(),
            expected=f"at most the municipality's {totals.loc[cvegeo].to_dict()}",
        )
    weights = points.groupby("cvegeo")["population"].apply(lambda people: people.to_numpy(dtype="float64"))
    small = points[points["cvegeo"].isin(remainder.index)].copy()
    for column in ("population", "dwellings"):
        shares = {
            cvegeo: apportion(int(remainder.at[cvegeo, column]), weight)
            for cvegeo, weight in weights.items()
            if cvegeo in remainder.index
        }
        small[f"share_{column}"] = np.concatenate([shares[cvegeo] for cvegeo in small["cvegeo"].unique()])
    small = small.assign(
        population=small["share_population"],
        dwellings=small["share_dwellings"],
        locality=_nearest_names(small, names),
        locality_key=None,
    )
    alone = remainder[~remainder.index.isin(small["cvegeo"])]
    at_seat = municipios.set_index("cvegeo").loc[alone.index]
    fallback = pd.DataFrame(
        {
            "cvegeo": alone.index,
            "locality_key": None,
            "locality": at_seat["seat"].to_numpy(),
            "lon": at_seat["seat_lon"].to_numpy(),
            "lat": at_seat["seat_lat"].to_numpy(),
            "population": alone["population"].to_numpy(),
            "dwellings": alone["dwellings"].to_numpy(),
        }
    )
    modelled = pd.concat([small, fallback], ignore_index=True)
    modelled = modelled[(modelled["population"] > 0) | (modelled["dwellings"] > 0)]
    modelled = modelled.assign(
        locality_population=modelled["population"].clip(upper=SMALLEST_CENSUS_LOCALITY - 1), basis="modelled"
    )
    return _ordered(pd.concat([census, modelled], ignore_index=True))


def census_settlements(localities: pd.DataFrame) -> pd.DataFrame:
    """Settlements of 2020 from the ITER alone (`read_iter`): every row is where the census counted it."""
    return _ordered(localities.assign(locality_population=localities["population"], basis="census2020"))


def apportion(total: int, weights: np.ndarray) -> np.ndarray:
    """Share a whole number in proportion to weights, in whole numbers that add up to it (largest remainder).

    Parameters
    ----------
    total : int
        What is shared out, 0 or more.
    weights : ndarray of shape (n,)
        Positive; n is 1 or more.

    Returns
    -------
    ndarray of shape (n,), int64
        Ties of the remainder go to the earlier entry.
    """
    exact = total * weights / weights.sum()
    whole = np.floor(exact).astype("int64")
    left = total - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:left]] += 1
    return whole


def _nearest_names(points: pd.DataFrame, names: pd.DataFrame) -> np.ndarray:
    tree = cKDTree(names[["lon", "lat"]].to_numpy())
    distance, index = tree.query(points[["lon", "lat"]].to_numpy(), distance_upper_bound=_NAME_WITHIN_DEGREES)
    found = np.isfinite(distance)
    index = np.where(found, index, 0)
    same = names["cvegeo"].to_numpy()[index] == points["cvegeo"].to_numpy()
    return np.asarray(np.where(found & same, names["locality"].to_numpy()[index], None))


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.astype({"population": "float64", "dwellings": "float64", "locality_population": "float64"})
    return frame[list(COLUMNS)].sort_values(["cvegeo", "lon", "lat", "population"], ignore_index=True, kind="stable")
