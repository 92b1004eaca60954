"""Results worth keeping for a while: bounded, and safe among threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class LruCache(Generic[T]):
    """The last results of a computation by key; the least recently used is forgotten first.

    Examples
    --------
    >>> squares = LruCache(2)
    >>> [squares.get(n, lambda: n * n) for n in (2, 3, 2)]
    [4, 9, 4]
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._results: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The cached result for the key, else a new one; of two threads that both make it, the first one's is taken."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        made = make()
        with self._lock:
            made = self._results.setdefault(key, made)
            self._results.move_to_end(key)
            while len(self._results) > self._most:
                self._results.popitem(last=False)
        return made


class Cache:
    """What has been worked out from some tables and from nothing else, as long as they live: a `LruCache` a kind.

    Parameters
    ----------
    *tables
        What it belongs to.

    Examples
    --------
    >>> table = [3, 1, 2]
    >>> cache = Cache(table)
    >>> cache.get("sorted", (), lambda: sorted(table), most=1)
    [1, 2, 3]
    >>> cache.belongs_to(table), cache.belongs_to([3, 1, 2])
    (True, False)
    """

    def __init__(self, *tables: object) -> None:
        self._tables = tables
        self._kinds: dict[str, LruCache[Any]] = {}

    def belongs_to(self, *tables: object) -> bool:
        """Whether these are the very tables that the results were worked out from."""
        return len(tables) == len(self._tables) and all(
            one is other for one, other in zip(tables, self._tables, strict=True)
        )

    def get(self, kind: str, key: Hashable, make: Callable[[], T], *, most: int) -> T:
        """The cached result of a kind for a key, else a new one; of each kind the ``most`` last used are cached."""
        results = self._kinds.get(kind)
        if results is None:
            results = self._kinds.setdefault(kind, LruCache(most))
        found: T = results.get(key, make)
        return found
