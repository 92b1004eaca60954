"""Timing two ways of doing the same thing side by side."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable


def median_ms(work: Callable[[int], object], *, runs: int) -> float:
    """Median time of a call in milliseconds; the run's number is passed so that no answer is asked for twice."""
    gc.collect()
    times = []
    for run in range(runs):
        start = time.perf_counter()
        work(run)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def row(what: str, ours: float, *, usual: float | None = None, unit: str = "ms", target: str = "") -> None:
    """Print one line of the report."""
    ratio = "" if usual is None else f"{usual:10.1f} {unit}  x{usual / ours:.0f}"
    print(f"{what:64s} {ours:10.2f} {unit}  {ratio:26s} {target}")
