"""`alcance figure`, `brief` and `embed`: what a person takes along to publish or to a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from shell.output import Lang, Out, refuse_terminal, write
from shell.question import Question, asks
from vocabulary.lists import BriefFormat, EmbedKind, FigureKind, PictureFormat
from words.catalogues import DEFAULT

if TYPE_CHECKING:
    import pandas as pd


@asks
def figure(
    question: Question,
    *,
    kind: Annotated[FigureKind, typer.Option(help="Which figure.")] = "map",
    output_format: Annotated[PictureFormat, typer.Option("--format", help="Format of the figure.")] = "png",
    lang: Lang = DEFAULT,
    out: Out = None,
) -> None:
    """Draw a figure of the answer that can be published as it is: PNG of 300 dots an inch, or SVG."""
    from exports.figures import export_figure
    from geo import find_gaps
    from words.text import Text

    if output_format == "png":
        refuse_terminal(out, output_format)
    curve = _curve(question) if kind == "coverage" else None
    answer = find_gaps(question.layers, question.criteria)
    data = export_figure(kind, answer, question.layers, Text(lang), picture=output_format, curve=curve)
    write(data, out)


@asks
def brief(
    question: Question,
    *,
    output_format: Annotated[BriefFormat, typer.Option("--format", help="Format of the brief.")] = "pdf",
    lang: Lang = DEFAULT,
    out: Out = None,
) -> None:
    """Write a state in two pages, for a meeting: say which with --state."""
    from exports.brief import export_brief
    from exports.brief_parts import state_of
    from words.text import Text

    state_of(question.criteria)
    if output_format == "pdf":
        refuse_terminal(out, output_format)
    write(export_brief(question.layers, question.criteria, Text(lang), form=output_format), out)


@asks
def embed(
    question: Question,
    *,
    kind: Annotated[
        EmbedKind, typer.Option(help="A picture without a script, or a map to move about in (about a megabyte).")
    ] = "static",
    lang: Lang = DEFAULT,
    address: Annotated[str | None, typer.Option(help="Address of your Alcance page, for the link back.")] = None,
    out: Out = None,
) -> None:
    """Write the answer's map as one HTML file to put into another page: nothing to fetch."""
    from exports.embed import embed as embed_figure
    from exports.interactive import embed_map
    from geo import find_gaps
    from words.text import Text

    answer = find_gaps(question.layers, question.criteria)
    try:
        make = embed_map if kind == "interactive" else embed_figure
        data = make(answer, question.layers, Text(lang), address=address)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--address") from error
    write(data, out)


def _curve(question: Question) -> pd.DataFrame:
    """What each further site would reach, as the figure takes it."""
    from exports.figures import figure_curve
    from geo.sites import coverage_curve

    return figure_curve(coverage_curve(question.layers, question.criteria))
