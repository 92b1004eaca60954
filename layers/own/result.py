"""What was taken of a person's file, and the report on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from layers.own.findings import MENDED, REFUSED, TAKEN, WARNED, Finding, say
from layers.programs import Programs
from layers.rows import each_row
from words.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

_ENGLISH = Text("en")


@dataclass(frozen=True, eq=False)
class Result:
    """What was taken of a person's own file; `layers.own.apply` puts it in its place.

    Attributes
    ----------
    kind, name
        Id of the kind; the file's name.
    frame : DataFrame
        What was taken: returns and settlements in their layers' columns, municipalities in theirs; catchments
        as ``site_id``, ``geometry``, ``record``; sites of programs as `layers.programs.Programs.sites`.
    report : DataFrame
        Every row of the file at least once: ``row`` (from 1 below the header; missing for the file as a whole),
        ``column``, ``outcome`` (taken, mended, refused; of the file as a whole warned too), ``code``, ``found``,
        ``did`` (English: what was done, or is expected), ``parts`` (a dict, for the same in another language).
    programs : Programs, optional
        The catalogue.
    polygons : GeoDataFrame, optional
        Polygons of another country's municipalities: ``cvegeo``, ``geometry`` (EPSG:4326).
    country : str
        Its name.
    said : tuple of str
        The shell's options with which the file is read as it was: what a person has said of it.
    """

    kind: str
    name: str
    frame: pd.DataFrame
    report: pd.DataFrame
    programs: Programs | None = None
    polygons: gpd.GeoDataFrame | None = None
    country: str = ""
    said: tuple[str, ...] = ()

    @cached_property
    def outcomes(self) -> pd.Series:
        """Outcome of each row of the file, by its number: the worst of what was found in it."""
        return outcomes_of(self.report)

    @property
    def warnings(self) -> pd.DataFrame:
        """What a person must have seen before the file is used: rows of the report about the file as a whole."""
        return self.report[self.report["outcome"] == WARNED]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows were taken, mended and refused."""
        return counts_of(self.report)

    @property
    def whole(self) -> bool:
        """Whether no row was refused."""
        return self.counts[REFUSED] == 0


def outcomes_of(report: pd.DataFrame) -> pd.Series:
    """Outcome of each row of a file that a report tells of, by its number: the worst of what was found in it.

    Examples
    --------
    >>> outcomes_of(pd.DataFrame({"row": [1, 1], "outcome": ["taken", "mended"]})).tolist()
    ['mended']
    """
    rows = report[report["row"].notna()]
    rank = rows["outcome"].map({TAKEN: 0, MENDED: 1, REFUSED: 2})
    return rank.groupby(rows["row"].astype("int64")).max().map({0: TAKEN, 1: MENDED, 2: REFUSED})


def counts_of(report: pd.DataFrame) -> dict[str, int]:
    """How many rows of a file that a report tells of were taken, mended and refused.

    Examples
    --------
    >>> counts_of(pd.DataFrame({"row": [1, 1], "outcome": ["taken", "mended"]}))
    {'taken': 0, 'mended': 1, 'refused': 0}
    """
    found = outcomes_of(report).value_counts()
    return {outcome: int(found.get(outcome, 0)) for outcome in (TAKEN, MENDED, REFUSED)}


def report_of(findings: Iterable[Finding], text: Text = _ENGLISH) -> pd.DataFrame:
    """The findings as a frame: columns of `layers.own.Result.report`.

    ``did`` says in a language what was done, or, of what was refused, what is expected.

    Examples
    --------
    >>> from layers.own.findings import note
    >>> report_of([note("encoding", encoding="utf-8")])["did"].tolist()
    ['text read as utf-8']
    """
    rows = [(*finding[:5], say(text, f"own.did.{finding.code}", finding.parts), finding.parts) for finding in findings]
    frame = pd.DataFrame(rows, columns=["row", "column", "outcome", "code", "found", "did", "parts"])
    return frame.astype({"row": "Int64"})


def findings_of(report: pd.DataFrame) -> list[Finding]:
    """The findings that a report was made of.

    Examples
    --------
    >>> findings_of(report_of([Finding(2, "x", REFUSED, "not_year", "a")]))
    [Finding(row=2, column='x', outcome='refused', code='not_year', found='a', parts={})]
    """
    rows = each_row(report[["row", "column", "outcome", "code", "found", "parts"]])
    return [Finding(None if pd.isna(row.row) else int(row.row), *row[1:]) for row in rows]
