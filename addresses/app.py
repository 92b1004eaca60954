"""The addresses as an application: FastAPI's routes, and what each gives."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from addresses.document import document, page, responses_of
from addresses.lanes import BrokenError, BusyError, FaultsError, Kept, Lane, Ready, Source, TooLongError, Worker
from addresses.places import Place, Question, places, signature_of, understand
from addresses.problems import problem
from addresses.replies import has_it, reply
from geo.settings import CriteriaError, fault_of
from layers import LayerError, Layers
from vocabulary.lists import MEDIA_TYPES
from words.text import language_of

#: What quick answers may take and slow ones, seconds; how many of each may wait; when to ask again.
_QUICK_S, _SLOW_S = 20.0, 90.0
_QUICK_WAIT, _SLOW_WAIT = 32, 8
_QUICK_AGAIN, _SLOW_AGAIN = 2, 30

#: How long a search for the best sites goes on: then it is the best so far.
_SEARCH_S = 30.0

_KEPT_BYTES = 32 * 2**20

_FOR_A_WHILE = "public, max-age=600"

#: For programs of other pages too; nothing that it holds runs as ours.
_EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Alcance-Status, Content-Disposition, ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    "Vary": "Accept-Encoding",
}


class Addresses:
    """What is asked for at the addresses, made beside the server and kept.

    Parameters
    ----------
    layers : callable
        Gives the embedded layers.
    address : str, optional
        Of the page, as answers link to it.
    """

    def __init__(self, layers: Callable[[], Layers], address: str | None = None) -> None:
        self._layers, self._address = layers, address
        self._source = Source()
        self._workers = (Worker(_QUICK_S, self._source), Worker(_SLOW_S, self._source))
        self._lanes: tuple[Lane, Lane] | None = None
        self._kept = Kept(_KEPT_BYTES)

    async def asked(self, place: Place, request: Request) -> Question:
        """What a request asks for at a place.

        Raises
        ------
        CriteriaError
            Where it is not understood.
        """
        return understand(place, request, await run_in_threadpool(self._layers))

    async def answer(self, place: Place, question: Question, request: Request) -> Response:
        """The reply to a request at a place."""
        layers, form = await run_in_threadpool(self._layers), question.form
        tag = self._tag(place, question, layers)
        headers = {
            **_EVERYBODY,
            "ETag": tag,
            "Cache-Control": _FOR_A_WHILE,
            "Accept-Ranges": "bytes",
            "Content-Disposition": f'inline; filename="alcance-{place.path}.{form}"',
        }
        if has_it(request, tag):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        ready = await self._kept.get(tag, partial(self._make, place, question))
        if ready.status != "optimal":
            headers["Alcance-Status"] = ready.status
        if ready.status == "time_limit":
            headers["Cache-Control"] = "no-store"
        return reply(request, ready, MEDIA_TYPES[form], headers)

    def close(self) -> None:
        """End the processes."""
        self._source.end()

    def are_ready(self) -> bool:
        """Whether whoever makes answers is there; started where not, and it takes some seconds."""
        return self._source.is_ready()

    async def _make(self, place: Place, question: Question) -> Ready:
        if self._lanes is None:
            quick, slow = self._workers
            self._lanes = (
                Lane(quick.ask, most=_QUICK_WAIT, again=_QUICK_AGAIN),
                Lane(slow.ask, most=_SLOW_WAIT, again=_SLOW_AGAIN),
            )
        told = {"address": self._address, "name": "alcance.csv", "seconds": _SEARCH_S}
        job = {
            "answer": place.answer.name,
            "form": question.form,
            "criteria": question.criteria.to_text(),
            "options": dict(question.options),
            "told": {name: value for name, value in told.items() if name in place.answer.told},
        }
        return await self._lanes[question.form in place.answer.slow].make(job)

    def _tag(self, place: Place, question: Question, layers: Layers) -> str:
        """Changes with the data, the product, and what is asked."""
        made_of = [
            layers.provenance.edition,
            version("alcance"),
            "" if layers.network is None else str([region.facts for region in layers.network.regions]),
            self._address,
            place.path,
            question.form,
            question.criteria.to_query(),
            json.dumps(dict(question.options), sort_keys=True),
        ]
        return f'"{hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:24]}"'


class Below:
    """Middleware that hands what is asked for below a path to another application.

    Parameters
    ----------
    app : ASGI application
        What answers all else.
    path : callable
        Gives the path, with a slash at both ends.
    there : ASGI application
        What answers below it; of HEAD it gives what it gives of GET, and nothing of that is sent but its head.
    """

    def __init__(self, app: ASGIApp, path: Callable[[], str], there: ASGIApp) -> None:
        self._app, self._path, self._there = app, path(), there

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http" or not scope["path"].startswith(self._path):
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        below = {**scope, "root_path": self._path.rstrip("/"), "method": "GET" if is_head else scope["method"]}

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._there(below, receive, send_head if is_head else send)


def application(addresses: Addresses) -> FastAPI:
    """The application that gives what is at the addresses, below the folder that it is mounted at."""
    api = FastAPI(
        title="Alcance",
        version=version("alcance"),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for place in places():
        api.add_api_route(
            place.route,
            _endpoint(addresses, place),
            methods=["GET"],
            operation_id=f"{place.path}_of" if place.key else place.path,
            response_class=Response,
            responses=responses_of(place),
        )
    api.add_route("/", partial(_told, api, page, "text/html"), include_in_schema=False)
    api.add_route("/openapi.json", partial(_told, api, document, "application/json"), include_in_schema=False)
    api.add_exception_handler(RequestValidationError, _wrong)
    api.add_exception_handler(CriteriaError, _wrong)
    api.add_exception_handler(FaultsError, _wrong)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(Exception, _failed)
    for kind in (BusyError, TooLongError, BrokenError, LayerError):
        api.add_exception_handler(kind, _failed)
    return api


def _endpoint(addresses: Addresses, place: Place) -> Callable[..., Awaitable[Response]]:
    async def endpoint(**given: Any) -> Response:
        return await addresses.answer(place, given["question"], given["request"])

    async def asked(request: Request) -> Question:
        return await addresses.asked(place, request)

    # What `inspect` documents for a function whose parameters are made: FastAPI reads them there.
    endpoint.__signature__ = signature_of(place, asked)  # type: ignore[attr-defined]
    return endpoint


async def _told(api: FastAPI, make: Callable[[FastAPI, str, str], bytes], kind: str, request: Request) -> Response:
    language = language_of(request.query_params.get("lang"))
    headers = {**_EVERYBODY, "Cache-Control": _FOR_A_WHILE, "Content-Language": language}
    return Response(make(api, language, request.scope.get("root_path", "")), media_type=kind, headers=headers)


async def _wrong(request: Request, error: Exception) -> Response:
    faults = getattr(error, "faults", None)
    if faults is None:
        entries = error.errors() if isinstance(error, RequestValidationError) else ()
        faults = [fault_of({**entry, "loc": entry["loc"][1:]}) for entry in entries]
    missing = any(fault.field in {"form", "cvegeo"} for fault in faults)
    status, key = (HTTPStatus.NOT_FOUND, "nothing") if missing else (HTTPStatus.BAD_REQUEST, "question")
    return problem(request, status, key, faults, _EVERYBODY)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    key = {HTTPStatus.NOT_FOUND: "nothing", HTTPStatus.METHOD_NOT_ALLOWED: "method"}.get(status, "question")
    allowed = {"Allow": "GET, HEAD"} if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
    return problem(request, status, key, headers={**_EVERYBODY, **allowed})


async def _failed(request: Request, error: Exception) -> Response:
    if isinstance(error, BusyError):
        headers = {**_EVERYBODY, "Retry-After": str(error.seconds)}
        return problem(request, HTTPStatus.SERVICE_UNAVAILABLE, "busy", headers=headers, seconds=str(error.seconds))
    if isinstance(error, TooLongError):
        seconds = f"{error.seconds:g}"
        return problem(request, HTTPStatus.SERVICE_UNAVAILABLE, "too_long", headers=_EVERYBODY, seconds=seconds)
    if isinstance(error, LayerError) or (isinstance(error, BrokenError) and str(error)):
        return problem(request, HTTPStatus.SERVICE_UNAVAILABLE, "data", headers=_EVERYBODY)
    return problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, "ours", headers=_EVERYBODY)
