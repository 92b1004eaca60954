"""The answer in one sentence, for a page, a figure and a brief alike."""

from __future__ import annotations

from exports.markup import Markup, filled, pieces
from geo import Criteria, Gaps
from layers import Layers
from vocabulary.lists import EVERYWHERE, SURENESS, WITH_GENERAL_SERVICES
from words.text import Text

_NAMED_STATES = 3

#: From this share of rural people on a municipality is called rural; up to this covered share, beyond reach.
_RURAL, _HARDLY = 0.5, 0.1


def sentence(gaps: Gaps, layers: Layers, text: Text) -> str:
    """Who falls through, in one sentence with its numbers."""
    key, count, parts = _sentence(gaps, layers, text)
    return text.about(gaps)(key, count, **parts)


def sentence_html(gaps: Gaps, layers: Layers, text: Text) -> Markup:
    """The same for a page, its numbers strong."""
    key, count, parts = _sentence(gaps, layers, text)
    strong, looks = pieces("exports", "page.html").strong, {"count": "gap", "dwellings": ""}
    parts |= {name: strong(parts[name], look) for name, look in looks.items() if name in parts}
    return filled(text.about(gaps), key, count, **parts)


def _sentence(gaps: Gaps, layers: Layers, text: Text) -> tuple[str, int | None, dict[str, str]]:
    """Key, count and parts of its words."""
    totals, about = gaps.totals, text.about(gaps)
    least = int(totals["gap"])
    count = least + int(totals["undecided"])
    parts = {"place": place_name(gaps.criteria, layers, text), "who": _who(gaps, text, max(count, 1))}
    if count == 0:
        return "sentence.none", None, parts
    said, dwellings = text.number(count), about.estimate(totals["gap_return_dwellings"])
    if totals["undecided"]:
        most = about.estimate(totals["gap_return_dwellings"] + totals["undecided_return_dwellings"])
        said, dwellings = text("range", low=text.number(least), high=said), text("range", low=dwellings, high=most)
    return "sentence.found", count, {**parts, "what": _what(gaps, text, count), "count": said, "dwellings": dwellings}


def is_usual(gaps: Gaps) -> bool:
    """Whether the words of the usual question are true of this one: rural, many returns, hardly anyone reached."""
    criteria = gaps.criteria
    return criteria.min_rural_share >= _RURAL and _many(gaps) and criteria.max_covered_share <= _HARDLY


def _many(gaps: Gaps) -> bool:
    rate = gaps.criteria.min_return_rate
    return rate is None or not rate < gaps.national_rate


def _who(gaps: Gaps, text: Text, count: int) -> str:
    """What municipalities are asked about, by their rural share."""
    share = gaps.criteria.min_rural_share
    if share >= _RURAL:
        return text("sentence.who.rural", count)
    return text("sentence.who.share", count, share=text.percent(share)) if share else text("sentence.who.any", count)


def _what(gaps: Gaps, text: Text, count: int) -> str:
    """What they have in common, as far as the question asks for it: returns, and few people reached."""
    criteria, text = gaps.criteria, text.about(gaps)
    said = []
    if _many(gaps):
        said.append(text("sentence.what.many", count))
    elif criteria.min_return_rate:
        said.append(text("sentence.what.rate", count, rate=text.rate(criteria.min_return_rate, None)))
    elif criteria.min_return_dwellings:
        least = text.number(criteria.min_return_dwellings, None)
        said.append(text("sentence.what.dwellings", count, dwellings=least))
    if criteria.max_covered_share <= _HARDLY:
        said.append(text("sentence.what.beyond", count))
    elif criteria.max_covered_share < 1:
        said.append(text("sentence.what.covered", count, share=text.percent(criteria.max_covered_share)))
    return text.join(said) if said else text("sentence.what.meet", count)


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
    if totals["undecided"]:
        said.append(text("sentence.undecided", totals["undecided"]))
    if totals.get("off_network_population"):
        people = text.number(totals["off_network_population"])
        said.append(text("sentence.off_network", totals["off_network_municipalities"], people=people))
    if totals["unknown"]:
        said.append(text("sentence.unknown", totals["unknown"]))
    return " ".join(said)


def key_figures(gaps: Gaps, text: Text) -> str:
    """How much of all return the gaps have, and how many people, in a few words; empty without gaps."""
    totals = gaps.totals
    if not totals["gap"]:
        return ""
    share, people = text.percent(totals["gap_share"]), text.estimate(totals["gap_rural_population"])
    return text.about(gaps)("sentence.figures", share=share, people=people)


def reading_line(gaps: Gaps, text: Text) -> str:
    """Years and reach of the question, and which sites count where that is not as usual, in a few words."""
    reach = reach_in_words(gaps, text)
    line = text("sentence.reading", year=str(gaps.criteria.year), as_of=str(gaps.selection.as_of), reach=reach)
    criteria = gaps.criteria
    access = criteria.min_low_access_share
    said = [] if access is None else [text("reading.low_access", share=text.percent(access, None))]
    said += [text("reading.with_general")] if WITH_GENERAL_SERVICES in criteria.programs else []
    said += [text(f"reading.sureness.{criteria.sureness}")] if criteria.sureness != SURENESS[0] else []
    said += [text("reading.announced")] if criteria.count_announced else []
    count = len(criteria.what_if)
    if count:
        said.append(text("what_if", count))
    return " · ".join([line, *said])


def reach_in_words(gaps: Gaps, text: Text) -> str:
    """How far help reaches: km, minutes by which roads, or minutes and what distances they may be."""
    criteria = gaps.criteria
    if criteria.reach_min is None:
        return text("reach.km", reach=text.number(criteria.reach_km, None))
    near, far = (text.number(km, 0) for km in criteria.reach_ends_km)
    slow, fast = (text.number(speed, None) for speed in (criteria.slow_kmh, criteria.fast_kmh))
    minutes = text.number(criteria.reach_min, None)
    ends = {"reach": minutes, "near": near, "far": far, "slow": slow, "fast": fast}
    if gaps.network is None:
        return text("reach.min", **ends)
    names = "; ".join(
        dict.fromkeys(f"{text(f'network.title.{facts.kind}')} {facts.date}".strip() for facts in gaps.network.facts)
    )
    about = sorted({code for facts in gaps.network.facts for code in facts.states})
    if not about:
        return text("reach.road", reach=minutes, network=names)
    rows = gaps.table.loc[gaps.table["state_code"].isin(about), ["state_code", "state"]].drop_duplicates()
    states = text.join([text.state_within(name) for name in rows.sort_values("state_code")["state"]])
    return text("reach.road.part", states=states, network=names, **ends)


def share_in_words(share: float, at_most: float | None, text: Text) -> str:
    """A share, or both ends of it where it is not known who is reached and they are not the same."""
    ends = (share, share if at_most is None else at_most)
    return "\N{EN DASH}".join(dict.fromkeys(text.percent(end) for end in ends))


def place_name(criteria: Criteria, layers: Layers, text: Text) -> str:
    """Where the question looks, in words."""
    if criteria.state:
        states = [text.state_within(layers.states[code]) for code in criteria.state]
        return text.contracted(text("place.states", name=text.join(states, _NAMED_STATES)))
    if EVERYWHERE in criteria.region:
        return text("place.country")
    names = [layers.regions[name] for name in criteria.region]
    return text("place.region", len(names), name=text.join(names))
