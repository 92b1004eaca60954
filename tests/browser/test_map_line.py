"""The map's own line in a real browser: what it brings, and that the page brings the same where it does not."""

from __future__ import annotations

import re
import struct
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from geo import Criteria, find_gaps
from vocabulary.colours import STATUS

REACH = "Alcance de una sede"
LINE = re.compile("/map/line/")


def shows(alcance, layers, reach_km):
    answer = find_gaps(layers, Criteria(reach_km=reach_km))
    alcance.page.locator("h1.alcance-sentence", has_text=f"{len(answer.gaps)} municipios rurales").wait_for()
    colours = {key: STATUS[status] for key, status in zip(answer.table["cvegeo"], answer.table["status"], strict=True)}
    return alcance.fills() == colours


def told(alcance):
    """What the page itself told the map last."""
    return alcance.map.evaluate("window.__GLOBAL_DATA__.last_feature_group")


def test_a_change_comes_on_the_line_and_the_page_only_names_it(alcance, layers):
    alcance.open()
    assert "alcance.show(" in told(alcance)
    alcance.slide(REACH)
    assert shows(alcance, layers, 60)
    assert f'alcance.expect("{alcance.stamp()}")' in told(alcance)
    assert "alcance.show(" not in told(alcance)
    assert 1_000 < alcance.map.evaluate("alcance.state().bytes") < 15_000


def test_without_a_line_the_page_brings_everything(alcance, layers):
    alcance.page.route_web_socket(LINE, lambda socket: socket.close())
    alcance.open()
    alcance.slide(REACH)
    assert shows(alcance, layers, 60)
    assert "alcance.show(" in told(alcance)
    alcance.slide(REACH, key="ArrowLeft")
    assert shows(alcance, layers, 50)


@pytest.mark.parametrize("stalls", ["always", "once"])
def test_what_the_line_loses_the_map_asks_the_page_for(alcance, layers, stalls):
    lost = []

    def lose(message):
        lost.append(message)

    def connect(socket):
        server = socket.connect_to_server()
        if not lost or stalls == "always":
            server.on_message(lose)

    alcance.page.route_web_socket(LINE, connect)
    alcance.open()
    alcance.slide(REACH)
    assert len(lost) == 1
    assert shows(alcance, layers, 60)
    assert "alcance.show(" in told(alcance)
    # The map opens another line after two seconds.
    alcance.page.wait_for_timeout(3000)
    alcance.slide(REACH, times=2)
    assert shows(alcance, layers, 80)
    assert ("alcance.show(" in told(alcance)) == (stalls == "always")
    # A click still says what was clicked: asking again went the same way.
    row = layers.municipios[layers.municipios["municipality"] == "Ocosingo"].iloc[0]
    inside = layers.boundaries.set_index("cvegeo").geometry[row["cvegeo"]].representative_point()
    alcance.page.mouse.click(*alcance.point_of(inside.x, inside.y))
    alcance.page.locator(".alcance-why", has_text="Ocosingo").wait_for()


def test_there_and_back_faster_than_the_page_ends_where_it_began(alcance, layers):
    alcance.open()
    before = alcance.fills()
    slider = alcance.page.get_by_role("slider", name=REACH)
    for pause in (20, 40, 60, 80):
        slider.focus()
        for key in ("ArrowRight", "ArrowLeft") * 5:
            alcance.page.keyboard.press(key)
            alcance.page.wait_for_timeout(pause)
        alcance.page.wait_for_timeout(500)
        alcance.settled()
        assert slider.get_attribute("aria-valuetext") == "50 km"
        assert shows(alcance, layers, 50)
        assert alcance.fills() == before
        alcance.page.wait_for_url(lambda address: "reach_km" not in address)


def test_a_stranger_who_has_read_the_address_opens_nothing_and_a_gigabyte_is_refused(alcance, server):
    host = urlsplit(server).netloc
    with alcance.page.expect_websocket(lambda socket: "/map/line/" in socket.url) as found:
        alcance.open()
    address = found.value.url
    for wrong, origin in ((address, "http://evil.example"), (address, None), (f"{address}a", server)):
        with pytest.raises(InvalidStatus) as refused:
            connect(wrong, origin=origin)
        assert refused.value.response.status_code == 403
    with connect(address, origin=server) as stranger:
        # What Streamlit's server is set to take at most, it counts when a frame is announced.
        stranger.socket.sendall(b"\x81\xff" + struct.pack("!Q", 1_000_000_000) + b"\0" * 4)
        with pytest.raises(ConnectionClosed) as closed:
            stranger.recv(timeout=20)
        assert closed.value.rcvd.code == 1009
    assert host in address
