"""A session of the dashboard without a browser: Streamlit's own protocol over its WebSocket."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect


class Session:
    """One visitor: opens the page, then moves one of its sliders; ``watch`` sees every message of the server."""

    def __init__(self, port: int, watch: Callable[[ForwardMsg], None] = lambda _: None) -> None:
        self._watch = watch
        self.port = port
        self._id = ""
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        self._open = ExitStack()
        self._socket = self._open.enter_context(
            connect(address, subprotocols=["streamlit"], max_size=None, open_timeout=60)
        )
        self._query = ""
        self._started = self._mapped = math.nan

    @property
    def mapped(self) -> float:
        """Seconds from what was done last to what the map then shall show; NaN if it was told nothing since."""
        return self._mapped - self._started

    def open(self, query: str = "") -> tuple[float, int]:
        """Open the page, later by going back or forward to it; seconds until it has run, bytes received."""
        message = BackMsg()
        message.rerun_script.query_string = self._query = query
        message.rerun_script.is_history_navigation = bool(self._id)
        return self._run(message)

    def slide(self, change: BackMsg, slider: str, step: str) -> tuple[float, int]:
        """Move a slider as a browser did in ``change``, to another step; seconds until answered, bytes received.

        A browser sends the states of all widgets with every change; they are the same for every visitor.
        """
        message = BackMsg()
        message.CopyFrom(change)
        message.rerun_script.query_string = self._query
        for widget in message.rerun_script.widget_states.widgets:
            if slider in widget.id:
                widget.string_array_value.data[:] = [step]
        return self._run(message)

    def send(self, message: BackMsg) -> tuple[float, int]:
        """Send what a browser would, and wait for the page; seconds, bytes received."""
        return self._run(message)

    @contextmanager
    def watched(self, watch: Callable[[ForwardMsg], None]) -> Iterator[None]:
        """Let another see every message meanwhile."""
        before, self._watch = self._watch, watch
        try:
            yield
        finally:
            self._watch = before

    def file_urls(self, name: str) -> FileURLs:
        """Where a file may be brought to."""
        message = BackMsg()
        message.file_urls_request.request_id = name
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = self._id
        self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self._socket.recv(timeout=60))
            if answer.WhichOneof("type") == "file_urls_response":
                return answer.file_urls_response.file_urls[0]

    def _run(self, message: BackMsg) -> tuple[float, int]:
        start = self._started = time.perf_counter()
        self._mapped = math.nan
        self._socket.send(message.SerializeToString())
        received = 0
        while True:
            data = self._socket.recv(timeout=60)
            received += len(data)
            answer = ForwardMsg()
            answer.ParseFromString(data)
            self._watch(answer)
            kind = answer.WhichOneof("type")
            if answer.delta.new_element.HasField("bidi_component"):
                self._mapped = time.perf_counter()
            if kind == "new_session":
                self._id = answer.new_session.initialize.session_id
            elif kind == "page_info_changed":
                self._query = answer.page_info_changed.query_string
            elif kind == "script_finished":
                if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError("the page did not run")
                if answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return time.perf_counter() - start, received

    def close(self) -> None:
        """Leave."""
        self._open.close()
