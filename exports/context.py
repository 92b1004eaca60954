"""What every export carries beside its rows: the question, the data edition, how to ask it again, the licence."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from typing import Any

import pandas as pd

from exports.sentence import sentence
from exports.tables import records
from geo import Gaps
from layers import Layers
from layers.provenance import Provenance
from words.text import Text

#: Columns of `used_sites`.
SITE_COLUMNS = (
    "site_id",
    "program_id",
    "program",
    "site",
    "kind",
    "sureness",
    "since",
    "until",
    "lon",
    "lat",
    "reach_km",
    "eligibility",
    "components",
    "announced",
    "covers",
)


def describe(
    gaps: Gaps,
    layers: Layers,
    text: Text,
    *,
    everyone: bool = False,
    address: str | None = None,
    command: Sequence[str] = ("gaps",),
) -> dict[str, Any]:
    """What an export says about itself, as values that JSON can hold.

    Parameters
    ----------
    gaps, layers, text
        The answer, what it was made from, and the language of ``answer`` and ``licence``.
    everyone : bool
        Whether the export has every municipality instead of the gaps; the command says so.
    address : str, optional
        Of the page; without it ``link`` is a query to put behind any page's address.
    command : sequence of str
        What of the shell makes the export; the question's options follow.

    Returns
    -------
    dict
        ``answer`` (the sentence), ``criteria``, ``conditions`` (what was asked, the national rate filled in),
        ``as_of``, ``hypothetical_sites`` (dicts), ``national_rate`` (% of ``unit``, None where unknown),
        ``unit`` (what the figures count: dwellings, or people of 5 and older), ``interval_level`` (%, None where the
        rate has no interval), ``data_edition``, ``own_files``,
        ``link``, ``command``, ``licence``, ``sources`` (dicts) and ``programs`` (how many sites of each were asked
        about, and how many cover).
    """
    text, criteria = text.about(gaps), gaps.criteria
    options = [*criteria.to_options(), *(["--all"] if everyone else [])]
    return {
        "answer": sentence(gaps, layers, text),
        "criteria": criteria.model_dump(mode="json"),
        "conditions": [
            {"id": condition.id, "asked": _known(condition.asked), "at_least": condition.at_least}
            for condition in gaps.conditions
        ],
        "as_of": gaps.selection.as_of,
        "hypothetical_sites": records(gaps.selection.hypothetical[["site_id", "site", "site_en", "lon", "lat"]]),
        "national_rate": _known(gaps.national_rate),
        "unit": gaps.unit,
        "interval_level": gaps.level if "return_rate_low" in gaps.table else None,
        "data_edition": gaps.provenance.edition,
        "own_files": list(gaps.provenance.own),
        "link": f"{address or ''}?{criteria.to_query()}",
        "command": shlex.join(["alcance", *command, *options]),
        "licence": licence_line(gaps.provenance, text),
        "sources": sources(gaps.provenance),
        "programs": _programs(gaps, text),
    }


def sources(provenance: Provenance) -> list[dict[str, str]]:
    """The official files behind the tables, each once.

    Returns
    -------
    list of dict
        ``title``, ``institution``, ``edition``, ``url``, ``licence``, ``licence_url``; empty text where not declared.
    """
    names = {"url": "path", "licence": "license", "licence_url": "license_path"}
    names |= {name: name for name in ("title", "institution", "edition")}
    columns = ("title", "institution", "edition", "url", "licence", "licence_url")
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for resource in provenance.resources:
        for source in resource.get("sources", []):
            if "institution" in source:
                entry = {column: str(source.get(names[column], "")) for column in columns}
                found.setdefault(tuple(entry.values()), entry)
    return [found[key] for key in sorted(found, key=lambda key: (key[1], key[0], key[2]))]


def source_line(source: dict[str, str]) -> str:
    """A source in one line; an edition that its title ends with is not said again."""
    dated = "" if source["title"].endswith(source["edition"]) else f", {source['edition']}"
    licence = f" {source['licence']}." if source["licence"] else ""
    return f"{source['institution']}: {source['title']}{dated}.{licence}"


def licence_line(provenance: Provenance, text: Text) -> str:
    """Under which terms a person may use the export, in one line; own files are named."""
    known = sources(provenance)
    ours = "".join(
        text("licence.ours", name=str(entry.get("name", "")), address=str(entry.get("path", "")))
        for entry in provenance.document.get("licenses", [])
    )
    undeclared = text("licence.undeclared")
    line = text(
        "licence.line",
        edition=provenance.edition,
        ours=ours,
        institutions="; ".join(dict.fromkeys(entry["institution"] for entry in known)) or undeclared,
        theirs="; ".join(dict.fromkeys(entry["licence"] for entry in known if entry["licence"])) or undeclared,
    )
    return line + (text("licence.own", files=text.join(provenance.own)) if provenance.own else "")


def used_sites(gaps: Gaps, text: Text) -> pd.DataFrame:
    """The sites asked about, in `SITE_COLUMNS`, with the names of the language; ``covers`` tells those that count."""
    asked = gaps.selection.asked
    asked = asked.assign(program=asked[f"program{text.suffix}"], site=asked[f"site{text.suffix}"])
    return asked[list(SITE_COLUMNS)].reset_index(drop=True)


def edition_date(layers: Layers) -> pd.Timestamp:
    """The date that files bear: the first day of the catalogue's year, never the clock's."""
    return pd.Timestamp(year=layers.programs.edition, month=1, day=1)


def _programs(gaps: Gaps, text: Text) -> list[dict[str, Any]]:
    sites = used_sites(gaps, text)
    return [
        {
            "program_id": program_id,
            "program": str(rows["program"].iloc[0]),
            "sites": len(rows),
            "covering": int(rows["covers"].sum()),
        }
        for program_id, rows in sites.groupby("program_id", sort=True)
    ]


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
