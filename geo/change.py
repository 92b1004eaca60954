"""What changed between two censuses, in the figures that can be compared."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.reach import ratio
from layers import Layers


def change(layers: Layers, *, first: int = 2010, last: int = 2020) -> pd.DataFrame:
    """Return rate of every municipality in two years and the difference.

    The rates are comparable; CONAPO's indexes and degrees of the two years are not, and are not in the answer.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``first_rate``, ``last_rate`` (% of dwellings), ``rate_change`` (percentage points; missing where a
        year is, as in municipalities created in between). In the order of ``layers.municipios``.

    Raises
    ------
    KeyError
        Where the layers have no figures of a year.
    """
    before, after = layers.returns_of(first), layers.returns_of(last)
    return pd.DataFrame(
        {
            "cvegeo": layers.municipios["cvegeo"],
            "first_rate": before["return_rate"],
            "last_rate": after["return_rate"],
            "rate_change": after["return_rate"] - before["return_rate"],
        }
    )


def change_by_state(layers: Layers, *, first: int = 2010, last: int = 2020) -> pd.DataFrame:
    """Return rate of every state in two years, each the municipal rates weighted by the dwellings of that year.

    A municipality created in between has no figure of the first year: its people are in that of the one it came from.

    Returns
    -------
    DataFrame
        ``state_code``, ``state``, ``first_rate``, ``last_rate`` (% of dwellings; missing where no municipality has a
        figure), ``rate_change`` (percentage points). By key; the last row, without a key and a name, is the country.

    Raises
    ------
    KeyError
        Where the layers have no figures of a year.
    """
    states = layers.municipios[["state_code", "state"]].drop_duplicates().sort_values("state_code", ignore_index=True)
    group = pd.Index(states["state_code"]).get_indexer(layers.municipios["state_code"])
    before, after = (_rates(layers.returns_of(year), group, len(states)) for year in (first, last))
    country = pd.DataFrame({"state_code": [None], "state": [None]})
    return pd.concat([states, country], ignore_index=True).assign(
        first_rate=before, last_rate=after, rate_change=after - before
    )


def _rates(rows: pd.DataFrame, group: np.ndarray, size: int) -> np.ndarray:
    """The rate of each group, and of all."""
    rate, dwellings = rows["return_rate"].to_numpy(), rows["dwellings"].to_numpy()
    known = ~np.isnan(rate) & ~np.isnan(dwellings)
    returns = np.bincount(group[known], weights=(rate * dwellings)[known], minlength=size)
    base = np.bincount(group[known], weights=dwellings[known], minlength=size)
    return ratio(np.append(returns, returns.sum()), np.append(base, base.sum()))
