"""What changed between two censuses: the country, its regions and states, rural and other municipalities."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.charts import Picture, pairs, show_chart
from dashboard.downloads import file_name, take_rows
from dashboard.exports import show_take
from dashboard.html import Shown, note, sortable, title
from dashboard.parts import show_notice, show_share
from dashboard.residence import show_residence
from dashboard.session import answer, kept, session_layers
from exports.alternative import alternative
from exports.figures import export_figure
from exports.markup import Markup
from exports.sentence import place_name
from geo import Criteria, Gaps
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
        _chart(_by(criteria, "state"), gaps, text)
    with right:
        st.header(text("change.regions"))
        regions = _by(criteria, "region")
        st.html(_table(text("change.region"), regions["region"].tolist(), regions, text))
        st.header(text("change.rural"))
        rural = _by(criteria, "rural")
        names = [
            text(
                "change.rural.row",
                kind=text(f"class.{row['class']}"),
                line=text.number(row["rural_below"]),
            )
            for row in rural.to_dict(orient="records")
        ]
        st.html(_table(text("change.kind"), names, rural, text))
        st.html(note(text("change.parents", first=str(_FIRST))))
    st.header(text("change.states"))
    states = _by(criteria, "state")
    st.html(_table(text("pilots.state"), states["state"].map(text.state).tolist(), states, text))
    with st.container(key="on-screen"):
        show_residence(states["state_code"], text)
    st.header(text("change.municipalities"))
    with st.container(horizontal=True, gap="small"):
        take_rows(_by(criteria, "municipality"), gaps, text, text("file.change"), key="municipalities", year=_LAST)
    state.write_link()
    with st.container(horizontal=True, gap="small"):
        show_take(gaps, session_layers(), text, figures=("change",))
        show_share(gaps, text, of="change")


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


def _chart(states: pd.DataFrame, gaps: Gaps, text: Text) -> None:
    st.session_state["show"] = state.setting("show", "rate")
    shown = st.pills(
        text("change.measure"),
        list(_COLUMNS),
        format_func=lambda name: text(f"change.{name}"),
        required=True,
        key="show",
        on_change=_take,
        wrap=True,
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
    unit = text(f"change.{shown}")
    chart = pairs(
        rows,
        years=(_FIRST, _LAST),
        axis=f"{unit} (%)" if shown == "rate" else unit,
        form=_FORMS[shown or "rate"],
        words=words,
    )
    layers = session_layers()
    picture = Picture(
        partial(export_figure, "change", gaps, layers, text),
        file_name(text("take.file.change"), gaps, ".png"),
        alternative("change", gaps, layers, text),
    )
    rows = with_residence(states, layers)
    take = partial(take_rows, rows, gaps, text, text("file.change"), year=_LAST)
    show_chart(chart, text("change.chart", first=str(_FIRST), last=str(_LAST)), text, picture, take)


def _take() -> None:
    state.keep_setting("show", st.session_state["show"])


def _table(first: str, names: list[str], rows: pd.DataFrame, text: Text) -> Markup:
    years = (_FIRST, _LAST)
    rates, shares = (
        [
            Shown(text("change.in_year", what=text(f"change.{what}"), year=str(year)), rows[f"{end}_{what}"], said)
            for end, year in zip(("first", "last"), years, strict=True)
        ]
        for what, said in (("rate", text.rate), ("share", partial(text.percent, decimals=1)))
    )
    moved = Shown(text("change.points"), rows["rate_change"], partial(text.number, decimals=2))
    return sortable(first, [Shown(first, names), *rates, moved, *shares])
