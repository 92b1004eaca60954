"""`alcance referrals`: the sites nearest to every gap."""

from __future__ import annotations

from typing import Annotated

import typer

from shell.output import Output, writes
from shell.question import Request, asks
from vocabulary.lists import RowFormat


@writes
@asks
def referrals(
    request: Request,
    *,
    each: Annotated[int, typer.Option(min=1, max=50, help="Sites named for each gap, at most.")] = 5,
    output: Annotated[Output[RowFormat], "Format of the rows."],
) -> None:
    """The sites nearest to every gap, with what they offer: whom to send a person to.

    Where minutes are asked and a network of roads is loaded, the sites that are reached soonest.
    """
    from exports.rows import describe_rows, export_rows
    from geo import find_gaps
    from geo.referrals import referrals as nearest

    gaps = find_gaps(request.layers, request.criteria)
    rows = nearest(gaps, request.layers, each=each)
    output.write(
        export_rows(rows, request.criteria, request.layers, format=output.form),
        lambda name: describe_rows(
            rows, gaps, request.layers, name=name, what="referrals", command=("referrals", "--each", str(each))
        ),
    )
