"""Hostile names of a person's own catalogue in a browser: in the map's tooltips and the page's tables, nothing runs."""

from __future__ import annotations

import shutil

import pytest
from conftest import FAILED_IMAGE, Alcance

from tools.server import ROOT, end_server, free_port, start_server


@pytest.fixture
def hostile(tmp_path):
    """A server of the test's own page: the dashboard's pieces and its configuration."""
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    page = ROOT / "tests" / "browser" / "hostile_page.py"
    door = (ROOT / "app.py").read_text(encoding="utf-8").replace("st.App(PAGE,", f"st.App({str(page)!r},")
    (tmp_path / "hostile_app.py").write_text(door, encoding="utf-8")
    port, log = free_port(), tmp_path / "log.txt"
    server = start_server(port, log=log, app=str(tmp_path / "hostile_app.py"))
    yield f"http://127.0.0.1:{port}"
    end_server(server)
    assert "Traceback" not in log.read_text(), log.read_text()[-3000:]


@pytest.fixture
def server(hostile):
    return hostile


def test_hostile_names_are_shown_as_text_and_nothing_of_them_runs(page, server):
    page.goto(server)
    map_of = Alcance(page, server)
    map_of.painted()
    page.locator(".alcance-why").wait_for()
    map_of.until("shown.tooltips !== null")
    tips = map_of.script(
        """(() => {
            shown.map.eachLayer((layer) => layer.getTooltip?.() && layer.openTooltip());
            return [...box.querySelectorAll(".leaflet-tooltip")].map((tip) => tip.textContent);
        })()"""
    )
    page.evaluate(FAILED_IMAGE)
    assert len(tips) == 6
    assert any("<img src=x onerror=" in tip for tip in tips)
    assert any("</script><script>" in tip for tip in tips)
    assert all("\u202e" not in tip for tip in tips)
    for frame in page.frames:
        assert frame.evaluate("window.hit") is None
    boxes = (
        ".leaflet-tooltip,.alcance-why,.alcance-story,.alcance-table,.alcance-prose,.alcance-figures,.alcance-source"
    )
    bad = ",".join(f"{box} {tag}" for box in boxes.split(",") for tag in ("img", "script", "svg"))
    assert page.locator(bad).count() == 0
    shown = page.locator(".alcance-table").inner_text()
    assert '<img src=x onerror="top.hit=1;window.hit=1">' in shown
