"""A first and a second visit over a slow line: bytes, and seconds to the painted map."""

from __future__ import annotations

import time

from playwright.sync_api import BrowserContext, sync_playwright

from benchmarks.timing import row
from tools.page import CHROMIUM, FLAGS, wait_painted
from tools.server import end_server, free_port, start_server

#: 2 Mbit/s either way, in bytes a second, and ms until an answer begins.
_LINE = {"downloadThroughput": 2e6 / 8, "uploadThroughput": 2e6 / 8, "latency": 80, "offline": False}
_PATIENCE_S = 120


def visit(context: BrowserContext, port: int) -> dict[str, float]:
    """A visit: seconds to the painted map; MB of files until then, as they travel, and of the page's socket."""
    page = context.new_page()
    files: list[float] = []
    socket: list[int] = []
    watch = context.new_cdp_session(page)
    watch.on("Network.loadingFinished", lambda event: files.append(event["encodedDataLength"]))
    watch.on("Network.webSocketFrameReceived", lambda event: socket.append(len(event["response"]["payloadData"])))
    watch.send("Network.enable")
    watch.send("Network.emulateNetworkConditions", _LINE)
    start = time.perf_counter()
    page.goto(f"http://127.0.0.1:{port}/", wait_until="commit", timeout=_PATIENCE_S * 1000)
    wait_painted(page, None, _PATIENCE_S)
    painted = time.perf_counter() - start
    page.close()
    return {"painted": painted, "files": sum(files) / 1e6, "socket": sum(socket) * 3 / 4 / 1e6}


def run() -> None:
    """Print the report."""
    port = free_port()
    server = start_server(port)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            # Somebody was there before: what is smaller once it was asked for is.
            for _ in range(2):
                context = browser.new_context(viewport={"width": 1440, "height": 900})
                first, second = visit(context, port), visit(context, port)
                context.close()
            browser.close()
    finally:
        end_server(server)
    row("first visit at 2 Mbit/s and 80 ms, to the painted map", first["painted"], unit="s")
    row("its files, as they travel", first["files"], unit="MB")
    row("its socket, before compression", first["socket"], unit="MB")
    row("second visit, to the painted map", second["painted"], unit="s")
    row("its files, as they travel", second["files"], unit="MB")
