"""`alcance services`: which of the 14 components reach whom."""

from __future__ import annotations

from typing import Annotated

import typer

from shell.output import Output, writes
from shell.question import Request, asks
from vocabulary.lists import RowFormat, ServiceRow


@writes
@asks
def services(
    request: Request,
    *,
    by: Annotated[
        ServiceRow,
        typer.Option(help="A row a component, beside table 1; a component and state; or a municipality's shares."),
    ] = "total",
    output: Annotated[Output[RowFormat], "Format of the rows."],
) -> None:
    """Rural return dwellings that can reach each of the 14 components: for anyone, the deported, the voluntary.

    Each component and eligibility is asked in turn: --components, --eligibility and --count-reception change nothing.
    """
    from exports.rows import describe_rows, export_rows
    from geo import find_gaps
    from geo.services import beside_table_one, service_reach

    found = service_reach(request.layers, request.criteria)
    rows = {
        "total": lambda: beside_table_one(request.layers, found),
        "state": lambda: found.by_state,
        "municipality": lambda: found.shares,
    }[by]()
    layers, what = request.layers, "shares" if by == "municipality" else "services"
    command = ("services", "--by", by)
    output.write(
        export_rows(rows, request.criteria, layers, format=output.form),
        lambda name: describe_rows(
            rows, find_gaps(layers, request.criteria), layers, name=name, what=what, command=command
        ),
    )
