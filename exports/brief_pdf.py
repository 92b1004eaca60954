"""The brief as PDF: two pages of letter paper, text that can be searched, a map, no date but the data's."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from exports.alternative import entry_words, islands, map_words
from exports.brief_parts import (
    BriefParts,
    Table,
    areas_table,
    first_note,
    first_table,
    first_title,
    link_notes,
    services_table,
    sites_note,
    sites_table,
)
from exports.canvas import font_file, plain_figure, printable
from exports.concentration import points_in_words, small_picture
from exports.context import edition_date
from exports.credits import credit
from exports.dots import SITE_LOOKS
from exports.inset import paint_whole_map
from exports.legend import legend_of
from exports.mapping import Drawing, draw
from layers import Layers
from vocabulary import colours
from words.text import Text

if TYPE_CHECKING:
    from fpdf import FPDF

_WIDE, _HIGH, _EDGE = 215.9, 279.4, 16.0
_ROOM = _WIDE - 2 * _EDGE
_INK, _QUIET, _RULE = (29, 29, 27), (92, 92, 87), (217, 217, 214)
#: Where the last source may begin: two lines of it and one more still stand above the foot.
_LOWEST = _HIGH - 28.0
_MAP_WIDE, _MAP_HIGH = 122.0, 88.0
#: Width of the curve, and its height by that.
_CURVE, _FLAT = 38.0, 0.62
_MM = 25.4
_DPI = 220
_POINT = _MM / 72
_FONT = "DejaVu"
_HEAD = 6.8


def to_pdf(parts: BriefParts, layers: Layers, text: Text) -> bytes:
    """The brief as PDF."""
    from fpdf import FPDF

    pdf = FPDF(format="letter", unit="mm")
    pdf.set_auto_page_break(False)
    pdf.set_margins(_EDGE, _EDGE, _EDGE)
    pdf.add_font(_FONT, "", font_file())
    pdf.add_font(_FONT, "B", font_file(bold=True))
    pdf.set_creation_date(edition_date(layers).tz_localize("UTC").to_pydatetime())
    pdf.set_title(printable(parts.title))
    pdf.set_subject(printable(parts.sentence))
    pdf.set_creator("Alcance")
    pdf.set_lang(text.language)
    page = _Page(pdf)
    pdf.add_page()
    _first_page(page, parts, layers, text)
    page.foot(parts, text, 1)
    pdf.add_page()
    _second_page(page, parts, layers, text)
    page.foot(parts, text, 2)
    return bytes(pdf.output())


def _first_page(page: _Page, parts: BriefParts, layers: Layers, text: Text) -> None:
    y = page.words(_EDGE, _EDGE, _ROOM, "Alcance", size=8, colour=_QUIET)
    y = page.words(_EDGE, y + 0.5, _ROOM, parts.title, size=14, bold=True)
    y = page.words(_EDGE, y + 2, _ROOM, parts.sentence, size=9.5, bold=True)
    y = page.words(_EDGE, y + 1, _ROOM, f"{parts.more} {parts.reading}.", size=8.5, colour=_QUIET)
    top = y + 3.5
    drawing = draw(parts.gaps, layers)
    high = min(_MAP_WIDE * drawing.height / drawing.width, _MAP_HIGH)
    wide = high * drawing.width / drawing.height
    figure, axes = plain_figure(wide / _MM, high / _MM)
    paint_whole_map(axes, drawing, parts.gaps, layers, text, width=wide / _MM)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
    page.pdf.image(buffer, x=_EDGE, y=top, w=wide, h=high, alt_text=printable(map_words(parts.gaps, text, drawing)))
    side = _EDGE + wide + 5
    y = _legend(page, parts, drawing, text, side, top)
    for name, value in parts.figures:
        y = page.words(side, y + 1.0, _WIDE - _EDGE - side, name, size=7, colour=_QUIET)
        y = page.words(side, y, _WIDE - _EDGE - side, value, size=8.5, bold=True)
    below = top + high
    for line in (
        *islands(drawing, text),
        credit(parts.gaps, text),
    ):
        below = page.words(_EDGE, below + 0.8, wide, line, size=7, colour=_QUIET)
    y = max(below, y) + 3.5
    y = page.words(_EDGE, y, _ROOM, first_title(parts, text), size=10.5, bold=True)
    y = page.words(_EDGE, y, _ROOM, first_note(parts, text), size=7.5, colour=_QUIET)
    if len(parts.first):
        page.table(_EDGE, y + 1.5, _ROOM, *first_table(parts, text))


def _second_page(page: _Page, parts: BriefParts, layers: Layers, text: Text) -> None:
    y = _EDGE
    half = (_ROOM - 8) / 2
    tops: list[tuple[str, str, Table]] = []
    tops.append((text("brief.services"), text("brief.services.note"), services_table(parts, text)))
    tops.append((text("brief.sites"), sites_note(parts, layers, text), sites_table(parts, text)))
    tops.append((text("brief.regions"), parts.regions, areas_table(parts, text)))
    # The services have a column of their own; below the sites stand the regions.
    ends = [y, y]
    for column, (title, note, (head, rows)) in zip((0, 1, 1), tops, strict=True):
        x = _EDGE + column * (half + 8)
        below = page.words(x, ends[column], half, title, size=10.5, bold=True)
        below = page.words(x, below, half, note, size=7.5, colour=_QUIET)
        ends[column] = (page.table(x, below + 1.5, half, head, rows) if rows else below) + 5
    y = _concentration(page, parts, text, max(ends))
    y = page.words(_EDGE, y, _ROOM, text("brief.how_sure"), size=10.5, bold=True)
    for limit in parts.limits:
        y = page.item(y + 0.8, limit, size=8.5)
    y = page.words(_EDGE, y + 4, _ROOM, text("brief.again"), size=10.5, bold=True)
    y = page.words(_EDGE, y + 0.5, _ROOM, parts.about["command"], size=8)
    for line in link_notes(parts, text):
        y = page.words(_EDGE, y + 0.5, _ROOM, line, size=8, colour=_QUIET)
    y = page.words(_EDGE, y + 1.5, _ROOM, parts.about["licence"], size=7, colour=_QUIET)
    y = page.words(_EDGE, y + 4, _ROOM, text("embed.sources"), size=10.5, bold=True)
    if not parts.sources:
        page.item(y + 0.5, text("licence.undeclared"), size=7)
    for at, source in enumerate(parts.sources):
        if y > _LOWEST:
            page.item(y + 0.5, text("brief.sources.more", len(parts.sources) - at), size=7)
            break
        y = page.item(y + 0.5, source, size=7)


def _concentration(page: _Page, parts: BriefParts, text: Text, y: float) -> float:
    """Below how coverage leans, in words and beside them the curve."""
    side = _WIDE - _EDGE - _CURVE
    top = page.words(_EDGE, y, side - _EDGE - 5, text("concentration.title"), size=10.5, bold=True)
    top = page.words(_EDGE, top + 0.5, side - _EDGE - 5, parts.leaning, size=8.5)
    if np.isnan(parts.concentration.index):
        return top + 4
    top = page.words(_EDGE, top + 0.5, side - _EDGE - 5, text("concentration.curve"), size=7, colour=_QUIET)
    picture = io.BytesIO(small_picture(parts.concentration, width=_CURVE / _MM, height=_CURVE * _FLAT / _MM))
    said = printable(points_in_words(parts.concentration, text))
    page.pdf.image(picture, x=side, y=y + 1, w=_CURVE, h=_CURVE * _FLAT, alt_text=said)
    return max(top, y + 1 + _CURVE * _FLAT) + 4


def _legend(page: _Page, parts: BriefParts, drawing: Drawing, text: Text, x: float, y: float) -> float:
    """Below the legend."""
    pdf = page.pdf
    pdf.set_line_width(0.2)
    for entry in legend_of(parts.gaps, drawing):
        if entry.mark in ("area", "site"):
            pdf.set_fill_color(entry.fill)
        pdf.set_draw_color("#8a8a86" if entry.mark == "area" else entry.edge)
        if entry.mark == "area":
            pdf.rect(x, y + 0.6, 4, 2.6, style="DF")
            if entry.patterned:
                _hatch(pdf, x, y + 0.6)
        elif entry.mark == "site":
            look = SITE_LOOKS[entry.name]
            _dashed_circle(pdf, x + 2, y + 1.9, look.radius * 0.25, look.dash, style="DF")
        elif entry.mark == "ring":
            _dashed_circle(pdf, x + 2, y + 1.9, 1.3, colours.RINGS[entry.name], style="D")
        else:
            pdf.line(x, y + 1.9, x + 4, y + 1.9)
        room = _WIDE - _EDGE - x - 6
        y = page.words(x + 6, y, room, entry_words(entry, text), size=7.5) + (0 if entry.mark == "line" else 0.7)
    return y + 2


def _hatch(pdf: FPDF, x: float, y: float) -> None:
    """The lines of what is not known, in a legend's box."""
    pdf.set_draw_color(colours.EDGES["unknown"])
    for start in (0.0, 1.0, 2.0, 3.0):
        pdf.line(x + start, y + 2.6, min(x + start + 2.6, x + 4), y + max(0.0, start + 2.6 - 4))


def _dashed_circle(
    pdf: FPDF, x: float, y: float, radius: float, dash: tuple[float, float] | None, *, style: Literal["D", "DF"]
) -> None:
    if dash is not None:
        pdf.set_dash_pattern(dash=dash[0] * 0.25, gap=dash[1] * 0.25)
    pdf.circle(x, y, radius, style=style)
    pdf.set_dash_pattern()


class _Page:
    """Writes on the page; places and widths are mm from the upper left corner; each gives back where it ended."""

    def __init__(self, pdf: FPDF) -> None:
        self.pdf = pdf

    def words(
        self,
        x: float,
        y: float,
        wide: float,
        words: str,
        *,
        size: float,
        bold: bool = False,
        colour: tuple[int, int, int] = _INK,
        align: str = "L",
    ) -> float:
        self.pdf.set_font(_FONT, "B" if bold else "", size)
        self.pdf.set_text_color(*colour)
        self.pdf.set_xy(x, y)
        self.pdf.c_margin = 0
        self.pdf.multi_cell(wide, size * _POINT * 1.3, printable(words), align=align, new_x="LEFT", new_y="NEXT")
        return float(self.pdf.get_y())

    def item(self, y: float, words: str, *, size: float) -> float:
        self.words(_EDGE, y, 3, "•", size=size, colour=_QUIET)
        return self.words(_EDGE + 3.5, y, _ROOM - 3.5, words, size=size)

    def table(self, x: float, y: float, room: float, head: Sequence[str], rows: Sequence[Sequence[str]]) -> float:
        """A table as wide as the room: figures take what they need, the first column the rest, on lines of its own."""
        size, pad = 7.5, 2.0
        widths = self.columns(head, rows, room, size, pad)
        places = [x + sum(widths[:at]) for at in range(len(widths))]
        aligns = ["L", *["R"] * (len(widths) - 1)]
        below = [
            self.words(place, y, wide - pad, name, size=_HEAD, colour=_QUIET, align=align)
            for place, wide, name, align in zip(places, widths, head, aligns, strict=True)
        ]
        y = max(below) + 0.8
        for row in rows:
            self.pdf.set_draw_color(*_RULE)
            self.pdf.set_line_width(0.15)
            self.pdf.line(x, y, x + sum(widths), y)
            y = 0.7 + max(
                self.words(place, y + 0.7, wide - pad, cell, size=size, align=align)
                for place, wide, cell, align in zip(places, widths, row, aligns, strict=True)
            )
        return y

    def columns(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], room: float, size: float, pad: float
    ) -> list[float]:
        """Widths of a table's columns, mm: no word of a head is broken, no figure either; what is spare is shared."""

        def widest(words: Iterable[str], points: float) -> float:
            self.pdf.set_font(_FONT, "", points)
            return pad + 0.1 + max((self.pdf.get_string_width(printable(word)) for word in words), default=0.0)

        figures = [
            max(widest(head[at].split(), _HEAD), widest((row[at] for row in rows), size)) for at in range(1, len(head))
        ]
        each = max(0.0, room - sum(figures) - widest((row[0] for row in rows), size)) / len(head)
        figures = [wide + each for wide in figures]
        return [room - sum(figures), *figures]

    def foot(self, parts: BriefParts, text: Text, number: int) -> None:
        y = _HIGH - 11
        made = f"Alcance · {text('about.data_edition')} {parts.about['data_edition']}"
        self.words(_EDGE, y, _ROOM - 20, made, size=6.5, colour=_QUIET)
        said = text("brief.page", page=str(number), pages="2")
        self.words(_WIDE - _EDGE - 20, y, 20, said, size=6.5, colour=_QUIET, align="R")
