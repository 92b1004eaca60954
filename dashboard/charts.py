"""Charts: each shows figures that a frame of `geo` holds, is given its words, and says its values beside its marks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from textwrap import wrap
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard.downloads import file_name
from dashboard.html import copy_button
from exports.charts import alternative_of_intervals, export_intervals
from geo import Gaps
from vocabulary.colours import INK, LINE, QUIET, RANGE, SITE, STATUS, WHITE
from words.text import Text

_ROW = 30
_LABEL_SIZE = 12
_LETTERS = 26
_ROOM = 0.2
_TICKS = 6


class Picture(NamedTuple):
    """A chart as a picture: what makes it, with its title, legend and source, its file's name, and what it shows."""

    make: Callable[[], bytes]
    name: str
    alternative: str


def interval_picture(
    rows: pd.DataFrame, gaps: Gaps, text: Text, file: str, *, title: str, more: str, axis: str, words: dict[str, str]
) -> Picture:
    """The picture of a chart of `intervals`, as `exports.charts.export_intervals` makes it."""
    make = partial(export_intervals, rows, gaps, text, title=title, more=more, axis=axis, words=words)
    return Picture(make, file_name(file, gaps, ".png"), alternative_of_intervals(rows, title, text, words=words))


def show_chart(
    chart: Any, title: str, text: Text, picture: Picture, take: Callable[[], None], *, more: str = ""
) -> None:
    """A chart below a sentence and a quieter line, and below it its picture and its data, which ``take`` offers."""
    st.header(title)
    if more:
        st.caption(more)
    st.altair_chart(spoken(chart, text), width="stretch", theme=None, alt=picture.alternative)
    with st.container(horizontal=True, gap="small"):
        _show_picture(picture, text)
        take()


def _show_picture(picture: Picture, text: Text) -> None:
    """A button that opens the picture, to copy or to download; it is made when it is opened."""
    opened = st.popover(
        text("picture.title"), icon=":material/image:", on_change="rerun", key=f"open.{picture.name}.{text.language}"
    )
    if not opened.open:
        return
    with opened, st.container(key=f"picture-{picture.name}".replace(".", "-")):
        with st.spinner(text("picture.drawing")):
            made = picture.make()
        st.image(made, alt=picture.alternative, width="stretch")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.html(copy_button(*(text(f"picture.{name}") for name in ("copy", "copied", "failed"))), width="content")
            st.download_button(
                text("picture.get"),
                made,
                picture.name,
                "image/png",
                on_click="ignore",
                icon=":material/download:",
                key=f"get.{picture.name}",
            )
        st.caption(text("take.figure.alt"))
        st.code(picture.alternative, language=None, wrap_lines=True)


def spoken(chart: Any, text: Text) -> Any:
    """The chart in our letters, with its numbers as the language writes them."""
    import altair as alt

    marks = {"thousands": text.marks[ord(",")], "decimal": text.marks[ord(".")], "percent": text.percentage("")}
    number = alt.NumberLocale(**marks, grouping=[3], currency=["", ""])
    letters = {"labelColor": INK, "titleColor": QUIET, "labelFontSize": _LABEL_SIZE, "titleFontSize": _LABEL_SIZE}
    return (
        chart.configure(locale=alt.Locale(number=number), font="system-ui, sans-serif", background=WHITE)
        .configure_axis(**letters, titleFontWeight="normal", gridColor=LINE, domainColor=LINE, tickColor=LINE)
        .configure_legend(**letters)
        .configure_view(stroke=None)
    )


def intervals(
    rows: pd.DataFrame, *, axis: str, words: dict[str, str], form: str = ",.0f", ends: tuple[float, float] = (0, 0)
) -> Any:
    """A bar from ``low`` to ``high`` of each ``name``, a dot ``at`` its place, and ``said`` at its end.

    Where no place is asked ``at`` is missing. A ``median`` is a tick. ``words`` name the columns in tips; the axis goes
    from the first of ``ends``, and at least to the second.
    """
    import altair as alt

    tips = [alt.Tooltip("name:N", title=" ")]
    tips += [alt.Tooltip(f"{name}:Q", title=said, format=form) for name, said in words.items()]
    base = alt.Chart(rows.assign(line=_lines(rows))).encode(y=_down(rows), tooltip=tips)
    across = alt.X(
        "low:Q",
        title=axis,
        axis=alt.Axis(format=form, orient="top", tickMinStep=1, tickCount=_TICKS),
        scale=alt.Scale(domain=[ends[0], max(ends[1], float(rows["high"].max()))], nice=False),
    )
    bar = base.mark_bar(height=8, color=RANGE, cornerRadius=3).encode(x=across, x2="high:Q")
    parts = [bar]
    if "median" in rows:
        parts.append(base.mark_tick(thickness=2, size=15, color=QUIET).encode(x="median:Q"))
    parts.append(base.mark_point(filled=True, size=90, color=STATUS["gap"], opacity=1).encode(x="at:Q"))
    parts.append(
        base.mark_text(align="left", dx=10, color=INK, fontSize=_LABEL_SIZE, clip=False).encode(
            x="high:Q", text="said:N"
        )
    )
    return alt.layer(*parts, height=alt.Step(_ROW)).properties(padding={"right": 70, "left": 5, "top": 5, "bottom": 5})


def _lines(rows: pd.DataFrame) -> list[str]:
    """Names, the long ones in lines: none is cut, and on a phone the marks have room."""
    return ["\n".join(wrap(name, _LETTERS)) for name in rows["name"]]


def _down(rows: pd.DataFrame) -> Any:
    """A row a name, in the order given."""
    import altair as alt

    axis = alt.Axis(
        labelExpr="split(datum.value, '\\n')",
        labelLimit=0,
        labelBaseline="middle",
        labelLineHeight=_LABEL_SIZE,
        # A label of two lines begins in the middle of its row.
        labelOffset=-3,
        labelPadding=10,
        labelOverlap=False,
        ticks=False,
        domain=False,
    )
    return alt.Y("line:N", sort=_lines(rows), title=None, axis=axis)


def pairs(rows: pd.DataFrame, *, years: tuple[int, int], axis: str, form: str, words: dict[str, str]) -> Any:
    """Two years of each place on a line: ``name``, ``asked``, ``first``, ``last``; those asked about stand out."""
    import altair as alt

    rows = rows.dropna(subset=["first", "last"]).sort_values("last", ascending=False, kind="stable")
    rows = rows.assign(
        kind=rows["asked"].map({True: words["asked"], False: words["others"]}),
        low=rows[["first", "last"]].min(axis=1),
        high=rows[["first", "last"]].max(axis=1),
    )
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=[words["asked"], words["others"]], range=[STATUS["gap"], QUIET]),
        legend=alt.Legend(title=None, orient="top"),
    )
    tips = [alt.Tooltip("name:N", title=words["place"])]
    tips += [
        alt.Tooltip(f"{name}:Q", title=str(year), format=form)
        for name, year in zip(("first", "last"), years, strict=True)
    ]
    base = alt.Chart(rows.assign(line=_lines(rows))).encode(y=_down(rows), color=colour, tooltip=tips)
    # Room on both sides for the figures beside the marks.
    room = _ROOM * float(rows["high"].max())
    across = alt.Axis(format=form, orient="top", tickCount=_TICKS, labelExpr="datum.value < 0 ? '' : datum.label")
    scale = alt.Scale(domain=[-room, float(rows["high"].max()) + room], nice=False)
    first = alt.X("first:Q", title=axis, axis=across, scale=scale)
    beside: dict[str, Any] = {"baseline": "middle", "fontSize": _LABEL_SIZE - 1}
    ink = alt.value(INK)
    return alt.layer(
        base.mark_rule(strokeWidth=1.6).encode(x=first, x2="last:Q"),
        base.mark_point(size=50, fill=WHITE, strokeWidth=1.6, opacity=1).encode(x=first),
        base.mark_point(size=55, filled=True, opacity=1).encode(x="last:Q"),
        base.mark_text(align="right", dx=-8, **beside).encode(
            x="low:Q", text=alt.Text("low:Q", format=form), color=ink
        ),
        base.mark_text(align="left", dx=8, **beside).encode(
            x="high:Q", text=alt.Text("high:Q", format=form), color=ink
        ),
        height=alt.Step(_ROW - 10),
    )


def lean(rows: pd.DataFrame, *, words: dict[str, str]) -> Any:
    """What a part has of a whole, ``had``, against how large it is, ``part`` (0-1 each), and where all is even.

    ``words`` name both axes.
    """
    import altair as alt

    ends = pd.DataFrame({"part": [0.0, 1.0], "had": [0.0, 1.0]})
    axes: Any = {
        name: alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], titleAnchor="start") for name in ("x", "y")
    }
    scale = alt.Scale(domain=[0, 1], nice=False)
    across = alt.X("part:Q", title=words["part"], axis=axes["x"], scale=scale)
    up = alt.Y("had:Q", title=words["had"], axis=axes["y"], scale=scale)
    tips = [alt.Tooltip(f"{name}:Q", title=words[name], format=".0%") for name in ("part", "had")]
    return alt.layer(
        alt.Chart(ends).mark_line(color=QUIET, strokeDash=[5, 4], strokeWidth=1.2).encode(x=across, y=up),
        alt.Chart(rows).mark_line(color=STATUS["gap"], strokeWidth=2).encode(x=across, y=up),
        # Where the mouse finds the tips: the line itself is thin.
        alt.Chart(rows).mark_point(size=60, opacity=0).encode(x=across, y=up, tooltip=tips),
        height=320,
    )


def curve(rows: pd.DataFrame, *, chosen: pd.DataFrame, words: dict[str, str]) -> Any:
    """What sites reach against their number, and the choice made: ``sites``, ``share`` (0-1), ``said`` of both."""
    import altair as alt

    last = int(rows["sites"].max())

    tips = [
        alt.Tooltip("sites:Q", title=words["sites"], format="d"),
        alt.Tooltip("said:N", title=words["reached"]),
    ]
    axes: Any = {
        "x": alt.X(
            "sites:Q",
            title=words["sites"],
            axis=alt.Axis(values=list(range(last + 1)), format="d", grid=False),
            scale=alt.Scale(domain=[0, last]),
        ),
        "y": alt.Y("share:Q", title=words["reached"], axis=alt.Axis(format=".0%"), scale=alt.Scale(domain=[0, 1])),
        "tooltip": tips,
    }
    base, here = alt.Chart(rows).encode(**axes), alt.Chart(chosen).encode(**axes)
    return alt.layer(
        base.mark_area(color=SITE, opacity=0.12),
        base.mark_line(color=SITE, strokeWidth=2),
        base.mark_point(color=SITE, filled=True, size=28),
        here.mark_point(color=STATUS["gap"], filled=True, size=130, opacity=1),
        here.mark_text(align="left", dx=10, dy=10, fontSize=12, color=INK).encode(text="said:N"),
        height=300,
    )
