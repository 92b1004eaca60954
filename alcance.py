"""Alcance for a shell: the door to the commands of `shell`, and how a fault is told.

For Python, ``import alcance`` gives `layers.load`, `geo.Criteria`, `geo.find_gaps`, `exports.interactive.to_map` and
the `words.text.Text` of a language. Each is imported when it is first used, so that the shell starts at once.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer

from shell import certainty, change, data, gaps, microdata, municipality, own, pilots, publish, serve, services, sites

if TYPE_CHECKING:
    from exports.interactive import to_map
    from geo import Criteria, find_gaps
    from layers import load
    from words.text import Text

__all__ = ["Criteria", "Text", "find_gaps", "load", "main", "to_map"]

_ROOMS = {
    "Criteria": "geo",
    "Text": "words.text",
    "find_gaps": "geo",
    "load": "layers",
    "to_map": "exports.interactive",
}

app = typer.Typer(
    help="Which rural municipalities receive many return migrants outside every reintegration program's reach.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


app.command()(gaps.gaps)
app.command("layers")(gaps.write_layer)
app.command()(municipality.municipality)
app.command()(pilots.pilots)
app.command()(services.services)
app.command()(change.change)
app.command()(certainty.certainty)
app.command()(sites.sites)
app.command()(publish.figure)
app.command()(publish.brief)
app.command()(publish.embed)
app.command()(own.check)
app.command()(serve.serve)
app.command()(data.build)
app.command()(data.fetch)
app.command()(microdata.microdata)


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ROOMS[name]), name)


def main() -> None:
    """Run the shell; one line on standard error and exit code 2 for a wrong option, 1 for data that cannot be used."""
    from geo.criteria import CriteriaError
    from layers.errors import LayerError
    from words.text import Text

    arguments = sys.argv[1:] or ["--help"]
    try:
        code = app(arguments, standalone_mode=False)
    except CriteriaError as error:
        text = Text("en")
        lines = (f"--{fault.field.replace('_', '-')}: {fault.said(text)}" for fault in error.faults)
        code = _fail("; ".join(lines), 2)
    except typer.TyperException as error:
        explain = getattr(error, "format_message", error.__str__)
        code = _fail(" ".join(explain().replace("Value error, ", "").split()), 2)
    except LayerError as error:
        code = _fail(str(error), 1)
    except BrokenPipeError:
        code = 0
    except OSError as error:
        code = _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error), 1)
    except typer.Abort:
        code = _fail("stopped", 130)
    sys.exit(code)


def _fail(message: str, code: int) -> int:
    typer.echo(f"alcance: {message}", err=True)
    return code


if __name__ == "__main__":
    main()
