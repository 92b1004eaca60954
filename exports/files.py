"""Writing where a person says: a file whole or not at all, anything else into it."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

#: Links that lead from a name to a file at most, as in Linux.
_MOST_LINKS = 40


def write_whole(path: Path, data: bytes) -> None:
    """Write beside the file, then take its name: whoever looks sees the old bytes or the new ones, never half.

    A file keeps its mode, a new one has what the umask leaves. A link stays: what it points to is written. Into what is
    no file of its own (`is_stream`) the bytes are written as they are.

    Raises
    ------
    OSError
        Where the folder is missing or may not be written to, a folder has the name, links lead in a circle, or what is
        written into does not take it all.
    """
    with _told(path):
        if is_stream(path):
            _pour(path, data)
        else:
            _replace({path: data})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write some files as `write_whole` does one, all of them or none.

    Raises
    ------
    OSError
        As in `write_whole`.
    """
    with _told(next(iter(files))):
        _replace(files)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Name the file where a fault does not: a write that fails does not say where."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


def is_stream(path: Path) -> bool:
    """Whether a path names what is written into: a device, a pipe, what the process has open (``/dev/stdout``)."""
    return _descriptor(path) is not None or (path.exists() and not path.is_file() and not path.is_dir())


def _descriptor(path: Path) -> int | None:
    """The number of what the process has open that a path, or the links it is one of, names; None: another path.

    Such a path may lead to a file; its place in the file and whether it is added to are the descriptor's.
    """
    for _ in range(_MOST_LINKS):
        if path.name.isascii() and path.name.isdecimal():
            folder = os.path.realpath(path.parent)
            if folder in {"/dev/fd", f"/proc/{os.getpid()}/fd"}:
                return int(path.name)
        if not path.is_symlink():
            break
        path = path.parent / path.readlink()
    return None


def _pour(path: Path, data: bytes) -> None:
    descriptor = _descriptor(path)
    handle = os.open(path, os.O_WRONLY | os.O_NOCTTY) if descriptor is None else os.dup(descriptor)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)


def _replace(files: Mapping[Path, bytes]) -> None:
    written: list[tuple[Path, Path]] = []
    try:
        for path, data in files.items():
            with _told(path):
                written.append(_beside(path, data))
        for there, path in written:
            there.replace(path)
    except BaseException:
        for there, _ in written:
            there.unlink(missing_ok=True)
        raise


def _beside(path: Path, data: bytes) -> tuple[Path, Path]:
    """Write data beside the file that a path leads to, with what is to be its mode: where they are, and that file."""
    try:
        before = path.stat()
    except FileNotFoundError:
        before = None
    path = Path(os.path.realpath(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "no such folder", str(path.parent))
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder has this name", str(path))
    handle, name = tempfile.mkstemp(prefix=".alcance-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        _take_over(Path(name), before)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name), path


def _take_over(path: Path, before: os.stat_result | None) -> None:
    """Give a file the owner, as far as one may, and the mode of the one it comes in place of, or a new one's mode."""
    if before is None:
        umask = os.umask(0)
        os.umask(umask)
        path.chmod(0o666 & ~umask)
        return
    with contextlib.suppress(PermissionError):
        os.chown(path, before.st_uid, before.st_gid)
    path.chmod(stat.S_IMODE(before.st_mode))
