"""`alcance network`: from an official file of roads to a folder that answers in minutes."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shell.output import Lang
from shell.progress import progress

if TYPE_CHECKING:
    from layers.network import Facts
    from words.text import Text

#: What Linux counts the most memory in, and what macOS does.
_UNIT = 1 if sys.platform == "darwin" else 1024


def network(
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder to write; a network that is there is replaced.")],
    rnc: Annotated[
        Path | None, typer.Option(help="INEGI's Red Nacional de Caminos: its unpacked folder, or its layer of roads.")
    ] = None,
    osm: Annotated[Path | None, typer.Option(help="An extract of OpenStreetMap, .osm.pbf.")] = None,
    limit_min: Annotated[
        float, typer.Option(min=10, max=1000, help="Minutes beyond which nobody is looked for.")
    ] = 180.0,
    speeds: Annotated[
        Path | None, typer.Option(help="CSV of other speeds: the columns class and kmh, classes as the docs list them.")
    ] = None,
    states: Annotated[
        str | None, typer.Option(help="Only the settlements of these states, as 07,20: a region a folder.")
    ] = None,
    date: Annotated[str, typer.Option(help="Date or edition of the file, where it does not say itself.")] = "",
    *,
    odd_speeds_as_missing: Annotated[
        bool, typer.Option("--odd-speeds-as-missing", help="Take 0 or 900 km/h as no speed, instead of refusing them.")
    ] = False,
    lang: Lang = "en",
) -> None:
    """Build a network of roads: minutes from every settlement to every site, kept in a folder.

    Stopped, the same command goes on with the phase that it was in.
    """
    from layers import load
    from layers.errors import LayerError
    from layers.network import OSM_KMH, RNC_KMH, NetworkError, Order, build, read_speeds
    from words.text import Text

    if (rnc is None) == (osm is None):
        raise typer.BadParameter("expected one of --rnc and --osm")
    text = Text(lang)
    layers = load()
    with progress() as report:
        try:
            declared = RNC_KMH if osm is None else OSM_KMH
            order = Order(
                kind="rnc" if osm is None else "osm",
                source=rnc or osm or Path(),
                speeds=declared if speeds is None else read_speeds(speeds, declared),
                limit_min=limit_min,
                states=tuple(sorted(layers.state_keys((states or "").split(",")))) if states else (),
                date=date,
                odd_as_missing=odd_speeds_as_missing,
            )
            facts = build(order, layers, out, report=lambda phase, share: report(text(f"network.phase.{phase}"), share))
        except NetworkError as error:
            raise LayerError(error.said(text)) from error
    _tell(facts, out, text)


def _tell(facts: Facts, out: Path, text: Text) -> None:
    """Say whom the network ties, what its use must carry, and how much memory it took."""
    typer.echo(
        text(
            "network.told",
            folder=str(out),
            km=text.number(facts.road_km),
            key=text.percent(facts.tied_by_key, 1),
            road=text.percent(facts.tied_by_road, 1),
            off=text.percent(facts.off, 2),
        )
    )
    typer.echo(text("network.told.credit", credit=facts.credit, licence=facts.licence), err=True)
    for code, found in facts.notes:
        typer.echo(text(f"network.note.{code}", found=found), err=True)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
    typer.echo(text("network.told.memory", memory=text.number(most / 1e9, 1)), err=True)
