"""Municipalities by size, and which office area has the most of each."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from geo.areas import OfficeAreas
from geo.gaps import Gaps

#: People of a municipality at which the next size group begins.
SIZE_BREAKS = (5_000, 15_000, 50_000)


def size_groups(gaps: Gaps, areas: OfficeAreas) -> pd.DataFrame:
    """The municipalities of every state asked about, by size, and where a first office would help each size.

    Parameters
    ----------
    gaps : Gaps
        From `geo.find_gaps`.
    areas : OfficeAreas
        From `geo.areas.office_areas`, of the same answer.

    Returns
    -------
    DataFrame
        A row a state and size group, by key and size, empty groups too: ``state_code``, ``state``, ``people_from``
        and ``people_below`` (people of a municipality, 2020; the last group has no end), ``municipalities``, ``gaps``,
        ``rural_return_dwellings``, ``unserved_return_dwellings``, ``gap_return_dwellings`` (rural return dwellings in
        gaps), ``first_area`` (the office area whose gaps of this size have the most unserved return dwellings;
        missing where no gap is of this size), ``first_area_unserved`` (those gaps' unserved dwellings),
        ``unknown_figures`` (municipalities whose dwellings are unknown, and not in the sums).

    Examples
    --------
    >>> from geo.areas import office_areas
    >>> groups = size_groups(gaps, office_areas(gaps, layers))
    >>> groups[["state_code", "people_from", "municipalities", "gaps"]].head(2)
      state_code  people_from  municipalities  gaps
    0         04          0.0               0     0
    1         04       5000.0               2     0
    """
    table = gaps.table[gaps.is_asked]
    area = table["cvegeo"].map(areas.members.set_index("cvegeo")["office_area"])
    edges = [0.0, *map(float, SIZE_BREAKS), np.inf]
    rows = []
    for (code, name), mine in table.groupby(["state_code", "state"], sort=True, observed=True):
        for low, high in pairwise(edges):
            some = mine[((mine["population"] >= low) & (mine["population"] < high)).to_numpy()]
            is_gap = (some["status"] == "gap").to_numpy()
            in_gaps = some[is_gap]
            by_area = in_gaps.groupby(area.loc[in_gaps.index])["unserved_return_dwellings"].sum().sort_index()
            first: Any = None if by_area.empty else by_area.idxmax()
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
                    "first_area": first,
                    "first_area_unserved": np.nan if first is None else by_area[first],
                    "unknown_figures": int(some["unserved_return_dwellings"].isna().sum()),
                }
            )
    return pd.DataFrame(rows)
