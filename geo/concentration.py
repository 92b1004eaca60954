"""Who is left behind: how coverage leans along marginalisation, as a concentration curve and index."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.gaps import Gaps
from geo.travel import COVERED_AT_MOST
from layers import Layers

_HALF = 0.5


@dataclass(frozen=True, eq=False)
class Concentration:
    """How coverage leans along marginalisation.

    Attributes
    ----------
    curve : DataFrame
        A row a value of the marginalisation index, the most marginalised first: ``marginalisation_index``,
        ``municipalities``, ``rural_return_dwellings``, ``covered_return_dwellings``; ``dwellings_share`` and
        ``covered_part``: 0-1 of all rural return dwellings, and of all covered ones, up to and with that value.
    index : float
        Concentration index, -1 to 1: 0 where coverage does not lean; above 0 where it leans to less marginalised
        municipalities, below 0 where to more marginalised ones. NaN where nothing is covered, or nobody is asked about.
    covered_share : float
        0-1 of the rural return dwellings; NaN where there are none.
    half : float
        0-1 of the covered dwellings: how many of them that half of the rural return dwellings has which lies in the
        most marginalised municipalities. NaN as the index.
    half_covered, other_half_covered : float
        Covered share, 0-1, in that half and in the other one.
    unknown : int
        Municipalities asked about that are not in it, since their dwellings, coverage or marginalisation is unknown.
    at_most : Concentration, optional
        Where it is not known who is reached, all else is of those reached for sure, and this of those reached at most.
        No index lies between the two for certain: what is reached in between may lean either way.
    """

    curve: pd.DataFrame
    index: float
    covered_share: float
    half: float
    half_covered: float
    other_half_covered: float
    unknown: int
    at_most: Concentration | None = None


def find_concentration(gaps: Gaps, layers: Layers) -> Concentration:
    """Order the municipalities asked about by marginalisation, and see who has the coverage.

    Each municipality weighs as many as its rural return dwellings; what is measured is the share of them in a
    catchment. With f the part of the dwellings and m the covered share of those of one marginalisation, M the covered
    share of all, and R the part of the dwellings that are more marginalised, and half of f, the index is
    2 / M x sum(f m R) - 1 (Kakwani, Wagstaff and van Doorslaer 1997, *Socioeconomic inequalities in health*, Journal of
    Econometrics 77(1), 87-103, for grouped data): twice the area between the curve and the diagonal. Municipalities of
    the same marginalisation are one group, so that neither their order nor how they are cut changes anything.

    Parameters
    ----------
    gaps, layers
        From `geo.find_gaps`, and the layers that it was made of: CONAPO's index of 2020, which is lower where
        marginalisation is higher.

    Examples
    --------
    >>> lean = find_concentration(gaps, layers)
    >>> round(lean.index, 3), round(lean.half_covered, 3), round(lean.other_half_covered, 3)
    (0.243, 0.183, 0.344)
    """
    asked = gaps.table[gaps.is_asked].assign(
        marginalisation_index=layers.municipios["marginalisation_index"].to_numpy()[gaps.is_asked], municipalities=1
    )
    found = _of(asked, "covered_return_dwellings")
    if COVERED_AT_MOST not in asked:
        return found
    at_most = _of(asked, COVERED_AT_MOST)
    beside = at_most.curve.set_index("marginalisation_index")[COVERED_AT_MOST]
    curve = found.curve.assign(**{COVERED_AT_MOST: found.curve["marginalisation_index"].map(beside)})
    return replace(found, at_most=at_most, curve=curve)


def _of(asked: pd.DataFrame, covered_by: str) -> Concentration:
    """How one column of covered dwellings leans."""
    columns = ["marginalisation_index", "municipalities", "rural_return_dwellings", covered_by]
    known = asked[columns].dropna()
    groups = known.groupby("marginalisation_index").sum().reset_index()
    dwellings, covered = (groups[name].to_numpy() for name in ("rural_return_dwellings", covered_by))
    part, had = _parts(dwellings), _parts(covered)
    upto = np.cumsum(part)
    total, all_covered = float(dwellings.sum()), float(covered.sum())
    # Covered dwellings in the half that is more marginalised.
    there = float(np.interp(_HALF, [0.0, *upto], [0.0, *np.cumsum(covered)])) if total > 0 else math.nan
    return Concentration(
        curve=groups[columns].assign(dwellings_share=upto, covered_part=np.cumsum(had)),
        # The covered part of a group is f m / M.
        index=float(2 * (had * (upto - part / 2)).sum() - 1) if all_covered > 0 else math.nan,
        covered_share=all_covered / total if total > 0 else math.nan,
        half=there / all_covered if all_covered > 0 else math.nan,
        half_covered=there / total / _HALF if total > 0 else math.nan,
        other_half_covered=(all_covered - there) / total / _HALF if total > 0 else math.nan,
        unknown=len(asked) - len(known),
    )


def _parts(values: np.ndarray) -> np.ndarray:
    """Parts of their sum; of nothing, nothing."""
    return values / values.sum() if values.sum() > 0 else values * 0.0
