"""`alcance build` and `alcance fetch`: from the official files to the embedded tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from layers.pipeline.sources import Source


def build(
    raw: Annotated[Path, typer.Option(help="Folder with the official files, in any subfolder.")],
    out: Annotated[Path | None, typer.Option(help="Data folder to write; the embedded one if not given.")] = None,
) -> None:
    """Make the embedded tables from the official files; all of them or none."""
    from rich.console import Console

    from layers import DATA
    from layers.pipeline import build as build_tables

    console = Console(stderr=True)
    with console.status("reading") as status:

        def report(step: str) -> None:
            console.print(step, highlight=False)
            status.update(step)

        document = build_tables(raw, out or DATA, report=report)
    size = sum(entry["bytes"] for entry in document["resources"])
    typer.echo(f"edition {document['edition']}: {len(document['resources'])} files, {size / 1e6:.1f} MB")


def fetch(
    what: Annotated[
        list[str] | None,
        typer.Argument(help="Files or groups of --list; those that the build reads if none is given."),
    ] = None,
    to: Annotated[Path, typer.Option(help="Folder to download into.")] = Path("raw"),
    state: Annotated[str | None, typer.Option(help="Of files by state only these: keys, as 20,07.")] = None,
    *,
    listed: Annotated[
        bool, typer.Option("--list", help="Say what there is, how large and for what; fetch none.")
    ] = False,
) -> None:
    """Download official files: CONAPO's return figures, INEGI's ITER 2020 and estimates of 2025, or those asked for.

    A file is kept where it is whole: a ZIP is judged by its own sums, not by the server's status.
    """
    from layers.pipeline.fetch import fetch as fetch_files
    from layers.pipeline.sources import choose, official

    states = [key.strip() for key in (state or "").split(",") if key.strip()]
    if listed:
        chosen = choose(what or (), states) if what or states else official()
        typer.echo("\n".join(_listed(chosen)))
        return
    failures = fetch_files(to, sources=choose(what or (), states), report=lambda line: typer.echo(line, err=True))
    if failures:
        raise typer.Exit(1)


def _listed(sources: Sequence[Source]) -> list[str]:
    """A line a file, or a line a group of files by state, whose size is one file's."""
    lines, groups = [], set()
    for source in sources:
        if source.group in groups:
            continue
        if source.group:
            groups.add(source.group)
        size = f"{source.bytes / 1e6:.1f} MB" if source.bytes else "size not known"
        count = sum(other.group == source.group for other in sources) if source.group else 1
        files = f"{count} files, one a state" if source.group else size
        mark = " (fetched by default)" if source.fetch else ""
        lines.append(
            f"{source.group or source.id}: {source.purpose}{mark}\n    {source.title}; {files}\n    {source.url}"
        )
    return lines
