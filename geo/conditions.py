"""The conditions of the gap rule, and the status that follows from which of them a municipality meets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.arrays import Bools, Floats
from geo.criteria import Criteria
from vocabulary.lists import STATUSES

#: Ids of the conditions, in the rule's order.
CONDITIONS = ("rural_share", "return_rate", "return_dwellings", "covered_share")

#: The one that asks how many there are: neighbours that fail it alone may pass it together (`geo.regions`).
COUNT = "return_dwellings"


@dataclass(frozen=True)
class Condition:
    """One condition of the rule: the column it looks at, and what is asked of it.

    ``asked`` is the threshold; ``at_least`` says whether the figure must reach it or stay at or below it.
    """

    id: str
    column: str
    asked: float
    at_least: bool


def rate_asked(criteria: Criteria, national_rate: float) -> float:
    """The smallest return rate asked, % of dwellings: the country's where the question names none.

    Examples
    --------
    >>> rate_asked(Criteria(), 0.96), rate_asked(Criteria(min_return_rate=2.0), 0.96)
    (0.96, 2.0)
    """
    return national_rate if criteria.min_return_rate is None else criteria.min_return_rate


def conditions_of(criteria: Criteria, national_rate: float) -> tuple[Condition, ...]:
    """What the question asks of each figure, in the rule's order.

    Examples
    --------
    >>> conditions_of(Criteria(), 0.96)[1]
    Condition(id='return_rate', column='return_rate', asked=0.96, at_least=True)
    """
    min_rate = rate_asked(criteria, national_rate)
    return (
        Condition("rural_share", "rural_share", criteria.min_rural_share, at_least=True),
        Condition("return_rate", "return_rate", min_rate, at_least=True),
        Condition("return_dwellings", "rural_return_dwellings", criteria.min_return_dwellings, at_least=True),
        Condition("covered_share", "covered_share", criteria.max_covered_share, at_least=False),
    )


def meets(had: Floats, condition: Condition) -> Bools:
    """Whether each figure meets the condition; an unknown one does not.

    Examples
    --------
    >>> rural, *_ = conditions_of(Criteria(min_rural_share=0.5), 0.96)
    >>> meets(np.array([0.5, 0.4, np.nan]), rural).tolist()
    [True, False, False]
    """
    with np.errstate(invalid="ignore"):
        return had >= condition.asked if condition.at_least else had <= condition.asked


def status_of(
    in_region: Bools,
    conditions: tuple[Condition, ...],
    figures: dict[str, Floats],
    met: dict[str, Bools],
    covered_share: tuple[Floats, Floats],
    *,
    nobody_rural: Bools,
    is_open: Bools | None = None,
) -> pd.Categorical[str]:
    """The status of each municipality: the first of `STATUSES` that applies.

    Parameters
    ----------
    in_region, nobody_rural : ndarray of shape (municipalities,)
        Whether the question asks about it; whether none of its people is rural.
    conditions : tuple of Condition
        From `conditions_of`.
    figures : dict of ndarray
        By column; those that the conditions look at must be there, the covered share aside.
    met : dict of ndarray
        By condition, from `meets`; the covered share aside.
    covered_share : tuple of two ndarray
        The least and the most of the rural people that is covered, 0-1; the same where the reach is known.
    is_open : ndarray of shape (municipalities,), optional
        Whether it is not known that the question asks about it.

    Examples
    --------
    >>> asked = conditions_of(Criteria(), 0.96)
    >>> names = [condition.column for condition in asked[:3]]
    >>> figures = dict(zip(names, np.array([[0.9, 0.9, 0.9], [2.0, 2.0, 0.1], [40.0, 40.0, 2.0]]), strict=True))
    >>> met = {condition.id: meets(figures[condition.column], condition) for condition in asked[:3]}
    >>> all_three, ends = np.array([True, True, True]), (np.zeros(3), np.array([0.0, 0.4, 0.4]))
    >>> list(status_of(all_three, asked, figures, met, ends, nobody_rural=~all_three))
    ['gap', 'undecided', 'few_returns']
    """
    *others, coverage = conditions
    least, most = covered_share
    # Where nobody is rural there is no covered share to know.
    unknown = np.isnan(least) & ~nobody_rural
    if is_open is not None:
        unknown |= is_open
    for condition in others:
        unknown |= np.isnan(figures[condition.column])
    with np.errstate(invalid="ignore"):
        # A share that still counts as a gap is never "covered", however large the share a gap may have.
        is_covered = ~meets(least, coverage) & (least >= 1.0 - coverage.asked)
    rules = [
        ~in_region,
        unknown,
        ~met["rural_share"] | nobody_rural,
        ~(met["return_rate"] & met["return_dwellings"]),
        is_covered,
        ~meets(least, coverage),
        ~meets(most, coverage),
    ]
    codes = np.select(rules, range(len(rules)), len(rules))
    return pd.Categorical.from_codes(codes, categories=pd.Index(STATUSES))
