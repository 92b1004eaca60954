"""Which municipalities adjoin: they share a stretch of border; a corner is none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import NDArray

from layers import Layers

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class Adjacency:
    """The borders of some layers' municipalities, each looked at once, when it is first asked about.

    Rows are those of ``layers.municipios``.
    """

    def __init__(self, shapes: NDArray[np.object_]) -> None:
        self._shapes = shapes
        self._beside: dict[int, NDArray[np.int64]] = {}

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._shapes)

    def beside(self, row: int) -> NDArray[np.int64]:
        """Rows of the municipalities that adjoin this one, in order."""
        self._look(np.array([row]))
        return self._beside[row]

    def among(self, rows: Sequence[int] | NDArray[np.int64]) -> csr_array:
        """Who adjoins whom among some municipalities.

        Parameters
        ----------
        rows
            Rows, each once.

        Returns
        -------
        csr_array of shape (rows, rows)
            Symmetric; 1 where two adjoin.
        """
        from scipy.sparse import csr_array

        asked = np.asarray(rows, dtype="int64")
        self._look(asked)
        place = {int(row): position for position, row in enumerate(asked)}
        pairs = [
            (position, place[int(other)])
            for row, position in place.items()
            for other in self._beside[row]
            if other in place
        ]
        first, second = np.array(pairs, dtype="int64").reshape(-1, 2).T
        return csr_array((np.ones(len(pairs), dtype="int8"), (first, second)), shape=(len(asked), len(asked)))

    def _look(self, rows: NDArray[np.int64]) -> None:
        new = np.array([row for row in rows.tolist() if row not in self._beside], dtype="int64")
        if not new.size:
            return
        mine, other = self._tree.query(self._shapes[new], predicate="intersects")
        apart = new[mine] != other
        mine, other = mine[apart], other[apart]
        shared = shapely.intersection(self._shapes[new[mine]], self._shapes[other])
        borders = shapely.length(shared) > 0
        for position, row in enumerate(new.tolist()):
            self._beside[row] = np.sort(other[borders & (mine == position)])


def adjacency_of(layers: Layers) -> Adjacency:
    """The layers' `Adjacency`, made once."""
    found = _ADJACENCIES.get(layers)
    if found is None:
        found = _ADJACENCIES.setdefault(layers, Adjacency(layers.boundaries.geometry.to_numpy()))
    return found


_ADJACENCIES: WeakKeyDictionary[Layers, Adjacency] = WeakKeyDictionary()
