"""The shell's commands, and how a fault is told."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from exports.answers import ANSWERS
from geo.deadline import SOLVER
from shell import batch, data, editions, hdx, layers, microdata, network, own, scenarios, serve, sites
from shell.answers import COMMANDS

if TYPE_CHECKING:
    from geo.settings import Fault
    from words.text import Text

#: What Typer ends with where a person stopped it.
_STOPPED = 130

app = typer.Typer(
    help="Which rural municipalities receive many return migrants outside every reintegration program's reach.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


for _name, _command in {**COMMANDS, "sites": sites.sites, "layers": layers.write_layer}.items():
    app.command(_name)(_command)
app.command()(scenarios.compare)
app.command()(batch.batch)
app.command()(own.check)
app.command()(editions.edition)
app.command()(hdx.hdx)
app.command()(serve.serve)
app.command()(data.build)
app.command()(data.fetch)
app.command()(microdata.microdata)
app.command()(network.network)


def run(started: float) -> int:
    """Run the shell: a line on standard error where something is wrong, and the exit code that says how it ended.

    0: answered. 1: data or a file that cannot be used, or one of several questions that cannot be asked. 2: a wrong
    option. 3: the time ran out before the proof (the best found is written, if any). 4: what was asked for cannot be
    reached. 130: stopped by a person.

    Parameters
    ----------
    started : float
        When the command began, on the clock of `time.monotonic`.
    """
    usual = signal.getsignal(signal.SIGINT)
    if usual is signal.SIG_DFL:
        signal.signal(signal.SIGINT, _stop)
    code = _run(sys.argv[1:] or ["--help"], started)
    signal.setitimer(signal.ITIMER_REAL, 0)
    # What is left to do is to end: stopped there, a person sees nothing.
    signal.signal(signal.SIGINT, usual)
    return code


def leave(code: int) -> NoReturn:
    """End the process: at once where the time is over, or a solver that was given up would not hear of the end."""
    if code == sites.OUT_OF_TIME or any(thread.name == SOLVER for thread in threading.enumerate()):
        os._exit(code)
    sys.exit(code)


def _stop(*_: object) -> None:
    """Stop; the second time at once, whatever holds the first one up."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    raise KeyboardInterrupt


def _run(arguments: list[str], started: float) -> int:
    from geo.settings import CriteriaError
    from layers.errors import LayerError
    from words.text import Text

    try:
        code = _made()(arguments, standalone_mode=False, obj=started) or 0
        if sys.stdout is not None:
            sys.stdout.flush()
    except CriteriaError as error:
        text = Text("en")
        lines = (_told(fault, text) for fault in error.faults)
        code = _fail("; ".join(lines), 2)
    except typer.TyperException as error:
        explain = getattr(error, "format_message", error.__str__)
        code = _fail(" ".join(explain().replace("Value error, ", "").split()), 2)
    except LayerError as error:
        code = _fail(str(error), 1)
    except SystemExit:
        # Typer ends so where nobody reads on.
        code = 0
    except KeyboardInterrupt:
        # Typer hears of it only once it has made a command of the function.
        code = _STOPPED
    except OSError as error:
        code = _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error), 1)
    return _fail("stopped", _STOPPED) if code == _STOPPED else code


@cache
def _made() -> Callable[..., Any]:
    """The app as Typer calls it, made once: every command's options take it longer than most answers do."""
    return typer.main.get_command(app)


def _told(fault: Fault, text: Text) -> str:
    """A fault with the settings that it names as a person wrote them."""
    other = fault.parts.get("other")
    parts = fault.parts if other is None else {**fault.parts, "other": _option(other)}
    return f"{_option(fault.field)}: {fault._replace(parts=parts).said(text)}"


def _option(name: str) -> str:
    """What a person wrote a setting as."""
    is_argument = any(answer.key == name for answer in ANSWERS.values())
    return name.upper() if is_argument else f"--{name.replace('_', '-')}"


def _fail(message: str, code: int) -> int:
    typer.echo(f"alcance: {message}", err=True)
    return code
