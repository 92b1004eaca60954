"""`alcance gaps` and `alcance layers`: who falls through, and what is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from shell.output import Address, NotesLang, Output, writes
from shell.own import Said, hears, with_files
from shell.question import Request, asks
from vocabulary.lists import LayerFormat, LayerName, ListFormat
from words.catalogues import DEFAULT


@writes
@asks
def gaps(
    request: Request,
    *,
    everyone: Annotated[bool, typer.Option("--all", help="Every municipality with its status.")] = False,
    hxl: Annotated[bool, typer.Option("--hxl", help="A line of HXL tags below the header (csv, zip, xlsx).")] = False,
    lang: NotesLang = DEFAULT,
    address: Address = None,
    output: Annotated[Output[ListFormat], "Format of the list."],
) -> None:
    """List the municipalities that fall through, most rural return dwellings first.

    Without options it asks the default question: Sur-sureste, 2020, programs open today, a reach of 50 km. A CSV
    written to a file gets a second file beside it, NAME-metadata.json: what was asked, and where it comes from.
    """
    from exports.lists import TAGGED, describe_csv, export_gaps
    from geo import find_gaps
    from words.text import Text

    text = Text(lang)
    if hxl and output.form not in TAGGED:
        raise typer.BadParameter(f"found {output.form}, expected one of {', '.join(TAGGED)}", param_hint="--hxl")
    answer = find_gaps(request.layers, request.criteria)
    inside = Path(output.name).with_suffix(".csv").name
    told: dict[str, Any] = {"everyone": everyone, "text": text, "hxl": hxl, "address": address}
    output.write(
        export_gaps(answer, request.layers, format=output.form, name=inside, **told),
        lambda name: describe_csv(answer, request.layers, name=name, **told),
    )


@writes
@hears
def write_layer(
    said: Said,
    *,
    name: Annotated[LayerName, typer.Argument(help="Which layer.")],
    programs_file: Annotated[Path | None, typer.Option(help="Your own programs and sites.")] = None,
    output: Annotated[Output[LayerFormat], "Format of the layer."],
) -> None:
    """Write a layer as CSV: what is known, before any question.

    The options for your own files take each back, but for municipios: those are here already, and their polygons have
    more vertices than a file of your own may. Another country's come with their polygons, through the page.
    """
    from exports.tables import layer_rows, to_csv
    from layers import load

    layers = load()
    if programs_file is not None:
        layers = with_files(layers, {"programs": programs_file}, said)
    output.write(to_csv(layer_rows(layers, name), exact=True))
