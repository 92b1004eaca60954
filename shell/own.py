"""A person's own files in the shell: the options of every command that takes some, and `alcance check`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

import typer

from layers.errors import LayerError
from layers.own import Answers, OwnError
from layers.own.answers import IDS, READING, parse_answer
from layers.own.findings import layer_fault, reasons_of, say
from layers.own.kinds import kind_ids
from layers.own.limits import FILE_BYTES
from shell.output import Output, take_parameters
from words.catalogues import Language
from words.text import Text

if TYPE_CHECKING:
    from layers import Layers
    from layers.own import Draft, Result

    Kind = str
else:
    Kind = Literal[tuple(kind_ids())]

_ENGLISH = Text("en")

#: Kinds that an option of every question takes, and its words: another country, which comes through the page alone,
#: has none.
OPTIONS = {kind: _ENGLISH(f"own.option.{kind}") for kind in kind_ids() if _ENGLISH.has(f"own.option.{kind}")}

_SAID = {
    "column": "Of your files: a column and its field, theirs=ours; theirs= for none.",
    "answer": f"What your files do not say: {', '.join(IDS)}, as year=2020; or a municipality's name, as NAME=KEY.",
    "crs": "Their coordinates, where they do not say or say wrongly: EPSG:6372.",
    **{name: _ENGLISH(f"own.reading.{name}") for name in READING},
}
_PAIRS = {"column": "theirs=ours", "answer": "question=answer, or NAME=KEY of a municipality"}
#: Faults of rows, of which `check` says more.
_ROWS = {"nothing_taken", "rows_refused"}
_YES = "Of your files: guessed columns are right, and warnings are no reason to stop."


class Said(NamedTuple):
    """What a person says of the files of a command: texts by option, and whether guesses and warnings are accepted.

    A text is said of every file that it makes sense for, or of the kind of file that stands before it and a colon:
    ``programs:EPSG:32614``.
    """

    texts: Mapping[str, tuple[str, ...]]
    yes: bool

    @classmethod
    def pop(cls, given: dict[str, Any]) -> Self:
        """What the options of `options_of_files` were given, taken out of all that a command was."""
        return cls({name: tuple(given.pop(name) or ()) for name in _SAID}, bool(given.pop("yes")))

    def of(self, option: str, kind: str, kinds: Collection[str]) -> Iterator[tuple[str, bool]]:
        """The texts of an option that are said of a kind or of none of those given; whether the kind is named."""
        for text in self.texts[option]:
            before, colon, rest = text.partition(":")
            named = bool(colon) and before in kinds
            if not named or before == kind:
                yield (rest if named else text), named

    def last(self, option: str, kind: str, kinds: Collection[str]) -> str | None:
        """The last of them; one that names the kind counts for more."""
        found = sorted(self.of(option, kind, kinds), key=lambda text: text[1])
        return found[-1][0] if found else None


def options_of_files() -> Iterator[Parameter]:
    """The options of every command that takes a person's own files."""
    for name, words in _SAID.items():
        told = f"{words} Repeat it for more; KIND: before it says of which file."
        option = typer.Option(f"--{name.replace('_', '-')}", help=told)
        yield Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[list[str] | None, option])
    yield Parameter(
        "yes", Parameter.KEYWORD_ONLY, default=False, annotation=Annotated[bool, typer.Option("--yes", help=_YES)]
    )


def hears(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of its own files; it receives them as its first argument, a `Said`."""

    def heard(**given: Any) -> None:
        command(Said.pop(given), **given)

    own = [
        parameter.replace(kind=Parameter.KEYWORD_ONLY)
        for parameter in list(signature(command, eval_str=True).parameters.values())[1:]
    ]
    parameters = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in (*own, *options_of_files())]
    take_parameters(heard, command, parameters)
    return heard


@hears
def check(
    said: Said,
    *,
    file: Annotated[Path, typer.Argument(help=f"Your file: {_ENGLISH('own.formats.all')}.")],
    kind: Annotated[Kind, typer.Option("--as", help="What it holds.")],
    lang: Annotated[Language, typer.Option(help="Language of all that is said.")] = "en",
) -> None:
    """Look at a file of your own: what would be taken, mended and refused, row by row, as CSV.

    Columns that are not called as the fields are guessed: they are shown, and used with --yes alone. What you should
    know before the file is used, and why rows are refused, goes to standard error.
    """
    from exports.tables import to_csv
    from layers import load
    from layers.own import KINDS
    from layers.own.result import findings_of, report_of
    from layers.own.tables import is_table, put_table

    text = Text(lang)

    def show(findings: Iterable[Any]) -> None:
        Output(("csv",), None).write(to_csv(report_of(findings, text).drop(columns="parts")))

    draft = None
    try:
        if is_table(file, KINDS[kind]):
            put_table(file, KINDS[kind], load())
            _tell(f"{file.name}: {text('own.table')}")
            return
        draft = _drafts({kind: file}, said)[kind]
        result = _read(draft, said, {kind: draft}, load(), text)
    except LayerError as error:
        if isinstance(error, OwnError) and error.findings:
            show(error.findings)
        _offer(draft or error, text)
        _tell(f"alcance: {_fault(error, text)}")
        raise typer.Exit(1) from error
    findings = findings_of(result.report)
    show(findings)
    for reason in reasons_of(findings):
        _tell(f"{result.name}: {reason.said(text)}{_hint(reason.first.code, text)}")
    counts = {outcome: text.number(count) for outcome, count in result.counts.items()}
    _tell(f"{result.name}: {text('own.counts', **counts)}")
    accepted = _warn(result, said, text)
    if not accepted:
        _tell(f"alcance: {OwnError.of(result.name, 'warned').said(text)}")
    if not (result.whole and accepted):
        raise typer.Exit(1)


def with_files(layers: Layers, files: Mapping[str, Path | None], said: Said, text: Text = _ENGLISH) -> Layers:
    """The layers with a person's own files in place of ours: nothing guessed or warned of unseen, and every row taken.

    What is told of them is told in the language of ``text``.

    Raises
    ------
    LayerError
        Where a column is called otherwise than its field, there is something that a person must have seen, and no
        --yes; or where a row is refused.
    """
    from layers.own import KINDS, apply
    from layers.own.every_kind import in_order
    from layers.own.tables import is_table, put_table

    given = {kind: path for kind, path in files.items() if path is not None}
    kind = ""
    try:
        drafts = _drafts({kind: path for kind, path in given.items() if not is_table(path, KINDS[kind])}, said)
        for kind in in_order(given):
            if kind not in drafts:
                layers = put_table(given[kind], KINDS[kind], layers)
                continue
            result = _read(drafts[kind], said, drafts, layers, text)
            _accept(result, said, text)
            layers = apply(result, layers)
    except OwnError as error:
        more = f"; {text('own.see_check', name=error.name, kind=kind)}" if error.code in _ROWS else ""
        raise LayerError(f"{_fault(error, text)}{more}") from error
    except LayerError as error:
        raise LayerError(_fault(error, text)) from error
    return layers


def _accept(result: Result, said: Said, text: Text) -> None:
    """Tell what was mended and warned of; go on only with every row, and with a yes to what is warned of."""
    from layers.own.result import findings_of

    if not result.whole:
        reasons = reasons_of(findings_of(result.report))
        raise OwnError.of(result.name, "rows_refused", count=result.counts["refused"], reasons=reasons)
    mended = result.counts["mended"]
    if mended:
        _tell(f"alcance: {result.name}: {text('own.mended.told', mended)}")
    if not _warn(result, said, text):
        raise OwnError.of(result.name, "warned")


def _warn(result: Result, said: Said, text: Text) -> bool:
    """Say what a person must have seen; whether the file may be used then."""
    from layers.own.result import findings_of

    for finding in findings_of(result.warnings):
        _tell(f"{result.name}: {text('own.warning', did=say(text, f'own.did.{finding.code}', finding.parts))}")
    return said.yes or result.warnings.empty


def _drafts(files: Mapping[str, Path], said: Said) -> dict[str, Draft]:
    from layers.own import inspect

    drafts = {}
    for kind, path in files.items():
        options: dict[str, Any] = {name: said.last(name, kind, files) for name in READING}
        if options["header_row"] is not None:
            options["header_row"] = _number(options["header_row"])
        drafts[kind] = inspect(_bytes_of(path), path.name, kind, **options)
    return drafts


def _read(draft: Draft, said: Said, drafts: Mapping[str, Draft], layers: Layers, text: Text) -> Result:
    """Read a file as a person says; guessed columns are shown, and taken with a yes.

    Raises
    ------
    OwnError
        As `layers.own.read`; where columns are guessed and there is no yes.
    """
    from layers.own import read

    mapping, named = _columns(draft, said, drafts)
    guessed = {
        field: theirs for field, theirs in draft.guessed.items() if mapping.get(field) == theirs and field not in named
    }
    for field, theirs in guessed.items():
        means = text(f"own.means.{draft.kind}.{field}")
        _tell(f"{draft.name}: {text('own.guessed', column=theirs, field=field, means=means)}")
    if guessed and not said.yes:
        columns = ", ".join(f"{theirs}={field}" for field, theirs in guessed.items())
        raise OwnError.of(draft.name, "guessed", columns=columns)
    return read(draft, mapping, layers, _answers(draft, said, drafts))


def _columns(draft: Draft, said: Said, drafts: Mapping[str, Draft]) -> tuple[dict[str, str], set[str]]:
    """The column of each field, and the fields that a person has named."""
    mapping, named = draft.mapping, set()
    for text, sure in said.of("column", draft.kind, drafts):
        theirs, ours = _pair(text, "column")
        others = [] if sure else [other for other in drafts.values() if _fits(theirs, ours, other)]
        if others and draft not in others:
            continue
        mapping = {field: column for field, column in mapping.items() if column != theirs}
        if ours:
            mapping[ours] = theirs
            named.add(ours)
        elif theirs not in draft.columns:
            raise OwnError.of(draft.name, "no_such_column", column=theirs, choices=draft.columns)
    return mapping, named


def _fits(theirs: str, ours: str, draft: Draft) -> bool:
    from layers.own import KINDS

    return theirs in draft.columns and (not ours or ours in KINDS[draft.kind].by_id)


def _answers(draft: Draft, said: Said, drafts: Mapping[str, Draft]) -> Answers:
    """Answers by their ids; what is no id is a municipality's name as the file has it."""
    settings: dict[str, Any] = {"crs": said.last("crs", draft.kind, drafts)}
    names = {}
    for text, sure in said.of("answer", draft.kind, drafts):
        answer, value = _pair(text, "answer")
        if answer in IDS:
            settings[answer] = parse_answer(answer, value, draft.name)
        elif sure or draft.holds(answer) or not any(other.holds(answer) for other in drafts.values()):
            names[answer] = value
    return Answers(**settings, names=names)


def _pair(text: str, option: str) -> tuple[str, str]:
    """What stands before and after the equals sign that tells: a field and a key have none, other texts may."""
    is_answer = option == "answer" and text.partition("=")[0] in IDS
    before, sign, after = text.partition("=") if is_answer else text.rpartition("=")
    if not sign or not before or not (after or option == "column"):
        raise typer.BadParameter(f"found {text!r}, expected {_PAIRS[option]}", param_hint=f"--{option}")
    return before, after


def _fault(error: LayerError, text: Text) -> str:
    """Why a file is refused, and what to do about it in the shell."""
    if not isinstance(error, OwnError):
        return str(error) if text.language == _ENGLISH.language else layer_fault(error, text)
    hint = _hint(f"{error.code}.{error.parts.get('question')}", text) or _hint(error.code, text, error.parts)
    codes = dict.fromkeys(reason.first.code for reason in error.parts.get("reasons", ()))
    return f"{error.said(text)}{hint}{''.join(_hint(code, text) for code in codes)}"


def _hint(code: str, text: Text, parts: Mapping[str, Any] | None = None) -> str:
    """What to do about a finding or a fault in the shell; empty where there is nothing to say."""
    key = f"own.hint.{code}"
    return f"; {say(text, key, parts or {})}" if text.has(key) else ""


def _offer(file: Any, text: Text) -> None:
    """Say what there is to choose from in a file that was refused."""
    for option in ("sheet", "layer"):
        names = getattr(file, f"{option}s", ())
        if len(names) > 1:
            _tell(text("own.choose.among", option=f"--{option}", names=", ".join(names), chosen=str(file.chosen)))
    row = getattr(file, "header_row", None)
    if row is not None:
        _tell(text("own.choose.header_row", row=str(row)))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9])):
        raise typer.BadParameter(f"found {text!r}, expected a row, from 1", param_hint="--header-row")
    return int(text[:9])


def _tell(line: str) -> None:
    typer.echo(line, err=True)


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        raise OwnError.of(path.name, "no_file")
    size = path.stat().st_size
    if size > FILE_BYTES:
        raise OwnError.of(path.name, "too_large", found=size, most=FILE_BYTES)
    return path.read_bytes()
