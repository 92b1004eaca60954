"""What one session's pages stand on: the layers all share, or with the session's own files put in place of ours.

Own files and all that is computed from them live in the session's memory alone: on no disk, in no cache that sessions
share. They go with the session.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakSet

import streamlit as st

from dashboard import shared, state
from geo import Criteria, Gaps, find_gaps
from geo.returns import part_of_the_nation, returns_of
from layers import LayerError, Layers
from layers.cache import LruCache
from layers.own import KINDS, OwnError, Result, apply
from layers.own.every_kind import in_order
from words.text import Text

T = TypeVar("T")

_OWN = "own.files"
_KEPT_ANSWERS = 4
_KEPT_DECISIONS = 8


@dataclass(frozen=True, eq=False)
class Own:
    """A session's own files, at most one of each kind, and what is kept of answers from them.

    ``left_out`` says why a file is not used, by its kind, where it does not fit those before it.
    """

    results: dict[str, Result]
    layers: Layers
    left_out: dict[str, LayerError]
    answers: LruCache[Gaps] = field(default_factory=lambda: LruCache(_KEPT_ANSWERS))
    decisions: LruCache[Any] = field(default_factory=lambda: LruCache(_KEPT_DECISIONS))


#: Those of all sessions that are there, and how many there may be: each keeps layers of its own, up to some 100 MB.
_KEPT: WeakSet[Own] = WeakSet()
MOST_KEPT = 20


def own() -> Own | None:
    """The session's own files; None where there are none."""
    found = st.session_state.get(_OWN)
    return found if isinstance(found, Own) else None


def session_layers() -> Layers:
    """The layers of this session: the embedded ones, with its own files put in place."""
    found = own()
    return shared.shared_layers() if found is None else found.layers


def session_text() -> Text:
    """The words of this session: its language, and what the figures of the year it asks about are counted in."""
    return Text(state.language()).about(session_layers().counted(state.asked().year))


def layers_before(kind: str) -> Layers:
    """The layers that a file of a kind is compared with: those with the own files that are put in place before it."""
    found = own()
    if found is None:
        return shared.shared_layers()
    order = in_order(KINDS)
    before = set(order[: order.index(kind)])
    return _in_place({name: result for name, result in found.results.items() if name in before}).layers


def bring(result: Result) -> None:
    """Put what was taken of a file in place of ours, or of the own file of its kind, for this session.

    Raises
    ------
    LayerError
        Where it does not fit the layers, or the server keeps the files of as many sessions as it can.
    """
    found = own()
    if found is None and len(_KEPT) >= MOST_KEPT:
        raise OwnError.of(result.name, "server_full", most=MOST_KEPT)
    results = {} if found is None else dict(found.results)
    if KINDS[result.kind].is_country:
        # What was compared with another country's municipalities says nothing about these.
        results = {}
    results[result.kind] = result
    changed = _in_place(results)
    if result.kind in changed.left_out:
        raise changed.left_out[result.kind]
    _KEPT.add(changed)
    st.session_state[_OWN] = changed


def put_away(kind: str) -> None:
    """Take an own file out again; with the municipalities of another country all that was brought for it."""
    found = own()
    results = {} if found is None else {name: result for name, result in found.results.items() if name != kind}
    if KINDS[kind].is_country or not results:
        st.session_state.pop(_OWN, None)
    else:
        left = _in_place(results)
        _KEPT.add(left)
        st.session_state[_OWN] = left


def _in_place(results: dict[str, Result]) -> Own:
    layers, left_out = shared.shared_layers(), dict[str, LayerError]()
    for kind in in_order(results):
        try:
            layers = apply(results[kind], layers)
        except LayerError as error:
            left_out[kind] = error
    return Own(results, layers, left_out)


def is_elsewhere() -> bool:
    """Whether the session's municipalities are another country's: the map's polygons are not theirs."""
    return session_layers().municipios is not shared.shared_layers().municipios


def answer(criteria: Criteria) -> Gaps:
    """The answer to a question of this session; the pieces of a page share it."""
    found = own()
    if found is None:
        return shared.answer(criteria)
    _ask_for_a_rate(found.layers, criteria)
    return found.answers.get(criteria, lambda: find_gaps(found.layers, criteria))


def _ask_for_a_rate(layers: Layers, criteria: Criteria) -> None:
    """Where own figures of a part of the country do not have the national rate asked for: ask, and show nothing."""
    known = part_of_the_nation(layers, criteria)
    if known is None:
        return
    text, year = Text(state.language()).about(layers.counted(criteria.year)), str(criteria.year)
    share = text.percent(known.share)
    st.warning(text("own.rate.part", known.municipalities, year=year, share=share))
    ours, start = shared.shared_layers(), 1.0
    if criteria.year in ours.years and not is_elsewhere():
        start = round(returns_of(ours, criteria).national_rate, 2)
        st.caption(text("own.rate.ours", year=year, rate=text.rate(start)))
    rate = st.number_input(text("own.rate"), 0.0, 100.0, start, step=0.25, key="own.rate")
    asked = criteria.model_copy(update={"min_return_rate": rate})
    st.button(text("own.rate.ask"), type="primary", on_click=state.ask, args=(asked,))
    st.stop()


def kept(make: Callable[[], T], *asked: Hashable) -> T:
    """What ``make`` makes of a question, made once for all who may see it; ``asked`` says what it is and of what."""
    found = own()
    if found is None:
        return shared.kept(make, *asked)
    made: T = found.decisions.get(asked, make)
    return made


def session_names() -> dict[str, str]:
    """Key of every municipality to what a person searches for, in the order of the names."""
    found = own()
    if found is None or not is_elsewhere():
        return shared.shared_names()
    names: dict[str, str] = found.decisions.get("names", lambda: shared.names_of(found.layers))
    return names
