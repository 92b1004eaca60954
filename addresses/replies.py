"""An answer's bytes as a reply: whole, packed, a part of it, or nothing where the reader has it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from addresses.lanes import Ready

#: One range of bytes, its end included or left open; more at once are sent whole.
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})$")


def has_it(request: Request, tag: str) -> bool:
    """Whether the reader has the answer of this tag."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or tag in (mark.strip().removeprefix("W/") for mark in known.split(","))


def reply(request: Request, ready: Ready, kind: str, headers: Mapping[str, str]) -> Response:
    """The reply to a request.

    Parameters
    ----------
    request : Request
        Says what may be packed, and which part is wanted.
    ready : Ready
        The answer.
    kind : str
        Its media type.
    headers : mapping
        What it bears in any case, its tag among them.
    """
    asked = request.headers.get("range")
    if asked is not None and request.headers.get("if-range", headers["ETag"]) == headers["ETag"]:
        whole = gzip.decompress(ready.data) if ready.packed else ready.data
        part = _part(asked, len(whole))
        if part is not None:
            return _of_part(whole, part, kind, headers)
    if not ready.packed:
        return Response(ready.data, media_type=kind, headers=dict(headers))
    if _takes_gzip(request):
        return Response(
            ready.data, media_type=kind, headers={**headers, "Content-Encoding": "gzip", "ETag": f"W/{headers['ETag']}"}
        )
    return Response(gzip.decompress(ready.data), media_type=kind, headers=dict(headers))


def _takes_gzip(request: Request) -> bool:
    said = request.headers.get("accept-encoding", "").replace(" ", "").lower().split(",")
    return "gzip" in said or any(coding.startswith("gzip;q=") and not coding.endswith("q=0") for coding in said)


def _of_part(whole: bytes, part: tuple[int, int], kind: str, headers: Mapping[str, str]) -> Response:
    start, end = part
    if start >= end:
        said = {**headers, "Content-Range": f"bytes */{len(whole)}"}
        return Response(status_code=416, headers=said)
    said = {**headers, "Content-Range": f"bytes {start}-{end - 1}/{len(whole)}"}
    return Response(whole[start:end], status_code=206, media_type=kind, headers=said)


def _part(asked: str, length: int) -> tuple[int, int] | None:
    """Where a part begins and ends; None where it is not asked for in a way that is known."""
    found = _RANGE.match(asked.strip())
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found[1], found[2]
    if not first:
        return max(length - int(last), 0), length
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, length) if last else length
