"""`alcance pilots`: which states suit a pilot."""

from __future__ import annotations

from typing import Annotated

import typer

from shell.output import Output, writes
from shell.question import Request, asks
from vocabulary.lists import Counting, PilotTable, RowFormat


@writes
@asks
def pilots(
    request: Request,
    *,
    weights: Annotated[
        str,
        typer.Option(
            help="equal, most_people, poorest_first, fewest_services; or weights by criterion: gaps:2,unserved:1. "
            "Criteria: gaps, unserved, unserved_share, return_rate, rural_share, marginalised_need, distance; with "
            "--road-grade low_access."
        ),
    ] = "equal",
    counting: Annotated[
        Counting,
        typer.Option(help="What counts as one: criteria that measure the same thing together, or each by itself."),
    ] = "groups",
    table: Annotated[
        PilotTable,
        typer.Option(
            help="The ranking; the share of weightings that give each rank; the mean weighting that puts each first; "
            "what counts as one; municipalities by size."
        ),
    ] = "states",
    output: Annotated[Output[RowFormat], "Format of the rows."],
) -> None:
    """Rank the states asked about as places for a pilot, and say how sure the ranking is over all weightings."""
    from exports.rows import describe_rows, export_rows
    from geo import find_gaps
    from geo.weights import Weights

    chosen = Weights.of(weights)
    answer = find_gaps(request.layers, request.criteria)
    more: dict[str, object] = {}
    if table == "sizes":
        from geo.areas import office_areas
        from geo.sizes import size_groups

        rows = size_groups(answer, office_areas(answer, request.layers))
    else:
        from geo.pilots import rank_states
        from geo.residence import with_residence

        found = rank_states(answer, chosen, counting=counting)
        rows = {
            "states": found.table,
            "acceptability": found.acceptability,
            "central-weights": found.central_weights,
            "criteria": found.counted,
        }[table]
        more = {
            "weights": chosen.as_mapping(),
            "counting": counting,
            "draws": found.draws,
            "left_out": list(found.left_out),
        }
        if table == "states":
            rows = with_residence(rows, request.layers)
            more |= {
                "acceptability": found.acceptability,
                "central_weights": found.central_weights,
                "counted": found.counted,
            }
    command = ("pilots", "--weights", weights, "--counting", counting, "--table", table)
    what = {"states": "pilots", "central-weights": "central"}.get(table, table)
    output.write(
        export_rows(rows, request.criteria, request.layers, format=output.form, more=more),
        lambda name: describe_rows(rows, answer, request.layers, name=name, what=what, command=command),
    )
