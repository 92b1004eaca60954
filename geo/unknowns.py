"""Which phone call first: how the answer changes if what is not known for sure of who helps is otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.arrays import Bools
from geo.catchments import Selection, covering, select_sites
from geo.criteria import Criteria
from geo.facts import Facts, facts_of
from geo.gaps import Gaps, find_gaps
from geo.one_more import OneMore, one_more_of
from geo.pilots import first_choice
from geo.reach import reach_of
from geo.settings import CriteriaError
from geo.travel import who_is_reached
from layers import Layers
from vocabulary.lists import CURRENT, FACTS, MOST_PAIRS, PAIRS, PAIRS_SEED, SURENESS, WITH_GENERAL_SERVICES

#: Readings of the whole catalogue: services open to anybody count; what is only announced counts; sites whose town is
#: unknown do not.
GENERAL_SERVICES, ANNOUNCED, TOWNS = "general_services", "announced", "towns"

#: How many of the best places for one more site are told.
SITES = 3

_CACHED = 4


@dataclass(frozen=True, eq=False)
class Unknowns:
    """What is not known of who helps, and what knowing it would change.

    Attributes
    ----------
    facts : DataFrame
        A row a fact of `geo.facts`, the one to ask about first on top: ``call`` (from 1), ``site_id``, ``program_id``,
        ``fact`` (of `vocabulary.lists.FACTS`), ``sureness``, and how the answer changes if that fact alone is
        otherwise: ``gaps`` (municipalities, then), ``gaps_new`` and ``gaps_ended`` (those that turn),
        ``gap_return_dwellings_change`` (rural return dwellings in gaps), ``unserved_return_dwellings_change`` (those in
        no catchment, of the municipalities asked about),
        ``pilot`` (key of the state that is the first choice then, joined by ``;`` where several tie) and
        ``pilot_changes``; ``best_sites`` (keys of the `SITES` municipalities whose seats suit another site best then,
        chosen one by one) and ``best_sites_change``. In order of: whether the pilot changes, how many municipalities
        turn, how many unserved dwellings, whether the sites change, then by id.
    together : DataFrame
        The same of several facts that are otherwise at once, without the best sites: ``together`` (``place``: whether
        the desks of one place are there, all of them, ``pair``: a drawn pair), ``facts`` (a tuple of
        ``site_id:fact``), and ``gaps_turned_alone``: how many municipalities turn where one of them alone is otherwise.
    missing : DataFrame
        Where one more site, that helps anyone with all services, would end gaps: as `geo.one_more.OneMore.table`.
        With ``not_found``: the id of the office that was looked for there in vain (`layers.program_records.NotFound`),
        missing elsewhere; those are on top.
    readings : DataFrame
        The whole catalogue read otherwise: ``id`` (`GENERAL_SERVICES` where the question asks for the current view,
        `ANNOUNCED`, `TOWNS`, where they change which sites count), ``gaps``, ``then``, ``change`` (municipalities).
    pairs : int
        Pairs there are: of facts whose sites reach rural people of one municipality asked about.
    drawn : int
        Those of them in ``together``; all, or so many as were asked for, each as likely.
    gaps : Gaps
        The answer as far as is known.
    pilot : tuple of str
        Keys of the states that are the first choice as far as is known.
    best_sites : tuple of str
        Keys of the municipalities whose seats suit another site best as far as is known.
    """

    facts: pd.DataFrame
    together: pd.DataFrame
    missing: pd.DataFrame
    readings: pd.DataFrame
    pairs: int
    drawn: int
    gaps: Gaps
    pilot: tuple[str, ...]
    best_sites: tuple[str, ...]


def unknowns(layers: Layers, criteria: Criteria, *, pairs: int = PAIRS, seed: int = PAIRS_SEED) -> Unknowns:
    """How the answer would change if what is not known for sure of the catalogue were otherwise.

    Each fact alone is asked exactly: the answer is that of `geo.find_gaps` of a catalogue that says otherwise. Each
    pair is as exact, but there are many: some are drawn.

    Parameters
    ----------
    pairs : int
        How many pairs to draw, 0 to 10,000.
    seed : int
        Where the draws start: the same seed gives the same pairs.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`; where the number of pairs is out of bounds.

    Examples
    --------
    >>> found = unknowns(layers, Criteria(state=("20",)))
    >>> found.together[["together", "gaps", "gaps_new", "gaps_turned_alone"]].head(1)
      together  gaps  gaps_new  gaps_turned_alone
    0    place   113        25                  0
    """
    if not 0 <= pairs <= MOST_PAIRS:
        raise CriteriaError.of("pairs", "between", found=repr(pairs), low=0, high=MOST_PAIRS)
    return layers.cache.get(
        "unknowns", (criteria, pairs, seed), lambda: _find(layers, criteria, pairs, seed), most=_CACHED
    )


def _find(layers: Layers, criteria: Criteria, pairs: int, seed: int) -> Unknowns:
    ground = _Ground(layers, criteria)
    facts = ground.facts.table
    alone = [ground.answer((row,)) for row in range(len(facts))]
    base = ground.base
    rows = pd.concat([facts, pd.DataFrame([ground.change(answer) for answer in alone], columns=_CHANGES)], axis=1)
    sites = [ground.best_sites((row,)) for row in range(len(facts))]
    rows["best_sites"] = pd.Series(sites, dtype=object)
    rows["best_sites_change"] = [found != ground.best_sites(()) for found in sites]
    pool = ground.pairs()
    drawn = np.random.default_rng(seed).permutation(len(pool))[:pairs]
    sets = [("place", place) for place in ground.places()] + [("pair", pool[index]) for index in sorted(drawn)]
    together = pd.DataFrame(
        [_together(ground, facts, alone, kind, each) for kind, each in sets],
        columns=["together", "facts", *_CHANGES, "gaps_turned_alone"],
    )
    ranked = _by_change(rows, ["site_id", "fact"])
    ranked.insert(0, "call", np.arange(1, len(ranked) + 1))
    return Unknowns(
        facts=ranked,
        together=_by_change(together, ["facts"]),
        missing=_missing(layers, ground.one_more, base.gaps),
        readings=_readings(layers, criteria, base.gaps),
        pairs=len(pool),
        drawn=len(drawn),
        gaps=base.gaps,
        pilot=base.pilot,
        best_sites=ground.best_sites(()),
    )


_CHANGES = [
    "gaps",
    "gaps_new",
    "gaps_ended",
    "gap_return_dwellings_change",
    "unserved_return_dwellings_change",
    "pilot",
    "pilot_changes",
]


#: What a site's catchment depends on.
_OF_CATCHMENT = ("lon", "lat", "reach_km", "reach_min", "served", "polygon")

#: Facts of which one says whether the desk of a site that counts is there and open.
_DESKS = (FACTS.index("there"), FACTS.index("open"))


class _Answer(NamedTuple):
    """An answer, and the first choice for a pilot that follows from it."""

    gaps: Gaps
    pilot: tuple[str, ...]


class _Ground:
    """The question with everything that stays the same whatever the facts are."""

    def __init__(self, layers: Layers, criteria: Criteria) -> None:
        self.layers, self.criteria = layers, criteria
        self.facts: Facts = facts_of(layers, criteria)
        gaps = find_gaps(layers, criteria)
        self.base = _Answer(gaps, first_choice(gaps))
        named = [missing.at for missing in layers.programs.not_found if missing.at is not None]
        self.one_more: OneMore = one_more_of(layers, gaps, named)
        reach = reach_of(layers)
        self._points = self.one_more.points
        # Whom a site reaches for sure, then at most.
        self._municipality = np.tile(reach.municipality[self._points], 2)
        self._known = self.facts.covers(())
        self._in_reach = self._catchments()
        self._count = self._in_reach[self._known].sum(axis=0, dtype="int32")
        nearest = gaps.table["nearest_site"][gaps.is_asked]
        self._is_nearest = self.facts.met.sites["site_id"].isin(nearest).to_numpy(dtype=bool)
        self._answers: dict[bytes, _Answer] = {}
        self._best: dict[Gaps, tuple[str, ...]] = {}

    def answer(self, otherwise: Iterable[int]) -> _Answer:
        """The answer where some facts (rows) are otherwise."""
        covers = self.facts.covers(otherwise)
        if not self._changes(covers):
            return self.base
        key = covers.tobytes()
        if key not in self._answers:
            gaps = find_gaps(self.layers, self.criteria, self._selection(covers))
            self._answers[key] = _Answer(gaps, first_choice(gaps))
        return self._answers[key]

    def change(self, answer: _Answer) -> tuple[object, ...]:
        """`_CHANGES` from the answer as far as is known to another."""
        before, after = self.base.gaps, answer.gaps
        figures = ("gap_return_dwellings", "unserved_return_dwellings")
        return (
            len(after.ranked),
            int((after.is_gap & ~before.is_gap).sum()),
            int((before.is_gap & ~after.is_gap).sum()),
            *(float(after.totals[name] - before.totals[name]) for name in figures),
            ";".join(answer.pilot),
            answer.pilot != self.base.pilot,
        )

    def best_sites(self, otherwise: Iterable[int]) -> tuple[str, ...]:
        """The best places for one more site and another, where some facts are otherwise."""
        gaps = self.answer(otherwise).gaps
        if gaps not in self._best:
            self._best[gaps] = self.one_more.best(gaps, SITES)
        return self._best[gaps]

    def places(self) -> list[tuple[int, ...]]:
        """The facts of each place with several sites: whether each of their desks is there and open."""
        sites = self.facts.met.sites.iloc[self.facts.site]
        desks = np.isin(self.facts.kind, _DESKS) & self._known[self.facts.site]
        groups: dict[tuple[float, float], list[int]] = {}
        for row in np.flatnonzero(desks):
            groups.setdefault((sites["lon"].iloc[row], sites["lat"].iloc[row]), []).append(int(row))
        return [tuple(rows) for rows in groups.values() if len({*self.facts.site[rows]}) > 1]

    def pairs(self) -> list[tuple[int, int]]:
        """Pairs of facts of sites that reach rural people of one municipality asked about; those of `places` aside."""
        reached = np.zeros((len(self._in_reach), reach_of(self.layers).size), dtype="float32")
        for row, inside in enumerate(self._in_reach):
            reached[row, self._municipality[inside]] = 1
        shared = reached @ reached.T > 0
        site, known = self.facts.site, set(self.places())
        every = combinations(range(len(site)), 2)
        return [pair for pair in every if shared[site[pair[0]], site[pair[1]]] and pair not in known]

    def _changes(self, covers: Bools) -> bool:
        """Whether other sites can change the answer: somebody is reached or not, or another site is the nearest."""
        on, off = covers & ~self._known, self._known & ~covers
        if on.any() or (off & self._is_nearest).any():
            return True
        left = self._count - self._in_reach[off].sum(axis=0, dtype="int32")
        return bool(((left == 0) & (self._count > 0)).any())

    def _selection(self, covers: Bools) -> Selection:
        known = self.base.gaps.selection
        return Selection(known.asked, covering(self.facts.met.sites[covers]), known.as_of)

    def _catchments(self) -> Bools:
        """Whether each site reaches each rural settlement of the municipalities asked about, for sure and at most."""
        sites = self.facts.met.sites
        inside = np.zeros((len(sites), len(self._municipality)), dtype=bool)
        relevant = self._known.copy()
        relevant[self.facts.site] = True
        found: dict[tuple[object, ...], Bools] = {}
        # Without a reach of its own a site has the question's: no site has a reach of 0.
        keys = sites[list(_OF_CATCHMENT)].fillna({"reach_km": 0.0, "reach_min": 0.0})
        for row in np.flatnonzero(relevant).tolist():
            key = tuple(keys.iloc[row])
            if key not in found:
                one = Selection(sites[:0], covering(sites.iloc[[row]]), 0)
                reached = who_is_reached(self.layers, one, self.criteria)
                found[key] = np.concatenate([end[self._points] for end in reached])
            inside[row] = found[key]
        return inside


def _together(
    ground: _Ground, facts: pd.DataFrame, alone: list[_Answer], kind: str, rows: tuple[int, ...]
) -> tuple[object, ...]:
    named = tuple(f"{facts['site_id'][row]}:{facts['fact'][row]}" for row in rows)
    before = ground.base.gaps.is_gap
    turned = np.zeros(len(before), dtype=bool)
    for row in rows:
        turned |= alone[row].gaps.is_gap != before
    return kind, named, *ground.change(ground.answer(rows)), int(turned.sum())


def _by_change(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Rows by what changes the most: the pilot, the municipalities that turn, the unserved dwellings, then by name."""
    order = pd.DataFrame(
        {
            "pilot": ~rows["pilot_changes"].astype(bool),
            "turned": -(rows["gaps_new"] + rows["gaps_ended"]),
            "unserved": -rows["unserved_return_dwellings_change"].abs().round(6),
            "sites": ~rows["best_sites_change"].astype(bool) if "best_sites_change" in rows else False,
            **{f"by_{name}": rows[name] for name in names},
        }
    )
    return rows.loc[order.sort_values(list(order.columns)).index].reset_index(drop=True)


def _missing(layers: Layers, one_more: OneMore, gaps: Gaps) -> pd.DataFrame:
    found = one_more.table(gaps)
    named = {missing.at: missing.id for missing in layers.programs.not_found if missing.at is not None}
    found.insert(0, "not_found", found["cvegeo"].map(named).astype("str"))
    rows = found[found["not_found"].notna() | (found["gaps_ended"] > 0)]
    return rows.sort_values("not_found", key=lambda ids: ids.isna(), kind="stable", ignore_index=True)


def _readings(layers: Layers, criteria: Criteria, gaps: Gaps) -> pd.DataFrame:
    readings: dict[str, Criteria] = {}
    if CURRENT in criteria.programs and layers.programs.has_view(WITH_GENERAL_SERVICES):
        readings[GENERAL_SERVICES] = criteria.model_copy(
            update={"programs": tuple(sorted({*criteria.programs, WITH_GENERAL_SERVICES}))}
        )
    readings[ANNOUNCED] = criteria.model_copy(update={"count_announced": True})
    if criteria.sureness == SURENESS[0]:
        readings[TOWNS] = criteria.model_copy(update={"sureness": SURENESS[1]})

    def sites(reading: Criteria) -> list[str]:
        return select_sites(layers, reading).covering["site_id"].tolist()

    asked = sites(criteria)
    readings = {name: reading for name, reading in readings.items() if sites(reading) != asked}
    then = [len(find_gaps(layers, reading).ranked) for reading in readings.values()]
    frame = pd.DataFrame({"id": list(readings), "gaps": len(gaps.ranked), "then": then})
    return frame.assign(change=frame["then"] - frame["gaps"])
