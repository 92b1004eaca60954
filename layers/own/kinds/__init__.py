"""The kinds of file that a person may bring, a module each. Every module here has a `FileKind` called ``KIND``."""

from __future__ import annotations

from pkgutil import iter_modules


def kind_ids() -> list[str]:
    """Ids of all kinds, by the alphabet: the names of their modules, none of which is imported.

    Examples
    --------
    >>> kind_ids()
    ['catchments', 'municipalities', 'programs', 'returns', 'settlements']
    """
    return sorted(module.name for module in iter_modules(__path__))
