"""What whoever runs the server has of it: its health, a line a request, an end in time."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from inspect import signature

import pytest
from starlette.responses import PlainTextResponse

from dashboard import server
from dashboard.running import GRACE_S, Health, RequestLog
from dashboard.server import parts
from layers import LayerError
from shell.serve import serve
from tests.conftest import ROOT
from tests.test_server import asking

MEASURED = {"time", "ms"}

SLOW = """
import asyncio, signal, socket, sys
from contextlib import asynccontextmanager
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from dashboard.running import end_in_time

async def answer(request):
    print("asked", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    return PlainTextResponse("answered")

@asynccontextmanager
async def lifespan(app):
    end_in_time(float(sys.argv[1]))
    yield

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
app = Starlette(routes=[Route("/", answer)], lifespan=lifespan)
uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[socket.socket(fileno=int(sys.argv[2]))])
"""


def is_asked(checks, address, path="/", **said):
    status, headers, body = asking(Health(PlainTextResponse("page"), lambda: path, checks))(address, **said)
    return status, headers.get("cache-control"), body


def test_a_server_is_there_and_is_ready_when_all_that_it_answers_with_is():
    there = {"layers": lambda: True, "addresses": lambda: True}
    assert is_asked(there, "/healthz") == (200, "no-store", b"{}")
    assert is_asked(there, "/readyz") == (200, "no-store", b'{"layers":true,"addresses":true}')
    assert is_asked(there, "/alcance/readyz", path="/alcance/")[0] == 200
    for one in there:
        status, _, told = is_asked({**there, one: lambda: False}, "/readyz")
        assert (status, json.loads(told)[one]) == (503, False)
        assert is_asked({**there, one: lambda: False}, "/healthz")[0] == 200
    for other in ("/", "/readyz/", "/healthz2"):
        assert is_asked(there, other)[2] == b"page"
    assert is_asked(there, "/readyz", path="/alcance/")[2] == b"page"
    assert is_asked(there, "/readyz", method="POST")[2] == b"page"


@pytest.mark.moderate
def test_the_server_s_own_health_is_that_of_its_layers_and_of_whoever_makes_its_answers(layers, monkeypatch):
    (ours,) = (part.kwargs for part in parts()["middleware"] if part.cls is Health)
    assert set(ours["checks"]) == {"layers", "addresses"}
    monkeypatch.setattr(server, "shared_layers", lambda: layers)
    assert ours["checks"]["layers"]()

    def broken():
        raise LayerError("municipios: broken")

    monkeypatch.setattr(server, "shared_layers", broken)
    assert not ours["checks"]["layers"]()


def logged(capsys, *asked, **said):
    """The lines of some requests, without what is measured."""
    ask = asking(RequestLog(PlainTextResponse("page", status_code=203)))
    for address in asked:
        ask(address, **said)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for line in lines:
        assert line["ms"] >= 0
        assert datetime.fromisoformat(line["time"]).utcoffset().total_seconds() == 0
    return [{name: value for name, value in line.items() if name not in MEASURED} for line in lines]


def test_a_request_is_told_on_a_line_with_nothing_of_who_asked_or_what_for(capsys):
    told = {"method": "GET", "path": "/municipio", "status": 203, "bytes": 4}
    sent = {"x-forwarded-for": "192.0.2.1", "cookie": "a=b", "user-agent": "Mine"}
    assert logged(capsys, "/municipio", query="m=20067&sites=16.1,-96.2,Ana", sent=sent) == [told]
    marks = ["/alcance/_stcore/upload_file/0a1b2c/3d4e", "/media/0a1b2c.csv", "/media/a\nb", "/" + 1000 * "é", "/\n{"]
    paths = ["/alcance/_stcore/upload_file/", "/media/", "/media/", "/" + 199 * "é", "/\n{"]
    assert [line["path"] for line in logged(capsys, *marks)] == paths


def test_a_reader_who_has_gone_has_a_line_too(capsys):
    async def fails(scope, receive, send):
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        asking(RequestLog(fails))("/")
    assert json.loads(capsys.readouterr().out)["status"] is None


@pytest.mark.moderate
def test_requests_are_told_of_where_that_is_wanted_and_before_anything_else():
    assert RequestLog not in [part.cls for part in parts()["middleware"]]
    assert parts(log_requests=True)["middleware"][0].cls is RequestLog


@pytest.fixture
def slow():
    """Starts a server that is asked, and answers when it is told to: the process, its address, the answer to come."""
    started = []
    with ThreadPoolExecutor() as pool:

        def start(seconds):
            with socket.create_server(("127.0.0.1", 0)) as listening:
                address = listening.getsockname()
                command = [sys.executable, "-c", SLOW, str(seconds), str(listening.fileno())]
                pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "pass_fds": [listening.fileno()]}
                process = subprocess.Popen(command, cwd=ROOT, **pipes)
            started.append(process)
            answer = pool.submit(lambda: urllib.request.urlopen(f"http://127.0.0.1:{address[1]}/", timeout=30).read())
            assert process.stdout.readline() == b"asked\n"
            return process, address, answer

        yield start
        for process in started:
            process.kill()
            process.communicate()


def listens(address):
    try:
        socket.create_connection(address, timeout=10).close()
    except ConnectionRefusedError:
        return False
    except ConnectionResetError:  # it was waiting when the last one closed
        return True
    return True


@pytest.mark.moderate
def test_a_server_that_is_told_to_stop_gives_the_answers_it_has_begun_and_takes_no_more(slow):
    process, address, answer = slow(30)
    process.send_signal(signal.SIGTERM)
    while listens(address):
        pass
    assert not answer.done()
    process.stdin.write(b"\n")
    process.stdin.flush()
    assert answer.result(10) == b"answered"
    assert process.wait(10) == 0


@pytest.mark.moderate
def test_and_has_ended_in_time_whatever_goes_on(slow):
    process, _, answer = slow(0.1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert isinstance(answer.exception(10), OSError)


def test_what_deploy_starts_there_is_and_what_it_stops_has_its_time():
    known = {f"--{name.replace('_', '-')}" for name in signature(serve).parameters}
    for name in ("Containerfile", "alcance@.service"):
        said = (ROOT / "deploy" / name).read_text(encoding="utf-8")
        asked = set(re.findall(r"--[a-z-]+", "".join(re.findall(r"(?:ExecStart=|CMD ).*", said))))
        assert {"--port", "--log-requests"} <= asked <= known
    for name, time in (("alcance@.service", r"TimeoutStopSec=(\d+)"), ("compose.yaml", r"stop_grace_period: (\d+)s")):
        (seconds,) = re.findall(time, (ROOT / "deploy" / name).read_text(encoding="utf-8"))
        assert int(seconds) > GRACE_S
