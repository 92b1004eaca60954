"""Small multiples: one map a reading, all of one place, at one scale, with one legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.alternative import islands
from exports.canvas import QUIET, SMALL, Canvas, width_of
from exports.dots import SITE_LOOKS
from exports.ink import paint_legend, paint_map, paint_scale_bar
from exports.legend import Entry, legend_of
from exports.mapping import Drawing, draw
from exports.panels import panel_title, panels_of
from geo import Gaps
from layers import Layers
from vocabulary.lists import LEGEND_STATUSES, SURENESS
from words.text import Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Inches: a panel's width and its most height, between panels, above one for its title, of the legend.
_WIDE, _HIGH, _BETWEEN, _HEAD, _LEGEND = 3.1, 3.1, 0.18, 0.42, 1.75
_DETAIL = 600
_MARKS = ("area", "site", "ring", "line")


def paint_multiples(gaps: Gaps, layers: Layers, text: Text, *, title: str, subtitle: str, notes: list[str]) -> Figure:
    """The statuses in every reading of `exports.panels.panels_of`, two panels a line.

    Parameters
    ----------
    gaps, layers, text
        As `exports.figures.map_figure`.
    title, subtitle, notes
        The page's, as `exports.canvas.Canvas` takes them.
    """
    shown = [(panel, draw(panel, layers, detail=_DETAIL)) for panel in panels_of(gaps, layers)]
    _, first = shown[0]
    columns = min(len(shown), 2)
    height = min(_WIDE * first.height / first.width, _HIGH)
    width = height * first.width / first.height
    lines = -(-len(shown) // columns)
    # A narrow map leaves its title the room that it takes.
    slot = max(width, *(width_of(panel_title(panel, text), SMALL, bold=True) for panel, _ in shown))
    room = max(lines * (height + _HEAD) + (lines - 1) * _BETWEEN, 2.6)
    left = columns * slot + (columns - 1) * _BETWEEN + 0.2
    notes = [" ".join([notes[0], *islands(first, text)]), *notes[1:]]
    canvas = Canvas(title, subtitle, notes, width=max(left + _LEGEND, 6.5), height=room)
    for place, (panel, drawing) in enumerate(shown):
        x = (place % columns) * (slot + _BETWEEN)
        top = room - (place // columns) * (height + _HEAD + _BETWEEN)
        count = int(panel.totals["gap"])
        canvas.say(x, top - 0.15, panel_title(panel, text), size=SMALL, fontweight="bold")
        canvas.say(x, top - 0.32, text("figure.multiples.gaps", count), size=SMALL, colour=QUIET)
        axes = canvas.axes(x, top - _HEAD - height, width, height)
        paint_map(axes, drawing, (), width=width)
        if place == 0:
            paint_scale_bar(axes, drawing, text)
    entries = _entries(shown)
    paint_legend(canvas, [(entry, text(entry.key)) for entry in entries], left=left, top=room - 0.1)
    return canvas.figure


def _entries(shown: list[tuple[Gaps, Drawing]]) -> list[Entry]:
    """The entries of all panels, in the legend's order."""
    found = [entry for panel, drawing in shown for entry in legend_of(panel, drawing)]
    names = [*LEGEND_STATUSES, *SITE_LOOKS, *reversed(SURENESS), ""]
    once = {(entry.mark, entry.name): entry for entry in found}
    return sorted(once.values(), key=lambda entry: (_MARKS.index(entry.mark), names.index(entry.name)))
