"""Timing two ways of doing the same thing side by side."""

from __future__ import annotations

import contextlib
import gc
import statistics
import subprocess
import time
from collections.abc import Callable

import psutil


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


def memory_of(pid: int) -> float:
    """Memory of a process and of all that it has started, MB, each page once: some are forked of one another."""
    process, total = psutil.Process(pid), 0
    for each in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += each.memory_full_info().pss
    return total / 1e6


def watch(process: subprocess.Popen[str]) -> tuple[float, float]:
    """The most memory (MB) that a process and its children have at once until it ends, and its own processor seconds.

    Not from ``getrusage``: Linux hands the most that the parent had on to a new process.
    """
    watched, most, cpu = psutil.Process(process.pid), 0, 0.0
    while process.poll() is None:
        with contextlib.suppress(psutil.NoSuchProcess):
            family = [watched, *watched.children(recursive=True)]
            most = max(most, sum(each.memory_info().rss for each in family))
            times = watched.cpu_times()
            cpu = max(cpu, times.user + times.system)
        time.sleep(0.05)
    return most / 1e6, cpu
