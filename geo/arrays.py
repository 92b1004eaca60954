"""Arrays by what they hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def ratio(part: Floats, whole: Floats) -> Floats:
    """Part over whole; NaN where the whole is nothing or unknown.

    Examples
    --------
    >>> ratio(np.array([1.0, 0.0]), np.array([4.0, 0.0])).tolist()
    [0.25, nan]
    """
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def row_of(keys: pd.Series, key: str) -> int:
    """Where a key stands among others.

    Raises
    ------
    KeyError
        Where it does not.

    Examples
    --------
    >>> row_of(layers.municipios["cvegeo"], "01002")
    1
    """
    rows = np.flatnonzero(keys == key)
    if not rows.size:
        raise KeyError(key)
    return int(rows[0])
