"""What the server answers itself, and what it does beside answering."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import gzip
import re
import socket
import threading
import time
import weakref
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from html import unescape
from importlib.resources import files

import brotli
import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from dashboard import embeds, private, serving, shared
from dashboard.embeds import Embeds
from dashboard.headers import ALWAYS, Headers
from dashboard.server import parts
from dashboard.serving import CompressedFiles, collect_garbage
from dashboard.shared import shared_assets
from exports.embed import frame
from exports.markup import escaped
from exports.sentence import sentence
from geo import Criteria, find_gaps
from layers import LayerError
from tests.conftest import ROOT
from words.text import Text

SCRIPT = next(name for name in private.scripts() if name.startswith("static/js/index."))
FOR_GOOD = "public, max-age=31536000, immutable"


def run(work):
    # Playwright, in whose process other tests run, has a loop in this thread.
    with ThreadPoolExecutor() as pool:
        return pool.submit(asyncio.run, work).result()


def visitor():
    """Asks for an address: status, headers, body; "streamlit" where the request is handed on."""
    return asking(CompressedFiles(PlainTextResponse("streamlit"), ["municipio"]))


def asking(answers):
    """Asks an application as a browser would."""

    def asked(address, encodings="gzip", method="GET", query="", sent=()):
        said = {"accept-encoding": encodings, **dict(sent)}
        headers = [(name.encode(), value.encode()) for name, value in said.items()]
        sent = []

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": method, "path": address, "query_string": query.encode(), "headers": headers}
        run(answers(scope, None, send))
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent)

    return asked


@pytest.fixture
def ask():
    return visitor()


def document(ask, address="/", query=""):
    _, headers, body = ask(address, query=query)
    assert headers["content-encoding"] == "gzip"
    assert headers["cache-control"] == "no-cache"
    return gzip.decompress(body).decode()


@pytest.mark.moderate
def test_a_page_says_in_which_language_it_is(ask):
    assert '<html lang="es">' in document(ask)
    assert '<html lang="en">' in document(ask, "/municipio", "m=20067&lang=en")
    assert '<html lang="es">' in document(ask, query='lang="><script>')


@pytest.mark.moderate
def test_a_page_names_what_the_map_needs_and_it_is_there(ask):
    named = re.findall(r'<link rel="(?:module)?preload"[^>]* href="/(map/[^"]+)">', document(ask))
    component = {name.rpartition("/")[2] for name in named if name.startswith("map/component-")}
    assert {"main.js", "ready.js", "leaflet.js", "leaflet.css", "map.css"} <= component
    assert [name.split("-")[0] for name in named if name.split("/")[-1] not in component] == [
        "map/municipios",
        "map/land",
        "map/facts",
    ]
    for name in named:
        status, headers, _ = ask(f"/{name}")
        assert status == 200
        assert headers["cache-control"] == FOR_GOOD


def test_streamlit_s_scripts_are_sent_compressed_for_good_and_are_the_same(ask):
    own = private.scripts()[SCRIPT].read_bytes()
    _, headers, body = ask(f"/{SCRIPT}")
    assert len(body) < len(own) / 2
    assert gzip.decompress(body) == own
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "Accept-Encoding"
    assert headers["cache-control"] == FOR_GOOD
    assert headers["content-type"].startswith("text/javascript")
    _, headers, body = ask(f"/{SCRIPT}", encodings="identity")
    assert "content-encoding" not in headers
    assert body == own


@pytest.mark.moderate
def test_who_understands_brotli_is_sent_less_once_it_is_there(ask):
    own = private.scripts()[SCRIPT].read_bytes()
    first = ask(f"/{SCRIPT}", encodings="gzip, deflate, br")
    assert first[1]["content-encoding"] == "gzip", "nobody waits for it"
    deadline = time.monotonic() + 60
    while (found := ask(f"/{SCRIPT}", encodings="gzip, deflate, br"))[1]["content-encoding"] == "gzip":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    _, headers, body = found
    assert (headers["content-encoding"], headers["vary"], headers["cache-control"]) == (
        "br",
        "Accept-Encoding",
        FOR_GOOD,
    )
    assert len(body) < len(first[2])
    assert brotli.decompress(body) == own
    assert ask(f"/{SCRIPT}", encodings="gzip, br;q=0")[1]["content-encoding"] == "gzip"


@pytest.mark.slow
def test_who_asks_after_a_page_was_opened_is_sent_the_icons_that_pages_draw_alone(ask):
    address, whole = private.icon_font()
    assert ask(f"/{address}")[2] == b"streamlit", "nobody waits for it"
    document(ask)
    deadline = time.monotonic() + 60
    while (found := ask(f"/{address}"))[2] == b"streamlit":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    status, headers, body = found
    assert (status, headers["content-type"], headers["cache-control"]) == (200, "font/woff2", FOR_GOOD)
    assert len(body) < len(whole.read_bytes()) / 5


@pytest.mark.moderate
def test_the_whole_font_goes_on_being_sent_where_it_cannot_be_cut(ask, monkeypatch, tmp_path):
    address, _ = private.icon_font()
    (broken := tmp_path / "a" / "font.woff2").parent.mkdir()
    broken.write_bytes(b"no font")
    answers = CompressedFiles(PlainTextResponse("streamlit"), [])
    monkeypatch.setattr(answers, "_whole_icons", broken)
    answers._cut_icons()
    assert asking(answers)(f"/{address}")[2] == b"streamlit"


@pytest.mark.slow
def test_the_map_s_files_are_as_they_were_made(ask):
    assets = shared_assets()
    for address, make in assets.contents.items():
        status, headers, body = ask(f"/{address}")
        assert status == 200
        assert headers["cache-control"] == FOR_GOOD
        assert headers["content-encoding"] == "gzip"
        content = make()
        assert gzip.decompress(body) == (gzip.decompress(content) if "json" in headers["content-type"] else content)
        assert ask(f"/{address}")[2] == ask(f"/{address}")[2]


@pytest.mark.parametrize("address", ["/_stcore/health", "/static/media/x.woff2", "/static/js/../../x", "/favicon.png"])
def test_what_is_not_ours_is_handed_on(ask, address):
    assert ask(address)[2] == b"streamlit"


def test_what_is_sent_to_a_page_is_handed_on(ask):
    assert ask("/", method="POST")[2] == b"streamlit"


def test_a_file_of_the_map_that_is_not_there_is_said_so(ask):
    assert ask("/map/leaflet-0000000000.js")[0] == 404


def test_below_a_path_all_is_found_there_alone(monkeypatch):
    monkeypatch.setattr("streamlit.get_option", {"server.baseUrlPath": "/alcance"}.get)
    monkeypatch.setattr(serving, "_document", lambda language: language.encode())
    ask_below = visitor()
    assert gzip.decompress(ask_below("/alcance/municipio")[2]) == b"es"
    assert ask_below("/municipio")[2] == b"streamlit"
    assert ask_below("/alcance")[2] == b"streamlit"


def test_a_page_of_data_that_cannot_be_read_is_there_to_say_so(ask, monkeypatch):
    def broken():
        raise LayerError("municipios: broken")

    monkeypatch.setattr(serving, "shared_assets", broken)
    assert "map/" not in document(ask)


def test_a_state_s_settlements_are_packed_once(ask):
    address = next(name for name in shared_assets().contents if "settlements-20" in name)
    assert ask(f"/{address}")[2] == ask(f"/{address}")[2]


@pytest.mark.moderate
def test_the_server_s_sockets_send_at_once():
    # Streamlit's socket does not name TCP, and Python's own loop then waits for 40 ms before a second small packet
    # (uvicorn issue 3149). uvloop does not, and uvicorn takes it where it is installed.
    server = uvicorn.Server(uvicorn.Config(PlainTextResponse(""), log_level="error"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            with socket.create_connection(listening.getsockname()) as browser:
                browser.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                assert browser.recv(9) == b"HTTP/1.1 "
                (connection,) = server.server_state.connections
                accepted = connection.transport.get_extra_info("socket")
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        finally:
            server.should_exit = True
            thread.join()


class Table:
    """Something that holds itself, so that only a search for garbage finds that nobody else does."""

    def __init__(self):
        self.me = self


@pytest.mark.moderate
def test_garbage_is_looked_for_after_something_was_made_alone(monkeypatch):
    looked = []
    monkeypatch.setattr(serving, "_COLLECT_EVERY_S", 0.001)
    made = iter([1, 1, 1, 2, 2])
    monkeypatch.setattr(gc, "get_stats", lambda: [{"collections": next(made)}])
    monkeypatch.setattr(gc, "collect", lambda: looked.append(True))

    async def serve():
        with contextlib.suppress(RuntimeError):  # there is no more to come
            await collect_garbage()

    run(serve())
    assert len(looked) == 2


@pytest.mark.moderate
def test_what_nobody_holds_is_collected_though_streamlit_is_told_not_to(monkeypatch):
    monkeypatch.setattr(serving, "_COLLECT_EVERY_S", 0.01)
    assert "postScriptGC = false" in (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    left = weakref.ref(Table())

    async def serve():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(collect_garbage(), timeout=0.5)

    gc.disable()
    try:
        assert left() is not None
        run(serve())
        assert left() is None
    finally:
        gc.enable()


def test_streamlit_finds_the_server_in_the_door():
    from streamlit.web.server.app_discovery import discover_asgi_app

    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"
    assert (files("dashboard") / "pages" / "main.py").is_file()


# --- maps for the frames of other pages


def embedded(query="state=20&lang=en", ancestors=None, **asked):
    """A request for a map, answered: status, headers, body as it was sent."""
    answers = CompressedFiles(PlainTextResponse("streamlit"), [], *([ancestors] if ancestors else []))
    return asking(answers)("/embed", query=query, **asked)


@pytest.mark.moderate
def test_a_frame_and_all_that_it_takes_are_less_than_500_kb_whatever_is_asked(ask):
    for query in ("region=all", "lang=en&color=return_rate", "state=20"):
        status, headers, page = ask("/embed", query=query)
        assert (status, headers["content-encoding"]) == (200, "gzip")
        named = re.findall(r'(?:src|href)="\./(map/[^"]+)"', gzip.decompress(page).decode())
        assert [name.rpartition("/")[2].split("-")[0] for name in named] == ["leaflet.css", "leaflet.js", "outlines"]
        files = [ask(f"/{name}") for name in named]
        assert {(file[0], file[1]["cache-control"]) for file in files} == {(200, FOR_GOOD)}
        assert len(page) + sum(len(body) for _, _, body in files) < 500_000


@pytest.mark.moderate
def test_a_frame_says_the_answer_and_leads_back_to_it(ask, layers):
    gaps = find_gaps(layers, Criteria(state=("20",), reach_km=30))
    page = gzip.decompress(ask("/embed", query="state=20&reach_km=30&lang=en&color=return_rate")[2]).decode()
    assert sentence(gaps, layers, Text("en")) in unescape(page)
    (link,) = re.findall(r'<a href="([^"]+)"', page)
    assert unescape(link) == "./?lang=en&state=20&reach_km=30&color=return_rate"
    assert Text("en")("measure.return_rate") in page
    assert 'lang="en"' in page
    assert len(page.split("http://")) == len(page.split("http://www.w3.org")), "no other host"


@pytest.mark.moderate
def test_a_browser_that_has_the_map_is_told_so_without_making_it_again(monkeypatch):
    tag = embedded()[1]["etag"]
    monkeypatch.setattr(embeds, "kept", lambda *_: pytest.fail("made again"))
    status, headers, body = embedded(sent={"if-none-match": tag})
    assert (status, headers["etag"], body) == (304, tag, b"")
    monkeypatch.undo()
    others = ["state=20", "state=07&lang=en", "state=20&lang=en&color=return_rate"]
    assert len({tag, *(embedded(query)[1]["etag"] for query in others)}) == 4
    assert embedded("lang=en&state=20&m=20067&v=1")[1]["etag"] == tag, "what a map does not show is no other map"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("state=99", "state: "),
        ("reach_km=far&lang=en", "reach_km: found 'far'"),
        ("colour=red&lang=en", "colour: "),
        ("color=red&lang=en", "color: "),
        ('<script>=1&lang="><script>', "&lt;script&gt;: "),
    ],
)
def test_a_wrong_parameter_is_said(query, said):
    status, headers, body = embedded(query)
    assert status == 400
    assert said in body.decode().replace("&#x27;", "'")
    assert "<script" not in body.decode()
    assert "etag" not in headers
    assert headers["cache-control"] == "no-store"


@pytest.mark.moderate
def test_the_owner_says_who_may_frame_a_map(monkeypatch):
    own = "'self' https://example.org"
    for query in ("state=20&lang=en", "state=99"):
        assert embedded(query)[1]["content-security-policy"] == "frame-ancestors *"
        assert embedded(query, own)[1]["content-security-policy"] == f"frame-ancestors {own}"
    monkeypatch.setenv("ALCANCE_EMBED_IN", own)
    *_, middleware = parts()["middleware"]
    assert middleware.kwargs["embed_in"] == own
    assert parts("https://a.org")["middleware"][-1].kwargs["embed_in"] == "https://a.org"
    with pytest.raises(ValueError, match="embed-in: found"):
        Embeds("*; script-src *")


def test_a_map_is_made_beside_the_loop_and_once(monkeypatch):
    made = []
    monkeypatch.setattr(embeds, "_page", lambda *_: made.append(threading.current_thread()) or gzip.compress(b"map"))
    query = "state=32&lang=en&max_covered_share=0.123"
    assert gzip.decompress(embedded(query)[2]) == embedded(query, encodings="identity")[2] == b"map"
    (thread,) = made
    assert "asyncio" not in thread.name
    assert thread is not threading.main_thread()
    shared._decisions.clear()


@pytest.mark.moderate
def test_what_is_copied_asks_for_the_map(layers, shell):
    gaps, text = find_gaps(layers, Criteria(state=("20",), programs=("imrc-2014",))), Text("en")
    copied = frame(gaps, layers, text, address="https://example.org/alcance/")
    (src,) = re.findall(r'src="([^"]+)"', copied)
    assert unescape(src) == "https://example.org/alcance/embed?lang=en&state=20&programs=imrc-2014"
    assert {'width="100%"', 'loading="lazy"'} <= set(copied.split(" "))
    assert f'title="{escaped(sentence(gaps, layers, text))}"' in copied
    query = unescape(src).partition("?")[2]
    assert sentence(gaps, layers, text) in unescape(gzip.decompress(embedded(query)[2]).decode())
    asked = ("--state", "20", "--programs", "imrc-2014", "--lang", "en", "--address", "https://example.org/alcance/")
    code, out, _ = shell("embed", "--kind", "frame", *asked)
    assert (code, out.decode()) == (0, f"{copied}\n")
    own = layers.with_programs(layers.programs, "mine.csv")
    with pytest.raises(ValueError, match=r"found mine\.csv"):
        frame(find_gaps(own, Criteria()), own, text)


# --- what every answer bears


def bearing(said=()):
    """The headers of an answer as it leaves the server."""

    async def answers(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": list(said)})
        await send({"type": "http.response.body", "body": b""})

    return asking(Headers(answers, scripts=["let a = 1;"]))("/")[1]


def test_every_answer_bears_what_a_browser_is_to_keep_to():
    headers = bearing()
    assert {name.lower(): value for name, value in ALWAYS.items()}.items() <= headers.items()
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert rules["default-src"] == rules["connect-src"] == rules["frame-ancestors"] == "'self'"
    assert "unsafe-inline" not in rules["script-src"]
    assert f"'sha256-{b64encode(sha256(b'let a = 1;').digest()).decode()}'" in rules["script-src"]
    own = bearing([(b"content-security-policy", b"frame-ancestors *")])
    assert own["content-security-policy"] == "frame-ancestors *", "a map for a frame says who may frame it"


def test_a_background_map_is_the_one_other_host_that_pages_may_ask(monkeypatch):
    monkeypatch.setenv("ALCANCE_TILES", "https://{s}.tiles.example.org/{z}/{x}/{y}.png")
    rules = dict(rule.split(" ", 1) for rule in bearing()["content-security-policy"].split("; "))
    assert [name for name, hosts in rules.items() if "example.org" in hosts] == ["img-src"]
    assert rules["img-src"].endswith(" https://*.tiles.example.org")


@pytest.mark.moderate
def test_the_scripts_that_stand_in_a_page_are_named_to_the_browser(ask):
    (first, *_) = parts()["middleware"]
    named = first.kwargs["scripts"]
    (inside,) = re.findall(r"<script>(.*?)</script>", document(ask), flags=re.DOTALL)
    assert inside in named
    assert len(named) == 2
