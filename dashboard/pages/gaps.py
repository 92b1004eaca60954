"""The first page: the sentence, the map, and beside it the list and the municipality that is chosen."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from dashboard import state
from dashboard.certainty import firm_line, list_note
from dashboard.downloads import list_name, offer
from dashboard.error import with_error
from dashboard.exports import show_take
from dashboard.html import note, read_out
from dashboard.map import map_state, show_map, view_of
from dashboard.map.beside import Beside, beside_of, readings_beside
from dashboard.map.changed import Changed, last_change
from dashboard.parts import show_head, show_notice, show_share
from dashboard.rows import show_rows
from dashboard.session import answer, session_layers, session_names, session_text
from dashboard.shared import shared_assets
from dashboard.story import story_html
from exports.lists import export_gaps
from exports.sentence import more, reading_line
from geo import Criteria, CriteriaError, Gaps
from geo.classes import classify
from geo.firmness import firmness
from geo.lists import list_municipalities
from layers import Layers
from vocabulary.lists import MEASURES
from words.text import Text

#: Of the map and of the panel beside it: the map has 55 % of a window of 1,280 pixels, and more of a larger one.
_WIDTHS = (2.38, 1)

#: Columns of the list beside the map, and of the whole one.
_SHORT = ("municipality", "rural_return_dwellings", "return_rate", "nearest_km")
_WHOLE = (
    *("municipality", "state", "rural_return_dwellings", "return_rate", "rural_share", "second_source"),
    *("covered_share", "nearest_km", "nearest_sureness", "marginalisation", "firmness", "stability", "few_cases"),
    "gap_region",
)


def show() -> None:
    """Draw the page.

    Three fragments answer: the map, the sentence and the list. A control that changes runs those three and leaves the
    rest alone. The map comes first, since it takes longest to draw.
    """
    text = session_text()
    front = st.container(key="front", gap="xsmall")
    head = front.container(key="head")
    left, right = front.columns(_WIDTHS, gap="small")
    stage, panel = left.container(key="stage", gap=None), right.container(key="panel", gap="xsmall")
    with stage:
        with st.container(key="measure"):
            _measure(text)
        _map()
    with head:
        _sentence()
        show_notice(text)
    with panel:
        _search(text)
        _list()


def follow() -> None:
    """Draw again what follows the question."""
    _draw_again("map", "sentence", "list")


def _draw_again(*parts: str) -> None:
    """Draw parts of the page again; all of it where a change has overtaken the page, and they are not there yet."""
    try:
        st.rerun(parts)
    except StreamlitAPIException:
        st.rerun()


def _gaps() -> Gaps:
    return answer(state.asked())


@st.fragment(key="sentence")
def _sentence() -> None:
    show_head(_gaps(), session_layers(), session_text())
    state.write_link()


def _search(text: Text) -> None:
    names = session_names()
    st.selectbox(
        text("search.label"),
        list(names),
        index=None,
        format_func=lambda key: names[key],
        placeholder=text("search.placeholder"),
        label_visibility="collapsed",
        key="search",
        on_change=_found,
    )


def _found() -> None:
    cvegeo = st.session_state["search"]
    if cvegeo is not None:
        look_at(cvegeo)
        follow()


def look_at(cvegeo: str) -> None:
    """Choose a municipality and move the map there."""
    turn = st.session_state.get("turns", 0) + 1
    st.session_state["turns"] = turn
    st.session_state["focus_row"] = (cvegeo, turn)
    state.choose(cvegeo)


def _measure(text: Text) -> None:
    key = state.control_key("measure")
    st.selectbox(
        text("map.colour"),
        MEASURES,
        index=MEASURES.index(state.measure()),
        format_func=lambda name: text("map.coloured", measure=text(f"measure.{name}")),
        label_visibility="collapsed",
        key=key,
        on_change=_recolour,
        args=(key,),
    )


def _recolour(key: str) -> None:
    state.set_measure(st.session_state[key])
    _draw_again("map", "sentence")


@st.fragment(key="map")
def _map() -> None:
    text, layers, gaps = session_text(), session_layers(), _gaps()
    readings, chosen = readings_beside(gaps.criteria, layers, state.scenarios()), state.setting("cmp", "")
    found = _found_beside(readings.get(chosen))
    beside = beside_of(readings, chosen if found else "", text)
    if found is None:
        _one_map(gaps, text, "map", changed=last_change(gaps), beside=beside)
    else:
        here, there = st.columns(2, gap="small")
        with here:
            st.caption(_asked(gaps, text))
            _one_map(gaps, text, "map", changed=last_change(gaps), beside=beside)
        with there:
            st.caption(_asked(found, text))
            _one_map(found, text, "map-beside")
    said = [firm_line(gaps, layers, text), more(gaps, layers, text), text("size.zoom"), text("size.means.abroad_2015")]
    st.html(note(" ".join(said)))


def _found_beside(other: Criteria | None) -> Gaps | None:
    """The answer to compare with, if any: what a scenario asks, these layers may not have."""
    try:
        return None if other is None else answer(other)
    except CriteriaError:
        return None


def _asked(gaps: Gaps, text: Text) -> str:
    return f"**{text('map.gaps', gaps.totals['gap'])}** {reading_line(gaps, text)}"


def _one_map(gaps: Gaps, text: Text, key: str, *, changed: Changed | None = None, beside: Beside | None = None) -> None:
    layers = session_layers()
    shown = map_state(
        gaps,
        classify(gaps, layers, state.measure()),
        layers,
        shared_assets(),
        text,
        chosen=state.chosen(),
        focus=_focus(gaps, layers),
        near=True,
        firm=firmness(gaps, layers),
        changed=changed,
        beside=beside,
    )
    name = f"{key}-{text.language}"
    show_map(shown, layers, text, key=name, on_municipality=_clicked, on_beside=_compare)


def _compare(name: str) -> None:
    state.keep_setting("cmp", name or None)
    _draw_again("map", "sentence")


def _clicked(cvegeo: str) -> None:
    state.choose(cvegeo)
    follow()


def _focus(gaps: Gaps, layers: Layers) -> dict[str, Any]:
    """What the map shall show: the chosen row of the list, else what the question is about."""
    row = st.session_state.get("focus_row")
    if row is not None:
        return {"turn": f"row {row}", "key": row[0]}
    bounds = view_of(layers, gaps)
    return {"turn": str(bounds), "bounds": bounds}


@st.fragment(key="list")
def _list() -> None:
    text, layers, gaps = session_text(), session_layers(), _gaps()
    _story(gaps, layers, text)
    rows = list_municipalities(gaps, layers)
    st.markdown(f"**{text('list.title')}**")
    with st.container(horizontal=True, gap="xsmall", key="take"):
        if st.button(text("list.whole"), icon=":material/table_rows:"):
            st.dialog(text("list.whole"), width="large")(_whole_list)()
        show_take(gaps, layers, text)
        show_share(gaps, text)
    if rows.empty:
        st.info(text("list.empty"))
    else:
        with st.container(key="rows"):
            columns = {name: text(f"list.column.{name}") for name in _SHORT}
            label, key = text("list.alt"), f"list.{text.language}"
            show_rows(rows, columns, text, key=key, label=label, chosen=state.chosen(), on_row=_choose_row)


def _story(gaps: Gaps, layers: Layers, text: Text) -> None:
    cvegeo = state.chosen()
    if cvegeo is None:
        st.caption(text("list.hint"))
        return
    st.html(read_out(story_html(gaps, layers, text, cvegeo)))
    with st.container(horizontal=True, gap="xsmall", key="about"):
        st.page_link(st.session_state["pages"]["municipality"], label=text("why.more"), icon=":material/arrow_forward:")
        there = cvegeo in gaps.criteria.what_if
        st.button(text("office.take" if there else "office.put"), on_click=_put_office, args=(cvegeo,))
        st.button(text("why.close"), on_click=_clear, type="tertiary")


def _put_office(cvegeo: str) -> None:
    """Ask with a site at the seat of a municipality, or without it again."""
    asked = state.asked()
    state.keep(Criteria.ask(**{**asked.model_dump(), "what_if": tuple({*asked.what_if} ^ {cvegeo})}))
    follow()


def _clear() -> None:
    state.choose(None)
    st.session_state.pop("focus_row", None)
    follow()


def _choose_row(cvegeo: str) -> None:
    look_at(cvegeo)
    follow()


def _whole_list() -> None:
    text, layers, gaps = session_text(), session_layers(), _gaps()
    everyone = st.toggle(text("list.everyone"), key="list.everyone")
    rows = list_municipalities(gaps, layers, all_municipalities=everyone)
    if rows.empty:
        st.info(text("list.empty"))
        return
    rows, columns = with_error(rows, _WHOLE, text)
    columns = [*columns, "status"] if everyone else columns
    shown = {name: text(f"column.{name}") for name in columns}
    show_rows(rows, shown, text, key=f"whole.{text.language}", label=text("list.alt"), wide=True)
    st.caption(list_note(gaps, layers, text))
    offer(
        text("download.all" if everyone else "download.gaps"),
        partial(export_gaps, gaps, layers, everyone=everyone),
        list_name(gaps, text, everyone=everyone),
    )
