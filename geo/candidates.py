"""Where new sites may be: at the seats of municipalities, at places of a person's own, and sites to upgrade."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from geo.arrays import Floats
from geo.criteria import PLACE_DECIMALS, place_text
from geo.gaps import Gaps
from geo.settings import CriteriaError
from geo.siting import Siting, costs_of
from layers import Layers
from layers.states import StateLookup
from vocabulary.lists import HYPOTHETICAL, SURENESS

#: Columns of the candidates.
CANDIDATE_COLUMNS = ("id", "action", "cvegeo", "site_id", "what_if", "lon", "lat", "place", "cost", "capacity")


def candidates_of(layers: Layers, gaps: Gaps, siting: Siting) -> pd.DataFrame:
    """Places where a site may be, and sites that may be upgraded.

    `CANDIDATE_COLUMNS`: ``id`` (the municipality's key, a point as a question names it, or the id of a site that can be
    upgraded), ``action`` (`vocabulary.lists.SITE_ACTIONS`), ``cvegeo`` (of a point that says none, that of the nearest
    settlement), ``site_id`` (missing where it is new), ``what_if`` (as a question names it), ``lon``, ``lat``
    (EPSG:4326), ``place`` (name of the seat, or of a person's own place), ``cost``, ``capacity`` (infinite without
    limit). Where a person has brought places (`layers.candidates`), those alone and the sites to upgrade; else the
    seats of all municipalities asked about.

    Raises
    ------
    CriteriaError
        Where a candidate, or a site that is never to be one, is neither, or never is said of all; where a cost is of a
        state that there is not.

    Examples
    --------
    >>> candidates_of(layers, gaps, Siting(upgrade_cost=0.5))["action"].value_counts().to_dict()["new"]
    1133
    """
    table = layers.municipios
    new = pd.DataFrame(
        {
            "id": table["cvegeo"],
            "action": "new",
            "cvegeo": table["cvegeo"],
            "site_id": pd.array([None] * len(table), dtype="str"),
            "what_if": table["cvegeo"],
            "lon": table["seat_lon"],
            "lat": table["seat_lat"],
            "place": table["seat"],
            "cost": _costs(layers, siting),
            "capacity": np.nan,
        }
    )
    own = _own(layers, new)
    upgrades = [] if siting.upgrade_cost is None else [_upgrades(layers, gaps, siting.upgrade_cost)]
    found = pd.concat([new if own.empty else own, *upgrades], ignore_index=True)
    found["capacity"] = found["capacity"].fillna(np.inf if siting.capacity is None else siting.capacity)
    if siting.candidates is not None:
        may = np.zeros(len(found), dtype=bool)
        may[rows_named(found, "candidates", siting.candidates)] = True
    elif own.empty:
        asked = table["cvegeo"].to_numpy()[gaps.is_asked]
        may = (found["action"] != "new").to_numpy() | found["id"].isin(asked).to_numpy()
    else:
        may = np.ones(len(found), dtype=bool)
    places = int(may.sum())
    may[rows_named(found, "never", siting.never)] = False
    if places and not may.any():
        raise CriteriaError.of("never", "never_all", most=places)
    return found.loc[may, list(CANDIDATE_COLUMNS)].reset_index(drop=True)


def rows_named(candidates: pd.DataFrame, field: str, names: Iterable[str]) -> list[int]:
    """Rows of candidates by their ids; by a municipality's key, or by a name, all new ones there or called so.

    Raises
    ------
    CriteriaError
        Of the field, where none is meant.

    Examples
    --------
    >>> rows_named(candidates_of(layers, gaps, Siting()), "must", ["01001"])
    Traceback (most recent call last):
        ...
    geo.settings.CriteriaError: must: found '01001', expected one of the places that may have a site
    """
    names = list(names)
    by_id = pd.Index(candidates["id"]).get_indexer(names)
    found = set(by_id[by_id >= 0].tolist())
    is_new = candidates["action"] == "new"
    for name in (name for name, row in zip(names, by_id, strict=True) if row < 0):
        meant = is_new & (candidates["cvegeo"] == name)
        meant = meant if meant.any() else is_new & (candidates["place"] == name)
        rows = np.flatnonzero(meant.fillna(value=False))
        if not rows.size:
            raise CriteriaError.of(field, "candidate", found=repr(name))
        found |= set(rows.tolist())
    return sorted(found)


def _own(layers: Layers, seats: pd.DataFrame) -> pd.DataFrame:
    """The places that a person has brought, called as a question names them; what they do not say is as at a seat."""
    brought = layers.candidates
    at = brought[["lon", "lat"]].to_numpy(dtype="float64").round(PLACE_DECIMALS)
    is_point = ~np.isnan(at[:, 0])
    keys = brought["cvegeo"].to_numpy(dtype=object)
    without = is_point & pd.isna(keys)
    keys[without] = layers.settlements["cvegeo"].to_numpy()[_nearest_settlement(layers, at[without])]
    found = seats.set_index("cvegeo", drop=False).loc[keys].reset_index(drop=True)
    found.loc[is_point, ["lon", "lat"]] = at[is_point]
    found.loc[is_point, "what_if"] = found.loc[is_point, "id"] = [place_text(lon, lat) for lon, lat in at[is_point]]
    own = brought.reset_index(drop=True)
    return found.assign(
        place=own["candidate"].where(own["candidate"].notna(), found["place"].mask(is_point)),
        cost=own["cost"].fillna(found["cost"]),
        capacity=own["capacity"],
    )


def _costs(layers: Layers, siting: Siting) -> Floats:
    """What a site costs in each municipality; a state that is none is told, and so is one that is named twice."""
    costs = costs_of(siting.cost)
    usual = costs.pop("")
    keys = layers.state_keys(costs)
    for text, key in zip(costs, keys, strict=True):
        if key not in layers.states:
            raise CriteriaError.of("cost", "state", found=repr(text), choices=StateLookup(layers.states).choices(text))
    if len(set(keys)) < len(keys):
        raise CriteriaError.of("cost", "cost", found=repr(siting.cost))
    of = dict(zip(keys, costs.values(), strict=True))
    return np.array([of.get(state, usual) for state in layers.municipios["state_code"]])


def _upgrades(layers: Layers, gaps: Gaps, cost: float) -> pd.DataFrame:
    """Sites that are there and help nobody in the question, for want of the components that it asks for."""
    asked = gaps.selection.asked
    sure = asked["sureness"].isna() | asked["sureness"].isin(SURENESS[SURENESS.index(gaps.criteria.sureness) :])
    sites = asked[(~asked["covers"] & sure & (asked["kind"] != HYPOTHETICAL)).to_numpy(dtype=bool)]
    at = sites[["lon", "lat"]].to_numpy(dtype="float64").round(PLACE_DECIMALS)
    nearest = _nearest_settlement(layers, at)
    keys = layers.settlements["cvegeo"].to_numpy()[nearest]
    inside = np.isin(keys, layers.municipios["cvegeo"].to_numpy()[gaps.is_asked])
    seats = layers.municipios.set_index("cvegeo")["seat"]
    found = pd.DataFrame(
        {
            "id": sites["site_id"].to_numpy(),
            "action": "upgrade",
            "cvegeo": keys,
            "site_id": sites["site_id"].to_numpy(),
            "what_if": [place_text(lon, lat) for lon, lat in at],
            "lon": at[:, 0],
            "lat": at[:, 1],
            "place": seats.reindex(keys).to_numpy(),
            "cost": cost,
            "capacity": np.nan,
        }
    )
    return found[inside]


def _nearest_settlement(layers: Layers, at: Floats) -> np.ndarray:
    lon, lat = (layers.settlements[name].to_numpy() for name in ("lon", "lat"))
    return np.array(
        [np.argmin(((lon - east) * np.cos(np.radians(north))) ** 2 + (lat - north) ** 2) for east, north in at],
        dtype="int64",
    )
