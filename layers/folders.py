"""A folder that takes another's place whole: stopped at any moment, one of the two is there."""

from __future__ import annotations

import shutil
from pathlib import Path


def restore(out: Path) -> None:
    """Put back what stood in a folder's place where `put_in_place` was killed between its two renames.

    Examples
    --------
    >>> restore(Path("nowhere"))
    """
    old = _old(out)
    if old.exists() and not out.exists():
        old.replace(out)


def put_in_place(whole: Path, out: Path) -> None:
    """Have a finished folder take the place of another on the same disk.

    Raises
    ------
    OSError
        Where it cannot: what stood there stands there still.

    Examples
    --------
    >>> put_in_place(Path("nowhere"), Path("somewhere"))
    Traceback (most recent call last):
        ...
    FileNotFoundError: [Errno 2] No such file or directory: 'nowhere' -> 'somewhere'
    """
    restore(out)
    old = _old(out)
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.replace(old)
    try:
        whole.replace(out)
    except BaseException:
        restore(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _old(out: Path) -> Path:
    return out.with_name(f".{out.name}-old")
