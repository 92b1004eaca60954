"""The question as options of the shell: the same for every command that asks one."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, get_args, get_origin

import typer

from exports.answer import Asked, criteria_of
from geo.criteria import Criteria
from geo.settings import CriteriaError, as_text
from shell.output import take_parameters
from shell.own import OPTIONS, Said, options_of_files, with_files
from words.catalogues import DEFAULT, Language
from words.text import Text

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from layers import Layers


def _names(kind: str) -> tuple[str, ...]:
    return ("--returns", "--returns-file") if kind == "returns" else (f"--{kind}-file",)


_ROAD_GRADE = (
    "CONEVAL's degree of accessibility to a paved road, by locality: the workbook, or the zip that `alcance fetch "
    "road-grade-2020` gets. Without the option ALCANCE_ROAD_GRADE names it."
)


class Request(NamedTuple):
    """What a command was asked, and the layers it is asked of: the embedded ones with a person's own files.

    ``files`` are those files; ``roads`` gives the layers the network of roads that a question of its own needs.
    """

    asked: Asked
    files: tuple[Path, ...]
    roads: Callable[[Layers, Criteria], Layers]


def asks(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the question; it receives them as its first argument, a `Request`."""
    own = [_unsaid(parameter) for parameter in list(inspect.signature(command, eval_str=True).parameters.values())[1:]]

    def asked(**given: Any) -> None:
        texts = {name: given.pop(name) for name in Criteria.model_fields}
        files = {kind: given.pop(f"{kind}_file") for kind in OPTIONS}
        network = given.pop("network")
        language = given.get("lang")
        if "lang" in given:
            given["lang"] = language or DEFAULT
        text = Text(language or "en")
        roads, grades = partial(_with_roads, asked=network, text=text), given.pop("road_grade")
        request = _understand(texts, files, Said.pop(given), text, roads)
        command(_with_grades(request, grades), **given)

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
    yield _option("road_grade", Path | None, typer.Option("--road-grade", metavar="FILE", help=_ROAD_GRADE))
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


def _understand(
    given: dict[str, Any],
    files: dict[str, Path | None],
    said: Said,
    told: Text,
    roads: Callable[[Layers, Criteria], Layers],
) -> Request:
    from layers import load

    texts = {name: "true" if text is True else text for name, text in given.items() if text not in (None, False)}
    # A wrong option is told before the layers are loaded, which know the names of states and regions.
    Criteria.from_text({name: text for name, text in texts.items() if name not in {"state", "region"}})
    layers = load()
    criteria = criteria_of(texts, layers)
    if any(files.values()):
        layers = with_files(layers, files, said, told)
    refuse_what_own_files_lack(criteria, layers)
    given_files = tuple(path for path in files.values() if path is not None)
    return Request(Asked(criteria, roads(layers, criteria)), given_files, roads)


def refuse_what_own_files_lack(criteria: Criteria, layers: Layers) -> None:
    """An answer of a year that the file has no figures of would be of ours, and pass for the file's; so would a rate.

    Raises
    ------
    CriteriaError
        Where the file has no figures of the year, or not the country's rate that the question asks for.
    """
    if not layers.own_years:
        return
    from geo.returns import refuse_a_part_for_the_nation

    if criteria.year not in layers.own_years:
        years = ", ".join(str(year) for year in layers.own_years)
        raise CriteriaError.of("year", "year_of_file", found=criteria.year, choices=years)
    refuse_a_part_for_the_nation(layers, criteria)


def _with_roads(layers: Layers, criteria: Criteria, asked: Path | None, text: Text) -> Layers:
    """The layers with the network of roads that is named, where the question or some site counts minutes."""
    from layers.errors import LayerError
    from layers.network.errors import NetworkError
    from layers.network.loading import with_roads

    if layers.network is not None or (criteria.reach_min is None and layers.programs.sites["reach_min"].isna().all()):
        return layers
    try:
        return with_roads(layers, asked)
    except NetworkError as error:
        raise LayerError(error.said(text)) from error


def _with_grades(request: Request, given: Path | None) -> Request:
    """The request with CONEVAL's degrees among its layers and files, where an option or the variable names them."""
    from layers.named import named
    from layers.road_grade import VARIABLE

    path = named(VARIABLE, given)
    if path is None:
        return request
    asked = request.asked._replace(layers=request.asked.layers.with_road_grade(path))
    return request._replace(asked=asked, files=(*request.files, path))
