"""The processes that make answers beside the server, which stays free for its pages.

One reads the layers and forks the others, so that they hold them once. Those take one job after another, a line each,
as JSON: ``answer``, ``form``, ``criteria`` (texts), ``options``, what else the answer takes (``told``), and the
``seconds`` it may take. What comes back is a line of JSON, ``length``, ``packed``, ``status``, or ``faults`` or
``broken``, and ``last`` where the process ends with it; then the bytes.
"""

from __future__ import annotations

import gc
import gzip
import json
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from exports.answer import Asked
from exports.answers import ANSWERS
from geo.criteria import Criteria
from geo.settings import CriteriaError
from layers.errors import LayerError

if TYPE_CHECKING:
    from layers import Layers

#: Formats that shrink when they are packed.
TEXTS = frozenset({"csv", "json", "geojson", "svg", "html"})

#: A process that has taken more, what it shares included, makes room for a new one: that is there in 20 ms.
_MOST_BYTES = 400 * 2**20
_UNIT = 1 if sys.platform == "darwin" else 1024

#: The pages go first.
_NICE = 5

#: Seconds by which the server is sooner to say that a job takes too long than the process is to end.
_GRACE_S = 1.0


def main() -> None:
    """Read the layers, then lend processes that make answers until nobody wants one any more."""
    os.nice(_NICE)
    from layers.served import served

    make = partial(answer, served())
    # What nearly every answer takes is imported and worked out once.
    make({"answer": "gaps", "form": "csv", "criteria": {}, "options": {}, "told": {"address": None}})
    # Who asks may end at any time, before all is read too.
    with suppress(KeyboardInterrupt, ConnectionError):
        lend(make)


def lend(make: Callable[[dict[str, Any]], tuple[dict[str, Any], bytes]]) -> None:
    """Say that all is read; fork a process for each line whose end comes in, to make answers to what is asked on it.

    ``make`` is `answer` without its layers. What stands by then is shared, as long as nobody writes to it.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    pa.default_memory_pool().release_unused()
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as asking:
        asking.sendall(b"\n")
        while ends := socket.recv_fds(asking, 1, 1)[1]:
            with socket.socket(fileno=ends[0]) as line:
                if os.fork() == 0:
                    try:
                        asking.close()
                        _serve(line, make)
                    finally:  # what is to be put away at an end is not this process's
                        os._exit(0)


def _serve(line: socket.socket, make: Callable[[dict[str, Any]], tuple[dict[str, Any], bytes]]) -> None:
    """Make answers until nobody asks any more; a job that takes too long ends the process, whatever it does."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with line.makefile("rwb") as asked:
        for job in map(json.loads, asked):
            signal.setitimer(signal.ITIMER_REAL, job["seconds"] + _GRACE_S)
            said, data = make(job)
            signal.setitimer(signal.ITIMER_REAL, 0)
            last = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT > _MOST_BYTES
            said |= {"last": last, "length": len(data)}
            asked.write(json.dumps(said, default=str).encode() + b"\n" + data)
            asked.flush()
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


if __name__ == "__main__":
    main()
