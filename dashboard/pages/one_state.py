"""One state: its gaps, who is unserved, the ranking inside it."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.certainty import list_note, show_states
from dashboard.downloads import list_name, offer
from dashboard.exports import show_take
from dashboard.html import figures, table
from dashboard.map import map_state, show_map, view_of
from dashboard.parts import choose_place, show_notice, show_sentence, show_share
from dashboard.residence import show_residence
from dashboard.rows import show_rows
from dashboard.session import answer, session_layers, session_text
from dashboard.shared import shared_assets
from exports.lists import export_gaps
from geo import Gaps
from geo.classes import classify
from geo.lists import list_municipalities
from layers import Layers
from vocabulary.lists import STATUSES
from words.text import Text

_MAP_HEIGHT = 430
_COLUMNS = (
    *("municipality", "status", "rural_return_dwellings", "return_rate", "rural_share", "second_source"),
    *("covered_share", "nearest_km", "marginalisation", "firmness", "stability", "few_cases", "gap_region"),
)


def show() -> None:
    """Draw the page."""
    text = session_text()
    layers = session_layers()
    show_notice(text)
    criteria = state.asked()
    everywhere = answer(criteria)
    head = st.container()
    code = choose_place(text("state.choose"), _options(everywhere, text))
    gaps = answer(criteria.model_copy(update={"state": (code,)}))
    with head:
        show_sentence(gaps, layers, text)
    left, right = st.columns([1, 1], gap="large")
    with left:
        _map(gaps, layers, code, text)
    with right:
        _profile(gaps, everywhere, code, text)
    show_residence((code,), text)
    _ranking(gaps, layers, text)
    show_states(everywhere, layers, text)
    state.write_link()
    show_share(gaps, text)


def _options(gaps: Gaps, text: Text) -> dict[str, str]:
    return {
        row["state_code"]: text("state.option", row["gap"], state=text.state(row["state"]))
        for row in gaps.by_state.to_dict(orient="records")
    }


def _map(gaps: Gaps, layers: Layers, code: str, text: Text) -> None:
    focus: dict[str, Any] = {"turn": f"state {code}", "bounds": view_of(layers, gaps)}
    classes = classify(gaps, layers, "status")
    shown = map_state(gaps, classes, layers, shared_assets(), text, chosen=state.chosen(), focus=focus)
    show_map(shown, layers, text, key=f"state-{text.language}", height=_MAP_HEIGHT, on_municipality=_clicked)
    if st.session_state.pop("go", False):
        st.switch_page(st.session_state["pages"]["municipality"])


def _clicked(cvegeo: str) -> None:
    state.choose(cvegeo)
    st.session_state["go"] = True


def _profile(gaps: Gaps, everywhere: Gaps, code: str, text: Text) -> None:
    row: Any = gaps.by_state.set_index("state_code").loc[code]
    states = everywhere.by_state.set_index("state_code")
    about = text("tip.about")
    items = [
        (text("state.return_dwellings"), f"{about} {text.estimate(row['return_dwellings'])}"),
        (text("state.rural_return_dwellings"), f"{about} {text.estimate(row['rural_return_dwellings'])}"),
        (text("state.unserved"), f"{about} {text.estimate(row['unserved_return_dwellings'])}"),
        (
            text("state.unserved.rank"),
            text("state.rank", place=str(states.loc[code, "unserved_rank"]), count=str(len(states))),
        ),
        (text("state.covered"), text.percent(row["covered_share"])),
        (text("state.rural_population"), text.number(row["rural_population"])),
    ]
    st.html(figures(items))
    if row["unknown_figures"]:
        st.caption(text("state.lower_bound", row["unknown_figures"]))
    rows = [[text(f"status.{name}"), text.number(row[name])] for name in STATUSES if row[name]]
    st.html(table([text("column.status"), text("state.municipalities")], rows))


def _ranking(gaps: Gaps, layers: Layers, text: Text) -> None:
    st.header(text("state.ranking"))
    rows = list_municipalities(gaps, layers, all_municipalities=True)[gaps.is_asked]
    rows = rows.sort_values(["rural_return_dwellings", "cvegeo"], ascending=[False, True])
    columns = {name: text(f"column.{name}") for name in _COLUMNS}
    key, label = f"ranking.{text.language}", text("state.ranking")
    show_rows(rows, columns, text, key=key, label=label, chosen=state.chosen(), on_row=_clicked, wide=True)
    st.caption(list_note(gaps, layers, text))
    with st.container(horizontal=True, gap="small"):
        offer(text("download.gaps"), partial(export_gaps, gaps, layers), list_name(gaps, text))
        show_take(gaps, layers, text, brief=True)
