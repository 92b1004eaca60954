"""What changed between two censuses, in the figures that can be compared.

Rates and dwellings are comparable; CONAPO's indexes and degrees of the two years are not, and are in no answer here.
A municipality created in between is compared through its unit: the municipality of the first year with all that
came from it, the same territory in both years.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.criteria import Criteria
from geo.gaps import find_gaps
from geo.reach import reach_of
from geo.returns import return_dwellings
from geo.settings import CriteriaError
from layers import Layers
from vocabulary.lists import CHANGE_ROWS, RURAL_LINES, ChangeRow

_CLASSES = ("rural", "not_rural", "unknown")


def change(layers: Layers, *, first: int = 2010, last: int = 2020) -> pd.DataFrame:
    """Return rate of every municipality in two years and the difference over the same territory.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``unit`` (key of the municipality of the first year that it was part of; its own if it is not
        new), ``first_rate``, ``last_rate`` (% of dwellings, as published; missing where a year is), ``rate_change``
        (percentage points: of the unit, whose last rate is weighted by dwellings; the same for all municipalities of
        a unit, and missing where a figure of one is, and everywhere where the years are counted in different units).
        In the order of ``layers.municipios``.

    Raises
    ------
    KeyError
        Where the layers have no figures of a year.

    Examples
    --------
    >>> change(layers)[["cvegeo", "first_rate", "last_rate", "rate_change"]].round(2).head(2)
      cvegeo  first_rate  last_rate  rate_change
    0  01001        1.87       0.80        -1.07
    1  01002        4.58       1.47        -3.11
    """
    rows = _figures(layers, first, last)
    units = _by_unit(rows).set_index("unit")
    if not comparable(layers, first, last):
        units["last_rate"] = np.nan  # a share of people less a share of dwellings is nothing
    return pd.DataFrame(
        {
            "cvegeo": rows["cvegeo"],
            "unit": rows["unit"],
            "first_rate": rows["first_rate"],
            "last_rate": rows["last_rate"],
            "rate_change": (units["last_rate"] - units["first_rate"]).reindex(rows["unit"]).to_numpy(),
        }
    )


def comparable(layers: Layers, first: int = 2010, last: int = 2020) -> bool:
    """Whether the figures of two years are there and counted in the same: dwellings, or people.

    Examples
    --------
    >>> comparable(layers, 2010, 2020), comparable(layers, 2010, 2015)
    (True, False)
    """
    return {first, last} <= set(layers.years) and layers.counted(first).unit == layers.counted(last).unit


def compared_years(layers: Layers) -> tuple[int, int]:
    """The first year with figures, and the last that is counted in the same.

    Examples
    --------
    >>> compared_years(layers)
    (2010, 2020)
    """
    first = layers.years[0]
    return first, max(year for year in layers.years if comparable(layers, first, year))


def change_by(
    layers: Layers, criteria: Criteria, by: ChangeRow = "state", *, first: int = 2010, last: int = 2020
) -> pd.DataFrame:
    """Returns in two years, of the whole country: by municipality, state, region or rural class.

    A sum of the first year includes the municipalities that had no figures of their own then: the ones they were part
    of hold them. Rural classes are of units, so that both years are of the same territory, by the rural share of
    2020 and the question's smallest rural share.

    Parameters
    ----------
    criteria : Criteria
        Says which municipalities are asked about (``asked``), the rural line and the smallest rural share. Its year
        is not used.
    by
        What a row is.

    Returns
    -------
    DataFrame
        By municipality (all of them, by key): ``cvegeo``, ``municipality``, ``state_code``, ``state``, ``region``,
        ``asked``, ``unit``, ``rural_share`` (0-1), then the figures; its shares are of the published figures, its
        ``rate_change``, ``return_dwellings_change`` and ``share_change`` those of its unit. By state: ``state_code``,
        ``state``, ``region``, ``asked``, and the figures, by key. By region: ``region``, ``asked``, and the figures.
        By rural class: ``rural_below`` (the question's line and `vocabulary.lists.RURAL_LINES`), ``class`` (rural,
        not_rural, or unknown where the rural share is), ``units``, and the figures.

        The figures: ``first_rate``, ``last_rate`` (% of dwellings), ``rate_change`` (percentage points),
        ``first_dwellings``, ``last_dwellings``, ``first_return_dwellings``, ``last_return_dwellings`` (rate x
        dwellings), ``return_dwellings_change``, ``first_share``, ``last_share`` (of the country's return dwellings,
        0-1), ``share_change``. By groups also ``unknown_figures``: municipalities (units) that lack a figure and
        whose unit does too: those are in no sum.

    Raises
    ------
    CriteriaError
        Where the question names a region or state that the layers do not have, ``by`` is none of the four, or
        the layers have no figures of a year, or the two years are counted in different units.

    Examples
    --------
    >>> change_by(layers, Criteria(), "region")[["region", "first_rate", "last_rate"]].round(2)
            region  first_rate  last_rate
    0       Centro        1.51       0.46
    1        Norte        2.05       0.82
    2  Sur-sureste        1.78       0.56
    3  Tradicional        3.75       1.18
    """
    if by not in CHANGE_ROWS:
        raise CriteriaError.of("by", "one_of", found=repr(by), choices=", ".join(CHANGE_ROWS))
    for year in (first, last):
        if year not in layers.years:
            years = ", ".join(str(known) for known in layers.years)
            raise CriteriaError.of("year", "year", found=year, choices=years)
    if not comparable(layers, first, last):
        units = {"one": layers.counted(first).unit, "other": layers.counted(last).unit}
        raise CriteriaError.of("year", "two_units", first=first, last=last, **units)
    rows = _figures(layers, first, last)
    gaps = find_gaps(layers, criteria.model_copy(update={"year": last}))
    places = layers.municipios
    rows = rows.assign(
        municipality=places["municipality"],
        state_code=places["state_code"],
        state=places["state"],
        region=places["region"],
        asked=gaps.is_asked,
        rural_share=gaps.table["rural_share"],
    )
    country = {year: rows[f"{year}_return_dwellings"].sum() for year in ("first", "last")}
    if by == "municipality":
        return _municipalities(rows, country)
    if by == "rural":
        return _rural(layers, criteria, rows, country)
    keys = ["state_code", "state", "region"] if by == "state" else ["region"]
    rows["unknown_figures"] = _unknown(rows)
    asked = rows.groupby(keys, sort=True)["asked"].any().rename("asked")
    return pd.concat([asked, _sums(rows.groupby(keys, sort=True), country)], axis=1).reset_index()


def change_of_asked(
    layers: Layers, criteria: Criteria, *, first: int = 2010, last: int = 2020
) -> tuple[pd.Series, pd.Series]:
    """Returns in two years of the places asked about taken together, and of the whole country.

    Returns
    -------
    Series, Series
        The figures that `change_by` describes.

    Raises
    ------
    CriteriaError
        As `change_by`.

    Examples
    --------
    >>> asked, country = change_of_asked(layers, Criteria())
    >>> round(float(asked["rate_change"]), 2), round(float(country["rate_change"]), 2)
    (-1.23, -1.47)
    """
    states = change_by(layers, criteria, "state", first=first, last=last)
    sums = ["first_dwellings", "last_dwellings", "first_return_dwellings", "last_return_dwellings", "unknown_figures"]
    country = states[sums].sum()
    return _with_changes(states.loc[states["asked"], sums].sum(), country), _with_changes(country, country)


def _with_changes(sums: pd.Series, country: pd.Series) -> pd.Series:
    found = sums.astype("float64")
    for year in ("first", "last"):
        found[f"{year}_rate"] = 100.0 * found[f"{year}_return_dwellings"] / found[f"{year}_dwellings"]
        found[f"{year}_share"] = found[f"{year}_return_dwellings"] / country[f"{year}_return_dwellings"]
    for name in ("rate", "return_dwellings", "share"):
        found[f"{name}_change"] = found[f"last_{name}"] - found[f"first_{name}"]
    return found


def _figures(layers: Layers, first: int, last: int) -> pd.DataFrame:
    """Rates, dwellings and return dwellings of two years, and the unit of each municipality."""
    keys = layers.municipios["cvegeo"]
    parents = dict(zip(layers.parents["cvegeo"], layers.parents["parent"], strict=True))
    figures: dict[str, pd.Series] = {}
    for name, year in (("first", first), ("last", last)):
        rows = layers.returns_of(year)
        figures[f"{name}_rate"] = rows["return_rate"]
        figures[f"{name}_dwellings"] = rows["dwellings"]
        figures[f"{name}_return_dwellings"] = return_dwellings(rows["return_rate"], rows["dwellings"])
    # A new municipality that has a figure of its own in the first year is no part of another's.
    merged = figures["first_return_dwellings"].isna() & keys.isin(list(parents))
    return pd.DataFrame({"cvegeo": keys, "unit": keys.where(~merged, keys.map(parents)), **figures})


def _by_unit(rows: pd.DataFrame) -> pd.DataFrame:
    """Figures of the same territory in both years; unknown where one of a municipality is."""
    units = rows.groupby("unit", sort=True)
    own = rows.set_index("cvegeo")[["first_dwellings", "first_return_dwellings"]]
    frame = own.reindex(list(units.groups)).rename_axis("unit").reset_index()
    for name in ("last_dwellings", "last_return_dwellings"):
        frame[name] = units[name].sum(skipna=False).to_numpy()
    frame = _with_rates(frame)
    # The rate of a territory of one municipality is the published one, to its last digit.
    alone = (units.size() == 1).to_numpy()
    published = rows.set_index("cvegeo").reindex(frame["unit"])
    for name in ("first_rate", "last_rate"):
        frame[name] = np.where(alone, published[name], frame[name])
    return frame


def _with_rates(frame: pd.DataFrame) -> pd.DataFrame:
    for name in ("first", "last"):
        dwellings = frame[f"{name}_dwellings"]
        frame[f"{name}_rate"] = 100.0 * frame[f"{name}_return_dwellings"] / dwellings.where(dwellings > 0)
    return frame


def _municipalities(rows: pd.DataFrame, country: dict[str, float]) -> pd.DataFrame:
    units = _compared(_by_unit(rows), country).set_index("unit")
    own = _compared(rows.copy(), country)
    for name in ("rate_change", "return_dwellings_change", "share_change"):
        own[name] = units[name].reindex(own["unit"]).to_numpy()
    names = ["cvegeo", "municipality", "state_code", "state", "region", "asked", "unit", "rural_share"]
    return own[[*names, *_FIGURES]]


def _rural(layers: Layers, criteria: Criteria, rows: pd.DataFrame, country: dict[str, float]) -> pd.DataFrame:
    reach = reach_of(layers)
    found = []
    for line in sorted({criteria.rural_below, *RURAL_LINES}):
        people = pd.DataFrame(
            {
                "unit": rows["unit"],
                "rural": reach.rural(line).people,
                "all": reach.sum_by_municipality(reach.population),
            }
        )
        sums = people.groupby("unit", sort=True)[["rural", "all"]].sum(min_count=1, skipna=False)
        share = (sums["rural"] / sums["all"].where(sums["all"] > 0)).to_numpy()
        units = _by_unit(rows)
        units["class"] = np.select(
            [np.isnan(share), share >= criteria.min_rural_share], ["unknown", "rural"], "not_rural"
        )
        units["unknown_figures"] = units[["first_return_dwellings", "last_return_dwellings"]].isna().any(axis=1)
        groups = units.groupby("class", sort=True)
        sums = pd.concat([groups.size().rename("units"), _sums(groups, country)], axis=1)
        sums = sums.reindex([name for name in _CLASSES if name in sums.index]).reset_index()
        sums.insert(0, "rural_below", line)
        found.append(sums)
    return pd.concat(found, ignore_index=True)


def _unknown(rows: pd.DataFrame) -> pd.Series:
    lacks = rows[["first_return_dwellings", "last_return_dwellings"]].isna()
    held = rows["unit"] != rows["cvegeo"]
    return (lacks["first_return_dwellings"] & ~held) | lacks["last_return_dwellings"]


def _sums(groups: pd.api.typing.DataFrameGroupBy, country: dict[str, float]) -> pd.DataFrame:
    figures = {
        name: groups[name].sum(min_count=1)
        for name in ("first_dwellings", "last_dwellings", "first_return_dwellings", "last_return_dwellings")
    }
    frame = _compared(_with_rates(pd.DataFrame(figures)), country)[list(_FIGURES)]
    return frame.assign(unknown_figures=groups["unknown_figures"].sum().astype("int64"))


def _compared(frame: pd.DataFrame, country: dict[str, float]) -> pd.DataFrame:
    for name in ("first", "last"):
        whole = country[name] if country[name] > 0 else np.nan
        frame[f"{name}_share"] = frame[f"{name}_return_dwellings"] / whole
    for name in ("rate", "return_dwellings", "share"):
        frame[f"{name}_change"] = frame[f"last_{name}"] - frame[f"first_{name}"]
    return frame


_FIGURES = (
    "first_rate",
    "last_rate",
    "rate_change",
    "first_dwellings",
    "last_dwellings",
    "first_return_dwellings",
    "last_return_dwellings",
    "return_dwellings_change",
    "first_share",
    "last_share",
    "share_change",
)
