"""`alcance municipality`: one municipality's settlements."""

from __future__ import annotations

from typing import Annotated

import typer

from shell.output import NotesLang, Out, file_of, refuse_terminal, write, write_beside
from shell.question import Question, asks
from vocabulary.lists import SettlementsFormat
from words.catalogues import DEFAULT


@asks
def municipality(
    question: Question,
    *,
    cvegeo: Annotated[str, typer.Argument(help="Key of the municipality, five digits: 20334.", metavar="CVEGEO")],
    output_format: Annotated[SettlementsFormat, typer.Option("--format", help="Format of the table.")] = "csv",
    lang: NotesLang = DEFAULT,
    out: Out = None,
) -> None:
    """List a municipality's settlements, most people first: census facts, estimated return dwellings, who is reached.

    A figure that the census masks is empty, never zero. A CSV written to a file gets a second file beside it,
    NAME-metadata.json: the columns, the municipality's own figures, what was asked, and where it comes from.
    """
    from exports.settlements import BINARY, describe_settlements, export_settlements
    from geo import find_gaps
    from words.text import Text

    layers, text = question.layers, Text(lang)
    if not (layers.municipios["cvegeo"] == cvegeo).any():
        expected = "the key of a municipality, five digits: 20334"
        raise typer.BadParameter(f"found {cvegeo!r}, expected {expected}", param_hint="CVEGEO")
    if output_format in BINARY:
        refuse_terminal(out, output_format)
    answer = find_gaps(layers, question.criteria)
    file = file_of(out)
    name = "alcance.csv" if file is None else file.with_suffix(".csv").name
    write(export_settlements(answer, layers, cvegeo, format=output_format, text=text, name=name), out)
    if file is not None and output_format == "csv":
        write_beside(describe_settlements(answer, layers, cvegeo, name=file.name, text=text), file)
