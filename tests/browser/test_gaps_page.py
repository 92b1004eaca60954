"""The first page in a real browser."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import shapely
from streamlit.proto.BackMsg_pb2 import BackMsg

from geo import Criteria, find_gaps
from tools.server import ROOT
from vocabulary.colours import STATUS

REACH = "Alcance de una sede"


def number(count: int) -> str:
    return f"{count:,}"


def test_the_page_answers_with_the_numbers_of_the_rule_and_draws_all_in_the_colours_of_their_status(alcance, layers):
    alcance.open()
    answer = find_gaps(layers, Criteria())
    assert alcance.sentence().startswith(f"{len(answer.gaps)} municipios rurales de la región Sur-sureste")
    assert f"{round(answer.totals['gap_return_dwellings'], -2):,.0f} viviendas" in alcance.sentence()
    table = answer.table
    expected = {key: STATUS[status] for key, status in zip(table["cvegeo"], table["status"], strict=True)}
    assert alcance.fills() == expected


def test_a_change_repaints_only_what_changed_and_keeps_the_view(alcance, layers):
    alcance.open()
    alcance.script("(shown.map.setView([17.1, -96.2], 8, {animate: false}), (shown.same = true))")
    before = alcance.view()
    alcance.slide(REACH, times=1)
    answer = find_gaps(layers, Criteria(reach_km=60))
    assert len(answer.gaps) != len(find_gaps(layers, Criteria()).gaps)
    alcance.page.get_by_text(f"{len(answer.gaps)} municipios rurales").wait_for()
    assert alcance.fills() == {
        key: STATUS[status] for key, status in zip(answer.table["cvegeo"], answer.table["status"], strict=True)
    }
    assert alcance.view() == before
    assert alcance.script("shown.same"), "the map was mounted again"
    alcance.page.wait_for_url("**reach_km=60*")


def test_panning_asks_the_server_nothing(alcance):
    alcance.open()
    alcance.complete()
    sent = []
    alcance.page.on("websocket", lambda _: sent.append("new socket"))
    alcance.sockets[-1].on("framesent", lambda frame: sent.append(BackMsg.FromString(frame).WhichOneof("type")))
    alcance.script("void shown.map.panBy([200, 50], {animate: false})")
    alcance.script("void shown.map.zoomIn(1, {animate: false})")
    # What a movement changes is the view in the link; a question would have been sent by then.
    alcance.page.wait_for_url(re.compile(r"[?&]v="))
    alcance.settled()
    assert [kind for kind in sent if kind != "app_heartbeat"] == []


def test_a_tooltip_says_status_how_firm_three_figures_and_the_nearest_site(alcance, layers):
    alcance.open("/?lang=en")
    table = find_gaps(layers, Criteria()).table.set_index("cvegeo")
    row = table[table["status"] == "gap"].sort_values("rural_return_dwellings").iloc[-1]
    inside = shapely.Point(layers.boundaries.set_index("cvegeo").geometry[row.name].representative_point())
    alcance.until("shown.tooltips !== null")
    alcance.script(f"void shown.map.setView([{inside.y}, {inside.x}], 9, {{animate: false}})")
    alcance.page.mouse.move(*alcance.point_of(inside.x, inside.y))
    tip = alcance.map.locator(".alcance-tip")
    tip.wait_for()
    text = tip.inner_text()
    site = layers.programs.sites.set_index("site_id").loc[row["nearest_site"], "site_en"]
    for said in (
        row["municipality"],
        row["state"],
        "Gap ·",
        f"{row['return_rate']:.2f}%",
        f"about {row['rural_return_dwellings']:,.0f}",
        f"{row['covered_share'] * 100:.0f}%",
        site,
        f"{row['nearest_km']:,.0f} km",
    ):
        assert said in text, text


def test_a_click_on_the_map_says_why(alcance, layers):
    alcance.open("/?lang=en")
    row = layers.municipios[layers.municipios["municipality"] == "Ocosingo"].iloc[0]
    inside = layers.boundaries.set_index("cvegeo").geometry[row["cvegeo"]].representative_point()
    alcance.page.mouse.click(*alcance.point_of(inside.x, inside.y))
    story = alcance.page.locator(".alcance-story")
    story.wait_for()
    told = story.inner_text()
    assert "Ocosingo" in told
    assert f"Chiapas · {row['pcode']}" in told
    figures = find_gaps(layers, Criteria()).table.set_index("cvegeo").loc[row["cvegeo"]]
    assert f"its return rate is {figures['return_rate']:.2f}%" in told
    assert f"{figures['nearest_km']:,.0f} km from the seat" in told
    alcance.page.wait_for_url(f"**m={row['cvegeo']}*")


def test_a_click_on_a_row_moves_the_map_there(alcance, layers):
    alcance.open("/?lang=en")
    first = find_gaps(layers, Criteria()).gaps.iloc[0]
    before = alcance.stamp()
    alcance.page.get_by_role("row", name=first["municipality"]).click()
    alcance.painted(after=before)
    alcance.page.locator(".alcance-story", has_text=first["municipality"]).wait_for()
    seat = layers.municipios.set_index("cvegeo").loc[first["cvegeo"]]
    shown = alcance.script(
        "shown.map.getBounds().contains(arg) && shown.map.getZoom() >= 8",
        [seat["seat_lat"], seat["seat_lon"]],
    )
    assert shown


def test_the_download_is_the_shell_s_list(alcance, tmp_path):
    alcance.open("/?lang=en&reach_km=30&state=12")
    alcance.page.get_by_role("button", name="The whole list").click()
    with alcance.page.expect_download() as caught:
        alcance.page.get_by_role("button", name="Download the list").click()
    caught.value.save_as(tmp_path / "list.csv")
    shell = subprocess.run(
        [sys.executable, "-m", "alcance", "gaps", "--reach-km", "30", "--state", "Guerrero"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    assert (tmp_path / "list.csv").read_bytes() == shell.stdout


def test_the_brief_s_reading_is_one_click_away_and_reset_brings_the_default_back(alcance, layers):
    alcance.open()
    brief = find_gaps(layers, Criteria(programs=("imrc-2014",)))
    alcance.page.get_by_role("button", name="El informe, 2014").click()
    alcance.page.get_by_text(f"{len(brief.gaps)} municipios rurales").wait_for()
    alcance.page.wait_for_url("**programs=imrc-2014*")
    alcance.page.get_by_role("button", name="Restablecer").click()
    alcance.page.get_by_text(f"{len(find_gaps(layers, Criteria()).gaps)} municipios rurales").wait_for()
    alcance.page.wait_for_url(lambda url: "programs" not in url)


def test_the_map_can_show_the_return_rate(alcance, layers):
    alcance.open()
    before = alcance.stamp()
    alcance.page.get_by_role("combobox", name="Colorear por").click()
    alcance.page.get_by_role("option", name="Colorear por: Tasa de retorno (% de viviendas)", exact=True).click()
    alcance.painted(after=before)
    rates = find_gaps(layers, Criteria()).table["return_rate"]
    alcance.page.locator(".alcance-key", has_text=number((rates < 0.25).sum())).wait_for()
    assert len(set(alcance.fills().values())) == 6


def test_english_is_one_click_away_and_stays_in_the_link(alcance):
    alcance.open()
    alcance.page.get_by_text("English").click()
    alcance.page.get_by_text("rural municipalities of the Sur-sureste").wait_for()
    alcance.page.wait_for_url("**lang=en*")
    alcance.settled()
    assert alcance.page.locator("html").get_attribute("lang") == "en"
    corner = alcance.page.get_by_role("radio", name="English").bounding_box()
    assert corner["y"] < 60, "the switch stands in the corner of every page"
    assert corner["x"] > 1200


def test_a_wrong_link_says_what_it_ignored(alcance):
    wrong = "year=1066&programs=../../etc/passwd&m=99999&state=99&components=magic"
    alcance.open(f"/?reach_km=-5&{wrong}&nonsense={'x' * 5000}")
    alcance.page.get_by_text("No se entendieron estas partes del enlace").wait_for()
    assert "municipios rurales" in alcance.sentence()
    assert "Traceback" not in alcance.page.content()


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_map_has_the_most_of_a_desk_and_the_answer_stands_above_it(alcance, language):
    alcance.open(f"/?lang={language}")
    for width, height in ((1280, 720), (1920, 1080), (1440, 900)):
        alcance.page.set_viewport_size({"width": width, "height": height})
        alcance.settled()
        shown = alcance.map.bounding_box()
        assert shown["width"] >= 0.55 * width, (width, shown)
        assert min(shown["height"], height - shown["y"]) >= 0.7 * height, (height, shown)
        heading = alcance.page.locator("h1.alcance-sentence")
        lines = heading.evaluate("(it) => it.offsetHeight / parseFloat(getComputedStyle(it).lineHeight)")
        assert lines < 2.5
        assert alcance.page.evaluate("document.documentElement.scrollWidth") <= width
    before = alcance.map.bounding_box()
    alcance.page.locator(".alcance-rows tbody tr").first.click()
    alcance.page.locator(".alcance-story").wait_for()
    assert alcance.map.bounding_box() == before, "what is chosen does not push the map"
