"""Which phone call first: facts by hand, every state of a small world by brute force, the calls of today."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from itertools import combinations, product
from typing import get_args

import numpy as np
import pytest

from exports.rows import describe_rows
from exports.unknowns import questions, unknown_rows
from geo import Criteria, CriteriaError, find_gaps
from geo.facts import facts_of
from geo.pilots import first_choice
from geo.sites import place_sites
from geo.siting import Siting
from geo.unknowns import unknowns
from layers.program_records import NotFound
from layers.programs import catalogue
from tests.support.worlds import municipality, returns, settlement, site, world
from vocabulary.lists import COMPONENTS, UnknownTable
from words.text import Text

TOLD = [{"title": "Page", "year": 2026}]
LEGAL = [COMPONENTS[2]]
ASKED = Criteria(reach_km=40, min_return_rate=1, eligibility="deported")


def places():
    """Five municipalities in two states along a line, three tenths of a degree (some 32 km) apart, and one farther."""
    return {"20001": -97.1, "20002": -96.7, "20003": -96.4, "30001": -96.1, "30002": -95.8}


def small(*sites):
    lons = places()
    return world(
        [municipality(key, seat_lon=lon) for key, lon in lons.items()],
        [
            settlement(key, lon=lon + shift, population=people)
            for key, lon in lons.items()
            for shift, people in ((0.0, 600.0), (0.12, 400.0))
        ],
        [returns(key, rate=15.0 + 5 * number) for number, key in enumerate(lons)],
        sites,
    )


@cache
def unsure():
    """Sites of every kind of unsure fact: two desks in one place, one in part of another's reach, and so on."""
    return small(
        site("a-1", lon=-97.1, sureness="office", citations=TOLD),
        site("a-2", lon=-97.1, sureness="state", citations=TOLD),
        site("b-1", lon=-96.6, sureness="confirmed", citations=[{"title": "Old", "year": 2019}]),
        site("c-1", lon=-96.3, sureness="confirmed", eligibility="unknown", citations=TOLD),
        site("d-1", lon=-95.9, sureness="office", components=[], announced=LEGAL, citations=TOLD),
        site("e-1", lon=-95.5, sureness="confirmed", citations=TOLD),
    )


FACTS = [("a-1", "there"), ("a-2", "there"), ("b-1", "open"), ("c-1", "whom"), ("d-1", "there"), ("d-1", "gives")]


def told(layers, facts, otherwise):
    """The layers with a catalogue that says some facts otherwise: the other way to the same answer."""
    changed = {(facts["site_id"][row], facts["fact"][row]) for row in otherwise}
    pairs = []
    for record, place in zip(layers.programs.records, layers.programs.geometries, strict=True):
        mine = {fact for site_id, fact in changed if site_id == record.site_id}
        if mine & {"there", "open"}:
            continue
        new = {"eligibility": "any"} if "whom" in mine else {}
        new |= {"components": tuple(LEGAL), "announced": ()} if "gives" in mine else {}
        pairs.append((record.model_copy(update=new), place))
    return dataclasses.replace(layers, programs=catalogue(pairs, layers.programs.views, 2026, "told"))


def turned(before, after):
    return int((after.is_gap & ~before.is_gap).sum()), int((before.is_gap & ~after.is_gap).sum())


# --- the facts


def test_facts_are_those_of_the_catalogue_that_are_not_sure_and_could_matter():
    table = facts_of(unsure(), ASKED).table
    assert list(zip(table["site_id"], table["fact"], strict=True)) == FACTS
    # Where anyone will do it makes no difference whom a site takes.
    anyone = facts_of(unsure(), ASKED.model_copy(update={"eligibility": "any"})).table
    assert "whom" not in set(anyone["fact"])


@pytest.mark.parametrize(
    ("record", "fact"),
    [
        ({"sureness": "confirmed", "citations": TOLD}, None),
        ({"citations": TOLD}, "there"),
        ({"sureness": "confirmed"}, "open"),
        ({"sureness": "confirmed", "citations": [{"title": "A", "year": 2024}]}, None),
        ({"sureness": "confirmed", "citations": [{"title": "A", "year": 2023}]}, "open"),
        ({"sureness": "confirmed", "components": [], "announced": LEGAL, "citations": TOLD}, "gives"),
        ({"sureness": "confirmed", "components": [], "citations": TOLD}, None),
        ({"sureness": "confirmed", "until": 2020}, None),
        ({"kind": "general_service", "sureness": "office"}, None),
    ],
)
def test_a_site_s_fact_is_unsure_where_no_source_tells_it(record, fact):
    found = facts_of(small(site("a-1", **record)), Criteria()).table
    assert found["fact"].tolist() == ([] if fact is None else [fact])


def test_a_source_before_and_one_after_tell_that_a_site_was_open_between():
    both = [{"title": "A", "year": 2010}, {"title": "B", "year": 2020}]
    layers = small(site("a-1", sureness="confirmed", citations=both))
    asked = {year: facts_of(layers, Criteria(as_of=year)).table["fact"].tolist() for year in (2009, 2014, 2022, 2023)}
    assert asked == {2009: ["open"], 2014: [], 2022: [], 2023: ["open"]}


@pytest.mark.moderate
def test_a_site_less_sure_than_asked_counts_where_it_is_there():
    layers = unsure()
    asked = ASKED.model_copy(update={"sureness": "confirmed"})
    found = unknowns(layers, asked).facts.set_index(["site_id", "fact"])
    assert found.loc[("a-1", "there"), "gaps_ended"] > 0
    assert found.loc[("a-1", "there"), "gaps_new"] == 0


# --- the changes


@pytest.fixture(scope="module")
def every_state():
    """The answer in every state of the facts of the small world, each from a catalogue that says so."""
    layers = unsure()
    facts = facts_of(layers, ASKED).table
    answers = {}
    for state in product((False, True), repeat=len(facts)):
        rows = tuple(np.flatnonzero(state))
        answers[rows] = find_gaps(told(layers, facts, rows), ASKED)
    return layers, facts, answers


@pytest.mark.moderate
def test_every_state_of_a_small_world_by_brute_force(every_state):
    layers, facts, answers = every_state
    before = answers[()]
    found = unknowns(layers, ASKED, pairs=1000)
    assert len({tuple(answer.is_gap) for answer in answers.values()}) > 5
    row_of = {pair: row for row, pair in enumerate(zip(facts["site_id"], facts["fact"], strict=True))}
    assert len(found.facts) == len(facts) == 6
    together = {
        tuple(sorted(row_of[tuple(name.split(":"))] for name in row.facts)): row
        for row in found.together.itertuples(index=False)
    }
    alone = {(row_of[row.site_id, row.fact],): row for row in found.facts.itertuples(index=False)}
    for rows, row in (alone | together).items():
        after = answers[rows]
        assert (row.gaps_new, row.gaps_ended) == turned(before, after), rows
        assert row.gaps == len(after.ranked)
        for name in ("gap_return_dwellings", "unserved_return_dwellings"):
            assert getattr(row, f"{name}_change") == pytest.approx(after.totals[name] - before.totals[name])
        assert row.pilot == ";".join(first_choice(after))
        assert row.pilot_changes == (first_choice(after) != first_choice(before))
    # Pairs that are not told change what their facts change one by one: no municipality feels both.
    for pair in combinations(range(len(facts)), 2):
        if pair not in together:
            sums = [sum(column) for column in zip(*(turned(before, answers[(row,)]) for row in pair), strict=True)]
            assert turned(before, answers[pair]) == tuple(sums), pair


@pytest.mark.moderate
def test_the_best_sites_are_those_of_the_catalogue_that_says_so(every_state):
    layers, facts, _ = every_state
    found = unknowns(layers, ASKED)
    for row in found.facts.itertuples(index=False):
        at = facts.index[(facts["site_id"] == row.site_id) & (facts["fact"] == row.fact)]
        best = place_sites(told(layers, facts, at), ASKED, Siting(k=1)).sites
        assert row.best_sites[:1] == tuple(best["cvegeo"])
        assert row.best_sites_change == (row.best_sites != found.best_sites)


@pytest.mark.moderate
def test_minutes_without_roads_are_asked_as_the_answer_has_them(every_state):
    layers, facts, _ = every_state
    asked = ASKED.model_copy(update={"reach_km": 50.0, "reach_min": 60.0})
    before, found = find_gaps(layers, asked), unknowns(layers, asked).facts
    for row in found.itertuples(index=False):
        at = facts.index[(facts["site_id"] == row.site_id) & (facts["fact"] == row.fact)]
        after = find_gaps(told(layers, facts, at), asked)
        assert (row.gaps_new, row.gaps_ended) == turned(before, after)
        change = after.totals["unserved_return_dwellings"] - before.totals["unserved_return_dwellings"]
        assert row.unserved_return_dwellings_change == pytest.approx(change)


@pytest.mark.moderate
def test_desks_that_stand_in_for_each_other_show_only_together():
    found = unknowns(unsure(), ASKED)
    desks = found.facts.set_index("site_id").loc[["a-1", "a-2"]]
    assert (desks[["gaps_new", "gaps_ended", "unserved_return_dwellings_change"]] == 0).all(axis=None)
    [place] = found.together.query("together == 'place'").to_dict("records")
    assert place["facts"] == ("a-1:there", "a-2:there")
    assert (place["gaps_new"], place["gaps_turned_alone"]) == (1, 0)


@pytest.mark.moderate
def test_the_first_call_changes_the_most():
    found = unknowns(unsure(), ASKED).facts
    assert found["call"].tolist() == list(range(1, 7))
    turns = (found["gaps_new"] + found["gaps_ended"]).where(~found["pilot_changes"], 100)
    assert turns.is_monotonic_decreasing


@pytest.mark.moderate
def test_pairs_are_drawn_by_the_seed():
    layers = unsure()
    every = unknowns(layers, ASKED, pairs=1000)
    assert every.drawn == every.pairs > 3
    some = [unknowns(layers, ASKED, pairs=3, seed=seed) for seed in (1, 1, 2, 3)]
    drawn = [set(found.together.query("together == 'pair'")["facts"]) for found in some]
    assert drawn[0] == drawn[1]
    assert len({frozenset(pairs) for pairs in drawn}) > 1
    assert all(len(pairs) == 3 and pairs <= set(every.together["facts"]) for pairs in drawn)
    assert some[0].drawn == 3


@pytest.mark.parametrize("pairs", [-1, 10_001])
def test_the_number_of_pairs_has_bounds(pairs):
    with pytest.raises(CriteriaError, match="pairs: found"):
        unknowns(unsure(), ASKED, pairs=pairs)


@pytest.mark.moderate
def test_without_unsure_facts_there_is_nobody_to_call():
    layers = small(site("e-1", sureness="confirmed", citations=TOLD))
    found = unknowns(layers, ASKED)
    assert found.facts.empty
    assert found.together.empty
    assert list(found.facts.columns) == list(unknowns(unsure(), ASKED).facts.columns)
    assert unknowns(layers, ASKED.model_copy(update={"programs": ()})).facts.empty


# --- missing offices


@pytest.mark.moderate
def test_one_more_office_ends_the_gaps_that_asking_for_it_ends(every_state):
    layers, *_ = every_state
    missing = NotFound(id="there", what_es="a", what_en="a", would_es="b", would_en="b", at="20001")
    layers = dataclasses.replace(layers, programs=dataclasses.replace(layers.programs, not_found=(missing,)))
    found = unknowns(layers, ASKED).missing
    before = find_gaps(layers, ASKED)
    assert found["not_found"].tolist()[0] == "there"
    ended = {}
    for key in places():
        after = find_gaps(layers, ASKED.model_copy(update={"what_if": (key,)}))
        ended[key] = turned(before, after)[1]
        for row in found[found["cvegeo"] == key].itertuples(index=False):
            assert row.gaps_ended == ended[key]
            assert row.gap_return_dwellings_change == pytest.approx(
                after.totals["gap_return_dwellings"] - before.totals["gap_return_dwellings"]
            )
            assert row.reached == pytest.approx(
                before.totals["unserved_return_dwellings"] - after.totals["unserved_return_dwellings"]
            )
    assert {key for key, number in ended.items() if number} == set(found.loc[found["gaps_ended"] > 0, "cvegeo"])
    assert found["gaps_ended"][1:].is_monotonic_decreasing


# --- the real catalogue


@pytest.mark.moderate
def test_the_first_calls_of_oaxaca(layers):
    asked = Criteria(state=("20",))
    found, base = unknowns(layers, asked), find_gaps(layers, asked)
    # Three desks in the capital stand in for each other: none matters alone, all of them the most.
    alone = found.facts.set_index("site_id").loc[list(OAXACA)]
    assert (alone[["gaps_new", "gaps_ended"]] == 0).all(axis=None)
    assert found.together["facts"][0] == tuple(f"{name}:there" for name in OAXACA)
    pairs = [
        (record, place)
        for record, place in zip(layers.programs.records, layers.programs.geometries, strict=True)
        if record.site_id not in OAXACA
    ]
    without = find_gaps(layers.with_programs(catalogue(pairs, layers.programs.views, 2026, "without")), asked)
    assert (found.together["gaps_new"][0], found.together["gaps_ended"][0]) == turned(base, without)
    assert turned(base, without)[0] > 20
    assert found.together["gaps_turned_alone"][0] == 0
    huajuapan = found.missing.set_index("not_found").loc["oaxaca-offices"]
    after = find_gaps(layers, asked.model_copy(update={"what_if": ("20039",)}))
    assert (huajuapan["cvegeo"], huajuapan["gaps_ended"]) == ("20039", turned(base, after)[1])
    # What was looked for elsewhere ends no gap of those asked about, and is told.
    assert {"semai-regional", "veracruz-offices"} <= set(found.missing["not_found"].dropna())
    readings = found.readings.set_index("id")
    general = find_gaps(layers, asked.model_copy(update={"programs": ("with-general-services",)}))
    assert readings.loc["general_services", "then"] == len(general.gaps) < len(base.gaps)
    towns = find_gaps(layers, asked.model_copy(update={"sureness": "office"}))
    assert "towns" not in readings.index or readings.loc["towns", "then"] == len(towns.gaps)
    assert (readings["change"] == readings["then"] - len(base.gaps)).all()


OAXACA = ("estatal-oaxaca-oaxaca", "inm-enlaces-oaxaca", "probem-oaxaca")


@pytest.mark.moderate
def test_a_question_that_chose_its_programs_is_not_told_of_services_that_it_did_not_ask_for(layers):
    found = unknowns(layers, Criteria(programs=("probem",), state=("20",)))
    assert "general_services" not in set(found.readings["id"])
    assert set(found.facts["program_id"]) == {"probem"}


# --- what is asked


@pytest.mark.moderate
@pytest.mark.parametrize("lang", ["es", "en"])
def test_each_fact_has_its_question_in_the_reader_s_language(lang):
    layers, text = unsure(), Text(lang)
    found = unknowns(layers, ASKED)
    asked = dict(
        zip(zip(found.facts["site_id"], found.facts["fact"], strict=True), questions(found, layers, text), strict=True)
    )
    program = "Programa" if lang == "es" else "Program"
    words = {"program": program, "site": program}
    assert asked["a-1", "there"] == text("ask.there.office", **words)
    assert asked["a-2", "there"] == text("ask.there.state", **words)
    assert asked["b-1", "open"] == text("ask.open", **words, year="2026")
    assert asked["c-1", "whom"] == text("ask.whom.deported", **words)
    assert asked["d-1", "gives"] == text("ask.gives.some", **words, names=text(f"component.{LEGAL[0]}").lower())
    rows = unknown_rows(found, layers, "facts", text)
    assert rows["question"].tolist() == questions(found, layers, text)


@pytest.mark.parametrize("table", get_args(UnknownTable))
def test_every_column_of_every_table_has_its_meaning(table):
    layers = unsure()
    found = unknowns(layers, ASKED)
    rows = unknown_rows(found, layers, table, Text("en"))
    about = {"name": "calls.csv", "what": f"unknowns.{table}", "command": ("unknowns", "--table", table)}
    beside = json.loads(describe_rows(rows, found.gaps, layers, **about, text=Text("en")))
    columns = beside["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == list(rows.columns)
    assert all(column["dc:description"].endswith((".", ";")) for column in columns)
    assert beside["dc:title"] == Text("en")(f"list.unknowns.{table}")


@pytest.mark.moderate
def test_the_command_writes_the_rows_of_geo(shell, layers):
    code, out, err = shell("unknowns", "--state", "20", "--lang", "en", "--format", "json")
    found = unknowns(layers, Criteria(state=("20",)))
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert [row["question"] for row in document["rows"]] == questions(found, layers, Text("en"))
    assert [row["gaps_new"] for row in document["rows"]] == found.facts["gaps_new"].tolist()
    assert (document["gaps"], document["pilot"]) == (len(found.gaps.ranked), ["20"])
    assert (document["pairs"], document["drawn"]) == (found.pairs, found.drawn)


@pytest.mark.parametrize(("option", "value"), [("--pairs", "-1"), ("--seed", "-1"), ("--table", "everything")])
def test_a_wrong_option_gets_one_line_and_exit_2(shell, option, value):
    code, out, err = shell("unknowns", option, value, "--state", "31")
    assert (code, out) == (2, b"")
    assert err.count("\n") == 1
