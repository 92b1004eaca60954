"""Classes for a choropleth: each municipality's class for one measure, the breaks, and how many are in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.arrays import Ints
from geo.change import change
from geo.gaps import Gaps
from layers import Layers
from vocabulary.lists import MARGINALISATION, STATUSES

#: Breaks of each measure that is a number, in its unit; a class holds its lower break. Chosen once for all questions,
#: so that two maps side by side can be compared.
BREAKS: dict[str, tuple[float, ...]] = {
    "return_rate": (0.25, 0.75, 1.5, 3.0, 5.0),
    "rural_return_dwellings": (10, 25, 50, 100, 200),
    "covered_share": (0.1, 0.5, 0.9),
    "nearest_km": (25, 50, 100, 150, 250),
    "rate_change": (-5, -2, -0.5, 0.5, 2),
}

#: Measures that have names for classes.
CATEGORIES: dict[str, tuple[str, ...]] = {"status": STATUSES, "marginalisation": MARGINALISATION}


@dataclass(frozen=True, eq=False)
class Classes:
    """The classes of one measure.

    Attributes
    ----------
    measure : str
        One of `vocabulary.lists.MEASURES`.
    codes : ndarray of shape (municipalities,)
        Class of each municipality, from 0 up; -1 where the figure is not known.
    categories : tuple of str
        Names of the classes; empty where the measure is a number.
    breaks : tuple of float
        Where one class ends and the next begins; empty where the classes have names.
    counts : tuple of int
        Municipalities in each class.
    unknown : int
        Municipalities without a figure.
    """

    measure: str
    codes: Ints
    categories: tuple[str, ...]
    breaks: tuple[float, ...]
    counts: tuple[int, ...]
    unknown: int


def classify(gaps: Gaps, layers: Layers, measure: str) -> Classes:
    """Classes of a measure over all municipalities of an answer.

    ``rate_change`` is the difference of the return rates of 2010 and 2020 (`geo.change`), whatever the question's year.

    Raises
    ------
    KeyError
        Where there is no such measure.

    Examples
    --------
    >>> classes = classify(gaps, layers, "marginalisation")
    >>> dict(zip(classes.categories, classes.counts, strict=True))
    {'Muy bajo': 655, 'Bajo': 530, 'Medio': 494, 'Alto': 586, 'Muy alto': 204}
    """
    column = change(layers)["rate_change"] if measure == "rate_change" else gaps.table[measure]
    if measure in CATEGORIES:
        categories: tuple[str, ...] = CATEGORIES[measure]
        breaks: tuple[float, ...] = ()
        codes = pd.Index(categories).get_indexer(pd.Index(column))
    else:
        categories, breaks = (), BREAKS[measure]
        values = column.to_numpy(dtype="float64")
        codes = np.where(np.isnan(values), -1, np.searchsorted(breaks, values, side="right"))
    size = len(categories) or len(breaks) + 1
    counts = np.bincount(codes[codes >= 0], minlength=size)
    return Classes(
        measure=measure,
        codes=codes.astype("int64"),
        categories=categories,
        breaks=breaks,
        counts=tuple(int(count) for count in counts),
        unknown=int((codes < 0).sum()),
    )
