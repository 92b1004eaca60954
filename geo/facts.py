"""What the catalogue does not know for sure of its sites, and which sites would cover if it were otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from geo.arrays import Bools
from geo.catchments import Requirements, requirements, year_asked
from geo.criteria import Criteria
from layers import Layers
from layers.program_records import Site
from layers.programs import WHAT_IF
from vocabulary.lists import COMPONENTS, FACTS, SURENESS

#: A source that names a site says that it is open for so many years more.
TOLD_FOR_YEARS = 2


@dataclass(frozen=True, eq=False)
class Facts:
    """The facts that are not known for sure, each of one site and one of `vocabulary.lists.FACTS`.

    - ``there``: whether the desk is there, where no page names both office and service (sureness ``office`` or
      ``state``, or none told)
    - ``open``: whether it is open in the year asked, where a page does name them but none of that year or of the
      `TOLD_FOR_YEARS` before, and none of before and after
    - ``whom``: whether it takes those asked about, where no source says whom it takes
    - ``gives``: whether it gives what is asked for, where that is only announced, or where no service is known of an
      office that is not confirmed

    Attributes
    ----------
    met : Requirements
        What each site meets as far as is known.
    site, kind : ndarray of shape (facts,)
        Row of ``met.sites``; place in `FACTS`.

    Only facts are here without which a site would or would not cover, in some state of the others.
    """

    met: Requirements
    site: np.ndarray
    kind: np.ndarray

    @cached_property
    def table(self) -> pd.DataFrame:
        """The facts: ``site_id``, ``program_id``, ``fact``, ``sureness`` (missing where none is told)."""
        rows = self.met.sites[["site_id", "program_id", "sureness"]].iloc[self.site].reset_index(drop=True)
        rows.insert(2, "fact", np.array(FACTS, dtype=object)[self.kind])
        return rows

    def covers(self, otherwise: Iterable[int]) -> Bools:
        """Whether each site covers where some of the facts (rows) are otherwise.

        Examples
        --------
        >>> facts = facts_of(layers, Criteria())
        >>> int(facts.covers([]).sum()), int(facts.covers(range(len(facts.site))).sum())
        (122, 19)
        """
        rows = list(otherwise)
        met = self._met.copy()
        met[self.kind[rows], self.site[rows]] ^= True
        return np.asarray(self.met.asked & met.all(axis=0))

    @cached_property
    def _met(self) -> Bools:
        return np.array([getattr(self.met, name) for name in FACTS])


def facts_of(layers: Layers, criteria: Criteria) -> Facts:
    """The facts of the catalogue that are not known for sure and could change which sites cover.

    Raises
    ------
    CriteriaError
        As `geo.catchments.select_sites`.

    Examples
    --------
    >>> facts_of(layers, Criteria()).table["fact"].value_counts().to_dict()
    {'there': 92, 'open': 24, 'gives': 13}
    """
    met = requirements(layers, criteria)
    year = year_asked(layers.programs, criteria)
    records = {record.site_id: record for record in layers.programs.records if record.site_id is not None}
    none_given = {record.program_id for record in records.values() if not record.components and _is_confirmed(record)}
    wanted = set(criteria.components or COMPONENTS)
    unsure = np.zeros((len(FACTS), len(met.sites)), dtype=bool)
    for row, (site_id, program_id) in enumerate(zip(met.sites["site_id"], met.sites["program_id"], strict=True)):
        if program_id == WHAT_IF:
            continue
        record = records[site_id]
        given = not wanted.isdisjoint(record.components)
        no_service = not record.components and not _is_confirmed(record) and program_id not in none_given
        told = {
            "there": not _is_confirmed(record),
            "open": _is_confirmed(record) and not _is_told_open(record, year),
            "whom": record.eligibility == "unknown" and criteria.eligibility != "any",
            "gives": not given and (no_service or not wanted.isdisjoint(record.announced)),
        }
        unsure[:, row] = [told[name] for name in FACTS]
    possible = met.asked & (np.array([getattr(met, name) for name in FACTS]) | unsure).all(axis=0)
    site, kind = np.nonzero((unsure & possible).T)
    return Facts(met, site, kind)


def _is_confirmed(record: Site) -> bool:
    return record.sureness == SURENESS[-1]


def _is_told_open(record: Site, year: int) -> bool:
    told = [known for known in (record.since, record.until, *(entry.year for entry in record.citations)) if known]
    return bool(told) and min(told) <= year <= max(told) + TOLD_FOR_YEARS
