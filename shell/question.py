"""The question as options of the shell: the same for every command that asks one."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

if TYPE_CHECKING:
    from geo import Criteria
    from layers import Layers

#: The share of the country's dwellings from which on a mean rate is called national.
_NATION = 0.9

_HELP = {
    "year": "Census year of the return figures: 2020 or 2010.",
    "region": "CONAPO's regions: sur-sureste, tradicional, norte, centro, or all.",
    "state": "States instead of regions, by key or name: 20,12.",
    "rural_below": "A locality of fewer people is rural: 15000 (the brief), 2500 (INEGI).",
    "min_rural_share": "Smallest share of rural people, 0-1.",
    "min_return_rate": "Smallest return rate, % of dwellings; none: the national rate of the year.",
    "min_return_dwellings": "Smallest number of rural return dwellings.",
    "reach_km": "Reach of a site that has none of its own, km, over 0 and up to 1000.",
    "programs": "Views (current, imrc-2014) and program ids, joined by commas; or none.",
    "as_of": "Year in which a site must be open; none: the view's or the catalogue's.",
    "eligibility": "Whom a program must take: any, deported, voluntary.",
    "components": "Components of which a site must offer one; none: any of the 14.",
    "count_reception": "Programs that offer none of the 14 components cover too.",
    "max_covered_share": "Largest covered share of a gap, 0-1.",
}


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
            default=False if name == "count_reception" else None,
            annotation=Annotated[bool, typer.Option("--count-reception", help=words)]
            if name == "count_reception"
            else Annotated[str | None, typer.Option(help=words)],
        )
        for name, words in _HELP.items()
    ]
    options.append(
        inspect.Parameter(
            "programs_file",
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[Path | None, typer.Option(help="Your own catalogue of programs (GeoJSON).")],
        )
    )
    options.append(
        inspect.Parameter(
            "returns",
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                Path | None,
                typer.Option(help="Your own return figures (CSV or Parquet), as `alcance microdata` writes."),
            ],
        )
    )
    signature = inspect.signature(command, eval_str=True)
    own = [parameter for name, parameter in signature.parameters.items() if name != "question"]

    @wraps(command)
    def asked(**given: Any) -> None:
        texts = {name: given.pop(name) for name in _HELP}
        command(_understand(texts, given.pop("programs_file"), given.pop("returns")), **given)

    parameters = [*options, *(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own)]
    del asked.__wrapped__
    asked.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    asked.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return asked


def _understand(given: dict[str, Any], programs_file: Path | None, returns: Path | None) -> Question:
    from geo import Criteria
    from layers import load

    texts = {name: "true" if text is True else text for name, text in given.items() if text not in (None, False)}
    state = texts.pop("state", None)
    # A wrong option is told before the layers are loaded.
    Criteria.from_text(texts)
    layers = load()
    if state is not None:
        texts["state"] = ",".join(layers.state_keys(state.split(",")))
    if programs_file is not None:
        layers = layers.with_programs(programs_file)
    if returns is not None:
        layers = layers.with_returns(returns)
    criteria = Criteria.from_text(texts)
    if returns is not None:
        _refuse_a_part_for_the_nation(criteria, layers)
    return Question(criteria, layers)


def _refuse_a_part_for_the_nation(criteria: Criteria, layers: Layers) -> None:
    """The rate that is asked for unless one is given is the country's: a file of a few states does not have it."""
    from geo import CriteriaError

    if criteria.min_return_rate is not None or criteria.year not in layers.years:
        return
    known = layers.returns_of(criteria.year)["return_rate"].notna().to_numpy()
    dwellings = layers.municipios["dwellings"].to_numpy()
    share = dwellings[known].sum() / dwellings.sum()
    if share < _NATION:
        found = f"found none, and return figures of {known.sum():,} municipalities with {share:.0%} of the dwellings"
        raise CriteriaError([("min_return_rate", f"{found}, expected a rate: theirs is not the national one")])


def write(data: bytes, out: Path | None) -> None:
    """Write an answer whole to a file, or to the terminal."""
    from exports.files import write_whole

    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_whole(out, data)
