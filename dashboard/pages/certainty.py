"""How sure the answer is: the gaps over all reasonable readings, by setting and by state."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.certainty import range_of_gaps, show_settings, show_states
from dashboard.html import title
from dashboard.parts import show_notice, show_share
from dashboard.session import answer, session_layers, session_text
from exports.sentence import reading_line


def show() -> None:
    """Draw the page."""
    text, layers = session_text(), session_layers()
    show_notice(text)
    gaps = answer(state.asked())
    st.html(title(range_of_gaps(gaps, layers, text), reading_line(gaps, text)))
    show_settings(gaps, layers, text)
    show_states(gaps, layers, text)
    state.write_link()
    show_share(gaps, text, of="certainty")
