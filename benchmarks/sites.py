"""`place_sites` over the whole Sur-sureste; and beside spopt's MCLP on an instance that it can hold."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy as np

from benchmarks.timing import row, watch
from geo import Criteria, find_gaps
from geo.catchments import select_sites
from geo.geodesy import each_within
from geo.reach import reach_of
from geo.site_curves import coverage_curve
from geo.sites import cover_share, place_sites
from geo.siting import Siting
from layers import load

_ROOT = Path(__file__).resolve().parent.parent

#: The instance for both: a state's seats and settlements.
_SMALLER = Criteria(state=("30",))
_SMALLER_SITES = 5

#: How long the search with a budget and a capacity may take, seconds.
_PLANNED_S = 25.0


def _region(k: int) -> dict[str, float | str]:
    layers = load()
    start = time.perf_counter()
    found = place_sites(layers, Criteria(), Siting(k=k))
    seconds = time.perf_counter() - start
    return {
        "seconds": seconds,
        "candidates": found.candidates,
        "objective": found.objective,
        "bound": found.bound,
        "greedy": found.greedy,
        "demand": found.demand_total,
        "status": found.status,
    }


def _planned() -> dict[str, float | str]:
    """The whole Sur-sureste with a budget, costs by state and a capacity."""
    layers = load()
    start = time.perf_counter()
    asked = Siting(budget=100, cost="12,07:9,12:10,20:8", capacity=1500)
    found = place_sites(layers, Criteria(), asked, time_limit_s=_PLANNED_S)
    return {
        "seconds": time.perf_counter() - start,
        "sites": len(found.sites),
        "objective": found.objective,
        "bound": found.bound,
        "status": found.status,
    }


def _share(share: float) -> dict[str, float | str]:
    layers = load()
    start = time.perf_counter()
    found = cover_share(layers, Criteria(), share=share)
    return {
        "seconds": time.perf_counter() - start,
        "sites": len(found.sites),
        "least": found.least,
        "greedy": found.greedy_count,
        "status": found.status,
    }


def _curve() -> dict[str, float | str]:
    layers = load()
    start = time.perf_counter()
    coverage_curve(layers, Criteria(), most=20)
    return {"seconds": time.perf_counter() - start}


def _ours() -> dict[str, float | str]:
    layers = load()
    start = time.perf_counter()
    found = place_sites(layers, _SMALLER, Siting(k=_SMALLER_SITES))
    return {"seconds": time.perf_counter() - start, "objective": found.objective, "status": found.status}


def _spopt() -> dict[str, float | str]:
    warnings.simplefilter("ignore")
    import pulp
    from spopt.locate import MCLP

    layers = load()
    table = find_gaps(layers, _SMALLER).table
    reach = reach_of(layers)
    rural = reach.rural(_SMALLER.rural_below)
    asked = (table["status"] != "outside_region").to_numpy()
    each = np.where(asked, table["rural_return_dwellings"] / rural.people, 0.0)
    weight = each[reach.municipality] * rural.people_at
    weight = np.where(reach.reached(select_sites(layers, _SMALLER), _SMALLER.reach_km), 0.0, weight)
    points = np.flatnonzero(weight > 0)
    seats = layers.municipios.loc[asked, ["seat_lon", "seat_lat"]].to_numpy()
    start = time.perf_counter()
    # spopt wants a distance of every pair; who is within reach is all that it uses of them.
    at = layers.settlements[["lon", "lat"]].to_numpy()[points]
    inside = [np.isin(np.arange(len(points)), near) for near in each_within(seats, at, _SMALLER.reach_km)]
    apart = np.where(np.stack(inside, axis=1), 0.0, 2.0)
    model = MCLP.from_cost_matrix(apart, weight[points], 1.0, _SMALLER_SITES)
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    return {
        "seconds": time.perf_counter() - start,
        "objective": float(pulp.value(model.problem.objective)),
        "points": len(points),
        "candidates": len(seats),
    }


_PARTS = {
    "region": lambda: _region(10),
    "planned": _planned,
    "share": lambda: _share(0.9),
    "curve": _curve,
    "ours": _ours,
    "spopt": _spopt,
}


def _measured(part: str) -> dict[str, float]:
    """Run one part in a process of its own, so that its memory is its own."""
    code = f"import json; from benchmarks import sites; print(json.dumps(sites._PARTS[{part!r}]()))"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=_ROOT)
    megabytes, _ = watch(process)
    told = process.communicate()[0]
    if process.returncode:
        raise RuntimeError(f"exit code {process.returncode}")
    return json.loads(told.splitlines()[-1]) | {"megabytes": megabytes}


def run() -> None:
    """Print the report."""
    ten = _measured("region")
    row(f"10 sites of {ten['candidates']:,} candidates, Sur-sureste", ten["seconds"], unit="s", target="(20 s)")
    row("  memory of the process", ten["megabytes"], unit="MB", target="(1,500 MB)")
    print(
        f"  {ten['status']}: {ten['objective']:,.3f} of {ten['demand']:,.0f} return dwellings, bound "
        f"{ten['bound']:,.3f}, greedy {ten['greedy']:,.3f}"
    )
    row("the curve, 0 to 20 sites, greedy", _measured("curve")["seconds"], unit="s")
    planned = _measured("planned")
    row("with a budget, costs by state and a capacity", planned["seconds"], unit="s", target="(30 s)")
    told = f"{planned['sites']} sites serve {planned['objective']:,.0f}, bound {planned['bound']:,.0f}"
    print(f"  {planned['status']}: {told}")
    share = _measured("share")
    row("the fewest sites that reach 90 %", share["seconds"], unit="s")
    print(f"  {share['status']}: {share['sites']} sites, {share['least']} proven needed, greedy {share['greedy']}")
    ours, spopt = _measured("ours"), _measured("spopt")
    what = f"{_SMALLER_SITES} sites, {spopt['candidates']} candidates, {spopt['points']:,} points; spopt's MCLP (CBC)"
    row(what, ours["seconds"], usual=spopt["seconds"], unit="s")
    row("  memory of the process", ours["megabytes"], usual=spopt["megabytes"], unit="MB")
    same = abs(ours["objective"] - spopt["objective"]) < 1e-4
    print(
        f"  {'the same optimum' if same else 'NOT the same optimum'}: {ours['objective']:.4f}, {spopt['objective']:.4f}"
    )
