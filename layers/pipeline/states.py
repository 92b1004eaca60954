"""The 32 federal entities and CONAPO's four regions of migration: facts that no raw file carries in full.

Keys are INEGI's. Regions are CONAPO's (Índice de intensidad migratoria México-Estados Unidos).
"""

from __future__ import annotations

import pandas as pd

from layers.states import STATES
from vocabulary.lists import REGIONS

#: The states of each of the regions, in their order.
_STATES_OF = (
    "01 06 10 11 14 16 18 24 32",
    "02 03 05 08 19 25 26 28",
    "09 13 15 17 21 22 29",
    "04 07 12 20 23 27 30 31",
)


def states() -> pd.DataFrame:
    """The 32 states.

    Returns
    -------
    DataFrame
        ``state_code`` (two digits, text), ``state`` (short name), ``region`` (CONAPO's).
    """
    regions = {key: region for region, keys in zip(REGIONS.values(), _STATES_OF, strict=True) for key in keys.split()}
    rows = [(key, names[0], regions[key]) for key, names in STATES.items()]
    return pd.DataFrame(rows, columns=["state_code", "state", "region"])
