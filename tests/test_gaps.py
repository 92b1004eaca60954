"""The gap rule on worlds small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import box

from geo import Criteria, CriteriaError, find_gaps
from geo.catchment_areas import catchments
from geo.gaps import LIST_COLUMNS
from geo.geodesy import GEOD
from tests.support.worlds import municipality, returns, settlement, site, world
from vocabulary.lists import STATUSES

HERE, FAR = "20001", "20002"


def two(**changes):
    """Two municipalities alike, 200 km apart; both gaps unless a site changes it."""
    parts = {
        "municipios": [municipality(HERE), municipality(FAR, seat_lon=-94.0)],
        "settlements": [settlement(HERE), settlement(FAR, lon=-94.0)],
        "figures": [returns(HERE), returns(FAR)],
        "sites": [],
    } | changes
    return world(**parts)


def status_of(layers, criteria=None):
    table = find_gaps(layers, criteria or Criteria()).table
    return dict(zip(table["cvegeo"], table["status"].astype(str), strict=True))


def row_of(layers, criteria=None, cvegeo=HERE):
    return find_gaps(layers, criteria or Criteria()).table.set_index("cvegeo").loc[cvegeo]


def test_two_alike_without_programs_are_both_gaps():
    assert status_of(two()) == {HERE: "gap", FAR: "gap"}


def test_a_site_covers_who_lives_in_its_circle_and_nobody_else():
    assert status_of(two(sites=[site("a-1")])) == {HERE: "covered", FAR: "gap"}


def test_figures_follow_the_definitions():
    layers = two(
        settlements=[
            settlement(HERE, population=600.0, dwellings=100.0),
            settlement(HERE, population=16_000.0, dwellings=300.0),
            settlement(FAR, lon=-94.0),
        ],
        figures=[returns(HERE, rate=10.0, dwellings=410.0), returns(FAR)],
    )
    row = row_of(layers)
    assert row["rural_share"] == pytest.approx(600 / 16_600)
    assert row["return_dwellings"] == pytest.approx(41.0)
    assert row["rural_return_dwellings"] == pytest.approx(41.0 * 100 / 400)
    assert row["unserved_return_dwellings"] == pytest.approx(41.0 * 100 / 400)
    assert row["status"] == "not_rural"


def test_columns_of_the_list_are_those_of_every_export_in_order():
    assert list(find_gaps(two(), Criteria()).table.columns[: len(LIST_COLUMNS)]) == list(LIST_COLUMNS)


def test_the_national_rate_is_weighted_by_dwellings_and_is_the_default_threshold():
    layers = two(figures=[returns(HERE, rate=20.0, dwellings=200.0), returns(FAR, rate=10.0, dwellings=600.0)])
    answer = find_gaps(layers, Criteria())
    assert answer.national_rate == pytest.approx(12.5)
    assert status_of(layers) == {HERE: "gap", FAR: "few_returns"}


def test_thresholds_are_met_when_reached_exactly():
    layers = two(figures=[returns(HERE, rate=12.5, dwellings=200.0), returns(FAR, rate=12.5, dwellings=200.0)])
    exactly = Criteria(min_return_rate=12.5, min_return_dwellings=25, min_rural_share=1)
    assert set(status_of(layers, exactly).values()) == {"gap"}


def test_the_rural_line_itself_is_not_rural():
    layers = two(settlements=[settlement(HERE, population=2500.0), settlement(FAR, lon=-94.0, population=2499.0)])
    table = find_gaps(layers, Criteria(rural_below=2500)).table.set_index("cvegeo")
    assert table.loc[HERE, "rural_share"] == 0
    assert table.loc[FAR, "rural_share"] == 1


def test_status_is_the_first_that_applies():
    layers = two(
        municipios=[municipality(HERE, region="Norte"), municipality(FAR, seat_lon=-94.0)],
        figures=[returns(HERE, rate=np.nan), returns(FAR, rate=np.nan)],
    )
    assert status_of(layers) == {HERE: "outside_region", FAR: "unknown"}
    assert status_of(two(figures=[returns(HERE, dwellings=100.0), returns(FAR)]))[HERE] == "few_returns"


def test_a_share_between_the_two_lines_is_partly_covered():
    layers = two(
        settlements=[settlement(HERE), settlement(HERE, lon=-95.0), settlement(FAR, lon=-94.0)], sites=[site("a-1")]
    )
    assert row_of(layers)["covered_share"] == pytest.approx(0.5)
    assert status_of(layers)[HERE] == "partly_covered"
    assert status_of(layers, Criteria(max_covered_share=0.5))[HERE] == "gap"
    assert status_of(layers, Criteria(max_covered_share=1))[HERE] == "gap"


@pytest.mark.parametrize(("rate", "dwellings"), [(np.nan, 200.0), (20.0, np.nan)])
def test_a_missing_figure_is_unknown_never_zero(rate, dwellings):
    layers = two(figures=[returns(HERE, rate=rate, dwellings=dwellings), returns(FAR)])
    row = row_of(layers)
    assert row["status"] == "unknown"
    assert np.isnan(row["rural_return_dwellings"])


def test_a_municipality_without_figures_in_the_year_is_unknown():
    layers = two(figures=[returns(HERE), returns(FAR), returns(FAR, year=2010)])
    assert status_of(layers, Criteria(year=2010)) == {HERE: "unknown", FAR: "gap"}


def test_a_municipality_without_settlements_is_unknown():
    row = row_of(two(settlements=[settlement(FAR, lon=-94.0)]))
    assert row["status"] == "unknown"
    assert np.isnan(row["rural_share"])
    assert np.isnan(row["covered_share"])


def test_settlements_of_unknown_people_make_the_covered_share_unknown_even_beyond_reach():
    lonely = settlement(HERE, lon=-90.0, population=np.nan, locality_population=10.0)
    row = row_of(two(settlements=[settlement(HERE), lonely, settlement(FAR, lon=-94.0)], sites=[site("a-1")]))
    assert np.isnan(row["covered_share"])
    assert row["status"] == "unknown"


def test_unknown_conditions_are_neither_met_nor_not_met():
    answer = find_gaps(two(figures=[returns(HERE, rate=np.nan), returns(FAR)]), Criteria())
    reasons = answer.reasons(HERE).set_index("condition")
    assert reasons.loc["rural_share", "met"]
    assert reasons.loc["return_rate"].isna()["met"]
    assert reasons.loc["return_rate"].isna()["had"]


def test_reasons_say_what_was_had_and_what_was_asked():
    reasons = find_gaps(two(sites=[site("a-1")]), Criteria()).reasons(HERE).set_index("condition")
    assert list(reasons.index) == ["rural_share", "return_rate", "return_dwellings", "covered_share"]
    assert reasons["had"].tolist() == [1.0, 20.0, 40.0, 1.0]
    assert reasons["asked"].tolist() == [0.5, 20.0, 25, 0.1]
    assert reasons["met"].tolist() == [True, True, True, False]
    with pytest.raises(KeyError):
        find_gaps(two(), Criteria()).reasons("99999")


@pytest.mark.parametrize("min_rural_share", [0.5, 0.0])
def test_where_nobody_is_rural_no_share_of_them_is_covered_and_the_status_says_so(min_rural_share):
    layers = two(settlements=[settlement(HERE, population=20_000.0), settlement(FAR, lon=-94.0)], sites=[site("a-1")])
    row = row_of(layers, Criteria(min_rural_share=min_rural_share))
    assert np.isnan(row["covered_share"])
    assert row["status"] == "not_rural"
    assert not isinstance(row["meets_covered_share"], bool | np.bool_)
    assert row["unserved_return_dwellings"] == 0


@pytest.mark.parametrize(
    ("change", "criteria", "covers"),
    [
        ({"until": 2025}, {}, False),
        ({"until": 2025}, {"as_of": 2025, "programs": ("a",)}, True),
        ({"since": 2020}, {"as_of": 2019}, False),
        ({"since": 2020}, {"as_of": 2020}, True),
        ({}, {"as_of": 1950}, True),
        ({}, {"programs": ()}, False),
        ({}, {"programs": ("a",)}, True),
        ({}, {"programs": ("old",)}, False),
        ({"views": ["old"], "since": 2014}, {"programs": ("old",)}, True),
        ({"views": ["old"], "since": 2015}, {"programs": ("old",)}, False),
        ({"eligibility": "deported"}, {}, True),
        ({"eligibility": "deported"}, {"eligibility": "deported"}, True),
        ({"eligibility": "deported"}, {"eligibility": "voluntary"}, False),
        ({"eligibility": "any"}, {"eligibility": "voluntary"}, True),
        ({"components": []}, {}, False),
        ({"components": []}, {"count_reception": True}, True),
        ({"components": ["legal_assistance"]}, {"components": ("legal_assistance", "migrant_shelters")}, True),
        ({"components": ["legal_assistance"]}, {"components": ("migrant_shelters",)}, False),
        ({"components": ["legal_assistance"]}, {"components": ("migrant_shelters",), "count_reception": True}, False),
        ({"reach_km": 1.0}, {}, True),
        ({"served": [HERE]}, {}, True),
        ({"served": [FAR]}, {}, False),
    ],
)
def test_which_sites_count(change, criteria, covers):
    layers = two(sites=[site("a-1", **change)])
    assert row_of(layers, Criteria(**criteria))["covered_share"] == float(covers)


def test_a_view_of_another_year_lends_its_year_only_alone():
    layers = two(sites=[site("a-1", views=["old"], since=2010), site("b-1", since=2020)])
    assert find_gaps(layers, Criteria(programs=("old",))).selection.as_of == 2014
    assert find_gaps(layers, Criteria(programs=("old", "b"))).selection.as_of == 2026
    assert find_gaps(layers, Criteria(programs=("old",), as_of=2012)).selection.as_of == 2012


def test_a_polygon_reaches_to_its_line_and_no_further():
    layers = two(sites=[site("a-1", shape=box(-96.5, 16.5, -96.0, 17.5))])
    assert status_of(layers) == {HERE: "covered", FAR: "gap"}
    layers = two(sites=[site("a-1", shape=box(-96.5, 16.5, -96.000001, 17.5))])
    assert status_of(layers)[HERE] == "gap"


def test_a_sites_own_reach_wins_over_the_questions():
    layers = two(
        settlements=[settlement(HERE, lat=17.2), settlement(FAR, lon=-94.0)], sites=[site("a-1", reach_km=10.0)]
    )
    assert status_of(layers, Criteria(reach_km=500))[HERE] == "gap"


@pytest.mark.parametrize("azimuth", range(0, 360, 15))
@pytest.mark.parametrize("km", [1.0, 50.0, 333.3, 1000.0])
def test_a_point_on_the_line_is_inside_and_a_metre_further_is_not(azimuth, km):
    on_lon, on_lat, _ = GEOD.fwd(-96.0, 17.0, azimuth, km * 1000)
    off_lon, off_lat, _ = GEOD.fwd(-96.0, 17.0, azimuth, km * 1000 + 1)
    layers = two(settlements=[settlement(HERE, on_lon, on_lat), settlement(FAR, off_lon, off_lat)], sites=[site("a-1")])
    table = find_gaps(layers, Criteria(reach_km=km)).table
    assert table["covered_share"].tolist() == [1.0, 0.0]


def test_the_nearest_site_is_measured_from_the_seat_on_the_ellipsoid():
    layers = two(sites=[site("a-1", lat=17.5), site("b-1", lat=16.6)])
    row = row_of(layers)
    assert (row["nearest_program"], row["nearest_site"]) == ("b", "b-1")
    assert row["nearest_km"] == pytest.approx(GEOD.inv(-96.0, 17.0, -96.0, 16.6)[2] / 1000, abs=1e-9)


def test_of_two_sites_in_one_place_the_first_by_id_is_named():
    layers = two(sites=[site("b-1", lat=17.5), site("a-1", lat=17.5)])
    assert row_of(layers)["nearest_site"] == "a-1"


def test_without_a_site_nothing_is_nearest():
    row = row_of(two(), Criteria(programs=()))
    assert row[["nearest_program", "nearest_site", "nearest_km"]].isna().all()


def test_totals_add_up_and_say_what_they_lack():
    layers = two(
        municipios=[municipality(HERE), municipality(FAR, seat_lon=-94.0), municipality("21001", region="Centro")],
        settlements=[settlement(HERE), settlement(FAR, lon=-94.0), settlement("21001")],
        figures=[returns(HERE), returns(FAR, rate=np.nan)],
    )
    answer = find_gaps(layers, Criteria())
    assert answer.totals["municipalities"] == 2
    assert (answer.totals["gap"], answer.totals["unknown"], answer.totals["unknown_figures"]) == (1, 1, 1)
    assert answer.totals["gap_return_dwellings"] == pytest.approx(40)
    assert answer.by_state["state_code"].tolist() == ["20", "21"]
    assert answer.by_state["rural_return_dwellings"].tolist() == [40, 0]
    assert answer.by_state["unknown_figures"].tolist() == [1, 1]
    counts = answer.by_state[list(STATUSES)].sum(axis=1)
    assert counts.tolist() == answer.by_state["municipalities"].tolist()


def test_gaps_are_ordered_by_dwellings_then_key():
    layers = two(figures=[returns(HERE), returns(FAR, dwellings=400.0)])
    assert find_gaps(layers, Criteria(min_return_rate=0)).gaps["cvegeo"].tolist() == [FAR, HERE]
    assert find_gaps(two(), Criteria()).gaps["cvegeo"].tolist() == [HERE, FAR]


@pytest.mark.parametrize(
    ("criteria", "field", "expected"),
    [
        ({"year": 2015}, "year", "2020"),
        ({"region": ()}, "region", "sur-sureste"),
        ({"region": ("atlantis",)}, "region", "sur-sureste"),
        ({"state": ("99",)}, "state", "20"),
        ({"programs": ("nobody",)}, "programs", "current"),
        ({"components": ("magic",)}, "components", "legal_assistance"),
    ],
)
def test_a_question_about_what_is_not_there_says_what_is(criteria, field, expected):
    with pytest.raises(CriteriaError) as caught:
        find_gaps(two(sites=[site("a-1")]), Criteria(**criteria))
    assert caught.value.faults[0].field == field
    assert expected in str(caught.value)


def test_catchments_are_the_shapes_that_count(layers):
    answer = find_gaps(layers, Criteria(programs=("fundacion-bajio", "mexico-te-abraza"), as_of=2025))
    shapes = catchments(layers, answer.criteria)
    assert shapes.crs.to_epsg() == 4326
    assert shapes["site_id"].tolist() == answer.selection.covering["site_id"].tolist()
    assert shapes.is_valid.all()
    served = shapes[shapes["catchment"] == "served"].iloc[0]
    keys = answer.selection.covering.set_index("site_id").loc[served["site_id"], "served"]
    whole = layers.boundaries[layers.boundaries["cvegeo"].isin(keys)].union_all()
    assert served.geometry.symmetric_difference(whole).area < 1e-12
