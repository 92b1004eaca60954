"""An answer as shell and addresses ask for it: its options beside the question, its formats, what makes its bytes."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic.fields import FieldInfo

from geo.criteria import Criteria
from geo.settings import CriteriaError, Fault, as_text, fault_of
from words.catalogues import DEFAULT
from words.text import Text

if TYPE_CHECKING:
    from layers import Layers


#: Characters of a name that nothing has, as a fault tells it.
_LONGEST_NAME = 40


class Asked(NamedTuple):
    """A question, and the layers that it is asked of."""

    criteria: Criteria
    layers: Layers


class Made(NamedTuple):
    """An answer's bytes.

    ``beside`` makes, of the name of a CSV, what belongs beside it. ``status`` tells what a search came to, as
    `geo.sites.Placement` has it; what is not searched for is ``optimal``. ``said`` is what a person must know of it.
    """

    data: bytes
    beside: Callable[[str], bytes] | None = None
    status: str = "optimal"
    said: str | None = None


class Answer:
    """What can be asked for beside a question, and how it is made: from it come a command's options and an address's.

    Parameters
    ----------
    make : callable
        Takes an `Asked`, one of the formats of its parameter ``form``, and by name its options: the parameters whose
        annotation has a pydantic ``Field``. Its other parameters are said by who asks for a person. Gives a `Made`.
    name : str
        What the command is called; ``answer.NAME`` are the words that tell what it is.
    path : str, optional
        What the address is called; without it there is none of this name.
    slow : collection of str, optional
        The formats that take more than a second or so.
    key : str, optional
        The option that says which thing the answer is of: an argument of the command, a part of the address.
    asks : bool
        Whether a question is asked at all.
    """

    def __init__(
        self,
        make: Callable[..., Made],
        name: str,
        path: str | None = None,
        *,
        slow: Collection[str] = (),
        key: str | None = None,
        asks: bool = True,
    ) -> None:
        parameters = inspect.signature(make, eval_str=True).parameters
        self._make = make
        self.name, self.path, self.slow, self.key, self.asks = name, path, frozenset(slow), key, asks
        self.forms: tuple[str, ...] = get_args(parameters["form"].annotation)
        fields: dict[str, Any] = {
            name: (parameter.annotation, ... if parameter.default is parameter.empty else parameter.default)
            for name, parameter in parameters.items()
            if _is_option(parameter.annotation)
        }
        #: What ``make`` takes besides, which no person says.
        self.told = frozenset(list(parameters)[2:]) - set(fields)
        self.options: type[BaseModel] = create_model(name, __config__=ConfigDict(extra="forbid", frozen=True), **fields)

    @property
    def form_type(self) -> Any:
        """The formats as a type."""
        literal: Any = Literal
        return literal[self.forms]

    def names(self) -> dict[str, str]:
        """What a person calls each option, to what ``make`` calls it."""
        return {field.alias or name: name for name, field in self.options.model_fields.items()}

    def words_of(self, name: str) -> str:
        """Where the words stand that tell what an option is."""
        own = f"option.{self.name}.{name}"
        return own if Text(DEFAULT).has(own) else f"option.{name}"

    def ask(self, asked: Asked, form: str, given: Mapping[str, Any], **said: Any) -> Made:
        """The answer in a format.

        Parameters
        ----------
        asked : Asked
            The question.
        form : str
            One of ``forms``.
        given : mapping
            Options by the names that a person calls them by, as texts or values.
        **said
            What else ``make`` takes.

        Raises
        ------
        CriteriaError
            Where an option is unknown, wrong or missing; and what ``make`` raises.
        """
        options = self.understand(given)
        return self._make(asked, form, **{name: getattr(options, name) for name in type(options).model_fields}, **said)

    def read(self, given: Mapping[str, str], layers: Layers) -> tuple[Criteria, dict[str, str]]:
        """The question, and the options beside it, of what a person gives by name.

        Raises
        ------
        CriteriaError
            Where anything is unknown, wrong or missing; all of it at once.
        """
        settings, options = Criteria.model_fields if self.asks else {}, self.names()
        asked = {name: text for name, text in given.items() if name in settings}
        beside = {name: text for name, text in given.items() if name in options}
        strange = [name for name in given if name not in settings and name not in options]
        faults = [Fault(name[:_LONGEST_NAME], "extra_forbidden", {}) for name in strange]
        criteria = Criteria()
        try:
            criteria = criteria_of(asked, layers)
        except CriteriaError as error:
            faults += error.faults
        try:
            self.understand(beside)
        except CriteriaError as error:
            faults += error.faults
        if faults:
            raise CriteriaError(faults)
        return criteria, beside

    def understand(self, given: Mapping[str, Any]) -> BaseModel:
        """The options as values.

        Raises
        ------
        CriteriaError
            Where one is unknown, wrong or missing.
        """
        try:
            return self.options(**given)
        except ValidationError as error:
            raise CriteriaError([fault_of(entry) for entry in error.errors()]) from error


def _is_option(annotation: Any) -> bool:
    return get_origin(annotation) is Annotated and any(isinstance(told, FieldInfo) for told in annotation.__metadata__)


def plain_type(field: FieldInfo) -> Any:
    """The type of an option's values, None apart."""
    annotation = field.annotation
    if get_origin(annotation) in (Union, types.UnionType):
        (annotation,) = (kind for kind in get_args(annotation) if kind is not type(None))
    return annotation


def criteria_of(texts: Mapping[str, str], layers: Layers) -> Criteria:
    """A question from texts, states and regions by any of their names.

    Raises
    ------
    CriteriaError
        As `Criteria.from_text`.
    """
    return Criteria.from_text(with_keys(texts, layers))


def with_keys(texts: Mapping[str, str], layers: Layers) -> dict[str, str]:
    """The texts of a question with the keys of the states and regions that they name."""
    found = dict(texts)
    for field, keys in (("state", layers.state_keys), ("region", layers.region_ids)):
        if field in found:
            found[field] = ",".join(keys(found[field].split(",")))
    return found


#: Where addresses begin, below the server's own.
ADDRESSES = "api/v1/"


def address_of(
    path: str, form: str, criteria: Criteria, options: Mapping[str, object] | None = None, base: str | None = None
) -> str:
    """The address of an answer on a server; of one on the same machine where no page's address is given.

    Examples
    --------
    >>> address_of("gaps", "csv", Criteria(state=("20",)), {"all": True})
    'http://localhost:8501/api/v1/gaps.csv?state=20&all=true'
    """
    from exports.context import link_to

    asked = criteria.to_text() | {name: as_text(value) for name, value in (options or {}).items()}
    place = f"{ADDRESSES}{path}.{form}"
    query = urlencode(asked, safe=",")
    return link_to(query, f"{base}{place}") if base else link_to(query, page=place)
