"""How sure a ranking is: stochastic multicriteria acceptability analysis, SMAA-2.

Lahdelma, R. and Salminen, P. (2001). SMAA-2: Stochastic multicriteria acceptability analysis for group decision
making. Operations Research 49 (3), 444-454. With a linear utility, no preference among weightings, and scores as
given; only the confidence factor asks what errors in the figures could change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.arrays import Floats, Ints

#: Scores that differ by less than this are equal: rounding, not preference.
_SAME = 12

#: Memory for the comparisons of one round, entries.
_ROUND = 20_000_000


@dataclass(frozen=True, eq=False)
class Acceptability:
    """How often each alternative has each rank over all weightings.

    Attributes
    ----------
    ranks : ndarray of shape (alternatives, alternatives)
        Share of the weightings that give the alternative (row) the rank (column, the best first), 0-1. Rows and
        columns sum to 1: alternatives that tie share the ranks that they take up.
    central_weights : ndarray of shape (alternatives, groups)
        Mean of the weightings that put the alternative first, which sum to 1; NaN where none does.
    confidence : ndarray of shape (alternatives,)
        Confidence factor: probability that the alternative is first at its central weights when every figure may
        be off; NaN where no weighting puts it first.
    """

    ranks: Floats
    central_weights: Floats
    confidence: Floats

    @property
    def expected_rank(self) -> Floats:
        """Mean rank over all weightings, from 1."""
        return self.ranks @ np.arange(1.0, len(self.ranks) + 1)

    def rank_at(self, share: float) -> Ints:
        """The rank that the alternative reaches or betters in this share of the weightings: a quantile, from 1.

        Examples
        --------
        >>> shares = np.array([[0.7, 0.3], [0.3, 0.7]])
        >>> Acceptability(shares, np.eye(2), np.ones(2)).rank_at(0.5).tolist()
        [1, 2]
        """
        # A share that is met but for rounding is met.
        reached: Ints = (self.ranks.cumsum(axis=1) >= share - 1e-9).argmax(axis=1) + 1
        return reached


def normalise(figures: Floats, direction: Ints) -> Floats:
    """Figures as scores from 0 to 1, by the least and the most among the alternatives.

    A criterion in which all are equal scores 0 for all: it prefers nobody. An unknown figure has no score.

    Parameters
    ----------
    figures : ndarray of shape (alternatives, criteria)
        In any units.
    direction : ndarray of shape (criteria,)
        1 where more is preferred, -1 where less is.

    Examples
    --------
    >>> normalise(np.array([[10.0, 1.0], [30.0, 3.0], [20.0, 1.0]]), np.array([1, -1])).tolist()
    [[0.0, 1.0], [1.0, 0.0], [0.5, 1.0]]
    """
    low, span = _scale(figures)
    scores = np.divide(figures - low, span, out=0.0 * figures, where=span > 0)
    return np.where((direction < 0) & (span > 0), 1.0 - scores, scores)


def analyse(
    figures: Floats, direction: Ints, *, draws: int, seed: int, error: float, mix: Floats | None = None
) -> Acceptability:
    """Acceptability of alternatives over all weightings.

    Parameters
    ----------
    figures : ndarray of shape (alternatives, criteria)
        Known figures; see `normalise`.
    direction : ndarray of shape (criteria,)
        1 where more is preferred, -1 where less is.
    draws : int
        Weightings drawn, uniform on the simplex. The standard error of an acceptability is at most 0.5 / sqrt(draws).
    seed : int
        The same seed gives the same answer.
    error : float
        For the confidence factor alone: every figure is off by a factor drawn uniformly from 1 - error to 1 + error.
    mix : ndarray of shape (groups, criteria), optional
        Of criteria that count together, the share of each in its group; rows sum to 1. Weightings are drawn over the
        groups then, and the central weights are theirs. Without it each criterion counts by itself.

    Examples
    --------
    >>> figures, more = np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([1, 1])
    >>> analyse(figures, more, draws=1000, seed=1, error=0.1).ranks.sum(axis=0).tolist()
    [1.0, 1.0]
    """
    alternatives = len(figures)
    mix = np.eye(figures.shape[1]) if mix is None else mix
    if not alternatives:
        return Acceptability(np.zeros((0, 0)), np.zeros((0, len(mix))), np.zeros(0))
    random = np.random.default_rng(seed)
    weights = random.dirichlet(np.ones(len(mix)), draws)
    scores = normalise(figures, direction) @ mix.T
    ranks = np.zeros((alternatives, alternatives))
    first = np.zeros((draws, alternatives))
    step = max(1, _ROUND // alternatives**2)
    for start in range(0, draws, step):
        some = slice(start, start + step)
        better, equal = _standing(weights[some] @ scores.T)
        first[some] = (better == 0) / equal
        for size in np.unique(equal):
            who = np.broadcast_to(np.arange(alternatives), better.shape)[equal == size]
            rank = better[equal == size]
            for shift in range(size):
                cells = np.bincount(who * alternatives + rank + shift, minlength=alternatives**2)
                ranks += cells.reshape(ranks.shape) / size
    times_first = first.sum(axis=0)
    central = np.full((alternatives, len(mix)), np.nan)
    ever = times_first > 0
    central[ever] = (first.T @ weights)[ever] / times_first[ever, None]
    confidence = np.full(alternatives, np.nan)
    confidence[ever] = _confidence(figures, direction, central[ever] @ mix, np.flatnonzero(ever), draws, random, error)
    return Acceptability(ranks / draws, central, confidence)


def _standing(totals: Floats) -> tuple[Ints, Ints]:
    """How many are better than each, and how many as good, itself too: both of shape (draws, alternatives)."""
    totals = totals.round(_SAME)
    order = np.argsort(-totals, axis=1, kind="stable")
    better, equal = np.empty_like(order), np.ones_like(order)
    np.put_along_axis(better, order, np.arange(totals.shape[1])[None, :], axis=1)
    tied = np.flatnonzero((np.diff(np.take_along_axis(totals, order, axis=1), axis=1) == 0).any(axis=1))
    if tied.size:
        some = totals[tied]
        better[tied] = (some[:, None, :] > some[:, :, None]).sum(axis=2)
        equal[tied] = (some[:, None, :] == some[:, :, None]).sum(axis=2)
    return better, equal


def _confidence(
    figures: Floats,
    direction: Ints,
    central: Floats,
    rows: Ints,
    draws: int,
    random: np.random.Generator,
    error: float,
) -> Floats:
    low, span = _scale(figures)
    # The scale is that of the figures as given, so that an error moves a score by as much as the figure says.
    weights = np.divide(central * direction, span, out=np.zeros_like(central), where=span > 0)
    won = np.zeros(len(rows))
    step = max(1, _ROUND // max(1, figures.size * 2))
    for start in range(0, draws, step):
        count = min(step, draws - start)
        off = figures * random.uniform(1.0 - error, 1.0 + error, (count, *figures.shape))
        totals = ((off - low) @ weights.T).round(_SAME)  # (draws, alternatives, central weights)
        best = totals == totals.max(axis=1, keepdims=True)
        share = best / best.sum(axis=1, keepdims=True)
        won += share[:, rows, np.arange(len(rows))].sum(axis=0)
    return won / draws


def _scale(figures: Floats) -> tuple[Floats, Floats]:
    known = ~np.isnan(figures)
    low = np.where(known, figures, np.inf).min(axis=0, initial=np.inf)
    high = np.where(known, figures, -np.inf).max(axis=0, initial=-np.inf)
    some = known.any(axis=0)
    low = np.where(some, low, 0.0)
    return low, np.where(some, high, 0.0) - low
