"""Files of one's own brought to the page of a running server, over the endpoint that a browser uses."""

from __future__ import annotations

import http.client
import json
import random
import uuid
from collections.abc import Iterator
from urllib.parse import urlparse

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.util import calc_hash

from benchmarks.client import Session
from layers import Layers
from layers.own import apply, inspect, read

PAGE = "mis-datos"
_CONFIRM, _USE = "Yes, the columns are right: check the rows", "Use these data"


def directory(number: int, chance: random.Random) -> bytes:
    """A program directory that no other session has: some sites about the middle of Oaxaca."""
    rows = [
        f"site-{number}-{place},Casa {number},{-96.7 + chance.uniform(-0.5, 0.5):.4f},"
        f"{17.0 + chance.uniform(-0.5, 0.5):.4f},legal_assistance"
        for place in range(chance.randint(1, 40))
    ]
    return ("site_id,name_es,lon,lat,components\n" + "\n".join(rows) + "\n").encode()


def own_layers(layers: Layers, name: str, data: bytes) -> Layers:
    """What the session must be answered from once it uses the file."""
    draft = inspect(data, name, "programs")
    return apply(read(draft, draft.mapping, layers), layers)


def upload(session: Session, name: str, data: bytes) -> None:
    """Bring a program directory on the page, say yes to its columns and use it."""
    seen: list[ForwardMsg] = []
    with session.watched(seen.append):
        session.send(_rerun())
        uploader = next(element.file_uploader.id for element in _elements(seen) if element.HasField("file_uploader"))
        urls = session.file_urls(name)
        _put(session.port, urls.upload_url, name, data)
        state = WidgetState(id=uploader)
        info = state.file_uploader_state_value.uploaded_file_info.add(name=name, size=len(data), file_id=urls.file_id)
        info.file_urls.CopyFrom(urls)
        for label in ("", _CONFIRM, _USE):
            pressed = [
                WidgetState(id=element.button.id, trigger_value=True)
                for element in _elements(seen)
                if element.HasField("button") and element.button.label == label
            ]
            if label and not pressed:
                raise RuntimeError(f"the page has no button {label!r}")
            seen.clear()
            session.send(_rerun(state, *pressed[-1:]))


def _rerun(*states: WidgetState) -> BackMsg:
    message = BackMsg()
    message.rerun_script.query_string = "lang=en"
    message.rerun_script.page_script_hash = calc_hash(PAGE)
    message.rerun_script.widget_states.widgets.extend(states)
    return message


def _elements(messages: list[ForwardMsg]) -> Iterator:
    return (message.delta.new_element for message in messages if message.WhichOneof("type") == "delta")


def _put(port: int, address: str, name: str, data: bytes) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/_stcore/health")
    answer = connection.getresponse()
    answer.read()
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    boundary = uuid.uuid4().hex
    head = (
        f"--{boundary}\r\nContent-Disposition: form-data; name={json.dumps(name)}; filename={json.dumps(name)}\r\n\r\n"
    )
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Cookie": cookie,
        "X-Xsrftoken": cookie.partition("=")[2].strip('"'),
    }
    body = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
    connection.request("PUT", urlparse(address).path, body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status not in (200, 204):
        raise RuntimeError(f"the upload was answered with {answer.status}")
