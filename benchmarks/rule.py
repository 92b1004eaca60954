"""`find_gaps` against the usual geopandas way: buffer, union, spatial join, group by."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.timing import median_ms, row
from geo import Criteria, find_gaps
from geo.catchments import select_sites
from geo.geodesy import geodesic_km
from layers import Layers, load
from layers.programs import Programs

NATIONAL_ITER_ROWS = 189_432


def enlarged(layers: Layers, times: float) -> Layers:
    """The layers with so many times the settlements, scattered about the real ones; the seed is fixed."""
    random = np.random.default_rng(20)
    rows = layers.settlements
    count = int(len(rows) * times)
    more = rows.iloc[random.integers(0, len(rows), count)].reset_index(drop=True)
    more = more.assign(lon=more["lon"] + random.normal(0, 0.05, count), lat=more["lat"] + random.normal(0, 0.05, count))
    return dataclasses.replace(layers, settlements=more.sort_values("cvegeo", ignore_index=True))


def with_sites(layers: Layers, times: int) -> Layers:
    """The layers with so many times the sites, moved about; the seed is fixed."""
    random = np.random.default_rng(21)
    records, shapes = [], []
    for turn in range(times):
        for record, shape in zip(layers.programs.records, layers.programs.geometries, strict=True):
            if shape is None:
                continue
            place = gpd.points_from_xy([shape.x + random.normal(0, 1)], [shape.y + random.normal(0, 1)])[0]
            records.append(record.model_copy(update={"site_id": f"{record.site_id}-{turn}"}))
            shapes.append(place)
    programs = Programs(tuple(records), tuple(shapes), layers.programs.views, layers.programs.edition)
    return dataclasses.replace(layers, programs=programs)


def usual_way(layers: Layers) -> Iterator[object]:
    """A function that answers who is reached by buffer, union, spatial join and group by, in INEGI's own projection."""
    points = gpd.GeoDataFrame(
        layers.settlements, geometry=gpd.points_from_xy(layers.settlements.lon, layers.settlements.lat), crs=4326
    ).to_crs(6372)
    sites = select_sites(layers, Criteria()).covering
    centres = gpd.GeoSeries(gpd.points_from_xy(sites.lon, sites.lat), crs=4326).to_crs(6372)

    def answer(reach_km: float) -> pd.Series:
        union = gpd.GeoDataFrame(geometry=[centres.buffer(reach_km * 1000).union_all()], crs=6372)
        inside = gpd.sjoin(points, union, predicate="intersects").index
        people = points["population"].where(points["locality_population"] < 15_000, 0.0)
        covered = people.where(points.index.isin(inside), 0.0)
        return covered.groupby(points["cvegeo"]).sum() / people.groupby(points["cvegeo"]).sum()

    return answer


def planar_error_m(layers: Layers) -> tuple[float, float]:
    """How far the line of a planar 50 km buffer in EPSG:6372 is from 50 km, least and most over the sites, metres."""
    sites = select_sites(layers, Criteria()).covering.drop_duplicates(["lon", "lat"])
    centres = gpd.GeoSeries(gpd.points_from_xy(sites.lon, sites.lat), crs=4326).to_crs(6372)
    worst = []
    for (lon, lat), ring in zip(sites[["lon", "lat"]].to_numpy(), centres.buffer(50_000).to_crs(4326), strict=True):
        xy = np.array(ring.exterior.coords)
        km = geodesic_km(np.full(len(xy), lon), np.full(len(xy), lat), xy[:, 0].copy(), xy[:, 1].copy())
        worst.append(np.abs(km - 50).max() * 1000)
    return min(worst), max(worst)


def run() -> None:
    """Print the report."""
    layers = load()
    ids = layers.programs.sites["program_id"].drop_duplicates().tolist()
    for name, world in (
        (f"embedded, {len(layers.settlements):,} settlements", layers),
        (
            f"as the national ITER, {NATIONAL_ITER_ROWS:,}",
            enlarged(layers, NATIONAL_ITER_ROWS / len(layers.settlements)),
        ),
    ):
        find_gaps(world, Criteria())
        usual = usual_way(world)
        usual_ms = median_ms(lambda run, usual=usual: usual(30 + run), runs=5)
        ours_ms = median_ms(lambda run, world=world: find_gaps(world, Criteria(reach_km=30 + run)), runs=40)
        row(f"{name}: another reach", ours_ms, usual=usual_ms, target="(5 ms; 50 times)")
        shares = median_ms(
            lambda run, world=world: find_gaps(world, Criteria(min_rural_share=0.3 + run / 100)), runs=40
        )
        row(f"{name}: another threshold", shares, target="(5 ms)")
        programs = median_ms(
            lambda run, world=world: find_gaps(world, Criteria(programs=tuple(ids[: run + 1]))), runs=len(ids)
        )
        row(f"{name}: other programs", programs, target="(30 ms)")
    least, most = planar_error_m(layers)
    print(f"a planar 50 km buffer in EPSG:6372 is off by {least:.0f} to {most:.0f} m; ours by less than 0.001 m")
    base = median_ms(lambda run: find_gaps(layers, Criteria(reach_km=30 + run)), runs=40)
    ten = enlarged(layers, 10)
    find_gaps(ten, Criteria())
    row(
        "settlements x10, another reach",
        median_ms(lambda run: find_gaps(ten, Criteria(reach_km=30 + run)), runs=20) / base,
        unit="x",
        target="(x12)",
    )

    def fresh(run: int, world: Layers) -> object:
        criteria = Criteria(programs=("current",), as_of=2000 + run)
        return find_gaps(world, criteria)

    one = with_sites(layers, 1)
    many = with_sites(layers, 10)
    find_gaps(one, Criteria(programs=())), find_gaps(many, Criteria(programs=()))
    few_ms = median_ms(lambda _: find_gaps(with_sites(layers, 1), Criteria()), runs=5)
    many_ms = median_ms(lambda _: find_gaps(with_sites(layers, 10), Criteria()), runs=3)
    row("sites x10, from nothing", many_ms / few_ms, unit="x", target="(x12)")
