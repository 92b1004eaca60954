"""Sums of the full table over groups of municipalities."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.arrays import Ints, ratio
from geo.travel import MOST
from vocabulary.lists import STATUSES

_SUMS = (
    "population",
    "rural_population",
    "covered_rural_population",
    "return_dwellings",
    "rural_return_dwellings",
    "unserved_return_dwellings",
)
_MOST_SUMS = (f"covered_rural_population{MOST}", f"unserved_return_dwellings{MOST}")


def totals(table: pd.DataFrame, group: Ints) -> pd.DataFrame:
    """Sums of each group, the first one first; columns are as `geo.gaps.Gaps.by_state` says.

    Parameters
    ----------
    table : DataFrame
        As `geo.gaps.Gaps.table`.
    group : ndarray of shape (municipalities,)
        Number of each municipality's group, from 0 up.

    Examples
    --------
    >>> states = pd.factorize(gaps.table["state_code"])[0]
    >>> totals(gaps.table, states)[["municipalities", "gap"]].max().tolist()
    [570, 88]
    """
    size = int(group.max()) + 1 if len(group) else 1

    def count(mask: np.ndarray) -> np.ndarray:
        return np.bincount(group, weights=mask.astype("float64"), minlength=size).astype("int64")

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(group, weights=np.nan_to_num(values, nan=0.0), minlength=size)

    status = table["status"].cat.codes.to_numpy()
    is_gap = status == STATUSES.index("gap")
    columns: dict[str, np.ndarray] = {"municipalities": np.bincount(group, minlength=size)}
    columns.update({name: count(status == code) for code, name in enumerate(STATUSES)})
    figures = {name: table[name].to_numpy() for name in _SUMS}
    columns.update({name: total(values) for name, values in figures.items()})
    columns["gap_return_dwellings"] = total(np.where(is_gap, figures["rural_return_dwellings"], 0.0))
    columns["gap_rural_population"] = total(np.where(is_gap, figures["rural_population"], 0.0))
    columns["gap_share"] = ratio(columns["gap_return_dwellings"], columns["rural_return_dwellings"])
    columns["covered_share"] = ratio(columns["covered_rural_population"], columns["rural_population"])
    if f"covered_share{MOST}" in table:
        columns.update({name: total(table[name].to_numpy()) for name in _MOST_SUMS})
        columns[f"covered_share{MOST}"] = ratio(columns[_MOST_SUMS[0]], columns["rural_population"])
        undecided = status == STATUSES.index("undecided")
        columns["undecided_return_dwellings"] = total(np.where(undecided, figures["rural_return_dwellings"], 0.0))
    if "off_network_population" in table:
        off = table["off_network_population"].to_numpy()
        columns["off_network_population"] = total(off)
        columns["off_network_municipalities"] = count(off > 0)
    columns["unknown_figures"] = count(np.isnan(np.column_stack(list(figures.values()))).any(axis=1))
    return pd.DataFrame(columns)
