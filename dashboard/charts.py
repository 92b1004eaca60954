"""Charts: each shows figures that a frame of `geo` holds, and is given its words."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd

from vocabulary.colours import SEQUENTIAL, SITE, STATUS
from words.text import Text

_QUIET = "#8f949a"
_ROW = 30
_LABEL = 20
_CELL = 24


def spoken(chart: Any, text: Text) -> Any:
    """The chart with its numbers as the language writes them."""
    import altair as alt

    marks = {"thousands": text.marks[ord(",")], "decimal": text.marks[ord(".")], "percent": text.percentage("")}
    number = alt.NumberLocale(**marks, grouping=[3], currency=["", ""])
    return chart.configure(locale=alt.Locale(number=number))


def ranking(table: pd.DataFrame, *, rank: str, state: str, first_share: str) -> Any:
    """Place of each state with the interval it keeps: `geo.pilots.Pilots.table`, and ``said`` of its first share."""
    import altair as alt

    rows = table.dropna(subset=["rank"])
    order = rows["state"].tolist()
    last = max(2, len(rows))
    base = alt.Chart(rows).encode(
        y=alt.Y("state:N", sort=order, title=None, axis=alt.Axis(labelLimit=180, ticks=False, domain=False))
    )
    scale = alt.Scale(domain=[0.6, last + 0.4], nice=False)
    axis = alt.Axis(values=list(range(1, last + 1)), format="d", grid=True, orient="top")
    tips = [
        alt.Tooltip("state:N", title=state),
        alt.Tooltip("rank:Q", title=rank, format="d"),
        alt.Tooltip("said:N", title=first_share),
    ]
    bar = base.mark_bar(height=7, color="#c9cdd2", cornerRadius=3).encode(
        x=alt.X("rank_low:Q", scale=scale, axis=axis, title=rank), x2="rank_high:Q", tooltip=tips
    )
    ends = base.mark_tick(thickness=2, size=13, color=_QUIET)
    dot = base.mark_point(filled=True, size=110, color=STATUS["gap"], opacity=1).encode(x="rank:Q", tooltip=tips)
    label = (
        base.transform_calculate(at=f"{last + 0.4}")
        .mark_text(align="right", dx=-2, dy=-9, color="#1a1a1a", fontSize=11)
        .encode(x="at:Q", text="said:N")
    )
    return alt.layer(
        bar, ends.encode(x="rank_low:Q"), ends.encode(x="rank_high:Q"), dot, label, height=_ROW * len(rows) + 40
    )


def spread(rows: pd.DataFrame, *, order: list[str], value: str, words: dict[str, str]) -> Any:
    """Where a figure lies in the readings: ``name``, ``asked`` (missing for none), ``low``, ``median``, ``high``."""
    import altair as alt

    tips = [
        alt.Tooltip("name:N", title=" "),
        *(alt.Tooltip(f"{name}:Q", title=words[name], format=",.0f") for name in ("asked", "low", "median", "high")),
    ]
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=260, ticks=False, domain=False)),
        tooltip=tips,
    )
    bar = base.mark_bar(height=8, color="#c9cdd2", cornerRadius=3).encode(
        x=alt.X("low:Q", title=value, axis=alt.Axis(format=",.0f", orient="top")), x2="high:Q"
    )
    middle = base.mark_tick(thickness=2, size=15, color=_QUIET).encode(x="median:Q")
    asked = base.mark_point(filled=True, size=90, color=STATUS["gap"], opacity=1).encode(x="asked:Q")
    return alt.layer(bar, middle, asked, height=alt.Step(_CELL))


def heat(rows: pd.DataFrame, *, x: list[str], y: list[str], names: tuple[str, str, str]) -> Any:
    """Shares (0-1) as cells: ``x``, ``y`` (words), ``share``, ``said``; in the orders given. Missing is left empty."""
    import altair as alt

    across, down, value = names
    # Long names take two lines: on a phone the cells have what they leave.
    lines = {name: "\n".join(wrap(name, _LABEL)) for name in y}
    base = alt.Chart(rows.assign(line=rows["y"].map(lines))).encode(
        x=alt.X(
            "x:N",
            sort=x,
            title=None,
            axis=alt.Axis(orient="top", labelAngle=-40, labelLimit=260, labelOverlap=False, ticks=False),
        ),
        y=alt.Y(
            "line:N",
            sort=list(lines.values()),
            title=None,
            axis=alt.Axis(
                labelExpr="split(datum.value, '\\n')",
                labelFontSize=10,
                labelLimit=260,
                labelOverlap=False,
                ticks=False,
                domain=False,
            ),
        ),
        tooltip=[
            alt.Tooltip("y:N", title=down),
            alt.Tooltip("x:N", title=across),
            alt.Tooltip("said:N", title=value),
        ],
    )
    scale = alt.Scale(domain=[0, 1], range=["#f7f4e6", *SEQUENTIAL[5]])
    cells = base.mark_rect(stroke="#ffffff", strokeWidth=1).encode(color=alt.Color("share:Q", scale=scale, legend=None))
    text = base.mark_text(fontSize=9).encode(
        text="said:N",
        color=alt.condition("datum.share > 0.55", alt.value("#ffffff"), alt.value("#1a1a1a")),
    )
    return alt.layer(cells, text, height=alt.Step(_ROW))


def slopes(rows: pd.DataFrame, *, years: tuple[int, int], value: str, form: str, words: dict[str, str]) -> Any:
    """Two years of each place as a line: ``name``, ``asked``, ``first``, ``last``; those asked about stand out."""
    import altair as alt

    long = rows.melt(["name", "asked"], ["first", "last"], "when", "value").dropna(subset=["value"])
    long["year"] = long["when"].map({"first": str(years[0]), "last": str(years[1])})
    long["kind"] = long["asked"].map({True: words["asked"], False: words["others"]})
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=[words["asked"], words["others"]], range=[STATUS["gap"], "#c2c6ca"]),
        legend=alt.Legend(title=None, orient="top"),
    )
    base = alt.Chart(long).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, orient="top"), scale=alt.Scale(padding=0.35)),
        y=alt.Y("value:Q", title=value, axis=alt.Axis(format=form, grid=True)),
        detail="name:N",
        color=colour,
        order=alt.Order("asked:N"),
        tooltip=[
            alt.Tooltip("name:N", title=words["place"]),
            alt.Tooltip("year:O", title=" "),
            alt.Tooltip("value:Q", title=value, format=form),
        ],
    )
    lines = base.mark_line(point=True).encode(
        strokeWidth=alt.condition("datum.asked", alt.value(2.4), alt.value(1.0)),
        opacity=alt.condition("datum.asked", alt.value(1.0), alt.value(0.8)),
    )
    named = _apart(rows[rows["asked"]].dropna(subset=["last"]), rows[["first", "last"]].max().max())
    labels = (
        alt.Chart(named.assign(year=str(years[1])))
        .mark_text(align="left", dx=9, fontSize=11, color="#1a1a1a")
        .encode(x="year:O", y="at:Q", text="name:N")
    )
    return alt.layer(lines, labels, height=520)


def _apart(rows: pd.DataFrame, top: float) -> pd.DataFrame:
    """Where each name stands so that none covers another: at its value, or just above the one below."""
    found = rows.sort_values("last", kind="stable").assign(at=0.0)
    least, below = 0.03 * top, -1.0
    for row, value in zip(found.index, found["last"], strict=True):
        below = max(float(value), below + least)
        found.loc[row, "at"] = below
    return found


def curve(rows: pd.DataFrame, *, chosen: pd.DataFrame, words: dict[str, str]) -> Any:
    """What sites reach against their number, and the choice made: ``sites``, ``share`` (0-1), ``said`` of both."""
    import altair as alt

    tips = [
        alt.Tooltip("sites:Q", title=words["sites"], format="d"),
        alt.Tooltip("said:N", title=words["reached"]),
    ]
    axes: Any = {
        "x": alt.X("sites:Q", title=words["sites"], axis=alt.Axis(format="d", tickMinStep=1, grid=False)),
        "y": alt.Y("share:Q", title=words["reached"], axis=alt.Axis(format=".0%"), scale=alt.Scale(domain=[0, 1])),
        "tooltip": tips,
    }
    base, here = alt.Chart(rows).encode(**axes), alt.Chart(chosen).encode(**axes)
    return alt.layer(
        base.mark_area(color=SITE, opacity=0.12),
        base.mark_line(color=SITE, strokeWidth=2),
        base.mark_point(color=SITE, filled=True, size=28),
        here.mark_point(color=STATUS["gap"], filled=True, size=130, opacity=1),
        here.mark_text(align="left", dx=10, dy=10, fontSize=12, color="#1a1a1a").encode(text="said:N"),
        height=300,
    )
