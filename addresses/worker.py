"""The process that makes answers beside the server, which stays free for its pages: one job a line, one after another.

A job is JSON: ``answer``, ``form``, ``criteria`` (texts), ``options``, and what else the answer takes (``told``). What
comes back is a line of JSON, ``length``, ``packed``, ``status``, or ``faults`` or ``broken``, and ``last`` where the
process ends with it; then the bytes.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import sys
import traceback
from typing import TYPE_CHECKING, Any, BinaryIO

from exports.answer import Asked
from exports.answers import ANSWERS
from geo.criteria import Criteria, CriteriaError
from layers.errors import LayerError

if TYPE_CHECKING:
    from layers import Layers

#: Formats that shrink when they are packed.
TEXTS = frozenset({"csv", "json", "geojson", "svg", "html"})

#: A process that has taken more makes room for a new one.
_MOST_BYTES = 900 * 2**20
_UNIT = 1 if sys.platform == "darwin" else 1024

#: The pages go first.
_NICE = 5


def main() -> None:
    """Make answers until nobody asks any more."""
    # What a library prints is no answer.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.nice(_NICE)
    from layers import load
    from layers.network.loading import with_roads

    layers = with_roads(load())
    for line in sys.stdin.buffer:
        said, data = answer(layers, json.loads(line))
        last = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT > _MOST_BYTES
        _reply(out, {**said, "last": last}, data)
        if last:
            return


def answer(layers: Layers, job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What a job comes to: what is said of it, and the bytes."""
    asked = Asked(Criteria.from_text(job["criteria"]), layers)
    try:
        made = ANSWERS[job["answer"]].ask(asked, job["form"], job["options"], **job["told"])
    except CriteriaError as error:
        return {"faults": [fault._asdict() for fault in error.faults]}, b""
    except LayerError as error:
        return {"broken": str(error)}, b""
    except Exception:  # noqa: BLE001 the log has it, and the next job its turn
        traceback.print_exc()
        return {"broken": ""}, b""
    packed = job["form"] in TEXTS
    return {"packed": packed, "status": made.status}, gzip.compress(made.data, 6, mtime=0) if packed else made.data


def _reply(out: BinaryIO, said: dict[str, Any], data: bytes) -> None:
    out.write(json.dumps({**said, "length": len(data)}, default=str).encode() + b"\n")
    out.write(data)
    out.flush()


if __name__ == "__main__":
    main()
