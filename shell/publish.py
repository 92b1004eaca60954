"""`alcance figure`, `brief` and `embed`: what a person takes along to publish or to a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from shell.output import Address, Lang, Output, writes
from shell.question import Request, asks
from vocabulary.lists import BriefFormat, Demand, EmbedFormat, EmbedKind, FigureKind, PictureFormat
from words.catalogues import DEFAULT

if TYPE_CHECKING:
    import pandas as pd


@writes
@asks
def figure(
    request: Request,
    *,
    kind: Annotated[FigureKind, typer.Option(help="Which figure.")] = "map",
    demand: Annotated[
        Demand, typer.Option(help="Of coverage: unserved dwellings of all municipalities asked about, or of the gaps.")
    ] = "unserved",
    lang: Lang = DEFAULT,
    output: Annotated[Output[PictureFormat], "Format of the figure."],
) -> None:
    """Draw a figure of the answer that can be published as it is: PNG of 300 dots an inch, or SVG."""
    from exports.figures import export_figure
    from geo import find_gaps
    from words.text import Text

    curve = _curve(request, demand) if kind == "coverage" else None
    answer = find_gaps(request.layers, request.criteria)
    output.write(
        export_figure(kind, answer, request.layers, Text(lang), picture=output.form, curve=curve, demand=demand)
    )


@writes
@asks
def brief(
    request: Request,
    *,
    lang: Lang = DEFAULT,
    address: Address = None,
    output: Annotated[Output[BriefFormat], "Format of the brief."],
) -> None:
    """Write a state in two pages, for a meeting: say which with --state."""
    from exports.brief import export_brief
    from exports.brief_parts import state_of
    from words.text import Text

    state_of(request.criteria)
    output.write(export_brief(request.layers, request.criteria, Text(lang), form=output.form, address=address))


@writes
@asks
def embed(
    request: Request,
    *,
    kind: Annotated[
        EmbedKind,
        typer.Option(
            help="A picture, no script; a map to move about in (a megabyte); or a frame of what a server shows."
        ),
    ] = "static",
    lang: Lang = DEFAULT,
    address: Address = None,
    output: Annotated[Output[EmbedFormat], "Format of the map."],
) -> None:
    """Write the answer's map as one HTML file to put into another page: nothing to fetch."""
    from exports.embed import embed as embed_figure
    from exports.embed import frame
    from exports.interactive import embed_map
    from geo import find_gaps
    from words.text import Text

    answer = find_gaps(request.layers, request.criteria)
    if kind == "frame":
        output.write(f"{frame(answer, request.layers, Text(lang), address=address)}\n".encode())
        return
    make = embed_map if kind == "interactive" else embed_figure
    output.write(make(answer, request.layers, Text(lang), address=address))


def _curve(request: Request, demand: Demand) -> pd.DataFrame:
    """What each further site would reach, as the figure takes it."""
    from exports.figures import figure_curve
    from geo.site_curves import coverage_curve
    from geo.siting import Siting

    return figure_curve(coverage_curve(request.layers, request.criteria, Siting(demand=demand), bounded=True))
