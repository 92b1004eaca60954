"""Return figures from microdata: speed, memory and the cover of intervals; and the reach of very many settlements.

Each measurement is a process of its own, so that memory is its own. Files are written to a temporary folder.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psutil

from benchmarks.rule import NATIONAL_ITER_ROWS
from benchmarks.timing import row, watch
from layers import load
from layers.microdata.estimates import MODERATE
from tools import microdata as synthetic

#: As many as INEGI's person file of 2020 has.
NATIONAL_ROWS = 15_015_683
CORES = 2

_OURS = """
import sys
from pathlib import Path
from layers.microdata import estimate, sample_units, survey_named
from layers.microdata.engines import connect
from layers.microdata.reading import open_persons
survey = survey_named("censo2020")
with open_persons(Path(sys.argv[1]), survey, connect()) as persons:
    units = sample_units(persons, survey, file="persons")
estimates = estimate(units, survey)
print(len(units), len(estimates))
"""

# The same figures as a person would have them with pandas; the errors, from the units on, are our own code in both.
_PANDAS = """
import sys
import pandas as pd
from layers.microdata import estimate, survey_named
names = ["ENT", "MUN", "ID_VIV", "COBERTURA", "ESTRATO", "UPM", "FACTOR", "EDAD", "ENT_PAIS_NAC", "ENT_PAIS_RES_5A"]
names.append("TAMLOC")
path = sys.argv[1]
texts = {name: str for name in ("ENT", "MUN", "ID_VIV", "ESTRATO", "UPM")}
if path.endswith(".csv"):
    persons = pd.read_csv(path, usecols=names, dtype=texts)
else:
    persons = pd.read_parquet(path, columns=names)
    for name in set(names) - set(texts):
        persons[name] = pd.to_numeric(persons[name], errors="coerce")
asked = persons["EDAD"].between(5, 130)
returned = asked & (persons["ENT_PAIS_RES_5A"] == 221)
people = persons.assign(
    persons_5=asked, returned=returned, unspecified=asked & ~(persons["ENT_PAIS_RES_5A"] < 998),
    returned_mexican=returned & persons["ENT_PAIS_NAC"].isin([*range(1, 33), 997]),
)
place = ["ENT", "MUN", "TAMLOC", "COBERTURA", "ESTRATO", "UPM"]
counts = ["persons_5", "returned", "returned_mexican", "unspecified"]
homes = people.groupby([*place, "ID_VIV", "FACTOR"], as_index=False)[counts].sum()
homes["dwellings"] = 1
homes["return_dwellings"] = (homes["returned"] > 0).astype(int)
homes["return_dwellings_mexican"] = (homes["returned_mexican"] > 0).astype(int)
counts += ["dwellings", "return_dwellings", "return_dwellings_mexican"]
for name in counts:
    homes["sample_" + name] = homes[name]
    homes[name] = homes[name] * homes["FACTOR"]
units = homes.groupby(place, as_index=False)[[*counts, *("sample_" + name for name in counts)]].sum()
units["cvegeo"] = units["ENT"] + units["MUN"]
units["size"] = units["TAMLOC"].clip(upper=3)
units["coverage"] = units["COBERTURA"].map({1: "census", 2: "sample", 3: "insufficient"})
units = units.rename(columns={"ESTRATO": "stratum", "UPM": "unit"})
estimates = estimate(units, survey_named("censo2020"))
print(len(units), len(estimates))
"""

_REACH = """
import sys, time
import psutil
from benchmarks.rule import enlarged
from geo import Criteria, find_gaps
from layers import load
layers = load()
ids = layers.programs.sites["program_id"].drop_duplicates().tolist()
world = enlarged(layers, float(sys.argv[1]) / len(layers.settlements))
laid = psutil.Process().memory_info().rss
start = time.perf_counter()
find_gaps(world, Criteria())
first = time.perf_counter() - start
times = []
for run in range(10):
    start = time.perf_counter()
    find_gaps(world, Criteria(reach_km=30 + run))
    times.append(time.perf_counter() - start)
programs = []
for run in range(10):
    start = time.perf_counter()
    find_gaps(world, Criteria(programs=tuple(ids[: run + 1])))
    programs.append(time.perf_counter() - start)
print(len(world.settlements), first, sorted(times)[5], sorted(programs)[5], psutil.Process().memory_info().rss - laid)
"""


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock and of all cores together, the most memory (GB), and what was printed."""

    seconds: float
    cpu: float
    memory: float
    told: str


def measured(code: str, *arguments: str) -> Cost:
    """What a Python process on two cores costs."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)
    psutil.Process(process.pid).cpu_affinity(psutil.Process().cpu_affinity()[:CORES])
    most, cpu = watch(process)
    told = process.communicate()[0].strip()
    if process.returncode:
        raise RuntimeError(f"exit code {process.returncode}")
    return Cost(time.perf_counter() - start, cpu, most / 1e3, told)


def coverage() -> None:
    """How often 95 % intervals hold the truth: 1,000 samples for each rate, of one unit in forty and of one in ten.

    The variance is that of units drawn with replacement: of one in ten it is about a tenth too large, and so intervals
    cover more than they say.
    """
    from layers.microdata import estimate, survey_named

    survey = survey_named("censo2020")
    for drawn in (40, 10):
        told = []
        for rate in (0.02, 0.04, 0.08, 0.16):
            population = synthetic.invent({"20001": rate}, seed=3, units=10 * drawn, dwellings=10)
            truth = (
                synthetic.truth(population).drop(columns="cvegeo").melt("size", var_name="figure", value_name="true")
            )
            parts = []
            for batch in range(10):
                copies = synthetic.again(population, 100)
                rows, weights = synthetic.draw(copies, seed=batch, units=10, dwellings=10)
                parts.append(estimate(synthetic.unit_sums(copies, rows, weights), survey))
            found = pd.concat(parts).merge(truth, on=["size", "figure"])
            found["hit"] = found["low"].le(found["true"] + 1e-9) & found["high"].ge(found["true"] - 1e-9)
            # The number of dwellings is known exactly here: all samples have it.
            found = found[found["size"].isin(["all", "under_2500"]) & (found["figure"] != "dwellings")]
            told.append(found.groupby(["size", "figure"])[["hit", "cv"]].agg({"hit": "mean", "cv": "median"}))
        figures = pd.concat(told)
        precise = figures["cv"] < MODERATE
        for name, hit in (("CV under 30 %", figures.loc[precise, "hit"]), ("CV over", figures.loc[~precise, "hit"])):
            inside = hit.between(0.93, 0.97).sum()
            print(
                f"cover of 95 % intervals, one unit in {drawn} drawn, figures with a {name}: "
                f"{100 * hit.min():.1f} to {100 * hit.max():.1f} %, {inside} of {len(hit)} in 93 to 97"
            )


def speed(rows: int = NATIONAL_ROWS) -> None:
    """The national file's size, a tenth of it, and pandas.

    On a machine that others use too, the seconds of its cores say more than those of the clock.
    """
    keys = load().municipios["cvegeo"].tolist()
    small = {}
    for count in (rows // 10, rows):
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / f"persons{kind}" for kind in (".csv", ".parquet")]
            written = synthetic.write(synthetic.census(keys, count), *paths)
            for path, target in zip(paths, (60, 15), strict=True):
                ours = measured(_OURS, str(path))
                kind, size = path.suffix[1:], path.stat().st_size / 1e9
                what = f"{written:,} persons, {kind} of {size:.1f} GB; {ours.memory:.2f} GB of memory"
                row(what, ours.seconds, unit="s", target=f"({target} s, 4 GB)" if count == rows else "")
                row("  seconds of its cores / 2", ours.cpu / CORES, unit="s")
                if count == rows:
                    row("  rows x10: time", ours.seconds / small[kind].seconds, unit="x", target="(x12)")
                    row("  rows x10: seconds of its cores", ours.cpu / small[kind].cpu, unit="x", target="(x12)")
                    continue
                small[kind] = ours
                theirs = measured(_PANDAS, str(path))
                if theirs.told != ours.told:
                    raise RuntimeError(f"pandas finds {theirs.told}, ours {ours.told}")
                row("  against pandas: time", ours.seconds, usual=theirs.seconds, unit="s")
                row("  against pandas: memory", ours.memory, usual=theirs.memory, unit="GB")


def reach() -> None:
    """The reach of ten and a hundred times the settlements of the national ITER."""
    base = None
    for times in (1, 10, 100):
        cost = measured(_REACH, str(times * NATIONAL_ITER_ROWS))
        count, first, again, programs, grown = (float(part) for part in cost.told.split())
        base = base or again
        print(
            f"{int(count):>12,} settlements: first {first:.2f} s, another reach {1000 * again:.1f} ms "
            f"(x{again / base:.1f}), other programs {1000 * programs:.1f} ms; kept {grown / 1e9:.2f} GB, "
            f"most {cost.memory:.2f} GB"
        )


def run() -> None:
    """Print the report."""
    coverage()
    speed()
    reach()
