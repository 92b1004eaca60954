"""A map's own line: a real server in this process, and a map that is nothing but a WebSocket."""

from __future__ import annotations

import threading
import time

import pytest
import uvicorn
from starlette.applications import Starlette
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from dashboard import line


@pytest.fixture(scope="module")
def address():
    app = Starlette(routes=[line.line_route("/ministry/")])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"ws://127.0.0.1:{port}/ministry/map/line/"
    server.should_exit = True
    thread.join(timeout=20)


def until(holds):
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_is_sent_reaches_its_map_and_no_other(address):
    with connect(address + "mine") as mine, connect(address + "other") as other:
        until(lambda: line.is_open("mine") and line.is_open("other"))
        assert line.send("mine", "a1", "what the map shows")
        assert mine.recv(timeout=20) == "what the map shows"
        assert line.send("other", "b1", "another answer")
        assert other.recv(timeout=20) == "another answer"
    until(lambda: not line.is_open("mine") and not line.is_open("other"))


def test_where_no_map_listens_the_page_has_to_bring_it(address):
    assert not line.is_open("nobody")
    assert not line.send("nobody", "a1", "text")
    start = time.monotonic()
    assert not line.wait("nobody", "a1", 0.1)
    assert time.monotonic() - start >= 0.1


def test_what_was_sent_last_is_not_sent_again(address):
    with connect(address + "same") as here:
        until(lambda: line.is_open("same"))
        for stamp, text in (("a1", "one"), ("a1", "one"), ("b2", "two"), ("a1", "one")):
            assert line.send("same", stamp, text)
            time.sleep(0.1)
        assert [here.recv(timeout=20) for _ in range(3)] == ["one", "two", "one"]
        with pytest.raises(TimeoutError):
            here.recv(timeout=0.2)
    until(lambda: not line.is_open("same"))
    # A map that has come anew has been told nothing yet.
    with connect(address + "same") as here:
        until(lambda: line.is_open("same"))
        assert line.send("same", "a1", "one")
        assert here.recv(timeout=20) == "one"


def test_the_page_waits_until_the_map_has_painted_and_no_longer(address):
    painted = []
    waits = threading.Thread(target=lambda: painted.append(line.wait("slow", "c3", 60)), daemon=True)
    waits.start()  # a page waits for a map that has yet to come
    with connect(address + "slow") as here:
        until(lambda: line.is_open("slow"))
        line.send("slow", "c3", "text")
        here.recv(timeout=20)
        here.send("b2")
        here.send(b"c3")
        waits.join(0.2)
        assert painted == [], "another stamp, or no text, confirms nothing"
        here.send("c3")
        waits.join(20)
        assert painted == [True]
        assert line.wait("slow", "c3", 0), "it has been painted before"
        line.send("slow", "d4", "text")
        start = time.monotonic()
        assert not line.wait("slow", "d4", 0.1)
        assert time.monotonic() - start >= 0.1


def test_a_line_that_is_given_up_is_closed_at_both_ends(address):
    with connect(address + "lost") as here:
        until(lambda: line.is_open("lost"))
        line.close("lost")
        assert not line.is_open("lost")
        assert not line.send("lost", "a1", "text")
        with pytest.raises(ConnectionClosed):
            here.recv(timeout=20)
        line.close("lost")
    with connect(address + "lost") as here:
        until(lambda: line.is_open("lost"))
        assert line.send("lost", "a1", "text")
        assert here.recv(timeout=20) == "text"


def test_a_map_drawn_anew_takes_over_before_the_old_one_has_left(address):
    def heard(here):
        line.send("twice", str(time.monotonic()), "text")
        try:
            return here.recv(timeout=0.1) == "text"
        except TimeoutError:
            return False

    with connect(address + "twice") as old:
        until(lambda: heard(old))
        with connect(address + "twice") as new:
            until(lambda: heard(new))
            old.close()
            assert heard(new), "the old one has taken the new one with it"
        until(lambda: not line.is_open("twice"))
