"""What all sessions share: the layers and the map's files, loaded once; nothing of one person's."""

from __future__ import annotations

import gc

import streamlit as st

from dashboard.assets import Assets, lay_assets
from layers import Layers, load


@st.cache_resource(show_spinner=False)
def shared_layers() -> Layers:
    """The embedded layers. Without freezing, collecting garbage among them costs each run some 70 ms."""
    layers = load()
    gc.collect()
    gc.freeze()
    return layers


@st.cache_resource(show_spinner=False)
def shared_assets() -> Assets:
    """Addresses of the map's files."""
    return lay_assets(shared_layers())
