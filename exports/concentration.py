"""Who is left behind: the concentration of coverage in words, as a figure, and as a small picture for a brief."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from exports.canvas import QUIET, SMALL, Canvas, plain_figure
from exports.sentence import place_name
from geo import Gaps
from geo.concentration import Concentration, find_concentration
from layers import Layers
from vocabulary import colours
from words.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DPI = 220

#: Room of a brief's picture within its frame, parts of it: left, bottom, width, height.
_FRAME = (0.02, 0.02, 0.96, 0.96)

#: How far the index is from nought at least, to be called a leaning.
_LEANS = 0.02

_NAMED = (0.25, 0.5, 0.75)


def figures_of(found: Concentration) -> dict[str, Any]:
    """The figures beside the curve, as JSON can hold them: null where there is none.

    Where it is not known who is reached they are of those reached for sure, and ``at_most`` has those reached at most.
    """
    figures = {
        "index": found.index,
        "covered_return_share": found.covered_share,
        "half": found.half,
        "half_covered": found.half_covered,
        "other_half_covered": found.other_half_covered,
    }
    known = {name: None if math.isnan(value) else round(value, 6) + 0.0 for name, value in figures.items()}
    at_most = {} if found.at_most is None else {"at_most": figures_of(found.at_most)}
    return {**known, "unknown_figures": found.unknown, **at_most}


def headline(found: Concentration, text: Text, *, place: str) -> str:
    """Which way coverage leans, and how much, in a sentence; where it is not known who is reached, in two."""
    most = found.at_most
    more = "" if most is None or math.isnan(most.index) else " " + text("concentration.at_most", **_halves(most, text))
    if math.isnan(found.index):
        return text("concentration.none", place=place) + more
    way = "even" if abs(found.index) < _LEANS else "less" if found.index > 0 else "more"
    return text(f"concentration.{way}", place=place, **_halves(found, text)) + more


def _halves(found: Concentration, text: Text) -> dict[str, str]:
    return {
        "half": text.percent(found.half_covered),
        "other": text.percent(found.other_half_covered),
        "index": text.number(found.index, 2),
    }


def line_of(found: Concentration) -> pd.DataFrame:
    """The curve from its beginning: ``part`` of all dwellings and ``had``, the part of the covered ones, 0-1."""
    curve = found.curve
    parts = {"part": curve["dwellings_share"], "had": curve["covered_part"]}
    return pd.DataFrame({name: [0.0, *values] for name, values in parts.items()})


def points_in_words(found: Concentration, text: Text) -> str:
    """A few points of the curve."""
    line = line_of(found)
    had = np.interp(_NAMED, line["part"], line["had"])
    pairs = zip(_NAMED, had, strict=True)
    said = [f"{text.percent(part)}, {text.percent(value)}" for part, value in pairs]
    return text("concentration.points", shown="; ".join(said))


def paint_curve(axes: Axes, found: Concentration, *, words: dict[str, str]) -> None:
    """The curve and the diagonal into axes."""
    line = line_of(found)
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1.0, linestyle="--", label=words["even"])
    axes.fill_between(line["part"], line["had"], line["part"], color=colours.STATUS["gap"], alpha=0.14, linewidth=0)
    axes.plot(line["part"], line["had"], color=colours.STATUS["gap"], linewidth=1.8, label=words["curve"])
    axes.set(xlim=(0, 1), ylim=(0, 1), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))


def small_picture(found: Concentration, *, width: float, height: float) -> bytes:
    """The curve without words as PNG, so many inches large."""
    figure, axes = plain_figure(width, height)
    axes.set_position(_FRAME)
    paint_curve(axes, found, words={"even": "", "curve": ""})
    axes.tick_params(labelbottom=False, labelleft=False, length=2)
    axes.grid(visible=True, color=colours.LINE, linewidth=0.6)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
    return buffer.getvalue()


def paint_concentration(gaps: Gaps, layers: Layers, text: Text, *, title: str, notes: list[str]) -> Figure:
    """The curve as a figure, with its headline; ``title`` and ``notes`` as `exports.canvas.Canvas` takes them."""
    found = find_concentration(gaps, layers)
    said = headline(found, text, place=place_name(gaps.criteria, layers, text))
    canvas = Canvas(title, said, notes, width=6.5, height=4.2)
    if math.isnan(found.index):
        canvas.say(0, canvas.height / 2, text("figure.empty"), size=10)
        return canvas.figure
    axes = canvas.axes(0.75, 0.48, canvas.width - 0.9, canvas.height - 0.8)
    paint_curve(axes, found, words={name: text(f"concentration.legend.{name}") for name in ("even", "curve")})
    for axis, key in ((axes.xaxis, "concentration.part"), (axes.yaxis, "concentration.had")):
        axis.set_major_formatter(lambda value, _: text.percent(value))
        axis.set_label_text(text(key), fontsize=SMALL)
    axes.tick_params(labelsize=SMALL, length=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, color=colours.LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), frameon=False, fontsize=SMALL, ncols=2)
    return canvas.figure
