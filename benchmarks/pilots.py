"""Decisions: pilot states with their certainty, which call first, reach of the components."""

from __future__ import annotations

import numpy as np

from benchmarks.timing import median_ms, row
from geo import Criteria, find_gaps
from geo.pilots import DRAWS, rank_states, state_criteria
from geo.services import service_reach
from geo.smaa import normalise
from geo.unknowns import unknowns
from layers import load

_SLOW_DRAWS = 200


def draw_by_draw(scores: np.ndarray, draws: int) -> np.ndarray:
    """Rank acceptability the plain way: one weighting after the other, sorted."""
    random = np.random.default_rng(2001)
    counts = np.zeros((len(scores), len(scores)))
    for _ in range(draws):
        order = np.argsort(-(scores @ random.dirichlet(np.ones(scores.shape[1]))), kind="stable")
        for rank, state in enumerate(order):
            counts[state, rank] += 1
    return counts / draws


def run() -> None:
    """Print the report."""
    layers = load()
    for name, criteria in (("8 states", Criteria()), ("32 states", Criteria(region=("all",)))):
        gaps = find_gaps(layers, criteria)
        figures = state_criteria(gaps).iloc[:, 2:9].to_numpy(dtype="float64")
        scores = normalise(figures, np.ones(figures.shape[1], dtype="int64"))
        slow = median_ms(lambda _, scores=scores: draw_by_draw(scores, _SLOW_DRAWS), runs=3) * DRAWS / _SLOW_DRAWS
        ours = median_ms(lambda run, gaps=gaps: rank_states(gaps, seed=run), runs=5)
        row(f"pilots, {name}, {DRAWS:,} weightings; usual: one by one", ours, usual=slow, target="(1,000 ms)")
    row(
        "which call first, with all single facts and 60 pairs, another reach",
        median_ms(lambda run: unknowns(layers, Criteria(reach_km=50 + run)), runs=3),
        target="(5,000 ms)",
    )
    row(
        "14 components x 3 eligibilities, another reach",
        median_ms(lambda run: service_reach(layers, Criteria(reach_km=40 + run)), runs=3),
    )
