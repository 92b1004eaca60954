"""What `dashboard.private` and our configuration lean on is there: whoever upgrades Streamlit looks here first."""

from __future__ import annotations

import asyncio
import importlib
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from io import BytesIO
from itertools import chain

import pytest
import streamlit as st
from fontTools.ttLib import TTFont
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec
from streamlit.testing.v1 import AppTest

from dashboard import icons, private
from tests.conftest import ROOT

MEGABYTE = 1024 * 1024


def test_the_document_is_streamlit_s_own_in_a_language():
    own = (files("streamlit") / "static" / "index.html").read_bytes()
    assert own.count(b'<html lang="en">') == own.count(b"</head>") == 1
    assert len(private.FONT.findall(own.decode())) == 1
    own = private.FONT.sub("", own.decode()).encode()
    assert private.document("en") == own
    link = '<link rel="preload" href="./x">'
    spanish = private.document("es", [link]).decode()
    assert '<html lang="es">' in spanish
    assert f"{link}\n</head>" in spanish
    assert spanish.replace('<html lang="es">', '<html lang="en">').replace(f"{link}\n", "").encode() == own


def test_streamlit_s_scripts_are_found_and_named_by_a_hash():
    scripts = private.scripts()
    own = (files("streamlit") / "static" / "index.html").read_text(encoding="utf-8")
    named = set(re.findall(r'(?:src|href)="\./(static/[^"]+\.(?:js|css))"', own))
    assert named
    assert named <= set(scripts)
    assert len(scripts) > 100
    for address in scripts:
        assert re.search(r"\.[\w-]{8,}\.(js|css)$", address), address


@pytest.mark.slow
def test_the_font_of_icons_is_cut_to_what_pages_may_draw():
    address, file = private.icon_font()
    assert re.search(r"\.[\w-]{8,}\.woff2$", address)
    whole, scripts = file.read_bytes(), [one.read_text(encoding="utf-8") for one in private.scripts().values()]
    names = icons.named_in(scripts)
    assert {"close", "keyboard_double_arrow_right"} <= names, "Streamlit's own"
    cut = icons.cut(whole, names | icons.OURS)
    assert cut == icons.cut(whole, names | icons.OURS)
    assert len(cut) < len(whole) / 5
    assert icons_of(cut) == icons_of(whole) & (names | icons.OURS)
    assert icons_of(cut) >= icons.OURS


def test_every_icon_of_our_pages_is_in_the_list_of_those_that_are_kept():
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "dashboard").rglob("*.py"))
    assert set(re.findall(r":material/(\w+):", pages)) - {"name"} == icons.OURS


def icons_of(font):
    """The names of a font's icons: letters that it draws as one."""
    names, read = set(), TTFont(BytesIO(font))
    letters = {glyph: chr(code) for code, glyph in read.getBestCmap().items()}
    for table in chain.from_iterable(lookup.SubTable for lookup in read["GSUB"].table.LookupList.Lookup):
        for first, ligatures in getattr(table, "ExtSubTable", table).ligatures.items():
            names |= {"".join(letters[glyph] for glyph in (first, *one.Component)) for one in ligatures}
    return names


def test_the_options_of_our_configuration_are_known_to_streamlit():
    tables = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    for name in chain.from_iterable((f"{section}.{one}" for one in table) for section, table in tables.items()):
        st.get_option(name)
    with pytest.raises(RuntimeError, match="not defined"):
        st.get_option("runner.noSuchOption")


def test_the_emoji_are_where_streamlit_looks_for_them():
    assert "from streamlit.emojis import" in (files("streamlit") / "string_util.py").read_text(encoding="utf-8")
    importlib.import_module(private.EMOJIS)


@pytest.mark.parametrize("size", [2, 6])
def test_an_upload_passes_through_no_file_up_to_the_size_asked_for(size, monkeypatch):
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)
    private.keep_uploads_in_memory(4 * MEGABYTE)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = head + b"1" * (size * MEGABYTE) + b"\r\n--x--\r\n"

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def rolled():
        headers = [(b"content-type", b"multipart/form-data; boundary=x")]
        form = await Request({"type": "http", "method": "PUT", "headers": headers}, receive).form()
        return form["file"].file._rolled

    # In a thread of its own: the browser tests leave a loop running in theirs.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: asyncio.run(rolled())).result() == (size > 4)


def test_an_uploaded_file_has_an_id():
    one, other = (UploadedFile(UploadedFileRec(name, "a.csv", "text/csv", b""), FileURLs()) for name in ("1", "2"))
    assert isinstance(one, BytesIO)
    assert private.upload_id(one) != private.upload_id(other)


@pytest.mark.moderate
def test_a_run_says_whether_a_person_went_back():
    def page():
        import streamlit as st

        from dashboard.private import went_back

        st.write(went_back())

    assert AppTest.from_function(page).run().markdown[0].value == "`False`"
    assert get_script_run_ctx(suppress_warning=True) is None
    assert not private.went_back()
    assert "is_history_navigation" in ScriptRunContext.__annotations__


@pytest.mark.moderate
def test_a_session_forgets_the_widgets_that_it_draws_no_longer():
    def page():
        import streamlit as st

        from dashboard.private import forget_widgets

        forget_widgets()
        turn = st.session_state.setdefault("turn", 0)
        st.slider("new each turn", 0, 10, 3, key=f"slider.{turn}")
        st.select_slider("other steps each turn", options=range(turn + 3), key="steps")
        st.toggle("the same", key="same")
        if st.button("on", key="on"):
            st.session_state["turn"] = turn + 1
            st.rerun()
        st.write(dict(st.session_state.to_dict()))

    session = AppTest.from_function(page).run()
    session.toggle(key="same").set_value(True).run()
    counts = []
    for turn in range(1, 6):
        session.button(key="on").click().run()
        session.slider(key=f"slider.{turn}").set_value(7).run()
        state = session.session_state._state._state
        counts.append((len(state._new_widget_state.widget_metadata), len(state._key_id_mapper.id_key_mapping)))
        assert session.session_state[f"slider.{turn}"] == 7
        assert session.session_state["same"] is True
        assert session.session_state["steps"] == 0
    assert counts[1:] == [counts[1]] * 4, "and no more with every turn"


@pytest.mark.moderate
def test_the_names_in_our_style_sheet_are_streamlit_s():
    styles = [ROOT / "dashboard" / "style.css", ROOT / "dashboard" / "pages" / "own_data.py"]
    ours = set(re.findall(r'data-testid="(\w+)"', "".join(path.read_text(encoding="utf-8") for path in styles)))
    theirs = "".join(
        script.read_text(encoding="utf-8") for name, script in private.scripts().items() if name.endswith(".js")
    )
    assert len(ours) > 5
    assert not [name for name in ours if not re.search(rf"[\"'`]{name}[\"'`]", theirs)]
