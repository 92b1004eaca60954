"""What we use of Streamlit and Starlette that they may change without notice; of the server's side, all stands here.

Each says why we need it and what was asked of its makers, if anything was; each has a test in ``tests/test_private.py``
that fails when it is gone. The two hidden options stand in ``.streamlit/config.toml``, with their reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.formparsers import MultiPartParser
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

_STATIC = files("streamlit") / "static" / "static"

#: Streamlit's scripts, which name the icons that its own pages draw.
SCRIPTS = _STATIC / "js"

#: What has a browser fetch the font of Streamlit's own theme.
FONT = re.compile(r'<link[^>]*type="font/woff2"[^>]*>')

#: Where Streamlit looks up the emoji of labels: a tenth of a second for whoever draws the first page, unless it is
#: imported before. Nobody was asked: it is a matter of this server's start alone.
EMOJIS = "streamlit.emojis"


def scripts() -> dict[str, Traversable]:
    """Streamlit's scripts and styles, whose names carry a hash, by their address below the server's own.

    Streamlit sends them as they are and leaves it to a proxy to compress them; `dashboard.serving` does it once.
    """
    return {
        f"static/{kind}/{file.name}": file
        for kind in ("js", "css")
        for file in (_STATIC / kind).iterdir()
        if file.name.endswith(f".{kind}")
    }


def icon_font() -> tuple[str, Traversable]:
    """Streamlit's font of icons, whose name carries a hash: its address below the server's own, and the file.

    It has all 4,000 of them, and no page is drawn before it is there; `dashboard.icons` cuts it. Nobody was asked.
    """
    (file,) = (file for file in (_STATIC / "media").iterdir() if file.name.startswith("MaterialSymbols"))
    return f"static/media/{file.name}", file


def document(language: str, links: Iterable[str] = ()) -> bytes:
    """Streamlit's own document of a page, in a language and with some more elements in its head.

    Streamlit says that every page is English (its issue 15726), and a browser that is told so offers to translate it.
    It has every browser fetch a font that our theme does not use, 171 kB before all else; nobody was asked.
    """
    page = (files("streamlit") / "static" / "index.html").read_text(encoding="utf-8")
    page = page.replace('<html lang="en">', f'<html lang="{language}">')
    page = FONT.sub("", page)
    return page.replace("</head>", "\n".join((*links, "</head>"))).encode()


def scripts_inside() -> list[str]:
    """The scripts that stand in that document itself: a browser is told which it may run. Nobody was asked."""
    page = (files("streamlit") / "static" / "index.html").read_text(encoding="utf-8")
    return re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)


def keep_uploads_in_memory(size: int) -> None:
    """Let no upload of up to a size, in bytes, pass through a temporary file: own data are never written to disk.

    Starlette takes the size from nowhere else (its pull request 3190 would hand it on), and has one megabyte.
    """
    MultiPartParser.spool_max_size = size


def upload_id(file: UploadedFile) -> str:
    """What Streamlit knows an uploaded file by: two of one name are told apart, and the same one is known again."""
    return file.file_id


def went_back() -> bool:
    """Whether the page is drawn because a person has gone back or forward; nothing public says so."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def forget_widgets() -> None:
    """Let a session forget the widgets that it draws no longer, where its page begins to run.

    Streamlit keeps all that it knows of every widget a session has had, 50 kB for each question that a link or a button
    asks, since its controls then are others (its issue 9403).
    """
    run = get_script_run_ctx()
    if run is None:
        return
    session = run.session_state._state  # noqa: SLF001
    known, keys = session._new_widget_state, session._key_id_mapper  # noqa: SLF001
    for widget in known.widget_metadata.keys() - session._old_state.keys() - known.states.keys():  # noqa: SLF001
        del known.widget_metadata[widget]
        key = keys.id_key_mapping.get(widget)
        if key is not None and keys.get_id_from_key(key) == widget:
            keys.delete(key)
        else:  # a widget of the same key is drawn, or it had none
            keys.id_key_mapping.pop(widget, None)
