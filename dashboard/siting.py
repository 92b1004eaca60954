"""What a person asks of new sites: controls, kept in the link as `geo.siting.Siting` has them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import state
from dashboard.downloads import take_rows
from dashboard.html import note, wide_table
from dashboard.session import kept, session_layers
from geo import Criteria, CriteriaError, Gaps
from geo.proposed import Placement
from geo.settings import Fault, as_text
from geo.site_curves import equity_curve
from geo.siting import Siting
from vocabulary.lists import OVERS, SERVICE_STATUSES
from words.text import Text

DEFAULT_COUNT = 3
TIME_LIMIT_S = 20.0

#: Settings that a person writes.
_WRITTEN = ("budget", "cost", "upgrade_cost", "capacity", "existing_capacity", "equity", "must", "never", "candidates")


def asked() -> tuple[Siting, Fault | None]:
    """What is asked, and why not all that the link and the controls say, if so."""
    texts = {name: text for name in Siting.model_fields if (text := state.setting(name, ""))}
    if "budget" in texts:
        texts.pop("k", None)
    else:
        texts.setdefault("k", str(DEFAULT_COUNT))
    try:
        return Siting.from_text(texts), None
    except CriteriaError as error:
        return Siting(k=DEFAULT_COUNT), error.faults[0]


def show_options(text: Text) -> None:
    """What is asked of sites besides their number."""
    with st.expander(text("siting.more"), expanded=any(state.setting(name, "") for name in (*_WRITTEN, "over"))):
        for name in _WRITTEN:
            key = f"siting.{name}"
            if key not in st.session_state:
                st.session_state[key] = state.setting(name, "")
            usual = Siting.model_fields[name].default
            st.text_input(
                text(f"siting.{name}"),
                help=text(f"siting.{name}.help"),
                placeholder=as_text(usual) if usual else None,
                key=key,
                on_change=_take,
                args=(name,),
            )
            fault = st.session_state.get(f"{key}.fault")
            if fault:
                st.warning(text("siting.fault", name=text(f"siting.{name}"), fault=fault.said(text)))
        st.session_state["siting.over"] = state.setting("over", OVERS[0])
        st.selectbox(
            text("siting.over"),
            OVERS,
            format_func=lambda name: text(f"over.{name}"),
            help=text("siting.over.help"),
            key="siting.over",
            on_change=_take_over,
        )


def _take(name: str) -> None:
    """Keep what a person wrote; where it cannot be, what was asked before stays, and so does what is written."""
    written = str(st.session_state[f"siting.{name}"]).strip()
    st.session_state[f"siting.{name}.fault"] = None
    try:
        if written:
            Siting.from_text({name: written})
    except CriteriaError as error:
        st.session_state[f"siting.{name}.fault"] = error.faults[0]
    else:
        state.keep_setting(name, written or None)


def _take_over() -> None:
    over = st.session_state["siting.over"]
    state.keep_setting("over", None if over == OVERS[0] else over)


def show_fault(fault: Fault | None, text: Text) -> None:
    """Say what cannot be asked together."""
    if fault is not None:
        known = fault.field in Siting.model_fields
        name = text(f"siting.{fault.field}") if known else fault.field
        said = text("siting.fault", name=name, fault=fault.said(text))
        st.warning(f"{said} {text('siting.usual', count=text.number(DEFAULT_COUNT))}")


def proof(placement: Placement, place: str, text: Text) -> str:
    """How sure it is that nothing is better, and what the sites are best for."""
    siting = placement.siting
    ours = session_layers().candidates.empty
    usual = ours and siting.budget is None and siting.equity == 1 and siting.over == OVERS[0]
    if usual:
        return text(f"sites.{placement.status}", bound=text.estimate(placement.bound), place=place)
    said = (
        text("sites.proven")
        if placement.status == "optimal"
        else text("sites.within", share=text.percent(placement.gap))
    )
    if siting.over != OVERS[0]:
        over = text(
            f"sites.over.{siting.over}",
            reached=text.estimate(placement.objective),
            count=text.number(len(placement.readings)),
        )
        said = f"{over} {said}"
    if siting.budget is not None:
        spent = text("sites.spent", cost=text.number(placement.cost, 2), budget=text.number(siting.budget, 2))
        said = f"{spent} {said}"
    return said


def show_service(placement: Placement, gaps: Gaps, text: Text) -> None:
    """For whom the offices have capacity, where they have one."""
    if not placement.has_limits:
        return
    table = placement.municipalities
    st.header(text("service.title"))
    rows = [
        [
            text(f"service.{name}"),
            text.number(int((table["service"] == name).sum())),
            text.estimate(float(table[name].sum())),
        ]
        for name in reversed(SERVICE_STATUSES)
    ]
    st.html(
        wide_table(
            text("service.title"), [text(f"service.{name}") for name in ("which", "municipalities", "dwellings")], rows
        )
    )
    st.html(note(text("service.note")))
    take_rows(table, gaps, text, text("file.service"))


def show_equity(base: Criteria, siting: Siting, gaps: Gaps, text: Text) -> None:
    """What is traded for what, where dwellings of marginalised municipalities count more."""
    if siting.over != OVERS[0] or not st.toggle(text("equity.show"), key="siting.equity.shown"):
        return
    with st.spinner(text("sites.searching")):
        make = partial(equity_curve, session_layers(), base, siting, time_limit_s=TIME_LIMIT_S)
        curve = kept(make, "equity", base, siting)
    columns = {
        "equity": [text.number(value, 1) for value in curve["equity"]],
        "reached": [text.estimate(value) for value in curve["reached"]],
        "marginalised": [text.estimate(value) for value in curve["marginalised"]],
        "sites": [text.number(value) for value in curve["sites"]],
    }
    head = [text(f"equity.{name}") for name in columns]
    st.html(wide_table(text("equity.title"), head, [list(row) for row in zip(*columns.values(), strict=True)]))
    st.html(note(text("equity.note")))
    take_rows(curve, gaps, text, text("file.equity"))
