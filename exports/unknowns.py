"""Which phone call first, in words: what to ask of each office, and the rows of each table to take along."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo import Criteria
from geo.facts import facts_of
from geo.unknowns import Unknowns
from layers import Layers
from layers.rows import each_row
from vocabulary.lists import COMPONENTS, UnknownTable
from words.text import Text


def unknown_rows(found: Unknowns, layers: Layers, table: UnknownTable, text: Text) -> pd.DataFrame:
    """The rows of a table of `geo.unknowns.Unknowns`; each fact with its ``question``, in the reader's language.

    Parameters
    ----------
    found, layers
        From `geo.unknowns.unknowns`, and what it was asked of.
    table : facts, together, missing or readings
        Which.
    text : Text
        Of the questions, and of the names of programs and sites.
    """
    if table != "facts":
        return {"together": found.together, "missing": found.missing, "readings": found.readings}[table]
    named = names_of(found, layers, text)
    rows = found.facts.copy()
    rows.insert(3, "program", rows["site_id"].map(named["program"]))
    rows.insert(4, "site", rows["site_id"].map(named["site"]))
    rows.insert(6, "question", questions(found, layers, text))
    return rows


def names_of(found: Unknowns, layers: Layers, text: Text) -> pd.DataFrame:
    """What the programs and sites of the facts are called in a language: ``program``, ``site``, by id of the site."""
    sites = facts_of(layers, found.gaps.criteria).met.sites.set_index("site_id")
    end = "" if text.data == "es" else "_en"
    return pd.DataFrame({name: sites[f"{name}{end}"] for name in ("program", "site")})


def questions(found: Unknowns, layers: Layers, text: Text) -> list[str]:
    """What to ask on the telephone, a question a fact of ``found.facts``."""
    criteria = found.gaps.criteria
    named = names_of(found, layers, text)
    announced = {record.site_id: record.announced for record in layers.programs.records}
    asked = []
    for row in each_row(found.facts):
        words: dict[str, Any] = {"program": named.at[row.site_id, "program"], "site": named.at[row.site_id, "site"]}
        if row.fact == "there":
            key = "state" if row.sureness == "state" else "office"
            asked.append(text(f"ask.there.{key}", **words))
        elif row.fact == "open":
            asked.append(text("ask.open", **words, year=str(found.gaps.selection.as_of)))
        elif row.fact == "whom":
            asked.append(text(f"ask.whom.{criteria.eligibility}", **words))
        else:
            asked.append(_gives(announced[row.site_id], criteria, words, text))
    return asked


def _gives(announced: tuple[str, ...], criteria: Criteria, words: dict[str, str], text: Text) -> str:
    wanted = criteria.components or COMPONENTS
    names = [name for name in announced if name in wanted] or list(criteria.components)
    if not names:
        return text("ask.gives", **words)
    return text("ask.gives.some", **words, names=text.join([text(f"component.{name}").lower() for name in names]))
