"""From a map to a decision: `alcance pilots`, `alcance components`, `alcance change`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from shell.output import Out, write
from shell.question import Question, asks


class RowFormat(StrEnum):
    """Formats of an answer's rows."""

    csv = "csv"
    json = "json"


class PilotTable(StrEnum):
    """What of the pilot states is asked for."""

    states = "states"
    acceptability = "acceptability"
    central_weights = "central-weights"
    clusters = "clusters"
    sizes = "sizes"


class ComponentTable(StrEnum):
    """What a row of the components is."""

    total = "total"
    state = "state"
    municipality = "municipality"


class ChangeTable(StrEnum):
    """What a row of the change is."""

    municipality = "municipality"
    state = "state"
    region = "region"
    rural = "rural"


_Format = Annotated[RowFormat, typer.Option("--format", help="Format of the rows.")]


@asks
def pilots(
    question: Question,
    *,
    weights: Annotated[
        str,
        typer.Option(
            help="equal, most_people, poorest_first, fewest_services; or weights by criterion: gaps:2,unserved:1. "
            "Criteria: gaps, unserved, unserved_share, return_rate, rural_share, marginalised_need, distance."
        ),
    ] = "equal",
    table: Annotated[
        PilotTable,
        typer.Option(
            help="The ranking; the share of weightings that give each rank; the mean weighting that puts each first; "
            "clusters of adjoining gaps with their office; municipalities by size."
        ),
    ] = PilotTable.states,
    output_format: _Format = RowFormat.csv,
    out: Out = None,
) -> None:
    """Rank the states asked about as places for a pilot, and say how sure the ranking is over all weightings."""
    from exports.decisions import export_rows
    from geo import find_gaps
    from geo.weights import Weights

    chosen = Weights.of(weights)
    answer = find_gaps(question.layers, question.criteria)
    more: dict[str, object] = {}
    if table in (PilotTable.clusters, PilotTable.sizes):
        from geo.clusters import find_clusters, size_groups

        rows = find_clusters(answer, question.layers)
        if table is PilotTable.sizes:
            rows = size_groups(answer, rows)
    else:
        from geo.pilots import rank_states
        from geo.residence import with_residence

        found = rank_states(answer, chosen)
        rows = {
            PilotTable.states: found.table,
            PilotTable.acceptability: found.acceptability,
            PilotTable.central_weights: found.central_weights,
        }[table]
        more = {"weights": chosen.as_mapping(), "draws": found.draws, "left_out": list(found.left_out)}
        if table is PilotTable.states:
            rows = with_residence(rows, question.layers)
            more |= {"acceptability": found.acceptability, "central_weights": found.central_weights}
    write(export_rows(rows, question.criteria, question.layers, format=output_format.value, more=more), out)


@asks
def components(
    question: Question,
    *,
    by: Annotated[
        ComponentTable,
        typer.Option(help="A row a component, beside table 1; a component and state; or a municipality's shares."),
    ] = ComponentTable.total,
    output_format: _Format = RowFormat.csv,
    out: Out = None,
) -> None:
    """Rural return dwellings that can reach each of the 14 components: for anyone, the deported, the voluntary.

    Each component and eligibility is asked in turn: --components, --eligibility and --count-reception change nothing.
    """
    from exports.decisions import export_rows
    from geo.components import beside_table_one, component_reach

    found = component_reach(question.layers, question.criteria)
    rows = {
        ComponentTable.total: lambda: beside_table_one(question.layers, found),
        ComponentTable.state: lambda: found.by_state,
        ComponentTable.municipality: lambda: found.shares,
    }[by]()
    write(export_rows(rows, question.criteria, question.layers, format=output_format.value), out)


@asks
def change(
    question: Question,
    *,
    by: Annotated[ChangeTable, typer.Option(help="What a row is.")] = ChangeTable.state,
    first: Annotated[int, typer.Option(help="The first year.")] = 2010,
    last: Annotated[int, typer.Option(help="The last year: 2020, or one of your own return figures.")] = 2020,
    output_format: _Format = RowFormat.csv,
    out: Out = None,
) -> None:
    """What changed between two years in the whole country; --year changes nothing.

    Municipalities created in between are compared with the one they were part of, over the same territory. By state,
    the survey of 2025 stands behind: per cent of people of 5 and older who lived in the United States in October 2020.
    Years whose figures count dwellings and people are not compared.
    """
    from exports.decisions import export_rows
    from geo.change import change_by
    from geo.residence import with_residence

    rows = change_by(question.layers, question.criteria, by.value, first=first, last=last)
    if by is ChangeTable.state:
        rows = with_residence(rows, question.layers)
    write(export_rows(rows, question.criteria, question.layers, format=output_format.value, year=last), out)
