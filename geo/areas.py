"""Office areas: gap regions cut into what one office each can serve."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.arrays import Floats, Ints
from geo.criteria import Criteria
from geo.cutting import DECIMALS, Cut, Group, cut
from geo.gaps import Gaps
from geo.geodesy import each_within, geodesic_km
from geo.regions import GapRegions, Sums, adjoining, find_regions, sums
from geo.settings import CriteriaError
from geo.travel import seats, surely_from
from layers import Layers

#: The farthest that an office may serve, km.
MOST_KM = 1000.0

_CACHED = 4

_OF_MEMBERS = (
    "cvegeo",
    "pcode",
    "state",
    "municipality",
    "status",
    "rural_return_dwellings",
    "unserved_return_dwellings",
)


class _Office(NamedTuple):
    office: str
    office_municipality: str
    office_seat: str
    office_lon: float
    office_lat: float
    mean_km: float
    farthest_km: float


class _Told(NamedTuple):
    areas: int
    fewest_areas: int | None
    shortest: bool
    left_out: int
    left_out_return_dwellings: float


@dataclass(frozen=True, eq=False)
class OfficeAreas:
    """The gap regions of an answer, cut into office areas.

    Attributes
    ----------
    regions : GapRegions
        What is cut.
    within_km, within_min : float
        How far the seats of an area may lie from its office: km, straight, or minutes by road; the other is missing.
    table : DataFrame
        A row an area, by region, then the most rural return dwellings first: ``office_area`` (``R1.1``, ...),
        ``gap_region``, the columns of `geo.regions.Sums`, ``office`` (key of the municipality whose
        seat it stands in), ``office_municipality``, ``office_seat``, ``office_lon``, ``office_lat`` (EPSG:4326),
        ``mean_km`` (from the members' seats to the office, weighted by rural return dwellings), ``farthest_km``.
    by_region : DataFrame
        `GapRegions.table`, and ``areas``; ``fewest_areas``, of which it is proven that no cut has fewer with as little
        left out (missing where that is not known); ``shortest``: whether it is proven that no cut of as many areas has
        shorter ways; ``left_out`` and ``left_out_return_dwellings``: municipalities that are in no area, as none could
        hold them that passes and is small enough, or none was found.
    members : DataFrame
        A row a municipality that meets every condition but the count, by key: ``cvegeo``, ``pcode``, ``state``,
        ``municipality``, ``status``, ``rural_return_dwellings``, ``unserved_return_dwellings``, ``gap_region`` and
        ``office_area`` (missing where it is in none), ``office_km`` (from its seat to its office's).
    """

    regions: GapRegions
    within_km: float
    within_min: float
    table: pd.DataFrame
    by_region: pd.DataFrame
    members: pd.DataFrame


def usual_km(criteria: Criteria) -> float:
    """How far an office serves unless a person says otherwise, km: as far as the reach that is asked about is sure to.

    Where minutes are asked and there is a network of roads, those say it instead.

    Examples
    --------
    >>> usual_km(Criteria(reach_km=30)), usual_km(Criteria(reach_min=60))
    (30.0, 18.0)
    """
    return criteria.reach_ends_km[0]


def office_areas(gaps: Gaps, layers: Layers, *, within_km: float | None = None) -> OfficeAreas:
    """Cut each gap region into areas that one office can serve; the last answers are cached.

    An area hangs together, passes the smallest number of rural return dwellings asked as its region does, and no seat
    in it is farther than ``within_km`` from its office, which stands in one of them. Where minutes are asked and there
    is a network of roads, no seat is farther than those by road; off the network, as far as they are sure to reach. As
    few dwellings as can be are left out, then there are as few areas as can be, then the ways of the dwellings to their
    offices are as short as can be, straight. Exact where a region has `geo.cutting.EXACT` municipalities or fewer, or
    one area does; else a good cut, with a number of areas that none goes below. Nothing in it is left to chance.

    Parameters
    ----------
    gaps, layers
        From `geo.find_gaps`, and the layers that it was made of.
    within_km : float, optional
        How far an office serves, km, straight; unless it is given, as far as the reach that is asked about.

    Raises
    ------
    CriteriaError
        Where ``within_km`` is no number above 0, or is more than `MOST_KM`.

    Examples
    --------
    >>> areas = office_areas(gaps, layers)
    >>> areas.by_region[["gap_region", "municipalities", "areas", "fewest_areas", "left_out"]].head(2)
      gap_region  municipalities  areas  fewest_areas  left_out
    0         R1             210     11            10         0
    1         R2              76     11            11         0
    >>> areas.table[["office_area", "municipalities", "office_municipality", "farthest_km"]].round(1).head(2)
      office_area  municipalities    office_municipality  farthest_km
    0        R1.1              36    Santa Cruz de Bravo         48.2
    1        R1.2              27  San Antonio Tepetlapa         46.4
    """
    timed = within_km is None and layers.network is not None and gaps.criteria.reach_min is not None
    far = usual_km(gaps.criteria) if within_km is None else within_km
    if not far > 0:
        raise CriteriaError.of("within_km", "greater_than", found=f"{far:g}", gt="0")
    if not far <= MOST_KM:
        raise CriteriaError.of("within_km", "less_than_equal", found=f"{far:g}", le=f"{MOST_KM:g}")
    key = (gaps.criteria, None if timed else far)
    return layers.cache.get("areas", key, lambda: _cut(gaps, layers, None if timed else far), most=_CACHED)


def _cut(gaps: Gaps, layers: Layers, within_km: float | None) -> OfficeAreas:
    regions = find_regions(gaps, layers)
    area = np.full(len(gaps.table), None, dtype=object)
    km = np.full(len(gaps.table), math.nan)
    names, areas, cuts = list[tuple[str, str]](), list[tuple[object, ...]](), list[_Told]()
    for code, name in enumerate(regions.names):
        rows = np.flatnonzero(regions.codes == code)
        group = _group(gaps, layers, rows, within_km)
        found = cut(group)
        cuts.append(_told(group, found))
        for number, (office, members) in enumerate(_ranked(group, found), start=1):
            mine, away = rows[members], group.km[members, office]
            names.append((f"{name}.{number}", name))
            area[mine], km[mine] = f"{name}.{number}", away
            weight = group.weight[members]
            areas.append((*sums(gaps, mine), *_office(layers, int(rows[office]), weight, away)))
    each = gaps.table[list(_OF_MEMBERS)].assign(gap_region=regions.region, office_area=area, office_km=km)
    columns = ["office_area", "gap_region", *Sums._fields, *_Office._fields]
    cut_into = pd.DataFrame(cuts, columns=list(_Told._fields)).astype({"fewest_areas": "Int64", "shortest": "bool"})
    return OfficeAreas(
        regions=regions,
        within_km=math.nan if within_km is None else within_km,
        within_min=math.nan if within_km is not None else float(gaps.criteria.reach_min or math.nan),
        table=pd.DataFrame([(*name, *row) for name, row in zip(names, areas, strict=True)], columns=columns),
        by_region=pd.concat([regions.table, cut_into], axis=1),
        members=each[regions.is_member].reset_index(drop=True),
    )


def _group(gaps: Gaps, layers: Layers, rows: np.ndarray, within_km: float | None) -> Group:
    inside = adjoining(layers, rows)
    ends = zip(inside.indptr, inside.indptr[1:], strict=False)
    adjacent = tuple(sum(1 << int(other) for other in inside.indices[first:last]) for first, last in ends)
    at = layers.municipios[["seat_lon", "seat_lat"]].to_numpy(dtype="float64")[rows]
    km = np.full((len(rows), len(rows)), np.inf)
    served = _within_minutes(gaps, layers, rows, at) if within_km is None else each_within(at, at, within_km)
    for office, near in enumerate(served):
        km[near, office] = geodesic_km(*at[near].T, *np.repeat(at[office][:, None], len(near), axis=1))
    weight = gaps.table["rural_return_dwellings"].to_numpy()[rows]
    return Group(weight, adjacent, km, gaps.criteria.min_return_dwellings)


def _within_minutes(gaps: Gaps, layers: Layers, rows: np.ndarray, at: Floats) -> Iterator[Ints]:
    """Of an office at each of some seats the municipalities whose seats it reaches by road, and its own."""
    seat_of = seats(layers)[rows]
    placed = np.flatnonzero(seat_of >= 0)
    for office, near in enumerate(surely_from(layers, gaps.criteria, at, seat_of[placed])):
        yield np.union1d(placed[near], [office])


def _ranked(group: Group, found: Cut) -> Iterator[tuple[int, list[int]]]:
    """Offices and members, the most dwellings first."""
    parts = [(part, float(group.weight[list(part.members)].sum())) for part in found.parts]
    for part, _ in sorted(parts, key=lambda one: (-round(one[1], DECIMALS), one[0].members)):
        yield part.centre, list(part.members)


def _told(group: Group, found: Cut) -> _Told:
    left_out = float(group.weight[list(found.rest)].sum())
    return _Told(len(found.parts), found.fewest, found.exact, len(found.rest), left_out)


def _office(layers: Layers, row: int, weight: Floats, km: Floats) -> _Office:
    seat = layers.municipios.iloc[row]
    return _Office(
        office=seat["cvegeo"],
        office_municipality=seat["municipality"],
        office_seat=seat["seat"],
        office_lon=seat["seat_lon"],
        office_lat=seat["seat_lat"],
        mean_km=float(weight @ km / weight.sum()) if weight.sum() > 0 else float(km.mean()),
        farthest_km=float(km.max()),
    )
