"""Whose figures an answer is made of, and what they do not say: ours, or the files that a person brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo import Gaps
from layers import components, programs
from layers.names import slug
from layers.provenance import Provenance
from vocabulary.lists import SPLITS_USED
from words.text import Text

#: What an answer is made of: kinds of own files, in the order in which a line of credit names them.
KINDS_OF_FILES = ("municipalities", "returns", "settlements", "programs", "catchments")

#: What a comparison of years is made of: no program has a part in it.
KINDS_COMPARED = ("municipalities", "returns", "settlements")


#: What an answer is made of that asks for no program: nothing of ours says who helps.
_OF_PROGRAMS = (programs.FILE, components.FILE)


def kinds_of(gaps: Gaps) -> tuple[str, ...]:
    """What an answer is made of: without programs where none was asked about."""
    return KINDS_OF_FILES if gaps.criteria.programs else KINDS_COMPARED


def credit(gaps: Gaps, text: Text, *years: int, kinds: Sequence[str] = ()) -> str:
    """Who has drawn, counted and listed what is made of an answer, in one line.

    Own files are named in place of the sources that they replace. ``years`` and ``kinds`` (as `kinds_of`) are said
    where they are not the question's own.
    """
    provenance, years, kinds = gaps.provenance, years or (gaps.criteria.year,), kinds or kinds_of(gaps)
    elsewhere = any(file.kind == "municipalities" for file in provenance.files)
    said = []
    for kind in kinds:
        mine = [file for file in provenance.files if file.kind == kind and file.is_about(years)]
        names = [text("credit.own", name=file.name) for file in mine]
        if kind != "catchments" and not elsewhere and not any(file.is_of(years) for file in mine):
            names.insert(0, text(f"credit.{kind}.ours"))
        if names:
            said.append(text(f"credit.{kind}", who=text.join(names)))
    if gaps.network is not None:
        said.append(text("credit.network", who=gaps.network.credit))
    if gaps.criteria.min_low_access_share is not None:
        said.append(text("credit.road_grade"))
    return " ".join(said)


def sources(gaps: Gaps, text: Text, *years: int, kinds: Sequence[str] = ()) -> list[dict[str, str]]:
    """The official files behind an answer, each once; those that own files replace are not among them.

    ``years`` and ``kinds`` as in `credit`: without programs those behind the catalogue are left out.

    Returns
    -------
    list of dict
        ``title``, ``institution``, ``edition``, ``url``, ``licence``, ``licence_url``; empty text where not declared.
    """
    provenance, years, kinds = gaps.provenance, years or (gaps.criteria.year,), kinds or kinds_of(gaps)
    names = {"url": "path", "licence": "license", "licence_url": "license_path"}
    columns = ("title", "institution", "edition", "url", "licence", "licence_url")
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for source in provenance.sources(years, without=() if "programs" in kinds else _OF_PROGRAMS):
        if "institution" in source:
            entry = {column: str(source.get(names.get(column, column), "")) for column in columns}
            entry |= {name: source_words(name, entry[name], text) for name in ("title", "edition", "licence")}
            found.setdefault(tuple(entry.values()), entry)
    if gaps.network is not None:
        for facts in gaps.network.facts:
            entry = dict.fromkeys(columns, "") | {"title": text(f"network.title.{facts.kind}"), "edition": facts.date}
            entry |= {"institution": text(f"network.institution.{facts.kind}")}
            entry |= {"licence": facts.licence, "licence_url": facts.licence_url}
            found.setdefault(tuple(entry.values()), entry)
    return [found[key] for key in sorted(found, key=lambda key: (key[1], key[0], key[2]))]


def source_words(name: str, said: str, text: Text) -> str:
    """What the data package says, in the language where there are words for it."""
    key = f"source.{name}.{slug(said)}"
    return text(key) if text.has(key) else said


def source_lines(gaps: Gaps, text: Text) -> list[str]:
    """What an answer is made of, a line each: own files, then official ones.

    An edition that its title ends with is not said again.
    """
    lines = [text(f"credit.{file.kind}", who=text("credit.own", name=file.name)) for file in gaps.provenance.files]
    for source in sources(gaps, text):
        dated = "" if source["title"].endswith(source["edition"]) else f", {source['edition']}"
        terms = source["licence"]
        licence = f" {terms[0].upper()}{terms[1:]}." if terms else ""
        lines.append(f"{source['institution']}: {source['title']}{dated}.{licence}")
    return lines


def licence_line(gaps: Gaps, text: Text, *years: int, kinds: Sequence[str] = ()) -> str:
    """Under which terms a person may use an answer, in one line; own files are named.

    ``years`` and ``kinds`` as in `credit`.
    """
    return licence_of(gaps.provenance, sources(gaps, text, *years, kinds=kinds), text)


def licence_of(provenance: Provenance, known: Sequence[Mapping[str, str]], text: Text) -> str:
    """The same of whatever is made of some data and official files; ``known`` as `sources` has them."""
    ours = "".join(
        text("licence.ours", name=str(entry.get("name", "")), address=str(entry.get("path", "")))
        for entry in provenance.document.get("licenses", [])
    )
    undeclared = text("licence.undeclared")
    line = text(
        "licence.line",
        edition=provenance.edition,
        ours=ours,
        institutions="; ".join(dict.fromkeys(entry["institution"] for entry in known)) or undeclared,
        theirs="; ".join(dict.fromkeys(entry["licence"] for entry in known if entry["licence"])) or undeclared,
    )
    return line + (text("licence.own", files=text.join(provenance.own)) if provenance.own else "")


def rural_part(gaps: Gaps, text: Text) -> str:
    """How the rural part of the return figures is known: by one rate, as another witness has it, or as measured."""
    used = gaps.table.loc[gaps.is_asked & gaps.table["rural_return_dwellings"].notna(), "rural_split"].value_counts()
    counts = {split: int(used.get(split, 0)) for split in SPLITS_USED}
    named = [split for split, count in counts.items() if count] or [SPLITS_USED[0]]
    ways = [
        text(f"limit.split.{split}") if len(named) == 1 else text(f"limit.split.{split}.of", counts[split])
        for split in named
    ]
    return text.about(gaps)("limit.split", how="; ".join(ways))


def compared(provenance: Provenance, text: Text, *years: int) -> str:
    """How far the rates of some years can be compared: those of our censuses can, of a person's own it is not known."""
    mine = [file.name for file in provenance.files if file.kind == "returns" and file.is_about(years)]
    if not mine:
        return text("municipality.years.note")
    return text("municipality.years.own", who=text.join([text("credit.own", name=name) for name in mine]))


def rate_errors(gaps: Gaps, text: Text) -> str:
    """What is known of the error of the return rate: its interval, or that its source says nothing."""
    text = text.about(gaps)
    if "return_rate_low" in gaps.table:
        return text("limit.errors.interval")
    year = (gaps.criteria.year,)
    mine = [file.name for file in gaps.provenance.files if file.kind == "returns" and file.is_of(year)]
    return text("limit.errors.own", len(mine), files=text.join(mine)) if mine else text("limit.errors.ours")
