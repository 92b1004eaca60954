"""`alcance unknowns`: which phone call first."""

from __future__ import annotations

from typing import Annotated

import typer

from shell.output import NotesLang, Output, writes
from shell.question import Request, asks
from vocabulary.lists import RowFormat, UnknownTable
from words.catalogues import DEFAULT


@writes
@asks
def unknowns(
    request: Request,
    *,
    table: Annotated[
        UnknownTable,
        typer.Option(
            help="A row a fact that is not known for sure, with what to ask; facts of one place and pairs that are "
            "otherwise together; where one more site would end gaps; the whole catalogue read otherwise."
        ),
    ] = "facts",
    pairs: Annotated[int, typer.Option(help="How many pairs of facts to draw, 0 to 10,000.")] = 60,
    seed: Annotated[int, typer.Option(min=0, help="Where the draws of pairs start.")] = 2001,
    lang: NotesLang = DEFAULT,
    output: Annotated[Output[RowFormat], "csv: the rows; json: what is known too."],
) -> None:
    """Which phone call first: how the answer changes if what is not known for sure of who helps is otherwise."""
    from exports.rows import describe_rows, export_rows
    from exports.unknowns import unknown_rows
    from geo.unknowns import unknowns as find
    from words.text import Text

    text = Text(lang)
    found = find(request.layers, request.criteria, pairs=pairs, seed=seed)
    rows = unknown_rows(found, request.layers, table, text)
    more = {
        "gaps": len(found.gaps.ranked),
        "pilot": list(found.pilot),
        "best_sites": list(found.best_sites),
        "pairs": found.pairs,
        "drawn": found.drawn,
        "seed": seed,
    }
    command = ("unknowns", "--table", table, "--pairs", str(pairs), "--seed", str(seed), "--lang", lang)
    output.write(
        export_rows(rows, request.criteria, request.layers, format=output.form, more=more),
        lambda name: describe_rows(
            rows, found.gaps, request.layers, name=name, what=f"unknowns.{table}", command=command, text=text
        ),
    )
