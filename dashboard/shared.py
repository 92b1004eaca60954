"""What all sessions share: the layers and the map's files, loaded once; nothing of one person's."""

from __future__ import annotations

import contextlib
import gc
import importlib
import inspect
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import pyarrow as pa
import streamlit as st

from dashboard import private
from dashboard.assets import Assets, make_assets
from geo import Criteria, Gaps, find_gaps
from geo.certainty import find_certainty
from layers import LayerError, Layers
from layers.cache import LruCache
from layers.names import normalise
from layers.rows import each_row
from layers.served import served
from words.catalogues import DEFAULT
from words.text import Text

_KEPT_ANSWERS = 24
_KEPT_DECISIONS = 32

T = TypeVar("T")


@st.cache_resource(show_spinner=False)
def shared_layers() -> Layers:
    """The layers that all sessions share."""
    return served()


@st.cache_resource(show_spinner=False)
def shared_assets() -> Assets:
    """What the map needs."""
    return make_assets(shared_layers())


@st.cache_resource(show_spinner=False)
def shared_names() -> dict[str, str]:
    """Key of every municipality to what a person searches for: name, state, key; in the order of the names."""
    return names_of(shared_layers())


def names_of(layers: Layers) -> dict[str, str]:
    """`shared_names` of some layers."""
    table = layers.municipios
    order = table.assign(name=table["municipality"].map(normalise)).sort_values(["name", "cvegeo"])
    order = order.assign(state=order["state"].map(Text(DEFAULT).state))
    return {row.cvegeo: f"{row.municipality}, {row.state} ({row.cvegeo})" for row in each_row(order)}


@st.cache_resource(show_spinner=False)
def _answers() -> LruCache[Gaps]:
    return LruCache(_KEPT_ANSWERS)


def answer(criteria: Criteria) -> Gaps:
    """The answer to a question about the embedded layers; the pieces of a page share it."""
    return _answers().get(criteria, lambda: find_gaps(shared_layers(), criteria))


@st.cache_resource(show_spinner=False)
def _decisions() -> LruCache[Any]:
    return LruCache(_KEPT_DECISIONS)


def kept(make: Callable[[], T], *asked: Hashable) -> T:
    """What ``make`` makes of a question, made once for all who ask the same; ``asked`` says what it is and of what."""
    found: T = _decisions().get(asked, make)
    return found


def warm() -> None:
    """Load what the first visitor will need. A fault is left for the page to say."""
    importlib.import_module(private.EMOJIS)
    # Streamlit asks this at its first element; going through all modules takes long once.
    inspect.stack()
    with contextlib.suppress(LayerError, OSError):
        shared_assets()
        answer(Criteria())
        find_certainty(shared_layers(), Criteria())
        shared_names()
    # Whenever Python looks for garbage, it need not look through what is there to stay: that would take some 70 ms.
    gc.collect()
    gc.freeze()
    # What Arrow has freed while loading it would keep for itself.
    pa.default_memory_pool().release_unused()
