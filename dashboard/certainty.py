"""How sure an answer is, in words."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.charts import interval_picture, intervals, show_chart
from dashboard.downloads import take_rows
from dashboard.html import Shown, sortable
from dashboard.tables import written
from exports.certainty import certainty_rows
from geo import Gaps
from geo.arrays import row_of
from geo.certainty import CHANCE_AT_FEW_CASES, FEW_CASES, find_certainty
from geo.firmness import evidence, firmness
from geo.flips import REGION
from layers import Layers
from vocabulary.columns import column_of
from vocabulary.lists import BRIEF, CURRENT, FIRMNESS, WITH_GENERAL_SERVICES
from words.text import Text

#: What `Certainty.by_setting` calls the views that there are words for.
_VIEWS = (CURRENT, f"{CURRENT},{WITH_GENERAL_SERVICES}", WITH_GENERAL_SERVICES, BRIEF)

#: Share of the readings between the low and the high of a range.
_MOST = 0.9

#: Decimals that a flip's threshold is shown with; finer than a control's step, so that it differs from what is asked.
_DECIMALS = {
    "rural_share": 3,
    "return_rate": 3,
    "return_dwellings": 1,
    "covered_share": 3,
    "reach_km": 1,
    "reach_min": 0,
}


def certainty_notes(gaps: Gaps, layers: Layers, text: Text, cvegeo: str) -> list[str]:
    """In how many readings a municipality is a gap, what decides, what would change it; nothing outside the place."""
    sure = find_certainty(layers, gaps.criteria)
    place = row_of(layers.municipios["cvegeo"], cvegeo)
    row = sure.table.iloc[place]
    notes = []
    if row["decides"] != REGION and not math.isnan(row["stability"]):
        count = text.number(sure.combinations)
        notes.append(_why(evidence(gaps, layers, cvegeo), text, count))
        notes.append(_flip(row, text, is_gap=bool(gaps.is_gap[place])))
    if sure.few_cases.fillna(value=False)[place]:
        key = "certainty.few_cases.sample" if sure.counts_sample else "certainty.few_cases"
        notes.append(text(key, few=str(FEW_CASES), chance=text.percent(CHANCE_AT_FEW_CASES)))
    return notes


def _why(told: pd.Series, text: Text, count: str) -> str:
    """How firm its place is and what says so: the readings, what most often decides, the second source."""
    share = text.percent(told["stability"])
    in_doubt = isinstance(told["firmness"], str)
    key, how = (
        ("firmness.why", text(f"firmness.legend.{told['firmness']}")) if in_doubt else ("certainty.stability", "")
    )
    said = [text(key, how=how, share=share, count=count)]
    if isinstance(told["decides"], str):
        said.append(text(f"certainty.decides.{told['decides']}"))
    if told["firmness"] in FIRMNESS[:3] and told["second_source"] == "differs":
        said.append(text("firmness.why.differs"))
    if isinstance(told["near_by"], str):
        said.append(text("firmness.why.near", setting=text(f"certainty.setting.{told['near_by']}")))
    return " ".join(said)


def flip_note(gaps: Gaps, layers: Layers, text: Text, cvegeo: str) -> str:
    """What would change a municipality's status; empty outside the place asked about."""
    place = row_of(layers.municipios["cvegeo"], cvegeo)
    row = find_certainty(layers, gaps.criteria).table.iloc[place]
    return "" if row["decides"] == REGION else _flip(row, text, is_gap=bool(gaps.is_gap[place]))


def range_of_gaps(gaps: Gaps, layers: Layers, text: Text) -> str:
    """The gaps as asked and over the readings, in a sentence."""
    sure = find_certainty(layers, gaps.criteria)
    total: Any = sure.totals.set_index("measure").loc["gaps"]
    figures = {name: text.number(total[name]) for name in ("low", "high", "asked")}
    return text("certainty.sentence", share=text.percent(_MOST), count=text.number(sure.combinations), **figures)


def firm_line(gaps: Gaps, layers: Layers, text: Text) -> str:
    """How many of the gaps are sure, likely and undecided, and what is near to one; empty without any of these."""
    counts = firmness(gaps, layers).counts
    if not any(counts.values()):
        return ""
    return text("firmness.line", **{name: text.number(count) for name, count in counts.items()})


def list_note(gaps: Gaps, layers: Layers, text: Text) -> str:
    """What the list's columns about certainty mean."""
    sure = find_certainty(layers, gaps.criteria)
    key = "certainty.list.sample" if sure.counts_sample else "certainty.list"
    return " ".join([text(key, count=text.number(sure.combinations), few=str(FEW_CASES)), text("second_source.list")])


def show_states(gaps: Gaps, layers: Layers, text: Text) -> None:
    """In how many municipalities of each state the readings find gaps, and how often each state has the most."""
    sure = find_certainty(layers, gaps.criteria)
    rows = sure.by_state[(sure.by_state["measure"] == "gaps").to_numpy()].reset_index(drop=True)
    rows["name"] = rows["state_code"].map(layers.states).map(text.state)
    rows = rows.sort_values(["median", "name"], ascending=[False, True], ignore_index=True)
    rows["at"] = rows["asked"]
    most: Any = rows["first"].idxmax()
    often = rows.loc[most]
    count = text.number(sure.combinations)
    head = text("certainty.states.title", state=often["name"], share=text.percent(often["first"]), count=count)
    _show(rows, gaps, layers, text, title=head, more=text("certainty.states", count=count), what="certainty_states")
    columns = [
        Shown(text("column.state"), rows["name"]),
        Shown(text("certainty.asked"), rows["asked"], text.number),
        Shown(text("certainty.range"), _spans(rows, text)),
        Shown(text("certainty.first"), rows["first"], text.percent),
    ]
    st.html(sortable(text("certainty.title"), columns))


def show_settings(gaps: Gaps, layers: Layers, text: Text) -> None:
    """What each setting of the question does to the number of gaps."""
    sure = find_certainty(layers, gaps.criteria)
    rows = sure.by_setting.copy()
    rows["name"] = [
        f"{text(f'certainty.setting.{setting}')}: {_value(setting, value, text)}"
        for setting, value in zip(rows["setting"], rows["value"], strict=True)
    ]
    total: Any = sure.totals.set_index("measure").loc["gaps"]
    rows["at"] = np.where(rows["asked"], total["asked"], np.nan)
    ends = {name: text.number(total[name]) for name in ("low", "high", "asked")}
    head = text("certainty.settings.title", **ends)
    more = text("certainty.settings", count=text.number(sure.combinations))
    _show(rows, gaps, layers, text, title=head, more=more, what="certainty_settings")


def _show(rows: pd.DataFrame, gaps: Gaps, layers: Layers, text: Text, *, title: str, more: str, what: str) -> None:
    """A bar a row from 5 to 95 % of the readings."""
    rows = rows.assign(said=_spans(rows, text))
    words = {name: text(f"certainty.{name}") for name in ("low", "median", "high")} | {"at": text("certainty.asked")}
    axis = text("certainty.gaps")
    legend = {"range": text("certainty.range"), "median": words["median"], "at": words["at"]}
    file = text(f"file.{what}")
    show_chart(
        intervals(rows, axis=axis, words=words),
        title,
        text,
        interval_picture(rows, gaps, text, file, title=title, more=more, axis=axis, words=legend),
        partial(take_rows, certainty_rows(gaps, layers, everyone=True), gaps, text, file),
        more=more,
    )


def _spans(rows: pd.DataFrame, text: Text) -> list[str]:
    """Both ends of each row's range."""
    return [text.span(text.number(low), text.number(high)) for low, high in zip(rows["low"], rows["high"], strict=True)]


def _value(setting: str, value: object, text: Text) -> str:
    shows: dict[str, Callable[[Any], str]] = {
        "rural_below": text.number,
        "min_rural_share": text.percent,
        "max_covered_share": text.percent,
        "min_return_rate": text.rate,
        "min_return_dwellings": text.number,
        "reach_km": lambda km: f"{text.number(km, None)} km",
        "reach_min": lambda minutes: f"{text.number(minutes, None)} min",
    }
    if setting == "rate_reading":
        return text(f"certainty.rate.{value}")
    if setting == "helpers":
        return _helpers(str(value), text)
    if setting == "rural_split":
        return text(f"split.{value}")
    return shows[setting](float(str(value))) if setting in shows else str(value)


def _helpers(value: str, text: Text) -> str:
    """Who helps in one reading: its programs in words where they are a view, what is counted besides, how sure."""
    programs, *other = value.split("+")
    said = [text(f"certainty.helpers.{programs}") if programs in _VIEWS else programs or text("field.programs.none")]
    said += [text(f"certainty.helpers.{name}") for name in other]
    return text.join(said)


def _flip(row: pd.Series, text: Text, *, is_gap: bool) -> str:
    name = row["flip_condition"]
    if not isinstance(name, str):
        return text("certainty.no_flip")
    threshold, change = float(row["flip_threshold"]), float(row["flip_change"])
    digits = _DECIMALS[name]
    # Rounded to the side on which the result does change.
    up = is_gap != (name == "covered_share")
    value = (math.ceil if up else math.floor)(threshold * 10**digits) / 10**digits
    decimals = digits - 2 if column_of(name).is_share else digits
    shown, asked = (written(name, each, text, decimals).removesuffix(".0") for each in (value, threshold - change))
    return text(f"certainty.{'ends' if is_gap else 'starts'}.{name}", value=shown, asked=asked)
