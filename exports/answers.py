"""The answers that shell and addresses give: a function makes each, and a line of `ANSWERS` offers it in both.

Nothing heavy is imported before an answer is made: options and help come at once.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, get_args

from pydantic import Field

from exports.answer import Answer, Asked, Made
from geo.criteria import Criteria
from geo.settings import LONGEST_TEXT, CriteriaError, Fault, as_text
from vocabulary.lists import (
    ISOCHRONE_MINUTES,
    MOST_PAIRS,
    PAIRS,
    PAIRS_SEED,
    SITES_EACH,
    BriefFormat,
    ChangeRow,
    Counting,
    Demand,
    EmbedFormat,
    EmbedKind,
    FigureKind,
    IsochroneFormat,
    LayerFormat,
    LayerName,
    ListFormat,
    Over,
    PictureFormat,
    PilotTable,
    RegionFormat,
    RegionTable,
    ScenarioFormat,
    ScenarioTable,
    ServiceRow,
    SettlementsFormat,
    SitesTable,
    TableFormat,
    UnknownTable,
)
from words.catalogues import DEFAULT, Language
from words.text import Text

if TYPE_CHECKING:
    import pandas as pd

#: Every municipality instead of those that the answer is about.
Everyone = Annotated[bool, Field(alias="all")]
Lang = Annotated[Language, Field()]
Year = Annotated[int, Field(ge=1900, le=2100)]
_LONGEST_MINUTES = 100
_SHOWN = 20
_MOST_SEED = 2**32 - 1
_SPANISH = Text(DEFAULT)
_ISOCHRONES = ",".join(f"{minutes:g}" for minutes in ISOCHRONE_MINUTES)
#: What a table of sites is called where it is described, if not as the table.
_SITES_TABLES = {"municipalities": "service", "readings": "site_readings"}


def gaps(
    asked: Asked,
    form: ListFormat,
    *,
    everyone: Everyone = False,
    hxl: Annotated[bool, Field()] = False,
    lang: Lang = DEFAULT,
    address: str | None = None,
    name: str = "alcance.csv",
) -> Made:
    """The municipalities that fall through, or all; ``address`` of the page, ``name`` of a CSV inside a zip."""
    from exports.lists import TAGGED, describe_csv, export_gaps
    from geo import find_gaps

    if hxl and form not in TAGGED:
        raise CriteriaError.of("hxl", "one_of", found=form, choices=", ".join(TAGGED))
    answer = find_gaps(asked.layers, asked.criteria)
    told: dict[str, Any] = {"everyone": everyone, "text": Text(lang), "hxl": hxl, "address": address}
    return Made(
        export_gaps(answer, asked.layers, format=form, name=name, **told),
        lambda name: describe_csv(answer, asked.layers, name=name, **told),
    )


def municipality(
    asked: Asked,
    form: SettlementsFormat,
    *,
    cvegeo: Annotated[str, Field(examples=["20334"])],
    lang: Lang = DEFAULT,
    address: str | None = None,
    name: str = "alcance.csv",
) -> Made:
    """A municipality's settlements; as JSON with its own figures and the reasons of its status."""
    from exports.settlements import describe_settlements, export_settlements
    from geo import find_gaps

    if not (asked.layers.municipios["cvegeo"] == cvegeo).any():
        raise CriteriaError.of("cvegeo", "municipality", found=repr(cvegeo[:_SHOWN]))
    answer = find_gaps(asked.layers, asked.criteria)
    told: dict[str, Any] = {"text": Text(lang), "address": address}
    return Made(
        export_settlements(answer, asked.layers, cvegeo, format=form, name=name, **told),
        lambda name: describe_settlements(answer, asked.layers, cvegeo, name=name, **told),
    )


def pilots(
    asked: Asked,
    form: TableFormat,
    *,
    weights: Annotated[str, Field(examples=["gaps:2,unserved:1"])] = "equal",
    counting: Annotated[Counting, Field()] = "groups",
    table: Annotated[PilotTable, Field()] = "states",
) -> Made:
    """The states asked about as places for a pilot, and how sure the ranking is."""
    from geo import find_gaps
    from geo.weights import Weights

    chosen = Weights.of(weights)
    answer = find_gaps(asked.layers, asked.criteria)
    more: dict[str, object] = {}
    if table == "sizes":
        from geo.areas import office_areas
        from geo.sizes import size_groups

        rows = size_groups(answer, office_areas(answer, asked.layers))
    else:
        from geo.pilots import rank_states
        from geo.residence import with_residence

        found = rank_states(answer, chosen, counting=counting)
        tables = {
            "acceptability": found.acceptability,
            "central-weights": found.central_weights,
            "criteria": found.counted,
        }
        rows = found.table if table == "states" else tables[table]
        more = {
            "weights": chosen.as_mapping(),
            "counting": counting,
            "draws": found.draws,
            "left_out": list(found.left_out),
        }
        if table == "states":
            rows = with_residence(rows, asked.layers)
            more |= {
                "acceptability": found.acceptability,
                "central_weights": found.central_weights,
                "counted": found.counted,
            }
    what = {"states": "pilots", "central-weights": "central"}.get(table, table)
    command = ("pilots", "--weights", weights, "--counting", counting, "--table", table)
    return _rows(asked, rows, form, what, command, more=more)


def regions(
    asked: Asked,
    form: RegionFormat,
    *,
    table: Annotated[RegionTable, Field()] = "areas",
    within_km: Annotated[float | None, Field()] = None,
) -> Made:
    """Neighbours that together pass the count and meet every other condition each, cut into office areas."""
    from exports.regions import describe_regions, export_regions
    from geo import find_gaps
    from geo.areas import office_areas

    answer = find_gaps(asked.layers, asked.criteria)
    found = office_areas(answer, asked.layers, within_km=within_km)
    return Made(
        export_regions(found, answer, asked.layers, table=table, format=form),
        lambda name: describe_regions(found, answer, asked.layers, table=table, name=name),
    )


def concentration(asked: Asked, form: TableFormat) -> Made:
    """How coverage leans along marginalisation."""
    from exports.concentration import figures_of
    from geo import find_gaps
    from geo.concentration import find_concentration

    found = find_concentration(find_gaps(asked.layers, asked.criteria), asked.layers)
    return _rows(asked, found.curve, form, "concentration", ("concentration",), more=figures_of(found))


def unknowns(
    asked: Asked,
    form: TableFormat,
    *,
    table: Annotated[UnknownTable, Field()] = "facts",
    pairs: Annotated[int, Field(ge=0, le=MOST_PAIRS)] = PAIRS,
    seed: Annotated[int, Field(ge=0, le=_MOST_SEED)] = PAIRS_SEED,
    lang: Lang = DEFAULT,
) -> Made:
    """Which phone call first: how the answer changes if what is not known for sure of who helps is otherwise."""
    from exports.unknowns import unknown_rows
    from geo.unknowns import unknowns as find

    text = Text(lang)
    found = find(asked.layers, asked.criteria, pairs=pairs, seed=seed)
    more = {
        "gaps": len(found.gaps.ranked),
        "pilot": list(found.pilot),
        "best_sites": list(found.best_sites),
        "pairs": found.pairs,
        "drawn": found.drawn,
        "seed": seed,
    }
    command = ("unknowns", "--table", table, "--pairs", str(pairs), "--seed", str(seed), "--lang", lang)
    rows = unknown_rows(found, asked.layers, table, text)
    return _rows(asked, rows, form, f"unknowns.{table}", command, more=more, text=text)


def services(asked: Asked, form: TableFormat, *, by: Annotated[ServiceRow, Field()] = "total") -> Made:
    """Which of the 14 components reach whom: by component, by state, or each municipality's shares."""
    from geo.services import beside_table_one, service_reach

    found = service_reach(asked.layers, asked.criteria)
    rows = {
        "total": lambda: beside_table_one(asked.layers, found),
        "state": lambda: found.by_state,
        "municipality": lambda: found.shares,
    }[by]()
    return _rows(asked, rows, form, "shares" if by == "municipality" else "services", ("services", "--by", by))


def referrals(asked: Asked, form: TableFormat, *, each: Annotated[int, Field(ge=1, le=50)] = SITES_EACH) -> Made:
    """The sites nearest to every gap, with what they offer."""
    from geo import find_gaps
    from geo.referrals import referrals as nearest

    rows = nearest(find_gaps(asked.layers, asked.criteria), asked.layers, each=each)
    return _rows(asked, rows, form, "referrals", ("referrals", "--each", str(each)))


def isochrones(
    asked: Asked,
    form: IsochroneFormat,
    *,
    minutes: Annotated[str, Field(max_length=_LONGEST_MINUTES, examples=["30,60"])] = _ISOCHRONES,
    lang: Lang = DEFAULT,
) -> Made:
    """The areas that the sites reach by road within some minutes."""
    del form
    from exports.isochrones import export_isochrones
    from geo import find_gaps

    try:
        times = [float(text) for text in minutes.split(",")]
    except ValueError as error:
        raise CriteriaError.of("minutes", "minutes", found=repr(minutes)) from error
    return Made(export_isochrones(find_gaps(asked.layers, asked.criteria), asked.layers, times, text=Text(lang)))


def change(
    asked: Asked,
    form: TableFormat,
    *,
    by: Annotated[ChangeRow, Field()] = "state",
    first: Year = 2010,
    last: Year = 2020,
) -> Made:
    """What changed between two years in the whole country."""
    from geo.change import change_by
    from geo.residence import with_residence

    rows = change_by(asked.layers, asked.criteria, by, first=first, last=last)
    if by == "state":
        rows = with_residence(rows, asked.layers)
    command = ("change", "--by", by, "--first", str(first), "--last", str(last))
    return _rows(asked, rows, form, "change", command, years=(first, last))


def certainty(asked: Asked, form: TableFormat, *, everyone: Everyone = False) -> Made:
    """Who is a gap in how many readings, and what would change it."""
    from exports.certainty import certainty_facts, certainty_rows, export_certainty
    from geo import find_gaps

    answer = find_gaps(asked.layers, asked.criteria)
    if form == "json":
        return Made(export_certainty(answer, asked.layers, everyone=everyone, format=form))
    rows, more = certainty_rows(answer, asked.layers, everyone=everyone), certainty_facts(answer, asked.layers)
    return _rows(asked, rows, form, "certainty", ("certainty", *(["--all"] if everyone else [])), more=more)


def sites(
    asked: Asked,
    form: TableFormat,
    *,
    k: Annotated[int | None, Field()] = None,
    budget: Annotated[float | None, Field()] = None,
    cover: Annotated[float | None, Field()] = None,
    cost: Annotated[str | None, Field(max_length=LONGEST_TEXT, examples=["10,20:8"])] = None,
    upgrade_cost: Annotated[float | None, Field()] = None,
    capacity: Annotated[float | None, Field()] = None,
    existing_capacity: Annotated[float | None, Field()] = None,
    must: Annotated[str | None, Field(max_length=LONGEST_TEXT)] = None,
    never: Annotated[str | None, Field(max_length=LONGEST_TEXT)] = None,
    candidates: Annotated[str | None, Field(max_length=LONGEST_TEXT)] = None,
    demand: Annotated[Demand, Field()] = "unserved",
    equity: Annotated[float | None, Field()] = None,
    over: Annotated[Over, Field()] = "asked",
    table: Annotated[SitesTable, Field()] = "sites",
    seconds: float = 60.0,
) -> Made:
    """Where new sites would reach the most; ``seconds``: how long it may take, then the best so far."""
    from exports.sites import site_facts, site_rows, told_of
    from geo.sites import cover_share, place_sites
    from geo.siting import Siting

    given = {"k": k, "budget": budget, "cost": cost, "upgrade_cost": upgrade_cost, "capacity": capacity}
    given |= {"existing_capacity": existing_capacity, "must": must, "never": never, "candidates": candidates}
    given |= {"demand": demand, "equity": equity, "over": over}
    siting = Siting.from_text({name: as_text(value) for name, value in given.items() if value is not None})
    if table == "readings" and siting.over == "asked":
        raise CriteriaError.of("table", "readings_of_over", found=table)
    command = ("sites", *siting.to_options(), *(("--cover", str(cover)) if cover is not None else ()))
    if table != "sites":
        command = (*command, "--table", table)
    if table == "equity":
        from geo.site_curves import equity_curve

        curve = equity_curve(asked.layers, asked.criteria, siting, time_limit_s=seconds)
        out_of_time = (curve["status"] == "time_limit").any()
        made = _rows(asked, curve, form, table, command, more={"siting": siting.to_text()})
        return made._replace(status="time_limit" if out_of_time else str(curve["status"].iloc[-1]))
    if cover is None:
        found = place_sites(asked.layers, asked.criteria, siting, time_limit_s=seconds)
    else:
        found = cover_share(asked.layers, asked.criteria, siting, share=cover, time_limit_s=seconds)
    rows = {"municipalities": found.municipalities, "readings": found.readings}.get(table)
    rows = site_rows(found) if rows is None else rows
    made = _rows(asked, rows, form, _SITES_TABLES.get(table, table), command, more=site_facts(found, asked.layers))
    return made._replace(status=found.status, said=told_of(found))


def figure(
    asked: Asked,
    form: PictureFormat,
    *,
    kind: Annotated[FigureKind, Field()] = "map",
    demand: Annotated[Demand, Field()] = "unserved",
    lang: Lang = DEFAULT,
) -> Made:
    """A figure that can be published as it is."""
    from exports.figures import export_figure, figure_curve
    from geo import find_gaps

    curve = None
    if kind == "coverage":
        from geo.site_curves import coverage_curve
        from geo.siting import Siting

        curve = figure_curve(coverage_curve(asked.layers, asked.criteria, Siting(demand=demand), bounded=True))
    answer = find_gaps(asked.layers, asked.criteria)
    return Made(export_figure(kind, answer, asked.layers, Text(lang), picture=form, curve=curve, demand=demand))


def brief(asked: Asked, form: BriefFormat, *, lang: Lang = DEFAULT, address: str | None = None) -> Made:
    """A state in two pages."""
    from exports.brief import export_brief

    return Made(export_brief(asked.layers, asked.criteria, Text(lang), form=form, address=address))


def embed(
    asked: Asked,
    form: EmbedFormat,
    *,
    kind: Annotated[EmbedKind, Field()] = "static",
    lang: Lang = DEFAULT,
    address: str | None = None,
) -> Made:
    """The answer's map as one file to put into another page, or the line that frames a server's."""
    del form
    from exports.embed import embed as embed_figure
    from exports.embed import frame
    from geo import find_gaps

    answer, text = find_gaps(asked.layers, asked.criteria), Text(lang)
    if kind == "frame":
        return Made(f"{frame(answer, asked.layers, text, address=address)}\n".encode())
    make = embed_figure
    if kind == "interactive":
        from exports.interactive import embed_map

        make = embed_map
    return Made(make(answer, asked.layers, text, address=address))


def compare(
    asked: Asked,
    form: ScenarioFormat,
    *,
    scenarios: Annotated[str, Field(max_length=LONGEST_TEXT, examples=["name=50 km;name=30 km&reach_km=30"])],
    table: Annotated[ScenarioTable, Field()] = "totals",
    everyone: Everyone = False,
    lang: Lang = DEFAULT,
    address: str | None = None,
    find: Callable[[Criteria], Any] | None = None,
) -> Made:
    """Questions side by side; ``find`` answers one. One that cannot be asked says why, and the others stand."""
    from exports.scenarios import describe_scenarios_csv, export_scenarios, scenarios_of
    from geo.scenarios import find_scenarios, to_text

    found = find_scenarios(asked.layers, scenarios_of(scenarios, asked), find)
    if not found.answers:
        faults = [fault for told in found.faults.values() for fault in told]
        raise CriteriaError(faults or [Fault("scenarios", "missing", {})])
    text = Text(lang)
    told: dict[str, Any] = {"table": table, "everyone": everyone}
    command = ["alcance", "compare", "--scenarios", to_text(found.asked), "--table", table]
    command += ["--all"] if everyone else []
    return Made(
        export_scenarios(found, asked.layers, text, format=form, address=address, **told),
        lambda name: describe_scenarios_csv(found, asked.layers, text, name=name, command=shlex.join(command), **told),
    )


def layer(
    asked: Asked,
    form: LayerFormat,
    *,
    name: Annotated[LayerName, Field()],
    state: Annotated[str | None, Field(max_length=LONGEST_TEXT, examples=["20,12", "Oaxaca,Guerrero"])] = None,
) -> Made:
    """What is known, before any question: a layer, of all states or of some."""
    from exports.known import export_layer

    states = None if state is None else asked.layers.state_keys(state.split(","))
    return Made(export_layer(asked.layers, name, states, format=form))


#: Each has a command and an address; whoever adds one adds a line, and its words: ``answer.NAME``, ``option.NAME``.
ANSWERS = {
    answer.name: answer
    for answer in (
        Answer(gaps, "gaps", "gaps", slow=("geojson", "gpkg", "geoparquet")),
        Answer(municipality, "municipality", "municipalities", key="cvegeo"),
        Answer(pilots, "pilots", "pilots"),
        Answer(regions, "regions", "regions", slow=get_args(RegionFormat)),
        Answer(services, "services", "services"),
        Answer(concentration, "concentration", "concentration"),
        Answer(referrals, "referrals", "referrals"),
        Answer(isochrones, "isochrones", "isochrones", slow=("geojson",)),
        Answer(change, "change", "change"),
        Answer(certainty, "certainty", "certainty"),
        Answer(unknowns, "unknowns", "unknowns", slow=get_args(TableFormat)),
        Answer(sites, "sites", "sites", slow=get_args(TableFormat)),
        Answer(compare, "compare", "compare"),
        Answer(figure, "figure", "figures", slow=("png", "svg")),
        Answer(brief, "brief", "briefs", slow=("pdf", "html")),
        Answer(embed, "embed"),
        Answer(layer, "layers", key="name", slow=("csv", "json"), asks=False),
    )
}


def _rows(
    asked: Asked,
    rows: pd.DataFrame,
    form: TableFormat,
    what: str,
    command: Sequence[str],
    *,
    years: Sequence[int] = (),
    more: dict[str, Any] | None = None,
    text: Text = _SPANISH,
) -> Made:
    """Rows in a format, and what belongs beside them: the list ``what``, made by a command, of some years."""
    from exports.rows import describe_rows, export_table
    from geo import find_gaps

    criteria, layers = asked
    told: dict[str, Any] = {"command": command, "years": years}
    return Made(
        export_table(rows, criteria, layers, format=form, more=more, **told),
        lambda name: describe_rows(rows, find_gaps(layers, criteria), layers, name=name, what=what, text=text, **told),
    )
