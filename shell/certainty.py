"""`alcance certainty`: how sure the answer is."""

from __future__ import annotations

from typing import Annotated

import typer

from shell.output import Out, write
from shell.question import Question, asks
from vocabulary.lists import RowFormat


@asks
def certainty(
    question: Question,
    *,
    everyone: Annotated[bool, typer.Option("--all", help="Every municipality, by key.")] = False,
    output_format: Annotated[
        RowFormat, typer.Option("--format", help="csv: the rows; json: totals and states too.")
    ] = "csv",
    out: Out = None,
) -> None:
    """Ask again in thousands of reasonable readings: who is a gap in how many, and what would change it.

    Lists who is a gap in at least one reading, the surest first.
    """
    from exports.certainty import export_certainty
    from geo import find_gaps

    answer = find_gaps(question.layers, question.criteria)
    write(export_certainty(answer, question.layers, everyone=everyone, format=output_format), out)
