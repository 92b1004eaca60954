"""An embedded map and a brief of strange names, opened in a real browser: nothing is asked for, nothing runs."""

from __future__ import annotations

import pytest

from exports.brief import export_brief
from exports.embed import embed
from geo import Criteria, find_gaps
from tests.support.strange import NAMES, strange_world
from words.text import Text

QUESTION = Criteria.ask(state=("01",), min_return_rate=1)


@pytest.mark.parametrize("kind", ["embed", "brief"])
def test_a_file_of_strange_names_asks_for_nothing_and_runs_nothing(browser, tmp_path, kind):
    layers, text = strange_world(), Text("es")
    data = (
        embed(find_gaps(layers, QUESTION), layers, text)
        if kind == "embed"
        else export_brief(layers, QUESTION, text, form="html")
    )
    path = tmp_path / "file.html"
    path.write_bytes(data)
    page = browser.new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert told == []
    assert page.evaluate("document.querySelectorAll('script, img, iframe, object, link').length") == 0
    tips = page.evaluate("[...document.querySelectorAll('svg title')].map((title) => title.textContent)")
    # The first is the picture's own.
    assert len(tips) == 1 + len(NAMES)
    assert any(tip.startswith("<img src=x onerror=alert(1)></script>") for tip in tips)
    page.close()
