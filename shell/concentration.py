"""`alcance concentration`: who is left behind."""

from __future__ import annotations

from typing import Annotated

from shell.output import Output, writes
from shell.question import Request, asks
from vocabulary.lists import RowFormat


@writes
@asks
def concentration(request: Request, *, output: Annotated[Output[RowFormat], "Format of the rows."]) -> None:
    """How coverage leans along marginalisation: the concentration curve, and in JSON the index too."""
    from exports.concentration import figures_of
    from exports.rows import describe_rows, export_rows
    from geo import find_gaps
    from geo.concentration import find_concentration

    answer = find_gaps(request.layers, request.criteria)
    found = find_concentration(answer, request.layers)
    output.write(
        export_rows(found.curve, request.criteria, request.layers, format=output.form, more=figures_of(found)),
        lambda name: describe_rows(
            found.curve, answer, request.layers, name=name, what="concentration", command=("concentration",)
        ),
    )
