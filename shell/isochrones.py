"""`alcance isochrones`: what is reached by road from each site, as a drawing with its facts."""

from __future__ import annotations

from typing import Annotated

import typer

from shell.output import NotesLang, Output, writes
from shell.question import Request, asks
from vocabulary.lists import IsochroneFormat


@writes
@asks
def isochrones(
    request: Request,
    *,
    minutes: Annotated[str, typer.Option(help="Minutes by road, joined by commas.")] = "30,60,90,120",
    lang: NotesLang = "es",
    output: Annotated[Output[IsochroneFormat], "Format of the areas."],
) -> None:
    """The areas that the sites reach by road within some minutes, and how many people live there.

    A drawing: the cells of about 2 km in which a settlement is reached. Needs a network of roads: --network, and a
    question in minutes (--reach-min).
    """
    from exports.isochrones import export_isochrones
    from geo import find_gaps
    from words.text import Text

    try:
        times = [float(text) for text in minutes.split(",")]
    except ValueError as error:
        raise typer.BadParameter(
            f"found {minutes!r}, expected minutes such as 30,60", param_hint="--minutes"
        ) from error
    gaps = find_gaps(request.layers, request.criteria)
    output.write(export_isochrones(gaps, request.layers, times, text=Text(lang)))
