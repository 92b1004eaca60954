"""Work that is shared out among processes, each with what this one has loaded."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def share_out(work: Callable[[T], R], tasks: Sequence[T], processes: int) -> Iterator[tuple[T, R | None]]:
    """Do tasks in several processes, as they come.

    A process is a copy of this one: layers are loaded once, and its memory is theirs too. Where the system makes no
    such copies, or one process is asked for, this one does them all. One that dies is replaced.

    Parameters
    ----------
    work : callable
        Done in another process: what it gives goes through a pipe.
    tasks : sequence
        What is to be done.
    processes : int
        How many at once.

    Returns
    -------
    iterator of task, result
        As each is done; None where its process died of it. Where a task raises an `OSError`, so does it, and the
        others are given up.
    """
    count = min(processes, len(tasks))
    if count <= 1 or sys.platform != "linux":
        return ((task, work(task)) for task in tasks)
    waiting = list(reversed(tasks))
    at_work: dict[Connection, tuple[BaseProcess, T]] = {}
    for _ in range(count):
        _give(*_start(work), waiting.pop(), at_work)
    return _results(work, waiting, at_work)


def _results(
    work: Callable[[T], R], waiting: list[T], at_work: dict[Connection, tuple[BaseProcess, T]]
) -> Iterator[tuple[T, R | None]]:
    try:
        while at_work:
            ended = set(wait(list(at_work)))
            for ready in [pipe for pipe in at_work if pipe in ended]:
                process, task = at_work.pop(ready)
                result, pipe = None, ready
                try:
                    result = pipe.recv()
                except EOFError:
                    process.join()
                    if waiting:
                        process, pipe = _start(work)
                if isinstance(result, OSError):
                    raise result
                if waiting:
                    _give(process, pipe, waiting.pop(), at_work)
                else:
                    pipe.close()
                yield task, result
    finally:
        for process, _ in at_work.values():
            process.terminate()


def _give(process: BaseProcess, pipe: Connection, task: T, at_work: dict[Connection, tuple[BaseProcess, T]]) -> None:
    pipe.send(task)
    at_work[pipe] = process, task


def _start(work: Callable[[Any], Any]) -> tuple[BaseProcess, Connection]:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(work, theirs, ours), daemon=True)
    process.start()
    # Ours alone would keep it open, and nobody would hear that the process has died.
    theirs.close()
    return process, ours


def _work(work: Callable[[Any], Any], pipe: Connection, other: Connection) -> None:
    # Who stops the command stops it; the command then ends its processes, which clear away what is half written.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    other.close()
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(work(task))
        except OSError as error:
            pipe.send(error)
