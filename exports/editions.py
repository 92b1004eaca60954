"""What another edition of the data changes, as rows to take along, each with its reasons in words."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd

from geo.editions import Editions
from vocabulary.lists import SITE_CHANGES
from words.text import Text

#: Decimals of a figure in words at most.
_MOST_DECIMALS = 6


def edition_rows(found: Editions, text: Text, *, everyone: bool = False) -> pd.DataFrame:
    """The municipalities whose status is another, or every one, by key; ``why`` says the reasons in a language."""
    rows = found.table if everyone else found.changed
    names, text = _names(found, text), text.about(found.after)
    rows = rows.copy()
    why = [_why(row, found, names, text) for row in rows.to_dict(orient="records")]
    rows.insert(list(rows.columns).index("reasons") + 1, "why", why)
    return rows


def edition_figures(found: Editions) -> dict[str, Any]:
    """What is said of two editions beside the rows: the older one, gaps gained and lost, sites that count otherwise."""
    moved = found.gaps
    return {
        "older_data_edition": found.before.provenance.edition,
        "gaps_before": len(found.before.ranked),
        "gaps_after": len(found.after.ranked),
        "gained": len(moved.gained),
        "lost": len(moved.lost),
        "national_rate_before": found.before.national_rate,
        "national_rate_after": found.after.national_rate,
        "sites": found.sites,
    }


def _names(found: Editions, text: Text) -> dict[str, str]:
    """What each site that differs is called."""
    sites = pd.concat([found.before.selection.covering, found.after.selection.covering])
    sites = sites[sites["site_id"].isin(found.sites["site_id"])]
    named = sites[f"site{text.suffix}"].fillna(sites[f"program{text.suffix}"])
    return dict(zip(sites["site_id"], named, strict=True))


def _why(row: Mapping[Hashable, Any], found: Editions, names: dict[str, str], text: Text) -> str:
    return "; ".join(said for reason in row["reasons"] for said in _reason(reason, row, found, names, text))


def _reason(reason: str, row: Mapping[Hashable, Any], found: Editions, names: dict[str, str], text: Text) -> list[str]:
    """A reason in words, or several: a change of a figure says both of its values."""
    if reason == "sites":
        sites = {change: [names[site_id] for site_id in row[f"sites_{change}"]] for change in SITE_CHANGES}
        return [text(f"edition.sites.{change}", names=text.join(some)) for change, some in sites.items() if some]
    if reason == "national_rate":
        ends = found.before.national_rate, found.after.national_rate
    elif f"{reason}_before" in row:
        ends = row[f"{reason}_before"], row[f"{reason}_after"]
    else:
        return [text(f"edition.{reason}")]
    write = text.rate if reason.endswith("_rate") else text.number if reason == "dwellings" else text.percent
    before, after = _apart(write, *ends)
    return [text(f"edition.{reason}", before=before, after=after)]


def _apart(write: Callable[[float, int], str], before: float, after: float) -> tuple[str, str]:
    """Two figures that differ, written with as many decimals as it takes to see it."""
    said = [(write(before, decimals), write(after, decimals)) for decimals in range(_MOST_DECIMALS + 1)]
    return next((pair for pair in said if pair[0] != pair[1]), said[-1])
