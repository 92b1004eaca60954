"""A real server and a real browser, with every host but the server refused."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlparse

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.private import icon_font
from tools.page import CALM, CHROMIUM, FLAGS, map_of, wait_painted

PATIENCE_MS = 40_000

#: Done when an image that is not there has been given up: by then, so have those that came before it.
FAILED_IMAGE = """() => new Promise((done) => {
    const image = new Image();
    image.onerror = done;
    image.src = "data:image/png,none";
})"""

HOME = "127.0.0.1"

#: All pages of a profile in one process, as a person's tabs of one site may be: what a page's scripts are compiled to
#: is kept for the next page, which is a third of the work of opening it.
ONE_PROCESS = ["--process-per-site", "--renderer-process-limit=1"]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in Path(item.path).parts:
            item.add_marker(pytest.mark.browser)
            # One server and one browser beside the tests that compute: two of each would fight for two cores.
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.fail("Chromium is missing; `make test` installs it")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *ONE_PROCESS])
        yield found
        found.close()


class Profile:
    """A browser profile that is kept for all tests, as a person's is: Streamlit's scripts then come from its cache.

    Every page opened in it is a session of its own. Every host but this machine is unknown to the browser, and asking
    another fails the test. (Refusing by a route would switch the cache off.)
    """

    def __init__(self, browser: Browser, **settings) -> None:
        # A proxy's certificate is made here.
        self.context = browser.new_context(locale="es-MX", ignore_https_errors=True, **settings)
        self.context.set_default_timeout(PATIENCE_MS)
        self.asked: list[str] = []
        self.refused: list[str] = []
        self.context.on("request", self._look_at)
        self.context.on("console", self._listen)
        self._first = self.context.new_page()  # stays open and empty, and the process with it

    def _look_at(self, request) -> None:
        address = urlparse(request.url)
        if address.scheme in ("http", "https") and address.hostname != HOME:
            self.asked.append(request.url)

    def _listen(self, message) -> None:
        if "Content Security Policy" in message.text:
            self.refused.append(message.text)

    def lend(self):
        self.asked.clear()
        self.refused.clear()
        yield self.context
        for page in self.context.pages:
            if page != self._first:
                page.close()
        assert self.asked == [], f"the page asked other hosts: {self.asked}"
        assert self.refused == [], f"the page's policy refused: {self.refused}"


@cache
def until_icons_are_cut(server: str) -> None:
    """Wait until the server sends the font of icons that all later visitors get."""
    address, whole = icon_font()
    requests.get(server, timeout=60)
    while len(requests.get(f"{server}/{address}", timeout=60).content) == len(whole.read_bytes()):
        time.sleep(0.1)


def run_has_ended(frame: bytes | str) -> bool:
    """Whether Streamlit says in a message to the page that it has run."""
    return isinstance(frame, bytes) and ForwardMsg.FromString(frame).HasField("script_finished")


@pytest.fixture(scope="session")
def desk(browser: Browser):
    # On a phone what is awaited pulses; here, as for a person who asks for less motion, nothing is painted in vain.
    profile = Profile(browser, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    yield profile
    profile.context.close()


@pytest.fixture(scope="session")
def pocket(browser: Browser):
    profile = Profile(browser, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    yield profile
    profile.context.close()


@pytest.fixture
def context(desk: Profile):
    """A desktop browser."""
    yield from desk.lend()


@pytest.fixture
def phone(pocket: Profile):
    """A phone's browser."""
    yield from pocket.lend()


@pytest.fixture
def page(context: BrowserContext):
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    assert faults == [], f"scripts of the page failed: {faults}"


class Alcance:
    """The dashboard as a person uses it."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server
        self.sockets: list[WebSocket] = []
        page.on("websocket", self._keep)

    def _keep(self, socket: WebSocket) -> None:
        self.sockets.append(socket)

    def open(self, path: str = "/") -> Alcance:
        self.page.goto(self.server + path)
        self.painted()
        return self

    def go(self, name: str, group: str | None = None) -> None:
        """Go to a page by the navigation; all but the map stand in a group."""
        if group is None:
            self.page.get_by_role("link", name=name, exact=True).click()
        else:
            self.page.get_by_role("button", name=group, exact=True).click()
            self.page.get_by_role("menuitem", name=name, exact=True).click()

    @property
    def map(self):
        return map_of(self.page)

    def script(self, expression: str, arg=None):
        """A value of the map's own script, which is `shown` in the expression."""
        return self.map.evaluate(f"(box, arg) => {{ const shown = box.alcance; return {expression}; }}", arg)

    def until(self, expression: str) -> None:
        """Wait until something holds in the map's own script."""
        box = self.map.element_handle()
        self.page.wait_for_function(f"(box) => {{ const shown = box.alcance; return {expression}; }}", arg=box)

    def stamp(self) -> str | None:
        """Which state the map shows now: changes with every repaint."""
        return self.map.get_attribute("data-painted")

    def painted(self, after: str | None = None) -> None:
        """Wait until the map shows something, or something else than before, and the rest of the page has followed."""
        wait_painted(self.page, after, PATIENCE_MS / 1000)
        self.settled()

    def settled(self) -> None:
        """Wait until the page has run and is drawn: the map is painted before the rest."""
        self.page.evaluate(CALM)

    @contextmanager
    def run(self) -> Iterator[None]:
        """Wait until what is done inside has made the page run, and it has settled."""
        with self.sockets[-1].expect_event("framereceived", run_has_ended):
            yield
        self.settled()

    def eventually(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, asked again whenever the page has settled."""
        for _ in range(100):
            if holds():
                return
            self.settled()
        pytest.fail("the page settled again and again, and it never held")

    def complete(self) -> None:
        """Wait until the map has all that comes after its colours: tooltips, sites, settlements."""
        self.until("box.dataset.complete")

    def sentence(self) -> str:
        return self.page.locator("h1.alcance-sentence").inner_text()

    def state(self) -> dict:
        """What Python sent to the map last."""
        return self.script("({ ...shown.drawn, ...shown.told })")

    def fills(self) -> dict[str, str]:
        """Fill colour of every municipality as drawn, whatever pattern lies on it."""
        return self.script(
            "Object.fromEntries(shown.municipalities.shapes.map("
            "(shape, row) => [shown.municipalities.keys[row], shape.options.plain]))"
        )

    def view(self) -> list[float]:
        """Centre and zoom of the map."""
        return self.script("[shown.map.getCenter().lat, shown.map.getCenter().lng, shown.map.getZoom()]")

    def point_of(self, lon: float, lat: float) -> tuple[float, float]:
        """Where on the page a place of the map is."""
        point = self.script("shown.map.latLngToContainerPoint(arg)", [lat, lon])
        self.map.scroll_into_view_if_needed()
        box = self.map.bounding_box()
        return box["x"] + point["x"], box["y"] + point["y"]

    def slide(self, label: str, key: str = "ArrowRight", times: int = 1) -> None:
        """Move a slider by its keyboard and wait for the map to follow."""
        before = self.stamp()
        thumb = self.page.get_by_role("slider", name=label)
        thumb.focus()
        for _ in range(times):
            thumb.press(key)
        self.painted(after=before)


@pytest.fixture
def alcance(page: Page, server: str) -> Alcance:
    until_icons_are_cut(server)
    return Alcance(page, server)
