"""One municipality close up, worked out by hand: its settlements, how its returns are split, the second witness."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo import Criteria, find_gaps
from geo.municipality import WHY_NOT, settlements_of, splits_of, witness_of
from layers import Layers
from layers.settlements import FACTS
from tests.support.worlds import municipality, returns, settlement, site, world
from vocabulary.lists import SPLITS_USED

NOBODY_KNOWS = dict.fromkeys(FACTS)
EVERYWHERE = {"region": ("all",), "min_return_rate": 1.0}


def town(**other: object) -> Layers:
    """A town of 20,000 with 60 people of `abroad_2015`, and villages of 3,000 (30), 1,000 (0) and 10 (masked).

    100 people lived abroad: the 10 whom no village names live in the masked one. 400 return dwellings of 4,000.
    """
    return world(
        [municipality("20001", **{"population": 24_010.0, "dwellings": 4000.0, "abroad_2015": 100.0, **other})],
        [
            settlement("20001", population=20_000.0, dwellings=3000.0, abroad_2015=60.0, locality="Ciudad"),
            settlement("20001", -96.1, population=3000.0, dwellings=750.0, abroad_2015=30.0, locality_key="200010002"),
            settlement("20001", -96.2, population=1000.0, dwellings=248.0, abroad_2015=0.0),
            settlement("20001", -96.3, population=10.0, dwellings=2.0, **NOBODY_KNOWS),
        ],
        [returns("20001", rate=10.0, dwellings=4000.0)],
        [site("lejos-1", lon=-90.0, lat=20.0, views=["current"])],
    )


def rows(layers: Layers, **asked: object) -> pd.DataFrame:
    return settlements_of(layers, Criteria.ask(**EVERYWHERE, **asked), "20001")


def splits(layers: Layers, **asked: object) -> pd.DataFrame:
    answer = find_gaps(layers, Criteria.ask(**EVERYWHERE, **asked))
    return splits_of(answer, layers, "20001").set_index("split")


def test_what_the_census_masks_is_missing_and_nothing_is_nothing():
    found = rows(town())
    assert found["population"].tolist() == [20_000, 3000, 1000, 10]
    assert found["abroad_2015"].tolist()[:3] == [60, 30, 0]
    assert found.loc[3, list(FACTS)].isna().all()
    assert found["schooling_years"].tolist()[:3] == [6.5] * 3
    assert found["locality_key"].dropna().tolist() == ["200010002"]


def test_with_one_rate_returns_are_spread_as_people_are_on_either_side_of_the_rural_line():
    found = rows(town())
    # 1,000 of 4,000 dwellings are rural: 100 of the 400 return dwellings, over 4,010 rural people.
    wanted = [300.0, 100 * 3000 / 4010, 100 * 1000 / 4010, 100 * 10 / 4010]
    assert found["return_dwellings"].tolist() == pytest.approx(wanted)
    assert found["rural_split"].unique().tolist() == ["dwellings"]


def test_by_residence_returns_are_spread_as_those_are_who_lived_abroad_the_masked_among_them():
    found = rows(town(), rural_split="residence")
    assert found["return_dwellings"].tolist() == pytest.approx([240.0, 120.0, 0.0, 40.0])
    assert found["rural_split"].unique().tolist() == ["residence"]


@pytest.mark.moderate
@pytest.mark.parametrize("split", ["dwellings", "residence"])
@pytest.mark.parametrize("rural_below", [2_500, 15_000])
def test_the_settlements_add_up_to_the_municipality(layers, split, rural_below):
    asked = Criteria(rural_split=split, rural_below=rural_below)
    table = find_gaps(layers, asked).table.set_index("cvegeo")
    for cvegeo in ("20073", "20334", "09007", "30118", "07059"):
        found, row = settlements_of(layers, asked, cvegeo), table.loc[cvegeo]
        assert found["return_dwellings"].sum() == pytest.approx(row["return_dwellings"])
        rural = found["return_dwellings"][found["rural"]].sum()
        assert rural == pytest.approx(row["rural_return_dwellings"], abs=1e-9)


def test_a_settlement_of_unknown_people_makes_the_spread_unknown_not_nothing():
    layers = town()
    layers.settlements.loc[2, "population"] = np.nan
    found = rows(layers).set_index("lon")["return_dwellings"]
    assert found[[-96.1, -96.2, -96.3]].isna().all()


def test_both_ways_stand_beside_each_other_and_one_is_used():
    for used in ("dwellings", "residence"):
        found = splits(town(), rural_split=used)
        assert found["rural_return_share"].tolist() == pytest.approx([0.25, 0.4])
        assert found.index[found["used"]].tolist() == [used]
        assert found["why_not"].isna().all()


def test_what_the_sample_measured_is_a_third_way_and_goes_first():
    layers = town()
    layers.returns["rural_return_share_15000"] = 0.3
    found = splits(layers)
    assert found.index.tolist() == list(SPLITS_USED)
    assert found.loc["sample", ["rural_return_share", "used"]].tolist() == [0.3, True]
    assert rows(layers)["return_dwellings"].tolist()[0] == pytest.approx(0.7 * 400)


@pytest.mark.parametrize(
    ("other", "why"),
    [({"abroad_2015": None}, "no_figure"), ({"abroad_2015": 24.0}, "few"), ({"abroad_2015": 181.0}, "masked")],
)
def test_why_the_residence_does_not_split_is_said_and_the_assumption_kept(other, why):
    found = splits(town(**other), rural_split="residence")
    assert np.isnan(found.loc["residence", "rural_return_share"])
    assert found.loc["residence", "why_not"] == why
    assert found.index[found["used"]].tolist() == ["dwellings"]
    assert why in WHY_NOT


def test_every_municipality_that_residence_does_not_split_has_a_reason(layers):
    answer = find_gaps(layers, Criteria())
    unknown = answer.table["cvegeo"][answer.table["rural_return_share_residence"].isna()]
    reasons = {splits_of(answer, layers, key).set_index("split").loc["residence", "why_not"] for key in unknown[::40]}
    assert reasons <= set(WHY_NOT)
    assert "few" in reasons


def test_the_second_witness_is_told_with_the_country_s_rate():
    found = witness_of(find_gaps(town(people_5_and_over=20_000.0), Criteria.ask(**EVERYWHERE)), town(), "20001")
    assert found["abroad_2015"] == 100
    assert found["abroad_rate"] == pytest.approx(0.5)
    assert found["masked_abroad"] == 10
    assert found["second_source"] == "agrees"


@pytest.mark.parametrize("cvegeo", ["", "99999", "20002"])
def test_a_municipality_that_is_not_there_is_refused(cvegeo):
    layers, asked = town(), Criteria.ask(**EVERYWHERE)
    answer = find_gaps(layers, asked)
    for ask in (
        lambda: settlements_of(layers, asked, cvegeo),
        lambda: splits_of(answer, layers, cvegeo),
        lambda: witness_of(answer, layers, cvegeo),
    ):
        with pytest.raises(KeyError):
            ask()
