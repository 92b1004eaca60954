"""What a package offers by its own name, and imports only when it is first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def offers(package: str, modules: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package whose doors are light: help and a closed list are told without pandas.

    Parameters
    ----------
    package : str
        The package's ``__name__``.
    modules : mapping
        Each name that it offers, and the module that has it, which is called otherwise: an imported module takes its
        name in its package.

    Raises
    ------
    AttributeError
        As of any module, where it offers no such name.

    Examples
    --------
    >>> offers("here", {"sqrt": "math"})("sqrt")(9)
    3.0
    """

    def find(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(modules[name]), name)

    return find
