"""What the map's colours, patterns and marks mean: a character a municipality, its style, and the legend's entries."""

from __future__ import annotations

from typing import Any

import numpy as np

from exports.classes import UNKNOWN, class_labels, styles
from exports.credits import credit
from exports.dots import in_drawing_order
from exports.legend import site_entries
from geo.classes import Classes
from geo.firmness import Firmness
from geo.gaps import Gaps
from vocabulary.colours import HATCHES
from vocabulary.lists import FIRMNESS, STATUSES
from words.text import Text

#: Characters of the gaps that are not sure; those of what is near begin with the second, in the statuses' order.
_IN_DOUBT = {"likely": "l", "undecided": "u"}
_NEAR = ord("A")

#: Whether a municipality's firmness is told: statuses alone have one.
_TOLD_OF = "status"


def municipalities(classes: Classes, firm: Firmness | None, text: Text) -> dict[str, Any]:
    """The classes, a character a municipality in the table's order, and by character how they are drawn.

    A style has ``fill``, and may have ``edge``, ``dash``, ``hatch`` (colour and width of its lines) and ``said``, words
    on how firm it is.
    """
    marks = np.where(classes.codes < 0, ord(UNKNOWN), classes.codes + ord("0"))
    looks: dict[str, dict[str, Any]] = {mark: dict(look) for mark, look in styles(classes).items()}
    if firm is not None and classes.measure == _TOLD_OF:
        gap = str(STATUSES.index("gap"))
        looks |= {mark: looks[gap] | _hatched(name, text) for name, mark in _IN_DOUBT.items()}
        looks[gap]["said"] = text(f"firmness.{FIRMNESS[0]}")
        looks |= {_near(code): looks[str(code)] | _hatched(FIRMNESS[-1], text) for code in range(len(STATUSES))}
        for name, mark in _IN_DOUBT.items():
            marks = np.where(firm.codes == FIRMNESS.index(name), ord(mark), marks)
        marks = np.where(firm.codes == FIRMNESS.index("near"), _NEAR + classes.codes, marks)
    said = marks.astype("uint8").tobytes().decode("ascii")
    return {"classes": said, "styles": {mark: look for mark, look in looks.items() if mark in said}}


def legend(gaps: Gaps, classes: Classes, firm: Firmness | None, text: Text) -> dict[str, Any]:
    """The legend: ``name``, ``hint``, ``source``, and ``rows``.

    A row has ``label``, ``count``, and either the ``marks`` of the municipalities that it hides or shows, or the
    ``look`` and colours of a site.
    """
    rows = _class_rows(classes, text)
    if firm is not None and classes.measure == _TOLD_OF:
        rows = _firm_rows(rows, firm, text)
    sites = [
        {
            "look": f"{entry.mark} {entry.name}".strip(),
            "fill": entry.fill,
            "edge": entry.edge,
            "label": text(entry.key),
            "count": text.number(entry.count),
        }
        for entry in site_entries(in_drawing_order(gaps.selection.asked))
    ]
    return {
        "name": text("map.legend"),
        "hint": text("map.legend.hint"),
        "source": credit(gaps, text.about(gaps)),
        "rows": [*({**row, "count": text.number(row["count"])} for row in rows if row["count"]), *sites],
    }


def _class_rows(classes: Classes, text: Text) -> list[dict[str, Any]]:
    rows = [
        {"marks": str(code) + _near(code) * (classes.measure == _TOLD_OF), "label": label, "count": count}
        for code, label, count in ((code, label, classes.counts[code]) for code, label in class_labels(classes, text))
    ]
    return [*rows, {"marks": UNKNOWN, "label": text("map.unknown"), "count": classes.unknown}]


def _firm_rows(rows: list[dict[str, Any]], firm: Firmness, text: Text) -> list[dict[str, Any]]:
    """The rows with a gap's by how firm it is, and what could be one last."""
    gap, counts = str(STATUSES.index("gap")), firm.counts
    marks = dict(zip(FIRMNESS, (gap, *_IN_DOUBT.values(), "".join(map(_near, range(len(STATUSES))))), strict=True))
    firms = [
        {"marks": marks[name], "label": text(f"firmness.legend.{name}"), "count": counts[name]} for name in FIRMNESS
    ]
    others = [row for row in rows if row["marks"][0] != gap]
    return [*firms[:-1], *others, firms[-1]]


def _hatched(name: str, text: Text) -> dict[str, Any]:
    return {"hatch": HATCHES[name], "said": text(f"firmness.{name}")}


def _near(code: int) -> str:
    return chr(_NEAR + code)
