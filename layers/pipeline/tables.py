"""What the data package tells of every table that the build writes: title, what was done, the official files."""

from __future__ import annotations

from layers import basemap, components, municipios, neighbours, parents, programs, residence, settlements
from layers.pipeline import sources
from layers.pipeline.basemap import OVERLAP, TOLERANCE
from layers.pipeline.datapackage import BuiltFile
from layers.pipeline.display import TOLERANCE_M
from layers.pipeline.programs import CATALOGUE
from layers.pipeline.settlements import TWO_DWELLINGS_FROM

_BRIEF = {
    "title": "The Need for Local Reintegration Policy/Programs in Rural Mexico, table 1",
    "institution": "International Migration Research Centre (IMRC), Policy Points VII",
    "edition": "July 2014",
    "license": "facts cited",
}

_BOUNDARIES_DONE = (
    "Municipalities created after 2020 merged into their parents; "
    "overlaps and gaps of up to 100 m between neighbours closed."
)

#: Made only where its source is at hand (`layers.pipeline.run`).
BASEMAP = BuiltFile(
    basemap.FILE,
    name="basemap",
    title="Neighbouring countries and places of names for the map",
    done=f"Cut to a box about Mexico, simplified as a coverage at {TOLERANCE:g} degrees and quantised; neighbours go "
    f"on under Mexico's border by {OVERLAP:g} degrees. Names stand in the widest part of a state or country, those of "
    "seas where they were set by eye. For display only.",
    sources=(sources.COUNTRIES,),
)

#: All but the map's ground and the return figures: which years there are, the build finds out (`layers.pipeline.run`).
TABLES = (
    BuiltFile(
        municipios.FILE,
        name="municipios",
        title="Municipalities",
        done="Joined by key; seats placed at the census point of their locality (seat_basis); abroad_2015 is "
        "people of 5 and older less those who lived in the country in March 2015, of the municipality's total row.",
        sources=(
            sources.MUNICIPAL_CATALOGUE,
            sources.MARGINALISATION_2020,
            sources.MARGINALISATION_2010,
            sources.ITER_2020,
        ),
        columns=municipios.COLUMNS,
    ),
    BuiltFile(
        settlements.FILE,
        name="settlements",
        title="Settlements",
        done="Every locality as the census counted it; totals and groups left out. Dwellings are the households "
        "(one an inhabited dwelling), scaled in whole dwellings to the municipality's; a masked "
        f"locality has one, or two from {TWO_DWELLINGS_FROM} people on.",
        sources=(sources.ITER_2020, sources.MUNICIPAL_CATALOGUE),
        columns=settlements.COLUMNS,
    ),
    BuiltFile(
        residence.FILE,
        name="residence_2025",
        title="People who lived in the United States in October 2020, by state",
        done="Figures of people of 5 and older and of households as published, with their 90 % intervals; "
        "no dwellings. State 00 is the country.",
        sources=(sources.RESIDENCE_2025,),
        columns=residence.COLUMNS,
    ),
    BuiltFile(
        parents.FILE,
        name="parents",
        title="Municipalities created between 2010 and 2020",
        done="The parent is the neighbour in the state that lacks most people in 2020 against its people of 2010 "
        "grown at the state's rate, the people of new municipalities already settled taken off.",
        sources=(sources.BOUNDARIES, sources.MARGINALISATION_2010, sources.MUNICIPAL_CATALOGUE),
        columns=parents.COLUMNS,
    ),
    BuiltFile(
        neighbours.FILE,
        name="neighbours",
        title="Municipalities that adjoin",
        done="Pairs that share a stretch of the boundaries, each both ways; a corner is none (rook contiguity).",
        sources=(sources.BOUNDARIES, sources.CROSSWALK),
        columns=neighbours.COLUMNS,
    ),
    BuiltFile(
        municipios.BOUNDARIES_FILE,
        name="boundaries",
        title="Municipal boundaries at full precision",
        done=_BOUNDARIES_DONE,
        sources=(sources.BOUNDARIES, sources.CROSSWALK),
        columns=("cvegeo", "geometry"),
    ),
    BuiltFile(
        municipios.DISPLAY_FILE,
        name="display",
        title="Municipal boundaries for the map",
        done=f"{_BOUNDARIES_DONE} Simplified as a coverage at {TOLERANCE_M:g} m and quantised. For display only.",
        sources=(sources.BOUNDARIES, sources.CROSSWALK),
    ),
    BuiltFile(
        programs.FILE,
        name="programs",
        title="Programs and their sites",
        done="Facts collected from the cited pages; every site placed at the census point of its locality.",
        sources=(sources.ITER_2020,),
        more_sources=(
            {"title": "Catalogue of programs, each fact with its citation", "path": programs.FILE},
            {"title": "Facts as collected", "file": CATALOGUE},
        ),
    ),
    BuiltFile(
        components.FILE,
        name="components",
        title="Table 1 of the IMRC brief",
        done="Read off the table; Mexico's colours as national, local_only and absent.",
        sources=(),
        more_sources=(_BRIEF,),
        licence=("Facts of a published table, cited", "https://imrc.ca"),
        columns=components.COLUMNS,
    ),
)
