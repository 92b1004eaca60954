"""The server: Streamlit's own ASGI application and what we add to it; `app.py` and `alcance serve` hand over to it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from addresses.app import Addresses, Below, application
from dashboard import private
from dashboard.assets import app_path
from dashboard.doors import remember_closed
from dashboard.embeds import ANYONE
from dashboard.headers import Headers
from dashboard.pages.main import PAGES
from dashboard.running import Health, RequestLog, end_in_time
from dashboard.serving import CompressedFiles, collect_garbage
from dashboard.shared import shared_layers, warm
from exports.answer import ADDRESSES
from layers import LayerError
from layers.network.loading import VARIABLE
from layers.own.limits import FILE_BYTES
from layers.shipped import shipped

#: The environment's name for which pages may frame a map.
EMBED_IN = "ALCANCE_EMBED_IN"

#: And for the address of the page, as what is at the addresses links to it.
PAGE_ADDRESS = "ALCANCE_ADDRESS"

#: The script that Streamlit runs for every visitor.
PAGE = Path(__file__).parent / "pages" / "main.py"


def parts(embed_in: str | None = None, *, log_requests: bool = False) -> dict[str, Any]:
    """What `streamlit.App` is given beside the page.

    Parameters
    ----------
    embed_in : str, optional
        Which pages may frame a map from `/embed`; without it the environment's `EMBED_IN` says it, else any may.
    log_requests : bool
        Whether every request is told on standard output, as `dashboard.running.RequestLog` has it.
    """
    pages = [path for _, path in PAGES.values()]
    frames = embed_in or os.environ.get(EMBED_IN) or ANYONE
    private.keep_uploads_in_memory(2 * FILE_BYTES)
    addresses = Addresses(shared_layers, os.environ.get(PAGE_ADDRESS))

    @asynccontextmanager
    async def lifespan(app: st.App) -> AsyncIterator[None]:
        async with _ready(app):
            yield
        addresses.close()

    return {
        "lifespan": lifespan,
        "middleware": [
            *([Middleware(RequestLog)] if log_requests else []),
            Middleware(Headers, scripts=[*private.scripts_inside(), _inside(remember_closed())]),
            Middleware(Health, path=app_path, checks={"layers": _has_layers, "addresses": addresses.are_ready}),
            Middleware(Below, path=lambda: app_path() + ADDRESSES, there=application(addresses)),
            Middleware(CompressedFiles, pages=pages, embed_in=frames),
        ],
    }


def serve(
    settings: Mapping[str, Any],
    embed_in: str | None = None,
    network: Path | None = None,
    *,
    log_requests: bool = False,
) -> None:
    """Serve the pages until it is told to stop, with some of Streamlit's options beside those of our configuration.

    ``network`` is a folder of `alcance network`: minutes go by its roads.

    Raises
    ------
    SystemExit
        When it is told to stop (0), or cannot begin.
    """
    if network is not None:
        os.environ[VARIABLE] = str(network.resolve())
    configuration = shipped(".streamlit", "dashboard") / "config.toml"
    ours = tomllib.loads(configuration.read_text(encoding="utf-8"))
    options = {f"{section}.{name}": value for section, table in ours.items() for name, value in table.items()}
    # uvicorn, when it has stopped, raises again what it was stopped by.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    st.App(PAGE, **parts(embed_in, log_requests=log_requests)).run(config=options | dict(settings))


def _has_layers() -> bool:
    try:
        shared_layers()
    except (LayerError, OSError):
        return False
    return True


def _inside(element: str) -> str:
    """What an element of HTML holds."""
    return element.partition(">")[2].rpartition("</")[0]


@asynccontextmanager
async def _ready(_: st.App) -> AsyncIterator[None]:
    # The server answers when it has what it answers with: loaded beside the first visit, both would wait.
    warm()
    collecting = asyncio.create_task(collect_garbage())
    end_in_time()
    sys.stderr.write(
        f"http://{st.get_option('server.address') or 'localhost'}:{st.get_option('server.port')}{app_path()}\n"
    )
    yield
    collecting.cancel()
