"""The first page: the sentence, the map, the list, the question."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.colours import SITE, STATUS
from dashboard.controls import BRIEF, reading, show_controls
from dashboard.map import map_message, show_map, styles
from dashboard.shared import shared_assets, shared_layers
from dashboard.text import Text
from exports.tables import export_gaps
from geo import Criteria, Gaps, find_gaps
from geo.classes import MEASURES, Classes, classify
from geo.gaps import EVERYWHERE
from geo.reach import region_id
from layers import Layers
from layers.programs import CURRENT

_MAP_HEIGHT = 520
_NAMED_STATES = 3
_LIST_COLUMNS = (
    "municipality",
    "state",
    "rural_return_dwellings",
    "return_rate",
    "rural_share",
    "covered_share",
    "nearest_km",
    "marginalisation",
)
_WIDTHS = {
    "municipality": 150,
    "state": 80,
    "rural_return_dwellings": 75,
    "return_rate": 70,
    "rural_share": 65,
    "covered_share": 75,
    "nearest_km": 75,
    "marginalisation": 85,
}


def show() -> None:
    """Draw the page."""
    state.read_link(shared_layers())
    _view()


@st.fragment
def _view() -> None:
    text = Text(state.language())
    layers = shared_layers()
    head = st.container(key="head")
    body = st.container(key="body")
    with body:
        map_side, list_side, controls_side = st.columns([2.6, 2.5, 1.3], gap="medium")
    with controls_side, st.container(key="controls"):
        _readings(text)
        rate = find_gaps(layers, Criteria(year=_year_shown(layers))).national_rate
        criteria = show_controls(state.criteria(), layers, text, national_rate=rate)
    gaps = find_gaps(layers, criteria)
    with head:
        _sentence(gaps, layers, text)
        _notice(text)
    with map_side:
        _map(gaps, layers, text)
    with list_side:
        _why(gaps, layers, text)
        _list(gaps, layers, text)
    state.write_link(criteria)


def _year_shown(layers: Layers) -> int:
    year = st.session_state.get("ask.year", state.criteria().year)
    return year if year in layers.years else layers.years[-1]


def _readings(text: Text) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(text("reading.today"), on_click=state.ask, args=(reading(CURRENT),))
        st.button(text("reading.brief"), on_click=state.ask, args=(reading(BRIEF),))
        st.button(text("reading.reset"), on_click=state.ask, args=(Criteria(),), type="tertiary")


def _sentence(gaps: Gaps, layers: Layers, text: Text) -> None:
    totals = gaps.totals
    count = int(totals["gap"])
    place = _place(gaps.criteria, layers, text)
    key = "sentence.none" if count == 0 else "sentence.one" if count == 1 else "sentence.some"
    parts = {
        "count": f'<strong class="gap">{text.number(count)}</strong>',
        "dwellings": f"<strong>{text.estimate(totals['gap_return_dwellings'])}</strong>",
        "place": escape(place),
    }
    lines = [f'<h1 class="alcance-sentence">{text(key, **parts)}</h1>']
    more = []
    if count:
        share = totals["gap_return_dwellings"] / totals["rural_return_dwellings"]
        people = text.estimate(totals["gap_rural_population"])
        more.append(text("sentence.share", share=text.percent(share), people=people, place=escape(place)))
    if totals["unknown"]:
        more.append(text("sentence.unknown", count=text.number(totals["unknown"])))
    year, as_of = str(gaps.criteria.year), str(gaps.selection.as_of)
    more.append(text("sentence.reading", year=year, as_of=as_of, reach=f"{gaps.criteria.reach_km:g}"))
    lines.append(f'<p class="alcance-more">{" ".join(more)}</p>')
    st.html("".join(lines))


def _place(criteria: Criteria, layers: Layers, text: Text) -> str:
    names = layers.municipios
    if criteria.state:
        states = names.loc[names["state_code"].isin(criteria.state), "state"].drop_duplicates().tolist()
        shown = states if len(states) <= _NAMED_STATES else [*states[:_NAMED_STATES], "…"]
        joined = text("place.and").join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
        return text("place.states", name=joined)
    if EVERYWHERE in criteria.region:
        return text("place.country")
    regions = [name for name in names["region"].unique() if region_id(name) in criteria.region]
    return text("place.region", name=text("place.and").join(regions))


def _notice(text: Text) -> None:
    ignored = state.ignored()
    if ignored:
        names = ", ".join(f"{name} ({reason})" if reason else name for name, reason in ignored.items())
        st.warning(text("notice.link", names=names[:600]))


def _map(gaps: Gaps, layers: Layers, text: Text) -> None:
    measure = st.selectbox(
        text("map.colour"),
        MEASURES,
        index=MEASURES.index(state.measure()),
        format_func=lambda name: text(f"measure.{name}"),
        key=f"measure.{text.language}",
    )
    state.set_measure(measure)
    classes = classify(gaps, measure)
    message = map_message(
        gaps, classes, layers, shared_assets(), text, chosen=state.chosen(), focus=_focus(gaps, layers)
    )
    clicked = show_map(message, layers, shared_assets(), text, key=f"map-{text.language}", height=_MAP_HEIGHT)
    if clicked and clicked != st.session_state.get("clicked"):
        st.session_state["clicked"] = clicked
        state.choose(clicked)
        st.rerun(scope="fragment")
    _legend(gaps, classes, text)


def _focus(gaps: Gaps, layers: Layers) -> dict[str, Any]:
    """What the map shall show: the chosen row of the list, else what the question is about."""
    row = st.session_state.get("focus_row")
    if row is not None:
        return {"turn": f"row {row}", "key": row[0]}
    asked = layers.municipios[(gaps.table["status"] != "outside_region").to_numpy()]
    lon, lat = asked["seat_lon"], asked["seat_lat"]
    bounds = [
        [round(lat.min() - 0.3, 2), round(lon.min() - 0.3, 2)],
        [round(lat.max() + 0.3, 2), round(lon.max() + 0.3, 2)],
    ]
    return {"turn": str(bounds), "bounds": bounds}


def _legend(gaps: Gaps, classes: Classes, text: Text) -> None:
    looks = styles(classes)
    items = [
        (looks[str(code)], label, classes.counts[code])
        for code, label in _class_labels(classes, text)
        if classes.counts[code]
    ]
    if classes.unknown:
        items.append((looks["?"], text("map.unknown"), classes.unknown))
    rows = [
        f'<li><span class="swatch{" dashed" if "dash" in look else ""}" style="background:{look["fill"]}"></span>'
        f'{escape(label)} <span class="count">{text.number(count)}</span></li>'
        for look, label, count in items
    ]
    covering = int(gaps.selection.asked["covers"].sum())
    others = len(gaps.selection.asked) - covering
    rows.append(_site_item(SITE, "#ffffff", text("map.sites"), covering, text))
    if others:
        rows.append(_site_item("#ffffff", SITE, text("map.sites.not"), others, text))
    st.html(
        f'<ul class="alcance-legend" aria-label="{escape(text("map.legend"))}">{"".join(rows)}</ul>'
        f'<p class="alcance-source">{escape(text("map.source"))}</p>'
    )


def _site_item(fill: str, edge: str, label: str, count: int, text: Text) -> str:
    edge = edge if fill == "#ffffff" else fill
    return (
        f'<li><span class="swatch site" style="background:{fill};border-color:{edge}"></span>'
        f'{escape(label)} <span class="count">{text.number(count)}</span></li>'
    )


def _class_labels(classes: Classes, text: Text) -> list[tuple[int, str]]:
    if classes.measure == "status":
        order = ("gap", "partly_covered", "covered", "few_returns", "not_rural", "unknown", "outside_region")
        return [(classes.categories.index(name), text(f"status.{name}")) for name in order]
    if classes.categories:
        return [(code, text(f"degree.{name}")) for code, name in enumerate(classes.categories)]
    show = partial(_break, classes.measure, text)
    low, high = (None, *classes.breaks), (*classes.breaks, None)
    labels = []
    for code, (start, end) in enumerate(zip(low, high, strict=True)):
        if start is None:
            labels.append((code, text("legend.below", high=show(end))))
        elif end is None:
            labels.append((code, text("legend.from", low=show(start))))
        else:
            labels.append((code, text("legend.between", low=show(start), high=show(end))))
    return labels


def _break(measure: str, text: Text, value: float | None) -> str:
    value = float("nan") if value is None else value
    return text.percent(value) if measure == "covered_share" else f"{value:g}"


def _why(gaps: Gaps, layers: Layers, text: Text) -> None:
    cvegeo = state.chosen()
    if cvegeo is None:
        st.html(f'<p class="alcance-source">{escape(text("list.hint"))}</p>')
        return
    rows = gaps.table[gaps.table["cvegeo"] == cvegeo]
    if rows.empty:
        return
    row = rows.iloc[0]
    status = str(row["status"])
    lines = "".join(_reason_row(reason, text) for reason in gaps.reasons(cvegeo).itertuples(index=False))
    nearest = text("why.no_site")
    if isinstance(row["nearest_site"], str):
        sites = layers.programs.sites.set_index("site_id").loc[row["nearest_site"]]
        suffix = "" if text.language == "es" else "_en"
        nearest = text(
            "why.nearest",
            site=sites[f"site{suffix}"],
            program=sites[f"program{suffix}"],
            km=text.number(row["nearest_km"]),
        )
    notes = [nearest]
    if row["modelled_share"] > 0:
        notes.append(text("why.modelled", share=text.percent(row["modelled_share"])))
    title = text("why.title", municipality=row["municipality"], state=row["state"])
    st.html(
        f'<section class="alcance-why" style="border-left-color:{STATUS[status]}" aria-live="polite">'
        f'<h3>{escape(title)}</h3><p class="status"><i style="background:{STATUS[status]}"></i>'
        f"{escape(text(f'status.{status}'))}</p><table>{lines}</table>"
        + "".join(f"<p>{escape(note)}</p>" for note in notes)
        + "</section>"
    )
    st.button(text("why.close"), on_click=_clear, type="tertiary")


def _clear() -> None:
    state.choose(None)
    st.session_state.pop("focus_row", None)


def _rate(text: Text, value: float) -> str:
    return text.number(value, 2) if math.isnan(value) else f"{text.number(value, 2)} %"


def _about(text: Text, value: float) -> str:
    return text.number(value) if math.isnan(value) else f"{text('tip.about')} {text.number(value)}"


def _reason_row(reason: Any, text: Text) -> str:
    shows: dict[str, Callable[[float], str]] = {
        "rural_share": text.percent,
        "covered_share": text.percent,
        "return_rate": partial(_rate, text),
        "return_dwellings": partial(_about, text),
    }
    show = shows[reason.condition]
    asked = text.number(reason.asked) if reason.condition == "return_dwellings" else show(reason.asked)
    key = "why.asked.least" if reason.at_least else "why.asked.most"
    mark = text("why.unknown") if pd.isna(reason.met) else text("why.met") if reason.met else text("why.not_met")
    sign = "?" if pd.isna(reason.met) else "✓" if reason.met else "✗"
    return (
        f"<tr><th>{escape(text(f'why.{reason.condition}'))}</th><td>{escape(show(reason.had))}</td>"
        f'<td class="asked">{escape(text(key, asked=asked))}</td><td class="mark">{sign} {escape(mark)}</td></tr>'
    )


def _list(gaps: Gaps, layers: Layers, text: Text) -> None:
    everyone = st.toggle(text("list.everyone"), key="list.everyone")
    rows = gaps.table if everyone else gaps.gaps
    st.markdown(f"**{text('list.all') if everyone else text('list.title')}**")
    if rows.empty:
        st.info(text("list.empty"))
    else:
        _table(rows, text, everyone=everyone)
    name = text("download.file.all" if everyone else "download.file")
    st.download_button(
        text("download.all" if everyone else "download.gaps"),
        data=partial(export_gaps, gaps, layers, everyone=everyone),
        file_name=f"alcance-{name}-{gaps.criteria.year}-{gaps.provenance.edition}.csv",
        mime="text/csv",
        on_click="ignore",
    )


def _table(rows: pd.DataFrame, text: Text, *, everyone: bool) -> None:
    keys = rows["cvegeo"].tolist()
    columns = [*_LIST_COLUMNS, "status"] if everyone else list(_LIST_COLUMNS)
    shown = rows[columns].copy()
    shown["rural_return_dwellings"] = shown["rural_return_dwellings"].round()
    for share in ("rural_share", "covered_share"):
        shown[share] = shown[share] * 100
    shown["marginalisation"] = shown["marginalisation"].map(lambda degree: text(f"degree.{degree}"), na_action="ignore")
    if everyone:
        shown["status"] = shown["status"].astype(str).map(lambda name: text(f"status.{name}"))
    formats = {
        "rural_return_dwellings": "localized",
        "return_rate": "%.2f %%",
        "rural_share": "%.0f %%",
        "covered_share": "%.0f %%",
        "nearest_km": "%.0f",
    }
    config: dict[str, Any] = {
        name: st.column_config.NumberColumn(text(f"column.{name}"), format=formats[name], width=_WIDTHS.get(name))
        if name in formats
        else st.column_config.TextColumn(text(f"column.{name}"), width=_WIDTHS.get(name))
        for name in columns
    }
    chosen = state.chosen()
    default: Any = {"selection": {"rows": [keys.index(chosen)]}} if chosen in keys else None
    name = f"list.{text.language}.{everyone}.{hash(tuple(keys))}.{chosen}"
    st.dataframe(
        shown,
        hide_index=True,
        column_config=config,
        height=_MAP_HEIGHT - 60,
        key=name,
        on_select=partial(_choose_row, name, keys),
        selection_mode="single-row",
        selection_default=default,
        alt=text("list.alt"),
    )


def _choose_row(name: str, keys: list[str]) -> None:
    rows = st.session_state[name].selection.rows
    cvegeo = keys[rows[0]] if rows else None
    state.choose(cvegeo)
    turn = st.session_state.get("turns", 0) + 1
    st.session_state["turns"] = turn
    st.session_state["focus_row"] = (cvegeo, turn) if cvegeo else None
