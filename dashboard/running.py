"""What whoever runs the server has of it: whether it is well, what was asked of it, and an end in time."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Seconds that answers may take which are being given when the server is told to stop.
GRACE_S = 30.0

#: What follows is the mark of one person's session or file.
_OF_ONE_PERSON = re.compile(r"(/_stcore/upload_file|/media)/.*", re.DOTALL)

#: Characters of a path.
_LONGEST = 200

_SWITCHING_PROTOCOLS = 101


class Health:
    """Middleware that says at ``healthz`` that the process answers, at ``readyz`` whether it has what it answers with.

    Parameters
    ----------
    app : ASGI application
        What answers all else.
    path : callable
        Gives the path below which both are, with a slash at both ends.
    checks : mapping
        What it answers with, and whether that is there; asked beside the loop. Where one is not, the status is 503.
    """

    def __init__(self, app: ASGIApp, path: Callable[[], str], checks: Mapping[str, Callable[[], bool]]) -> None:
        self._app, self._checks = app, checks
        self._answers = {f"{path()}healthz": self._is_there, f"{path()}readyz": self._is_ready}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        asked = self._answers.get(scope["path"]) if scope["type"] == "http" else None
        answer = None if asked is None or scope["method"] not in {"GET", "HEAD"} else await asked()
        await (answer or self._app)(scope, receive, send)

    async def _is_there(self) -> Response:
        return _never_kept(200, {})

    async def _is_ready(self) -> Response:
        found = {name: await run_in_threadpool(check) for name, check in self._checks.items()}
        return _never_kept(200 if all(found.values()) else 503, found)


def _never_kept(status: int, told: Mapping[str, bool]) -> Response:
    return JSONResponse(dict(told), status, headers={"Cache-Control": "no-store"})


class RequestLog:
    """Middleware that writes a line of JSON a request to standard output: nothing of who asked, nor what for.

    ``time`` (UTC, when it was asked), ``method``, ``path`` (without its query, and without the marks of sessions and
    files), ``status`` (null where the reader had gone before), ``ms``, ``bytes`` (of the answer). A WebSocket has a
    line when it ends, with the status 101.

    Parameters
    ----------
    app : ASGI application
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and write its line."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        told = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": scope.get("method", "GET"),
            "path": _OF_ONE_PERSON.sub(r"\1/", scope["path"])[:_LONGEST],
            "status": None,
            "ms": 0.0,
            "bytes": 0,
        }
        started = time.monotonic()

        async def count(message: Message) -> None:
            told["bytes"] += len(message.get("body") or message.get("bytes") or b"")
            if message["type"] == "websocket.accept":
                told["status"] = _SWITCHING_PROTOCOLS
            told["status"] = message.get("status", told["status"])
            await send(message)

        try:
            await self._app(scope, receive, count)
        finally:
            told["ms"] = round((time.monotonic() - started) * 1000, 1)
            sys.stdout.write(f"{json.dumps(told)}\n")
            sys.stdout.flush()


def end_in_time(seconds: float = GRACE_S) -> None:
    """Let what is told to stop (SIGTERM) have ended after some seconds, as one that is done.

    By then uvicorn takes no more requests, has told the pages to come back, and waits for the answers that are being
    given, for as long as the slowest of their readers takes. Called where uvicorn runs: it keeps who called it.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # of a server that is no process of its own, somebody else takes the signals
    usual: Any = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: Any) -> None:
        end = threading.Timer(seconds, os._exit, (0,))
        end.daemon = True
        end.start()
        if callable(usual):
            usual(number, frame)

    signal.signal(signal.SIGTERM, stop)
