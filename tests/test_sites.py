"""New sites: by hand, against enumeration, against spopt, and against the gap rule itself."""

from __future__ import annotations

import csv
import io
import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.lists import export_gaps
from exports.sites import export_sites
from geo import Criteria, CriteriaError, find_gaps
from geo.catchment_areas import catchments
from geo.catchments import select_sites
from geo.covering import Instance
from geo.geodesy import GEOD
from geo.municipality import nearest_sites, settlements_of
from geo.proposed import SITE_COLUMNS
from geo.relaxing import relax
from geo.site_curves import coverage_curve
from geo.sites import cover_share, place_sites
from geo.siting import Siting
from geo.solving import solve
from layers import LayerError
from layers.program_file import parse_programs
from tests.support.worlds import municipality, returns, settlement, site, world

#: Seats a degree apart (106 km) on one parallel: none reaches the next one within 50 km.
KEYS = ["20001", "20002", "20003", "20004"]
LON = dict(zip(KEYS, (-96.0, -95.0, -94.0, -93.0), strict=True))


def row(**changes):
    """Four municipalities in a row with 40, 30, 20 and 10 rural return dwellings, all at their seats."""
    rates = dict(zip(KEYS, (20.0, 15.0, 10.0, 5.0), strict=True))
    parts = {
        "municipios": [municipality(key, seat_lon=LON[key], seat=f"Cabecera {key}") for key in KEYS],
        "settlements": [settlement(key, lon=LON[key]) for key in KEYS],
        "figures": [returns(key, rate=rates[key]) for key in KEYS],
    } | changes
    return world(**parts)


# --- by hand


def test_the_sites_are_those_that_reach_the_most_in_that_order():
    found = place_sites(row(), Criteria(), Siting(k=2))
    assert found.sites["cvegeo"].tolist() == ["20001", "20002"]
    assert found.sites["reached"].tolist() == pytest.approx([40, 30])
    assert found.sites["cumulative"].tolist() == pytest.approx([40, 70])
    assert found.sites["share"].tolist() == pytest.approx([0.4, 0.7])
    assert tuple(found.sites.columns) == SITE_COLUMNS
    assert (found.status, found.objective, found.bound, found.gap) == ("optimal", 70, 70, 0)
    assert (found.demand_total, found.reachable, found.candidates, found.unknown) == (100, 100, 4, 0)


def test_a_site_between_two_beats_both_where_it_reaches_both():
    # Greedy takes the middle (20 + 20 + 10), then one end (20); from the two ends each reaches 40.
    lon = {"20001": -96.0, "20002": -95.6, "20003": -95.2}
    layers = world(
        [municipality(key, seat_lon=lon[key]) for key in lon],
        [
            settlement("20001", lon=-96.3, population=1000.0),
            settlement("20001", lon=-95.8, population=1000.0),
            settlement("20003", lon=-95.4, population=1000.0),
            settlement("20003", lon=-94.9, population=1000.0),
            settlement("20002", lon=-95.6, population=1000.0),
        ],
        [returns("20001"), returns("20003"), returns("20002", rate=5.0)],
    )
    found = place_sites(layers, Criteria(reach_km=35), Siting(k=2))
    assert found.sites["cvegeo"].tolist() == ["20001", "20003"]
    assert found.objective == pytest.approx(80)
    assert found.greedy == pytest.approx(70)
    assert cover_share(layers, Criteria(reach_km=35), share=0.8).sites["cvegeo"].tolist() == ["20001", "20003"]


def test_dwellings_follow_the_people_of_the_settlements():
    layers = row(
        settlements=[
            settlement("20001", lon=LON["20001"], population=750.0),
            settlement("20001", lon=-97.5, population=250.0),
            settlement("20001", lon=LON["20001"], population=20_000.0, dwellings=400.0),
            *(settlement(key, lon=LON[key]) for key in KEYS[1:]),
        ]
    )
    # 40 x 400 of 800 dwellings rural = 20; three quarters of the rural people are in reach.
    found = place_sites(layers, Criteria(), Siting(k=1, candidates=["20001"]))
    assert found.objective == pytest.approx(15)
    assert found.reachable == pytest.approx(15)


def test_what_a_site_reaches_already_is_no_demand():
    found = place_sites(row(sites=[site("a-1", lon=LON["20001"])]), Criteria(), Siting(k=1))
    assert found.sites["cvegeo"].tolist() == ["20002"]
    assert found.demand_total == pytest.approx(60)


def test_the_line_is_inside_and_a_metre_beyond_is_not():
    lon, lat, _ = GEOD.fwd(-96.0, 17.0, 90.0, 50_000.0)
    far = GEOD.fwd(-96.0, 17.0, 270.0, 50_001.0)
    layers = world(
        [municipality("20001"), municipality("20002", seat_lon=-80.0)],
        [settlement("20001", lon=lon, lat=lat), settlement("20002", lon=far[0], lat=far[1])],
        [returns("20001"), returns("20002")],
    )
    assert place_sites(layers, Criteria(), Siting(k=1)).objective == pytest.approx(40)
    assert place_sites(layers, Criteria(reach_km=50.0011), Siting(k=1)).objective == pytest.approx(80)


def test_unknown_figures_are_no_demand_and_are_counted():
    layers = row(figures=[returns("20001", rate=float("nan")), *(returns(key, rate=15.0) for key in KEYS[1:])])
    found = place_sites(layers, Criteria(), Siting(k=4))
    assert found.unknown == 1
    assert found.demand_total == pytest.approx(90)
    assert found.sites["cvegeo"].tolist() == KEYS[1:]


def test_only_the_gaps_can_be_asked_for():
    criteria = Criteria(min_return_rate=8)
    assert place_sites(row(), criteria, Siting(k=4, demand="gaps")).demand_total == pytest.approx(70)
    assert place_sites(row(), criteria, Siting(k=4)).demand_total == pytest.approx(100)


def test_only_the_municipalities_asked_about_have_demand_and_candidates():
    layers = row(
        municipios=[
            municipality(key, seat_lon=LON[key], region="Norte" if key == "20001" else "Sur-sureste") for key in KEYS
        ]
    )
    found = place_sites(layers, Criteria(), Siting(k=1))
    assert (found.candidates, found.demand_total) == (3, pytest.approx(60))
    assert found.sites["cvegeo"].tolist() == ["20002"]
    assert place_sites(layers, Criteria(), Siting(k=1, candidates=["20001"])).objective == 0


def test_no_site_and_nothing_to_reach_are_said():
    nothing = place_sites(row(), Criteria(), Siting(k=0))
    assert (nothing.status, nothing.objective, nothing.bound, len(nothing.sites)) == ("optimal", 0, 0, 0)
    served = row(sites=[site(f"a-{key}", lon=LON[key]) for key in KEYS])
    for found in (place_sites(served, Criteria(), Siting(k=2)), cover_share(served, Criteria(), share=0.5)):
        assert (found.status, found.demand_total, len(found.sites)) == ("nothing_to_reach", 0, 0)
    assert coverage_curve(served, Criteria(), most=2)["greedy_share"].isna().all()


@pytest.mark.parametrize(
    ("settings", "field", "expected"),
    [
        ({"k": -1}, "k", "greater than or equal to 0"),
        ({"k": 5}, "k", "the number of candidates"),
        ({"k": 1, "candidates": ["99999"]}, "candidates", "'99999'"),
        ({"k": 1, "candidates": []}, "candidates", "found none"),
        ({"k": 1, "demand": "all"}, "demand", "'unserved', 'gaps', 'regions'"),
        ({"must": ["20001"], "never": ["20001"]}, "never", "must be too"),
        ({"k": 1, "must": ["20001", "20002"]}, "must", "2 sites that must be"),
        ({"budget": 3, "cost": "2", "must": ["20001", "20002"]}, "must", "cost 4"),
        ({"must": ["99999"]}, "must", "'99999'"),
        ({"never": ["99999"]}, "never", "'99999'"),
        ({"must": ["20001"], "candidates": ["20002"]}, "must", "'20001'"),
        ({"k": 1, "budget": 2}, "budget", "one of the two"),
        ({"budget": -1}, "budget", "greater than or equal to 0"),
        ({"cost": "-1"}, "cost", "10,20:8"),
        ({"cost": "20:1,20:2"}, "cost", "10,20:8"),
        ({"cost": "dear"}, "cost", "10,20:8"),
        ({"capacity": 0}, "capacity", "greater than 0"),
        ({"existing_capacity": 0}, "existing_capacity", "greater than 0"),
        ({"equity": 0.5}, "equity", "greater than or equal to 1"),
        ({"over": "worst", "capacity": 5}, "over", "found capacity too"),
        ({"over": "best"}, "over", "asked"),
        ({"k": 1, "time_limit_s": 0}, "time_limit", "over 0"),
        ({"k": 1, "time_limit_s": float("nan")}, "time_limit", "over 0"),
    ],
)
def test_what_cannot_be_asked_is_said(settings, field, expected):
    time = {name: value for name, value in settings.items() if name == "time_limit_s"}
    asked = {name: value for name, value in settings.items() if name != "time_limit_s"}
    with pytest.raises(CriteriaError) as caught:
        place_sites(row(), Criteria(), Siting.ask(**asked), **time)
    assert caught.value.faults[0].field == field
    assert expected in str(caught.value)


def test_a_share_goes_with_no_budget():
    with pytest.raises(CriteriaError, match="cover: found budget too"):
        cover_share(row(), Criteria(), Siting(budget=3), share=0.5)


@pytest.mark.parametrize("share", [0, -0.1, 1.01, float("nan")])
def test_a_share_out_of_bounds_is_said(share):
    with pytest.raises(CriteriaError, match="over 0 and up to 1"):
        cover_share(row(), Criteria(), share=share)


@pytest.mark.moderate
def test_the_fewest_sites_that_reach_a_share():
    found = cover_share(row(), Criteria(), share=0.7)
    assert (found.status, len(found.sites), found.least) == ("optimal", 2, 2)
    assert len(cover_share(row(), Criteria(), share=0.71).sites) == 3
    assert len(cover_share(row(), Criteria(), share=1.0).sites) == 4


def test_a_share_that_cannot_be_reached_says_what_can():
    found = cover_share(row(), Criteria(), Siting(candidates=["20001", "20003"]), share=0.9)
    assert (found.status, len(found.sites), found.reachable) == ("infeasible", 0, pytest.approx(60))


@pytest.mark.moderate
def test_the_curve_by_hand():
    curve = coverage_curve(row(), Criteria(), most=9, exact=[0, 3])
    assert curve["sites"].tolist() == [0, 1, 2, 3, 4]
    assert curve["greedy"].tolist() == pytest.approx([0, 40, 70, 90, 100])
    assert curve["optimal"].fillna(-1).tolist() == pytest.approx([0, -1, -1, 90, -1])
    for wrong in ({"most": -1}, {"most": 3, "exact": [4]}, {"exact": [-1]}):
        with pytest.raises(CriteriaError):
            coverage_curve(row(), Criteria(), **wrong)


# --- against enumeration


def random_instance(seed):
    random = np.random.default_rng(seed)
    candidates, points = int(random.integers(2, 10)), int(random.integers(1, 30))
    covers = random.random((points, candidates)) < random.uniform(0.1, 0.6)
    # Whole weights make ties, others do not.
    weight = random.integers(0, 6, points).astype(float) if seed % 2 else random.random(points) * 50
    return covers, weight, int(random.integers(0, candidates + 1))


def best_of(covers, weight, k):
    return max(
        float(weight[covers[:, list(chosen)].any(axis=1)].sum())
        for chosen in itertools.combinations(range(covers.shape[1]), k)
    )


@pytest.mark.parametrize("seed", range(80))
def test_the_optimum_is_that_of_full_enumeration(seed):
    covers, weight, k = random_instance(seed)
    instance = Instance(np.packbits(covers, axis=1), weight, covers.shape[1])
    found = solve(instance, k)
    assert found.status == "optimal"
    assert found.objective == pytest.approx(best_of(covers, weight, k), abs=1e-6)
    assert found.bound == found.objective
    assert len(found.chosen) <= k
    reached = covers[:, list(found.chosen)].any(axis=1)
    assert found.objective == pytest.approx(float(weight[reached].sum()))
    relaxed, _ = relax(instance, k, [], -np.inf)
    assert relaxed.bound(k) >= best_of(covers, weight, k) - 1e-6


@pytest.mark.parametrize("seed", range(80))
def test_branch_and_bound_alone_finds_the_same(seed, monkeypatch):
    # Without the relaxation's help HiGHS gets the whole instance.
    monkeypatch.setattr("geo.relaxing._ROUNDS", 0)
    covers, weight, k = random_instance(seed)
    found = solve(Instance(np.packbits(covers, axis=1), weight, covers.shape[1]), k)
    assert found.status == "optimal"
    assert found.objective == pytest.approx(best_of(covers, weight, k), abs=1e-6)


def scattered(seed):
    """A world of eight seats and twenty settlements within two degrees."""
    random = np.random.default_rng(seed)
    keys = [f"200{number:02}" for number in range(1, 9)]
    spots = random.uniform(-1, 1, (28, 2)).round(4)
    return world(
        [
            municipality(key, seat_lon=-96 + east, seat_lat=17 + north)
            for key, (east, north) in zip(keys, spots[:8], strict=True)
        ],
        [
            settlement(keys[number % 8], lon=-96 + east, lat=17 + north, population=float(random.integers(1, 2000)))
            for number, (east, north) in enumerate(spots[8:])
        ],
        [returns(key, rate=float(random.integers(1, 40))) for key in keys],
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(0, 25, 4))
def test_the_fewest_sites_are_those_of_full_enumeration(seed):
    layers, share = scattered(seed), 0.3 + 0.6 * (seed / 24)
    criteria = Criteria()
    base = find_gaps(layers, criteria).totals["unserved_return_dwellings"]
    keys = layers.municipios["cvegeo"].tolist()

    def left(count):
        return min(
            find_gaps(layers, Criteria(what_if=chosen)).totals["unserved_return_dwellings"]
            for chosen in itertools.combinations(keys, count)
        )

    found = cover_share(layers, criteria, share=share)
    if found.status == "infeasible":
        assert base - left(len(keys)) < share * base
        assert found.reachable == pytest.approx(base - left(len(keys)))
    else:
        count = len(found.sites)
        assert found.status == "optimal"
        assert found.objective >= share * base - 1e-6
        assert count == 1 or base - left(count - 1) < share * base - 1e-6
        assert find_gaps(layers, found.what_if).totals["unserved_return_dwellings"] == pytest.approx(
            base - found.objective
        )


@pytest.mark.moderate
@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 7))
def test_more_sites_never_reach_less_and_order_changes_nothing(seed, k):
    layers = scattered(seed)
    fewer, more = (place_sites(layers, Criteria(), Siting(k=count)) for count in (k, k + 1))
    assert more.objective >= fewer.objective - 1e-6
    assert fewer.greedy <= fewer.objective + 1e-6
    assert fewer.objective <= fewer.bound <= fewer.reachable + 1e-6 <= fewer.demand_total + 2e-6
    shuffled = world(
        layers.municipios.to_dict(orient="records"),
        layers.settlements.iloc[::-1].to_dict(orient="records"),
        layers.returns.iloc[::-1].to_dict(orient="records"),
    )
    assert export_sites(place_sites(shuffled, Criteria(), Siting(k=k)), shuffled) == export_sites(fewer, layers)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_spopt_finds_the_same_optimum(layers):
    pulp = pytest.importorskip("pulp")
    locate = pytest.importorskip("spopt.locate")
    criteria = Criteria(state=("31",), reach_km=40)
    instance, seats = yucatan(layers, criteria)
    for k in (1, 4):
        model = locate.MCLP.from_cost_matrix(instance["apart"], instance["weight"], 1.0, k)
        model.solve(pulp.PULP_CBC_CMD(msg=False))
        ours = place_sites(layers, criteria, Siting(k=k, candidates=seats))
        assert ours.status == "optimal"
        assert ours.objective == pytest.approx(pulp.value(model.problem.objective), rel=1e-7)


def yucatan(layers, criteria):
    """The demand of a state and every sixth of its seats: who reaches whom is asked of the gap rule, site by site."""
    seats = layers.municipios.loc[layers.municipios["state_code"] == "31", "cvegeo"].tolist()[::6]
    table = find_gaps(layers, criteria).table.set_index("cvegeo")
    mine = (layers.settlements["cvegeo"].str[:2] == "31").to_numpy()
    rows = layers.settlements[mine]
    people = rows["population"].where(rows["locality_population"] < criteria.rural_below, 0.0)
    each = rows["cvegeo"].map(table["rural_return_dwellings"] / table["rural_population"])
    beyond = ~reached(layers, criteria)[mine]
    weight = (people * each).to_numpy() * beyond
    nobody = criteria.model_copy(update={"programs": ()})
    apart = np.column_stack(
        [np.where(reached(layers, nobody.model_copy(update={"what_if": (key,)}))[mine], 0.0, 2.0) for key in seats]
    )
    return {"apart": apart[weight > 0], "weight": weight[weight > 0]}, seats


def reached(layers, criteria):
    from geo.reach import reach_of

    return reach_of(layers).reached(select_sites(layers, criteria), criteria.reach_km)


# --- on the real figures


@pytest.mark.slow
@pytest.mark.parametrize("criteria", [Criteria(), Criteria(state=("07",), reach_km=30, rural_below=2500)])
def test_the_sites_take_exactly_what_they_reach_off_the_unserved(layers, criteria):
    found = place_sites(layers, criteria, Siting(k=5))
    before, after = (find_gaps(layers, asked) for asked in (criteria, found.what_if))
    unserved = [answer.totals["unserved_return_dwellings"] for answer in (before, after)]
    assert found.status == "optimal"
    assert found.demand_total == pytest.approx(unserved[0], rel=1e-12)
    assert unserved[0] - unserved[1] == pytest.approx(found.objective, rel=1e-9)
    assert set(after.gaps["cvegeo"]) < set(before.gaps["cvegeo"])
    # Nothing is left to gain by placing the same sites again.
    again = place_sites(layers, found.what_if, Siting(k=5, candidates=found.sites["cvegeo"]))
    assert again.objective == 0


@pytest.mark.moderate
def test_out_of_time_says_so_and_keeps_a_valid_bound(layers):
    hurried = place_sites(layers, Criteria(), Siting(k=30), time_limit_s=1e-3)
    assert hurried.status == "time_limit"
    assert hurried.greedy <= hurried.objective < hurried.bound <= hurried.reachable
    assert 0 < hurried.gap < 0.05
    assert len(hurried.sites) == 30


# --- hypothetical sites in the question


def test_a_hypothetical_site_covers_like_any_other_and_is_marked():
    layers = row()
    asked = Criteria(what_if=("20001", "-95_17"))
    answer = find_gaps(layers, asked)
    table = answer.table.set_index("cvegeo")
    assert table["status"].astype(str).tolist()[:3] == ["covered", "covered", "few_returns"]
    assert table.loc["20001", "nearest_program"] == "what-if"
    assert table.loc["20001", "nearest_site"] == "what-if-20001"
    assert table.loc["20002", "nearest_site"] == "what-if-w95-n17"
    assert answer.selection.asked["kind"].tolist() == ["hypothetical"] * 2
    names = answer.selection.hypothetical.set_index("site_id")
    assert names.loc["what-if-20001", "site"] == "Cabecera 20001, Estado 20 (sede hipotética)"
    assert names.loc["what-if-w95-n17", "site_en"] == "17, -95 (hypothetical site)"
    assert nearest_sites(layers, asked, "20001")["site_id"].iloc[0] == "what-if-20001"
    assert settlements_of(layers, asked, "20001")["nearest_site"].tolist() == ["what-if-20001"]
    assert catchments(layers, asked)["radius_km"].tolist() == [50, 50]


@pytest.mark.parametrize(
    "other",
    [
        {"programs": ()},
        {"eligibility": "deported"},
        {"eligibility": "voluntary"},
        {"components": ("housing_assistance",)},
        {"as_of": 1990},
    ],
)
def test_a_hypothetical_site_helps_anyone_with_everything(other):
    from vocabulary.lists import COMPONENTS

    if "components" in other:
        other = {"components": (COMPONENTS[-1],)}
    answer = find_gaps(row(), Criteria(what_if=("20001",), **other))
    assert answer.table.set_index("cvegeo").loc["20001", "covered_share"] == 1


def test_it_has_the_reach_of_the_question_and_leaves_no_trace_in_the_next_one():
    layers = row()
    wide = find_gaps(layers, Criteria(what_if=("20001",), reach_km=120))
    assert wide.table["covered_share"].tolist() == [1, 1, 0, 0]
    assert find_gaps(layers, Criteria()).table["covered_share"].tolist() == [0, 0, 0, 0]
    assert find_gaps(layers, Criteria(what_if=("20004",))).table["covered_share"].tolist() == [0, 0, 0, 1]
    assert layers.programs.sites.empty


@pytest.mark.parametrize(
    ("text", "expected"),
    [("99999", "the key of a municipality"), ("nowhere", "-96.7_17.1"), ("-90.5_14.6", "near a settlement")],
)
def test_a_site_that_is_nowhere_is_refused(layers, text, expected):
    with pytest.raises(CriteriaError) as caught:
        find_gaps(layers, Criteria(what_if=(text,)))
    assert caught.value.faults[0].field == "what_if"
    assert expected in str(caught.value)


def test_two_places_a_metre_apart_are_two_sites(layers):
    answer = find_gaps(layers, Criteria(what_if=("-96.71234_17.06543", "-96.71235_17.06543")))
    assert answer.selection.hypothetical["site_id"].is_unique
    assert len(answer.selection.hypothetical) == 2


@pytest.mark.parametrize(
    ("site_id", "other"), [("a-1", {"program_id": "what-if"}), ("what-if-1", {"program_id": "mine"})]
)
def test_no_catalogue_may_call_its_sites_so(site_id, other):
    document = {"type": "FeatureCollection", "edition": 2026, "features": [site(site_id, **other)]}
    with pytest.raises(LayerError, match="a question's own sites"):
        parse_programs(document, file="mine.geojson")


@pytest.mark.moderate
def test_exports_say_what_is_hypothetical(layers):
    criteria = Criteria(what_if=("20528", "-96.7_17.1"), state=("20",))
    answer = find_gaps(layers, criteria)
    for format_ in ("json", "geojson"):
        document = json.loads(export_gaps(answer, layers, format=format_))
        document = document.get("alcance", document)
        assert document["criteria"]["what_if"] == ["-96.7_17.1", "20528"]
        assert [entry["site_id"] for entry in document["hypothetical_sites"]] == [
            "what-if-20528",
            "what-if-w96-7-n17-1",
        ]
    rows = list(csv.DictReader(io.StringIO(export_gaps(answer, layers, everyone=True).decode("utf-8-sig"))))
    assert {entry["nearest_program"] for entry in rows if entry["cvegeo"] == "20528"} == {"what-if"}


@pytest.mark.moderate
def test_proposed_sites_as_files(layers):
    found = place_sites(layers, Criteria(), Siting(k=3))
    rows = list(csv.DictReader(io.StringIO(export_sites(found, layers).decode("utf-8-sig"))))
    assert [entry["cvegeo"] for entry in rows] == found.sites["cvegeo"].tolist()
    assert {entry["kind"] for entry in rows} == {"hypothetical"}
    document = json.loads(export_sites(found, layers, format="json"))
    assert document["status"] == "optimal"
    assert (document["data_edition"], document["own_files"]) == (layers.provenance.edition, [])
    own = layers.with_programs(layers.programs, "mine.csv")
    assert json.loads(export_sites(found, own, format="json"))["own_files"] == ["mine.csv"]
    assert document["objective"] == document["bound"] == pytest.approx(found.objective, abs=1e-3)
    assert Criteria.from_text({"what_if": document["what_if"].removeprefix("what_if=")}) == found.what_if
    assert export_sites(place_sites(layers, Criteria(), Siting(k=3)), layers, format="json") == export_sites(
        found, layers, format="json"
    )


@pytest.mark.moderate
def test_what_is_proven_of_the_fewest_sites_is_their_number(layers):
    found = cover_share(layers, Criteria(), share=0.5)
    document = json.loads(export_sites(found, layers, format="json"))
    assert (document["status"], document["gap"], document["cover"]) == ("optimal", 0, 0.5)
    assert document["least"] == len(document["rows"])
    # No bound of what as few could reach was asked for.
    assert document["bound"] is None
    assert document["objective"] >= 0.5 * document["demand_total"]
    beyond = cover_share(layers, Criteria(), Siting(candidates=["20001"]), share=1.0)
    document = json.loads(export_sites(beyond, layers, format="json"))
    assert (document["status"], document["gap"], document["bound"], document["rows"]) == ("infeasible", None, None, [])
    place = json.loads(export_sites(place_sites(layers, Criteria(), Siting(k=2)), layers, format="json"))
    assert (place["gap"], place["cover"]) == (0, None)


@pytest.mark.moderate
def test_without_a_number_five_sites_are_placed_or_as_many_as_there_are_candidates(layers):
    assert len(place_sites(layers, Criteria()).sites) == 5
    few = place_sites(layers, Criteria(), Siting(candidates=["20537", "20073"]))
    assert (few.status, sorted(few.sites["cvegeo"])) == ("optimal", ["20073", "20537"])


@pytest.mark.moderate
def test_no_choice_exceeds_the_curve_s_bound(layers):
    curve = coverage_curve(layers, Criteria(state=("12",)), most=6, exact=[1, 3, 6], bounded=True)
    assert (curve["greedy_share"] <= curve["bound_share"] + 1e-9).all()
    known = curve["optimal_share"].notna()
    assert (curve.loc[known, "optimal_share"] <= curve.loc[known, "bound_share"] + 1e-9).all()
    # For the largest number it is close.
    assert curve["bound_share"].iloc[-1] - curve["optimal_share"].iloc[-1] < 0.005


@pytest.mark.parametrize(("rates", "reached"), [((20.0, 15.0, 0.0, 0.0), [0, 40, 70, 70, 70]), ((0.0,) * 4, [0] * 5)])
def test_the_bound_of_more_sites_than_are_of_use_is_what_there_is(rates, reached):
    figures = [returns(key, rate=rate) for key, rate in zip(KEYS, rates, strict=True)]
    asked = Criteria.ask(min_return_rate=1)
    curve = coverage_curve(row(figures=figures), asked, bounded=True)
    assert curve["greedy"].tolist() == pytest.approx(reached)
    whole = max(reached)
    assert curve["bound_share"].tolist() == pytest.approx(
        [value / whole if whole else np.nan for value in reached], nan_ok=True
    )


@pytest.mark.moderate
def test_more_sites_than_a_question_may_have_are_exported_without_a_link(layers):
    found = place_sites(layers, Criteria(), Siting(k=51), time_limit_s=1e-3)
    document = json.loads(export_sites(found, layers, format="json"))
    assert (len(document["rows"]), document["what_if"]) == (51, None)
    with pytest.raises(CriteriaError, match="at most 50 items"):
        _ = found.what_if


@pytest.mark.moderate
def test_the_map_knows_the_hypothetical_sites_by_name(layers):
    from dashboard.assets import nearest, site_names, site_rows
    from dashboard.downloads import list_name
    from dashboard.parts import site_name
    from words.text import Text

    answer = find_gaps(layers, Criteria(what_if=("20528",)))
    rows = site_rows(answer, layers)
    at = rows.get_indexer(["what-if-20528"])[0]
    assert at == len(layers.programs.sites)
    sites = [*site_names(layers.programs.sites), *site_names(answer.selection.hypothetical)]
    assert sites[at]["es"] == ["Sede hipotética", "Santos Reyes Tepejillo, Oaxaca (sede hipotética)"]
    mine = int(np.flatnonzero(answer.table["cvegeo"] == "20528")[0])
    assert nearest(answer, layers)["nearest_site"][mine] == at
    assert (rows.get_indexer(answer.selection.asked["site_id"]) >= 0).all()
    assert "hypothetical" in site_name(answer, "what-if-20528", Text("en"))[0]
    assert "what-if" in list_name(answer, Text("es"))
    assert "what-if" not in list_name(find_gaps(layers, Criteria()), Text("es"))
