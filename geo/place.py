"""Which municipalities a question asks about: of some regions or states, and of low access where it says so."""

from __future__ import annotations

import numpy as np

from geo.access import asked_access
from geo.arrays import Bools
from geo.criteria import Criteria
from geo.reach import Reach, reach_of
from geo.settings import CriteriaError
from layers import Layers
from layers.states import StateLookup
from vocabulary.lists import EVERYWHERE


def asked_about(layers: Layers, criteria: Criteria) -> Bools:
    """Whether the question asks about each municipality, for sure or perhaps (`geo.access.asked_access`).

    Raises
    ------
    CriteriaError
        Where the layers do not have a region or state, or know of no access that is asked for.

    Examples
    --------
    >>> int(asked_about(layers, Criteria(state=("20",))).sum())
    570
    """
    access, there = asked_access(layers, criteria), _in_place(reach_of(layers), criteria)
    return there if access is None else there & access.perhaps


def _in_place(reach: Reach, criteria: Criteria) -> Bools:
    if criteria.state:
        known = set(reach.state_code)
        strange = [code for code in criteria.state if code not in known]
        if strange:
            states = dict(zip(reach.state_code, reach.names["state"], strict=True))
            choices = StateLookup(states).choices(strange[0])
            raise CriteriaError.of("state", "state", found=repr(strange[0]), choices=choices)
        return np.isin(reach.state_code, criteria.state)
    if EVERYWHERE in criteria.region:
        return np.ones(reach.size, dtype=bool)
    known = set(reach.region_id)
    strange = [name for name in criteria.region if name not in known]
    if strange or not criteria.region:
        choices = ", ".join([*sorted(known), EVERYWHERE])
        found = {"found": repr(strange[0])} if strange else {}
        raise CriteriaError.of("region", "region" if strange else "no_region", **found, choices=choices)
    return np.isin(reach.region_id, criteria.region)
