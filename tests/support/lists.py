"""The lists of places on a page, as AppTest has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.testing.v1 import AppTest


def _components(page: AppTest) -> Iterator[dict[str, Any]]:
    """What each component of ours on a page was sent."""
    pending = [page._tree]
    while pending:
        node = pending.pop()
        pending += getattr(node, "children", {}).values()
        proto = getattr(node, "proto", None)
        if isinstance(proto, BidiComponent):
            yield json.loads(proto.json)


def lists_of(page: AppTest) -> dict[str, pd.DataFrame]:
    """By its name for a screen reader each list: its cells by heading, its rows by their keys."""
    return {
        state["label"]: pd.DataFrame(
            [[cell[1] if isinstance(cell, list) else cell for cell in cells] for _, *cells in state["rows"]],
            index=[key for key, *_ in state["rows"]],
            columns=[column["label"] for column in state["columns"]],
        )
        for state in _components(page)
        if "columns" in state
    }
