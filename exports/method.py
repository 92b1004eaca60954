"""How an answer is worked out, and what is assumed or not known, in sentences: for the page and for a dataset alike."""

from __future__ import annotations

from exports.credits import rate_errors, rural_part
from exports.sentence import reach_in_words
from geo import Gaps
from layers import Layers
from layers.municipios import COD, COD_DATE
from words.text import Text

_LIMITS = ("who_returns", "hamlets", "places", "roads", "lower_bound", "years")


def rule_steps(gaps: Gaps, text: Text) -> list[str]:
    """The rule with the values of the question, a sentence or two a step."""
    criteria = gaps.criteria
    asked = {condition.id: condition.asked for condition in gaps.conditions}
    return [
        text("method.rule.sites", len(gaps.selection.asked), year=str(gaps.selection.as_of))
        + " "
        + text("method.rule.sites.covers", gaps.selection.asked["covers"].sum()),
        text("method.rule.reach", reach=reach_in_words(gaps, text), people=text.number(criteria.rural_below)),
        text("method.rule.missing"),
        text("method.rule.figures", year=str(criteria.year)),
        text(
            "method.rule.gap",
            rural=text.percent(asked["rural_share"]),
            rate=text.rate(asked["return_rate"]),
            dwellings=text.number(asked["return_dwellings"]),
            covered=text.percent(asked["covered_share"]),
        ),
        text("method.rule.status"),
    ]


def limits(gaps: Gaps, layers: Layers, text: Text) -> list[str]:
    """What is assumed and what is not known, a sentence or two each."""
    said = [text(f"method.limit.{name}") for name in _LIMITS]
    table = layers.municipios
    lacking = table.loc[~table["pcode_in_cod"].astype("boolean").fillna(True), "pcode"].tolist()
    if lacking:
        said.append(text("method.limit.pcodes", len(lacking), name=COD, date=COD_DATE, codes=text.join(lacking)))
    return [*said, rural_part(gaps, text), rate_errors(gaps, text)]
