"""How the classes of a measure look on a map, and what they are called."""

from __future__ import annotations

from functools import partial

from geo.classes import Classes
from vocabulary.colours import CHANGE, EDGES, SEQUENTIAL, STATUS
from vocabulary.lists import LEGEND_STATUSES, STATUSES
from words.text import Text

#: Key of the style of what has no figure.
UNKNOWN = "?"


def styles(classes: Classes) -> dict[str, dict[str, str]]:
    """Fill, edge and dash of each class; never told by colour alone, the legend and the list say it in words."""
    unknown = {"fill": STATUS["unknown"], "edge": EDGES["unknown"], "dash": "3 3"}
    if classes.measure == "status":
        found = {str(code): {"fill": STATUS[name]} for code, name in enumerate(STATUSES)}
        found[str(STATUSES.index("outside_region"))]["edge"] = EDGES["outside_region"]
        found[str(STATUSES.index("unknown"))] = unknown
    else:
        colours = CHANGE if classes.measure == "rate_change" else SEQUENTIAL[len(classes.counts)]
        found = {str(code): {"fill": colour} for code, colour in enumerate(colours)}
    return {**found, UNKNOWN: unknown}


def class_labels(classes: Classes, text: Text) -> list[tuple[int, str]]:
    """Code and words of each class, in the legend's order."""
    if classes.measure == "status":
        return [(classes.categories.index(name), text(f"status.{name}")) for name in LEGEND_STATUSES]
    if classes.categories:
        return [(code, text(f"degree.{name}")) for code, name in enumerate(classes.categories)]
    show = partial(_break, classes.measure, text)
    labels = [(0, text("legend.below", high=show(classes.breaks[0])))]
    labels += [
        (code, text.span(show(low), show(high)))
        for code, (low, high) in enumerate(zip(classes.breaks[:-1], classes.breaks[1:], strict=True), start=1)
    ]
    return [*labels, (len(classes.breaks), text("legend.from", low=show(classes.breaks[-1])))]


def _break(measure: str, text: Text, value: float) -> str:
    if measure == "covered_share":
        return text.percent(value)
    return text.number(value, None).replace("-", "\N{MINUS SIGN}")
