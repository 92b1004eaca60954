"""`alcance municipality`: one municipality's settlements."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shell.output import Address, NotesLang, Output, writes
from shell.question import Request, asks
from vocabulary.lists import SettlementsFormat
from words.catalogues import DEFAULT


@writes
@asks
def municipality(
    request: Request,
    *,
    cvegeo: Annotated[str, typer.Argument(help="Key of the municipality, five digits: 20334.", metavar="CVEGEO")],
    lang: NotesLang = DEFAULT,
    address: Address = None,
    output: Annotated[Output[SettlementsFormat], "Format of the table."],
) -> None:
    """List a municipality's settlements, most people first: census facts, estimated return dwellings, who is reached.

    A figure that the census masks is empty, never zero. A CSV written to a file gets a second file beside it,
    NAME-metadata.json: the columns, the municipality's own figures, what was asked, and where it comes from.
    """
    from exports.settlements import describe_settlements, export_settlements
    from geo import find_gaps
    from words.text import Text

    layers, text = request.layers, Text(lang)
    if not (layers.municipios["cvegeo"] == cvegeo).any():
        expected = "the key of a municipality, five digits: 20334"
        raise typer.BadParameter(f"found {cvegeo!r}, expected {expected}", param_hint="CVEGEO")
    answer = find_gaps(layers, request.criteria)
    inside = Path(output.name).with_suffix(".csv").name
    output.write(
        export_settlements(answer, layers, cvegeo, format=output.form, text=text, address=address, name=inside),
        lambda name: describe_settlements(answer, layers, cvegeo, name=name, text=text, address=address),
    )
