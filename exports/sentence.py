"""The answer in one sentence, for a page, a figure and a brief alike."""

from __future__ import annotations

from html import escape

from geo import Criteria, Gaps
from layers import Layers
from layers.programs import WITH_GENERAL_SERVICES
from vocabulary.lists import EVERYWHERE, SURENESS
from words.text import Text

_NAMED_STATES = 3


def sentence(gaps: Gaps, layers: Layers, text: Text) -> str:
    """Who falls through, in one sentence with its numbers."""
    return _sentence(gaps, text, "{}", "{}", place_name(gaps.criteria, layers, text))


def sentence_html(gaps: Gaps, layers: Layers, text: Text) -> str:
    """The same for a page: escaped, its numbers strong."""
    place = escape(place_name(gaps.criteria, layers, text))
    return _sentence(gaps, text, '<strong class="gap">{}</strong>', "<strong>{}</strong>", place)


def _sentence(gaps: Gaps, text: Text, count_in: str, dwellings_in: str, place: str) -> str:
    text, totals = text.about(gaps), gaps.totals
    count = int(totals["gap"])
    if count == 0:
        return text("sentence.none", place=place)
    dwellings = dwellings_in.format(text.estimate(totals["gap_return_dwellings"]))
    said = count_in.format(text.number(count))
    return text("sentence.found", count, count=said, dwellings=dwellings, place=place)


def more(gaps: Gaps, layers: Layers, text: Text) -> str:
    """What the sentence leaves out: how much of all return it is, how many people, what is not known."""
    text, totals = text.about(gaps), gaps.totals
    said = []
    if totals["gap"]:
        said.append(
            text(
                "sentence.share",
                totals["gap"],
                share=text.percent(totals["gap_share"]),
                people=text.estimate(totals["gap_rural_population"]),
                place=place_name(gaps.criteria, layers, text),
            )
        )
    if totals["unknown"]:
        said.append(text("sentence.unknown", totals["unknown"]))
    return " ".join(said)


def reading_line(gaps: Gaps, text: Text) -> str:
    """Years and reach of the question, and which sites count where that is not as usual, in a few words."""
    reach = text.number(gaps.criteria.reach_km, None)
    line = text("sentence.reading", year=str(gaps.criteria.year), as_of=str(gaps.selection.as_of), reach=reach)
    criteria = gaps.criteria
    said = [text("reading.with_general")] if WITH_GENERAL_SERVICES in criteria.programs else []
    said += [text(f"reading.sureness.{criteria.sureness}")] if criteria.sureness != SURENESS[0] else []
    said += [text("reading.announced")] if criteria.count_announced else []
    count = len(criteria.what_if)
    if count:
        said.append(text("what_if", count))
    return " · ".join([line, *said])


def place_name(criteria: Criteria, layers: Layers, text: Text) -> str:
    """Where the question looks, in words."""
    if criteria.state:
        states = [layers.states[code] for code in criteria.state]
        return text("place.states", name=text.join(states, _NAMED_STATES))
    if EVERYWHERE in criteria.region:
        return text("place.country")
    return text("place.region", name=text.join([layers.regions[name] for name in criteria.region]))
