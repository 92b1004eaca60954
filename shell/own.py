"""A person's own files in the shell: `alcance check`, and the options that put them in place of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from layers.own import KINDS
from layers.own.kinds import in_order
from shell.output import Output
from words.text import Text

if TYPE_CHECKING:
    from layers import Layers
    from layers.own import Answers, Draft, OwnError, Result

    Kind = str
else:
    Kind = Literal[tuple(KINDS)]

#: Kinds that an option of every question takes, and its words: another country comes through the page alone.
OPTIONS = {kind.id: Text("en")(f"own.option.{kind.id}") for kind in KINDS.values() if not kind.is_country}

_ANSWERS = {"year": int, "edition": int, "decimal": str, "rate_unit": str, "swap": bool, "as_sites": bool}


def check(
    file: Annotated[Path, typer.Argument(help=f"Your file: {Text('en')('own.formats.all')}.")],
    kind: Annotated[Kind, typer.Option("--as", help="What it holds.")],
    crs: Annotated[str | None, typer.Option(help="Its coordinates, where it does not say: EPSG:6372.")] = None,
    column: Annotated[list[str] | None, typer.Option(help="A column and its field: theirs=ours; repeat.")] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(help=f"What the file does not say: {', '.join(_ANSWERS)}, or a municipality's name, as name=key."),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook; the first with a table if not given.")] = None,
    header_row: Annotated[
        int | None, typer.Option(min=1, help="Row of the column names, from 1; found if not given.")
    ] = None,
    layer: Annotated[
        str | None, typer.Option(help="Layer of a GeoPackage, or file of a zip; the first if not given.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the text, where it is known.")] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="The guessed columns are right.")] = False,
) -> None:
    """Look at a file of your own: what would be taken, mended and refused, row by row, as CSV.

    Columns that are not called as the fields are guessed: they are shown, and used with --yes alone.
    """
    from exports.tables import to_csv
    from layers.own import OwnError, inspect

    draft = None
    try:
        draft = inspect(
            _bytes_of(file), file.name, kind, sheet=sheet, layer=layer, encoding=encoding, header_row=header_row
        )
        result = _confirmed(draft, _pairs(column or [], "column"), _answers(answer or [], crs), yes=yes)
    except OwnError as error:
        _offer(draft or error)
        raise
    Output(("csv",), None).write(to_csv(result.report.drop(columns="parts")))
    counts = ", ".join(f"{count} {outcome}" for outcome, count in result.counts.items())
    typer.echo(f"{result.name}: {len(result.outcomes)} rows: {counts}", err=True)
    if not result.whole:
        raise typer.Exit(1)


def _confirmed(draft: Draft, named: dict[str, str], answers: Answers, *, yes: bool) -> Result:
    """What is taken of a file, its guessed columns shown first."""
    from layers import load
    from layers.own import read

    guessed = {field: theirs for field, theirs in draft.guessed.items() if field not in named}
    for field, theirs in guessed.items():
        typer.echo(f"guessed: column {theirs!r} is {field}", err=True)
    if guessed and not yes:
        raise typer.BadParameter("columns are guessed: say --yes, or name each with --column theirs=ours")
    return read(draft, draft.mapping | named, load(), answers)


def _offer(file: Draft | OwnError) -> None:
    """Say what there is to choose from in a file that was refused."""
    for option, names in (("--sheet", file.sheets), ("--layer", file.layers)):
        if len(names) > 1:
            typer.echo(f"choose with {option}: {', '.join(names)} (taken: {file.chosen})", err=True)
    if file.header_row is not None:
        typer.echo(f"column names taken from row {file.header_row}: choose another with --header-row", err=True)


def with_files(layers: Layers, files: Mapping[str, Path | None]) -> Layers:
    """The layers with a person's own files in place of ours: nothing guessed, and every row taken.

    Raises
    ------
    LayerError
        Where a column is called otherwise than its field, or a row is refused.
    """
    from layers.own import apply, inspect

    given = {kind: path for kind, path in files.items() if path is not None}
    for kind in in_order(given):
        path, put_parquet = given[kind], KINDS[kind].put_parquet
        if put_parquet is not None and path.suffix.lower() == ".parquet":
            layers = put_parquet(layers, path)
            continue
        result = _read_whole(inspect(_bytes_of(path), path.name, kind), layers)
        mended = result.counts["mended"]
        if mended:
            typer.echo(f"alcance: {result.name}: {mended} rows mended; `alcance check` says how", err=True)
        layers = apply(result, layers)
    return layers


def _read_whole(draft: Draft, layers: Layers) -> Result:
    from layers import LayerError
    from layers.own import read

    hint = f"see `alcance check {draft.name} --as {draft.kind}`"
    for field, column in draft.guessed.items():
        raise LayerError.at(draft.name, column=column, found=column, expected=f"{field}, the field's own name; {hint}")
    result = read(draft, draft.mapping, layers)
    refused = result.report[result.report["outcome"] == "refused"]
    if not refused.empty:
        first = refused.iloc[0]
        raise LayerError(
            f"{draft.name}, row {first['row']}, column {first['column']}: found {first['found']!r}, {first['did']}"
            f" ({result.counts['refused']} rows refused; {hint})"
        )
    return result


def _bytes_of(path: Path) -> bytes:
    from layers import LayerError
    from layers.own import OwnError
    from layers.own.limits import FILE_BYTES

    if not path.is_file():
        raise LayerError.at(path.name, found="no such file", expected="a file of your own")
    size = path.stat().st_size
    if size > FILE_BYTES:
        raise OwnError.of(path.name, "too_large", found=size, most=FILE_BYTES)
    return path.read_bytes()


def _pairs(texts: Iterable[str], option: str) -> dict[str, str]:
    """Pairs of field and column, as ``theirs=ours`` names them."""
    found = {}
    for text in texts:
        theirs, sign, ours = text.rpartition("=")
        if not sign or not theirs or not ours:
            raise typer.BadParameter(f"found {text!r}, expected theirs=ours", param_hint=f"--{option}")
        found[ours] = theirs
    return found


def _answers(texts: Iterable[str], crs: str | None) -> Answers:
    from layers.own import Answers

    settings: dict[str, Any] = {"crs": crs}
    names = {}
    for value, name in _pairs(texts, "answer").items():
        if name not in _ANSWERS:
            names[name] = value
        elif _ANSWERS[name] is bool:
            settings[name] = value.lower() in {"yes", "true", "1", "si", "sí"}
        elif _ANSWERS[name] is int:
            if not value.isdigit() or not value.isascii():
                raise typer.BadParameter(f"found {value!r}, expected a year", param_hint=f"--answer {name}")
            settings[name] = int(value[:9])
        else:
            settings[name] = value
    return Answers(**settings, names=names)
