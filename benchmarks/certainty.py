"""Every reading of a question at once, against asking `find_gaps` for each."""

from __future__ import annotations

from benchmarks.timing import median_ms, row
from geo import Criteria, find_gaps
from geo.certainty import find_certainty
from layers import load

_ASKED_EACH = 200


def run() -> None:
    """Print the report."""
    layers = load()
    find_gaps(layers, Criteria())
    country = Criteria(region=("all",))
    first = median_ms(lambda _: find_certainty(layers, country), runs=1)
    sure = find_certainty(layers, country)
    some = range(0, sure.combinations, sure.combinations // _ASKED_EACH)
    one_by_one = median_ms(
        lambda _: [find_gaps(layers, sure.readings.criteria(number)) for number in some], runs=1
    ) / len(some)
    name = f"{sure.combinations:,} readings"
    row(f"{name} of the country, from nothing", first, usual=one_by_one * sure.combinations, target="(5 s)")
    again = {
        "another threshold": lambda run: Criteria(min_rural_share=0.3 + run / 1000),
        "another reach": lambda run: Criteria(reach_km=31 + run / 10),
        "another rural line": lambda run: Criteria(rural_below=3000 + run),
    }
    for what, question in again.items():
        ours = median_ms(lambda run, question=question: find_certainty(layers, question(run)), runs=20)
        row(f"{name}: {what}", ours, target="(30 ms)")
    ids = layers.programs.ids
    programs = median_ms(lambda run: find_certainty(layers, Criteria(programs=tuple(ids[: run + 1]))), runs=len(ids))
    row(f"{name}: other programs", programs, target="(30 ms)")
    table = median_ms(lambda run: find_certainty(layers, Criteria(reach_km=41 + run / 10)).table, runs=10)
    row("with what decides and flips", table, target="(5 s)")
    totals = median_ms(lambda run: find_certainty(layers, Criteria(reach_km=51 + run / 10)).by_state, runs=10)
    row("with totals by state", totals, target="(5 s)")
