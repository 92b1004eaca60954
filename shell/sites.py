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
from vocabulary.lists import Demand, Over, RowFormat, SitesTable

if TYPE_CHECKING:
    from geo.proposed import Placement

#: How a command ends where the time ran out, and where what was asked for cannot be reached.
OUT_OF_TIME, INFEASIBLE = 3, 4

#: How it ends where a person stopped it: what was found until then is written.
STOPPED = 130

#: The search ends this long before the command is to have ended: so long does it take to write what was found.
_TO_WRITE_S = 0.2

#: As long where it has to be shared out who is served by offices with a capacity.
_TO_SHARE_OUT_S = 2.0

#: What the rows of a table are called where they are described, if not as the table.
_WHAT = {"municipalities": "service", "readings": "site_readings"}

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
        str | None,
        typer.Option(
            metavar="N",
            help="How many sites; without it, --budget and --cover 5, or all candidates if fewer.",
        ),
    ] = None,
    budget: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Instead: what all sites together may cost.")
    ] = None,
    cover: Annotated[float | None, typer.Option(help="Instead: the fewest sites that reach this share, 0-1.")] = None,
    cost: Annotated[
        str | None, typer.Option(metavar="COSTS", help="What a site costs: a number, others by state: 10,20:8. [1]")
    ] = None,
    upgrade_cost: Annotated[
        str | None,
        typer.Option(
            metavar="AMOUNT", help="What it costs to give a site that is there the components it lacks; else none is."
        ),
    ] = None,
    capacity: Annotated[
        str | None, typer.Option(metavar="N", help="Rural return dwellings that a new or upgraded site can serve.")
    ] = None,
    existing_capacity: Annotated[
        str | None, typer.Option(metavar="N", help="Rural return dwellings that a site of the question can serve.")
    ] = None,
    must: Annotated[
        str | None,
        typer.Option(metavar="KEYS", help="Municipalities (or ids of sites to upgrade) that must be chosen."),
    ] = None,
    never: Annotated[
        str | None, typer.Option(metavar="KEYS", help="Municipalities (or ids of sites) that cannot be chosen.")
    ] = None,
    candidates: Annotated[
        str | None,
        typer.Option(
            metavar="KEYS",
            help="Keys of municipalities whose seats may have a site; all asked about if not given.",
        ),
    ] = None,
    demand: Annotated[
        Demand,
        typer.Option(help="Unserved dwellings of all municipalities asked about, of the gaps, or of the gap regions."),
    ] = "unserved",
    equity: Annotated[
        str | None,
        typer.Option(
            metavar="TIMES", help="How many times a dwelling counts where marginalisation is high or very high. [1]"
        ),
    ] = None,
    over: Annotated[
        Over,
        typer.Option(
            help="Best in the question as asked; in the mean of its readings; in the worst; or of the least regret."
        ),
    ] = "asked",
    table: Annotated[
        SitesTable,
        typer.Option(
            help="The sites; the municipalities and whether they are served; what is traded for marginalised "
            "municipalities; what the sites reach in each reading (with --over)."
        ),
    ] = "sites",
    time_limit: Annotated[
        float, typer.Option(callback=_start_clock, help="For the whole command, seconds: then the best so far.")
    ] = 60.0,
    output: Annotated[Output[RowFormat], "Format of the answer."],
) -> None:
    """Propose sites: the municipal seats that reach the most rural return dwellings no site reaches.

    The answer is proven to be the best unless its status says otherwise (JSON has it, with the bound). Exit code 3:
    the time ran out, and what is written is the best found; 4: all candidates together do not reach that share; 130:
    Ctrl-C, and what is written is the best found, if any.
    """
    from exports.rows import describe_rows, export_rows
    from exports.sites import export_sites, site_rows
    from geo import find_gaps
    from geo.site_curves import equity_curve
    from geo.sites import cover_share, place_sites
    from geo.siting import Siting

    given = {
        "k": k,
        "budget": budget,
        "cost": cost,
        "upgrade_cost": upgrade_cost,
        "capacity": capacity,
        "existing_capacity": existing_capacity,
        "must": must,
        "never": never,
        "candidates": candidates,
        "demand": demand,
        "equity": equity,
        "over": over,
    }
    siting = Siting.from_text({name: text for name, text in given.items() if text is not None})
    if table == "readings" and siting.over == "asked":
        raise CriteriaError.of("table", "readings_of_over", found=table)
    layers, criteria = request.layers, request.criteria
    to_write = _TO_WRITE_S if siting.capacity is siting.existing_capacity is None else _TO_SHARE_OUT_S
    seconds = max(time_limit - _elapsed(context) - to_write, 1e-3)
    command = ("sites", *siting.to_options(), *(("--cover", str(cover)) if cover is not None else ()))
    if table == "equity":
        curve = equity_curve(layers, criteria, siting, time_limit_s=seconds)
        signal.setitimer(signal.ITIMER_REAL, 0)
        gaps = find_gaps(layers, criteria)
        output.write(
            export_rows(curve, criteria, layers, format=output.form, more={"siting": siting.to_text()}),
            lambda name: describe_rows(
                curve, gaps, layers, name=name, what="equity", command=(*command, "--table", table)
            ),
        )
        _end(None, "time_limit" if (curve["status"] == "time_limit").any() else str(curve["status"].iloc[-1]))
        return
    if cover is None:
        answer = place_sites(layers, criteria, siting, time_limit_s=seconds)
    else:
        answer = cover_share(layers, criteria, siting, share=cover, time_limit_s=seconds)
    signal.setitimer(signal.ITIMER_REAL, 0)
    rows = {"municipalities": answer.municipalities, "readings": answer.readings}.get(table)
    rows = site_rows(answer) if rows is None else rows
    shown = command if table == "sites" else (*command, "--table", table)
    output.write(
        export_sites(answer, layers, format=output.form)
        if table == "sites"
        else export_rows(rows, criteria, layers, format=output.form, more={"siting": siting.to_text()}),
        lambda name: describe_rows(
            rows, find_gaps(layers, criteria), layers, name=name, what=_WHAT.get(table, table), command=shown
        ),
    )
    _end(_said(answer), answer.status)


def _end(said: str | None, status: str) -> None:
    """Say what a person must know, and end with the code that says how it went."""
    if said:
        typer.echo(f"alcance: {said}", err=True)
    code = {"time_limit": OUT_OF_TIME, "infeasible": INFEASIBLE, "stopped": STOPPED}.get(status)
    if code is not None:
        raise typer.Exit(code)


def _said(answer: Placement) -> str | None:
    """What a person must know of an answer that is not proven to be the best."""
    count = len(answer.sites)
    if answer.status == "nothing_to_reach":
        return "nothing left to reach"
    if answer.status == "infeasible":
        share = f"{answer.reachable / answer.demand_total:.1%}"
        return f"found {answer.share:.1%}, expected at most {share}, which all candidates ({answer.candidates}) reach"
    why = {"time_limit": "the time ran out", "stopped": "stopped"}.get(answer.status)
    if why and answer.least:
        return f"{why}: {count} sites do it, and fewer than {answer.least} cannot"
    if why and answer.siting.over == "regret":
        return f"{why}: the best found misses {answer.objective:,.0f} at most, and none less than {answer.bound:,.0f}"
    if why:
        most = f"none {'of as many' if answer.siting.budget is None else 'for as much'} can reach more than"
        return f"{why}: the best found reaches {answer.objective:,.0f}, and {most} {answer.bound:,.0f}"
    return None
