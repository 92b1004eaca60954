"""`alcance serve`: the pages, for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def serve(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Where it listens; 8501, or the next that is free.")
    ] = None,
    address: Annotated[
        str, typer.Option(help="Of this machine: 0.0.0.0 for every one; by default no other machine reaches it.")
    ] = "127.0.0.1",
    base_path: Annotated[
        str | None, typer.Option(help="What the pages' addresses begin with, as a proxy may want it.")
    ] = None,
    network: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="What `alcance network` wrote: minutes go by its roads.")
    ] = None,
    embed_in: Annotated[
        str | None,
        typer.Option(help="Pages that may frame a map from /embed, such as \"'self' https://example.org\"; any."),
    ] = None,
    *,
    log_requests: Annotated[
        bool, typer.Option("--log-requests", help="A line of JSON a request to standard output; nothing of who asked.")
    ] = False,
) -> None:
    """Serve the pages to browsers until it is told to stop."""
    from dashboard.server import serve as serve_pages

    settings = {"server.port": port, "server.address": address, "server.baseUrlPath": base_path}
    given = {name: setting for name, setting in settings.items() if setting is not None}
    try:
        serve_pages(given, embed_in, network, log_requests=log_requests)
    except SystemExit as error:
        # Typer takes it for that of a reader who has gone.
        raise typer.Exit(int(error.code or 0)) from error
