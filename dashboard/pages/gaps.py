"""The first page: the sentence, the map, the list, the question."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.certainty import list_note
from dashboard.controls import asked_now, reading, show_controls
from dashboard.downloads import list_name, offer
from dashboard.error import with_error
from dashboard.exports import show_take
from dashboard.html import note, read_out
from dashboard.map import map_state, show_map, view_of
from dashboard.map.beside import Beside, beside_of, readings_beside
from dashboard.map.changed import Changed, last_change
from dashboard.parts import show_notice, show_sentence, show_share, why_html
from dashboard.session import answer, session_layers, session_names, session_text
from dashboard.shared import shared_assets
from dashboard.tables import in_words, narrow_columns
from exports.lists import export_gaps
from exports.sentence import reading_line
from geo import Gaps
from geo.classes import classify
from geo.firmness import firmness
from geo.lists import list_municipalities
from layers import Layers
from vocabulary.lists import BRIEF, CURRENT, MEASURES
from words.text import Text

_MAP_HEIGHT = 520
_LIST_COLUMNS = (
    "municipality",
    "state",
    "rural_return_dwellings",
    "return_rate",
    "rural_share",
    "second_source",
    "covered_share",
    "nearest_km",
    "nearest_sureness",
    "marginalisation",
    "stability",
    "few_cases",
)


def show() -> None:
    """Draw the page.

    Three fragments answer: the map, the sentence and the list. A control that changes runs those three and leaves the
    controls alone. The map comes first, since it takes longest to draw.
    """
    _keep_question()
    text = session_text()
    head, search, body = st.container(key="head"), st.container(key="search-box"), st.container(key="body")
    with body:
        map_side, list_side, controls_side = st.columns([2.6, 2.5, 1.3], gap="medium")
    with map_side:
        _measure(text)
        _map()
    with head:
        _sentence()
        show_notice(text)
    with search:
        _search(text)
    with list_side:
        _list()
    with controls_side, st.container(key="controls"):
        _readings(text)
        _controls()


@st.fragment(key="controls")
def _controls() -> None:
    # Streamlit's page draws itself with less ado where a fragment was touched: 40 ms for each change.
    show_controls(state.asked(), session_layers(), session_text(), on_change=_changed)


def _changed() -> None:
    _keep_question()
    st.rerun(["map", "sentence", "list"])


def _keep_question() -> None:
    state.keep(asked_now(state.asked()))


def _gaps() -> Gaps:
    return answer(state.asked())


@st.fragment(key="sentence")
def _sentence() -> None:
    show_sentence(_gaps(), session_layers(), session_text())
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
        st.rerun(["map", "list", "sentence"])


def look_at(cvegeo: str) -> None:
    """Choose a municipality and move the map there."""
    turn = st.session_state.get("turns", 0) + 1
    st.session_state["turns"] = turn
    st.session_state["focus_row"] = (cvegeo, turn)
    state.choose(cvegeo)


def _readings(text: Text) -> None:
    with st.container(horizontal=True, gap="small"):
        layers = session_layers()
        st.button(text("reading.today"), on_click=state.ask, args=(reading(CURRENT, layers),))
        if layers.programs.has_view(BRIEF):
            st.button(text("reading.brief"), on_click=state.ask, args=(reading(BRIEF, layers),))
        st.button(text("reading.reset"), on_click=state.ask, args=(state.first_question(layers),), type="tertiary")


def _measure(text: Text) -> None:
    key = state.control_key("measure")
    st.selectbox(
        text("map.colour"),
        MEASURES,
        index=MEASURES.index(state.measure()),
        format_func=lambda name: text(f"measure.{name}"),
        key=key,
        on_change=_recolour,
        args=(key,),
    )


def _recolour(key: str) -> None:
    state.set_measure(st.session_state[key])
    st.rerun(["map", "sentence"])


@st.fragment(key="map")
def _map() -> None:
    text, layers, gaps = session_text(), session_layers(), _gaps()
    chosen = state.setting("cmp", "")
    other = readings_beside(gaps.criteria, layers).get(chosen)
    beside = beside_of(gaps.criteria, layers, chosen if other else "", text)
    if other is None:
        _one_map(gaps, text, "map", changed=last_change(gaps), beside=beside)
    else:
        here, there = st.columns(2, gap="small")
        with here:
            st.caption(_asked(gaps, text))
            _one_map(gaps, text, "map", changed=last_change(gaps), beside=beside)
        with there:
            found = answer(other)
            st.caption(_asked(found, text))
            _one_map(found, text, "map-beside")
    st.html(note(f"{text('size.zoom')} {text('size.means.abroad_2015')}"))


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
    show_map(shown, layers, text, key=name, height=_MAP_HEIGHT, on_municipality=_clicked, on_beside=_compare)


def _compare(name: str) -> None:
    state.keep_setting("cmp", name or None)
    st.rerun(["map", "sentence"])


def _clicked(cvegeo: str) -> None:
    state.choose(cvegeo)
    st.rerun(["list", "map", "sentence"])


def _focus(gaps: Gaps, layers: Layers) -> dict[str, Any]:
    """What the map shall show: the chosen row of the list, else what the question is about."""
    row = st.session_state.get("focus_row")
    if row is not None:
        return {"turn": f"row {row}", "key": row[0]}
    bounds = view_of(layers, gaps)
    return {"turn": str(bounds), "bounds": bounds}


def _why(gaps: Gaps, layers: Layers, text: Text) -> None:
    cvegeo = state.chosen()
    if cvegeo is None:
        st.caption(text("list.hint"))
        return
    st.html(read_out(why_html(gaps, layers, text, cvegeo)))
    more, clear = st.columns([2, 1])
    with more:
        st.page_link(st.session_state["pages"]["municipality"], label=text("why.more"), icon=":material/arrow_forward:")
    clear.button(text("why.close"), on_click=_clear, type="tertiary")


def _clear() -> None:
    state.choose(None)
    st.session_state.pop("focus_row", None)
    st.rerun(["list", "map", "sentence"])


@st.fragment(key="list")
def _list() -> None:
    text, layers, gaps = session_text(), session_layers(), _gaps()
    _why(gaps, layers, text)
    everyone = st.toggle(text("list.everyone"), key="list.everyone")
    rows = list_municipalities(gaps, layers, all_municipalities=everyone)
    st.markdown(f"**{text('list.all') if everyone else text('list.title')}**")
    if rows.empty:
        st.info(text("list.empty"))
    else:
        _table(rows, text, everyone=everyone)
        st.caption(list_note(gaps, layers, text))
    with st.container(horizontal=True, gap="small"):
        offer(
            text("download.all" if everyone else "download.gaps"),
            partial(export_gaps, gaps, layers, everyone=everyone),
            list_name(gaps, text, everyone=everyone),
        )
        show_take(gaps, layers, text, everyone=everyone)
        show_share(gaps, text)


def _table(rows: pd.DataFrame, text: Text, *, everyone: bool) -> None:
    keys = rows["cvegeo"].tolist()
    rows, columns = with_error(rows, _LIST_COLUMNS, text)
    columns = [*columns, "status"] if everyone else columns
    chosen = state.chosen()
    default: Any = {"selection": {"rows": [keys.index(chosen)]}} if chosen in keys else None
    # A table of the same name is updated in place, which is quick, but keeps its chosen row by number: where a row is
    # chosen, another list gets another name.
    name = f"list.{text.language}.{everyone}" + (f".{chosen}.{hash(tuple(keys))}" if chosen else "")
    st.dataframe(
        in_words(rows, columns, text),
        hide_index=True,
        column_config=narrow_columns(columns, text),
        height=_MAP_HEIGHT - 60,
        key=name,
        on_select=partial(_choose_row, name, keys),
        selection_mode="single-row",
        selection_default=default,
        alt=text("list.alt"),
    )


def _choose_row(name: str, keys: list[str]) -> None:
    rows = st.session_state[name].selection.rows
    if rows:
        look_at(keys[rows[0]])
        st.rerun(["map", "list", "sentence"])
    else:
        _clear()
