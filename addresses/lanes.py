"""Who makes answers, in which order, and for how long: a process a lane, and before it a queue of fixed length."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool

from geo.settings import Fault

_ROOT = Path(__file__).resolve().parent.parent
_START = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from addresses.worker import main; main()"

#: What a source is told with the end of a line: to fork.
_ANOTHER = b"+"


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


class Source:
    """The process that has read the layers and forks those who answer: they share what it holds, and are there at once.

    It is started when somebody is first wanted of it, or asked whether it is ready.

    Parameters
    ----------
    command : sequence of str
        What it is: `addresses.worker`, or what lends as that does.
    """

    def __init__(self, command: Sequence[str] = (sys.executable, "-P", "-c", _START)) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._asking: socket.socket | None = None
        self._has_read = False
        self._turn = threading.Lock()

    def another(self) -> socket.socket:
        """Our end of a line to a new process, which ends with the line.

        Raises
        ------
        OSError
            Where there is none to be had.
        """
        ours, theirs = socket.socketpair()
        with theirs, self._turn:
            socket.send_fds(self._running(), [_ANOTHER], [theirs.fileno()])
        return ours

    def is_ready(self) -> bool:
        """Whether it has read the layers; where it is not there, another is started, and is not ready yet."""
        with self._turn:
            asking = self._running()
            if not self._has_read:
                with contextlib.suppress(OSError):
                    self._has_read = bool(asking.recv(1, socket.MSG_DONTWAIT))
            return self._has_read

    def end(self) -> None:
        """End it and all that it has forked."""
        with self._turn:
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            assert self._asking
            self._asking.close()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _running(self) -> socket.socket:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            self._asking, theirs = socket.socketpair()
            with theirs:
                # A group of its own: it is ended with all that it forks, and a terminal's interrupt is not for it.
                self._process = subprocess.Popen(self._command, stdin=theirs.fileno(), start_new_session=True)
            self._has_read = False
        assert self._asking
        return self._asking


class Worker:
    """Whoever makes answers one after another: a process of a source, from the first job on.

    Parameters
    ----------
    seconds : float
        How long a job may take; the process ends itself then, and the next job has another.
    source : Source
        Gives the process.
    """

    def __init__(self, seconds: float, source: Source) -> None:
        self._seconds, self._source = seconds, source
        self._line: io.BufferedRWPair | None = None

    def ask(self, job: dict[str, Any]) -> Ready:
        """The answer to a job; one at a time.

        Raises
        ------
        TooLongError, FaultsError, BrokenError
            Where there is none.
        """
        said: dict[str, Any] = {"broken": "", "length": 0, "last": True}
        try:
            line = self._line or self._new_line()
            line.write(json.dumps({**job, "seconds": self._seconds}).encode() + b"\n")
            line.flush()
            head = line.readline()
            if head:
                said = json.loads(head)
            data = line.read(said["length"])
        except TimeoutError as error:
            self.end()
            raise TooLongError(self._seconds) from error
        except (OSError, ValueError) as error:
            self.end()
            raise BrokenError("") from error
        if said["last"]:
            self.end()
        if "faults" in said:
            raise FaultsError([Fault(**fault) for fault in said["faults"]])
        if "broken" in said:
            raise BrokenError(said["broken"])
        return Ready(data, said["packed"], said["status"])

    def end(self) -> None:
        """Hang up: the process ends, if there is one."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(OSError):  # of what was not sent
                line.close()

    def _new_line(self) -> io.BufferedRWPair:
        with self._source.another() as ours:
            ours.settimeout(self._seconds)
            line = self._line = ours.makefile("rwb")  # which keeps it open
        return line


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
