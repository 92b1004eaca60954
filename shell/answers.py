"""The commands that answer, one for each of `exports.answers.ANSWERS`, with its options."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from exports.answer import Answer, Asked, Made, plain_type
from exports.answers import ANSWERS
from shell.output import Address, Output, take_parameters, writes
from shell.question import Request, asks
from words.text import Text

_ENGLISH = Text("en")


def command_of(answer: Answer) -> Callable[..., None]:
    """The command that gives an answer."""

    def command(request: Request, *, output: Output, **given: Any) -> None:
        give(answer, request.asked, output, given)

    return writes(asks(takes(answer)(command)))


def give(answer: Answer, asked: Asked, output: Output, given: dict[str, Any], **said: Any) -> Made:
    """Make an answer and write it; ``given`` is what the command's options were given."""
    if "address" in answer.told:
        said["address"] = given.pop("address")
    if "name" in answer.told:
        said["name"] = Path(output.name).with_suffix(".csv").name
    made = answer.ask(asked, output.form, given, **said)
    output.write(made.data, made.beside)
    return made


def takes(answer: Answer) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command, in place of its ``**given``, the options of an answer, and of its ``output`` the formats."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        def taking(*request: Any, **given: Any) -> None:
            command(*request, **given)

        own = [
            parameter
            for name, parameter in inspect.signature(command, eval_str=True).parameters.items()
            if name not in {"given", "output"}
        ]
        annotated: Any = Annotated
        takes_form: Any = Output
        output = _parameter("output", annotated[takes_form[answer.form_type], _ENGLISH("option.format")])
        take_parameters(taking, command, [*own, *_options(answer), output])
        taking.__name__, taking.__doc__ = answer.name, _ENGLISH(f"answer.{answer.name}")
        return taking

    return decorate


def _options(answer: Answer) -> Iterator[inspect.Parameter]:
    """An option of the shell for each of an answer's."""
    for name, within in answer.names().items():
        field = answer.options.model_fields[within]
        words, kind = _ENGLISH(answer.words_of(name)), plain_type(field)
        told: Any
        default: Any
        if name == answer.key:
            told, default = typer.Argument(help=words, metavar=_metavar(name, kind)), inspect.Parameter.empty
        else:
            told = typer.Option(f"--{name.replace('_', '-')}", help=words)
            default = None if field.is_required() else field.default
        yield _parameter(name, Annotated[kind if default is not None else kind | None, told], default)
    if "address" in answer.told:
        yield _parameter("address", Address, None)


def _metavar(name: str, kind: Any) -> str | None:
    return name.upper() if kind is str else None


def _parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


#: A command an answer; what has more to say than its bytes has a module of its own.
COMMANDS = {
    name: command_of(answer) for name, answer in ANSWERS.items() if answer.asks and name not in {"compare", "sites"}
}
