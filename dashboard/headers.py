"""What every answer of the server bears, so that a browser keeps to it: whence things come, and who may look."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.map import TILES

#: Of every answer: a file is what its type says, no other site learns the question, nothing of the device is asked for.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def policy(scripts: Iterable[str], tiles: str | None = None) -> str:
    """The Content-Security-Policy of pages: all of it from this server, background maps from theirs if there are any.

    Streamlit's charts make functions of texts, its components import scripts that they are given as texts, and its
    styles stand in elements: hence what is not safe.

    Parameters
    ----------
    scripts : iterable of str
        Those that stand in a page itself.
    tiles : str, optional
        Address of the background map.
    """
    hashes = "".join(f" 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    known = urlsplit(tiles or "")
    images = f" {known.scheme}://{known.netloc.replace('{s}', '*')}" if known.netloc else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'unsafe-eval' blob:{hashes}",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' blob: data:{images}",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


class Headers:
    """Middleware that gives every answer what it bears in any case, and a policy where it has none of its own.

    Parameters
    ----------
    app : ASGI application
        What answers.
    scripts : iterable of str
        As in `policy`.
    """

    def __init__(self, app: ASGIApp, scripts: Iterable[str] = ()) -> None:
        self._app = app
        self._headers = {**ALWAYS, "Content-Security-Policy": policy(scripts, os.environ.get(TILES))}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""

        async def send_with_them(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_them if scope["type"] == "http" else send)
