"""A line of its own to each map: what the map shall show next reaches it while the page is still busy with the rest.

Streamlit's page draws itself several times for one change before its map hears of it. The server therefore sends the
map what it shall show on a WebSocket of the map's own, and the page only says which message that was. Where the line is
not open the page brings the whole message, as it does first of all.

A line is opened by its name, which a session makes up and tells its own map alone; it goes with the session. Whoever
else asks is refused before the socket is accepted.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import threading
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

import streamlit as st
from starlette.datastructures import Headers
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

#: Where lines are, below the server's own address.
ADDRESS = "map/line/"

#: Characters that a map says at most: a stamp has eight. The server itself refuses a frame as soon as it announces more
#: than Streamlit's ``server.maxMessageSize``; what is shorter it reads whole, one message of a line at a time.
_LONGEST = 64
_TOO_LONG = 1009


class _Socket:
    """An open socket. Its methods are called by the threads that draw pages, unless they say otherwise."""

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
        if not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(self._socket.close(), self._loop)

    def _put(self, text: str) -> None:
        # The newest message alone matters: it says all that the map shows.
        self._text = text
        self._due.set()

    async def forward(self) -> None:
        """Send what is put here until the map has left; on the server's loop."""
        # A socket that is closed from here meanwhile takes no more.
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while True:
                await self._due.wait()
                self._due.clear()
                await self._socket.send_text(self._text)

    async def listen(self) -> None:
        """Take what the map says, which is the stamp of what it has painted, until it leaves; on the server's loop."""
        while (said := await self._socket.receive())["type"] != "websocket.disconnect":
            stamp = said.get("text")
            if stamp is None or len(stamp) > _LONGEST:
                await self._socket.close(_TOO_LONG)
                return
            with _news:
                self.painted = stamp
                _news.notify_all()


class Line:
    """The line to one map of a session: `line_of` gives it, and it closes when the session lets go of it."""

    def __init__(self) -> None:
        #: Opens the line; nobody but the map is told.
        self.name = secrets.token_urlsafe(16)
        self._socket: _Socket | None = None
        _lines[self.name] = self

    def __del__(self) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        """Whether the map listens."""
        return self._socket is not None

    def send(self, stamp: str, text: str) -> bool:
        """Send a message to the map, unless it was the last one sent; False where no map listens.

        Parameters
        ----------
        stamp : str
            Which message it is; the map says it back when it has painted it.
        text : str
            The message.
        """
        socket = self._socket
        if socket is None:
            return False
        if socket.sent != stamp:
            socket.send(stamp, text)
        return True

    def wait(self, stamp: str, seconds: float) -> bool:
        """Wait until the map has painted a message, from here or from the page; False if it has not after a while."""

        def painted() -> bool:
            socket = self._socket
            return socket is not None and socket.painted == stamp

        with _news:
            return _news.wait_for(painted, seconds)

    def close(self) -> None:
        """Give the socket up, when the map says that it has not heard what was sent; the map opens another later."""
        self.take(None)

    def take(self, socket: _Socket | None) -> None:
        """Go by another socket from now on: a map that is drawn anew comes before the old one has left."""
        before, self._socket = self._socket, socket
        if before is not None:
            before.close()

    def leave(self, socket: _Socket) -> None:
        """Go by no socket, if it is this one."""
        if self._socket is socket:
            self._socket = None


_news = threading.Condition()
_lines: WeakValueDictionary[str, Line] = WeakValueDictionary()


def line_of(key: str) -> Line:
    """The line to a map of this session, by the map's name on the page."""
    name = f"line.{key}"
    if name not in st.session_state:
        st.session_state[name] = Line()
    found: Line = st.session_state[name]
    return found


def line_route(prefix: str) -> WebSocketRoute:
    """Where maps open their lines; ``prefix`` is the path of the whole app, with a slash at both ends."""
    return WebSocketRoute(f"{prefix}{ADDRESS}{{name}}", _hold)


async def _hold(socket: WebSocket) -> None:
    name = socket.path_params["name"]
    if name not in _lines or not _is_own_page(socket.headers):
        await socket.close()
        return
    await socket.accept()
    mine = _Socket(socket)
    forward = asyncio.create_task(mine.forward())
    try:
        _take(name, mine)
        await mine.listen()
    finally:
        forward.cancel()
        _leave(name, mine)


def _take(name: str, mine: _Socket) -> None:
    # A function of its own: a line that the task of a socket held would outlive its session.
    line = _lines.get(name)
    if line is None:
        mine.close()
    else:
        line.take(mine)


def _leave(name: str, mine: _Socket) -> None:
    line = _lines.get(name)
    if line is not None:
        line.leave(mine)


def _is_own_page(headers: Headers) -> bool:
    """Whether a page of this server asks: browsers always say whose page does, and a map is always in one.

    A proxy's name for the server counts, and the origins that Streamlit is told to allow.
    """
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        page = urlsplit(origin)
    except ValueError:
        return False
    if page.netloc in (headers.get("host"), headers.get("x-forwarded-host", "").split(",")[0].strip()):
        return bool(page.netloc)
    allowed = [urlsplit(name if "//" in name else f"//{name}") for name in st.get_option("server.corsAllowedOrigins")]
    return not st.get_option("server.enableCORS") or page.hostname in {name.hostname for name in allowed} - {None}
