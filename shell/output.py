"""Where an answer goes: to a file, or to the terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from vocabulary.lists import RowFormat
from words.catalogues import languages

#: What an option of a language takes: any that there is a catalogue of.
if TYPE_CHECKING:
    Language = str
else:
    Language = Literal[languages()]


def file_named(text: str) -> Path:
    """The file that an option names to be written, told before the work and not after it if it cannot be one.

    Raises
    ------
    BadParameter
        Where there is no name, or it is a folder's.
    """
    if not text or text.endswith(os.sep) or Path(text).is_dir():
        raise typer.BadParameter(f"found {f'the folder {text}' if text else 'no name'}, expected a file")
    return Path(text)


#: How an answer's rows are written, and in which language people are addressed.
RowsAs = Annotated[RowFormat, typer.Option("--format", help="Format of the rows.")]
Lang = Annotated[Language, typer.Option(help="Language.")]
NotesLang = Annotated[Language, typer.Option(help="Language of notes and labels; column names stay.")]

#: Where an answer goes.
Out = Annotated[
    Path | None,
    typer.Option(parser=file_named, metavar="FILE", help="File to write; the terminal if not given."),
]


def refuse_terminal(out: Path | None, form: str) -> None:
    """Refuse to show a terminal what only a file or another program can take.

    Raises
    ------
    BadParameter
        Where there is no file to write and a person would see the bytes.
    """
    if out is None and sys.stdout.isatty():
        raise typer.BadParameter(f"found none, expected a file: {form} is no text for a terminal", param_hint="--out")


def file_of(out: Path | None) -> Path | None:
    """The file that an answer is written to, beside which another can stand; None where it goes to a stream."""
    from exports.files import is_stream

    return None if out is None or is_stream(out) else out


def write_beside(data: bytes, file: Path) -> None:
    """Write what a file's metadata are to NAME-metadata.json."""
    write(data, file.with_name(f"{file.name}-metadata.json"))


def write(data: bytes, out: Path | None) -> None:
    """Write an answer to a file as `exports.files.write_whole` does, or to the terminal.

    Raises
    ------
    OSError
        Where it cannot be written.
    """
    from exports.files import write_whole

    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_whole(out, data)
