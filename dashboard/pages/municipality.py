"""One municipality: why it is or is not a gap, its settlements, its years, what is near."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.downloads import file_name, offer
from dashboard.html import Shown, figures, legend, note, size_legend, sortable, table, title, wide_table
from dashboard.map import example_of, map_state, show_map
from dashboard.parts import about, choose_place, low_access, no_transport, show_notice, show_share, why_html
from dashboard.rows import show_rows
from dashboard.session import answer, is_elsewhere, session_layers, session_names, session_text
from dashboard.shared import shared_assets
from dashboard.sizes import EXAMPLES, SCALES
from exports.credits import compared
from exports.markup import Markup
from exports.sentence import reading_line
from exports.settlements import export_settlements
from geo import Gaps
from geo.classes import classify
from geo.municipality import nearest_sites, neighbours_of, settlements_of, splits_of, witness_of, years_of
from geo.reach import FEWEST_ABROAD
from layers import Layers
from layers.road_grade import FACTS
from layers.rows import each_row
from vocabulary.colours import POINTS
from vocabulary.lists import SETTLEMENTS_FORMATS, SIZES, Size
from words.text import Text

_MAP_HEIGHT = 430


def show() -> None:
    """Draw the page."""
    text = session_text()
    layers = session_layers()
    show_notice(text)
    gaps = answer(state.asked())
    first = next(iter(gaps.gaps["cvegeo"]), layers.municipios["cvegeo"].iloc[0])
    head = st.container()
    cvegeo = choose_place(text("search.label"), session_names(), "m", first=first)
    row = gaps.table[gaps.table["cvegeo"] == cvegeo].iloc[0]
    name = text("why.title", municipality=row["municipality"], state=text.state(row["state"]))
    status = text(f"status.{row['status']}").lower()
    head.html(title(f"{name}: {status}", f"{_pcode(row, text)} · {reading_line(gaps, text)}"))
    left, right = st.columns([1, 1], gap="large")
    points = settlements_of(layers, gaps.criteria, cvegeo)
    with left:
        st.html(why_html(gaps, layers, text, cvegeo))
        _figures(row, text)
        _rural_part(gaps, layers, cvegeo, text)
        _years(layers, gaps, cvegeo, text)
    with right:
        _map(gaps, layers, cvegeo, points, text)
    _sites(layers, gaps, cvegeo, text)
    _settlements(gaps, layers, row, points, text)
    _neighbours(layers, gaps, cvegeo, text)
    state.write_link()
    show_share(gaps, text, of=f"municipalities/{cvegeo}")


def _pcode(row: pd.Series, text: Text) -> str:
    """The P-code, and that OCHA's list lacks it where it does."""
    listed = row["pcode_in_cod"]
    return row["pcode"] if pd.isna(listed) or listed else f"{row['pcode']} ({text('pcode.not_in_cod')})"


def _figures(row: pd.Series, text: Text) -> None:
    degree = row["marginalisation"]
    items = [
        (text("tip.population"), text.number(row["population"])),
        (text("figure.rural_population"), text.number(row["rural_population"])),
        (text("figure.return_dwellings"), about(text, row["return_dwellings"])),
        (text("figure.unserved"), about(text, row["unserved_return_dwellings"])),
        (text("figure.abroad_2015"), _abroad(row, text)),
        (text("measure.marginalisation"), text(f"degree.{degree}") if isinstance(degree, str) else text("tip.unknown")),
        (text("column.region"), row["region"]),
    ]
    if "low_access_share" in row:
        items.append((text("figure.low_access"), low_access(row, text)))
        items.append((text("figure.no_transport"), no_transport(row, text)))
    st.html(figures(items))


def _abroad(row: pd.Series, text: Text) -> str:
    if pd.isna(row["abroad_2015"]) or pd.isna(row["abroad_rate"]):
        return text.number(row["abroad_2015"])
    return text("figure.abroad_2015.rate", row["abroad_2015"], rate=text.rate(row["abroad_rate"]))


def _rural_part(gaps: Gaps, layers: Layers, cvegeo: str, text: Text) -> None:
    """The rural part of the returns both ways, which one the question uses, and what the second source says and not."""
    st.header(text("rural_part.title"))
    witness = witness_of(gaps, layers, cvegeo)
    body, notes = [], []
    for row in each_row(splits_of(gaps, layers, cvegeo)):
        use = text("rural_part.used" if row.used else "rural_part.not_used")
        body.append([text(f"rural_part.{row.split}"), text.percent(row.rural_return_share), use])
        if isinstance(row.why_not, str):
            abroad = witness["abroad_2015"]
            counted = {"few": abroad, "masked": witness["masked_abroad"]}.get(row.why_not)
            parts = {"abroad": text.number(abroad), "least": text.number(FEWEST_ABROAD)}
            notes.append(text(f"rural_part.not.{row.why_not}", counted, **parts))
            if gaps.criteria.rural_split == row.split:
                notes.append(text("rural_part.kept"))
    st.html(table([text(f"rural_part.{name}") for name in ("way", "share", "use")], body))
    for line in (*notes, text("rural_part.second_source")):
        st.html(note(line))


def _years(layers: Layers, gaps: Gaps, cvegeo: str, text: Text) -> None:
    st.header(text("municipality.years"))
    rows = years_of(layers, gaps.criteria, cvegeo)
    names = ("year", "return_rate", "national_rate", "return_dwellings", "rural_return_dwellings")
    # Dwellings and people stand in tables of their own: they are no series.
    for _, alike in rows.groupby("unit", sort=True):
        words = text.about(layers.counted(int(alike["year"].iloc[0])))
        body = []
        for row in each_row(alike):
            rates = [words.rate(value) for value in (row.return_rate, row.national_rate)]
            dwellings = [about(words, value) for value in (row.return_dwellings, row.rural_return_dwellings)]
            body.append([str(row.year), *rates, *dwellings])
        st.html(wide_table(text("municipality.years"), [words(f"years.{name}") for name in names], body))
        st.caption(compared(layers.provenance, words, *alike["year"]))


def _size(points: pd.DataFrame, text: Text) -> Size:
    """What sizes the dots: as chosen, and people alone where nobody's residence of 2015 is known."""
    if points["abroad_2015"].isna().all():
        return "population"
    chosen: Size = st.segmented_control(
        text("size.choose"),
        SIZES,
        default=SIZES[0],
        required=True,
        format_func=lambda name: text(f"size.{name}"),
        key=f"size.{text.language}",
        wrap=True,
    )
    return chosen


def _map(gaps: Gaps, layers: Layers, cvegeo: str, points: pd.DataFrame, text: Text) -> None:
    size = _size(points, text)
    classes = classify(gaps, layers, "status")
    focus = {"turn": f"municipality {cvegeo}", "key": cvegeo, "pad": 0.25}
    shown = map_state(
        gaps, classes, layers, shared_assets(), text, chosen=cvegeo, focus=focus, points=points, size=size
    )
    show_map(shown, layers, text, key=f"municipality-{text.language}", height=_MAP_HEIGHT, on_municipality=state.choose)
    dots = [(POINTS[kind], text(f"settlement.{kind}")) for kind in POINTS]
    st.html(legend(text("map.legend"), dots) + _sizes(points, size, text) + note(text(f"size.means.{size}")))


def _sizes(points: pd.DataFrame, size: Size, text: Text) -> Markup:
    scale, unknown = SCALES[size], int(points[size].isna().sum())
    items = [(scale.radius(count), example_of(text, size, count)) for count in EXAMPLES[size]]
    hollow = (scale.least, text("size.unknown.count", unknown)) if unknown else None
    return size_legend(text(f"size.{size}"), items, hollow)


def _sites(layers: Layers, gaps: Gaps, cvegeo: str, text: Text) -> None:
    st.header(text("municipality.sites"))
    rows = nearest_sites(layers, gaps.criteria, cvegeo)
    if rows.empty:
        st.caption(text("why.no_site"))
        return

    def known(key: str, missing: str) -> Callable[[object], str]:
        return lambda value: text(f"{key}.{value}" if isinstance(value, str) else missing)

    columns = [
        Shown(text("sites.site"), rows[f"site{text.suffix}"]),
        Shown(text("sites.program"), rows[f"program{text.suffix}"], look="words"),
        Shown(text("sites.km"), rows["km"], text.number),
        *_by_road(gaps, rows, text),
        Shown(text("sites.counts"), rows["covers"], lambda covers: text("word.yes" if covers else "word.no"), "words"),
        Shown(text("sites.precision"), rows["precision"], known("precision", "tip.unknown"), "words"),
        Shown(
            text("sites.sureness"),
            rows["sureness"],
            known("sureness", "sureness.missing"),
            "words",
        ),
    ]
    st.html(sortable(text("municipality.sites"), columns))


def _by_road(gaps: Gaps, rows: pd.DataFrame, text: Text) -> list[Shown]:
    """Minutes and road km of the nearest sites, where there are roads."""
    if gaps.network is None:
        return []
    beyond = text("sites.beyond", minutes=text.number(gaps.network.limit_min))

    def minutes(value: float) -> str:
        return beyond if math.isnan(value) else text.number(value)

    return [
        Shown(text("sites.minutes"), rows["minutes"], minutes),
        Shown(text("sites.road_km"), rows["road_km"], text.number),
    ]


def _settlements(gaps: Gaps, layers: Layers, row: pd.Series, rows: pd.DataFrame, text: Text) -> None:
    st.header(text("municipality.settlements"))
    if (rows["basis"] == "census2020").any():
        st.caption(text("municipality.settlements.note"))
    how = text(f"settlements.how.{row['rural_split']}")
    st.caption(text("settlements.note.more", how=how))
    if not is_elsewhere():
        st.caption(text("access.missing" if layers.road_grade.empty else "access.note"))
    flags = {True: text("word.yes"), False: text("word.no")}
    by_road = "nearest_min" in rows
    counts = ("abroad_2015", "indigenous_speakers", "without_health_insurance")
    labels = {
        "locality": "settlement.name",
        "locality_key": "settlements.column.key",
        "population": "settlement.column.people",
        "dwellings": "settlement.column.dwellings",
        "return_dwellings": "settlements.column.return_dwellings",
        **{name: f"settlements.column.{name}" for name in (*counts, "schooling_years")},
        "rural": "settlement.column.rural",
        "reached": "settlement.column.reached",
        "nearest_km": "sites.km",
        **({"nearest_min": "settlement.column.minutes", "nearest_road_km": "sites.road_km"} if by_road else {}),
        **{name: f"settlements.column.{name}" for name in FACTS if name in rows},
        "basis": "settlement.column.basis",
    }
    said: dict[str, Any] = {
        name: rows[name].map(flags) for name in ("rural", "reached", "public_transport") if name in rows
    }
    said |= {"nearest_min": _minutes(rows, text)} if by_road else {}
    show_rows(
        rows.assign(locality=rows["locality"].fillna(text("settlement.unnamed"))),
        {name: text(key) for name, key in labels.items()},
        text,
        key=f"settlements.{text.language}",
        label=text("settlements.alt"),
        by="locality_key",
        said=said,
        # Often few in one settlement.
        finer=("return_dwellings",),
        wide=True,
    )
    _take(gaps, layers, str(row["cvegeo"]), text)


def _minutes(rows: pd.DataFrame, text: Text) -> list[tuple[float | None, str] | None]:
    """Minutes of each settlement, and at other speeds; or that it is off the roads; None beyond the limit."""
    return [
        (None, text("settlement.off_network"))
        if row.tie == "off"
        else None
        if math.isnan(row.nearest_min)
        else (
            row.nearest_min,
            text(
                "tip.minutes",
                minutes=text.number(row.nearest_min),
                low=text.number(row.nearest_min_low),
                high=text.number(row.nearest_min_high),
            ),
        )
        for row in each_row(rows)
    ]


def _take(gaps: Gaps, layers: Layers, cvegeo: str, text: Text) -> None:
    name = file_name(f"{text('settlements.file')}-{cvegeo}", gaps, "")
    address = state.page_base()
    with st.popover(text("settlements.take"), icon=":material/download:"):
        for form in SETTLEMENTS_FORMATS:
            make = partial(
                export_settlements, gaps, layers, cvegeo, format=form, text=text, address=address, name=f"{name}.csv"
            )
            offer(text(f"settlements.format.{form}"), make, f"{name}.{form}", key=f"take.settlements.{form}")


def _neighbours(layers: Layers, gaps: Gaps, cvegeo: str, text: Text) -> None:
    st.header(text("municipality.neighbours"))
    keys = neighbours_of(layers, cvegeo)
    rows = gaps.table[gaps.table["cvegeo"].isin(keys)]
    with st.container(horizontal=True, gap="small"):
        for row in each_row(rows):
            st.button(
                f"{row.municipality} · {text(f'status.{row.status}')}",
                key=f"neighbour.{row.cvegeo}",
                on_click=state.choose,
                args=(row.cvegeo,),
            )
