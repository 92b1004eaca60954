"""Tables, lists and lines as HTML: the macros of ``templates/pieces.html``, with what each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import isnan
from numbers import Real
from typing import Any, NamedTuple

from exports.markup import Markup, pieces


class Cell(NamedTuple):
    """A cell with a class of `style.css`; ``words`` is one that is read from the left."""

    text: str
    look: str


class Shown(NamedTuple):
    """A column of a table: its name with its unit, its values, how one is written, and a class as of a `Cell`."""

    name: str
    values: Iterable[Any]
    said: Callable[[Any], str] = str
    look: str = ""


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
    """A table whose first column names the row; a cell's lines stay lines, and a head stands as its cells do."""
    rows = list(rows)
    return _pieces().table(_heads(head, rows), rows, look)


def wide_table(name: str, head: Sequence[str], rows: Iterable[Sequence[str | Cell]], *, look: str = "") -> Markup:
    """A table that scrolls sideways where it does not fit; the keyboard reaches it, and a reader hears its name."""
    rows = list(rows)
    return _pieces().wide_table(name, _heads(head, rows), rows, look)


def sortable(name: str, columns: Sequence[Shown]) -> Markup:
    """A wide table that a person sorts by any of its columns (`page.js`): numbers by what they are, words as said."""
    values = [list(column.values) for column in columns]
    rows = [
        [(column.said(value), column.look, _key(value)) for column, value in zip(columns, row, strict=True)]
        for row in zip(*values, strict=True)
    ]
    return _pieces().sortable(name, [(column.name, column.look) for column in columns], rows)


def _heads(head: Sequence[str], rows: Sequence[Sequence[str | Cell]]) -> list[tuple[str, str]]:
    """Names of columns, and how they stand: as the first row's cells do."""
    looks = [cell.look if isinstance(cell, Cell) and cell.look == "words" else "" for cell in rows[0]] if rows else []
    return [(name, looks[at] if at < len(looks) else "") for at, name in enumerate(head)]


def _key(value: object) -> str:
    """What a number is sorted by; nothing of what is none."""
    return repr(float(value)) if isinstance(value, Real) and not isnan(value) else ""


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


def story(name: str, place: str, colour: str, status: str, sentences: Iterable[str]) -> Markup:
    """A municipality's story: where it is, its status, and a few sentences."""
    return _pieces().story(name, place, colour, status, sentences)


def program(lines: Iterable[str], facts: Iterable[tuple[str, str]], places: Listed, citations: Listed) -> Markup:
    """What is known of a program; each citation has an address, or an empty one."""
    return _pieces().program(lines, facts, places, citations)


def alert(text: str) -> Markup:
    """What went wrong, read out at once; with parts that a person brought, so never as Markdown."""
    return _pieces().alert(text)


def copy_button(label: str, done: str, failed: str) -> Markup:
    """A button that copies the picture in its container (`page.js`), and what it says then."""
    return _pieces().copy_button(label, done, failed)


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


def remembered(name: str, value: str) -> Markup:
    """What has a browser keep a cookie for a year, which Streamlit reads but cannot write."""
    return _pieces().remembered(f"{name}={value}")


def _pieces() -> Any:
    return pieces("dashboard", "pieces.html")
