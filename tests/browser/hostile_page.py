"""A page for `test_hostile_names`: the dashboard's own map and parts, shown a catalogue with hostile names."""

import json

import streamlit as st

from dashboard import html
from dashboard.map import map_state, show_map
from dashboard.parts import show_sentence, why_html
from dashboard.shared import shared_assets, shared_layers
from geo import Criteria, find_gaps
from geo.classes import classify
from layers.own import apply, inspect, read
from words.text import Text

NAMES = [
    '<img src=x onerror="top.hit=1;window.hit=1">',
    "</script><script>top.hit=1;window.hit=1</script>",
    "`${top.hit=1}`{{ 7*7 }}",
    "'\"><svg/onload=top.hit=1>",
    "<!--<script>top.hit=1",
    "\u202e\u2066right to left\u200f",
]


def main() -> None:
    st.set_page_config(layout="wide")
    ours = shared_layers()
    features = [
        {
            "type": "Feature",
            "properties": {
                "site_id": f"x-{place}",
                "program_id": f"x{place}",
                "components": ["legal_assistance"],
                **dict.fromkeys(
                    ("name_es", "name_en", "site_es", "site_en", "operator", "summary_es", "note_es"), name
                ),
            },
            "geometry": {"type": "Point", "coordinates": [-96.7236 + place / 10, 17.0604]},
        }
        for place, name in enumerate(NAMES)
    ]
    document = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    draft = inspect(document, NAMES[0], "programs")
    layers = apply(read(draft, draft.mapping, ours), ours)
    text = Text("en")
    gaps = find_gaps(layers, Criteria())
    classes = classify(gaps, layers, "status")
    assets = shared_assets()
    show_sentence(gaps, layers, text)
    state = map_state(gaps, classes, layers, assets, text, chosen="20067", focus=None)
    show_map(state, layers, text, key="map", height=400)
    st.html(why_html(gaps, layers, text, "20067"))
    sites = layers.programs.sites
    st.html(html.table(["site", *gaps.provenance.own], sites[["site", "program"]].to_numpy().tolist()))
    st.html(html.prose(NAMES[0], NAMES) + html.note(NAMES[1]) + html.figures([(NAMES[2], NAMES[3])]))


main()
