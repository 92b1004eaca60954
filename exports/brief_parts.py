"""What a brief says of a state, in words: gathered once for PDF and HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from exports.concentration import headline
from exports.context import describe
from exports.credits import rate_errors, rural_part, source_lines
from exports.regions import below_sentence, regions_sentence
from exports.residence import LIVED, said_of
from exports.sentence import is_usual, more, place_name, reading_line, sentence, share_in_words
from geo import Criteria, CriteriaError, Gaps, find_gaps
from geo.areas import OfficeAreas, office_areas
from geo.certainty import FEW_CASES, find_certainty
from geo.concentration import Concentration, find_concentration
from geo.lists import list_municipalities
from geo.residence import state_residence
from geo.services import service_reach
from geo.sites import place_sites
from geo.siting import Siting
from geo.travel import MOST
from layers import Layers
from layers.rows import each_row
from vocabulary.lists import BriefFormat
from words.text import Text

#: The head of a table and its rows, in words.
Table = tuple[list[str], list[list[str]]]

_FIRST = 10
_OFFICES = 3
_AREAS = 3
_TIME_LIMIT_S = 30.0


@dataclass(frozen=True, eq=False)
class BriefParts:
    """What a brief says.

    Attributes
    ----------
    gaps : Gaps
        The answer to the question about the state alone.
    title, sentence, more, reading : str
        In the language.
    figures : list of (str, str)
        Names and figures of the state, in words.
    first : DataFrame
        The first municipalities: rows of `Gaps.gaps`, with ``stability`` (0-1) and ``few_cases``.
    services : DataFrame
        ``component`` and ``share_any`` (0-1 of the state's rural return dwellings), the least first.
    areas : OfficeAreas
        The state's gap regions, cut.
    regions : str
        What is in them, in a sentence or two.
    concentration : Concentration
        How coverage leans along marginalisation.
    leaning : str
        That in a sentence.
    sites : DataFrame
        Proposed: ``place``, ``municipality``, ``seat``, ``reached`` (dwellings it adds), ``share`` (0-1, together).
    limits : list of str
        How sure it is and what is not known, in sentences.
    sources : list of str
        As `exports.credits.source_lines`.
    about : dict
        As `exports.context.describe`.
    """

    gaps: Gaps
    title: str
    sentence: str
    more: str
    reading: str
    figures: list[tuple[str, str]]
    first: pd.DataFrame
    services: pd.DataFrame
    areas: OfficeAreas
    regions: str
    concentration: Concentration
    leaning: str
    sites: pd.DataFrame
    limits: list[str]
    sources: list[str]
    about: dict[str, Any]


def state_of(criteria: Criteria) -> str:
    """The one state that a brief is about.

    Raises
    ------
    CriteriaError
        Where the question names none or several.
    """
    if len(criteria.state) != 1:
        key = "one_state" if criteria.state else "no_state"
        raise CriteriaError.of("state", key, found=",".join(criteria.state))
    return criteria.state[0]


def brief_parts(
    layers: Layers, criteria: Criteria, text: Text, *, form: BriefFormat = "pdf", address: str | None = None
) -> BriefParts:
    """Gather what a brief says of a state.

    Parameters
    ----------
    layers, criteria, text
        What is known, the question about one state, the language.
    form : pdf or html
        As which it is written: it says how it is made again.
    address : str, optional
        Of the page, for the link.

    Raises
    ------
    CriteriaError
        Where the question is not about one state, or cannot be asked.
    """
    code = state_of(criteria)
    gaps = find_gaps(layers, criteria)
    text = text.about(gaps)
    reach = service_reach(layers, criteria).by_state
    services = reach[(reach["state_code"] == code).to_numpy()]
    sure = list_municipalities(gaps, layers, all_municipalities=True)[["cvegeo", "stability", "few_cases"]]
    sampled = find_certainty(layers, criteria).counts_sample
    areas = office_areas(gaps, layers)
    concentration = find_concentration(gaps, layers)
    first = gaps.gaps.head(_FIRST).merge(sure, on="cvegeo", how="left")
    return BriefParts(
        gaps=gaps,
        title=text(f"brief.title{'' if is_usual(gaps) else '.asked'}", state=text.state(layers.states[code])),
        sentence=sentence(gaps, layers, text),
        more=more(gaps, layers, text),
        reading=reading_line(gaps, text),
        figures=[*_figures(gaps, code, text), *_residence(layers, code, text)],
        first=first,
        services=services.sort_values(["share_any", "component"], ignore_index=True),
        areas=areas,
        regions=f"{regions_sentence(areas, gaps, layers, text)} {below_sentence(areas, gaps, text)}".strip(),
        concentration=concentration,
        leaning=headline(concentration, text, place=place_name(criteria, layers, text)),
        sites=place_sites(layers, criteria, Siting(k=_OFFICES), time_limit_s=_TIME_LIMIT_S).sites,
        limits=_limits(gaps, first, text, sampled=sampled),
        sources=source_lines(gaps, text),
        about=describe(
            gaps, layers, text, address=address, command=["brief"], written=("--format", form, "--lang", text.language)
        ),
    )


def first_table(parts: BriefParts, text: Text) -> Table:
    """The first municipalities in words: head and rows."""
    head = [text("column.municipality"), text("brief.dwellings"), text("years.return_rate")]
    head += [text("why.rural_share"), text("why.covered_share"), text("brief.km"), text("column.marginalisation")]
    rows = []
    for row in each_row(parts.first):
        degree = row.marginalisation
        cells = [
            row.municipality,
            f"≈ {text.estimate(row.rural_return_dwellings)}",
            text.rate(row.return_rate),
            text.percent(row.rural_share),
            text.percent(row.covered_share),
            text.number(row.nearest_km),
            text(f"degree.{degree}") if isinstance(degree, str) else text("tip.unknown"),
        ]
        few = "*" if pd.notna(row.few_cases) and row.few_cases else ""
        rows.append([*cells, text.percent(row.stability) + few])
    return [*head, text("brief.sure")], rows


def services_table(parts: BriefParts, text: Text) -> Table:
    """The services in words, the least reached first."""
    rows = [
        [
            text(f"component.{row.component}"),
            share_in_words(row.share_any, getattr(row, f"share_any{MOST}", None), text),
        ]
        for row in each_row(parts.services)
    ]
    return [text("brief.service"), text("brief.reached")], rows


def sites_table(parts: BriefParts, text: Text) -> Table:
    """The proposed sites in words."""
    rows = [
        [
            f"{row.place}. {_place(row)}",
            f"≈ {text.estimate(row.reached)}",
            text.percent(row.share),
        ]
        for row in each_row(parts.sites)
    ]
    return [text("brief.site"), text("brief.adds"), text("brief.together")], rows


def areas_table(parts: BriefParts, text: Text) -> Table:
    """The first office areas in words, the most dwellings first."""
    rows = parts.areas.table.sort_values("rural_return_dwellings", ascending=False, kind="stable").head(_AREAS)
    body = [
        [
            f"{row.office_area}. {row.office_municipality}",
            text.number(row.municipalities),
            text.number(row.gaps),
            f"≈ {text.estimate(row.rural_return_dwellings)}",
        ]
        for row in each_row(rows)
    ]
    return [text(f"areas.{name}") for name in ("office", "municipalities", "gaps", "dwellings")], body


def sites_note(parts: BriefParts, layers: Layers, text: Text) -> str:
    """What they are, or that there is nobody left to reach."""
    if parts.sites.empty:
        return text("sites.nothing_to_reach", place=place_name(parts.gaps.criteria, layers, text))
    return text("brief.sites.note")


def _place(row: Any) -> str:
    return row.seat if row.seat == row.municipality else f"{row.seat}, {row.municipality}"


def first_title(parts: BriefParts, text: Text) -> str:
    """Heading of the first municipalities."""
    count = len(parts.first)
    if not count:
        return text("brief.first.none")
    return text("brief.first.every" if count == len(parts.gaps.gaps) else "brief.first", count)


def first_note(parts: BriefParts, text: Text) -> str:
    """Below that heading: of how many gaps they are the first."""
    count, every = len(parts.first), len(parts.gaps.gaps)
    if not count:
        return text("brief.first.none.note")
    return text("brief.first.every.note" if count == every else "brief.first.all", every)


def link_notes(parts: BriefParts, text: Text) -> list[str]:
    """The link that asks the question again, and that it does not carry own files."""
    own = parts.gaps.provenance.own
    return [parts.about["link"], *([text("own.link", files=text.join(own))] if own else [])]


def _figures(gaps: Gaps, code: str, text: Text) -> list[tuple[str, str]]:
    row: Any = gaps.by_state.set_index("state_code").loc[code]
    return [
        (text("state.municipalities"), text.number(row["municipalities"])),
        (text("sites.gaps"), text.number(row["gap"])),
        (text("state.return_dwellings"), about_number(row["return_dwellings"], text)),
        (text("state.rural_return_dwellings"), about_number(row["rural_return_dwellings"], text)),
        (text("state.unserved"), about_number(row["unserved_return_dwellings"], text)),
        (text("state.rural_population"), text.number(row["rural_population"])),
        (text("state.covered"), text.percent(row["covered_share"])),
    ]


def about_number(value: float, text: Text) -> str:
    """An estimate that says so; none is about nothing."""
    if abs(value) < 0.5:  # noqa: PLR2004 what is written as nought
        return f"<{text.number(1)}" if value else text.number(0)
    return f"{text('tip.about')} {text.estimate(value)}"


def _residence(layers: Layers, code: str, text: Text) -> list[tuple[str, str]]:
    """The survey of 2025, people of 5 and older; nothing where there is none."""
    rows = state_residence(layers, (code,))
    if rows.empty or pd.isna(rows[LIVED].iloc[0]):
        return []
    value, interval, _ = said_of(rows.iloc[0].to_dict(), LIVED, text)
    low = bool(rows[f"{LIVED}_low_precision"].fillna(value=False).iloc[0])
    said = text("residence.value", value=value, interval=interval)
    return [(text("residence.short"), f"{said}; {text('residence.low')}" if low else said)]


def _limits(gaps: Gaps, first: pd.DataFrame, text: Text, *, sampled: bool) -> list[str]:
    said = []
    unknown = int(gaps.totals["unknown_figures"])
    if unknown:
        said.append(text("state.lower_bound", unknown))
    if len(first):
        said.append(text("brief.how_sure.share"))
        if first["few_cases"].fillna(value=False).astype(bool).any():
            said.append(text("brief.few.sample" if sampled else "brief.few", few=str(FEW_CASES)))
    said += [rural_part(gaps, text), rate_errors(gaps, text)]
    # Where a site stands is known of our catalogue: of a person's own, that person knows.
    mine = any(file.kind == "programs" for file in gaps.provenance.files)
    places = [] if mine else [text("method.limit.places")]
    return [*said, *places, text("method.limit.roads")]
