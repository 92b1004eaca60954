"""What tests share: the embedded layers, the raw folder where there is one, small invented worlds."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from layers import Layers, load
from shell import commands

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


@pytest.fixture(scope="session")
def layers() -> Layers:
    """The embedded layers; never changed by a test."""
    return load()


@pytest.fixture(scope="session")
def raw() -> Path:
    """The raw official files, where they are at hand."""
    folder = Path(os.environ.get("ALCANCE_RAW", _SHARED / "raw"))
    if not folder.is_dir():
        pytest.skip("the raw official files are not here (set ALCANCE_RAW to their folder)")
    return folder


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
