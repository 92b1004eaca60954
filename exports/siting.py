"""Proposed sites as files: CSV, JSON. Same rows, same bytes for the same question."""

from __future__ import annotations

from typing import Literal

from exports.tables import records, to_csv, to_json
from geo.criteria import MOST_PROPOSED
from geo.siting import Siting
from layers.returns import DWELLINGS

Format = Literal["csv", "json"]

#: Decimals of dwellings, which are estimates, and of shares.
_DWELLINGS, _SHARE = 3, 6


def export_sites(siting: Siting, *, format: Format = "csv", unit: str = DWELLINGS) -> bytes:  # noqa: A002
    """The proposed sites as a file; every one is hypothetical, and says so.

    Parameters
    ----------
    format : csv or json
        CSV: the sites (UTF-8, keys as text with their zeros). JSON: the criteria, the answer's figures (``objective``,
        ``bound``, ``gap``, ``status`` ...), the link's query that asks the question with the sites (null where they
        are more than a question may have), and the rows.
    unit : str
        What the figures of the question's year count: JSON says it.
    """
    rows = siting.sites.round({"reached": _DWELLINGS, "cumulative": _DWELLINGS, "share": _SHARE})
    rows = rows.assign(kind="hypothetical")
    fits = len(rows) + len(siting.criteria.what_if) <= MOST_PROPOSED
    if format == "csv":
        return to_csv(rows)
    return to_json(
        {
            "criteria": siting.criteria.model_dump(mode="json"),
            "unit": unit,
            "status": siting.status,
            "objective": round(siting.objective, _DWELLINGS),
            "bound": round(siting.bound, _DWELLINGS),
            "gap": round(siting.gap, _SHARE),
            "greedy": round(siting.greedy, _DWELLINGS),
            "greedy_count": siting.greedy_count,
            "least": siting.least,
            "demand_total": round(siting.demand_total, _DWELLINGS),
            "reachable": round(siting.reachable, _DWELLINGS),
            "unknown_figures": siting.unknown,
            "candidates": siting.candidates,
            "what_if": siting.what_if.to_query() if fits else None,
            "rows": records(rows),
        }
    )
