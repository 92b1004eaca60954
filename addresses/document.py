"""What the addresses say of themselves: OpenAPI 3.1 for programs, and a page to read it, in every language."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from addresses.places import Place, places
from addresses.problems import MEDIA_TYPE, SCHEMA
from exports.embed import STYLE, html_page
from exports.markup import Markup, pieces
from exports.tables import to_json
from vocabulary.lists import MEDIA_TYPES
from words.text import Text

#: What a problem may be, and the words of its title.
_PROBLEMS = {
    HTTPStatus.BAD_REQUEST: "question",
    HTTPStatus.NOT_FOUND: "nothing",
    HTTPStatus.SERVICE_UNAVAILABLE: "busy",
}

_STYLE = f"{STYLE}code{{overflow-wrap:anywhere}}h2{{margin:2em 0 .3em}}dt{{margin-top:.5em}}dd{{margin-left:1.5em}}"


def responses_of(place: Place) -> dict[int | str, dict[str, Any]]:
    """What may come back from a place."""
    told: dict[int | str, dict[str, Any]] = {
        HTTPStatus.OK: {"content": {MEDIA_TYPES[form]: {} for form in place.answer.forms}},
        HTTPStatus.PARTIAL_CONTENT: {},
        HTTPStatus.NOT_MODIFIED: {},
        HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: {},
    }
    told |= {status: {"content": {MEDIA_TYPE: {"schema": SCHEMA}}} for status in _PROBLEMS}
    return {status: {"description": HTTPStatus(int(status)).phrase, **said} for status, said in told.items()}


def example_of(place: Place, form: str | None = None) -> str:
    """An address that answers, below the addresses' own folder, in the usual format or another."""
    options = place.answer.options.model_fields
    key = "".join(f"/{example}" for example in (options[place.key].examples or ())[:1]) if place.key else ""
    asks_of_a_state = (place.answer.asks and not place.key) or ("state" in options and place.path != "programs")
    asked = {"state": "20"} if asks_of_a_state else {}
    asked |= {
        name: field.examples[0]
        for name, field in options.items()
        if field.is_required() and field.examples and name != place.key
    }
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{place.path}{key}.{form or place.answer.forms[0]}{query}"


@cache
def _document(api: FastAPI, language: str, root: str) -> dict[str, Any]:
    text = Text(language)
    told = get_openapi(
        title=api.title,
        version=api.version,
        summary=text("app.tagline"),
        description=text("address.about"),
        routes=api.routes,
        servers=[{"url": root or "/"}],
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    for place in places():
        operation = told["paths"][place.route]["get"]
        summary, _, more = text(f"answer.{place.answer.name}").partition("\n\n")
        operation["summary"] = summary
        # What is wrong is told by us, and never so.
        del operation["responses"]["422"]
        operation["description"] = "\n\n".join([*([more] if more else []), f"`{root}/{example_of(place)}`"])
        for parameter in operation["parameters"]:
            parameter["description"] = text(place.words_of(parameter["name"]))
    del told["components"]
    return told


def document(api: FastAPI, language: str, root: str) -> bytes:
    """The OpenAPI document; ``root`` is the path that the addresses begin with."""
    return to_json(_document(api, language, root))


def page(api: FastAPI, language: str, root: str) -> bytes:
    """The same as a page to read."""
    text, told = Text(language), _document(api, language, root)
    make = pieces("addresses", "page.html")
    title = text("address.title")
    parts = [make.head(api.title, title, text("address.about"), text("address.document"), language)]
    for place in places():
        operation = told["paths"][place.route]["get"]
        parameters = [
            (
                parameter["name"],
                parameter["description"],
                _takes(parameter["schema"]),
            )
            for parameter in operation["parameters"]
        ]
        examples = [example_of(place, form) for form in place.answer.forms]
        summary = f"{operation['summary']}\n\n{operation['description'].rpartition('`')[0].rpartition('`')[0]}".strip()
        route = place.route.removeprefix("/")
        parts.append(make.place(route, summary, examples, text("address.parameters"), parameters))
    return html_page(title, Markup("").join(parts), text, style=_STYLE)


def _takes(schema: dict[str, Any]) -> str:
    """What a parameter takes, in marks that need no language."""
    if "anyOf" in schema:
        return " | ".join(_takes(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "enum" in schema or "const" in schema:
        return " | ".join(schema.get("enum", [schema.get("const")]))
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    bounds = f" {'' if low is None else f'{low:g}'}..{'' if high is None else f'{high:g}'}" if low is not None else ""
    return f"{schema.get('type', '')}{bounds}"
