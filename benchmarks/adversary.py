"""An adversary: 10,000 requests that the document allows or not, slow clients, large bodies, tricks with paths.

`python -m benchmarks.adversary [EXAMPLES]` starts a server and ends it; says what came back, how long pages took
meanwhile, and what memory the server had. Ends with 1 where anything was a fault of ours.
"""

from __future__ import annotations

import http.client
import json
import random
import socket
import sys
import threading
import time
import warnings
from collections import Counter
from http import HTTPStatus
from itertools import product

import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import just
from schemathesis import GenerationMode

from benchmarks.timing import memory_of
from tools.server import end_server, free_port, start_server

_REQUESTS = 10_000
_SLOW_CLIENTS = 1_000
#: An address, in characters, that a server no longer reads to its end: it answers and closes.
_LONGEST = 65_536
_BODY_MEGABYTES = 200
#: MB.
_MOST_GROWTH = 64.0

SESSION = requests.Session()
SESSION.trust_env = False

PATHS = (
    "/api/v1/../../../etc/passwd",
    "/api/v1/%2e%2e/%2e%2e/etc/passwd",
    "/api/v1/municipalities/%00.csv",
    "/api/v1//gaps.csv",
    "/api/v1/gaps.csv%0d%0aSet-Cookie:%20a=b",
    "/api/v1/gaps.csv?" + "a=b&" * 8000,
    "/api/v1/gaps.csv?%ff=%fe&state=%00",
    "/map/../../pyproject.toml",
    "/static/..%2f..%2fapp.py",
    "/embed/../.streamlit/secrets.toml",
)


def asked(port: int, path: str, method: str = "GET", body: bytes | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.putrequest(method, path, skip_accept_encoding=True)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders()
    try:
        if body is not None:
            connection.send(body)
        reply = connection.getresponse()
        reply.read()
    except (ConnectionError, http.client.HTTPException):
        return 0  # refused before it was read
    finally:
        connection.close()
    return reply.status


def told(port: int) -> dict:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/api/v1/openapi.json")
    return json.loads(connection.getresponse().read())


def ask_everything(port: int, wanted: int, found: Counter) -> None:
    """Requests of schemathesis, as the document allows them and as it does not."""
    operations = [one.ok() for one in schemathesis.openapi.from_dict(told(port)).get_all_operations()]
    each = max(wanted // (2 * len(operations)), 1)
    for mode, operation in product((GenerationMode.POSITIVE, GenerationMode.NEGATIVE), operations):

        def asks(case: schemathesis.Case, kind: str) -> None:
            said = case.as_transport_kwargs(base_url=f"http://127.0.0.1:{port}/api/v1")
            request = SESSION.prepare_request(requests.Request(**said))
            try:
                reply = SESSION.send(request, timeout=120)
            except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError):
                if len(str(request.url)) < _LONGEST:
                    raise
                found[kind, 0] += 1  # refused before it was read
                return
            found[kind, reply.status_code] += 1
            if reply.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
                print("a fault of ours:", reply.url[:2000])

        cases, quietly = operation.as_strategy(generation_mode=mode), list(HealthCheck)
        every = settings(max_examples=each, deadline=None, database=None, suppress_health_check=quietly)
        every(given(cases, just(mode.name.lower()))(asks))()


def hold_slowly(port: int, until: threading.Event) -> None:
    """Clients that say a letter of their request now and then."""
    held = []
    for _ in range(_SLOW_CLIENTS):
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(b"GET /api/v1/gaps.csv HTTP/1.1\r\nX: ")
        held.append(client)
    while not until.wait(1):
        for client in random.sample(held, 50):
            try:
                client.sendall(b"x")
            except OSError:
                held.remove(client)
    for client in held:
        client.close()


def main() -> int:
    warnings.simplefilter("ignore")
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else _REQUESTS
    port, found, over = free_port(), Counter(), threading.Event()
    process = start_server(port)
    pages: list[float] = []

    def look() -> None:
        while not over.wait(0.5):
            start = time.monotonic()
            asked(port, "/")
            pages.append(time.monotonic() - start)

    try:
        ask_everything(port, max(wanted // 10, 1), Counter())
        before = memory_of(process.pid)
        watcher = threading.Thread(target=look)
        watcher.start()
        slow = threading.Thread(target=hold_slowly, args=(port, over))
        slow.start()
        start = time.monotonic()
        ask_everything(port, wanted, found)
        took = time.monotonic() - start
        for path in PATHS:
            found["path", asked(port, path)] += 1
        body = b"x" * (_BODY_MEGABYTES * 2**20)
        for path in ("/", "/api/v1/gaps.csv", "/_stcore/upload_file/x/y", "/embed"):
            found["body", asked(port, path, "PUT", body)] += 1
        del body
        after = memory_of(process.pid)
    finally:
        over.set()
        end_server(process)
    faults = sum(count for (_, status), count in found.items() if status == HTTPStatus.INTERNAL_SERVER_ERROR)
    print(f"{sum(found.values())} requests in {took:.0f} s:")
    for (kind, status), count in sorted(found.items(), key=str):
        print(f"  {kind:9} {status or 'closed'}: {count}")
    pages.sort()
    print(f"a page's document meanwhile: p95 {1000 * pages[int(0.95 * len(pages))]:.0f} ms")
    print(f"memory: {before:.0f} MB before, {after:.0f} MB after")
    return int(faults > 0 or after - before > _MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
