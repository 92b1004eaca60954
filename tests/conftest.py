"""What tests share: the embedded layers, the raw folder where there is one, small invented worlds."""

from __future__ import annotations

import copy
import gc
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from layers import Layers, load
from shell import commands
from tests.support.proxies import two_behind
from tools.server import end_server, free_port, start_server

# The same examples every time, and no clock: a slow machine is no fault of the code.
settings.register_profile(
    "alcance", derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("alcance")

ROOT = Path(__file__).resolve().parent.parent
_SHARED = ROOT.parent / "shared"


def pytest_make_parametrize_id(val, argname):
    """Bytes are named by their argument: what a library packs carries the hour, and workers compare names."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("raw"):
            # By one worker, which reads each of the official files once.
            item.add_marker(pytest.mark.xdist_group("raw"))


def pytest_collection_finish():
    # The libraries stay for good, and so do the layers: the collector took 7 % of the time, now it takes 2.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


@pytest.fixture(autouse=True, scope="session")
def made_once() -> Iterator[None]:
    """What Streamlit makes anew for every page and Typer for every call is the same each time: half a second."""
    again = ["typer.testing._get_command"]
    if "streamlit.testing.v1" in sys.modules:
        again.append("streamlit.components.v2.manifest_scanner.scan_component_manifests")
    with pytest.MonkeyPatch.context() as patch:
        for name in again:
            patch.setattr(name, cache(resolve_name(name)))
        yield


@pytest.fixture(scope="session")
def layers() -> Layers:
    """The embedded layers; never changed by a test."""
    return load()


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """The address of a running server; who asks for it is in the group ``browser``, so that there is one.

    `make behind` has it behind a proxy, which `ALCANCE_BEHIND` names.
    """
    if proxy := os.environ.get("ALCANCE_BEHIND"):
        with two_behind(proxy, tmp_path_factory.mktemp(proxy)) as there, pytest.MonkeyPatch.context() as patch:
            patch.setenv("REQUESTS_CA_BUNDLE", str(there.folder / "fullchain.pem"))
            yield there.address
        return
    port = free_port()
    log = tmp_path_factory.mktemp("server") / "log.txt"
    process = start_server(port, log=log)
    yield f"http://127.0.0.1:{port}"
    end_server(process)
    assert "Traceback" not in log.read_text(), log.read_text()[-4000:]


@pytest.fixture(scope="session")
def raw() -> Iterator[Path]:
    """The raw official files, where they are at hand; the large ones are read once, however many builds read them."""
    folder = Path(os.environ.get("ALCANCE_RAW", _SHARED / "raw"))
    if not folder.is_dir():
        pytest.skip("the raw official files are not here (set ALCANCE_RAW to their folder)")
    from layers.pipeline import iter2020, marco

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marco, "read_boundaries", read_once(marco.read_boundaries))
        patch.setattr(iter2020, "_read_file", read_once(iter2020._read_file))
        yield folder


@pytest.fixture
def half_built(monkeypatch):
    """Of a build that is about figures: what is made of the boundaries alone is as embedded, and files pack badly."""
    from layers import DATA, municipios, neighbours
    from layers.pipeline import run

    write = run.pq.write_table

    def write_at_once(table, path, **options):
        write(table, path, **options | {"compression_level": 1})

    monkeypatch.setattr(neighbours, "find_neighbours", lambda _: neighbours.read_neighbours(DATA / neighbours.FILE))
    monkeypatch.setattr(run, "make_display", lambda _: (DATA / municipios.DISPLAY_FILE).read_bytes())
    monkeypatch.setattr(
        run, "_write_boundaries", lambda _, path: shutil.copyfile(DATA / municipios.BOUNDARIES_FILE, path)
    )
    monkeypatch.setattr(run.pq, "write_table", write_at_once)


def read_once(read: Callable[[Path], Any]) -> Callable[[Path], Any]:
    """A reader that keeps what it has read of a file, and reads another, or a changed one, as ever."""
    kept: dict[tuple[object, ...], Any] = {}

    def again(path: Path) -> Any:
        stat = path.stat()
        file = (path.name, stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if file not in kept:
            kept[file] = read(path)
        return copy.deepcopy(kept[file])

    return again


@pytest.fixture
def shell(layers, monkeypatch, capfdbinary):
    """Run the shell inside the test: its exit code, and what it wrote to both streams.

    It finds the embedded layers loaded, since it reads them the same way each time.
    """
    monkeypatch.setattr("layers.load", lambda: layers)

    def run(*arguments: object) -> tuple[int, bytes, str]:
        monkeypatch.setattr(sys, "argv", ["alcance", *map(str, arguments)])
        code = commands.run(time.monotonic())
        written = capfdbinary.readouterr()
        return code, written.out, written.err.decode("utf-8")

    return run


@pytest.fixture
def spark_here(monkeypatch):
    """Spark and the Java that it needs, for this machine alone; a test without them is skipped."""
    pytest.importorskip("pyspark", reason="Spark is an extra: alcance[spark]")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not here")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    # What runs for seconds is not worth compiling well.
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
