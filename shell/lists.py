"""`alcance gaps` and `alcance layers`: who falls through, and what is known."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from shell.question import Question, asks, write


class ListFormat(StrEnum):
    """Formats of a list."""

    csv = "csv"
    json = "json"
    geojson = "geojson"


class LayerName(StrEnum):
    """Layers that can be written out."""

    municipios = "municipios"
    settlements = "settlements"
    returns = "returns"
    programs = "programs"


@asks
def gaps(
    question: Question,
    *,
    everyone: Annotated[bool, typer.Option("--all", help="Every municipality with its status.")] = False,
    output_format: Annotated[ListFormat, typer.Option("--format", help="Format of the list.")] = ListFormat.csv,
    out: Annotated[Path | None, typer.Option(help="File to write; the terminal if not given.")] = None,
) -> None:
    """List the municipalities that fall through, most rural return dwellings first.

    Without options it asks the default question: Sur-sureste, 2020, programs open today, a reach of 50 km.
    """
    from exports.tables import export_gaps
    from geo import find_gaps

    answer = find_gaps(question.layers, question.criteria)
    write(export_gaps(answer, question.layers, everyone=everyone, format=output_format.value), out)


def write_layer(
    name: Annotated[LayerName, typer.Argument(help="Which layer.")],
    out: Annotated[Path | None, typer.Option(help="File to write; the terminal if not given.")] = None,
    programs_file: Annotated[Path | None, typer.Option(help="Your own programs and sites.")] = None,
) -> None:
    """Write a layer as CSV: what is known, before any question."""
    from exports.tables import layer_rows, to_csv
    from layers import load

    layers = load()
    if programs_file is not None:
        from shell.own import with_files

        layers = with_files(layers, {"programs": programs_file})
    write(to_csv(layer_rows(layers, name.value)), out)
