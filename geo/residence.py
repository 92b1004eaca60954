"""Who lived in the United States in 2020, by state: the survey of 2025 beside the figures of the census.

People of 5 and older, not dwellings: nothing here is added to return dwellings or compared with them.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from layers import Layers
from layers.residence import COLUMNS, COUNTRY, FIGURES, LOW_PRECISION_CV


def state_residence(layers: Layers, states: Iterable[str]) -> pd.DataFrame:
    """The figures of some states, in the order given, and of the country.

    Returns
    -------
    DataFrame
        Columns of `layers.residence`, with ``state`` (name; missing for the country) after the key and, for each
        figure, ``..._low_precision``: whether its coefficient of variation is over 30 (INEGI); missing where unknown.
        Empty where the layers have no such survey.

    Examples
    --------
    >>> state_residence(layers, ["20"])[["state_code", "state", "people_5_and_over_in_us_2020"]]
      state_code   state  people_5_and_over_in_us_2020
    0         20  Oaxaca                          0.46
    1         00     NaN                          0.27
    """
    if layers.residence.empty:
        return _marked(layers.residence).assign(state=pd.Series(dtype="str"))
    rows = layers.residence.set_index("state_code").reindex([*states, COUNTRY]).reset_index()
    rows = _marked(rows)
    rows.insert(1, "state", rows["state_code"].map(layers.states))
    return rows


def with_residence(rows: pd.DataFrame, layers: Layers) -> pd.DataFrame:
    """Rows with a ``state_code``, and behind them the survey's figures of each state; missing where it has none.

    Their names begin with ``survey_2025_``, so that nobody takes them for figures of dwellings.

    Examples
    --------
    >>> rows = pd.DataFrame({"state_code": ["20"]})
    >>> with_residence(rows, layers).iloc[0, 1:3].to_dict()
    {'survey_2025_people_5_and_over_in_us_2020': 0.46, 'survey_2025_people_5_and_over_in_us_2020_low_90': 0.45}
    """
    if layers.residence.empty:
        return rows
    found = _marked(layers.residence).set_index("state_code").add_prefix("survey_2025_")
    return rows.merge(found, left_on="state_code", right_index=True, how="left")


def _marked(rows: pd.DataFrame) -> pd.DataFrame:
    marks = {
        f"{name}_low_precision": (rows[f"{name}_cv"] > LOW_PRECISION_CV)
        .astype("boolean")
        .mask(rows[f"{name}_cv"].isna())
        for name in FIGURES
    }
    return rows[list(COLUMNS)].assign(**marks)
