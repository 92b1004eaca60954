"""What every export carries beside its rows: the question, the data edition, how to ask it again, the licence."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from exports.credits import licence_line, sources
from exports.sentence import sentence
from exports.tables import records
from geo import Gaps
from geo.travel import NETWORK
from layers import Layers
from words.text import Text

#: Where `alcance serve` serves the pages unless told otherwise.
LOCAL = "http://localhost:8501/"

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
    "reach_min",
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
    written: Sequence[str] = (),
    years: Sequence[int] = (),
) -> dict[str, Any]:
    """What an export says about itself, as values that JSON can hold.

    Parameters
    ----------
    gaps, layers, text
        The answer, what it was made from, and the language of ``answer`` and ``licence``.
    everyone : bool
        Whether the export has every municipality instead of the gaps; the command says so.
    address : str, optional
        Of the page; without it ``link`` is that of a page that runs on the same machine (`LOCAL`).
    command : sequence of str
        What of the shell makes the export; the options of the question and of own files follow.
    written : sequence of str
        Options that follow these: in which format and language it is written.
    years : sequence of int
        Whose figures it is made of, where those are not the question's year alone.

    Returns
    -------
    dict
        ``answer`` (the sentence), ``criteria``, ``conditions`` (what was asked, the national rate filled in),
        ``as_of``, ``hypothetical_sites`` (dicts), ``national_rate`` (% of ``unit``, None where unknown),
        ``network`` (dicts on the roads by which minutes were counted, a region each; None without any),
        ``unit`` (what the figures count: dwellings, or people of 5 and older), ``interval_level`` (%, None where the
        rate has no interval), ``data_edition``, ``own_files``,
        ``link``, ``command``, ``licence``, ``sources`` (dicts) and ``programs`` (how many sites of each were asked
        about, and how many cover).
    """
    text, criteria = text.about(gaps), gaps.criteria
    roads = ["--network", gaps.network.name] if gaps.network is not None else []
    options = [*criteria.to_options(), *roads, *_file_options(gaps), *(["--all"] if everyone else []), *written]
    options += ["--address", address] if address else []
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
        "network": _network(gaps),
        "unit": gaps.unit,
        "interval_level": gaps.level if "return_rate_low" in gaps.table else None,
        "data_edition": gaps.provenance.edition,
        "own_files": list(gaps.provenance.own),
        "link": link_to(query_of(gaps), address),
        "command": shlex.join(["alcance", *command, *options]),
        "licence": licence_line(gaps, text, *years),
        "sources": sources(gaps, text, *years),
        "programs": _programs(gaps, text),
    }


def query_of(gaps: Gaps) -> str:
    """The question as a URL query, with which network of roads has counted its minutes.

    Examples
    --------
    >>> query_of(find_gaps(layers, Criteria(reach_km=30)))
    'reach_km=30'
    """
    net = urlencode({NETWORK: gaps.network.id}) if gaps.network is not None else ""
    return "&".join(part for part in (gaps.criteria.to_query(), net) if part)


def link_to(query: str, address: str | None = None, page: str = "") -> str:
    """A link to a page, or to one on the same machine where no address is given.

    Examples
    --------
    >>> link_to("state=20")
    'http://localhost:8501/?state=20'
    """
    return f"{address or LOCAL + page}?{query}".removesuffix("?")


def _file_options(gaps: Gaps) -> list[str]:
    """The shell's options that put the same own files in place; another country comes through the page alone."""
    files = [file for file in gaps.provenance.files if file.kind != "municipalities"]
    said = [word for file in files for word in (f"--{file.kind}-file", file.name, *file.said)]
    return [word for place, word in enumerate(said) if word != "--yes" or word not in said[:place]]


def used_sites(gaps: Gaps, text: Text) -> pd.DataFrame:
    """The sites asked about, in `SITE_COLUMNS`, with the names of the language; ``covers`` tells those that count."""
    asked = gaps.selection.asked
    asked = asked.assign(program=asked[f"program{text.suffix}"], site=asked[f"site{text.suffix}"])
    return asked[list(SITE_COLUMNS)].reset_index(drop=True)


def edition_date(layers: Layers) -> pd.Timestamp:
    """The date that files bear: the first day of the catalogue's year, never the clock's."""
    return pd.Timestamp(year=layers.programs.edition, month=1, day=1)


def _network(gaps: Gaps) -> list[dict[str, Any]] | None:
    if gaps.network is None:
        return None
    told = {"kind", "files", "date", "licence", "licence_url", "credit", "limit_min", "states", "off"}
    return [{"id": gaps.network.id, **facts.model_dump(mode="json", include=told)} for facts in gaps.network.facts]


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
