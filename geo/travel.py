"""Who is within the reach asked, in km or in minutes: for sure, and at most."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from geo.arrays import Bools
from geo.catchments import Selection
from geo.criteria import Criteria
from geo.reach import reach_of
from layers import Layers

#: Columns that follow from who is reached. Where that is not known, each is the least, and ``..._most`` the most.
REACHED_COLUMNS = (
    "covered_share",
    "covered_rural_population",
    "covered_return_dwellings",
    "unserved_return_dwellings",
)
MOST = "_most"


class Reached(NamedTuple):
    """Whether each settlement lies within reach: for sure, and at most; the same array where the reach is known."""

    surely: Bools
    at_most: Bools

    @property
    def known(self) -> pd.api.extensions.ExtensionArray | Bools:
        """The same as one array: missing where it is not known."""
        if self.is_known:
            return self.surely
        return pd.arrays.BooleanArray(self.surely, self.surely != self.at_most)

    @property
    def is_known(self) -> bool:
        """Whether there is no settlement of which it is not known."""
        return self.surely is self.at_most


def who_is_reached(layers: Layers, selection: Selection, criteria: Criteria) -> Reached:
    """Who is within reach of a site that covers.

    A reach in km is a circle. A reach in minutes, without a network of roads, is a ring: within the distance of the
    slow speed a settlement is reached for sure, beyond that of the fast speed for sure not (`Criteria.reach_ends_km`).
    Catchments of a site's own hold as they are.

    Returns
    -------
    Reached
        Of arrays of shape (settlements,).

    Examples
    --------
    >>> reached = who_is_reached(layers, gaps.selection, Criteria(reach_min=60))
    >>> reached.is_known, bool(reached.surely[0]), bool(reached.at_most[0])
    (False, False, True)
    """
    reach = reach_of(layers)
    near, far = criteria.reach_ends_km
    surely = reach.reached(selection, near)
    return Reached(surely, surely if near == far else reach.reached(selection, far))
