"""`alcance edition`: what another edition of the data changes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shell.output import NotesLang, Output, writes
from shell.question import Request, asks
from vocabulary.lists import TableFormat
from words.catalogues import DEFAULT


@writes
@asks
def edition(
    request: Request,
    *,
    diff: Annotated[
        Path, typer.Option("--diff", metavar="OLD", help="The older release: its data folder, checkout, wheel, or zip.")
    ],
    everyone: Annotated[
        bool, typer.Option("--all", help="Every municipality, not only those whose status is another.")
    ] = False,
    lang: NotesLang = DEFAULT,
    output: Annotated[Output[TableFormat], "Format of the comparison."],
) -> None:
    """Say which answers this edition of the data has changed since an older one, and why.

    The same question is asked of both editions. A row says the status before and after, the reasons, the sites that
    count otherwise and reach the municipality, and the figures of both.
    """
    criteria, layers = request.asked
    if request.files:
        raise typer.BadParameter(f"found {request.files[0]}, expected no file of your own", param_hint="--diff")
    from exports.editions import edition_figures, edition_rows
    from exports.rows import describe_rows, export_table
    from geo.editions import compare_editions
    from layers.editions import load_edition
    from words.text import Text

    text = Text(lang)
    found = compare_editions(request.roads(load_edition(diff), criteria), layers, criteria)
    rows = edition_rows(found, text, everyone=everyone)
    command = ("edition", "--diff", str(diff), *(["--all"] if everyone else []), "--lang", lang)
    more = edition_figures(found)
    output.write(
        export_table(rows, criteria, layers, format=output.form, command=command, more=more),
        lambda name: describe_rows(rows, found.after, layers, name=name, what="edition", command=command, text=text),
    )
