"""Gap regions: neighbours that meet every condition but the count, and together pass it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from geo.arrays import Bools, Ints
from geo.conditions import CONDITIONS, COUNT
from geo.cutting import DECIMALS
from geo.gaps import Gaps
from layers import Layers

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_CACHED = 4


@dataclass(frozen=True, eq=False)
class GapRegions:
    """The gap regions of an answer.

    Attributes
    ----------
    gaps : Gaps
        The answer.
    codes : ndarray of shape (municipalities,)
        Place of each municipality's region in `table`, in the order of the answer's table; -1 where it is in none.
    is_member : ndarray of shape (municipalities,)
        Whether it meets every condition but the count, whatever its count is: in a gap region, or in a group that does
        not pass.
    is_open : ndarray of shape (municipalities,)
        Whether it would be a member if what is not known of it were so: it is in no region, and in no sum.
    """

    gaps: Gaps
    codes: Ints
    is_member: Bools
    is_open: Bools

    @property
    def is_in(self) -> Bools:
        """Whether each municipality is in a gap region: whose dwellings sites for the regions are to reach."""
        return np.asarray(self.codes >= 0)

    @property
    def is_below(self) -> Bools:
        """Whether each municipality is in a gap region though it is no gap by itself: no list of gaps has it."""
        return self.is_in & ~self.gaps.is_gap

    def below(self, municipalities: pd.DataFrame, column: str) -> float:
        """Sum of a column of some municipalities over those that are in a gap region and no gap by themselves.

        Parameters
        ----------
        municipalities : DataFrame
            ``cvegeo`` and the column, such as ``served`` of `geo.proposed.Placement.municipalities`.

        Examples
        --------
        >>> find_regions(gaps, layers).below(gaps.table, "rural_return_dwellings").__round__()
        1904
        """
        keys = self.gaps.table["cvegeo"][self.is_below]
        return float(municipalities.loc[municipalities["cvegeo"].isin(keys), column].sum())

    @cached_property
    def names(self) -> list[str]:
        """Ids of the regions: ``R1``, ``R2``, ..."""
        return [f"R{number + 1}" for number in range(int(self.codes.max(initial=-1)) + 1)]

    @cached_property
    def region(self) -> np.ndarray:
        """Id of the region of each municipality of the answer's table; None where it is in none."""
        return np.array([*self.names, None], dtype=object)[self.codes]

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a region, the most rural return dwellings first, then by its first municipality.

        Returns
        -------
        DataFrame
            ``gap_region``, then the columns of `Sums`.
        """
        rows = [sums(self.gaps, np.flatnonzero(self.codes == code)) for code in range(len(self.names))]
        frame = pd.DataFrame(rows, columns=list(Sums._fields))
        frame.insert(0, "gap_region", pd.Series(self.names, dtype="str"))
        return frame

    @cached_property
    def totals(self) -> pd.Series:
        """The regions in a few figures.

        Returns
        -------
        Series
            ``regions``; ``municipalities`` and ``rural_return_dwellings`` in them; ``gaps`` and
            ``gap_return_dwellings``: of these, in municipalities that are gaps alone; ``below`` and
            ``below_return_dwellings``: in the others, which no list of single municipalities has; ``outside`` and
            ``outside_return_dwellings``: of municipalities that meet all but the count in groups that do not pass;
            ``unknown``: municipalities that would be members if what is not known of them were so.
        """
        dwellings = self.gaps.table["rural_return_dwellings"].to_numpy()
        parts = {
            ("municipalities", "rural_return_dwellings"): self.is_in,
            ("gaps", "gap_return_dwellings"): self.is_in & self.gaps.is_gap,
            ("below", "below_return_dwellings"): self.is_below,
            ("outside", "outside_return_dwellings"): self.is_member & ~self.is_in,
        }
        found: dict[str, float] = {"regions": len(self.names)}
        for (count, total), rows in parts.items():
            found |= {count: int(rows.sum()), total: float(dwellings[rows].sum())}
        return pd.Series({**found, "unknown": int(self.is_open.sum())}, dtype="object")


class Sums(NamedTuple):
    """What is in some municipalities of an answer.

    Keys of their states; how many they are, and how many of them gaps; their keys, in order; rural return dwellings,
    those of them in gaps, those that no site reaches.
    """

    states: tuple[str, ...]
    municipalities: int
    gaps: int
    members: tuple[str, ...]
    rural_return_dwellings: float
    gap_return_dwellings: float
    unserved_return_dwellings: float


def sums(gaps: Gaps, rows: np.ndarray) -> Sums:
    """What is in some rows of an answer's table.

    Examples
    --------
    >>> sums(gaps, gaps.ranked[:2]).members
    ('30141', '30130')
    """
    some, is_gap = gaps.table.iloc[rows], gaps.is_gap[rows]
    dwellings = some["rural_return_dwellings"].to_numpy()
    return Sums(
        states=tuple(sorted(set(some["state_code"]))),
        municipalities=len(rows),
        gaps=int(is_gap.sum()),
        members=tuple(some["cvegeo"]),
        rural_return_dwellings=float(dwellings.sum()),
        gap_return_dwellings=float(dwellings[is_gap].sum()),
        unserved_return_dwellings=float(some["unserved_return_dwellings"].sum()),
    )


def find_regions(gaps: Gaps, layers: Layers) -> GapRegions:
    """Groups of neighbours that meet every condition but the count, and together pass it; the last ones are cached.

    Two municipalities are neighbours where they share a stretch of border; a corner is none. A group that passes the
    smallest number of rural return dwellings asked is a gap region, across state lines too; every gap is in one. A
    municipality cut in two that are as it was, or two members made one, change nothing in the sums, which hold no
    municipality whose figures are unknown.

    Parameters
    ----------
    gaps, layers
        From `geo.find_gaps`, and the layers that it was made of.

    Examples
    --------
    >>> regions = find_regions(gaps, layers)
    >>> regions.table[["gap_region", "municipalities", "gaps"]].head(2)
      gap_region  municipalities  gaps
    0         R1             210    91
    1         R2              76    27
    >>> regions.totals[["regions", "municipalities", "below", "outside"]].to_dict()
    {'regions': 21, 'municipalities': 347, 'below': 179, 'outside': 6}
    """
    return layers.cache.get("regions", gaps.criteria, lambda: _find(gaps, layers), most=_CACHED)


def adjoining(layers: Layers, rows: np.ndarray) -> csr_array:
    """Which of some municipalities adjoin, as a matrix of them.

    Parameters
    ----------
    rows : ndarray of int
        Rows of ``layers.municipios``.

    Examples
    --------
    >>> adjoining(layers, np.array([0, 1, 2])).toarray().sum()
    np.int64(4)
    """
    every = layers.cache.get("adjoining", (), lambda: _adjoining(layers), most=1)
    return every[rows][:, rows].tocsr()


def _adjoining(layers: Layers) -> csr_array:
    from scipy.sparse import csr_array

    keys = pd.Index(layers.municipios["cvegeo"])
    first, second = (keys.get_indexer(layers.neighbours[name]) for name in ("cvegeo", "neighbour"))
    return csr_array((np.ones(len(first), dtype=bool), (first, second)), shape=(len(keys), len(keys)))


def _find(gaps: Gaps, layers: Layers) -> GapRegions:
    from scipy.sparse.csgraph import connected_components

    is_member, is_open = _members(gaps)
    codes = np.full(len(is_member), -1)
    rows = np.flatnonzero(is_member)
    if rows.size:
        label = connected_components(adjoining(layers, rows), directed=False)[1]
        dwellings = gaps.table["rural_return_dwellings"].to_numpy()[rows]
        together = np.bincount(label, weights=dwellings).round(DECIMALS)
        first = np.unique(label, return_index=True)[1]
        passing = np.flatnonzero(together >= gaps.criteria.min_return_dwellings)
        code = np.full(len(together), -1)
        code[passing[np.lexsort((first[passing], -together[passing]))]] = range(len(passing))
        codes[rows] = code[label]
    return GapRegions(gaps, codes, is_member, is_open)


def _members(gaps: Gaps) -> tuple[Bools, Bools]:
    """Who meets every condition but the count, which is known; and who would if what is unknown were so."""
    table = gaps.table
    # Where nobody is rural there is no covered share to know: such a municipality is never a gap.
    could = gaps.is_asked & (table["rural_population"] != 0).to_numpy()
    known = table["rural_return_dwellings"].notna().to_numpy()
    for name in CONDITIONS:
        if name != COUNT:
            met = table[f"meets_{name}"]
            could = could & met.fillna(value=True).to_numpy(dtype=bool)
            known = known & met.notna().to_numpy()
    return could & known, could & ~known
