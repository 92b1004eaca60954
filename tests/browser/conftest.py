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
from tools.server import HOME

PATIENCE_MS = 40_000

#: Done when an image that is not there has been given up: by then, so have those that came before it.
FAILED_IMAGE = """() => new Promise((done) => {
    const image = new Image();
    image.onerror = done;
    image.src = "data:image/png,none";
})"""

DESK = {"width": 1440, "height": 900}

#: Where a page that stands is put between two tests: it has none of what the others draw, and is drawn in no time.
BETWEEN = "/mis-datos?lang=es"

#: A page that connects again says which session it had, and is given it back. This one says nothing, and is given a new
#: one, as a new page is.
STRANGER = """(() => {
    const Usual = window.WebSocket;
    window.WebSocket = class extends Usual {
        constructor(address, [protocol, token]) {
            super(address, [protocol, token]);
            window.alcanceSocket = this;
        }
    };
})()"""

#: Go to an address of the server's as a person does who goes back to it.
TURN = """(address) => {
    history.pushState({}, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
}"""

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.failed and isinstance(stood := getattr(item, "funcargs", {}).get("alcance"), Standing):
        # Nobody knows what a test has left that did not come to its end.
        stood.page.close()
    return report


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
        self.faults: list[str] = []
        self.context.on("request", self._look_at)
        self.context.on("console", self._listen)
        self.context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        self._standing: Standing | None = None
        self._first = self.context.new_page()  # stays open and empty, and the process with it

    def _look_at(self, request) -> None:
        address = urlparse(request.url)
        if address.scheme in ("http", "https") and address.hostname != HOME:
            self.asked.append(request.url)

    def _listen(self, message) -> None:
        if "Content Security Policy" in message.text:
            self.refused.append(message.text)

    def standing(self, server: str) -> Standing:
        """The page that stands from test to test; another one where it has been closed."""
        if self._standing is None or self._standing.page.is_closed():
            self._standing = Standing(self.context.new_page(), server)
        return self._standing

    def lend(self):
        for told in (self.asked, self.refused, self.faults):
            told.clear()
        yield self.context
        for page in self.context.pages:
            if page != self._first and (self._standing is None or page != self._standing.page):
                page.close()
        assert self.asked == [], f"the page asked other hosts: {self.asked}"
        assert self.refused == [], f"the page's policy refused: {self.refused}"
        assert self.faults == [], f"scripts of the page failed: {self.faults}"


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
    profile = Profile(browser, viewport=DESK, reduced_motion="reduce")
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
    return context.new_page()


class Alcance:
    """The dashboard as a person uses it."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server
        self.sockets: list[WebSocket] = []
        page.on("websocket", self._keep)

    def _keep(self, socket: WebSocket) -> None:
        self.sockets.append(socket)

    def visit(self, path: str) -> None:
        """Go to an address, whatever it shows."""
        self.page.goto(self.server + path)

    def open(self, path: str = "/") -> Alcance:
        """Go to an address that shows a map, and wait for it."""
        self.visit(path)
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


class Standing(Alcance):
    """The dashboard in a page that stays open: an address brings what it brings in a new page, for half of the work.

    Streamlit's scripts stay. Whatever they have drawn leaves, and what it kept with it; then the page connects as one
    that the server has never seen. `test_standing.py` holds the two pages side by side.
    """

    def __init__(self, page: Page, server: str) -> None:
        super().__init__(page, server)
        page.add_init_script(STRANGER)

    def visit(self, path: str) -> None:
        if self.page.url == "about:blank":
            super().visit(path)
            return
        self._forget()
        self.page.evaluate(TURN, self.server + path)

    def _forget(self) -> None:
        page = self.page
        page.mouse.move(-1, -1)  # on nothing
        page.evaluate(TURN, self.server + BETWEEN)
        page.locator("[data-testid='stFileUploader']").wait_for()
        page.set_viewport_size(DESK)
        self.settled()
        with page.expect_websocket():
            page.evaluate("alcanceSocket.close()")
        page.wait_for_function("alcanceSocket.readyState === WebSocket.OPEN")
        self.settled()


@pytest.fixture
def alcance(desk: Profile, context: BrowserContext, server: str, request: pytest.FixtureRequest) -> Alcance:
    """The dashboard as it is opened: in the page that tests share, or (mark ``own_page``) in one of the test's own.

    The latter is for what is about a link that is opened, for a person's own files, and for files that a page fetches
    once or does not get.
    """
    until_icons_are_cut(server)
    if request.node.get_closest_marker("own_page"):
        return Alcance(context.new_page(), server)
    return desk.standing(server)
