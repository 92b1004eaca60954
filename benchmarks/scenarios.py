"""A batch of questions from nothing to its lists and its table; what is done is not done again."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice, product
from pathlib import Path

import yaml

from benchmarks.timing import median_ms, row
from geo.scenarios import Scenario, find_scenarios
from layers import load

_QUESTIONS = 200
_REACHES, _SHARES = range(20, 120, 4), (0.3, 0.4, 0.5, 0.6)
_OTHERS = ({}, {"state": "20"}, {"year": "2010"}, {"programs": "imrc-2014"}, {"region": "all"})


def questions() -> list[dict[str, object]]:
    """Questions of another reach or threshold each, of five kinds by turns."""
    asked = islice(zip(product(_REACHES, _SHARES, (25, 40)), cycle(_OTHERS), strict=False), _QUESTIONS)
    return [
        {"name": f"q {number}", "reach_km": reach, "min_rural_share": share, "min_return_dwellings": least, **other}
        for number, ((reach, share, least), other) in enumerate(asked)
    ]


def run() -> None:
    """Print the report."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "questions.yaml")
        file.write_text(yaml.safe_dump(questions()), encoding="utf-8")
        command = [sys.executable, "-m", "alcance", "batch", str(file), "--out", str(Path(folder, "out"))]
        for what, target in (("from nothing", "(20 s)"), ("all there already", "")):
            start = time.perf_counter()
            subprocess.run(command, check=True)
            row(f"batch of {_QUESTIONS} questions, {what}", time.perf_counter() - start, unit="s", target=target)
    layers = load()
    six = [Scenario.of(str(km), {"reach_km": str(km)}) for km in range(30, 90, 10)]
    find_scenarios(layers, six)
    again = [[Scenario.of(str(km), {"reach_km": f"{km}.{run}"}) for km in range(30, 90, 10)] for run in range(1, 6)]

    def ask(run: int) -> None:
        found = find_scenarios(layers, again[run])
        _ = found.totals, found.differing

    row("six scenarios, another reach each", median_ms(ask, runs=5))
