"""The brief as one HTML file: it prints on two pages and fetches nothing."""

from __future__ import annotations

import numpy as np

from exports.alternative import islands
from exports.brief_parts import (
    BriefParts,
    areas_table,
    first_note,
    first_table,
    first_title,
    link_notes,
    services_table,
    sites_note,
    sites_table,
)
from exports.concentration import line_of, points_in_words
from exports.embed import STYLE, html_page
from exports.mapping import draw
from exports.markup import pieces
from exports.svg import legend_html, map_svg
from layers import Layers
from vocabulary.colours import STATUS
from words.text import Text

_STYLE = (
    STYLE
    + """
h2{font-size:1em;margin:1.1em 0 .3em}table{border-collapse:collapse;width:100%;font-size:.82em}
th,td{padding:.22em .4em;text-align:right;border-bottom:1px solid #e4e4e0;vertical-align:bottom}
th:first-child,td:first-child{text-align:left}thead th{color:#5c5c57;font-weight:500}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:.5em;margin:.6em 0}
dt{color:#5c5c57;font-size:.78em}dd{margin:0;font-weight:600}ul{padding-left:1.2em;font-size:.85em;margin:.3em 0}
.legend{padding:0}header p:first-child{text-transform:uppercase;letter-spacing:.06em}
@page{size:letter;margin:14mm}
.lean{display:flex;gap:1.6em;align-items:flex-start}.lean svg{flex:none;width:150px}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:0 1.6em}
@media print{.second{break-before:page}body{padding:0;font-size:11.5px}svg{max-height:82mm}
.two{grid-template-columns:1fr 1fr}}
"""
)


_DETAIL = 700
_SIDE = 100


def to_html(parts: BriefParts, layers: Layers, text: Text) -> bytes:
    """The brief as HTML."""
    heads = {name: text(f"brief.{name}") for name in ("how_sure", "again")}
    heads |= {"first": first_title(parts, text), "sources": text("embed.sources")}
    drawing = draw(parts.gaps, layers, detail=_DETAIL)
    body = pieces("exports", "page.html").brief(
        parts,
        all=first_note(parts, text),
        heads=heads,
        map=map_svg(drawing, parts.gaps, layers, text, title=parts.sentence),
        legend=legend_html(parts.gaps, text, drawing),
        islands=islands(drawing, text),
        first=first_table(parts, text),
        services=(text("brief.services"), text("brief.services.note"), *services_table(parts, text)),
        sites=(text("brief.sites"), sites_note(parts, layers, text), *sites_table(parts, text)),
        regions=(text("brief.regions"), parts.regions, *areas_table(parts, text)),
        leaning=_leaning(parts, text),
        link=link_notes(parts, text),
    )
    return html_page(parts.title, body, text, style=_STYLE)


def _leaning(parts: BriefParts, text: Text) -> dict[str, str]:
    """How coverage leans: in words, and the steps of the curve in a square of a hundred."""
    if np.isnan(parts.concentration.index):
        return {"title": text("concentration.title"), "said": parts.leaning, "curve": ""}
    line = line_of(parts.concentration) * _SIDE
    return {
        "title": text("concentration.title"),
        "said": parts.leaning,
        "note": text("concentration.curve"),
        "curve": "M" + "L".join(f"{x:.1f} {_SIDE - y:.1f}" for x, y in zip(line["part"], line["had"], strict=True)),
        "points": points_in_words(parts.concentration, text),
        "colour": STATUS["gap"],
    }
