"""Who lived in the United States in 2020, by the survey of 2025: people, beside what the page says of dwellings."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboard.html import note, wide_table
from dashboard.session import session_layers
from exports.residence import residence_table
from geo.residence import state_residence
from words.text import Text


def show_residence(states: Iterable[str], text: Text) -> None:
    """The survey's figures of some states and of the country; nothing where there is no such survey."""
    rows = state_residence(session_layers(), states)
    if rows.empty:
        return
    st.header(text("residence.title"))
    head, body = residence_table(rows, text)
    st.html(wide_table(text("residence.title"), head, body))
    st.html(note(text("residence.note")))
