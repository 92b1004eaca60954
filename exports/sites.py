"""Proposed sites as files: CSV, JSON. Same rows, same bytes for the same question."""

from __future__ import annotations

from exports.tables import records, to_csv, to_json
from geo.criteria import MOST_PROPOSED
from geo.sites import Placement
from vocabulary.lists import DWELLINGS, RowFormat

#: Decimals of dwellings, which are estimates, and of shares.
_DWELLINGS, _SHARE = 3, 6


def export_sites(placement: Placement, *, format: RowFormat = "csv", unit: str = DWELLINGS) -> bytes:  # noqa: A002
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
    rows = placement.sites.round({"reached": _DWELLINGS, "cumulative": _DWELLINGS, "share": _SHARE})
    rows = rows.assign(kind="hypothetical")
    fits = len(rows) + len(placement.criteria.what_if) <= MOST_PROPOSED
    if format == "csv":
        return to_csv(rows)
    return to_json(
        {
            "criteria": placement.criteria.model_dump(mode="json"),
            "unit": unit,
            "status": placement.status,
            "objective": round(placement.objective, _DWELLINGS),
            "bound": round(placement.bound, _DWELLINGS),
            "gap": round(placement.gap, _SHARE),
            "greedy": round(placement.greedy, _DWELLINGS),
            "greedy_count": placement.greedy_count,
            "least": placement.least,
            "demand_total": round(placement.demand_total, _DWELLINGS),
            "reachable": round(placement.reachable, _DWELLINGS),
            "unknown_figures": placement.unknown,
            "candidates": placement.candidates,
            "what_if": placement.what_if.to_query() if fits else None,
            "rows": records(rows),
        }
    )
