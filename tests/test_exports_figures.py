"""Figures, briefs and embedded maps: what they say, in both languages, the same bytes twice, and nothing that runs."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from exports.alternative import alternative, map_words, nothing_to_reach
from exports.brief import export_brief
from exports.brief_parts import brief_parts
from exports.canvas import printable, shorten, width_of, wrap
from exports.embed import MOST_BYTES, embed
from exports.figures import (
    change_figure,
    concentration_figure,
    coverage_figure,
    export_figure,
    map_figure,
    multiples_figure,
    ranking_figure,
)
from exports.inset import inset_of
from exports.mapping import draw
from exports.markup import escaped
from exports.names import names_on
from exports.panels import panel_title, panels_of
from exports.safe_text import one_line
from geo import Criteria, CriteriaError, find_gaps
from geo.certainty import find_certainty
from geo.change import change_by, change_of_asked
from geo.geodesy import geodesic_km
from geo.services import service_reach
from geo.sites import place_sites
from geo.siting import Siting
from tests.support.print import printed
from tests.support.strange import NAMES, strange_world
from vocabulary import colours
from vocabulary.lists import FIGURE_KINDS, SURENESS
from words.text import Text

ES, EN = Text("es"), Text("en")
STRANGERS = Criteria.ask(min_return_rate=1)
OAXACA = Criteria.ask(state=("20",))
CURVE = pd.DataFrame(
    {
        "k": [0, 1, 2, 3],
        "reached": [0.0, 1230.0, 2000.0, 2400.0],
        "share": [0.0, 0.5, 0.8, 0.97],
        "bound": [0.0, 0.55, 0.9, 0.98],
    }
)


@pytest.fixture(scope="module")
def strange():
    layers = strange_world()
    return layers, find_gaps(layers, STRANGERS)


@pytest.fixture(scope="module")
def oaxaca(layers):
    return layers, find_gaps(layers, OAXACA)


@pytest.fixture(scope="module")
def country(layers):
    return layers, find_gaps(layers, Criteria.ask(region=("all",), year=2010))


def words_of(figure) -> list[str]:
    """Every word a figure shows."""
    from matplotlib.text import Text as Words

    return [words.get_text() for words in figure.findobj(Words) if words.get_text() and words.get_visible()]


def figure_of(kind, gaps, layers, text):
    if kind == "coverage":
        return coverage_figure(CURVE, gaps, layers, text)
    return {
        "map": map_figure,
        "multiples": multiples_figure,
        "ranking": ranking_figure,
        "change": change_figure,
        "concentration": concentration_figure,
    }[kind](gaps, layers, text)


# --- figures


@pytest.mark.slow
@pytest.mark.parametrize(("world_of", "text"), [("oaxaca", EN), ("strange", ES), ("country", EN)])
@pytest.mark.parametrize("kind", FIGURE_KINDS)
def test_no_word_of_a_figure_leaves_the_page_or_lies_on_another(request, world_of, kind, text):
    layers, gaps = request.getfixturevalue(world_of)
    assert_readable(figure_of(kind, gaps, layers, text))


def assert_readable(figure):
    """No word of a figure leaves the page or lies on another."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text as Words

    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    page = figure.bbox
    boxes = {}
    for words in figure.findobj(Words):
        if words.get_text().strip() and words.get_visible():
            box = words.get_window_extent()
            assert page.x0 <= box.x0 <= box.x1 <= page.x1, words.get_text()
            assert page.y0 <= box.y0 <= box.y1 <= page.y1, words.get_text()
            boxes[words] = shapely.box(box.x0 + 1, box.y0 + 2, box.x1 - 1, box.y1 - 2)
    shapes = list(boxes.values())
    near = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    clashes = [(a, b) for a, b in near.T if a < b]
    assert [[list(boxes)[at].get_text() for at in pair] for pair in clashes] == []


@pytest.mark.moderate
@pytest.mark.parametrize("kind", ["ranking", "change"])
@pytest.mark.parametrize("asked", [{"region": ("all",)}, {"state": ("15", "30")}], ids=["all", "two"])
def test_the_names_of_many_states_and_municipalities_are_readable(layers, kind, asked):
    assert_readable(figure_of(kind, find_gaps(layers, Criteria.ask(**asked)), layers, ES))


@pytest.mark.slow
@pytest.mark.parametrize("state", [f"{code:02}" for code in range(1, 33)])
def test_the_figures_of_every_state_are_readable(layers, state):
    """Its map and, of the other kinds, the next in turn: each is looked at in six states, and in both languages."""
    seat = layers.municipios.query("state_code == @state")["cvegeo"].iloc[0]
    gaps = find_gaps(layers, Criteria.ask(state=(state,), what_if=(seat,)))
    others = [kind for kind in FIGURE_KINDS if kind != "map"]
    number = int(state)
    for kind, text in (("map", (ES, EN)[number % 2]), (others[number % len(others)], (EN, ES)[number % 2])):
        assert_readable(figure_of(kind, gaps, layers, text))


@pytest.mark.slow
@pytest.mark.parametrize("kind", FIGURE_KINDS)
def test_a_figure_has_its_title_its_sources_its_edition_and_how_it_is_made_again(oaxaca, kind):
    layers, gaps = oaxaca
    for text in (ES, EN):
        said = " ".join(words_of(figure_of(kind, gaps, layers, text)))
        flat = " ".join(said.split())
        assert "INEGI" in flat
        assert "CONAPO" in flat
        assert layers.provenance.edition in flat
        assert "CC-BY-4.0" in flat
        assert f"alcance figure --kind {kind} --state 20 --format png --lang {text.language}" in flat


@pytest.mark.moderate
def test_a_map_says_its_statuses_counts_sites_and_scale(oaxaca):
    layers, gaps = oaxaca
    said = words_of(map_figure(gaps, layers, EN))
    for status, words in (("gap", "Gap"), ("covered", "Covered"), ("few_returns", "Few returns")):
        assert f"{words} ({int((gaps.table['status'] == status).sum())})" in said
    assert {"Site that counts", "Catchment", "100 km"} <= set(said)


@pytest.mark.moderate
@pytest.mark.parametrize(("text", "sea"), [(ES, "Océano Pacífico"), (EN, "Pacific Ocean")], ids=["es", "en"])
def test_a_map_names_towns_neighbours_and_sea_and_no_name_lies_on_a_site(layers, oaxaca, text, sea):
    drawing = draw(oaxaca[1], layers)
    names = names_on(drawing, layers, text, width=6.4)
    assert {sea, "Veracruz", "Puebla", "Oaxaca de Juárez"} <= {name.words for name in names}
    assert "Oaxaca" not in {name.words for name in names}, "the title names it"
    dots = (drawing.sites[["x", "y"]].to_numpy() - drawing.bounds[:2]) * 6.4 / drawing.width
    boxes = [shapely.box(*name.box) for name in names]
    assert not shapely.STRtree(boxes).query(shapely.points(dots).tolist(), predicate="dwithin", distance=0.05).size
    assert {name.words for name in names} <= set(words_of(map_figure(oaxaca[1], layers, text))) | {sea}


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("asked", "title"),
    [({"region": ("all",)}, "Capital region"), ({"state": ("31",)}, "Islands of Progreso"), ({"state": ("20",)}, None)],
    ids=["all", "31", "20"],
)
def test_what_is_too_small_or_too_far_off_is_in_an_inset_that_hides_nothing(layers, asked, title):
    gaps = find_gaps(layers, Criteria.ask(**asked))
    drawing = draw(gaps, layers)
    inset = inset_of(drawing, gaps, layers, EN, width=6.4)
    assert (inset.title if inset else None) == title
    if inset:
        hidden = shapely.box(*(np.array(inset.box) * drawing.width / 6.4 + np.tile(drawing.bounds[:2], 2)))
        assert not shapely.intersects(hidden, shapely.points(drawing.sites[["x", "y"]].to_numpy())).any()
        shown = set(inset.drawing.areas["cvegeo"].str[:2])
        assert ("09" if title == "Capital region" else "31") in shown


@pytest.mark.moderate
def test_names_are_letters_in_an_svg_above_their_halo(oaxaca):
    layers, gaps = oaxaca
    tree = ET.fromstring(export_figure("map", gaps, layers, ES, picture="svg"))
    letters = [text for text in tree.iter("{http://www.w3.org/2000/svg}text") if text.text == "Oaxaca de Juárez"]
    assert ["stroke:" in text.get("style") for text in letters] == [True, False]
    assert letters[0].get("aria-hidden") == "true"


@pytest.mark.moderate
def test_the_readings_stand_side_by_side_each_with_its_own_answer(oaxaca):
    layers, gaps = oaxaca
    panels = panels_of(gaps, layers)
    assert [(panel.criteria.year, panel.selection.as_of) for panel in panels] == [
        *((2010, 2026), (2020, 2026)),
        *((2010, 2014), (2020, 2014)),
    ]
    said = words_of(multiples_figure(gaps, layers, EN))
    counts = [f"{int(panel.totals['gap'])} gaps" for panel in panels]
    assert [words for words in said if words in counts] == counts
    told = alternative("multiples", gaps, layers, EN)
    assert all(panel_title(panel, EN) in told and map_words(panel, EN) in told for panel in panels)
    brief = find_gaps(layers, Criteria.ask(state=("20",), programs=("imrc-2014",)))
    assert [panel.selection.as_of for panel in panels_of(brief, layers)] == [2014, 2014, 2026, 2026]


@pytest.mark.moderate
def test_the_scale_bar_is_as_long_as_the_land(oaxaca):
    layers, gaps = oaxaca
    drawing = draw(gaps, layers)
    assert drawing.scale_km * 1000 <= drawing.width / 4
    assert drawing.scale_km * 2500 > drawing.width / 4
    sites = gaps.selection.asked
    assert len(drawing.sites) >= 2
    x, y = drawing.sites["x"].to_numpy(), drawing.sites["y"].to_numpy()
    flat = np.hypot(x[:, None] - x, y[:, None] - y)
    pairs = np.argwhere(flat == flat.max())[0]
    everywhere = geodesic_km(
        np.repeat(sites["lon"].to_numpy(), len(sites)),
        np.repeat(sites["lat"].to_numpy(), len(sites)),
        np.tile(sites["lon"].to_numpy(), len(sites)),
        np.tile(sites["lat"].to_numpy(), len(sites)),
    )
    drawn_km = flat[tuple(pairs)] / 1000
    assert np.abs(everywhere / drawn_km - 1).min() < 0.002


@pytest.mark.moderate
def test_a_map_draws_every_municipality_asked_about_and_shares_their_borders(oaxaca):
    layers, gaps = oaxaca
    drawing = draw(gaps, layers)
    asked = gaps.table.loc[gaps.table["status"] != "outside_region", "cvegeo"]
    drawn = drawing.areas.set_index("cvegeo")["shape"]
    assert set(asked) <= set(drawn.index)
    shapes = drawn[asked].to_numpy()
    assert not shapely.is_empty(shapes).any()
    assert shapely.area(shapely.union_all(shapes)) == pytest.approx(shapely.area(shapes).sum(), rel=1e-6)


def test_the_ranking_shows_the_first_fifteen_in_order_with_their_estimates(oaxaca):
    layers, gaps = oaxaca
    figure = ranking_figure(gaps, layers, EN)
    said = words_of(figure)
    bars = figure.axes[0].patches
    rows = gaps.gaps.head(15)
    assert [bar.get_width() for bar in bars] == rows["rural_return_dwellings"].tolist()
    assert [words for words in said if words.startswith("≈")] == [
        f"≈ {EN.estimate(value)}" for value in rows["rural_return_dwellings"]
    ]
    assert {shorten(name, 8.5, 2.75) for name in rows["municipality"]} <= set(said)


def test_where_nobody_is_left_to_reach_the_figure_says_so(oaxaca):
    layers, gaps = oaxaca
    nothing = CURVE.assign(reached=0.0, share=np.nan)
    figure = coverage_figure(nothing, gaps, layers, EN)  # a warning fails the test
    assert not figure.axes
    assert nothing_to_reach(gaps, layers, EN) in words_of(figure)


def test_the_curve_shows_its_frame(oaxaca):
    layers, gaps = oaxaca
    figure = coverage_figure(CURVE, gaps, layers, ES)
    line = figure.axes[0].lines[0]
    assert line.get_xdata().tolist() == CURVE["k"].tolist()
    assert line.get_ydata().tolist() == CURVE["share"].tolist()
    proven = figure.axes[0].lines[1]
    assert proven.get_ydata().tolist() == CURVE["bound"].tolist()
    assert proven.get_label() == ES("figure.coverage.bound")
    said = words_of(figure)
    assert "1 sede: 50\u00a0%, cerca de 1,230 viviendas" in said
    assert "3 sedes: 97\u00a0%, cerca de 2,400 viviendas" in said


def test_a_curve_must_be_given(oaxaca):
    layers, gaps = oaxaca
    with pytest.raises(ValueError, match="curve: found none"):
        export_figure("coverage", gaps, layers, ES)


@pytest.mark.moderate
def test_the_change_shows_each_state_and_the_country(layers):
    gaps = find_gaps(layers, Criteria())
    figure = change_figure(gaps, layers, EN)
    rates = change_by(layers, Criteria(), "state")
    rows = rates[rates["asked"]]
    said = words_of(figure)
    country = change_of_asked(layers, Criteria())[1]
    last = {**dict(zip(rows["state"], rows["last_rate"], strict=True)), "The whole country": country["last_rate"]}
    # The first is the legend's.
    names = [words for words in said if words in last][1:]
    assert names == sorted(last, key=last.__getitem__, reverse=True)
    for row in [*rows.itertuples(index=False), country]:
        assert {EN.rate(row.first_rate), EN.rate(row.last_rate)} <= set(said)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FIGURE_KINDS)
def test_strange_names_are_drawn_as_they_are_and_twice_the_same(strange, kind):
    layers, gaps = strange
    again = strange_world()
    for picture in ("png", "svg"):
        first = export_figure(kind, gaps, layers, ES, picture=picture, curve=CURVE)
        second = export_figure(kind, find_gaps(again, STRANGERS), again, ES, picture=picture, curve=CURVE)
        assert first == second


@pytest.mark.moderate
def test_a_png_has_300_dots_an_inch_and_says_what_it_is(strange):
    layers, gaps = strange
    image = Image.open(io.BytesIO(export_figure("ranking", gaps, layers, EN)))
    assert image.format == "PNG"
    assert tuple(round(dots) for dots in image.info["dpi"]) == (300, 300)
    assert image.info["Title"] == EN("figure.ranking.asked")
    assert image.info["Description"] == alternative("ranking", gaps, layers, EN)
    assert "world" in image.info["Copyright"]
    assert "Software" not in image.info


@pytest.mark.moderate
@pytest.mark.parametrize("kind", FIGURE_KINDS)
def test_an_svg_has_letters_and_says_what_it_shows_to_who_does_not_see_it(strange, kind):
    layers, gaps = strange
    tree = ET.fromstring(export_figure(kind, gaps, layers, ES, picture="svg", curve=CURVE))
    name = "{http://www.w3.org/2000/svg}"
    said = {element.get("id"): element.text for element in tree if element.tag in (f"{name}title", f"{name}desc")}
    assert tree.get("role") == "img"
    assert list(said) == tree.get("aria-labelledby").split()
    title, shown = said.values()
    assert shown == alternative(kind, gaps, layers, ES, curve=CURVE)
    words = " ".join(element.text for element in tree.iter(f"{name}text") if element.text)
    assert title in words
    assert "alcance figure" in words


@pytest.mark.moderate
@pytest.mark.parametrize("kind", FIGURE_KINDS)
def test_an_svg_is_well_formed_without_date_script_or_outside_reference(strange, kind):
    layers, gaps = strange
    data = export_figure(kind, gaps, layers, ES, picture="svg", curve=CURVE)
    tree = ET.fromstring(data)
    assert not any(element.tag.endswith(("script", "image", "}date")) for element in tree.iter())
    links = [
        value for element in tree.iter() for name, value in element.attrib.items() if name.endswith(("href", "src"))
    ]
    # The licence's and format's identifiers are names, not files that are fetched.
    assert all(link.startswith("#") or "purl.org" in link or "w3.org" in link for link in links)


@pytest.mark.moderate
@pytest.mark.parametrize("kind", FIGURE_KINDS)
def test_nothing_to_show_is_said(strange, kind):
    layers, _ = strange
    nobody = find_gaps(layers, Criteria.ask(min_return_dwellings=1_000_000))
    assert export_figure(kind, nobody, layers, EN, curve=CURVE.head(0), picture="svg")


@pytest.mark.moderate
def test_the_colours_of_figures_are_those_of_the_page(strange):
    layers, gaps = strange
    data = export_figure("map", gaps, layers, EN, picture="svg").decode()
    assert colours.STATUS["gap"] in data
    assert colours.STATUS["unknown"] in data


@pytest.mark.slow
@pytest.mark.parametrize("text", [ES, EN], ids=["es", "en"])
def test_a_ring_tells_how_sure_a_site_is_by_its_line_in_map_and_legend(layers, text):
    gaps = find_gaps(layers, Criteria())
    page = embed(gaps, layers, text).decode()
    rings = page.count('r="6.5"')
    sites = draw(gaps, layers).sites
    assert rings == sites["sureness"].notna().sum() > 0
    drawn = page.split("<ul")[0]
    assert drawn.count('stroke-dasharray="3.2 2.0"') == (sites["sureness"] == "office").sum() > 0
    assert drawn.count('stroke-dasharray="1.2 1.8"') == (sites["sureness"] == "state").sum() > 0
    for name in SURENESS:
        assert text(f"map.sureness.{name}") in page


# --- words in print


def test_what_would_turn_or_hide_text_is_taken_out():
    assert one_line("\u202eabc\u200f\nd\te\x00") == "abc d e"
    assert escaped("12\u00a0%  of ") == "12\u00a0% of"
    assert printable("Ñandú 中") == "Ñandú □"
    assert escaped('<a b="c">`\u202e') == "&lt;a b=&quot;c&quot;&gt;&#96;"


@pytest.mark.slow
def test_lines_are_as_wide_as_told_and_lose_no_word():
    words = "Municipios rurales con mucho retorno y sin programas al alcance " * 4
    lines = wrap(words, 10, 3.0)
    assert " ".join(lines) == words.strip()
    assert all(width_of(line, 10) <= 3.0 for line in lines)
    assert shorten("x" * 400, 10, 1.0).endswith("…")
    assert width_of(shorten("x" * 400, 10, 1.0), 10) <= 1.0


# --- change by state


# --- embedded map


class Reader(HTMLParser):
    """Every tag with its attributes, and all text, as a browser would take them."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(data.decode("utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


SAFE_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "svg", "g", "path", "circle", "rect", "text"),
    *("ul", "li", "i", "a", "code", "strong", "header", "dl", "dt", "dd", "div", "section", "table", "thead", "tbody"),
    *("tr", "th", "td", "desc", "defs", "pattern"),
}


def assert_quiet(data: bytes) -> Reader:
    """No script, no handler, nothing that a browser would fetch."""
    reader = Reader(data)
    assert {tag for tag, _ in reader.tags} <= SAFE_TAGS
    for tag, attributes in reader.tags:
        assert not any(name.startswith("on") or name in ("src", "srcset", "background") for name in attributes), tag
        if "href" in attributes:
            assert tag == "a"
            assert attributes["href"].startswith("https://example.org/")
    assert re.search(rb"url\((?!#)|@import|javascript:", data) is None
    assert b"default-src 'none'" in data
    return reader


@pytest.mark.slow
@pytest.mark.parametrize("text", [ES, EN], ids=["es", "en"])
def test_an_embedded_map_is_one_quiet_file_below_a_megabyte(layers, text):
    gaps = find_gaps(layers, Criteria.ask(region=("all",), year=2010))
    data = embed(gaps, layers, text, address="https://example.org/alcance/")
    reader = assert_quiet(data)
    assert len(data) < MOST_BYTES
    said = " ".join(reader.words)
    assert f"{text('status.gap')} ({len(gaps.gaps)})" in said
    assert layers.provenance.edition in said
    assert f"{len(gaps.gaps)} " in said
    links = [attributes["href"] for tag, attributes in reader.tags if tag == "a"]
    assert links == ["https://example.org/alcance/?year=2010&region=all"]


def test_strange_names_are_text_in_an_embedded_map(strange):
    layers, gaps = strange
    data = embed(gaps, layers, ES)
    reader = assert_quiet(data)
    assert b"<img" not in data
    assert b"onerror" in data
    assert not re.search("[\u200e\u200f\u202a-\u202e]", data.decode())
    tips = " | ".join(reader.words)
    assert all(one_line(name) in tips for name in NAMES.values())
    assert embed(gaps, layers, ES) == data


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc", "//host", ""])
def test_an_embedded_map_links_to_pages_alone(strange, address):
    layers, gaps = strange
    with pytest.raises(ValueError, match="address: found"):
        embed(gaps, layers, ES, address=address)


# --- brief


@pytest.mark.moderate
@pytest.mark.parametrize(("state", "text"), [("01", EN), ("03", ES), ("20", ES), ("20", EN)])
def test_a_brief_has_two_pages_and_its_words_can_be_read(layers, state, text):
    criteria = Criteria.ask(state=(state,))
    data = export_brief(layers, criteria, text, form="pdf")
    if (state, text) == ("20", ES):
        assert data == export_brief(layers, criteria, text, form="pdf")
    pages, rects = printed(data)
    assert len(pages) == 2
    first, second = (" ".join(page.split()) for page in pages)
    gaps = find_gaps(layers, criteria)
    parts = brief_parts(layers, criteria, text)
    assert layers.states[state] in first
    assert parts.sentence.split(".")[0][:40] in first
    for row in gaps.gaps.head(10).itertuples(index=False):
        assert row.municipality[:20] in first
        assert f"≈ {text.estimate(row.rural_return_dwellings)}" in first
    for word in ("brief.services", "brief.sites", "brief.how_sure", "brief.again", "embed.sources"):
        assert text(word) in second
    assert f"alcance brief --state {state} --format pdf --lang {text.language}" in second
    assert layers.provenance.edition in second
    for edges in rects:
        assert len(edges) > 30
        # Left, bottom, right, top, in points from the lower left corner.
        assert (edges[:, 0] > 40).all()
        assert (edges[:, 2] < 612 - 40).all()
        assert (edges[:, 3] < 792 - 40).all()
        assert (edges[:, 1] > 18).all()
        # Only the foot, of one line, stands below the room for text.
        assert len(np.unique(np.round(edges[edges[:, 1] < 44, 1] / 4))) == 1


@pytest.mark.slow
def test_a_brief_says_what_the_other_answers_say(layers):
    parts = brief_parts(layers, OAXACA, ES)
    reach = service_reach(layers, OAXACA).by_state.set_index("component")["share_any"]
    told = parts.services.set_index("component")["share_any"]
    pd.testing.assert_series_equal(told, reach.loc[told.index])
    assert told.is_monotonic_increasing
    pd.testing.assert_frame_equal(parts.sites, place_sites(layers, OAXACA, Siting(k=3)).sites)
    sure = find_certainty(layers, OAXACA).table.set_index("cvegeo")["stability"]
    np.testing.assert_array_equal(parts.first["stability"], sure.loc[parts.first["cvegeo"]])
    said = " ".join(assert_quiet(export_brief(layers, OAXACA, EN, form="html")).words)
    for word in ("brief.services", "brief.sites", "brief.how_sure"):
        assert EN(word) in said
    assert all(name in said for name in parts.sites["municipality"])


@pytest.mark.slow
def test_a_brief_s_first_municipalities_are_the_answer_s(layers):
    gaps = find_gaps(layers, OAXACA)
    parts = brief_parts(layers, OAXACA, ES)
    pd.testing.assert_frame_equal(parts.first[gaps.gaps.columns], gaps.gaps.head(10))
    reader = assert_quiet(export_brief(layers, OAXACA, ES, form="html"))
    cells = [words.strip() for words in reader.words]
    places = [cells.index(name) for name in parts.first["municipality"]]
    assert places == sorted(places)


@pytest.mark.moderate
@pytest.mark.parametrize("form", ["pdf", "html"])
def test_a_brief_of_strange_names_is_whole_and_quiet(strange, form):
    layers, _ = strange
    criteria = Criteria.ask(state=("01",), min_return_rate=1)
    data = export_brief(layers, criteria, ES, form=form)
    if form == "html":
        said = " ".join(assert_quiet(data).words)
        assert all(one_line(name) in said for key, name in NAMES.items() if key != "01009")
    else:
        assert data.startswith(b"%PDF-")
        assert b"/JavaScript" not in data
        assert b"/URI" not in data


@pytest.mark.parametrize("criteria", [Criteria(), Criteria.ask(state=("20", "12"))])
def test_a_brief_is_about_one_state(layers, criteria):
    with pytest.raises(CriteriaError, match="expected one state"):
        export_brief(layers, criteria, ES)
