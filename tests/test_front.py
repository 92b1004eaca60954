"""The front page as the server gives it, and what the server does beside answering."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import re
import socket
import sys
import tomllib
import weakref
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import pytest
from starlette.requests import Request

from dashboard import serving
from dashboard.front import first_answers
from dashboard.serving import collect_garbage, send_at_once

ROOT = Path(__file__).parent.parent
LINK = re.compile(r'<link rel="(modulepreload|preload)"[^>]* href="\./([^"]+)">')


def asked(query="", address="gaps"):
    routes = {route.path: route for route in first_answers(["gaps", "municipio"])}
    scope = {"type": "http", "method": "GET", "path": f"/{address}", "query_string": query.encode(), "headers": []}
    answer = routes[f"/{address}"].endpoint(Request(scope))
    assert answer.headers["cache-control"] == "no-cache"
    return answer.body.decode()


@pytest.fixture(scope="module")
def page():
    return asked("lang=en")


def test_the_front_page_is_streamlit_s_own_and_names_what_it_will_need(page):
    streamlit = files("streamlit") / "static"
    own = (streamlit / "index.html").read_text(encoding="utf-8")
    assert re.sub(LINK, "", page).replace("\n", "") == re.sub(LINK, "", own).replace("\n", "")
    names = [name.split("/")[-1].split(".")[0] for _, name in LINK.findall(page)]
    assert {"DataFrame", "Slider", "BidiComponent", "Selectbox"} <= set(names)
    assert "DeckGlJsonChart" not in names
    for _, name in LINK.findall(page):
        assert (ROOT / name.removeprefix("app/") if name.startswith("app/") else streamlit / name).is_file(), name


def test_a_page_says_in_which_language_it_is():
    assert '<html lang="es">' in asked()
    assert '<html lang="en">' in asked("m=20067&lang=en", "municipio")
    assert '<html lang="es">' in asked('lang="><script>')


def test_the_front_page_names_nothing_twice(page):
    names = [name for _, name in LINK.findall(page)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux hands the option on to accepted sockets")
def test_the_server_s_sockets_send_at_once():
    # As Streamlit and uvicorn make theirs: without naming TCP.
    with socket.socket() as server, socket.socket() as other:
        server.bind(("127.0.0.1", 0))
        server.listen()
        send_at_once()
        with socket.create_connection(server.getsockname()), server.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert not other.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


class Table:
    """Something that holds itself, so that only a search for garbage finds that nobody else does."""

    def __init__(self):
        self.me = self


def test_what_nobody_holds_is_collected_though_streamlit_is_told_not_to(monkeypatch):
    monkeypatch.setattr(serving, "_COLLECT_EVERY_S", 0.01)
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["runner"]["postScriptGC"] is False
    left = weakref.ref(Table())

    async def serve():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(collect_garbage(), timeout=0.5)

    gc.disable()
    try:
        assert left() is not None
        # Playwright, in whose process other tests run, has a loop in this thread.
        with ThreadPoolExecutor() as pool:
            pool.submit(asyncio.run, serve()).result()
        assert left() is None
    finally:
        gc.enable()
