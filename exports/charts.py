"""Charts of the pages as pictures that can stand alone: title, legend, values, source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from exports.canvas import INK, QUIET, SMALL, Canvas, save, width_of
from exports.credits import credit, licence_line
from exports.sentence import reading_line
from geo import Gaps
from vocabulary.colours import LINE, RANGE, STATUS
from words.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW = 0.25
_KEY = 0.3
_WIDTH = 7.0


def export_intervals(
    rows: pd.DataFrame, gaps: Gaps, text: Text, *, title: str, more: str, axis: str, words: dict[str, str]
) -> bytes:
    """Ranges, a bar a row, as PNG.

    Parameters
    ----------
    rows : DataFrame
        ``name``, ``low``, ``high``, ``at`` (missing where nothing is asked there), ``said`` (words at the bar's end),
        and ``median`` if there is one.
    gaps, text
        The answer whose source and reading stand below, and the language.
    title, more : str
        Above.
    axis : str
        What the bars count, with its unit.
    words : dict of str
        What ``range``, ``at`` and, if there is one, ``median`` are called in the legend.
    """
    height = _ROW * len(rows)
    canvas = Canvas(title, more, _notes(gaps, text), width=_WIDTH, height=height + 0.5 + _KEY)
    left = 0.15 + max((width_of(name, SMALL) for name in rows["name"]), default=0.0)
    right = 0.1 + max((width_of(said, SMALL) for said in rows["said"]), default=0.0)
    axes = canvas.axes(left, 0, canvas.width - left - right, height)
    axes.set(xlim=(0, max(1.0, float(rows["high"].max()))), ylim=(len(rows) - 0.5, -0.5), yticks=[])
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set_xlabel(axis, fontsize=SMALL)
    axes.xaxis.set_major_formatter(lambda value, _: text.number(value))
    axes.tick_params(labelsize=SMALL, length=0)
    axes.spines[:].set_visible(False)
    axes.grid(visible=True, axis="x", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    for at, row in enumerate(rows.to_dict(orient="records")):
        y = height - (at + 0.5) * _ROW
        canvas.say(left - 0.1, y, row["name"], size=SMALL, ha="right", va="center")
        canvas.say(canvas.width - right + 0.1, y, row["said"], size=SMALL, va="center")
        axes.plot([row["low"], row["high"]], [at, at], color=RANGE, linewidth=5, solid_capstyle="round", zorder=2)
        if "median" in row:
            axes.plot([row["median"]], [at], marker="|", color=QUIET, markersize=9, zorder=3)
        axes.plot([row["at"]], [at], marker="o", color=STATUS["gap"], markersize=5.5, zorder=4)
    _legend(canvas.axes(0, canvas.height - _KEY, canvas.width, _KEY), canvas.width, words)
    about = alternative_of_intervals(rows, title, text, words=words)
    licence = licence_line(gaps, text)
    return save(canvas.figure, "png", title=title, about=about, licence=licence)


def alternative_of_intervals(rows: pd.DataFrame, title: str, text: Text, *, words: dict[str, str]) -> str:
    """What such a chart shows, in words; ``words`` as `export_intervals` has them."""
    said = []
    for row in rows.to_dict(orient="records"):
        between = text.span(text.number(row["low"]), text.number(row["high"]))
        said.append(
            f"{row['name']}, {between}"
            if pd.isna(row["at"])
            else f"{row['name']}, {text.number(row['at'])} ({between})"
        )
    shown = text("picture.intervals", range=words["range"], at=words["at"], shown="; ".join(said))
    return f"{title.rstrip('.')}. {shown}"


def _legend(key: Axes, width: float, words: dict[str, str]) -> None:
    key.set(xlim=(0, width), ylim=(0, _KEY))
    key.axis("off")
    marks: dict[str, dict[str, Any]] = {
        "range": {"color": RANGE, "linewidth": 5, "solid_capstyle": "round"},
        "median": {"color": QUIET, "marker": "|", "markersize": 9},
        "at": {"color": STATUS["gap"], "marker": "o", "markersize": 5.5},
    }
    x, y = 0.08, _KEY * 0.6
    for name, said in words.items():
        key.plot([x, x + 0.25] if name == "range" else [x + 0.12], [y, y] if name == "range" else [y], **marks[name])
        key.text(x + 0.38, y, said, va="center", fontsize=SMALL, color=INK)
        x += 0.38 + width_of(said, SMALL) + 0.3


def _notes(gaps: Gaps, text: Text) -> list[str]:
    """Where the figures are from, and what was asked."""
    made = text(
        "picture.made",
        edition=gaps.provenance.edition,
        licence=licence_line(gaps, text),
        reading=reading_line(gaps, text),
    )
    return [credit(gaps, text.about(gaps)), made]
