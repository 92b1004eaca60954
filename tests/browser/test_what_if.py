"""Hypothetical sites on the first page, in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from geo import Criteria, find_gaps
from vocabulary.colours import STATUS


def test_a_link_with_hypothetical_sites_shows_them_and_what_they_change(alcance, layers):
    alcance.open("/?what_if=-96.7_17.1,20528")
    answer = find_gaps(layers, Criteria(what_if=("20528", "-96.7_17.1")))
    assert len(answer.gaps) < len(find_gaps(layers, Criteria()).gaps)
    assert alcance.sentence().startswith(f"{len(answer.gaps)} municipios rurales")
    assert "con 2 sedes hipotéticas" in alcance.page.locator(".reading").first.inner_text()
    assert alcance.fills() == {
        key: STATUS[status] for key, status in zip(answer.table["cvegeo"], answer.table["status"], strict=True)
    }
    expect(alcance.map.locator("path.hypothetical")).to_have_count(2)
    assert "what_if=-96.7_17.1" in alcance.page.url
