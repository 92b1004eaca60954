"""What the server does beside running pages: it answers with what is the same for everybody, and looks for garbage."""

from __future__ import annotations

import asyncio
import gc
import gzip
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard import embeds, private
from dashboard.assets import ADDRESS, Assets, app_path
from dashboard.embeds import Embeds
from dashboard.shared import shared_assets
from layers import LayerError
from words.text import language_of

_COLLECT_EVERY_S = 2.0

#: For what is never changed under the same address, since that carries a hash of it.
_FOR_GOOD = "public, max-age=31536000, immutable"

#: Until its server tells a page our theme, Streamlit writes in a font of its own: 171 kB, and nothing is written in it.
_FONT = "<style>body, #root .stApp { font-family: system-ui, sans-serif; }</style>"

#: How hard brotli tries, of 11: a second for what gzip does in a tenth of one. At its hardest 2.5 for 2 % less.
_BROTLI_QUALITY = 10

_TYPES = {"js": "text/javascript", "css": "text/css", "json": "application/json", "topojson": "application/json"}

#: How what is behind gzip begins.
_GZIP = b"\x1f\x8b"


class CompressedFiles:
    """Middleware that answers with documents, maps to frame, scripts, styles and the map's files.

    Each is compressed once and then kept: by gzip for whoever asks first, by brotli meanwhile for all who come later.
    Streamlit's font of icons is cut (`dashboard.icons`) once a page was asked for.

    Streamlit would send its scripts as they are, 4.6 MB for the first page. All other requests go on to it.

    Parameters
    ----------
    app : ASGI application
        What answers all else.
    pages : iterable of str
        Addresses of the pages, below the server's own.
    embed_in : str
        Which pages may frame a map, as `dashboard.embeds.Embeds` takes them.
    """

    def __init__(self, app: ASGIApp, pages: Iterable[str], embed_in: str = embeds.ANYONE) -> None:
        self._app = app
        self._root = app_path()
        self._pages = {"", *pages}
        self._scripts = private.scripts()
        self._kept: dict[str, bytes] = {}
        self._brotli: dict[str, bytes] = {}
        self._begun: set[str] = set()
        self._icons, self._whole_icons = private.icon_font()
        self._later = ThreadPoolExecutor(2, "smaller")
        self._embeds = Embeds(embed_in)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        answer = None
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and scope["path"].startswith(self._root):
            address, request = scope["path"].removeprefix(self._root), Request(scope)
            is_map = address == embeds.ADDRESS
            answer = await (self._embeds.answer(request) if is_map else self._answer(address, request))
        await (answer or self._app)(scope, receive, send)

    async def _answer(self, address: str, request: Request) -> Response | None:
        if address in self._pages:
            self._once(self._icons, self._cut_icons)
            language = language_of(request.query_params.get("lang"))
            document = await self._compressed(f"?{language}", partial(_document, language))
            return self._respond(request, address, document, "text/html", "no-cache")
        kind = _TYPES.get(address.rpartition(".")[2], "")
        if address in self._scripts:
            script = await self._compressed(address, self._scripts[address].read_bytes)
            return self._respond(request, address, script, kind, _FOR_GOOD)
        if address == self._icons and address in self._kept:
            return Response(self._kept[address], media_type="font/woff2", headers={"Cache-Control": _FOR_GOOD})
        if address.startswith(ADDRESS):
            return await self._of_map(address, request, kind)
        return None

    async def _of_map(self, address: str, request: Request, kind: str) -> Response:
        try:
            make = (await run_in_threadpool(shared_assets)).contents.get(address)
        except (LayerError, OSError):
            make = None
        if make is None:
            return Response(status_code=404)
        return self._respond(request, address, await self._compressed(address, make), kind, _FOR_GOOD)

    async def _compressed(self, address: str, make: Callable[[], bytes]) -> bytes:
        return await self._made(address, lambda: _packed(make()))

    def _respond(self, request: Request, address: str, compressed: bytes, kind: str, keep: str) -> Response:
        headers, accepted = {"Cache-Control": keep, "Vary": "Accept-Encoding"}, _accepted(request)
        if "br" in accepted and keep == _FOR_GOOD:
            if address in self._brotli:
                return Response(self._brotli[address], media_type=kind, headers=headers | {"Content-Encoding": "br"})
            self._once(address, partial(self._try_harder, address, compressed))
        if "gzip" in accepted:
            return Response(compressed, media_type=kind, headers=headers | {"Content-Encoding": "gzip"})
        return Response(gzip.decompress(compressed), media_type=kind, headers=headers)

    def _once(self, address: str, make: Callable[[], None]) -> None:
        """Make a smaller file for an address, later, unless that was begun before."""
        if address not in self._begun:
            self._begun.add(address)
            self._later.submit(make)

    def _cut_icons(self) -> None:
        command = [sys.executable, "-m", "dashboard.icons", str(self._whole_icons), str(private.SCRIPTS)]
        made = subprocess.run(command, capture_output=True, check=False)
        if made.returncode == 0:  # else the whole font goes on being sent
            self._kept[self._icons] = made.stdout

    def _try_harder(self, address: str, compressed: bytes) -> None:
        self._brotli[address] = brotli.compress(gzip.decompress(compressed), quality=_BROTLI_QUALITY)

    async def _made(self, address: str, make: Callable[[], bytes]) -> bytes:
        if address not in self._kept:
            self._kept[address] = await run_in_threadpool(make)
        return self._kept[address]


def _document(language: str) -> bytes:
    """A page's document, which has ready what a map needs: a browser is at rest while it waits for its server."""
    try:
        of_map = _fetched_early(shared_assets())
    except (LayerError, OSError):  # the page itself says what cannot be read
        of_map = []
    return private.document(language, [*of_map, _FONT])


def _fetched_early(assets: Assets) -> list[str]:
    root, files = app_path(), assets.fetched()
    told = " ".join(f'data-{name}="{root}{address}"' for name, address in files.items())
    return [
        *(f'<link rel="modulepreload" crossorigin href="{root}{address}">' for address in assets.scripts),
        *(f'<link rel="preload" as="style" href="{root}{address}">' for address in assets.styles),
        *(f'<link rel="preload" as="fetch" crossorigin href="{root}{address}">' for address in files.values()),
        f'<script type="module" crossorigin src="{root}{assets.of_component("ready.js")}" {told}></script>',
    ]


def _packed(content: bytes) -> bytes:
    return content if content.startswith(_GZIP) else gzip.compress(content, mtime=0)


def _accepted(request: Request) -> set[str]:
    """The encodings that a browser understands."""
    said = request.headers.get("accept-encoding", "").split(",")
    return {name.strip() for name, _, weight in (part.partition(";") for part in said) if weight.strip() != "q=0"}


async def collect_garbage() -> None:
    """Look for garbage every two seconds in which something was made, until it is cancelled.

    Streamlit would do so after every run (``runner.postScriptGC``): with 25 sessions a change then took 150 ms where it
    takes 90 (p95, benchmarks/browser.py). Python alone would wait for a number of objects, however large they are.
    """
    looked_at = -1
    while True:
        await asyncio.sleep(_COLLECT_EVERY_S)
        # Python looks at what is young by itself, as soon as there is some of it: since it last did, little has come.
        young = gc.get_stats()[0]["collections"]
        if young != looked_at:
            looked_at = young
            gc.collect()
