"""Who makes answers, in which order, and for how long: a process a lane, and before it a queue of fixed length."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool

from geo.criteria import Fault

_ROOT = Path(__file__).resolve().parent.parent
_START = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from addresses.worker import main; main()"


class Ready(NamedTuple):
    """An answer's bytes, ``packed`` with gzip where that makes them smaller; ``status`` as `exports.answer.Made`."""

    data: bytes
    packed: bool
    status: str


class BusyError(Exception):
    """The queue is full; ``seconds`` until it is worth asking again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds)


class TooLongError(Exception):
    """The answer took longer than it may; ``seconds`` is how long."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(seconds)


class FaultsError(Exception):
    """The question cannot be asked of the layers."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(faults)


class BrokenError(Exception):
    """The data cannot be read, or the fault is ours: the log says more."""


class Worker:
    """A process that makes answers one after another; it is there from the first job on.

    Parameters
    ----------
    seconds : float
        How long a job may take; the process is ended then, and the next job has another.
    command : sequence of str
        What the process is: `addresses.worker`, or what speaks as it does.
    """

    def __init__(self, seconds: float, command: Sequence[str] = (sys.executable, "-P", "-c", _START)) -> None:
        self._seconds, self._command = seconds, command
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, job: dict[str, Any]) -> Ready:
        """The answer to a job; one at a time.

        Raises
        ------
        TooLongError, FaultsError, BrokenError
            Where there is none.
        """
        process = self._running()
        assert process.stdin
        assert process.stdout
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._seconds, end)
        timer.start()
        try:
            process.stdin.write(json.dumps(job).encode() + b"\n")
            process.stdin.flush()
            head = process.stdout.readline()
            said: dict[str, Any] = {"broken": "", "length": 0}
            if head:
                said = json.loads(head)
            data = process.stdout.read(said["length"])
        except (OSError, ValueError) as error:
            self.end()
            raise (TooLongError(self._seconds) if late.is_set() else BrokenError("")) from error
        finally:
            timer.cancel()
        if late.is_set():
            self.end()
            raise TooLongError(self._seconds)
        if not head or said.get("last"):
            self.end()
        if "faults" in said:
            raise FaultsError([Fault(**fault) for fault in said["faults"]])
        if "broken" in said:
            raise BrokenError(said["broken"])
        return Ready(data, said["packed"], said["status"])

    def end(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.end()
        if self._process is None:
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self._process


class Lane:
    """A worker and the queue before it.

    Parameters
    ----------
    ask : callable
        `Worker.ask`.
    most : int
        How many may wait or be worked on.
    again : int
        Seconds after which those who find it full may ask again.
    """

    def __init__(self, ask: Callable[[dict[str, Any]], Ready], *, most: int, again: int) -> None:
        self._ask, self._most, self._again = ask, most, again
        self._inside = 0
        self._turn = asyncio.Lock()

    async def make(self, job: dict[str, Any]) -> Ready:
        """The answer to a job, when it is its turn.

        Raises
        ------
        BusyError
            Where too many wait; and what `Worker.ask` raises.
        """
        if self._inside >= self._most:
            raise BusyError(self._again)
        self._inside += 1
        try:
            async with self._turn:
                return await run_in_threadpool(self._ask, job)
        finally:
            self._inside -= 1


class Kept:
    """Answers that are asked for again, as many as fit; who asks for one that is being made waits for that.

    Parameters
    ----------
    most : int
        Bytes of all.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._ready: OrderedDict[str, Ready] = OrderedDict()
        self._making: dict[str, asyncio.Task[Ready]] = {}

    async def get(self, tag: str, make: Callable[[], Awaitable[Ready]]) -> Ready:
        """The answer of a tag."""
        if tag in self._ready:
            self._ready.move_to_end(tag)
            return self._ready[tag]
        if tag not in self._making:
            # A task of its own: it goes on where the one who asked first has gone.
            task = asyncio.ensure_future(self._make(tag, make))
            self._making[tag] = task
            task.add_done_callback(lambda _: self._making.pop(tag))
        return await asyncio.shield(self._making[tag])

    async def _make(self, tag: str, make: Callable[[], Awaitable[Ready]]) -> Ready:
        made = await make()
        # What a clock decided may be better the next time.
        if made.status != "time_limit" and len(made.data) <= self._most // 4:
            self._ready[tag] = made
            self._bytes += len(made.data)
            while self._bytes > self._most:
                self._bytes -= len(self._ready.popitem(last=False)[1].data)
        return made
