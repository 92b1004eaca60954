"""Tables and lists as HTML; everything that goes in is escaped here, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple


class Cell(NamedTuple):
    """A cell with a class of `style.css`."""

    text: str
    look: str


def table(head: Sequence[str], rows: Iterable[Sequence[str | Cell]], *, look: str = "") -> str:
    """A table whose first column names the row."""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(f'<tr><th scope="row">{_lines(row[0])}</th>{"".join(map(_cell, row[1:]))}</tr>' for row in rows)
    classes = f"alcance-table {look}".strip()
    return f'<table class="{classes}"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def wide_table(name: str, head: Sequence[str], rows: Iterable[Sequence[str | Cell]], *, look: str = "") -> str:
    """A table that scrolls sideways where it does not fit; the keyboard reaches it, and a reader hears its name."""
    inner = table(head, rows, look=look)
    return f'<div class="alcance-wide" tabindex="0" role="region" aria-label="{escape(name)}">{inner}</div>'


def figures(items: Iterable[tuple[str, str]]) -> str:
    """Names with their figures, side by side."""
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in items)
    return f'<dl class="alcance-figures">{cells}</dl>'


def prose(title: str, items: Iterable[str], *, ordered: bool = False) -> str:
    """A heading and a list."""
    tag = "ol" if ordered else "ul"
    points = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f'<div class="alcance-prose"><h2>{escape(title)}</h2><{tag}>{points}</{tag}></div>'


def title(text: str, more: str) -> str:
    """A page's heading and the line below it."""
    return f'<h1 class="alcance-title">{escape(text)}</h1><p class="alcance-more">{escape(more)}</p>'


def _cell(cell: str | Cell) -> str:
    look = f' class="{cell.look}"' if isinstance(cell, Cell) else ""
    return f"<td{look}>{_lines(cell)}</td>"


def _lines(cell: str | Cell) -> str:
    text = cell.text if isinstance(cell, Cell) else cell
    return "<br>".join(escape(line) for line in text.split("\n"))


def legend(name: str, items: Iterable[tuple[str, str]]) -> str:
    """Dots with what their colours mean."""
    rows = "".join(
        f'<li><span class="swatch site" style="background:{colour}"></span>{escape(label)}</li>'
        for colour, label in items
    )
    return f'<ul class="alcance-legend" aria-label="{escape(name)}">{rows}</ul>'


def size_legend(name: str, items: Iterable[tuple[float, str]], hollow: tuple[float, str] | None = None) -> str:
    """Dots of a radius (pixels) with what their sizes mean; a hollow one for what is not known."""
    dots = [(2 * radius, label, "sized") for radius, label in items]
    dots += [] if hollow is None else [(2 * hollow[0], hollow[1], "sized hollow")]
    rows = "".join(
        f'<li><span class="{look}" style="width:{width:.1f}px;height:{width:.1f}px"></span>{escape(label)}</li>'
        for width, label, look in dots
    )
    return f'<ul class="alcance-legend" aria-label="{escape(name)}">{rows}</ul>'


def alert(text: str) -> str:
    """What went wrong, read out at once; with parts that a person brought, so never as Markdown."""
    return f'<p class="alcance-alert" role="alert">{escape(text)}</p>'


def note(text: str) -> str:
    """A quiet line."""
    return f'<p class="alcance-source">{escape(text)}</p>'
