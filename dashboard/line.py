"""A line of its own to each map: what the map shall show next reaches it while the page is still busy with the rest.

Streamlit's page draws itself several times for one change before its map hears of it. The server therefore sends the
map what it shall show on a WebSocket of the map's own, and the page only says which message that was. Where the line is
not open the page brings the whole message, as it does first of all.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import threading

import streamlit as st
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

#: Where lines are, below the server's own address.
ADDRESS = "map/line/"


class _Line:
    """An open line. Its methods are called by the threads that draw pages, unless they say otherwise."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._loop = asyncio.get_running_loop()
        self._due = asyncio.Event()
        self._text = ""
        self.sent = ""
        self.painted = ""

    def send(self, stamp: str, text: str) -> None:
        self.sent = stamp
        self._loop.call_soon_threadsafe(self._put, text)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._socket.close(), self._loop)

    def _put(self, text: str) -> None:
        # The newest message alone matters: it says all that the map shows.
        self._text = text
        self._due.set()

    async def forward(self) -> None:
        """Send what is put here until the map has left; on the server's loop."""
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                await self._due.wait()
                self._due.clear()
                await self._socket.send_text(self._text)

    async def listen(self) -> None:
        """Take what the map says, which is the stamp of what it has painted, until it leaves; on the server's loop."""
        while (said := await self._socket.receive())["type"] != "websocket.disconnect":
            with _news:
                self.painted = said.get("text") or ""
                _news.notify_all()


_news = threading.Condition()
_lines: dict[str, _Line] = {}


def line_route(prefix: str) -> WebSocketRoute:
    """Where maps open their lines; ``prefix`` is the path of the whole app, with a slash at both ends."""
    return WebSocketRoute(f"{prefix}{ADDRESS}{{name}}", _hold)


async def _hold(socket: WebSocket) -> None:
    name = socket.path_params["name"]
    await socket.accept()
    line = _lines[name] = _Line(socket)
    forward = asyncio.create_task(line.forward())
    try:
        await line.listen()
    finally:
        forward.cancel()
        if _lines.get(name) is line:
            del _lines[name]


def name_of(key: str) -> str:
    """The name of the line to a map of this session; nobody else can guess it."""
    return str(st.session_state.setdefault(f"line.{key}", secrets.token_urlsafe(16)))


def is_open(name: str) -> bool:
    """Whether a map listens."""
    return name in _lines


def send(name: str, stamp: str, text: str) -> bool:
    """Send a message to the map, unless it was the last one sent; False where no map listens.

    Parameters
    ----------
    name : str
        From `name_of`.
    stamp : str
        Which message it is; the map says it back when it has painted it.
    text : str
        The message.
    """
    line = _lines.get(name)
    if line is None:
        return False
    if line.sent != stamp:
        line.send(stamp, text)
    return True


def wait(name: str, stamp: str, seconds: float) -> bool:
    """Wait until the map has painted a message, from here or from the page; False if it has not after some seconds."""

    def painted() -> bool:
        line = _lines.get(name)
        return line is not None and line.painted == stamp

    with _news:
        return _news.wait_for(painted, seconds)


def close(name: str) -> None:
    """Give a line up, when the map says that it has not heard what was sent; the map opens another after a while."""
    line = _lines.pop(name, None)
    if line is not None:
        line.close()
