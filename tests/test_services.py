"""Which services miss: small worlds by hand, the real catalogue by brute force, table 1 beside it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from exports.known import layer_rows
from geo import Criteria, CriteriaError, find_gaps
from geo.services import COLOURS, beside_table_one, service_reach
from tests.support.brute import within_km
from tests.support.worlds import municipality, returns, settlement, site, world
from vocabulary.lists import ASKED_ELIGIBILITIES, COMPONENTS, MEXICO_CLASSES

LEGAL, SHELTER, HOUSING = "legal_assistance", "migrant_shelters", "housing_assistance"


def small(**changes):
    """07001 at the sites (40 rural return dwellings), 20001 half at them (40), and 19001 that is not asked about."""
    parts = {
        "municipios": [municipality("07001"), municipality("19001", region="Norte"), municipality("20001")],
        "settlements": [
            settlement("07001"),
            settlement("19001"),
            settlement("20001", population=300.0),
            settlement("20001", lon=-90.0, population=700.0),
        ],
        "figures": [returns("07001"), returns("19001"), returns("20001")],
        "sites": [
            site("a-1", components=[LEGAL]),
            site("b-1", components=[SHELTER], eligibility="deported"),
            site("c-1", components=[LEGAL, SHELTER], eligibility="voluntary", lon=-112.0),
            site("d-1", components=[]),
        ],
    } | changes
    return world(**parts)


def totals_of(layers, criteria=None):
    return service_reach(layers, criteria or Criteria()).totals.set_index("component")


@pytest.mark.moderate
def test_reached_dwellings_are_dwellings_times_the_covered_share():
    row = totals_of(small()).loc[LEGAL]
    assert row["rural_return_dwellings"] == pytest.approx(80)
    assert row["reached_any"] == pytest.approx(40 + 0.3 * 40)
    assert row["share_any"] == pytest.approx(52 / 80)
    assert (row["programs"], row["sites"], row["municipalities"]) == (2, 2, 2)


@pytest.mark.moderate
def test_a_service_for_the_deported_alone_does_not_cover_who_returns_by_choice():
    row = totals_of(small()).loc[SHELTER]
    assert row[["reached_any", "reached_deported", "reached_voluntary"]].tolist() == pytest.approx([52, 52, 0])
    assert (row["sites"], row["sites_deported"], row["sites_voluntary"]) == (2, 1, 1)


@pytest.mark.moderate
def test_a_component_that_nobody_offers_is_reached_by_nobody():
    row = totals_of(small()).loc[HOUSING]
    assert (row["programs"], row["sites"], row["reached_any"], row["share_any"]) == (0, 0, 0, 0)


@pytest.mark.moderate
def test_reception_is_no_component_even_where_the_question_counts_it():
    assert totals_of(small(), Criteria(count_reception=True)).loc[HOUSING, "reached_any"] == 0
    asked = Criteria(components=(HOUSING,), eligibility="voluntary")
    assert totals_of(small(), asked).equals(totals_of(small()))


@pytest.mark.moderate
def test_states_add_up_to_the_total_and_only_those_asked_about_are_there():
    found = service_reach(small(), Criteria())
    assert found.by_state["state_code"].unique().tolist() == ["07", "20"]
    assert found.by_state["component"].unique().tolist() == list(COMPONENTS)
    legal = found.by_state[found.by_state["component"] == LEGAL]
    assert legal["reached_any"].tolist() == pytest.approx([40, 12])
    assert legal["share_any"].tolist() == pytest.approx([1, 0.3])


@pytest.mark.moderate
def test_a_missing_figure_is_in_no_sum_and_counted():
    figures = [returns("07001", rate=np.nan), returns("20001")]
    found = service_reach(small(figures=figures), Criteria())
    row = found.totals.set_index("component").loc[LEGAL]
    assert (row["rural_return_dwellings"], row["unknown_figures"]) == (pytest.approx(40), 1)
    assert row["share_any"] == pytest.approx(0.3)
    chiapas = found.by_state[(found.by_state["component"] == LEGAL) & (found.by_state["state_code"] == "07")].iloc[0]
    assert np.isnan(chiapas["rural_return_dwellings"])
    assert np.isnan(chiapas["reached_any"])
    assert np.isnan(chiapas["share_any"])


@pytest.mark.moderate
def test_the_heat_table_has_a_row_a_municipality_and_eligibility():
    shares = service_reach(small(), Criteria()).shares
    assert shares["eligibility"].tolist() == [name for name in ASKED_ELIGIBILITIES for _ in range(2)]
    assert shares["cvegeo"].tolist() == ["07001", "20001"] * 3
    assert shares[LEGAL].tolist() == pytest.approx([1, 0.3] * 3)
    assert shares[SHELTER].tolist() == pytest.approx([1, 0.3, 1, 0.3, 0, 0])
    assert list(shares.columns[-14:]) == list(COMPONENTS)


def test_a_wrong_question_is_told():
    with pytest.raises(CriteriaError, match="programs"):
        service_reach(small(), Criteria(programs=("nobody",)))


@pytest.fixture(scope="module")
def real(layers):
    return service_reach(layers, Criteria())


@pytest.mark.slow
@pytest.mark.parametrize("eligibility", ASKED_ELIGIBILITIES)
@pytest.mark.parametrize("component", ["job_skills_training", LEGAL])
def test_reach_on_the_real_layers_equals_brute_force(layers, real, component, eligibility):
    settlements, year = layer_rows(layers, "settlements"), layers.programs.edition
    inside = np.zeros(len(settlements), dtype=bool)
    lon, lat = settlements["lon"].to_numpy(), settlements["lat"].to_numpy()
    count = 0
    for place in layer_rows(layers, "programs").itertuples(index=False):
        is_open = not (pd.notna(place.since) and place.since > year) and not (
            pd.notna(place.until) and place.until < year
        )
        takes = eligibility == "any" or place.eligibility in ("any", eligibility)
        if not ("current" in place.views and is_open and takes and component in place.components):
            continue
        count += 1
        if place.served:
            inside |= settlements["cvegeo"].isin(place.served).to_numpy()
            continue
        radius = 50 if np.isnan(place.reach_km) else place.reach_km
        inside |= within_km(lon, lat, place.lon, place.lat, radius)
    people = settlements["population"].where(settlements["locality_population"] < 15_000, 0.0)
    sums = pd.DataFrame({"cvegeo": settlements["cvegeo"], "all": people, "in": people.where(inside, 0.0)})
    sums = sums.groupby("cvegeo").sum()
    share = (sums["in"] / sums["all"]).where(sums["all"] > 0, 0.0)
    table = find_gaps(layers, Criteria()).table
    south = table[table["region"] == "Sur-sureste"].set_index("cvegeo")
    reached = south["rural_return_dwellings"] * share.reindex(south.index)
    row = real.totals.set_index("component").loc[component]
    assert reached.sum() > 0
    assert row[f"reached_{eligibility}"] == pytest.approx(reached.sum())
    assert row["sites" if eligibility == "any" else f"sites_{eligibility}"] == count
    mine = real.by_state[real.by_state["component"] == component].set_index("state_code")[f"reached_{eligibility}"]
    assert np.allclose(mine, reached.groupby(south["state_code"]).sum().reindex(mine.index))


@pytest.mark.moderate
def test_nobody_reaches_more_than_there_are_and_any_is_at_least_each(real):
    table = real.by_state
    for eligibility in ("deported", "voluntary"):
        assert (table[f"reached_{eligibility}"] <= table["reached_any"] + 1e-9).all()
    assert (table["reached_any"] <= table["rural_return_dwellings"] + 1e-9).all()
    sums = table.groupby("component")["reached_any"].sum().reindex(COMPONENTS)
    assert np.allclose(sums, real.totals["reached_any"])


@pytest.mark.moderate
def test_one_component_reaches_no_more_than_all_of_them_together(layers, real):
    table = find_gaps(layers, Criteria()).table
    south = table[table["region"] == "Sur-sureste"]
    together = (south["rural_return_dwellings"] - south["unserved_return_dwellings"]).sum()
    assert (real.totals["reached_any"] <= together + 1e-6).all()


def test_table_1_stands_beside_with_mexico_s_colours(layers, real):
    table = beside_table_one(layers, real).set_index("component")
    assert table.index.tolist() == list(COMPONENTS)
    assert table["colour"].value_counts().to_dict() == {"red": 8, "blue": 3, "yellow": 3}
    assert set(COLOURS) == set(MEXICO_CLASSES)
    counts = table[["guatemala", "bolivia", "ecuador", "colombia"]].sum().to_dict()
    assert counts == {"guatemala": 6, "bolivia": 4, "ecuador": 5, "colombia": 7}
    assert table.loc["psychosocial_assistance", ["colombia", "mexico", "colour"]].tolist() == [True, "national", "blue"]
    assert np.allclose(table["reached_any"], real.totals["reached_any"])


@pytest.mark.moderate
def test_without_table_1_its_columns_are_missing_not_no():
    layers = dataclasses.replace(small(), components=pd.DataFrame())
    table = beside_table_one(layers, service_reach(layers, Criteria()))
    assert table["component"].tolist() == list(COMPONENTS)
    assert table[["guatemala", "bolivia", "ecuador", "colombia", "mexico", "colour"]].isna().all(axis=None)


@pytest.mark.moderate
def test_where_it_is_not_known_who_is_reached_the_share_of_both_ends_is_told(layers):
    """Each end is the answer in km: 60 minutes are 18 km at the slow speed and 40 at the fast one."""
    asked = Criteria(state=("20",), reach_min=60)
    band = service_reach(layers, asked)
    near, far = (service_reach(layers, Criteria(state=("20",), reach_km=km)) for km in asked.reach_ends_km)
    for told in ("totals", "by_state"):
        ours, low, high = (getattr(one, told) for one in (band, near, far))
        assert len(ours) == len(COMPONENTS)
        for whom in ASKED_ELIGIBILITIES:
            np.testing.assert_array_equal(ours[f"share_{whom}"], low[f"share_{whom}"])
            np.testing.assert_array_equal(ours[f"share_{whom}_most"], high[f"share_{whom}"])
            assert f"share_{whom}_most" not in low
    assert (band.totals["share_any_most"] > band.totals["share_any"]).any()
