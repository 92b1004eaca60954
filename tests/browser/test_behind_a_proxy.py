"""Two processes behind a real nginx and a real Caddy, as `deploy/` sets them up: TLS, a path, sessions that stay."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import ssl
from itertools import count
from urllib.parse import parse_qsl, urlparse

import pytest
from conftest import Alcance

from exports.sentence import sentence
from geo import Criteria, find_gaps
from tests.support.proxies import find_proxy, two_behind
from tools.server import HOME
from words.text import Text

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def behind(request, tmp_path_factory):
    """A proxy and what is behind it."""
    if find_proxy(request.param) is None:
        pytest.skip(f"no {request.param} here (`make proxies`): its configuration is not tested")
    with two_behind(request.param, tmp_path_factory.mktemp(request.param)) as there:
        yield there


class Client:
    """Somebody who keeps cookies, or not."""

    def __init__(self, behind, *, keeps=True):
        trusting = ssl.create_default_context(cafile=behind.folder / "fullchain.pem")
        trusting.check_hostname = False
        self.line = http.client.HTTPSConnection(HOME, behind.port, timeout=30, context=trusting)
        self.behind, self.keeps, self.cookie = behind, keeps, None

    def ask(self, address, method="GET", body=None, **headers):
        if self.cookie:
            headers["Cookie"] = self.cookie
        self.line.request(method, address, body=body, headers=headers)
        answer = self.line.getresponse()
        found = answer.read()
        if self.keeps and answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return answer.status, answer.headers, found


def told(behind, address):
    """Which processes have told of a request to an address."""
    return {
        port
        for port in behind.servers
        for line in (behind.folder / f"{port}.log").read_text().splitlines()
        if line.startswith("{") and line.endswith("}") and json.loads(line)["path"] == address
    }


def test_what_a_proxy_hands_on_is_what_the_server_says(behind):
    someone = Client(behind)
    status, headers, page = someone.ask("/alcance/?lang=en", **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert headers["Strict-Transport-Security"]
    if behind.name == "nginx":  # Debian's Caddy has no words for it
        assert "Secure; HttpOnly" in headers["Set-Cookie"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    names = re.findall(r'(?:src|href)="\./([^"]+\.(?:js|css|topojson))"', gzip.decompress(page).decode())
    assert len(names) > 5
    for name in names:
        status, headers, _ = someone.ask(f"/alcance/{name}", **{"Accept-Encoding": "gzip"})
        assert status == 200
        assert "immutable" in headers["Cache-Control"]
        assert headers["Content-Encoding"] == "gzip"
        assert headers["Set-Cookie"] is None, "the mark is there"
    assert someone.ask("/alcance")[1]["Location"] == "/alcance/"
    assert [someone.ask(f"/alcance/{name}")[0] for name in ("healthz", "readyz", "_stcore/metrics")] == [404] * 3
    # Caddy counts what is read, and the server refuses a file of nobody's session before it reads any.
    refused = {"nginx": 413, "caddy": 403}[behind.name]
    assert someone.ask("/alcance/_stcore/upload_file/a/b", "PUT", b"x" * 12 * 2**20)[0] == refused


def test_a_client_keeps_its_process_and_both_know_an_answer_by_the_same_tag(behind):
    tags, processes = set(), set()
    for key in count(20001):
        someone, asked = Client(behind), f"/alcance/api/v1/municipalities/{key}.json"
        someone.ask("/alcance/")
        for address in (asked, asked, "/alcance/api/v1/gaps.csv?state=20"):
            # Whoever says to have any answer is told the tag, without the answer being made.
            status, headers, _ = someone.ask(address, **{"If-None-Match": "*"})
            assert status == 304
        tags.add(headers["ETag"])
        (process,) = told(behind, asked)
        processes.add(process)
        if processes == set(behind.servers):
            break
    assert len(tags) == 1


def test_a_client_that_asks_too_much_of_the_addresses_is_told_so_and_pages_go_on(behind):
    if behind.name == "caddy":
        pytest.skip("Caddy's own parts have no limits per client")
    program = Client(behind, keeps=False)
    found = [program.ask("/alcance/api/v1/gaps.csv", **{"If-None-Match": "*"}) for _ in range(60)]
    assert {304, 429} == {status for status, _, _ in found}
    assert not [headers for _, headers, _ in found if headers["Set-Cookie"]], "what anybody may keep marks nobody"
    assert program.ask("/alcance/")[0] == 200


def test_a_page_whose_process_is_killed_goes_on_in_the_other_with_its_link_s_question(behind, browser, layers):
    context = browser.new_context(ignore_https_errors=True, locale="es-MX", viewport={"width": 1440, "height": 900})
    context.set_default_timeout(40_000)
    alcance = Alcance(context.new_page(), behind.address)

    def says_what_its_link_asks():
        asked = dict(parse_qsl(urlparse(alcance.page.url).query))
        assert asked.pop("lang") == "en"
        answer = find_gaps(layers, Criteria.from_text(asked))
        return alcance.sentence() == sentence(answer, layers, Text("en"))

    alcance.open("/?lang=en&state=20&reach_km=30")
    link = alcance.page.url
    assert says_what_its_link_asks()
    (port,) = told(behind, "/alcance/_stcore/host-config")
    with alcance.page.expect_websocket(lambda socket: socket.url.endswith("/_stcore/stream")):
        behind.servers[port].kill()
        behind.servers[port].wait()
    with alcance.run():
        pass
    assert alcance.page.url == link
    assert says_what_its_link_asks()
    alcance.slide("Reach")
    assert alcance.page.url != link
    assert says_what_its_link_asks()
    context.close()
