"""`alcance change`: what changed between two years."""

from __future__ import annotations

from typing import Annotated

import typer

from shell.output import Output, writes
from shell.question import Request, asks
from vocabulary.lists import ChangeRow, RowFormat


@writes
@asks
def change(
    request: Request,
    *,
    by: Annotated[ChangeRow, typer.Option(help="What a row is.")] = "state",
    first: Annotated[int, typer.Option(help="The first year.")] = 2010,
    last: Annotated[int, typer.Option(help="The last year: 2020, or one of your own return figures.")] = 2020,
    output: Annotated[Output[RowFormat], "Format of the rows."],
) -> None:
    """What changed between two years in the whole country; --year changes nothing.

    Municipalities created in between are compared with the one they were part of, over the same territory. By state,
    the survey of 2025 stands behind: per cent of people of 5 and older who lived in the United States in October 2020.
    Years whose figures count dwellings and people are not compared.
    """
    from exports.rows import describe_rows, export_rows
    from geo import find_gaps
    from geo.change import change_by
    from geo.residence import with_residence

    rows = change_by(request.layers, request.criteria, by, first=first, last=last)
    if by == "state":
        rows = with_residence(rows, request.layers)
    layers, years = request.layers, (first, last)
    command = ("change", "--by", by, "--first", str(first), "--last", str(last))
    output.write(
        export_rows(rows, request.criteria, layers, format=output.form, year=last),
        lambda name: describe_rows(
            rows,
            find_gaps(layers, request.criteria),
            layers,
            name=name,
            what="change",
            command=command,
            years=years,
        ),
    )
