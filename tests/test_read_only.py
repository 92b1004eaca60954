"""A checkout that nobody may write to: what serves the pages writes nothing there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

SERVED = """
import os, sys
root = sys.argv[1] + os.sep
written = []
writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
def watch(event, details):
    if event == "open" and isinstance(details[0], (str, bytes)):
        path, mode, flags = details
        to_write = any(letter in mode for letter in "wax+") if isinstance(mode, str) else (flags or 0) & writing
        paths = [path] if to_write else []
    elif event in {"os.mkdir", "os.remove", "os.rmdir", "os.rename", "os.link", "os.symlink", "os.truncate"}:
        paths = [path for path in details if isinstance(path, (str, bytes))]
    else:
        return
    written.extend(full for path in paths if (full := os.path.abspath(os.fsdecode(path))).startswith(root))
sys.addaudithook(watch)
from dashboard.server import PAGE, parts
from dashboard.shared import shared_assets, warm
parts()
warm()
files = shared_assets().contents
made = [make() for name, make in files.items() if "settlements" not in name]
assert all(made), files
from streamlit.testing.v1 import AppTest
page = AppTest.from_file(str(PAGE), default_timeout=100).run()
assert not page.exception, page.exception
print("written:", sorted(set(written)))
"""


@pytest.mark.moderate
def test_the_server_and_its_first_page_write_nothing_into_the_checkout(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", SERVED, str(ROOT)],
        cwd=ROOT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "HOME": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert ran.stdout == b"written: []\n"
