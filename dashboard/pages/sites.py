"""New sites: where offices would reach the most, and what follows if they were there."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import siting, state
from dashboard.charts import Picture, curve, show_chart
from dashboard.downloads import file_name, offer, row_file, take_rows
from dashboard.exports import Coverage, show_take
from dashboard.html import note, table, title
from dashboard.map import map_state, show_map, view_of
from dashboard.parts import show_notice, show_share
from dashboard.session import answer, kept, session_layers, session_text
from dashboard.shared import shared_assets
from exports.alternative import alternative
from exports.figures import export_figure, figure_curve
from exports.sentence import place_name, reading_line
from exports.sites import export_sites
from geo import Criteria, CriteriaError, Gaps
from geo.catchments import hypothetical_sites, select_sites
from geo.certainty import find_certainty
from geo.classes import classify
from geo.criteria import MOST_PROPOSED
from geo.proposed import Placement
from geo.regions import find_regions
from geo.settings import Fault
from geo.site_curves import coverage_curve
from geo.sites import place_sites
from geo.siting import Siting
from vocabulary.lists import DEMANDS, Demand
from words.text import Text

_MAP_HEIGHT = 520
_NAMED = 5


def show() -> None:
    """Draw the page."""
    text = session_text()
    show_notice(text)
    head = st.container()
    left, right = st.columns([1.5, 1], gap="large")
    with right:
        _controls(text)
    criteria = state.asked()
    # Proposals are for the question without hypothetical sites, so that ticking one does not move the others.
    base = criteria.model_copy(update={"what_if": ()})
    asked, fault = siting.asked()
    with st.spinner(text("sites.searching")):
        placement, fault = _placed(base, asked, fault)
    demand = placement.siting.demand
    gaps = answer(criteria)
    with head:
        _sentence(placement, gaps, text)
    with right:
        siting.show_fault(fault, text)
        _proposals(placement, text)
        _considered(criteria, text)
    with left:
        _map(gaps, text)
        _before_and_after(answer(base), gaps, text)
        siting.show_service(placement, gaps, text)
        siting.show_equity(base, placement.siting, gaps, text)
    _curve(placement, answer(base), demand, text)
    state.write_link()
    with st.container(horizontal=True, gap="small"):
        show_take(
            gaps,
            session_layers(),
            text,
            figures=("map", "coverage"),
            coverage=Coverage(answer(base), partial(_reached, base, demand, bounded=True), demand),
        )
        show_share(answer(base), text, of="sites", options=placement.siting.to_text())


def _placed(base: Criteria, asked: Siting, fault: Fault | None) -> tuple[Placement, Fault | None]:
    """The best sites, and what cannot be asked; the usual ones then."""
    find = partial(place_sites, session_layers(), base, time_limit_s=siting.TIME_LIMIT_S)
    try:
        return kept(partial(find, asked), "sites", base, asked), fault
    except CriteriaError as error:
        if asked == Siting(k=siting.DEFAULT_COUNT):
            raise
        usual = Siting(k=siting.DEFAULT_COUNT)
        return kept(partial(find, usual), "sites", base, usual), error.faults[0]


def _controls(text: Text) -> None:
    st.session_state["sites.k"] = int(state.setting("k", str(siting.DEFAULT_COUNT)))
    st.slider(
        text("sites.count"),
        1,
        state.MOST_SITES,
        key="sites.k",
        on_change=_take,
        disabled=bool(state.setting("budget", "")),
    )
    st.session_state["sites.demand"] = state.setting("demand", "unserved")
    st.pills(
        text("sites.demand"),
        DEMANDS,
        format_func=lambda name: text(f"demand.{name}"),
        required=True,
        key="sites.demand",
        on_change=_take,
        wrap=True,
    )
    siting.show_options(text)


def _take() -> None:
    state.keep_setting("k", str(st.session_state["sites.k"]))
    demand = st.session_state["sites.demand"]
    state.keep_setting("demand", None if demand == DEMANDS[0] else demand)


def _sentence(placement: Placement, gaps: Gaps, text: Text) -> None:
    layers = session_layers()
    place = place_name(placement.criteria, layers, text)
    if placement.sites.empty:
        is_none = placement.status == "nothing_to_reach"
        why = ("none_reached" if placement.demand_total > 0 else "nothing_to_reach") if is_none else "none_for_that"
        st.html(title(text(f"sites.{why}", place=place), reading_line(gaps, text)))
        return
    said = text(
        "sites.serve" if placement.has_limits else "sites.reach",
        len(placement.sites),
        offices=_offices(placement.sites, text),
        reached=text.estimate(placement.dwellings),
        all=text.estimate(placement.demand_total),
        share=text.percent(placement.sites["share"].iloc[-1]),
        place=place,
    )
    more = f"{_alone(placement, text)} {siting.proof(placement, place, text)}".strip()
    st.html(title(said, f"{more} {_sure(placement.criteria, text)} {reading_line(gaps, text)}"))


def _alone(placement: Placement, text: Text) -> str:
    """How many of those are in municipalities that no list of single gaps has; nothing where that cannot be told."""
    if placement.siting.existing_capacity is not None or placement.siting.demand == "gaps":
        return ""
    regions = find_regions(answer(placement.criteria), session_layers())
    return text("sites.alone", count=text.estimate(regions.below(placement.municipalities, "served")))


def _offices(sites: pd.DataFrame, text: Text) -> str:
    """What is proposed, as the subject of a sentence: new offices, and upgrades of those that are there."""
    is_new = sites["action"] == "new"
    parts = [
        text(key, int(some.sum()), names=text.join([_place(row) for _, row in sites[some].iterrows()], _NAMED))
        for key, some in (("sites.new", is_new), ("sites.upgraded", ~is_new))
        if some.any()
    ]
    said = text.join(parts)
    return said[0].upper() + said[1:]


def _place(row: pd.Series | Mapping[Hashable, Any]) -> str:
    """A municipality; a place of a person's own by its name."""
    municipality = str(row["municipality"])
    if session_layers().candidates.empty or row["action"] != "new" or pd.isna(row["seat"]) or not row["seat"]:
        return municipality
    return f"{row['seat']} ({municipality})"


def _sure(base: Criteria, text: Text) -> str:
    """How often the state asked about has the most unserved dwellings of its region; of the first, where none is."""
    region = base.model_copy(update={"state": ()})
    sure = find_certainty(session_layers(), region)
    found = answer(region)
    inside = found.by_state[found.by_state["municipalities"] > found.by_state["outside_region"]]
    code = base.state[0] if len(base.state) == 1 else inside.sort_values("unserved_rank")["state_code"].iloc[0]
    if code not in set(inside["state_code"]):
        return ""
    return text(
        "sites.sure",
        state=text.state(session_layers().states[code]),
        place=place_name(region, session_layers(), text),
        share=text.percent(sure.first(code, "unserved_return_dwellings")),
        count=text.number(sure.combinations),
    )


def _proposals(placement: Placement, text: Text) -> None:
    if placement.sites.empty:
        return
    st.header(text("sites.proposed"))
    considered = set(state.asked().what_if)
    for row in placement.sites.to_dict(orient="records"):
        # Two sites may stand at one place.
        key = f"site.{row['place']}.{row['what_if']}"
        st.session_state[key] = row["what_if"] in considered
        st.checkbox(
            text(
                "sites.option",
                place=str(row["place"]),
                municipality=_site_name(row, text),
                state=text.state(row["state"]),
                reached=text.estimate(row["reached"]),
            ),
            key=key,
            on_change=_toggle,
            args=(row["what_if"],),
        )
    with st.container(horizontal=True, gap="small"):
        st.button(text("sites.take_all"), on_click=_consider, args=(tuple(placement.sites["what_if"]),))
        make = partial(export_sites, placement, session_layers())
        offer(text("take.sites"), make, row_file(text("file.sites"), placement.criteria))


def _site_name(row: Mapping[Hashable, Any], text: Text) -> str:
    """A proposed site's municipality; of one that is to be upgraded, which site it is."""
    if row["action"] == "new":
        return _place(row)
    return text("sites.upgrade", site=str(row["site_id"]), municipality=row["municipality"])


def _toggle(key: str) -> None:
    considered = set(state.asked().what_if)
    _set(considered ^ {key})


def _consider(keys: tuple[str, ...]) -> None:
    _set({*state.asked().what_if, *keys})


def _set(sites: set[str]) -> None:
    """Ask with these hypothetical sites, or say why they cannot be."""
    try:
        found = Criteria.ask(**{**state.asked().model_dump(), "what_if": tuple(sites)})
        select_sites(session_layers(), found)
    except CriteriaError as error:
        st.session_state["sites.fault"] = error.faults[0]
    else:
        state.ask(found)


def _considered(criteria: Criteria, text: Text) -> None:
    sites = hypothetical_sites(session_layers(), criteria)
    names = {place: name for place, (_, name, _, _) in zip(criteria.what_if, sites, strict=True)}
    st.session_state["sites.what_if"] = list(names)
    st.multiselect(
        text("sites.what_if"),
        list(names),
        format_func=lambda place: names.get(place, place),
        placeholder=text("sites.what_if.empty"),
        help=text("sites.what_if.help"),
        key="sites.what_if",
        on_change=lambda: _set(set(st.session_state["sites.what_if"])),
    )
    with st.form("pin", clear_on_submit=True, border=False):
        where, add = st.columns([3, 1], vertical_alignment="bottom")
        where.text_input(text("sites.pin.lonlat"), placeholder="-96.72, 17.06", key="pin")
        add.form_submit_button(text("sites.pin.add"), on_click=_add_pin)
    fault = st.session_state.pop("sites.fault", None)
    if fault:
        st.warning(text("sites.pin.bad", fault=fault.said(text)))
    if len(criteria.what_if) >= MOST_PROPOSED:
        st.caption(text("sites.full", count=text.number(MOST_PROPOSED)))
    if names:
        st.button(text("sites.clear"), on_click=_set, args=(set(),), type="tertiary")


def _add_pin() -> None:
    place = "_".join(part.strip() for part in str(st.session_state["pin"]).replace(";", ",").split(","))
    if place:
        _set({*state.asked().what_if, place})


def _map(gaps: Gaps, text: Text) -> None:
    layers = session_layers()
    st.caption(text("sites.pin"))
    bounds = view_of(layers, gaps)
    classes = classify(gaps, layers, "status")
    shown = map_state(
        gaps,
        classes,
        layers,
        shared_assets(),
        text,
        chosen=None,
        focus={"turn": f"sites {bounds}", "bounds": bounds},
        pins=True,
    )
    show_map(
        shown,
        layers,
        text,
        key=f"sites-{text.language}",
        height=_MAP_HEIGHT,
        on_place=lambda place: _set({*state.asked().what_if, place}),
    )


def _before_and_after(before: Gaps, after: Gaps, text: Text) -> None:
    def figures(gaps: Gaps) -> list[str]:
        totals = gaps.totals
        return [
            text.number(totals["gap"]),
            text.estimate(totals["unserved_return_dwellings"]),
            text.percent(totals["covered_share"]),
        ]

    rows = [[text("sites.before"), *figures(before)]]
    if after.criteria != before.criteria:
        rows.append([text("sites.after"), *figures(after)])
    st.html(table([text("sites.which"), text("sites.gaps"), text("sites.unserved"), text("sites.covered")], rows))


def _reached(base: Criteria, demand: Demand, *, bounded: bool = False) -> pd.DataFrame:
    """What each further site would reach."""
    make = partial(
        coverage_curve, session_layers(), base, Siting(demand=demand), most=state.MOST_SITES, bounded=bounded
    )
    return kept(make, "curve", base, demand, bounded)


def _curve(placement: Placement, gaps: Gaps, demand: Demand, text: Text) -> None:
    counted = Siting(k=placement.siting.k, demand=demand)
    if placement.sites.empty or placement.siting != counted:
        return
    found = _reached(gaps.criteria, demand)
    rows = pd.DataFrame({"sites": found["sites"], "share": found["greedy_share"]})
    rows["said"] = [text.percent(share) for share in rows["share"]]
    reached = float(placement.sites["share"].iloc[-1])
    chosen = {"sites": len(placement.sites), "share": reached, "said": text.percent(reached)}
    words = {"sites": text("sites.number"), "reached": text("sites.reached")}
    layers = session_layers()
    steps = partial(_reached, gaps.criteria, demand, bounded=True)
    picture = Picture(
        lambda: export_figure("coverage", gaps, layers, text, curve=figure_curve(steps()), demand=demand),
        file_name(text("take.file.coverage"), gaps, ".png"),
        alternative("coverage", gaps, layers, text, curve=rows.rename(columns={"sites": "k"})),
    )
    show_chart(
        curve(rows, chosen=pd.DataFrame([chosen]), words=words),
        text("sites.curve", len(placement.sites), share=text.percent(reached)),
        text,
        picture,
        partial(take_rows, found, gaps, text, text("file.curve")),
    )
    st.html(note(text("sites.assumed" if session_layers().candidates.empty else "sites.assumed.own")))
