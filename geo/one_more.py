"""What one more site would change: who is in reach of each municipal seat, of the settlements asked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.arrays import Floats
from geo.conditions import meets
from geo.gaps import Gaps
from geo.placement import demanded
from geo.reach import reach_of
from geo.siting import Siting
from geo.travel import MOST, surely_from, who_is_reached
from layers import Layers

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Gains that differ by less are equal: rounding.
_SAME = 9

_COLUMNS = ("cvegeo", "municipality", "state", "seat")


@dataclass(frozen=True, eq=False)
class OneMore:
    """Seats where one more site may be, and whom it would reach.

    Attributes
    ----------
    rows : ndarray of int
        Candidates, as rows of ``layers.municipios``.
    points : ndarray of int
        Rural settlements of the municipalities asked about, by position.
    within : csr_array of shape (candidates, points)
        1 where the point is within the question's reach of the seat for sure.
    """

    layers: Layers
    rows: np.ndarray
    points: np.ndarray
    within: csr_array

    def best(self, gaps: Gaps, count: int) -> tuple[str, ...]:
        """Keys of the seats for so many sites, each the one that reaches the most unserved rural return dwellings.

        Parameters
        ----------
        gaps : Gaps
            An answer to the same question, of whichever sites.
        count : int
            How many; fewer where nobody is left to reach. Of equals the first by key.

        Examples
        --------
        >>> one_more_of(layers, gaps).best(gaps, 2)
        ('20528', '30052')
        """
        left, chosen = self._unserved(gaps), []
        for _ in range(count):
            gains = np.round(self.within @ left, _SAME)
            if not gains.any():
                break
            best = int(np.argmax(gains))
            chosen.append(best)
            left[self.within[[best]].indices] = 0.0
        return tuple(self.layers.municipios["cvegeo"].iloc[self.rows[chosen]])

    def table(self, gaps: Gaps) -> pd.DataFrame:
        """What one more site at each seat would change, that helps anyone with all services.

        Returns
        -------
        DataFrame
            ``cvegeo``, ``municipality``, ``state``, ``seat``; ``gaps_ended`` (municipalities, for sure),
            ``gap_return_dwellings_change`` (rural return dwellings in gaps: not above 0), ``reached`` (rural return
            dwellings within its reach that no site reaches). In order of ``gaps_ended``, then of the dwellings
            ``reached``, then by key.

        Examples
        --------
        >>> one_more_of(layers, gaps).table(gaps)[["municipality", "gaps_ended"]].head(2)
                  municipality  gaps_ended
        0  San Martín Itunyoso          27
        1         Silacayoápam          26
        """
        from scipy.sparse import csr_array

        reach, criteria = reach_of(self.layers), gaps.criteria
        reached = who_is_reached(self.layers, gaps.selection, criteria).at_most
        rural = reach.rural(criteria.rural_below)
        is_gap = np.flatnonzero(gaps.is_gap)
        place = np.full(reach.size, -1)
        place[is_gap] = np.arange(len(is_gap))
        of = place[reach.municipality[self.points]]
        beyond = np.flatnonzero((of >= 0) & ~reached[self.points])
        people = csr_array(
            (rural.people_at[self.points[beyond]], (beyond, of[beyond])), shape=(len(self.points), len(is_gap))
        )
        more = (self.within @ people).toarray()
        least = gaps.table["covered_rural_population"]
        covered = gaps.table.get(f"covered_rural_population{MOST}", least).to_numpy()
        share = (covered[is_gap] + more) / rural.people[is_gap]
        condition = next(condition for condition in gaps.conditions if condition.id == "covered_share")
        ended = ~meets(share, condition)
        dwellings = gaps.table["rural_return_dwellings"].to_numpy()[is_gap]
        found = self.layers.municipios[list(_COLUMNS)].iloc[self.rows].reset_index(drop=True)
        found["gaps_ended"] = ended.sum(axis=1)
        found["gap_return_dwellings_change"] = 0.0 - ended @ dwellings
        found["reached"] = self.within @ self._unserved(gaps)
        order = np.lexsort((found["cvegeo"], -np.round(found["reached"], _SAME), -found["gaps_ended"]))
        return found.iloc[order].reset_index(drop=True)

    def _unserved(self, gaps: Gaps) -> Floats:
        """Rural return dwellings at each point that no site of the answer reaches."""
        return np.nan_to_num(demanded(self.layers, gaps, Siting()).at[self.points], nan=0.0)


def one_more_of(layers: Layers, gaps: Gaps, also: Iterable[str] = ()) -> OneMore:
    """The seats of the municipalities asked about, and of some others, and whom a site there would reach.

    Parameters
    ----------
    also : iterable of str
        Keys of other municipalities whose seats may have a site.

    Examples
    --------
    >>> one_more_of(layers, gaps).within.shape[0]
    1133
    """
    from scipy.sparse import csr_array

    reach = reach_of(layers)
    rural = reach.rural(gaps.criteria.rural_below)
    keys = layers.municipios["cvegeo"]
    rows = np.flatnonzero(gaps.is_asked | keys.isin(list(also)).to_numpy())
    points = np.flatnonzero(gaps.is_asked[reach.municipality] & (rural.people_at != 0))
    seats = layers.municipios[["seat_lon", "seat_lat"]].to_numpy(dtype="float64")[rows]
    near = list(surely_from(layers, gaps.criteria, seats, points))
    ends = np.concatenate([[0], np.cumsum([len(one) for one in near])]).astype("int64")
    inside = np.concatenate(near) if near else np.zeros(0, dtype="intp")
    within = csr_array((np.ones(len(inside)), inside, ends), shape=(len(rows), len(points)))
    return OneMore(layers, rows, points, within)
