"""`alcance gaps` and `alcance layers`: who falls through, and what is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shell.output import NotesLang, Out, file_of, refuse_terminal, write, write_beside
from shell.own import Said, hears, with_files
from shell.question import Question, asks
from vocabulary.lists import LayerName, ListFormat
from words.catalogues import DEFAULT


@asks
def gaps(
    question: Question,
    *,
    everyone: Annotated[bool, typer.Option("--all", help="Every municipality with its status.")] = False,
    output_format: Annotated[ListFormat, typer.Option("--format", help="Format of the list.")] = "csv",
    hxl: Annotated[bool, typer.Option("--hxl", help="A line of HXL tags below the header (csv, zip, xlsx).")] = False,
    lang: NotesLang = DEFAULT,
    out: Out = None,
) -> None:
    """List the municipalities that fall through, most rural return dwellings first.

    Without options it asks the default question: Sur-sureste, 2020, programs open today, a reach of 50 km. A CSV
    written to a file gets a second file beside it, NAME-metadata.json: what was asked, and where it comes from.
    """
    from exports.lists import BINARY, TAGGED, describe_csv, export_gaps
    from geo import find_gaps
    from words.text import Text

    text = Text(lang)
    if hxl and output_format not in TAGGED:
        raise typer.BadParameter(f"found {output_format}, expected one of {', '.join(TAGGED)}", param_hint="--hxl")
    if output_format in BINARY:
        refuse_terminal(out, output_format)
    answer = find_gaps(question.layers, question.criteria)
    file = file_of(out)
    name = "alcance.csv" if file is None else file.with_suffix(".csv").name
    write(
        export_gaps(answer, question.layers, everyone=everyone, format=output_format, text=text, hxl=hxl, name=name),
        out,
    )
    if file is not None and output_format == "csv":
        about = describe_csv(answer, question.layers, name=file.name, everyone=everyone, text=text, hxl=hxl)
        write_beside(about, file)


@hears
def write_layer(
    said: Said,
    *,
    name: Annotated[LayerName, typer.Argument(help="Which layer.")],
    out: Out = None,
    programs_file: Annotated[Path | None, typer.Option(help="Your own programs and sites.")] = None,
) -> None:
    """Write a layer as CSV: what is known, before any question."""
    from exports.tables import layer_rows, to_csv
    from layers import load

    layers = load()
    if programs_file is not None:
        layers = with_files(layers, {"programs": programs_file}, said)
    write(to_csv(layer_rows(layers, name), exact=True), out)
