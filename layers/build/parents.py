"""Which municipality of 2010 each later one was part of, as the two censuses themselves tell."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely


def find_parents(boundaries: gpd.GeoDataFrame, points: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Parents of the municipalities that have no people of their own in the census of 2010.

    The people of 2010 who live inside a later municipality's polygon were counted in its parent: the parent lacks
    them when its localities of 2010 are counted inside the polygon it has now. Of the neighbours in the same state
    (and the neighbours of other new municipalities that adjoin), the parent is the one that lacks most people; the
    largest new municipality is settled first and its people taken off. One whose people no neighbour lacks has no
    parent in the answer.

    Parameters
    ----------
    boundaries : GeoDataFrame
        ``cvegeo``, ``geometry``: the municipalities of 2020.
    points : DataFrame
        ``cvegeo`` (by polygon of 2020), ``population``: localities of 2010.
    population : DataFrame
        ``cvegeo``, ``population``: people of the municipalities of 2010, as published.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``parent``; ordered by key.
    """
    inside = points.groupby("cvegeo")["population"].sum()
    published = population.set_index("cvegeo")["population"]
    lacks = published.sub(inside, fill_value=0.0).reindex(published.index)
    new = sorted(set(boundaries["cvegeo"]) - set(published.index))
    beside = _neighbours(boundaries, new)
    found = {}
    for child in sorted(new, key=lambda key: (-inside.get(key, 0.0), key)):
        near = {key for adjoining in _adjoining(child, beside, set(new)) for key in beside[adjoining]}
        candidates = [key for key in sorted(near - set(new)) if key[:2] == child[:2] and key in lacks.index]
        people = inside.get(child, 0.0)
        if not candidates or people <= 0:
            continue
        parent = max(candidates, key=lambda key: lacks[key])
        if lacks[parent] >= people:
            lacks[parent] -= people
            found[child] = parent
    rows = sorted(found.items())
    return pd.DataFrame(rows, columns=["cvegeo", "parent"], dtype="str")


def _neighbours(boundaries: gpd.GeoDataFrame, keys: list[str]) -> dict[str, set[str]]:
    shapes, names = boundaries.geometry.to_numpy(), boundaries["cvegeo"].to_numpy()
    rows = boundaries.index[boundaries["cvegeo"].isin(keys)].to_numpy()
    mine, other = shapely.STRtree(shapes).query(shapes[rows], predicate="intersects")
    border = shapely.length(shapely.intersection(shapes[rows[mine]], shapes[other]))
    beside: dict[str, set[str]] = {key: set() for key in keys}
    for row, near, length in zip(rows[mine], other, border, strict=True):
        if row != near and length > 0:
            beside[names[row]].add(names[near])
    return beside


def _adjoining(child: str, beside: dict[str, set[str]], new: set[str]) -> set[str]:
    """The new municipality and all new ones reached from it over new ones alone."""
    seen, ahead = {child}, [child]
    while ahead:
        fresh = (beside[ahead.pop()] & new) - seen
        seen |= fresh
        ahead.extend(sorted(fresh))
    return seen
