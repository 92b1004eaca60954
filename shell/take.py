"""`alcance figure`, `brief` and `embed`: what a person takes along to publish or to a meeting."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from shell.output import Language, Out, refuse_terminal, write
from shell.question import Question, asks

if TYPE_CHECKING:
    import pandas as pd

_Lang = Annotated[Language, typer.Option(help="Language.")]


class FigureKind(StrEnum):
    """Figures."""

    map = "map"
    ranking = "ranking"
    coverage = "coverage"
    change = "change"


class PictureFormat(StrEnum):
    """Formats of a figure."""

    png = "png"
    svg = "svg"


class BriefFormat(StrEnum):
    """Formats of a brief."""

    pdf = "pdf"
    html = "html"


@asks
def figure(
    question: Question,
    *,
    kind: Annotated[FigureKind, typer.Option(help="Which figure.")] = FigureKind.map,
    output_format: Annotated[PictureFormat, typer.Option("--format", help="Format of the figure.")] = PictureFormat.png,
    lang: _Lang = Language.es,
    out: Out = None,
) -> None:
    """Draw a figure of the answer that can be published as it is: PNG of 300 dots an inch, or SVG."""
    from exports.figures import export_figure
    from geo import find_gaps
    from words.text import Text

    if output_format is PictureFormat.png:
        refuse_terminal(out, output_format.value)
    curve = _curve(question) if kind is FigureKind.coverage else None
    answer = find_gaps(question.layers, question.criteria)
    data = export_figure(
        kind.value, answer, question.layers, Text(lang.value), picture=output_format.value, curve=curve
    )
    write(data, out)


@asks
def brief(
    question: Question,
    *,
    output_format: Annotated[BriefFormat, typer.Option("--format", help="Format of the brief.")] = BriefFormat.pdf,
    lang: _Lang = Language.es,
    out: Out = None,
) -> None:
    """Write a state in two pages, for a meeting: say which with --state."""
    from exports.brief import export_brief
    from exports.brief_parts import state_of
    from words.text import Text

    state_of(question.criteria)
    if output_format is BriefFormat.pdf:
        refuse_terminal(out, output_format.value)
    write(export_brief(question.layers, question.criteria, Text(lang.value), form=output_format.value), out)


@asks
def embed(
    question: Question,
    *,
    lang: _Lang = Language.es,
    address: Annotated[str | None, typer.Option(help="Address of your Alcance page, for the link back.")] = None,
    out: Out = None,
) -> None:
    """Write the answer's map as one HTML file to put into another page: no script, nothing to fetch."""
    from exports.embed import embed as embed_figure
    from geo import find_gaps
    from words.text import Text

    answer = find_gaps(question.layers, question.criteria)
    try:
        data = embed_figure(answer, question.layers, Text(lang.value), address=address)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--address") from error
    write(data, out)


def _curve(question: Question) -> pd.DataFrame:
    """What each further site would reach, as the figure takes it."""
    from exports.figures import figure_curve
    from geo.siting import coverage_curve

    return figure_curve(coverage_curve(question.layers, question.criteria))
