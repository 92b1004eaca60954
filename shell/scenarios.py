"""`alcance compare`: questions side by side."""

from __future__ import annotations

import shlex
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from exports.answer import with_keys
from geo.criteria import CriteriaError
from shell.output import Address, NotesLang, Output, writes
from shell.question import Request, asks, refuse_what_own_files_lack
from vocabulary.lists import ScenarioFormat, ScenarioTable
from words.catalogues import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo import Criteria, Gaps
    from geo.criteria import Fault
    from geo.scenarios import Scenario
    from layers import Layers
    from shell.questions import Written

#: Of a name that a number follows, characters at most.
_LONGEST = 54

#: How a command ends where some questions are answered and others cannot be.
PARTLY = 1


@writes
@asks
def compare(
    request: Request,
    *,
    questions: Annotated[
        list[str],
        typer.Argument(help="Up to six: JSON files that say what was asked, as exports do; links of the page."),
    ],
    table: Annotated[
        ScenarioTable, typer.Option(help="Of a CSV: the figures of each question, or what differs.")
    ] = "totals",
    everyone: Annotated[
        bool, typer.Option("--all", help="Every municipality, not only those that are a gap in some and not in others.")
    ] = False,
    lang: NotesLang = DEFAULT,
    address: Address = None,
    output: Annotated[Output[ScenarioFormat], "Format of the comparison."],
) -> None:
    """Put questions side by side: the figures of each, and the municipalities that are a gap in some and not in others.

    What a question does not say is asked as the options of this command say. A link may keep several questions, each
    with its name. A question that cannot be asked says why; the others stand, and the exit code is 1.
    """
    from exports.scenarios import describe_scenarios_csv, export_scenarios
    from geo.scenarios import checked, find_scenarios
    from shell.questions import questions_of
    from words.text import Text

    written = [one for source in questions for one in questions_of(source)]
    asked = [scenario_of(one, name, request) for one, name in zip(written, _names(written), strict=True)]
    text, layers = Text(lang), layers_of(asked, request)
    found = find_scenarios(layers, checked(asked), answer_of(layers))
    for scenario, one in zip(asked, written, strict=True):
        tell_faults(one.place, found.faults.get(scenario.name, ()))
    if found.answers:
        command = shlex.join(["alcance", "compare", *questions, "--table", table, *(["--all"] if everyone else [])])
        output.write(
            export_scenarios(found, layers, text, format=output.form, table=table, everyone=everyone, address=address),
            lambda name: describe_scenarios_csv(
                found, layers, text, name=name, table=table, everyone=everyone, command=command
            ),
        )
    if found.faults:
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
