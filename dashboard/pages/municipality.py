"""One municipality: why it is or is not a gap, its settlements, its years, what is near."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.html import figures, legend, note, table, title
from dashboard.map import map_message, show_map
from dashboard.parts import about, choose_place, rate, show_legend, show_notice, show_share, why_html
from dashboard.session import answer, session_layers, session_names, session_text
from dashboard.shared import shared_assets
from exports.colours import POINTS
from exports.sentence import reading_line
from geo import Gaps
from geo.classes import classify
from geo.profile import nearest_sites, neighbours_of, settlements_of, years_of
from layers import Layers
from words.text import Text

_MAP_HEIGHT = 430


def show() -> None:
    """Draw the page."""
    text = session_text()
    layers = session_layers()
    show_notice(text)
    gaps = answer(state.asked())
    first = next(iter(gaps.gaps["cvegeo"]), layers.municipios["cvegeo"].iloc[0])
    cvegeo = choose_place(text("search.label"), session_names(), "m", first=first)
    row = gaps.table[gaps.table["cvegeo"] == cvegeo].iloc[0]
    name = text("why.title", municipality=row["municipality"], state=row["state"])
    st.html(title(name, f"{row['pcode']} · {reading_line(gaps, text)}"))
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.html(why_html(gaps, layers, text, cvegeo))
        _figures(row, text)
        _years(layers, gaps, cvegeo, text)
    with right:
        _map(gaps, layers, cvegeo, text)
        _sites(layers, gaps, cvegeo, text)
    _settlements(layers, gaps, cvegeo, text)
    _neighbours(layers, gaps, cvegeo, text)
    state.write_link()
    show_share(gaps, text)


def _figures(row: pd.Series, text: Text) -> None:
    degree = row["marginalisation"]
    items = [
        (text("tip.population"), text.number(row["population"])),
        (text("figure.rural_population"), text.number(row["rural_population"])),
        (text("figure.return_dwellings"), about(text, row["return_dwellings"])),
        (text("figure.unserved"), about(text, row["unserved_return_dwellings"])),
        (text("measure.marginalisation"), text(f"degree.{degree}") if isinstance(degree, str) else text("tip.unknown")),
        (text("column.region"), row["region"]),
    ]
    st.html(figures(items))


def _years(layers: Layers, gaps: Gaps, cvegeo: str, text: Text) -> None:
    st.subheader(text("municipality.years"))
    rows = years_of(layers, gaps.criteria, cvegeo)
    names = ("year", "return_rate", "national_rate", "return_dwellings", "rural_return_dwellings")
    # Dwellings and people stand in tables of their own: they are no series.
    for _, alike in rows.groupby("unit", sort=True):
        words = text.about(layers.counted(int(alike["year"].iloc[0])))
        body = []
        for row in alike.itertuples(index=False):
            rates = [rate(words, value) for value in (row.return_rate, row.national_rate)]
            dwellings = [about(words, value) for value in (row.return_dwellings, row.rural_return_dwellings)]
            body.append([str(row.year), *rates, *dwellings])
        st.html(table([words(f"years.{name}") for name in names], body))
        st.caption(words("municipality.years.note"))


def _map(gaps: Gaps, layers: Layers, cvegeo: str, text: Text) -> None:
    points = settlements_of(layers, gaps.criteria, cvegeo)
    classes = classify(gaps, layers, "status")
    focus = {"turn": f"municipality {cvegeo}", "key": cvegeo, "pad": 0.25}
    message = map_message(gaps, classes, layers, shared_assets(), text, chosen=cvegeo, focus=focus, points=points)
    show_map(
        message,
        layers,
        shared_assets(),
        text,
        key=f"municipality-{text.language}",
        height=_MAP_HEIGHT,
        on_click=state.choose,
    )
    dots = [(POINTS[kind], text(f"settlement.{kind}")) for kind in POINTS]
    st.html(legend(text("map.legend"), dots) + note(text("municipality.points")))
    show_legend(gaps, classes, text)


def _sites(layers: Layers, gaps: Gaps, cvegeo: str, text: Text) -> None:
    st.subheader(text("municipality.sites"))
    rows = nearest_sites(layers, gaps.criteria, cvegeo)
    if rows.empty:
        st.caption(text("why.no_site"))
        return
    suffix = "" if text.language == "es" else "_en"
    shown = pd.DataFrame(
        {
            text("sites.site"): rows[f"site{suffix}"],
            text("sites.program"): rows[f"program{suffix}"],
            text("sites.km"): rows["km"].round(),
            text("sites.counts"): [text("word.yes") if covers else text("word.no") for covers in rows["covers"]],
            text("sites.precision"): [
                text(f"precision.{value}") if isinstance(value, str) else text("tip.unknown")
                for value in rows["precision"]
            ],
        }
    )
    st.dataframe(shown, hide_index=True, column_config={text("sites.km"): st.column_config.NumberColumn(format="%.0f")})


def _settlements(layers: Layers, gaps: Gaps, cvegeo: str, text: Text) -> None:
    st.subheader(text("municipality.settlements"))
    st.caption(text("municipality.settlements.note"))
    rows = settlements_of(layers, gaps.criteria, cvegeo)
    shown = pd.DataFrame(
        {
            text("settlement.name"): rows["locality"].where(rows["locality"].notna(), text("settlement.unnamed")),
            text("settlement.column.people"): rows["population"],
            text("settlement.column.dwellings"): rows["dwellings"],
            text("settlement.column.rural"): [
                text("word.yes") if value else text("word.no") for value in rows["rural"]
            ],
            text("settlement.column.reached"): [
                text("word.yes") if value else text("word.no") for value in rows["reached"]
            ],
            text("sites.km"): rows["nearest_km"].round(),
            text("settlement.column.basis"): [text(f"basis.{value}") for value in rows["basis"]],
        }
    )
    st.dataframe(shown, hide_index=True, height=260)


def _neighbours(layers: Layers, gaps: Gaps, cvegeo: str, text: Text) -> None:
    st.subheader(text("municipality.neighbours"))
    keys = neighbours_of(layers, cvegeo)
    rows = gaps.table[gaps.table["cvegeo"].isin(keys)]
    with st.container(horizontal=True, gap="small"):
        for row in rows.itertuples(index=False):
            st.button(
                f"{row.municipality} · {text(f'status.{row.status}')}",
                key=f"neighbour.{row.cvegeo}",
                on_click=state.choose,
                args=(row.cvegeo,),
            )
