"""How sure the answer is: the gaps over all reasonable readings, by setting and by state."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.certainty import range_of_gaps, show_settings, show_states
from dashboard.html import title
from dashboard.parts import show_notice, show_share
from dashboard.session import answer, session_layers, session_text
from exports.sentence import reading_line
from geo import Criteria, CriteriaError
from words.text import Text

_FAULT = "certainty.readings.fault"


def show() -> None:
    """Draw the page."""
    text, layers = session_text(), session_layers()
    show_notice(text)
    gaps = answer(state.asked())
    st.html(title(range_of_gaps(gaps, layers, text), reading_line(gaps, text)))
    show_settings(gaps, layers, text)
    _ask_for_readings(text)
    show_states(gaps, layers, text)
    state.write_link()
    show_share(gaps, text, of="certainty")


def _ask_for_readings(text: Text) -> None:
    """Which values could be asked instead, where a person has others in mind than ours."""
    with st.expander(text("field.readings"), expanded=bool(state.asked().readings)):
        key = state.control_key("certainty.readings")
        st.text_input(
            text("field.readings"),
            state.asked().readings,
            help=text("field.readings.help"),
            key=key,
            on_change=_take,
            args=(key,),
        )
        fault = st.session_state.get(_FAULT)
        if fault:
            st.warning(fault.said(text))


def _take(key: str) -> None:
    """Ask with other readings; where they cannot be, those asked before stay, and so does what is written."""
    st.session_state[_FAULT] = None
    try:
        asked = Criteria.from_text(state.asked().to_text() | {"readings": st.session_state[key]})
    except CriteriaError as error:
        st.session_state[_FAULT] = error.faults[0]
    else:
        state.keep(asked)
