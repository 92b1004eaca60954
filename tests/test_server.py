"""What the server answers itself, and what it does beside answering."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import gzip
import re
import socket
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from dashboard import private, serving
from dashboard.serving import CompressedFiles, collect_garbage
from dashboard.shared import shared_assets
from layers import LayerError
from tests.conftest import ROOT

SCRIPT = next(name for name in private.scripts() if name.startswith("static/js/index."))
FOR_GOOD = "public, max-age=31536000, immutable"


def run(work):
    # Playwright, in whose process other tests run, has a loop in this thread.
    with ThreadPoolExecutor() as pool:
        return pool.submit(asyncio.run, work).result()


def visitor():
    """Asks for an address: status, headers, body; "streamlit" where the request is handed on."""
    answers = CompressedFiles(PlainTextResponse("streamlit"), ["municipio"])

    def asked(address, encodings="gzip, br", method="GET", query=""):
        sent = []

        async def send(message):
            sent.append(message)

        headers = [(b"accept-encoding", encodings.encode())]
        scope = {"type": "http", "method": method, "path": address, "query_string": query.encode(), "headers": headers}
        run(answers(scope, None, send))
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent)

    return asked


@pytest.fixture
def ask():
    return visitor()


def document(ask, address="/", query=""):
    _, headers, body = ask(address, query=query)
    assert headers["content-encoding"] == "gzip"
    assert headers["cache-control"] == "no-cache"
    return gzip.decompress(body).decode()


def test_a_page_says_in_which_language_it_is(ask):
    assert '<html lang="es">' in document(ask)
    assert '<html lang="en">' in document(ask, "/municipio", "m=20067&lang=en")
    assert '<html lang="es">' in document(ask, query='lang="><script>')


def test_a_page_names_what_the_map_needs_and_it_is_there(ask):
    named = re.findall(r'<link rel="(?:module)?preload"[^>]* href="\./(map/[^"]+)">', document(ask))
    component = {name.rpartition("/")[2] for name in named if name.startswith("map/component-")}
    assert {"main.js", "leaflet.js", "leaflet.css", "map.css"} <= component
    assert [name.split("-")[0] for name in named if name.split("/")[-1] not in component] == [
        "map/municipios",
        "map/land",
    ]
    for name in named:
        status, headers, _ = ask(f"/{name}")
        assert status == 200
        assert headers["cache-control"] == FOR_GOOD


def test_streamlit_s_scripts_are_sent_compressed_for_good_and_are_the_same(ask):
    own = private.scripts()[SCRIPT].read_bytes()
    _, headers, body = ask(f"/{SCRIPT}")
    assert len(body) < len(own) / 2
    assert gzip.decompress(body) == own
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "Accept-Encoding"
    assert headers["cache-control"] == FOR_GOOD
    assert headers["content-type"].startswith("text/javascript")
    _, headers, body = ask(f"/{SCRIPT}", encodings="identity")
    assert "content-encoding" not in headers
    assert body == own


@pytest.mark.slow
def test_the_map_s_files_are_as_they_were_made(ask):
    assets = shared_assets()
    for address, make in assets.contents.items():
        status, headers, body = ask(f"/{address}")
        assert status == 200
        assert headers["cache-control"] == FOR_GOOD
        if "content-encoding" in headers:
            body = gzip.decompress(body)
        assert body == make()
        assert ask(f"/{address}")[2] == ask(f"/{address}")[2]


@pytest.mark.parametrize("address", ["/_stcore/health", "/static/media/x.woff2", "/static/js/../../x", "/favicon.png"])
def test_what_is_not_ours_is_handed_on(ask, address):
    assert ask(address)[2] == b"streamlit"


def test_what_is_sent_to_a_page_is_handed_on(ask):
    assert ask("/", method="POST")[2] == b"streamlit"


def test_a_file_of_the_map_that_is_not_there_is_said_so(ask):
    assert ask("/map/leaflet-0000000000.js")[0] == 404


def test_below_a_path_all_is_found_there_alone(monkeypatch):
    monkeypatch.setattr("streamlit.get_option", {"server.baseUrlPath": "/alcance"}.get)
    monkeypatch.setattr(serving, "_document", lambda language: language.encode())
    ask_below = visitor()
    assert gzip.decompress(ask_below("/alcance/municipio")[2]) == b"es"
    assert ask_below("/municipio")[2] == b"streamlit"
    assert ask_below("/alcance")[2] == b"streamlit"


def test_a_page_of_data_that_cannot_be_read_is_there_to_say_so(ask, monkeypatch):
    def broken():
        raise LayerError("municipios: broken")

    monkeypatch.setattr(serving, "shared_assets", broken)
    assert "map/" not in document(ask)


def test_a_state_s_settlements_are_packed_once(ask):
    address = next(name for name in shared_assets().contents if "settlements-20" in name)
    assert ask(f"/{address}")[2] == ask(f"/{address}")[2]


def test_the_server_s_sockets_send_at_once():
    # Streamlit's socket does not name TCP, and Python's own loop then waits for 40 ms before a second small packet
    # (uvicorn issue 3149). uvloop does not, and uvicorn takes it where it is installed.
    server = uvicorn.Server(uvicorn.Config(PlainTextResponse(""), log_level="error"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            with socket.create_connection(listening.getsockname()) as browser:
                browser.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                assert browser.recv(9) == b"HTTP/1.1 "
                (connection,) = server.server_state.connections
                accepted = connection.transport.get_extra_info("socket")
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        finally:
            server.should_exit = True
            thread.join()


class Table:
    """Something that holds itself, so that only a search for garbage finds that nobody else does."""

    def __init__(self):
        self.me = self


@pytest.mark.moderate
def test_what_nobody_holds_is_collected_though_streamlit_is_told_not_to(monkeypatch):
    monkeypatch.setattr(serving, "_COLLECT_EVERY_S", 0.01)
    assert "postScriptGC = false" in (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    left = weakref.ref(Table())

    async def serve():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(collect_garbage(), timeout=0.5)

    gc.disable()
    try:
        assert left() is not None
        run(serve())
        assert left() is None
    finally:
        gc.enable()


def test_streamlit_finds_the_server_in_the_door():
    from streamlit.web.server.app_discovery import discover_asgi_app

    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"
    assert (files("dashboard") / "pages" / "main.py").is_file()
