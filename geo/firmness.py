"""How firm an answer is: which gaps are sure, likely or undecided, and which municipalities are near to one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.arrays import Ints
from geo.certainty import find_certainty
from geo.gaps import Gaps
from layers import Layers
from vocabulary.lists import FIRMNESS

#: In which share of the readings a gap is one at least, to be likely.
LIKELY = 2 / 3

#: From which share of the readings on a municipality that is no gap could as well be one.
UNCOUNTED = 1 / 3


@dataclass(frozen=True, eq=False)
class Firmness:
    """How firm each municipality's place in an answer is.

    Attributes
    ----------
    codes : ndarray of shape (municipalities,)
        Place in `vocabulary.lists.FIRMNESS`, in the order of the answer's table; -1 where no gap is in doubt.
    undecided : int
        How many are uncounted that the status itself calls undecided: those are counted there.
    """

    codes: Ints
    undecided: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Municipalities of each of `vocabulary.lists.FIRMNESS`; the gaps are the first three."""
        found = {name: int((self.codes == code).sum()) for code, name in enumerate(FIRMNESS)}
        return found | {"uncounted": found["uncounted"] - self.undecided}


def firmness(gaps: Gaps, layers: Layers) -> Firmness:
    """How firm each municipality's place in an answer is, by its stability (`geo.certainty`).

    A gap is ``sure`` where it is one in every reading of the question, ``likely`` where in `LIKELY` of them or more,
    else ``undecided``, also where a figure that some reading needs is missing. What is no gap as asked but is one in
    `UNCOUNTED` of the readings or more, or may be one by how fast people travel, is ``uncounted``: as undecided, and in
    no total.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`.

    Examples
    --------
    >>> firmness(find_gaps(layers, Criteria()), layers).counts
    {'sure': 18, 'likely': 67, 'undecided': 83, 'uncounted': 27}
    """
    undecided = np.asarray(gaps.table["status"] == "undecided")
    stability = np.nan_to_num(find_certainty(layers, gaps.criteria).stability, nan=0.0)
    is_gap = gaps.is_gap
    codes = np.select(
        [is_gap & (stability == 1), is_gap & (stability >= LIKELY), is_gap, undecided | (stability >= UNCOUNTED)],
        range(len(FIRMNESS)),
        default=-1,
    )
    return Firmness(codes.astype("int64"), int(undecided.sum()))
