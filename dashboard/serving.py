"""What the server does for speed, beside answering."""

from __future__ import annotations

import asyncio
import gc
import socket

_COLLECT_EVERY_S = 2.0


def send_at_once() -> None:
    """Let the server send every small packet when it is written.

    Streamlit listens on a socket that it made itself, without naming TCP, and asyncio then leaves Nagle's algorithm on
    for every visitor (uvicorn issue 3149): a packet that follows another waits until the browser confirms the first,
    about 40 ms. What is set on the listening socket holds for those that it accepts.
    """
    # Neither Streamlit nor uvicorn hands its socket out.
    for thing in gc.get_objects():
        if type(thing) is socket.socket and _listens(thing):
            thing.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _listens(thing: socket.socket) -> bool:
    if thing.fileno() < 0 or thing.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    return bool(thing.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


async def collect_garbage() -> None:
    """Look for garbage every two seconds, until it is cancelled.

    Streamlit would do so after every run (``runner.postScriptGC``): with 25 sessions a change then took 150 ms where it
    takes 90 (p95, benchmarks/browser.py). Python alone would wait for a number of objects, however large they are.
    """
    while True:
        await asyncio.sleep(_COLLECT_EVERY_S)
        gc.collect()
