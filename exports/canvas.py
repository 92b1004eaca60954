"""A page of paper for a figure: its title, its notes, room between, and the same bytes every time."""

from __future__ import annotations

import io
from copy import deepcopy
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from exports.safe_text import one_line
from vocabulary.lists import PictureFormat

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


INK = "#1d1d1b"
QUIET = "#5c5c57"
RULE = "#d9d9d6"

#: Size of the letters in a drawing, points.
SMALL = 8.0

_POINTS = 72.0
_EDGE = 0.35  # inches
_LEADING = 1.32
_TITLE, _SUBTITLE, _NOTE = 14.0, 9.5, 6.8
_PRINT_DPI = 300
_NAMES = {
    "": "http://www.w3.org/2000/svg",
    "xlink": "http://www.w3.org/1999/xlink",
    "cc": "http://creativecommons.org/ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
_SETTINGS: dict[Any, Any] = {
    # Letters stay letters in an SVG: a reader without the first face shows the next, which is as wide.
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Geneva", "sans-serif"],
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "alcance",
    "axes.edgecolor": RULE,
    "axes.labelcolor": QUIET,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "text.color": INK,
    "path.simplify": False,
    "hatch.linewidth": 0.45,
}

#: Width of the halo about names on a map, points; what marks such names in an SVG.
_HALO, _HALO_MARK = 1.6, "halo-"


class Canvas:
    """A figure with its title and notes; places are inches from the lower left corner of the room between them.

    Parameters
    ----------
    title, subtitle : str
        Above, wrapped to the width.
    notes : list of str
        Below, small: the sources and how it was made.
    width, height : float
        Of the room for the drawing, inches; the page is as large as it takes.
    """

    def __init__(self, title: str, subtitle: str, notes: list[str], *, width: float, height: float) -> None:
        figure_class = _figure_class()
        self.width, self.height = width, height
        heads = [(line, _TITLE, "bold", INK) for line in wrap(title, _TITLE, width, bold=True)]
        heads += [(line, _SUBTITLE, "normal", QUIET) for line in wrap(subtitle, _SUBTITLE, width)]
        feet = [(line, _NOTE, "normal", QUIET) for note in notes for line in wrap(note, _NOTE, width)]
        head, foot = (sum(size for _, size, _, _ in lines) * _LEADING / _POINTS for lines in (heads, feet))
        gap = 0.14
        self._low = _EDGE * 0.7 + foot + gap
        self._page = (width + 2 * _EDGE, self._low + height + gap + head + _EDGE)
        self.figure: Figure = figure_class(figsize=self._page, facecolor="white")
        self._lines(heads, self._page[1] - _EDGE * 0.85)
        self._lines(feet, self._low - gap)

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes at a place of the room, inches."""
        x, y = self._page
        return self.figure.add_axes(((_EDGE + left) / x, (self._low + bottom) / y, width / x, height / y))

    def say(self, x: float, y: float, words: str, *, size: float = 8.0, colour: str = INK, **settings: Any) -> None:
        """Words at a place of the room, inches."""
        wide, high = self._page
        place = ((_EDGE + x) / wide, (self._low + y) / high)
        self.figure.text(*place, printable(words), fontsize=size, color=colour, **settings)

    def _lines(self, lines: list[tuple[str, float, str, str]], top: float) -> None:
        for line, size, weight, colour in lines:
            self.figure.text(
                _EDGE / self._page[0],
                top / self._page[1],
                line,
                fontsize=size,
                fontweight=weight,
                color=colour,
                verticalalignment="top",
            )
            top -= size * _LEADING / _POINTS


def plain_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure of so many inches that is all axes."""
    figure: Figure = _figure_class()(figsize=(width, height), facecolor="white")
    return figure, figure.add_axes((0, 0, 1, 1))


def say_clearly(axes: Axes, place: tuple[float, float], words: str, *, around: str, **settings: Any) -> None:
    """Words in the middle of a place of the axes, with a halo of a colour about them."""
    from matplotlib.patheffects import withStroke

    halo = withStroke(linewidth=_HALO, foreground=around)
    said = axes.text(*place, printable(words), ha="center", va="center", path_effects=[halo], **settings)
    said.set_gid(f"{_HALO_MARK}{around}")


def save(figure: Figure, picture: PictureFormat, *, title: str, about: str, licence: str) -> bytes:
    """The figure as PNG (300 dots an inch) or SVG; no date, no program's version in it.

    Title and ``about``, which says what it shows, are read to who does not see it: in an SVG by its own elements.
    """
    buffer = io.BytesIO()
    if picture == "png":
        said: dict[str, str | None] = {"Software": None, "Title": title, "Description": about, "Copyright": licence}
        figure.savefig(buffer, format="png", dpi=_PRINT_DPI, metadata=said)
    else:
        said = {"Date": None, "Creator": "Alcance", "Title": title, "Description": about, "Rights": licence}
        _without_halos(figure)
        figure.savefig(buffer, format="svg", metadata=said)
        return _spoken(buffer.getvalue(), title, about)
    return buffer.getvalue()


def _without_halos(figure: Figure) -> None:
    """Take the halos off, which are set again in the SVG: with them matplotlib would write outlines for letters."""
    from matplotlib.text import Text as Words

    for words in figure.findobj(Words):
        if (words.get_gid() or "").startswith(_HALO_MARK):
            words.set_path_effects([])


def _spoken(svg: bytes, title: str, about: str) -> bytes:
    """The SVG with its alternative text where a reader of screens looks for it, and halos below their words."""
    for prefix, address in _NAMES.items():
        ET.register_namespace(prefix, address)
    root = ET.fromstring(svg, ET.XMLParser(target=ET.TreeBuilder(insert_comments=True)))  # noqa: S314 our own
    name = f"{{{_NAMES['']}}}"
    for element in root.findall(f"{name}title"):
        root.remove(element)
    for place, (tag, words) in enumerate((("title", title), ("desc", about))):
        element = ET.Element(f"{name}{tag}", {"id": f"alcance-{tag}"})
        element.text = words
        root.insert(place, element)
    for group in root.iter(f"{name}g"):
        mark = group.get("id", "")
        if mark.startswith(_HALO_MARK):
            del group.attrib["id"]
            colour = mark.removeprefix(_HALO_MARK)
            (letters,) = group.findall(f"{name}text")
            halo = deepcopy(letters)
            line = f"stroke: {colour}; stroke-width: {2 * _HALO:g}; stroke-linejoin: round; fill: {colour}"
            halo.attrib |= {"style": f"{halo.get('style', '')}; {line}", "aria-hidden": "true"}
            group.insert(list(group).index(letters), halo)
    root.attrib |= {"role": "img", "aria-labelledby": "alcance-title alcance-desc"}
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def wrap(words: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Lines no wider than so many inches, broken between words; a word that is wider is cut."""
    lines: list[str] = []
    for word in printable(words).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(shorten(word, size, width, bold=bold))
    return lines


def shorten(words: str, size: float, width: float, *, bold: bool = False) -> str:
    """The words, cut with an ellipsis where they are wider than so many inches."""
    words = printable(words)
    if width_of(words, size, bold=bold) <= width:
        return words
    while words and width_of(f"{words}…", size, bold=bold) > width:
        words = words[:-1]
    return f"{words.rstrip()}…"


@lru_cache(maxsize=4096)
def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of words is, inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    settings = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(words, settings, ismath=False)[0]) / _POINTS


def printable(words: str) -> str:
    """Words in one line without marks that turn or hide text; a letter that the font lacks is a box."""
    known = _letters()
    return "".join(letter if ord(letter) in known else "□" for letter in one_line(words))


def font_file(*, bold: bool = False) -> str:
    """The font's file: DejaVu Sans, which matplotlib brings along."""
    import matplotlib as mpl

    return f"{mpl.get_data_path()}/fonts/ttf/DejaVuSans{'-Bold' if bold else ''}.ttf"


@cache
def _letters() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(font_file()).get_charmap()) & frozenset(FT2Font(font_file(bold=True)).get_charmap())


@cache
def _figure_class() -> type[Figure]:
    """Matplotlib's figure without its global state; the settings are set once, for nothing else here draws."""
    import matplotlib as mpl

    mpl.use("agg")
    mpl.rcParams.update(_SETTINGS)
    from matplotlib.figure import Figure

    return Figure
