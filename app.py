"""The door: which page, which language."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard import state
from dashboard.pages import gaps, method, municipality, one_state, programs
from dashboard.shared import shared_layers
from dashboard.text import LANGUAGES, Text
from layers import LayerError

STYLE = Path(__file__).parent / "dashboard" / "style.css"

PAGES = {
    "gaps": (gaps.show, "gaps"),
    "municipality": (municipality.show, "municipio"),
    "state": (one_state.show, "estado"),
    "programs": (programs.show, "programas"),
    "method": (method.show, "metodo"),
}


def main() -> None:
    """Draw the page that the address asks for."""
    text = Text(state.language())
    st.set_page_config(page_title=f"{text('app.title')} · {text('app.tagline')}", layout="wide")
    st.html(STYLE)
    try:
        with st.spinner(text("notice.loading")):
            layers = shared_layers()
    except LayerError as error:
        st.error(f"{text('notice.data')}: {error}")
        st.stop()
    pages = {
        name: st.Page(show, title=text(f"page.{name}"), url_path=path, default=name == "gaps")
        for name, (show, path) in PAGES.items()
    }
    st.session_state["pages"] = pages
    page = st.navigation(list(pages.values()), position="top")
    state.read_link(layers, page.url_path)
    st.segmented_control(
        text("language"),
        LANGUAGES,
        default=text.language,
        required=True,
        format_func=lambda name: text(f"language.{name}"),
        key="language",
        label_visibility="collapsed",
        on_change=_switch_language,
    )
    page.run()


def _switch_language() -> None:
    st.query_params["lang"] = st.session_state["language"]


main()
