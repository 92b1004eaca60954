"""Three doors for a first visitor: each leads through a task, a page a step, in a slim line above the page."""

from __future__ import annotations

import streamlit as st

from dashboard.html import remembered
from exports.markup import Markup
from words.text import Text

#: Whoever has closed the doors is not shown them again, on this browser.
_COOKIE = "alcance_doors"
_CLOSED = "closed"

#: The page of each step of a task; what is done there: ``door.{task}.{step}``.
TASKS = {
    "act": ("gaps", "pilots", "sites"),
    "write": ("gaps", "state", "method"),
    "list": ("gaps", "gaps"),
}


def remember_closed() -> Markup:
    """What has a browser remember that a person closed them."""
    return remembered(_COOKIE, _CLOSED)


def show_doors(page: str, text: Text) -> None:
    """Offer the three tasks, or say the step of the one that was chosen; nothing once a person has closed it.

    Parameters
    ----------
    page : str
        Name of the page that is drawn.
    """
    if st.session_state.get("doors.closed"):
        st.html(remember_closed(), unsafe_allow_javascript=True)
        return
    task = st.session_state.get("doors.task")
    if task is None and (page != "gaps" or st.context.cookies.get(_COOKIE) == _CLOSED):
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="doors"):
        if task is None:
            st.markdown(text("door.first"), width="content")
            for name in TASKS:
                st.button(text(f"door.{name}"), key=f"door.{name}", on_click=_enter, args=(name, 0))
        else:
            _step(task, page, text)
        st.button(text("door.close"), key="door.close", type="tertiary", icon=":material/close:", on_click=_close)


def _step(task: str, page: str, text: Text) -> None:
    step, pages = st.session_state["doors.step"], TASKS[task]
    place = text("door.step", step=str(step + 1), steps=str(len(pages)))
    st.markdown(f"**{text(f'door.{task}')}** · {place}: {text(f'door.{task}.{step + 1}')}", width="stretch")
    if page != pages[step]:
        goal, label = step, "door.back"
    elif step + 1 < len(pages):
        goal, label = step + 1, "door.next"
    else:
        return
    label = text(label, page=text(f"page.{pages[goal]}"))
    if st.button(label, key="door.next", type="primary", on_click=_enter, args=(task, goal)) and page != pages[goal]:
        st.switch_page(st.session_state["pages"][pages[goal]])


def _enter(task: str, step: int) -> None:
    st.session_state.update({"doors.task": task, "doors.step": step})


def _close() -> None:
    st.session_state["doors.closed"] = True
