"""The return figures of a year, and which part of them is rural."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.arrays import Floats
from geo.criteria import REACH_SETTINGS, Criteria
from geo.reach import Rural, Spread
from geo.settings import CriteriaError
from layers import Layers
from layers.returns import LEVEL
from vocabulary.lists import DWELLINGS, PEOPLE

#: An array, or a column of a table.
_Figures = TypeVar("_Figures", Floats, pd.Series)

#: The share of the country's dwellings from which on a mean rate is called national.
NATION = 0.9

#: Return dwellings are rounded to this decimal. A rate is published to eight: times the dwellings of the largest
#: municipality it is known to 0.00003 of a dwelling. What lies below is the printing, and must not decide a threshold:
#: 25 dwellings of 1,090 are published as 2.29357798 %, which gives 24.99999998 back.
_DECIMALS = 4

#: Columns of a rate's interval and its precision, where the figures are estimates.
RATE_INTERVAL = ("return_rate_low", "return_rate_high", "precision")
_RURAL_RETURN_SHARE = "rural_return_share_"

_CACHED_YEARS = 4

#: Settings that the figures and their rural part do not depend on. Any other is part of their key, a new one too.
_NOT_OF_FIGURES = frozenset(
    {
        *("region", "state", "min_rural_share", "min_return_rate", "min_return_dwellings", *REACH_SETTINGS, "programs"),
        *("as_of", "eligibility", "components", "count_announced", "count_reception", "sureness"),
        *("max_covered_share", "what_if", "min_low_access_share", "readings"),
    }
)


class Known(NamedTuple):
    """For how many municipalities a year has return figures, and their share of the country's dwellings, 0-1."""

    municipalities: int
    share: float


class Returns(NamedTuple):
    """The return figures of one year, a value a municipality: % of dwellings, dwellings, rate x dwellings.

    Where ``unit`` is people, so are all of these: people of 5 and older. ``national_rate`` is the country's, weighted
    by dwellings. Where the figures are estimates, ``rural_shares`` has the measured share of the return dwellings in
    localities of fewer people than a line, ``error`` the interval of the rate, of ``level`` %, and its precision, and
    ``cases`` the return dwellings in the sample.
    """

    rate: Floats
    dwellings: Floats
    return_dwellings: Floats
    national_rate: float
    rural_shares: dict[int, Floats]
    error: dict[str, Any]
    cases: Floats | None = None
    unit: str = DWELLINGS
    level: float = LEVEL


def returns_of(layers: Layers, criteria: Criteria) -> Returns:
    """The return figures of the year asked.

    Raises
    ------
    CriteriaError
        Where the layers have no figures of the year.

    Examples
    --------
    >>> returns = returns_of(layers, Criteria(year=2010))
    >>> round(returns.national_rate, 3), returns.unit
    (2.191, 'dwellings')
    """
    if criteria.year not in layers.years:
        years = ", ".join(str(year) for year in layers.years)
        raise CriteriaError.of("year", "year", found=criteria.year, choices=years)
    return layers.cache.get("returns", criteria.year, lambda: _read(layers, criteria.year), most=_CACHED_YEARS)


def _read(layers: Layers, year: int) -> Returns:
    rows = layers.returns_of(year)
    rate, dwellings = rows["return_rate"].to_numpy(), rows["dwellings"].to_numpy()
    estimated = "precision" in rows and bool(rows["precision"].notna().any())
    return Returns(
        rate=rate,
        dwellings=dwellings,
        return_dwellings=return_dwellings(rate, dwellings),
        national_rate=_national_rate(rate, dwellings),
        rural_shares={
            int(name.removeprefix(_RURAL_RETURN_SHARE)): rows[name].to_numpy()
            for name in rows.columns
            if name.removeprefix(_RURAL_RETURN_SHARE).isdigit()
        },
        error={name: rows[name].array for name in RATE_INTERVAL} if estimated else {},
        cases=rows["cases"].to_numpy(dtype="float64") if "cases" in rows else None,
        **layers.counted(year)._asdict(),
    )


def figures_key(criteria: Criteria) -> tuple[object, ...]:
    """The settings that return figures and rural shares depend on: questions of the same key have the same ones.

    Examples
    --------
    >>> figures_key(Criteria(reach_km=30)) == figures_key(Criteria())
    True
    >>> figures_key(Criteria(year=2010)) == figures_key(Criteria())
    False
    """
    return criteria.without(_NOT_OF_FIGURES)


def return_dwellings(rate: _Figures, dwellings: _Figures) -> _Figures:
    """Return rate (% of dwellings) x dwellings, to the decimal that a published rate supports.

    Examples
    --------
    >>> return_dwellings(np.array([2.29357798]), np.array([1090.0])).tolist()
    [25.0]
    """
    return (rate / 100.0 * dwellings).round(_DECIMALS)


def part_of_the_nation(layers: Layers, criteria: Criteria) -> Known | None:
    """What the figures of the year are of where the question asks for the national rate and they do not have it.

    The rate that is asked for unless one is given is the country's: a file of a few states does not have it. None where
    a rate is asked for, the figures are of `NATION` of the dwellings or more, or there are none of the year.

    Examples
    --------
    >>> part_of_the_nation(layers, Criteria()) is None
    True
    >>> south = layers.returns[layers.returns["cvegeo"].str.startswith("20")]
    >>> part_of_the_nation(layers.with_returns(south, "mine"), Criteria()).municipalities
    570
    """
    if criteria.min_return_rate is not None or criteria.year not in layers.years:
        return None
    known = layers.returns_of(criteria.year)["return_rate"].notna().to_numpy()
    dwellings = np.nan_to_num(layers.municipios["dwellings"].to_numpy())
    # A country whose table has no dwellings is told by its municipalities.
    size = dwellings if dwellings.any() else np.ones(len(known))
    share = float(size[known].sum() / size.sum())
    return Known(int(known.sum()), share) if share < NATION else None


def refuse_a_part_for_the_nation(layers: Layers, criteria: Criteria) -> None:
    """Do not answer where the national rate is asked for and the year's figures do not have it.

    Raises
    ------
    CriteriaError
        Where `part_of_the_nation` says what they have.

    Examples
    --------
    >>> refuse_a_part_for_the_nation(layers, Criteria())
    """
    known = part_of_the_nation(layers, criteria)
    if known is not None:
        part = {"count": known.municipalities, "share": f"{known.share:.0%}"}
        raise CriteriaError.of("min_return_rate", "part_of_the_nation", **part)


def _national_rate(rate: Floats, dwellings: Floats) -> float:
    known = ~np.isnan(rate) & ~np.isnan(dwellings)
    if not dwellings[known].sum() > 0:
        return float("nan")
    return float((rate[known] * dwellings[known]).sum() / dwellings[known].sum())


def rural_figures(returns: Returns, rural: Rural, spread: Spread) -> dict[str, Floats]:
    """The figures that the conditions about returns look at, by column, for one rural line and split.

    Examples
    --------
    >>> from geo.reach import reach_of
    >>> reach = reach_of(layers)
    >>> returns = returns_of(layers, Criteria())
    >>> figures = rural_figures(returns, reach.rural(2500), reach.spread(2500, "dwellings"))
    >>> {name: round(float(values[0]), 2) for name, values in figures.items()}
    {'rural_share': 0.05, 'return_rate': 0.8, 'rural_return_dwellings': 92.03}
    """
    return {
        "rural_share": rural.share,
        "return_rate": returns.rate,
        "rural_return_dwellings": returns.return_dwellings * rural_return_share(returns, rural, spread)[0],
    }


def one_rate_share(returns: Returns, rural: Rural) -> Floats:
    """Share of the return dwellings in rural localities where one rate holds everywhere: of people where they count.

    Examples
    --------
    >>> from geo.reach import reach_of
    >>> one_rate_share(returns_of(layers, Criteria()), reach_of(layers).rural(2500))[:2].round(3).tolist()
    [0.043, 0.658]
    """
    return rural.share if returns.unit == PEOPLE else rural.dwelling_share


def rural_return_share(returns: Returns, rural: Rural, spread: Spread) -> tuple[Floats, NDArray[np.int8]]:
    """Share of the return dwellings in rural localities, and how it is known: the index in `SPLITS_USED`.

    What the sample of the return figures itself measured goes before every other witness.

    Examples
    --------
    >>> from geo.reach import reach_of
    >>> from vocabulary.lists import SPLITS_USED
    >>> reach = reach_of(layers)
    >>> rural, spread = reach.rural(2500), reach.spread(2500, "residence")
    >>> share, split = rural_return_share(returns_of(layers, Criteria()), rural, spread)
    >>> share[:2].round(3).tolist(), [SPLITS_USED[index] for index in split[:2]]
    ([0.209, 0.761], ['residence', 'residence'])
    """
    used = spread.measured.astype("int8")
    assumed = np.where(spread.measured, spread.rural_share, one_rate_share(returns, rural))
    sampled = returns.rural_shares.get(rural.below)
    if sampled is None:
        return assumed, used
    is_sampled = ~np.isnan(sampled)
    return np.where(is_sampled, sampled, assumed), np.where(is_sampled, np.int8(2), used)
