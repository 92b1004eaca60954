"""What changed between two censuses: the country, its regions and states, rural and other municipalities."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.charts import slopes, spoken
from dashboard.downloads import take_rows
from dashboard.exports import show_take
from dashboard.html import note, title, wide_table
from dashboard.parts import show_notice, show_share
from dashboard.residence import show_residence
from dashboard.session import answer, kept, session_layers
from exports.sentence import place_name
from geo import Criteria
from geo.change import change_by, change_of_asked, comparable
from geo.residence import with_residence
from vocabulary.lists import ChangeRow
from words.text import Text

_FIRST, _LAST = 2010, 2020
_FORMS = {"rate": ".2f", "share": ".1%", "dwellings": ",.0f"}
_COLUMNS = {"rate": "rate", "share": "share", "dwellings": "return_dwellings"}


def show() -> None:
    """Draw the page."""
    # The years compared have a unit of their own, whatever the year asked about.
    text = Text(state.language()).about(session_layers().counted(_LAST))
    show_notice(text)
    criteria = state.asked()
    gaps = answer(criteria)
    layers = session_layers()
    if not comparable(layers, _FIRST, _LAST):
        there = {_FIRST, _LAST} <= set(layers.years)
        words = text("change.units" if there else "own.change.years", first=str(_FIRST), last=str(_LAST))
        st.html(title(text("page.change"), words))
        state.write_link()
        return
    _sentence(criteria, text)
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        _chart(_by(criteria, "state"), criteria, text)
    with right:
        st.markdown(f"**{text('change.regions')}**")
        regions = _by(criteria, "region")
        st.html(_table(text("change.region"), regions["region"].tolist(), regions, text))
        st.markdown(f"**{text('change.rural')}**")
        rural = _by(criteria, "rural")
        names = [
            text(
                "change.rural.row",
                kind=text(f"class.{row['class']}"),
                line=text.number(row["rural_below"]),
            )
            for row in rural.to_dict(orient="records")
        ]
        st.html(_table("", names, rural, text))
        st.html(note(text("change.parents", first=str(_FIRST))))
    st.markdown(f"**{text('change.states')}**")
    states = _by(criteria, "state")
    st.html(_table(text("pilots.state"), states["state"].map(text.state).tolist(), states, text))
    show_residence(states["state_code"], text)
    st.markdown(f"**{text('change.municipalities')}**")
    rows = _by(criteria, "municipality")
    take_rows(rows, criteria, text("take.rows"), text("file.change"), key="municipalities", year=_LAST)
    state.write_link()
    with st.container(horizontal=True, gap="small"):
        show_take(gaps, session_layers(), text, figures=("change",))
        show_share(gaps, text)


def _by(criteria: Criteria, by: ChangeRow) -> pd.DataFrame:
    return kept(partial(change_by, session_layers(), criteria, by), "change", by, criteria)


def _sentence(criteria: Criteria, text: Text) -> None:
    asked, country = kept(partial(change_of_asked, session_layers(), criteria), "change", "asked", criteria)
    said = text(
        "change.sentence",
        place=place_name(criteria, session_layers(), text),
        first=str(_FIRST),
        last=str(_LAST),
        before=text.percent(asked["first_share"], 1),
        after=text.percent(asked["last_share"], 1),
    )
    more = text(
        "change.more",
        before=text.estimate(country["first_return_dwellings"]),
        after=text.estimate(country["last_return_dwellings"]),
        before_rate=text.rate(country["first_rate"]),
        after_rate=text.rate(country["last_rate"]),
    )
    if criteria.region == Criteria().region and not criteria.state:
        more += " " + text("change.shifted" if asked["share_change"] > 0 else "change.expected")
    st.html(title(said, more))


def _chart(states: pd.DataFrame, criteria: Criteria, text: Text) -> None:
    st.markdown(f"**{text('change.chart', first=str(_FIRST), last=str(_LAST))}**")
    st.session_state["show"] = state.setting("show", "rate")
    shown = st.segmented_control(
        text("change.measure"),
        list(_COLUMNS),
        format_func=lambda name: text(f"change.{name}"),
        required=True,
        key="show",
        on_change=_take,
    )
    column = _COLUMNS[shown or "rate"]
    rows = pd.DataFrame(
        {
            "name": states["state"].map(text.state),
            "asked": states["asked"],
            "first": states[f"first_{column}"],
            "last": states[f"last_{column}"],
        }
    )
    words = {"asked": text("change.asked"), "others": text("change.others"), "place": text("pilots.state")}
    chart = slopes(
        rows, years=(_FIRST, _LAST), value=text(f"change.{shown}"), form=_FORMS[shown or "rate"], words=words
    )
    st.altair_chart(spoken(chart, text), width="stretch")
    rows = with_residence(states, session_layers())
    take_rows(rows, criteria, text("take.rows"), text("file.change"), year=_LAST)


def _take() -> None:
    state.keep_setting("show", st.session_state["show"])


def _table(first: str, names: list[str], rows: pd.DataFrame, text: Text) -> str:
    head = [
        first,
        *(text("change.in_year", what=text("change.rate"), year=str(year)) for year in (_FIRST, _LAST)),
        text("change.points"),
        *(text("change.in_year", what=text("change.share"), year=str(year)) for year in (_FIRST, _LAST)),
    ]
    body = [
        [
            name,
            text.rate(row["first_rate"]),
            text.rate(row["last_rate"]),
            text.number(row["rate_change"], 2),
            text.percent(row["first_share"], 1),
            text.percent(row["last_share"], 1),
        ]
        for name, row in zip(names, rows.to_dict(orient="records"), strict=True)
    ]
    return wide_table(first or text("change.rural"), head, body)
