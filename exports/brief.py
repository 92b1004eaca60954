"""A state in two pages, for a meeting: as PDF or as one HTML file."""

from __future__ import annotations

from exports.brief_parts import brief_parts
from geo import Criteria
from layers import Layers
from vocabulary.lists import BriefFormat
from words.text import Text


def export_brief(
    layers: Layers, criteria: Criteria, text: Text, *, form: BriefFormat = "pdf", address: str | None = None
) -> bytes:
    """A state in two pages, as PDF or as one HTML file. Same question, same bytes.

    Parameters are those of `exports.brief_parts.brief_parts`, and the form.

    Raises
    ------
    CriteriaError
        As `exports.brief_parts.brief_parts`.
    """
    parts = brief_parts(layers, criteria, text, form=form, address=address)
    text = text.about(parts.gaps)
    if form == "html":
        from exports.brief_html import to_html

        return to_html(parts, layers, text)
    from exports.brief_pdf import to_pdf

    return to_pdf(parts, layers, text)
