"""The table of municipalities: catalogue, states, marginalisation, and where each seat lies."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.build.states import states
from layers.errors import LayerError
from layers.municipios import COLUMNS
from layers.names import plain


def make_municipios(
    catalogue: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    localities: pd.DataFrame,
    names: pd.DataFrame,
    marginalisation_2020: pd.DataFrame,
    marginalisation_2010: pd.DataFrame,
) -> pd.DataFrame:
    """The municipalities layer.

    A seat is the census locality with its key; else the 2018 catalogue's point of its name inside the municipality
    (the one nearest to the polygon's inside where several have the name); else the largest census locality; else
    a point inside the polygon. ``seat_basis`` says which.

    Raises
    ------
    LayerError
        Where the catalogue and the boundaries are not of the same municipalities.
    """
    odd = set(catalogue["cvegeo"]) ^ set(boundaries["cvegeo"])
    if odd:
        raise LayerError.at(
            "catalogue of municipalities", column="cve_completa", found=sorted(odd)[:5], expected="the boundaries' keys"
        )
    seats = _seats(catalogue, boundaries, localities, names)
    frame = (
        catalogue.assign(pcode="MX" + catalogue["cvegeo"], state_code=catalogue["cvegeo"].str[:2])
        .merge(states(), on="state_code", how="left", validate="m:1")
        .merge(seats, on="cvegeo", how="left", validate="1:1")
        .merge(marginalisation_2020.drop(columns="population"), on="cvegeo", how="left", validate="1:1")
        .merge(
            marginalisation_2010[["cvegeo", "marginalisation"]].rename(
                columns={"marginalisation": "marginalisation_2010"}
            ),
            on="cvegeo",
            how="left",
            validate="1:1",
        )
    )
    frame = frame.astype({"population": "float64", "dwellings": "float64"})
    return frame[list(COLUMNS)].sort_values("cvegeo", ignore_index=True)


def _seats(
    catalogue: pd.DataFrame, boundaries: gpd.GeoDataFrame, localities: pd.DataFrame, names: pd.DataFrame
) -> pd.DataFrame:
    frame = catalogue[["cvegeo", "seat_key", "seat"]].sort_values("cvegeo", ignore_index=True)
    inside = boundaries.set_index("cvegeo").loc[frame["cvegeo"]].geometry.representative_point()
    frame["seat_lon"] = np.nan
    frame["seat_lat"] = np.nan
    frame["seat_basis"] = None

    census = localities.set_index("locality_key")[["lon", "lat"]].reindex(frame["seat_key"])
    _fill(frame, census["lon"].to_numpy(), census["lat"].to_numpy(), "census2020")

    wanted = pd.DataFrame(
        {
            "cvegeo": frame["cvegeo"],
            "plain": frame["seat"].map(plain),
            "x": inside.x.to_numpy(),
            "y": inside.y.to_numpy(),
        }
    )
    named = names.assign(plain=names["locality"].map(plain)).merge(wanted, on=["cvegeo", "plain"])
    named["off"] = np.hypot(named["lon"] - named["x"], named["lat"] - named["y"])
    named = named.sort_values(["cvegeo", "off", "lon", "lat"]).drop_duplicates("cvegeo").set_index("cvegeo")
    catalogue_2018 = named[["lon", "lat"]].reindex(frame["cvegeo"])
    _fill(frame, catalogue_2018["lon"].to_numpy(), catalogue_2018["lat"].to_numpy(), "catalogue2018")

    largest = localities.sort_values(["cvegeo", "population", "locality_key"], ascending=[True, False, True])
    largest = largest.drop_duplicates("cvegeo").set_index("cvegeo")[["lon", "lat"]].reindex(frame["cvegeo"])
    _fill(frame, largest["lon"].to_numpy(), largest["lat"].to_numpy(), "largest_settlement")
    _fill(frame, inside.x.to_numpy(), inside.y.to_numpy(), "inside_point")
    return frame[["cvegeo", "seat_lon", "seat_lat", "seat_basis"]]


def _fill(frame: pd.DataFrame, lon: np.ndarray, lat: np.ndarray, basis: str) -> None:
    take = frame["seat_lon"].isna().to_numpy() & np.isfinite(lon)
    frame.loc[take, "seat_lon"] = lon[take]
    frame.loc[take, "seat_lat"] = lat[take]
    frame.loc[take, "seat_basis"] = basis
