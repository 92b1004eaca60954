"""What changed between two censuses, in the figures that can be compared."""

from __future__ import annotations

import pandas as pd

from layers import Layers


def change(layers: Layers, *, first: int = 2010, last: int = 2020) -> pd.DataFrame:
    """Return rate of every municipality in two years and the difference.

    The rates are comparable; CONAPO's indexes and degrees of the two years are not, and are not in the answer.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``first_rate``, ``last_rate`` (% of dwellings), ``rate_change`` (percentage points; missing where a
        year is, as in municipalities created in between). In the order of ``layers.municipios``.

    Raises
    ------
    KeyError
        Where the layers have no figures of a year.
    """
    before, after = layers.returns_of(first), layers.returns_of(last)
    return pd.DataFrame(
        {
            "cvegeo": layers.municipios["cvegeo"],
            "first_rate": before["return_rate"],
            "last_rate": after["return_rate"],
            "rate_change": after["return_rate"] - before["return_rate"],
        }
    )
