"""`alcance certainty`: how sure the answer is."""

from __future__ import annotations

from typing import Annotated

import typer

from shell.output import Output, writes
from shell.question import Request, asks
from vocabulary.lists import RowFormat


@writes
@asks
def certainty(
    request: Request,
    *,
    everyone: Annotated[bool, typer.Option("--all", help="Every municipality, by key.")] = False,
    output: Annotated[Output[RowFormat], "csv: the rows; json: totals and states too."],
) -> None:
    """Ask again in thousands of reasonable readings: who is a gap in how many, and what would change it.

    Lists who is a gap in at least one reading, the surest first.
    """
    from exports.certainty import certainty_rows, export_certainty
    from exports.rows import describe_rows
    from geo import find_gaps

    answer = find_gaps(request.layers, request.criteria)
    command = ("certainty", *(["--all"] if everyone else []))
    output.write(
        export_certainty(answer, request.layers, everyone=everyone, format=output.form),
        lambda name: describe_rows(
            certainty_rows(answer, request.layers, everyone=everyone),
            answer,
            request.layers,
            name=name,
            what="certainty",
            command=command,
        ),
    )
