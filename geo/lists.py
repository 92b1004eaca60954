"""The list of municipalities that page, shell and every export have: the answer, how sure each row is, its region."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.certainty import find_certainty
from geo.firmness import CACHED_LISTS, firmness
from geo.gaps import Gaps
from geo.regions import find_regions
from layers import Layers

#: Columns that the list has after `geo.gaps.LIST_COLUMNS`.
CERTAINTY_COLUMNS = ("firmness", "stability", "few_cases")
REGION_COLUMN = "gap_region"


def list_municipalities(gaps: Gaps, layers: Layers, *, all_municipalities: bool = False) -> pd.DataFrame:
    """The gaps, or all municipalities, with how sure each row is and in which gap region it lies.

    How sure it is takes the question in every reading (`geo.certainty.find_certainty`): the last answers are cached.

    Parameters
    ----------
    gaps, layers
        The answer, and what it was made from.
    all_municipalities : bool
        All of them by key instead of the gaps, most rural return dwellings first.

    Returns
    -------
    DataFrame
        `geo.gaps.LIST_COLUMNS`, `CERTAINTY_COLUMNS` and `REGION_COLUMN` (missing where it is in none).

    Examples
    --------
    >>> list_municipalities(gaps, layers)[["municipality", "status", "firmness", "stability"]].round(2).head(2)
            municipality status   firmness  stability
    0  San Andrés Tuxtla    gap  undecided       0.61
    1      Playa Vicente    gap  undecided       0.75
    """
    if all_municipalities:  # more than a megabyte, and seldom asked for
        return _list(gaps, layers, all_municipalities=True)
    found = layers.cache.get(
        "list", gaps.criteria, lambda: _list(gaps, layers, all_municipalities=False), most=CACHED_LISTS
    )
    # Whoever changes a list changes a copy of it.
    return found.copy(deep=False)


def _list(gaps: Gaps, layers: Layers, *, all_municipalities: bool) -> pd.DataFrame:
    rows = (gaps.table if all_municipalities else gaps.gaps)[list(gaps.list_columns)]
    sure = find_certainty(layers, gaps.criteria)
    told: dict[str, Any] = {
        "firmness": firmness(gaps, layers).names,
        "stability": sure.stability,
        "few_cases": sure.few_cases,
        REGION_COLUMN: find_regions(gaps, layers).region,
    }
    index = slice(None) if all_municipalities else gaps.ranked
    return rows.assign(**{name: told[name][index] for name in (*CERTAINTY_COLUMNS, REGION_COLUMN)})
