"""`/embed`: the answer to a question as a map for the frame of another page; made once, kept, sent compressed."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from dashboard import state
from dashboard.shared import answer, kept, shared_assets, shared_layers
from exports.embed import html_page
from exports.markup import pieces
from geo import Criteria
from geo.settings import Fault
from layers import LayerError
from vocabulary.lists import MEASURES
from words.text import Text, language_of

#: Below the server's own address.
ADDRESS = "embed"

#: Which pages may frame the maps unless the server's owner says otherwise: all.
ANYONE = "*"

#: What a source of a Content-Security-Policy is written with; nothing that would end it.
_SOURCES = re.compile(r"[\w\-.:/*'\[\] ]+")

#: For ten minutes a browser does not ask again, then it asks whether there is another.
_FOR_A_WHILE = "public, max-age=600"


class Embeds:
    """Answers requests for maps.

    Parameters
    ----------
    ancestors : str
        Which pages may frame a map, as the directive ``frame-ancestors`` of a Content-Security-Policy has them.

    Raises
    ------
    ValueError
        Where that is no list of sources.
    """

    def __init__(self, ancestors: str = ANYONE) -> None:
        if not _SOURCES.fullmatch(ancestors):
            raise ValueError(f"embed-in: found {ancestors!r}, expected sources such as 'self' https://example.org")
        self._policy = {"Content-Security-Policy": f"frame-ancestors {ancestors}"}
        # One map at a time: the pages' threads are never all busy with maps.
        self._making = asyncio.Semaphore()

    async def answer(self, request: Request) -> Response:
        """The map; 304 where the browser has it, 400 where the question is not understood, saying what."""
        link = dict(request.query_params)
        text = Text(language_of(link.get("lang")))
        try:
            criteria, faults = await run_in_threadpool(_understood, link)
            if faults:
                said = [f"{name}: {fault.said(text)}" for name, fault in faults.items()]
                return self._refused(said, text, status=400)
            measure = link.get("color", MEASURES[0])
            tag = f'W/"{_mark(criteria, text, measure)}"'
            headers = {"ETag": tag, "Cache-Control": _FOR_A_WHILE, "Vary": "Accept-Encoding", **self._policy}
            if tag in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            async with self._making:
                page = await run_in_threadpool(kept, partial(_page, criteria, text, measure), "embed", tag)
        except (LayerError, OSError) as error:
            return self._refused([str(error)], text, status=503)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(page, media_type="text/html", headers=headers | {"Content-Encoding": "gzip"})
        return Response(gzip.decompress(page), media_type="text/html", headers=headers)

    def _refused(self, said: list[str], text: Text, *, status: int) -> Response:
        title = text("embed.refused")
        page = html_page(title, pieces("exports", "page.html").refused(title, said), text)
        headers = {"Cache-Control": "no-store", **self._policy}
        return Response(page, status_code=status, media_type="text/html", headers=headers)


def _understood(link: Mapping[str, str]) -> tuple[Criteria, dict[str, Fault]]:
    criteria, faults = state.understood(link, shared_layers())
    color = link.get("color", MEASURES[0])
    return criteria, faults if color in MEASURES else faults | {"color": state.not_known("color", color)}


def _mark(criteria: Criteria, text: Text, measure: str) -> str:
    """Changes with the data, the question and what the page takes from the server."""
    assets = shared_assets()
    made_of = (shared_layers().provenance.edition, *assets.scripts, assets.outlines, text.language, measure)
    return hashlib.sha256("\n".join((*made_of, criteria.to_query())).encode()).hexdigest()[:20]


def _page(criteria: Criteria, text: Text, measure: str) -> bytes:
    from exports.interactive import Served, served_map

    assets = shared_assets()
    script, style = (f"./{assets.of_component(name)}" for name in ("leaflet.js", "leaflet.css"))
    link = {"lang": text.language, **criteria.to_text()} | ({} if measure == MEASURES[0] else {"color": measure})
    page = served_map(
        answer(criteria),
        shared_layers(),
        text,
        Served(script, style, f"./{assets.outlines}"),
        link=f"./?{urlencode(link, safe=',')}",
        measure=measure,
    )
    return gzip.compress(page, mtime=0)
