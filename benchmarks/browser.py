"""The page in Chromium: a change to a repainted map, bytes per change, a cold start, sessions; beside the usual way."""

from __future__ import annotations

import statistics
import subprocess
import threading
import time
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Error, Page, sync_playwright

from benchmarks.client import BackMsg, Session
from benchmarks.timing import row
from layers import DATA
from tools.page import CHROMIUM, FLAGS, map_of, wait_painted
from tools.server import end_server, free_port, start_server

SESSIONS = 25, 100
CHANGES = 24
_THINK_S = 5.0
_SLIDER = "Alcance de una sede"
_CONTROL = "ask.reach_km."
_STEPS = [f"{km} km" for km in (*range(5, 51, 5), *range(60, 101, 10), *range(125, 201, 25), 250)]
#: Notes when the map is painted next, without asking it again and again: asking takes time from what is measured.
_LOOK_OUT = """(box) => {
    window.repainted = new Promise((done) => {
        const watch = new MutationObserver(() => {
            watch.disconnect();
            done(box.dataset.paintedAt);
        });
        watch.observe(box, { attributeFilter: ["data-painted-at"] });
    });
}"""
_CLOCK = "performance.timeOrigin + performance.now()"


def open_page(browser: Browser, port: int) -> tuple[Page, list[int]]:
    """A new visitor's page, and the sizes of what its socket receives."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data))))
    page.goto(f"http://127.0.0.1:{port}/")
    return page, received


def press(page: Page, slider: str, key: str) -> float:
    """Move a slider by one step; the browser's clock at that moment, ms."""
    thumb = page.get_by_role("slider", name=slider)
    thumb.focus()
    page.evaluate(
        f"document.addEventListener('keydown', () => (window.pressed = {_CLOCK}), {{once: true, capture: true}})"
    )
    thumb.press(key)
    return float(page.evaluate("window.pressed"))


def ours(browser: Browser, port: int) -> dict[str, float]:
    """Change to repaint, ms; bytes for the map and in all per change."""
    page, received = open_page(browser, port)
    wait_painted(page, None)
    page.wait_for_timeout(1500)
    times, sizes, map_sizes = [], [], []
    for change in range(CHANGES):
        received.clear()
        map_of(page).evaluate(_LOOK_OUT)
        start = press(page, _SLIDER, "ArrowRight" if change % 8 < 4 else "ArrowLeft")
        times.append(float(page.evaluate("window.repainted")) - start)
        page.wait_for_timeout(400)
        sizes.append(sum(received))
        map_sizes.append(map_of(page).evaluate("(box) => JSON.stringify(box.alcance.component.data).length"))
    page.context.close()
    return {
        "median": statistics.median(times),
        "worst": max(times),
        "bytes": statistics.median(sizes),
        "map": max(map_sizes),
    }


def change_of(browser: Browser, port: int) -> BackMsg:
    """What a browser sends when a person moves the slider."""
    page = browser.new_context().new_page()
    sent: list[bytes | str] = []

    def keep(data: bytes | str) -> None:
        sent.append(data)

    page.on("websocket", lambda socket: socket.on("framesent", keep))
    page.goto(f"http://127.0.0.1:{port}/")
    wait_painted(page, None)
    page.wait_for_timeout(1500)
    sent.clear()
    press(page, _SLIDER, "ArrowRight")
    page.wait_for_timeout(1500)
    message = BackMsg()
    message.ParseFromString(next(frame for frame in sent if isinstance(frame, bytes) and _CONTROL.encode() in frame))
    page.context.close()
    return message


def usual(browser: Browser, port: int) -> dict[str, float]:
    """The same for the page that makes its map anew: until the new map's polygons are drawn."""
    page, received = open_page(browser, port)
    page.get_by_text("gaps").wait_for(timeout=60_000)
    page.wait_for_timeout(4000)
    times, sizes = [], []
    count = "Object.keys(window[Object.keys(window).find((name) => name.startsWith('map_'))]?._layers ?? {}).length"
    for change in range(6):
        received.clear()
        page.frames[-1].evaluate("window.old = true; null")
        start = press(page, "Reach", "ArrowRight" if change < 3 else "ArrowLeft")
        deadline = time.monotonic() + 15
        done = float("nan")
        while time.monotonic() < deadline:
            try:
                frame = page.frames[-1]
                if frame.evaluate(f"!window.old && {count} > 2000"):
                    drawn = f"requestAnimationFrame(() => requestAnimationFrame(() => drawn({_CLOCK})))"
                    done = frame.evaluate(f"new Promise((drawn) => {drawn})")
                    break
            except Error:  # the frame is being replaced
                pass
            page.wait_for_timeout(20)
        times.append(float(done) - start)
        page.wait_for_timeout(500)
        sizes.append(sum(received))
    page.context.close()
    return {"median": statistics.median(times), "bytes": statistics.median(sizes)}


def cold(browser: Browser) -> tuple[float, float]:
    """Seconds from the first visit of a server that has just started to the painted map; and of the next visitor."""
    times = []
    for _ in range(3):
        port = free_port()
        server = start_server(port)
        try:
            start = time.perf_counter()
            page, _ = open_page(browser, port)
            wait_painted(page, None)
            first = time.perf_counter() - start
            page.context.close()
            start = time.perf_counter()
            page, _ = open_page(browser, port)
            wait_painted(page, None)
            times.append((first, time.perf_counter() - start))
            page.context.close()
        finally:
            end_server(server)
    return statistics.median(time for time, _ in times), statistics.median(time for _, time in times)


def sessions(port: int, server: subprocess.Popen[bytes], change: BackMsg, count: int) -> dict[str, float]:
    """Memory of the server with one session and with many, MB; a change with so many, ms.

    Each of them moves the reach every five seconds or so, as a person who reads what changed does.
    """
    memory = psutil.Process(server.pid)
    one = Session(port)
    one.open("lang=es")
    alone_times = [one.slide(change, _CONTROL, _STEPS[step])[0] for step in range(16)]
    alone = memory.memory_info().rss / 1e6
    visitors = [Session(port) for _ in range(count - 1)]
    for visitor in visitors:
        visitor.open("lang=es")
    times: list[float] = []
    mapped: list[float] = []

    def visit(number: int, visitor: Session) -> None:
        time.sleep(number * _THINK_S / count)
        for turn in range(8):
            started = time.perf_counter()
            times.append(visitor.slide(change, _CONTROL, _STEPS[(number * 7 + turn * 5) % 20])[0])
            mapped.append(visitor.mapped)
            time.sleep(max(0.0, _THINK_S - (time.perf_counter() - started)))

    threads = [threading.Thread(target=visit, args=pair) for pair in enumerate([one, *visitors])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    crowd = memory.memory_info().rss / 1e6
    for visitor in [one, *visitors]:
        visitor.close()
    return {
        "one": alone,
        "many": crowd,
        "alone": statistics.median(alone_times) * 1000,
        "median": statistics.median(times) * 1000,
        "p95": statistics.quantiles(times, n=20)[18] * 1000,
        "map_p95": statistics.quantiles(mapped, n=20)[18] * 1000,
    }


def run() -> None:
    """Print the report."""
    size = (Path(DATA) / "municipios" / "display.topojson.gz").stat().st_size
    row("geometry, compressed", size / 1000, unit="kB", target="(700 kB)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        first, again = cold(browser)
        row("first page, cold server to painted map", first, unit="s", target="(4 s)")
        row("the same, server warm, browser cold", again, unit="s")
        port, other = free_port(), free_port()
        leaflet = {"LEAFLET_HOST": f"http://127.0.0.1:{port}/"}  # the usual page would ask a CDN
        server = start_server(port)
        usual_server = start_server(other, app="benchmarks/usual_app.py", environment=leaflet)
        try:
            mine, theirs = ours(browser, port), usual(browser, other)
            change = change_of(browser, port)
        finally:
            end_server(server)
            end_server(usual_server)
        row("a change to a repainted map, median", mine["median"], usual=theirs["median"], target="(120 ms)")
        row("the same, slowest", mine["worst"])
        row("bytes for the map per change, largest", mine["map"] / 1000, unit="kB", target="(15 kB)")
        row("bytes per change in all", mine["bytes"] / 1000, usual=theirs["bytes"] / 1000, unit="kB")
        browser.close()
    for count, most, late in zip(SESSIONS, ("(450 MB)", "(1 GB)"), ("(100 ms)", "(250 ms)"), strict=True):
        port = free_port()
        server = start_server(port)
        try:
            found = sessions(port, server, change, count)
        finally:
            end_server(server)
        row("server memory, one session", found["one"], unit="MB", target="(350 MB)")
        row(f"server memory, {count} sessions", found["many"], unit="MB", target=most)
        row("the server's part of a change, one session, median", found["alone"])
        row(f"{count} sessions, a change every {_THINK_S:g} s each: median", found["median"])
        row(f"{count} sessions, a change every {_THINK_S:g} s each: p95", found["p95"], target=late)
        row("the same, to what the map shows: p95", found["map_p95"])
