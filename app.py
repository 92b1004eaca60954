"""The page's door: `streamlit run app.py`, or any server of ASGI applications (``app:app``)."""

from __future__ import annotations

import streamlit as st

from dashboard.server import PAGE, parts

app = st.App(PAGE, **parts())
