"""What would change the answer of one municipality: the condition that decides, and the nearest flip."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from geo.arrays import Bools, Floats
from geo.conditions import CONDITIONS, meets
from geo.every_reading import Asked, Block
from geo.reach import reach_of
from geo.readings import SETTING_OF, Readings
from geo.travel import minutes_to_be_reached
from layers import Layers

#: What decides on a municipality outside the place asked about.
REGION = "region"

#: Settings that are no condition of the rule, but flip one: the reach, in km or in minutes.
REACHES = ("reach_km", "reach_min")

#: The most that can be asked of a figure.
_MOST = {"rural_share": 1.0, "return_rate": 100.0, "return_dwellings": math.inf, "covered_share": 1.0}

_LONGEST_REACH_KM = 1000.0


def deciding(blocks: list[Block], stability: Floats, in_region: Bools) -> pd.api.extensions.ExtensionArray:
    """What decides on each municipality: ``decides`` of `geo.certainty.Certainty.table`.

    Examples
    --------
    >>> from geo.certainty import find_certainty
    >>> from geo.every_reading import blocks_of
    >>> sure = find_certainty(layers, Criteria())
    >>> decides = deciding(blocks_of(layers, sure.readings), sure.stability, gaps.is_asked)
    >>> pd.Series(decides).value_counts().head(2)
    region         1336
    return_rate     505
    Name: count, dtype: int64
    """
    names = list(CONDITIONS)
    alone = np.zeros((len(names), len(stability)), dtype="int64")
    failed = np.zeros_like(alone)
    for block in blocks:
        met = {name: block.met[name].sum(axis=0) for name in names}
        every = {name: len(block.met[name]) for name in names}
        for row, name in enumerate(names):
            others = [other for other in names if other != name]
            missed = every[name] - met[name]
            alone[row] += missed * math.prod(met[other] for other in others)
            failed[row] += missed * math.prod(every[other] for other in others)
    most = np.where(alone.any(axis=0), alone.argmax(axis=0), failed.argmax(axis=0))
    decides = np.array(names, dtype=object)[most]
    decides[(stability == 1) | np.isnan(stability)] = None
    decides[~in_region] = REGION
    return pd.array(decides, dtype="str")


def nearest_flips(layers: Layers, asked: Asked, readings: Readings, in_region: Bools) -> dict[str, object]:
    """The nearest flip of each municipality: the columns ``flip_...`` of `geo.certainty.Certainty.table`.

    Examples
    --------
    >>> from geo.every_reading import asked_of
    >>> from geo.readings import readings_of
    >>> readings = readings_of(layers, Criteria())
    >>> flips = nearest_flips(layers, asked_of(layers, readings), readings, gaps.is_asked)
    >>> pd.DataFrame(flips).loc[gaps.ranked[0]]
    flip_condition    rural_share
    flip_threshold        0.60324
    flip_change           0.10324
    flip_distance        0.516198
    Name: 2233, dtype: object
    """
    met = {condition.id: meets(asked.had[condition.id], condition) for condition in asked.conditions}
    known = ~np.isnan(np.array(list(asked.had.values()))).any(axis=0) & in_region

    def others_met(name: str) -> Bools:
        return known & np.all([values for other, values in met.items() if other != name], axis=0)

    now, thresholds = {}, {}
    for condition in asked.conditions:
        figures, most = asked.had[condition.id], _MOST[condition.id]
        # Nobody can ask for more than all or less than nothing: such a gap no threshold ends.
        can_end = figures < most if condition.at_least else figures > 0
        turns = others_met(condition.id) & (~met[condition.id] | can_end)
        now[condition.id] = condition.asked
        thresholds[condition.id] = np.where(turns, figures, np.nan)
    spans = {name: _span(readings.settings[setting]) for name, setting in SETTING_OF.items()}
    # Of a band there is no one reach that turns the answer.
    if asked.criteria.reach_ends_km[0] == asked.criteria.reach_ends_km[1] or readings.reach == "reach_min":
        spans[readings.reach] = _span(readings.settings[readings.reach])
        now[readings.reach] = getattr(asked.criteria, readings.reach)
        thresholds[readings.reach] = _critical_reach(layers, asked, readings, others_met("covered_share"))
    change = np.array([thresholds[name] - now[name] for name in spans])
    distance = np.abs(change) / np.array(list(spans.values()))[:, None]
    nearest = np.where(np.isnan(distance), np.inf, distance).argmin(axis=0), np.arange(len(known))
    names = np.array(list(spans), dtype=object)[nearest[0]]
    names[np.isnan(distance[nearest])] = None
    return {
        "flip_condition": pd.array(names, dtype="str"),
        "flip_threshold": np.array([thresholds[name] for name in spans])[nearest],
        "flip_change": change[nearest],
        "flip_distance": distance[nearest],
    }


def _critical_reach(layers: Layers, asked: Asked, readings: Readings, wanted: Bools) -> Floats:
    """The smallest reach at which a municipality's covered share is more than a gap may have, km or minutes; or NaN.

    Exact: the geodesic, or the minutes by road, from the settlement that brings the share over the line to the site.
    """
    reach = reach_of(layers)
    rows = np.flatnonzero(wanted[reach.municipality])
    if readings.reach == "reach_min" and layers.network is not None:
        away, longest = minutes_to_be_reached(layers, layers.network, asked.selection, rows), layers.network.limit_min
    else:
        away, longest = reach.km_to_be_reached(asked.selection, rows), _LONGEST_REACH_KM
    order = np.lexsort((away, reach.municipality[rows]))
    rows, away = rows[order], away[order]
    municipality = reach.municipality[rows]
    rural = reach.rural(asked.criteria.rural_below)
    critical = np.full(reach.size, np.nan)
    if not len(rows):
        return critical
    starts = np.flatnonzero(np.diff(municipality, prepend=-1))
    people = rural.people_at[rows]
    for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True):
        mine = municipality[start]
        # Of one municipality at a time: a sum that runs on from the ones before would carry their rounding.
        over = np.cumsum(people[start:stop]) > asked.criteria.max_covered_share * rural.people[mine]
        if over.any():
            critical[mine] = away[start + over.argmax()]
    return np.where((critical > 0) & (critical <= longest), critical, np.nan)


def _span(values: tuple[float, ...]) -> float:
    return float(max(values) - min(values)) or 1.0
