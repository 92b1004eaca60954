"""Tables, lists and lines as HTML: the macros of ``templates/pieces.html``, with what each takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from exports.markup import Markup, pieces


class Cell(NamedTuple):
    """A cell with a class of `style.css`."""

    text: str
    look: str


class Why(NamedTuple):
    """A condition of the rule, in words: what a municipality had, the error of that, what was asked, whether met."""

    condition: str
    had: str
    error: str
    asked: str
    sign: str
    mark: str


class Listed(NamedTuple):
    """A titled list."""

    title: str
    rows: Sequence[str | tuple[str, str]]


def table(head: Sequence[str], rows: Iterable[Sequence[str | Cell]], *, look: str = "") -> Markup:
    """A table whose first column names the row; a cell's lines stay lines."""
    return _pieces().table(head, rows, look)


def wide_table(name: str, head: Sequence[str], rows: Iterable[Sequence[str | Cell]], *, look: str = "") -> Markup:
    """A table that scrolls sideways where it does not fit; the keyboard reaches it, and a reader hears its name."""
    return _pieces().wide_table(name, head, rows, look)


def figures(items: Iterable[tuple[str, str]]) -> Markup:
    """Names with their figures, side by side."""
    return _pieces().figures(items)


def prose(title: str, items: Iterable[str], *, ordered: bool = False) -> Markup:
    """A heading and a list."""
    return _pieces().prose(title, items, ordered)


def title(text: str, more: str) -> Markup:
    """A page's heading and the line below it."""
    return _pieces().title(text, more)


def sentence(words: Markup, more: str, reading: str) -> Markup:
    """The answer in one sentence, what it leaves out, and how the question reads."""
    return _pieces().sentence(words, more, reading)


def legend(name: str, items: Iterable[tuple[str, str]]) -> Markup:
    """Dots with what their colours mean."""
    return _pieces().legend(name, items)


def size_legend(name: str, items: Iterable[tuple[float, str]], hollow: tuple[float, str] | None = None) -> Markup:
    """Dots of a radius (pixels) with what their sizes mean; a hollow one for what is not known."""
    dots = [(2 * radius, label, "sized") for radius, label in items]
    dots += [] if hollow is None else [(2 * hollow[0], hollow[1], "sized hollow")]
    return _pieces().size_legend(name, [(f"{width:.1f}", label, look) for width, label, look in dots])


def why(title: str, colour: str, status: str, rows: Iterable[Why], notes: Iterable[str]) -> Markup:
    """Why a municipality has its status, condition by condition."""
    return _pieces().why(title, colour, status, rows, notes)


def program(lines: Iterable[str], facts: Iterable[tuple[str, str]], places: Listed, citations: Listed) -> Markup:
    """What is known of a program; each citation has an address, or an empty one."""
    return _pieces().program(lines, facts, places, citations)


def alert(text: str) -> Markup:
    """What went wrong, read out at once; with parts that a person brought, so never as Markdown."""
    return _pieces().alert(text)


def note(text: str) -> Markup:
    """A quiet line."""
    return _pieces().note(text)


def read_out(inner: Markup) -> Markup:
    """What is read out when it changes."""
    return _pieces().read_out(inner)


def by_keyboard(inner: Markup) -> Markup:
    """What the keyboard reaches, to scroll it."""
    return _pieces().by_keyboard(inner)


def chooser(words: str) -> Markup:
    """A style that has Streamlit's button for files say these words, in the page's language."""
    return _pieces().chooser(words)


def _pieces() -> Any:
    return pieces("dashboard", "pieces.html")
