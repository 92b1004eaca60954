"""Closed lists: what a person may choose, in the order in which it is offered."""

from __future__ import annotations

from typing import Literal, get_args

#: Localities of fewer people than a line are rural: the brief's line, ours unless asked otherwise, and INEGI's.
BRIEF_LINE, INEGI_LINE = 15_000, 2_500
RURAL_LINES = (BRIEF_LINE, INEGI_LINE)

#: Whom a question asks for: no matter whom, those who were deported, those who return by choice.
AskedEligibility = Literal["any", "deported", "voluntary"]
ASKED_ELIGIBILITIES: tuple[AskedEligibility, ...] = get_args(AskedEligibility)

#: Whom a program takes; where no page says it, it is unknown.
Eligibility = Literal["any", "deported", "voluntary", "unknown"]
ELIGIBILITIES: tuple[Eligibility, ...] = get_args(Eligibility)

#: How sure a site is, the least sure first: one in every state, its town unknown; the institution's office is there and
#: its service inferred; a page names the office and the service.
Sureness = Literal["state", "office", "confirmed"]
SURENESS: tuple[Sureness, ...] = get_args(Sureness)

#: Who runs a program.
SiteKind = Literal[
    "federal",
    "state",
    "municipal",
    "ngo",
    "international",
    "binational",
    "abroad",
    "proposal",
    "general_service",
    "hypothetical",
]
SITE_KINDS: tuple[SiteKind, ...] = get_args(SiteKind)

#: How the return dwellings of a municipality are divided among its settlements: one return rate in all of it, or as the
#: people who lived in another country in 2015.
RuralSplit = Literal["dwellings", "residence"]
RURAL_SPLITS: tuple[RuralSplit, ...] = get_args(RuralSplit)

#: The countries that table 1 of the IMRC brief holds Mexico against.
COUNTRIES = ("guatemala", "bolivia", "ecuador", "colombia")

#: Formats of the list of municipalities, of a municipality's settlements, of any other rows.
ListFormat = Literal["csv", "zip", "xlsx", "json", "geojson", "gpkg", "parquet", "geoparquet"]
SettlementsFormat = Literal["csv", "zip", "xlsx"]
RowFormat = Literal["csv", "json"]
LIST_FORMATS: tuple[ListFormat, ...] = get_args(ListFormat)

#: What a figure shows, and the formats of figures and of briefs.
FigureKind = Literal["map", "ranking", "coverage", "change"]
PictureFormat = Literal["png", "svg"]
BriefFormat = Literal["pdf", "html"]

#: Whose rural return dwellings new sites are to reach: those that no site reaches, of all or of the gaps.
Demand = Literal["unserved", "gaps"]

#: What a row is, of the change between two years, of the services, of what is said of pilot states.
ChangeRow = Literal["municipality", "state", "region", "rural"]
ServiceRow = Literal["total", "state", "municipality"]
PilotTable = Literal["states", "acceptability", "central-weights", "clusters", "sizes"]

#: Layers that can be written out.
LayerName = Literal["municipios", "settlements", "returns", "programs"]

#: What estimates from microdata run on.
Engine = Literal["duckdb", "spark"]
