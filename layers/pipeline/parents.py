"""Which municipality of 2010 each later one was part of, as the two censuses themselves tell."""

from __future__ import annotations

import pandas as pd


def find_parents(neighbours: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Parents of the municipalities that have no people of their own in the census of 2010.

    The parent has lost the people of the new municipality: it lacks them in 2020 against its people of 2010 grown at
    the rate of its state. Of the neighbours in the same state (and the neighbours of other new municipalities that
    adjoin), the parent is the one that lacks most people; the largest new municipality is settled first and its people
    taken off. One that has no neighbour who lacks people has no parent in the answer.

    Parameters
    ----------
    neighbours : DataFrame
        From `layers.neighbours.find_neighbours`, of the municipalities of 2020.
    before, after : DataFrame
        ``cvegeo``, ``population``: people of the municipalities of 2010 and of 2020.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``parent``; ordered by key.
    """
    old, now = (frame.set_index("cvegeo")["population"] for frame in (before, after))
    growth = now.groupby(now.index.str[:2]).sum() / old.groupby(old.index.str[:2]).sum()
    lacks = old * growth.reindex(old.index.str[:2]).to_numpy() - now.reindex(old.index)
    new = sorted(set(now.index) - set(old.index))
    adjoin = {key: set(neighbours.loc[neighbours["cvegeo"] == key, "neighbour"]) for key in new}
    found = {}
    for child in sorted(new, key=lambda key: (-now[key], key)):
        near = {key for adjoining in _adjoining(child, adjoin, set(new)) for key in adjoin[adjoining]}
        candidates = [key for key in sorted(near - set(new)) if key[:2] == child[:2] and key in lacks.index]
        if not candidates:
            continue
        parent = max(candidates, key=lambda key: lacks[key])
        if lacks[parent] > 0:
            lacks[parent] -= now[child]
            found[child] = parent
    rows = sorted(found.items())
    return pd.DataFrame(rows, columns=["cvegeo", "parent"], dtype="str")


def _adjoining(child: str, adjoin: dict[str, set[str]], new: set[str]) -> set[str]:
    """The new municipality and all new ones reached from it over new ones alone."""
    seen, ahead = {child}, [child]
    while ahead:
        fresh = (adjoin[ahead.pop()] & new) - seen
        seen |= fresh
        ahead.extend(sorted(fresh))
    return seen
