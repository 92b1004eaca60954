"""Caches: bounded, of the layers that they belong to, and never asked by a key that forgets a setting."""

from __future__ import annotations

import dataclasses
import gc
import threading
import weakref

import pandas as pd
import pytest

from geo import Criteria, find_gaps
from geo.catchments import select_sites, sites_key
from geo.certainty import find_certainty
from geo.reach import reach_of
from geo.returns import figures_key, returns_of, rural_figures
from geo.site_curves import coverage_curve
from layers.cache import LruCache
from tests.support.worlds import municipality, returns, settlement, site, world

#: A value other than the default for each setting.
OTHER = {
    "year": 2010,
    "region": ("norte",),
    "state": ("20",),
    "min_low_access_share": 0.3,
    "rural_below": 2500,
    "rural_split": "residence",
    "min_rural_share": 0.7,
    "min_return_rate": 1.0,
    "min_return_dwellings": 50.0,
    "reach_km": 30.0,
    "reach_min": 60.0,
    "slow_kmh": 10.0,
    "fast_kmh": 50.0,
    "programs": ("imrc-2014",),
    "as_of": 2015,
    "eligibility": "deported",
    "components": ("legal_assistance",),
    "count_announced": True,
    "count_reception": True,
    "sureness": "confirmed",
    "max_covered_share": 0.3,
    "readings": "reach_km:30,50",
    "what_if": ("20537",),
}


class Wider(Criteria):
    """The question with a setting more than it has today."""

    new: int = 0


def test_the_least_recently_used_result_is_forgotten_first():
    cache, made = LruCache(2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        cache.get(key, lambda key=key: made.append(key))
    assert made == ["a", "b", "c", "b"]


def test_threads_that_ask_at_once_are_given_one_and_the_same_result():
    cache, found, together = LruCache(1), [], threading.Barrier(4)

    def make():
        together.wait()
        return object()

    threads = [threading.Thread(target=lambda: found.append(cache.get("key", make))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(map(id, found))) == 1


def test_every_setting_has_another_value_here():
    assert set(OTHER) == set(Criteria.model_fields)
    assert all(getattr(Criteria(), field) != value for field, value in OTHER.items())


@pytest.mark.parametrize("key", [sites_key, figures_key])
def test_a_new_setting_is_part_of_every_key(key):
    assert key(Wider(new=1)) != key(Wider(new=2))


@pytest.mark.moderate
def test_what_the_key_of_the_sites_leaves_out_does_not_change_them(layers):
    sites = select_sites(layers, Criteria())
    for field, value in OTHER.items():
        changed = Criteria(**{field: value})
        if sites_key(changed) == sites_key(Criteria()):
            # From other layers of the same tables, so that nothing is cached.
            other = select_sites(dataclasses.replace(layers), changed)
            pd.testing.assert_frame_equal(other.asked, sites.asked)
            pd.testing.assert_frame_equal(other.covering, sites.covering)
            assert other.as_of == sites.as_of
        else:
            assert select_sites(layers, changed) is not sites


def test_what_the_key_of_the_figures_leaves_out_does_not_change_them(layers):
    def figures(criteria):
        reach = reach_of(layers)
        spread = reach.spread(criteria.rural_below, criteria.rural_split)
        return pd.DataFrame(rural_figures(returns_of(layers, criteria), reach.rural(criteria.rural_below), spread))

    default = figures(Criteria())
    same = [
        field for field, value in OTHER.items() if figures_key(Criteria(**{field: value})) == figures_key(Criteria())
    ]
    assert set(OTHER) - set(same) == {"year", "rural_below", "rural_split"}
    for field in same:
        pd.testing.assert_frame_equal(figures(Criteria(**{field: OTHER[field]})), default)
    for field in set(OTHER) - set(same):
        assert not figures(Criteria(**{field: OTHER[field]})).equals(default)


def small():
    return world([municipality("20001")], [settlement("20001")], [returns("20001")], [site("a-1", lon=-90.0)])


@pytest.mark.moderate
def test_layers_of_the_same_settlements_share_their_reach_and_no_others_do():
    layers = small()
    other_returns = layers.with_returns(layers.returns.assign(return_rate=1.0), "mine")
    assert reach_of(other_returns) is reach_of(layers)
    other_programs = dataclasses.replace(layers, programs=dataclasses.replace(layers.programs, edition=2020))
    assert reach_of(other_programs) is reach_of(layers)
    moved = layers.settlements.assign(lon=-90.0)
    for other in (layers.with_settlements(moved, "mine"), dataclasses.replace(layers, settlements=moved)):
        assert reach_of(other) is not reach_of(layers)
        assert find_gaps(other, Criteria()).table["covered_share"].tolist() == [1]
    assert find_gaps(layers, Criteria()).table["covered_share"].tolist() == [0]


@pytest.mark.moderate
def test_nothing_that_is_cached_is_of_other_layers():
    layers = small()
    criteria = Criteria()
    fewer = layers.with_returns(layers.returns.assign(return_rate=10.0), "mine")
    assert find_certainty(layers, criteria) is find_certainty(layers, criteria)
    assert find_certainty(fewer, criteria) is not find_certainty(layers, criteria)
    assert coverage_curve(layers, criteria)["greedy"].iloc[-1] == 40
    assert coverage_curve(fewer, criteria)["greedy"].iloc[-1] == 20


@pytest.mark.moderate
def test_what_is_cached_goes_with_the_layers():
    layers = small()
    gone = [weakref.ref(found) for found in (reach_of(layers), find_certainty(layers, Criteria()))]
    del layers
    gc.collect()
    assert [found() for found in gone] == [None, None]
