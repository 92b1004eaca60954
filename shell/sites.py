"""`alcance sites`: what should be done first."""

from __future__ import annotations

import math
import signal
import time
from typing import Annotated, Any

import typer

from exports.answers import ANSWERS
from geo.settings import CriteriaError
from shell.answers import takes
from shell.output import Output, writes
from shell.question import Request, asks

#: How a command ends where the time ran out, and where what was asked for cannot be reached.
OUT_OF_TIME, INFEASIBLE = 3, 4

#: How it ends where a person stopped it: what was found until then is written.
STOPPED = 130

#: The search ends this long before the command is to have ended: so long does it take to write what was found.
_TO_WRITE_S = 0.2

#: As long where it has to be shared out who is served by offices with a capacity, or all readings are to be told.
_TO_SHARE_OUT_S = 2.0

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
@takes(ANSWERS["sites"])
def sites(
    request: Request,
    *,
    context: typer.Context,
    time_limit: Annotated[
        float, typer.Option(callback=_start_clock, help="For the whole command, seconds: then the best so far.")
    ] = 60.0,
    output: Output,
    **given: Any,
) -> None:
    """Propose sites."""
    limits = given["capacity"], given["existing_capacity"], *request.asked.layers.candidates["capacity"].dropna()
    is_quick = given["over"] == "asked" and not any(limits)
    to_write = _TO_WRITE_S if is_quick else _TO_SHARE_OUT_S
    seconds = max(time_limit - _elapsed(context) - to_write, 1e-3)
    made = ANSWERS["sites"].ask(request.asked, output.form, given, seconds=seconds)
    signal.setitimer(signal.ITIMER_REAL, 0)
    output.write(made.data, made.beside)
    if made.said:
        typer.echo(f"alcance: {made.said}", err=True)
    code = {"time_limit": OUT_OF_TIME, "infeasible": INFEASIBLE, "stopped": STOPPED}.get(made.status)
    if code is not None:
        raise typer.Exit(code)
