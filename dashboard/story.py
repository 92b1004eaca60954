"""One municipality in sentences: why it has its status, who is nearest, and what would change it."""

from __future__ import annotations

import pandas as pd

from dashboard.certainty import flip_note
from dashboard.html import story
from dashboard.parts import about, had_in_words, nearest_note
from dashboard.tables import written
from exports.markup import Markup
from exports.sentence import place_name
from geo import Gaps
from geo.arrays import row_of
from geo.firmness import firmness
from layers import Layers
from vocabulary.colours import STATUS
from words.text import Text


def story_html(gaps: Gaps, layers: Layers, text: Text, cvegeo: str) -> Markup:
    """The story of a municipality: its name, its status, and at most three sentences."""
    row = gaps.table[gaps.table["cvegeo"] == cvegeo].iloc[0]
    status = str(row["status"])
    told = [_because(gaps, layers, row, text), nearest_note(gaps, row, text), flip_note(gaps, layers, text, cvegeo)]
    return story(
        row["municipality"],
        f"{text.state(row['state'])} · {row['pcode']}",
        STATUS[status],
        _status(gaps, layers, status, cvegeo, text),
        [sentence for sentence in told if sentence],
    )


def _status(gaps: Gaps, layers: Layers, status: str, cvegeo: str, text: Text) -> str:
    """Its status in words, a gap's with how firm it is."""
    if status != "gap":
        return text(f"status.{status}")
    return text(f"firmness.legend.{firmness(gaps, layers).names[row_of(gaps.table['cvegeo'], cvegeo)]}")


def _because(gaps: Gaps, layers: Layers, row: pd.Series, text: Text) -> str:
    """Why it has its status: what makes it a gap, else the conditions that it does not meet or nobody knows of."""
    text, status = text.about(gaps), str(row["status"])
    if status == "outside_region":
        where, share = place_name(gaps.criteria, layers, text), gaps.criteria.min_low_access_share
        if share is None:
            return text("story.outside_region", place=where)
        return text("story.outside_region.access", place=where, share=text.percent(share, None))
    reasons = gaps.reasons(str(row["cvegeo"])).set_index("condition")
    if status == "gap":
        return text(
            "story.gap",
            dwellings=about(text, row["rural_return_dwellings"]),
            rate=text.rate(row["return_rate"]),
            asked=text.rate(reasons["asked"]["return_rate"]),
            covered=text.percent(row["covered_share"]),
        )
    if status == "undecided":
        least, most = (text.percent(row[name]) for name in ("covered_share", "covered_share_most"))
        return text("story.undecided", least=least, most=most)
    met = reasons["met"].astype("boolean")
    told = reasons[met.isna() if status == "unknown" else ~met.fillna(value=True)]
    said = [
        text(f"story.{name}", had=had_in_words(name, had, text), asked=written(name, asked, text))
        for name, had, asked in zip(told.index, told["had"], told["asked"], strict=True)
    ]
    # All conditions known and still no status: it is open whether the question asks about it.
    said = said or [text("story.low_access")]
    return text("story.unknown" if status == "unknown" else "story.other", reasons=text.join(said))
