"""How firm an answer is: which gaps are sure, likely or undecided, why, and which municipalities are near to one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.arrays import Ints, row_of
from geo.certainty import find_certainty
from geo.gaps import Gaps
from layers import Layers
from vocabulary.lists import FIRMNESS

#: In which share of the readings a gap is one at least, to be likely.
LIKELY = 2 / 3


#: Of how many questions the list and how firm each of its rows is are cached: sessions that ask the same share them.
CACHED_LISTS = 24


@dataclass(frozen=True, eq=False)
class Firmness:
    """How firm each municipality's place in an answer is.

    Attributes
    ----------
    codes : ndarray of shape (municipalities,)
        Place in `vocabulary.lists.FIRMNESS`, in the order of the answer's table; -1 where no gap is in doubt.
    undecided : int
        How many are near that the status itself calls undecided: those are counted there.
    """

    codes: Ints
    undecided: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Municipalities of each of `vocabulary.lists.FIRMNESS`; the gaps are the first three."""
        found = {name: int((self.codes == code).sum()) for code, name in enumerate(FIRMNESS)}
        return found | {"near": found["near"] - self.undecided}

    @property
    def names(self) -> pd.Categorical[str]:
        """The same as names, missing where no gap is in doubt."""
        return pd.Categorical.from_codes(self.codes, categories=pd.Index(FIRMNESS))


def firmness(gaps: Gaps, layers: Layers) -> Firmness:
    """How firm each municipality's place in an answer is.

    The readings (`geo.readings`) hold what else could be asked: thresholds, reach or speeds of travel, rural line, how
    sure a site is, ends of the rate's interval. By them

    - a gap is ``sure`` where it is one in every reading, ``likely`` where in `LIKELY` of them or more, else
      ``undecided``, also where a figure that some reading needs is missing;
    - it is one class less firm where the second source differs;
    - what is no gap as asked is ``near`` where one step makes it one (`geo.certainty.Certainty.near_by`), or where that
      depends on how fast people travel; it is in no total.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`.

    Examples
    --------
    >>> firmness(find_gaps(layers, Criteria()), layers).counts
    {'sure': 10, 'likely': 57, 'undecided': 101, 'near': 132}
    """
    return layers.cache.get("firmness", gaps.criteria, lambda: _firmness(gaps, layers), most=CACHED_LISTS)


def _firmness(gaps: Gaps, layers: Layers) -> Firmness:
    sure, is_gap = find_certainty(layers, gaps.criteria), gaps.is_gap
    stability = np.nan_to_num(sure.stability, nan=0.0)
    undecided = np.asarray(gaps.table["status"] == "undecided")
    by_readings = np.select([stability == 1, stability >= LIKELY], [0, 1], 2)
    differs = np.asarray(gaps.table["second_source"] == "differs")
    near = undecided | pd.notna(sure.near_by)
    codes = np.select([is_gap, near], [np.minimum(by_readings + differs, 2), FIRMNESS.index("near")], -1)
    return Firmness(codes.astype("int64"), int(undecided.sum()))


def evidence(gaps: Gaps, layers: Layers, cvegeo: str) -> pd.Series:
    """What the class of a municipality is made of.

    Returns
    -------
    Series
        ``firmness`` (of `vocabulary.lists.FIRMNESS`, missing where no gap is in doubt), ``stability`` (share of the
        readings in which it is a gap, 0-1), ``decides`` (as in `geo.certainty.Certainty.table`), ``near_by`` (the
        setting of which one step makes it a gap), ``second_source`` (of `vocabulary.lists.SECOND_SOURCES`),
        ``significant`` (whether all of the rate's interval reaches the rate asked; missing without an interval),
        ``nearest_sureness``.

    Raises
    ------
    KeyError
        Where no municipality has the key.

    Examples
    --------
    >>> evidence(gaps, layers, "20334")[["firmness", "second_source", "nearest_sureness"]].tolist()
    ['likely', 'agrees', 'office']
    """
    row, sure = row_of(gaps.table["cvegeo"], cvegeo), find_certainty(layers, gaps.criteria)
    told = gaps.table.iloc[row]
    significant = told.get("significant", pd.NA)
    return pd.Series(
        {
            "firmness": firmness(gaps, layers).names[row],
            "stability": sure.stability[row],
            "decides": sure.table["decides"].iloc[row],
            "near_by": sure.near_by[row],
            "second_source": str(told["second_source"]),
            "significant": None if pd.isna(significant) else bool(significant),
            "nearest_sureness": told["nearest_sureness"],
        }
    )
