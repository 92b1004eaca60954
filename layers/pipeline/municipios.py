"""The table of municipalities: catalogue, states, marginalisation, and where each seat lies."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import LayerError
from layers.municipios import COLUMNS
from layers.pipeline.iter2020 import Census
from layers.pipeline.states import states

#: P-codes that OCHA's common operational dataset of Mexico lacks: its list is older than these municipalities.
NOT_IN_COD = (
    *("02006", "04012", "07120", "07121", "07122", "07123", "07124", "07125", "17034", "17035", "17036", "23011"),
)


def make_municipios(
    catalogue: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    census: Census,
    marginalisation_2020: pd.DataFrame,
    marginalisation_2010: pd.DataFrame,
) -> pd.DataFrame:
    """The municipalities layer.

    A seat is the census locality with its key, else the largest locality (the boroughs of Mexico City have no seat);
    ``seat_basis`` says which. Municipalities of a state that share a name are told apart by their seats' names, as
    INEGI does.

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
    seats = _seats(catalogue, census.localities)
    state_code = catalogue["cvegeo"].str[:2]
    shared = pd.DataFrame({"state": state_code, "name": catalogue["municipality"]}).duplicated(keep=False)
    frame = (
        catalogue.assign(
            municipality=catalogue["municipality"].mask(shared, catalogue["seat"]),
            pcode="MX" + catalogue["cvegeo"],
            pcode_in_cod=~catalogue["cvegeo"].isin(NOT_IN_COD),
            state_code=state_code,
        )
        .merge(states(), on="state_code", how="left", validate="m:1")
        .merge(seats, on="cvegeo", how="left", validate="1:1")
        .merge(census.municipalities.drop(columns="population"), on="cvegeo", how="left", validate="1:1")
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


def _seats(catalogue: pd.DataFrame, localities: pd.DataFrame) -> pd.DataFrame:
    points = localities.set_index("locality_key")[["lon", "lat"]]
    largest = localities.sort_values(["cvegeo", "population", "locality_key"], ascending=[True, False, True])
    largest = largest.drop_duplicates("cvegeo").set_index("cvegeo")[["lon", "lat"]]
    own = points.reindex(catalogue["seat_key"]).to_numpy()
    has_seat = np.isfinite(own[:, 0])
    at = np.where(has_seat[:, None], own, largest.reindex(catalogue["cvegeo"]).to_numpy())
    return pd.DataFrame(
        {
            "cvegeo": catalogue["cvegeo"],
            "seat_lon": at[:, 0],
            "seat_lat": at[:, 1],
            "seat_basis": np.where(has_seat, "census2020", "largest_settlement"),
        }
    )
