"""A session of the dashboard without a browser: Streamlit's own protocol over its WebSocket."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent


def start_server(port: int, app: str = "app.py") -> subprocess.Popen[bytes]:
    """A server on this machine, ready to answer; the caller ends it."""
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        app,
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
    ]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(400):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return server
    server.terminate()
    raise RuntimeError("the server did not start")


class Session:
    """One visitor: opens the page, then moves one of its sliders."""

    def __init__(self, port: int) -> None:
        self._socket: ClientConnection = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None, open_timeout=60
        )
        self._sliders: dict[str, str] = {}

    def open(self, query: str = "") -> tuple[float, int]:
        """Open the page; seconds until it has run, bytes received."""
        message = BackMsg()
        message.rerun_script.query_string = query
        return self._run(message)

    def slide(self, label: str, step: int) -> tuple[float, int]:
        """Move a slider to one of its steps; seconds until the page has answered, bytes received."""
        message = BackMsg()
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id = self._sliders[label]
        widget.double_array_value.data.append(step)
        return self._run(message)

    def _run(self, message: BackMsg) -> tuple[float, int]:
        start = time.perf_counter()
        self._socket.send(message.SerializeToString())
        received = 0
        while True:
            data = self._socket.recv(timeout=60)
            received += len(data)
            answer = ForwardMsg()
            answer.ParseFromString(data)
            kind = answer.WhichOneof("type")
            if kind == "delta":
                slider = answer.delta.new_element.slider
                if slider.id:
                    self._sliders[slider.label] = slider.id
            elif kind == "script_finished":
                if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError("the page did not run")
                if answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return time.perf_counter() - start, received

    def close(self) -> None:
        """Leave."""
        self._socket.close()
