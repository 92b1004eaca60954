"""Proposed sites as files: CSV, JSON. Same rows, same bytes for the same question."""

from __future__ import annotations

import math

import pandas as pd

from exports.tables import records, to_csv, to_json
from geo.criteria import MOST_PROPOSED
from geo.sites import Placement
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
        CSV: the sites (UTF-8, keys as text with their zeros). JSON: the criteria, the data edition, the names of own
        files, what the figures count, the answer's figures as `Placement` has them (null where missing; ``cover`` is
        the share that was asked for), the link's query that asks the question with the sites (null where they are
        more than a question may have), and the rows.
    """
    rows = site_rows(placement)
    fits = len(rows) + len(placement.criteria.what_if) <= MOST_PROPOSED
    if format == "csv":
        return to_csv(rows)
    dwellings, shares = COLUMNS["reached"].decimals, COLUMNS["share"].decimals
    return to_json(
        {
            "criteria": placement.criteria.model_dump(mode="json"),
            "data_edition": layers.provenance.edition,
            "own_files": list(layers.provenance.own),
            "unit": layers.counted(placement.criteria.year).unit,
            "status": placement.status,
            "objective": round(placement.objective, dwellings),
            "bound": _known(placement.bound, dwellings),
            "gap": _known(placement.gap, shares),
            "greedy": round(placement.greedy, dwellings),
            "greedy_count": placement.greedy_count,
            "cover": _known(placement.share, shares),
            "least": placement.least,
            "demand_total": round(placement.demand_total, dwellings),
            "reachable": round(placement.reachable, dwellings),
            "unknown_figures": placement.unknown,
            "candidates": placement.candidates,
            "what_if": placement.what_if.to_query() if fits else None,
            "rows": records(rows),
        }
    )


def site_rows(placement: Placement) -> pd.DataFrame:
    """The proposed sites, each said to be hypothetical: the columns of `Placement.sites`, and ``kind``."""
    return placement.sites.assign(kind="hypothetical")


def told_of(placement: Placement) -> str | None:
    """What a person must know of sites that are not proven to be the best, in English; None of those that are."""
    count = len(placement.sites)
    if placement.status == "nothing_to_reach":
        return "nothing left to reach"
    if placement.status == "infeasible":
        share = f"{placement.reachable / placement.demand_total:.1%}"
        most = f"expected at most {share}, which all candidates ({placement.candidates}) reach"
        return f"found {placement.share:.1%}, {most}"
    if placement.status == "time_limit" and placement.least:
        return f"the time ran out: {count} sites do it, and fewer than {placement.least} cannot"
    if placement.status == "time_limit":
        most = f"none of as many can reach more than {placement.bound:,.0f}"
        return f"the time ran out: the best found reaches {placement.objective:,.0f}, and {most}"
    return None


def _known(value: float, decimals: int | None) -> float | None:
    return None if math.isnan(value) else round(value, decimals)
