"""How many answers a second come from the addresses: known ones and new ones. `python -m benchmarks.addresses`."""

from __future__ import annotations

import http.client
import itertools
import threading
import time

from tools.server import end_server, free_port, start_server

_CLIENTS = 4
_SECONDS = 8.0


def rate(port: int, addresses: itertools.cycle) -> tuple[float, float]:
    """Answers a second to some clients at once, and the 95th percentile of how long one took, ms."""
    took: list[float] = []
    turn = threading.Lock()
    end = time.monotonic() + _SECONDS

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < end:
            with turn:
                address = next(addresses)
            start = time.monotonic()
            connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
            reply = connection.getresponse()
            reply.read()
            assert reply.status == 200, (address, reply.status)
            took.append(time.monotonic() - start)

    clients = [threading.Thread(target=ask) for _ in range(_CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took.sort()
    return len(took) / _SECONDS, 1000 * took[int(0.95 * len(took))]


def main() -> None:
    port = free_port()
    process = start_server(port)
    try:
        first = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        first.request("GET", "/api/v1/gaps.csv")
        first.getresponse().read()
        known = [f"/api/v1/gaps.csv?state={state}" for state in ("20", "07", "12", "30")]
        for address in known:
            first.request("GET", address)
            first.getresponse().read()
        new = (f"/api/v1/gaps.csv?max_covered_share={share / 10_000}" for share in itertools.count(1))
        reach = (f"/api/v1/gaps.csv?reach_km={10 + km / 100}" for km in itertools.count(1))
        asks = (("known", itertools.cycle(known)), ("new threshold", new), ("new reach", reach))
        for name, addresses in asks:
            answers, late = rate(port, addresses)
            print(f"{name:14} {answers:6.0f} a second, p95 {late:.0f} ms")
    finally:
        end_server(process)


if __name__ == "__main__":
    main()
