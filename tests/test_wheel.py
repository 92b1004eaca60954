"""The installed package: a wheel, in a folder that nobody may write to, used from another folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools.server import end_server, free_port, start_server

pytestmark = pytest.mark.slow

#: What the wheel is made of; all else of the checkout stays out of it.
MADE_OF = (".streamlit", "addresses", "dashboard", "data", "exports", "geo", "layers", "shell", "vocabulary", "words")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Where the wheel is installed, as on a read-only file system."""
    top = tmp_path_factory.mktemp("wheel")
    source, target = top / "source", top / "installed"
    for name in MADE_OF:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("alcance.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", top, source], check=True)
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "-t", target, *top.glob("*.whl")], check=True)
    for path in (target, *target.rglob("*")):
        path.chmod(0o555)
    yield target
    for path in (target, *target.rglob("*")):
        path.chmod(0o755)


@pytest.fixture
def elsewhere(tmp_path, installed):
    """A folder to work in, and how a program there finds the installed package before the checkout."""
    code = "import alcance; print(alcance.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(tmp_path)}
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    assert Path(found.stdout.strip()) == installed / "alcance.py"
    return tmp_path, environment


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_every_module_and_file_of_ours_is_in_the_wheel(installed):
    ours = {
        path.relative_to(ROOT).as_posix()
        for name in MADE_OF
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    moved = {"data/": "layers/data/", ".streamlit/": "dashboard/streamlit/"}
    there = contents(installed)
    for name in ours:
        where = next((new + name.removeprefix(old) for old, new in moved.items() if name.startswith(old)), name)
        assert where in there, name


def test_commands_answer_from_another_folder(installed, elsewhere, layers):
    folder, environment = elsewhere
    before = contents(installed)
    command = [sys.executable, "-m", "alcance", "gaps"]
    here = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    there = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True).stdout
    assert there == here
    assert contents(installed) == before


def test_the_pages_are_served_from_another_folder(installed, elsewhere):
    folder, environment = elsewhere
    before = contents(installed)
    port = free_port()
    server = start_server(port, "--base-path", "alcance", installed=folder, path="/alcance", environment=environment)
    try:
        home = f"http://127.0.0.1:{port}/alcance/"
        page = urllib.request.urlopen(f"{home}municipio?lang=en").read().decode()
        assert '<html lang="en">' in page
        address = page.partition('as="fetch" crossorigin href="./')[2].partition('"')[0]
        geometry = urllib.request.urlopen(home + address).read()
        assert geometry == (ROOT / "data" / "municipios" / "display.topojson.gz").read_bytes()
    finally:
        end_server(server)
    assert contents(installed) == before
    assert not [name for name in contents(folder) if not name.startswith((".cache", ".config"))]
