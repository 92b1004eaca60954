"""Two processes behind a real nginx or a real Caddy of this machine, as `deploy/` sets them up, with TLS and a path."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace

import requests

from tools.server import HOME, ROOT, end_server, free_port, start_server

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
    try:
        yield
    finally:
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
        try:
            wait_until_it_listens(port, process)
            yield
        finally:
            process.terminate()


def wait_until_it_listens(port, process):
    while process.poll() is None:
        with suppress(OSError), socket.create_connection((HOME, port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("the proxy has ended")


def find_proxy(name):
    """Where a proxy's program is; None where it is not."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")


@contextmanager
def two_behind(name: str, folder: Path) -> Iterator[SimpleNamespace]:
    """A proxy and what is behind it: its ``port``, the two ``servers`` by theirs, its ``address``."""
    port, *ports = (free_port() for _ in range(3))
    key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    owner = f"-subj /CN={HOME} -addext subjectAltName=IP:{HOME}"
    certificate = [*key.split(), *owner.split(), "-keyout", folder / "key.pem", "-out", folder / "fullchain.pem"]
    subprocess.run(["openssl", "req", "-x509", *certificate], check=True, capture_output=True)

    def start(number):
        options = ("--base-path", "alcance", "--log-requests")
        server = start_server(number, *options, installed=ROOT, path="/alcance", log=folder / f"{number}.log")
        # Caddy asks before it hands on, and then not for five seconds.
        while requests.get(f"http://{HOME}:{number}/alcance/readyz", timeout=60).status_code != HTTPStatus.OK:
            time.sleep(0.1)
        return server

    with ThreadPoolExecutor() as pool:
        servers = dict(zip(ports, pool.map(start, ports), strict=True))
    try:
        with {"nginx": nginx, "caddy": caddy}[name](find_proxy(name), folder, port, ports):
            address = f"https://{HOME}:{port}/alcance"
            yield SimpleNamespace(name=name, port=port, servers=servers, folder=folder, address=address)
    finally:
        for server in servers.values():
            end_server(server)
