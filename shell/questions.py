"""Questions of files and links: what `alcance compare` and `alcance batch` are asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from geo.criteria import Criteria
from geo.settings import CriteriaError, as_text
from layers.errors import LayerError
from vocabulary.lists import PAGE_PARAMETERS, SCENARIOS

if TYPE_CHECKING:
    from yaml import MappingNode, Node

_LINKS = {"http", "https"}
_SHOWN = 60

#: Keys of a question of a batch that are no settings.
_NAME, _LINK = "name", "link"


class Written(NamedTuple):
    """A question as it is written: where, its name if it has one, its settings as texts; or why it is none."""

    place: str
    name: str
    texts: dict[str, str]
    fault: CriteriaError | None = None


def questions_of(source: str) -> list[Written]:
    """The questions of a link (the scenarios that it keeps, or the question that it asks) or of a JSON file of ours.

    Such a file is an export that says what was asked, what stands beside a CSV, scenarios side by side, or the settings
    alone.

    Raises
    ------
    LayerError
        Where the file holds none of these.
    OSError
        Where it cannot be read.
    CriteriaError
        Where a link's scenarios cannot stand side by side.
    """
    if urlsplit(source).scheme in _LINKS:
        return _of_link(source)
    path = Path(source)
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise LayerError(f"{source}: found no JSON, expected a question as JSON, or a link") from error
    return list(_of_document(document, source, path.stem))


def _of_link(source: str) -> list[Written]:
    from geo.scenarios import from_text

    link = dict(parse_qsl(urlsplit(source).query, keep_blank_values=True))
    if SCENARIOS in link:
        return [Written(one.name, one.name, one.texts) for one in from_text(link[SCENARIOS])]
    texts = {name: text for name, text in link.items() if name not in PAGE_PARAMETERS}
    return [Written(source, (urlencode(texts, safe=",") or source)[:_SHOWN], texts)]


def _of_document(document: Any, source: str, name: str) -> Iterable[Written]:
    notes = document.get("notes") if isinstance(document, dict) else None
    if isinstance(notes, list) and notes:
        # What stands beside a CSV says there what was asked.
        document, name = notes[0], name.removesuffix("-metadata").removesuffix(".csv")
    if not isinstance(document, dict):
        raise LayerError(f"{source}: found no question, expected one as JSON, or a link")
    if isinstance(document.get("scenarios"), list | dict):
        scenarios = document["scenarios"]
        named = (
            scenarios.items() if isinstance(scenarios, dict) else ((one.get("scenario", ""), one) for one in scenarios)
        )
        for other, one in named:
            yield Written(f"{source}, {other}", str(other), _settings(one))
    else:
        criteria = document.get("criteria", document)
        if not isinstance(criteria, dict) or not set(criteria) & set(Criteria.model_fields):
            raise LayerError(f'{source}: found no setting of a question, expected such as {{"reach_km": 30}}')
        yield Written(source, str(document.get("name", name))[:_SHOWN], _settings({"criteria": criteria}))


def _settings(document: Mapping[str, Any]) -> dict[str, str]:
    if "criteria" not in document:
        return dict(parse_qsl(str(document.get("query", "")), keep_blank_values=True))
    return {name: _text(value) for name, value in document["criteria"].items()}


def _text(value: Any) -> str:
    """A value of JSON as a link writes it."""
    if isinstance(value, list):
        return as_text(tuple(map(str, value)))
    return as_text(value)


def batch_of(path: Path) -> list[Written]:
    """The questions of a YAML file: a list of settings, each with a name if a person likes; or with a link.

    Every value is text, as an option has it: ``07`` is a state and no number.

    Raises
    ------
    LayerError
        Where the file is no YAML, or no list.
    OSError
        Where it cannot be read.
    """
    import yaml

    try:
        loader = yaml.BaseLoader(path.read_bytes())
        root = loader.get_single_node()
        if not isinstance(root, yaml.SequenceNode) or not root.value:
            raise LayerError(f"{path}: found no list, expected a list of questions: - name: ..., reach_km: 30")
        return [_of_node(node, loader, path, number) for number, node in enumerate(root.value, start=1)]
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = "" if mark is None else f", line {mark.line + 1}"
        raise LayerError(f"{path}{where}: found no YAML, expected a list of questions") from error


def _of_node(node: Node, loader: Any, path: Path, number: int) -> Written:
    import yaml

    place, name = f"{path.name}, line {node.start_mark.line + 1}", f"question-{number}"
    if not isinstance(node, yaml.MappingNode):
        found = CriteriaError.of("question", "question", found=repr(str(node.value)[:_SHOWN]))
        return Written(place, name, {}, found)
    try:
        texts = _texts_of(node, loader)
        name = texts.pop(_NAME, name)
        link = texts.pop(_LINK, None)
        if link is not None:
            texts = _of_link(link)[0].texts | texts
    except CriteriaError as error:
        return Written(place, name, {}, error)
    return Written(place, name, texts)


def _texts_of(node: MappingNode, loader: Any) -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, value in node.value:
        field = str(key.value)[:_SHOWN]
        if field in texts:
            raise CriteriaError.of(field, "name_twice", found=repr(field))
        held = loader.construct_object(value, deep=True)
        if isinstance(held, list) and all(isinstance(part, str) for part in held):
            held = as_text(tuple(held))
        if not isinstance(held, str):
            raise CriteriaError.of(field, "other", found=repr(held)[:_SHOWN])
        texts[field] = held
    return texts
