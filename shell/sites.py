"""`alcance sites`: what should be done first."""

from __future__ import annotations

import math
import signal
import time
from typing import TYPE_CHECKING, Annotated

import typer

from geo.criteria import CriteriaError
from shell.output import Output, writes
from shell.question import Request, asks
from vocabulary.lists import Demand, RowFormat

if TYPE_CHECKING:
    from geo.sites import Placement

#: How a command ends where the time ran out, and where what was asked for cannot be reached.
OUT_OF_TIME, INFEASIBLE = 3, 4

#: The search ends this long before the command is to have ended: so long does it take to write what was found.
_TO_WRITE_S = 0.2

#: A command that has found nothing yet is ended this much later than asked.
_LATEST = 1.05


def _start_clock(context: typer.Context, seconds: float) -> float:
    """End the command where nothing is found in time: the data have to be read before anything can be."""
    if not 0 < seconds < math.inf:
        raise CriteriaError.of("time_limit", "seconds", found=f"{seconds:g}")

    def end(*_: object) -> None:
        typer.echo(f"alcance: the time ran out before a first choice: --time-limit {seconds:g} is too short", err=True)
        raise typer.Exit(OUT_OF_TIME)

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, max(_LATEST * seconds - _elapsed(context), 0.001))
    return seconds


def _elapsed(context: typer.Context) -> float:
    return time.monotonic() - float(context.find_root().obj)


@writes
@asks
def sites(
    request: Request,
    *,
    context: typer.Context,
    k: Annotated[
        int | None,
        typer.Option(help="How many sites; if neither this nor --cover is given 5, or all candidates if fewer."),
    ] = None,
    cover: Annotated[float | None, typer.Option(help="Instead: the fewest sites that reach this share, 0-1.")] = None,
    candidates: Annotated[
        str | None,
        typer.Option(help="Keys of municipalities whose seats may have a site; all asked about if not given."),
    ] = None,
    demand: Annotated[
        Demand, typer.Option(help="Unserved dwellings of all municipalities asked about, or of the gaps.")
    ] = "unserved",
    time_limit: Annotated[
        float, typer.Option(callback=_start_clock, help="For the whole command, seconds: then the best so far.")
    ] = 60.0,
    output: Annotated[Output[RowFormat], "Format of the answer."],
) -> None:
    """Propose sites: the municipal seats that reach the most rural return dwellings no site reaches.

    The answer is proven to be the best unless its status says otherwise (JSON has it, with the bound). Exit code 3:
    the time ran out, and what is written is the best found; 4: all candidates together do not reach that share.
    """
    from exports.rows import describe_rows
    from exports.sites import export_sites, site_rows
    from geo import find_gaps
    from geo.sites import cover_share, place_sites

    if k is not None and cover is not None:
        raise CriteriaError.of("cover", "both", other="--k")
    keys = None if candidates is None else [key.strip() for key in candidates.split(",") if key.strip()]
    layers, criteria = request.layers, request.criteria
    seconds = max(time_limit - _elapsed(context) - _TO_WRITE_S, 1e-3)
    if cover is None:
        answer = place_sites(layers, criteria, k=k, candidates=keys, demand=demand, time_limit_s=seconds)
    else:
        answer = cover_share(layers, criteria, share=cover, candidates=keys, demand=demand, time_limit_s=seconds)
    signal.setitimer(signal.ITIMER_REAL, 0)
    command = ("sites", *_chosen(k, cover, candidates, demand))
    output.write(
        export_sites(answer, layers, format=output.form),
        lambda name: describe_rows(
            site_rows(answer), find_gaps(layers, criteria), layers, name=name, what="sites", command=command
        ),
    )
    said = _said(answer)
    if said:
        typer.echo(f"alcance: {said}", err=True)
    code = {"time_limit": OUT_OF_TIME, "infeasible": INFEASIBLE}.get(answer.status)
    if code is not None:
        raise typer.Exit(code)


def _chosen(k: int | None, cover: float | None, candidates: str | None, demand: Demand) -> list[str]:
    """The options of the command that are not the question's, as they were given."""
    given = {"--k": k, "--cover": cover, "--candidates": candidates, "--demand": demand}
    return [word for option, value in given.items() if value is not None for word in (option, str(value))]


def _said(answer: Placement) -> str | None:
    """What a person must know of an answer that is not proven to be the best."""
    count = len(answer.sites)
    if answer.status == "nothing_to_reach":
        return "nothing left to reach"
    if answer.status == "infeasible":
        share = f"{answer.reachable / answer.demand_total:.1%}"
        return f"found {answer.share:.1%}, expected at most {share}, which all candidates ({answer.candidates}) reach"
    if answer.status == "time_limit" and answer.least:
        return f"the time ran out: {count} sites do it, and fewer than {answer.least} cannot"
    if answer.status == "time_limit":
        most = f"none of as many can reach more than {answer.bound:,.0f}"
        return f"the time ran out: the best found reaches {answer.objective:,.0f}, and {most}"
    return None
