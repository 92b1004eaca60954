"""One municipality close up: its settlements, the sites around it, its years, its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.arrays import Bools, Floats, Ints, ratio
from geo.catchments import Selection, select_sites
from geo.criteria import Criteria
from geo.gaps import Gaps, find_gaps
from geo.geodesy import distances_km
from geo.reach import FEWEST_ABROAD, MOST_MASKED, reach_of
from geo.travel import SPEED_FACTORS, nearest_by_road, network_of, seats, who_is_reached
from layers import Layers
from layers.settlements import FACTS
from vocabulary.lists import RURAL_SPLITS, TIES

if TYPE_CHECKING:
    from layers.network.model import Network

#: Why the residence of 2015 does not split the return dwellings of a municipality.
WHY_NOT = ("no_figure", "few", "masked")

_NEAREST = 5


def settlements_of(layers: Layers, criteria: Criteria, cvegeo: str) -> pd.DataFrame:
    """Settlements of a municipality, most people first, what is known of them, and whether help reaches them.

    Returns
    -------
    DataFrame
        ``cvegeo``; ``locality_key`` (nine digits), ``locality`` (name), both missing where a person's own file says
        none; ``lon``, ``lat`` (EPSG:4326); ``population``, ``dwellings`` (2020); ``rural``; of `FACTS`, each missing
        where the census masks it: ``abroad_2015`` (people of 5 and older who lived in another country in March 2015,
        or did not say), ``indigenous_speakers`` (people of 3 and older), ``without_health_insurance`` (people),
        ``schooling_years`` (mean of people of 15 and older); ``return_dwellings`` (an estimate: the municipality's,
        spread over its settlements) and ``rural_split`` (how, one of `SPLITS_USED`); ``reached`` (in a
        catchment that counts; missing where it is not known), ``nearest_site`` (id) and ``nearest_km`` (geodesic, to
        the nearest site that counts; missing without any); ``basis``. Where a network of roads answers,
        ``nearest_site`` is the one that is reached soonest, and there are ``nearest_min`` and ``nearest_road_km`` to it
        (missing beyond the network's limit), ``nearest_min_low`` and ``nearest_min_high`` (minutes at the quickest and
        the slowest of `SPEED_FACTORS`) and ``tie``: how the settlement is tied to the roads, of
        `vocabulary.lists.TIES`.

    Raises
    ------
    KeyError
        Where no municipality has the key.

    Examples
    --------
    >>> settlements_of(layers, Criteria(), "20334")[["locality", "population", "rural", "reached"]].head(2)
                         locality  population  rural  reached
    0  Río Grande o Piedra Parada     15373.0  False    False
    1       San José del Progreso      5029.0   True    False
    """
    selection = select_sites(layers, criteria)
    mine = reach_of(layers).municipality == _row_of(layers, cvegeo)
    reached = who_is_reached(layers, selection, criteria).known[mine]
    rows = layers.settlements[mine]
    rural = (rows["locality_population"] < criteria.rural_below).to_numpy()
    figures = _figures_of(find_gaps(layers, criteria), cvegeo)
    sites = selection.covering
    km = distances_km(*(frame[name].to_numpy() for frame in (rows, sites) for name in ("lon", "lat")))
    has_site = km.shape[1] > 0
    nearest = km.argmin(axis=1) if has_site else np.zeros(len(rows), dtype=int)
    by_road: dict[str, object] = {}
    network = network_of(layers, selection, criteria)
    if network is not None:
        by_road, soonest = _by_road(layers, network, selection, mine)
        nearest = np.where(soonest >= 0, soonest, nearest)
    frame = pd.DataFrame(
        {
            "cvegeo": rows["cvegeo"].to_numpy(),
            "locality_key": rows["locality_key"].to_numpy(),
            "locality": rows["locality"].to_numpy(),
            "lon": rows["lon"].to_numpy(),
            "lat": rows["lat"].to_numpy(),
            "population": rows["population"].to_numpy(),
            "dwellings": rows["dwellings"].to_numpy(),
            "rural": rural,
            **{name: rows[name].to_numpy(dtype="float64") for name in FACTS},
            "return_dwellings": _spread_out(reach_of(layers).weights(criteria.rural_split)[mine], rural, figures),
            "rural_split": str(figures["rural_split"]),
            "reached": reached,
            "nearest_site": sites["site_id"].to_numpy(dtype=object)[nearest] if has_site else None,
            "nearest_km": km[np.arange(len(rows)), nearest] if has_site else np.nan,
            **by_road,
            "basis": rows["basis"].to_numpy(),
        }
    )
    return frame.sort_values(["population", "lon", "lat"], ascending=[False, True, True], ignore_index=True)


def _by_road(layers: Layers, network: Network, selection: Selection, mine: Bools) -> tuple[dict[str, object], Ints]:
    """Columns of minutes and km by road of some settlements, and the site of each: -1 where it reaches none."""
    soonest = nearest_by_road(layers, network, selection)
    known = soonest.place[mine] >= 0
    minutes = np.where(known, soonest.minutes[mine], np.nan)
    slow, _, fast = SPEED_FACTORS
    columns: dict[str, object] = {
        "nearest_min": minutes,
        "nearest_min_low": minutes / fast,
        "nearest_min_high": minutes / slow,
        "nearest_road_km": np.where(known, soonest.km[mine], np.nan),
        "tie": np.array(TIES, dtype=object)[network.tie[mine]],
    }
    return columns, soonest.place[mine]


def _spread_out(weights: Floats, rural: Bools, figures: pd.Series) -> Floats:
    """A municipality's return dwellings by settlement: the rural ones and the others, each by the weights."""
    part = np.where(rural, figures["rural_return_dwellings"], figures["other_return_dwellings"])
    totals = np.where(rural, weights[rural].sum(), weights[~rural].sum())
    # Nothing spread over nobody is nothing.
    return np.where(part == 0, 0.0, part * ratio(weights, totals))


def splits_of(gaps: Gaps, layers: Layers, cvegeo: str) -> pd.DataFrame:
    """The share of a municipality's return dwellings in rural localities, in every way it may be known.

    Returns
    -------
    DataFrame
        ``split`` (of `SPLITS_USED`; the last only where the question uses it), ``rural_return_share`` (0-1,
        missing where not known), ``used`` (by the question) and ``why_not``: of `WHY_NOT`, missing where it is known:
        there is no figure, there are fewer than `geo.reach.FEWEST_ABROAD` such people, or more than
        `geo.reach.MOST_MASKED` of them live in masked localities.

    Raises
    ------
    KeyError
        Where no municipality has the key.

    Examples
    --------
    >>> splits_of(gaps, layers, "20334").round(3)
           split  rural_return_share   used why_not
    0  dwellings               0.692   True     NaN
    1  residence               0.843  False     NaN
    """
    row = _figures_of(gaps, cvegeo)
    used = str(row["rural_split"])
    shares: dict[str, float] = {name: float(row[f"rural_return_share_{name}"]) for name in RURAL_SPLITS}
    if used not in shares:
        shares[used] = float(row["rural_return_share"])
    why_not = [_why_not(layers, cvegeo, name, share) for name, share in shares.items()]
    return pd.DataFrame(
        {
            "split": list(shares),
            "rural_return_share": list(shares.values()),
            "used": [name == used for name in shares],
            "why_not": pd.Series(why_not, dtype="str"),
        }
    )


def _why_not(layers: Layers, cvegeo: str, split: str, share: float) -> str | None:
    if not np.isnan(share):
        return None
    reach = reach_of(layers)
    row = _row_of(layers, cvegeo)
    if split != RURAL_SPLITS[1] or np.isnan(reach.abroad[row]):
        return WHY_NOT[0]
    if reach.abroad[row] < FEWEST_ABROAD:
        return WHY_NOT[1]
    return WHY_NOT[2] if reach.masked_abroad[row] > MOST_MASKED * reach.abroad[row] else WHY_NOT[0]


def witness_of(gaps: Gaps, layers: Layers, cvegeo: str) -> pd.Series:
    """The second witness of a municipality's returns: the people who lived in another country in March 2015.

    Returns
    -------
    Series
        ``abroad_2015`` (people of 5 and older, those who did not say among them), ``abroad_rate`` (% of the people of
        5 and older), ``national_abroad_rate`` (the country's), ``masked_abroad`` (of those people, in localities whose
        figure is masked), ``second_source`` (of `SECOND_SOURCES`).

    Raises
    ------
    KeyError
        Where no municipality has the key.

    Examples
    --------
    >>> witness_of(gaps, layers, "20334")["second_source"]
    'agrees'
    """
    figures, reach = _figures_of(gaps, cvegeo), reach_of(layers)
    row = _row_of(layers, cvegeo)
    return pd.Series(
        {
            "abroad_2015": figures["abroad_2015"],
            "abroad_rate": figures["abroad_rate"],
            "national_abroad_rate": reach.national_abroad_rate,
            "masked_abroad": reach.masked_abroad[row],
            "second_source": str(figures["second_source"]),
        }
    )


def _figures_of(gaps: Gaps, cvegeo: str) -> pd.Series:
    """The municipality's row of the full table, with the return dwellings that are not rural."""
    found = gaps.table[gaps.table["cvegeo"] == cvegeo]
    if found.empty:
        raise KeyError(cvegeo)
    row = found.iloc[0].copy()
    row["other_return_dwellings"] = row["return_dwellings"] - row["rural_return_dwellings"]
    return row


def nearest_sites(layers: Layers, criteria: Criteria, cvegeo: str) -> pd.DataFrame:
    """The five sites asked about that are nearest to the municipal seat, those that cover nobody too.

    Returns
    -------
    DataFrame
        Rows of `Programs.sites` with ``covers`` and ``km`` (geodesic), nearest first. Where a network of roads answers,
        also ``minutes`` and ``road_km`` from the settlement at the seat (missing beyond the network's limit), and those
        that are reached soonest come first.

    Examples
    --------
    >>> nearest_sites(layers, Criteria(), "20334")[["site_id", "covers", "km"]].head(2).round(1)
                     site_id  covers     km
    0  estatal-oaxaca-oaxaca    True  139.6
    1     inm-enlaces-oaxaca    True  139.6
    """
    seat = layers.municipios.iloc[[_row_of(layers, cvegeo)]]
    selection = select_sites(layers, criteria)
    sites = selection.asked
    lon, lat = seat["seat_lon"].to_numpy(), seat["seat_lat"].to_numpy()
    km = distances_km(lon, lat, sites["lon"].to_numpy(), sites["lat"].to_numpy())[0]
    sites, order = sites.assign(km=km), ["km", "site_id"]
    network = network_of(layers, selection, criteria)
    if network is not None:
        at = int(seats(layers)[_row_of(layers, cvegeo)])
        ways = [
            network.way(at, lon, lat) for lon, lat in zip(sites["lon"].tolist(), sites["lat"].tolist(), strict=True)
        ]
        sites[["minutes", "road_km"]] = np.array(ways, dtype="float64").reshape(-1, 2)
        order = ["minutes", *order]
    return sites.sort_values(order, ignore_index=True).head(_NEAREST)


def years_of(layers: Layers, criteria: Criteria, cvegeo: str) -> pd.DataFrame:
    """The municipality's return figures in every year the layers have; missing where there are none.

    Returns
    -------
    DataFrame
        ``year``, ``unit`` (what its figures are counted in: dwellings, or people), ``return_rate``, ``national_rate``
        (% of that), ``dwellings``, ``return_dwellings``, ``rural_return_dwellings``. Rural shares are those of 2020 in
        every year.

    Examples
    --------
    >>> years_of(layers, Criteria(), "20334")[["year", "return_rate", "national_rate"]].round(2)
       year  return_rate  national_rate
    0  2010         7.64           2.19
    1  2020         2.21           0.72
    """
    _row_of(layers, cvegeo)
    rows = []
    for year in layers.years:
        answer = find_gaps(layers, criteria.model_copy(update={"year": year}))
        row = answer.table[answer.table["cvegeo"] == cvegeo].iloc[0]
        rows.append(
            {
                "year": year,
                "unit": answer.unit,
                "return_rate": row["return_rate"],
                "national_rate": answer.national_rate,
                "dwellings": row["dwellings"],
                "return_dwellings": row["return_dwellings"],
                "rural_return_dwellings": row["rural_return_dwellings"],
            }
        )
    return pd.DataFrame(rows)


def neighbours_of(layers: Layers, cvegeo: str) -> list[str]:
    """Keys of the municipalities that share a stretch of border with this one, in order; a corner is none.

    Examples
    --------
    >>> neighbours_of(layers, "20067")
    ['20087', '20091', '20107', '20157', '20293', '20385', '20390', '20399']
    """
    _row_of(layers, cvegeo)
    table = layers.neighbours
    return table.loc[table["cvegeo"] == cvegeo, "neighbour"].tolist()


def _row_of(layers: Layers, cvegeo: str) -> int:
    rows = np.flatnonzero(layers.municipios["cvegeo"] == cvegeo)
    if not rows.size:
        raise KeyError(cvegeo)
    return int(rows[0])
