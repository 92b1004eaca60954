"""Every kind of file that a person may bring, with all that it needs to be read."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from layers.own import kinds
from layers.own.findings import OwnError
from layers.own.kind import FileKind


def find_kinds() -> dict[str, FileKind]:
    """The kinds of all modules of `layers.own.kinds` by id, in the order in which a person is offered them.

    Examples
    --------
    >>> list(find_kinds())
    ['programs', 'returns', 'catchments', 'settlements', 'candidates', 'municipalities']
    """
    found: Iterable[FileKind] = (import_module(f"{kinds.__name__}.{kind}").KIND for kind in kinds.kind_ids())
    return {kind.id: kind for kind in sorted(found, key=lambda kind: (kind.listed, kind.id))}


KINDS = find_kinds()


def kind_of(kind: str, name: str) -> FileKind:
    """The kind by its id, for a file called ``name``.

    Raises
    ------
    OwnError
        Where there is none.

    Examples
    --------
    >>> kind_of("returns", "mine.csv").needs
    (('cvegeo', 'municipality'), ('return_rate',))
    """
    if kind not in KINDS:
        raise OwnError.of(name, "no_kind", found=kind, choices=", ".join(KINDS))
    return KINDS[kind]


def in_order(ids: Iterable[str]) -> list[str]:
    """Ids of kinds in the order in which their files are put in place: each is compared with those before it.

    Examples
    --------
    >>> in_order(["catchments", "returns", "municipalities", "programs", "settlements"])
    ['municipalities', 'settlements', 'returns', 'programs', 'catchments']
    """

    def steps(kind: str) -> int:
        return 1 + steps(KINDS[kind].after) if KINDS[kind].after else 0

    return sorted(ids, key=lambda kind: (steps(kind), kind))
