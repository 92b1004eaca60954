"""Two editions of the data, the same question asked of each: whose status is another, and what has made it so."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from geo.arrays import Bools, Floats
from geo.catchments import Selection
from geo.conditions import meets
from geo.criteria import Criteria
from geo.gaps import Gaps, find_gaps
from geo.reach import reach_of
from geo.scenarios import refuse_another_unit
from geo.steps import Step, step
from geo.travel import who_is_reached
from layers import Layers
from layers.rows import each_row
from vocabulary.lists import COMPARED, EDITION_REASONS, SITE_CHANGES, STATUSES

#: What the rural return dwellings are made of: rate x dwellings x rural share.
_FACTORS = ("return_rate", "dwellings", "rural_return_share")

#: Reasons that may lie in which settlements a municipality consists of.
_OF_PEOPLE = ("rural_share", "dwellings", "rural_return_share", "settlements")

#: The status that follows first where a condition is not met.
_FOLLOWS = {
    "rural_share": "not_rural",
    "return_rate": "few_returns",
    "return_dwellings": "few_returns",
    "covered_share": "covered",
}

#: What the place of a site is told by, and what its catchment depends on besides.
_PLACE, _CATCHMENT = ("lon", "lat"), ("reach_km", "reach_min", "served", "polygon")


@dataclass(frozen=True, eq=False)
class Editions:
    """The answers of two editions of the data to one question.

    Attributes
    ----------
    before, after : Gaps
        The answers: of the older edition, of the newer.
    table : DataFrame
        Every municipality of either edition once, by key: ``cvegeo``, ``state``, ``municipality`` (as in the newer
        where it is there); ``status_before``, ``status_after`` (of `vocabulary.lists.STATUSES`, missing where the
        edition does not have it); ``reasons``: a tuple of `vocabulary.lists.EDITION_REASONS`, empty where the status is
        the same; ``sites_added``, ``sites_removed``, ``sites_moved``, ``sites_changed``: tuples of ids, those of
        ``sites`` that reach some of its rural people, in either edition, whatever its status; then of each of
        `vocabulary.lists.COMPARED` what it was before and is after (``..._before``, ``..._after``), in the unit that
        the figure has in `geo.gaps.Gaps.table`.
    sites : DataFrame
        The sites that count in one edition alone, or otherwise than in the other, by id: ``site_id``, ``program_id``,
        ``site_change`` (of `vocabulary.lists.SITE_CHANGES`).
    """

    before: Gaps
    after: Gaps
    table: pd.DataFrame
    sites: pd.DataFrame

    @cached_property
    def changed(self) -> pd.DataFrame:
        """The rows of ``table`` that say why the status is another, most rural return dwellings first, then by key."""
        rows = self.table[self.table["reasons"].map(len) > 0]
        most = rows[["rural_return_dwellings_before", "rural_return_dwellings_after"]].max(axis=1).to_numpy()
        return rows.iloc[np.argsort(-np.nan_to_num(most), kind="stable")].reset_index(drop=True)

    @property
    def gaps(self) -> Step:
        """Which rows of ``table`` became gaps, and which no longer are."""
        return step(*((self.table[f"status_{edition}"] == "gap").to_numpy() for edition in ("before", "after")))


def compare_editions(before: Layers, after: Layers, criteria: Criteria) -> Editions:
    """Ask two editions of the data the same question, and say of every municipality whose status changed why.

    A reason is what the rule looks at: a condition that is met in one edition and not in the other, up to the later of
    the two statuses in the rule's order, told by the figures behind it that are not the same. Where the country's rate
    is asked for and is another, a rate that did not change may no longer reach it.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`, of either edition; where the editions count different things (dwellings, people).

    Examples
    --------
    >>> found = compare_editions(layers, layers, Criteria())
    >>> len(found.table), len(found.changed), len(found.sites)
    (2469, 0, 0)
    """
    older, newer = find_gaps(before, criteria), find_gaps(after, criteria)
    refuse_another_unit(older, newer)
    keys = pd.Index(np.union1d(older.table["cvegeo"], newer.table["cvegeo"]), name="cvegeo")
    old, new = (gaps.table.set_index("cvegeo").reindex(keys) for gaps in (older, newer))
    sites = _changed_sites(older.selection, newer.selection)
    near = _near(sites, [(before, older), (after, newer)], keys)
    settlements, boundary = _other_settlements(before, after, keys)
    by_sites = np.any([[len(ids) > 0 for ids in near[change]] for change in SITE_CHANGES], axis=0)
    why = _Why(old, new, (older, newer)).reasons(sites=by_sites, settlements=settlements, boundary=boundary)
    table = pd.DataFrame(
        {
            **{name: new[name].where(new[name].notna(), old[name]) for name in ("state", "municipality")},
            "status_before": old["status"],
            "status_after": new["status"],
            "reasons": _named(why),
            **{f"sites_{change}": near[change] for change in SITE_CHANGES},
            **{
                f"{name}_{edition}": rows[name]
                for name in COMPARED
                for edition, rows in (("before", old), ("after", new))
            },
        },
        index=keys,
    )
    return Editions(older, newer, table.reset_index(), sites)


class _Why:
    """Which conditions of the rule have changed the status of each municipality, and which figures those."""

    def __init__(self, old: pd.DataFrame, new: pd.DataFrame, answers: tuple[Gaps, Gaps]) -> None:
        self._both, self._answers = (old, new), answers
        first, last = (rows["status"].cat.codes.to_numpy() for rows in self._both)
        self._gone, self._new = last < 0, first < 0
        self._differs = (first != last) & ~self._gone & ~self._new
        self._earlier, self._later = np.minimum(first, last), np.maximum(first, last)

    def reasons(self, *, sites: Bools, settlements: Bools, boundary: Bools) -> dict[str, Bools]:
        """Where each of `EDITION_REASONS` holds, in their order.

        Parameters
        ----------
        sites, settlements, boundary : ndarray of shape (municipalities,)
            Whether a site that reaches it, where its people live, which settlements it consists of has changed.
        """
        rate, rate_asked = self._rates()
        count, reach = self._crossed("return_dwellings"), self._crossed("covered_share")
        found = {
            "new": self._new,
            "gone": self._gone,
            "region": self._is("outside_region"),
            "rural_share": self._crossed("rural_share"),
            **{name: count & self._has_changed(name) for name in _FACTORS},
            "national_rate": rate_asked,
            "settlements": reach & settlements,
            "sites": reach & sites,
        }
        found["return_rate"] = found["return_rate"] | rate
        found["boundary"] = boundary & np.any([found[name] for name in _OF_PEOPLE], axis=0)
        return {name: found[name] for name in EDITION_REASONS}

    def _is(self, status: str) -> Bools:
        """Whether the earlier, in the rule's order, of two statuses that differ is this one."""
        return np.asarray(self._differs & (self._earlier == STATUSES.index(status)))

    def _crossed(self, condition: str) -> Bools:
        """Where a condition is met, not met or unknown in one edition and not so in the other, and that matters."""
        old, new = (rows[f"meets_{condition}"].astype("Float64").fillna(-1.0).to_numpy() for rows in self._both)
        became_known = (old < 0) != (new < 0)
        # A share of nobody is missing, and no figure that the rule needs.
        matters = (self._later > STATUSES.index(_FOLLOWS[condition])) & ~became_known
        matters |= self._is("unknown") & became_known
        crossed = (old != new) & matters
        if condition == "rural_share":
            crossed |= self._is("not_rural")
        if condition == "covered_share":
            # What lies between gap and covered is a matter of how much.
            crossed |= self._earlier >= STATUSES.index("covered")
        return np.asarray(self._differs & crossed)

    def _figure(self, name: str) -> tuple[Floats, Floats]:
        old, new = (rows[name].to_numpy(dtype="float64", na_value=np.nan) for rows in self._both)
        return old, new

    def _has_changed(self, figure: str) -> Bools:
        old, new = self._figure(figure)
        return np.asarray(~((old == new) | (np.isnan(old) & np.isnan(new))))

    def _rates(self) -> tuple[Bools, Bools]:
        """Where the return rate, and where the rate that is asked, has changed whether the one reaches the other."""
        crossed, (old, new) = self._crossed("return_rate"), self._figure("return_rate")
        asked, asked_later = (
            next(condition for condition in gaps.conditions if condition.id == "return_rate") for gaps in self._answers
        )
        met = meets(old, asked)
        by_rate = (meets(new, asked) != met) | (np.isnan(old) != np.isnan(new))
        by_asked = meets(old, asked_later) != met
        # Where neither would have done it alone, both have.
        return crossed & (by_rate | ~by_asked), crossed & (by_asked | ~by_rate)


def _named(where: dict[str, Bools]) -> list[tuple[str, ...]]:
    """For each row the names that hold there."""
    names = list(where)
    return [tuple(itertools.compress(names, row)) for row in np.column_stack(list(where.values())).tolist()]


def _changed_sites(before: Selection, after: Selection) -> pd.DataFrame:
    """The sites that count in one of two selections alone, or otherwise than in the other: `Editions.sites`."""
    old, new = ({site.site_id: site for site in each_row(one.covering)} for one in (before, after))
    found = []
    for site_id in sorted(old.keys() | new.keys()):
        one, other = old.get(site_id), new.get(site_id)
        if one is None or other is None:
            change = "added" if one is None else "removed"
        elif _told(one, _PLACE) != _told(other, _PLACE):
            change = "moved"
        elif _told(one, _CATCHMENT) != _told(other, _CATCHMENT):
            change = "changed"
        else:
            continue
        found.append({"site_id": site_id, "program_id": (old | new)[site_id].program_id, "site_change": change})
    return pd.DataFrame(found, columns=["site_id", "program_id", "site_change"])


def _told(site: Any, names: tuple[str, ...]) -> list[str]:
    """Values of a site as texts of all their digits: so what is missing in both is the same."""
    return [str(getattr(site, name)) for name in names]


def _near(sites: pd.DataFrame, editions: Iterable[tuple[Layers, Gaps]], keys: pd.Index) -> dict[str, ExtensionArray]:
    """For each kind of change the ids of the sites changed so that reach some rural people of each municipality."""
    found: dict[str, list[list[str]]] = {change: [[] for _ in keys] for change in SITE_CHANGES}
    reached: dict[tuple[str, str], set[int]] = {}
    for layers, gaps in editions:
        reach, covering = reach_of(layers), gaps.selection.covering
        is_rural = reach.rural(gaps.criteria.rural_below).people_at > 0
        row_of = keys.get_indexer(pd.Index(gaps.table["cvegeo"]))
        for site_id, change in zip(sites["site_id"], sites["site_change"], strict=True):
            rows = covering[covering["site_id"] == site_id].reset_index(drop=True)
            alone = Selection(rows, rows, gaps.selection.as_of)
            inside = who_is_reached(layers, alone, gaps.criteria).at_most & is_rural
            there = row_of[np.unique(reach.municipality[inside])].tolist()
            reached.setdefault((change, site_id), set()).update(there)
    for (change, site_id), rows in reached.items():
        for row in rows:
            found[change][row].append(site_id)
    return {change: pd.array([tuple(ids) for ids in each], dtype=object) for change, each in found.items()}


def _other_settlements(before: Layers, after: Layers, keys: pd.Index) -> tuple[Bools, Bools]:
    """Where the people of a municipality live otherwise, and where it consists of other settlements."""
    old, new = (_sums(layers.settlements, keys) for layers in (before, after))
    return old[0] != new[0], old[1] != new[1]


def _sums(settlements: pd.DataFrame, keys: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """A sum a municipality that tells its settlements: places and people, then keys; the order does not matter."""
    owners = keys.get_indexer(pd.Index(settlements["cvegeo"]))
    found = []
    for names in (["lon", "lat", "population", "locality_population"], ["locality_key"]):
        hashes = pd.util.hash_pandas_object(settlements[names], index=False).to_numpy()
        sums = np.zeros(len(keys), dtype="uint64")
        np.add.at(sums, owners, hashes)
        found.append(sums)
    return found[0], found[1]
