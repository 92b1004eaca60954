"""`alcance compare`: questions side by side."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

import typer

from exports.answer import with_keys
from exports.answers import ANSWERS
from geo.settings import CriteriaError
from shell.answers import give, takes
from shell.output import Output, writes
from shell.question import Request, asks, refuse_what_own_files_lack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo import Criteria, Gaps
    from geo.scenarios import Scenario
    from geo.settings import Fault
    from layers import Layers
    from shell.questions import Written

#: Of a name that a number follows, characters at most.
_LONGEST = 54

#: How a command ends where some questions are answered and others cannot be.
PARTLY = 1


@writes
@asks
@takes(ANSWERS["compare"])
def compare(
    request: Request,
    *,
    questions: Annotated[
        list[str] | None,
        typer.Argument(help="Up to six: JSON files that say what was asked, as exports do; links of the page."),
    ] = None,
    output: Output,
    **given: Any,
) -> None:
    """Put questions side by side."""
    from exports.scenarios import scenarios_of
    from geo.scenarios import MOST_SCENARIOS, Scenario, find_scenarios, to_text
    from layers.errors import LayerError
    from shell.questions import questions_of

    written, unread = [], False
    for source in questions or ():
        try:
            written += questions_of(source)
        except (LayerError, OSError) as error:
            unread = True
            said = str(error) if isinstance(error, LayerError) else f"{source}: {error.strerror}"
            typer.echo(f"alcance: {said}", err=True)
    if unread and not written:
        raise typer.Exit(PARTLY)
    if len(written) > MOST_SCENARIOS:
        told = f"found {len(written)} questions, expected at most {MOST_SCENARIOS}"
        raise typer.BadParameter(told, param_hint="QUESTIONS")
    named = zip(written, _names(written), strict=True)
    read = [Scenario(name, urlencode(one.texts, safe=",")) for one, name in named]
    text = ";".join(filter(None, (to_text(read), given["scenarios"])))
    asked = scenarios_of(text, request.asked)
    layers = layers_of(asked, request)
    found = find_scenarios(layers, asked, answer_of(layers))
    places = [one.place for one in written] + [one.name for one in asked[len(written) :]]
    for scenario, place in zip(asked, places, strict=True):
        tell_faults(place, found.faults.get(scenario.name, ()))
    if found.answers or not asked:
        given["scenarios"] = text
        give(ANSWERS["compare"], request.asked._replace(layers=layers), output, given, find=answer_of(layers))
    if found.faults or unread:
        raise typer.Exit(PARTLY)


def _names(written: Sequence[Written]) -> list[str]:
    """Names of questions, each once: a number after one that was there before."""
    found: list[str] = []
    for name in (one.name for one in written):
        others = sum(one.name == name for one in written[: len(found)])
        found.append(f"{name[:_LONGEST]} ({others + 1})" if others else name)
    return found


def scenario_of(written: Written, name: str, request: Request) -> Scenario:
    """A question as it is written, all that it does not say as the options of the command say it.

    Raises
    ------
    CriteriaError
        Where it cannot have that name.
    """
    from geo.scenarios import Scenario

    return Scenario.of(name, with_keys(request.asked.criteria.to_text() | written.texts, request.asked.layers))


def layers_of(asked: Iterable[Scenario], request: Request) -> Layers:
    """The layers of the command, with the network of roads where one of the questions counts minutes."""
    layers = request.asked.layers
    for scenario in asked:
        with suppress(CriteriaError):
            layers = request.roads(layers, scenario.criteria)
    return layers


def answer_of(layers: Layers) -> Callable[[Criteria], Gaps]:
    """What answers questions of layers in the shell, as a command of its own would."""
    from geo import find_gaps

    def answer(criteria: Criteria) -> Gaps:
        refuse_what_own_files_lack(criteria, layers)
        return find_gaps(layers, criteria)

    return answer


def tell_faults(place: str, faults: Iterable[Fault]) -> None:
    """Say on standard error why a question that is written somewhere cannot be asked; nothing where it can."""
    from words.text import Text

    said = "; ".join(f"{fault.field}: {fault.said(Text('en'))}" for fault in faults)
    if said:
        typer.echo(f"alcance: {place}: {said}", err=True)
