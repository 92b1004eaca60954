"""Getting the official files: downloads with a progress bar, checked, nothing half-written."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pooch
import requests

from layers.errors import LayerError
from layers.pipeline.sources import Source, choose, sha256
from layers.pipeline.whole import fault_of

#: What was downloaded: name to SHA-256, bytes and address; a later fetch holds the files against it.
RECORD = "fetched.json"

_PATIENCE_S = 60.0


class NotWholeError(ValueError):
    """What came, or lies there, is not the file that was asked for."""


def fetch(
    to: Path,
    *,
    sources: Iterable[Source] | None = None,
    report: Callable[[str], None] = lambda _: None,
    progress: bool = True,
    patience_s: float = _PATIENCE_S,
) -> dict[str, str]:
    """Download the official files that have an address of their own.

    A file is written beside its name and takes it when it is whole and its SHA-256 is right; one that was cut off
    starts again from the beginning. A file that is there and as recorded is not downloaded again. What is a page of
    HTML, or a ZIP that is not whole, is refused whatever the server's status, and nothing of it is kept.

    Parameters
    ----------
    to : Path
        Folder; made if missing.
    sources
        Those of `layers.pipeline.sources` to take; by default what the build reads.
    report
        Told one line a file.
    progress : bool
        Show a bar on the terminal.
    patience_s : float
        Seconds to wait for the server's next bytes before giving up.

    Returns
    -------
    dict
        Name of each file that could not be had, and why. Empty: all are there.

    Raises
    ------
    LayerError
        Where the record of what was fetched before is damaged.
    """
    to.mkdir(parents=True, exist_ok=True)
    record = _read_record(to)
    failures: dict[str, str] = {}
    for source in choose() if sources is None else sources:
        name = source.url.rsplit("/", 1)[-1]
        known = source.sha256 or record.get(name, {}).get("sha256")
        try:
            path = _download(source, to / name, known, progress=progress, patience_s=patience_s)
        except (requests.RequestException, OSError, ValueError) as error:
            failures[name] = _reason(error, known)
            report(f"{name}: {failures[name]}")
            continue
        digest = sha256(path)
        record[name] = {"sha256": digest, "bytes": path.stat().st_size, "url": source.url, "title": source.title}
        _write_record(to, record)
        report(
            f"{name}: {path.stat().st_size:,} bytes, SHA-256 {digest}"
            + ("" if known else " (recorded, not known before)")
        )
    return failures


def _download(source: Source, path: Path, known: str | None, *, progress: bool, patience_s: float) -> Path:
    if known is None and path.exists():
        fault = fault_of(path, path.name)
        if fault is not None:
            raise NotWholeError(f"a file of this name is there and is not what it should be: {fault}; remove it first")
    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        take = pooch.HTTPDownloader(progressbar=progress, timeout=patience_s)

        def downloader(url: str, output: str, keeper: Any) -> None:
            take(url, output, keeper)
            fault = fault_of(Path(output), path.name)
            if fault is not None:
                raise NotWholeError(fault)

        got = pooch.retrieve(
            source.url,
            known_hash=None if known is None else f"sha256:{known}",
            fname=path.name,
            path=path.parent,
            downloader=downloader,
        )
    finally:
        logger.setLevel(level)
    return Path(got)


def _reason(error: Exception, known: str | None) -> str:
    if isinstance(error, NotWholeError):
        return str(error)
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        return "the server stopped sending; try again"
    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return f"the connection broke off ({type(error).__name__}); try again"
    if isinstance(error, ValueError) and "hash" in str(error):
        return f"its SHA-256 is not the expected {known}; the file was not kept"
    return f"{type(error).__name__}: {error}"


def _read_record(to: Path) -> dict[str, dict[str, Any]]:
    path = to / RECORD
    if not path.is_file():
        return {}
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise LayerError.at(RECORD, found=str(error), expected="the record of what was fetched; remove it") from error
    if not isinstance(record, dict) or not all(isinstance(entry, dict) for entry in record.values()):
        raise LayerError.at(RECORD, found=record, expected="the record of what was fetched; remove it")
    return record


def _write_record(to: Path, record: dict[str, dict[str, Any]]) -> None:
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    handle, name = tempfile.mkstemp(prefix=f".{RECORD}-", dir=to)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    Path(name).replace(to / RECORD)
