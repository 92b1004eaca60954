"""The pages' logic without a browser: every control asks what it says, to its extremes, and the link says the same."""

from __future__ import annotations

import re
from html import escape

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.pages import municipality as municipality_page
from dashboard.story import story_html
from exports.sites import export_sites
from exports.unknowns import questions
from geo import Criteria, CriteriaError, find_gaps
from geo.certainty import find_certainty
from geo.grid import NAMES
from geo.services import service_reach
from geo.sites import place_sites
from geo.siting import Siting
from geo.unknowns import unknowns
from tests.conftest import ROOT
from vocabulary.lists import STATUSES
from words.catalogues import languages
from words.text import Text

pytestmark = pytest.mark.filterwarnings("ignore")


def open_page(path="", **link):
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "main.py"), default_timeout=120)
    page._page_hash = calc_hash(path) if path else ""
    for name, text in link.items():
        page.query_params[name] = text
    return page.run()


def link_of(page):
    return {name: values[0] if isinstance(values, list) else values for name, values in page.query_params.items()}


def shown_count(page):
    """The number of gaps the sentence says."""
    bodies = [element.proto.body for element in page.get("html")]
    sentence = next(body for body in bodies if "alcance-sentence" in body)
    found = re.search(r'<strong class="gap">([\d,]+)</strong>', sentence)
    if found:
        return int(found[1].replace(",", ""))
    return 1 if re.search(r"Un municipio|One rural", sentence) else 0


def asked_in(page):
    link = {name: text for name, text in link_of(page).items() if name in Criteria.model_fields}
    return Criteria.from_text(link)


def check(page, layers):
    assert not page.exception
    gaps = find_gaps(layers, asked_in(page))
    assert shown_count(page) == len(gaps.gaps)
    return gaps


def widget(page, kind, label):
    return next(element for element in getattr(page, kind) if element.label == label)


CONTROLS = (
    "selectbox",
    "multiselect",
    "segmented_control",
    "button_group",
    "select_slider",
    "slider",
    "toggle",
    "checkbox",
)
SLIDERS = {
    "Tasa de retorno, al menos": ("min_return_rate", (0.0, 15.0)),
    "Viviendas rurales de retorno, al menos": ("min_return_dwellings", (0, 1000)),
    "Población rural, al menos": ("min_rural_share", (0.0, 1.0)),
    "Abiertos en": ("as_of", (2005, 2026)),
    "Alcance de una sede": ("reach_km", (5, 500)),
    "Cubiertos en una brecha, a lo más": ("max_covered_share", (0.0, 0.5)),
}


@pytest.mark.slow
@pytest.mark.parametrize("label", SLIDERS)
def test_a_slider_asks_its_own_setting_to_both_ends(layers, label):
    field, ends = SLIDERS[label]
    for value in ends:
        page = open_page()
        widget(page, "select_slider", label).set_value(value).run()
        assert getattr(check(page, layers).criteria, field) == value
        others = {name for name in asked_in(page).to_text() if name != field}
        assert not others


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("label", "value", "field", "asked"),
    [
        ("Región (CONAPO)", "norte", "region", ("norte",)),
        ("Región (CONAPO)", "all", "region", ("all",)),
        ("Programas", "imrc-2014", "programs", ("imrc-2014",)),
        ("Programas", "none", "programs", ()),
        ("Programas", "with-general-services", "programs", ("with-general-services",)),
    ],
)
def test_a_choice_asks_its_own_setting(layers, label, value, field, asked):
    page = open_page()
    widget(page, "selectbox", label).set_value(value).run()
    assert getattr(check(page, layers).criteria, field) == asked


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("label", "values", "field"),
    [
        ("Estados", ["20", "12"], "state"),
        ("Ofrecen al menos uno de", ["legal_assistance"], "components"),
    ],
)
def test_a_list_asks_its_own_setting(layers, label, values, field):
    page = open_page()
    widget(page, "multiselect", label).set_value(values).run()
    assert getattr(check(page, layers).criteria, field) == tuple(sorted(values))


@pytest.mark.moderate
def test_how_sure_sites_must_be_and_what_is_only_announced_are_asked(layers):
    page = open_page()
    widget(page, "segmented_control", "Sedes que cuentan").set_value("confirmed").run()
    assert check(page, layers).criteria == Criteria(sureness="confirmed")
    page = open_page()
    widget(page, "toggle", "Contar también lo solo anunciado").set_value(True).run()
    assert check(page, layers).criteria == Criteria(count_announced=True)


@pytest.mark.moderate
@pytest.mark.parametrize("lang", languages())
def test_a_setting_is_described_in_the_same_words_by_its_control_and_the_page_on_the_method(lang):
    page, text = open_page(lang=lang), Text(lang)
    helps = {
        element.proto.label: element.proto.help
        for shown in (page, open_page(lang=lang, reach_min="60"))
        for kind in CONTROLS
        for element in shown.get(kind)
    }
    for name in Criteria.model_fields:
        # That of road access is there only where CONEVAL's file is: tests/test_access.py has its words. That of the
        # readings is on the page of certainty.
        if name not in {"what_if", "min_low_access_share", "readings"}:
            assert helps[text(f"field.{name}")] == text(f"field.{name}.help"), name
    page._page_hash = calc_hash("metodo")
    page.run()
    assert not page.exception
    shown = " ".join(element.proto.body for element in page.get("html"))
    for name in Criteria.model_fields:
        assert escape(text(f"field.{name}.help")) in shown


@pytest.mark.moderate
def test_other_readings_are_asked_on_the_page_of_certainty_and_are_in_the_link(layers):
    page, text = open_page(state="20"), Text("es")
    page._page_hash = calc_hash("certeza")
    page.run()
    control = widget(page, "text_input", text("field.readings"))
    assert control.proto.help == text("field.readings.help")
    control.set_value("reach_km:30,50; min_return_dwellings:25").run()
    asked = Criteria(state=("20",), readings="min_return_dwellings:25;reach_km:30,50")
    assert asked_in(page) == asked
    shown = " ".join(element.proto.body for element in page.get("html"))
    assert text.number(find_certainty(layers, asked).combinations) in shown
    widget(page, "text_input", text("field.readings")).set_value("reach_km:far").run()
    assert page.warning[0].value == CriteriaError.of(
        "readings", "readings", found="'reach_km:far'", choices=", ".join(NAMES)
    ).faults[0].said(text)
    assert link_of(page)["readings"] == asked.readings


@pytest.mark.moderate
@pytest.mark.parametrize("lang", languages())
def test_the_page_of_calls_says_what_to_ask_and_what_was_not_found(layers, lang):
    page = open_page("llamadas", lang=lang, state="20")
    assert not page.exception
    shown = " ".join(element.proto.body for element in page.get("html"))
    found = unknowns(layers, Criteria(state=("20",)))
    text = Text(lang)
    asked = questions(found, layers, text)
    assert escape(asked[0]) in shown
    assert text.number(found.facts["gaps"][0]) in shown
    for missing in layers.programs.not_found:
        assert escape(missing.what_es if lang == "es" else missing.what_en) in shown
    ended = found.missing.set_index("not_found").loc["oaxaca-offices", "gaps_ended"]
    assert text("unknowns.ends", int(ended)) in shown
    general = found.readings.set_index("id").loc["general_services"]
    assert text("unknowns.change.fewer", -general["change"], then=text.number(general["then"])) in shown


@pytest.mark.moderate
def test_no_program_chosen_covers_nobody(layers):
    page = open_page(programs="imrc-2014,paisano")
    widget(page, "multiselect", "Programas elegidos").set_value([]).run()
    gaps = check(page, layers)
    assert gaps.criteria.programs == ()
    assert gaps.table["covered_share"].max() == 0


@pytest.mark.moderate
def test_the_two_readings_are_one_click_away(layers):
    page = open_page()
    widget(page, "button", "El informe, 2014").click().run()
    assert check(page, layers).criteria == Criteria(programs=("imrc-2014",))
    page = open_page(programs="imrc-2014", reach_km="80")
    widget(page, "button", "Hoy").click().run()
    assert check(page, layers).criteria == Criteria()


@pytest.mark.moderate
@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_link_brings_its_question_back(layers, lang):
    criteria = Criteria.ask(year=2010, state=("30",), rural_below=2500, reach_km=33.5, min_return_rate=1.25)
    page = open_page(lang=lang, **criteria.to_text())
    assert asked_in(page) == criteria
    check(page, layers)
    assert not page.warning


@pytest.mark.moderate
@pytest.mark.parametrize(
    "link",
    [
        {"year": "1812"},
        {"year": "1066", "programs": "../../etc/passwd"},
        {"reach_km": "-5"},
        {"reach_km": "nan"},
        {"state": "99"},
        {"state": "99", "components": "magic"},
        {"region": "atlantis"},
        {"programs": "nobody"},
        {"m": "99999"},
        {"s": "99"},
        {"reach_km": "x" * 10_000},
        {"nonsense": "<script>alert(1)</script>"},
        {"lang": "tlh", "color": "plaid", "v": "north"},
    ],
)
def test_a_wrong_link_is_answered_without_what_was_wrong(layers, link):
    page = open_page(**link)
    gaps = check(page, layers)
    assert gaps.criteria == Criteria()
    named = set(link) - {"lang", "color", "v"}
    assert bool(page.warning) == bool(named)
    for name in named:
        assert name in page.warning[0].value
    assert all(len(warning.value) < 1000 for warning in page.warning)


@pytest.mark.moderate
def test_the_language_is_switched_without_losing_the_question(layers):
    page = open_page(reach_km="80")
    page.segmented_control(key="language.es").set_value("en").run()
    assert link_of(page)["lang"] == "en"
    assert check(page, layers).criteria == Criteria(reach_km=80)
    widget(page, "select_slider", "Reach of a site").set_value(60).run()
    assert check(page, layers).criteria == Criteria(reach_km=60)


def test_a_municipality_whose_p_code_the_common_dataset_lacks_says_so():
    text = Text("es")
    for key, lacks in (("23011", True), ("20067", False)):
        row = pd.Series({"pcode": f"MX{key}", "pcode_in_cod": not lacks})
        assert (text("pcode.not_in_cod") in municipality_page._pcode(row, text)) == lacks
    assert municipality_page._pcode(pd.Series({"pcode": "XX1", "pcode_in_cod": pd.NA}), text) == "XX1"


@pytest.mark.moderate
def test_a_door_leads_through_its_task_and_stays_closed_once_it_is_closed():
    page, text = open_page(lang="en"), Text("en")
    page.button(key="door.act").click().run()
    assert text("door.act.1") in page.markdown[0].value
    assert page.button(key="door.next").label == text("door.next", page=text("page.pilots"))
    page.button(key="door.close").click().run()
    assert not page.exception
    assert not [button for button in page.button if button.key and button.key.startswith("door.")]
    assert [element for element in page.get("html") if "alcance_doors=closed" in element.proto.body]


@pytest.mark.moderate
def test_an_office_is_put_at_the_seat_of_the_municipality_chosen_and_taken_away_again(layers):
    page, text = open_page(lang="en", m="20447"), Text("en")
    before = shown_count(page)
    widget(page, "button", text("office.put")).click().run()
    assert check(page, layers).criteria == Criteria(what_if=("20447",))
    assert shown_count(page) < before
    widget(page, "button", text("office.take")).click().run()
    assert check(page, layers).criteria == Criteria()


@pytest.mark.moderate
def test_the_reach_is_asked_in_minutes_and_in_km_again(layers):
    page, text = open_page(lang="en"), Text("en")
    widget(page, "segmented_control", text("field.reach_unit")).set_value("min").run()
    gaps = find_gaps(layers, Criteria(reach_min=60))
    assert not page.exception
    assert asked_in(page) == gaps.criteria
    bodies = " ".join(element.proto.body for element in page.get("html"))
    low, high = int(gaps.totals["gap"]), int(gaps.totals["gap"] + gaps.totals["undecided"])
    assert f"{low}\N{EN DASH}{high}" in bodies
    assert text("reach.no_network", near="18", far="40") in [caption.value for caption in page.caption]
    widget(page, "select_slider", text("field.slow_kmh")).set_value(25).run()
    assert asked_in(page) == Criteria(reach_min=60, slow_kmh=25)
    page = open_page(lang="en", reach_min="60", slow_kmh="25")
    widget(page, "segmented_control", text("field.reach_unit")).set_value("km").run()
    assert check(page, layers).criteria == Criteria(slow_kmh=25)


@pytest.mark.moderate
def test_without_roads_no_service_is_called_out_of_reach_that_may_be_in_it(layers):
    """At 60 minutes 11 services are beyond the reach of Oaxaca for sure at the slow speed, 10 at the fast one too."""
    asked = Criteria(state=("20",), reach_min=60)
    surely, at_most = (
        int((service_reach(layers, Criteria(state=("20",), reach_km=km)).totals["reached_any"] == 0).sum())
        for km in asked.reach_ends_km
    )
    assert surely > at_most
    text = Text("en")
    for link, count, told in (({"reach_min": "60"}, at_most, True), ({"reach_km": "18"}, surely, False)):
        page = open_page("servicios", lang="en", state="20", **link)
        assert not page.exception
        shown = " ".join(element.proto.body for element in page.get("html"))
        assert f"{count} of the 14 services" in shown
        assert (escape(text("services.band", slow="18", fast="40")) in shown) == told


@pytest.mark.moderate
def test_the_page_of_sites_offers_the_file_of_its_proposals(monkeypatch, layers):
    made = {}
    monkeypatch.setattr("dashboard.pages.sites.offer", lambda _label, make, name, *_, **__: made.setdefault(name, make))
    page = open_page("sedes", state="20", k="1")
    assert not page.exception
    (make,) = [make for name, make in made.items() if name.endswith(".csv")]
    assert make() == export_sites(place_sites(layers, Criteria(state=("20",)), Siting(k=1)), layers)


@pytest.mark.moderate
@pytest.mark.parametrize("lang", languages())
def test_a_municipality_of_every_status_has_its_story(layers, lang):
    gaps, text = find_gaps(layers, Criteria(year=2010, reach_min=60)), Text(lang)
    rows = gaps.table.groupby("status", observed=True).first()
    assert set(rows.index) == set(STATUSES)
    for status, row in rows.iterrows():
        told = story_html(gaps, layers, text, row["cvegeo"])
        assert row["municipality"] in told
        assert text(f"status.{status}") in told
        assert "{" not in told
    assert text.rate(rows.loc["gap", "return_rate"]) in story_html(gaps, layers, text, rows.loc["gap", "cvegeo"])


def test_a_change_that_overtakes_the_page_draws_all_of_it():
    def page():
        import streamlit as st

        from dashboard.pages.gaps import follow

        st.button("change", on_click=follow)
        st.text("drawn")

    overtaken = AppTest.from_function(page).run()
    overtaken.button[0].click().run()
    assert not overtaken.exception
    assert [drawn.value for drawn in overtaken.text] == ["drawn"]
