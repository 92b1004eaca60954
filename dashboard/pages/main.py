"""What Streamlit runs for every visitor, and again after every change: which page, which question, which language."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

from dashboard import state
from dashboard.controls import keep_question, show_question, show_readings
from dashboard.doors import show_doors
from dashboard.html import note
from dashboard.pages import (
    certainty,
    change,
    gaps,
    method,
    municipality,
    one_state,
    own_data,
    pilots,
    programs,
    regions,
    scenarios,
    services,
    sites,
    unknowns,
)
from dashboard.private import forget_widgets
from dashboard.session import session_layers
from layers import LayerError
from layers.own.findings import layer_fault
from words.catalogues import languages
from words.text import Text

#: What draws each page, and its address; the first is the front page.
PAGES = {
    "gaps": (gaps.show, "gaps"),
    "municipality": (municipality.show, "municipio"),
    "state": (one_state.show, "estado"),
    "pilots": (pilots.show, "piloto"),
    "regions": (regions.show, "regiones"),
    "sites": (sites.show, "sedes"),
    "services": (services.show, "servicios"),
    "scenarios": (scenarios.show, "escenarios"),
    "certainty": (certainty.show, "certeza"),
    "unknowns": (unknowns.show, "llamadas"),
    "change": (change.show, "cambio"),
    "programs": (programs.show, "programas"),
    "own": (own_data.show, "mis-datos"),
    "method": (method.show, "metodo"),
}

#: How the navigation groups them, the front page apart.
GROUPS = {
    "places": ("municipality", "state"),
    "decide": ("pilots", "regions", "sites", "services", "scenarios", "certainty", "unknowns", "change"),
    "data": ("programs", "own", "method"),
}

#: Pages that answer the question, which stands in their sidebar.
ASKED = ("gaps", *GROUPS["places"], *GROUPS["decide"])

STYLE = Path(__file__).parent.parent / "style.css"

_script = component("alcance_page", js=STYLE.with_name("page.js").read_text(encoding="utf-8"))

_SIDEBAR_PX = 240

#: A page with a part that runs again by itself, however seldom, is drawn anew when it comes back to a server. One that
#: does not know the session would answer nothing of what the old page's controls ask.
_SELDOM = timedelta(days=1)


def main() -> None:
    """Draw the page that the address asks for."""
    forget_widgets()
    text = Text(state.language())
    st.set_page_config(
        page_title=f"{text('app.title')} · {text('app.tagline')}", layout="wide", initial_sidebar_state=_SIDEBAR_PX
    )
    top = st.container(key="top", gap=None)
    corner = top.container(key="language", gap=None)
    with corner:
        _run_script(text)
    st.html(STYLE)
    try:
        with st.spinner(text("notice.loading")):
            layers = session_layers()
    except LayerError as error:
        st.error(f"{text('notice.data')}: {layer_fault(error, text)}")
        st.stop()
    pages = {
        name: st.Page(show, title=text(f"page.{name}"), url_path=path, default=name == "gaps")
        for name, (show, path) in PAGES.items()
    }
    st.session_state["pages"] = pages
    groups = {text(f"group.{group}"): [pages[name] for name in names] for group, names in GROUPS.items()}
    page = st.navigation({"": [pages["gaps"]], **groups}, position="top")
    name = next(name for name, one in pages.items() if one is page)
    state.read_link(layers)
    has_answer = bool(layers.years) and len(layers.settlements) > 0
    with corner:
        _offer_languages(text)
    with top:
        if layers.provenance.own:
            st.html(note(text("own.with", files=text.join(layers.provenance.own))))
        if has_answer:
            show_doors(name, text)
    if has_answer and name in ASKED:
        keep_question()
        with st.sidebar:
            show_readings()  # what makes room for the question, before a map is drawn beside it
            question = st.container()
        try:
            page.run()
        finally:
            # Last, since a map is not drawn before all that comes with it: docs/decisions/map.md.
            with question:
                show_question(on_change=gaps.follow if name == "gaps" else st.rerun)
    elif has_answer or name == "own":
        page.run()
    else:
        st.info(text("own.country.needs"))


@st.fragment(run_every=_SELDOM)
def _run_script(text: Text) -> None:
    # A browser that knows one component, which this one is the first of, draws a map as soon as it comes.
    _script(key="page", data={"language": text.language}, height="content")


def _offer_languages(text: Text) -> None:
    control = f"language.{text.language}"
    st.segmented_control(
        text("language"),
        languages(),
        default=text.language,
        required=True,
        format_func=lambda name: Text(name)("language.name"),
        key=control,
        label_visibility="collapsed",
        on_change=_switch_language,
        args=(control,),
    )


def _switch_language(control: str) -> None:
    state.speak(st.session_state[control])


if __name__ == "__main__":
    main()
