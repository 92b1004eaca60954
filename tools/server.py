"""A server of the page on this machine: started, waited for, ended. Tests, benchmarks and pictures share it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: Where it listens.
HOME = "127.0.0.1"

_PATIENCE_S = 60.0

#: It gives the answers that it has begun, and ends after 30 s at most.
_ENDS_WITHIN_S = 40.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOME, 0))
        return int(probe.getsockname()[1])


def start_server(
    port: int,
    *options: str,
    app: str = "app.py",
    installed: Path | None = None,
    path: str = "",
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> subprocess.Popen[bytes]:
    """A server on this machine, ready to answer; the caller ends it.

    Parameters
    ----------
    port, options
        Where it listens, and more options of Streamlit's.
    app : str
        The page's file, from the checkout.
    installed : Path, optional
        A folder from which `alcance serve` is run instead, with ``options`` of its own, as ``environment`` finds it.
    path : str
        What its addresses begin with, where ``options`` give it one.
    environment : mapping, optional
        More variables.
    log : Path, optional
        File of what it prints; nowhere if not given.

    Raises
    ------
    RuntimeError
        Where it does not answer in time; with what it has printed.
    """
    if installed is None:
        command = ["streamlit", "run", app, "--server.port", str(port), "--server.address", HOME, *options]
    else:
        command = ["alcance", "serve", "--port", str(port), *options]
    with (log or Path(os.devnull)).open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=installed or ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        )
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"http://{HOME}:{port}{path}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return server
    end_server(server)
    raise RuntimeError("the server did not start" + (f":\n{log.read_text()}" if log else ""))


def end_server(server: subprocess.Popen[bytes]) -> None:
    """End a server that `start_server` started."""
    server.terminate()
    server.wait(timeout=_ENDS_WITHIN_S)
