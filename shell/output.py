"""Where an answer goes and in which format: `writes` gives a command its options --format and --out."""

from __future__ import annotations

import errno
import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar, get_args
from urllib.parse import urlsplit

import typer

from words.catalogues import Language
from words.text import Text

Lang = Annotated[Language, typer.Option(help="Language.")]
NotesLang = Annotated[Language, typer.Option(help=Text("en")("option.lang"))]


def _page(text: str | None) -> str | None:
    if text is not None and urlsplit(text).scheme not in {"http", "https"}:
        raise typer.BadParameter(f"found {text!r}, expected http or https")
    return text


Address = Annotated[
    str | None, typer.Option(callback=_page, help="Address of your Alcance page, for the link that asks again.")
]

#: What names standard output, and how it is called.
_STANDARD, _STDOUT = "-", "standard output"

#: Formats that a terminal can show.
_TEXT = {"csv", "json", "geojson", "svg", "html"}

_UNNAMED = "alcance"

Format = TypeVar("Format", bound=str)


def file_named(text: str) -> str:
    """The file that an option names to be written, told before the work and not after it if it cannot be one.

    Raises
    ------
    BadParameter
        Where there is no name, or it is a folder's.
    """
    if not text or text.endswith(os.sep) or Path(text).is_dir():
        raise typer.BadParameter(f"found {f'the folder {text}' if text else 'no name'}, expected a file")
    return text


class Output(Generic[Format]):
    """A format, and the file or the stream that an answer is written to in it.

    Parameters
    ----------
    formats : tuple of str
        Those that the answer has, the usual one first.
    out : str or None
        What `file_named` gives: a name, ``-`` for standard output; None stands for it too.
    form : str or None
        The format; without one it is what the name ends with, and the usual one where it has no ending.
    option : str
        Which option named the file.
    instead : str
        What else could say the format, as a person is told it.

    Raises
    ------
    BadParameter
        Where the name ends as none of the formats' files do, or where a terminal would get what it cannot show.
    """

    def __init__(
        self,
        formats: tuple[Format, ...],
        out: str | None,
        form: Format | None = None,
        *,
        option: str = "--out",
        instead: str = "",
    ) -> None:
        self._path = None if out in {None, _STANDARD} else Path(str(out))
        self.form: Format = form or _form_of(self._path, formats, option, instead)
        if self._path is None and self.form not in _TEXT and sys.stdout is not None and sys.stdout.isatty():
            expected = f"expected a file: {self.form} is no text for a terminal"
            raise typer.BadParameter(f"found a terminal, {expected}", param_hint=option)

    @property
    def name(self) -> str:
        """The file's name as a person reads it, for what names it inside; one of ours where it goes to a stream."""
        file = self._file()
        named = f"{_UNNAMED}.{self.form}" if file is None else file.name
        return os.fsencode(named).decode("utf-8", "replace")

    def write(self, data: bytes, beside: Callable[[str], bytes] | None = None) -> None:
        """Write an answer.

        Parameters
        ----------
        data : bytes
            The answer.
        beside : callable, optional
            Given the name of a CSV it makes the metadata that go to NAME-metadata.json: both are written, or neither.
            Nothing stands beside a stream.

        Raises
        ------
        OSError
            Where it cannot be written.
        """
        from exports.files import write_together, write_whole

        file = self._file()
        if self._path is None:
            _write_to_standard_output(data)
        elif beside is None or file is None or self.form != "csv":
            write_whole(self._path, data)
        else:
            write_together({file: data, file.with_name(f"{file.name}-metadata.json"): beside(file.name)})

    def _file(self) -> Path | None:
        """The file, beside which another can stand; None where there is a stream."""
        from exports.files import is_stream

        return None if self._path is None or is_stream(self._path) else self._path


def writes(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command --format and --out in place of its parameter ``output``, which it receives as an `Output`.

    The parameter's annotation says the formats and the help: ``Annotated[Output[RowFormat], "Format of the rows."]``.
    """
    parameters = inspect.signature(command, eval_str=True).parameters
    output, told = get_args(parameters["output"].annotation)
    (takes,) = get_args(output)
    formats = get_args(takes)

    def writing(**given: Any) -> None:
        instead = " (or --format)" if "output_format" in given else ""
        to = Output(formats, given.pop("out"), given.pop("output_format", None), instead=instead)
        command(**given, output=to)

    options = {}
    if len(formats) > 1:
        words = f"{told} Without it what the file's name ends with, else {formats[0]}."
        options["output_format"] = Annotated[takes | None, typer.Option("--format", help=words)]
    options["out"] = Annotated[
        str | None,
        typer.Option(parser=file_named, metavar="FILE", help="File to write; - or none: standard output."),
    ]
    others = [parameter for name, parameter in parameters.items() if name != "output"]
    made = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=of)
        for name, of in options.items()
    ]
    take_parameters(writing, command, [*others, *made])
    return writing


def take_parameters(made: Any, command: Callable[..., None], parameters: list[inspect.Parameter]) -> None:
    """Have a function that stands for a command take some parameters, for Typer, and be called and told as it is."""
    # What `inspect` documents for a function whose parameters are made: Typer reads its options there.
    made.__signature__ = inspect.Signature(parameters)
    made.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    made.__name__, made.__doc__ = command.__name__, command.__doc__


def _form_of(path: Path | None, formats: tuple[Format, ...], option: str, instead: str) -> Format:
    """The format that a name ends with."""
    ending = "" if path is None else path.suffix.lower().removeprefix(".")
    if not ending:
        return formats[0]
    for form in formats:
        if form == ending:
            return form
    known = ", ".join(f".{form}" for form in formats)
    raise typer.BadParameter(f"found .{ending}, expected a name that ends with {known}{instead}", param_hint=option)


def _write_to_standard_output(data: bytes) -> None:
    """Write all of the data: where Python does not buffer, one write may take a part."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), _STDOUT)
    try:
        stream, rest = sys.stdout.buffer, memoryview(data)
        while rest:
            rest = rest[stream.write(rest) :]
        stream.flush()
    except OSError as error:
        error.filename = _STDOUT
        raise
