"""The installed package: a wheel, in a folder that nobody may write to, used from another folder."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from layers import load
from tests.conftest import ROOT
from tools.release import SUMS, ReleaseError, release, told
from tools.server import end_server, free_port, start_server

pytestmark = pytest.mark.slow

#: What the wheel is made of; all else of the checkout stays out of it.
MADE_OF = (".streamlit", "addresses", "dashboard", "data", "exports", "geo", "layers", "shell", "vocabulary", "words")


#: What a release needs besides.
PAPERS = (".gitignore", "alcance.py", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff")


def commit(folder):
    git = ["git", "-C", folder, "-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", "Everything"], check=True)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A clone in which all that a release is made of is committed as it is here."""
    folder = tmp_path_factory.mktemp("source")
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    for name in MADE_OF:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in PAPERS:
        shutil.copy(ROOT / name, folder / name)
    commit(folder)
    return folder


@pytest.fixture(scope="module")
def released(source):
    """The files of a release, which made each of them twice."""
    return {path.name: path for path in release(source)}


@pytest.fixture(scope="module")
def installed(tmp_path_factory, released):
    """Where the wheel is installed, as on a read-only file system."""
    target = tmp_path_factory.mktemp("wheel") / "installed"
    (wheel,) = (path for name, path in released.items() if name.endswith(".whl"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "-t", target, wheel], check=True)
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


def test_a_release_is_a_wheel_an_sdist_and_the_hashes_of_both(source, released):
    version, edition = next(iter(told(source).values()))
    assert set(released) == {f"alcance-{version}-py3-none-any.whl", f"alcance-{version}.tar.gz", SUMS}
    assert edition == load().provenance.edition
    lines = released[SUMS].read_text(encoding="utf-8").splitlines()
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256(released[name].read_bytes()).hexdigest() == digest
    assert {line.split("  ")[1] for line in lines} == set(released) - {SUMS}
    with zipfile.ZipFile(next(path for name, path in released.items() if name.endswith(".whl"))) as wheel:
        assert len({entry.date_time for entry in wheel.infolist()}) == 1
        assert {entry.external_attr >> 16 & 0o777 for entry in wheel.infolist()} == {0o644}


def test_what_is_not_committed_is_not_released(source, released):
    (source / "more.txt").write_text("more")
    with pytest.raises(ReleaseError, match=r"more\.txt"):
        release(source)
    (source / "more.txt").unlink()


def test_files_that_do_not_agree_are_not_released(source, released):
    file = source / "CITATION.cff"
    said = file.read_text(encoding="utf-8")
    file.write_text(said.replace("\nversion: ", "\nversion: 9.9.9+"), encoding="utf-8")
    commit(source)
    with pytest.raises(ReleaseError, match=r"CITATION\.cff: version 9\.9\.9"):
        release(source)
    file.write_text(said, encoding="utf-8")
    commit(source)


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


def test_commands_answer_from_another_folder(installed, elsewhere, shell):
    folder, environment = elsewhere
    before = contents(installed)
    command = [sys.executable, "-m", "alcance", "gaps"]
    _, here, _ = shell("gaps")
    there = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True).stdout
    assert there == here
    assert contents(installed) == before


def test_the_pages_are_served_from_another_folder_and_told_of_until_the_server_is_stopped(
    installed, elsewhere, tmp_path_factory
):
    folder, environment = elsewhere
    before = contents(installed)
    port, log = free_port(), tmp_path_factory.mktemp("log") / "log.txt"
    options = ("--base-path", "alcance", "--log-requests")
    server = start_server(port, *options, installed=folder, path="/alcance", environment=environment, log=log)
    try:
        home = f"http://127.0.0.1:{port}/alcance/"
        page = urllib.request.urlopen(f"{home}municipio?lang=en").read().decode()
        assert '<html lang="en">' in page
        address = page.partition('as="fetch" crossorigin href="/alcance/')[2].partition('"')[0]
        geometry = urllib.request.urlopen(home + address).read()
        assert geometry == gzip.decompress((ROOT / "data" / "municipios" / "display.topojson.gz").read_bytes())
    finally:
        end_server(server)
    assert server.returncode == 0
    lines = log.read_text().splitlines()
    assert home in lines
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert [(line["path"], line["status"]) for line in told if "_stcore" not in line["path"]] == [
        ("/alcance/municipio", 200),
        (f"/alcance/{address}", 200),
    ]
    assert "lang=en" not in log.read_text()
    assert contents(installed) == before
    assert not [name for name in contents(folder) if not name.startswith((".cache", ".config"))]
