"""What planners ask of new sites besides their number: by hand, against enumeration, and against spopt."""

from __future__ import annotations

import itertools
import json
import re

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from exports.sites import export_sites, told_of
from geo import Criteria, CriteriaError, find_gaps
from geo.covering import Instance
from geo.deadline import Deadline
from geo.proposed import SITE_COLUMNS
from geo.regions import find_regions
from geo.robust import choose_over, every_reading
from geo.service import SERVICE_COLUMNS
from geo.serving import evenly_served, served
from geo.site_curves import EQUITIES, equity_curve
from geo.sites import cover_share, place_sites
from geo.siting import Siting
from geo.solving import solve
from layers import candidates
from layers.own import OwnError, apply, inspect, read
from tests.support.worlds import municipality, returns, settlement, site, world

#: Seats a degree apart (106 km) on one parallel: none reaches the next one within 50 km.
KEYS = ["20001", "20002", "20003", "07004"]
LON = dict(zip(KEYS, (-96.0, -95.0, -94.0, -93.0), strict=True))


def row(**changes):
    """Four municipalities in a row with 40, 30, 20 and 10 rural return dwellings, all at their seats."""
    rates = dict(zip(KEYS, (20.0, 15.0, 10.0, 5.0), strict=True))
    parts = {
        "municipios": [municipality(key, seat_lon=LON[key]) for key in KEYS],
        "settlements": [settlement(key, lon=LON[key]) for key in KEYS],
        "figures": [returns(key, rate=rates[key]) for key in KEYS],
    } | changes
    return world(**parts)


def chosen(found):
    return sorted(found.sites["cvegeo"])


# --- by hand


@pytest.mark.moderate
def test_a_budget_buys_what_reaches_the_most_for_it():
    # One of 40 for 4, or those of 30 and 20 for 2 each.
    asked = Siting(budget=4, cost="2,20:2", candidates=KEYS)
    found = place_sites(row(), Criteria(), asked)
    assert (chosen(found), found.status, found.objective, found.cost) == (["20001", "20002"], "optimal", 70, 4)
    dear = place_sites(row(), Criteria(), Siting(budget=4, cost="4,07:0"))
    assert (chosen(dear), dear.cost) == (["07004", "20001"], 4)
    assert place_sites(row(), Criteria(), Siting(budget=0)).sites.empty


@pytest.mark.moderate
def test_the_unit_of_money_changes_nothing():
    answers = [
        chosen(place_sites(row(), Criteria(), Siting(budget=5 * unit, cost=f"{3 * unit},07:{unit},20:{2.5 * unit}")))
        for unit in (1.0, 1e-3, 1e6)
    ]
    assert answers == [["20001", "20002"]] * 3


def places(**columns):
    """Candidates of a person's own; what is not given is missing."""
    size = len(next(iter(columns.values())))
    frame = pd.DataFrame({name: columns.get(name, [None] * size) for name in candidates.COLUMNS})
    return frame.astype({name: "float64" if name in candidates.NUMBERS else "str" for name in candidates.COLUMNS})


@pytest.mark.moderate
def test_places_of_a_person_s_own_are_the_only_ones_each_with_its_cost_and_capacity():
    # The seat of 40 dwellings for 5; between it and nowhere a point that reaches it too, for 2 but with room for 10.
    layers = row().with_candidates(
        places(
            candidate=["", "Casa", "Lejos"],
            cvegeo=["20001", None, "20003"],
            lon=[None, LON["20001"] + 0.1, LON["20003"]],
            lat=[None, 17.0, 17.0],
            cost=[5, 2, None],
            capacity=[None, 10, None],
        ),
        "mine.csv",
    )
    dear = place_sites(layers, Criteria(), Siting(budget=6, cost="1"))
    assert dear.sites["seat"].tolist() == ["", "Lejos"]
    assert (dear.candidates, dear.objective, dear.cost) == (3, pytest.approx(60), 6)
    cheap = place_sites(layers, Criteria(), Siting(budget=3, cost="1")).sites.set_index("seat")
    assert cheap["reached"].to_dict() == {"Lejos": pytest.approx(20), "Casa": pytest.approx(10)}
    assert cheap.loc["Casa", ["cvegeo", "what_if", "cost", "capacity"]].tolist() == ["20001", "-95.9_17", 2, 10]
    again = Criteria(what_if=tuple(cheap["what_if"]))
    assert find_gaps(layers, again).totals["unserved_return_dwellings"] == pytest.approx(40), "without a capacity"
    never = place_sites(layers, Criteria(), Siting(k=1, never=["-95.9_17", "20001"]))
    assert never.sites["seat"].tolist() == ["Lejos"]
    for field, name in (("must", "20002"), ("never", "20002"), ("candidates", "20002"), ("must", "Nowhere")):
        with pytest.raises(CriteriaError, match=f"{field}: found '{name}'"):
            place_sites(layers, Criteria(), Siting(k=1, **{field: [name]}))
    # A municipality means all places there, a name those that are called so.
    assert place_sites(layers, Criteria(), Siting(k=2, never=["20001"])).candidates == 2
    assert place_sites(layers, Criteria(), Siting(k=1, must=["Casa"])).sites["seat"].tolist() == ["Casa"]
    with pytest.raises(CriteriaError, match="over: found capacity too"):
        place_sites(layers, Criteria(), Siting(k=1, over="mean"))
    beyond = row().with_candidates(places(lon=[-90.0], lat=[20.0]), "far.csv")
    found = place_sites(beyond, Criteria(), Siting(k=1))
    assert told_of(found) == "none of 1 places reaches any of the 100 asked for"
    assert told_of(place_sites(layers, Criteria(), Siting(budget=0.5))).startswith("nothing that adds anything")


def test_never_of_all_places_is_told_as_that():
    layers = row()
    keys = layers.municipios["cvegeo"].tolist()
    with pytest.raises(CriteriaError, match=f"never: found all of the {len(keys)} places"):
        place_sites(layers, Criteria(), Siting(k=1, never=keys))
    assert place_sites(layers, Criteria(), Siting(k=1, never=keys[1:])).candidates == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("20073,,,1", None),
        (",-97.93,17.03,1", None),
        (",,,1", "expected a value"),
        ("20067,-99.1,19.4,1", "expected a place in 20067"),
        ("20067,,,-1", "expected 0"),
        ("20067,,,free", "expected a number"),
        ("20067,-96.7,,1", "expected a value"),
        (",-70.0,17,1", "expected a place in"),
        (",-97.930001,17.03,1\n,-97.930002,17.03,2", "expected once"),
    ],
)
def test_a_file_of_places_is_taken_whole_or_told_row_and_column(layers, rows, said):
    data = f"cvegeo,lon,lat,cost\n{rows}\n".encode()
    draft = inspect(data, "mine.csv", "candidates")
    if said is None:
        own = apply(read(draft, draft.mapping, layers), layers)
        assert own.provenance.own == ("mine.csv",)
        found = place_sites(own, Criteria(state=("20",)), Siting(budget=1))
        assert found.sites[["cvegeo", "cost"]].to_numpy().tolist() == [["20073", 1]]
        return
    with pytest.raises(OwnError, match=said) as caught:
        read(draft, draft.mapping, layers)
    assert re.search("row 1|rows .1, 2", str(caught.value))


@pytest.mark.moderate
def test_what_must_be_is_there_and_what_cannot_is_not():
    must = place_sites(row(), Criteria(), Siting(k=2, must=["07004"], never=["20001"]))
    assert must.sites["cvegeo"].tolist() == ["20002", "07004"]
    assert must.objective == must.bound == pytest.approx(40)
    covered = cover_share(row(), Criteria(), Siting(must=["07004"]), share=0.5)
    assert (chosen(covered), covered.least, covered.status) == (["07004", "20001"], 2, "optimal")


def test_a_site_that_must_be_is_told_even_where_it_adds_nothing():
    layers = row(sites=[site("a-1", lon=LON["07004"])])
    found = place_sites(layers, Criteria(), Siting(k=2, must=["07004"]))
    assert found.sites.set_index("cvegeo")["reached"].to_dict() == {"20001": pytest.approx(40), "07004": 0}


def test_a_new_office_serves_no_more_than_its_capacity_and_says_who_is_left():
    found = place_sites(row(), Criteria(), Siting(k=2, capacity=25))
    assert (found.objective, found.bound, found.dwellings) == (50, 50, 50)
    assert found.sites["reached"].tolist() == pytest.approx([25, 25])
    table = found.municipalities.set_index("cvegeo")
    assert tuple(found.municipalities.columns) == SERVICE_COLUMNS
    left = table.loc[table["service"] == "without_capacity", "without_capacity"]
    assert left.to_dict() == {"20001": pytest.approx(15), "20002": pytest.approx(5)}
    assert (table.loc[["20003", "07004"], "service"] == "out_of_reach").all()
    assert table[["served", "without_capacity", "out_of_reach"]].sum(axis=1).tolist() == pytest.approx(
        table["demand"].tolist()
    )


@pytest.mark.moderate
def test_what_a_site_that_is_there_has_no_capacity_for_is_to_be_reached_too():
    layers = row(sites=[site("a-1", lon=LON["20001"])])
    found = place_sites(layers, Criteria(), Siting(k=1, existing_capacity=5))
    # Of 100 it serves 5.
    assert (found.demand_total, chosen(found), found.objective) == (pytest.approx(95), ["20001"], pytest.approx(35))
    assert (found.municipalities.set_index("cvegeo")["service"]).to_dict() == {
        "20001": "served",
        **dict.fromkeys(["20002", "20003", "07004"], "out_of_reach"),
    }


@pytest.mark.moderate
def test_a_site_that_lacks_the_components_can_be_upgraded_and_the_question_has_it():
    there = site("a-1", lon=LON["20002"], components=[])
    layers = row(sites=[there])
    assert find_gaps(layers, Criteria()).totals["unserved_return_dwellings"] == pytest.approx(100)
    asked = Siting(budget=1, cost="1", upgrade_cost=0.5, never=["20001"])
    found = place_sites(layers, Criteria(), asked)
    assert found.sites[["action", "cvegeo", "cost"]].to_numpy().tolist() == [["upgrade", "20002", 0.5]]
    assert found.sites["site_id"].tolist() == ["a-1"]
    after = find_gaps(layers, found.what_if)
    assert after.totals["unserved_return_dwellings"] == pytest.approx(100 - found.objective)
    both = place_sites(layers, Criteria(), Siting(k=4, upgrade_cost=0.5, must=["a-1"], never=["20002"]))
    assert both.objective == pytest.approx(100)


@pytest.mark.moderate
def test_marginalised_municipalities_can_count_more_and_the_curve_says_what_that_costs():
    municipios = [
        municipality(key, seat_lon=LON[key], marginalisation="Muy alto" if key == "20003" else "Bajo") for key in KEYS
    ]
    layers = row(municipios=municipios)
    one = place_sites(layers, Criteria(), Siting(k=1))
    three = place_sites(layers, Criteria(), Siting(k=1, equity=3))
    assert (chosen(one), one.dwellings, one.marginalised) == (["20001"], 40, 0)
    assert (chosen(three), three.dwellings, three.marginalised) == (["20003"], 20, 20)
    assert three.objective == pytest.approx(60)
    curve = equity_curve(layers, Criteria(), Siting(k=1))
    assert curve["equity"].tolist() == list(EQUITIES)
    assert curve["reached"].is_monotonic_decreasing
    assert curve["marginalised"].is_monotonic_increasing
    assert set(curve["status"]) == {"optimal"}


@pytest.mark.moderate
def test_sites_for_all_readings_say_what_they_reach_in_each():
    found = place_sites(row(), Criteria(), Siting(k=2, over="mean"))
    table = found.readings
    assert found.objective == pytest.approx(table["reached"].mean())
    worst = place_sites(row(), Criteria(), Siting(k=2, over="worst"))
    assert worst.objective == pytest.approx(worst.readings["reached"].min())
    regret = place_sites(row(), Criteria(), Siting(k=2, over="regret"))
    assert regret.objective == pytest.approx((regret.readings["best"] - regret.readings["reached"]).max())
    assert {found.status, worst.status, regret.status} == {"optimal"}
    assert worst.objective >= table["reached"].min() - 1e-9


@pytest.mark.moderate
def test_a_reading_of_the_sites_is_the_question_of_that_reading():
    layers, asked = row(sites=[site("a-1", lon=LON["20003"])]), Siting(k=1, over="mean")
    found = place_sites(layers, Criteria(), asked)
    for reading in found.readings.to_dict(orient="records")[::7]:
        settings = {name: reading[name] for name in ("rural_below", "reach_km", "sureness")}
        question = Criteria(**settings, programs=tuple(reading["programs"].split(",")))
        question = question.model_copy(update={"count_reception": reading["count_reception"]})
        before = find_gaps(layers, question).totals["unserved_return_dwellings"]
        after = find_gaps(layers, question.model_copy(update={"what_if": found.what_if.what_if}))
        assert before == pytest.approx(reading["demand"])
        assert before - after.totals["unserved_return_dwellings"] == pytest.approx(reading["reached"])


@pytest.mark.moderate
def test_the_file_has_what_was_asked_of_the_sites_and_it_asks_the_same_again():
    asked = Siting(budget=4, cost="2,20:2", capacity=25, must=["07004"])
    found = place_sites(row(), Criteria(), asked)
    document = json.loads(export_sites(found, row(), format="json"))
    assert Siting.from_text(document["siting"]) == asked
    assert (document["cost"], document["dwellings"], document["without_capacity"]) == (4, 35, 15)
    header = export_sites(found, row()).decode("utf-8-sig").splitlines()[0]
    assert header.split(",") == [*SITE_COLUMNS, "kind"]


@pytest.mark.parametrize(
    "asked",
    [
        Siting(),
        Siting(k=3, demand="gaps", over="regret"),
        Siting(budget=7.5, cost="20:8,10", must=("20067",), never=("07101", "a-1"), candidates=("20067",)),
        Siting(capacity=500, existing_capacity=20, equity=2.5, upgrade_cost=0),
    ],
)
def test_a_link_holds_all_that_is_asked(asked):
    assert Siting.from_text(asked.to_text()) == asked


# --- against enumeration


def random_instance(seed, most=8, points=20):
    random = np.random.default_rng(seed)
    size, count = int(random.integers(2, most)), int(random.integers(1, points))
    covers = random.random((count, size)) < random.uniform(0.1, 0.7)
    weight = random.integers(0, 6, count).astype(float) if seed % 2 else random.random(count) * 50
    cost = random.integers(0, 5, size).astype(float) if seed % 3 else random.random(size)
    fixed = [int(random.integers(0, size))] if seed % 4 == 0 else []
    budget = float(max(cost[fixed].sum(), random.uniform(0, cost.sum())))
    return random, covers, weight, cost, budget, fixed


def choices(cost, budget, fixed):
    size = len(cost)
    for count in range(size + 1):
        for choice in itertools.combinations(range(size), count):
            if set(fixed) <= set(choice) and cost[list(choice)].sum() <= budget + 1e-9:
                yield list(choice)


def most_flow(covers, amount, room, choice):
    """What flows to a choice at most: the smallest cut between points and sites."""
    return min(
        room[list(cut)].sum() + amount[covers[:, [site for site in choice if site not in cut]].any(axis=1)].sum()
        for count in range(len(choice) + 1)
        for cut in itertools.combinations(choice, count)
    )


@pytest.mark.moderate
def test_with_costs_and_fixed_sites_the_optimum_is_that_of_full_enumeration():
    for seed in range(100):
        _, covers, weight, cost, budget, fixed = random_instance(seed)
        instance = Instance(np.packbits(covers, axis=1), weight, len(cost), cost=cost, fixed=fixed)
        found = solve(instance, budget)
        best = max(weight[covers[:, choice].any(axis=1)].sum() for choice in choices(cost, budget, fixed))
        assert found.status == "optimal", seed
        assert found.objective == pytest.approx(best, abs=1e-6), seed
        assert set(fixed) <= set(found.chosen)
        assert cost[list(found.chosen)].sum() <= budget + 1e-9


@pytest.mark.moderate
def test_with_capacities_and_weights_the_optimum_is_that_of_full_enumeration(monkeypatch):
    # Branch and bound is what is asked here: what helps it is slow where what a choice is worth is a flow.
    monkeypatch.setattr("geo.relaxing._ROUNDS_WITH_ROOM", 3)
    monkeypatch.setattr(Instance, "improved", lambda _, choice, *__: sorted(choice))
    for seed in range(100):
        random, covers, amount, cost, budget, fixed = random_instance(seed, most=5, points=8)
        room = np.where(random.random(len(cost)) < 0.2, np.inf, random.uniform(0.1, 0.6) * max(amount.sum(), 1.0))
        counts = np.where(random.random(len(amount)) < 0.5, 1.0, 3.0) if seed % 3 == 0 else np.ones(len(amount))
        instance = Instance(
            np.packbits(covers, axis=1), amount, len(cost), cost=cost, room=room, counts=counts, fixed=fixed
        )
        found = solve(instance, budget)
        # What counts three times is served first: it is served as if it were alone.
        best = max(
            most_flow(covers, amount, room, choice) + 2 * most_flow(covers, amount * (counts > 1), room, choice)
            for choice in choices(cost, budget, fixed)
        )
        assert found.status == "optimal", seed
        assert found.objective == pytest.approx(best, abs=1e-5), seed


@pytest.mark.moderate
def test_over_readings_the_optimum_is_that_of_full_enumeration(monkeypatch):
    monkeypatch.setattr("geo.robust._ROUNDS", 25)
    monkeypatch.setattr("geo.relaxing._ROUNDS", 100)
    for seed in range(100):
        random, covers, weight, cost, budget, _ = random_instance(seed, most=6, points=8)
        readings = weight * random.random((int(random.integers(1, 5)), len(weight)))
        instance = Instance(np.packbits(covers, axis=1), readings, len(cost)).with_choice(cost, [])
        values = np.array(
            [readings[:, covers[:, choice].any(axis=1)].sum(axis=1) for choice in choices(cost, budget, [])]
        )
        over = ("mean", "worst", "regret")[seed % 3]
        best = {
            "mean": values.mean(axis=1),
            "worst": values.min(axis=1),
            "regret": (values - values.max(axis=0)).min(axis=1),
        }[over].max()
        found = choose_over(instance, budget, over, Deadline(60.0)).solution
        assert found.status == "optimal", (seed, over)
        assert found.objective == pytest.approx(best, abs=1e-5), (seed, over)


@pytest.mark.moderate
def test_who_is_served_is_as_much_as_can_be_and_as_even():
    from scipy.sparse import csr_array

    for seed in range(60):
        random = np.random.default_rng(seed)
        covers = random.random((6, 3)) < 0.5
        amount, room = random.integers(1, 9, 6).astype(float), random.integers(1, 15, 3).astype(float)
        rows = csr_array(covers.T.astype(float))
        most = most_flow(covers, amount, room, [0, 1, 2])
        even = evenly_served(rows, amount, np.ones(6), room)
        assert amount @ served(rows, amount, np.ones(6), room) == pytest.approx(most)
        assert amount @ even == pytest.approx(most)
        # No two that one site reaches alike could be made more even by moving its room from one to the other.
        for index in range(6):
            alike = (covers == covers[index]).all(axis=1)
            assert even[alike] == pytest.approx(even[index])


@pytest.mark.moderate
def test_the_readings_are_laid_out_once(monkeypatch):
    layers = row()
    from geo.placement import problem_of

    problem = problem_of(layers, Criteria(), Siting())
    first = every_reading(layers, Criteria(), Siting(over="worst"), problem)
    monkeypatch.setattr("geo.robust.covers_of", None)
    assert every_reading(layers, Criteria(), Siting(over="mean"), problem) is first


# --- ended early


def test_a_search_that_a_person_ends_gives_the_best_so_far(monkeypatch):
    def end(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("geo.solving.relax", end)
    found = place_sites(row(), Criteria(), Siting(budget=2))
    assert (found.status, chosen(found), found.bound) == ("stopped", ["20001", "20002"], 100)


def test_a_page_s_wrong_setting_names_it():
    with pytest.raises(CriteriaError) as caught:
        Siting.from_text({"capacity": "many"})
    assert caught.value.faults[0].field == "capacity"


# --- the shell


@pytest.mark.moderate
@pytest.mark.parametrize("table", ["municipalities", "equity", "readings"])
def test_every_table_goes_out_with_what_its_columns_mean(shell, tmp_path, table):
    over = ("--over", "mean") if table == "readings" else ()
    code, _, said = shell(
        "sites", "--state", "04", "--k", "1", *over, "--table", table, "--out", str(tmp_path / "a.csv")
    )
    assert (code, said) == (0, "")
    about = json.loads((tmp_path / "a.csv-metadata.json").read_text())
    named = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    assert [column["name"] for column in about["tableSchema"]["columns"]] == named


# --- the page


def sites_page():
    from dashboard import state
    from dashboard.pages import sites
    from dashboard.session import session_layers

    state.language()
    state.read_link(session_layers())
    sites.show()


@pytest.mark.moderate
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("link", "said", "warned"),
    [
        ({"budget": "30", "cost": "10", "upgrade_cost": "2", "capacity": "300"}, "of 30", None),
        ({"k": "2", "must": "04001", "never": "04001"}, "new office", "among those that must be too"),
        ({"budget": "3", "cost": "10", "must": "04001"}, "new office", "at most the budget of 3"),
    ],
)
def test_the_page_says_what_it_costs_and_what_cannot_be(link, said, warned):
    page = AppTest.from_function(sites_page, default_timeout=120)
    for name, text in {"state": "04", "lang": "en", **link}.items():
        page.query_params[name] = text
    page.session_state["lang"] = "en"
    page.run()
    assert not page.exception
    assert said in page.get("html")[0].proto.body
    assert [warning.value for warning in page.warning] == [] if warned is None else warned in page.warning[0].value
    # What was asked stays in the link, to be mended.
    assert {name: page.query_params[name] for name in link} == link


# --- against spopt


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_spopt_finds_the_same_with_sites_that_must_be():
    pulp = pytest.importorskip("pulp")
    locate = pytest.importorskip("spopt.locate")
    for seed in range(2):
        random = np.random.default_rng(seed)
        covers, weight = random.random((40, 8)) < 0.25, random.random(40)
        fixed = np.zeros(8)
        fixed[2] = 1
        model = locate.MCLP.from_cost_matrix(
            np.where(covers, 0.0, 2.0), weight, 1.0, 3, predefined_facilities_arr=fixed.astype(int)
        )
        model.solve(pulp.PULP_CBC_CMD(msg=False))
        found = solve(Instance(np.packbits(covers, axis=1), weight, 8, fixed=[2]), 3)
        assert found.objective == pytest.approx(pulp.value(model.problem.objective), rel=1e-7)


@pytest.mark.moderate
def test_the_gap_regions_can_be_what_is_to_be_reached(layers):
    gaps = find_gaps(layers, Criteria(state=("20",)))
    regions = find_regions(gaps, layers).table
    found = place_sites(layers, Criteria(state=("20",)), Siting(k=2, demand="regions"))
    assert found.demand_total == pytest.approx(regions["unserved_return_dwellings"].sum())
    wanted = {key for members in regions["members"] for key in members}
    assert set(found.municipalities.loc[found.municipalities["demand"] > 0, "cvegeo"]) <= wanted
    only_gaps = place_sites(layers, Criteria(state=("20",)), Siting(k=2, demand="gaps"))
    assert only_gaps.demand_total < found.demand_total


@pytest.mark.moderate
def test_what_only_regions_show_is_part_of_what_the_sites_reach(layers):
    criteria = Criteria(state=("20",))
    gaps = find_gaps(layers, criteria)
    found = place_sites(layers, criteria, Siting(k=3))
    members = {key for keys in find_regions(gaps, layers).table["members"] for key in keys} - set(gaps.gaps["cvegeo"])
    served = found.municipalities.set_index("cvegeo")["served"]
    expected = served[served.index.isin(members)].sum()
    assert 0 < expected < found.dwellings
    assert json.loads(export_sites(found, layers, format="json"))["served_below"] == pytest.approx(expected, abs=1e-3)


@pytest.mark.moderate
def test_a_budget_below_every_cost_opens_nothing_and_is_not_called_nothing_to_reach(layers):
    found = place_sites(layers, Criteria(state=("20",)), Siting(budget=0.5))
    assert (len(found.sites), found.status, found.dwellings) == (0, "optimal", 0)
    assert found.demand_total > 0


EIGHT = ("20537", "30052", "20415", "20111", "20376", "20110", "12028", "07006")


@pytest.mark.moderate
def test_costs_are_of_states_by_any_of_their_names_and_of_no_others():
    name = row().states["20"]
    by_name, by_key = (
        place_sites(row(), Criteria(), Siting(budget=3, cost=f"1,{state}:2")).sites for state in (name, "20")
    )
    assert by_name.equals(by_key)
    assert set(by_name.loc[by_name["cvegeo"].str.startswith("20"), "cost"]) == {2.0}
    for strange in ("99", "Nowhere"):
        with pytest.raises(CriteriaError, match=f"cost: found '{strange}', expected a state"):
            place_sites(row(), Criteria(), Siting(budget=3, cost=f"1,{strange}:2"))
    with pytest.raises(CriteriaError, match="cost: found"):
        place_sites(row(), Criteria(), Siting(budget=3, cost=f"1,{name}:2,20:3"))


def test_an_empty_list_of_candidates_is_refused_by_its_own_name():
    for text in ("", "none", " , "):
        with pytest.raises(CriteriaError, match="candidates: found none"):
            Siting.from_text({"candidates": text})


@pytest.mark.moderate
def test_what_new_sites_and_those_that_are_there_serve_adds_up():
    layers = row(sites=[site("a-1", lon=LON["20001"])])
    found = place_sites(layers, Criteria(), Siting(k=1, existing_capacity=5, capacity=20))
    table = found.municipalities
    assert found.served_there == pytest.approx(5)
    assert found.dwellings + found.served_there == pytest.approx(table["served"].sum())
    assert found.demand_total + found.served_there == pytest.approx(table["demand"].sum())
    assert found.marginalised <= found.dwellings <= found.reachable <= found.demand_total + 1e-9


@pytest.mark.moderate
def test_the_fewest_sites_are_the_best_of_as_few(layers):
    least = cover_share(layers, Criteria(), Siting(candidates=EIGHT), share=0.3)
    best = place_sites(layers, Criteria(), Siting(candidates=EIGHT, k=len(least.sites)))
    assert least.dwellings == pytest.approx(best.dwellings)


@pytest.mark.slow
def test_time_that_some_readings_leave_is_for_the_others(layers):
    found = place_sites(layers, Criteria(), Siting(candidates=EIGHT, k=3, over="regret"), time_limit_s=60)
    assert (found.status, set(found.sites["cvegeo"])) == ("optimal", {"20537", "30052", "20415"})
    assert found.objective == pytest.approx(590.375, abs=1e-3)
