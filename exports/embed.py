"""A figure for another page: one HTML file with everything in it, no script, nothing to fetch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from exports.alternative import islands
from exports.context import describe
from exports.credits import credit, kinds_of
from exports.mapping import draw
from exports.markup import Markup, pieces
from exports.sentence import more, reading_line
from exports.svg import legend_html, map_svg
from geo import Gaps
from layers import Layers
from vocabulary.lists import EmbedKind
from words.text import Text

#: Bytes that an embedded figure stays below.
MOST_BYTES = 1_000_000

_DETAILS = (900, 600, 400, 250, 120)

#: A browser that keeps to this fetches nothing and runs nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

STYLE = """
body{font:15px/1.45 system-ui,sans-serif;color:#1d1d1b;margin:0 auto;padding:12px;max-width:900px}
h1{font-size:1.15em;line-height:1.35;margin:0 0 .4em}p{margin:.3em 0}
svg{width:100%;height:auto;border:1px solid #d9d9d6}
.quiet{color:#5c5c57;font-size:.8em}a{color:#1b3a5c}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2em 1.2em;margin:.5em 0;padding:0;font-size:.85em}
.legend i{print-color-adjust:exact;-webkit-print-color-adjust:exact;display:inline-block;
box-sizing:border-box;width:13px;height:13px;margin-right:.4em;vertical-align:middle}
"""


def embed(gaps: Gaps, layers: Layers, text: Text, *, address: str | None = None) -> bytes:
    """The answer as one HTML file below `MOST_BYTES`: the sentence, the map, its legend, the sources, the link.

    Parameters
    ----------
    gaps, layers, text
        The answer, its polygons, and the language.
    address : str, optional
        Of the page, http or https; the link back is left out without it.

    Raises
    ------
    ValueError
        Where the address is no page's, or even the coarsest map is too large.
    """
    text = text.about(gaps)
    about = describe_embed(gaps, layers, text, "static", address)
    origin = origin_html(gaps, text, about, back_link(about["link"], address))

    def page(detail: int) -> bytes:
        drawing = draw(gaps, layers, detail=detail)
        body = pieces("exports", "page.html").embed(
            answer=about["answer"],
            more=" ".join([more(gaps, layers, text), *islands(drawing, text)]),
            drawn=map_svg(drawing, gaps, text, title=about["answer"]),
            legend=legend_html(gaps, text, drawing),
            origin=origin,
        )
        return html_page(about["answer"], body, text)

    return finest_below(MOST_BYTES, page, _DETAILS)


def describe_embed(gaps: Gaps, layers: Layers, text: Text, kind: EmbedKind, address: str | None) -> dict[str, Any]:
    """What an embedded map says about itself, as `exports.context.describe`."""
    written = ("--kind", kind, "--lang", text.language)
    return describe(gaps, layers, text, address=address, command=("embed",), written=written)


def finest_below(most: int, make: Callable[[int], bytes], details: Sequence[int]) -> bytes:
    """What ``make`` makes with the first of some details that keeps it below ``most`` bytes.

    Raises
    ------
    ValueError
        Where none does.
    """
    for detail in details:
        page = make(detail)
        if len(page) < most:
            return page
    raise ValueError(f"embed: found a map of {len(page)} bytes, expected less than {most}")


def origin_html(gaps: Gaps, text: Text, about: Mapping[str, Any], link: str) -> Markup:
    """Where an embedded map comes from: sources, licence, the way back if there is a link, the command that asks again.

    Parameters
    ----------
    about : mapping
        From `exports.context.describe`.
    """
    return pieces("exports", "page.html").origin(
        source=f"{reading_line(gaps, text)}. {credit(gaps.provenance, text, gaps.criteria.year, kinds=kinds_of(gaps))}",
        licence=about["licence"],
        link=link,
        open=text("embed.open"),
        again=text("about.command"),
        command=about["command"],
    )


def html_page(title: str, body: Markup, text: Text, *, style: str = STYLE) -> bytes:
    """A whole page; by its own policy it fetches and runs nothing."""
    page = pieces("exports", "page.html").page(text.language, Markup(POLICY), title, Markup(style), body)
    return f"{page}\n".encode()


def back_link(link: str, address: str | None) -> str:
    """The link back to the page that has this address; empty without one.

    Raises
    ------
    ValueError
        Where the address is no page's.
    """
    if address is None:
        return ""
    if urlsplit(address).scheme not in {"http", "https"}:
        raise ValueError(f"address: found {address[:60]!r}, expected http or https")
    return link
