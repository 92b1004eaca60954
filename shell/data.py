"""`alcance build` and `alcance fetch`: from the official files to the embedded tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def build(
    raw: Annotated[Path, typer.Option(help="Folder with the official files, in any subfolder.")],
    out: Annotated[Path | None, typer.Option(help="Data folder to write; the embedded one if not given.")] = None,
) -> None:
    """Make the embedded tables from the official files; all of them or none."""
    from rich.console import Console

    from layers import DATA
    from layers.build import build as build_tables

    console = Console(stderr=True)
    with console.status("reading") as status:

        def report(step: str) -> None:
            console.print(step, highlight=False)
            status.update(step)

        document = build_tables(raw, out or DATA, report=report)
    size = sum(entry["bytes"] for entry in document["resources"])
    typer.echo(f"edition {document['edition']}: {len(document['resources'])} files, {size / 1e6:.1f} MB")


def fetch(
    to: Annotated[Path, typer.Option(help="Folder to download into.")] = Path("raw"),
) -> None:
    """Download the official files that have an address of their own: CONAPO's of 2010 and 2020, INEGI's ITER 2020."""
    from layers.build.fetch import fetch as fetch_files

    failures = fetch_files(to, report=lambda line: typer.echo(line, err=True))
    if failures:
        raise typer.Exit(1)
