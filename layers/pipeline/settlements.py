"""Where people live: every locality as the census counted it, its dwellings made to add up to the municipality's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from layers.errors import LayerError
from layers.settlements import COLUMNS, in_order

#: A locality whose figures are masked has one or two dwellings: two from this many people on. That makes 19,762 of
#: two; the census counts 18,284 in the whole country, and no other whole number of people comes nearer.
TWO_DWELLINGS_FROM = 6


def make_settlements(localities: pd.DataFrame, municipios: pd.DataFrame) -> pd.DataFrame:
    """The settlements layer: a row a locality of the census.

    Inhabited dwellings are masked for localities of one and two, and not available for a few others. The first have
    one, or two from `TWO_DWELLINGS_FROM` people on; the others one for as many people as a dwelling of the
    municipality's known localities has, at least one. All are then scaled to the municipality's dwellings of the
    census, in whole dwellings (largest remainder): they differ from the households by less than 0.1 % in the median.
    The locality that is a municipal seat has the seat's official name.

    Parameters
    ----------
    localities : DataFrame
        Of `layers.pipeline.iter2020.Census`.
    municipios : DataFrame
        ``cvegeo``, ``population``, ``dwellings`` (2020), ``seat_key``, ``seat``.

    Raises
    ------
    LayerError
        Where the people of a municipality's localities are not the municipality's: the file is of another census.
    """
    totals = municipios.set_index("cvegeo")
    people = localities.groupby("cvegeo")["population"].sum().reindex(totals.index)
    odd = totals.index[(people != totals["population"]).to_numpy()]
    if len(odd):
        raise LayerError.at(
            "localities",
            row=str(odd[0]),
            column="POBTOT",
            found=f"{people[odd[0]]:g} people in the municipality",
            expected=f"the {totals['population'][odd[0]]:g} of the census of 2020",
        )
    seats = municipios.dropna(subset=["seat_key"]).set_index("seat_key")["seat"]
    frame = localities.assign(
        locality=localities["locality_key"].map(seats).fillna(localities["locality"]),
        dwellings=_dwellings(localities, totals["dwellings"]),
        locality_population=localities["population"],
        basis="census2020",
    )
    numbers = [name for name in COLUMNS if name not in ("cvegeo", "locality_key", "locality", "basis")]
    frame = frame[list(COLUMNS)].astype(dict.fromkeys(numbers, "float64"))
    return in_order(frame)


def _dwellings(localities: pd.DataFrame, totals: pd.Series) -> np.ndarray:
    people = localities["population"].to_numpy()
    hidden = localities["dwellings"].isna().to_numpy()
    known = localities[~hidden].groupby("cvegeo")[["population", "dwellings"]].sum()
    per_dwelling = (known["population"] / known["dwellings"]).reindex(localities["cvegeo"]).to_numpy()
    few = np.where(people >= TWO_DWELLINGS_FROM, 2.0, 1.0)
    many = np.fmax(np.rint(people / per_dwelling), 1.0)
    guess = np.where(localities["is_masked"].to_numpy(), few, many)
    weight = np.where(hidden, guess, localities["dwellings"].to_numpy())
    found = np.zeros(len(localities))
    places: dict[Any, Any] = localities.groupby("cvegeo").indices
    for cvegeo, rows in places.items():
        found[rows] = apportion(int(totals[cvegeo]), weight[rows])
    return found


def apportion(total: int, weights: np.ndarray) -> np.ndarray:
    """Share a whole number in proportion to weights, in whole numbers that add up to it (largest remainder).

    Parameters
    ----------
    total : int
        What is shared out, 0 or more.
    weights : ndarray of shape (n,)
        0 or more, their sum positive; n is 1 or more.

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
