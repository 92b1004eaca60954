"""Files and folders that an option names, or else the environment."""

from __future__ import annotations

import os
from pathlib import Path


def named(variable: str, asked: Path | None = None) -> Path | None:
    """The path that an option names, else the one that a variable of the environment does, else none.

    Examples
    --------
    >>> named("ALCANCE_NETWORK", Path("roads"))
    PosixPath('roads')
    """
    said = os.environ.get(variable, "")
    return asked or (Path(said) if said else None)
