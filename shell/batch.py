"""`alcance batch`: many questions at once, and a table of all answers."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from geo.settings import CriteriaError
from shell.output import NotesLang
from shell.progress import progress
from shell.question import Request, asks
from shell.scenarios import PARTLY, answer_of, layers_of, scenario_of, tell_faults
from shell.workers import cores, share_out
from vocabulary.lists import LIST_FORMATS, ListFormat
from words.catalogues import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.scenarios import Scenario
    from geo.settings import Fault
    from layers import Layers
    from shell.questions import Written

#: The table of all answers, and what the name of the file ends with that says that a question is answered.
_SUMMARY, _DONE = "summary", ".question.json"


class _Question(NamedTuple):
    """A question of the batch: where it is written, its name and its files', and what is asked; or why it is none."""

    place: str
    name: str
    stem: str
    scenario: Scenario | None
    faults: tuple[Fault, ...] = ()


class _Answer(NamedTuple):
    """A row of the table of all answers, or why there are no figures in it."""

    row: dict[str, Any]
    sources: list[dict[str, str]]
    faults: tuple[Fault, ...] = ()


class _Batch(NamedTuple):
    """How the questions of a batch are answered, and where their lists go; ``own`` says which files of a person's."""

    layers: Layers
    folder: Path
    formats: tuple[ListFormat, ...]
    everyone: bool
    language: str
    own: list[tuple[str, int, int]]

    def key_of(self, scenario: Scenario) -> str:
        """What the files of a question depend on."""
        edition, network = self.layers.provenance.edition, self.layers.network
        roads = None if network is None else network.id
        said = [scenario, edition, roads, self.own, self.formats, self.everyone, self.language]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def file_of(self, question: _Question, form: ListFormat) -> Path:
        return self.folder / f"{question.stem}.{form}"


@asks
def batch(
    request: Request,
    *,
    questions: Annotated[Path, typer.Argument(help="A YAML file: a list of questions, each a name and its settings.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the lists go.")],
    formats: Annotated[
        str, typer.Option("--format", help=f"Of the lists, joined by commas: {', '.join(LIST_FORMATS)}.")
    ] = LIST_FORMATS[0],
    everyone: Annotated[bool, typer.Option("--all", help="Every municipality with its status.")] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Questions at once; as many as processors if not given.")
    ] = None,
    lang: NotesLang = DEFAULT,
) -> None:
    """Answer many questions: a list each, and summary.csv with the figures of all.

    What a question does not say is asked as the options of this command say. The same command goes on where it was
    stopped, and answers anew what has changed. A question that cannot be asked is named; the others are answered, and
    the exit code is 1.
    """
    from exports.files import write_together
    from shell.questions import batch_of

    forms = _formats(formats)
    asked = _understood(batch_of(questions), request)
    out.mkdir(parents=True, exist_ok=True)
    layers = layers_of((one.scenario for one in asked if one.scenario), request)
    told = _Batch(layers, out, forms, everyone, lang, _own(request.files))
    answers = _answers(asked, told, jobs or cores())
    write_together(_summary([answers[one.place] for one in asked], told))
    wrong = [one for one in asked if answers[one.place].faults]
    for one in wrong:
        tell_faults(one.place, answers[one.place].faults)
    if wrong:
        typer.echo(f"alcance: {len(asked) - len(wrong)} of {len(asked)} questions are answered", err=True)
        raise typer.Exit(PARTLY)


def _formats(text: str) -> tuple[ListFormat, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    strange = [name for name in names if name not in LIST_FORMATS]
    if strange or not names:
        found = repr((strange or [text])[0])
        raise CriteriaError.of("format", "one_of", found=found, choices=", ".join(LIST_FORMATS))
    return tuple(form for form in LIST_FORMATS if form in names)


def _own(files: Iterable[Path]) -> list[tuple[str, int, int]]:
    """What tells whether a person's own files have changed."""
    parts = [part for file in files for part in (sorted(file.rglob("*")) if file.is_dir() else [file])]
    stats = [(str(part), part.stat()) for part in parts]
    return [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]


def _understood(written: Sequence[Written], request: Request) -> list[_Question]:
    from layers.names import slug

    found, taken = [], {_SUMMARY}
    for number, one in enumerate(written, start=1):
        stem = slug(one.name) or f"question-{number}"
        try:
            if one.fault is not None:
                raise one.fault
            if stem in taken:
                raise CriteriaError.of("name", "name_twice", found=repr(stem))
            found.append(_Question(one.place, one.name, stem, scenario_of(one, one.name, request)))
            taken.add(stem)
        except CriteriaError as error:
            found.append(_Question(one.place, one.name, stem, None, tuple(error.faults)))
    return found


def _answers(asked: Sequence[_Question], told: _Batch, jobs: int) -> dict[str, _Answer]:
    """The answer to each question by its place: those that are there already, then the others, each as it is done."""
    from exports.lists import export_gaps  # noqa: F401 before it is copied
    from geo.reach import reach_of

    wrong = {one.place: _refused(one, one.faults) for one in asked if one.scenario is None}
    there = {one.place: answer for one in asked if one.scenario and (answer := _there(one, told)) is not None}
    todo = [one for one in asked if one.place not in wrong | there]
    found = wrong | there
    if todo:
        # What all questions need is worked out once, before the processes are copied.
        reach_of(told.layers)
    results = share_out(partial(_answer, told), todo, jobs)
    with progress() as report:
        for done, (one, answer) in enumerate(results, start=len(found) + 1):
            found[one.place] = answer or _refused(one, CriteriaError.of("question", "ended").faults)
            report(f"{done} / {len(asked)}", done / len(asked))
    return found


def _refused(question: _Question, faults: Iterable[Fault]) -> _Answer:
    from words.text import Text

    faults = tuple(faults)
    said = "; ".join(f"{fault.field}: {fault.said(Text('en'))}" for fault in faults)
    return _Answer({"scenario": question.name, "fault": f"{question.place}: {said}"}, [], faults)


def _there(question: _Question, told: _Batch) -> _Answer | None:
    """The answer whose files are all there, of this very question and these layers."""
    try:
        record = json.loads((told.folder / f"{question.stem}{_DONE}").read_bytes())
        same = question.scenario is not None and record["key"] == told.key_of(question.scenario)
        if same and all(told.file_of(question, form).is_file() for form in told.formats):
            return _Answer(record["totals"], record["sources"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        pass
    return None


def _answer(told: _Batch, question: _Question) -> _Answer:
    """Answer a question and write its list; what says that it is done is written with it, last."""
    from exports.credits import sources
    from exports.files import write_together
    from exports.lists import describe_csv, export_gaps
    from exports.scenarios import total_rows
    from exports.tables import records, to_json
    from geo.scenarios import find_scenarios
    from words.text import Text

    layers, text, scenario = told.layers, Text(told.language), question.scenario
    if scenario is None:
        return _refused(question, question.faults)
    found = find_scenarios(layers, [scenario], answer_of(layers))
    if found.faults:
        return _refused(question, found.faults[scenario.name])
    (gaps,) = found.answers.values()
    files: dict[Path, bytes] = {}
    for form in told.formats:
        path = told.file_of(question, form)
        inside = path.with_suffix(".csv").name
        files[path] = export_gaps(gaps, layers, everyone=told.everyone, format=form, text=text, name=inside)
        if form == "csv":
            beside = describe_csv(gaps, layers, everyone=told.everyone, text=text, name=inside)
            files[path.with_name(f"{inside}-metadata.json")] = beside
    (row,) = records(total_rows(found, text).drop(columns=["number", "gained", "lost"]).assign(unit=gaps.unit))
    known = sources(gaps, text)
    record = {
        "name": scenario.name,
        "criteria": gaps.criteria.model_dump(mode="json"),
        "totals": row,
        "sources": known,
        "key": told.key_of(scenario),
    }
    files[told.folder / f"{question.stem}{_DONE}"] = to_json(record)
    write_together(files)
    return _Answer(row, known)


def _summary(answers: Sequence[_Answer], told: _Batch) -> dict[Path, bytes]:
    """The figures of all questions, with what belongs beside them; what is counted in people throughout is named so."""
    import pandas as pd

    from exports.credits import licence_of
    from exports.csvw import sidecar
    from exports.tables import in_unit, to_csv
    from words.text import Text

    table = pd.DataFrame([answer.row for answer in answers])
    # What a row of a question without an answer lacks stays missing, and whole numbers stay whole.
    whole = {name: "Int64" for name in ("year", "as_of") if name in table}
    units = set(table["unit"].dropna()) if "unit" in table else set()
    unit = next(iter(units)) if len(units) == 1 else None
    rows, text, provenance = in_unit(table.astype(whole), unit or ""), Text(told.language), told.layers.provenance
    known = list({tuple(source.values()): source for answer in answers for source in answer.sources}.values())
    about = {
        "list": text("list.batch"),
        "data_edition": provenance.edition,
        "own_files": list(provenance.own),
        "unit": unit,
        "licence": licence_of(provenance, known, text),
        "sources": known,
    }
    path = told.folder / f"{_SUMMARY}.csv"
    beside = sidecar(rows, about, text, name=path.name, notes="totals.note", key="scenario")
    return {path: to_csv(rows), path.with_name(f"{path.name}-metadata.json"): beside}
