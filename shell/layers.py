"""`alcance layers`: what is known, before any question."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from exports.answer import Asked
from exports.answers import ANSWERS
from geo import Criteria
from shell.answers import give, takes
from shell.output import Output, writes
from shell.own import Said, hears, with_files


@writes
@hears
@takes(ANSWERS["layers"])
def write_layer(
    said: Said,
    *,
    programs_file: Annotated[Path | None, typer.Option(help="Your own programs and sites.")] = None,
    output: Output,
    **given: Any,
) -> None:
    """Write a layer."""
    from layers import load

    layers = load()
    if programs_file is not None:
        layers = with_files(layers, {"programs": programs_file}, said)
    give(ANSWERS["layers"], Asked(Criteria(), layers), output, given)
