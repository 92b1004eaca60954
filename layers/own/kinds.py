"""What a row of each kind of file becomes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
import pydantic
import shapely

from layers import municipios, settlements
from layers.errors import LayerError
from layers.model import OFFSHORE_DEGREES
from layers.names import plain
from layers.own.fields import RETURNS
from layers.own.findings import MENDED, TAKEN, OwnError, shorten, without_hidden
from layers.own.line import Line
from layers.own.places import Suggestions
from layers.own.steps import Lines, Reading, Record, Way, place_of
from layers.own.table import note
from layers.own.values import read_year
from layers.programs import Site, View, catalogue, place_record
from layers.schema import KEY_PATTERN

_RATES = ("return_rate", "remittance_rate", "emigrant_rate", "circular_rate")
_LONGEST_SLUG = 60
_AREAS = (shapely.Polygon, shapely.MultiPolygon)
_SITE_TEXTS = ("site_es", "site_en", "operator_es", "operator_en", "summary_es", "summary_en")


def _all(taken: Lines, reading: Reading) -> Lines:  # noqa: ARG001 a `Way` looks at all rows; this one finds nothing
    return taken


def _frame(taken: Lines, columns: tuple[str, ...], numbers: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame([record for _, record in taken], columns=list(columns))
    for name in columns:
        frame[name] = frame[name].astype("float64" if name in numbers else "str")
    return frame


def _say_missing(frame: pd.DataFrame, reading: Reading) -> None:
    table = reading.layers.municipios
    missing = int((~table["cvegeo"].isin(frame["cvegeo"])).sum())
    if missing:
        reading.notes.append(note("municipalities_without", count=missing, all=len(table)))


# --- programs


def _take_program(line: Line, reading: Reading) -> Record | None:
    name = line.text("name_es", required=True)
    point = None if isinstance(line.shape, _AREAS) else place_of(line, reading)
    record = _about_program(line) | {
        "name_es": name,
        "name_en": line.text("name_en") or name,
        "program_id": line.text("program_id"),
        "site_id": line.text("site_id"),
        "reach_km": line.amount("reach_km"),
        "served": line.served(reading.places),
        "views": line.names("views"),
        "announced": line.components("announced"),
        "sureness": line.choice("sureness"),
        **{field: line.text(field) for field in _SITE_TEXTS},
    }
    kind = line.choice("kind")
    record |= {"kind": kind} if kind else {}
    record |= {field: _bare(value) for field, value in line.more.items() if value is not None}
    if line.refused:
        return None
    shape = line.shape if isinstance(line.shape, _AREAS) else shapely.Point(point) if point else None
    if record["program_id"] is None:
        record["program_id"] = plain(str(name)).replace(" ", "-")[:_LONGEST_SLUG].strip("-") or f"program-{line.number}"
        line.find(MENDED, "program_id", "id_made", "", value=record["program_id"])
    if shape is None:
        line.find(TAKEN, "", "without_place")
    elif record["site_id"] is None:
        record["site_id"] = f"{record['program_id']}-{line.number}"
        line.find(MENDED, "site_id", "id_made", "", value=record["site_id"])
    return _site(line, record, shape, reading)


def _about_program(line: Line) -> Record:
    found: Record = {
        "components": line.components(),
        "eligibility": line.choice("eligibility") or "any",
        "since": line.year("since"),
        "until": line.year("until"),
    }
    if found["since"] and found["until"] and found["until"] < found["since"]:
        line.refuse("until", "until_before_since", found["until"], since=found["since"])
    return found


def _site(line: Line, record: Record, shape: shapely.Geometry | None, reading: Reading) -> Record | None:
    try:
        site = place_record(Site.model_validate(record), shape, line.number, reading.name)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        expected = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
        line.refuse(str(first["loc"][0]), "schema", first["input"], expected=expected)
        return None
    except LayerError:  # it has a reach or municipalities that it serves, and no place
        line.refuse("geometry", "no_geometry")
        return None
    return {"record": site, "geometry": shape}


def _bare(value: Any) -> Any:
    """Whatever JSON holds, its texts without what is not seen."""
    if isinstance(value, str):
        return " ".join(without_hidden(value).split())
    if isinstance(value, list):
        return [_bare(part) for part in value]
    return {_bare(name): _bare(part) for name, part in value.items()} if isinstance(value, dict) else value


def _program_identity(record: Record) -> Hashable:
    site = record["record"]
    return site.site_id or f"{site.program_id} without a place"


def _on_land(taken: Lines, reading: Reading) -> Lines:
    """Sites and catchments whose place (an area's inside point) lies in a municipality."""
    placed = [(line, record["geometry"].representative_point()) for line, record in taken if record["geometry"]]
    lon, lat = (np.array([getattr(point, axis) for _, point in placed]) for axis in "xy")
    country = reading.layers.extent.country
    for (line, point), good in zip(placed, reading.layers.on_land(lon, lat), strict=True):
        if not good:
            line.refuse("geometry", "outside_country", f"{point.x:g}, {point.y:g}", country=country)
    return [(line, record) for line, record in taken if not line.refused]


def _make_programs(taken: Lines, reading: Reading) -> dict[str, Any]:
    if taken and not any(record["record"].components for _, record in taken):
        reading.notes.append(note("no_components"))
    members, ours = reading.draft.table.members, reading.layers.programs
    stated = read_year(members.get("edition")).value
    edition = reading.answers.edition or stated or ours.edition
    views = ours.views
    if isinstance(members.get("views"), list):
        try:
            views = tuple(View.model_validate(_bare(view)) for view in members["views"])
        except pydantic.ValidationError as error:
            reason = f"views: {error.errors()[0]['msg']}"
            raise OwnError.of(reading.name, "unreadable", reason=reason, expected="named views") from error
    pairs = [(record["record"], record["geometry"]) for _, record in taken]
    programs = catalogue(pairs, views, edition, reading.name)
    return {"frame": programs.sites, "programs": programs}


# --- figures of returns

_RETURNS = ("cvegeo", "year", "dwellings", *_RATES, "intensity")
_AMOUNTS = ("return_rate_", "cases", "rural_return_share_", "interval_level")
_ESTIMATED = tuple(name for name in RETURNS.ids if name.startswith(_AMOUNTS))
_CHOICES = ("precision", "unit")


def _take_return(line: Line, reading: Reading) -> Record | None:
    record: Record = {
        "cvegeo": line.municipality(reading.places),
        "year": line.year("year") if "year" in reading.columns else reading.answers.year,
        "dwellings": line.amount("dwellings"),
        **{rate: line.amount(rate) for rate in _RATES},
        "intensity": line.choice("intensity"),
        **{name: line.amount(name) for name in _ESTIMATED if name in reading.columns},
        **{name: line.choice(name) for name in _CHOICES if name in reading.columns},
    }
    if record["year"] is None and not line.refused:
        line.refuse("year", "missing_value")
    rate = record["return_rate"]
    if reading.answers.rate_unit == "share" and rate is not None:
        record["return_rate"] = rate * 100.0
        line.find(MENDED, "return_rate", "share_to_percent", rate, value=f"{rate * 100.0:.12g}")
    return record


def _make_returns(taken: Lines, reading: Reading) -> dict[str, Any]:
    estimated = tuple(name for name in (*_ESTIMATED, *_CHOICES) if name in reading.columns)
    numbers = ("year", "dwellings", *_RATES, *(name for name in estimated if name not in _CHOICES))
    frame = _frame(taken, (*_RETURNS, *estimated), numbers).astype({"year": "int64"})
    if "year" not in reading.columns:
        reading.notes.append(note("derived", value=f"year {reading.answers.year}"))
    _say_missing(frame, reading)
    return {"frame": frame.sort_values(["year", "cvegeo"], ignore_index=True)}


# --- catchments


def _take_catchment(line: Line, reading: Reading) -> Record | None:
    sites = reading.layers.programs.sites
    text, name = line.text("site_id"), line.text("name")
    if text is None and name is None:
        line.refuse("site_id" if "site_id" in reading.columns else "name", "missing_value")
    about = _about_program(line)
    if line.refused:
        return None
    if text is not None and (sites["site_id"] == text).any():
        return {"site_id": text, "record": None, "geometry": line.shape}
    found = [] if name is None or text is not None else _named(sites, name)
    if len(found) == 1:
        line.find(MENDED, "name", "written_otherwise", name, value=found[0])
        return {"site_id": found[0], "record": None, "geometry": line.shape}
    if found:
        line.refuse("name", "site_of_several", name, suggestions="; ".join(found[:6]))
        return None
    if not reading.answers.as_sites:
        field, near = ("site_id", sites["site_id"]) if text is not None else ("name", sites["site"])
        if field not in reading.suggestions:
            reading.suggestions[field] = Suggestions({plain(str(one)): str(one) for one in near})
        line.refuse(field, "unknown_site", text or name, suggestions=reading.suggestions[field].near(str(text or name)))
        return None
    title = str(name or text)
    made = plain(text or title).replace(" ", "-")[:_LONGEST_SLUG].strip("-") or f"site-{line.number}"
    line.find(MENDED, "site_id", "new_site", text or name, value=made)
    record = about | {"site_id": made, "program_id": made, "name_es": title, "name_en": title}
    new = _site(line, record, line.shape, reading)
    return None if new is None else {"site_id": made, **new}


def _named(sites: pd.DataFrame, name: str) -> list[str]:
    wanted = plain(name)
    if not wanted:
        return []
    fits = sites["site"].map(plain).eq(wanted) | sites["site_en"].map(plain).eq(wanted)
    return sites.loc[fits, "site_id"].tolist()


def _make_catchments(taken: Lines, reading: Reading) -> dict[str, Any]:  # noqa: ARG001 as every `Way`
    records = [record for _, record in taken]
    return {"frame": pd.DataFrame(records, columns=["site_id", "geometry", "record"], dtype=object)}


# --- settlements


def _take_settlement(line: Line, reading: Reading) -> Record | None:
    key = line.municipality(reading.places)
    place = place_of(line, reading)
    people = line.amount("population", required=True)
    whole = line.amount("locality_population")
    record = {
        "cvegeo": key,
        "locality_key": line.locality(reading.places, key),
        "locality": line.text("locality"),
        "lon": None if place is None else place[0],
        "lat": None if place is None else place[1],
        "population": people,
        "dwellings": line.amount("dwellings"),
        "locality_population": people if whole is None else whole,
        **{name: line.amount(name) for name in settlements.FACTS},
        "basis": "own",
    }
    if place is None and not line.refused:
        line.refuse("lon" if "lon" in reading.columns else "geometry", "missing_value")
    return record


def _in_municipality(taken: Lines, reading: Reading) -> Lines:
    """Settlements that lie in the municipality they are said to be of, or within some 5 km of it."""
    lon, lat = (np.array([record[axis] for _, record in taken], dtype="float64") for axis in ("lon", "lat"))
    rows = [reading.places.row_of[record["cvegeo"]] for _, record in taken]
    polygons = reading.layers.boundaries.geometry.to_numpy()[rows]
    inside = shapely.intersects_xy(polygons, lon, lat)
    others = np.flatnonzero(~inside)
    inside[others] = shapely.dwithin(polygons[others], shapely.points(lon[others], lat[others]), OFFSHORE_DEGREES)
    for (line, record), good in zip(taken, inside, strict=True):
        if not good:
            found = f"{record['lon']:g}, {record['lat']:g}"
            line.refuse(
                "lon" if "lon" in reading.columns else "geometry", "outside_municipality", found, key=record["cvegeo"]
            )
    return [(line, record) for line, record in taken if not line.refused]


def _settlement_identity(record: Record) -> Hashable:
    return record["locality_key"] or tuple(record.values())


def _make_settlements(taken: Lines, reading: Reading) -> dict[str, Any]:
    frame = _frame(
        taken, settlements.COLUMNS, ("lon", "lat", "population", "dwellings", "locality_population", *settlements.FACTS)
    )
    if "locality_population" not in reading.columns:
        reading.notes.append(note("derived", value="locality_population, as population"))
    _say_missing(frame, reading)
    return {"frame": frame}


# --- municipalities of another country


def _take_municipality(line: Line, reading: Reading) -> Record | None:  # noqa: ARG001 as every `Way`
    keys = {field: line.text(field) for field in ("cvegeo", "state_code", "pcode")}
    name, state = line.text("municipality", required=True), line.text("state", required=True)
    if keys["cvegeo"] is None and not line.refused:
        line.refuse("cvegeo", "missing_value")
    for field, text in keys.items():
        if text is not None and not re.fullmatch(KEY_PATTERN, text):
            line.refuse(field, "schema", text, expected="letters, digits, dots and hyphens, at most 20")
    seat = line.amount("seat_lon"), line.amount("seat_lat")
    figures = {field: line.amount(field) for field in ("population", "dwellings")}
    degree, region, seat_name = line.choice("marginalisation"), line.text("region"), line.text("seat")
    if line.refused or line.shape is None:
        return None
    stated = None not in seat
    inside = line.shape.representative_point()
    return {
        "cvegeo": keys["cvegeo"],
        "pcode": keys["pcode"] or keys["cvegeo"],
        "municipality": name,
        "state_code": keys["state_code"] or plain(str(state)).replace(" ", "-")[:20],
        "state": state,
        "region": region or state,
        **figures,
        "seat": seat_name or name,
        "seat_lon": seat[0] if stated else inside.x,
        "seat_lat": seat[1] if stated else inside.y,
        "seat_basis": "own" if stated else "inside_point",
        "marginalisation": degree,
        "geometry": line.shape,
    }


def _keys_of_one_length(taken: Lines, reading: Reading) -> Lines:  # noqa: ARG001 as every `Way`
    """Keys of digits alone are of one length, and a state's key has one name; those that are not are refused."""
    for field in ("cvegeo", "state_code"):
        digits = [record[field] for _, record in taken if record[field].isdigit()]
        longest = max(map(len, digits), default=0)
        for line, record in taken:
            if record[field].isdigit() and len(record[field]) < longest:
                line.refuse(field, "not_key", record[field])
    names: dict[str, set[str]] = defaultdict(set)
    for _, record in taken:
        names[record["state_code"]].add(record["state"])
    for line, record in taken:
        if len(names[record["state_code"]]) > 1 or not record["state_code"]:
            line.refuse(
                "state", "schema", record["state"], expected="one name for each key of a state, and a key for each"
            )
    return [(line, record) for line, record in taken if not line.refused]


def _make_municipalities(taken: Lines, reading: Reading) -> dict[str, Any]:
    import geopandas as gpd

    numbers = ("population", "dwellings", "people_5_and_over", "abroad_2015")
    frame = _frame(taken, municipios.COLUMNS, (*numbers, "seat_lon", "seat_lat", "marginalisation_index"))
    frame["pcode_in_cod"] = pd.array([None] * len(frame), dtype="boolean")  # our list is of one country
    polygons = gpd.GeoDataFrame(
        {"cvegeo": frame["cvegeo"], "geometry": [record["geometry"] for _, record in taken]}, crs="EPSG:4326"
    )
    derived = {
        "pcode": "pcode, as cvegeo",
        "state_code": "state_code, from state",
        "region": "region, as state",
        "seat": "seat, as municipality",
        "seat_lon": "place of the seat: a point inside the polygon",
    }
    reading.notes.extend(
        note("derived", value=words) for field, words in derived.items() if field not in reading.columns
    )
    country = shorten(reading.answers.country) or "the country"
    return {"frame": frame, "polygons": polygons, "country": country}


WAYS = {
    "programs": Way(_take_program, _program_identity, "site_id", _on_land, _make_programs),
    "returns": Way(_take_return, lambda record: (record["cvegeo"], record["year"]), "cvegeo", _all, _make_returns),
    "catchments": Way(_take_catchment, lambda record: record["site_id"], "site_id", _on_land, _make_catchments),
    "settlements": Way(_take_settlement, _settlement_identity, "locality_key", _in_municipality, _make_settlements),
    "municipalities": Way(
        _take_municipality, lambda record: record["cvegeo"], "cvegeo", _keys_of_one_length, _make_municipalities
    ),
}
