"""Proposed sites as files: CSV, JSON. Same rows, same bytes for the same question."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from exports.rows import export_rows
from geo import find_gaps
from geo.criteria import MOST_PROPOSED
from geo.proposed import SITE_COLUMNS, Placement
from geo.regions import find_regions
from layers import Layers
from vocabulary.columns import COLUMNS
from vocabulary.lists import RowFormat


def export_sites(placement: Placement, layers: Layers, *, format: RowFormat = "csv") -> bytes:  # noqa: A002
    """The proposed sites as a file; every one is hypothetical, and says so.

    Parameters
    ----------
    placement, layers
        The answer, and what it was made from.
    format : csv or json
        As `exports.rows.export_rows`; JSON says what `site_facts` does too.
    """
    more = site_facts(placement, layers)
    return export_rows(site_rows(placement), placement.criteria, layers, format=format, more=more)


def site_facts(placement: Placement, layers: Layers) -> dict[str, Any]:
    """What is told of proposed sites beside the rows, as values that JSON can hold; null where missing.

    The answer's figures as `Placement` has them (``cover`` is the share that was asked for), what was asked of the
    sites (``siting``, where not as usual), and the link's query that asks the question with the sites (``what_if``;
    null where they are more than a question may have).
    """
    fits = len(placement.sites) + len(placement.criteria.what_if) <= MOST_PROPOSED
    dwellings, shares = COLUMNS["reached"].decimals, COLUMNS["share"].decimals
    return {
        "status": placement.status,
        "siting": placement.siting.to_text(),
        "objective": round(placement.objective, dwellings),
        "bound": _known(placement.bound, dwellings),
        "gap": _known(placement.gap, shares),
        "greedy": _known(placement.greedy, dwellings),
        "greedy_count": placement.greedy_count,
        "dwellings": round(placement.dwellings, dwellings),
        "marginalised": round(placement.marginalised, dwellings),
        "without_capacity": round(float(placement.municipalities["without_capacity"].sum()), dwellings),
        "out_of_reach": round(float(placement.municipalities["out_of_reach"].sum()), dwellings),
        "served_below": _known(_below(placement, layers), dwellings),
        "cost": placement.cost,
        "cover": _known(placement.share, shares),
        "least": placement.least,
        "demand_total": round(placement.demand_total, dwellings),
        "served_there": round(placement.served_there, dwellings),
        "reachable": round(placement.reachable, dwellings),
        "unknown_figures": placement.unknown,
        "candidates": placement.candidates,
        "what_if": placement.what_if.to_query() if fits else None,
    }


def site_rows(placement: Placement) -> pd.DataFrame:
    """The proposed sites, each said to be hypothetical: the columns of `SITE_COLUMNS`, and ``kind``."""
    return placement.sites[list(SITE_COLUMNS)].assign(kind="hypothetical")


def told_of(placement: Placement) -> str | None:
    """What a person must know of sites that are not proven to be the best, in English; None of those that are."""
    count = len(placement.sites)
    nothing = _nothing(placement)
    if nothing:
        return nothing
    if placement.status == "infeasible":
        share = f"{placement.reachable / placement.demand_total:.1%}"
        most = f"expected at most {share}, which all candidates ({placement.candidates}) reach"
        return f"found {placement.share:.1%}, {most}"
    why = {"time_limit": "the time ran out", "stopped": "stopped"}.get(placement.status)
    if why and placement.least:
        return f"{why}: {count} sites do it, and fewer than {placement.least} cannot"
    if why and placement.siting.over == "regret":
        least = f"none less than {placement.bound:,.0f}"
        return f"{why}: the best found misses {placement.objective:,.0f} at most, and {least}"
    if why:
        most = f"none {'of as many' if placement.siting.budget is None else 'for as much'} can reach more than"
        return f"{why}: the best found reaches {placement.objective:,.0f}, and {most} {placement.bound:,.0f}"
    return None


def _nothing(placement: Placement) -> str | None:
    """Why nothing is proposed, if nothing is."""
    asked, count = placement.demand_total, placement.candidates
    if placement.status == "nothing_to_reach":
        return (
            f"none of {count} places reaches any of the {asked:,.0f} asked for"
            if asked > 0
            else "nothing left to reach"
        )
    is_done = placement.status == "optimal" and placement.reachable > 0 and placement.siting.k != 0
    return "nothing that adds anything can be had for that" if is_done and placement.sites.empty else None


def _below(placement: Placement, layers: Layers) -> float:
    """Rural return dwellings served in municipalities that are in a gap region and no gap by themselves.

    Missing where sites that are there have a capacity: what a municipality is served is theirs too.
    """
    if placement.siting.existing_capacity is not None:
        return math.nan
    regions = find_regions(find_gaps(layers, placement.criteria), layers)
    return regions.below(placement.municipalities, "served")


def _known(value: float, decimals: int | None) -> float | None:
    return None if math.isnan(value) else round(value, decimals)
