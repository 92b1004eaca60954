"""Figures of municipalities with their sampling error, from the sums of the primary sampling units.

Variances are by Taylor linearisation for a stratified design of clusters drawn as if with replacement. Of a ratio R =
Y / X of two totals, it is the variance of the total of z = (y - R x) / X; of a total, that of z = y. The variance of
a total is, over strata h of n PSUs each, the sum of n / (n - 1) times the squared deviations of the PSUs' totals of z
from their mean in the stratum (Wolter 2007, Introduction to Variance Estimation, 2nd ed., chapter 6). A domain is
estimated over the whole design: a PSU of the stratum without members of the domain counts as zero. There is no finite
population correction, as INEGI advises for this file: errors of censused municipalities are therefore upper bounds.

A stratum with one PSU has no variance of its own. All such strata of a municipality are collapsed into one; where there
is only one, it joins the first of the municipality's other strata (collapsed strata, Wolter 2007, section 2.5: the
variance is overestimated rather than under). With a single PSU in all, the error is unknown, not zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.microdata.surveys import Survey
from layers.microdata.units import COUNTS, TOTALS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: INEGI's classes of precision by coefficient of variation, %: below the first high, below the second moderate.
HIGH, MODERATE = 15.0, 30.0

#: Sizes of locality that figures are given for; 0 is the municipality.
SIZES = {0: "all", 1: "under_2500", 2: "2500_to_14999", 3: "15000_and_more"}

ESTIMATE_COLUMNS = (
    *("cvegeo", "year", "size", "figure", "estimate", "se", "cv", "low", "high"),
    *("cases", "sample", "degrees", "precision", "coverage"),
)

_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Figure:
    """A figure: a total, or ``scale`` times its ratio to the total ``base``.

    A total of some of ``among`` has, where the sample holds none, the highest share of those as its upper bound.
    ``of_all`` figures are of the municipality alone.
    """

    id: str
    total: str
    base: str | None = None
    scale: float = 1.0
    among: str | None = None
    of_all: bool = False

    @property
    def cases(self) -> str:
        """Count in the sample of what is counted."""
        return f"sample_{self.total}"

    @property
    def sample(self) -> str:
        """Count in the sample of what it is counted among."""
        return f"sample_{self.base or self.among or self.total}"


FIGURES = (
    Figure("persons_5", "persons_5"),
    Figure("returned", "returned", among="persons_5"),
    Figure("returned_mexican", "returned_mexican", among="persons_5"),
    Figure("dwellings", "dwellings"),
    Figure("return_dwellings", "return_dwellings", among="dwellings"),
    Figure("return_dwellings_mexican", "return_dwellings_mexican", among="dwellings"),
    Figure("returned_rate", "returned", "persons_5", 100.0),
    Figure("returned_mexican_rate", "returned_mexican", "persons_5", 100.0),
    Figure("return_rate", "return_dwellings", "dwellings", 100.0),
    Figure("return_rate_mexican", "return_dwellings_mexican", "dwellings", 100.0),
    Figure("unspecified_rate", "unspecified", "persons_5", 100.0),
    Figure("rural_return_share_2500", "return_dwellings_2500", "return_dwellings", of_all=True),
    Figure("rural_return_share_15000", "return_dwellings_15000", "return_dwellings", of_all=True),
)


def estimate(units: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """The figures of every municipality, and of every size of locality in it.

    Parameters
    ----------
    units : DataFrame
        From `layers.microdata.units.sample_units`.
    survey : Survey
        For the year.

    Returns
    -------
    DataFrame
        `ESTIMATE_COLUMNS`, a row a municipality, size and figure:

        - ``cvegeo``, ``year``; ``size``: of the locality (`SIZES`); ``figure``: one of `FIGURES`
        - ``estimate``: a total, a rate in %, or a share, 0-1; ``se``: its standard error, of the same unit; ``cv``: %
        - ``low``, ``high``: the 95 % interval. Score intervals with Student's t, which stay in bounds: Wilson's for a
          rate or share, with the size of the simple sample that would have the same error (Wilson 1927; Brown, Cai and
          DasGupta 2001, Statistical Science 16), and of a count for a total
        - ``cases``: in the sample, with what is counted; ``sample``: in the sample, of the base
        - ``degrees``: of freedom: PSUs less strata that hold the domain
        - ``precision``: high, moderate, low, not_published
        - ``coverage``: of the municipality; where it is insufficient there is no figure

        Where the sample has no case at all (or none but cases), the error cannot be told from it: ``se`` and ``cv`` are
        missing, and the interval is Clopper and Pearson's for the sampled dwellings (of a total: times what it is a
        total among).

    Examples
    --------
    >>> from layers.microdata.surveys import CENSO_2020
    >>> units = pd.DataFrame({"cvegeo": "01001", "size": 1, "coverage": "", "stratum": "a", "unit": ["b", "c", "d"]})
    >>> units = units.assign(**dict.fromkeys((*TOTALS, *COUNTS), 100)).assign(return_dwellings=[10, 20, 15])
    >>> found = estimate(units, CENSO_2020).set_index(["size", "figure"])
    >>> found.loc[("all", "return_rate"), ["estimate", "low", "high"]].astype(float).round(1).tolist()
    [15.0, 6.5, 31.1]
    """
    frame = units.reset_index(drop=True)
    summed = frame[[*TOTALS, *COUNTS]].copy()
    for line, sizes in ((2500, [1]), (15000, [1, 2])):
        rural = frame["size"].isin(sizes)
        for name in ("return_dwellings", "sample_return_dwellings"):
            summed[f"{name}_{line}"] = frame[name].where(rural, 0)
    design = _design(frame)
    municipality, keys = pd.factorize(frame["cvegeo"], sort=True)
    coverage = frame.groupby("cvegeo")["coverage"].first().loc[keys].to_numpy(dtype=object)
    parts = []
    for size, name in SIZES.items():
        rows = np.flatnonzero(frame["size"] == size) if size else np.arange(len(frame))
        if not rows.size:
            continue
        domains, domain = np.unique(municipality[rows], return_inverse=True)
        figures = [figure for figure in FIGURES if size == 0 or not figure.of_all]
        sums = _by_unit(summed.iloc[rows], domain.astype("int64"), design.unit[rows])
        answer = _estimate(sums, design, len(domains), figures)
        place = np.repeat(domains, len(figures))
        answer.insert(0, "cvegeo", np.asarray(keys, dtype=object)[place])
        answer.insert(1, "year", survey.year)
        answer.insert(2, "size", name)
        answer["coverage"] = coverage[place]
        parts.append(answer.assign(order=size))
    table = pd.concat(parts, ignore_index=True)
    table = table.sort_values(["cvegeo", "order"], kind="stable", ignore_index=True)
    unpublished = table["coverage"] == "insufficient"
    for column in ("estimate", "se", "cv", "low", "high"):
        table[column] = table[column].mask(unpublished)
    table["precision"] = table["precision"].mask(unpublished, "not_published")
    for column in ("cvegeo", "size", "figure", "precision", "coverage"):
        table[column] = table[column].astype("str")
    return table[list(ESTIMATE_COLUMNS)]


def returns_table(estimates: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """The figures of the municipalities as a table of returns (`layers.returns.schema`), with error and rural shares.

    Parameters
    ----------
    estimates : DataFrame
        From `estimate`.
    survey : Survey
        Its ``torn`` municipalities have no row: the census of 2020 has no place for them.

    Returns
    -------
    DataFrame
        A row a municipality: columns as `layers.returns.read_returns` says; figures that the survey does not give
        (remittances, emigrants, circular migrants, intensity) are missing.

    Examples
    --------
    >>> from layers.microdata.surveys import CENSO_2020
    >>> units = pd.DataFrame({"cvegeo": "01001", "size": 1, "coverage": "", "stratum": "a", "unit": ["b", "c", "d"]})
    >>> units = units.assign(**dict.fromkeys((*TOTALS, *COUNTS), 100)).assign(return_dwellings=[10, 20, 15])
    >>> returns_table(estimate(units, CENSO_2020), CENSO_2020)[["cvegeo", "dwellings", "return_rate", "precision"]]
      cvegeo  dwellings  return_rate precision
    0  01001      300.0         15.0  moderate
    """
    own = estimates[(estimates["size"] == "all") & ~estimates["cvegeo"].isin(survey.torn)]
    by = {str(name): rows.set_index("cvegeo") for name, rows in own.groupby("figure")}
    rate = by["return_rate"]
    shares = {
        f"{name}{suffix}": by[name][column]
        for name in ("rural_return_share_2500", "rural_return_share_15000")
        for suffix, column in (("", "estimate"), ("_low", "low"), ("_high", "high"))
    }
    nothing = pd.Series(np.nan, index=rate.index)
    table = pd.DataFrame(
        {
            "year": rate["year"],
            "dwellings": by["dwellings"]["estimate"],
            "return_rate": rate["estimate"],
            "remittance_rate": nothing,
            "emigrant_rate": nothing,
            "circular_rate": nothing,
            "intensity": pd.Series(None, index=rate.index, dtype="str"),
            "return_rate_low": rate["low"],
            "return_rate_high": rate["high"],
            "return_rate_se": rate["se"],
            "return_rate_cv": rate["cv"],
            "cases": rate["cases"].astype("float64"),
            "precision": rate["precision"],
            **shares,
        }
    )
    return table.rename_axis("cvegeo").reset_index()


@dataclass(frozen=True)
class _Design:
    """PSU of each row of the units; stratum of each PSU after collapsing; PSUs of each stratum."""

    unit: Ints
    stratum: Ints
    size: Ints


def _design(frame: pd.DataFrame) -> _Design:
    stratum, strata = pd.factorize(frame["stratum"], sort=True)
    named, names = pd.factorize(frame["unit"], sort=True)
    pairs = stratum.astype("int64") * len(names) + named
    _, first, unit = np.unique(pairs, return_index=True, return_inverse=True)
    of_unit = stratum[first]
    home = frame.groupby(stratum)["cvegeo"].min().to_numpy(dtype=object)
    of_unit = _collapse(np.bincount(of_unit, minlength=len(strata)), home)[of_unit]
    return _Design(unit.astype("int64"), of_unit, np.bincount(of_unit, minlength=len(strata)))


def _collapse(size: Ints, home: NDArray[np.object_]) -> Ints:
    """The stratum that each stratum is taken with; strata are numbered in the order of their names."""
    taken = np.arange(len(size))
    alone = np.flatnonzero(size == 1)
    if not alone.size:
        return taken
    others = pd.Series(np.flatnonzero(size > 1)).groupby(home[size > 1]).min()
    by_municipality: Iterable[tuple[Any, pd.Series]] = pd.Series(alone).groupby(home[alone])
    for municipality, rows in by_municipality:
        first = int(rows.iloc[0])
        taken[rows] = others[municipality] if len(rows) == 1 and municipality in others.index else first
    return taken


def _by_unit(summed: pd.DataFrame, domain: Ints, unit: Ints) -> pd.DataFrame:
    return summed.groupby([domain, unit]).sum().rename_axis(["domain", "unit"]).reset_index()


def _estimate(sums: pd.DataFrame, design: _Design, size: int, figures: list[Figure]) -> pd.DataFrame:
    domain, unit = sums["domain"].to_numpy(), sums["unit"].to_numpy()
    strata = _Strata(domain, design.stratum[unit], design.size, size)

    def total(name: str) -> Floats:
        return np.bincount(domain, weights=sums[name].to_numpy(), minlength=size).astype("float64")

    parts = []
    for order, figure in enumerate(figures):
        y, cases, sample = sums[figure.total].to_numpy(dtype="float64"), total(figure.cases), total(figure.sample)
        whole = total(figure.total)
        if figure.base is None:
            value, score = whole, y
        else:
            base = total(figure.base)
            value = np.divide(whole, base, out=np.full(size, np.nan), where=base > 0)
            with np.errstate(invalid="ignore", divide="ignore"):
                score = (y - value[domain] * sums[figure.base].to_numpy()) / base[domain]
        se = np.sqrt(strata.variance(score))
        dwellings = np.minimum(sample, total("sample_dwellings"))
        most = np.full(size, np.nan) if figure.among is None else total(figure.among)
        part = _figures(figure, value, se, strata.degrees, cases, sample, dwellings, most)
        parts.append(part.assign(domain=np.arange(size), order=order))
    table = pd.concat(parts).sort_values(["domain", "order"], kind="stable", ignore_index=True)
    return table.drop(columns=["domain", "order"])


class _Strata:
    """The strata that each domain's PSUs lie in, laid out for variances of totals over the whole design."""

    def __init__(self, domain: Ints, stratum: Ints, psus: Ints, size: int) -> None:
        pairs, self._pair = np.unique(domain * len(psus) + stratum, return_inverse=True)
        self._domain = pairs // len(psus)
        self._psus = psus[pairs % len(psus)].astype("float64")
        self._members = np.bincount(self._pair)
        self._size = size
        units = np.bincount(domain, minlength=size)
        strata = np.bincount(self._domain, minlength=size)
        self.degrees = units - strata

    def variance(self, score: Floats) -> Floats:
        """Variance of the total of a score per domain; NaN where one of its strata has a single PSU."""
        psus = self._psus
        mean = np.bincount(self._pair, weights=score) / psus
        apart = np.bincount(self._pair, weights=(score - mean[self._pair]) ** 2)
        apart += (psus - self._members) * mean**2
        factor = np.divide(psus, psus - 1.0, out=np.full(len(psus), np.nan), where=psus > 1)
        return np.bincount(self._domain, weights=factor * apart, minlength=self._size).astype("float64")


def _figures(
    figure: Figure,
    value: Floats,
    se: Floats,
    degrees: Ints,
    cases: Floats,
    sample: Floats,
    dwellings: Floats,
    most: Floats,
) -> pd.DataFrame:
    from scipy.special import stdtrit

    # With no degree left (each stratum one PSU of the domain) the widest interval there is, that of one.
    t = stdtrit(np.maximum(degrees, 1), (1 + _CONFIDENCE) / 2)
    if figure.base is None:
        bare = value <= 0
        low, high = _count_interval(value, se, t)
        low, high = np.where(bare, 0.0, low), np.where(bare, most * _exact_interval(value, dwellings)[1], high)
    else:
        bare = (value <= 0) | (value >= 1)
        low, high = _share_interval(value, se, t)
        edge_low, edge_high = _exact_interval(value, dwellings)
        low, high = np.where(bare, edge_low, low), np.where(bare, edge_high, high)
    se = np.where(bare, np.nan, se)
    with np.errstate(invalid="ignore", divide="ignore"):
        cv = 100.0 * se / value
    precision = np.select([cv < HIGH, cv < MODERATE], ["high", "moderate"], "low")
    return pd.DataFrame(
        {
            "figure": figure.id,
            "estimate": figure.scale * value,
            "se": figure.scale * se,
            "cv": cv,
            "low": figure.scale * low,
            "high": figure.scale * high,
            "cases": cases.astype("int64"),
            "sample": sample.astype("int64"),
            "degrees": degrees,
            "precision": precision.astype(object),
        }
    )


def _count_interval(value: Floats, se: Floats, t: Floats) -> tuple[Floats, Floats]:
    """The score interval of a count whose variance grows with it: the totals that lie within t of their own errors."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        spread = t * se / value
        half = spread * np.sqrt(1.0 + spread**2 / 4.0)
        return value * (1.0 + spread**2 / 2.0 - half), value * (1.0 + spread**2 / 2.0 + half)


def _share_interval(value: Floats, se: Floats, t: Floats) -> tuple[Floats, Floats]:
    """Wilson's interval for a simple sample that would have this error."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        size = value * (1.0 - value) / se**2
        shrink = 1.0 + t**2 / size
        centre = (value + t**2 / (2.0 * size)) / shrink
        half = t / shrink * np.sqrt(value * (1.0 - value) / size + t**2 / (4.0 * size**2))
        return centre - half, centre + half


def _exact_interval(value: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Clopper and Pearson's interval where no case of ``size``, or every one, is of the kind."""
    with np.errstate(invalid="ignore", divide="ignore"):
        edge = ((1.0 - _CONFIDENCE) / 2.0) ** (1.0 / size)
    none = value <= 0
    return np.where(none, 0.0, edge), np.where(none, 1.0 - edge, 1.0)
