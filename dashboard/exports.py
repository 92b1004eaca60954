"""What people take along: the list in every format, figures, a map for another page, a state's brief.

Nothing is made before it is asked for: drawing the buttons costs a page next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.downloads import file_name, list_name, offer
from exports.alternative import alternative
from exports.brief import export_brief
from exports.embed import embed, frame
from exports.figures import export_figure, figure_curve
from exports.isochrones import export_isochrones
from exports.lists import TAGGED, export_gaps
from exports.rows import export_rows
from geo import Gaps
from geo.referrals import referrals
from layers import Layers
from vocabulary.lists import (
    BRIEF_FORMATS,
    EMBED_KINDS,
    LIST_FORMATS,
    PICTURE_FORMATS,
    Demand,
    EmbedKind,
    FigureKind,
)
from words.text import Text


class Coverage(NamedTuple):
    """What a coverage figure shows: the answer it starts from, the curve, made when asked for, and of what."""

    gaps: Gaps
    curve: Callable[[], pd.DataFrame]
    demand: Demand


def show_take(
    gaps: Gaps,
    layers: Layers,
    text: Text,
    *,
    figures: Sequence[FigureKind] = ("map", "multiples", "ranking"),
    coverage: Coverage | None = None,
    brief: bool = False,
    everyone: bool = False,
) -> None:
    """A button that opens everything that can be downloaded of an answer.

    Parameters
    ----------
    gaps, layers, text
        The answer, what it was made from, and the language.
    figures : sequence of str
        Which figures there are.
    coverage : Coverage, optional
        What a coverage figure shows.
    brief : bool
        Whether the answer is about one state and its brief can be had too.
    everyone : bool
        Whether the list is offered with all municipalities first.
    """
    # What nobody has opened is not drawn: on the first page it would cost every change of a control some 10 ms.
    popover = st.popover(text("take.title"), icon=":material/download:", on_change="rerun", key="take.open")
    if not popover.open:
        return
    with popover:
        _contents(gaps, layers, text, tuple(figures), coverage, brief=brief, everyone=everyone)


@st.fragment
def _contents(
    gaps: Gaps,
    layers: Layers,
    text: Text,
    figures: tuple[FigureKind, ...],
    coverage: Coverage | None,
    *,
    brief: bool,
    everyone: bool,
) -> None:
    address = state.page_base()
    _list(gaps, layers, text, address, everyone=everyone)
    _referrals(gaps, layers, text)
    _figure(gaps, layers, text, figures, coverage)
    _embed(gaps, layers, text, address)
    if brief:
        _brief(gaps, layers, text, address)
    st.caption(text("take.slow"))


def _list(gaps: Gaps, layers: Layers, text: Text, address: str | None, *, everyone: bool) -> None:
    st.markdown(f"**{text('take.list')}**")
    everybody = st.toggle(text("take.everyone"), value=everyone, key=f"take.everyone.{everyone}")
    hxl = st.toggle(text("take.hxl"), key="take.hxl")
    with st.container(horizontal=True, gap="small"):
        for form in LIST_FORMATS:
            name = partial(list_name, gaps, text, everyone=everybody and form != "gpkg")
            make = partial(
                export_gaps,
                gaps,
                layers,
                everyone=everybody and form != "gpkg",
                format=form,
                text=text,
                hxl=hxl,
                address=address,
                name=name(),
            )
            offer(
                form.upper(),
                make,
                name(ending=f".{form}"),
                key=f"take.list.{form}",
                explained=text(f"take.format.{form}"),
                disabled=hxl and form not in TAGGED,
            )


def _referrals(gaps: Gaps, layers: Layers, text: Text) -> None:
    """The sites nearest to every gap, and what is reached by road where there are roads."""

    def make() -> bytes:
        return export_rows(referrals(gaps, layers), gaps.criteria, layers, format="csv")

    offer(text("take.referrals"), make, file_name(text("file.referrals"), gaps, ".csv"), key="take.referrals")
    if gaps.network is not None:
        areas = partial(export_isochrones, gaps, layers, text=text)
        name = file_name(text("file.isochrones"), gaps, ".geojson")
        offer(text("take.isochrones"), areas, name, key="take.isochrones")


def _figure(
    gaps: Gaps,
    layers: Layers,
    text: Text,
    figures: tuple[FigureKind, ...],
    coverage: Coverage | None,
) -> None:
    st.markdown(f"**{text('take.figure')}**")
    which: FigureKind = figures[0]
    if len(figures) > 1:
        which = st.selectbox(
            text("take.figure.which"),
            figures,
            format_func=lambda name: text(f"take.figure.{name}"),
            key=f"take.figure.{text.language}.{figures}",
        )
    picture = st.segmented_control(
        text("take.format"),
        PICTURE_FORMATS,
        default="png",
        required=True,
        format_func=str.upper,
        key="take.picture",
    )

    drawn = coverage if which == "coverage" else None
    shown = drawn.gaps if drawn else gaps

    def steps() -> pd.DataFrame | None:
        return figure_curve(drawn.curve()) if drawn else None

    def make() -> bytes:
        more: dict[str, Any] = {"demand": drawn.demand} if drawn else {}
        return export_figure(which, shown, layers, text, picture=picture, curve=steps(), **more)

    name = file_name(text(f"take.file.{which}"), shown, f".{picture}")
    offer(text("take.figure.get"), make, name, key="take.figure")
    st.caption(text("take.figure.alt"))
    st.code(alternative(which, shown, layers, text, curve=steps()), language=None, wrap_lines=True)


def _embed(gaps: Gaps, layers: Layers, text: Text, address: str | None) -> None:
    st.markdown(f"**{text('take.embed')}**")
    kind: EmbedKind = st.segmented_control(
        text("take.embed.kind"),
        EMBED_KINDS,
        default=EMBED_KINDS[0],
        required=True,
        format_func=lambda name: text(f"take.embed.{name}"),
        key=f"take.embed.{text.language}",
    )
    if kind == "frame":
        if gaps.provenance.own:
            st.caption(text("take.embed.own", files=text.join(gaps.provenance.own)))
        else:
            said = frame(gaps, layers, text, address=address, measure=state.measure())
            st.code(said, language="html", wrap_lines=True)
        return

    def make() -> bytes:
        # Not at the top: folium is loaded for who asks for it.
        from exports.interactive import embed_map

        return (embed_map if kind == "interactive" else embed)(gaps, layers, text, address=address)

    offer(text("take.embed.get"), make, file_name(text("take.file.embed"), gaps, ".html"), key="take.embed")


def _brief(gaps: Gaps, layers: Layers, text: Text, address: str | None) -> None:
    st.markdown(f"**{text('take.brief')}**")
    form = st.segmented_control(
        text("take.format"), BRIEF_FORMATS, default="pdf", required=True, format_func=str.upper, key="take.form"
    )
    offer(
        text("take.brief.get"),
        partial(export_brief, layers, gaps.criteria, text, form=form, address=address),
        file_name(text("take.file.brief"), gaps, f".{form}"),
        key="take.brief",
    )
