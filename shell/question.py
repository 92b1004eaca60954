"""The question as options of the shell: the same for every command that asks one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from shell.own import with_files

if TYPE_CHECKING:
    from geo import Criteria
    from layers import Layers

_HELP = {
    "year": "Census year of the return figures: 2020 or 2010.",
    "region": "CONAPO's regions: sur-sureste, tradicional, norte, centro, or all.",
    "state": "States instead of regions, by key or name: 20,12.",
    "rural_below": "A locality of fewer people is rural: 15000 (the brief), 2500 (INEGI).",
    "rural_split": "Rural part of return dwellings: dwellings (one rate), residence (who lived abroad in 2015).",
    "min_rural_share": "Smallest share of rural people, 0-1.",
    "min_return_rate": "Smallest return rate, % of dwellings; none: the national rate of the year.",
    "min_return_dwellings": "Smallest number of rural return dwellings.",
    "reach_km": "Reach of a site that has none of its own, km, over 0 and up to 1000.",
    "programs": "Views (current, with-general-services, imrc-2014) and program ids, joined by commas; or none.",
    "as_of": "Year in which a site must be open; none: the view's or the catalogue's.",
    "eligibility": "Whom a program must take: any, deported, voluntary.",
    "components": "Components of which a site must offer one; none: any of the 14.",
    "count_announced": "Components that are only announced count as if they were given.",
    "count_reception": "Programs that offer none of the 14 components cover too.",
    "sureness": "How sure a site must be to count: state (all), office, confirmed.",
    "max_covered_share": "Largest covered share of a gap, 0-1.",
    "what_if": "Hypothetical sites: keys of municipalities (at the seat) and places as -96.7_17.1, joined by commas.",
}

#: A person's own files, in place of ours; `alcance check` looks at them.
_FILES = {
    "programs": "Your own programs and sites (GeoJSON, CSV, XLSX).",
    "returns": "Your own return figures by municipality (CSV, XLSX), or what `alcance microdata` wrote (Parquet too).",
    "settlements": "Your own settlements (CSV, XLSX, GeoJSON, GeoPackage).",
    "catchments": "Your own catchments of sites: polygons (GeoJSON, GeoPackage, zipped shapefile).",
}


def _names(kind: str) -> tuple[str, ...]:
    return ("--returns", "--returns-file") if kind == "returns" else (f"--{kind}-file",)


class Question(NamedTuple):
    """What a command was asked, and the layers it is asked of: the embedded ones with a person's own files."""

    criteria: Criteria
    layers: Layers


def asks(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the question; it receives them as its first argument, a `Question`."""
    options = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if name.startswith("count_") else None,
            annotation=Annotated[bool, typer.Option(f"--{name.replace('_', '-')}", help=words)]
            if name.startswith("count_")
            else Annotated[str | None, typer.Option(help=words)],
        )
        for name, words in _HELP.items()
    ]
    options += [
        inspect.Parameter(
            f"{kind}_file",
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[Path | None, typer.Option(*_names(kind), help=words)],
        )
        for kind, words in _FILES.items()
    ]
    signature = inspect.signature(command, eval_str=True)
    own = [parameter for name, parameter in signature.parameters.items() if name != "question"]

    @wraps(command)
    def asked(**given: Any) -> None:
        texts = {name: given.pop(name) for name in _HELP}
        files = {kind: given.pop(f"{kind}_file") for kind in _FILES}
        command(_understand(texts, files), **given)

    parameters = [*options, *(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own)]
    del asked.__wrapped__
    asked.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    asked.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return asked


def _understand(given: dict[str, Any], files: dict[str, Path | None]) -> Question:
    from geo import Criteria
    from layers import load

    texts = {name: "true" if text is True else text for name, text in given.items() if text not in (None, False)}
    names = {field: texts.pop(field).split(",") for field in ("state", "region") if field in texts}
    # A wrong option is told before the layers are loaded.
    Criteria.from_text(texts)
    layers = load()
    if "state" in names:
        texts["state"] = ",".join(layers.state_keys(names["state"]))
    if "region" in names:
        texts["region"] = ",".join(layers.region_ids(names["region"]))
    criteria = Criteria.from_text(texts)
    if any(files.values()):
        layers = with_files(layers, files)
    if files["returns"] is not None:
        _refuse_a_year_without_own_figures(criteria, layers)
        _refuse_a_part_for_the_nation(criteria, layers)
    return Question(criteria, layers)


def _refuse_a_year_without_own_figures(criteria: Criteria, layers: Layers) -> None:
    """An answer of a year that the file has no figures of would be of ours, and pass for the file's."""
    from geo import CriteriaError

    if criteria.year not in layers.own_years:
        years = ", ".join(str(year) for year in layers.own_years)
        raise CriteriaError([("year", f"found {criteria.year}, expected a year of the file's return figures: {years}")])


def _refuse_a_part_for_the_nation(criteria: Criteria, layers: Layers) -> None:
    """The rate that is asked for unless one is given is the country's: a file of a few states does not have it."""
    from geo import CriteriaError
    from geo.returns import part_of_the_nation

    known = part_of_the_nation(layers, criteria)
    if known is not None:
        found = f"found none, and return figures of {known.municipalities:,} municipalities with {known.share:.0%}"
        expected = "expected a rate: theirs is not the national one"
        raise CriteriaError([("min_return_rate", f"{found} of the dwellings, {expected}")])
