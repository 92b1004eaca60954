"""Who is served where offices have room for only so many: as much as can be, and as evenly as can be.

A flow from points to the candidates that cover them. Points that the same ones cover are alike, so that the problems
here are small: HiGHS solves them as linear programs in milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.arrays import Bools, Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_NOTHING = 1e-9


def served(rows: csr_array, amount: Floats, counts: Floats, room: Floats) -> Floats:
    """Which part of each point is served where what is served counts for the most.

    Parameters
    ----------
    rows : sparse array of shape (candidates, points)
        Which candidate covers which point: all of these are there.
    amount, counts : ndarray of shape (points,)
        How much there is of each point, and how many times that counts.
    room : ndarray of shape (candidates,)
        How much each can serve, over 0; infinite where there is no limit.

    Returns
    -------
    ndarray of shape (points,)
        0-1.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> both = csr_array(np.ones((1, 2)))
    >>> served(both, np.array([5.0, 5.0]), np.array([1.0, 2.0]), np.array([6.0])).round(2).tolist()
    [0.2, 1.0]
    """
    flow = _Flow(rows, amount, counts, room)
    if flow.is_free:
        return flow.spread(np.zeros(0))
    answer = flow.solve(-flow.counts[flow.pair_group])
    return flow.spread(answer.x)


def evenly_served(rows: csr_array, amount: Floats, counts: Floats, room: Floats) -> Floats:
    """As `served`, and of all the ways to serve as much the most even one: those covered alike are served alike.

    Of what counts the most first, the smallest part served is as large as can be, then the next one, and so on (a
    lexicographic maximum; Megiddo 1974, Optimal flows in networks with multiple sources and sinks): it is unique, and
    no order of the inputs changes it.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> both = csr_array(np.ones((1, 2)))
    >>> evenly_served(both, np.array([5.0, 5.0]), np.ones(2), np.array([6.0])).round(2).tolist()
    [0.6, 0.6]
    """
    flow = _Flow(rows, amount, counts, room)
    if flow.is_free:
        return flow.spread(np.zeros(0))
    part = np.full(len(flow.amount), np.nan)
    for count in np.unique(flow.counts)[::-1]:
        open_groups = flow.counts == count
        while open_groups.any():
            least, at_least = flow.raise_least(part, open_groups)
            part[at_least] = least
            open_groups &= ~at_least
    return flow.spread_parts(part)


class _Flow:
    """Groups of points that the same candidates cover, and how much of them can flow to each of those."""

    def __init__(self, rows: csr_array, amount: Floats, counts: Floats, room: Floats) -> None:
        from scipy.sparse import csr_array

        covers = rows.toarray().astype(bool)
        self._free = covers[np.isinf(room)].any(axis=0)
        limited = covers[np.isfinite(room)]
        self._limited = limited.any(axis=0) & ~self._free
        self.room = room[np.isfinite(room)]
        kinds, kind = np.unique(counts[self._limited], return_inverse=True)
        packed = np.packbits(limited[:, self._limited].T, axis=1)
        whole = np.ascontiguousarray(np.column_stack([packed, kind.astype("uint8")]))
        self.is_free = not len(whole)
        if self.is_free:
            return
        view = whole.view(np.dtype((np.void, whole.shape[1]))).ravel()
        _, first, self._group = np.unique(view, return_index=True, return_inverse=True)
        self.amount = np.bincount(self._group, weights=amount[self._limited])
        self.counts = kinds[kind[first]]
        self.pair_group, site = np.nonzero(limited[:, self._limited].T[first])
        pairs = np.arange(len(site))
        ones = np.ones(len(site))
        self._into = csr_array((ones, (self.pair_group, pairs)), shape=(len(self.amount), len(site)))
        self._of = csr_array((ones, (site, pairs)), shape=(len(self.room), len(site)))

    def solve(self, cost: Floats) -> Any:
        """The cheapest flow."""
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        return linprog(
            cost, A_ub=vstack([self._into, self._of]), b_ub=np.concatenate([self.amount, self.room]), method="highs"
        )

    def raise_least(self, part: Floats, open_groups: Bools) -> tuple[float, Bools]:
        """The largest part of which all open groups can have at least that, and which of them can have no more.

        ``part`` is what is settled of other groups, NaN where nothing is.
        """
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, hstack, vstack

        pairs = self._into.shape[1]
        settled = ~np.isnan(part)
        of_open = self._into[np.flatnonzero(open_groups)]
        least = csr_array(self.amount[open_groups][:, None])
        rows = vstack(
            [
                hstack([-of_open, least]),
                hstack([-self._into[np.flatnonzero(settled)], csr_array((int(settled.sum()), 1))]),
                hstack([self._of, csr_array((len(self.room), 1))]),
            ],
            format="csr",
        )
        # What is settled is so to rounding alone.
        kept = self.amount[settled] * part[settled] * (1.0 - _NOTHING)
        limits = np.concatenate([np.zeros(int(open_groups.sum())), -kept, self.room])
        answer = linprog(
            np.concatenate([np.zeros(pairs), [-1.0]]),
            A_ub=rows,
            b_ub=limits,
            bounds=[(0.0, None)] * pairs + [(0.0, 1.0)],
            method="highs",
        )
        found = float(answer.x[-1])
        stuck = np.zeros(len(self.amount), dtype=bool)
        stuck[np.flatnonzero(open_groups)] = answer.ineqlin.marginals[: int(open_groups.sum())] < -_NOTHING
        return found, stuck if found < 1.0 and stuck.any() else open_groups.copy()

    def spread(self, flow: Floats) -> Floats:
        """The part of each point that is served, where so much flows between each pair."""
        into = np.zeros(0) if self.is_free else np.minimum(self._into @ flow / self.amount, 1.0)
        return self.spread_parts(into)

    def spread_parts(self, part: Floats) -> Floats:
        """The part of each point that is served, where so much of each group is."""
        points = self._free.astype("float64")
        if not self.is_free:
            points[self._limited] = part[self._group]
        return points
