"""What stands on maps, figures, briefs and embeds: whose figures they are, what is drawn on what, in which words."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import replace
from html import unescape

import numpy as np
import pandas as pd
import pytest
import shapely

from exports.alternative import alternative
from exports.brief import export_brief
from exports.brief_parts import about_number, brief_parts, first_note, first_title
from exports.brief_pdf import _Page
from exports.canvas import font_file
from exports.context import describe
from exports.credits import credit, rate_errors, rural_part, source_lines, sources
from exports.dots import in_drawing_order
from exports.embed import embed
from exports.figures import (
    change_figure,
    coverage_figure,
    export_figure,
    figure_curve,
    map_figure,
    ranking_figure,
    title_of,
)
from exports.ink import hatch_of
from exports.interactive import embed_map
from exports.legend import legend_of
from exports.lists import export_gaps
from exports.mapping import draw, mainland
from exports.sentence import place_name, sentence
from exports.settlements import export_settlements
from geo import Criteria, find_gaps
from geo.certainty import FEW_CASES, find_certainty
from geo.site_curves import coverage_curve
from geo.siting import Siting
from tests.support.print import printed
from tests.support.worlds import municipality, returns, settlement, site, world
from tests.test_exports_figures import CURVE, words_of
from vocabulary.colours import PATTERNS, SITE, WHITE
from words.text import Text

ES, EN = Text("es"), Text("en")
OAXACA = Criteria(state=("20",))


# --- whose figures


@pytest.fixture(scope="module")
def estimates(layers):
    """The layers with return figures of 2020 as a survey has them: with errors, cases and the rural part measured."""
    rows = layers.returns.query("year == 2020").assign(
        return_rate_low=lambda rows: rows["return_rate"] / 2,
        return_rate_high=lambda rows: rows["return_rate"] * 1.5,
        return_rate_se=0.1,
        return_rate_cv=10.0,
        cases=np.where(np.arange(2469) % 2 == 0, 12.0, 400.0),
        precision="high",
        rural_return_share_15000=0.9,
    )
    return layers.with_returns(rows, "mi muestra.csv")


@pytest.fixture(scope="module")
def without_errors(layers):
    return layers.with_returns(layers.returns.query("year == 2020"), "tasas.csv")


def flat(figure) -> str:
    return " ".join(" ".join(words_of(figure)).split())


@pytest.mark.moderate
@pytest.mark.parametrize("text", [ES, EN], ids=["es", "en"])
def test_own_figures_are_credited_and_ours_are_not(layers, estimates, text):
    own = estimates.with_programs(layers.programs, "mis sedes.geojson")
    gaps = find_gaps(own, OAXACA)
    for figure in (
        map_figure(gaps, own, text),
        ranking_figure(gaps, own, text),
        coverage_figure(CURVE, gaps, own, text),
    ):
        said = flat(figure)
        assert "CONAPO" not in said
        assert text("credit.programs.ours") not in said
        assert "mi muestra.csv" in said
        assert "mis sedes.geojson" in said
        assert "--returns-file 'mi muestra.csv' --programs-file 'mis sedes.geojson'" in said
    for page in (embed(gaps, own, text), embed_map(gaps, own, text)):
        assert text("credit.returns", who=text("credit.own", name="mi muestra.csv")) in page.decode()
        assert text("credit.returns", who=text("credit.returns.ours")) not in page.decode()


def test_years_that_are_ours_are_credited_beside_a_file_of_another(layers, estimates):
    assert credit(find_gaps(layers, OAXACA), EN, 2020) == (
        "Boundaries: INEGI, Marco Geoestadístico. Returns: CONAPO. People: INEGI, census of 2020. "
        "Programs: Alcance's catalogue."
    )
    assert "Returns: own file mi muestra.csv." in credit(find_gaps(estimates, OAXACA), EN, 2020)
    assert "Returns: CONAPO." in credit(find_gaps(estimates, OAXACA), EN, 2010)
    assert "Returns: CONAPO and own file mi muestra.csv." in credit(find_gaps(estimates, OAXACA), EN, 2010, 2020)


def test_sources_are_those_of_the_tables_in_use_and_own_files_stand_first(layers, estimates):
    ours = [source["title"] for source in sources(find_gaps(layers, OAXACA), ES, 2020)]
    own = [source["title"] for source in sources(find_gaps(estimates, OAXACA), ES, 2020)]
    assert {title for title in ours if "intensidad migratoria" in title} == set(ours) - set(own)
    assert source_lines(find_gaps(estimates, OAXACA), EN)[0] == "Returns: own file mi muestra.csv."
    assert sources(find_gaps(layers, OAXACA), ES, 2010) == sources(find_gaps(estimates, OAXACA), ES, 2010)


def test_sources_are_in_the_language(layers):
    gaps = find_gaps(layers, OAXACA)
    spanish, english = (" ".join(source_lines(gaps, text)) for text in (ES, EN))
    for word in ("municipalities", "October", "July", " table 1", "Facts cited"):
        assert word not in spanish
        assert word in english


def test_catchments_of_a_file_are_credited_beside_the_catalogue(layers):
    row = {"site_id": layers.programs.sites["site_id"].iloc[0], "geometry": shapely.box(-97.0, 16.0, -96.0, 17.0)}
    own = layers.with_catchments(pd.DataFrame([{**row, "record": None}]), "isocronas.geojson")
    gaps = find_gaps(own, OAXACA)
    assert "Programs: Alcance's catalogue. Catchments: own file isocronas.geojson." in credit(gaps, EN)
    assert "--catchments-file isocronas.geojson" in describe(gaps, own, EN)["command"]


def test_what_is_assumed_and_what_is_known_of_errors_is_that_of_the_file(layers, estimates, without_errors):
    ours, measured, plain = (find_gaps(some, OAXACA) for some in (layers, estimates, without_errors))
    assert "taken to be the same" in rural_part(ours, EN)
    assert rural_part(measured, EN) == "Rural return dwellings: the rural part is what the sample measured."
    assert rate_errors(ours, EN) == EN("limit.errors.ours")
    assert (
        rate_errors(measured, EN) == "The rate is estimated from a sample: its 95% interval says how uncertain it is."
    )
    assert "tasas.csv" in rate_errors(plain, EN)
    assert "CONAPO" not in rate_errors(plain, EN)
    mixed = find_gaps(layers, replace_of(OAXACA, rural_split="residence"))
    assert all(part in rural_part(mixed, EN) for part in ("municipalities", "2015", "same throughout"))


def replace_of(criteria, **changes):
    return criteria.model_copy(update=changes)


@pytest.mark.moderate
def test_a_brief_of_own_figures_says_so(estimates):
    parts = brief_parts(estimates, OAXACA, EN)
    assert "CONAPO publishes" not in " ".join(parts.limits)
    assert "return dwellings in the sample" in " ".join(parts.limits)
    assert parts.about["command"] == "alcance brief --state 20 --returns-file 'mi muestra.csv' --format pdf --lang en"
    first = export_brief(estimates, OAXACA, EN, form="html").decode()
    assert "--format html --lang en" in first
    assert EN("own.link", files="mi muestra.csv") in first


@pytest.mark.moderate
def test_a_brief_s_title_follows_the_criteria(layers):
    usual, all_reached = (brief_parts(layers, replace_of(OAXACA, max_covered_share=most), EN) for most in (0.1, 1.0))
    assert usual.title == "Oaxaca: who returns, and whom no program reaches"
    assert all_reached.title == "Oaxaca: which municipalities meet the question"


@pytest.mark.moderate
def test_a_brief_of_own_programs_does_not_say_how_ours_are_placed(layers):
    said = EN("method.limit.places")
    own = layers.with_programs(layers.programs, "mine.csv")
    assert said in brief_parts(layers, OAXACA, EN).limits
    assert said not in brief_parts(own, OAXACA, EN).limits


@pytest.mark.moderate
def test_few_are_counted_in_the_sample_where_the_file_says_how_many(layers, estimates):
    sure = find_certainty(estimates, OAXACA)
    assert sure.counts_sample
    cases = estimates.returns_of(2020)["cases"]
    assert np.array_equal(np.asarray(sure.few_cases, dtype=bool), cases < FEW_CASES)
    ours = find_certainty(layers, OAXACA)
    assert not ours.counts_sample
    said = " ".join(brief_parts(layers, Criteria(state=("15",)), EN).limits)
    assert "expanded from the sample" in said


@pytest.mark.moderate
def test_the_command_has_language_and_format_and_the_link_is_whole(layers):
    gaps = find_gaps(layers, OAXACA)
    assert describe(gaps, layers, EN)["link"] == "http://localhost:8501/?state=20"
    assert describe(gaps, layers, EN, address="https://x.org/a")["link"] == "https://x.org/a?state=20"
    assert "alcance embed --state 20 --kind static --lang en" in embed(gaps, layers, EN).decode()
    assert "alcance embed --state 20 --kind interactive --lang es" in embed_map(gaps, layers, ES).decode()


# --- what is drawn


@pytest.mark.moderate
def test_what_the_page_offers_the_shell_makes_again_to_the_byte(layers, shell):
    page, municipality_page = "https://example.org/", "https://example.org/municipio"
    gaps = find_gaps(layers, OAXACA)
    curve = figure_curve(coverage_curve(layers, OAXACA, Siting(demand="gaps"), bounded=True))
    figure = export_figure("coverage", gaps, layers, EN, picture="svg", curve=curve, demand="gaps")
    offered = [
        export_gaps(gaps, layers, format="json", text=EN, address=page),
        export_settlements(gaps, layers, "20073", format="zip", text=EN, address=municipality_page),
        export_brief(layers, OAXACA, EN, form="html", address=page),
        embed_map(gaps, layers, EN, address=page),
        figure,
    ]
    commands = [
        f"gaps --state 20 --format json --lang en --address {page}",
        f"municipality 20073 --state 20 --format zip --lang en --address {municipality_page}",
        f"brief --state 20 --format html --lang en --address {page}",
        f"embed --state 20 --kind interactive --lang en --address {page}",
        "figure --kind coverage --demand gaps --state 20 --format svg --lang en",
    ]
    for data, command in zip(offered, commands, strict=True):
        if not command.startswith("municipality"):
            assert command in " ".join(unescape(re.sub(r"<[^>]*>", " ", data.decode())).split())
        assert shell(*command.split())[1] == data


@pytest.fixture(scope="module")
def crowded():
    """One place with three sites: one covers, one offers nothing, one is hypothetical; and one far out at sea."""
    layers = world(
        [municipality("01001", seat_lon=-96.0)],
        [settlement("01001")],
        [returns("01001")],
        [
            site("cubre-1", views=["current"]),
            site("vacia-1", views=["current"], components=[]),
            site("vacia-2", lon=-90.0, views=["current"], components=[]),
        ],
    )
    import geopandas as gpd

    box = [shapely.box(-96.2, 16.8, -95.8, 17.2)]
    layers.__dict__["boundaries"] = gpd.GeoDataFrame({"cvegeo": ["01001"]}, geometry=box, crs="EPSG:4326")
    return layers


def test_of_sites_at_one_place_the_one_that_covers_is_on_top(crowded):
    gaps = find_gaps(crowded, Criteria.ask(what_if=("-96_17",), region=("all",)))
    assert in_drawing_order(gaps.selection.asked)["look"].tolist() == ["not", "not", "hypothetical", "covers"]
    drawn = embed(gaps, crowded, EN).decode().split("<ul")[0].split("<circle")[1:]
    dots = [circle for circle in (rest.split(">")[0] for rest in drawn) if 'fill="none"' not in circle]
    assert [f'fill="{SITE}"' in dot for dot in dots] == [False, False, True]
    assert [" stroke-dasharray=" in dot for dot in dots] == [False, True, False]


def test_legends_have_what_is_in_sight_and_no_more(crowded):
    gaps = find_gaps(crowded, Criteria.ask(region=("all",)))
    everywhere = {entry.key: entry.count for entry in legend_of(gaps)}
    seen = {entry.key: entry.count for entry in legend_of(gaps, draw(gaps, crowded))}
    assert everywhere["map.sites.not"] == 2
    assert seen["map.sites.not"] == 1
    assert "map.sites.hypothetical" not in seen


@pytest.mark.moderate
@pytest.mark.parametrize("text", [ES, EN], ids=["es", "en"])
def test_a_hypothetical_site_looks_so_and_is_said_so(layers, text):
    criteria = Criteria(state=("31",), what_if=("31050", "31102"))
    gaps = find_gaps(layers, criteria)
    for page in (embed(gaps, layers, text).decode(), export_brief(layers, criteria, text, form="html").decode()):
        assert page.split("<ul")[0].count('stroke-dasharray="3.0 2.0"') == 2
        assert text("map.sites.hypothetical") in page
        assert text("what_if", 2) in page
        assert " today" not in page
        assert " hoy " not in page
    assert text("map.sites.hypothetical") in words_of(map_figure(gaps, layers, text))
    assert text("map.sites.hypothetical") in embed_map(gaps, layers, text).decode()
    assert f"background:{WHITE};border:2px dashed {SITE}" in embed(gaps, layers, text).decode()


@pytest.fixture(scope="module")
def package(layers, tmp_path_factory):
    path = tmp_path_factory.mktemp("gpkg") / "a.gpkg"
    gaps = find_gaps(layers, Criteria(what_if=("31050",)))
    path.write_bytes(export_gaps(gaps, layers, format="gpkg", text=EN))
    with sqlite3.connect(path) as base:
        yield base


@pytest.mark.slow
def test_a_geopackage_is_of_the_lowest_version_that_holds_it(package):
    assert package.execute("PRAGMA user_version").fetchone() == (10200,)
    assert package.execute("PRAGMA application_id").fetchone() == (0x47504B47,)


@pytest.mark.slow
def test_in_a_geopackage_the_sites_that_cover_lie_on_top_with_and_without_the_styles(package):
    covers = [value for (value,) in package.execute("SELECT covers FROM sites ORDER BY fid")]
    assert covers == sorted(covers)
    assert set(covers) == {"no", "yes"}
    (style,) = package.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = 'sites'").fetchone()
    assert 'symbollevels="1"' in style
    places = [style.index(f'value="{name}"') for name in ("no", "hypothetical", "yes")]
    assert places == sorted(places)
    assert '<Option name="outline_style" type="QString" value="dash" />' in style


# --- frames


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("asked", "islands", "widest"),
    [
        ({"state": ("06",)}, ("Manzanillo",), 200),
        ({"state": ("31",)}, ("Progreso",), 350),
        ({"region": ("tradicional",)}, ("Manzanillo",), 1200),
        ({"state": ("20",)}, (), 600),
    ],
)
def test_a_frame_fits_the_mainland_and_says_whose_islands_are_left_out(layers, asked, islands, widest):
    gaps = find_gaps(layers, Criteria.ask(**asked))
    drawing = draw(gaps, layers)
    assert set(islands) <= set(drawing.left_out)
    assert max(drawing.width, drawing.height) < widest * 1000
    said = flat(map_figure(gaps, layers, EN))
    assert ("lie outside the frame" in said) == bool(drawing.left_out)
    assert set(gaps.table.loc[gaps.is_asked, "cvegeo"]) <= set(drawing.areas["cvegeo"])
    assert not shapely.is_empty(drawing.areas["shape"].to_numpy()).any()


@pytest.mark.moderate
def test_the_scale_bar_stands_where_it_hides_less(layers):
    left, right = (draw(find_gaps(layers, Criteria(state=(code,))), layers) for code in ("20", "15"))
    assert left.scale_at < left.width / 4
    assert right.scale_at + right.scale_km * 1000 > right.width * 0.95


def test_an_island_that_is_a_municipality_stays_in_the_frame(layers):
    gaps = find_gaps(layers, Criteria(state=("23",)))
    land, cut = mainland(layers.boundaries.geometry.to_numpy()[gaps.is_asked])
    names = layers.municipios["municipality"].to_numpy()[gaps.is_asked]
    whole = layers.boundaries.geometry.to_numpy()[gaps.is_asked][names == "Cozumel"][0]
    frame = shapely.box(*shapely.total_bounds(land))
    assert max(shapely.get_parts(whole), key=shapely.area).within(frame.buffer(1e-9))
    assert len(cut) == gaps.is_asked.sum()


# --- words


@pytest.mark.parametrize(
    ("asked", "spanish", "english"),
    [
        ({"state": ("15",)}, "del Estado de México", "of Estado de México"),
        ({"state": ("14", "15")}, "de Jalisco y el Estado de México", "of Jalisco and Estado de México"),
        ({"state": ("09",)}, "de la Ciudad de México", "of Ciudad de México"),
        ({"region": ("tradicional",)}, "de la región Tradicional", "of the Tradicional region"),
        (
            {"region": ("centro", "norte", "sur-sureste")},
            "de las regiones Centro, Norte y Sur-sureste",
            "of the Centro, Norte and Sur-sureste regions",
        ),
        ({"region": ("all",)}, "de México", "of Mexico"),
    ],
)
def test_a_place_is_named_so_that_nobody_takes_it_for_another(layers, asked, spanish, english):
    criteria = Criteria.ask(**asked)
    assert place_name(criteria, layers, ES) == spanish
    assert place_name(criteria, layers, EN) == english


@pytest.mark.moderate
def test_a_map_to_move_about_in_tells_the_state_from_the_country(layers):
    page = embed_map(find_gaps(layers, Criteria(state=("15",))), layers, EN).decode()
    assert json.dumps("Amatepec, Estado de México")[1:-1] in page
    assert json.dumps("Amatepec, México")[1:-1] not in page


@pytest.mark.parametrize(
    ("asked", "said", "not_said"),
    [
        ({}, "rural municipalities of the Sur-sureste region receive many return migrants and lie outside", ()),
        ({"max_covered_share": 1}, "receive many return migrants. They", ("outside the reach", "at most")),
        ({"max_covered_share": 0.4}, "have at most 40% of their rural people within reach", ("outside the reach",)),
        ({"min_return_rate": 0.1}, "have a return rate of at least 0.1%", ("many return",)),
        ({"min_return_rate": 0}, "have at least 25 rural return dwellings and lie outside", ("many return",)),
        ({"min_rural_share": 0}, "municipalities of the Sur-sureste region", ("rural municipalities",)),
        ({"min_rural_share": 0.2}, "municipalities with at least 20% rural people", ("rural municipalities",)),
        (
            {"max_covered_share": 1, "min_return_rate": 0, "min_return_dwellings": 0, "min_rural_share": 0},
            "meet this question. They hold",
            ("many", "outside", "rural municipalities"),
        ),
    ],
)
def test_the_sentence_and_the_title_follow_the_criteria(layers, asked, said, not_said):
    gaps = find_gaps(layers, Criteria.ask(**asked))
    words = sentence(gaps, layers, EN)
    assert said in words
    assert not [part for part in not_said if part in words]
    assert (title_of("map", gaps, layers, EN) == EN("figure.map")) == (not asked)
    assert "{" not in sentence(gaps, layers, ES)


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("most", "title", "note"), [(0, "No gap", "No municipality"), (1, "The only gap", "It is the only")]
)
def test_a_brief_of_few_gaps_counts_them_as_a_person_would(layers, most, title, note):
    code = {0: "06", 1: None}[most]
    if code is None:
        counts = find_gaps(layers, Criteria(region=("all",))).by_state.set_index("state_code")["gap"]
        if not (counts == most).any():
            pytest.skip("no state has one gap")
        code = counts.index[counts == most][0]
    parts = brief_parts(layers, Criteria(state=(code,)), EN)
    assert first_title(parts, EN) == title
    assert first_note(parts, EN).startswith(note)


@pytest.mark.parametrize(
    ("rows", "said"), [(1, "The only gap of"), (3, "The 3 gaps of"), (88, "The 15 gaps with the most")]
)
def test_a_ranking_counts_as_a_person_would(layers, rows, said):
    gaps = find_gaps(layers, OAXACA)
    few = gaps.gaps["rural_return_dwellings"].iloc[rows - 1] if rows < 15 else 25
    figure = ranking_figure(find_gaps(layers, replace_of(OAXACA, min_return_dwellings=float(few))), layers, EN)
    assert any(words.startswith(said) for words in words_of(figure))


@pytest.mark.moderate
def test_a_brief_of_a_state_where_all_are_reached_says_so_instead_of_an_empty_table(layers):
    page = export_brief(layers, Criteria(state=("09",)), EN, form="html").decode()
    assert EN("sites.nothing_to_reach", place="of Ciudad de México") in page
    assert EN("brief.adds") not in page


@pytest.mark.moderate
@pytest.mark.parametrize("text", [ES, EN], ids=["es", "en"])
def test_no_word_of_a_brief_s_tables_is_broken_or_cut(layers, text):
    from fpdf import FPDF

    from exports.brief_parts import first_table, services_table, sites_table

    pdf = FPDF(unit="mm")
    pdf.add_font("DejaVu", "", font_file())
    for state in ("20", "30"):
        parts = brief_parts(layers, Criteria(state=(state,)), text)
        tables = ((first_table, 183.9), (services_table, 87.9), (sites_table, 87.9))
        for head, rows, room in ((*make(parts, text), room) for make, room in tables):
            widths = _Page(pdf).columns(head, rows, room, 7.5, 2.0)
            assert sum(widths) == pytest.approx(room)
            for at, (name, wide) in enumerate(zip(head, widths, strict=True)):
                pdf.set_font("DejaVu", "", 6.8)
                assert max(map(pdf.get_string_width, name.split())) <= wide - 2.0
                pdf.set_font("DejaVu", "", 7.5)
                words = [word for row in rows for word in ([row[at]] if at else row[at].split())]
                assert max(map(pdf.get_string_width, words)) <= wide - 2.0
        assert "…" not in " ".join(printed(export_brief(layers, parts.gaps.criteria, text))[0])


@pytest.mark.moderate
def test_what_is_not_known_is_hatched_in_map_and_legend(layers):
    gaps = find_gaps(layers, Criteria.ask(region=("all",), year=2010, reach_min=60))
    figure = map_figure(gaps, layers, EN)
    drawn = [*figure.axes[0].collections, *figure.axes[1].patches]
    hatches = [patch.get_hatch() for patch in drawn if patch.get_hatch()]
    # Each in map and legend: what is not known, gaps, undecided, partly covered, covered.
    assert sorted(hatches) == sorted(2 * [hatch_of(name) for name in PATTERNS])
    assert len(set(hatches)) == 5
    page = embed(gaps, layers, EN).decode()
    assert 'stroke-dasharray="3 3"' in page
    assert "1px dashed" in page


def test_a_file_is_named_once_however_many_tables_it_brings(layers):
    twice = layers.with_programs(layers.programs, "a.csv").with_programs(layers.programs, "b.csv")
    assert twice.provenance.own == ("a.csv", "b.csv")
    assert replace(twice.provenance, files=()).own == ()


@pytest.mark.moderate
def test_a_figure_of_the_change_says_nothing_of_programs_and_compares_no_figures_that_it_does_not_know(
    layers, without_errors
):
    def said(some):
        own = some.with_programs(some.programs, "sedes.csv")
        return flat(change_figure(find_gaps(own, OAXACA), own, EN))

    ours, own = said(layers), said(without_errors)
    assert "Return figures of 2010 and 2020. Made again" in ours
    assert "rates of the two censuses can be compared" in ours
    assert "reach of" not in ours
    assert "Programs:" not in ours
    assert "censuses can be compared" not in own
    assert "Whether the rates of own file tasas.csv compare with those of other years depends" in own


def test_where_nobody_is_left_to_reach_the_coverage_figure_says_so_instead_of_an_empty_plot(layers):
    asked = Criteria(state=("09",))
    gaps, curve = find_gaps(layers, asked), figure_curve(coverage_curve(layers, asked, bounded=True))
    said = EN("sites.nothing_to_reach", place="of Ciudad de México")
    figure = coverage_figure(curve, gaps, layers, EN)
    assert said in flat(figure)
    assert EN("figure.coverage.bound") not in flat(figure)
    assert alternative("coverage", gaps, layers, EN, curve=curve) == said


def test_an_estimate_is_never_about_nothing():
    assert [about_number(value, EN) for value in (0.0, 0.2, 1234.0)] == ["0", "<1", "about 1,230"]
