"""`alcance sites`: what should be done first."""

from __future__ import annotations

from typing import Annotated

import typer

from shell.output import Out, write
from shell.question import Question, asks
from vocabulary.lists import Demand, RowFormat

_DEFAULT_SITES = 5


@asks
def sites(
    question: Question,
    *,
    k: Annotated[int | None, typer.Option(help="How many sites; 5 if neither this nor --cover is given.")] = None,
    cover: Annotated[float | None, typer.Option(help="Instead: the fewest sites that reach this share, 0-1.")] = None,
    candidates: Annotated[
        str | None,
        typer.Option(help="Keys of municipalities whose seats may have a site; all asked about if not given."),
    ] = None,
    demand: Annotated[
        Demand, typer.Option(help="Unserved dwellings of all municipalities asked about, or of the gaps.")
    ] = "unserved",
    time_limit: Annotated[float, typer.Option(help="For the solver, seconds.")] = 60.0,
    output_format: Annotated[RowFormat, typer.Option("--format", help="Format of the answer.")] = "csv",
    out: Out = None,
) -> None:
    """Propose sites: the municipal seats that reach the most rural return dwellings no site reaches.

    The answer is proven to be the best unless its status says otherwise (JSON has it, with the bound).
    """
    from exports.sites import export_sites
    from geo.criteria import CriteriaError
    from geo.sites import cover_share, place_sites

    if k is not None and cover is not None:
        raise CriteriaError.of("cover", "both", other="--k")
    keys = None if candidates is None else [key.strip() for key in candidates.split(",") if key.strip()]
    layers, criteria = question.layers, question.criteria
    if cover is None:
        count = _DEFAULT_SITES if k is None else k
        answer = place_sites(layers, criteria, k=count, candidates=keys, demand=demand, time_limit_s=time_limit)
    else:
        answer = cover_share(layers, criteria, share=cover, candidates=keys, demand=demand, time_limit_s=time_limit)
    if answer.status != "optimal":
        typer.echo(f"alcance: {_STATUS[answer.status]}", err=True)
    unit = layers.counted(criteria.year).unit
    write(export_sites(answer, format=output_format, unit=unit), out)


_STATUS = {
    "time_limit": "the time ran out: the best found, not proven to be the best",
    "nothing_to_reach": "nothing left to reach",
    "infeasible": "all candidates together do not reach that share (--format json says how much they do)",
}
