"""A bar of how far a long command is, on standard error, for a person who looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(step: str = "") -> Iterator[Callable[[str, float | None], None]]:
    """Show a bar while the work goes on, and none where standard error is no terminal.

    Parameters
    ----------
    step : str
        What is said first.

    Yields
    ------
    callable
        Told which step the work is at, and its share done (None where that cannot be said).

    Examples
    --------
    >>> with progress() as report:
    ...     report("reading", 0.5)
    """
    # Imported here: what a command's help needs not does not slow it.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(step, total=None)

        def report(step: str, share: float | None) -> None:
            bar.update(task, description=step, total=None if share is None else 1.0, completed=share or 0.0)

        yield report
