"""A planner with a network of roads: load it, ask within 90 minutes, put an office, take the referrals along."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from conftest import Alcance

from geo import Criteria, find_gaps
from geo.referrals import referrals
from layers.network import load
from tests.support.roads import network_of_oaxaca
from tools.server import end_server, free_port, start_server
from vocabulary.colours import STATUS
from words.text import Text

EN = Text("en")
ASKED = Criteria(state=("20",), reach_min=90)


@pytest.fixture(scope="module")
def folder(layers, tmp_path_factory):
    return network_of_oaxaca(layers, tmp_path_factory.mktemp("roads"))


@pytest.fixture(scope="module")
def served(folder):
    port = free_port()
    process = start_server(port, environment={"ALCANCE_NETWORK": str(folder)})
    yield f"http://127.0.0.1:{port}"
    end_server(process)


def fills(gaps):
    return {key: STATUS[status] for key, status in zip(gaps.table["cvegeo"], gaps.table["status"], strict=True)}


def test_with_roads_the_answer_follows_the_minutes_to_the_referral_table(page, served, server, layers, folder):
    by_road = layers.with_network(load(folder, layers))
    answer, by_circle = find_gaps(by_road, ASKED), find_gaps(layers, Criteria(state=("20",), reach_km=35))
    alcance = Alcance(page, served).open("/?lang=en&state=20&reach_km=35")
    assert alcance.sentence().startswith(f"{len(by_circle.gaps)} ")
    before = alcance.stamp()
    page.get_by_role("radio", name=EN("reach_unit.min")).click()
    alcance.painted(after=before)
    alcance.slide(EN("field.reach_min"), times=2)
    alcance.eventually(lambda: "reach_min=90" in page.url)
    assert re.search(r"net=[0-9a-f]{8}", page.url)
    assert alcance.sentence().startswith(f"{len(answer.gaps)} ")
    assert "90 minutes by road in Oaxaca" in page.locator(".reading").first.inner_text()
    assert alcance.fills() == fills(answer)
    now, once = (set(found.gaps["cvegeo"]) for found in (answer, by_circle))
    assert now - once
    assert once - now

    place = answer.gaps["cvegeo"].iloc[0]
    page.goto(f"{page.url}&m={place}")
    alcance.painted()
    before = alcance.stamp()
    page.get_by_role("button", name=EN("office.put")).click()
    alcance.painted(after=before)
    helped = find_gaps(by_road, ASKED.model_copy(update={"what_if": (place,)}))
    assert len(helped.gaps) < len(answer.gaps)
    assert alcance.sentence().startswith(f"{len(helped.gaps)} ")

    link = page.url
    page.get_by_role("button", name=re.compile(f"{EN('take.title')}$")).click()
    alcance.settled()
    with page.expect_download() as caught:
        page.get_by_role("button", name=EN("take.referrals")).click()
    taken = pd.read_csv(caught.value.path(), dtype={"cvegeo": str})
    expected = referrals(helped, by_road)
    assert taken["site_id"].tolist() == expected["site_id"].tolist()
    assert taken["minutes"].tolist() == pytest.approx(expected["minutes"].round(1).tolist(), nan_ok=True)

    # Where there is no network the same link says so, and answers with a band.
    elsewhere = Alcance(page, server).open(link.removeprefix(served))
    band = find_gaps(layers, helped.criteria)
    assert elsewhere.sentence().startswith(f"{len(band.gaps)}\N{EN DASH}")
    assert EN("fault.no_such_network", found=by_road.network.id) in page.locator("body").inner_text()
