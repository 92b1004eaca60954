"""The brief as one HTML file: it prints on two pages and fetches nothing."""

from __future__ import annotations

from collections.abc import Sequence

from exports.brief_parts import BriefParts, first_table, first_title, services_table, sites_table
from exports.embed import STYLE, html_page, source_items
from exports.safe_text import safe
from exports.svg import legend_html, map_svg
from layers import Layers
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
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:0 1.6em}
@media print{.second{break-before:page}body{padding:0;font-size:11.5px}svg{max-height:82mm}
.two{grid-template-columns:1fr 1fr}}
"""
)


def to_html(parts: BriefParts, layers: Layers, text: Text) -> bytes:
    """The brief as HTML."""
    figures = "".join(f"<div><dt>{safe(name)}</dt><dd>{safe(value)}</dd></div>" for name, value in parts.figures)
    body = [
        f'<header><p class="quiet">Alcance</p><h1>{safe(parts.title)}</h1></header>',
        f"<p><strong>{safe(parts.sentence)}</strong> {safe(parts.more)}</p>",
        f'<p class="quiet">{safe(parts.reading)}</p><dl>{figures}</dl>',
        map_svg(parts.gaps, layers, text, title=parts.sentence),
        legend_html(parts.gaps, text),
        f"<h2>{safe(first_title(parts, text))}</h2>",
        *_first(parts, text),
        '<section class="second">',
    ]
    tables = [
        _section(text("brief.services"), text("brief.services.note"), *services_table(parts, text)),
        _section(text("brief.sites"), text("brief.sites.note"), *sites_table(parts, text)),
    ]
    body.append(f'<div class="two">{"".join(tables)}</div>')
    limits = "".join(f"<li>{safe(limit)}</li>" for limit in parts.limits)
    body += [
        f"<h2>{safe(text('brief.how_sure'))}</h2><ul>{limits}</ul>",
        f"<h2>{safe(text('embed.sources'))}</h2>{source_items(parts.gaps)}",
        f"<h2>{safe(text('brief.again'))}</h2><p><code>{safe(parts.about['command'])}</code></p>",
        f'<p class="quiet">{safe(parts.about["link"])}</p>',
        f'<p class="quiet">{safe(parts.about["licence"])}</p></section>',
    ]
    return html_page(parts.title, "".join(body), text, style=_STYLE)


def _first(parts: BriefParts, text: Text) -> list[str]:
    if parts.first.empty:
        return [f"<p>{safe(text('figure.empty'))}</p>"]
    all_gaps = safe(text("brief.first.all", len(parts.gaps.gaps)))
    return [_table(*first_table(parts, text)), f'<p class="quiet">{all_gaps}</p>']


def _section(title: str, note: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return f'<div><h2>{safe(title)}</h2><p class="quiet">{safe(note)}</p>{_table(head, rows)}</div>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{safe(name)}</th>' for name in head)
    body = "".join("<tr>" + "".join(f"<td>{safe(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
