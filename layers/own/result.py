"""What a person answers, and what was taken of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import pandas as pd

from layers.own.findings import MENDED, REFUSED, TAKEN, WARNED
from layers.programs import Programs

if TYPE_CHECKING:
    import geopandas as gpd


class Question(NamedTuple):
    """What a file does not say and a person must: an id of `Answers`, and the choices (none: free).

    Its words are ``own.ID``, and ``own.ID.CHOICE`` for a choice that is not a value of the file itself.
    """

    id: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """What the file does not say and a person does.

    A field and its words are all that a new answer needs: its type says how page and shell ask for it
    (`layers.own.answers`).

    Attributes
    ----------
    crs
        Coordinate reference system, as ``EPSG:6372``; of geometries, or of columns of coordinates.
    year
        Year of return figures without a column of years.
    edition
        Year of a catalogue of programs; None: the file's, else that of the catalogue it replaces.
    decimal
        The decimal sign, where numbers can be read in two ways.
    rate_unit
        Whether return rates are per cent, shares, or numbers of dwellings.
    swap
        Whether places that lie in the country only with longitude and latitude swapped are swapped back.
    west
        Whether longitudes that lie in the country only with a minus lie west of Greenwich.
    municipality_as
        What the municipality of a program without a place says: it stands at the seat, it stands there and serves the
        municipality, or nothing.
    key_digits
        How many digits the keys of another country have: zeros that were lost are put back.
    band
        Which area of each site is kept, where a file has several: a value of the column that tells them apart.
    sites
        What tells the sites of catchments apart: ``each`` (every area is a site's), or a column of the file.
    as_sites
        Whether catchments of sites that are not in the catalogue become sites of their own.
    names
        Key of the municipality that a name of the file means, by the name.
    country
        Name of another country, for messages.
    """

    crs: str | None = None
    year: int | None = None
    edition: int | None = None
    decimal: Literal[".", ","] | None = None
    rate_unit: Literal["percent", "share", "number"] | None = None
    swap: bool = False
    west: bool = False
    municipality_as: Literal["seat", "served", "no_place"] | None = None
    key_digits: int | None = None
    band: str | None = None
    sites: str | None = None
    as_sites: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    country: str = ""


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
