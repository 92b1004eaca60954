"""Killed in the middle of writing: whoever looks next finds the old files whole, or the new ones."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exports.files import write_whole
from layers.pipeline import run

ROOT = Path(__file__).resolve().parent.parent
SIZE = 3_000_000

EXPORT = """
import sys
from pathlib import Path
from exports.files import write_whole
path = Path(sys.argv[1])
print("ready", flush=True)
while True:
    for letter in (b"a", b"b"):
        write_whole(path, letter * {size})
"""

BUILD = """
import os, sys
from pathlib import Path
from layers.pipeline import run
out = Path(sys.argv[1])
def killed(raw, work, report):
    (work / "municipios").mkdir()
    (work / "datapackage.json").write_text("half")
    print("ready", flush=True)
    while True:
        (work / "municipios" / "settlements.parquet").write_bytes(os.urandom(100_000))
run._write_tables = killed
(out.parent / "raw").mkdir()
run.build(out.parent / "raw", out)
"""

FETCH = """
import sys
from dataclasses import replace
from pathlib import Path
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import os, threading, time
for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
    os.environ.pop(name, None)
from layers.pipeline.fetch import fetch
class Slow(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "10000000")
        self.end_headers()
        self.wfile.write(b"new" * 1000)
        self.wfile.flush()
        print("ready", flush=True)
        time.sleep(60)
    def log_message(self, *arguments):
        pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
threading.Thread(target=server.serve_forever, daemon=True).start()
from layers.pipeline.sources import RETURNS_2020
url = f"http://127.0.0.1:{server.server_port}/old.csv"
source = replace(RETURNS_2020, id="old.csv", names=("old.csv",), url=url, sha256="0" * 64)
fetch(Path(sys.argv[1]), sources=[source], report=lambda line: None, progress=False, patience_s=30)
"""


def kill(script: str, *arguments: str, after: float) -> None:
    """Start a script, wait until it is at work, and kill it."""
    running = subprocess.Popen([sys.executable, "-c", script, *arguments], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert running.stdout.readline() == b"ready\n"
        time.sleep(after)
    finally:
        os.kill(running.pid, signal.SIGKILL)
        running.wait(timeout=20)
        running.stdout.close()


@pytest.mark.parametrize("after", [0.0, 0.011, 0.023, 0.037, 0.051, 0.083])
def test_an_export_that_is_killed_leaves_a_whole_file(tmp_path, after):
    path = tmp_path / "list.csv"
    path.write_bytes(b"old" * 1000)
    kill(EXPORT.format(size=SIZE), str(path), after=after)
    found = path.read_bytes()
    assert found in {b"old" * 1000, b"a" * SIZE, b"b" * SIZE}
    # What was being written has another name, and does not stand in the way of the next one.
    write_whole(path, b"next")
    assert path.read_bytes() == b"next"


@pytest.mark.slow
def test_a_download_that_is_killed_leaves_the_old_file_whole(tmp_path):
    (tmp_path / "old.csv").write_bytes(b"old" * 1000)
    kill(FETCH, str(tmp_path), after=0.1)
    assert (tmp_path / "old.csv").read_bytes() == b"old" * 1000


@pytest.mark.moderate
def test_a_build_that_is_killed_leaves_the_old_tables_whole(tmp_path):
    out = tmp_path / "data"
    (out / "municipios").mkdir(parents=True)
    (out / "datapackage.json").write_text("old")
    (out / "municipios" / "settlements.parquet").write_text("old")
    kill(BUILD, str(out), after=0.05)
    assert sorted(path.name for path in out.rglob("*")) == ["datapackage.json", "municipios", "settlements.parquet"]
    assert (out / "datapackage.json").read_text() == "old"
    assert (out / "municipios" / "settlements.parquet").read_text() == "old"


def test_a_build_killed_between_its_two_renames_is_put_right_by_the_next(tmp_path):
    out, old, work = tmp_path / "data", tmp_path / ".data-old", tmp_path / ".data-new"
    old.mkdir()
    (old / "a").write_text("old")
    assert not out.exists()
    with pytest.raises(FileNotFoundError):
        run._replace(out, work)  # the next one fails too, and still nothing is lost
    assert (out / "a").read_text() == "old"
    work.mkdir()
    (work / "a").write_text("new")
    run._replace(out, work)
    assert (out / "a").read_text() == "new"
    assert not old.exists()
