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

#: A public service open to anybody (the employment service, passports, health); a site that a question proposes.
GENERAL_SERVICE: SiteKind = "general_service"
HYPOTHETICAL: SiteKind = "hypothetical"

#: Views of the catalogue: what is open today, that and the services open to anybody (which are in no other view by
#: themselves), the brief's of 2014.
CURRENT, WITH_GENERAL_SERVICES, BRIEF = "current", "with-general-services", "imrc-2014"

#: Every municipality has exactly one, the first that applies; a legend tells them in another order, its gaps first.
STATUSES = ("outside_region", "unknown", "not_rural", "few_returns", "covered", "partly_covered", "undecided", "gap")
LEGEND_STATUSES = (
    *("gap", "undecided", "partly_covered", "covered", "few_returns", "not_rural", "unknown", "outside_region"),
)

#: How firm a municipality's place among the gaps or outside is, the firmest gap first (`geo.firmness` says when).
FIRMNESS = ("sure", "likely", "undecided", "near")

#: Whether the second witness, the people who lived abroad in 2015, lies on the side of the country's rate that the
#: return rate lies on of the rate asked.
SECOND_SOURCES = ("agrees", "differs", "unknown")

#: CONAPO's regions of migration, id in a question to name, in CONAPO's order; another country has others. Then the one
#: of the IMRC brief, and the id that asks about the whole country.
REGIONS = {"tradicional": "Tradicional", "norte": "Norte", "centro": "Centro", "sur-sureste": "Sur-sureste"}
SUR_SURESTE = "sur-sureste"
EVERYWHERE = "all"

#: CONAPO's degrees of marginalisation (2010, 2020) and of migration intensity.
MARGINALISATION = ("Muy bajo", "Bajo", "Medio", "Alto", "Muy alto")
INTENSITIES = ("Nulo", *MARGINALISATION)

#: INEGI's classes of an estimate's precision, by its coefficient of variation.
PRECISIONS = ("high", "moderate", "low", "not_published")

#: What a year's figures are counted in: CONAPO's are of dwellings, the default where a table does not say; the survey
#: of 2025 is of people of 5 and older. Of figures of people the columns keep their names: ``dwellings`` is the people.
DWELLINGS, PEOPLE = "dwellings", "people"
UNITS = (DWELLINGS, PEOPLE)

#: How a settlement is known: counted there by the 2020 census, or as a person's own file says.
BASES = ("census2020", "own")

#: CONEVAL's degrees of accessibility to a paved road.
ROAD_GRADES = ("Muy bajo", "Bajo", "Medio", "Alto", "Muy alto")

#: How a settlement is tied to a network of roads: by the network's own table, to the roads near by, not at all; or the
#: network is not about it.
TIES = ("key", "road", "off", "outside")

#: Where a municipality's seat was found: the census, or, where it has none, its largest settlement; or as a person's
#: own file says, or, where it says none, the inside of the polygon.
SEAT_BASES = ("census2020", "largest_settlement", "own", "inside_point")

#: What colours the map: measures that have names for classes, then those that are numbers.
CLASSED_MEASURES = ("status", "marginalisation")
MEASURES = (*CLASSED_MEASURES, "return_rate", "rural_return_dwellings", "covered_share", "nearest_km", "rate_change")

#: What sizes a settlement on the map; the first unless a person chooses.
Size = Literal["abroad_2015", "population"]
SIZES: tuple[Size, ...] = get_args(Size)

#: Ids of the 14 components of table 1 of the IMRC brief, in its order. A program's components are among these.
COMPONENTS: tuple[str, ...] = (
    "transportation_services",
    "migrant_shelters",
    "legal_assistance",
    "psychosocial_assistance",
    "housing_assistance",
    "medical_assistance",
    "support_networks_in_destinations",
    "educational_support",
    "job_skills_training",
    "job_search_assistance",
    "business_setup_assistance",
    "employment_referrals",
    "follow_up_and_monitoring",
    "capacity_building_and_personnel_training",
)

#: Mexico in 2014: in the two larger programs (the brief's blue), in local ones alone (yellow), in none (red).
MEXICO_CLASSES = ("national", "local_only", "absent")

#: How the return dwellings of a municipality are divided among its settlements: one return rate in all of it, or as the
#: people who lived in another country in 2015.
RuralSplit = Literal["dwellings", "residence"]
RURAL_SPLITS: tuple[RuralSplit, ...] = get_args(RuralSplit)

#: How the division is known: as asked for, or as the sample has it that the return figures are estimated from.
SPLITS_USED = (*RURAL_SPLITS, "sample")

#: The countries that table 1 of the IMRC brief holds Mexico against.
COUNTRIES = ("guatemala", "bolivia", "ecuador", "colombia")

#: Formats of the list of municipalities, of a municipality's settlements, of any other rows (which some are more than),
#: of scenarios side by side, of a layer, of regions, of estimates from microdata. A format's name is the ending of its
#: files' names; the first is the usual one.
ListFormat = Literal["csv", "zip", "xlsx", "json", "geojson", "gpkg", "parquet", "geoparquet"]
SettlementsFormat = Literal["csv", "zip", "xlsx", "json", "parquet"]
RowFormat = Literal["csv", "json"]
TableFormat = Literal[RowFormat, "xlsx", "parquet"]
ScenarioFormat = Literal["csv", "json", "xlsx"]
LayerFormat = Literal["csv", "json", "parquet"]
RegionFormat = Literal[TableFormat, "geojson"]
EstimatesFormat = Literal["csv", "parquet"]
LIST_FORMATS: tuple[ListFormat, ...] = get_args(ListFormat)
SETTLEMENTS_FORMATS: tuple[SettlementsFormat, ...] = get_args(SettlementsFormat)

#: What a figure shows, and the formats of figures, of briefs and of embedded maps.
FigureKind = Literal["map", "multiples", "ranking", "coverage", "change", "concentration"]
PictureFormat = Literal["png", "svg"]
BriefFormat = Literal["pdf", "html"]
PICTURE_FORMATS: tuple[PictureFormat, ...] = get_args(PictureFormat)
BRIEF_FORMATS: tuple[BriefFormat, ...] = get_args(BriefFormat)
EmbedFormat = Literal["html"]
FIGURE_KINDS: tuple[FigureKind, ...] = get_args(FigureKind)

#: What the formats are called where files are sent.
MEDIA_TYPES = {
    "csv": "text/csv",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
    "geoparquet": "application/vnd.apache.parquet",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "html": "text/html",
}

#: A map for another page: a picture without a script, one to move about in, or a frame of the one that we serve.
EmbedKind = Literal["static", "interactive", "frame"]
EMBED_KINDS: tuple[EmbedKind, ...] = get_args(EmbedKind)

#: Whose rural return dwellings new sites are to reach: those that no site reaches, of all or of the gaps.
Demand = Literal["unserved", "gaps", "regions"]
DEMANDS: tuple[Demand, ...] = get_args(Demand)

#: For which readings of the question sites are best: as asked, in the mean of all, in the worst of them, or where what
#: is missed of each reading's best is least.
Over = Literal["asked", "mean", "worst", "regret"]
OVERS: tuple[Over, ...] = get_args(Over)

#: What is done at a proposed site: a new one is opened, or one that is there is given the components it lacks.
SiteAction = Literal["new", "upgrade"]
SITE_ACTIONS: tuple[SiteAction, ...] = get_args(SiteAction)

#: Whether a municipality's return dwellings are within reach of an office with room for them.
SERVICE_STATUSES = ("out_of_reach", "without_capacity", "served")

#: What a row is, of proposed sites: a site; a municipality and whether it is served; a weight of marginalised
#: municipalities and what the best sites then reach; a reading of the question and what the sites reach in it.
SitesTable = Literal["sites", "municipalities", "equity", "readings"]

#: What a row is, of the change between two years, of the services, of what is said of pilot states, of gap regions,
#: of scenarios side by side.
ChangeRow = Literal["municipality", "state", "region", "rural"]
ServiceRow = Literal["total", "state", "municipality"]
PilotTable = Literal["states", "acceptability", "central-weights", "criteria", "sizes"]
RegionTable = Literal["areas", "regions", "municipalities"]
ScenarioTable = Literal["totals", "municipalities"]
CHANGE_ROWS: tuple[ChangeRow, ...] = get_args(ChangeRow)

#: What counts as one in a ranking of pilot states: criteria that measure the same thing together, or each by itself.
Counting = Literal["groups", "criteria"]
COUNTINGS: tuple[Counting, ...] = get_args(Counting)

#: What may not be known for sure of a site: whether the desk is there, is open, takes those asked about, gives what is
#: asked for; and what is told of it.
FACTS = ("there", "open", "whom", "gives")
UnknownTable = Literal["facts", "together", "missing", "readings"]

#: Why a status is another in another edition of the data: the municipality is new or gone; whether it is asked about;
#: it consists of other settlements; a figure is another, or the country's rate that is asked; where its people live;
#: which sites reach them. How a site may differ: it counts now, no longer, from another place, with another catchment.
EDITION_REASONS = (
    *("new", "gone", "region", "boundary", "rural_share", "return_rate", "national_rate", "dwellings"),
    *("rural_return_share", "settlements", "sites"),
)
SITE_CHANGES = ("added", "removed", "moved", "changed")

#: Figures of a municipality that two editions are compared by.
COMPARED = (
    *("rural_share", "return_rate", "dwellings", "rural_return_share", "rural_return_dwellings"),
    "covered_share",
)

#: Areas that are reached by road, and within which minutes unless others are asked for.
IsochroneFormat = Literal["geojson"]
ISOCHRONE_MINUTES = (30.0, 60.0, 90.0, 120.0)

#: Pairs of facts that are drawn, unless another number is asked for; the most; where the draws start.
PAIRS, MOST_PAIRS, PAIRS_SEED = 60, 10_000, 2001

#: Sites named for each gap, unless another number is asked for.
SITES_EACH = 5

#: Layers that can be written out.
LayerName = Literal["municipios", "settlements", "returns", "programs"]

#: What estimates from microdata run on.
Engine = Literal["duckdb", "spark"]

#: Parameters of a page's link that are no part of its question: language, municipality, state, colour, the map's view,
#: the network of roads, then settings of one page. `SCENARIOS` has all scenarios that a session keeps.
SCENARIOS = "sc"
PAGE_PARAMETERS = (
    *("lang", "m", "s", "color", "v", "net", "w", "c", "within", "for", "cmp", "show", SCENARIOS),
    *("k", "budget", "cost", "upgrade_cost", "capacity", "existing_capacity", "must", "never", "candidates"),
    *("demand", "equity", "over"),
)
