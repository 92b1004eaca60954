"""The readings of a question that stand side by side: the years that compare, its programs and the brief's."""

from __future__ import annotations

from geo import Gaps, find_gaps
from geo.change import comparable, compared_years
from layers import Layers
from vocabulary.lists import BRIEF, CURRENT
from words.text import Text


def panel_years(gaps: Gaps, layers: Layers) -> tuple[int, ...]:
    """The years of the panels: those of `geo.change.compared_years` if the year asked is counted in the same, else it.

    Examples
    --------
    >>> panel_years(find_gaps(layers, Criteria()), layers)
    (2010, 2020)
    """
    asked, compared = gaps.criteria.year, compared_years(layers)
    return tuple(dict.fromkeys(compared)) if comparable(layers, compared[0], asked) else (asked,)


def panels_of(gaps: Gaps, layers: Layers) -> list[Gaps]:
    """The question's answer in every reading: by programs, those asked about first, then by year.

    The years are those of `panel_years`. The brief's programs stand beside any others, today's beside the brief's; a
    catalogue without them has one view.

    Examples
    --------
    >>> [(panel.criteria.year, panel.selection.as_of) for panel in panels_of(find_gaps(layers, Criteria()), layers)]
    [(2010, 2026), (2020, 2026), (2010, 2014), (2020, 2014)]
    """
    asked = gaps.criteria
    years = panel_years(gaps, layers)
    other = CURRENT if asked.programs == (BRIEF,) else BRIEF
    views: list[dict[str, object]] = (
        [{}, {"programs": (other,), "as_of": None}] if layers.programs.has_view(other) else [{}]
    )
    return [find_gaps(layers, asked.model_copy(update={"year": year, **view})) for view in views for year in years]


def panel_title(gaps: Gaps, text: Text) -> str:
    """What tells a reading from the others: year of the returns, year of the programs."""
    return text("figure.multiples.panel", year=str(gaps.criteria.year), as_of=str(gaps.selection.as_of))
