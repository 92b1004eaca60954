"""Gap regions and the areas that one office each could serve; how coverage leans along marginalisation."""

from __future__ import annotations

from benchmarks.timing import median_ms, row
from geo import Criteria, find_gaps
from geo.areas import office_areas
from geo.concentration import find_concentration
from geo.regions import find_regions
from layers import load


def run() -> None:
    """Print the report."""
    layers = load()
    questions = {
        "the Sur-sureste": Criteria(),
        "the country": Criteria(region=("all",)),
        "the country without programs": Criteria(region=("all",), programs=()),
    }
    for name, question in questions.items():
        gaps = find_gaps(layers, question)
        first = median_ms(lambda _, gaps=gaps: office_areas(gaps, layers), runs=1)
        row(f"office areas of {name}, from nothing", first, target="(2 s)")
        again = median_ms(lambda run, gaps=gaps: office_areas(gaps, layers, within_km=40 + run), runs=5)
        row(f"office areas of {name}, another distance", again, target="(2 s)")
    answers = [find_gaps(layers, Criteria(reach_km=40 + run)) for run in range(20)]
    row("gap regions, after another reach", median_ms(lambda run: find_regions(answers[run], layers), runs=20))
    row("concentration", median_ms(lambda run: find_concentration(answers[run], layers), runs=20))
