"""A map's own line: a real server in this process, and a map that is nothing but a WebSocket."""

from __future__ import annotations

import gc
import os
import secrets
import socket
import struct
import threading
import time
import tomllib
import tracemalloc
from contextlib import ExitStack
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from streamlit import config
from streamlit.testing.v1 import AppTest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from dashboard import line
from dashboard.line import Line
from tests.conftest import ROOT

MEGABYTE = 1_000_000
#: What Streamlit gives its server, from our settings.
LARGEST = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["server"]["maxMessageSize"] * MEGABYTE


@pytest.fixture(scope="module")
def host():
    app = Starlette(routes=[line.line_route("/ministry/")])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws_max_size=LARGEST))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture
def listen(host):
    """Open a map's socket."""

    def opened(name, origin=f"http://{host}", **headers):
        more = {key.replace("_", "-"): value for key, value in headers.items()}
        name = name.name if isinstance(name, Line) else name
        return connect(f"ws://{host}/ministry/map/line/{name}", origin=origin, additional_headers=more)

    return opened


def until(holds):
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_is_sent_reaches_its_map_and_no_other(listen):
    mine, other = Line(), Line()
    with listen(mine) as here, listen(other) as there:
        until(lambda: mine.is_open and other.is_open)
        assert mine.send("a1", "what the map shows")
        assert here.recv(timeout=20) == "what the map shows"
        assert other.send("b1", "another answer")
        assert there.recv(timeout=20) == "another answer"
    until(lambda: not mine.is_open and not other.is_open)


def test_where_no_map_listens_the_page_has_to_bring_it():
    mine = Line()
    assert not mine.is_open
    assert not mine.send("a1", "text")
    start = time.monotonic()
    assert not mine.wait("a1", 0.1)
    assert time.monotonic() - start >= 0.1


def test_what_was_sent_last_is_not_sent_again(listen):
    mine = Line()
    with listen(mine) as here:
        until(lambda: mine.is_open)
        for stamp, text in (("a1", "one"), ("a1", "one"), ("b2", "two"), ("a1", "one")):
            assert mine.send(stamp, text)
            time.sleep(0.1)
        assert [here.recv(timeout=20) for _ in range(3)] == ["one", "two", "one"]
        with pytest.raises(TimeoutError):
            here.recv(timeout=0.2)
    until(lambda: not mine.is_open)
    # A map that has come anew has been told nothing yet.
    with listen(mine) as here:
        until(lambda: mine.is_open)
        assert mine.send("a1", "one")
        assert here.recv(timeout=20) == "one"


def test_the_page_waits_until_the_map_has_painted_and_no_longer(listen):
    painted, mine = [], Line()
    waits = threading.Thread(target=lambda: painted.append(mine.wait("c3", 60)), daemon=True)
    waits.start()  # a page waits for a map that has yet to come
    with listen(mine) as here:
        until(lambda: mine.is_open)
        mine.send("c3", "text")
        here.recv(timeout=20)
        here.send("b2")
        waits.join(0.2)
        assert painted == [], "another stamp confirms nothing"
        here.send("c3")
        waits.join(20)
        assert painted == [True]
        assert mine.wait("c3", 0), "it has been painted before"
        mine.send("d4", "text")
        start = time.monotonic()
        assert not mine.wait("d4", 0.1)
        assert time.monotonic() - start >= 0.1


def test_a_line_that_is_given_up_is_closed_at_both_ends(listen):
    mine = Line()
    with listen(mine) as here:
        until(lambda: mine.is_open)
        mine.close()
        assert not mine.is_open
        assert not mine.send("a1", "text")
        with pytest.raises(ConnectionClosed):
            here.recv(timeout=20)
        mine.close()
    with listen(mine) as here:
        until(lambda: mine.is_open)
        assert mine.send("a1", "text")
        assert here.recv(timeout=20) == "text"


def test_a_map_drawn_anew_takes_over_before_the_old_one_has_left_and_the_old_one_is_closed(listen):
    mine = Line()

    def heard(here):
        mine.send(str(time.monotonic()), "text")
        try:
            return here.recv(timeout=0.1) == "text"
        except TimeoutError:
            return False

    with listen(mine) as old:
        until(lambda: heard(old))
        with listen(mine) as new:
            until(lambda: heard(new))
            with pytest.raises(ConnectionClosed):
                old.recv(timeout=20)
            assert heard(new), "the old one has taken the new one with it"
        until(lambda: not mine.is_open)


# --- strangers


def status_of(listen, *args, **more):
    with pytest.raises(InvalidStatus) as refused:
        listen(*args, **more)
    return refused.value.response.status_code


@pytest.mark.parametrize("name", ["", "mine", "../mine", "%00", "a" * 4000, "V93aSJWYln6qMS7wz9TOQw"])
def test_a_name_that_no_session_was_given_opens_nothing(listen, name):
    assert status_of(listen, name) in {403, 404}
    assert name not in line._lines


@pytest.mark.parametrize(
    "origin",
    [
        *("http://evil.example", "http://127.0.0.1", "http://127.0.0.1:1", "https://127.0.0.1.evil.example"),
        *("null", "", "http://[", "file://", None),
    ],
)
def test_a_page_of_another_origin_or_none_opens_nothing(listen, origin):
    mine = Line()
    assert status_of(listen, mine, origin=origin) == 403
    assert status_of(listen, mine, origin=origin, X_Forwarded_Host="") == 403
    assert not mine.is_open


def test_behind_a_proxy_its_name_and_the_origins_that_streamlit_allows_count(listen, monkeypatch):
    def opens(origin, **headers):
        mine = Line()
        with listen(mine, origin=origin, **headers):
            until(lambda: mine.is_open)
        return True

    assert opens("https://alcance.example", X_Forwarded_Host="alcance.example, inner.example")
    assert status_of(listen, Line(), "https://evil.example", X_Forwarded_Host="alcance.example") == 403
    settings = {"server.corsAllowedOrigins": ["https://alcance.example", "other.example:8080"]}
    ask = config.get_option
    monkeypatch.setattr(line.st, "get_option", lambda name: settings[name] if name in settings else ask(name))
    assert opens("https://alcance.example")
    assert opens("http://other.example")
    assert status_of(listen, Line(), "https://evil.example") == 403
    assert status_of(listen, Line(), "null") == 403
    settings["server.enableCORS"] = False
    assert opens("https://evil.example")
    assert status_of(listen, Line(), None) == 403


@pytest.mark.parametrize("said", ["a" * 65, "a" * (LARGEST - 10), b"a1", b""])
def test_a_map_that_says_anything_but_a_stamp_is_closed(listen, said):
    mine = Line()
    with listen(mine) as here:
        until(lambda: mine.is_open)
        here.send("a" * 64)
        here.send(said)
        with pytest.raises(ConnectionClosed) as closed:
            here.recv(timeout=20)
        assert closed.value.rcvd.code == 1009
    until(lambda: not mine.is_open)


def raw(host, name):
    """A socket after the handshake, for what no library would send."""
    found = socket.create_connection(host.split(":"), timeout=20)
    lines = [
        f"GET /ministry/map/line/{name} HTTP/1.1",
        *(f"Host: {host}", f"Origin: http://{host}", "Upgrade: websocket", "Connection: Upgrade"),
        *("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "", ""),
    ]
    found.sendall("\r\n".join(lines).encode())
    assert found.recv(4096).startswith(b"HTTP/1.1 101")
    return found


def pour(into, most):
    """Bytes that were taken until the other end had enough."""
    block, sent = b"a" * 65_536, 0
    try:
        while sent < most:
            into.sendall(block)
            sent += len(block)
    except OSError:
        pass
    return sent


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_message_of_a_gigabyte_is_refused_when_it_is_announced(host, in_pieces):
    mine, size = Line(), 1_000_000_000
    with raw(host, mine.name) as stranger:
        until(lambda: mine.is_open)
        tracemalloc.start()
        if in_pieces:
            # A first piece that is not the last, then the rest: together they are too long.
            stranger.sendall(b"\x01\xfe" + struct.pack("!H", 1000) + b"\0" * 4 + b"a" * 1000)
            stranger.sendall(b"\x80\xff" + struct.pack("!Q", size) + b"\0" * 4)
        else:
            stranger.sendall(b"\x81\xff" + struct.pack("!Q", size) + b"\0" * 4)
        sent = pour(stranger, size)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert sent < 50 * MEGABYTE
    assert peak < 10 * MEGABYTE
    until(lambda: not mine.is_open)


def resident():
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.slow
def test_a_thousand_sockets_of_strangers_leave_nothing_behind(host, listen):
    gc.collect()
    mine = Line()
    known = len(line._lines)
    for _ in range(50):
        assert status_of(listen, secrets.token_urlsafe(16)) == 403
    gc.collect()
    before, tasks = resident(), threading.active_count()
    for _ in range(1000):
        assert status_of(listen, secrets.token_urlsafe(16)) == 403
    gc.collect()
    assert resident() - before < 20 * MEGABYTE
    assert (len(line._lines), threading.active_count()) == (known, tasks)
    # Whoever has a session's name has one socket at a time.
    with ExitStack() as opened:
        sockets = [opened.enter_context(raw(host, mine.name)) for _ in range(200)]
        until(lambda: sum(has_ended(each) for each in sockets) == len(sockets) - 1)
    gc.collect()
    assert resident() - before < 20 * MEGABYTE
    until(lambda: sum(isinstance(each, line._Socket) for each in gc.get_objects()) == 0)


def has_ended(stranger):
    """Whether the server has said goodbye: a close frame, or the end."""
    stranger.setblocking(False)
    try:
        data = stranger.recv(4096, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    return data == b"" or data[0] == 0x88


# --- sessions


def test_a_line_closes_with_its_session(listen):
    def page():
        from dashboard.line import line_of

        line_of("map")
        line_of("other map")

    gc.collect()
    known = set(line._lines)
    session = AppTest.from_function(page).run()
    first = set(line._lines) - known
    session.run()
    assert set(line._lines) - known == first, "a map keeps its line"
    assert len(first) == 2
    with ExitStack() as opened:
        maps = [opened.enter_context(listen(name)) for name in first]
        until(lambda: all(line._lines[name].is_open for name in first))
        del session
        gc.collect()
        assert set(line._lines) == known
        for each in maps:
            with pytest.raises(ConnectionClosed):
                each.recv(timeout=20)
    for name in first:
        assert status_of(listen, name) == 403


def test_no_two_sessions_have_a_line_in_common():
    def page():
        import streamlit as st

        from dashboard.line import line_of

        st.text(line_of("map").name)

    names = [AppTest.from_function(page).run().text[0].value for _ in range(3)]
    assert len(set(names)) == 3
    assert all(len(name) >= 22 for name in names), "128 bits"
