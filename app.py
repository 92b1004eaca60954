"""The door: which page, which language."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard import state
from dashboard.pages import gaps
from dashboard.shared import shared_layers
from dashboard.text import LANGUAGES, Text
from layers import LayerError

STYLE = Path(__file__).parent / "dashboard" / "style.css"


def main() -> None:
    """Draw the page that the address asks for."""
    text = Text(state.language())
    st.set_page_config(page_title=f"{text('app.title')} · {text('app.tagline')}", layout="wide")
    st.html(STYLE)
    try:
        with st.spinner(text("notice.loading")):
            shared_layers()
    except LayerError as error:
        st.error(f"{text('notice.data')}: {error}")
        st.stop()
    page = st.navigation([st.Page(gaps.show, title=text("page.gaps"), url_path="", default=True)], position="top")
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
