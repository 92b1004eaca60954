"""What there is at which address: the parameters of each, read from a request, and declared for the document."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import parse_qsl

from fastapi import Depends, Path, Query, Request
from pydantic.fields import FieldInfo

from exports.answer import Answer
from exports.answers import ANSWERS
from geo.criteria import Criteria
from geo.settings import NONE, CriteriaError, Fault, as_text
from layers import Layers
from vocabulary.lists import LayerName
from words.catalogues import DEFAULT, Language

#: What a layer's address is called where that is not the layer's name.
_LAYERS = {"municipios": "municipalities"}

_LONGEST_NAME = 40
_LONGEST_TEXT = 20_000
_SHOWN = 20


@dataclass(frozen=True)
class Place:
    """Where an answer is found, below the addresses' own folder.

    Attributes
    ----------
    path : str
        What the address begins with.
    answer : Answer
        What is there.
    fixed : mapping
        The options that the path itself says.
    """

    path: str
    answer: Answer
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str | None:
        """The option that stands in the address."""
        return None if self.fixed else self.answer.key

    @property
    def route(self) -> str:
        """The path as a pattern."""
        return f"/{self.path}{f'/{{{self.key}}}' if self.key else ''}.{{form}}"

    def options(self) -> list[str]:
        """The options that are parameters of the query."""
        return [name for name in self.answer.names() if name != self.key and name not in self.fixed]

    def words_of(self, name: str) -> str:
        """Where the words stand that tell what a parameter is."""
        if name in Criteria.model_fields and self.answer.asks:
            return f"field.{name}.help"
        return "option.format" if name == "form" else self.answer.words_of(name)


def places() -> tuple[Place, ...]:
    """All there are."""
    answers = [Place(answer.path, answer) for answer in ANSWERS.values() if answer.path]
    layer = ANSWERS["layers"]
    return (*answers, *(Place(_LAYERS.get(name, name), layer, {"name": name}) for name in get_args(LayerName)))


def texts_of(request: Request) -> tuple[dict[str, str], list[Fault]]:
    """The parameters of a query by name, and those that are said more than once."""
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    counts = Counter(name for name, _ in pairs)
    repeated = [Fault(name[:_LONGEST_NAME], "repeated", {"times": n}) for name, n in counts.items() if n > 1]
    return dict(pairs), repeated


@dataclass(frozen=True)
class Question:
    """What a request asks for."""

    form: str
    criteria: Criteria
    options: Mapping[str, str]


def understand(place: Place, request: Request, layers: Layers) -> Question:
    """What a request asks for at a place.

    Raises
    ------
    CriteriaError
        Where a parameter is unknown, wrong, missing, or said more than once; each fault has its name.
    """
    texts, faults = texts_of(request)
    form = str(request.path_params["form"])
    if form not in place.answer.forms:
        faults.append(Fault("form", "one_of", {"found": repr(form[:_SHOWN]), "choices": ", ".join(place.answer.forms)}))
    in_path = {place.key} if place.key else set(place.fixed)
    faults += [Fault(name, "extra_forbidden", {}) for name in texts if name in in_path]
    if "lang" not in place.answer.names():
        texts.pop("lang", None)
    of_path = {place.key: str(request.path_params[place.key])} if place.key else place.fixed
    try:
        criteria, options = place.answer.read({**texts, **of_path}, layers)
    except CriteriaError as error:
        raise CriteriaError([*faults, *error.faults]) from error
    if faults:
        raise CriteriaError(faults)
    return Question(form, criteria, options)


def signature_of(place: Place, asked: Callable[[Request], Awaitable[Question]]) -> inspect.Signature:
    """What FastAPI is told of a place.

    It first lets ``asked`` understand a request, and say all that is wrong with it at once; then it looks at each
    parameter, as it documents it.
    """
    first = (_parameter("request", Request), _parameter("question", Annotated[Question, Depends(asked)]))
    return inspect.Signature([*first, *_path(place), *_query(place)])


def _path(place: Place) -> Iterator[inspect.Parameter]:
    if place.key:
        found = place.answer.options.model_fields[place.key]
        yield _parameter(place.key, Annotated[found.annotation, Path(examples=found.examples)])
    yield _parameter("form", Annotated[place.answer.form_type, Path()])


def _query(place: Place) -> Iterator[inspect.Parameter]:
    settings = Criteria.model_fields if place.answer.asks else {}
    for name, found in settings.items():
        yield _declared(name, found)
    within = place.answer.names()
    for name in place.options():
        yield _declared(name, place.answer.options.model_fields[within[name]])
    if "lang" not in within:
        yield _parameter("lang", Annotated[Language, Query()], DEFAULT)


def _declared(name: str, found: FieldInfo) -> inspect.Parameter:
    """A parameter with its bounds: a list is one text, joined by commas, and what may be missing can be ``none``."""
    kind: Any
    kind, default, examples = found.annotation, found.default, found.examples
    if get_origin(kind) is tuple:
        told = Query(max_length=_LONGEST_TEXT, examples=examples)
        return _parameter(name, Annotated[str, told], as_text(default))
    if found.metadata:
        kind = Annotated[(kind, *found.metadata)]
    if name in Criteria.model_fields and default is None:
        kind = kind | Literal[NONE]
    return _parameter(name, Annotated[kind, Query(examples=examples)], default)


def _parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
