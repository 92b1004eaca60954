"""What a session's last change of the question did to its map."""

from __future__ import annotations

from typing import Any, NamedTuple

import streamlit as st

from geo import Criteria
from geo.arrays import Bools
from geo.gaps import Gaps
from geo.steps import Step, step
from words.text import Text


class Changed(NamedTuple):
    """The change from the answer shown before to the one shown now; ``number`` counts the session's changes."""

    number: int
    step: Step


class _Shown(NamedTuple):
    asked: Criteria
    is_gap: Bools
    changed: Changed | None


def last_change(gaps: Gaps) -> Changed | None:
    """What the last change of the question did; None before the first, and where other municipalities are shown."""
    before: _Shown | None = st.session_state.get("map.shown")
    if before is None or len(before.is_gap) != len(gaps.is_gap):
        st.session_state["map.shown"] = _Shown(gaps.criteria, gaps.is_gap, None)
        return None
    if before.asked == gaps.criteria and (before.is_gap == gaps.is_gap).all():
        return before.changed
    number = 1 if before.changed is None else before.changed.number + 1
    changed = Changed(number, step(before.is_gap, gaps.is_gap))
    st.session_state["map.shown"] = _Shown(gaps.criteria, gaps.is_gap, changed)
    return changed


def changed_words(changed: Changed, text: Text) -> dict[str, Any]:
    """The change as the map's state has it."""
    gained, lost = changed.step
    counts = {"gained": text.number(len(gained)), "lost": text.number(len(lost))}
    return {
        "step": changed.number,
        "gained": gained.tolist(),
        "lost": lost.tolist(),
        "said": text("map.changed", **counts) if len(gained) or len(lost) else text("map.changed.none"),
        "close": text("map.changed.close"),
    }
