"""What a browser first gets of a page: Streamlit's own document, which also names every file that will be needed.

Left alone a browser finds the scripts of a table or a slider only when the first of them is drawn, and the map's files
only when its component is there: one wait after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from dashboard.assets import lay_map_files
from words.text import language_of

#: Streamlit's names for what the first page draws.
_DRAWN = (
    "Html", "ButtonGroup", "Selectbox", "BidiComponent", "Checkbox", "DataFrame", "DownloadButton", "Button",
    "Multiselect", "Slider",
)  # fmt: skip

_IMPORTS = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


def first_answers(addresses: Iterable[str]) -> list[Route]:
    """Routes of the front page and the pages at some addresses, in the language that is asked for."""
    static = files("streamlit") / "static"
    page = (static / "index.html").read_text(encoding="utf-8")
    links = [*_scripts(static / "static" / "js", page), *_map_files()]
    page = page.replace("</head>", "\n".join(links) + "</head>")

    def answer(request: Request) -> HTMLResponse:
        language = language_of(request.query_params.get("lang"))
        said = page.replace('<html lang="en">', f'<html lang="{language}">')
        return HTMLResponse(said, headers={"Cache-Control": "no-cache"})

    return [Route(f"/{address}", answer) for address in ("", *addresses)]


def _scripts(folder: Traversable, page: str) -> Iterable[str]:
    """A link for each script that those of `_DRAWN` import and the page does not name."""
    wanted = [item.name for item in folder.iterdir() if item.name.split(".")[0] in _DRAWN and item.name.endswith(".js")]
    found: dict[str, None] = {}
    while wanted:
        name = wanted.pop(0)
        if name not in found and name not in page:
            found[name] = None
            wanted += _IMPORTS.findall((folder / name).read_text(encoding="utf-8"))
    return (f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in found)


def _map_files() -> Iterable[str]:
    try:
        laid = lay_map_files()
    except OSError:  # the page itself says what cannot be read or written
        return
    yield from (f'<link rel="modulepreload" crossorigin href="./{path}">' for path in laid.scripts)
    yield from (f'<link rel="preload" as="style" href="./{path}">' for path in laid.styles)
    yield f'<link rel="preload" as="fetch" crossorigin href="./{laid.geometry}">'
