"""Answers for Python: the file that a command writes and an address gives, opened as a table."""

from __future__ import annotations

import inspect
import io
import json
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

from exports.answer import Answer, Asked
from exports.answers import ANSWERS
from exports.spatial import METADATA_KEY
from geo.criteria import Criteria
from geo.gaps import find_gaps
from geo.settings import CriteriaError, as_text
from layers import Layers
from vocabulary.lists import MEASURES
from words.catalogues import DEFAULT
from words.text import Text

#: The formats that a table is made of, the first that an answer has.
_OPENED = ("geoparquet", "parquet")

_ENGLISH = Text("en")


@cache
def embedded() -> Layers:
    """`layers.served.served`, loaded once."""
    from layers.served import served

    return served()


@cache
def function_of(name: str) -> Callable[..., pd.DataFrame]:
    """The function that gives an answer as a table, with its parameters and what they are in its documentation.

    Parameters
    ----------
    name : str
        What the command is called; one of ``ANSWERS`` that has Parquet.

    Examples
    --------
    >>> function_of("pilots")(weights="gaps:2")["state"].head(3).tolist()
    ['Oaxaca', 'Guerrero', 'Veracruz']
    """
    answer = ANSWERS[name]

    def give(*key: Any, layers: Layers | None = None, **given: Any) -> pd.DataFrame:
        if len(key) > bool(answer.key):
            raise TypeError(f"{name}() takes {'only ' + answer.key if answer.key else 'nothing'} without its name")
        if key:
            given[str(answer.key)] = key[0]
        return _opened(answer, embedded() if layers is None else layers, given)

    # What `inspect` and `help` tell of it.
    parameters = list(_parameters(answer))
    give.__signature__ = inspect.Signature(parameters, return_annotation="DataFrame")  # type: ignore[attr-defined]
    give.__name__ = give.__qualname__ = name
    give.__module__ = "alcance"
    give.__doc__ = _documentation(answer, parameters)
    return give


def _opened(answer: Answer, layers: Layers, given: dict[str, Any]) -> pd.DataFrame:
    texts = {name: _text(value) for name, value in given.items() if name in Criteria.model_fields or value is not None}
    criteria, options = answer.read(texts, layers)
    asked = Asked(criteria, layers)
    form = next(form for form in _OPENED if form in answer.forms)
    made = answer.ask(asked, form, options)
    if made.said:
        warnings.warn(made.said, stacklevel=3)
    about = json.loads(pq.read_schema(io.BytesIO(made.data)).metadata[METADATA_KEY])
    if form == "parquet":
        rows = pd.read_parquet(io.BytesIO(made.data))
    else:
        rows = gpd.read_parquet(io.BytesIO(made.data))  # type: ignore[arg-type]  # pyarrow reads from memory too
        # An attribute of this very frame: what pandas makes of it, a filter say, is no answer and has none.
        rows.to_map = _drawing(asked, Text(options.get("lang", DEFAULT)))
    rows.attrs = about
    return rows


def _drawing(asked: Asked, text: Text) -> Callable[..., Any]:
    def to_map(measure: str = "status") -> Any:
        """The answer as a folium map: all municipalities asked about, in the colours of the page.

        Parameters
        ----------
        measure : str
            What the colours tell: one of `vocabulary.lists.MEASURES`.

        Returns
        -------
        folium.Map
            As `exports.interactive.to_map`, in the language of the answer.

        Raises
        ------
        CriteriaError
            Where there is no such measure.
        """
        from exports.interactive import to_map

        if measure not in MEASURES:
            raise CriteriaError.of("measure", "one_of", found=repr(measure), choices=", ".join(MEASURES))
        return to_map(find_gaps(asked.layers, asked.criteria), asked.layers, text, measure=measure)

    return to_map


def _text(value: Any) -> str:
    """A value as a link or an option writes it; of some, all."""
    return as_text(tuple(map(str, value)) if isinstance(value, Iterable) and not isinstance(value, str) else value)


def _parameters(answer: Answer) -> Iterator[inspect.Parameter]:
    named = partial(inspect.Parameter, kind=inspect.Parameter.KEYWORD_ONLY)
    if answer.key:
        yield inspect.Parameter(answer.key, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    settings = Criteria.model_fields if answer.asks else {}
    for name, field in settings.items():
        yield named(name, default=field.default)
    for name, within in answer.names().items():
        if name != answer.key:
            yield named(name, default=answer.options.model_fields[within].default)
    yield named("layers", default=None)


def _documentation(answer: Answer, parameters: list[inspect.Parameter]) -> str:
    told = [_ENGLISH(f"answer.{answer.name}"), "", "Parameters", "----------"]
    for parameter in parameters[:-1]:
        of_question = answer.asks and parameter.name in Criteria.model_fields
        words = f"field.{parameter.name}.help" if of_question else answer.words_of(parameter.name)
        told += [parameter.name, f"    {_ENGLISH(words)}"]
    told += ["layers", "    What is asked instead of the embedded layers: those of `load`, with what you changed."]
    kind = "GeoDataFrame" if "geoparquet" in answer.forms else "DataFrame"
    words = "    ``attrs`` has the question and where the figures come from."
    words += " ``to_map()`` draws the answer." if "geoparquet" in answer.forms else ""
    told += ["", "Returns", "-------", kind, words]
    return "\n".join([*told, "", "Raises", "------", "CriteriaError", "    Where a parameter is unknown or wrong."])
