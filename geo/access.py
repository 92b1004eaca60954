"""How well people are connected: CONEVAL's degree of accessibility to a paved road, summed over rural people.

What the file does not say of a settlement is unknown, and counted as such: shares are at least so large, and may be
larger by those of whom it is not known.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.arrays import Bools, Floats, ratio
from geo.criteria import Criteria
from geo.reach import Reach, Rural, reach_of
from geo.settings import CriteriaError
from layers import Layers
from vocabulary.lists import ROAD_GRADES

#: The degrees of which the question asks a least share.
LOW_GRADES = ROAD_GRADES[:2]

#: Columns of a municipality, where the layers have the degrees.
ACCESS_COLUMNS = (
    "low_access_share",
    "low_access_rural_population",
    "unknown_access_rural_population",
    "no_transport_rural_population",
    "unknown_transport_rural_population",
)


_CACHED_RURAL_LINES = 8


class Asked(NamedTuple):
    """Which municipalities meet the access that a question asks of them, for sure or perhaps; of which it is open."""

    perhaps: Bools
    is_open: Bools


def settlement_access(layers: Layers) -> pd.DataFrame | None:
    """What is known of each settlement, in the order of the settlements; None where the layers have no degrees.

    Returns
    -------
    DataFrame
        `layers.road_grade.FACTS`, missing where the file does not have the settlement or does not say it.

    Examples
    --------
    >>> settlement_access(layers) is None
    True
    """
    if layers.road_grade.empty:
        return None
    return layers.cache.get("road grade", (), lambda: _by_settlement(layers), most=1)


def access_figures(layers: Layers, rural_below: int) -> dict[str, Floats]:
    """`ACCESS_COLUMNS` of each municipality for one rural line; nothing where the layers have no degrees.

    Returns
    -------
    dict of ndarray of shape (municipalities,)
        ``low_access_rural_population``: rural people of settlements of `LOW_GRADES`, missing where the degree of none
        is known; ``low_access_share``: those, of the rural people, 0-1, missing where nobody is rural too;
        ``unknown_access_rural_population``: rural people of settlements without a degree. ``no_transport_...`` and
        ``unknown_transport_...``: the same of settlements without public transport, and where that is not known.

    Examples
    --------
    >>> access_figures(layers, 15_000)
    {}
    """
    table = settlement_access(layers)
    if table is None:
        return {}
    return layers.cache.get(
        "access", rural_below, lambda: _sum_up(table, reach_of(layers), rural_below), most=_CACHED_RURAL_LINES
    )


def asked_access(layers: Layers, criteria: Criteria) -> Asked | None:
    """Which municipalities have the least share of rural people of low access that is asked; None where none is.

    It is open where those of unknown access decide. Where nobody is rural the share is not met.

    Raises
    ------
    CriteriaError
        Where it is asked and the layers have no degrees.

    Examples
    --------
    >>> asked_access(layers, Criteria()) is None
    True
    """
    least = criteria.min_low_access_share
    if least is None:
        return None
    figures = access_figures(layers, criteria.rural_below)
    if not figures:
        raise CriteriaError.of("min_low_access_share", "no_road_grade")
    people = reach_of(layers).rural(criteria.rural_below).people
    low = np.where(np.isnan(people), np.nan, np.nan_to_num(figures["low_access_rural_population"]))
    surely = ratio(low, people) >= least
    # Where nobody knows how many people there are, nothing is known of the share either.
    perhaps = (ratio(low + figures["unknown_access_rural_population"], people) >= least) | np.isnan(people)
    return Asked(perhaps, perhaps & ~surely)


def known_to_be_asked(layers: Layers, criteria: Criteria, figure: Floats) -> Floats:
    """A figure of each municipality, missing where it is open whether the question asks about it.

    Examples
    --------
    >>> known_to_be_asked(layers, Criteria(), np.ones(2)).tolist()
    [1.0, 1.0]
    """
    asked = asked_access(layers, criteria)
    return figure if asked is None else np.where(asked.is_open, np.nan, figure)


def _by_settlement(layers: Layers) -> pd.DataFrame:
    keys, table = (frame.astype({"locality_key": "str"}) for frame in (layers.settlements, layers.road_grade))
    found = keys[["locality_key"]].merge(table, on="locality_key", how="left", validate="m:1")
    return found.drop(columns="locality_key")


def _sum_up(table: pd.DataFrame, reach: Reach, rural_below: int) -> dict[str, Floats]:
    rural = reach.rural(rural_below)
    low, unknown = _counted(table["road_grade"].isin(LOW_GRADES), table["road_grade"].isna(), reach, rural)
    transport = table["public_transport"].astype("boolean")
    without, not_told = _counted(~transport.fillna(value=True), transport.isna(), reach, rural)
    return dict(zip(ACCESS_COLUMNS, (ratio(low, rural.people), low, unknown, without, not_told), strict=True))


def _counted(some: pd.Series, unknown: pd.Series, reach: Reach, rural: Rural) -> tuple[Floats, Floats]:
    """Rural people by municipality of some settlements, missing where of none it is known; and those unknown."""
    counted, not_told = (
        reach.sum_by_municipality(rural.people_at * where.to_numpy(dtype="float64")) for where in (some, unknown)
    )
    return np.where((not_told > 0) & (not_told >= rural.people), np.nan, counted), not_told
