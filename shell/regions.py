"""`alcance regions`: neighbours that together pass what none does alone."""

from __future__ import annotations

from typing import Annotated

import typer

from shell.output import Output, writes
from shell.question import Request, asks
from vocabulary.lists import RegionFormat, RegionTable


@writes
@asks
def regions(
    request: Request,
    *,
    table: Annotated[
        RegionTable,
        typer.Option(help="What one office each could serve; the regions that these are cut from; who is in which."),
    ] = "areas",
    within_km: Annotated[
        float | None,
        typer.Option(
            help="Farthest seat that one office serves, km: >0..1000.",
            show_default="the reach that is sure",
        ),
    ] = None,
    output: Annotated[Output[RegionFormat], "Format of the rows; as GeoJSON with their outlines."],
) -> None:
    """Group neighbours that together pass the count and meet every other condition each; cut them into office areas."""
    from exports.regions import describe_regions, export_regions
    from geo import find_gaps
    from geo.areas import office_areas

    answer = find_gaps(request.layers, request.criteria)
    found = office_areas(answer, request.layers, within_km=within_km)
    output.write(
        export_regions(found, answer, request.layers, table=table, format=output.form),
        lambda name: describe_regions(found, answer, request.layers, table=table, name=name),
    )
