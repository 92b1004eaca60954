"""What is not known of who helps, and what knowing it would change."""

from __future__ import annotations

import pandas as pd

from geo.catchments import select_sites
from geo.criteria import MOST_PROPOSED, Criteria
from geo.gaps import find_gaps
from layers import Layers
from vocabulary.lists import CURRENT, SURENESS, WITH_GENERAL_SERVICES

#: Readings of the whole catalogue that `unknowns` asks: services open to anybody count; what is only announced counts;
#: sites whose town is unknown do not.
GENERAL_SERVICES, ANNOUNCED, TOWNS = "general_services", "announced", "towns"


def unknowns(layers: Layers, criteria: Criteria) -> pd.DataFrame:
    """How the answer would change if what is not known of the catalogue were so.

    Returns
    -------
    DataFrame
        ``id``: `GENERAL_SERVICES` (where the question asks for the current view), `ANNOUNCED` and `TOWNS` where they
        change which sites count, then the ids of what was not found and has a place to be asked about
        (`layers.program_records.NotFound`: an office there that helps anyone); ``gaps`` (municipalities, as asked),
        ``then`` (municipalities, if so), ``change`` (then less gaps).

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`.

    Examples
    --------
    >>> unknowns(layers, Criteria()).head(2)
                     id  gaps  then  change
    0  general_services   168   133     -35
    1         announced   168   168       0
    """
    readings: dict[str, Criteria] = {}
    if CURRENT in criteria.programs and layers.programs.has_view(WITH_GENERAL_SERVICES):
        readings[GENERAL_SERVICES] = criteria.model_copy(
            update={"programs": tuple(sorted({*criteria.programs, WITH_GENERAL_SERVICES}))}
        )
    readings[ANNOUNCED] = criteria.model_copy(update={"count_announced": True})
    if criteria.sureness == SURENESS[0]:
        readings[TOWNS] = criteria.model_copy(update={"sureness": SURENESS[1]})
    asked = _sites(layers, criteria)
    readings = {name: reading for name, reading in readings.items() if _sites(layers, reading) != asked}
    keys = set(layers.municipios["cvegeo"])
    for missing in layers.programs.not_found:
        if missing.at is not None and missing.at in keys and len(criteria.what_if) < MOST_PROPOSED:
            places = tuple(sorted({*criteria.what_if, missing.at}))
            readings[missing.id] = criteria.model_copy(update={"what_if": places})
    gaps = len(find_gaps(layers, criteria).ranked)
    then = [len(find_gaps(layers, reading).ranked) for reading in readings.values()]
    frame = pd.DataFrame({"id": list(readings), "gaps": gaps, "then": then})
    return frame.assign(change=frame["then"] - frame["gaps"])


def _sites(layers: Layers, criteria: Criteria) -> list[str]:
    return select_sites(layers, criteria).covering["site_id"].tolist()
