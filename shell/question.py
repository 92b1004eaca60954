"""The question as options of the shell: the same for every command that asks one."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

import typer

from exports.answer import Asked, criteria_of
from geo.criteria import Criteria, CriteriaError, as_text
from shell.output import take_parameters
from shell.own import OPTIONS, Said, options_of_files, with_files
from words.catalogues import DEFAULT, Language
from words.text import Text

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from layers import Layers


def _names(kind: str) -> tuple[str, ...]:
    return ("--returns", "--returns-file") if kind == "returns" else (f"--{kind}-file",)


def asks(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the question; it receives them as its first argument, an `Asked`."""
    own = [_unsaid(parameter) for parameter in list(inspect.signature(command, eval_str=True).parameters.values())[1:]]

    def asked(**given: Any) -> None:
        texts = {name: given.pop(name) for name in Criteria.model_fields}
        files = {kind: given.pop(f"{kind}_file") for kind in OPTIONS}
        network = given.pop("network")
        language = given.get("lang")
        if "lang" in given:
            given["lang"] = language or DEFAULT
        text = Text(language or "en")
        request = _understand(texts, files, Said.pop(given), text)
        command(request._replace(layers=_with_roads(request, network, text)), **given)

    parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in (*_options(), *own)]
    take_parameters(asked, command, parameters)
    return asked


def _unsaid(parameter: inspect.Parameter) -> inspect.Parameter:
    """A parameter; that of the language without its default: what the shell tells is English unless a person says."""
    if parameter.name != "lang":
        return parameter
    (language,) = [option for option in parameter.annotation.__metadata__ if hasattr(option, "help")]
    option = typer.Option(help=language.help, show_default=DEFAULT)
    return parameter.replace(default=None, annotation=Annotated[Language | None, option])


def _options() -> Iterator[inspect.Parameter]:
    """An option a setting, with its bounds and examples from `Criteria`, then one a kind of file."""
    text, usual = Text("en"), Criteria()
    for name, field in Criteria.model_fields.items():
        option, words = f"--{name.replace('_', '-')}", text(f"field.{name}.help")
        if field.annotation is bool:
            yield _option(name, bool, typer.Option(option, help=words), default=False)
        else:
            words += f" Such as {'; '.join(field.examples)}." if field.examples else ""
            default = as_text(getattr(usual, name))
            yield _option(
                name, str | None, typer.Option(option, help=words, metavar=_takes(field), show_default=default)
            )
    yield _option("network", Path | None, typer.Option("--network", help=text("network.option"), metavar="FOLDER"))
    for kind, words in OPTIONS.items():
        yield _option(f"{kind}_file", Path | None, typer.Option(*_names(kind), help=words))
    yield from options_of_files()


def _takes(field: FieldInfo) -> str:
    """What an option takes, in a word: one of some, a number between bounds, or names."""
    if get_origin(field.annotation) is Literal:
        return f"[{'|'.join(get_args(field.annotation))}]"
    bounds = {
        name: as_text(float(getattr(rule, name)))
        for rule in field.metadata
        for name in ("ge", "gt", "le")
        if hasattr(rule, name)
    }
    if "le" not in bounds:
        return "NAMES"
    low = bounds.get("ge") or f">{bounds['gt']}"
    return f"{low}..{bounds['le']}{'|none' if type(None) in get_args(field.annotation) else ''}"


def _option(name: str, kind: Any, option: Any, *, default: object = None) -> inspect.Parameter:
    annotation = Annotated[kind, option]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _understand(given: dict[str, Any], files: dict[str, Path | None], said: Said, told: Text) -> Asked:
    from layers import load

    texts = {name: "true" if text is True else text for name, text in given.items() if text not in (None, False)}
    # A wrong option is told before the layers are loaded, which know the names of states and regions.
    Criteria.from_text({name: text for name, text in texts.items() if name not in {"state", "region"}})
    layers = load()
    criteria = criteria_of(texts, layers)
    if any(files.values()):
        layers = with_files(layers, files, said, told)
    if layers.own_years:
        _refuse_a_year_without_own_figures(criteria, layers)
        _refuse_a_part_for_the_nation(criteria, layers)
    return Asked(criteria, layers)


def _with_roads(request: Asked, asked: Path | None, text: Text) -> Layers:
    """The layers with the network of roads that is named, where the question or some site counts minutes."""
    from layers.errors import LayerError
    from layers.network.errors import NetworkError
    from layers.network.loading import load, network_folder

    layers, folder = request.layers, network_folder(asked)
    counted = request.criteria.reach_min is not None or layers.programs.sites["reach_min"].notna().any()
    if folder is None or not counted:
        return layers
    try:
        return layers.with_network(load(folder, layers))
    except NetworkError as error:
        raise LayerError(error.said(text)) from error


def _refuse_a_year_without_own_figures(criteria: Criteria, layers: Layers) -> None:
    """An answer of a year that the file has no figures of would be of ours, and pass for the file's."""
    if criteria.year not in layers.own_years:
        years = ", ".join(str(year) for year in layers.own_years)
        raise CriteriaError.of("year", "year_of_file", found=criteria.year, choices=years)


def _refuse_a_part_for_the_nation(criteria: Criteria, layers: Layers) -> None:
    """The rate that is asked for unless one is given is the country's: a file of a few states does not have it."""
    from geo.returns import part_of_the_nation

    known = part_of_the_nation(layers, criteria)
    if known is not None:
        part = {"count": known.municipalities, "share": f"{known.share:.0%}"}
        raise CriteriaError.of("min_return_rate", "part_of_the_nation", **part)
