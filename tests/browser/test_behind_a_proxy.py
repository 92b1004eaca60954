"""Two processes behind a real nginx and a real Caddy, as `deploy/` sets them up: TLS, a path, sessions that stay."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http import HTTPStatus
from itertools import count
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlparse

import pytest
import requests
from conftest import HOME, Alcance

from exports.sentence import sentence
from geo import Criteria, find_gaps
from tests.conftest import ROOT
from tools.server import end_server, free_port, start_server
from words.text import Text

pytestmark = pytest.mark.slow

#: What stands around our part of nginx's configuration: nothing of the machine's own is touched.
AROUND = """
worker_processes 1;
pid {folder}/pid;
error_log {folder}/errors;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u;
    scgi_temp_path {folder}/s;
    include {folder}/alcance.conf;
}}
"""


def configured(name, own):
    """A file of `deploy/` with this machine's own in place of what it says."""
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    for ours, here in own.items():
        assert ours in text
        text = text.replace(ours, here)
    return text


@contextmanager
def nginx(program, folder, port, ports):
    own = {"listen 443": f"listen {HOME}:{port}", "8501": str(ports[0]), "8502": str(ports[1])}
    own |= {"/etc/ssl/alcance": str(folder), "/var/log/nginx/alcance.log": f"{folder}/alcance.log"}
    (folder / "alcance.conf").write_text(configured("nginx.conf", own))
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    command = [program, "-e", f"{folder}/errors", "-p", folder, "-c", f"{folder}/nginx.conf"]
    # It listens by the time that it goes on by itself.
    subprocess.run(command, check=True)
    yield
    subprocess.run([*command, "-s", "stop"], check=True)


@contextmanager
def caddy(program, folder, port, ports):
    own = {"8501": str(ports[0]), "8502": str(ports[1])}
    # Its certificate is made here, as there is nobody to ask for one.
    own["alcance.example.org {"] = f"https://{HOME}:{port} {{\n\ttls {folder}/fullchain.pem {folder}/key.pem"
    text = "{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + configured("Caddyfile", own)
    (folder / "Caddyfile").write_text(text)
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [program, "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    with (folder / "errors").open("w") as errors, subprocess.Popen(command, env=environment, stderr=errors) as process:
        wait_until_it_listens(port, process)
        yield
        process.terminate()


def wait_until_it_listens(port, process):
    while process.poll() is None:
        with suppress(OSError), socket.create_connection((HOME, port), timeout=1):
            return
        time.sleep(0.1)
    pytest.fail("the proxy has ended")


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def behind(request, tmp_path_factory):
    """A proxy and what is behind it: its port, and the two processes by their ports."""
    name = request.param.__name__
    program = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip(f"no {name} here (`make proxies`): its configuration is not tested")
    folder = tmp_path_factory.mktemp(name)
    port, *ports = (free_port() for _ in range(3))
    certificate = ["-keyout", folder / "key.pem", "-out", folder / "fullchain.pem", "-subj", f"/CN={HOME}"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run(["openssl", "req", "-x509", *key, *certificate], check=True, capture_output=True)

    def start(number):
        options = ("--base-path", "alcance", "--log-requests")
        log = folder / f"{number}.log"
        server = start_server(number, *options, installed=ROOT, path="/alcance", log=log)
        # Caddy asks before it hands on, and then not for five seconds.
        while requests.get(f"http://{HOME}:{number}/alcance/readyz", timeout=60).status_code != HTTPStatus.OK:
            time.sleep(0.1)
        return server

    with ThreadPoolExecutor() as pool:
        servers = dict(zip(ports, pool.map(start, ports), strict=True))
    with request.param(program, folder, port, ports):
        yield SimpleNamespace(name=name, port=port, servers=servers, folder=folder)
    for server in servers.values():
        end_server(server)


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
    alcance = Alcance(context.new_page(), f"https://{HOME}:{behind.port}/alcance")

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
