"""What is wrong with a request, as RFC 9457 has it: ``application/problem+json`` in the language that was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from exports.tables import to_json
from geo.settings import Fault
from words.text import Text, language_of

MEDIA_TYPE = "application/problem+json"

#: What a problem says of itself, as JSON Schema.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "errors"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def problem(
    request: Request,
    status: HTTPStatus,
    key: str,
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
    **parts: str,
) -> Response:
    """A problem: its title are the words ``address.problem.KEY``; every fault names its parameter."""
    text = Text(language_of(request.query_params.get("lang")))
    errors = [{"parameter": fault.field, "detail": fault.said(text)} for fault in faults]
    said = {"type": "about:blank", "title": text(f"address.problem.{key}", **parts), "status": status, "errors": errors}
    if errors:
        said["detail"] = "; ".join(f"{error['parameter']}: {error['detail']}" for error in errors)
    told = {"Cache-Control": "no-store", "Content-Language": text.language, **(headers or {})}
    return Response(to_json(said), status_code=status, media_type=MEDIA_TYPE, headers=told)
